"""Whether two pictures come from one photograph, however it was cut, scaled, turned, mirrored, brightened or framed.

Two steps. ``drawn`` writes down a picture as some numbers, each of the look of a window about a point that stands out
(SIFT: Lowe 2004), whatever its size, turn and light; pictures that share several are worth opening. ``compare`` then
lays one on the other by the points that agree (RANSAC: Fischler and Bolles 1981) and asks, block by block, whether
what lies on each other is the same to the grain: another shot of the same place lies askew somewhere, another paper on
the same form has other words. Nothing is told of what a picture shows.
"""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from zerentian.evidence.rules.photos import shrunk

# Children are forked from a process that has read this module: threads would not come along.
cv2.setNumThreads(0)

Gray = NDArray[np.uint8]
Keys = NDArray[np.uint32]

SIDE = 512
POINTS = 300
KEYS = 64
KEY_BITS = 20
# Of a picture that is looked up, the bits that could easily be otherwise are tried both ways.
UNSURE_BITS = 4
RATIO = 0.85
LEAST_POINTS = 8
OFF_PIXELS = 4.0
BLOCK = 24
LEAST_GRAIN = 6.0
SAME_BLOCK = 0.85
LEAST_BLOCKS = 12
LEAST_COVERED = 0.3
# Share of the blocks with grain that must be the same; measured by bench/photos.py.
LEAST_SAME = 0.82

# Directions in which the look of a window is asked for its sign: drawn once, and never otherwise.
DIRECTIONS = np.random.Generator(np.random.PCG64(20)).standard_normal((128, KEY_BITS)).astype(np.float32)
DIRECTIONS -= DIRECTIONS.mean(axis=0)
WEIGHTS = (1 << np.arange(KEY_BITS)).astype(np.uint32)


@dataclass(frozen=True, slots=True)
class Points:
    """What stands out in a picture: places (n × 2), how large each is (n), what its window looks like (n × 128)."""

    places: NDArray[np.float32]
    sizes: NDArray[np.float32]
    looks: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a picture is kept by, and what it is looked up by."""

    keys: bytes
    asked: bytes


@dataclass(frozen=True, slots=True)
class Likeness:
    """How far two pictures lie on each other: shares of the blocks that are the same, and of the smaller covered."""

    same: float
    covered: float
    mirrored: bool

    @property
    def holds(self) -> bool:
        """Tell whether a person should look at the two."""
        return self.same >= LEAST_SAME and self.covered >= LEAST_COVERED


def gray(path: Path, max_pixels: int) -> Gray:
    """Return a picture in grey, upright, its longer side at most SIDE. Raises what ``photos.shrunk`` raises."""
    return np.asarray(shrunk(path, SIDE, max_pixels).convert("L"), np.uint8)


def points_of(picture: Gray) -> Points:
    """Return what stands out in a picture, the clearest POINTS of it."""
    sift = cv2.SIFT_create(nfeatures=POINTS, contrastThreshold=0.02)  # type: ignore[attr-defined]
    found, looks = sift.detectAndCompute(picture, None)
    if looks is None:
        return Points(np.empty((0, 2), np.float32), np.empty(0, np.float32), np.empty((0, 128), np.float32))
    places = np.array([point.pt for point in found], np.float32)
    sizes = np.array([point.size for point in found], np.float32)
    # Roots of shares (Arandjelović and Zisserman 2012): one strong edge does not outweigh the rest.
    return Points(places, sizes, np.sqrt(looks / np.maximum(looks.sum(axis=1, keepdims=True), 1e-6)))


def drawn(path: Path, max_pixels: int) -> Drawn:
    """Return what a kept picture is found by and what it is looked up by, four bytes a key; none for a blank one."""
    picture = gray(path, max_pixels)
    return Drawn(
        keys(points_of(picture)).astype("<u4").tobytes(), asked_keys(picture).astype("<u4").tobytes()
    )


def compared(one: Path, other: Path, max_pixels: int) -> Likeness:
    """Return how far two kept pictures lie on each other."""
    return compare(gray(one, max_pixels), gray(other, max_pixels))


def widest(points: Points) -> NDArray[np.float32]:
    """Return the looks of the KEYS widest windows: they outlast compression and cutting."""
    return points.looks[np.argsort(-points.sizes, kind="stable")[:KEYS]]


def keys(points: Points) -> Keys:
    """Return a picture's keys."""
    return np.unique((widest(points) @ DIRECTIONS > 0) @ WEIGHTS).astype(np.uint32)


def asked_keys(picture: Gray) -> Keys:
    """Return the keys by which a picture is looked up: also mirrored, and with unsure bits both ways."""
    found = []
    for turned in (picture, np.ascontiguousarray(picture[:, ::-1])):
        sides = widest(points_of(turned)) @ DIRECTIONS
        sure = (sides > 0) @ WEIGHTS
        unsure = WEIGHTS[np.argsort(np.abs(sides), axis=1)[:, :UNSURE_BITS]]
        for way in range(1 << UNSURE_BITS):
            chosen = np.array([way >> bit & 1 for bit in range(UNSURE_BITS)], np.uint32)
            found.append(sure.astype(np.uint32) ^ (unsure * chosen).sum(axis=1).astype(np.uint32))
    return np.unique(np.concatenate(found))


