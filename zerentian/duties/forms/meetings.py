"""Forms for meetings: the rule of a kind, preparing one, and each step after that."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.duties.actions.minutes import proposed_minutes
from zerentian.duties.forms.choices import (
    PostChoice,
    UnitChoice,
    choose_among,
    posts_under,
    sentences,
    township_of,
)
from zerentian.duties.models import Meeting, MeetingKind, MinutesRound
from zerentian.duties.models.meeting_labels import CHECKS, MEETING_STATES, SHARES, WEIGHTS
from zerentian.duties.rules.meetings import MOST_MEMBERS, Share
from zerentian.duties.rules.minutes import LONGEST_ROUND
from zerentian.evidence.forms import EvidenceField
from zerentian.organization.actions.factors import has_factor
from zerentian.organization.forms.again import CodeField, PasswordField
from zerentian.organization.forms.days import DayField
from zerentian.organization.forms.texts import TextField
from zerentian.organization.models import Account, Post, Unit

STATE_FILTER: list[tuple[str, Any]] = [
    ("", pgettext_lazy("meetings", "all")),
    ("open", pgettext_lazy("meetings", "not over")),
    *MEETING_STATES.items(),
]


class MeetingFilter(forms.Form):
    """Which meetings to list."""

    name = forms.ChoiceField(label=_("Kind of meeting"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=STATE_FILTER)

    def __init__(self, *args: Any, names: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["name"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", pgettext_lazy("meetings", "all")), *((name, name) for name in names)]


def days(label: Any) -> forms.IntegerField:
    """Return a field for a number of days; empty where the rule says nothing."""
    return forms.IntegerField(label=label, min_value=1, max_value=366, required=False)


class KindForm(forms.Form):
    """The rule of a kind of meeting, from a day on, with the document that says so."""

    name = TextField(label=_("What the meeting is called"), max_length=40)
    unit = UnitChoice(Unit.objects.none(), label=_("Whose meeting"))
    keeper = UnitChoice(Unit.objects.none(), label=_("Office that prepares and minutes it"))
    party = forms.BooleanField(label=_("A meeting of the party committee's"), required=False)
    members = forms.IntegerField(
        label=pgettext_lazy("meeting", "Members"), min_value=1, max_value=MOST_MEMBERS, required=False
    )
    quorum = forms.ChoiceField(label=_("Quorum"), choices=SHARES, initial=Share.OVER_HALF)
    weighty_quorum = forms.ChoiceField(
        label=_("Quorum for weighty matters"), choices=SHARES, initial=Share.TWO_THIRDS
    )
    passing = forms.ChoiceField(
        label=_("In favour at least"),
        choices=SHARES,
        initial=Share.NONE,
        help_text=_("Counted by all members, not by those present."),
    )
    notice_days = days(_("Days of notice"))
    minutes_days = days(_("Days until the minutes are signed"))
    accept_days = days(_("Days to take a decision on"))
    since = DayField(label=_("In force from"))
    basis = TextField(label=_("The document that says so"), max_length=200)

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        townships = township_of(account)
        choose_among(self, "unit", townships)
        below = Unit.objects.allowed(account, "duty.manage").prefetch_related("periods").order_by("code")
        choose_among(self, "keeper", below)
        self.fields["unit"].initial = townships.first()
        self.fields["since"].initial = account.today
        for weight, label in WEIGHTS.items():
            self.fields[f"checks_{weight}"] = forms.MultipleChoiceField(
                label=_("Checks before: %(matter)s") % {"matter": label},
                choices=CHECKS.items(),
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    def said(self) -> dict[str, Any]:
        """Return what was said, as the action asks for it."""
        data = dict(self.cleaned_data)
        data["checks"] = {weight: data.pop(f"checks_{weight}") for weight in WEIGHTS}
        for name in ("quorum", "weighty_quorum", "passing"):
            data[name] = Share(data[name])
        return data


class PlaceForm(forms.Form):
    """When and where a meeting is held, who is in the chair and who records it."""

    held_on = DayField(label=_("Day of the meeting"))
    starts = forms.TimeField(
        label=_("Begins at"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    place = TextField(label=_("Where"), max_length=120, required=False)
    chair = PostChoice(Post.objects.none(), label=_("In the chair"))
    recorder = PostChoice(Post.objects.none(), label=_("Recorder"))

    def clean_starts(self) -> str:
        """Return the time as it is written."""
        at = self.cleaned_data["starts"]
        return f"{at:%H:%M}" if at else ""


class PrepareForm(PlaceForm):
    """A new meeting of a kind."""

    kind = forms.ModelChoiceField(MeetingKind.objects.none(), label=_("Kind of meeting"))
    field_order = ("kind",)

    def __init__(self, *args: Any, account: Account, kinds: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_among(self, "kind", kinds)
        first = kinds.first()
        self.fields["kind"].initial = first
        if first:
            posts = posts_under(first.unit, account)
            choose_among(self, "chair", posts)
            choose_among(self, "recorder", posts)
            self.fields["recorder"].initial = next(iter(account.posts_on(account.today)), None)
        self.fields["held_on"].initial = account.today


class StepForm(forms.Form):
    """A step on one meeting, taken by one account; ``prepare`` fills in what is known."""

    def __init__(self, *args: Any, noun: Meeting, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meeting, self.account = noun, account
        self.prepare()

    def prepare(self) -> None:
        """Let the fields begin with what is known."""


class ReasonForm(StepForm):
    """A reason."""

    reason = sentences(_("Reason"))


class CallForm(StepForm):
    """What goes with the call."""

    words = sentences(_("What goes with the call"), required=False, rows=2)


class ChangeForm(StepForm, PlaceForm):
    """Another day, place, chair or recorder."""

    reason = sentences(
        _("Reason"), required=False, rows=2, hint=_("Needed once the meeting has been called.")
    )

    def prepare(self) -> None:
        """Begin with what holds now."""
        posts = posts_under(self.meeting.unit, self.account)
        for name in ("chair", "recorder"):
            choose_among(self, name, posts)
        for name in ("held_on", "starts", "place", "chair", "recorder"):
            self.fields[name].initial = getattr(self.meeting, name)


def people(label: Any) -> forms.IntegerField:
    """Return a field for how many."""
    return forms.IntegerField(label=label, min_value=0, max_value=MOST_MEMBERS)


class HoldForm(StepForm):
    """How many were there, and in the minutes' own words who."""

    held_on = DayField(label=_("Day of the meeting"))
    number = forms.IntegerField(
        label=_("Number in the year"),
        min_value=1,
        max_value=366,
        required=False,
        help_text=_("Empty: the next one."),
    )
    members = people(pgettext_lazy("meeting", "Members"))
    present = people(pgettext_lazy("meeting", "Present"))
    excused = people(pgettext_lazy("meeting", "Excused"))
    attending = people(_("Attending"))
    attendance = sentences(
        _("Who was there"),
        rows=5,
        hint=_(
            "As the minutes say it: a line each for present, excused with the reason, attending. Never counted."
        ),
    )

    def prepare(self) -> None:
        """Begin with what is recorded, or with the rule."""
        meeting = self.meeting
        for name in ("held_on", "number", "members", "present", "excused", "attending", "attendance"):
            self.fields[name].initial = getattr(meeting, name)
        if meeting.members is None:
            self.fields["members"].initial = meeting.kind.members
            self.fields["excused"].initial = self.fields["attending"].initial = 0
            self.fields["attendance"].initial = "出席：\n请假：\n列席："
        self.fields["held_on"].widget.attrs["max"] = self.account.today.isoformat()


