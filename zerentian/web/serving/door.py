"""The server's door: an ASGI application that reads what comes before a thread of the program is given to it.

Django's own pages are plain WSGI behind it. Why there is a door at all: docs/decisions/0080-the-door.md.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from functools import partial
from http import HTTPStatus
from typing import Any, NamedTuple

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import close_old_connections

from zerentian.organization.rules.addresses import client_address, counted_as
from zerentian.web.serving.answers import Gone, TurnedAway, answer
from zerentian.web.serving.bodies import Body, Receive, Room, read_body
from zerentian.web.serving.environ import Whole, environ_of, headers_of
from zerentian.web.serving.lanes import Lane, Lanes, lanes
from zerentian.web.serving.places import is_known, lane_of, most_bytes, place_of

log = logging.getLogger("zerentian.door")

Scope = MutableMapping[str, Any]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

ALIVE = "/healthz"
SEND_SECONDS = 60
CHUNK = 262_144


class Answered(NamedTuple):
    """What the program answers: status, headers, and the body, whole or as a file."""

    status: int
    headers: Headers
    body: bytes | Whole


class Door:
    """Takes a request in: measures it, reads its body, lets it wait in its lane, sends the answer."""

    def __init__(self, program: WSGIHandler, rows: Lanes | None = None) -> None:
        self.program = program
        self.lanes = rows or lanes()
        # Everything of the office, and everything of visitors, that is under way at once in this process.
        self.office = Room(bodies=400, of_one=400, most_bytes=20_000_000_000)
        self.visitors = Room(bodies=100, of_one=16, most_bytes=400_000_000)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        if scope["path"] == ALIVE:
            await say(send, 200, [(b"content-type", b"text/plain"), (b"cache-control", b"no-store")], b"ok\n")
            return
        headers = headers_of(scope)
        try:
            await self.take_in(scope, headers, receive, send)
        except TurnedAway as turned:
            log.info("%s %s: %s", turned.status, scope["path"], type(turned).__name__)
            await say(send, *answer(turned, headers))
        except (Gone, TimeoutError):
            log.info("gone: %s", scope["path"])

    async def take_in(self, scope: Scope, headers: dict[str, str], receive: Receive, send: Send) -> None:
        """Read a request, let the program answer it, and send the answer."""
        place, known = place_of(scope["path"]), is_known(headers)
        peer = (scope.get("client") or ("",))[0]
        sender = client_address(peer, headers.get("x-forwarded-for", ""), settings.TRUSTED_HOPS)
        room = self.office if known else self.visitors
        lane = lane_of(place, scope["method"], self.lanes, known=known)
        with room.entered(counted_as(sender)):
            body = await read_body(receive, headers, most=most_bytes(place, known=known), room=room)
            try:
                answered = await self.answered(lane, scope, headers, body, receive)
            finally:
                body.close()
            await send_answer(send, answered, bodiless=scope["method"] == "HEAD")

    async def answered(
        self, lane: Lane, scope: Scope, headers: dict[str, str], body: Body, receive: Receive
    ) -> Answered:
        """Let the program answer in its lane; who goes away while waiting is not waited for."""
        environ = environ_of(scope, headers, body.file, body.size)
        left = asyncio.ensure_future(until_gone(receive))
        try:
            return await lane.run(partial(respond, self.program, environ, left))
        finally:
            left.cancel()


async def until_gone(receive: Receive) -> None:
    """Return when whoever asked has closed the connection."""
    while (await receive())["type"] != "http.disconnect":
        pass


def respond(program: WSGIHandler, environ: dict[str, Any], left: "asyncio.Future[None]") -> Answered:
    """Call the program, in a thread of a lane; a file that it answers with is left to be sent by the door."""
    if left.done():
        raise Gone
    told: list[tuple[str, list[tuple[str, str]]]] = []

    def start(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> None:
        told.append((status, headers))

    try:
        result: Iterable[bytes] = program(environ, start)  # type: ignore[arg-type]
        if isinstance(result, Whole):
            body: bytes | Whole = result
        else:
            body = b"".join(result)
            result.close()  # type: ignore[attr-defined]
    finally:
        close_old_connections()
    status, headers = told[0]
    encoded = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    return Answered(int(status.split(" ", 1)[0]), encoded, body)


async def send_answer(send: Send, answered: Answered, *, bodiless: bool) -> None:
    """Send an answer: a file in parts, each within a minute, so that a stalled reader holds it no longer."""
    body = answered.body
    if isinstance(body, bytes):
        await say(send, answered.status, answered.headers, b"" if bodiless else body)
        return
    try:
        await send_part(
            send, {"type": "http.response.start", "status": answered.status, "headers": answered.headers}
        )
        while part := b"" if bodiless else await asyncio.to_thread(body.file.read, CHUNK):
            await send_part(send, {"type": "http.response.body", "body": part, "more_body": True})
        await send_part(send, {"type": "http.response.body", "body": b""})
    finally:
        await asyncio.to_thread(body.close)


async def say(send: Send, status: int, headers: Headers, body: bytes) -> None:
    """Send a small answer whole."""
    await send_part(
        send, {"type": "http.response.start", "status": HTTPStatus(status).value, "headers": headers}
    )
    await send_part(send, {"type": "http.response.body", "body": body})


async def send_part(send: Send, message: MutableMapping[str, Any]) -> None:
    """Send one message; TimeoutError when it is not taken for a minute."""
    async with asyncio.timeout(SEND_SECONDS):
        await send(message)
