"""Forms for risk points: which ones to list, registering one, and one small form for each step."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.casework.models import Concern
from zerentian.evidence.forms import EvidenceField
from zerentian.organization.forms.days import DayField
from zerentian.organization.forms.texts import TextField
from zerentian.organization.models import Account, Area, Post, Unit
from zerentian.organization.rules.rights import Kind
from zerentian.rectification.actions.risks import Rating
from zerentian.rectification.forms.fields import PostChoice, UnitChoice, money, posts_of, set_choice, words
from zerentian.rectification.forms.findings import numbered
from zerentian.rectification.models import RiskKind, RiskPoint
from zerentian.rectification.models.risk_labels import RISK_LEVELS
from zerentian.rectification.models.risk_terms import scale_at
from zerentian.rectification.rules.risks import RiskLevel

MARKS = [("", "—"), *((str(mark), str(mark)) for mark in range(1, 6))]
UNKNOWN = _("Leave it empty if you do not know: empty is unknown, not 0.")


class KindChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice of kinds of risk points by their names."""

    def label_from_instance(self, obj: RiskKind) -> str:
        """Return the kind's name."""
        return obj.title


def kinds_for(account: Account) -> Any:
    """Return the kinds in use at the townships that an account may look at."""
    return RiskKind.objects.visible_to(account).filter(is_open=True).order_by("pk")


class RatingFields(forms.Form):
    """How likely and how grave, with the reason."""

    likelihood = forms.TypedChoiceField(
        label=_("Likelihood"), choices=MARKS, coerce=int, help_text=_("1 hardly ever … 5 at any time")
    )
    impact = forms.TypedChoiceField(
        label=_("Impact"), choices=MARKS, coerce=int, help_text=_("1 slight … 5 lives are in danger")
    )
    level = forms.ChoiceField(
        label=pgettext_lazy("risk", "Level"),
        choices=[("", _("by the scale")), *RISK_LEVELS.items()],
        required=False,
        help_text=_("Only where no scale is set here."),
    )
    rating_reason = words(_("Why it is rated so"), rows=2)


def rating_of(said: Mapping[str, Any]) -> Rating:
    """Return the rating that a form says."""
    level = RiskLevel(said["level"]) if said.get("level") else None
    return Rating(said["likelihood"], said["impact"], said["rating_reason"], level)


