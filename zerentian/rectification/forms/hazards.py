"""Forms for geological hazard points: how people are warned, households, readings, duty shifts, transfers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zerentian.ledger.clock import now
from zerentian.organization.forms.days import DayField, MomentField
from zerentian.organization.forms.texts import TextField, never_kept
from zerentian.organization.models import Account, Post, Unit
from zerentian.organization.rules.rights import Kind
from zerentian.rectification.forms.fields import PostChoice, UnitChoice, posts_of, set_choice, words
from zerentian.rectification.forms.risk_terms import TownshipForm
from zerentian.rectification.forms.risks import PointForm
from zerentian.rectification.models import CountySignal, HazardSheet
from zerentian.rectification.models.hazard_labels import PURPOSES, READINGS
from zerentian.rectification.models.hazards import Told, households_on
from zerentian.rectification.rules.hazards import TENTHS, Counted

HOURS = [(hours, str(hours)) for hours in (1, 3, 6, 24)]


class SignalChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice of standing signals by issuer and number."""

    def label_from_instance(self, obj: CountySignal) -> str:
        """Return issuer, number and colour."""
        return f"{obj} · {obj.get_colour_display()}"


class SheetOfHazardForm(PointForm):
    """How people are warned and where they go: what both cards print."""

    warning_sign = TextField(
        label=_("Sign of warning"),
        max_length=120,
        required=False,
        help_text=_("Such as a gong, three strokes."),
    )
    warning_post = PostChoice(Post.objects.none(), label=_("Post that gives the sign"), required=False)
    route = words(_("Route away from it"), required=False, rows=2)
    shelter = TextField(label=_("Shelter"), max_length=120, required=False)
    shelter_post = PostChoice(Post.objects.none(), label=_("Post in charge of the shelter"), required=False)
    medical = TextField(label=_("Medical help"), max_length=120, required=False)
    duty_phone = TextField(
        label=_("Telephone of the duty room"),
        max_length=40,
        required=False,
        help_text=_("Of the office, never of a person."),
    )
    town_post = PostChoice(Post.objects.none(), label=_("Post in charge at the township"), required=False)
    county_post = TextField(
        label=_("Office in charge at the county"),
        max_length=80,
        required=False,
        help_text=_("Its post, no name."),
    )

    def prepare(self) -> None:
        """Begin with what is set."""
        for name in ("warning_post", "shelter_post", "town_post"):
            set_choice(self, name, posts_of(self.account, "risk.view"))
        sheet = HazardSheet.objects.filter(point=self.point).first()
        for name in self.fields:
            self.fields[name].initial = getattr(sheet, name, None)


class UnkeptForm(PointForm):
    """A form of which the browser keeps nothing: it tells of people, or why somebody looked at them."""

    def prepare(self) -> None:
        """Let no field leave a draft."""
        never_kept(self)


class HouseholdForm(UnkeptForm):
    """A threatened household; encrypted, and erased when the point is written off."""

    head = TextField(label=_("Head of the household"), max_length=60)
    size = forms.IntegerField(label=_("People living there"), min_value=1, max_value=60)
    phone = TextField(label=_("Telephone"), max_length=40, required=False)
    house = TextField(label=_("House and address"), max_length=120, required=False)
    position = TextField(
        label=_("How it lies to the hazard"),
        max_length=120,
        required=False,
        help_text=_("Such as: below the slope, 15 m."),
    )
    members = words(_("Members"), required=False, rows=3, hint=_("One a line, as the card names them."))
    notes = words(_("Notes for the card"), required=False, rows=2)

    def told(self) -> Told:
        """Return what was told."""
        return Told(*(self.cleaned_data[name] for name in Told._fields))


class LookForm(UnkeptForm):
    """What the names are needed for, and why."""

    purpose = forms.ChoiceField(label=_("Purpose"), choices=PURPOSES, initial="roll_call")
    reason = TextField(label=_("Reason"), max_length=200, help_text=_("The look is recorded with it."))


class PrintForm(UnkeptForm):
    """Why cards with names are printed."""

    reason = TextField(label=_("Reason"), max_length=200, help_text=_("The look is recorded with it."))


class ReadingForm(PointForm):
    """What was read at the point."""

    kind = forms.ChoiceField(label=_("What was read"), choices=[("", _("please choose")), *READINGS.items()])
    amount = forms.DecimalField(label=_("Reading"), min_value=0, max_value=10_000, decimal_places=1)
    hours = forms.TypedChoiceField(
        label=_("Rain within (hours)"),
        choices=HOURS,
        coerce=int,
        initial=24,
        help_text=_("Only of rain; of anything else it is left aside."),
    )
    read_on = DayField(label=_("Read on"))
    clock = forms.TimeField(
        label=_("Read at"),
        required=False,
        widget=forms.TimeInput({"type": "time"}),
        error_messages={"invalid": _("Write the time as 14:30, between 00:00 and 23:59.")},
    )

    def prepare(self) -> None:
        """Begin with today."""
        self.fields["read_on"].initial = self.account.today
        self.fields["read_on"].widget.attrs["max"] = self.account.today.isoformat()

    def clean_amount(self) -> int:
        """Return the reading in tenths."""
        return int(self.cleaned_data["amount"] * TENTHS)


