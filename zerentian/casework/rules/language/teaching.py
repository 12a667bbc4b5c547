"""Learning categories from labelled messages, from a taxonomy's words, and from messages nobody has labelled.

With a thousand labels or more a linear support vector machine learns from them alone. Below, a teacher made of the
taxonomy and of the few labels labels the rest itself where it is most certain, and the machine learns from both
(self-training): the words of the messages, which no taxonomy has, are learnt on the way.

Where labels are many they also say which runs tell categories apart: those that stand in few of them weigh more.

This module reads scikit-learn, which takes a second to load: only what teaches imports it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from sklearn.naive_bayes import ComplementNB
from sklearn.svm import LinearSVC

from zerentian.casework.rules.language.runs import Numbers, count, fingerprint, plain
from zerentian.casework.rules.language.suggesting import (
    HEAD,
    HEAD_SHARE,
    WHOLE,
    Fields,
    Message,
    Model,
    parts_of,
    softmax,
)
from zerentian.casework.rules.language.vocabulary import Vocabulary, Weighed
from zerentian.ledger.rules.refusals import NotAllowed

Scores = NDArray[np.float64]

ENOUGH = 1_000
# How many labels weigh as much as the taxonomy does, in the teacher.
TAXONOMY_WORTH = 300
# The surest half of what the teacher labels is learnt from; a label of the office counts as three of its own.
TAUGHT_SHARE = 0.5
LABEL_WEIGHT = 3.0
PENALTY, SELF_TAUGHT_PENALTY = 1.0, 0.3
# Beside the machine, a count of words has a smaller say.
COUNTED_SHARE, SMOOTHED = 0.25, 0.1
# A run of one category alone weighs up to so many times more; a few messages alone do not show that it is one.
TELLING_SHARE, TELLING_DOUBT = 2.0, 2.0
# What a category without a single example scores: as far outside as a message can be.
NO_EXAMPLE = -1.5
FOLDS = 3
# Measured on messages of a city: how steep scores are before any label says so, and how firmly that is held.
USUAL_STEEPNESS = 1.7
STEEPNESS_HELD = 20.0
OFFSETS_HELD = 20.0
FEWEST_TO_CALIBRATE = 30
# A message whose best score lies under that of all but so many right ones may belong to none of the categories.
OUTSIDE_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class Lesson:
    """Everything that is learnt from: messages as a matrix, the category of each (-1: not known), taxonomy rows.

    The first ``wholes`` columns are of whole messages, the others of their heads.
    """

    matrix: csr_matrix
    targets: Numbers
    taxonomy: csr_matrix
    categories: int
    wholes: int

    def sharpened(self, telling: Scores) -> "Lesson":
        """Return it with each column as much heavier, and both fields of each message as long as before."""
        matrix = self.matrix.copy()
        matrix.data = (matrix.data * telling[matrix.indices]).astype(np.float32)
        rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
        field = 2 * rows + (matrix.indices >= self.wholes)
        length = np.sqrt(np.bincount(field, matrix.data.astype(np.float64) ** 2))
        shares = np.where(matrix.indices >= self.wholes, HEAD_SHARE, 1.0)
        matrix.data = (matrix.data * shares / length[field]).astype(np.float32)
        return replace(self, matrix=matrix)


@dataclass(frozen=True, slots=True)
class Linear:
    """A weight per column and category, and what is added."""

    weights: NDArray[np.float64]
    bias: NDArray[np.float64]

    def of(self, matrix: csr_matrix) -> Scores:
        """Return the scores of the rows of a matrix."""
        return np.asarray(matrix @ self.weights) + self.bias

    def scaled(self, matrix: csr_matrix) -> "Linear":
        """Return the same scores with mean 0 and deviation 1 over the rows of a matrix."""
        if not matrix.shape[0]:
            return self
        scores = self.of(matrix)
        deviation = float(scores.std()) or 1.0
        return Linear(self.weights / deviation, (self.bias - scores.mean()) / deviation)

    def times(self, share: float) -> "Linear":
        """Return scores so many times as large."""
        return Linear(self.weights * share, self.bias * share)

    def plus(self, other: "Linear") -> "Linear":
        """Return the sum of two."""
        return Linear(self.weights + other.weights, self.bias + other.bias)


def teach(
    messages: Sequence[Message],
    labels: Sequence[str],
    *,
    taxonomy: Mapping[str, Sequence[str]] | None = None,
    categories: Sequence[str] = (),
) -> Model:
    """Learn a model. ``labels`` has "" where the category is not known, ``taxonomy`` the words of each category.

    ``categories`` are those to choose from, else those that occur among the labels. NotAllowed for fewer than two.
    """
    named = tuple(sorted(set(categories) or {one for one in labels if one}))
    if len(named) < 2:
        raise NotAllowed(
            f"至少要有两个类别才能学习，现在只有 {len(named)} 个（{'、'.join(named)}），请补充其他类别的样本",
            f"learning needs two categories at least, there are {len(named)} ({', '.join(named)}): add messages of"
            " others",
        )
    words = {one: [one, *(taxonomy or {}).get(one, ())] for one in named}
    place = {one: number for number, one in enumerate(named)}
    fields = fields_of(messages, [plain(one) for lines in words.values() for one in lines])
    lesson = Lesson(
        matrix_of(fields.weigh(messages), fields.width),
        np.array([place.get(one, -1) for one in labels], dtype=np.int64),
        taxonomy_rows(fields, [words[one] for one in named]),
        len(named),
        len(fields.whole.hashes),
    )
    known = np.flatnonzero(lesson.targets >= 0)
    scores, targets = held_out(lesson, messages)
    if len(known) >= ENOUGH:
        telling = how_telling(lesson, known)
        fields, lesson = fields.times(telling), lesson.sharpened(telling)
    learnt = learn(lesson, known)
    steepness, offsets = calibrated(scores, targets, len(named))
    return Model(
        named,
        fields,
        learnt.weights.astype(np.float32),
        learnt.bias.astype(np.float32),
        steepness,
        offsets.astype(np.float32),
        least_right(scores, targets),
    )


def fields_of(messages: Sequence[Message], lines: Sequence[str]) -> Fields:
    """Learn the vocabularies of messages, and of the taxonomy's lines so that a first day has one at all."""
    wholes, heads = parts_of(messages)
    return Fields(
        Vocabulary.of(count([*wholes, *lines], WHOLE), WHOLE),
        Vocabulary.of(count([*heads, *lines], HEAD), HEAD),
    )


