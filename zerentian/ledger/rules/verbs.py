"""Verbs: what may be said about a subject, as a closed schema of facts, and what each adds up to.

A fact is a code, a count, a flag or a day: never a name, never people's words. What an entry adds to the
figures is declared as data (``Post``), so that a verifier outside this program computes the same.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

CODE = re.compile(r"^[A-Za-z0-9._:/=-]{1,200}$")
SUBJECT = re.compile(r"^[a-z_]{1,40}:[A-Za-z0-9._-]{1,120}$")
UNIT = re.compile(r"^[A-Za-z0-9-]{1,40}(/[A-Za-z0-9-]{1,40}){0,9}$|^$")
VERB = re.compile(r"^[a-z_]{1,40}\.[a-z_]{1,40}$")

MAX_FACTS_BYTES = 4 * 1024

CHANGES = ("corrected", "voided", "evidence_added", "evidence_withdrawn", "verified", "carried")


class BrokenSchema(ValueError):
    """An action recorded something its verb does not declare: a mistake in the program, not of its user."""


@dataclass(frozen=True, slots=True)
class Code:
    """A fact that is a short ASCII code, from a closed list where ``choices`` are given."""

    choices: tuple[str, ...] = ()
    optional: bool = False

    def accepts(self, value: object) -> bool:
        """Tell whether the value is such a code."""
        return (
            isinstance(value, str) and bool(CODE.match(value)) and (not self.choices or value in self.choices)
        )


@dataclass(frozen=True, slots=True)
class Count:
    """A fact that is a whole number, not negative."""

    optional: bool = False

    def accepts(self, value: object) -> bool:
        """Tell whether the value is such a number."""
        return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53


@dataclass(frozen=True, slots=True)
class Flag:
    """A fact that is yes or no; unknown is an absent fact."""

    optional: bool = False

    def accepts(self, value: object) -> bool:
        """Tell whether the value is a truth value."""
        return isinstance(value, bool)


@dataclass(frozen=True, slots=True)
class Day:
    """A fact that is a calendar day, at most ``years`` after today (``rules.days``).

    Terms of contracts and rights run longer than a due day: 100 years.
    """

    YEARS: ClassVar[int] = 20

    optional: bool = False
    years: int = YEARS

    def accepts(self, value: object) -> bool:
        """Tell whether the value is a day (a ``date`` or its ISO text)."""
        if isinstance(value, str):
            try:
                date.fromisoformat(value)
            except ValueError:
                return False
            return len(value) == 10
        return type(value) is date


Fact = Code | Count | Flag | Day

# Facts that the ledger writes itself, the same for every verb.
OWN_FACTS: dict[str, Fact] = {
    "evidence": Count(optional=True),
    "verified": Flag(optional=True),
    "late_days": Count(optional=True),
    "late_limit": Count(optional=True),
    "late": Flag(optional=True),
    "corrected": Flag(optional=True),
    "imported": Flag(optional=True),
}


@dataclass(frozen=True, slots=True)
class Post:
    """One contribution of a verb's entries to a component.

    ``when`` names facts and the value (or values) they must have; a missing fact never matches. ``amount``
    is a number or the name of a count. ``day`` is the latest of (fact or ``occurred_on``, days to add).
    ``unit`` is ``"unit"`` or a code fact that holds a unit path. ``bucket`` names a count that becomes part
    of the component (for medians). ``given`` names a fact that must be stated, whatever it says: so is counted of how
    many records something is known. A post whose facts are missing contributes nothing.
    """

    component: str
    amount: int | str = 1
    sign: int = 1
    when: Mapping[str, object] = field(default_factory=dict)
    day: tuple[tuple[str, int], ...] = (("occurred_on", 0),)
    unit: str = "unit"
    bucket: str = ""
    given: str = ""

    def as_data(self) -> dict[str, object]:
        """Return the post as plain data, as it stands in a manifest."""
        data: dict[str, object] = {
            "component": self.component,
            "amount": self.amount,
            "sign": self.sign,
            "when": {
                name: list(value) if isinstance(value, tuple) else value for name, value in self.when.items()
            },
            "day": [list(part) for part in self.day],
            "unit": self.unit,
            "bucket": self.bucket,
        }
        # Posts that were sealed before there was such a condition keep their bytes.
        return data | {"given": self.given} if self.given else data


@dataclass(frozen=True, slots=True)
class Verb:
    """What one kind of entry may say, and what it adds up to.

    ``late_days``: calendar days from occurred_on after which an entry is marked 补录 (None: no such limit).
    """

    code: str
    label: str
    facts: Mapping[str, Fact] = field(default_factory=dict)
    posts: tuple[Post, ...] = ()
    late_days: int | None = None
    label_en: str = ""

    def check(self, facts: Mapping[str, object]) -> None:
        """Refuse facts that the schema does not declare, or that are missing or of the wrong kind."""
        schema = {**self.facts, **OWN_FACTS}
        if unknown := facts.keys() - schema.keys():
            raise BrokenSchema(f"{self.code} declares no fact {', '.join(sorted(unknown))}")
        for name, kind in schema.items():
            if name not in facts:
                if not kind.optional:
                    raise BrokenSchema(f"{self.code} needs the fact {name}")
            elif not kind.accepts(facts[name]):
                raise BrokenSchema(f"{self.code}.{name}: {facts[name]!r} is no {type(kind).__name__.lower()}")
