"""What is told, through all rooms: found by search, told in the trail."""

from datetime import timedelta

import pytest
from django.urls import reverse

from zerentian.community.tests.conftest import *  # noqa: F403
from zerentian.ledger.actions import seal
from zerentian.web.search import catch_up_wholly

pytestmark = pytest.mark.django_db


def test_it_is_found_by_search_and_told_in_the_trail(client_of, clerk, released, now):
    notice = released()
    seal(now=now + timedelta(hours=1))
    catch_up_wholly()
    browser = client_of(clerk)
    assert notice.title in browser.get(reverse("search"), {"q": "停水"}).content.decode()
    trail = browser.get(reverse("trail"), {"verb": "notice.released"}).content.decode()
    assert f"发布公告“{notice.title}”第1版" in trail
