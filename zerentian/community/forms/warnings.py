"""Forms for relaying a warning: the message, what was recognised, the tries to reach a village, the rule's minutes."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.community.actions.warnings import areas_of, earlier, term_of
from zerentian.community.forms.notices import UnitChoice, UnitsChoice, choose, words
from zerentian.community.models import Call, RelayedWarning
from zerentian.community.models.labels_of_warnings import CHANNELS, COLOURS, MESSAGES
from zerentian.community.rules.alerts import MOST_SIGNS
from zerentian.community.rules.warnings import LONGEST_MINUTES, Alert, Channel, Colour, Message, State
from zerentian.ledger.rules.periods import LOCAL, local_day
from zerentian.organization.forms.days import DayField, MomentField
from zerentian.organization.forms.texts import TextField
from zerentian.organization.models import Account, Post, Unit
from zerentian.organization.rules.rights import Kind

# What an office fills in where the issuer says no end: a person confirms it, and a lifting ends it sooner.
USUALLY = timedelta(hours=24)
ENCODINGS = ("utf-8-sig", "gb18030")


class MessageForm(forms.Form):
    """A message that was pasted, or its file."""

    original = TextField(
        label=_("The message as it came"),
        required=False,
        max_length=MOST_SIGNS,
        widget=forms.Textarea({"rows": 8}),
        help_text=_("Paste the words, the JSON or the CAP text of the weather station or the county."),
    )
    file = forms.FileField(label=_("Or its file"), required=False)
    unit = UnitChoice(Unit.objects.none(), label=_("Relayed by"))

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.allowed(account, "warning.relay").filter(kind=Kind.TOWNSHIP)
        choose(self, "unit", units.prefetch_related("periods").order_by("code"))
        self.fields["unit"].initial = units.first()

    def clean(self) -> dict[str, Any]:
        """Take the text of the file where one was sent; it is kept as it came."""
        said = super().clean() or {}
        if sent := said.get("file"):
            if sent.size > 4 * MOST_SIGNS:
                raise forms.ValidationError(_("The file is too large for a warning."))
            said["original"] = decoded(sent.read())
        if not str(said.get("original", "")).strip():
            raise forms.ValidationError(_("Paste the message, or choose its file."))
        return said


def decoded(content: bytes) -> str:
    """Return the text of a file in one of the usual encodings; ValidationError for what is no text."""
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise forms.ValidationError(_("This is no text file: copy the message and paste it."))


class RelayForm(forms.Form):
    """What was recognised, for a person to check and complete; the action refuses the township's own words."""

    issuer = TextField(
        label=_("Issued by"),
        max_length=200,
        help_text=_("As the message says: a weather station, the county."),
    )
    hazard = TextField(label=_("Type of hazard"), max_length=60)
    colour = forms.ChoiceField(label=pgettext_lazy("warning", "Colour"), choices=COLOURS)
    message = forms.ChoiceField(label=pgettext_lazy("warning", "What it does"), choices=MESSAGES)
    replaces = forms.ModelChoiceField(
        RelayedWarning.objects.none(), label=_("Changes or lifts"), required=False, empty_label=_("none")
    )
    sent_at = MomentField(label=_("Issued at"))
    expires_at = MomentField(
        label=_("Holds until"),
        help_text=_("Where the message names no end: 24 hours; a lifting ends it sooner."),
    )
    headline = TextField(label=_("Headline"), max_length=200)
    text = words(_("What it says"), required=False, rows=4, most=20000)
    instruction = words(_("What to do"), required=False, rows=3, most=20000)
    drill = forms.BooleanField(
        label=_("This is a drill: it is marked, not public, and counts nowhere"), required=False
    )
    villages = UnitsChoice(Unit.objects.none(), label=_("Villages to call"))
    minutes = forms.IntegerField(
        label=_("Minutes to confirm"),
        min_value=1,
        max_value=LONGEST_MINUTES,
        help_text=_("By the rule of the place."),
    )
    retry_minutes = forms.IntegerField(
        label=_("Call again after minutes"), min_value=1, max_value=LONGEST_MINUTES
    )
    # An area, though nobody sees it: the message keeps its lines.
    original = TextField(widget=forms.Textarea({"hidden": True}), max_length=MOST_SIGNS, strip=False)

    def __init__(self, *args: Any, alert: Alert, unit: Unit, now: datetime, **kwargs: Any) -> None:
        kwargs["initial"] = recognised_in(alert, unit, now)
        super().__init__(*args, **kwargs)
        self.alert = alert
        keys = [one.pk for one in areas_of(Alert(alert.form), unit, now)]
        villages = Unit.objects.filter(pk__in=keys)
        choose(self, "villages", villages.prefetch_related("periods").order_by("code"))
        choose(self, "replaces", RelayedWarning.objects.filter(unit=unit, state=State.STANDING))

    @property
    def said(self) -> dict[str, Any]:
        """Return what a person said of the message, by the names of what is recognised."""
        names = ("issuer", "hazard", "sent_at", "expires_at", "headline", "text", "instruction", "drill")
        said = {name: self.cleaned_data[name] for name in names}
        codes = {
            "colour": Colour(self.cleaned_data["colour"]),
            "message": Message(self.cleaned_data["message"]),
        }
        return said | codes


def recognised_in(alert: Alert, unit: Unit, now: datetime) -> dict[str, Any]:
    """Return what the form begins with: what was recognised, the rule's minutes, the villages that are named."""
    term = term_of(unit, local_day(now))
    sent = alert.sent_at.astimezone(LOCAL) if alert.sent_at else None
    ends = alert.expires_at.astimezone(LOCAL) if alert.expires_at else sent + USUALLY if sent else None
    return {
        "issuer": alert.issuer,
        "hazard": alert.hazard,
        "colour": alert.colour,
        "message": alert.message,
        "replaces": earlier(alert, unit, now),
        "sent_at": sent,
        "expires_at": ends,
        "headline": alert.headline,
        "text": alert.text,
        "instruction": alert.instruction,
        "drill": alert.drill,
        "villages": areas_of(alert, unit, now),
        "minutes": term.minutes if term else None,
        "retry_minutes": term.retry_minutes if term else None,
    }


class TryForm(forms.Form):
    """A try to reach a village: which post, how, whether it answered."""

    post = forms.ModelChoiceField(Post.objects.all())
    channel = forms.ChoiceField(choices=CHANNELS, initial=Channel.PHONE)
    answered = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])
    call = forms.ModelChoiceField(Call.objects.none())

    def __init__(self, *args: Any, warning: RelayedWarning, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "call", warning.calls.all())


class TermForm(forms.Form):
    """The minutes that a document of the place sets."""

    unit = UnitChoice(Unit.objects.none(), label=_("Township"))
    minutes = forms.IntegerField(label=_("Minutes to confirm"), min_value=1, max_value=LONGEST_MINUTES)
    retry_minutes = forms.IntegerField(
        label=_("Call again after minutes"), min_value=1, max_value=LONGEST_MINUTES
    )
    since = DayField(label=_("In force from"))
    basis = TextField(label=_("The document that says so"), max_length=200)

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.allowed(account, "duty.manage").filter(kind=Kind.TOWNSHIP)
        choose(self, "unit", units.prefetch_related("periods").order_by("code"))
        self.fields["unit"].initial = units.first()
        self.fields["since"].initial = account.today
