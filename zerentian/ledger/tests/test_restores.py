"""A restore as a whole: its steps in their order, what stands in a home meanwhile, and what is proved at the end."""

import json
from types import SimpleNamespace

import pytest
from django.db import connection

from zerentian.ledger import kept
from zerentian.ledger.backup import restoring
from zerentian.ledger.locks import only_one
from zerentian.ledger.models import Node, Seal
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.tests.kept_generation import digest


@pytest.mark.django_db
class TestBringing:
    """A restore from its first refusal to its proof; what brings and proves each part is tried by itself."""

    @pytest.fixture
    def steps(self, monkeypatch):
        """The steps of a restore on SQLite into which nothing was loaded yet, in the order in which they are done."""
        steps: list[object] = []
        standing = SimpleNamespace(standing=restoring.Standing.RIGHT, refusal="")
        steps_of = SimpleNamespace(done=steps, standing=standing)
        monkeypatch.setattr(restoring, "on_postgresql", lambda: False)
        monkeypatch.setattr(restoring, "look", lambda: standing)
        for module, name in (
            (restoring, "bring_files"),
            (restoring.databases, "load"),
            (restoring, "bring_keys"),
            (restoring, "migrate"),
            (restoring, "bring_postings"),
            (restoring, "keep_high_water"),
            (restoring, "prove"),
        ):
            monkeypatch.setattr(module, name, lambda *given, name=name: steps.append((name, *given)) or name)
        return steps_of

    def test_files_come_first_then_rows_keys_and_the_mark_and_last_the_proof(
        self, made, steps, tmp_path, note_down, seal_now
    ):
        note_down()
        last = seal_now()
        assert restoring.brought(made, tmp_path) == "prove"
        assert steps.done == [
            ("bring_files", made),
            ("load", made.database),
            ("bring_keys", tmp_path),
            ("bring_postings",),
            ("keep_high_water", last),
            ("prove", made),
        ]

    def test_without_keys_or_seals_there_is_less_to_bring(self, made, steps):
        restoring.brought(made, None)
        names = [name for name, *_ in steps.done]
        assert "bring_keys" not in names
        assert ("keep_high_water" in names) is Seal.objects.exists()

    def test_what_a_killed_restore_loaded_into_postgresql_is_not_loaded_again(self, made, steps, monkeypatch):
        monkeypatch.setattr(restoring, "on_postgresql", lambda: True)
        tables: list[str] = ["ledger_entry"]
        monkeypatch.setattr(connection.introspection, "table_names", lambda: tables)
        restoring.brought(made, None)
        assert ("load", made.database) not in steps.done
        tables.clear()
        restoring.brought(made, None)
        assert ("load", made.database) in steps.done

    def test_what_is_older_is_upgraded_and_what_this_version_cannot_read_refused(self, made, steps):
        steps.standing.standing = restoring.Standing.OLDER
        restoring.brought(made, None)
        names = [name for name, *_ in steps.done]
        assert names.index("load") < names.index("migrate") < names.index("bring_postings")
        steps.done.clear()
        steps.standing.standing, steps.standing.refusal = restoring.Standing.NEWER, "较新 · newer"
        with pytest.raises(NotAllowed, match="较新"):
            restoring.brought(made, None)
        assert [name for name, *_ in steps.done] == ["bring_files", "load"]

    def test_while_it_is_done_the_home_says_from_where(self, made, emptied, tmp_path, monkeypatch):
        begun, asked, steps = emptied / restoring.UNDER_WAY, [], []

        def bring(chosen, keys):
            asked.append((chosen, keys, json.loads(begun.read_text())))
            if len(asked) == 1:
                raise KeyboardInterrupt
            return "proof"

        monkeypatch.setattr(restoring, "brought", bring)
        with pytest.raises(KeyboardInterrupt):
            restoring.restore(made.folder, keys=tmp_path)
        assert begun.exists()
        # The newest one is meant where none is named.
        found = restoring.restore(made.folder, keys=tmp_path, progress=steps.append)
        assert found == (made, "proof")
        assert steps == [1, 1, 1]
        assert not begun.exists()
        assert asked == [(made, tmp_path, {"from": str(made.path)})] * 2

    def test_two_restores_at_once_are_refused(self, made, emptied, monkeypatch):
        monkeypatch.setattr(restoring, "WAIT", 0)
        monkeypatch.setattr(restoring, "brought", None)
        with (
            only_one(emptied / "state" / "restoring.lock", ""),
            pytest.raises(NotAllowed, match="另一次恢复"),
        ):
            restoring.restore(made.folder)
        assert not (emptied / restoring.UNDER_WAY).exists()

    @pytest.mark.parametrize(
        ("spoil", "word"),
        [
            (lambda made: made.description.update(engine="oracle"), "备份来自 oracle"),
            (lambda made: made.database.write_bytes(b"other"), "缺失或已损坏"),
        ],
    )
    def test_what_cannot_be_restored_leaves_an_empty_home(self, made, emptied, monkeypatch, spoil, word):
        spoil(made)
        monkeypatch.setattr(restoring, "generation_named", lambda folder, name: made)
        with pytest.raises(NotAllowed, match=word):
            restoring.restore(made.folder, name=made.name)
        assert not (emptied / restoring.UNDER_WAY).exists()


@pytest.mark.django_db
class TestProving:
    @pytest.fixture(autouse=True)
    def sound(self, home, monkeypatch):
        """A database whose file is sound, and one kept file of three that is as it was."""
        monkeypatch.setattr(restoring, "on_postgresql", lambda: False)
        monkeypatch.setattr(restoring.databases, "sqlite_problem", lambda path: "")
        monkeypatch.setattr(kept, "FOLDERS", {"x": kept.Folder("x", {"a": digest(b"one")}.items)})
        (home / "a").write_bytes(b"one")

    def test_an_instance_that_is_whole_holds_and_everything_is_counted(self, note_down, seal_now):
        note_down()
        size, steps = seal_now().size, []
        proof = restoring.prove(progress=steps.append)
        assert (proof.entries, proof.files, proof.problems, proof.lacking) == (size, 1, [], [])
        assert sum(steps) == size

    def test_whatever_is_wrong_is_named_each_by_itself(self, made, home, note_down, seal_now, monkeypatch):
        note_down()
        seal_now()
        made.description["keys"] = {"seal-0009.pem": "00"}
        (home / "a").write_bytes(b"other")
        Node.objects.all().delete()
        monkeypatch.setattr(restoring.databases, "sqlite_problem", lambda path: f"page 7 of {path.name}")
        monkeypatch.setattr(restoring.databases, "sqlite_path", lambda: home / "x.sqlite3")
        proof = restoring.prove(made)
        assert proof.problems[0] == "数据库 · database: page 7 of x.sqlite3"
        assert proof.problems[1].startswith("node 8/0: 缺少树节点")
        assert proof.problems[2].startswith("a 缺失或与哈希不符")
        assert proof.lacking == [
            "缺少密钥 keys/seal-0009.pem（或不是同一把） · the key keys/seal-0009.pem is missing, or another one"
        ]

    def test_the_file_of_postgresql_is_its_own_concern(self, monkeypatch):
        monkeypatch.setattr(restoring, "on_postgresql", lambda: True)
        monkeypatch.setattr(restoring.databases, "sqlite_problem", None)
        assert restoring.prove().holds
