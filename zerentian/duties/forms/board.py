"""The filter of the duties board, and the reason for excusing an occurrence."""

from django import forms
from django.utils.translation import gettext_lazy as _

from zerentian.organization.forms.texts import TextField


class ExcuseForm(forms.Form):
    """Why an occurrence is excused."""

    reason = TextField(label=_("Reason"), max_length=300, help_text=_("It stays with the record."))
