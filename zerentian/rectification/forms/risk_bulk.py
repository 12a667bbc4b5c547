"""Forms for many risk points at once: a register looked over and brought in, a change previewed and made."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zerentian.organization.forms.carried import bytes_of
from zerentian.organization.forms.texts import TextField
from zerentian.organization.models import Account, Post, Unit
from zerentian.organization.rules.rights import Kind
from zerentian.rectification.forms.fields import PostChoice, UnitChoice, posts_of, set_choice, words
from zerentian.rectification.forms.importing import MAX_BYTES
from zerentian.rectification.forms.risks import RatingFields

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


class RegisterFileForm(forms.Form):
    """Which register it is: its unit and its document."""

    unit = UnitChoice(Unit.objects.none(), label=_("For which unit and below"))
    document = TextField(
        label=_("Document this register is"),
        max_length=120,
        help_text=_("A row that stands here already is left out."),
    )
    sheet = TextField(
        label=_("Name of the sheet"),
        max_length=60,
        required=False,
        help_text=_("Only when the file has several."),
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.allowed(account, "risk.keep").exclude(kind=Kind.COUNTY)
        set_choice(self, "unit", units.prefetch_related("periods").order_by("code"))
        self.fields["unit"].initial = units.order_by("code").first()


class ChosenRegisterForm(RegisterFileForm):
    """A register to be looked over."""

    file = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_(
            ".xlsx, .xls, .ods or .csv, 1 MB at most; columns for name (名称), village (所在村), kind (类型)."
        ),
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        """Refuse a file too large to be shown before it is brought in."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 1 MB: split it."))
        return file


class CheckedRegisterForm(RegisterFileForm):
    """A register that was looked over, on its way back to be brought in: its bytes in Base64."""

    filename = TextField(max_length=200)
    content = TextField(max_length=2 * MAX_BYTES, strip=False)

    def clean_content(self) -> bytes:
        """Return the bytes of the register."""
        return bytes_of(self.cleaned_data["content"])


class RateManyForm(RatingFields):
    """How likely and how grave several points are, and why."""


class HandOverPointsForm(forms.Form):
    """Which post patrols several points from now on, and why."""

    to = PostChoice(Post.objects.none(), label=_("Post that patrols them"))
    reason = words(_("Reason"), rows=2)

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choice(self, "to", posts_of(account, "risk.keep"))
