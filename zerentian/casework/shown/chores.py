"""What the worker does at night: learning anew from the matters that were closed."""

import subprocess
import sys
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from zerentian.casework.models import Category, Concern, Learnt
from zerentian.casework.rules.concerns import State
from zerentian.ledger.rules.periods import LOCAL
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.subjects import Chore

# Between these hours by the local clock, at most once in as many hours as lie between two nights.
NIGHT = range(1, 5)
APART = timedelta(hours=20)
LONGEST_SECONDS = 1800


def is_night(now: datetime, last: datetime | None) -> bool:
    """Tell whether it is time to learn anew: at night, and once a night although the worker was started anew."""
    if now.astimezone(LOCAL).hour not in NIGHT or (last is not None and now - last < APART):
        return False
    newest = Learnt.objects.order_by("-learnt_at").values_list("learnt_at", flat=True).first()
    if newest is not None and timedelta(0) <= now - newest < APART:
        return False
    return (
        Category.objects.exists()
        and Concern.objects.filter(state__in=(State.ANSWERED, State.CLOSED)).exists()
    )


def learn_apart(now: datetime) -> None:
    """Learn in a process of its own: scikit-learn and some hundred megabytes are gone when it ends.

    NotAllowed when it fails, which the worker shows and tries again.
    """
    command = [sys.executable, "-m", "zerentian", "triage", "learn"]
    try:
        subprocess.run(
            command, check=True, stdin=subprocess.DEVNULL, capture_output=True, timeout=LONGEST_SECONDS
        )
    except subprocess.SubprocessError as error:
        raise NotAllowed(
            "类别建议没有学成，请运行 zerentian triage learn 查看原因",
            "suggestions could not be learnt: run zerentian triage learn to see why",
        ) from error


LEARNING = Chore("learning", _("Learning suggestions from closed matters"), learn_apart, is_night)
