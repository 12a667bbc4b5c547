"""Exif: reads the few tags that are kept, and writes them as a block of its own.

The layout is that of TIFF 6.0: a header, a directory of 12-byte tags, and a sub-directory for Exif's own tags.
"""

import re
import struct
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

from zerentian.ledger.rules.periods import LOCAL
from zerentian.ledger.rules.refusals import NotAllowed

ORIENTATION = 0x0112
EXIF_DIRECTORY = 0x8769
SHORT, ASCII, LONG = 3, 2, 4
# Which way is up, and when: changed, taken, digitized, each with its offset from UTC and parts of a second.
KEPT_MAIN = (ORIENTATION, 0x0132)
KEPT_EXIF = (0x9003, 0x9004, 0x9010, 0x9011, 0x9012, 0x9290, 0x9291, 0x9292)
TAKEN, DIGITIZED, TAKEN_OFFSET = 0x9003, 0x9004, 0x9011
TIME = re.compile(r"^(\d{4})[:-](\d{2})[:-](\d{2}) (\d{2}):(\d{2}):(\d{2})$")
OFFSET = re.compile(r"^([+-])(\d{2}):(\d{2})$")
# What a kept text may look like: digits and the marks of dates. No room for words, or for a place.
PLAIN = re.compile(rb"^[0-9:+ .-]{1,30}$")

Tags = dict[int, int | bytes]


class DamagedPicture(NotAllowed):
    """A picture whose structure cannot be read to its end."""

    def __init__(self) -> None:
        super().__init__(
            "照片已损坏或未传完整，请重新选择照片再传",
            "the picture is damaged or incomplete: choose it again",
        )


def read(block: bytes) -> Tags:
    """Return the kept tags of an Exif block (beginning at its TIFF header); none when it cannot be read."""
    order = {b"II*\x00": "<", b"MM\x00*": ">"}.get(block[:4])
    if order is None or len(block) < 8:
        return {}
    main = dict(directory(block, order, struct.unpack_from(order + "I", block, 4)[0]))
    tags = {tag: main[tag] for tag in KEPT_MAIN if tag in main}
    pointer = main.get(EXIF_DIRECTORY)
    if isinstance(pointer, int):
        inner = dict(directory(block, order, pointer))
        tags |= {tag: inner[tag] for tag in KEPT_EXIF if tag in inner}
    return tags


def directory(block: bytes, order: str, start: int) -> Iterator[tuple[int, int | bytes]]:
    """Yield (tag, value) of the directory at ``start``: short and long numbers, and plain texts."""
    if not 8 <= start <= len(block) - 2:
        return
    count = struct.unpack_from(order + "H", block, start)[0]
    for at in range(start + 2, min(start + 2 + 12 * count, len(block) - 11), 12):
        tag, kind, length = struct.unpack_from(order + "HHI", block, at)
        if kind == SHORT and length == 1:
            yield tag, struct.unpack_from(order + "H", block, at + 8)[0]
        elif kind == LONG and length == 1:
            yield tag, struct.unpack_from(order + "I", block, at + 8)[0]
        elif kind == ASCII and length <= 32:
            place = at + 8 if length <= 4 else struct.unpack_from(order + "I", block, at + 8)[0]
            text = block[place : place + length].split(b"\x00")[0].strip()
            if PLAIN.match(text):
                yield tag, text


def write(tags: Tags) -> bytes:
    """Return an Exif block (little-endian TIFF) with exactly these tags; empty when there are none."""
    main = {tag: tags[tag] for tag in KEPT_MAIN if tag in tags and is_sound(tag, tags[tag])}
    inner = {tag: tags[tag] for tag in KEPT_EXIF if tag in tags and is_sound(tag, tags[tag])}
    if not main and not inner:
        return b""
    if not inner:
        return b"II*\x00\x08\x00\x00\x00" + laid_out(main, 8)
    # The main directory's length does not depend on where the inner one stands.
    length = len(laid_out(main | {EXIF_DIRECTORY: 0}, 8))
    return (
        b"II*\x00\x08\x00\x00\x00"
        + laid_out(main | {EXIF_DIRECTORY: 8 + length}, 8)
        + laid_out(inner, 8 + length)
    )


def is_sound(tag: int, value: int | bytes) -> bool:
    """Tell whether the value is of the tag's type: a number from 1 to 8 for the orientation, else a text."""
    return isinstance(value, int) and 1 <= value <= 8 if tag == ORIENTATION else isinstance(value, bytes)


def laid_out(tags: Tags, start: int) -> bytes:
    """Return one directory that begins at ``start``, with its texts behind it."""
    entries, texts = b"", b""
    behind = start + 2 + 12 * len(tags) + 4
    for tag in sorted(tags):
        value = tags[tag]
        if isinstance(value, int):
            kind = LONG if tag == EXIF_DIRECTORY else SHORT
            entries += struct.pack("<HHI", tag, kind, 1) + struct.pack("<I", value)
            continue
        text = value + b"\x00"
        if len(text) <= 4:
            entries += struct.pack("<HHI", tag, ASCII, len(text)) + text.ljust(4, b"\x00")
        else:
            entries += struct.pack("<HHII", tag, ASCII, len(text), behind + len(texts))
            texts += text + b"\x00" * (len(text) % 2)
    return struct.pack("<H", len(tags)) + entries + b"\x00\x00\x00\x00" + texts


def taken_at(tags: Tags) -> datetime | None:
    """Return when the picture was taken, aware (Asia/Shanghai unless it says otherwise); None if unknown."""
    said = tags.get(TAKEN) or tags.get(DIGITIZED)
    match = TIME.match(said.decode("ascii")) if isinstance(said, bytes) else None
    if match is None:
        return None
    try:
        naive = datetime(*(int(part) for part in match.groups()))  # type: ignore[arg-type]  # noqa: DTZ001
        return naive.replace(tzinfo=said_offset(tags) or LOCAL)
    except ValueError:
        return None


def said_offset(tags: Tags) -> timezone | None:
    """Return the offset from UTC that the picture states, or None."""
    said = tags.get(TAKEN_OFFSET)
    match = OFFSET.match(said.decode("ascii")) if isinstance(said, bytes) else None
    if match is None:
        return None
    sign, hours, minutes = match.groups()
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-offset if sign == "-" else offset)
