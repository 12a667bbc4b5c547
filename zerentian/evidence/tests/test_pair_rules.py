"""Who decides on pairs and with what, how far a photo lies from its day, and which requests to erase are lawful."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zerentian.evidence.rules import erasures, pairs
from zerentian.evidence.rules.repeated import ENOUGH, clause_words, digest, marked, most_alike, pieces, share
from zerentian.ledger.rules.periods import LOCAL
from zerentian.ledger.rules.refusals import NotAllowed

STATED = date(2026, 3, 2)
CODES = st.lists(st.sampled_from(["990100", "990101", "990102", "V01", "V02"]), min_size=1, max_size=4)
PATHS = CODES.map("/".join)


def refusal(check, *said):
    """Return what a rule refuses something with, in Chinese and in English."""
    with pytest.raises(NotAllowed) as refused:
        check(*said)
    return refused.value.words


def test_a_decision_has_a_reason_which_is_kept_without_blanks():
    assert pairs.check_reason(" 同一张 ") == "同一张"
    for reason in ("", " \n"):
        words = refusal(pairs.check_reason, reason)
        assert words.zh.startswith("请写明理由")
        assert words.en.startswith("say why")


def test_a_pair_is_decided_on_once_and_taken_back_only_then():
    pairs.check_open("")
    for outcome in pairs.OUTCOMES:
        assert "先撤回" in refusal(pairs.check_open, outcome).zh
        pairs.check_decided(outcome)
    words = refusal(pairs.check_decided, "")
    assert ("还没有认定" in words.zh, "nothing was decided" in words.en) == (True, True)


def test_nobody_decides_on_what_is_their_own_or_on_what_was_changed_since():
    pairs.check_other_person(False)
    assert "请由另一位有核实权限的同事认定" in refusal(pairs.check_other_person, True).zh
    pairs.check_as_read("a", "a")
    assert "请重新读一遍" in refusal(pairs.check_as_read, "a", "b").zh


@pytest.mark.parametrize(
    ("paths", "shared"),
    [
        (["990100/990101"], "990100/990101"),
        (["990100/990101/V01", "990100/990101/V02"], "990100/990101"),
        (["990100/990101", "990100/990101/V02"], "990100/990101"),
        (["990100/990101", "990100/990102"], "990100"),
        (["990100/99010", "990100/990101"], "990100"),
        (["990100", "980100"], ""),
        ([], ""),
    ],
)
def test_the_lowest_unit_above_some_is_where_their_paths_part(paths, shared):
    assert pairs.common_path(paths) == shared


@given(st.lists(PATHS, min_size=1, max_size=4))
def test_what_some_paths_share_begins_each_of_them_and_nothing_longer_does(paths):
    shared = pairs.common_path(paths)
    codes = shared.split("/") if shared else []
    parts = [path.split("/") for path in paths]
    assert all(part[: len(codes)] == codes for part in parts)
    next_codes = {part[len(codes)] if len(part) > len(codes) else None for part in parts}
    assert len(next_codes) > 1 or next_codes == {None}


@pytest.mark.parametrize(
    ("days", "apart"), [(0, 0), (7, 0), (8, 8), (-7, 0), (-8, 8), (400, 400), (-400, 400)]
)
def test_a_photo_within_a_week_of_the_stated_day_lies_near_it(days, apart):
    taken = datetime(2026, 3, 2, 9, tzinfo=LOCAL) + timedelta(days=days)
    assert pairs.days_apart(taken, STATED) == apart


def test_the_day_of_a_photo_is_the_day_here_and_no_time_tells_nothing():
    late = datetime.fromisoformat("2026-03-09T16:30:00+00:00")  # half past midnight on the 10th, here
    assert pairs.days_apart(late, STATED) == 8
    assert pairs.days_apart(None, STATED) == 0


def test_an_erasure_names_one_of_the_grounds_of_the_law_and_why():
    for ground in erasures.GROUNDS:
        erasures.check_ground(ground, "拍到无关人员")
    for ground in ("", "pipl-47-0", "pipl-47-6", "pipl-47"):
        words = refusal(erasures.check_ground, ground, "拍到无关人员")
        assert (words.zh, words.en) == ("请选择删除的法定依据", "choose the legal ground of the erasure")
    words = refusal(erasures.check_ground, "pipl-47-1", " ")
    assert (words.zh, words.en) == ("请写明为什么要删除", "say why the file must go")


def test_an_erasure_takes_two():
    erasures.check_second_person(1, 2)
    words = refusal(erasures.check_second_person, 2, 2)
    assert "须由另一人批准" in words.zh
    assert "another person must decide" in words.en


LONG = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天地玄黄宇宙洪荒日月盈昃"


def test_the_pieces_of_a_text_are_all_its_runs_of_three():
    found = pieces(LONG)
    assert len(found) == len(set(LONG)) - 2
    assert {LONG[:3], LONG[1:4], LONG[-3:]} <= found
    assert {len(one) for one in found} == {3}


@given(st.integers(0, 30))
def test_a_share_is_of_the_smaller_and_the_same_from_both_sides(cut):
    whole, part = pieces(LONG + LONG[::-1]), pieces(LONG[: len(LONG) - cut] + "风雨雷电")
    assert share(whole, part) == share(part, whole)
    if part:
        assert share(whole, part) == len(whole & part) * 100 // len(part)


@pytest.mark.parametrize(("common", "alike"), [(ENOUGH, True), (ENOUGH - 1, False)])
def test_texts_are_alike_from_so_many_percent_on(common, alike):
    """A hundred pieces, of which so many stand in the other text."""
    hundred = "".join(chr(0x5010 + n) for n in range(102))
    other = hundred[: common + 2] + "".join(chr(0x6010 + n) for n in range(100 - common))
    assert share(pieces(hundred), pieces(other)) == common
    assert bool(most_alike(hundred, [(1, other)], 3)) is alike


def test_of_texts_that_are_alike_the_same_the_first_stands_first_and_so_many_are_named():
    assert most_alike(LONG, [(5, LONG), (3, LONG), (4, LONG)], 2) == [(5, 100), (3, 100)]
    assert most_alike(LONG, [], 2) == []
    assert most_alike("", [(1, LONG)], 2) == []


@pytest.mark.parametrize(
    ("clause", "words"),
    [("走访三户。", "走访三户"), (" 走访 三户！？\n", "走访三户"), ("ＡＢＣ，", "abc"), ("。", "")],
)
def test_a_clause_is_compared_without_the_marks_that_end_it(clause, words):
    assert clause_words(clause) == words


@given(st.text("甲乙丙，。！\n ", max_size=30), st.text("甲乙丙，。！\n ", max_size=30))
def test_a_text_beside_itself_has_nothing_marked_and_every_clause_is_shown_in_its_order(text, other):
    assert not any(differs for _, differs in marked(text, text))
    assert "".join(clause for clause, _ in marked(text, other)) == text.lstrip("，。！\n")


def test_a_clause_that_only_moved_is_not_marked():
    assert marked("先查井盖，再查护栏。", "再查护栏，先查井盖！") == [
        ("先查井盖，", False),
        ("再查护栏。", False),
    ]


def test_a_digest_tells_two_texts_apart_from_the_same_letters_cut_elsewhere():
    assert digest("甲", "乙") != digest("甲乙", "")
    assert len(digest("", "")) == 64
    assert digest("\ud800", "") != digest("", "\ud800")
