"""What the rows of a noun can fill somebody's form with: its fields, declared once in ``<room>/shown``.

A field says something of a matter: a day, a place, a state, an amount, the post or unit in charge. Never a person's
name or contact: a form's column about persons stays with the person who fills it (boundary 2).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from zerentian.organization.models import Account, Unit

Value = str | int | bool | Decimal | date | None


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its words, how it is read off a row (None: unknown), what other offices call it in their headings.

    ``headings`` are Chinese with blanks between them, without brackets; the field's own words need not be among them.
    """

    label: Any
    read: Callable[[Any], Value]
    headings: str = ""


@dataclass(frozen=True, slots=True)
class Records:
    """The rows of a noun as a list: under which right, which rows, which fields.

    ``rows`` returns those that an account may see, of a unit and what lies under it, of the days asked for, the oldest
    first; nothing that is shielded from anybody. ``filters`` are the columns by which the list may be narrowed, each
    with the words of its codes. ``headings`` stand in the titles of forms that want this list.
    """

    label: Any
    right: str
    rows: Callable[[Account, Unit, date, date], "QuerySet[Any]"]
    fields: Mapping[str, Field]
    filters: Mapping[str, tuple[Any, Mapping[Any, Any]]] = field(default_factory=dict)
    headings: str = ""
