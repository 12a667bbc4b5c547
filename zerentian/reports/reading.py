"""Reads the text out of a report's file: plain text, Word or PDF."""

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from zerentian.ledger.foreign import Unopened, read_apart
from zerentian.ledger.rules.words import Refusal

_FULL_LINE = 0.72  # of the longest line: shorter ones end a paragraph
_FULL_HEADING = 0.9  # a numbered line that fills less is a heading of its own
_PAGE_NUMBER = re.compile(
    r"^[\s—–\-－·]*(?:第\s*)?\d{1,3}(?:\s*页)?(?:\s*[/共]\s*\d{1,3}\s*页?)?[\s—–\-－·]*$"
)
_STARTS_ANEW = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、．]|[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)]|\d{1,2}[、．]|\d{1,2}\.(?!\d))"
)
_ENDS = tuple("。！？；：!?…”")


class Unreadable(Refusal):
    """A file that cannot be read as a report. Its words name the file and the remedy."""


def read_report(path: Path) -> str:
    """Return the text of a .txt, .docx or .pdf file, paragraphs one a line; Unreadable says why not."""
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise Unreadable(
            f"{path.name}：只能读取 .txt、.docx、.pdf，请另存为其中一种",
            "only .txt, .docx and .pdf can be read",
        )
    if not path.is_file():
        raise Unreadable(f"{path.name}：没有这个文件，请核对路径", "there is no such file, check the path")
    try:
        text = read_apart(reader, path)
    except Unopened as error:
        raise Unreadable(f"{path.name}：{error.words.zh}", error.words.en) from error
    if not text.strip():
        raise Unreadable(f"{path.name}：{_EMPTY[path.suffix.lower()]}")
    return text


def _read_text(path: Path) -> str:
    raw = path.read_bytes()
    for encoding in ("utf-16",) if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(
        f"{path.name}：不是 UTF-8 或 GB18030 文本，请另存为 UTF-8",
        "neither UTF-8 nor GB18030 text, save it as UTF-8",
    )


def _read_word(path: Path) -> str:
    try:
        document = Document(str(path))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise Unreadable(
            f"{path.name}：不是完好的 Word 文件，请重新另存为 .docx", "not a sound Word file, save it again"
        ) from error
    return "\n".join(_word_lines(document.iter_inner_content()))


def _word_lines(blocks: Iterable[Paragraph | Table]) -> Iterator[str]:
    """Yield paragraphs and table rows in document order; the cells of a row are parted by tabs."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text
        else:
            for row in block.rows:
                yield "\t".join(_cell_text(cell) for cell in _distinct(row.cells))


def _distinct(cells: Iterable[_Cell]) -> Iterator[_Cell]:
    """Yield each cell once: a merged cell is given for every column it spans."""
    seen: set[int] = set()
    for cell in cells:
        if id(cell._tc) not in seen:
            seen.add(id(cell._tc))
            yield cell


def _cell_text(cell: _Cell) -> str:
    return " ".join(" ".join(_word_lines(cell.iter_inner_content())).split())


def _read_pdf(path: Path) -> str:
    try:
        reader = PdfReader(str(path))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable(
                f"{path.name}：文件加了密码，请先解除再审读", "the file has a password, remove it first"
            )
        pages = [page.extract_text() for page in reader.pages]
    except (PyPdfError, ValueError, KeyError, OSError) as error:
        raise Unreadable(
            f"{path.name}：不是完好的 PDF 文件，请重新导出", "not a sound PDF file, export it again"
        ) from error
    return "\n".join(_paragraphs([line for page in pages for line in page.splitlines()]))


def _paragraphs(lines: list[str]) -> Iterator[str]:
    """Yield paragraphs, joining the printed lines that a page broke; page numbers are left out."""
    kept = [line.rstrip() for line in lines if line.strip() and not _PAGE_NUMBER.match(line)]
    longest = max((len(line) for line in kept), default=0)
    held = ""
    for line in kept:
        if held and _STARTS_ANEW.match(line.strip()):
            yield held
            held = ""
        held += line.strip()
        heading = _STARTS_ANEW.match(held) and "。" not in held
        if len(line) < longest * (_FULL_HEADING if heading else _FULL_LINE) or (
            line.endswith(_ENDS) and len(line) < longest - 1
        ):
            yield held
            held = ""
    if held:
        yield held


_READERS: dict[str, Callable[[Path], str]] = {".txt": _read_text, ".docx": _read_word, ".pdf": _read_pdf}
_EMPTY = {
    ".txt": "文件是空的 · the file is empty",
    ".docx": "文件里没有文字，图片请先转成文字 · there is no text in it, turn pictures into text first",
    ".pdf": "里面只有图像没有文字（扫描件），请先做文字识别（OCR）· a scan without text, run OCR first",
}
