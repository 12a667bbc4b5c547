"""The manual inside the program: the chapters of ``docs/manual``, each in both languages, found by page and reader.

A chapter is two files, ``NAME.zh.md`` and ``NAME.en.md``. The first line of the Chinese one names the pages whose help
it is, by the names of their addresses: ``<!-- pages: duties:* organization:area* -->``. The longest pattern wins.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "manual"
# The chapters that are written for one sort of reader, in the order in which they are offered.
READERS = ("clerk", "leader", "inspector", "administrator", "residents")
PAGES = re.compile(r"\A<!--\s*pages:\s*(.*?)\s*-->\s*", re.DOTALL)
# A link from chapter to chapter leads inside the program; one to another document is kept as its words.
TO_CHAPTER = re.compile(r"\]\((?:\./)?([a-z-]+)\.(?:zh|en)\.md(#[^)\s]*)?\)")
TO_DOCUMENT = re.compile(r"\[([^\]]+)\]\(\.\./[^)\s]+\)")
# Chinese is written without spaces: a line that goes on in the next is not parted from it by one.
WRAPPED = re.compile(r"(?<=[\u2018-\u201d\u3000-\u9fff\uff00-\uffef])\n *(?=[\u2018-\u201d\u3000-\u9fff*])")
MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the second rank: the anchor one can link to, and its words."""

    anchor: str
    title: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter in one language: title, first sentence, sections, and the whole as HTML made from our own files."""

    name: str
    title: str
    lede: str
    sections: tuple[Section, ...]
    html: SafeString


@cache
def names() -> tuple[str, ...]:
    """Return the names of all chapters: those for a sort of reader first, the others by name."""
    found = {path.name.removesuffix(".zh.md") for path in FOLDER.glob("*.zh.md")}
    return (*(name for name in READERS if name in found), *sorted(found.difference(READERS)))


@cache
def chapter(name: str, language: str) -> Chapter | None:
    """Return a chapter in ``zh`` or ``en``; None when there is no such chapter."""
    if name not in names():
        return None
    tokens = MARKDOWN.parse(inside(source(name, language)))
    sections = tuple(anchored(tokens))
    title = next((text_after(tokens, at) for at, one in enumerate(tokens) if one.tag == "h1"), name)
    lede = next(
        (one.content for one in tokens if one.type == "inline" and one.level == 1 and one.content != title),
        "",
    )
    # Safe: our own files, and the parser was told to escape any HTML in them.
    html = SafeString(MARKDOWN.renderer.render(tokens, MARKDOWN.options, {}))
    return Chapter(name, title, re.sub(r"[`*]|\]\([^)]*\)|\[", "", lede), sections, html)


def source(name: str, language: str) -> str:
    """Return a chapter's Markdown without the line that names its pages."""
    return PAGES.sub("", (FOLDER / f"{name}.{language}.md").read_text(encoding="utf-8"))


def inside(text: str) -> str:
    """Return Markdown for the page: links lead to the program's own help, Chinese lines run on without a space."""
    return WRAPPED.sub("", TO_DOCUMENT.sub(r"\1", TO_CHAPTER.sub(r"](/help/\1/\2)", text)))


def anchored(tokens: Sequence[Token]) -> list[Section]:
    """Give every heading of the second rank an anchor by its number, and return them in order."""
    found: list[Section] = []
    for at, token in enumerate(tokens):
        if token.type == "heading_open" and token.tag == "h2":
            found.append(Section(f"s{len(found) + 1}", text_after(tokens, at)))
            token.attrSet("id", found[-1].anchor)
    return found


def text_after(tokens: Sequence[Token], at: int) -> str:
    """Return the words of the heading that opens at a token."""
    return tokens[at + 1].content.replace("`", "").replace("*", "")


@cache
def pages() -> tuple[tuple[str, str], ...]:
    """Return (pattern of an address's name, chapter) of all chapters, the longest pattern first."""
    found = [
        (pattern, name)
        for name in names()
        if (told := PAGES.match((FOLDER / f"{name}.zh.md").read_text(encoding="utf-8")))
        for pattern in told[1].split()
    ]
    return tuple(sorted(found, key=lambda one: (-len(one[0]), one)))


def chapter_for(page: str) -> str:
    """Return the name of the chapter that helps with a page, by the name of its address; empty when none does."""
    return next((name for pattern, name in pages() if fnmatchcase(page, pattern)), "")
