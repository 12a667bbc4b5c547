"""What is chased: the county's answer, promises of joint visits, answers that stay overdue; time asked for in time."""

from datetime import date, timedelta

import pytest

from zerentian.casework import actions
from zerentian.casework.actions.chasing import brought_up
from zerentian.casework.models import AskedTime, ClockExtension, Concern, Escalation, Reminder
from zerentian.casework.rules.chasing import Above
from zerentian.casework.rules.clocks import Purpose
from zerentian.casework.rules.concerns import State
from zerentian.casework.rules.replies import Decision
from zerentian.casework.tests.conftest import PARTS
from zerentian.ledger.actions import seal
from zerentian.ledger.figures import compute
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import Period
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden
from zerentian.organization.actions.clocks import set_local_clock
from zerentian.organization.models import Account
from zerentian.organization.rules.clocks import Measure


def fresh(concern) -> Concern:
    return Concern.objects.get(pk=concern.pk)


def verbs(concern) -> list[str]:
    return list(Entry.objects.filter(subject=concern.ref).order_by("id").values_list("verb", flat=True))


@pytest.fixture
def referred(accepted, receptionist, now):
    return actions.refer_to_county(accepted, to="示例县局", reason="示例", by=receptionist, now=now)


@pytest.fixture
def visit(accepted, neighbour_clerk, now):
    ask = {"called": "示例县局", "matter": "示例", "visit_on": now.date()}
    return actions.call_to_visit(accepted, **ask, by=neighbour_clerk, now=now)


@pytest.fixture
def clockwork(db):
    return Account.objects.system("clock")


def test_the_county_is_asked_by_a_day_and_then_again(referred, receptionist, neighbour_clerk, now) -> None:
    assert Reminder.objects.get(concern=referred).day == date(2026, 3, 16)
    later = now + timedelta(days=14)
    with pytest.raises(NotAllowed, match="催问"):
        actions.ask_county(referred, words=" ", by=receptionist, now=later)
    with pytest.raises(Forbidden):
        actions.ask_county(referred, words="示例", by=neighbour_clerk, now=later)
    again = actions.ask_county(referred, words="示例：本周内回复", by=receptionist, now=later)
    assert (again.to, again.day) == ("示例县局", date(2026, 3, 30))
    assert Reminder.objects.filter(concern=referred, ended_on=None).get() == again
    assert "county.asked" in verbs(referred)


def test_what_comes_back_or_is_settled_is_asked_about_no_more(referred, receptionist, now) -> None:
    actions.take_back(referred, reason="示例", by=receptionist, now=now)
    assert not Reminder.objects.filter(concern=referred, ended_on=None).exists()
    with pytest.raises(NotAllowed, match="不在县级"):
        actions.ask_county(referred, words="示例", by=receptionist, now=now)
    with pytest.raises(NotAllowed):
        actions.settle_with_county(referred, words="示例", by=receptionist, now=now)


def test_the_county_settles_it_once_and_the_resident_reads_how(referred, receptionist, township, now) -> None:
    done = actions.settle_with_county(referred, words="示例：县局已修复", by=receptionist, now=now)
    assert (done.state, done.closed_on) == (State.CLOSED, now.date())
    assert done.happenings.filter(step="settle", public=True, words="示例：县局已修复").exists()
    seal(now=now)
    value = compute("concerns.settled", unit=township.path, period=Period.parse("2026-03"))
    opened = compute("concerns.open", unit=township.path, period=Period.parse("2026-03"))
    assert (value.value, opened.value) == (1, 0)
    with pytest.raises(NotAllowed):
        actions.settle_with_county(done, words="示例", by=receptionist, now=now)


def test_a_promise_is_checked_once_and_only_where_one_was_made(visit, neighbour_clerk, cadre, now) -> None:
    said = {"kept": False, "words": "示例：再约一次"}
    with pytest.raises(NotAllowed, match="承诺"):
        actions.check_promise(visit, **said, by=neighbour_clerk, now=now)
    promise = {"promise": "示例：修路", "promised_by": date(2026, 3, 9)}
    actions.record_visit(visit, came=True, **promise, by=neighbour_clerk, now=now)
    with pytest.raises(Forbidden):
        actions.check_promise(visit, **said, by=cadre, now=now)
    check = actions.check_promise(visit, **said, by=neighbour_clerk, now=now)
    assert (check.kept, check.words) == (False, "示例：再约一次")
    with pytest.raises(NotAllowed, match="承诺"):
        actions.check_promise(visit, kept=True, words="示例", by=neighbour_clerk, now=now)


def test_an_answer_that_stays_overdue_goes_up_by_the_rule_once(accepted, clockwork, now) -> None:
    def up(day: date) -> int:
        return actions.escalate(by=clockwork, now=now.replace(month=day.month, day=day.day))

    # Due on 9 March: three working days later it goes before the leaders, fifteen later before the county.
    assert up(date(2026, 3, 11)) == 0
    assert up(date(2026, 3, 12)) == 1
    assert up(date(2026, 3, 13)) == 0
    assert up(date(2026, 3, 30)) == 1
    assert [one.above for one in Escalation.objects.all()] == [Above.LEADERS, Above.COUNTY]
    facts = Entry.objects.filter(verb="concern.escalated").order_by("id")[0].fact
    assert (facts["above"], facts["due"], facts["days"]) == ("leaders", "2026-03-09", 3)
    assert fresh(accepted).state == State.HANDLING, "it is shown, nothing is taken out of anybody's hand"


