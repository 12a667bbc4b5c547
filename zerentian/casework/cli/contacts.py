"""``zerentian contacts``: contact data erased when their time is over, and the key under which they lie."""

from pathlib import Path

import click
from django.conf import settings

from zerentian.casework.actions import (
    erase_by_rule,
    retired_files,
    rotate_contact_key,
    rotation_under_way,
    set_aside_retired,
)
from zerentian.casework.actions.shield import contacts_past
from zerentian.casework.models import Contact
from zerentian.casework.tokens import take_over_key
from zerentian.ledger.backup.keys import back_up_keys
from zerentian.ledger.cli.actor import by_option
from zerentian.ledger.cli.progress import progress
from zerentian.ledger.clock import now
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.models import Account


@click.group()
def contacts() -> None:
    """群众的联系方式 · Residents' contact data."""


@contacts.command("check-key")
def check_key() -> None:
    """核对联系方式的密钥；升级后首次运行即登记 · Check the contact key; declare it after an upgrade."""
    set_aside_retired()
    take_over_key()
    click.echo("密钥相符，全部能解开 · the key is the declared one and opens everything")
    if rotation_under_way():
        click.echo(
            "密钥更换尚未完成，请再运行 rotate-key · a rotation is unfinished: run rotate-key again", err=True
        )
    tell_retired()


@contacts.command("rotate-key")
@click.option(
    "--keys",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="换完后把密钥另存到此目录 · folder where the keys are copied afterwards",
)
@by_option()
def rotate_key(folder: Path | None, by: Account) -> None:
    """更换联系方式的密钥；中断后再运行即接着办 · Replace the contact key; cut off, it goes on when run again."""
    with progress("重新加密 · encrypting anew", Contact.objects.filter(erased=False).count()) as advance:
        key = rotate_contact_key(by=by, now=now(), progress=advance)
    click.echo(f"已更换，新密钥指纹 · rotated; fingerprint of the new key {key.fingerprint[:16]}")
    if folder is not None:
        click.echo(f"已另存 · copied: {'、'.join(back_up_keys(folder))}")
    else:
        click.echo("请立即另存密钥 · copy the keys now: zerentian backup keys DIR", err=True)
    tell_retired()


def tell_retired() -> None:
    """Name the key files that nothing needs any more but backups from before."""
    for name in retired_files():
        click.echo(
            f"keys/{name} 已停用，什么也打不开；换密钥以前的备份都过期后即可删除 · is retired and opens nothing here:"
            " delete it once the backups from before the rotation are gone",
            err=True,
        )


@contacts.command()
@click.option("--dry-run", is_flag=True, help="只列出、不删除 · list only, erase nothing")
@click.option(
    "--days", type=click.IntRange(30), help="保存天数，默认 CONTACT_DAYS · days of keeping, else the setting"
)
@by_option()
def erase(dry_run: bool, days: int | None, by: Account) -> None:
    """删除保存期已满的联系方式 · Erase contact data whose time of keeping (CONTACT_DAYS) is over."""
    kept = days or settings.CONTACT_DAYS
    if dry_run:
        numbers = [concern.number for concern in contacts_past(local_day(now()), kept)]
    else:
        numbers = erase_by_rule(days=kept, by=by, now=now())
    for number in numbers:
        click.echo(number)
    verdict = "将删除 · would erase" if dry_run else "已删除 · erased"
    click.echo(f"{verdict} {len(numbers)}", err=True)
