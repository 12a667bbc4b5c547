"""What the room keeps open for units, and how it passes on."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from zerentian.community.actions.passing import pass_on
from zerentian.community.models import (
    Activity,
    Call,
    Dispute,
    Inquiry,
    Item,
    Notice,
    Question,
    RelayedWarning,
    Telling,
    Venue,
)
from zerentian.community.rules.activities import State as Standing
from zerentian.community.rules.notices import State
from zerentian.community.rules.questions import State as Open
from zerentian.ledger.clock import now
from zerentian.ledger.models import Entry
from zerentian.organization.handover import Matter
from zerentian.organization.models import Account, Unit


class OfUnit:
    """Rows of one sort that stand at a unit: those still open are listed, all that must be held pass on."""

    label = ""

    def rows(self, unit: Unit) -> "QuerySet[Any]":
        """Return what is open at the unit."""
        raise NotImplementedError

    def due(self, row: Any) -> date | None:
        """Return the day it is due, if any."""
        return getattr(row, "due", None)

    def open_at(self, unit: Unit) -> Sequence[Matter]:
        """Return what is open at the unit."""
        return [Matter(one.ref, str(one), self.due(one)) for one in self.rows(unit)]

    def pass_on(self, unit: Unit, *, into: Unit, by: Account, now: datetime, because: Entry) -> int:
        """Let another unit hold it."""
        found = list(self.rows(unit))
        for row in found:
            pass_on(row, to=into, by=by, now=now, because=because)
        return len(found)


class UnitNotices(OfUnit):
    """The texts of a unit that are prepared or public: somebody must amend, withdraw and answer for them."""

    label = "公告、回应、更正"

    def rows(self, unit: Unit) -> "QuerySet[Any]":
        """Return the texts that were not withdrawn."""
        return Notice.objects.filter(unit=unit).exclude(state=State.WITHDRAWN).order_by("pk")


class UnitQuestions(OfUnit):
    """The matters of a unit that wait for an answer, and those of which it promised to tell more."""

    label = "待回应事项"

    def rows(self, unit: Unit) -> "QuerySet[Any]":
        """Return the questions without an answer, or with a promised update."""
        owed = Q(state=Open.OPEN) | Q(state=Open.ANSWERED, next_update_on__isnull=False)
        return Question.objects.filter(owed, unit=unit).order_by("due_at", "pk")

    def due(self, row: Any) -> date | None:
        """Return the day of its answer, else that of its update."""
        due: date | None = row.due if row.is_open else row.next_update_on
        return due


class UnitDisputes(OfUnit):
    """The disputes at a unit that nobody has answered."""

    label = "异议"

    def rows(self, unit: Unit) -> "QuerySet[Any]":
        """Return the disputes without an answer."""
        return Dispute.objects.open().filter(unit=unit).order_by("pk")


class UnitTellings(OfUnit):
    """What a village was asked to tell and has not."""

    label = "村级告知"

    def rows(self, unit: Unit) -> "QuerySet[Any]":
        """Return the tellings that are open."""
        return Telling.objects.open().filter(unit=unit).select_related("notice").order_by("due", "pk")


class UnitWarnings(OfUnit):
    """The warnings of a township that run: a change or lifting must find them. What has expired stays where it was."""

    label = "转发的预警"

    def rows(self, unit: Unit) -> "QuerySet[Any]":
        """Return the warnings that stand and have not expired."""
        return RelayedWarning.objects.current(now()).filter(unit=unit).order_by("pk")

    def due(self, row: Any) -> date | None:
        """A warning is not due: it expires by itself."""
        return None


class UnitCalls(OfUnit):
    """The calls that a village has not confirmed, of warnings that run: what has expired calls nobody any more."""

    label = "预警叫应"

    def rows(self, unit: Unit) -> "QuerySet[Any]":
        """Return the calls that are open and not over."""
        return (
            Call.objects.open()
            .filter(unit=unit, warning__expires_at__gt=now())
            .select_related("warning")
            .order_by("due_at", "pk")
        )


class UnitVenues(OfUnit):
    """The venues that a unit keeps."""

    label = "场所"

    def rows(self, unit: Unit) -> "QuerySet[Any]":
        """Return the venues that are not given up."""
        return Venue.objects.kept().filter(unit=unit).order_by("pk")


class UnitActivities(OfUnit):
    """The activities that a unit has announced and not held or cancelled."""

    label = "活动"

    def rows(self, unit: Unit) -> "QuerySet[Any]":
        """Return the activities that are announced."""
        return Activity.objects.filter(unit=unit, state=Standing.OPEN).order_by("begins_at", "pk")

    def due(self, row: Any) -> date | None:
        """Return its day."""
        day: date = row.day
        return day


class UnitItems(OfUnit):
    """The things that a unit lends; what is out comes back to the unit that takes them over."""

    label = "外借物品"

    def rows(self, unit: Unit) -> "QuerySet[Any]":
        """Return the things that are still lent."""
        return Item.objects.kept().filter(unit=unit).order_by("pk")


class UnitInquiries(OfUnit):
    """The requests for information that a unit owes an answer to."""

    label = "信息公开申请"

    def rows(self, unit: Unit) -> "QuerySet[Any]":
        """Return the requests that are not answered, the soonest due first."""
        return Inquiry.objects.open().filter(unit=unit)
