"""Tables as offices really send them: each cell as it is written, the right sheet, nothing dropped unsaid."""

import csv
import io
import pickle
import random
import zipfile
from datetime import datetime, timedelta
from decimal import Decimal
from urllib.parse import quote

import pytest
import xlwt
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from zerentian.organization.rules.tables import ods
from zerentian.organization.rules.tables import xls as xls_rules
from zerentian.organization.rules.tables import xlsx as xlsx_rules
from zerentian.organization.rules.tables.cells import Broken, Unreadable, letter
from zerentian.organization.rules.tables.displayed import displayed, moment_of_serial, shape_of
from zerentian.organization.rules.tables.layout import SeveralSheets, Wanted, read_table
from zerentian.organization.rules.tables.leaving import xlsx_table
from zerentian.organization.rules.tables.reading import read_book, read_whole
from zerentian.organization.rules.tables.xlsx import read_xlsx
from zerentian.organization.tests.sheets import number, shared, xlsx

KNOWN = {"编号", "内容", "时间", "电话", "来电人/电话"}
WANTED = Wanted(
    lambda headings: len(KNOWN & set(headings)), lambda headings: {"编号", "内容"} <= set(headings)
)
HEAD = {"A1": "编号", "B1": "内容", "C1": "时间"}


def table(cells, *, sheet="", **options):
    """Read one sheet of these cells as an importer does."""
    book = {key: options.pop(key) for key in ("formats", "date1904") if key in options}
    return read_table(xlsx({"台账": (cells, options)}, **book), "t.xlsx", WANTED, sheet=sheet)


def said(found):
    """Return what is told of a table once it is read, in Chinese."""
    return "；".join(note.zh for note in found.notes)


def test_a_number_is_read_digit_for_digit():
    cells = HEAD | {
        "A2": number("20261100000000000001"),
        "A3": number("42", 1),
        "A4": number("7", 2),
        "A5": number("1.3800000000E10"),
        "A6": number("1.1000000000000001"),
        "A7": "000042",
        "A8": number("-0"),
    }
    rows = [row["编号"] for row in table(cells, formats=["000000", '"示-"0000']).rows]
    assert rows == ["20261100000000000001", "000042", "示-0007", "13800000000", "1.1", "000042", "0"]


@pytest.mark.parametrize("stored", ["1_000", "１２", "٣", "NaN", "Infinity", "0x10"])
def test_what_no_spreadsheet_writes_as_a_number_is_a_text(stored):
    (row,) = table(HEAD | {"A2": number(stored)}).rows
    assert row["编号"] == stored


@pytest.mark.parametrize(
    "written",
    [
        lambda name: name.replace("sharedStrings", "SharedStrings").replace("sheet1", "Sheet1"),
        lambda name: name.replace("/", "\\"),
        lambda name: name.replace("sheet1", "表 1"),
    ],
    ids=["in another case", "with backslashes", "in signs that are referred to by numbers"],
)
def test_a_part_is_found_however_a_program_writes_its_name(written):
    before, out = xlsx({"台账": (HEAD | {"A2": shared(0)}, {})}, strings=["<t>十二</t>"]), io.BytesIO()
    with zipfile.ZipFile(before) as file, zipfile.ZipFile(out, "w") as made:
        for name in file.namelist():
            info = zipfile.ZipInfo("part")
            info.filename = written(name)
            text = file.read(name)
            numbered = quote("表 1").encode() if "表" in written("sheet1") else b"sheet1"
            made.writestr(info, text.replace(b"worksheets/sheet1", b"worksheets/" + numbered))
    (grid,) = read_xlsx(out).grids
    assert dict(grid.rows)[2][0] == "十二"


def test_two_cells_in_one_place_are_refused_by_their_place_and_none_is_dropped():
    twice = (
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="B2"><v>1</v></c><c r="B2"><v>2</v></c></row>'
    )
    with pytest.raises(Unreadable, match="B2"):
        read_xlsx(xlsx({"台账": (twice, {})}))


