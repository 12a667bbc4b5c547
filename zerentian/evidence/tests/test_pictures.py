"""Metadata byte by byte, small copies and fingerprints: what stays, what goes, what is refused."""

import struct
import zlib
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from zerentian.evidence.rules import photos
from zerentian.evidence.rules.metadata import exif, jpeg, png, recording, webp
from zerentian.evidence.rules.metadata.exif import DamagedPicture
from zerentian.evidence.tests import files
from zerentian.ledger.rules.periods import LOCAL
from zerentian.ledger.rules.refusals import NotAllowed

TAKEN = {exif.TAKEN: b"2026:03:01 10:20:30"}


@pytest.mark.parametrize(
    ("tags", "taken"),
    [
        (TAKEN, datetime(2026, 3, 1, 10, 20, 30, tzinfo=LOCAL)),
        ({exif.DIGITIZED: b"2026:03:02 08:00:00"}, datetime(2026, 3, 2, 8, tzinfo=LOCAL)),
        (TAKEN | {exif.DIGITIZED: b"2026:03:02 08:00:00"}, datetime(2026, 3, 1, 10, 20, 30, tzinfo=LOCAL)),
        (TAKEN | {exif.TAKEN_OFFSET: b"+00:00"}, datetime(2026, 3, 1, 10, 20, 30, tzinfo=UTC)),
        (
            TAKEN | {exif.TAKEN_OFFSET: b"-05:30"},
            datetime(2026, 3, 1, 10, 20, 30, tzinfo=timezone(-timedelta(hours=5, minutes=30))),
        ),
        (TAKEN | {exif.TAKEN_OFFSET: b"08:00"}, datetime(2026, 3, 1, 10, 20, 30, tzinfo=LOCAL)),
        ({0x0132: b"2026:03:01 10:20:30"}, None),
        ({exif.TAKEN: b"2026:03:01"}, None),
        ({exif.TAKEN: 5}, None),
        ({}, None),
    ],
)
def test_when_a_picture_was_taken_is_read_with_its_offset_else_as_here(tags, taken):
    assert exif.taken_at(tags) == taken


@pytest.mark.parametrize(("value", "sound"), [(0, False), (1, True), (8, True), (9, False), (b"6", False)])
def test_a_picture_lies_in_one_of_eight_ways(value, sound):
    assert exif.is_sound(exif.ORIENTATION, value) is sound
    assert bool(exif.write({exif.ORIENTATION: value})) is sound


def test_only_what_stands_on_the_short_list_is_written_and_read():
    said = TAKEN | {exif.ORIENTATION: 6, 0x0132: b"2026:03:01 10:20:31"}
    assert exif.read(exif.write(said | {0x010F: b"1234", 0x9286: b"1"})) == said
    assert exif.read(exif.write({exif.ORIENTATION: 3})) == {exif.ORIENTATION: 3}
    assert exif.read(exif.write(TAKEN)) == TAKEN
    assert exif.write({}) == b""
    assert exif.write({exif.TAKEN: 7}) == b""


@pytest.mark.parametrize("cut", [0, 3, 7])
def test_a_block_that_is_too_short_or_of_no_order_tells_nothing(cut):
    block = exif.write(TAKEN)
    assert exif.read(block[:cut]) == {}
    assert exif.read(b"XX" + block[2:]) == {}


@pytest.mark.parametrize("start", [0, 7, 10**6])
def test_a_directory_that_stands_outside_of_its_block_holds_nothing(start):
    assert list(exif.directory(exif.write(TAKEN), "<", start)) == []


def jpeg_of(*segments):
    return b"\xff\xd8" + b"".join(segments) + b"\xff\xda\x00\x02\x01\xff\xd9"


def segment(marker, body):
    return jpeg.segment_of(marker, body)


JFIF = segment(jpeg.APP0, jpeg.JFIF_SIGN + bytes(9))
EXIF = segment(jpeg.APP1, jpeg.EXIF_SIGN + exif.write(TAKEN))


