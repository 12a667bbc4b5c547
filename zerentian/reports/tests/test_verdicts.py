"""The verdict as a reader sees it, and the parts of a case and of a package compared one by one."""

import io
import json
from hashlib import sha256
from types import SimpleNamespace

import pytest

from zerentian.ledger.rules import merkle, note
from zerentian.reports.offline import verify

from .test_archive_bytes import archive, result
from .test_manifests_checked import KEY, VKEY, checked, manifest

# -- Languages and lines -------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def no_locale(monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("said", "english"),
    [
        ({}, False),
        ({"LANG": "en_GB.UTF-8"}, True),
        ({"LANG": "zh_CN.UTF-8"}, False),
        ({"LANG": "en_US", "LC_ALL": "zh_CN"}, False),
        ({"LANG": "zh_CN", "LC_MESSAGES": "en_US"}, True),
        ({"LC_MESSAGES": "zh_CN", "LC_ALL": "en_US"}, True),
        ({"LANG": "en_US", "LC_ALL": ""}, True),
        ({"LANG": "de_DE"}, False),
    ],
)
def test_chinese_comes_first_unless_the_readers_locale_is_english(monkeypatch, said, english):
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    assert verify.reads_english() is english


@pytest.mark.parametrize(
    ("words", "chinese", "english"),
    [
        ("封存单 · checkpoint", "封存单", "checkpoint"),
        ("封存单", "封存单", "封存单"),
        ("一 · 二 · three", "一", "three"),
        ("r.docx 第 3 段", "r.docx 第 3 段", "r.docx paragraph 3"),
    ],
)
def test_of_two_languages_one_is_read(monkeypatch, words, chinese, english):
    assert verify.in_one_language(words) == chinese
    monkeypatch.setenv("LANG", "en")
    assert verify.in_one_language(words) == english


@pytest.mark.parametrize("verdict", sorted(verify.VERDICTS))
def test_the_verdict_stands_between_two_lines_and_its_reason_below(monkeypatch, verdict):
    chinese, english = verify.VERDICTS[verdict]
    assert verify.headline(verdict) == ["═" * 40, f"  {chinese}", "═" * 40]
    assert verify.headline(verdict, "缘由 · reason")[3:] == ["缘由"]
    monkeypatch.setenv("LANG", "en")
    assert verify.headline(verdict, "缘由 · reason")[1:] == [f"  {english}", "═" * 40, "reason"]


def test_where_only_the_signer_is_unchecked_the_verdict_says_so(monkeypatch):
    assert verify.headline("unproved", verify.UNKNOWN_KEY)[1] == "  无法核对（签名人未核对）"
    assert "签名人" not in verify.headline("unproved", verify.ALONE)[1]
    monkeypatch.setenv("LANG", "en")
    assert verify.headline("unproved", verify.UNKNOWN_KEY)[1].endswith("(the signer was not checked)")


def test_what_differs_stands_first_then_what_holds_then_the_limits():
    told = checked(manifest(), VKEY)
    told.say(False, "甲 · a", "不符 · differs")
    told.notes.append("一 · one")
    lines = verify.outcome_lines(told)
    assert lines[:3] == verify.headline("differs")
    assert lines[3] == "✗ 甲 — 不符"
    assert [one[:1] for one in lines[4:]] == ["✓", "✓", "✓", "·"]
    assert lines[-1] == "· 一"


def test_why_a_file_could_not_be_read_is_said_in_both_languages():
    assert verify.why_unread(verify.NotOurs("不是 · none"), "x") == "不是 · none"
    assert verify.why_unread(ValueError("不是 · none"), "x") == "不是 · none"
    damaged = "x 已损坏，无法读取 · x is damaged and cannot be read"
    for error in (
        ValueError("Incorrect padding"),
        KeyError("不是 · none"),
        json.JSONDecodeError("a · b", "", 0),
    ):
        assert verify.why_unread(error, "x") == damaged