def test_yes_is_yes_however_a_program_writes_it():
    cells = {
        f"A{place}": ('t="b"', f"<v>{said}</v>") for place, said in enumerate(("1", "true", "TRUE", "0"), 1)
    }
    assert [row[0] for _, row in read_xlsx(xlsx({"台账": (cells, {})})).grids[0].rows] == ["TRUE"] * 3 + [
        "FALSE"
    ]


@pytest.mark.parametrize("stored", ["2.02611E+19", "20261100000000000000", "1E+300", "1.1010119900307E+17"])
def test_a_number_whose_last_digits_are_gone_is_no_value(stored):
    (row,) = table(HEAD | {"A2": number(stored)}).rows
    heading, broken = row.broken(["编号"])
    assert heading == "编号"
    assert "文本" in broken.why.zh


@given(st.integers(min_value=-(10**15) + 1, max_value=10**15 - 1))
def test_any_number_a_spreadsheet_keeps_whole_is_shown_whole(value):
    for stored in (str(value), f"{Decimal(value):.20E}", repr(float(value))):
        assert displayed(stored, shape_of("General")) == str(value)


@given(st.text(max_size=20), st.text(max_size=12))
def test_any_stored_text_and_format_gives_a_text(stored, code):
    assert isinstance(displayed(stored, shape_of(code)), str)


@given(st.datetimes(datetime(1905, 1, 1), datetime(2099, 12, 31)).map(lambda at: at.replace(microsecond=0)))  # noqa: DTZ001
def test_a_day_is_the_same_in_both_counts(at):
    for zero_1904, zero in ((False, datetime(1899, 12, 30)), (True, datetime(1904, 1, 1))):  # noqa: DTZ001
        serial = Decimal((at - zero) // timedelta(seconds=1)) / 86_400
        assert moment_of_serial(serial, zero_1904=zero_1904) == at


def test_a_file_that_counts_from_1904_says_so_and_shows_its_days():
    found = table(HEAD | {"C2": number("44620.5", 1), "A2": "1"}, formats=["yyyy/m/d h:mm"], date1904=True)
    assert found.zero_1904
    assert next(found.rows)["时间"] == "2026-03-01 12:00:00"


def test_the_day_that_never_was_is_no_day():
    (row,) = table(HEAD | {"C2": number("60", 1)}, formats=["yyyy-mm-dd"]).rows
    assert row.broken(["时间"])


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        (('t="e"', "<v>#N/A</v>"), "#N/A"),
        (("", "<f>VLOOKUP(A1,B:C,2,0)</f>"), "没有计算结果"),
        (("", "<f>A1</f><v></v>"), "没有计算结果"),
        (('t="str"', '<f>DISPIMG("ID_1",1)</f><v>=DISPIMG("ID_1",1)</v>'), "图片"),
    ],
)
def test_an_error_an_uncomputed_formula_and_a_picture_are_no_values(cell, why):
    (row,) = table(HEAD | {"A2": "1", "B2": cell}).rows
    assert why in row.broken(["编号", "内容"])[1].why.zh


def test_a_formula_that_gives_no_text_is_an_empty_cell():
    (row,) = table(HEAD | {"A2": "1", "B2": ('t="str"', '<f>""</f><v></v>')}).rows
    assert (row["内容"], row.broken(["内容"])) == ("", None)


def test_a_broken_cell_stays_one_on_the_other_side_of_a_process():
    (row,) = table(HEAD | {"A2": "1", "B2": ('t="e"', "<v>#REF!</v>")}).rows
    cell = pickle.loads(pickle.dumps(row["内容"]))
    assert isinstance(cell, Broken)
    assert (cell, cell.why) == ("#REF!", row["内容"].why)


def test_the_sheet_that_fits_is_read_and_the_others_are_named():
    sheets = {
        "填写说明": ({"A1": "填写说明", "A2": "1. 请勿改表头"}, {}),
        "三月": (HEAD | {"A2": "1", "B2": "示例"}, {}),
        "旧表": (HEAD | {"A2": "9", "B2": "旧"}, {"state": "veryHidden"}),
    }
    found = read_table(xlsx(sheets), "t.xlsx", WANTED)
    assert (found.sheet, [row["编号"] for row in found.rows]) == ("三月", ["1"])
    assert "读取工作表“三月”" in said(found)
    assert "工作表“填写说明”未读取" in said(found)
    assert "隐藏的工作表“旧表”未读取" in said(found)


