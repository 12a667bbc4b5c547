"""The folder of a backup: generations beside one store of files, each file once, named by its SHA-256.

::

    FOLDER/zerentian-backup.json        whose backups these are
    FOLDER/20261128T023000Z/            a generation: backup.json and the database; whole, or not there under this name
    FOLDER/files/ab/abcd…               evidence and issued reports of all generations

A generation is made under a name that begins with a dot and renamed when everything is on disk: killed at any point,
the folder can be used again, and the generations before are untouched.
"""

import json
import os
import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any, ClassVar

from zerentian.ledger.files import write_whole
from zerentian.ledger.rules.refusals import NotAllowed

DESCRIPTION, IDENTITY, STORE = "backup.json", "zerentian-backup.json", "files"
NAME = re.compile(r"^\d{8}T\d{6}Z(-\d+)?$")
MAKING, REMOVING = ".making-", ".removing-"


@dataclass(frozen=True)
class Generation:
    """One backup as it lies in its folder."""

    folder: Path
    name: str

    # What a description tells at least, and how.
    SHAPE: ClassVar[dict[str, type]] = {
        **{"files": dict, "database": dict, "keys": dict},
        **{"missing": list, "made_at": str, "engine": str},
    }

    @property
    def path(self) -> Path:
        """Return the generation's own folder."""
        return self.folder / self.name

    @cached_property
    def description(self) -> dict[str, Any]:
        """Return what the generation says of itself; NotAllowed when that cannot be read."""
        said = told_in(self.path / DESCRIPTION) or {}
        held = {name: type(value) for name, value in said.items()}
        parts = (
            set(said.get("database", ("name", "sha256"))) if not self.SHAPE.items() - held.items() else set()
        )
        if not {"name", "sha256"} <= parts:
            raise damaged(self.path / DESCRIPTION)
        return said

    @property
    def files(self) -> dict[str, str]:
        """Return the SHA-256 of every kept file by its path under HOME."""
        files: dict[str, str] = self.description["files"]
        return files

    @property
    def database(self) -> Path:
        """Return the database's file."""
        return self.path / str(self.description["database"]["name"])

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing was missing when it was made."""
        return not self.description["missing"]

    @property
    def made_at(self) -> datetime:
        """Return when it was made."""
        return datetime.fromisoformat(self.description["made_at"])

    def source(self, path: str) -> Path:
        """Return where the content of a kept file lies."""
        return stored(self.folder, self.files[path])


class Early(Generation):
    """A backup as the first version wrote it: one generation, its files under their own names."""

    SHAPE: ClassVar[dict[str, type]] = {"files": dict, "engine": str}

    @cached_property
    def description(self) -> dict[str, Any]:
        """Return the old description in the words of the new one."""
        said = dict(super().description)
        # Its high-water mark may be ahead of its database: a restore makes the mark from the database.
        files = {path: digest for path, digest in said["files"].items() if not path.startswith("ledger/")}
        name = next((name for name in ("database.sqlite3", "database.dump") if name in files), None)
        if name is None:
            raise damaged(self.path / DESCRIPTION)
        moment = datetime.fromtimestamp((self.path / DESCRIPTION).stat().st_mtime, UTC)
        return said | {
            "database": {"name": name, "sha256": files.pop(name)},
            "files": files,
            "missing": [],
            "keys": {},
            "made_at": moment.isoformat(),
        }

    def source(self, path: str) -> Path:
        """Return where the content of a kept file lies."""
        return self.path / path


def at(folder: Path) -> Path:
    """Return a folder under the one name by which its state is kept."""
    return folder.expanduser().resolve()


def stored(folder: Path, digest: str) -> Path:
    """Return where the store keeps the file with this SHA-256."""
    return folder / STORE / digest[:2] / digest


def generations(folder: Path) -> list[Generation]:
    """Return the generations in a folder, the newest first."""
    names = [path.name for path in folder.iterdir() if NAME.match(path.name)] if folder.is_dir() else []
    found = [Generation(folder, name) for name in sorted(names, key=in_order, reverse=True)]
    return [*found, Early(folder, ".")] if (folder / DESCRIPTION).exists() else found


def in_order(name: str) -> tuple[str, int]:
    """Return what a generation's name is sorted by."""
    moment, _, number = name.partition("-")
    return moment, int(number or 1)


