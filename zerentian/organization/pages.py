"""What every page with a form shares, in whatever room it stands: what was sent, and the answer to a wrong form."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from django.contrib import messages
from django.forms import BaseForm, BaseFormSet, Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.views.decorators.debug import sensitive_variables

from zerentian.ledger.rules.refusals import NotAllowed

AnyForm: TypeAlias = "BaseForm | BaseFormSet[Any]"  # quoted: Django's own class takes no parameter


def sent(request: HttpRequest) -> QueryDict | None:
    """Return what was sent with a form, None when the form is only asked for.

    An empty form may be sent too: ``request.POST or None`` would take it for a page that is asked for.
    """
    return request.POST if request.method == "POST" else None


def form_page(
    request: HttpRequest,
    template: str,
    form: AnyForm,
    context: Mapping[str, object] | None = None,
    *,
    beside: Sequence[AnyForm] = (),
    refused: bool = False,
) -> HttpResponse:
    """Show the page of a form, called ``form`` there; ``beside`` it may stand others of the same page.

    A form that was sent and is wrong, or was refused by the rules, is answered with 422: 200 would tell a program,
    a cache or htmx that something was done.
    """
    wrong = refused or any(one.is_bound and not one.is_valid() for one in (form, *beside))
    return render(request, template, {"form": form, **(context or {})}, status=422 if wrong else 200)


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

    def led_back(_: object) -> HttpResponse:
        messages.success(request, done)
        return HttpResponseRedirect(back)

    page = {"title": title, "button": button, "back": back, "intro": intro}
    return made_page(request, form, act, led_back, page=page | (context or {}), template=template)


@sensitive_variables("made", "said", "password")
def made_page(
    request: HttpRequest,
    form: Form,
    make: Callable[[dict[str, Any]], Any],
    show: Callable[[Any], HttpResponse],
    *,
    page: Mapping[str, object],
    template: str = "organization/change.html",
) -> HttpResponse:
    """Show a form; when it is sent and holds, make something of it and answer with that: a key that is shown once, a
    file. A refusal stands above the form."""
    if request.method == "POST" and form.is_valid():
        try:
            made = make(form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            return show(made)
    return form_page(request, template, form, page)
