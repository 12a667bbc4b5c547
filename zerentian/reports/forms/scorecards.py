"""Forms of scorecards: the card, its items, a mark by hand, an objection, its answer."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from zerentian.evidence.forms import EvidenceField
from zerentian.ledger.registry import FIGURES
from zerentian.organization.forms.texts import TextField
from zerentian.organization.models import Account, Unit
from zerentian.organization.punctuation import bracketed
from zerentian.organization.rules.rights import Kind
from zerentian.rectification.forms.fields import UnitChoice, UnitsChoice, set_choice, words
from zerentian.reports.forms.reports import PERIOD_HELP, PeriodField
from zerentian.reports.models import Scorecard
from zerentian.reports.models.scorecards import MARK_RULES
from zerentian.reports.rules.scorecards import MEASURES, MOST_REACHED, OBJECTION_DAYS, POINT


def outcomes() -> list[tuple[str, str]]:
    """Return the figures that may give marks, with their labels: outcomes alone, in the order of their codes."""
    chinese = (get_language() or "").startswith("zh")
    return [
        (code, (figure.label if chinese else figure.label_en) + bracketed(code))
        for code, figure in sorted(FIGURES.items())
        if figure.gives_marks and figure.measure in MEASURES
    ]


class CardForm(forms.Form):
    """A new scorecard: of which unit, for which period, over whom."""

    unit = UnitChoice(Unit.objects.none(), label=_("Who assesses"))
    title = TextField(label=_("What the scorecard is called"), max_length=120)
    basis = TextField(label=_("Document it rests on"), max_length=200)
    period = PeriodField(label=_("Period"), max_length=30, help_text=PERIOD_HELP)
    objection_days = forms.IntegerField(
        label=_("Days for objections"),
        min_value=OBJECTION_DAYS[0],
        max_value=OBJECTION_DAYS[1],
        initial=7,
        help_text=_("Calendar days after the initial marks; 5 to 30."),
    )
    units = UnitsChoice(
        Unit.objects.none(),
        label=_("Units assessed"),
        help_text=_("Offices, villages or townships; a scorecard is never of a post or a person."),
    )
    copied = forms.ModelChoiceField(
        Scorecard.objects.none(),
        label=_("Take the items from"),
        required=False,
        help_text=_("The items of an earlier scorecard, to be changed for this period."),
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Unit.objects.allowed(account, "scorecard.keep").prefetch_related("periods").order_by("code")
        set_choice(self, "unit", own.filter(kind__in=[Kind.TOWNSHIP, Kind.COUNTY]))
        set_choice(self, "units", own.exclude(kind=Kind.COUNTY))
        set_choice(self, "copied", Scorecard.objects.visible_to(account))


class PointsField(forms.DecimalField):
    """Points with up to two decimals; its clean value is whole hundredths."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=6, decimal_places=2, min_value=Decimal(0), **kwargs)

    def clean(self, value: Any) -> Any:
        """Return hundredths of a point, None for an empty field."""
        said = super().clean(value)
        return None if said is None else int(said * POINT)


class ItemForm(forms.Form):
    """One item of the rules."""

    title = TextField(label=pgettext_lazy("scorecard", "What is judged"), max_length=120)
    weight = forms.IntegerField(label=_("Weight in points"), min_value=1, max_value=100)
    rule = forms.ChoiceField(label=_("How the mark follows"), choices=MARK_RULES)
    figure = forms.ChoiceField(
        label=_("Figure"),
        required=False,
        help_text=_("Verified outcomes alone; none for a mark by hand."),
    )
    target = forms.IntegerField(
        label=_("Target or bound"),
        required=False,
        min_value=0,
        max_value=MOST_REACHED,
        help_text=_("Of a share in percent, else in cases."),
    )
    at_most = forms.BooleanField(label=_("The bound must not be passed"), required=False)
    steps = TextField(
        label=_("Steps"),
        required=False,
        max_length=200,
        help_text=_("At least so much = percent of the weight, such as 95=100; 85=80; 70=50."),
    )
    deduct = PointsField(label=_("Points off for each case"), required=False)
    standard = words(_("How it is judged"), required=False, rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["figure"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [("", "—"), *outcomes()]


class NothingForm(forms.Form):
    """A step that asks for nothing but to be taken."""


class WithdrawForm(forms.Form):
    """Why a scorecard is withdrawn."""

    reason = words(_("Reason"), rows=2)


class HandForm(forms.Form):
    """A mark by hand."""

    mark = PointsField(label=_("Points"))
    reason = words(_("Reason for the mark"), rows=2, hint=_("What came of it; no names."))
    evidence = EvidenceField()


class ObjectionForm(forms.Form):
    """An objection to a mark."""

    reason = words(_("Why the mark is wrong"), hint=_("Which matters, which days; no names."))
    evidence = EvidenceField()


class AnswerForm(forms.Form):
    """The answer to an objection."""

    answer = words(_("Reasons of the answer"))
    after = PointsField(
        label=_("New mark in points"), required=False, help_text=_("Empty: the mark stays as it is.")
    )
