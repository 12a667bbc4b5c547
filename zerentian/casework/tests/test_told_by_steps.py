"""What the ledger is told of each step: its facts whole, at which unit, of which rows; and who reads its words."""

from datetime import date, timedelta

import pytest

from zerentian.casework import actions
from zerentian.casework.models import ClockRun
from zerentian.casework.rules.callbacks import Contacted, Satisfied, Solved
from zerentian.casework.rules.clocks import Purpose
from zerentian.casework.rules.concerns import Channel, Exit, Kind, Route, State
from zerentian.casework.rules.replies import Told
from zerentian.casework.rules.reviews import Level, Outcome
from zerentian.casework.tests.told import DUE, OFFICE, OWN, TOWNSHIP, heard, last, rows, told
from zerentian.ledger.rules.refusals import NotAllowed

pytestmark = pytest.mark.django_db


def test_of_a_dispatch_from_where_to_where_by_which_function_and_with_which_clocks(
    triaged, village, function, receptionist, now
):
    how = {"unit": village, "function": function, "instructions": " 请今晚前看 "}
    dispatch = actions.dispatch_concern(triaged, **how, by=receptionist, now=now)
    assert told(triaged, "concern.dispatched") == (
        "/990101-V01",
        {
            "from": TOWNSHIP,
            "to": village.path,
            "due": DUE,
            "function": f"990101:{function.pk}",
            "bounces": 0,
        },
    )
    assert heard(triaged, "concern.dispatched") == ("dispatch", "请今晚前看", False, "receptionist")
    assert rows(triaged, "concern.dispatched") == sorted([*OWN, "dispatch", "clockrun", "clockrun"])
    assert (dispatch.unit, dispatch.instructions, dispatch.at) == (village, "请今晚前看", now)
    runs = ClockRun.objects.filter(concern=triaged, purpose__in=["accept", "objection"])
    assert {(one.purpose, one.due) for one in runs} == {
        ("accept", date(2026, 3, 4)),
        ("objection", date(2026, 3, 4)),
    }


def test_of_an_acceptance_after_how_many_days_and_that_its_step_clocks_ended(
    dispatched, neighbour_clerk, now
):
    day = now + timedelta(days=2)
    accepted = actions.accept_concern(dispatched, by=neighbour_clerk, now=day)
    assert told(accepted, "concern.accepted") == ("/990101-ZF", {"days": 2})
    assert rows(accepted, "concern.accepted") == sorted([*OWN, "dispatch", "clockrun", "clockrun"])
    stopped = accepted.clocks.exclude(stopped_on=None).values_list("purpose", "stopped_on")
    assert set(stopped) == {("accept", day.date()), ("objection", day.date())}
    assert (accepted.handler, accepted.dispatches.get().accepted_at) == (neighbour_clerk, day)


def test_of_a_petitions_acceptance_its_sixty_days_which_end_after_the_holiday(
    concern, category, neighbour_office, account_of, now
):
    receptionist, clerk = account_of("receptionist"), account_of("neighbour_clerk")
    act = {"by": receptionist, "now": now}
    actions.triage_concern(concern, kind=Kind.PETITION, category=category, route=Route.PETITION, **act)
    concern.refresh_from_db()
    assert concern.due is None
    actions.dispatch_concern(concern, unit=neighbour_office, **act)
    accepted = actions.accept_concern(concern, by=clerk, now=now)
    assert told(accepted, "concern.triaged")[1] == {
        "kind": "petition",
        "route": "petition",
        "group": "building",
        "received": "2026-03-02",
        "old_due": DUE,
    }
    assert told(accepted, "clock.started") == (
        "/990101-ZF",
        {"purpose": "answer", "rule": "xf.handle", "due": "2026-05-06"},
    )
    assert rows(accepted, "clock.started") == ["clockrun", "concern"]


@pytest.fixture
def objection(dispatched, neighbour_clerk, now):
    day = now + timedelta(days=1)
    return actions.object_to_dispatch(
        dispatched, reason=" 不归我们 ", belongs_to=" 下坪村 ", by=neighbour_clerk, now=day
    )


