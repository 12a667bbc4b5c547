"""Every step of a clock: started, extended, paused, run on, reckoned again, stopped; and what each is refused."""

from datetime import timedelta

import pytest

from zerentian.casework import actions
from zerentian.casework.actions.clocks import reckon_again
from zerentian.casework.models import ClockPause
from zerentian.casework.rules.clocks import Purpose
from zerentian.casework.rules.concerns import Kind, Route
from zerentian.casework.views.concerns import clocks_of
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden


@pytest.fixture
def petition(concern, category, neighbour_office, neighbour_clerk, receptionist, now):
    """A petition matter in hand: sixty days from its acceptance, which may be extended and paused."""
    actions.triage_concern(
        concern, kind=Kind.PETITION, category=category, route=Route.PETITION, by=receptionist, now=now
    )
    actions.dispatch_concern(concern, unit=neighbour_office, by=receptionist, now=now)
    return actions.accept_concern(concern, by=neighbour_clerk, now=now)


def entry_of(concern, verb):
    return Entry.objects.filter(subject=concern.ref, verb=verb).latest("id")


def answer_of(concern):
    return concern.clocks.get(purpose=Purpose.ANSWER, stopped_on=None)


@pytest.fixture
def extended(petition, neighbour_clerk, leader, now):
    """Extend the petition's clock as given."""

    def extend(days=10, reason="需等检测结果", by=neighbour_clerk, approved_by=leader, at=now, told_on=None):
        return actions.extend_clock(
            petition,
            purpose=Purpose.ANSWER,
            days=days,
            reason=reason,
            approved_by=approved_by,
            told_on=told_on or at.date(),
            by=by,
            now=at,
        )

    return extend


def test_sixty_days_begin_on_acceptance_and_an_extension_moves_the_day_by_its_days(petition, extended, now):
    run = answer_of(petition)
    assert (run.rule_id, run.raw) == ("xf.handle", now.date() + timedelta(days=60))
    made = extended(days=10)
    run.refresh_from_db()
    petition.refresh_from_db()
    assert run.raw == now.date() + timedelta(days=70)
    assert (run.extension, petition.due, made.due) == (10, run.due, run.due)
    fact = entry_of(petition, "clock.extended").fact
    assert (fact["days"], fact["old_due"], fact["due"]) == (10, made.old_due.isoformat(), run.due.isoformat())
    assert fact["by_post"]


def test_extensions_add_up_to_thirty_days_and_no_further(extended):
    extended(days=20)
    extended(days=10)
    with pytest.raises(NotAllowed):
        extended(days=1)


@pytest.mark.parametrize("days", [0, -1, 31])
def test_an_extension_is_of_one_to_thirty_days(petition, extended, days):
    with pytest.raises(NotAllowed):
        extended(days=days)
    assert answer_of(petition).extension == 0


def test_on_its_last_day_a_clock_is_still_extended_and_the_day_after_no_more(petition, extended, now):
    last = answer_of(petition).due - now.date()
    with pytest.raises(NotAllowed, match="已经逾期"):
        extended(days=1, at=now + last + timedelta(days=1))
    assert extended(days=1, at=now + last)


def test_a_clock_is_extended_by_who_has_the_matter_in_hand_and_granted_by_a_head(
    extended, clerk, demo, neighbour_clerk
):
    with pytest.raises((Forbidden, NotAllowed)):
        extended(by=clerk)
    for approved_by in (neighbour_clerk, demo):
        with pytest.raises(NotAllowed):
            extended(approved_by=approved_by)
    with pytest.raises(NotAllowed):
        extended(reason=" ")


def test_no_clock_that_does_not_run_is_extended_or_paused(petition, neighbour_clerk, leader, now):
    with pytest.raises(NotAllowed, match="没有在计时"):
        actions.extend_clock(
            petition,
            purpose=Purpose.REDO,
            days=1,
            reason="等",
            approved_by=leader,
            told_on=now.date(),
            by=neighbour_clerk,
            now=now,
        )
    with pytest.raises(NotAllowed, match="没有在计时"):
        actions.resume_clock(petition, purpose=Purpose.REDO, by=neighbour_clerk, now=now)


def paused(concern, by, now, **given):
    said = {"purpose": Purpose.RECHECK, "until": now.date() + timedelta(days=5), "reason": "听证"}
    return actions.pause_clock(concern, **(said | given), by=by, now=now)


def test_a_clock_whose_rule_knows_no_such_time_is_not_paused(petition, neighbour_clerk, now):
    with pytest.raises(NotAllowed, match="不能中止计算"):
        paused(petition, neighbour_clerk, now, purpose=Purpose.ANSWER)
    assert not ClockPause.objects.exists()


