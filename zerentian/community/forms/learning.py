"""Forms of lessons: one that is required, its material, a session, one's own tick, its end."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from zerentian.community.forms.notices import UnitChoice, choose, words
from zerentian.community.models.learning import CYCLE_LABELS
from zerentian.community.rules.learning import read_questions
from zerentian.evidence.forms import EvidenceField
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.forms.days import DayField
from zerentian.organization.forms.texts import TextField
from zerentian.organization.models import Account, Unit
from zerentian.organization.rules.rights import ROLES, Kind


class MaterialFields(forms.Form):
    """What a material says: its text, its files, its self-check."""

    text = words(_("Material"), rows=12, most=40_000, hint=_("Blank lines part paragraphs."))
    evidence = EvidenceField(label=_("Files of the material"))
    questions = words(
        _("Questions of the self-check"),
        required=False,
        rows=8,
        most=20_000,
        hint=_(
            "A question, then its options A. B. …, * before the right ones, 解析：why. A blank line between two."
        ),
    )

    def clean_questions(self) -> str:
        """Refuse questions that cannot be read, by the number of the one."""
        text: str = self.cleaned_data["questions"]
        try:
            read_questions(text)
        except NotAllowed as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return text


def role_choices() -> list[tuple[str, str]]:
    """Return the sorts of post."""
    chinese = (get_language() or "").startswith("zh")
    return [(code, role.label if chinese else role.label_en) for code, role in ROLES.items()]


class LessonForm(MaterialFields):
    """A new lesson."""

    title = TextField(label=_("What the lesson is called"), max_length=120)
    basis = TextField(label=_("Basis of the lesson"), max_length=200)
    unit = UnitChoice(
        Unit.objects.none(), label=_("Required at"), help_text=_("And at all units below, villages too.")
    )
    roles = forms.MultipleChoiceField(
        label=_("Required of"), choices=role_choices, widget=forms.CheckboxSelectMultiple
    )
    cycle = forms.TypedChoiceField(label=_("How often it is learned"), choices=CYCLE_LABELS, coerce=int)
    field_order = ("title", "basis", "unit", "roles", "cycle", "text", "evidence", "questions")

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.allowed(account, "learning.keep").filter(kind__in=[Kind.TOWNSHIP, Kind.COUNTY])
        choose(self, "unit", units.prefetch_related("periods").order_by("code"))


class MaterialForm(MaterialFields):
    """A new version of the material."""

    again = forms.BooleanField(
        label=_("Everybody learns it anew"),
        required=False,
        help_text=_("Tick it when the old material is not enough any more."),
    )


class SessionForm(forms.Form):
    """That the material was gone through together."""

    held_on = DayField(label=_("Held on"))
    attended = forms.IntegerField(
        label=_("How many were there"),
        required=False,
        min_value=0,
        max_value=10_000,
        help_text=_("One count, no names; empty if nobody counted. Everybody ticks for themselves."),
    )


class TickForm(forms.Form):
    """That one has learned it."""

    done_on = DayField(label=_("Learned on"))


class EndForm(forms.Form):
    """Why a lesson is no longer required."""

    reason = words(_("Reason"), rows=2)
