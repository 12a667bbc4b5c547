"""What a letter of responsibility says word by word, and what it may not: term, signers, targets, steps."""

from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zerentian.duties.rules.functions import FunctionKind, Level
from zerentian.duties.rules.letters import (
    STEPS,
    Content,
    Direction,
    ItemText,
    LetterState,
    LetterStep,
    check_signers,
    check_target,
    check_term,
    digest,
    letter_text,
    off_list_words,
    one_line,
    place_words,
    step,
    steps_from,
    target_words,
)
from zerentian.ledger.registry import FIGURES
from zerentian.ledger.rules.refusals import NotAllowed

FIRST = date(2026, 1, 1)
SHARE = "occurrences.on_time_share"
WHOLE = Content(
    title="  2026年\n防汛责任书 ",
    giver="云岭乡人民政府",
    taker="上坪村村民委员会（上坪村村干部）",
    first=FIRST,
    last=date(2026, 12, 31),
    basis="《云岭乡防汛责任制》\n（示例）",
    items=[
        ItemText("汛期 巡查", "清单外，县级提出", "期次按期完成率不低于95%（按上坪村统计）。"),
        ItemText("值班\n值守", "清单内，基本履职第3项：防汛"),
    ],
    terms="乡里保障巡查物资。\n\n  \n 按季通报。 ",
    signers=["云岭乡　分管副乡长", "上坪村　上坪村村干部"],
)


def test_the_text_has_its_heads_duties_terms_and_signatures_line_by_line():
    assert letter_text(WHOLE).split("\n") == [
        "2026年 防汛责任书",
        "交责方：云岭乡人民政府",
        "承责方：上坪村村民委员会（上坪村村干部）",
        "期限：2026年1月1日至2026年12月31日",
        "依据：《云岭乡防汛责任制》 （示例）",
        "一、责任事项",
        "1. 汛期 巡查（清单外，县级提出）",
        "　目标：期次按期完成率不低于95%（按上坪村统计）。",
        "2. 值班 值守（清单内，基本履职第3项：防汛）",
        "　目标：按责任要求落实，不设指标。",
        "二、约定",
        "乡里保障巡查物资。",
        "按季通报。",
        "期满时，各事项与其指标并列提供给双方，不评分、不排名。",
        "三、签署",
        "下列岗位按次序签署：",
        "1. 云岭乡　分管副乡长",
        "2. 上坪村　上坪村村干部",
    ]


def test_a_letter_without_further_terms_still_says_that_nothing_is_marked():
    lines = letter_text(replace(WHOLE, terms=" \n")).split("\n")
    assert lines[lines.index("二、约定") + 1] == "期满时，各事项与其指标并列提供给双方，不评分、不排名。"


def test_a_text_is_sealed_by_the_digest_of_its_very_bytes():
    assert digest("责任书") == sha256("责任书".encode()).hexdigest()
    assert digest("责任书") != digest("责任书\n")


@given(st.text())
def test_one_line_has_no_breaks_and_no_double_blanks(text):
    line = one_line(text)
    assert line == line.strip()
    assert len(line.splitlines()) <= 1
    assert "  " not in line
    assert line.split() == text.split()


def test_a_target_is_bounded_from_below_or_from_above_in_words():
    said = ("责任按期落实率", 95, "%", "上坪村")
    label, value, unit, of = said
    assert (
        target_words(label, Direction.AT_LEAST, value, unit, of)
        == "责任按期落实率不低于95%（按上坪村统计）。"
    )
    assert target_words("逾期事项", Direction.AT_MOST, 0, "件", of) == "逾期事项不高于0件（按上坪村统计）。"


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        (FunctionKind.BASIC, "基本履职"),
        (FunctionKind.JOINT, "配合履职"),
        (FunctionKind.WITHDRAWN, "上级收回"),
    ],
)
def test_a_duty_on_the_list_says_which_item_it_rests_on(kind, word):
    assert place_words(kind, "12", " 防汛\n抗旱 ") == f"清单内，{word}第12项：防汛 抗旱"


