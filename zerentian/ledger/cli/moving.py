"""``zerentian move-to``."""

import click

from zerentian.ledger.cli.progress import progress
from zerentian.ledger.clock import machine_now
from zerentian.ledger.moving import move


@click.command("move-to")
@click.argument("database_url", required=False)
@click.option(
    "--give-up", is_flag=True, help="放弃迁移，原库恢复写入 · give up: the old database is used again"
)
def move_to(database_url: str | None, give_up: bool) -> None:
    """把实例迁到另一个数据库（如 PostgreSQL），逐行核对 · Move into another database, compared row by row."""
    if give_up:
        move.give_up(database_url)
        click.echo("已放弃迁移，原库恢复写入 · given up: this database is used again")
        return
    if database_url is None:
        raise click.UsageError(
            "请给出新库的地址，如 postgresql://用户:密码@主机:5432/库名 · give the address of the new database"
        )
    entries = move.move_to(database_url, machine_now=machine_now(), begin=progress)
    click.echo(
        f"已迁移并逐行核对：{entries} 条台账。请把 DATABASE_URL 设为新库并重启服务；原库保持原样，不再写入"
        f" · moved and compared row by row: {entries} entries. Set DATABASE_URL to the new database and restart;"
        " the old one stays as it is and lets nothing in"
    )
