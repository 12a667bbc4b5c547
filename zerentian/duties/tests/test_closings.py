"""When an occurrence was closed, and whether in time; what is corrected of a duty; when word is owed again."""

from datetime import date, timedelta

import pytest

from conftest import NOW
from zerentian.duties import actions
from zerentian.duties.actions import agenda, decision_moves, minutes
from zerentian.duties.actions.occurrences import excuse_occurrence
from zerentian.duties.models import Decision, Duty, Meeting, Occurrence
from zerentian.duties.rules.cadences import Cadence, DueRule
from zerentian.duties.rules.decisions import DecisionState, Rhythm, next_report
from zerentian.duties.rules.functions import Level, Outcome
from zerentian.duties.tests.meetings import a_kind, a_meeting, agree, hold
from zerentian.duties.tests.owing import MONTHLY, by, done, duty, make_duties
from zerentian.duties.tests.world import (
    DUE,
    TODAY,
    a_decision,
    a_held_meeting,
    bring,
    day,
    people,
    post_of,
    unit,
)
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.models import Area

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("beginning")]


@pytest.fixture(scope="module", autouse=True)
def duties(beginning):
    """A weekly duty due on Friday, the fourth day from today, a monthly and others."""
    make_duties()


def weekly() -> Occurrence:
    return Occurrence.objects.get(duty=duty("每周巡查"))


def closing(occurrence) -> Entry:
    """Return the last entry that an occurrence was closed by."""
    return Entry.objects.filter(subject=occurrence.ref, verb="occurrence.closed").latest("id")


# -- closings --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("ahead", "on_time"), [(0, True), (3, True), (4, True), (5, False)])
def test_what_is_done_on_its_due_day_is_in_time_and_a_day_later_it_is_not(ahead, on_time):
    assert weekly().due == day(4)
    done(duty("每周巡查"), on=day(ahead), now=NOW + timedelta(days=7))
    found = weekly()
    assert (found.outcome, found.closed_on) == (Outcome.FULFILLED, day(ahead))
    entry = closing(found)
    assert entry.fact["on_time"] is on_time
    assert (entry.fact["outcome"], entry.fact["due"]) == ("fulfilled", day(4).isoformat())
    assert entry.occurred_on == day(ahead)


def test_what_is_excused_is_closed_today_and_never_counts_as_done_in_time():
    one = excuse_occurrence(weekly(), reason=" 封山育林 ", **by("leader"))
    assert (one.outcome, one.closed_on, one.reason) == (Outcome.EXCUSED, TODAY, "封山育林")
    entry = closing(one)
    assert (entry.fact["on_time"], entry.fact["outcome"], entry.occurred_on) == (False, "excused", TODAY)
    with pytest.raises(NotAllowed, match="已经办结"):
        excuse_occurrence(one, reason="再免一次", **by("leader"))
    with pytest.raises(NotAllowed):
        excuse_occurrence(Occurrence.objects.get(duty=duty("下坪村值守")), reason=" ", **by("leader"))
    assert Occurrence.objects.get(duty=duty("下坪村值守")).outcome == Outcome.OPEN


def test_a_deed_taken_back_opens_again_what_it_closed_and_says_what_was_closed():
    deed = done(duty("每周巡查"))
    actions.withdraw_deed(deed, reason="误记", **by("cadre"))
    found = weekly()
    assert (found.outcome, found.closed_on, found.reason) == (Outcome.OPEN, None, "")
    voided = Entry.objects.filter(subject=found.ref, verb="occurrence.closed").order_by("id")
    assert [one.change for one in voided] == ["", "voided"]
    assert voided[1].fact["on_time"] is True


def test_opened_again_after_its_duty_ended_an_occurrence_is_cancelled():
    deed = done(duty("每周巡查"))
    actions.retire_duty(duty("每周巡查"), reason="不再要求", **by("leader"))
    actions.withdraw_deed(deed, reason="误记", **by("cadre"))
    found = weekly()
    assert (found.outcome, found.closed_on) == (Outcome.CANCELLED, TODAY)
    assert closing(found).fact["on_time"] is False


def test_a_closing_counts_no_earlier_than_the_occurrence_came_to_the_unit():
    later = NOW + timedelta(days=3)
    actions.hand_over_duty(duty("每周巡查"), to=post_of("neighbour_cadre"), by=people().leader, now=later)
    found = weekly()
    assert (found.unit, found.path) == (unit("V02"), unit("V02").path)
    moved = Entry.objects.get(subject=found.ref, verb="occurrence.moved")
    assert (moved.fact["from"], moved.fact["to"]) == (unit("V01").path, unit("V02").path)
    said = {"what": "巡查", "occurred_on": TODAY, "serves": [duty("每周巡查")], "unit": unit("V02")}
    actions.record_deed(**said, by=people().neighbour_cadre, now=later)
    found = weekly()
    assert found.closed_on == TODAY, "in time or not is told by the deed's own day"
    assert closing(found).occurred_on == day(3)
    assert closing(found).fact["on_time"] is True


