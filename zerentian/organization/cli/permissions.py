"""``zerentian permissions``."""

import click

from zerentian.organization.permissions import permissions_page


@click.command()
def permissions() -> None:
    """输出权限表，即 docs/permissions.md · Print the table of rights, as in docs/permissions.md."""
    click.echo(permissions_page(), nl=False)
