"""The rules before the steps, each by itself: states, days, units, clocks; what is refused beside what is not."""

from contextlib import AbstractContextManager, nullcontext
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zerentian.casework.rules.asking import (
    MOST_DAYS,
    REOPEN_DAYS,
    check_reopening,
    check_until,
    reopen_until,
)
from zerentian.casework.rules.clocks import (
    Purpose,
    Started,
    Urgency,
    answer_rule,
    notice_rule,
    on_acceptance,
    on_dispatch,
)
from zerentian.casework.rules.concerns import (
    MAX_BOUNCES,
    OPEN_STATES,
    STATE_WORDS,
    STEPS,
    UNCOUNTED_STATES,
    UNTRIAGED_STATES,
    Channel,
    Kind,
    Route,
    State,
    Step,
    check_bounces,
    check_final,
    step,
    steps_from,
)
from zerentian.casework.rules.dispatches import (
    above,
    check_not_accused,
    check_on_the_list,
    is_accused,
    unaccused,
)
from zerentian.casework.rules.reviews import (
    Level,
    check_asked_in_time,
    check_not_exhausted,
    check_superior,
    next_level,
)
from zerentian.casework.rules.topics import FEWEST, Heat, TopicState, check_enough, check_standing, heat_of
from zerentian.duties.rules.functions import FunctionKind
from zerentian.ledger.rules.refusals import NotAllowed, check_filled
from zerentian.organization.rules.rights import Kind as UnitKind

TODAY = date(2026, 3, 2)


def refused(is_refused: bool, words: str = "") -> AbstractContextManager[object]:
    """Expect a refusal in these words, or none."""
    return pytest.raises(NotAllowed, match=words) if is_refused else nullcontext()


# -- where a concern stands, and what may follow ---------------------------------------------------------------------


@pytest.mark.parametrize("state", list(State))
def test_a_step_leads_where_the_table_says_or_is_refused_with_the_word_for_where_it_stands(state):
    offered = steps_from(state)
    assert [step(state, move) for move in offered] == [STEPS[state, move] for move in offered]
    for move in set(Step) - set(offered):
        with pytest.raises(NotAllowed, match=f"“{STATE_WORDS[state].zh}”") as refusal:
            step(state, move)
        assert f"({STATE_WORDS[state].en})" in refusal.value.words.en


def test_every_state_has_its_own_word_in_both_languages():
    assert set(STATE_WORDS) == set(State)
    assert len({words.zh for words in STATE_WORDS.values()}) == len(State)
    assert len({words.en for words in STATE_WORDS.values()}) == len(State)


def test_every_state_but_where_all_begins_is_reached_and_every_step_is_in_the_table():
    assert {state for state, _ in STEPS} | set(STEPS.values()) == set(State)
    assert set(State) - set(STEPS.values()) == {State.QUEUED}
    assert {move for _, move in STEPS} == set(Step)


def test_what_is_owed_to_the_resident_may_be_withdrawn_and_nothing_else():
    assert {state for state in State if Step.WITHDRAW in steps_from(state)} == set(OPEN_STATES)


def test_what_waits_as_spam_is_not_counted_and_not_triaged_and_not_owed_yet():
    assert set(UNCOUNTED_STATES) < set(UNTRIAGED_STATES)
    assert set(UNTRIAGED_STATES) - set(UNCOUNTED_STATES) == {State.RECEIVED}
    assert not set(UNCOUNTED_STATES) & set(OPEN_STATES)


@pytest.mark.parametrize(
    ("ended", "taken_up"),
    [
        (State.ANSWERED, State.HANDLING),
        (State.CLOSED, State.HANDLING),
        (State.EXITED, State.TRIAGED),
        (State.WITHDRAWN, State.TRIAGED),
    ],
)
def test_what_is_taken_up_again_goes_to_who_had_it_or_to_the_desk_where_nobody_had(ended, taken_up):
    assert step(ended, Step.REOPEN) is taken_up


def test_what_the_county_has_ends_there_or_comes_back():
    assert steps_from(State.REFERRED) == [Step.TAKE_BACK, Step.SETTLE]
    assert steps_from(State.SET_ASIDE) == [Step.ADMIT]


@pytest.mark.parametrize("said", ["", "  ", "\n\t", "　"])
def test_what_is_not_said_is_asked_for_by_the_name_of_its_field(said):
    with pytest.raises(NotAllowed, match="请填写退回理由") as refusal:
        check_filled(said, "退回理由", "the reason")
    assert refusal.value.words.en == "fill in the reason"


