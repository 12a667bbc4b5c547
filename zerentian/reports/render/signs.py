"""A sign that no font here prints, in a paper that holds a resident's words: named where it stands.

Whoever writes to the office writes as a phone lets them, and cannot be asked to write it again; nor may one such sign
keep an answer from going out.
"""

import unicodedata
from dataclasses import fields, is_dataclass, replace
from typing import Any

from zerentian.reports.render.fonts import missing
from zerentian.reports.rules.document import Document

FACE = "〔表情〕"


def printable(document: Document) -> Document:
    """Return a document in which every sign that no font here holds is named in its place."""
    signs = {ord(sign): named(sign) for sign in missing("".join(texts_in(document)))}
    spelled: Document = respelled(document, signs) if signs else document
    return spelled


def named(sign: str) -> str:
    """Return what stands for a sign: of a picture that it is one, nothing for what colours another, else its code."""
    kind = unicodedata.category(sign)
    if kind in ("Sk", "Mn", "Me"):
        return ""
    return FACE if kind == "So" else f"〔缺字U+{ord(sign):04X}〕"


def respelled(part: Any, signs: dict[int, str]) -> Any:
    """Return a part of a document with signs spelled otherwise, in whatever it is made of."""
    if isinstance(part, str):
        return part.translate(signs)
    if isinstance(part, tuple):
        return tuple(respelled(one, signs) for one in part)
    if is_dataclass(part) and not isinstance(part, type):
        return replace(part, **{one.name: respelled(getattr(part, one.name), signs) for one in fields(part)})
    return part


def texts_in(part: Any) -> list[str]:
    """Return every text that a part of a document is made of."""
    if isinstance(part, str):
        return [part]
    if isinstance(part, tuple):
        return [text for one in part for text in texts_in(one)]
    if is_dataclass(part):
        return [text for one in fields(part) for text in texts_in(getattr(part, one.name))]
    return []
