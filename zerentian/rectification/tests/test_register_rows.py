"""Registers of risk points cell by cell: numbers as people write them, cells without a value, what refusals say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zerentian.ledger.rules.words import Words
from zerentian.organization.rules.tables.cells import failed, uncomputed
from zerentian.organization.rules.tables.layout import Row, Table
from zerentian.rectification.rules.risk_sheets import (
    COLUMNS,
    HEADINGS,
    LENGTHS,
    MARKS_OF,
    MAX_ROWS,
    NUMBERS,
    WANTED,
    PointLine,
    line_of,
    number_in,
    read_points,
)
from zerentian.rectification.rules.risks import RiskLevel

FIELDS = ("code", "title", "unit", "kind", "place", "households", "people", "likelihood", "impact", "level")
NAMES = tuple(HEADINGS[field][0] for field in FIELDS)
SLOPE = dict(
    zip(FIELDS, ("P1", "后山滑坡", "上坪村", "滑坡", "屋后", "3户", "12人", "3", "4", "较大"), strict=True)
)


def slope(**said):
    """Return the row of a slope that says some fields otherwise."""
    return tuple((SLOPE | said).values())


def read(*rows, headings=NAMES, notes=()):
    """Read a register with these rows, in which any unit but 远方村 and any kind but 台风 is known."""
    cells = [Row(at, dict(zip(headings, row, strict=True))) for at, row in enumerate(rows, 2)]
    table = Table("登记表", headings, iter(cells), len(cells), notes=list(notes))
    return read_points(table, lambda unit: unit != "远方村", lambda kind: kind != "台风")


def test_a_whole_row_is_read_field_by_field():
    (line,) = read(slope()).lines
    assert line == PointLine(
        row=2,
        title="后山滑坡",
        unit="上坪村",
        kind="滑坡",
        texts={"code": "P1", "place": "屋后", "extent": "", "cause": "", "threatens": "", "control": ""},
        numbers={"households": 3, "people": 12, "likelihood": 3, "impact": 4},
        level=RiskLevel.GREATER,
    )


def test_an_unknown_number_is_left_out_and_zero_is_kept():
    (line,) = read(slope(households="", people="0", likelihood="", impact="")).lines
    assert line.numbers == {"people": 0}


@pytest.mark.parametrize("level", list(RiskLevel))
def test_a_level_without_marks_stands_for_marks_and_marks_of_the_row_go_before(level):
    assert PointLine(2, "坡", "村", "滑坡", level=level).marks == MARKS_OF[level]
    assert PointLine(2, "坡", "村", "滑坡", {}, {"likelihood": 5}, level).marks == (5, MARKS_OF[level][1])
    assert PointLine(2, "坡", "村", "滑坡", {}, {"impact": 1}, level).marks == (MARKS_OF[level][0], 1)
    assert PointLine(2, "坡", "村", "滑坡", {}, {"likelihood": 2, "impact": 3}).marks == (2, 3)


@given(st.integers(0, 1000), st.sampled_from(["", "户", "人", " 户"]), st.sampled_from(["", ".0"]))
def test_a_whole_number_is_read_with_what_is_counted_behind_it(number, counted, point):
    assert number_in(f"{number}{point}{counted}", 1000) == number
    assert number_in(f"{number + 1001}{counted}", 1000) is None


@pytest.mark.parametrize("text", ["", "户", "-1", "1.5", "约3", "３", "²", "1e3", "000000012", "3户左右"])
def test_what_is_no_whole_number_is_none(text):
    assert number_in(text, 100_000) is None


def test_a_number_is_at_most_what_its_column_holds():
    assert [number_in(text, 5) for text in ("0", "5", "6", "00000005")] == [0, 5, None, 5]


@pytest.mark.parametrize(
    ("said", "field", "zh", "en"),
    [
        ({"title": ""}, "title", "不能为空", "must not be empty"),
        ({"unit": ""}, "unit", "不能为空", "must not be empty"),
        ({"kind": ""}, "kind", "不能为空", "must not be empty"),
        ({"code": "1" * 41}, "code", "超过 40 字", "too long"),
        ({"place": "长" * 201}, "place", "超过 200 字", "too long"),
        ({"unit": "远方村"}, "unit", "找不到单位“远方村”", "there is no such unit"),
        ({"kind": "台风"}, "kind", "没有类型“台风”，请先在“规则”中设定", "there is no such kind"),
        ({"people": "1000001"}, "people", "须是 0 到 1000000 的整数", "no whole number up to 1000000"),
        ({"impact": "0"}, "impact", "须在 1 到 5 之间", "between 1 and 5"),
        (
            {"level": "特大"},
            "level",
            "不认识等级“特大”，请写作低、一般、较大、重大",
            "the level 特大 is unknown",
        ),
        ({"level": "", "impact": ""}, "level", "没有等级：请填低、一般、较大、重大", "no level: fill it in"),
    ],
)
def test_a_wrong_cell_is_named_with_its_place(said, field, zh, en):
    reading = read(slope(**said))
    (problem,) = reading.problems
    assert (problem.sheet, problem.row, problem.column) == ("登记表", 2, HEADINGS[field][0])
    assert zh in problem.words.zh
    assert en in problem.words.en
    assert reading.lines == []


@pytest.mark.parametrize("field", sorted(LENGTHS.keys() & set(FIELDS)))
def test_what_just_fits_into_a_column_is_taken(field):
    assert not read(slope(**{field: "一" * LENGTHS[field]})).problems


def test_a_long_text_in_any_other_column_is_bounded_too():
    headings = (*NAMES, "成因")
    assert not read((*slope(), "雨" * 2000), headings=headings).problems
    (problem,) = read((*slope(), "雨" * 2001), headings=headings).problems
    assert "超过 2000 字" in problem.words.zh


def test_the_same_code_twice_is_a_repetition_whatever_the_place_is_called():
    reading = read(slope(), slope(title="东坡"), slope(code="P2"))
    (problem,) = reading.problems
    assert (problem.row, problem.column) == (3, "编号")
    assert "与第 2 行重复" in problem.words.zh
    assert "stands in row 2 too" in problem.words.en
    assert [line.texts["code"] for line in reading.lines] == ["P1", "P2"]


def test_without_codes_a_place_is_told_by_its_name_and_unit():
    rows = [slope(code=""), slope(code="", unit="下坪村"), slope(code="")]
    reading = read(*rows)
    (problem,) = reading.problems
    assert (problem.row, problem.column) == (4, "编号")
    bare = tuple(one for one in NAMES if one != "编号")
    (problem,) = read(*(row[1:] for row in rows), headings=bare).problems
    assert (problem.row, problem.column) == (4, "名称")


def test_a_row_that_holds_nothing_of_what_is_read_is_passed_over_and_its_number_counted():
    headings = (*NAMES, "天气")
    reading = read(("",) * len(NAMES) + ("晴",), (*slope(), ""), headings=headings)
    assert [line.row for line in reading.lines] == [3]


def test_a_cell_without_a_value_is_refused_with_what_is_wrong_with_it():
    reading = read(slope(), slope(code="P2", place=failed("#N/A")))
    (problem,) = reading.problems
    assert (problem.row, problem.column) == (3, "位置")
    assert "错误值 #N/A" in problem.words.zh
    assert len(reading.lines) == 1


def test_a_row_of_nothing_but_formulas_without_a_result_is_said_and_not_passed_over():
    reading = read(slope(), tuple(uncomputed() for _ in NAMES))
    (problem,) = reading.problems
    assert problem.row == 3
    assert "公式没有计算结果" in problem.words.zh


def test_the_first_of_too_many_rows_is_named():
    rows = [slope(code=f"P{number}") for number in range(MAX_ROWS + 5)]
    reading = read(*rows)
    (problem,) = reading.problems
    assert problem.row == MAX_ROWS + 2
    assert "more than 2000 rows: split the list" in problem.words.en
    assert len(reading.lines) == MAX_ROWS


@pytest.mark.parametrize(
    ("headings", "said"),
    [
        (("名称", "村", "等级"), ["找不到这些列：类型"]),
        (("等级",), ["找不到这些列：名称、所在村、类型"]),
        (("名称", "村", "类型", "可能性"), ["等级不能由系统猜测"]),
        (("名称", "村", "类型", "影响程度"), ["等级不能由系统猜测"]),
        (("名称", "村"), ["找不到这些列：类型", "等级不能由系统猜测"]),
        (("名称", "村", "类型", "等级", "政治面貌"), ["这一列属于“政治面貌”，风险点只针对事和地方"]),
    ],
)
def test_columns_that_are_missing_or_about_people_are_said_before_a_row_is_read(headings, said):
    reading = read(("坡",) * len(headings), headings=headings)
    assert [one.row for one in reading.problems] == [1] * len(said)
    for problem, words in zip(reading.problems, said, strict=True):
        assert words in problem.words.zh
    assert (reading.lines, reading.notes) == ([], [])


def test_marks_alone_suffice_where_there_is_no_column_of_levels():
    headings = ("名称", "村", "类型", "可能性", "后果")
    (line,) = read(("坡", "上坪村", "滑坡", "2", "5"), headings=headings).lines
    assert (line.level, line.marks) == (None, (2, 5))


def test_what_was_noted_while_reading_comes_before_what_was_left_out():
    noted = Words("读的是第一张表", "the first sheet is read")
    notes = read((*slope(), "晴", "否", ""), headings=(*NAMES, "天气", "验收", ""), notes=[noted]).notes
    assert [one.zh for one in notes] == ["读的是第一张表", "这些列没有导入：天气、验收"]
    assert notes[1].en == "these columns were left out: 天气、验收"


def test_a_sheet_is_recognised_by_how_many_headings_are_known():
    assert WANTED.recognise(("名称", "村", "天气")) == 2
    assert WANTED.suffices(("名称", "村", "类型"))
    assert not WANTED.suffices(("名称", "村", "等级"))
    assert COLUMNS.among(("登记/名称", "登记/威胁 户数")) == {
        "title": "登记/名称",
        "households": "登记/威胁 户数",
    }


def test_numbers_that_a_row_does_not_bring_are_no_zeros():
    line = line_of(5, {"title": "坡", "unit": "村", "kind": "滑坡", "people": "7"})
    assert (line.row, line.numbers, line.level) == (5, {"people": 7}, None)
    assert set(NUMBERS) == {"households", "people", "likelihood", "impact"}
