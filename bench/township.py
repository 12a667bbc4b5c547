"""A township of twelve villages to measure on, and a log of any size, written in bulk as ``record()`` writes it."""

import json
from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from django.core.management import call_command
from django.db import connection, transaction

from zerentian.duties.models import Deed
from zerentian.ledger import clock
from zerentian.ledger.actions import open_ledger
from zerentian.ledger.models import Entry, Instance
from zerentian.ledger.rules.canonical import Leaf, canonical_text
from zerentian.ledger.rules.commitments import commit
from zerentian.ledger.rules.merkle import leaf_hash
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.actions.units import open_unit
from zerentian.organization.models import Account, Unit
from zerentian.organization.rules.rights import Kind

COUNTY, TOWNSHIP = "990100", "990100/990101"
VILLAGES = [f"{TOWNSHIP}/990101-V{number:02d}" for number in range(1, 13)]
KINDS = ("inspection", "publicity", "training", "meeting", "visit")
BATCH = 5000
LATE = 15


def begin() -> Account:
    """Make an instance with a county, a township and its villages; return its narrator."""
    call_command("migrate", interactive=False, verbosity=0)
    by, now = Account.objects.system("demo"), clock.now()
    if not Instance.objects.exists():
        with transaction.atomic():
            open_ledger(origin="demo-bench", demo=True, by=by, now=now)
            open_units(by, now)
    return by


def open_units(by: Account, now: datetime) -> None:
    """Open the units."""
    first = date(local_day(now).year - 1, 1, 1)
    county = open_unit(
        code=COUNTY, kind=Kind("county"), name="示例县", parent=None, first=first, by=by, now=now
    )
    township = open_unit(
        code="990101", kind=Kind("township"), name="云岭乡", parent=county, first=first, by=by, now=now
    )
    for path in VILLAGES:
        code = path.rsplit("/", 1)[-1]
        village = Kind("village")
        open_unit(
            code=code, kind=village, name=f"{code[-2:]}村", parent=township, first=first, by=by, now=now
        )


def fill(by: Account, size: int, *, first: date, last: date, deeds_every: int) -> None:
    """Bring the log to ``size`` entries of deeds on days from ``first`` to ``last``, not sealed yet.

    Every ``deeds_every``-th has its row in the table of deeds, to which it commits.
    """
    random, now = Random(size), clock.now()
    units = {path: Unit.objects.get(code=path.rsplit("/", 1)[-1]) for path in VILLAGES}
    for start in range(Entry.objects.count() + 1, size + 1, BATCH):
        leaves, deeds = [], []
        for number in range(start, min(start + BATCH, size + 1)):
            day = first + timedelta(days=random.randrange((last - first).days + 1))
            path, people, kind = random.choice(VILLAGES), random.randrange(80), random.choice(KINDS)
            leaf = leaf_of(number, path, day, kind, people, by, now, random)
            if number % deeds_every == 0:
                deed = deed_of(number, path, units[path], day, kind, people, by, now)
                deeds.append(deed)
                leaf = replace(leaf, commitments=canonical_text(with_deed(leaf, deed)))
            leaves.append(leaf)
        with transaction.atomic():
            Deed.objects.bulk_create(deeds)
            insert(leaves, by)


def leaf_of(
    number: int, path: str, day: date, kind: str, people: int, by: Account, now: datetime, random: Random
) -> Leaf:
    """Return what ``record()`` would write of a deed (it is timed elsewhere: it takes one at a time)."""
    uuid, days = UUID(int=random.getrandbits(128), version=4), (local_day(now) - day).days
    actor = commit(bytes(by.salt), uuid, "actor", by.ref)
    late = '"late":true,' if days > LATE else ""
    facts = (
        f'{{"has_evidence":false,"kind":"{kind}",{late}"late_days":{days},"late_limit":{LATE},'
        f'"people":{people}}}'
    )
    subject = f"deed:{number}"
    commitments = f'{{"actor":"{actor}"}}'
    return Leaf(uuid, "deed.recorded", subject, path, day, now, facts, commitments, None, "", None)


def insert(leaves: list[Leaf], by: Account) -> None:
    """Insert entries the quickest way the engine has."""
    columns = [field.name for field in fields(Leaf)]
    prepare = {name: Entry._meta.get_field(name).get_db_prep_value for name in ("occurred_on", "recorded_at")}
    quoted = ", ".join(f'"{name}"' for name in [*columns, "actor_id", "leaf"])
    on_postgresql = connection.vendor == "postgresql"
    rows = []
    for leaf in leaves:
        values = {name: getattr(leaf, name) for name in columns}
        values |= {name: prepared(values[name], connection) for name, prepared in prepare.items()}
        values["uuid"] = leaf.uuid if on_postgresql else leaf.uuid.hex
        rows.append([*values.values(), by.pk, leaf_hash(leaf.canonical())])
    with connection.cursor() as cursor:
        if on_postgresql:
            with cursor.copy(f"COPY ledger_entry ({quoted}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * (len(columns) + 2))
            cursor.executemany(f"INSERT INTO ledger_entry ({quoted}) VALUES ({marks})", rows)


def deed_of(
    number: int, path: str, unit: Unit, day: date, kind: str, people: int, by: Account, now: datetime
) -> Deed:
    """Return a deed in some village."""
    return Deed(
        pk=number,
        unit=unit,
        path=path,
        what=f"第{number}次到村开展检查，现场提醒住户清理通道",
        kind=kind,
        occurred_on=day,
        place="村委会门前",
        people=people,
        done_by=by,
        recorded_by=by,
        recorded_at=now,
    )


def with_deed(leaf: Leaf, deed: Deed) -> dict[str, str]:
    """Return an entry's commitments with those to a deed's row and texts."""
    made: dict[str, str] = json.loads(leaf.commitments)
    return made | deed_commitments(deed, leaf.uuid)


def deed_commitments(deed: Deed, uuid: UUID) -> dict[str, str]:
    """Return the commitments to a deed's row and texts."""
    names = {f"row:{deed.row_key}": deed.projection()}
    names |= {f"text:{deed.row_key}:{field}": getattr(deed, field) for field in deed.OPENABLE}
    return {name: commit(bytes(deed.salt), uuid, name, value) for name, value in names.items()}
