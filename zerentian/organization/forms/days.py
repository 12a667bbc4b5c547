"""Fields for a day and for a moment, as every form of every room has them."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zerentian.ledger.clock import now
from zerentian.ledger.rules.days import FIRST_DAY, in_range, last_day, period_within
from zerentian.ledger.rules.periods import BadPeriod, Period, local_day
from zerentian.ledger.rules.verbs import Day


def refuse_stray(day: date, years: int) -> None:
    """Refuse a day that nothing can have, naming those that are allowed (``ledger.rules.days``)."""
    today = local_day(now())
    if not in_range(day, today, years):
        raise forms.ValidationError(
            _("Not between %(first)s and %(last)s: check the year."),
            params={"first": FIRST_DAY, "last": last_day(today, years)},
        )


def period_written(text: str) -> Period:
    """Return the period that was written; refuse what is none, and days that nothing can have."""
    try:
        return period_within(text, local_day(now()))
    except BadPeriod as error:
        raise forms.ValidationError(str(error)) from error


class DayField(forms.DateField):
    """A day, with the browser's own calendar; up to ``years`` after today."""

    def __init__(self, *, years: int = Day.YEARS, **kwargs: Any) -> None:
        self.years = years
        super().__init__(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **kwargs)

    def validate(self, value: date | None) -> None:
        """Refuse a day out of range."""
        super().validate(value)
        if value is not None:
            refuse_stray(value, self.years)


class MomentField(forms.DateTimeField):
    """A moment, with the browser's own calendar and clock; its day has the range of a ``DayField``."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"), **kwargs
        )

    def validate(self, value: datetime | None) -> None:
        """Refuse a moment whose day is out of range."""
        super().validate(value)
        if value is not None:
            refuse_stray(value.date(), Day.YEARS)
