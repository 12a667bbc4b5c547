"""The forms in which a clock is moved: more time asked for and decided on, paused, run on."""

from django import forms
from django.utils.translation import gettext_lazy as _

from zerentian.casework.forms.steps import ReasonForm
from zerentian.casework.models import AskedTime
from zerentian.casework.models.labels import PURPOSES
from zerentian.casework.rules.clocks import Purpose
from zerentian.organization.forms.days import DayField


class ClockForm(ReasonForm):
    """Which running clock."""

    purpose = forms.ChoiceField(label=_("Which clock"))

    def prepare(self) -> None:
        """Offer the clocks that run."""
        runs = self.concern.clocks.filter(stopped_on=None).values_list("purpose", flat=True)
        field = self.fields["purpose"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(purpose, PURPOSES[Purpose(purpose)]) for purpose in runs]


class ExtendForm(ClockForm):
    """By how many days, and why; somebody else decides."""

    days = forms.IntegerField(
        label=_("By how many days"),
        min_value=1,
        max_value=60,
        help_text=_(
            "A head decides in the program; until then the day stays as it is. The resident is told then."
        ),
    )
    told_on = DayField(label=_("The person was told on"))
    field_order = ("purpose", "days", "reason", "told_on")

    def prepare(self) -> None:
        """Ask whether the person was told only where the day has passed: in time, the decision tells."""
        super().prepare()
        self.initial = {"told_on": self.account.today, **self.initial}
        if not any(run.due < self.account.today for run in self.concern.running):
            del self.fields["told_on"]


class DecideTimeForm(ReasonForm):
    """Whether more time is granted after the due day, and why."""

    granted = forms.ChoiceField(
        label=_("Decision"),
        choices=[("yes", _("Granted")), ("no", _("Not granted"))],
        widget=forms.RadioSelect,
    )
    field_order = ("granted", "reason")

    def prepare(self) -> None:
        """Show who asked, for how long and why."""
        asked = AskedTime.objects.filter(run__concern=self.concern, decided_on=None).select_related(
            "asked_by"
        )
        for one in asked[:1]:
            words = {"who": one.asked_by.name, "days": one.days, "reason": one.reason}
            self.fields["granted"].help_text = (
                _("%(who)s asks for %(days)s more days: %(reason)s") % words
                if one.days
                else _("%(who)s asks for the time of its present kind: %(reason)s") % words
            )


class PauseForm(ClockForm):
    """Until when the clock stands still, and why."""

    until = DayField(label=_("Until"))
    field_order = ("purpose", "until", "reason")


class ResumeForm(ClockForm):
    """Which clock runs on."""

    def prepare(self) -> None:
        """Ask for no reason: the pause said why."""
        super().prepare()
        del self.fields["reason"]
