"""Forms for things that are lent and for bookings of venues; who borrows or books stays in no browser's draft."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.community.forms.activities import keeping
from zerentian.community.forms.notices import UnitChoice, choose
from zerentian.community.models import Item
from zerentian.community.models.labels_of_items import CONDITIONS, SORTS
from zerentian.community.models.reachable import Caller
from zerentian.community.rules.lending import KEPT_DAYS, LENT_DAYS, LONGEST_DAYS, MOST_COPIES, Sort
from zerentian.organization.forms.days import DayField, MomentField
from zerentian.organization.forms.texts import TextField, never_kept
from zerentian.organization.models import Account, Unit


class ItemForm(forms.Form):
    """A thing that is lent."""

    title = TextField(
        label=pgettext_lazy("item", "What it is"),
        max_length=120,
        help_text=_("Such as: projector; a book's title."),
    )
    sort = forms.ChoiceField(label=pgettext_lazy("item", "Sort"), choices=SORTS.items())
    copies = forms.IntegerField(label=_("How many there are"), min_value=1, max_value=MOST_COPIES, initial=1)
    shelf = TextField(label=_("Where it is fetched"), max_length=120)
    days = forms.IntegerField(
        label=_("Days for which it is lent"), min_value=1, max_value=LONGEST_DAYS, initial=LENT_DAYS
    )
    kept_days = forms.IntegerField(
        label=_("Days after its return on which name and telephone are erased"),
        min_value=1,
        max_value=LONGEST_DAYS,
        initial=KEPT_DAYS,
    )

    def __init__(self, *args: Any, account: Account, item: Item | None = None, **kwargs: Any) -> None:
        if item is not None:
            names = ("title", "sort", "copies", "shelf", "days", "kept_days")
            kwargs["initial"] = {name: getattr(item, name) for name in names}
        super().__init__(*args, **kwargs)
        if item is None:
            self.fields["unit"] = UnitChoice(Unit.objects.none(), label=_("Lent by"))
            choose(self, "unit", keeping(account))
            own = account.units_on(account.today)
            self.fields["unit"].initial = own[0] if own else None

    def clean_sort(self) -> Sort:
        """Return the sort as the action takes it."""
        return Sort(self.cleaned_data["sort"])


class CallerForm(forms.Form):
    """Whoever borrows or books: a name and a telephone, nothing else."""

    name = TextField(label=_("What may we call you?"), max_length=40)
    phone = TextField(
        label=_("Telephone"), max_length=20, help_text=_("Kept encrypted, and erased some days afterwards.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        never_kept(self, *Caller._fields)

    @property
    def told(self) -> Caller:
        """Return who it is and how to reach them."""
        return Caller(self.cleaned_data["name"], self.cleaned_data["phone"])


class LoanForm(CallerForm):
    """Somebody borrows a thing until a day."""

    due = DayField(label=_("To be back on"))


class DueForm(forms.Form):
    """Until when it may be kept."""

    due = DayField(label=_("To be back on"))


class BackForm(forms.Form):
    """How it came back."""

    condition = forms.ChoiceField(label=_("How it came back"), choices=CONDITIONS.items())


class BookingForm(CallerForm):
    """Somebody takes a venue for some hours."""

    purpose = TextField(
        label=_("What it is for"), max_length=120, help_text=_("Such as: rehearsal of the dragon dance team.")
    )
    begins_at = MomentField(label=_("Begins"))
    ends_at = MomentField(label=_("Ends"))
    field_order = ("purpose", "begins_at", "ends_at", "name", "phone")
