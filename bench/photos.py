"""Measure how well one photograph is known again, and write the section of ``bench/results.md``.

``.venv/bin/python bench/photos.py [PHOTOS]``: so many drawn photos (``evidence/tests/scenes.py``; 120 unless said),
each with every edit. No photograph is part of it: what drawing lacks is said there and in the section.
"""

import itertools
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from zerentian.evidence.rules import likeness  # noqa: E402
from zerentian.evidence.rules.shelf import LEAST_SHARED, Shelf  # noqa: E402
from zerentian.evidence.tests import scenes  # noqa: E402

RESULTS = ROOT / "bench/results.md"
BEGIN, END = "<!-- photos -->", "<!-- /photos -->"
SHELF = 100_000
DIFFERENT = 1_000


def remembering() -> None:
    """Let what stands out in a picture be found once for each: here every picture is compared many times."""
    found: dict[bytes, likeness.Points] = {}
    plain = likeness.points_of

    def points_of(picture: likeness.Gray) -> likeness.Points:
        key = picture.tobytes()
        if key not in found:
            found[key] = plain(picture)
        return found[key]

    likeness.points_of = points_of


def grey(picture: scenes.Picture) -> likeness.Gray:
    """Return a picture as ``likeness.gray`` reads it from a file."""
    factor = min(1.0, likeness.SIDE / max(picture.shape[:2]))
    small = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), np.uint8)


def kept(picture: likeness.Gray) -> bytes:
    """Return the keys under which a picture stands on the shelf."""
    return likeness.keys(likeness.points_of(picture)).astype("<u4").tobytes()


def filled(own: list[bytes]) -> Shelf:
    """Return a shelf of SHELF pictures: the drawn ones first, the others with keys drawn from all of theirs.

    So every key is as frequent among the others as among the drawn, which share houses, banners and forms.
    """
    rng = np.random.default_rng(1)
    pool = np.concatenate([np.frombuffer(one, "<u4") for one in own])
    shelf = Shelf(enumerate(own))
    for number in range(len(own), SHELF):
        shelf.add(number, rng.choice(pool, likeness.KEYS).astype("<u4").tobytes())
    return shelf


def edited(photos: list[scenes.Picture], greys: list[likeness.Gray], shelf: Shelf) -> Iterator[str]:
    """Yield the table of edits: found among all, known when compared, both."""
    yield "| what was done to the photo | found among 100,000 | known when compared | both | least the same |"
    yield "|---|---|---|---|---|"
    total = 0
    for number, (name, edit) in enumerate(scenes.EDITS.items()):
        found = known = both = 0
        least = 1.0
        for at, photo in enumerate(photos):
            copy = grey(edit(np.random.default_rng((at, number)), photo))
            is_found = at in shelf.find(likeness.asked_keys(copy).astype("<u4").tobytes())
            result = likeness.compare(copy, greys[at])
            found, known, both = found + is_found, known + result.holds, both + (is_found and result.holds)
            least = min(least, result.same)
        total += both
        many = len(photos)
        yield f"| {name} | {found / many:.1%} | {known / many:.1%} | {both / many:.1%} | {least:.2f} |"
    share = total / (len(photos) * len(scenes.EDITS))
    yield f"| **all {len(photos) * len(scenes.EDITS):,} edited copies** (wanted ≥ 95 %) | | | **{share:.1%}** | |"


