"""Access keys: made by their holder, shown once, ended by the holder or the security officer."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import transaction

from zerentian.ledger.actions import record_on
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import require
from zerentian.organization.actions.tries import confirm_password
from zerentian.organization.models import AccessKey, Account
from zerentian.organization.rules.keys import FEED_PREFIX, MOST_DAYS, MOST_KEYS, PREFIX, digest_of, new_token

FEED_LABEL = "日程订阅"


class Made(NamedTuple):
    """An access key and the token that opens it: shown once, kept nowhere."""

    key: AccessKey
    token: str


def make_key(*, password: str, label: str, writes: bool, last: date, by: Account, now: datetime) -> Made:
    """Make an access key for oneself; the password is asked again, for a key outlives the sitting.

    ``last`` is the last day on which it opens, at most a year away. Not atomic: a wrong password must stay in the log,
    and slows the next.
    """
    require(by, "key.make", now=now)
    today = local_day(now)
    confirm_password(by, password, now=now)
    if not label.strip():
        raise NotAllowed("请写明哪个程序用这把密钥", "say which program is to use the key")
    if not today <= last <= today + timedelta(days=MOST_DAYS):
        raise NotAllowed(
            f"有效期须在今天到 {today + timedelta(days=MOST_DAYS)} 之间", "a key is good for a year at most"
        )
    if by.access_keys.in_use(today).count() >= MOST_KEYS:
        raise NotAllowed(
            f"已有 {MOST_KEYS} 把在用的密钥，请先吊销不用的", f"{MOST_KEYS} keys are in use: revoke one first"
        )
    with transaction.atomic():
        return made(AccessKey(account=by, label=label.strip(), writes=writes, last=last), PREFIX, now)


def make_feed_key(*, password: str, by: Account, now: datetime) -> Made:
    """Make the key in the address of one's calendar feed, good for a year; one made before ends.

    It opens the feed and nothing else. The password is asked again, for an address outlives the sitting. Not atomic: a
    wrong password must stay in the log, and slows the next.
    """
    require(by, "desk.view", now=now)
    confirm_password(by, password, now=now)
    last = local_day(now) + timedelta(days=MOST_DAYS - 1)
    with transaction.atomic():
        for before in by.access_keys.filter(feeds=True, revoked_at=None):
            end_key(before, by, now)
        return made(AccessKey(account=by, label=FEED_LABEL, last=last, feeds=True), FEED_PREFIX, now)


def made(key: AccessKey, prefix: str, now: datetime) -> Made:
    """Save a fresh key with its entry, and return it with what opens it."""
    token = new_token(prefix)
    key.digest, key.made_at = digest_of(token), now
    key.save()
    facts = {"writes": key.writes, "last": key.last}
    record_on(key, "access_key.made", by=key.account, now=now, facts=facts)
    return Made(key, token)


@transaction.atomic
def revoke_key(key: AccessKey, *, by: Account, now: datetime) -> AccessKey:
    """End an access key at once: one's own, or as security officer anybody's."""
    if key.account_id != by.pk:
        require(by, "security.unlock", now=now)
    if key.revoked_at is not None:
        raise NotAllowed("这把密钥已吊销", "this key was revoked already")
    end_key(key, by, now)
    return key


def end_key(key: AccessKey, by: Account, now: datetime) -> None:
    """Write that a key opens nothing any more."""
    key.revoked_at = now
    key.save(update_fields=["revoked_at"])
    record_on(key, "access_key.revoked", by=by, now=now)


def holder_of(token: str, *, now: datetime, prefix: str = PREFIX) -> AccessKey | None:
    """Return the key in use that a token opens, with its account; None for any other, and for one of another use."""
    if not token.startswith(prefix):
        return None
    today = local_day(now)
    found = AccessKey.objects.in_use(today).select_related("account").filter(digest=digest_of(token)).first()
    if found is not None and found.used_on != today:
        AccessKey.objects.filter(pk=found.pk).update(used_on=today)
    return found
