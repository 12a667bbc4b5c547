"""Reviews on the page: registered late or in time, decided by the unit above alone, overdue shown."""

from datetime import timedelta

import pytest
from django.urls import reverse

from zerentian.casework.models import Review
from zerentian.casework.rules.clocks import Purpose
from zerentian.casework.rules.concerns import State

pytestmark = pytest.mark.django_db


def at(name: str, concern, *more: str) -> str:
    return reverse(f"casework:{name}", args=[concern.key, *more])


@pytest.fixture
def asked(client_of, receptionist, answered):
    said = {"request": "不服答复，认为应当换新灯", "asked_on": "2026-03-02"}
    assert client_of(receptionist).post(at("review-ask", answered), said).status_code == 302
    return Review.objects.get()


def test_a_review_goes_to_the_unit_above_the_township(asked, county):
    assert (asked.unit, asked.in_time) == (county, True)


def test_a_late_request_is_taken_and_marked(client_of, receptionist, answered):
    clock = answered.clock(Purpose.ASK_REVIEW)
    clock.due -= timedelta(days=40)
    clock.save()
    browser = client_of(receptionist)
    assert "逾期" in browser.get(at("review-ask", answered)).content.decode()
    browser.post(at("review-ask", answered), {"request": "不服", "asked_on": "2026-03-02"})
    assert not Review.objects.get().in_time


def test_a_day_to_come_and_an_empty_request_are_refused(client_of, receptionist, answered):
    page = client_of(receptionist).post(
        at("review-ask", answered), {"request": " ", "asked_on": "2026-03-03"}
    )
    assert set(page.context["form"].errors) == {"request", "asked_on"}


def test_only_the_unit_above_decides(client_of, asked, answered, leader, receptionist, supervisor):
    where = at("review-decide", answered, "review")
    said = {"outcome": "upheld", "reasons": "事实清楚，予以维持。"}
    assert client_of(leader).post(where, said).status_code == 403
    assert client_of(receptionist).post(where, said).status_code == 403
    assert client_of(supervisor).post(where, said | {"reasons": ""}).status_code == 422
    assert client_of(supervisor).post(where, said).status_code == 302
    asked.refresh_from_db()
    assert asked.outcome == "upheld"
    assert client_of(supervisor).post(where, said).status_code == 422


def test_to_be_handled_again_sends_the_matter_back(client_of, asked, answered, supervisor):
    said = {"outcome": "redo", "reasons": "未查明管护责任，责令重新办理。"}
    client_of(supervisor).post(at("review-decide", answered, "review"), said)
    answered.refresh_from_db()
    assert answered.state == State.HANDLING


def test_an_overdue_review_is_shown(client_of, asked, answered, supervisor):
    clock = answered.clock(Purpose.REVIEW)
    clock.due -= timedelta(days=60)
    clock.save()
    assert client_of(supervisor).get(at("review-decide", answered, "review")).context["overdue"]
    page = client_of(supervisor).get(at("concern-detail", answered))
    assert page.context["reviews"][0][2] is True


def test_while_a_review_is_in_hand_no_recheck_can_be_asked_for(client_of, asked, answered, receptionist):
    assert client_of(receptionist).get(at("review-ask", answered)).status_code == 409


def test_a_recheck_names_its_organ_and_ends_it(client_of, asked, answered, receptionist, supervisor):
    said = {"outcome": "upheld", "reasons": "事实清楚，予以维持。"}
    client_of(supervisor).post(at("review-decide", answered, "review"), said)
    browser = client_of(receptionist)
    asking = {"request": "不服复查", "asked_on": "2026-03-02"}
    assert browser.post(at("review-ask", answered), asking).status_code == 422
    browser.post(at("review-ask", answered), asking | {"organ": "示例市人民政府"})
    client_of(supervisor).post(at("review-decide", answered, "recheck"), said)
    page = browser.get(at("review-ask", answered))
    assert page.status_code == 409
    assert "复核终结" in page.content.decode()
