"""Checks of the settings of this room when the program starts."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

SHORTEST, LONGEST = 30, 3650


@register(Tags.security)
def contact_days_hold(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """casework.E001: contact data kept shorter than a review takes, or longer than ten years."""
    if SHORTEST <= settings.CONTACT_DAYS <= LONGEST:
        return []
    return [
        Error(
            f"CONTACT_DAYS is {settings.CONTACT_DAYS}, outside {SHORTEST}–{LONGEST}",
            hint=f"Set the environment variable CONTACT_DAYS to a whole number from {SHORTEST} to {LONGEST}.",
            id="casework.E001",
        )
    ]
