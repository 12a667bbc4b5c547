"""Every parser of the program answers damaged and made-up input with a refusal in words, or reads it."""

import io
import random
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from openpyxl import Workbook

from conftest import NOW
from tests.fuzz.awkward import ALL, SEED, rounds, torn
from zerentian.evidence.rules.sniffing import sniff
from zerentian.evidence.tests import files
from zerentian.exchange.rules.mapping import read_map
from zerentian.exchange.rules.templates import check_template, fill_template
from zerentian.exchange.tests.test_filling import COLUMNS, template
from zerentian.ledger.actions import seal
from zerentian.ledger.export import export_log
from zerentian.ledger.exported import verify_export
from zerentian.ledger.foreign import read_apart
from zerentian.ledger.rules.note import BadNote, read_note, read_verifier_key
from zerentian.ledger.rules.periods import BadPeriod, Period
from zerentian.ledger.rules.words import Refusal
from zerentian.organization.rules.numbers import without_long_numbers
from zerentian.organization.rules.roster import read_roster
from zerentian.organization.rules.sheets import read_sheets
from zerentian.organization.rules.tables.reading import read_book
from zerentian.reports.checking import outcome_of
from zerentian.reports.reading import read_report
from zerentian.reports.rules.outline import parse
from zerentian.reports.slips import outcome_of_slip

CSV = '编号,诉求内容,受理时间\n1,"路灯，不亮",2026-03-02\n2,水渠堵了,2026/3/1 08:00\n'.encode()
TOML = b'source = "12345"\n[columns]\nnumber = "\xe7\xbc\x96\xe5\x8f\xb7"\n[values.kind]\n"a" = "help"\n'
OUTLINE = "# 半年报告\n\n本期{{ deeds.count by=duty }}次。\n\n{% table deeds.count %}\n".encode()
NOTE = b"demo-tests\n12\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n\xe2\x80\x94 demo-tests AAAAAAAA\n"
KEY = b"demo-tests+0a0b0c0d+AWq3P8K1f0Ff9cNnKzwz0U2RGhDKoU8uR4Ck0sYpQd0B"
PAGE = b"<!doctype html><html><body><p>a</p><script type='application/json' id='manifest'>{}</script></body></html>"
MANIFEST = (
    b'{"format":"zerentian-manifest-2","size":3,"entries":{"0":{"text":"{}","leaf":""}},"sets":[[0,1]],'
    b'"nodes":{}}'
)


def spreadsheet() -> bytes:
    """Return a small spreadsheet with merged cells, a date, a formula and a number."""
    book, out = Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    for row in (["编号", "诉求内容", "受理时间"], ["1", "路灯不亮", "2026-03-02"], [2, "=A1", 46000.5]):
        sheet.append(row)
    sheet.merge_cells("A4:A6")
    book.save(out)
    return out.getvalue()


def inside(chance: random.Random, package: bytes) -> bytes:
    """Return a zip with one of its parts damaged and all else whole, or the whole of it damaged."""
    if chance.random() < 0.2:
        return torn(chance, package)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w") as new:
        spoiled = chance.choice(old.namelist())
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, torn(chance, content) if name == spoiled else content)
    return out.getvalue()


def table(data: bytes, name: str) -> None:
    """Read a table to its end."""
    for grid in read_book(io.BytesIO(data), name).grids:
        for _ in grid.rows:
            pass


def words(read: Callable[[str], object], data: bytes) -> None:
    """Read a text that somebody typed."""
    read(data.decode("utf-8", "replace"))


def kind(data: bytes, folder: Path) -> None:
    """Tell what a file is, in the child process as the program does."""
    (path := folder / "upload").write_bytes(data)
    read_apart(sniff, path, "a.docx")


def report(data: bytes, folder: Path, name: str) -> None:
    """Read the text of a report."""
    (path := folder / name).write_bytes(data)
    read_report(path)


def filling(data: bytes) -> None:
    """Check and fill the county's template."""
    check_template(data, COLUMNS)
    fill_template(data, COLUMNS, [dict.fromkeys(COLUMNS, "示例")])


def roster(data: bytes) -> None:
    """Read a roster of units, posts and people."""
    read_roster(read_sheets(data, "名册.xlsx"))


