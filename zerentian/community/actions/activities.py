"""Activities are announced, moved, cancelled with the reason, and held: then they are a deed, by one press."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex

from django.db import transaction

from zerentian.community.actions.offers import offer_on
from zerentian.community.actions.slots import take_slots
from zerentian.community.models import Activity, SignUp, Venue
from zerentian.community.rules.activities import (
    KEPT_DAYS,
    MOST_IN_SERIES,
    OFFER_HOURS,
    Kind,
    State,
    check_attended,
    check_capacity,
    check_span,
)
from zerentian.duties.actions.deeds import correct_deed, record_deed
from zerentian.duties.actions.heads import head, path_on
from zerentian.duties.models import Duty
from zerentian.duties.rules.deeds import DeedKind, check_people
from zerentian.ledger.actions import record_on
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_filled
from zerentian.organization.access import require
from zerentian.organization.models import Account, Unit

WEEK = timedelta(days=7)
HELD = "activity.held"
DEEDS = {Kind.LECTURE: DeedKind.PUBLICITY, Kind.TRAINING: DeedKind.TRAINING, Kind.READING: DeedKind.STUDY}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is announced. ``capacity`` None: as many as come; contact data goes ``kept_days`` after the end."""

    title: str
    kind: Kind
    venue: Venue
    begins_at: datetime
    ends_at: datetime
    duty: Duty
    about: str = ""
    audience: str = ""
    capacity: int | None = None
    offer_hours: int = OFFER_HOURS
    kept_days: int = KEPT_DAYS


@transaction.atomic
def announce_activity(
    plan: Plan, *, unit: Unit, by: Account, now: datetime, weeks: int = 1
) -> list[Activity]:
    """Announce an activity of a unit, or a series: the same on ``weeks`` weeks running, all of them or none.

    NotAllowed for a time that has passed, a venue that is closed or taken, and what the rules refuse.
    """
    require(by, "activity.keep", unit, now=now)
    if not 1 <= weeks <= MOST_IN_SERIES:
        raise NotAllowed(f"系列最多{MOST_IN_SERIES}场", f"a series has {MOST_IN_SERIES} at most")
    series = token_hex(8) if weeks > 1 else ""
    return [announced(plan, WEEK * at, series, unit, by, now) for at in range(weeks)]


def announced(plan: Plan, later: timedelta, series: str, unit: Unit, by: Account, now: datetime) -> Activity:
    """Announce one activity, ``later`` than its plan says."""
    activity = Activity(unit=unit, path=path_on(unit, local_day(now)), series=series, announced_by=by)
    activity.title = check_filled(plan.title, "活动名称", "what it is called")
    activity.kind, activity.duty = plan.kind, plan.duty
    activity.about, activity.audience = plan.about.strip(), plan.audience.strip()
    activity.capacity = check_capacity(plan.capacity)
    activity.offer_hours, activity.kept_days = max(1, plan.offer_hours), max(1, plan.kept_days)
    timed(activity, as_it_is(plan.venue), plan.begins_at + later, plan.ends_at + later, now)
    activity.save()
    take_slots(activity)
    facts: dict[str, object] = {"kind": activity.kind, "day": activity.day}
    facts |= {"capacity": activity.capacity} if activity.capacity else {}
    record_on(activity, "activity.announced", by=by, now=now, facts=facts)
    return activity


def timed(activity: Activity, venue: Venue, begins: datetime, ends: datetime, now: datetime) -> None:
    """Put time and venue onto an activity; NotAllowed for a time that has passed or a venue that is given up."""
    check_span(begins, ends)
    if begins <= now:
        raise NotAllowed("开始时间已过，请改为以后", "it begins in the past: choose a later time")
    if venue.ended_on is not None:
        raise NotAllowed("这个场所已停用", "this venue is given up")
    if venue.path.split("/")[:2] != activity.path.split("/")[:2]:
        raise NotAllowed("场所不在本乡镇", "that venue is of another township")
    activity.venue, activity.begins_at, activity.ends_at = venue, begins, ends


def locked(activity: Activity, *, by: Account, now: datetime, right: str = "activity.keep") -> Activity:
    """Return the activity, locked against others, for an account that holds the right over it."""
    rows = Activity.objects.select_for_update(of=("self",)).select_related("unit", "venue", "duty", "deed")
    fresh: Activity = rows.get(pk=activity.pk)
    require(by, right, fresh.path, now=now)
    return fresh


def check_announced(activity: Activity) -> None:
    """Refuse what is only for an activity that was neither cancelled nor held."""
    if activity.state != State.OPEN:
        raise NotAllowed("活动已取消或已举办，请刷新页面", "it was cancelled or held: reload the page")


