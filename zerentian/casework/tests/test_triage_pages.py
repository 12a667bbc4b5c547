"""Triage on one page: a plain case with its dispatch, a complaint with whom it accuses; a category corrected."""

from datetime import timedelta

import pytest
from django.urls import reverse

from zerentian.casework import actions
from zerentian.casework.models import Concern
from zerentian.casework.rules.concerns import Group, State
from zerentian.ledger.actions import seal
from zerentian.ledger.figures import compute
from zerentian.ledger.rules.periods import Period
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden

MARCH = Period.parse("2026-03")


def address(concern, step="triage") -> str:
    return reverse("casework:concern-step", args=[concern.key, step])


def fresh(concern) -> Concern:
    return Concern.objects.get(pk=concern.pk)


@pytest.fixture
def given(category):
    return {"kind": "help", "category": category.pk, "urgency": "ordinary"}


@pytest.fixture
def other(township, receptionist, now):
    return actions.keep_category(
        unit=township, code="road", name="道路", group=Group.TRAFFIC, by=receptionist, now=now
    )


def test_a_plain_matter_is_triaged_and_dispatched_at_once(
    concern, given, neighbour_office, client_of, receptionist
) -> None:
    desk = client_of(receptionist)
    page = desk.get(address(concern)).content.decode()
    assert "field-unit" in page
    assert "field-accused_units" not in page
    assert desk.post(address(concern), given | {"unit": neighbour_office.pk}).status_code == 302
    assert (fresh(concern).state, fresh(concern).lead) == (State.DISPATCHED, neighbour_office)


def test_what_the_dispatch_refuses_leaves_the_triage_undone(
    concern, given, village, client_of, receptionist
) -> None:
    answer = client_of(receptionist).post(address(concern), given | {"unit": village.pk})
    assert answer.status_code == 422
    assert "履职事项清单" in answer.content.decode()
    assert fresh(concern).state == State.RECEIVED


def test_what_becomes_a_complaint_is_first_asked_whom_it_accuses(
    concern, conduct, neighbour_office, client_of, receptionist
) -> None:
    desk = client_of(receptionist)
    sent = {"kind": "complaint", "category": conduct.pk, "urgency": "ordinary", "unit": neighbour_office.pk}
    asked = desk.post(address(concern), sent)
    page = asked.content.decode()
    assert asked.status_code == 422
    assert "field-accused_units" in page
    assert "field-unit" not in page
    assert fresh(concern).state == State.RECEIVED
    sent |= {"accused_asked": "on", "accused_units": [neighbour_office.pk]}
    assert desk.post(address(concern), sent).status_code == 302
    assert fresh(concern).state == State.TRIAGED
    assert fresh(concern).accusations.get().unit == neighbour_office


def test_a_wrong_category_is_corrected_after_the_dispatch_and_counts_where_it_belongs(
    accepted, category, other, receptionist, neighbour_clerk, township, now
) -> None:
    due, lead = accepted.due, accepted.lead
    said = {"category": other, "reason": "示例：属道路"}
    with pytest.raises(Forbidden):
        actions.correct_category(accepted, **said, by=neighbour_clerk, now=now)
    with pytest.raises(NotAllowed, match="理由"):
        actions.correct_category(accepted, category=other, reason=" ", by=receptionist, now=now)
    with pytest.raises(NotAllowed, match="另一个类别"):
        actions.correct_category(accepted, category=category, reason="示例", by=receptionist, now=now)
    actions.correct_category(accepted, **said, by=receptionist, now=now)
    assert (fresh(accepted).category, fresh(accepted).due, fresh(accepted).lead) == (other, due, lead)
    assert fresh(accepted).state == State.HANDLING
    seal(now=now)
    groups = [f"concerns.group.{group}" for group in (Group.BUILDING, Group.TRAFFIC)]
    assert [compute(code, unit=township.path, period=MARCH).value for code in groups] == [0, 1]


def test_what_is_not_triaged_yet_has_no_category_to_correct(concern, other, receptionist, now) -> None:
    with pytest.raises(NotAllowed, match="甄别"):
        actions.correct_category(concern, category=other, reason="示例", by=receptionist, now=now)


def test_closing_says_what_is_still_open(answered, client_of, receptionist, neighbour_clerk, now) -> None:
    visit = {"called": "示例县局", "matter": "示例", "visit_on": (now + timedelta(days=2)).date()}
    actions.call_to_visit(answered, **visit, by=neighbour_clerk, now=now)
    page = client_of(receptionist).get(reverse("casework:close", args=[answered.key])).content.decode()
    assert "未登记的联合到场：示例县局" in page
