"""Registers the room's system checks when the program starts."""

from django.apps import AppConfig
from django.utils.module_loading import import_string


class EvidenceConfig(AppConfig):
    """The evidence room's configuration."""

    name = "zerentian.evidence"

    def ready(self) -> None:
        """Load the checks."""
        import_string("zerentian.evidence.checks.limits_hold")
