"""Tasks: which step may follow which state."""

from datetime import date
from enum import StrEnum

from zerentian.ledger.rules.periods import chinese_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.steps import Steps
from zerentian.ledger.rules.words import Words


class TaskState(StrEnum):
    """Where an assigned task stands."""

    ASSIGNED = "assigned"
    OBJECTED = "objected"
    ACCEPTED = "accepted"
    REPORTED = "reported"
    VERIFIED = "verified"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """What may be done to a task."""

    ACCEPT = "accept"
    OBJECT = "object"
    UPHOLD = "uphold"
    REPORT = "report"
    RETURN = "return"
    VERIFY = "verify"
    CLOSE = "close"
    REOPEN = "reopen"
    EXTEND = "extend"
    WITHDRAW = "withdraw"


OPEN_STATES = (
    TaskState.ASSIGNED,
    TaskState.OBJECTED,
    TaskState.ACCEPTED,
    TaskState.REPORTED,
    TaskState.VERIFIED,
)

S = TaskState
STEPS: dict[tuple[TaskState, Step], TaskState] = {
    (S.ASSIGNED, Step.ACCEPT): S.ACCEPTED,
    (S.ASSIGNED, Step.OBJECT): S.OBJECTED,
    (S.OBJECTED, Step.UPHOLD): S.ASSIGNED,
    (S.ACCEPTED, Step.REPORT): S.REPORTED,
    (S.REPORTED, Step.RETURN): S.ACCEPTED,
    (S.REPORTED, Step.VERIFY): S.VERIFIED,
    (S.VERIFIED, Step.RETURN): S.ACCEPTED,
    (S.VERIFIED, Step.CLOSE): S.CLOSED,
    (S.CLOSED, Step.REOPEN): S.ACCEPTED,
    (S.ASSIGNED, Step.EXTEND): S.ASSIGNED,
    (S.ACCEPTED, Step.EXTEND): S.ACCEPTED,
    **{(state, Step.WITHDRAW): S.WITHDRAWN for state in (S.ASSIGNED, S.OBJECTED, S.ACCEPTED)},
}

STATE_WORDS = {
    S.ASSIGNED: Words("已交办", "assigned"),
    S.OBJECTED: Words("有异议", "objected"),
    S.ACCEPTED: Words("已接收", "accepted"),
    S.REPORTED: Words("已报告", "reported"),
    S.VERIFIED: Words("已核验", "verified"),
    S.CLOSED: Words("已销号", "closed out"),
    S.WITHDRAWN: Words("已撤回", "withdrawn"),
}


MOVES = Steps(STEPS, STATE_WORDS, "事项")
step, steps_from = MOVES.after, MOVES.of


def check_due(due: date, today: date) -> None:
    """Refuse a due day that has already passed."""
    if due < today:
        raise NotAllowed("完成日期不能早于今天", "the due day can't lie in the past")


def check_later(due: date, old: date, today: date) -> None:
    """Refuse an extension that extends nothing."""
    check_due(due, today)
    if due <= old:
        raise NotAllowed("延期后的日期须晚于原定日期", "an extension ends after the old due day")


def check_granter(old_due: date, today: date, *, is_party: object) -> None:
    """Refuse more time after the due day from who does the task or gave it: nobody clears what is overdue alone."""
    if today > old_due and is_party:
        raise NotAllowed(
            f"期限{chinese_day(old_due)}已过：延期须由承办人和交办人以外的人批准，请报上一级负责人办理；批准之前仍计为逾期",
            f"the due day {old_due} has passed: more time is granted by somebody who neither does the task nor gave"
            " it; until then it stays overdue",
        )
