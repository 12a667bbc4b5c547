"""One step as a page offers it on a noun: who may take it, in which states, with which form, by which action.

A room's table of moves is its data; what it asks of a noun beyond this, it says in a class of its own.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from zerentian.organization.models import Account

Said = Mapping[str, Any]


class Stepping(Protocol):
    """A noun that goes from state to state: where it stands, the codes of the steps that lead on, its unit's path."""

    state: Any
    path: Any

    @property
    def steps(self) -> Sequence[str]:
        """Return the codes of the steps that its rules allow from here."""


N = TypeVar("N", bound=Stepping)
Act = Callable[[N, Said, Account, datetime], object]
Condition = Callable[[N, Account], bool]


def always(noun: object, account: Account) -> bool:
    """Tell that a step has no condition of its own."""
    return True


@dataclass(frozen=True, slots=True)
class Move(Generic[N]):
    """One step: its label, the right it needs, its form and action, the states it may be taken from (default: those
    of the rules). ``aside`` ones stand behind those that lead on; ``button`` is what its page says to do, where that
    is not the label; ``again`` is its name once ``taken``: it stands aside then."""

    label: Any
    right: str
    form: type[Any]
    act: Act[N]
    states: tuple[Any, ...] = ()
    aside: bool = False
    condition: Condition[N] = always
    button: Any = ""
    again: Any = ""
    taken: Condition[N] = always

    def named(self, noun: N, account: Account) -> "Move[N]":
        """Return the step as it is called on the noun: by its other name where it was taken already."""
        if not self.again or not self.taken(noun, account):
            return self
        return replace(self, label=self.again, aside=True)

    def is_open(self, code: str, noun: N, account: Account) -> bool:
        """Tell whether the account may take the step now."""
        by_state = noun.state in self.states if self.states else code in noun.steps
        return by_state and self.may(noun, account) and self.condition(noun, account)

    def may(self, noun: N, account: Account) -> bool:
        """Tell whether the account holds the step's right where the noun stands."""
        return account.may(self.right, noun.path)


def simple(act: Callable[..., object], *names: str) -> Act[Any]:
    """Return an action that takes the form's fields of these names as they are."""
    return lambda noun, said, by, at: act(noun, **{name: said[name] for name in names}, by=by, now=at)
