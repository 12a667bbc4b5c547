"""What a change of the tree writes down: entries with days and paths, periods cut at the day, and each refusal."""

from datetime import date

import pytest

from conftest import NOW
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden
from zerentian.organization.actions.posts import create_post
from zerentian.organization.actions.units import (
    close_unit,
    go_live,
    keep_organ,
    merge_unit,
    move_unit,
    open_unit,
    rename_unit,
)
from zerentian.organization.models import Post, Unit, UnitPeriod
from zerentian.organization.rules.rights import Kind
from zerentian.organization.tests.written import day, newest

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
LONG_AGO = date(2024, 1, 1)


@pytest.fixture
def opened(township, act):
    """Open a village in the township."""

    def make(code="990101-V09", name="新坪村", first=TODAY, parent=township):
        return open_unit(code=code, kind=Kind.VILLAGE, name=name, parent=parent, first=first, **act)

    return make


def spans(unit):
    rows = UnitPeriod.objects.filter(unit=unit).order_by("first")
    return [(row.name, row.path, row.first, row.last) for row in rows]


# -- opened and renamed ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("ahead", "stated"), [(-30, -30), (0, 0), (30, 0)])
def test_what_is_opened_is_stated_on_its_day_or_today_where_that_is_to_come(opened, township, ahead, stated):
    unit = opened(first=day(ahead), name=" 新坪村 ")
    entry = newest("unit.opened")
    assert entry.fact == {"kind": "village", "parent": "990101", "first": day(ahead).isoformat()}
    assert (entry.subject, entry.unit, entry.occurred_on) == (
        unit.ref,
        f"{township.path}/990101-V09",
        day(stated),
    )
    assert spans(unit) == [("新坪村", f"{township.path}/990101-V09", day(ahead), None)]


def test_a_county_stands_on_top_and_says_no_parent(act):
    county = open_unit(code="990200", kind=Kind.COUNTY, name="另一县", parent=None, first=TODAY, **act)
    assert newest("unit.opened").fact == {"kind": "county", "first": TODAY.isoformat()}
    assert county.path == "990200"


@pytest.mark.parametrize(
    ("code", "name", "first", "words"),
    [
        ("990101-V01", "x", TODAY, "单位代码“990101-V01”已被使用"),
        ("中文", "x", TODAY, "字母、数字、连字符"),
        ("A_B", "x", TODAY, "字母、数字、连字符"),
        ("A" * 41, "x", TODAY, "请换一个"),
        ("A" * 40, " ", TODAY, "请填写名称"),
        ("OK", "x", date(2023, 12, 31), "云岭乡自2023年12月31日起尚未设立"),
    ],
)
def test_a_unit_needs_a_code_a_name_and_a_parent_of_its_day(opened, code, name, first, words):
    with pytest.raises(NotAllowed, match=words):
        opened(code=code, name=name, first=first)
    assert not Unit.objects.filter(code=code).exclude(code="990101-V01").exists()


def test_a_new_name_cuts_the_period_and_on_its_first_day_mends_it(opened, act):
    unit = opened()
    rename_unit(unit, name="新坪社区", first=TODAY, **act)
    assert [row[0] for row in spans(unit)] == ["新坪社区"]
    rename_unit(unit, name=" 新坪居 ", first=day(3), **act)
    assert [(name, first, last) for name, _, first, last in spans(unit)] == [
        ("新坪社区", TODAY, day(2)),
        ("新坪居", day(3), None),
    ]
    entry = newest("unit.renamed")
    assert (entry.fact, entry.occurred_on) == ({"first": day(3).isoformat()}, TODAY)
    with pytest.raises(NotAllowed, match=r"新坪居最近一次变更在2026年3月5日"):
        rename_unit(unit, name="x", first=day(2), **act)
    with pytest.raises(NotAllowed, match="请填写名称"):
        rename_unit(unit, name=" ", first=day(4), **act)


def test_the_organ_is_kept_as_it_is_said_and_the_entry_tells_no_words(township, leader, act):
    said = {"government": " 云岭乡人民政府 ", "party": "", "address": "", "telephone": " 0731-8888 "}
    organ = keep_organ(township, **said, hours=" 周一至周五 ", **act)
    assert (organ.government, organ.party, organ.telephone) == ("云岭乡人民政府", "", "0731-8888")
    assert newest("unit.organ_kept").fact == {"named": True, "reached": True}
    township.refresh_from_db()
    assert (township.received_at, township.organ_on(TODAY)) == ("周一至周五", "云岭乡人民政府")
    assert township.organ_on(TODAY, party=True) == "中共云岭乡委员会"
    keep_organ(township, **dict.fromkeys(said, ""), hours="", **act)
    assert newest("unit.organ_kept").fact == {"named": False, "reached": False}
    with pytest.raises(Forbidden):
        keep_organ(township, **said, hours="", by=leader, now=NOW)


