"""Who answers for what on a day (一岗双责), gathered: charges, duties as they were borne then, what is amiss."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Max, Prefetch, Q
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zerentian.duties.models import Duty
from zerentian.duties.rules.matrix import (
    HANDLES,
    LEADS,
    Borne,
    Charge,
    Day,
    Fault,
    Found,
    by_cell,
    faults,
    post_on,
)
from zerentian.ledger.models import Entry
from zerentian.organization.models import Account, Appointment, Area, AreaCharge, Post, Unit
from zerentian.organization.models.areas import PART_LABELS
from zerentian.organization.models.units import UnitPeriod, covering
from zerentian.organization.punctuation import clauses, listed

FAULTS = {
    Fault.UNLED: _("Nobody leads it"),
    Fault.UNHANDLED: _("Nobody handles it"),
    Fault.OWNERLESS: _("A duty whose post nobody holds"),
    Fault.STRAY: _("Duties in an area for which the post does not answer"),
    Fault.LED_TWICE: _("Led by several posts"),
    Fault.TWICE: _("Borne twice in one unit"),
    Fault.WITHOUT_DUTY: _("No duty in it"),
    Fault.UNTOUCHED: _("Nothing done for long"),
    Fault.WITHOUT_AREA: _("Answers for no area"),
}


@dataclass(frozen=True, slots=True)
class Matrix:
    """Everything the page and its print-outs show: rows by their keys, the day in rules' terms, what is amiss."""

    unit: Unit
    on: date
    untouched: int
    areas: dict[int, Area]
    posts: dict[int, Post]
    duties: dict[int, Duty]
    day: Day
    found: list[Found]

    @property
    def shown_posts(self) -> list[Post]:
        """Return the posts that have a column: those that answer for an area or bear a duty."""
        busy = {one.post for one in self.day.charges} | {one.post for one in self.day.borne}
        return [post for key, post in self.posts.items() if key in busy]

    @property
    def rows(self) -> list[tuple[Area, list[tuple[Post, Any, int]]]]:
        """Return for each area and post its part in words (empty for none), and how many duties it bears there."""
        cells, posts = by_cell(self.day), self.shown_posts
        rows = []
        for area in self.areas.values():
            told = [(post, *cells.get((area.pk, post.pk), ("", 0))) for post in posts]
            rows.append((area, [(post, PART_LABELS.get(part, ""), count) for post, part, count in told]))
        return rows


def matrix_of(unit: Unit, account: Account, *, on: date, untouched: int) -> Matrix:
    """Return who answered for what in a unit and below it on a day, as far as the account may see it.

    A duty stands with the post that bore it then, by its hand-overs in the ledger.
    """
    units = Unit.objects.under(unit, on)
    posts = Post.objects.visible_to(account).on(on).filter(unit__in=units).select_related("unit")
    periods = Prefetch("unit__periods", UnitPeriod.objects.all())
    by_key = {one.pk: one for one in posts.prefetch_related(periods).order_by("unit__code", "code")}
    charges = AreaCharge.objects.filter(covering(on), post__in=list(by_key))
    duties = duties_on(on, account, unit)
    borne = borne_on(on, duties, by_key)
    used = {one.area_id for one in charges} | {one.area for one in borne}
    areas = {one.pk: one for one in Area.objects.filter(Q(is_open=True) | Q(pk__in=used))}
    held = Appointment.objects.filter(covering(on), post__in=list(by_key)).values_list("post", flat=True)
    day = Day(
        areas=list(areas),
        posts=list(by_key),
        held=frozenset(held),
        charges=[Charge(one.area_id, one.post_id, one.part) for one in charges],
        borne=borne,
        on=on,
    )
    found = faults(day, untouched=untouched)
    return Matrix(unit, on, untouched, areas, by_key, {one.pk: one for one in duties}, day, found)


def duties_on(day: date, account: Account, unit: Unit) -> list[Any]:
    """Return the duties of a unit and below it that were in force at the end of a day, each with its last deed's."""
    rows = Duty.objects.visible_to(account).under(unit, day).filter(first__lte=day)
    rows = rows.filter(Q(last=None) | Q(last__gt=day)).select_related("area", "post", "unit")
    done = Q(deeds__withdrawn=False, deeds__occurred_on__lte=day)
    last = Coalesce(Max("deeds__occurred_on", filter=done), F("first"))
    found: list[Any] = list(rows.annotate(touched=Greatest(last, F("first"))).order_by("area", "title", "pk"))
    return found