def markers(data):
    return [marker for marker, _ in jpeg.segments(data)]


def test_exif_stands_behind_jfif_where_there_is_one_and_first_where_there_is_none():
    table = segment(0xDB, b"x")
    clean, taken = jpeg.clean(jpeg_of(EXIF, JFIF, table))
    assert markers(clean) == [jpeg.APP0, jpeg.APP1, 0xDB, jpeg.SCAN]
    assert taken == datetime(2026, 3, 1, 10, 20, 30, tzinfo=LOCAL)
    clean, _ = jpeg.clean(jpeg_of(table, EXIF))
    assert markers(clean) == [jpeg.APP1, 0xDB, jpeg.SCAN]
    clean, _ = jpeg.clean(jpeg_of(JFIF, segment(jpeg.COMMENT, b"27.5081")))
    assert markers(clean) == [jpeg.APP0, jpeg.SCAN]


def test_the_first_exif_counts_unless_it_says_nothing():
    other = segment(jpeg.APP1, jpeg.EXIF_SIGN + exif.write({exif.TAKEN: b"2020:01:01 00:00:00"}))
    empty = segment(jpeg.APP1, jpeg.EXIF_SIGN + b"junk")
    assert jpeg.clean(jpeg_of(EXIF, other))[1].year == 2026
    assert jpeg.clean(jpeg_of(empty, other))[1].year == 2020


@pytest.mark.parametrize("marker", sorted(jpeg.CODING))
def test_every_segment_that_codes_the_picture_is_kept_as_it_is(marker):
    kept = segment(marker, b"coded")
    assert kept in jpeg.clean(jpeg_of(kept))[0]


def test_the_small_picture_in_a_jfif_segment_goes_and_its_density_stays():
    body = jpeg.JFIF_SIGN + b"\x01\x02\x01\x00\x48\x00\x48"
    with_preview = segment(jpeg.APP0, body + b"\x02\x02" + b"preview12345")
    assert jpeg.without_preview(with_preview) == segment(jpeg.APP0, body + b"\x00\x00")
    without = segment(jpeg.APP0, body + b"\x00\x00")
    assert jpeg.without_preview(without) == without
    assert jpeg.without_preview(segment(jpeg.APP0, body[:6])) == segment(jpeg.APP0, body[:6].ljust(14, b"\0"))


@pytest.mark.parametrize("data", [b"\xff\xe0\x00\x01", b"\xff\xe0\x00\x00", b"\xff\xe0\x00\x09abc"])
def test_a_segment_shorter_than_its_length_or_longer_than_the_file_is_damage(data):
    with pytest.raises(DamagedPicture):
        list(jpeg.segments(b"\xff\xd8" + data))


@pytest.mark.parametrize("restart", range(0xD0, 0xD8))
def test_coded_data_go_on_over_restarts_and_stuffed_bytes(restart):
    data = bytes((1, 0xFF, 0x00, 0xFF, restart, 0xFF, 0xFF, 0xD9))
    assert jpeg.end_of_scan(data, 0) == 6
    with pytest.raises(DamagedPicture):
        jpeg.end_of_scan(data[:5], 0)


def png_of(*chunks):
    return png.SIGNATURE + b"".join(png.chunk_of(kind, body) for kind, body in chunks)


def test_a_png_keeps_its_image_and_colours_and_its_exif_stands_before_the_first_data():
    head, data, end = (b"IHDR", bytes(13)), (b"IDAT", b"abc"), (b"IEND", b"")
    extra = [(b"tEXt", b"27.5081"), (b"zzZz", b"x"), (b"tIME", b"1234567")]
    kept = [(b"gAMA", b"1234"), (b"pHYs", bytes(9)), (b"tRNS", b"1")]
    clean, taken = png.clean(png_of(head, *extra, *kept, data, data, (b"eXIf", exif.write(TAKEN)), end))
    assert [kind for kind, _ in png.chunks(clean)] == [
        b"IHDR", b"gAMA", b"pHYs", b"tRNS", b"eXIf", b"IDAT", b"IDAT", b"IEND",
    ]  # fmt: skip
    assert taken == datetime(2026, 3, 1, 10, 20, 30, tzinfo=LOCAL)
    assert png.clean(png_of(head, data, end))[0] == png_of(head, data, end)


