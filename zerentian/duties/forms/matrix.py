"""Forms of the matrix of posts and areas: which day is looked at, and the one press that mends a gap."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zerentian.duties.forms.deeds import UnitChoice
from zerentian.duties.forms.keeping import choose_among
from zerentian.duties.forms.tasks import PostChoice
from zerentian.duties.models import Duty
from zerentian.duties.rules.matrix import CHOICES_OF_DAYS, USUAL_DAYS
from zerentian.organization.forms.days import DayField
from zerentian.organization.models import Account, Area, Post, Unit
from zerentian.organization.models.areas import PART_LABELS
from zerentian.organization.rules.rights import Kind


class MatrixFilter(forms.Form):
    """Of which township, as of which day, from how many days a duty counts as untouched."""

    unit = UnitChoice(Unit.objects.none(), label=_("Township"), required=False)
    day = DayField(label=_("As of"), required=False)
    untouched = forms.TypedChoiceField(label=_("Nothing done for"), coerce=int, required=False)

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.allowed(account, "duty.view").filter(kind=Kind.TOWNSHIP)
        self.offered = units.prefetch_related("periods").order_by("code")
        choose_among(self, "unit", self.offered)
        if len(self.offered) < 2:
            del self.fields["unit"]
        choices: Any = self.fields["untouched"]
        choices.choices = [(days, gettext("%(days)d days") % {"days": days}) for days in CHOICES_OF_DAYS]
        for name, value in (("day", account.today), ("untouched", USUAL_DAYS)):
            self.fields[name].initial = value


class ChargeForm(forms.Form):
    """Which post answers for which area, and how."""

    area = forms.ModelChoiceField(Area.objects.filter(is_open=True), label=_("Area"))
    post = PostChoice(Post.objects.none(), label=_("Post"))
    part = forms.ChoiceField(label=_("Part"), choices=PART_LABELS.items())

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_among(self, "post", posts_of(account, "area.charge"))


class PassForm(forms.Form):
    """Which duty goes to which post."""

    duty = forms.ModelChoiceField(Duty.objects.none(), label=_("Duty"))
    post = PostChoice(Post.objects.none(), label=_("Post"))

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_among(self, "duty", Duty.objects.visible_to(account).in_force())
        choose_among(self, "post", posts_of(account, "duty.manage"))


def posts_of(account: Account, right: str) -> Any:
    """Return today's posts of the units over which the account holds a right."""
    posts = Post.objects.on(account.today).filter(unit__in=Unit.objects.allowed(account, right))
    return posts.select_related("unit").prefetch_related("unit__periods")
