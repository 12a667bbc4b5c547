"""Small rules of tables: letters and places, numbers as they are shown, headings, what is told, what leaves."""

import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from zerentian.ledger.rules.words import Words
from zerentian.organization.rules import sheets
from zerentian.organization.rules.sheets import read_sheets
from zerentian.organization.rules.tables import ods, xlsx
from zerentian.organization.rules.tables.cells import (
    Book,
    Broken,
    Grid,
    Merge,
    Unreadable,
    failed,
    letter,
    uncomputed,
)
from zerentian.organization.rules.tables.delimited import delimiter_of, delimiters_by_count, read_delimited
from zerentian.organization.rules.tables.displayed import (
    PLAIN,
    Shape,
    displayed,
    moment_text,
    plain_number,
    shape_of,
    with_zeros,
)
from zerentian.organization.rules.tables.headings import check_once, find_headings
from zerentian.organization.rules.tables.layout import Row, SeveralSheets, Wanted, table_of

WANTED = Wanted(
    lambda names: len({"编号", "内容"} & set(names)), lambda names: {"编号", "内容"} <= set(names)
)


# -- places --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "letters"),
    [(0, "A"), (25, "Z"), (26, "AA"), (27, "AB"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")],
)
def test_columns_have_letters_both_ways(column, letters):
    assert letter(column) == letters
    assert xlsx.column_index(letters) == column
    assert xlsx.column_of(f"${letters}$7") == xlsx.column_of(f"{letters}1") == column


@pytest.mark.parametrize("address", ["7", "A", "AAAA1", "a1", "A12345678", "A1:B2", ""])
def test_what_is_no_address_is_damage_and_named(address):
    with pytest.raises(Unreadable, match="已损坏"):
        xlsx.column_of(address)


def test_a_merged_area_needs_two_corners():
    assert xlsx.merge_of("B2:D9") == Merge(2, 9, 1, 3)
    assert xlsx.merge_of("B2") is xlsx.merge_of("B2:") is xlsx.merge_of("") is None


# -- numbers as they are shown ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "shape"),
    [
        ("General", PLAIN),
        ("G/通用格式", PLAIN),
        ("@", PLAIN),
        ("", PLAIN),
        ("0", PLAIN),
        ("0.00", PLAIN),
        ("#,##0", PLAIN),
        ("0%", PLAIN),
        ("0.00E+00", PLAIN),
        ("yyyy/m/d", Shape(moment=True)),
        ("yyyy-mm-dd;@", Shape(moment=True)),
        ('yyyy"年"m"月"d"日"', Shape(moment=True)),
        ("[$-804]yyyy/m/d", Shape(moment=True)),
        ("h:mm", Shape(moment=True)),
        ("mm:ss.0", Shape(moment=True)),
        ("[h]:mm", PLAIN),
        ("[mm]:ss", PLAIN),
        ("000000", Shape(zeros="000000")),
        ('"示-"0000', Shape(zeros='"示-"0000')),
        ("00\\-00", Shape(zeros="00\\-00")),
        ("[红]000", Shape(zeros="000")),
    ],
)
def test_a_format_is_followed_where_it_changes_what_a_number_says(code, shape):
    assert shape_of(code) == shape


@pytest.mark.parametrize(
    ("digits", "pattern", "text"),
    [
        ("42", "000000", "000042"),
        ("1234567", "000000", "1234567"),
        ("7", '"示-"0000', "示-0007"),
        ("1234", "00\\-00", "12-34"),
        ("5", "00\\-00", "00-05"),
        ("12345", "00\\-00", "123-45"),
        ("5", "00_)", "05"),
    ],
)
def test_leading_zeros_and_what_stands_between_them_are_shown(digits, pattern, text):
    assert with_zeros(digits, pattern) == text
    assert displayed(digits, Shape(zeros=pattern)) == text


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("0", "0"),
        ("-0", "0"),
        ("-12", "-12"),
        ("1.50", "1.5"),
        ("1E3", "1000"),
        ("1.1000000000000001", "1.1"),
        ("123456789012345", "123456789012345"),
        ("1234567890123456", "1234567890123456"),
    ],
)
def test_a_number_is_written_out_plainly(stored, shown):
    found = plain_number(stored, Decimal(stored))
    assert (found, isinstance(found, Broken)) == (shown, False)


@pytest.mark.parametrize("stored", ["1234567890123450", "1.23456789012345E+15", "12345678901234500000"])
def test_a_number_whose_last_digits_may_be_gone_is_no_value(stored):
    found = displayed(stored, PLAIN)
    assert isinstance(found, Broken)
    assert "末位已丢失" in found.why.zh


