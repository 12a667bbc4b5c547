"""Reads the text out of a report's file: plain text, Word or PDF, paragraphs one a line, the same from each."""

from collections.abc import Callable
from pathlib import Path

from zerentian.ledger.foreign import Unopened, read_apart
from zerentian.ledger.rules import texts
from zerentian.reports.reading.pages import read_pdf
from zerentian.reports.reading.plain import read_text
from zerentian.reports.reading.unreadable import Unreadable
from zerentian.reports.reading.word import read_word

__all__ = ["Unreadable", "read_report"]

MOST_SIGNS = 400_000  # some four hundred pages


def read_report(path: Path) -> str:
    """Return the text of a .txt, .docx or .pdf file, paragraphs one a line; Unreadable says why not.

    Signs that nobody sees (soft hyphens, zero widths) are left out: they would cut a number from what it counts.
    """
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
    text = "\n".join("\t".join(map(texts.plain, line.split("\t"))) for line in text.split("\n"))
    if not text.strip():
        zh, en = _EMPTY[path.suffix.lower()]
        raise Unreadable(f"{path.name}：{zh}", en)
    if len(text) > MOST_SIGNS:
        raise Unreadable(
            f"{path.name}：文字超过{MOST_SIGNS // 10_000}万字，请分成几份审读",
            f"more than {MOST_SIGNS:,} characters: audit it in parts",
        )
    return text


_READERS: dict[str, Callable[[Path], str]] = {".txt": read_text, ".docx": read_word, ".pdf": read_pdf}
_EMPTY = {
    ".txt": ("文件是空的", "the file is empty"),
    ".docx": ("文件里没有文字，图片请先转成文字", "there is no text in it, turn pictures into text first"),
    ".pdf": ("里面只有图像没有文字（扫描件），请先做文字识别（OCR）", "a scan without text, run OCR first"),
}