def test_what_is_said_is_kept_without_the_blanks_around_it_alone():
    assert check_filled("  不归 我们\n", "理由", "the reason") == "不归 我们"


@pytest.mark.parametrize("bounces", range(4))
def test_the_third_return_is_refused(bounces):
    with refused(bounces >= 2, "第三次"):
        check_bounces(bounces)
    assert MAX_BOUNCES == 2


@pytest.mark.parametrize("final", [True, False])
def test_only_what_was_upheld_by_a_ruling_is_not_objected_to_again(final):
    with refused(final, "裁定维持"):
        check_final(final)


# -- days ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("days", [-1, 0, 1, MOST_DAYS - 1, MOST_DAYS, MOST_DAYS + 1])
def test_an_answer_is_awaited_from_tomorrow_to_the_last_of_the_days(days):
    until = TODAY + timedelta(days=days)
    with refused(not 1 <= days <= MOST_DAYS, "2026年3月17日"):
        assert check_until(until, TODAY) == until


def test_the_refusal_of_a_day_names_the_last_one_in_both_languages():
    with pytest.raises(NotAllowed) as refusal:
        check_until(TODAY, TODAY)
    assert "15天" in refusal.value.words.zh
    assert "2026-03-17" in refusal.value.words.en


@pytest.mark.parametrize("days", [0, REOPEN_DAYS, REOPEN_DAYS + 1])
def test_a_resident_has_it_taken_up_again_to_the_thirtieth_day(days):
    ended = TODAY - timedelta(days=days)
    with refused(days > 30, "办结超过30天"):
        check_reopening(ended, TODAY)
    assert reopen_until(ended) == ended + timedelta(days=30)


def test_what_has_not_ended_is_not_taken_up_again():
    with refused(is_refused=True, words="重新反映"):
        check_reopening(None, TODAY)


@pytest.mark.parametrize(("days", "in_time"), [(-1, True), (0, True), (1, False)])
def test_a_review_is_asked_for_in_time_on_its_last_day(days, in_time):
    assert check_asked_in_time(TODAY + timedelta(days=days), TODAY) is in_time
    assert check_asked_in_time(TODAY + timedelta(days=days), None) is True


# -- reviews ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("decided", "following"),
    [
        ({}, Level.REVIEW),
        ({Level.REVIEW: False}, None),
        ({Level.REVIEW: True}, Level.RECHECK),
        ({Level.REVIEW: True, Level.RECHECK: False}, None),
        ({Level.REVIEW: True, Level.RECHECK: True}, None),
    ],
    ids=["nothing asked", "review open", "review decided", "recheck open", "recheck decided"],
)
def test_a_recheck_follows_the_opinion_of_the_review_and_nothing_follows_it(decided, following):
    assert next_level(decided) is following


@pytest.mark.parametrize("rechecked", [True, False])
def test_after_the_recheck_the_same_matter_is_at_its_end(rechecked):
    with refused(rechecked, "第三十六条"):
        check_not_exhausted(rechecked)


@pytest.mark.parametrize(
    ("reviewing", "is_refused"),
    [("9901", False), ("9901/01", True), ("9901/01/07", True), ("9901/02", True), ("99", True)],
    ids=["above", "itself", "below", "beside", "a beginning of its name"],
)
def test_a_review_is_of_a_unit_above_alone(reviewing, is_refused):
    with refused(is_refused, "第三十五条"):
        check_superior("9901/01", reviewing)


# -- to whom it may be given -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("function", [None, *FunctionKind])
@pytest.mark.parametrize("unit", list(UnitKind))
def test_a_village_is_given_a_basic_function_alone_and_nobody_what_was_withdrawn(unit, function):
    withdrawn = function is FunctionKind.WITHDRAWN
    beside_the_list = unit is UnitKind.VILLAGE and function is not FunctionKind.BASIC
    with refused(withdrawn or beside_the_list, "收回" if withdrawn else "基本履职事项"):
        check_on_the_list(unit, function)


