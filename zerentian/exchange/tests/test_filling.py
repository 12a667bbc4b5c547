"""A template comes back whole: the sheet gets its texts, and every other part stays byte for byte."""

import io
import random
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from zerentian.exchange.rules.form_looks import looks_in
from zerentian.exchange.rules.templates import check_columns, fill, open_template
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.texts import plain, seen
from zerentian.organization.rules.tables.layout import Wanted, read_table
from zerentian.organization.tests.sheets import number, xlsx

pytestmark = pytest.mark.filterwarnings("ignore:Data Validation extension")

HEAD = {"A1": "工单号", "B1": "办理结果", "C1": "满意度", "D1": "字数"}
COLUMNS = {"number": "工单号", "reply": "办理结果", "satisfied": "满意度"}
# What no library for spreadsheets keeps: a drop-down of Excel 2010, and a part that nobody knows.
AFTER = (
    '<conditionalFormatting sqref="C2:C3"><cfRule type="expression" priority="1"><formula>1</formula></cfRule>'
    '</conditionalFormatting><dataValidations count="1"><dataValidation type="list" sqref="C2:C3">'
    '<formula1>"满意,不满意"</formula1></dataValidation></dataValidations>'
    '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"'
    ' xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
    '<x14:dataValidations xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" count="1">'
    '<x14:dataValidation type="list"><x14:formula1><xm:f>选项!$A$1:$A$2</xm:f></x14:formula1>'
    "<xm:sqref>C2:C3</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>"
)
PARTS = {
    "xl/drawings/vmlDrawing1.vml": "<xml>按钮</xml>",
    "customXml/item1.xml": "<a/>",
    "xl/media/i.png": b"\x89PNG",
}


def template(cells=None, *, parts=None, after=AFTER, **options):
    """Return a template's bytes: the sheet to fill, and a sheet of choices."""
    sheets = {"回复表": (HEAD | (cells or {}), {"after": after} | options), "选项": ({"A1": "满意"}, {})}
    return xlsx(sheets, parts=PARTS | (parts or {})).getvalue()


def filled(content, *rows):
    """Fill a template with (number, reply, satisfied) rows."""
    said = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
    return fill(open_template(content), COLUMNS, said)


