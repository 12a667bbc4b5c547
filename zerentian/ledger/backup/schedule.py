"""Backups by the clock: once a day into each of BACKUP_FOLDERS, and again within the hour after one that failed."""

import logging
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path

from django.conf import settings

from zerentian.ledger.backup.generations import at
from zerentian.ledger.backup.making import run_backup
from zerentian.ledger.backup.states import FAILED, state_of
from zerentian.ledger.rules.periods import LOCAL
from zerentian.ledger.rules.refusals import NotAllowed

log = logging.getLogger("zerentian.backup")

AGAIN = timedelta(hours=1)


def last_hour_set(machine_now: datetime) -> datetime:
    """Return the latest moment at which a backup was to begin."""
    today = machine_now.astimezone(LOCAL)
    moment = datetime.combine(today.date(), time.fromisoformat(settings.BACKUP_AT), LOCAL)
    return moment if moment <= today else moment - timedelta(days=1)


def due_folders(machine_now: datetime) -> Iterator[Path]:
    """Yield the folders that want a backup now: at their hour, at once when never tried, an hour after a failure."""
    for name in settings.BACKUP_FOLDERS:
        folder = at(Path(name))
        state = state_of(folder)
        failed = state.outcome == FAILED and state.tried is not None and machine_now - state.tried >= AGAIN
        if state.tried is None or state.tried < last_hour_set(machine_now) or failed:
            yield folder


def back_up_what_is_due(machine_now: datetime) -> int:
    """Back up into every folder whose time has come; one that fails stops no other. Return how many succeeded."""
    done = 0
    for folder in list(due_folders(machine_now)):
        try:
            made = run_backup(folder, machine_now=machine_now, keep=settings.BACKUP_GENERATIONS)
        except NotAllowed as refusal:
            log.error("backup into %s failed, will try again within the hour: %s", folder, refusal)
            continue
        done += 1
        for missing in made.missing:
            log.error("backup %s is incomplete: %s", made.generation.name, missing)
        log.info("backed up into %s: %d new files", made.generation.path, made.copied)
    return done
