"""The grammar of statements: subject, number, comparison, parts of a whole; what is nought is left unsaid.

A sentence is a row of clauses, a clause some words with figures in braces. The first figure of a clause decides whether
it is said at all: a count of nought and what is unknown are not; a share of nought is, for it is what went worst.
Sentences vary by these rules and never by chance: the same records give the same text.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from zerentian.ledger.rules.figures import FigureValue
from zerentian.reports.rules.document import numeral

COUNTS = ("count", "sum", "stock")
LAST = 99  # points that are counted
# Of fewer one alone moves a share by more than ten points: its change says nothing.
FIRM = 10
FIGURE = re.compile(r"\{([a-z_.]+)\}")
When = Literal["now", "a year ago", "before"]
Values = Callable[[str, When], FigureValue | None]  # None where the records of that time are not whole


@dataclass(frozen=True, slots=True)
class Number:
    """A figure in a sentence, of the report's period or of one it is compared with."""

    code: str
    when: When = "now"


@dataclass(frozen=True, slots=True)
class Before:
    """The name of the period before, at its end where ``end``: in full where it is first spoken of, then 上期."""

    end: bool = False


@dataclass(frozen=True, slots=True)
class AsOf:
    """The day on which things stand as told: with its year where it is first spoken of, then in short."""


Piece = str | Number | Before | AsOf


@dataclass(frozen=True, slots=True)
class Clause:
    """Words with figures; ``compared`` adds what the first figure was before.

    ``within`` says that it is part of what the clause before counts: 其中 stands before the first of them.
    """

    words: str
    compared: bool = False
    within: bool = False

    @property
    def first(self) -> str:
        """Return the figure that decides whether the clause is said."""
        found = FIGURE.search(self.words)
        assert found is not None, self.words
        return found[1]


@dataclass(frozen=True, slots=True)
class Sentence:
    """Clauses; the first carries the subject. ``otherwise`` is said when the first clause is not.

    Other clauses follow all the same; ``others`` stands before them then, and says what the first would have said
    they are about.
    """

    clauses: tuple[Clause, ...]
    otherwise: str = ""
    at_the_end: bool = False  # tells how things stand when the period ends
    others: str = ""


@dataclass(frozen=True, slots=True)
class Breakdown:
    """What a whole is made up of, the largest part first: ``most`` parts by name, the rest as one number.

    What is named and the rest always add up to the whole; parts that overlap, so that they come to more, are not said.
    """

    words: str
    whole: str
    parts: tuple[str, ...]
    most: int = 5


Said = Sentence | Breakdown


@dataclass(frozen=True, slots=True)
class Subject:
    """Who and when, as the first sentence of a part names them: 上半年，全乡."""

    whose: str
    during: str

    def of(self, sentence: Sentence) -> list[Piece]:
        """Return the words before a sentence."""
        return [AsOf() if sentence.at_the_end else self.during, f"，{self.whose}"]


@dataclass(frozen=True, slots=True)
class Naming:
    """What is named in full where it is first spoken of, and in short from then on: (in full, in short).

    ``known`` is what was spoken of before, in other paragraphs; it grows as more is.
    """

    before: tuple[str, str]
    as_of: tuple[str, str]
    known: set[type] = field(default_factory=set)

    def name(self, piece: Before | AsOf) -> str:
        """Return the name of a time, which is known from now on."""
        again = type(piece) in self.known
        self.known.add(type(piece))
        if isinstance(piece, AsOf):
            return self.as_of[again]
        return self.before[again] + "末" * piece.end


def figures_of(sentences: Iterable[Said]) -> tuple[str, ...]:
    """Return the figures that a set of sentences may say."""
    return tuple(dict.fromkeys(code for one in sentences for code in _named(one)))


def _named(said: Said) -> Iterator[str]:
    """Yield the figures that one sentence may say."""
    if isinstance(said, Breakdown):
        yield from (said.whole, *said.parts)
    else:
        yield from (code for clause in said.clauses for code in FIGURE.findall(clause.words))


def paragraph(sentences: Iterable[Said], subject: Subject, values: Values, *, opens: bool) -> list[Piece]:
    """Return one paragraph: the sentences of a set in order; empty if none is said.

    The subject stands before the first sentence where it ``opens`` a part, and wherever the time changes between
    what happened and how things stand.
    """
    pieces: list[Piece] = []
    last: bool | None = None if opens else False
    for sentence in sentences:
        if isinstance(sentence, Breakdown):
            pieces += parted(sentence, values)
            continue
        said = [one for one in _said(sentence, values, opens=not pieces) if one]
        if said:
            said.append("。")
        if said and sentence.at_the_end != last:
            named = last is None or sentence.at_the_end
            said = [*(subject.of(sentence) if named else [f"{subject.during}，"]), *said]
            last = sentence.at_the_end
        pieces += [piece for piece in said if piece]
    return pieces


