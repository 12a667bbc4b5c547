"""``zerentian contacts erase``."""

import click
from django.conf import settings

from zerentian.casework.actions import erase_by_rule
from zerentian.casework.actions.shield import contacts_past
from zerentian.casework.keeping import take_over_key
from zerentian.ledger.cli.actor import by_option
from zerentian.ledger.clock import now
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.models import Account


@click.group()
def contacts() -> None:
    """群众的联系方式 · Residents' contact data."""


@contacts.command("check-key")
def check_key() -> None:
    """核对联系方式的密钥；升级后首次运行即登记 · Check the contact key; declare it after an upgrade."""
    take_over_key()
    click.echo("密钥相符，全部能解开 · the key is the declared one and opens everything")


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
