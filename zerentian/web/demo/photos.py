"""Photos for the demo: drawn scenes of a mountain village that never was, each marked DEMO.

The same scene, seed and time give the same bytes with the same Pillow. Half of all phones write where they are;
so do some of these photos, with places in the open sea, so that what evidence removes can be seen to go.
"""

import math
from collections.abc import Callable
from datetime import datetime
from functools import cache
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw, ImageFont

from zerentian.ledger.rules.periods import LOCAL

WIDTH, HEIGHT = 1280, 960
QUALITY = 82
EXIF_DIRECTORY, GPS_DIRECTORY = 0x8769, 0x8825
MAKE, MODEL, ORIENTATION, CHANGED = 0x010F, 0x0110, 0x0112, 0x0132
TAKEN, TAKEN_OFFSET = 0x9003, 0x9011

Colour = tuple[int, int, int]
Draw = ImageDraw.ImageDraw


def photo(scene: str, *, seed: int, taken: datetime, with_place: bool = False) -> bytes:
    """Return a JPEG of a scene (a name of ``SCENES``) as a phone would write it at ``taken`` (aware).

    Raises KeyError for a scene that is none.
    """
    random = Random(f"{scene} {seed}")
    image = Image.new("RGB", (WIDTH, HEIGHT))
    SCENES[scene](ImageDraw.Draw(image), random, taken.astimezone(LOCAL).hour)
    mark(ImageDraw.Draw(image), taken)
    out = BytesIO()
    image.save(out, "JPEG", quality=QUALITY, exif=phone_exif(taken, random, with_place=with_place))
    return out.getvalue()


def phone_exif(taken: datetime, random: Random, *, with_place: bool) -> Image.Exif:
    """Return what a phone writes beside a picture: device, time, and if asked a place in the open sea."""
    local = taken.astimezone(LOCAL)
    exif = Image.Exif()
    exif[MAKE], exif[MODEL], exif[ORIENTATION] = "DEMO", "Demo Phone", 1
    exif[CHANGED] = f"{local:%Y:%m:%d %H:%M:%S}"
    inner = exif.get_ifd(EXIF_DIRECTORY)
    inner[TAKEN], inner[TAKEN_OFFSET] = f"{local:%Y:%m:%d %H:%M:%S}", "+08:00"
    if with_place:
        gps = exif.get_ifd(GPS_DIRECTORY)
        gps[1], gps[2] = "S", (48.0, float(random.randrange(60)), float(random.randrange(60)))
        gps[3], gps[4] = "W", (123.0, float(random.randrange(60)), float(random.randrange(60)))
    return exif


@cache
def font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Return Pillow's own font in a size."""
    return ImageFont.load_default(size)


