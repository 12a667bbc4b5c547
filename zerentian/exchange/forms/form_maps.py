"""Forms in which a form of another office is mapped, region by region."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zerentian.exchange.forms.regions import (
    DAYS,
    KINDS,
    PARTS,
    PREFIX,
    SPANS,
    SPECIALS,
    STACKS,
    YES_OR_NO,
    RegionForm,
    SaidForm,
    columns_of,
    figure_choices,
    rows_of,
)
from zerentian.exchange.rules.form_maps import (
    MOST_DIVISOR,
    Kind,
    Part,
    Region,
    Said,
    Span,
)
from zerentian.organization.forms.texts import TextField
from zerentian.organization.records import Records
from zerentian.organization.rules.tables.cells import letter
from zerentian.organization.subjects import SUBJECTS


def list_choices() -> list[tuple[str, Any]]:
    """Return all lists of records that rooms declare."""
    return [(kind, one.records.label) for kind, one in SUBJECTS.items() if one.records]


class PlaceForm(forms.Form):
    """Which cells are meant, and what is done there."""

    area = TextField(label=_("Cells"), max_length=20, help_text=_("Such as B5, or B5:D9."))
    kind = forms.ChoiceField(label=_("What goes there"), choices=KINDS.items(), initial=Kind.CELL)
    records = forms.ChoiceField(label=_("For a list: of what"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["records"]
        field.choices = list_choices()


class CellForm(RegionForm):
    """What one cell says."""

    figure = forms.ChoiceField(label=_("Figure"), required=False)
    text = TextField(
        label=_("Or a text"),
        max_length=300,
        required=False,
        help_text=_(
            "{unit}, {organ}, {period}, {year}, {month}, {day}, {last} and codes of figures in braces are filled in."
        ),
    )
    part = forms.ChoiceField(label=_("Which part"), choices=PARTS.items(), required=False)
    span = forms.ChoiceField(label=_("Which days"), choices=SPANS.items(), required=False)
    unit = forms.ChoiceField(label=_("Of which unit"), required=False)
    divisor = forms.IntegerField(
        label=_("Divided by"),
        min_value=1,
        max_value=MOST_DIVISOR,
        initial=1,
        help_text=_("1000 for thousands."),
    )
    places = forms.IntegerField(label=_("Decimal places"), min_value=0, max_value=4, initial=0)

    def build(self) -> None:
        """Offer figures and units, beginning with what is mapped or suggested."""
        choices: Any = self.fields["figure"]
        choices.choices = figure_choices("—")
        choices = self.fields["unit"]
        choices.choices = [("", _("The form's own")), *((one.code, one.name) for one in self.units)]
        said = self.start.said
        for name in Said.__dataclass_fields__:
            self.fields[name].initial = getattr(said, name)

    def clean(self) -> dict[str, Any]:
        """Ask for a figure or a text."""
        data: dict[str, Any] = super().clean() or {}
        if bool(data.get("figure")) == bool(data.get("text")):
            raise forms.ValidationError(_("Choose a figure, or write a text."))
        return data

    def region(self) -> Region:
        """Return the cell."""
        data = self.cleaned_data
        said = Said(
            figure=data["figure"],
            part=Part(data["part"]),
            unit=data["unit"],
            span=Span(data["span"]),
            divisor=data["divisor"],
            places=data["places"],
            text=data["text"],
        )
        return Region(self.sheet, self.kind, self.area, said)


class RowsForm(SaidForm):
    """What goes into each column of a list."""

    chosen_in = "column"

    days = forms.ChoiceField(label=_("Days are written"), choices=DAYS.items(), required=False)
    yes_no = forms.ChoiceField(label=_("Yes and no are written"), choices=YES_OR_NO.items(), required=False)

    def build(self) -> None:
        """Offer fields for every column, and what the list may be narrowed by."""
        records = self.records
        for column in columns_of(self.start):
            self.fields[f"column_{column}"] = forms.ChoiceField(
                label=self.heading(column),
                choices=list(self.column_choices(records)),
                initial=self.chosen(column),
                required=False,
            )
            if self.start.records == "unit":
                self.add_details(column)
        for name, (label, codes) in records.filters.items():
            self.fields[f"filter_{name}"] = forms.MultipleChoiceField(
                label=_("Only: %(what)s") % {"what": label},
                choices=list(codes.items()),
                initial=self.start.filters.get(name, ()),
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        self.fields["days"].initial, self.fields["yes_no"].initial = self.start.days, self.start.yes_no

    def lines(self) -> list[tuple[str, list[tuple[Any, Any]]]]:
        """Return the columns with their details; none of a list that has no figures."""
        return super().lines() if self.start.records == "unit" else []

    @property
    def records(self) -> Records:
        """Return the list that is meant."""
        found = SUBJECTS[self.start.records].records
        assert found is not None
        return found

    def chosen(self, column: str) -> str:
        """Return what is in a column so far."""
        if column in self.start.across:
            return f"{PREFIX}{self.start.across[column].figure}"
        return self.start.columns.get(column, "")

    def column_choices(self, records: Records) -> Sequence[tuple[str, Any]]:
        """Return what a column may hold: a field, a number, and for units a figure."""
        fields = [(name, one.label) for name, one in records.fields.items()]
        figures: list[tuple[str, Any]] = []
        if self.start.records == "unit":
            figures = [(f"{PREFIX}{code}", label) for code, label in figure_choices("") if code]
        return [
            ("", SPECIALS[""]),
            *fields,
            *((code, one) for code, one in SPECIALS.items() if code),
            *figures,
        ]

    def region(self) -> Region:
        """Return the list."""
        data = self.cleaned_data
        chosen = {
            name.removeprefix("column_"): value for name, value in data.items() if name.startswith("column_")
        }
        figures = {
            one: value.removeprefix(PREFIX) for one, value in chosen.items() if value.startswith(PREFIX)
        }
        across = {one: self.detailed(one, code) for one, code in figures.items()}
        columns = {one: value for one, value in chosen.items() if value and one not in across}
        # What the form had no room for stays as it is.
        across = {one: said for one, said in self.start.across.items() if one not in chosen} | across
        columns = {one: name for one, name in self.start.columns.items() if one not in chosen} | columns
        filters = {
            name.removeprefix("filter_"): tuple(value)
            for name, value in data.items()
            if name.startswith("filter_") and value
        }
        return Region(
            self.sheet,
            self.kind,
            self.area,
            records=self.start.records,
            filters=filters,
            columns=columns,
            across=across,
            days=data["days"],
            yes_no=data["yes_no"],
        )


class StackForm(RegionForm):
    """What each column of the villages' rows is filled with."""

    days = forms.ChoiceField(label=_("Days are written"), choices=DAYS.items(), required=False)

    def build(self) -> None:
        """Ask of every column whether it is taken from the files."""
        for column in columns_of(self.start):
            self.fields[f"column_{column}"] = forms.ChoiceField(
                label=self.heading(column),
                choices=STACKS.items(),
                initial=self.start.columns.get(column, ""),
                required=False,
            )
        self.fields["days"].initial = self.start.days

    def region(self) -> Region:
        """Return the block of prepared rows; columns that the form had no room for stay as they are."""
        data, shown = self.cleaned_data, set(columns_of(self.start))
        columns = {one: what for one, what in self.start.columns.items() if one not in shown}
        columns |= {one: data[f"column_{one}"] for one in shown if data[f"column_{one}"]}
        return Region(self.sheet, self.kind, self.area, columns=columns, days=data["days"])


