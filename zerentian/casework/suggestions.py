"""What is suggested for a concern, to a person who decides: category, kind, office; and a reply that seems beside it.

Suggestions dispatch nothing, are kept nowhere, and nobody counts who takes them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import numpy as np
from numpy.typing import NDArray

from zerentian.casework.models import Category, Concern, Learnt
from zerentian.casework.models.labels import KINDS
from zerentian.casework.models.learnt import Aspect
from zerentian.casework.rules.concerns import Group, Kind
from zerentian.casework.rules.language.fields import FIELD_WORDS
from zerentian.casework.rules.language.replying import Usual
from zerentian.casework.rules.language.suggesting import Message, Model, untaught
from zerentian.casework.rules.replies import Parts, substance
from zerentian.casework.rules.topics import FEWEST
from zerentian.ledger.rules.words import Words
from zerentian.organization.models import Account, Unit

BESIDE = Words(
    "答复与诉求共同的字词，比本单位已发出的答复中的二十分之十九都少：请核对是否答非所问",
    "the reply shares fewer words with the matter than nineteen in twenty replies of the office do: does it answer"
    " what was asked?",
)


@dataclass(frozen=True, slots=True)
class Choice:
    """One suggestion: the value of the form's field, its label, its likelihood in percent, the words that weighed."""

    value: str
    label: Any
    percent: int
    why: Sequence[str]


@dataclass(frozen=True, slots=True)
class Suggestions:
    """The likeliest values of one field, the first first; ``sure`` says whether the first may be relied on.

    ``cases`` is how many of the office's own matters taught it, 0 where only the categories' words did.
    """

    field: str
    choices: Sequence[Choice]
    sure: bool
    cases: int


def for_triage(concern: Concern) -> list[Suggestions]:
    """Return what is suggested when a concern is triaged; nothing for a report of wrongdoing."""
    if concern.kind == Kind.WRONGDOING:
        return []
    categories = {str(one.pk): one for one in categories_of(concern.unit)}
    found = [
        suggested(concern, Aspect.CATEGORY, {key: one.name for key, one in categories.items()}, "category"),
        suggested(concern, Aspect.WHAT_KIND, {str(kind): label for kind, label in KINDS.items()}, "kind"),
    ]
    return [one for one in found if one]


def for_dispatch(concern: Concern, units: Sequence[Unit]) -> list[Suggestions]:
    """Return which offices are suggested to lead, among those that may; nothing for a report of wrongdoing."""
    if concern.kind == Kind.WRONGDOING:
        return []
    found = suggested(concern, Aspect.LEAD, {str(unit.pk): unit.name for unit in units}, "unit")
    return [found] if found else []


def suggested(concern: Concern, aspect: Aspect, labels: Mapping[str, Any], field: str) -> Suggestions | None:
    """Return the suggestions for one field among the values that may be chosen; None where nothing is known."""
    model, cases = model_of(concern.unit, aspect)
    if model is None:
        return None
    message = Message(concern.title, concern.text)
    if not f"{concern.title}{concern.text}".strip():
        return None
    found = next(model.suggest([message]))
    choices = [
        Choice(
            one.category, labels[one.category], round(100 * one.probability), model.why(message, one.category)
        )
        for one in found.suggestions
        if one.category in labels
    ]
    return (
        Suggestions(field, choices, found.sure and len(choices) == len(found.suggestions), cases)
        if choices
        else None
    )


def model_of(unit: Unit, aspect: Aspect) -> tuple[Model | None, int]:
    """Return what was learnt for a township and from how many matters; its categories' words on the first day."""
    row = Learnt.objects.filter(unit=unit, aspect=aspect).values_list("pk", "learnt_at", "cases").first()
    if row:
        return learnt_model(row[0], row[1].isoformat()), row[2]
    if aspect is Aspect.CATEGORY:
        words = {str(one.pk): tuple(words_of(one)) for one in categories_of(unit)}
        return untaught_model(tuple(words.items())), 0
    return None, 0


@lru_cache(maxsize=32)
def learnt_model(key: int, learnt_at: str) -> Model:
    """Return a model as it was learnt at a moment; kept in memory, some megabytes each."""
    return Model.from_arrays(unpacked(Learnt.objects.get(pk=key).content))


@lru_cache(maxsize=32)
def learnt_usual(key: int, learnt_at: str) -> Usual:
    """Return how replies usually are, as it was learnt at a moment."""
    return Usual.from_arrays(unpacked(Learnt.objects.get(pk=key).content))


@lru_cache(maxsize=32)
def untaught_model(words: tuple[tuple[str, tuple[str, ...]], ...]) -> Model | None:
    """Return the model of categories' words."""
    return untaught(dict(words))


def categories_of(unit: Unit) -> list[Category]:
    """Return the categories of a township that may be chosen."""
    return list(Category.objects.filter(unit=unit).in_use().select_related("function"))


def words_of(category: Category) -> list[str]:
    """Return the words a category is known by before anything is labelled."""
    function = category.function.name if category.function else ""
    return [category.name, category.hint, function, *FIELD_WORDS[Group(category.group)].split()]


def doubt_of(concern: Concern, parts: Parts) -> Words | None:
    """Return why a reply may answer something else than was asked; None where nothing says so."""
    row = Learnt.objects.filter(unit=concern.unit, aspect=Aspect.REPLY).values_list("pk", "learnt_at").first()
    if row is None:
        return None
    usual = learnt_usual(row[0], row[1].isoformat())
    return BESIDE if usual.is_beside(f"{concern.title}\n{concern.words}", substance(parts)) else None


@dataclass(frozen=True, slots=True)
class Together:
    """Matters that seem to be one, for a person to confirm; ``people`` is None where nobody is known."""

    concerns: Sequence[Concern]
    people: int | None
    place: str

    @property
    def address(self) -> str:
        """Return what names them, their place and their township in an address."""
        keys = ",".join(str(one.pk) for one in self.concerns)
        return urlencode({"unit": self.concerns[0].unit.code, "place": self.place, "of": keys})


def together(unit: Unit, account: Account) -> list[Together]:
    """Return what seems to be one matter, hottest first: of what an account may see, and what is in no topic yet."""
    row = Learnt.objects.filter(unit=unit, aspect=Aspect.TOPICS).first()
    if row is None:
        return []
    arrays = unpacked(row.content)
    groups = np.split(arrays["members"], np.cumsum(arrays["sizes"])[:-1])
    shielded = (Kind.COMPLAINT, Kind.WRONGDOING)
    seen = Concern.objects.visible_to(account).exclude(kind__in=shielded).exclude(topics__ended=False)
    rows = {one.pk: one for one in seen.filter(pk__in=arrays["members"].tolist()).select_related("unit")}
    found = []
    for keys, people, place in zip(groups, arrays["people"], arrays["places"], strict=True):
        own = [rows[key] for key in keys.tolist() if key in rows]
        if len(own) >= FEWEST:
            found.append(Together(own, min(int(people), len(own)) or None, str(place)))
    return found


def unpacked(content: bytes | memoryview) -> dict[str, NDArray[Any]]:
    """Return the arrays that were kept."""
    with np.load(BytesIO(bytes(content)), allow_pickle=False) as arrays:
        return dict(arrays)


def packed(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """Return arrays as they are kept."""
    stream = BytesIO()
    np.savez_compressed(stream, **arrays)  # type: ignore[arg-type]
    return stream.getvalue()
