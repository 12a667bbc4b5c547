"""Topics (热点事项): one matter at one place that several people raise. What may be done with one, and when."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from zerentian.ledger.rules.refusals import NotAllowed

FEWEST = 2


class TopicState(StrEnum):
    """Where a topic stands: open, closed (everything done), or part of another by a merge that can be undone."""

    OPEN = "open"
    CLOSED = "closed"
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class Heat:
    """How many messages a topic has, how many people are known to have written them, and how many messages are of
    nobody known; ``people`` is None where nobody is known."""

    messages: int
    people: int | None
    unknown: int

    @property
    def is_series(self) -> bool:
        """Tell whether one known person wrote everything."""
        return self.people == 1 and self.unknown == 0 and self.messages > 1


def heat_of(marks: Iterable[str]) -> Heat:
    """Return the heat of messages by the marks that tell their writers apart within one topic, "" for unknown."""
    every = list(marks)
    known = {one for one in every if one}
    return Heat(len(every), len(known) or None, sum(not one for one in every))


def check_standing(state: TopicState, *wanted: TopicState) -> None:
    """Refuse a step on a topic that does not stand where it begins."""
    if state not in wanted:
        raise NotAllowed(
            "热点事项的状态已变，请刷新后再看能做什么",
            "the topic stands elsewhere by now: reload it to see what can be done",
        )


def check_enough(messages: int) -> None:
    """Refuse a topic of a single message."""
    if messages < FEWEST:
        raise NotAllowed(
            f"热点事项至少要有 {FEWEST} 件诉求，请再选几件",
            f"a topic has {FEWEST} messages at least: choose more",
        )
