"""PDF files: printed lines put together to paragraphs by where they stand; running heads and page numbers left out."""

import itertools
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
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
    """A printed line: its place in points, the origin at the lower left."""

    text: str
    page: int
    left: float
    right: float
    bottom: float
    size: float


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
    return "\n".join(_paragraphs(_without_running(pages, heights)))


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
        text = _row_text(row)
        if text.strip("\t \u3000"):
            size = statistics.median(one.size for one in row)
            first = next(one for one in row if one.text != "\u3000")
            yield _Line(text.strip(), page, first.left, row[-1].right, min(one.bottom for one in row), size)


def _middle(sign: _Sign) -> float:
    """Return the height at which a sign stands."""
    return (sign.bottom + sign.top) / 2


def _row_text(row: list[_Sign]) -> str:
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