def matrix_of(weighed: Weighed, width: int) -> csr_matrix:
    """Return weights as a sparse matrix."""
    return csr_matrix(
        (weighed.weights, weighed.columns, weighed.starts), shape=(len(weighed.starts) - 1, width)
    )


def taxonomy_rows(fields: Fields, lines: Sequence[Sequence[str]]) -> csr_matrix:
    """Return a row per category: its words in the field of whole messages, scaled to length 1."""
    weighed = fields.whole.weigh(count(["\n".join(map(plain, own)) for own in lines], WHOLE))
    return matrix_of(weighed, fields.width)


def learn(lesson: Lesson, known: Numbers) -> Linear:
    """Learn from the messages of these places, whose category is known, and where they are few from the others too."""
    if len(known) >= ENOUGH and len(np.unique(lesson.targets[known])) > 1:
        targets = lesson.targets[known]
        learnt = machine(lesson, known, targets, np.ones(len(known)), PENALTY).scaled(lesson.matrix)
        return learnt.plus(counter(lesson, known, targets).scaled(lesson.matrix).times(COUNTED_SHARE))
    teacher = teacher_of(lesson, known)
    others = np.flatnonzero(lesson.targets < 0)
    if len(others) < lesson.categories:
        return teacher
    scores = teacher.of(lesson.matrix[others])
    taken = surest(scores)
    rows = np.concatenate([known, others[taken]])
    targets = np.concatenate([lesson.targets[known], scores[taken].argmax(axis=1)])
    if len(np.unique(targets)) < 2:
        # All that came so far seems to be of one category: nothing shows what sets it apart.
        return teacher
    own = TAXONOMY_WORTH / (TAXONOMY_WORTH + len(known))
    weights = np.concatenate([np.full(len(known), LABEL_WEIGHT), np.full(len(taken), own)])
    pupil = machine(lesson, rows, targets, weights, SELF_TAUGHT_PENALTY)
    return pupil.scaled(lesson.matrix).plus(teacher.times(0.3))


def how_telling(lesson: Lesson, known: Numbers) -> Scores:
    """Return how much each column tells categories apart, by the messages of these places: 1 for nothing, and up.

    It is what is lacking of the greatest entropy, among categories as if they were equally large. Columns that stand
    in the messages of all categories alike keep their weight.
    """
    targets = lesson.targets[known]
    kept, sizes = np.unique(targets, return_counts=True)
    if len(kept) < 2:
        return np.ones(lesson.matrix.shape[1])
    stands = lesson.matrix[known]
    stands.data = np.ones_like(stands.data)
    often = np.stack([np.asarray(stands[targets == one].sum(axis=0)).ravel() for one in kept], axis=1)
    shares = often / sizes + TELLING_DOUBT / len(known)
    shares /= shares.sum(axis=1, keepdims=True)
    entropy = -(shares * np.log(shares)).sum(axis=1)
    return np.asarray(1 + TELLING_SHARE * (1 - entropy / np.log(len(kept))))


def teacher_of(lesson: Lesson, known: Numbers) -> Linear:
    """Return what the taxonomy and the few labels say: the nearer the words, the likelier the category."""
    told = Linear(lesson.taxonomy.T.toarray(), np.zeros(lesson.categories)).scaled(lesson.matrix)
    if len(known) == 0:
        return told
    targets = lesson.targets[known]
    centres = np.stack(
        [mean_of(lesson.matrix[known[targets == one]]) for one in range(lesson.categories)], axis=1
    )
    nearest = Linear(centres, np.zeros(lesson.categories)).scaled(lesson.matrix)
    shown = nearest
    if len(np.unique(targets)) > 1:
        learnt = machine(lesson, known, targets, np.ones(len(known)), PENALTY).scaled(lesson.matrix)
        shown = nearest.times(0.5).plus(learnt.times(0.5))
    share = len(known) / (len(known) + TAXONOMY_WORTH)
    return told.times(1 - share).plus(shown.times(share))