@pytest.mark.parametrize("stored", ["1E40", "9E40"])
def test_forty_one_digits_are_written_out_or_lost_and_never_more(stored):
    assert isinstance(displayed(stored, PLAIN), Broken)
    assert isinstance(displayed(stored.replace("40", "41"), PLAIN), Broken)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("0", "00:00:00"),
        ("0.5", "12:00:00"),
        ("0.999988425926", "23:59:59"),
        ("1", "1900-01-01"),
        ("1.25", "1900-01-01 06:00:00"),
        ("46083", "2026-03-02"),
        ("2958465", "9999-12-31"),
    ],
)
def test_a_day_number_is_shown_as_day_time_or_both(number, text):
    assert moment_text(Decimal(number), zero_1904=False) == text


@pytest.mark.parametrize("number", ["-1", "-0.5", "60", "2958466"])
def test_what_is_no_day_is_told_as_such(number):
    found = moment_text(Decimal(number), zero_1904=False)
    assert isinstance(found, Broken)
    assert f"“{number}”不是日期" in found.why.zh


def test_an_error_and_an_uncomputed_formula_say_what_to_do():
    assert (failed("#N/A"), "错误值 #N/A" in failed("#N/A").why.zh) == ("#N/A", True)
    assert (uncomputed(), "没有计算结果" in uncomputed().why.zh) == ("", True)


@pytest.mark.parametrize(("number", "moment"), [("13", False), ("14", True), ("22", True), ("23", False), ("45", True),
                                                ("47", True), ("48", False), ("57", True), ("x", False)])  # fmt: skip
def test_built_in_formats_of_days_are_known_and_own_ones_go_before(number, moment):
    assert xlsx.shape_of_style(number, {}).moment == moment
    assert xlsx.shape_of_style(number, {number: "000"}) == Shape(zeros="000")


# -- rows, headings, sheets ------------------------------------------------------------------------------


def test_a_row_is_asked_by_heading_and_says_which_cell_is_broken():
    bad = Broken("#REF!", Words("错", "wrong"))
    row = Row(3, {"编号": "7", "内容": " ", "时间": bad})
    assert (row["编号"], row["没有"]) == ("7", "")
    assert row.broken(["编号", "内容"]) is None
    assert row.broken(["编号", "时间"]) == ("时间", bad)
    filled = [row.is_filled([one]) for one in ("编号", "内容", "没有", "时间")]
    assert filled == [True, False, False, True]


def grid(name, *rows, hidden=False, merges=(), hidden_rows=0):
    cells = [(at, {place: text for place, text in enumerate(row) if text}) for at, row in enumerate(rows, 1)]
    return Grid(name, cells, hidden, list(merges), hidden_rows, len(rows))


HEAD, ONE = ("编号", "内容"), ("1", "路灯")


def test_of_several_sheets_the_one_that_fits_is_taken_else_the_one_that_fits_most():
    plain, half, whole = grid("甲", ("x", "y")), grid("乙", ("编号", "y")), grid("丙", HEAD, ONE)
    assert table_of(Book([plain, half, whole]), WANTED).sheet == "丙"
    assert table_of(Book([plain, half]), WANTED).sheet == "乙"
    assert table_of(Book([grid("丙", HEAD), grid("隐", HEAD, hidden=True)]), WANTED).sheet == "丙"
    with pytest.raises(SeveralSheets) as several:
        table_of(Book([grid("一", HEAD), grid("二", HEAD)]), WANTED)
    assert several.value.names == ["一", "二"]


@pytest.mark.parametrize(
    ("book", "sheet", "words"),
    [
        ([], "", "文件里没有数据"),
        ([Grid("空", [])], "", "文件里没有数据"),
        ([grid("一", HEAD)], "二", "没有工作表“二”；有内容的工作表有：一"),
        ([grid("一", HEAD, hidden=True)], "", "都是隐藏的（一）"),
        ([grid("一", ("编号", "内容", "编号"))], "", "表头“编号”出现了 2 次（A、C 列）"),
    ],
)
def test_a_file_without_the_table_is_refused_by_what_is_the_matter(book, sheet, words):
    with pytest.raises(Unreadable, match=words):
        table_of(Book(book), WANTED, sheet=sheet)