@pytest.mark.parametrize(
    ("told", "named", "reached"),
    [({"party": "x"}, True, False), ({"address": "x"}, False, True), ({"telephone": "x"}, False, True)],
)
def test_what_of_an_organ_is_known_is_told_part_by_part(township, act, told, named, reached):
    keep_organ(
        township, **dict.fromkeys(("government", "party", "address", "telephone", "hours"), "") | told, **act
    )
    assert newest("unit.organ_kept").fact == {"named": named, "reached": reached}


# -- moved, merged, closed -------------------------------------------------------------------------------


def test_a_move_takes_along_what_is_below_each_with_its_own_entry(township, county, village, act):
    other = open_unit(code="990200", kind=Kind.COUNTY, name="另一县", parent=None, first=LONG_AGO, **act)
    before = Entry.objects.latest("id").pk
    move_unit(township, parent=other, first=day(5), **act)
    told = list(Entry.objects.filter(verb="unit.moved", pk__gt=before).order_by("id"))
    below = UnitPeriod.objects.filter(path__startswith="990200/990101/", last=None).count()
    assert len(told) == 1 + below
    first = told[0]
    assert first.fact == {"from": "990100/990101", "to": "990200/990101", "first": day(5).isoformat()}
    assert (first.unit, first.because) == ("990200/990101", None)
    assert {one.because for one in told[1:]} == {first.uuid}
    (mine,) = [one for one in told if one.subject == village.ref]
    assert (mine.fact["from"], mine.fact["to"]) == ("990100/990101/990101-V01", "990200/990101/990101-V01")
    assert (village.path_on(day(4)), village.path_on(day(5))) == (mine.fact["from"], mine.fact["to"])
    fresh = Unit.objects.get(pk=township.pk)
    assert (fresh.parent_on(day(4)), fresh.parent_on(day(5))) == (county, other)


def test_nothing_moves_into_what_is_gone_or_later_moves_itself(opened, township, other_township, act):
    unit = opened()
    close_unit(opened(code="990101-V10"), last=day(1), **act)
    with pytest.raises(NotAllowed, match="村设在乡镇下"):
        move_unit(unit, parent=Unit.objects.get(code="990101-V10"), first=day(2), **act)
    move_unit(unit, parent=other_township, first=day(2), **act)
    assert Unit.objects.get(pk=unit.pk).path_on(day(2)) == f"{other_township.path}/990101-V09"
    with pytest.raises(NotAllowed, match="最近一次变更在2026年3月4日"):
        move_unit(unit, parent=township, first=day(1), **act)


def test_a_merger_ends_the_unit_the_day_before_and_its_posts_live_on(opened, village, act):
    unit = opened(first=day(-30))
    post = create_post(unit=unit, title="文书", role="cadre", first=day(-20), **act)
    assert merge_unit(unit, into=village, first=TODAY, **act) == village
    unit = Unit.objects.get(pk=unit.pk)
    assert (unit.merged_into, unit.path_on(day(-1)) != "", unit.path_on(TODAY)) == (village, True, "")
    entry = newest("unit.merged")
    assert (entry.fact, entry.occurred_on) == ({"into": village.code, "last": day(-1).isoformat()}, day(-1))
    post.refresh_from_db()
    assert (post.last, post.successor.unit, post.successor.title, post.successor.first) == (
        day(-1),
        village,
        "文书",
        TODAY,
    )


@pytest.mark.parametrize("into", ["itself", "office", "later"])
def test_a_unit_merges_into_another_of_its_kind_once_the_day_has_come(opened, village, office, act, into):
    unit = opened(first=day(-30))
    target = {"itself": unit, "office": office, "later": village}[into]
    words = "还没有到" if into == "later" else "另一个同类单位"
    with pytest.raises(NotAllowed, match=words):
        merge_unit(unit, into=target, first=day(1) if into == "later" else TODAY, **act)


