"""Units that merge and were told, called or warned of the same: nobody is asked twice, nothing stops the merger."""

import json
from datetime import timedelta

import pytest

from zerentian.community.actions.warnings import read_warning, relay_warning
from zerentian.community.models import Call, RelayedWarning, Telling
from zerentian.community.rules.tellings import Told
from zerentian.community.rules.warnings import Called, State
from zerentian.community.tests.conftest import NOTICE, TODAY, but
from zerentian.community.tests.test_warnings import SITE, cap
from zerentian.ledger.actions import seal
from zerentian.ledger.models import Entry
from zerentian.ledger.verification import verify_log
from zerentian.organization.actions.units import merge_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def relayed(township, leader, now):
    """Relay a message to villages."""

    def relay(content, villages, **said):
        known = {"minutes": 15, "retry_minutes": 5, "by": leader, "now": now, "unit": township} | said
        return relay_warning(read_warning(content, now=now), original=content, villages=villages, **known)

    return relay


def test_villages_that_merge_are_asked_and_called_once(
    released, relayed, village, neighbour_village, administrator, now
):
    released(but(NOTICE, villages=[village, neighbour_village]))
    warning = relayed(cap(), [village, neighbour_village])
    merge_unit(village, into=neighbour_village, first=TODAY, by=administrator, now=now)
    assert {one.unit: one.state for one in Telling.objects.all()} == {
        village: Told.DROPPED,
        neighbour_village: Told.ASKED,
    }
    assert {one.unit: one.state for one in warning.calls.all()} == {
        village: Called.DROPPED,
        neighbour_village: Called.OPEN,
    }
    assert Entry.objects.filter(verb="telling.dropped").count() == 1
    assert Entry.objects.filter(verb="call.dropped").count() == 1
    seal(now=now)
    assert verify_log().problems == []


def test_townships_that_merge_go_on_with_one_warning_and_call_every_village(
    relayed, township, other_township, village, neighbour_village, administrator, now
):
    mine = relayed(cap(), [village, neighbour_village])
    twin = RelayedWarning.objects.get(pk=mine.pk)
    twin.pk, twin.unit, twin.path = None, other_township, other_township.path
    twin._state.adding = True
    twin.save()
    Call.objects.create(
        warning=twin, unit=neighbour_village, path=other_township.path, asked_at=now, due_at=now, next_at=now
    )
    expired = relayed(cap().replace("_1<", "_2<"), [village])
    RelayedWarning.objects.filter(pk=expired.pk).update(
        sent_at=now - timedelta(days=2), expires_at=now - timedelta(days=1)
    )
    alone = relayed(json.dumps(SITE), [village])
    merge_unit(township, into=other_township, first=TODAY, by=administrator, now=now)
    for one in (mine, expired, alone):
        one.refresh_from_db()
    assert (mine.state, mine.unit) == (State.REPLACED, township)
    assert (alone.state, alone.unit) == (State.STANDING, other_township)
    assert expired.unit == township
    assert {one.unit for one in twin.calls.open()} == {village, neighbour_village}
    assert not mine.calls.open().exists()
