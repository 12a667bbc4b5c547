"""The form by which a duty is adopted, and the reason for retiring one."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zerentian.duties.forms.tasks import PostChoice
from zerentian.duties.models import Basis, FunctionItem
from zerentian.duties.models.basis import LEVEL_LABELS
from zerentian.duties.models.duties import ASKED_LABELS, CADENCE_LABELS
from zerentian.duties.rules.cadences import Cadence, DueRule
from zerentian.duties.rules.functions import Asked
from zerentian.organization.forms.days import DayField
from zerentian.organization.forms.texts import TextField
from zerentian.organization.models import Account, Area, Post, Unit

LEVEL_CHOICES: list[tuple[str, Any]] = [("", "—"), *LEVEL_LABELS.items()]


class DutyForm(forms.Form):
    """A new duty: what, whose, on what it rests, how often."""

    title = TextField(label=_("Duty"), max_length=200)
    area = forms.ModelChoiceField(Area.objects.filter(is_open=True), label=_("Area of work"))
    post = PostChoice(Post.objects.none(), label=_("Responsible post"))
    cadence = forms.ChoiceField(label=_("How often"), choices=CADENCE_LABELS, initial=Cadence.MONTHLY)
    due_day = forms.IntegerField(
        label=_("Due on day"),
        min_value=1,
        max_value=31,
        required=False,
        help_text=_("Weekly: 1 is Monday, 7 Sunday. Otherwise the day of the month; empty is the last one."),
    )
    due_on = DayField(label=_("Due date"), required=False, help_text=_("Only for what is due once."))
    item = forms.ModelChoiceField(
        FunctionItem.objects.none(), label=_("Item of the function list"), required=False
    )
    demanded_by = forms.ChoiceField(
        label=_("Demanded by"),
        choices=LEVEL_CHOICES,
        required=False,
        help_text=_("Only for what is off the function list: the level that asked for it."),
    )
    basis = forms.ModelChoiceField(Basis.objects.none(), label=_("Basis"), required=False)
    asks = forms.ChoiceField(label=_("Evidence asked for"), choices=ASKED_LABELS, initial=Asked.NONE)

    def __init__(self, *args: Any, account: Account, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.allowed(account, "duty.manage")
        posts = Post.objects.on(today).filter(unit__in=units).select_related("unit")
        choices = {
            "post": posts.prefetch_related("unit__periods"),
            "item": FunctionItem.objects.visible_to(account),
            "basis": Basis.objects.visible_to(account).filter(repealed_on=None),
        }
        for name, queryset in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = queryset

    @property
    def rule(self) -> DueRule:
        """Return when the duty falls due."""
        said = self.cleaned_data
        cadence = Cadence(said["cadence"])
        last = 5 if cadence == Cadence.WEEKLY else 31
        return DueRule(cadence, said["due_day"] or last, 0, said["due_on"])
