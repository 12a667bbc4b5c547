"""The same form twice is one record: a token in every form, and a row in the transaction of what it records.

Two identical requests, Back and again, an impatient second click: the first is recorded, the second says so and leads
to where the first one led. What is changed in the form before it is sent again is another form.
"""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.translation import gettext

from zerentian.ledger.once import claiming
from zerentian.organization.models import Submission

FIELD = "once"
# Nobody comes back to a form that was sent so long ago.
KEPT = timedelta(days=30)
NOT_PART = frozenset({"csrfmiddlewaretoken"})
# So much of a file tells it from another of its name and size.
LOOKED_AT = 64 * 1024
LONGEST = 500
GetResponse = Callable[[HttpRequest], HttpResponse]
View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class Repeated(Exception):
    """The form was recorded already; whatever this request began is taken back."""


def repeatable(reason: str) -> Callable[[View], View]:
    """Mark a view whose form may be sent again as it is; the reason says why that is no second record."""

    def mark(view: View) -> View:
        view.repeatable = reason  # type: ignore[attr-defined]
        return view

    return mark


class Once:
    """Lets every form that records something record it once."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; a form that was refused may be sent again, and one that was taken keeps where it led."""
        with ExitStack() as stack:
            request.once = Sent(stack)  # type: ignore[attr-defined]
            response = self.get_response(request)
            sent: Sent = request.once  # type: ignore[attr-defined]
        if sent.key:
            mine = Submission.objects.filter(key=sent.key, request=sent.request)
            if response.status_code >= 400:
                mine.delete()
            elif led_to := response.headers.get("Location", "")[:LONGEST]:
                mine.update(led_to=led_to)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Answer a form that was recorded already; let the entries of a new one claim it."""
        if request.method != "POST" or hasattr(view, "repeatable") or not token_of(request):
            return None
        sent: Sent = request.once  # type: ignore[attr-defined]
        key = key_of(request)
        known = Submission.objects.filter(key=key).first()
        if known is not None:
            return recorded_already(request, known.led_to)
        sent.claim(key)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer the second of two requests that came at once."""
        if not isinstance(exception, Repeated):
            return None
        known = Submission.objects.filter(key=str(exception)).first()
        return recorded_already(request, known.led_to if known else "")


class Sent:
    """What one request has sent: its key, once a form with a token came, and what the entries of it claim."""

    def __init__(self, stack: ExitStack) -> None:
        self.stack, self.key, self.request = stack, "", uuid4()

    def claim(self, key: str) -> None:
        """Let every entry of the request claim the form."""
        self.key = key
        self.stack.enter_context(claiming(self.write))

    def write(self, now: datetime) -> None:
        """Write the form's row with the first entry; Repeated when another request wrote it."""
        if Submission.objects.filter(key=self.key, request=self.request).exists():
            return
        try:
            with transaction.atomic():
                Submission.objects.create(key=self.key, request=self.request, at=now)
        except IntegrityError as error:
            raise Repeated(self.key) from error
        Submission.objects.filter(at__lt=now - KEPT).delete()


def token_of(request: HttpRequest) -> str:
    """Return the token of the form that was sent; "" for none, or for what is no token."""
    said = request.POST.get(FIELD, "")
    try:
        return UUID(said).hex
    except ValueError:
        return ""


def key_of(request: HttpRequest) -> str:
    """Return the key of a form: who sent it from where, its token, and everything that stood in it."""
    parts = [request.path, str(request.user.pk), token_of(request)]
    for name, values in sorted(request.POST.lists()):
        if name not in NOT_PART:
            parts += [name, *values]
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            parts += [name, str(file.name), str(file.size), sha256(file.read(LOOKED_AT)).hexdigest()]
            file.seek(0)
    return sha256("\x00".join(parts).encode("utf-8", "replace")).hexdigest()


def recorded_already(request: HttpRequest, led_to: str) -> HttpResponse:
    """Say that the form was recorded already, with a link to where it led, and lead there."""
    words = gettext("Recorded already, and not recorded twice.")
    if not led_to:
        return render(request, "organization/repeated.html", {"words": words, "back": request.path})
    linked = format_html('{} <a href="{}">{}</a>', words, led_to, gettext("See the record"))
    messages.warning(request, linked)
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": led_to})
    return HttpResponseRedirect(led_to)
