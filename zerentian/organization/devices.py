"""The cookie by which a browser is known again in which somebody once signed in with password (and code).

It opens nothing. It says that wrong tries made elsewhere do not keep this browser waiting, and that what it asks for
is work of the office rather than a visitor's. It is signed, so that the server's door can read it without a query;
for whom it is known stands with the sittings.
"""

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "device"
SALT = "zerentian.device"
DAYS = 180


def new_name() -> str:
    """Return a random name for a browser."""
    return secrets.token_urlsafe(12)


def signed(name: str) -> str:
    """Return the cookie's value."""
    return signing.TimestampSigner(salt=SALT).sign(name)


def read_name(value: str) -> str:
    """Return the browser's name that a cookie holds; empty for one that is missing, forged or too old."""
    try:
        return signing.TimestampSigner(salt=SALT).unsign(value, max_age=DAYS * 86_400)
    except signing.BadSignature:
        return ""


def device_of(request: HttpRequest) -> str:
    """Return the name of the browser a request comes from; empty for one not known."""
    return read_name(request.COOKIES.get(COOKIE, ""))


def remember(response: HttpResponse, name: str) -> None:
    """Put the cookie on an answer, closed to scripts and to other sites."""
    response.set_cookie(
        COOKIE,
        signed(name),
        max_age=DAYS * 86_400,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