def mark(draw: Draw, taken: datetime) -> None:
    """Write into the picture that it is a drawing for the demo, and its time."""
    text = f"DEMO  {taken.astimezone(LOCAL):%Y-%m-%d %H:%M}"
    draw.rectangle((20, HEIGHT - 66, 470, HEIGHT - 20), fill=(30, 30, 30))
    draw.text((34, HEIGHT - 60), text, fill=(250, 240, 200), font=font(32))


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """Return a colour between two; share 0 is the first, 1 the second."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def sky(draw: Draw, random: Random, hour: int) -> None:
    """Paint the sky of the hour, clear or dull, down to two thirds of the picture."""
    dull = random.random()
    top = mixed((70, 130, 200), (150, 155, 160), dull)
    low = mixed((225, 235, 245), (200, 200, 198), dull)
    if hour < 8 or hour >= 17:
        low = mixed(low, (245, 190, 130), 0.6)
    for y in range(0, HEIGHT * 2 // 3, 4):
        draw.rectangle((0, y, WIDTH, y + 4), fill=mixed(top, low, y / (HEIGHT * 2 / 3)))


def ridges(draw: Draw, random: Random) -> None:
    """Paint four ridges, the nearer the darker and greener."""
    for layer in range(4):
        base = 300 + layer * 110
        waves = [(random.uniform(0.5, 3) * 2**n, random.uniform(0, 7), 70 / 2**n) for n in range(4)]
        points = [
            (x, base - sum(math.sin(x / WIDTH * rate * 3 + phase) * height for rate, phase, height in waves))
            for x in range(0, WIDTH + 16, 16)
        ]
        colour = mixed((160, 180, 195), (55, 95, 60), layer / 3)
        draw.polygon([(0, HEIGHT), *points, (WIDTH, HEIGHT)], fill=colour)


def village(draw: Draw, random: Random) -> None:
    """Put houses with grey roofs on the slopes."""
    for _ in range(random.randint(7, 14)):
        x, y = random.randrange(40, WIDTH - 120), random.randrange(560, 700)
        wide, high = random.randrange(54, 110), random.randrange(34, 56)
        wall = random.choice([(238, 234, 224), (225, 205, 170), (214, 214, 210)])
        draw.rectangle((x, y, x + wide, y + high), fill=wall)
        draw.polygon(
            [(x - 8, y), (x + wide // 5, y - 26), (x + wide - wide // 5, y - 26), (x + wide + 8, y)],
            fill=(88, 88, 92),
        )
        draw.rectangle((x + wide // 2 - 7, y + high - 26, x + wide // 2 + 7, y + high), fill=(96, 66, 48))


def outdoors(draw: Draw, random: Random, hour: int) -> None:
    """Paint what every scene outdoors begins with."""
    sky(draw, random, hour)
    ridges(draw, random)
    village(draw, random)


def terraces(draw: Draw, random: Random, hour: int) -> None:
    """Fields on the slope, in rows."""
    outdoors(draw, random, hour)
    for row in range(6):
        y = 720 + row * 40
        green = mixed((150, 180, 70), (90, 140, 50), random.random())
        bow = [(x, y + 14 * math.sin(x / 170 + row)) for x in range(0, WIDTH + 40, 40)]
        draw.polygon([*bow, (WIDTH, HEIGHT), (0, HEIGHT)], fill=green)
        draw.line(bow, fill=(120, 105, 70), width=5)


def river(draw: Draw, random: Random, hour: int) -> None:
    """A river with its embankment and a water gauge."""
    outdoors(draw, random, hour)
    level = random.randrange(760, 850)
    draw.polygon([(0, 690), (WIDTH, 740), (WIDTH, HEIGHT), (0, HEIGHT)], fill=(150, 146, 138))
    water = mixed((96, 140, 150), (150, 125, 90), random.random())
    draw.rectangle((0, level, WIDTH, HEIGHT), fill=water)
    for _ in range(60):
        x, y = random.randrange(WIDTH), random.randrange(level + 6, HEIGHT)
        draw.line((x, y, x + random.randrange(30, 120), y), fill=mixed(water, (240, 245, 245), 0.35), width=3)
    left = random.randrange(500, 900)
    draw.rectangle((left, 620, left + 44, 900), fill=(250, 250, 250))
    for tick in range(14):
        draw.rectangle(
            (left, 620 + tick * 20, left + (44 if tick % 5 else 22), 630 + tick * 20), fill=(190, 40, 30)
        )


def road(draw: Draw, random: Random, hour: int) -> None:
    """A mountain road with a guard rail; sometimes stones that came down, and a sign."""
    outdoors(draw, random, hour)
    draw.polygon([(560, 640), (680, 640), (1180, HEIGHT), (60, HEIGHT)], fill=(92, 92, 96))
    for n in range(6):
        y = 660 + n * n * 9
        draw.rectangle((612 - n, y, 622 + n * 2, y + 8 + n * 5), fill=(240, 240, 240))
    for n in range(8):
        x, y = 690 + n * 68, 640 + n * 44
        draw.rectangle((x, y - 40 - n * 4, x + 8, y), fill=(210, 210, 214))
    draw.line((690, 608, 1234, 920), fill=(225, 225, 230), width=12)
    if random.random() < 0.6:
        for _ in range(random.randint(5, 12)):
            x, y, size = random.randrange(180, 520), random.randrange(800, 920), random.randrange(14, 46)
            draw.polygon(
                [(x, y), (x + size, y - size // 2), (x + 2 * size, y), (x + size, y + size // 2)],
                fill=(120, 108, 92),
            )
        draw.polygon([(200, 780), (260, 680), (320, 780)], fill=(240, 190, 30), outline=(20, 20, 20), width=6)
        draw.text((250, 716), "!", fill=(20, 20, 20), font=font(56))


def indoors(draw: Draw, random: Random) -> None:
    """Paint a room: wall, floor, window."""
    wall = random.choice([(236, 233, 224), (226, 232, 230), (240, 232, 220)])
    draw.rectangle((0, 0, WIDTH, 640), fill=wall)
    draw.rectangle((0, 640, WIDTH, HEIGHT), fill=(150, 120, 92))
    draw.rectangle((90, 110, 380, 430), fill=(190, 214, 232), outline=(120, 120, 120), width=10)
    draw.line((235, 110, 235, 430), fill=(120, 120, 120), width=8)


def people(draw: Draw, random: Random, number: int, top: int) -> None:
    """Put people, seen from behind, on chairs: a head and shoulders, nobody's face."""
    for n in range(number):
        x = 120 + n * (WIDTH - 200) // number + random.randrange(-12, 12)
        y = top + random.randrange(-10, 10)
        coat = random.choice([(52, 62, 82), (92, 52, 48), (60, 84, 66), (110, 104, 94), (40, 40, 46)])
        draw.ellipse((x - 62, y + 46, x + 62, y + 230), fill=coat)
        draw.ellipse((x - 32, y - 20, x + 32, y + 56), fill=(42, 34, 30))


