"""Any history of units: on every day the tree is a tree, and every path is its parent's path and its code."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.actions.units import close_unit, merge_unit, move_unit, open_unit, rename_unit
from zerentian.organization.models import Post, Unit
from zerentian.organization.rules.rights import Kind

START = date(2025, 1, 1)
# Days are few and steps likely to be allowed, so that histories meet at their edges.
STEP = st.sampled_from(
    [
        ("move", "990101-V01", "990102"),
        ("move", "990101-V03", "990102"),
        ("move", "990101-V01", "990101"),
        ("move", "990101", "C2"),
        ("move", "990102", "C2"),
        ("merge", "990101", "990102"),
        ("merge", "990102", "990101"),
        ("merge", "990101-V01", "990101-V03"),
        ("open", "N1", "990101"),
        ("open", "N1", "990102"),
        ("close", "990101-V03", ""),
        ("close", "N1", ""),
        ("rename", "990101", ""),
        ("rename", "990101-V03", ""),
    ]
)
STEPS = st.lists(st.tuples(STEP, st.sampled_from([0, 40, 80, 120])), max_size=6)


def take(step, by, now):
    """Try one step of a history; a refusal changes nothing."""
    (verb, code, other), offset = step
    day = START + timedelta(days=offset)
    unit, second = Unit.objects.filter(code=code).first(), Unit.objects.filter(code=other).first()
    act = {"by": by, "now": now}
    steps = {
        "open": lambda: open_unit(code=code, kind=Kind.VILLAGE, name="新村", parent=second, first=day, **act),
        "rename": lambda: rename_unit(unit, name=f"第{offset}村", first=day, **act),
        "move": lambda: move_unit(unit, parent=second, first=day, **act),
        "merge": lambda: merge_unit(unit, into=second, first=day, **act),
        "close": lambda: close_unit(unit, last=day, **act),
    }
    if (unit is None) != (verb == "open") or (second is None and verb in {"move", "merge"}):
        return
    try:
        with transaction.atomic():
            steps[verb]()
    except NotAllowed:
        return


def check_tree(day):
    """Hold the tree of a day to what a tree is."""
    units = {unit.pk: unit for unit in Unit.objects.on(day)}
    for unit in units.values():
        parent = unit.parent_on(day)
        above = f"{units[parent.pk].path_on(day)}/" if parent else ""
        assert unit.path_on(day) == f"{above}{unit.code}"
        assert unit.path_on(day).split("/").count(unit.code) == 1
    for post in Post.objects.on(day).select_related("unit"):
        assert post.unit_id in units


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_the_tree_holds_on_every_day_of_any_history(administrator, now, steps):
    with transaction.atomic():
        open_unit(
            code="C2", kind=Kind.COUNTY, name="邻县", parent=None, first=START, by=administrator, now=now
        )
        before = Entry.objects.count()
        for step in steps:
            take(step, administrator, now)
        assert Entry.objects.count() >= before
        for offset in sorted(
            {0, 39, 41, 79, 81, 430, *(day for _, day in steps), *(day + 1 for _, day in steps)}
        ):
            check_tree(START + timedelta(days=offset))
        transaction.set_rollback(True)
