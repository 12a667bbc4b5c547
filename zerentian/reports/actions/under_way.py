"""What is being issued: by one process at a time, with each step told beside the database, for whoever waits.

A small file tells the step, and a lock goes with the process, however that ends: a run that was killed is told from one
that goes on, and never looks as if it did.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from django.conf import settings

from zerentian.ledger.files import write_whole
from zerentian.ledger.locks import only_one
from zerentian.organization.models import Account
from zerentian.reports.rules.progress import Progress, Step, Tell, progress_of

WAIT = 60  # seconds for another report to be done
BUSY = "另一份报告正在出具，请稍后再试 · another report is being issued: try again in a moment"
LOOKED = 5.0  # seconds for somebody who looks whether the run goes on


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold the lock of the reports folder: numbers are given and folders put in place by one process at a time.

    The lock goes with its process, however that ends. NotAllowed when another report takes too long.
    """
    with only_one(settings.ZERENTIAN_HOME / "reports" / ".lock", BUSY, wait=WAIT):
        yield


@dataclass
class Run:
    """A run that goes on: tells each step it comes to."""

    path: Path
    progress: Progress
    beside: Tell | None = None

    def __call__(self, step: Step, done: int = 0, of: int = 0, number: str = "") -> None:
        """Tell the step, how many of how many pieces of it are done, and the number once one is taken."""
        known = number or self.progress.number
        self.keep(replace(self.progress, step=step, done=done, of=of, number=known))
        if self.beside:
            self.beside(step, done, of, known)

    def keep(self, progress: Progress) -> None:
        """Keep what is told."""
        self.progress = progress
        write_whole(self.path, progress.as_text().encode(), mode=0o600)


@contextmanager
def under_way(by: Account, progress: Progress, beside: Tell | None = None) -> Iterator[Run]:
    """Tell what an account issues while the block runs; what is done or refused is told no more, what is killed is.

    ``beside`` is told each step too: whoever waits at the console.
    """
    with only_one(lock_of(by), BUSY, wait=LOOKED):
        run = Run(path_of(by), progress, beside)
        run(progress.step, progress.done, progress.of)
        try:
            yield run
        finally:
            forget(by)


def path_of(account: Account) -> Path:
    """Return where the run of an account is told: nobody else is told of it."""
    home: Path = settings.ZERENTIAN_HOME
    return home / "state" / f"issuing-{account.pk}.json"


def lock_of(account: Account) -> Path:
    """Return the lock that the run of an account holds as long as it lives."""
    return path_of(account).with_suffix(".lock")


def forget(account: Account) -> None:
    """Tell no more of an account's run."""
    path_of(account).unlink(missing_ok=True)


def run_of(account: Account) -> tuple[Progress, bool] | None:
    """Return what an account issues and whether that goes on (else it was killed); None when it issues nothing."""
    if not path_of(account).exists():
        return None
    with not_begun(lock_of(account)) as stands:
        # While the lock is held here no run begins; one that goes on may end, and takes its file away first.
        try:
            progress = progress_of(path_of(account).read_text("utf-8"))
        except (OSError, UnicodeDecodeError):
            return None
    return (progress, not stands) if progress else None


@contextmanager
def not_begun(path: Path) -> Iterator[bool]:
    """Hold a lock beside other readers, so that no run takes it meanwhile; False when a run has it."""
    with open(path, "a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
