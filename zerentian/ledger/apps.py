"""Gathers what the rooms declare when the program starts."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class LedgerConfig(AppConfig):
    """The ledger's configuration."""

    name = "zerentian.ledger"
    # Nothing of these tables is named outside by its key: keys are counted.
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Import every room's ``figures`` and ``keeping``: verbs and figures, folders and keys."""
        autodiscover_modules("figures", "keeping")
