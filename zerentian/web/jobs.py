"""How the work in the background goes: small files beside the database, which may itself be what is broken."""

import json
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError

from zerentian.ledger.clock import machine_now
from zerentian.ledger.files import write_whole
from zerentian.ledger.rules.refusals import NotAllowed

log = logging.getLogger("zerentian.worker")

# What goes well is written at most so often: some of it is done every two seconds.
WRITE_SECONDS = 10.0
EXPECTED = (DatabaseError, NotAllowed, OSError)


@dataclass(frozen=True, slots=True)
class JobState:
    """One sort of work. Times are aware ISO text of the machine's clock, empty before the first.

    ``failures`` counts those in a row; ``problem`` is the kind of the last one, never what it was about.
    """

    name: str
    done_at: str = ""
    failed_at: str = ""
    failures: int = 0
    problem: str = ""

    @property
    def done(self) -> datetime | None:
        """Return when it last went well."""
        return datetime.fromisoformat(self.done_at) if self.done_at else None


WRITTEN: dict[str, float] = {}


def folder() -> Path:
    """Return where the states are kept."""
    home: Path = settings.ZERENTIAN_HOME
    return home / "state"


def state_of(name: str) -> JobState:
    """Return how a sort of work goes; an empty state when it never ran or its file is damaged."""
    try:
        return JobState(**json.loads((folder() / f"job-{name}.json").read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return JobState(name)


def job_states() -> list[JobState]:
    """Return every state there is, by name."""
    return [state_of(path.stem.removeprefix("job-")) for path in sorted(folder().glob("job-*.json"))]


def keep(state: JobState) -> None:
    """Keep a state; a disk that refuses is said in the log and stops no work."""
    try:
        write_whole(folder() / f"job-{state.name}.json", json.dumps(asdict(state)).encode(), mode=0o600)
    except OSError as problem:
        log.warning("the state of %s is not kept: %s", state.name, problem)
    WRITTEN[state.name] = time.monotonic()


@contextmanager
def job(name: str) -> Iterator[None]:
    """Do a sort of work and keep how it went; what is expected to fail at times is logged and tried again."""
    try:
        yield
    except EXPECTED as problem:
        log.warning("%s failed, will try again: %s", name, problem)
        before = state_of(name)
        failed = {"failed_at": machine_now().isoformat(), "problem": type(problem).__name__}
        keep(replace(before, failures=before.failures + 1, **failed))
        return
    lately = time.monotonic() - WRITTEN.get(name, -WRITE_SECONDS) < WRITE_SECONDS
    if lately and not state_of(name).failures:
        return
    keep(replace(state_of(name), done_at=machine_now().isoformat(), failures=0, problem=""))
