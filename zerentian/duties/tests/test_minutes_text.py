"""How minutes are read again line by line: which line opens a matter, what stands apart, what is told by mistake."""

from dataclasses import replace
from datetime import date
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zerentian.duties.rules.meetings import Check, Result, Weight
from zerentian.duties.rules.minutes import (
    BY_ALL,
    CHECK_WORDS,
    CLOSING,
    LEFT_OUT,
    RESULT_WORDS,
    UNANIMOUS,
    WEIGHT_WORDS,
    Outcome,
    carried_over,
    check_round,
    checks_in_words,
    chinese_number,
    digest,
    drafted,
    ended,
    for_everybody,
    is_part,
    kept_apart,
    letters_of,
    lines_of,
    matters,
    number_of,
    opening_of,
    opens_inner,
    part,
    result_in_words,
    told,
    votes_in_words,
)
from zerentian.ledger.rules.refusals import NotAllowed

AGREED, HEARD = RESULT_WORDS[Result.AGREED], RESULT_WORDS[Result.HEARD]


@given(st.integers(1, 99))
def test_numbers_to_ninety_nine_read_as_they_are_said(number):
    values = {sign: at for at, sign in enumerate("一二三四五六七八九", 1)}
    said = chinese_number(number)
    tens, ten, ones = said.partition("十")
    read = (values[tens] if tens else 1) * 10 + (values[ones] if ones else 0) if ten else values[said]
    assert read == number
    assert "一十" not in said


def test_a_meeting_has_its_year_and_number_and_opens_with_day_chair_and_place():
    assert number_of(2026, 7) == "〔2026〕第7次"
    said = {"day": date(2026, 3, 2), "chair": "乡党委书记", "name": "党委会", "number": "〔2026〕第7次"}
    assert (
        opening_of(place="三楼会议室", **said)
        == "2026年3月2日，乡党委书记在三楼会议室主持召开党委会〔2026〕第7次会议。纪要如下："
    )
    assert (
        opening_of(place="", **said) == "2026年3月2日，乡党委书记主持召开党委会〔2026〕第7次会议。纪要如下："
    )


def test_lines_come_without_blanks_and_empty_ones():
    assert lines_of(" 甲 \n\n \t\n乙") == ["甲", "乙"]
    assert lines_of("") == lines_of(" \n") == []


@pytest.mark.parametrize(
    ("line", "opens", "inner"),
    [
        ("一、修路", True, False),
        ("十二、修路", True, False),
        ("二十一、修路", True, False),
        ("一、人选（内部）", True, True),
        ("一、人选（内部）  ", True, True),
        ("　一、人选（内部）", True, True),
        ("　一、修路", False, False),
        (" 一、修路", False, False),
        ("一、", False, False),
        ("一二三四、修路", False, False),
        ("1、修路", False, False),
        ("人选（内部）", False, False),
        ("修路：一、路基", False, False),
    ],
)
def test_a_line_with_its_numeral_in_front_opens_a_matter_and_an_inner_one_wherever_it_was_moved(
    line, opens, inner
):
    assert (is_part(line), opens_inner(line)) == (opens, inner)


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("路基已完成。", "路基已完成。"),
        ("一、路基", "　一、路基"),
        ("一、人选（内部）", "　一、人选（内部）。"),
        *((f"{word}某人", f"　{word}某人") for word in CLOSING),
    ],
)
def test_what_was_said_neither_opens_nor_ends_a_matter(line, kept):
    assert kept_apart(line) == kept
    assert not is_part(kept)


@pytest.mark.parametrize(
    "sign", ["。", "！", "？", "；", "：", "…", ".", "!", "?", ";", ":", "。”", "！”", "？”", "。）"]
)
def test_a_sentence_that_ended_gets_no_second_stop(sign):
    assert ended(f"同意{sign}") == f"同意{sign}"
    assert ended(f"同意{sign}了") == f"同意{sign}了。"


