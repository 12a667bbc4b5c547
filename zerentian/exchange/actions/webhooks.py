"""Webhooks kept: an address opened with its key, the key renewed, a message sent again, the address ended."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction

from zerentian.exchange.models import Delivery, Endpoint
from zerentian.exchange.rules.webhooks import MOST_DAYS, MOST_ENDPOINTS, Kind, new_secret, target_of
from zerentian.ledger.actions import record_on
from zerentian.ledger.models import Seal
from zerentian.ledger.rules.canonical import canonical_text
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import require
from zerentian.organization.actions.tries import confirm_password
from zerentian.organization.cipher import WEBHOOK, encrypted
from zerentian.organization.models import Account

TEST = "webhook.tested"


class Opened(NamedTuple):
    """An endpoint, and the key with which its messages are signed: shown once, kept encrypted."""

    endpoint: Endpoint
    secret: str


def open_endpoint(
    *, label: str, url: str, kinds: Sequence[str], last: date, password: str, by: Account, now: datetime
) -> Opened:
    """Open an address that is told, until ``last``, of what the account may see; the password is asked again.

    Not atomic: a wrong password must stay in the log, and slows the next.
    """
    require(by, "key.make", now=now)
    confirm_password(by, password, now=now)
    check_said(label, url, kinds)
    if not local_day(now) <= last <= local_day(now) + timedelta(days=MOST_DAYS):
        raise NotAllowed("有效期从今天起，最长一年", "the endpoint begins today and lasts a year at most")
    with transaction.atomic():
        standing = Endpoint.objects.in_use(local_day(now)).filter(account=by).count()
        if standing >= MOST_ENDPOINTS:
            raise NotAllowed(
                f"已有 {MOST_ENDPOINTS} 个在用的推送地址，请先停用不用的",
                f"{MOST_ENDPOINTS} endpoints are in use: end one first",
            )
        secret = new_secret()
        newest = Seal.objects.order_by("-number").first()
        endpoint = Endpoint.objects.create(
            account=by,
            label=label.strip(),
            url=url.strip(),
            kinds=" ".join(sorted(set(kinds))),
            secret=encrypted(secret, WEBHOOK),
            made_at=now,
            last=last,
            size=newest.size if newest else 0,
        )
        facts = {"kinds": len(endpoint.listed), "last": last}
        record_on(endpoint, "webhook.opened", by=by, now=now, facts=facts)
    return Opened(endpoint, secret)


def check_said(label: str, url: str, kinds: Sequence[str]) -> None:
    """Refuse an endpoint without a name, an address to which nothing may be sent, or nothing to tell."""
    if not settings.WEBHOOKS:
        raise NotAllowed(
            "本系统没有开启推送，请系统管理员设 WEBHOOKS=1",
            "webhooks are off here: the operator sets WEBHOOKS=1",
        )
    if not label.strip():
        raise NotAllowed("请写明推送给哪个系统", "say which system is told")
    target_of(url.strip())
    if not kinds or not set(kinds) <= set(Kind):
        raise NotAllowed("请选择推送哪些事项", "choose what it is told of")


def own(endpoint: Endpoint, by: Account, now: datetime) -> Endpoint:
    """Return an endpoint in use, locked; NotAllowed unless it is the account's own and not ended."""
    require(by, "key.make", now=now)
    fresh: Endpoint = Endpoint.objects.select_for_update().get(pk=endpoint.pk)
    if fresh.account_id != by.pk or fresh.ended_at is not None:
        raise NotAllowed("这个推送地址已停用，或不是您的", "this endpoint has ended, or is not yours")
    return fresh


def renew_secret(endpoint: Endpoint, *, password: str, by: Account, now: datetime) -> Opened:
    """Make another key for an endpoint; what is sent from now on is signed with it."""
    require(by, "key.make", now=now)
    confirm_password(by, password, now=now)
    with transaction.atomic():
        endpoint = own(endpoint, by, now)
        secret = new_secret()
        endpoint.secret = encrypted(secret, WEBHOOK)
        endpoint.save(update_fields=["secret"])
        record_on(endpoint, "webhook.key_renewed", by=by, now=now)
    return Opened(endpoint, secret)


@transaction.atomic
def end_endpoint(endpoint: Endpoint, *, by: Account, now: datetime) -> Endpoint:
    """End an endpoint: nothing is sent to it any more, what waits included. By its holder or the security officer."""
    own_one = endpoint.account_id == by.pk
    require(by, "account.own" if own_one else "security.unlock", now=now)
    fresh: Endpoint = Endpoint.objects.select_for_update().get(pk=endpoint.pk)
    if fresh.ended_at is not None:
        raise NotAllowed("这个推送地址已停用", "this endpoint has ended already")
    fresh.ended_at = now
    fresh.save(update_fields=["ended_at"])
    fresh.deliveries.waiting().update(next_at=None)
    record_on(fresh, "webhook.ended", by=by, now=now)
    return fresh


@transaction.atomic
def send_test(endpoint: Endpoint, *, by: Account, now: datetime, machine_now: datetime) -> Delivery:
    """Put a message that says nothing into the queue, to try whether it arrives."""
    endpoint = own(endpoint, by, now)
    if endpoint.deliveries.waiting().filter(entry=None).exists():
        raise NotAllowed("上一条测试消息还在发送", "the test before is still on its way")
    record_on(endpoint, "webhook.tested", by=by, now=now)
    return queued(endpoint, TEST, at=machine_now)


@transaction.atomic
def resend(delivery: Delivery, *, by: Account, now: datetime, machine_now: datetime) -> Delivery:
    """Put a message into the queue again, the same bytes under the same id; one that waits is tried at once."""
    own(delivery.endpoint, by, now)
    fresh: Delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
    fresh.tries, fresh.next_at, fresh.done_at = 0, machine_now, None
    fresh.status, fresh.problem = None, ""
    fresh.save(update_fields=["tries", "next_at", "done_at", "status", "problem"])
    record_on(fresh.endpoint, "webhook.resent", by=by, now=now)
    return fresh


def queued(
    endpoint: Endpoint,
    verb: str,
    *,
    at: datetime,
    said: dict[str, object] | None = None,
    entry: UUID | None = None,
    subject: str = "",
) -> Delivery:
    """Put a message into the queue: its type, a moment and what is ``said``, as bytes that never change."""
    moment = at.replace(microsecond=0).isoformat().replace("+00:00", "Z")
    made: Delivery = Delivery.objects.create(
        endpoint=endpoint,
        message=f"msg_{uuid4().hex}",
        entry=entry,
        verb=verb,
        subject=subject,
        body=canonical_text({"type": verb, "timestamp": moment, "data": said or {}}),
        made_at=at,
        next_at=at,
    )
    return made
