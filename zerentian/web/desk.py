"""What waits for somebody today, and how the matters of a leader stand. Matters, never people.

Rooms say what they put on the desk (``<room>/shown.py``); here it is put in order.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from zerentian.organization.desk import Group, Lights, Line, Start
from zerentian.organization.models import Account
from zerentian.organization.rules.rights import Kind
from zerentian.organization.subjects import SUBJECTS

SHOWN = 5
WHOLE = 200


def work_for(account: Account, now: datetime, shown: int = SHOWN) -> list[Group]:
    """Return what the account has to do, most urgent first, so many of each sort; no empty groups."""
    waiting = [subject.waiting for subject in SUBJECTS.values() if subject.waiting]
    return joined(group for one in waiting for group in one(account, now, shown) if group.lines)


def first_three(account: Account, groups: Sequence[Group]) -> list[Line]:
    """Return the three most urgent things of who serves in villages alone, and has a phone at hand; none for others."""
    kinds = {unit.kind for unit in account.units_on(account.today)}
    lines = [line for group in groups for line in group.lines]
    return lines[:3] if kinds == {Kind.VILLAGE} else []


def joined(groups: Iterable[Group]) -> list[Group]:
    """Return groups, those in which something is overdue first, then by rank.

    Groups of the same rank and title are one, in the order in which they came.
    """
    found: dict[tuple[int, str], Group] = {}
    for group in groups:
        key = group.rank, str(group.title)
        before = found.get(key)
        lines = (*before.lines, *group.lines) if before else group.lines
        found[key] = Group(group.title, lines, group.more + (before.more if before else 0), group.rank)
    return sorted(found.values(), key=lambda group: (not group.overdue, group.rank))


def lights_over(account: Account, now: datetime) -> list[Lights]:
    """Return how the open matters of the units the account leads stand, none for who leads none."""
    return [
        lights for subject in SUBJECTS.values() if subject.lights for lights in subject.lights(account, now)
    ]


def starts_for(account: Account) -> list[Start]:
    """Return what the account may begin from its desk."""
    starts = (start for subject in SUBJECTS.values() for start in subject.starts)
    return sorted((start for start in starts if account.may(start.right)), key=lambda start: start.rank)
