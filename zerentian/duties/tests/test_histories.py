"""Histories of random steps on duties, their occurrences, deeds and tasks: every stock is a count of the rows.

See the histories of concerns in ``casework`` for why: verification recomputes the same posts and confirms a wrong one.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from zerentian.duties import actions
from zerentian.duties.actions.functions import write_item
from zerentian.duties.actions.occurrences import open_occurrences
from zerentian.duties.models import Deed, Duty, FunctionItem, Occurrence, Task
from zerentian.duties.rules.cadences import Cadence, DueRule
from zerentian.duties.rules.functions import FunctionKind, Item, Level, Outcome
from zerentian.duties.rules.tasks import OPEN_STATES, TaskState
from zerentian.ledger.actions import seal
from zerentian.ledger.figures import compute_table, latest_size
from zerentian.ledger.registry import FIGURES
from zerentian.ledger.rules.periods import LOCAL, Period
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.tests.balances import assert_balanced, assert_whole
from zerentian.organization.access import Forbidden
from zerentian.organization.models import Account, Area, Post, Unit

START = datetime(2026, 3, 2, 9, 0, tzinfo=LOCAL)
EVER = Period.parse("2020-01-01..2035-12-31")
CODES = ("990100", "990101", "990101-DZ", "990101-V01", "990102")
STOCKS = tuple(
    code
    for code, figure in FIGURES.items()
    if figure.measure == "stock" and code.startswith(("duties.", "functions.", "occurrences.", "tasks."))
)
COHORTS = ("occurrences.due", "tasks.due", "deeds.count")
NEAR = timedelta(days=6)
RULES = (
    DueRule(Cadence.WEEKLY, day=5),
    DueRule(Cadence.MONTHLY, day=20),
    DueRule(Cadence.ONCE, on=date(2026, 3, 20)),
)


@dataclass
class World:
    """Who acts in a history, what is in it, and what time it is."""

    units: dict[str, Unit]
    posts: Sequence[Post]
    area: Area
    doer: Account
    other: Account
    now: datetime = START
    deeds: list[int] = field(default_factory=list)

    def act(self, by: Account | None = None) -> dict[str, Any]:
        """Return who acts and when, as every action asks for it."""
        return {"by": by or self.doer, "now": self.now}

    def day(self, ahead: int) -> date:
        """Return a day so many days from today."""
        return self.now.date() + timedelta(days=ahead)


def nth(rows: Any, n: int) -> Any:
    """Return one of the rows by a number; none when there are none."""
    found = list(rows.order_by("pk"))
    return found[n % len(found)] if found else None


def adopt(world: World, n: int) -> None:
    """Put a duty on a post, on the list or off it, from a day on that may have passed."""
    item = nth(FunctionItem.objects.exclude(kind=FunctionKind.WITHDRAWN), n)
    listed = item is not None and n % 2 == 0
    given_by = {"item": item} if listed else {"demanded_by": tuple(Level)[n % len(Level)]}
    post, rule = world.posts[n % len(world.posts)], RULES[n % len(RULES)]
    first = world.day(-(n % 20))
    actions.adopt_duty(
        title=f"示例责任{n}", area=world.area, post=post, rule=rule, first=first, **given_by, **world.act()
    )


def correct(world: World, n: int) -> None:
    """Correct what was stated of a duty: on the list, or by whom it is demanded."""
    duty = nth(Duty.objects.all(), n)
    level = tuple(Level)[n % len(Level)]
    rule = DueRule(Cadence(duty.cadence), duty.due_day, duty.due_month, duty.due_on)
    actions.correct_duty(duty, title="示例", area=world.area, rule=rule, demanded_by=level, **world.act())


def hand_over(world: World, n: int) -> None:
    """Pass a duty to another post."""
    actions.hand_over_duty(nth(Duty.objects.all(), n), to=world.posts[n % len(world.posts)], **world.act())


def deed(world: World, n: int) -> None:
    """Record a deed for a duty, today or some days ago."""
    duty = nth(Duty.objects.in_force(), n)
    day, act = world.day(-(n % 9)), world.act()
    made = actions.record_deed(what="示例", occurred_on=day, serves=[duty], unit=duty.unit, **act)
    world.deeds.append(made.pk)


def correct_deed(world: World, n: int) -> None:
    """Say that a deed was done on another day, or for another duty."""
    one = nth(Deed.objects.all(), n)
    serves = [nth(Duty.objects.in_force(), n // 2)]
    day = world.day(-(n % 15))
    actions.correct_deed(one, reason="示例", what="示例", occurred_on=day, serves=serves, **world.act())


def assign(world: World, n: int) -> None:
    """Give a post a task."""
    post = world.posts[n % len(world.posts)]
    actions.assign_task(title="示例交办", post=post, due=world.day(n % 14), **world.act())


def list_item(world: World, n: int) -> None:
    """Put an item on the function list, or say that it is of another kind."""
    unit, number = world.units["990101"], str(n % 4)
    kind = tuple(FunctionKind)[n % len(FunctionKind)]
    known = FunctionItem.objects.filter(unit=unit, number=number).first()
    item = Item(row=n, number=number, kind=kind, category="示例", name="示例", superior="", our_part="")
    with transaction.atomic():
        write_item(unit, item, known, *world.act().values())


def task(world: World, n: int) -> Task:
    """Return one of the tasks."""
    found: Task = nth(Task.objects.all(), n)
    return found


MOVES: dict[str, Callable[[World, int], object]] = {
    "adopt": adopt,
    "correct": correct,
    "hand over": hand_over,
    "retire": lambda world, n: actions.retire_duty(nth(Duty.objects.all(), n), reason="示例", **world.act()),
    "open": lambda world, n: open_occurrences(until=world.day(n % 3), **world.act()),
    "excuse": lambda world, n: actions.excuse_occurrence(
        nth(Occurrence.objects.all(), n), reason="示例", **world.act()
    ),
    "deed": deed,
    "correct deed": correct_deed,
    "withdraw deed": lambda world, n: actions.withdraw_deed(
        nth(Deed.objects.all(), n), reason="示例", **world.act()
    ),
    "verify deed": lambda world, n: actions.verify_deed(nth(Deed.objects.all(), n), **world.act(world.other)),
    "list": list_item,
    "assign": assign,
    "accept": lambda world, n: actions.accept_task(task(world, n), **world.act()),
    "object": lambda world, n: actions.object_to_task(task(world, n), reason="示例", **world.act()),
    "uphold": lambda world, n: actions.uphold_task(task(world, n), reason="示例", **world.act()),
    "report": lambda world, n: actions.report_task(task(world, n), words="示例", **world.act()),
    "return": lambda world, n: actions.return_task(task(world, n), reason="示例", **world.act(world.other)),
    "verify": lambda world, n: actions.verify_task(task(world, n), **world.act(world.other)),
    "close": lambda world, n: actions.close_task(task(world, n), **world.act(world.other)),
    "reopen": lambda world, n: actions.reopen_task(
        task(world, n), reason="示例", due=world.day(n % 9), **world.act()
    ),
    "extend": lambda world, n: actions.extend_task(
        task(world, n), reason="示例", due=world.day(n % 30), **world.act()
    ),
    "withdraw": lambda world, n: actions.withdraw_task(task(world, n), reason="示例", **world.act()),
    "move task": lambda world, n: actions.hand_over_task(
        task(world, n), to=world.posts[n % len(world.posts)], **world.act()
    ),
}
PATHS = {
    "done": ("accept", "report", "verify", "close"),
    "recur": ("adopt", "open"),
    "fulfil": ("open", "deed"),
}

steps = st.tuples(
    st.sampled_from([*MOVES, *PATHS, *("recur", "fulfil", "assign", "done")]),
    st.integers(0, 29),
    st.sampled_from((0, 0, 0, 1, 2, 6, 15)),
)
histories = st.lists(steps, min_size=15, max_size=40)


def counted(world: World) -> Counter[tuple[str, str]]:
    """Return what a plain question to the rows gives today for every stock and cohort, by unit."""
    today = world.now.date()
    duties, spans, tasks = Duty.objects.filter(last=None), Occurrence.objects.all(), Task.objects.all()
    begun, standing = spans.filter(outcome=Outcome.OPEN), tasks.filter(state__in=OPEN_STATES)
    rows = {
        "duties.open": duties,
        "duties.off_list": duties.filter(item=None),
        **{f"duties.off_list.{level}": duties.filter(demanded_by=level) for level in Level},
        **{f"functions.{kind}": FunctionItem.objects.filter(kind=kind) for kind in FunctionKind},
        "occurrences.open": begun.filter(first__lte=today),
        "occurrences.overdue": begun.filter(due__lt=today),
        "occurrences.due": spans.exclude(outcome=Outcome.CANCELLED).filter(due__lt=today),
        "tasks.open": standing,
        "tasks.overdue": standing.filter(due__lt=today),
        "tasks.due_soon": standing.filter(due__gte=today, due__lte=today + NEAR),
        "tasks.due": tasks.exclude(state=TaskState.WITHDRAWN).filter(due__lt=today),
        "deeds.count": Deed.objects.filter(withdrawn=False),
    }
    found: Counter[tuple[str, str]] = Counter()
    for code, some in rows.items():
        for path in some.values_list("path", flat=True):
            for unit in world.units.values():
                found[code, unit.path] += f"{path}/".startswith(f"{unit.path}/")
    return found


def told(world: World, day: date, size: int | None = None) -> dict[tuple[str, str], int]:
    """Return what the sealed figures say of the same on a day."""
    units = [unit.path for unit in world.units.values()]
    on_day = Period(day, day, f"{day}..{day}")
    values = compute_table(STOCKS, units=units, period=on_day, size=size)
    values |= compute_table(COHORTS, units=units, period=EVER, size=size)
    return {key: value.value or 0 for key, value in values.items()}


def do(world: World, name: str, n: int) -> None:
    """Take one step; one that may not be taken now is refused, and nothing happens."""
    needed = {"correct": Duty, "hand over": Duty, "retire": Duty, "excuse": Occurrence, "deed": Duty}
    needed |= {"correct deed": Deed, "withdraw deed": Deed, "verify deed": Deed}
    free = ("adopt", "open", "list", "assign")
    model = needed.get(name) or (None if name in free else Task)
    some = model.objects.all() if model else None
    if name in ("deed", "correct deed"):
        some = Duty.objects.in_force() if name == "deed" or Deed.objects.exists() else Deed.objects.none()
    if some is not None and not some.exists():
        return
    try:
        with transaction.atomic():
            MOVES[name](world, n)
    except (NotAllowed, Forbidden):
        return


def compare(world: World, history: list[str]) -> tuple[int, dict[tuple[str, str], int]]:
    """Seal the day, and compare the figures with the rows; return the seal's size and what was said."""
    actions.set_threshold(kind="task", amber_days=3, **world.act())  # so that every day has its seal
    seal(now=world.now.replace(hour=23))
    expected, said = counted(world), told(world, world.now.date())
    wrong = {key: (said[key], expected[key]) for key in said if said[key] != expected[key]}
    assert not wrong, f"(figure, rows) differ: {wrong} after {history}"
    units = [unit.path for unit in world.units.values()]
    week = Period(world.day(-6), world.day(0), "week")
    assert_balanced(("occurrences.open", "tasks.open"), units, week)
    assert_balanced(("occurrences.open", "tasks.open"), units, EVER)
    assert_whole(("duties.off_list", "deeds.count"), units, week)
    return latest_size(), said


