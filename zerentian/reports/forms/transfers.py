"""Forms of transfers to the archive: which cases, who received them, why one is withdrawn."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.organization.forms.days import DayField
from zerentian.organization.forms.texts import TextField
from zerentian.organization.models import Account, Unit
from zerentian.reports.forms.reports import PERIOD_HELP, PeriodField, UnitField
from zerentian.reports.items import kinds_to_transfer
from zerentian.reports.models.transfers import RETENTIONS
from zerentian.reports.rules.transfers import MOST_WORDS


class ReadyForm(forms.Form):
    """Of which unit, and closed when."""

    unit = UnitField(label=_("Unit"))
    period = PeriodField(label=_("Closed in"), max_length=30, help_text=PERIOD_HELP)

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.allowed(account, "archive.transfer").on(account.today)
        self.fields["unit"].queryset = units.prefetch_related("periods")  # type: ignore[attr-defined]


class TransferForm(ReadyForm):
    """Whose files, closed when, of which kinds, and to which archive."""

    archive = TextField(
        label=_("Receiving archive"),
        max_length=80,
        required=False,
        help_text=_("Stands on the slip; leave it empty to write it by hand."),
    )
    kinds = forms.MultipleChoiceField(
        label=_("What it takes"),
        choices=lambda: kinds_to_transfer().items(),
        initial=lambda: list(kinds_to_transfer()),
        widget=forms.CheckboxSelectMultiple,
    )


class ClassForm(forms.Form):
    """How long a file is kept, and why for another time than was proposed."""

    retention = forms.ChoiceField(
        label=_("Kept for"), choices=[(code.value, words) for code, words in RETENTIONS.items()]
    )
    reason = TextField(label=_("Reason"), max_length=MOST_WORDS, widget=forms.Textarea({"rows": 2}))


class ReceivedForm(forms.Form):
    """When the archive took a package over, who, and what was found."""

    received_on = DayField(label=pgettext_lazy("archive", "Received on"), years=0)
    received_by = TextField(
        label=pgettext_lazy("archive", "Received by"),
        max_length=120,
        help_text=_("The archive and who signed for it."),
    )
    remark = TextField(
        label=_("What was found when it was looked through"),
        max_length=MOST_WORDS,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )


class WithdrawnForm(forms.Form):
    """Why a transfer is withdrawn."""

    reason = TextField(label=_("Reason"), max_length=MOST_WORDS, widget=forms.Textarea({"rows": 2}))
