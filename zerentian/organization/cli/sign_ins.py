"""``zerentian sign-ins prune``."""

import click
from django.conf import settings

from zerentian.ledger.clock import now
from zerentian.organization.actions.sign_ins import prune_sign_ins


@click.group("sign-ins")
def sign_ins() -> None:
    """登录日志 · The sign-in log."""


@sign_ins.command()
@click.option("--months", type=int, help="保留月数，6 至 12 · months to keep, 6 to 12")
@click.option("--dry-run", is_flag=True, help="只计数、不删除 · count only, delete nothing")
def prune(months: int | None, dry_run: bool) -> None:
    """删除过期的登录日志 · Delete what is older than it is kept."""
    count = prune_sign_ins(months=months or settings.SIGN_IN_LOG_MONTHS, now=now(), dry_run=dry_run)
    verdict = "将删除 · would delete" if dry_run else "已删除 · deleted"
    click.echo(f"{verdict} {count}")
