"""Forms for units, posts, appointments and areas."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.organization.forms.days import DayField
from zerentian.organization.forms.texts import TextField
from zerentian.organization.models import Account, Post, Unit
from zerentian.organization.models.areas import PART_LABELS
from zerentian.organization.models.posts import ROLE_LABELS
from zerentian.organization.models.units import KIND_LABELS
from zerentian.organization.punctuation import bracketed
from zerentian.organization.rules.names import LONGEST_AREA, LONGEST_POST, LONGEST_UNIT
from zerentian.organization.rules.rights import ROLES_OF_UNIT, Kind
from zerentian.organization.rules.units import PARENT_KINDS


class UnitChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice of units by their names."""

    def label_from_instance(self, obj: Unit) -> str:
        """Return name and code."""
        return f"{obj.name}{bracketed(obj.code)}"


class PostChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice of posts by unit and title."""

    def label_from_instance(self, obj: Post) -> str:
        """Return the unit's name and the title."""
        return f"{obj.unit.name} · {obj.title}"


class OpenUnitForm(forms.Form):
    """A new unit under a parent."""

    code = TextField(
        label=_("Code"),
        max_length=40,
        help_text=_("Letters, digits and hyphens, such as 990101-V01. It can never be changed."),
    )
    name = TextField(label=_("Name"), max_length=LONGEST_UNIT)
    kind = forms.ChoiceField(label=_("Kind"))
    first = DayField(label=_("From"))

    def __init__(self, *args: Any, parent: Unit | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = Kind(parent.kind) if parent else None
        kinds = [
            kind for kind, above in PARENT_KINDS.items() if wanted in above or (not above and not wanted)
        ]
        self.fields["kind"] = forms.ChoiceField(
            label=_("Kind"), choices=[(kind, KIND_LABELS[kind]) for kind in kinds]
        )


class RenameForm(forms.Form):
    """Another name from a day on."""

    name = TextField(label=_("New name"), max_length=LONGEST_UNIT)
    first = DayField(label=_("From"))


class MoveForm(forms.Form):
    """Another parent from a day on."""

    parent = UnitChoice(label=_("New parent"), queryset=Unit.objects.none())
    first = DayField(label=_("From"))

    def __init__(self, *args: Any, unit: Unit, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["parent"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = units.filter(kind__in=PARENT_KINDS[Kind(unit.kind)])


class MergeForm(forms.Form):
    """The unit it merges into, from a day on."""

    into = UnitChoice(label=_("Merges into"), queryset=Unit.objects.none())
    first = DayField(label=_("From"))

    def __init__(self, *args: Any, unit: Unit, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["into"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = units.filter(kind=unit.kind).exclude(pk=unit.pk)


class LastDayForm(forms.Form):
    """A last day."""

    last = DayField(label=_("Last day"))


class CloseForm(LastDayForm):
    """The last day of a unit, and which one takes over what is open there."""

    to = UnitChoice(
        label=_("Unit that takes the open matters over"), queryset=Unit.objects.none(), required=False
    )

    def __init__(self, *args: Any, unit: Unit, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = units.exclude(pk=unit.pk)


class LiveForm(forms.Form):
    """The day from which a unit records here."""

    on = DayField(
        label=_("Goes live on"),
        help_text=_(
            "What is imported from before this day is marked as history; what is entered later for a day after it"
            " counts as late. The day can't be changed."
        ),
    )


class PostForm(forms.Form):
    """A new post in a unit."""

    title = TextField(label=pgettext_lazy("post", "Title"), max_length=LONGEST_POST)
    role = forms.ChoiceField(label=_("Role"), help_text=_("The role says what its holder may do."))
    first = DayField(label=_("From"))

    def __init__(self, *args: Any, unit: Unit, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent = unit.parent_on(day)
        roles = ROLES_OF_UNIT.get((Kind(unit.kind), Kind(parent.kind) if parent else None), frozenset())
        self.fields["role"] = forms.ChoiceField(
            label=_("Role"),
            choices=[(code, label) for code, label in ROLE_LABELS.items() if code in roles],
            help_text=_("The role says what its holder may do."),
        )


class AppointForm(forms.Form):
    """Who holds the post, from a day on."""

    account = forms.ModelChoiceField(label=_("Person"), queryset=Account.objects.none())
    first = DayField(label=_("From"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["account"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = candidates()


class HandOverForm(forms.Form):
    """The end of an appointment, and who goes on: a successor in the post, or another post."""

    last = DayField(label=_("Last day in the post"))
    successor = forms.ModelChoiceField(
        label=_("Successor in this post"),
        queryset=Account.objects.none(),
        required=False,
        help_text=_("Open work stays with the post."),
    )
    to = PostChoice(
        label=_("Or: post that takes the open work over"), queryset=Post.objects.none(), required=False
    )

    def __init__(self, *args: Any, post: Post, posts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        successor, to = self.fields["successor"], self.fields["to"]
        assert isinstance(successor, forms.ModelChoiceField)
        assert isinstance(to, forms.ModelChoiceField)
        successor.queryset = candidates()
        to.queryset = posts.exclude(pk=post.pk)

    def clean(self) -> dict[str, Any]:
        """Refuse both ways at once."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("successor") and data.get("to"):
            self.add_error("to", _("Choose a successor or another post, not both."))
        return data


class ClosePostForm(forms.Form):
    """A post's last day, and the post that takes its open work over."""

    last = DayField(label=_("Last day"))
    to = PostChoice(
        label=_("Post that takes the open work over"), queryset=Post.objects.none(), required=False
    )

    def __init__(self, *args: Any, post: Post, posts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = posts.exclude(pk=post.pk)


class OrganForm(forms.Form):
    """What papers bear of a unit's organ."""

    government = TextField(
        label=_("Full name of the government or office"),
        max_length=60,
        required=False,
        help_text=_("For example 云岭乡人民政府; left empty, it follows from the unit's name."),
    )
    party = TextField(label=_("Full name of the party committee"), max_length=60, required=False)
    address = TextField(label=pgettext_lazy("of an office", "Address"), max_length=120, required=False)
    telephone = TextField(
        label=_("Telephone"),
        max_length=60,
        required=False,
        help_text=_("Address and telephone stand in letters to residents: where a review is asked for."),
    )
    hours = TextField(
        label=_("Hours at which residents are received"),
        max_length=120,
        required=False,
        help_text=_("For example 工作日 8:30–12:00、14:00–17:30; they stand on the residents' first page."),
    )


class AreaForm(forms.Form):
    """A new area of work."""

    code = TextField(label=_("Code"), max_length=40, help_text=_("Letters, digits and hyphens."))
    name = TextField(label=_("Name"), max_length=LONGEST_AREA)


class ChargeForm(forms.Form):
    """A post answers for an area."""

    post = PostChoice(label=_("Post"), queryset=Post.objects.none())
    part = forms.ChoiceField(label=_("Part"), choices=list(PART_LABELS.items()))
    first = DayField(label=_("From"))

    def __init__(self, *args: Any, posts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["post"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = posts


def candidates() -> Any:
    """Return the accounts that may be appointed: open ones of people who keep no part of the system."""
    return Account.objects.people().filter(is_active=True, keeper="").order_by("name")
