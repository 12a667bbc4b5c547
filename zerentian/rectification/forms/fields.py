"""Choices and fields that several forms of this room have."""

from decimal import Decimal
from typing import Any

from django import forms

from zerentian.organization.forms.choices import SeveralChoice
from zerentian.organization.forms.texts import TextField
from zerentian.organization.models import Account, Post, Unit


class UnitChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice of units by their present names."""

    def label_from_instance(self, obj: Unit) -> str:
        """Return the unit's name."""
        return obj.name


class UnitsChoice(SeveralChoice):
    """A choice of several units by their present names."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Unit) -> str:
        """Return the unit's name."""
        return obj.name


class PostChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice of posts by unit and title."""

    def label_from_instance(self, obj: Post) -> str:
        """Return the unit's name and the title."""
        return f"{obj.unit.name} · {obj.title}"


def words(label: Any, *, required: bool = True, rows: int = 3, hint: Any = "") -> TextField:
    """Return a field for some sentences."""
    return TextField(
        label=label,
        required=required,
        max_length=4000,
        widget=forms.Textarea({"rows": rows}),
        help_text=hint,
    )


def money(label: Any, hint: Any) -> forms.DecimalField:
    """Return a field for an amount in yuan; empty is unknown."""
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=Decimal(0),
        max_digits=12,
        decimal_places=2,
        help_text=hint,
    )


def set_choice(form: forms.Form, name: str, rows: Any) -> None:
    """Let a field choose among rows."""
    field = form.fields[name]
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = rows


def posts_of(account: Account, right: str) -> Any:
    """Return today's posts of the units over which an account holds a right."""
    posts = Post.objects.on(account.today).filter(unit__in=Unit.objects.allowed(account, right))
    return posts.select_related("unit").prefetch_related("unit__periods").order_by("unit__code", "code")
