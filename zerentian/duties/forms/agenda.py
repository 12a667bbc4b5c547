"""Forms for the matters of meetings: put before one, dealt with, and the decisions they bring."""

from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from zerentian.duties.actions.agenda import Settled
from zerentian.duties.actions.decisions import Part
from zerentian.duties.forms.choices import PostChoice, UnitsChoice, choose_among, posts_under, sentences
from zerentian.duties.models import Decision, Meeting, MeetingItem, MeetingKind
from zerentian.duties.models.meeting_labels import CHECKS, DECISION_KINDS, RESULTS, RHYTHMS, WEIGHTS
from zerentian.duties.rules.decisions import DecisionKind, Rhythm
from zerentian.duties.rules.meetings import Check, Result, Share, Weight, needed
from zerentian.evidence.forms import EvidenceField
from zerentian.organization.forms.days import DayField
from zerentian.organization.forms.texts import TextField
from zerentian.organization.models import Account, Post, Unit
from zerentian.organization.punctuation import listed

MOST_PARTS = 26


class ItemForm(forms.Form):
    """A matter put before a kind of meeting, with its papers."""

    kind = forms.ModelChoiceField(MeetingKind.objects.none(), label=_("Kind of meeting"))
    title = TextField(label=_("The matter"), max_length=120)
    detail = sentences(_("What the meeting is asked for"), required=False)
    presenter = PostChoice(Post.objects.none(), label=_("Presented by"), required=False)
    weight = forms.ChoiceField(
        label=_("Weighty matter"),
        required=False,
        choices=[("", pgettext_lazy("matter", "no")), *WEIGHTS.items()],
    )
    inner = forms.BooleanField(
        label=_("Not for everybody"),
        required=False,
        help_text=_(
            "Left out of what is handed round, of searches and of lists; appointments are, as a rule."
        ),
    )
    evidence = EvidenceField(label=_("Papers"))

    def __init__(self, *args: Any, account: Account, kinds: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_among(self, "kind", kinds)
        first = kinds.first()
        self.fields["kind"].initial = self.initial.get("kind") or first
        if first:
            choose_among(self, "presenter", posts_under(first.unit, account))

    def said(self) -> dict[str, Any]:
        """Return what was said, as the action asks for it."""
        data = dict(self.cleaned_data)
        data["weight"] = Weight(data["weight"]) if data["weight"] else None
        return data | {"uploads": data.pop("evidence")}


class ItemStepForm(forms.Form):
    """A step on one matter, taken by one account."""

    def __init__(self, *args: Any, noun: MeetingItem, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item, self.account = noun, account
        self.prepare()

    def prepare(self) -> None:
        """Let the fields begin with what is known."""


class WithdrawForm(ItemStepForm):
    """Why a matter goes before no meeting."""

    reason = sentences(_("Reason"))


class TableForm(ItemStepForm):
    """On which meeting's agenda a matter is put."""

    meeting = forms.ModelChoiceField(Meeting.objects.none(), label=_("Meeting"))

    def prepare(self) -> None:
        """Offer the meetings of the kind whose agenda may still grow."""
        kind = self.item.kind
        rows = Meeting.objects.filter(
            unit=kind.unit_id, name=kind.name, state__in=("drafted", "called", "held")
        )
        choose_among(self, "meeting", rows)
        self.fields["meeting"].initial = rows.first()


def count(label: Any) -> forms.IntegerField:
    """Return a field for a count of votes; empty where nobody counted."""
    return forms.IntegerField(label=label, min_value=0, max_value=1000, required=False)


def how_many_decide(item: MeetingItem) -> str:
    """Return in a sentence how many are there, how many a decision needs there, and how many have to be in favour."""
    meeting = item.meeting
    if meeting is None or meeting.members is None:
        return ""
    kind, members = meeting.kind, meeting.members
    quorum = needed(Share(kind.weighty_quorum if item.weight else kind.quorum), members)
    told = {
        "members": members,
        "present": meeting.present,
        "quorum": quorum,
        "passing": needed(Share(kind.passing), members),
    }
    if quorum > (meeting.present or 0):
        return (
            gettext("%(present)s of %(members)s are there, %(quorum)s decide: put it off, or hear it only.")
            % told
        )
    if told["passing"]:
        return gettext("%(present)s of %(members)s are there; to agree takes %(passing)s in favour.") % told
    return gettext("%(present)s of %(members)s are there.") % told


class SettleForm(ItemStepForm):
    """What the meeting did with a matter."""

    result = forms.ChoiceField(
        label=pgettext_lazy("meeting", "Outcome"), choices=RESULTS, widget=forms.RadioSelect
    )
    words = sentences(
        pgettext_lazy("meeting", "What was said"),
        required=False,
        hint=_("As the minutes are to say it; whoever is in the chair speaks last."),
    )
    checks = forms.MultipleChoiceField(
        label=_("Checks made"), choices=CHECKS, required=False, widget=forms.CheckboxSelectMultiple
    )
    waived = sentences(_("Why it is decided without the checks that lack"), required=False, rows=2)
    unanimous = forms.BooleanField(label=_("All agreed"), required=False)
    votes_for = count(_("In favour"))
    votes_against = count(_("Against"))
    votes_abstained = count(_("Abstained"))
    recused = forms.IntegerField(label=_("Recused"), min_value=0, max_value=1000, initial=0)
    recusal = sentences(
        _("Who recused themselves, and why"), required=False, rows=2, hint=_("In the minutes alone.")
    )
    dissent = sentences(_("Another view, by whom"), required=False, rows=2, hint=_("In the minutes alone."))

    def prepare(self) -> None:
        """Begin with what is recorded; say how many may decide; ask for checks only of a weighty matter."""
        item = self.item
        self.fields["result"].help_text = how_many_decide(item)
        for name in self.fields:
            self.fields[name].initial = getattr(item, name)
        if not item.weight:
            del self.fields["checks"], self.fields["waived"]
            return
        asked = item.meeting.kind.checks.get(item.weight, []) if item.meeting else []
        said = listed(CHECKS[Check(one)] for one in asked)
        self.fields["checks"].help_text = (
            _("The rule here asks for: %(checks)s") % {"checks": said} if said else ""
        )

    def settled(self) -> Settled:
        """Return what was said, as the action asks for it."""
        data = self.cleaned_data
        return Settled(
            result=Result(data["result"]),
            words=data["words"],
            checks=data.get("checks", ()),
            waived=data.get("waived", ""),
            unanimous=data["unanimous"],
            votes=(data["votes_for"], data["votes_against"], data["votes_abstained"]),
            recused=data["recused"],
            recusal=data["recusal"],
            dissent=data["dissent"],
        )


class DecideForm(ItemStepForm):
    """What was decided: one text, and a lead with its own day and rhythm for each part."""

    text = sentences(_("What was decided"))
    kind = forms.ChoiceField(
        label=_("Kind"), choices=DECISION_KINDS, widget=forms.RadioSelect, initial=DecisionKind.REQUIRED
    )

    def __init__(self, *args: Any, parts: int = 1, **kwargs: Any) -> None:
        self.parts = min(max(parts, 1), MOST_PARTS)
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        """Ask for each part, and for the units that assist."""
        assert self.item.meeting is not None
        unit = self.item.meeting.unit
        posts = posts_under(unit, self.account)
        for number in range(1, self.parts + 1):
            for name, field in part_fields(number, self.parts).items():
                self.fields[name] = field
            choose_among(self, f"lead{number}", posts)
            self.fields[f"due{number}"].widget.attrs["min"] = self.account.today.isoformat()
        self.fields["assisting"] = UnitsChoice(
            Unit.objects.under(unit, self.account.today).prefetch_related("periods").order_by("code"),
            label=_("Assisting units"),
            required=False,
        )

    def said(self) -> list[Part]:
        """Return the parts, as the action asks for them; a part without a lead is left out."""
        data = self.cleaned_data
        return [
            Part(
                lead=data[f"lead{number}"],
                due=data[f"due{number}"],
                share=data.get(f"share{number}", ""),
                assisting=list(data["assisting"]),
                rhythm=Rhythm(data[f"rhythm{number}"]),
            )
            for number in range(1, self.parts + 1)
            if data[f"lead{number}"]
        ]


def part_fields(number: int, parts: int) -> dict[str, forms.Field]:
    """Return the fields of one part of a decision."""
    named = {"n": number}
    fields: dict[str, forms.Field] = {
        f"lead{number}": PostChoice(
            Post.objects.none(), label=_("Lead of part %(n)d") % named, required=number == 1
        ),
        f"due{number}": DayField(
            label=_("Due, part %(n)d") % named, required=False, help_text=_("Empty: the lead sets it.")
        ),
        f"rhythm{number}": forms.ChoiceField(
            label=_("Word how far it is, part %(n)d") % named, choices=RHYTHMS, initial=Rhythm.NONE
        ),
    }
    if parts > 1:
        fields[f"share{number}"] = TextField(
            label=_("Its own share, part %(n)d") % named, max_length=400, required=False
        )
    return fields


class StandingForm(ItemStepForm):
    """A decision that a meeting hears of."""

    decision = forms.ModelChoiceField(Decision.objects.none(), label=pgettext_lazy("meeting", "Decision"))

    def prepare(self) -> None:
        """Offer the decisions of earlier meetings that are still owed; begin with the one the matter is about."""
        assert self.item.meeting is not None
        rows = Decision.objects.visible_to(self.account).owed().filter(meeting__unit=self.item.unit_id)
        rows = rows.exclude(meeting=self.item.meeting).select_related("meeting").order_by("due", "pk")
        choose_among(self, "decision", rows)
        kind, _colon, key = self.item.ref_of.partition(":")
        self.fields["decision"].initial = key if kind == "decision" else None


class CarryForm(StandingForm):
    """Until when the meeting carries a decision over, and what it said."""

    due = DayField(label=_("New due day"))
    words = sentences(_("What the meeting said"))


class ReplaceForm(StandingForm):
    """What the meeting put in a decision's place."""

    text = sentences(_("What was decided instead"))
    lead = PostChoice(Post.objects.none(), label=_("Lead"))
    due = DayField(label=_("Due"), required=False, help_text=_("Empty: the lead sets it."))
    rhythm = forms.ChoiceField(label=_("Word how far it is"), choices=RHYTHMS, initial=Rhythm.NONE)

    def prepare(self) -> None:
        """Offer the posts of the township."""
        super().prepare()
        assert self.item.meeting is not None
        choose_among(self, "lead", posts_under(self.item.meeting.unit, self.account))

    def part(self) -> Part:
        """Return the new part, as the action asks for it."""
        data = self.cleaned_data
        return Part(lead=data["lead"], due=data["due"], rhythm=Rhythm(data["rhythm"]))
