"""``zerentian worker``: seals, and does what the clock asks for."""

import logging
import signal
import threading
import time
from typing import Any

import click
from django.db import DatabaseError, close_old_connections, connection

from zerentian.evidence.actions import recheck, recheck_is_due
from zerentian.ledger.actions import seal
from zerentian.ledger.clock import now
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.models import Account
from zerentian.web.search import catch_up

log = logging.getLogger("zerentian.worker")

SEAL_SECONDS = 2
RECHECK_SECONDS = 60
# Every file of evidence is hashed again once in about thirty days.
RECHECK_SHARE = 1 / 30


@click.command()
def worker() -> None:
    """后台：五秒内封存，到期事项自动生成 · Background work: seals within five seconds of a commit."""
    stopping = threading.Event()

    def stop(_number: int, _frame: Any) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    threading.Thread(target=recheck_by_turns, args=[stopping], daemon=True).start()
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
    except (DatabaseError, NotAllowed) as problem:
        log.warning("not sealed or indexed, will try again: %s", problem)
        close_old_connections()


def recheck_by_turns(stopping: threading.Event) -> None:
    """Once a day hash a share of the evidence again, in a thread: a large file must not delay a seal."""
    while not stopping.wait(RECHECK_SECONDS):
        recheck_once()
        connection.close()


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
