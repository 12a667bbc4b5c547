"""Tables, maps and warnings made to harm: refused in a sentence, or read as they are written; never an error."""

import io
import zipfile
from collections.abc import Callable

import pytest

from tests.fuzz.test_parsers import filling, spreadsheet, table
from zerentian.community.rules.alerts import CAP, plainly
from zerentian.exchange.rules.mapping import read_map
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.words import Refusal

SHEET = "xl/worksheets/sheet1.xml"
DOUBLED = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
LAUGHS = f'<!DOCTYPE l [<!ENTITY a0 "aaaaaaaaaa">{DOUBLED}]>'
LONG = f'<!DOCTYPE l [<!ENTITY a11 "{"x" * 50_000}">]>'
OUTSIDE = '<!DOCTYPE l [<!ENTITY a11 SYSTEM "file:///etc/passwd">]>'


def with_part(name: str, content: str | bytes) -> bytes:
    """Return a spreadsheet with one part written anew or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(spreadsheet())) as old, zipfile.ZipFile(out, "w", 8) as new:
        for one in old.namelist():
            if one != name:
                new.writestr(one, old.read(one))
        new.writestr(name, content)
    return out.getvalue()


def with_rows(rows: str, before: str = "") -> bytes:
    """Return a spreadsheet whose only sheet holds these rows."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    whole = f'{before}<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
    return with_part(SHEET, whole)


def cell(place: str, value: str, kind: str = "n", row: int = 1) -> str:
    return f'<row r="{row}"><c r="{place}" t="{kind}"><v>{value}</v></c></row>'


REFUSED: dict[str, bytes] = {
    "entities that grow": with_rows(cell("A1", "&a11;", "str"), LAUGHS),
    "an entity many times": with_rows(cell("A1", "&a11;" * 5_000, "str"), LONG),
    "an entity from elsewhere": with_rows(cell("A1", "&a11;", "str"), OUTSIDE),
    "elements in elements": with_rows("<a>" * 50_000 + "</a>" * 50_000),
    "a place beyond all columns": with_rows(cell("ZZZZZZ99999999", "1", row=99999999)),
    "a place before the first": with_rows(cell("A-1", "1", row=-1)),
    "a text that is not there": with_rows(cell("A1", "999999", "s")),
    "a text before the first": with_rows(cell("A1", "-1", "s")),
    "no parts": b"PK\x05\x06" + bytes(18),
    "its first four bytes": b"PK\x03\x04",
    "nothing": b"",
    "a PDF": b"%PDF-1.7\n%%EOF\n",
    "a page": b"<html><table><tr><td>1</td></tr></table></html>",
    "an old file of zeros": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
}
READ: dict[str, bytes] = {
    "a stray cell far away": with_rows(cell("XFD1048576", "1", row=1048576)),
    "no number": with_rows(cell("A1", "NaN")),
    "a number without end": with_rows(cell("A1", "9" * 5_000)),
    "a number beyond all": with_rows(cell("A1", "1e400")),
    "a formula that calls a program": with_rows(
        '<row r="1"><c r="A1" t="str"><f>cmd|"/c calc"!A1</f><v>5</v></c></row>'
    ),
    "a formula of another file": with_rows('<row r="1"><c r="A1"><f>[1]x!A1</f><v>5</v></c></row>'),
    "a part that leads out": with_part("../../../etc/x.xml", "x"),
    "a part that unpacks to much": with_part("xl/media/x.bin", bytes(50_000_000)),
}


@pytest.mark.parametrize("kind", REFUSED)
@pytest.mark.parametrize("read", [lambda data: table(data, "a.xlsx"), filling], ids=["import", "template"])
def test_a_table_made_to_harm_is_refused_in_a_sentence(read: Callable[[bytes], object], kind) -> None:
    with pytest.raises(Refusal) as refused:
        read(REFUSED[kind])
    told = str(refused.value)
    assert " · " in told
    assert "Error" not in told


@pytest.mark.parametrize("kind", READ)
def test_what_only_looks_odd_is_read_as_it_is_written(kind) -> None:
    table(READ[kind], "a.xlsx")


MAPS = {
    "a number without end": "source = " + "9" * 5_000,
    "lists in lists": "source = " + "[" * 5_000,
    "a key twice": 'source = "a"\nsource = "b"',
    "a sign that is none": 'source = "\\ud800"',
    "a day that is none": "source = 0000-01-01",
    "a NUL": 'source = "\0"',
}


@pytest.mark.parametrize("kind", MAPS)
def test_a_map_made_to_harm_is_refused_in_either_language(kind) -> None:
    with pytest.raises(NotAllowed) as refused:
        read_map(MAPS[kind])
    zh, _, en = str(refused.value).partition(" · ")
    assert "recursion" not in zh + en
    assert not any("a" <= sign <= "z" for sign in zh), zh


def alert(inner: str, before: str = "") -> str:
    """Return a warning in CAP 1.2 with something in its block."""
    head = "<identifier>1</identifier><sender>s</sender><sent>2026-03-02T08:00:00+08:00</sent>"
    said = f"{head}<status>Actual</status><msgType>Alert</msgType>"
    told = f"{said}<info><language>zh-CN</language><event>暴雨</event>{inner}</info>"
    return f'{before}<alert xmlns="{CAP}">{told}</alert>'


WARNINGS = {
    "entities that grow": alert("<headline>&a11;</headline>", LAUGHS),
    "an entity from elsewhere": alert("<headline>&a11;</headline>", OUTSIDE),
    "a sign that is none": alert("<headline>&#0;</headline>"),
    "elements in elements": alert("<x>" * 5_000 + "</x>" * 5_000),
    "lists in lists": "[" * 9_000,
    "a number without end": '{"sent":' + "9" * 5_000 + "}",
    "no number": '{"sent":NaN}',
}


@pytest.mark.parametrize("kind", WARNINGS)
def test_a_warning_made_to_harm_is_refused_in_a_sentence(kind) -> None:
    with pytest.raises(NotAllowed, match=" · "):
        plainly(WARNINGS[kind], 2026)


@pytest.mark.parametrize("between", ["<!--x-->", "<?x y?>", "<b/>"])
def test_a_warning_says_all_its_words_whatever_stands_between_them(between) -> None:
    told = plainly(alert(f"<headline>暴雨{between}红色预警</headline>"), 2026)
    assert (told["headline"], told["colour"]) == ("暴雨红色预警", "red")
