"""Learning from a township's own closed matters, what ``suggestions`` then suggests by. Shielded matters never teach.

It imports scikit-learn: the console's ``triage learn`` alone imports it, which the worker starts once a night.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

import numpy as np
from django.db.models import Count
from numpy.typing import NDArray

from zerentian.casework.models import Category, Concern, Learnt, Reply
from zerentian.casework.models.concerns import ConcernQuerySet
from zerentian.casework.models.learnt import Aspect
from zerentian.casework.models.shield import Accusation
from zerentian.casework.rules.concerns import Kind, State
from zerentian.casework.rules.language.likeness import Compared
from zerentian.casework.rules.language.replying import Usual
from zerentian.casework.rules.language.suggesting import Message
from zerentian.casework.rules.language.teaching import teach
from zerentian.casework.rules.language.topics import find_topics
from zerentian.casework.rules.replies import substance
from zerentian.casework.suggestions import packed, words_of
from zerentian.organization.models import Unit

# The newest matters that are learnt from, and the fewest that say anything.
MOST, FEWEST, FEWEST_EACH = 50_000, 20, 3
LOOKED_BACK = timedelta(days=365)
MOST_TOPICS = 100
# What a new matter is compared with stands in the memory of each process of the web: about 3 kB a matter.
MOST_NEAR, FEWEST_NEAR = 20_000, 3
TAUGHT_BY = (State.ANSWERED, State.CLOSED)
SHIELDED = (Kind.COMPLAINT, Kind.WRONGDOING)


def learn_all(now: datetime) -> list[Learnt]:
    """Learn anew for every township that has categories; return what was learnt."""
    units = Unit.objects.filter(pk__in=Category.objects.values("unit").annotate(n=Count("pk")).values("unit"))
    return [row for unit in units for row in learn_for(unit, now)]


def learn_for(unit: Unit, now: datetime) -> list[Learnt]:
    """Learn category, kind, office and the usual reply of one township; what too few matters teach is left out."""
    concerns = list(teaching(unit).select_related("category").order_by("-pk")[:MOST])
    messages = [Message(one.title, one.text) for one in concerns]
    taught = [one.state in TAUGHT_BY for one in concerns]
    in_use = list(Category.objects.filter(unit=unit).in_use().select_related("function"))
    words = {str(one.pk): words_of(one) for one in in_use}
    labels = {
        Aspect.CATEGORY: [str(one.category_id) if str(one.category_id) in words else "" for one in concerns],
        Aspect.WHAT_KIND: [str(one.kind) for one in concerns],
        Aspect.LEAD: [str(one.lead_id or "") for one in concerns],
    }
    found = []
    for aspect, every in labels.items():
        known = [label if done else "" for label, done in zip(every, taught, strict=True)]
        own = words if aspect is Aspect.CATEGORY else {}
        if row := learnt(unit, aspect, messages, known, own, now):
            found.append(row)
    usual = Usual.of(answered_pairs(concerns))
    if usual:
        found.append(kept(unit, Aspect.REPLY, packed(usual.as_arrays()), len(concerns), now))
    if near := comparable(unit, now):
        found.append(kept(unit, Aspect.NEAR, packed(near), len(near["keys"]), now))
    else:
        Learnt.objects.filter(unit=unit, aspect=Aspect.NEAR).delete()
    if together := seeming_one(unit, now):
        found.append(kept(unit, Aspect.TOPICS, packed(together), len(concerns), now))
    else:
        Learnt.objects.filter(unit=unit, aspect=Aspect.TOPICS).delete()
    return found


def teaching(unit: Unit) -> ConcernQuerySet:
    """Return the matters of a township that may teach: none that accuses anybody, none that waits as suspected spam."""
    accusing = Accusation.objects.values("concern")
    return Concern.objects.filter(unit=unit).counted().exclude(kind__in=SHIELDED).exclude(pk__in=accusing)


def seeming_one(unit: Unit, now: datetime) -> dict[str, NDArray[Any]]:
    """Return which matters of the last months seem to be one, hottest first, as arrays; those in topics are left out.

    Writers are told apart in memory, by a key that is thrown away; nothing of them is kept but how many there are.
    """
    recent = teaching(unit).filter(received_at__gte=now - LOOKED_BACK).exclude(topics__ended=False)
    concerns = list(recent.select_related("contact").order_by("pk"))
    key = secrets.token_bytes(32)
    writers = [
        blake2b(reached.encode(), key=key).digest() if (reached := reach_of(one)) else b"" for one in concerns
    ]
    found = find_topics([Message(one.title, one.text) for one in concerns], writers)[:MOST_TOPICS]
    if not found:
        return {}
    return {
        "members": np.array([concerns[at].pk for one in found for at in one.members], dtype=np.int64),
        "sizes": np.array([len(one.members) for one in found], dtype=np.int64),
        "people": np.array([one.people or 0 for one in found], dtype=np.int64),
        "places": np.array([one.place for one in found], dtype=np.str_),
    }


def comparable(unit: Unit, now: datetime) -> dict[str, NDArray[Any]]:
    """Return the matters of the last months, weighed so that a new one is compared with all of them at once."""
    recent = teaching(unit).filter(received_at__gte=now - LOOKED_BACK).order_by("-pk")
    rows = list(recent.values_list("pk", "title", "text")[:MOST_NEAR])
    if len(rows) < FEWEST_NEAR:
        return {}
    compared = Compared.of([Message(title, text) for _, title, text in rows])
    return {"keys": np.array([key for key, _, _ in rows], dtype=np.int64), **compared.as_arrays()}


def reach_of(concern: Concern) -> str:
    """Return the phone, or name, of who brought a concern; "" where there is none."""
    contact = getattr(concern, "contact", None)
    return contact.known_by if contact else ""


def learnt(
    unit: Unit,
    aspect: Aspect,
    messages: Sequence[Message],
    labels: Sequence[str],
    words: dict[str, list[str]],
    now: datetime,
) -> Learnt | None:
    """Learn one aspect; None, and what was learnt before is taken away, where too few matters speak of it."""
    often = {one for one in set(labels) if one and (one in words or labels.count(one) >= FEWEST_EACH)}
    known = [one if one in often else "" for one in labels]
    categories = sorted(words) if words else sorted(often)
    if len(categories) < 2 or sum(map(bool, known)) < FEWEST:
        Learnt.objects.filter(unit=unit, aspect=aspect).delete()
        return None
    model = teach(messages, known, taxonomy=words, categories=categories)
    return kept(unit, aspect, packed(model.as_arrays()), sum(map(bool, known)), now)


def kept(unit: Unit, aspect: Aspect, content: bytes, cases: int, now: datetime) -> Learnt:
    """Keep what was learnt in place of what was learnt before."""
    given = {"content": content, "cases": cases, "learnt_at": now}
    return Learnt.objects.update_or_create(unit=unit, aspect=aspect, defaults=given)[0]


def answered_pairs(concerns: Sequence[Concern]) -> list[tuple[str, str]]:
    """Return message and reply of the matters that were answered here."""
    by_key = {one.pk: one for one in concerns}
    replies = Reply.objects.filter(concern__in=list(by_key), released=True, imported=False)
    return [
        (f"{by_key[reply.concern_id].title}\n{by_key[reply.concern_id].text}", substance(reply.parts))
        for reply in replies
    ]
