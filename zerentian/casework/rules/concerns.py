"""Concerns: what they are, where they stand, and which step may follow which state."""

from collections.abc import Mapping
from enum import StrEnum

from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.steps import Steps
from zerentian.ledger.rules.words import Words

# How the number of a matter begins that came from a table without numbers.
UNNUMBERED = "auto-"


class Channel(StrEnum):
    """The closed list of ways in which a resident addresses the office. Nothing else is heard."""

    FORM = "form"
    CALL = "call"
    VISIT = "visit"
    LETTER = "letter"
    HOTLINE = "hotline"
    PETITION = "petition"
    BOARD = "board"
    MAILBOX = "mailbox"
    MEETING = "meeting"
    PATROL = "patrol"
    TRANSFER = "transfer"


class Kind(StrEnum):
    """What a concern is; a petition matter (申诉求决) also takes one of the six routes."""

    CONSULT = "consult"
    HELP = "help"
    COMPLAINT = "complaint"
    SUGGESTION = "suggestion"
    WRONGDOING = "wrongdoing"
    PETITION = "petition"


class Route(StrEnum):
    """The six ways of 信访工作条例 art. 31; only the last carries the clock of 60 days."""

    COURT = "court"
    ARBITRATION = "arbitration"
    PARTY = "party"
    RECONSIDERATION = "reconsideration"
    ENFORCEMENT = "enforcement"
    PETITION = "petition"


class Exit(StrEnum):
    """Why a concern is answered with the way to somebody else (北京市接诉即办工作条例 art. 11)."""

    EMERGENCY = "emergency"
    LEGAL = "legal"
    IN_PROCESS = "in_process"
    SAME_FACTS = "same_facts"
    SECRET = "secret"
    BEYOND_DUTY = "beyond_duty"
    UNLAWFUL = "unlawful"


class Group(StrEnum):
    """The fields of life a category belongs to; the closed list that numbers are told apart by."""

    BUILDING = "building"
    TRAFFIC = "traffic"
    FARMING = "farming"
    LAND = "land"
    ENVIRONMENT = "environment"
    WELFARE = "welfare"
    LABOUR = "labour"
    EDUCATION = "education"
    HEALTH = "health"
    TRADE = "trade"
    TOURISM = "tourism"
    VILLAGE = "village"
    SAFETY = "safety"
    CONDUCT = "conduct"
    OTHER = "other"


class State(StrEnum):
    """Where a concern stands."""

    QUEUED = "queued"
    SET_ASIDE = "set_aside"
    RECEIVED = "received"
    TRIAGED = "triaged"
    DISPATCHED = "dispatched"
    OBJECTED = "objected"
    HANDLING = "handling"
    DRAFTED = "drafted"
    ANSWERED = "answered"
    CLOSED = "closed"
    EXITED = "exited"
    REFERRED = "referred"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """What may be done to a concern."""

    ADMIT = "admit"
    SET_ASIDE = "set_aside"
    TRIAGE = "triage"
    DISPATCH = "dispatch"
    ACCEPT = "accept"
    OBJECT = "object"
    UPHOLD = "uphold"
    SUSTAIN = "sustain"
    DRAFT = "draft"
    RETURN = "return"
    RELEASE = "release"
    CALL_BACK = "call_back"
    CLOSE = "close"
    REOPEN = "reopen"
    EXIT = "exit"
    REFER = "refer"
    TAKE_BACK = "take_back"
    SETTLE = "settle"
    WITHDRAW = "withdraw"


S = State

