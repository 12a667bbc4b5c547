"""JPEG: keeps the segments an image is made of, rewrites Exif, leaves out everything else (ITU-T T.81, annex B)."""

import struct
from collections.abc import Iterator
from datetime import datetime

from zerentian.evidence.rules.metadata import exif
from zerentian.evidence.rules.metadata.exif import DamagedPicture

START, END, SCAN, APP0, APP1, APP2, APP14, COMMENT = 0xD8, 0xD9, 0xDA, 0xE0, 0xE1, 0xE2, 0xEE, 0xFE
# Quantization, frames, Huffman and arithmetic tables, restart interval, line count: how the image is coded.
CODING = {
    0xDB,
    0xC4,
    0xCC,
    0xDD,
    0xDC,
    0xC0,
    0xC1,
    0xC2,
    0xC3,
    0xC5,
    0xC6,
    0xC7,
    0xC9,
    0xCA,
    0xCB,
    0xCD,
    0xCE,
    0xCF,
}
EXIF_SIGN, ICC_SIGN, ADOBE_SIGN, JFIF_SIGN = b"Exif\x00\x00", b"ICC_PROFILE\x00", b"Adobe", b"JFIF\x00"


def clean(data: bytes) -> tuple[bytes, datetime | None]:
    """Return the picture without anything that may tell where it was taken, and when it was taken.

    The coded image is kept byte for byte. Raises DamagedPicture when it ends before its end mark.
    """
    tags: exif.Tags = {}
    kept: list[bytes] = []
    for marker, segment in segments(data):
        body = segment[4:]
        if marker == APP1 and body.startswith(EXIF_SIGN):
            tags = tags or exif.read(body[len(EXIF_SIGN) :])
        elif is_kept(marker, body):
            kept.append(without_preview(segment) if marker == APP0 else segment)
    written = exif.write(tags)
    if written:
        # JFIF, where there is one, stays first: old readers look for it there.
        place = 1 if kept and kept[0][1] == APP0 else 0
        kept.insert(place, segment_of(APP1, EXIF_SIGN + written))
    return b"\xff\xd8" + b"".join(kept) + b"\xff\xd9", exif.taken_at(tags)


def is_kept(marker: int, body: bytes) -> bool:
    """Tell whether a segment is part of the image, its colours or its density."""
    return (
        marker in CODING
        or marker == SCAN
        or (marker == APP0 and body.startswith(JFIF_SIGN))
        or (marker == APP2 and body.startswith(ICC_SIGN))
        or (marker == APP14 and body.startswith(ADOBE_SIGN))
    )


def without_preview(segment: bytes) -> bytes:
    """Return the JFIF segment without the small picture it may hold."""
    body = segment[4:16] + b"\x00\x00"
    return segment if len(segment) == 18 else segment_of(APP0, body.ljust(14, b"\x00"))


def segment_of(marker: int, body: bytes) -> bytes:
    """Return a segment: marker, length, body."""
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


def segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield (marker, whole segment) between the start and end marks; a scan with its coded data.

    What stands behind the end mark (further pictures, films, notes of the maker) is not looked at.
    """
    at = 2
    while True:
        at, marker = next_marker(data, at)
        if marker == END:
            return
        if at + 4 > len(data):
            raise DamagedPicture
        end = at + 2 + struct.unpack_from(">H", data, at + 2)[0]
        if end > len(data) or end < at + 4:
            raise DamagedPicture
        if marker == SCAN:
            end = end_of_scan(data, end)
        yield marker, data[at:end]
        at = end


def next_marker(data: bytes, at: int) -> tuple[int, int]:
    """Return where the next marker stands, past fill bytes, and the marker."""
    while at + 1 < len(data) and data[at] == 0xFF and data[at + 1] == 0xFF:
        at += 1
    if at + 1 >= len(data) or data[at] != 0xFF or data[at + 1] in {0x00, START}:
        raise DamagedPicture
    return at, data[at + 1]


def end_of_scan(data: bytes, at: int) -> int:
    """Return where coded data end: at a marker that is neither a stuffed byte nor a restart."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            raise DamagedPicture
        if data[at + 1] == 0xFF:
            at += 1
        elif data[at + 1] == 0x00 or 0xD0 <= data[at + 1] <= 0xD7:
            at += 2
        else:
            return at
