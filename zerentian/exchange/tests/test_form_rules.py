"""Forms as plain rules: maps, what is about persons, sums of a sheet, and a file filled in its own XML."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from zerentian.exchange.rules.form_filling import Block, Put, Value, filled
from zerentian.exchange.rules.form_looks import look_at, looks_in, page_of
from zerentian.exchange.rules.form_maps import (
    Kind,
    Part,
    Region,
    Said,
    Span,
    as_text,
    before,
    box_of,
    day_text,
    from_text,
    period_of,
    with_region,
)
from zerentian.exchange.rules.form_suggestions import Vocabulary, is_personal, near_heading, suggest
from zerentian.exchange.rules.form_sums import MOST_CELLS_SUMMED, Sums
from zerentian.exchange.rules.sheet_xml import SheetXml
from zerentian.exchange.tests.layouts import LAYOUTS, hazards, saved
from zerentian.ledger.rules.periods import Period
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.rules.tables.xlsx import Workbook as Opened

areas = st.tuples(st.integers(1, 40), st.integers(0, 30)).map(lambda one: f"{chr(65 + one[1] % 26)}{one[0]}")
saids = st.builds(
    Said,
    figure=st.sampled_from(["", "deeds.count", "concerns.received"]),
    part=st.sampled_from(Part),
    unit=st.sampled_from(["", "990101"]),
    span=st.sampled_from(Span),
    divisor=st.sampled_from([1, 1000]),
    places=st.integers(0, 2),
    text=st.sampled_from(["", "{month}月"]),
)
regions = st.builds(
    Region,
    sheet=st.sampled_from(["甲", "乙"]),
    kind=st.sampled_from(Kind),
    area=areas,
    said=saids,
    records=st.sampled_from(["", "deed"]),
    columns=st.dictionaries(st.sampled_from("ABC"), st.sampled_from(["what", "#count"])),
    across=st.dictionaries(st.sampled_from("ABC"), saids),
    down=st.dictionaries(st.sampled_from(["5", "6"]), saids),
    filters=st.dictionaries(st.just("kind"), st.just(("visit",))),
)


@given(st.lists(regions, max_size=4))
def test_a_map_is_the_same_after_it_was_kept(some):
    assert from_text(as_text(some)) == tuple(some)


def test_a_region_takes_the_place_of_those_it_touches():
    one, other = Region("甲", Kind.CELL, "B2"), Region("乙", Kind.CELL, "B2")
    new = Region("甲", Kind.ROWS, "A1:C9")
    assert with_region([one, other], new) == (other, new)


@pytest.mark.parametrize("area", ["", "B", "5", "B0", "B5:", "甲5", "B5:D9:F1"])
def test_an_area_that_is_none_is_refused_with_how_it_is_written(area):
    with pytest.raises(NotAllowed, match="B5:D9"):
        box_of(area)


@pytest.mark.parametrize(
    ("asked", "span", "days"),
    [
        ("2026-01", Span.BEFORE, "2025-12"),
        ("2026Q1", Span.BEFORE, "2025Q4"),
        ("2026H2", Span.BEFORE, "2026H1"),
        ("2026", Span.BEFORE, "2025"),
        ("2026-03", Span.LAST_YEAR, "2025-03"),
        ("2026-03", Span.YEAR, "2026-01-01..2026-03-31"),
        ("2026-03-11..2026-03-20", Span.BEFORE, "2026-03-01..2026-03-10"),
    ],
)
def test_a_figure_counts_the_days_that_its_heading_means(asked, span, days):
    assert period_of(Period.parse(asked), span).code == days


def test_the_period_before_ends_the_day_before():
    for code in ("2026-03", "2026Q2", "2026H1", "2026", "2026-02-10..2026-03-05"):
        asked = Period.parse(code)
        assert (asked.first - before(asked).last).days == 1


def test_days_are_written_as_the_form_wants_them():
    day = date(2026, 6, 3)
    said = [day_text(day, form) for form in ("", "dot", "words", "digits", "short")]
    assert said == ["2026-06-03", "2026.6.3", "2026年6月3日", "20260603", "6.3"]


@pytest.mark.parametrize(
    "heading",
    ["姓名", "身份证号码", "联系电话", "当事人/姓名", "包案领导", "巡查人", "户主", "微信号",
     "姓  名", "姓\n名", "联 系 人", "户\u3000主", "出 生 年 月", "公民身份号码", "家庭地址", "残疾证号",
     "报送人", "年龄", "基本情况/文化程度", "人员名单", "是否上访", "上访情况", "信 教 情 况", "思想动态"],
)  # fmt: skip
def test_columns_about_persons_are_known_by_meaning(heading):
    assert is_personal(heading)


@pytest.mark.parametrize(
    "heading",
    ["责任单位", "地点", "人次", "涉及人数", "办理情况", "参加人次", "年龄结构/60岁以上", "残疾人数",
     "户籍人口", "上访人次", "上访情况/件次", "负责单位", "学历结构/大专"],
)  # fmt: skip
def test_columns_about_matters_are_not_taken_for_persons(heading):
    assert not is_personal(heading)


def test_an_end_under_a_figure_of_its_own_is_not_suggested_as_the_whole():
    words = Vocabulary({"按时办结数": ("a.b", Part.NUMERATOR), "热线": ("c.d", Part.VALUE)})
    assert words.figure("热线/按时办结数") is None
    assert words.figure("总计/按时办结数").figure == "a.b"
    assert words.figure("总计/上年同期按时办结数").span is Span.LAST_YEAR


def test_a_sheet_stands_as_a_table_with_its_merged_cells():
    sheet = looks_in(hazards().content)[0]
    table = page_of(sheet, {(3, 1): ("rows", "问题")})
    assert (table[0][0].text, table[0][0].across) == ("安全隐患排查整改台账", 13)
    assert (table[2][1].kind, table[2][1].at) == ("rows", "B3")
    assert near_heading(sheet, 5, 2) == "隐患"


def book(cells, formulas=()):
    """Return a small file: cells by address."""
    made = Workbook()
    page = made.worksheets[0]
    for at, value in cells.items():
        page[at] = value
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def sums_of(content):
    workbook = Opened(io.BytesIO(content))
    part = next(part for _, part, _ in workbook.sheets())
    return Sums(SheetXml(workbook.package.tree(part)))


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("=SUM(A1:A3)", 6),
        ("=SUM(A1,A3)+1", 5),
        ("=A1+A2*A3", 7),
        ("=(A1+A2)*A3", 9),
        ("=-A1+10/A2", 4),
        ("=SUM(A1:A3)-B9", 6),
        ("=A3-A2-A1", 0),
    ],
)
def test_sums_and_arithmetic_of_a_sheet_are_reckoned(formula, value):
    content = book({"A1": 1, "A2": 2, "A3": 3, "B1": formula})
    assert sums_of(content).value(1, 1) == Decimal(value)


@pytest.mark.parametrize(
    "formula", ["=AVERAGE(A1:A3)", "=B1", "=A1/0", '=IF(A1>0,"是","否")', "=其他!A1", "=SUM(A:A)"]
)
def test_other_formulas_are_left_alone(formula):
    assert sums_of(book({"A1": 1, "B1": formula})).value(1, 1) is None


@pytest.mark.parametrize(
    ("last", "value"), [(MOST_CELLS_SUMMED // 100, 1), (MOST_CELLS_SUMMED // 100 + 1, None)]
)
def test_an_area_of_more_cells_than_any_sum_of_a_form_is_left_alone(last, value):
    content = book({"C1": 1, "B1": f"=SUM(C1:CX{last})"})  # a hundred columns
    assert sums_of(content).value(1, 1) == value


def parts_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}


def put(at, kind, text, **more):
    box = box_of(at)
    return Put("Sheet", box.first_row, box.first_column, Value(kind, text, **more))


def test_values_are_written_as_numbers_days_and_shares_and_formulas_stay():
    made = Workbook()
    page = made.worksheets[0]
    page["B1"], page["B2"], page["B3"], page["B4"] = 9, None, None, "=SUM(B1:B1)"
    page["B2"].number_format, page["B3"].number_format = "yyyy-mm-dd", "0.0%"
    stream = io.BytesIO()
    made.save(stream)
    puts = [
        put("B1", "number", "12"),
        put("B2", "day", "2026-03-02"),
        put("B3", "share", "83.3"),
        put("B4", "number", "13"),
        put("C1", "day", "2026-03-02", form="dot"),
        put("C2", "text", "=危险"),
    ]
    result = filled(stream.getvalue(), puts, [])
    cells = load_workbook(io.BytesIO(result.content)).worksheets[0]
    assert cells["B1"].value == 12
    assert cells["B2"].value.date() == date(2026, 3, 2)
    assert cells["B3"].value == 0.833
    assert cells["B4"].value == "=SUM(B1:B1)"
    assert (cells["C1"].value, cells["C2"].value) == ("2026.3.2", "'=危险")
    assert [(one.at, one.ours, one.theirs) for one in result.differing] == [("B4", "13", "12")]


def test_a_list_longer_than_its_rows_moves_what_stands_below_and_single_cells_with_it():
    content = hazards().content
    rows = [{2: Value("text", f"第{number}处"), 10: Value("number", "1.5")} for number in range(6)]
    puts = [Put("Sheet1", 7, 12, Value("text", "备注"))]
    result = filled(content, puts, [Block("Sheet1", "A3:M6", rows)])
    page = load_workbook(io.BytesIO(result.content)).worksheets[0]
    assert [page[f"C{row}"].value for row in range(3, 9)] == [f"第{number}处" for number in range(6)]
    assert (page["A9"].value, page["K9"].value) == ("合计", "=SUM(K3:K8)")
    assert (result.puts, page["M9"].value) == (["M9"], "备注")
    assert "插入 2 行" in result.notes[0].zh


def beside_each_other():
    """Return a form with two lists side by side over a total, and another below; and how many rows each has."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = "Sheet1"
    for at, text in {
        "A1": "事项",
        "D1": "次数",
        "A5": "合计",
        "D5": "=SUM(D2:D4)",
        "A7": "别的",
        "A9": "完",
    }.items():
        page[at] = text
    return saved(book)


