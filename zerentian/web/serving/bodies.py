"""Reading what a request brings, before any thread of the program waits for it.

A body has a largest size and a slowest pace. What is larger is refused by its Content-Length, before a byte is read;
without one, as soon as it has grown too large. What does not arrive costs no thread: it is awaited here.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

from zerentian.web.serving.answers import Busy, Gone, TooLarge, TooSlow, WrongRequest

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]

# What is kept in memory of one body; the rest goes to the temporary folder.
IN_MEMORY = 128_000


@dataclass(frozen=True, slots=True)
class Pace:
    """How slowly a body may arrive: seconds to begin with, bytes a second on average, seconds without a byte."""

    grace: float = 20.0
    rate: int = 16_000
    idle: float = 15.0

    def left(self, received: int, elapsed: float) -> float:
        """Return how many seconds the next part may take."""
        return min(self.idle, self.grace + received / self.rate - elapsed)


@dataclass(slots=True)
class Room:
    """How much may be in transit at once: so many bodies, from one sender, and so many bytes of all."""

    bodies: int
    of_one: int
    most_bytes: int
    senders: dict[str, int] = field(default_factory=dict)
    held: int = 0

    @contextmanager
    def entered(self, sender: str) -> Iterator[None]:
        """Count a request as under way; Busy when too many are."""
        mine = self.senders.get(sender, 0)
        if sum(self.senders.values()) >= self.bodies or mine >= self.of_one:
            raise Busy
        self.senders[sender] = mine + 1
        try:
            yield
        finally:
            self.senders[sender] -= 1
            if not self.senders[sender]:
                del self.senders[sender]

    def take(self, size: int) -> None:
        """Count bytes as held; Busy when that would be too many."""
        if self.held + size > self.most_bytes:
            raise Busy
        self.held += size

    def give_back(self, size: int) -> None:
        """Count bytes as no longer held."""
        self.held -= size


@dataclass(slots=True)
class Body:
    """What a request brought: a file at its beginning, and its size. Close it."""

    file: BinaryIO
    size: int
    room: Room

    def close(self) -> None:
        """Let go of the file and of the room it took."""
        self.file.close()
        self.room.give_back(self.size)
        self.size = 0


def declared_size(headers: dict[str, str]) -> int | None:
    """Return the Content-Length, None without one."""
    text = headers.get("content-length")
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise WrongRequest
    return int(text)


async def read_body(
    receive: Receive, headers: dict[str, str], *, most: int, room: Room, pace: Pace | None = None
) -> Body:
    """Read a body of at most ``most`` bytes; TooLarge, TooSlow, Busy or Gone otherwise, with nothing left behind."""
    if (declared_size(headers) or 0) > most:
        raise TooLarge(most)
    file = cast(BinaryIO, SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115 - closed with the body
    body = Body(file, 0, room)
    with ExitStack() as undone:
        undone.callback(body.close)
        await fill(body, receive, most, pace or Pace())
        undone.pop_all()
    file.seek(0)
    return body


async def fill(body: Body, receive: Receive, most: int, pace: Pace) -> None:
    """Write the parts of a body as they arrive."""
    began = time.monotonic()
    more = True
    while more:
        left = pace.left(body.size, time.monotonic() - began)
        try:
            message = await asyncio.wait_for(receive(), max(left, 0.001))
        except TimeoutError as error:
            raise TooSlow from error
        if message["type"] != "http.request":
            raise Gone
        part = message.get("body", b"")
        if body.size + len(part) > most:
            raise TooLarge(most)
        body.room.take(len(part))
        body.size += len(part)
        body.file.write(part)
        more = message.get("more_body", False)
