"""The list of risk points: which place, how grave, which post patrols it, and until when."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from zerentian.duties.rules.lights import Light
from zerentian.organization.lists import (
    Button,
    Cell,
    Choice,
    Column,
    ListOf,
    Look,
    Many,
    Rows,
    Tab,
    by,
    fixed,
    units_of,
)
from zerentian.organization.models import Account
from zerentian.organization.rules.rights import Kind
from zerentian.rectification.actions.risk_passing import hand_over_point
from zerentian.rectification.actions.risks import rate_point
from zerentian.rectification.forms.risk_bulk import HandOverPointsForm, RateManyForm
from zerentian.rectification.forms.risks import rating_of
from zerentian.rectification.models import RiskKind, RiskPoint
from zerentian.rectification.models.risk_labels import RISK_LEVELS, RISK_STATES
from zerentian.rectification.models.risks import RiskPointQuerySet

BELOW_COUNTY = (Kind.TOWNSHIP, Kind.OFFICE, Kind.VILLAGE)
SEARCHED = ("title", "place", "threatens", "cause", "extent", "code")


def of_rows(rows: Rows) -> RiskPointQuerySet:
    """Return the rows of the list of risk points, which they are."""
    points: RiskPointQuerySet = rows  # type: ignore[assignment]
    return points


def mine(rows: Rows, look: Look) -> Rows:
    """Return the points on the register that a post of the account patrols."""
    return of_rows(rows).of_posts_of(look.account).kept()


def today(rows: Rows, look: Look) -> Rows:
    """Return the points whose next patrol is due today."""
    return of_rows(rows).kept().filter(patrol_due=look.today)


def overdue(rows: Rows, look: Look) -> Rows:
    """Return the points whose patrol was missed and that nobody has looked at since."""
    return of_rows(rows).behind(look.now).order_by()


def owing(rows: Rows, look: Look) -> Rows:
    """Return the points of the account's posts that are due today or overdue."""
    return of_rows(rows).to_patrol_by(look.account, look.now).order_by()


def in_state(rows: Rows, state: str, look: Look) -> Rows:
    """Return the points in a state, all, those overdue for a patrol, or those that the account is to patrol."""
    if state == "all":
        return rows
    if state in ("behind", "mine"):
        return {"behind": overdue, "mine": owing}[state](rows, look)
    return rows.filter(state=state)


def kinds_of(look: Look) -> Sequence[tuple[str, str]]:
    """Return the kinds of the places that an account may look at."""
    rows = RiskKind.objects.visible_to(look.account).order_by("pk")
    return [(str(key), title) for key, title in rows.values_list("pk", "title")]


def speaking_of(rows: Rows, words: str) -> Rows:
    """Return the points that hold every one of some words, or have this number."""
    condition = Q()
    for word in words.split()[:6]:
        holds = Q(code__iexact=word)
        for name in SEARCHED:
            holds |= Q(**{f"{name}__icontains": word})
        number = word.upper().removeprefix("F")
        if number != word.upper() and number.isdecimal() and len(number) <= 18:
            holds |= Q(serial=int(number))
        condition &= holds
    return rows.filter(condition)


def point_cell(one: RiskPoint, look: Look) -> Cell:
    """Return what the place is called, with number, kind, unit and where it lies."""
    parts = (one.number, one.kind.title, one.unit.name, one.place)
    url = reverse("risks:risk-detail", args=[one.pk])
    return Cell(one.title, url=url, note=" · ".join(filter(None, parts)))


def post_cell(one: RiskPoint, look: Look) -> Cell:
    """Return which post patrols it."""
    return Cell(one.responsible.title if one.responsible else gettext("nobody yet"))


def due_cell(one: RiskPoint, look: Look) -> Cell:
    """Return since when or until when it is to be patrolled; nothing where no rule asks for it."""
    light = one.light(look.today)
    return Cell("—") if light == Light.NONE else Cell(light=light, due=one.owed_since)


def counted(number: int | None) -> Cell:
    """Return a count; unknown is said, never written as 0."""
    return Cell(gettext("unknown") if number is None else number)


def rate(one: RiskPoint, said: Mapping[str, Any], by: Account, now: datetime) -> object:
    """Rate one of the chosen points anew."""
    return rate_point(one, rating=rating_of(said), by=by, now=now)


def hand_over(one: RiskPoint, said: Mapping[str, Any], by: Account, now: datetime) -> object:
    """Let another post patrol one of the chosen points."""
    return hand_over_point(one, to=said["to"], reason=said["reason"], by=by, now=now)


