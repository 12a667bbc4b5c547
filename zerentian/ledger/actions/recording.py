"""``record()``: the one function that writes an entry; ``record_many()``: the same for many changes at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, Protocol
from uuid import uuid4

from django.db import IntegrityError, connection
from django.db.models import Q
from django.utils import timezone

from zerentian.ledger.bulk import fresh, insert_rows
from zerentian.ledger.models import CLOCK_SET_RIGHT, Committed, Entry, Instance, Seal
from zerentian.ledger.moved import refuse_moved
from zerentian.ledger.once import claim
from zerentian.ledger.registry import verb_of
from zerentian.ledger.rules.canonical import MAX_LEAF_BYTES, canonical_text
from zerentian.ledger.rules.commitments import commit
from zerentian.ledger.rules.days import FIRST_DAY, last_day, out_of_range, stray_days
from zerentian.ledger.rules.merkle import leaf_hash
from zerentian.ledger.rules.periods import chinese_day, local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.texts import plain, unseen_in
from zerentian.ledger.rules.verbs import CHANGES, MAX_FACTS_BYTES, SUBJECT, UNIT, BrokenSchema, Verb

CLOCK_TOLERANCE = timedelta(minutes=5)
# A request takes its time when it begins; a seal made while it runs must not refuse it.
CLOCK_SKEW = timedelta(minutes=1)
KEEPS_VERIFICATION = ("evidence_added", "carried")


class Actor(Protocol):
    """Who acts: an account, of which the ledger keeps only a salted hash."""

    pk: Any
    salt: Any

    @property
    def ref(self) -> str:
        """Return the reference string of the account."""


def record(
    verb: str,
    *,
    subject: str,
    unit: str,
    by: Actor,
    now: datetime,
    occurred_on: date | None = None,
    facts: Mapping[str, object] | None = None,
    rows: Sequence[Committed] = (),
    files: Sequence[Committed] = (),
    replaces: Entry | None = None,
    change: str = "",
    because: Entry | None = None,
    imported: bool = False,
) -> Entry:
    """Write one entry, in the transaction of the change it speaks of.

    ``facts`` that are unknown, None or "", are left out: never written as no or 0. ``rows`` are the saved rows the
    action changed, ``files`` the evidence it rests on. A replacing entry states the whole fact again and names what it
    ``replaces`` and the kind of ``change``. Raises NotAllowed for what a
    person can mend (day in the future, replaced twice, too large), BrokenSchema for a mistake in the action.
    """
    statement = Statement(
        verb=verb,
        subject=subject,
        unit=unit,
        occurred_on=occurred_on,
        facts=facts or {},
        rows=rows,
        files=files,
        replaces=replaces,
        change=change,
        because=because,
        imported=imported,
    )
    entry = prepared(statement, by, now, Conditions(now))
    try:
        entry.save(force_insert=True)
    except IntegrityError as error:
        refuse_moved(error)
        raise
    return entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What one entry is to say; see ``record()`` for its parts."""

    verb: str
    subject: str
    unit: str
    occurred_on: date | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
    rows: Sequence[Committed] = ()
    files: Sequence[Committed] = ()
    replaces: Entry | None = None
    change: str = ""
    because: Entry | None = None
    imported: bool = False


def record_many(statements: Iterable[Statement], *, by: Actor, now: datetime) -> list[Entry]:
    """Write the entries of many changes as ``record()`` writes one, in the transaction of the changes.

    The rows they speak of have their keys, and are inserted in the same transaction.
    """
    conditions = Conditions(now)
    entries = [prepared(statement, by, now, conditions) for statement in statements]
    try:
        insert_rows(Entry, entries)
    except IntegrityError as error:
        refuse_moved(error)
        raise
    return entries


class Conditions:
    """What is in force at a moment, asked of the database once for all entries written together."""

    def __init__(self, now: datetime) -> None:
        if not connection.in_atomic_block:
            raise BrokenSchema("record() runs inside the transaction of the change")
        claim(now)
        self.now, self.today = now, local_day(now)
        self.late_limit = cache(self.checked_limit)
        self.went_live = cache(went_live_on)

    def checked_limit(self, verb: str) -> int | None:
        """Return the late limit set for a verb, if any; refuse a clock that can't be right."""
        behind, limit = in_force(verb, self.now)
        check_clock(self.now, behind=behind and verb != CLOCK_SET_RIGHT)
        return limit


