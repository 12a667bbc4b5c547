"""Choices and fields that the forms of meetings and decisions share."""

from typing import Any

from django import forms

from zerentian.duties.forms.deeds import UnitChoice
from zerentian.duties.forms.keeping import choose_among
from zerentian.duties.forms.tasks import PostChoice
from zerentian.organization.forms.choices import SeveralChoice
from zerentian.organization.forms.texts import TextField
from zerentian.organization.models import Account, Post, Unit
from zerentian.organization.rules.rights import Kind

__all__ = [
    "PostChoice",
    "UnitChoice",
    "UnitsChoice",
    "choose_among",
    "posts_under",
    "sentences",
    "township_of",
]


class UnitsChoice(SeveralChoice):
    """A choice of several units by their present names."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Unit) -> str:
        """Return the unit's name."""
        return obj.name


def sentences(
    label: Any, *, required: bool = True, rows: int = 3, hint: Any = "", most: int = 4000
) -> TextField:
    """Return a field for some sentences."""
    widget = forms.Textarea({"rows": rows})
    return TextField(label=label, required=required, max_length=most, widget=widget, help_text=hint)


def posts_under(unit: Unit, account: Account) -> Any:
    """Return today's posts of a unit and of everything below it."""
    posts = Post.objects.on(account.today).filter(unit__in=Unit.objects.under(unit, account.today))
    return posts.select_related("unit").prefetch_related("unit__periods").order_by("unit__code", "code")


def township_of(account: Account) -> Any:
    """Return the townships over which an account may set rules."""
    units = Unit.objects.allowed(account, "duty.manage").filter(kind=Kind.TOWNSHIP)
    return units.prefetch_related("periods").order_by("code")
