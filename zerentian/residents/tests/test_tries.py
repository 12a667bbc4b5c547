"""How many tries there are: from one sender, from all of them together, and again once the pause is over."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse

from zerentian.casework import actions
from zerentian.community.tests.conftest import *  # noqa: F403
from zerentian.ledger import clock
from zerentian.residents.rates import counted
from zerentian.residents.tests.test_progress import at
from zerentian.residents.tests.test_requests import SAID, sent, url  # noqa: F401
from zerentian.residents.views.notices import MOST_DISPUTES
from zerentian.residents.views.progress import TRIES_BY_ONE, TRIES_ON_ONE
from zerentian.residents.views.requests import MOST_AT_ONCE, TRIES

pytestmark = pytest.mark.django_db
WRONG = {"secret": "00000000"}
PAUSE = timedelta(minutes=10)


def by(number: int) -> str:
    """The address of one sender among many."""
    return f"203.0.113.{number}"


@pytest.fixture
def later(monkeypatch, now) -> Callable[[timedelta], None]:
    """Let the clock go on."""
    return lambda span: monkeypatch.setattr(clock, "timezone", SimpleNamespace(now=lambda: now + span))


# -- the secret of a concern ----------------------------------------------------------------------------------------


def opening(client, receipt, *, wrong: int, others: int = 0) -> int:
    """Return the status with which the right secret is answered after so many wrong ones, of others too."""
    where = at("open", receipt.concern)
    counted("secret", receipt.concern.code, others)
    for _ in range(wrong):
        client.post(where, WRONG, REMOTE_ADDR=by(0))
    return int(client.post(where, {"secret": receipt.secret}, REMOTE_ADDR=by(0)).status_code)


@pytest.mark.parametrize(("wrong", "status"), [(TRIES_BY_ONE - 1, 302), (TRIES_BY_ONE, 429)])
def test_one_sender_has_six_tries_at_a_secret(client, receipt, wrong, status) -> None:
    assert TRIES_BY_ONE == 6
    assert opening(client, receipt, wrong=wrong) == status


@pytest.mark.parametrize(("others", "status"), [(TRIES_ON_ONE - 2, 302), (TRIES_ON_ONE - 1, 429)])
def test_all_senders_together_have_forty_tries_at_a_secret(client, receipt, others, status) -> None:
    assert TRIES_ON_ONE == 40
    assert opening(client, receipt, wrong=1, others=others) == status


def test_who_tried_too_often_shuts_out_nobody_else_and_no_other_code(
    client, receipt, said, township, resident, now
) -> None:
    assert opening(client, receipt, wrong=TRIES_BY_ONE) == 429
    where = at("open", receipt.concern)
    assert client.post(where, {"secret": receipt.secret}, REMOTE_ADDR=by(9)).status_code == 302
    other = actions.receive_concern(said, unit=township, channel="form", by=resident, now=now)
    assert opening(client, other, wrong=0) == 302


def test_after_the_pause_the_right_secret_opens_again(client, receipt, later) -> None:
    assert opening(client, receipt, wrong=TRIES_BY_ONE) == 429
    later(PAUSE)
    assert opening(client, receipt, wrong=0) == 302


# -- the secret of a request for information ------------------------------------------------------------------------


def read(client, sent, *, wrong: int, others: int = 0, reader: int = 0) -> bool:  # noqa: F811
    """Tell whether the right secret opens a request after so many wrong ones, of others too."""
    inquiry, secret = sent
    counted("inquiry-secret", inquiry.code, others)
    for _ in range(wrong):
        client.post(url("request", inquiry.code), WRONG, REMOTE_ADDR=by(0))
    shown = client.post(url("request", inquiry.code), {"secret": secret}, REMOTE_ADDR=by(reader))
    return bool(shown.context["opened"])


@pytest.mark.parametrize(("wrong", "opens"), [(TRIES - 1, True), (TRIES, False)])
def test_one_sender_has_ten_wrong_tries_at_a_request(client, sent, wrong, opens) -> None:  # noqa: F811
    assert TRIES == 10
    assert read(client, sent, wrong=wrong) is opens


@pytest.mark.parametrize(("others", "opens"), [(48, True), (49, False)])
def test_all_senders_together_have_fifty_wrong_tries_at_a_request(client, sent, others, opens) -> None:  # noqa: F811
    assert read(client, sent, wrong=1, others=others, reader=9) is opens


def test_whoever_has_the_secret_opens_a_request_as_often_as_they_like(client, sent, later) -> None:  # noqa: F811
    assert all(read(client, sent, wrong=0) for _ in range(TRIES + 2))
    assert not read(client, sent, wrong=TRIES)
    assert read(client, sent, wrong=0, reader=9)
    later(PAUSE)
    assert read(client, sent, wrong=0)


# -- what is sent in ------------------------------------------------------------------------------------------------


def test_requests_of_another_sender_are_taken_while_one_waits_and_of_both_after_the_pause(
    client, township, later
) -> None:
    where = url("request-new", township.code)

    def sends(number: int) -> int:
        return int(client.post(where, SAID, REMOTE_ADDR=by(number)).status_code)

    assert [sends(1) for _ in range(MOST_AT_ONCE + 1)] == [200] * MOST_AT_ONCE + [422]
    assert sends(2) == 200
    later(PAUSE)
    assert sends(1) == 200
    assert MOST_AT_ONCE == 5


def test_disputes_of_another_sender_are_taken_while_one_waits_and_of_both_after_the_pause(
    client, released, later
) -> None:
    where = reverse("residents:notice-dispute", args=[released().pk])

    def sends(number: int) -> int:
        return int(client.post(where, {"claim": "数字不对"}, REMOTE_ADDR=by(number)).status_code)

    assert [sends(1) for _ in range(MOST_DISPUTES + 1)] == [302] * MOST_DISPUTES + [422]
    assert sends(2) == 302
    later(PAUSE)
    assert sends(1) == 302
    assert MOST_DISPUTES == 5