def test_of_an_objection_until_when_it_is_ruled_on(dispatched, objection):
    assert (objection.reason, objection.belongs_to) == ("不归我们", "下坪村")
    assert told(dispatched, "objection.raised") == ("/990101-ZF", {"due": "2026-03-05"})
    assert heard(dispatched, "objection.raised") == ("object", "不归我们", False, "neighbour_clerk")
    assert rows(dispatched, "objection.raised") == sorted([*OWN, "objection", *["clockrun"] * 3])
    running = dispatched.clocks.filter(stopped_on=None).values_list("purpose", flat=True)
    assert set(running) == {"answer", "notice", "ruling"}


@pytest.mark.parametrize("sustained", [True, False])
def test_of_a_ruling_from_where_to_where_it_was_moved(dispatched, objection, receptionist, sustained, now):
    day = now + timedelta(days=2)
    ruled = actions.rule_on_objection(
        dispatched, sustained=sustained, reason=" 属实 ", by=receptionist, now=day
    )
    ruling = "sustained" if sustained else "upheld"
    to = TOWNSHIP if sustained else OFFICE
    assert told(dispatched, "objection.ruled") == (
        "",
        {"from": OFFICE, "to": to, "due": DUE, "ruling": ruling},
    )
    move = "sustain" if sustained else "uphold"
    assert heard(dispatched, "objection.ruled") == (move, "属实", False, "receptionist")
    assert rows(dispatched, "objection.ruled") == sorted([*OWN, "objection", "dispatch", "clockrun"])
    assert (ruled.ruling, ruled.ruling_reason, ruled.ruled_at) == (ruling, "属实", day)
    dispatch = dispatched.dispatches.get()
    assert (dispatch.final, dispatch.ended) == (not sustained, sustained)
    dispatched.refresh_from_db()
    assert (dispatched.path, dispatched.bounces) == (to, int(sustained))


def test_nobody_rules_on_an_objection_of_their_own(dispatched, supervisor, receptionist, now):
    actions.object_to_dispatch(dispatched, reason="不归我们", by=supervisor, now=now)
    said = {"sustained": True, "reason": "属实", "now": now}
    with pytest.raises(NotAllowed, match="自己"):
        actions.rule_on_objection(dispatched, **said, by=supervisor)
    assert actions.rule_on_objection(dispatched, **said, by=receptionist).ruled_by == receptionist


def test_of_a_draft_its_decision_and_round_and_of_one_returned_what_is_to_be_changed(drafted, leader, now):
    assert told(drafted, "reply.drafted") == ("/990101-ZF", {"decision": "supported", "round": 1})
    assert rows(drafted, "reply.drafted") == sorted([*OWN, "reply"])
    actions.return_draft(drafted, reason=" 写明谁复查 ", by=leader, now=now)
    assert told(drafted, "reply.returned") == ("/990101-ZF", {})
    assert heard(drafted, "reply.returned") == ("return", "写明谁复查", False, "leader")


@pytest.mark.parametrize(("days", "on_time"), [(7, True), (8, False)])
def test_of_an_answer_whether_it_kept_its_day_and_after_how_many_days(drafted, leader, days, on_time, now):
    day = now + timedelta(days=days)
    reply = actions.release_reply(drafted, told=Told.LETTER, by=leader, now=day)
    assert told(drafted, "concern.answered") == (
        "/990101-ZF",
        {
            "due": DUE,
            "on_time": on_time,
            "decision": "supported",
            "told": "letter",
            "alone": False,
            "days": days,
            "round": 1,
        },
    )
    assert heard(drafted, "concern.answered") == ("release", "", True, "leader")
    assert rows(drafted, "concern.answered") == sorted([*OWN, "reply", "clockrun"])
    assert (reply.released_by, reply.released_at, reply.told, reply.told_on) == (
        leader,
        day,
        "letter",
        day.date(),
    )
    drafted.refresh_from_db()
    assert (drafted.answered_on, drafted.answered_here, drafted.called_back) == (day.date(), True, False)