def prepared(statement: Statement, by: Actor, now: datetime, conditions: Conditions) -> Entry:
    """Return the entry of a statement, checked and hashed, not yet saved."""
    declared, replaces = verb_of(statement.verb), statement.replaces
    occurred_on = statement.occurred_on or conditions.today
    check_shape(statement.subject, statement.unit, replaces, statement.change, statement.verb)
    check_occurred(statement, occurred_on, conditions.today)
    limit = conditions.late_limit(statement.verb)
    if replaces is not None:
        check_replaceable(replaces)
    facts = {name: value for name, value in statement.facts.items() if value not in (None, "")}
    facts |= own_facts(declared, statement, conditions, occurred_on, limit)
    declared.check(facts)
    check_days(statement, declared, facts, conditions.today)
    entry = fresh(
        Entry,
        uuid=uuid4(),
        verb=statement.verb,
        subject=statement.subject,
        unit=statement.unit,
        actor_id=by.pk,
        occurred_on=occurred_on,
        recorded_at=now.astimezone(UTC),
        facts=canonical_text(facts),
        replaces=replaces.uuid if replaces else None,
        change=statement.change,
        because=statement.because.uuid if statement.because else None,
    )
    entry.commitments = canonical_text(commitments(entry, by, statement.rows, statement.files))
    entry.leaf = leaf_hash(sized(entry))
    return entry


def check_shape(subject: str, unit: str, replaces: Entry | None, change: str, verb: str) -> None:
    """Refuse references that are no references, and a change without what it replaces."""
    if not SUBJECT.match(subject) or not UNIT.match(unit):
        raise BrokenSchema(f"{subject!r} or {unit!r} is no reference")
    if bool(change) != (replaces is not None) or (change and change not in CHANGES):
        raise BrokenSchema(f"a replacing entry names what it replaces and how, not {change!r}")
    if replaces is not None and (replaces.verb != verb or replaces.subject != subject):
        raise BrokenSchema("a replacing entry has the verb and subject of the one it replaces")


# One question instead of two: every action waits for it. The last seal has the latest time. The plus keeps SQLite from
# going through all entries that wait for their seal, by the index of positions, instead of the few of the verb.
IN_FORCE = """
SELECT (SELECT sealed_at FROM ledger_seal ORDER BY number DESC LIMIT 1) > %s
       AND NOT EXISTS (SELECT 1 FROM ledger_entry WHERE verb = %s AND +"index" IS NULL),
       (SELECT days FROM ledger_latelimit WHERE verb = %s AND since <= %s ORDER BY since DESC LIMIT 1)
"""


def in_force(verb: str, now: datetime) -> tuple[bool, int | None]:
    """Return whether the clock is behind the last seal, and the late limit set for a verb, if any."""
    latest = connection.ops.adapt_datetimefield_value((now + CLOCK_SKEW).astimezone(UTC))
    with connection.cursor() as cursor:
        cursor.execute(IN_FORCE, [latest, CLOCK_SET_RIGHT, verb, local_day(now)])
        behind, limit = cursor.fetchone()
    return bool(behind), limit


def check_occurred(statement: Statement, occurred_on: date, today: date) -> None:
    """Refuse a day that has not come, or that no office can have seen."""
    if occurred_on > today:
        raise NotAllowed(
            f"发生日期{chinese_day(occurred_on)}晚于今天，请改为实际发生的日期",
            f"{occurred_on} lies in the future: give the day it happened",
        )
    if occurred_on < FIRST_DAY and not stands_already(statement.subject, occurred_on):
        raise NotAllowed(out_of_range("occurred_on", occurred_on, FIRST_DAY, today))


def check_days(statement: Statement, declared: Verb, facts: Mapping[str, object], today: date) -> None:
    """Refuse days that are out of range, whoever brings them: a page, a program, a table or a command."""
    for name, day, years in stray_days(facts, declared.facts, today):
        if not stands_already(statement.subject, day):
            raise NotAllowed(out_of_range(name, day, FIRST_DAY, last_day(today, years)))


def stands_already(subject: str, day: date) -> bool:
    """Tell whether an earlier entry on the subject states the day: what was entered before days had a range can
    still be withdrawn, put right or closed, which states it again."""
    earlier = Entry.objects.filter(subject=subject)
    return earlier.filter(Q(occurred_on=day) | Q(facts__contains=f'"{day.isoformat()}"')).exists()


def check_clock(now: datetime, *, behind: bool) -> None:
    """Refuse a clock that runs behind the last seal, and an injected clock."""
    if behind:
        last = Seal.objects.latest("number").sealed_at
        raise NotAllowed(
            f"服务器时钟（{now:%F %T}）早于上次封存（{last:%F %T}），请先校正时钟；"
            "若是封存时时钟快了、现在正确，运行 zerentian ledger clock --accept",
            "the server's clock is behind the last seal: set it right first; if it was ahead then and is right now,"
            " run `zerentian ledger clock --accept`",
        )
    if abs(now - timezone.now()) > CLOCK_TOLERANCE and not Instance.objects.is_demo():
        raise BrokenSchema("only a demo instance may be told what time it is")


