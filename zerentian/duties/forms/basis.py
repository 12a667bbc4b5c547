"""The form by which a published function list is imported."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zerentian.duties.forms.deeds import UnitChoice
from zerentian.organization.models import Account, Unit
from zerentian.organization.rules.rights import Kind


class FunctionsForm(forms.Form):
    """A township and the spreadsheet of its function list."""

    unit = UnitChoice(Unit.objects.none(), label=_("Township"))
    file = forms.FileField(label=_("Spreadsheet"), help_text=_("The list as published, .xlsx or .csv."))

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        if isinstance(field, forms.ModelChoiceField):
            units = Unit.objects.allowed(account, "duty.manage").filter(kind=Kind.TOWNSHIP)
            field.queryset = units.prefetch_related("periods")
            field.initial = units.first()
