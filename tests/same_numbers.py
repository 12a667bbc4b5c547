"""Asks every place of the program that prints a count, as one reader, and tells where the same words differ."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.test import Client

from zerentian.casework.models import Concern
from zerentian.ledger.clock import now
from zerentian.ledger.figures import compute_all, compute_table, latest_size
from zerentian.ledger.models import Instance
from zerentian.ledger.registry import FIGURES
from zerentian.ledger.rules.figures import FigureValue
from zerentian.ledger.rules.periods import Period, local_day
from zerentian.organization.models import Account, Unit
from zerentian.organization.shields import hidden_from
from zerentian.reports.actions.composing import Composition, Scope

READERS = ("first", "supervisor", "head-ms")
Said = Iterator[tuple[str, str, Any]]


def stand_at(moment: datetime) -> None:
    """Let the demo's clock stand at a time."""
    instance = Instance.objects.get()
    instance.clock_offset += round((moment - now()).total_seconds())
    instance.save(update_fields=["clock_offset"])


def differences() -> tuple[list[tuple[str, str, dict[str, Any]]], int]:
    """Return (reader, words, what each place says) where the places differ, and how many places were asked."""
    wrong, count = [], 0
    for account in Account.objects.filter(username__in=READERS):
        said: defaultdict[str, dict[str, Any]] = defaultdict(dict)
        for words, place, number in everything(account):
            said[words][place] = number
            count += 1
        wrong += [
            (account.username, words, places)
            for words, places in said.items()
            if len(set(map(str, places.values()))) > 1
        ]
    return wrong, count


def everything(account: Account) -> Said:
    """Yield (words, place, number) of all that an account is told."""
    client = Client()
    client.force_login(account)
    figures = client.get("/figures/")
    unit, period = figures.context["form"].initial["unit"], figures.context["period"]
    values = [value for group in figures.context["groups"] for value in group["values"]]
    yield from of_values("figures", values)
    yield from of_values(
        "engine", compute_all(sorted(FIGURES), unit=unit, period=period, hidden=hidden_from(account))
    )
    for code in ("concerns.overdue", "answers.on_time_share", "occurrences.overdue"):
        yield from of_values("figure", [client.get(f"/figures/{code}/").context["value"]])
    yield from of_concerns(client, account)
    yield from of_duties(client, account, unit)
    if not Concern.objects.hidden_from(account).exists():
        yield from reported(unit, period)


def of_values(place: str, values: list[FigureValue]) -> Said:
    """Yield what figures say."""
    for value in values:
        yield value.figure.code, place, value.text
        if value.figure.measure == "stock":
            yield f"{value.figure.code} counted", place, value.value


def of_concerns(client: Client, account: Account) -> Said:
    """Yield what the page of concerns in numbers says, and how many the lists hold."""
    page = client.get("/numbers/concerns/").context
    values = [*page["flow"], *page["stock"], *page["rates"], *page["apart"]]
    yield from of_values("concerns in numbers", values)
    yield "concerns due soon", "concerns in numbers", page["soon"]
    if not account.may("concern.triage") and account.username != "supervisor":
        return
    yield "concerns due soon", "list", listed(client, "clock=amber")
    for query, code in (
        ("state=open", "concerns.open"),
        ("clock=red", "concerns.overdue"),
        ("state=queued", "concerns.queued"),
    ):
        yield f"{code} counted", "list", listed(client, query)


def listed(client: Client, query: str) -> int:
    """Return how many concerns a list says there are, which is how many it shows."""
    return counted(client, f"/concerns/?{query}")


def counted(client: Client, address: str) -> int:
    """Return how many rows a list says it has; AssertionError when its pages, one after another, show others."""
    first = client.get(address).context
    rows, total, number = len(first["rows"]), int(first["total"]), 1
    while rows < total:
        number += 1
        more = client.get(f"{address}{'&' if '?' in address else '?'}page={number}").context["rows"]
        if not more:
            break
        rows += len(more)
    assert rows == total, f"{address}: {rows} rows, {total} said"
    return rows


def of_duties(client: Client, account: Account, unit: str) -> Said:
    """Yield what the desk, the board and the list of tasks say of the units an account leads."""
    if not account.may("task.assign", unit):
        return
    lights = {one.url: one for one in client.get("/").context["lights"]}
    spans, tasks = lights["/duties/"], lights["/duties/tasks/"]
    board = client.get("/duties/").context
    yield "occurrences.overdue counted", "desk", spans.red
    yield "occurrences.overdue counted", "board", board["spans"][0]
    yield "duties.open counted", "board", counted(client, "/duties/")
    yield "duties.off_list counted", "board", counted(client, "/duties/?off_list=on")
    red, whole = (counted(client, f"/duties/tasks/{tab}") for tab in ("?tab=overdue", ""))
    for place, late, all_open in (
        ("desk", tasks.red, tasks.red + tasks.amber + tasks.green),
        ("list", red, whole),
    ):
        yield "tasks.overdue counted", place, late
        yield "tasks.open counted", place, all_open


def reported(path: str, period: Period) -> Said:
    """Yield what a report composed now states."""
    unit = Unit.objects.get(code=path.rsplit("/", 1)[-1])
    composition = Composition(Scope(unit, path, period, latest_size(), local_day(now())))
    scope = {"units": [path], "period": period, "size": composition.scope.size}
    told = compute_table(sorted(FIGURES), **scope)
    composition.computed |= {(code, at, period, ()): value for (code, at), value in told.items()}
    for code in sorted(FIGURES):
        yield code, "report", composition.statement(code, path)["text"]
