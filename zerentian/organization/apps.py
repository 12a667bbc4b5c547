"""Registers the room's system checks, and what higher rooms keep open for posts, when the program starts."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules, import_string


class OrganizationConfig(AppConfig):
    """The organization's configuration."""

    name = "zerentian.organization"

    def ready(self) -> None:
        """Load the checks, once every model is there for them to name, and what every room declares here."""
        import_string("zerentian.organization.checks.urls_declare_their_right")
        autodiscover_modules("shown")
