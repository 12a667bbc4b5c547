"""``zerentian worker``: seals, and does what the clock asks for."""

import logging
import os
import signal
import tempfile
import threading
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from django.conf import settings
from django.db import close_old_connections, connection
from django.utils import translation

from zerentian.ledger.actions import seal
from zerentian.ledger.backup.schedule import back_up_what_is_due
from zerentian.ledger.clock import machine_now, now
from zerentian.ledger.files import take_away_scratch
from zerentian.ledger.models import Entry
from zerentian.organization.subjects import SUBJECTS, Chore
from zerentian.organization.tallies import forget_tallies
from zerentian.web.digest import is_due, send_digests
from zerentian.web.jobs import job, state_of
from zerentian.web.search import catch_up, finders
from zerentian.web.serving.family import PARENT_PIPE, die_with_parent
from zerentian.web.serving.stopping import Stopping
from zerentian.web.status import BEAT, OWN_JOBS

log = logging.getLogger("zerentian.worker")

SEAL_SECONDS = 2
DAILY_WORK_SECONDS = 60


@click.command()
def worker() -> None:
    """后台：五秒内封存，到期事项自动生成 · Background work: seals within five seconds of a commit."""
    stopping = Stopping()
    if pipe := os.environ.get(PARENT_PIPE):
        die_with_parent(int(pipe))

    def stop(_number: int, _frame: Any) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    take_away_scratch(Path(tempfile.gettempdir()))
    by_the_day = [
        threading.Thread(target=daily_work, args=[stopping, some], daemon=True, name=some[0].name)
        for some in shared_out(chores())
    ]
    for thread in by_the_day:
        thread.start()
    while not stopping.is_set():
        began = time.monotonic()
        if not all(thread.is_alive() for thread in by_the_day):
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
        for finder in finders():
            finder.follow()
    if state_of("sealing").failures:
        close_old_connections()


def daily_work(stopping: Stopping, some: Sequence[Chore]) -> None:
    """Do some of what the day asks for, in a thread of its own: a large file must not delay a seal."""
    done: dict[str, datetime] = {}
    while not stopping.wait(DAILY_WORK_SECONDS):
        for chore in some:
            do(chore, done)
        connection.close()


def chores() -> list[Chore]:
    """Return what is done by the clock: what nouns ask for, then what belongs to no noun."""
    return [*(chore for subject in SUBJECTS.values() for chore in subject.chores), *OWN]


def shared_out(every: Sequence[Chore]) -> list[list[Chore]]:
    """Return what is done one after another: what asks other machines apart, each, and all the rest together."""
    own = [chore for chore in every if not chore.asks_others]
    return [own, *([chore] for chore in every if chore.asks_others)]


def do(chore: Chore, done: dict[str, datetime]) -> None:
    """Do a chore if it is due; ``done`` says when this worker last did each."""
    with job(chore.name):
        moment = now()
        if chore.due(moment, done.get(chore.name)):
            chore.work(moment)
            done[chore.name] = moment


def tell(moment: datetime) -> None:
    """Send today's digests when their time has come."""
    if is_due(moment):
        with translation.override(settings.LANGUAGE_CODE):
            send_digests(moment)


def forget_counts(moment: datetime) -> None:
    """Delete the counts of tries whose time is over."""
    forget_tallies(moment)


def back_up(moment: datetime) -> None:
    """Back up into the folders whose time has come, by the machine's clock; how it went is kept, also a failure."""
    back_up_what_is_due(machine_now())


OWN = (
    Chore("digests", OWN_JOBS["digests"], tell, asks_others=True),
    Chore("backup", OWN_JOBS["backup"], back_up),
    Chore("counts", OWN_JOBS["counts"], forget_counts),
)