def test_a_unit_closes_once_it_is_empty_and_says_when(opened, act):
    unit = opened(first=day(-30))
    post = create_post(unit=unit, title="文书", role="cadre", first=day(-20), **act)
    with pytest.raises(NotAllowed, match="还有下级单位或岗位"):
        close_unit(unit, last=TODAY, **act)
    Post.objects.filter(pk=post.pk).update(last=TODAY)
    with pytest.raises(NotAllowed, match="还有下级单位或岗位"):
        close_unit(unit, last=day(-1), **act)
    close_unit(unit, last=TODAY, **act)
    entry = newest("unit.closed")
    assert (entry.fact, entry.unit, entry.occurred_on) == ({"last": TODAY.isoformat()}, unit.path, TODAY)
    assert Unit.objects.get(pk=unit.pk).path_on(day(1)) == ""
    for again in (
        lambda: close_unit(unit, last=day(3), **act),
        lambda: rename_unit(unit, name="x", first=day(3), **act),
    ):
        with pytest.raises(NotAllowed, match="新坪村已撤销"):
            again()


def test_a_unit_that_takes_over_goes_on_after_the_other(opened, village, act):
    unit = opened(first=day(-30))
    for to in (unit, opened(code="990101-V10", first=day(5))):
        with pytest.raises(NotAllowed, match="2026年3月2日之后仍在的另一个单位"):
            close_unit(unit, last=TODAY, to=to, **act)
    close_unit(unit, last=TODAY, to=village, **act)


def test_a_unit_goes_live_where_it_stands_on_the_day(village, leader, act):
    entry = go_live(village, on=day(-1), **act)
    assert (entry.verb, entry.unit, entry.occurred_on) == ("ledger.went_live", village.path, day(-1))
    with pytest.raises(Forbidden):
        go_live(village, on=TODAY, by=leader, now=NOW)


@pytest.mark.parametrize(
    "change",
    [
        lambda unit, by: rename_unit(unit, name="x", first=TODAY, by=by, now=NOW),
        lambda unit, by: move_unit(unit, parent=unit.parent_on(TODAY), first=TODAY, by=by, now=NOW),
        lambda unit, by: merge_unit(unit, into=unit, first=TODAY, by=by, now=NOW),
        lambda unit, by: close_unit(unit, last=TODAY, by=by, now=NOW),
    ],
)
def test_only_who_keeps_the_tree_changes_it(village, leader, security, change):
    for stranger in (leader, security):
        with pytest.raises(Forbidden):
            change(village, stranger)


# -- what is asked of the tree ---------------------------------------------------------------------------


def test_a_unit_bears_the_name_of_the_day_and_before_and_after_its_life_the_nearest(opened, act):
    unit = opened(first=day(-10))
    rename_unit(unit, name="新坪社区", first=TODAY, **act)
    close_unit(unit, last=day(5), **act)
    unit = Unit.objects.get(pk=unit.pk)
    assert [unit.name_on(day(at)) for at in (-99, -10, -1, 0, 5, 99)] == [
        *("新坪村", "新坪村", "新坪村", "新坪社区", "新坪社区", "新坪社区")
    ]
    assert (unit.name, unit.period_on(day(6)), unit.path_on(day(6)), unit.parent_on(day(6))) == (
        "新坪社区",
        None,
        "",
        None,
    )


def test_home_is_the_township_of_an_office_or_village_and_itself_of_a_township(
    township, village, office, county
):
    assert (
        village.home_path_on(TODAY)
        == office.home_path_on(TODAY)
        == township.home_path_on(TODAY)
        == township.path
    )
    assert county.home_path_on(TODAY) == county.path


def test_the_units_of_a_day_are_those_that_existed_in_the_order_of_their_paths(
    opened, township, village, act
):
    unit = opened(first=day(1))
    assert unit not in Unit.objects.on(TODAY)
    assert unit in Unit.objects.on(day(1))
    paths = [one.path_on(day(1)) for one in Unit.objects.on(day(1))]
    assert paths == sorted(paths)
    assert set(Unit.objects.under(township, TODAY)) == set(
        Unit.objects.on(TODAY).filter(code__startswith="990101")
    )
    assert list(Unit.objects.under(village, TODAY)) == [village]
    assert list(Unit.objects.under(unit, TODAY)) == []
    assert set(Unit.objects.reached([])) == set()
    assert set(Unit.objects.reached(None)) == set(Unit.objects.all())
