"""The form in which a figure is opened to the public."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zerentian.duties.forms.deeds import UnitChoice
from zerentian.duties.forms.keeping import choose_among
from zerentian.exchange.rules.opened import may_be_open
from zerentian.ledger.registry import FIGURES
from zerentian.organization.models import Account, Unit
from zerentian.organization.punctuation import in_english
from zerentian.organization.rules.rights import Kind


class OpenForm(forms.Form):
    """Which figure of which township."""

    unit = UnitChoice(Unit.objects.none(), label=_("Township"))
    code = forms.ChoiceField(label=_("Figure"))

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Unit.objects.allowed(account, "notice.release").filter(kind=Kind.TOWNSHIP)
        choose_among(self, "unit", rows.prefetch_related("periods").order_by("code"))
        self.fields["unit"].initial = rows.first()
        field = self.fields["code"]
        assert isinstance(field, forms.ChoiceField)
        english = in_english()
        field.choices = [
            (code, one.label_en if english else one.label)
            for code, one in sorted(FIGURES.items())
            if may_be_open(one)
        ]
