"""Forms for signing in and for accounts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zerentian.organization.models.accounts import KEEPER_LABELS


class SignInForm(forms.Form):
    """User name and password."""

    username = forms.CharField(
        label=_("User name"), max_length=60, widget=forms.TextInput({"autocomplete": "username"})
    )
    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput({"autocomplete": "current-password"})
    )


class PasswordForm(forms.Form):
    """The old password once and the new one twice."""

    old = forms.CharField(
        label=_("Old password"), strip=False, widget=forms.PasswordInput({"autocomplete": "current-password"})
    )
    new = forms.CharField(
        label=_("New password"),
        strip=False,
        help_text=_(
            "At least 8 characters of three kinds (capitals, small letters, digits, signs), without your user name"
            " and name, and none of your last 3."
        ),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("New password again"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a repetition that differs."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("new") != data.get("again"):
            self.add_error("again", _("The two new passwords differ: type them again."))
        return data


class AccountForm(forms.Form):
    """A new account."""

    username = forms.CharField(
        label=_("User name"),
        max_length=60,
        help_text=_("2–60 letters, digits, dots, underscores or hyphens. One person, one account."),
    )
    name = forms.CharField(label=_("Name"), max_length=60)


class EmailForm(forms.Form):
    """Where what waits on the desk is told; empty: nowhere."""

    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        help_text=_("On working days you get how many matters wait. Empty: no mail."),
    )


class NameForm(forms.Form):
    """The name of a person or a post."""

    name = forms.CharField(label=_("Name"), max_length=80)


class KeeperForm(forms.Form):
    """One of the three keeper roles."""

    keeper = forms.ChoiceField(label=_("Keeper role"), choices=list(KEEPER_LABELS.items()))


class ConfirmForm(forms.Form):
    """Nothing to fill in: the button is the answer."""
