"""A complaint that nobody triaged names nobody: whatever becomes of it, the office it may accuse reads nothing."""

from dataclasses import replace

import pytest

from zerentian.casework import actions
from zerentian.casework.models import Concern
from zerentian.casework.rules.concerns import Channel, Kind, State
from zerentian.ledger.rules.refusals import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def complaint(said, conduct, township, resident, now):
    """A complaint that was just received."""
    told = replace(said, category=conduct, kind=None)
    how = {"unit": township, "channel": Channel.FORM, "by": resident, "now": now}
    return actions.receive_concern(told, **how).concern


def reads(account, concern) -> bool:
    return Concern.objects.visible_to(account).filter(pk=concern.pk).exists()


def test_a_complaint_withdrawn_before_triage_is_read_by_who_reads_untriaged_ones_alone(
    complaint, resident, leader, receptionist, now
):
    before = reads(leader, complaint), reads(receptionist, complaint)
    assert before == (False, True)
    actions.withdraw_concern(complaint, by=resident, now=now)
    assert (reads(leader, complaint), reads(receptionist, complaint)) == before
    assert list(Concern.objects.hidden_from(leader)) == [complaint]
    assert not Concern.objects.hidden_from(receptionist).exists()


def test_what_was_withdrawn_untriaged_is_triaged_when_it_is_taken_up_again(
    complaint, resident, leader, receptionist, conduct, now
):
    actions.withdraw_concern(complaint, by=resident, now=now)
    again = actions.reopen_concern(complaint, reason="还想办", by=receptionist, now=now)
    assert again.state == State.RECEIVED
    assert not reads(leader, again)
    triaged = actions.triage_concern(again, kind=Kind.COMPLAINT, category=conduct, by=receptionist, now=now)
    actions.withdraw_concern(triaged, by=resident, now=now)
    assert actions.reopen_concern(triaged, reason="又想办", by=receptionist, now=now).state == State.TRIAGED


def test_a_complaint_is_triaged_before_it_is_linked(complaint, triaged, receptionist, conduct, now):
    for one, lead in ((complaint, triaged), (triaged, complaint)):
        with pytest.raises(NotAllowed, match="投诉先甄别"):
            actions.link_concern(one, lead=lead, by=receptionist, now=now)
    actions.triage_concern(complaint, kind=Kind.COMPLAINT, category=conduct, by=receptionist, now=now)
    assert actions.link_concern(complaint, lead=triaged, by=receptionist, now=now).linked_to == triaged
