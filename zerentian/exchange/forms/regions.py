"""What is asked of any region of a form: the words of its kinds, its heading, and what is said of its figures."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zerentian.exchange.rules.form_maps import (
    BY_HAND,
    COUNT,
    KEPT,
    MOST_DIVISOR,
    PERSONAL,
    TAKEN,
    VILLAGE,
    Kind,
    Part,
    Region,
    Said,
    Span,
)
from zerentian.ledger.registry import FIGURES
from zerentian.organization.models import Unit
from zerentian.organization.punctuation import in_english
from zerentian.organization.rules.tables.cells import letter

KINDS: Mapping[Kind, Any] = {
    Kind.CELL: _("One cell: a figure or a text"),
    Kind.ROWS: _("A list: one row for each record"),
    Kind.MATRIX: _("Units by figures"),
    Kind.STACK: _("Villages' files stacked: their rows begin here"),
    Kind.HAND: _("Typed by hand"),
    Kind.NEVER: _("Not filled: about persons"),
    Kind.KEEP: _("Left as it is"),
}
PARTS: Mapping[Part, Any] = {
    Part.VALUE: _("The value"),
    Part.NUMERATOR: _("Of a share: the part"),
    Part.DENOMINATOR: _("Of a share: the whole"),
    Part.REST: _("Of a share: what is left of the whole"),
    Part.REST_SHARE: _("Of a share: what is left, in per cent"),
}
SPANS: Mapping[Span, Any] = {
    Span.ASKED: _("The period asked for"),
    Span.BEFORE: _("The period before"),
    Span.LAST_YEAR: _("The same period a year before"),
    Span.YEAR: _("From January to the end of the period"),
}
DAYS: Mapping[str, Any] = {
    "": _("As the cell is formatted, else 2026-06-03"),
    "dash": "2026-06-03",
    "dot": "2026.6.3",
    "words": "2026年6月3日",
    "digits": "20260603",
    "short": "6.3",
}
DETAIL_WORDS: Mapping[str, Any] = {
    "part": _("Which part"),
    "span": _("Which days"),
    "divisor": _("Divided by"),
    "places": _("Decimal places"),
}
YES_OR_NO: Mapping[str, Any] = {"": "是 / 否", "tick": "√", "letter": "Y / N", "number": "1 / 0"}
SPECIALS: Mapping[str, Any] = {
    "": _("left empty"),
    COUNT: _("1, 2, 3 …"),
    BY_HAND: _("Typed by hand"),
    PERSONAL: _("Not filled: about persons"),
    KEPT: _("Left as it is"),
}
STACKS: Mapping[str, Any] = {
    "": SPECIALS[""],
    TAKEN: _("As it stands in the village's file"),
    VILLAGE: _("Whose file it is: the village's name"),
    COUNT: SPECIALS[COUNT],
    PERSONAL: SPECIALS[PERSONAL],
    KEPT: SPECIALS[KEPT],
}
PREFIX = "="


def figure_choices(empty: Any) -> list[tuple[str, Any]]:
    """Return all figures by their labels in the reader's language."""
    english = in_english()
    named = [(code, one.label_en if english else one.label) for code, one in FIGURES.items()]
    return [("", empty), *sorted(named, key=lambda one: (one[0].split(".")[0], one[1]))]


class RegionForm(forms.Form):
    """The details of a region; what needs none has only its place."""

    def __init__(
        self,
        *args: Any,
        sheet: str,
        kind: Kind,
        area: str,
        start: Region,
        units: Sequence[Unit],
        named: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sheet, self.kind, self.area, self.start, self.units = sheet, kind, area, start, units
        self.named = named
        self.build()

    def build(self) -> None:
        """Add the fields that the kind needs."""

    def heading(self, column: str) -> str:
        """Return a column's letters with its heading."""
        return f"{column} {self.named.get(column, '')}".strip()

    def region(self) -> Region:
        """Return the region that was described."""
        return Region(self.sheet, self.kind, self.area)


class SaidForm(RegionForm):
    """A region with a figure in each of its columns: which, what of it, of which days, divided and rounded how."""

    chosen_in = ""  # How the fields begin in which the figures are chosen.

    def add_details(self, column: str) -> None:
        """Ask of a column what is said of its figure besides its name."""
        said = self.start.across.get(column) or Said()
        made: dict[str, forms.Field] = {
            "part": forms.ChoiceField(choices=PARTS.items(), required=False),
            "span": forms.ChoiceField(choices=SPANS.items(), required=False),
            "divisor": forms.IntegerField(min_value=1, max_value=MOST_DIVISOR, required=False),
            "places": forms.IntegerField(min_value=0, max_value=4, required=False),
        }
        for name, field in made.items():
            field.initial, field.label = getattr(said, name), f"{column} {DETAIL_WORDS[name]}"
            self.fields[f"{name}_{column}"] = field

    def lines(self) -> list[tuple[str, list[tuple[Any, Any]]]]:
        """Return for each column its heading, and its fields with what each is called."""
        words = {self.chosen_in: _("What goes there"), **DETAIL_WORDS}
        return [
            (self.heading(column), [(word, self[f"{name}_{column}"]) for name, word in words.items()])
            for column in columns_of(self.start)
        ]

    def rest(self) -> list[Any]:
        """Return the fields that are of no column."""
        of_columns = {field.name for _heading, fields in self.lines() for _word, field in fields}
        return [field for field in self if field.name not in of_columns]

    def detailed(self, column: str, code: str) -> Said:
        """Return what a column says of a figure: as it was where nothing else was asked."""
        before = self.start.across.get(column)
        said = before if before and before.figure == code else Said(figure=code)
        if f"part_{column}" not in self.data:
            return said
        data = self.cleaned_data
        return replace(
            said,
            part=Part(data[f"part_{column}"]),
            span=Span(data[f"span_{column}"]),
            divisor=data[f"divisor_{column}"] or 1,
            places=data[f"places_{column}"] or 0,
        )


def columns_of(region: Region) -> list[str]:
    """Return the letters of a region's columns, as many as a form can hold."""
    box = region.box
    return [letter(one) for one in range(box.first_column, min(box.last_column, box.first_column + 60) + 1)]


def rows_of(region: Region) -> range:
    """Return a region's rows, as many as a form can hold."""
    return range(region.box.first_row, min(region.box.last_row, region.box.first_row + 60) + 1)
