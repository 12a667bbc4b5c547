"""Which tests run again on PostgreSQL: so many that it is sent every statement that any test sent to SQLite.

The run on SQLite runs everything and notes, for each test, the statements that it sent: their words, the place in the
program that they came from, and what kind of values they carried. The run on PostgreSQL takes all tests in which the
engine itself matters, and of the others as many as send each noted statement as often as ``TIMES`` says. ``STATEMENTS``
names the folder between the two runs; without it every test runs, on either engine.
"""

import heapq
import json
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.db import Error, connection

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = f"{ROOT / 'zerentian'}{os.sep}"
VARIABLE = "STATEMENTS"
FOLDER = pytest.StashKey[Path]()
# A second test may send the same statement to other rows: order and collation show only where there are some.
TIMES = 2
PLACES = 2
MARKS = re.compile(r"\((?:%s|NULL)(?:, ?(?:%s|NULL))*\)(?:, ?\((?:%s|NULL)(?:, ?(?:%s|NULL))*\))*")
POINTS = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")
NAMES_AN_ENGINE = re.compile(r"vendor|postgres|sqlite", re.IGNORECASE)
# Random values meet limits that are the engine's own.
RANDOM = ROOT / "tests" / "fuzz"


@dataclass(slots=True)
class Told:
    """What is known of one test: its processor time in seconds, its statements, and whether an engine matters to it."""

    seconds: float
    statements: frozenset[str]
    engine: bool = False


def shape(sql: str) -> str:
    """Return a statement's words without how many values it lists; nothing for a point to go back to."""
    return "" if sql.startswith(POINTS) else MARKS.sub("(%s)", sql)


def kind(value: object) -> str:
    """Return what an engine may take differently in a value: its type, a number's width, a text's length and NUL."""
    if isinstance(value, bool) or not isinstance(value, int | str | bytes):
        return type(value).__name__
    if isinstance(value, int):
        return f"int{31 if abs(value) < 2**31 else 63 if abs(value) < 2**63 else 99}"
    nul = "\0" if isinstance(value, str) else b"\0"
    return f"{type(value).__name__}{len(value).bit_length() // 2}{' NUL' * (nul in value)}"


@cache
def in_program(file: str) -> str:
    """Return a file of the program, its tests aside, by its place in it; nothing for one from elsewhere."""
    return file.removeprefix(PROGRAM) if file.startswith(PROGRAM) and "/tests/" not in file else ""


def places() -> str:
    """Return the nearest places in the program, its tests aside, from which a statement comes."""
    found: list[str] = []
    frame = sys._getframe(1)
    while frame is not None and len(found) < PLACES:
        if file := in_program(frame.f_code.co_filename):
            found.append(f"{file}:{frame.f_lineno}")
        frame = frame.f_back
    return " ".join(found)