def generation_named(folder: Path, name: str = "") -> Generation:
    """Return a generation by its name, or the newest one. NotAllowed says which there are."""
    found = generations(folder)
    if not found:
        raise NotAllowed(f"{folder} 里没有备份", f"there is no whole backup in {folder}")
    chosen = next((one for one in found if name in ("", one.name)), None)
    if chosen is None:
        known = "、".join(one.name for one in found)
        raise NotAllowed(
            f"没有 {name} 这一代；有：{known}", f"there is no generation {name}: there are {known}"
        )
    return chosen


def new_name(folder: Path, machine_now: datetime) -> str:
    """Return the name of the next generation, after all that are there."""
    moment = machine_now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    taken = [one.name for one in generations(folder) if one.name.startswith(moment)]
    return f"{moment}-{in_order(taken[0])[1] + 1}" if taken else moment


def clear_unfinished(folder: Path) -> None:
    """Remove what a killed backup left behind."""
    for path in folder.iterdir():
        if path.name.startswith((MAKING, REMOVING)):
            shutil.rmtree(path)
    for path in (folder / STORE).glob("*/.*.part"):
        path.unlink(missing_ok=True)


def put(folder: Path, path: Path) -> tuple[str, bool]:
    """Put a file's content into the store; return its SHA-256 and whether it was new. Read once, while it is copied."""
    waiting = folder / STORE / "incoming" / f".{os.getpid()}.part"
    waiting.parent.mkdir(parents=True, exist_ok=True)
    digest = copy(path, waiting)
    place = stored(folder, digest)
    if place.exists() and place.stat().st_size == waiting.stat().st_size:
        waiting.unlink()
        return digest, False
    place.parent.mkdir(parents=True, exist_ok=True)
    waiting.replace(place)
    force(place.parent)
    return digest, True


def copy(source: Path, target: Path) -> str:
    """Copy a file to the disk itself, in pieces; return the SHA-256 of what was written."""
    hashed = sha256()
    with source.open("rb") as reader, target.open("wb") as writer:
        while chunk := reader.read(1 << 20):
            hashed.update(chunk)
            writer.write(chunk)
        writer.flush()
        os.fsync(writer.fileno())
    return hashed.hexdigest()


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, read in pieces."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def damaged(path: Path) -> NotAllowed:
    """Return the refusal of a generation that does not say what it holds."""
    return NotAllowed(
        f"{path} 缺失或已损坏，请用另一代（zerentian backup list）",
        f"{path} is missing or damaged: take another generation",
    )


def told_in(path: Path) -> dict[str, Any] | None:
    """Return what a file of JSON tells by name; None when it is not there, is damaged, or tells something else."""
    try:
        said = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


def force(place: Path) -> None:
    """Force a file's content, or a folder's names, to disk."""
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def claim(folder: Path, identity: str) -> None:
    """Write down whose backups these are; NotAllowed when the folder is another instance's, or no backup's at all."""
    path = folder / IDENTITY
    if path.exists():
        if (told_in(path) or {}).get("instance") != identity:
            raise NotAllowed(
                f"{folder} 是另一个实例的备份，请另选目录",
                f"{folder} holds another instance's backups: choose another",
            )
        return
    strange = [one.name for one in folder.iterdir() if one.name != ".lock"]
    if strange and not (folder / DESCRIPTION).exists():
        raise NotAllowed(f"{folder} 不是空目录，也不是备份", f"{folder} is neither empty nor a backup")
    write_whole(path, json.dumps({"instance": identity}).encode())


def prune(folder: Path, keep: int) -> list[str]:
    """Remove all but the newest ``keep`` generations, never the newest whole one; return the names removed."""
    found = [one for one in generations(folder) if NAME.match(one.name)]
    last_whole = next((one for one in found if one.is_whole), None)
    old = [one for one in found[keep:] if one is not last_whole]
    for one in old:
        gone = one.path.rename(folder / f"{REMOVING}{one.name}")
        force(folder)
        shutil.rmtree(gone)
    if old:
        sweep(folder)
    return [one.name for one in old]


def sweep(folder: Path) -> None:
    """Remove the files that no generation speaks of: so a lawful erasure reaches the backups too, in its time."""
    spoken = {digest for one in generations(folder) if NAME.match(one.name) for digest in one.files.values()}
    for path in (folder / STORE).glob("??/*"):
        if path.name not in spoken:
            path.unlink()
