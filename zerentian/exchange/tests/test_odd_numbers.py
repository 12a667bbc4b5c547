"""Strangers' files with digits that are no numbers: read as if nothing were said, never a fault of the program."""

import io
import re
import zipfile

import pytest

from zerentian.exchange.rules.form_filling import filled
from zerentian.exchange.rules.form_looks import looks_in
from zerentian.exchange.rules.form_puts import Put, Value
from zerentian.exchange.tests.layouts import book_of, saved
from zerentian.organization.rules.tables.ods import count
from zerentian.organization.rules.tables.xlsx import PLAIN, shape_of_style

SHEET, STYLES = "xl/worksheets/sheet1.xml", "xl/styles.xml"


def changed(part, pattern, by):
    """Return a workbook with one attribute written otherwise."""
    content = saved(book_of("标题", [["标题"], ["甲", "乙"]], [])[0])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as file, zipfile.ZipFile(out, "w") as made:
        for name in file.namelist():
            text = file.read(name)
            if name == part:
                text, times = re.subn(pattern, by, text.decode(), count=1)
                assert times == 1
            made.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("part", "pattern", "by"),
    [
        (SHEET, r'<row r="2"', '<row r="²"'),
        (SHEET, r'(<c r="A2") s="\d+"', r'\1 s="²"'),
        (STYLES, r'(<cellXfs.*?<xf\b[^>]*?)numFmtId="0"', r'\1numFmtId="²"'),
        (SHEET, r"<sheetData>", '<cols><col min="²" max="²" style="²" width="²"/></cols><sheetData>'),
    ],
    ids=["row", "style", "format", "column"],
)
def test_a_superscript_is_no_number_of_a_row_style_or_column(part, pattern, by):
    content = changed(part, pattern, by)
    assert looks_in(content)[0].texts == {(1, 0): "标题", (2, 0): "甲", (2, 1): "乙"}
    made = filled(content, [Put("Sheet1", 3, 1, Value("number", "7"))], [])
    assert looks_in(made.content)[0].texts[3, 1] == "7"


@pytest.mark.parametrize(("said", "times"), [("3", 3), ("²", 1), ("", 1), ("0", 1), ("9" * 8, 1)])
def test_a_cell_of_an_open_document_is_repeated_as_often_as_a_number_says(said, times):
    assert count({"number-columns-repeated": said}, "number-columns-repeated") == times


def test_a_format_without_a_number_shows_a_number_as_it_is():
    assert shape_of_style("²", {}) == PLAIN
    assert shape_of_style("14", {}).moment
