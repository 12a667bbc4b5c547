"""The migrated database that every run of the tests begins with: made once, then copied, on both engines.

Running all migrations takes longer than most tests. The first run keeps what they made, the next ones copy it as long
as neither a migration nor a model nor a package has changed: on SQLite a file in pytest's cache, on PostgreSQL a
database beside the one under test.
"""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from fcntl import LOCK_EX, flock
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[3]
KEPT = ROOT / ".pytest_cache" / "d" / "migrated"
# As it is called before a run gives it a name for testing.
NAME = settings.DATABASES["default"]["NAME"]


def fingerprint() -> str:
    """Return 16 hex digits over all that decides what the migrations make."""
    sources = [
        *sorted(ROOT.glob("zerentian/*/migrations/*.py")),
        *sorted(ROOT.glob("zerentian/*/models/**/*.py")),
        *sorted(ROOT.glob("zerentian/*/models.py")),
        ROOT / "zerentian" / "ledger" / "migrating.py",
        ROOT / "requirements" / "develop.lock",
    ]
    digest = sha256()
    for path in sources:
        digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def kept_file() -> Path:
    """Return where the SQLite database is kept, whether or not it is there yet."""
    return KEPT / f"{fingerprint()}.sqlite3"


def kept_database() -> str:
    """Return the name of the PostgreSQL database that is kept, whether or not it is there yet."""
    return f"kept_{NAME}"


def is_kept() -> bool:
    """Tell whether a database of just these migrations is there to be copied."""
    if connection.vendor == "sqlite":
        return kept_file().exists()
    with administration() as own:
        said = own.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
            [kept_database()],
        ).fetchone()
    return said == (fingerprint(),)


def begin_with_it() -> sqlite3.Connection | None:
    """Let the database under test begin as a copy of the one that is kept, which is made now if it is not there.

    On SQLite it lives in memory for as long as the connection that is returned stays open.
    """
    make_unless_kept()
    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["TEMPLATE"] = kept_database()
        return None
    memory = sqlite3.connect(
        connection.creation._get_test_db_name(), uri=True, check_same_thread=False, timeout=20
    )
    with closing(sqlite3.connect(kept_file())) as kept:
        kept.backup(memory)
    return memory


def make_unless_kept() -> None:
    """Run the migrations into a database that is kept, one worker alone: the others wait, and find it made."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with open(KEPT / "lock", "a") as lock:
        flock(lock, LOCK_EX)
        if is_kept():
            return
        if connection.vendor == "sqlite":
            make_file()
        else:
            make_database()


def make_file() -> None:
    """Make the file in one step, and take older ones away."""
    for older in KEPT.glob("*.sqlite3*"):
        older.unlink()
    made = KEPT / "part.sqlite3"
    run_all_migrations(f"sqlite:///{made}")
    with closing(sqlite3.connect(made)) as own:
        own.execute("PRAGMA journal_mode=DELETE")  # One file alone, without its write-ahead file.
    made.replace(kept_file())


def make_database() -> None:
    """Make the database, which has its fingerprint as soon as it is whole."""
    name = kept_database()
    with administration() as own:
        own.execute(f'DROP DATABASE IF EXISTS "{name}"')
        own.execute(f'CREATE DATABASE "{name}"')
        run_all_migrations(address_of(name))
        own.execute(f"COMMENT ON DATABASE \"{name}\" IS '{fingerprint()}'")


def run_all_migrations(url: str) -> None:
    """Run all migrations into an empty database, in a process of its own."""
    script = "import django; django.setup(); from zerentian.ledger.migrating import run_migrations; run_migrations()"
    with TemporaryDirectory() as home:
        environment = {
            **os.environ,
            "DATABASE_URL": url,
            "ZERENTIAN_HOME": home,
            "DJANGO_SETTINGS_MODULE": "zerentian.settings",
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        subprocess.run([sys.executable, "-c", script], env=environment, check=True)


def address_of(database: str) -> str:
    """Return the address of another database on the server of the one under test."""
    settings = connection.settings_dict
    host = settings["HOST"].replace("/", "%2F")
    port = f":{settings['PORT']}" if settings["PORT"] else ""
    return f"postgresql://{settings['USER']}@{host}{port}/{database}"


def administration() -> psycopg.Connection[tuple[object, ...]]:
    """Connect to the server of the database under test, for what cannot stand within a transaction.

    It is the server's own first database that is entered: nobody may be in one that is copied.
    """
    names = ("host", "port", "user", "password")
    parameters = {name: value for name, value in connection.get_connection_params().items() if name in names}
    return psycopg.connect(**parameters, dbname="postgres", autocommit=True)
