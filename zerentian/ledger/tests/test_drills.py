"""A drill's outcome is kept either way, and the programs that a backup asks are told how to reach the database."""

import json
import subprocess
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from zerentian.ledger.backup import databases, drill, states
from zerentian.ledger.backup.generations import DESCRIPTION, at
from zerentian.ledger.rules.refusals import NotAllowed

NOW = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
NAMES = ("20260301T023000Z", "20260302T023000Z")


@pytest.fixture
def folder(tmp_path):
    """Two generations that say of themselves what they must."""
    kept = at(tmp_path / "kept")
    for name in NAMES:
        made = datetime.strptime(name, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        said = {"engine": "sqlite", "made_at": made.isoformat(), "files": {}, "keys": {}, "missing": []}
        said["database"] = {"name": "database.sqlite3", "sha256": ""}
        (kept / name).mkdir(parents=True)
        (kept / name / DESCRIPTION).write_text(json.dumps(said), "utf-8")
    return kept


@pytest.fixture
def answering(monkeypatch):
    """Let processes answer as told, and note what was asked of them."""
    asked = []

    def answer(module, code: int = 0, out: str = "", err: str = "") -> list:
        def ran(command, *, env, check, **said):
            asked.append((command, env))
            assert (check, said["text"], said["capture_output"]) == (False, True, True)
            return subprocess.CompletedProcess(command, code, out, err)

        monkeypatch.setattr(module.subprocess, "run", ran)
        return asked

    monkeypatch.setattr(drill, "on_postgresql", lambda: False)
    return answer


class TestDrills:
    def test_the_newest_generation_is_restored_with_the_keys_in_use(
        self, folder, home, answering, monkeypatch
    ):
        monkeypatch.setenv("DATABASE_URL", "postgresql://in.use/x")
        asked = answering(drill, out='{"entries": 7, "files": 3}')
        found = drill.drill(folder, machine_now=NOW)
        assert (found.generation.name, found.age) == (NAMES[1], timedelta(hours=6))
        assert (found.entries, found.files) == (7, 3)
        assert 0 <= found.seconds < 60
        ((command, environment),) = asked
        told = ["restore", str(folder), "--generation", NAMES[1], "--keys", str(home / "keys"), "--json"]
        assert command[1:] == ["-m", "zerentian", *told]
        assert "DATABASE_URL" not in environment
        assert environment["ZERENTIAN_HOME"] != str(home)
        state = states.state_of(folder)
        assert (state.drilled_at, state.drill_problem, state.tried_at) == (NOW.isoformat(), "", "")

    def test_another_generation_with_other_keys_in_another_place(self, folder, tmp_path, answering):
        asked = answering(drill, out='{"entries": 0, "files": 0}')
        scratch = tmp_path / "scratch"
        scratch.mkdir()
        found = drill.drill(folder, machine_now=NOW, name=NAMES[0], keys=tmp_path, scratch=scratch)
        assert found.age == timedelta(hours=30)
        ((command, environment),) = asked
        assert command[-5:] == ["--generation", NAMES[0], "--keys", str(tmp_path), "--json"]
        assert environment["ZERENTIAN_HOME"].startswith(f"{scratch}/")
        assert list(scratch.iterdir()) == []

    def test_one_that_does_not_pass_is_refused_kept_and_overcome_by_one_that_does(self, folder, answering):
        answering(drill, code=1, out="not this", err=" database: malformed \n")
        with pytest.raises(NotAllowed, match="演练不通过") as refused:
            drill.drill(folder, machine_now=NOW)
        assert refused.value.words.en == f"the drill failed: {NAMES[1]}\ndatabase: malformed"
        assert "malformed" in states.state_of(folder).drill_problem
        assert states.state_of(folder).drilled_at == NOW.isoformat()
        answering(drill, out='{"entries": 7, "files": 3}')
        drill.drill(folder, machine_now=NOW + timedelta(days=1))
        state = states.state_of(folder)
        assert (state.drill_problem, state.drilled_at) == ("", (NOW + timedelta(days=1)).isoformat())

    @pytest.mark.parametrize(
        ("used", "url"),
        [
            (("zerentian", "", "db", ""), "postgresql://zerentian@db/x"),
            (("zerentian", "a b/c", "db", "5433"), "postgresql://zerentian:a%20b%2Fc@db:5433/x"),
            (("u@v", None, "/run/pg", None), "postgresql://u%40v@%2Frun%2Fpg/x"),
        ],
    )
    def test_another_database_of_the_server_is_addressed_by_all_that_the_one_in_use_has(
        self, monkeypatch, used, url
    ):
        said = dict(zip(("USER", "PASSWORD", "HOST", "PORT"), used, strict=True))
        monkeypatch.setattr(drill, "connection", SimpleNamespace(settings_dict=said))
        assert drill.address("x") == url


class TestPrograms:
    @pytest.fixture
    def reached(self, monkeypatch):
        """A database that is reached by these parameters, with all programs at hand."""

        def by(**parameters):
            used = SimpleNamespace(get_connection_params=lambda: parameters)
            monkeypatch.setattr(databases, "connection", used)

        monkeypatch.setattr(databases.shutil, "which", lambda name: f"/usr/bin/{name}")
        return by

    def test_they_are_told_what_is_known_and_the_password_apart(self, reached, answering):
        reached(host="db", port=5433, user="u", dbname="x", password="secret", client_encoding="UTF8")
        options = ["--host=db", "--port=5433", "--username=u", "--dbname=x"]
        assert sorted(databases.client_options()) == sorted(options)
        asked = answering(databases)
        databases.run_client(["pg_dump"])
        assert asked[0][0] == ["pg_dump"]
        assert asked[0][1]["PGPASSWORD"] == "secret"
        reached(dbname="x", host="")
        assert databases.client_options() == ["--dbname=x"]
        databases.run_client(["pg_dump"])
        assert set(asked[1][1]) == {"PATH"}

    def test_one_that_is_missing_or_complains_is_named(self, reached, answering, monkeypatch):
        reached(dbname="x")
        answering(databases, code=1, err=" no such database \n")
        with pytest.raises(NotAllowed, match=r"^pg_dump: no such database"):
            databases.run_client(["pg_dump", "--list"])
        monkeypatch.setattr(databases.shutil, "which", lambda name: None)
        with pytest.raises(NotAllowed, match="缺少 pg_restore，请安装"):
            databases.run_client(["pg_restore", "--list"])

    def test_a_dump_is_written_and_read_once_before_it_counts(
        self, reached, answering, tmp_path, monkeypatch
    ):
        reached(dbname="x")
        asked = answering(databases)
        monkeypatch.setattr(databases, "on_postgresql", lambda: True)
        target = databases.dump(tmp_path)
        assert target == tmp_path / "database.dump"
        (wrote, _), (read, _) = asked
        assert wrote[0] == "pg_dump"
        assert {"--format=custom", "--no-owner", f"--file={target}", "--dbname=x"} <= set(wrote)
        assert read == ["pg_restore", "--list", str(target)]
        databases.load(target)
        assert asked[2][0][0] == "pg_restore"
        assert {"--single-transaction", "--exit-on-error", "--no-owner", str(target)} <= set(asked[2][0])

    def test_a_file_takes_the_place_of_the_database_and_of_what_lay_beside_it(self, tmp_path, monkeypatch):
        place = tmp_path / "new" / "zerentian.sqlite3"
        source = tmp_path / "database.sqlite3"
        source.write_bytes(b"rows")
        closed: list[bool] = []
        monkeypatch.setattr(databases, "sqlite_path", lambda: place)
        monkeypatch.setattr(databases, "on_postgresql", lambda: False)
        monkeypatch.setattr(databases, "connection", SimpleNamespace(close=lambda: closed.append(True)))
        databases.load(source)
        for name in ("zerentian.sqlite3", "zerentian.sqlite3-wal", "zerentian.sqlite3-shm"):
            (place.parent / name).write_bytes(b"old")
        databases.load(source)
        assert [path.name for path in place.parent.iterdir()] == ["zerentian.sqlite3"]
        assert (place.read_bytes(), source.read_bytes(), closed) == (b"rows", b"rows", [True, True])