def parted(breakdown: Breakdown, values: Values) -> list[Piece]:
    """Return the parts of a whole as a sentence, empty where there are fewer than two."""
    whole = values(breakdown.whole, "now")
    found = [(code, value) for code in breakdown.parts if (value := values(code, "now")) and value.value]
    sizes = {code: value.value or 0 for code, value in found}
    if whole is None or whole.value is None or len(found) < 2 or sum(sizes.values()) > whole.value:
        return []
    ranked = sorted(found, key=lambda one: -sizes[one[0]])
    shown = ranked[: _named_enough([sizes[code] for code, _ in ranked], whole.value, breakdown.most)]
    pieces: list[Piece] = [breakdown.words]
    for place, (code, value) in enumerate(shown):
        pieces += ["、" * bool(place) + value.figure.label.rpartition("：")[2], Number(code)]
    left = whole.value - sum(sizes[code] for code, _ in shown)
    return [*pieces, f"，其他{left}{shown[0][1].figure.unit_of_measure}。" if left else "。"]


def spoken(pieces: Iterable[Piece], naming: Naming) -> list[str | Number]:
    """Return pieces with the times named: in full the first time, in short afterwards."""
    return [naming.name(piece) if isinstance(piece, Before | AsOf) else piece for piece in pieces]


def named_of(sizes: Sequence[int], most: int) -> int:
    """Return how many parts are named, the largest first: about ``most``, and never one of several as large as it.

    Whoever is named among equals while others are left to the rest would ask why. Equals that are all to be
    named, or none, are left to the rest where something larger is named, else named together.
    """
    if len(sizes) <= most + 1:
        return len(sizes)
    alone = next((at for at in range(most, 0, -1) if sizes[at] != sizes[at - 1]), 0)
    return alone or next((at for at in range(most, len(sizes)) if sizes[at] != sizes[at - 1]), len(sizes))


def _named_enough(sizes: Sequence[int], whole: int, most: int) -> int:
    """Return how many parts are named so that the rest is no more than the largest of them: else it is what matters."""
    counts = (named_of(sizes, at) for at in range(most, len(sizes)))
    return next((count for count in counts if whole - sum(sizes[:count]) <= sizes[0]), len(sizes))


def _counts(value: FigureValue | None) -> bool:
    """Tell whether there is anything to say of a value: a count of nought is unsaid, a share of nought is not."""
    return value is not None and (bool(value.value) or (value.value == 0 and value.figure.measure == "ratio"))


def _said(sentence: Sentence, values: Values, *, opens: bool) -> Iterator[Piece]:
    """Yield the clauses that are said; where the first is not, what is said for it, if nothing was said before."""
    between, inside = "", False
    for place, clause in enumerate(sentence.clauses):
        value = values(clause.first, "now")
        if value is None or not _counts(value):
            if place == 0:
                otherwise = sentence.otherwise if opens else ""
                yield otherwise
                between = "；" * bool(otherwise) + sentence.others
            continue
        change = list(compared(clause.first, value, values, sentence.at_the_end)) if clause.compared else []
        yield between + "其中" * (clause.within and not inside)
        inside = clause.within
        yield from _pieces(clause.words)
        yield from change
        between = "；" if change else "，"


def _pieces(words: str) -> Iterator[Piece]:
    """Yield words and the numbers among them."""
    place = 0
    for found in FIGURE.finditer(words):
        if found.start() > place:
            yield words[place : found.start()]
        yield Number(found[1])
        place = found.end()
    if place < len(words):
        yield words[place:]


def compared(code: str, now: FigureValue, values: Values, at_the_end: bool = False) -> Iterator[Piece]:
    """Yield the change against the same period last year and against the period before, where they are whole."""
    labels: tuple[tuple[When, str | Before], ...] = (
        ("a year ago", "上年同期" + "末" * at_the_end),
        ("before", Before(at_the_end)),
    )
    for when, label in labels:
        then = values(code, when)
        if then is None or then.value is None or now.value is None:
            continue
        if then.is_partly_known or now.is_partly_known:  # what changed may be how much was stated
            continue
        change = now.value - then.value
        if then.value == 0 and then.figure.measure in COUNTS:
            yield from ("，", label, "没有")
        elif _is_loose(now) or _is_loose(then):
            yield from ("，", label, "为", Number(code, when))
        elif change == 0:
            yield from ("，与", label, "的", Number(code, when), "持平")
        else:
            yield from (
                "，比",
                label,
                "的",
                Number(code, when),
                f"{_direction(now, change)}{_amount(now, change)}",
            )


def _is_loose(value: FigureValue) -> bool:
    """Tell whether a share is of so few that its change in points would say nothing: 1/1 after 0/1 is no 100 points."""
    return value.figure.measure == "ratio" and (value.denominator or 0) < FIRM


def _direction(value: FigureValue, change: int) -> str:
    """Return the verb of a change: a share rises, a time grows longer, a count grows."""
    up, down = {"ratio": ("提高", "下降"), "median": ("延长", "缩短"), "age": ("延长", "缩短")}.get(
        value.figure.measure, ("增加", "减少")
    )
    return up if change > 0 else down


def _amount(value: FigureValue, change: int) -> str:
    """Return how large a change is, in the figure's unit; of a share in points."""
    if value.figure.measure == "ratio":
        return f"{abs(change) / 10:.1f}个百分点"
    return f"{abs(change)}{value.figure.unit_of_measure}"


def ordinal(number: int) -> str:
    """Return 一是, 二是 … for 0, 1 …; 十一是 for 10; beyond what an outline may ask for 另有."""
    return f"{numeral(number + 1)}是" if number < LAST else "另有"


def counted(number: int, of: int) -> str:
    """Return how a point of several begins; one alone is not counted."""
    return ordinal(number) if of > 1 else ""
