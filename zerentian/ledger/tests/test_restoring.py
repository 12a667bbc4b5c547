"""What a backup and a restore refuse, in their words, and what they look at file by file."""

import errno
import json
import sqlite3
from types import SimpleNamespace

import pytest
from django.db import connection

from zerentian.ledger import kept
from zerentian.ledger.backup import making, restoring, states
from zerentian.ledger.backup.databases import Corrupt
from zerentian.ledger.backup.generations import IDENTITY
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.tests.kept_generation import CONTENT, digest


class TestWhole:
    def test_every_file_is_looked_at_once(self, made):
        steps: list[int] = []
        restoring.refuse_damaged(made, steps.append)
        assert steps == [1, 1, 1]

    @pytest.mark.parametrize(
        ("spoilt", "zh", "en"),
        [
            (["pictures/a.jpg"], "pictures/a.jpg缺失", "pictures/a.jpg in the backup"),
            (["pictures/a.jpg", "evidence/c"], "pictures/a.jpg等 2 处缺失", "pictures/a.jpg and 1 more in"),
            ([""], "database.sqlite3缺失", "database.sqlite3 in the backup"),
            (["", *CONTENT], "database.sqlite3等 4 处缺失", "database.sqlite3 and 3 more in"),
        ],
    )
    def test_what_is_damaged_is_named_first_and_counted_with_the_rest(self, made, spoilt, zh, en):
        for path in spoilt:
            (made.source(path) if path else made.database).write_bytes(b"other")
        with pytest.raises(NotAllowed) as refused:
            restoring.refuse_damaged(made, None)
        assert zh in refused.value.words.zh
        assert en in refused.value.words.en

    def test_a_file_that_is_gone_is_damaged_too(self, made):
        made.source("evidence/c").unlink()
        with pytest.raises(NotAllowed, match="evidence/c"):
            restoring.refuse_damaged(made, None)
        assert not restoring.holds(made.path / "nowhere", digest(b""))
        assert not restoring.holds(made.path, digest(b""))

    def test_a_dump_of_another_engine_is_refused_by_its_name(self, made):
        restoring.refuse_other_engine(made)
        made.description["engine"] = "oracle"
        with pytest.raises(NotAllowed, match=f"oracle，当前是 {connection.vendor}"):
            restoring.refuse_other_engine(made)

    @pytest.mark.parametrize(
        ("problems", "lacking", "holds"), [([], [], True), (["x"], [], False), ([], ["x"], False)]
    )
    def test_a_proof_holds_where_nothing_is_wrong_and_nothing_lacking(self, problems, lacking, holds):
        assert restoring.Proof(1, 1, problems, lacking).holds is holds


@pytest.mark.django_db
class TestPlaces:
    def test_an_empty_home_and_database_are_taken(self, made, emptied):
        restoring.refuse_existing(made)
        (emptied / "pictures" / "deep").mkdir(parents=True)
        (emptied / "pictures" / "deep" / ".b.jpg.part").write_bytes(b"")
        restoring.refuse_existing(made)

    def test_a_database_with_tables_is_not_overwritten(self, made, emptied, monkeypatch):
        monkeypatch.setattr(connection.introspection, "table_names", lambda: ["ledger_entry"])
        with pytest.raises(NotAllowed, match="数据库不是空的"):
            restoring.refuse_existing(made)

    def test_a_home_where_an_instance_signed_is_not_restored_into(self, made, emptied):
        restoring.high_water_path().parent.mkdir(exist_ok=True)
        restoring.high_water_path().write_bytes(b"")
        with pytest.raises(NotAllowed, match="这里曾有一个实例"):
            restoring.refuse_existing(made)

    def test_files_that_are_there_are_not_overwritten(self, made, emptied):
        (emptied / "pictures" / "deep").mkdir(parents=True)
        (emptied / "pictures" / "deep" / "b.jpg").write_bytes(b"")
        with pytest.raises(NotAllowed, match="pictures 已有文件"):
            restoring.refuse_existing(made)

    @pytest.mark.parametrize("said", ['{"from": "/elsewhere"}', "[]", ""])
    def test_another_restore_that_was_not_finished_is_refused(self, made, emptied, said):
        (emptied / restoring.UNDER_WAY).write_text(said)
        with pytest.raises(NotAllowed, match="另一次没有做完的恢复"):
            restoring.refuse_existing(made)

    def test_a_restore_that_was_killed_goes_on_whatever_it_left(self, made, emptied, monkeypatch):
        monkeypatch.setattr(connection.introspection, "table_names", lambda: ["ledger_entry"])
        (emptied / restoring.UNDER_WAY).write_text(json.dumps({"from": str(made.path)}))
        restoring.refuse_existing(made)

    def test_files_come_to_their_places_and_evidence_is_not_to_be_written(self, made, home):
        restoring.bring_files(made)
        assert {path: (home / path).read_bytes() for path in CONTENT} == CONTENT
        assert (home / "evidence" / "c").stat().st_mode & 0o777 == 0o440
        assert (home / "pictures" / "a.jpg").stat().st_mode & 0o200
        assert not list(home.rglob("*.part"))
        restoring.bring_files(made)

    @pytest.mark.parametrize("path", ["../outside", "pictures/../../outside", "/tmp/outside"])
    def test_a_path_out_of_the_home_is_refused_and_nothing_written(self, made, home, path):
        made.description["files"] = {path: digest(b"one")}
        with pytest.raises(NotAllowed, match="路径不对"):
            restoring.bring_files(made)
        assert not (home.parent / "outside").exists()

    def test_kept_files_are_counted_and_those_that_differ_named(self, home, monkeypatch):
        spoken = {path: digest(content) for path, content in CONTENT.items()}
        monkeypatch.setattr(kept, "FOLDERS", {"x": kept.Folder("x", spoken.items)})
        for path, content in CONTENT.items():
            (home / path).parent.mkdir(parents=True, exist_ok=True)
            (home / path).write_bytes(content)
        proof = restoring.Proof()
        assert list(restoring.wrong_files(proof)) == []
        assert proof.files == 3
        (home / "pictures" / "a.jpg").write_bytes(b"other")
        (home / "evidence" / "c").unlink()
        wrong = list(restoring.wrong_files(restoring.Proof()))
        assert [one.partition(" ")[0] for one in wrong] == ["pictures/a.jpg", "evidence/c"]