def test_a_pause_needs_a_reason_and_no_past_day_and_is_one_at_a_time(rechecked, demo, now):
    for wrong in ({"until": now.date() - timedelta(days=1)}, {"reason": " "}, {"purpose": Purpose.REDO}):
        with pytest.raises(NotAllowed):
            paused(rechecked, demo, now, **wrong)
    assert not ClockPause.objects.exists()
    pause = paused(rechecked, demo, now, until=now.date())
    assert (pause.first, pause.until, pause.last, pause.by) == (now.date(), now.date(), None, demo)
    with pytest.raises(NotAllowed, match="已在中止中"):
        paused(rechecked, demo, now)


def test_only_a_paused_clock_runs_on_and_only_once(rechecked, demo, clerk, now):
    with pytest.raises(NotAllowed, match="没有中止"):
        actions.resume_clock(rechecked, purpose=Purpose.RECHECK, by=demo, now=now)
    paused(rechecked, demo, now)
    with pytest.raises((Forbidden, NotAllowed)):
        actions.resume_clock(rechecked, purpose=Purpose.RECHECK, by=clerk, now=now)
    run = actions.resume_clock(rechecked, purpose=Purpose.RECHECK, by=demo, now=now + timedelta(days=2))
    assert run.pauses.get().last == now.date() + timedelta(days=1)
    entry = entry_of(rechecked, "clock.ran_on")
    assert (entry.fact["purpose"], entry.fact["due"]) == ("recheck", run.due.isoformat())
    told = rechecked.happenings.filter(step__in=("pause", "resume")).order_by("pk")
    assert [(one.step, one.public) for one in told] == [("pause", True), ("resume", True)]
    with pytest.raises(NotAllowed, match="没有中止"):
        actions.resume_clock(rechecked, purpose=Purpose.RECHECK, by=demo, now=now + timedelta(days=2))


def test_a_pause_that_ends_on_its_first_day_is_of_that_day(rechecked, demo, now):
    paused(rechecked, demo, now)
    run = actions.resume_clock(rechecked, purpose=Purpose.RECHECK, by=demo, now=now)
    assert run.pauses.get().last == now.date()


def test_reckoning_again_changes_no_clock_whose_year_is_known(petition, demo, now):
    because = Entry.objects.latest("id")
    assert reckon_again(by=demo, now=now, because=because) == 0


def test_what_is_referred_stops_counting_and_runs_on_when_it_comes_back(triaged, receptionist, clerk, now):
    due = triaged.due
    said = {"to": "示例县水务局", "reason": "属县级职责", "now": now}
    with pytest.raises((Forbidden, NotAllowed)):
        actions.refer_to_county(triaged, **said, by=clerk)
    for wrong in ({"to": " "}, {"reason": " "}):
        with pytest.raises(NotAllowed):
            actions.refer_to_county(triaged, **(said | wrong), by=receptionist)
    referred = actions.refer_to_county(triaged, **said, by=receptionist)
    referred.refresh_from_db()
    assert (referred.state, referred.due) == ("referred", due)
    assert not referred.clocks.filter(purpose=Purpose.ANSWER, stopped_on=None).exists()
    entry = entry_of(referred, "concern.referred")
    told = referred.happenings.get(entry=entry.uuid)
    assert (told.words, told.public) == ("示例县水务局：属县级职责", True)
    with pytest.raises(NotAllowed):
        actions.take_back(referred, reason=" ", by=receptionist, now=now)
    later = now + timedelta(days=2)
    back = actions.take_back(referred, reason="县局退回", by=receptionist, now=later)
    back.refresh_from_db()
    assert (back.state, back.due, answer_of(back).due) == ("triaged", due, due)
    assert entry_of(back, "concern.taken_back").fact["due"] == due.isoformat()
    with pytest.raises(NotAllowed):
        actions.take_back(back, reason="再来", by=receptionist, now=later)


def test_the_clocks_that_run_stand_before_those_that_have_stopped(rechecked):
    rows = [one["run"] for one in clocks_of(rechecked)]
    running = [run.stopped_on is None for run in rows]
    assert len(set(running)) == 2
    assert running == sorted(running, reverse=True)
    assert {run.pk for run in rows} == set(rechecked.clocks.values_list("pk", flat=True))


# So many signs of a reason are kept beside the days; the story has all of it.
LONG = [("等" * signs, "等" * 300) for signs in (300, 301, 4000)]


def told_of(concern, verb):
    return concern.happenings.get(entry=entry_of(concern, verb).uuid).words


@pytest.mark.parametrize(("reason", "kept"), LONG)
def test_a_long_reason_of_an_extension_stands_whole_in_the_story(petition, extended, reason, kept):
    made = extended(reason=reason)
    made.refresh_from_db()
    assert (made.reason, told_of(petition, "clock.extended")) == (kept, reason)


@pytest.mark.parametrize(("reason", "kept"), LONG)
def test_a_long_reason_of_a_pause_stands_whole_in_the_story(rechecked, demo, now, reason, kept):
    pause = paused(rechecked, demo, now, reason=reason)
    pause.refresh_from_db()
    assert (pause.reason, told_of(rechecked, "clock.suspended")) == (kept, reason)
