"""A table that leaves the office proves itself, wherever it is: as it left, saved again, and not after any change."""

import io
import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from zerentian.casework.models import Concern
from zerentian.casework.tests.conftest import *  # noqa: F403
from zerentian.exchange.actions.exports import export_concerns
from zerentian.exchange.actions.months import take_month
from zerentian.ledger.actions import seal
from zerentian.ledger.export import export_log
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import Period
from zerentian.organization.access import Forbidden
from zerentian.organization.actions.tables import Source, note_table, take_table
from zerentian.organization.rules.tables.leaving import Leaving
from zerentian.reports.actions.issuing import VERIFIER
from zerentian.reports.checking import outcome_of
from zerentian.reports.offline.verify import (
    DAMAGED,
    TableFile,
    manifest_inside,
    rows_of_csv,
    stated_of_rows,
    verify_bytes,
)

from .test_forgeries import repacked
from .test_issued_files import problems

pytestmark = pytest.mark.django_db
SHEET, STYLES, BOOK = "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"
STRINGS, ITEM = "xl/sharedStrings.xml", "customXml/item1.xml"
ROWS = [
    ["编号", "诉求"],
    ["26-000001", "村口路灯不亮"],
    ["26-000002", "=不是公式\n第二行"],
    [],
    ["26-000003", ""],
]
CALC = Path(shutil.which("soffice") or "/none").resolve().with_name("libsclo.so")


@pytest.fixture
def taken(receptionist, now):
    """Rows taken along in a form."""

    def take(form: str = "xlsx", rows=ROWS) -> bytes:
        source = Source("list:concerns", "concern.view")
        said = {"form": form, "taken": "示例甲 2026-03-02 09:00", "source": source}
        return take_table(rows, **said, count=len(rows) - 1, by=receptionist, now=now)

    return take


@pytest.fixture
def book(taken) -> bytes:
    return taken()


def vkey_of(book: bytes) -> str:
    return json.loads(manifest_inside(book))["vkey"]


def offline(tmp_path, data: bytes, name: str, *options: str) -> tuple[int, str]:
    """Run the one-file verifier alone, as somebody without the program would."""
    (tmp_path / name).write_bytes(data)
    command = [sys.executable, "-I", str(VERIFIER), str(tmp_path / name), *options]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False)
    return done.returncode, done.stdout


def test_a_spreadsheet_is_proved_on_a_machine_that_has_only_the_key(book, tmp_path) -> None:
    (tmp_path / "vkey").write_text(vkey_of(book))
    code, said = offline(tmp_path, book, "list.xlsx", "--vkey", str(tmp_path / "vkey"))
    assert (code, "属实" in said, "6 行与所载一致" in said) == (0, True, True)


def test_without_a_key_from_elsewhere_the_signer_is_unchecked(book, tmp_path) -> None:
    code, said = offline(tmp_path, book, "list.xlsx")
    assert (code, "签名人未核对" in said) == (0, True)


def test_where_it_was_taken_it_is_genuine_and_its_rows_are_shown(book) -> None:
    found = outcome_of(book, "list.xlsx")
    assert (found.verdict, found.problems) == ("holds", [])
    assert [line["text"] for line in found.shown][1] == "26-000001　村口路灯不亮"
    page = Client().post("/reports/verify/", {"file": SimpleUploadedFile("list.xlsx", book)}).content.decode()
    assert 'class="verdict holds"' in page


def test_the_entry_commits_to_the_rows_and_tells_none(book, receptionist) -> None:
    entry = Entry.objects.get(verb="list.exported")
    assert (entry.subject, entry.actor, entry.fact["rows"]) == ("list:concerns", receptionist, 4)
    assert "路灯" not in entry.facts
    last = [cell.value for cell in load_workbook(io.BytesIO(book)).active["A"]][-1]
    assert re.search(r"表号 [0-9A-F]{4}(-[0-9A-F]{4}){4}$", last)


def test_two_equal_tables_commit_to_different_digests(taken) -> None:
    assert taken() != taken()
    first, second = (entry.fact["stated"] for entry in Entry.objects.filter(verb="list.exported"))
    assert first != second


def test_who_may_not_read_a_list_takes_no_table_and_leaves_no_entry(administrator, now) -> None:
    source, said = Source("list:concerns", "concern.view"), {"taken": "示例", "count": 0, "now": now}
    with pytest.raises(Forbidden):
        take_table(ROWS, form="csv", source=source, by=administrator, **said)
    with pytest.raises(Forbidden):
        note_table(source, rows=1, form="docx", stated="0" * 64, by=administrator, now=now)
    assert not Entry.objects.filter(verb="list.exported").exists()


