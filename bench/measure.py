"""Measures on the engine that DATABASE_URL names, one group at a time; prints a JSON object a line.

Started by ``run.py``: ``measure.py append 500`` · ``writers 8`` · ``log 10000,1000000`` · ``report 100000`` ·
``concerns 10000,100000`` · ``pages`` (on an instance that holds the demo township).
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Any
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zerentian.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import Resolver404, resolve, reverse  # noqa: E402

from bench import bare, concerns, roles  # noqa: E402
from bench.memory import forget_peak, peak_mb  # noqa: E402
from bench.township import TOWNSHIP, VILLAGES, begin, fill  # noqa: E402
from zerentian.ledger import clock  # noqa: E402
from zerentian.ledger.actions import record, seal  # noqa: E402
from zerentian.ledger.export import export_log  # noqa: E402
from zerentian.ledger.exported import verify_export  # noqa: E402
from zerentian.ledger.figures import compute_all, entries_behind  # noqa: E402
from zerentian.ledger.models import Entry, Posting  # noqa: E402
from zerentian.ledger.proofs import inclusion  # noqa: E402
from zerentian.ledger.rules.periods import Period, local_day  # noqa: E402
from zerentian.ledger.verification import verify_log  # noqa: E402
from zerentian.organization.actions.accounts import create_account  # noqa: E402
from zerentian.organization.actions.posts import appoint, create_post  # noqa: E402
from zerentian.organization.models import Account, Area, Unit  # noqa: E402
from zerentian.reports.actions import issue_report, outline_named  # noqa: E402
from zerentian.reports.actions.issuing import report_folder  # noqa: E402
from zerentian.reports.actions.outlines import read  # noqa: E402

DEEDS_EVERY = 10
PERSONAS = ("first", "clerk", "cadre", "inspector", "administrator", "auditor")
LINK = re.compile(r'href="(/[^"#]*)"')
PACE = 5.0  # entries a second of a paced writer: far more than a person types


def timed(work: Callable[[], object]) -> float:
    """Return how many seconds the work took."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def both(work: Callable[[], object]) -> dict[str, float]:
    """Return how many seconds the work took, of them this process computed, and the most memory it had meanwhile."""
    forget_peak()
    began, used = time.perf_counter(), time.process_time()
    work()
    return {"s": time.perf_counter() - began, "cpu_s": time.process_time() - used, "peak_mb": peak_mb()}


def say(text: str) -> None:
    """Show where the measuring is."""
    print(f"  {connection.vendor}: {text}", file=sys.stderr, flush=True)


def tell(name: str, measured: object) -> None:
    """Hand over one measurement."""
    print(json.dumps({name: measured}), flush=True)