@pytest.mark.parametrize(
    ("level", "word"),
    [
        (Level.STATE, "国家级"),
        (Level.PROVINCE, "省级"),
        (Level.CITY, "市级"),
        (Level.COUNTY, "县级"),
        (Level.TOWNSHIP, "乡镇"),
    ],
)
def test_a_duty_off_the_list_says_which_level_demanded_it(level, word):
    assert off_list_words(level) == f"清单外，{word}提出"


@pytest.mark.parametrize(("days", "possible"), [(-1, False), (0, True), (1100, True), (1101, False)])
def test_a_term_ends_after_it_begins_and_within_three_years(days, possible):
    last = FIRST + timedelta(days=days)
    if possible:
        check_term(FIRST, last)
        return
    with pytest.raises(NotAllowed) as refused:
        check_term(FIRST, last)
    assert "不超过1100天" in refused.value.words.zh
    assert "1100 days at most" in refused.value.words.en


@pytest.mark.parametrize(
    ("posts", "own", "words"),
    [
        ([1, 2], [2], ""),
        ([2, 1], [2, 5], ""),
        ([1, 2, 3], [3], ""),
        ([1, 1], [1], "只签一次"),
        ([1, 2, 1], [2], "只签一次"),
        ([1], [1], "双方各一个"),
        ([], [], "双方各一个"),
        ([1, 2], [], "双方各一个"),
        ([1, 2], [3], "双方各一个"),
    ],
)
def test_both_sides_sign_each_post_once(posts, own, words):
    if not words:
        check_signers(posts, own)
        return
    with pytest.raises(NotAllowed, match=words):
        check_signers(posts, own)


@pytest.mark.parametrize(
    ("code", "direction", "value", "words"),
    [
        (SHARE, Direction.AT_LEAST, 0, ""),
        (SHARE, Direction.AT_LEAST, 100, ""),
        (SHARE, Direction.AT_MOST, 100, "越高越好的比率，只能设“不低于”"),
        (SHARE, Direction.AT_LEAST, 101, "百分比须在0到100之间"),
        (SHARE, Direction.AT_LEAST, -1, "超出范围"),
        ("tasks.overdue", Direction.AT_MOST, 0, ""),
        ("tasks.overdue", Direction.AT_MOST, 1_000_000, ""),
        ("tasks.overdue", Direction.AT_MOST, 1_000_001, "超出范围"),
        ("tasks.overdue", Direction.AT_LEAST, 0, "只能设“不高于”"),
        ("tasks.median_days", Direction.AT_MOST, 101, ""),
        ("tasks.median_days", Direction.AT_LEAST, 101, "越少越好的时长或逾期数，只能设“不高于”"),
        ("tasks.assigned", Direction.AT_MOST, 5, "不能作为责任书的目标"),
    ],
)
def test_a_target_has_a_figure_that_may_be_one_a_side_and_a_value_that_can_be(code, direction, value, words):
    if not words:
        check_target(FIGURES[code], direction, value)
        return
    with pytest.raises(NotAllowed, match=words):
        check_target(FIGURES[code], direction, value)


def test_steps_are_offered_in_their_order_and_another_is_refused_by_where_the_letter_stands():
    for state in LetterState:
        offered = steps_from(state)
        assert offered == [move for move in LetterStep if (state, move) in STEPS]
        assert [step(state, move) for move in offered] == [STEPS[state, move] for move in offered]
    with pytest.raises(NotAllowed) as refused:
        step(LetterState.RENEWED, LetterStep.SIGN)
    assert "“已换签”" in refused.value.words.zh
    assert "(renewed)" in refused.value.words.en


def test_what_is_over_has_no_step_left_and_what_is_signed_is_changed_no_more():
    over = (LetterState.RENEWED, LetterState.ENDED, LetterState.WITHDRAWN)
    assert [steps_from(state) for state in over] == [[], [], []]
    assert steps_from(LetterState.SIGNED) == [LetterStep.SCAN, LetterStep.RENEW, LetterStep.END]
