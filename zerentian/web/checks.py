"""System checks: settings that are wrong fail with an id and a hint, before anything is done with them."""

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

SETTINGS = "settings"
LOCAL_HOSTS = {"127.0.0.1", "localhost", "[::1]", "testserver"}
SHORTEST_SECRET = 40
TIME_OF_DAY = re.compile(r"^([01]\d|2[0-3]):[0-5]\d$")


def is_public() -> bool:
    """Tell whether the instance may be reached under a name other than this machine's own."""
    return not set(settings.ALLOWED_HOSTS) <= LOCAL_HOSTS


def first_existing(path: Path) -> Path:
    """Return the folder, or the nearest one above it that exists."""
    return next(one for one in (path, *path.parents) if one.exists())


@register(SETTINGS)
def home_is_writable(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """web.E001: ZERENTIAN_HOME is no folder, or one that this account may not write."""
    home: Path = settings.ZERENTIAN_HOME
    place = first_existing(home)
    if place.is_dir() and os.access(place, os.W_OK | os.X_OK):
        return []
    return [
        Error(
            f"ZERENTIAN_HOME 不可写：{home} · ZERENTIAN_HOME cannot be written: {home}",
            hint=f"chown 或 chmod {place}，或把 ZERENTIAN_HOME 设为可写的目录"
            f" · make {place} writable, or set ZERENTIAN_HOME to a folder that is",
            id="web.E001",
        )
    ]


@register(SETTINGS)
def database_is_known(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """web.E002: DATABASE_URL cannot be read, or names an engine other than SQLite and PostgreSQL."""
    if settings.DATABASES["default"]["ENGINE"] in settings.ENGINES:
        return []
    return [
        Error(
            "DATABASE_URL 无法识别 · DATABASE_URL cannot be read, or names another engine",
            hint="postgresql://user:password@host:5432/name（特殊字符须百分号编码），或不设置，用 SQLite"
            " · percent-encode special characters; leave it unset for SQLite",
            id="web.E002",
        )
    ]


@register(SETTINGS)
def numbers_are_numbers(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """web.E003: a setting that must be a whole number holds something else."""
    return [
        Error(
            f"{name}={os.environ[name]!r} 不是整数 · is not a whole number",
            hint=f"把 {name} 设为不带单位的整数，或不设置 · set {name} to digits alone, or unset it",
            id="web.E003",
        )
        for name in sorted(settings.WHOLE_NUMBERS)
        if os.environ.get(name, "").strip() and not os.environ[name].strip().isdecimal()
    ]


@register(SETTINGS)
def debug_stays_at_home(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """web.E004: DEBUG shows the program's inside; never on a host that others reach."""
    if not (settings.DEBUG and is_public()):
        return []
    return [
        Error(
            "对外服务的主机开着 DEBUG · DEBUG is on while ALLOWED_HOSTS names a public host",
            hint="不要设置 DEBUG · unset DEBUG",
            id="web.E004",
        )
    ]


@register(SETTINGS)
def secret_is_long(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """web.E005: a SECRET_KEY from the environment that is too short to keep a session safe."""
    if len(settings.SECRET_KEY) >= SHORTEST_SECRET:
        return []
    return [
        Error(
            "SECRET_KEY 太短 · SECRET_KEY is too short",
            hint=f"至少 {SHORTEST_SECRET} 个字符；不设置则自动生成"
            f" · at least {SHORTEST_SECRET} characters; unset, one is made and kept in the home folder",
            id="web.E005",
        )
    ]


@register(SETTINGS)
def mail_says_who_and_where(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """web.E006: mail is configured without a sender, or without the address that its link leads to."""
    if not settings.EMAIL_HOST or (settings.DEFAULT_FROM_EMAIL and settings.SITE_URL):
        return []
    return [
        Error(
            "设了 EMAIL_HOST 而没有 EMAIL_FROM 或 SITE_URL · EMAIL_HOST is set, EMAIL_FROM or SITE_URL is not",
            hint="EMAIL_FROM 填发件地址，SITE_URL 填本系统的网址，如 https://zeren.example.gov.cn"
            " · EMAIL_FROM is the sender, SITE_URL where people open this system",
            id="web.E006",
        )
    ]


@register(SETTINGS)
def backups_can_be_made(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """web.E007: BACKUP_AT is no time of day, BACKUP_GENERATIONS out of range, or a folder no place for backups."""
    hints = []
    if not TIME_OF_DAY.match(settings.BACKUP_AT):
        hints.append("BACKUP_AT 写成 02:30 这样的时刻 · BACKUP_AT is a time of day such as 02:30")
    if not 1 <= settings.BACKUP_GENERATIONS <= 1000:
        hints.append("BACKUP_GENERATIONS 为 1 至 1000 · BACKUP_GENERATIONS is 1 to 1000")
    for name in settings.BACKUP_FOLDERS:
        folder = Path(name).expanduser()
        if not folder.is_absolute() or folder.resolve().is_relative_to(settings.ZERENTIAN_HOME):
            hints.append(
                f"BACKUP_FOLDERS 中的 {name} 须是 ZERENTIAN_HOME 之外的绝对路径"
                f" · {name} must be an absolute path outside ZERENTIAN_HOME"
            )
    return [Error("备份设置不对 · the backup settings are wrong", hint=hint, id="web.E007") for hint in hints]


@register(SETTINGS)
def public_pages_travel_safely(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """web.W001: others reach the host, and nothing says that it is behind HTTPS."""
    if settings.HTTPS or not is_public():
        return []
    return [
        Warning(
            "对外服务而没有 HTTPS，密码会以明文传输 · ALLOWED_HOSTS names a public host, but HTTPS is not set",
            hint="在前面放一个终止 TLS 的代理，并设 HTTPS=1"
            " · put a proxy that ends TLS before it and set HTTPS=1",
            id="web.W001",
        )
    ]
