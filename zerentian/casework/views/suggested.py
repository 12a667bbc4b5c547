"""Suggestions beside a form: each a link that fills in a field; the person still presses the button."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from zerentian.casework import suggestions
from zerentian.casework.forms.steps import StepForm
from zerentian.casework.models import Category, Routing
from zerentian.casework.models.routing import proposed
from zerentian.casework.nearby import Nearby, nearby
from zerentian.casework.rules.concerns import Step
from zerentian.casework.rules.topics import FEWEST
from zerentian.organization.models import Account

FIELDS = ("category", "kind", "unit")
Shown = tuple[Any, suggestions.Suggestions, list[tuple[suggestions.Choice, str]]]


def chosen_in(request: HttpRequest) -> dict[str, str]:
    """Return the fields that an address fills in."""
    return {name: request.GET[name] for name in FIELDS if name in request.GET}


def suggested_for(step: str, form: StepForm, chosen: dict[str, str]) -> list[Shown]:
    """Return for each field its label, what is suggested, and each choice with the address that fills it in."""
    found: list[suggestions.Suggestions] = []
    if step == Step.TRIAGE:
        found = suggestions.for_triage(form.concern)
        if "unit" in form.fields:
            found = [*found, *suggestions.for_dispatch(form.concern, list(form.units))]
    elif step == Step.DISPATCH:
        found = suggestions.for_dispatch(form.concern, list(form.units))
    return [(form.fields[one.field].label, one, links(one, chosen)) for one in found]


def ruled_for(step: str, form: StepForm, chosen: dict[str, str]) -> tuple[Routing, str] | None:
    """Return the rule that proposes who leads, with the address that fills it in; None where none fits, or none may.

    The category is the one chosen on the form, else the one that the concern has.
    """
    if step not in (Step.TRIAGE, Step.DISPATCH) or "unit" not in form.fields:
        return None
    typed = str(form["category"].value() or "") if "category" in form.fields else ""
    own = (
        Category.objects.filter(unit=form.concern.unit, pk=typed)
        if typed.isdecimal() and len(typed) < 19
        else None
    )
    rule = proposed(form.concern, own.first() if own is not None else form.concern.category)
    if rule is None or rule.stands_for not in list(form.units):
        return None
    return rule, "?" + urlencode({**chosen, "unit": rule.stands_for.pk})


def nearby_for(step: str, form: StepForm, account: Account) -> tuple[Nearby, str] | None:
    """Return what a concern that is triaged is near to, with the address under which it is put together with others."""
    if step != Step.TRIAGE or not account.may("concern.triage", form.concern.unit):
        return None
    found = nearby(form.concern, account)
    if found is None:
        return None
    if found.topic:
        return found, reverse("casework:topic-step", args=[found.topic.pk, "join"]) + f"?of={form.concern.pk}"
    keys = ",".join(str(one.pk) for one in (form.concern, *found.concerns))
    enough = len(found.concerns) + 1 >= FEWEST
    query = urlencode({"unit": form.concern.unit.code, "of": keys})
    return found, f"{reverse('casework:topic-new')}?{query}" if enough else ""


def links(one: suggestions.Suggestions, chosen: dict[str, str]) -> list[tuple[suggestions.Choice, str]]:
    """Return each choice with the address that fills it in beside what is chosen already."""
    return [(choice, "?" + urlencode({**chosen, one.field: choice.value})) for choice in one.choices]
