"""The only settings file. Every value comes from the environment and has a default that runs.

What the program keeps (database, evidence, keys, issued reports) lives under one folder, ZERENTIAN_HOME.
"""

import gc
import os
import secrets
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

import dj_database_url

# Two fifths of the start went into looking for garbage among modules, of which none goes. ``web`` looks again.
gc.disable()

BASE_DIR = Path(__file__).resolve().parent.parent


def env_bool(name: str, default: bool) -> bool:
    """Read a switch: 1/true/yes/on is true, anything else that is set is false."""
    value = os.environ.get(name)
    return default if value is None else value.strip().lower() in {"1", "true", "yes", "on"}


WHOLE_NUMBERS: set[str] = set()


def env_int(name: str, default: int) -> int:
    """Read a whole number; a value that is none falls back and is reported by a system check (web.E003)."""
    WHOLE_NUMBERS.add(name)
    value = os.environ.get(name, "")
    return int(value) if value.strip().isdecimal() else default


def env_list(name: str, default: list[str]) -> list[str]:
    """Read a comma-separated list."""
    value = os.environ.get(name)
    return default if value is None else [part.strip() for part in value.split(",") if part.strip()]


ZERENTIAN_HOME = Path(os.environ.get("ZERENTIAN_HOME") or BASE_DIR / "var").expanduser().resolve()


def secret_key() -> str:
    """Return SECRET_KEY from the environment, else the one kept in the home folder (made on first use)."""
    if from_environment := os.environ.get("SECRET_KEY"):
        return from_environment
    path = ZERENTIAN_HOME / "keys" / "django-secret"
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with open(path, "x", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
                file.write(secrets.token_urlsafe(50))
        return path.read_text()
    except OSError:  # A home that cannot be written is reported by a system check (web.E001).
        return secrets.token_urlsafe(50)


SECRET_KEY = secret_key()
DEBUG = env_bool("DEBUG", False)
# A proxy before this program ends TLS and sets X-Forwarded-Proto itself.
HTTPS = env_bool("HTTPS", False)
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS", [])
# Shown by a monitoring program on another machine; without it /metrics answers this machine alone.
METRICS_KEY = os.environ.get("METRICS_KEY", "")
# How many of our own proxies add the address they saw to X-Forwarded-For.
TRUSTED_HOPS = env_int("TRUSTED_HOPS", 1 if HTTPS else 0)
# The most that somebody outside the office sends at once, and a web process's memory before it is renewed.
PUBLIC_UPLOAD_MB = env_int("PUBLIC_UPLOAD_MB", 60)
TABLE_UPLOAD_MB = env_int("TABLE_UPLOAD_MB", 50)
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "zerentian.web.uploads.NamelessFiles",
]
UPLOAD_DAY_MB = env_int("UPLOAD_DAY_MB", 20_000)
PUBLIC_UPLOAD_DAY_MB = env_int("PUBLIC_UPLOAD_DAY_MB", 1_000)
WEB_MEMORY_MB = env_int("WEB_MEMORY_MB", 512)

# Widgets from our own templates first: those of Django include two files for every choice.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

INSTALLED_APPS = [
    "zerentian.ledger",
    "zerentian.organization",
    "zerentian.evidence",
    "zerentian.duties",
    "zerentian.casework",
    "zerentian.rectification",
    "zerentian.community",
    "zerentian.exchange",
    "zerentian.reports",
    "zerentian.residents",
    "zerentian.web",
    "django_htmx",
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "zerentian.web.middleware.OneClock",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "zerentian.web.middleware.OneLanguage",
    "zerentian.organization.middleware.Quota",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "zerentian.organization.middleware.FrontDoor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "zerentian.organization.middleware.Sitting",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "zerentian.web.middleware.Refusals",
    "zerentian.web.middleware.NoNull",
    "zerentian.organization.once.Once",
]

ROOT_URLCONF = "zerentian.urls"
ASGI_APPLICATION = "zerentian.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "zerentian.organization.templatetags.once",
                "zerentian.organization.templatetags.punctuation",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "zerentian.web.navigation.page",
                "zerentian.web.views.help.link",
            ],
        },
    },
]


MINUTES_KEPT = 10
ENGINES = {"django.db.backends.sqlite3", "django.db.backends.postgresql"}


def database() -> dict[str, object]:
    """Return the one database: DATABASE_URL, else SQLite in the home folder (WAL, FULL, IMMEDIATE)."""
    url = os.environ.get("DATABASE_URL") or f"sqlite:///{ZERENTIAN_HOME / 'zerentian.sqlite3'}"
    try:
        config: dict[str, object] = dict(dj_database_url.parse(url))
    except ValueError:
        config = {"ENGINE": ""}
    if config["ENGINE"] not in ENGINES:  # Reported by a system check (web.E002).
        return {"ENGINE": "django.db.backends.dummy"}
    if "sqlite" in str(config["ENGINE"]):
        config |= kept_copy(str(config["NAME"])) or {
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # SQLite keeps 2 MB of pages unless told otherwise; 64 MB hold the indexes of a large ledger.
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA cache_size=-64000;",
            }
        }
    else:
        given = cast("dict[str, Any]", config.get("OPTIONS") or {})
        # Conditions of who may read what are long, and the rows are few: PostgreSQL took them for costly and compiled
        # them anew for each question, 200 to 700 ms for what takes 5. What DATABASE_URL says stands behind, and wins.
        config["OPTIONS"] = given | {"options": f"-c jit=off {given.get('options', '')}".strip()}
        # A thread keeps its connection: a new one starts a process of the server that knows no table yet. SQLite's file
        # may be put in place anew (restore), so there each request opens it.
        config |= {"CONN_MAX_AGE": MINUTES_KEPT * 60, "CONN_HEALTH_CHECKS": True}
    return config


