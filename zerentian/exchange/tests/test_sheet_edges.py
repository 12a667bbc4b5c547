"""Sheets at their edges: what formulas come to, headings far above, how much of a sheet is shown, what is too much."""

from decimal import Decimal
from time import perf_counter

import pytest
from lxml import etree
from openpyxl import Workbook

from zerentian.exchange.actions import county_forms
from zerentian.exchange.actions.county_forms import heading_far_above, personal_heading
from zerentian.exchange.rules import form_looks, form_sums
from zerentian.exchange.rules.form_looks import SheetLook, look_at, looks_in, page_of
from zerentian.exchange.rules.form_maps import Kind, Region
from zerentian.exchange.rules.form_puts import Block, Value, in_turn, row_after, words_of, written_number
from zerentian.exchange.rules.form_sums import DEEPEST, Sums
from zerentian.exchange.rules.formulas import UnreadFormula, at_place, tokens_of
from zerentian.exchange.rules.inserting import translated
from zerentian.exchange.rules.references import Insertion, formula_after
from zerentian.exchange.rules.sheet_xml import SheetXml, moved
from zerentian.exchange.tests.layouts import saved
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.rules.tables.cells import Merge
from zerentian.organization.tests.sheets import MAIN, xlsx


def sums(**cells):
    """Return what reckons a sheet of some cells in one row: a number, a formula, or the cell's XML."""
    made = "".join(
        f'<c r="{at}">{said}</c>' if str(said).startswith("<") else f'<c r="{at}"><v>{said}</v></c>'
        for at, said in cells.items()
        if not str(said).startswith("=")
    )
    made += "".join(
        f'<c r="{at}"><f>{said[1:]}</f></c>' for at, said in cells.items() if str(said).startswith("=")
    )
    tree = etree.fromstring(
        f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">{made}</row></sheetData></worksheet>'
    )
    return Sums(SheetXml(tree))


NUMBERS = {"A1": 1, "B1": 2, "C1": 3}
RESULT = (1, 25)  # Z1


def comes_to(formula, **cells):
    return sums(**NUMBERS | cells | {"Z1": formula}).value(*RESULT)


# -- what a formula comes to -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("=8/4/2", 1),
        ("=8-4-2", 2),
        ("=2*3+4*5", 26),
        ("=2+3*4-6/2", 11),
        ("=-(A1+B1)*C1", -9),
        ("=+A1", 1),
        ("=--C1", 3),
        ("=((A1+B1))*C1", 9),
        ("=(A1+B1)*(C1-A1)", 6),
        ("=SUM(A1,B1*C1,(A1))", 8),
        ("=SUM(A1:B1,C1)*2", 12),
        ("=sum(A1:C1)", 6),
        ("=SUM()", 0),
        ("=SUM(A1:A1)+SUM(B1)", 3),
        ("=$A$1+C$1", 4),
        ("=A1:A1", 1),
        ("=1E2+0.5", Decimal("100.5")),
        ("= A1 + B1 ", 3),
        ("=A1+Y9", 1),
    ],
)
def test_sums_and_arithmetic_come_to_what_a_spreadsheet_makes_of_them(formula, value):
    assert comes_to(formula) == value


@pytest.mark.parametrize(
    "formula",
    [
        "=A1:B1",
        '="甲"',
        "=A1^2",
        "=A1>0",
        "=50%",
        "=(A1+B1",
        "=A1)",
        "=SUM(A1",
        "=A1,B1",
        "=-",
        "=甲!A1",
        "=MAX(A1)",
        "=A0",
        "=SUM(A:A)",
        "=TRUE",
    ],
)
def test_what_is_no_sum_is_not_reckoned(formula):
    assert comes_to(formula) is None


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("<v>7</v>", 7),
        ("<v></v>", 0),
        ("<is><t>7</t></is>", 0),
        ("<v>NaN</v>", None),
        ("<v>x</v>", None),
        ('<f t="shared" si="0">A1</f><v>7</v>', None),
        ("<f></f><v>7</v>", None),
        ('<f t="array" ref="D1">A1</f>', None),
        ('<f t="normal">A1+C1</f>', 4),
    ],
)
def test_a_cell_counts_by_its_number_or_by_its_own_plain_formula(cell, value):
    assert comes_to("=D1", D1=cell) == value


