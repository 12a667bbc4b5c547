"""The form that takes a report to be audited: a file or its text, kept by nobody."""

from pathlib import Path
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from zerentian.ledger.files import scratch_folder
from zerentian.organization.forms.texts import TextField
from zerentian.reports.papers import read_paper
from zerentian.reports.reading import Unreadable

MOST_BYTES = 20 * 1024 * 1024
MOST_SIGNS = 200_000


class HiddenLines(forms.Textarea):
    """Several lines that go along unseen: in a hidden field of one line the last report would be one sentence."""

    input_type = "hidden"  # by which Django knows that it is not shown


class AuditForm(forms.Form):
    """A file or pasted text; ``report`` in the cleaned data is the text that counts."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("Word (.docx), PDF with text in it, or plain text. It is read and not kept."),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".docx,.pdf,.txt"}),
    )
    last = forms.FileField(
        label=_("The last report"),
        help_text=_("If you have it: what was taken over word for word is shown."),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".docx,.pdf,.txt"}),
    )
    text = TextField(
        label=_("Or paste the text"),
        help_text=_("One paragraph a line."),
        required=False,
        max_length=MOST_SIGNS,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    last_text = TextField(
        required=False, max_length=MOST_SIGNS, strip=False, widget=HiddenLines({"hidden": True})
    )

    def clean(self) -> dict[str, Any]:
        """Read the files; refuse when there is neither file nor text. ``outcome`` tells of a paper of our own."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cleaned["outcome"], cleaned["proved"] = None, frozenset()
        upload, last = cleaned.get("file"), cleaned.get("last")
        cleaned["report"] = self._read(upload, "file") if upload else cleaned.get("text", "").strip()
        cleaned["last_report"] = self._read(last, "last") if last else cleaned.get("last_text", "").strip()
        if not cleaned["report"] and not self.errors:
            self.add_error("file", _("Choose a file or paste the text."))
        return cleaned

    def _read(self, upload: "UploadedFile[Any]", field: str) -> str:
        """Return the text of an uploaded file through a temporary copy, or add why it cannot be read."""
        if (upload.size or 0) > MOST_BYTES:
            self.add_error(field, _("The file is larger than 20 MB: save the text without its pictures."))
            return ""
        name = upload.name or "report"
        with scratch_folder("audit") as folder:
            path = folder / f"report{Path(name).suffix.lower()}"
            path.write_bytes(upload.read())
            try:
                read = read_paper(path)
            except Unreadable as error:
                self.add_error(field, str(error).replace(path.name, name))
                return ""
        if field == "file":
            self.cleaned_data["outcome"], self.cleaned_data["proved"] = read.outcome, read.proved
        if len(read.text) > MOST_SIGNS:
            self.add_error(field, _("The text is longer than 200,000 characters: audit it in parts."))
            return ""
        return read.text
