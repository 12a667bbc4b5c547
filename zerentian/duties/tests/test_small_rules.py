"""Lights, texts, people, days and other small rules of duties: each limit on both sides, refusals with their words."""

from datetime import date, timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zerentian.duties.rules import conduct, decisions, deeds, functions, tasks
from zerentian.duties.rules.cadences import Cadence, DueRule, check_rule, months_later, next_first, span_first
from zerentian.duties.rules.lights import AMBER_DAYS, TASK, Light, light, worst
from zerentian.duties.rules.matrix import post_on
from zerentian.ledger.rules.refusals import NotAllowed

TODAY = date(2026, 3, 2)


def day(ahead):
    return TODAY + timedelta(days=ahead)


def refusal(act, *args, **said):
    """Return what a rule says when it refuses, in both languages."""
    with pytest.raises(NotAllowed) as refused:
        act(*args, **said)
    return refused.value.words.zh, refused.value.words.en


# -- lights --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "amber_days", "shown"),
    [
        (-1, 3, Light.RED),
        (0, 3, Light.AMBER),
        (3, 3, Light.AMBER),
        (4, 3, Light.GREEN),
        (-1, 0, Light.RED),
        (0, 0, Light.AMBER),
        (1, 0, Light.GREEN),
    ],
)
def test_a_matter_is_amber_from_so_many_days_before_till_its_day_and_red_after_it(due, amber_days, shown):
    assert light(day(due), TODAY, amber_days) == shown


def test_of_several_lights_the_most_urgent_is_shown_and_none_of_none():
    red, amber, green, none = Light.RED, Light.AMBER, Light.GREEN, Light.NONE
    assert worst([green, amber, none]) == amber
    assert worst([none, green]) == green
    assert worst(iter([amber, green, red])) == red
    assert worst([none]) == worst([]) == none


def test_what_comes_round_less_often_turns_amber_earlier():
    rounds = [Cadence.WEEKLY, Cadence.MONTHLY, Cadence.QUARTERLY, Cadence.HALF_YEARLY, Cadence.YEARLY]
    days = [AMBER_DAYS[one] for one in rounds]
    assert days == sorted(days)
    assert set(AMBER_DAYS) == {*Cadence, TASK}


# -- texts, reasons, people ----------------------------------------------------------------------------


def test_a_text_loses_the_blanks_around_it_and_an_empty_one_is_refused():
    assert deeds.check_text("  巡查 后山\n") == "巡查 后山"
    assert refusal(deeds.check_text, " \n\t") == ("请写明做了什么", "say what was done")


def test_a_reason_loses_the_blanks_around_it_and_an_empty_one_is_refused():
    assert deeds.check_reason(" 封山 ") == "封山"
    assert refusal(deeds.check_reason, "　") == (
        "请写明理由，理由会留在台账里",
        "give the reason: it stays with the record",
    )


@pytest.mark.parametrize("people", [None, 0, 1, 1_000_000])
def test_how_many_took_part_is_kept_as_it_is_told_and_unknown_is_not_none(people):
    assert deeds.check_people(people) is people


@pytest.mark.parametrize("people", [-1, 1_000_001])
def test_fewer_than_none_and_more_than_there_are_took_no_part(people):
    zh, en = refusal(deeds.check_people, people)
    assert "0 到 1000000 之间" in zh
    assert "between 0 and 1,000,000" in en


def test_whoever_did_or_recorded_the_work_does_not_verify_it():
    deeds.check_other_person(1, 2, 3)
    deeds.check_other_person(1)
    for involved in ((1, 2), (2, 1), (1,)):
        zh, en = refusal(deeds.check_other_person, 1, *involved)
        assert "由另一人核实" in zh
        assert "ask somebody else" in en


def test_a_page_is_old_when_it_names_another_entry_and_fresh_where_it_names_none():
    deeds.check_fresh("", "b")
    deeds.check_fresh("b", "b")
    zh, en = refusal(deeds.check_fresh, "a", "b")
    assert "已被别人改过" in zh
    assert "somebody changed this record" in en


