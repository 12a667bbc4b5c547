"""Forms for land matters: opening one, posting, meeting a step, counting objections, stopping."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zerentian.evidence.forms import EvidenceField
from zerentian.organization.forms.days import DayField
from zerentian.organization.forms.texts import TextField
from zerentian.organization.models import Account, CalendarYear, Post, Unit
from zerentian.organization.rules.rights import Kind
from zerentian.organization.telling import day_words
from zerentian.rectification.forms.fields import PostChoice, UnitChoice, posts_of, set_choice, words
from zerentian.rectification.models.land import LAND_KINDS
from zerentian.rectification.rules.land import LandStage, earliest_end


class LandForm(forms.Form):
    """A new land matter."""

    kind = forms.ChoiceField(label=_("What is taken"), choices=LAND_KINDS, widget=forms.RadioSelect)
    title = TextField(label=_("What the matter is called"), max_length=120)
    unit = UnitChoice(Unit.objects.none(), label=_("At which unit"))
    place = TextField(label=_("Where"), max_length=200, required=False)
    project = TextField(label=_("Project and its document"), max_length=120, required=False)
    responsible = PostChoice(Post.objects.none(), label=_("Post in charge"))

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.allowed(account, "risk.keep").exclude(kind=Kind.COUNTY)
        set_choice(self, "unit", units.prefetch_related("periods").order_by("code"))
        set_choice(self, "responsible", posts_of(account, "risk.keep"))


class StageForm(forms.Form):
    """A step of a land matter, taken by one account."""

    def __init__(self, *args: Any, stage: LandStage, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stage, self.account = stage, account
        self.prepare()

    def prepare(self) -> None:
        """Begin with what is likely."""


class PostStageForm(StageForm):
    """That a paper hangs: from when until when, and where."""

    first = DayField(label=_("Hung up on"))
    last = DayField(label=_("Hangs until"))
    where = TextField(
        label=_("Where it hangs"), max_length=200, help_text=_("Town, village and group, as the law asks.")
    )
    evidence = EvidenceField(label=_("Photo of the board"))

    def prepare(self) -> None:
        """Begin with today and the shortest posting that the law allows."""
        today = self.account.today
        end = earliest_end(self.stage, today, CalendarYear.objects.calendar())
        self.fields["first"].initial, self.fields["last"].initial = today, end
        self.fields["last"].help_text = _("Hung up today, it hangs until %(day)s at the earliest.") % {
            "day": day_words(end)
        }


class MeetStageForm(StageForm):
    """That a step is met, since when, and how."""

    met_on = DayField(label=_("Met on"))
    words = words(_("What was done"), rows=2, hint=_("Matters and counts, no names."))
    evidence = EvidenceField()

    def prepare(self) -> None:
        """Begin with today."""
        self.fields["met_on"].initial = self.account.today


class ObjectionsForm(StageForm):
    """How many objections came, and how many members hold the plan unlawful."""

    objections = forms.IntegerField(label=_("Objections"), min_value=0, max_value=1_000_000)
    objectors = forms.IntegerField(
        label=_("Members who hold the plan unlawful"),
        min_value=0,
        max_value=1_000_000,
        help_text=_("A count, no names."),
    )
    members = forms.IntegerField(
        label=_("Members of the collective"),
        min_value=1,
        max_value=1_000_000,
        help_text=_("If most hold it unlawful, the county must hold a hearing."),
    )
    met_on = DayField(label=_("Counted on"))
    words = words(_("What was said about them"), required=False, rows=2)

    def prepare(self) -> None:
        """Begin with today."""
        self.fields["met_on"].initial = self.account.today


class TakeBackForm(StageForm):
    """Why a step is not met after all."""

    reason = words(_("Reason"), rows=2)


class CorrectPostingForm(PostStageForm):
    """From when until when a paper really hangs, and where."""

    reason = words(_("Reason"), rows=2)

    def prepare(self) -> None:
        """Begin with what is recorded (``initial``); files that were added stay."""
        del self.fields["evidence"]


class StopForm(StageForm):
    """Why a matter stops."""

    reason = words(_("Reason"), rows=2)
