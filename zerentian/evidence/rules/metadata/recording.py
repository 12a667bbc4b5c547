"""MP4 and M4A: blanks, in place, the boxes in which phones write a place (ISO/IEC 14496-12)."""

import struct
from collections.abc import Iterator
from typing import BinaryIO

from zerentian.ledger.rules.refusals import NotAllowed

# Boxes that hold others, and boxes of free notes: titles, places (©xyz, loci), keys of the maker, XMP.
HOLDERS = {b"moov", b"trak", b"mdia", b"moof", b"traf"}
NOTES = {b"udta", b"meta", b"uuid"}
# A track of one of these kinds may hold a place for every second.
PLACE_TRACKS = {b"meta", b"camm", b"gpmd"}
BLOCK = 1024 * 1024


def clean(file: BinaryIO) -> None:
    """Overwrite every box of notes with zeros and call it free space; sizes and offsets stay as they are.

    Refuses (NotAllowed) a recording that is damaged or has a track of its own for places.
    """
    file.seek(0, 2)
    for kind, start, body, end in list(boxes(file, 0, file.tell())):
        if kind == b"hdlr" and handler(file, body, end) in PLACE_TRACKS:
            raise NotAllowed(
                "视频里带有逐秒的位置等附加轨道，不能存入；请用剪辑软件导出为普通 MP4 再传",
                "the video has a track that may hold places: export it as a plain MP4",
            )
        if kind in NOTES:
            blank(file, start, body, end)


def boxes(file: BinaryIO, at: int, end: int) -> Iterator[tuple[bytes, int, int, int]]:
    """Yield (kind, start, start of the body, end) of each box, those inside holders too."""
    while at + 8 <= end:
        file.seek(at)
        size, kind = struct.unpack(">I4s", file.read(8))
        body = at + 8
        if size == 1:
            size, body = struct.unpack(">Q", file.read(8).ljust(8, b"\x00"))[0], at + 16
        size = size or end - at
        if size < body - at or at + size > end:
            raise NotAllowed(
                "视频或录音已损坏或未传完整，请重新选择再传", "the recording is damaged or incomplete"
            )
        yield kind, at, body, at + size
        if kind in HOLDERS:
            yield from boxes(file, body, at + size)
        at += size


def handler(file: BinaryIO, body: int, end: int) -> bytes:
    """Return what kind of track a handler box speaks of."""
    file.seek(body + 8)
    return file.read(min(4, max(end - body - 8, 0)))


def blank(file: BinaryIO, start: int, body: int, end: int) -> None:
    """Make a box free space: its name becomes ``free``, its body zeros."""
    file.seek(start + 4)
    file.write(b"free")
    file.seek(body)
    for at in range(body, end, BLOCK):
        file.write(bytes(min(BLOCK, end - at)))
