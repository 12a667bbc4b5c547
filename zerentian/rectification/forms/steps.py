"""One small form for each step on a finding or a measure."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.duties.forms.deeds import DutyChoice
from zerentian.duties.models import Duty
from zerentian.evidence.forms import EvidenceField
from zerentian.organization.forms.days import DayField
from zerentian.organization.forms.texts import TextField
from zerentian.organization.models import Account, Post, Unit
from zerentian.organization.punctuation import clauses, labelled
from zerentian.organization.rules.rights import Kind
from zerentian.organization.telling import day_words
from zerentian.rectification.forms.fields import PostChoice, UnitsChoice, money, posts_of, set_choice, words
from zerentian.rectification.forms.findings import numbered
from zerentian.rectification.models import Finding, Measure, MoreTime, RectificationTerm
from zerentian.rectification.models.labels import CLASSES, LEVELS, METHODS, RESULTS
from zerentian.rectification.rules.findings import Class, Result, earliest_look
from zerentian.rectification.rules.terms import OF_CLASS, Term


class StepForm(forms.Form):
    """A step on one finding, taken by one account; ``prepare`` fills in what is known."""

    def __init__(self, *args: Any, finding: Finding, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.finding, self.account = finding, account
        self.terms = RectificationTerm.objects.at(finding.path, account.today)
        self.prepare()

    def prepare(self) -> None:
        """Let the fields choose among what belongs to the finding, and begin with what is likely."""

    def begin(self, name: str, term: Term) -> None:
        """Begin a day with today and the term in force, and say which rule that is."""
        if days := self.terms.get(term):
            field = self.fields[name]
            field.initial = self.account.today + timedelta(days=days)
            field.help_text = _("The rule here: %(days)d days.") % {"days": days}


class ReasonForm(StepForm):
    """A reason."""

    reason = words(_("Reason"))


class AssignForm(StepForm):
    """Who is in charge, until when, and what will count as mended."""

    responsible = PostChoice(Post.objects.none(), label=_("Post in charge"))
    kind = forms.ChoiceField(
        label=_("Class"), choices=CLASSES, widget=forms.RadioSelect, initial=Class.BY_DATE
    )
    due = DayField(label=_("To be mended by"))
    standard = words(
        _("Closing standard"),
        rows=2,
        hint=_("What somebody else must see to call it mended. It is fixed before work begins."),
    )
    words = words(_("What else is to be said"), required=False, rows=2)

    def prepare(self) -> None:
        """Offer the posts in reach; say how long each class may take here."""
        set_choice(self, "responsible", posts_of(self.account, "finding.assign"))
        self.fields["due"].widget.attrs["min"] = self.account.today.isoformat()
        said = [
            _("%(class)s: %(days)d days at most") % {"class": CLASSES[one], "days": self.terms[term]}
            for one, term in OF_CLASS.items()
            if term in self.terms
        ]
        self.fields["due"].help_text = clauses(said)


class HandOverForm(StepForm):
    """Who takes the finding over."""

    to = PostChoice(Post.objects.none(), label=_("Hand over to"))
    reason = words(_("Reason"))

    def prepare(self) -> None:
        """Offer the posts in reach, but the one in charge."""
        posts = posts_of(self.account, "finding.assign")
        set_choice(self, "to", posts.exclude(pk=self.finding.responsible_id))


class HandOverManyForm(forms.Form):
    """Who takes several findings over, and why."""

    to = PostChoice(Post.objects.none(), label=_("Hand over to"))
    reason = words(_("Reason"))

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choice(self, "to", posts_of(account, "finding.assign"))


class CloseManyForm(forms.Form):
    """The day on which several findings are looked back at, and words for their closing."""

    look_back_due = DayField(label=_("Look back on"))
    words = words(_("In words"), required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["look_back_due"].widget.attrs["min"] = today.isoformat()


class NoteForm(StepForm):
    """What was done at once, and the cause."""

    immediate = words(_("What was done at once"), required=False, rows=2)
    cause = words(_("Cause"), required=False, rows=3)

    def prepare(self) -> None:
        """Begin with what is known."""
        self.fields["immediate"].initial = self.finding.immediate
        self.fields["cause"].initial = self.finding.cause


class ReportForm(StepForm):
    """That it is mended, since when, and what shows it."""

    mended_on = DayField(label=_("Mended on"))
    words = words(_("What was mended"))
    evidence = EvidenceField()

    def prepare(self) -> None:
        """Begin with today; repeat the closing standard."""
        self.fields["mended_on"].initial = self.account.today
        self.fields["words"].help_text = _("The closing standard: %(standard)s") % {
            "standard": self.finding.standard
        }


class VerifyForm(StepForm):
    """What was seen after the mending, when and how."""

    observed_on = DayField(label=_("Seen on"))
    method = forms.ChoiceField(label=_("How it was seen"), choices=METHODS, widget=forms.RadioSelect)
    words = words(_("What was seen"))
    evidence = EvidenceField()

    def prepare(self) -> None:
        """Begin with today; say from which day on it may be seen, and repeat the closing standard."""
        self.fields["observed_on"].initial = self.account.today
        if done := self.finding.mended_on:
            first = earliest_look(done, Class(self.finding.kind))
            self.fields["observed_on"].help_text = _(
                "Mended on %(done)s: it may be seen from %(first)s on."
            ) % {
                "done": day_words(done),
                "first": day_words(first),
            }
        self.fields["words"].help_text = _("The closing standard: %(standard)s") % {
            "standard": self.finding.standard
        }


class PostForm(StepForm):
    """From when until when the result is posted, and where."""

    first = DayField(label=_("Posted from"))
    last = DayField(label=_("Posted until"))
    where = TextField(label=_("Posted where"), max_length=120)

    def prepare(self) -> None:
        """Begin with today and the shortest posting the rule allows."""
        self.fields["first"].initial = self.account.today
        self.begin("last", Term.POSTING)
        if days := self.terms.get(Term.POSTING):
            self.fields["last"].initial = self.account.today + timedelta(days=days - 1)


class CloseForm(StepForm):
    """The day of the look-back; for one that was posted, how many objections came."""

    look_back_due = DayField(label=_("Look back on"))
    objections = forms.IntegerField(
        label=_("Objections during the posting"), min_value=0, max_value=100_000, required=False
    )
    words = words(_("In words"), required=False, rows=2)

    def prepare(self) -> None:
        """Ask for objections only where it was posted."""
        self.begin("look_back_due", Term.LOOK_BACK)
        if self.finding.posted_to is None:
            del self.fields["objections"]
        else:
            self.fields["objections"].required = True


class LookBackForm(StepForm):
    """What a look-back found; for what has come back, the new due day."""

    result = forms.ChoiceField(label=_("What the look-back found"), choices=RESULTS, widget=forms.RadioSelect)
    words = words(_("What was seen"))
    due = DayField(
        label=_("To be mended again by"), required=False, help_text=_("Needed when it has come back.")
    )
    evidence = EvidenceField()

    def clean(self) -> dict[str, Any]:
        """Ask for a new due day where it has come back."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("result") == Result.REBOUNDED and not data.get("due") and "due" not in self.errors:
            self.add_error("due", _("Give the new due day."))
        return data


