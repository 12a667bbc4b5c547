"""By which of their texts duties, deeds, tasks and what they rest on are found. Never by people."""

from datetime import date

from zerentian.duties.models import Basis, Deed, Duty, FunctionItem, Task
from zerentian.organization.subjects import Text


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
    """An item of the function list by number and name; it has no day."""
    return Text(row.name, f"{row.number} {row.name} {row.our_part}", row.path, date.min)
