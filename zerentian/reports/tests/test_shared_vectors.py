"""The vectors of format 3, and of what it leaves out, by both readers: the program's, and verify.py standing alone."""

import json
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from zerentian.ledger.rules import merkle
from zerentian.reports.leftout import LeftOut
from zerentian.reports.offline import verify

DATA = Path(__file__).with_name("data") / "format3"
CASES = json.loads((DATA / "cases.json").read_text("utf-8"))
MANIFEST, OPENING = (
    json.loads((DATA / name).read_text("utf-8")) for name in ("manifest.json", "left-out.json")
)
# Loads the file alone, without this program, and verifies one case after another.
ALONE = """
import contextlib, importlib.util, io, json, sys
spec = importlib.util.spec_from_file_location("verify", sys.argv[1])
alone = importlib.util.module_from_spec(spec)
spec.loader.exec_module(alone)
for said in json.load(sys.stdin):
    told = io.StringIO()
    with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
        code = alone.main(said)
    print(json.dumps([code, told.getvalue()]))
"""


def changed(case) -> tuple[bytes, bytes]:
    """Return manifest and opening of a case, one of them changed."""
    raw = {
        "manifest": (DATA / "manifest.json").read_bytes(),
        "opening": (DATA / "left-out.json").read_bytes(),
    }
    content = raw[case["of"]]
    if "text" in case:
        old, new = (one.encode() for one in case["text"])
        assert old in content, case["name"]
        content = content.replace(old, new, 1)
    path, value = case.get("set", [case.get("cut"), None])
    if path:
        whole = json.loads(content)
        held = whole
        for step in path[:-1]:
            held = held[step]
        if "cut" in case:
            del held[path[-1]]
        else:
            held[path[-1]] = value
        content = verify.canonical(whole)
    return tuple({**raw, case["of"]: content}.values())


@pytest.fixture(scope="module")
def calls(tmp_path_factory):
    """Return what is asked of both readers for each case: the arguments of one call."""
    folder = tmp_path_factory.mktemp("format3")
    with tarfile.open(DATA / "log.tar.xz") as archive:
        archive.extraction_filter = getattr(tarfile, "data_filter", None)  # Debian 12 has none yet.
        archive.extractall(folder)
    said = []
    for number, case in enumerate(CASES):
        manifest, opening = (folder / f"{number}.{name}.json" for name in ("manifest", "opening"))
        for path, content in zip((manifest, opening), changed(case), strict=True):
            path.write_bytes(content)
        known = [
            "--vkey",
            str(DATA / "key.vkey"),
            "--export",
            str(folder / "log"),
            "--left-out",
            str(opening),
        ]
        said.append([str(manifest), *known, "--json"])
    return said


@pytest.fixture(scope="module")
def alone(calls):
    """Return what verify.py says of each case in an interpreter that knows nothing of this program."""
    command = [sys.executable, "-I", "-S", "-c", ALONE, verify.__file__]
    done = subprocess.run(command, input=json.dumps(calls), capture_output=True, text=True, check=True)
    return [tuple(json.loads(line)) for line in done.stdout.splitlines()]


def test_every_vector_ends_as_it_is_written_by_the_file_alone(alone):
    assert [(case["name"], code) for case, (code, _) in zip(CASES, alone, strict=True)] == [
        (case["name"], case["ends"]) for case in CASES
    ]
    assert [case["name"] for case in CASES if case["ends"] == 0] == ["as it was issued"]


def test_the_program_says_word_for_word_the_same(calls, alone, capsys):
    for said, (code, told) in zip(calls, alone, strict=True):
        assert verify.main(said) == code
        assert "".join(capsys.readouterr()) == told


def test_the_commitment_to_what_is_left_out_is_made_and_read_in_one_way():
    for name, told in OPENING["renditions"].items():
        at, entries = 0, []
        for step in told["entries"]:
            at += step
            entries.append(at)
        assert LeftOut(tuple(entries), told["salt"]).commitment == verify.left_out_commitment(
            told["salt"], entries
        )
        if name == "general.checked":
            assert LeftOut(tuple(entries), told["salt"]).commitment == MANIFEST["left_out"]
            assert json.loads(json.dumps(LeftOut(tuple(entries), told["salt"]).as_data())) == told


def test_two_empty_logs_are_no_log_that_grew_by_either():
    empty = merkle.tree_root([])
    assert not merkle.consistency_holds(0, 0, empty, empty, [])
    assert not verify.consistent(0, 0, empty, empty, [])
