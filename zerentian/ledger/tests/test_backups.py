"""Backups on SQLite and PostgreSQL: generations, what is missing named, the last good one never lost."""

import json
import os
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import override_settings

from zerentian.ledger import kept
from zerentian.ledger.actions import seal
from zerentian.ledger.backup import databases, last_backup, making
from zerentian.ledger.backup.generations import (
    DESCRIPTION,
    IDENTITY,
    Generation,
    clear_unfinished,
    copy,
    generation_named,
    generations,
)
from zerentian.ledger.backup.keys import back_up_keys, bring_keys, lacking_keys
from zerentian.ledger.backup.making import run_backup
from zerentian.ledger.backup.restoring import refuse_damaged
from zerentian.ledger.backup.schedule import due_folders
from zerentian.ledger.backup.states import place
from zerentian.ledger.files import write_whole
from zerentian.ledger.keys import high_water_path, key_files, make_key, signing_key
from zerentian.ledger.locks import only_one
from zerentian.ledger.rules.note import Checkpoint, sign
from zerentian.ledger.rules.periods import LOCAL
from zerentian.ledger.rules.refusals import Fork, NotAllowed

MOMENT = datetime(2026, 3, 2, 2, 30, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def dumped(monkeypatch):
    """The database's own dump is tried with real processes; here it is a file with a few bytes."""

    def dump(folder: Path) -> Path:
        target = folder / databases.database_name()
        target.write_bytes(os.urandom(40))
        return target

    monkeypatch.setattr(making, "dump", dump)
    monkeypatch.setattr(making, "refuse_full", lambda folder: None)


@pytest.fixture
def folder(tmp_path) -> Path:
    return tmp_path / "backup"


@pytest.fixture
def pictures(home, monkeypatch):
    """A room that keeps files, and says which there must be."""
    spoken: dict[str, str] = {}
    monkeypatch.setitem(kept.FOLDERS, "pictures", kept.Folder("pictures", lambda: spoken.items()))

    def put(name: str, content: bytes) -> Path:
        path = home / "pictures" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        spoken[f"pictures/{name}"] = copy(path, home / "again")
        return path

    put.spoken = spoken
    return put


def again(folder: Path, days: int = 0, keep: int = 3, **options):
    return run_backup(folder, machine_now=MOMENT + timedelta(days=days), keep=keep, **options)


def test_each_backup_is_a_generation_and_only_so_many_are_kept(folder, now):
    seal(now=now)
    for day in range(5):
        made = again(folder, day)
    assert [one.name for one in generations(folder)] == [f"2026030{day}T023000Z" for day in (6, 5, 4)]
    assert made.removed == ["20260303T023000Z"]
    assert made.generation.is_whole


def test_two_backups_within_a_second_are_two_generations(folder):
    assert again(folder).generation.name == "20260302T023000Z"
    assert again(folder).generation.name == "20260302T023000Z-2"
    assert generation_named(folder).name == "20260302T023000Z-2"


def test_a_file_lies_once_in_the_store_for_all_generations(folder, pictures):
    pictures("a.jpg", b"one")
    assert again(folder).copied == 1
    pictures("b.jpg", b"two")
    made = again(folder, 1)
    assert made.copied == 1
    assert set(made.generation.files) == {"pictures/a.jpg", "pictures/b.jpg"}


def test_what_no_generation_speaks_of_any_more_leaves_the_store(folder, pictures, home):
    path = pictures("a.jpg", b"erased by law")
    first = again(folder, keep=2).generation
    content = first.source("pictures/a.jpg")
    path.unlink()
    pictures.spoken.clear()
    again(folder, 1, keep=2)
    assert content.exists()
    again(folder, 2, keep=1)
    assert not content.exists()


def test_a_missing_file_is_named_and_an_earlier_copy_of_it_stands_in(folder, pictures):
    path = pictures("a.jpg", b"one")
    again(folder)
    path.unlink()
    made = again(folder, 1)
    assert [one.split(" ")[0] for one in made.missing] == ["pictures/a.jpg"]
    assert "完好" in made.missing[0]
    assert made.generation.source("pictures/a.jpg").read_bytes() == b"one"
    assert last_backup().outcome == "incomplete"


def test_a_damaged_file_does_not_replace_the_good_copy(folder, pictures):
    path = pictures("a.jpg", b"one")
    again(folder)
    path.write_bytes(b"two")
    made = again(folder, 1)
    assert "已损坏" in made.missing[0]
    assert made.generation.source("pictures/a.jpg").read_bytes() == b"one"


def test_the_newest_whole_generation_outlives_many_incomplete_ones(folder, pictures):
    path = pictures("a.jpg", b"one")
    whole = again(folder, keep=2).generation
    path.unlink()
    for day in range(1, 5):
        again(folder, day, keep=2)
    assert whole.name in [one.name for one in generations(folder)]


def test_a_damaged_database_adds_no_generation_and_removes_none(folder, monkeypatch):
    good = again(folder, keep=1).generation

    def dump(folder: Path) -> Path:
        raise databases.Corrupt("page 7")

    monkeypatch.setattr(making, "dump", dump)
    with pytest.raises(NotAllowed, match="page 7"):
        again(folder, 1, keep=1)
    assert [one.name for one in generations(folder)] == [good.name]
    state = last_backup()
    assert (state.outcome, state.generation) == ("failed", good.name)
    assert state.made == MOMENT


def test_a_corrupt_sqlite_file_is_found_by_its_own_check(tmp_path):
    path = tmp_path / "a.sqlite3"
    with closing(sqlite3.connect(path)) as own, own:
        own.execute("CREATE TABLE one (words TEXT)")
        own.executemany("INSERT INTO one VALUES (?)", [("x" * 900,)] * 60)
        own.execute("CREATE INDEX by_words ON one (words)")
    assert databases.sqlite_problem(path) == ""
    with path.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(b"\0" * 4096)
    assert databases.sqlite_problem(path) != ""


def test_an_old_database_put_back_does_not_push_the_good_ones_out(folder, note_down, now):
    note_down()
    seal(now=now)
    again(folder)
    ahead = Checkpoint("demo-tests", 10_000, b"\0" * 32)
    write_whole(high_water_path(), sign(ahead, [signing_key()]).encode())
    with pytest.raises(Fork):
        again(folder, 1)
    assert len(generations(folder)) == 1


def test_another_instances_folder_is_refused(folder):
    again(folder)
    (folder / IDENTITY).write_text(json.dumps({"instance": "0" * 32}))
    with pytest.raises(NotAllowed, match="另一个实例"):
        again(folder, 1)


def test_a_folder_with_other_things_in_it_is_refused(folder):
    folder.mkdir()
    (folder / "letters.doc").write_text("mine")
    with pytest.raises(NotAllowed, match="不是空目录"):
        again(folder)
    assert last_backup().outcome == "failed"


def test_a_disk_that_is_not_mounted_is_not_taken_for_an_empty_folder(folder):
    again(folder)
    folder.rename(folder.with_name("disk"))
    folder.mkdir()
    with pytest.raises(NotAllowed, match="挂载"):
        again(folder, 1)
    assert list(folder.iterdir()) == []
    folder.rmdir()
    folder.with_name("disk").rename(folder)
    assert again(folder, 1).generation.is_whole


def test_a_backup_within_the_home_is_refused(home):
    with pytest.raises(NotAllowed, match="另一块盘"):
        again(home / "backup")


def test_what_a_killed_backup_left_is_cleared_and_never_taken_for_a_generation(folder):
    again(folder)
    left = folder / ".making-20260303T023000Z"
    left.mkdir()
    (left / "database.sqlite3").write_bytes(b"half")
    part = folder / "files" / "incoming" / ".77.part"
    part.parent.mkdir(parents=True, exist_ok=True)
    part.write_bytes(b"half")
    assert len(generations(folder)) == 1
    again(folder, 1)
    assert not left.exists()
    assert not part.exists()


def test_two_backups_at_once_into_one_folder_are_refused(folder, monkeypatch):
    monkeypatch.setattr(making, "WAIT", 0)
    with only_one(folder / ".lock", ""), pytest.raises(NotAllowed, match="另一次备份"):
        again(folder)


def test_a_generation_with_a_changed_file_is_refused_by_name(folder, pictures):
    pictures("a.jpg", b"one")
    made: Generation = again(folder).generation
    made.source("pictures/a.jpg").write_bytes(b"two")
    with pytest.raises(NotAllowed, match=r"pictures/a\.jpg"):
        refuse_damaged(made, None)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "[]",
        "{}",
        "null",
        "7",
        "[" * 100_000,
        '{"files":[],"database":{},"missing":[],"made_at":""}',
        "\0",
    ],
)
def test_a_generation_that_says_nothing_of_itself_is_refused_and_another_one_named(folder, said):
    made: Generation = again(folder).generation
    (made.path / DESCRIPTION).write_text(said, "utf-8")
    with pytest.raises(NotAllowed, match="另一代"):
        refuse_damaged(generation_named(folder, made.name), None)


