"""Where it was taken goes; when it was taken, which way is up, and the image itself stay."""

import struct
from datetime import UTC, datetime
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from zerentian.evidence.rules.metadata import CLEANERS, exif, jpeg, png, recording, webp
from zerentian.evidence.tests import files
from zerentian.ledger.rules.refusals import NotAllowed

TAKEN = datetime(2026, 3, 1, 2, 20, 30, tzinfo=UTC)
PICTURES = (("jpeg", files.jpeg()), ("png", files.png()), ("webp", files.webp()))


def pixels(data: bytes) -> bytes:
    with Image.open(BytesIO(data)) as image:
        return image.convert("RGB").tobytes()


@pytest.mark.parametrize(("code", "data"), PICTURES)
def test_every_trace_of_the_place_is_gone(code, data):
    assert any(mark in data for mark in files.PLACE_MARKS)
    clean, _ = CLEANERS[code](data)
    with Image.open(BytesIO(clean)) as image:
        assert not image.getexif().get_ifd(files.GPS)
        assert 0x010F not in image.getexif()
        assert 0x927C not in image.getexif().get_ifd(files.EXIF)
    assert not [mark for mark in files.PLACE_MARKS if mark in clean]


@pytest.mark.parametrize(("code", "data"), PICTURES)
def test_time_and_orientation_are_kept(code, data):
    clean, taken = CLEANERS[code](data)
    assert taken == TAKEN
    with Image.open(BytesIO(clean)) as image:
        assert image.getexif()[0x0112] == 6
        assert image.getexif().get_ifd(files.EXIF)[0x9003] == "2026:03:01 10:20:30"


@pytest.mark.parametrize(("code", "data"), PICTURES)
def test_the_image_itself_is_the_same_byte_for_byte(code, data):
    clean, _ = CLEANERS[code](data)
    assert pixels(clean) == pixels(data)
    assert coded(code, clean) == coded(code, data)


def coded(code: str, data: bytes) -> list[bytes]:
    """Return the parts that hold the coded image."""
    parts = {
        "jpeg": lambda: [s for m, s in jpeg.segments(data) if m in jpeg.CODING or m == jpeg.SCAN],
        "png": lambda: [c for k, c in png.chunks(data) if k == b"IDAT"],
        "webp": lambda: [b for k, b in webp.chunks(data) if k in {b"VP8 ", b"VP8L"}],
    }
    return parts[code]()


@pytest.mark.parametrize(("code", "data"), PICTURES)
def test_cleaning_what_was_cleaned_changes_nothing(code, data):
    once = CLEANERS[code](data)
    assert CLEANERS[code](once[0]) == once


def test_a_photo_without_metadata_stays_as_it_is():
    data = files.plain_jpeg()
    assert jpeg.clean(data) == (data, None)


def test_the_place_is_gone_though_exif_is_big_endian_and_says_so_twice():
    block = files.exif()
    block.endian = ">"
    out = BytesIO()
    files.scene().save(out, "JPEG", exif=block.tobytes())
    data = out.getvalue()
    double = data[:2] + jpeg.segment_of(jpeg.APP1, b"Exif\x00\x00" + block.tobytes()[6:]) + data[2:]
    clean, taken = jpeg.clean(double)
    assert taken == TAKEN
    assert clean.count(b"Exif\x00\x00") == 1
    assert b"27.5081" not in clean


def test_a_place_written_into_a_date_is_not_kept():
    block = exif.write({0x9003: b"2026:03:01 10:20:30"})
    assert exif.read(block.replace(b"2026:03:01 10:20:30", b"N27.5081 E109.20040")) == {}


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        ("2026:13:01 10:20:30", None),
        ("0000:00:00 00:00:00", None),
        ("2026:02:30 10:20:30", None),
        ("2026-03-01 10:20:30", TAKEN),
    ],
)
def test_a_time_that_never_was_is_no_time(taken, expected):
    assert jpeg.clean(files.jpeg(taken=taken))[1] == expected


@pytest.mark.parametrize(("code", "data"), PICTURES)
@pytest.mark.parametrize("cut", [0.1, 0.5, 0.95])
def test_a_picture_cut_off_is_refused(code, data, cut):
    whole, _ = CLEANERS[code](data)
    with pytest.raises(NotAllowed, match="损坏"):
        CLEANERS[code](whole[: int(len(whole) * cut)])


def test_a_moving_picture_is_refused():
    out = BytesIO()
    files.scene(1).save(out, "WEBP", save_all=True, append_images=[files.scene(2)])
    with pytest.raises(NotAllowed, match="动态图片"):
        webp.clean(out.getvalue())


@given(block=st.binary(max_size=200), order=st.sampled_from([b"II*\x00", b"MM\x00*", b""]))
@settings(max_examples=200, deadline=None)
def test_any_exif_is_read_without_harm_and_written_soundly(block, order):
    tags = exif.read(order + block)
    assert exif.read(exif.write(tags)) == {
        tag: value for tag, value in tags.items() if exif.is_sound(tag, value)
    }


@given(data=st.binary(max_size=300), code=st.sampled_from(sorted(CLEANERS)))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_cleaned_or_refused(data, code):
    start = {"jpeg": b"\xff\xd8", "png": png.SIGNATURE, "webp": b"RIFF\x00\x00\x00\x00WEBP"}[code]
    try:
        clean, _ = CLEANERS[code](start + data)
    except NotAllowed:
        return
    assert CLEANERS[code](clean)[0] == clean


def test_the_notes_of_a_video_are_blanked_in_place():
    data = files.mp4()
    recording.clean(file := BytesIO(data))
    assert b"27.5081" not in file.getvalue()
    assert len(file.getvalue()) == len(data)
    assert b"picture data" in file.getvalue()
    again = BytesIO(file.getvalue())
    recording.clean(again)
    assert again.getvalue() == file.getvalue()


@pytest.mark.parametrize("handler", [b"meta", b"camm"])
def test_a_video_with_a_track_of_places_is_refused(handler):
    with pytest.raises(NotAllowed, match="附加轨道"):
        recording.clean(BytesIO(files.mp4(handler=handler)))


def test_a_video_cut_off_is_refused():
    with pytest.raises(NotAllowed, match="损坏"):
        recording.clean(BytesIO(files.mp4()[:-5]))


def test_a_box_larger_than_its_file_is_refused():
    with pytest.raises(NotAllowed, match="损坏"):
        recording.clean(BytesIO(struct.pack(">I4sQ", 1, b"mdat", 2**62)))
