"""What may be done with a matter, by where it stands: one table says it for each noun, and every door asks it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.words import Words

State = TypeVar("State", bound=StrEnum)
Step = TypeVar("Step", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Steps(Generic[State, Step]):
    """The state that each step leads to, what states are called, and in Chinese what the noun is.

    ``leads`` holds no step that can't be taken. English says no noun: "this step can't be taken now (closed)".
    """

    leads: Mapping[tuple[State, Step], State]
    words: Mapping[State, Words]
    noun: str

    def after(self, state: State, step: Step) -> State:
        """Return the state after a step; NotAllowed says where the matter stands."""
        try:
            return self.leads[state, step]
        except KeyError:
            said = self.words[state]
            raise NotAllowed(
                f"这一步现在不能做：{self.noun}目前为“{said.zh}”，请先刷新页面",
                f"this step can't be taken now ({said.en}): reload the page",
            ) from None

    def of(self, state: State) -> list[Step]:
        """Return the steps that may be taken from a state, in the order in which they are declared."""
        each = {type(step) for _, step in self.leads}
        return [step for steps in each for step in steps if (state, step) in self.leads]
