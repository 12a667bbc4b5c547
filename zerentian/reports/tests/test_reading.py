"""A report is read from text, Word and PDF; what cannot be read says why and what to do."""

import json
import re
from pathlib import Path

import docx
import pytest
import typst
from click.testing import CliRunner
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from pypdf import PdfWriter

from zerentian.organization.rules.tables.xls import MAGIC
from zerentian.reports.cli.audit import audit
from zerentian.reports.reading import Unreadable, read_report
from zerentian.reports.reading.plain import unwrapped
from zerentian.reports.rules.audit.sentences import split


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
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


ABSTRACT = (
    f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    '<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum>'
)
REPORT = [
    "云岭乡防汛工作情况的报告",
    "按照县里部署，乡里抓好防汛备汛，现将有关情况报告如下：",
    "一、基本情况",
    "云岭乡地处县域北部，总面积一百二十平方公里，辖12个村，常住人口1.86万人，其中沿河低洼处居住的有312户，"
    "汛期最大日降雨量达126.5毫米（2025年7月8日），为近十年最大。",
    "二、工作开展情况",
    "（一）责任到人。与12个村签订责任书，配备巡查员三十余名，投入资金48.3万元，转移群众36户97人，集中安置在乡中心小学。",
    "三、存在问题",
    "专职人员不足，老旧机电设备更新滞后，村级物资储备点只有三处，夜间转移的照明和通信还要靠群众自己想办法解决。",
]


def test_printed_lines_of_pages_are_joined_to_paragraphs_without_heads_and_numbers(tmp_path: Path):
    body = "\n\n".join(line.replace("#", "") for line in REPORT[1:] * 4)
    source = (
        '#set page(width: 595pt, height: 420pt, margin: 72pt, header: text(9pt)[云岭乡人民政府], numbering: "— 1 —")\n'
        '#set text(font: ("Noto Serif CJK SC", "Noto Serif SC"), size: 16pt, lang: "zh")\n'
        "#set par(first-line-indent: (amount: 2em, all: true), justify: true)\n"
        f"#align(center, text(22pt)[{REPORT[0]}])\n\n{body}"
    )
    (tmp_path / "report.pdf").write_bytes(typst.compile(source.encode()))
    printed = read_report(tmp_path / "report.pdf").splitlines()
    assert [re.sub(r"\s", "", line) for line in printed] == [REPORT[0], *REPORT[1:] * 4]


def test_word_gives_the_numbers_it_prints_and_what_stands_in_controls(tmp_path: Path):
    document = docx.Document()
    numbers = document.part.numbering_part.element
    numbers.append(parse_xml(ABSTRACT))
    numbers.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    for text in ("基本情况", "存在问题"):
        made = document.add_paragraph(text)
        made._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="77"/></w:numPr>')
        )
    held = parse_xml(
        f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>召开会议五次。</w:t></w:r>"
        "<w:del><w:r><w:delText>删去</w:delText></w:r></w:del></w:p></w:sdtContent></w:sdt>"
    )
    document.element.body.insert(2, held)
    document.save(tmp_path / "report.docx")
    assert read_report(tmp_path / "report.docx") == "一、基本情况\n二、存在问题\n召开会议五次。"


def test_a_text_broken_at_one_width_is_made_whole():
    whole = "\n".join(f"\u3000\u3000{line}" if "、" not in line[:3] else line for line in REPORT[1:] * 2)
    broken = "\n".join(part for line in whole.splitlines() for part in re.findall(".{1,28}", line))
    assert [one.text for one in split(unwrapped(broken))] == [one.text for one in split(whole)]
    assert unwrapped(whole) == whole


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