def test_a_code_of_conduct_is_published_without_blanks_at_its_lines_ends_and_of_a_length_that_is_read():
    assert conduct.check_text("\n 一、守时。 \n\n  二、当面登记。\t\n") == "一、守时。\n\n  二、当面登记。"
    assert len(conduct.check_text("字" * 20_000)) == 20_000
    assert "超过20000字" in refusal(conduct.check_text, "字" * 20_001)[0]
    assert refusal(conduct.check_text, "\n \n") == ("请写明准则正文", "write the text of the code")


@given(st.text())
def test_a_digest_is_that_of_the_very_bytes(text):
    told = sha256(text.encode()).hexdigest()
    assert conduct.digest(text) == told


# -- decisions -----------------------------------------------------------------------------------------


def test_a_due_day_is_today_at_the_earliest():
    assert decisions.check_due(TODAY, TODAY) == TODAY
    assert decisions.check_due(day(1), TODAY) == day(1)
    assert "不能早于今天" in refusal(decisions.check_due, day(-1), TODAY)[0]


@pytest.mark.parametrize(("done", "possible"), [(-6, False), (-5, True), (0, True), (1, False)])
def test_it_was_done_between_the_day_it_was_decided_and_today(done, possible):
    since = day(-5)
    if possible:
        decisions.check_done(day(done), since, TODAY)
    else:
        zh, en = refusal(decisions.check_done, day(done), since, TODAY)
        assert "2026年2月25日与今天之间" in zh
        assert "between 2026-02-25, when it was decided, and today" in en


@pytest.mark.parametrize(
    ("due", "old", "possible"),
    [
        (1, 0, True),
        (0, 0, False),
        (0, -1, True),
        (-1, -3, False),
        (5, 5, False),
        (5, 6, False),
        (6, 5, True),
        (0, None, True),
        (-1, None, False),
    ],
)
def test_more_time_ends_after_the_old_day_and_not_in_the_past(due, old, possible):
    old = None if old is None else day(old)
    if possible:
        decisions.check_later(day(due), old, TODAY)
    else:
        assert "须晚于原期限" in refusal(decisions.check_later, day(due), old, TODAY)[0]


def test_a_decision_of_no_parts_has_no_letters_and_of_two_it_has_two():
    assert decisions.letters(0) == []
    assert decisions.letters(2) == ["A", "B"]
    assert "26" in refusal(decisions.letters, 27)[1]


# -- tasks ---------------------------------------------------------------------------------------------


def test_a_task_is_due_today_at_the_earliest():
    tasks.check_due(TODAY, TODAY)
    assert refusal(tasks.check_due, day(-1), TODAY) == (
        "完成日期不能早于今天",
        "the due day can't lie in the past",
    )


@pytest.mark.parametrize(
    ("due", "words"), [(0, "须晚于原定日期"), (-1, "不能早于今天"), (2, "须晚于原定日期")]
)
def test_an_extension_is_one(due, words):
    tasks.check_later(day(3), day(2), TODAY)
    old = TODAY if due == 0 else day(2)
    assert words in refusal(tasks.check_later, day(due), old, TODAY)[0]


def test_after_the_due_day_a_party_grants_nothing_and_on_it_still_may():
    tasks.check_granter(TODAY, TODAY, is_party=True)
    tasks.check_granter(day(-1), TODAY, is_party=False)
    tasks.check_granter(day(-1), TODAY, is_party=set())
    zh, en = refusal(tasks.check_granter, day(-1), TODAY, is_party={7})
    assert "期限2026年3月1日已过" in zh
    assert "the due day 2026-03-01 has passed" in en


# -- what a refused step says of where the matter stands ------------------------------------------------


@pytest.mark.parametrize(
    ("rules", "state", "move", "zh", "en"),
    [
        (tasks, tasks.TaskState.ASSIGNED, tasks.Step.CLOSE, "“已交办”", "(assigned)"),
        (tasks, tasks.TaskState.WITHDRAWN, tasks.Step.ACCEPT, "“已撤回”", "(withdrawn)"),
        (
            decisions,
            decisions.DecisionState.OPENED,
            decisions.DecisionStep.REPORT,
            "“待交办”",
            "(to be given out)",
        ),
        (
            decisions,
            decisions.DecisionState.NOTED,
            decisions.DecisionStep.REOPEN,
            "“已阅知”",
            "(taken note of)",
        ),
    ],
)
def test_a_step_that_does_not_follow_says_where_the_matter_stands(rules, state, move, zh, en):
    told = refusal(rules.step, state, move)
    assert zh in told[0]
    assert en in told[1]
    assert "刷新页面" in told[0]
    assert move not in rules.steps_from(state)


