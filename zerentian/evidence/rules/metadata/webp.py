"""WebP: keeps the chunks an image is made of, rewrites Exif, leaves out XMP and whatever is unknown."""

import struct
from collections.abc import Iterator
from datetime import datetime

from zerentian.evidence.rules.metadata import exif
from zerentian.evidence.rules.metadata.exif import DamagedPicture
from zerentian.ledger.rules.refusals import NotAllowed

KEPT = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ICCP"}
HAS_EXIF, HAS_XMP, HAS_FRAMES = 0x08, 0x04, 0x02


def clean(data: bytes) -> tuple[bytes, datetime | None]:
    """Return the picture without anything that may tell where it was taken, and when it was taken.

    The coded image is kept byte for byte. Raises DamagedPicture when it is incomplete, NotAllowed for a film.
    """
    tags: exif.Tags = {}
    kept: list[tuple[bytes, bytes]] = []
    for kind, body in chunks(data):
        if kind in {b"ANIM", b"ANMF"}:
            raise NotAllowed(
                "动态图片请另存为视频或静态图片再传", "save a moving picture as a video or a still"
            )
        if kind == b"EXIF":
            tags = tags or exif.read(body.removeprefix(b"Exif\x00\x00"))
        elif kind in KEPT:
            kept.append((kind, body))
    written = exif.write(tags)
    if kept and kept[0][0] == b"VP8X":
        kept[0] = (b"VP8X", flagged(kept[0][1], bool(written)))
        if written:
            kept.append((b"EXIF", written))
    body = b"WEBP" + b"".join(chunk_of(kind, body) for kind, body in kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body, exif.taken_at(tags)


def flagged(header: bytes, has_exif: bool) -> bytes:
    """Return the extended header with its flags saying what the file now holds."""
    if len(header) < 10:
        raise DamagedPicture
    flags = header[0] & ~(HAS_EXIF | HAS_XMP | HAS_FRAMES) | (HAS_EXIF if has_exif else 0)
    return bytes((flags,)) + header[1:10]


def chunk_of(kind: bytes, body: bytes) -> bytes:
    """Return a chunk: kind, length, body padded to an even length."""
    return kind + struct.pack("<I", len(body)) + body + b"\x00" * (len(body) % 2)


def chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield (kind, body) within the length the header states."""
    if len(data) < 12:
        raise DamagedPicture
    end = 8 + struct.unpack_from("<I", data, 4)[0]
    if end > len(data):
        raise DamagedPicture
    at = 12
    while at + 8 <= end:
        kind, length = struct.unpack_from("<4sI", data, at)
        if at + 8 + length > end:
            raise DamagedPicture
        yield kind, data[at + 8 : at + 8 + length]
        at += 8 + length + length % 2
