"""What may follow what on a finding, and each of its bounds on both sides, with the words of every refusal."""

from datetime import date, timedelta

import pytest

from zerentian.rectification.rules import findings as rules
from zerentian.rectification.rules.findings import Class, State, Step
from zerentian.rectification.rules.terms import LONGEST, OF_CLASS, Term, check_days, day_after, in_force
from zerentian.rectification.tests.telling import refusal

TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)
BEFORE, AFTER = TODAY - DAY, TODAY + DAY


@pytest.mark.parametrize(
    ("state", "moves"),
    [
        ("opened", "assign note dismiss join correct"),
        ("assigned", "accept object note dismiss join correct"),
        ("objected", "uphold note dismiss join correct"),
        ("mending", "note report dismiss join correct"),
        ("reported", "note return verify"),
        ("verified", "note return post close"),
        ("posted", "note return close"),
        ("closed", "look_back reopen"),
        ("dismissed", ""),
        ("joined", ""),
    ],
)
def test_from_each_state_there_are_so_many_ways_on_in_their_usual_order(state, moves):
    assert rules.steps_from(State(state)) == moves.split()


@pytest.mark.parametrize(
    ("state", "zh", "en"),
    [
        (State.OPENED, "待定责", "opened"),
        (State.REPORTED, "待核查", "to be verified"),
        (State.JOINED, "已并案", "joined"),
    ],
)
def test_a_step_out_of_its_turn_is_told_where_the_finding_stands(state, zh, en):
    words = refusal(rules.step, state, Step.LOOK_BACK)
    assert words.zh == f"这一步现在不能做：问题目前为“{zh}”，请先刷新页面"
    assert words.en == f"this step can't be taken now ({en}): reload the page"


def test_a_due_day_is_today_at_the_earliest_and_the_last_that_the_rule_gives_at_the_latest():
    for due, most in ((TODAY, None), (TODAY, 1), (AFTER, 1), (TODAY + 400 * DAY, None)):
        rules.check_due(due, BEFORE, TODAY, most)
    past = refusal(rules.check_due, BEFORE, BEFORE, TODAY, None)
    assert (past.zh, past.en) == ("整改期限不能早于今天", "the due day can't lie in the past")
    late = refusal(rules.check_due, TODAY + 6 * DAY, BEFORE, TODAY, 5)
    assert "最晚为2026年3月7日（本地规定5天）" in late.zh
    assert "gives 5 days, until 2026-03-07" in late.en


@pytest.mark.parametrize(
    ("done", "allowed"), [(BEFORE - DAY, False), (BEFORE, True), (TODAY, True), (AFTER, False)]
)
def test_it_was_mended_from_the_day_it_was_found_to_today(done, allowed):
    if allowed:
        rules.check_mended(done, BEFORE, TODAY)
    else:
        words = refusal(rules.check_mended, done, BEFORE, TODAY)
        assert "发现日期2026年3月1日" in words.zh
        assert "2026-03-01" in words.en


@pytest.mark.parametrize(("kind", "after"), [(Class.AT_ONCE, 0), (Class.BY_DATE, 1), (Class.LASTING, 1)])
def test_it_is_seen_on_the_day_of_the_mending_only_where_it_was_mended_at_once(kind, after):
    assert rules.earliest_look(TODAY, kind) == TODAY + after * DAY


def test_a_look_too_early_is_told_to_wait_and_one_dated_wrongly_between_which_days_it_lies():
    wait = refusal(rules.check_observed, TODAY, TODAY, TODAY, Class.BY_DATE)
    assert "最早2026年3月3日，请到时再核查" in wait.zh
    assert "not before 2026-03-03" in wait.en
    rules.check_observed(AFTER, TODAY, AFTER, Class.BY_DATE)
    for observed in (TODAY, AFTER + DAY):
        words = refusal(rules.check_observed, observed, TODAY, AFTER, Class.BY_DATE)
        assert "核查日期须在2026年3月3日与今天之间" in words.zh
        assert "between 2026-03-03 and today" in words.en


def test_whoever_had_a_hand_in_it_is_refused_and_nobody_is_nobody():
    rules.check_other(3, None, 1, 2)
    rules.check_other(3)
    for involved in ((3,), (None, 3), (1, 3, 2)):
        words = refusal(rules.check_other, 3, *involved)
        assert "请由另一人核查" in words.zh
        assert "ask somebody else" in words.en


@pytest.mark.parametrize(
    ("first", "last", "least"),
    [(TODAY, TODAY, None), (TODAY, TODAY, 1), (BEFORE, AFTER, 3), (BEFORE, BEFORE, None)],
)
def test_a_posting_counts_both_its_ends(first, last, least):
    rules.check_posting(first, last, TODAY, least)


