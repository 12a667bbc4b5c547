"""No door lets a text in that holds what nobody sees: forms, programs, tables, maps, names of files, the console.

The rule itself is tried in ``zerentian/ledger/tests/test_texts.py``.
"""

import ast
import io
from dataclasses import replace
from importlib import import_module
from xml.etree import ElementTree

import click
import pytest
from django import forms
from django.db import connection
from django.urls import reverse
from openpyxl import Workbook

from tests.test_architecture import SOURCES, TREES, place
from tests.test_days import ROOT
from zerentian.casework import actions
from zerentian.casework.models import Concern, Contact, Reply
from zerentian.casework.rules.concerns import Channel
from zerentian.casework.tests.conftest import *  # noqa: F403
from zerentian.cli import COMMANDS, EXPORTS, IMPORTS, PlainText, zerentian
from zerentian.evidence.actions.deposits import kept_name
from zerentian.evidence.rules.sniffing import KINDS
from zerentian.exchange.actions.imports import import_concerns
from zerentian.exchange.rules.mapping import NotAllowed, read_map
from zerentian.exchange.tests.test_imports import DONE, HEADINGS, OPEN, sheet
from zerentian.ledger.rules.texts import unseen_in
from zerentian.organization.forms.texts import TextField
from zerentian.organization.rules.tables.reading import read_book

# Zero width, turned around, control, a line's end of another system, a mark of order, half a pair, decomposed.
SIGNS = "\u200b\u202e\x0b\x07\u2028\ufeff\u2066\u200d"
# Their own validators allow only a closed set of signs.
CLOSED = (forms.EmailField, forms.SlugField, forms.RegexField, forms.UUIDField)


def form_texts() -> list[tuple[type, dict[str, forms.CharField]]]:
    """Return the fields in which people write words, of every form class of every room that has some."""
    for path in [*ROOT.glob("*/forms/*.py"), *ROOT.glob("*/forms.py")]:
        import_module(".".join(["zerentian", *path.relative_to(ROOT).with_suffix("").parts]))
    classes, found = [forms.Form], []
    while classes:
        kind = classes.pop()
        classes += kind.__subclasses__()
        if kind.__module__.startswith("zerentian.") and ".tests." not in kind.__module__:
            words = {
                name: field
                for name, field in kind.base_fields.items()
                if isinstance(field, forms.CharField) and not isinstance(field.widget, forms.PasswordInput)
            }
            found += [(kind, words)] if words else []
    return found


def dirty(text: str) -> str:
    """Return a text with unseen signs before, behind and between its own."""
    return SIGNS + SIGNS.join(text) + SIGNS


FORM_TEXTS = form_texts()
each_form = pytest.mark.parametrize(
    ("kind", "words"), FORM_TEXTS, ids=[kind.__name__ for kind, _ in FORM_TEXTS]
)


def test_every_room_with_forms_is_looked_at() -> None:
    rooms = {kind.__module__.split(".")[1] for kind, _ in FORM_TEXTS}
    assert rooms >= {
        "casework",
        "community",
        "duties",
        "exchange",
        "organization",
        "rectification",
        "reports",
    }
    assert sum(len(words) for _, words in FORM_TEXTS) > 400


def said_in(field: forms.CharField, text: str) -> str | None:
    """Return what a field makes of a text; None where it refuses it."""
    try:
        return field.clean(text)
    except forms.ValidationError:
        return None


@pytest.mark.django_db  # Some fields ask what day it is.
@each_form
def test_every_text_of_every_form_is_plain(kind, words) -> None:
    for name, field in words.items():
        if isinstance(field, CLOSED):
            assert said_in(field, dirty("a1")) is None, name
            continue
        assert isinstance(field, TextField), f"{kind.__name__}.{name}: use organization.forms.texts"
        said = said_in(field, dirty("2026H1"))  # None: not the words, but another rule of this field
        assert not isinstance(said, str) or not unseen_in(said), name
        assert not isinstance(said, str) or isinstance(field.widget, forms.Textarea) or "\n" not in said, name


@each_form
def test_a_text_in_which_nothing_is_seen_is_no_answer(kind, words) -> None:
    for name, field in words.items():
        if field.required:
            assert said_in(field, "\u200b\u2060 \u3164\ufeff") is None, name
        elif not isinstance(field, CLOSED):
            assert field.clean("\u200b\u2060 \u3164\ufeff") == "", name


def test_no_form_takes_words_by_another_field() -> None:
    """Fields made while a form is built are found where they are written: only passwords have Django's own."""
    found = [
        place(path, node)
        for path in SOURCES
        for node in ast.walk(TREES[path])
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "forms.CharField"
        and "PasswordInput" not in ast.unparse(node)
    ]
    assert not found, f"use organization.forms.texts.TextField: {found}"