def test_opened_again_an_occurrence_lies_where_its_duty_lies_now():
    deed = done(duty("每周巡查"))
    later = NOW + timedelta(days=1)
    actions.hand_over_duty(duty("每周巡查"), to=post_of("neighbour_cadre"), by=people().leader, now=later)
    assert weekly().unit == unit("V01"), "what was done is counted where it was done"
    actions.withdraw_deed(deed, reason="误记", by=people().cadre, now=later)
    found = weekly()
    assert (found.outcome, found.unit, found.path) == (Outcome.OPEN, unit("V02"), unit("V02").path)
    moved = Entry.objects.get(subject=found.ref, verb="occurrence.moved")
    assert (moved.fact["from"], moved.fact["to"]) == (unit("V01").path, unit("V02").path)


def test_an_occurrence_within_the_same_unit_goes_nowhere():
    before = Entry.objects.filter(verb="occurrence.moved").count()
    actions.correct_duty(
        duty("每周巡查"), title="每周巡查林区", area=duty("每周巡查").area, rule=duty("每周巡查").rule,
        demanded_by=Level.COUNTY, **by("leader"),
    )  # fmt: skip
    assert Entry.objects.filter(verb="occurrence.moved").count() == before


# -- corrections ---------------------------------------------------------------------------------------------


def test_what_is_due_once_is_corrected_to_a_day_that_may_be_and_its_cadence_stays():
    once, fire = duty("一次登记"), Area.objects.get(code="fire")

    def correct(rule, title="一次登记"):
        return actions.correct_duty(
            once, title=title, area=fire, rule=rule, demanded_by=Level.COUNTY, **by("leader")
        )

    with pytest.raises(NotAllowed, match="2126"):
        correct(DueRule(Cadence.ONCE, on=date(2126, 1, 1)))
    with pytest.raises(NotAllowed, match="重新立责"):
        correct(MONTHLY)
    assert Duty.objects.get(pk=once.pk).due_on == day(30)
    found = correct(DueRule(Cadence.ONCE, on=day(40)), title="一次登记造册")
    assert (found.due_on, found.title) == (day(40), "一次登记造册")
    retired = actions.retire_duty(found, reason="办完", **by("leader"))
    with pytest.raises(NotAllowed):
        correct(DueRule(Cadence.ONCE, on=day(50)))
    assert Duty.objects.get(pk=retired.pk).due_on == day(40)


# -- carried over --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "rhythm", "owed"),
    [
        (DecisionState.ACCEPTED, Rhythm.WEEKLY, 14),
        (DecisionState.ACCEPTED, Rhythm.NONE, None),
        (DecisionState.ASSIGNED, Rhythm.WEEKLY, None),
    ],
)
def test_word_on_what_was_carried_over_is_owed_anew_from_that_day(state, rhythm, owed):
    item = a_held_meeting("防汛").items.get()
    one = bring(a_decision(item, rhythm=rhythm), state)
    begun = one.next_report
    week = NOW + timedelta(days=7)
    meeting = a_meeting(item.kind, post_of("first"), post_of("clerk"), people().clerk, week, "上次议定事项")
    heard = hold(meeting, people().clerk, week).items.get()
    heard = agree(heard, people().clerk, week)
    decision_moves.carry_decision(one, item=heard, due=day(30), words="继续", by=people().clerk, now=week)
    found = Decision.objects.get(pk=one.pk)
    assert found.due == day(30)
    assert found.missed is False
    assert found.next_report == (day(owed) if owed else begun)
    assert begun == (next_report(rhythm, TODAY) if state == DecisionState.ACCEPTED else None)


def test_more_time_after_the_day_is_remembered_as_missed_and_before_it_is_not():
    item = a_held_meeting("防汛").items.get()
    late, early = (bring(a_decision(item, text), DecisionState.ACCEPTED) for text in ("一", "二"))
    decision_moves.extend_decision(
        early, due=day(20), reason="雨", by=people().leader, now=NOW + timedelta(days=10)
    )
    decision_moves.extend_decision(
        late, due=day(20), reason="雨", by=people().leader, now=NOW + timedelta(days=11)
    )
    assert day(10) == DUE
    assert Decision.objects.get(pk=early.pk).missed is False, "on the day itself it is not over"
    assert Decision.objects.get(pk=late.pk).missed is True
    facts = Entry.objects.filter(verb="decision.extended", subject=late.ref).latest("id").fact
    assert (facts["due"], facts["old_due"], facts["missed"]) == (day(20).isoformat(), DUE.isoformat(), True)
    with pytest.raises(NotAllowed):
        decision_moves.extend_decision(late, due=day(20), reason="雨", **by("leader"))


# -- what is not for everybody -----------------------------------------------------------------------------


def test_a_line_that_would_tell_of_an_inner_matter_is_quoted_up_to_sixty_signs():
    title = "某岗位人选" + "甲乙丙丁戊" * 16
    kind = a_kind(unit(""), unit("DZ"), people().first, NOW, checks={})
    meeting = a_meeting(kind, post_of("first"), post_of("clerk"), people().clerk, NOW, "防汛")
    inner = agenda.put_item(kind=kind, title=title, inner=True, **by("clerk"))
    agenda.table_item(inner, meeting=meeting, **by("clerk"))
    hold(meeting, people().clerk, NOW)
    for item in meeting.items.all():
        agree(item, people().clerk, NOW)
    with pytest.raises(NotAllowed) as refused:
        minutes.draft_minutes(
            Meeting.objects.get(pk=meeting.pk), text=f"一、防汛\n部署到村，另议{title}", **by("clerk")
        )
    assert f"“{title[:60]}”" in refused.value.words.zh
    assert f"“{title[:60]}”" in refused.value.words.en
