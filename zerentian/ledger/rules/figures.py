"""Figures: named, documented numbers over sealed entries; their definitions and values as plain data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from typing import Literal

from zerentian.ledger.rules.canonical import canonical_bytes
from zerentian.ledger.rules.periods import ONE_DAY, Period
from zerentian.ledger.rules.words import Words

Measure = Literal["count", "sum", "ratio", "stock", "level", "median", "distinct", "age"]
# How far a figure may be aimed at. ``outcome``: what came of the work, as somebody other than the doer confirmed, the
# person concerned said, or a clock shows; it may be agreed as a target and gives marks. ``course``: how the work runs,
# as its own records say; it may be agreed as a target, but gives no marks, which would pay for not writing down.
# ``doing``: acts, meetings, papers, photos, hours, what came in; it may not be aimed at.
Kind = Literal["outcome", "course", "doing"]
# These count: how many there were is no target, of what is done as little as of what is brought up, for a bound on it
# rewards whoever keeps it away. Of stocks only what is past its day is declared otherwise.
COUNTS = ("count", "sum", "level", "distinct")

# These count everything up to the end of the period.
CUMULATIVE = ("stock", "level", "age")
# Behind these stand matters that have not left, not every entry about them.
STANDING = ("stock", "age")
# What stands in the whole stands in exactly one of its parts.
ADDITIVE = ("count", "sum", "stock", "ratio")
Days = tuple[date, date]

RUNNING = Words(
    "期间未结束的，只计期限早于封存当日的；此前未到期的也计入。",
    "Of a period still running, only what was due before the day of the seal counts; before, what was not due yet "
    "counted as well.",
)

# What is hashed and sealed of a definition, in the order in which it is printed.
SEALED = (
    "code",
    "label",
    "label_en",
    "measure",
    "component",
    "unit_of_measure",
    "definition",
    "definition_en",
    "base",
    "version",
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A definition. Nothing in it can name a person: a figure is about units, matters and periods.

    ``label`` and ``definition`` are Chinese (they stand in official reports); ``label_en``, ``definition_en``
    are their English. ``base`` is the denominator's component of a ratio. A changed meaning is a new version:
    ``changed`` says in words, for each version after the first, what it changed and from when. The words are no
    part of the sealed definition; those who read a later report find them in its annex.

    ``known`` of a sum is the component that counts the records which state what is summed up, and ``base`` counts all
    of them: the sum says of how many records it knows.

    ``by_due_day`` says that the figure counts on the day something falls due, not on which it happened.

    ``kind`` says how far it may be aimed at, by letters of responsibility and scorecards alike: declared with the
    figure by the room that owns it, None where the measure decides. It is no part of the sealed meaning, nor is
    ``each``, the measure word of the records that ``base`` counts: 件, 场, 条.
    """

    code: str
    label: str
    label_en: str
    measure: Measure
    component: str
    unit_of_measure: str
    definition: str
    definition_en: str
    base: str = ""
    changed: tuple[Words, ...] = ()
    by_due_day: bool = False
    known: str = ""
    kind: Kind | None = None
    each: str = "件"

    def __post_init__(self) -> None:
        """Refuse to declare that a count may be aimed at."""
        if self.measure in COUNTS and self.may_be_target:
            raise ValueError(f"{self.code} counts, and may not be aimed at")

    @property
    def may_be_target(self) -> bool:
        """Tell whether it may be agreed as a target."""
        return self.kind in ("outcome", "course")

    @property
    def gives_marks(self) -> bool:
        """Tell whether a scorecard may rest on it."""
        return self.kind == "outcome"

    @property
    def version(self) -> int:
        """Return the version of the meaning, from 1."""
        return 1 + len(self.changed)

    def change(self, version: int) -> Words | None:
        """Return what a version changed, None for the first and for one that this program does not know."""
        return self.changed[version - 2] if 2 <= version <= self.version else None

    def as_data(self) -> dict[str, object]:
        """Return the definition as plain data, as it is hashed and printed."""
        data = {name: getattr(self, name) for name in SEALED}
        later = {"by_due_day": self.by_due_day, "known": self.known}
        return data | {name: value for name, value in later.items() if value}

    @property
    def components(self) -> set[str]:
        """Return every component that the figure reads."""
        return {self.component, self.base, self.known} - {""}

    def days(self, period: Period, today: date) -> Days:
        """Return the first and last day whose postings count for a period, as of the day of the seal.

        A period that is still running is taken as of that day, and what falls due on it can still be done: it is
        neither overdue nor due until the day after. Stocks and levels count since ever.
        """
        known = today - ONE_DAY if self.by_due_day else today
        return date.min if self.measure in CUMULATIVE else period.first, min(period.last, known)

    def digest(self, posts: Sequence[Mapping[str, object]]) -> str:
        """Return the SHA-256 of the definition with the posts that feed it."""
        return sha256(canonical_bytes({"figure": self.as_data(), "posts": list(posts)})).hexdigest()


