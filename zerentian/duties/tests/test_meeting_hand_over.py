"""What of meetings and decisions hangs on posts and units passes on when they end."""

from datetime import timedelta

import pytest

from zerentian.duties.actions import agenda, minutes
from zerentian.duties.actions import decisions as deciding
from zerentian.duties.models import Decision, Meeting, MeetingItem, MeetingKind
from zerentian.duties.rules.decisions import DecisionState
from zerentian.duties.tests.meetings import a_kind, a_meeting, agree, decided, hold, signed
from zerentian.ledger.models import Entry
from zerentian.organization import handover
from zerentian.organization.actions.posts import close_post
from zerentian.organization.actions.units import merge_unit


@pytest.fixture
def kind(township, office, first, now):
    return a_kind(township, office, first, now)


@pytest.fixture
def because(kind):
    """Any entry stands for that of the hand-over."""
    return Entry.objects.get(verb="meeting_kind.set")


@pytest.fixture
def meeting(kind, first, clerk, now):
    chair, recorder = (one.posts_on(now.date())[0] for one in (first, clerk))
    return a_meeting(kind, chair, recorder, clerk, now, "春季防汛")


def test_an_office_that_ends_leaves_its_meetings_their_rule_and_what_waits_to_another(
    meeting, kind, office, neighbour_office, clerk, neighbour_clerk, cli, because, now
):
    waiting = agenda.put_item(kind=kind, title="路灯改造", by=clerk, now=now)
    assert {one.ref for one in handover.open_at(office)} >= {meeting.ref, kind.ref}
    handover.pass_on_all(office, into=neighbour_office, by=cli, now=now, because=because)
    assert Meeting.objects.get().keeper == neighbour_office
    rule = MeetingKind.objects.in_force(now.date()).get()
    assert (rule.keeper, rule.unit, rule.checks) == (neighbour_office, kind.unit, kind.checks)
    moved = MeetingItem.objects.get(pk=waiting.pk)
    agenda.table_item(moved, meeting=Meeting.objects.get(), by=neighbour_clerk, now=now)
    assert not handover.open_at(office)


def test_inner_matters_go_on_with_the_office_that_keeps_them_and_hand_over_pages_do_not_name_them(
    kind, first, cadre, office, neighbour_office, clerk, neighbour_clerk, cli, because, now
):
    chair, recorder, lead = (one.posts_on(now.date())[0] for one in (first, clerk, cadre))
    meeting = a_meeting(kind, chair, recorder, clerk, now, "人选研究", inner=True)
    item = hold(meeting, clerk, now).items.get()
    agree(item, clerk, now)
    one = decided(item, clerk, now, lead, text="办理任免手续")[0]
    waiting = agenda.put_item(kind=kind, title="人选酝酿", inner=True, by=clerk, now=now)
    shown = [one.title for one in (*handover.open_at(kind.unit), *handover.open_for(lead))]
    assert len(shown) >= 3
    assert not [title for title in shown if "人选" in title or "任免" in title]
    handover.pass_on_all(office, into=neighbour_office, by=cli, now=now, because=because)
    assert set(MeetingItem.objects.visible_to(neighbour_clerk)) == {item, waiting}
    assert one in Decision.objects.visible_to(neighbour_clerk)
    meeting.refresh_from_db()
    fresh = MeetingItem.objects.get(pk=waiting.pk)
    assert agenda.table_item(fresh, meeting=meeting, by=neighbour_clerk, now=now).meeting == meeting


def test_what_waits_comes_onto_the_agenda_of_a_meeting_that_moved_with_it(
    meeting, kind, township, other_township, clerk, cli, because, now
):
    waiting = agenda.put_item(kind=kind, title="路灯改造", by=clerk, now=now)
    handover.pass_on_all(township, into=other_township, by=cli, now=now, because=because)
    meeting.refresh_from_db()
    waiting.refresh_from_db()
    assert {one.unit for one in meeting.items.all()} == {other_township}
    assert agenda.table_item(waiting, meeting=meeting, by=cli, now=now).meeting == meeting


def test_a_township_that_ends_leaves_what_waits_to_the_one_it_joins(
    meeting, kind, township, other_township, clerk, cli, because, now
):
    agenda.put_item(kind=kind, title="路灯改造", by=clerk, now=now)
    handover.pass_on_all(township, into=other_township, by=cli, now=now, because=because)
    assert MeetingItem.objects.waiting().get().unit == other_township
    assert Meeting.objects.get().unit == other_township
    assert not handover.open_at(township)


def test_the_rule_of_the_township_joined_holds_and_its_numbers_too(
    meeting, kind, township, other_township, outsider, first, clerk, cli, because, now
):
    hold(meeting, clerk, now, number=3)
    own = a_kind(other_township, other_township, cli, now)
    chair, recorder = (one.posts_on(now.date())[0] for one in (first, outsider))
    hold(a_meeting(own, chair, recorder, cli, now, "防火"), cli, now, number=3)
    handover.pass_on_all(township, into=other_township, by=cli, now=now, because=because)
    assert MeetingKind.objects.in_force(now.date()).get() == own
    assert sorted(Meeting.objects.values_list("unit", "number")) == [
        (other_township.pk, 3),
        (other_township.pk, 4),
    ]


def test_a_post_leaves_its_decisions_and_who_chairs_or_records_to_another(
    meeting, clerk, cadre, neighbour_cadre, leader, cli, because, now
):
    item = hold(meeting, clerk, now).items.get()
    agree(item, clerk, now)
    lead, other = (one.posts_on(now.date())[0] for one in (cadre, neighbour_cadre))
    one = decided(item, clerk, now, lead)[0]
    deciding.assign_decision(one, by=leader, now=now)
    deciding.accept_decision(one, by=cadre, now=now)
    for post in (lead, meeting.recorder):
        assert handover.open_for(post)
        for work in handover.OPEN_WORK:
            work.pass_on(post, to=other, by=cli, now=now, because=because)
        assert not handover.open_for(post)
    one = Decision.objects.get()
    assert (one.lead, one.state, one.accepted_by) == (other, DecisionState.ASSIGNED, None)
    assert Entry.objects.get(verb="decision.moved").fact["to"].endswith("V02")
    assert Meeting.objects.get().recorder == other


def test_a_meeting_that_is_taken_up_again_is_kept_and_recorded_by_who_took_that_over(
    meeting, office, neighbour_office, clerk, leader, first, neighbour_clerk, administrator, now
):
    held = hold(meeting, clerk, now)
    agree(held.items.get(), clerk, now)
    signed(held, clerk, leader, first, now)
    today, tomorrow = now.date(), now + timedelta(days=1)
    heir = neighbour_clerk.posts_on(today)[0]
    close_post(clerk.posts_on(today)[0], last=today, to=heir, by=administrator, now=now)
    merge_unit(office, into=neighbour_office, first=tomorrow.date(), by=administrator, now=tomorrow)
    held.refresh_from_db()
    assert held.keeper == office, "what is signed stays with who kept it"
    again = minutes.reopen_meeting(held, reason="漏记一项", by=first, now=tomorrow)
    again.refresh_from_db()
    assert (again.keeper, again.recorder, again.chair) == (neighbour_office, heir, held.chair)
    said = [one.verb for one in Entry.objects.filter(subject=again.ref).order_by("id")]
    assert said[-3:] == ["meeting.reopened", "meeting.moved", "meeting.passed"]
