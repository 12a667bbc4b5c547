"""Findings (问题): what may follow what, from opening to the look-back after the close-out, as plain rules.

The chain is 登记 → 定责 → 签收 → 整改 → 申请销号 → 他人核查 → （公示） → 销号 → 回头看; every step has a way back.
A finding is about a matter and a place, never about a person.
"""

from datetime import date, timedelta
from enum import StrEnum

from zerentian.ledger.rules.periods import chinese_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.steps import Steps
from zerentian.ledger.rules.words import Words


class State(StrEnum):
    """Where a finding stands."""

    OPENED = "opened"
    ASSIGNED = "assigned"
    OBJECTED = "objected"
    MENDING = "mending"
    REPORTED = "reported"
    VERIFIED = "verified"
    POSTED = "posted"
    CLOSED = "closed"
    DISMISSED = "dismissed"
    JOINED = "joined"


class Step(StrEnum):
    """What may be done with a finding."""

    ASSIGN = "assign"
    ACCEPT = "accept"
    OBJECT = "object"
    UPHOLD = "uphold"
    NOTE = "note"
    REPORT = "report"
    RETURN = "return"
    VERIFY = "verify"
    POST = "post"
    CLOSE = "close"
    LOOK_BACK = "look_back"
    REOPEN = "reopen"
    DISMISS = "dismiss"
    JOIN = "join"
    CORRECT = "correct"


class Source(StrEnum):
    """Where a finding comes from."""

    SELF_CHECK = "self_check"
    INSPECTION = "inspection"
    CONCERN = "concern"
    TOPIC = "topic"
    RISK = "risk"
    MEETING = "meeting"
    AUDIT = "audit"


class Level(StrEnum):
    """How grave a matter is, by the office's own scale; the inspector's word stands beside it."""

    ORDINARY = "ordinary"
    SERIOUS = "serious"
    GRAVE = "grave"


class Class(StrEnum):
    """When it is mended: at once (立行立改), by a day (限期整改), as lasting work (长期坚持)."""

    AT_ONCE = "at_once"
    BY_DATE = "by_date"
    LASTING = "lasting"


class Method(StrEnum):
    """How somebody else saw that it is mended."""

    ON_SITE = "on_site"
    PAPERS = "papers"
    ASKED = "asked"
    TESTED = "tested"


class Result(StrEnum):
    """What a look-back found: it holds (稳固), or it has come back (反弹)."""

    FIRM = "firm"
    REBOUNDED = "rebounded"


S = State
OPEN_STATES = (S.OPENED, S.ASSIGNED, S.OBJECTED, S.MENDING, S.REPORTED, S.VERIFIED, S.POSTED)
# Nobody is in charge yet.
OWNERLESS_STATES = (S.OPENED,)
# The mending itself is still owed: what runs against the due day.
OWED_STATES = (S.ASSIGNED, S.OBJECTED, S.MENDING)
# Work rests on a closing standard that was fixed before it began.
STANDARD_STATES = (S.ASSIGNED, S.OBJECTED, S.MENDING, S.REPORTED, S.VERIFIED, S.POSTED, S.CLOSED)

STEPS: dict[tuple[State, Step], State] = {
    (S.OPENED, Step.ASSIGN): S.ASSIGNED,
    (S.ASSIGNED, Step.ACCEPT): S.MENDING,
    (S.ASSIGNED, Step.OBJECT): S.OBJECTED,
    (S.OBJECTED, Step.UPHOLD): S.ASSIGNED,
    (S.MENDING, Step.REPORT): S.REPORTED,
    (S.REPORTED, Step.RETURN): S.MENDING,
    (S.REPORTED, Step.VERIFY): S.VERIFIED,
    (S.VERIFIED, Step.RETURN): S.MENDING,
    (S.VERIFIED, Step.POST): S.POSTED,
    (S.VERIFIED, Step.CLOSE): S.CLOSED,
    (S.POSTED, Step.RETURN): S.MENDING,
    (S.POSTED, Step.CLOSE): S.CLOSED,
    (S.CLOSED, Step.LOOK_BACK): S.CLOSED,
    (S.CLOSED, Step.REOPEN): S.MENDING,
    **{(state, Step.NOTE): state for state in OPEN_STATES},
    **{(state, Step.DISMISS): S.DISMISSED for state in (S.OPENED, S.ASSIGNED, S.OBJECTED, S.MENDING)},
    **{(state, Step.JOIN): S.JOINED for state in (S.OPENED, S.ASSIGNED, S.OBJECTED, S.MENDING)},
    **{(state, Step.CORRECT): state for state in (S.OPENED, S.ASSIGNED, S.OBJECTED, S.MENDING)},
}