def test_of_two_sheets_that_fit_none_is_guessed_and_the_named_one_is_read():
    sheets = {name: (HEAD | {"A2": name, "B2": "示例"}, {}) for name in ("一月", "二月")}
    with pytest.raises(SeveralSheets, match="一月、二月"):
        read_table(xlsx(sheets), "t.xlsx", WANTED)
    assert next(read_table(xlsx(sheets), "t.xlsx", WANTED, sheet="二月").rows)["编号"] == "二月"
    with pytest.raises(Unreadable, match="没有工作表“三月”"):
        read_table(xlsx(sheets), "t.xlsx", WANTED, sheet="三月")


def test_a_file_of_hidden_sheets_alone_is_not_read_unasked():
    sheets = {"底表": (HEAD | {"A2": "1", "B2": "示例"}, {"state": "hidden"})}
    with pytest.raises(Unreadable, match="隐藏"):
        read_table(xlsx(sheets), "t.xlsx", WANTED)
    assert next(read_table(xlsx(sheets), "t.xlsx", WANTED, sheet="底表").rows)["编号"] == "1"


def test_headings_over_two_rows_become_one_each():
    cells = {
        "A1": "某热线工单表",
        "A2": "编号", "B2": "来电人", "D2": "内容",
        "B3": "姓名", "C3": "电话",
        "A4": "1", "B4": "甲", "C4": "139", "D4": "示例",
    }  # fmt: skip
    found = table(cells, merges=["A1:D1", "A2:A3", "B2:C2", "D2:D3"])
    assert found.headings == ("编号", "来电人/姓名", "来电人/电话", "内容")
    assert [row.cells for row in found.rows] == [
        {"编号": "1", "来电人/姓名": "甲", "来电人/电话": "139", "内容": "示例"}
    ]
    assert "表头在第 2–3 行" in said(found)


def test_wide_headings_without_tall_ones_take_the_row_under_them():
    cells = {"A1": "编号", "B1": "来电人", "D1": "内容", "B2": "姓名", "C2": "电话", "A3": "1", "D3": "示例"}
    assert table(cells, merges=["B1:C1"]).headings == ("编号", "来电人/姓名", "来电人/电话", "内容")


def test_a_merged_cell_speaks_for_every_row_it_spans_and_that_is_said():
    cells = HEAD | {"A2": "1", "B2": "甲", "C2": "2026-03-01", "A3": "2", "B3": "乙", "A4": "3", "B4": "丙"}
    found = table(cells, merges=["C2:C4"])
    assert [row["时间"] for row in found.rows] == ["2026-03-01"] * 3
    assert "共 2 处" in said(found)


def test_rows_that_only_merged_cells_reach_are_no_rows():
    found = table(HEAD | {"A2": "1", "B2": "甲", "C2": "x"}, merges=["A2:A3", "B2:B3", "C2:C3"])
    assert len(list(found.rows)) == 1


def test_a_line_across_the_table_is_no_matter_and_is_said():
    found = table(HEAD | {"A2": "一、道路", "A3": "1", "B3": "甲"}, merges=["A2:C2"])
    assert [row["编号"] for row in found.rows] == ["1"]
    assert "第 2 行是跨全表的一行字" in said(found)


def test_a_heading_over_two_columns_is_refused_by_name():
    with pytest.raises(Unreadable, match=r"表头“内容”出现了 2 次（B、D 列）"):
        table(HEAD | {"D1": "内容", "A2": "1", "B2": "甲"})


def test_a_column_without_a_heading_is_named():
    found = table(HEAD | {"A2": "1", "B2": "甲", "F2": "旁注"})
    assert len(list(found.rows)) == 1
    assert "F 列没有表头" in said(found)


def test_hidden_rows_are_read_and_said():
    data = '<row r="1"><c r="A1" t="inlineStr"><is><t>编号</t></is></c></row>'
    data += '<row r="2" hidden="1"><c r="A2"><v>1</v></c></row>'
    found = table(data)
    assert [row["编号"] for row in found.rows] == ["1"]
    assert "1 行在表格中是隐藏的" in said(found)


