"""Both languages are whole: every English sentence of the interface has its Chinese, and none escapes gettext."""

import re
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

import django
import pytest
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from zerentian.ledger.registry import FIGURES, VERBS
from zerentian.organization.rules.named_rights import RIGHTS
from zerentian.organization.rules.rights import KEEPERS, ROLES, SYSTEM

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "zerentian"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
# Shown when the program itself is broken: says both languages without gettext.
BILINGUAL = {"500.html"}
CJK = re.compile(r"[\u3400-\u9fff]")
HOLES = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}|%[sd]")
# Names and signs that are the same in every language.
WRITTEN_ALIKE = """Zerentian English SHA UUID PDF HTML Word JSON Markdown Typst XLSX Excel Merkle RFC Ed25519 vkey px MB
    docx xlsx md txt pdf zip verify py sha256sum Ctrl Enter Esc"""
SAME = set(WRITTEN_ALIKE.split())

# A message's context (empty without one) and its text; a plural is a pair.
Message = tuple[str, str | tuple[str, ...]]


def rooms() -> list[Path]:
    """Return every room's folder."""
    return sorted(path.parent for path in PACKAGE.glob("*/__init__.py"))


def templates() -> list[Path]:
    """Return every template of a page."""
    return sorted(PACKAGE.glob("*/templates/**/*.html"))


@cache
def extracted(room: Path) -> list[tuple[str, Message]]:
    """Return (place, message) of everything a room gives to gettext."""
    files = sorted([*room.rglob("*.py"), *room.rglob("templates/**/*.html")])
    return [message for path in files if "tests" not in path.parts for message in messages_of(path)]


def messages_of(path: Path) -> Iterator[tuple[str, Message]]:
    """Yield (place, message) of one file."""
    source = path.read_text()
    if path.suffix == ".html":
        source = "\n".join(line.lstrip() for line in templatize(source).splitlines())
    options = {"encoding": "utf-8"}
    for line, function, words, _comments in extract_python(
        BytesIO(source.encode()), list(KEYWORDS), [], options
    ):
        texts = [words] if isinstance(words, str) else [word for word in words if word]
        context = texts.pop(0) if function and "pgettext" in function and texts else ""
        if texts:
            msgid = tuple(texts[:2]) if "ngettext" in (function or "") else texts[0]
            yield f"{path.relative_to(ROOT)}:{line}", (context, msgid)


@cache
def catalogue() -> dict[Message, object]:
    """Return every Chinese translation of the rooms, and Django's own."""
    chinese: dict[Message, object] = {}
    own = Path(django.__file__).parent.glob("c*/**/locale/zh_Hans/LC_MESSAGES/django.po")
    for path in [*own, *PACKAGE.glob("*/locale/zh_Hans/LC_MESSAGES/django.po")]:
        with path.open("rb") as file:
            for message in read_po(file, locale="zh_Hans"):
                if message.id and message.string and not message.fuzzy and any(message.string):
                    chinese[message.context or "", message.id] = message.string
                    if isinstance(message.id, tuple):
                        chinese[message.context or "", message.id[0]] = message.string
    return chinese


@pytest.mark.parametrize("room", rooms(), ids=lambda room: room.name)
def test_every_sentence_has_its_chinese(room: Path):
    missing = {message: place for place, message in extracted(room) if message not in catalogue()}
    lines = "\n".join(f"{place}  {message!r}" for message, place in missing.items())
    assert not missing, f"put these into {room.name}/locale/zh_Hans/LC_MESSAGES/django.po:\n{lines}"


def test_a_sentence_has_one_chinese_in_all_rooms():
    """Catalogues are merged: of two translations one room's would stand in the other's pages. A context helps."""
    said: dict[tuple[str, object], dict[str, object]] = {}
    for path in PACKAGE.glob("*/locale/zh_Hans/LC_MESSAGES/django.po"):
        with path.open("rb") as file:
            for message in read_po(file, locale="zh_Hans"):
                if message.id:
                    said.setdefault((message.context or "", message.id), {})[path.parts[-5]] = message.string
    assert not {key: rooms for key, rooms in said.items() if len({str(one) for one in rooms.values()}) > 1}


@pytest.mark.parametrize("room", rooms(), ids=lambda room: room.name)
def test_every_sentence_is_written_in_english(room: Path):
    """A law or a document may be cited by its Chinese name; a sentence is English."""
    text = [(place, msgid, "".join(msgid)) for place, (_context, msgid) in extracted(room)]
    assert not [(place, msgid) for place, msgid, said in text if len(CJK.findall(said)) * 3 > len(said)]


