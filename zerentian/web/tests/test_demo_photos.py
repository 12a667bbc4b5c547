"""The demo's photos: drawn, dated, marked, and with places only for evidence to remove."""

from datetime import datetime
from io import BytesIO

import pytest
from PIL import Image

from zerentian.evidence.rules.metadata import jpeg
from zerentian.ledger.rules.periods import LOCAL
from zerentian.web.demo.photos import GPS_DIRECTORY, SCENES, photo

TAKEN = datetime(2026, 3, 1, 17, 20, tzinfo=LOCAL)


@pytest.mark.parametrize("scene", sorted(SCENES))
def test_a_scene_is_the_same_for_the_same_seed_and_another_for_another(scene):
    drawn = photo(scene, seed=1, taken=TAKEN)
    assert drawn == photo(scene, seed=1, taken=TAKEN)
    assert drawn != photo(scene, seed=2, taken=TAKEN)


def test_evidence_takes_the_place_out_and_keeps_the_time():
    drawn = photo("river", seed=1, taken=TAKEN, with_place=True)
    with Image.open(BytesIO(drawn)) as image:
        assert image.getexif().get_ifd(GPS_DIRECTORY)
    clean, taken = jpeg.clean(drawn)
    assert taken == TAKEN
    with Image.open(BytesIO(clean)) as image:
        assert not image.getexif().get_ifd(GPS_DIRECTORY)


def test_a_scene_that_is_none_is_an_error():
    with pytest.raises(KeyError):
        photo("portrait", seed=1, taken=TAKEN)
