"""Forms for many risk points at once: a register looked over and brought in, a change previewed and made."""

import base64
import binascii
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.organization.forms.texts import TextField
from zerentian.organization.models import Account, Post, Unit
from zerentian.organization.rules.rights import Kind
from zerentian.rectification.actions.risks import Rating
from zerentian.rectification.forms.fields import PostChoice, UnitChoice, posts_of, set_choice, words
from zerentian.rectification.forms.importing import MAX_BYTES
from zerentian.rectification.forms.risks import MARKS
from zerentian.rectification.models.risk_labels import RISK_LEVELS
from zerentian.rectification.rules.risks import RiskLevel

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

KEPT = [("", _("as it is"))]


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
        try:
            return base64.b64decode(self.cleaned_data["content"], validate=True)
        except binascii.Error as error:
            raise forms.ValidationError(_("The file was damaged on its way: choose it again.")) from error


class ManyForm(forms.Form):
    """What changes for many points: their rating, the post that patrols them, or both."""

    likelihood = forms.TypedChoiceField(
        label=_("Likelihood"), choices=[*KEPT, *MARKS], coerce=int, empty_value=None, required=False
    )
    impact = forms.TypedChoiceField(
        label=_("Impact"), choices=[*KEPT, *MARKS], coerce=int, empty_value=None, required=False
    )
    level = forms.ChoiceField(
        label=pgettext_lazy("risk", "Level"),
        choices=[("", _("by the scale")), *RISK_LEVELS.items()],
        required=False,
        help_text=_("Only where no scale is set here."),
    )
    to = PostChoice(
        Post.objects.none(), label=_("Post that patrols them"), required=False, empty_label=_("as it is")
    )
    reason = words(_("Reason"), rows=2)

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choice(self, "to", posts_of(account, "risk.keep"))

    def clean(self) -> dict[str, Any]:
        """Ask for both marks or none."""
        said: dict[str, Any] = super().clean() or {}
        if (said.get("likelihood") is None) != (said.get("impact") is None):
            self.add_error("impact", _("Choose likelihood and impact, or neither."))
        return said

    @property
    def rating(self) -> Rating | None:
        """Return the rating for all of them, None where it stays as it is."""
        said = self.cleaned_data
        if said["likelihood"] is None:
            return None
        level = RiskLevel(said["level"]) if said["level"] else None
        return Rating(said["likelihood"], said["impact"], said["reason"], level)