def mean_of(matrix: csr_matrix) -> NDArray[np.float64]:
    """Return the sum of the rows of a matrix, scaled to length 1; zeros where there is no row."""
    total = np.asarray(matrix.sum(axis=0), dtype=np.float64).ravel()
    return np.asarray(total / (np.linalg.norm(total) or 1.0))


def surest(scores: Scores) -> Numbers:
    """Return the rows whose first category leads most before the second: a share of each category, five at least."""
    ordered = np.sort(scores, axis=1)
    lead, first = ordered[:, -1] - ordered[:, -2], scores.argmax(axis=1)
    taken = []
    for one in range(scores.shape[1]):
        rows = np.flatnonzero(first == one)
        most = max(5, int(len(rows) * TAUGHT_SHARE))
        taken.append(rows[np.argsort(-lead[rows], kind="stable")[:most]])
    return np.sort(np.concatenate(taken))


def machine(
    lesson: Lesson, rows: Numbers, targets: Numbers, weights: NDArray[np.float64], penalty: float
) -> Linear:
    """Train a linear support vector machine, one category against the rest, rare categories as heavy as common ones."""
    trained = LinearSVC(C=penalty, class_weight="balanced", random_state=0)
    trained.fit(lesson.matrix[rows], targets, sample_weight=weights)
    own, bias = trained.coef_.T, trained.intercept_
    if own.shape[1] == 1:
        own, bias = np.hstack([-own, own]), np.array([-bias[0], bias[0]])
    every = np.zeros((own.shape[0], lesson.categories))
    every[:, trained.classes_] = own
    added = np.full(lesson.categories, NO_EXAMPLE)
    added[trained.classes_] = bias
    return Linear(every, added)


def counter(lesson: Lesson, rows: Numbers, targets: Numbers) -> Linear:
    """Count what stands in the messages of all other categories (complement naive Bayes): good at second places."""
    counted = ComplementNB(alpha=SMOOTHED).fit(lesson.matrix[rows], targets)
    every = np.zeros((lesson.matrix.shape[1], lesson.categories))
    every[:, counted.classes_] = counted.feature_log_prob_.T
    every -= every.mean(axis=1, keepdims=True)
    return Linear(every, np.zeros(lesson.categories))


def held_out(lesson: Lesson, messages: Sequence[Message]) -> tuple[Scores, Numbers]:
    """Return the scores of labelled messages by machines that have not seen them, nor anything nearly equal."""
    known = np.flatnonzero(lesson.targets >= 0)
    if len(known) < FEWEST_TO_CALIBRATE:
        return np.zeros((0, lesson.categories)), np.zeros(0, dtype=np.int64)
    fold = fingerprint([plain(messages[one].title + messages[one].text) for one in known.tolist()]) % FOLDS
    parts = [(known[fold == one], known[fold != one]) for one in range(FOLDS)]
    parts = [
        (asked, seen) for asked, seen in parts if len(asked) and len(np.unique(lesson.targets[seen])) > 1
    ]
    scores = [scores_of(lesson, seen, asked) for asked, seen in parts]
    if not scores:
        return np.zeros((0, lesson.categories)), np.zeros(0, dtype=np.int64)
    return np.concatenate(scores), lesson.targets[np.concatenate([asked for asked, _ in parts])]


def scores_of(lesson: Lesson, seen: Numbers, asked: Numbers) -> Scores:
    """Return the scores of some messages by what is learnt from others: also which runs tell is learnt from those."""
    if len(seen) >= ENOUGH:
        lesson = lesson.sharpened(how_telling(lesson, seen))
    return learn(lesson, seen).of(lesson.matrix[asked])


def calibrated(scores: Scores, targets: Numbers, categories: int) -> tuple[float, NDArray[np.float64]]:
    """Return the steepness and offsets under which the held-out messages are likeliest (Platt, several categories)."""

    def unlikely(values: NDArray[np.float64]) -> float:
        likelihoods = softmax(np.exp(values[0]) * scores + values[1:])
        seen = -float(np.log(likelihoods[np.arange(len(targets)), targets] + 1e-12).sum())
        held = (
            STEEPNESS_HELD * (values[0] - np.log(USUAL_STEEPNESS)) ** 2
            + OFFSETS_HELD * (values[1:] ** 2).sum()
        )
        return seen + float(held)

    start = np.concatenate([[np.log(USUAL_STEEPNESS)], np.zeros(categories)])
    if len(targets) == 0:
        return USUAL_STEEPNESS, start[1:]
    best = minimize(unlikely, start, method="L-BFGS-B").x
    return float(np.exp(best[0])), best[1:]


def least_right(scores: Scores, targets: Numbers) -> float:
    """Return the score that all but a twentieth of the rightly placed held-out messages reach."""
    right = scores[scores.argmax(axis=1) == targets].max(axis=1) if len(targets) else np.zeros(0)
    return float(np.quantile(right, OUTSIDE_SHARE)) if len(right) else -np.inf
