"""Where lists and single values come to stand in a form, and how what is told of them reads."""

from datetime import date
from types import SimpleNamespace

import pytest

from zerentian.exchange.actions.opened import cell_of
from zerentian.exchange.rules.csv_text import SHEET, read_csv
from zerentian.exchange.rules.form_filling import filled, serial_of
from zerentian.exchange.rules.form_looks import (
    SHOWN_COLUMNS,
    SHOWN_ROWS,
    SheetLook,
    csv_look,
    looks_in,
    page_of,
)
from zerentian.exchange.rules.form_maps import box_of
from zerentian.exchange.rules.form_puts import (
    Block,
    Put,
    Value,
    in_turn,
    inserted,
    row_after,
    shown,
    words_of,
    would_tear,
)
from zerentian.exchange.rules.opened import FEWEST, Cell, is_safe, left_out, table_of, told
from zerentian.ledger.registry import FIGURES
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.rules.tables.cells import Merge

COUNT = FIGURES["concerns.received"]
RATIO = next(one for one in FIGURES.values() if one.measure == "ratio")


def block(area, rows=0, sheet="表"):
    """Return a list of so many rows for an area."""
    return Block(sheet, area, [{0: Value("text", "x")}] * rows)


@pytest.mark.parametrize(("row", "after"), [(4, 4), (5, 5), (6, 8), (9, 11), (10, 15), (40, 45)])
def test_a_row_moves_by_what_was_inserted_above_it_on_its_own_sheet(row, after):
    added = [("表", 5, 2), ("表", 9, 3), ("别", 1, 100)]
    assert row_after("表", row, added) == after


def test_lists_are_filled_from_below_upwards_and_side_by_side_the_longest_first():
    blocks = [block("A2:A4", 1), block("A9:A9", 2), block("C2:C4", 5), block("E2:E4", 7)]
    turns = [(place, box.first_row, box.last_row) for place, box in in_turn(blocks)]
    assert turns == [(1, 9, 9), (3, 2, 4), (2, 2, 8), (0, 2, 8)]


@pytest.mark.parametrize(
    ("rows", "beside", "tears"),
    [
        (4, "C3:C9", True),
        (3, "C3:C9", False),
        (4, "C2:C4", False),
        (4, "C5:C9", False),
        (4, "C1:C3", False),
        (4, "C1:C4", True),
        (4, "C4:C4", True),
    ],
)
def test_a_list_tears_another_only_where_it_grows_among_its_rows(rows, beside, tears):
    assert would_tear(block("A2:A4", rows), box_of("A2:A4"), box_of(beside)) is tears


def test_a_list_on_another_sheet_is_never_torn():
    blocks = [block("A2:A4", 9), block("C3:C9", 1, sheet="别")]
    assert len(list(in_turn(blocks))) == 2
    with pytest.raises(
        NotAllowed, match="工作表“表”的清单 A2:A4 还差 6 行，旁边的清单 C3:C9 会被插入的行拆开"
    ):
        list(in_turn([blocks[0], block("C3:C9", 1)]))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Value("text", "甲"), "甲"),
        (Value("number", "3"), "3"),
        (Value("none", "甲"), ""),
        (Value("day", "2026-03-02"), "2026-03-02"),
        (Value("day", "2026-03-02", "dot"), "2026.3.2"),
        (Value("day", ""), ""),
    ],
)
def test_a_value_as_a_text(value, words):
    assert words_of(value) == words


def test_what_is_told_of_rows_names_sheet_and_row_in_both_languages():
    assert shown("表", 7).zh == "“表”第 7 行原来是隐藏的，已显示"
    assert shown("表", 7).en == "row 7 of 表 was hidden and is shown now"
    assert inserted("表", 2, 5, 3).zh == "工作表“表”只备有 2 行，已在第 5 行之后插入 3 行，下面的内容顺次下移"
    assert "had 2 rows prepared: 3 were inserted after row 5" in inserted("表", 2, 5, 3).en


@pytest.mark.parametrize(
    ("day", "since_1900", "since_1904"), [(date(2026, 3, 1), 46082, 44620), (date(1904, 1, 1), 1462, 0)]
)
def test_a_day_is_kept_by_the_number_of_its_file(day, since_1900, since_1904):
    assert serial_of(day, zero_1904=False) == since_1900
    assert serial_of(day, zero_1904=True) == since_1904


def test_in_a_text_a_list_leaves_no_row_of_last_time_and_touches_no_other_column():
    form = "单位,件数,注\n甲,1,a\n乙,2,b\n丙,3,c\n合计,,\n".encode()
    rows = [{0: Value("text", "丁"), 1: Value("number", "9")}]
    result = filled(form, [], [Block(SHEET, "A2:B4", rows)])
    assert result.content.decode() == "单位,件数,注\n丁,9,a\n,,b\n,,c\n合计,,\n"
    assert (result.blocks, result.notes) == ([2], [])


def test_rows_that_come_into_a_text_are_quoted_as_the_first_prepared_one():
    result = filled(
        b'a,b\n"",\nz,z\n', [Put(SHEET, 3, 0, Value("text", "y"))], [Block(SHEET, "A2:B2", [{}] * 3)]
    )
    assert result.content == b'a,b\n"",\n"",\n"",\ny,z\n'
    assert result.puts == ["A5"]


