"""Filters of the pages of no single noun; every filter stands in the address."""

from django import forms
from django.utils.translation import gettext_lazy as _

from zerentian.ledger.models import Seal
from zerentian.ledger.registry import VERBS
from zerentian.ledger.rules.periods import BadPeriod, Period


def verb_choices() -> list[tuple[str, str]]:
    """Return the declared verbs by their labels."""
    return [
        ("", "—"),
        *sorted(((code, verb.label) for code, verb in VERBS.items()), key=lambda pair: pair[1]),
    ]


class TrailFilter(forms.Form):
    """Which entries of the trail to show."""

    verb = forms.ChoiceField(label=_("What happened"), required=False, choices=verb_choices)
    subject = forms.CharField(label=_("Subject"), required=False, max_length=160)
    unit = forms.CharField(label=_("Unit"), required=False, max_length=400)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))


class FigureFilter(forms.Form):
    """For which unit, period and seal to compute a figure."""

    unit = forms.CharField(label=_("Unit"), required=False, max_length=400)
    period = forms.CharField(label=_("Period"), required=False, max_length=30)
    size = forms.IntegerField(label=_("As of seal (entries)"), required=False, min_value=0)

    def clean_period(self) -> str:
        """Refuse what is no period, and show what is one."""
        text: str = self.cleaned_data["period"]
        if text:
            try:
                Period.parse(text)
            except BadPeriod as error:
                raise forms.ValidationError(str(error)) from error
        return text

    def clean_size(self) -> int | None:
        """ "As of" always means a seal."""
        size: int | None = self.cleaned_data["size"]
        if size and not Seal.objects.filter(size=size).exists():
            raise forms.ValidationError(_("No seal has this number of entries."))
        return size
