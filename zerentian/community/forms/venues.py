"""Forms for venues: their hours, and what is told of single days."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from zerentian.community.forms.activities import keeping
from zerentian.community.forms.notices import UnitChoice, choose, words
from zerentian.community.models import Venue
from zerentian.community.models.venues import Told
from zerentian.organization.forms.days import DayField
from zerentian.organization.forms.texts import TextField
from zerentian.organization.models import Account, Unit

WEEKDAYS = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)


class VenueForm(forms.Form):
    """A venue: where it is, when it is open, on weekdays and on holidays, what is in it."""

    name = TextField(label=pgettext_lazy("venue", "Name"), max_length=80)
    place = TextField(label=pgettext_lazy("venue", "Address"), max_length=120)
    phone = TextField(label=_("Telephone of the venue"), max_length=40, required=False)
    equipment = words(
        _("What is there"), required=False, most=500, hint=_("Such as: stage, 80 chairs, piano.")
    )

    def __init__(self, *args: Any, account: Account, venue: Venue | None = None, **kwargs: Any) -> None:
        if venue is not None:
            named = {name: getattr(venue, name) for name in ("name", "place", "phone", "equipment")}
            hours = {f"day{at}": venue.hours_on(at) for at in range(7)}
            of_holidays = venue.holiday_hours
            hours["holidays"] = pgettext("venue", "closed") if of_holidays == "" else of_holidays or ""
            kwargs["initial"] = named | hours
        super().__init__(*args, **kwargs)
        for at, weekday in enumerate(WEEKDAYS):
            self.fields[f"day{at}"] = TextField(label=weekday, max_length=80, required=False)
        self.fields["day0"].help_text = _("Such as 8:30-12:00, 14:30-17:30. Empty: closed on that day.")
        self.fields["holidays"] = TextField(
            label=_("Holidays"),
            max_length=80,
            required=False,
            help_text=_(
                "Days that the law or the yearly notice gives off. Empty: as on the weekday. Or: closed."
            ),
        )
        if venue is None:
            self.fields["unit"] = UnitChoice(Unit.objects.none(), label=pgettext_lazy("venue", "Kept by"))
            choose(self, "unit", keeping(account))
            own = account.units_on(account.today)
            self.fields["unit"].initial = own[0] if own else None

    @property
    def said(self) -> dict[str, Any]:
        """Return what was said, the hours of the week as a list."""
        said = self.cleaned_data
        kept = {name: said[name] for name in ("name", "place", "phone", "equipment", "holidays")}
        return kept | {"hours": [said[f"day{at}"] for at in range(7)]}


class ClosureForm(forms.Form):
    """Days on which a venue is closed."""

    first = DayField(label=_("Closed from"))
    last = DayField(label=_("Closed until"))
    reason = TextField(label=_("Why it is closed"), max_length=300)
    urgent = forms.BooleanField(
        label=_("Something sudden forces it"),
        required=False,
        help_text=_("A planned closure is told seven days before. This one then stands out on the page."),
    )


class OtherHoursForm(forms.Form):
    """Days on which a venue is open at other hours than its week says."""

    first = DayField(label=_("From"))
    last = DayField(label=_("Until"))
    hours = TextField(
        label=_("Open on these days"), max_length=80, help_text=_("Such as 9:00-12:00, 14:00-20:00.")
    )
    reason = TextField(label=_("Why the hours are others"), max_length=300)
    urgent = forms.BooleanField(
        label=_("Something sudden forces it"),
        required=False,
        help_text=_("Shorter hours are told seven days before, longer ones at any time."),
    )


class CallOffForm(forms.Form):
    """From which day on a closure, or other hours, hold no more."""

    first = DayField(label=_("Holds no more from"))
    reason = TextField(label=_("Reason"), max_length=300)
    urgent = forms.BooleanField(
        label=_("Something sudden forces it"),
        required=False,
        help_text=_("Where people would find it shut who read that it is open."),
    )

    def __init__(self, *args: Any, told: Told, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first"].initial = max(told.first, today)