def test_the_look_of_a_text_tells_words_formulas_and_its_size():
    look = csv_look('甲,"乙 "\n=A1, =B1,\n,丙,,\n'.encode())
    assert look.texts == {(1, 0): "甲", (1, 1): "乙", (3, 1): "丙"}
    assert look.formulas == {(2, 0): "A1", (2, 1): "B1"}
    assert (look.name, look.rows, look.columns, look.hidden) == (SHEET, 3, 4, False)
    assert read_csv(b"a,b").end == "\r\n"
    with pytest.raises(NotAllowed, match="模板里没有文字"):
        looks_in(b",,\n=1,\n")


def wide(rows, columns, **said):
    """Return a sheet of a size."""
    made = SheetLook("表", hidden=False, **said)
    made.rows, made.columns = rows, columns
    return made


@pytest.mark.parametrize(
    ("rows", "columns", "seen"),
    [
        (3, 2, (3, 2)),
        (SHOWN_ROWS, SHOWN_COLUMNS, (SHOWN_ROWS, SHOWN_COLUMNS)),
        (SHOWN_ROWS + 1, SHOWN_COLUMNS + 1, (SHOWN_ROWS, SHOWN_COLUMNS)),
    ],
)
def test_a_page_shows_as_much_of_a_sheet_as_fits(rows, columns, seen):
    page = page_of(wide(rows, columns), {})
    assert (len(page), len(page[0]), len(page[-1])) == (seen[0], seen[1], seen[1])


def test_a_merged_area_is_one_cell_cut_where_the_page_ends():
    sheet = wide(3, 4, merges=[Merge(1, 2, 1, 2)], texts={(1, 1): "甲"}, formulas={(3, 0): "A1"})
    page = page_of(sheet, {(1, 1): ("cell", "说")})
    assert [[one.at for one in row] for row in page] == [
        ["A1", "B1", "D1"],
        ["A2", "D2"],
        ["A3", "B3", "C3", "D3"],
    ]
    area = page[0][1]
    assert (area.text, area.across, area.down, area.kind, area.said) == ("甲", 2, 2, "cell", "说")
    assert (page[2][0].formula, page[2][0].across, page[2][0].down) == ("A1", 1, 1)
    beyond = wide(SHOWN_ROWS + 9, SHOWN_COLUMNS + 9, merges=[Merge(1, SHOWN_ROWS + 9, 0, SHOWN_COLUMNS + 9)])
    (only,) = page_of(beyond, {})[0]
    assert (only.across, only.down) == (SHOWN_COLUMNS, SHOWN_ROWS)


def test_a_cell_under_a_merged_area_says_what_that_says_and_is_not_free():
    sheet = wide(3, 3, merges=[Merge(1, 1, 0, 1)], texts={(1, 0): "甲"}, formulas={(2, 0): "A1"})
    assert [sheet.text(1, column) for column in (0, 1, 2)] == ["甲", "甲", ""]
    assert [sheet.is_free(*place) for place in ((1, 0), (1, 1), (1, 2), (2, 0), (9, 9))] == [
        *(False, False),
        *(True, False, True),
    ]


@pytest.mark.parametrize(
    ("parts", "small"),
    [((0,), False), ((1,), True), ((FEWEST - 1,), True), ((FEWEST,), False), ((5, 1), True), ((5, 0), False)],
)
def test_a_part_of_one_or_two_could_point_to_people(parts, small):
    assert Cell(parts).is_small is small
    assert Cell(parts).size == sum(parts)


@pytest.mark.parametrize(
    ("hidden", "safe"),
    [
        ([(2,), (2,)], True),
        ([(1,), (2,)], False),
        ([(4,)], False),
        ([(1,), (1,), (3,)], True),
        ([(1,), (1,), (2,)], False),
        ([(0, 4), (0, 0)], True),
        ([(1, 4), (1, 4)], False),
    ],
)
def test_what_is_hidden_together_counts_two_more_than_there_are_cells(hidden, safe):
    assert is_safe([Cell(parts) for parts in hidden]) is safe


def test_of_equal_cells_the_first_goes_and_empty_ones_stay():
    cells = [Cell((1,)), Cell((0,)), Cell((6,)), Cell((6,))]
    assert left_out(cells) == {0, 2}


def test_a_sum_that_is_small_itself_is_not_told():
    assert table_of(COUNT, {"a": Cell((0,)), "b": Cell((2,))}) == ("", {"a": "", "b": ""})
    assert table_of(COUNT, {"a": Cell((0,)), "b": Cell((3,))}) == ("3件", {"a": "0件", "b": "3件"})
    assert told(RATIO, Cell((1, 2))) == "33.3%（1/3）"


@pytest.mark.parametrize(
    ("measure", "value", "numerator", "denominator", "parts"),
    [
        ("count", 5, None, None, (5,)),
        ("count", None, None, None, (0,)),
        ("stock", 0, None, None, (0,)),
        ("ratio", None, 2, 5, (2, 3)),
        ("ratio", None, None, 5, (0, 5)),
        ("ratio", None, None, None, (0, 0)),
    ],
)
def test_a_figure_is_its_parts_and_what_nobody_stated_is_none(measure, value, numerator, denominator, parts):
    figure = SimpleNamespace(measure=measure)
    told = SimpleNamespace(figure=figure, value=value, numerator=numerator, denominator=denominator)
    assert cell_of(told) == Cell(parts)
