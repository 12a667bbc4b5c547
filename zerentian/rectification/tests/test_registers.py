"""Registers of risk points row by row, the sheets that are made of them, and what the rules of land matters say."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest

from zerentian.ledger.rules.periods import LOCAL, chinese_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.rules.calendar import WorkCalendar
from zerentian.organization.rules.tables.layout import Row, Table
from zerentian.rectification.lists import on_time_of
from zerentian.rectification.rules.hazards import Counted, check_counted, check_returned
from zerentian.rectification.rules.land import (
    LandKind,
    LandStage,
    check_posting,
    check_stage,
    source_of,
)
from zerentian.rectification.rules.patrols import PatrolResult, check_answers, result_of
from zerentian.rectification.rules.risk_sheets import COLUMNS, LENGTHS, MAX_ROWS, level_in, read_points
from zerentian.rectification.rules.risks import RiskLevel

HEADINGS = ("隐患点名称", "所在村", "灾害类型", "威胁户数", "可能性", "影响程度", "风险等级")
SLOPE = ("后山滑坡", "上坪村", "滑坡", "3", "", "", "中型")


def read(*rows: tuple[str, ...], headings: tuple[str, ...] = HEADINGS):
    """Read a list with these rows, in which any unit but 远方村 and any kind but 台风 is known."""
    cells = [Row(at, dict(zip(headings, row, strict=True))) for at, row in enumerate(rows, 2)]
    table = Table("登记表", headings, iter(cells), len(cells))
    return read_points(table, lambda unit: unit != "远方村", lambda kind: kind != "台风")


def slope(**said: str) -> tuple[str, ...]:
    """Return the row of a slope that says some things otherwise."""
    known = dict(zip(HEADINGS, SLOPE, strict=True)) | said
    return tuple(known.values())


def test_a_row_is_read_by_what_its_headings_mean():
    reading = read(SLOPE)
    (line,) = reading.lines
    assert (line.row, line.title, line.unit, line.kind) == (2, "后山滑坡", "上坪村", "滑坡")
    assert (line.numbers, line.level, line.marks) == ({"households": 3}, RiskLevel.GREATER, (3, 4))
    assert not reading.problems


def test_a_heading_stands_for_one_field_and_the_first_of_two_alike_is_read():
    assert COLUMNS.among(("名称", "隐患点 名称", "所属单位", "备注")) == {"title": "名称", "unit": "所属单位"}
    assert COLUMNS.among(("说明",)) == {}


@pytest.mark.parametrize(
    ("written", "level"),
    [
        ("major", RiskLevel.MAJOR),
        (" General ", RiskLevel.GENERAL),
        ("重大风险", RiskLevel.MAJOR),
        ("小型", RiskLevel.GENERAL),
        ("较大", RiskLevel.GREATER),
        ("低", RiskLevel.LOW),
        ("不清楚", None),
        ("", None),
    ],
)
def test_a_level_is_known_by_its_name_its_code_or_the_size_of_a_slide(written, level):
    assert level_in(written) == level


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"隐患点名称": ""}, "不能为空"),
        ({"隐患点名称": "坡" * (LENGTHS["title"] + 1)}, "超过 120 字"),
        ({"所在村": "远方村"}, "找不到单位"),
        ({"灾害类型": "台风"}, "没有类型"),
        ({"威胁户数": "三户"}, "整数"),
        ({"威胁户数": "100001"}, "整数"),
        ({"可能性": "0", "影响程度": "3"}, "1 到 5"),
        ({"可能性": "6", "影响程度": "3"}, "整数"),
        ({"风险等级": "不清楚"}, "不认识等级"),
        ({"风险等级": "", "可能性": "3"}, "没有等级"),
    ],
)
def test_a_cell_that_is_wrong_is_named_with_its_row_and_its_point_is_left_out(said, wrong):
    reading = read(SLOPE, slope(**{"隐患点名称": "东坡", **said}))
    assert [line.title for line in reading.lines] == ["后山滑坡"]
    (problem,) = reading.problems
    assert problem.row == 3
    assert wrong in problem.words.zh


def test_what_just_fits_is_taken():
    longest = "坡" * LENGTHS["title"]
    reading = read(
        slope(隐患点名称=longest, 威胁户数="100000"),
        slope(隐患点名称="西坡", 风险等级="", 可能性="1", 影响程度="5"),
    )
    assert [line.title for line in reading.lines] == [longest, "西坡"]
    assert reading.lines[1].marks == (1, 5)
    assert not reading.problems


def test_the_same_place_twice_is_said_with_the_row_it_stood_in_first():
    reading = read(SLOPE, slope(隐患点名称="东坡"), SLOPE)
    (problem,) = reading.problems
    assert problem.row == 4
    assert "第 2 行" in problem.words.zh


def test_a_list_without_rows_or_without_what_is_needed_is_refused_at_its_heading():
    (empty,) = read().problems
    assert (empty.row, empty.words.zh.count("没有风险点")) == (1, 1)
    (lacking,) = read(("后山滑坡", "重大"), headings=("名称", "等级")).problems
    assert lacking.row == 1
    assert "单位" in lacking.words.zh or "村" in lacking.words.zh
    (guessed,) = read(("坡", "上坪村", "滑坡"), headings=("名称", "村", "类型")).problems
    assert "等级不能由系统猜测" in guessed.words.zh


def test_what_is_left_out_of_a_list_is_said():
    reading = read((*SLOPE, "多云"), headings=(*HEADINGS, "天气"))
    assert any("天气" in note.zh for note in reading.notes)
    assert not read(SLOPE).notes


def test_so_many_rows_are_taken_at_once_and_no_more():
    rows = [slope(隐患点名称=f"{number}号坡") for number in range(MAX_ROWS + 1)]
    assert not read(*rows[:-1]).problems
    (problem,) = read(*rows).problems
    assert f"超过 {MAX_ROWS} 行" in problem.words.zh


def finding(**said):
    """A finding that was due on 2 March and mended and closed out in time, but for what is said otherwise."""
    day = date(2026, 3, 2)
    known = {"closed_on": day, "mended_on": day, "due": day, "missed": False}
    return SimpleNamespace(**known | said)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({}, "是"),
        ({"mended_on": date(2026, 3, 3)}, "否"),
        ({"missed": True}, "否"),
        ({"closed_on": None}, ""),
        ({"mended_on": None}, ""),
        ({"due": None}, ""),
    ],
)
def test_whether_it_was_mended_in_time_is_said_once_it_is_closed_out(said, told):
    assert on_time_of(finding(**said)) == told


CALENDAR = WorkCalendar({}, [2026])


def test_a_step_that_comes_too_early_is_told_which_comes_first_and_by_which_article():
    kind, begun = LandKind.COLLECTIVE, {LandStage.PRE}
    with pytest.raises(NotAllowed) as refused:
        check_stage(kind, LandStage.AGREEMENTS, begun, hearing=False)
    assert "土地现状调查" in refused.value.words.zh
    assert source_of(kind, LandStage.SURVEY).zh in refused.value.words.zh
    check_stage(kind, LandStage.SURVEY, begun, hearing=False)
    with pytest.raises(NotAllowed, match="已完成"):
        check_stage(kind, LandStage.PRE, begun, hearing=False)


@pytest.mark.parametrize(
    ("stage", "least", "end"),
    [(LandStage.PRE, "10个工作日", date(2026, 3, 16)), (LandStage.PLAN, "30日", date(2026, 4, 1))],
)
def test_a_posting_hangs_as_long_as_the_law_asks_for_and_a_shorter_one_is_told_how_long(stage, least, end):
    first = date(2026, 3, 2)
    check_posting(stage, first, end, first, CALENDAR)
    with pytest.raises(NotAllowed, match=f"不得少于{least}，最早到{chinese_day(end)}"):
        check_posting(stage, first, end - timedelta(days=1), first, CALENDAR)
    with pytest.raises(NotAllowed, match="张贴之后"):
        check_posting(stage, first + timedelta(days=1), end + timedelta(days=9), first, CALENDAR)


def test_every_item_of_a_patrol_is_answered_and_what_is_not_normal_in_words():
    normal, abnormal, unable = PatrolResult.NORMAL, PatrolResult.ABNORMAL, PatrolResult.UNABLE
    items = ["裂缝", "排水"]
    check_answers([(normal, ""), (abnormal, "新裂缝")], items)
    with pytest.raises(NotAllowed, match="每一项"):
        check_answers([(normal, "")], items)
    for silent in (abnormal, unable):
        with pytest.raises(NotAllowed, match="“排水”请写明"):
            check_answers([(normal, ""), (silent, " ")], items)
    with pytest.raises(NotAllowed, match="“裂缝”请选"):
        check_answers([("maybe", ""), (normal, "")], items)
    assert [result_of(one) for one in ([normal, abnormal], [unable], [], [normal, unable])] == [
        abnormal,
        unable,
        unable,
        normal,
    ]


def test_people_return_after_the_roll_call_and_once_the_signal_is_lifted():
    counted = datetime(2026, 3, 2, 8, tzinfo=LOCAL)
    hour = timedelta(hours=1)
    check_returned(False, counted, counted, counted)
    check_returned(False, counted + hour, counted, counted + hour)
    with pytest.raises(NotAllowed, match="尚未解除"):
        check_returned(True, counted, counted, counted)
    for returned in (counted - hour, counted + 2 * hour):
        with pytest.raises(NotAllowed, match="清点（2026年3月2日08:00）之后"):
            check_returned(False, returned, counted, counted + hour)


def test_a_roll_call_leaves_nobody_out_and_counts_nobody_twice():
    check_counted(Counted(2, 5, 1, 1), 2, 7)
    with pytest.raises(NotAllowed, match="超过"):
        check_counted(Counted(3, 5, 1, 1), 2, 7)
    for people in (6, 8):
        with pytest.raises(NotAllowed, match="一个不漏"):
            check_counted(Counted(2, 5, 1, 1), 2, people)