def analyze() -> None:
    """Let PostgreSQL know its tables, as its autovacuum would in a minute."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def best(work: Callable[[], object], rounds: int = 7) -> float:
    """Return the best of several times, in milliseconds."""
    return min(timed(work) for _ in range(rounds)) * 1000


# ---- append: one entry with one row, against the same two inserts bare


def record_deed(by: Account, now: datetime, random: Random, rows: tuple[Any, ...] = ()) -> Entry:
    """Record one deed in some village, on some day of the last five months, as its action would."""
    return record(
        "deed.recorded",
        subject=f"deed:{random.randrange(10**9)}",
        unit=random.choice(VILLAGES),
        by=by,
        now=now,
        occurred_on=local_day(now) - timedelta(days=random.randrange(150)),
        facts={"kind": "publicity", "people": random.randrange(80), "has_evidence": False},
        rows=rows,
    )


def append(count: int) -> None:
    """Measure recording an entry with one row against the same two inserts bare, each in its transaction."""
    by, random, now = begin(), Random(7), clock.now()
    seal(now=now)

    @transaction.atomic
    def whole() -> None:
        record_deed(by, now, random, (Area.objects.create(code=uuid4().hex[:12], name="x"),))

    with transaction.atomic():
        sample = record_deed(by, now, random)
    fields = {field.attname: getattr(sample, field.attname) for field in Entry._meta.concrete_fields}
    del fields["id"]

    @transaction.atomic
    def bare() -> None:
        Area.objects.create(code=uuid4().hex[:12], name="x")
        Entry.objects.create(**{**fields, "uuid": uuid4()})

    for work in (whole, bare):
        for _ in range(50):
            work()
    # In turns, so that both meet the same machine; medians, so that a neighbour's burst does not count.
    spent: dict[str, list[float]] = {"whole": [], "bare": []}
    for _ in range(count):
        spent["whole"].append(timed(whole))
        spent["bare"].append(timed(bare))
    with CaptureQueriesContext(connection) as queries:
        whole()
    tell(
        "append",
        {
            **{f"{name}_per_s": 1 / median(times) for name, times in spent.items()},
            **{f"{name}_mean_per_s": len(times) / sum(times) for name, times in spent.items()},
            "queries": len(queries),
        },
    )


# ---- writers: how long one waits when 4 or 16 processes record at once


def writers(seconds: float) -> None:
    """Measure how long recording takes at the 99th percentile with 4 and 16 processes, free and paced."""
    begin()
    seal(now=clock.now())
    for pace in (PACE, 0.0):
        rounds: dict[int, list[dict[str, float]]] = {4: [], 16: []}
        for _ in range(3):
            for number, found in rounds.items():
                found.append(run_writers(number, seconds, pace))
        for number, found in rounds.items():
            tell(
                f"writers {'paced' if pace else 'free'} {number}",
                {name: median(one[name] for one in found) for name in found[0]},
            )


def run_writers(number: int, seconds: float, pace: float) -> dict[str, float]:
    """Run so many writing processes; return the percentiles of a record's time in milliseconds."""
    say(f"{number} writers, {f'{pace:.0f} a second each' if pace else 'as fast as they can'}")
    told = run_together([["writer", str(seconds), str(pace), str(seed)] for seed in range(number)])
    times = [spent for one in told for spent in one]
    cuts = quantiles(times, n=100)
    return {"p50_ms": cuts[49] * 1000, "p99_ms": cuts[98] * 1000, "per_s": len(times) / seconds}


