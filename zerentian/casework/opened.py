"""What this browser may read beyond a bare code: codes it sent in itself, codes it opened with their secrets.

Kept in signed cookies of the code's own pages, for an hour: no session is written, nothing is left on the server.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from zerentian.casework.models import Concern
from zerentian.organization.offers import address_of

SENT, OPENED = "sent", "opened"
KEPT_SECONDS = 60 * 60


def home_of(concern: Concern) -> str:
    """Return the address under which its resident follows a concern; no mark is sent to any other."""
    return address_of("concern.followed", concern)


def keep(response: HttpResponse, name: str, concern: Concern) -> None:
    """Keep a mark for the pages of one code, unreadable to scripts."""
    response.set_signed_cookie(
        name,
        concern.code,
        salt=f"casework.{concern.code}",
        max_age=KEPT_SECONDS,
        path=home_of(concern),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def is_kept(request: HttpRequest, name: str, concern: Concern) -> bool:
    """Tell whether the browser shows a mark of this code, not older than an hour."""
    mark = request.get_signed_cookie(
        name, default=None, salt=f"casework.{concern.code}", max_age=KEPT_SECONDS
    )
    return mark == concern.code


def remember_sent(response: HttpResponse, concern: Concern) -> None:
    """Let this browser see the receipt with its secret for an hour."""
    keep(response, SENT, concern)


def may_see_receipt(request: HttpRequest, concern: Concern) -> bool:
    """Tell whether this browser has just sent the concern in."""
    return is_kept(request, SENT, concern)


def open_page(response: HttpResponse, concern: Concern) -> None:
    """Open the personal part for an hour."""
    keep(response, OPENED, concern)


def is_open(request: HttpRequest, concern: Concern) -> bool:
    """Tell whether the personal part is open in this browser."""
    return is_kept(request, OPENED, concern)


def lock_page(response: HttpResponse, concern: Concern) -> None:
    """Lock the personal part again, and forget the receipt."""
    for name in (SENT, OPENED):
        response.delete_cookie(name, path=home_of(concern), samesite="Lax")
