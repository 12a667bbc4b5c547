"""Resetting a guarded account: who is guarded, how long a request lasts, what the slip's two halves look like."""

import secrets
from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256

# Posts whose holder decides over others' doings: nobody may become one of them by a reset.
GUARDED_ROLES = frozenset({"supervisor"})
LASTS = timedelta(hours=72)
MOST_TRIES = 10
# No signs that are mistaken for one another on paper; a half has 50 bits.
SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
HALF = 10


class What(StrEnum):
    """What is reset."""

    PASSWORD = "password"
    FACTOR = "factor"


class State(StrEnum):
    """How far a request has come."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    DONE = "done"
    REFUSED = "refused"


OPEN = (State.WAITING, State.CONFIRMED)


def is_guarded(keeper: str, roles: Iterable[str]) -> bool:
    """Tell whether an account is a keeper's or holds a guarded post: a reset then needs two keepers."""
    return bool(keeper) or not GUARDED_ROLES.isdisjoint(roles)


def new_half() -> str:
    """Return a random half of a slip, in two groups to be read aloud."""
    signs = "".join(secrets.choice(SIGNS) for _ in range(HALF))
    return f"{signs[:5]}-{signs[5:]}"


def digest_of(half: str) -> str:
    """Return what is kept of a half, however it is typed: SHA-256 in hex of its signs."""
    return sha256("".join(sign for sign in half.upper() if sign in SIGNS).encode()).hexdigest()
