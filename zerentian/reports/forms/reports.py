"""Forms for issuing, for outlines and for verifying a file."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zerentian.ledger.rules.periods import Period
from zerentian.organization.forms.days import period_written
from zerentian.organization.forms.texts import TextField
from zerentian.organization.models import Unit
from zerentian.organization.punctuation import bracketed

MOST_BYTES = 64 * 1024 * 1024
PERIOD_HELP = _("For example 2026H1, 2026Q3, 2026-07, 2026 or 2026-01-01..2026-06-30.")


class PeriodField(TextField):
    """A period as people write it; its clean value is a ``Period``."""

    def clean(self, value: Any) -> Period:
        """Refuse what is no period, and show what is one."""
        return period_written(super().clean(value))


class UnitField(forms.ModelChoiceField):  # type: ignore[type-arg]  # no subscript at run time
    """A unit by its present name; the value is its code."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Unit.objects.none(), to_field_name="code", **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        """Return the unit's name and code."""
        return f"{obj.name}{bracketed(obj.code)}"


class IssueForm(forms.Form):
    """What a report is made from, on whom, and for which period."""

    outline = forms.ChoiceField(label=_("Outline"))
    unit = UnitField(label=_("Unit"))
    period = PeriodField(label=_("Period"), max_length=30, help_text=PERIOD_HELP)
    organ = forms.ChoiceField(
        label=_("Issued in the name of"),
        choices=[("", _("the government or office")), ("party", _("the party committee"))],
        required=False,
    )
    recipient = TextField(
        label=_("Addressed to"),
        max_length=80,
        required=False,
        help_text=_("Stands at the head of the report; leave it empty if there is none."),
    )

    def __init__(self, *args: Any, outlines: list[tuple[str, str]], units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outline"].choices = outlines  # type: ignore[attr-defined]
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class SampleForm(forms.Form):
    """What is drawn from, how many, and the inspector's words."""

    unit = UnitField(label=_("Unit"))
    period = PeriodField(label=_("Period"), max_length=30, help_text=PERIOD_HELP)
    figure = forms.ChoiceField(label=_("Drawn from the entries of"))
    count = forms.IntegerField(label=_("How many"), min_value=1, max_value=200, initial=10)
    words = TextField(
        label=_("Your words"),
        max_length=200,
        help_text=_("Any words of yours, written now that you see the checkpoint: they decide the draw."),
    )
    size = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, units: Any, figures: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["figure"].choices = figures  # type: ignore[attr-defined]


class OutlineForm(forms.Form):
    """An outline's text, and the version its writer saw."""

    text = TextField(
        label=_("Text"),
        max_length=60_000,
        widget=forms.Textarea({"rows": 28, "class": "mono", "spellcheck": "false"}),
        help_text=_("Markdown; numbers come from placeholders such as {{ figure deeds.count }}."),
    )
    base = forms.IntegerField(widget=forms.HiddenInput, required=False)
    shown_for = forms.ChoiceField(label=_("Preview for"), required=False)

    def __init__(self, *args: Any, periods: Sequence[Period], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shown_for"].choices = [(one.code, one.label) for one in periods]  # type: ignore[attr-defined]


class NewOutlineForm(OutlineForm):
    """A new outline: its code as well."""

    code = forms.SlugField(
        label=_("Code"),
        max_length=60,
        help_text=_("Small letters, digits and hyphens; the console command knows the outline by it."),
    )
    field_order = ["code", "text", "base", "shown_for"]


class VerifyForm(forms.Form):
    """A file to verify, and what its reader got from elsewhere."""

    file = forms.FileField(
        label=_("Report or paper"),
        required=False,
        help_text=_(
            "A report or a decision letter in Word or PDF, as a page, the proof.zip of a report (best), the case.zip "
            "of a concern, a package for the archive, or a table as it was exported. The file is not kept."
        ),
    )
    vkey = TextField(
        label=_("Verifier key"),
        required=False,
        max_length=400,
        help_text=_("One line, if you got it from elsewhere: then the signing key is checked too."),
    )
    checkpoint = TextField(
        label=_("Checkpoint"),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 5, "class": "mono"}),
        help_text=_(
            "The text of a checkpoint you kept, if you have one. Without a file: that text, or from your "
            "receipt the number of entries, a space and the root, and you are told whether the log is still as it was."
        ),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a file, or a checkpoint alone; tell the file's ``name`` as well."""
        given = super().clean() or {}
        given["name"] = getattr(self.files.get("file"), "name", None) or "report"
        if not given.get("file") and not given.get("checkpoint") and "file" not in self.errors:
            self.add_error("file", _("Choose the file, or enter a checkpoint."))
        return given

    def clean_file(self) -> bytes:
        """Return the file's content, empty without one; refuse one that is too large for this page."""
        file = self.cleaned_data["file"]
        if not file:
            return b""
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("The file is over 64 MB: verify it with verify.py from its proof.zip.")
            )
        data: bytes = file.read()
        return data
