"""The page of one step on a finding or a risk point: its small form, the action when it is whole, and back."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext

from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.pages import form_page
from zerentian.rectification.models import Finding, RiskPoint

F = TypeVar("F", bound=Form)


def bound(kind: Callable[..., F], request: HttpRequest, **about: Any) -> F:
    """Return a step's form, with what was sent; ``about`` names the noun and who takes the step."""
    if request.method != "POST":
        return kind(**about)
    return kind(request.POST, request.FILES, **about)


def step_page(
    request: HttpRequest,
    form: Form,
    label: str,
    noun: Finding | RiskPoint,
    act: Callable[[dict[str, Any]], object],
    *,
    back: str,
    button: str = "",
) -> HttpResponse:
    """Show the form of a step; act when it is whole and lead ``back``; a refusal is said on the form.

    ``button`` says what is done, where that is not the ``label`` above the form.
    """
    if form.is_bound and seen(noun) != request.POST.get("seen", seen(noun)):
        form.add_error(None, gettext("Somebody did something on it meanwhile: read it, then send again."))
    if form.is_bound and form.is_valid():
        try:
            act(form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Done and recorded."))
            return HttpResponseRedirect(back)
    context = {"noun": noun, "label": label, "button": button or label, "back": back, "seen": seen(noun)}
    return form_page(request, "rectification/step.html", form, context)


def refused_now(request: HttpRequest, back: str) -> HttpResponse:
    """Lead back from a step that can't be taken now, saying so."""
    messages.warning(request, gettext("This step can't be taken now, or not by you: see where it stands."))
    return HttpResponseRedirect(back)


def seen(noun: Finding | RiskPoint) -> str:
    """Return what an open page has seen of a noun: the last thing done on it."""
    last = noun.story.order_by("-pk").values_list("pk", flat=True).first()
    return str(last or "")