@pytest.mark.skipif(not CALC.exists(), reason="LibreOffice Calc is not installed")
def test_a_table_that_libreoffice_saved_again_is_still_proved(book, tmp_path) -> None:
    (tmp_path / "list.xlsx").write_bytes(book)
    profile, kind = f"-env:UserInstallation=file://{tmp_path}/profile", "xlsx:Calc MS Excel 2007 XML"
    command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(tmp_path / "again")]
    subprocess.run([*command, str(tmp_path / "list.xlsx")], check=True, capture_output=True, timeout=120)
    saved = (tmp_path / "again" / "list.xlsx").read_bytes()
    assert saved != book
    found = outcome_of(saved, "list.xlsx")
    assert (found.verdict, found.problems) == ("holds", [])


def in_part(name: str, old: str, new: str):
    """Return a change of one part of a spreadsheet; the words that it replaces are there."""

    def change(parts: dict[str, bytes]) -> None:
        text, sought = parts[name].decode(), old.encode("ascii", "xmlcharrefreplace").decode()
        assert sought in text, (name, text[:2000])
        parts[name] = text.replace(sought, new, 1).encode()

    return change


def beside(name: str, words: str = "<a/>"):
    return lambda parts: parts.update({name: words.encode()})


FIRST = '<c r="A2" s="2" t="inlineStr"><is><t>26-000001</t></is></c>'
LINKS, TYPES = "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LINK = f'<Relationship Id="rIdTexts" Type="{KINDS}/sharedStrings" Target="sharedStrings.xml"/>'
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
KIND = f'<Override PartName="/{STRINGS}" ContentType="{SPREADSHEET}.sharedStrings+xml"/>'
SPREAD = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def shared(item: str):
    """Return a change that takes the first number from the shared texts, as a program writes them."""

    def change(parts: dict[str, bytes]) -> None:
        in_part(LINKS, "</Relationships>", f"{LINK}</Relationships>")(parts)
        in_part(TYPES, "</Types>", f"{KIND}</Types>")(parts)
        in_part(SHEET, FIRST, '<c r="A2" s="2" t="s"><v>0</v></c>')(parts)
        parts[STRINGS] = f"<sst {SPREAD}><si>{item}</si></sst>".encode()

    return change


def test_shared_texts_are_read_as_a_program_writes_them(book) -> None:
    again = repacked(
        book, shared("<r><rPr><sz val='11'/><rFont val='宋体'/></rPr><t>26-</t></r><r><t>000001</t></r>")
    )
    assert verify_bytes(again, "list.xlsx", vkey_of(book)).verdict == "holds"


