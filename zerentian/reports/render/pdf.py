"""A document as PDF/A-3 with the manifest attached, set by Typst."""

import json
import re
from pathlib import Path
from typing import Any

import typst

from zerentian.reports.render.charts import svg
from zerentian.reports.render.fonts import fonts, missing
from zerentian.reports.rules.document import (
    AUTHOR_MARK,
    Annex,
    Block,
    Chart,
    Document,
    Heading,
    Paragraph,
    Table,
    closing,
    plain_paragraphs,
    text_of,
)

TEMPLATE = Path(__file__).with_name("report.typ")

# What an office has or may drop in, then what is free; the last of each comes with the program.
FAMILIES = {
    "fang": ["FangSong_GB2312", "FangSong", "FandolFang R", "Noto Serif SC"],
    "hei": ["SimHei", "Noto Sans SC"],
    "kai": ["KaiTi_GB2312", "KaiTi", "LXGW WenKai", "Noto Serif SC"],
    "biao": ["FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "Noto Serif SC"],
}
UNKNOWN_FONT = re.compile(r"unknown font family: (.+)")


class MissingGlyph(ValueError):
    """A character that no font here can print; the message names it and where it stands."""


def render_pdf(document: Document, manifest: bytes) -> tuple[bytes, list[str]]:
    """Return the PDF and the log of substituted fonts; MissingGlyph when a character cannot be printed.

    The office's own fonts are used where they lie in ZERENTIAN_FONT_DIR or are installed.
    """
    refuse_missing(document)
    families = frozenset(name.lower() for name in fonts().families())
    chosen = {role: [name for name in names if name.lower() in families] for role, names in FAMILIES.items()}
    inputs = {
        "document": json.dumps(as_data(document), ensure_ascii=False),
        "fonts": json.dumps(chosen, ensure_ascii=False),
        "manifest": manifest.decode(),
    }
    made, warnings = typst.compile_with_warnings(
        TEMPLATE.read_bytes(),
        format="pdf",
        pdf_standards="a-3b",
        sys_inputs=inputs,
        font_paths=fonts(),
    )
    for warning in warnings:
        if UNKNOWN_FONT.search(warning.message):
            raise MissingGlyph(warning.message)
    assert isinstance(made, bytes)
    return made, substitutions(chosen)


def substitutions(chosen: dict[str, list[str]]) -> list[str]:
    """Return a line for every role that is not set in the font the standard names."""
    return [
        f"{FAMILIES[role][0]} 不在本机，以 {names[0]} 代替 · {FAMILIES[role][0]} is not here: {names[0]} was used"
        for role, names in chosen.items()
        if names and names[0] != FAMILIES[role][0]
    ]


def refuse_missing(document: Document) -> None:
    """Refuse a character that no font holds, with the paragraph in which it stands."""
    for place, paragraph in enumerate(plain_paragraphs(document), 1):
        if found := missing(paragraph.text):
            raise MissingGlyph(
                f"第{place}段的“{found[0]}”没有字体可印：{paragraph.text[:40]}；请把含该字的字体放入 ZERENTIAN_FONT_DIR"
                f" · no font here can print {found[0]!r} in paragraph {place}: put one into ZERENTIAN_FONT_DIR"
            )


def as_data(document: Document) -> dict[str, Any]:
    """Return the document as the template reads it."""
    day = document.closing_day
    return {
        "title": document.title,
        "unit_name": document.unit_name,
        "recipient": document.recipient,
        "mark": document.mark,
        "day": [day.year, day.month, day.day],
        "blocks": [item for block in document.blocks for item in blocks(block)],
        "annexes": [item for annex in document.annexes for item in annex_blocks(annex)],
        "closing": [line.text for line in closing(document)],
    }


def blocks(block: Block) -> list[dict[str, Any]]:
    """Return a block as plain data."""
    if isinstance(block, Heading):
        return [{"kind": "heading", "level": block.level, "runs": runs(block.runs)}]
    if isinstance(block, Paragraph):
        mark = AUTHOR_MARK if block.kind == "author" else ""
        return [{"kind": "paragraph", "runs": runs(block.runs), "mark": mark}]
    if isinstance(block, Table):
        rows = [[{"text": text_of(cell)} for cell in row] for row in block.rows]
        return [{"kind": "table", "caption": block.caption, "header": list(block.header), "rows": rows}]
    assert isinstance(block, Chart)
    return [{"kind": "chart", "svg": svg(block), "alt": block.text_alternative, "title": block.title}]


def annex_blocks(annex: Annex) -> list[dict[str, Any]]:
    """Return an annex as plain data: its title and what follows."""
    return [{"kind": "annex", "title": annex.title}, *(item for one in annex.blocks for item in blocks(one))]


def runs(parts: tuple[Any, ...]) -> list[dict[str, str]]:
    """Return runs as plain data."""
    return [{"text": run.text, "statement": run.statement} for run in parts]
