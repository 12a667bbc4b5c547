"""A document as PDF/A-3 with the manifest attached, and as PDF/UA-1 where its tags hold, set by Typst."""

import json
import re
from pathlib import Path
from typing import Any

import typst

from zerentian.ledger.rules.words import Refusal, Words
from zerentian.reports.offline.verify import in_pdf
from zerentian.reports.render.charts import svg
from zerentian.reports.render.fonts import fonts, missing
from zerentian.reports.render.page import (
    MASTHEAD_TOP,
    closing_indents,
    column_shares,
    imprint,
    kept_at_end,
    last_words,
    list_indents,
    masthead,
    masthead_size,
    stays_with_next,
    table_size,
)
from zerentian.reports.rules.document import (
    AUTHOR_MARK,
    Annex,
    Block,
    Chart,
    Document,
    Heading,
    Paragraph,
    Run,
    Table,
    annex_list,
    announces,
    closing,
    compiled_line,
    every_block,
    every_run,
    labelled,
    plain_paragraphs,
    with_references,
)
from zerentian.reports.rules.titles import title_lines

# To be read aloud with headings, tables and drawings told apart. It is claimed only where it is so: an outline may skip
# a level of headings, and is printed all the same.
ACCESSIBLE = "PDF/UA-1"
TEMPLATE = Path(__file__).with_name("report.typ")

