"""Forms for bringing in an inspection's list: chosen, looked over, and brought in as it was looked over."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zerentian.organization.forms.carried import bytes_of
from zerentian.organization.forms.days import DayField
from zerentian.organization.forms.texts import TextField
from zerentian.organization.models import Account, Unit
from zerentian.organization.rules.rights import Kind
from zerentian.rectification.forms.fields import UnitChoice, set_choice
from zerentian.rectification.models.labels import SOURCES
from zerentian.rectification.rules.findings import Source

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

MAX_BYTES = 1024 * 1024
LIST_SOURCES = [(one, SOURCES[one]) for one in (Source.INSPECTION, Source.SELF_CHECK, Source.AUDIT)]


class ListForm(forms.Form):
    """Which list it is: its unit, its document, its day."""

    unit = UnitChoice(Unit.objects.none(), label=_("For which unit and below"))
    document = TextField(
        label=_("Document this list is"),
        max_length=120,
        help_text=_("Its name or number. The same row of the same document is brought in once."),
    )
    found_on = DayField(label=_("Found on"), help_text=_("For rows without a day of their own."))
    source = forms.ChoiceField(label=_("Source"), choices=LIST_SOURCES)
    sheet = TextField(
        label=_("Name of the sheet"),
        max_length=60,
        required=False,
        help_text=_("Only when the file has several."),
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.allowed(account, "finding.open").filter(kind=Kind.TOWNSHIP)
        set_choice(self, "unit", units.prefetch_related("periods").order_by("code"))
        self.fields["unit"].initial = units.first()
        self.fields["found_on"].initial = account.today


class ChosenForm(ListForm):
    """A list to be looked over."""

    file = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_(".xlsx, .xls, .ods or .csv, 1 MB at most; one column says what is wrong (存在问题)."),
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        """Refuse a file too large to be shown before it is brought in."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 1 MB: split it."))
        return file


class CheckedForm(ListForm):
    """A list that was looked over, on its way back to be brought in: its bytes in Base64."""

    filename = TextField(max_length=200)
    content = TextField(max_length=2 * MAX_BYTES, strip=False)

    def clean_content(self) -> bytes:
        """Return the bytes of the list."""
        return bytes_of(self.cleaned_data["content"])