@pytest.mark.parametrize(("kind", "value"), [("n", 5), ("s", 0), ("b", 0), ("str", 0)])
def test_only_a_number_is_one(kind, value):
    tree = etree.fromstring(f'<c xmlns="{MAIN}" t="{kind}"><v>5</v></c>')
    assert form_sums.stored(tree) == value


@pytest.mark.parametrize(("deep", "value"), [(DEEPEST + 1, 1), (DEEPEST + 2, None)])
def test_formulas_that_rest_on_formulas_are_followed_so_deep(deep, value):
    # Z1 rests on the first of a chain, whose last is a number.
    names = [f"A{row}" for row in range(1, deep + 2)]
    cells = dict(zip(names, [*(f"={after}" for after in names[1:]), 1], strict=True))
    made = "".join(
        f'<row r="{row}"><c r="{at}">{f"<f>{said[1:]}</f>" if str(said)[0] == "=" else f"<v>{said}</v>"}</c></row>'
        for row, (at, said) in enumerate(cells.items(), 1)
    )
    tree = etree.fromstring(f'<worksheet xmlns="{MAIN}"><sheetData>{made}</sheetData></worksheet>')
    assert Sums(SheetXml(tree)).value(1, 0) == value


def test_a_formula_that_rests_on_itself_comes_to_nothing():
    assert comes_to("=Z1+1") is None


@pytest.mark.parametrize("formula", ["A1)", "}", "A1+B1))"])
def test_a_formula_that_can_not_be_read_is_one_error_wherever_it_is_met(formula):
    for read in (lambda: tokens_of(formula), lambda: at_place(formula, "A1", "A2")):
        with pytest.raises(UnreadFormula):
            read()
    with pytest.raises(NotAllowed, match="读不懂"):
        formula_after(formula + "1", Insertion("表", 3, 5, 2), own=True)
    with pytest.raises(NotAllowed, match="C7 的公式读不懂"):
        translated({"0": (formula, "C6")}, "0", "C7", Insertion("表", 3, 5, 2))
    written = etree.fromstring(f'<f xmlns="{MAIN}">{formula}</f>')
    assert moved(written, "A1", "A2").text == formula, "it is copied as it is"


def test_a_formula_moves_with_its_cell_as_far_as_it_is_not_fixed():
    assert at_place("A1+$B$1+C$2", "D1", "D3") == "A3+$B$1+C$2"
    assert [one.value for one in tokens_of("A1+2")] == ["A1", "+", "2"]
    written = etree.fromstring(f'<f xmlns="{MAIN}">A1*2</f>')
    assert (moved(written, "B1", "B4").text, written.text) == ("A4*2", "A1*2")
    with pytest.raises(NotAllowed, match="C7 的公式读不懂"):
        translated({}, "0", "C7", Insertion("表", 3, 5, 2))


# -- headings far above ------------------------------------------------------------------------------------------


def long_list(heading_row, **more):
    """Return a list whose headings stand in one row."""
    texts = {(heading_row, 0): "序号", (heading_row, 1): "姓名"} | more.pop("texts", {})
    return SheetLook("表", False, texts, rows=90, columns=2)


