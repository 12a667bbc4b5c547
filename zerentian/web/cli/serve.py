"""``zerentian serve``: the server, with its worker beside it."""

import subprocess
import sys

import click
from django.core.checks import run_checks
from django.db import connection
from granian.constants import Interfaces
from granian.server import Server

from zerentian.ledger.models import Instance
from zerentian.ledger.schema import look


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址 · address to listen on")
@click.option("--port", default=8000, show_default=True, help="端口 · port")
@click.option("--workers", default=2, show_default=True, help="进程数 · web processes")
def serve(host: str, port: int, workers: int) -> None:
    """启动网页服务和后台 · Serve the pages, with the worker beside them."""
    refuse_unready()
    connection.close()
    background = subprocess.Popen([sys.executable, "-m", "zerentian", "worker"])
    try:
        server = Server(
            "zerentian.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=2,
        )
        click.echo(f"http://{host}:{port}")
        server.serve()
    finally:
        background.terminate()
        background.wait(10)


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
