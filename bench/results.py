"""What was measured, as a page: what was wanted, what came out, and the rest of the numbers."""

from collections.abc import Callable, Iterator
from typing import Any

Measured = dict[str, Any]

ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
REASONS = {
    "16 writers": "16 writers that never pause share the machine's cores with the server: by Little's law four"
    " times the writers wait four times as long at the same rate, whatever the program does.",
    "sealing": "All of it is computing in one process: leaves, tree, the postings of each entry; the machine's"
    " pace decides.",
    "import": "More than a third goes into the commitments of the rows (salted HMAC of their canonical JSON), a"
    " sixth into inserts.",
    "report on": "Charts, the annexes of what each number rests on, and four renditions of some 13 MB: each states"
    " what it rests on in a manifest of its own, which is deflated two to three times.",
    "intake": "Each is a transaction of its own with row, clocks, contact and entry, committed to disk; half of its"
    " time are seven questions of what seldom changes, which Django compiles anew.",
    "slowest page": "An outline is composed for its preview: all its figures at once, then what is behind a"
    " dozen of them.",
    "a page of the demo": "Some hundred questions, each of which PostgreSQL plans anew.",
    "desk, slowest": "Where concerns wait, each of their sorts that holds any is built anew; for the county's"
    " supervisor one question of all sorts takes half of the time.",
    "detail, slowest": "Eighteen questions, a third of them whoever reads it, and Django's templates.",
    "list, slowest": "Who reads a whole county and nothing shielded has a condition that SQLite answers by unit:"
    " it finds every concern, and sorts them. Of the others: rows, the filters, the bars of the page.",
    "search, slowest": "Who reads little looks in the index up to four times, each time further back, and asks which"
    " of what it found may be read.",
    "figure, slowest": "Fifty lines with what they name, what a page finds behind a number day by day, and the filter.",
    "trail, slowest": "Fifty sentences with what they name, and the lists of verbs and units to choose from.",
    "numbers, slowest": "Twenty questions, eight of them the figures; sixty numbers with link, hint and state each.",
    "newest 50": "Fourteen queries and Django's templates; it does not grow with the number of concerns.",
}


def page(kept: Measured) -> str:
    """Return ``results.md``."""
    yards = [
        f"{name.removesuffix(' yard')} {value:.0f} ms"
        for name, value in kept.items()
        if name.endswith(" yard")
    ]
    rows = [row for engine in ENGINES for row in goals(kept, engine)]
    missed = [
        f"- {engine}, {what}: {got}. {reason_of(what)}" for engine, what, _, got, held in rows if not held
    ]
    return "\n".join(
        [
            "# Measured",
            "",
            f"Written by `script/bench`, {kept['day']}. Machine: {kept['machine']}.",
            "Others share the machine, and at times it computes at half its speed. A yardstick, the squares of a"
            f" million numbers summed, took before and after each group on average: {'; '.join(yards)};"
            " undisturbed, about 45 ms.",
            "",
            "Sealing includes postings and month totals; every entry of the logs is a deed, which posts the most.",
            "A tenth of them has its row, to which the verification compares it; in the report all have.",
            "Times are wall time; `cpu` is what the measuring process computed. Ratios are of one run.",
            "",
            "| Engine | What | Wanted | Measured | |",
            "|---|---|---|---|---|",
            *(
                f"| {engine} | {what} | {wanted} | {got} | {'✓' if held else '✗'} |"
                for engine, what, wanted, got, held in rows
            ),
            "",
            "## What falls short",
            "",
            *(missed or ["Nothing that was measured."]),
            *(f"- {what}: not measured." for engine in ENGINES for what in unmeasured(kept, engine)),
            "",
            *beside(kept),
            *(line for engine in ENGINES for line in details(kept, engine)),
        ]
    )


def unmeasured(kept: Measured, engine: str) -> Iterator[str]:
    """Yield the goals that no measurement speaks of."""
    for key, words in (
        ("append", "entry with a row"),
        ("writers paced 16", "16 writers"),
        ("log 1000000", "a log of 1,000,000 entries"),
        ("report 100000", "report on 100,000 entries"),
        ("concerns 100000", "import, intake and pages at 100,000 concerns"),
        ("concerns 1000000", "1,000,000 concerns"),
        ("roles 10000", "every role's pages"),
        ("roles 100000", "every role's pages at 100,000 concerns, and their growth"),
        ("bare 10000", "import and intake against bare inserts"),
        ("pages", "pages of the demo township"),
    ):
        if f"{engine} {key}" not in kept and (engine, key) not in ELSEWHERE:
            yield f"{ENGINES[engine]}, {words}"


