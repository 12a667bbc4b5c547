"""What a resident does with a code: find it, open it, add to it, say whether it is solved, ask for a review."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zerentian.casework.codes import as_typed
from zerentian.casework.models.labels import SATISFIED, SOLVED
from zerentian.organization.forms.texts import TextField
from zerentian.residents.forms.asking import ResidentFiles

SPOKEN = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}


class CodeForm(forms.Form):
    """A code as it stands on the slip, however it is typed."""

    code = TextField(
        label=_("Query code"),
        max_length=40,
        widget=forms.TextInput(SPOKEN),
        help_text=_("Ten letters and digits. Capitals, blanks and dashes don't matter."),
    )

    def clean_code(self) -> str:
        """Return the code as it was meant."""
        return as_typed(self.cleaned_data["code"])


class SecretForm(forms.Form):
    """The secret of a code."""

    secret = TextField(
        label=_("Secret"),
        max_length=40,
        widget=forms.TextInput(SPOKEN),
        help_text=_("The eight letters and digits below the code on your slip."),
    )

    def clean_secret(self) -> str:
        """Return the secret as it was meant."""
        return as_typed(self.cleaned_data["secret"])


class SupplementForm(forms.Form):
    """More words, and files."""

    words = TextField(label=_("What you want to add"), max_length=3000, widget=forms.Textarea({"rows": 4}))
    evidence = ResidentFiles()


class SolvedForm(forms.Form):
    """Whether it is solved, whether the person is satisfied: two facts, and words."""

    solved = forms.ChoiceField(label=_("Is it solved?"), choices=SOLVED, widget=forms.RadioSelect)
    satisfied = forms.ChoiceField(
        label=_("Are you satisfied with how it was handled?"), choices=SATISFIED, widget=forms.RadioSelect
    )
    words = TextField(
        label=_("In your words"), max_length=2000, required=False, widget=forms.Textarea({"rows": 3})
    )


class ReviewForm(forms.Form):
    """Why the unit above should look at the answer."""

    request = TextField(
        label=_("What you ask for, and why"), max_length=3000, widget=forms.Textarea({"rows": 5})
    )


class ReopenForm(forms.Form):
    """Why a matter that ended is to be taken up again."""

    reason = TextField(
        label=_("What is not settled, or what is new"), max_length=500, widget=forms.Textarea({"rows": 4})
    )


class WithdrawForm(forms.Form):
    """A withdrawal; the reason may stay unsaid."""

    words = TextField(
        label=_("Reason"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("You need not give one."),
    )


class ContactForm(forms.Form):
    """How to reach the person, said anew."""

    name = TextField(label=_("How to address you"), max_length=60, required=False)
    phone = TextField(
        label=_("Phone"), max_length=40, required=False, widget=forms.TextInput({"type": "tel"})
    )
    address = TextField(label=_("Address for letters"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for at least one way; taking all of them out is an erasure, which has a page of its own."""
        if not any(self.cleaned_data.values()):
            raise forms.ValidationError(_("Leave at least one way, or erase your contact data."))
        return self.cleaned_data


class EraseForm(forms.Form):
    """Nothing to fill in."""


class AnswerSearch(forms.Form):
    """Words to look for in published answers."""

    q = TextField(
        label=_("Search the answers"),
        max_length=40,
        required=False,
        widget=forms.TextInput({"type": "search"}),
    )
    category = forms.IntegerField(required=False, widget=forms.HiddenInput)
