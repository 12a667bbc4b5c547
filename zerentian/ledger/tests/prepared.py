"""The migrated database that every run of the tests begins with: made once, then copied, on both engines.

Running all migrations takes longer than most tests. The first run keeps what they made, the next ones copy it as long
as neither a migration nor a model nor a package has changed: on SQLite a file in pytest's cache, on PostgreSQL a
database beside the one under test.
"""

import os
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

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
    """Let the database under test begin as a copy of the one that is kept, if there is one.

    On SQLite it lives in memory for as long as the connection that is returned stays open.
    """
    if not is_kept():
        return None
    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["TEMPLATE"] = kept_database()
        return None
    memory = sqlite3.connect(
        connection.creation._get_test_db_name(), uri=True, check_same_thread=False, timeout=20
    )
    with closing(sqlite3.connect(kept_file())) as kept:
        kept.backup(memory)
    return memory


def keep() -> None:
    """Keep the database under test, which the migrations have just made, unless another run has done so."""
    if is_kept():
        return
    if connection.vendor == "sqlite":
        keep_file()
    else:
        keep_database()


def keep_file() -> None:
    """Write the database under test into a file, in one step, and take older ones away."""
    KEPT.mkdir(parents=True, exist_ok=True)
    connection.ensure_connection()
    made = KEPT / f"{os.getpid()}.part"
    with closing(sqlite3.connect(made)) as file:
        connection.connection.backup(file)
    for older in set(KEPT.glob("*.sqlite3")) - {kept_file()}:
        older.unlink(missing_ok=True)
    made.replace(kept_file())


def keep_database() -> None:
    """Copy the database under test beside itself, one worker alone."""
    name, under_test = kept_database(), connection.settings_dict["NAME"]
    connection.close()
    with administration() as own:
        # Workers that were here before wait, and find it made.
        own.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
        if not is_kept():
            own.execute(f'DROP DATABASE IF EXISTS "{name}"')
            own.execute(f'CREATE DATABASE "{name}" TEMPLATE "{under_test}"')
            own.execute(f"COMMENT ON DATABASE \"{name}\" IS '{fingerprint()}'")


def administration() -> psycopg.Connection[tuple[object, ...]]:
    """Connect to the server of the database under test, for what cannot stand within a transaction.

    It is the server's own first database that is entered: nobody may be in one that is copied.
    """
    names = ("host", "port", "user", "password")
    parameters = {name: value for name, value in connection.get_connection_params().items() if name in names}
    return psycopg.connect(**parameters, dbname="postgres", autocommit=True)
