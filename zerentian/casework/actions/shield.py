"""The shield: contact revealed for a reason, corrected and erased; refused looks logged for the supervisor alone."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from zerentian.casework.actions.steps import locked, say, taken
from zerentian.casework.models import ClockRun, Concern, Contact, Happening, LookDay, RefusedLook, TopicMember
from zerentian.casework.models.looks import digest_of
from zerentian.casework.rules.clocks import Purpose
from zerentian.casework.rules.concerns import State
from zerentian.ledger.actions import record
from zerentian.ledger.rules.periods import LOCAL, local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_filled
from zerentian.organization.access import require
from zerentian.organization.models import Account

REVEAL_PURPOSES = ("call_back", "verify_facts", "deliver_reply", "emergency", "legal_duty")
LONGEST_KEY = 40
ENDED = (State.ANSWERED, State.CLOSED, State.EXITED, State.WITHDRAWN, State.SET_ASIDE, State.REFERRED)


@transaction.atomic
def reveal_contact(
    concern: Concern, *, purpose: str, reason: str, by: Account, now: datetime
) -> tuple[str, str, str]:
    """Return name, phone and address for a stated reason; the look is an entry that the supervisor sees.

    The handling office holds no right to it: the case desk calls. Source: 信访工作条例 art. 30; PIPL art. 51.
    """
    reason = check_filled(reason, "查看理由", "the reason")
    if purpose not in REVEAL_PURPOSES:
        raise NotAllowed("请选择查看的用途", "choose what the contact is needed for")
    concern = locked(concern, by=by, now=now, right="contact.reveal")
    contact = Contact.objects.filter(concern=concern, erased=False).first()
    if contact is None:
        raise NotAllowed("没有留下联系方式，或已依法删除", "no contact was left, or it was erased")
    facts = {"purpose": purpose}
    say("contact.revealed", concern, "reveal", by=by, now=now, facts=facts, words=reason, rows=[contact])
    return contact.reached


@transaction.atomic
def correct_contact(
    concern: Concern, *, name: str, phone: str, address: str, by: Account, now: datetime
) -> Contact:
    """Correct or add contact data: at the person's own wish, by code (PIPL art. 46), or as its source does."""
    concern = taken(concern)
    contact, _ = Contact.objects.get_or_create(concern=concern)
    contact.keep(name=name, phone=phone, address=address)
    contact.erased = False
    contact.save()
    record("contact.corrected", subject=concern.ref, unit=concern.path, by=by, now=now, rows=[contact])
    return contact


@transaction.atomic
def erase_contact(concern: Concern, *, ground: str, by: Account, now: datetime) -> Contact:
    """Erase contact data; the ledger still verifies. ``ground``: ``retention`` by rule, ``request`` (PIPL art. 47)."""
    contact = Contact.objects.select_for_update().get(concern=concern)
    if contact.erased:
        raise NotAllowed("联系方式已经删除", "the contact data is erased already")
    contact.name = contact.phone = contact.address = ""
    contact.erased = True
    contact.save()
    TopicMember.objects.filter(concern=concern).update(writer="")
    facts = {"ground": ground}
    record(
        "contact.erased", subject=concern.ref, unit=concern.path, by=by, now=now, facts=facts, rows=[contact]
    )
    return contact


def erase_at_request(concern: Concern, *, by: Account, now: datetime) -> Contact:
    """Erase at the person's own wish, from the code page; not while an answer is still owed by that way."""
    if concern.is_open:
        raise NotAllowed(
            "诉求还在办理，删除后无法联系您；可以先撤回诉求，或等答复后再删除",
            "the concern is still in hand: withdraw it first, or erase after the answer",
        )
    return erase_contact(concern, ground="request", by=by, now=now)


def contacts_past(day: date, days: int) -> QuerySet[Concern]:
    """Return the ended concerns whose contact data the retention rule (``days`` after the end) lets go by a day.

    The end is the closing; without one, the last that happened. A review in hand keeps them.
    """
    kept_until = day - timedelta(days=days)
    since = datetime.combine(kept_until, time.min, LOCAL)
    lately = Happening.objects.filter(concern=OuterRef("pk"), at__gte=since).exclude(step="reveal")
    reviewed = ClockRun.objects.filter(
        concern=OuterRef("pk"), purpose__in=(Purpose.REVIEW, Purpose.RECHECK), stopped_on=None
    )
    ended: QuerySet[Concern] = Concern.objects.filter(contact__erased=False, state__in=ENDED)
    past = Q(closed_on__lt=kept_until) | Q(closed_on=None) & ~Q(Exists(lately))
    return ended.filter(past).exclude(Exists(reviewed)).order_by("pk")


def erase_by_rule(*, days: int, by: Account, now: datetime) -> list[str]:
    """Erase the contact data whose time has come; return the concerns' numbers."""
    require(by, "contact.erase", now=now)
    erased = []
    for concern in list(contacts_past(local_day(now), days)):
        erase_contact(concern, ground="retention", by=by, now=now)
        erased.append(concern.number)
    return erased


def refuse_look(key: str, *, by: Account, now: datetime) -> RefusedLook:
    """Note in the access log that somebody asked for a matter and got nothing, whether or not there is one."""
    return RefusedLook.objects.create(key=key[:LONGEST_KEY], by=by, day=local_day(now), at=now)


def seal_looks(*, by: Account, now: datetime) -> list[LookDay]:
    """Seal the digest of every day of the access log that is over and was not sealed yet, empty days as well.

    One entry a day whatever happened: neither the number nor the size of entries tells of a refused look.
    """
    yesterday = local_day(now) - timedelta(days=1)
    last = LookDay.objects.first()
    first = RefusedLook.objects.order_by("day").first()
    day = last.day + timedelta(days=1) if last else min(first.day if first else yesterday, yesterday)
    sealed = []
    while day <= yesterday:
        sealed.append(seal_day(day, by=by, now=now))
        day += timedelta(days=1)
    return sealed


@transaction.atomic
def seal_day(day: date, *, by: Account, now: datetime) -> LookDay:
    """Seal the digest of one day of the access log."""
    made = LookDay.objects.create(day=day, digest=digest_of(day))
    record("looks.sealed", subject=made.ref, unit="", by=by, now=now, occurred_on=day, rows=[made])
    return made
