"""Forms for depositing files and for lawful erasure."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from zerentian.evidence.actions import Received, receive
from zerentian.evidence.models import GROUND_LABELS, OUTCOME_LABELS
from zerentian.evidence.rules.pairs import OUTCOMES
from zerentian.evidence.rules.sniffing import ACCEPT, KINDS
from zerentian.evidence.store import path_of
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.forms.texts import TextField

MOST_FILES = 20
TAKEN = _("Photos, PDF, OFD, Office, WPS, text, MP4, MP3, AMR; places are removed from photos.")
TAKEN_IF_ANY = _(
    "Optional. Photos, PDF, OFD, Office, WPS, text, MP4, MP3, AMR; places are removed from photos."
)
SLIP = "zerentian.evidence.received"
SLIP_SECONDS = 12 * 60 * 60


class ManyFiles(forms.FileInput):
    """A choice of several files at once; those received with an earlier try stand above it, ticked."""

    allow_multiple_selected = True
    template_name = "evidence/many_files.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"accept": ACCEPT, **(attrs or {})})
        self.kept: list[Received] = []

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        """Return the slips of files received before, then the files just sent."""
        slips = data.getlist(f"{name}-kept") if isinstance(data, MultiValueDict) else []
        sent = files.getlist(name) if isinstance(files, MultiValueDict) else [files.get(name)]
        return [*slips, *(file for file in sent if file)]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add what was received before to what the template shows."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        return context | {"kept": [(received.name, slip_of(received)) for received in self.kept]}


def slip_of(received: Received) -> str:
    """Return a signed slip by which the same browser deposits a received file without sending it again."""
    captured_at = received.captured_at.isoformat() if received.captured_at else ""
    return signing.dumps(
        [
            received.name,
            received.sha256,
            received.size,
            received.kind.code,
            captured_at,
            received.fingerprint,
        ],
        salt=SLIP,
    )


def received_by(slip: str) -> Received:
    """Return what a slip stands for; ValidationError when it is forged, too old, or its file has gone."""
    try:
        name, sha256, size, kind, captured_at, fingerprint = signing.loads(
            slip, salt=SLIP, max_age=SLIP_SECONDS
        )
    except signing.BadSignature as error:
        raise forms.ValidationError(_("An earlier upload has expired: choose the file again.")) from error
    if not path_of(sha256).is_file():
        raise forms.ValidationError(_("An earlier upload has expired: choose the file again."))
    taken = datetime.fromisoformat(captured_at) if captured_at else None
    return Received(name, sha256, size, KINDS[kind], taken, fingerprint)


class EvidenceField(forms.FileField):
    """Files to deposit; its clean value is a list of ``Received``, safely on disk and not yet recorded.

    What is wrong with one file is said with its name. When the form is shown again, for whatever reason, the
    sound ones are kept on it and need not be sent again.
    """

    widget = ManyFiles

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Evidence"))
        kwargs.setdefault("required", False)
        kwargs.setdefault("help_text", TAKEN if kwargs["required"] else TAKEN_IF_ANY)
        super().__init__(**kwargs)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Tell whether anything was sent: a row of a table of forms without files is an empty row."""
        return bool(data)

    def clean(self, data: Any, initial: Any = None) -> list[Received]:
        """Receive each file; raise one error for each that is refused."""
        sent: Sequence[str | UploadedFile[bytes]] = data or []
        if self.required and not sent:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(sent) > MOST_FILES:
            raise forms.ValidationError(
                ngettext("At most %(n)d file at once.", "At most %(n)d files at once.", MOST_FILES)
                % {"n": MOST_FILES}
            )
        received: list[Received] = []
        errors: list[forms.ValidationError] = []
        for one in sent:
            try:
                received.append(received_by(one) if isinstance(one, str) else received_from(one))
            except forms.ValidationError as error:
                errors.append(error)
        if isinstance(self.widget, ManyFiles):
            self.widget.kept = received
        if errors:
            raise forms.ValidationError(errors)
        return received


def received_from(file: "UploadedFile[bytes]") -> Received:
    """Receive one uploaded file; a refusal becomes a ValidationError that names it."""
    try:
        return receive(file, name=file.name or "")  # type: ignore[arg-type]
    except NotAllowed as refusal:
        raise forms.ValidationError(f"{file.name}：{refusal}") from refusal


class DepositForm(forms.Form):
    """Files to deposit on their own, before anything refers to them."""

    evidence = EvidenceField(label=_("Files"), required=True)


class ErasureForm(forms.Form):
    """A request to erase a file."""

    ground = forms.ChoiceField(
        label=_("Legal ground"),
        choices=GROUND_LABELS,
        widget=forms.RadioSelect,
        help_text=_("Article 47 of the Personal Information Protection Law."),
    )
    reason = TextField(
        label=_("Why the file must go"),
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Do not repeat the personal data themselves."),
    )


class DecisionForm(forms.Form):
    """What a second person decides on a request to erase."""

    answer = TextField(
        label=_("Reason"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Needed to refuse."),
    )


class JudgementForm(forms.Form):
    """What a person decides on a pair of files, and why."""

    outcome = forms.ChoiceField(
        label=_("What you find"),
        choices=[(code, OUTCOME_LABELS[code]) for code in OUTCOMES],
        widget=forms.RadioSelect,
        help_text=_(
            "Used twice: one photo stands for two deeds. Explained: it may do so, or two shots of one place; say why."
        ),
    )
    reason = TextField(label=_("Reason"), max_length=1000, widget=forms.Textarea({"rows": 3}))


class TextJudgementForm(JudgementForm):
    """What a person decides on two texts; ``seen`` is the digest of what the page showed."""

    seen = TextField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].help_text = _(
            "Used twice: one was copied from the other. Explained: work done alike may be told alike; say why."
        )


class TakeBackForm(forms.Form):
    """Why a decision on a pair is taken back."""

    reason = TextField(label=_("Reason"), max_length=1000, widget=forms.Textarea({"rows": 3}))
