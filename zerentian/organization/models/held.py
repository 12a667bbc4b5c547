"""The posts a person holds on a day, with their units and these units' periods: what every page begins with."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model, Q, QuerySet

from zerentian.ledger.models.written import Question
from zerentian.organization.models.posts import Appointment, Post
from zerentian.organization.models.units import Unit, UnitPeriod, covering

# What stands in a row after the key of the appointment.
PARTS: tuple[tuple[str, type[Model]], ...] = (
    ("post", Post),
    ("post__unit", Unit),
    ("post__unit__periods", UnitPeriod),
)


def columns(way: str, model: type[Model]) -> list[str]:
    """Return the names of a model's columns, as a question reaches them by ``way``."""
    return [f"{way}__{field.attname}" for field in model._meta.concrete_fields]


def held_rows(account: int, day: date) -> "QuerySet[Appointment, tuple[Any, ...]]":
    """Return the appointments that hold on a day, each once for every period of its unit."""
    held = Appointment.objects.filter(
        covering(day), Q(post__last=None) | Q(post__last__gte=day), account=account
    )
    names = [name for way, model in PARTS for name in columns(way, model)]
    return held.order_by("first", "pk", "post__unit__periods__first").values_list("pk", *names)


# Written out by Django on each page it took a tenth of a simple page's time; the database answers in a hundredth of it.
HELD = Question(held_rows, account=-1, day=date.min)


def parted(row: tuple[Any, ...]) -> Iterator[Any]:
    """Yield the post, the unit and the period of a row."""
    at = 1
    for _way, model in PARTS:
        fields = model._meta.concrete_fields
        yield model.from_db(DEFAULT_DB_ALIAS, [field.attname for field in fields], row[at : at + len(fields)])
        at += len(fields)


def held_by(account: int, day: date) -> list[Post]:
    """Return the posts of the appointments of an account that hold on a day, by their first day; units at hand."""
    posts: dict[int, Post] = {}
    periods: dict[int, list[UnitPeriod]] = {}
    for row in HELD.ask(account=account, day=day):
        post, unit, period = parted(row)
        if row[0] not in posts:
            post.unit = unit
            posts[row[0]], periods[row[0]] = post, []
        if period.pk is not None:
            periods[row[0]].append(period)
    for key, post in posts.items():
        keep_at_hand(post.unit, periods[key])
    return list(posts.values())


def keep_at_hand(unit: Unit, periods: list[UnitPeriod]) -> None:
    """Give a unit its periods, as ``prefetch_related`` does after asking for them."""
    asked = unit.periods.all()
    asked._result_cache = periods
    unit.__dict__.setdefault("_prefetched_objects_cache", {})["periods"] = asked
