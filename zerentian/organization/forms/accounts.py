"""Forms for signing in and for accounts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zerentian.organization.forms.texts import TextField
from zerentian.organization.models.accounts import KEEPER_LABELS
from zerentian.organization.models.resets import WHAT_LABELS
from zerentian.organization.rules.names import LONGEST_PERSON, LONGEST_POST


class SignInForm(forms.Form):
    """User name and password."""

    username = TextField(
        label=_("User name"), max_length=60, widget=forms.TextInput({"autocomplete": "username"})
    )
    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput({"autocomplete": "current-password"})
    )


class FirstCodeForm(forms.Form):
    """The first code of a generator that is being set up."""

    code = TextField(
        label=_("One-time code"),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class CodeForm(forms.Form):
    """The code of the moment, or a recovery code."""

    code = TextField(
        label=_("One-time code"),
        max_length=40,
        help_text=_("The six digits that your phone shows now, or one of your recovery codes."),
        widget=forms.TextInput({"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}),
    )


class OwnPasswordForm(forms.Form):
    """The own password, asked once more."""

    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput({"autocomplete": "current-password"})
    )


class NewPasswordForm(forms.Form):
    """A new password, twice."""

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


class PasswordForm(NewPasswordForm):
    """The old password once and the new one twice."""

    old = forms.CharField(
        label=_("Old password"), strip=False, widget=forms.PasswordInput({"autocomplete": "current-password"})
    )
    field_order = ("old", "new", "again")


class SlipForm(NewPasswordForm):
    """The two halves of a reset slip, and the new password."""

    username = TextField(
        label=_("User name"), max_length=60, widget=forms.TextInput({"autocomplete": "username"})
    )
    first = TextField(
        label=_("One half of the slip"), max_length=20, widget=forms.TextInput({"autocomplete": "off"})
    )
    second = TextField(
        label=_("The other half"), max_length=20, widget=forms.TextInput({"autocomplete": "off"})
    )
    field_order = ("username", "first", "second", "new", "again")


class ResetForm(forms.Form):
    """What of an account is to be reset."""

    what = forms.ChoiceField(
        label=_("What is reset"),
        choices=list(WHAT_LABELS.items()),
        widget=forms.RadioSelect,
        initial="password",
    )


class AccountForm(forms.Form):
    """A new account."""

    username = TextField(
        label=_("User name"),
        max_length=60,
        help_text=_("2–60 letters, digits, dots, underscores or hyphens. One person, one account."),
    )
    name = TextField(label=_("Name"), max_length=LONGEST_PERSON)


class EmailForm(forms.Form):
    """Where what waits on the desk is told; empty: nowhere."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,  # as many as a mail server takes (RFC 5321)
        required=False,
        help_text=_("On working days you get how many matters wait. Empty: no mail."),
    )


class NameForm(forms.Form):
    """The name of a person or an area."""

    name = TextField(label=_("Name"), max_length=LONGEST_PERSON)


class TitleForm(forms.Form):
    """The name of a post."""

    name = TextField(label=_("Name"), max_length=LONGEST_POST)


class KeeperForm(forms.Form):
    """One of the three keeper roles."""

    keeper = forms.ChoiceField(label=_("Keeper role"), choices=list(KEEPER_LABELS.items()))


class ConfirmForm(forms.Form):
    """Nothing to fill in: the button is the answer."""
