"""Chased until it is done: what went to the county, what was promised at a joint visit, answers that stay overdue."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction

from zerentian.casework.actions.steps import locked, moved, rulebook, say, taken
from zerentian.casework.models import Concern, Escalation, JointVisit, PromiseCheck, Reminder
from zerentian.casework.models.concerns import ConcernQuerySet
from zerentian.casework.rules.chasing import ASK_COUNTY, RULES, Above
from zerentian.casework.rules.concerns import State, Step
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_filled
from zerentian.organization.models import Account
from zerentian.organization.rules.clocks import Rulebook


def reminded(concern: Concern, to: str, now: datetime) -> Reminder:
    """Keep by which day the county is asked about a matter that went to it; see the local rule of asking."""
    today = local_day(now)
    return Reminder.objects.create(
        concern=concern, to=to, began_on=today, day=rulebook().due(ASK_COUNTY, today).day
    )


def end_reminders(concern: Concern, day: date) -> list[Reminder]:
    """End the reminder of a matter that is with the county no more, and return it for the entry that says so."""
    open_ones = list(Reminder.objects.select_for_update().filter(concern=concern, ended_on=None))
    for one in open_ones:
        one.ended_on = day
        one.save(update_fields=["ended_on"])
    return open_ones


@transaction.atomic
def ask_county(concern: Concern, *, words: str, by: Account, now: datetime) -> Reminder:
    """Record that the county was asked how a matter stands, and what it said; it is asked again by the rule."""
    concern = locked(concern, by=by, now=now, right="concern.dispatch")
    words = check_filled(words, "向谁催问、对方怎么说", "who was asked, and what they said")
    if concern.state != State.REFERRED:
        raise NotAllowed("这件诉求不在县级办理", "the matter is not with the county")
    old = end_reminders(concern, local_day(now))
    fresh = reminded(concern, old[0].to if old else "", now)
    facts = {"until": fresh.day}
    say("county.asked", concern, "ask_county", by=by, now=now, facts=facts, words=words, rows=[*old, fresh])
    return fresh


@transaction.atomic
def settle_with_county(concern: Concern, *, words: str, by: Account, now: datetime) -> Concern:
    """Record how the county settled a matter that was referred to it; the resident reads it, and it ends here.

    The resident may still have it taken up again, or ask for a review.
    """
    words = check_filled(words, "县级办理结果", "how the county settled it")
    concern = moved(concern, Step.SETTLE, by=by, now=now, right="concern.dispatch")
    concern.closed_on = local_day(now)
    concern.save(update_fields=["state", "closed_on"])
    rows = end_reminders(concern, local_day(now))
    days = max((concern.closed_on - local_day(concern.received_at)).days, 0)
    say(
        "concern.settled",
        concern,
        Step.SETTLE,
        by=by,
        now=now,
        facts={"days": days},
        words=words,
        public=True,
        rows=rows,
    )
    return concern


@transaction.atomic
def check_promise(visit: JointVisit, *, kept: bool, words: str, by: Account, now: datetime) -> PromiseCheck:
    """Record whether what was promised at a joint visit was done, and what is done about it if not."""
    concern = locked(visit.concern, by=by, now=now, right="concern.handle", here=True)
    words = check_filled(words, "落实情况", "what was done")
    visit = JointVisit.objects.select_for_update().get(pk=visit.pk)
    if not visit.promise or PromiseCheck.objects.filter(visit=visit).exists():
        raise NotAllowed(
            "这次到场没有待核实的承诺", "nothing that was promised at this visit waits to be checked"
        )
    check = PromiseCheck.objects.create(
        visit=visit, kept=kept, words=words[:500], checked_on=local_day(now), checked_by=by
    )
    facts = {"kept": kept, "promised_by": visit.promised_by}
    words = f"{visit.called}：{words}"
    say("visit.checked", concern, "promise", by=by, now=now, facts=facts, words=words, rows=[check])
    return check


def escalate(*, by: Account, now: datetime) -> int:
    """Bring answers that stay overdue before those above, as the local rules say; return how many were.

    It takes nothing out of anybody's hand: whoever handles the matter goes on.
    """
    found = [pair for above in Above for pair in long_overdue(above, rulebook(), now)]
    for concern, above in found:
        with transaction.atomic():
            brought_up(taken(concern), concern.due, above, by, now)
    return len(found)


def long_overdue(above: Above, book: Rulebook, now: datetime) -> Iterator[tuple[Concern, Above]]:
    """Yield the concerns that have been overdue for as long as the rule of a level says, not brought up there yet."""
    overdue: ConcernQuerySet = Concern.objects.overdue(now)
    up = Escalation.objects.filter(above=above).values("concern", "due")
    known = {(row["concern"], row["due"]) for row in up.filter(concern__in=overdue.values("pk"))}
    for concern in overdue.order_by("due", "pk").only("pk", "due").iterator():
        if concern.due is None or (concern.pk, concern.due) in known:
            continue
        if book.due(RULES[above], concern.due).day <= local_day(now):
            yield concern, above


def brought_up(concern: Concern, due: date | None, above: Above, by: Account, now: datetime) -> None:
    """Bring one before those above, with its entry; nothing where that was done or its day moved."""
    today = local_day(now)
    if due is None or concern.due != due or not concern.is_overdue(now):
        return
    row, is_new = Escalation.objects.get_or_create(
        concern=concern, above=above, due=due, defaults={"day": today}
    )
    if not is_new:
        return
    facts = {"above": str(above), "due": due, "days": (today - due).days}
    say("concern.escalated", concern, "escalate", by=by, now=now, facts=facts, rows=[row])
