"""Concerns passed on, each with its entry: by hand with a reason, or because their office ends or loses its last
person who may handle them."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from zerentian.casework.actions.dispatches import accused_paths, end_dispatches
from zerentian.casework.actions.standing import pass_reviews
from zerentian.casework.actions.steps import locked, say, taken
from zerentian.casework.actions.triage import lifted_out
from zerentian.casework.models import Accusation, Assistance, Concern, Review
from zerentian.casework.rules.concerns import OPEN_STATES, State, Step
from zerentian.casework.rules.dispatches import check_not_accused, check_on_the_list, is_accused
from zerentian.ledger.models import Committed, Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_filled
from zerentian.organization.models import Account, Unit
from zerentian.organization.rules.rights import Kind

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


@transaction.atomic
def move_concern(concern: Concern, *, unit: Unit, reason: str, by: Account, now: datetime) -> Concern:
    """Pass a dispatched or accepted concern to another office, with the reason; its deadlines go on.

    An office of the same township, never one it accuses; a village gets only what is dispatched to it by the
    function list, and complaints are moved one by one. NotAllowed otherwise.
    """
    reason = check_filled(reason, "转办理由", "why it is passed on")
    concern = locked(concern, by=by, now=now, right="concern.dispatch")
    path = unit.path_on(local_day(now))
    check_movable(concern, unit, path)
    old = concern.path
    concern.lead, concern.path, concern.handler = unit, path, None
    concern.save(update_fields=["lead", "path", "handler"])
    facts = {"from": old, "to": path, "due": concern.due}
    say("concern.passed_on", concern, Step.DISPATCH, by=by, now=now, facts=facts, words=reason)
    pass_reviews(concern, old, by=by, now=now)
    return concern


def check_movable(concern: Concern, unit: Unit, path: str) -> None:
    """Refuse to pass a concern on that no office has in hand, or to where it may not go."""
    if concern.is_shielded:
        raise NotAllowed("投诉和检举请逐件处理", "complaints and reports are handled one by one")
    if concern.state not in (State.DISPATCHED, State.HANDLING) or concern.lead_id is None:
        raise NotAllowed(
            "只有待签收、办理中的诉求才能转办", "only what is dispatched or in hand is passed on"
        )
    if concern.lead_id == unit.pk:
        raise NotAllowed("该单位就是主办单位", "this unit is in the lead already")
    if not path or not unit.was_within(concern.unit.path) or unit.pk == concern.unit_id:
        raise NotAllowed("只能转给本乡镇现有的站所办", "pass it to an office of this township")
    check_not_accused(path, accused_paths(concern))
    if unit.kind == Kind.VILLAGE:
        check_on_the_list(Kind(unit.kind), None)


def move_concern_back(concern: Concern, *, reason: str, by: Account, now: datetime) -> Concern:
    """Pass a concern back to the office that had it before it was last passed on, with the reason."""
    moves = Entry.objects.filter(subject=concern.ref, verb="concern.passed_on").order_by("-id")
    last = moves.first()
    code = last.fact["from"].rpartition("/")[2] if last else ""
    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        raise NotAllowed(
            "这件诉求没有转办过，不能退回", "it was not passed on: there is nothing to pass back"
        )
    return move_concern(concern, unit=unit, reason=reason, by=by, now=now)


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
