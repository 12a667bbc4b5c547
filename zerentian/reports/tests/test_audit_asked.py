"""The audit where it is asked for: at the console, and of the page's own filters and limits."""

import io
import json
from types import SimpleNamespace

import docx
import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from zerentian.reports.cli import audit as command
from zerentian.reports.cli.audit import as_data
from zerentian.reports.forms import audit as forms
from zerentian.reports.forms.audit import AuditForm
from zerentian.reports.papers import Paper
from zerentian.reports.reading import Unreadable
from zerentian.reports.rules.audit import audit

TEXT = "云岭乡工作报告\n一、工作情况\n3月2日，召开会议五次，印发方案3份。\n监看村民微信群言论。\n乡里始终高度重视。\n"
BEFORE = "云岭乡工作报告\n一、工作情况\n3月2日，召开会议四次，印发方案3份。\n乡里始终高度重视。\n"


@pytest.mark.parametrize(
    ("text", "proved", "shown"),
    [
        ("3月2日，召开会议五次。", [], False),
        ("3月2日，召开会议五次。", ["3月2日，召开会议五次。印发方案3份。"], True),
        ("3月2日，召开会议五次。", ["印发方案3份。"], False),
        ("监看村民微信群言论。", ["监看村民微信群言论。"], False),
    ],
)
def test_a_sentence_of_a_proved_paragraph_has_its_evidence_and_a_declined_one_none(text, proved, shown):
    (found,) = audit(text, proved).sentences
    assert found.evidence is shown


class TestConsole:
    @pytest.fixture
    def report(self, tmp_path):
        path = tmp_path / "报告.txt"
        path.write_text(TEXT, "utf-8")
        return path

    @pytest.fixture
    def last(self, tmp_path):
        path = tmp_path / "上次.txt"
        path.write_text(BEFORE, "utf-8")
        return path

    def run(self, *said):
        return CliRunner().invoke(command, [str(one) for one in said])

    def test_each_sentence_is_a_line_with_its_kind_figures_and_why_it_is_declined(self, report):
        done = self.run(report)
        assert done.exit_code == 0
        lines = done.output.splitlines()
        assert lines[0] == "   1 标题 heading 云岭乡工作报告"
        assert lines[2] == "   3 行动 act     3月2日，召开会议五次，印发方案3份。  〔五次、3份〕"
        assert lines[3].startswith("   4 行动 act     监看村民微信群言论。  ✕ ")
        assert lines[4] == "   5 口号 slogan  乡里始终高度重视。"
        assert lines[5] == ""
        assert "共 5 句，数量 2 处，不予采用 1 句 · 5 sentences, 2 figures, 1 declined" in lines
        assert "可核查 1 句，其中指明佐证 0 句：0% · 0 of 1 checkable sentences name evidence" in lines
        assert any(line.startswith("  第3句") for line in lines)
        assert "与上一份报告" not in done.output

    def test_where_nothing_can_be_checked_no_share_is_told(self, tmp_path):
        path = tmp_path / "a.txt"
        path.write_text("乡里始终高度重视。", "utf-8")
        assert "可核查 0 句，其中指明佐证 0 句：没有可核查的句子" in self.run(path).output

    def test_what_stood_in_the_last_report_is_counted_and_in_data_told_how(self, report, last):
        done = self.run(report, "--last", last)
        assert "与上一份报告相同 2 句 · 2 sentences stood in the last report" in done.output
        told = json.loads(self.run(report, "--last", last, "--json").stdout)
        assert told["repeated"] == [
            {"n": 3, "last": 3, "how": "numbers"},
            {"n": 5, "last": 4, "how": "same"},
        ]

    def test_data_hold_the_sentences_the_questions_and_the_sums(self, report):
        told = json.loads(self.run(report, "--json").stdout)
        assert told == as_data(audit(TEXT))
        third, fourth = told["sentences"][2:4]
        assert third == {
            "n": 3,
            "text": "3月2日，召开会议五次，印发方案3份。",
            "kind": "act",
            "figures": ["五次", "3份"],
            "declined": False,
            "evidence": False,
            "missing": third["missing"],
        }
        assert fourth["declined"]
        assert (fourth["figures"], fourth["missing"]) == ([], [])
        assert [(one["section"], one["sentences"]) for one in told["questions"]] == [
            ("一、工作情况", [3]),
            ("一、工作情况", [5]),
        ]
        totals = told["totals"]
        assert (totals["sentences"], totals["act"], totals["slogan"], totals["plan"]) == (5, 2, 1, 0)
        assert (totals["checkable"], totals["with_evidence"], totals["share_with_evidence"]) == (1, 0, 0.0)

    @pytest.mark.django_db
    def test_a_word_file_is_written_beside_what_is_told(self, report, tmp_path):
        word = tmp_path / "out.docx"
        done = self.run(report, "--word", word)
        assert "标题 heading" in done.output
        assert docx.Document(io.BytesIO(word.read_bytes())).paragraphs[0].text == "云岭乡工作报告"

    def test_a_file_that_cannot_be_read_is_a_wrong_call(self, tmp_path):
        done = self.run(tmp_path / "none.txt")
        assert done.exit_code == 2
        assert "none.txt" in done.output

    @pytest.mark.parametrize(("ours", "verdict"), [(True, "属实"), (False, "")])
    def test_of_a_paper_of_our_own_the_verdict_comes_first(self, report, monkeypatch, ours, verdict):
        outcome = SimpleNamespace(verdict="holds", why="") if ours else None
        monkeypatch.setitem(
            command.callback.__globals__, "read_paper", lambda path: Paper(TEXT, outcome, frozenset())
        )
        lines = self.run(report).output.splitlines()
        assert (verdict in lines[1]) if ours else lines[0].startswith("   1 ")