@pytest.mark.parametrize("rules", [tasks, decisions])
def test_steps_are_offered_in_their_usual_order(rules):
    states, steps = {state for state, _ in rules.STEPS}, list({move: 0 for _, move in rules.STEPS})
    order = list(type(steps[0]))
    for state in states:
        offered = rules.steps_from(state)
        assert offered
        assert offered == sorted(offered, key=order.index)
        for move in offered:
            assert rules.step(state, move) == rules.STEPS[state, move]


# -- cadences ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cadence", "first", "following"),
    [
        (Cadence.WEEKLY, date(2026, 3, 2), date(2026, 3, 9)),
        (Cadence.MONTHLY, date(2026, 3, 1), date(2026, 4, 1)),
        (Cadence.QUARTERLY, date(2026, 1, 1), date(2026, 4, 1)),
        (Cadence.HALF_YEARLY, date(2026, 1, 1), date(2026, 7, 1)),
        (Cadence.YEARLY, date(2026, 1, 1), date(2027, 1, 1)),
    ],
)
def test_a_span_begins_where_the_one_before_ends(cadence, first, following):
    assert span_first(cadence, first) == first
    assert span_first(cadence, following - timedelta(days=1)) == first
    assert span_first(cadence, following) == next_first(cadence, first) == following


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 40))
def test_so_many_months_later_is_the_first_of_a_month(start, months):
    later = months_later(start, months)
    assert later.day == 1
    assert (later.year - start.year) * 12 + later.month - start.month == months


def test_a_rule_that_is_refused_says_what_each_cadence_takes():
    assert refusal(check_rule, DueRule(Cadence.ONCE)) == (
        "一次性责任须写明完成日期",
        "a duty that is due once needs its date",
    )
    zh, en = refusal(check_rule, DueRule(Cadence.WEEKLY, day=8))
    assert "每周填 1–7" in zh
    assert "weekly takes 1–7" in en


def test_who_bore_a_duty_is_told_by_the_first_hand_over_after_the_day():
    moves = [(date(2026, 2, 1), "A"), (date(2026, 3, 1), "B")]
    assert post_on([], TODAY) == post_on(moves, date(2026, 3, 1)) == ""
    assert post_on(moves, date(2025, 1, 1)) == "A"


# -- the function list's problems ----------------------------------------------------------------------


def test_a_problem_names_its_row_and_column_or_the_sheet_as_a_whole():
    problem = functions.Problem
    assert str(problem(3, "编号", "不能为空")) == "第3行“编号”：不能为空"
    assert str(problem(3, "", "不能为空")) == "第3行：不能为空"
    assert str(problem(0, "", "没有事项")) == "整表：没有事项"


def test_columns_are_known_by_any_of_their_headings_whatever_blanks_and_case():
    found = functions.COLUMNS.among(
        [" 序 号", "事项类型", "Category", "履职事项", "承接部门", "OUR PART", "备注"]
    )
    assert found == {
        "number": " 序 号",
        "kind": "事项类型",
        "category": "Category",
        "name": "履职事项",
        "superior": "承接部门",
        "our_part": "OUR PART",
    }
    assert functions.COLUMNS.among(["甲", "乙"]) == {}


def test_of_two_columns_of_one_name_the_first_counts():
    assert functions.COLUMNS.among(["编号", "编 号"])["number"] == "编号"
    assert functions.COLUMNS.among(["序号", "编号"])["number"] == "编号", (
        "the usual heading before the others"
    )


@pytest.mark.parametrize(
    ("headings", "known", "enough"),
    [
        (["编号", "类别", "领域", "事项"], 4, True),
        (["编号", "类别", "领域"], 3, False),
        (["编号", "类别", "领域", "上级部门"], 4, False),
        (["甲"], 0, False),
    ],
)
def test_a_table_is_a_function_list_when_all_that_is_required_stands_in_it(headings, known, enough):
    assert functions.LIST.recognise(headings) == known
    assert functions.LIST.suffices(headings) == enough
