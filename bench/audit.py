"""The audit's kinds: learnt from labelled sentences of our own, and measured on those that were not learnt from.

    python -m bench.audit score      write how the sets that teach nothing are read to bench/results.md
    python -m bench.audit teach      write zerentian/reports/rules/audit/weights.tsv
    python -m bench.audit measure    each genre left out in turn: what is right at how much trust in the rules

The sentences lie in ``zerentian/reports/tests/data/audit_*.txt``; some teach nothing.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from zerentian.reports.rules.audit import Sentence, audit, kinds, learnt
from zerentian.reports.rules.audit.genres import Genre
from zerentian.reports.rules.audit.headings import is_lead
from zerentian.reports.rules.audit.sentences import Piece

FOLDER = Path(__file__).resolve().parent.parent / "zerentian" / "reports" / "tests" / "data"
RESULTS = Path(__file__).parent / "results.md"
# These were written apart, and teach nothing: reports, speeches and news, texts of twelve kinds.
UNTAUGHT = {f"audit_{name}.txt" for name in ("held_out", "talks_held", "genres_held")}
SCALE, PENALTY, SEED = 3, 0.1, 1128
EXCERPT = 6  # sentences
FEWEST = 8  # times that a mark must stand; each sentence is read three times
LEAST = 0.12  # a mark of which no weight is more is left out


@dataclass(frozen=True)
class Example:
    """One sentence as the audit cut it: the report it is of, its part, what the rules say, and its kind."""

    report: str
    read: learnt.Read
    by_rule: str
    trust: float
    kind: str


class Heard(NamedTuple):
    """What was weighed of a sentence: how it was read, what the rules say, and how far they are trusted."""

    read: learnt.Read
    by_rule: str
    trust: float


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
    for block in path.read_text("utf-8").removeprefix("=== ").split("\n=== "):
        title, *rest = block.splitlines()
        lines = [line.split("\t", 1) for line in rest if "\t" in line]
        sentences = [
            (kind.rstrip("!"), text.rstrip("*").replace("[", "").replace("]", "")) for kind, text in lines
        ]
        yield f"{path.stem} {title}", sentences


def excerpts(path: Path) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield each report of a file in pieces."""
    for name, sentences in reports(path):
        for at in range(0, len(sentences), EXCERPT):
            yield f"{name} *", sentences[at : at + EXCERPT]


def examples(path: Path) -> Iterator[Example]:
    """Yield what a file teaches; headings are found by where they stand, and teach nothing.

    Each report teaches three times: whole, whole as if it had no title, and in excerpts of a few sentences, of which
    nobody knows what text they are of.
    """
    whole = list(_read(reports(path)))
    yield from whole
    yield from (replace(one, read=one.read._replace(genre=Genre.UNTOLD)) for one in whole)
    yield from _read(excerpts(path))


def _read(texts: Iterable[tuple[str, list[tuple[str, str]]]]) -> Iterator[Example]:
    """Yield what texts teach, read as the audit reads them."""
    for name, sentences in texts:
        found, seen = overheard("\n".join(text for _, text in sentences))
        labels = labelled(sentences, [one.text for one in found])
        for one, heard, kind in zip(found, seen, labels, strict=True):
            # What the rules take for a lead and a person does not is not weighed, so that it teaches nothing.
            if kind in learnt.KINDS and heard and (kind == one.kind or one.kind is not kinds.Kind.LEAD):
                yield Example(name, heard.read, heard.by_rule, heard.trust, kind)


def overheard(text: str) -> tuple[tuple[Sentence, ...], list[Heard | None]]:
    """Return the sentences of a text, and what was weighed of each; of a lead, what would be.

    Nothing is weighed of headings, nor where words alone decide.
    """
    seen: list[Heard | None] = []
    weighed: list[Heard] = []
    led: list[bool] = []
    kind_of, kind_at = kinds.kind_of, kinds.Reading._kind

    def remember(read: learnt.Read, by_rule: str, trust: float) -> str:
        weighed.append(Heard(read, by_rule, trust))
        return by_rule

    def leads(piece: Piece, text: str, bare: str, follower: Piece | None) -> bool:
        led.append(is_lead(piece, text, bare, follower))
        return False

    def asked(text: str, part: str, genre: str) -> kinds.Kind:
        kind = kind_of(text, part, genre)
        return kinds.Kind.LEAD if led[-1] else kind

    def told(reading: kinds.Reading, at: int) -> kinds.Kind:
        weighed.clear()
        kind = kind_at(reading, at)
        seen.append(weighed[0] if weighed else None)
        return kind

    with (
        patch.object(kinds, "weighed", remember),
        patch.object(kinds, "is_lead", leads),
        patch.object(kinds, "kind_of", asked),
        patch.object(kinds.Reading, "_kind", told),
    ):
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
    """Learn with a linear support vector machine, one kind against the others; each sentence is as long as any."""
    marks = [learnt.marks_of(*one.read) for one in rows]
    counted = Counter(mark for found in marks for mark in found)
    place = {mark: at for at, mark in enumerate(sorted(m for m, count in counted.items() if count >= FEWEST))}
    where = [sorted(place[mark] for mark in found if mark in place) for found in marks]
    ends = np.cumsum([0, *map(len, where)])
    lengths = np.array([1 / np.sqrt(len(found) or 1) for found in where for _ in found])
    matrix = csr_matrix((lengths * SCALE, np.concatenate(where), ends), shape=(len(rows), len(place)))
    machine = LinearSVC(C=PENALTY, fit_intercept=False, random_state=SEED)
    machine.fit(matrix, [learnt.KINDS.index(one.kind) for one in rows])
    return Learnt(place, machine.coef_.T * SCALE)


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


