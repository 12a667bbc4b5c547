"""Forms for activities and the parties that sign up."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.community.actions.activities import Plan
from zerentian.community.forms.notices import UnitChoice, choose, words
from zerentian.community.models import Activity, Venue
from zerentian.community.models.activities import Reached
from zerentian.community.models.labels_of_activities import COUNTINGS, DOORS, KINDS, STATES
from zerentian.community.rules.activities import (
    KEPT_DAYS,
    LARGEST_CAPACITY,
    LARGEST_PARTY,
    MOST_IN_SERIES,
    OFFER_HOURS,
    Door,
    Kind,
)
from zerentian.duties.forms.deeds import DutyChoice
from zerentian.duties.models import Duty
from zerentian.organization.forms.days import MomentField
from zerentian.organization.forms.texts import TextField, never_kept
from zerentian.organization.models import Account, Unit
from zerentian.organization.rules.rights import Kind as UnitKind


def keeping(account: Account) -> Any:
    """Return the units for which an account keeps venues and activities."""
    units = Unit.objects.allowed(account, "activity.keep").exclude(kind=UnitKind.COUNTY)
    return units.prefetch_related("periods").order_by("code")


class VenueChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice of a venue by its name."""

    def label_from_instance(self, obj: Venue) -> str:
        """Return name and place."""
        return f"{obj.name} · {obj.place}"


class SmallForm(forms.Form):
    """A form that only confirms."""


class ActivityFilter(forms.Form):
    """Which activities to list."""

    q = TextField(label=_("Words"), required=False, max_length=60)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("to come and to report")), ("all", _("all")), *STATES.items()],
    )


class WhenForm(forms.Form):
    """Time and venue."""

    venue = VenueChoice(Venue.objects.none(), label=_("Venue"))
    begins_at = MomentField(label=_("Begins"))
    ends_at = MomentField(label=_("Ends"))

    def __init__(self, *args: Any, account: Account, activity: Activity | None = None, **kwargs: Any) -> None:
        if activity is not None:
            names = ("venue", "begins_at", "ends_at")
            kwargs["initial"] = {name: getattr(activity, name) for name in names}
        super().__init__(*args, **kwargs)
        choose(self, "venue", Venue.objects.kept().visible_to(account).order_by("unit__code", "name"))


class ActivityForm(WhenForm):
    """What is announced."""

    title = TextField(label=_("What it is called"), max_length=120)
    kind = forms.ChoiceField(label=pgettext_lazy("activity", "Sort"), choices=KINDS.items())
    about = words(_("What happens there"), required=False, rows=4)
    audience = TextField(label=_("For whom"), max_length=120, required=False)
    capacity = forms.IntegerField(
        label=_("Places"),
        min_value=1,
        max_value=LARGEST_CAPACITY,
        required=False,
        help_text=_(
            "Empty: as many as come. With a number, who comes too late waits in the order of arrival."
        ),
    )
    weeks = forms.IntegerField(
        label=_("So many weeks running"), min_value=1, max_value=MOST_IN_SERIES, initial=1
    )
    duty = DutyChoice(
        Duty.objects.none(),
        label=_("For which duty"),
        help_text=_("Once it was held, one press records it as done for this duty."),
    )
    unit = UnitChoice(Unit.objects.none(), label=_("Organised by"))
    offer_hours = forms.IntegerField(
        label=_("Hours for which a freed place is kept"), min_value=1, max_value=240, initial=OFFER_HOURS
    )
    kept_days = forms.IntegerField(
        label=_("Days after which names and telephones are erased"),
        min_value=1,
        max_value=365,
        initial=KEPT_DAYS,
    )
    field_order: tuple[str, ...] = (
        "title",
        "kind",
        "venue",
        "begins_at",
        "ends_at",
        "about",
        "audience",
        "capacity",
        "weeks",
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, account=account, **kwargs)
        choose(self, "unit", keeping(account))
        own = account.units_on(account.today)
        self.fields["unit"].initial = own[0] if own else None
        choose(self, "duty", Duty.objects.in_force().allowed(account, "deed.record").select_related("area"))

    @property
    def said(self) -> dict[str, Any]:
        """Return what was said of the activity."""
        return self.cleaned_data

    def plan(self) -> Plan:
        """Return what was said as a plan."""
        said = {name: value for name, value in self.said.items() if name not in ("unit", "weeks")}
        return Plan(**said | {"kind": Kind(said["kind"])})


class ReasonForm(forms.Form):
    """A reason."""

    reason = words(_("Reason"), most=300, rows=2)


class WidenForm(forms.Form):
    """How many places there are from now on."""

    capacity = forms.IntegerField(label=_("Places from now on"), min_value=1, max_value=LARGEST_CAPACITY)


class HeldForm(forms.Form):
    """How many came and how they were counted; hands counted at the end. Nobody is named."""

    attended = forms.IntegerField(
        label=_("How many came"),
        min_value=0,
        max_value=LARGEST_CAPACITY,
        required=False,
        help_text=_("One number. Empty is unknown, not 0."),
    )
    counted = forms.ChoiceField(
        label=_("How they were counted"), choices=[("", _("not counted")), *COUNTINGS.items()], required=False
    )
    liked = forms.IntegerField(
        label=_("Hands: good"), min_value=0, max_value=LARGEST_CAPACITY, required=False
    )
    so_so = forms.IntegerField(
        label=_("Hands: so-so"), min_value=0, max_value=LARGEST_CAPACITY, required=False
    )
    disliked = forms.IntegerField(
        label=_("Hands: not good"),
        min_value=0,
        max_value=LARGEST_CAPACITY,
        required=False,
        help_text=_("Asked for at the end by show of hands: three numbers, nobody's words."),
    )

    def __init__(self, *args: Any, activity: Activity, **kwargs: Any) -> None:
        names = ("attended", "counted", "liked", "so_so", "disliked")
        kwargs["initial"] = {name: getattr(activity, name) for name in names}
        super().__init__(*args, **kwargs)
        if activity.deed_id:
            self.fields["reason"] = words(_("Why the number is corrected"), most=300, rows=2)


class PartyForm(forms.Form):
    """A party that signs up on the page: how to call it, how to reach it, how many it is."""

    name = TextField(label=_("What may we call you?"), max_length=40)
    phone = TextField(
        label=_("Telephone"),
        max_length=20,
        help_text=_(
            "Only to tell you when something changes. It is kept encrypted, and erased after the activity."
        ),
    )
    size = forms.IntegerField(
        label=_("How many of you come"), min_value=1, max_value=LARGEST_PARTY, initial=1
    )
    needs = TextField(
        label=_("What you need"),
        max_length=120,
        required=False,
        help_text=_("Such as: a place for a wheelchair, a seat in front."),
    )

    def __init__(self, *args: Any, alone: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        never_kept(self, *Reached._fields)
        if alone:
            self.fields["size"].widget = forms.HiddenInput()

    @property
    def told(self) -> Reached:
        """Return how to reach the party."""
        said = self.cleaned_data
        return Reached(said["name"], said["phone"], said["needs"])


class CounterForm(PartyForm):
    """A party that signs up by telephone or at the counter."""

    door = forms.ChoiceField(
        label=pgettext_lazy("sign-up", "Door"),
        choices=[(code, label) for code, label in DOORS.items() if code != Door.PAGE],
    )
    field_order = ("door", "name", "phone", "size", "needs")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].required = False
