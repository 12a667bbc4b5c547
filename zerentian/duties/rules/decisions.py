"""Decisions (议定事项): what a meeting has settled to be done, from its opening to its close-out, as plain rules.

One decision for several units has one number with letters; each part has its own lead, due day, rhythm and state. A
decision is never edited: a later one replaces it.
"""

from calendar import monthrange
from datetime import date, timedelta
from enum import StrEnum

from zerentian.ledger.rules.periods import chinese_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.steps import Steps
from zerentian.ledger.rules.words import Words

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class DecisionKind(StrEnum):
    """Whether something is to be done (要求), or only to be taken note of (阅知)."""

    REQUIRED = "required"
    FOR_NOTE = "for_note"


class DecisionState(StrEnum):
    """Where a decision stands."""

    OPENED = "opened"
    ASSIGNED = "assigned"
    OBJECTED = "objected"
    ACCEPTED = "accepted"
    REPORTED = "reported"
    VERIFIED = "verified"
    CLOSED = "closed"
    NOTED = "noted"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"


class DecisionStep(StrEnum):
    """What may be done with a decision."""

    ASSIGN = "assign"
    ACCEPT = "accept"
    OBJECT = "object"
    UPHOLD = "uphold"
    PROGRESS = "progress"
    REPORT = "report"
    RETURN = "return"
    VERIFY = "verify"
    CLOSE = "close"
    REOPEN = "reopen"
    EXTEND = "extend"
    CARRY = "carry"
    HAND_OVER = "hand_over"
    WITHDRAW = "withdraw"
    REPLACE = "replace"


class Rhythm(StrEnum):
    """How often the lead says how far it is."""

    NONE = "none"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"


S, D = DecisionState, DecisionStep
OPEN_STATES = (S.OPENED, S.ASSIGNED, S.OBJECTED, S.ACCEPTED, S.REPORTED, S.VERIFIED)
# What runs against the due day: in force, not yet reported done.
OWED_STATES = (S.ASSIGNED, S.OBJECTED, S.ACCEPTED)
# In force: it was given to its lead, by the signed minutes or ahead of them.
IN_FORCE_STATES = (S.ASSIGNED, S.OBJECTED, S.ACCEPTED, S.REPORTED, S.VERIFIED)

STEPS: dict[tuple[DecisionState, DecisionStep], DecisionState] = {
    (S.OPENED, D.ASSIGN): S.ASSIGNED,
    (S.ASSIGNED, D.ACCEPT): S.ACCEPTED,
    (S.ASSIGNED, D.OBJECT): S.OBJECTED,
    (S.OBJECTED, D.UPHOLD): S.ASSIGNED,
    (S.ACCEPTED, D.PROGRESS): S.ACCEPTED,
    (S.ACCEPTED, D.REPORT): S.REPORTED,
    (S.REPORTED, D.RETURN): S.ACCEPTED,
    (S.REPORTED, D.VERIFY): S.VERIFIED,
    (S.VERIFIED, D.RETURN): S.ACCEPTED,
    (S.VERIFIED, D.CLOSE): S.CLOSED,
    (S.CLOSED, D.REOPEN): S.ACCEPTED,
    **{(state, D.EXTEND): state for state in OWED_STATES},
    **{(state, D.CARRY): state for state in OWED_STATES},
    (S.ASSIGNED, D.HAND_OVER): S.ASSIGNED,
    (S.OBJECTED, D.HAND_OVER): S.ASSIGNED,
    (S.OPENED, D.HAND_OVER): S.OPENED,
    (S.ACCEPTED, D.HAND_OVER): S.ASSIGNED,
    (S.REPORTED, D.HAND_OVER): S.REPORTED,
    (S.VERIFIED, D.HAND_OVER): S.VERIFIED,
    **{(state, D.WITHDRAW): S.WITHDRAWN for state in (S.OPENED, *OWED_STATES)},
    **{(state, D.REPLACE): S.REPLACED for state in (S.OPENED, *OWED_STATES)},
}

STATE_WORDS = {
    S.OPENED: Words("待交办", "to be given out"),
    S.ASSIGNED: Words("待签收", "to be taken on"),
    S.OBJECTED: Words("有异议", "objected to"),
    S.ACCEPTED: Words("办理中", "under way"),
    S.REPORTED: Words("待核查", "to be verified"),
    S.VERIFIED: Words("待办结", "to be closed"),
    S.CLOSED: Words("已办结", "closed"),
    S.NOTED: Words("已阅知", "taken note of"),
    S.WITHDRAWN: Words("已撤销", "withdrawn"),
    S.REPLACED: Words("已由新议定替代", "replaced"),
}


MOVES = Steps(STEPS, STATE_WORDS, "议定事项")
step, steps_from = MOVES.after, MOVES.of


def check_due(due: date, today: date) -> date:
    """Return the due day; refuse one that has passed."""
    if due < today:
        raise NotAllowed("办结期限不能早于今天", "the due day can't lie in the past")
    return due


def check_done(done_on: date, since: date, today: date) -> None:
    """Refuse a day on which it was done before it was decided, or one that has not come."""
    if not since <= done_on <= today:
        raise NotAllowed(
            f"办结日期须在议定之日{chinese_day(since)}与今天之间",
            f"it was done between {since}, when it was decided, and today",
        )


def check_later(due: date, old: date | None, today: date) -> None:
    """Refuse more time that is none."""
    if due < today or (old is not None and due <= old):
        raise NotAllowed(
            "新的期限须晚于原期限，且不早于今天", "the new day comes after the old one, and not in the past"
        )


def check_verifier(by: int, *involved: int | None) -> None:
    """Refuse to let who took it on, did or reported it judge it; arguments are accounts' keys."""
    if by in involved:
        raise NotAllowed(
            "不能由签收人、办理人或申请人自己核查或办结，请由另一人来做",
            "whoever took it on, did or reported it can't judge it: ask somebody else",
        )


def next_report(rhythm: Rhythm, since: date) -> date | None:
    """Return the day by which the lead says again how far it is; None for a decision without a rhythm."""
    if rhythm == Rhythm.NONE:
        return None
    if rhythm == Rhythm.WEEKLY:
        return since + timedelta(days=7)
    months = since.month - 1 + (1 if rhythm == Rhythm.MONTHLY else 3)
    year, month = since.year + months // 12, months % 12 + 1
    return date(year, month, min(since.day, monthrange(year, month)[1]))


def was_on_time(done_on: date, due: date, missed: bool) -> bool:
    """Tell whether it was done by its due day; one that got more time only after that day was not."""
    return done_on <= due and not missed


def letters(count: int) -> list[str]:
    """Return the letters of a decision's parts: none for a single one, else A, B, C …; NotAllowed beyond Z."""
    if count > len(LETTERS):
        raise NotAllowed("一项议定事项最多分给26个单位", "a decision has at most 26 parts")
    return [""] if count == 1 else list(LETTERS[:count])
