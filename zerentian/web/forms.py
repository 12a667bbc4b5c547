"""Filters of the pages of no single noun; every filter stands in the address."""

from functools import cache
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zerentian.ledger.models import Seal
from zerentian.ledger.registry import VERBS
from zerentian.organization.forms.days import DayField, period_written
from zerentian.organization.forms.texts import TextField
from zerentian.organization.models import Account, Unit, UnitPeriod
from zerentian.organization.models.units import covering
from zerentian.organization.telling import period_words, verb_words


def verb_choices() -> list[tuple[str, str]]:
    """Return the declared verbs by what they say, in the language of the page."""
    said = [(code, verb_words(code)) for code in VERBS]
    return [("", "—"), *sorted(said, key=lambda pair: pair[1])]


def unit_choices(account: Account) -> list[tuple[str, str]]:
    """Return the units an account may see today, by path, set in by their depth."""
    spans = UnitPeriod.objects.filter(covering(account.today), unit__in=Unit.objects.visible_to(account))
    units = list(spans.order_by("path").values_list("path", "name"))
    top = min((path.count("/") for path, _name in units), default=0)
    return [(path, "　" * (path.count("/") - top) + name) for path, name in units]


def period_choices(account: Account, chosen: str) -> list[tuple[str, str]]:
    """Return the periods of this year and the last, and the one that was chosen."""
    year = account.today.year
    codes = [f"{one}{part}" for one in (year, year - 1) for part in ("", "H1", "H2", "Q1", "Q2", "Q3", "Q4")]
    if chosen and chosen not in codes:
        codes.append(chosen)
    return [(code, period_words(code)) for code in codes]


class UnitFilter(forms.Form):
    """A filter that begins with a unit, chosen among those the account may see."""

    unit = TextField(label=_("Unit"), required=False, max_length=400, widget=forms.Select)

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account
        # Asked for when it is drawn: a filter that is only read draws none.
        self.fields["unit"].widget.choices = cache(lambda: [("", "—"), *unit_choices(account)])


class TrailFilter(UnitFilter):
    """Which entries of the trail to show."""

    field_order = ("verb", "subject", "unit", "since", "until")

    verb = forms.ChoiceField(label=_("What happened"), required=False, choices=verb_choices)
    subject = TextField(label=_("Subject"), required=False, max_length=160)
    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("Until"), required=False)

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, account=account, **kwargs)
        self.fields["verb"].widget.choices = cache(verb_choices)


class FigureFilter(UnitFilter):
    """For which unit, period and seal to compute a figure."""

    period = TextField(label=_("Period"), required=False, max_length=30, widget=forms.Select)
    size = forms.IntegerField(label=_("As of seal (entries)"), required=False, min_value=0)

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, account=account, **kwargs)
        chosen = str(self["period"].value() or "").strip()
        self.fields["period"].widget.choices = period_choices(account, chosen)

    def clean_period(self) -> str:
        """Refuse what is no period, and show what is one."""
        text: str = self.cleaned_data["period"]
        if text:
            period_written(text)
        return text

    def clean_size(self) -> int | None:
        """ "As of" always means a seal."""
        size: int | None = self.cleaned_data["size"]
        if size and not Seal.objects.filter(size=size).exists():
            raise forms.ValidationError(_("No seal has this number of entries."))
        return size
