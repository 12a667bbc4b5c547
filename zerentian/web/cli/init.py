"""``zerentian init``: an empty instance."""

import secrets
from collections.abc import Iterable

import click
from django.db import transaction

from zerentian.ledger.actions import open_ledger, seal
from zerentian.ledger.clock import now
from zerentian.ledger.models import Instance
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.schema import Standing, differences, look, migrate
from zerentian.organization.actions.accounts import Issued, create_account, grant_keeper
from zerentian.organization.actions.calendar import seed_calendar
from zerentian.organization.models import Account
from zerentian.organization.rules.rights import KEEPERS
from zerentian.organization.subjects import SUBJECTS


@click.command("migrate")
@click.option("--arriving", is_flag=True, hidden=True)  # asked by move-to, of the database it moves into
def migrate_command(arriving: bool) -> None:
    """把数据库升级到当前版本，先备份 · Bring the database to this version's schema; back it up first."""
    changed = differences() if look().standing in (Standing.RIGHT, Standing.CHANGED) else ([], [])
    ran = migrate(arriving=arriving)
    for word, lines in zip(("少了 · gone", "多了 · new"), changed, strict=True):
        for line in lines:
            click.echo(f"{word}: {line}", err=True)
    if any(changed):
        click.echo("以上改动已认可，今后以此为准 · the changes above are accepted from now on", err=True)
    for name in ran:
        click.echo(f"  {name}")
    click.echo("数据库已是当前版本 · the database is up to date")


def refuse_data() -> None:
    """Refuse to begin where there is an instance already."""
    if Instance.objects.exists():
        raise NotAllowed(
            "这里已有数据，不会覆盖；要另建一套，请设置 ZERENTIAN_HOME（及 DATABASE_URL）",
            "there is an instance here: set ZERENTIAN_HOME (and DATABASE_URL) for another one",
        )


@click.command()
@click.option("--origin", help="台账名称（ASCII，无空格） · name of the log; default: a random one")
def init(origin: str | None) -> None:
    """建立空实例：数据库、台账、三员账号 · Make an empty instance: database, ledger, its three keepers."""
    migrate()
    refuse_data()
    with transaction.atomic():
        show(begin(origin or f"zerentian-{secrets.token_hex(4)}"))
    click.echo("已建立 · done")
    seal(now=now())
    click.echo("下一步：zerentian serve，以 administrator 登录，导入单位、岗位和人员 · next: zerentian serve")


def show(issued: Iterable[Issued]) -> None:
    """Print the passwords, before what they open is committed.

    They are kept nowhere. Printed afterwards, a run killed in between would leave an instance that nobody can enter,
    and that no second run would begin anew. Each line is out as soon as it is said: click holds none back.
    """
    click.echo("以下初始密码只显示这一次，首次登录须修改；未见“已建立”的不算，请再运行一次")
    click.echo(
        "shown once; to be changed at the first sign-in. Without “done” below they do not count: run init again"
    )
    for one in issued:
        click.echo(f"  {one.account.username:<16}{one.password}")


def begin(origin: str) -> list[Issued]:
    """Open the ledger and create the three keepers, whose powers exclude each other; within a transaction."""
    by = Account.objects.system("cli")
    open_ledger(origin=origin, by=by, now=now())
    for subject in SUBJECTS.values():
        if subject.begins:
            subject.begins()
    seed_calendar(years=range(2020, local_day(now()).year + 2), by=by, now=now())
    issued = []
    for code, role in KEEPERS.items():
        made = create_account(username=code, name=role.label, by=by, now=now())
        grant_keeper(made.account, keeper=code, by=by, now=now())
        issued.append(made)
    return issued