XLSX, OFFICE, RICH = (
    spreadsheet(),
    files.office_with(body=files.field(" PAGE ")),
    rb"{\rtf1\ansi{\*\fldinst PAGE}\u26597?}",
)
OLD = files.word(text="页 \x13 PAGE \x14 1\x15")
# What is parsed: by whom, and a whole example. Of packages single parts are damaged.
PARSERS: dict[str, tuple[Callable[..., object], bytes]] = {
    "csv": (partial(table, name="a.csv"), CSV),
    "xlsx": (partial(table, name="a.xlsx"), XLSX),
    "map": (partial(words, read_map), TOML),
    "outline": (partial(words, lambda text: parse(text, frozenset({"deeds.count"}))), OUTLINE),
    "period": (partial(words, Period.parse), b"2026-01-01..2026-06-30"),
    "note": (partial(words, read_note), NOTE),
    "key": (partial(words, read_verifier_key), KEY),
    "digits": (partial(words, without_long_numbers), "１３９-0000 0000号".encode()),
    "template": (filling, template()),
    "roster": (roster, XLSX),
}
APART: dict[str, bytes] = {
    "office": OFFICE,
    "compound": OLD,
    "rich": RICH,
    "open document": files.open_document(content="<text:p/>"),
    "photo": files.jpeg(),
    "pdf": files.PDF,
    "video": files.mp4(),
}
VERIFIED: dict[str, bytes] = {
    "a.docx": OFFICE,
    "a.pdf": files.PDF + b"%zerentian",
    "a.html": PAGE,
    "manifest.json": MANIFEST,
    "proof.zip": files.zipped({"manifest.json": MANIFEST, "issued.json": "{}", "report.docx": OFFICE}),
}
FORESEEN = (Refusal, BadNote, BadPeriod)


def damaged(chance: random.Random, content: bytes) -> bytes:
    """Return an example damaged, or something else in its place."""
    draw = chance.random()
    if draw < 0.1:
        return chance.choice(ALL).encode("utf-8", "surrogatepass")
    if draw < 0.15:
        return chance.randbytes(chance.choice((0, 1, 7, 300)))
    return inside(chance, content) if content.startswith(b"PK") else torn(chance, content)


def tried(name: str, read: Callable[[bytes], object], content: bytes, most: int) -> None:
    """Read damaged examples; whatever comes of one but a refusal in words is told with the seed."""
    chance = random.Random(f"{SEED} {name}")
    for at in rounds(most):
        data = damaged(chance, content)
        try:
            read(data)
        except FORESEEN as refusal:
            assert str(refusal)  # noqa: PT017
        except Exception as error:
            error.add_note(f"seed {SEED}, {name}, round {at}: {data[:400]!r}")
            raise


@pytest.mark.parametrize("name", PARSERS)
def test_a_parser_reads_or_refuses_in_words(name):
    read, content = PARSERS[name]
    tried(name, read, content, 40)


@pytest.mark.parametrize("name", APART)
def test_a_file_of_evidence_is_told_or_refused_in_words(name, tmp_path):
    tried(name, partial(kind, folder=tmp_path), APART[name], 20)


@pytest.mark.parametrize("name", ["a.docx", "a.pdf", "a.txt"])
def test_a_report_to_be_audited_is_read_or_refused_in_words(name, tmp_path):
    whole = {"a.docx": OFFICE, "a.pdf": files.PDF, "a.txt": "一、工作情况。开展巡查12次。".encode()}[name]
    tried(name, partial(report, folder=tmp_path, name=name), whole, 12)


@pytest.mark.django_db
@pytest.mark.parametrize("name", VERIFIED)
def test_whatever_is_sent_to_be_verified_gets_a_verdict(name):
    tried(name, lambda data: outcome_of(data, name), VERIFIED[name], 12)


@pytest.mark.django_db
def test_whatever_slip_is_typed_gets_a_verdict():
    tried("slip", partial(words, outcome_of_slip), NOTE, 60)


@pytest.mark.django_db
def test_a_damaged_folder_of_a_log_is_told_and_no_error(tmp_path):
    chance, folder = random.Random(SEED), tmp_path / "log"
    seal(now=NOW)
    export_log(folder)
    parts = sorted(path for path in folder.rglob("*") if path.is_file())
    for _ in rounds(25):
        path = chance.choice(parts)
        whole = path.read_bytes()
        path.write_bytes(torn(chance, whole))
        try:
            verify_export(folder)
        except FORESEEN as refusal:
            assert str(refusal)  # noqa: PT017
        finally:
            path.write_bytes(whole)
