"""The form of a rule of dispatch."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zerentian.casework.forms.concerns import UnitChoice, set_choice, villages_of
from zerentian.casework.models import Category
from zerentian.organization.models import Account, Unit


class RoutingForm(forms.Form):
    """A category, a village, or both; and the office that is proposed for them."""

    category = forms.ModelChoiceField(
        Category.objects.none(), label=_("Category"), required=False, empty_label=_("every category")
    )
    place_unit = UnitChoice(
        Unit.objects.none(), label=_("Village"), required=False, empty_label=_("every village")
    )
    office = UnitChoice(Unit.objects.none(), label=_("Who is proposed to lead"))

    def __init__(self, *args: Any, unit: Unit, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choice(self, "category", Category.objects.filter(unit=unit).in_use())
        set_choice(self, "place_unit", villages_of([unit]))
        units = Unit.objects.under(unit, account.today).exclude(pk=unit.pk)
        set_choice(self, "office", units.prefetch_related("periods"))