TITLE = "<dc:title xmlns:dc='http://purl.org/dc/elements/1.1/'>已审定</dc:title></cp:coreProperties>"
CELLS = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" applyAlignment="1"'
ROW_2 = '<row r="2"'
FORGED = {
    "a word": in_part(SHEET, "村口路灯不亮", "村口路灯已亮"),
    "a blank": in_part(SHEET, "村口路灯不亮", "村口路灯 不亮"),
    "a number": in_part(SHEET, FIRST, '<c r="A2"><v>26</v></c>'),
    "a formula": in_part(SHEET, FIRST, '<c r="A2" t="str"><f>1+1</f><v>26-000001</v></c>'),
    "two cells in one place": in_part(SHEET, FIRST, FIRST * 2),
    "a cell said to stand elsewhere": in_part(SHEET, 'r="A2"', 'r="C2"'),
    "an error": in_part(SHEET, FIRST, '<c r="A2" t="e"><v>26-000001</v></c>'),
    "a number for a text": in_part(SHEET, "<t>26-000001</t></is></c>", "<t>26-000001</t></is><v>9</v></c>"),
    "two texts in a cell": in_part(SHEET, "<t>26-000001</t>", "<t>别的</t><t>26-000001</t>"),
    "a value beside the text": in_part(
        SHEET, "<is><t>26-000001</t></is>", "<is><t>别的</t></is><v>26-000001</v>"
    ),
    "columns without width unless told": in_part(
        SHEET, "<sheetFormatPr", '<sheetFormatPr defaultColWidth="0.1"'
    ),
    "a view from afar": in_part(SHEET, "<sheetView ", '<sheetView zoomScale="10" '),
    "a sheet of another name": in_part(BOOK, 'name="Sheet"', 'name="已经县政府审定"'),
    "a colour given twice": in_part(
        STYLES, '<color theme="1"/>', '<color theme="1"/><color rgb="FFFFFFFF"/>'
    ),
    "fonts given twice": in_part(STYLES, "<fills", "<fonts><font/></fonts><fills"),
    "a title of its own": in_part("docProps/core.xml", "</cp:coreProperties>", TITLE),
    "a hidden row": in_part(SHEET, ROW_2, f'{ROW_2} hidden="1"'),
    "a row without height": in_part(SHEET, ROW_2, f'{ROW_2} ht="0.5" customHeight="1"'),
    "all rows hidden unless told": in_part(SHEET, "<sheetFormatPr", '<sheetFormatPr zeroHeight="1"'),
    "a hidden column": in_part(SHEET, '<col width="18"', '<col hidden="1" width="18"'),
    "a column without width": in_part(SHEET, '<col width="18"', '<col width="0.2"'),
    "a head frozen over rows": in_part(SHEET, 'ySplit="1"', 'ySplit="3"'),
    "a view of formulas": in_part(SHEET, "<sheetView ", '<sheetView showFormulas="1" '),
    "merged cells": in_part(
        SHEET, "</sheetData>", '</sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells>'
    ),
    "a format by value": in_part(SHEET, "</sheetData>", "</sheetData><conditionalFormatting sqref='A1'/>"),
    "a filter": in_part(
        SHEET, "</sheetData>", "</sheetData><autoFilter ref='A1'><filterColumn colId='0'/></autoFilter>"
    ),
    "a foot": in_part(SHEET, "不含依法受保护的事项", "含全部事项"),
    "a head": in_part(SHEET, "<oddFooter>", "<oddHeader>&amp;C另有说明</oddHeader><oddFooter>"),
    "another sheet": in_part(BOOK, "</sheets>", '<sheet name="x" sheetId="2" r:id="rId1"/></sheets>'),
    "a hidden sheet": in_part(BOOK, 'state="visible"', 'state="hidden"'),
    "a print area": in_part(
        BOOK,
        "<calcPr",
        '<definedNames><definedName name="_xlnm.Print_Area">A1</definedName></definedNames><calcPr',
    ),
    "a letter in the paper's colour": in_part(STYLES, '<color theme="1"/>', '<color rgb="FFFFFFFF"/>'),
    "a letter of the theme's ground": in_part(STYLES, '<color theme="1"/>', '<color theme="0"/>'),
    "a tiny letter": in_part(STYLES, '<sz val="11"/>', '<sz val="1"/>'),
    "a struck letter": in_part(STYLES, '<sz val="11"/>', '<strike/><sz val="11"/>'),
    "a symbol for a letter": in_part(STYLES, 'name val="Calibri"', 'name val="Wingdings"'),
    "a dark ground": in_part(
        STYLES, "<patternFill/>", '<patternFill patternType="solid"><fgColor rgb="FF000000"/></patternFill>'
    ),
    "a format that shows other words": in_part(STYLES, CELLS, CELLS.replace('Id="0"', 'Id="9"', 1)),
    "a run of its own look": in_part(SHEET, "<t>26-000001</t>", "<r><t>26-000001</t></r>"),
    "ruby text": in_part(SHEET, "<t>26-000001</t>", "<t>26-000001</t><rPh sb='0' eb='1'><t>别的</t></rPh>"),
    "a white run among the shared texts": shared("<r><rPr><color rgb='FFFFFFFF'/></rPr><t>26-000001</t></r>"),
    "ruby among the shared texts": shared("<t>26-000001</t><rPh sb='0' eb='1'><t>别的</t></rPh>"),
    "a comment": beside("xl/comments1.xml"),
    "a drawing": beside("xl/drawings/drawing1.xml"),
    "a macro": beside("xl/vbaProject.bin"),
    "a theme whose letters are white": in_part("xl/theme/theme1.xml", 'lastClr="000000"', 'lastClr="FFFFFF"'),
}


def other_rows(parts: dict[str, bytes]) -> None:
    """Take the third row out and let the others move up, as a program would."""
    text = parts[SHEET].decode()
    text = re.sub(r'<row r="3".*?</row>', "", text, flags=re.DOTALL)
    parts[SHEET] = text.encode()


FORGED["a row emptied"] = other_rows


def test_a_table_that_shows_other_than_what_left_differs(book) -> None:
    key = vkey_of(book)
    told = {
        kind: verify_bytes(repacked(book, change), "list.xlsx", key).verdict
        for kind, change in FORGED.items()
    }
    assert [kind for kind, verdict in told.items() if verdict != "differs"] == []
    assert outcome_of(repacked(book, FORGED["a hidden row"]), "list.xlsx").verdict == "differs"


def test_the_row_that_was_changed_is_named_and_marked(book) -> None:
    result = verify_bytes(repacked(book, FORGED["a word"]), "list.xlsx", vkey_of(book))
    (line,) = problems(result)
    assert ("第 2 行" in str(line), "已亮" in str(line)) == (True, True)
    assert [bool(row.get("problems")) for row in result.shown] == [False, True, False, False, False, False]


