"""Registers the room's system checks when the program starts."""

from django.apps import AppConfig
from django.utils.module_loading import import_string


class ExchangeConfig(AppConfig):
    """The exchange room's configuration."""

    name = "zerentian.exchange"

    def ready(self) -> None:
        """Load the checks."""
        import_string("zerentian.exchange.checks.webhooks_can_be_sent")
