"""Access keys: made with the password, shown once, kept as a digest, ended at once."""

from datetime import timedelta

import pytest
from django.urls import reverse

from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden
from zerentian.organization.actions.accounts import reset_password
from zerentian.organization.actions.keys import holder_of, make_key, revoke_key
from zerentian.organization.models import AccessKey
from zerentian.organization.rules.keys import MOST_KEYS, PREFIX, digest_of, token_in

pytestmark = pytest.mark.django_db

PASSWORD = "Zuoye-2026-tian"


@pytest.fixture
def make(receptionist, now):
    """Make a key of the case desk; days counts from today."""

    def made(*, by=receptionist, days=30, label="热线对接", password=PASSWORD, writes=False):
        last = local_day(now) + timedelta(days=days)
        return make_key(password=password, label=label, writes=writes, last=last, by=by, now=now)

    return made


def test_what_opens_a_key_is_kept_nowhere(make, receptionist, now):
    key, token = make()
    assert token.startswith(PREFIX)
    assert AccessKey.objects.get().digest == digest_of(token) != token
    assert holder_of(token, now=now).account == receptionist
    entry = Entry.objects.get(verb="access_key.made")
    assert token not in entry.facts + entry.commitments
    assert AccessKey.objects.get(pk=key.pk).used_on == local_day(now)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"password": "guessed"}, "密码不正确"),
        ({"label": " "}, "哪个程序"),
        ({"days": -1}, "有效期"),
        ({"days": 400}, "有效期"),
    ],
)
def test_a_key_needs_the_password_a_purpose_and_an_end(make, wrong, why):
    with pytest.raises(NotAllowed, match=why):
        make(**wrong)
    assert not AccessKey.objects.exists()


def test_not_every_post_makes_keys(make, cadre):
    with pytest.raises(Forbidden, match="访问密钥"):
        make(by=cadre)


def test_keys_do_not_pile_up(make):
    keys = [make(label=f"程序{number}").key for number in range(MOST_KEYS)]
    assert len(keys) == MOST_KEYS
    with pytest.raises(NotAllowed, match="吊销"):
        make()


def test_a_key_ends_on_its_last_day(make, now):
    token = make(days=3).token
    assert holder_of(token, now=now + timedelta(days=3))
    assert holder_of(token, now=now + timedelta(days=4)) is None


def test_the_holder_revokes_a_key_and_the_security_officer_any(make, receptionist, security, first, now):
    one, other = make(), make(label="另一个")
    with pytest.raises(Forbidden):
        revoke_key(one.key, by=first, now=now)
    revoke_key(one.key, by=receptionist, now=now)
    revoke_key(other.key, by=security, now=now)
    assert holder_of(one.token, now=now) is None
    assert holder_of(other.token, now=now) is None
    with pytest.raises(NotAllowed, match="已吊销"):
        revoke_key(one.key, by=receptionist, now=now)
    assert Entry.objects.filter(verb="access_key.revoked").count() == 2


def test_a_reset_password_ends_the_keys(make, receptionist, administrator, now):
    token = make().token
    reset_password(receptionist, by=administrator, now=now)
    receptionist.refresh_from_db()
    assert holder_of(token, now=now) is None
    assert AccessKey.objects.get().revoked_at == now


def test_a_key_is_made_on_the_page_and_shown_this_once(client_of, receptionist, now):
    desk = client_of(receptionist)
    assert "还没有访问密钥" in desk.get(reverse("my-keys")).content.decode()
    sent = {"label": "热线", "writes": "on", "last": local_day(now) + timedelta(days=9), "password": PASSWORD}
    page = desk.post(reverse("my-key-new"), sent)
    assert holder_of(page.context["made"].token, now=now).writes
    assert page.context["made"].token in page.content.decode()
    assert page.context["made"].token not in desk.get(reverse("my-keys")).content.decode()
    refused = desk.post(reverse("my-key-new"), sent | {"password": "guessed"})
    assert refused.status_code == 422
    assert "密码不正确" in refused.content.decode()


def test_a_key_is_revoked_on_the_page_by_its_holder_or_the_security_officer(
    client_of, make, receptionist, security, first
):
    own, other = make().key, make(label="另一个").key
    assert client_of(first).post(reverse("my-key-revoke", args=[own.pk])).status_code == 404
    assert client_of(receptionist).post(reverse("my-key-revoke", args=[own.pk])).status_code == 302
    where = reverse("organization:account", args=[receptionist.pk])
    assert "另一个" in client_of(security).get(where).content.decode()
    assert client_of(security).post(reverse("my-key-revoke", args=[other.pk]))["Location"] == where
    assert not AccessKey.objects.filter(revoked_at=None).exists()


@pytest.mark.parametrize(
    ("header", "token"),
    [("Bearer ztk_a", "ztk_a"), ("bearer  ztk_a ", "ztk_a"), ("Basic eDp5", ""), ("", ""), ("Bearer", "")],
)
def test_a_key_is_read_from_its_header_alone(header, token):
    assert token_in(header) == token
