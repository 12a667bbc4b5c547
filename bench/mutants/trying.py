"""The plugin: it listens to the tests whose lines are not known, then tries each mutant in a fork of that process."""

import gc
import importlib
import os
import pickle
import resource
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from pathlib import Path
from types import FrameType

import coverage
import pytest

from bench.mutants.faults import LEFT_ALONE, ROOT, Functions, Mutant, import_faulty
from bench.mutants.lines import BEFORE, Lines, file_of
from zerentian.ledger.foreign import opening

OURS = str(ROOT / "zerentian") + os.sep
ROOM_TO_READ = 4 * 2**30  # bytes a fork that reads a foreign file may take
READS = 20  # seconds in which it must have read it
# Seconds of the processor beyond twice what a test takes, and the most there are: one that takes longer loops, and is
# noticed by that. A busy machine, on which everything takes longer by the clock, is no fault.
PATIENCE, MOST_PATIENCE = 15, 60
# Seconds by the clock after which a test waits for what never comes.
LONGEST_WAIT = 300
# Seconds of tests that a mutant is asked about; what they do not notice has survived. The longest of any room that
# enter one line and stand in that room, the audit's sets of sentences, take a third of it.
MOST = 60
# Seconds that tests may take which begin with the fault; what they do not notice by then has survived.
LONGEST = 120
QUIET = ("-q", "-p", "no:cacheprovider", "--no-header", "--tb=no")


@dataclass(frozen=True)
class Tried:
    """What came of a mutant: which test noticed it, if any, and how many of those that enter its line were asked."""

    mutant: Mutant
    by: str
    asked: int
    entering: int

    def __str__(self) -> str:
        if self.by:
            return f"noticed  {self.mutant} — {self.by}"
        return f"SURVIVED {self.asked} of {self.entering} tests: {self.mutant}"