def kept_copy(name: str) -> dict[str, object]:
    """Return how a database that may not be written is opened, to be looked at and verified; nothing for any other.

    SQLite wants to write beside a database of its write-ahead kind even to read it, unless it is told that nobody
    writes; what still stands in a write-ahead file beside the copy would then be overlooked, so it is not told so.
    """
    path = Path(name)
    if not path.is_file() or (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        return {}
    ahead = Path(f"{name}-wal")
    alone = not ahead.is_file() or ahead.stat().st_size == 0
    return {
        "NAME": f"file:{quote(name)}?mode=ro{'&immutable=1' if alone else ''}",
        "OPTIONS": {
            "transaction_mode": "DEFERRED",
            "init_command": "PRAGMA query_only=ON;PRAGMA cache_size=-64000;",
        },
    }


DATABASES = {"default": database()}
LOCAL_MEMORY = "django.core.cache.backends.locmem.LocMemCache"
# What was verified may be large: it has few places, and takes none from what else is kept.
CACHES: dict[str, dict[str, object]] = {
    "default": {"BACKEND": LOCAL_MEMORY},
    "verified": {"BACKEND": LOCAL_MEMORY, "LOCATION": "verified", "OPTIONS": {"MAX_ENTRIES": 16}},
}
DEFAULT_AUTO_FIELD = "zerentian.ledger.drawn.DrawnKeyField"
AUTH_USER_MODEL = "organization.Account"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "desk"
# Where the first page leads who has no account.
FRONT_URL = "residents:front"

# Sign-in (等保 level 2). Checked at start: organization.E002.
PASSWORD_HASHERS = [
    "zerentian.organization.hashers.Argon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
PASSWORD_DAYS = env_int("PASSWORD_DAYS", 90)
SIGN_IN_FAILURES = env_int("SIGN_IN_FAILURES", 5)
SIGN_IN_LOCK_MINUTES = env_int("SIGN_IN_LOCK_MINUTES", 10)
SIGN_IN_LOG_MONTHS = env_int("SIGN_IN_LOG_MONTHS", 12)
SESSION_IDLE_MINUTES = env_int("SESSION_IDLE_MINUTES", 15)
SESSION_HOURS = env_int("SESSION_HOURS", 12)
SESSION_COOKIE_AGE = SESSION_HOURS * 60 * 60
# Roles that sign in with a second factor; nobody must in a demo.
SECOND_FACTOR_FOR = env_list("SECOND_FACTOR_FOR", ["administrator", "auditor", "security", "supervisor"])
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None

# Mail, for digests of the desk to whoever asked for one; without a host none is sent. Checked at start: web.E006.
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_PORT = env_int("EMAIL_PORT", 25)
EMAIL_HOST_USER = os.environ.get("EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_PASSWORD", "")
EMAIL_USE_TLS = env_bool("EMAIL_TLS", False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("EMAIL_FROM", "")
SITE_URL = os.environ.get("SITE_URL", "").rstrip("/")

# Messages to programs of other offices. Off unless the operator says so; inside which networks they may go, such as
# 10.0.0.0/8: without any to public addresses alone. Checked at start: exchange.E001.
WEBHOOKS = env_bool("WEBHOOKS", False)
WEBHOOK_NETWORKS = env_list("WEBHOOK_NETWORKS", [])

# Backups by the worker, every day: where to, when, how many are kept. Checked at start: web.E007.
BACKUP_FOLDERS = env_list("BACKUP_FOLDERS", [])
BACKUP_AT = os.environ.get("BACKUP_AT") or "02:30"
BACKUP_GENERATIONS = env_int("BACKUP_GENERATIONS", 14)

# Residents' contact data: days they are kept after a matter has ended. Checked at start: casework.E001.
CONTACT_DAYS = env_int("CONTACT_DAYS", 365)

# Evidence: limits by family of file (megabytes) and for pictures also of pixels. Checked at start: evidence.E001.
EVIDENCE_MAX_BYTES = {
    "picture": env_int("EVIDENCE_MAX_PICTURE_MB", 50) * 1_000_000,
    "document": env_int("EVIDENCE_MAX_DOCUMENT_MB", 200) * 1_000_000,
    "recording": env_int("EVIDENCE_MAX_RECORDING_MB", 2_000) * 1_000_000,
}
EVIDENCE_MAX_PIXELS = env_int("EVIDENCE_MAX_MEGAPIXELS", 80) * 1_000_000
