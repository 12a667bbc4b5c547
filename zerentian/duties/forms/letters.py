"""Forms of letters of responsibility: which letters are shown, a letter's text, and one small form for each step."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zerentian.duties.actions.letters import Drafted, Wanted
from zerentian.duties.forms.choices import PostChoice, choose_among, posts_under, sentences
from zerentian.duties.forms.deeds import UnitChoice
from zerentian.duties.models import Duty, Letter
from zerentian.duties.models.letter_labels import DIRECTIONS
from zerentian.duties.rules.letters import CONSENT, Direction
from zerentian.evidence.forms import EvidenceField
from zerentian.ledger.registry import FIGURES
from zerentian.organization.actions.factors import has_factor
from zerentian.organization.forms.again import CodeField, PasswordField
from zerentian.organization.forms.days import DayField
from zerentian.organization.forms.texts import TextField
from zerentian.organization.models import Account, Post, Unit
from zerentian.organization.punctuation import in_english
from zerentian.organization.rules.rights import Kind

SIGNERS = 6


class OfPostForm(forms.Form):
    """The letters of which post: one, never two."""

    post = PostChoice(Post.objects.none(), label=_("Post"))

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Post.objects.filter(pk__in=account.post_keys())
        read = Post.objects.on(account.today)
        if account.reach("letter.read") != []:
            own = own | read.filter(unit__in=Unit.objects.allowed(account, "letter.read"))
        posts = own.distinct().select_related("unit").prefetch_related("unit__periods")
        choose_among(self, "post", posts.order_by("unit__code", "code"))


class PartyForm(forms.Form):
    """Who takes the letter on: a unit, or a post."""

    of_unit = UnitChoice(Unit.objects.none(), label=_("A unit"), required=False)
    of_post = PostChoice(Post.objects.none(), label=_("Or a post"), required=False)

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.allowed(account, "letter.keep").filter(kind__in=(Kind.VILLAGE, Kind.OFFICE))
        choose_among(self, "of_unit", units.prefetch_related("periods").order_by("code"))
        posts = Post.objects.on(account.today).filter(unit__in=Unit.objects.allowed(account, "letter.keep"))
        posts = posts.select_related("unit").prefetch_related("unit__periods")
        choose_among(self, "of_post", posts.order_by("unit__code", "code"))

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        data: dict[str, Any] = super().clean() or {}
        if bool(data.get("of_unit")) == bool(data.get("of_post")):
            raise forms.ValidationError(_("Choose a unit, or a post."))
        return data


def target_choices() -> list[tuple[str, Any]]:
    """Return the figures that may be targets, by their labels in the reader's language; none that counts effort."""
    english = in_english()
    named = [
        (code, one.label_en if english else one.label) for code, one in FIGURES.items() if one.may_be_target
    ]
    return [("", "—"), *sorted(named, key=lambda one: (one[0].partition(".")[0], one[1]))]


