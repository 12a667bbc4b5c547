"""Spreadsheets at their edges: parts that are missing or too large, values of rare kinds, headings in several rows."""

import io
import zipfile
from types import SimpleNamespace

import pytest
import xlrd
import xlwt

from zerentian.organization.rules.tables import parts, xls
from zerentian.organization.rules.tables.cells import Broken, Merge, Unreadable
from zerentian.organization.rules.tables.displayed import Shape
from zerentian.organization.rules.tables.headings import find_headings, plain
from zerentian.organization.rules.tables.layout import Wanted, read_table
from zerentian.organization.rules.tables.leaving import Leaving
from zerentian.organization.rules.tables.parts import Package
from zerentian.organization.rules.tables.reading import opened
from zerentian.organization.rules.tables.xlsx import Workbook, read_xlsx
from zerentian.organization.tests.sheets import MAIN, OFFICE, PACKAGE, number, xlsx

KNOWN = {"编号", "内容", "电话", "姓名"}
WANTED = Wanted(lambda names: len(KNOWN & set(names)), lambda names: {"编号", "内容"} <= set(names))


def without(stream, *gone, **instead):
    """Return an office file again without some of its parts, and with others in their place."""
    out = io.BytesIO()
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part not in gone:
                new.writestr(part, instead.get(part.rpartition("/")[2].partition(".")[0], old.read(part)))
    out.seek(0)
    return out


def cells_in(stream):
    """Return the cells of the first sheet of an .xlsx, row by row."""
    return [(at, dict(cells)) for at, cells in read_xlsx(stream).grids[0].rows]


