"""The signs of proof and of deadlines: one for each meaning, always with a word beside it."""

from datetime import date

from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from zerentian.ledger.clock import now
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.listing.safe import safe
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
    """Return a deadline's light with its sign and how far it is, never colour alone; then the day, where one runs."""
    sign, words = LIGHTS[light]
    if due is None:
        return SafeString(f'<span class="deadline {light}">{sign} {safe(words)}</span>')
    said = distance(light, due, local_day(now()))
    return SafeString(
        f'<span class="deadline {light}">{sign} {safe(said)}</span>'
        f' <span class="note nowrap">{safe(day_words(due))}</span>'
    )


def distance(light: str, due: date, today: date) -> str:
    """Return how far a day is, in days; the words of the light where a clock in hours or a pause says otherwise."""
    days = (due - today).days
    if light == "red" and days > 0:
        return gettext("overdue, then put off")
    if (light == "red") != (days < 0):
        return str(LIGHTS[light][1])
    if days < 0:
        return ngettext("overdue by %(n)d day", "overdue by %(n)d days", -days) % {"n": -days}
    return ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days} if days else gettext("due today")


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
