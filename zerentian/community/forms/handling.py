"""Forms for how villages told a text, for matters that ask for an answer, and for disputes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.community.forms.notices import UnitChoice, choose, words, writable
from zerentian.community.models import Telling
from zerentian.community.models.labels import (
    CHANNELS,
    ORIGINS,
    OUTCOMES,
    QUESTION_STATES,
    URGENCIES,
    WAYS,
)
from zerentian.community.rules.questions import Channel, Origin, Urgency
from zerentian.community.rules.tellings import MOST_TIMES, Way
from zerentian.ledger.clock import now
from zerentian.ledger.rules.periods import LOCAL
from zerentian.organization.forms.days import DayField, MomentField
from zerentian.organization.forms.texts import TextField
from zerentian.organization.models import Account, Unit


class TellForm(forms.Form):
    """How a village told its people."""

    way = forms.ChoiceField(label=_("How"), choices=WAYS, widget=forms.RadioSelect, initial=Way.LOUDSPEAKER)
    told_on = DayField(label=_("Told on"))
    times = forms.IntegerField(label=_("Times that day"), min_value=1, max_value=MOST_TIMES, initial=1)
    place = TextField(
        label=_("Where"),
        max_length=120,
        required=False,
        help_text=_("Such as: board at the square, group 2."),
    )

    def __init__(self, *args: Any, telling: Telling, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["told_on"].initial = account.today
        self.fields["told_on"].widget.attrs.update(
            {"min": telling.asked_on.isoformat(), "max": account.today.isoformat()}
        )


class QuestionFilter(forms.Form):
    """Which matters to list."""

    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("all")), *QUESTION_STATES.items()]
    )


class QuestionForm(forms.Form):
    """A matter that asks for a public answer."""

    title = TextField(
        label=_("What is asked"),
        max_length=200,
        help_text=_("The matter in your own words. Never who asked, or where it was written."),
    )
    unit = UnitChoice(Unit.objects.none(), label=_("Who answers"))
    origin = forms.ChoiceField(
        label=_("How you learnt of it"),
        choices=[(code, label) for code, label in ORIGINS.items() if code != Origin.TOPIC],
        initial=Origin.ASKED,
    )
    urgency = forms.ChoiceField(
        label=_("How soon"), choices=URGENCIES, widget=forms.RadioSelect, initial=Urgency.ORDINARY
    )
    heard_at = MomentField(
        label=_("Learnt of at"), help_text=_("The hours run from then, through nights and rest days.")
    )

    def __init__(self, *args: Any, account: Account, from_topic: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "unit", writable(account))
        own = account.units_on(account.today)
        self.fields["unit"].initial = own[0] if own else None
        self.fields["heard_at"].initial = now().astimezone(LOCAL)
        if from_topic:
            for name in ("title", "unit", "origin"):
                del self.fields[name]


class DropForm(forms.Form):
    """Why a matter needs no public answer."""

    reason = words(_("Why it needs no public answer"), most=500)


class DisputeForm(forms.Form):
    """A dispute that came by telephone, at the counter or in a meeting."""

    channel = forms.ChoiceField(
        label=_("How it came"),
        choices=[(code, label) for code, label in CHANNELS.items() if code != Channel.PAGE],
        widget=forms.RadioSelect,
        initial=Channel.COUNTER,
    )
    claim = words(_("What is said to be wrong, and why"), hint=_("The matter only. Never who says so."))


class DisputeAnswerForm(forms.Form):
    """What came of a dispute."""

    shown = TextField(
        label=_("The dispute in your words"),
        max_length=300,
        help_text=_("This is public. Nothing in it may tell who disputes."),
    )
    outcome = forms.ChoiceField(
        label=pgettext_lazy("dispute", "What came of it"), choices=OUTCOMES, widget=forms.RadioSelect
    )
    answer = words(_("What was found"), hint=_("This is public: what was checked, and what is true."))
