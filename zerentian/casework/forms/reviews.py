"""Forms for reviews: a request is registered, the superior decides."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zerentian.casework.models.labels import OUTCOMES
from zerentian.casework.rules.reviews import Level
from zerentian.organization.forms.days import DayField
from zerentian.organization.forms.texts import TextField


class ReviewAskForm(forms.Form):
    """What the person asks the unit above to review, and when it arrived."""

    request = TextField(
        label=_("The request and its reasons"), max_length=4000, widget=forms.Textarea({"rows": 5})
    )
    asked_on = DayField(
        label=_("Day it arrived"),
        help_text=_("A late request is taken all the same, and marked as late."),
    )
    organ = TextField(
        label=_("Who rechecks"),
        max_length=120,
        help_text=_("The organ above the one that reviewed, when it does not work in this system."),
    )

    def __init__(self, *args: Any, level: Level, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["asked_on"].initial = today
        self.fields["asked_on"].widget.attrs["max"] = today.isoformat()
        if level is Level.REVIEW:
            del self.fields["organ"]

    def clean_asked_on(self) -> date:
        """Refuse a day that has not come yet."""
        day: date = self.cleaned_data["asked_on"]
        if day > self.today:
            raise forms.ValidationError(_("This day has not come yet."))
        return day


class OpinionForm(forms.Form):
    """The opinion of who reviews."""

    outcome = forms.ChoiceField(label=_("The opinion"), choices=OUTCOMES, widget=forms.RadioSelect)
    reasons = TextField(label=_("The reasons"), max_length=8000, widget=forms.Textarea({"rows": 6}))
