"""PNG: keeps the chunks an image is made of, rewrites Exif, leaves out texts and whatever is unknown."""

import struct
import zlib
from collections.abc import Iterator
from datetime import datetime

from zerentian.evidence.rules.metadata import exif
from zerentian.evidence.rules.metadata.exif import DamagedPicture

SIGNATURE = b"\x89PNG\r\n\x1a\n"
# The image, its palette and transparency, its colours and density. Further frames of a film are left out.
KEPT = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP"} | {
    b"bKGD",
    b"pHYs",
}
EXIF = b"eXIf"


def clean(data: bytes) -> tuple[bytes, datetime | None]:
    """Return the picture without anything that may tell where it was taken, and when it was taken.

    The compressed image is kept byte for byte. Raises DamagedPicture when it ends before its end chunk.
    """
    tags: exif.Tags = {}
    kept: list[bytes] = []
    first_of_image = 0
    for kind, chunk in chunks(data):
        if kind == EXIF:
            tags = tags or exif.read(chunk[8:-4])
        elif kind in KEPT:
            first_of_image = first_of_image or (len(kept) if kind == b"IDAT" else 0)
            kept.append(chunk)
    if written := exif.write(tags):
        kept.insert(first_of_image, chunk_of(EXIF, written))
    return SIGNATURE + b"".join(kept), exif.taken_at(tags)


def chunk_of(kind: bytes, body: bytes) -> bytes:
    """Return a chunk: length, kind, body, checksum."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield (kind, whole chunk) up to the end chunk; what stands behind it is not looked at."""
    at = len(SIGNATURE)
    while at + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if end > len(data):
            break
        yield kind, data[at:end]
        if kind == b"IEND":
            return
        at = end
    raise DamagedPicture
