"""Asking for a foreign file to be read in a child process, with bounds of memory, time and answer."""

import atexit
import io
import os
import pickle
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, is_dataclass
from pathlib import Path
from typing import TypeVar, TypeVarTuple, cast

from zerentian.ledger.rules.refusals import NotAllowed

MEGABYTE = 1024 * 1024
# Each may take the memory below; a machine of an office has a few gigabytes.
AT_ONCE = 2
GRACE = 5
KEPT = {"builtins": {"set", "frozenset"}, "datetime": {"date", "datetime", "time", "timedelta"}}
# What the unpickler raises on an answer that is none.
MISSHAPEN = (pickle.UnpicklingError, ValueError, TypeError, AttributeError, LookupError)
Given = TypeVarTuple("Given")
Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take: bytes of memory, seconds (clock and processor), bytes of the answer."""

    memory: int = 768 * MEGABYTE
    seconds: int = 20
    answer: int = 256 * MEGABYTE


LIMITS = Limits()


class Unopened(NotAllowed):
    """A file whose reading crashed, hung, or took more than its limits."""

    def __init__(self) -> None:
        super().__init__(
            "文件已损坏，或内容过大、过于复杂，无法打开；请用原来的软件打开，另存一份再试",
            "the file is damaged, too large or too complex: open it in its own program, save a copy and try again",
        )


class Busy(NotAllowed):
    """So many files are being read that one must wait: nothing is said of the file."""

    def __init__(self) -> None:
        super().__init__(
            "正在读取的文件太多，请过一分钟再试", "too many files are being read: try again in a minute"
        )


class Nursery:
    """The process that bears the children, started when first needed and again when it has died."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.places = threading.BoundedSemaphore(AT_ONCE)
        self.owner = 0
        self.line: socket.socket | None = None
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> socket.socket:
        """Start the process anew and return the line to it."""
        self.stop()
        ours, theirs = socket.socketpair()
        program = (
            f"import sys; sys.path[:] = {sys.path!r};"
            f" from zerentian.ledger.foreign.nursery import main; main({theirs.fileno()})"
        )
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-I", "-c", program],
                pass_fds=(theirs.fileno(),),
                env={"LC_ALL": "C.UTF-8"},
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        self.line, self.owner = ours, os.getpid()
        return ours

    def stop(self) -> None:
        """Close the line, at which the process ends, and wait for that; one that a parent process started is left."""
        if self.line is not None:
            self.line.close()
            self.line = None
        if self.process is not None and self.owner == os.getpid():
            self.process.wait(GRACE)
        self.process = None

    def hand(self, module: str, end: socket.socket) -> None:
        """Have a child borne that works at this end of a socket."""
        with self.lock:
            line = self.line if self.line is not None and self.owner == os.getpid() else self.start()
            try:
                socket.send_fds(line, [module.encode()], [end.fileno()])
            except (BrokenPipeError, ConnectionResetError):
                socket.send_fds(self.start(), [module.encode()], [end.fileno()])


NURSERY = Nursery()


def after_fork() -> None:
    """Give a forked process a nursery of its own: locks and places may be held by threads that it has not."""
    line, process = NURSERY.line, NURSERY.process
    NURSERY.__init__()  # type: ignore[misc]
    NURSERY.line, NURSERY.process = line, process


atexit.register(NURSERY.stop)
os.register_at_fork(after_in_child=after_fork)


def read_apart(function: Callable[[*Given], Read], *arguments: *Given, limits: Limits = LIMITS) -> Read:
    """Return what a parser of the program says of a foreign file, run in a child process within limits.

    ``function`` is a function of a module that needs no Django; it answers with plain data and dataclasses of the
    program. The program's own exceptions come through as they are; whatever else ends the child is ``Unopened``.
    """
    # The child works in another folder: a path said from here leads nowhere from there.
    led = tuple(one.absolute() if isinstance(one, Path) else one for one in arguments)
    content = pickle.dumps((function, led, limits))
    if not NURSERY.places.acquire(timeout=limits.seconds):
        raise Busy
    try:
        done, value = answer_of(function.__module__, content, limits)
    finally:
        NURSERY.places.release()
    if isinstance(value, Exception) and not done:
        raise value
    return cast(Read, value)


def answer_of(module: str, content: bytes, limits: Limits) -> tuple[bool, object]:
    """Hand a piece of work to a child and return (whether it was done, the result or the exception)."""
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            NURSERY.hand(module, theirs)
        # The kernel ends the child at its limit; ours comes later, for a machine that is too busy to end it.
        ours.settimeout(limits.seconds + GRACE)
        try:
            ours.sendall(len(content).to_bytes(8) + content)
            length = int.from_bytes(exactly(ours, 8))
            if length > limits.answer:
                raise Unopened
            return Plain(io.BytesIO(exactly(ours, length))).load()  # type: ignore[no-any-return]
        except (EOFError, OSError, *MISSHAPEN) as error:
            raise Unopened from error


def exactly(line: socket.socket, length: int) -> bytes:
    """Return exactly so many bytes; EOFError when the child ended before."""
    content = bytearray()
    while len(content) < length:
        piece = line.recv(min(MEGABYTE, length - len(content)))
        if not piece:
            raise EOFError
        content += piece
    return bytes(content)


class Plain(pickle.Unpickler):
    """Takes plain data, and dataclasses, texts and exceptions of this program: a child taken over runs nothing here."""

    def find_class(self, module: str, name: str) -> type:
        """Return a class that an answer may hold; UnpicklingError for every other name."""
        found = getattr(sys.modules.get(module), name, None)
        fits = isinstance(found, type) and (
            name in KEPT.get(module, ())
            or (
                module.startswith("zerentian.")
                and (is_dataclass(found) or issubclass(found, str | Exception))
            )
        )
        if not fits:
            raise pickle.UnpicklingError(name)
        return found  # type: ignore[return-value]
