"""PDF files: printed lines put together to paragraphs by where they stand; running heads and page numbers left out.

A page in two columns is read column by column, what runs across both in its place.
"""

import itertools
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pypdfium2
from pypdfium2 import raw

from zerentian.reports.reading.lines import PAGE_NUMBER, STARTS_ANEW, as_running, joined
from zerentian.reports.reading.unreadable import Unreadable

_MOST_PAGES = 600
_CELL = 1.5  # of a character's width: a wider gap parts the cells of a table
_WORD = 0.25  # a wider gap parts words of letters
_MARGIN = 57.0  # points (20 mm): what is printed smaller there is a head or a foot
_SMALL = 0.95  # of the size of running text
_EDGE_LINES = 2  # lines at the head and foot of a page that may be running ones
_MIDDLE = (0.35, 0.65)  # of the printed width: where two columns part
_STEP = 2.0  # points
_COLUMN = 8  # lines: fewer are no column
_ACROSS = 0.2  # of the lines of a page may run across both columns
_FULL = 0.75  # of a column's width: a line that goes on to the next
_ALIKE = 0.8  # of the width of the other column
_APART = 4.0  # of a character's width: columns stand no further from each other


@dataclass(frozen=True, slots=True)
class _Sign:
    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float


@dataclass(frozen=True, slots=True)
class _Line:
    """A printed line: its place in points, the origin at the lower left, and the signs in it."""

    text: str
    page: int
    left: float
    right: float
    bottom: float
    size: float
    signs: tuple[_Sign, ...] = field(default=(), compare=False, repr=False)


def read_pdf(path: Path) -> str:
    """Return the text of a PDF, paragraphs and table rows one a line."""
    try:
        document = pypdfium2.PdfDocument(str(path))
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise Unreadable(
                f"{path.name}：文件加了密码，请先解除再审读", "the file has a password, remove it first"
            ) from error
        raise Unreadable(
            f"{path.name}：不是完好的 PDF 文件，请重新导出", "not a sound PDF file, export it again"
        ) from error
    if len(document) > _MOST_PAGES:
        raise Unreadable(
            f"{path.name}：超过{_MOST_PAGES}页，请分成几份审读",
            f"more than {_MOST_PAGES} pages: audit it in parts",
        )
    pages = [list(_lines(_signs(page), number)) for number, page in enumerate(document)]
    heights = [page.get_height() for page in document]
    return "\n".join(_paragraphs(list(_by_columns(_without_running(pages, heights)))))


def _signs(page: pypdfium2.PdfPage) -> Iterator[_Sign]:
    """Yield the visible signs of a page with their boxes, as high as their type, so that a comma stands in its line."""
    text = page.get_textpage()
    for index in range(text.count_chars()):
        sign = chr(raw.FPDFText_GetUnicode(text, index))
        if sign != "\u3000" and (sign.isspace() or not sign.isprintable()):
            continue
        box = raw.FS_RECTF()
        if raw.FPDFText_GetLooseCharBox(text, index, box):
            size = raw.FPDFText_GetFontSize(text, index)
            matrix = raw.FS_MATRIX()
            if raw.FPDFText_GetMatrix(text, index, matrix):
                size *= abs(matrix.d) or abs(matrix.b) or 1
            yield _Sign(sign, box.left, box.right, box.bottom, box.top, size)


def _lines(signs: Iterable[_Sign], page: int) -> Iterator[_Line]:
    """Yield the lines of a page from top to bottom, cells of one row in one line."""
    rows: list[list[_Sign]] = []
    for sign in sorted(signs, key=lambda one: (-_middle(one), one.left)):
        row = rows[-1] if rows else []
        if row and abs(_middle(row[0]) - _middle(sign)) < 0.45 * max(row[0].size, sign.size):
            row.append(sign)
        else:
            rows.append([sign])
    for row in rows:
        row.sort(key=lambda one: one.left)
        if line := _line(row, page):
            yield line


def _line(row: Sequence[_Sign], page: int) -> _Line | None:
    """Return the line that signs from left to right make; None where there is nothing to read."""
    text = _row_text(row) if row else ""
    if not text.strip("\t \u3000"):
        return None
    size = statistics.median(one.size for one in row)
    first = next(one for one in row if one.text != "\u3000")
    bottom = min(one.bottom for one in row)
    return _Line(text.strip(), page, first.left, row[-1].right, bottom, size, tuple(row))