def meeting(draw: Draw, random: Random, hour: int) -> None:
    """A meeting: board, table, people from behind."""
    del hour
    indoors(draw, random)
    draw.rectangle((480, 100, 1120, 440), fill=(250, 250, 248), outline=(90, 90, 90), width=10)
    for line in range(random.randint(3, 6)):
        draw.rectangle(
            (520, 150 + line * 44, random.randrange(760, 1080), 162 + line * 44), fill=(70, 80, 110)
        )
    draw.polygon([(220, 560), (1060, 560), (1200, 700), (80, 700)], fill=(126, 84, 52))
    people(draw, random, random.randint(5, 8), 700)


def equipment(draw: Draw, random: Random, hour: int) -> None:
    """Extinguishers and boxes along a wall, as a safety check finds them."""
    del hour
    indoors(draw, random)
    for n in range(random.randint(3, 6)):
        x = 470 + n * 130
        draw.rectangle((x, 430, x + 70, 700), fill=(186, 32, 28))
        draw.rectangle((x + 22, 390, x + 48, 430), fill=(30, 30, 30))
        draw.line((x + 48, 400, x + 84, 520), fill=(30, 30, 30), width=10)
        sound = random.random() < 0.8
        draw.ellipse((x + 20, 470, x + 50, 500), fill=(60, 160, 80) if sound else (230, 190, 40))
    draw.rectangle((440, 700, WIDTH, 730), fill=(96, 84, 74))


def board(draw: Draw, random: Random, hour: int) -> None:
    """A notice board by the village square."""
    outdoors(draw, random, hour)
    draw.rectangle((0, 730, WIDTH, HEIGHT), fill=(168, 164, 156))
    draw.rectangle((240, 420, 262, 860), fill=(100, 70, 50))
    draw.rectangle((1018, 420, 1040, 860), fill=(100, 70, 50))
    draw.rectangle((220, 380, 1060, 760), fill=(150, 40, 34))
    draw.rectangle((246, 430, 1034, 740), fill=(236, 240, 238))
    for n in range(random.randint(3, 5)):
        x = 270 + n * 156
        draw.rectangle((x, 450, x + 132, 650), fill=(252, 252, 246), outline=(170, 170, 170), width=2)
        for line in range(random.randint(6, 11)):
            end = x + random.randrange(70, 120)
            draw.line((x + 12, 470 + line * 16, end, 470 + line * 16), fill=(90, 90, 96), width=4)


def sheet(draw: Draw, random: Random, hour: int) -> None:
    """A paper on the glass of a scanner: a red head, typed lines, and two names by hand beside a stamp."""
    del hour
    draw.rectangle((0, 0, WIDTH, HEIGHT), fill=(70, 72, 76))
    left, right = 330 + random.randrange(16), 950 + random.randrange(16)
    draw.rectangle((left, 20, right, 880), fill=(250, 249, 244))
    draw.rectangle((left + 170, 76, right - 170, 104), fill=(196, 40, 36))
    draw.line((left + 60, 140, right - 60, 140), fill=(196, 40, 36), width=4)
    for line in range(20):
        end = right - 60 if line % 5 != 4 else left + random.randrange(180, 420)
        draw.rectangle((left + 60, 178 + line * 25, end, 186 + line * 25), fill=(96, 98, 104))
    for x in (left + 90, left + 350):
        strokes = [(x + step * 9, 770 + random.randrange(-30, 30)) for step in range(14)]
        draw.line(strokes, fill=(30, 40, 110), width=4, joint="curve")
    draw.ellipse((right - 210, 690, right - 70, 830), outline=(200, 40, 40), width=6)


SCENES: dict[str, Callable[[Draw, Random, int], None]] = {
    "terraces": terraces,
    "river": river,
    "road": road,
    "meeting": meeting,
    "equipment": equipment,
    "board": board,
    "sheet": sheet,
}
