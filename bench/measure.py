"""Measures on the engine that DATABASE_URL names; prints one JSON object. Started by ``run.py``."""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random
from statistics import median
from typing import Any
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zerentian.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from zerentian.ledger import clock  # noqa: E402
from zerentian.ledger.actions import open_ledger, record, seal  # noqa: E402
from zerentian.ledger.export import export_log  # noqa: E402
from zerentian.ledger.figures import compute  # noqa: E402
from zerentian.ledger.models import Entry, Instance, Posting  # noqa: E402
from zerentian.ledger.proofs import inclusion  # noqa: E402
from zerentian.ledger.registry import FIGURES  # noqa: E402
from zerentian.ledger.rules.periods import Period, local_day  # noqa: E402
from zerentian.ledger.verification import verify_export, verify_log  # noqa: E402
from zerentian.organization.models import Account, Area  # noqa: E402

TOWNSHIP = "990100/990101"
VILLAGES = [f"{TOWNSHIP}/990101-V{number:02d}" for number in range(1, 13)]
KINDS = ("inspection", "publicity", "training", "meeting", "visit")
BATCH = 500


def timed(work: Callable[[], object]) -> float:
    """Return how many seconds the work took."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def say(text: str) -> None:
    """Show where the measuring is."""
    print(f"  {connection.vendor}: {text}", file=sys.stderr, flush=True)


def begin() -> Account:
    """Make an empty instance for measuring."""
    call_command("migrate", interactive=False, verbosity=0)
    if not Instance.objects.exists():
        with transaction.atomic():
            open_ledger(origin="demo-bench", demo=True, by=Account.objects.system("demo"), now=clock.now())
    return Account.objects.system("demo")


def record_deed(by: Account, random: Random, rows: tuple[Any, ...] = ()) -> Entry:
    """Record one deed in some village, on some day of the last five months, as its action would."""
    now = clock.now()
    facts = {"kind": random.choice(KINDS), "people": random.randrange(80), "has_evidence": False}
    day = local_day(now) - timedelta(days=random.randrange(150))
    unit = random.choice(VILLAGES)
    return record(
        "deed.recorded",
        subject=f"deed:{random.randrange(10**9)}",
        unit=unit,
        by=by,
        now=now,
        occurred_on=day,
        facts=facts,
        rows=rows,
    )


def append(by: Account, count: int) -> dict[str, float]:
    """Measure recording an entry with one row against the same two inserts bare, each in its transaction."""
    random = Random(7)

    @transaction.atomic
    def whole() -> None:
        area = Area.objects.create(code=uuid4().hex[:12], name="x")
        record_deed(by, random, (area,))

    with transaction.atomic():
        sample = record_deed(by, random)
    fields = {field.attname: getattr(sample, field.attname) for field in Entry._meta.concrete_fields}
    del fields["id"]

    @transaction.atomic
    def bare() -> None:
        Area.objects.create(code=uuid4().hex[:12], name="x")
        Entry.objects.create(**{**fields, "uuid": uuid4()})

    for work in (whole, bare):
        for _ in range(20):
            work()
    # In turns, so that both meet the same machine.
    spent = {"whole": 0.0, "bare": 0.0}
    for _ in range(count):
        spent["whole"] += timed(whole)
        spent["bare"] += timed(bare)
    return {name: count / seconds for name, seconds in spent.items()}


def fill(by: Account, size: int) -> None:
    """Record deeds until the log holds ``size`` entries."""
    random = Random(size)
    for missing in range(size - Entry.objects.count(), 0, -BATCH):
        with transaction.atomic():
            for _ in range(min(BATCH, missing)):
                record_deed(by, random)


def size_measures(by: Account, size: int) -> dict[str, float]:
    """Measure sealing, proving, figures, exporting and verifying a log of ``size`` entries."""
    say(f"filling to {size:,}")
    fill(by, size)
    pending = Entry.objects.pending().count()
    say(f"sealing {pending:,}")
    sealing = timed(lambda: seal(now=clock.now()))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    random = Random(1)
    say("proofs and figures")
    proofs = [timed(lambda: inclusion(random.randrange(size), size)) for _ in range(25)]
    period = Period.parse(str(local_day(clock.now()).year))
    deeds = sorted(code for code in FIGURES if code.startswith("deeds."))
    pages = [timed(lambda: compute("deeds.count", unit=TOWNSHIP, period=period)) for _ in range(5)]
    report = min(
        timed(lambda: [compute(code, unit=TOWNSHIP, period=period) for code in deeds]) for _ in range(2)
    )
    say("export and verification")
    with tempfile.TemporaryDirectory() as folder:
        exporting = timed(lambda: export_log(Path(folder)))
        exported = timed(lambda: verify_export(Path(folder)))
    database = timed(verify_log)
    return {
        "size": size,
        "postings": Posting.objects.count(),
        "seal_per_second": pending / sealing,
        "proof_ms": median(proofs) * 1000,
        "figure_ms": median(pages) * 1000,
        "report_figures_ms": report * 1000,
        "export_s": exporting,
        "verify_export_s": exported,
        "verify_database_s": database,
    }


def main(sizes: list[int], appends: int) -> None:
    """Measure everything and print it."""
    by = begin()
    measured: dict[str, object] = {"engine": connection.vendor}
    measured["sizes"] = [size_measures(by, size) for size in sizes]
    say("appending")
    measured["append"] = append(by, appends)  # Last: the bare copies make no true log.
    print(json.dumps(measured))


if __name__ == "__main__":
    main([int(one) for one in sys.argv[1].split(",")], int(sys.argv[2]))
