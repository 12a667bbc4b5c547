"""The parts of a list as HTML: rows of cells, and the fields of its filters. Made here, not in a template: a page has
hundreds of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext

from zerentian.organization.listing.asked import COLUMNS, FIRST, LAST, SORT, WORDS, Asked
from zerentian.organization.listing.safe import safe
from zerentian.organization.listing.signs import LIGHTS, deadline
from zerentian.organization.lists import Cell, Choice, Column, Look, Only, Span
from zerentian.organization.telling import day_words

EMPTY = SafeString("")
NOTHING = "—"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the filters: its label, the id it is labelled for, and itself."""

    label: Any
    name: str
    html: SafeString


def words_of(cell: Cell) -> SafeString:
    """Return a cell's words: as a link, with its sign, as a deadline."""
    if cell.light in LIGHTS:
        return deadline(cell.light, cell.due)
    if cell.state is not None:
        sign = f"{safe(cell.sign)} " if cell.sign else ""
        return SafeString(f'<span class="state {safe(cell.state)}">{sign}{safe(cell.words)}</span>')
    if cell.picture:
        return format_html(
            '<a class="with-thumbnail" href="{}"><img class="thumbnail" src="{}" alt="" width="64" height="48"'
            ' loading="lazy"><span>{}</span></a>',
            *(cell.url, cell.picture, cell.words),
        )
    if cell.url:
        return SafeString(f'<a href="{safe(cell.url)}">{safe(cell.words)}</a>')
    return SafeString(safe(cell.words or (day_words(cell.due) if cell.due else NOTHING)))


def cell_html(column: Column, cell: Cell) -> SafeString:
    """Return one cell of the table."""
    tags = "".join(f' <span class="tag">{safe(tag)}</span>' for tag in cell.tags)
    note = f'<br><span class="note">{safe(cell.note)}</span>' if cell.note else ""
    style = "main" if column.main else "number" if column.number else "plain"
    if not (cell.words or cell.due or cell.note):
        style = "void"  # a phone's card leaves it out
    return SafeString(
        f'<td class="{style}" data-label="{safe(column.label)}">{words_of(cell)}{tags}{note}</td>'
    )


def row_html(row: Any, columns: Sequence[Column], look: Look, box: SafeString | None) -> SafeString:
    """Return one row of the table; ``box`` is its tick box, None where the list has none."""
    cells = "".join(cell_html(column, column.cell(row, look)) for column in columns)
    tick = "" if box is None else f'<td class="tick-one">{safe(box)}</td>'
    return SafeString(f"<tr>{tick}{cells}</tr>")


def box_html(key: str, label: str) -> SafeString:
    """Return the tick box of a row."""
    return SafeString(f'<input type="checkbox" name="row" value="{safe(key)}" aria-label="{safe(label)}">')


def select(name: str, choices: Sequence[tuple[str, Any]], value: str, nothing: str) -> SafeString:
    """Return a field with a closed list of choices."""
    options = "".join(
        f'<option value="{safe(code)}"{" selected" if code == value else ""}>{safe(label)}</option>'
        for code, label in choices
    )
    return SafeString(
        f'<select name="{name}" id="filter-{name}"><option value="">{safe(nothing)}</option>{options}</select>'
    )


def text_input(name: str, kind: str, value: str) -> SafeString:
    """Return a field for words or for a day."""
    return format_html(
        '<input type="{}" name="{}" id="filter-{}" value="{}" maxlength="60">', kind, name, name, value
    )


def first_fields(asked: Asked) -> list[Field]:
    """Return the fields that stand in sight: words, and the filters most used."""
    listed = asked.listed
    fields = []
    if listed.speak or listed.find:
        fields.append(Field(listed.words_label, WORDS, text_input(WORDS, "search", asked.words)))
    return fields + [
        choice_field(one, asked) for one in listed.filters if isinstance(one, Choice) and one.first
    ]


def folded_fields(asked: Asked) -> list[Field]:
    """Return the fields that are folded: the other filters, the period, and what the list is sorted by."""
    fields = []
    for one in asked.listed.filters:
        if isinstance(one, Choice) and not one.first:
            fields.append(choice_field(one, asked))
        if isinstance(one, Span):
            for name, label in ((FIRST, one.label_first), (LAST, one.label_last)):
                day = asked.days.get(name)
                fields.append(Field(label, name, text_input(name, "date", day.isoformat() if day else "")))
    return [*fields, *sort_field(asked)]


def choice_field(one: Choice, asked: Asked) -> Field:
    """Return the field of a filter with a closed list."""
    value = asked.values.get(one.name, "")
    return Field(one.label, one.name, select(one.name, asked.choices[one.name], value, gettext("all")))


def sort_field(asked: Asked) -> list[Field]:
    """Return the field for sorting, for screens without a heading to press; none where nothing can be sorted."""
    sorts: list[tuple[str, Any]] = []
    for column in asked.listed.columns:
        if column.order:
            sorts.append((column.key, gettext("%(column)s, ascending") % {"column": column.label}))
            sorts.append((f"-{column.key}", gettext("%(column)s, descending") % {"column": column.label}))
    if not sorts:
        return []
    here, down = asked.sort
    value = f"{'-' * down}{here.key}" if here and asked.query.get(SORT) else ""
    usual = pgettext("order of a list", "usual")
    return [Field(gettext("Sorted by"), SORT, select(SORT, sorts, value, usual))]


def column_boxes(asked: Asked) -> list[SafeString]:
    """Return a box for each column that may be left out or added."""
    shown = {column.key for column in asked.columns}
    return [
        format_html(
            '<label><input type="checkbox" name="{}" value="{}"{}> {}</label>',
            *(COLUMNS, one.key, SafeString(" checked") if one.key in shown else EMPTY, one.label),
        )
        for at, one in enumerate(asked.listed.columns)
        if at and not one.main
    ]


def hidden_fields(asked: Asked) -> SafeString:
    """Return what the form of the filters carries on: the tab, and a matter that another page led to."""
    only = {one.name for one in asked.listed.filters if isinstance(one, Only)}
    kept: Mapping[str, str] = {name: value for name, value in asked.kept if name in only or name == "tab"}
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', kept.items())


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's heading: its label, where sorting by it leads (empty: nowhere), and how it is sorted now."""

    label: Any
    url: str
    sorted: str
    number: bool


def headings(asked: Asked) -> list[Heading]:
    """Return the headings of the columns; pressing one that is sorted by turns it round."""
    by, down = asked.sort
    found = []
    for column in asked.columns:
        here = column is by
        turned = column.key if here and down else f"-{column.key}" if here else column.key
        sortable = bool(column.order) and not (asked.words and asked.listed.find)
        state = ("descending" if down else "ascending") if here and sortable else ""
        found.append(
            Heading(column.label, asked.address(sort=turned) if sortable else "", state, column.number)
        )
    return found