def commands(group: click.Group) -> list[click.Command]:
    """Return all commands under a group."""
    context = click.Context(group)
    inner = [
        command for name in group.list_commands(context) if (command := group.get_command(context, name))
    ]
    return [
        one
        for each in inner
        for one in ([each, *commands(each)] if isinstance(each, click.Group) else [each])
    ]


def test_every_text_typed_at_the_console_is_plain() -> None:
    found = commands(zerentian)
    assert len(found) >= len(COMMANDS) + len(IMPORTS) + len(EXPORTS)
    texts = [
        (command.name, one.name, one.type)
        for command in found
        for one in command.params
        if isinstance(one.type, click.types.StringParamType)
    ]
    assert len(texts) > 20
    assert not [(command, name) for command, name, kind in texts if not isinstance(kind, PlainText)]
    assert PlainText().convert("迟\u200b报\r\n", None, None).strip() == "迟报"


def as_csv(*rows):
    return sheet(*rows), "热线.csv"


def as_xlsx(*rows):
    """Return rows as a spreadsheet; control signs stand in it as such programs write them."""
    book, stream = Workbook(), io.BytesIO()
    for row in [HEADINGS, *rows]:
        book.active.append([cell.replace("\x0b", "_x000B_").replace("\x07", "_x0007_") for cell in row])
    book.save(stream)
    stream.seek(0)
    return stream, "热线.xlsx"


@pytest.mark.parametrize("written", [as_csv, as_xlsx])
def test_every_text_that_an_import_brings_is_plain(township, receptionist, now, written) -> None:
    texts = {0, 1, 2, 5, 7}
    rows = [
        [dirty(cell) if at in texts and cell else f"\u200b{cell}\ufeff" for at, cell in enumerate(row)]
        for row in (OPEN, DONE)
    ]
    stream, name = written(*rows)
    done = import_concerns(stream, name=name, unit=township, by=receptionist, now=now)
    assert (done.created, done.errors) == (2, [])
    brought = Concern.objects.order_by("source_number")
    assert [one.source_number.replace("\n", "") for one in brought] == ["R-1", "R-2"]
    said = [text for one in brought for text in (one.title, one.text, one.place)]
    said += [Reply.objects.get().reasons, Contact.objects.first().reached.name]
    assert not [text for text in said if unseen_in(text)]


def test_a_cell_in_which_nothing_is_seen_is_blank() -> None:
    book = read_book(io.BytesIO("编号,内容\n1,\u200b\n\u200b,\u3164\n".encode()), "t.csv")
    assert [cells for _, cells in book.grids[0].rows] == [{0: "编号", 1: "内容"}, {0: "1"}]


def test_a_refused_column_is_refused_however_it_is_hidden() -> None:
    with pytest.raises(NotAllowed, match="账号"):
        read_map('[columns]\ntext = "内容"\nplace = "账\u200b号"\n')


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("现场\u202egpj.exe", "现场gpj.exe"),
        ("照\u200b片\r\n.jpg", "照片 .jpg"),
        ("cafe\u0301.pdf", "café.pdf"),
        ("\ufeff签到表.xlsx", "签到表.xlsx"),
    ],
)
def test_the_name_of_a_file_is_plain(sent, kept) -> None:
    assert kept_name(sent, KINDS["text"]) == kept


def test_where_an_entry_is_written_an_unseen_sign_is_refused_whatever_door_let_it_in(
    said, township, resident, now
) -> None:
    come = {"unit": township, "channel": Channel.FORM, "by": resident, "now": now}
    with pytest.raises(NotAllowed, match=r"看不见的字符（U\+202E）"):
        actions.receive_concern(replace(said, text="村口\u202e路灯不亮。"), **come)
    assert actions.receive_concern(said, **come).concern.text == said.text


@pytest.fixture
def published_long_ago(answered, receptionist, now):
    """An answer from a time before the rule: its row holds a control sign."""
    made = actions.publish_answer(
        answered, title="路灯已修复", question="村口路灯不亮。", answer="已更换。", by=receptionist, now=now
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE casework_publicanswer SET title = %s, answer = %s WHERE id = %s",
            ["路灯\x0b已修复", "控制器\x0c已更换\ufffe。", made.pk],
        )
    made.refresh_from_db()
    return made


def test_the_feed_stands_though_an_old_answer_holds_a_control_sign(client, published_long_ago) -> None:
    answer = client.get(reverse("residents:feed"))
    assert answer.status_code == 200
    feed = ElementTree.fromstring(answer.content)
    assert [one.text for one in feed.iter("{http://www.w3.org/2005/Atom}title")][1:] == ["路灯 已修复"]


def test_an_old_row_with_an_unseen_sign_can_still_be_withdrawn(published_long_ago, receptionist, now) -> None:
    actions.unpublish_answer(published_long_ago, reason="重写", by=receptionist, now=now)
    published_long_ago.refresh_from_db()
    assert published_long_ago.withdrawn_at == now