@pytest.mark.parametrize(
    ("first", "last", "least", "zh", "en"),
    [
        (AFTER, AFTER, None, "起止日期有误", "days of the posting are wrong"),
        (TODAY, BEFORE, None, "起止日期有误", "days of the posting are wrong"),
        (BEFORE, AFTER, 4, "不得少于 4 天", "at least 4 days"),
        (TODAY, TODAY, 2, "不得少于 2 天", "at least 2 days"),
    ],
)
def test_a_posting_that_has_not_begun_ends_before_it_begins_or_is_too_short_is_refused(
    first, last, least, zh, en
):
    words = refusal(rules.check_posting, first, last, TODAY, least)
    assert zh in words.zh
    assert en in words.en


@pytest.mark.parametrize(
    ("last", "objections", "said"),
    [(None, None, ""), (BEFORE, 0, ""), (BEFORE, 2, "已逐件核实"), (None, 3, "")],
)
def test_what_was_not_posted_or_hung_to_its_end_may_be_closed_out(last, objections, said):
    rules.check_posted(last, TODAY, objections, said)


@pytest.mark.parametrize(
    ("last", "objections", "said", "zh", "en"),
    [
        (TODAY, 0, "", "公示到2026年3月2日才结束", "posted until 2026-03-02"),
        (AFTER, 0, "", "公示到2026年3月3日才结束", "posted until 2026-03-03"),
        (BEFORE, None, "没有", "请填公示期间收到的异议件数", "how many objections came"),
        (BEFORE, 1, "  ", "请写明如何核实处理", "what was done about the objections"),
    ],
)
def test_what_still_hangs_or_leaves_objections_unsaid_is_not_closed_out(last, objections, said, zh, en):
    words = refusal(rules.check_posted, last, TODAY, objections, said)
    assert zh in words.zh
    assert en in words.en


def test_a_look_back_comes_a_day_after_the_close_out_at_the_earliest():
    rules.check_look_back(AFTER, TODAY)
    for due in (TODAY, BEFORE):
        words = refusal(rules.check_look_back, due, TODAY)
        assert "须晚于销号日期" in words.zh
        assert "after the close-out" in words.en


@pytest.mark.parametrize(
    ("due", "old", "allowed"),
    [
        (TODAY, BEFORE, True),
        (AFTER, TODAY, True),
        (TODAY, TODAY, False),
        (BEFORE, BEFORE - DAY, False),
        (BEFORE, TODAY, False),
    ],
)
def test_more_time_ends_after_the_old_day_and_today_at_the_earliest(due, old, allowed):
    if allowed:
        rules.check_extension(due, old, TODAY)
    else:
        assert "须晚于原定期限和今天" in refusal(rules.check_extension, due, old, TODAY).zh


def test_more_time_is_granted_by_another_and_asked_late_only_after_the_due_day():
    rules.check_granted_by_another(1, 2)
    assert "另一人批准" in refusal(rules.check_granted_by_another, 2, 2).zh
    assert [rules.is_late(asked, TODAY) for asked in (BEFORE, TODAY, AFTER)] == [False, False, True]


@pytest.mark.parametrize(
    ("done", "missed", "in_time"),
    [
        (BEFORE, False, True),
        (TODAY, False, True),
        (AFTER, False, False),
        (TODAY, True, False),
        (AFTER, True, False),
    ],
)
def test_what_is_mended_on_the_due_day_is_in_time_unless_that_day_was_missed_before(done, missed, in_time):
    assert rules.was_on_time(done, TODAY, missed) is in_time


@pytest.mark.parametrize(
    ("days", "allowed"), [(0, False), (1, True), (LONGEST, True), (LONGEST + 1, False), (-1, False)]
)
def test_a_term_has_one_day_at_least_and_ten_years_at_most(days, allowed):
    if allowed:
        check_days(days)
    else:
        words = refusal(check_days, days)
        assert (words.zh, words.en) == ("天数须在 1 到 3650 之间", "between 1 and 3650 days")


def test_a_term_holds_from_its_day_on_and_of_two_on_one_day_the_later_row_does():
    rows = [
        (Term.ACCEPT, AFTER, 9),
        (Term.ACCEPT, BEFORE, 3),
        (Term.POSTING, TODAY, 5),
        (Term.POSTING, TODAY, 7),
        (Term.POSTING, BEFORE, 1),
    ]
    assert in_force(rows, BEFORE - DAY) == {}
    assert in_force(rows, TODAY) == {Term.ACCEPT: 3, Term.POSTING: 7}
    assert in_force(rows, AFTER) == {Term.ACCEPT: 9, Term.POSTING: 7}


def test_each_class_of_mending_has_its_term_and_none_that_is_not_set_ends():
    assert {kind: OF_CLASS[kind].value for kind in Class} == {kind: kind.value for kind in Class}
    assert day_after(TODAY, None) is None
    assert day_after(TODAY, 0) == TODAY
    assert day_after(TODAY, 30) == date(2026, 4, 1)