class MatrixForm(SaidForm):
    """Which figure stands in each column, and whose each row is."""

    chosen_in = "across"

    def build(self) -> None:
        """Offer figures for the columns and units for the rows."""
        for column in columns_of(self.start):
            said = self.start.across.get(column)
            self.fields[f"across_{column}"] = forms.ChoiceField(
                label=self.heading(column),
                choices=figure_choices("—"),
                initial=said.figure if said else "",
                required=False,
            )
            self.add_details(column)
        offered = [
            ("", "—"),
            ("own", _("The form's own unit")),
            *((one.code, one.name) for one in self.units),
        ]
        for row in rows_of(self.start):
            found = self.start.down.get(str(row))
            self.fields[f"down_{row}"] = forms.ChoiceField(
                label=f"{_('Row %(row)s') % {'row': row}} {self.named.get(str(row), '')}".strip(),
                choices=offered,
                initial=(found.unit or "own") if found else "",
                required=False,
            )

    def region(self) -> Region:
        """Return the matrix."""
        data = self.cleaned_data
        across = {
            name.removeprefix("across_"): self.detailed(name.removeprefix("across_"), code)
            for name, code in data.items()
            if name.startswith("across_") and code
        }
        down = {
            name.removeprefix("down_"): self.of_row(name.removeprefix("down_"), "" if code == "own" else code)
            for name, code in data.items()
            if name.startswith("down_") and code
        }
        # What the form had no room for stays as it is.
        start, box = self.start, self.start.box
        shown = {letter(one) for one in range(box.first_column, box.last_column + 1)}
        return replace(
            start,
            sheet=self.sheet,
            area=self.area,
            across={
                one: said
                for one, said in start.across.items()
                if one in shown and f"across_{one}" not in self.fields
            }
            | across,
            down={
                row: said
                for row, said in start.down.items()
                if box.first_row <= int(row) <= box.last_row and f"down_{row}" not in self.fields
            }
            | down,
        )

    def of_row(self, row: str, unit: str) -> Said:
        """Return what a row says: as it was where the unit is the same."""
        before = self.start.down.get(row)
        return before if before and before.unit == unit else Said(unit=unit)


REGION_FORMS: Mapping[Kind, type[RegionForm]] = {
    Kind.CELL: CellForm,
    Kind.ROWS: RowsForm,
    Kind.MATRIX: MatrixForm,
    Kind.STACK: StackForm,
}


class ClearForm(forms.Form):
    """Which region is taken out of the map."""

    sheet = TextField(max_length=60, widget=forms.HiddenInput)
    area = TextField(max_length=20, widget=forms.HiddenInput)
