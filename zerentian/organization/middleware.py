"""Signed-in people who walked away are signed out; a password that must be changed is changed first."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from zerentian.ledger.clock import now
from zerentian.organization.access import View, declared_rights
from zerentian.organization.actions.sign_ins import note_end
from zerentian.organization.models import Account
from zerentian.organization.rules.addresses import client_address
from zerentian.organization.rules.passwords import is_stale

SEEN = "seen"
# Written at most so often, so that reading a page does not write the session each time.
WRITE_EVERY_SECONDS = 30


class Sitting:
    """Ends a sitting after the idle time, and lets nobody past an initial or stale password."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; somebody who was idle too long is signed out first."""
        if isinstance(request.user, Account):
            idle = time.time() - request.session.setdefault(SEEN, time.time())
            if idle > settings.SESSION_IDLE_MINUTES * 60:
                return end_sitting(request, request.user)
            if idle > WRITE_EVERY_SECONDS:
                request.session[SEEN] = time.time()
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Lead to the password page when the password must be changed; public and own pages stay open."""
        if not isinstance(request.user, Account) or declared_rights(view) in (frozenset(), {"account.own"}):
            return None
        if request.user.must_change_password:
            messages.warning(request, _("Please change the initial password first."))
            return HttpResponseRedirect(reverse("change-password"))
        if is_stale(request.user.password_changed_at, now(), settings.PASSWORD_DAYS):
            messages.warning(
                request,
                _("Your password is older than %(days)d days: please change it.")
                % {"days": settings.PASSWORD_DAYS},
            )
            return HttpResponseRedirect(reverse("change-password"))
        return None


def end_sitting(request: HttpRequest, account: Account) -> HttpResponse:
    """Sign somebody out who was idle, and lead back to where they were after the next sign-in."""
    note_end(account, outcome="expired", address=address_of(request), now=now())
    logout(request)
    messages.warning(
        request,
        _("You were signed out after %(minutes)d idle minutes. What you had typed is kept in this browser.")
        % {"minutes": settings.SESSION_IDLE_MINUTES},
    )
    sign_in = reverse(settings.LOGIN_URL)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": sign_in})
    return redirect_to_login(request.get_full_path() if request.method == "GET" else "/", sign_in)


def address_of(request: HttpRequest) -> str | None:
    """Return the address the request came from, as the last proxy that can be trusted saw it."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    return client_address(request.META.get("REMOTE_ADDR"), forwarded, settings.TRUSTED_HOPS)
