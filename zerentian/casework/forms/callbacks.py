"""Forms for call-backs: three separate facts and the person's own words; closing and reopening with a reason."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zerentian.casework.models.labels import CONTACTED, SATISFIED, SOLVED
from zerentian.casework.rules.callbacks import Contacted, Satisfied, Solved, contradiction
from zerentian.organization.forms.texts import TextField

NOT_ASKED = ("", _("not asked"))


class CallBackForm(forms.Form):
    """Reached? Solved? Satisfied? And what the person said."""

    contacted = forms.ChoiceField(
        label=_("Was the person reached?"), choices=CONTACTED, widget=forms.RadioSelect
    )
    solved = forms.ChoiceField(
        label=_("Is it solved?"),
        choices=[NOT_ASKED, *SOLVED.items()],
        required=False,
        widget=forms.RadioSelect,
        help_text=_("In the person's own view."),
    )
    satisfied = forms.ChoiceField(
        label=_("Is the person satisfied with how it was handled?"),
        choices=[NOT_ASKED, *SATISFIED.items()],
        required=False,
        widget=forms.RadioSelect,
        help_text=_("A separate question: somebody may be satisfied with a no, or dissatisfied with a yes."),
    )
    words = TextField(
        label=_("In the person's own words"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Write what was said, not how you read it."),
    )

    def clean(self) -> dict[str, Any]:
        """Say at the words when they contradict a box, and at a box when nobody was reached."""
        said = super().clean() or {}
        reached = said.get("contacted") == Contacted.YES
        for name in ("solved", "satisfied"):
            if reached and not said.get(name):
                self.add_error(name, gettext("The person was reached: say what the answer was."))
            elif said.get(name) and not reached and "contacted" in said:
                self.add_error(name, gettext("Nobody answered this: choose “not asked”."))
        solved, satisfied = self.facts
        if against := contradiction(solved, satisfied, said.get("words", "")):
            self.add_error(
                "words",
                gettext("“%(words)s” contradicts the boxes ticked: check which of them is right.")
                % {"words": against},
            )
        return said

    @property
    def facts(self) -> tuple[Solved | None, Satisfied | None]:
        """Return whether solved and satisfied, None where it was not asked."""
        solved, satisfied = self.cleaned_data.get("solved"), self.cleaned_data.get("satisfied")
        return Solved(solved) if solved else None, Satisfied(satisfied) if satisfied else None


class ReasonForm(forms.Form):
    """Why a concern is closed, or taken up again."""

    reason = TextField(label=_("Reason"), max_length=2000, widget=forms.Textarea({"rows": 3}))