def test_a_stray_cell_far_away_costs_nothing():
    found = table(HEAD | {"A2": "1", "B2": "甲", "XFD1048576": "x"})
    assert [row.number for row in found.rows] == [2]


def test_a_quote_that_does_not_close_is_named_by_its_row():
    text = '编号,内容\n1,"第一\n行"\n2,"没有收尾\n3,丙\n'
    with pytest.raises(Unreadable, match=r"第 3 行（文件第 4 行起）"):
        list(read_table(io.BytesIO(text.encode()), "t.csv", WANTED).rows)


@pytest.mark.parametrize("line_end", ["", "\n"])
def test_signs_within_a_quoted_heading_separate_no_cells(line_end):
    text = f'"编号;如有"\t"内容（时间,地点,{line_end}人数,事由）"\r\n1\t三组路灯不亮\r\n'
    book = read_book(io.BytesIO(text.encode()), "t.csv")
    (grid,) = book.grids
    assert [list(cells.values()) for _, cells in grid.rows][1] == ["1", "三组路灯不亮"]


@pytest.mark.parametrize("heading", ['管径(")', '规格"A"', '管径5"'])
def test_a_quote_within_a_heading_hides_no_sign_behind_it(heading):
    text = f"{heading}\t编号\t内容,地点\n5\t1\t三组路灯不亮\n"
    (grid,) = read_book(io.BytesIO(text.encode()), "t.csv").grids
    assert [list(cells.values()) for _, cells in grid.rows] == [
        [heading, "编号", "内容,地点"],
        ["5", "1", "三组路灯不亮"],
    ]


def test_a_comma_without_quotes_breaks_its_row_and_no_other():
    text = "编号,内容\n1,路灯坏了,三天没人管\n2,乙\n"
    first, second = read_table(io.BytesIO(text.encode()), "t.csv", WANTED).rows
    assert "逗号" in first.broken(["编号", "内容"])[1].why.zh
    assert second.broken(["编号", "内容"]) is None


def test_password_protected_files_are_named_as_such():
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    locked = io.BytesIO()
    with zipfile.ZipFile(locked, "w") as file:
        file.writestr("content.xml", b"\x00\x01")
        file.writestr("META-INF/manifest.xml", "<m:encryption-data xmlns:m='urn:m'/>")
    for content, name in ((ole, "t.xlsx"), (ole, "t.xls"), (locked.getvalue(), "t.ods")):
        with pytest.raises(Unreadable, match="密码"):
            read_book(io.BytesIO(content), name)


def test_a_part_with_a_document_type_or_torn_xml_is_named_as_damage():
    for xml in ('<!DOCTYPE w [<!ENTITY a "aaa">]><worksheet>&a;</worksheet>', "<worksheet><sheetData>"):
        stream = xlsx({"台账": (HEAD, {})})
        torn = io.BytesIO()
        with zipfile.ZipFile(stream) as old, zipfile.ZipFile(torn, "w") as new:
            for part in old.namelist():
                new.writestr(part, xml if part.endswith("sheet1.xml") else old.read(part))
        with pytest.raises(Unreadable, match="已损坏"):
            read_book(torn, "t.xlsx")


def old_workbook():
    """Return an .xls with a format, both kinds of hidden, merged cells, an error, and the count from 1904."""
    book = xlwt.Workbook()
    book.dates_1904 = True
    sheet = book.add_sheet("台账")
    for column, heading in enumerate(HEAD.values()):
        sheet.write(0, column, heading)
    sheet.write(1, 0, 42, xlwt.easyxf(num_format_str="000000"))
    sheet.write(1, 2, 44620.5, xlwt.easyxf(num_format_str="yyyy-mm-dd h:mm"))
    sheet.write(1, 1, "甲")
    sheet.write_merge(2, 3, 2, 2, "x")
    for row, text in ((2, "乙"), (3, "丙")):
        sheet.write(row, 0, str(row))
        sheet.write(row, 1, text)
    sheet.write(4, 0, 20261100000000000001)
    book.add_sheet("底表").visibility = 1
    stream = io.BytesIO()
    book.save(stream)
    return stream


