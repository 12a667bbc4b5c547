"""What an address asks of a list: tabs, filters, words, sorting, columns and pages; the rest is passed over."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.http import QueryDict

from conftest import NOW
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.listing import asked as asking
from zerentian.organization.listing.asked import Asked, Found, refused_words, within_reach
from zerentian.organization.lists import (
    Cell,
    Choice,
    Column,
    ListOf,
    Look,
    Only,
    Span,
    Tab,
    by,
    fixed,
    midnight,
    ordered,
    register,
    units_of,
)
from zerentian.organization.models import Post, UnitPeriod

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
POSTS = ListOf(
    code="posts-tried",
    title="岗位",
    page="organization:units",
    right="organization.view",
    rows=lambda account: Post.objects.visible_to(account),
    order="code",
    columns=(
        Column("code", "代码", lambda one, look: Cell(one.code), ("code",)),
        Column("title", "名称", lambda one, look: Cell(one.title, url=f"/{one.code}"), main=True),
        Column("first", "启用", lambda one, look: Cell(due=one.first), ("first", "code"), optional=True),
        Column(
            "last", "停用", lambda one, look: Cell(due=one.last), ("last", "code"), optional=True, number=True
        ),
        Column("role", "角色", lambda one, look: Cell(one.role)),
    ),
    tabs=(
        Tab("all", "全部", lambda rows, look: rows),
        Tab("cadres", "村干部", lambda rows, look: rows.filter(role="cadre"), "-code"),
        Tab("kept", "管理", lambda rows, look: rows.none(), right="organization.manage"),
    ),
    filters=(
        Choice(
            "role",
            "角色",
            fixed({"clerk": "经办人", "cadre": "村干部"}),
            by("role"),
            first=True,
            instead=True,
        ),
        Choice("unit", "单位", lambda look: units_of(look, "organization.view"), by("unit")),
        Span("first", "启用起", "启用止"),
        Only("post", lambda rows, key, look: rows.filter(pk=key), lambda key, look: "某岗"),
    ),
    speak=lambda rows, words: rows.filter(title__contains=words),
    empty=("没有", "还没有"),
)


def ask(query="", account=None, listed=POSTS):
    return Asked(listed, QueryDict(query), Look(account, NOW))


def codes(asked):
    return [one.code for one in asked.rows()]


# -- what an address asks --------------------------------------------------------------------------------


def test_without_anything_the_first_tab_is_shown_in_the_usual_order(leader):
    asked = ask("", leader)
    assert (asked.tab.code, [tab.code for tab in asked.tabs]) == ("all", ["all", "cadres"])
    assert codes(asked) == sorted(codes(asked))
    assert (asked.page, asked.words, asked.narrowed, asked.kept, asked.address()) == (1, "", False, [], "?")


def test_a_tab_brings_its_own_order_and_one_that_is_not_there_is_the_first(leader, administrator):
    found = codes(ask("tab=cadres", leader))
    assert found == sorted(found, reverse=True)
    assert len(found) == 2
    assert ask("tab=nonsense", leader).tab.code == ask("tab=kept", leader).tab.code == "all"
    assert ask("tab=kept", administrator).tab.code == "kept"


def test_a_filter_in_the_tabs_place_and_words_take_the_tab_away_unless_it_is_named(leader):
    assert ask("role=cadre", leader).tab is None
    assert ask("q=村干部", leader).tab is None
    assert ask("role=cadre&tab=all", leader).tab.code == "all"
    assert ask(f"unit={Post.objects.get(code='990101-V01-01').unit_id}", leader).tab.code == "all"


def test_what_is_no_choice_and_no_day_is_named_and_passed_over(leader):
    asked = ask("role=king&first=yesterday&last=2026-13-01&post=x", leader)
    assert codes(asked) == codes(ask("", leader))
    assert {one.name for one in asked.errors} == {"role", "first", "last"}
    (wrong,) = [one for one in asked.errors if one.name == "role"]
    assert "角色" in wrong.said
    assert asked.values == {}


def test_choices_days_and_a_named_matter_narrow_and_stay_in_the_address(leader):
    post = Post.objects.get(code="990101-V01-01")
    assert codes(ask(f"post={post.pk}", leader)) == [post.code]
    assert codes(ask(f"unit={post.unit_id}&role=clerk", leader)) == []
    for query, there in (
        ("first=2024-01-01", True),
        ("first=2024-01-02", False),
        ("last=2024-01-01", True),
        ("last=2023-12-31", False),
        ("first=2023-01-01&last=2026-03-01", True),
    ):
        assert (post.code in codes(ask(query, leader))) == there, query
    asked = ask("role=cadre&first=2026-02-01&q=%20%20", leader)
    assert asked.kept == [("role", "cadre"), ("first", "2026-02-01")]
    assert asked.narrowed


def test_words_are_looked_for_and_cut_and_never_kept(leader):
    assert codes(ask("q=上坪村", leader)) == ["990101-V01-01"]
    asked = ask("tab=cadres&q=" + "x" * 61, leader)
    assert asked.words == "x" * 60
    assert ("q", "x" * 60) in asked.kept
    assert asked.to_keep() == "tab=cadres"


@pytest.mark.parametrize(
    ("page", "found"),
    [("", 1), ("0", 1), ("-3", 1), ("x", 1), ("7", 7), ("200", 200), ("201", 200), ("9" * 12, 1)],
)
def test_a_page_is_a_place_between_the_first_and_the_two_hundredth(page, found):
    assert ask(f"page={page}").page == found


def test_a_list_is_sorted_by_a_column_that_can_be_either_way(leader):
    up, down = codes(ask("sort=code", leader)), codes(ask("sort=-code", leader))
    assert up == down[::-1]
    asked = ask("sort=-first", leader)
    assert (asked.sort[0].key, asked.sort[1], ("sort", "-first") in asked.kept) == ("first", True, True)
    assert ask("sort=role", leader).sort[0].key == ask("sort=nonsense", leader).sort[0].key == "code"


def test_what_has_no_value_comes_last_and_first_when_turned_round(leader):
    Post.objects.filter(code="990101-V01-01").update(last=TODAY)
    rows = POSTS.rows(leader)
    assert ordered(rows, ("last", "code"))[0].code == "990101-V01-01"
    assert list(ordered(rows, ("last", "code"), down=True))[-1].code == "990101-V01-01"


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("", ["code", "title", "role"]),
        ("cols=first", ["code", "title", "first"]),
        ("cols=role&cols=last", ["code", "title", "last", "role"]),
        ("cols=nonsense", ["code", "title", "role"]),
        ("cols=code", ["code", "title"]),
    ],
)
def test_the_first_and_the_main_column_are_always_shown(leader, query, keys):
    assert [one.key for one in ask(query, leader).columns] == keys


def test_a_changed_address_keeps_the_rest_drops_what_is_empty_and_the_page(leader):
    asked = ask("tab=cadres&role=cadre&page=3&nonsense=1", leader)
    assert asked.address() == "?tab=cadres&role=cadre"
    assert asked.address(page="4") == "?tab=cadres&role=cadre&page=4"
    assert asked.address(role="") == "?tab=cadres"
    assert asked.address(tab="all") == "?role=cadre&tab=all"


def test_a_page_says_whether_more_follow_and_counts_only_where_it_must(leader, monkeypatch):
    every = codes(ask("", leader))
    assert ask("", leader).found() == Found(list(ask("", leader).rows()), False, len(every))
    monkeypatch.setattr(asking, "PAGE", 2)
    first, second = ask("", leader).found(), ask("page=2", leader).found()
    assert ([one.code for one in first.rows], first.more, first.total) == (every[:2], True, len(every))
    assert [one.code for one in second.rows] == every[2:4]
    beyond = ask("page=99", leader).found()
    assert (list(beyond.rows), beyond.more, beyond.total) == ([], False, len(every))
    few = ListOf(**{name: getattr(POSTS, name) for name in POSTS.__slots__} | {"counted": 3})
    assert ask("", leader, few).found().total is None


def test_words_that_may_not_be_searched_are_an_error_and_find_nothing(leader):
    def refuse(rows, words):
        raise NotAllowed("不能这样找", "not so")

    shy = ListOf(**{name: getattr(POSTS, name) for name in POSTS.__slots__} | {"speak": refuse})
    asked = ask("q=x", leader, shy)
    assert refused_words(asked) == Found([], False, 0)
    assert [(one.name, one.said) for one in asked.errors] == [("q", "不能这样找 · not so")]
    assert refused_words(ask("", leader, shy)).rows


@pytest.mark.parametrize(
    ("more", "page", "reached"), [(True, 199, True), (True, 200, False), (False, 1, False)]
)
def test_the_page_after_the_two_hundredth_is_not_reached(more, page, reached):
    assert within_reach(Found([], more, None), page) == reached


def test_a_list_with_an_index_of_its_own_finds_page_by_page_and_no_further(leader, monkeypatch):
    monkeypatch.setattr(asking, "PAGE", 2)
    looked = []

    def find(rows, words, most):
        looked.append(most)
        return list(rows.order_by("code"))[:most]

    indexed = ListOf(
        **{name: getattr(POSTS, name) for name in POSTS.__slots__} | {"find": find, "speak": None}
    )
    every = codes(ask("", leader))
    found = ask("q=x&page=2", leader, indexed).found()
    assert ([one.code for one in found.rows], found.more, found.total) == (every[2:4], True, None)
    assert looked == [5]
    last = ask(f"q=x&page={(len(every) + 1) // 2}", leader, indexed).found()
    assert (last.more, last.total) == (False, len(every))


# -- declared lists ----------------------------------------------------------------------------------------


def test_a_list_is_declared_once_and_no_filter_takes_a_name_of_the_address():
    with pytest.raises(LookupError, match="the list tasks is declared twice"):
        register(ListOf(**{name: getattr(POSTS, name) for name in POSTS.__slots__} | {"code": "tasks"}))
    taken = (Choice("tab", "x", fixed({}), by("role")),)
    with pytest.raises(LookupError, match=r"filters called \['tab'\]"):
        register(ListOf(**{name: getattr(POSTS, name) for name in POSTS.__slots__} | {"filters": taken}))


def test_units_to_choose_are_those_of_the_right_in_the_order_of_the_tree(
    leader, outsider, administrator, unit_of
):
    chosen = units_of(Look(leader, NOW), "organization.view")
    paths = [UnitPeriod.objects.get(unit_id=key, last=None).path for key, _ in chosen]
    assert paths == sorted(paths)
    assert (str(unit_of("990101").pk), "云岭乡") in chosen
    assert not {name for _, name in units_of(Look(outsider, NOW), "organization.view")} & {"云岭乡"}
    villages = units_of(Look(leader, NOW), "organization.view", "village")
    assert {name for _, name in villages} == {"上坪村", "下坪村", "石桥村"}
    assert units_of(Look(leader, NOW), "account.manage") == []


def test_moments_are_narrowed_by_local_midnights():
    assert midnight(TODAY).isoformat() == "2026-03-02T00:00:00+08:00"
    asked = []
    rows = SimpleNamespace(filter=lambda **said: asked.append(said) or rows)
    Span("at", "", "", moments=True).narrow(rows, TODAY, TODAY)
    assert asked == [{"at__gte": midnight(TODAY)}, {"at__lt": midnight(TODAY + timedelta(days=1))}]
    Span("day", "", "").narrow(rows, None, TODAY)
    assert asked[2:] == [{"day__lt": TODAY + timedelta(days=1)}]