# What one engine has no measure of: SQLite has one writer at a time, and only its database is one file to copy.
ELSEWHERE = {("sqlite", "writers paced 16"), ("postgresql", "bare 10000")}


def reason_of(what: str) -> str:
    """Return why a goal is missed, where that is known."""
    return next((words for start, words in REASONS.items() if what.startswith(start)), "")


Row = tuple[str, str, str, str, bool]


def goals(kept: Measured, engine: str) -> Iterator[Row]:
    """Yield each goal with what was measured, as far as it was."""
    for part in (
        append_goals,
        writer_goals,
        log_goals,
        report_goals,
        bare_goals,
        concern_goals,
        role_goals,
        page_goals,
    ):
        yield from part(kept, engine)


def judged(
    engine: str, what: str, wanted: str, value: float, shown: str, held: Callable[[float], bool]
) -> Row:
    """Return a goal with what was measured."""
    return ENGINES[engine], what, wanted, shown.format(value), held(value)


def found_under(kept: Measured, engine: str, group: str) -> dict[int, Any]:
    """Return what a group measured, by its size."""
    return {
        int(key.split()[-1]): kept[key]
        for key in kept
        if key.startswith(f"{engine} {group} ") and "yard" not in key
    }


def append_goals(kept: Measured, engine: str) -> Iterator[Row]:
    """Yield the goal of a single entry."""
    if one := kept.get(f"{engine} append"):
        share, words = one["whole_per_s"] / one["bare_per_s"], "entry with a row, to two bare inserts"
        yield judged(engine, words, "≥ 50 %", share, "{:.0%}", lambda v: v >= 0.5)


def writer_goals(kept: Measured, engine: str) -> Iterator[Row]:
    """Yield the goals of many writers at once."""
    for kind, words in (("paced", "at 5 entries a second each"), ("free", "without a pause")):
        few, many = (kept.get(f"{engine} writers {kind} {count}") for count in (4, 16))
        if few and many:
            ratio, what = many["p99_ms"] / few["p99_ms"], f"16 writers to 4, p99, {words}"
            yield judged(engine, what, "≤ 3 ×", ratio, "{:.1f} ×", lambda v: v <= 3)


def log_goals(kept: Measured, engine: str) -> Iterator[Row]:
    """Yield the goals of the largest log that was measured, and its growth from the least."""
    logs = found_under(kept, engine, "log")
    if len(logs) < 2:
        return
    least, most = logs[min(logs)], logs[max(logs)]
    words, floor = f"at {max(logs):,}", 20_000 if engine == "sqlite" else 8_000
    rate = most["seal_per_s"]
    yield judged(engine, f"sealing {words}", f"≥ {floor:,}/s", rate, "{:,.0f}/s", lambda v: v >= floor)
    for key, what, limit, unit in (
        ("seal_peak_mb", "sealing's memory", 300, "{:.0f} MB"),
        ("verify_export_s", "export verified", 5, "{:.1f} s"),
        ("verify_database_s", "database verified", 25, "{:.1f} s"),
        ("proof_ms", "inclusion proof", 12, "{:.1f} ms"),
    ):
        if (value := most.get(key)) is not None:
            wanted = f"≤ {limit} {unit.split()[-1]}"
            yield judged(engine, f"{what} {words}", wanted, value, unit, lambda v, limit=limit: v <= limit)
    for key, label in GROWING.items():
        ratio, shown = most[key] / least[key], f"{{:.2f}} × ({least[key]:.0f} → {most[key]:.0f} ms)"
        what = f"{label}, {words} to {min(logs):,}"
        yield judged(engine, what, "≤ 1.5 ×", ratio, shown, lambda v: v <= 1.5)


def report_goals(kept: Measured, engine: str) -> Iterator[Row]:
    """Yield the goals of a report on many entries."""
    for size, one in found_under(kept, engine, "report").items():
        what = f"report on {size:,} entries"
        yield judged(engine, what, "≤ 3 s", one["s"], "{:.1f} s", lambda v: v <= 3)
        if (packed := one.get("packed_s")) is not None:
            ratio, words = one["s"] / packed, f"{what}, to its manifest deflated"
            yield judged(engine, words, "≤ 8 ×", ratio, "{:.0f} ×", lambda v: v <= 8)
        if (peak := one.get("peak_mb")) is not None:
            words = f"report's memory on {size:,} entries"
            yield judged(engine, words, "≤ 600 MB", peak, "{:.0f} MB", lambda v: v <= 600)