class TestMaking:
    @pytest.mark.parametrize(
        ("fault", "kind", "zh"),
        [
            (OSError(errno.ENOSPC, "No space left"), NotAllowed, "无法写入 /kept（No space left）"),
            (OSError("gone"), NotAllowed, "无法写入 /kept（gone）"),
            (
                sqlite3.DatabaseError("disk image is malformed"),
                Corrupt,
                "数据库已损坏（disk image is malformed）",
            ),
            (sqlite3.DatabaseError("index corrupted"), Corrupt, "数据库已损坏（index corrupted）"),
            (sqlite3.DatabaseError("locked"), NotAllowed, "数据库读取失败，没有备份：locked"),
        ],
    )
    def test_a_fault_is_said_in_words(self, fault, kind, zh):
        said = making.explained(fault, "/kept")
        assert type(said) is kind
        assert said.words.zh.startswith(zh)

    def test_a_fault_of_the_database_is_kept_as_the_state_of_its_folder(self, tmp_path, now, monkeypatch):
        def fault(*given, **named):
            raise sqlite3.DatabaseError("malformed")

        monkeypatch.setattr(making, "back_up", fault)
        with pytest.raises(Corrupt):
            making.run_backup(tmp_path, machine_now=now, keep=1)
        state = states.state_of(tmp_path)
        assert (state.outcome, state.tried_at, state.made_at) == ("failed", now.isoformat(), "")
        assert "malformed" in state.problem

    @pytest.mark.parametrize(("inside", "refused"), [(".", True), ("deep/er", True), ("../beside", False)])
    def test_a_backup_lies_outside_the_home(self, home, inside, refused):
        if not refused:
            making.refuse_inside(home / inside)
            return
        with pytest.raises(NotAllowed, match="备份目录不能在"):
            making.refuse_inside(home / inside)

    def test_a_folder_that_held_backups_and_is_empty_is_not_mounted(self, tmp_path):
        making.refuse_unmounted(tmp_path)
        states.keep_state(tmp_path, generation="20260302T023000Z")
        with pytest.raises(NotAllowed, match="是否已挂载") as refused:
            making.refuse_unmounted(tmp_path)
        assert str(states.place(tmp_path)) in str(refused.value)
        (tmp_path / IDENTITY).write_text("{}")
        making.refuse_unmounted(tmp_path)

    @pytest.mark.parametrize(("free", "refused"), [(0, False), (-1, True)])
    def test_a_disk_takes_a_backup_that_just_fits(self, tmp_path, monkeypatch, free, refused):
        database = tmp_path / "database"
        database.write_bytes(bytes(3_000_000))
        monkeypatch.setattr(making, "on_postgresql", lambda: False)
        monkeypatch.setattr(making, "sqlite_path", lambda: database)
        usage = SimpleNamespace(free=3_000_000 + free)
        monkeypatch.setattr(making.shutil, "disk_usage", lambda folder: usage)
        if not refused:
            making.refuse_full(tmp_path)
            return
        with pytest.raises(NotAllowed, match="只剩 2 MB，数据库需要约 3 MB"):
            making.refuse_full(tmp_path)

    @pytest.mark.django_db
    def test_an_instance_is_told_by_its_first_entry(self, note_down, monkeypatch):
        note_down()
        first = Entry.objects.order_by("id")[0]
        assert making.identity() == first.uuid.hex
        monkeypatch.setattr(Entry.objects, "order_by", lambda *names: Entry.objects.none())
        with pytest.raises(NotAllowed, match="还没有实例"):
            making.identity()

    def test_what_rows_speak_of_is_amended_from_the_store_or_named(self, made, monkeypatch):
        spoken = {
            "pictures/whole.jpg": digest(b"whole"),
            "pictures/a.jpg": digest(b"one"),
            "pictures/gone.jpg": digest(b"gone"),
            "pictures/spoilt.jpg": digest(b"spoilt"),
        }
        monkeypatch.setattr(kept, "FOLDERS", {"x": kept.Folder("x", spoken.items)})
        files = {"pictures/whole.jpg": digest(b"whole"), "pictures/spoilt.jpg": digest(b"other")}
        told = list(making.amend(made.folder, files))
        assert [one.split(" · ")[0].partition("（")[0] for one in told] == [
            "pictures/a.jpg 不在磁盘上",
            "pictures/gone.jpg 不在磁盘上",
            "pictures/spoilt.jpg 已损坏",
        ]
        assert ["备份中有完好的一份" in one for one in told] == [True, False, False]
        assert files == {path: spoken[path] for path in ("pictures/whole.jpg", "pictures/a.jpg")}

    def test_what_is_being_received_is_not_kept(self, home, monkeypatch):
        monkeypatch.setattr(kept, "FOLDERS", {"pictures": kept.Folder("pictures", dict)})
        for name in ("b.jpg", ".part", "deep/a.jpg"):
            path = home / "pictures" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"")
        found = [path.relative_to(home).as_posix() for path in making.kept_paths()]
        assert found == ["pictures/b.jpg", "pictures/deep/a.jpg"]
