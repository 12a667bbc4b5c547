"""Which lines of the program each test enters; kept between runs, and listened to again where something changed."""

import hashlib
import pickle
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import coverage

from bench.mutants.faults import ROOT

KEPT = ROOT / "var" / "mutants.lines"
# What is entered while modules are imported or the session's cast is made belongs to no test.
BEFORE = "before any test"


def digest_of(path: Path) -> str:
    """Return a file's SHA-256 in hex, or nothing where there is none any more."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def file_of(test: str) -> str:
    """Return the file in which a test stands, from the root."""
    return test.partition("::")[0]


@dataclass
class Lines:
    """Of each line the tests that enter it, as bits of a number: the place of a test in ``tests`` is its bit."""

    tests: list[str] = field(default_factory=list)
    took: dict[str, float] = field(default_factory=dict)  # seconds
    entered: dict[str, dict[int, int]] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    before: set[tuple[str, int]] = field(default_factory=set)

    @classmethod
    def kept(cls) -> "Lines":
        """Return what an earlier run has kept."""
        return cls(*pickle.loads(KEPT.read_bytes())) if KEPT.is_file() else cls()

    def keep(self) -> None:
        """Keep it for the next run, whole or not at all."""
        KEPT.parent.mkdir(exist_ok=True)
        fresh = KEPT.with_suffix(".new")
        fresh.write_bytes(pickle.dumps((self.tests, self.took, self.entered, self.digests, self.before)))
        fresh.replace(KEPT)

    def forget_what_changed(self, tests: Iterable[str]) -> set[str]:
        """Forget the tests that are gone, stand in a changed file, or enter one; return those to be listened to.

        Tests of a file of which none is asked for this time are as they were, if the file is.
        """
        present = set(tests)
        asked = {file_of(test) for test in present}
        changed = {name for name, digest in self.digests.items() if digest_of(ROOT / name) != digest}
        helped = {Path(name).parent for name in changed - set(self.entered) if not is_test(name)}
        gone = 0
        for bit, test in enumerate(self.tests):
            name = file_of(test)
            is_gone = test not in present and (name in asked or not (ROOT / name).is_file())
            if is_gone or name in changed or helped & set(Path(name).parents):
                gone |= 1 << bit
        for name in changed & set(self.entered):
            for bits in self.entered.pop(name).values():
                gone |= bits
        self.forget(gone)
        for name in changed:
            del self.digests[name]
        return present - set(self.took)

    def forget(self, gone: int) -> None:
        """Forget some tests, given as bits."""
        for lines in self.entered.values():
            for line in lines:
                lines[line] &= ~gone
        for test in self.named(gone):
            self.took.pop(test, None)

    def named(self, bits: int) -> Iterator[str]:
        """Yield the tests of some bits."""
        while bits:
            lowest = bits & -bits
            yield self.tests[lowest.bit_length() - 1]
            bits ^= lowest

    def bits(self, tests: Iterable[str]) -> int:
        """Return the bits of some tests; those not known yet get one."""
        places = {test: place for place, test in enumerate(self.tests)}
        found = 0
        for test in tests:
            if test not in places:
                places[test] = len(self.tests)
                self.tests.append(test)
            found |= 1 << places[test]
        return found

    def of(self, path: Path, line: int) -> list[str]:
        """Return the tests that enter a line, the quickest first."""
        bits = self.entered.get(str(path.relative_to(ROOT)), {}).get(line, 0)
        return sorted((one for one in self.named(bits) if one in self.took), key=self.took.__getitem__)

    def add(self, data: coverage.CoverageData, apart: dict[tuple[str, int], set[str]]) -> None:
        """Add what was listened to: contexts are tests, files of tests (what their modules make) or ``BEFORE``."""
        self.bits(self.took)
        of_file = defaultdict(list)
        for test in self.took:
            of_file[file_of(test)].append(test)
        bits = {BEFORE: 0} | {name: self.bits(tests) for name, tests in of_file.items()}
        bits |= {test: 1 << place for place, test in enumerate(self.tests) if test in self.took}
        for path in data.measured_files():
            lines = self.entered.setdefault(str(Path(path).relative_to(ROOT)), {})
            for line, contexts in data.contexts_by_lineno(path).items():
                self.add_line(lines, line, path, contexts, bits)
        for (path, line), contexts in apart.items():
            lines = self.entered.setdefault(str(Path(path).relative_to(ROOT)), {})
            self.add_line(lines, line, path, contexts, bits)
        for name in {*self.entered, *of_file, *helping()} - set(self.digests):
            self.digests[name] = digest_of(ROOT / name)

    def add_line(
        self, lines: dict[int, int], line: int, path: str, contexts: Iterable[str], bits: dict[str, int]
    ) -> None:
        """Add who enters one line."""
        for one in contexts:
            lines[line] = lines.get(line, 0) | bits.get(one, 0)
            if one == BEFORE:
                self.before.add((path, line))


def is_test(name: str) -> bool:
    """Tell whether a file holds tests, and not what helps them."""
    return Path(name).name.startswith("test_")


def helping() -> Iterator[str]:
    """Yield the files that stand beside tests and help them."""
    for path in [ROOT / "conftest.py", *ROOT.glob("tests/**/*.py"), *ROOT.glob("zerentian/*/tests/**/*.py")]:
        if not is_test(path.name):
            yield str(path.relative_to(ROOT))