@pytest.mark.parametrize(("row", "found"), [(12, ""), (14, ""), (15, "姓名"), (31, "姓名"), (32, "")])
def test_a_heading_is_looked_for_beyond_the_rows_right_above_and_no_further_than_a_bound(
    monkeypatch, row, found
):
    monkeypatch.setattr(county_forms, "FAR", 30)
    assert heading_far_above(long_list(2), row, 1) == found


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        ({(5, 1): "某某"}, "姓名"),
        ({(5, 0): "1", (5, 1): "某某"}, "姓名"),
        ({(5, 0): "一村", (5, 1): "户数"}, "户数"),
        ({(1, 0): "甲", (1, 1): "乙"}, "姓名"),
    ],
)
def test_the_nearest_row_of_several_words_and_no_number_is_one_of_headings(texts, found):
    assert heading_far_above(long_list(2, texts=texts), 40, 1) == found


def test_in_the_first_row_of_a_sheet_a_heading_is_found_too():
    assert heading_far_above(long_list(1), 40, 1) == "姓名"


def test_a_row_across_the_whole_sheet_far_down_is_looked_over_at_once():
    sheet = long_list(2)
    sheet.columns = 16_384
    began = perf_counter()
    assert personal_heading(Region("表", Kind.MATRIX, "A1999:XFD1999"), sheet) == "姓名"
    assert perf_counter() - began < 2


# -- how a sheet is looked at ------------------------------------------------------------------------------------


def test_a_form_has_so_many_sheets_and_not_one_more(monkeypatch):
    monkeypatch.setattr(form_looks, "MOST_SHEETS", 2)
    sheets = {name: ({"A1": "x"}, {}) for name in "甲乙"}
    assert [one.name for one in looks_in(xlsx(sheets).read())] == ["甲", "乙"]
    with pytest.raises(NotAllowed, match="工作表超过 2 张"):
        looks_in(xlsx(sheets | {"丙": ({"A1": "x"}, {})}).read())
    with pytest.raises(NotAllowed, match="没有文字"):
        looks_in(xlsx({"甲": ({}, {})}).read())


@pytest.mark.parametrize(("most", "taken"), [(16, True), (15, False)])
def test_a_sheet_has_so_many_cells_and_merged_places_and_not_one_more(monkeypatch, most, taken):
    monkeypatch.setattr(form_looks, "MOST_CELLS", most)
    two = xlsx({"甲": ({"A1": "x", "B1": "y"}, {})}).read()
    merged = xlsx({"甲": ({"A1": "x"}, {"merges": ["A1:B1"]})}).read()
    for content, words in ((two, "表格过大"), (merged, "合并的单元格过多")):
        if taken:
            assert looks_in(content)[0].texts[1, 0] == "x"
        else:
            with pytest.raises(NotAllowed, match=words):
                looks_in(content)


@pytest.mark.parametrize(("most", "taken"), [(3, True), (2, False)])
def test_rows_that_hold_nothing_but_a_height_count_too_and_the_remedy_is_said(monkeypatch, most, taken):
    monkeypatch.setattr(form_looks, "MOST_LINES", most)
    data = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2" ht="20"/><row r="3" ht="20"/>'
    content = xlsx({"甲": (data, {})}).read()
    if taken:
        assert looks_in(content)[0].texts == {(1, 0): "1"}
        return
    with pytest.raises(NotAllowed, match=r"“甲”用到第 3 行以后，多为空行.*右键“删除”"):
        looks_in(content)


def test_a_sheet_is_as_large_as_its_last_cell_also_an_empty_one():
    (look,) = looks_in(xlsx({"甲": ({"A1": "x", "D3": ('s="0"', "")}, {})}).read())
    assert (look.rows, look.columns, look.texts) == (3, 4, {(1, 0): "x"})


def test_what_is_seen_at_a_place_and_which_rows_hold_words():
    book = Workbook()
    sheet = book.active
    sheet["A1"], sheet["A3"], sheet["C3"], sheet["B6"] = "表", "甲", "=1+1", "末"
    sheet.merge_cells("A3:A4")
    (look,) = look_at(saved(book))
    assert (look.text(4, 0), look.shown_at(4, 0), look.shown_at(5, 0)) == ("甲", (3, 0), (5, 0))
    assert (look.is_free(5, 0), look.is_free(4, 0), look.is_free(3, 0), look.is_free(3, 2)) == (
        True,
        False,
        False,
        False,
    )
    assert look.rows_with_words(2) == [3, 4, 6]
    assert look.rows_with_words(4) == [4, 6]
    assert (look.texts_of(3), look.texts_of(4), look.texts_of(6)) == (["甲"], [], ["末"])
    assert look.formulas == {(3, 2): "1+1"}


