"""The process that bears a child for every foreign file. It imports parsers and never reads a file itself.

Started by ``opening`` with ``python -I``: no Django, no database, no keys, no environment. Each request names a module,
which is imported once, and hands over a socket; the child that is forked takes its work from there.
"""

import importlib
import os
import pickle
import resource
import signal
import socket
import sys
from types import TracebackType

READ_BYTES = 1024 * 1024
PAGE = resource.getpagesize()


def main(descriptor: int) -> None:
    """Bear children until the process that asks for them closes its end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Whoever waits learns from the socket how a child ended; the kernel buries it.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(fileno=descriptor) as asked:
        while True:
            message, handed, _, _ = socket.recv_fds(asked, 4096, 1)
            if not message:
                return
            importlib.import_module(message.decode())
            if os.fork() == 0:
                asked.close()
                work(socket.socket(fileno=handed[0]))
            os.close(handed[0])


def work(line: socket.socket) -> None:
    """Take one piece of work from the socket, do it within its limits, answer and end."""
    with Answering(line) as answering:
        length = int.from_bytes(received(line, 8))
        function, arguments, limits = pickle.loads(received(line, length))
        confine(limits.memory, limits.seconds)
        answering.answer = function(*arguments)


def received(line: socket.socket, length: int) -> bytes:
    """Return exactly so many bytes."""
    content = bytearray()
    while len(content) < length:
        piece = line.recv(min(READ_BYTES, length - len(content)))
        if not piece:
            raise EOFError
        content += piece
    return bytes(content)


def confine(memory: int, seconds: int) -> None:
    """Bound what this process may still take: bytes beyond what it has, and seconds on the clock and the processor.

    The kernel ends it at the bound, also inside a library that no exception reaches.
    """
    with open("/proc/self/statm", encoding="ascii") as file:
        held = int(file.read().split()[0]) * PAGE
    for kind, most in (
        (resource.RLIMIT_AS, held + memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        resource.setrlimit(kind, (most, most))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(seconds)


class Answering:
    """Sends what came of the work, or the program's own refusal, and ends the process; of any other error nothing."""

    def __init__(self, line: socket.socket) -> None:
        self.line = line
        self.answer: object = None

    def __enter__(self) -> "Answering":
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Answer and end; an unforeseen error of a parser leaves the line silent, as a crash does."""
        try:
            if kind is None or kind.__module__.startswith("zerentian."):
                content = pickle.dumps((error is None, self.answer if error is None else error))
                self.line.sendall(len(content).to_bytes(8) + content)
        finally:
            os._exit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]))
