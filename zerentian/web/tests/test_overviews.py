"""How concerns stand, in numbers: each one a figure that leads to its entries; nobody is ranked."""

import re
from datetime import date
from types import SimpleNamespace

import pytest
from django.urls import reverse

from zerentian.casework import actions
from zerentian.casework.rules.concerns import Channel, Group, Kind
from zerentian.ledger.actions import seal
from zerentian.ledger.registry import FIGURES
from zerentian.web.views.overviews import by_unit, overviews, parts, picture, weeks


@pytest.fixture
def counted(township, neighbour_office, receptionist, now):
    """A concern at an office, sealed."""
    category = actions.keep_category(
        unit=township, code="lamp", name="路灯照明", group=Group.BUILDING, by=receptionist, now=now
    )
    said = actions.Said(text="村口路灯不亮", category=category)
    concern = actions.receive_concern(
        said, unit=township, channel=Channel.CALL, by=receptionist, now=now
    ).concern
    actions.triage_concern(concern, kind=Kind.HELP, category=category, by=receptionist, now=now)
    actions.dispatch_concern(concern, unit=neighbour_office, by=receptionist, now=now)
    seal(now=now)
    return concern


def page(browser, **query):
    return browser.get(reverse("overview", args=["concerns"]), query).content.decode()


def test_every_number_leads_to_its_entries(counted, client_of, leader):
    html = page(client_of(leader), period="2026")
    for code in ("concerns.received", "concerns.open", "concerns.kind.help", "concerns.channel.call"):
        assert re.search(rf'href="/figures/{code}/[^"]*"[^>]*>1件', html), code


def test_units_stand_in_their_order_with_no_ranking(counted, client_of, leader):
    html = page(client_of(leader), period="2026")
    assert "综治办公室" in html
    assert "不排名" in html


def test_a_week_can_be_chosen_and_its_stock_agrees_with_the_month(counted, client_of, leader):
    week = page(client_of(leader), period="2026-03-02..2026-03-08")
    assert re.search(r'href="/figures/concerns.open/[^"]*"[^>]*>1件', week)


def test_a_rate_without_a_base_is_unknown_not_nought(counted, client_of, leader):
    assert ">未知<" in page(client_of(leader), period="2026")


def test_a_keeper_of_the_system_sees_no_business(client_of, administrator):
    assert client_of(administrator).get(reverse("overview", args=["concerns"])).status_code == 403


def test_every_code_of_an_overview_is_a_declared_figure_and_no_other_name_has_a_page(client_of, leader):
    for one in overviews():
        assert {*one.codes, *one.of_unit, one.late} <= FIGURES.keys()
        assert one.late in one.stock
    assert client_of(leader).get(reverse("overview", args=["wolves"])).status_code == 404


def test_this_week_and_the_last_go_from_monday_to_sunday():
    spans = [code for _label, code in weeks(date(2026, 3, 4))]
    assert spans == ["2026-03-02..2026-03-08", "2026-02-23..2026-03-01"]
    assert [code for _label, code in weeks(date(2026, 3, 8))] == spans


def test_the_largest_part_is_the_whole_length_and_what_is_empty_is_left_out():
    values = {
        code: SimpleNamespace(value=value, figure=SimpleNamespace(label=f"诉求：{code}", label_en=code))
        for code, value in {"a": 8, "b": 2, "c": 0, "d": None}.items()
    }
    overview = SimpleNamespace(cuts=[SimpleNamespace(title="按类", codes="abcd")])
    rows = next(iter(parts(overview, values))).rows
    assert [(label, percent) for label, _value, percent in rows] == [("a", 100), ("b", 25)]


@pytest.mark.parametrize(
    ("came", "went", "drawn"), [(0, 0, False), (1, 0, True), (0, 1, True), (None, 1, False)]
)
def test_months_are_drawn_where_anything_came_in_or_went_out(came, went, drawn):
    words = SimpleNamespace(came=("收到", ""), went=("办结", ""), title="来去")
    month = date(2026, 2, 1)
    assert bool(picture(words, [[(month, came)], [(month, went)]])) is drawn


def row(*values):
    """Return a table's row of values."""
    return [SimpleNamespace(value=value) for value in values]


def test_a_table_by_unit_leaves_out_who_has_nothing_and_adds_up_to_its_total():
    none, first, unknown, second, rest, whole = (
        row(0, 0),
        row(0, 2),
        row(None, 0),
        row(3, None),
        row(1, 0),
        row(4, 2),
    )
    names = ["张家村", "李家村", "王家村", "赵家村"]
    told = by_unit(names, [none, first, unknown, second, rest, whole])
    assert told == [("李家村", first), ("赵家村", second), ("本级及其他", rest), ("合计", whole)]
    without = by_unit(names, [none, first, unknown, second, row(0, None), whole])
    assert [name for name, _row in without] == ["李家村", "赵家村", "合计"]


def test_where_no_unit_below_has_anything_there_is_no_table():
    assert by_unit(["张家村"], [row(0), row(4), row(4)]) == []
    assert by_unit([], [row(4), row(4)]) == []


@pytest.mark.parametrize("names", [["张家村"], ["张家村", "李家村", "王家村"]], ids=["too few", "too many"])
def test_no_unit_is_ever_told_the_numbers_of_another(names):
    with pytest.raises(ValueError, match="zip"):
        by_unit(names, [row(1), row(2), row(0), row(3)])


@pytest.mark.parametrize(
    ("values", "percents"),
    [
        ({"a": 1}, [100]),
        ({"a": 1, "b": 3}, [33, 100]),
        ({"a": 7, "b": 7}, [100, 100]),
        ({"a": 0, "b": None}, []),
        ({}, []),
    ],
)
def test_a_part_is_as_long_as_its_share_of_the_largest(values, percents):
    told = {
        code: SimpleNamespace(value=value, figure=SimpleNamespace(label=code, label_en=code))
        for code, value in values.items()
    }
    overview = SimpleNamespace(cuts=[SimpleNamespace(title="按类", codes=list(values))])
    found = [percent for cut in parts(overview, told) for _label, _value, percent in cut.rows]
    assert found == percents


def test_a_cut_in_which_there_is_nothing_is_not_shown(counted, client_of, leader):
    for period in ("2026", "2025"):
        cuts = (
            client_of(leader).get(reverse("overview", args=["concerns"]), {"period": period}).context["cuts"]
        )
        assert bool(cuts) is (period == "2026")
        assert all(cut.rows for cut in cuts)
