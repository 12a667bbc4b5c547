"""The form that takes a report to be audited: a file or its text, kept by nobody."""

import tempfile
from pathlib import Path
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from zerentian.organization.forms.texts import TextField
from zerentian.reports.reading import Unreadable, read_report

MOST_BYTES = 20 * 1024 * 1024
MOST_SIGNS = 200_000


class AuditForm(forms.Form):
    """A file or pasted text; ``report`` in the cleaned data is the text that counts."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("Word (.docx), PDF with text in it, or plain text. It is read and not kept."),
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

    def clean(self) -> dict[str, Any]:
        """Read the file; refuse when there is neither file nor text."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        upload = cleaned.get("file")
        cleaned["report"] = self._read(upload) if upload else cleaned.get("text", "").strip()
        if not cleaned["report"] and not self.errors:
            self.add_error("file", _("Choose a file or paste the text."))
        return cleaned

    def _read(self, upload: "UploadedFile[Any]") -> str:
        """Return the text of an uploaded file through a temporary copy, or add why it cannot be read."""
        if (upload.size or 0) > MOST_BYTES:
            self.add_error("file", _("The file is larger than 20 MB: save the text without its pictures."))
            return ""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"report{Path(upload.name or '').suffix.lower()}"
            path.write_bytes(upload.read())
            try:
                text = read_report(path)
            except Unreadable as error:
                self.add_error("file", str(error).replace(path.name, upload.name or path.name))
                return ""
        if len(text) > MOST_SIGNS:
            self.add_error("file", _("The text is longer than 200,000 characters: audit it in parts."))
            return ""
        return text
