"""What arrives: a concern as somebody brought it, with everything that stands beside it, not yet saved."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from zerentian.casework.actions.clocks import new_run
from zerentian.casework.actions.sealing import seal_said
from zerentian.casework.models import (
    CallBack,
    Category,
    ClockRun,
    Concern,
    ConcernFile,
    Contact,
    Happening,
    Reply,
)
from zerentian.casework.rules.callbacks import Satisfied
from zerentian.casework.rules.clocks import Purpose, Urgency, answer_rule, notice_rule
from zerentian.casework.rules.concerns import Channel, Kind
from zerentian.casework.rules.dispatches import above
from zerentian.casework.rules.replies import Decision
from zerentian.evidence.actions import Received
from zerentian.evidence.models import File
from zerentian.ledger.bulk import fresh
from zerentian.ledger.models import Committed
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_filled
from zerentian.organization.models import Account, Unit
from zerentian.organization.rules.clocks import Rulebook

TITLE = 40


@dataclass(frozen=True, slots=True)
class Reachable:
    """How to reach a person, in the clear; kept encrypted."""

    name: str = ""
    phone: str = ""
    address: str = ""

    def __bool__(self) -> bool:
        return bool(self.name or self.phone or self.address)


@dataclass(frozen=True, slots=True)
class Said:
    """What a resident brought: as the form, the phone or a spreadsheet gives it."""

    text: str
    title: str = ""
    category: Category | None = None
    kind: Kind | None = None
    urgency: Urgency = Urgency.ORDINARY
    place_unit: Unit | None = None
    place: str = ""
    map_point: str = ""
    happened: str = ""
    answers: Mapping[str, str] | None = None
    contact: Reachable = Reachable()
    confidential: bool = False
    anonymous: bool = False


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
    """A concern about to be received, with the rows that stand beside it.

    ``uploads`` become its ``files`` when it is written, filed with this very matter. ``queued``: suspected spam,
    which waits without clocks; ``imported``: from a spreadsheet, so that what lies before the go-live is not late.
    """

    concern: Concern
    said: Said
    words: str = ""
    answer: Answer | None = None
    uploads: Sequence[Received] = ()
    files: Sequence[File] = ()
    queued: bool = False
    imported: bool = False
    runs: list[ClockRun] = field(default_factory=list)
    contact: Contact | None = None
    kept: list[ConcernFile] = field(default_factory=list)
    reply: Reply | None = None
    called: CallBack | None = None
    happenings: list[Happening] = field(default_factory=list)

    @property
    def day(self) -> date:
        """Return the day it was received."""
        return local_day(self.concern.received_at)

    def beside(self) -> list[Committed]:
        """Return the rows that the entry of its receipt speaks of besides concern and happening."""
        return [*([self.contact] if self.contact else []), *self.kept, *self.runs]


def described(said: Said, unit: Unit, channel: Channel, received_at: datetime, by: Account) -> Concern:
    """Return a concern, not yet saved, that says what the resident said."""
    text = check_filled(said.text, "诉求内容", "what the concern is about")
    kind = said.kind or (Kind(said.category.kind) if said.category else Kind.HELP)
    if said.anonymous and said.category and not said.category.anonymous:
        raise NotAllowed(
            f"“{said.category}”需要联系方式才能办理，请留下姓名和电话（可以要求保密）",
            f"{said.category} can't be handled without a contact: leave a name and phone number,"
            " confidential if you wish",
        )
    title = said.title.strip() or text.splitlines()[0][:TITLE]
    # A matter of a day on which nothing is known of the unit counts where it stood last.
    path = unit.path_on(local_day(received_at)) or unit.path
    concern = fresh(Concern, unit=unit, path=path, channel=channel, kind=kind, category=said.category)
    concern.title, concern.text = title[:200], text
    if kind is Kind.WRONGDOING:
        # Nobody in the township may read, count or find it: it stands with the county.
        concern.path = above(path) or path
    concern.urgency, concern.place_unit, concern.place = said.urgency, said.place_unit, said.place.strip()
    concern.map_point, concern.happened = said.map_point.strip(), said.happened.strip()
    concern.answers = json.dumps(dict(said.answers or {}), ensure_ascii=False, sort_keys=True)
    concern.confidential, concern.anonymous = said.confidential, said.anonymous or not said.contact
    concern.received_at, concern.recorded_by = received_at, by
    if kind is Kind.WRONGDOING:
        seal_said(concern)
    return concern


def contact_of(concern: Concern, reachable: Reachable) -> Contact:
    """Return contact data, encrypted, not yet saved."""
    contact = Contact(concern=concern)
    contact.keep(name=reachable.name, phone=reachable.phone, address=reachable.address)
    return contact


def first_runs(concern: Concern, book: Rulebook) -> list[ClockRun]:
    """Return the clocks that receipt starts: the resident's own, and the written notice of art. 23."""
    rule = answer_rule(Kind(concern.kind), Urgency(concern.urgency))
    runs = [new_run(concern, Purpose.ANSWER, rule, concern.received_at, book)] if rule else []
    notice = notice_rule(Channel(concern.channel))
    return [*runs, new_run(concern, Purpose.NOTICE, notice, concern.received_at, book)]


def received_facts(concern: Concern, runs: list[ClockRun]) -> dict[str, object]:
    """Return what the first entry states."""
    notice = next((run.due for run in runs if run.purpose == Purpose.NOTICE), None)
    return {
        "channel": str(concern.channel),
        "anonymous": concern.anonymous,
        "due": concern.due,
        "notice_due": notice,
    }
