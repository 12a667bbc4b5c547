"""Who waits behind whom: each kind of request has threads and a queue of its own, so that none starves another."""

import asyncio
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

from zerentian.web.serving.answers import Busy

T = TypeVar("T")


def be_nice(niceness: int) -> None:
    """Let the calling thread, and the processes it starts, stand back before others (Linux counts each thread)."""
    if niceness and sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), niceness)


@dataclass(slots=True)
class Lane:
    """So many threads, so many places to wait, so many seconds of patience, and how far its threads stand back."""

    name: str
    threads: int
    places: int
    patience: float
    niceness: int = 0
    waiting: int = 0
    running: int = 0
    before: "Lane | None" = None
    pool: ThreadPoolExecutor = field(init=False)
    slots: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self.pool = ThreadPoolExecutor(
            self.threads, self.name, initializer=be_nice, initargs=(self.niceness,)
        )
        self.slots = asyncio.Semaphore(self.threads)

    async def run(self, work: Callable[[], T]) -> T:
        """Do some work in a thread of the lane when its turn comes; Busy when that would take too long."""
        if self.waiting >= self.places:
            raise Busy
        self.waiting += 1
        try:
            async with asyncio.timeout(self.patience):
                await self.slots.acquire()
        except TimeoutError as error:
            raise Busy from error
        finally:
            self.waiting -= 1
        try:
            await self.let_pass()
            self.running += 1
            try:
                return await asyncio.get_running_loop().run_in_executor(self.pool, work)
            finally:
                self.running -= 1
        finally:
            self.slots.release()

    async def let_pass(self) -> None:
        """Wait, for a second at most, while a lane that goes first has work: it shares the interpreter with us."""
        for _ in range(100 if self.before else 0):
            if self.before is None or not (self.before.running or self.before.waiting):
                return
            await asyncio.sleep(0.01)


@dataclass(slots=True)
class Lanes:
    """The lanes of one process."""

    staff: Lane
    programs: Lane
    visits: Lane
    work: Lane
    health: Lane

    def finish(self) -> None:
        """Wait until what has begun is done; what only waited is dropped."""
        for lane in (self.staff, self.programs, self.visits, self.work, self.health):
            lane.pool.shutdown(wait=True, cancel_futures=True)


def lanes() -> Lanes:
    """Return the lanes: the office's own requests first, then programs, then visitors who read, then who send."""
    staff = Lane("staff", threads=4, places=200, patience=60)
    return Lanes(
        staff=staff,
        programs=Lane("programs", threads=1, places=20, patience=30, niceness=2),
        visits=Lane("visits", threads=1, places=60, patience=20, niceness=5, before=staff),
        work=Lane("work", threads=1, places=8, patience=20, niceness=10, before=staff),
        health=Lane("health", threads=1, places=4, patience=5),
    )