def judged(table: dict[str, list[int]], rows: Sequence[Example], share: float) -> list[str]:
    """Return the kinds that a table of weights gives, the rules trusted so many times as they are."""
    with patch.object(learnt, "weights", lambda: MappingProxyType(table)):
        return [learnt.weighed(one.read, one.by_rule, one.trust * share) for one in rows]


def measure() -> None:
    """Print what is right of each genre when nothing of that genre was learnt from, by trust in the rules."""
    rows = everything()
    groups = sorted({group for one in rows if (group := group_of(one))})
    ways = (0.0, 0.5, 0.75, 1.0, 1.5, 99.0)
    right: Counter[tuple[str, float]] = Counter()
    acts: Counter[tuple[float, str]] = Counter()
    for group in groups:
        out = [one for one in rows if group_of(one) == group]
        table = taught([one for one in rows if group_of(one) != group]).table()
        for share in ways:
            found = judged(table, out, share)
            right[group, share] = sum(kind == one.kind for kind, one in zip(found, out, strict=True))
            for kind, one in zip(found, out, strict=True):
                acts.update([(share, f"{one.kind == 'act'}{kind == 'act'}")])
        told = (f"{share:g}: {right[group, share] / len(out):.3f}" for share in ways)
        print(group, len(out), *told, sep="  ")
    size = sum(1 for one in rows if group_of(one))
    for share in ways:
        both, missed, false = (acts[share, what] for what in ("TrueTrue", "TrueFalse", "FalseTrue"))
        kept = sum(right[group, share] for group in groups) / size
        print(f"{share:g}: kinds {kept:.3f}  acts {both / (both + missed):.3f} / {both / (both + false):.3f}")


def group_of(one: Example) -> str:
    """Return the genre a report is of, if its name says it before a colon and its set is one on genres."""
    stem, _, title = one.report.partition(" ")
    return title.partition("：")[0] if stem in ("audit_genres", "audit_talks") and "：" in title else ""


def compared(path: Path) -> Iterator[tuple[str, Sentence]]:
    """Yield the kind of each sentence of a set, and how the first piece of it was read."""
    for _, sentences in reports(path):
        left = list(audit("\n".join(text for _, text in sentences)).sentences)
        for kind, text in sentences:
            first, length = left[0], 0
            while left and length < len(text.strip()):
                length += len(left.pop(0).text)
            yield kind, first


def scored(path: Path) -> str:
    """Return the line of a set in the table of results."""
    pairs = list(compared(path))
    right = sum(kind == found.kind for kind, found in pairs) / len(pairs)
    said, found = (
        sum(kind == "act" for kind, _ in pairs),
        sum(one.kind is kinds.Kind.ACT for _, one in pairs),
    )
    both = sum(kind == "act" and one.kind is kinds.Kind.ACT for kind, one in pairs)
    return f"| `{path.name}` | {len(pairs)} | {right:.1%} | {both / said:.1%} | {both / found:.1%} |"


def score() -> None:
    """Write the section of ``bench/results.md``."""
    begin, end = "<!-- audit -->", "<!-- /audit -->"
    head = (
        "## Kinds of sentences",
        "Written by `python -m bench.audit score`: sets of our own that teach nothing "
        "([0267](../docs/decisions/0267-three-thousand-more-sentences.md)).",
        "| set | sentences | kinds | acts found | acts right |\n|---|---|---|---|---|",
    )
    table = "\n".join(scored(FOLDER / name) for name in sorted(UNTAUGHT))
    before, _, rest = RESULTS.read_text("utf-8").partition(begin)
    _, _, after = rest.partition(f"{end}\n")
    section = "\n".join([begin, "\n\n".join(head), table, end])
    RESULTS.write_text(f"{before.rstrip()}\n\n{section}\n{after}", "utf-8")


COMMANDS: dict[str, Callable[[], None]] = {"teach": teach, "measure": measure, "score": score}

if __name__ == "__main__":
    COMMANDS[sys.argv[1]]()