class LetterForm(forms.Form):
    """A letter's text: which duties, with which targets, who signs in which order."""

    title = TextField(label=_("What the letter is called"), max_length=120)
    first = DayField(label=_("From"))
    last = DayField(label=_("Until"), years=4)
    basis = TextField(label=_("On which basis"), max_length=300)
    terms = sentences(
        _("Further terms"), required=False, rows=4, hint=_("Support, reporting, what follows. A line each.")
    )
    reason = TextField(label=_("Why the text is changed"), max_length=300)

    def __init__(
        self,
        *args: Any,
        account: Account,
        unit: Unit,
        duties: Sequence[Duty],
        old: Letter | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.duties = duties
        if old is None or old.state == "drafted":
            del self.fields["reason"]
        choices = target_choices()
        for duty in duties:
            for name, field in item_fields(duty, choices).items():
                self.fields[name] = field
        posts = posts_under(unit, account)
        for number in range(1, SIGNERS + 1):
            self.fields[f"signer{number}"] = PostChoice(
                posts, label=_("Signs as number %(n)d") % {"n": number}, required=number <= 2
            )

    def items(self) -> Iterator[tuple[Duty, list[forms.BoundField]]]:
        """Yield each duty with its fields."""
        for duty in self.duties:
            names = ("duty", "figure", "direction", "value")
            yield duty, [self[f"{name}_{duty.pk}"] for name in names]

    def heads(self) -> list[forms.BoundField]:
        """Return the fields above the duties."""
        names = ("title", "first", "last", "basis", "reason")
        return [self[name] for name in names if name in self.fields]

    def tails(self) -> list[forms.BoundField]:
        """Return the fields below the duties."""
        return [self["terms"], *(self[f"signer{number}"] for number in range(1, SIGNERS + 1))]

    def drafted(self) -> Drafted:
        """Return what was written, as the action asks for it."""
        data = self.cleaned_data
        wanted = [
            Wanted(
                duty,
                data[f"figure_{duty.pk}"],
                Direction(data[f"direction_{duty.pk}"]) if data[f"figure_{duty.pk}"] else None,
                data[f"value_{duty.pk}"] if data[f"figure_{duty.pk}"] else None,
            )
            for duty in self.duties
            if data[f"duty_{duty.pk}"]
        ]
        signers = [data[f"signer{number}"] for number in range(1, SIGNERS + 1)]
        return Drafted(
            title=data["title"],
            first=data["first"],
            last=data["last"],
            basis=data["basis"],
            terms=data["terms"],
            wanted=wanted,
            signers=[post for post in signers if post],
        )


def item_fields(duty: Duty, choices: list[tuple[str, Any]]) -> dict[str, forms.Field]:
    """Return the fields of one duty of a letter."""
    return {
        f"duty_{duty.pk}": forms.BooleanField(label=_("In the letter"), required=False, initial=True),
        f"figure_{duty.pk}": forms.ChoiceField(label=_("Target: figure"), choices=choices, required=False),
        f"direction_{duty.pk}": forms.ChoiceField(
            label=_("Bound"), choices=DIRECTIONS.items(), required=False
        ),
        f"value_{duty.pk}": forms.IntegerField(label=_("Value"), min_value=0, required=False),
    }


def initial_of(letter: Letter, duties: Sequence[Duty]) -> dict[str, Any]:
    """Return what a letter's form begins with: its newest text; of ``duties`` those it leaves out stay out."""
    version = letter.newest
    start: dict[str, Any] = {"title": letter.title, "first": letter.first, "last": letter.last}
    start |= {"basis": version.basis, "terms": version.terms}
    start |= {f"duty_{duty.pk}": False for duty in duties}
    items = {item.duty_id: item for item in version.items.all()}
    for key, item in items.items():
        start |= {f"duty_{key}": True, f"figure_{key}": item.figure}
        start |= {f"direction_{key}": item.direction, f"value_{key}": item.value}
    start |= {f"signer{one.position}": one.post_id for one in version.signers.all()}
    return start


class StepForm(forms.Form):
    """A step on one letter, taken by one account."""

    def __init__(self, *args: Any, noun: Letter, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.letter, self.account = noun, account
        self.prepare()

    def prepare(self) -> None:
        """Let the fields begin with what is known."""


class ReasonForm(StepForm):
    """A reason."""

    reason = TextField(label=_("Reason"), max_length=300, widget=forms.Textarea({"rows": 3}))


class ReadForm(StepForm):
    """That this very text was read."""

    digest = TextField(max_length=64, widget=forms.HiddenInput)

    def prepare(self) -> None:
        """Name the text that is shown."""
        self.fields["digest"].initial = self.letter.newest.digest


class DeclineForm(ReadForm):
    """Why it is not signed."""

    reason = TextField(label=_("Reason"), max_length=300, widget=forms.Textarea({"rows": 3}))


class SignForm(ReadForm):
    """That the text was read, the account's own password again, and a code where it signs in with one."""

    agreed = forms.BooleanField(label=CONSENT.zh)
    password = PasswordField(
        help_text=_("It is compared and not kept. The text above and its digest are sealed with your post.")
    )
    code = CodeField()

    def prepare(self) -> None:
        """Ask for a code only where the account has a second factor."""
        super().prepare()
        self.fields["agreed"].label = CONSENT.en if in_english() else CONSENT.zh
        if not has_factor(self.account):
            del self.fields["code"]


class ScanForm(StepForm):
    """The scan of the paper signed by hand."""

    evidence = EvidenceField(label=_("Scan"))
