"""What may wait for a meeting: each room says which of its matters may be put before one, and which suggest themselves.

A room registers a ``Tabling`` in its ``shown.py``. A matter on an agenda refers to what it comes from by its reference
alone; whoever reads the agenda reads no more of that matter than its own page shows them.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.models import Account, Unit
from zerentian.organization.subjects import SUBJECTS, page_of

MOST_SUGGESTED = 12
NUMBERED = re.compile(r"^[A-Z]?\d{4}-\d{4,} ")


@dataclass(frozen=True, slots=True)
class Suggested:
    """One matter that might go before a meeting: its reference, what it is, why it suggests itself, when it was due."""

    ref: str
    title: str
    why: Any
    due: date | None = None


def late_words(due: date | None, now: datetime) -> Any:
    """Return why something late suggests itself: it is overdue, or was before more time was granted."""
    put_off = due is not None and due >= local_day(now)
    return _("given more time after it was overdue") if put_off else _("overdue")


def nothing(account: Account, unit: Unit, now: datetime) -> Iterable[Suggested]:
    """Return no suggestions: such matters are put before a meeting by people only."""
    return ()


def always(account: Account, key: str) -> bool:
    """Tell that every matter of a kind that the account may see may go before a meeting."""
    return True


@dataclass(frozen=True, slots=True)
class Tabling:
    """One kind of matter that may go before a meeting.

    ``suggested`` yields what suggests itself for a meeting of a unit, of what the account may see; ``may`` tells, by
    the key after the colon, whether a matter may go before a meeting at all (one that accuses somebody may not).
    """

    kind: str
    suggested: Callable[[Account, Unit, datetime], Iterable[Suggested]] = nothing
    may: Callable[[Account, str], bool] = always


TABLINGS: dict[str, Tabling] = {}


def register(one: Tabling) -> None:
    """Take up a kind of matter; called when the program starts."""
    TABLINGS[one.kind] = one


def title_of(ref: str, account: Account) -> str:
    """Return the title of a matter that the account may put before a meeting; NotAllowed for any other."""
    kind, _, key = ref.partition(":")
    tabling, subject = TABLINGS.get(kind), SUBJECTS.get(kind)
    titles = subject.titles(account, [key]) if tabling and subject and subject.titles else {}
    if tabling is None or key not in titles or not tabling.may(account, key):
        raise NotAllowed(
            "没有这件事，您不能查看，或它不能提请会议研究（投诉和检举控告不上会）",
            "there is no such matter, it is not for you to see, or it may not go before a meeting",
        )
    return titles[key]


def agenda_title(title: str) -> str:
    """Return a matter's title as an agenda has it: without the number it has in our registers."""
    return NUMBERED.sub("", title)


def page_for(ref: str, account: Account) -> str:
    """Return the address of what a matter comes from, for who may see it; empty for anybody else."""
    kind, _, key = ref.partition(":")
    subject = SUBJECTS.get(kind)
    seen = subject.titles(account, [key]) if subject and subject.titles else {}
    return page_of(ref) if key in seen else ""


def suggestions(account: Account, unit: Unit, now: datetime) -> list[Suggested]:
    """Return what suggests itself for a meeting of a unit, the longest overdue first."""
    found = [one for tabling in TABLINGS.values() for one in tabling.suggested(account, unit, now)]
    return sorted(found, key=lambda one: (one.due or date.max, one.ref))[:MOST_SUGGESTED]
