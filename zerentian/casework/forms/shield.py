"""The form before contact data is shown: what for, and why."""

from django import forms
from django.utils.translation import gettext_lazy as _

from zerentian.casework.models.labels import REVEAL_PURPOSES
from zerentian.organization.forms.texts import TextField


class RevealForm(forms.Form):
    """What the contact is needed for, and why now."""

    purpose = forms.ChoiceField(
        label=_("What the contact is needed for"), choices=REVEAL_PURPOSES, widget=forms.RadioSelect
    )
    reason = TextField(
        label=_("Reason"),
        max_length=300,
        help_text=_("It is kept as an entry; the supervisor reads it."),
        widget=forms.TextInput({"data-draft-never": ""}),
    )
