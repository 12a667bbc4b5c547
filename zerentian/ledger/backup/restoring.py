"""Restoring a generation into an empty home and database, and proving that everything opens."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connection

from zerentian.ledger import kept
from zerentian.ledger.actions.posting import bring_postings
from zerentian.ledger.actions.sealing import keep_high_water
from zerentian.ledger.backup import databases
from zerentian.ledger.backup.generations import (
    Generation,
    at,
    copy,
    digest_of,
    force,
    generation_named,
    told_in,
)
from zerentian.ledger.backup.keys import bring_keys, lacking_keys
from zerentian.ledger.bulk import on_postgresql
from zerentian.ledger.files import write_whole
from zerentian.ledger.keys import high_water_path
from zerentian.ledger.locks import only_one
from zerentian.ledger.models import Seal
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.schema import Standing, look, migrate
from zerentian.ledger.verification import verify_log

Progress = Callable[[int], object]

UNDER_WAY = "restoring.json"
WAIT = 60  # seconds for another restore, or what a killed one left running, to be done


@dataclass(slots=True)
class Proof:
    """What was opened and checked, and what did not hold."""

    entries: int = 0
    files: int = 0
    problems: list[str] = field(default_factory=list)
    lacking: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Tell whether everything opened."""
        return not self.problems and not self.lacking


def restore(
    folder: Path, *, name: str = "", keys: Path | None = None, progress: Progress | None = None
) -> tuple[Generation, Proof]:
    """Bring a generation (the newest) into an empty home and database; return it with the proof that it opens.

    Every file is checked against the description first. Killed on the way, it can be run again. ``keys`` is the
    folder where the keys are kept apart.
    """
    chosen = generation_named(at(folder), name)
    refuse_other_engine(chosen)
    refuse_damaged(chosen, progress)
    home: Path = settings.ZERENTIAN_HOME
    busy = "另一次恢复正在进行，请等它结束 · another restore is under way: wait for it"
    with only_one(home / "state" / "restoring.lock", busy, wait=WAIT):
        refuse_existing(chosen)
        write_whole(home / UNDER_WAY, json.dumps({"from": str(chosen.path)}).encode())
        proof = brought(chosen, keys)
        (home / UNDER_WAY).unlink()
    return chosen, proof


def brought(chosen: Generation, keys: Path | None) -> Proof:
    """Bring files, database and keys, upgrade what is older, and prove it."""
    bring_files(chosen)
    if not (on_postgresql() and connection.introspection.table_names()):
        databases.load(chosen.database)
    if keys is not None:
        bring_keys(keys)
    if look().standing is Standing.OLDER:
        migrate()
    if refusal := look().refusal:
        raise NotAllowed(refusal)
    # A version may have other rules of posting on the same tables: nothing would be sealed on its journal.
    bring_postings()
    if last := Seal.objects.order_by("-number").first():
        keep_high_water(last)
    return prove(chosen)


def refuse_other_engine(chosen: Generation) -> None:
    """Refuse a dump that this engine cannot read."""
    engine = chosen.description["engine"]
    if engine != connection.vendor:
        raise NotAllowed(
            f"备份来自 {engine}，当前是 {connection.vendor}；请设置相应的 DATABASE_URL，"
            "恢复后可用 zerentian move-to 换库",
            f"the backup is of {engine}: set DATABASE_URL accordingly; `zerentian move-to` changes it afterwards",
        )


def refuse_damaged(chosen: Generation, progress: Progress | None) -> None:
    """Refuse a generation with a missing or altered file: name it, and the generations there are."""
    wrong = (
        [chosen.database.name] if not holds(chosen.database, chosen.description["database"]["sha256"]) else []
    )
    for path, digest in chosen.files.items():
        if not holds(chosen.source(path), digest):
            wrong.append(path)
        if progress:
            progress(1)
    if wrong:
        rest = len(wrong) - 1
        more, others = (f"等 {rest + 1} 处", f" and {rest} more") if rest else ("", "")
        raise NotAllowed(
            f"备份中的 {wrong[0]}{more}缺失或已损坏；可用 --generation 恢复另一代",
            f"{wrong[0]}{others} in the backup missing or damaged: restore another generation with --generation",
        )


def holds(path: Path, digest: str) -> bool:
    """Tell whether a file is there and has this SHA-256."""
    try:
        return digest_of(path) == digest
    except OSError:
        return False


def refuse_existing(chosen: Generation) -> None:
    """Refuse to restore over data, unless they are what a killed restore of the same generation left."""
    home: Path = settings.ZERENTIAN_HOME
    begun = home / UNDER_WAY
    if begun.exists():
        if (told_in(begun) or {}).get("from") == str(chosen.path):
            return
        raise NotAllowed(
            f"{home} 里有另一次没有做完的恢复，请换一个空目录",
            f"{home} holds another unfinished restore: use an empty home",
        )
    if connection.introspection.table_names():
        raise NotAllowed(
            "数据库不是空的；恢复不会覆盖数据", "the database isn't empty; a restore never overwrites data"
        )
    if high_water_path().exists():
        raise NotAllowed(
            f"{high_water_path()} 已存在：这里曾有一个实例，请恢复到空目录",
            f"{high_water_path()} is there: an instance lived here; restore into an empty home",
        )
    for name in kept.FOLDERS:
        if any(path.is_file() and not path.name.startswith(".") for path in (home / name).rglob("*")):
            raise NotAllowed(
                f"{home / name} 已有文件，恢复不会覆盖", f"there are files in {home / name} already"
            )


def bring_files(chosen: Generation) -> None:
    """Copy the kept files to their places; nothing stands under its name before it is whole."""
    home: Path = settings.ZERENTIAN_HOME
    for path in chosen.files:
        place = home / path
        if not place.resolve().is_relative_to(home):
            raise NotAllowed(
                f"备份中的路径不对：{path}", f"the backup names a place outside its home: {path}"
            )
        place.parent.mkdir(parents=True, exist_ok=True)
        part = place.with_name(f".{place.name}.part")
        copy(chosen.source(path), part)
        if path.startswith("evidence/"):
            part.chmod(0o440)
        part.replace(place)
        force(place.parent)


def prove(chosen: Generation | None = None, progress: Progress | None = None) -> Proof:
    """Open everything that stands here: database, log, live rows, every kept file, every key."""
    proof = Proof()
    if not on_postgresql() and (problem := databases.sqlite_problem(databases.sqlite_path())):
        proof.problems.append(f"数据库 · database: {problem}")
    found = verify_log(progress=progress)
    proof.entries = found.size
    proof.problems += [f"{problem.place}: {problem.message}" for problem in found.problems]
    for wrong in wrong_files(proof):
        proof.problems.append(wrong)
    known = chosen.description["keys"] if chosen else None
    proof.lacking += lacking_keys(known)
    return proof


def wrong_files(proof: Proof) -> Iterator[str]:
    """Yield the kept files that are missing or differ from their hash, counting all in the proof."""
    home: Path = settings.ZERENTIAN_HOME
    for path, digest in kept.expected():
        proof.files += 1
        if not holds(home / path, digest):
            yield f"{path} 缺失或与哈希不符 · {path} is missing or differs from its hash"