class Mutation:
    """Listens once, and tries mutants; what came of them stands in ``tried`` afterwards."""

    def __init__(self, mutants: list[Mutant], *, afresh: bool) -> None:
        self.mutants, self.tried, self.afresh = mutants, [], afresh
        self.lines = Lines.kept()
        self.apart: dict[tuple[str, int], set[str]] = defaultdict(set)
        self.steady: dict[str, bool] = {}
        self.costs: dict[str, float] = {}
        self.context, self.failed, self.listening = BEFORE, False, True
        self.listener = coverage.Coverage(
            data_file=None, config_file=False, source=[OURS], omit=["*/tests/*", "*/migrations/*"]
        )
        self.listener.start()
        self.listener.switch_context(BEFORE)

    # What pytest calls

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Notice that a test failed."""
        self.failed = self.failed or report.failed

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef) -> Iterator[None]:
        """What a session makes is made before any test; what a module makes is entered by all tests of its file."""
        if not self.listening or fixturedef.scope == "function":
            return (yield)
        around = self.context
        self.switch(BEFORE if fixturedef.scope == "session" or around == BEFORE else file_of(around))
        try:
            return (yield)
        finally:
            self.switch(around)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Listen to the tests that are not known, then try the mutants."""
        items = {one.nodeid: one for one in session.items}
        # Tests that ask the sound one itself hold it by its name already.
        vars(opening)["answer_of"] = lambda module, content, limits: self.answered(content)
        self.listen_apart(session.items)
        self.listener.stop()
        self.listening = False
        self.lines = Lines.kept()
        self.costs = dict(costs(session.items, self.lines.took))
        begin(session.items)
        import_all()
        # What was imported by then is frozen since the collection, and its functions would not be found.
        gc.unfreeze()
        self.functions = Functions()
        gc.collect()
        gc.freeze()
        for done, mutant in enumerate(self.mutants, 1):
            self.tried.append(self.trial(mutant, items))
            print(f"{done:3} {self.tried[-1]}", flush=True)
        return True

    # Listening

    def switch(self, context: str) -> None:
        """Let what is entered from now on belong to a test, or to what stands for several."""
        self.context = context
        self.listener.switch_context(context)

    def listen_apart(self, items: list[pytest.Item]) -> None:
        """Listen in forks, folder by folder, and keep what each heard: one that is interrupted loses only its own.

        Threads that a library begins in a fork would be missing in the forks of this process if it listened itself.
        """
        unknown = Lines.kept().forget_what_changed(one.nodeid for one in items)
        for folder in dict.fromkeys(
            str(Path(file_of(one.nodeid)).parent) for one in items if one.nodeid in unknown
        ):
            sys.stdout.flush()
            if os.fork() == 0:
                self.lines = Lines.kept()
                unknown = self.lines.forget_what_changed(one.nodeid for one in items)
                heard = [one for one in items if one.nodeid in unknown]
                self.listen([one for one in heard if str(Path(file_of(one.nodeid)).parent) == folder], folder)
                self.switch("the beginning")
                begin(items)
                self.listener.stop()
                self.lines.add(self.listener.get_data(), self.apart)
                self.lines.keep()
                os._exit(0)
            os.wait()

    def listen(self, items: list[pytest.Item], folder: str) -> None:
        """Run tests, and remember what they enter; one that fails without any fault is asked about no mutant."""
        print(f"listening to {len(items)} tests of {folder}", flush=True)
        for item, following in zip_longest(items, items[1:]):
            self.failed, began = False, time.process_time()
            self.switch(item.nodeid)
            item.ihook.pytest_runtest_protocol(item=item, nextitem=following or item.session)
            if self.failed:
                print(f"left out, it fails without any fault: {item.nodeid}", flush=True)
            else:
                self.lines.took[item.nodeid] = time.process_time() - began
        self.switch(BEFORE)

    def answered(self, content: bytes) -> tuple[bool, object]:
        """Read a foreign file in a fork of this very process: a fresh one would know of no fault and of no listener."""
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            signal.alarm(READS)
            resource.setrlimit(resource.RLIMIT_AS, (ROOM_TO_READ, ROOM_TO_READ))
            entered: set[tuple[str, int]] = set()
            if self.listening:
                sys.settrace(following(entered))
            outcome = outcome_of(content)
            sys.settrace(None)
            with open(writing, "wb") as told:
                pickle.dump((outcome, entered), told)
            os._exit(0)
        os.close(writing)
        with open(reading, "rb") as told:
            content = told.read()
        if os.waitpid(child, 0)[1]:
            raise opening.Unopened
        outcome, entered = pickle.loads(content)
        for place in entered:
            self.apart[place].add(self.context)
        found: tuple[bool, object] = outcome
        return found

    # Trying

    def trial(self, mutant: Mutant, items: dict[str, pytest.Item]) -> Tried:
        """Ask the tests that enter a mutant's line, those of its own room first, until one notices it."""
        room = mutant.path.relative_to(ROOT).parts[1]
        own = f"zerentian/{room}/"
        places = (mutant.line, mutant.statement)
        found = next(filter(None, (self.lines.of(mutant.path, line) for line in places)), [])
        entering = [one for one in found if one in items]
        entering.sort(key=lambda test: (not test.startswith(own), self.costs.get(test, 0)))
        tests = entering
        while True:
            tests = [one for one in tests if self.steady.get(one, True)]
            asked, by = self.in_a_fork([items[one] for one in tests], mutant)
            if not by:
                break
            if by not in self.steady:
                self.steady[by] = not self.in_a_fork([items[by]], None)[1]
            if self.steady[by]:
                return Tried(mutant, by, asked, len(entering))
            print(f"left out, it fails in a fork without any fault: {by}", flush=True)
        by = self.found_afresh(mutant, room, entering) if self.afresh else ""
        return Tried(mutant, by, asked, len(entering))

    def found_afresh(self, mutant: Mutant, room: str, entering: list[str]) -> str:
        """Try a mutant where no fork reaches it: at the beginning of a process, and in those that tests start."""
        own = f"zerentian/{room}/tests"
        early = any((str(mutant.path), line) in self.lines.before for line in (mutant.line, mutant.statement))
        if early and noticed_afresh(mutant, "not processes", "tests/test_shown.py", own):
            return "where it begins"
        if not entering and noticed_afresh(mutant, "processes", own):
            return "in processes of their own"
        return ""

    def in_a_fork(self, items: list[pytest.Item], mutant: Mutant | None) -> tuple[int, str]:
        """Return how many tests were run in a fork, with a fault in place or none, and which failed or never ended."""
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            silence = os.open(os.devnull, os.O_WRONLY)
            os.dup2(silence, 1)
            os.dup2(silence, 2)
            self.functions.forget()
            if mutant is not None:
                import_faulty(mutant)
                self.functions.put_in(mutant)
            self.ask(items, writing)
            os._exit(0)
        os.close(writing)
        with open(reading, "rb") as told:
            said = told.read()
        status = os.waitpid(child, 0)[1]
        # A mark for each test that began; one that ended well is marked again.
        begun, ended = said.count(b"<"), said.count(b">")
        return begun, items[begun - 1].nodeid if begun and (begun != ended or status) else ""

    def ask(self, items: list[pytest.Item], telling: int) -> None:
        """Run tests until one fails, and tell of each that it began and that it ended well."""
        began = time.process_time()
        for item, following in zip_longest(items, items[1:]):
            if time.process_time() - began > MOST:
                return
            self.failed = False
            os.write(telling, b"<")
            have_patience(min(PATIENCE + 2 * self.costs.get(item.nodeid, 0), MOST_PATIENCE))
            run(item, following)
            if self.failed:
                return
            os.write(telling, b">")


