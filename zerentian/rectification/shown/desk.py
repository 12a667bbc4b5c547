"""What waits on the desk of findings, and how they stand over the units somebody leads."""

from datetime import date, datetime
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.duties.rules.lights import Light
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.desk import Group, Lights, Line, Sort, lights_of, sorted_out
from zerentian.organization.models import Account
from zerentian.organization.subjects import Text, page_of
from zerentian.rectification.models import Finding, Measure, MoreTime
from zerentian.rectification.models.findings import FindingQuerySet
from zerentian.rectification.rules.findings import State

OVERDUE, DECISIONS = 19, 26


def sorts_for(account: Account, now: datetime) -> list[tuple[Any, int, FindingQuerySet, Any]]:
    """Return the findings whose next step is the account's, sort by sort: title, rank, rows and button."""
    rows, today = Finding.objects, local_day(now)
    mine = rows.waiting_for(account)
    planned = rows.filter(pk__in=Measure.objects.waiting_for(account).values("finding"))
    asked = rows.filter(pk__in=MoreTime.objects.to_decide_by(account).values("finding"))
    new, mending = mine.filter(state=State.ASSIGNED), mine.filter(state=State.MENDING)
    return [
        (_("Findings overdue"), OVERDUE, mine.overdue(now), _("Mend")),
        (_("New findings to take on"), DECISIONS, new, pgettext_lazy("finding", "Take on")),
        (_("Findings to mend"), DECISIONS, mending, _("Mend")),
        (_("Measures to carry out"), DECISIONS, planned, _("Carry out")),
        (_("Findings that need somebody in charge"), DECISIONS, rows.to_assign_by(account), _("Decide")),
        (_("More time asked for"), DECISIONS, asked, _("Decide")),
        (_("Findings to see after the mending"), DECISIONS, rows.to_verify_by(account), _("Verify")),
        (_("Findings to close out"), DECISIONS, rows.to_close_by(account, today), _("Close out")),
        (_("Look-backs due"), DECISIONS, rows.to_look_back_by(account, today), _("Look back")),
    ]


def findings_waiting(account: Account, now: datetime, shown: int) -> list[Group]:
    """Return what waits for an account; each finding stands once, under the first sort that holds it."""
    if not account.may("finding.view"):
        return []
    today = local_day(now)
    sorts = [
        Sort(title, rank, rows, partial(line_of, button=button, today=today))
        for title, rank, rows, button in sorts_for(account, now)
    ]
    return sorted_out(sorts, Finding.objects.all(), shown, "due")


def line_of(finding: Finding, button: Any, today: date) -> Line:
    """Return the sentence of one finding, with its light where its mending is owed."""
    light = finding.light(today)
    lit = ("", None) if light == Light.NONE else (light, finding.due)
    return Line(finding.title, finding.number, page_of(finding.ref), button, *lit)


def lights_over_findings(account: Account, now: datetime) -> list[Lights]:
    """Return how the open findings of the units that an account leads stand, none for who leads none."""
    if not account.may("finding.assign"):
        return []
    rows = Finding.objects.allowed(account, "finding.assign")
    return [lights_of(_("Findings"), "rectification:finding-list", rows, now)]


def finding_text(row: Finding) -> Text:
    """A finding by its number, what is wrong, where, and the standard it is closed by."""
    words = (row.number, row.title, row.detail, row.place, row.violated, row.standard, row.source_document)
    return Text(row.title, " ".join(words), row.path, row.found_on)
