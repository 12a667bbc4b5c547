"""What is written into the cells of a form: typed words, villages' cells, fields, figures; unknown is never nought."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from zerentian.exchange.actions.form_values import (
    NOTHING,
    codes_of,
    figure_value,
    hand_cells,
    rounded,
    typed_value,
    value_of,
    village_cells,
    village_value,
)
from zerentian.exchange.rules.form_maps import COUNT, KEPT, PERSONAL, TAKEN, VILLAGE, Kind, Part, Region, Said
from zerentian.exchange.rules.form_puts import Value, written_text
from zerentian.exchange.rules.stacking import VillageFile, VillageRow

PLAIN = Region("表", Kind.ROWS, "A1")


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("12", Value("number", "12")),
        ("1,234", Value("number", "1234")),
        ("1，234.50", Value("number", "1234.50")),
        ("-3", Value("number", "-3")),
        ("0", Value("number", "0")),
        ("0.5", Value("number", "0.5")),
        ("1e3", Value("text", "1e3")),
        ("1,234.5", Value("number", "1234.5")),
        ("1,2,3", Value("text", "1,2,3")),
        ("3，5", Value("text", "3，5")),
        ("12_000", Value("text", "12_000")),
        ("２５", Value("number", "25")),
        ("−５", Value("number", "-5")),
        ("０１２", Value("text", "０１２")),
        ("⑤", Value("text", "⑤")),
        ("007", Value("text", "007")),
        ("12345678901234", Value("number", "12345678901234")),
        ("123456789012345", Value("number", "123456789012345")),
        ("1234567890123456", Value("text", "1234567890123456")),
        ("NaN", Value("text", "NaN")),
        ("Infinity", Value("text", "Infinity")),
        ("三户", Value("text", "三户")),
        ("", NOTHING),
    ],
)
def test_what_is_typed_is_a_number_where_it_is_one_and_keeps_its_noughts_else(typed, value):
    assert typed_value(typed) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-03-02", Value("day", "2026-03-02", "dot")),
        ("2026-02-30", Value("text", "2026-02-30")),
        ("2026-3-2", Value("text", "2026-3-2")),
        ("3", Value("number", "3")),
        ("", NOTHING),
    ],
)
def test_a_villages_cell_is_a_day_a_number_or_a_text(text, value):
    assert village_value(text, Region("表", Kind.STACK, "A1", days="dot")) == value


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (None, NOTHING),
        ("", NOTHING),
        (0, Value("number", "0")),
        (12, Value("number", "12")),
        (Decimal("1.50"), Value("number", "1.50")),
        (Decimal("1E+3"), Value("number", "1000")),
        (date(2026, 3, 2), Value("day", "2026-03-02", "")),
        ("路灯", Value("text", "路灯")),
        (True, Value("text", "是")),
        (False, Value("text", "否")),
    ],
)
def test_a_field_is_written_as_what_it_is(read, value):
    assert value_of(read, PLAIN) == value


@pytest.mark.parametrize(
    ("form", "words"), [("tick", ("√", "")), ("letter", ("Y", "N")), ("number", ("1", "0"))]
)
def test_yes_and_no_are_written_as_the_form_wants(form, words):
    region = Region("表", Kind.ROWS, "A1", yes_no=form, days="words")
    assert (value_of(True, region).text, value_of(False, region).text) == words
    assert value_of(date(2026, 3, 2), region).form == "words"


def figure(measure, value=None, numerator=None, denominator=None):
    """Return a figure as it was reckoned."""
    return SimpleNamespace(
        figure=SimpleNamespace(measure=measure), value=value, numerator=numerator, denominator=denominator
    )


RATIO = figure("ratio", 667, 2, 3)


@pytest.mark.parametrize(
    ("told", "said", "value"),
    [
        (figure("count", 12), Said(), Value("number", "12")),
        (figure("count", 0), Said(), Value("number", "0")),
        (figure("count"), Said(), NOTHING),
        (figure("count", 12), Said(part=Part.NUMERATOR), Value("number", "12")),
        (figure("sum", 1250), Said(divisor=1000, places=1), Value("number", "1.3")),
        (RATIO, Said(places=1), Value("share", "66.7")),
        (RATIO, Said(), Value("share", "67")),
        (RATIO, Said(part=Part.NUMERATOR), Value("number", "2")),
        (RATIO, Said(part=Part.DENOMINATOR), Value("number", "3")),
        (RATIO, Said(part=Part.REST), Value("number", "1")),
        (RATIO, Said(part=Part.REST_SHARE, places=1), Value("share", "33.3")),
        (figure("ratio", None, 0, 0), Said(), NOTHING),
        (figure("ratio", None, 0, 0), Said(part=Part.NUMERATOR), Value("number", "0")),
        (figure("ratio", None, 0, 0), Said(part=Part.REST), NOTHING),
        (figure("ratio", None, None, 3), Said(part=Part.REST_SHARE), NOTHING),
        (figure("ratio", 0, 0, 4), Said(), Value("share", "0")),
    ],
)
def test_a_figure_is_written_by_the_part_that_is_asked_for(told, said, value):
    assert figure_value(told, said) == value


@pytest.mark.parametrize(
    ("value", "places", "result"), [("0.5", 0, "1"), ("1.45", 1, "1.5"), ("-0.5", 0, "-1"), ("2", 2, "2.00")]
)
def test_numbers_are_rounded_half_up(value, places, result):
    assert f"{rounded(Decimal(value), places):f}" == result


def test_a_cell_asks_for_its_figure_or_those_in_its_text():
    assert codes_of(Said("a.b", text="{c.d}")) == ["a.b"]
    assert codes_of(Said(text="{month}月{c.d}件{e.f}件{c.d}{unit}")) == ["c.d", "e.f"]
    assert codes_of(Said()) == []


def test_cells_that_are_typed_are_known_by_sheet_and_place_row_by_row():
    assert list(hand_cells(Region("表 一", Kind.HAND, "B2:C3"))) == [
        ("表 一!B2", 2, 1),
        ("表 一!C2", 2, 2),
        ("表 一!B3", 3, 1),
        ("表 一!C3", 3, 2),
    ]


def test_each_cell_of_a_villages_row_tells_the_file_and_place_it_came_from():
    file = VillageFile("上坪.xlsx", "d" * 64, "V1", "上坪村", [])
    row = VillageRow(file, "危房", 9, {"C": "3", "D": ""})
    columns = {"A": COUNT, "B": VILLAGE, "C": TAKEN, "D": TAKEN, "E": PERSONAL, "F": KEPT}
    region = Region("表", Kind.STACK, "A4:F5", columns=columns)
    own = {"unit": "V1", "file": "d" * 64}
    assert dict(village_cells(region, row, 7)) == {
        0: (Value("number", "7"), {"kind": "count"}),
        1: (Value("text", "上坪村"), {"kind": "text", **own}),
        2: (Value("number", "3"), {"kind": "village", "from": "上坪.xlsx 危房!C9", **own}),
        3: (NOTHING, {"kind": "empty", "from": "上坪.xlsx 危房!D9", **own}),
    }


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        *(("-", "-"), ("—", "—"), ("--", "--"), ("－", "－"), ("-/-", "-/-"), ("", "")),
        *(("-5%", "-5%"), ("+3户", "+3户"), ("-12.5", "-12.5"), ("－3 个百分点", "－3 个百分点")),
        *(
            ("=1+1", "'=1+1"),
            ("-1+1", "'-1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ),
        *(("=(", "'=("), ("-A1", "'-A1"), ("'-", "'-"), ("－甲村", "'－甲村")),
    ],
)
def test_a_dash_or_a_signed_number_stands_as_it_was_typed_and_what_could_run_gets_a_quote(text, cell):
    assert written_text(text) == cell