def test_a_key_or_checkpoint_that_is_none_is_no_fault_of_the_paper():
    assert verify.check_given(None, None) is None
    assert verify.check_given(VKEY, manifest()["checkpoint"]) is None
    with pytest.raises(verify.UnusableKnown, match="--vkey"):
        verify.check_given("words", None)
    with pytest.raises(verify.UnusableKnown, match="--checkpoint"):
        verify.check_given(VKEY, "words")


def run(tmp_path, capsys, data: bytes, *options: str) -> tuple[int, str, str]:
    (tmp_path / "x.json").write_bytes(data)
    code = verify.main([str(tmp_path / "x.json"), *options])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_the_command_says_its_verdict_and_ends_with_its_code(tmp_path, capsys):
    (tmp_path / "vkey").write_text(VKEY)
    known = ("--vkey", str(tmp_path / "vkey"))
    good, bad = verify.canonical(manifest()), verify.canonical(manifest() | {"nodes": {}})
    code, out, _ = run(tmp_path, capsys, good, *known)
    assert (code, "无法核对" in out, "单个文件只能证明数值" in out) == (3, True, True)
    code, out, _ = run(tmp_path, capsys, bad, *known)
    assert (code, "不符" in out) == (1, True)
    code, out, _ = run(tmp_path, capsys, bad, "--json")
    told = json.loads(out)
    assert (code, told["verdict"], told["holds"]) == (1, "differs", False)
    assert set(told) == {"verdict", "why", "holds", "lines", "notes", "controls"}


def test_the_command_tells_a_foreign_file_from_a_damaged_one(tmp_path, capsys):
    code, out, _ = run(tmp_path, capsys, b"words")
    assert (code, "不是本程序出具的文件" in out) == (3, True)
    code, out, _ = run(tmp_path, capsys, b'{"checkpoint":', "--json")
    assert (code, json.loads(out)["verdict"]) == (3, "unproved")
    code, out, err = run(tmp_path, capsys, b"words", "--vkey", str(tmp_path / "none"))
    assert (code, out, "无法读取" in err) == (2, "", True)
    (tmp_path / "wrong").write_text("words")
    assert run(tmp_path, capsys, b"words", "--vkey", str(tmp_path / "wrong"))[0] == 2


# -- A case --------------------------------------------------------------------------------------------


def cells(*rows: tuple[str, ...]) -> list[dict]:
    placed = [(at, column, text) for at, row in enumerate(rows, 1) for column, text in enumerate(row)]
    return [{"kind": "cell", "text": text, "at": (at, column)} for at, column, text in placed]


def caption(words: str) -> dict:
    return {"kind": "caption", "text": words}


COVER, LIST = (
    [("编号", "1"), ("题名", "路灯")],
    [("序号", "名称", "日期", "摘要"), ("1", "照片", "3月", "ab" * 32)],
)
STATED = {"paragraphs": [caption("封面"), *cells(*COVER), caption("佐证文件"), *cells(*LIST)]}


def test_the_tables_of_a_paper_are_read_row_by_row():
    assert verify.stated_tables(STATED) == [COVER, LIST]
    assert verify.stated_tables({"paragraphs": [caption("无")]}) == []


@pytest.mark.parametrize(
    ("csv", "place"),
    [
        ("编号,1\n题名,路灯\n序号,名称,日期,摘要\n1,照片,3月," + "ab" * 32 + "\n", None),
        ("编号,1\n题名,路灯牌\n序号,名称,日期,摘要\n", 2),
        ("编号,1\n", 2),
        ("", 1),
    ],
)
def test_the_table_of_contents_is_that_of_the_case(csv, place):
    told = result(stated=STATED)
    verify.compare_contents(told, b"\xef\xbb\xbf" + csv.encode())
    words = f"第 {place} 行与案卷的封面、目录不符" if place else "与案卷的封面和目录一致"
    assert told.said == [(place is None, "contents.csv", words)]


def test_a_digest_names_a_file_where_the_list_of_files_names_it():
    assert verify.listed_digests(STATED) == ["ab" * 32]
    other = {"paragraphs": [caption("别的表"), *cells(*LIST)]}
    assert verify.listed_digests(other) == []
    again = {
        "paragraphs": [caption("佐证文件"), *cells(*LIST), {"kind": "generated", "text": "x"}, *cells(*LIST)]
    }
    assert verify.listed_digests(again) == ["ab" * 32]


