"""What the room keeps open for units, and how it passes on."""

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
from zerentian.organization.handover import Matter, RowsOfUnits, undated
from zerentian.organization.models import Unit

# The texts that are prepared or public: somebody must amend, withdraw and answer for them.
NOTICES = RowsOfUnits(
    "公告、回应、更正",
    lambda unit: Notice.objects.filter(unit=unit).exclude(state=State.WITHDRAWN).order_by("pk"),
    pass_on,
)


def owed_answers(unit: Unit) -> "QuerySet[Question]":
    """Return the matters that wait for a unit's answer, and those of which it promised to tell more."""
    owed = Q(state=Open.OPEN) | Q(state=Open.ANSWERED, next_update_on__isnull=False)
    return Question.objects.filter(owed, unit=unit).order_by("due_at", "pk")


QUESTIONS = RowsOfUnits(
    "待回应事项",
    owed_answers,
    pass_on,
    lambda one: Matter(one.ref, str(one), one.due if one.is_open else one.next_update_on),
)
DISPUTES = RowsOfUnits("异议", lambda unit: Dispute.objects.open().filter(unit=unit).order_by("pk"), pass_on)
# What a village was asked to tell and has not.
TELLINGS = RowsOfUnits(
    "村级告知",
    lambda unit: Telling.objects.open().filter(unit=unit).select_related("notice").order_by("due", "pk"),
    pass_on,
)
# A change or lifting must find the warnings that run; what has expired stays where it was. None is due: it expires.
WARNINGS = RowsOfUnits(
    "转发的预警",
    lambda unit: RelayedWarning.objects.current(now()).filter(unit=unit).order_by("pk"),
    pass_on,
    undated,
)


def running_calls(unit: Unit) -> "QuerySet[Call]":
    """Return the calls that a village has not confirmed, of warnings that run: what has expired calls nobody more."""
    calls: QuerySet[Call] = Call.objects.open().filter(unit=unit, warning__expires_at__gt=now())
    return calls.select_related("warning").order_by("due_at", "pk")


CALLS = RowsOfUnits("预警叫应", running_calls, pass_on)
VENUES = RowsOfUnits("场所", lambda unit: Venue.objects.kept().filter(unit=unit).order_by("pk"), pass_on)
# Announced, and not held or cancelled.
ACTIVITIES = RowsOfUnits(
    "活动",
    lambda unit: Activity.objects.filter(unit=unit, state=Standing.OPEN).order_by("begins_at", "pk"),
    pass_on,
    lambda one: Matter(one.ref, str(one), one.day),
)
# What is lent out comes back to the unit that takes the things over.
ITEMS = RowsOfUnits("外借物品", lambda unit: Item.objects.kept().filter(unit=unit).order_by("pk"), pass_on)
# Owed an answer, the soonest due first.
INQUIRIES = RowsOfUnits("信息公开申请", lambda unit: Inquiry.objects.open().filter(unit=unit), pass_on)