def test_of_an_answer_also_that_the_notice_is_given_and_the_time_to_ask_for_a_review_began(answered):
    assert told(answered, "clock.stopped") == (
        "",
        {"purpose": "notice", "rule": "xf.notice.direct", "due": "2026-03-17", "on_time": True},
    )
    assert told(answered, "clock.started") == (
        "/990101-ZF",
        {"purpose": "ask_review", "rule": "xf.review.ask", "due": "2026-04-01"},
    )
    running = answered.clocks.filter(stopped_on=None).values_list("purpose", flat=True)
    assert list(running) == ["ask_review"]


def called(concern, by, now, **said):
    """Call back: reached, not solved, not satisfied."""
    said = {"contacted": Contacted.YES, "solved": Solved.NO, "satisfied": Satisfied.NO} | said
    return actions.call_back(concern, **said, by=by, now=now)


def test_of_a_call_back_its_three_facts_and_who_said_it(answered, receptionist, now):
    made = called(answered, receptionist, now, words=" 还是不亮 ")
    assert told(answered, "concern.called_back") == (
        "/990101-ZF",
        {"contacted": "yes", "solved": "no", "satisfied": "no", "by_code": False},
    )
    assert heard(answered, "concern.called_back") == ("call_back", "还是不亮", False, "receptionist")
    assert rows(answered, "concern.called_back") == sorted([*OWN, "callback"])
    assert (made.by, made.reply, made.words) == (receptionist, answered.replies.get(), "还是不亮")


@pytest.mark.parametrize("contacted", [Contacted.NO_ANSWER, Contacted.REFUSED])
def test_of_a_call_back_that_reached_nobody_nothing_but_that_and_only_no_answer_is_tried_again(
    answered, receptionist, contacted, now
):
    called(answered, receptionist, now, contacted=contacted, solved=None, satisfied=None)
    assert told(answered, "concern.called_back")[1] == {"contacted": str(contacted), "by_code": False}
    answered.refresh_from_db()
    assert answered.called_back is (contacted is Contacted.REFUSED)
    assert answered.state == State.ANSWERED


def test_of_what_the_resident_says_that_nobody_of_the_office_said_it(answered, resident, now):
    day = now + timedelta(days=3)
    said = {"solved": Solved.YES, "satisfied": Satisfied.PARTLY, "words": " 亮了 "}
    made = actions.answer_back(answered, **said, by=resident, now=day)
    assert (made.by, made.words) == (None, "亮了")
    assert told(answered, "concern.called_back")[1] == {
        "contacted": "yes",
        "solved": "yes",
        "satisfied": "partly",
        "by_code": True,
    }
    assert told(answered, "concern.closed") == ("/990101-ZF", {"days": 3})
    assert heard(answered, "concern.closed") == ("close", "", True, "public")
    answered.refresh_from_db()
    assert (answered.state, answered.closed_on) == (State.CLOSED, day.date())


def test_of_a_closing_with_a_reason_the_reason(answered, receptionist, now):
    with pytest.raises(NotAllowed, match="先回访"):
        actions.close_concern(answered, reason="无法联系", by=receptionist, now=now)
    called(answered, receptionist, now, contacted=Contacted.NO_ANSWER, solved=None, satisfied=None)
    day = now + timedelta(days=5)
    actions.close_concern(answered, reason=" 三次未接 ", by=receptionist, now=day)
    assert told(answered, "concern.closed") == ("/990101-ZF", {"days": 5})
    assert heard(answered, "concern.closed") == ("close", "三次未接", True, "receptionist")