@transaction.atomic
def move_activity(
    activity: Activity, *, venue: Venue, begins_at: datetime, ends_at: datetime, by: Account, now: datetime
) -> Activity:
    """Move an activity to another time or venue; who signed up stays signed up, and reads it on their page."""
    activity = locked(activity, by=by, now=now)
    check_announced(activity)
    before = activity.day
    timed(activity, as_it_is(venue), begins_at, ends_at, now)
    activity.slots.all().delete()
    activity.save(update_fields=["venue", "begins_at", "ends_at"])
    take_slots(activity)
    keep_until(activity)
    facts: dict[str, object] = {"before": before, "day": activity.day}
    record_on(activity, "activity.rescheduled", by=by, now=now, facts=facts)
    offer_on(activity, by=by, now=now)
    return activity


def as_it_is(venue: Venue) -> Venue:
    """Return the venue as it is now, locked: nobody closes it at the same moment."""
    fresh: Venue = Venue.objects.select_for_update(of=("self",)).get(pk=venue.pk)
    return fresh


def keep_until(activity: Activity) -> None:
    """Let contact data go so many days after the activity's new end."""
    last = local_day(activity.ends_at) + timedelta(days=activity.kept_days)
    SignUp.objects.filter(activity=activity, erased=False).update(erase_on=last)


@transaction.atomic
def cancel_activity(activity: Activity, *, reason: str, by: Account, now: datetime) -> Activity:
    """Cancel an activity with the reason, which everybody who signed up reads; its time is free again."""
    activity = locked(activity, by=by, now=now)
    check_announced(activity)
    activity.state = State.CANCELLED
    activity.reason = check_filled(reason, "取消原因", "why it is cancelled")
    activity.save(update_fields=["state", "reason"])
    activity.slots.all().delete()
    facts: dict[str, object] = {"kind": activity.kind, "day": activity.day}
    record_on(activity, "activity.cancelled", by=by, now=now, facts=facts)
    return activity


@transaction.atomic
def hold_activity(
    activity: Activity,
    *,
    attended: int | None,
    counted: str,
    by: Account,
    now: datetime,
    liked: int | None = None,
    so_so: int | None = None,
    disliked: int | None = None,
) -> Activity:
    """Say that an activity was held: the deed is recorded with it, for the duty it was announced for.

    ``attended`` is one count, None unknown; who came is not kept. The three last are hands counted at its end.
    """
    activity = locked(activity, by=by, now=now)
    check_announced(activity)
    if activity.begins_at > now:
        raise NotAllowed("活动还没有开始", "it has not begun yet")
    told(activity, attended, counted, (liked, so_so, disliked))
    activity.deed = record_deed(
        what=f"举办“{activity.title}”",
        occurred_on=activity.day,
        serves=[activity.duty],
        unit=activity.unit,
        by=by,
        now=now,
        kind=DEEDS.get(Kind(activity.kind), DeedKind.SERVICE),
        place=activity.venue.name,
        people=attended,
    )
    activity.state = State.HELD
    activity.save()
    record_on(activity, HELD, by=by, now=now, occurred_on=activity.day, facts=held_facts(activity))
    return activity


def told(activity: Activity, attended: int | None, counted: str, hands: tuple[int | None, ...]) -> None:
    """Put what was counted onto an activity; NotAllowed for a count without its way."""
    check_attended(attended, counted)
    for number in (attended, *hands):
        check_people(number)
    activity.attended, activity.counted = attended, counted
    activity.liked, activity.so_so, activity.disliked = hands


def held_facts(activity: Activity) -> dict[str, object]:
    """Return what an entry says of an activity that was held."""
    return {
        "kind": activity.kind,
        "people": activity.attended,
        "counted": activity.counted,
        "liked": activity.liked,
        "so_so": activity.so_so,
        "disliked": activity.disliked,
    }


@transaction.atomic
def recount_activity(
    activity: Activity,
    *,
    attended: int | None,
    counted: str,
    reason: str,
    by: Account,
    now: datetime,
    liked: int | None = None,
    so_so: int | None = None,
    disliked: int | None = None,
) -> Activity:
    """Correct what was counted at an activity, with the reason; its deed is corrected with it."""
    activity = locked(activity, by=by, now=now)
    deed = activity.deed
    if deed is None:
        raise NotAllowed("活动还没有登记举办", "it was not recorded as held yet")
    told(activity, attended, counted, (liked, so_so, disliked))
    activity.save()
    serves = [one.duty for one in deed.services.filter(dropped=False).select_related("duty")]
    correct_deed(
        deed,
        reason=reason,
        what=deed.what,
        occurred_on=deed.occurred_on,
        serves=serves,
        by=by,
        now=now,
        kind=DeedKind(deed.kind),
        place=deed.place,
        people=attended,
    )
    record_on(
        activity,
        HELD,
        by=by,
        now=now,
        occurred_on=activity.day,
        facts=held_facts(activity),
        replaces=head(activity.ref, HELD),
        change="corrected",
    )
    return activity
