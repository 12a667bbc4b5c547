"""The command ``zerentian verify``: what it is called with, what it prints and with which code it ends."""

import json
from importlib import import_module

import pytest
from click.testing import CliRunner

from zerentian.ledger.rules.findings import Findings
from zerentian.reports.bagged import BagOutcome
from zerentian.reports.cli import verify as package
from zerentian.reports.offline import verify as offline
from zerentian.reports.offline.verify import NotOurs, PaperVerification

from .test_manifests_checked import VKEY, checked, manifest

command = import_module("zerentian.reports.cli.verify")


@pytest.fixture(autouse=True)
def no_locale(monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run the command on a file; what its verification finds is given."""
    (tmp_path / "x.docx").write_bytes(b"data")
    asked = []

    def call(found, *options: str, file="x.docx"):
        def answer(*given):
            asked.append(given)
            if isinstance(found, Exception):
                raise found
            return found

        monkeypatch.setattr(command, "checked", answer)
        given = [str(tmp_path / file)] if file else []
        done = CliRunner().invoke(package, [*given, *options])
        return done.exit_code, done.output

    call.folder, call.asked = tmp_path, asked
    return call


def good():
    return checked(manifest(), VKEY)


# -- One file ------------------------------------------------------------------------------------------


def test_a_file_that_holds_differs_or_is_unproved_ends_with_its_code(run):
    code, said = run(good())
    assert (code, "属实" in said, "✓ checkpoint — 封存单签名有效" in said) == (0, True, True)
    wrong = good()
    wrong.say(False, "甲", "不符 · differs")
    code, said = run(wrong)
    assert (code, said.splitlines()[3]) == (1, "✗ 甲 — 不符")
    limited = good()
    limited.notes.append(offline.ALONE)
    assert run(limited)[0] == 3


def test_the_same_is_printed_as_data(run):
    code, said = run(good(), "--json")
    told = json.loads(said)
    assert (code, told["verdict"], told["holds"]) == (0, "holds", True)


@pytest.mark.parametrize(
    ("error", "verdict", "words"),
    [
        (NotOurs("不是 · none"), "foreign", "不是本程序出具的文件"),
        (ValueError("坏了 · damaged"), "unproved", "无法核对"),
        (KeyError("x"), "unproved", "x.docx 已损坏"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(run, error, verdict, words):
    code, said = run(error)
    assert (code, words in said) == (3, True)
    told = json.loads(run(error, "--json")[1])
    assert (told["verdict"], told["holds"]) == (verdict, False)
    assert told["why"] == offline.why_unread(error, "x.docx")


def test_a_key_and_a_checkpoint_from_elsewhere_are_read_and_refused_when_they_are_none(run):
    (run.folder / "vkey").write_text(VKEY)
    (run.folder / "note").write_text(manifest()["checkpoint"])
    known = ("--vkey", str(run.folder / "vkey"), "--checkpoint", str(run.folder / "note"))
    assert run(good(), *known)[0] == 0
    assert run.asked[-1][1:3] == (VKEY, manifest()["checkpoint"])
    run(good())
    assert run.asked[-1][1:4] == (None, None, None)
    (run.folder / "wrong").write_text("words")
    for option in ("--vkey", "--checkpoint"):
        assert run(good(), option, str(run.folder / "wrong"))[0] == 2
    assert run(good(), "--vkey", str(run.folder / "none"))[0] == 2


def test_an_exported_log_and_evidence_are_looked_through_where_they_are_given(run):
    (run.folder / "log").mkdir()
    (run.folder / "opening").write_bytes(b"opens")
    called = []
    result = good()
    result.check_export = lambda folder, opening: called.append((folder.name, opening))
    result.check_evidence = lambda folder: called.append(folder.name)
    export = ("--export", str(run.folder / "log"))
    run(result, *export)
    run(result, *export, "--left-out", str(run.folder / "opening"))
    run(result, "--evidence", str(run.folder / "log"))
    assert called == [("log", None), ("log", b"opens"), "log"]
    assert run.asked[0][4].name == "log"
    paper = PaperVerification.__new__(PaperVerification)
    paper.__dict__.update(good().__dict__, check_export=lambda *given: called.append("never"))
    run(paper, *export)
    assert "never" not in called


def test_one_file_or_the_whole_log_is_named(run):
    assert run(good(), file="")[0] == 2
    assert run(good(), "--log")[0] == 2
    assert run(good(), file="none.docx")[0] == 2


# -- What knows a file ---------------------------------------------------------------------------------


def test_a_file_without_proof_is_sought_in_the_exported_log_else_in_the_one_at_hand(tmp_path, monkeypatch):
    path = tmp_path / "x.csv"
    path.write_bytes(b"a,b")
    asked = []

    def none_of_ours(*given, with_proof):
        asked.append(with_proof)
        raise NotOurs("不是 · none")

    monkeypatch.setattr(command, "check_here", none_of_ours)
    monkeypatch.setattr(command, "verify_by_export", lambda data, name, folder, *known: (name, folder))
    monkeypatch.setattr(command, "known_here", lambda data, name, *known: (name, "here"))
    assert command.checked(path, None, None, None, tmp_path) == ("x.csv", tmp_path)
    assert command.checked(path, None, None, None, None) == ("x.csv", "here")
    assert asked == [True, False]
    monkeypatch.setattr(command, "known_here", lambda *given: None)
    with pytest.raises(NotOurs):
        command.checked(path, None, None, None, None)
    monkeypatch.setattr(command, "check_here", lambda *given, with_proof: "found")
    assert command.checked(path, None, None, None, None) == "found"


# -- A package and a log -------------------------------------------------------------------------------


def test_a_package_is_told_with_what_differs_first(run, monkeypatch):
    (run.folder / "YJ").mkdir()
    (run.folder / "YJ" / "bagit.txt").write_text("x")
    outcome = BagOutcome(number="YJ2026-001", notes=["过大 · too large"])
    outcome.say(True, "b", "一致 · fits")
    outcome.say(False, "a", "不符 · differs")
    monkeypatch.setattr(command, "verify_bag", lambda *given: outcome)
    code, said = run(None, file="YJ")
    assert code == 1
    assert said.splitlines()[3:] == ["✗ a — 不符 · differs", "✓ b — 一致 · fits", "· 过大 · too large"]
    assert json.loads(run(None, "--json", file="YJ")[1])["number"] == "YJ2026-001"


def found(*problems: str, notes_=()):
    made = Findings()
    made.origin, made.size, made.root = "demo-x", 7, "ab" * 32
    for one in problems:
        made.add("entry", "3", one)
    made.notes.extend(notes_)
    return made


@pytest.mark.parametrize(
    ("problems", "code", "last"),
    [((), 0, "核验通过 · it holds"), (("坏了",), 1, "核验不通过 · it does not hold")],
)
def test_an_exported_log_is_told_with_what_is_wrong(run, monkeypatch, problems, code, last):
    (run.folder / "log").mkdir()
    (run.folder / "log" / "checkpoint").write_text("x")
    monkeypatch.setattr(command, "verify_export", lambda folder, old, key: found(*problems, notes_=["甲"]))
    ended, said = run(None, file="log")
    lines = said.splitlines()
    assert (ended, lines[-1]) == (code, last)
    assert "· 甲" in lines
    assert any(line.startswith("demo-x：7 条") for line in lines)
    assert len([line for line in lines if line.startswith("✗")]) == len(problems)
    assert json.loads(run(None, "--json", file="log")[1])["size"] == 7


def test_a_folder_without_a_checkpoint_is_no_log(run):
    (run.folder / "log").mkdir()
    code, said = run(None, file="log")
    assert (code, "没有 checkpoint" in said) == (2, True)
