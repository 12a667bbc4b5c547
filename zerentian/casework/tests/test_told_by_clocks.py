"""What the ledger is told when time is asked for, given, refused or left out, and when the resident is asked back."""

from datetime import date, timedelta

import pytest

from zerentian.casework import actions
from zerentian.casework.models import ClockRun, Concern
from zerentian.casework.rules.clocks import Purpose, Urgency
from zerentian.casework.rules.concerns import Kind, State
from zerentian.casework.tests.told import DUE, OWN, heard, rows, told
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.models import Account

pytestmark = pytest.mark.django_db

AT_OFFICE = "/990101-ZF"
ANSWER = {"purpose": "answer", "rule": "hotline.handle"}


def answer_of(concern: Concern) -> ClockRun:
    """Return the answer's clock as it is kept now."""
    return ClockRun.objects.get(concern=concern, purpose=Purpose.ANSWER)


def extended(concern, by, approved_by, now, **how):
    """Extend the answer by five days."""
    how = {"days": 5, "reason": " 等配件 ", "told_on": now.date()} | how
    return actions.extend_clock(
        concern, purpose=Purpose.ANSWER, approved_by=approved_by, by=by, now=now, **how
    )


def test_of_an_extension_from_when_to_when_by_whose_post_and_why(accepted, neighbour_clerk, leader, now):
    made = extended(accepted, neighbour_clerk, leader, now)
    (post,) = leader.posts_on(now.date())
    assert told(accepted, "clock.extended") == (
        AT_OFFICE,
        ANSWER | {"due": "2026-03-16", "old_due": DUE, "days": 5, "by_post": post.code},
    )
    assert heard(accepted, "clock.extended") == ("extend", "等配件", True, "neighbour_clerk")
    assert rows(accepted, "clock.extended") == sorted([*OWN, "clockrun", "clockextension"])
    assert (made.days, made.old_due, made.due, made.reason) == (
        5,
        date(2026, 3, 9),
        date(2026, 3, 16),
        "等配件",
    )
    accepted.refresh_from_db()
    assert accepted.due == answer_of(accepted).due == date(2026, 3, 16)


@pytest.mark.parametrize("days", [-1, 1])
def test_the_day_the_person_was_told_is_no_day_to_come(accepted, neighbour_clerk, leader, days, now):
    day = now.date() + timedelta(days=days)
    if days < 0:
        assert extended(accepted, neighbour_clerk, leader, now, told_on=day).told_on == day
        return
    with pytest.raises(NotAllowed):
        extended(accepted, neighbour_clerk, leader, now, told_on=day)


def test_of_time_asked_for_how_much_and_until_it_is_decided_the_day_stays(accepted, neighbour_clerk, now):
    ask = {"purpose": Purpose.ANSWER, "days": 5, "reason": " 等配件 "}
    asked = actions.ask_extension(accepted, **ask, by=neighbour_clerk, now=now)
    assert told(accepted, "clock.extension_asked") == (AT_OFFICE, ANSWER | {"due": DUE, "days": 5})
    assert heard(accepted, "clock.extension_asked") == ("extend", "等配件", False, "neighbour_clerk")
    assert rows(accepted, "clock.extension_asked") == sorted([*OWN, "askedtime"])
    assert (asked.reason, asked.asked_by, asked.asked_on) == ("等配件", neighbour_clerk, now.date())
    assert (asked.granted, asked.decided_on, asked.told_on) == (False, None, None)
    assert answer_of(accepted).due == date(2026, 3, 9)


@pytest.mark.parametrize("granted", [True, False])
def test_of_a_decision_in_time_the_extension_or_the_refusal(accepted, neighbour_clerk, leader, granted, now):
    ask = {"purpose": Purpose.ANSWER, "days": 5, "reason": "等配件"}
    actions.ask_extension(accepted, **ask, by=neighbour_clerk, now=now)
    day = now + timedelta(days=7)
    decided = actions.decide_on_time(accepted, granted=granted, reason=" 属实 ", by=leader, now=day)
    assert (decided.granted, decided.decided_by, decided.decided_on) == (granted, leader, day.date())
    if granted:
        assert heard(accepted, "clock.extended") == ("extend", "等配件\n属实", True, "leader")
        assert rows(accepted, "clock.extended") == sorted([*OWN, "clockrun", "clockextension", "askedtime"])
        assert told(accepted, "clock.extended")[1]["due"] == "2026-03-16"
        return
    assert told(accepted, "clock.extension_refused") == (AT_OFFICE, ANSWER | {"due": DUE, "days": 5})
    assert heard(accepted, "clock.extension_refused") == ("extend", "属实", False, "leader")
    assert answer_of(accepted).due == date(2026, 3, 9)


