"""What every step on a concern shares: the lock, the right, the reader's right to know of it, the words said."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Unpack

from zerentian.casework.actions.sealing import safe_to_file
from zerentian.casework.models import ClockExtension, Concern, Happening
from zerentian.casework.rules.clocks import Purpose
from zerentian.casework.rules.concerns import State, Step, step
from zerentian.evidence.actions import Received, deposit
from zerentian.evidence.models import File
from zerentian.ledger.actions import Besides, record_step
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import require
from zerentian.organization.models import Account, LocalClock
from zerentian.organization.rules.clocks import Rulebook

# The step by which a resident adds something.
SUPPLEMENT = "supplement"
# The system actors behind the resident's page and the clock.
UNREAD_BY = ("public", "clock")


def locked(
    concern: Concern, *, by: Account, now: datetime, right: str, here: bool = False, path: str = ""
) -> Concern:
    """Return the concern, locked, for an account that may read it and holds the right over it.

    The right is asked over the receiving unit; with ``here`` over the unit at which the concern stands, the one
    in the lead; else over ``path``. Raises Forbidden without the right, NotAllowed when it may not be read.
    """
    fresh = taken(concern)
    require(by, right, path or (fresh.place_in_hand if here else fresh.unit), now=now)
    if not by.is_system and not Concern.objects.visible_to(by).filter(pk=fresh.pk).exists():
        raise NotAllowed("没有这件诉求，或您不能查看", "there is no such concern, or not for you to see")
    return fresh


def taken(concern: Concern) -> Concern:
    """Return the concern, locked against other steps."""
    rows = Concern.objects.select_for_update(of=("self",)).select_related("unit", "lead", "category")
    fresh: Concern = rows.get(pk=concern.pk)
    return fresh


def moved(
    concern: Concern, move: Step, *, by: Account, now: datetime, right: str, here: bool = False
) -> Concern:
    """Return the concern, locked, with the state after a step; the caller saves what else it changes."""
    concern = locked(concern, by=by, now=now, right=right, here=here)
    concern.state = step(State(concern.state), move)
    return concern


def say(
    verb: str,
    concern: Concern,
    move: str,
    *,
    by: Account,
    now: datetime,
    words: str = "",
    public: bool = False,
    **besides: Unpack[Besides],
) -> Entry:
    """Record a step with the words said on it, in the transaction of the change."""
    spoke = concern.resident_spoke_last = move == SUPPLEMENT or (
        # What the resident does besides, and what the clock does, is no sign that anybody has read it.
        concern.resident_spoke_last and by.is_system and by.username in UNREAD_BY
    )
    Concern.objects.filter(pk=concern.pk).exclude(resident_spoke_last=spoke).update(resident_spoke_last=spoke)
    happening = Happening(concern=concern, step=move, words=words, public=public, by=by, at=now)
    return record_step(concern, verb, happening, **besides)


def filed(concern: Concern, uploads: Sequence[Received], *, by: Account, now: datetime) -> list[File]:
    """Deposit files as this very matter's; content that was sent twice is one file."""
    safe = [safe_to_file(concern, one) for one in uploads]
    files = [deposit(one, by=by, now=now, belongs_to=concern.ref) for one in safe]
    return list({file.pk: file for file in files}.values())


def stated_at(concern: Concern, verb: str) -> str:
    """Return the unit at which the last entry of a verb was stated, so that what takes it back is said there."""
    last = Entry.objects.filter(subject=concern.ref, verb=verb).order_by("-id").first()
    return last.unit if last else concern.path


def rulebook() -> Rulebook:
    """Return the clocks as they are kept here, with the working-day calendar as it is loaded."""
    return LocalClock.objects.rulebook()


def on_time(concern: Concern, day: date) -> bool | None:
    """Tell whether a day lies within the answer's due day; None where nothing was promised.

    A day that was moved after it had passed was missed, whatever was granted then.
    """
    if concern.due is None:
        return None
    missed = ClockExtension.objects.filter(
        run__concern=concern, run__purpose=Purpose.ANSWER, run__due=concern.due, late=True
    )
    return day <= concern.due and not (concern.pk and missed.exists())