STEPS: Mapping[tuple[State, Step], State] = {
    (S.QUEUED, Step.ADMIT): S.RECEIVED,
    (S.QUEUED, Step.SET_ASIDE): S.SET_ASIDE,
    (S.SET_ASIDE, Step.ADMIT): S.RECEIVED,
    (S.RECEIVED, Step.TRIAGE): S.TRIAGED,
    (S.TRIAGED, Step.TRIAGE): S.TRIAGED,
    (S.TRIAGED, Step.DISPATCH): S.DISPATCHED,
    (S.DISPATCHED, Step.ACCEPT): S.HANDLING,
    (S.DISPATCHED, Step.OBJECT): S.OBJECTED,
    (S.OBJECTED, Step.UPHOLD): S.DISPATCHED,
    (S.OBJECTED, Step.SUSTAIN): S.TRIAGED,
    (S.TRIAGED, Step.DRAFT): S.DRAFTED,
    (S.HANDLING, Step.DRAFT): S.DRAFTED,
    (S.DRAFTED, Step.DRAFT): S.DRAFTED,
    (S.DRAFTED, Step.RETURN): S.HANDLING,
    (S.DRAFTED, Step.RELEASE): S.ANSWERED,
    (S.ANSWERED, Step.CALL_BACK): S.ANSWERED,
    (S.ANSWERED, Step.CLOSE): S.CLOSED,
    (S.ANSWERED, Step.REOPEN): S.HANDLING,
    (S.CLOSED, Step.REOPEN): S.HANDLING,
    (S.EXITED, Step.REOPEN): S.TRIAGED,
    (S.WITHDRAWN, Step.REOPEN): S.TRIAGED,
    **{(state, Step.EXIT): S.EXITED for state in (S.TRIAGED, S.HANDLING)},
    **{(state, Step.REFER): S.REFERRED for state in (S.TRIAGED, S.HANDLING)},
    (S.REFERRED, Step.TAKE_BACK): S.TRIAGED,
    (S.REFERRED, Step.SETTLE): S.CLOSED,
    **{
        (state, Step.WITHDRAW): S.WITHDRAWN
        for state in (S.RECEIVED, S.TRIAGED, S.DISPATCHED, S.OBJECTED, S.HANDLING, S.DRAFTED)
    },
}

# Somebody still owes the resident something.
OPEN_STATES = (S.RECEIVED, S.TRIAGED, S.DISPATCHED, S.OBJECTED, S.HANDLING, S.DRAFTED)
# The concern counts as received; what waits as suspected spam does not yet.
UNCOUNTED_STATES = (S.QUEUED, S.SET_ASIDE)
UNTRIAGED_STATES = (S.QUEUED, S.SET_ASIDE, S.RECEIVED)

STATE_WORDS: Mapping[State, Words] = {
    S.QUEUED: Words("待甄别", "waiting to be looked at"),
    S.SET_ASIDE: Words("已搁置", "set aside"),
    S.RECEIVED: Words("已登记", "received"),
    S.TRIAGED: Words("待派单", "to be dispatched"),
    S.DISPATCHED: Words("待签收", "dispatched"),
    S.OBJECTED: Words("异议待裁", "objected to"),
    S.HANDLING: Words("办理中", "in hand"),
    S.DRAFTED: Words("答复待审", "reply drafted"),
    S.ANSWERED: Words("已答复", "answered"),
    S.CLOSED: Words("已办结", "closed"),
    S.EXITED: Words("已告知其他途径", "shown another way"),
    S.REFERRED: Words("已转县级", "referred to the county"),
    S.WITHDRAWN: Words("本人撤回", "withdrawn by the resident"),
}

MAX_BOUNCES = 2


MOVES = Steps(STEPS, STATE_WORDS, "诉求")
step, steps_from = MOVES.after, MOVES.of


def check_bounces(bounces: int) -> None:
    """Refuse a third return of the same dispatch: after a ruling a unit may not send it back again (潍坊 art. 22)."""
    if bounces >= MAX_BOUNCES:
        raise NotAllowed(
            "这件诉求已两次退回，不能第三次退回；请由主办单位办理，或请上级协调",
            "it was sent back twice: it can't bounce a third time; handle it, or ask the superior to coordinate",
        )


def check_final(final: bool) -> None:
    """Refuse an objection against a dispatch that was upheld by a ruling."""
    if final:
        raise NotAllowed(
            "这次派单已经裁定维持，不能再提异议；请先行办理，再向上级反映",
            "the dispatch was upheld by a ruling and can't be objected to again: handle it, then tell the superior",
        )
