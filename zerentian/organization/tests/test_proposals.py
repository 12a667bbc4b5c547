"""Nobody makes a supervisor alone: one keeper proposes an appointment, another one confirms it."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden
from zerentian.organization.actions.accounts import create_account
from zerentian.organization.actions.posts import appoint, end_appointment
from zerentian.organization.actions.proposals import (
    confirm_appointment,
    propose_appointment,
    refuse_appointment,
)
from zerentian.organization.models import Appointment, ProposedAppointment
from zerentian.organization.models.proposals import REFUSED


@pytest.fixture
def post(supervisor, now):
    """The supervisor's post."""
    return supervisor.posts_on(now.date())[0]


@pytest.fixture
def newcomer(administrator, now):
    return create_account(username="newcomer", name="示例新人", by=administrator, now=now).account


@pytest.fixture
def proposal(newcomer, post, administrator, now):
    return propose_appointment(newcomer, post=post, first=now.date(), by=administrator, now=now)


def test_an_administrator_makes_nobody_supervisor_alone(newcomer, post, administrator, supervisor, now):
    with pytest.raises(NotAllowed, match="另一位管理员"):
        appoint(newcomer, post=post, first=now.date(), by=administrator, now=now)
    held = Appointment.objects.get(account=supervisor)
    with pytest.raises(NotAllowed, match="另一位管理员"):
        end_appointment(held, last=now.date(), successor=newcomer, by=administrator, now=now)


def test_other_posts_are_filled_as_before(newcomer, clerk, administrator, now):
    plain = clerk.posts_on(now.date())[0]
    appoint(newcomer, post=plain, first=now.date(), by=administrator, now=now)
    with pytest.raises(NotAllowed, match="直接任职"):
        propose_appointment(newcomer, post=plain, first=now.date(), by=administrator, now=now)


def test_a_proposal_gives_no_right_until_another_keeper_confirms(proposal, newcomer, security, now):
    assert not newcomer.may("concern.wrongdoing")
    confirm_appointment(proposal, by=security, now=now)
    newcomer.forget_seats()
    assert newcomer.may("concern.wrongdoing")
    verbs = (
        Entry.objects.filter(verb__startswith="appointment.").order_by("-id").values_list("verb", flat=True)
    )
    assert list(verbs[:3]) == ["appointment.made", "appointment.confirmed", "appointment.proposed"]


def test_who_proposed_does_not_confirm_and_a_decision_stands(proposal, administrator, auditor, security, now):
    with pytest.raises(NotAllowed, match="另一位"):
        confirm_appointment(proposal, by=administrator, now=now)
    refused = refuse_appointment(proposal, by=auditor, now=now)
    assert (refused, refused.decided_by, refused.state, refused.decided_at) == (
        proposal,
        auditor,
        REFUSED,
        now,
    )
    with pytest.raises(NotAllowed, match="已经办理"):
        confirm_appointment(proposal, by=security, now=now)


def test_nobody_but_a_keeper_confirms_or_refuses(proposal, leader, clerk, now):
    for by in (leader, clerk):
        for decide in (confirm_appointment, refuse_appointment):
            with pytest.raises(Forbidden):
                decide(proposal, by=by, now=now)
    proposal.refresh_from_db()
    assert proposal.decided_by is None


def test_the_tables_themselves_refuse_a_single_keeper(proposal, administrator):
    rows = ProposedAppointment.objects.filter(pk=proposal.pk)
    for decider in (administrator, None):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(state="confirmed", decided_by=decider)


def test_it_goes_over_the_pages(newcomer, post, administrator, security, client_of, now):
    asked = {"account": newcomer.pk, "first": now.date()}
    where = reverse("organization:appoint", args=[post.code])
    assert client_of(administrator).post(where, asked).status_code == 302
    made = ProposedAppointment.objects.get()
    listed = reverse("organization:resets")
    decide = reverse("organization:proposal", args=[made.pk])
    assert decide in client_of(security).get(listed).content.decode()
    assert client_of(administrator).post(decide).status_code == 422
    assert client_of(security).post(decide).status_code == 302
    newcomer.forget_seats()
    assert newcomer.may("concern.wrongdoing")
