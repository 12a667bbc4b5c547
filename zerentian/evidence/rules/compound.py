"""Old Office files (OLE compound files, [MS-CFB]): Word, Excel and PowerPoint, WPS, ET and DPS; what they carry."""

import io
import re
import struct
from collections.abc import Iterator

from xlrd.compdoc import CompDoc, CompDocError

from zerentian.evidence.rules.harmful import (
    DAMAGED,
    EMBEDDED,
    LOCKED,
    MACROS,
    REMOTE,
    check_field,
    is_elsewhere,
    refuse,
)
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.words import Words

OTHER = Words(
    "这是旧式复合文件，但不是 Word、Excel 或 PPT（可能是邮件、安装包）；请用原来的软件打开，另存为 PDF 再传",
    "an old compound file that is no Word, Excel or PowerPoint file (mail, installer, Works): save it as PDF",
)
MAIN = {"worddocument": "doc", "workbook": "xls", "book": "xls", "powerpoint document": "ppt"}
MACRO_PLACES = ("_vba_project", "vba", "macros")
# [MS-PPT] 2.4.10 and 2.4.11: VBAInfoContainer and its atom, whose last number tells whether there are macros.
SLIDE_MACROS = re.compile(
    rb"\x1f\x00\xff\x03\x14\x00\x00\x00\x02\x00\x00\x04\x0c\x00\x00\x00.{4}\x01\x00\x00\x00", re.DOTALL
)
FIELD_BEGIN = re.compile("\x13([^\x13\x14\x15]{1,400})")
# [MS-DOC] 2.5.1 and 2.9.273: the list of associated strings, of which the second is the template's place.
TABLE_FLAG, ASSOCIATED, TEMPLATE = 0x0200, 0x019A, 1
# [MS-XLS] 2.4.28 and 2.4.271.
SHEET, LINKED = 0x0085, 0x01AE
OWN_LINKS = (b"\x01\x04", b"\x01\x3a")


def compound_kind(content: bytes) -> str:
    """Return doc, xls or ppt; NotAllowed for other compound files, and for what runs, fetches or embeds."""
    try:
        file = CompDoc(content, logfile=io.StringIO(), ignore_workbook_corruption=True)
        names = [entry.name.lower() for entry in file.dirlist]
        kind = next((code for main, code in MAIN.items() if main in names), None)
        if "encryptedpackage" in names:
            refuse(LOCKED)
        if kind is None:
            raise NotAllowed(OTHER)
        if any(name.startswith(MACRO_PLACES) for name in names):
            refuse(MACROS)
        check_objects(file)
        CHECKS[kind](file)
    except (CompDocError, struct.error, IndexError, AssertionError, TypeError) as error:
        raise NotAllowed(DAMAGED) from error
    return kind


def stream(file: CompDoc, name: str) -> bytes:
    """Return a stream's bytes, none for one that isn't there."""
    return bytes(file.get_named_stream(name) or b"")


def check_objects(file: CompDoc) -> None:
    """Refuse embedded objects: entries of Word's pool, and what Excel and PowerPoint keep beside the document."""
    pools = {entry.DID for entry in file.dirlist if entry.name.lower() == "objectpool"}
    for entry in file.dirlist:
        name = entry.name.lower()
        if entry.parent in pools or re.fullmatch(r"(mbd|lnk)[0-9a-f]{8}", name) or "ole10native" in name:
            refuse(EMBEDDED)


def check_words(file: CompDoc) -> None:
    """Refuse a Word file whose template lies elsewhere, or with a field that fetches, links or runs."""
    document = stream(file, "WordDocument")
    for text in (
        document.decode("latin-1"),
        document.decode("utf-16-le", "replace"),
        document[1:].decode("utf-16-le", "replace"),
    ):
        for found in FIELD_BEGIN.finditer(text):
            check_field(found[1])
    (flags,) = struct.unpack_from("<H", document, 0x0A)
    place, size = struct.unpack_from("<II", document, ASSOCIATED)
    table = stream(file, "1Table" if flags & TABLE_FLAG else "0Table")
    strings = list(associated(table[place : place + size]))
    if len(strings) > TEMPLATE and is_elsewhere(strings[TEMPLATE]):
        refuse(REMOTE)


def associated(content: bytes) -> Iterator[str]:
    """Yield the strings of a list of 16-bit strings, each with its length before it."""
    at = 6
    while at + 2 <= len(content):
        end = at + 2 + 2 * struct.unpack_from("<H", content, at)[0]
        yield content[at + 2 : end].decode("utf-16-le", "replace")
        at = end


def check_sheets(file: CompDoc) -> None:
    """Refuse an Excel file with macro sheets, or with links to other files and programs."""
    for kind, data in records(stream(file, "Workbook") or stream(file, "Book")):
        if kind == SHEET and data[5:6] == b"\x01":
            refuse(MACROS)
        if kind == LINKED and data[2:4] not in OWN_LINKS:
            refuse(REMOTE)


def records(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the records of a workbook: number and data."""
    at = 0
    while at + 4 <= len(content):
        kind, size = struct.unpack_from("<HH", content, at)
        yield kind, content[at + 4 : at + 4 + size]
        at += 4 + size


def check_slides(file: CompDoc) -> None:
    """Refuse a PowerPoint file with macros."""
    if SLIDE_MACROS.search(stream(file, "PowerPoint Document")):
        refuse(MACROS)


CHECKS = {"doc": check_words, "xls": check_sheets, "ppt": check_slides}