def told_apart(greys: list[likeness.Gray], shelf: Shelf, own: list[bytes]) -> Iterator[str]:
    """Yield the table of pairs that are not of one photograph."""
    yield "| pairs that are not of one photograph | compared | taken for one | most the same |"
    yield "|---|---|---|---|"
    rng = np.random.default_rng(2)
    picked = list(itertools.combinations(range(len(greys)), 2))
    chosen = [picked[at] for at in rng.choice(len(picked), min(DIFFERENT, len(picked)), replace=False)]
    yield row(
        "any two drawn photos (wanted ≤ 1 in 1,000)",
        [likeness.compare(greys[a], greys[b]) for a, b in chosen],
    )
    near = [(at, other) for at, keys in enumerate(own) for other in shelf.find(keys) if other < at]
    yield row(
        "those of them that share most keys, as the worker meets them",
        [likeness.compare(greys[a], greys[b]) for a, b in near[:DIFFERENT]],
    )
    forms = [(scenes.form(n % scenes.STOCK, n), scenes.form(n % scenes.STOCK, n + 9_000)) for n in range(48)]
    yield row("one form, filled twice", [likeness.compare(grey(a), grey(b)) for a, b in forms])
    again = [(scenes.landscape(n), scenes.landscape(n, 1)) for n in range(2_000, 2_048)]
    yield row(
        "one place on two days, from nearly the same point",
        [likeness.compare(grey(a), grey(b)) for a, b in again],
    )


def row(name: str, found: list[likeness.Likeness]) -> str:
    """Return a line of the table of pairs that differ."""
    false = sum(one.holds for one in found)
    return f"| {name} | {len(found):,} | {false} | {max((one.same for one in found), default=0):.2f} |"


def times(greys: list[likeness.Gray], shelf: Shelf) -> Iterator[str]:
    """Yield what one photo costs, on the median."""
    spent: dict[str, list[float]] = {
        "keys kept and asked": [],
        "looked up among 100,000": [],
        "compared with one": [],
    }
    for at, picture in enumerate(greys[:50]):
        picture = np.roll(picture, 8, axis=1)  # one that nothing is remembered of
        began = time.perf_counter()
        asked = likeness.asked_keys(picture).astype("<u4").tobytes()
        kept(picture)
        middle = time.perf_counter()
        shelf.find(asked)
        after = time.perf_counter()
        likeness.compare(picture, greys[at - 1])
        for name, seconds in zip(
            spent, (middle - began, after - middle, time.perf_counter() - after), strict=True
        ):
            spent[name].append(seconds)
    yield "| one photo | median |"
    yield "|---|---|"
    for name, seconds in spent.items():
        yield f"| {name} | {np.median(seconds) * 1000:.0f} ms |"


def section(many: int) -> Iterator[str]:
    """Yield the lines of the section."""
    photos = [scenes.photo(number) for number in range(many)]
    greys = [grey(photo) for photo in photos]
    own = [kept(one) for one in greys]
    shelf = filled(own)
    yield BEGIN
    yield "## Photos used twice"
    yield ""
    yield (
        f"Written by `bench/photos.py` with {many} drawn photos: no photograph is part of the project, and none was"
        " at hand. They are layers of fractal texture with parallax, light, noise, and houses, banners and forms from"
        " small stocks that many of them share; they lack real texture, faces, depth of field and reflections."
        f" The shelf holds {SHELF:,} pictures, all but the {many} with keys drawn from theirs; {LEAST_SHARED} shared"
        f" keys bring two together, then {likeness.LEAST_SAME:.0%} of the blocks must be the same. Two shots of one"
        " place from nearly one point are meant to be told apart; those taken for one are for a person to explain."
    )
    for table in (edited(photos, greys, shelf), told_apart(greys, shelf, own), times(greys, shelf)):
        yield ""
        yield from table
    yield ""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_048_576
    yield f"Memory at most {peak:.1f} GB, drawn photos included; the shelf alone {shelf.rows.nbytes / 1e6:.0f} MB."
    yield END


def main() -> None:
    """Measure, print, and put the section into the results in place of the old one."""
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 120
    remembering()
    lines = []
    for line in section(many):
        print(line, flush=True)
        lines.append(line)
    page = RESULTS.read_text("utf-8")
    before, _, rest = page.partition(BEGIN)
    after = rest.partition(END)[2].lstrip("\n")
    RESULTS.write_text(before.rstrip("\n") + "\n\n" + "\n".join(lines) + "\n" + after, "utf-8")


if __name__ == "__main__":
    main()