class DescribedFields(forms.Form):
    """What a point is, and what it threatens."""

    code = TextField(
        label=_("Code"),
        max_length=40,
        required=False,
        help_text=_("The number in the county's register, if any."),
    )
    place = TextField(label=_("Where"), max_length=200, required=False)
    extent = TextField(
        label=_("Extent"), max_length=200, required=False, help_text=_("Such as length, height, volume.")
    )
    cause = words(_("What may set it off"), required=False, rows=2)
    threatens = words(
        _("What it threatens"),
        required=False,
        rows=2,
        hint=_("Houses, roads, a school: never names of people."),
    )
    households = forms.IntegerField(
        label=_("Households threatened"), required=False, min_value=0, max_value=100_000, help_text=UNKNOWN
    )
    people = forms.IntegerField(
        label=_("People threatened"), required=False, min_value=0, max_value=1_000_000, help_text=UNKNOWN
    )
    property_money = money(_("Property threatened (yuan)"), UNKNOWN)
    control = words(_("How it is kept in hand"), required=False, rows=2)

    def described(self) -> dict[str, Any]:
        """Return what the action takes; an unknown amount stays unknown."""
        names = ("title", "code", "place", "extent", "cause", "threatens", "control", "households", "people")
        said = {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
        amount = self.cleaned_data.get("property_money")
        return said | {"property_yuan": None if amount is None else int(amount)}


class RegisterForm(DescribedFields, RatingFields):
    """A new risk point: which place, of which kind, how grave, who looks after it."""

    title = TextField(
        label=_("What the place is called"),
        max_length=120,
        help_text=_("A place or a matter, never a person."),
    )
    unit = UnitChoice(Unit.objects.none(), label=_("At which unit"))
    kind = KindChoice(RiskKind.objects.none(), label=_("Kind of risk point"))
    responsible = PostChoice(
        Post.objects.none(), label=_("Post that patrols it"), required=False, empty_label=_("not yet")
    )
    area = forms.ModelChoiceField(Area.objects.filter(is_open=True), label=_("Area of work"), required=False)
    evidence = EvidenceField()
    field_order = (
        *("title", "unit", "kind", "place", "responsible", "likelihood", "impact", "level", "rating_reason"),
        *(
            "threatens",
            "households",
            "people",
            "property_money",
            "extent",
            "cause",
            "control",
            "code",
            "area",
        ),
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.allowed(account, "risk.keep").exclude(kind=Kind.COUNTY)
        set_choice(self, "unit", units.prefetch_related("periods").order_by("code"))
        set_choice(self, "kind", kinds_for(account))
        set_choice(self, "responsible", posts_of(account, "risk.keep"))
        own = account.units_on(account.today)
        self.fields["unit"].initial = own[0] if own else None


class PointForm(forms.Form):
    """A step on one risk point, taken by one account; ``prepare`` fills in what is known."""

    def __init__(self, *args: Any, point: RiskPoint, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.point, self.account = point, account
        self.prepare()

    def prepare(self) -> None:
        """Let the fields choose among what belongs to the point, and begin with what is known."""


class DescribeForm(DescribedFields, PointForm):
    """What the point is, said again, with the reason."""

    title = TextField(label=_("What the place is called"), max_length=120)
    kind = KindChoice(RiskKind.objects.none(), label=_("Kind of risk point"))
    reason = words(_("Reason"), rows=2)
    field_order = ("title", "kind")

    def prepare(self) -> None:
        """Begin with what it says now."""
        set_choice(self, "kind", kinds_for(self.account))
        for name in self.fields:
            self.fields[name].initial = getattr(self.point, name, None)
        self.fields["property_money"].initial = self.point.property_yuan


class RateForm(RatingFields, PointForm):
    """How grave the point is now, and why."""

    def prepare(self) -> None:
        """Begin with the present marks; offer no level where a scale decides."""
        self.fields["likelihood"].initial, self.fields["impact"].initial = (
            self.point.likelihood,
            self.point.impact,
        )
        if scale := scale_at(self.point.path, self.account.today):
            del self.fields["level"]
            self.fields["impact"].help_text = _(
                "The scale here: general from %(general)d, greater from %(greater)d, major from %(major)d."
            ) % dict(zip(("general", "greater", "major"), scale, strict=True))


class StandForm(PointForm):
    """What the point's new standing rests on."""

    words = words(_("What it rests on"), rows=2, hint=_("Which works, relocation or observation."))
    evidence = EvidenceField()


class JudgeForm(PointForm):
    """What proves that the danger is gone, or is back."""

    proof = words(_("What proves it"), rows=3)
    evidence = EvidenceField(label=_("The proof"), required=True)


class HandOverPointForm(PointForm):
    """Which post looks after the point from now on."""

    to = PostChoice(Post.objects.none(), label=_("Hand over to"))
    reason = words(_("Reason"), rows=2)

    def prepare(self) -> None:
        """Offer the posts in reach, but the one in charge."""
        posts = posts_of(self.account, "risk.keep")
        set_choice(self, "to", posts.exclude(pk=self.point.responsible_id))


class ControlForm(PointForm):
    """A control measure: what, which post, until when."""

    text = words(_("What is to be done"), rows=2)
    responsible = PostChoice(Post.objects.none(), label=_("Post in charge"))
    due = DayField(label=_("Due"))

    def prepare(self) -> None:
        """Offer the posts in reach; begin with the one that patrols."""
        set_choice(self, "responsible", posts_of(self.account, "risk.keep"))
        self.fields["responsible"].initial = self.point.responsible_id
        self.fields["due"].widget.attrs["min"] = self.account.today.isoformat()


class ControlDoneForm(PointForm):
    """That a control measure was carried out."""

    done_on = DayField(label=_("Carried out on"))
    result = words(pgettext_lazy("measure", "What was done"), rows=2)
    evidence = EvidenceField()

    def prepare(self) -> None:
        """Begin with today."""
        self.fields["done_on"].initial = self.account.today


class ReasonOfPointForm(PointForm):
    """A reason."""

    reason = words(_("Reason"), rows=2)


class LinkForm(PointForm):
    """The number of a concern or finding that speaks of the same place."""

    number = TextField(
        label=_("Number of the finding or concern"),
        max_length=30,
        help_text=_("Such as 2026-48319027."),
    )

    def clean_number(self) -> str:
        """Return the reference of what has this number; it must be one that the account may see."""
        number = self.cleaned_data["number"].strip()
        concern = Concern.objects.visible_to(self.account).numbered(number).first()
        return concern.ref if concern else numbered(number, self.account).ref
