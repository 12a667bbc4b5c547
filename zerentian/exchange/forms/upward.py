"""Forms of figures that travel up: which unit and period, whose key, which file."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.duties.forms.deeds import UnitChoice
from zerentian.duties.forms.keeping import choose_among
from zerentian.ledger.rules.periods import Period
from zerentian.organization.forms.days import period_written
from zerentian.organization.forms.texts import TextField
from zerentian.organization.models import Account, Unit
from zerentian.organization.rules.rights import Kind


class UpwardForm(forms.Form):
    """Whose figures, for which period."""

    unit = UnitChoice(Unit.objects.none(), label=_("Unit"))
    period = TextField(
        label=_("Period"), max_length=30, help_text=_("Such as 2026, 2026H1, 2026Q2, 2026-05.")
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Unit.objects.allowed(account, "report.issue").filter(kind__in=(Kind.TOWNSHIP, Kind.COUNTY))
        choose_among(self, "unit", rows.prefetch_related("periods").order_by("code"))

    def clean_period(self) -> Period:
        """Return the period that was written."""
        return period_written(self.cleaned_data["period"])


class OfCounty(forms.Form):
    """A form on what a county takes in."""

    unit = UnitChoice(Unit.objects.none(), label=_("County"))

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Unit.objects.allowed(account, "report.issue").filter(kind=Kind.COUNTY)
        choose_among(self, "unit", rows.prefetch_related("periods").order_by("code"))
        self.fields["unit"].initial = rows.first()


class SourceForm(OfCounty):
    """Which township sends, and the key it signs with."""

    code = TextField(label=_("Code of the township"), max_length=20)
    name = TextField(label=_("Name of the township"), max_length=60)
    vkey = TextField(
        label=_("Verifier key"),
        max_length=300,
        help_text=_(
            "One line, from the sender's page of the newest checkpoint, or by “zerentian ledger vkey”."
        ),
    )
    compared = TextField(
        label=_("How the key was compared"),
        max_length=200,
        help_text=_("By another way than the file came: read out by telephone, on a stamped paper."),
    )


class TakeForm(OfCounty):
    """The file as it was exported."""

    file = forms.FileField(label=pgettext_lazy("figures", "File of figures"))
