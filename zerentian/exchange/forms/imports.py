"""Forms for importing concerns: the file, then which column holds what."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.casework.models.labels import CHANNELS
from zerentian.exchange.rules.mapping import KEYS, TRANSLATED, ColumnMap, is_refused
from zerentian.organization.forms.texts import TextField
from zerentian.organization.models import Account, Unit
from zerentian.organization.rules.rights import Kind

COLUMN_LABELS: Mapping[str, str | Promise] = {
    "number": _("Number at the source"),
    "title": pgettext_lazy("column", "Title"),
    "text": _("What was said"),
    "received_at": _("Received at"),
    "channel": _("Channel"),
    "category": _("Category"),
    "place": _("Place"),
    "contact_name": _("Name of the person"),
    "contact_phone": _("Phone number"),
    "reply": pgettext_lazy("column", "Reply"),
    "replied_at": _("Replied at"),
    "answered_by": _("Answering office"),
    "satisfied": _("Satisfied?"),
    "kind": _("Kind of concern"),
    "happened": _("When it happened"),
    "confidential": _("Confidential?"),
}


SAME_ROWS = [
    ("", _("Ask: name them as errors")),
    ("each", _("Each is a matter of its own: several residents said the same")),
    ("once", _("One matter: the row was copied by mistake")),
]


def townships(account: Account) -> list[Unit]:
    """Return the townships into which an account may import."""
    found = Unit.objects.allowed(account, "concern.import").filter(kind=Kind.TOWNSHIP)
    return list(found.prefetch_related("periods"))


class FileForm(forms.Form):
    """The table, and where it comes from."""

    unit = forms.ChoiceField(label=_("Township"))
    file = forms.FileField(
        label=_("Table"), help_text=_(".xlsx, .xls, .ods or .csv, as the hotline or system exports it.")
    )
    source = TextField(
        label=_("Source"),
        max_length=60,
        required=False,
        help_text=_(
            "Such as 县12345热线; empty: the file's name. The same number of the same source comes in once."
        ),
    )

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices(self, units)


class TableForm(forms.Form):
    """A table sent by a program, with how to bring it in."""

    file = forms.FileField()
    map = forms.FileField(required=False)
    unit = TextField(required=False, max_length=40)
    source = TextField(required=False, max_length=60)
    # Written as 1 or true, 0 or false: a browser's tick, which is there or not, would take 0 for yes.
    sheet = TextField(required=False, max_length=200)
    same_rows = forms.ChoiceField(required=False, choices=[("", ""), ("each", "each"), ("once", "once")])
    dry_run = forms.BooleanField(required=False, widget=forms.TextInput)
    skip_bad = forms.BooleanField(required=False, widget=forms.TextInput)


class ColumnsForm(forms.Form):
    """Which column holds what, on the way between a look and the import."""

    unit = forms.ChoiceField(widget=forms.HiddenInput)
    digest = TextField(max_length=64, widget=forms.HiddenInput)
    name = TextField(max_length=200, widget=forms.HiddenInput)
    source = TextField(label=_("Source"), max_length=60)
    sheet = forms.ChoiceField(label=_("Sheet"), required=False)
    read_sheet = TextField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        units: Sequence[Unit],
        headings: Sequence[str],
        sheets: Sequence[tuple[str, bool]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices(self, units)
        sheet = self.fields["sheet"]
        assert isinstance(sheet, forms.ChoiceField)
        hidden_too = _("%s (hidden)")
        sheet.choices = [(name, hidden_too % name if hidden else name) for name, hidden in sheets]
        if len(sheets) == 1:
            sheet.widget = forms.HiddenInput()
        offered = [("", "—"), *((one, one) for one in headings if one and not is_refused(one))]
        for key in KEYS:
            self.fields[f"column_{key}"] = forms.ChoiceField(
                label=str(COLUMN_LABELS[key]), choices=offered, required=False
            )
        self.fields["channel"] = forms.ChoiceField(
            label=_("Channel where the table says none"), choices=CHANNELS, initial="transfer"
        )
        self.fields["words"] = TextField(
            label=_("Words of the source"),
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("One to a line, for words that are not known here: 云上问 = 留言板"),
        )
        self.fields["same_rows"] = forms.ChoiceField(
            label=_("Rows without a number that are equal in every cell"), choices=SAME_ROWS, required=False
        )
        self.fields["keep"] = forms.BooleanField(
            label=_("Keep these columns for the next file of this source"), required=False
        )

    def columns(self, chosen: ColumnMap | None) -> ColumnMap:
        """Return the map as chosen here; translations of words stay those kept for the source."""
        data = self.cleaned_data
        columns = {key: data[f"column_{key}"] for key in KEYS if data.get(f"column_{key}")}
        defaults = dict(chosen.defaults if chosen else {}) | {"channel": data["channel"]}
        values = {key: {**kept, **self.words()} for key, kept in known(chosen).items()}
        return ColumnMap(columns, defaults, values)

    def words(self) -> dict[str, str]:
        """Return what the words of the source mean, a line each."""
        pairs = (line.partition("=") for line in self.cleaned_data["words"].splitlines())
        return {word.strip(): meaning.strip() for word, sign, meaning in pairs if sign and word.strip()}


def known(chosen: ColumnMap | None) -> dict[str, Mapping[str, str]]:
    """Return the translations kept for a source, with room for more under every key that has any."""
    return {key: chosen.values.get(key, {}) if chosen else {} for key in sorted(TRANSLATED)}


def choices(form: forms.Form, units: Sequence[Unit]) -> None:
    """Offer the townships; where there is one, it is not asked for."""
    field = form.fields["unit"]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [(unit.code, unit.name) for unit in units]
    if len(units) == 1:
        field.widget, field.initial = forms.HiddenInput(), units[0].code
