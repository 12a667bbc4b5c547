"""What minutes say and leave out, line by line, and the rules of what was decided in them."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zerentian.duties.rules.decisions import (
    Rhythm,
    check_verifier,
    letters,
    next_report,
    was_on_time,
)
from zerentian.duties.rules.meetings import Check
from zerentian.duties.rules.minutes import (
    INNER,
    LEFT_OUT,
    Outcome,
    checks_in_words,
    chinese_number,
    drafted,
    ended,
    for_everybody,
    matters,
    votes_in_words,
)
from zerentian.duties.told import newest_of
from zerentian.duties.views.decisions import by_another
from zerentian.ledger.rules.refusals import NotAllowed


@pytest.mark.parametrize(
    ("rhythm", "since", "day"),
    [
        (Rhythm.NONE, date(2026, 3, 2), None),
        (Rhythm.WEEKLY, date(2026, 12, 28), date(2027, 1, 4)),
        (Rhythm.MONTHLY, date(2026, 1, 31), date(2026, 2, 28)),
        (Rhythm.MONTHLY, date(2028, 1, 31), date(2028, 2, 29)),
        (Rhythm.MONTHLY, date(2026, 12, 15), date(2027, 1, 15)),
        (Rhythm.MONTHLY, date(2026, 11, 30), date(2026, 12, 30)),
        (Rhythm.QUARTERLY, date(2026, 9, 30), date(2026, 12, 30)),
        (Rhythm.QUARTERLY, date(2026, 11, 30), date(2027, 2, 28)),
    ],
)
def test_progress_is_told_again_a_week_a_month_or_a_quarter_later_on_a_day_that_there_is(rhythm, since, day):
    assert next_report(rhythm, since) == day


def test_parts_of_a_decision_have_letters_and_a_single_one_has_none():
    assert letters(1) == [""]
    assert letters(3) == ["A", "B", "C"]
    assert letters(26)[-1] == "Z"
    with pytest.raises(NotAllowed, match="26"):
        letters(27)


@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(-5, 5), st.booleans())
def test_it_was_on_time_by_its_due_day_unless_more_time_was_asked_for_too_late(due, days, missed):
    assert was_on_time(due + timedelta(days=days), due, missed) == (days <= 0 and not missed)


def test_whoever_took_it_on_did_or_reported_it_does_not_judge_it():
    check_verifier(1, 2, None, 3)
    with pytest.raises(NotAllowed, match="由另一人"):
        check_verifier(1, 2, 1)
    decision = SimpleNamespace(involved=(2, 3))
    assert [by_another(decision, SimpleNamespace(pk=key)) for key in (1, 2, 3)] == [True, False, False]


@pytest.mark.parametrize(
    ("unanimous", "votes", "said"),
    [
        (True, (None, None, None), "，一致同意。"),
        (False, (7, 1, 2), "，赞成7票、反对1票、弃权2票。"),
        (False, (7, 0, 0), "，赞成7票、反对0票、弃权0票。"),
        (False, (7, None, 2), "。"),
    ],
)
def test_a_vote_is_told_in_its_three_numbers_and_not_where_nobody_counted(unanimous, votes, said):
    assert votes_in_words(unanimous, votes) == said


def test_numbers_of_matters_are_written_as_people_write_them():
    said = {1: "一", 9: "九", 10: "十", 11: "十一", 19: "十九", 20: "二十", 21: "二十一", 99: "九十九"}
    assert {number: chinese_number(number) for number in said} == said


def test_which_checks_were_made_is_told_and_why_others_were_not():
    assert checks_in_words([Check.RISK, Check.LEGAL], [], "") == "会前已完成合法性审查、风险评估。"
    assert checks_in_words([], [Check.EXPERTS], " 时间紧 ") == "未完成专家论证，理由：时间紧。"
    assert checks_in_words([], [], "") == ""


ROAD = Outcome("修路", "会议同意该议题", votes="，一致同意。", decisions=("由村建办月底前开工。",))
POST = Outcome("某人任职", "会议同意该议题", inner=True, words="某人年轻。", votes="。")
WELL = Outcome("打井", "会议决定缓议", presenter="水管站", weight="重大项目安排", dissent="太贵", votes="。")


def test_matters_are_numbered_in_their_order_and_each_says_all_that_was_said():
    lines = drafted("纪要如下：", [ROAD, WELL], "出席：示例甲\n请假：示例乙", "应到9人，实到8人").splitlines()
    assert lines == [
        "纪要如下：",
        "一、修路",
        "会议一致同意该议题。",
        "由村建办月底前开工。",
        "二、打井",
        "本议题属“三重一大”事项（重大项目安排）。会议听取了水管站的汇报。",
        "会议决定缓议。",
        "不同意见：太贵。",
        "应到9人，实到8人",
        "出席：示例甲",
        "请假：示例乙",
    ]


def test_what_was_heard_is_not_said_twice_and_what_all_decided_is_said_once():
    heard = Outcome("防火", "会议听取了情况", presenter="应急办主任", votes="。", words="各村已排查。")
    later = Outcome("修桥", "会议决定缓议", votes="，一致同意。")
    lines = drafted("纪要如下：", [heard, later], "", "应到9人").splitlines()
    assert lines[1:] == [
        "一、防火",
        "会议听取了应急办主任的汇报。",
        "各村已排查。",
        "二、修桥",
        "会议一致同意缓议。",
        "应到9人",
    ]


def test_what_is_handed_round_counts_on_over_an_inner_matter_and_tells_nothing_of_it():
    whole = drafted("纪要：", [POST, ROAD, POST], "出席：示例甲", "应到9人")
    assert f"一、某人任职{INNER}" in whole
    handed = for_everybody(whole).splitlines()
    assert handed == [
        "纪要：",
        "一、内部议题",
        LEFT_OUT,
        "二、修路",
        "会议一致同意该议题。",
        "由村建办月底前开工。",
        "三、内部议题",
        LEFT_OUT,
        "应到9人",
        "出席：示例甲",
    ]


def test_of_what_minutes_say_set_phrases_titles_and_who_was_there_are_not_looked_at():
    whole = drafted("纪要：", [ROAD, WELL], "出席：示例甲", "应到9人")
    assert matters(whole).splitlines() == ["由村建办月底前开工。", "不同意见：太贵。"]


def test_the_newest_minutes_are_those_of_the_highest_version_signed_or_not():
    day = date(2026, 3, 2)
    drafts = [
        SimpleNamespace(version=version, signed_on=signed)
        for version, signed in ((2, day), (3, None), (1, day))
    ]
    assert newest_of(drafts, signed=False).version == 3
    assert newest_of(drafts, signed=True).version == 2
    assert newest_of([], signed=False) is None


@pytest.mark.parametrize(
    ("said", "printed"),
    [
        ("示例庚因亲属承建回避", "示例庚因亲属承建回避。"),
        ("同意。", "同意。"),
        ("请问？\n明年再议", "请问？\n明年再议。"),
        ("他说“可以。”", "他说“可以。”"),
        ("", ""),
    ],
)
def test_a_sentence_left_open_gets_its_full_stop_in_the_minutes(said, printed):
    assert ended(said) == printed
