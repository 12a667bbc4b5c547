"""The pages of matters and what came of a document: which steps stand there, what one press does, what is counted."""

import pytest
from django.urls import reverse

from conftest import NOW
from zerentian.duties import actions
from zerentian.duties.actions import agenda, tasks
from zerentian.duties.actions.agenda import Settled
from zerentian.duties.models import Decision, Meeting, MeetingItem, Occurrence
from zerentian.duties.rules.decisions import DecisionState
from zerentian.duties.rules.functions import Level
from zerentian.duties.rules.meetings import Result
from zerentian.duties.tests.meetings import a_kind, a_meeting, agree, hold
from zerentian.duties.tests.owing import MONTHLY, WEEKLY, adopted, by, done
from zerentian.duties.tests.world import TODAY, a_decision, bring, day, people, post_of, unit
from zerentian.duties.views import agenda as views

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("beginning")]


@pytest.fixture(scope="module")
def kind(beginning):
    return a_kind(unit(""), unit("DZ"), people().first, NOW, checks={})


@pytest.fixture
def held(kind):
    """A held meeting with three matters: one agreed to, one only heard, one open."""
    meeting = a_meeting(
        kind, post_of("first"), post_of("clerk"), people().clerk, NOW, "防汛", "通报情况", "防火"
    )
    hold(meeting, people().clerk, NOW)
    agree(meeting.items.get(title="防汛"), people().clerk, NOW)
    heard = Settled(result=Result.HEARD, unanimous=True)
    agenda.settle_item(meeting.items.get(title="通报情况"), heard, **by("clerk"))
    return Meeting.objects.get(pk=meeting.pk)


@pytest.fixture
def page(client_of):
    """Return the answer of a page of this room to somebody."""

    def answer(name, view, *args, sent=None, **asked):
        browser, address = client_of(getattr(people(), name)), reverse(f"duties:{view}", args=args)
        return browser.post(address, sent) if sent is not None else browser.get(address, asked)

    return answer


def item(title="防汛"):
    return MeetingItem.objects.filter(title=title).latest("pk")


# -- matters -------------------------------------------------------------------------------------------------


def test_a_decision_is_recorded_only_on_a_matter_that_brought_an_outcome_by_who_keeps_the_meeting(held, page):
    def may(title, name="clerk"):
        return page(name, "item-detail", item(title).pk).context["may_decide"]

    assert may("防汛") is True
    assert may("防火") is False, "it is not settled"
    assert people().inspector.may("meeting.manage") is False
    assert views.may_decide(item(), people().inspector) is False
    assert views.may_decide(item(), people().first) is True
    assert views.may_decide(item("通报情况"), people().first) is True, "on what was heard too"
    assert views.may_decide(item("防火"), people().first) is False
    answer = page("clerk", "item-decide", item("防火").pk)
    assert answer.url == reverse("duties:item-detail", args=[item("防火").pk])
    assert page("cadre", "item-decide", item().pk).status_code == 403


def test_one_more_part_is_asked_for_without_losing_what_was_typed(held, page):
    village = unit("V01")
    typed = {
        "text": "清理排洪沟",
        "kind": "required",
        "lead1": post_of("cadre").pk,
        "assisting": [village.pk],
    }
    shown = page("clerk", "item-decide", item().pk, sent=typed | {"more": "1", "parts": "1"}).context["form"]
    assert shown.parts == 2
    assert shown["text"].value() == "清理排洪沟"
    assert [str(one) for one in shown["assisting"].value()] == [str(village.pk)]
    assert not Decision.objects.exists()
    third = page("clerk", "item-decide", item().pk, sent=typed | {"more": "1", "parts": "2"}).context["form"]
    assert third.parts == 3
    for parts in ("", "x", "0"):
        odd = page("clerk", "item-decide", item().pk, sent={"parts": parts})
        assert (odd.status_code, odd.context["form"].parts) == (422, 1)


def test_what_was_decided_leads_back_to_the_meeting_and_a_refusal_keeps_the_words(held, page):
    said = {"text": "清理排洪沟", "kind": "required", "parts": "1", "rhythm1": "none"}
    late = page(
        "clerk",
        "item-decide",
        item().pk,
        sent=said | {"lead1": post_of("cadre").pk, "due1": day(-1).isoformat()},
    )
    assert late.status_code == 422
    assert late.context["form"]["text"].value() == "清理排洪沟"
    taken = page(
        "clerk",
        "item-decide",
        item().pk,
        sent=said | {"lead1": post_of("cadre").pk, "due1": day(5).isoformat()},
    )
    assert taken.url == reverse("duties:meeting-detail", args=[held.pk])
    made = Decision.objects.get()
    assert (made.lead, made.due, made.item) == (post_of("cadre"), day(5), item())
    shown = page("clerk", "item-detail", item().pk).context["decisions"]
    assert [one for one, _ in shown] == [made]


def test_a_matter_is_moved_up_and_down_and_nowhere_else(kind, page):
    meeting = a_meeting(kind, post_of("first"), post_of("clerk"), people().clerk, NOW, "一", "二", "三")

    def order():
        return [one.title for one in meeting.items.order_by("position")]

    assert page("clerk", "item-place", item("三").pk, "up", sent={}).url == reverse(
        "duties:meeting-detail", args=[meeting.pk]
    )
    assert order() == ["一", "三", "二"]
    page("clerk", "item-place", item("一").pk, "down", sent={})
    assert order() == ["三", "一", "二"]
    page("clerk", "item-place", item("三").pk, "up", sent={})
    assert order() == ["三", "一", "二"]
    assert page("clerk", "item-place", item("三").pk, "aside", sent={}).status_code == 404
    assert page("clerk", "item-place", item("三").pk, "up").status_code == 405
    loose = agenda.put_item(kind=kind, title="未列入", **by("clerk"))
    assert page("clerk", "item-place", loose.pk, "up", sent={}).status_code == 404


