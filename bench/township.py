"""A township of twelve villages to measure on, and a log of any size, written in bulk as ``record()`` writes it."""

from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from django.core.management import call_command
from django.db import connection, transaction

from zerentian.duties.models import Deed
from zerentian.ledger import clock
from zerentian.ledger.actions import open_ledger
from zerentian.ledger.models import Entry, Instance
from zerentian.ledger.models.entries import new_salt
from zerentian.ledger.rules.canonical import canonical_text
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
    present = Entry.objects.count()
    for start in range(present + 1, size + 1, BATCH):
        entries, deeds = [], []
        for number in range(start, min(start + BATCH, size + 1)):
            day = first + timedelta(days=random.randrange((last - first).days + 1))
            deed = some_deed(number, units, day, by, now, random)
            if number % deeds_every == 0:
                deeds.append(deed)
            entries.append(entry_of(deed, by, now, random, with_row=number % deeds_every == 0))
        with transaction.atomic():
            Deed.objects.bulk_create(deeds)
            insert(entries)


COLUMNS = [field for field in Entry._meta.concrete_fields if field.name not in ("id", "index", "replaced_at")]


def insert(entries: list[Entry]) -> None:
    """Insert entries as they are, the quickest way the engine has."""
    names = ", ".join(f'"{field.column}"' for field in COLUMNS)
    rows = [
        [field.get_db_prep_save(getattr(entry, field.attname), connection) for field in COLUMNS]
        for entry in entries
    ]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY ledger_entry ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(COLUMNS))
            cursor.executemany(f"INSERT INTO ledger_entry ({names}) VALUES ({marks})", rows)


def some_deed(
    number: int, units: dict[str, Unit], day: date, by: Account, now: datetime, random: Random
) -> Deed:
    """Return a deed in some village."""
    path = random.choice(VILLAGES)
    return Deed(
        pk=number,
        unit=units[path],
        path=path,
        what=f"第{number}次到村开展检查，现场提醒住户清理通道",
        kind=random.choice(KINDS),
        occurred_on=day,
        place="村委会门前",
        people=random.randrange(80),
        done_by=by,
        recorded_by=by,
        recorded_at=now,
    )


def entry_of(deed: Deed, by: Account, now: datetime, random: Random, *, with_row: bool) -> Entry:
    """Return the entry that ``record()`` would write of a deed (timed elsewhere: it takes one at a time)."""
    late = (local_day(now) - deed.occurred_on).days
    facts = {"kind": deed.kind, "people": deed.people, "has_evidence": False}
    facts |= {"late_limit": 15, "late_days": late} | ({"late": True} if late > 15 else {})
    entry = Entry(
        uuid=UUID(int=random.getrandbits(128), version=4),
        verb="deed.recorded",
        subject=f"deed:{deed.pk}",
        unit=deed.path,
        actor_id=by.pk,
        occurred_on=deed.occurred_on,
        recorded_at=now,
        facts=canonical_text(facts),
    )
    made = {"actor": commit(bytes(by.salt), entry.uuid, "actor", by.ref)}
    if with_row:
        deed.salt = new_salt()
        made |= deed_commitments(deed, entry.uuid)
    entry.commitments = canonical_text(made)
    entry.leaf = leaf_hash(entry.leaf_content().canonical())
    return entry


def deed_commitments(deed: Deed, uuid: UUID) -> dict[str, str]:
    """Return the commitments to a deed's row and texts."""
    names = {f"row:{deed.row_key}": deed.projection()}
    names |= {f"text:{deed.row_key}:{field}": getattr(deed, field) for field in deed.OPENABLE}
    return {name: commit(bytes(deed.salt), uuid, name, value) for name, value in names.items()}
