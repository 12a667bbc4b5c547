"""``zerentian digest``."""

import click
from django.conf import settings
from django.utils import translation

from zerentian.ledger.clock import now
from zerentian.organization.models import Account
from zerentian.web.digest import digest_of, send_digests


@click.command()
@click.option("--dry-run", is_flag=True, help="只显示、不发送 · show what would be sent, send nothing")
def digest(dry_run: bool) -> None:
    """把工作台待办件数发到本人邮箱 · E-mail how many matters wait on the desk to whoever asked for it."""
    with translation.override(settings.LANGUAGE_CODE):
        if dry_run:
            for account in Account.objects.people().filter(is_active=True).exclude(email=""):
                if told := digest_of(account, now()):
                    click.echo(f"{account.username}\n{told[0]}\n\n{told[1]}")
            return
        if not settings.EMAIL_HOST:
            raise click.ClickException(
                "未配置邮件：请设 EMAIL_HOST，见 docs/configuration.md · no mail: set EMAIL_HOST first"
            )
        click.echo(f"已发送 · sent: {send_digests(now())}")