def test_a_folder_that_no_longer_says_whose_backups_it_holds_is_left_alone(folder):
    again(folder)
    (folder / IDENTITY).write_text("[]", "utf-8")
    with pytest.raises(NotAllowed, match="另选目录"):
        again(folder, 1)


def test_a_disk_that_is_full_is_said_in_words(folder, monkeypatch):
    def full(source: Path, target: Path) -> str:
        raise OSError(28, "No space left on device")

    again(folder)
    monkeypatch.setattr(making.layout, "force", lambda place: full(place, place))
    with pytest.raises(NotAllowed, match="No space left"):
        again(folder, 1)
    assert len(generations(folder)) == 1
    clear_unfinished(folder)
    assert not list(folder.glob(".making-*"))


def test_keys_go_to_a_folder_of_their_own_and_are_checked(folder, tmp_path, note_down, now):
    note_down()
    seal(now=now)
    again(folder)
    assert list(folder.rglob("*.pem")) == []
    with pytest.raises(NotAllowed, match="密钥须另存他处"):
        back_up_keys(folder / "keys")
    apart = tmp_path / "apart"
    assert back_up_keys(apart) == ["contact-0001.key", *(path.name for path in key_files())]
    assert back_up_keys(apart) == []
    assert (apart / key_files()[0].name).stat().st_mode & 0o777 == 0o600


