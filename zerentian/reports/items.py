"""What can be handed over to the archive: closed cases, and what other nouns declare, as the catalogue tells it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from zerentian.casework.models import Concern
from zerentian.casework.rules.concerns import Kind
from zerentian.organization.filing import Catalogued, all_kinds
from zerentian.organization.models import Account, Unit
from zerentian.organization.rules.retention import Retention
from zerentian.reports.models import KeptFor, TransferPaper, cases_to_transfer
from zerentian.reports.models.transfers import RETENTIONS
from zerentian.reports.rules.titles import unstopped
from zerentian.reports.rules.transfers import HOLDING

CASES = "concern"
LONG_KINDS = (Kind.PETITION, Kind.COMPLAINT, Kind.WRONGDOING)


@dataclass(frozen=True, slots=True)
class Item:
    """One matter that can be handed over, and how long its file is kept; ``proposed`` unless somebody decided it."""

    kind: str
    row: Any
    told: Catalogued
    retention: Retention

    @property
    def ref(self) -> str:
        """Return the reference of the matter."""
        return str(self.row.ref)

    @property
    def kept(self) -> Any:
        """Return how long it is kept, in the reader's words."""
        return RETENTIONS[self.retention]

    @property
    def is_decided(self) -> bool:
        """Tell whether somebody decided on another class than was proposed."""
        return self.retention != self.told.retention


def kinds_to_transfer() -> Mapping[str, Any]:
    """Return the words of all kinds of matters that go to the archive, by code; concerns first."""
    return {CASES: _("Concerns"), **{kind: filed.label for kind, filed in sorted(all_kinds().items())}}


def items_to_transfer(
    unit: Unit, first: date, last: date, account: Account, kinds: Collection[str]
) -> list[Item]:
    """Return what a unit can hand over of some days, as far as the account may read it: cases first, each in order.

    Nothing that is protected from whom it accuses, nothing that lies in a transfer already as it was done with then.
    """
    found = list(_found(unit, first, last, account, kinds))
    held = set(
        TransferPaper.objects.filter(
            transfer__state__in=HOLDING, ref__in=[row.ref for _, row, _ in found]
        ).values_list("ref", "closed_on")
    )
    kept = classes_of([row.ref for _, row, _ in found])
    return [
        Item(kind, row, told, kept.get(row.ref, told.retention))
        for kind, row, told in found
        if (row.ref, told.day) not in held
    ]


def _found(
    unit: Unit, first: date, last: date, account: Account, kinds: Collection[str]
) -> Iterator[tuple[str, Any, Catalogued]]:
    """Yield kind, row and line of what was done with in some days."""
    if CASES in kinds:
        for concern in cases_to_transfer(unit, first, last, account).select_related("unit"):
            yield CASES, concern, told_of_case(concern)
    for kind, filed in sorted(all_kinds().items()):
        if kind in kinds:
            for row in filed.rows(account, unit, first, last):
                yield kind, row, filed.told(row)


def told_of_case(concern: Concern) -> Catalogued:
    """Return the catalogue's line of a closed concern."""
    assert concern.closed_on is not None
    organ = concern.unit.organ_on(concern.closed_on)
    title = f"关于“{unstopped(concern.title)}”的诉求办理案卷"
    return Catalogued(concern.number, title, organ, concern.closed_on, proposed(concern))


def proposed(concern: Concern) -> Retention:
    """Return the class proposed for a case: 30 years for petitions, complaints and what went to review."""
    long = concern.kind in LONG_KINDS or concern.reviews.exists()
    return Retention.LONG if long else Retention.SHORT


def classes_of(refs: Collection[str]) -> dict[str, Retention]:
    """Return how long the files of some matters are kept, of those on which somebody decided."""
    rows = KeptFor.objects.filter(ref__in=refs).order_by("pk").values_list("ref", "retention")
    return {ref: Retention(code) for ref, code in rows}
