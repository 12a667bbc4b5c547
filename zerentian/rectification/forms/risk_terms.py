"""Forms for what a place lays down about risk points, and for the county's signals."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.organization.forms.days import DayField, MomentField
from zerentian.organization.forms.texts import TextField
from zerentian.organization.models import Account, Unit
from zerentian.organization.rules.rights import Kind
from zerentian.rectification.forms.fields import UnitChoice, set_choice, words
from zerentian.rectification.forms.risks import KindChoice, kinds_for
from zerentian.rectification.models import RiskKind
from zerentian.rectification.models.risk_labels import COLOUR_LABELS, FAMILIES, RISK_LEVELS, RISK_STATES
from zerentian.rectification.rules.patrols import LONGEST_HOURS

ANY = [("", _("any"))]


class TownshipForm(forms.Form):
    """Something that holds at a township and below it."""

    right = "duty.manage"
    unit = UnitChoice(Unit.objects.none(), label=_("For which unit and below"))

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.allowed(account, self.right).filter(kind=Kind.TOWNSHIP)
        set_choice(self, "unit", units.prefetch_related("periods").order_by("code"))
        self.fields["unit"].initial = units.first()
        for name in ("since", "issued_on"):
            if name in self.fields:
                self.fields[name].initial = account.today
        if "kind" in self.fields:
            set_choice(self, "kind", kinds_for(account))


class UsualKindsForm(TownshipForm):
    """Which township takes over the usual kinds."""


class KindForm(TownshipForm):
    """A kind of risk point."""

    code = forms.SlugField(
        label=_("Code of the kind"), max_length=40, help_text=_("Letters, such as landslide.")
    )
    title = TextField(label=_("Name of the kind"), max_length=60)
    family = forms.ChoiceField(label=_("What it has besides the register"), choices=FAMILIES)
    is_open = forms.BooleanField(label=_("In use"), required=False, initial=True)


class ScaleForm(TownshipForm):
    """From which likelihood × impact on each level begins."""

    general = forms.IntegerField(label=_("General from"), min_value=2, max_value=25)
    greater = forms.IntegerField(label=_("Greater from"), min_value=2, max_value=25)
    major = forms.IntegerField(
        label=_("Major from"), min_value=2, max_value=25, help_text=_("Likelihood × impact, 1 to 25.")
    )
    since = DayField(label=_("In force from"))
    basis = TextField(label=_("The document that says so"), max_length=200)


class FrequencyForm(TownshipForm):
    """How often is patrolled, for which points, when."""

    kind = KindChoice(
        RiskKind.objects.none(), label=_("Kind of risk point"), required=False, empty_label=_("any")
    )
    level = forms.ChoiceField(
        label=pgettext_lazy("risk", "Level"), choices=[*ANY, *RISK_LEVELS.items()], required=False
    )
    state = forms.ChoiceField(label=_("State"), choices=[*ANY, *RISK_STATES.items()], required=False)
    first = TextField(
        label=_("Season from"), max_length=5, required=False, help_text=_("Such as 04-15; empty: all year.")
    )
    last = TextField(label=_("Season until"), max_length=5, required=False)
    signal = forms.ChoiceField(
        label=_("While a signal of the county stands, from this colour on"),
        choices=[("", _("always")), *COLOUR_LABELS.items()],
        required=False,
    )
    hours = forms.IntegerField(
        label=_("Hours between two patrols, at most"),
        min_value=0,
        max_value=LONGEST_HOURS,
        help_text=_("24 is daily, 168 weekly; 0 ends an earlier rule of the same conditions."),
    )
    since = DayField(label=_("In force from"))
    basis = TextField(label=_("The document that says so"), max_length=200)


class ChecklistForm(forms.Form):
    """What is looked at in a kind of place, one item a line."""

    kind = KindChoice(RiskKind.objects.none(), label=_("Kind of risk point"))
    items = words(
        _("What is looked at"), rows=8, hint=_("One item a line. A new version takes the place of the last.")
    )
    since = DayField(label=_("In force from"))
    basis = TextField(label=_("The document that says so"), max_length=200, required=False)

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = RiskKind.objects.allowed(account, "duty.manage").filter(is_open=True)
        set_choice(self, "kind", kinds.order_by("pk"))
        self.fields["since"].initial = account.today


class SignalForm(TownshipForm):
    """A signal of the county, word for word."""

    right = "risk.keep"
    issuer = TextField(
        label=_("Issued by"), max_length=80, help_text=_("Such as the county's weather office.")
    )
    number = TextField(label=_("Number of the signal"), max_length=80)
    colour = forms.ChoiceField(label=_("Colour"), choices=[("", _("please choose")), *COLOUR_LABELS.items()])
    issued_at = MomentField(label=_("Issued at"))
    text = words(_("Its text, word for word"), rows=4)


class LiftForm(forms.Form):
    """That the county lifted a signal."""

    lifted_at = MomentField(label=_("Lifted at"), help_text=_("As the county's message says."))
    number = TextField(label=_("Number of the lifting"), max_length=80)