@pytest.mark.parametrize("granted", [True, False])
def test_of_a_decision_after_the_day_the_new_day_or_the_old_one(
    accepted, neighbour_clerk, leader, granted, now
):
    day = now + timedelta(days=8)
    late = {"purpose": Purpose.ANSWER, "days": 3, "reason": " 等配件 ", "told_on": day.date()}
    actions.ask_late_extension(accepted, **late, by=neighbour_clerk, now=day)
    assert told(accepted, "clock.time_asked") == (AT_OFFICE, ANSWER | {"due": DUE, "days": 3})
    actions.decide_on_time(accepted, granted=granted, reason=" 属实 ", by=leader, now=day)
    (post,) = leader.posts_on(day.date())
    new_due = "2026-03-12" if granted else DUE
    assert told(accepted, "clock.time_ruled") == (
        AT_OFFICE,
        ANSWER | {"due": new_due, "old_due": DUE, "granted": granted, "by_post": post.code},
    )
    assert heard(accepted, "clock.time_ruled") == ("extend", "属实", True, "leader")
    assert answer_of(accepted).due == date.fromisoformat(new_due)
    made = list(answer_of(accepted).extensions.values_list("late", "days", "reason", "told_on"))
    assert made == ([(True, 3, "等配件", day.date())] if granted else [])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"days": 0}, "至少一天"),
        ({"days": -1}, "至少一天"),
        ({"told_on": date(2026, 3, 11)}, "告知日期"),
        ({"reason": " "}, "延期理由"),
        ({"days": 11}, "10"),
    ],
)
def test_what_is_asked_for_late_has_days_a_reason_and_somebody_told(
    accepted, neighbour_clerk, change, words, now
):
    day = now + timedelta(days=8)
    late = {"purpose": Purpose.ANSWER, "days": 3, "reason": "等配件", "told_on": day.date()}
    with pytest.raises(NotAllowed, match=words):
        actions.ask_late_extension(accepted, **(late | change), by=neighbour_clerk, now=day)
    with pytest.raises(NotAllowed, match="还没有逾期"):
        actions.ask_late_extension(accepted, **late, by=neighbour_clerk, now=now + timedelta(days=7))
    assert not answer_of(accepted).asked.exists()


def test_what_was_answered_meanwhile_is_given_no_time_any_more(drafted, neighbour_clerk, leader, now):
    ask = {"purpose": Purpose.ANSWER, "days": 5, "reason": "等配件"}
    actions.ask_extension(drafted, **ask, by=neighbour_clerk, now=now)
    with pytest.raises(NotAllowed, match="不批准的理由"):
        actions.decide_on_time(drafted, granted=True, reason=" ", by=leader, now=now)
    actions.release_reply(drafted, told="phone", by=leader, now=now)
    with pytest.raises(NotAllowed, match="没有等待批准"):
        actions.decide_on_time(drafted, granted=True, reason="属实", by=leader, now=now)


def paused(concern, by, now, **how):
    """Pause the recheck for five days."""
    how = {"until": now.date() + timedelta(days=5), "reason": " 听证 "} | how
    return actions.pause_clock(concern, purpose=Purpose.RECHECK, by=by, now=now, **how)


def test_of_a_pause_until_when_and_what_the_day_becomes_and_of_its_end_what_it_was(rechecked, demo, now):
    pause = paused(rechecked, demo, now)
    recheck = {"purpose": "recheck", "rule": "xf.recheck"}
    # Of 2 to 7 March the first counts for nothing: five days more end within Qingming, so on the day after it.
    assert told(rechecked, "clock.suspended") == (
        AT_OFFICE,
        recheck | {"due": "2026-04-07", "old_due": "2026-04-01", "until": "2026-03-07"},
    )
    assert heard(rechecked, "clock.suspended") == ("pause", "听证", True, "demo")
    assert rows(rechecked, "clock.suspended") == sorted([*OWN, "clockrun", "clockpause"])
    assert (pause.first, pause.until, pause.reason, pause.last) == (
        now.date(),
        date(2026, 3, 7),
        "听证",
        None,
    )
    actions.resume_clock(rechecked, purpose=Purpose.RECHECK, by=demo, now=now + timedelta(days=2))
    pause.refresh_from_db()
    assert pause.last == date(2026, 3, 3), "the day on which it runs on counts again"
    assert told(rechecked, "clock.ran_on") == (
        AT_OFFICE,
        recheck | {"due": "2026-04-02", "old_due": "2026-04-07"},
    )
    assert heard(rechecked, "clock.ran_on") == ("resume", "", True, "demo")


def asked(concern, by, now, days=5):
    """Ask the resident back, to be answered within so many days."""
    until = now.date() + timedelta(days=days)
    return actions.ask_resident(concern, words=" 是哪一盏？ ", until=until, by=by, now=now)


def test_of_a_question_until_when_it_waits_and_that_the_clock_waits_with_it(accepted, neighbour_clerk, now):
    question = asked(accepted, neighbour_clerk, now)
    assert told(accepted, "asking.begun") == (AT_OFFICE, {"until": "2026-03-07", "paused": True})
    assert heard(accepted, "asking.begun") == ("ask_back", "是哪一盏？", True, "neighbour_clerk")
    assert rows(accepted, "asking.begun") == sorted([*OWN, "question"])
    assert (question.words, question.asked_by, question.until) == (
        "是哪一盏？",
        neighbour_clerk,
        date(2026, 3, 7),
    )
    # Six days are left out, 2 to 7 March: five working days begin on the 9th.
    assert told(accepted, "clock.suspended") == (
        AT_OFFICE,
        ANSWER | {"due": "2026-03-13", "old_due": DUE, "until": "2026-03-07"},
    )
    assert answer_of(accepted).due == Concern.objects.get(pk=accepted.pk).due == date(2026, 3, 13)


