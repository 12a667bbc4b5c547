"""``zerentian worker``: seals, and does what the clock asks for."""

import logging
import os
import signal
import threading
import time
from datetime import date
from typing import Any

import click
from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection
from django.utils import translation

from zerentian.casework import search as concerns
from zerentian.duties.actions import open_occurrences
from zerentian.duties.models import Duty
from zerentian.evidence.actions import recheck, recheck_is_due
from zerentian.ledger.actions import seal
from zerentian.ledger.backup.schedule import back_up_what_is_due
from zerentian.ledger.clock import machine_now, now
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.models import Account
from zerentian.organization.tallies import forget_tallies
from zerentian.web.digest import is_due, send_digests
from zerentian.web.search import catch_up
from zerentian.web.serving.family import PARENT_PIPE, die_with_parent

log = logging.getLogger("zerentian.worker")

SEAL_SECONDS = 2
DAILY_WORK_SECONDS = 60
# Every file of evidence is hashed again once in about thirty days.
RECHECK_SHARE = 1 / 30


@click.command()
def worker() -> None:
    """后台：五秒内封存，到期事项自动生成 · Background work: seals within five seconds of a commit."""
    stopping = threading.Event()
    if pipe := os.environ.get(PARENT_PIPE):
        die_with_parent(int(pipe))

    def stop(_number: int, _frame: Any) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    threading.Thread(target=daily_work, args=[stopping], daemon=True).start()
    while not stopping.is_set():
        began = time.monotonic()
        work_once()
        stopping.wait(max(0.1, SEAL_SECONDS - (time.monotonic() - began)))


def work_once() -> None:
    """Seal what is pending, let the search index follow; trouble is logged and tried again."""
    try:
        if Entry.objects.pending().exists():
            seal(now=now())
        catch_up()
        concerns.catch_up()
    except (DatabaseError, NotAllowed) as problem:
        log.warning("not sealed or indexed, will try again: %s", problem)
        close_old_connections()


def daily_work(stopping: threading.Event) -> None:
    """Do what the day asks for, in a thread of its own: a large file must not delay a seal."""
    opened: date | None = None
    while not stopping.wait(DAILY_WORK_SECONDS):
        opened = open_what_begins(opened)
        recheck_once()
        tell_once()
        back_up_once()
        forget_once()
        connection.close()


def open_what_begins(opened: date | None) -> date | None:
    """Open the occurrences that begin by today, once a day and whenever a duty is new; return the day done."""
    today = local_day(now())
    try:
        if opened != today or Duty.objects.in_force().filter(occurrences=None).exists():
            open_occurrences(until=today, by=Account.objects.system("clock"), now=now())
    except (DatabaseError, NotAllowed) as problem:
        log.warning("occurrences not opened, will try again: %s", problem)
        return opened
    return today


def tell_once() -> None:
    """Send today's digests when their time has come; trouble with the database is logged and tried again."""
    try:
        if is_due(now()):
            with translation.override(settings.LANGUAGE_CODE):
                send_digests(now())
    except DatabaseError as problem:
        log.warning("digests not sent, will try again: %s", problem)


def back_up_once() -> None:
    """Back up into the folders whose time has come; how it went is kept, also when it failed."""
    try:
        back_up_what_is_due(machine_now())
    except (DatabaseError, OSError) as problem:
        log.warning("no backup, will try again: %s", problem)


def forget_once() -> None:
    """Delete the counts of tries whose time is over; trouble with the database is logged and tried again."""
    try:
        forget_tallies(now())
    except DatabaseError as problem:
        log.warning("counts of tries not deleted, will try again: %s", problem)


def recheck_once() -> None:
    """Re-check today's share unless that was done; trouble is logged and tried again."""
    try:
        if not recheck_is_due(now()):
            return
        run, damages = recheck(RECHECK_SHARE, now(), by=Account.objects.system("clock"))
    except (DatabaseError, NotAllowed, OSError) as problem:
        log.warning("evidence not re-checked, will try again: %s", problem)
        return
    for damage in damages:
        log.error("%s", damage.text)
    log.info("%d files of evidence re-checked", run.checked)
