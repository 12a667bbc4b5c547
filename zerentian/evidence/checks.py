"""System checks: the limits of what may be deposited make sense."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register()
def limits_hold(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """evidence.E001: a size limit that would let nothing in, or pictures too large to be decoded safely."""
    limits = {
        "EVIDENCE_MAX_PICTURE_MB": (settings.EVIDENCE_MAX_BYTES["picture"] // 1_000_000, 500),
        "EVIDENCE_MAX_DOCUMENT_MB": (settings.EVIDENCE_MAX_BYTES["document"] // 1_000_000, 10_000),
        "EVIDENCE_MAX_RECORDING_MB": (settings.EVIDENCE_MAX_BYTES["recording"] // 1_000_000, 100_000),
        "EVIDENCE_MAX_MEGAPIXELS": (settings.EVIDENCE_MAX_PIXELS // 1_000_000, 170),
    }
    return [
        Error(
            f"{name} is {value}, outside 1–{most}",
            hint=f"Set the environment variable {name} to a whole number from 1 to {most}.",
            id="evidence.E001",
        )
        for name, (value, most) in limits.items()
        if not 1 <= value <= most
    ]
