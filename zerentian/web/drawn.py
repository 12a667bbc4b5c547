"""Rows of entries as HTML. Made here, not in a template: a page has fifty, each of six cells."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from zerentian.ledger.models import Entry
from zerentian.organization.listing.safe import safe
from zerentian.organization.listing.signs import CHANGED, PROOF
from zerentian.organization.telling import Told, day_words
from zerentian.web.behind import Row

CHANGES = {
    "corrected": _("corrected"),
    "voided": _("withdrawn"),
    "evidence_added": _("evidence added"),
    "evidence_withdrawn": _("evidence withdrawn"),
    "verified": _("verified"),
    "carried": _("carried over"),
}


def change_label(entry: Entry) -> str:
    """Return how an entry changed the one it replaces."""
    return str(CHANGES.get(entry.change, entry.change))


def beside_proof(entry: Entry) -> list[tuple[str, str]]:
    """Return what is said beside the state of proof (late, brought in, corrected, withdrawn), and how it looks."""
    said = []
    if entry.time_state == "late":
        days = entry.late_days
        said.append(
            ("late", ngettext("late by %(days)s day", "late by %(days)s days", days) % {"days": days})
        )
    elif entry.time_state == "imported":
        said.append(("", gettext("imported")))
    if entry.change in CHANGED:
        said.append(("corrected", str(CHANGED[entry.change])))
    return said


def proof_html(entry: Entry) -> SafeString:
    """Return an entry's state of proof, never colour alone, and what is said beside it."""
    sign, words = PROOF[entry.proof_state]
    beside = "".join(
        f' <span class="{f"state {look}".strip()}">〔{safe(told)}〕</span>'
        for look, told in beside_proof(entry)
    )
    return SafeString(f'<span class="state {entry.proof_state}">{sign} {safe(words)}</span>{beside}')


HEADINGS = {
    "place": _("No."),
    "day": _("Day"),
    "matter": _("Number and title"),
    "told": _("What happened"),
    "unit": _("Unit"),
    "adds": _("Adds to the number"),
    "state": _("State"),
}


class Cells:
    """Cells with the headings that stand beside them on a phone, each looked up once in the page's language."""

    def __init__(self) -> None:
        self.headings = {name: safe(words) for name, words in HEADINGS.items()}

    def cell(self, heading: str, inner: str, look: str = "") -> str:
        """Return one cell; ``heading`` is one of ``HEADINGS``, ``inner`` is HTML."""
        style = f' class="{look}"' if look else ""
        return f'<td{style} data-label="{self.headings[heading]}">{inner}</td>'

    def told(self, entry: Entry, sentence: str) -> str:
        """Return what happened, as a link to the entry, and how it changed another."""
        url = reverse("entry", args=[entry.uuid])
        change = f" · {safe(change_label(entry))}" if entry.change else ""
        return self.cell("told", f'<a href="{url}">{safe(sentence)}</a>{change}')

    def day(self, entry: Entry) -> str:
        """Return the day of an entry."""
        return self.cell("day", safe(day_words(entry.occurred_on)), "nowrap")

    def state(self, entry: Entry) -> str:
        """Return how an entry is proved."""
        return self.cell("state", proof_html(entry))


def entry_rows(rows: Iterable[Told]) -> SafeString:
    """Return entries in words as rows: day, what happened, unit, state."""
    cells = Cells()
    return SafeString(
        "".join(
            f"<tr>{cells.day(row.entry)}{cells.told(row.entry, row.sentence)}"
            f"{cells.cell('unit', safe(row.unit), 'nowrap')}{cells.state(row.entry)}</tr>\n"
            for row in rows
        )
    )


def trail_rows(rows: Iterable[Told]) -> SafeString:
    """Return entries in words as rows, with their place in the log."""
    cells, pending = Cells(), f'<span class="note">{safe(gettext("pending"))}</span>'
    return SafeString(
        "".join(
            f"<tr>{cells.cell('place', pending if row.entry.index is None else str(row.entry.index), 'nowrap')}"
            f"{cells.day(row.entry)}{cells.told(row.entry, row.sentence)}"
            f"{cells.cell('unit', safe(row.unit or '—'))}{cells.state(row.entry)}</tr>\n"
            for row in rows
        )
    )


def rows_behind(rows: Iterable[Row]) -> SafeString:
    """Return what is behind a number as rows: which matter, what happened, what it adds and why."""
    cells, drawn = Cells(), []
    for row in rows:
        what = f'<a href="{safe(row.url)}">{safe(row.what)}</a>' if row.url else safe(row.what)
        why = f'<br><span class="note">{safe(row.why)}</span>' if row.why else ""
        parts = (
            cells.day(row.entry),
            cells.cell("matter", what),
            cells.told(row.entry, row.sentence),
            cells.cell("unit", safe(row.unit), "nowrap"),
            cells.cell("adds", f"{safe(row.adds)}{why}", "number nowrap"),
            cells.state(row.entry),
        )
        drawn.append(f"<tr>{''.join(parts)}</tr>\n")
    return SafeString("".join(drawn))
