"""What a roster of units, posts and people must hold, and what is told of sheets and rows that do not."""

import pytest

from zerentian.ledger.rules.words import Words
from zerentian.organization.rules.roster import read_roster
from zerentian.organization.rules.sheets import Sheet
from zerentian.organization.rules.tables.cells import (
    Broken,
)
from zerentian.organization.rules.tables.layout import Row


def roster_of(name, headings, *rows, hidden=False):
    lines = tuple(Row(at, dict(zip(headings, row, strict=True))) for at, row in enumerate(rows, 2))
    return Sheet(name, tuple(headings), lines, hidden=hidden)


POST_HEADS = ("岗位代码", "单位代码", "岗位名称", "角色", "启用日期")
UNIT_HEADS = ("单位代码", "单位名称", "类别", "上级代码", "启用日期")


def test_units_come_parents_first_and_offices_last_whatever_their_order():
    lines = [
        ("V", "村", "村", "T", ""),
        ("O", "办", "站所办", "C", ""),
        ("T", "乡", "township", "C", ""),
        ("C", "县", "县", "", ""),
    ]
    found = read_roster([roster_of("单位", UNIT_HEADS, *lines)])
    assert [one.code for one in found.units] == ["C", "T", "V", "O"]
    assert found.problems == []


def test_sheets_that_are_hidden_or_of_another_name_are_told_and_not_read():
    units = roster_of("单位", UNIT_HEADS, ("C", "县", "县", "", ""))
    other, hidden = Sheet("说明", ("请看",), ()), roster_of("岗位", ("岗位代码",), ("x",), hidden=True)
    found = read_roster([other, units, hidden, Sheet("空", (), ())])
    assert [note.zh for note in found.notes] == ["工作表“说明”未读取", "隐藏的工作表“岗位”未读取"]
    assert (len(found.units), found.posts, found.problems) == (1, [], [])


def test_a_file_without_any_of_the_sheets_says_so_at_its_first():
    for found, name in (([Sheet("别的", ("甲",), ())], "别的"), ([], "")):
        (problem,) = read_roster(found).problems
        assert (problem.sheet, problem.row, "用模板" in problem.message.zh) == (name, 1, True)


@pytest.mark.parametrize(
    ("sheet", "heads", "row", "column", "words"),
    [
        (
            "单位",
            UNIT_HEADS,
            ("C", "县", "市", "", ""),
            "类别",
            "“市”不在可选项中，请写：县、县（市、区）、乡镇",
        ),
        ("单位", UNIT_HEADS, ("", "县", "县", "", ""), "单位代码", "请填写"),
        ("单位", UNIT_HEADS, ("C", "县", "县", "", "昨天"), "启用日期", "“昨天”不是日期，请写成 2026-03-01"),
        (
            "人员",
            ("用户名", "姓名", "岗位代码", "任职日期"),
            ("a.b", "甲", "", "1月"),
            "任职日期",
            "不是日期",
        ),
        (
            "岗位",
            ("岗位代码", "单位代码", "岗位名称", "角色", "启用日期"),
            ("P", "U", "文书", "村长", ""),
            "角色",
            "不在可选项中",
        ),
    ],
)
def test_a_row_that_does_not_hold_is_named_by_its_column_and_left_out(sheet, heads, row, column, words):
    found = read_roster([roster_of(sheet, heads, row)])
    assert [(one.sheet, one.row, one.column) for one in found.problems] == [(sheet, 2, column)]
    assert words in found.problems[0].message.zh
    assert found.units == found.posts == found.people == []


def test_a_person_may_have_two_posts_but_none_twice():
    heads = ("用户名", "姓名", "岗位代码", "任职日期")
    rows = [("a.b", "甲", "P1", ""), ("a.b", "甲", "P2", ""), ("a.b", "甲", "P1", "")]
    found = read_roster([roster_of("人员", heads, *rows)])
    assert [(one.row, one.column, one.message.zh) for one in found.problems] == [
        (4, "用户名", "与第 2 行重复，请删去一行")
    ]


def test_a_broken_cell_is_a_problem_of_its_own_column():
    bad = Broken("#N/A", Words("单元格是错误值", "an error"))
    found = read_roster([roster_of("单位", UNIT_HEADS, ("C", bad, "县", "", ""))])
    assert [(one.column, one.message.zh) for one in found.problems] == [("单位名称", "单元格是错误值")]