def bare_goals(kept: Measured, engine: str) -> Iterator[Row]:
    """Yield how import and intake compare to bare inserts of their rows."""
    for one in found_under(kept, engine, "bare").values():
        for what, kind, least, words in (
            ("import", "cpu_s", 0.22, "by processor time"),
            ("intake", "s", 0.3, "each committed"),
        ):
            share = one[f"{what}_per_{kind}"] / one[f"bare_{what}_per_{kind}"]
            words = f"{what} to bare inserts of the same rows, {words}"
            yield judged(engine, words, f"≥ {least} ×", share, "{:.2f} ×", lambda v, least=least: v >= least)


def page_goals(kept: Measured, engine: str) -> Iterator[Row]:
    """Yield the goals of the demo township: how long it takes to tell, and its slowest pages."""
    if one := kept.get(f"{engine} demo"):
        shown = f"{{:.0f}} s ({one['cpu_s']:.0f} s cpu)"
        yield judged(engine, "demo township", "< 60 s", one["s"], shown, lambda v: v < 60)
    if one := kept.get(f"{engine} pages"):
        times = {
            each["address"]: (each["ms"], each["ms"] / each["trivial_ms"]) for each in one["pages"].values()
        }
        address = max(times, key=lambda each: times[each][0])
        what, shown = "slowest page of the demo township", f"{{:.0f}} ms ({address})"
        yield judged(engine, what, "≤ 100 ms", times[address][0], shown, lambda v: v <= 100)
        address = max(times, key=lambda each: times[each][1])
        what, shown = "a page of the demo township to its sign-in page", f"{{:.0f}} × ({address})"
        yield judged(engine, what, "≤ 25 ×", times[address][1], shown, lambda v: v <= 25)


# What the best measured peer needs at 100,000, and what is wanted of us (docs/decisions/0060-concerns.md).
CONCERN_PAGES = {
    "list": ("newest 50", 30),
    "filtered": ("filtered list", 30),
    "search": ("search 噪音, newest 50", 40),
    "search_rare": ("search of a rare word", 40),
    "detail": ("detail page", 35),
    "dashboard": ("concerns in numbers", 60),
}


def concern_goals(kept: Measured, engine: str) -> Iterator[Row]:
    """Yield the goals of casework at the largest number of concerns measured, and its growth from the least."""
    sizes = found_under(kept, engine, "concerns")
    if not sizes:
        return
    name, least, most = ENGINES[engine], sizes[min(sizes)], sizes[max(sizes)]
    at = f"at {max(sizes):,} concerns"
    for key, (label, limit) in CONCERN_PAGES.items():
        got, queries = most[f"{key}_ms"], most[f"{key}_queries"]
        yield name, f"{label} {at}", f"≤ {limit} ms", f"{got:.0f} ms ({queries} queries)", got <= limit
        if len(sizes) > 1:
            # What the machine itself became slower by in between is taken out.
            growth = got / least[f"{key}_ms"] / (most["trivial_ms"] / least["trivial_ms"])
            words = f"{label}, growth from {min(sizes):,}"
            yield name, words, "≤ 1.5 ×", f"{growth:.2f} ×", growth <= 1.5
    rate, peak = most["import_per_s"], most["import_peak_mb"]
    yield name, f"import {at}", "≥ 6,000/s", f"{rate:,.0f}/s", rate >= 6_000
    if least is not most:
        grown = rate / least["import_per_s"]
        yield name, f"import's rate {at} to {min(sizes):,}", "≥ 0.9 ×", f"{grown:.2f} ×", grown >= 0.9
    yield name, f"import's memory {at}", "≤ 300 MB", f"{peak:.0f} MB", peak <= 300
    rate = most["intake_together_per_s"]
    yield name, f"intake by 4 clients, entries included, {at}", "≥ 250/s", f"{rate:.0f}/s", rate >= 250


# What a page of any role may take, as a multiple of a bare list of fifty rows in the same process.
ROLE_LIMITS = {
    **dict.fromkeys(("list", "filtered", "search", "rare search", "detail"), 5.0),
    **dict.fromkeys(("figure", "trail", "entry", "numbers", "looks"), 8.0),
    "desk": 12.0,
}


