"""Maps of forms: areas and their limits, what cells say, what is kept of a map, which days a figure counts."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zerentian.exchange.rules.form_maps import (
    DAY_FORMS,
    LAST_COLUMN,
    LAST_ROW,
    OWN_HOLES,
    YES_NO,
    Kind,
    Part,
    Region,
    Said,
    Span,
    area_of,
    as_data,
    as_text,
    before,
    box_of,
    day_text,
    digest_of,
    from_text,
    holes_in,
    in_order,
    own_holes,
    period_of,
    touch,
    with_region,
)
from zerentian.ledger.rules.periods import Period
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.rules.tables.cells import Merge

BOXES = st.tuples(
    st.integers(1, LAST_ROW),
    st.integers(1, LAST_ROW),
    st.integers(0, LAST_COLUMN),
    st.integers(0, LAST_COLUMN),
).map(lambda one: Merge(min(one[:2]), max(one[:2]), min(one[2:]), max(one[2:])))


@given(BOXES)
def test_an_area_is_the_same_in_letters_and_in_numbers(box):
    assert box_of(area_of(box)) == box


@pytest.mark.parametrize(
    ("area", "box"),
    [
        ("B5", Merge(5, 5, 1, 1)),
        ("b5:d9", Merge(5, 9, 1, 3)),
        ("D9:B5", Merge(5, 9, 1, 3)),
        ("B9:D5", Merge(5, 9, 1, 3)),
        (" $B$5：$D$9 ", Merge(5, 9, 1, 3)),
        ("AA10", Merge(10, 10, 26, 26)),
        ("XFD1048576", Merge(LAST_ROW, LAST_ROW, LAST_COLUMN, LAST_COLUMN)),
    ],
)
def test_an_area_is_read_however_it_is_typed(area, box):
    assert box_of(area) == box


@pytest.mark.parametrize("area", ["XFE1", "A1048577", "A1:XFE1", "A1:A1048577", "XFE1:A1"])
def test_an_area_beyond_any_sheet_is_refused(area):
    with pytest.raises(NotAllowed, match="超出表格范围：最多 1048576 行，最后一列是 XFD"):
        box_of(area)


@pytest.mark.parametrize(("area", "size"), [("B5", 1), ("B5:B9", 5), ("B5:D5", 3), ("B5:D9", 15)])
def test_an_area_has_so_many_cells(area, size):
    assert Region("表", Kind.ROWS, area).size == size


@pytest.mark.parametrize(
    ("one", "other", "touching"),
    [
        ("B2:D4", "D4:F6", True),
        ("B2:D4", "E4:F6", False),
        ("B2:D4", "D5:F6", False),
        ("B2:D4", "C3", True),
        ("B2:D4", "A1:F9", True),
        ("B2:D4", "A1:A9", False),
        ("B2:D4", "B1:D1", False),
    ],
)
def test_areas_touch_where_they_share_a_cell(one, other, touching):
    assert touch(box_of(one), box_of(other)) is touching
    assert touch(box_of(other), box_of(one)) is touching


def test_a_new_region_takes_the_place_of_those_it_touches_on_its_own_sheet_alone():
    old = [Region("甲", Kind.CELL, at) for at in ("A1", "B2", "C9")] + [Region("乙", Kind.CELL, "B2")]
    new = Region("甲", Kind.MATRIX, "A2:C8")
    assert [(one.sheet, one.area) for one in with_region(old, new)] == [
        ("乙", "B2"),
        ("甲", "A1"),
        ("甲", "A2:C8"),
        ("甲", "C9"),
    ]


def test_regions_stand_by_sheet_from_above_and_from_the_left():
    places = [("乙", "A1"), ("甲", "C3"), ("甲", "A3"), ("甲", "B10"), ("甲", "Z2")]
    ordered = in_order([Region(sheet, Kind.CELL, at) for sheet, at in places])
    assert [(one.sheet, one.area) for one in ordered] == [
        ("乙", "A1"),
        ("甲", "Z2"),
        ("甲", "A3"),
        ("甲", "C3"),
        ("甲", "B10"),
    ]


@pytest.mark.parametrize(
    ("mine", "other", "joined"),
    [
        (Said(unit="V1"), Said(figure="a.b", places=1), Said(figure="a.b", places=1, unit="V1")),
        (Said(figure="c.d"), Said(figure="a.b"), Said(figure="c.d")),
        (Said(), Said(figure="a.b", span=Span.YEAR), Said(figure="a.b", span=Span.YEAR)),
        (Said(part=Part.REST, divisor=10), Said(text="甲"), Said(text="甲", part=Part.REST, divisor=10)),
    ],
)
def test_what_a_row_leaves_open_its_column_says(mine, other, joined):
    assert mine.over(other) == joined


def test_a_matrix_says_something_where_a_row_and_a_column_do():
    region = Region(
        "表",
        Kind.MATRIX,
        "B4:D6",
        across={"B": Said(figure="a.b"), "D": Said(text="甲"), "C": Said()},
        down={"4": Said(unit="V1"), "6": Said()},
    )
    found = [(row, column, said.figure, said.text, said.unit) for row, column, said in region.cells()]
    assert found == [
        (4, 1, "a.b", "", "V1"),
        (4, 3, "", "甲", "V1"),
        (6, 1, "a.b", "", ""),
        (6, 3, "", "甲", ""),
    ]


def test_cells_all_say_the_same_and_an_empty_one_nothing():
    one = Region("表", Kind.CELL, "B2:C3", Said(text="甲"))
    assert [(row, column) for row, column, _ in one.cells()] == [(2, 1), (2, 2), (3, 1), (3, 2)]
    assert list(Region("表", Kind.HAND, "B2").cells()) == []


def test_of_a_map_only_what_is_unusual_is_kept():
    region = Region(
        "表",
        Kind.MATRIX,
        "B4:C5",
        across={"B": Said(figure="a.b", places=1)},
        down={"4": Said()},
    )
    assert as_data(region) == {
        "sheet": "表",
        "kind": "matrix",
        "area": "B4:C5",
        "across": {"B": {"figure": "a.b", "places": 1}},
        "down": {"4": {}},
    }
    assert as_data(Region("表", Kind.CELL, "A1", Said(text="甲"))) == {
        "sheet": "表",
        "kind": "cell",
        "area": "A1",
        "said": {"text": "甲"},
    }
    assert json.loads(as_text([region])) == [as_data(region)]
    assert from_text("") == ()


def test_the_digest_of_a_map_is_the_same_whatever_the_order_of_its_words():
    one = Region("表", Kind.ROWS, "A1", columns={"A": "what", "B": "#hand"})
    other = Region("表", Kind.ROWS, "A1", columns={"B": "#hand", "A": "what"})
    assert digest_of(as_text([one])) == digest_of(as_text([other]))
    assert digest_of("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize(
    ("asked", "former"),
    [
        ("2026-01", "2025-12"),
        ("2026-12", "2026-11"),
        ("2026Q1", "2025Q4"),
        ("2026Q4", "2026Q3"),
        ("2026H1", "2025H2"),
        ("2026H2", "2026H1"),
        ("2026", "2025"),
        ("2026-03-01..2026-03-01", "2026-02-28..2026-02-28"),
        ("2026-01-01..2026-01-10", "2025-12-22..2025-12-31"),
    ],
)
def test_the_period_before_is_of_the_same_kind(asked, former):
    assert before(Period.parse(asked)).code == former


def test_the_days_asked_for_are_counted_as_they_are():
    asked = Period.parse("2026-03")
    assert period_of(asked, Span.ASKED) is asked
    assert period_of(asked, Span.YEAR).last == asked.last
    assert period_of(Period.parse("2026-02"), Span.LAST_YEAR).code == "2025-02"


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("", "2026-12-05"),
        ("dash", "2026-12-05"),
        ("dot", "2026.12.5"),
        ("words", "2026年12月5日"),
        ("digits", "20261205"),
        ("short", "12.5"),
    ],
)
def test_a_day_is_written_in_every_form(form, said):
    assert set(DAY_FORMS) == {"", "dash", "dot", "words", "digits", "short"}
    assert day_text(date(2026, 12, 5), form) == said


@pytest.mark.parametrize(
    ("code", "month"), [("2026-02", "2"), ("2026", "12"), ("2026Q1", "3"), ("2026-02-03..2026-04-05", "4")]
)
def test_a_text_says_the_month_asked_for_or_the_last_of_a_longer_time(code, month):
    said = own_holes("云岭乡", "云岭乡人民政府", Period.parse(code), date(2026, 6, 3))
    assert set(said) == set(OWN_HOLES)
    assert (said["month"], said["year"], said["day"]) == (month, "2026", "2026年6月3日")
    assert (said["unit"], said["organ"]) == ("云岭乡", "云岭乡人民政府")


def test_figures_count_up_to_the_last_day_of_the_period_or_up_to_today_while_it_runs():
    asked = Period.parse("2026-02")
    assert own_holes("", "", asked, date(2026, 6, 3))["last"] == "2026年2月28日"
    assert own_holes("", "", asked, date(2026, 2, 9))["last"] == "2026年2月9日"


def test_the_holes_of_a_text_are_named_once_each_in_their_order():
    said = "{month}月：{concerns.received}件，{month}月 {Month} {} {a b} {x_y}"
    assert holes_in(said) == ["month", "concerns.received", "x_y"]
    assert holes_in("没有") == []


def test_yes_and_no_are_told_apart_in_every_writing():
    assert set(YES_NO) == {"", "tick", "letter", "number"}
    assert [yes for yes, no in YES_NO.values() if yes == no or not yes] == []
