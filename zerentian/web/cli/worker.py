"""``zerentian worker``: seals, and does what the clock asks for."""

import logging
import signal
import threading
import time
from typing import Any

import click
from django.db import DatabaseError, close_old_connections

from zerentian.ledger.actions import seal
from zerentian.ledger.clock import now
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed

log = logging.getLogger("zerentian.worker")

SEAL_SECONDS = 2


@click.command()
def worker() -> None:
    """后台：五秒内封存，到期事项自动生成 · Background work: seals within five seconds of a commit."""
    stopping = threading.Event()

    def stop(_number: int, _frame: Any) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while not stopping.is_set():
        began = time.monotonic()
        work_once()
        stopping.wait(max(0.1, SEAL_SECONDS - (time.monotonic() - began)))


def work_once() -> None:
    """Seal what is pending; a database that is away, or a refusal, is logged and tried again."""
    try:
        if Entry.objects.pending().exists():
            seal(now=now())
    except (DatabaseError, NotAllowed) as problem:
        log.warning("not sealed, will try again: %s", problem)
        close_old_connections()
