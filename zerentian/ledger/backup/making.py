"""Making a backup: the next generation, whole or not at all; the last good one stays until then."""

import json
import re
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from zerentian import __version__
from zerentian.ledger import kept
from zerentian.ledger.backup import generations as layout
from zerentian.ledger.backup import states
from zerentian.ledger.backup.databases import Corrupt, dump, sqlite_path
from zerentian.ledger.backup.keys import fingerprints, key_home, lacking_keys
from zerentian.ledger.bulk import on_postgresql
from zerentian.ledger.files import write_whole
from zerentian.ledger.keys import high_water
from zerentian.ledger.locks import only_one
from zerentian.ledger.models import Entry, Seal
from zerentian.ledger.rules.refusals import Fork, NotAllowed

Progress = Callable[[int], object]

WAIT = 10  # seconds for another backup into the same folder, or what a killed one left running, to be done
SHA256 = re.compile(r"^[0-9a-f]{64}$")


@dataclass(frozen=True, slots=True)
class Made:
    """What a backup did: its generation, how many files were new, what is missing and what was pruned."""

    generation: layout.Generation
    copied: int
    missing: list[str]
    removed: list[str]


def run_backup(folder: Path, *, machine_now: datetime, keep: int, progress: Progress | None = None) -> Made:
    """Make a generation in a folder and keep how it went, also when it failed."""
    folder = layout.at(folder)
    began = time.monotonic()
    try:
        made = back_up(folder, machine_now=machine_now, keep=keep, progress=progress)
    except (NotAllowed, DatabaseError, sqlite3.Error, OSError) as error:
        problem = error if isinstance(error, NotAllowed) else explained(error, folder)
        states.keep_state(
            folder, tried_at=machine_now.isoformat(), outcome=states.FAILED, problem=str(problem)
        )
        raise problem from error
    states.keep_state(
        folder,
        tried_at=machine_now.isoformat(),
        made_at=machine_now.isoformat(),
        generation=made.generation.name,
        outcome=states.INCOMPLETE if made.missing else states.WHOLE,
        problem="；".join(made.missing[:5]),
        seconds=round(time.monotonic() - began),
    )
    return made


def explained(error: Exception, folder: Path) -> NotAllowed:
    """Return the refusal that says what a fault of disk or database means."""
    if isinstance(error, OSError):
        return NotAllowed(
            f"无法写入 {folder}（{error.strerror or error}），以前各代都没有动；请检查空间、权限和挂载",
            f"{folder} can't be written ({error.strerror or error}): the generations before are"
            " untouched; check space, rights and mount",
        )
    if "malformed" in str(error) or "corrupt" in str(error):
        return Corrupt(str(error))
    return NotAllowed(
        f"数据库读取失败，没有备份：{error}", "the database can't be read, nothing was backed up"
    )


def back_up(folder: Path, *, machine_now: datetime, keep: int, progress: Progress | None = None) -> Made:
    """Make a generation in a folder, then prune the oldest.

    Refused: another instance's folder, a database behind what was signed (it would push the good ones out), a
    damaged one, a full disk. Killed at any point, the folder is as before but for files that the next run clears.
    """
    refuse_inside(folder)
    refuse_unmounted(folder)
    busy = f"另一次备份正在写入 {folder}，请等它结束 · another backup is writing into {folder}: wait for it"
    with only_one(folder / ".lock", busy, wait=WAIT):
        layout.claim(folder, identity())
        layout.clear_unfinished(folder)
        refuse_behind()
        refuse_full(folder)
        name = layout.new_name(folder, machine_now)
        making = folder / f"{layout.MAKING}{name}"
        making.mkdir()
        try:
            copied, missing = fill(folder, making, machine_now, progress)
            layout.force(making)
            making.rename(folder / name)
            layout.force(folder)
        finally:
            shutil.rmtree(making, ignore_errors=True)
        removed = layout.prune(folder, keep)
    return Made(layout.Generation(folder, name), copied, missing, removed)


def identity() -> str:
    """Return what tells this instance from every other: the uuid of its first entry."""
    first = Entry.objects.order_by("id").values_list("uuid", flat=True).first()
    if first is None:
        raise NotAllowed("还没有实例，没有可备份的", "there is no instance yet: nothing to back up")
    return first.hex


def refuse_inside(folder: Path) -> None:
    """Refuse a folder within the home: what takes the home would take its backups too."""
    if folder.resolve().is_relative_to(settings.ZERENTIAN_HOME):
        raise NotAllowed(
            f"备份目录不能在 {settings.ZERENTIAN_HOME} 里面，请放到另一块盘或另一台机器",
            f"a backup may not lie within {settings.ZERENTIAN_HOME}: use another disk or machine",
        )


