"""One message over the network: to the very address that was looked up and judged, within a bounded time.

It is no client: it says what we have to say, and of the answer it reads the first line alone.
"""

import re
import socket
import ssl
import time
from collections.abc import Mapping, Sequence

from zerentian.exchange.rules.webhooks import HTTPS_PORT, Network, Problem, Target, is_reachable

SECONDS = 10.0
STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})[ \r\n]")
# So much of an answer is read at most: its first line, as far as the status.
LINE_BYTES = 64


class Unreached(OSError):
    """A message did not reach its receiver; ``problem`` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem


def addresses_of(target: Target) -> list[str]:
    """Return the addresses of a host; Unreached when its name is not known."""
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreached(Problem.NAME) from error
    return [str(one[4][0]) for one in found]


def pinned_address(target: Target, allowed: Sequence[Network]) -> str:
    """Return the address a message goes to; Unreached when one of the host's addresses may not be gone to.

    One that leads inside is enough: a name that stands for both is set up to be taken for the other.
    """
    found = addresses_of(target)
    if not found or not all(is_reachable(one, allowed) for one in found):
        raise Unreached(Problem.ADDRESS)
    return found[0]


def send(
    target: Target,
    body: bytes,
    headers: Mapping[str, str],
    *,
    allowed: Sequence[Network],
    seconds: float = SECONDS,
) -> int:
    """Send a message and return the status of the answer, of which nothing else is read; no redirect is followed.

    The name is looked up once and never again: what was judged is what is connected to, and the certificate must be
    that of the host that was meant. Raises Unreached. Connecting, handshake, sending and the answer's first line take
    ``seconds`` at most, together.
    """
    address, end = pinned_address(target, allowed), time.monotonic() + seconds
    context = ssl.create_default_context()
    try:
        with socket.create_connection((address, target.port), seconds) as plain:
            plain.settimeout(left(end))
            with context.wrap_socket(plain, server_hostname=target.host) as line:
                line.settimeout(left(end))
                line.sendall(request(target, body, headers))
                return status_of(line, end)
    except TimeoutError as error:
        raise Unreached(Problem.TIME) from error
    except ssl.SSLError as error:
        raise Unreached(Problem.TLS) from error
    except Unreached:
        raise
    except OSError as error:
        raise Unreached(Problem.CONNECTION) from error


def left(end: float) -> float:
    """Return how many seconds are left; TimeoutError when none are."""
    seconds = end - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds


def request(target: Target, body: bytes, headers: Mapping[str, str]) -> bytes:
    """Return a message as it goes over the line (HTTP/1.1, RFC 9112), after which the connection ends."""
    name = f"[{target.host}]" if ":" in target.host else target.host
    host = name if target.port == HTTPS_PORT else f"{name}:{target.port}"
    said = {"host": host, "content-length": str(len(body)), "connection": "close", **headers}
    lines = [f"POST {target.path} HTTP/1.1", *(f"{one}: {value}" for one, value in said.items()), "", ""]
    return "\r\n".join(lines).encode("ascii") + body


def status_of(line: ssl.SSLSocket, end: float) -> int:
    """Return the status that an answer begins with; Unreached when it is no answer of HTTP."""
    begun = b""
    while len(begun) < LINE_BYTES and b"\n" not in begun:
        line.settimeout(left(end))
        piece = line.recv(LINE_BYTES - len(begun))
        if not piece:
            break
        begun += piece
    found = STATUS.match(begun)
    if found is None:
        raise Unreached(Problem.CONNECTION)
    return int(found[1])