class TransferForm(PointForm):
    """Who ordered the transfer, when, how many, to where."""

    ordered_by_post = PostChoice(Post.objects.none(), label=_("Ordered by the post"))
    ordered_at = MomentField(label=_("Ordered at"))
    signal = SignalChoice(CountySignal.objects.none(), label=_("Signal of the county"), required=False)
    households = forms.IntegerField(label=_("Households to be moved"), min_value=0, max_value=100_000)
    people = forms.IntegerField(label=_("People to be moved"), min_value=1, max_value=1_000_000)
    shelter = TextField(label=_("Shelter"), max_length=120)

    def prepare(self) -> None:
        """Begin with what is written down: the households, the shelter, the standing signal."""
        set_choice(self, "ordered_by_post", posts_of(self.account, "risk.view"))
        self.fields["ordered_at"].initial = now()
        standing = CountySignal.objects.at(self.point.path).standing()
        set_choice(self, "signal", standing)
        households, people = households_on(self.point)
        sheet = HazardSheet.objects.filter(point=self.point).first()
        self.fields["signal"].initial = standing.last()
        self.fields["households"].initial = households or self.point.households
        self.fields["people"].initial = people or self.point.people
        self.fields["shelter"].initial = sheet.shelter if sheet else ""


class CountForm(PointForm):
    """The roll call: everybody is moved, staying, or away already."""

    moved_households = forms.IntegerField(label=_("Households moved"), min_value=0)
    moved_people = forms.IntegerField(label=_("People moved"), min_value=0)
    refused_people = forms.IntegerField(label=_("People staying"), min_value=0, initial=0)
    away_people = forms.IntegerField(label=_("People away already"), min_value=0, initial=0)
    checked_empty = forms.BooleanField(label=_("The houses were seen empty"), required=False)
    counted_at = MomentField(
        label=_("Counted at"), help_text=_("Written down afterwards: when they were counted.")
    )
    words = words(
        _("In words"), required=False, rows=2, hint=_("Where somebody stays: what is done about it.")
    )

    def prepare(self) -> None:
        """Begin with now."""
        self.fields["counted_at"].initial = now()

    def counted(self) -> Counted:
        """Return what was counted."""
        said = self.cleaned_data
        names = ("moved_households", "moved_people", "refused_people", "away_people")
        return Counted(*(said[name] for name in names))


class ReturnForm(PointForm):
    """When people returned."""

    returned_at = MomentField(label=_("Returned at"))

    def prepare(self) -> None:
        """Begin with now."""
        self.fields["returned_at"].initial = now()


class CallOffForm(PointForm):
    """Why an order is taken back."""

    reason = words(_("Why it is called off"), rows=2)


class VoidForm(PointForm):
    """Nothing is asked: a reading is taken back."""


class RainForm(TownshipForm):
    """A row of the rain table: when to ask the county."""

    hours = forms.TypedChoiceField(label=_("Rain within (hours)"), choices=HOURS, coerce=int)
    blue = forms.IntegerField(label=_("Blue from (mm)"), min_value=1, max_value=2000)
    yellow = forms.IntegerField(label=_("Yellow from (mm)"), min_value=1, max_value=2000)
    orange = forms.IntegerField(label=_("Orange from (mm)"), min_value=1, max_value=2000)
    red = forms.IntegerField(
        label=_("Red from (mm)"),
        min_value=1,
        max_value=2000,
        help_text=_("It only proposes to ask the county; a warning is the county's."),
    )
    since = DayField(label=_("In force from"))
    basis = TextField(label=_("The document that says so"), max_length=200)


class ShiftForm(forms.Form):
    """Which posts are on duty over some days."""

    unit = UnitChoice(Unit.objects.none(), label=_("Unit"))
    first = DayField(label=_("From"))
    last = DayField(label=_("Until"))
    responsible = PostChoice(Post.objects.none(), label=_("Post on duty"))
    responsible_leader = PostChoice(Post.objects.none(), label=_("Leader's post that decides"))
    duty_phone = TextField(label=_("Telephone of the duty room"), max_length=40)

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.allowed(account, "risk.keep").exclude(kind=Kind.COUNTY)
        set_choice(self, "unit", units.prefetch_related("periods").order_by("code"))
        for name in ("responsible", "responsible_leader"):
            set_choice(self, name, posts_of(account, "risk.view"))
        self.fields["first"].initial = self.fields["last"].initial = account.today
