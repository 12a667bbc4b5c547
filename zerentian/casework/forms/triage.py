"""The form of triage: for the plain case with the dispatch at once, for a complaint with whom it accuses."""

from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from zerentian.casework.forms.concerns import UnitChoice, set_choice
from zerentian.casework.forms.steps import ReasonForm, StepForm, UnitsChoice
from zerentian.casework.models import Category
from zerentian.casework.models.labels import KINDS, ROUTES, URGENCIES
from zerentian.casework.rules.concerns import Kind
from zerentian.organization.forms.choices import SeveralChoice
from zerentian.organization.forms.texts import TextField
from zerentian.organization.models import Account, Unit


class CategoryForm(ReasonForm):
    """The category it belongs to, and why the one it has is wrong."""

    category = forms.ModelChoiceField(Category.objects.none(), label=_("Category"))
    field_order = ("category", "reason")

    def prepare(self) -> None:
        """Offer the township's other categories."""
        rows = Category.objects.filter(unit=self.concern.unit).in_use()
        set_choice(self, "category", rows.exclude(pk=self.concern.category_id))


class TriageForm(StepForm):
    """What it is, in which category, by which way, how urgent; whom of the office it accuses."""

    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS.items())
    category = forms.ModelChoiceField(Category.objects.none(), label=_("Category"))
    urgency = forms.ChoiceField(label=_("Urgency"), choices=URGENCIES.items())
    route = forms.ChoiceField(
        label=_("Way (petition matters only)"), choices=[("", "—"), *ROUTES.items()], required=False
    )
    reason = TextField(
        label=_("Reason for another time"),
        required=False,
        max_length=300,
        help_text=_(
            "Only when the answer is overdue and another kind changes its time; somebody else decides."
        ),
    )
    accused_units = UnitsChoice(
        Unit.objects.none(),
        label=_("Units it accuses"),
        required=False,
        help_text=_("They neither read the matter nor receive it."),
        widget=forms.CheckboxSelectMultiple,
    )
    accused_accounts = SeveralChoice(
        Account.objects.none(), label=_("Staff it accuses"), required=False, widget=forms.SelectMultiple
    )

    accused_asked = forms.BooleanField(widget=forms.HiddenInput, required=False)
    unit = UnitChoice(
        Unit.objects.none(),
        label=_("Who leads, if it is clear already"),
        required=False,
        help_text=_(
            "It is dispatched at once, on the category's item of the function list. Leave it empty to decide later."
        ),
    )
    field_order = ("kind", "category", "urgency", "route", "unit")

    def prepare(self) -> None:
        """Offer the township's categories; of the rest what belongs to the kind that is chosen now."""
        concern = self.concern
        set_choice(self, "category", Category.objects.filter(unit=concern.unit).in_use())
        self.initial = {
            "kind": concern.kind,
            "category": concern.category,
            "urgency": concern.urgency,
            "route": concern.route,
            **self.initial,
        }
        kind = self.data.get("kind") if self.is_bound else self.initial["kind"]
        if kind in (Kind.COMPLAINT, Kind.WRONGDOING):
            del self.fields["unit"]
            self.ask_whom()
            return
        for name in ("accused_units", "accused_accounts", "accused_asked"):
            del self.fields[name]
        if not self.account.may("concern.dispatch", concern.unit) or concern.is_shielded:
            del self.fields["unit"]
        else:
            set_choice(self, "unit", self.units)

    def ask_whom(self) -> None:
        """Ask whom of the office it accuses, where the account may name them."""
        concern = self.concern
        self.initial["accused_asked"] = True
        if not self.account.may("concern.shield", concern.unit):
            for name in ("accused_units", "accused_accounts", "accused_asked"):
                del self.fields[name]
            return
        units = Unit.objects.under(concern.unit, self.account.today).prefetch_related("periods")
        set_choice(self, "accused_units", units)
        people = Account.objects.people().filter(is_active=True, appointments__post__unit__in=units)
        set_choice(self, "accused_accounts", people.exclude(pk=self.account.pk).distinct())

    def clean(self) -> dict[str, Any]:
        """Ask for a way where the kind takes one, and whom it accuses before it becomes a complaint."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("kind") == Kind.PETITION and not given.get("route"):
            self.add_error("route", _("Choose one of the six ways for a petition matter."))
        if "accused_asked" in self.fields and not given.pop("accused_asked", False):
            # What stands in the field now is what was asked for: the next time it has been seen.
            seen = cast(QueryDict, self.data).copy()
            seen["accused_asked"] = "on"
            self.data = seen
            self.add_error(
                "kind", _("Below, tick whom of the office it accuses, if anybody; then send it again.")
            )
        return given
