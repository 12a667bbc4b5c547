"""Runs weigh by how they tell categories apart; rows are written into measured room as if they had been stacked."""

import random

import numpy as np
import pytest
from scipy.sparse import csr_matrix, random_array, vstack

from zerentian.casework.rules.language.suggesting import HEAD_SHARE, Message, Model
from zerentian.casework.rules.language.teaching import Lesson, how_telling, teach
from zerentian.casework.rules.language.writing import OneByOne, RunByRun

# Columns: in one category alone, in both alike, in one message; the last two are of heads.
ROWS = [[1, 1, 0, 1, 1], [1, 1, 0, 1, 0], [0, 1, 1, 0, 1], [0, 1, 0, 0, 1]]


@pytest.fixture
def lesson():
    matrix = csr_matrix(np.array(ROWS * 20, dtype=np.float32)[:80])
    matrix[2::4, 2] = 0
    matrix[2, 2] = 1
    matrix.eliminate_zeros()
    return Lesson(matrix, np.array([0, 0, 1, 1] * 20), csr_matrix((2, 5)), 2, wholes=3)


def test_a_run_of_one_category_weighs_more_than_one_of_both_and_than_one_seen_once(lesson):
    telling = how_telling(lesson, np.arange(80))
    assert telling[0] > 2
    assert telling[1] == pytest.approx(1, abs=0.01)
    assert telling[1] < telling[2] < telling[0]
    assert (how_telling(lesson, np.arange(0, 80, 4)) == 1).all(), "one category alone tells nothing apart"


def test_both_fields_of_a_message_stay_as_long_as_they_were(lesson):
    sharp = lesson.sharpened(how_telling(lesson, np.arange(80))).matrix
    for first, last, share in ((0, 3, 1.0), (3, 5, HEAD_SHARE)):
        lengths = np.sqrt(sharp[:, first:last].power(2).sum(axis=1))
        assert lengths == pytest.approx(np.full_like(lengths, share), abs=1e-5)
    assert lesson.matrix[0, 0] == lesson.matrix[0, 1] == 1
    assert sharp[0, 0] > sharp[0, 1]


def test_a_model_of_many_labels_is_kept_and_asked_as_it_was_learnt():
    draw = random.Random(3)
    words = {"路": "坑洼塌陷护栏公交堵车标线", "医": "疫苗挂号住院药费医生体检"}
    labels = [draw.choice("路医") for _ in range(1_200)]
    said = [Message("", "".join(draw.choices(words[one] + "请求处理今天我们", k=14))) for one in labels]
    model = teach(said[:1_100], labels[:1_100])
    kept = Model.from_arrays(model.as_arrays())
    for one in (model, kept):
        found = [each.suggestions[0].category for each in one.suggest(said[1_100:])]
        assert sum(a == b for a, b in zip(found, labels[1_100:], strict=True)) >= 97
    assert model.why(Message("", "路面塌陷"), "路")


def test_chance_labels_make_no_suggestion_sure():
    draw = random.Random(5)
    signs = [chr(0x4E00 + at) for at in range(600)]
    said = [Message("", "".join(draw.choices(signs, k=20))) for _ in range(1_600)]
    model = teach(said, [draw.choice("甲乙") for _ in said])
    fresh = [Message("", "".join(draw.choices(signs, k=20))) for _ in range(200)]
    assert sum(one.sure for one in model.suggest(fresh)) <= 2


def test_rows_written_into_measured_room_are_those_that_would_have_been_stacked():
    draw = np.random.default_rng(2)
    pieces = [
        csr_matrix(random_array((many, 9), density=0.3, format="csr", dtype=np.float32, rng=draw))
        for many in (4, 0, 7)
    ]
    whole = vstack(pieces, format="csr")
    turned, one_by_one = RunByRun(np.diff(whole.tocsc().indptr), 11), OneByOne(whole.nnz, 9)
    for piece in pieces:
        turned.add(piece)
        one_by_one.add(piece)
    assert (whole != turned.whole().T).nnz == 0
    assert (one_by_one.whole() != whole).nnz == 0
