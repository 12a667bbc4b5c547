"""What concerns put on the desk, and how they are found by their own index."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any, NamedTuple

from django.db.models import Exists, Q
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.casework import search
from zerentian.casework.models import Concern, owed
from zerentian.casework.models.concerns import ConcernQuerySet
from zerentian.casework.models.labels import STATES
from zerentian.casework.rules.clocks import SOON_DAYS
from zerentian.casework.rules.concerns import State
from zerentian.duties.rules.lights import Light
from zerentian.ledger.models.written import NOTHING, condition_of
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.desk import Group, Line, group_of
from zerentian.organization.models import Account
from zerentian.organization.subjects import Found, page_of

FIRST_RANK = 10


class Sort(NamedTuple):
    """One sort of what waits: its code, its heading, what asks for the concerns, the button.

    Rows carry a ``step_due`` where the step has a day of its own; else the answer's day stands on the line.
    """

    code: str
    title: Any
    asked: Callable[[], ConcernQuerySet]
    button: Any

    @property
    def rows(self) -> ConcernQuerySet:
        """Return the concerns; built when they are wanted, for most desks have few of the sorts."""
        return self.asked()


Asked = Callable[[Account, datetime], ConcernQuerySet]
# What each sort asks for; by the day of a moment, whatever its hour.
ASKED: dict[str, Asked] = {
    "late": owed.overdue_here,
    "brought_up": owed.brought_up,
    "late_away": owed.late_at_offices,
    "accept": owed.to_accept,
    "in_hand": owed.in_hand,
    "assist": lambda account, now: owed.to_assist(account),
    "spam": lambda account, now: owed.suspected(account),
    "triage": lambda account, now: owed.to_triage(account),
    "dispatch": owed.to_dispatch,
    "added": lambda account, now: owed.added_to(account),
    "mentioned": lambda account, now: owed.mentioned(account),
    "review": lambda account, now: owed.to_review(account),
    "time": lambda account, now: owed.time_asked(account),
    "release": lambda account, now: owed.to_release(account),
    "unsolved": lambda account, now: owed.unsolved(account),
    "call": lambda account, now: owed.to_call_back(account),
    "close": lambda account, now: owed.to_close(account),
    "notice": owed.notices_owed,
    "visit": owed.visits_to_record,
    "promise": owed.promises_to_check,
    "county": owed.with_the_county,
    "soon_away": owed.soon_at_offices,
}


def concerns_waiting(account: Account, now: datetime, shown: int) -> Iterator[Group]:
    """Yield the residents' concerns whose next step is the account's, sort by sort, the overdue ones first."""
    some = not_empty(account, now)
    for rank, sort in enumerate(sorts(account, now), start=FIRST_RANK):
        if sort.code not in some:
            continue
        line = partial(line_of, button=sort.button, today=local_day(now))
        yield group_of(sort.title, rank, [sort.rows], shown, line)


def not_empty(account: Account, now: datetime) -> set[str]:
    """Return the codes of the sorts that hold anything, in one question: most desks have few of them."""
    day = local_day(now).isoformat()
    found = {code: account.kept(waits, code, day) for code in ASKED}
    asked = {code: Exists(Concern.objects.filter(one)) for code, one in found.items() if one != NOTHING}
    held = Account.objects.filter(pk=account.pk).values(**asked).first() if asked else None
    return {code for code, some in (held or {}).items() if some}


def waits(account: Account, code: str, day: str) -> Q:
    """Write out the condition that a concern is of a sort on a day."""
    noon = make_aware(datetime.combine(date.fromisoformat(day), time(12)))
    return condition_of(ASKED[code](account, noon))


def sorts(account: Account, now: datetime) -> list[Sort]:
    """Return each sort of what may wait for an account, the most pressing first."""
    accept, take_up = pgettext_lazy("concern", "Accept"), _("Take up again")
    handle, look, triage = _("Handle"), _("Look at it"), _("Triage")
    named = [
        ("late", _("Concerns overdue"), handle),
        ("brought_up", _("Long overdue, brought up to you"), look),
        ("late_away", _("Overdue at offices and villages"), look),
        ("accept", _("New concerns to accept"), accept),
        ("in_hand", _("Concerns in hand"), handle),
        ("assist", _("Asked to assist"), _("Read it")),
        ("spam", _("Suspected spam to look at"), look),
        ("triage", _("Concerns to triage"), triage),
        ("dispatch", _("Concerns to dispatch or rule on"), _("Dispatch")),
        ("added", _("Residents added something"), _("Read it")),
        ("mentioned", _("Comments mention your post"), _("Read it")),
        ("review", _("Reviews to decide"), _("Review")),
        ("time", pgettext_lazy("desk", "More time asked for"), pgettext_lazy("desk", "Decide")),
        ("release", _("Replies to release"), _("Release")),
        ("unsolved", _("Residents say it is not solved"), take_up),
        ("call", _("Call-backs to make"), _("Call back")),
        ("close", _("Answered, to be closed"), _("Close")),
        ("notice", _("Written notices to give"), _("Give notice")),
        ("visit", _("Joint visits to record"), _("Record it")),
        ("promise", _("Promises of joint visits"), _("Check it")),
        ("county", _("To ask the county about"), _("Ask")),
        ("soon_away", _("Due soon at offices and villages"), look),
    ]
    return [Sort(code, title, partial(ASKED[code], account, now), button) for code, title, button in named]


def line_of(row: Concern, button: Any, today: date) -> Line:
    """Return the sentence of a concern, with the day of the step or of its answer."""
    due = row.step_due if hasattr(row, "step_due") else row.due if row.is_open else None
    return Line(row.title, row.number, page_of(row.ref), button, light_on(due, today), due)


def light_on(due: date | None, today: date) -> Light | str:
    """Return the light of a day: past, near, or far."""
    if due is None:
        return ""
    if due < today:
        return Light.RED
    return Light.AMBER if due <= today + timedelta(days=SOON_DAYS) else Light.GREEN


def find(words: str, account: Account, limit: int) -> Sequence[Found]:
    """Return the newest concerns with the words that an account may read; NotAllowed on a person's number."""
    visible = Concern.objects.visible_to(account).select_related("unit").prefetch_related("unit__periods")
    return [
        Found(one.ref, str(one), STATES[State(one.state)], one.unit.name, one.received_at)
        for one in search.find(visible, words, limit=limit)
    ]
