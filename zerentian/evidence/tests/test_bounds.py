"""The bounds inside files and on pages: one byte, one frame, one file to either side."""

import struct
from io import BytesIO

import pytest
from django.urls import reverse
from PIL import Image

from zerentian.evidence import store
from zerentian.evidence.actions import ask_erasure, deposit
from zerentian.evidence.models import Erasure
from zerentian.evidence.rules import photos, sniffing
from zerentian.evidence.rules.metadata import exif, jpeg, recording, webp
from zerentian.evidence.rules.metadata.exif import DamagedPicture


def frame(*, sync: int = 0x7FF, version: int = 3, layer: int = 1, bitrate: int = 9, rate: int = 0) -> bytes:
    """The head of a frame of MPEG audio, by its fields."""
    word = sync << 21 | version << 19 | layer << 17 | 1 << 16 | bitrate << 12 | rate << 10
    return struct.pack(">I", word)


@pytest.mark.parametrize("bitrate", range(1, 15))
def test_a_frame_of_every_bitrate_that_there_is_is_audio(bitrate: int) -> None:
    assert sniffing.is_mpeg_audio(frame(bitrate=bitrate))


@pytest.mark.parametrize(
    "wrong",
    [
        {"bitrate": 0},
        {"bitrate": 15},
        {"version": 1},
        {"layer": 0},
        {"layer": 2},
        {"rate": 3},
        {"sync": 0x7FE},
    ],
)
def test_a_frame_with_a_field_that_cannot_be_is_none(wrong: dict[str, int]) -> None:
    assert not sniffing.is_mpeg_audio(frame(**wrong))
    assert not sniffing.is_mpeg_audio(frame()[:3])


def test_text_in_neither_encoding_and_text_with_controls_is_no_text(tmp_path) -> None:
    path = tmp_path / "a.txt"
    for content, is_text in (
        ("巡查记录".encode(), True),
        ("巡查记录".encode("gb18030"), True),
        (b"\xff\xfe\xff", False),
        ("巡查".encode()[:-1], False),
        ("巡查".encode() + b"\x00", False),
    ):
        path.write_bytes(content)
        assert sniffing.is_text(path) == is_text, content


def test_what_is_transparent_becomes_white_and_what_is_not_keeps_its_colour() -> None:
    clear = Image.new("RGBA", (2, 1), (255, 0, 0, 0))
    clear.putpixel((1, 0), (255, 0, 0, 255))
    assert [photos.on_white(clear).getpixel((x, 0)) for x in (0, 1)] == [(255, 255, 255), (255, 0, 0)]
    palette = Image.new("P", (1, 1), 0)
    palette.putpalette([10, 20, 30])
    palette.info["transparency"] = 0
    assert photos.on_white(palette).getpixel((0, 0)) == (255, 255, 255)
    assert photos.on_white(Image.new("L", (1, 1), 7)).getpixel((0, 0)) == (7, 7, 7)


def test_a_fingerprint_has_a_bit_for_each_pair_of_neighbours(tmp_path) -> None:
    path = tmp_path / "a.png"
    falling = Image.new("L", (90, 80))
    falling.putdata([255 - x for _ in range(80) for x in range(90)])
    falling.save(path)
    assert photos.fingerprint(path, 10**6) == "f" * 16
    falling.transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(path)
    assert photos.fingerprint(path, 10**6) == "0" * 16


