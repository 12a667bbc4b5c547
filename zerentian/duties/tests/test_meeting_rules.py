"""Rules of meetings: who is there, who may decide, what passed, what lacks; each limit and each refusal's words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zerentian.duties.rules.meetings import (
    STEPS,
    Check,
    MeetingState,
    MeetingStep,
    Share,
    Weight,
    check_attendance,
    check_missing,
    check_other,
    check_passed,
    check_quorum,
    check_settled,
    check_votes,
    missing,
    named_lines,
    needed,
    step,
    steps_from,
)
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.words import Words

NOBODY = (None, None, None)


def refusal(act, *args, **said):
    """Return what a rule says when it refuses, in both languages."""
    with pytest.raises(NotAllowed) as refused:
        act(*args, **said)
    return refused.value.words.zh, refused.value.words.en


@given(st.sampled_from(list(Share)), st.integers(1, 1000))
def test_as_many_as_are_needed_are_the_share_and_one_fewer_are_not(share, members):
    parts = {
        Share.NONE: (0, 1), Share.OVER_HALF: (1, 2), Share.HALF: (1, 2), Share.TWO_THIRDS: (2, 3),
        Share.THREE_QUARTERS: (3, 4), Share.FOUR_FIFTHS: (4, 5), Share.ALL: (1, 1),
    }  # fmt: skip
    part, of = parts[share]
    least = needed(share, members)

    def enough(count):
        return count * of > members * part if share == Share.OVER_HALF else count * of >= members * part

    assert enough(least)
    assert least == 0 or not enough(least - 1)
    assert least <= members


@pytest.mark.parametrize("numbers", [(1, 0, 0, 0), (1, 1, 0, 0), (9, 7, 2, 0), (1000, 500, 500, 1000)])
def test_attendance_that_can_be_stands(numbers):
    check_attendance(*numbers)


@pytest.mark.parametrize(
    "numbers", [(0, 0, 0, 0), (1001, 1, 0, 0), (9, -1, 0, 0), (9, 7, -1, 0), (9, 7, 0, -1), (9, 7, 0, 1001)]
)
def test_attendance_that_cannot_be_is_asked_for_again(numbers):
    assert refusal(check_attendance, *numbers) == (
        "请填写应到、实到、请假和列席人数",
        "give the numbers of members, present and excused",
    )


def test_more_than_there_are_members_are_neither_present_nor_excused():
    zh, en = refusal(check_attendance, 9, 8, 2, 0)
    assert "实到 8 人加请假 2 人，多于应到 9 人" in zh
    assert "8 present and 2 excused are more than 9 members" in en


def test_of_who_was_there_lines_that_name_nobody_and_blanks_are_left_out():
    said = " 出席：示例庚等 \n\n请假：\n列席:\n  记录：示例甲"
    assert named_lines(said) == "出席：示例庚等\n记录：示例甲"
    assert named_lines("请假：\n列席：\n ") == ""


def test_a_quorum_is_as_many_as_the_rule_asks_for_and_not_one_fewer():
    words = Words("作这项决定", "deciding this")
    check_quorum(Share.TWO_THIRDS, 9, 6, words)
    check_quorum(Share.NONE, 9, 0, words)
    zh, en = refusal(check_quorum, Share.TWO_THIRDS, 9, 5, words)
    assert zh.startswith("作这项决定须有 6 人到会（应到 9 人），实到 5 人")
    assert en.startswith("deciding this needs 6 of 9 members, 5 are present")


def test_as_many_in_favour_as_the_rule_asks_for_pass_a_matter():
    check_passed(Share.OVER_HALF, 9, 5)
    check_passed(Share.NONE, 9, 0)
    zh, en = refusal(check_passed, Share.OVER_HALF, 9, 4)
    assert "赞成 4 人，未达到规定的 5 人（应到 9 人）" in zh
    assert "4 are in favour, the rule asks for 5 of 9" in en


@pytest.mark.parametrize(
    ("recused", "votes", "unanimous"),
    [
        (0, (7, 0, 0), False),
        (1, (0, 0, 6), False),
        (7, (0, 0, 0), False),
        (7, NOBODY, True),
        (0, NOBODY, False),
    ],
)
def test_votes_that_add_up_stand_and_nobody_need_count(recused, votes, unanimous):
    check_votes(7, recused, votes, unanimous)


@pytest.mark.parametrize(
    ("recused", "votes", "unanimous", "words"),
    [
        (8, NOBODY, False, ("回避人数多于实到人数", "more recused themselves")),
        (0, (0, None, None), True, ("不必再填票数", "needs no count of votes")),
        (0, (None, None, 0), False, ("没有就填 0", "0 for none")),
        (0, (7, 0, None), False, ("请填全", "all three counts")),
        (0, (7, 0, 1), False, ("票数合计 8，与可表决人数 7", "8 votes, but 7 may vote")),
        (1, (7, 0, 0), False, ("票数合计 7，与可表决人数 6", "7 votes, but 6 may vote")),
        (0, (0, 0, 0), False, ("票数合计 0，与可表决人数 7", "0 votes, but 7 may vote")),
    ],
)
def test_votes_that_do_not_add_up_are_refused_by_what_is_wrong(recused, votes, unanimous, words):
    zh, en = refusal(check_votes, 7, recused, votes, unanimous)
    assert words[0] in zh
    assert words[1] in en


def test_what_a_weighty_matter_lacks_is_told_in_the_order_of_the_checks():
    asked = {"funds": ["risk", "legal", "experts"], "project": ["legal"]}
    assert missing(Weight.FUNDS, asked, []) == [Check.LEGAL, Check.RISK, Check.EXPERTS]
    assert missing(Weight.FUNDS, asked, ["legal", "experts", "comments"]) == [Check.RISK]
    assert missing(Weight.FUNDS, asked, ["risk", "legal", "experts"]) == []
    assert missing(Weight.DECISION, asked, []) == missing(None, asked, []) == []


def test_what_lacks_is_waived_by_words_and_not_by_blanks():
    check_missing([Check.RISK], "汛情紧急")
    check_missing([], "")
    for blank in ("", " \n"):
        zh, en = refusal(check_missing, [Check.RISK], blank)
        assert "还缺规定的会前程序" in zh
        assert "lacks checks" in en


def test_the_first_matter_without_an_outcome_is_named():
    check_settled([])
    zh, en = refusal(check_settled, ["修路", "打井"])
    assert "议题“修路”还没有登记结果" in zh
    assert "“修路” has no outcome yet" in en
    assert "打井" not in zh


def test_who_drafted_the_minutes_does_not_agree_to_them():
    check_other(1, 2, None)
    check_other(1)
    for involved in ((1,), (None, 1)):
        assert "拟稿人以外的人" in refusal(check_other, 1, *involved)[0]


def test_a_step_that_does_not_follow_says_where_the_meeting_stands():
    assert step(MeetingState.AGREED, MeetingStep.RETURN) == MeetingState.HELD
    zh, en = refusal(step, MeetingState.HELD, MeetingStep.SIGN)
    assert "会议目前为“已召开，待拟纪要”" in zh
    assert "(held, minutes to be drafted)" in en


def test_steps_are_offered_in_their_usual_order_and_a_cancelled_meeting_has_none():
    for state in MeetingState:
        offered = steps_from(state)
        assert offered == sorted(offered, key=list(MeetingStep).index)
        assert {(state, move) for move in offered} == {key for key in STEPS if key[0] == state}
    assert steps_from(MeetingState.CANCELLED) == []
    assert steps_from(MeetingState.SIGNED) == [MeetingStep.REOPEN, MeetingStep.SCAN]
