"""Forms for what is kept about duties: basis documents, hand-overs, thresholds, acts in person."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.duties.forms.deeds import UnitChoice
from zerentian.duties.forms.tasks import PostChoice
from zerentian.duties.models import Task
from zerentian.duties.models.basis import LEVEL_LABELS
from zerentian.duties.models.duties import CADENCE_LABELS
from zerentian.duties.models.tasks import IN_PERSON_LABELS
from zerentian.duties.rules.functions import Level
from zerentian.duties.rules.lights import TASK
from zerentian.organization.forms.days import DayField
from zerentian.organization.forms.texts import TextField
from zerentian.organization.models import Account, Post, Unit
from zerentian.organization.rules.rights import Kind


def choose_among(form: forms.Form, name: str, rows: Any) -> None:
    """Let a field choose among rows."""
    field = form.fields[name]
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = rows


class BasisForm(forms.Form):
    """A document that duties rest on; a number that is registered already is corrected."""

    number = TextField(label=pgettext_lazy("document", "Number"), max_length=80)
    title = TextField(label=_("Title"), max_length=200)
    issuer = TextField(label=_("Issuer"), max_length=80)
    level = forms.ChoiceField(label=_("Level"), choices=LEVEL_LABELS.items(), initial=Level.COUNTY)
    issued_on = DayField(label=_("Issued on"))
    file = forms.FileField(label=_("File"), required=False)
    unit = UnitChoice(Unit.objects.none(), label=_("Township"))

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.visible_to(account).filter(kind=Kind.TOWNSHIP).prefetch_related("periods")
        allowed = [unit.pk for unit in units if account.may("duty.manage", unit)]
        choose_among(self, "unit", units.filter(pk__in=allowed))
        self.fields["unit"].initial = next(iter(allowed), None)


class DayForm(forms.Form):
    """A day."""

    day = DayField(label=_("From which day"))


class HandOverForm(forms.Form):
    """To which post it goes."""

    to = PostChoice(Post.objects.none(), label=_("To which post"))

    def __init__(self, *args: Any, account: Account, right: str, held: Post, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        posts = Post.objects.on(account.today).filter(unit__in=Unit.objects.allowed(account, right))
        choose_among(
            self, "to", posts.exclude(pk=held.pk).select_related("unit").prefetch_related("unit__periods")
        )


class HandOverManyForm(forms.Form):
    """To which post several go, and why."""

    to = PostChoice(Post.objects.none(), label=_("To which post"))
    reason = TextField(label=_("Reason"), max_length=300, help_text=_("It stays with each of them."))

    def __init__(self, *args: Any, account: Account, right: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        posts = Post.objects.on(account.today).filter(unit__in=Unit.objects.allowed(account, right))
        choose_among(self, "to", posts.select_related("unit").prefetch_related("unit__periods"))


class ThresholdForm(forms.Form):
    """How many days before the due day each kind of matter turns amber."""

    def __init__(self, *args: Any, in_force: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels: dict[str, Any] = {TASK: _("Tasks")}
        labels.update({str(cadence): label for cadence, label in CADENCE_LABELS.items()})
        for kind, days in in_force.items():
            self.fields[kind] = forms.IntegerField(
                label=labels[kind], min_value=0, max_value=365, initial=days
            )


class PersonalForm(forms.Form):
    """What a leader did in person, on which day, about which task."""

    act = forms.ChoiceField(label=_("What was done"), choices=IN_PERSON_LABELS.items())
    what = TextField(label=_("In words"), max_length=300, widget=forms.Textarea({"rows": 3}))
    post = PostChoice(Post.objects.none(), label=_("Whose act"))
    occurred_on = DayField(label=_("When it happened"))
    task = forms.ModelChoiceField(Task.objects.none(), label=_("Task"), required=False)

    def __init__(self, *args: Any, account: Account, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        posts = Post.objects.on(today).filter(unit__in=Unit.objects.visible_to(account))
        leaders = posts.filter(role__in=("first", "leader")).select_related("unit")
        choose_among(self, "post", leaders.prefetch_related("unit__periods"))
        choose_among(self, "task", Task.objects.visible_to(account).open())
        own = {post.pk for post in account.posts_on(today)}
        self.fields["post"].initial = next((post.pk for post in leaders if post.pk in own), None)
        self.fields["occurred_on"].initial = today
