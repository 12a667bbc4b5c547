"""The numbers that Word prints before paragraphs and that stand in no text: 一、 （一） 1. （1） ①."""

import re
from collections.abc import Callable
from typing import Any

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from lxml import etree

Element = Any  # lxml tells no types
_DIGITS = "〇一二三四五六七八九"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


def chinese(number: int) -> str:
    """Return a number from 1 to 99 as 二十一; digits beyond."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else _DIGITS[tens]) + "十" if tens else ""
    return head + (_DIGITS[ones] if ones or not tens else "")


_FORMATS: dict[str, Callable[[int], str]] = {
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "ideographDigital": chinese,
    "japaneseCounting": chinese,
    "taiwaneseCounting": chinese,
    "decimalEnclosedCircle": lambda number: (
        _CIRCLED[number - 1] if 0 < number <= len(_CIRCLED) else str(number)
    ),
    "decimalEnclosedCircleChinese": lambda number: _CIRCLED[number - 1] if 0 < number <= 20 else str(number),
    "upperLetter": lambda number: chr(64 + number) if 0 < number < 27 else str(number),
    "lowerLetter": lambda number: chr(96 + number) if 0 < number < 27 else str(number),
    "bullet": lambda number: "",
    "none": lambda number: "",
}


class Numbering:
    """Counts the numbered paragraphs of one document in the order they are asked for."""

    def __init__(self, document: WordDocument) -> None:
        """Read the definitions; a document without any has none."""
        self._levels: dict[tuple[str, int], Element] = {}  # (numId, level) → w:lvl
        self._counts: dict[str, dict[int, int]] = {}
        self._by_style = {
            style.get(qn("w:styleId")): found
            for style in document.styles.element.iter(qn("w:style"))
            if (found := style.find(f"{qn('w:pPr')}/{qn('w:numPr')}")) is not None
        }
        parts = [one.target_part for one in document.part.rels.values() if one.reltype.endswith("/numbering")]
        for part in parts:
            self._read(part.element if hasattr(part, "element") else etree.fromstring(part.blob))

    def _read(self, root: Element) -> None:
        """Read which level of which list looks how."""
        abstract = {one.get(qn("w:abstractNumId")): one for one in root.iter(qn("w:abstractNum"))}
        for one in root.iter(qn("w:num")):
            named = one.find(qn("w:abstractNumId"))
            levels = abstract.get(named.get(qn("w:val"))) if named is not None else None
            for level in levels.iter(qn("w:lvl")) if levels is not None else ():
                self._levels[one.get(qn("w:numId")) or "", int(level.get(qn("w:ilvl")) or 0)] = level

    def next(self, paragraph: Element) -> str:
        """Return the number that stands before a paragraph, empty where there is none."""
        properties = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if properties is None:
            style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
            properties = self._by_style.get(style.get(qn("w:val"))) if style is not None else None
        if properties is None:
            return ""
        name, depth = _value(properties, "w:numId"), int(_value(properties, "w:ilvl") or 0)
        level = self._levels.get((name, depth))
        if level is None:
            return ""
        counts = self._counts.setdefault(name, {})
        counts[depth] = counts[depth] + 1 if depth in counts else int(_value(level, "w:start") or 1)
        for deeper in [one for one in counts if one > depth]:
            del counts[deeper]
        text = re.sub(r"%(\d)", lambda found: self._told(name, int(found[1]) - 1), _value(level, "w:lvlText"))
        return "" if _value(level, "w:numFmt") == "bullet" else text

    def _told(self, name: str, depth: int) -> str:
        """Return the count of one level as it is printed."""
        level = self._levels.get((name, depth))
        count = self._counts.get(name, {}).get(depth, 1)
        form = _value(level, "w:numFmt") if level is not None else "decimal"
        return _FORMATS.get(form, str)(count)


def _value(parent: Element, name: str) -> str:
    """Return the value of a child, empty if there is none."""
    found = parent.find(qn(name))
    return (found.get(qn("w:val")) or "") if found is not None else ""
