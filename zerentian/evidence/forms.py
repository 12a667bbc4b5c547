"""Forms for depositing files and for lawful erasure."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from zerentian.evidence.actions import Received, receive
from zerentian.evidence.models import GROUND_LABELS
from zerentian.evidence.rules.sniffing import ACCEPT
from zerentian.ledger.rules.refusals import NotAllowed

MOST_FILES = 20


class ManyFiles(forms.FileInput):
    """A choice of several files at once."""

    allow_multiple_selected = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"accept": ACCEPT, **(attrs or {})})


class EvidenceField(forms.FileField):
    """Files to deposit; its clean value is a list of ``Received``, safely on disk and not yet recorded.

    What is wrong with one file is said with its name; the others need not be chosen again in vain: nothing is
    recorded unless all are sound.
    """

    widget = ManyFiles

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Evidence"))
        kwargs.setdefault("required", False)
        kwargs.setdefault(
            "help_text",
            _("Optional. Photos, PDF, Office files, text, MP4, MP3; places are removed from photos."),
        )
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Received]:
        """Receive each file; raise one error for each that is refused."""
        files: Sequence[UploadedFile[bytes]] = [file for file in (data or []) if file]
        if self.required and not files:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(files) > MOST_FILES:
            raise forms.ValidationError(
                ngettext("At most %(n)d file at once.", "At most %(n)d files at once.", MOST_FILES)
                % {"n": MOST_FILES}
            )
        received, errors = [], []
        for file in files:
            try:
                received.append(receive(file, name=file.name or ""))  # type: ignore[arg-type]
            except NotAllowed as refusal:
                errors.append(forms.ValidationError(f"{file.name}：{refusal}"))
        if errors:
            raise forms.ValidationError(errors)
        return received


class DepositForm(forms.Form):
    """Files to deposit on their own, before anything refers to them."""

    evidence = EvidenceField(
        label=_("Files"),
        required=True,
        help_text=_("Photos, PDF, Office files, text, MP4, MP3; places are removed from photos."),
    )


class ErasureForm(forms.Form):
    """A request to erase a file."""

    ground = forms.ChoiceField(
        label=_("Legal ground"),
        choices=GROUND_LABELS,
        widget=forms.RadioSelect,
        help_text=_("Article 47 of the Personal Information Protection Law."),
    )
    reason = forms.CharField(
        label=_("Why the file must go"),
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Do not repeat the personal data themselves."),
    )


class DecisionForm(forms.Form):
    """What a second person decides on a request to erase."""

    answer = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Needed to refuse."),
    )