def _middle(sign: _Sign) -> float:
    """Return the height at which a sign stands."""
    return (sign.bottom + sign.top) / 2


def _row_text(row: Sequence[_Sign]) -> str:
    """Return a row's text, with tabs where cells part and spaces where words do."""
    parts = [row[0].text]
    for before, sign in itertools.pairwise(row):
        gap = sign.left - before.right
        if gap > _CELL * sign.size:
            parts.append("\t")
        elif gap > _WORD * sign.size and before.text.isascii() and sign.text.isascii():
            parts.append(" ")
        parts.append(sign.text)
    return "".join(parts)


def _without_running(pages: list[list[_Line]], heights: list[float]) -> list[_Line]:
    """Return the lines without page numbers, and without heads and feet: those of several pages, or in the margin."""
    edges = Counter(_place(line) for page in pages for line in _edges(page))
    often = max(2, int(0.4 * len(pages)))
    body = statistics.median(line.size for page in pages for line in page) if any(pages) else 0.0
    kept = []
    for page, height in zip(pages, heights, strict=True):
        running = [
            line
            for line in _edges(page)
            if PAGE_NUMBER.match(line.text)
            or edges[_place(line)] >= often
            or (line.size < _SMALL * body and not _MARGIN < line.bottom < height - _MARGIN - line.size)
        ]
        kept += [line for line in page if line not in running]
    return kept


def _place(line: _Line) -> tuple[str, int]:
    """Return what a running line has in common with those of other pages: its words and its height."""
    return as_running(line.text), round(line.bottom / 3)


def _edges(page: list[_Line]) -> list[_Line]:
    """Return the first and the last lines of a page."""
    return page if len(page) <= 2 * _EDGE_LINES else [*page[:_EDGE_LINES], *page[-_EDGE_LINES:]]


def _by_columns(lines: Iterable[_Line]) -> Iterator[_Line]:
    """Yield the lines in the order in which they are read, those of a right column as if they stood in the left."""
    for _, found in itertools.groupby(lines, key=lambda line: line.page):
        page = list(found)
        gutter = _gutter(page)
        yield from page if gutter is None else _read_down(page, gutter)


