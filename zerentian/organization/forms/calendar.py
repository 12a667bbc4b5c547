"""Forms for the holiday notice and for importing a roster."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from zerentian.organization.forms.carried import bytes_of
from zerentian.organization.forms.days import DayField
from zerentian.organization.forms.texts import TextField
from zerentian.organization.models.clocks import MEASURE_LABELS
from zerentian.organization.rules.clocks import Measure

MAX_ROSTER_BYTES = 1024 * 1024
LONGEST_FILENAME = 200


class NoticeForm(forms.Form):
    """A year's holiday notice as a table."""

    year = forms.IntegerField(label=_("Year"), min_value=2004, max_value=2099)
    notice = TextField(
        label=_("Number of the notice"), max_length=120, help_text=_("Such as 国办发明电〔2024〕12号.")
    )
    issued_on = DayField(label=_("Issued on"), required=False)
    file = forms.FileField(
        label=_("Table"),
        max_length=LONGEST_FILENAME,
        help_text=_(
            ".xlsx or .csv with the columns 日期, 安排 (放假 or 上班) and 名称:"
            " every day off and every weekend day worked."
        ),
    )


class LocalClockForm(forms.Form):
    """How long a local clock runs, by which document, from which day on."""

    length = forms.IntegerField(label=_("Length"), min_value=1, max_value=999)
    measure = forms.ChoiceField(label=_("Counted in"), choices=MEASURE_LABELS.items())
    extension = forms.IntegerField(
        label=_("May be extended by at most"), min_value=0, max_value=999, help_text=_("0: not at all.")
    )
    law = TextField(
        label=_("Document that sets it"),
        max_length=120,
        help_text=_("As printed beside the deadline: 《××县12345热线办理规程》第十条."),
    )
    since = DayField(label=_("In force from"))

    def clean_measure(self) -> Measure:
        """Return the measure as the rules know it."""
        return Measure(self.cleaned_data["measure"])


class RosterForm(forms.Form):
    """One spreadsheet of units, posts and people."""

    file = forms.FileField(
        label=_("Spreadsheet"),
        max_length=LONGEST_FILENAME,
        help_text=_(".xlsx with the sheets 单位, 岗位 and 人员, or a .csv of one of them; 1 MB at most."),
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        """Refuse a file too large to be shown before it is imported."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MAX_ROSTER_BYTES:
            raise forms.ValidationError(_("The file is larger than 1 MB: split it."))
        return file


class CheckedRosterForm(forms.Form):
    """A spreadsheet that was checked, on its way back to be imported: its bytes in Base64."""

    filename = TextField(max_length=LONGEST_FILENAME, widget=forms.HiddenInput)
    content = TextField(max_length=2 * MAX_ROSTER_BYTES, strip=False, widget=forms.HiddenInput)

    def clean_content(self) -> bytes:
        """Return the bytes of the spreadsheet."""
        return bytes_of(self.cleaned_data["content"])
