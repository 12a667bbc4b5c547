"""Forms for replies: composed in their parts, returned with words, released with the way of telling."""

from typing import Any

from django import forms
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zerentian.casework.models import Category, Concern, Template
from zerentian.casework.models.labels import DECISIONS, KINDS, TOLD
from zerentian.casework.models.replies import PARTS
from zerentian.casework.rules.replies import Decision, Parts, Told
from zerentian.organization.forms.texts import TextField

MAX_PART = 8000
LABELS = {
    "request": _("The request"),
    "facts_found": _("The facts found"),
    "rule_cited": _("The rule it rests on"),
    "decision": _("The decision"),
    "reasons": _("The reasons"),
    "next_steps": _("What happens next"),
    "review_notice": _("The way to a review"),
}
HINTS = {
    "request": _("What the person asks for, in one or two sentences."),
    "facts_found": _("Who looked, when and where, and what they saw."),
    "rule_cited": _("Law, regulation or policy with its article; needed where the request is not supported."),
    "reasons": _("Why the facts and the rule lead to this decision."),
    "next_steps": _("Who does what by which day; if nothing more is done, say so."),
    "review_notice": _("Reviewer and last day in braces are filled in on the day the reply goes out."),
}
ROWS = {"request": 2, "rule_cited": 2, "review_notice": 3}


def part_field(name: str) -> TextField:
    """Return the field of one part; which parts must be there is asked when the reply goes out."""
    return TextField(
        label=LABELS[name],
        help_text=HINTS[name],
        max_length=MAX_PART,
        required=False,
        widget=forms.Textarea({"rows": ROWS.get(name, 4)}),
    )


class PartsForm(forms.Form):
    """The parts of a reply, in the order in which they are read (信访工作条例 art. 32)."""

    request = part_field("request")
    facts_found = part_field("facts_found")
    rule_cited = part_field("rule_cited")
    decision = forms.ChoiceField(label=LABELS["decision"], choices=DECISIONS, widget=forms.RadioSelect)
    reasons = part_field("reasons")
    next_steps = part_field("next_steps")
    review_notice = part_field("review_notice")

    @property
    def written(self) -> dict[str, str]:
        """Return the texts of the parts as they were typed."""
        return {name: str(self[name].value() or "").strip() for name in PARTS}

    @property
    def is_decided(self) -> bool:
        """Tell whether a decision is chosen."""
        return self["decision"].value() in list(Decision)

    @property
    def parts(self) -> Parts:
        """Return the parts as the rules read them, whether or not the form is whole."""
        decision = Decision(self["decision"].value()) if self.is_decided else Decision.EXPLAINED
        return Parts(decision=decision, **self.written)


class ReplyForm(PartsForm):
    """The composer; ``template`` fills the parts that are still empty."""

    template = forms.ModelChoiceField(
        Template.objects.none(), label=_("Begin with a template"), required=False
    )

    def __init__(self, *args: Any, concern: Concern, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["template"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = templates_for(concern)


def templates_for(concern: Concern) -> Any:
    """Return the templates in use that suit a concern's category and kind; those of its category first."""
    suiting = Q(category=None) | Q(category=concern.category)
    kinds = Q(kind="") | Q(kind=concern.kind)
    return Template.objects.filter(suiting, kinds, unit=concern.unit, retired=False).order_by(
        F("category").asc(nulls_last=True), "name"
    )


class ReturnForm(forms.Form):
    """What is to be changed in a draft."""

    reason = TextField(label=_("What is to be changed"), max_length=2000, widget=forms.Textarea({"rows": 4}))


class ReleaseForm(forms.Form):
    """How the person is told."""

    told = forms.ChoiceField(
        label=_("How the person is told"), choices=TOLD, initial=Told.CODE_PAGE, widget=forms.RadioSelect
    )


class TemplateForm(PartsForm):
    """A reply template of the township; what stands in braces is to be filled in each time."""

    name = TextField(label=_("Name of the template"), max_length=80)
    category = forms.ModelChoiceField(
        Category.objects.none(),
        label=_("For which category"),
        required=False,
        empty_label=_("every category"),
    )
    kind = forms.ChoiceField(
        label=_("For which kind"), required=False, choices=[("", _("every kind")), *KINDS.items()]
    )
    retired = forms.BooleanField(label=_("No longer offered"), required=False)
    field_order = ("name", "category", "kind", "decision", *PARTS, "retired")

    def __init__(self, *args: Any, categories: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["category"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = categories