class MinuteForm(StepForm):
    """The text of the minutes, drafted from the outcomes."""

    text = sentences(
        _("Text of the minutes"),
        rows=24,
        most=60_000,
        hint=_("Drafted from what was recorded. Mend the words here, the facts where they were recorded."),
    )
    handed_to = sentences(
        _("Handed round to"),
        required=False,
        rows=2,
        most=LONGEST_ROUND,
        hint=_("Printed at the foot of the last page as 分送, such as all villages and offices."),
    )

    def prepare(self) -> None:
        """Begin with the draft that follows from the outcomes."""
        self.fields["text"].initial = proposed_minutes(self.meeting)
        self.fields["handed_to"].initial = usual_round(self.meeting)


def usual_round(meeting: Meeting) -> str:
    """Return to whom the draft before was handed round, else the minutes of the last meeting of this kind."""
    rounds = MinutesRound.objects.filter(minutes__meeting__unit=meeting.unit_id)
    own = rounds.filter(minutes__meeting=meeting).order_by("-minutes__version").first()
    alike = rounds.filter(minutes__meeting__name=meeting.name).exclude(minutes__signed_on=None)
    found = own or alike.order_by("-minutes__meeting__held_on", "-pk").first()
    return str(found) if found else ""


class ReadForm(StepForm):
    """That this very text was read."""

    digest = TextField(max_length=64, widget=forms.HiddenInput)

    def prepare(self) -> None:
        """Name the text that is shown."""
        newest = self.meeting.minutes.first()
        self.fields["digest"].initial = newest.digest if newest else ""


class SignForm(ReadForm):
    """The account's own password, entered again, and a code where it signs in with one."""

    password = PasswordField(
        help_text=_("It is compared and not kept. The text above and its digest are sealed with your post.")
    )
    code = CodeField()

    def prepare(self) -> None:
        """Ask for a code only where the account has a second factor."""
        super().prepare()
        if not has_factor(self.account):
            del self.fields["code"]


class ScanForm(StepForm):
    """The scan of the minutes that were signed or sealed on paper."""

    evidence = EvidenceField(label=_("Scan"))