def run(world: World, history: list[tuple[str, int, int]]) -> None:
    """Take the steps of a history, comparing at the end of each day on which something was done."""
    world.now, world.deeds = START, []
    done: list[str] = []
    days: dict[date, tuple[int, dict[tuple[str, str], int]]] = {}
    for name, n, wait in history:
        for part in PATHS.get(name, (name,)):
            do(world, part, n)
            done.append(f"{part}({n})")
        if wait:
            days[world.now.date()] = compare(world, done)
            world.now += timedelta(days=wait)
            done.append(f"{world.now:%m-%d}")
    days[world.now.date()] = compare(world, done)
    for day, (size, said) in days.items():
        assert told(world, day, size) == said, f"the figures of {day} as of its own seal have moved"
        short = {key: value for key, value in told(world, day).items() if value < 0}
        assert not short, f"less than nothing on {day}: {short} after {done}"


@pytest.fixture
def world(area, db):
    """The world before anything has happened."""
    system = Account.objects.system
    posts = [Post.objects.filter(unit__code=code).order_by("pk")[0] for code in ("990101-V01", "990101-DZ")]
    units = {code: Unit.objects.get(code=code) for code in CODES}
    return World(units, posts, area, system("demo"), system("cli"))


@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=histories)
def test_every_stock_of_duties_is_what_the_rows_say_on_every_day_of_any_history(world, history):
    with transaction.atomic():
        run(world, history)
        transaction.set_rollback(True)
