"""What the worker does for webhooks: it looks at what was sealed, queues what an account may see, sends what is due."""

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from zerentian.casework.models import Concern
from zerentian.casework.models.concerns import shielded
from zerentian.community.models import Notice
from zerentian.duties.models import Task
from zerentian.exchange import wire
from zerentian.exchange.actions.webhooks import queued
from zerentian.exchange.models import Delivery, Demand, Endpoint
from zerentian.exchange.rules.webhooks import KEPT, Kind, Problem, headers, networks, next_try, target_of
from zerentian.ledger.models import Entry, Seal
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.cipher import WEBHOOK, decrypted
from zerentian.organization.models import Account
from zerentian.organization.shields import hidden_from, overseers_verbs
from zerentian.organization.subjects import page_of
from zerentian.organization.telling import numbers
from zerentian.rectification.models import Finding

STEP = 500
GONE = 410
# A message that a worker took and never settled, for it died meanwhile, is tried again after so long.
LEASE = 300
# So long a round of sending may last: what was sealed meanwhile is looked at in the next.
ROUND_SECONDS = 30.0
# So long an endpoint that failed is sent nothing new: a few that let one wait would use up every round.
REST = timedelta(minutes=5)

Standing = Mapping[str, tuple[str, str]]


def concerns(account: Account, keys: Collection[str]) -> Standing:
    """Return number and state of concerns that accuse nobody of the office, by their keys."""
    rows = Concern.objects.visible_to(account).filter(key__in=keys).exclude(shielded())
    return {one.key: (one.number, one.state) for one in rows}


def of_rows(model: Any, number: Callable[[Any], str]) -> Callable[[Account, Collection[str]], Standing]:
    """Return the function that tells number and state of a noun's rows that an account may see."""

    def standing(account: Account, keys: Collection[str]) -> Standing:
        rows = model.objects.visible_to(account).filter(pk__in=numbers(keys))
        return {str(one.pk): (number(one), one.state) for one in rows}

    return standing


STANDING: Mapping[Kind, Callable[[Account, Collection[str]], Standing]] = {
    Kind.CONCERN: concerns,
    Kind.TASK: of_rows(Task, lambda one: str(one.pk)),
    Kind.FINDING: of_rows(Finding, lambda one: one.number),
    Kind.DEMAND: of_rows(Demand, lambda one: str(one.pk)),
    Kind.NOTICE: of_rows(Notice, lambda one: one.number),
}


def gather(*, now: datetime, machine_now: datetime) -> int:
    """Queue what was sealed since each endpoint was last told; return how many messages that made."""
    if not settings.WEBHOOKS:
        return 0
    found = Endpoint.objects.in_use(local_day(now)).select_related("account").order_by("pk")
    return sum(gather_for(endpoint, machine_now) for endpoint in found)


@transaction.atomic
def gather_for(endpoint: Endpoint, at: datetime) -> int:
    """Queue what the next sealed entries say to one endpoint: of what its account may see, and nobody is kept from.

    What is hidden from anybody of the office goes to no program, though the account may read it.
    """
    newest = Seal.objects.order_by("-number").first()
    end = min(endpoint.size + STEP, newest.size if newest else 0)
    if not Endpoint.objects.filter(pk=endpoint.pk, size=endpoint.size, ended_at=None).update(size=end):
        return 0
    entries = list(told_entries(endpoint, end))
    seen = visible(endpoint, [entry.subject for entry in entries])
    for entry in entries:
        if entry.subject in seen:
            tell(endpoint, entry, *seen[entry.subject], at)
    return sum(entry.subject in seen for entry in entries)


def told_entries(endpoint: Endpoint, end: int) -> Any:
    """Return the entries of the endpoint's nouns among the next ones, without those that are for few."""
    nouns = Q(pk__in=[])
    for kind in endpoint.listed:
        nouns |= Q(subject__startswith=f"{kind}:")
    rows = Entry.objects.filter(nouns, index__gte=endpoint.size, index__lt=end)
    return for_programs(endpoint, rows).order_by("index")


def for_programs(endpoint: Endpoint, rows: Any) -> Any:
    """Return those of some entries that are hidden from nobody of the office, the endpoint's account included."""
    rows = rows.exclude(verb__in=overseers_verbs())
    return hidden_from(endpoint.account).shown(hidden_from(None).shown(rows))


