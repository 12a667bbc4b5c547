"""Forms of the demand ledger: who asks for which form, how it ended."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.duties.forms.deeds import UnitChoice
from zerentian.duties.forms.keeping import choose_among
from zerentian.duties.forms.tasks import PostChoice
from zerentian.duties.models.basis import LEVEL_LABELS
from zerentian.duties.models.duties import CADENCE_LABELS
from zerentian.duties.rules.cadences import Cadence, DueRule
from zerentian.duties.rules.functions import Level
from zerentian.exchange.actions.demands import AskedFor
from zerentian.exchange.models import CountyForm, Demand, FormFilling
from zerentian.exchange.models.demands import ASKERS, LISTINGS, SHAPES, STATES, WAYS
from zerentian.exchange.rules.demands import ENDED_OTHERWISE, Asker, Listing, Shape, State, Way
from zerentian.ledger.rules.periods import Period, chinese_day
from zerentian.organization.forms.days import DayField, MomentField, period_written
from zerentian.organization.forms.texts import TextField
from zerentian.organization.models import Account, Post, Unit

ALL = [("", _("all"))]
STATE_FILTER: list[tuple[str, Any]] = [
    ("", pgettext_lazy("demands", "to be sent")),
    ("mine", _("waiting for me")),
    ("overdue", _("overdue")),
    ("all", _("all")),
    *((code, label) for code, label in STATES.items() if code != State.OPEN),
]


class DemandFilter(forms.Form):
    """Which demands to list; every choice stands in the address."""

    q = TextField(label=_("Form or department"), required=False, max_length=60)
    state = forms.ChoiceField(label=_("State"), required=False, choices=STATE_FILTER)
    asker = forms.ChoiceField(label=_("Field of the asker"), required=False, choices=[*ALL, *ASKERS.items()])
    listing = forms.ChoiceField(label=_("On the list?"), required=False, choices=[*ALL, *LISTINGS.items()])


class AskedForm(forms.Form):
    """What is asked for by whom."""

    title = TextField(
        label=_("What is asked for"), max_length=120, help_text=_("The form's name, as they say it.")
    )
    asked_by = TextField(label=_("Who asks"), max_length=80, help_text=_("The department, such as 县应急局."))
    asker = forms.ChoiceField(label=_("Field of the asker"), choices=ASKERS.items(), initial=Asker.OTHER)
    level = forms.ChoiceField(label=_("Level"), choices=LEVEL_LABELS.items(), initial=Level.COUNTY)
    way = forms.ChoiceField(label=_("By which way"), choices=WAYS.items(), initial=Way.GROUP)
    shape = forms.ChoiceField(label=_("Wanted"), choices=SHAPES.items(), initial=Shape.ELECTRONIC)
    listing = forms.ChoiceField(
        label=_("On the list of forms that may be asked for?"),
        choices=LISTINGS.items(),
        initial=Listing.UNKNOWN,
    )
    basis = TextField(label=_("On which basis"), max_length=160, required=False)
    form = forms.ModelChoiceField(
        CountyForm.objects.none(),
        label=_("Our form"),
        required=False,
        help_text=_("If the file is kept here already, it fills by one button."),
    )
    post = PostChoice(Post.objects.none(), label=_("Which post fills it"))

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.allowed(account, "form.fill")
        posts = Post.objects.on(account.today).filter(unit__in=units).select_related("unit")
        choose_among(self, "post", posts.prefetch_related("unit__periods"))
        choose_among(self, "form", CountyForm.objects.visible_to(account).in_use())
        own = account.posts_on(account.today)
        self.fields["post"].initial = self.initial.get("post") or next((one.pk for one in own), None)

    def asked(self) -> AskedFor:
        """Return what is asked for."""
        said = self.cleaned_data
        return AskedFor(
            title=said["title"],
            asked_by=said["asked_by"],
            asker=Asker(said["asker"]),
            level=Level(said["level"]),
            way=Way(said["way"]),
            post=said["post"],
            form=said["form"],
            basis=said["basis"],
            listing=Listing(said["listing"]),
            shape=Shape(said["shape"]),
        )


class DemandForm(AskedForm):
    """A demand that came once, with its hours."""

    received_at = MomentField(label=_("Came in at"))
    due_at = MomentField(label=_("Due at"))
    field_order = ("title", "asked_by", "asker", "received_at", "due_at")


class NewForm(DemandForm):
    """A demand that is registered: asked about once where it seems to be registered already."""

    again = forms.BooleanField(
        label=_("It was asked for once more: register it all the same"),
        required=False,
        widget=forms.HiddenInput,
    )

    def ask_again(self, twin: Demand) -> None:
        """Say that it seems to be registered, and offer to say that it was asked for once more."""
        told = {"what": twin.title, "due": chinese_day(twin.due), "post": twin.post}
        self.add_error(
            None,
            _("“%(what)s” of the same asker, due on %(due)s, is registered already, with %(post)s.") % told,
        )
        self.fields["again"].widget = forms.CheckboxInput()


class CorrectedForm(DemandForm):
    """A demand stated again, with the reason."""

    reason = TextField(label=_("Why it is corrected"), max_length=300)


class SeriesForm(AskedForm):
    """A demand that comes again and again."""

    cadence = forms.ChoiceField(
        label=_("How often"),
        choices=[(code, label) for code, label in CADENCE_LABELS.items() if code != Cadence.ONCE],
        initial=Cadence.MONTHLY,
    )
    due_day = forms.IntegerField(
        label=_("Due on which day"),
        min_value=1,
        max_value=31,
        initial=25,
        help_text=_("Of the month; weekly: 1 for Monday to 7 for Sunday. 31 is the last."),
    )
    due_month = forms.IntegerField(
        label=_("In which month of its span"),
        min_value=0,
        max_value=12,
        initial=0,
        help_text=_("0 is the last."),
    )
    due_hour = forms.IntegerField(label=_("By which hour"), min_value=0, max_value=23, initial=18)
    first = DayField(label=_("From which day"))
    field_order = ("title", "asked_by", "asker", "cadence", "due_day", "due_month", "due_hour", "first")

    def rule(self) -> DueRule:
        """Return when within its span it falls due."""
        said = self.cleaned_data
        return DueRule(Cadence(said["cadence"]), said["due_day"], said["due_month"])


class SentForm(forms.Form):
    """When a form was sent, in what shape, how many of its cells were known."""

    sent_at = MomentField(label=_("Sent at"))
    shape = forms.ChoiceField(label=_("In what shape"), choices=SHAPES.items())
    filling = forms.ModelChoiceField(
        FormFilling.objects.none(),
        label=_("The filling that was sent"),
        required=False,
        help_text=_("It says by itself how many cells were known."),
    )
    cells = forms.IntegerField(
        label=_("Cells to be filled"),
        min_value=0,
        required=False,
        help_text=_("Empty if nobody counted them."),
    )
    known = forms.IntegerField(label=_("Of these known already"), min_value=0, required=False)
    by_hand = forms.IntegerField(label=_("Of these by hand"), min_value=0, required=False)

    def __init__(self, *args: Any, demand: Demand, account: Account, moment: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fillings = FormFilling.objects.visible_to(account).filter(form=demand.form_id)
        choose_among(self, "filling", fillings.select_related("form"))
        self.fields["shape"].initial, self.fields["sent_at"].initial = demand.shape, moment


class EndForm(forms.Form):
    """Why a form is not sent."""

    outcome = forms.ChoiceField(
        label=_("How it ends"), choices=[(code, STATES[code]) for code in ENDED_OTHERWISE]
    )
    reason = TextField(label=_("Reason"), max_length=300, widget=forms.Textarea({"rows": 2}))


class ReasonForm(forms.Form):
    """A reason."""

    reason = TextField(label=_("Reason"), max_length=300, widget=forms.Textarea({"rows": 2}))


class MonthForm(forms.Form):
    """Which month, and of which unit."""

    month = TextField(label=_("Month or other period"), max_length=30)
    unit = UnitChoice(Unit.objects.none(), label=_("Unit"), empty_label=None)

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.allowed(account, "form.view").prefetch_related("periods").order_by("code")
        choose_among(self, "unit", units)

    def clean_month(self) -> Period:
        """Return the period that was written."""
        return period_written(self.cleaned_data["month"])
