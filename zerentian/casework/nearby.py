"""The hot matter to which a new concern seems to belong, and concerns about nearly the same: shown to who triages.

Nothing follows from it and nothing is kept of it: a person puts the concern into the topic, or leaves it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from zerentian.casework.models import Concern, Learnt, Topic, TopicMember
from zerentian.casework.models.learnt import Aspect
from zerentian.casework.models.shield import Accusation
from zerentian.casework.rules.concerns import Kind
from zerentian.casework.rules.language.likeness import Compared
from zerentian.casework.rules.language.runs import Numbers
from zerentian.casework.rules.language.suggesting import Message
from zerentian.casework.rules.language.topics import CLOSE, belonging
from zerentian.casework.rules.topics import TopicState
from zerentian.casework.suggestions import unpacked
from zerentian.organization.models import Account

SHOWN = 3
SHIELDED = (Kind.COMPLAINT, Kind.WRONGDOING)


@dataclass(frozen=True, slots=True)
class Nearby:
    """The topic to which a concern seems to belong, None for none, and concerns about nearly the same matter."""

    topic: Topic | None
    concerns: Sequence[Concern]


def nearby(concern: Concern, account: Account) -> Nearby | None:
    """Return what a concern is near to, of what an account may see; None where nothing is, or may not be asked.

    What is shielded is compared with nothing: neither complaints nor what accuses somebody.
    """
    row = Learnt.objects.filter(unit=concern.unit, aspect=Aspect.NEAR).values_list("pk", "learnt_at").first()
    accuses = Accusation.objects.filter(concern=concern).exists()
    if row is None or concern.kind in SHIELDED or accuses:
        return None
    keys, compared = comparable(row[0], row[1].isoformat())
    places, likeness = compared.alike(Message(concern.title, concern.text))
    other = keys[places] != concern.pk
    places, likeness = places[other], likeness[other]
    if not len(places):
        return None
    in_one = TopicMember.objects.present().filter(concern=concern, topic__state=TopicState.OPEN)
    topic = None if in_one.exists() else topic_near(keys, (places, likeness), concern, account)
    close = keys[places[likeness >= CLOSE]][:SHOWN].tolist()
    accusing = Accusation.objects.values("concern")
    rows = Concern.objects.visible_to(account).exclude(kind__in=SHIELDED).exclude(pk__in=accusing)
    seen = rows.in_bulk(close)
    concerns = [seen[key] for key in close if key in seen]
    return Nearby(topic, concerns) if topic or concerns else None


@lru_cache(maxsize=4)
def comparable(key: int, learnt_at: str) -> tuple[Numbers, Compared]:
    """Return the keys of the concerns that were learnt at a moment, and what they are compared by."""
    arrays = unpacked(Learnt.objects.get(pk=key).content)
    return arrays["keys"], Compared.from_arrays(arrays)


def topic_near(
    keys: Numbers, alike: tuple[Numbers, np.ndarray], concern: Concern, account: Account
) -> Topic | None:
    """Return the open topic to which a concern belongs by its likeness to the members; None for none."""
    topics = Topic.objects.visible_to(account).open().filter(unit=concern.unit)
    near = TopicMember.objects.filter(concern__in=keys[alike[0]].tolist(), topic__in=topics)
    found = {one.pk: one for one in topics.filter(pk__in=near.values("topic"))}
    members = TopicMember.objects.present().filter(topic__in=list(found))
    topic_of = dict(members.values_list("concern", "topic"))
    numbers = {key: number for number, key in enumerate(Counter(topic_of.values()))}
    groups = np.array([numbers.get(topic_of.get(int(key), 0), -1) for key in keys], dtype=np.int64)
    number = belonging(alike, groups)
    return next((found[key] for key, at in numbers.items() if at == number), None)
