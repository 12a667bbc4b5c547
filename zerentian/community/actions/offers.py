"""Freed places are offered on, strictly in the order of arrival: whatever frees them, and whenever."""

from datetime import datetime, timedelta

from zerentian.community.models import Activity, SignUp
from zerentian.community.rules.activities import Standing, State, offers
from zerentian.ledger.actions import record_on
from zerentian.organization.models import Account


def stand(party: SignUp, standing: Standing, until: datetime | None = None) -> None:
    """Let a party stand otherwise."""
    party.standing, party.offered_until = standing, until
    party.save(update_fields=["standing", "offered_until"])


def offer_on(activity: Activity, *, by: Account, now: datetime) -> list[SignUp]:
    """Offer what is free to those who wait, until so many hours are over or the activity begins.

    Nothing is offered at an activity that was cancelled or held. Called with the activity locked.
    """
    fresh = Activity.objects.prefetch_related("signups").get(pk=activity.pk)
    if fresh.state != State.OPEN or fresh.free is None or fresh.begins_at <= now:
        return []
    until = min(now + timedelta(hours=fresh.offer_hours), fresh.begins_at)
    rows = {one.pk: one for one in fresh.signups.all()}
    offered = [rows[key] for key in offers(fresh.free, fresh.waiting)]
    for party in offered:
        stand(party, Standing.OFFERED, until)
        record_on(activity, "activity.offered", by=by, now=now, facts={"people": party.size}, rows=[party])
    return offered