class ReopenForm(ReasonForm):
    """Why it is taken up again, and until when."""

    due = DayField(label=_("To be mended again by"))


class CorrectForm(StepForm):
    """What a finding says, stated again with the reason."""

    reason = words(_("Why it is corrected"), rows=2)
    title = TextField(label=_("What is wrong"), max_length=200)
    place = TextField(label=_("Where"), max_length=120, required=False)
    found_on = DayField(label=_("Found on"))
    level = forms.ChoiceField(label=pgettext_lazy("finding", "Level"), choices=LEVELS)
    violated = words(_("Which rule or standard is not met"), required=False, rows=2)
    detail = words(_("In more words"), required=False)

    def prepare(self) -> None:
        """Begin with what it says now."""
        for name in ("title", "place", "found_on", "level", "violated", "detail"):
            self.fields[name].initial = getattr(self.finding, name)


class DismissForm(StepForm):
    """What proves that it is unfounded."""

    proof = words(_("What proves that it is unfounded"))
    evidence = EvidenceField(label=_("The proof"), required=True)


class JoinForm(ReasonForm):
    """Which earlier finding it is joined to."""

    into = TextField(label=_("Number of the finding it joins"), max_length=20)
    field_order = ("into", "reason")

    def clean_into(self) -> Finding:
        """Return the finding of that number."""
        return numbered(self.cleaned_data["into"].strip(), self.account)


