"""Texts that say nearly what an earlier one says: found by the characters they share, told apart by their clauses.

Whether that is a copy, a phrase everybody uses or the same event told twice, no rule knows: a person reads both.
"""

import re
from collections.abc import Iterable, Sequence
from hashlib import sha256

from zerentian.organization.rules.bigrams import normalized

# A shorter text holds little but the words of its duty; two honest ones are often equal.
LEAST = 30
# The share of the shorter text's pieces that stand in the longer one, in percent. Measured by bench/texts.py.
ENOUGH = 70
LETTER = re.compile(r"[a-z\u3400-\u9fff\U00020000-\U0003ffff]")
NUMERAL = re.compile(r"[零〇一二三四五六七八九十百千万两]+")
CLAUSE = re.compile(r"[^，。；！？、,;!?\n]+[，。；！？、,;!?\n]*")
PIECE = 3


def pieces(text: str) -> frozenset[str]:
    """Return the runs of three characters of a text, without digits, numerals and marks: a changed day changes none.

    Empty for a text too short to tell anything.
    """
    letters = "".join(LETTER.findall(NUMERAL.sub("", normalized(text))))
    if len(letters) < LEAST:
        return frozenset()
    return frozenset(letters[i : i + PIECE] for i in range(len(letters) - PIECE + 1))


def share(one: frozenset[str], other: frozenset[str]) -> int:
    """Return how much of the smaller set of pieces stands in the larger one, in percent; 0 where one is empty.

    Taken of the smaller, so that sentences added or left out hide nothing.
    """
    least = min(len(one), len(other))
    return len(one & other) * 100 // least if least else 0


def most_alike(text: str, others: Iterable[tuple[int, str]], most: int) -> list[tuple[int, int]]:
    """Return (key, share in percent) of the texts that nearly repeat a text, the most alike first, at most so many."""
    own = pieces(text)
    if not own:
        return []
    shares = [(key, share(own, pieces(other))) for key, other in others]
    return sorted((one for one in shares if one[1] >= ENOUGH), key=lambda one: -one[1])[:most]


def digest(one: str, other: str) -> str:
    """Return the SHA-256 of two texts in hexadecimal: what a page has shown, and what a decision is about."""
    first = one.encode("utf-8", "surrogatepass")
    return sha256(b"%d:" % len(first) + first + other.encode("utf-8", "surrogatepass")).hexdigest()


def marked(text: str, beside: str) -> Sequence[tuple[str, bool]]:
    """Return the clauses of a text in their order, each with whether it does not stand in the other text.

    Clauses, not characters: the time grows with the length alone, and a clause that only moved is not marked.
    """
    there = {clause_words(clause) for clause in CLAUSE.findall(beside)}
    return [(clause, clause_words(clause) not in there) for clause in CLAUSE.findall(text)]


def clause_words(clause: str) -> str:
    """Return a clause as it is compared: without the mark that ends it and without blanks."""
    return "".join(normalized(clause).rstrip("，。；！？、,;!?\n").split())
