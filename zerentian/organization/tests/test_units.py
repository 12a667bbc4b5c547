"""Units over time: names, parents and paths valid on a day, and a tree that stays a tree."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden
from zerentian.organization.actions.posts import create_post
from zerentian.organization.actions.units import (
    close_unit,
    go_live,
    merge_unit,
    move_unit,
    open_unit,
    rename_unit,
)
from zerentian.organization.models import Account, Post, Unit, UnitPeriod
from zerentian.organization.rules.rights import Kind

pytestmark = pytest.mark.django_db

FEBRUARY = date(2026, 2, 1)


@pytest.fixture
def act(administrator, now):
    """Who does it, and when."""
    return {"by": administrator, "now": now}


def test_a_new_unit_has_a_path_from_its_first_day_on(township, act):
    village = open_unit(
        code="990101-V09", kind=Kind.VILLAGE, name=" 新村 ", parent=township, first=FEBRUARY, **act
    )
    assert village.path_on(FEBRUARY) == "990100/990101/990101-V09"
    assert village.path_on(FEBRUARY - timedelta(days=1)) == ""
    assert village.name == "新村"
    entry = Entry.objects.about("unit:990101-V09").get()
    assert (entry.verb, entry.unit, entry.occurred_on) == ("unit.opened", village.path, FEBRUARY)


def test_only_an_administrator_opens_units(township, leader, now):
    with pytest.raises(Forbidden):
        open_unit(
            code="X", kind=Kind.OFFICE, name="新办", parent=township, first=FEBRUARY, by=leader, now=now
        )


@pytest.mark.parametrize("code", ["990101", "a b", "村一", ""])
def test_a_code_that_is_taken_or_malformed_is_refused(code, township, act):
    with pytest.raises(NotAllowed, match="单位代码"):
        open_unit(code=code, kind=Kind.OFFICE, name="新办", parent=township, first=FEBRUARY, **act)


@pytest.mark.parametrize(
    ("kind", "parent"),
    [
        (Kind.COUNTY, "990100"),
        (Kind.TOWNSHIP, "990101"),
        (Kind.VILLAGE, "990100"),
        (Kind.OFFICE, "990101-V01"),
    ],
)
def test_a_unit_hangs_only_where_its_kind_belongs(kind, parent, unit_of, act):
    with pytest.raises(NotAllowed, match="上级"):
        open_unit(code="X1", kind=kind, name="新", parent=unit_of(parent), first=FEBRUARY, **act)


def test_a_renamed_unit_keeps_its_old_name_on_old_days(village, act):
    rename_unit(village, name="上坪社区", first=FEBRUARY, **act)
    assert village.name_on(date(2026, 1, 31)) == "上坪村"
    assert village.name_on(FEBRUARY) == "上坪社区"
    assert village.path_on(FEBRUARY) == village.path_on(date(2025, 1, 1))


def test_history_is_not_rewritten(village, act):
    rename_unit(village, name="上坪社区", first=FEBRUARY, **act)
    with pytest.raises(NotAllowed, match="最近一次变更"):
        rename_unit(village, name="上平村", first=date(2026, 1, 1), **act)


def test_a_moved_township_takes_everything_below_it_along(county, township, village, act):
    other = open_unit(code="990200", kind=Kind.COUNTY, name="邻县", parent=None, first=FEBRUARY, **act)
    move_unit(township, parent=other, first=FEBRUARY, **act)
    assert village.path_on(date(2026, 1, 31)) == "990100/990101/990101-V01"
    assert village.path_on(FEBRUARY) == "990200/990101/990101-V01"
    assert Unit.objects.under(county, FEBRUARY).filter(code__startswith="990101").count() == 0
    moved = Entry.objects.filter(verb="unit.moved")
    assert moved.count() == 6
    assert moved.exclude(because=None).count() == 5


def test_a_village_cannot_move_under_a_village(village, neighbour_village, act):
    with pytest.raises(NotAllowed):
        move_unit(village, parent=neighbour_village, first=FEBRUARY, **act)


def test_a_merged_village_hands_its_posts_and_people_to_the_other(
    village, neighbour_village, cadre, act, now
):
    merge_unit(village, into=neighbour_village, first=FEBRUARY, **act)
    assert village.path_on(FEBRUARY) == ""
    assert village.merged_into == neighbour_village
    old = Post.objects.get(unit=village)
    assert old.last == date(2026, 1, 31)
    assert old.successor.unit == neighbour_village
    assert [unit.code for unit in cadre.units_on(now.date())] == ["990101-V02"]
    assert cadre.may("deed.record", neighbour_village)


def test_a_merged_township_hands_over_its_villages(township, other_township, village, act):
    merge_unit(township, into=other_township, first=FEBRUARY, **act)
    assert village.path_on(FEBRUARY) == "990100/990102/990101-V01"


def test_a_unit_merges_only_into_one_of_its_kind(village, office, act):
    with pytest.raises(NotAllowed, match="同类"):
        merge_unit(village, into=office, first=FEBRUARY, **act)


def test_a_merger_that_lies_ahead_waits(village, neighbour_village, act):
    with pytest.raises(NotAllowed, match="还没有到"):
        merge_unit(village, into=neighbour_village, first=date(2026, 4, 1), **act)


def test_a_unit_with_posts_is_not_closed_and_an_empty_one_is(village, unit_of, act):
    with pytest.raises(NotAllowed, match="岗位"):
        close_unit(village, last=FEBRUARY, **act)
    empty = close_unit(unit_of("990101-V03"), last=FEBRUARY, **act)
    assert empty.path_on(FEBRUARY)
    assert not empty.path_on(FEBRUARY + timedelta(days=1))
    with pytest.raises(NotAllowed, match="已撤销"):
        rename_unit(empty, name="新", first=date(2026, 3, 1), **act)


def test_nothing_is_put_under_a_unit_before_it_moved(county, township, act):
    other = open_unit(code="990200", kind=Kind.COUNTY, name="邻县", parent=None, first=FEBRUARY, **act)
    move_unit(township, parent=other, first=FEBRUARY, **act)
    new = {"code": "N1", "kind": Kind.VILLAGE, "name": "新村", "parent": township}
    with pytest.raises(NotAllowed, match="调整过隶属"):
        open_unit(first=date(2026, 1, 1), **new, **act)
    assert open_unit(first=FEBRUARY, **new, **act).path == "990200/990101/N1"


def test_a_unit_is_not_closed_or_merged_behind_a_village_that_left_it_later(
    township, other_township, unit_of, act
):
    village = unit_of("990101-V03")
    move_unit(village, parent=other_township, first=date(2026, 2, 20), **act)
    with pytest.raises(NotAllowed, match="更晚的日期"):
        merge_unit(township, into=other_township, first=FEBRUARY, **act)
    assert merge_unit(township, into=other_township, first=date(2026, 2, 20), **act) == other_township


def test_a_merger_waits_for_a_post_that_begins_later(village, neighbour_village, act):
    create_post(unit=village, title="网格员", role="cadre", first=date(2026, 2, 20), **act)
    with pytest.raises(NotAllowed, match="岗位设立"):
        merge_unit(village, into=neighbour_village, first=FEBRUARY, **act)


def test_a_unit_goes_live_once(township, act):
    go_live(township, on=date(2026, 1, 1), **act)
    with pytest.raises(NotAllowed, match="启用"):
        go_live(township, on=FEBRUARY, **act)


def test_the_tree_of_a_day_is_in_order_and_costs_two_queries(django_assert_num_queries):
    with django_assert_num_queries(2):
        units = [(unit.path_then, unit.name) for unit in Unit.objects.on(FEBRUARY)]
    assert units == sorted(units)
    assert len(units) == 9


def test_the_database_refuses_overlapping_periods(village):
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitPeriod.objects.create(
            unit=village, name="二", parent=None, path="X", first=date(2020, 1, 1), last=date(2024, 6, 1)
        )


def test_the_database_refuses_a_unit_below_itself(village):
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitPeriod.objects.filter(unit=village).update(path="990101-V01/990101/990101-V01")


def test_the_database_refuses_another_code(village):
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.filter(pk=village.pk).update(code="other")


def test_the_database_refuses_a_second_appointment_over_the_same_days(cadre):
    held = cadre.appointments.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        cadre.appointments.create(post=held.post, first=date(2023, 1, 1), last=date(2024, 6, 1))


def test_posts_of_a_unit_have_only_its_roles(village, act):
    with pytest.raises(NotAllowed, match="角色"):
        create_post(unit=village, title="乡长", role="first", first=FEBRUARY, **act)


def test_visible_accounts_are_those_of_visible_units(outsider, clerk, auditor):
    assert set(Account.objects.visible_to(outsider)) == {outsider}
    assert "outsider" not in {account.username for account in Account.objects.visible_to(clerk)}
    assert Account.objects.visible_to(auditor).count() == Account.objects.count()
