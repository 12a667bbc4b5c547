"""What kind a sentence is by its letters and its part, learnt from labelled sentences of our own.

The rules (``kinds.py``) know the words they list; reports are written in others too. ``weights.tsv`` says of runs of
one to four letters, of the letters at which clauses begin and end, and of the part, how much each speaks for each kind.
``bench/audit.py`` writes it from the sentences under ``reports/tests/data``; no foreign sentence is among them.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from math import exp, log, sqrt
from pathlib import Path

WEIGHTS = Path(__file__).parent / "weights.tsv"
KINDS = ("act", "fact", "problem", "plan", "slogan")
LONGEST = 4  # letters in a run
MOST = 300  # letters read of a sentence
# What the verdict of the rules weighs beside the letters, as the logarithm of odds.
TRUST = 1.25
# And where words say outright that something is to come (今后, 将, 力争).
SURE = 3.0
# Weights are kept as whole numbers of this.
UNIT = 0.01

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_BLANK = re.compile(r"\s+")
_CLAUSES = re.compile("[，；。、：！？]")


def marks_of(text: str, part: str) -> set[str]:
    """Return what a sentence is known by: its runs of letters, how clauses begin and end, its part, its length."""
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
    return runs | ends | standing | {f"{part}|{run}" for run in runs if len(run) == 2}


@cache
def weights() -> Mapping[str, Sequence[int]]:
    """Return what each mark weighs for each kind, in units of ``UNIT`` and the order of ``KINDS``; read once."""
    return {
        mark: [int(number) for number in numbers]
        for mark, *numbers in (line.split("\t") for line in WEIGHTS.read_text("utf-8").splitlines())
    }


def likelihood(text: str, part: str) -> dict[str, float]:
    """Return the logarithm of how likely each kind is, by the letters alone."""
    known = weights()
    found = [known[mark] for mark in marks_of(text, part) if mark in known]
    scale = sqrt(len(found) or 1)
    # Whole numbers first: marks come in no order, and sums of fractions would depend on it from run to run.
    sums = [sum(column) * UNIT / scale for column in zip(*found, strict=True)] or [0.0] * len(KINDS)
    highest = max(sums)
    whole = highest + log(sum(exp(one - highest) for one in sums))
    return {kind: one - whole for kind, one in zip(KINDS, sums, strict=True)}


def weighed(text: str, part: str, by_rule: str, trust: float = TRUST) -> str:
    """Return the likeliest kind, the verdict of the rules among what speaks for it with so much weight."""
    likely = likelihood(text, part)
    likely[by_rule] += trust
    return max(likely, key=likely.__getitem__)