def test_a_page_shows_so_many_rows_and_columns_and_cuts_what_is_merged_beyond(monkeypatch):
    monkeypatch.setattr(form_looks, "SHOWN_ROWS", 3)
    monkeypatch.setattr(form_looks, "SHOWN_COLUMNS", 2)
    texts = {(1, 0): "头", (3, 1): "里", (4, 0): "外", (1, 2): "外"}
    look = SheetLook("表", False, texts, {(3, 1): "1+1"}, [Merge(1, 9, 0, 0)], rows=9, columns=9)
    shown = page_of(look, {(3, 1): ("cell", "指标")})
    assert [[one.at for one in row] for row in shown] == [["A1", "B1"], ["B2"], ["B3"]]
    first, last = shown[0][0], shown[2][0]
    assert (first.text, first.down, first.across) == ("头", 3, 1)
    assert (last.text, last.formula, last.kind, last.said, last.down) == ("里", "1+1", "cell", "指标", 1)
    wide = SheetLook("表", False, {(1, 0): "头"}, merges=[Merge(1, 1, 0, 8)], rows=1, columns=9)
    assert [(one.at, one.across) for one in page_of(wide, {})[0]] == [("A1", 2)]


# -- what is put where -------------------------------------------------------------------------------------------


def test_a_row_moves_by_what_was_inserted_above_it_on_its_own_sheet():
    added = [("甲", 5, 2), ("乙", 5, 9), ("甲", 8, 1)]
    assert [row_after("甲", row, added) for row in (5, 6, 8, 9)] == [5, 8, 10, 12]
    assert row_after("丙", 6, added) == 6


def turns(*areas_and_rows):
    """Return in which turn lists are filled, and which rows they have then."""
    blocks = [Block("表", area, [{}] * rows) for area, rows in areas_and_rows]
    return [(place, box.first_row, box.last_row) for place, box in in_turn(blocks)]


def test_lists_are_filled_from_below_and_side_by_side_the_longest_first():
    assert turns(("A2:B3", 2), ("A8:B9", 5)) == [(1, 8, 9), (0, 2, 3)]
    assert turns(("A2:B3", 2), ("D2:E3", 5)) == [(1, 2, 3), (0, 2, 6)]
    assert turns(("A2:B3", 5), ("D2:E3", 5)) == [(0, 2, 3), (1, 2, 6)]


@pytest.mark.parametrize(
    ("beside", "torn"), [("D3:E9", True), ("D4:E9", False), ("D1:E3", True), ("D1:E2", False)]
)
def test_a_list_that_grows_would_tear_one_whose_rows_it_ends_among(beside, torn):
    if torn:
        with pytest.raises(NotAllowed, match="还差 1 行"):
            turns(("A2:B3", 3), (beside, 1))
    else:
        assert len(turns(("A2:B3", 3), (beside, 1))) == 2
    assert len(turns(("A2:B3", 2), (beside, 1))) == 2, "one that has room enough tears nothing"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Value("none", "x"), ""),
        (Value("day", "2026-03-02", "dot"), "2026.3.2"),
        (Value("day", ""), ""),
        (Value("number", "7"), "7"),
        (Value("text", "甲"), "甲"),
    ],
)
def test_a_value_is_written_as_a_text_where_nothing_else_is_possible(value, text):
    assert words_of(value) == text


@pytest.mark.parametrize("text", ["", " ", "1,23", "12,34", "1.2.3", "①", "+-1", "1e5", ".", "1."])
def test_what_nobody_writes_as_a_number_is_none(text):
    assert written_number(text) is None
