"""Forms for deeds: recorded, corrected, withdrawn, given evidence; and the filter of their list."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zerentian.duties.models import Deed, Duty
from zerentian.duties.models.deeds import DEED_KIND_LABELS
from zerentian.duties.rules.deeds import MAX_PEOPLE, DeedKind
from zerentian.evidence.forms import EvidenceField
from zerentian.organization.forms.choices import SeveralChoice
from zerentian.organization.forms.days import DayField
from zerentian.organization.forms.texts import TextField
from zerentian.organization.models import Account, Unit


class DutyChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice of one duty by its title."""

    def label_from_instance(self, obj: Duty) -> str:
        """Return the area and the title."""
        return f"{obj.area.name} · {obj.title}"


class DutyChoices(SeveralChoice):
    """A choice of several duties by their titles."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Duty) -> str:
        """Return the area and the title."""
        return f"{obj.area.name} · {obj.title}"


class UnitChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice of one of the person's units."""

    def label_from_instance(self, obj: Unit) -> str:
        """Return the unit's name."""
        return obj.name


class DeedForm(forms.Form):
    """What was done: at most four fields are required, and three of them are filled in beforehand."""

    what = TextField(label=_("What was done"), max_length=2000, widget=forms.Textarea({"rows": 3}))
    occurred_on = DayField(label=_("When it happened"))
    duty = DutyChoice(Duty.objects.none(), label=_("For which duty"))
    evidence = EvidenceField()
    place = TextField(label=_("Where"), max_length=120, required=False)
    people = forms.IntegerField(
        label=_("How many took part"),
        min_value=0,
        max_value=MAX_PEOPLE,
        required=False,
        help_text=_("Leave it empty if you do not know: empty is unknown, not 0."),
    )
    kind = forms.ChoiceField(label=_("Kind of work"), choices=DEED_KIND_LABELS, initial=DeedKind.OTHER)
    unit = UnitChoice(Unit.objects.none(), label=_("Unit"))
    more = DutyChoices(Duty.objects.none(), label=_("It also serves"), required=False)

    def __init__(self, *args: Any, account: Account, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = account.units_on(today)
        duties = Duty.objects.in_force().allowed(account, "deed.record").select_related("area")
        self.fields["occurred_on"].initial = today
        self.fields["occurred_on"].widget.attrs["max"] = today.isoformat()
        for name in ("duty", "more"):
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = duties
        unit = self.fields["unit"]
        if isinstance(unit, forms.ModelChoiceField):
            unit.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units]).prefetch_related(
                "periods"
            )
            unit.initial = units[0] if units else None
        if len(units) == 1:
            unit.widget = forms.HiddenInput()

    @property
    def serves(self) -> list[Duty]:
        """Return every duty chosen, the main one first."""
        first: Duty = self.cleaned_data["duty"]
        return [first, *(duty for duty in self.cleaned_data["more"] if duty != first)]


class CorrectionForm(DeedForm):
    """A deed said again, with the reason."""

    reason = TextField(label=_("Why it is corrected"), max_length=300)
    expected = forms.UUIDField(widget=forms.HiddenInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["evidence"], self.fields["unit"]
        self.order_fields(["reason"])


class ReasonForm(forms.Form):
    """Why a deed is withdrawn."""

    reason = TextField(label=_("Reason"), max_length=300, help_text=_("It stays with the record."))


class EvidenceForm(forms.Form):
    """More evidence for a deed."""

    evidence = EvidenceField(required=True)


def initial_of(deed: Deed) -> dict[str, Any]:
    """Return what a correction of the deed begins with."""
    duties = [service.duty for service in deed.services.filter(dropped=False).select_related("duty")]
    return {
        "what": deed.what,
        "occurred_on": deed.occurred_on,
        "duty": duties[0] if duties else None,
        "more": duties[1:],
        "place": deed.place,
        "people": deed.people,
        "kind": deed.kind,
        "expected": deed.head_uuid,
    }


def copied_from(deed: Deed) -> dict[str, Any]:
    """Return what a copy takes over: duties, place and kind; never day, text, count or files."""
    begun = initial_of(deed)
    return {name: begun[name] for name in ("duty", "more", "place", "kind")}