@pytest.mark.parametrize(
    ("path", "accused", "is_so"),
    [
        ("9901/01", ["9901/01"], True),
        ("9901/01/07", ["9901/01"], True),
        ("9901/01", ["9901/02", "9901"], True),
        ("9901", ["9901/01"], False),
        ("9901/012", ["9901/01"], False),
        ("9901/01", [], False),
    ],
    ids=["itself", "below it", "one of several", "above it", "like in name", "nobody"],
)
def test_whom_a_matter_accuses_and_those_below_are_not_given_it(path, accused, is_so):
    assert is_accused(path, accused) is is_so
    with refused(is_so, "第三十条"):
        check_not_accused(path, iter(accused))


@pytest.mark.parametrize(
    ("path", "accused", "nearest"),
    [
        ("9901/01/07", ["9901/01/07"], "9901/01"),
        ("9901/01/07", ["9901/01"], "9901"),
        ("9901/01/07", ["9901/01/07", "9901/01"], "9901"),
        ("9901/01/07", ["9901/01/08"], "9901/01/07"),
        ("9901", ["9901"], "9901"),
        ("9901/01", [], "9901/01"),
    ],
)
def test_a_matter_is_counted_at_the_nearest_unit_above_whom_it_accuses_and_at_the_top_where_all_are(
    path, accused, nearest
):
    assert unaccused(path, iter(accused)) == nearest


def test_above_a_unit_is_its_parent_and_above_the_first_nothing():
    assert (above("9901/01/07"), above("9901")) == ("9901/01", "")


# -- clocks ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize(
    ("urgency", "rule"),
    [(Urgency.URGENT, "hotline.urgent"), (Urgency.COMPLEX, "hotline.complex"), (Urgency.ORDINARY, "")],
)
def test_how_soon_is_answered_hangs_on_the_urgency_and_of_the_ordinary_on_whether_one_only_asks(
    kind, urgency, rule
):
    ordinary = "hotline.consult" if kind is Kind.CONSULT else "hotline.handle"
    assert answer_rule(kind, urgency) == ("" if kind is Kind.PETITION else rule or ordinary)


@pytest.mark.parametrize("channel", list(Channel))
def test_what_another_body_assigned_is_told_of_by_the_rule_for_what_is_assigned(channel):
    is_assigned = channel in ("hotline", "petition", "transfer")
    assert notice_rule(channel) == ("xf.notice.assigned" if is_assigned else "xf.notice.direct")


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("route", [None, *Route])
def test_sixty_days_are_given_to_a_petition_of_the_sixth_route_or_of_none_yet(kind, route):
    has_sixty = kind is Kind.PETITION and route in (None, Route.PETITION)
    assert on_acceptance(kind, route) == ([Started(Purpose.ANSWER, "xf.handle")] if has_sixty else [])


@pytest.mark.parametrize("kind", list(Kind))
def test_who_is_given_a_matter_has_a_clock_to_accept_it_and_one_to_object_by_its_law(kind):
    by_law = kind not in (Kind.CONSULT, Kind.HELP)
    assert on_dispatch(kind) == [
        Started(Purpose.ACCEPT, "hotline.return"),
        Started(Purpose.OBJECTION, "xf.objection" if by_law else "hotline.return"),
    ]


# -- topics ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heat", "is_series"),
    [
        (Heat(2, 1, 0), True),
        (Heat(1, 1, 0), False),
        (Heat(2, 2, 0), False),
        (Heat(2, 1, 1), False),
        (Heat(2, None, 2), False),
    ],
    ids=["one person twice", "once", "two people", "and one unknown", "nobody known"],
)
def test_a_series_is_several_messages_of_one_known_person_and_of_nobody_else(heat, is_series):
    assert heat.is_series is is_series


@given(st.lists(st.sampled_from(["", "a", "b", "c"])))
def test_heat_tells_messages_people_and_messages_of_nobody_known_apart(marks):
    heat = heat_of(iter(marks))
    assert heat.messages == len(marks)
    assert heat.unknown == marks.count("")
    assert heat.people == (len(set(marks) - {""}) or None)


@pytest.mark.parametrize("state", list(TopicState))
@pytest.mark.parametrize("wanted", [(), (TopicState.OPEN,), (TopicState.OPEN, TopicState.CLOSED)])
def test_a_step_on_a_topic_begins_where_the_topic_stands(state, wanted):
    with refused(state not in wanted, "刷新"):
        check_standing(state, *wanted)


@pytest.mark.parametrize("messages", [0, 1, 2, 3])
def test_two_messages_make_a_topic(messages):
    with refused(messages < 2, "至少要有 2 件"):
        check_enough(messages)
    assert FEWEST == 2