def parts_of(content):
    """Return a file's parts by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}


def differing(before, after):
    """Return the parts that differ."""
    old, new = parts_of(before), parts_of(after)
    assert list(old) == list(new)
    return [name for name in old if old[name] != new[name]]


def cells_of(content, sheet="回复表"):
    """Return what a spreadsheet program reads."""
    page = load_workbook(io.BytesIO(content))[sheet]
    return {cell.coordinate: cell.value for row in page.iter_rows() for cell in row if cell.value is not None}


def test_only_the_sheet_that_is_filled_changes():
    content = template({"A2": "R-1", "A3": "R-2"})
    result = filled(content, ("R-2", "已修好。", "满意"))
    assert differing(content, result.content) == ["xl/worksheets/sheet1.xml"]
    assert cells_of(result.content) == HEAD | {"A2": "R-1", "A3": "R-2", "B3": "已修好。", "C3": "满意"}
    sheet = parts_of(result.content)["xl/worksheets/sheet1.xml"].decode()
    assert "<xm:sqref>C2:C3</xm:sqref>" in sheet
    assert 'type="list" sqref="C2:C3"' in sheet


def test_a_sheet_whose_part_is_named_otherwise_than_it_is_referred_to_is_filled():
    content, out = template({"A2": "R-1"}), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as file, zipfile.ZipFile(out, "w") as made:
        for name in file.namelist():
            info = zipfile.ZipInfo("part")
            info.filename = name.replace("sheet1.xml", "Sheet1.XML").replace("/", "\\")
            made.writestr(info, file.read(name))
    result = filled(out.getvalue(), ("R-1", "已修好。", "满意"))
    assert differing(out.getvalue(), result.content) == ["xl\\worksheets\\Sheet1.XML"]
    assert "已修好。".encode() in parts_of(result.content)["xl\\worksheets\\Sheet1.XML"]


def test_signs_that_look_like_one_written_by_its_number_are_read_as_they_were_typed():
    content = template({"A2": "R-1"})
    told = looks_in(filled(content, ("R-1", "编号 _x0041_ 已修", "")).content)[0]
    assert told.texts[2, 1] == "编号 _x0041_ 已修"


def test_shared_strings_stay_and_a_text_is_the_cells_own():
    result = filled(template({"A2": "R-1"}), ("R-1", " 空格 <&> ", ""))
    assert b'<t xml:space="preserve"> \xe7' in parts_of(result.content)["xl/worksheets/sheet1.xml"]


def test_a_cell_merged_over_two_numbers_gets_both_replies_by_number():
    content = template({"A2": "R-1", "A3": "R-2"}, merges=["B2:B3"])
    assert cells_of(filled(content, ("R-1", "同", ""), ("R-2", "同", "")).content)["B2"] == "同"
    both = cells_of(filled(content, ("R-1", "甲", ""), ("R-2", "乙", "")).content)
    assert both["B2"] == "R-1：甲\nR-2：乙"
    assert cells_of(filled(content, ("R-2", "乙", "")).content)["B2"] == "R-2：乙"


def test_a_number_that_stands_twice_is_filled_twice():
    content = template({"A2": "R-1", "A3": "R-1"})
    assert {"B2", "B3"} <= set(cells_of(filled(content, ("R-1", "甲", "")).content))


def test_numbers_are_known_as_they_are_shown():
    content = template({"A2": number("42", 0), "A3": number("20260000000000000001")})
    result = filled(content, ("42", "甲", ""), ("20260000000000000001", "乙", ""))
    assert result.rows == 2


def test_a_formula_is_never_overwritten_and_forgets_what_it_gave_before():
    content = template({"A2": "R-1", "B2": ("", "<f>D2</f><v>旧</v>"), "D2": ("", "<f>LEN(B2)</f><v>9</v>")})
    result = filled(content, ("R-1", "新", "满意"))
    assert "B2 是公式" in result.notes[0].zh
    assert (cells_of(result.content)["B2"], cells_of(result.content)["D2"]) == ("=D2", "=LEN(B2)")
    assert b"<v>9</v>" not in parts_of(result.content)["xl/worksheets/sheet1.xml"]


def test_an_empty_template_gets_a_row_for_each_with_drop_downs_formulas_and_merges_along():
    content = template({"D2": ("", "<f>LEN(B2)</f>"), "E2": number("")}, merges=["E2:F2"])
    result = filled(content, *((f"R-{n}", f"答{n}", "满意") for n in range(1, 6)))
    cells = cells_of(result.content)
    assert [cells[f"A{row}"] for row in range(2, 7)] == [f"R-{n}" for n in range(1, 6)]
    assert cells["D6"] == "=LEN(B6)"
    sheet = parts_of(result.content)["xl/worksheets/sheet1.xml"].decode()
    assert "<xm:sqref>C2:C6</xm:sqref>" in sheet
    assert '<conditionalFormatting sqref="C2:C6">' in sheet
    assert 'ref="E6:F6"' in sheet


def test_what_stands_under_the_empty_rows_is_never_overwritten():
    content = template({"A5": "填表人：某", "B5": ("", "<f>COUNTA(B2:B4)</f>")})
    assert filled(content, *((f"R-{n}", "答", "") for n in range(3))).rows == 3
    result = filled(content, *((f"R-{n}", "答", "") for n in range(5)))
    cells = cells_of(result.content)
    assert [cells.get(f"A{row}") for row in range(2, 8)] == [*(f"R-{n}" for n in range(5)), "填表人：某"]
    assert cells["B7"] == "=COUNTA(B2:B6)"
    assert "已在第 4 行之后插入 2 行" in result.notes[0].zh


def test_headings_without_an_empty_row_under_them_say_what_to_do():
    with pytest.raises(NotAllowed, match="请在表头下留一行空行"):
        filled(template({"A2": "填表人：某"}), ("R-1", "答", ""))


def test_a_print_area_reaches_the_last_row_and_other_sheets_are_reckoned_anew():
    content = parts_of(template())
    book = content["xl/workbook.xml"].decode()
    content["xl/workbook.xml"] = book.replace(
        "</workbook>",
        '<definedNames><definedName name="_xlnm.Print_Area" localSheetId="0">回复表!$A$1:$D$3</definedName>'
        '<definedName name="_xlnm.Print_Area" localSheetId="1">选项!$A$1:$A$3</definedName></definedNames>'
        '<calcPr calcId="1"/></workbook>',
    ).encode()
    other = content["xl/worksheets/sheet2.xml"].decode()
    content["xl/worksheets/sheet2.xml"] = other.replace(
        "</sheetData>", '<row r="2"><c r="A2"><f>COUNTA(回复表!A:A)</f></c></row></sheetData>'
    ).encode()
    told = parts_of(filled(zipped(content), *((f"R-{n}", "答", "") for n in range(5))).content)
    assert "回复表!$A$1:$D$6" in told["xl/workbook.xml"].decode()
    assert "选项!$A$1:$A$3" in told["xl/workbook.xml"].decode()
    assert b'fullCalcOnLoad="1"' in told["xl/workbook.xml"]


def zipped(parts):
    """Return parts as a file."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return stream.getvalue()