def _gutter(page: list[_Line]) -> float | None:
    """Return where two columns part: hardly a line stands there, and most lines beside it fill a column; else None."""
    if len(page) < _COLUMN:
        return None
    first, last = min(line.left for line in page), max(line.right for line in page)
    span = last - first
    places = [
        first + _MIDDLE[0] * span + _STEP * step
        for step in range(int((_MIDDLE[1] - _MIDDLE[0]) * span / _STEP) + 1)
    ]
    crossed = [sum(_crosses(line, place) for line in page) for place in places]
    fewest = min(crossed)
    if fewest > _ACROSS * len(page):
        return None
    free = [place for place, count in zip(places, crossed, strict=True) if count == fewest]
    gutter = free[len(free) // 2]
    both = [_halves(line, gutter) for line in page if not _crosses(line, gutter)]
    left, right = ([half for half in (halves[at] for halves in both) if half] for at in (0, 1))
    return gutter if _are_columns(left, right) else None


def _crosses(line: _Line, place: float) -> bool:
    """Tell whether a sign of a line stands at a place, or the line runs on over it as text does."""
    return any(
        one.left < place < one.right
        or (one.right <= place <= after.left and after.left - one.right < line.size)
        for one, after in itertools.zip_longest(line.signs, line.signs[1:], fillvalue=line.signs[-1])
    )


def _halves(line: _Line, gutter: float) -> tuple[_Line | None, _Line | None]:
    """Return what of a line stands left and right of a place."""
    left = [one for one in line.signs if one.right <= gutter]
    right = [one for one in line.signs if one.left >= gutter]
    return _line(left, line.page), _line(right, line.page)


def _are_columns(left: list[_Line], right: list[_Line]) -> bool:
    """Tell whether lines make two columns of text: as wide as each other, close to each other, most lines full.

    The cells of a table are of one width seldom, and seldom full.
    """
    if min(len(left), len(right)) < _COLUMN:
        return False
    ends = [(min(line.left for line in lines), max(line.right for line in lines)) for lines in (left, right)]
    widths = [last - first for first, last in ends]
    apart = ends[1][0] - ends[0][1]
    size = statistics.median(line.size for line in (*left, *right))
    return (
        min(widths) > _ALIKE * max(widths)
        and apart < _APART * size
        and all(
            sum(line.right - line.left > _FULL * width for line in lines) > 0.5 * len(lines)
            for lines, width in zip((left, right), widths, strict=True)
        )
    )


def _read_down(page: list[_Line], gutter: float) -> Iterator[_Line]:
    """Yield the lines of a page in two columns: down the left, down the right, between what runs across both."""
    halves = [(line, *_halves(line, gutter)) for line in page]
    across = [_crosses(line, gutter) for line in page]
    columns = [half for half, runs in zip(halves, across, strict=True) if not runs]
    away = min(right.left for _, _, right in columns if right) - min(
        left.left for _, left, _ in columns if left
    )
    for runs, band in itertools.groupby(zip(halves, across, strict=True), key=lambda one: one[1]):
        found = [half for half, _ in band]
        if runs:
            yield from (line for line, _, _ in found)
            continue
        yield from (left for _, left, _ in found if left)
        yield from (
            replace(right, left=right.left - away, right=right.right - away) for _, _, right in found if right
        )


def _paragraphs(lines: list[_Line]) -> Iterator[str]:
    """Yield paragraphs: a line goes on where the one before was full and nothing says that it begins anew."""
    if not lines:
        return
    page = _Page(lines)
    held = lines[0].text
    for before, line in itertools.pairwise(lines):
        if page.goes_on(before, line):
            held = joined(held, line.text)
        else:
            yield held
            held = line.text
    yield held


class _Page:
    """The measures that the lines of a document share: margins, size of type, pitch."""

    def __init__(self, lines: list[_Line]) -> None:
        """Take them from the lines that look like running text."""
        self.size = statistics.median(line.size for line in lines)
        body = [line for line in lines if abs(line.size - self.size) < 0.1 * self.size] or lines
        self.left = Counter(round(line.left) for line in body).most_common(1)[0][0]
        longest = sorted(line.right for line in body)
        self.right = longest[int(0.97 * (len(longest) - 1))]
        self.left = min(
            self.left, *(round(line.left) for line in body if line.right > self.right - 2 * self.size)
        )
        gaps = [
            before.bottom - line.bottom
            for before, line in itertools.pairwise(lines)
            if before.page == line.page and before.bottom > line.bottom
        ]
        self.pitch = statistics.median(gaps) if gaps else 2 * self.size

    def goes_on(self, before: _Line, line: _Line) -> bool:
        """Return whether a line continues the paragraph of the line before it."""
        if "\t" in line.text or "\t" in before.text:
            return False
        same_size = abs(before.size - line.size) < 0.12 * self.size
        if not same_size:
            return False
        if self._title(before) and self._title(line):
            return not STARTS_ANEW.match(line.text)
        far = before.page == line.page and before.bottom - line.bottom > 1.5 * self.pitch
        if far or line.left > self.left + 1.2 * self.size:
            return False
        room = self.right - before.right
        if STARTS_ANEW.match(line.text) and (
            room > 0.5 * self.size or before.text.endswith(("。", "；", "："))
        ):
            return False
        return room < self._first_word(line) + 0.8 * self.size

    def _title(self, line: _Line) -> bool:
        """Return whether a line is larger than the running text and set in the middle."""
        middle = (self.left + self.right) / 2
        return line.size > 1.15 * self.size and abs((line.left + line.right) / 2 - middle) < 1.5 * line.size

    def _first_word(self, line: _Line) -> float:
        """Return how wide what may not be broken at the start of a line is."""
        width = 0.0
        for place, sign in enumerate(line.text):
            following = line.text[place + 1 : place + 2]
            width += 0.55 if sign.isascii() else 1.0
            bound = (
                sign.isascii() and following.isascii() and following != " "
            ) or following in "，。、；：！？”）》%％"
            if not following or not bound:
                break
        return width * line.size