def test_a_key_that_is_gone_is_named_and_comes_back_from_where_it_is_kept(folder, tmp_path, note_down, now):
    note_down()
    seal(now=now)
    back_up_keys(tmp_path / "apart")
    for path in key_files():
        path.unlink()
    made = again(folder)
    assert any("签署最近一次封存的密钥" in one for one in made.missing)
    bring_keys(tmp_path / "apart")
    assert list(lacking_keys()) == []


def test_another_key_under_the_same_name_is_no_match_and_not_overwritten(tmp_path, note_down, now):
    note_down()
    seal(now=now)
    back_up_keys(tmp_path / "apart")
    key_files()[0].unlink()
    make_key()
    assert list(lacking_keys()) != []
    with pytest.raises(NotAllowed, match="另一把密钥"):
        bring_keys(tmp_path / "apart")


def test_the_worker_backs_up_at_its_hour_and_again_an_hour_after_a_failure(folder, monkeypatch):
    at = datetime(2026, 3, 3, 2, 30, tzinfo=LOCAL)
    with override_settings(BACKUP_FOLDERS=[str(folder)], BACKUP_AT="02:30"):
        assert list(due_folders(at)) == [folder]
        run_backup(folder, machine_now=at, keep=3)
        assert list(due_folders(at + timedelta(hours=23))) == []
        assert list(due_folders(at + timedelta(hours=24))) == [folder]
        shutil.move(folder / IDENTITY, folder / "letters.doc")
        with pytest.raises(NotAllowed):
            run_backup(folder, machine_now=at + timedelta(hours=24), keep=3)
        assert list(due_folders(at + timedelta(hours=24, minutes=59))) == []
        assert list(due_folders(at + timedelta(hours=25))) == [folder]


def test_a_damaged_state_is_written_anew(folder):
    again(folder)
    place(folder).write_text("{")
    assert last_backup() is None
    again(folder, 1)
    assert last_backup().age(MOMENT + timedelta(days=2)) == timedelta(days=1)


def test_the_early_layout_is_still_read(tmp_path):
    name = databases.database_name()
    (tmp_path / name).write_bytes(b"dump")
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence" / "a").write_bytes(b"one")
    files = {path: copy(tmp_path / path, tmp_path / "x") for path in (name, "evidence/a")}
    said = {"engine": connection.vendor, "checkpoint": "", "files": files | {"ledger/high-water": "00"}}
    (tmp_path / "backup.json").write_text(json.dumps(said))
    for damaged in ({"files": {}, "engine": connection.vendor}, {"engine": connection.vendor}, []):
        (tmp_path / "backup.json").write_text(json.dumps(damaged))
        with pytest.raises(NotAllowed, match="另一代"):
            refuse_damaged(generation_named(tmp_path), None)
    (tmp_path / "backup.json").write_text(json.dumps(said))
    early = generation_named(tmp_path)
    assert list(early.files) == ["evidence/a"]
    refuse_damaged(early, None)
    (tmp_path / "evidence" / "a").write_bytes(b"two")
    with pytest.raises(NotAllowed, match="evidence/a"):
        refuse_damaged(early, None)