def compare(one: Gray, other: Gray) -> Likeness:
    """Return how far two pictures lie on each other, as they are or with one mirrored, whichever fits better."""
    fixed = points_of(other)
    straight = laid(one, points_of(one), other, fixed, mirrored=False)
    if straight.holds:
        return straight
    flipped = np.ascontiguousarray(one[:, ::-1])
    mirrored = laid(flipped, points_of(flipped), other, fixed, mirrored=True)
    return max(straight, mirrored, key=lambda found: (found.holds, found.same))


def laid(one: Gray, points: Points, other: Gray, fixed: Points, *, mirrored: bool) -> Likeness:
    """Lay one picture on another by the points that agree, and return how far they are the same there."""
    nothing = Likeness(0.0, 0.0, mirrored)
    pairs = agreeing(points.looks, fixed.looks)
    if len(pairs) < LEAST_POINTS:
        return nothing
    source, target = points.places[pairs[:, 0]], fixed.places[pairs[:, 1]]
    cv2.setRNGSeed(1)
    laid_so, kept = cv2.estimateAffine2D(
        source, target, method=cv2.RANSAC, ransacReprojThreshold=OFF_PIXELS, maxIters=2000
    )
    if laid_so is None or int(kept.sum()) < LEAST_POINTS:
        return nothing
    move: NDArray[np.float64] = np.asarray(laid_so, np.float64)
    if not upright(move):
        return nothing
    if move[0, 0] * move[1, 1] - move[0, 1] * move[1, 0] > 1:
        # The larger is made smaller, never the smaller larger: grain that is not there cannot be the same.
        return blocks_alike(other, one, np.asarray(cv2.invertAffineTransform(move), np.float64), mirrored)
    return blocks_alike(one, other, move, mirrored)


def agreeing(one: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.intp]:
    """Return the pairs (n × 2) of windows that look most alike from both sides, and clearly more so than the next."""
    if len(one) < 2 or len(other) < 2:
        return np.empty((0, 2), np.intp)
    near = one @ other.T
    best = near.argmax(axis=1)
    rows = np.arange(len(one))
    closest = np.sqrt(np.maximum(2 - 2 * near[rows, best], 0))
    near_next = near.copy()
    near_next[rows, best] = -1
    clear = closest < RATIO * np.sqrt(np.maximum(2 - 2 * near_next.max(axis=1), 0))
    mutual = near.argmax(axis=0)[best] == rows
    pairs: NDArray[np.intp] = np.stack([rows, best], axis=1)[clear & mutual]
    return pairs


def upright(move: NDArray[np.float64]) -> bool:
    """Tell whether a move is one that edits make: scaled alike both ways, neither mirrored nor squeezed."""
    sides = np.linalg.svd(move[:, :2], compute_uv=False)
    return bool(
        np.linalg.det(move[:, :2]) > 0 and sides[1] > 0.12 and sides[0] < 8 and sides[0] < 1.25 * sides[1]
    )


def blocks_alike(one: Gray, other: Gray, move: NDArray[np.float64], mirrored: bool) -> Likeness:
    """Return the share of blocks that are the same where one picture lies on the other by ``move``."""
    size = (other.shape[1], other.shape[0])
    scale = float(np.sqrt(max(np.linalg.det(move[:, :2]), 1e-6)))
    # What will become smaller is softened first, or its grain would be noise.
    soft = cv2.GaussianBlur(one, (0, 0), max(0.6 / scale, 0.6)).astype(np.float32)
    upon = cv2.warpAffine(soft, move, size, flags=cv2.INTER_LINEAR)
    within = cv2.warpAffine(np.ones(one.shape, np.float32), move, size)
    under = cv2.GaussianBlur(other, (0, 0), 1.0).astype(np.float32)
    a, b, inside = (
        in_blocks(np.asarray(field, np.float32))
        for field in (cv2.GaussianBlur(upon, (0, 0), 0.8), under, within)
    )
    whole = inside.min(axis=1) > 0.99
    a, b = a[whole] - a[whole].mean(axis=1, keepdims=True), b[whole] - b[whole].mean(axis=1, keepdims=True)
    grain = np.stack([a.std(axis=1), b.std(axis=1)])
    rich = grain.max(axis=0) > LEAST_GRAIN
    if rich.sum() < LEAST_BLOCKS:
        return Likeness(0.0, 0.0, mirrored)
    alike = (a * b).mean(axis=1)[rich] / np.maximum(grain[0] * grain[1], 1.0)[rich]
    covered = float(within.sum()) / min(one.size * scale * scale, other.size)
    return Likeness(float((alike > SAME_BLOCK).mean()), covered, mirrored)


def in_blocks(field: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return a field cut into blocks of BLOCK × BLOCK, one a row; what is over at the edges is left out."""
    rows, columns = field.shape[0] // BLOCK, field.shape[1] // BLOCK
    cut = field[: rows * BLOCK, : columns * BLOCK].reshape(rows, BLOCK, columns, BLOCK)
    return cut.transpose(0, 2, 1, 3).reshape(rows * columns, BLOCK * BLOCK)