def run_together(groups: list[list[str]]) -> list[Any]:
    """Run a process for each group's arguments, all let go at once when they are warm; return what they tell."""
    started = [
        subprocess.Popen(
            [sys.executable, __file__, *group], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for group in groups
    ]
    for one in started:
        assert one.stdout is not None
        one.stdout.readline()  # It is warm.
    for one in started:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    return [json.loads(one.communicate()[0]) for one in started]


def taker(seconds: float) -> None:
    """Receive concerns, once let go; print how many."""
    concerns.take(0.3)
    print("warm", flush=True)
    sys.stdin.readline()
    print(concerns.take(seconds))


def writer(seconds: float, pace: float, seed: int) -> None:
    """Record entries with a row each; print the times. A paced one counts from when it was due to record."""
    by, random, times = Account.objects.system("demo"), Random(seed), []
    now = clock.now()

    @transaction.atomic
    def whole() -> None:
        record_deed(by, now, random, (Area.objects.create(code=uuid4().hex[:12], name="x"),))

    for _ in range(20):
        whole()
    print("warm", flush=True)
    sys.stdin.readline()
    due = time.perf_counter()
    end = due + seconds
    while True:
        due = due + random.expovariate(pace) if pace else time.perf_counter()
        time.sleep(max(due - time.perf_counter(), 0))
        if time.perf_counter() > end:
            break
        whole()
        times.append(time.perf_counter() - due)
    print(json.dumps(times))


# ---- log: sealing, proving, figures, exporting and verifying logs of several sizes


def log(sizes: list[int]) -> None:
    """Measure logs of growing size."""
    by = begin()
    seal(now=clock.now())
    client = client_of_first(by)
    for size in sizes:
        tell(f"log {size}", size_measures(by, client, size))


def client_of_first(by: Account) -> Client:
    """Return a browser in which the township's first responsible person is signed in."""
    now, unit = clock.now(), Unit.objects.get(code="990101")
    account = create_account(username="first", name="示例甲", by=by, now=now).account
    account.must_change_password = False
    account.save(update_fields=["must_change_password"])
    post = create_post(unit=unit, title="书记", role="first", first=local_day(now), by=by, now=now)
    appoint(account, post=post, first=local_day(now), by=by, now=now)
    client = Client(SERVER_NAME="localhost")
    client.force_login(account)
    return client


def size_measures(by: Account, client: Client, size: int) -> dict[str, float]:
    """Measure a log of ``size`` entries, nearly all of them in the period of the figures."""
    today = local_day(clock.now())
    say(f"filling to {size:,}")
    fill(by, size, first=date(today.year, 1, 1), last=today, deeds_every=DEEDS_EVERY)
    pending = Entry.objects.pending().count()
    say(f"sealing {pending:,}")
    sealing = both(lambda: seal(now=clock.now()))
    analyze()
    say("proofs and figures")
    measured = {
        "postings": Posting.objects.count(),
        "seal_per_s": pending / sealing["s"],
        "seal_cpu_s": sealing["cpu_s"],
        "seal_peak_mb": sealing["peak_mb"],
        **figure_measures(client, Period.parse(str(today.year)), size),
    }
    say("export and verification")
    with tempfile.TemporaryDirectory() as folder:
        measured |= {
            f"export_{name}": value for name, value in both(lambda: export_log(Path(folder))).items()
        }
        checked = [both(lambda: wanted_whole(verify_export(Path(folder)))) for _ in range(2)]
        measured |= {f"verify_export_{name}": value for name, value in min(checked, key=by_seconds).items()}
    checked = [both(lambda: wanted_whole(verify_log())) for _ in range(2)]
    measured |= {f"verify_database_{name}": value for name, value in min(checked, key=by_seconds).items()}
    return measured


def by_seconds(one: dict[str, float]) -> float:
    """Return what to order measurements by."""
    return one["s"]


def wanted_whole(findings: Any) -> None:
    """Refuse to report the time of a verification that found something."""
    assert not findings.problems, findings.problems[:3]


def figure_measures(client: Client, period: Period, size: int) -> dict[str, float]:
    """Measure the half-year report's figures, figure pages with their entries, and proofs."""
    random = Random(1)
    proofs = [timed(lambda: inclusion(random.randrange(size), size)) for _ in range(50)]
    codes = half_year_codes()
    village = VILLAGES[3]

    def page(code: str, unit: str = TOWNSHIP) -> None:
        found = client.get(f"/figures/{code}/", {"unit": unit, "period": period.code})
        assert found.status_code == 200, found.status_code

    def behind() -> None:
        list(entries_behind("deeds.count", unit=TOWNSHIP, period=period)[:50])

    page("deeds.count")
    return {
        "proof_ms": median(proofs) * 1000,
        "report_figures_ms": best(lambda: compute_all(codes, unit=TOWNSHIP, period=period)),
        "entries_behind_ms": best(behind),
        "figure_page_ms": best(lambda: page("deeds.count")),
        "figure_page_village_ms": best(lambda: page("deeds.people", village)),
        "figure_page_share_ms": best(lambda: page("deeds.verified_share")),
        "trivial_page_ms": best(lambda: client.get(reverse("sign-in"))),
    }


def half_year_codes() -> list[str]:
    """Return the codes of the figures in the half-year outline."""
    parsed = read(outline_named("half-year", by=Account.objects.system("demo"), now=clock.now()).text)
    slots = (piece for part in parsed.parts for piece in part.pieces if not isinstance(piece, str))
    return sorted({code for slot in slots for code in slot.figures})


# ---- report: the half-year report on many entries


def report(size: int) -> None:
    """Measure issuing a half-year report with ``size`` entries, each with its row, in its period."""
    by = begin()
    today = local_day(clock.now())
    period = Period.parse(f"{today.year}H1")
    last = min(period.last, today)
    say(f"filling to {size:,}, each with its deed")
    fill(by, size, first=period.first, last=last, deeds_every=1)
    seal(now=clock.now())
    analyze()
    outline = outline_named("half-year", by=by, now=clock.now())
    unit = Unit.objects.get(code="990101")
    made = [
        both(lambda: issue_report(outline, unit=unit, period=period, by=by, now=clock.now()))
        for _ in range(4)
    ]
    from_folder = {
        path.name.replace(".", "_") + "_kb": path.stat().st_size / 1024
        for path in report_folder(newest_report()).iterdir()
    }
    manifest = (report_folder(newest_report()) / "manifest.json").read_bytes()
    packed = best(lambda: zlib.compress(manifest, 6)) / 1000
    first, rest = made[0], min(made[1:], key=by_seconds)
    tell(f"report {size}", {"first_s": first["s"], **rest, "packed_s": packed, **from_folder})


def newest_report() -> Any:
    """Return the report issued last."""
    return django.apps.apps.get_model("reports.Report").objects.order_by("-number")[0]


# ---- pages: every page a persona of the demo township can reach by links


def pages() -> None:
    """Measure the best time and the number of queries of each kind of page of the demo township."""
    found: dict[str, dict[str, Any]] = {}
    for persona in PERSONAS:
        client = Client(SERVER_NAME="localhost")
        client.force_login(Account.objects.get(username=persona))
        for name, addresses in reachable(client).items():
            for address in addresses:
                measured = page_measures(client, address) | {"persona": persona, "address": address}
                if name not in found or measured["ms"] > found[name]["ms"]:
                    found[name] = measured
    tell("pages", {"pages": found})


def reachable(client: Client) -> dict[str, list[str]]:
    """Return up to three addresses of every view that links lead to, from the desk on."""
    found: dict[str, list[str]] = {}
    queue, seen = ["/"], {"/"}
    while queue:
        address = queue.pop(0)
        try:
            name = resolve(address.partition("?")[0]).view_name
        except Resolver404:
            continue
        if len(found.setdefault(name, [])) == 3:
            continue
        answer = client.get(address)
        if answer.status_code != 200 or "html" not in answer.headers["Content-Type"] or answer.streaming:
            continue
        found[name].append(address)
        links = [link.replace("&amp;", "&") for link in LINK.findall(answer.content.decode())]
        fresh = [link for link in dict.fromkeys(links) if link not in seen and "sign-out" not in link]
        seen |= set(fresh)
        queue += fresh
    return {name: addresses for name, addresses in found.items() if addresses}


def page_measures(client: Client, address: str) -> dict[str, float]:
    """Measure one page."""
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    counted = len(queries)
    sign_in, anonymous, trivial = reverse("sign-in"), Client(SERVER_NAME="localhost"), []
    times = []
    for _ in range(4):  # In turns, so that both meet the same machine.
        times.append(timed(lambda: client.get(address)))
        trivial.append(timed(lambda: anonymous.get(sign_in)))
    return {"ms": min(times) * 1000, "trivial_ms": min(trivial) * 1000, "queries": counted}


def casework(sizes: list[int]) -> None:
    """Measure a township with growing numbers of concerns."""
    by = begin()
    client_of_first(by)
    first = Account.objects.get(username="first")

    def sign_in() -> Client:
        """Return a browser, signed in anew: filling takes longer than anybody may be idle."""
        fresh = Client(SERVER_NAME="localhost")
        fresh.force_login(first)
        return fresh

    for size in sizes:
        say(f"{size:,} concerns")
        measured = concerns.measures(by, sign_in, size, analyze)
        measured["intake_together_per_s"] = sum(run_together([["taker", "4"]] * 4)) / 4
        tell(f"concerns {size}", measured)


def every_role(sizes: list[int]) -> None:
    """Measure each role's pages at growing numbers of concerns."""
    by = begin()
    for size in sizes:
        say(f"{size:,} concerns, every role")
        tell(f"roles {size}", roles.measures(by, size, analyze, say))


GROUPS: dict[str, Callable[..., None]] = {
    "bare": lambda size: tell(f"bare {size}", bare.measures(begin(), int(size))),
    "concerns": lambda sizes: casework([int(size) for size in sizes.split(",")]),
    "roles": lambda sizes: every_role([int(size) for size in sizes.split(",")]),
    "append": lambda count: append(int(count)),
    "writers": lambda seconds: writers(float(seconds)),
    "taker": lambda seconds: taker(float(seconds)),
    "writer": lambda seconds, pace, seed: writer(float(seconds), float(pace), int(seed)),
    "log": lambda sizes: log([int(size) for size in sizes.split(",")]),
    "report": lambda size: report(int(size)),
    "pages": pages,
}

if __name__ == "__main__":
    GROUPS[sys.argv[1]](*sys.argv[2:])
