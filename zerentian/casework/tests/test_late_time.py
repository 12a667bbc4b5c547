"""After the due day nothing clears an overdue by itself: another person grants more time, for a reason."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from zerentian.casework import actions
from zerentian.casework.models import AskedTime, Concern
from zerentian.casework.rules.clocks import Purpose, Urgency
from zerentian.casework.rules.concerns import Kind, Route
from zerentian.casework.rules.replies import Decision
from zerentian.casework.tests.conftest import PARTS
from zerentian.ledger.actions import seal
from zerentian.ledger.figures import compute
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import LOCAL, Period
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.verification import verify_log
from zerentian.organization.access import Forbidden

LATER = datetime(2026, 3, 12, 9, 0, tzinfo=LOCAL)
ASKED = {"purpose": Purpose.ANSWER, "reason": "示例：等配件到货", "told_on": date(2026, 3, 12)}


def of(concern):
    """Return the concern as it is kept now."""
    return Concern.objects.get(pk=concern.pk)


def figure(code, concern, day):
    """Return a figure of the unit in the lead at a day."""
    seal(now=LATER + timedelta(days=40))
    return compute(code, unit=concern.path, period=Period("day", day, day))


def stock(concern, day):
    """Return how many answers were overdue at the end of a day."""
    return figure("concerns.overdue", concern, day).value


@pytest.fixture
def overdue(accepted):
    """A concern in hand whose answer was due on 9 March."""
    concern = of(accepted)
    assert concern.due < LATER.date()
    return concern


@pytest.fixture
def asked(overdue, neighbour_clerk):
    actions.ask_late_extension(overdue, days=3, **ASKED, by=neighbour_clerk, now=LATER)
    return overdue


def test_a_late_extension_is_not_the_askers_to_approve(overdue, neighbour_clerk, leader):
    with pytest.raises(NotAllowed, match="逾期"):
        actions.extend_clock(overdue, days=3, approved_by=leader, **ASKED, by=neighbour_clerk, now=LATER)
    assert of(overdue).due == overdue.due


def test_a_long_reason_is_asked_for_whole_and_granted_as_far_as_is_kept(overdue, neighbour_clerk, leader):
    asked = actions.ask_late_extension(
        overdue, days=3, **ASKED | {"reason": "等" * 301}, by=neighbour_clerk, now=LATER
    )
    actions.decide_on_time(overdue, granted=True, reason="示例：情况属实", by=leader, now=LATER)
    assert asked.reason == "等" * 301
    assert of(overdue).clock(Purpose.ANSWER).extensions.get().reason == "等" * 300


def test_what_is_asked_for_stays_overdue_until_another_grants_it(asked, neighbour_clerk, leader):
    assert of(asked).is_overdue(LATER)
    with pytest.raises((NotAllowed, Forbidden)):
        actions.decide_on_time(asked, granted=True, reason="示例", by=neighbour_clerk, now=LATER)
    actions.decide_on_time(asked, granted=True, reason="示例：情况属实", by=leader, now=LATER)
    assert of(asked).due > asked.due
    extension = of(asked).clock(Purpose.ANSWER).extensions.get()
    assert (extension.late, extension.approved_by) == (True, leader)
    assert Entry.objects.filter(subject=asked.ref, verb="clock.time_ruled").count() == 1


def test_a_leader_who_asked_does_not_grant_it(overdue, leader, first):
    actions.ask_late_extension(overdue, days=3, **ASKED, by=leader, now=LATER)
    with pytest.raises(NotAllowed, match="另一人"):
        actions.decide_on_time(overdue, granted=True, reason="示例", by=leader, now=LATER)
    row = AskedTime.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        AskedTime.objects.filter(pk=row.pk).update(granted=True, decided_by=leader, decided_on=LATER.date())


def test_a_refused_request_moves_nothing_and_another_may_follow(asked, neighbour_clerk, leader):
    actions.decide_on_time(asked, granted=False, reason="示例：理由不足", by=leader, now=LATER)
    assert of(asked).due == asked.due
    actions.ask_late_extension(asked, days=2, **ASKED, by=neighbour_clerk, now=LATER)
    with pytest.raises(NotAllowed, match="等批准"):
        actions.ask_late_extension(asked, days=1, **ASKED, by=neighbour_clerk, now=LATER)


def test_before_the_due_day_it_is_extended_directly(accepted, neighbour_clerk, leader, now):
    with pytest.raises(NotAllowed, match="直接办理延期"):
        actions.ask_late_extension(
            accepted, days=3, **(ASKED | {"told_on": now.date()}), by=neighbour_clerk, now=now
        )


def test_figures_count_it_overdue_until_it_was_granted_and_its_answer_late(asked, neighbour_clerk, leader):
    granted = LATER + timedelta(hours=1)
    actions.decide_on_time(asked, granted=True, reason="示例：情况属实", by=leader, now=granted)
    actions.draft_reply(asked, decision=Decision.SUPPORTED, parts=PARTS, by=neighbour_clerk, now=granted)
    actions.release_reply(asked, told="code_page", by=leader, now=granted)
    assert Entry.objects.get(subject=asked.ref, verb="concern.answered").fact["on_time"] is False
    assert stock(asked, date(2026, 3, 11)) == 1
    assert stock(asked, date(2026, 3, 12)) == 0
    assert stock(asked, date(2026, 4, 10)) == 0
    assert verify_log().problems == []


@pytest.mark.parametrize(
    "change", [{"urgency": Urgency.COMPLEX}, {"kind": Kind.PETITION, "route": Route.PETITION}]
)
def test_a_second_triage_after_the_due_day_clears_nothing_by_itself(
    triaged, category, receptionist, leader, change
):
    given = {"kind": Kind.HELP, "category": category, "by": receptionist, "now": LATER} | change
    before = of(triaged).due
    with pytest.raises(NotAllowed, match="理由"):
        actions.triage_concern(triaged, **given)
    actions.triage_concern(triaged, **given, reason="示例：涉及多个部门")
    assert of(triaged).due == before
    assert of(triaged).is_overdue(LATER)
    actions.decide_on_time(triaged, granted=True, reason="示例：情况属实", by=leader, now=LATER)
    assert of(triaged).due != before
    assert stock(triaged, date(2026, 3, 11)) == 1
    assert stock(triaged, date(2026, 3, 12)) == 0
    assert verify_log().problems == []


def test_a_first_triage_after_the_due_day_clears_nothing_either(concern, category, receptionist):
    given = {"kind": Kind.HELP, "category": category, "urgency": Urgency.COMPLEX, "by": receptionist}
    with pytest.raises(NotAllowed, match="理由"):
        actions.triage_concern(concern, **given, now=LATER)


def test_a_second_triage_keeps_what_was_granted(triaged, category, receptionist, leader, now):
    run = of(triaged).clock(Purpose.ANSWER)
    run.extension = 2
    run.save()
    actions.triage_concern(
        triaged, kind=Kind.HELP, category=category, urgency=Urgency.COMPLEX, by=receptionist, now=now
    )
    assert of(triaged).clock(Purpose.ANSWER).extension == 2


def test_triage_again_after_an_extension_counts_every_day_once(triaged, category, receptionist, leader, now):
    actions.extend_clock(
        triaged,
        purpose=Purpose.ANSWER,
        days=2,
        reason="示例",
        approved_by=leader,
        told_on=now.date(),
        by=leader,
        now=now,
    )
    extended = of(triaged).due
    actions.triage_concern(triaged, kind=Kind.SUGGESTION, category=category, by=receptionist, now=now)
    assert of(triaged).due == extended
    actions.triage_concern(
        triaged, kind=Kind.HELP, category=category, urgency=Urgency.COMPLEX, by=receptionist, now=now
    )
    moved = of(triaged).due
    assert moved > extended
    days = (
        extended,
        extended + timedelta(days=1),
        moved,
        moved + timedelta(days=1),
        moved + timedelta(days=9),
    )
    assert [stock(triaged, day) for day in days] == [0, 0, 0, 1, 1]
    assert verify_log().problems == []
