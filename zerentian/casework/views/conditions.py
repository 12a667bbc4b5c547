"""On what, besides right and state, it hangs whether a step on a concern is offered."""

from zerentian.casework.models import AskedTime, Concern, Question
from zerentian.casework.models.owed import open_promises
from zerentian.casework.rules.clocks import Purpose
from zerentian.organization.models import Account
from zerentian.organization.rules.clocks import CLOCKS


def time_asked(concern: Concern) -> bool:
    """Tell whether more time was asked for and nobody has decided yet."""
    return AskedTime.objects.filter(run__concern=concern, run__stopped_on=None, decided_on=None).exists()


def time_asked_by_another(concern: Concern, account: Account) -> bool:
    """Tell whether more time was asked for, by somebody else."""
    waiting = AskedTime.objects.filter(run__concern=concern, run__stopped_on=None, decided_on=None)
    return waiting.exclude(asked_by=account).exists()


def can_pause(concern: Concern, account: Account) -> bool:
    """Tell whether a clock runs whose rule knows pauses."""
    return any(CLOCKS[run.rule_id].pausable for run in concern.running)


def is_paused(concern: Concern, account: Account) -> bool:
    """Tell whether a clock that runs is paused."""
    return any(pause.last is None for run in concern.running for pause in run.pauses.all())


def is_waiting(concern: Concern, account: Account) -> bool:
    """Tell whether a question to the resident is open."""
    return Question.objects.filter(concern=concern, ended="").exists()


def owes_notice(concern: Concern, account: Account) -> bool:
    """Tell whether the written notice of receipt is still to be given."""
    return any(run.purpose == Purpose.NOTICE for run in concern.running)


def may_ask_time(concern: Concern, account: Account) -> bool:
    """Tell whether more time may be asked for: a clock runs, and nothing was asked that waits."""
    return bool(concern.running) and not time_asked(concern)


def has_promises(concern: Concern, account: Account) -> bool:
    """Tell whether what was promised at a joint visit waits to be checked."""
    return open_promises().filter(concern=concern).exists()


def seen(concern: Concern) -> str:
    """Return what stands for a concern as it was shown: the mark of its newest happening, which counts nothing."""
    return str(concern.happenings.order_by("-pk").values_list("mark", flat=True).first() or 0)
