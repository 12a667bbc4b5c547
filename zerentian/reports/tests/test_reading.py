"""A report is read from text, Word and PDF; what cannot be read says why and what to do."""

import json
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner
from pypdf import PdfWriter

from zerentian.reports.cli.audit import audit
from zerentian.reports.reading import Unreadable, _paragraphs, read_report


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_plain_text_is_read_in_the_usual_encodings(tmp_path: Path, encoding):
    file = tmp_path / "report.txt"
    file.write_bytes("云岭乡召开会议五次。".encode(encoding))
    assert read_report(file) == "云岭乡召开会议五次。"


def test_word_is_read_in_document_order_with_its_tables(tmp_path: Path):
    document = docx.Document()
    document.add_paragraph("云岭乡防汛报告")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ("村", "转移户数", "石桥村", "12户"), strict=True):
        cell.text = text
    document.add_paragraph("完了。")
    document.save(tmp_path / "report.docx")
    assert read_report(tmp_path / "report.docx") == "云岭乡防汛报告\n村\t转移户数\n石桥村\t12户\n完了。"


def test_printed_lines_of_a_page_are_joined_to_paragraphs():
    lines = [
        "一、基本情况",
        "云岭乡地处县域北部，总面积一百二十平方公里，",
        "辖十二个村。",
        "- 3 -",
        "二、打算",
    ]
    assert list(_paragraphs(lines)) == [
        "一、基本情况",
        "云岭乡地处县域北部，总面积一百二十平方公里，辖十二个村。",
        "二、打算",
    ]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("report.xls", b"x", "另存为"),
        ("report.txt", b"", "空"),
        ("report.txt", b"\xff\xff\xff\xff", "UTF-8"),
        ("report.docx", b"no zip", "重新另存为"),
        ("report.pdf", b"no pdf", "重新导出"),
    ],
)
def test_an_unreadable_file_is_named_with_the_remedy(tmp_path: Path, name, content, words):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Unreadable, match=words) as refused:
        read_report(tmp_path / name)
    assert name in str(refused.value)


def test_a_scan_is_refused_with_the_way_to_read_it(tmp_path: Path):
    writer = PdfWriter()
    writer.add_blank_page(width=200, height=200)
    writer.write(tmp_path / "scan.pdf")
    with pytest.raises(Unreadable, match="OCR"):
        read_report(tmp_path / "scan.pdf")


def test_the_command_prints_json_with_every_sentence_once(tmp_path: Path):
    file = tmp_path / "report.txt"
    file.write_text("云岭乡工作报告\n召开会议五次。监看村民微信群言论。", encoding="utf-8")
    result = CliRunner().invoke(audit, [str(file), "--json"])
    told = json.loads(result.stdout)
    assert result.exit_code == 0
    assert [one["kind"] for one in told["sentences"]][:2] == ["heading", "act"]
    assert told["sentences"][1]["figures"] == ["五次"]
    assert told["sentences"][1]["declined"] is False
    assert "speech" in told["sentences"][2]["declined"]
    assert told["totals"]["sentences"] == 3


def test_the_command_shows_kinds_and_totals_to_a_person(tmp_path: Path):
    file = tmp_path / "report.txt"
    file.write_text("云岭乡工作报告\n召开会议五次。", encoding="utf-8")
    result = CliRunner().invoke(audit, [str(file)])
    assert result.exit_code == 0
    assert "行动" in result.stdout
    assert "〔五次〕" in result.stdout
    assert "0 of 1 checkable" in result.stdout


def test_the_command_refuses_a_missing_file_with_exit_code_2(tmp_path: Path):
    result = CliRunner().invoke(audit, [str(tmp_path / "nothing.txt")])
    assert result.exit_code == 2
    assert "nothing.txt" in result.output
