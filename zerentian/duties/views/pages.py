"""The one shape of a page with a form: asked, refused beside the field, or done and back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from zerentian.ledger.rules.refusals import NotAllowed


@dataclass(frozen=True, slots=True)
class Words:
    """What a page with a form says: its heading, what it is about, its button, and what is said once done."""

    title: Any
    about: Any
    button: Any
    done: Any


def form_page(
    request: HttpRequest, form: forms.Form, words: Words, back: str, act: Callable[[dict[str, Any]], object]
) -> HttpResponse:
    """Show the form; when it is whole, act and go back; a refusal by the rules is said on the form."""
    if form.is_bound and form.is_valid():
        try:
            act(form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, words.done)
            return redirect(back)
    context = {"form": form, "words": words, "back": back}
    return render(request, "duties/form_page.html", context, status=422 if form.errors else 200)
