"""Forms for decisions: which ones to list, and one small form for each step."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zerentian.duties.forms.choices import PostChoice, choose_among, posts_under, sentences
from zerentian.duties.models import Decision
from zerentian.evidence.forms import EvidenceField
from zerentian.organization.forms.days import DayField
from zerentian.organization.models import Account, Post


class StepForm(forms.Form):
    """A step on one decision, taken by one account."""

    def __init__(self, *args: Any, noun: Decision, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.decision, self.account = noun, account
        self.prepare()

    def prepare(self) -> None:
        """Let the fields begin with what is known."""


class ReasonForm(StepForm):
    """A reason."""

    reason = sentences(_("Reason"))


class AcceptForm(StepForm):
    """That it is taken on; until when, where the meeting set no day."""

    due = DayField(label=_("Due"), help_text=_("The meeting set no day: the lead does."))

    def prepare(self) -> None:
        """Ask for a day only where there is none and one is needed."""
        if self.decision.due or not self.decision.is_owed:
            del self.fields["due"]


class WordsForm(StepForm):
    """How far it is, or what was seen, with what shows it."""

    words = sentences(_("In words"))
    evidence = EvidenceField()


class ReportForm(WordsForm):
    """That it is done, since when, and what shows it."""

    done_on = DayField(label=_("Done on"))
    field_order = ("done_on", "words", "evidence")

    def prepare(self) -> None:
        """Begin with today."""
        self.fields["done_on"].initial = self.account.today


class CloseForm(StepForm):
    """The closing opinion."""

    words = sentences(_("Closing opinion"), rows=2)


class DueForm(ReasonForm):
    """A new due day, with the reason."""

    due = DayField(label=_("New due day"))
    field_order = ("due", "reason")


class HandOverForm(ReasonForm):
    """Who takes it over."""

    to = PostChoice(Post.objects.none(), label=_("Hand over to"))
    field_order = ("to", "reason")

    def prepare(self) -> None:
        """Offer the posts of the township, but the one in the lead."""
        posts = posts_under(self.decision.meeting.unit, self.account)
        choose_among(self, "to", posts.exclude(pk=self.decision.lead_id))
