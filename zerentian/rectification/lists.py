"""The three lists (三张清单) as plain rows: 问题清单, 任务清单, 责任清单; page, Word and Excel show the same."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from zerentian.rectification.models import Finding, Measure
from zerentian.rectification.models.findings import FindingQuerySet
from zerentian.rectification.models.risks import RiskPointQuerySet

MOST = 5000


@dataclass(frozen=True, slots=True)
class SheetOf:
    """One list: its code and title, its headings and rows of texts, and how many rows found no room."""

    code: str
    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    more: int = 0


FINDINGS = (
    *(_("Number"), _("Source"), _("Document and number"), _("Found on"), _("Where"), _("What is wrong")),
    *(
        pgettext_lazy("finding", "Level"),
        _("Rule or standard not met"),
        _("Unit in charge"),
        _("Class"),
        _("To be mended by"),
    ),
    *(_("State"), _("Closed out on"), _("Look-back")),
)
TASKS = (
    *(_("Finding"), _("What is wrong"), _("Measure"), _("Unit in charge"), _("Post in charge")),
    *(_("Assisting units"), _("Due"), _("Money planned (yuan)"), _("Money spent (yuan)")),
    *(_("Carried out on"), pgettext_lazy("measure", "What was done"), _("Files of evidence")),
)
DUTIES = (
    *(_("Unit in charge"), _("Post in charge"), _("Finding"), _("What is wrong"), _("Closing standard")),
    *(_("To be mended by"), _("Mended on"), _("Seen by somebody else on"), _("How it was seen")),
    *(_("In time"), _("Closed out on")),
)
REGISTER = (
    *(
        _("Number"),
        _("What the place is called"),
        _("Kind of risk point"),
        _("Unit"),
        _("Where"),
        _("Extent"),
    ),
    *(_("What it threatens"), _("Households threatened"), _("People threatened")),
    *(pgettext_lazy("risk", "Level"), _("Likelihood × impact"), _("State"), _("Post that patrols it")),
    *(_("How it is kept in hand"), _("Next patrol by"), _("Last patrolled on")),
)
TITLES = {
    "findings": _("List of findings"),
    "tasks": _("List of measures"),
    "duties": _("List of charges"),
}


def list_of(code: str, findings: FindingQuerySet) -> SheetOf:
    """Return one of the three lists over some findings, in the language of the page."""
    makers = {"findings": findings_rows, "tasks": tasks_rows, "duties": duties_rows}
    headings = {"findings": FINDINGS, "tasks": TASKS, "duties": DUTIES}
    rows = makers[code](findings)
    named = tuple(str(one) for one in headings[code])
    return SheetOf(code, str(TITLES[code]), named, tuple(rows[:MOST]), max(len(rows) - MOST, 0))


def day(on: date | None) -> str:
    """Return a day as it stands in a list."""
    return on.isoformat() if on else ""


def amount(money: Decimal | None) -> str:
    """Return an amount in yuan; unknown is said, never written as 0."""
    return gettext("unknown") if money is None else f"{money:.2f}"


def look_back_of(finding: Finding) -> str:
    """Return what the look-back found, or when it is due."""
    if finding.looked_on:
        return f"{day(finding.looked_on)} {finding.get_result_display()}"
    return gettext("due %(day)s") % {"day": finding.look_back_due} if finding.look_back_due else ""


def due_of(finding: Finding) -> str:
    """Return the due day; one for which more time was asked for only after it had passed says so."""
    late = gettext("extended after it was overdue")
    return f"{day(finding.due)} · {late}" if finding.missed else day(finding.due)


def findings_rows(findings: FindingQuerySet) -> list[tuple[str, ...]]:
    """Return a row for each finding."""
    return [
        (
            one.number,
            str(one.get_source_display()),
            " ".join(filter(None, (one.source_document, one.source_number))),
            day(one.found_on),
            one.place,
            one.title,
            " / ".join(filter(None, (str(one.get_level_display()), one.source_level))),
            one.violated,
            one.unit.name if one.responsible_id else "",
            str(one.get_kind_display()),
            due_of(one),
            str(one.get_state_display()),
            day(one.closed_on),
            look_back_of(one),
        )
        for one in findings[: MOST + 1]
    ]


def tasks_rows(findings: FindingQuerySet) -> list[tuple[str, ...]]:
    """Return a row for each measure of the findings; dropped ones are left out."""
    measures = (
        Measure.objects.filter(finding__in=findings.order_by().values("pk"))
        .exclude(state="dropped")
        .select_related("finding", "responsible", "unit")
        .prefetch_related("unit__periods", "assisting__periods", "files")
        .order_by("due", "pk")[: MOST + 1]
    )
    return [
        (
            one.finding.number,
            one.finding.title,
            one.text,
            one.unit.name,
            one.responsible.title,
            "、".join(unit.name for unit in one.assisting.all()),
            day(one.due),
            amount(one.money),
            amount(one.spent) if one.done_on else "",
            day(one.done_on),
            one.result,
            str(len(one.files.all())),
        )
        for one in measures
    ]


def duties_rows(findings: FindingQuerySet) -> list[tuple[str, ...]]:
    """Return a row for each finding that a post is in charge of, by unit and post; no marks and no sums."""
    owned = findings.exclude(responsible=None).order_by("unit__code", "responsible__code", "due", "pk")
    return [
        (
            one.unit.name,
            one.responsible.title if one.responsible else "",
            one.number,
            one.title,
            one.standard,
            due_of(one),
            day(one.mended_on),
            day(one.observed_on),
            str(one.get_method_display()),
            on_time_of(one),
            day(one.closed_on),
        )
        for one in owned[: MOST + 1]
    ]


def on_time_of(finding: Finding) -> str:
    """Return whether a finding was mended in time: yes or no once it is closed out, else nothing."""
    if finding.closed_on is None or finding.mended_on is None or finding.due is None:
        return ""
    return gettext("yes") if finding.mended_on <= finding.due and not finding.missed else gettext("no")


def register_of(points: RiskPointQuerySet) -> SheetOf:
    """Return the register of risk points, in the language of the page; unknown counts are said, never 0."""
    found = list(
        points.select_related("unit", "kind", "responsible").prefetch_related("unit__periods")[: MOST + 1]
    )
    rows = [
        (
            one.number,
            one.title,
            one.kind.title,
            one.unit.name,
            one.place,
            one.extent,
            one.threatens,
            counted(one.households),
            counted(one.people),
            str(one.get_level_display()),
            f"{one.likelihood}×{one.impact}",
            str(one.get_state_display()),
            one.responsible.title if one.responsible else "",
            one.control,
            day(one.patrol_due),
            day(one.last_patrolled_on),
        )
        for one in found[:MOST]
    ]
    named = tuple(str(one) for one in REGISTER)
    return SheetOf("risks", gettext("Register of risk points"), named, tuple(rows), max(len(found) - MOST, 0))


def counted(number: int | None) -> str:
    """Return a count as it stands in a list; unknown is said, never written as 0."""
    return gettext("unknown") if number is None else str(number)