class AskTimeForm(ReasonForm):
    """Until when more time is asked for, and why."""

    due = DayField(label=_("New due day"))
    field_order = ("due", "reason")

    def prepare(self) -> None:
        """Say what asking late means."""
        if self.finding.due and self.account.today > self.finding.due:
            self.fields["due"].help_text = _(
                "The due day has passed: it stays printed overdue, also when more time is granted."
            )


class DecideTimeForm(StepForm):
    """Whether more time is granted."""

    granted = forms.ChoiceField(
        label=_("Decision"),
        choices=[("yes", _("Grant")), ("no", _("Do not grant"))],
        widget=forms.RadioSelect,
    )
    answer = words(_("In words"), required=False, rows=2, hint=_("Needed where it is not granted."))

    def prepare(self) -> None:
        """Repeat what was asked for."""
        asked: MoreTime | None = self.finding.times.undecided().first()
        if asked:
            self.fields["granted"].help_text = labelled(
                f"{day_words(asked.old_due)} → {day_words(asked.due)}", asked.reason
            )


class PlanForm(StepForm):
    """A measure: what, who with whose help, until when, for how much."""

    text = words(_("What is to be done"), rows=2)
    responsible = PostChoice(Post.objects.none(), label=_("Post in charge"))
    due = DayField(label=_("Due"))
    assisting = UnitsChoice(Unit.objects.none(), label=_("Assisting units"), required=False)
    money = money(_("Money planned (yuan)"), _("Leave it empty if you do not know: empty is unknown, not 0."))

    def prepare(self) -> None:
        """Offer the posts and units of the township; begin with who is in charge."""
        township = township_of(self.finding.path)
        units = Unit.objects.visible_to(self.account).exclude(kind=Kind.COUNTY)
        here = Q(unit__periods__path=township) | Q(unit__periods__path__startswith=f"{township}/")
        posts = Post.objects.on(self.account.today).filter(here, unit__in=units)
        posts = posts.select_related("unit").prefetch_related("unit__periods").order_by("unit__code", "code")
        set_choice(self, "responsible", posts.distinct())
        offices = units.filter(periods__path__startswith=f"{township}/").distinct()
        set_choice(self, "assisting", offices.prefetch_related("periods").order_by("code"))
        self.fields["responsible"].initial = self.finding.responsible_id
        self.fields["due"].initial = self.finding.due


def township_of(path: str) -> str:
    """Return the path of the township a path lies in: county and township are its first two parts."""
    return "/".join(path.split("/")[:2])


class CarryOutForm(StepForm):
    """That a measure was carried out, and what came of it."""

    done_on = DayField(label=_("Carried out on"))
    result = words(pgettext_lazy("measure", "What was done"))
    spent = money(_("Money spent (yuan)"), _("Leave it empty if you do not know: empty is unknown, not 0."))
    evidence = EvidenceField()

    def prepare(self) -> None:
        """Begin with today."""
        self.fields["done_on"].initial = self.account.today


class DeedOfMeasureForm(forms.Form):
    """For which duty a measure was work done."""

    duty = DutyChoice(Duty.objects.none(), label=_("For which duty"))

    def __init__(self, *args: Any, measure: Measure, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        duties = Duty.objects.in_force().allowed(account, "deed.record").select_related("area")
        set_choice(self, "duty", duties)
        own = duties.filter(post=measure.responsible)
        self.fields["duty"].initial = own.filter(area=measure.finding.area).first() or own.first()
