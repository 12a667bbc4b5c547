"""Backups at the console: what each command asks for, what it says of the outcome, and with which code it ends."""

import json
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from zerentian.ledger.backup.generations import Generation
from zerentian.ledger.backup.making import Made

commands = import_module("zerentian.ledger.cli.backup")


def run(command, *said: str):
    """Return the exit code and what was said."""
    done = CliRunner().invoke(command, list(said))
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.output


class TestMaking:
    @pytest.fixture
    def asked(self, monkeypatch, settings):
        """The folders that were backed up into, each with what was kept; two things are missing in one of them."""
        asked: list[tuple[Path, int]] = []

        def back_up(folder, *, machine_now, keep, progress):
            asked.append((folder, keep))
            progress(1)
            missing = ["key a", "key b"] if folder.name == "half" else []
            removed = ["20260101T000000Z", "20260102T000000Z"] if folder.name == "full" else []
            return Made(Generation(folder, "20260302T023000Z"), 4, missing, removed)

        monkeypatch.setattr(commands.making, "run_backup", back_up)
        monkeypatch.setattr(commands.making, "kept_paths", lambda: iter([Path("a"), Path("b")]))
        settings.BACKUP_GENERATIONS, settings.BACKUP_FOLDERS = 7, ["/set/one", "/set/two"]
        return asked

    def test_each_folder_that_is_named_gets_a_generation(self, asked):
        code, output = run(commands.backup, "/named/x", "/named/y")
        assert (code, asked) == (0, [(Path("/named/x"), 7), (Path("/named/y"), 7)])
        assert "已备份到 /named/x/20260302T023000Z，新增文件 4 个" in output
        assert "已备份到 /named/y/20260302T023000Z，新增文件 4 个" in output
        assert "已清理" not in output
        assert "签名密钥请另行保管" in output

    def test_where_none_is_named_those_of_the_settings_are_meant(self, asked):
        assert run(commands.backup)[0] == 0
        assert asked == [(Path("/set/one"), 7), (Path("/set/two"), 7)]

    def test_what_was_pruned_is_named(self, asked):
        assert "已清理 · pruned: 20260101T000000Z、20260102T000000Z" in run(commands.backup, "/full")[1]

    def test_what_is_missing_is_named_and_counted_over_all_folders_and_the_code_says_so(self, asked):
        code, output = run(commands.backup, "/a/half", "/x", "/b/half")
        assert (code, len(asked)) == (1, 3)
        assert output.count("缺 · missing: key a\n") == output.count("缺 · missing: key b\n") == 2
        assert "已备份，但缺 4 项" in output
        told = CliRunner().invoke(commands.backup, ["/a/half"])
        assert "missing: key a" in told.stderr
        assert "missing: key" not in told.stdout

    def test_a_bar_is_as_long_as_there_are_files(self, asked, monkeypatch):
        lengths: list[int] = []
        bar = commands.progress

        def progress(label: str, length: int):
            lengths.append(length)
            return bar(label, length)

        monkeypatch.setattr(commands, "progress", progress)
        run(commands.backup, "/x")
        assert lengths == [2]


class TestDrilling:
    def test_a_drill_that_holds_says_how_old_and_how_much(self, tmp_path, monkeypatch, settings):
        asked: list[dict[str, object]] = []

        def drill(folder, **given):
            asked.append({"folder": folder, **given})
            return SimpleNamespace(
                generation=Generation(folder, "20260302T023000Z"),
                age=timedelta(hours=6, minutes=30),
                seconds=12.34,
                entries=70,
                files=3,
            )

        monkeypatch.setattr(commands.drills, "drill", drill)
        settings.BACKUP_FOLDERS = ["/set/one"]
        code, output = run(commands.backup, "drill")
        assert code == 0
        assert "演练通过：20260302T023000Z，6.5 小时前；用时 12.3 秒；70 条台账、3 个文件" in output
        run(commands.backup, "drill", str(tmp_path), "--generation", "x", "--keys", str(tmp_path))
        given = [(one["folder"], one["name"], one["keys"], one["scratch"]) for one in asked]
        assert given == [(Path("/set/one"), "", None, None), (tmp_path, "x", tmp_path, None)]


def test_keys_that_are_kept_apart_are_all_named_and_the_new_ones_counted(monkeypatch):
    monkeypatch.setattr(commands.keeping, "back_up_keys", lambda folder: ["b.key"])
    monkeypatch.setattr(commands.keeping, "fingerprints", lambda folder: {"a.pem": "0", "b.key": "1"})
    code, output = run(commands.backup, "keys", "/apart")
    assert code == 0
    assert "新增 1 把：a.pem、b.key" in output


class TestRestoring:
    @pytest.fixture
    def asked(self, monkeypatch):
        """What was restored or proved; the proof is what ``proof`` says."""
        asked = SimpleNamespace(steps=[], proof=commands.restoring.Proof(entries=3, files=2))

        def restore(folder, *, name, keys, progress):
            asked.steps.append(("restore", folder, name, keys))
            return None, asked.proof

        def prove():
            asked.steps.append("prove")
            return asked.proof

        monkeypatch.setattr(commands.restoring, "restore", restore)
        monkeypatch.setattr(commands.restoring, "prove", prove)
        generation = SimpleNamespace(files={"a": "0"})
        monkeypatch.setattr(commands.layout, "generation_named", lambda folder, name: generation)
        return asked

    def test_a_folder_is_restored_and_what_stands_here_only_proved(self, asked, tmp_path):
        code, output = run(commands.restore, str(tmp_path), "--json")
        assert (code, json.loads(output[output.index("{") :])) == (0, {"entries": 3, "files": 2})
        run(commands.restore, str(tmp_path), "--generation", "x", "--keys", str(tmp_path))
        code, output = run(commands.restore, "--check")
        assert (code, "3 条台账、2 个文件" in output) == (0, True)
        assert asked.steps == [
            ("restore", tmp_path, "", None),
            ("restore", tmp_path, "x", tmp_path),
            "prove",
        ]

    @pytest.mark.parametrize("both", [True, False])
    def test_one_of_both_is_wanted(self, asked, tmp_path, both):
        code, output = run(commands.restore, *([str(tmp_path), "--check"] if both else []))
        assert (code, asked.steps) == (2, [])
        assert "请给出备份目录，或用 --check" in output

    def test_what_does_not_hold_is_named_and_the_code_says_so(self, asked):
        asked.proof.problems, asked.proof.lacking = ["page 7"], ["key a"]
        code, output = run(commands.restore, "--check")
        assert code == 1
        assert "page 7\nkey a\n" in output
        assert CliRunner().invoke(commands.restore, ["--check"]).stdout == ""
