"""The form for an access key."""

from django import forms
from django.utils.translation import gettext_lazy as _

from zerentian.organization.forms.days import DayField
from zerentian.organization.forms.texts import TextField


class FeedForm(forms.Form):
    """The password once more, before an address is made that opens without it."""

    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )


class KeyForm(forms.Form):
    """What an access key is for, what it may do, until when; the password once more."""

    label = TextField(
        label=_("Which program uses it"), max_length=60, help_text=_("Such as 县12345热线对接.")
    )
    writes = forms.BooleanField(
        label=_("It may import concerns"), required=False, help_text=_("Without this it only reads.")
    )
    last = DayField(
        label=_("Good until"),
        help_text=_("A year at most."),
    )
    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )
