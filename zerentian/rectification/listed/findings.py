"""The list of findings: what is wrong, who is in charge, until when, and where it stands."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from zerentian.duties.rules.lights import Light
from zerentian.organization.lists import (
    Back,
    Board,
    Button,
    Cell,
    Choice,
    Column,
    ListOf,
    Look,
    Many,
    Rows,
    Span,
    Tab,
    by,
    fixed,
    units_of,
)
from zerentian.organization.models import Account
from zerentian.organization.rules.rights import Kind
from zerentian.organization.telling import day_words
from zerentian.rectification.actions.assigning import hand_back_finding, hand_over_finding
from zerentian.rectification.actions.mending import close_finding
from zerentian.rectification.forms.steps import CloseManyForm, HandOverManyForm
from zerentian.rectification.models import Finding
from zerentian.rectification.models.findings import FindingQuerySet, is_numbered
from zerentian.rectification.models.labels import CLASSES, LEVELS, SOURCES, STATES
from zerentian.rectification.rules.findings import OPEN_STATES, State

BELOW_COUNTY = (Kind.TOWNSHIP, Kind.OFFICE, Kind.VILLAGE)
SEARCHED = ("title", "detail", "place", "violated", "source_document", "standard")


def of_rows(rows: Rows) -> FindingQuerySet:
    """Return the rows of the list of findings, which they are."""
    findings: FindingQuerySet = rows  # type: ignore[assignment]
    return findings


def mine(rows: Rows, look: Look) -> Rows:
    """Return the findings whose next step is the account's."""
    findings, account, today = Finding.objects, look.account, look.today
    sorts = (
        findings.waiting_for(account),
        findings.to_assign_by(account),
        findings.to_verify_by(account),
        findings.to_close_by(account, today),
        findings.to_look_back_by(account, today),
    )
    condition = Q(pk__in=[])
    for one in sorts:
        condition |= Q(pk__in=one.order_by().values("pk"))
    return rows.filter(condition)


def came_back(rows: Rows, look: Look) -> Rows:
    """Return the findings that were taken up again, or are the recurrence of an earlier one."""
    return rows.filter(Q(round__gt=1) | Q(recurs_from__isnull=False))


def in_state(rows: Rows, state: str, look: Look) -> Rows:
    """Return the findings in a state, all, those that are overdue, or those whose next step is the account's."""
    if state == "all":
        return rows
    if state in ("overdue", "back", "mine"):
        return {"overdue": overdue, "back": came_back, "mine": mine}[state](rows, look)
    return rows.filter(state=state)


def overdue(rows: Rows, look: Look) -> Rows:
    """Return the findings whose mending is overdue."""
    return of_rows(rows).overdue(look.now).order_by()


def speaking_of(rows: Rows, words: str) -> Rows:
    """Return the findings that hold every one of some words, or have this number."""
    condition = Q()
    for word in words.split()[:6]:
        holds = Q(source_number=word)
        for name in SEARCHED:
            holds |= Q(**{f"{name}__icontains": word})
        holds |= is_numbered(word) or Q()
        condition &= holds
    return rows.filter(condition)


def finding_cell(one: Finding, look: Look) -> Cell:
    """Return what is wrong, with number, source, day and place."""
    parts = (one.number, str(one.get_source_display()), day_words(one.found_on), one.place)
    tags = (_("come back"),) if one.came_back else ()
    url = reverse("rectification:finding-detail", args=[one.pk])
    return Cell(one.title, url=url, note=" · ".join(filter(None, parts)), tags=tags)


def charge_cell(one: Finding, look: Look) -> Cell:
    """Return which post of which unit is in charge."""
    if one.responsible is None:
        return Cell(gettext("nobody yet (%(unit)s)") % {"unit": one.unit.name})
    return Cell(f"{one.unit.name} · {one.responsible.title}")


def due_cell(one: Finding, look: Look) -> Cell:
    """Return by when it is to be mended."""
    light = one.light(look.today)
    tags = (_("extended after it was overdue"),) if one.missed and light != Light.RED else ()
    return Cell(light=light, due=one.due, tags=tags)


def hand_over(one: Finding, said: Mapping[str, Any], by: Account, now: datetime) -> object:
    """Pass one of the chosen findings to another post."""
    return hand_over_finding(one, to=said["to"], reason=said["reason"], by=by, now=now)


def close(one: Finding, said: Mapping[str, Any], by: Account, now: datetime) -> object:
    """Close one of the chosen findings out; what was posted is closed on its own page, with the objections."""
    return close_finding(
        one, look_back_due=said["look_back_due"], objections=None, words=said["words"], by=by, now=now
    )