def zipped(**contents):
    """Return a zipped file of some parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in contents.items():
            file.writestr(name, content)
    stream.seek(0)
    return stream


# -- parts -----------------------------------------------------------------------------------------------------


def test_a_file_unpacks_to_so_much_and_not_a_byte_more(monkeypatch):
    monkeypatch.setattr(parts, "MOST_UNPACKED", 3 * 1024 * 1024)
    most = b"\x00" * (3 * 1024 * 1024 - 1)
    assert "a" in Package(zipped(a=most, b=b"1"))
    with pytest.raises(Unreadable) as refused:
        Package(zipped(a=most, b=b"12"))
    assert "文件解压后超过 3 MB" in refused.value.words.zh
    assert "more than 3 MB" in refused.value.words.en


def test_a_file_has_so_many_parts_and_not_one_more(monkeypatch):
    monkeypatch.setattr(parts, "PARTS", 2)
    assert "b" in Package(zipped(a=b"", b=b""))
    with pytest.raises(Unreadable, match="请拆分"):
        Package(zipped(a=b"", b=b"", c=b""))


def test_a_part_that_stands_there_twice_or_not_at_all_is_damage():
    twice = io.BytesIO()
    with zipfile.ZipFile(twice, "w") as file:
        file.writestr("a", "1")
        with pytest.warns(UserWarning, match="Duplicate"):
            file.writestr("a", "2")
    with pytest.raises(Unreadable, match="已损坏（zip）"):
        Package(twice)
    with pytest.raises(Unreadable, match="已损坏（b）"):
        Package(zipped(a=b"")).read("b")


@pytest.mark.parametrize(
    "content",
    [b"<!DOCTYPE x><x/>", b"<!doctype x><x/>", b"<!ENTITY a 'b'><x/>", "<!DOCTYPE x><x/>".encode("utf-16")],
)
def test_a_part_that_declares_a_document_type_is_not_read(content):
    with pytest.raises(Unreadable, match="已损坏"):
        Package(zipped(a=content)).tree("a")


# -- .xlsx -----------------------------------------------------------------------------------------------------


def test_a_workbook_stands_in_its_usual_place_where_nothing_says_where():
    book = xlsx({"台账": ({"A1": "编号"}, {})})
    assert cells_in(without(book, "_rels/.rels")) == [(1, {0: "编号"})]
    with pytest.raises(Unreadable, match="不是表格文件"):
        Workbook(without(book, "_rels/.rels", "xl/workbook.xml"))
    other = f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r" Type="{OFFICE}/other" Target="x"/></Relationships>'
    assert cells_in(without(book, **{"": other}))[0][1] == {0: "编号"}


def test_a_workbook_without_styles_or_relations_is_read_as_far_as_it_goes():
    book = xlsx({"台账": ({"A1": number("44620")}, {})}, formats=["yyyy-mm-dd"])
    assert cells_in(book) == [(1, {0: "44620"})]
    assert cells_in(without(book, "xl/styles.xml", "xl/sharedStrings.xml")) == [(1, {0: "44620"})]
    assert read_xlsx(without(book, "xl/_rels/workbook.xml.rels")).grids == []


def test_a_day_that_is_written_out_is_shown_with_a_blank_before_its_time():
    cells = {
        "A1": ('t="d"', "<v>2026-03-01T09:30:00</v>"),
        "B1": ('t="str"', "<v> T_x0041_ </v>"),
        "C1": ('t="b"', "<v>TRUE</v>"),
        "D1": ('t="b"', "<v>no</v>"),
        "E1": ('t="n"', "<v> 7 </v>"),
    }
    assert cells_in(xlsx({"t": (cells, {})})) == [
        (1, {0: "2026-03-01 09:30:00", 1: "TA", 2: "TRUE", 3: "FALSE", 4: "7"})
    ]


def test_rows_and_cells_without_a_place_follow_the_one_before():
    data = (
        '<row><c t="str"><v>甲</v></c><c t="str"><v>乙</v></c></row>'
        '<row r="5"><c r="B5" t="str"><v>丙</v></c><x/><c t="str"><v>丁</v></c></row>'
        '<row><c t="str"><v>戊</v></c></row>'
    )
    assert cells_in(xlsx({"t": (data, {})})) == [
        (1, {0: "甲", 1: "乙"}),
        (5, {1: "丙", 2: "丁"}),
        (6, {0: "戊"}),
    ]


def test_rows_of_the_sheets_data_are_numbered_and_what_else_stands_there_is_none():
    tree = xlsx({"t": ('<row r="3"/><other/><row/><row r="x"/>', {})})
    book = Workbook(tree)
    (_, part, _hidden) = next(book.sheets())
    sheet = book.package.tree(part).find(f"{{{MAIN}}}sheetData")
    assert [at for at, _ in book.rows(sheet)] == [3, 4, 5]
    (first, *_) = book.rows(book.package.tree(part)[0][:2])
    assert first[0] == 3


def test_rows_that_come_in_another_order_are_read_in_theirs():
    cells = {"A3": "丙", "A1": "甲", "A2": "乙"}
    assert [at for at, _ in cells_in(xlsx({"t": (cells, {})}))] == [1, 2, 3]


def test_hidden_rows_are_counted_where_they_hold_something():
    data = (
        '<row r="1" hidden="1"><c r="A1" t="str"><v>甲</v></c></row>'
        '<row r="2" hidden="true"><c r="A2" t="str"><v>乙</v></c></row>'
        '<row r="3" hidden="0"><c r="A3" t="str"><v>丙</v></c></row><row r="4" hidden="1"/>'
    )
    (grid,) = read_xlsx(xlsx({"t": (data, {})})).grids
    assert (grid.hidden_rows, grid.total) == (2, 3)


@pytest.mark.parametrize(("state", "hidden"), [("visible", False), ("hidden", True), ("veryHidden", True)])
def test_a_sheet_is_hidden_as_its_book_says(state, hidden):
    assert [one.hidden for one in read_xlsx(xlsx({"t": ({"A1": "x"}, {"state": state})})).grids] == [hidden]


def test_of_all_sheets_of_a_file_the_cells_are_counted_together(monkeypatch):
    monkeypatch.setattr("zerentian.organization.rules.tables.xlsx.MOST_CELLS", 2)
    two = {"a": ({"A1": "1"}, {}), "b": ({"A1": "2"}, {})}
    assert len(read_xlsx(xlsx(two)).grids) == 2
    with pytest.raises(Unreadable, match="超过 2 个单元格"):
        read_xlsx(xlsx(two | {"c": ({"A1": "3"}, {})}))


# -- the old format --------------------------------------------------------------------------------------------


def old(*rows, visibility=0):
    """Return an .xls of some rows; a pair is written in a format."""
    book, stream = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("台账")
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, int) and value >= 0x100000:
                sheet.row(at).set_cell_error(column, value - 0x100000)
            elif isinstance(value, tuple):
                sheet.write(at, column, value[0], xlwt.easyxf(num_format_str=value[1]))
            else:
                sheet.write(at, column, value)
    sheet.visibility = visibility
    book.save(stream)
    return stream.getvalue()


def test_truths_and_errors_of_the_old_format_are_told_as_in_the_new_one():
    (grid,) = xls.read_xls(old([True, False, 0x100000 + 0x2A, " 甲 ", ""])).grids
    ((_, cells),) = grid.rows
    assert {at: str(cell) for at, cell in cells.items()} == {0: "TRUE", 1: "FALSE", 2: "#N/A", 3: "甲"}
    assert [isinstance(cells[at], Broken) for at in (0, 2)] == [False, True]


def test_numbers_of_the_old_format_are_shown_as_their_format_says():
    (grid,) = xls.read_xls(
        old([(42, "000000"), (46082, "yyyy-mm-dd"), (46082, "General"), (1.5, "0.00")])
    ).grids
    ((_, cells),) = grid.rows
    assert list(cells.values()) == ["000042", "2026-03-01", "46082", "1.5"]


@pytest.mark.parametrize(
    ("kind", "shape"), [(xlrd.XL_CELL_DATE, Shape(moment=True)), (xlrd.XL_CELL_NUMBER, Shape())]
)
def test_a_number_whose_format_is_not_known_is_a_day_where_it_is_said_to_be_one(kind, shape):
    plain_format = SimpleNamespace(format_str="0.00")
    style = SimpleNamespace(format_key=7)
    for known, index in (({}, 0), ({7: plain_format}, 0), ({7: plain_format}, None)):
        file = SimpleNamespace(format_map=known, xf_list=[style])
        assert xls.shape(file, SimpleNamespace(xf_index=index, ctype=kind)) == shape


def test_a_sheet_of_the_old_format_is_hidden_as_its_book_says():
    assert [xls.read_xls(old(["x"], visibility=one)).grids[0].hidden for one in (0, 1, 2)] == [
        False,
        True,
        True,
    ]


# -- headings --------------------------------------------------------------------------------------------------


def headings(rows, merges=()):
    found = find_headings(rows, [Merge(*one) for one in merges], WANTED.recognise)
    return found and (found.first, found.last, dict(found.columns))


def test_a_wide_heading_in_the_last_row_there_is_stands_over_all_its_columns():
    assert headings([(1, {0: "编号", 1: "内容"})], [(1, 1, 1, 2)]) == (
        1,
        1,
        {0: "编号", 1: "内容", 2: "内容"},
    )


def test_a_wide_heading_over_the_best_row_belongs_to_the_headings_and_no_row_above_it():
    rows = [
        (1, {0: "2026年台账"}),
        (2, {0: "诉求人"}),
        (3, {0: "姓名", 1: "电话"}),
        (4, {0: "甲", 1: "1"}),
    ]
    assert headings(rows, [(2, 2, 0, 1)]) == (3, 3, {0: "姓名", 1: "电话"}), (
        "across the whole table it is a title"
    )
    wider = [(at, cells | ({2: "x"} if at == 4 else {})) for at, cells in rows]
    assert headings(wider, [(2, 2, 0, 1)]) == (2, 3, {0: "诉求人/姓名", 1: "诉求人/电话"})


def test_a_tall_heading_takes_the_rows_along_that_it_spans():
    rows = [
        (1, {0: "编号", 1: "诉求人"}),
        (2, {1: "姓名", 2: "电话"}),
        (3, {0: "1", 1: "甲", 2: "2", 3: "x"}),
    ]
    expected = (1, 2, {0: "编号", 1: "诉求人/姓名", 2: "诉求人/电话"})
    assert headings(rows, [(1, 2, 0, 0), (1, 1, 1, 2)]) == expected
    matter = [rows[0], (2, {0: "1", 1: "甲", 2: "2"})]
    assert headings(matter, [(1, 1, 1, 2)]) == (1, 1, {0: "编号", 1: "诉求人", 2: "诉求人"})


def test_of_an_area_that_merges_more_rows_than_are_searched_no_headings_are_made():
    rows = [(at, {0: f"第{at}行", 1: "编号" if at == 1 else "x"}) for at in range(1, 4)]
    assert headings(rows, [(1, 400, 0, 0)])[:2] == (1, 1)


def test_a_heading_is_compared_by_what_stands_lowest_in_it():
    assert plain("诉求人/联系 电话") == "联系电话"
    assert plain("Contact Phone") == "contactphone"
    assert plain("编号") == "编号"


def test_stars_and_blanks_of_a_heading_are_no_part_of_it():
    assert headings([(1, {0: "编号*", 1: " 内 \n容 ＊"})]) == (1, 1, {0: "编号", 1: "内 容"})
    assert headings([]) is None
    assert headings([(1, {0: "*"})]) is None


# -- as a table ------------------------------------------------------------------------------------------------


def table(cells, **options):
    return read_table(xlsx({"台账": (cells, options)}), "t.xlsx", WANTED)


def test_the_rows_of_a_merged_value_have_it_and_those_below_have_not():
    cells = {"A1": "编号", "B1": "内容", "A2": "1", "B2": "甲", "A3": "2", "A4": "3", "A5": "4", "B5": "乙"}
    found = table(cells, merges=["B2:B3"])
    assert [(row.number, row["内容"]) for row in found.rows] == [(2, "甲"), (3, "甲"), (4, ""), (5, "乙")]
    assert found.notes[-1].zh == "合并单元格的内容已填到它所跨的各行，共 1 处"
    assert "1 in all" in found.notes[-1].en


def test_what_lies_under_a_merged_value_is_not_seen():
    cells = {"A1": "编号", "B1": "内容", "A2": "1", "B2": "甲", "A3": "2", "B3": "藏着的"}
    assert [row["内容"] for row in table(cells, merges=["B2:B3"]).rows] == ["甲", "甲"]


def test_a_column_without_a_heading_is_told_once_from_its_first_row_on():
    cells = {"A1": "编号", "B1": "内容", "A2": "1", "A3": "2", "D3": "x", "A4": "3", "D4": "y"}
    found = table(cells)
    assert [row.cells for row in found.rows] == [{"编号": "1"}, {"编号": "2"}, {"编号": "3"}]
    assert [note.zh for note in found.notes if "没有表头" in note.zh] == [
        "D 列没有表头，内容未读取（自第 3 行）"
    ]


def test_a_line_across_the_table_is_as_wide_as_the_headings():
    cells = {"A1": "编号", "B1": "内容", "C1": "时间", "A2": "一、道路", "A3": "1", "B3": "甲"}
    (row,) = table(cells, merges=["A2:C2"]).rows
    assert row.number == 3
    assert [row.number for row in table(cells, merges=["A2:B2"]).rows] == [2, 3]
    assert [row.number for row in table(cells | {"A3": "1"}, merges=["A2:C3"]).rows] == [2, 3]


# -- what is read at all, and what leaves ------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["t.csv", "T.CSV", "t.txt", "a/b/t.tsv"])
def test_a_text_is_known_by_its_name_and_called_by_it(name):
    book = opened(io.BytesIO("编号,内容\n1,甲\n".encode()), name)
    assert [one.name for one in book.grids] == ["t" if name[0] != "T" else "T"]
    assert book.ragged is True


@pytest.mark.parametrize("name", ["t.pdf", "t", "csv", "t.xlsx"])
def test_what_is_neither_a_spreadsheet_nor_a_text_is_refused(name):
    with pytest.raises(Unreadable, match="另存为"):
        opened(io.BytesIO(b"\x01\x02"), name)


def test_a_csv_that_leaves_carries_its_rows_and_who_took_it():
    content = Leaving([["甲"], ["=1+1"]], "csv", "示例己").file({})
    assert content.decode("utf-8-sig").splitlines()[:3] == ["甲", "'=1+1", "示例己"]
