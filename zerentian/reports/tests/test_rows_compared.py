"""A table's rows held against what it states: each fault named, so many and no more, and the sums of them all."""

import base64
import io
import zipfile
from pathlib import Path

import pytest

from zerentian.reports.offline import verify
from zerentian.reports.offline.verify import BagVerification, TableVerification, row_digest, stated_of_rows

from .test_exported_logs import exported
from .test_manifests_checked import KEY, VKEY, entry

ROWS = [["编号", "事项"], ["1", "清淤"], ["2", "巡查"]]


def comparing(rows, *, stated=None, digests=None) -> TableVerification:
    """Return a verification of a table whose manifest speaks of these rows."""
    made = object.__new__(TableVerification)
    known = b"".join(map(row_digest, rows)) if digests is None else digests
    made.lines, made.marked = [], []
    own = stated or stated_of_rows(rows)
    made.manifest = {"stated": own, "digests": base64.b64encode(known).decode()}
    return made


def told(made) -> list[tuple[bool, str, str]]:
    return [(one["holds"], one["place"], one["message"].partition(" · ")[0]) for one in made.lines]


def test_rows_that_are_as_stated_agree_and_are_counted():
    made = comparing(ROWS)
    made.compare_rows(ROWS, "a.csv")
    assert told(made) == [(True, "a.csv", "3 行与所载一致")]


@pytest.mark.parametrize("wrong", [{"rows": 2}, {"cells": "0" * 64}])
def test_digests_that_are_not_those_stated_are_named_though_every_row_fits(wrong):
    made = comparing(ROWS, stated=stated_of_rows(ROWS) | wrong)
    made.compare_rows(ROWS, "a.csv")
    assert told(made)[0] == (False, "digests", "各行摘要与所载不符")


def test_what_was_found_before_goes_with_what_is_wrong_of_the_rows():
    made = comparing(ROWS)
    made.compare_rows([ROWS[0], ["1", "清於"], ROWS[2]], "a.csv", [("a.csv 页脚", "页脚被改动")])
    assert told(made) == [
        (False, "a.csv 页脚", "页脚被改动"),
        (False, "a.csv 第 2 行", "“1　清於”：文字被改动"),
    ]


@pytest.mark.parametrize("more", [0, 1, 5])
def test_so_many_faults_are_told_and_how_many_more_there_are(more):
    many = [[str(at)] for at in range(verify.MOST_FAULTS + more)]
    made = comparing([["x"] for _ in many])
    made.compare_rows(many, "a.csv")
    assert len(made.lines) == verify.MOST_FAULTS + bool(more)
    assert all(not one["holds"] for one in made.lines)
    assert ("a.csv", f"另有 {more} 处不符") in [(place, words) for _, place, words in told(made)] or not more


class TestByExport:
    """A file without proof of its own, held against the log that its office has exported."""

    @pytest.fixture
    def log(self, tmp_path):
        """Write a log in which the third of five entries commits to a table, the last beyond its checkpoint."""

        def write(stated, at=2, size=5) -> Path:
            texts = [verify.canonical(entry(number)) for number in range(5)]
            facts = {"stated": verify.sha256(verify.canonical(stated)).hexdigest()}
            texts[at] = verify.canonical(entry(at) | {"verb": verify.TAKEN[0], "facts": facts})
            folder = exported(tmp_path, texts, KEY, size)
            (folder / "vkey").write_text(f"{VKEY}\n")
            return folder

        return write

    CSV = "编号,事项\r\n1,清淤\r\n2,巡查\r\n".encode()

    def test_a_table_that_was_sealed_is_proved_row_by_row(self, log):
        found = verify.verify_by_export(self.CSV, "a.csv", log(stated_of_rows(ROWS)))
        assert found is not None
        assert (True, "a.csv", "3 行与所载一致") in told(found)
        assert [one for one in told(found) if not one[0]] == []

    def test_a_file_of_another_kind_is_known_by_its_bytes(self, log):
        stated = {"kind": "file", "sha256": verify.sha256(b"\x00pdf").hexdigest()}
        found = verify.verify_by_export(b"\x00pdf", "a.bin", log(stated))
        assert (True, "a.bin", "与封存的摘要逐字节相同") in told(found)
        assert [one for one in told(found) if not one[0]] == []

    def test_one_that_no_entry_or_only_a_later_one_commits_to_is_not_known(self, log):
        assert verify.verify_by_export(b"1,2\r\n", "a.csv", log(stated_of_rows(ROWS))) is None
        assert verify.verify_by_export(self.CSV, "a.csv", log(stated_of_rows(ROWS), at=4, size=4)) is None


