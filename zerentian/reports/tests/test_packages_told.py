"""What is said of a package for the archive that lies in a folder or a zip: its verdict, its papers, its slip."""

import io
import zipfile
from types import SimpleNamespace

import pytest

from zerentian.reports import bagged
from zerentian.reports.bagged import BagOutcome
from zerentian.reports.offline.verify import UNKNOWN_KEY, NotOurs

FOLDER = "data/papers/0001_R/"


def told(outcome: BagOutcome) -> list[tuple[bool, str, str]]:
    return [(line["holds"], line["place"], line["message"].partition(" · ")[0]) for line in outcome.lines]


@pytest.mark.parametrize(
    ("holds", "limits", "verdict", "why", "code"),
    [
        ([True], [], "holds", "", 0),
        ([], [], "holds", "", 0),
        ([True, False], ["甲"], "differs", "甲", 1),
        ([True], ["甲"], "unproved", "甲", 3),
        ([True], [UNKNOWN_KEY], "unproved", UNKNOWN_KEY, 0),
        ([True], [UNKNOWN_KEY, "甲"], "unproved", "甲", 3),
    ],
)
def test_the_verdict_of_a_package_follows_from_its_lines_and_limits(holds, limits, verdict, why, code):
    outcome = BagOutcome(number="YJ2026-001", manifest="ab", limits=limits)
    for one in holds:
        outcome.say(one, "x", "甲")
    assert (outcome.verdict, outcome.why, outcome.exit_code) == (verdict, why, code)
    data = outcome.as_data()
    assert (data["verdict"], data["holds"], data["why"], data["number"]) == (
        verdict,
        verdict == "holds",
        why,
        "YJ2026-001",
    )


@pytest.mark.parametrize(
    ("numbers", "unlisted", "lines"),
    [
        ({"R1"}, set(), [(True, FOLDER, "文书 R1 核验通过")]),
        (set(), set(), [(False, FOLDER, "文书缺少，或分属不同事项")]),
        ({"R1", "R2"}, set(), [(False, FOLDER, "文书缺少，或分属不同事项")]),
        (
            {"R1"},
            {"b", "a"},
            [
                (False, f"{FOLDER}files/a", "案卷没有列出这个文件"),
                (False, f"{FOLDER}files/b", "案卷没有列出这个文件"),
            ],
        ),
    ],
)
def test_papers_of_a_folder_are_of_one_matter_and_list_their_evidence(numbers, unlisted, lines):
    outcome = BagOutcome()
    bagged.say_papers(outcome, FOLDER, numbers, unlisted)
    assert told(outcome) == lines


def test_papers_of_which_something_is_wrong_already_do_not_hold():
    outcome = BagOutcome()
    outcome.say(False, f"{FOLDER}paper.pdf", "不符")
    bagged.say_papers(outcome, FOLDER, {"R1"}, set())
    assert len(outcome.lines) == 1
    other = BagOutcome()
    other.say(False, "data/papers/0002_R/paper.pdf", "不符")
    bagged.say_papers(other, FOLDER, {"R1"}, set())
    assert other.lines[-1]["holds"]


class Held:
    """Files of a package in memory."""

    def __init__(self, **files: bytes) -> None:
        self.files = {name.replace("__", "/").replace("_dot_", "."): data for name, data in files.items()}

    def open(self, path: str):
        return io.BytesIO(self.files[path])


def paper(number="R1", *wrong: str, limits=()):
    lines = [{"holds": not one, "place": one or "x", "message": "不符"} for one in (wrong or ("",))]
    return SimpleNamespace(lines=lines, limits=list(limits), manifest={"report": {"number": number}})


def check_papers(monkeypatch, files: dict[str, bytes], answers: dict[str, object]):
    def answer(data, name, *given):
        found = answers[name]
        if isinstance(found, Exception):
            raise found
        return found

    monkeypatch.setattr(bagged, "check_here", answer)
    held, outcome = Held(), BagOutcome()
    held.files = {FOLDER + name: data for name, data in files.items()}
    sizes = {name: len(data) for name, data in held.files.items()}
    bagged.check_papers(held, outcome, FOLDER, sizes, None, None, None)
    return outcome


def test_each_paper_of_a_file_is_checked_by_itself(monkeypatch):
    files = {"report.docx": b"", "report.pdf": b""}
    outcome = check_papers(
        monkeypatch, files, {"report.docx": paper(limits=["甲"]), "report.pdf": paper(limits=["乙"])}
    )
    assert told(outcome) == [(True, FOLDER, "文书 R1 核验通过")]
    assert outcome.limits == ["甲", "乙"]


@pytest.mark.parametrize(
    ("files", "answers", "lines"),
    [
        (
            {"paper.pdf": b"", "other.txt": b""},
            {"paper.pdf": paper()},
            [(False, f"{FOLDER}other.txt", "不是案卷里的文件")],
        ),
        (
            {"paper.pdf": b""},
            {"paper.pdf": NotOurs("不是 · none")},
            [
                (False, f"{FOLDER}paper.pdf", "不是本程序的文书，或已损坏"),
                (False, FOLDER, "文书缺少，或分属不同事项"),
            ],
        ),
        (
            {"paper.pdf": b""},
            {"paper.pdf": paper("R1", "第 1 段")},
            [(False, f"{FOLDER}paper.pdf 第 1 段", "不符")],
        ),
        (
            {"paper.pdf": b"", "paper.docx": b""},
            {"paper.pdf": paper("R1"), "paper.docx": paper("R2")},
            [(False, FOLDER, "文书缺少，或分属不同事项")],
        ),
        (
            {"report.pdf": b"", "files/ab": b""},
            {"report.pdf": paper()},
            [(False, f"{FOLDER}files/ab", "案卷没有列出这个文件")],
        ),
    ],
)
def test_what_is_wrong_in_the_folder_of_a_file_is_named(monkeypatch, files, answers, lines):
    assert told(check_papers(monkeypatch, files, answers)) == lines


