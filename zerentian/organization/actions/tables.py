"""Tables taken along as files: what leaves is sealed before it is written, so that anybody can verify it anywhere."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from zerentian.ledger.actions import envelope, record
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.access import require
from zerentian.organization.models import Account
from zerentian.organization.rules.tables.leaving import Leaving


@dataclass(frozen=True, slots=True)
class Source:
    """What a table is taken from: the subject of its entry, the right it asks for, and of which unit, if of one."""

    subject: str
    right: str
    unit: str = ""


def leaving(rows: Sequence[Sequence[str]], *, form: str, taken: str) -> Leaving:
    """Return a table on its way out, with a number of its own beside who took it when."""
    return Leaving(rows, form, numbered(taken))


def numbered(taken: str) -> str:
    """Return who took a table when, with the table's number.

    The number is random: the log holds a digest of every row, and nobody who reads it can guess at the rows.
    """
    drawn = secrets.token_hex(10).upper()
    number = "-".join(drawn[start : start + 4] for start in range(0, len(drawn), 4))
    return f"{taken}　{gettext('Table no. %(number)s') % {'number': number}}"


def take_table(
    rows: Sequence[Sequence[str]],
    *,
    form: str,
    taken: str,
    source: Source,
    count: int,
    by: Account,
    now: datetime,
) -> bytes:
    """Return rows, headings first, as ``xlsx`` or ``csv``, with the entry that ``count`` of them left the office.

    Raises Forbidden without the source's right, NotAllowed when another sealer does not come to an end.
    """
    table = leaving(rows, form=form, taken=taken)
    entry = note_table(source, rows=count, form=form, stated=table.digest, by=by, now=now)
    return table.file(envelope(entry, now))


@transaction.atomic
def note_table(source: Source, *, rows: int, form: str, stated: str, by: Account, now: datetime) -> Entry:
    """Record that so many rows left the office as a file that states what ``stated`` is the digest of."""
    require(by, source.right, source.unit or None, now=now)
    facts = {"rows": rows, "form": form, "stated": stated}
    unit = source.unit or seat_of(by, now)
    return record("list.exported", subject=source.subject, unit=unit, by=by, now=now, facts=facts)


def seat_of(by: Account, now: datetime) -> str:
    """Return the path of the unit in which an account has its first post; empty for none."""
    seats = by.seats_on(local_day(now))
    return seats[0].own if seats else ""