def test_a_waiting_matter_goes_on_an_agenda_by_one_press(kind, held, page):
    meeting = a_meeting(kind, post_of("first"), post_of("clerk"), people().clerk, NOW, "一")
    loose = agenda.put_item(kind=kind, title="补充议题", **by("clerk"))
    answer = page("clerk", "item-table", loose.pk, meeting.pk, sent={})
    assert answer.url == reverse("duties:meeting-detail", args=[meeting.pk])
    assert MeetingItem.objects.get(pk=loose.pk).meeting == meeting
    page("clerk", "item-table", loose.pk, held.pk, sent={})
    assert MeetingItem.objects.get(pk=loose.pk).meeting == meeting, "it is on an agenda already"
    assert page("clerk", "item-table", loose.pk, 7, sent={}).status_code == 404
    assert page("neighbour_clerk", "item-table", loose.pk, meeting.pk, sent={}).status_code in (403, 404)


def test_a_step_on_a_matter_leads_to_the_meeting_only_when_it_was_settled(kind, held, page):
    said = {"result": "agreed", "recused": "0", "unanimous": "on", "words": "同意。"}
    settled = page("clerk", "item-step", item("防火").pk, "settle", sent=said)
    assert settled.url == reverse("duties:meeting-detail", args=[held.pk])
    loose = agenda.put_item(kind=kind, title="未列入", **by("clerk"))
    withdrawn = page("clerk", "item-step", loose.pk, "withdraw", sent={"reason": "重复"})
    assert withdrawn.url == reverse("duties:item-detail", args=[loose.pk])
    assert page("clerk", "item-step", loose.pk, "wolf").status_code == 404


# -- what came of a document -------------------------------------------------------------------------------


def test_what_came_of_a_document_counts_what_fell_due_and_what_is_late(page):
    said = {"title": "办法", "issuer": "县政府", "issued_on": day(-60), "level": Level.COUNTY}
    document = actions.register_basis(unit=unit(""), number="1号", **said, **by("first"))
    weekly = adopted("依办法巡查", WEEKLY, first=day(-28), basis=document)
    adopted("别的巡查", MONTHLY, first=day(-28))
    actions.open_occurrences(until=TODAY, **by("leader"))
    spans = list(Occurrence.objects.filter(duty=weekly).order_by("due"))
    assert len([one for one in spans if one.due < TODAY]) >= 3
    deed = done(weekly, "巡查", on=spans[0].due)
    Occurrence.objects.filter(pk=spans[1].pk).update(outcome="cancelled", closed_on=TODAY)
    shown = page("leader", "basis-came", document.pk).context
    (one,) = shown["duties"]
    past = [span for span in spans if span.due < TODAY]
    assert (one.due_count, one.done_count, one.late_count) == (len(past) - 1, 1, len(past) - 2)
    assert (list(shown["deeds"]), shown["deed_count"]) == ([deed], 1)
    assert actions.withdraw_deed(deed, reason="误记", **by("cadre")) == deed
    again = page("leader", "basis-came", document.pk).context
    assert (list(again["deeds"]), again["deed_count"]) == ([], 0)
    assert page("outsider", "basis-came", document.pk).status_code == 404


def test_a_repealed_document_is_put_before_no_meeting(page):
    said = {"title": "办法", "issuer": "县政府", "issued_on": day(-60), "level": Level.COUNTY}
    document = actions.register_basis(unit=unit(""), number="2号", **said, **by("first"))
    assert page("clerk", "basis-came", document.pk).context["may_put"] is True
    actions.repeal_basis(document, repealed_on=TODAY, **by("first"))
    assert page("clerk", "basis-came", document.pk).context["may_put"] is False


# -- decisions -----------------------------------------------------------------------------------------------


def test_a_decision_is_shown_with_what_may_be_made_of_it(held, page):
    one = bring(a_decision(item(), "清理排洪沟"), DecisionState.ASSIGNED)
    shown = page("leader", "decision-detail", one.pk).context
    assert bool(shown["may_make_task"]) is True
    assert shown["may_put"] == people().leader.may("meeting.put")
    assert [str(move.label) for move, _ in shown["moves"]]
    asides = [move.aside for move, _ in shown["moves"]]
    assert asides == sorted(asides)
    assert shown["has_aside"] is any(asides)
    assert not page("cadre", "decision-detail", one.pk).context["may_make_task"]
    answer = page("leader", "decision-task", one.pk, sent={})
    task = tasks.Task.objects.get()
    assert answer.url == reverse("duties:task-detail", args=[task.pk])
    assert not page("leader", "decision-detail", one.pk).context["may_make_task"]
    again = page("leader", "decision-task", one.pk, sent={})
    assert again.url == reverse("duties:decision-detail", args=[one.pk])
    assert tasks.Task.objects.count() == 1


def test_parts_of_one_decision_stand_beside_each_other(held, page):
    one = a_decision(item(), "清理排洪沟")
    two = a_decision(item(), "巡查山塘")
    assert list(page("clerk", "decision-detail", one.pk).context["parts"]) == []
    Decision.objects.filter(pk=two.pk).update(serial=one.serial, letter="b")
    assert list(page("clerk", "decision-detail", one.pk).context["parts"]) == [two]
