"""What a unit that ends had under way passes to another: texts, questions, disputes, villages to be told, venues."""

from datetime import datetime
from typing import Any

from django.db import transaction

from zerentian.community.actions.tellings import drop_telling
from zerentian.community.actions.warnings import drop_call, end_warning
from zerentian.community.models import (
    Activity,
    Call,
    Dispute,
    Inquiry,
    Item,
    Notice,
    Question,
    RelayedWarning,
    Telling,
    Venue,
)
from zerentian.community.rules.warnings import State
from zerentian.ledger.actions import record_on
from zerentian.ledger.drawn import named_by
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.models import Account, Unit

Passing = Notice | Question | Dispute | Telling | RelayedWarning | Call | Venue | Activity | Item | Inquiry


@transaction.atomic
def pass_on(row: Passing, *, to: Unit, by: Account, now: datetime, because: Entry) -> None:
    """Let another unit hold what stood at one that ends; it leaves the stocks of the one and stands in the other's.

    Where the other unit has the very same, this one ends instead: nobody is asked twice. The right to it has been asked
    where the unit ends.
    """
    if (twin := twin_of(row, to)) is not None:
        end_beside(row, twin, by=by, now=now, because=because)
        return
    of, old, fresh = row.unit, row.path, to.path_on(local_day(now)) or to.path
    row.unit, row.path = to, fresh
    changed = ["unit", "path"]
    if isinstance(row, Venue):
        row.name = free_name(row, of)
        changed.append("name")
    row.save(update_fields=changed)
    facts: dict[str, Any] = {"from": old, "to": fresh}
    if isinstance(row, Question) and not row.is_open:
        record_on(row, "question.promise_moved", by=by, now=now, facts=facts, because=because)
        return
    if isinstance(row, Telling | Question | Inquiry) and row.due is not None:
        facts["due"] = row.due
    if isinstance(row, Call):
        facts |= {"asked": local_day(row.asked_at), "drill": row.warning.drill}
    record_on(row, f"{row.KIND}.moved", by=by, now=now, facts=facts, because=because)


def free_name(venue: Venue, of: Unit) -> str:
    """Return the name a venue has at the unit that keeps it now: with its old unit's where there is one of its name."""
    name, most = venue.name, Venue._meta.get_field("name").max_length or 0
    others = set(
        Venue.objects.kept().filter(unit=venue.unit).exclude(pk=venue.pk).values_list("name", flat=True)
    )
    for behind in (f"（{of.name}）", f"（{of.code}）", f"（{of.code}-{named_by(venue.pk)}）"):
        if name not in others:
            break
        name = f"{venue.name[: most - len(behind)]}{behind}"
    return name


def twin_of(row: Passing, to: Unit) -> Passing | None:
    """Return what a unit has already of the very same: the text's version, the warning's call, the warning."""
    if isinstance(row, Telling):
        return Telling.objects.filter(unit=to, notice=row.notice_id, version=row.version).first()
    if isinstance(row, Call):
        return Call.objects.filter(unit=to, warning=row.warning_id).first()
    if isinstance(row, RelayedWarning):
        return RelayedWarning.objects.filter(unit=to, identifier=row.identifier).first()
    return None


def end_beside(row: Passing, twin: Passing, *, by: Account, now: datetime, because: Entry) -> None:
    """End what its twin goes on with. Villages that were not called on the twin of a warning go on being called."""
    if isinstance(row, Telling):
        drop_telling(row, by=by, now=now, because=because)
    if isinstance(row, Call):
        drop_call(row, by=by, now=now, because=because)
    if isinstance(row, RelayedWarning) and isinstance(twin, RelayedWarning):
        taken: list[Call] = []
        if (twin.state, twin.drill) == (State.STANDING, row.drill):
            taken = list(row.calls.open().exclude(unit__in=twin.calls.values("unit")))
        for call in taken:
            call.warning = twin
            call.save(update_fields=["warning"])
        twin.villages.add(*[call.unit_id for call in taken])
        end_warning(row, twin, by=by, now=now, because=because, rows=taken)
