"""Concerns (诉求): what a resident brought to the office, where it stands, and everything said on it."""

import json
import re
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Case, Q, When
from django.db.models.functions import Concat

from zerentian.casework.cipher import decrypted, text_place
from zerentian.casework.codes import new_code, new_key, new_serial
from zerentian.casework.county import TEXT
from zerentian.casework.models.categories import Category
from zerentian.casework.models.clocks import ClockRun
from zerentian.casework.models.dispatches import handled_by
from zerentian.casework.models.labels import CHANNELS, EXITS, KINDS, ROUTES, STATES, URGENCIES
from zerentian.casework.models.shield import Accusation, accusing
from zerentian.casework.rules.clocks import Purpose, Urgency
from zerentian.casework.rules.concerns import (
    OPEN_STATES,
    UNCOUNTED_STATES,
    UNTRIAGED_STATES,
    Channel,
    Kind,
    State,
    Step,
    steps_from,
)
from zerentian.casework.rules.reviews import Level, next_level
from zerentian.duties.models.located import Located, LocatedQuerySet
from zerentian.ledger.models import Unnumbered
from zerentian.ledger.models.written import condition_of
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.models import Account, Unit

# A year, then the serial; more digits than a column can hold are no number of ours.
NUMBER = re.compile(r"^([1-9][0-9]{3})-([0-9]{1,18})$")


SEALED = "（已密封：由受理检举控告的上级机关下载后，在自己的电脑上用私钥打开）"


# The kinds of concern that may accuse somebody of the office.
SHIELDED_KINDS = (Kind.COMPLAINT, Kind.WRONGDOING)


class ConcernQuerySet(LocatedQuerySet):
    """Questions people ask of concerns. Every surface passes ``visible_to``; nothing asks for a person."""

    right = "concern.view"

    def visible_to(self, account: Account) -> Self:
        """What an account may read: by its right, as lead, as assistant or as who registered it; never as accused.

        A report of wrongdoing, and any complaint before triage, needs the right to shielded matters as well.
        """
        if not account.may("desk.view"):
            return self.none()
        return self.filter(account.kept(seen_by))

    @staticmethod
    def readable(account: Account) -> Q:
        """Return the condition by which an account's rights reach a concern, before who is accused is asked."""
        wrongdoing = Q(kind=Kind.WRONGDOING)
        untriaged = Q(state__in=UNTRIAGED_STATES) | Q(state=State.WITHDRAWN, lead=None)  # it names nobody yet
        untriaged_complaint = Q(kind=Kind.COMPLAINT) & untriaged
        plain = ~wrongdoing & ~untriaged_complaint
        # Who handles or assists stands here once: PostgreSQL plans each such question anew, and a desk asks it often.
        return (
            plain & (Q(unit__in=account.unit_keys("concern.view")) | Q(recorded_by=account) | UNFOUND)
            | handled_by(account) & (plain | wrongdoing & ~Q(state__in=UNTRIAGED_STATES))
            | untriaged_complaint & Q(unit__in=account.unit_keys("concern.shield"))
            | wrongdoing & Q(unit__in=account.unit_keys("concern.wrongdoing"))
        )

    def hidden_from(self, account: Account | None) -> Self:
        """What an account may not read though it lies in units it sees; without one, what is not for everybody."""
        if account is None or not account.may("desk.view"):
            return self.filter(shielded())
        return self.filter(account.kept(unseen_by))

    def all_hidden_from(self, account: Account | None) -> Self:
        """The same as ``hidden_from``, to be listed: found from what is shielded, not asked of each concern.

        PostgreSQL looks through a whole table for rows that are of a kind *or* stand in another list.
        """
        of_kind = Concern.objects.filter(kind__in=SHIELDED_KINDS).order_by().values("pk")
        accusing = Accusation.objects.filter(lifted=False).order_by().values("concern")
        return self.filter(pk__in=of_kind.union(accusing)).hidden_from(account)

    def refs(self) -> models.QuerySet:  # type: ignore[type-arg]
        """The references of these concerns, as entries name them."""
        named = self.annotate(ref_text=Concat(models.Value("concern:"), "key"))
        refs: models.QuerySet = named.values("ref_text")  # type: ignore[type-arg]
        return refs

    def open(self) -> Self:
        """The concerns on which somebody still owes the resident an answer."""
        return self.filter(state__in=OPEN_STATES)

    def open_among(self, few: "models.QuerySet[Any, Any]") -> Self:
        """Of a few concerns by their keys those that are ``open``.

        Asked for what they are not, they are looked up one by one: SQLite would begin with all that is open.
        """
        return self.filter(pk__in=few).exclude(state__in=[one for one in State if one not in OPEN_STATES])

    def counted(self) -> Self:
        """The concerns that count as received: what waits as suspected spam does not."""
        return self.exclude(state__in=UNCOUNTED_STATES)

    def overdue(self, now: datetime) -> Self:
        """The open concerns whose answer is overdue: from the next day, in hours too, as the sealed figure counts."""
        return self.open().filter(due__lt=local_day(now))

    def due_within(self, today: date, days: int) -> Self:
        """The open concerns whose answer falls due from today on within some days: the amber ones."""
        return self.open().filter(due__gte=today, due__lte=today + timedelta(days=days))

    def due_by(self, day: date) -> Self:
        """The open concerns whose answer is due on or before a day, soonest first."""
        return self.open().filter(due__lte=day).order_by("due", "pk")

    def newest_first(self) -> Self:
        """The concerns as a list shows them."""
        return self.order_by("-received_at", "-pk")

    def numbered(self, number: str) -> Self:
        """The concern of an office number such as 2026-48319027, or of the number it had where it came from."""
        typed = number.strip()
        condition = Q(source_number=typed) & ~Q(source_number="")
        if found := NUMBER.match(typed):
            condition |= Q(serial=int(found[2]), received_at__year=int(found[1]))
        return self.filter(condition)


