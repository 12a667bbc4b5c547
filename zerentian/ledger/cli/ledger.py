"""``zerentian ledger``: rare work on the log itself."""

from typing import Any

import click
from django.db import transaction

from zerentian.ledger.actions import accept_clock, declare_figures, keys, post_set_aside
from zerentian.ledger.actions.posting import rebuild_postings
from zerentian.ledger.cli.actor import by_option
from zerentian.ledger.cli.progress import progress
from zerentian.ledger.clock import now
from zerentian.ledger.figures import latest_size
from zerentian.ledger.keys import current_vkey
from zerentian.ledger.models import Instance, waiting_entries


@click.group()
def ledger() -> None:
    """台账维护：密钥、分录、恢复 · The log itself: keys, postings, recovery."""


@ledger.command("rotate-key")
@by_option()
def rotate_key(by: Any) -> None:
    """更换签名密钥，新旧两把共同签名 · Replace the signing key; old and new both sign."""
    keys.rotate_key(by=by, now=now())
    click.echo(vkey_line())


@ledger.command()
@click.option("--origin", required=True, help="新台账的名称 · name of the new log")
@by_option()
def recover(origin: str, by: Any) -> None:
    """旧备份之上开立新台账，写明缺口 · Open a new log over an old backup and name the gap."""
    entry = keys.recover(origin=origin, by=by, now=now())
    gap = entry.fact["old_size"] - entry.fact["kept_size"]
    click.echo(f"已开立 {origin}，缺口 {gap} 条 · opened {origin}; the gap is {gap} entries")


@ledger.command()
@by_option()
def rebuild(by: Any) -> None:
    """由台账重建全部分录和月累计 · Rebuild postings and month totals from the entries."""
    with transaction.atomic(), progress("重建 · rebuilding", latest_size()) as advance:
        count = rebuild_postings(advance)
        declare_figures(by=by, now=now())
    click.echo(f"已重建 {count} 条的分录 · rebuilt the postings of {count} entries")


@ledger.command()
@click.option("--accept", is_flag=True, required=True, help="现在的时间正确 · the present time is right")
@by_option()
def clock(accept: bool, by: Any) -> None:
    """封存时时钟快了、现已校正：写明差多少，继续登记 · State that the clock was ahead at the last seal, and go on."""
    ahead = accept_clock(by=by, now=now()).fact["ahead_seconds"]
    click.echo(f"已写入台账：上次封存快了 {ahead} 秒 · recorded: the last seal was {ahead} seconds ahead")


@ledger.command("set-aside")
@click.option("--post", is_flag=True, help="补记现在能入账的 · post those that this version can post")
@by_option()
def set_aside(post: bool, by: Any) -> None:
    """列出已封存而未能入账的条目 · List entries that are sealed and could not be posted."""
    if post:
        click.echo(f"下次封存时补记 · to be posted by the next seal: {len(post_set_aside(by=by, now=now()))}")
    for entry in waiting_entries():
        click.echo(f"{entry.index}  {entry.verb}  {entry.subject}  {entry.occurred_on}")
    click.echo(f"未入账 · set aside: {waiting_entries().count()}")


@ledger.command()
def vkey() -> None:
    """输出公钥（一行） · Print the verifier key, one line."""
    click.echo(vkey_line())


def vkey_line() -> str:
    """Return the verifier key of the key that signs."""
    return current_vkey(Instance.objects.get().origin).text()
