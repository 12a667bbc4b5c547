"""Asking the resident back: a bounded wait without the contact; the answer or its last day wakes the matter."""

from datetime import timedelta

import pytest

from zerentian.casework import actions
from zerentian.casework.actions.clocks import pauses_of
from zerentian.casework.forms.steps import AskBackForm
from zerentian.casework.models import Concern
from zerentian.casework.rules.asking import MOST_DAYS, REOPEN_DAYS
from zerentian.casework.rules.clocks import Purpose, Urgency
from zerentian.casework.rules.concerns import Kind, State
from zerentian.casework.shown.desk import sorts
from zerentian.ledger.actions import seal
from zerentian.ledger.figures import compute
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import Period, local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden
from zerentian.organization.models import Account


def asked(concern, by, now, days=5, words="示例：是哪一盏路灯？"):
    return actions.ask_resident(
        concern, words=words, until=local_day(now) + timedelta(days=days), by=by, now=now
    )


def fresh(concern) -> Concern:
    return Concern.objects.get(pk=concern.pk)


def on_desk(account, now, concern) -> list[str]:
    return [str(sort.title) for sort in sorts(account, now) if sort.rows.filter(pk=concern.pk).exists()]


@pytest.fixture
def clockwork(db):
    return Account.objects.system("clock")


def test_the_question_stands_open_and_the_clock_waits_as_its_rule_allows(
    accepted, neighbour_clerk, now
) -> None:
    before = fresh(accepted).due
    question = asked(accepted, neighbour_clerk, now)
    run = accepted.clocks.get(purpose=Purpose.ANSWER)
    assert (question.ended, question.pause.until) == ("", local_day(now) + timedelta(days=5))
    assert fresh(accepted).due == run.due > before
    assert Entry.objects.filter(subject=accepted.ref, verb="asking.begun").count() == 1


def test_a_clock_by_law_runs_on_while_the_resident_is_asked(accepted, neighbour_clerk, now) -> None:
    run = accepted.clocks.get(purpose=Purpose.ANSWER)
    run.rule_id = "xf.handle"
    run.save()
    due = fresh(accepted).due
    assert asked(accepted, neighbour_clerk, now).pause is None
    assert fresh(accepted).due == due


def test_an_overdue_clock_is_not_cleared_by_a_question(accepted, neighbour_clerk, now) -> None:
    late = now + timedelta(days=60)
    due = fresh(accepted).due
    assert asked(accepted, neighbour_clerk, late).pause is None
    assert fresh(accepted).due == due


def test_a_question_has_as_many_signs_as_are_kept(accepted, neighbour_clerk, now) -> None:
    with pytest.raises(NotAllowed, match="不超过500字"):
        asked(accepted, neighbour_clerk, now, words="问" * 501)
    assert not accepted.questions.exists()
    assert AskBackForm(concern=accepted, account=neighbour_clerk).fields["words"].max_length == 500
    assert asked(accepted, neighbour_clerk, now, words="问" * 500).words == "问" * 500


@pytest.mark.parametrize("days", [0, -1, MOST_DAYS + 1, 4000])
def test_a_wait_is_bounded(accepted, neighbour_clerk, now, days) -> None:
    with pytest.raises(NotAllowed):
        asked(accepted, neighbour_clerk, now, days)
    assert not accepted.questions.exists()


def test_one_question_at_a_time_and_only_by_who_handles_it(accepted, neighbour_clerk, cadre, now) -> None:
    with pytest.raises(Forbidden):
        asked(accepted, cadre, now)
    asked(accepted, neighbour_clerk, now)
    with pytest.raises(NotAllowed):
        asked(accepted, neighbour_clerk, now)


def test_questions_do_not_add_up_to_more_than_the_rule_leaves_out(
    accepted, neighbour_clerk, resident, now
) -> None:
    total = 0
    for number in range(4):
        at = now + timedelta(days=5 * number)
        pause = asked(accepted, neighbour_clerk, at, 4).pause
        later = at + timedelta(days=4)
        actions.supplement_concern(accepted, words=f"示例：答复{number}", by=resident, now=later)
        total += 0 if pause is None else 4
    run = accepted.clocks.get(purpose=Purpose.ANSWER)
    assert sum((one.last - one.first).days + 1 for one in pauses_of(run)) <= 10
    assert total >= 8


def test_the_answer_wakes_the_matter_and_stands_on_the_desk(accepted, neighbour_clerk, resident, now) -> None:
    asked(accepted, neighbour_clerk, now)
    assert "办理中的诉求" not in on_desk(neighbour_clerk, now, accepted)
    tomorrow = now + timedelta(days=1)
    actions.supplement_concern(accepted, words="示例：桥头那盏", by=resident, now=tomorrow)
    question = accepted.questions.get()
    assert (question.ended, question.pause.last) == ("answered", local_day(now))
    assert {"办理中的诉求", "群众有补充"} <= set(on_desk(neighbour_clerk, tomorrow, accepted))