# No row meets it, and no index finds who would. Where every other alternative has an index, SQLite collects the rows of
# all of them and sorts: for who reads a whole county, every concern for a page of fifty. ``near`` says where to begin.
UNFOUND = Q(anonymous=True) & Q(anonymous=False)


def seen_by(account: Account) -> Q:
    """Write out the condition of ``ConcernQuerySet.visible_to``."""
    rows = Concern.objects.filter(near(account), Concern.objects.readable(account))
    return condition_of(rows.exclude(accusing(account)))


def near(account: Account) -> Q:
    """Return, for who reads in an office or village alone, what each concern it reads meets: found by an index each.

    Without it the database would look at every concern for the few that lie with one office. For who reads all of a
    township it says nothing: nearly every concern meets it.
    """
    rights = ("concern.view", "concern.shield", "concern.wrongdoing")
    wide = {seat.wide for seat in account.seats_on(account.today)}
    reaches = [account.reach(right) for right in rights]
    if any(reach is None or wide & set(reach) for reach in reaches):
        return Q()
    units = {unit for right in rights for unit in account.unit_keys(right)}
    return Q(unit__in=sorted(units)) | handled_by(account) | Q(recorded_by=account)


def unseen_by(account: Account) -> Q:
    """Write out the condition of ``ConcernQuerySet.hidden_from``."""
    # A truth value, so that what is neither (there is no lead yet) counts as not readable.
    readable = Case(When(Concern.objects.readable(account) & ~accusing(account), then=True), default=False)
    return condition_of(Concern.objects.filter(shielded()).alias(seen=readable).filter(seen=False))


def shielded() -> Q:
    """Return the condition that a concern accuses, or may accuse, somebody of the office.

    Both halves start from an index: where nothing is shielded, nothing is read.
    """
    return Q(kind__in=SHIELDED_KINDS) | Q(pk__in=Accusation.objects.filter(lifted=False).values("concern"))


