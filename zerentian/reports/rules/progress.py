"""How far the issue of a report is: its steps in order, and what is kept of a run while it lasts."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Protocol

from zerentian.ledger.rules.words import Words


class Step(StrEnum):
    """The steps of an issue, in their order."""

    SEAL = "seal"
    COMPOSE = "compose"
    BIND = "bind"
    RENDER = "render"
    KEEP = "keep"
    PROVE = "prove"


STEPS = tuple(Step)
NAMES: Mapping[Step, Words] = {
    Step.SEAL: Words("封存已登记的记录", "Seal what was recorded"),
    Step.COMPOSE: Words("计算数字、排版", "Compute the numbers and set the pages"),
    Step.BIND: Words("把所载内容封存到台账", "Bind what it states to the log"),
    Step.RENDER: Words("写成 Word、PDF 和网页", "Write Word, PDF and page"),
    Step.KEEP: Words("保存文件、登记出具", "Keep the files and record the issue"),
    Step.PROVE: Words("封存出具记录、写成核验包", "Seal the issue and write the proof"),
}


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