def test_a_chunk_ends_with_its_checksum_and_nothing_behind_the_end_is_looked_at():
    made = png.chunk_of(b"IDAT", b"abc")
    assert made == struct.pack(">I", 3) + b"IDATabc" + struct.pack(">I", zlib.crc32(b"IDATabc"))
    whole = png_of((b"IEND", b""))
    assert list(png.chunks(whole + b"TAIL")) == list(png.chunks(whole))
    for cut in range(len(png.SIGNATURE), len(whole)):
        with pytest.raises(DamagedPicture):
            list(png.chunks(whole[:cut]))


def riff(*parts):
    body = b"WEBP" + b"".join(webp.chunk_of(kind, content) for kind, content in parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body


@pytest.mark.parametrize(
    ("flags", "has_exif", "kept"),
    [(0x0C, True, 0x08), (0x0C, False, 0x00), (0x10, True, 0x18), (0x32, False, 0x30), (0x00, True, 0x08)],
)
def test_an_extended_header_says_what_the_file_now_holds(flags, has_exif, kept):
    header = bytes((flags,)) + b"123456789rest"
    assert webp.flagged(header, has_exif) == bytes((kept,)) + b"123456789"
    with pytest.raises(DamagedPicture):
        webp.flagged(header[:9], has_exif)


def test_a_webp_keeps_exif_behind_its_picture_and_only_under_an_extended_header():
    vp8x, picture = (b"VP8X", b"\x0c" + bytes(9)), (b"VP8 ", b"pic")
    said = (b"EXIF", b"Exif\x00\x00" + exif.write(TAKEN))
    clean, taken = webp.clean(riff(vp8x, (b"XMP ", b"27.5081"), picture, said, (b"zzzz", b"x")))
    assert [kind for kind, _ in webp.chunks(clean)] == [b"VP8X", b"VP8 ", b"EXIF"]
    assert taken == datetime(2026, 3, 1, 10, 20, 30, tzinfo=LOCAL)
    clean, _ = webp.clean(riff(picture, said))
    assert [kind for kind, _ in webp.chunks(clean)] == [b"VP8 "]
    for kind in (b"ANIM", b"ANMF"):
        with pytest.raises(NotAllowed, match="动态图片"):
            webp.clean(riff(vp8x, (kind, b"")))


@given(st.lists(st.tuples(st.sampled_from([b"VP8 ", b"ALPH", b"ICCP"]), st.binary(max_size=9)), max_size=4))
def test_chunks_come_back_as_they_were_laid_of_even_and_odd_length(laid):
    assert list(webp.chunks(riff(*laid))) == laid


@pytest.mark.parametrize("cut", [0, 11, 13, 21])
def test_a_webp_that_is_shorter_than_it_says_is_damage(cut):
    with pytest.raises(DamagedPicture):
        list(webp.chunks(riff((b"VP8 ", b"abcd"))[:cut]))


@pytest.mark.parametrize("kind", sorted(recording.NOTES))
def test_notes_of_every_kind_are_made_blank_wherever_they_stand(kind):
    notes = files.box(kind, b"27.5081")
    data = (
        files.box(b"ftyp", b"isom")
        + files.box(b"moov", files.box(b"trak", notes))
        + files.box(b"mdat", b"ab")
    )
    recording.clean(file := BytesIO(data))
    assert file.getvalue() == data.replace(kind, b"free").replace(b"27.5081", bytes(7))


@pytest.mark.parametrize("holder", sorted(recording.HOLDERS))
def test_boxes_are_looked_for_in_those_that_hold_others(holder):
    data = files.box(holder, files.box(b"abcd", b"x"))
    assert [one[0] for one in recording.boxes(BytesIO(data), 0, len(data))] == [holder, b"abcd"]
    other = files.box(b"mdat", files.box(b"abcd", b"x"))
    assert [one[0] for one in recording.boxes(BytesIO(other), 0, len(other))] == [b"mdat"]


def test_the_last_box_may_go_to_the_end_of_its_file_and_none_is_shorter_than_its_head():
    data = files.box(b"ftyp", b"isom") + struct.pack(">I4s", 0, b"mdat") + b"sound"
    assert [one[3] for one in recording.boxes(BytesIO(data), 0, len(data))] == [12, len(data)]
    for short in (struct.pack(">I4s", 7, b"mdat"), struct.pack(">I4sQ", 1, b"mdat", 15)):
        with pytest.raises(NotAllowed, match="已损坏"):
            list(recording.boxes(BytesIO(short), 0, len(short)))
    assert list(recording.boxes(BytesIO(data), 0, 7)) == []


@pytest.mark.parametrize("kind", sorted(recording.PLACE_TRACKS))
def test_a_track_of_places_is_told_by_its_handler(kind):
    data = files.box(b"hdlr", bytes(8) + kind + bytes(4))
    assert recording.handler(BytesIO(data), 8, len(data)) == kind
    with pytest.raises(NotAllowed, match="附加轨道"):
        recording.clean(BytesIO(data))
    assert recording.handler(BytesIO(data[:10]), 8, 10) == b""


def picture(tmp_path, size=(40, 20), ending="png", **said):
    path = tmp_path / f"a.{ending}"
    Image.new("RGB", size, "red").save(path, **said)
    return path


def test_a_small_copy_is_upright_no_side_longer_than_asked_and_never_made_larger(tmp_path):
    path = picture(tmp_path, (400, 200))
    assert photos.shrunk(path, 100, 10**6).size == (100, 50)
    assert photos.shrunk(path, 1000, 10**6).size == (400, 200)
    turned = Image.Exif()
    turned[exif.ORIENTATION] = 6
    assert photos.shrunk(picture(tmp_path, (400, 200), "jpg", exif=turned), 100, 10**6).size == (50, 100)


def test_a_picture_of_just_so_many_pixels_is_opened_and_one_more_is_refused(tmp_path):
    path = picture(tmp_path, (30, 20), "jpg")
    photos.opened(path, 600).close()
    with pytest.raises(NotAllowed) as refused:
        photos.opened(path, 599)
    assert "0 百万像素" in refused.value.words.zh
    assert "照片超过 25 百万像素" in photos.too_large(25_999_999).words.zh


@pytest.mark.parametrize("content", [b"", b"no picture", b"GIF89a" + bytes(20), b"\xff\xd8\xff\xd9"])
def test_what_is_no_picture_of_the_three_kinds_is_damaged(tmp_path, content):
    (path := tmp_path / "a.jpg").write_bytes(content)
    with pytest.raises(DamagedPicture):
        photos.opened(path, 10**6)


@given(st.integers(0, 2**64 - 1), st.integers(0, 63))
def test_the_distance_of_two_fingerprints_is_how_many_bits_differ(bits, flipped):
    one, other = f"{bits:016x}", f"{bits ^ (1 << flipped):016x}"
    assert (photos.distance(one, one), photos.distance(one, other)) == (0, 1)
    assert photos.distance("0" * 16, "f" * 16) == 64


def test_a_fingerprint_tells_row_from_row_and_column_from_column(tmp_path):
    """Only the last cell of the first row is darker than its left neighbour: one bit, the eighth from the top."""
    cells = Image.new("L", (9, 8), 200)
    cells.putpixel((8, 0), 0)
    cells.save(path := tmp_path / "a.png")
    assert photos.fingerprint(path, 10**6) == f"{1 << 56:016x}"


def test_a_copy_for_the_screen_is_a_jpeg_without_metadata(tmp_path):
    content = photos.display_copy(picture(tmp_path, (400, 200), "png"), 100, 10**6)
    with Image.open(BytesIO(content)) as image:
        assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (100, 50), {})
        assert image.info.get("progressive")