def rows_of(name, count, column):
    return [{column: Value("text", f"{name}{number}")} for number in range(1, count + 1)]


@pytest.mark.parametrize(("left", "right"), [(5, 5), (5, 2), (2, 6), (4, 5), (1, 2)])
def test_lists_side_by_side_grow_together_and_tear_nothing(left, right):
    blocks = [
        Block("Sheet1", "A2:B4", rows_of("左", left, 0)),
        Block("Sheet1", "D2:E4", rows_of("右", right, 3)),
        Block("Sheet1", "A8:B8", rows_of("下", 3, 0)),
    ]
    result = filled(beside_each_other(), [], blocks)
    page = load_workbook(io.BytesIO(result.content)).worksheets[0]
    last = max(left, right, 3) + 1

    def column(letter):
        return [page[f"{letter}{row}"].value for row in range(2, last + 1)]

    assert [one for one in column("A") if one] == column("A")[:left] == [f"左{n}" for n in range(1, left + 1)]
    assert (
        [one for one in column("D") if one] == column("D")[:right] == [f"右{n}" for n in range(1, right + 1)]
    )
    assert (page[f"A{last + 1}"].value, page[f"D{last + 1}"].value) == ("合计", f"=SUM(D2:D{last})")
    assert [page[f"A{last + row}"].value for row in range(3, 8)] == ["别的", "下1", "下2", "下3", "完"]
    assert result.blocks == [2, 2, last + 4]