def test_what_was_not_read_is_told_in_the_order_of_the_sheets():
    table = table_of(
        Book(
            [grid("说明", ("请看",)), grid("台账", HEAD, ONE, hidden_rows=1), grid("旧", ("x",), hidden=True)]
        ),
        WANTED,
    )
    assert [note.zh for note in table.notes] == [
        "读取工作表“台账”，表头在第 1 行",
        "工作表“说明”未读取",
        "隐藏的工作表“旧”未读取",
        "其中 1 行在表格中是隐藏的，照样读取",
    ]
    assert table.others == [("说明", False), ("旧", True)]
    assert [(row.number, row.cells) for row in table.rows] == [(2, {"编号": "1", "内容": "路灯"})]


def test_the_row_with_most_known_headings_holds_them_the_first_of_several():
    rows = [(1, {0: "编号", 1: "x"}), (2, {0: "编号", 1: "内容"}), (3, {0: "编号", 1: "内容"})]
    found = find_headings(rows, [], WANTED.recognise)
    assert (found.first, found.last, found.names) == (2, 2, ("编号", "内容"))
    assert find_headings([(4, {0: "甲 *"}), (5, {0: "乙"})], [], lambda names: 0).names == ("甲",)


def test_a_heading_that_stands_once_over_each_column_is_none_too_many():
    check_once(find_headings([(1, {0: "甲", 1: "乙", 2: ""})], [], len))
    with pytest.raises(Unreadable) as refused:
        check_once(find_headings([(1, {0: "甲", 1: "甲", 2: "乙"})], [], len))
    assert "stands over 2 columns (A、B)" in refused.value.words.en


@pytest.mark.parametrize(
    ("line", "sign"),
    [
        ("a,b;c,d", ","),
        ("a;b;c,d", ";"),
        ("a\tb\tc,d", "\t"),
        ('"x,y,z";b', ";"),
        ("a", ","),
        ("", ","),
        ("a;b\tc,d", ","),
        ("a;b\tc", "\t"),
    ],
)
def test_cells_are_separated_by_the_sign_seen_most_between_them(line, sign):
    assert delimiter_of(line) == sign
    assert delimiters_by_count(line)[0] == sign


def test_rows_of_a_csv_keep_their_numbers_over_blank_ones_and_breaks_in_quotes():
    text = '编号,内容\n\n1,"第一\n行"\n , \n2,乙\n'
    book = read_delimited(io.BytesIO(text.encode()), "t")
    (only,) = book.grids
    assert (only.name, only.total, book.ragged) == ("t", 7, True)
    assert [(number, list(cells.values())) for number, cells in only.rows] == [
        (1, ["编号", "内容"]),
        (3, ["1", "第一\n行"]),
        (5, ["2", "乙"]),
    ]


def test_hidden_sheets_come_last_and_unread(monkeypatch):
    book = Book([grid("隐", HEAD, ONE, hidden=True), grid("显", HEAD, ONE)])
    monkeypatch.setattr(sheets, "read_book", lambda stream, name: book)
    found = read_sheets(b"", "t.xlsx", WANTED.recognise)
    assert [(one.name, one.hidden, len(one.rows)) for one in found] == [("显", False, 1), ("隐", True, 0)]


@pytest.mark.parametrize(("rows", "read"), [(5000, True), (5001, False)])
def test_a_sheet_has_five_thousand_rows_at_most(monkeypatch, rows, read):
    book = Book([Grid("甲", [(1, {0: "编号"}), *((at, {0: "x"}) for at in range(2, rows + 2))])])
    monkeypatch.setattr(sheets, "read_book", lambda stream, name: book)
    if read:
        assert len(read_sheets(b"", "t.xlsx")[0].rows) == rows
        return
    with pytest.raises(Unreadable, match="“甲”超过 5000 行"):
        read_sheets(b"", "t.xlsx")


# -- OpenDocument ----------------------------------------------------------------------------------------


@given(st.integers(0, 10**9))
def test_a_count_that_is_stated_holds_from_one_on(number):
    cell = etree.Element("c", {"{urn:oasis:t}number-columns-repeated": str(number)})
    said = ods.count(cell, "number-columns-repeated")
    assert said == (max(number, 1) if number < 10**7 else 1)


def test_an_attribute_of_the_office_goes_before_one_of_an_extension():
    cell = etree.Element("c", {"{urn:ext}value": "x", "{urn:oasis:names:o}value": "y"})
    assert (ods.value(cell, "value"), ods.value(cell, "none")) == ("y", "")
    assert ods.value(etree.Element("c", {"{urn:ext}value": "x"}), "value") == "x"
