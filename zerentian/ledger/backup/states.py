"""How the last backup into each folder went: small files beside the database, which may itself be what is broken."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from zerentian.ledger.files import write_whole

WHOLE, INCOMPLETE, FAILED = "whole", "incomplete", "failed"


@dataclass(frozen=True, slots=True)
class BackupState:
    """One folder's backups. Times are aware ISO text, empty before the first time.

    ``outcome`` of the last try is ``whole``, ``incomplete`` (made, but files or keys are missing) or ``failed``;
    ``problem`` says why. ``generation`` was made at ``made_at``, the last time that one was made at all.
    """

    folder: str
    tried_at: str = ""
    outcome: str = ""
    problem: str = ""
    generation: str = ""
    made_at: str = ""
    seconds: int = 0
    drilled_at: str = ""
    drill_problem: str = ""
    drill_seconds: int = 0

    @property
    def made(self) -> datetime | None:
        """Return when the last generation was made."""
        return datetime.fromisoformat(self.made_at) if self.made_at else None

    @property
    def tried(self) -> datetime | None:
        """Return when a backup was last tried."""
        return datetime.fromisoformat(self.tried_at) if self.tried_at else None

    def age(self, machine_now: datetime) -> timedelta | None:
        """Return how old the last generation is; None when there is none."""
        return machine_now - self.made if self.made else None


def place(folder: Path) -> Path:
    """Return where a folder's state is kept."""
    name = sha256(str(folder).encode()).hexdigest()[:16]
    home: Path = settings.ZERENTIAN_HOME
    return home / "state" / f"backup-{name}.json"


def state_of(folder: Path) -> BackupState:
    """Return a folder's state; an empty one when nothing was tried yet or its file is damaged."""
    return read(place(folder)) or BackupState(str(folder))


def read(path: Path) -> BackupState | None:
    """Read a state; None when the file is not there or unreadable: it is then written anew."""
    try:
        return BackupState(**json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def keep_state(folder: Path, **values: object) -> BackupState:
    """Change some of a folder's state and keep it."""
    state = replace(state_of(folder), **values)  # type: ignore[arg-type]
    write_whole(place(folder), json.dumps(asdict(state), ensure_ascii=False).encode())
    return state


def backup_states() -> list[BackupState]:
    """Return the state of every folder that was ever backed up into, the newest generation first."""
    home: Path = settings.ZERENTIAN_HOME
    found = [state for path in (home / "state").glob("backup-*.json") if (state := read(path))]
    return sorted(found, key=lambda state: (state.made_at, state.tried_at), reverse=True)


def last_backup() -> BackupState | None:
    """Return the state of the folder with the newest generation, or of the last try; None before the first."""
    return next(iter(backup_states()), None)
