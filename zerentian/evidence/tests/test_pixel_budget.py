"""A few kilobytes that unpack to a gigabyte are refused by their header."""

from pathlib import Path

import pytest
from PIL import Image

from zerentian.evidence.rules import photos
from zerentian.ledger.rules.refusals import NotAllowed


@pytest.mark.parametrize("ending", ["png", "webp"])
def test_a_picture_that_unpacks_whole_has_a_third_of_the_pixels_of_a_jpeg(
    tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"flat.{ending}"
    Image.new("RGB", (100, 50)).save(path, lossless=True)
    with pytest.raises(NotAllowed, match="make the picture smaller"):
        photos.opened(path, 3 * 100 * 50 - 3)
    photos.opened(path, 3 * 100 * 50).close()


def test_a_jpeg_may_have_all_of_them(tmp_path: Path) -> None:
    path = tmp_path / "flat.jpg"
    Image.new("RGB", (100, 50)).save(path)
    photos.opened(path, 100 * 50).close()
