"""Suggesting a category for a message: the three likeliest, how likely each is, and whether the first is sure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from zerentian.casework.rules.language.runs import Kind, Weights, count, plain, spelled
from zerentian.casework.rules.language.vocabulary import (
    Vocabulary,
    Weighed,
    as_arrays,
    from_arrays,
    side_by_side,
)

# A title says in ten characters what a message says in two hundred; without one the message's beginning stands for it.
WHOLE, HEAD = Kind(1, 2), Kind(1, 3, salt=77)
HEAD_SHARE = 0.7
HEAD_LENGTH = 25
SHOWN = 3
# From this likelihood on a suggestion is called sure: the likelihoods are calibrated, so nineteen in twenty such hold.
SURE = 0.8
# Likenesses to a category's words are a tenth of what a learnt score is.
FIRST_DAY_STEEPNESS = 12.0
AT_ONCE = 2_000


class Message(NamedTuple):
    """What somebody wrote: either part may be empty, or cut into words with blanks between them."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One category with its likelihood, 0 to 1."""

    category: str
    probability: float


@dataclass(frozen=True, slots=True)
class Suggested:
    """The likeliest categories of one message, first first; ``sure`` says whether the first may be relied on."""

    suggestions: tuple[Suggestion, ...]
    sure: bool


@dataclass(frozen=True, slots=True)
class Fields:
    """The vocabularies of the two fields of a message."""

    whole: Vocabulary
    head: Vocabulary

    @property
    def width(self) -> int:
        """Return how many columns both have together."""
        return len(self.whole.hashes) + len(self.head.hashes)

    def times(self, telling: NDArray[np.float64]) -> "Fields":
        """Return them with each run as many times as heavy, the runs of whole messages first."""
        first = len(self.whole.hashes)
        return Fields(self.whole.times(telling[:first]), self.head.times(telling[first:]))

    def weigh(self, messages: Sequence[Message]) -> Weighed:
        """Weigh messages by both vocabularies, side by side."""
        wholes, heads = parts_of(messages)
        return side_by_side(
            [
                (self.whole.weigh(count(wholes, self.whole.kind)), len(self.whole.hashes), 1.0),
                (self.head.weigh(count(heads, self.head.kind)), len(self.head.hashes), HEAD_SHARE),
            ]
        )


