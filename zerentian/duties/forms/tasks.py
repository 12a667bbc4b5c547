"""Forms for tasks: assigned, and each step after that."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zerentian.duties.models import Deed, Task
from zerentian.duties.rules.tasks import Step
from zerentian.organization.forms.days import DayField
from zerentian.organization.forms.texts import TextField
from zerentian.organization.models import Account, Area, Post, Unit


class PostChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice of posts by unit and title."""

    def label_from_instance(self, obj: Post) -> str:
        """Return the unit's name and the title."""
        return f"{obj.unit.name} · {obj.title}"


class TaskForm(forms.Form):
    """A new task: what, for which post, until when."""

    title = TextField(label=_("What is to be done"), max_length=200)
    post = PostChoice(Post.objects.none(), label=_("For which post"))
    due = DayField(label=_("Due"))
    detail = TextField(label=_("In more words"), required=False, widget=forms.Textarea({"rows": 3}))
    area = forms.ModelChoiceField(Area.objects.filter(is_open=True), label=_("Area of work"), required=False)

    def __init__(self, *args: Any, account: Account, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        posts = Post.objects.on(today).filter(unit__in=Unit.objects.allowed(account, "task.assign"))
        field = self.fields["post"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = posts.select_related("unit").prefetch_related("unit__periods")
        self.fields["due"].widget.attrs["min"] = today.isoformat()


class WordsForm(forms.Form):
    """The words that go with a step: a report, a reason, an opinion."""

    words = TextField(label=_("In words"), max_length=2000, widget=forms.Textarea({"rows": 3}))


class OpinionForm(WordsForm):
    """Words that may be left out."""

    words = TextField(
        label=_("In words"), max_length=2000, required=False, widget=forms.Textarea({"rows": 3})
    )


class ReportForm(WordsForm):
    """What was done about a task, and the deed that shows it."""

    deed = forms.ModelChoiceField(Deed.objects.none(), label=_("The deed that shows it"), required=False)


class DueForm(WordsForm):
    """A new due day and the reason."""

    due = DayField(label=_("New due day"))


FORMS: dict[Step, type[forms.Form]] = {
    Step.ACCEPT: forms.Form,
    Step.OBJECT: WordsForm,
    Step.UPHOLD: WordsForm,
    Step.REPORT: ReportForm,
    Step.RETURN: WordsForm,
    Step.VERIFY: OpinionForm,
    Step.CLOSE: forms.Form,
    Step.REOPEN: DueForm,
    Step.EXTEND: DueForm,
    Step.WITHDRAW: WordsForm,
}


def step_form(step: Step, data: Any, *, task: Task, account: Account) -> forms.Form:
    """Return the form of a step; a report may name a deed of the task's unit."""
    form = FORMS[step](data)
    field = form.fields.get("deed")
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = Deed.objects.visible_to(account).standing().filter(unit=task.unit)
    return form
