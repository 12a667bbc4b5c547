"""Finding topics among messages: one matter at one place that several people raise, and series of one person apart."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from zerentian.casework.rules.language.likeness import Compared, both_ways
from zerentian.casework.rules.language.linking import linked
from zerentian.casework.rules.language.places import shared_name
from zerentian.casework.rules.language.runs import Numbers, plain
from zerentian.casework.rules.language.suggesting import Message
from zerentian.casework.rules.language.weighing import Floats

# The mean likeness of its messages from which on a group is one topic.
BOUND = 0.1
# From this mean likeness on a group is as close as it can be for the order of heat.
CLOSE = 0.3


@dataclass(frozen=True, slots=True)
class Topic:
    """Messages about one matter. ``people`` is None where nobody is known; ``unknown`` counts messages of nobody known.

    ``closeness`` is the mean likeness of its messages, ``series`` that one person alone wrote them.
    """

    members: tuple[int, ...]
    people: int | None
    unknown: int
    place: str
    closeness: float

    @property
    def series(self) -> bool:
        """Tell whether one known person wrote everything."""
        return self.people == 1 and self.unknown == 0

    @property
    def heat(self) -> float:
        """Return how hot it is: distinct people, each as much as the messages belong together; a series has none.

        All whom nobody knows count as one person: it is certain that there is one.
        """
        if self.series:
            return 0.0
        return ((self.people or 0) + (self.unknown > 0)) * min(self.closeness, CLOSE)


def find_topics(
    messages: Sequence[Message], persons: Sequence[bytes], done: Callable[[int], object] = lambda _: None
) -> list[Topic]:
    """Return the topics of two messages and more, hottest first.

    ``persons`` has for each message what tells its writer from others within this call, b"" where nobody is known.
    """
    if not messages:
        return []
    alike = both_ways(Compared.of(messages).likenesses(done))
    groups = members_of(linked(alike, BOUND))
    topics = [topic_of(group, messages, persons, alike) for group in groups if len(group) > 1]
    return sorted(topics, key=lambda one: (-one.heat, -len(one.members), one.members))


def belonging(alike: tuple[Numbers, Floats], groups: Numbers) -> int:
    """Return the group to which one more message belongs by the mean likeness to its members; -1 for none.

    ``alike`` is what ``Compared.alike`` returns, ``groups`` the group of each message that was compared, -1 for none.
    """
    places, likeness = alike
    own = groups[places]
    if not len(own) or own.max() < 0:
        return -1
    sums = np.bincount(own[own >= 0], likeness[own >= 0])
    means = sums / np.maximum(np.bincount(groups[groups >= 0])[: len(sums)], 1)
    nearest = int(means.argmax())
    return nearest if means[nearest] >= BOUND else -1


def members_of(group: Numbers) -> list[Numbers]:
    """Return the members of each group."""
    order = np.argsort(group, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(group[order])) + 1)


def topic_of(
    members: Numbers, messages: Sequence[Message], persons: Sequence[bytes], alike: csr_matrix
) -> Topic:
    """Return a topic of messages by their places in the list."""
    people, unknown = counted(persons[one] for one in members)
    said = [(plain(messages[one].title), plain(messages[one].text)) for one in members]
    inside = float(alike[members][:, members].sum())
    closeness = inside / (len(members) * (len(members) - 1))
    return Topic(tuple(int(one) for one in members), people, unknown, shared_name(said), closeness)


def counted(persons: Iterable[bytes]) -> tuple[int | None, int]:
    """Return how many people are known to have written, None for nobody, and how many messages are of nobody known."""
    written = list(persons)
    known = {one for one in written if one}
    return len(known) or None, sum(not one for one in written)
