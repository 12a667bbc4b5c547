"""What stands on the desk, in the calendar and in a list: the first rows, how many more, in which order, for whom."""

from datetime import date, timedelta

import pytest
from django import forms

from zerentian.organization import desk, lists
from zerentian.organization.actions.posts import create_post
from zerentian.organization.desk import (
    MOST,
    Lights,
    Line,
    Sort,
    first_of,
    group_of,
    lights_of,
    lit_by,
    noting,
    url_of,
)
from zerentian.organization.due_days import DueDays
from zerentian.organization.lists import (
    Choice,
    Column,
    ListOf,
    Look,
    Many,
    Span,
    Tab,
    ordered,
    units_of,
)
from zerentian.organization.models import Account, Post, Unit

# -- the desk ------------------------------------------------------------------------------------------------


def line(row) -> Line:
    """Return a row as a line of the desk."""
    return Line(row.code, "", "", "")


@pytest.fixture
def posts(village, administrator, now):
    """Make seven posts of one village that end on days of their own, the last of them never."""
    for at in range(7):
        code = f"990101-V01-7{at}"
        create_post(
            code=code,
            unit=village,
            title=f"示例岗位{at}",
            role="cadre",
            first=date(2026, 1, 1),
            by=administrator,
            now=now,
        )
        if at < 6:
            Post.objects.filter(code=code).update(last=date(2027, 1, 20 - at))
    return Post.objects.filter(code__startswith="990101-V01-7").order_by("code")


@pytest.mark.django_db
@pytest.mark.parametrize(("shown", "more"), [(7, 0), (8, 0), (6, 1), (3, 4), (1, 6)])
def test_a_desk_shows_the_first_rows_and_says_how_many_more(posts, shown, more):
    lines, found = first_of(posts.order_by("code"), shown, line)
    assert [one.what for one in lines] == [f"990101-V01-7{at}" for at in range(min(shown, 7))]
    assert found == more


@pytest.mark.django_db
def test_what_did_not_find_room_is_counted_no_further_than_is_said(posts, monkeypatch):
    monkeypatch.setattr(desk, "MOST", 3)
    assert first_of(posts.order_by("code"), 1, line)[1] == 3
    assert first_of(posts.order_by("code"), 5, line)[1] == 2


@pytest.mark.django_db
def test_a_group_holds_so_many_of_each_of_its_lists(posts):
    early, late = posts.filter(code__lt="990101-V01-73"), posts.filter(code__gte="990101-V01-73")
    group = group_of("岗位", 7, [early.order_by("code"), late.order_by("code")], 2, line)
    assert [one.what[-1] for one in group.lines] == ["0", "1", "3", "4"]
    assert (group.title, group.rank, group.more) == ("岗位", 7, 1 + 2)


@pytest.mark.django_db
def test_each_matter_stands_once_under_the_first_sort_that_holds_it_what_has_no_day_last(posts):
    sorts = [
        Sort("急", 1, posts.filter(code__in=["990101-V01-70", "990101-V01-71", "990101-V01-76"]), line),
        Sort("全部", 9, posts, line),
        Sort("无", 5, posts.none(), line),
    ]
    urgent, every, none = desk.sorted_out(sorts, posts, 3, "last")
    assert [one.what[-1] for one in urgent.lines] == ["1", "0", "6"], "the soonest first, without a day last"
    assert [one.what[-1] for one in every.lines] == ["5", "4", "3"]
    assert (urgent.more, every.more, none.more) == (0, 1, 0)
    assert [(one.title, one.rank) for one in (urgent, every, none)] == [("急", 1), ("全部", 9), ("无", 5)]
    assert not none.lines


@pytest.mark.django_db
def test_with_nothing_waiting_every_sort_is_empty(posts, django_assert_num_queries):
    with django_assert_num_queries(0):
        (group,) = desk.sorted_out([Sort("无", 5, Post.objects.none(), line)], posts, 3, "last")
    assert (list(group.lines), group.more) == ([], 0)