def test_a_file_is_found_by_its_way_from_the_folder_one_works_in(tmp_path: Path, monkeypatch):
    (tmp_path / "总结.txt").write_text("召开会议3次。", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert read_report(Path("总结.txt")).strip() == "召开会议3次。"


def test_a_word_file_with_a_password_or_of_the_old_kind_says_so(tmp_path: Path):
    path = tmp_path / "总结.docx"
    path.write_bytes(MAGIC + bytes(600))
    with pytest.raises(Unreadable, match="取消密码、另存为"):
        read_report(path)


UNSEEN = "4月至9月组织巡查460\u00ad人次，发现隐患\u200b23处。"


@pytest.mark.parametrize("name", ["report.txt", "report.docx"])
def test_signs_that_nobody_sees_do_not_cut_a_number_from_what_it_counts(tmp_path: Path, name):
    path = tmp_path / name
    if name.endswith(".txt"):
        path.write_text(UNSEEN, encoding="utf-8")
    else:
        document = docx.Document()
        document.add_paragraph(UNSEEN)
        document.save(path)
    assert read_report(path) == "4月至9月组织巡查460人次，发现隐患23处。"


def noted(path: Path, *notes: str, more: str = "") -> None:
    """Save a Word file whose first paragraph refers to each of some footnotes."""
    document = docx.Document()
    paragraph = document.add_paragraph("巡查460人次。")._p
    for number, _ in enumerate(notes, 1):
        paragraph.append(parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="{number}"/></w:r>'))
    document.add_paragraph("完了。")
    told = "".join(
        f'<w:footnote w:id="{number}"><w:p><w:r><w:footnoteRef/><w:t>{text}</w:t></w:r>{more}</w:p></w:footnote>'
        for number, text in enumerate(notes, 1)
    )
    part = Part(
        PackURI("/word/footnotes.xml"),
        CONTENT_TYPE.WML_FOOTNOTES,
        f"<w:footnotes {nsdecls('w')}>{told}</w:footnotes>".encode(),
        document.part.package,
    )
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    document.save(path)


def test_notes_are_read_after_the_paragraph_that_refers_to_them(tmp_path: Path):
    noted(tmp_path / "report.docx", "其中夜间120人次。", "不含县级督查。")
    assert read_report(tmp_path / "report.docx") == "巡查460人次。\n其中夜间120人次。\n不含县级督查。\n完了。"


def test_a_note_that_refers_to_itself_is_read_once(tmp_path: Path):
    noted(tmp_path / "report.docx", "其中夜间120人次。", more='<w:r><w:footnoteReference w:id="1"/></w:r>')
    assert read_report(tmp_path / "report.docx") == "巡查460人次。\n其中夜间120人次。\n完了。"


IN_COLUMNS = (
    "#set page(columns: 2, margin: 20mm, footer: context align(center)[— #counter(page).display() —])\n"
    '#set text(font: ("Noto Serif CJK SC", "Noto Serif SC"), size: 12pt, lang: "zh")\n'
    "#set par(first-line-indent: (amount: 2em, all: true), justify: true)\n"
    f'#place(top + center, scope: "parent", float: true, text(18pt)[{REPORT[0]}])\n\n'
)


def test_a_page_in_two_columns_is_read_column_by_column(tmp_path: Path):
    (tmp_path / "report.pdf").write_bytes(typst.compile((IN_COLUMNS + "\n\n".join(REPORT[1:] * 6)).encode()))
    printed = read_report(tmp_path / "report.pdf").splitlines()
    assert [re.sub(r"\s", "", line) for line in printed] == [REPORT[0], *REPORT[1:] * 6]


def test_a_table_of_two_columns_stays_a_table(tmp_path: Path):
    rows = [
        (f"{name}村", f"清淤渠道{number}00米，整改隐患{number}处")
        for number, name in enumerate("甲乙丙丁戊己庚辛壬癸", 1)
    ]
    cells = ", ".join(f"[{one}], [{other}]" for one, other in rows)
    source = (
        '#set text(font: ("Noto Serif CJK SC", "Noto Serif SC"), size: 14pt, lang: "zh")\n'
        f"#table(columns: (1fr, 1fr), {cells})"
    )
    (tmp_path / "report.pdf").write_bytes(typst.compile(source.encode()))
    assert read_report(tmp_path / "report.pdf").splitlines() == ["\t".join(row) for row in rows]
