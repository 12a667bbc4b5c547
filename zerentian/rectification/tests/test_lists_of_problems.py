"""Lists of problems that inspections hand over, row by row: what is taken, refused and where, and left out."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zerentian.ledger.rules.words import Words
from zerentian.organization.rules.tables.cells import failed, uncomputed
from zerentian.organization.rules.tables.layout import Row, Table
from zerentian.rectification.rules.findings import Level
from zerentian.rectification.rules.sheets import (
    COLUMNS,
    LENGTHS,
    MAX_ROWS,
    WANTED,
    Line,
    parsed,
    read_lines,
)

HEADINGS = (
    "序号",
    "存在问题",
    "责任单位",
    "地点",
    "检查日期",
    "等级",
    "违反条款",
    "整改要求",
    "整改时限",
    "备注",
)
RAIL = ("1", "护栏缺失", "上坪村", "桥头", "2026-03-01", "重大", "第三条", "装好", "2026/3/20", "急")


def read(*rows, headings=HEADINGS, notes=()):
    """Read a list with these rows, in which any unit but 远方村 is known."""
    cells = [Row(at, dict(zip(headings, row, strict=True))) for at, row in enumerate(rows, 2)]
    table = Table("清单", headings, iter(cells), len(cells), notes=list(notes))
    return read_lines(table, lambda unit: unit != "远方村")


def rail(**said):
    """Return the row of the railing that says some things otherwise."""
    return tuple((dict(zip(HEADINGS, RAIL, strict=True)) | said).values())


def test_every_column_goes_where_it_belongs_and_what_is_demanded_into_the_detail():
    (line,) = read(RAIL).lines
    assert line == Line(
        row=2,
        number="1",
        title="护栏缺失",
        unit="上坪村",
        place="桥头",
        found_on=date(2026, 3, 1),
        source_level="重大",
        violated="第三条",
        detail="整改要求：装好\n清单要求的时限：2026年3月20日\n备注：急",
    )


def test_a_time_limit_that_is_no_day_is_kept_as_it_stands_and_what_is_not_said_leaves_no_label():
    (line,) = read(rail(整改时限="立即", 备注="", 整改要求="")).lines
    assert line.detail == "清单要求的时限：立即"
    (line,) = read(rail(整改时限="", 备注="", 整改要求="")).lines
    assert line.detail == ""


@pytest.mark.parametrize(
    ("word", "level"),
    [
        ("", Level.ORDINARY),
        ("一般隐患", Level.ORDINARY),
        ("较大", Level.SERIOUS),
        ("严重", Level.SERIOUS),
        ("重大隐患", Level.GRAVE),
        ("二级", Level.ORDINARY),
    ],
)
def test_the_inspectors_word_stands_for_a_level_of_our_own(word, level):
    assert Line(2, "1", "护栏", source_level=word).level == level


def test_headings_are_known_by_their_words_and_the_first_of_two_alike_is_read():
    assert COLUMNS.among(("问题", "存在 问题", "单位")) == {"title": "存在 问题", "unit": "单位"}
    assert COLUMNS.among(("Problem", "UNIT", "Found On")) == {
        "title": "Problem",
        "unit": "UNIT",
        "found_on": "Found On",
    }
    assert COLUMNS.among(("检查情况/隐患", "检查情况/备注")) == {
        "title": "检查情况/隐患",
        "note": "检查情况/备注",
    }
    assert COLUMNS.among(("说明", "备注")) == {"note": "备注"}
    assert COLUMNS.among(("天气",)) == {}


def test_a_sheet_is_recognised_by_how_many_headings_are_known_and_suffices_with_a_problem():
    assert WANTED.recognise(("序号", "隐患", "天气")) == 2
    assert WANTED.suffices(("隐患",))
    assert not WANTED.suffices(("序号", "单位"))


@pytest.mark.parametrize(
    ("said", "column", "zh", "en"),
    [
        ({"存在问题": " "}, "存在问题", "不能为空，请写明问题", "must not be empty"),
        ({"存在问题": "长" * 201}, "存在问题", "超过 200 字", "too long"),
        ({"序号": "1" * 41}, "序号", "超过 40 字", "too long"),
        ({"备注": "长" * 4001}, "备注", "超过 4000 字", "too long"),
        ({"责任单位": "远方村"}, "责任单位", "找不到单位“远方村”", "no such unit"),
        ({"检查日期": "昨天"}, "检查日期", "“昨天”不是日期", "no day: write it as 2026-03-01"),
        ({"检查日期": "2026-02-30"}, "检查日期", "不是日期", "no day"),
    ],
)
def test_a_wrong_cell_is_named_with_its_place_and_its_row_is_left_out(said, column, zh, en):
    reading = read(rail(序号="7"), rail(**said))
    assert [line.number for line in reading.lines] == ["7"]
    (problem,) = reading.problems
    assert (problem.sheet, problem.row, problem.column) == ("清单", 3, column)
    assert zh in problem.words.zh
    assert en in problem.words.en


@pytest.mark.parametrize("name", sorted(LENGTHS))
def test_what_just_fits_into_a_column_is_taken(name):
    heading = {"number": "序号", "title": "存在问题", "place": "地点", "source_level": "等级"}[name]
    reading = read(rail(**{heading: "一" * LENGTHS[name]}))
    assert not reading.problems
    assert getattr(reading.lines[0], name) == "一" * LENGTHS[name]


def test_all_that_is_wrong_in_a_row_is_said_at_once():
    problems = read(rail(存在问题="", 责任单位="远方村", 检查日期="昨天")).problems
    assert [one.column for one in problems] == ["存在问题", "责任单位", "检查日期"]


def test_a_number_that_comes_twice_is_said_with_the_row_it_stood_in_first():
    reading = read(RAIL, rail(序号="2"), RAIL, RAIL)
    assert [line.number for line in reading.lines] == ["1", "2"]
    assert [(one.row, one.column) for one in reading.problems] == [(4, "序号"), (5, "序号")]
    for problem in reading.problems:
        assert "编号“1”与第 2 行重复" in problem.words.zh
        assert "stands in row 2 too" in problem.words.en


def test_rows_without_a_number_are_no_repetitions_and_empty_ones_no_problems():
    reading = read(rail(序号=""), rail(序号=""), tuple(" " for _ in HEADINGS), rail(序号="4"))
    assert [(line.row, line.number) for line in reading.lines] == [(2, ""), (3, ""), (5, "4")]
    assert not reading.problems


def test_a_cell_that_holds_no_value_is_refused_with_what_is_wrong_with_it():
    reading = read(RAIL, rail(地点=failed("#REF!"), 序号="2"))
    (problem,) = reading.problems
    assert (problem.row, problem.column) == (3, "地点")
    assert "错误值 #REF!" in problem.words.zh
    assert len(reading.lines) == 1


def test_a_row_of_nothing_but_cells_without_a_value_is_said_and_not_passed_over():
    (problem,) = read(tuple(uncomputed() for _ in HEADINGS)).problems
    assert (problem.row, problem.column) == (2, "序号")
    assert "公式没有计算结果" in problem.words.zh


def test_a_column_about_people_keeps_the_whole_list_out():
    reading = read(("1", "护栏缺失", "是"), headings=("序号", "存在问题", "是否重点人员"))
    (problem,) = reading.problems
    assert (problem.row, problem.column, reading.lines) == (1, "是否重点人员", [])
    assert "这一列属于“重点人员”，问题只针对事和地方，请删去这一列再导入" in problem.words.zh
    assert "take the column out" in problem.words.en


def test_a_list_without_its_heading_or_without_rows_says_what_is_missing():
    (lacking,) = read(("1", "桥头"), headings=("序号", "地点")).problems
    assert lacking.row == 1
    assert "存在问题、问题、问题描述、隐患" in lacking.words.zh
    assert "隐患内容" not in lacking.words.zh
    assert "no column says what is wrong" in lacking.words.en
    (empty,) = read().problems
    assert (empty.row, "表头下没有问题" in empty.words.zh) == (1, True)
    wrong = read(rail(存在问题="")).problems
    assert [one.column for one in wrong] == ["存在问题"]


def test_so_many_rows_are_read_and_the_first_of_too_many_is_named():
    rows = [rail(序号=str(number)) for number in range(MAX_ROWS + 2)]
    assert not read(*rows[:MAX_ROWS]).problems
    reading = read(*rows)
    assert len(reading.lines) == MAX_ROWS
    (problem,) = reading.problems
    assert problem.row == MAX_ROWS + 2
    assert "超过 2000 行，请分成几份" in problem.words.zh
    assert "more than 2000 rows" in problem.words.en


def test_rows_that_hold_nothing_of_what_is_read_leave_room_for_those_that_do():
    headings = (*HEADINGS, "天气")
    nothing = [("",) * len(HEADINGS) + ("晴",)] * MAX_ROWS
    reading = read(*nothing, (*RAIL, "晴"), headings=headings)
    assert [line.row for line in reading.lines] == [MAX_ROWS + 2]
    assert not reading.problems


def test_what_was_noted_while_reading_comes_before_what_was_left_out():
    noted = Words("读的是第一张表", "the first sheet is read")
    reading = read((*RAIL, "晴", ""), headings=(*HEADINGS, "天气", ""), notes=[noted])
    assert [one.zh for one in reading.notes] == ["读的是第一张表", "这些列没有导入：天气"]
    assert reading.notes[1].en == "these columns were left out: 天气"
    assert read(RAIL).notes == []


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from(["", " 10:30", "T08:00:00"]))
def test_a_day_is_read_however_it_is_written_and_a_time_after_it_left_out(day, time):
    for written in (
        day.isoformat(),
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
    ):
        assert parsed(written + time) == day


@pytest.mark.parametrize("text", ["", "立即", "2026-13-01", "2026-3", "三月一日"])
def test_what_is_no_day_is_none(text):
    assert parsed(text) is None
