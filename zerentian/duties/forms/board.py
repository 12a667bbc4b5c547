"""The filter of the duties board, and the reason for excusing an occurrence."""

from django import forms
from django.utils.translation import gettext_lazy as _

from zerentian.duties.rules.lights import Light
from zerentian.organization.forms.texts import TextField


class BoardFilter(forms.Form):
    """Which duties the board shows."""

    light = forms.ChoiceField(
        label=_("Urgency"),
        required=False,
        choices={
            "": _("all"),
            Light.RED: _("overdue"),
            Light.AMBER: _("due soon"),
            Light.GREEN: _("on track"),
            Light.NONE: _("nothing open"),
        },
    )
    off_list = forms.BooleanField(label=_("Off the function list only"), required=False)


class ExcuseForm(forms.Form):
    """Why an occurrence is excused."""

    reason = TextField(label=_("Reason"), max_length=300, help_text=_("It stays with the record."))
