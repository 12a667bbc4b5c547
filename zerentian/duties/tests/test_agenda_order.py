"""The keeper of a meeting moves matters up and down its agenda until the minutes are drafted; each move is an entry."""

import json

import pytest
from django.urls import reverse

from zerentian.duties.actions import minutes
from zerentian.duties.actions.agenda import place_item
from zerentian.duties.tests.meetings import a_kind, a_meeting, agree, hold
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(township, office, first, clerk, now):
    posts = [one.posts_on(now.date())[0] for one in (first, clerk)]
    kind = a_kind(township, office, first, now, checks={})
    return a_meeting(kind, *posts, clerk, now, "防汛", "修路", "预算")


def titles(meeting):
    return list(meeting.items.order_by("position").values_list("title", flat=True))


def test_a_matter_moves_one_place_and_both_rows_are_committed_to(meeting, clerk, now):
    last = meeting.items.get(title="预算")
    assert place_item(last, earlier=True, by=clerk, now=now) == last
    assert titles(meeting) == ["防汛", "预算", "修路"]
    entry = Entry.objects.get(subject=last.ref, verb="meeting_item.placed")
    assert json.loads(entry.facts) == {"meeting": meeting.ref, "place": 2}
    named = json.loads(entry.commitments)
    for item in (last, meeting.items.get(title="修路")):
        assert any(item.row_key in key for key in named), named.keys()
    place_item(meeting.items.get(title="防汛"), earlier=False, by=clerk, now=now)
    assert titles(meeting) == ["预算", "防汛", "修路"]


def test_nothing_moves_past_an_end_nor_by_who_does_not_keep_the_meeting(meeting, clerk, cadre, now):
    with pytest.raises(NotAllowed, match="尽头"):
        place_item(meeting.items.get(title="防汛"), earlier=True, by=clerk, now=now)
    with pytest.raises(NotAllowed, match="尽头"):
        place_item(meeting.items.get(title="预算"), earlier=False, by=clerk, now=now)
    with pytest.raises(Forbidden):
        place_item(meeting.items.get(title="预算"), earlier=True, by=cadre, now=now)
    assert titles(meeting) == ["防汛", "修路", "预算"]


def test_minutes_follow_the_order_and_hold_it(meeting, clerk, now):
    hold(meeting, clerk, now)
    place_item(meeting.items.get(title="预算"), earlier=True, by=clerk, now=now)
    for item in meeting.items.all():
        agree(item, clerk, now)
    meeting.refresh_from_db()
    text = minutes.proposed_minutes(meeting)
    assert text.index("一、防汛") < text.index("二、预算") < text.index("三、修路")
    minutes.draft_minutes(meeting, text=text, by=clerk, now=now)
    with pytest.raises(NotAllowed, match="纪要已拟出"):
        place_item(meeting.items.get(title="修路"), earlier=True, by=clerk, now=now)


def test_the_page_has_the_arrows_for_the_keeper_alone(meeting, clerk, cadre, client_of):
    page = reverse("duties:meeting-detail", args=[meeting.pk])
    item = meeting.items.get(title="修路")
    up = reverse("duties:item-place", args=[item.pk, "up"])
    browser = client_of(clerk)
    assert up in browser.get(page).content.decode()
    assert up not in client_of(cadre).get(page).content.decode()
    assert browser.post(up).url == page
    assert titles(meeting) == ["修路", "防汛", "预算"]
    assert "尽头" in browser.post(up, follow=True).content.decode()
    assert browser.post(reverse("duties:item-place", args=[item.pk, "aside"])).status_code == 404
    assert client_of(cadre).post(up).status_code in (403, 404)