def test_the_old_format_is_read_as_the_new_one():
    found = read_table(old_workbook(), "旧表.et", WANTED)
    rows = list(found.rows)
    assert [row["编号"] for row in rows[:3]] == ["000042", "2", "3"]
    assert [row["时间"] for row in rows[:3]] == ["2026-03-01 12:00:00", "x", "x"]
    assert rows[3].broken(["编号"])


def test_rows_of_the_old_format_keep_their_numbers_and_hidden_ones_with_something_in_them_are_counted():
    book, stream = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("台账")
    for row in (0, 2, 3):
        sheet.write(row, 0, f"第{row}行")
    for row in (1, 3, 6):
        sheet.row(row).hidden = True
    book.save(stream)
    (grid,) = xls_rules.read_xls(stream.getvalue()).grids
    assert [number for number, _ in grid.rows] == [1, 3, 4]
    assert (grid.hidden_rows, grid.total) == (1, 3)


def test_a_damaged_old_file_is_refused_or_read_never_anything_else():
    content, chance = old_workbook().getvalue(), random.Random(7)
    for _ in range(300):
        torn = bytearray(content)
        for _ in range(chance.randint(1, 12)):
            torn[chance.randrange(len(torn))] = chance.randrange(256)
        try:
            read_whole(bytes(torn))
        except Unreadable as refusal:
            assert any(word in str(refusal) for word in ("已损坏", "密码", "另存为"))  # noqa: PT017


ODS = """<o:document-content xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:t="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:x="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:s="urn:oasis:names:tc:opendocument:xmlns:style:1.0"><o:automatic-styles><s:style s:name="h"
 s:family="table"><s:table-properties t:display="false"/></s:style></o:automatic-styles><o:body><o:spreadsheet>
<t:table t:name="台账"><t:table-row>{head}</t:table-row>
<t:table-row t:number-rows-repeated="2"><t:table-cell o:value-type="float" o:value="42"><x:p>000042</x:p>
</t:table-cell><t:table-cell o:value-type="string" t:number-rows-spanned="2"><o:annotation><x:p>批注</x:p>
</o:annotation><x:p>甲<x:s x:c="2"/>乙</x:p></t:table-cell><t:table-cell o:value-type="date"
 o:date-value="2026-03-01T09:30:00"><x:p>3月1日</x:p></t:table-cell></t:table-row>
<t:table-row><t:table-cell t:formula="of:=NA()" o:value-type="string"><x:p>#N/A</x:p></t:table-cell></t:table-row>
<t:table-row t:number-rows-repeated="1048000"><t:table-cell t:number-columns-repeated="16384"/></t:table-row>
</t:table><t:table t:name="底表" t:style-name="h"><t:table-row>{head}</t:table-row></t:table>
</o:spreadsheet></o:body></o:document-content>"""


def test_an_open_document_is_read_as_it_is_shown():
    head = "".join(f"<t:table-cell><x:p>{one}</x:p></t:table-cell>" for one in HEAD.values())
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        file.writestr("content.xml", ODS.format(head=head))
    found = read_table(stream, "t.ods", WANTED)
    rows = list(found.rows)
    assert [(row["编号"], row["内容"], row["时间"]) for row in rows[:2]] == [
        ("000042", "甲  乙", "2026-03-01 09:30:00")
    ] * 2
    assert "#N/A" in rows[2].broken(["编号"])[1].why.zh
    assert "隐藏的工作表“底表”未读取" in said(found)


def ods_of(rows):
    """Return an .ods of these rows of XML, its heading first."""
    stream = io.BytesIO()
    head = ODS.format(head="<t:table-cell><x:p>编号</x:p></t:table-cell>").partition("<t:table-row>")[0]
    with zipfile.ZipFile(stream, "w") as file:
        rest = "</t:table></o:spreadsheet></o:body></o:document-content>"
        file.writestr("content.xml", f"{head}{rows}{rest}")
    stream.seek(0)
    return stream


