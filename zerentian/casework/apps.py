"""Registers the room's system checks when the program starts."""

from django.apps import AppConfig
from django.utils.module_loading import import_string


class CaseworkConfig(AppConfig):
    """The casework room's configuration."""

    name = "zerentian.casework"

    def ready(self) -> None:
        """Load the checks."""
        import_string("zerentian.casework.checks.contact_days_hold")