def test_reception_records_an_answer_by_phone(accepted, neighbour_clerk, receptionist, now) -> None:
    with pytest.raises(NotAllowed):
        actions.record_answer(accepted, words="示例：桥头", by=receptionist, now=now)
    asked(accepted, neighbour_clerk, now)
    actions.record_answer(accepted, words="示例：桥头", by=receptionist, now=now)
    assert accepted.questions.get().ended == "answered"
    assert "群众有补充" in on_desk(neighbour_clerk, now, accepted)


def test_the_last_day_wakes_it_too(accepted, neighbour_clerk, clockwork, now) -> None:
    asked(accepted, neighbour_clerk, now)
    last, after = now + timedelta(days=5), now + timedelta(days=6)
    assert actions.wake_expired(by=clockwork, now=last) == 0
    assert actions.wake_expired(by=clockwork, now=after) == 1
    assert accepted.questions.get().ended == "expired"
    assert on_desk(neighbour_clerk, after, accepted)
    assert actions.wake_expired(by=clockwork, now=after) == 0


def test_what_ended_meanwhile_waits_no_longer(accepted, neighbour_clerk, resident, clockwork, now) -> None:
    asked(accepted, neighbour_clerk, now)
    actions.withdraw_concern(accepted, by=resident, now=now)
    actions.wake_expired(by=clockwork, now=now)
    assert accepted.questions.get().ended == "dropped"


def test_figures_say_how_many_wait(accepted, neighbour_clerk, resident, now) -> None:
    asked(accepted, neighbour_clerk, now)
    seal(now=now)
    year = Period.parse("2026")
    assert compute("askings.open", unit="990100/990101", period=year).value == 1
    assert compute("askings.paused", unit="990100/990101", period=year).value == 1
    actions.supplement_concern(accepted, words="示例：桥头那盏", by=resident, now=now)
    seal(now=now)
    assert compute("askings.open", unit="990100/990101", period=year).value == 0
    assert compute("askings.answered", unit="990100/990101", period=year).value == 1


def closed(concern, now):
    Concern.objects.filter(pk=concern.pk).update(
        state=State.CLOSED, closed_on=local_day(now), answered_on=local_day(now)
    )
    return fresh(concern)


def test_a_resident_has_a_closed_matter_taken_up_again_for_some_time(
    accepted, neighbour_clerk, resident, now
) -> None:
    ended, last = closed(accepted, now), now + timedelta(days=REOPEN_DAYS)
    again = actions.reopen_at_request(ended, reason="示例：又不亮了", by=resident, now=last)
    assert again.state == State.HANDLING
    assert on_desk(neighbour_clerk, last, again)
    assert Entry.objects.filter(subject=again.ref, verb="concern.reopened").count() == 1


def test_it_is_refused_after_that_time_without_a_reason_and_while_it_is_open(accepted, resident, now) -> None:
    with pytest.raises(NotAllowed):
        actions.reopen_at_request(accepted, reason="示例", by=resident, now=now)
    ended = closed(accepted, now)
    with pytest.raises(NotAllowed):
        actions.reopen_at_request(ended, reason="  ", by=resident, now=now)
    late = now + timedelta(days=REOPEN_DAYS + 1)
    with pytest.raises(NotAllowed):
        actions.reopen_at_request(ended, reason="示例", by=resident, now=late)


def extended(concern, neighbour_clerk, leader, now):
    return actions.extend_clock(
        concern,
        purpose=Purpose.ANSWER,
        days=10,
        reason="示例：要等材料",
        approved_by=leader,
        told_on=local_day(now),
        by=neighbour_clerk,
        now=now,
    )


def test_a_second_triage_keeps_extension_and_pause(triaged, leader, receptionist, category, now) -> None:
    extended(triaged, leader, leader, now)
    asked(triaged, leader, now)
    actions.triage_concern(triaged, kind=Kind.CONSULT, category=category, by=receptionist, now=now)
    run = triaged.clocks.get(purpose=Purpose.ANSWER)
    assert (run.rule_id, run.extension, run.pauses.count()) == ("hotline.consult", 10, 1)
    assert fresh(triaged).due == run.due > local_day(now) + timedelta(days=12)


def test_what_a_rule_in_hours_cannot_keep_keeps_its_own_rule(
    triaged, leader, receptionist, category, now
) -> None:
    extended(triaged, leader, leader, now)
    due = fresh(triaged).due
    urgent = {"kind": Kind.HELP, "category": category, "urgency": Urgency.URGENT}
    actions.triage_concern(triaged, **urgent, by=receptionist, now=now)
    assert fresh(triaged).due == due