def test_every_line_gets_its_own_stop_and_empty_ones_go():
    assert ended(" 同意 \n\n请问？\n再议") == "同意。\n请问？\n再议。"


@pytest.mark.parametrize("missing", [(None, 1, 2), (1, None, 2), (1, 2, None)])
def test_a_vote_that_was_not_wholly_counted_is_not_told(missing):
    assert votes_in_words(False, missing) == "。"
    assert votes_in_words(True, missing) == UNANIMOUS


def test_checks_are_told_in_their_order_made_ones_first():
    assert (
        checks_in_words(["experts", "legal"], ["risk", "integrity"], "来不及；")
        == "会前已完成合法性审查、专家论证。未完成廉洁性评估、风险评估，理由：来不及；"
    )
    assert list(CHECK_WORDS) == list(Check)
    assert list(WEIGHT_WORDS) == list(Weight)
    assert list(RESULT_WORDS) == list(Result)


def test_an_earlier_decision_is_carried_over_until_a_day_or_without_one():
    assert (
        carried_over("党委会〔2026〕1-1", " 清沟。 ", date(2026, 3, 9), "继续")
        == "延续办理党委会〔2026〕1-1“清沟”，期限延至2026年3月9日。继续。"
    )
    assert carried_over("1-1", "清沟", None, "继续。") == "延续办理1-1“清沟”。继续。"


def said(**more):
    """Return the lines of one matter."""
    return list(part(2, replace(Outcome("修路", AGREED, votes="。"), **more)))


def test_of_a_matter_nothing_is_said_but_what_there_is():
    assert said() == ["二、修路", "会议同意该议题。"]
    assert said(title=" 修\n路 ") == ["二、修 路", "会议同意该议题。"]
    assert said(inner=True)[0] == "二、修路（内部）"


def test_a_matter_says_all_that_was_said_on_it_in_its_order():
    whole = said(
        presenter="村建办主任",
        weight="重大项目安排",
        checks="会前已完成风险评估。",
        recusal="示例乙回避",
        words="先招标\n再动工",
        votes="，赞成5票、反对1票、弃权0票。",
        dissent="示例丙认为过早",
        decisions=("议定事项1：开工。\n议定事项附注", "二、另议"),
    )
    assert whole == [
        "二、修路",
        "本议题属“三重一大”事项（重大项目安排）。会议听取了村建办主任的汇报。",
        "会前已完成风险评估。",
        "示例乙回避。",
        "先招标。",
        "再动工。",
        "会议同意该议题，赞成5票、反对1票、弃权0票。",
        "不同意见：示例丙认为过早。",
        "议定事项1：开工。",
        "议定事项附注",
        "　二、另议",
    ]


@pytest.mark.parametrize(
    ("result", "more", "words"),
    [
        (AGREED, {"votes": "。"}, "会议同意该议题。"),
        (AGREED, {"votes": UNANIMOUS}, "会议一致同意该议题。"),
        (RESULT_WORDS[Result.PUT_OFF], {"votes": UNANIMOUS}, "会议一致同意缓议。"),
        (RESULT_WORDS[Result.REFUSED], {"votes": UNANIMOUS}, "会议一致决定不予通过该议题。"),
        (
            RESULT_WORDS[Result.REFUSED],
            {"votes": "，赞成1票、反对6票、弃权0票。"},
            "会议未通过该议题，赞成1票、反对6票、弃权0票。",
        ),
        (HEARD, {"presenter": "水管站", "votes": "。"}, ""),
        (HEARD, {"presenter": "水管站"}, ""),
        (HEARD, {"votes": "。"}, "会议听取了情况。"),
        (HEARD, {"presenter": "水管站", "votes": UNANIMOUS}, "会议听取了情况，一致同意。"),
    ],
)
def test_a_result_is_told_once_and_by_all_where_all_agreed(result, more, words):
    assert result_in_words(Outcome("修路", result, **more)) == words


