"""How often the same address, or code, was seen within minutes: counts under keyed hashes, never the address."""

import hmac
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from zerentian.casework.rules.spam import WINDOW_SECONDS
from zerentian.organization.middleware import address_of


def counted(purpose: str, what: str) -> int:
    """Count once more, and return how often within the window; kept in memory and forgotten after it."""
    digest = hmac.digest(settings.SECRET_KEY.encode(), f"{purpose} {what}".encode(), sha256)
    key = f"casework.{purpose}.{digest.hex()[:32]}"
    cache.add(key, 0, WINDOW_SECONDS)
    try:
        return cache.incr(key)
    except ValueError:  # The window ended in between.
        return 1


def sender(request: HttpRequest) -> str:
    """Return the address a request came from; behind a proxy that ends TLS, the one this proxy saw."""
    seen = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip() if settings.HTTPS else ""
    return seen or address_of(request) or ""