# What an office has or may drop in, then what is free; the last of each comes with the program.
FAMILIES = {
    "fang": ["FangSong_GB2312", "FangSong", "FandolFang R", "Noto Serif SC"],
    "hei": ["SimHei", "Noto Sans SC"],
    "kai": ["KaiTi_GB2312", "KaiTi", "LXGW WenKai", "Noto Serif SC"],
    "biao": ["FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "Noto Serif SC"],
}
UNKNOWN_FONT = re.compile(r"unknown font family: (.+)")


class MissingGlyph(Refusal):
    """A character that no font here can print; the message names it and where it stands."""


def render_pdf(document: Document, manifest: bytes) -> tuple[bytes, list[Words]]:
    """Return the PDF with the manifest attached, and the log of substituted fonts; MissingGlyph as ``set_pdf``."""
    base, log = set_pdf(document)
    return in_pdf(base, manifest), log


def set_pdf(document: Document) -> tuple[bytes, list[Words]]:
    """Return the PDF without a manifest, which may state its digest, and the log of substituted fonts.

    MissingGlyph when a character cannot be printed. The office's own fonts are used where they lie in
    ZERENTIAN_FONT_DIR or are installed.
    """
    refuse_missing(document)
    families = frozenset(name.lower() for name in fonts().families())
    chosen = {role: [name for name in names if name.lower() in families] for role, names in FAMILIES.items()}
    inputs = {
        "document": json.dumps(as_data(document), ensure_ascii=False),
        "fonts": json.dumps(
            {
                **chosen,
                "light": chosen["biao"][:1] != FAMILIES["biao"][:1],
                "thin": chosen["hei"][:1] != FAMILIES["hei"][:1],
            },
            ensure_ascii=False,
        ),
    }
    try:
        return compiled(inputs, accessible=True), substitutions(chosen)
    except typst.TypstError as error:
        if ACCESSIBLE not in str(error):
            raise
        said = Words(
            f"PDF 未标 PDF/UA：{error}", f"the PDF does not claim to be accessible (PDF/UA-1): {error}"
        )
    return compiled(inputs, accessible=False), [*substitutions(chosen), said]


def compiled(inputs: dict[str, str], *, accessible: bool) -> bytes:
    """Return what Typst sets, held to the standards, whose rules it checks as it writes; TypstError where one is
    broken."""
    made, warnings = typst.compile_with_warnings(
        TEMPLATE.read_bytes(),
        format="pdf",
        pdf_standards=["a-3b", "ua-1"] if accessible else ["a-3b"],
        sys_inputs=inputs,
        font_paths=fonts(),
    )
    for warning in warnings:
        if UNKNOWN_FONT.search(warning.message):
            raise MissingGlyph(warning.message)
    assert isinstance(made, bytes)
    return made


def substitutions(chosen: dict[str, list[str]]) -> list[Words]:
    """Return a line for every role that is not set in the font the standard names."""
    return [
        Words(
            f"{FAMILIES[role][0]} 不在本机，以 {names[0]} 代替",
            f"{FAMILIES[role][0]} is not here: {names[0]} was used",
        )
        for role, names in chosen.items()
        if names and names[0] != FAMILIES[role][0]
    ]


def refuse_missing(document: Document) -> None:
    """Refuse a character that no font holds, with the paragraph in which it stands."""
    drawn = [block.text_alternative for block in every_block(document) if isinstance(block, Chart)]
    framed = [masthead(document), *imprint(document), document.copies]
    for place, text in enumerate([*(one.text for one in plain_paragraphs(document)), *drawn, *framed], 1):
        if found := missing(text):
            raise MissingGlyph(
                f"第{place}段的“{found[0]}”没有字体可印：{text[:40]}；请把含该字的字体放入 ZERENTIAN_FONT_DIR",
                f"no font here can print {found[0]!r} in paragraph {place}: put one into ZERENTIAN_FONT_DIR",
            )


def as_data(document: Document) -> dict[str, Any]:
    """Return the document as the template reads it."""
    day = document.closing_day
    return {
        "form": document.form,
        "printed": document.printed,
        "title": document.title,
        "title_lines": title_lines(document.title),
        "unit_name": document.unit_name,
        "recipient": document.recipient,
        "mark": document.mark,
        "masthead": masthead(document),
        "masthead_size": masthead_size(document),
        "masthead_top": MASTHEAD_TOP,
        "imprinted": document.imprinted,
        "compiled": compiled_line(document),
        "signer": document.signer,
        "signatory": document.signatory,
        "day": [day.year, day.month, day.day],
        "listed": [run.statement for run in every_run(document) if run.listed],
        "blocks": [item for block in document.blocks for item in blocks(block)],
        "annex_list": [
            {"text": text, "left": list_indents(place, len(document.annexes))[0], "hanging": hanging}
            for place, text in enumerate(annex_list(document))
            for hanging in list_indents(place, len(document.annexes))[1:]
        ],
        "closing": [
            {"text": line.text, "right": right}
            for line, right in zip(closing(document), closing_indents(document), strict=True)
        ],
        "last": last_words(document),
        "note": document.note,
        "annexes": [
            item
            for label, annex in [*labelled(document), *([("", document.proof)] if document.proof else [])]
            for item in annex_blocks(label, annex)
        ],
        "proof": document.proof is not None,
        "imprint": list(imprint(document)),
        "copies": document.copies,
    }


def blocks(block: Block) -> list[dict[str, Any]]:
    """Return a block as plain data."""
    if isinstance(block, Heading):
        return [{"kind": "heading", "level": block.level, "runs": runs(block.runs)}]
    if isinstance(block, Paragraph):
        mark = AUTHOR_MARK if block.kind == "author" else ""
        said = {"kind": "paragraph", "runs": runs(block.runs), "mark": mark}
        return [{**said, "announces": announces(block)}]
    if isinstance(block, Table):
        rows = [[runs(cell) for cell in row] for row in block.rows]
        table = {"caption": block.caption, "header": list(block.header), "rows": rows}
        look = {"shares": column_shares(block), "size": table_size(block), "kept": kept_at_end(block)}
        return [{"kind": "table", **table, **look, "whole": all(stays_with_next(block)[:-1])}]
    assert isinstance(block, Chart)
    return [{"kind": "chart", "svg": svg(block), "alt": block.text_alternative, "title": block.title}]


def annex_blocks(label: str, annex: Annex) -> list[dict[str, Any]]:
    """Return an annex as plain data: its label and title, and what follows."""
    head = {"kind": "annex", "label": label, "title_lines": title_lines(annex.title)}
    return [head, *(item for one in annex.blocks for item in blocks(one))]


def runs(parts: tuple[Run, ...]) -> list[dict[str, Any]]:
    """Return runs and their references as plain data."""
    return [
        {
            "text": run.text,
            "statement": run.statement,
            "listed": run.listed,
            "refers": run.refers,
            "silent": run.silent,
        }
        for run in with_references(parts)
    ]
