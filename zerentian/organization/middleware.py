"""Signed-in people who walked away are signed out; a password that must be changed is changed first."""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zerentian.ledger.clock import now
from zerentian.organization.access import View, declared_rights
from zerentian.organization.actions.factors import needs_factor
from zerentian.organization.actions.sign_ins import note_end
from zerentian.organization.actions.sittings import close_sitting, see_sitting
from zerentian.organization.devices import device_of, remember
from zerentian.organization.models import Account
from zerentian.organization.rules.addresses import client_address, counted_as
from zerentian.organization.rules.passwords import is_stale
from zerentian.organization.tallies import count_up

SEEN, BEGAN, DEVICE, FACTOR = "seen", "began", "device", "factor"
# Written at most so often, so that reading a page does not write the session each time.
WRITE_EVERY_SECONDS = 30


class FrontDoor(LoginRequiredMiddleware):
    """Asks who comes without an account to sign in; from the first page leads to the residents' own."""

    def handle_no_permission(self, request: HttpRequest, view_func: View) -> HttpResponseRedirect:
        """Lead to the sign-in page, or to the residents' first page."""
        if request.path_info == "/":
            return HttpResponseRedirect(reverse(settings.FRONT_URL))
        answer: HttpResponseRedirect = super().handle_no_permission(request, view_func)
        return answer


class Sitting:
    """Ends a sitting after the idle or the longest time, and lets nobody past what must be set up first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; somebody who was idle too long, or sat too long, is signed out first."""
        if not isinstance(request.user, Account):
            return self.get_response(request)
        if ended := outsat(request):
            return end_sitting(request, request.user, ended)
        response = self.get_response(request)
        # What only signed-in people see is kept by no browser and no proxy, unless the view knows better.
        response.headers.setdefault("Cache-Control", "no-store, private")
        if (name := request.session.get(DEVICE, "")) and not device_of(request):
            remember(response, name)
        return response

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Lead to what must be set up first, a password or a second factor; public and own pages stay open."""
        if not isinstance(request.user, Account) or declared_rights(view) in (frozenset(), {"account.own"}):
            return None
        if request.user.must_change_password:
            return led_to(request, "change-password", _("Please change the initial password first."))
        if is_stale(request.user.password_changed_at, now(), settings.PASSWORD_DAYS):
            said = _("Your password is older than %(days)d days: please change it.")
            return led_to(request, "change-password", said % {"days": settings.PASSWORD_DAYS})
        if not request.session.get(FACTOR) and needs_factor(request.user, now()):
            said = _("Your role signs in with a second factor: please set it up first.")
            return led_to(request, "second-factor", said)
        return None


def led_to(request: HttpRequest, name: str, said: str) -> HttpResponse:
    """Lead to what must be set up first, and say why.

    A fragment that a page asks for by itself leads the whole page there, and nowhere from a page that is there
    already: put into that page, the other page would ask again, and so on without end.
    """
    place = reverse(name)
    if not request.headers.get("HX-Request"):
        messages.warning(request, said)
        return HttpResponseRedirect(place)
    if urlsplit(request.headers.get("HX-Current-URL", "")).path == place:
        return HttpResponse(status=204)
    messages.warning(request, said)
    return HttpResponse(status=204, headers={"HX-Redirect": place})


def outsat(request: HttpRequest) -> str:
    """Return why a sitting ends now, empty when it goes on; note that somebody still sits there."""
    session, moment = request.session, time.time()
    idle = moment - session.setdefault(SEEN, moment)
    if moment - session.setdefault(BEGAN, moment) > settings.SESSION_HOURS * 3600:
        return "limit"
    if idle > settings.SESSION_IDLE_MINUTES * 60:
        return "expired"
    if idle > WRITE_EVERY_SECONDS:
        session[SEEN] = moment
        see_sitting(session.session_key or "", now())
    return ""


def end_sitting(request: HttpRequest, account: Account, outcome: str) -> HttpResponse:
    """Sign somebody out who was idle or sat too long, and lead back to where they were after the next sign-in."""
    note_end(account, outcome=outcome, address=address_of(request), now=now())
    close_sitting(request.session.session_key or "", now())
    logout(request)
    if outcome == "limit":
        said = _("You were signed out after %(hours)d hours. What you had typed is kept in this browser.")
    else:
        said = _(
            "You were signed out after %(minutes)d idle minutes. What you had typed is kept in this browser."
        )
    times = {"minutes": settings.SESSION_IDLE_MINUTES, "hours": settings.SESSION_HOURS}
    messages.warning(request, said % times)
    sign_in = reverse(settings.LOGIN_URL)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": sign_in})
    return redirect_to_login(request.get_full_path() if request.method == "GET" else "/", sign_in)


def address_of(request: HttpRequest) -> str | None:
    """Return the address the request came from, as the last proxy that can be trusted saw it."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    return client_address(request.META.get("REMOTE_ADDR"), forwarded, settings.TRUSTED_HOPS)


class Quota:
    """Counts what is uploaded in a day, by account or, of visitors, by address; beyond the quota it is refused.

    Stands before whatever reads the form, so that a refused upload is not parsed.
    """

    DAY = 86_400
    COUNTED_FROM = 100_000

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or refuse an upload beyond the day's quota."""
        size = request.META.get("CONTENT_LENGTH") or "0"
        if (
            size.isdecimal()
            and int(size) >= self.COUNTED_FROM
            and (refused := self.beyond(request, int(size)))
        ):
            return refused
        return self.get_response(request)

    def beyond(self, request: HttpRequest, size: int) -> HttpResponse | None:
        """Count an upload; return the refusal when the day's quota is spent."""
        account = request.session.get(SESSION_KEY)
        who = f"account {account}" if account else f"address {counted_as(address_of(request))}"
        most = settings.UPLOAD_DAY_MB if account else settings.PUBLIC_UPLOAD_DAY_MB
        if count_up("upload", who, seconds=self.DAY, now=now(), amount=size) <= most * 1_000_000:
            return None
        text = _(
            "Today's %(most)d MB of uploads are used up. Try again tomorrow, or bring the files to the office."
        )
        page = {"reason": text % {"most": most}, "status": 429}
        return render(request, "web/refusal.html", page, status=429)
