"""What concerns put on the desk, and how they are found by their own index."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, NamedTuple

from django.db.models import Exists
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.casework import search
from zerentian.casework.models import Concern, owed
from zerentian.casework.models.concerns import ConcernQuerySet
from zerentian.casework.models.labels import STATES
from zerentian.casework.rules.clocks import SOON_DAYS
from zerentian.casework.rules.concerns import State
from zerentian.duties.rules.lights import Light
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.desk import Group, Line, group_of
from zerentian.organization.models import Account
from zerentian.organization.subjects import Found, page_of

FIRST_RANK = 10


class Sort(NamedTuple):
    """One sort of what waits: its code, its heading, the concerns, the button.

    Rows carry a ``step_due`` where the step has a day of its own; else the answer's day stands on the line.
    """

    code: str
    title: Any
    rows: ConcernQuerySet
    button: Any


def concerns_waiting(account: Account, now: datetime, shown: int) -> Iterator[Group]:
    """Yield the residents' concerns whose next step is the account's, sort by sort, the overdue ones first."""
    found = sorts(account, now)
    some = not_empty(account, found)
    for rank, sort in enumerate(found, start=FIRST_RANK):
        if sort.code not in some:
            continue
        line = partial(line_of, button=sort.button, today=local_day(now))
        yield group_of(sort.title, rank, [sort.rows], shown, line)


def not_empty(account: Account, found: Sequence[Sort]) -> set[str]:
    """Return the codes of the sorts that hold anything, in one question: most desks have few of them."""
    asked = {sort.code: Exists(sort.rows.order_by()) for sort in found if not sort.rows.query.is_empty()}
    held = Account.objects.filter(pk=account.pk).values(**asked).first() if asked else None
    return {code for code, some in (held or {}).items() if some}


def sorts(account: Account, now: datetime) -> list[Sort]:
    """Return each sort of what may wait for an account, the most pressing first."""
    accept, take_up = pgettext_lazy("concern", "Accept"), _("Take up again")
    handle, look, triage = _("Handle"), _("Look at it"), _("Triage")
    return [
        Sort("late", _("Concerns overdue"), owed.overdue_here(account, now), handle),
        Sort("brought_up", _("Long overdue, brought up to you"), owed.brought_up(account, now), look),
        Sort("late_away", _("Overdue at offices and villages"), owed.late_at_offices(account, now), look),
        Sort("accept", _("New concerns to accept"), owed.to_accept(account, now), accept),
        Sort("in_hand", _("Concerns in hand"), owed.in_hand(account, now), handle),
        Sort("assist", _("Asked to assist"), owed.to_assist(account), _("Read it")),
        Sort("spam", _("Suspected spam to look at"), owed.suspected(account), look),
        Sort("triage", _("Concerns to triage"), owed.to_triage(account), triage),
        Sort("dispatch", _("Concerns to dispatch or rule on"), owed.to_dispatch(account, now), _("Dispatch")),
        Sort("added", _("Residents added something"), owed.added_to(account), _("Read it")),
        Sort("mentioned", _("Comments mention your post"), owed.mentioned(account), _("Read it")),
        Sort("review", _("Reviews to decide"), owed.to_review(account), _("Review")),
        Sort(
            "time",
            pgettext_lazy("desk", "More time asked for"),
            owed.time_asked(account),
            pgettext_lazy("desk", "Decide"),
        ),
        Sort("release", _("Replies to release"), owed.to_release(account), _("Release")),
        Sort("unsolved", _("Residents say it is not solved"), owed.unsolved(account), take_up),
        Sort("call", _("Call-backs to make"), owed.to_call_back(account), _("Call back")),
        Sort("close", _("Answered, to be closed"), owed.to_close(account), _("Close")),
        Sort("notice", _("Written notices to give"), owed.notices_owed(account, now), _("Give notice")),
        Sort("visit", _("Joint visits to record"), owed.visits_to_record(account, now), _("Record it")),
        Sort("promise", _("Promises of joint visits"), owed.promises_to_check(account, now), _("Check it")),
        Sort("county", _("To ask the county about"), owed.with_the_county(account, now), _("Ask")),
        Sort("soon_away", _("Due soon at offices and villages"), owed.soon_at_offices(account, now), look),
    ]


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