def still_told(endpoint: Endpoint, found: Sequence[Delivery]) -> list[Delivery]:
    """Return those of an endpoint's messages that may be told today: a matter may be hidden since they were made."""
    named = [one.entry for one in found if one.entry]
    entries = list(for_programs(endpoint, Entry.objects.filter(uuid__in=named))) if named else []
    seen = visible(endpoint, [entry.subject for entry in entries])
    told = {entry.uuid for entry in entries if entry.subject in seen}
    return [one for one in found if one.entry is None or one.entry in told]


def visible(endpoint: Endpoint, subjects: Collection[str]) -> dict[str, tuple[str, str]]:
    """Return number and state, as they are now, of the subjects that the endpoint's account may see."""
    found = {}
    for kind in endpoint.listed:
        keys = {key for one, _, key in (ref.partition(":") for ref in subjects) if one == kind}
        for key, said in STANDING[kind](endpoint.account, keys).items() if keys else ():
            found[f"{kind}:{key}"] = said
    return found


def tell(endpoint: Endpoint, entry: Entry, number: str, state: str, at: datetime) -> None:
    """Queue what one entry says: what it is about, its number, how it stands, where it is read. Nothing else."""
    said: dict[str, object] = {
        "kind": entry.subject.partition(":")[0],
        "number": number,
        "state": state,
        "link": settings.SITE_URL + page_of(entry.subject),
    }
    queued(endpoint, entry.verb, at=at, said=said, entry=entry.uuid, subject=entry.subject)


def send_due(*, now: datetime, machine_now: datetime, clock: Callable[[], float] = time.monotonic) -> int:
    """Send the messages whose time has come, one of each endpoint in turn; return how many arrived.

    After a failure the endpoint rests: one that is down holds up no other, however much waits for it, and the round
    ends after half a minute. What may be told no more is deleted unsent. Nothing is sent inside a transaction.
    """
    if not settings.WEBHOOKS:
        return 0
    began, arrived, turn = clock(), 0, set[int]()
    in_use = Endpoint.objects.in_use(local_day(now))
    due = Delivery.objects.due(machine_now).filter(endpoint__in=in_use).select_related("endpoint__account")
    while clock() - began <= ROUND_SECONDS:
        delivery = due.exclude(endpoint__in=turn).first()
        if delivery is None and not turn:
            break
        if delivery is None:
            turn.clear()
            continue
        turn.add(delivery.endpoint_id)
        if not still_told(delivery.endpoint, [delivery]):
            delivery.delete()
        elif taken(delivery, machine_now):
            arrived += sent(delivery, machine_now)
    return arrived


def taken(delivery: Delivery, at: datetime) -> bool:
    """Take a message for oneself; of two workers one gets it."""
    lease = datetime.fromtimestamp(at.timestamp() + LEASE, at.tzinfo)
    waiting = Delivery.objects.filter(pk=delivery.pk, next_at=delivery.next_at, done_at=None)
    return bool(waiting.update(next_at=lease, tries=F("tries") + 1))


def sent(delivery: Delivery, at: datetime) -> bool:
    """Send one message that was taken, and write how it went; tell whether it arrived."""
    status, problem = None, ""
    try:
        status = posted(delivery, at)
    except wire.Unreached as refusal:
        problem = refusal.problem.value
    except NotAllowed:
        problem = Problem.KEY.value
    arrived = status is not None and 200 <= status < 300
    tries = delivery.tries + 1
    following = None if arrived or status == GONE else next_try(tries, at)
    Delivery.objects.filter(pk=delivery.pk, tries=tries).update(
        status=status,
        problem="" if arrived else problem or Problem.ANSWER.value,
        done_at=at if arrived else None,
        next_at=following,
    )
    if not arrived:
        others = delivery.endpoint.deliveries.waiting().exclude(pk=delivery.pk)
        others.filter(next_at__lte=at).update(next_at=at + REST)
    return arrived


def posted(delivery: Delivery, at: datetime) -> int:
    """Send a message, signed with its endpoint's key, and return the status of the answer."""
    endpoint, body = delivery.endpoint, delivery.body.encode()
    secret = decrypted(endpoint.secret, WEBHOOK)
    said = headers(secret, delivery.message, at, body)
    return wire.send(target_of(endpoint.url), body, said, allowed=networks(settings.WEBHOOK_NETWORKS))


def forget(*, machine_now: datetime) -> int:
    """Delete the messages of more than thirty days ago; return how many."""
    old = Delivery.objects.filter(made_at__lt=machine_now - KEPT, next_at=None)
    return int(old.delete()[0])
