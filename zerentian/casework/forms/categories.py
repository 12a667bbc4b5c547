"""A category of concerns, and the questions asked besides."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zerentian.casework.forms.concerns import set_choice
from zerentian.casework.models import Category
from zerentian.casework.models.labels import GROUPS, KINDS
from zerentian.duties.models import FunctionItem
from zerentian.organization.forms.texts import TextField
from zerentian.organization.models import Unit
from zerentian.organization.punctuation import COMMA, sign


class CategoryForm(forms.Form):
    """What a category is called, where it counts, what it asks."""

    code = forms.RegexField(
        r"^[a-z0-9-]{1,40}$",
        label=_("Code"),
        help_text=_("Small letters, digits and dashes; it never changes."),
    )
    name = TextField(label=_("Name"), max_length=60)
    group = forms.ChoiceField(label=_("Field"), choices=GROUPS.items())
    kind = forms.ChoiceField(label=_("Usual kind"), choices=KINDS.items())
    hint = TextField(label=_("Hint for residents"), required=False, max_length=200)
    anonymous = forms.BooleanField(label=_("May come without a name"), required=False, initial=True)
    function = forms.ModelChoiceField(
        FunctionItem.objects.none(), label=_("Item of the function list"), required=False
    )
    position = forms.IntegerField(label=_("Place in the list"), min_value=0, max_value=999, initial=0)
    retired = forms.BooleanField(label=_("No longer offered"), required=False)

    def __init__(self, *args: Any, unit: Unit, category: Category | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit, self.category = unit, category
        set_choice(self, "function", FunctionItem.objects.filter(unit=unit))
        if category:
            names = [name for name in self.fields if name != "code"]
            self.initial = {**{name: getattr(category, name) for name in names}, **self.initial}
            del self.fields["code"]

    def clean_code(self) -> str:
        """Refuse a code that is taken."""
        code: str = self.cleaned_data["code"]
        if Category.objects.filter(unit=self.unit, code=code).exists():
            raise forms.ValidationError(_("Another category has this code: choose a different one."))
        return code


class QuestionForm(forms.Form):
    """One question asked besides; an answer that calls for advice never stops the form."""

    label = TextField(label=_("Question"), max_length=120)
    options = TextField(
        label=_("Answers to choose from"),
        required=False,
        help_text=_("Separated by commas; empty: free words."),
    )
    danger = TextField(label=_("Answer that calls for advice"), required=False, max_length=60)
    advice = TextField(label=_("Advice"), required=False, max_length=300)
    needed = forms.BooleanField(label=_("Must be answered"), required=False)

    @property
    def question(self) -> dict[str, Any]:
        """Return the question as a category keeps it."""
        given = self.cleaned_data
        options = [part.strip() for part in given["options"].replace("，", ",").split(",") if part.strip()]
        advice = {given["danger"].strip(): given["advice"].strip()} if given["danger"].strip() else {}
        return {"label": given["label"], "options": options, "needed": given["needed"], "advice": advice}


QuestionRows = forms.formset_factory(QuestionForm, extra=1, max_num=8, absolute_max=8, can_delete=True)


def rows_of(category: Category | None) -> list[dict[str, Any]]:
    """Return a category's questions as the rows of the form."""
    asked = json.loads(category.questions) if category else []
    return [
        {
            "label": one["label"],
            "options": sign(COMMA).join(one.get("options", ())),
            "danger": next(iter(one.get("advice", {})), ""),
            "advice": next(iter(one.get("advice", {}).values()), ""),
            "needed": one.get("needed", False),
        }
        for one in asked
    ]
