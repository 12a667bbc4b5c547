"""On what, besides right and state, it hangs whether a step on a concern is offered."""

from zerentian.casework.models import Concern
from zerentian.casework.rules.clocks import Purpose
from zerentian.organization.models import Account
from zerentian.organization.rules.clocks import CLOCKS


def time_asked(concern: Concern) -> bool:
    """Tell whether more time was asked for and nobody has decided yet."""
    return any(one.decided_on is None for run in concern.running for one in run.asked.all())


def time_asked_by_another(concern: Concern, account: Account) -> bool:
    """Tell whether more time was asked for, by somebody else."""
    waiting = [one for run in concern.running for one in run.asked.all() if one.decided_on is None]
    return any(one.asked_by_id != account.pk for one in waiting)


def can_pause(concern: Concern, account: Account) -> bool:
    """Tell whether a clock runs whose rule knows pauses."""
    return any(CLOCKS[run.rule_id].pausable for run in concern.running)


def is_paused(concern: Concern, account: Account) -> bool:
    """Tell whether a clock that runs is paused."""
    return any(pause.last is None for run in concern.running for pause in run.pauses.all())


def is_waiting(concern: Concern, account: Account) -> bool:
    """Tell whether a question to the resident is open."""
    return any(one.ended == "" for one in concern.questions.all())


def owes_notice(concern: Concern, account: Account) -> bool:
    """Tell whether the written notice of receipt is still to be given."""
    return any(run.purpose == Purpose.NOTICE for run in concern.running)


def may_ask_time(concern: Concern, account: Account) -> bool:
    """Tell whether more time may be asked for: a clock runs, and nothing was asked that waits."""
    return bool(concern.running) and not time_asked(concern)


def has_promises(concern: Concern, account: Account) -> bool:
    """Tell whether what was promised at a joint visit waits to be checked."""
    return any(visit.promise and not hasattr(visit, "check_of_promise") for visit in concern.visits.all())


def seen(concern: Concern) -> str:
    """Return what stands for a concern as it was shown: the mark of its newest happening, which counts nothing."""
    happened = sorted(concern.happenings.all(), key=lambda one: one.pk)
    return str(happened[-1].mark if happened else 0)
