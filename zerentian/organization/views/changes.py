"""The page of one change: a form, its action, and where it leads."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render

from zerentian.ledger.rules.refusals import NotAllowed


def sent(request: HttpRequest) -> QueryDict | None:
    """Return what was sent with a form, None when the form is only asked for; an empty form may be sent too."""
    return request.POST if request.method == "POST" else None


def change_page(
    request: HttpRequest,
    form: Form,
    act: Callable[[dict[str, Any]], object],
    *,
    title: str,
    button: str,
    done: str,
    back: str,
    intro: str = "",
    template: str = "organization/change.html",
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show a form; when it is sent and holds, act and lead ``back`` with ``done`` said. A refusal stands above
    the form, and nothing typed is lost."""
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return HttpResponseRedirect(back)
    page = {"form": form, "title": title, "button": button, "back": back, "intro": intro}
    return render(request, template, page | (context or {}), status=422 if form.errors else 200)
