"""A notice for the board as PDF, set by Typst: one page of A4 or A3, however much it says."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import typst
from pypdf import PdfReader

from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.reports.render.fonts import fonts, missing
from zerentian.reports.render.pdf import FAMILIES, UNKNOWN_FONT, MissingGlyph

TEMPLATE = Path(__file__).with_name("placard.typ")
# Tried in this order until everything stands on one page; below the last nobody reads it on a board.
SHRINKS = {
    "a4": (1.5, 1.25, 1.0, 0.85, 0.72, 0.6, 0.5),
    "a3": (1.5, 1.25, 1.0, 0.85, 0.72, 0.6, 0.5, 0.42, 0.36),
}
PAPERS = tuple(SHRINKS)


@dataclass(frozen=True, slots=True)
class Placard:
    """What stands on a board: parts as (label, text), lines of the frame, and the address its code leads to.

    ``code`` is the address drawn as SVG, empty where there is no page to lead to.
    """

    sort: str
    title: str
    issuer: str
    day: date
    parts: Sequence[tuple[str, str]]
    frame: Sequence[str]
    address: str = ""
    code: str = ""


def placard_pdf(placard: Placard, paper: str) -> bytes:
    """Return a placard as PDF; MissingGlyph for a character no font prints, NotAllowed when one page is too small."""
    refuse_missing(placard)
    families = frozenset(name.lower() for name in fonts().families())
    roles = {**FAMILIES, "song": ["SimSun", "Noto Serif SC"]}
    chosen = {role: [name for name in names if name.lower() in families] for role, names in roles.items()}
    for shrink in SHRINKS[paper]:
        made = compiled(data_of(placard, paper, shrink), chosen)
        if len(PdfReader(BytesIO(made)).pages) == 1:
            return made
    raise NotAllowed(
        "文字太多，一张纸放不下；请写短，或改用A3", "too much for one sheet: shorten it, or take A3"
    )


def refuse_missing(placard: Placard) -> None:
    """Refuse a character that no font here can print, naming it."""
    texts = [placard.title, placard.issuer, *placard.frame, *(one for part in placard.parts for one in part)]
    for text in texts:
        if found := missing(text):
            raise MissingGlyph(
                f"“{found[0]}”没有字体可印：{text[:40]}；请把含该字的字体放入 ZERENTIAN_FONT_DIR",
                f"no font here can print {found[0]!r}: put one into ZERENTIAN_FONT_DIR",
            )


def data_of(placard: Placard, paper: str, shrink: float) -> dict[str, Any]:
    """Return a placard as the template reads it. The code's paper is far below a text: a page that overflows shows."""
    day = placard.day
    return asdict(placard) | {
        "paper": paper,
        "shrink": shrink,
        "day": [day.year, day.month, day.day],
        "parts": [{"label": label, "lines": text.splitlines()} for label, text in placard.parts],
        "frame": list(placard.frame),
    }


def compiled(data: dict[str, Any], chosen: dict[str, list[str]]) -> bytes:
    """Return the PDF; MissingGlyph where a font is not there after all."""
    inputs = {
        "placard": json.dumps(data, ensure_ascii=False),
        "fonts": json.dumps(chosen, ensure_ascii=False),
    }
    made, warnings = typst.compile_with_warnings(
        TEMPLATE.read_bytes(), format="pdf", pdf_standards="a-2b", sys_inputs=inputs, font_paths=fonts()
    )
    for warning in warnings:
        if UNKNOWN_FONT.search(warning.message):
            raise MissingGlyph(warning.message)
    assert isinstance(made, bytes)
    return made
