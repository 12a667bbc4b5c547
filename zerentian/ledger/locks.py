"""Being the only one at something long, on this machine; what a killed one left running is waited for."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from zerentian.ledger.rules.refusals import NotAllowed

# Locks held by this process. Processes that it starts are given them too: a dump or a load that outlives a killed
# parent keeps the lock until it is done, so that no second one begins beside it.
HELD: set[int] = set()


@contextmanager
def only_one(path: Path, refusal: str, *, wait: float = 0) -> Iterator[None]:
    """Hold the lock file while the block runs; NotAllowed with ``refusal`` when another has it for ``wait`` seconds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "a") as lock:
        take(lock.fileno(), refusal, time.monotonic() + wait)
        HELD.add(lock.fileno())
        try:
            yield
        finally:
            HELD.discard(lock.fileno())


def take(lock: int, refusal: str, end: float) -> None:
    """Take a lock, trying until ``end`` on the monotonic clock."""
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() >= end:
                raise NotAllowed(refusal) from error
            time.sleep(0.2)
        else:
            return
