"""A released text stands on top of every public page, from a day to a day, and never longer than it holds."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from zerentian.community.actions import banners, notices
from zerentian.community.models import Banner
from zerentian.community.tests.conftest import *  # noqa: F403
from zerentian.community.tests.conftest import NOTICE, TODAY, but
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden

pytestmark = pytest.mark.django_db
TITLE = NOTICE.title
PAGES = ("find", "answers", "notices", "ask", "front")


def tops(client) -> list[int]:
    return [
        client.get(reverse(f"residents:{name}"), follow=True).content.decode().count("on-top")
        for name in PAGES
    ]


def test_it_stands_on_every_public_page_on_its_days_and_not_on_others(
    client, released, office_head, now, monkeypatch
) -> None:
    notice = released()
    assert tops(client) == [0] * len(PAGES)
    banners.put_on_top(
        notice, first=TODAY + timedelta(days=1), last=TODAY + timedelta(days=2), by=office_head, now=now
    )
    stands = [Banner.objects.standing(TODAY + timedelta(days=n)).exists() for n in range(4)]
    assert stands == [False, True, True, False]
    banners.put_on_top(notice, first=TODAY, last=TODAY, by=office_head, now=now)
    assert tops(client) == [1] * len(PAGES)
    assert TITLE in client.get(reverse("residents:find")).content.decode()
    assert Banner.objects.count() == 1
    banners.take_off_top(notice, by=office_head, now=now)
    assert tops(client) == [0] * len(PAGES)
    with pytest.raises(NotAllowed, match="没有置顶"):
        banners.take_off_top(notice, by=office_head, now=now)
    verbs = Entry.objects.filter(subject=notice.ref).order_by("id").values_list("verb", flat=True)
    assert list(verbs)[-3:] == ["notice.put_on_top", "notice.put_on_top", "notice.taken_off_top"]


def test_what_is_withdrawn_stands_on_top_no_more(client, released, office_head, now) -> None:
    notice = released()
    banners.put_on_top(notice, first=TODAY, last=TODAY, by=office_head, now=now)
    notices.withdraw_notice(notice, reason="写错了", by=office_head, now=now)
    assert tops(client) == [0] * len(PAGES)
    with pytest.raises(NotAllowed, match="发布以后"):
        banners.put_on_top(notice, first=TODAY, last=TODAY, by=office_head, now=now)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (TODAY, TODAY - timedelta(days=1), "之后"),
        (TODAY - timedelta(days=9), TODAY - timedelta(days=3), "之后"),
        (TODAY, date(2026, 3, 7), "有效到"),
        (date(2026, 3, 1), date(2026, 6, 30), "最多"),
    ],
)
def test_days_that_make_no_sense_are_refused(released, office_head, now, first, last, words) -> None:
    with pytest.raises(NotAllowed, match=words):
        banners.put_on_top(released(), first=first, last=last, by=office_head, now=now)


def test_who_may_release_puts_it_on_top_on_the_page(
    client_of, wrote, released, office_head, clerk, now
) -> None:
    notice, draft = released(), wrote(but(NOTICE, title="还没发布"))
    step = reverse("community:notice-step", args=[notice.pk, "put-on-top"])
    browser = client_of(office_head)
    assert browser.post(step, {"first": "2026-03-02", "last": "2026-03-09"}).status_code == 422
    assert browser.post(step, {"first": "2026-03-02", "last": "2026-03-05"}).status_code == 302
    assert "置顶" in browser.get(reverse("community:notice-detail", args=[notice.pk])).content.decode()
    with pytest.raises(Forbidden):
        banners.take_off_top(notice, by=clerk, now=now)
    browser.post(
        reverse("community:notice-step", args=[draft.pk, "put-on-top"]),
        {"first": "2026-03-02", "last": "2026-03-02"},
    )
    assert Banner.objects.count() == 1
    browser.post(reverse("community:notice-step", args=[notice.pk, "take-off-top"]))
    assert not Banner.objects.standing(TODAY).exists()
