"""The list of decisions: what meetings decided, led by which post, until when, and where it stands."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.duties.models import Decision
from zerentian.duties.models.decisions import DecisionQuerySet
from zerentian.duties.models.meeting_labels import DECISION_KINDS, DECISION_STATES
from zerentian.duties.rules.decisions import OPEN_STATES
from zerentian.organization.lists import (
    Board,
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


def of_rows(rows: Rows) -> DecisionQuerySet:
    """Return the rows of the list of decisions, which they are."""
    decisions: DecisionQuerySet = rows  # type: ignore[assignment]
    return decisions


def lit(decisions: Sequence[Any], look: Look) -> None:
    """Look up each decision's light."""
    for one in decisions:
        one.lit = one.light(look.today)


def mine(rows: Rows, look: Look) -> Rows:
    """Return the decisions whose next step is the account's: to do, to decide, to verify, to close."""
    account, decisions = look.account, Decision.objects
    keys = Q(pk__in=decisions.waiting_for(account).order_by().values("pk"))
    for other in (decisions.to_decide_by, decisions.to_verify_by, decisions.to_close_by):
        keys |= Q(pk__in=other(account).order_by().values("pk"))
    return of_rows(rows).filter(keys)


def assisted(rows: Rows, look: Look) -> Rows:
    """Return the open decisions in which a unit of the account assists."""
    units = [unit.pk for unit in look.account.units_on(look.today)]
    assisting = Decision.assisting.through.objects.filter(unit__in=units).values("decision")
    return of_rows(rows).open().filter(pk__in=assisting)


def in_state(rows: Rows, state: str, look: Look) -> Rows:
    """Return the decisions in a state, or all."""
    return rows if state == "all" else rows.filter(state=state)


def speaking_of(rows: Rows, words: str) -> Rows:
    """Return the decisions that hold every one of some words."""
    for word in words.split()[:6]:
        rows = rows.filter(
            Q(text__icontains=word) | Q(share__icontains=word) | Q(meeting__name__icontains=word)
        )
    return rows


def decision_cell(one: Decision, look: Look) -> Cell:
    """Return what is to be done, leading to its page."""
    return Cell(one.what[:120], url=reverse("duties:decision-detail", args=[one.pk]))


DECISIONS = ListOf(
    code="decisions",
    title=_("Decisions"),
    page="duties:decision-list",
    right="decision.view",
    rows=lambda account: Decision.objects.visible_to(account),
    order="due",
    columns=(
        Column("decision", pgettext_lazy("meeting", "Decision"), decision_cell, main=True),
        Column("number", pgettext_lazy("document", "Number"), lambda one, look: Cell(one.number)),
        Column("lead", _("Lead"), lambda one, look: Cell(f"{one.unit.name} · {one.lead.title}")),
        Column("due", _("Due"), lambda one, look: Cell(light=one.lit, due=one.due), ("due", "pk")),
        Column("state", _("State"), lambda one, look: Cell(one.get_state_display(), state="")),
        Column("kind", _("Kind"), lambda one, look: Cell(one.get_kind_display()), optional=True),
        Column("opened", _("Day of the meeting"), lambda one, look: Cell(due=one.opened_on), optional=True),
    ),
    tabs=(
        Tab("open", pgettext_lazy("decisions", "open ones"), lambda rows, look: of_rows(rows).open()),
        Tab("mine", pgettext_lazy("tab", "Mine"), mine),
        Tab("assisting", pgettext_lazy("decisions", "my unit assists"), assisted),
        Tab("overdue", _("Overdue"), lambda rows, look: of_rows(rows).overdue(look.now)),
        Tab("all", _("all"), lambda rows, look: rows, "-due"),
    ),
    filters=(
        Choice(
            "state",
            _("State"),
            fixed({"all": _("all"), **DECISION_STATES}),
            in_state,
            first=True,
            instead=True,
        ),
        Choice("kind", _("Kind"), fixed(DECISION_KINDS), by("kind")),
        Choice("unit", _("Unit in the lead"), lambda look: units_of(look, "decision.view"), by("unit")),
        Span("due", _("Due from"), _("Due until")),
    ),
    words_label=_("Words"),
    speak=speaking_of,
    fetch=lambda rows: rows.select_related("meeting", "lead").prefetch_related("unit__periods"),
    finish=lit,
    leaves=lambda rows: rows.filter(inner=False),
    buttons=(Button(_("Meetings"), "duties:meeting-list", "meeting.view"),),
    board=Board("decision.assign", [(state, DECISION_STATES[state]) for state in OPEN_STATES]),
    empty=(
        _("No decisions here."),
        _(
            "What a meeting decides stands here, each part with its lead and its day; the signed minutes give it out."
        ),
    ),
)