@pytest.mark.parametrize(("days", "was_on_time"), [(7, True), (8, False)])
def test_of_a_reopening_what_had_been_counted_and_a_clock_to_redo(
    drafted, leader, receptionist, days, was_on_time, now
):
    day = now + timedelta(days=days)
    actions.release_reply(drafted, told=Told.PHONE, by=leader, now=day)
    called(drafted, receptionist, day)
    again = actions.reopen_concern(drafted, reason=" 未解决 ", by=receptionist, now=day)
    assert told(again, "concern.reopened") == (
        "/990101-ZF",
        {"due": DUE, "was_on_time": was_on_time, "was_in_cohort": True},
    )
    assert heard(again, "concern.reopened") == ("reopen", "未解决", True, "receptionist")
    assert rows(again, "concern.reopened") == sorted([*OWN, "clockrun", "clockrun"])
    redo = again.clocks.get(purpose=Purpose.REDO)
    assert (redo.rule_id, redo.stopped_on, redo.start) == ("hotline.handle", None, day)
    assert again.clocks.get(purpose=Purpose.ASK_REVIEW).stopped_on == day.date()
    again.refresh_from_db()
    assert (again.state, again.answered_on, again.closed_on) == (State.HANDLING, None, None)


def test_of_what_was_never_answered_that_it_counted_in_no_rate(accepted, receptionist, resident, now):
    actions.refer_to_county(accepted, to=" 示例县局 ", reason=" 属县级 ", by=receptionist, now=now)
    assert told(accepted, "concern.referred") == ("/990101-ZF", {"due": DUE})
    assert heard(accepted, "concern.referred") == ("refer", "示例县局：属县级", True, "receptionist")
    assert rows(accepted, "concern.referred") == sorted([*OWN, "reminder", "clockrun", "clockrun"])
    day = now + timedelta(days=3)
    settled = actions.settle_with_county(accepted, words=" 已修复 ", by=receptionist, now=day)
    assert told(settled, "concern.settled") == ("/990101-ZF", {"days": 3})
    assert rows(settled, "concern.settled") == sorted([*OWN, "reminder"])
    again = actions.reopen_at_request(settled, reason=" 又坏了 ", by=resident, now=day)
    assert told(again, "concern.reopened")[1] == {"due": DUE, "was_on_time": False, "was_in_cohort": False}


def test_of_another_way_why_and_where_in_two_lines(triaged, receptionist, now):
    day = now + timedelta(days=8)
    how = {"exit": Exit.LEGAL, "reason": " 已由法院受理 ", "where": " 示例县法院 "}
    gone = actions.show_another_way(triaged, **how, by=receptionist, now=day)
    assert told(gone, "concern.exited") == ("", {"due": DUE, "exit": "legal", "on_time": False})
    assert heard(gone, "concern.exited") == ("exit", "已由法院受理\n示例县法院", True, "receptionist")
    assert rows(gone, "concern.exited") == sorted([*OWN, "clockrun", "clockrun"])
    gone.refresh_from_db()
    assert (gone.state, gone.exit, gone.answered_on, gone.closed_on) == (
        State.EXITED,
        "legal",
        day.date(),
        day.date(),
    )


def test_of_a_withdrawal_the_day_it_was_due_and_that_nothing_runs_any_more(accepted, resident, now):
    gone = actions.withdraw_concern(accepted, words="已自行修好", by=resident, now=now)
    assert told(gone, "concern.withdrawn") == ("/990101-ZF", {"due": DUE})
    assert heard(gone, "concern.withdrawn") == ("withdraw", "已自行修好", True, "public")
    assert rows(gone, "concern.withdrawn") == sorted([*OWN, "clockrun", "clockrun"])
    assert not gone.clocks.filter(stopped_on=None).exists()


@pytest.mark.parametrize(("days", "on_time"), [(15, True), (16, False)])
def test_of_a_notice_whether_its_day_was_kept_and_where_it_was_received(
    dispatched, neighbour_clerk, days, on_time, now
):
    day = now + timedelta(days=days)
    actions.give_notice(dispatched, words=" 已受理 ", by=neighbour_clerk, now=day)
    assert told(dispatched, "clock.stopped") == (
        "",
        {"purpose": "notice", "rule": "xf.notice.direct", "due": "2026-03-17", "on_time": on_time},
    )
    assert heard(dispatched, "clock.stopped") == ("notice", "已受理", True, "neighbour_clerk")
    assert dispatched.clocks.get(purpose=Purpose.NOTICE).stopped_on == day.date()
    with pytest.raises(NotAllowed, match="已经告知"):
        actions.give_notice(dispatched, words="再告知", by=neighbour_clerk, now=day)


