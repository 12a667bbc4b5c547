"""Backup, drill and restore by real processes: while others write, killed at any moment, damaged on purpose."""

import json
import random
import shutil
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.db import connection

from zerentian.ledger.tests import prepared
from zerentian.ledger.tests.instances import Instance
from zerentian.ledger.tests.processes import ended
from zerentian.ledger.tests.test_processes import WRITER

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.processes,
    pytest.mark.skipif(not shutil.which("pg_dump"), reason="pg_dump is not installed"),
]


@pytest.fixture(scope="module")
def instance(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Instance]:
    """An instance begun by ``zerentian init``."""
    with django_db_blocker.unblock():
        made = Instance(tmp_path_factory.mktemp("backups") / "own")
        made.begin("--origin", "trial")
        try:
            yield made
        finally:
            made.drop()


@pytest.fixture(scope="module")
def once_backed_up(instance, tmp_path_factory) -> Path:
    """A folder with one backup, from which tests that begin with one take a copy."""
    folder = tmp_path_factory.mktemp("once") / "backup"
    instance.run("backup", str(folder))
    return folder


@contextmanager
def elsewhere(home: Path) -> Iterator[Instance]:
    """An empty home and database."""
    made = Instance(home)
    made.create()
    try:
        yield made
    finally:
        made.drop()


def newest(folder: Path) -> Path:
    """Return the newest generation."""
    return max(path for path in folder.iterdir() if path.name.startswith("2"))


def state_of(instance: Instance, folder: Path) -> dict[str, str]:
    """Return what the instance keeps of a folder's backups."""
    states = [json.loads(path.read_text()) for path in (instance.home / "state").glob("backup-*.json")]
    return next(state for state in states if state["folder"] == str(folder))


def kill_when(instance: Instance, seen: Callable[[], bool], *arguments: str, after: float) -> None:
    """Start a command and kill it so many seconds after something is seen."""
    process = instance.start("-m", "zerentian", *arguments)
    while process.poll() is None and not seen():
        time.sleep(0.002)
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    process.communicate()


def test_a_backup_made_while_others_write_comes_back_on_an_empty_machine(instance, tmp_path) -> None:
    writer = instance.start("-c", WRITER, "w", "20")
    time.sleep(1.0)
    instance.run("seal", check=False)
    folder = tmp_path / "backup"
    instance.run("backup", str(folder))
    writer.communicate()
    assert not list(folder.rglob("*.pem"))
    with elsewhere(tmp_path / "else") as other:
        restored = other.run("restore", str(folder), check=False)
        assert restored.returncode == 1
        assert "keys/seal-0001.pem" in restored.stderr
        assert "缺密钥" in restored.stderr
        shutil.copytree(instance.home / "keys", other.home / "keys", dirs_exist_ok=True)
        assert "已恢复并核验" in other.run("restore", "--check").stdout
        again = other.run("restore", str(folder), check=False)
        assert again.returncode == 1
        assert "不会覆盖" in again.stderr


def test_a_killed_backup_leaves_the_folder_usable_and_the_last_good_one_there(
    instance, once_backed_up, tmp_path
) -> None:
    folder, chance = tmp_path / "backup", random.Random(5)
    shutil.copytree(once_backed_up, folder)
    first = newest(folder)
    for _ in range(4):
        kill_when(
            instance,
            lambda: any(folder.glob(".making-*")),
            "backup",
            str(folder),
            after=chance.uniform(0, 0.1),
        )
        assert json.loads((first / "backup.json").read_text())["missing"] == []
    instance.run("backup", str(folder))
    assert newest(folder) != first
    assert not list(folder.glob(".making-*"))
    done = instance.run("backup", "drill", str(folder))
    assert "演练通过" in done.stdout


def test_a_drill_says_how_old_and_how_long_and_leaves_nothing(instance, tmp_path) -> None:
    folder, scratch = tmp_path / "backup", tmp_path / "scratch"
    scratch.mkdir()
    instance.run("backup", str(folder))
    done = instance.run("backup", "drill", str(folder), "--scratch", str(scratch))
    assert "0.0 小时前" in done.stdout
    assert list(scratch.iterdir()) == []
    state = state_of(instance, folder)
    assert (state["outcome"], state["drill_problem"]) == ("whole", "")


