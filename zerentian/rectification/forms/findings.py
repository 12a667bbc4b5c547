"""Forms for findings: which ones to list, and opening one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.evidence.forms import EvidenceField
from zerentian.organization.forms.days import DayField
from zerentian.organization.forms.texts import TextField
from zerentian.organization.models import Account, Area, Unit
from zerentian.organization.rules.rights import Kind
from zerentian.rectification.forms.fields import UnitChoice, set_choice, words
from zerentian.rectification.models import Finding
from zerentian.rectification.models.findings import is_numbered
from zerentian.rectification.models.labels import LEVELS, SOURCES, TERMS
from zerentian.rectification.rules.findings import Source
from zerentian.rectification.rules.terms import LONGEST

# A concern opens a finding from its own page, which knows whether it may.
TYPED_SOURCES = [(code, label) for code, label in SOURCES.items() if code != Source.CONCERN]


class OpenForm(forms.Form):
    """A new finding: what is wrong, where, since when; everything else may follow."""

    title = TextField(
        label=_("What is wrong"), max_length=200, help_text=_("A matter or a place, never a person.")
    )
    unit = UnitChoice(Unit.objects.none(), label=_("At which unit"))
    place = TextField(label=_("Where"), max_length=120, required=False)
    found_on = DayField(label=_("Found on"))
    source = forms.ChoiceField(label=_("Source"), choices=TYPED_SOURCES, initial=Source.SELF_CHECK)
    source_document = TextField(
        label=_("Document it stands in"),
        max_length=120,
        required=False,
        help_text=_("For an inspection: the name or number of its list."),
    )
    source_number = TextField(label=_("Number in that document"), max_length=40, required=False)
    source_level = TextField(
        label=_("The inspector's own level"),
        max_length=30,
        required=False,
        help_text=_("As it is written there."),
    )
    level = forms.ChoiceField(label=pgettext_lazy("finding", "Level"), choices=LEVELS)
    violated = words(_("Which rule or standard is not met"), required=False, rows=2)
    detail = words(_("In more words"), required=False)
    immediate = words(
        _("What was done at once"),
        required=False,
        rows=2,
        hint=_("Danger is averted first; the cause may be found later."),
    )
    area = forms.ModelChoiceField(Area.objects.filter(is_open=True), label=_("Area of work"), required=False)
    earlier = TextField(
        label=_("Number of the earlier finding"),
        max_length=20,
        required=False,
        help_text=_("When the same thing has been found before, such as 2026-48319027."),
    )
    evidence = EvidenceField()

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account
        units = Unit.objects.allowed(account, "finding.open").exclude(kind=Kind.COUNTY)
        set_choice(self, "unit", units.prefetch_related("periods").order_by("code"))
        self.fields["found_on"].initial = account.today
        self.fields["found_on"].widget.attrs["max"] = account.today.isoformat()
        own = account.units_on(account.today)
        self.fields["unit"].initial = own[0] if own else None

    def clean_earlier(self) -> Finding | None:
        """Return the earlier finding of that number; it must be one the account may see."""
        number = self.cleaned_data["earlier"].strip()
        return numbered(number, self.account) if number else None


def numbered(number: str, account: Account) -> Finding:
    """Return the finding of a number such as 2026-48319027 that an account may see; ValidationError for none."""
    condition = is_numbered(number)
    found: Finding | None = (
        Finding.objects.visible_to(account).filter(condition).first() if condition else None
    )
    if found is None:
        raise forms.ValidationError(_("There is no finding of this number."))
    return found


class TermForm(forms.Form):
    """How many days a term has, from when on, and which document says so."""

    unit = UnitChoice(Unit.objects.none(), label=_("For which unit and below"))
    term = forms.ChoiceField(label=_("Term"), choices=TERMS)
    days = forms.IntegerField(label=_("Days"), min_value=1, max_value=LONGEST)
    since = DayField(label=_("In force from"))
    basis = TextField(label=_("The document that says so"), max_length=200)

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.allowed(account, "duty.manage").filter(kind=Kind.TOWNSHIP)
        set_choice(self, "unit", units.prefetch_related("periods").order_by("code"))
        self.fields["unit"].initial = units.first()
        self.fields["since"].initial = account.today