def test_files_of_a_case_are_those_it_lists_and_what_is_missing_is_a_limit():
    own, other = "ab" * 32, "cd" * 32
    told = result(stated=STATED)
    verify.compare_case_files(told, {f"files/{own}": own, "case.pdf": other})
    assert told.said == [(True, f"files/{own}", "与案卷所列的佐证一致")]
    assert told.notes == []
    told = result(stated=STATED)
    verify.compare_case_files(told, {f"files/{other}": other, f"files/{own}x": own})
    assert [holds for holds, _, _ in told.said] == [False, False]
    assert told.notes == [verify.NOT_IN_CASE, f"案卷包里没有 files/{own} · files/{own} is not in the archive"]
    verify.say_missing(told, ["case.pdf"])
    assert told.notes.count(verify.NOT_IN_CASE) == 1
    verify.say_missing(told, [])
    assert len(told.notes) == 3


@pytest.mark.parametrize(
    ("listed", "holds"),
    [
        ("aa  a.txt\nbb  b.txt\n", True),
        ("aa  a.txt\n", False),
        ("aa  a.txt\nbb  b.txt\ncc  c.txt\n", False),
        ("aa  a.txt\nbb  b.txt\nbb  b.txt\n", False),
        ("aa  a.txt\nba  b.txt\n", False),
        ("aa a.txt\nbb  b.txt\n", False),
    ],
)
def test_the_list_of_digests_names_every_file_once(listed, holds):
    told = result()
    verify.compare_digests(told, listed.encode(), {"a.txt": "aa", "b.txt": "bb", "sha256.txt": "ff"})
    assert [(one, place) for one, place, _ in told.said] == [(holds, "sha256.txt")]


def test_the_words_on_how_to_use_an_archive_are_as_they_came():
    told = result()
    verify.compare_read_me(told, verify.CASE_READ_ME.encode())
    verify.compare_read_me(told, verify.PROOF_READ_ME.encode(), verify.PROOF_READ_ME)
    verify.compare_read_me(told, verify.PROOF_READ_ME.encode())
    assert [holds for holds, _, _ in told.said] == [True, True, False]


LEAVES = [merkle.leaf_hash(f"entry {at}".encode()) for at in range(5)]


def held(at: int, **more) -> dict:
    path = [step.hex() for step in verify.audit_path(LEAVES, at)]
    return {"text": f"entry {at}", "index": at, "path": path} | more


def entries(*found: dict, frame=None, wanted=(1, 3)):
    signed = note.sign(note.Checkpoint("x", 5, merkle.tree_root(LEAVES)), [KEY])
    told = result(
        manifest=manifest() | {"checkpoint": signed},
        stated={"number": "26-1", "entries": [LEAVES[at].hex() for at in wanted]},
    )
    content = {"checkpoint": signed, "number": "26-1"} | (frame or {})
    verify.compare_entries(told, verify.canonical({**content, "entries": list(found)}))
    return [(holds, words) for holds, _, words in told.said]


def test_the_entries_of_a_case_stand_where_they_say_in_the_signed_tree():
    assert entries(held(1), held(3)) == [(True, "2 条都在台账中，与案卷所据一致")]
    differs = [(False, "与案卷所据的条目不符")]
    assert entries(held(1)) == entries(held(3), held(1)) == differs
    assert entries(held(1), held(3), frame={"number": "26-2"}) == differs
    assert entries(held(1), held(3), frame={"more": 1}) == differs
    for wrong in (held(3, index=2), held(3, index=True), held(3, path=[]), held(3, more=1)):
        assert entries(held(1), wrong) == [(False, "第 2 条不在所称的台账中")]


def test_a_case_that_commits_to_no_entries_says_that_they_were_not_checked():
    told = result(stated={})
    verify.compare_entries(told, b"")
    assert (told.said, told.notes) == ([], [verify.NOT_COMMITTED])


