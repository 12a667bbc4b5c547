"""The list of duties, the most urgent first: each by its next open occurrence."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Prefetch, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from zerentian.duties.models import Duty, Occurrence, Threshold
from zerentian.duties.models.duties import CADENCE_LABELS, OccurrenceQuerySet
from zerentian.duties.rules.functions import Outcome
from zerentian.duties.rules.lights import Light, worst
from zerentian.organization.lists import (
    Button,
    Cell,
    Choice,
    Column,
    ListOf,
    Look,
    Rows,
    Tab,
    by,
    fixed,
    units_of,
)
from zerentian.organization.models import Account, Area


class Standing(NamedTuple):
    """How a duty stands: its light, its most urgent open occurrence, how many are open."""

    light: Light
    next: Occurrence | None
    open: int


def standing_of(duty: Duty, today: date, amber: dict[str, int]) -> Standing:
    """Return a duty as it stands on a day; its open occurrences are at hand."""
    waiting: list[Occurrence] = sorted(duty.waiting, key=lambda one: one.due)  # type: ignore[attr-defined]
    lights = [one.light(today, amber[duty.cadence]) for one in waiting]
    return Standing(worst(lights), waiting[0] if waiting else None, len(waiting))


def stand(duties: Sequence[Any], look: Look) -> None:
    """Look up how each duty of a page stands."""
    amber = Threshold.objects.in_force()
    for duty in duties:
        duty.stands = standing_of(duty, look.today, amber)
        duty.may_record = look.account.may("deed.record")


def rows_for(account: Account) -> Rows:
    """Return the duties in force that an account may see, each with the day of its next open occurrence."""
    waiting = Occurrence.objects.open().filter(duty=OuterRef("pk")).order_by("due").values("due")[:1]
    rows: Rows = Duty.objects.visible_to(account).in_force().annotate(next_due=Subquery(waiting))
    return rows


def fetched(rows: Rows) -> Rows:
    """Return the duties with what their cells read."""
    waiting = Prefetch("occurrences", Occurrence.objects.filter(outcome=Outcome.OPEN), to_attr="waiting")
    return rows.select_related("area", "post").prefetch_related("unit__periods", waiting)


def has(occurrences: OccurrenceQuerySet) -> Exists:
    """Return the condition that a duty has one of some occurrences."""
    return Exists(occurrences.filter(duty=OuterRef("pk")).order_by())


def by_light(rows: Rows, light: str, look: Look) -> Rows:
    """Return the duties of one light: that of the most urgent of their open occurrences."""
    occurrences = Occurrence.objects
    red, amber = has(occurrences.overdue(look.now)), has(occurrences.due_soon(look.now))
    conditions = {
        Light.RED: Q(red),
        Light.AMBER: Q(amber) & ~Q(red),
        Light.GREEN: Q(has(occurrences.open())) & ~Q(red) & ~Q(amber),
        Light.NONE: ~Q(has(occurrences.open())),
    }
    return rows.filter(conditions[Light(light)])


def duty_cell(duty: Duty, look: Look) -> Cell:
    """Return what a duty is called."""
    tags = () if duty.listed else (_("off the list"),)
    return Cell(duty.title, url=reverse("duties:duty-detail", args=[duty.pk]), tags=tags)


def due_cell(duty: Any, look: Look) -> Cell:
    """Return when a duty's most urgent occurrence is due, and how many are open."""
    stands: Standing = duty.stands
    if stands.next is None:
        return Cell(_("nothing open"))
    more = ngettext("%(n)d open", "%(n)d open", stands.open) % {"n": stands.open} if stands.open > 1 else ""
    return Cell(light=stands.light, due=stands.next.due, tags=(more,) if more else ())


def next_cell(duty: Any, look: Look) -> Cell:
    """Return where the deed for the most urgent occurrence is recorded."""
    stands: Standing = duty.stands
    if stands.next is None or not duty.may_record:
        return Cell()
    query = urlencode({"duty": duty.pk, "occurrence": stands.next.pk})
    return Cell(_("Record what was done"), url=f"{reverse('duties:deed-new')}?{query}", value="")


def areas(look: Look) -> list[tuple[str, Any]]:
    """Return the areas of work in use."""
    return [(str(key), name) for key, name in Area.objects.filter(is_open=True).values_list("pk", "name")]


DUTIES = ListOf(
    code="duties",
    title=_("Duties"),
    page="duties:board",
    right="duty.view",
    rows=rows_for,
    order="due",
    columns=(
        Column("duty", _("Duty"), duty_cell, main=True),
        Column("area", _("Area of work"), lambda one, look: Cell(one.area.name)),
        Column("post", _("Responsible post"), lambda one, look: Cell(f"{one.unit.name} · {one.post.title}")),
        Column("due", _("Due"), due_cell, ("next_due", "pk")),
        Column("next", _("Next step"), next_cell),
        Column("cadence", _("Cadence"), lambda one, look: Cell(one.get_cadence_display()), optional=True),
    ),
    tabs=(
        Tab("all", _("all"), lambda rows, look: rows),
        Tab(
            "mine",
            pgettext_lazy("tab", "Mine"),
            lambda rows, look: rows.filter(post__in=look.account.post_keys()),
        ),
        Tab("today", _("Due today"), lambda rows, look: rows.filter(next_due=look.today)),
        Tab("overdue", _("Overdue"), lambda rows, look: by_light(rows, Light.RED, look)),
        Tab("soon", _("Due soon"), lambda rows, look: by_light(rows, Light.AMBER, look)),
    ),
    filters=(
        Choice(
            "light",
            _("Urgency"),
            fixed(
                {
                    Light.RED: _("overdue"),
                    Light.AMBER: _("due soon"),
                    Light.GREEN: _("on track"),
                    Light.NONE: _("nothing open"),
                }
            ),
            by_light,
            first=True,
        ),
        Choice("unit", _("Unit"), lambda look: units_of(look, "duty.view"), by("unit")),
        Choice("area", _("Area of work"), areas, by("area")),
        Choice("cadence", _("Cadence"), fixed(CADENCE_LABELS), by("cadence")),
        Choice(
            "off_list",
            _("On the function list"),
            fixed({"on": _("Off the function list only")}),
            lambda rows, value, look: rows.filter(item=None),
        ),
    ),
    words_label=_("Words"),
    speak=lambda rows, words: rows.filter(title__icontains=words),
    fetch=fetched,
    finish=stand,
    buttons=(
        Button(_("Function list"), "duties:function-list"),
        Button(_("Basis documents"), "duties:basis-list"),
        Button(_("When matters turn amber"), "duties:thresholds", "duty.manage"),
        Button(_("Adopt a duty"), "duties:duty-new", "duty.manage"),
        Button(_("Record a deed"), "duties:deed-new", "deed.record", main=True),
    ),
    empty=(
        _("No duties here."),
        _(
            "Duties are kept by heads of office and leaders, each on its basis; widen the filter above to see more."
        ),
    ),
)