def by_due_day(figure: Figure, *changed: Words) -> Figure:
    """Return a figure that counts on the day something falls due, and says what a period still running leaves out.

    One that counted otherwise before says so by ``RUNNING``.
    """
    until = "Of a period still running, only what was due before the day of the seal."
    return replace(
        figure,
        definition=f"{figure.definition}期间未结束的，只计期限早于封存当日的。",
        definition_en=f"{figure.definition_en} {until}",
        changed=(*figure.changed, *changed),
        by_due_day=True,
    )


@dataclass(frozen=True, slots=True)
class FigureValue:
    """What a figure comes to for a unit, a period and a seal.

    ``value`` is a whole number; for a ratio it is per mille of numerator to denominator, None when the
    denominator is 0 or nothing was ever stated: unknown is never 0. Of a sum that says of how many records it knows,
    numerator and denominator are the records that state something, and all of them.
    """

    figure: Figure
    unit: str
    period: str
    size: int
    value: int | None
    numerator: int | None = None
    denominator: int | None = None
    states: Mapping[str, int] = field(default_factory=dict)
    late: int = 0
    imported: int = 0
    corrected: int = 0
    # The last day that counts: the period's, or of a period still running the one that the seal knows of.
    last: date | None = None
    # Paths whose postings, and those of all under them, do not count: what is left is no unit's of a table.
    without: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Return the value as it is printed: 12件, 83.3%（10/12）, 未知."""
        if self.figure.measure == "ratio":
            return ratio_text(self.numerator, self.denominator)
        words = "未知" if self.value is None else f"{self.value}{self.figure.unit_of_measure}"
        return words + (self.known_of if self.is_partly_known else "")

    @property
    def known_of(self) -> str:
        """Return of how many records a sum knows: （24件中19件有记录）, （8场中7场有记录）."""
        each = self.figure.each
        return f"（{self.denominator}{each}中{self.numerator}{each}有记录）"

    @property
    def is_partly_known(self) -> bool:
        """Tell whether the value sums up some records and not others, which state nothing."""
        return bool(self.figure.known and self.numerator and self.numerator != self.denominator)

    @property
    def public_text(self) -> str:
        """Return the value for the public: cells under 3 are suppressed, for they could point to people.

        So is what its words let a reader work out: of how many records a sum knows, and how many are left over.
        """
        parts = [] if self.figure.measure == "ratio" else [self.value]
        if self.figure.measure == "ratio" or self.is_partly_known:
            known, whole = self.numerator or 0, self.denominator or 0
            parts += [known, whole, whole - known]
        small = any(part is not None and 0 < part < 3 for part in parts)
        return "少于3" if small else self.text

    def as_data(self) -> dict[str, object]:
        """Return the value as plain data, as programs read it."""
        return {
            "figure": self.figure.code,
            "label": self.figure.label,
            "unit": self.unit,
            "period": self.period,
            "last": self.last.isoformat() if self.last else None,
            "as_of": self.size,
            "value": self.value,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "text": self.text,
            "states": dict(self.states),
            "late": self.late,
            "corrected": self.corrected,
            "imported": self.imported,
        }


def ratio_text(numerator: int | None, denominator: int | None) -> str:
    """Return a ratio with what it is made of; without a base it is unknown."""
    if numerator is None or not denominator:
        return f"未知（{numerator or 0}/{denominator or 0}）"
    return f"{permille(numerator, denominator) / 10:.1f}%（{numerator}/{denominator}）"


def permille(numerator: int, denominator: int) -> int:
    """Return a ratio in tenths of a percent, rounded half up in whole numbers."""
    return (2000 * numerator + denominator) // (2 * denominator)


def median_of(histogram: Mapping[int, int]) -> int | None:
    """Return the lower median of a histogram of whole numbers, None when it is empty."""
    total = sum(histogram.values())
    seen = 0
    for value in sorted(histogram):
        seen += histogram[value]
        if 2 * seen >= total > 0:
            return value
    return None
