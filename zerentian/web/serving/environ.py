"""From ASGI to WSGI: what the program is told of a request whose body has been read."""

import sys
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO
from urllib.parse import unquote_to_bytes

JOINED = {"cookie": "; "}


class Whole:
    """A file that the program answers with: handed over as it is, to be sent without a thread."""

    def __init__(self, file: BinaryIO, block_size: int = 0) -> None:
        self.file = file

    def __iter__(self) -> Iterator[bytes]:
        return iter(lambda: self.file.read(262_144), b"")

    def close(self) -> None:
        """Close the file."""
        self.file.close()


def headers_of(scope: Mapping[str, Any]) -> dict[str, str]:
    """Return the headers by lower-case name, repeated ones joined.

    A name with an underscore is left out: WSGI could not tell it from the one with a hyphen, which a proxy wrote.
    """
    found: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        if "_" not in name:
            found[name] = f"{found[name]}{JOINED.get(name, ',')}{value}" if name in found else value
    return found


def environ_of(
    scope: Mapping[str, Any], headers: Mapping[str, str], body: BinaryIO, size: int
) -> dict[str, Any]:
    """Return the WSGI environment (PEP 3333) of a request."""
    raw_path = scope.get("raw_path") or scope["path"].encode()
    server, client = scope.get("server") or ("localhost", 80), scope.get("client") or ("", 0)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(raw_path.partition(b"?")[0]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": str(server[0]),
        "SERVER_PORT": str(server[1]),
        "REMOTE_ADDR": str(client[0]),
        "CONTENT_LENGTH": str(size),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": Whole,
    }
    for name, value in headers.items():
        if name == "content-type":
            environ["CONTENT_TYPE"] = value
        elif name not in ("content-length", "transfer-encoding"):
            environ[f"HTTP_{name.upper().replace('-', '_')}"] = value
    return environ
