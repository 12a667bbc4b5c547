"""Sittings: noted at each sign-in, ended by their holder or by the security officer."""

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import transaction

from zerentian.ledger.actions import record
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import require
from zerentian.organization.models import Account, SignIn, Sitting
from zerentian.organization.models.sittings import SittingQuerySet

SESSION_KEY_LENGTH = 40


def begin_sitting(account: Account, *, session_key: str, device: str, browser: str, now: datetime) -> Sitting:
    """Note a sitting that the newest sign-in of the log has begun."""
    newest = SignIn.objects.filter(account=account, outcome="signed_in").order_by("-pk").first()
    return Sitting.objects.create(
        account=account,
        session_key=session_key[:SESSION_KEY_LENGTH],
        device=device,
        browser=browser,
        sign_in=newest,
        began_at=now,
        seen_at=now,
    )


def see_sitting(session_key: str, now: datetime) -> None:
    """Note that somebody still sits there."""
    Sitting.objects.filter(session_key=session_key, ended_at=None).update(seen_at=now)


def close_sitting(session_key: str, now: datetime) -> None:
    """Note that a sitting has ended by itself: signed out, idle, or at its longest."""
    Sitting.objects.filter(session_key=session_key, ended_at=None).update(ended_at=now)


@transaction.atomic
def end_sittings(sittings: SittingQuerySet, *, account: Account, by: Account, now: datetime) -> int:
    """End sittings of an account at once and disown their browsers; return how many were open.

    One's own, or as security officer anybody's; the latter is an entry.
    """
    if by.pk != account.pk:
        require(by, "security.unlock", now=now)
    mine = sittings.filter(account=account)
    keys = list(mine.open().values_list("session_key", flat=True))
    if not keys:
        raise NotAllowed("没有可结束的登录", "no sitting there is to end")
    devices = list(mine.exclude(device="").values_list("device", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    Sitting.objects.filter(account=account, device__in=devices).update(device="")
    Sitting.objects.filter(account=account, session_key__in=keys).update(ended_at=now)
    SignIn.objects.create(at=now, username=account.username, account=account, outcome="ended")
    if by.pk != account.pk:
        record(
            "account.sittings_ended",
            subject=account.ref,
            unit="",
            by=by,
            now=now,
            facts={"count": len(keys)},
            rows=[account],
        )
    return len(keys)