def test_of_an_answer_how_the_wait_ended_and_that_the_clock_runs_on(accepted, neighbour_clerk, resident, now):
    asked(accepted, neighbour_clerk, now)
    day = now + timedelta(days=2)
    actions.supplement_concern(accepted, words=" 第二盏 ", by=resident, now=day)
    assert told(accepted, "asking.ended") == (AT_OFFICE, {"ended": "answered", "until": "2026-03-07"})
    assert heard(accepted, "asking.ended") == ("woken", "", True, "public")
    assert told(accepted, "concern.noted") == (AT_OFFICE, {"by_code": True})
    assert heard(accepted, "concern.noted") == ("supplement", "第二盏", True, "public")
    assert told(accepted, "clock.ran_on")[1]["due"] == answer_of(accepted).due.isoformat() == "2026-03-10"
    question = accepted.questions.get()
    assert (question.ended_on, question.pause.last) == (day.date(), date(2026, 3, 3))


def test_of_an_answer_by_phone_that_it_came_by_no_code(accepted, neighbour_clerk, receptionist, now):
    with pytest.raises(NotAllowed, match="没有在等群众补充"):
        actions.record_answer(accepted, words="第二盏", by=receptionist, now=now)
    asked(accepted, neighbour_clerk, now)
    with pytest.raises(NotAllowed, match="群众的答复"):
        actions.record_answer(accepted, words=" ", by=receptionist, now=now)
    actions.record_answer(accepted, words=" 第二盏 ", by=receptionist, now=now)
    assert told(accepted, "concern.noted") == (AT_OFFICE, {"by_code": False})
    assert heard(accepted, "concern.noted") == ("supplement", "第二盏", True, "receptionist")


@pytest.mark.parametrize(("days", "ended"), [(5, None), (6, "expired")])
def test_a_question_waits_to_the_end_of_its_last_day(accepted, neighbour_clerk, days, ended, now):
    asked(accepted, neighbour_clerk, now)
    clock, day = Account.objects.system("clock"), now + timedelta(days=days)
    assert actions.wake_expired(by=clock, now=day) == (1 if ended else 0)
    question = accepted.questions.get()
    assert question.ended == (ended or "")
    assert question.pause.last == (date(2026, 3, 7) if ended else None)


@pytest.mark.parametrize("state", [State.TRIAGED, State.HANDLING, State.DISPATCHED, State.DRAFTED])
def test_a_resident_is_asked_while_somebody_works_on_it_alone(accepted, leader, state, now):
    Concern.objects.filter(pk=accepted.pk).update(state=state)
    if state in (State.TRIAGED, State.HANDLING):
        assert asked(accepted, leader, now).pause
        return
    with pytest.raises(NotAllowed, match="正在办理"):
        asked(accepted, leader, now)


def test_all_waiting_together_is_as_long_as_the_rule_leaves_out(accepted, neighbour_clerk, resident, now):
    """Ten days: of the first question seven, of the second three, of a third none."""
    waits = []
    for number in range(3):
        day = now + timedelta(days=7 * number)
        Concern.objects.filter(pk=accepted.pk).update(due=date(2026, 12, 1))
        ClockRun.objects.filter(concern=accepted, purpose=Purpose.ANSWER).update(due=date(2026, 12, 1))
        pause = asked(accepted, neighbour_clerk, day, days=6).pause
        waits.append(pause and (pause.until - pause.first).days + 1)
        later = day + timedelta(days=6, hours=23 - day.hour)
        actions.wake_expired(by=Account.objects.system("clock"), now=later + timedelta(hours=1))
    assert waits == [7, 3, None]


@pytest.mark.parametrize(
    ("kind", "urgency", "rule"),
    [
        (Kind.CONSULT, Urgency.ORDINARY, "hotline.consult"),
        (Kind.HELP, Urgency.COMPLEX, "hotline.complex"),
        (Kind.HELP, Urgency.URGENT, "hotline.urgent"),
    ],
)
def test_of_a_second_triage_the_day_it_moved_apart_from_the_triage_itself(
    triaged, category, receptionist, kind, urgency, rule, now
):
    again = {"kind": kind, "category": category, "urgency": urgency}
    actions.triage_concern(triaged, **again, by=receptionist, now=now)
    run = answer_of(triaged)
    assert (run.rule_id, run.start) == (rule, triaged.received_at)
    assert told(triaged, "clock.reruled") == (
        "",
        {"purpose": "answer", "rule": rule, "due": run.due.isoformat(), "old_due": DUE},
    )
    assert rows(triaged, "clock.reruled") == ["clockrun", "concern"]
    first = told(triaged, "concern.triaged")[1]
    assert (first["due"], first["old_due"], first["kind"]) == (DUE, DUE, str(kind))
