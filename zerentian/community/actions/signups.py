"""Parties sign up, wait, are offered a place, take it or leave: by page, telephone and counter through one action."""

from datetime import datetime, timedelta

from django.db import transaction

from zerentian.community.actions.activities import locked
from zerentian.community.actions.offers import offer_on, stand
from zerentian.community.models import Activity, ListLook, SignUp
from zerentian.community.models.activities import Reached
from zerentian.community.rules.activities import (
    Door,
    Standing,
    check_leaving,
    check_open,
    check_size,
    standing_on_arrival,
)
from zerentian.ledger.actions import record_on
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_filled
from zerentian.organization.models import Account


@transaction.atomic
def sign_up(
    activity: Activity, *, told: Reached, size: int, door: Door, by: Account, now: datetime
) -> SignUp:
    """Sign a party up: it has a place, or waits in the order of arrival. NotAllowed once it has begun."""
    activity = locked(activity, by=by, now=now, right="activity.sign_up")
    check_open(activity.state, activity.begins_at, now)
    most = 1 if hasattr(activity, "need") else activity.capacity
    party = SignUp(activity=activity, size=check_size(size, most), door=door, at=now)
    check_filled(told.name, "怎么称呼", "a name to call you by")
    if door is not Door.COUNTER:
        check_filled(told.phone, "电话", "a telephone number")
    party.keep(**told._asdict())
    party.standing = standing_on_arrival(activity.free, size, activity.waiting)
    party.erase_on = local_day(activity.ends_at) + timedelta(days=activity.kept_days)
    party.save()
    facts: dict[str, object] = {"people": size, "door": door, "waits": party.standing == Standing.WAITING}
    record_on(activity, "activity.signed_up", by=by, now=now, facts=facts, rows=[party])
    return party


@transaction.atomic
def leave(party: SignUp, *, by: Account, now: datetime) -> SignUp:
    """Give a place, an offer or the waiting up; what is freed is offered on, strictly in the order of arrival."""
    activity, party = both(party, by=by, now=now)
    check_leaving(party.standing, activity.state, activity.begins_at, now)
    stand(party, Standing.LEFT)
    record_on(activity, "activity.left", by=by, now=now, facts={"people": party.size}, rows=[party])
    offer_on(activity, by=by, now=now)
    return party


@transaction.atomic
def take_offer(party: SignUp, *, by: Account, now: datetime) -> SignUp:
    """Take an offered place; NotAllowed once its hours are over."""
    activity, party = both(party, by=by, now=now)
    if party.standing != Standing.OFFERED or party.offered_until is None or party.offered_until <= now:
        raise NotAllowed(
            "现在没有留给您的名额，或保留时间已过", "no place is kept for you now, or its hours are over"
        )
    check_open(activity.state, activity.begins_at, now)
    stand(party, Standing.IN)
    record_on(activity, "activity.offer_taken", by=by, now=now, facts={"people": party.size}, rows=[party])
    return party


def both(party: SignUp, *, by: Account, now: datetime) -> tuple[Activity, SignUp]:
    """Return a party with its activity, which is locked first: whoever changes places waits there."""
    activity = locked(party.activity, by=by, now=now, right="activity.sign_up")
    return activity, SignUp.objects.get(pk=party.pk)


@transaction.atomic
def widen(activity: Activity, *, capacity: int, by: Account, now: datetime) -> Activity:
    """Have more places: they are offered to who waits. NotAllowed for fewer than there are."""
    activity = locked(activity, by=by, now=now)
    check_open(activity.state, activity.begins_at, now)
    if activity.capacity is None or capacity <= activity.capacity:
        raise NotAllowed("名额只能增加", "places can only be added")
    activity.capacity = capacity
    activity.save(update_fields=["capacity"])
    record_on(activity, "activity.widened", by=by, now=now, facts={"capacity": capacity})
    offer_on(activity, by=by, now=now)
    return activity


def lapse_offers(*, by: Account, now: datetime) -> int:
    """End the offers whose hours are over, and offer on; return how many. Each activity is a transaction."""
    keys = SignUp.objects.lapsing(now).values_list("activity", flat=True).order_by("activity").distinct()
    return sum(lapse(key, by=by, now=now) for key in list(keys))


@transaction.atomic
def lapse(key: int, *, by: Account, now: datetime) -> int:
    """End the offers of one activity whose hours are over, and offer its places on."""
    activity = Activity.objects.select_for_update(of=("self",)).get(pk=key)
    over = list(activity.signups.lapsing(now))
    for party in over:
        stand(party, Standing.LAPSED)
        facts: dict[str, object] = {"people": party.size}
        record_on(activity, "activity.offer_lapsed", by=by, now=now, facts=facts, rows=[party])
    offer_on(activity, by=by, now=now)
    return len(over)


@transaction.atomic
def reveal_list(
    activity: Activity, *, reason: str, by: Account, now: datetime
) -> list[tuple[SignUp, Reached]]:
    """Return who signed up, in the clear, for a stated reason, which is kept; the look is an entry."""
    activity = locked(activity, by=by, now=now)
    said = check_filled(reason, "查看理由", "the reason")
    look = ListLook.objects.create(activity=activity, reason=said, by=by, at=now)
    rows = list(activity.signups.live().filter(erased=False))
    facts: dict[str, object] = {"parties": len(rows)}
    record_on(activity, "activity.list_revealed", by=by, now=now, facts=facts, rows=[look])
    return [(row, row.told) for row in rows]
