"""``zerentian accounts reset``: when too few keepers can sign in to ask for a reset on a page."""

import click

from zerentian.ledger.clock import now
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.actions.resets import ask_reset
from zerentian.organization.models import Account
from zerentian.organization.rules.resets import What


@click.group("accounts")
def accounts() -> None:
    """账号 · Accounts."""


@accounts.command()
@click.argument("username")
@click.option(
    "--factor", is_flag=True, help="停用动态验证码，而非重置密码 · the second factor, not the password"
)
def reset(username: str, factor: bool) -> None:
    """为三员或县级主管申请重置，须由另一位管理员确认 · Ask for a reset that another keeper confirms."""
    account = Account.objects.people().filter(username__iexact=username).first()
    if account is None:
        raise NotAllowed(f"没有账号 {username}", f"there is no account {username}")
    by = Account.objects.system("cli")
    made = ask_reset(account, what=What.FACTOR if factor else What.PASSWORD, by=by, now=now())
    if made.half:
        click.echo(f"凭条的一半，只显示这一次，当面交给本人 · one half of the slip, shown once: {made.half}")
    click.echo(
        "下一步：由另一位管理员在“两人重置”页确认 · next: another keeper confirms on “Resets by two keepers”"
    )