@pytest.mark.django_db
def test_what_a_noun_would_ask_is_noted_and_nothing_is_looked_for(posts, django_assert_num_queries, now):
    with noting() as rows, django_assert_num_queries(0):
        assert first_of(posts, 3, line) == ([], 0)
        assert desk.sorted_out([Sort("全部", 9, posts, line)], posts, 3, "last") == []
        assert lit_by("灯", "organization:units", posts, posts, posts) == Lights(
            "灯", url_of("organization:units"), 0, 0, 0
        )
    assert len(rows) == 3
    assert all(one.model is Post for one in rows)
    assert len(first_of(posts, 3, line)[0]) == 3, "afterwards it is looked for again"


class Lamps:
    """Posts as what is lit: those without a last day are open for good."""

    def __init__(self, rows) -> None:
        self.rows = rows

    def open(self):
        return self.rows

    def overdue(self, now):
        return self.rows.filter(last__lt=now.date())

    def due_soon(self, now):
        return self.rows.filter(last__gte=now.date(), last__lt=now.date() + timedelta(days=2))


@pytest.mark.django_db
def test_open_matters_are_counted_by_their_colour(posts, now):
    moment = now.replace(year=2027, month=1, day=17)
    found = lights_of("岗位", "organization:units", Lamps(posts), moment)
    # The last days run from 15 to 20 January, and one has none.
    assert (found.red, found.amber, found.green) == (2, 2, 3)
    assert found.url == url_of("organization:units") != ""


def test_an_address_that_no_room_offers_is_none():
    assert url_of("wolf:den") == ""
    assert url_of("organization:unit") == "", "an address of a unit names the unit"
    assert MOST == 100


# -- the days on which matters fall due ----------------------------------------------------------------------


def days_of(**changed) -> DueDays:
    """Return posts as matters that fall due on their last day."""
    declared = {
        "label": "岗位",
        "right": "organization.view",
        "rows": lambda account: Post.objects.filter(code__startswith="990101-V01-7"),
        "mine": lambda rows, look: rows.filter(code__lte="990101-V01-72"),
        "day": "last",
        "number": lambda row: row.code[-2:],
        "title": lambda row: f"《{row.code}》",
        "light": lambda row, look: "red" if row.last < look.today else "green",
    }
    return DueDays(**declared | changed)


@pytest.mark.django_db
def test_what_falls_due_stands_by_its_day_with_both_ends_included(posts, leader, now):
    look = Look(leader, now.replace(year=2027, month=1, day=17))

    def numbers(first, last, *, most=50, mine=False, leaving=False, **changed):
        return [
            one.number
            for one in days_of(**changed).between(look, first, last, most=most, mine=mine, leaving=leaving)
        ]

    assert numbers(date(2027, 1, 16), date(2027, 1, 18)) == ["74", "73", "72"]
    assert numbers(None, date(2027, 1, 16)) == ["75", "74"]
    assert numbers(None, date(2030, 1, 1)) == ["75", "74", "73", "72", "71", "70"], "without a day: never due"
    assert numbers(None, date(2030, 1, 1), most=2) == ["75", "74"]
    assert numbers(None, date(2030, 1, 1), mine=True) == ["72", "71", "70"]

    def leaves(rows):
        return rows.exclude(code="990101-V01-75")

    assert numbers(None, date(2027, 1, 16), leaves=leaves) == ["75", "74"]
    assert numbers(None, date(2027, 1, 16), leaves=leaves, leaving=True) == ["74"]
    assert numbers(None, date(2030, 1, 1), right="wolf.hunt") == []


@pytest.mark.django_db
def test_what_falls_due_says_what_it_is_and_where(posts, leader, now):
    look = Look(leader, now.replace(year=2027, month=1, day=16))
    late, early = days_of(where=lambda row: row.unit.code).between(
        look, None, date(2027, 1, 16), most=50, mine=False
    )
    assert (late.day, late.ref, late.label) == (date(2027, 1, 15), "post:990101-V01-75", "岗位")
    assert (late.title, late.where, late.light) == ("《990101-V01-75》", "990101-V01", "red")
    assert early.light == "green"
    (plain, *_) = days_of().between(look, None, date(2027, 1, 16), most=50, mine=False)
    assert plain.where == ""


# -- lists ---------------------------------------------------------------------------------------------------


