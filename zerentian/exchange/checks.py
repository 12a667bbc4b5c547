"""Checks of the settings of this room when the program starts."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from zerentian.exchange.rules.webhooks import networks


@register(Tags.security)
def webhooks_can_be_sent(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """exchange.E001: webhooks are on without the address that their links lead to, or a network that is none."""
    hints = []
    if settings.WEBHOOKS and not settings.SITE_URL:
        hints.append("设了 WEBHOOKS 须填 SITE_URL · WEBHOOKS needs SITE_URL, to which the links lead")
    try:
        networks(settings.WEBHOOK_NETWORKS)
    except ValueError:
        hints.append(
            "WEBHOOK_NETWORKS 写成 10.0.0.0/8 这样的网段，逗号分隔"
            " · WEBHOOK_NETWORKS are networks such as 10.0.0.0/8, with commas"
        )
    return [
        Error("推送设置不对 · the webhook settings are wrong", hint=hint, id="exchange.E001")
        for hint in hints
    ]
