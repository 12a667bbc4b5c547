"""The small rules below forms and demands: room in a row, numbers as they are written, counts that fit each other."""

import io
from datetime import date
from types import SimpleNamespace

import pytest
from openpyxl import Workbook
from openpyxl.styles import Alignment

from zerentian.exchange.actions.fillings import checked_row
from zerentian.exchange.actions.form_values import NOTHING, Gathering, number_of
from zerentian.exchange.actions.months import Department
from zerentian.exchange.forms.imports import ColumnsForm
from zerentian.exchange.rules.demands import MOST_CELLS, check_cells
from zerentian.exchange.rules.form_looks import look_at
from zerentian.exchange.rules.form_maps import Said
from zerentian.exchange.rules.form_suggestions import counts_columns
from zerentian.exchange.rules.sheet_xml import LINE_POINTS, NORMAL_WIDTH, SheetXml, columns_of
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.rules.tables.cells import Merge
from zerentian.organization.rules.tables.xlsx import Workbook as Opened


def saved(page_of):
    """Return a file whose one sheet was prepared by a function."""
    made, stream = Workbook(), io.BytesIO()
    page_of(made.worksheets[0])
    made.save(stream)
    return stream.getvalue()


def sheet_of(page_of) -> SheetXml:
    """Return the tree of such a sheet."""
    workbook = Opened(io.BytesIO(saved(page_of)))
    part = next(part for _, part, _ in workbook.sheets())
    return SheetXml(workbook.package.tree(part))


def narrow(page):
    """Two lines high, ten and twenty signs wide, and a row that is as high as it needs to be."""
    page["A1"], page["A2"] = "旧", "旧"
    page["A1"].alignment = Alignment(wrap_text=True)
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 10, 20
    page.row_dimensions[1].height = 2 * LINE_POINTS
    page.merge_cells("C1:D1")


@pytest.mark.parametrize(
    ("column", "text", "cut_off"),
    [
        (0, "字" * 10, False),
        (0, "字" * 11, True),
        (0, "a" * 20, False),
        (0, "a" * 21, True),
        (0, "一\n二", False),
        (0, "一\n二\n三", True),
        (1, "字" * 20, False),
        (1, "字" * 21, True),
        (2, "a" * int(NORMAL_WIDTH * 4), False),
        (2, "a" * int(NORMAL_WIDTH * 4 + 2), True),
    ],
)
def test_a_row_of_fixed_height_grows_only_where_a_text_would_be_cut_off(column, text, cut_off):
    sheet = sheet_of(narrow)
    sheet.make_room(1, column, text)
    assert ("customHeight" not in sheet.rows[1].attrib) == cut_off


def test_a_column_without_a_width_of_its_own_is_as_wide_as_usual():
    sheet = sheet_of(narrow)
    assert [sheet.width(column) for column in (0, 1, 2, 9)] == pytest.approx(
        [10, 20, NORMAL_WIDTH, NORMAL_WIDTH], abs=0.01
    )
    assert list(columns_of(Merge(1, 3, 2, 4))) == [2, 3, 4]


def test_a_sheet_is_as_large_as_what_stands_in_it():
    def page(page):
        page["A1"], page["C4"], page["B2"] = "一", "=1+1", "二"

    (look,) = look_at(saved(page))
    assert (look.rows, look.columns) == (4, 3)
    assert look.formulas == {(4, 2): "1+1"}
    assert (look.texts[1, 0], look.texts[2, 1]) == ("一", "二")


@pytest.mark.parametrize(
    ("value", "said", "written"),
    [
        (1234, Said(), "1234"),
        (1234, Said(divisor=1000, places=1), "1.2"),
        (1250, Said(divisor=1000, places=1), "1.3"),
        (0, Said(divisor=10_000, places=2), "0.00"),
        (-5, Said(divisor=10), "-1"),
    ],
)
def test_a_number_is_divided_and_rounded_half_up(value, said, written):
    found = number_of(value, said)
    assert (found.kind, found.text) == ("number", written)


def test_what_nobody_knows_is_left_empty_and_never_nought():
    assert number_of(None, Said()) is NOTHING
    assert number_of(None, Said(divisor=10)) is NOTHING


@pytest.mark.parametrize(
    "cells", [(None, None, None), (0, 0, 0), (10, 6, 4), (MOST_CELLS, None, None), (None, 9, 9)]
)
def test_counts_of_cells_that_fit_each_other_are_taken(cells):
    check_cells(*cells)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ((-1, None, None), "之间"),
        ((MOST_CELLS + 1, None, None), "之间"),
        ((10, 6, 5), "超过"),
        ((10, None, 11), "超过"),
    ],
)
def test_counts_of_cells_that_cannot_be_are_refused(cells, words):
    with pytest.raises(NotAllowed, match=words):
        check_cells(*cells)


def test_what_a_department_asked_for_is_a_row_and_cells_that_nobody_counted_are_said():
    assert Department("农业农村局", 3, 0, 0, 1, 0, 10, 4).row == (
        "农业农村局",
        "3",
        "0",
        "0",
        "1",
        "0",
        "10",
        "4",
    )
    nobody = Department("林业局", 1, 1, 0, 0, 1, None, None)
    assert nobody.row == ("林业局", "1", "1", "0", "0", "1", "未计", "未计")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sheets", "hidden"), [([("来件", False)], True), ([("来件", False), ("旧表", True)], False)]
)
def test_which_sheet_is_read_is_asked_where_there_is_a_choice(township, sheets, hidden):
    form = ColumnsForm(units=[township], headings=["事项", "手机号", "时间"], sheets=sheets)
    assert form.fields["sheet"].widget.is_hidden is hidden
    assert [name for name, _ in form.fields["sheet"].choices] == [name for name, _ in sheets]
    assert [label == name for name, label in form.fields["sheet"].choices] == [not one[1] for one in sheets]
    assert [value for value, _ in form.fields["column_text"].choices][:2] == ["", "事项"]


@pytest.mark.parametrize(
    ("texts", "counts"),
    [
        (("1", "2", "3"), True),
        (("（1）", "(2)", "3", "4"), True),
        (("1", "2"), False),
        (("1", "3", "2"), False),
        (("0", "1", "2"), False),
        (("1", "2", "件"), False),
    ],
)
def test_a_row_of_three_columns_or_more_that_only_counts_them_is_no_data(texts, counts):
    assert counts_columns(dict(enumerate(texts, 2))) is counts


@pytest.mark.parametrize(
    ("last", "path"),
    [(date(2026, 2, 28), "a/b"), (date(2026, 12, 31), "a/c"), (date(2019, 12, 31), "a/now")],
    ids=["at its end", "today where it goes on", "now where it was not yet"],
)
def test_a_unit_counts_where_it_stood_at_the_end_of_the_period(last, path):
    stood = {date(2026, 2, 28): "a/b", date(2026, 3, 2): "a/c"}
    unit = SimpleNamespace(path="a/now", path_on=lambda day: stood.get(day, ""))
    gathering = SimpleNamespace(period=SimpleNamespace(last=last), today=date(2026, 3, 2))
    assert Gathering.path_of(gathering, unit) == path


def test_a_row_of_the_check_sheet_names_the_seal_of_a_figure_alone():
    cell = {"sheet": "表", "at": "B2", "shown": "3", "kind": "figure", "code": "deeds.count"}
    assert checked_row(cell, 12)[9] == "12"
    assert checked_row(cell | {"code": "no.such"}, 12)[4:10] == ["no.such", "", "", "", "", ""]
