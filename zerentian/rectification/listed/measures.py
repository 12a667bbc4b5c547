"""The list of measures: what is planned for which finding, by which post, until when."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.organization.lists import (
    Button,
    Cell,
    Choice,
    Column,
    ListOf,
    Look,
    Rows,
    Span,
    Tab,
    by,
    fixed,
    units_of,
)
from zerentian.rectification.models import Measure
from zerentian.rectification.models.measures import MEASURE_STATES, MeasureQuerySet


def of_rows(rows: Rows) -> MeasureQuerySet:
    """Return the rows of the list of measures, which they are."""
    measures: MeasureQuerySet = rows  # type: ignore[assignment]
    return measures


def measure_cell(one: Measure, look: Look) -> Cell:
    """Return what is planned, and for which finding; it leads to the finding's page."""
    url = reverse("rectification:finding-detail", args=[one.finding_id])
    return Cell(str(one), url=url, note=str(one.finding), value=one.text)


def mine(rows: Rows, look: Look) -> Rows:
    """Return the measures under way for which a post of the account is in charge."""
    return of_rows(rows).open().filter(responsible__in=look.account.post_keys())


def overdue(rows: Rows, look: Look) -> Rows:
    """Return the measures under way whose due day has passed."""
    return of_rows(rows).open().filter(due__lt=look.today)


MEASURES = ListOf(
    code="measures",
    title=_("Measures"),
    page="rectification:measure-list",
    right="finding.view",
    rows=lambda account: Measure.objects.visible_to(account),
    order="due",
    columns=(
        Column("measure", _("Measure"), measure_cell, main=True),
        Column(
            "post",
            _("Post in charge"),
            lambda one, look: Cell(f"{one.unit.name} · {one.responsible.title}"),
        ),
        Column(
            "due", _("Due"), lambda one, look: Cell(light=one.light(look.today), due=one.due), ("due", "pk")
        ),
        Column("state", _("State"), lambda one, look: Cell(one.get_state_display(), state="")),
        Column("done", _("Carried out on"), lambda one, look: Cell(due=one.done_on), optional=True),
    ),
    tabs=(
        Tab("open", pgettext_lazy("measures", "under way"), lambda rows, look: of_rows(rows).open()),
        Tab("mine", pgettext_lazy("tab", "Mine"), mine),
        Tab("today", _("Due today"), lambda rows, look: of_rows(rows).open().filter(due=look.today)),
        Tab("overdue", _("Overdue"), overdue),
        Tab("all", _("all"), lambda rows, look: rows, "-due"),
    ),
    filters=(
        Choice("state", _("State"), fixed(MEASURE_STATES), by("state"), first=True, instead=True),
        Choice("unit", _("Unit in charge"), lambda look: units_of(look, "finding.view"), by("unit")),
        Span("due", _("Due from"), _("Due until")),
    ),
    words_label=_("Words"),
    speak=lambda rows, words: rows.filter(Q(text__icontains=words) | Q(finding__title__icontains=words)),
    fetch=lambda rows: rows.select_related("responsible", "finding").prefetch_related("unit__periods"),
    buttons=(Button(_("Findings"), "rectification:finding-list"),),
    empty=(
        _("No measures under way."),
        _("A measure is planned on the page of a finding: what is done, by which post, until when."),
    ),
)
