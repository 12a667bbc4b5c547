"""Registers the room's system checks when the program starts."""

from django.apps import AppConfig
from django.utils.module_loading import import_string


class OrganizationConfig(AppConfig):
    """The organization's configuration."""

    name = "zerentian.organization"

    def ready(self) -> None:
        """Load the checks, once every model is there for them to name."""
        import_string("zerentian.organization.checks.urls_declare_their_right")
