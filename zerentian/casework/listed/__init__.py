"""The list of concerns: the columns, tabs, filters and the board; nothing in it is by a person."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.casework import search
from zerentian.casework.listed.many import MANY
from zerentian.casework.models import Category, Concern, owed
from zerentian.casework.models.concerns import ConcernQuerySet
from zerentian.casework.models.labels import CHANNELS, KINDS, STATES, URGENCIES
from zerentian.casework.rules.clocks import SOON_DAYS
from zerentian.casework.rules.concerns import Channel, Kind, State
from zerentian.duties.rules.lights import Light
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.desk import url_of
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
from zerentian.organization.rules.rights import Kind as UnitKind
from zerentian.organization.telling import day_words

BELOW_COUNTY = (UnitKind.TOWNSHIP, UnitKind.OFFICE, UnitKind.VILLAGE)


def light_of(concern: Concern, moment: datetime) -> Light:
    """Return the light of a concern's answer: none once it is answered, or where nothing was promised."""
    if not concern.is_open or concern.due is None:
        return Light.NONE
    if concern.is_overdue(moment):
        return Light.RED
    return Light.AMBER if concern.due <= local_day(moment) + timedelta(days=SOON_DAYS) else Light.GREEN


def number_cell(concern: Concern, look: Look) -> Cell:
    """Return a concern's number, with the day and the way it came."""
    came = f"{day_words(concern.received_at)} · {CHANNELS[Channel(concern.channel)]}"
    return Cell(concern.number, note=came)


def matter_cell(concern: Concern, look: Look) -> Cell:
    """Return what a concern is about, with its category and place."""
    note = " · ".join(filter(None, (concern.category.name if concern.category else "", concern.place)))
    tags = (_("linked"),) if concern.linked_to_id else ()
    url = url_of("casework:concern-detail", concern.key)
    return Cell(concern.title, url=url, note=note, tags=tags)


def due_cell(concern: Concern, look: Look) -> Cell:
    """Return by when a concern is to be answered."""
    tags = (_("estimated"),) if concern.due_estimated else ()
    return Cell(light=light_of(concern, look.now), due=concern.due, tags=tags)


def is_open(rows: Rows, look: Look) -> Rows:
    """Return the concerns on which an answer is owed: those that the index of due days holds."""
    found: ConcernQuerySet = rows  # type: ignore[assignment]
    return found.open()


def in_state(rows: Rows, state: str, look: Look) -> Rows:
    """Return the concerns in a state, or the open ones."""
    return is_open(rows, look) if state == "open" else rows.filter(state=state)


def mine(rows: Rows, look: Look) -> Rows:
    """Return the concerns whose next step is the account's: its desk's to decide, its office's to handle."""
    account = look.account
    desk = owed.desk_of(account, "concern.dispatch")
    return rows.filter(
        desk & Q(state__in=(State.RECEIVED, State.TRIAGED, State.OBJECTED))
        | owed.led_at(account) & Q(state__in=(State.DISPATCHED, State.HANDLING))
    )


def to_dispatch(rows: Rows, look: Look) -> Rows:
    """Return the concerns that wait for a dispatch, or for a ruling on one."""
    desk = owed.desk_of(look.account, "concern.dispatch")
    return rows.filter(desk, state__in=(State.TRIAGED, State.OBJECTED))


def to_call_back(rows: Rows, look: Look) -> Rows:
    """Return the answered concerns that wait for a call-back by somebody other than who handled them."""
    return rows.filter(pk__in=owed.to_call_back(look.account).order_by().values("pk"))


def due_today(rows: Rows, look: Look) -> Rows:
    """Return the open concerns whose answer is due today."""
    return is_open(rows, look).filter(due=look.today)


def overdue(rows: Rows, look: Look) -> Rows:
    """Return the open concerns whose answer is overdue."""
    found: ConcernQuerySet = rows  # type: ignore[assignment]
    return found.overdue(look.now)


def by_clock(rows: Rows, light: str, look: Look) -> Rows:
    """Return the concerns that are overdue, or due within the days of amber."""
    found: ConcernQuerySet = rows  # type: ignore[assignment]
    return found.overdue(look.now) if light == "red" else found.due_within(look.today, SOON_DAYS)