def test_a_paper_that_is_too_large_is_not_read(monkeypatch):
    monkeypatch.setattr(bagged, "MOST_WHOLE", 3)
    outcome = check_papers(monkeypatch, {"paper.pdf": b"1234"}, {})
    assert told(outcome)[0] == (False, f"{FOLDER}paper.pdf", "不是案卷里的文件")
    assert check_papers(monkeypatch, {"paper.pdf": b"123"}, {"paper.pdf": paper()}).verdict == "holds"


CASE = "data/cases/0001_26-001/"


def check_case(monkeypatch, result, sizes=(2, 2)):
    asked = []

    def answer(data, name, *given):
        asked.append((name, len(data)))
        if isinstance(result, Exception):
            raise result
        return result

    monkeypatch.setattr(bagged, "check_here", answer)
    held, outcome = Held(), BagOutcome()
    held.files = {f"{CASE}case.pdf": b"p" * sizes[0], f"{CASE}files/ab": b"f" * sizes[1], "data/other": b"x"}
    bagged.check_case(
        held, outcome, CASE, {name: len(data) for name, data in held.files.items()}, None, None, None
    )
    return outcome, asked


def case(*wrong: str):
    made = paper("", *wrong, limits=["甲"])
    made.stated = {"number": "26-001"}
    return made


def test_a_case_is_put_together_and_checked_whole_unless_it_is_too_large(monkeypatch):
    outcome, asked = check_case(monkeypatch, case())
    assert (told(outcome), outcome.limits, asked[0][0]) == (
        [(True, CASE, "案卷 26-001 核验通过")],
        ["甲"],
        "case.zip",
    )
    monkeypatch.setattr(bagged, "MOST_WHOLE", 4)
    assert check_case(monkeypatch, case())[1][0][0] == "case.zip"
    large, asked = check_case(monkeypatch, case(), sizes=(2, 3))
    assert asked == [("case.pdf", 2)]
    assert large.notes == [f"{CASE}：{bagged.TOO_LARGE}"]


def test_a_case_that_differs_or_is_none_is_named(monkeypatch):
    outcome, _ = check_case(monkeypatch, case("第 1 段"))
    assert told(outcome) == [(False, f"{CASE}第 1 段", "不符")]
    outcome, _ = check_case(monkeypatch, ValueError("damaged"))
    assert told(outcome) == [(False, CASE, "不是本程序的案卷，或已损坏")]
    assert outcome.limits == []


@pytest.mark.parametrize(
    ("result", "words", "holds"),
    [
        (
            SimpleNamespace(holds=True, limits=["甲"], stated={"paragraphs": [{"text": "摘要 ab cd"}]}),
            "登记表核验通过",
            True,
        ),
        (
            SimpleNamespace(holds=False, limits=["甲"], stated={"paragraphs": [{"text": "abcd"}]}),
            "登记表被改动",
            False,
        ),
        (
            SimpleNamespace(holds=True, limits=["甲"], stated={"paragraphs": [{"text": "别的"}]}),
            "登记表被改动",
            False,
        ),
        (ValueError("x"), "登记表无法读取", False),
    ],
)
def test_the_slip_beside_a_package_prints_its_digest(monkeypatch, tmp_path, result, words, holds):
    def answer(*given):
        if isinstance(result, Exception):
            raise result
        return result

    monkeypatch.setattr(bagged, "check_here", answer)
    outcome = BagOutcome(number="YJ2026-001", manifest="abcd")
    assert not bagged.slip_beside(outcome, tmp_path, None, None, None)
    (tmp_path / "YJ2026-001-slip.pdf").write_bytes(b"")
    assert bagged.slip_beside(outcome, tmp_path, None, None, None)
    [(said, place, message)] = told(outcome)
    assert (said, place, message.startswith(words)) == (holds, "YJ2026-001-slip.pdf", True)
    assert outcome.limits == ([] if isinstance(result, Exception) else ["甲"])


def test_without_a_number_or_lists_nobody_vouches():
    for outcome in (BagOutcome(number="YJ2026-001"), BagOutcome(manifest="ab")):
        assert not bagged.vouched(outcome, None, None, None, None)


def test_a_package_is_told_by_its_mark_in_a_folder_or_a_zip(tmp_path):
    (tmp_path / "YJ").mkdir()
    assert not bagged.is_bag(tmp_path / "YJ")
    (tmp_path / "YJ" / "bagit.txt").write_text("x")
    assert bagged.is_bag(tmp_path / "YJ")
    for names, base in (
        (["YJ/bagit.txt", "YJ/data/x"], "YJ/"),
        (["bagit.txt"], ""),
        (["a/bagit.txt", "b/bagit.txt"], ""),
    ):
        with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
            for name in names:
                archive.writestr(name, "x")
        assert bagged.base_in(tmp_path / "x.zip") == base
        assert bagged.is_bag(tmp_path / "x.zip") == bool(base)
    (tmp_path / "y.zip").write_bytes(b"PK\x03\x04damaged")
    assert bagged.base_in(tmp_path / "y.zip") == ""


def test_a_damaged_zip_is_said_to_be_one(tmp_path):
    (tmp_path / "y.zip").write_bytes(b"words")
    outcome = bagged.verify_bag(tmp_path / "y.zip")
    assert told(outcome) == [(False, "y.zip", "压缩包已损坏")]
    assert outcome.exit_code == 1
