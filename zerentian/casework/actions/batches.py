"""Concerns received, one or many: all their rows and entries written together, by whatever door they come."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import chain

from django.db.models import Model

from zerentian.casework.actions.arrivals import Answer, Arrival, contact_of, first_runs, received_facts
from zerentian.casework.actions.steps import filed, on_time
from zerentian.casework.codes import new_serial
from zerentian.casework.models import CallBack, ClockRun, Concern, ConcernFile, Contact, Happening, Reply
from zerentian.casework.rules.callbacks import Contacted
from zerentian.casework.rules.concerns import Channel, State, Step
from zerentian.casework.rules.replies import Told
from zerentian.ledger.actions import Statement, record_many
from zerentian.ledger.bulk import fresh, insert_rows
from zerentian.ledger.drawn import new_key
from zerentian.ledger.models import Committed
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.models import Account
from zerentian.organization.rules.clocks import Rulebook

WITH_FILES = ("concern.queued", "concern.received")
# What one entry is told: verb, day (None: today), facts, and the rows besides concern and happening.
Spoken = tuple[str, date | None, dict[str, object], list[Committed]]


def receive_many(arrivals: Sequence[Arrival], *, by: Account, now: datetime, book: Rulebook) -> None:
    """Register concerns with clocks, contacts, answers and entries; inside one transaction.

    What was answered already gets no clocks: nobody owes anything on it.
    """
    for arrival in arrivals:
        furnish(arrival, by=by, now=now, book=book)
    write_arrivals(arrivals, by=by, now=now)


def furnish(arrival: Arrival, *, by: Account, now: datetime, book: Rulebook) -> None:
    """Make the rows that stand beside a concern, without keys yet."""
    concern, answer = arrival.concern, arrival.answer
    if arrival.said.contact:
        arrival.contact = contact_of(concern, arrival.said.contact)
    arrival.happenings = [happening("receive", arrival.words, by, now)]
    if arrival.queued:
        concern.state = State.QUEUED
        return
    if answer is None:
        arrival.runs = first_runs(concern, book)
        return
    concern.state, concern.answered_on = State.ANSWERED, answer.day(now)
    arrival.reply = reply_of(concern, answer, by, now)
    arrival.happenings.append(happening(Step.RELEASE, "", by, now, public=True))
    if answer.satisfied:
        arrival.called = called_of(concern, arrival.reply, answer, by, now)
        concern.called_back = True
        arrival.happenings.append(happening(Step.CALL_BACK, "", by, now))


def write_arrivals(arrivals: Sequence[Arrival], *, by: Account, now: datetime) -> None:
    """Write furnished concerns with all rows beside them and their entries; inside one transaction."""
    number_concerns([arrival.concern for arrival in arrivals])
    for arrival in arrivals:
        file_uploads(arrival, by=by, now=now)
    rows: tuple[tuple[type[Model], list[Model]], ...] = (
        (Concern, [arrival.concern for arrival in arrivals]),
        (Contact, [arrival.contact for arrival in arrivals if arrival.contact]),
        (ConcernFile, [kept for arrival in arrivals for kept in arrival.kept]),
        (ClockRun, [run for arrival in arrivals for run in arrival.runs]),
        (Reply, [arrival.reply for arrival in arrivals if arrival.reply]),
        (CallBack, [arrival.called for arrival in arrivals if arrival.called]),
        (Happening, [happening for arrival in arrivals for happening in arrival.happenings]),
    )
    for _, made in rows:
        for row in made:
            row.pk = row.pk or new_key()
    for arrival in arrivals:
        name_concern(arrival)
    spoken = [(happening, said) for arrival in arrivals for happening, said in statements(arrival, now)]
    entries = record_many([said for _, said in spoken], by=by, now=now)
    for (happening, _), entry in zip(spoken, entries, strict=True):
        happening.entry = entry.uuid
    for model, made in rows:
        insert_rows(model, made)


def number_concerns(concerns: Sequence[Concern]) -> None:
    """Give every concern a number that none has: those that are taken, or drawn twice, are drawn again."""
    free: set[int] = set()
    waiting = list(concerns)
    while waiting:
        drawn = {one.serial for one in waiting}
        taken = set(Concern.objects.filter(serial__in=drawn).values_list("serial", flat=True))
        again = []
        for concern in waiting:
            if concern.serial in taken or concern.serial in free:
                concern.serial = new_serial()
                again.append(concern)
            else:
                free.add(concern.serial)
        waiting = again


def file_uploads(arrival: Arrival, *, by: Account, now: datetime) -> None:
    """File what came with a concern, with it; content that was sent twice is one file."""
    arrival.files = filed(arrival.concern, arrival.uploads, by=by, now=now)
    # A patrol is the office's own: no resident sent what it found.
    told = arrival.concern.channel != Channel.PATROL
    arrival.kept = [
        fresh(ConcernFile, concern=arrival.concern, file=file, from_resident=told, added_at=now)
        for file in arrival.files
    ]


def happening(move: str, words: str, by: Account, now: datetime, *, public: bool = False) -> Happening:
    """Return what happened, not yet saved, on a concern whose key it gets later."""
    return fresh(Happening, step=move, words=words, public=public, by_id=by.pk, at=now)


def reply_of(concern: Concern, answer: Answer, by: Account, now: datetime) -> Reply:
    """Return an imported answer as a released reply, as it stood there, not yet saved."""
    return Reply(
        concern=concern,
        reasons=answer.text,
        decision=answer.decision,
        unit=answer.unit,
        drafted_by=by,
        drafted_at=now,
        released=True,
        released_by=by,
        released_at=answer.at,
        told=Told.HOTLINE if concern.channel == Channel.HOTLINE else Told.SOURCE,
        told_on=local_day(answer.at) if answer.at else None,
        imported=True,
    )


def called_of(concern: Concern, reply: Reply, answer: Answer, by: Account, now: datetime) -> CallBack:
    """Return what the person said of the answer where it came from, not yet saved; solved was not asked."""
    return CallBack(
        concern=concern,
        reply=reply,
        contacted=Contacted.YES,
        satisfied=answer.satisfied or "",
        by=by,
        at=answer.at or now,
    )


def name_concern(arrival: Arrival) -> None:
    """Let the rows beside a concern name it by the key it has now."""
    concern = arrival.concern
    for row in chain(arrival.beside(), arrival.happenings):
        row.concern_id = concern.pk  # type: ignore[attr-defined]
    if arrival.reply:
        arrival.reply.concern_id = concern.pk
    if arrival.called and arrival.reply:
        arrival.called.concern_id, arrival.called.reply_id = concern.pk, arrival.reply.pk


def statements(arrival: Arrival, now: datetime) -> list[tuple[Happening, Statement]]:
    """Return what the ledger is told of an arrival, with the happening each belongs to."""
    concern = arrival.concern
    return [
        (
            happening,
            Statement(
                verb=verb,
                subject=concern.ref,
                unit=concern.path,
                occurred_on=occurred_on,
                facts=facts,
                rows=[concern, happening, *rows],
                files=arrival.files if verb in WITH_FILES else (),
                imported=arrival.imported,
            ),
        )
        for happening, (verb, occurred_on, facts, rows) in zip(
            arrival.happenings, told_of(arrival, now), strict=True
        )
    ]


def told_of(arrival: Arrival, now: datetime) -> list[Spoken]:
    """Return verb, day, facts and further rows of everything an arrival says, in order."""
    concern, answer, reply = arrival.concern, arrival.answer, arrival.reply
    if arrival.queued:
        return [("concern.queued", None, {"channel": str(concern.channel)}, arrival.beside())]
    received = received_facts(concern, arrival.runs)
    told: list[Spoken] = [("concern.received", arrival.day, received, arrival.beside())]
    if answer and reply:
        told.append(("concern.answered", answer.day(now), answered_facts(concern, reply, answer), [reply]))
    if arrival.called and answer:
        told.append(("concern.called_back", answer.day(now), called_facts(arrival.called), [arrival.called]))
    return told


def answered_facts(concern: Concern, reply: Reply, answer: Answer) -> dict[str, object]:
    """Return what the entry of an imported answer states; days only where somebody wrote down when."""
    received = local_day(concern.received_at)
    return {
        "due": concern.due,
        "on_time": on_time(concern, reply.told_on) if reply.told_on else None,
        "decision": str(reply.decision),
        "told": str(reply.told),
        "alone": reply.alone,
        "days": max((reply.told_on - received).days, 0) if reply.told_on else None,
        "round": reply.round,
    }


def called_facts(called: CallBack) -> dict[str, object]:
    """Return what the entry of an imported call-back states."""
    return {"contacted": str(called.contacted), "satisfied": str(called.satisfied), "by_code": False}
