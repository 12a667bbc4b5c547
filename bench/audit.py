"""The audit's kinds: learnt from labelled sentences of our own, and measured on those that were not learnt from.

    python -m bench.audit teach      write zerentian/reports/rules/audit/weights.tsv
    python -m bench.audit measure    each report left out in turn: what letters, rules, and both together get right

The sentences lie in ``zerentian/reports/tests/data/audit_*.txt``; some teach nothing.
"""

import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from zerentian.reports.rules.audit import Sentence, audit, kinds, learnt

FOLDER = Path(__file__).resolve().parent.parent / "zerentian" / "reports" / "tests" / "data"
# These teach nothing: one is held out for reports, one for speeches and news; on the others rules alone were mended.
UNTAUGHT = {f"audit_{name}.txt" for name in ("held_out", "styles", "spoken", "talks", "talks_held")}
ROUNDS, RATE, FORGET, SEED = 30, 0.3, 1e-4, 1128
FEWEST = 2  # sentences in which a mark must stand
LEAST = 0.03  # a mark of which no weight is more is left out


@dataclass(frozen=True)
class Example:
    """One sentence as the audit cut it: the report it is of, its part, what the rules say, and its kind."""

    report: str
    text: str
    part: str
    by_rule: str
    kind: str


@dataclass(frozen=True)
class Learnt:
    """A weight for each mark and kind."""

    place: dict[str, int]
    weights: NDArray[np.float64]

    def table(self) -> dict[str, list[int]]:
        """Return the weights as ``learnt.weights`` gives them, rounded as they are kept."""
        rounded = np.rint(self.weights / learnt.UNIT).astype(int)
        return {
            mark: [int(one) for one in rounded[at]]
            for mark, at in self.place.items()
            if np.abs(self.weights[at]).max() >= LEAST
        }


def reports(path: Path) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield each report of a file: its name, and its sentences as (kind, text) without marks."""
    for number, block in enumerate(path.read_text("utf-8").split("\n===")):
        lines = [line.split("\t", 1) for line in block.splitlines()[1:] if "\t" in line]
        sentences = [
            (kind.rstrip("!"), text.rstrip("*").replace("[", "").replace("]", "")) for kind, text in lines
        ]
        yield f"{path.stem} {number}", sentences


def examples(path: Path) -> Iterator[Example]:
    """Yield what a file teaches; headings and leads are found by where they stand, and teach nothing."""
    for name, sentences in reports(path):
        found, seen = overheard("\n".join(text for _, text in sentences))
        judged = iter(seen)
        labels = iter(labelled(sentences, [one.text for one in found]))
        for one, kind in zip(found, labels, strict=True):
            if one.kind in (kinds.Kind.HEADING, kinds.Kind.LEAD):
                continue
            text, part, by_rule = next(judged, ("", "", ""))
            if kind in learnt.KINDS and text:
                yield Example(name, text, part, by_rule, kind)


def overheard(text: str) -> tuple[tuple[Sentence, ...], list[tuple[str, str, str]]]:
    """Return the sentences of a text, and of each that is no heading or lead (text, part, kind by rule).

    Of a sentence whose words alone decide nothing is weighed, and all three are empty.
    """
    seen: list[tuple[str, str, str]] = []
    weighed: list[tuple[str, str, str]] = []
    kind_of = kinds.kind_of

    def remember(text: str, part: str, by_rule: str, trust: float) -> str:
        weighed.append((text, part, by_rule))
        return by_rule

    def asked(text: str, part: str) -> kinds.Kind:
        weighed.clear()
        kind = kind_of(text, part)
        seen.append(weighed[0] if weighed else ("", "", ""))
        return kind

    with patch.object(kinds, "weighed", remember), patch.object(kinds, "kind_of", asked):
        return audit(text).sentences, seen


def labelled(sentences: Sequence[tuple[str, str]], pieces: Sequence[str]) -> Iterator[str]:
    """Yield the kind of each piece the audit cut: that of the sentence it is of."""
    left = list(pieces)
    for kind, text in sentences:
        length = 0
        while left and length < len(text.strip()):
            length += len(left.pop(0))
            yield kind


def taught(rows: Sequence[Example]) -> Learnt:
    """Learn by logistic regression, each weight at its own pace (AdaGrad), the rows in another order each round."""
    marks = [learnt.marks_of(one.text, one.part) for one in rows]
    counted = Counter(mark for found in marks for mark in found)
    place = {mark: at for at, mark in enumerate(sorted(m for m, count in counted.items() if count >= FEWEST))}
    where = [np.array(sorted(place[mark] for mark in found if mark in place)) for found in marks]
    target = [learnt.KINDS.index(one.kind) for one in rows]
    weights = np.zeros((len(place), len(learnt.KINDS)))
    pace = np.full_like(weights, 1e-6)
    order, chance = list(range(len(rows))), random.Random(SEED)
    for _ in range(ROUNDS):
        chance.shuffle(order)
        for at in order:
            found, scale = where[at], 1 / np.sqrt(len(where[at]))
            scores = weights[found].sum(0) * scale
            likely = np.exp(scores - scores.max())
            likely /= likely.sum()
            likely[target[at]] -= 1
            slope = likely * scale + FORGET * weights[found]
            pace[found] += slope * slope
            weights[found] -= RATE * slope / np.sqrt(pace[found])
    return Learnt(place, weights)


def everything() -> list[Example]:
    """Return what all files teach that are to."""
    paths = (path for path in sorted(FOLDER.glob("audit_*.txt")) if path.name not in UNTAUGHT)
    return [one for path in paths for one in examples(path)]


def teach() -> None:
    """Write the weights."""
    rows = everything()
    table = taught(rows).table()
    lines = ("\t".join([mark, *map(str, numbers)]) for mark, numbers in sorted(table.items()))
    learnt.WEIGHTS.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    print(f"{len(rows)} sentences, {len(table)} marks, {learnt.WEIGHTS.stat().st_size:,} bytes")


def judged(table: dict[str, list[int]], rows: Sequence[Example], trust: float) -> int:
    """Return how many sentences a table of weights gets right, the rules trusted so far."""
    with patch.object(learnt, "weights", lambda: MappingProxyType(table)):
        return sum(learnt.weighed(one.text, one.part, one.by_rule, trust) == one.kind for one in rows)


def measure() -> None:
    """Print what is right when no sentence of the same report was learnt from, by file and by trust in the rules."""
    rows = everything()
    files = sorted({one.report.split()[0] for one in rows})
    right: Counter[tuple[str, float]] = Counter()
    ways: tuple[float, ...] = (0.0, 0.75, learnt.TRUST, 2.0, 99.0)
    for name in files:
        for fold in range(3):
            out = [
                at
                for at, one in enumerate(rows)
                if one.report.split()[0] == name and hash_of(one) % 3 == fold
            ]
            kept = set(out)
            table = taught([one for at, one in enumerate(rows) if at not in kept]).table()
            for trust in ways:
                right[name, trust] += judged(table, [rows[at] for at in out], trust)
    for name in files:
        size = sum(one.report.split()[0] == name for one in rows)
        print(name, size, *(f"trust {trust:g}: {right[name, trust] / size:.3f}" for trust in ways), sep="  ")


def hash_of(one: Example) -> int:
    """Return a number that is the same for all sentences of a report."""
    return int(one.report.split()[1])


COMMANDS: dict[str, Callable[[], None]] = {"teach": teach, "measure": measure}

if __name__ == "__main__":
    COMMANDS[sys.argv[1]]()