def test_lists_side_by_side_in_a_text_grow_together():
    text = "事项,,次数\n,,\n,,\n合计,,\n".encode()
    blocks = [Block("CSV", "A2:A3", rows_of("左", 3, 0)), Block("CSV", "C2:C3", rows_of("右", 4, 2))]
    lines = filled(text, [], blocks).content.decode().splitlines()
    assert lines == ["事项,,次数", "左1,,右1", "左2,,右2", "左3,,右3", ",,右4", "合计,,"]


@pytest.mark.parametrize("beside", ["D2:E9", "D4:E6", "D1:E4"])
def test_a_list_that_would_tear_one_beside_it_is_refused_with_the_way_out(beside):
    def blocks(count):
        return [
            Block("Sheet1", "A2:B4", rows_of("左", count, 0)),
            Block("Sheet1", beside, rows_of("右", 1, 3)),
        ]

    assert filled(beside_each_other(), [], blocks(3)).notes == []
    with pytest.raises(NotAllowed, match=r"会被插入的行拆开.*插入 2 行"):
        filled(beside_each_other(), [], blocks(5))


def test_what_was_left_in_the_prepared_rows_is_emptied():
    content = filled(
        hazards().content, [], [Block("Sheet1", "A3:M6", [{2: Value("text", "旧")}] * 4)]
    ).content
    again = filled(content, [], [Block("Sheet1", "A3:M6", [{2: Value("text", "新")}])])
    page = load_workbook(io.BytesIO(again.content)).worksheets[0]
    assert [page[f"C{row}"].value for row in range(3, 7)] == ["新", None, None, None]


@pytest.mark.parametrize("make", LAYOUTS, ids=lambda make: make.__name__)
def test_every_part_but_the_filled_sheet_stays_byte_for_byte(make):
    content = make().content
    name = looks_in(content)[0].name
    result = filled(content, [Put(name, 5, 1, Value("number", "7"))], [])
    old, new = parts_of(content), parts_of(result.content)
    assert list(old) == list(new)
    assert [part for part in old if old[part] != new[part]] == ["xl/worksheets/sheet1.xml"]


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600]
)
def test_what_is_no_sound_spreadsheet_is_refused_with_the_way_out(content):
    with pytest.raises(NotAllowed, match="xlsx"):
        look_at(content)


def test_nothing_is_suggested_for_a_sheet_without_known_headings():
    assert suggest(looks_in(book({"A1": "天气", "B1": "风向"})), Vocabulary()) == ()