def listed(code="lamps", **changed) -> ListOf:
    """Return a list of posts."""
    declared = {
        "code": code,
        "title": "岗位",
        "page": "organization:units",
        "right": "organization.view",
        "rows": lambda account: Post.objects.all(),
        "columns": (Column("code", "编码", lambda row, look: lists.Cell(row.code)),),
        "order": "code",
        "empty": ("", ""),
    }
    return ListOf(**declared | changed)


def test_a_list_has_one_code_and_no_filter_is_called_what_every_address_says(monkeypatch):
    monkeypatch.setattr(lists, "LISTS", {})
    lists.register(listed())
    with pytest.raises(LookupError, match="declared twice"):
        lists.register(listed())
    for name in ("tab", "sort", "cols", "page"):
        choice = Choice(name, "", lambda look: (), lambda rows, value, look: rows)
        with pytest.raises(LookupError, match=name):
            lists.register(listed("more", filters=(choice,)))
    spoken = (Choice("kind", "", lambda look: (), lists.by("role")), Span("last", "", ""))
    lists.register(listed("others", filters=spoken))
    assert sorted(lists.LISTS) == ["lamps", "others"]


def test_a_column_is_found_by_its_key():
    one = listed()
    assert one.column("code") is one.columns[0]
    assert one.column("name") is None


def test_tabs_and_steps_for_many_stand_there_for_who_holds_their_right(leader, administrator):
    free = Tab("all", "", lambda rows, look: rows)
    kept = Tab("kept", "", lambda rows, look: rows, right="calendar.load")
    many = Many("close", "", "", "organization.manage", forms.Form, print, lambda row, account: True, "")
    one = listed(tabs=(free, kept), many=(many,))
    assert one.tabs_for(administrator) == [free, kept]
    assert one.tabs_for(leader) == [free]
    assert one.many_for(administrator) == [many]
    assert one.many_for(leader) == []


@pytest.mark.django_db
def test_rows_without_a_value_come_last_and_first_when_it_runs_down(posts):
    assert [row.code[-1] for row in ordered(posts, ("last", "pk"))] == list("5432106")
    assert [row.code[-1] for row in ordered(posts, ("last", "pk"), down=True)] == list("6012345")
    assert [row.code[-1] for row in ordered(posts, ("code",), down=True)] == list("6543210")


@pytest.mark.django_db
def test_days_narrow_with_both_ends_included_for_days_and_for_moments(posts, leader, now):
    span = Span("last", "", "")
    found = span.narrow(posts, date(2027, 1, 16), date(2027, 1, 18))
    assert {row.code[-1] for row in found} == {"4", "3", "2"}
    assert {row.code[-1] for row in span.narrow(posts, date(2027, 1, 19), None)} == {"1", "0"}
    assert {row.code[-1] for row in span.narrow(posts, None, date(2027, 1, 15))} == {"5"}
    assert span.narrow(posts, None, None) is posts
    Account.objects.filter(pk=leader.pk).update(last_login=lists.midnight(date(2027, 1, 16)))
    moments = Span("last_login", "", "", moments=True)
    accounts = Account.objects.filter(pk=leader.pk)
    for first, last, there in (
        (date(2027, 1, 16), None, True),
        (date(2027, 1, 17), None, False),
        (None, date(2027, 1, 16), True),
        (None, date(2027, 1, 15), False),
    ):
        assert moments.narrow(accounts, first, last).exists() is there, (first, last)


@pytest.mark.django_db
def test_units_are_offered_in_the_order_of_the_tree_to_who_may(leader, outsider, village, office, now):
    mine = units_of(Look(leader, now), "organization.view")
    names = [name for _, name in mine]
    assert names.index("云岭乡") < names.index("上坪村")
    villages = units_of(Look(leader, now), "organization.view", "village")
    assert (str(village.pk), "上坪村") in villages
    assert str(office.pk) not in dict(villages)
    assert units_of(Look(leader, now), "wolf.hunt") == []


def test_a_closed_list_is_offered_as_text_and_a_value_narrows_by_its_field(db, village):
    assert lists.fixed({1: "一", "b": "乙"})(None) == [("1", "一"), ("b", "乙")]
    assert lists.by("code")(Unit.objects.all(), village.code, None).get() == village
