"""What kind a sentence is by its letters, its shape and its part, learnt from labelled sentences of our own.

The rules (``kinds.py``) know the words they list; reports are written in others too. ``weights.tsv`` says how much
each of these speaks for each kind but headings: runs of one to four letters, the letters at which clauses begin and
end, runs of the shape (``shape.py``), the part, and what the text is (``genres.py``).
``bench/audit.py`` writes it from the sentences under ``reports/tests/data``; no foreign sentence is among them.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from math import exp, log, sqrt
from pathlib import Path
from typing import NamedTuple

from zerentian.reports.rules.audit.shape import runs_of, shape_of

WEIGHTS = Path(__file__).parent / "weights.tsv"
KINDS = ("act", "fact", "problem", "plan", "slogan", "lead")
LONGEST = 4  # letters in a run
MOST = 300  # letters read of a sentence
# What the verdict of the rules weighs beside the letters, as the logarithm of odds.
TRUST = 0.1
# And where words say outright that something is to come (今后, 将, 力争).
SURE = 0.4
# Weights are kept as whole numbers of this.
UNIT = 0.01


class Read(NamedTuple):
    """A sentence as it was read: its words, the part it stands in, what the text is."""

    text: str
    part: str
    genre: str = ""


_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_BLANK = re.compile(r"\s+")
_CLAUSES = re.compile("[，；。、：！？]")


def marks_of(text: str, part: str, genre: str = "") -> set[str]:
    """Return what a sentence is known by: letters, how clauses begin and end, its shape, part and length."""
    plain = "^" + _NUMBER.sub("0", _BLANK.sub("", text[:MOST]))
    runs = {
        plain[at : at + length] for length in range(1, LONGEST + 1) for at in range(len(plain) - length + 1)
    }
    ends = {
        mark
        for clause in _CLAUSES.split(plain[1:])
        if clause
        for mark in (f"<{clause[:2]}", f"{clause[-2:]}>")
    }
    standing = {f"part={part}", f"long={min(len(text) // 10, 6)}", f"counts={'0' in plain}"}
    there = {f"{part}|{run}" for run in runs if len(run) == 2}
    told = {f"{genre}|{mark}" for mark in ends if mark.startswith("<")} | {f"genre={genre}|part={part}"}
    if is_couplet(text):
        standing.add("couplet=True")
    shape = runs_of(shape_of(text))
    style = {
        f"{genre}|{mark}" for mark in (*shape, *runs) if len(mark) == 2 or (mark in shape and len(mark) < 5)
    }
    return runs | ends | standing | there | told | shape | style


def is_couplet(text: str) -> bool:
    """Return whether all clauses are as long as each other: 小网格办大事，好邻居解千愁.

    So speaks who praises or urges.
    """
    lengths = [len(clause) for clause in _CLAUSES.split(text) if clause]
    return len(lengths) > 1 and len(set(lengths)) == 1 and 3 < lengths[0] < 13 and not _NUMBER.search(text)


@cache
def weights() -> Mapping[str, Sequence[int]]:
    """Return what each mark weighs for each kind, in units of ``UNIT`` and the order of ``KINDS``; read once."""
    return {
        mark: [int(number) for number in numbers]
        for mark, *numbers in (line.split("\t") for line in WEIGHTS.read_text("utf-8").splitlines())
    }


def likelihood(text: str, part: str, genre: str = "") -> dict[str, float]:
    """Return the logarithm of how likely each kind is, by what was learnt alone."""
    known = weights()
    found = [known[mark] for mark in marks_of(text, part, genre) if mark in known]
    scale = sqrt(len(found) or 1)
    # Whole numbers first: marks come in no order, and sums of fractions would depend on it from run to run.
    sums = [sum(column) * UNIT / scale for column in zip(*found, strict=True)] or [0.0] * len(KINDS)
    highest = max(sums)
    whole = highest + log(sum(exp(one - highest) for one in sums))
    return {kind: one - whole for kind, one in zip(KINDS, sums, strict=True)}


def weighed(read: Read, by_rule: str, trust: float = TRUST) -> str:
    """Return the likeliest kind, the verdict of the rules among what speaks for it with so much weight."""
    likely = likelihood(*read)
    likely[by_rule] += trust
    return max(likely, key=likely.__getitem__)