STATE_WORDS = {
    S.OPENED: Words("待定责", "opened"),
    S.ASSIGNED: Words("待签收", "assigned"),
    S.OBJECTED: Words("有异议", "objected"),
    S.MENDING: Words("整改中", "being mended"),
    S.REPORTED: Words("待核查", "to be verified"),
    S.VERIFIED: Words("核查合格", "verified"),
    S.POSTED: Words("公示中", "posted"),
    S.CLOSED: Words("已销号", "closed out"),
    S.DISMISSED: Words("不成立", "unfounded"),
    S.JOINED: Words("已并案", "joined"),
}


MOVES = Steps(STEPS, STATE_WORDS, "问题")
step, steps_from = MOVES.after, MOVES.of


def check_due(due: date, found_on: date, today: date, most: int | None) -> None:
    """Refuse a due day that has passed, or one later than the rule in force allows.

    ``most`` is the number of days the place's own rule gives from today on, None where it has none.
    """
    if due < today:
        raise NotAllowed("整改期限不能早于今天", "the due day can't lie in the past")
    if most is not None and due > (last := today + timedelta(days=most)):
        raise NotAllowed(
            f"整改期限最晚为{chinese_day(last)}（本地规定{most}天）；确需更长的，定责后申请延期",
            f"the rule here gives {most} days, until {last}: for more time ask for an extension afterwards",
        )


def check_mended(done_on: date, found_on: date, today: date) -> None:
    """Refuse a day of mending before the finding or after today."""
    if not found_on <= done_on <= today:
        raise NotAllowed(
            f"整改完成日期须在发现日期{chinese_day(found_on)}与今天之间",
            f"it was mended between the day it was found ({found_on}) and today",
        )


def check_observed(observed_on: date, done_on: date, today: date, kind: Class) -> None:
    """Refuse a verification that saw the place before, or on the day of, the mending.

    What was mended at once may be seen on the same day; else one day has to lie between, so that it is the lasting
    state that is seen.
    """
    earliest = earliest_look(done_on, kind)
    if earliest > today:
        raise NotAllowed(
            f"核查须在整改完成的次日起进行，最早{chinese_day(earliest)}，请到时再核查",
            f"it is seen from the day after the mending on: not before {earliest}",
        )
    if not earliest <= observed_on <= today:
        raise NotAllowed(
            f"核查须在整改之后进行：核查日期须在{chinese_day(earliest)}与今天之间",
            f"it is seen after the mending: between {earliest} and today",
        )


def earliest_look(done_on: date, kind: Class) -> date:
    """Return the first day on which somebody else may see that it is mended."""
    return done_on if kind == Class.AT_ONCE else done_on + timedelta(days=1)


def check_other(by: int, *involved: int | None) -> None:
    """Refuse to let who mended, took on or reported a finding judge it; arguments are accounts' keys."""
    if by in involved:
        raise NotAllowed(
            "不能由整改人、签收人或申请人自己核查，请由另一人核查",
            "whoever mended, took on or reported it can't verify it: ask somebody else",
        )


def check_posting(first: date, last: date, today: date, least: int | None) -> None:
    """Refuse a posting that ends before it begins, or hangs for fewer days than the rule in force asks for."""
    if first > today or last < first:
        raise NotAllowed("公示起止日期有误，请核对", "the days of the posting are wrong: check them")
    if least is not None and (last - first).days + 1 < least:
        raise NotAllowed(
            f"公示不得少于 {least} 天（本地规定）", f"the rule here asks for at least {least} days"
        )


def check_posted(last: date | None, today: date, objections: int | None, words: str) -> None:
    """Refuse to close out before the posting is over, and without saying how many objections came and what was done."""
    if last is None:
        return
    if today <= last:
        raise NotAllowed(
            f"公示到{chinese_day(last)}才结束，之后方可销号",
            f"it is posted until {last}: close it afterwards",
        )
    if objections is None:
        raise NotAllowed("请填公示期间收到的异议件数，没有就填 0", "say how many objections came, 0 for none")
    if objections and not words.strip():
        raise NotAllowed("公示期间有异议，请写明如何核实处理", "say what was done about the objections")


def check_look_back(due: date, closed_on: date) -> None:
    """Refuse a look-back on or before the day of the close-out."""
    if due <= closed_on:
        raise NotAllowed("回头看日期须晚于销号日期", "the look-back comes after the close-out")


def check_extension(due: date, old: date, today: date) -> None:
    """Refuse more time that is none."""
    if due <= old or due < today:
        raise NotAllowed(
            "延期后的日期须晚于原定期限和今天", "an extension ends after the old due day, and not in the past"
        )


def check_granted_by_another(by: int, asked_by: int) -> None:
    """Refuse to let the one who asked for more time grant it."""
    if by == asked_by:
        raise NotAllowed("延期须由另一人批准", "somebody else decides on more time")


def is_late(asked_on: date, due: date) -> bool:
    """Tell whether more time was asked for after the due day: it then stays printed overdue."""
    return asked_on > due


def was_on_time(done_on: date, due: date, missed: bool) -> bool:
    """Tell whether a finding was mended by its due day; one that was extended after it was missed was not."""
    return done_on <= due and not missed