def riff(*parts: bytes) -> bytes:
    body = b"WEBP" + b"".join(parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def test_the_chunks_of_a_picture_end_exactly_where_it_says() -> None:
    whole = riff(webp.chunk_of(b"VP8 ", b"1234"), webp.chunk_of(b"EXIF", b""))
    assert list(webp.chunks(whole)) == [(b"VP8 ", b"1234"), (b"EXIF", b"")]
    longer = bytearray(riff(webp.chunk_of(b"VP8 ", b"1234")))
    longer[16:20] = struct.pack("<I", 5)
    with pytest.raises(DamagedPicture):
        list(webp.chunks(bytes(longer)))


def segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def test_a_scan_ends_at_a_marker_and_a_picture_without_an_end_is_damaged() -> None:
    scan = segment(jpeg.SCAN, b"head") + b"\x01\xff\x00\x02\xff\xd3\x03"
    whole = b"\xff\xd8" + scan + b"\xff\xd9"
    assert list(jpeg.segments(whole)) == [(jpeg.SCAN, scan)]
    for cut in range(2, len(whole) - 1):
        with pytest.raises(DamagedPicture):
            list(jpeg.segments(whole[:cut]))


def test_an_empty_segment_at_the_very_end_is_read_before_what_is_missing_is_said() -> None:
    data = b"\xff\xd8" + segment(jpeg.APP0, b"")
    found = jpeg.segments(data)
    assert next(found) == (jpeg.APP0, data[2:])
    with pytest.raises(DamagedPicture):
        next(found)


@pytest.mark.parametrize(
    ("marker", "body", "kept"),
    [
        (jpeg.APP2, jpeg.ICC_SIGN + b"x", True),
        (jpeg.APP2, b"MPF\x00", False),
        (jpeg.APP1, jpeg.ICC_SIGN, False),
        (jpeg.APP0, jpeg.JFIF_SIGN, True),
        (jpeg.APP0, b"JFXX\x00", False),
        (jpeg.APP14, jpeg.ADOBE_SIGN, True),
    ],
)
def test_of_what_stands_beside_a_picture_only_colours_and_density_stay(marker, body, kept) -> None:
    assert bool(jpeg.is_kept(marker, body)) == kept


@pytest.mark.parametrize("length", [1, 3, 4, 5, 18, 19])
def test_texts_of_even_and_odd_length_come_back_from_where_they_were_laid(length: int) -> None:
    tags = {0x0132: b"2" * length, 0x0131: b"7" * 19, 0x0112: 6}
    block = b"II*\x00\x08\x00\x00\x00" + exif.laid_out(tags, 8)
    assert dict(exif.directory(block, "<", 8)) == tags


def test_a_directory_that_says_it_holds_more_gives_what_is_there() -> None:
    entry = struct.pack("<HHI", 0x0112, exif.SHORT, 1) + struct.pack("<I", 6)
    block = b"II*\x00\x08\x00\x00\x00" + struct.pack("<H", 9) + entry
    assert list(exif.directory(block, "<", 8)) == [(0x0112, 6)]


def box(kind: bytes, body: bytes, *, wide: bool = False) -> bytes:
    if wide:
        return struct.pack(">I4sQ", 1, kind, len(body) + 16) + body
    return struct.pack(">I4s", len(body) + 8, kind) + body


def test_boxes_of_both_lengths_are_read_and_made_blank_in_place() -> None:
    data = box(b"ftyp", b"isom") + box(b"udta", b"secret", wide=True) + box(b"mdat", b"sound")
    file = BytesIO(data)
    found = [(kind, body, end) for kind, _, body, end in recording.boxes(file, 0, len(data))]
    assert found == [(b"ftyp", 8, 12), (b"udta", 28, 34), (b"mdat", 42, 47)]
    recording.blank(file, 12, 28, 34)
    assert file.getvalue() == data.replace(b"udta", b"free").replace(b"secret", bytes(6))


def test_a_file_of_exactly_the_largest_size_is_kept_and_one_byte_more_is_not(
    db, clerk, now, settings, monkeypatch
) -> None:
    words = "巡查记录".encode()
    settings.EVIDENCE_MAX_BYTES = settings.EVIDENCE_MAX_BYTES | {"document": len(words), "text": len(words)}
    assert deposit(BytesIO(words), name="记录.txt", by=clerk, now=now).size == len(words)
    with pytest.raises(type(store.too_large(1)), match=r"\d"):
        deposit(BytesIO(words + b"."), name="长.txt", by=clerk, now=now)


def test_a_file_is_found_by_its_mark_and_by_its_hash(client_of, clerk, photo) -> None:
    for key in (str(photo.mark), photo.sha256):
        assert client_of(clerk).get(reverse("evidence:file-detail", args=[key])).status_code == 200
    for wrong in ("9" * 19, "9" * 20, "f" * 64):
        assert client_of(clerk).get(reverse("evidence:file-detail", args=[wrong])).status_code == 404


def test_a_second_request_is_not_offered_while_one_is_open(client_of, office_head, photo, now) -> None:
    wanted = reverse("evidence:erasure-ask", args=[photo.sha256])
    where = reverse("evidence:file-detail", args=[photo.sha256])
    assert wanted in client_of(office_head).get(where).content.decode()
    ask_erasure(photo, ground="pipl-47-1", reason="本人撤回同意", by=office_head, now=now)
    assert wanted not in client_of(office_head).get(where).content.decode()


def test_a_refusal_of_a_decision_is_said_on_its_page(client_of, office_head, first, photo, now) -> None:
    ask_erasure(photo, ground="pipl-47-1", reason="本人撤回同意", by=office_head, now=now)
    erasure = Erasure.objects.get()
    said = client_of(first).post(
        reverse("evidence:erasure", args=[erasure.mark]), {"decision": "refuse", "answer": ""}
    )
    assert said.status_code == 422
    assert 'role="alert"' in said.content.decode()
