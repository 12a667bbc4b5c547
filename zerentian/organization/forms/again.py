"""The password entered again, and the code beside it, where somebody signs in person."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.organization.forms.texts import TextField


class PasswordField(forms.CharField):
    """The account's own password, entered again."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.PasswordInput({"autocomplete": "current-password"})
        super().__init__(label=_("Your password, again"), strip=False, widget=widget, **kwargs)


class CodeField(TextField):
    """A code of the moment, or a recovery code."""

    def __init__(self, **kwargs: Any) -> None:
        label = pgettext_lazy("second factor", "Code of the moment")
        widget = forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric"})
        super().__init__(label=label, max_length=40, widget=widget, **kwargs)