def test_a_table_repacked_as_it_is_still_holds(book) -> None:
    assert verify_bytes(repacked(book, lambda parts: None), "list.xlsx", vkey_of(book)).verdict == "holds"


def test_the_proof_of_one_table_does_not_fit_another(taken) -> None:
    first, other = taken(), taken(rows=[["编号", "诉求"], ["26-000009", "别的"]])
    with zipfile.ZipFile(io.BytesIO(other)) as archive:
        proof = archive.read(ITEM)
    assert verify_bytes(repacked(first, lambda parts: parts.update({ITEM: proof})), "x").verdict == "differs"


def test_a_table_without_its_proof_is_no_paper_of_ours_elsewhere(book, tmp_path) -> None:
    bare = repacked(book, lambda parts: parts.pop(ITEM))
    code, said = offline(tmp_path, bare, "list.xlsx")
    assert (code, "不是本程序出具的文件" in said) == (3, True)


def test_csv_is_proved_by_the_log_of_the_office_alone(taken, tmp_path) -> None:
    table = taken("csv")
    export_log(tmp_path / "log")
    assert offline(tmp_path, table, "list.csv")[0] == 3
    log = ["--export", str(tmp_path / "log")]
    code, said = offline(tmp_path, table, "list.csv", *log, "--vkey", str(tmp_path / "log" / "vkey"))
    assert (code, "属实" in said) == (0, True)
    altered = table.replace("不亮".encode(), "已亮".encode())
    assert offline(tmp_path, altered, "list.csv", *log)[0] == 3
    assert outcome_of(table, "list.csv").verdict == "holds"
    assert outcome_of(altered, "list.csv").verdict == "foreign"


def test_a_list_as_word_is_proved_by_the_log_byte_for_byte(client_of, receptionist, tmp_path) -> None:
    word = client_of(receptionist).post(reverse("reports:finding-list", args=["findings", "docx"])).content
    seal(now=Entry.objects.latest("id").recorded_at)
    export_log(tmp_path / "log")
    code, said = offline(tmp_path, word, "list.docx", "--export", str(tmp_path / "log"))
    assert (code, "逐字节" in said) == (0, True)
    assert outcome_of(word, "list.docx").verdict == "holds"
    assert offline(tmp_path, word + b"x", "list.docx", "--export", str(tmp_path / "log"))[0] == 3


@pytest.mark.parametrize("method", ["get", "head"])
def test_no_file_leaves_by_an_address_that_is_only_looked_at(client_of, receptionist, leader, method) -> None:
    for name, args in (
        ("reports:finding-list", ["findings", "xlsx"]),
        ("reports:risk-register", ["docx"]),
        ("reports:matrix", ["xlsx"]),
        ("list-file", ["concerns"]),
        ("community:inquiry-year-file", ["xlsx"]),
    ):
        for who in (receptionist, leader):
            answer = getattr(client_of(who), method)(reverse(name, args=args))
            assert answer.status_code in (403, 405), name
    assert not Entry.objects.filter(verb="list.exported").exists()


def test_concerns_and_the_month_of_demands_leave_with_their_proof(
    answered, township, receptionist, now
) -> None:
    made = export_concerns(Concern.objects.all(), unit=township, form="xlsx", by=receptionist, now=now)
    month = take_month(township, period=Period.parse("2026-02"), by=receptionist, now=now)
    for table in (made.content, month):
        assert verify_bytes(table, "x.xlsx", vkey_of(table)).verdict == "holds"
        assert outcome_of(table, "x.xlsx").verdict == "holds"


@pytest.mark.parametrize("cut", [40, 400, -30, -5])
def test_a_table_that_is_cut_off_is_damaged_and_no_strangers(book, cut) -> None:
    found = outcome_of(book[:cut], "list.xlsx")
    assert found.verdict == "unproved"
    with pytest.raises(DAMAGED):
        verify_bytes(book[:cut], "list.xlsx")


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_what_a_table_states_is_what_the_verifier_reads_from_it(form) -> None:
    rows = [["a", "_x0041_", "b "], ["＝1", "x\ny\tz", ""], [], ["", "", "末"]]
    leaving = Leaving(rows, form, "示例甲 & 乙")
    made = leaving.file({})
    if form == "csv":
        assert stated_of_rows(rows_of_csv(made)) == leaving.stated
    else:
        read = TableFile(made)
        assert (read.faults, read.rows) == ([], leaving.told)
        assert stated_of_rows(read.rows, leaving.stated["foot"]) == leaving.stated