def test_every_result_but_a_hearing_has_words_for_all():
    assert set(BY_ALL) == set(RESULT_WORDS.values()) - {HEARD}


def test_who_was_there_stands_below_the_matters_and_what_looks_like_a_matter_stands_apart():
    text = drafted("开头", [Outcome("修路", AGREED, votes="。")], "出席：甲\n\n一、乙\n请假：丙", "应到9人")
    assert text.splitlines() == [
        "开头",
        "一、修路",
        "会议同意该议题。",
        "应到9人",
        "出席：甲",
        "　一、乙",
        "请假：丙",
    ]
    assert drafted("开头", [], "", "应到9人") == "开头\n应到9人"


def test_a_copy_handed_round_hides_an_inner_matter_up_to_the_next_or_to_who_was_there():
    text = (
        "开头\n一、人选（内部）\n密甲\n出席：密乙\n二、修路\n同意。\n三、任免（内部）\n密丙\n出席：甲\n附：乙"
    )
    assert for_everybody(text).splitlines() == [
        *(
            "开头",
            "一、内部议题",
            LEFT_OUT,
            "二、修路",
            "同意。",
            "三、内部议题",
            LEFT_OUT,
            "出席：甲",
            "附：乙",
        )
    ]


def test_minutes_without_a_matter_are_handed_round_as_they_are():
    assert for_everybody("开头\n出席：甲") == "开头\n出席：甲"
    assert for_everybody("") == ""
    assert matters("开头\n出席：甲") == ""


def test_of_the_matters_titles_set_phrases_and_who_was_there_say_nothing():
    text = (
        "开头\n一、修路\n  路基已完成。 \n会议同意该议题，一致同意。\n"
        "会议听取了村建办主任的汇报。\n会议听取了村民意见。\n"
        "二、人选（内部）\n会议一致同意缓议。\n再议。\n出席：甲\n附：乙"
    )
    assert matters(text).splitlines() == ["路基已完成。", "会议听取了村民意见。", "再议。"]


def test_letters_and_digits_are_the_words_however_they_are_pointed():
    assert letters_of("拟任 示例辛（3人）。\n") == "拟任示例辛3人"
    assert letters_of("，。 ") == ""


OPEN = "开头\n一、修路\n由村建办开工。\n二、人选（内部）\n拟任示例辛\n出席：甲"


@pytest.mark.parametrize(
    ("secrets", "text", "line"),
    [
        (["拟任示例辛"], OPEN, ""),
        (["拟任示例辛"], f"{OPEN}\n拟任示例，辛", "拟任示例辛"),
        (["一、拟任示例辛"], f"{OPEN}\n拟任示例辛", "一、拟任示例辛"),
        (["别的", "拟任示例辛\n过早"], f"{OPEN}\n过早", "过早"),
        (["村建办"], OPEN, ""),
        (["甲"], OPEN, ""),
        ([""], OPEN, ""),
        ([], OPEN, ""),
    ],
)
def test_the_first_line_that_the_copy_would_tell_is_named_unless_it_is_told_anyway(secrets, text, line):
    assert told(text, secrets, anyway="一、修路\n由村建办开工。") == line


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (" 分送：各村、\n各站所办。 ", "各村、；各站所办"),
        ("各村；", "各村"),
        ("", ""),
        (" \n ", ""),
        ("分送：", ""),
        ("村" * 200, "村" * 200),
    ],
)
def test_to_whom_minutes_go_is_one_line_without_its_head_and_its_point(words, line):
    assert check_round(words) == line


def test_a_line_that_is_too_long_is_refused_with_what_will_do():
    with pytest.raises(NotAllowed) as refused:
        check_round("村" * 201)
    assert "200个字以内" in refused.value.words.zh
    assert "within 200 characters" in refused.value.words.en


def test_the_minutes_are_sealed_by_their_very_bytes():
    assert digest(OPEN) == sha256(OPEN.encode()).hexdigest()
