"""Drawn photos that behave like photos of a township: the same place twice, the same form filled twice, and edits.

Nothing here was ever in front of a camera. A scene is layers in depth (sky, ridges, fields, road, houses, trees,
signs) of fractal texture, seen from a point, so that a second shot moves near things more than far ones, under other
light, with other people and other noise. Houses, banners and forms are drawn from small stocks, so that different
photos share whole objects, as real ones do. What it lacks: real texture, faces, depth of field, reflections.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
WIDTH, HEIGHT, MARGIN = 800, 600, 90
STOCK = 12


def fractal(rng: np.random.Generator, height: int, width: int, rough: float = 0.55) -> NDArray[np.float32]:
    """Return a field of fractal noise between 0 and 1."""
    total = np.zeros((height, width), np.float32)
    weight, cells = 1.0, 3
    while cells < max(height, width) // 2:
        small = rng.random((max(2, cells * height // width + 2), cells + 2), np.float32)
        total += weight * cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)
        weight, cells = weight * rough, cells * 2
    return (total - total.min()) / max(float(np.ptp(total)), 1e-6)


def textured(
    rng: np.random.Generator, colour: NDArray[np.float32], height: int, width: int, depth: float
) -> NDArray[np.float32]:
    """Return a patch of one colour with fractal light and shade."""
    return np.clip(colour * (1 - depth + 2 * depth * fractal(rng, height, width)[..., None]), 0, 255)


def writing(
    rng: np.random.Generator,
    canvas: NDArray[np.float32],
    left: int,
    top: int,
    side: int,
    signs: int,
    colour: tuple[float, ...],
) -> None:
    """Draw a line of invented square signs, each of a few strokes."""
    for number in range(signs):
        x = left + number * (side + side // 5)
        for _ in range(int(rng.integers(4, 9))):
            a, b = rng.integers(0, side, 2), rng.integers(0, side, 2)
            if rng.random() < 0.7:
                b[int(rng.integers(2))] = a[int(rng.integers(2))]
            cv2.line(
                canvas,
                (x + int(a[0]), top + int(a[1])),
                (x + int(b[0]), top + int(b[1])),
                colour,
                max(1, side // 10),
            )


def house(kind: int) -> NDArray[np.float32]:
    """Return one of the stock of house fronts."""
    rng = np.random.default_rng(9_000 + kind)
    wide, high = int(rng.integers(120, 220)), int(rng.integers(90, 170))
    front = textured(rng, rng.uniform(110, 235, 3).astype(np.float32), high, wide, 0.18)
    columns, rows = int(rng.integers(2, 5)), int(rng.integers(1, 4))
    for column in range(columns):
        for row in range(rows):
            x, y = 10 + column * (wide - 20) // columns, 14 + row * (high - 20) // rows
            corner = (x + (wide - 20) // columns - 12, y + (high - 20) // rows - 14)
            cv2.rectangle(front, (x, y), corner, tuple(rng.uniform(30, 110, 3)), -1)
            cv2.rectangle(front, (x, y), corner, (225.0, 225.0, 225.0), 2)
    cv2.rectangle(front, (0, 0), (wide, 8), tuple(rng.uniform(60, 120, 3)), -1)
    return front


def banner(kind: int) -> NDArray[np.float32]:
    """Return one of the stock of red banners."""
    rng = np.random.default_rng(9_500 + kind)
    cloth = textured(rng, np.array([45, 45, 200], np.float32), 34, 300, 0.08)
    writing(rng, cloth, 10, 6, 20, 11, (235.0, 240.0, 245.0))
    return cloth


def paste(canvas: NDArray[np.float32], patch: NDArray[np.float32], left: int, top: int) -> None:
    """Put a patch on the canvas, as far as it lies within."""
    high, wide = canvas.shape[:2]
    x0, y0, x1, y1 = (
        max(left, 0),
        max(top, 0),
        min(left + patch.shape[1], wide),
        min(top + patch.shape[0], high),
    )
    if x1 > x0 and y1 > y0:
        canvas[y0:y1, x0:x1] = patch[y0 - top : y1 - top, x0 - left : x1 - left]


def landscape(place: int, shot: int = 0) -> Picture:
    """Return a photo of a place; another ``shot`` is another day: view, light, sky, people, noise differ."""
    fixed, day = np.random.default_rng(place), np.random.default_rng((place, shot, 7))
    wide, high = WIDTH + 2 * MARGIN, HEIGHT + 2 * MARGIN
    step = (0, 0) if shot == 0 else tuple(int(one) for one in day.integers(-40, 41, 2))
    sky = textured(day, day.uniform((170, 150, 120), (250, 225, 210)).astype(np.float32), high, wide, 0.16)
    canvas = sky.copy()
    layers = int(fixed.integers(2, 5))
    for layer in range(layers):
        near = (layer + 1) / layers
        ridge = fractal(fixed, 1, wide, 0.5)[0] * (150 - 90 * near) + MARGIN + 120 + 250 * near
        body = textured(
            fixed, fixed.uniform((30, 70, 40), (110, 150, 130)).astype(np.float32), high, wide, 0.45
        )
        mask = (np.arange(high)[:, None] > ridge[None, :]).astype(np.uint8)
        move = np.float32([[1, 0, step[0] * near], [0, 1, step[1] * near * 0.3]])
        body, mask = (
            cv2.warpAffine(body, move, (wide, high), borderMode=cv2.BORDER_REFLECT),
            cv2.warpAffine(mask, move, (wide, high)),
        )
        canvas[mask > 0] = body[mask > 0]
        objects(fixed, canvas, near, (int(step[0] * near), int(step[1] * near * 0.3)))
    for _ in range(int(day.integers(0, 6))):
        person(day, canvas)
    zoom = 1.0 if shot == 0 else float(day.uniform(0.94, 1.06))
    turn = cv2.getRotationMatrix2D(
        (wide / 2, high / 2), 0.0 if shot == 0 else float(day.uniform(-4, 4)), zoom
    )
    seen = cv2.warpAffine(canvas, turn, (wide, high), borderMode=cv2.BORDER_REFLECT)[
        MARGIN:-MARGIN, MARGIN:-MARGIN
    ]
    return developed(day, seen)


def objects(
    fixed: np.random.Generator, canvas: NDArray[np.float32], near: float, move: tuple[int, int]
) -> None:
    """Put what stands in a layer: houses and banners from the stock, trees of its own."""
    high, wide = canvas.shape[:2]
    for _ in range(int(fixed.integers(1, 4))):
        front = house(int(fixed.integers(STOCK)))
        front = cv2.resize(front, None, fx=0.4 + 0.7 * near, fy=0.4 + 0.7 * near) * fixed.uniform(0.85, 1.1)
        paste(
            canvas,
            front,
            int(fixed.integers(0, wide)) + move[0],
            int(MARGIN + 160 + 220 * near * fixed.uniform(0.7, 1.2)) + move[1],
        )
    for _ in range(int(fixed.integers(2, 8))):
        size = int(fixed.integers(25, 110) * near) + 8
        leaf = textured(
            fixed, fixed.uniform((20, 50, 20), (70, 130, 80)).astype(np.float32), 2 * size, 2 * size, 0.6
        )
        round_ = fractal(fixed, 2 * size, 2 * size) * 0.6 + 0.7
        away = np.hypot(*np.meshgrid(np.arange(-size, size), np.arange(-size, size))) / size
        x, y = (
            int(fixed.integers(0, wide)) + move[0],
            int(MARGIN + 120 + 300 * near * fixed.uniform(0.7, 1.2)) + move[1],
        )
        x, y = min(max(x, 0), wide - 2 * size), min(max(y, 0), high - 2 * size)
        inside = away < round_ * 0.8
        canvas[y : y + 2 * size, x : x + 2 * size][inside] = leaf[inside]
    if fixed.random() < 0.5:
        paste(
            canvas,
            banner(int(fixed.integers(STOCK))),
            int(fixed.integers(0, wide - 300)) + move[0],
            int(MARGIN + 300 * near) + move[1],
        )


def person(day: np.random.Generator, canvas: NDArray[np.float32]) -> None:
    """Put somebody without a face somewhere in front."""
    x, y, size = (
        int(day.integers(80, canvas.shape[1] - 80)),
        int(day.integers(360, 560)),
        int(day.integers(30, 70)),
    )
    cv2.ellipse(canvas, (x, y + size), (size // 3, size), 0, 0, 360, tuple(day.uniform(20, 200, 3)), -1)
    cv2.circle(canvas, (x, y - size // 6), size // 4, (120.0, 150.0, 200.0), -1)


def form(kind: int, filled: int) -> Picture:
    """Return a photographed form: of one ``kind`` all frames and headings are alike, what is filled in differs."""
    fixed, day = np.random.default_rng(9_800 + kind), np.random.default_rng((kind, filled, 3))
    paper = textured(day, np.array([225, 232, 235], np.float32), 720, 540, 0.04)
    writing(fixed, paper, 120, 30, 26, 9, (40.0, 40.0, 190.0))
    rows, left = int(fixed.integers(9, 16)), 30
    for row in range(rows + 1):
        y = 90 + row * 600 // rows
        cv2.line(paper, (left, y), (510, y), (60.0, 60.0, 60.0), 1)
        if row < rows:
            writing(fixed, paper, left + 6, y + 8, 15, 4, (50.0, 50.0, 50.0))
            writing(
                day, paper, left + 130, y + 8, 15, int(day.integers(5, 19)), tuple(day.uniform(20, 90, 3))
            )
    cv2.line(paper, (left + 115, 90), (left + 115, 690), (60.0, 60.0, 60.0), 1)
    desk = textured(day, day.uniform(60, 180, 3).astype(np.float32), 820, 640, 0.3)
    paste(desk, paper, 50, 50)
    turn = cv2.getRotationMatrix2D((320, 410), float(day.uniform(-5, 5)), float(day.uniform(0.95, 1.05)))
    return developed(day, cv2.warpAffine(desk, turn, (640, 820), borderMode=cv2.BORDER_REFLECT))


def developed(day: np.random.Generator, seen: NDArray[np.float32]) -> Picture:
    """Return what a camera makes of it: light from one side, exposure, a soft lens, noise."""
    high, wide = seen.shape[:2]
    slope = day.uniform(-0.18, 0.18, 2)
    light = 1 + slope[0] * np.linspace(-1, 1, wide)[None, :] + slope[1] * np.linspace(-1, 1, high)[:, None]
    lit = cv2.GaussianBlur(seen * (light * day.uniform(0.8, 1.15))[..., None].astype(np.float32), (0, 0), 0.8)
    return np.clip(lit + day.normal(0, 5, seen.shape), 0, 255).astype(np.uint8)


def photo(number: int) -> Picture:
    """Return the photo of this number: mostly places, one in eight a filled form of one of twelve kinds."""
    return form(number // 8 % STOCK, number) if number % 8 == 7 else landscape(number)


def compressed(picture: Picture, quality: int) -> Picture:
    """Return a picture after a JPEG of this quality."""
    found = cv2.imdecode(
        cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_COLOR
    )
    return np.asarray(found, np.uint8)


def cropped(rng: np.random.Generator, picture: Picture, share: float) -> Picture:
    """Return a part of the picture: this share of its area, at any place."""
    high, wide = picture.shape[:2]
    part = share**0.5
    y, x = (int(rng.uniform(0, side * (1 - part))) for side in (high, wide))
    return np.ascontiguousarray(picture[y : y + int(high * part), x : x + int(wide * part)])


def turned(picture: Picture, degrees: float) -> Picture:
    """Return the picture turned within its frame; the corners that appear are black."""
    high, wide = picture.shape[:2]
    return np.asarray(
        cv2.warpAffine(picture, cv2.getRotationMatrix2D((wide / 2, high / 2), degrees, 1), (wide, high)),
        np.uint8,
    )


def on_a_screen(rng: np.random.Generator, picture: Picture) -> Picture:
    """Return a screenshot of a phone that shows the picture: bars, buttons and lines of writing around it."""
    screen = np.full((1280, 600, 3), float(rng.choice([18, 245])), np.float32)
    scale = 600 / picture.shape[1]
    shown = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)[:1000]
    top = int(rng.integers(110, max(111, 1270 - shown.shape[0] - 60)))
    paste(screen, shown.astype(np.float32), 0, top)
    for y in (20, 60, top + shown.shape[0] + 12, 1240):
        writing(rng, screen, 20, y, 22, int(rng.integers(4, 18)), (128.0, 128.0, 128.0))
    return compressed(screen.astype(np.uint8), 80)


def brightened(picture: Picture, contrast: float, light: float) -> Picture:
    """Return the picture with other contrast and brightness, cut off at black and white."""
    return np.clip(picture.astype(np.float32) * contrast + light, 0, 255).astype(np.uint8)


def scaled(picture: Picture, factor: float) -> Picture:
    """Return the picture in another size."""
    return np.asarray(cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), np.uint8)


EDITS = {
    "cut to 60–90 %": lambda rng, one: cropped(rng, one, rng.uniform(0.6, 0.9)),
    "scaled to 35–160 %": lambda rng, one: scaled(one, rng.uniform(0.35, 1.6)),
    "JPEG 20–60": lambda rng, one: compressed(one, int(rng.integers(20, 61))),
    "turned by 90, 180, 270°": lambda rng, one: np.rot90(one, int(rng.integers(1, 4))).copy(),
    "mirrored": lambda rng, one: one[:, ::-1].copy(),
    "turned by up to 10°": lambda rng, one: turned(one, rng.uniform(2, 10) * rng.choice([-1, 1])),
    "brightness, contrast": lambda rng, one: brightened(one, rng.uniform(0.7, 1.4), rng.uniform(-35, 35)),
    "screenshot in a frame": on_a_screen,
    "cut, brightened, JPEG 35": lambda rng, one: compressed(
        brightened(cropped(rng, one, rng.uniform(0.6, 0.9)), rng.uniform(0.8, 1.2), rng.uniform(-20, 20)), 35
    ),
}