def test_what_another_process_brought_up_meanwhile_is_brought_up_once(accepted, clockwork, now) -> None:
    later, read = now + timedelta(days=20), fresh(accepted)
    brought_up(fresh(accepted), read.due, Above.LEADERS, clockwork, later)
    brought_up(fresh(accepted), read.due, Above.LEADERS, clockwork, later)
    Concern.objects.filter(pk=accepted.pk).update(due=read.due + timedelta(days=1))
    brought_up(fresh(accepted), read.due, Above.COUNTY, clockwork, later)
    assert verbs(accepted).count("concern.escalated") == Escalation.objects.count() == 1


def test_the_place_sets_after_how_long_it_goes_up(accepted, clockwork, administrator, now) -> None:
    rule = {"rule_id": "overdue.leaders", "length": 1, "measure": Measure.WORKING_DAYS, "extension": 0}
    law = {"law": "《督办办法》（示例）第三条", "since": now.date()}
    set_local_clock(**rule, **law, by=administrator, now=now)
    assert actions.escalate(by=clockwork, now=now + timedelta(days=8)) == 1


def test_the_clock_does_not_read_what_a_resident_added(accepted, resident, clockwork, now) -> None:
    actions.supplement_concern(accepted, words="示例：又坏了", by=resident, now=now)
    actions.escalate(by=clockwork, now=now + timedelta(days=20))
    assert fresh(accepted).resident_spoke_last


def asked(concern, by, now, **how) -> AskedTime:
    ask = {"purpose": Purpose.ANSWER, "days": 5, "reason": "示例：等配件"} | how
    return actions.ask_extension(concern, **ask, by=by, now=now)


def test_time_asked_for_in_time_and_granted_in_time_is_an_extension_like_any_other(
    accepted, neighbour_clerk, leader, now
) -> None:
    asked(accepted, neighbour_clerk, now)
    assert fresh(accepted).due == date(2026, 3, 9)
    with pytest.raises(NotAllowed, match="等批准"):
        asked(accepted, neighbour_clerk, now)
    with pytest.raises(Forbidden):
        actions.decide_on_time(accepted, granted=True, reason="示例", by=neighbour_clerk, now=now)
    actions.decide_on_time(accepted, granted=True, reason="示例：属实", by=leader, now=now)
    extension = ClockExtension.objects.get()
    assert (extension.late, extension.approved_by, extension.told_on) == (False, leader, now.date())
    assert fresh(accepted).due == date(2026, 3, 16)
    assert verbs(accepted)[-2:] == ["clock.extension_asked", "clock.extended"]
    assert accepted.happenings.order_by("-pk")[0].words.endswith("示例：属实"), "why it was granted is told"


def test_a_refusal_leaves_the_day_and_may_be_asked_again(accepted, neighbour_clerk, leader, now) -> None:
    asked(accepted, neighbour_clerk, now)
    actions.decide_on_time(accepted, granted=False, reason="示例：理由不足", by=leader, now=now)
    assert fresh(accepted).due == date(2026, 3, 9)
    assert verbs(accepted)[-1] == "clock.extension_refused"
    asked(accepted, neighbour_clerk, now)


def test_what_is_granted_only_after_the_due_day_was_late_whenever_it_was_asked_for(
    accepted, neighbour_clerk, leader, now
) -> None:
    asked(accepted, neighbour_clerk, now)
    actions.decide_on_time(accepted, granted=True, reason="示例", by=leader, now=now + timedelta(days=9))
    assert ClockExtension.objects.get().late


@pytest.mark.parametrize("days", [0, -3, 11, 400])
def test_no_more_is_asked_for_than_the_rule_may_give(accepted, neighbour_clerk, now, days) -> None:
    with pytest.raises(NotAllowed):
        asked(accepted, neighbour_clerk, now, days=days)
    assert not AskedTime.objects.exists()


def test_nobody_grants_what_they_asked_for(accepted, supervisor, now) -> None:
    asked(accepted, supervisor, now)
    with pytest.raises(NotAllowed, match="自己"):
        actions.decide_on_time(accepted, granted=True, reason="示例", by=supervisor, now=now)


def test_who_drafts_is_asked_of_the_concern_as_it_stands_not_as_it_was_read(
    accepted, neighbour_clerk, receptionist, now
) -> None:
    read = fresh(accepted)
    read.state = State.TRIAGED
    said = {"decision": Decision.SUPPORTED, "parts": PARTS, "now": now}
    with pytest.raises(Forbidden):
        actions.draft_reply(read, **said, by=receptionist)
    assert actions.draft_reply(read, **said, by=neighbour_clerk).drafted_by == neighbour_clerk