def test_a_missing_sentence_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(f"{__name__}.ROOT", tmp_path)
    page = tmp_path / "page.html"
    page.write_text(
        '{% load i18n %}<p>{% translate "Nobody translated me" %}</p>\n'
        "  {% blocktranslate count n=n %}One wolf{% plural %}{{ n }} wolves{% endblocktranslate %}\n"
        '  {% translate "Title" context "of a wolf" %}'
    )
    found = [message for _, message in messages_of(page)]
    wolves = ("", ("One wolf", "%(n)s wolves"))
    assert found == [("", "Nobody translated me"), wolves, ("of a wolf", "Title")]
    assert not [message for message in found if message in catalogue()]


@pytest.mark.parametrize(
    "path", sorted(PACKAGE.glob("*/locale/*/LC_MESSAGES/django.po")), ids=lambda p: p.parts[-5]
)
def test_a_translation_keeps_the_holes_of_its_sentence(path: Path):
    """A hole that is lost, or one that is not filled, breaks the page; a plural may leave its number out."""
    wrong = []
    with path.open("rb") as file:
        for message in read_po(file, locale="zh_Hans"):
            ids = message.id if isinstance(message.id, tuple) else (message.id,)
            texts = message.string if isinstance(message.string, tuple | list) else (message.string,)
            known = {hole for one in ids if one for hole in holes(one)}
            wrong += [(ids[-1], text) for text in texts if text and ids[0] and holes(text) != known]
    assert not wrong


def holes(text: str) -> set[str]:
    """Return the placeholders of a sentence."""
    return {match.group(0) for match in HOLES.finditer(text)}


# -- what escapes gettext ------------------------------------------------------------------------------


def bare_text(source: str) -> str:
    """Return what a page says outside gettext: text between tags, and of attributes that are read out."""
    for gone in (
        r"{%-?\s*blocktrans(?:late)?\b.*?endblocktrans(?:late)?\s*%}",
        r"{%\s*block page_class\s*%}.*?{%\s*endblock\s*%}",
        r"{%\s*comment\b.*?endcomment\s*%}",
        r"{#.*?#}",
        r"{%.*?%}",
        r"{{.*?}}",
        r"<!--.*?-->",
        r"\bdata-[a-z-]+=\"[^\"]*\"",
        r"<(script|style|svg|code|pre)\b.*?</\1>",
        r"<!doctype[^>]*>",
        r"&\w+;",
    ):
        source = re.sub(gone, " ", source, flags=re.DOTALL | re.IGNORECASE)
    said = re.findall(r"""\b(?:title|alt|aria-label|placeholder|label)=["']([^"']*)["']""", source)
    return " ".join([*said, re.sub(r"<[^>]*>", " ", source, flags=re.DOTALL)])


def bare_words(source: str) -> list[str]:
    """Return the English words a page says outside gettext."""
    return [word for word in re.findall(r"[A-Za-z][A-Za-z0-9]+", bare_text(source)) if word not in SAME]


def test_no_page_says_english_words_past_gettext():
    assert bare_words('<p title="Close">Bare {{ name }}</p>{% translate "fine" %}') == ["Close", "Bare"]
    pages = [path for path in templates() if path.name not in BILINGUAL]
    assert not {
        str(path.relative_to(ROOT)): words for path in pages if (words := bare_words(path.read_text()))
    }


def test_no_page_says_chinese_words_past_gettext():
    """Only the name of the language itself, and of the program, is Chinese in an English page."""
    spoken = {
        str(path.relative_to(ROOT)): found
        for path in templates()
        if path.name not in BILINGUAL
        and (found := CJK.findall(re.sub(r"简体中文|中文|责任田", "", bare_text(path.read_text()))))
    }
    assert not spoken


def test_no_script_says_words_of_its_own():
    """Scripts take their sentences from the page (data- attributes), where gettext reaches."""
    scripts = [path for path in PACKAGE.rglob("static/**/*.js") if ".min." not in path.name]
    assert not {path.name: found for path in scripts if (found := CJK.findall(path.read_text()))}


def test_what_is_declared_has_both_languages():
    for one in [*VERBS.values(), *FIGURES.values(), *RIGHTS.values()]:
        assert CJK.search(one.label), one.code
        assert one.label_en, one.code
        assert not CJK.search(one.label_en), one.code
    for role in [*ROLES.values(), *KEEPERS.values(), *SYSTEM.values()]:
        assert CJK.search(role.label), role.code
        assert role.label_en, role.code
    for figure in FIGURES.values():
        assert CJK.search(figure.definition), figure.code
        assert figure.definition_en, figure.code
