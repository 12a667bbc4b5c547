"""What changed at its source while nobody here has taken it up: corrected, or answered, by an import."""

from collections.abc import Collection
from datetime import date, datetime

from zerentian.casework.actions.arrivals import Answer, Arrival, Reachable, first_runs, received_facts
from zerentian.casework.actions.batches import (
    answered_facts,
    called_facts,
    called_of,
    reply_of,
)
from zerentian.casework.actions.clocks import stop_clock, stop_runs
from zerentian.casework.actions.shield import correct_contact
from zerentian.casework.actions.steps import say, taken
from zerentian.casework.models import ClockRun, Concern, Contact
from zerentian.casework.rules.clocks import Purpose
from zerentian.casework.rules.concerns import State, Step
from zerentian.exchange.rules.lines import Line
from zerentian.ledger.models import Entry
from zerentian.organization.models import Account
from zerentian.organization.rules.clocks import Rulebook

# The account of residents who act online.
RESIDENT = "public"
AS_SAID = ("title", "text", "place", "happened", "channel", "received_at", "path", "source_digest")
RECKONED = ("rule_id", "start", "due", "raw", "moment", "estimated")


def correct_imported(pk: int, arrival: Arrival, *, by: Account, now: datetime, book: Rulebook) -> Concern:
    """Let a concern say what its source says now, with a correction of its entry; an answer that came is added."""
    concern = taken(Concern(pk=pk))
    for name in AS_SAID:
        setattr(concern, name, getattr(arrival.concern, name))
    concern.category = arrival.concern.category or concern.category
    runs = reckoned(concern, book)
    concern.save()
    told = Entry.objects.filter(subject=concern.ref, verb="concern.received").order_by("-id")[0]
    say(
        "concern.received",
        concern,
        "receive",
        by=by,
        now=now,
        occurred_on=arrival.day,
        facts=received_facts(concern, runs),
        words=arrival.words,
        rows=runs,
        replaces=told,
        change="corrected",
        imported=True,
    )
    if arrival.answer:
        answer_imported(concern, arrival.answer, by, now)
    return concern


def reckoned(concern: Concern, book: Rulebook) -> list[ClockRun]:
    """Reckon the running clocks anew from the present time of receipt, and save them."""
    fresh = {run.purpose: run for run in first_runs(concern, book)}
    runs = list(concern.clocks.select_for_update().filter(purpose__in=fresh, stopped_on=None))
    for run in runs:
        for name in RECKONED:
            setattr(run, name, getattr(fresh[run.purpose], name))
        run.save(update_fields=RECKONED)
    return runs


def answer_imported(concern: Concern, answer: Answer, by: Account, now: datetime) -> None:
    """Let an answer that was given at the source stand, and stop the clocks on its day."""
    day: date = answer.day(now)
    concern.state, concern.answered_on = State.ANSWERED, day
    concern.called_back = bool(answer.satisfied)
    concern.save(update_fields=["state", "answered_on", "called_back"])
    reply = reply_of(concern, answer, by, now)
    reply.save()
    stop_clock(concern, Purpose.NOTICE, by=by, now=now, day=day)
    rows = [reply, *stop_runs(concern, Purpose.ANSWER, day=day)]
    facts = answered_facts(concern, reply, answer)
    say(
        "concern.answered",
        concern,
        Step.RELEASE,
        by=by,
        now=now,
        occurred_on=day,
        facts=facts,
        public=True,
        rows=rows,
        imported=True,
    )
    if answer.satisfied:
        called = called_of(concern, reply, answer, by, now)
        called.save()
        facts = called_facts(called)
        say(
            "concern.called_back",
            concern,
            Step.CALL_BACK,
            by=by,
            now=now,
            occurred_on=day,
            facts=facts,
            rows=[called],
            imported=True,
        )


class Contacts:
    """How the people of some matters are reached, as it is kept: to be compared with what a table says now."""

    def __init__(self, concerns: Collection[int], *, asked: bool) -> None:
        """Read the contacts of concerns by their keys; nothing where the table says nothing of them."""
        self.asked = asked
        kept = Contact.objects.filter(concern__in=concerns) if asked else Contact.objects.none()
        self.by_concern = {contact.concern_id: contact for contact in kept}

    def changed(self, concern: int, line: Line) -> Reachable | None:
        """Return the contact data a line brings, where it differs from what is kept.

        None where it says nothing, the data was erased, or the person corrected it here: that is newer than the table.
        """
        if not self.asked or not any(line.contact):
            return None
        contact = self.by_concern.get(concern) or Contact(concern_id=concern)
        if contact.erased:
            return None
        name, phone, address = contact.reached
        said = (line.contact_name or name, line.contact_phone or phone)
        if said == (name, phone) or corrected_here(concern):
            return None
        return Reachable(*said, address)


def corrected_here(concern: int) -> bool:
    """Tell whether the person corrected the contact data by their code."""
    refs = Concern.objects.filter(pk=concern).refs()
    return Entry.objects.filter(verb="contact.corrected", subject__in=refs, actor__username=RESIDENT).exists()


def correct_reachable(concern: int, reachable: Reachable, *, by: Account, now: datetime) -> Contact:
    """Let a matter's contact data say what its source says now, with an entry; its handling stays untouched."""
    return correct_contact(
        Concern(pk=concern),
        name=reachable.name,
        phone=reachable.phone,
        address=reachable.address,
        by=by,
        now=now,
    )
