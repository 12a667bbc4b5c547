"""What this browser may read beyond a bare code: codes it sent in itself, codes it opened with their secrets."""

from typing import cast

from django.http import HttpRequest

from zerentian.casework.models import Concern
from zerentian.ledger.clock import now

SENT, OPENED = "casework.sent", "casework.opened"
SENT_SECONDS = OPENED_SECONDS = 60 * 60
MOST_KEPT = 20


def kept(request: HttpRequest, name: str) -> dict[str, float]:
    """Return code → when, as the session keeps it."""
    return cast("dict[str, float]", request.session.get(name, {}))


def keep(request: HttpRequest, name: str, code: str) -> None:
    """Keep a code in the session with the time, the oldest ones giving way."""
    codes = kept(request, name) | {code: now().timestamp()}
    newest = sorted(codes.items(), key=lambda pair: pair[1])[-MOST_KEPT:]
    request.session[name] = dict(newest)


def is_kept(request: HttpRequest, name: str, code: str, seconds: int) -> bool:
    """Tell whether a code was kept within so many seconds."""
    return kept(request, name).get(code, 0.0) > now().timestamp() - seconds


def remember_sent(request: HttpRequest, concern: Concern) -> None:
    """Let this browser see the receipt with its secret for an hour."""
    keep(request, SENT, concern.code)


def may_see_receipt(request: HttpRequest, concern: Concern) -> bool:
    """Tell whether this browser has just sent the concern in."""
    return is_kept(request, SENT, concern.code, SENT_SECONDS)


def open_page(request: HttpRequest, concern: Concern) -> None:
    """Open the personal part for an hour, in a session of a new name."""
    request.session.cycle_key()
    keep(request, OPENED, concern.code)


def is_open(request: HttpRequest, concern: Concern) -> bool:
    """Tell whether the personal part is open in this browser."""
    return is_kept(request, OPENED, concern.code, OPENED_SECONDS)


def lock_page(request: HttpRequest, concern: Concern) -> None:
    """Lock the personal part again, and forget the receipt."""
    for name in (SENT, OPENED):
        request.session[name] = {code: at for code, at in kept(request, name).items() if code != concern.code}
