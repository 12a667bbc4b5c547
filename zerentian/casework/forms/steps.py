"""One small form for each step on a concern."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.casework.forms.concerns import UnitChoice, numbered_for, set_choice
from zerentian.casework.models import Concern, JointVisit
from zerentian.casework.models.labels import EXITS
from zerentian.casework.models.mentions import posts_beside
from zerentian.casework.models.owed import open_promises
from zerentian.casework.models.routing import proposed
from zerentian.casework.rules.asking import LONGEST_QUESTION, MOST_DAYS
from zerentian.casework.rules.mentions import mentioned
from zerentian.duties.models import FunctionItem
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.forms.choices import SeveralChoice
from zerentian.organization.forms.days import DayField
from zerentian.organization.forms.texts import TextField
from zerentian.organization.models import Account, Post, Unit
from zerentian.organization.punctuation import COMMA, sign


def words(label: Any, *, required: bool = True, rows: int = 3, most: int = 4000) -> TextField:
    """Return a field for some sentences."""
    return TextField(label=label, required=required, max_length=most, widget=forms.Textarea({"rows": rows}))


class UnitsChoice(SeveralChoice):
    """A choice of several units by their present names."""

    def label_from_instance(self, obj: Unit) -> str:
        """Return the unit's name."""
        return obj.name


class VisitChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice of joint visits by who was called for which day."""

    def label_from_instance(self, obj: JointVisit) -> str:
        """Return who was called, and the day."""
        return f"{obj.called}{sign(COMMA)}{obj.visit_on}"


class StepForm(forms.Form):
    """A step on one concern, taken by one account."""

    def __init__(self, *args: Any, concern: Concern, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.concern, self.account = concern, account
        self.prepare()

    def prepare(self) -> None:
        """Let the fields choose among what belongs to the concern's township."""

    @property
    def units(self) -> Any:
        """Return the offices and villages of the concern's township that stand today."""
        day = self.account.today
        return (
            Unit.objects.under(self.concern.unit, day)
            .exclude(pk=self.concern.unit_id)
            .prefetch_related("periods")
        )


class ReasonForm(StepForm):
    """A reason."""

    reason = words(_("Reason"))


class WordsForm(StepForm):
    """Some words."""

    words = words(_("In words"))


class AskBackForm(StepForm):
    """What the resident is asked, and until when is waited; nobody sees the contact for it."""

    words = words(_("In words"), most=LONGEST_QUESTION)
    until = DayField(
        label=_("Wait until"),
        help_text=_(
            "At most %(days)d days. Its clock stands still meanwhile where the rule allows it; a term by law runs on."
        )
        % {"days": MOST_DAYS},
    )
    field_order = ("words", "until")


class PostsChoice(SeveralChoice):
    """A choice of several posts by title and unit."""

    def label_from_instance(self, obj: Post) -> str:
        """Return the post's title and the unit it belongs to."""
        return f"{obj.title} · {obj.unit.name}"