class Notes:
    """Notes what each test sends, and keeps it in a file when the run ends."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.told: dict[str, Told] = {}
        self.sent: set[tuple[str, str, frozenset[str]]] = set()
        self.shapes: dict[str, str] = {}
        self.refused = False

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """Note one statement on its way to the engine (a wrapper as Django's connections take them)."""
        words = self.shapes.get(sql)
        if words is None:
            words = self.shapes[sql] = shape(str(sql))
        if words:
            values = params[0] if many and params else params or ()
            self.sent.add((places(), words, frozenset(map(kind, values))))
        try:
            return execute(sql, params, many, context)
        except Error:
            self.refused = True
            raise

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Note what one test sends from its fixtures' beginning to their end."""
        self.sent, self.refused = set(), False
        if self not in connection.execute_wrappers:
            connection.execute_wrappers.append(self)
        begun = time.process_time()
        answer = yield
        self.told[item.nodeid] = Told(
            time.process_time() - begun,
            frozenset(sha256(repr(one).encode()).hexdigest()[:16] for one in map(stable, self.sent)),
            self.refused,
        )
        return answer

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note that a test was skipped here: it may wait for the other engine."""
        if not report.passed:
            self.refused = True

    def pytest_sessionfinish(self) -> None:
        """Keep the notes of this process."""
        kept = {
            name: [told.seconds, sorted(told.statements), told.engine] for name, told in self.told.items()
        }
        (self.folder / f"{os.getpid()}.json").write_text(json.dumps(kept), "utf-8")


def stable(sent: tuple[str, str, frozenset[str]]) -> tuple[str, str, list[str]]:
    """Return a statement as it is written the same in every process."""
    place, words, kinds = sent
    return place, words, sorted(kinds)


def read_notes(folder: Path) -> dict[str, Told]:
    """Return what all processes of the other run noted."""
    told: dict[str, Told] = {}
    for file in sorted(folder.glob("*.json")):
        for name, (seconds, statements, engine) in json.loads(file.read_bytes()).items():
            told[name] = Told(seconds, frozenset(statements), engine)
    if not told:
        raise pytest.UsageError(f"{VARIABLE}={folder}: the run on SQLite has noted nothing")
    return told


def choose(told: Mapping[str, Told], always: Iterable[str], times: int = TIMES) -> set[str]:
    """Return the tests of ``always`` and so many others that each statement is sent by ``times`` tests, if so many do.

    The next one taken is always the one that costs least for each statement still missing.
    """
    chosen = set(always)
    sent = Counter(one for each in told.values() for one in each.statements)
    missing = {one: min(times, many) for one, many in sent.items()}
    for name in chosen & told.keys():
        take(told[name], missing)
    waiting = [(0.0, name) for name in sorted(told.keys() - chosen)]
    while waiting and missing:
        _, name = heapq.heappop(waiting)
        news = len(told[name].statements & missing.keys())
        if not news:
            continue
        price = (told[name].seconds + 0.005) / news
        if waiting and price > waiting[0][0]:
            heapq.heappush(waiting, (price, name))  # What was taken since has made it dearer than another.
            continue
        chosen.add(name)
        take(told[name], missing)
    return chosen


def take(told: Told, missing: dict[str, int]) -> None:
    """Strike what a test sends from what is missing."""
    for one in told.statements & missing.keys():
        missing[one] -= 1
        if not missing[one]:
            del missing[one]


@cache
def names_an_engine(path: Path) -> bool:
    """Tell whether a file of tests speaks of an engine; hundreds of tests stand in one file."""
    return bool(NAMES_AN_ENGINE.search(path.read_text("utf-8")))


def engine_matters(item: pytest.Item, told: Mapping[str, Told]) -> bool:
    """Tell whether a test runs on both engines whatever it sends, and one that was not noted does."""
    known = told.get(item.nodeid)
    return (
        known is None
        or known.engine
        or item.get_closest_marker("processes") is not None
        or item.path.is_relative_to(RANDOM)
        or names_an_engine(item.path)
    )


def pytest_configure(config: pytest.Config) -> None:
    """Learn the folder where tests run (not where xdist only shares them out), and note on SQLite what is sent.

    The variable is taken away: a test may run pytest again, in a copy of the program.
    """
    if config.getoption("dist", "no") != "no" or not (named := os.environ.pop(VARIABLE, "")):
        return
    config.stash[FOLDER] = Path(named)
    if connection.vendor == "sqlite":
        config.pluginmanager.register(Notes(Path(named)))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out on PostgreSQL what would send it nothing new."""
    folder = config.stash.get(FOLDER, None)
    if folder is None or connection.vendor != "postgresql":
        return
    told = read_notes(folder)
    here = {item.nodeid for item in items}
    always = [item.nodeid for item in items if engine_matters(item, told)]
    chosen = choose({name: one for name, one in told.items() if name in here}, always)
    left = [item for item in items if item.nodeid not in chosen]
    items[:] = [item for item in items if item.nodeid in chosen]
    config.hook.pytest_deselected(items=left)