@pytest.mark.django_db
class TestPage:
    @pytest.mark.parametrize(
        ("wanted", "shown"),
        [
            ("", [1, 2, 3, 4, 5]),
            ("act", [3, 4]),
            ("slogan", [5]),
            ("declined", [4]),
            ("repeated", [3, 5]),
            ("plan", []),
        ],
    )
    def test_what_is_asked_for_is_marked(self, client_of, clerk, wanted, shown):
        sent = client_of(clerk).post(
            f"{reverse('reports:audit')}?kind={wanted}", {"text": TEXT, "last_text": BEFORE}
        )
        lines = [line for paragraph in sent.context["paragraphs"] for line in paragraph]
        assert [one.sentence.n for one in lines if one.shown] == shown
        assert len(lines) == 5

    def test_the_last_report_goes_along_unseen_with_its_lines(self, client_of, clerk):
        asked = client_of(clerk).get(reverse("reports:audit"))
        assert [field.name for field in asked.context["form"].hidden_fields()] == ["last_text"]
        form = AuditForm({"text": TEXT, "last_text": BEFORE})
        assert form.is_valid()
        assert form.cleaned_data["last_report"] == BEFORE.strip()

    @pytest.mark.parametrize(("signs", "read"), [(10, True), (11, False)])
    def test_a_text_in_a_file_may_be_as_long_as_one_that_is_pasted(self, monkeypatch, signs, read):
        monkeypatch.setattr(forms, "MOST_SIGNS", 10)
        form = AuditForm({}, {"file": SimpleUploadedFile("a.txt", ("字" * signs).encode())})
        assert form.is_valid() is read
        assert read or "文字超过二十万字" in str(form.errors["file"])

    @pytest.mark.parametrize(("size", "read"), [(12, True), (13, False)])
    def test_a_file_may_be_so_large_and_is_not_read_beyond(self, monkeypatch, size, read):
        monkeypatch.setattr(forms, "MOST_BYTES", 12)
        asked = []
        monkeypatch.setattr(
            forms, "read_paper", lambda path: asked.append(path.suffix) or Paper("已经办结。")
        )
        form = AuditForm({}, {"file": SimpleUploadedFile("A.TXT", b"x" * size)})
        assert form.is_valid() is read
        assert asked == ([".txt"] if read else [])
        assert read or "20 MB" in str(form.errors["file"])

    def test_a_fault_names_the_file_as_it_was_sent_at_its_own_field(self, monkeypatch):
        def unreadable(path):
            raise Unreadable(f"{path.name} 坏了", f"{path.name} is damaged")

        monkeypatch.setattr(forms, "read_paper", unreadable)
        form = AuditForm({"text": TEXT}, {"last": SimpleUploadedFile("上次.docx", b"x")})
        assert not form.is_valid()
        assert list(form.errors) == ["last"]
        assert "上次.docx 坏了" in str(form.errors["last"])

    def test_the_last_report_says_nothing_of_a_paper_of_our_own(self, monkeypatch):
        monkeypatch.setattr(forms, "read_paper", lambda path: Paper("甲。", "outcome", frozenset({"甲。"})))
        form = AuditForm({"text": TEXT}, {"last": SimpleUploadedFile("a.txt", b"x")})
        assert form.is_valid()
        assert (form.cleaned_data["outcome"], form.cleaned_data["proved"]) == (None, frozenset())
        assert (form.cleaned_data["report"], form.cleaned_data["last_report"]) == (TEXT.strip(), "甲。")
        form = AuditForm({"text": TEXT}, {"file": SimpleUploadedFile("a.txt", b"x")})
        assert form.is_valid()
        assert (form.cleaned_data["outcome"], form.cleaned_data["proved"]) == ("outcome", frozenset({"甲。"}))
        assert form.cleaned_data["report"] == "甲。"
