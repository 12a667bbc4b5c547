"""System checks: every URL declares who may open it, and the sign-in settings hold."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.urls import get_resolver

from zerentian.organization.access import declared_rights, walk
from zerentian.organization.rules.rights import KEEPERS, ROLES


@register(Tags.security)
def urls_declare_their_right(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """organization.E001: a URL whose view says neither its right nor that it is public."""
    return [
        Error(
            f"/{route} declares neither a right nor that it is public",
            hint='Put @allow("<right>") or @public from zerentian.organization.access on the view.',
            obj=name or route,
            id="organization.E001",
        )
        for route, name, view in walk(get_resolver().url_patterns)
        if declared_rights(view) is None
    ]


@register(Tags.security)
def sign_in_settings_hold(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """organization.E002: lockout, idle time or keeping of the sign-in log outside what may be set."""
    return [
        Error(
            f"{name} is {getattr(settings, name)}, outside {low}–{high}",
            hint=f"Set the environment variable {name} to a whole number from {low} to {high}.",
            id="organization.E002",
        )
        for name, low, high in (
            ("SIGN_IN_FAILURES", 3, 10),
            ("SIGN_IN_LOCK_MINUTES", 10, 1440),
            ("SESSION_IDLE_MINUTES", 5, 30),
            ("PASSWORD_DAYS", 30, 90),
            ("SIGN_IN_LOG_MONTHS", 6, 12),
            ("SESSION_HOURS", 1, 24),
        )
        if not low <= getattr(settings, name) <= high
    ]


@register(Tags.security)
def second_factor_names_roles(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """organization.E003: SECOND_FACTOR_FOR names a role that there is not."""
    known = ROLES.keys() | KEEPERS.keys()
    return [
        Error(
            f"SECOND_FACTOR_FOR 中没有这个角色：{name} · SECOND_FACTOR_FOR names no role of ours: {name}",
            hint=f"可用 · choose from: {', '.join(sorted(known))}",
            id="organization.E003",
        )
        for name in settings.SECOND_FACTOR_FOR
        if name not in known
    ]