class NoteForm(WordsForm):
    """A comment inside the office, the posts it mentions, and a file where there is one."""

    words = TextField(
        label=pgettext_lazy("concern", "Comment"),
        max_length=4000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_(
            "The resident does not read it. Write @ and the title of a post, or tick it below: it stands on that"
            " post's desk until it is read there."
        ),
    )
    posts = PostsChoice(
        Post.objects.none(),
        label=_("Posts it mentions"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Posts, not persons: whoever holds the post reads it."),
    )
    file = forms.FileField(label=_("File"), required=False)

    def prepare(self) -> None:
        """Offer the posts that have to do with the concern, without one's own."""
        rows = posts_beside(self.concern, self.account.today).exclude(pk__in=self.account.post_keys())
        set_choice(self, "posts", rows.prefetch_related("unit__periods"))

    def clean(self) -> dict[str, Any]:
        """Add the posts mentioned in the text; say which title is none, and which several posts bear."""
        said: dict[str, Any] = super().clean() or {}
        units = Unit.objects.under(self.concern.unit, self.account.today)
        posts = list(Post.objects.on(self.account.today).filter(unit__in=units).select_related("unit"))
        found = mentioned(said.get("words", ""), {post.title for post in posts})
        meant = list(said.get("posts", ()))
        for title in found.titles:
            named = [post for post in posts if post.title == title]
            if len(named) > 1 and not any(post in meant for post in named):
                self.add_error(
                    "words",
                    _("Several posts are called “%(title)s”: tick the one you mean.") % {"title": title},
                )
            meant += named if len(named) == 1 else []
        for one in found.unknown:
            self.add_error(
                "words",
                _("“@%(words)s” is no post: write a post's title, or tick it below.") % {"words": one},
            )
        return said | {"posts": meant}


class DispatchForm(StepForm):
    """Who leads, on which item of the function list, with which instructions."""

    unit = UnitChoice(Unit.objects.none(), label=_("Who leads"))
    function = forms.ModelChoiceField(
        FunctionItem.objects.none(),
        label=_("Item of the function list"),
        required=False,
        help_text=_("A village may only be given a basic function on the list."),
    )
    instructions = words(_("In words"), required=False, rows=2)

    def prepare(self) -> None:
        """Offer the township's units and its function list; the category's item is chosen already."""
        set_choice(self, "unit", self.units)
        set_choice(self, "function", FunctionItem.objects.filter(unit=self.concern.unit))
        if self.concern.category:
            self.initial = {"function": self.concern.category.function, **self.initial}
        if rule := proposed(self.concern, self.concern.category):
            self.initial = {"unit": rule.stands_for.pk, **self.initial}


class ObjectionForm(ReasonForm):
    """Why it is not this unit's, and whose it is."""

    belongs_to = TextField(label=_("Whose it is, in your view"), required=False, max_length=120)


class RulingForm(ReasonForm):
    """Whether the objection stands, and why."""

    sustained = forms.TypedChoiceField(
        label=_("Ruling"),
        choices=[
            ("", "—"),
            ("yes", _("Sustained: dispatch elsewhere")),
            ("no", _("Overruled: the unit handles it")),
        ],
        coerce=lambda value: value == "yes",
    )
    field_order = ("sustained", "reason")


class ExitForm(ReasonForm):
    """Why not here, and where to go instead."""

    exit = forms.ChoiceField(label=_("Which exit"), choices=EXITS.items())
    where = words(_("Where to go: office, procedure, phone"), rows=2)
    field_order = ("exit", "reason", "where")


class ReferForm(ReasonForm):
    """To which county department, and why."""

    to = TextField(label=_("County department"), max_length=120)
    field_order = ("to", "reason")


class LinkForm(StepForm):
    """The lead case of the same matter, by its number."""

    number = TextField(label=_("Number of the lead case"), max_length=40, help_text="2026-000143")

    def clean_number(self) -> Concern:
        """Find the concern among those the account may see."""
        return numbered_for(self.account, self.cleaned_data["number"])


class AssistForm(WordsForm):
    """Which office is asked to assist, and with what."""

    unit = UnitChoice(Unit.objects.none(), label=_("Which office"))
    field_order = ("unit", "words")

    def prepare(self) -> None:
        """Offer the township's other units."""
        set_choice(self, "unit", self.units)


class EndAssistForm(StepForm):
    """Whose assistance ends."""

    unit = UnitChoice(Unit.objects.none(), label=_("Which office"))
    words = words(_("In words"), required=False)

    def prepare(self) -> None:
        """Offer who assists now."""
        helping = self.concern.assistances.filter(ended=False).values("unit")
        set_choice(self, "unit", Unit.objects.filter(pk__in=helping).prefetch_related("periods"))


class CallForm(StepForm):
    """Whom to call to a joint visit, for what, when."""

    called = TextField(label=_("Who is called"), max_length=120)
    matter = words(_("What the visit is to settle"), rows=2)
    visit_on = DayField(label=_("Day of the visit"))


class VisitForm(StepForm):
    """Who came, and what was promised by when."""

    visit = VisitChoice(JointVisit.objects.none(), label=_("Which visit"), empty_label=None)
    came = forms.TypedChoiceField(
        label=_("Did they come?"),
        choices=[("", "—"), ("yes", _("yes")), ("no", _("no"))],
        coerce=lambda value: value == "yes",
    )
    promise = words(_("What was promised"), required=False, rows=2)
    promised_by = DayField(label=_("By when"), required=False)

    def prepare(self) -> None:
        """Offer the visits not yet recorded."""
        set_choice(self, "visit", self.concern.visits.filter(came=None))


class TaskForm(StepForm):
    """A part of the work, for a post, with a due day."""

    title = TextField(label=_("What is to be done"), max_length=200)
    post = forms.ModelChoiceField(Post.objects.none(), label=_("For which post"))
    due = DayField(label=_("Due"))
    detail = words(_("In more words"), required=False, rows=2)

    def prepare(self) -> None:
        """Offer the posts to which the account may assign."""
        units = Unit.objects.allowed(self.account, "task.assign")
        posts = Post.objects.on(self.account.today).filter(unit__in=units).select_related("unit")
        set_choice(self, "post", posts)


class HandOverForm(StepForm):
    """To which colleague it goes."""

    to = forms.ModelChoiceField(Account.objects.none(), label=_("To whom"))

    def prepare(self) -> None:
        """Offer the people of the unit in the lead."""
        people = Account.objects.people().filter(is_active=True, appointments__post__unit=self.concern.lead)
        set_choice(self, "to", people.exclude(pk=self.account.pk).distinct())


class SettleForm(StepForm):
    """How the county settled it."""

    words = words(_("How the county settled it"))
    words.help_text = _("The resident reads it on the code page, and may still ask for a review.")


class PromiseForm(StepForm):
    """Whether what was promised at a joint visit was done."""

    visit = VisitChoice(JointVisit.objects.none(), label=_("Which visit"), empty_label=None)
    kept = forms.TypedChoiceField(
        label=_("Was it done?"),
        choices=[("", "—"), ("yes", _("yes")), ("no", _("no"))],
        coerce=lambda value: value == "yes",
    )
    words = TextField(
        label=_("What was done, or what comes next"), max_length=500, widget=forms.Textarea({"rows": 2})
    )

    def prepare(self) -> None:
        """Offer the visits whose promise nobody has checked yet."""
        set_choice(self, "visit", open_promises().filter(concern=self.concern))


class ShieldForm(StepForm):
    """Whom of the office the matter accuses."""

    units = UnitsChoice(
        Unit.objects.none(), label=_("Units it accuses"), required=False, widget=forms.CheckboxSelectMultiple
    )
    accounts = SeveralChoice(Account.objects.none(), label=_("Staff it accuses"), required=False)

    def prepare(self) -> None:
        """Offer the township itself, its units and its people."""
        units = Unit.objects.under(self.concern.unit, local_day(self.concern.received_at))
        set_choice(self, "units", units.prefetch_related("periods"))
        people = Account.objects.people().filter(is_active=True, appointments__post__unit__in=units)
        set_choice(self, "accounts", people.exclude(pk=self.account.pk).distinct())

    def clean(self) -> dict[str, Any]:
        """Ask for somebody."""
        given: dict[str, Any] = super().clean() or {}
        if not given.get("units") and not given.get("accounts"):
            raise forms.ValidationError(_("Name a unit or a member of staff."))
        return given


Builder = Callable[..., StepForm]
