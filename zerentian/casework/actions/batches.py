"""Many concerns received at once: the rows and entries of ``receive_concern``, written together."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain

from django.db.models import Model

from zerentian.casework.actions.intake import Said, contact_of, first_runs, received_facts
from zerentian.casework.actions.steps import on_time, stated
from zerentian.casework.models import CallBack, ClockRun, Concern, Contact, Happening, Reply
from zerentian.casework.rules.callbacks import Contacted, Satisfied
from zerentian.casework.rules.concerns import Channel, State, Step
from zerentian.casework.rules.replies import Decision, Told
from zerentian.ledger.actions import Statement, record_many
from zerentian.ledger.bulk import fresh, insert_rows, reserve_keys
from zerentian.ledger.models import Committed
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.models import Account, Unit
from zerentian.organization.rules.clocks import Rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How a concern was answered where it came from; ``at`` None: nobody wrote down when."""

    text: str
    at: datetime | None
    decision: Decision
    unit: Unit
    satisfied: Satisfied | None = None

    def day(self, now: datetime) -> date:
        """Return the day it was answered, at the latest today."""
        return local_day(self.at or now)


@dataclass(slots=True)
class Arrival:
    """A concern about to be received, with the rows that stand beside it."""

    concern: Concern
    said: Said
    words: str = ""
    answer: Answer | None = None
    runs: list[ClockRun] = field(default_factory=list)
    contact: Contact | None = None
    reply: Reply | None = None
    called: CallBack | None = None
    happenings: list[Happening] = field(default_factory=list)

    @property
    def day(self) -> date:
        """Return the day it was received."""
        return local_day(self.concern.received_at)

    def beside(self) -> list[Committed]:
        """Return the rows that the entry of its receipt speaks of besides concern and happening."""
        return [*([self.contact] if self.contact else []), *self.runs]


def receive_many(arrivals: Sequence[Arrival], *, by: Account, now: datetime, book: Rulebook) -> None:
    """Register imported concerns with clocks, contacts, answers and entries; inside one transaction.

    Each comes to the same rows and the same entry as through ``receive_concern``. What was answered already gets
    no clocks: nobody owes anything on it.
    """
    for arrival in arrivals:
        furnish(arrival, by, now, book)
    rows: tuple[tuple[type[Model], list[Model]], ...] = (
        (Concern, [arrival.concern for arrival in arrivals]),
        (Contact, [arrival.contact for arrival in arrivals if arrival.contact]),
        (ClockRun, [run for arrival in arrivals for run in arrival.runs]),
        (Reply, [arrival.reply for arrival in arrivals if arrival.reply]),
        (CallBack, [arrival.called for arrival in arrivals if arrival.called]),
        (Happening, [happening for arrival in arrivals for happening in arrival.happenings]),
    )
    for model, made in rows:
        for row, key in zip(made, reserve_keys(model, len(made)), strict=True):
            row.pk = key
    for arrival in arrivals:
        name_concern(arrival)
    spoken = [(happening, said) for arrival in arrivals for happening, said in statements(arrival, now)]
    entries = record_many([said for _, said in spoken], by=by, now=now)
    for (happening, _), entry in zip(spoken, entries, strict=True):
        happening.entry = entry.uuid
    for model, made in rows:
        insert_rows(model, made)


def furnish(arrival: Arrival, by: Account, now: datetime, book: Rulebook) -> None:
    """Make the rows that stand beside a concern, without keys yet."""
    concern, answer = arrival.concern, arrival.answer
    if arrival.said.contact:
        arrival.contact = contact_of(concern, arrival.said.contact)
    arrival.happenings = [happening("receive", arrival.words, by, now)]
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
    concern, answer, reply = arrival.concern, arrival.answer, arrival.reply
    received = received_facts(concern, arrival.runs)
    told = [("concern.received", arrival.day, received, arrival.beside())]
    if answer and reply:
        told.append(("concern.answered", answer.day(now), answered_facts(concern, reply, answer), [reply]))
    if arrival.called and answer:
        told.append(("concern.called_back", answer.day(now), called_facts(arrival.called), [arrival.called]))
    return [
        (
            happening,
            Statement(
                verb=verb,
                subject=concern.ref,
                unit=concern.path,
                occurred_on=occurred_on,
                facts=stated(facts),
                rows=[concern, happening, *rows],
                imported=True,
            ),
        )
        for happening, (verb, occurred_on, facts, rows) in zip(arrival.happenings, told, strict=True)
    ]


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
