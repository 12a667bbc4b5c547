"""Fonts: the office's own first, then free ones; a character no font holds is named."""

import os
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import typst
from fontTools.ttLib import TTFont


def font_paths() -> list[str]:
    """Return the folders in which fonts are looked for, the office's own (ZERENTIAN_FONT_DIR) first."""
    own = os.environ.get("ZERENTIAN_FONT_DIR")
    found = find_spec("pylopdf_fonts_zh_cn")
    packaged = [str(Path(found.origin).parent)] if found and found.origin else []
    return ([own] if own else []) + packaged


@cache
def fonts() -> typst.Fonts:
    """Return the fonts that Typst may use, looked for once."""
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=True, font_paths=font_paths())


@cache
def covered() -> frozenset[int]:
    """Return every character that the packaged fonts, which are always there, can print."""
    characters: set[int] = set()
    for folder in font_paths():
        for path in sorted(Path(folder).rglob("*.[ot]tf")):
            with TTFont(path, lazy=True) as font:
                characters |= set(font.getBestCmap())
    return frozenset(characters)


def missing(text: str) -> list[str]:
    """Return the characters of a text that no font holds, each once."""
    known = covered()
    return sorted({letter for letter in text if not letter.isspace() and ord(letter) not in known})