MANY = (
    Many(
        code="close",
        label=_("Close out"),
        intro=_("What somebody else saw mended is closed out, all with one day for the look-back."),
        right="finding.assign",
        form=lambda sent, account, rows: CloseManyForm(sent, today=account.today),
        act=close,
        ticked=lambda one, account: one.state == State.VERIFIED,
        done=pgettext_lazy("many", "closed out"),
    ),
    Many(
        code="hand-over",
        label=_("Pass to another post"),
        intro=_("Open findings go to another post with one reason; due days stay as they are."),
        right="finding.assign",
        form=lambda sent, account, rows: HandOverManyForm(sent, account=account),
        act=hand_over,
        ticked=lambda one, account: one.is_open and one.responsible_id is not None,
        done=pgettext_lazy("many", "passed on"),
        back=Back(
            _("Pass back"),
            lambda one, reason, by, now: hand_back_finding(one, reason=reason, by=by, now=now),
        ),
    ),
)
FINDINGS = ListOf(
    code="findings",
    title=_("Findings"),
    page="rectification:finding-list",
    right="finding.view",
    rows=lambda account: Finding.objects.visible_to(account),
    order="due",
    columns=(
        Column("finding", _("Finding"), finding_cell, main=True),
        Column("unit", _("Unit in charge"), charge_cell),
        Column("due", _("To be mended by"), due_cell, ("due", "pk")),
        Column("state", _("State"), lambda one, look: Cell(one.get_state_display(), state="")),
        Column(
            "found",
            _("Found on"),
            lambda one, look: Cell(due=one.found_on),
            ("found_on", "pk"),
            optional=True,
        ),
        Column(
            "level",
            pgettext_lazy("finding", "Level"),
            lambda one, look: Cell(one.get_level_display()),
            optional=True,
        ),
        Column("kind", _("Class"), lambda one, look: Cell(one.get_kind_display()), optional=True),
        Column("standard", _("Closing standard"), lambda one, look: Cell(one.standard), optional=True),
    ),
    tabs=(
        Tab("open", pgettext_lazy("findings", "open ones"), lambda rows, look: of_rows(rows).open()),
        Tab("mine", pgettext_lazy("tab", "Mine"), mine),
        Tab("today", _("Due today"), lambda rows, look: of_rows(rows).owed().filter(due=look.today)),
        Tab("overdue", _("Overdue"), overdue),
        Tab(
            "to-assign",
            _("Nobody in charge"),
            lambda rows, look: of_rows(rows).filter(state__in=(State.OPENED, State.OBJECTED)),
            "-found",
            right="finding.assign",
        ),
        Tab(
            "to-verify",
            _("To be seen after the mending"),
            lambda rows, look: of_rows(rows).to_verify_by(look.account).order_by(),
            right="finding.verify",
        ),
        Tab("back", _("come back"), came_back),
        Tab("all", _("all"), lambda rows, look: rows, "-found"),
    ),
    filters=(
        Choice(
            "state",
            _("State"),
            fixed({"all": _("all"), "mine": _("waiting for me"), "overdue": _("overdue"), **STATES}),
            in_state,
            first=True,
            instead=True,
        ),
        Choice(
            "unit",
            _("Unit in charge"),
            lambda look: units_of(look, "organization.view", *BELOW_COUNTY),
            by("unit"),
        ),
        Choice("kind", _("Class"), fixed(CLASSES), by("kind")),
        Choice("source", _("Source"), fixed(SOURCES), by("source")),
        Choice("level", pgettext_lazy("finding", "Level"), fixed(LEVELS), by("level")),
        Span("found_on", _("Found from"), _("Found until")),
    ),
    words_label=_("Words, place or number"),
    speak=speaking_of,
    fetch=lambda rows: rows.select_related("responsible__unit").prefetch_related("unit__periods"),
    buttons=(
        Button(_("Measures"), "rectification:measure-list"),
        Button(_("Three lists"), "rectification:finding-lists", kept=True, args=("findings",)),
        Button(_("Terms of rectification"), "rectification:terms", "duty.manage"),
        Button(_("Bring in a list"), "rectification:finding-import", "finding.open"),
        Button(_("Open a finding"), "rectification:finding-new", "finding.open", main=True),
    ),
    many=MANY,
    board=Board("finding.assign", [(state, STATES[state]) for state in OPEN_STATES]),
    empty=(
        _("No open findings."),
        _(
            "A finding says what is wrong at a place. Somebody is put in charge with a closing standard, somebody else"
            " sees that it is mended, and later whether it holds."
        ),
    ),
)