def is_to_keep(one: RiskPoint, account: Account) -> bool:
    """Tell whether something may be done to a point together with others."""
    return one.is_kept and account.may("risk.keep", one.path)


MANY = (
    Many(
        code="rate",
        label=_("Rate anew"),
        intro=_("The chosen places are rated alike, with one reason; how often they are patrolled follows."),
        right="risk.keep",
        form=lambda sent, account, rows: RateManyForm(sent),
        act=rate,
        ticked=is_to_keep,
        done=pgettext_lazy("many", "rated"),
    ),
    Many(
        code="hand-over",
        label=_("Pass to another post"),
        intro=_("Another post patrols the chosen places, with one reason; due days stay as they are."),
        right="risk.keep",
        form=lambda sent, account, rows: HandOverPointsForm(sent, account=account),
        act=hand_over,
        ticked=is_to_keep,
        done=pgettext_lazy("many", "passed on"),
    ),
)
RISKS = ListOf(
    code="risks",
    title=_("Risk points"),
    page="risks:risk-list",
    right="risk.view",
    rows=lambda account: RiskPoint.objects.visible_to(account),
    order="unit",
    columns=(
        Column("point", _("Risk point"), point_cell, main=True),
        Column("level", pgettext_lazy("risk", "Level"), lambda one, look: Cell(one.get_level_display())),
        Column("post", _("Patrolled by"), post_cell),
        Column("due", _("Next patrol by"), due_cell, ("patrol_due", "pk")),
        Column("state", _("State"), lambda one, look: Cell(one.get_state_display(), state="")),
        Column("unit", _("Unit"), lambda one, look: Cell(one.unit.name), ("path", "pk"), optional=True),
        Column(
            "last", _("Last patrolled on"), lambda one, look: Cell(due=one.last_patrolled_on), optional=True
        ),
        Column(
            "households", _("Households threatened"), lambda one, look: counted(one.households), optional=True
        ),
        Column("people", _("People threatened"), lambda one, look: counted(one.people), optional=True),
        Column("threatens", _("What it threatens"), lambda one, look: Cell(one.threatens), optional=True),
        Column("control", _("How it is kept in hand"), lambda one, look: Cell(one.control), optional=True),
    ),
    tabs=(
        Tab("kept", pgettext_lazy("risks", "on the register"), lambda rows, look: of_rows(rows).kept()),
        Tab("mine", pgettext_lazy("tab", "Mine"), mine, "due", right="risk.patrol"),
        Tab("today", _("Due today"), today),
        Tab("overdue", _("Overdue"), overdue, "due"),
        Tab(
            "nobody",
            pgettext_lazy("risks", "Nobody patrols them"),
            lambda rows, look: of_rows(rows).kept().filter(responsible=None),
        ),
        Tab("all", _("all"), lambda rows, look: rows),
    ),
    filters=(
        Choice(
            "state",
            _("State"),
            fixed(
                {
                    "all": _("all"),
                    "mine": _("to be patrolled by me"),
                    "behind": _("overdue for a patrol"),
                    **RISK_STATES,
                }
            ),
            in_state,
            first=True,
            instead=True,
        ),
        Choice(
            "unit", _("Unit"), lambda look: units_of(look, "risk.view", *BELOW_COUNTY), by("unit"), first=True
        ),
        Choice("kind", _("Kind of risk point"), kinds_of, by("kind")),
        Choice("level", pgettext_lazy("risk", "Level"), fixed(RISK_LEVELS), by("level")),
    ),
    words_label=_("Words, place or number"),
    speak=speaking_of,
    fetch=lambda rows: rows.select_related("kind", "responsible").prefetch_related("unit__periods"),
    buttons=(
        Button(_("Rules and signals"), "risks:rules"),
        Button(_("Duty roster"), "risks:duty-roster"),
        Button(_("The register"), "risks:register", kept=True),
        Button(_("Bring in a register"), "risks:risk-import", "risk.keep"),
        Button(_("Register a risk point"), "risks:risk-new", "risk.keep"),
        Button(_("Patrol sheet"), "risks:patrol-sheet", "risk.patrol", main=True),
    ),
    many=MANY,
    empty=(
        _("No risk points."),
        _(
            "A risk point is a place or a matter that may do harm. It is rated, patrolled as often as the rules say,"
            " and written off by somebody else when the danger is gone."
        ),
    ),
)