def check_replaceable(replaced: Entry) -> None:
    """Refuse to replace an entry twice, or one that was voided: a chain is a line that ends there."""
    if Entry.objects.filter(replaces=replaced.uuid).exists():
        raise NotAllowed(
            "这条台账已被更正过，请打开最新的一条再改",
            "this entry was already replaced: open the newest one and change that",
        )
    if replaced.change == "voided":
        raise NotAllowed("这条台账已撤销，不能再改", "this entry was withdrawn and can't be changed")


def own_facts(
    declared: Verb, statement: Statement, conditions: Conditions, occurred_on: date, limit: int | None
) -> dict[str, object]:
    """Return the facts the ledger states itself: evidence, verification, lateness, import."""
    facts: dict[str, object] = {}
    replaces, change = statement.replaces, statement.change
    if statement.files:
        facts["evidence"] = len(statement.files)
    if change == "verified" or (change in KEEPS_VERIFICATION and replaces and replaces.fact.get("verified")):
        facts["verified"] = True
    was_imported = statement.imported or bool(replaces and replaces.fact.get("imported"))
    went_live = conditions.went_live(statement.unit) if was_imported else None
    if went_live is not None and occurred_on < went_live:
        facts["imported"] = True
    elif declared.late_days is not None:
        allowed = declared.late_days if limit is None else limit
        known = known_since(replaces, occurred_on, conditions.now)
        days = max((local_day(known) - occurred_on).days, 0)
        facts |= {"late_limit": allowed, "late_days": days}
        if days > allowed:
            facts["late"] = True
    if change == "corrected" or (replaces and replaces.fact.get("corrected")):
        facts["corrected"] = True
    return facts


def went_live_on(unit: str) -> date | None:
    """Return the day the unit (or one above it) went live; an import of what happened since is late."""
    parts = unit.split("/")
    paths = ["/".join(parts[: depth + 1]) for depth in range(len(parts))]
    subjects = [f"unit:{part}" for part in parts]
    found = Entry.objects.filter(subject__in=subjects, verb="ledger.went_live", unit__in=paths)
    # Ordered here: asked for the first in an order, SQLite walks the index of units, all entries of the township.
    went_live = sorted(
        (-len(unit), pk, day) for unit, pk, day in found.values_list("unit", "pk", "occurred_on")
    )
    return went_live[0][2] if went_live else None


def known_since(replaces: Entry | None, occurred_on: date, now: datetime) -> datetime:
    """Return when the chain first recorded anything on or after the day: repairing a count makes no one late,
    and a placeholder entered beforehand hides no lateness."""
    chain, earliest = replaces, now
    while chain is not None:
        if local_day(chain.recorded_at) >= occurred_on:
            earliest = min(earliest, chain.recorded_at)
        chain = Entry.objects.filter(uuid=chain.replaces).first() if chain.replaces else None
    return earliest


def commitments(
    entry: Entry, by: Actor, rows: Sequence[Committed], files: Sequence[Committed]
) -> dict[str, str]:
    """Return the salted hashes of the actor, of every changed row, of its openable texts and of the files."""
    result = {"actor": commit(bytes(by.salt), entry.uuid, "actor", by.ref)}
    for row in rows:
        salt, key, content = bytes(row.salt), row.row_key, row.projection()
        refuse_unseen(content, f"row:{key}", entry.subject)
        result[f"row:{key}"] = commit(salt, entry.uuid, f"row:{key}", content)
        for openable in row.OPENABLE:
            name = f"text:{key}:{openable}"
            result[name] = commit(salt, entry.uuid, name, getattr(row, openable))
    for file in files:
        name = f"file:{file.row_key}"
        result[name] = commit(bytes(file.salt), entry.uuid, name, file.projection())
    return result


def refuse_unseen(content: Mapping[str, object], name: str, subject: str) -> None:
    """Refuse a text with signs that nobody sees (``rules.texts``), whichever door let it in.

    A row that entries spoke of before there was the rule may still be put right, closed or withdrawn.
    """
    for value in content.values():
        sign = unseen_in(value) if isinstance(value, str) else ""
        if sign and not Entry.objects.filter(subject=subject, commitments__contains=f'"{name}"').exists():
            raise NotAllowed(
                f"文字中有看不见的字符（{sign}），请删去重写：{plain(str(value))[:30]}",
                f"a text holds a sign that nobody sees ({sign}), type it again: {plain(str(value))[:30]}",
            )


def sized(entry: Entry) -> bytes:
    """Return the canonical bytes; refuse facts over 4 KiB and entries over 16 KiB."""
    data = entry.leaf_content().canonical()
    if len(entry.facts.encode()) > MAX_FACTS_BYTES or len(data) > MAX_LEAF_BYTES:
        raise NotAllowed("一次登记的内容过多，请分成几次", "too much for one entry: record it in several")
    return data
