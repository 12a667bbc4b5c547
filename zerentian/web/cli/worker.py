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
from django.db import close_old_connections, connection
from django.utils import translation

from zerentian.casework import search as concerns
from zerentian.casework.actions import seal_looks
from zerentian.duties.actions import open_occurrences
from zerentian.duties.models import Duty
from zerentian.evidence.actions import recheck, recheck_is_due
from zerentian.ledger.actions import seal
from zerentian.ledger.backup.schedule import back_up_what_is_due
from zerentian.ledger.clock import machine_now, now
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.models import Account
from zerentian.organization.tallies import forget_tallies
from zerentian.web.digest import is_due, send_digests
from zerentian.web.jobs import job, state_of
from zerentian.web.search import catch_up
from zerentian.web.serving.family import PARENT_PIPE, die_with_parent
from zerentian.web.status import BEAT

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
    by_the_day = threading.Thread(target=daily_work, args=[stopping], daemon=True)
    by_the_day.start()
    while not stopping.is_set():
        began = time.monotonic()
        if not by_the_day.is_alive():
            raise click.ClickException("每日工作意外中止，后台重新启动 · the daily work has died: start anew")
        work_once()
        stopping.wait(max(0.1, SEAL_SECONDS - (time.monotonic() - began)))


def work_once() -> None:
    """Seal what is pending, let the search index follow; trouble is logged and tried again."""
    with job(BEAT):
        pass
    with job("sealing"):
        if Entry.objects.pending().exists():
            seal(now=now())
        catch_up()
        concerns.catch_up()
    if state_of("sealing").failures:
        close_old_connections()


def daily_work(stopping: threading.Event) -> None:
    """Do what the day asks for, in a thread of its own: a large file must not delay a seal."""
    opened: date | None = None
    while not stopping.wait(DAILY_WORK_SECONDS):
        opened = open_what_begins(opened)
        for name, work in DAILY.items():
            with job(name):
                work()
        connection.close()


def open_what_begins(opened: date | None) -> date | None:
    """Open the occurrences that begin by today, once a day and whenever a duty is new; return the day done."""
    today = local_day(now())
    with job("occurrences"):
        if opened != today or Duty.objects.in_force().filter(occurrences=None).exists():
            open_occurrences(until=today, by=Account.objects.system("clock"), now=now())
        return today
    return opened


def tell_once() -> None:
    """Send today's digests when their time has come."""
    if is_due(now()):
        with translation.override(settings.LANGUAGE_CODE):
            send_digests(now())


def back_up_once() -> None:
    """Back up into the folders whose time has come; how it went is kept, also when it failed."""
    back_up_what_is_due(machine_now())


def forget_once() -> None:
    """Delete the counts of tries whose time is over."""
    forget_tallies(now())


def recheck_once() -> None:
    """Re-check today's share unless that was done."""
    if not recheck_is_due(now()):
        return
    run, damages = recheck(RECHECK_SHARE, now(), by=Account.objects.system("clock"))
    for damage in damages:
        log.error("%s", damage.text)
    log.info("%d files of evidence re-checked", run.checked)


def seal_looks_once() -> None:
    """Seal the access log of the days that are over."""
    seal_looks(by=Account.objects.system("clock"), now=now())


DAILY = {
    "looks": seal_looks_once,
    "recheck": recheck_once,
    "digests": tell_once,
    "backup": back_up_once,
    "counts": forget_once,
}