def borne_on(day: date, duties: list[Any], posts: dict[int, Post]) -> list[Borne]:
    """Return the duties as they were borne on a day; those of posts out of sight are left out."""
    moves: dict[str, list[tuple[date, str]]] = {}
    refs = [one.ref for one in duties]
    later = Entry.objects.filter(verb="duty.handed_over", subject__in=refs, occurred_on__gt=day, change="")
    for entry in later.order_by("id"):
        moves.setdefault(entry.subject, []).append((entry.occurred_on, entry.fact["from_post"]))
    by_code = {post.code: post for post in posts.values()}
    found = []
    for one in duties:
        code = post_on(moves.get(one.ref, []), day)
        post = by_code.get(code) if code else posts.get(one.post_id, one.post)
        if post is not None:
            found.append(
                Borne(one.pk, one.title, one.item_id, one.area_id, post.pk, post.unit_id, one.touched)
            )
    return found


def named(post: Post) -> str:
    """Return a post with its unit."""
    return f"{post.unit.name} · {post.title}"


def what_of(matrix: Matrix, one: Found) -> str:
    """Return what is amiss where, in one line."""
    area = matrix.areas[one.area].name if one.area in matrix.areas else ""
    posts = listed(named(matrix.posts[key]) for key in one.posts if key in matrix.posts)
    duties = clauses(matrix.duties[key].title for key in one.duties[:3])
    days = gettext("%(days)d days") % {"days": one.days} if one.days else ""
    return " · ".join(filter(None, (area, duties, posts, days)))


def leads_to(one: Found) -> str:
    """Return the address where the matter is looked at: the duty where one is meant."""
    return reverse("duties:duty-detail", args=[one.duties[0]]) if one.duties else ""


def candidates(matrix: Matrix, one: Found) -> tuple[list[Post], int | None]:
    """Return the posts that may mend what is amiss, and the key of the one that suggests itself; None for none.

    For an area that nobody leads those of leaders come first; for one that nobody handles those that bear its duties.
    """
    held = [post for key, post in matrix.posts.items() if key in matrix.day.held]
    answering = {charge.post for charge in matrix.day.charges if charge.area == one.area}
    if one.fault == Fault.OWNERLESS:
        handling = [c.post for c in matrix.day.charges if c.area == one.area and c.post in matrix.day.held]
        return held, next(iter(handling), None)
    free = [post for post in held if post.pk not in answering]
    if one.fault == Fault.UNLED:
        leaders = [post for post in free if post.role in ("first", "leader")]
        return [*leaders, *(post for post in free if post not in leaders)], None
    bearing = [borne.post for borne in matrix.day.borne if borne.area == one.area]
    return free, next((post.pk for post in free if post.pk in bearing), None)


# What one press puts a post in charge as.
PART_OF = {Fault.UNLED: LEADS, Fault.UNHANDLED: HANDLES, Fault.STRAY: HANDLES}


def sheet_rows(matrix: Matrix) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return the print-out: a row for each area with who leads, handles and assists, its duties, what is amiss."""
    parts = [str(label) for label in PART_LABELS.values()]
    headings = (gettext("Area of work"), *parts, gettext("Duties"), gettext("What is amiss"))
    rows = []
    for area in matrix.areas.values():
        held = {part: [] for part in PART_LABELS}  # type: dict[str, list[Post]]
        for one in matrix.day.charges:
            if one.area == area.pk:
                held[one.part].append(matrix.posts[one.post])
        count = sum(one.area == area.pk for one in matrix.day.borne)
        amiss = dict.fromkeys(str(FAULTS[one.fault]) for one in matrix.found if one.area == area.pk)
        rows.append(
            (area.name, *("\n".join(together(one)) for one in held.values()), str(count), clauses(amiss))
        )
    return headings, rows


def together(posts: Iterable[Post]) -> Iterator[str]:
    """Yield posts by name, those that are called the same in several units on one line, in the order of the first."""
    units: dict[str, list[str]] = {}
    for post in posts:
        units.setdefault(post.title, []).append(post.unit.name)
    for title, names in units.items():
        yield f"{listed(names)} · {title}"