class TestPackages:
    """What lies in a package is checked by itself; what is neither paper nor evidence is named."""

    @staticmethod
    def package(**parts: bytes) -> BagVerification:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name, content in parts.items():
                archive.writestr(f"YJ2026-001/{name}", content)
        return BagVerification(out.getvalue())

    def test_what_is_no_paper_is_named_and_a_folder_without_papers_is_none(self):
        made = self.package(**{"data/papers/0001_x/note.txt": b"x"})
        made.check_papers("data/papers/0001_x/", {"note.txt": b"x"})
        assert told(made) == [
            (False, "data/papers/0001_x/note.txt", "不是案卷里的文件"),
            (False, "data/papers/0001_x/", "文书缺少，或分属不同事项"),
        ]

    def test_each_folder_is_checked_by_its_kind_and_files_beside_them_are_named(self, monkeypatch):
        names = ["data/cases/0002_b/case.pdf", "data/papers/0001_a/paper.pdf", "data/papers/0001_a/files/x"]
        made = self.package(
            **dict.fromkeys([*names, "data/more.txt", *map("data/".__add__, verify.BAG_LISTS)], b"")
        )
        checked = []
        monkeypatch.setattr(made, "check_lists", lambda: checked.append("lists"))
        monkeypatch.setattr(made, "check_case", lambda folder, parts: checked.append((folder, sorted(parts))))
        monkeypatch.setattr(
            made, "check_papers", lambda folder, parts: checked.append((folder, sorted(parts)))
        )
        monkeypatch.setattr(verify, "say_bytes_of_no_part", lambda *given: checked.append(given[2]))
        made.run(b"")
        assert checked == [
            "lists",
            ("data/cases/0002_b/", ["case.pdf"]),
            ("data/papers/0001_a/", ["files/x", "paper.pdf"]),
            f"{made.number}.zip",
        ]
        assert told(made) == [(False, "data/more.txt", "不是移交包的文件")]
        assert made.parts == {}

    def test_papers_of_several_matters_are_none_of_one_and_a_report_holds_no_evidence(self, monkeypatch):
        files = {"report.docx": b"1", "report.pdf": b"2", "files/x": b"3"}
        made = self.package(**{f"data/reports/0001_a/{name}": content for name, content in files.items()})

        def verified(content, name, vkey):
            result = object.__new__(verify.Verification)
            result.lines = [{"holds": content == b"1", "place": name, "message": "改动 · altered"}]
            result.notes, result.heads, result.manifest = (
                ["限"],
                [(1, "a")],
                {"report": {"number": name[-4:]}},
            )
            return result

        monkeypatch.setattr(verify, "verify_paper", verified)
        monkeypatch.setattr(verify.Verification, "holds", property(lambda self: self.lines[0]["holds"]))
        folder = "data/reports/0001_a/"
        made.check_papers(folder, files)
        assert told(made) == [
            (True, f"{folder}report.docx ", "docx 核验通过"),
            (False, f"{folder}report.pdf report.pdf", "改动"),
            (False, folder, "文书缺少，或分属不同事项"),
            *[(False, f"{folder}files/", "报告的案卷没有佐证文件")] * 2,
        ]
        assert (made.notes, made.heads) == (["限"], [(1, "a"), (1, "a")])
