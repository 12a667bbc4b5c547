"""Plain text: the usual encodings, and lines that were broken at a fixed width."""

import re
from collections.abc import Iterable
from pathlib import Path

from zerentian.reports.reading.lines import STARTS_ANEW
from zerentian.reports.reading.unreadable import Unreadable

_ENDS = ("。", "！", "？", "；", "：", "!", "?", ":", "…", "”")
_LONG = 18  # characters: a shorter line is a heading or the end of a paragraph
_MANY = 6  # lines
_WIDEST = 60  # characters: no page prints wider lines
_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}


def read_text(path: Path) -> str:
    """Return the text of a file in UTF-8, UTF-16 or GB18030, with paragraphs whole."""
    return unwrapped(_decoded(path))


def _decoded(path: Path) -> str:
    raw = path.read_bytes()
    marked = next((name for mark, name in _MARKS.items() if raw.startswith(mark)), "")
    for encoding in (marked,) if marked else (*_without_mark(raw), "utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(
        f"{path.name}：不是 UTF-8 或 GB18030 文本，请另存为 UTF-8",
        "neither UTF-8 nor GB18030 text, save it as UTF-8",
    )


def _without_mark(raw: bytes) -> tuple[str, ...]:
    """Return the kind of UTF-16 that text without a byte-order mark is in, by where the bytes of "。" stand."""
    return tuple(
        name for name, stop in (("utf-16-le", b"\x02\x30"), ("utf-16-be", b"\x30\x02")) if _aligned(raw, stop)
    )


def _aligned(raw: bytes, stop: bytes) -> bool:
    """Return whether a pair of bytes stands at an even place, in a text whose NULs are no accident."""
    return len(raw) % 2 == 0 and any(raw[at : at + 2] == stop for at in range(0, min(len(raw), 4000), 2))


def unwrapped(text: str) -> str:
    """Return the text with lines joined that were broken at one width, as copying from a page leaves them."""
    lines = [line.rstrip() for line in re.split(r"\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]", text)]
    long = [line for line in lines if len(line.strip()) >= _LONG]
    if len(long) < _MANY:
        return "\n".join(lines)
    width, count = _usual(map(_wide, long)), _usual(map(len, long))
    open_ended = [line for line in long if _fills(line, width, count) and not line.endswith(_ENDS)]
    if len(open_ended) < 0.5 * len(long) or width > _WIDEST:
        return "\n".join(lines)
    joined: list[str] = []
    whole = False
    for line in lines:
        anew = STARTS_ANEW.match(line.strip()) or line.startswith("\u3000\u3000")
        if whole and line.strip() and not anew:
            joined[-1] += line.strip()
        else:
            joined.append(line)
        whole = _fills(line, width, count)
    return "\n".join(joined)


def _usual(lengths: Iterable[float]) -> float:
    """Return the length that full lines have: nine tenths are no longer."""
    ordered = sorted(lengths)
    return ordered[int(len(ordered) * 0.9)]


def _fills(line: str, width: float, count: float) -> bool:
    """Return whether a line is full, by its width or by its count of signs."""
    return _wide(line) >= width - 2 or len(line) >= count - 1


def _wide(line: str) -> float:
    """Return how many full characters a line is wide."""
    return sum(0.5 if sign.isascii() else 1 for sign in line)
