"""What waits for somebody today, and how the matters of a leader stand. Matters, never people.

Rooms say what they put on the desk (``<room>/shown.py``); here it is put in order.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from inspect import signature
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import QuerySet
from django.utils.timezone import make_aware

from zerentian.ledger.rules.periods import local_day
from zerentian.organization.desk import FIRST, Group, Lights, Line, Start, noting
from zerentian.organization.models import Account
from zerentian.organization.models.grounds import AsksTheDatabase
from zerentian.organization.rules.rights import Kind
from zerentian.organization.subjects import SUBJECTS

SHOWN = 5
WHOLE = 200


def work_for(account: Account, now: datetime, shown: int = SHOWN) -> list[Group]:
    """Return what the account has to do, most urgent first, so many of each sort; no empty groups."""
    none = nothing_waits(account, now, "waiting")
    waiting = [
        subject.waiting for subject in SUBJECTS.values() if subject.waiting and subject.kind not in none
    ]
    return joined(group for one in waiting for group in one(account, now, shown) if group.lines)


def first_three(account: Account, groups: Sequence[Group]) -> list[Line]:
    """Return the three most urgent things of who serves in villages alone, and has a phone at hand; none for others."""
    kinds = {unit.kind for unit in account.units_on(account.today)}
    lines = [line for group in groups for line in group.lines]
    return lines[:3] if kinds == {Kind.VILLAGE} else []


def joined(groups: Iterable[Group]) -> list[Group]:
    """Return groups: people in danger, then those in which something is overdue, then by rank.

    Groups of the same rank and title are one, in the order in which they came.
    """
    found: dict[tuple[int, str], Group] = {}
    for group in groups:
        key = group.rank, str(group.title)
        before = found.get(key)
        lines = (*before.lines, *group.lines) if before else group.lines
        found[key] = Group(group.title, lines, group.more + (before.more if before else 0), group.rank)
    return sorted(found.values(), key=lambda group: (group.rank != FIRST, not group.overdue, group.rank))


def lights_over(account: Account, now: datetime) -> list[Lights]:
    """Return how the open matters of the units the account leads stand, none for who leads none."""
    none = nothing_waits(account, now, "lights")
    found: list[Lights] = []
    for subject in SUBJECTS.values():
        if subject.lights:
            found += none[subject.kind] if subject.kind in none else subject.lights(account, now)
    return found


def nothing_waits(account: Account, now: datetime, what: str) -> dict[str, Any]:
    """Return the nouns of which nothing at all waits for the account, with what they show then, in one question.

    Most desks have work of few of the nouns. ``what`` is the attribute of a noun's declaration: waiting or lights.
    """
    day = local_day(now).isoformat()
    asked: Noted = account.kept(noted_of, what, day)
    held: Sequence[Any] = ()
    if asked.sql:
        with connection.cursor() as cursor:
            cursor.execute(asked.sql, asked.params)
            held = cursor.fetchone() or ()
    full = {kind for kind, some in zip(asked.kinds, held, strict=True) if some}
    return {kind: shown for kind, shown in asked.shown.items() if kind not in full}


class Noted(NamedTuple):
    """One question for many nouns: whether anything of them waits; and what each shows if nothing does."""

    sql: str
    params: tuple[Any, ...]
    kinds: tuple[str, ...]
    shown: Mapping[str, Any]


def noted_of(account: Account, what: str, day: str) -> Noted:
    """Write out whether anything of each noun waits on a day.

    A noun says what it looks for without looking. One that must ask the database first, or for which the hour
    matters, is left out: it is asked as it is.
    """
    texts, params, kinds, shown = [], [], [], {}
    for kind, subject in SUBJECTS.items():
        declared = getattr(subject, what)
        noted = noted_by(declared, account, date.fromisoformat(day)) if declared else None
        if noted is None:
            continue
        queries, shown[kind] = noted
        if queries:
            texts.append("(" + " OR ".join(f"EXISTS({sql})" for sql, _ in queries) + ")")
            params += [param for _, some in queries for param in some]
            kinds.append(kind)
    return Noted(f"SELECT {', '.join(texts)}" if texts else "", tuple(params), tuple(kinds), shown)


Query = tuple[str, tuple[Any, ...]]


def noted_by(
    declared: Callable[..., Iterable[Any]], account: Account, day: date
) -> tuple[list[Query], Any] | None:
    """Return the questions whether anything of a noun waits, with what it shows if not; None if it cannot be kept."""
    arguments = (SHOWN,) if len(signature(declared).parameters) > 2 else ()
    found = []
    for hour in (time.min, time.max):
        try:
            with noting() as rows:
                shown = list(declared(account, make_aware(datetime.combine(day, hour)), *arguments))
        except AsksTheDatabase:
            return None
        found.append([query for one in rows if (query := exists_of(one))])
    return (found[0], shown) if found[0] == found[1] else None


def exists_of(rows: "QuerySet[Any]") -> Query | None:
    """Return the question whether there are such rows as the database gets it; None where there can be none."""
    try:
        sql, params = rows.query.exists().get_compiler(DEFAULT_DB_ALIAS).as_sql()
    except EmptyResultSet:
        return None
    return sql, tuple(params)


def starts_for(account: Account) -> list[Start]:
    """Return what the account may begin from its desk."""
    starts = (start for subject in SUBJECTS.values() for start in subject.starts)
    return sorted((start for start in starts if account.may(start.right)), key=lambda start: start.rank)