def drill_databases() -> set[str]:
    """Return the databases into which drills restore on the engine's server; there are none on SQLite."""
    if connection.vendor == "sqlite":
        return set()
    with prepared.administration() as own:
        found = own.execute("SELECT datname FROM pg_database WHERE datname LIKE 'zerentian_drill_%'")
        return {str(name) for (name,) in found.fetchall()}


def test_what_a_killed_drill_left_goes_with_the_next(instance, once_backed_up, tmp_path) -> None:
    folder, scratch = tmp_path / "backup", tmp_path / "scratch"
    scratch.mkdir()
    shutil.copytree(once_backed_up, folder)
    drill = ("backup", "drill", str(folder), "--scratch", str(scratch))
    process = instance.start("-m", "zerentian", *drill)
    while process.poll() is None and not any(scratch.rglob("restoring.json")):
        time.sleep(0.01)
    restoring = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    process.kill()
    process.communicate()
    assert all(ended(int(pid)) for pid in restoring)
    left, databases = set(scratch.iterdir()), drill_databases()
    assert left
    instance.run(*drill)
    assert list(scratch.iterdir()) == []
    assert not drill_databases() & databases


def test_a_drill_with_a_damaged_generation_fails_and_names_the_file(instance, tmp_path) -> None:
    folder = tmp_path / "backup"
    instance.run("backup", str(folder))
    database = next(newest(folder).glob("database.*"))
    with database.open("r+b") as file:
        file.seek(100)
        file.write(b"damage")
    failed = instance.run("backup", "drill", str(folder), check=False)
    assert failed.returncode == 1
    assert database.name in failed.stderr
    assert database.name in state_of(instance, folder)["drill_problem"]


def test_a_killed_restore_can_be_run_again(instance, once_backed_up, tmp_path) -> None:
    folder = tmp_path / "backup"
    shutil.copytree(once_backed_up, folder)
    with elsewhere(tmp_path / "else") as other:
        arguments = ("restore", str(folder), "--keys", str(instance.home / "keys"))
        for after in (0.0, 0.15):
            kill_when(other, lambda: (other.home / "restoring.json").exists(), *arguments, after=after)
        if (other.home / "restoring.json").exists() or not other.home.exists():
            assert "已恢复并核验" in other.run(*arguments).stdout
        assert "已恢复并核验" in other.run("restore", "--check").stdout
        assert not (other.home / "restoring.json").exists()


def test_a_damaged_database_is_never_backed_up_over_the_good_copy(instance, tmp_path) -> None:
    if connection.vendor == "postgresql":
        pytest.skip("a file of SQLite's is damaged here")
    folder, damaged = tmp_path / "backup", Instance(tmp_path / "own")
    shutil.copytree(instance.home, damaged.home)
    damaged.run("backup", str(folder))
    good = newest(folder)
    path = damaged.home / "zerentian.sqlite3"
    with closing(sqlite3.connect(path)) as own:
        own.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        root = own.execute("SELECT rootpage FROM sqlite_master WHERE name = 'ledger_posting'").fetchone()[0]
    with path.open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(b"\xff" * 4096)
    failed = damaged.run("backup", str(folder), check=False)
    assert failed.returncode == 1
    assert "Traceback" not in failed.stderr
    assert "已损坏" in failed.stderr
    assert "zerentian restore" in failed.stderr
    assert newest(folder) == good


def test_the_worker_makes_the_backup_of_the_day(instance, tmp_path) -> None:
    folder = tmp_path / "backup"
    instance.environment["BACKUP_FOLDERS"] = str(folder)  # no test after this one makes a backup elsewhere
    script = (
        "import django; django.setup(); from zerentian.web.cli.worker import back_up;"
        "back_up(None); back_up(None)"
    )
    process = instance.start("-c", script)
    assert process.communicate()[1].count("Traceback") == 0
    assert len([path for path in folder.iterdir() if path.name.startswith("2")]) == 1