def units_below_county(look: Look) -> list[tuple[str, Any]]:
    """Return the units that may lead a concern."""
    return units_of(look, "organization.view", *BELOW_COUNTY)


def categories(look: Look) -> list[tuple[str, Any]]:
    """Return the categories of the townships that an account sees."""
    rows = Category.objects.visible_to(look.account).values_list("pk", "name")
    return [(str(key), name) for key, name in rows]


def leaving(rows: Rows) -> Rows:
    """Return the concerns that may leave in a file: none that accuses somebody of the office."""
    return rows.exclude(kind__in=(Kind.COMPLAINT, Kind.WRONGDOING))


CONCERNS = ListOf(
    code="concerns",
    title=_("Concerns"),
    page="casework:concern-list",
    right="desk.view",
    rows=lambda account: Concern.objects.visible_to(account),
    key="key",
    order="-received",
    counted=100,
    columns=(
        Column("received", pgettext_lazy("concern", "Number"), number_cell, ("received_at", "pk")),
        Column("matter", _("Concern"), matter_cell, main=True),
        Column("lead", _("Unit in the lead"), lambda one, look: Cell(one.lead.name if one.lead else "")),
        Column(
            "due",
            _("Answer due"),
            due_cell,
            ("due", "pk"),
            within=is_open,
            only=_("Sorted by the day of the answer: those that are not answered yet."),
        ),
        Column("state", _("State"), lambda one, look: Cell(STATES[State(one.state)], state="")),
        Column("kind", _("Kind"), lambda one, look: Cell(KINDS[Kind(one.kind)]), optional=True),
        Column("urgency", _("Urgency"), lambda one, look: Cell(one.get_urgency_display()), optional=True),
        Column(
            "category",
            _("Category"),
            lambda one, look: Cell(one.category.name if one.category else ""),
            optional=True,
        ),
        Column("place", _("Place in words"), lambda one, look: Cell(one.place), optional=True),
    ),
    tabs=(
        Tab("all", _("all"), lambda rows, look: rows),
        Tab("mine", pgettext_lazy("tab", "Mine"), mine, "due"),
        Tab("today", _("Due today"), due_today, "-received"),
        Tab("overdue", _("Overdue"), overdue, "due"),
        Tab("to-dispatch", _("To be dispatched"), to_dispatch, "due", right="concern.dispatch"),
        Tab("to-call", _("Call-backs to make"), to_call_back, right="concern.call_back"),
    ),
    filters=(
        Choice(
            "state",
            _("State"),
            fixed({"open": pgettext_lazy("concerns", "open ones"), **STATES}),
            in_state,
            first=True,
        ),
        Choice(
            "lead",
            _("Unit in the lead"),
            lambda look: units_of(look, "organization.view", *BELOW_COUNTY),
            by("lead"),
        ),
        Choice(
            "clock", _("Clock"), fixed({"red": _("overdue"), "amber": _("due within three days")}), by_clock
        ),
        Choice("kind", _("Kind"), fixed(KINDS), by("kind")),
        Choice("channel", _("Channel"), fixed(CHANNELS), by("channel")),
        Choice("urgency", _("Urgency"), fixed(URGENCIES), by("urgency")),
        Choice("category", _("Category"), categories, by("category")),
        Span("received_at", _("Received from"), _("Received until"), moments=True),
    ),
    words_label=_("Words, place or number"),
    find=lambda rows, words, limit: search.find(rows, words, limit=limit),  # type: ignore[arg-type]
    fetch=lambda rows: rows.select_related("category").prefetch_related("lead__periods"),
    buttons=(
        Button(_("Log a patrol"), "casework:patrol", "concern.register"),
        Button(_("Log a concern"), "casework:concern-new", "concern.register", main=True),
    ),
    many=MANY,
    board=Board(
        "concern.extend",
        [
            (state, STATES[state])
            for state in (
                *(State.RECEIVED, State.TRIAGED, State.DISPATCHED, State.OBJECTED),
                *(State.HANDLING, State.DRAFTED),
            )
        ],
    ),
    leaves=leaving,
    left_out=_("Complaints and reports of wrongdoing do not leave in a list."),
    empty=(
        _("No concerns yet."),
        _(
            "Residents' concerns come in by the online form, by phone, visit, letter, patrol or from a spreadsheet;"
            " each gets an owner, a clock and a reasoned answer."
        ),
    ),
)