def test_texts_that_cells_share_are_read_at_every_place_without_their_phonetic_guides():
    strings = ("<t>编号</t>", "<r><t>甲</t></r><r><t>乙</t></r><rPh><t>jia yi</t></rPh>")
    cells = {"A1": shared(0), "A2": shared(1), "A3": "丙", "A4": shared(1)}
    (grid,) = read_xlsx(xlsx({"台账": (cells, {})}, strings=strings)).grids
    assert [row[0] for _, row in grid.rows] == ["编号", "甲乙", "丙", "甲乙"]
    for outside in (2, "x"):
        with pytest.raises(Unreadable, match="已损坏"):
            read_xlsx(xlsx({"台账": ({"A1": shared(outside)}, {})}, strings=strings))


def xls_of_rows(count):
    """Return an .xls with one cell in each of so many rows."""
    book, stream = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("台账")
    for row in range(count):
        sheet.write(row, 0, "甲")
    book.save(stream)
    return stream.getvalue()


def test_a_file_may_hold_so_many_cells_and_not_one_more(monkeypatch):
    row = '<t:table-row t:number-rows-repeated="{}"><t:table-cell><x:p>甲</x:p></t:table-cell></t:table-row>'
    for module, read, holding in (
        (ods, ods.read_ods, lambda count: ods_of(row.format(count))),
        (
            xlsx_rules,
            read_xlsx,
            lambda count: xlsx({"台账": ({f"A{row + 1}": "甲" for row in range(count)}, {})}),
        ),
        (xls_rules, xls_rules.read_xls, xls_of_rows),
    ):
        monkeypatch.setattr(module, "MOST_CELLS", 3)
        assert read(holding(3)).grids[0].total == 3
        with pytest.raises(Unreadable, match="超过 3 个单元格"):
            read(holding(4))


CELLS = st.text(alphabet='甲乙,"\n; 1_x0041é\U0001f600', min_size=0, max_size=6).map(str.strip)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=6))
def test_what_stands_in_a_sheet_is_what_is_read_from_xlsx_and_csv(rows):
    cells = dict(HEAD)
    for place, row in enumerate(rows, 2):
        cells |= {
            f"{letter(at)}{place}": text.replace("_x", "_x005F_x") for at, text in enumerate(row) if text
        }
    text = io.StringIO()
    csv.writer(text).writerows([list(HEAD.values()), *rows])
    written = [row for row in rows if any(row)]
    for stream, name in (
        (xlsx({"t": (cells, {})}), "t.xlsx"),
        (io.BytesIO(text.getvalue().encode()), "t.csv"),
    ):
        found = read_table(stream, name, WANTED)
        assert [[row[heading] for heading in HEAD.values()] for row in found.rows] == written


@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_refused(content):
    for start in (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        for name in ("t.csv", "t.xlsx"):
            try:
                list(read_table(io.BytesIO(start + content), name, WANTED).rows)
            except Unreadable as refusal:
                assert str(refusal)  # noqa: PT017


def printed(columns: int, signs: int) -> tuple[str, int, float]:
    """Return how a table is laid on paper: which way, how small, and how much of the width it takes."""
    sheet = load_workbook(
        io.BytesIO(xlsx_table([["字" * (signs // 2)] * columns] * 2, taken="示例甲"))
    ).active
    wide = sum(8 * one.width + 5 for one in sheet.column_dimensions.values())
    inches = (11.69 if sheet.page_setup.orientation == "landscape" else 8.27) - 2 * sheet.page_margins.left
    return (
        sheet.page_setup.orientation,
        sheet.page_setup.scale,
        wide * sheet.page_setup.scale / 100 / 96 / inches,
    )


def test_a_table_is_printed_with_all_its_columns_side_by_side_and_large_enough_to_read() -> None:
    upright, lying, smaller, widest = (printed(4, 10), printed(7, 10), printed(11, 20), printed(20, 40))
    assert upright[:2] == ("portrait", 100)
    assert lying[:2] == ("landscape", 100)
    assert smaller[0] == "landscape"
    assert 50 <= smaller[1] < 100
    assert all(wide <= 1 for _, _, wide in (upright, lying, smaller))
    assert widest[:2] == ("landscape", 50), (
        "what is wider still goes on beside, rather than too small to read"
    )