def have_patience(seconds: float) -> None:
    """Let this process end once it has used so many seconds of the processor, or waits for what never comes."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.alarm(LONGEST_WAIT)


def following(entered: set[tuple[str, int]]) -> Callable[..., object]:
    """Return a listener that writes down the lines of the program alone."""

    def lines(frame: FrameType, event: str, argument: object) -> Callable[..., object]:
        if event == "line":
            entered.add((frame.f_code.co_filename, frame.f_lineno))
        return lines

    def calls(frame: FrameType, event: str, argument: object) -> Callable[..., object] | None:
        return lines if frame.f_code.co_filename.startswith(OURS) else None

    return calls


def noticed_afresh(mutant: Mutant, marked: str, *tests: str) -> bool:
    """Tell whether tests fail in processes that begin with the fault, those that they start too, and not without it."""
    return fails_afresh(mutant, marked, tests) and not fails_afresh(None, marked, tests)


@cache
def fails_afresh(mutant: Mutant | None, marked: str, tests: tuple[str, ...]) -> bool:
    """Tell whether a test fails in a process that begins with a fault, or with none."""
    command = [sys.executable, "-m", "pytest", "-x", *QUIET, "-m", f"{marked} and not journey", *tests]
    begins = {"PYTHONPATH": f"{ROOT / 'bench/mutants/beginning'}{os.pathsep}{ROOT}"}
    if mutant is not None:
        begins["ZERENTIAN_MUTANT"] = pickle.dumps(mutant).hex()
    try:
        done = subprocess.run(
            command, cwd=ROOT, env=os.environ | begins, capture_output=True, timeout=LONGEST
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode not in {0, pytest.ExitCode.NO_TESTS_COLLECTED}


def outcome_of(content: bytes) -> tuple[bool, object]:
    """Return what the nursery's child would answer."""
    function, arguments, _ = pickle.loads(content)
    try:
        return True, function(*arguments)
    except Exception as error:  # noqa: BLE001 — as in a child, any fault of a parser ends the reading
        own = type(error).__module__.startswith("zerentian.")
        return False, error if own else opening.Unopened()


def import_all() -> None:
    """Import the whole program, or each fork would import the pages anew with the first one that a test asks for."""
    for path in sorted((ROOT / "zerentian").rglob("*.py")):
        if not LEFT_ALONE & set(path.parts) and path.stem not in {"__init__", "__main__", "settings"}:
            importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))


def begin(items: list[pytest.Item]) -> None:
    """Let the session make what it makes before any test: the database and the cast."""
    first = next((one for one in items if one.get_closest_marker("database")), None)
    if first is not None:
        run(first)


def run(item: pytest.Item, following: pytest.Item | None = None) -> None:
    """Run one test, and keep what its session has made, the database above all, and what both tests' module has."""
    item.ihook.pytest_runtest_protocol(item=item, nextitem=following or item.session)


def costs(items: list[pytest.Item], took: dict[str, float]) -> Iterator[tuple[str, float]]:
    """Yield what each test takes in a fork of its own, in seconds.

    What a module makes once was made in the first of its tests, and whichever a fork asks first makes it anew.
    """
    most: dict[str, float] = defaultdict(float)
    for test, seconds in took.items():
        most[file_of(test)] = max(most[file_of(test)], seconds)
    for item in items:
        shares = "beginning" in getattr(item, "fixturenames", ())
        yield item.nodeid, most[file_of(item.nodeid)] if shares else took.get(item.nodeid, 0)
