"""How far the issue of a report is: its steps in order, and what is kept of a run while it lasts."""

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Protocol


class Step(StrEnum):
    """The steps of an issue, in their order."""

    SEAL = "seal"
    COMPOSE = "compose"
    BIND = "bind"
    RENDER = "render"
    KEEP = "keep"
    PROVE = "prove"


STEPS = tuple(Step)


class Tell(Protocol):
    """Is told the step a run has come to, how many of how many pieces of it are done, and its number once taken."""

    def __call__(self, step: Step, done: int = 0, of: int = 0, number: str = "") -> None: ...


@dataclass(frozen=True, slots=True)
class Progress:
    """One run: what is issued, the step it is at, and how many of how many pieces of that step are done.

    ``draft`` is the key of the draft that is issued, 0 where none is. ``number`` is empty until one is taken.
    """

    unit: str
    period: str
    outline: str
    draft: int = 0
    step: Step = Step.SEAL
    done: int = 0
    of: int = 0
    number: str = ""

    @property
    def place(self) -> int:
        """Return which step it is at, from 1."""
        return STEPS.index(self.step) + 1

    def as_text(self) -> str:
        """Return it as it is kept."""
        return json.dumps(asdict(self))


def progress_of(text: str) -> Progress | None:
    """Return the run that a kept text tells of; None for what is no such text."""
    try:
        told = json.loads(text)
        return Progress(**{**told, "step": Step(told["step"])})
    except (ValueError, TypeError, KeyError):
        return None
