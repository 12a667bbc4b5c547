"""A parent and its children: started again when they die, ended when the parent ends, however it ends."""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from zerentian.web.serving.stopping import Stopping

log = logging.getLogger("zerentian.serve")

# The environment variable that names the reading end of the parent's pipe.
PARENT_PIPE = "ZERENTIAN_PARENT_PIPE"
LOOK_SECONDS = 0.2
STEADY_SECONDS = 60.0
MOST_BACK_OFF = 30.0
STOP_SECONDS = 10.0
MEMORY_SECONDS = 5.0


def die_with_parent(descriptor: int) -> None:
    """End this process when the parent has gone: nobody holds the other end of the pipe any more.

    First as if asked to stop, then without asking, should something keep it from stopping.
    """

    def wait() -> None:
        os.read(descriptor, 1)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(STOP_SECONDS)
        os._exit(1)

    threading.Thread(target=wait, name="parent", daemon=True).start()


def back_off(failures: int) -> float:
    """Return how many seconds to wait before starting again what died so many times in a row."""
    return min(0.5 * 2.0 ** min(max(failures - 1, 0), 20), MOST_BACK_OFF)


@dataclass(slots=True)
class Child:
    """A process that is kept running: its name in the log, its command, the descriptors it inherits.

    ``most_memory``: bytes of resident memory above which it is asked to stop and started anew; 0 for no limit.
    """

    name: str
    command: Sequence[str]
    inherits: tuple[int, ...] = ()
    most_memory: int = 0
    process: subprocess.Popen[bytes] | None = None
    failures: int = 0
    began: float = 0.0
    due: float = 0.0
    ripe: bool = False

    def start(self, now: float, pipe: int) -> None:
        """Start it."""
        self.process = subprocess.Popen(
            [sys.executable, *self.command],
            pass_fds=(*self.inherits, pipe),
            env={**os.environ, PARENT_PIPE: str(pipe)},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.began, self.ripe = now, False

    def look(self, now: float) -> None:
        """Notice that it has ended, and set the moment at which it is started again."""
        if self.process is None or self.process.poll() is None:
            return
        steady = now - self.began > STEADY_SECONDS
        self.failures = 0 if self.ripe else 1 if steady else self.failures + 1
        wait = 0.0 if self.ripe else back_off(self.failures)
        self.due = now + wait
        log.error(
            "%s (process %d) ended with %d; it is started again in %.1f s",
            self.name,
            self.process.pid,
            self.process.returncode,
            wait,
        )
        self.process = None

    def weigh(self) -> None:
        """Ask it to stop when it has grown too heavy: what a parser took does not come back otherwise."""
        if self.process is None or not self.most_memory or self.ripe:
            return
        if resident(self.process.pid) > self.most_memory:
            log.warning("%s (process %d) holds too much memory: it is renewed", self.name, self.process.pid)
            self.ripe = True
            self.process.terminate()


def resident(pid: int) -> int:
    """Return the bytes of memory a process holds; 0 where that cannot be told."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


@dataclass(slots=True)
class Family:
    """The children of one ``serve``."""

    children: list[Child]
    stopping: Stopping = field(default_factory=Stopping)
    weighed: float = 0.0

    def keep(self) -> None:
        """Keep every child running until asked to stop, then stop them all."""
        ours, theirs = os.pipe()
        # Held open by this process alone: when it is gone, the children read the end of the pipe.
        os.set_inheritable(theirs, False)
        try:
            while not self.stopping.is_set():
                self.tend(time.monotonic(), ours)
                self.stopping.wait(LOOK_SECONDS)
        finally:
            self.stop()
            os.close(ours)
            os.close(theirs)

    def tend(self, now: float, pipe: int) -> None:
        """Look after every child once."""
        heavy = now - self.weighed > MEMORY_SECONDS
        self.weighed = now if heavy else self.weighed
        for child in self.children:
            child.look(now)
            if child.process is None and now >= child.due:
                child.start(now, pipe)
            elif heavy:
                child.weigh()

    def stop(self) -> None:
        """Ask all to stop; end without asking what has not stopped in time."""
        running = [child.process for child in self.children if child.process is not None]
        for process in running:
            process.terminate()
        until = time.monotonic() + STOP_SECONDS
        for process in running:
            try:
                process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
