"""Residents' concerns measured: imported with their entries, sealed, indexed; then the pages a clerk opens."""

import csv
import io
import json
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench.memory import forget_peak, peak_mb
from bench.words import RARE, rows
from zerentian.casework import search
from zerentian.casework.actions import Said, keep_category, receive_concern
from zerentian.casework.models import Concern
from zerentian.casework.rules.concerns import Channel, Group
from zerentian.exchange.actions.imports import import_concerns
from zerentian.ledger import clock
from zerentian.ledger.actions import seal
from zerentian.ledger.models import Entry
from zerentian.organization.models import Account, Unit

FILE_ROWS = 50_000


def spreadsheet(first: int, last: int) -> io.BytesIO:
    """Return rows as a CSV file with headings that the import knows."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["编号", "标题", "诉求内容", "受理时间", "答复", "答复时间"])
    writer.writerows(rows(first, last, clock.now()))
    return io.BytesIO(out.getvalue().encode())


def fill(by: Account, size: int) -> dict[str, float]:
    """Bring the township to ``size`` concerns by importing them; return how fast that went."""
    unit, here = Unit.objects.get(code="990101"), Concern.objects.count()
    took, imported = 0.0, 0
    for first in range(here, size, FILE_ROWS):
        last = min(first + FILE_ROWS, size)
        file = spreadsheet(first, last)
        began = time.perf_counter()
        done = import_concerns(file, name="bench.csv", unit=unit, source="bench", by=by, now=clock.now())
        took += time.perf_counter() - began
        if done.errors:
            raise RuntimeError(done.errors[0])
        imported += done.created
    return {"import_per_s": imported / took if took else 0.0, "imported": imported}


def measures(
    by: Account, sign_in: Callable[[], Client], size: int, analyze: Callable[[], None]
) -> dict[str, Any]:
    """Measure ``size`` concerns: filling, sealing, indexing, then each page with one client."""
    keep_lists(by)
    forget_peak()
    measured: dict[str, Any] = fill(by, size)
    measured["import_peak_mb"] = peak_mb()
    pending, began = Entry.objects.pending().count(), time.perf_counter()
    seal(now=clock.now())
    measured["seal_per_s"] = pending / (time.perf_counter() - began)
    began = time.perf_counter()
    search.catch_up_wholly()
    measured["index_per_s"] = measured["imported"] / (time.perf_counter() - began)
    analyze()
    client, newest = sign_in(), Concern.objects.newest_first().first()
    assert newest is not None
    listing = reverse("casework:concern-list")
    addresses = {
        "list": listing,
        "filtered": f"{listing}?state=open&channel=hotline",
        "search": f"{listing}?q=噪音",
        "search_rare": f"{listing}?q={RARE}",
        "detail": reverse("casework:concern-detail", args=[newest.key]),
        "dashboard": f"{reverse('overview', args=['concerns'])}?unit=990100/990101",
        "trivial": reverse("residents:find"),
    }
    for name, address in addresses.items():
        measured[f"{name}_ms"], measured[f"{name}_queries"] = page(client, address)
    measured["intake_ms"] = intake(by)
    measured["peak_mb"] = peak_mb()
    return measured


def keep_lists(by: Account) -> None:
    """Make a category, once."""
    unit = Unit.objects.get(code="990101")
    if not unit.pk or Concern.objects.exists():
        return
    keep_category(unit=unit, code="any", name="日常事务", group=Group.OTHER, by=by, now=clock.now())


def page(client: Client, address: str) -> tuple[float, int]:
    """Return a page's best time of several, in ms, and how often it asks the database."""
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    counted = len(queries)
    if answer.status_code != 200:
        raise RuntimeError(f"{address}: {answer.status_code}")
    times = []
    for _ in range(7):
        began = time.perf_counter()
        client.get(address)
        times.append(time.perf_counter() - began)
    return min(times) * 1000, counted


def intake(by: Account, count: int = 60) -> float:
    """Return the mean time of receiving one concern with its clocks, contact-free, and its entry, in ms."""
    receive, began = receiver(), time.perf_counter()
    for _ in range(count):
        receive()
    return (time.perf_counter() - began) / count * 1000


def receiver() -> Callable[[], object]:
    """Return what receives one concern more, each time with other words."""
    unit, public = Unit.objects.get(code="990101"), Account.objects.system("public")

    def receive() -> object:
        """Receive a concern."""
        said = Said(text=f"{uuid4().hex[:6]}提出：桥头护栏松动，手能摇动。")
        return receive_concern(
            said, unit=unit, channel=Channel.FORM, by=public, now=clock.now(), submission=uuid4()
        )

    return receive


def take(seconds: float) -> int:
    """Receive concerns as fast as one process can; return how many."""
    unit, public = Unit.objects.get(code="990101"), Account.objects.system("public")
    done, until = 0, time.perf_counter() + seconds
    while time.perf_counter() < until:
        said = Said(text=f"同时提出{done}：水沟堵塞，路面积水。")
        receive_concern(said, unit=unit, channel=Channel.FORM, by=public, now=clock.now(), submission=uuid4())
        done += 1
    return done


def tell(name: str, measured: object) -> None:
    """Hand over one measurement."""
    print(json.dumps({name: measured}), flush=True)
