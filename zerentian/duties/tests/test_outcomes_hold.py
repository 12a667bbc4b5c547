"""Outcomes and decisions hold only by who was there: corrected attendance, changed outcomes, replaced decisions."""

import pytest

from zerentian.duties.actions import agenda, decision_moves, decisions, minutes
from zerentian.duties.actions.agenda import Settled
from zerentian.duties.actions.decisions import Part
from zerentian.duties.models import Decision
from zerentian.duties.rules.decisions import DecisionKind
from zerentian.duties.rules.meetings import Result, Share, Weight
from zerentian.duties.tests.meetings import a_kind, a_meeting, agree, decided, hold
from zerentian.ledger.rules.refusals import NotAllowed


@pytest.fixture
def meeting(township, office, first, clerk, now):
    kind = a_kind(township, office, first, now)
    chair, recorder = (one.posts_on(now.date())[0] for one in (first, clerk))
    return a_meeting(kind, chair, recorder, clerk, now, "春季防汛")


@pytest.fixture
def lead(cadre, now):
    return cadre.posts_on(now.date())[0]


def test_a_decision_on_a_matter_that_was_heard_falls_when_fewer_were_there(meeting, lead, clerk, now):
    item = hold(meeting, clerk, now).items.get()
    agenda.settle_item(item, Settled(result=Result.HEARD), by=clerk, now=now)
    item.refresh_from_db()
    decided(item, clerk, now, lead)
    meeting.refresh_from_db()
    hold(meeting, clerk, now, present=3)
    meeting.refresh_from_db()
    with pytest.raises(NotAllowed, match=r"结果不再成立.*须有 5 人到会"):
        minutes.draft_minutes(meeting, text=minutes.proposed_minutes(meeting), by=clerk, now=now)


@pytest.mark.parametrize("weight", [None, Weight.FUNDS])
def test_what_is_only_to_be_taken_note_of_needs_no_votes_on_what_was_heard(
    township, office, first, lead, clerk, now, weight
):
    kind = a_kind(township, office, first, now, passing=Share.OVER_HALF)
    chair, recorder = (one.posts_on(now.date())[0] for one in (first, clerk))
    meeting = a_meeting(kind, chair, recorder, clerk, now, "传达学习", weight=weight)
    item = hold(meeting, clerk, now, present=4).items.get()
    agenda.settle_item(item, Settled(result=Result.HEARD), by=clerk, now=now)
    item.refresh_from_db()
    said = {"text": "各站所传达学习", "by": clerk, "now": now}
    with pytest.raises(NotAllowed):
        decided(item, clerk, now, lead)
    decisions.decide(item, parts=[Part(lead=lead)], kind=DecisionKind.FOR_NOTE, **said)
    agenda.settle_item(item, Settled(result=Result.HEARD, words="已传达"), by=clerk, now=now)
    meeting.refresh_from_db()
    assert minutes.draft_minutes(meeting, text=minutes.proposed_minutes(meeting), by=clerk, now=now)


def test_an_agreement_with_decisions_is_not_made_a_mere_hearing_of_a_weighty_matter(
    township, office, first, lead, clerk, now
):
    kind = a_kind(township, office, first, now, checks={})
    chair, recorder = (one.posts_on(now.date())[0] for one in (first, clerk))
    meeting = a_meeting(kind, chair, recorder, clerk, now, "大额资金", weight=Weight.FUNDS)
    item = hold(meeting, clerk, now).items.get()
    agree(item, clerk, now)
    item.refresh_from_db()
    decided(item, clerk, now, lead)
    with pytest.raises(NotAllowed, match="只听取情况"):
        agenda.settle_item(item, Settled(result=Result.HEARD), by=clerk, now=now)
    item.refresh_from_db()
    assert item.result == Result.AGREED


def test_a_decision_that_is_not_for_everybody_is_replaced_only_under_such_a_matter(
    meeting, lead, clerk, leader, first, now
):
    item = hold(meeting, clerk, now).items.get()
    agree(item, clerk, now)
    item.refresh_from_db()
    inner = decided(item, clerk, now, lead, text="人选")[0]
    Decision.objects.filter(pk=inner.pk).update(inner=True)
    inner.refresh_from_db()
    with pytest.raises(NotAllowed, match="只能在内部议题下延续办理或替代"):
        decision_moves.replace_decision(inner, item=item, text="换", part=Part(lead=lead), by=clerk, now=now)
