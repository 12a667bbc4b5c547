"""``--by``: who acts through the console; without it the system actor ``cli``."""

from collections.abc import Callable
from typing import Any

import click
from django.contrib.auth import get_user_model


def find_actor(_context: click.Context, _option: click.Parameter, username: str) -> Any:
    """Return the account of that user name; a wrong call when there is none."""
    actor = get_user_model()._default_manager.filter(username=username).first()
    if actor is None:
        raise click.BadParameter(
            f"没有账号 {username}；先运行 zerentian init 或 zerentian demo"
            f" · there is no account {username}: run `zerentian init` or `zerentian demo` first"
        )
    return actor


def by_option() -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the option that passes the acting account as ``by``."""
    return click.option(
        "--by", default="cli", show_default=True, callback=find_actor, help="经办账号 · user name of who acts"
    )
