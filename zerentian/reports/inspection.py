"""An inspector's page: townships side by side without rank, what to re-check on site, objections, new reports."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count, Q

from zerentian.ledger.figures import compute_table
from zerentian.ledger.registry import FIGURES
from zerentian.ledger.rules.figures import Figure, FigureValue
from zerentian.ledger.rules.periods import LOCAL, Period
from zerentian.organization.models import Account, Unit
from zerentian.organization.rules.rights import Kind
from zerentian.organization.shields import hidden_from
from zerentian.reports.models import Report, Sample, Scorecard

RIGHT = "sample.draw"
SHOWN = 10
# What came in and what is late. Nothing here counts doings: side by side they would soon be compared.
CODES = (
    *("concerns.received", "concerns.overdue", "tasks.overdue", "occurrences.overdue"),
    *("findings.open", "findings.overdue", "resolutions.overdue"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A township, and what each figure comes to in it."""

    unit: Unit
    values: Sequence[FigureValue]


def figures() -> list[Figure]:
    """Return the figures shown, in their order."""
    return [FIGURES[code] for code in CODES]


def townships(account: Account, period: Period, today: date) -> list[Row]:
    """Return the townships that an account inspects, in the order of their codes, with what each has in a period."""
    units = Unit.objects.allowed(account, RIGHT, today).on(today).filter(kind=Kind.TOWNSHIP).order_by("code")
    paths = {unit.path_on(today) or "": unit for unit in units}
    found = compute_table(CODES, units=list(paths), period=period, hidden=hidden_from(account))
    return [Row(unit, [found[code, path] for code in CODES]) for path, unit in paths.items()]


def quarters(today: date) -> Iterator[Period]:
    """Yield this quarter and the one before it."""
    number = today.year * 4 + (today.month - 1) // 3
    for one in (number, number - 1):
        yield Period.parse(f"{one // 4}Q{one % 4 + 1}")


def new_reports(account: Account, since: date) -> list[Report]:
    """Return the latest reports that were issued on a day or after it."""
    morning = datetime.combine(since, time.min, LOCAL)
    rows = Report.objects.visible_to(account).filter(issued_at__gte=morning)
    return list(rows.order_by("-issued_at", "-pk")[:SHOWN])


def to_recheck(account: Account) -> list[Sample]:
    """Return the latest samples to take along."""
    return list(Sample.objects.visible_to(account)[:SHOWN])


def objected(account: Account) -> list[Scorecard]:
    """Return the scorecards with objections that nobody has answered, with ``waiting`` saying how many, by unit."""
    unanswered = Q(items__marks__objections__answered_on=None, items__marks__objections__isnull=False)
    rows = Scorecard.objects.visible_to(account).annotate(
        waiting=Count("items__marks__objections", filter=unanswered)
    )
    return list(
        rows.filter(waiting__gt=0)
        .select_related("unit")
        .prefetch_related("unit__periods")
        .order_by("path", "pk")[:SHOWN]
    )
