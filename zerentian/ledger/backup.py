"""Backup and restore: a consistent copy of the database while it serves, and the folders beside it.

Files are write-once and deposited before the row that names them, so copying them after the database finds them
all. Signing keys are not in a backup: they are kept apart, or a thief of one backup could sign a false history.
"""

import json
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from hashlib import file_digest
from pathlib import Path

from django.conf import settings
from django.db import connection

from zerentian.ledger.bulk import on_postgresql
from zerentian.ledger.keys import write_whole
from zerentian.ledger.models import Seal
from zerentian.ledger.rules.refusals import NotAllowed

FOLDERS = ("evidence", "reports", "ledger")
DESCRIPTION = "backup.json"

Progress = Callable[[int], object]


def back_up(folder: Path, progress: Progress | None = None) -> dict[str, object]:
    """Copy database, evidence, reports and high-water mark into ``folder``; return its description.

    Run again on the same folder it copies only files that are new. The description is written last: a folder
    without it is no backup.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / DESCRIPTION).exists():
        raise NotAllowed(f"{folder} 不是空目录，也不是备份 · {folder} is neither empty nor a backup")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / DESCRIPTION).unlink(missing_ok=True)
    database = folder / database_name()
    dump_postgresql(database) if on_postgresql() else dump_sqlite(database)
    copied = copy_folders(settings.ZERENTIAN_HOME, folder, progress)
    last = Seal.objects.order_by("-number").first()
    description: dict[str, object] = {
        "engine": connection.vendor,
        "checkpoint": last.note if last else "",
        "files": {str(path.relative_to(folder)): digest(path) for path in files_under(folder)},
    }
    write_whole(folder / DESCRIPTION, json.dumps(description, indent=1, ensure_ascii=False).encode())
    return description | {"copied": copied}


def database_name() -> str:
    """Return the name of the database's file in a backup."""
    return "database.dump" if on_postgresql() else "database.sqlite3"


def dump_sqlite(target: Path) -> None:
    """Copy the database with SQLite's online backup, which sees one state while others write."""
    part = target.with_suffix(".part")
    part.unlink(missing_ok=True)
    connection.ensure_connection()
    with sqlite3.connect(part) as copy:
        connection.connection.backup(copy)
    copy.close()
    part.replace(target)


def dump_postgresql(target: Path) -> None:
    """Copy the database with pg_dump, which reads one snapshot."""
    run_client(["pg_dump", "--format=custom", "--no-owner", f"--file={target}", *client_options()])


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
            f"缺少 {command[0]}，请安装 postgresql-client · {command[0]} is missing: install postgresql-client"
        )
    result = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if result.returncode:
        raise NotAllowed(f"{command[0]}: {result.stderr.strip()}")


def copy_folders(source: Path, target: Path, progress: Progress | None) -> int:
    """Copy what is new in the kept folders; return the number of files copied."""
    copied = 0
    for name in FOLDERS:
        for path in files_under(source / name):
            place = target / path.relative_to(source)
            if not place.exists() or place.stat().st_size != path.stat().st_size or name == "ledger":
                place.parent.mkdir(parents=True, exist_ok=True)
                part = place.with_name(f".{place.name}.part")
                shutil.copy2(path, part)
                part.replace(place)
                copied += 1
            if progress:
                progress(1)
    return copied


def files_under(folder: Path) -> Iterator[Path]:
    """Yield the files under a folder, half-written ones left out."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith(".") and path.name != DESCRIPTION:
            yield path


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, read in pieces."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def restore(folder: Path) -> dict[str, object]:
    """Bring a backup into an empty home and database; every file is checked against the description first."""
    path = folder / DESCRIPTION
    if not path.exists():
        raise NotAllowed(f"{folder} 不是完整的备份（缺 {DESCRIPTION}） · {folder} is no whole backup")
    description: dict[str, object] = json.loads(path.read_text())
    if description["engine"] != connection.vendor:
        raise NotAllowed(
            f"备份来自 {description['engine']}，当前是 {connection.vendor}；请设置相应的 DATABASE_URL"
            f" · the backup is of {description['engine']}: set DATABASE_URL accordingly"
        )
    refuse_damaged(folder, description)
    refuse_existing()
    restore_postgresql(folder) if on_postgresql() else restore_sqlite(folder)
    copy_folders(folder, settings.ZERENTIAN_HOME, None)
    return description


def refuse_damaged(folder: Path, description: dict[str, object]) -> None:
    """Refuse a backup with a missing or altered file, and name it."""
    files = description["files"]
    assert isinstance(files, dict)
    for name, expected in files.items():
        place = folder / name
        if not place.exists() or digest(place) != expected:
            raise NotAllowed(f"备份中的 {name} 缺失或已损坏 · {name} in the backup is missing or damaged")


def refuse_existing() -> None:
    """Refuse to restore over data."""
    if connection.introspection.table_names():
        raise NotAllowed(
            "数据库不是空的；恢复不会覆盖数据 · the database isn't empty; a restore never overwrites data"
        )
    for name in FOLDERS:
        if any(files_under(settings.ZERENTIAN_HOME / name)):
            raise NotAllowed(f"{settings.ZERENTIAN_HOME / name} 已有文件 · there are files in {name} already")


def restore_sqlite(folder: Path) -> None:
    """Put the database file in its place."""
    target = Path(str(settings.DATABASES["default"]["NAME"]))
    connection.close()
    for leftover in (target, Path(f"{target}-wal"), Path(f"{target}-shm")):
        leftover.unlink(missing_ok=True)
    part = target.with_suffix(".part")
    shutil.copy2(folder / "database.sqlite3", part)
    part.replace(target)


def restore_postgresql(folder: Path) -> None:
    """Load the dump into the empty database."""
    run_client(
        ["pg_restore", "--no-owner", "--exit-on-error", *client_options(), str(folder / "database.dump")]
    )
