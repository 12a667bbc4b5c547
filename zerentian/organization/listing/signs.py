"""The signs of proof and of deadlines: one for each meaning, always with a word beside it."""

from datetime import date

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from zerentian.ledger.models import Entry
from zerentian.organization.lists import Cell
from zerentian.organization.telling import day_words

PROOF = {
    "verified": ("◉", _("verified")),
    "evidenced": ("●", _("evidenced")),
    "recorded": ("○", _("recorded only")),
    "unknown": ("？", _("unknown")),
}
CHANGED = {"corrected": _("corrected"), "voided": _("withdrawn")}
LIGHTS = {
    "red": ("●", _("overdue")),
    "amber": ("▲", _("due soon")),
    "green": ("✓", _("on track")),
}


def deadline(light: str, due: date | None = None) -> SafeString:
    """Return a deadline's light with its sign and words, never colour alone; with the day, where one is given."""
    sign, words = LIGHTS[light]
    shown = day_words(due) if due else ""
    return format_html('<span class="deadline {}">{} {} {}</span>', light, sign, words, shown)


def proof_cell(entry: Entry) -> Cell:
    """Return an entry's state of proof, and whether it was late, brought in, corrected or withdrawn."""
    sign, words = PROOF[entry.proof_state]
    tags = []
    if entry.time_state == "late":
        tags.append(
            ngettext("late by %(n)d day", "late by %(n)d days", entry.late_days) % {"n": entry.late_days}
        )
    elif entry.time_state == "imported":
        tags.append(gettext("imported"))
    if entry.change in CHANGED:
        tags.append(str(CHANGED[entry.change]))
    return Cell(words, sign=sign, state=entry.proof_state, tags=tags)
