"""What makes a form look as if a program had sent it. Suspicion only sends it to a queue: nothing is dropped."""

from dataclasses import dataclass
from hashlib import sha256

WORK_BITS = 16
MOST_WORK = 64
HASTE_SECONDS = 2.0
# Forms from one address within the window. Many phones share an address, so the limits are wide.
MOST_WORKED = 60
MOST_UNWORKED = 6
WINDOW_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Signs:
    """What is known of how a form was sent.

    ``trap``: the field people don't see was filled; ``seconds``: since the page was made, None when its stamp is
    missing or forged; ``worked``: the browser did the proof of work; ``recent``: forms from the same address.
    """

    trap: bool
    seconds: float | None
    worked: bool
    recent: int


def suspicions(signs: Signs) -> list[str]:
    """Return why a form looks sent by a program: trap, stamp, haste, many; none for an ordinary one."""
    limit = MOST_WORKED if signs.worked else MOST_UNWORKED
    found = {
        "trap": signs.trap,
        "stamp": signs.seconds is None,
        "haste": signs.seconds is not None and signs.seconds < HASTE_SECONDS,
        "many": signs.recent > limit,
    }
    return [name for name, is_so in found.items() if is_so]


def is_worked(stamp: str, work: str, bits: int = WORK_BITS) -> bool:
    """Tell whether ``work`` is a proof of work on the stamp: SHA-256 of both begins with so many zero bits."""
    if not stamp or not work or len(work) > MOST_WORK:
        return False
    digest = sha256(f"{stamp}:{work}".encode()).digest()
    return int.from_bytes(digest) >> (256 - bits) == 0
