"""Where a concern counts: the unit that received it, then the one in the lead; and how that moves.

Figures follow what was said, unit by unit. Whatever changes a concern's path says what it takes out of the old unit
and puts into the new one, with everything of the concern that stands in a stock or cohort.
"""

from datetime import datetime

from zerentian.casework.actions.clocks import UNDER_REVIEW, running, write
from zerentian.casework.actions.steps import say
from zerentian.casework.models import Concern
from zerentian.casework.rules.concerns import Kind, Step
from zerentian.ledger.actions import record
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.models import Account

# The facts of a move that name the units it was from and to.
PLACES = ("from", "to")
LEDGERS_OWN = ("evidence", "verified", "late_days", "late_limit", "late", "corrected", "imported")


def pass_reviews(concern: Concern, old: str, *, by: Account, now: datetime) -> None:
    """Let the reviews that run count where their concern stands now; ``old`` is the path at which it stood.

    Whoever changes a concern's path calls this: a review goes on while its concern is given to another unit.
    """
    for run in running(concern, *UNDER_REVIEW) if concern.path != old else ():
        write("clock.passed_on", run, {"due": run.due, "from": old, "to": concern.path}, by, now)


def brought_home(concern: Concern, *, by: Account, now: datetime) -> None:
    """Let a concern that is taken up again count at the unit that stands in the place of a merged one.

    What was over when its unit merged stays where it was counted until somebody has to do with it again.
    """
    old, path = concern.path, home_of(concern, now)
    if path == old:
        return
    concern.path = path
    concern.save(update_fields=["path"])
    facts: dict[str, object] = {"from": old, "to": path}
    facts |= {"due": concern.due} if concern.due else {}
    say("concern.passed_on", concern, Step.DISPATCH, by=by, now=now, facts=facts)
    pass_reviews(concern, old, by=by, now=now)


def home_of(concern: Concern, now: datetime) -> str:
    """Return the path of the unit a concern stands with today; a matter lifted above whom it accuses stays there."""
    if concern.kind == Kind.WRONGDOING or concern.accusations.filter(lifted=False).exists():
        return concern.path
    stands = concern.lead or concern.unit
    return stands.path_on(local_day(now)) or stands.path


def count_at(concern: Concern, path: str, by: Account, now: datetime) -> None:
    """Let a matter count at another unit from the beginning: whatever was stated at the old one is stated there.

    Every standing entry that adds up to something, not only how it came in: half of a sum would stay at whom it
    accuses (信访工作条例 art. 28, 30).
    """
    if path == concern.path or not path:
        return
    old, concern.path = concern.path, path
    concern.save(update_fields=["path"])
    replaced = Entry.objects.filter(subject=concern.ref).exclude(replaces=None).values("replaces")
    standing = Entry.objects.filter(subject=concern.ref).exclude(uuid__in=replaced)
    for entry in standing.order_by("id"):
        facts = {
            name: path if name in PLACES and value == old else value for name, value in own(entry).items()
        }
        unit = path if entry.unit == old else entry.unit
        if entry.declared.posts and (unit, facts) != (entry.unit, own(entry)):
            record(
                entry.verb,
                subject=concern.ref,
                unit=unit,
                by=by,
                now=now,
                occurred_on=entry.occurred_on,
                facts=facts,
                rows=[concern],
                replaces=entry,
                change="carried",
            )


def own(entry: Entry) -> dict[str, object]:
    """Return the facts an entry states, without those the ledger states itself."""
    return {name: value for name, value in entry.fact.items() if name not in LEDGERS_OWN}
