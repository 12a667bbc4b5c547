"""One clock for a request, refusals that become answers, and security headers on every answer."""

from collections.abc import Callable
from urllib.parse import unquote

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language

from zerentian.ledger.clock import asked_once
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.words import Words, speaking

GetResponse = Callable[[HttpRequest], HttpResponse]

POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none';"
    " base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


class OneClock:
    """Lets a request ask the database only once what time it is: a page needs it at many places."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        with asked_once():
            return self.get_response(request)


class OneLanguage:
    """Lets rules and refusals speak the language of the page: a page never says a sentence twice."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the language that Django's LocaleMiddleware found before."""
        with speaking(get_language() or settings.LANGUAGE_CODE):
            return self.get_response(request)


class NoNull:
    """Refuses an address that holds a NUL: no address of the program does, and PostgreSQL takes none in a text."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or refuse with 400."""
        if "\0" in request.path or "\0" in unquote(request.META.get("QUERY_STRING", "")):
            reason = Words("网址有误，请从菜单进入", "the address is wrong: start from the menu")
            return refusal(request, str(reason), 400)
        return self.get_response(request)


class Refusals:
    """Turns NotAllowed into 409 and a missing right into 403: a page, a fragment or JSON, as was asked."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with the security headers that every page needs."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "geolocation=(), camera=(), microphone=()")
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return the answer to a refusal; anything else is left to Django."""
        if isinstance(exception, NotAllowed):
            return refusal(request, str(exception), 409)
        if isinstance(exception, PermissionDenied):
            return refusal(request, str(exception), 403)
        return None


def refusal(request: HttpRequest, reason: str, status: int) -> HttpResponse:
    """Return a refusal as JSON, as a fragment for htmx, or as a page."""
    if request.accepts("application/json") and not request.accepts("text/html"):
        return JsonResponse({"error": reason}, status=status)
    template = "web/refusal_reason.html" if request.headers.get("HX-Request") else "web/refusal.html"
    return render(request, template, {"reason": reason, "status": status}, status=status)
