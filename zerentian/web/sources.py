"""What can be found, room by room: whose rows, under which right, by which of their texts. Never people."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from zerentian.duties.models import Basis, Deed, Duty, FunctionItem, Task
from zerentian.organization.models import Unit
from zerentian.reports.models import Report


@dataclass(frozen=True, slots=True)
class Text:
    """What the index keeps of a row: its title, everything that is searched, its unit's path and its day."""

    title: str
    body: str
    unit: str
    day: date


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of findable row. ``key`` is the field that stands in its reference after the colon."""

    kind: str
    label: Any
    right: str
    model: type[Model]
    text: Callable[[Any], Text | None]
    key: str = "pk"


def deed(row: Deed) -> Text | None:
    """A deed by what was done and where; a withdrawn one is not found."""
    return None if row.withdrawn else Text(row.what, f"{row.what} {row.place}", row.path, row.occurred_on)


def task(row: Task) -> Text:
    """A task by its title and detail."""
    return Text(row.title, f"{row.title} {row.detail}", row.path, row.assigned_on)


def duty(row: Duty) -> Text:
    """A duty by its title and area."""
    return Text(row.title, f"{row.title} {row.area.name}", row.path, row.first)


def basis(row: Basis) -> Text:
    """A basis document by title, number and issuer."""
    return Text(row.title, f"{row.title} {row.number} {row.issuer}", row.path, row.issued_on)


def function(row: FunctionItem) -> Text:
    """An item of the function list by number and name."""
    return Text(row.name, f"{row.number} {row.name} {row.our_part}", row.path, date.min)


def report(row: Report) -> Text:
    """A report by number and title."""
    return Text(row.title, f"{row.number} {row.title}", row.unit, row.last)


def unit(row: Unit) -> Text:
    """A unit by its code and every name it ever bore."""
    periods = list(row.periods.all())
    names = " ".join(period.name for period in periods)
    return Text(row.name, f"{row.code} {names}", row.path, min(period.first for period in periods))


SOURCES = (
    Source("deed", _("Deeds"), "deed.view", Deed, deed),
    Source("task", _("Tasks"), "task.view", Task, task),
    Source("duty", _("Duties"), "duty.view", Duty, duty),
    Source("report", _("Reports"), "report.view", Report, report, "number"),
    Source("basis", _("Basis documents"), "duty.view", Basis, basis),
    Source("function", _("Function list"), "duty.view", FunctionItem, function),
    Source("unit", _("Units"), "organization.view", Unit, unit, "code"),
)