def test_a_column_that_stands_twice_is_not_filled_by_guess():
    content = template({"E1": "办理结果", "A2": "R-1"})
    with pytest.raises(NotAllowed, match="2 列都叫“办理结果”"):
        check_columns(COLUMNS, open_template(content))


def test_headings_over_two_rows_are_filled_below_both():
    cells = {"A1": "工单号", "B1": "办理", "B2": "结果", "C2": "满意度", "D2": "x"}
    content = xlsx({"表": (cells, {"merges": ["A1:A2", "B1:D1"]})}).getvalue()
    opened = open_template(content)
    assert opened.names == ["工单号", "办理/结果", "办理/满意度", "办理/x"]
    result = fill(opened, {"number": "工单号", "reply": "办理/结果"}, [{"number": "R-1", "reply": "甲"}])
    assert cells_of(result.content, "表")["B3"] == "甲"


def test_the_sheet_with_the_headings_is_filled_wherever_it_stands():
    sheets = {"说明": ({"A1": "请填写回复表"}, {}), "回复表": (HEAD | {"A2": "R-1"}, {})}
    content = xlsx(sheets).getvalue()
    assert cells_of(filled(content, ("R-1", "甲", "")).content)["B2"] == "甲"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "密码"),
        (b"PK\x03\x04 torn", "已损坏"),
        (xlsx({"t": ({}, {})}).getvalue(), "没有表头"),
    ],
)
def test_what_can_not_be_filled_says_what_to_do(content, why):
    with pytest.raises(NotAllowed, match=why):
        open_template(content)


def test_a_template_that_declares_a_document_type_is_refused():
    parts = parts_of(template())
    parts["xl/worksheets/sheet1.xml"] = b"<!DOCTYPE a>" + parts["xl/worksheets/sheet1.xml"]
    with pytest.raises(NotAllowed, match="已损坏"):
        open_template(zipped(parts))


def test_a_damaged_template_is_refused_or_filled_never_anything_else():
    parts, chance = (
        parts_of(template({"A2": "R-1", "D2": ("", "<f>A2</f>")}, merges=["B2:B3"])),
        random.Random(3),
    )
    for _ in range(400):
        name = chance.choice([one for one in parts if one.endswith((".xml", ".rels"))])
        torn = bytearray(parts[name])
        for _ in range(chance.randint(1, 4)):
            torn[chance.randrange(len(torn))] = chance.choice(b'<>/="0 &A9')
        try:
            filled(zipped(parts | {name: bytes(torn)}), ("R-1", "甲", "满意"))
        except NotAllowed as refusal:
            assert str(refusal)  # noqa: PT017


TEXTS = st.text(
    alphabet=st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"),
    min_size=1,
    max_size=20,
)


@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_what_goes_into_a_template_is_what_is_read_from_it(texts):
    content = filled(template(), *((f"R-{n}", text, "") for n, text in enumerate(texts))).content
    wanted = Wanted(lambda headings: len(set(HEAD.values()) & set(headings)), lambda headings: True)
    rows = list(read_table(io.BytesIO(content), "t.xlsx", wanted, sheet="回复表").rows)
    assert [row["办理结果"].removeprefix("'").strip() for row in rows] == [as_read(text) for text in texts]


def as_read(text: str) -> str:
    """Return a text as a table of ours says it, without the quote that keeps it from being run."""
    read = plain(text).strip().removeprefix("'").strip()
    return read if seen(read) else ""
