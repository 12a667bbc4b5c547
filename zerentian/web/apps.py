"""Registers the checks of the settings when the program starts, and ends the start."""

import gc

from django.apps import AppConfig
from django.utils.module_loading import import_string


class WebConfig(AppConfig):
    """The configuration of the doors."""

    name = "zerentian.web"
    # Nothing of these tables is named outside by its key: keys are counted.
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load the checks; then look for garbage again (``zerentian.settings``), but not in what was loaded."""
        import_string("zerentian.web.checks.home_is_writable")
        gc.freeze()
        gc.enable()