def path_reached(reaches: list[str] | None) -> Q:
    """Return the condition that a concern's path lies within what a right reaches."""
    if reaches is None:
        return Q()
    condition = Q(pk__in=[])
    for reach in reaches:
        condition |= Q(path=reach) | Q(path__startswith=f"{reach}/")
    return condition


class Concern(Unnumbered, Located):
    """One concern. ``unit`` received it; ``path`` is where it counts: the receiving unit, then who leads.

    ``key`` is random and stands in the ledger; ``code`` is the resident's. ``due`` is the day promised to the
    resident (``due_at`` for a clock in hours); what is overdue follows from it and is never stored.
    ``resident_spoke_last`` (the last step is the resident's supplement) and ``answered_here`` (a reply of ours went
    out, so a call-back is owed) follow from steps and replies: kept, so that a desk looks at what waits alone.
    """

    KIND = "concern"
    COMMITTED: ClassVar = (
        "unit",
        "path",
        "channel",
        "kind",
        "route",
        "category",
        "urgency",
        "title",
        "text",
        "sealed_text",
        "place_unit",
        "place",
        "happened",
        "answers",
        "state",
        "exit",
        "lead",
        "due",
        "confidential",
        "anonymous",
        "received_at",
        "source",
        "source_number",
        "linked_to",
    )
    OPENABLE: ClassVar = ("title", "text")

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    code = models.CharField(max_length=10, unique=True, default=new_code, editable=False)
    secret_digest = models.CharField(max_length=64, blank=True)
    submission = models.UUIDField(null=True, blank=True, unique=True)
    serial = models.BigIntegerField(unique=True, default=new_serial, editable=False)
    channel = models.CharField(max_length=10, choices=CHANNELS)
    kind = models.CharField(max_length=10, choices=KINDS)
    route = models.CharField(max_length=16, choices=ROUTES, blank=True)
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="concerns", db_index=False
    )
    urgency = models.CharField(max_length=8, choices=URGENCIES, default=Urgency.ORDINARY)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    sealed_text = models.TextField(blank=True)
    place_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    place = models.CharField(max_length=200, blank=True)
    map_point = models.CharField(max_length=30, blank=True)
    happened = models.CharField(max_length=60, blank=True)
    answers = models.TextField(default="{}")
    state = models.CharField(max_length=10, choices=STATES, default=State.RECEIVED)
    exit = models.CharField(max_length=12, choices=EXITS, blank=True)
    lead = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    handler = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    bounces = models.PositiveSmallIntegerField(default=0)
    due = models.DateField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    due_estimated = models.BooleanField(default=False)
    answered_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    called_back = models.BooleanField(default=False)
    answered_here = models.BooleanField(default=False)
    resident_spoke_last = models.BooleanField(default=False)
    confidential = models.BooleanField(default=False)
    anonymous = models.BooleanField(default=False)
    received_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    source = models.CharField(max_length=60, blank=True)
    # Empty is NULL: any number of concerns have none, and an index finds those that have.
    source_number = models.CharField(max_length=80, null=True, blank=True)
    source_digest = models.CharField(max_length=64, blank=True)
    linked_to = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="linked")

    objects = ConcernQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["source_number", "source"], name="concern_source_once"),
            models.CheckConstraint(condition=Q(channel__in=list(Channel)), name="concern_channel_closed"),
            models.CheckConstraint(condition=Q(kind__in=list(Kind)), name="concern_kind_known"),
            models.CheckConstraint(condition=Q(state__in=list(State)), name="concern_state_known"),
            models.CheckConstraint(
                condition=~Q(kind=Kind.WRONGDOING) | Q(text=""), name="concern_wrongdoing_encrypted"
            ),
            models.CheckConstraint(
                condition=Q(linked_to=None) | ~Q(linked_to=models.F("id")),
                name="concern_not_linked_to_itself",
            ),
        ]
        indexes = [
            models.Index(fields=["-received_at", "-id"], name="concern_newest"),
            models.Index(fields=["unit", "-received_at", "-id"], name="concern_unit_newest"),
            models.Index(fields=["state", "-received_at", "-id"], name="concern_state_newest"),
            models.Index(fields=["lead", "-received_at", "-id"], name="concern_lead_newest"),
            models.Index(fields=["category", "-received_at", "-id"], name="concern_category_newest"),
            models.Index(fields=["channel", "-received_at", "-id"], name="concern_channel_newest"),
            models.Index(fields=["kind", "-received_at", "-id"], name="concern_kind_newest"),
            models.Index(fields=["due"], condition=Q(state__in=list(OPEN_STATES)), name="concern_open_due"),
            # SQLite takes no index of some rows for states that are given when it is asked.
            models.Index(fields=["state", "due"], name="concern_state_due"),
            models.Index(
                fields=["due", "id"], condition=Q(resident_spoke_last=True), name="concern_resident_spoke"
            ),
            models.Index(
                fields=["called_back", "answered_on", "id"],
                condition=Q(state=State.ANSWERED, answered_here=True),
                name="concern_to_call_back",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def ref(self) -> str:
        """Return the reference string: the random key, so that the ledger tells nothing of a shielded matter."""
        return f"{self.KIND}:{self.key}"

    @property
    def place_in_hand(self) -> Unit | str:
        """Return where the right to handle is asked: the unit in the lead, wherever it has moved since, or above it.

        A matter that was lifted above whom it accuses stands at that path.
        """
        lead = self.lead
        return lead if lead and self.path in {period.path for period in lead.periods.all()} else self.path

    @property
    def number(self) -> str:
        """Return the number the office uses, such as 2026-48319027; older ones are shorter."""
        return f"{local_day(self.received_at).year}-{self.serial:06}"

    @property
    def is_open(self) -> bool:
        """Tell whether somebody still owes the resident an answer."""
        return self.state in OPEN_STATES

    @property
    def is_shielded(self) -> bool:
        """Tell whether the matter accuses, or may accuse, somebody of the office."""
        return self.kind in (Kind.COMPLAINT, Kind.WRONGDOING)

    @property
    def words(self) -> str:
        """Return what the resident said; of what is sealed to the county, how to open it.

        Reports that came before the county declared a key are decrypted here and nowhere kept.
        """
        lines = self.sealed_text.splitlines()
        older = [decrypted(line, text_place(self.mark)) for line in lines if not line.startswith(TEXT)]
        return "\n\n".join([*older, SEALED] if len(older) < len(lines) else older) if lines else self.text

    @property
    def is_sealed(self) -> bool:
        """Tell whether something of it is sealed to the county's key."""
        return TEXT in self.sealed_text

    @property
    def answered(self) -> dict[str, Any]:
        """Return the answers to the category's extra questions, by code."""
        answers: dict[str, Any] = json.loads(self.answers)
        return answers

    @property
    def standing(self) -> State:
        """Return where the concern stands."""
        return State(self.state)

    @property
    def steps(self) -> list[Step]:
        """Return the steps that may be taken from the present state."""
        return steps_from(self.standing)

    @property
    def next_review(self) -> Level | None:
        """Return which review may be asked for next."""
        return next_level({review.level: bool(review.outcome) for review in self.reviews.all()})

    def is_overdue(self, now: datetime) -> bool:
        """Tell whether the answer is overdue, by the day as ``overdue`` counts it."""
        return self.is_open and self.due is not None and self.due < local_day(now)

    def superior_on(self, day: date) -> Unit | None:
        """Return the unit above the one that received it, which reviews its answer (信访工作条例 art. 35).

        A township's offices answer in its name.
        """
        return self.unit.parent_on(day)

    @property
    def running(self) -> list[ClockRun]:
        """Return the clocks that have not stopped."""
        return [run for run in self.clocks.all() if run.stopped_on is None]

    def clock(self, purpose: Purpose) -> ClockRun | None:
        """Return the running or last clock of a purpose."""
        runs = [run for run in self.clocks.all() if run.purpose == purpose]
        return runs[-1] if runs else None
