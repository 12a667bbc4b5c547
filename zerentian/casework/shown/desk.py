"""What concerns put on the desk, and how they are found by their own index."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.casework import search
from zerentian.casework.models import Concern, Question
from zerentian.casework.models.concerns import ConcernQuerySet
from zerentian.casework.models.labels import STATES
from zerentian.casework.rules.concerns import State
from zerentian.duties.rules.lights import Light
from zerentian.organization.desk import Group, Line, group_of
from zerentian.organization.models import Account
from zerentian.organization.subjects import Found, page_of

FIRST_RANK = 10


def concerns_waiting(account: Account, now: datetime, shown: int) -> Iterator[Group]:
    """Yield the residents' concerns whose next step is the account's, sort by sort, the overdue ones first."""
    for rank, (title, light, rows, button) in enumerate(sorts(account, now), start=FIRST_RANK):
        yield group_of(title, rank, [rows], shown, partial(line_of, light=light, button=button))


def sorts(account: Account, now: datetime) -> list[tuple[Any, Light, ConcernQuerySet, Any]]:
    """Return the heading, light, concerns and button of each sort."""
    concerns = Concern.objects
    mine = concerns.waiting_for(account)
    late = mine.overdue(now)
    new = mine.filter(state=State.DISPATCHED)
    in_hand = mine.filter(state=State.HANDLING).exclude(pk__in=late.values("pk"))
    in_hand = in_hand.exclude(pk__in=Question.objects.filter(ended="").values("concern"))
    to_dispatch, to_release = concerns.to_dispatch_by(account), concerns.to_release_by(account)
    to_call = concerns.to_call_back_by(account)
    return [
        (_("Concerns overdue"), Light.RED, late, _("Handle")),
        (_("New concerns to accept"), Light.GREEN, new, pgettext_lazy("concern", "Accept")),
        (_("Concerns in hand"), Light.GREEN, in_hand, _("Handle")),
        (_("Concerns to triage"), Light.NONE, concerns.to_triage_by(account), _("Triage")),
        (_("Concerns to dispatch or rule on"), Light.NONE, to_dispatch, _("Dispatch")),
        (_("Residents added something"), Light.NONE, concerns.replied_on(account), _("Read it")),
        (_("Replies to release"), Light.NONE, to_release, _("Release")),
        (_("Residents say it is not solved"), Light.NONE, concerns.unsolved_for(account), _("Take up again")),
        (_("Call-backs to make"), Light.NONE, to_call, _("Call back")),
    ]


def line_of(row: Concern, light: Light, button: Any) -> Line:
    """Return the sentence of a concern."""
    return Line(row.title, row.number, page_of(row.ref), button, light if row.due else "", row.due)


def find(words: str, account: Account, limit: int) -> Sequence[Found]:
    """Return the newest concerns with the words that an account may read; NotAllowed on a person's number."""
    visible = Concern.objects.visible_to(account).select_related("unit").prefetch_related("unit__periods")
    return [
        Found(one.ref, str(one), STATES[State(one.state)], one.unit.name, one.received_at)
        for one in search.find(visible, words, limit=limit)
    ]
