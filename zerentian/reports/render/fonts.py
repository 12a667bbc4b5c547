"""Fonts: the office's own first, then free ones; a character no font holds is named."""

import os
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import typst
from fontTools.ttLib import TTFont, TTLibError

FONT_FILES = (".otf", ".ttf", ".ttc", ".otc")


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


def system_folders() -> list[str]:
    """Return the folders in which Typst finds the fonts of the machine."""
    home = Path.home()
    known = ("/usr/share/fonts", "/usr/local/share/fonts", home / ".fonts", home / ".local/share/fonts")
    return [str(folder) for folder in (*known, "/Library/Fonts", "C:/Windows/Fonts") if Path(folder).is_dir()]


@cache
def covered(folder: str) -> frozenset[int]:
    """Return every character that the fonts of a folder can print; a file that is no font holds none."""
    characters: set[int] = set()
    for path in sorted(path for path in Path(folder).rglob("*") if path.suffix.lower() in FONT_FILES):
        try:
            with TTFont(path, lazy=True, fontNumber=0) as font:
                characters |= set(font.getBestCmap() or ())
        except TTLibError:
            continue
    return frozenset(characters)


def missing(text: str) -> list[str]:
    """Return the characters of a text that no font holds, each once.

    The fonts of the machine are read only for what the office's own and the packaged ones lack.
    """
    wanted = {letter for letter in text if not letter.isspace()}
    for folders in (font_paths, system_folders):
        for folder in folders() if wanted else ():
            known = covered(folder)
            wanted = {letter for letter in wanted if ord(letter) not in known}
    return sorted(wanted)