@dataclass(frozen=True, slots=True)
class Model:
    """What was learnt: a weight per run and category. ``steepness`` and ``offsets`` turn scores into likelihoods.

    ``least`` is the score under which even the best category fits so badly that none may be meant.
    """

    categories: tuple[str, ...]
    fields: Fields
    weights: Weights
    bias: Weights
    steepness: float
    offsets: Weights
    least: float

    def suggest(self, messages: Sequence[Message]) -> Iterator[Suggested]:
        """Yield what is suggested for each message, in their order."""
        for first in range(0, len(messages), AT_ONCE):
            part = messages[first : first + AT_ONCE]
            scores = self.scores(self.fields.weigh(part))
            likelihoods = softmax(self.steepness * scores + self.offsets)
            for message, own, score in zip(part, likelihoods, scores, strict=True):
                yield self._suggested(
                    own, float(score.max()), is_empty=not plain(message.title + message.text)
                )

    def _suggested(self, likelihoods: NDArray[np.float64], best: float, *, is_empty: bool) -> Suggested:
        order = np.argsort(-likelihoods, kind="stable")[:SHOWN]
        shown = tuple(Suggestion(self.categories[one], float(likelihoods[one])) for one in order)
        sure = shown[0].probability >= SURE and best >= self.least and not is_empty
        return Suggested(shown, sure)

    def scores(self, weighed: Weighed) -> NDArray[np.float64]:
        """Return the score of each category for each text, before it is made a likelihood."""
        texts = len(weighed.starts) - 1
        rows = np.repeat(np.arange(texts), np.diff(weighed.starts))
        sums = [
            np.bincount(rows, weighed.weights * self.weights[weighed.columns, one], minlength=texts)
            for one in range(len(self.categories))
        ]
        return np.asarray(np.stack(sums, axis=1) + self.bias, dtype=np.float64)

    def why(self, message: Message, category: str, most: int = 3) -> list[str]:
        """Return the runs of a message that weighed most for a category, none within another."""
        column = self.categories.index(category)
        whole = plain(message.title + "\n" + message.text)
        places = np.searchsorted(self.fields.whole.hashes, (runs := np_hashes(whole))[0])
        places[places == len(self.fields.whole.hashes)] = 0
        weight = self.weights[places, column] * self.fields.whole.rarity[places]
        weight[self.fields.whole.hashes[places] != runs[0]] = 0
        ranked = sorted(
            {(float(one), run) for one, run in zip(weight, runs[1], strict=True) if one > 0 and len(run) > 1},
            reverse=True,
        )
        chosen: list[str] = []
        for _, run in ranked:
            if len(chosen) < most and not any(set(run) & set(other) for other in chosen):
                chosen.append(run)
        return chosen

    def as_arrays(self) -> dict[str, NDArray[Any]]:
        """Return the model as plain arrays, to be kept without anything that could be run."""
        return {
            "categories": np.array(self.categories, dtype=np.str_),
            "weights": self.weights.astype(np.float16),
            "bias": self.bias,
            "calibration": np.array([self.steepness, self.least], dtype=np.float64),
            "offsets": self.offsets,
            **as_arrays(self.fields.whole, "whole"),
            **as_arrays(self.fields.head, "head"),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """Return a model that was kept."""
        return cls(
            tuple(str(one) for one in arrays["categories"]),
            Fields(from_arrays(arrays, "whole"), from_arrays(arrays, "head")),
            arrays["weights"].astype(np.float32),
            arrays["bias"].astype(np.float32),
            float(arrays["calibration"][0]),
            arrays["offsets"].astype(np.float32),
            float(arrays["calibration"][1]),
        )


def untaught(words: Mapping[str, Sequence[str]]) -> Model | None:
    """Return what a first day suggests by: the words of each category alone. None for fewer than two categories.

    It ranks, and is sure of nothing: no message has shown yet how likely its first place is.
    """
    categories = tuple(sorted(words))
    if len(categories) < 2:
        return None
    lines = [plain(line) for one in categories for line in words[one]]
    fields = Fields(
        Vocabulary.of(count(lines, WHOLE), WHOLE, least=1), Vocabulary.of(count(lines, HEAD), HEAD, least=1)
    )
    said = fields.whole.weigh(count(["\n".join(map(plain, words[one])) for one in categories], WHOLE))
    weights = np.zeros((fields.width, len(categories)), dtype=np.float32)
    rows = np.repeat(np.arange(len(categories)), np.diff(said.starts))
    weights[said.columns, rows] = said.weights
    nothing = np.zeros(len(categories), dtype=np.float32)
    return Model(categories, fields, weights, nothing, FIRST_DAY_STEEPNESS, nothing, np.inf)


def np_hashes(text: str) -> tuple[NDArray[np.uint64], list[str]]:
    """Return the hashes of a plain text's runs, and the runs."""
    found = spelled(text, WHOLE)
    return np.array([one for one, _ in found], dtype=np.uint64), [run for _, run in found]


def parts_of(messages: Sequence[Message]) -> tuple[list[str], list[str]]:
    """Return the two fields of messages as plain texts: everything, and the title or what stands for it."""
    titles, texts = [plain(one.title) for one in messages], [plain(one.text) for one in messages]
    wholes = [f"{title}\n{text}" if title else text for title, text in zip(titles, texts, strict=True)]
    return wholes, [title or text[:HEAD_LENGTH] for title, text in zip(titles, texts, strict=True)]


def softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return likelihoods that sum to 1 in each row."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))