def role_goals(kept: Measured, engine: str) -> Iterator[Row]:
    """Yield, page by page, the slowest role at the largest number of concerns, and its growth from the least."""
    head = f"{engine} roles "
    sizes = {
        int(key.removeprefix(head)): kept[key] for key in kept if key.startswith(head) and "yard" not in key
    }
    if not sizes:
        return
    name, least, most = ENGINES[engine], sizes[min(sizes)], sizes[max(sizes)]
    for page, limit in ROLE_LIMITS.items():
        found = {
            key.rpartition(" ")[2]: one["ratio"]
            for key, one in most.items()
            if key.rpartition(" ")[0] == page
        }
        if not found:
            continue
        role = max(found, key=found.__getitem__)
        words = f"{page}, slowest role, at {max(sizes):,} concerns"
        yield (
            name,
            words,
            f"≤ {limit:.0f} × a bare list",
            f"{found[role]:.1f} × ({role})",
            found[role] <= limit,
        )
        before = least.get(f"{page} {role}")
        if len(sizes) > 1 and before:
            growth = found[role] / before["ratio"]
            yield name, f"{page}, growth from {min(sizes):,}", "≤ 1.3 ×", f"{growth:.2f} ×", growth <= 1.3


PEER_ROWS = {
    "list_ms": "newest 50, ms",
    "filtered_ms": "filtered list, ms",
    "search_ms": "search 噪音, ms",
    "search_rare_ms": "search of a rare word, ms",
    "detail_ms": "detail page, ms",
    "dashboard_ms": "numbers, ms",
    "fill_per_s": "filled, per second",
}


def beside(kept: Measured) -> Iterator[str]:
    """Yield the peers' numbers beside ours, on SQLite, with the same rows and as many of them."""
    found = {key.removeprefix("peer "): value for key, value in kept.items() if key.startswith("peer ")}
    if not found:
        return
    size = next(iter(found)).rpartition(" ")[2]
    ours = kept.get(f"sqlite concerns {size}", {})
    columns = [{**ours, "fill_per_s": ours.get("import_per_s")}, *found.values()]
    yield f"## Beside peers, at {int(size):,} concerns on SQLite"
    yield ""
    yield "Each in one process with one client, from its package (`requirements/peers.lock`), the best of several."
    yield "django-helpdesk is filled by `bulk_create` without history, Roundup by its own interface with its journal."
    yield "Roundup's word index takes a Chinese clause as one word: its search answers at once and finds nothing."
    yield "Ours is what was kept of that size, measured in the same way at another hour of the same machine."
    yield f"The yardstick took {kept['peers yard']:.0f} ms beside the peers."
    yield ""
    yield f"| | Zerentian | {' | '.join(name.rpartition(' ')[0] for name in found)} |"
    yield "|---" * (len(columns) + 1) + "|"
    for key, label in PEER_ROWS.items():
        yield f"| {label} | {' | '.join(cell(column, key) for column in columns)} |"
    yield ""


def cell(measured: Measured, key: str) -> str:
    """Return a number of a peer; — where there is none, or where the search found nothing."""
    if measured.get(key) is None or measured.get(key.replace("_ms", "_finds")) == 0:
        return "—"
    return f"{measured[key]:,.0f}"


GROWING = {
    "report_figures_ms": "the half-year report's figures",
    "figure_page_ms": "figure page of a count",
    "figure_page_share_ms": "figure page of a share",
    "figure_page_village_ms": "figure page of a village",
}


def details(kept: Measured, engine: str) -> Iterator[str]:
    """Yield every number of an engine."""
    yield f"## {ENGINES[engine]}: every number"
    yield ""
    for key, value in kept.items():
        kind, _, name = key.partition(" ")
        if kind != engine or not isinstance(value, dict):
            continue
        numbers = {what: amount for what, amount in value.items() if isinstance(amount, int | float)}
        yield f"- **{name}**: " + ", ".join(f"{what} {amount:,.1f}" for what, amount in numbers.items())
        if name == "pages":
            yield from pages(value)
        if name.startswith("roles "):
            yield from every_role(value)
    yield ""


def every_role(measured: Measured) -> Iterator[str]:
    """Yield the table of every role's pages, as they were measured."""
    yield ""
    yield "| Page and role | ms | × a bare list | queries |"
    yield "|---|---|---|---|"
    for name, one in measured.items():
        yield f"| {name} | {one['ms']:.0f} | {one['ratio']:.1f} | {one['queries']:.0f} |"
    yield ""


def pages(measured: Measured) -> Iterator[str]:
    """Yield the table of pages, slowest first."""
    yield ""
    yield "| Page | ms | × sign-in | queries |"
    yield "|---|---|---|---|"
    for name, one in sorted(measured["pages"].items(), key=lambda pair: -pair[1]["ms"]):
        ratio = one["ms"] / one["trivial_ms"]
        yield f"| {name} | {one['ms']:.0f} | {ratio:.1f} | {one['queries']:.0f} |"
    yield ""
