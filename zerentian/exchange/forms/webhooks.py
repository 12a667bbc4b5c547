"""The form in which an address is named that is told what has moved."""

from django import forms
from django.utils.translation import gettext_lazy as _

from zerentian.exchange.models.webhooks import KINDS
from zerentian.exchange.rules.webhooks import LONGEST_URL
from zerentian.organization.forms.again import PasswordField
from zerentian.organization.forms.days import DayField
from zerentian.organization.forms.texts import TextField


class EndpointForm(forms.Form):
    """Who is told, under which address, of what, until when; the password once more."""

    label = TextField(
        label=_("Which system is told"), max_length=60, help_text=_("Such as the platform 县督查平台.")
    )
    url = TextField(
        label=_("Address that takes the messages"),
        max_length=LONGEST_URL,
        help_text=_("It begins with https:// and is given by that system."),
    )
    kinds = forms.MultipleChoiceField(
        label=_("It is told of"), choices=KINDS.items(), widget=forms.CheckboxSelectMultiple
    )
    last = DayField(label=_("Until"), help_text=_("A year at most."))
    password = PasswordField()


class AgainForm(forms.Form):
    """The password once more."""

    password = PasswordField()
