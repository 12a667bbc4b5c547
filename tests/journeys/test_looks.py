"""The first screen of the twelve main pages looks as when a person last looked at it: wide, narrow, and in the dark.

What is kept is a small grey copy: it shows that something moved, vanished or broke, not that one letter differs, as the
random numbers of a township do. A page that changed on purpose is looked at and written anew: GOLDEN=write.
"""

import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat
from playwright.sync_api import Error

from tests.journeys.township import make_township, open_page, pages_alone, picture_of, sign_in

pytestmark = pytest.mark.journey

KEPT = Path(__file__).resolve().parent.parent / "golden" / "looks"
VARIANTS = (("wide", "light"), ("narrow", "light"), ("wide", "dark"))
# Name, account ("" without one), address.
PAGES = (
    ("front", "", "/welcome/"),
    ("ask", "", "/ask/990101/"),
    ("sign-in", "", "/sign-in/"),
    ("desk", "clerk", "/"),
    ("desk-of-leader", "leader", "/"),
    ("concerns", "reception", "/concerns/"),
    ("intake", "reception", "/concerns/new/"),
    ("duties", "leader", "/duties/"),
    ("findings", "leader", "/findings/"),
    ("report", "first", "/reports/2026-0003/"),
    ("figures", "inspector", "/figures/"),
    ("calendar", "leader", "/deadlines/"),
)
SHRUNK = 4
MOST = 0.012  # of the way from black to white, on the mean of all points


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a township in which no other journey was walked, and no worker works."""
    home = tmp_path_factory.mktemp("untouched")
    make_township(home)
    with pages_alone(home) as address:
        yield address


def small(picture: bytes) -> Image.Image:
    """Return a picture in grey, at a quarter of its size."""
    grey = Image.open(io.BytesIO(picture)).convert("L")
    return grey.reduce(SHRUNK)


def apart(one: Image.Image, other: Image.Image) -> float:
    """Return how far two pictures are from each other: 0 for the same, 1 for black and white."""
    if one.size != other.size:
        return 1.0
    return float(ImageStat.Stat(ImageChops.difference(one, other)).mean[0] / 255)


@pytest.mark.parametrize(("width", "scheme"), VARIANTS)
@pytest.mark.parametrize("username", sorted({page[1] for page in PAGES}))
def test_the_main_pages_look_as_they_were_looked_at(
    untouched, browser, tmp_path, username, width, scheme
) -> None:
    page = open_page(browser, untouched, width, scheme)
    if username:
        sign_in(page, username)
    moved = {}
    for name, whose, address in PAGES:
        if whose != username:
            continue
        page.goto(address)
        picture = picture_of(page)
        kept = KEPT / f"{name}.{width}.{scheme}.png"
        if os.environ.get("GOLDEN") == "write":
            KEPT.mkdir(parents=True, exist_ok=True)
            small(picture).save(kept, optimize=True)
        if (far := apart(small(picture), Image.open(kept))) > MOST:
            (tmp_path / kept.name).write_bytes(picture)
            moved[name] = f"{far:.3f}, now {tmp_path / kept.name}"
    page.context.close()
    assert moved == {}, "look at it; if it is right: GOLDEN=write, and commit it"


class Blinking:
    """A page whose browser has no frame to copy the first times."""

    def __init__(self, refusals: int, words: str = "Protocol error: Unable to capture screenshot") -> None:
        self.refusals, self.words, self.reloads = refusals, words, 0

    def screenshot(self, **_: object) -> bytes:
        if self.refusals:
            self.refusals -= 1
            raise Error(self.words)
        return b"picture"

    def wait_for_timeout(self, _: float) -> None: ...

    def reload(self) -> None:
        self.reloads += 1


def test_a_browser_without_a_frame_is_asked_again_and_its_last_refusal_or_any_other_is_raised() -> None:
    page = Blinking(refusals=2)
    assert (picture_of(page), page.reloads) == (b"picture", 2)
    with pytest.raises(Error, match="Unable to capture"):
        picture_of(Blinking(refusals=5))
    with pytest.raises(Error, match="Target closed"):
        picture_of(Blinking(refusals=1, words="Target closed"))


def test_a_picture_is_apart_from_another_by_how_much_of_it_differs() -> None:
    white, black = (Image.new("L", (8, 8), shade) for shade in (255, 0))
    half = Image.new("L", (8, 8), 255)
    half.paste(0, (0, 0, 8, 4))
    assert (apart(white, white), apart(white, black), apart(white, half)) == (0, 1, 0.5)
    assert apart(white, Image.new("L", (8, 9), 255)) == 1
