"""One web process: granian reads and writes HTTP, the door behind it does the rest. Started by ``serve`` alone."""

import asyncio
import os
import signal
import socket
import sys
from typing import Any

import django
from django.utils.module_loading import import_string
from granian._granian import SocketHolder
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.embed import Server

from zerentian.web.serving.family import PARENT_PIPE, die_with_parent

BACKLOG = 1024
HEADER_MILLISECONDS = 10_000
# Connections that one process holds at once, busy or not.
CONNECTIONS = 800


# Granian's stubs forget two arguments: whether it is a Unix socket, and the backlog.
holder: Any = SocketHolder


class Inherited(Server):
    """Granian in this process, on a socket that ``serve`` has opened: what waits in it outlives a dead process."""

    def __init__(self, application: Any, listening: socket.socket) -> None:
        super().__init__(
            application,
            interface=Interfaces.ASGINL,
            http=HTTPModes.http1,
            websockets=False,
            backlog=BACKLOG,
            backpressure=CONNECTIONS,
            http1_settings=HTTP1Settings(header_read_timeout=HEADER_MILLISECONDS),
            log_level=LogLevels.error,
        )
        self.listening = listening

    def _init_shared_socket(self) -> None:
        self._ssp = None
        self._shd = holder(self.listening.fileno(), False, BACKLOG)


async def run(application: Any, listening: socket.socket) -> None:
    """Serve until asked to stop."""
    server = Inherited(application, listening)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, server.stop)
    await server.serve()


def main(descriptor: int) -> None:
    """Serve on the listening socket that ``serve`` handed over, and end with ``serve``."""
    os.umask(0o077)
    die_with_parent(int(os.environ[PARENT_PIPE]))
    django.setup()
    listening = socket.socket(fileno=descriptor)
    listening.setblocking(False)
    application = import_string("zerentian.asgi.application")
    asyncio.run(run(application, listening))
    application.lanes.finish()
    # Granian's own threads still run: an interpreter that is taken down under them aborts.
    os._exit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]))
