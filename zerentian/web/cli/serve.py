"""``zerentian serve``: the server and its worker, kept running."""

import logging
import os
import signal
import sys
from typing import Any

import click
from django.conf import settings
from django.core.checks import run_checks
from django.db import connection

from zerentian.ledger.models import Instance
from zerentian.ledger.schema import look
from zerentian.web.serving.family import Child, Family
from zerentian.web.serving.holding import close_to_others, hold_home, listen

BACKLOG = 1024


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址 · address to listen on")
@click.option("--port", default=8000, show_default=True, help="端口 · port")
@click.option("--workers", default=2, show_default=True, help="进程数 · web processes")
def serve(host: str, port: int, workers: int) -> None:
    """启动网页服务和后台，并使其保持运行 · Serve the pages, with the worker beside them; both are kept running."""
    refuse_unready()
    connection.close()
    close_to_others(settings.ZERENTIAN_HOME)
    with (
        hold_home(settings.ZERENTIAN_HOME, f"http://{host}:{port}, {os.getpid()}"),
        listen(host, port, BACKLOG) as listening,
    ):
        log_to_stderr()
        family = Family(children(listening.fileno(), workers))
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stopper(family))
        click.echo(f"http://{host}:{port}")
        family.keep()


def children(listening: int, workers: int) -> list[Child]:
    """Return what is kept running: the web processes, all on one socket, and the worker."""
    most = settings.WEB_MEMORY_MB * 1_000_000
    web = ["-m", "zerentian.web.serving.process", str(listening)]
    pages = [Child(f"web-{number}", web, (listening,), most) for number in range(1, max(workers, 1) + 1)]
    return [*pages, Child("worker", ["-m", "zerentian", "worker"])]


def stopper(family: Family) -> Any:
    """Return what a signal does: the family is asked to stop."""

    def stop(_number: int, _frame: Any) -> None:
        family.stopping.set()

    return stop


def log_to_stderr() -> None:
    """Let this process say on stderr what it starts again, with the time."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))
    log = logging.getLogger("zerentian")
    log.addHandler(handler)
    log.setLevel(logging.INFO)


def refuse_unready() -> None:
    """Refuse to serve with wrong settings, without an instance, or with a schema of another version."""
    if wrong := [check for check in run_checks() if check.is_serious()]:
        raise click.ClickException("\n".join(f"{check.id}: {check.msg} ({check.hint})" for check in wrong))
    if refusal := look().refusal:
        raise click.ClickException(refusal)
    if not Instance.objects.exists():
        raise click.ClickException(
            "还没有实例：请运行 zerentian init 或 zerentian demo · no instance yet: run `zerentian init` or `demo`"
        )
