"""Concerns whose office ends, or loses the last person who may handle them: passed on, each with its entry."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from zerentian.casework.actions.dispatches import accused_paths, end_dispatches
from zerentian.casework.actions.standing import pass_reviews
from zerentian.casework.actions.steps import say, taken
from zerentian.casework.actions.triage import lifted_out
from zerentian.casework.models import Accusation, Assistance, Concern, Review
from zerentian.casework.rules.concerns import OPEN_STATES, State, Step
from zerentian.casework.rules.dispatches import is_accused
from zerentian.ledger.models import Committed
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.models import Account, Unit

# What nobody has anything to do on any more.
OVER = (State.CLOSED, State.EXITED, State.WITHDRAWN, State.SET_ASIDE)
RULED_ON = (State.DISPATCHED, State.HANDLING, State.DRAFTED, State.OBJECTED)


def standing_at(unit: Unit) -> Q:
    """Return the condition that a concern that is not over is led, was received, or is reviewed by a unit."""
    reviewed = Exists(Review.objects.filter(concern=OuterRef("pk"), unit=unit, outcome=""))
    return Q(lead=unit, state__in=OPEN_STATES) | Q(unit=unit) & ~Q(state__in=OVER) | Q(reviewed)


def assisted_by(unit: Unit) -> Q:
    """Return the condition that an assistance of a unit goes on."""
    return Q(unit=unit, ended=False, concern__state__in=OPEN_STATES)


def pass_concern(concern: Concern, unit: Unit, *, to: Unit, by: Account, now: datetime) -> Concern:
    """Let another unit stand where a unit stood in a concern: as its receiver, in its lead, as who reviews it.

    One that the other unit is accused in goes back to the case desk, to be dispatched anew (信访工作条例 art. 30).
    """
    concern = taken(concern)
    old, today = concern.path, local_day(now)
    rows: list[Committed] = []
    if concern.unit_id == unit.pk:
        concern.unit = to
    if concern.lead_id == unit.pk:
        concern.lead, concern.handler = to, None
        if is_accused(to.path_on(today), accused_paths(concern)):
            rows += send_back(concern)
    for review in concern.reviews.filter(unit=unit, outcome=""):
        review.unit = to
        review.save(update_fields=["unit"])
        rows.append(review)
    stands = concern.lead or concern.unit
    # What is over stays where it was counted; taken up again, it is brought home (see ``standing``).
    if concern.state in OPEN_STATES and old in {period.path for period in unit.periods.all()}:
        concern.path = stands.path_on(today) or stands.path
    concern.save(update_fields=["unit", "lead", "handler", "state", "path"])
    pass_reviews(concern, old, by=by, now=now)
    words = f"{unit.name}不再办理，转由{stands.name}接办"
    if concern.state not in OPEN_STATES:
        said: dict[str, object] = {"by_code": False}
        say("concern.noted", concern, "note", by=by, now=now, facts=said, words=words, rows=rows)
        return concern
    facts = {"from": old, "to": concern.path, "due": concern.due}
    say("concern.passed_on", concern, Step.DISPATCH, by=by, now=now, facts=facts, words=words, rows=rows)
    return concern


def send_back(concern: Concern) -> list[Committed]:
    """Put a concern back on the case desk, and return the dispatch that ends with it."""
    concern.lead = concern.handler = None
    if concern.state in RULED_ON:
        concern.state = State.TRIAGED
    return end_dispatches(concern)


def pass_accusation(accusation: Accusation, *, to: Unit, by: Account, now: datetime) -> None:
    """Hide a matter also from the unit into which the accused one merged: its people go on there (art. 30)."""
    concern, today = taken(accusation.concern), local_day(now)
    fresh, made = Accusation.objects.get_or_create(concern=concern, unit=to, account=None, lifted=False)
    if not made:
        return
    rows: list[Committed] = [fresh]
    if concern.lead is not None and is_accused(concern.lead.path_on(today), [to.path_on(today)]):
        rows += send_back(concern)
        concern.save(update_fields=["lead", "handler", "state"])
    lifted_out(concern, by, now)
    named = concern.accusations.filter(lifted=False)
    facts = {"units": named.exclude(unit=None).count(), "accounts": named.exclude(account=None).count()}
    say("concern.shielded", concern, "shield", by=by, now=now, facts=facts, rows=rows)


def pass_assistance(assistance: Assistance, *, to: Unit, by: Account, now: datetime) -> None:
    """End an office's assistance; another assists in its place, unless it leads, assists already or is accused."""
    concern = taken(assistance.concern)
    assistance.ended = True
    assistance.save(update_fields=["ended"])
    facts = {"by_unit": assistance.unit.path}
    words = f"{assistance.unit.name}不再协办"
    say("assistance.ended", concern, "assist", by=by, now=now, facts=facts, words=words, rows=[assistance])
    stands = to.path_on(local_day(now))
    if concern.lead_id == to.pk or is_accused(stands, accused_paths(concern)):
        return
    other, _ = Assistance.objects.get_or_create(concern=concern, unit=to)
    other.ended = False
    other.save(update_fields=["ended"])
    facts = {"by_unit": stands}
    words = f"{to.name}接替协办"
    say("assistance.asked", concern, "assist", by=by, now=now, facts=facts, words=words, rows=[other])
