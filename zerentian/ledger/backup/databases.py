"""The database's part of a backup, on each engine by its own means: copied while it serves, checked, brought back."""

import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import connection

from zerentian.ledger.bulk import on_postgresql
from zerentian.ledger.locks import HELD
from zerentian.ledger.rules.refusals import NotAllowed


class Corrupt(NotAllowed):
    """The database is damaged: what was backed up before must stay."""

    def __init__(self, detail: str) -> None:
        super().__init__(
            f"数据库已损坏（{detail}），没有备份，以前各代都没有动。请停止服务，用 zerentian restore"
            " 把最近一代恢复到新目录，核验后换上；损坏的文件留着备查",
            f"the database is damaged ({detail}): nothing was backed up, the generations before are"
            " untouched. Stop serving, restore the newest one into a new home, and keep the damaged file",
        )


def database_name() -> str:
    """Return the name of the database's file in a backup."""
    return "database.dump" if on_postgresql() else "database.sqlite3"


def dump(folder: Path) -> Path:
    """Copy the database into a folder, as of one moment, and check the copy. Raises Corrupt when it is damaged."""
    target = folder / database_name()
    dump_postgresql(target) if on_postgresql() else dump_sqlite(target)
    return target


def dump_sqlite(target: Path) -> None:
    """Copy the database with SQLite's online backup, which sees one state while others write."""
    connection.ensure_connection()
    try:
        with closing(sqlite3.connect(target)) as copy:
            connection.connection.backup(copy)
            # One file, without the two that WAL keeps beside it.
            copy.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.DatabaseError as error:
        raise Corrupt(str(error)) from error
    if problem := sqlite_problem(target):
        raise Corrupt(problem)


def sqlite_problem(path: Path) -> str:
    """Return what SQLite's own check finds wrong in a database file, or nothing."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as own:
            found = [str(row[0]) for row in own.execute("PRAGMA integrity_check(5)")]
            loose = own.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as error:
        return str(error)
    if found != ["ok"]:
        return "; ".join(found)
    return f"{loose[0]}: foreign key" if loose else ""


def dump_postgresql(target: Path) -> None:
    """Copy the database with pg_dump, which reads one snapshot and every row of it; check that the dump can be read."""
    run_client(["pg_dump", "--format=custom", "--no-owner", f"--file={target}", *client_options()])
    run_client(["pg_restore", "--list", str(target)])


def client_options() -> list[str]:
    """Return how PostgreSQL's programs reach the database; the password goes through the environment."""
    options = {"host": "--host", "port": "--port", "user": "--username", "dbname": "--dbname"}
    parameters = connection.get_connection_params()
    return [f"{option}={parameters[name]}" for name, option in options.items() if parameters.get(name)]


def run_client(command: list[str]) -> None:
    """Run one of PostgreSQL's programs; NotAllowed says which is missing or what it complained of."""
    password = connection.get_connection_params().get("password")
    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin"} | ({"PGPASSWORD": password} if password else {})
    if shutil.which(command[0]) is None:
        raise NotAllowed(
            f"缺少 {command[0]}，请安装 postgresql-client",
            f"{command[0]} is missing: install postgresql-client",
        )
    result = subprocess.run(
        command, capture_output=True, text=True, env=environment, check=False, pass_fds=tuple(HELD)
    )
    if result.returncode:
        raise NotAllowed(f"{command[0]}: {result.stderr.strip()}")


def load(source: Path) -> None:
    """Bring a dump into the empty database: whole, or not at all."""
    load_postgresql(source) if on_postgresql() else load_sqlite(source)


def load_postgresql(source: Path) -> None:
    """Load the dump in one transaction."""
    options = ["--no-owner", "--exit-on-error", "--single-transaction"]
    run_client(["pg_restore", *options, *client_options(), str(source)])


def load_sqlite(source: Path) -> None:
    """Put the database file in its place."""
    target = sqlite_path()
    connection.close()
    for leftover in (target, Path(f"{target}-wal"), Path(f"{target}-shm")):
        leftover.unlink(missing_ok=True)
    part = target.with_suffix(".part")
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, part)
    part.replace(target)


def sqlite_path() -> Path:
    """Return where the database file lies."""
    return Path(str(settings.DATABASES["default"]["NAME"]))
