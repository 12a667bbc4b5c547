"""Pictures of one photograph are found and known, whatever was done to them; others are told apart."""

from functools import cache
from io import BytesIO

import cv2
import numpy as np
import pytest
from PIL import Image

from zerentian.evidence.rules import likeness
from zerentian.evidence.rules.shelf import LEAST_SHARED, MOST, Shelf
from zerentian.evidence.tests import scenes

PIXELS = 20_000_000
PLACES = (3, 4)
FIRST_DIRECTIONS = [[-0.274, 1.267, 1.345], [-1.342, 1.294, -1.269]]


@cache
def photo(number: int):
    return scenes.photo(number)


def grey(picture) -> np.ndarray:
    factor = min(1.0, likeness.SIDE / max(picture.shape[:2]))
    small = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)


def test_in_a_blank_picture_nothing_stands_out():
    points = likeness.points_of(np.full((64, 64), 200, np.uint8))
    assert (points.places.shape, points.sizes.shape, points.looks.shape) == ((0, 2), (0,), (0, 128))
    assert len(likeness.keys(points)) == 0


@pytest.mark.parametrize("edit", scenes.EDITS)
def test_an_edited_copy_is_found_among_others_and_known(edit):
    shelf = Shelf()
    for number in (*PLACES, 5, 7, 9):
        shelf.add(number, likeness.keys(likeness.points_of(grey(photo(number)))).astype("<u4").tobytes())
    for number in PLACES:
        copy = grey(scenes.EDITS[edit](np.random.default_rng((number, 11)), photo(number)))
        assert shelf.find(likeness.asked_keys(copy).astype("<u4").tobytes())[0] == number
        assert likeness.compare(copy, grey(photo(number))).holds


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (lambda: photo(3), lambda: photo(4)),
        (lambda: photo(3), lambda: scenes.landscape(3, 1)),
        (lambda: scenes.form(1, 1), lambda: scenes.form(1, 2)),
    ],
    ids=["two places", "one place on two days", "one form filled twice"],
)
def test_pictures_that_are_not_of_one_photograph_are_told_apart(one, other):
    assert not likeness.compare(grey(one()), grey(other())).holds


def test_a_blank_picture_has_no_keys_and_is_like_nothing(tmp_path):
    blank = np.full((300, 400), 200, np.uint8)
    assert len(likeness.keys(likeness.points_of(blank))) == 0
    assert not likeness.compare(blank, blank).holds
    out = BytesIO()
    Image.fromarray(blank).save(out, "JPEG")
    (tmp_path / "blank.jpg").write_bytes(out.getvalue())
    assert likeness.drawn(tmp_path / "blank.jpg", PIXELS).keys == b""


def test_the_keys_of_a_picture_are_always_the_same(tmp_path):
    """Keys that were kept are compared with those of later pictures: their directions may never be drawn anew."""
    assert likeness.DIRECTIONS[:2, :3] == pytest.approx(np.array(FIRST_DIRECTIONS), abs=1e-3)
    cv2.imwrite(str(tmp_path / "a.png"), photo(3))
    assert likeness.drawn(tmp_path / "a.png", PIXELS) == likeness.drawn(tmp_path / "a.png", PIXELS)


def test_the_shelf_grows_and_gives_the_nearest_first_and_not_too_many():
    rng = np.random.default_rng(1)
    rows = rng.integers(0, 1 << likeness.KEY_BITS, (1500, likeness.KEYS), np.uint32)
    shelf = Shelf((number, row.astype("<u4").tobytes()) for number, row in enumerate(rows))
    mixed = np.concatenate([rows[1400][:20], rows[7][:10], rows[8][: LEAST_SHARED - 1]])
    assert shelf.find(mixed.astype("<u4").tobytes())[:2] == [1400, 7]
    assert 8 not in shelf.find(mixed.astype("<u4").tobytes())
    assert len(shelf.find(rows[:40].reshape(-1).astype("<u4").tobytes())) == MOST
    assert Shelf().find(b"") == []


def scaled(wide: float, high: float) -> np.ndarray:
    """Return a move that makes a picture so many times as wide and as high."""
    return np.array([[wide, 0, 5], [0, high, 7]], np.float64)


@pytest.mark.parametrize(
    ("move", "made_by_edits"),
    [
        (scaled(1, 1), True),
        (np.array([[0, -1, 0], [1, 0, 0]], np.float64), True),  # on its side
        (scaled(-1, 1), False),
        (scaled(0.125, 0.125), True),
        (scaled(0.115, 0.115), False),
        (scaled(7.9, 7.9), True),
        (scaled(8, 8), False),
        (scaled(1.24, 1), True),
        (scaled(1, 1.26), False),
        (scaled(1.9, 1), False),
    ],
)
def test_a_move_that_no_edit_makes_lays_no_picture_on_another(move, made_by_edits):
    assert likeness.upright(move) is made_by_edits


def looks(*angles: float) -> np.ndarray:
    """Return windows that look so many degrees away from one and the same."""
    turned = np.radians(angles)
    return np.stack([np.cos(turned), np.sin(turned)], axis=1).astype(np.float32)


def test_windows_agree_that_look_alike_from_both_sides_and_clearly_more_than_the_next():
    assert likeness.agreeing(looks(0, 40, 80), looks(81, 1, 41)).tolist() == [[0, 1], [1, 2], [2, 0]]
    assert likeness.agreeing(looks(0, 80), looks(9, 10)).tolist() == []
    for one, other in ((looks(0), looks(0, 40)), (looks(0, 40), looks(0)), (looks(), looks())):
        assert likeness.agreeing(one, other).shape == (0, 2)
