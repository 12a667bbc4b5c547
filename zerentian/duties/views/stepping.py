"""One step on a noun as a page: its small form, the action when it is whole, and back to the noun."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from zerentian.ledger.clock import now
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.models import Account
from zerentian.organization.moves import Move
from zerentian.organization.pages import form_page


def offered_moves(
    table: Mapping[str, Move[Any]], noun: Any, account: Account, name: str
) -> dict[str, object]:
    """Return, for a page, the steps the account may take now with their addresses, those that lead on first.

    ``name`` is the URL's name of a step on the noun.
    """
    opened = [(str(code), move) for code, move in table.items() if move.is_open(code, noun, account)]
    found = [(code, move.named(noun, account)) for code, move in opened]
    found.sort(key=lambda one: one[1].aside)
    moves = [(move, reverse(name, args=[noun.pk, code])) for code, move in found]
    return {"moves": moves, "has_aside": any(move.aside for move, _ in moves)}


def step_page(
    request: HttpRequest,
    table: Mapping[str, Move[Any]],
    step: str,
    noun: Any,
    account: Account,
    *,
    back: str,
    seen: str = "",
    template: str = "duties/noun_step.html",
    context: Mapping[str, object] | None = None,
) -> HttpResponse:
    """Show and take one step; one that can't be taken now leads back, saying so.

    ``seen`` is what an open page has seen of the noun: a page that has grown old is read again first.
    """
    move = table.get(step)
    if move is None:
        raise Http404
    if not move.is_open(step, noun, account):
        messages.warning(
            request, gettext("This step can't be taken now, or not by you: see where it stands.")
        )
        return HttpResponseRedirect(back)
    form = bound(move.form, request, noun, account)
    if form.is_bound and seen != request.POST.get("seen", seen):
        form.add_error(None, gettext("Somebody did something on it meanwhile: read it, then send again."))
    if form.is_bound and form.is_valid():
        try:
            move.act(noun, form.cleaned_data | {"form": form}, account, now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Done and recorded."))
            return HttpResponseRedirect(back)
    label = move.named(noun, account).label
    page = {"noun": noun, "label": label, "button": move.button or label, "back": back, "seen": seen}
    return form_page(request, template, form, page | dict(context or {}))


def bound(kind: type[Form], request: HttpRequest, noun: Any, account: Account) -> Form:
    """Return a step's form, with what was sent."""
    if request.method != "POST":
        return kind(noun=noun, account=account)  # type: ignore[call-arg]
    return kind(request.POST, request.FILES, noun=noun, account=account)  # type: ignore[call-arg]