# -- A package -----------------------------------------------------------------------------------------


def listed(files: dict[str, bytes]) -> bytes:
    return "".join(f"{sha256(data).hexdigest()}  {name}\n" for name, data in files.items()).encode()


def bag(more=None, *, without=()):
    """Return a package for the archive that is as it says, but for what is given."""
    files = {"data/README.txt": b"read", "data/catalogue.csv": b"a,b"}
    info = "External-Identifier: YJ2026-001\nPayload-Oxum: 7.2\n"
    parts = {
        "bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "bag-info.txt": info.encode(),
        **files,
    }
    parts["manifest-sha256.txt"] = listed(files)
    tags = ("bagit.txt", "bag-info.txt", "manifest-sha256.txt")
    parts["tagmanifest-sha256.txt"] = listed({name: parts[name] for name in tags})
    parts |= more or {}
    data = archive({f"YJ2026-001/{name}": text for name, text in parts.items() if name not in without})
    return verify.verify_bytes(data, "x.zip"), parts


def test_a_package_that_fits_its_lists_holds_and_its_slip_is_a_limit():
    found, parts = bag()
    digest = sha256(parts["tagmanifest-sha256.txt"]).hexdigest()
    [line] = found.lines
    assert (line["holds"], line["place"]) == (True, "manifest-sha256.txt")
    assert line["message"].startswith(f"6 个文件与清单一致；清单摘要（tagmanifest-sha256.txt）{digest}")
    assert (found.verdict, found.exit_code, found.notes) == ("unproved", 3, [verify.NO_SLIP])
    assert (found.number, found.digest, found.shown, found.parts) == ("YJ2026-001", digest, [], {})


@pytest.mark.parametrize(
    ("more", "places"),
    [
        (
            {"bagit.txt": b"BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n"},
            ["bagit.txt", "bagit.txt"],
        ),
        ({"data/README.txt": b"rea"}, ["data/README.txt", "bag-info.txt"]),
        ({"data/README.txt": b"erad"}, ["data/README.txt"]),
        ({"data/files.csv": b""}, ["data/files.csv", "bag-info.txt"]),
        ({"other.txt": b""}, ["other.txt"]),
        ({"data/other.txt": b""}, ["data/other.txt", "bag-info.txt", "data/other.txt"]),
        (
            {"bag-info.txt": b"External-Identifier: YJ2026-001\nPayload-Oxum: 7.3\n"},
            ["bag-info.txt", "bag-info.txt"],
        ),
        ({"bag-info.txt": b"External-Identifier: YJ2026-001\n"}, ["bag-info.txt", "bag-info.txt"]),
    ],
)
def test_what_does_not_fit_the_lists_of_a_package_is_named(more, places):
    found, _ = bag(more)
    assert [line["place"] for line in found.lines if not line["holds"]] == places
    assert found.verdict == "differs"


def test_a_line_of_a_list_that_lists_nothing_or_twice_is_named():
    _, parts = bag()
    lists = parts["manifest-sha256.txt"]
    for wrong in (lists + b"words\n", lists + lists.splitlines(keepends=True)[0]):
        found, _ = bag({"manifest-sha256.txt": wrong})
        assert "manifest-sha256.txt" in [line["place"] for line in found.lines if not line["holds"]]
    assert bag(without=("data/README.txt",))[0].lines[0]["place"] == "data/README.txt"


def test_the_number_of_a_paper_is_told_by_what_it_states_or_by_its_report():
    assert verify.number_of(checked(manifest())) == "BG-1"
    assert verify.number_of(SimpleNamespace(manifest={})) == ""
    assert verify.number_of(SimpleNamespace(manifest={"report": {}})) == ""


def test_a_digest_is_read_in_pieces(tmp_path):
    data = b"x" * ((1 << 20) + 5)
    (tmp_path / "f").write_bytes(data)
    assert verify.file_sha256(tmp_path / "f") == sha256(data).hexdigest()
    with verify.zipfile.ZipFile(io.BytesIO(archive({"f": data}))) as packed:
        assert verify.digest_in(packed, "f") == sha256(data).hexdigest()