def refuse_unmounted(folder: Path) -> None:
    """Refuse a folder that held backups and is empty now: its disk is not mounted."""
    if states.state_of(folder).generation and not (folder / layout.IDENTITY).exists():
        raise NotAllowed(
            f"{folder} 以前有备份，现在没有了：请检查是否已挂载；确实清空过的，删除 {states.place(folder)} 后再备份",
            f"{folder} held backups and holds none now: is it mounted? If it was emptied on purpose,"
            f" remove {states.place(folder)} and back up again",
        )


def refuse_behind() -> None:
    """Refuse a database behind, or other than, what was signed: its backups would push the good ones out.

    Asks for single columns, as all of this does: a backup comes before an upgrade, which may add others.
    """
    mark = high_water()
    if mark is None:
        return
    root = Seal.objects.filter(size=mark.size).values_list("root", flat=True).first()
    if root is None or bytes(root) != mark.root:
        raise Fork(
            f"数据库不到已签名的 {mark.size} 条，或内容不同，是旧备份或另一份数据库：没有备份，以前各代都没有动",
            f"the database doesn't hold the {mark.size} entries that were signed: an old backup or"
            " another database; nothing was backed up, the generations before are untouched",
        )


def refuse_full(folder: Path) -> None:
    """Refuse to begin where the database does not fit."""
    if on_postgresql():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database()) / 4")  # a dump is compressed
            needed = int(cursor.fetchone()[0])
    else:
        needed = sqlite_path().stat().st_size
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise NotAllowed(
            f"{folder} 只剩 {free // 1000000} MB，数据库需要约 {needed // 1000000} MB；请清理，或减少"
            " BACKUP_GENERATIONS",
            f"{folder} has {free // 1000000} MB left, the database takes about {needed // 1000000} MB:"
            " make room, or lower BACKUP_GENERATIONS",
        )


def fill(
    folder: Path, making: Path, machine_now: datetime, progress: Progress | None
) -> tuple[int, list[str]]:
    """Fill a generation; return how many files were new and, in both languages, what is missing."""
    database = dump(making)
    # Files are deposited before the row that names them: copied after the database, all of them are there.
    files, copied = copied_files(folder, progress)
    missing = [*amend(folder, files), *lacking_keys()]
    description = {
        "format": 2,
        "version": __version__,
        "engine": connection.vendor,
        "made_at": machine_now.isoformat(),
        "checkpoint": Seal.objects.order_by("-number").values_list("note", flat=True).first() or "",
        "database": {
            "name": database.name,
            "sha256": layout.digest_of(database),
            "bytes": database.stat().st_size,
        },
        "keys": fingerprints(key_home()),
        "missing": missing,
        "files": files,
    }
    layout.force(database)
    write_whole(making / layout.DESCRIPTION, json.dumps(description, ensure_ascii=False).encode())
    return copied, missing


def copied_files(folder: Path, progress: Progress | None) -> tuple[dict[str, str], int]:
    """Put every kept file into the store; return the SHA-256 of each by its path under HOME, and how many were new."""
    home: Path = settings.ZERENTIAN_HOME
    files: dict[str, str] = {}
    copied = 0
    for path in kept_paths():
        known = layout.stored(folder, path.name)
        # Evidence is named by its hash and never changes: what is there in full length need not be read again.
        try:
            there = SHA256.match(path.name) and known.exists() and known.stat().st_size == path.stat().st_size
            digest, is_new = (path.name, False) if there else layout.put(folder, path)
        except FileNotFoundError:
            continue  # Erased lawfully, or replaced, since the folder was listed.
        files[str(path.relative_to(home))] = digest
        copied += is_new
        if progress:
            progress(1)
    return files, copied


def kept_paths() -> Iterator[Path]:
    """Yield every file in the kept folders but those being received or written."""
    home: Path = settings.ZERENTIAN_HOME
    for name in kept.FOLDERS:
        for path in sorted((home / name).rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                yield path


def amend(folder: Path, files: dict[str, str]) -> Iterator[str]:
    """Yield what rows speak of and is not there, or not what it was; an earlier generation's copy takes its place."""
    for path, digest in kept.expected():
        if files.get(path) == digest:
            continue
        word = "已损坏 · is damaged" if path in files else "不在磁盘上 · is not on disk"
        if layout.stored(folder, digest).exists():
            files[path] = digest
            yield f"{path} {word}（备份中有完好的一份：{layout.stored(folder, digest)} · the backup has it whole）"
        else:
            files.pop(path, None)
            yield f"{path} {word}"