def test_of_what_waited_as_spam_that_it_did_and_then_that_it_was_received(
    said, township, resident, receptionist, now
):
    receipt = actions.receive_concern(
        said, unit=township, channel=Channel.FORM, by=resident, now=now, suspected=True
    )
    waiting = receipt.concern
    assert told(waiting, "concern.queued") == ("", {"channel": "form"})
    assert not waiting.clocks.exists()
    actions.set_aside(waiting, reason=" 广告 ", by=receptionist, now=now)
    assert told(waiting, "concern.set_aside") == ("", {})
    assert heard(waiting, "concern.set_aside") == ("set_aside", "广告", False, "receptionist")
    day = now + timedelta(days=1)
    admitted = actions.admit_concern(waiting, by=receptionist, now=day)
    assert told(admitted, "concern.admitted") == ("", {"was_queued": False})
    assert told(admitted, "concern.received") == (
        "",
        {"channel": "form", "anonymous": False, "due": DUE, "notice_due": "2026-03-17"},
    )
    assert last(admitted, "concern.received").occurred_on == now.date()
    assert rows(admitted, "concern.received") == sorted([*OWN, "clockrun", "clockrun"])
    assert set(admitted.clocks.values_list("purpose", flat=True)) == {"answer", "notice"}


@pytest.mark.parametrize(("days", "in_time"), [(30, True), (31, False)])
def test_of_a_review_at_which_level_and_whether_it_was_asked_for_in_time(
    answered, county, demo, days, in_time, now
):
    day = now + timedelta(days=days)
    review = actions.ask_review(
        answered, level=Level.REVIEW, request=" 不服 ", unit=county, organ=" 县政府 ", by=demo, now=day
    )
    assert (review.request, review.organ, review.asked_on) == ("不服", "县政府", day.date())
    assert told(answered, "review.asked") == ("/990101-ZF", {"level": "review", "in_time": in_time})
    assert heard(answered, "review.asked") == ("ask_review", "不服", True, "demo")
    assert rows(answered, "review.asked") == sorted([*OWN, "review", "clockrun"])
    assert told(answered, "clock.started")[1]["purpose"] == "review"
    assert answered.clocks.get(purpose=Purpose.ASK_REVIEW).stopped_on == day.date()


@pytest.mark.parametrize("outcome", list(Outcome))
def test_of_an_opinion_what_it_says_and_that_a_recheck_may_be_asked_for(answered, county, demo, outcome, now):
    review = actions.ask_review(answered, level=Level.REVIEW, request="不服", unit=county, by=demo, now=now)
    day = now + timedelta(days=2)
    decided = actions.decide_review(review, outcome=outcome, reasons=" 事实清楚 ", by=demo, now=day)
    assert (decided.outcome, decided.reasons, decided.decided_on) == (outcome, "事实清楚", day.date())
    assert told(answered, "review.decided") == ("/990101-ZF", {"level": "review", "outcome": str(outcome)})
    assert heard(answered, "review.decided") == ("review", "事实清楚", True, "demo")
    assert told(answered, "clock.stopped")[1] == {
        "purpose": "review",
        "rule": "xf.review",
        "due": "2026-04-01",
        "on_time": True,
    }
    assert told(answered, "clock.started")[1]["purpose"] == "ask_recheck"
    answered.refresh_from_db()
    assert answered.state == (State.HANDLING if outcome is Outcome.REDO else State.ANSWERED)
    with pytest.raises(NotAllowed, match="已经作出"):
        actions.decide_review(review, outcome=outcome, reasons="再说", by=demo, now=day)
