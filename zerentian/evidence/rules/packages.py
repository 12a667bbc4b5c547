"""Zipped documents: Office (ISO/IEC 29500), OpenDocument (ISO/IEC 26300), OFD (GB/T 33190); what they carry."""

import zipfile
from collections.abc import Iterator
from typing import IO
from zlib import error as ZlibError  # noqa: N812

from lxml import etree

from zerentian.evidence.rules.harmful import (
    ARCHIVE,
    DAMAGED,
    EMBEDDED,
    LOCKED,
    MACROS,
    REMOTE,
    TOO_MUCH,
    check_field,
    is_elsewhere,
    refuse,
)
from zerentian.ledger.rules.refusals import NotAllowed

MOST_UNPACKED = 1024 * 1024 * 1024
MOST_PARTS = 10_000
MOST_XML = 200 * 1024 * 1024
DEEPEST = 3
ENCRYPTED = 0x1
CONTENT_TYPES, MANIFEST = "[content_types].xml", "meta-inf/manifest.xml"
ZIPPED, COMPOUND, PROGRAM = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", (b"MZ", b"\x7fELF")

# What the main part of an Office document is, and where it usually stands.
MAIN_TYPES = {"wordprocessingml": "docx", "spreadsheetml": "xlsx", "presentationml": "pptx"}
MAIN_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
OPEN_DOCUMENT = {
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.presentation": "odp",
}
# Types of parts and of relations between parts, whatever the parts are called; the last word of the address counts.
RUNNING = {
    "vbaproject",
    "wordvbadata",
    "xlmacrosheet",
    "xlintlmacrosheet",
    "control",
    "activexcontrolbinary",
    "webextension",
    "webextensiontaskpanes",
}
FETCHING = {"externallink", "externallinkpath", "connections", "querytable", "subdocument", "afchunk"}
RUNNING_TYPES = ("macroenabled", "vbaproject", "macrosheet", "activex", "webextension")
FETCHING_TYPES = ("externallink", ".connections+xml", "querytable")
SCRIPT = "{urn:oasis:names:tc:opendocument:xmlns:script:1.0}"
HREF = "{http://www.w3.org/1999/xlink}href"


def package_kind(stream: IO[bytes], depth: int = 1) -> str:
    """Return the code of a zipped document; NotAllowed for other archives, and for what runs or fetches."""
    try:
        with zipfile.ZipFile(stream) as package:
            parts = package.infolist()
            check_size(parts)
            return kind_and_check(package, parts, depth)
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError, ZlibError) as error:
        raise NotAllowed(DAMAGED) from error
    except etree.XMLSyntaxError as error:
        raise NotAllowed(DAMAGED) from error


def check_size(parts: list[zipfile.ZipInfo]) -> None:
    """Refuse a package that unpacks to too much, asks for a password or states a part twice."""
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        refuse(TOO_MUCH)
    if any(part.flag_bits & ENCRYPTED for part in parts):
        refuse(LOCKED)
    if len({part.filename.lower() for part in parts}) < len(parts):
        refuse(DAMAGED)


def kind_and_check(package: zipfile.ZipFile, parts: list[zipfile.ZipInfo], depth: int) -> str:
    """Return the code of an open package after looking into all of its parts."""
    names = {part.filename.lower(): part for part in parts}
    if CONTENT_TYPES in names:
        types = declared_types(package, names[CONTENT_TYPES])
        kind = office_kind(types, names)
        check_office(package, parts, types)
    elif "mimetype" in names and (code := OPEN_DOCUMENT.get(said(package, names["mimetype"]))):
        kind = code
        check_open_document(package, sorted(parts, key=lambda part: part.filename.lower() != MANIFEST))
    elif "ofd.xml" in names:
        kind = "ofd"
    else:
        raise NotAllowed(ARCHIVE)
    for part in parts:
        check_inside(package, part, depth)
    return kind


def said(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> str:
    """Return the beginning of a part as text."""
    with package.open(part) as file:
        return file.read(200).decode("ascii", "replace").strip()


def declared_types(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> dict[str, str]:
    """Return the declared types of the parts, in small letters: by name, and by ending with a dot before it."""
    types: dict[str, str] = {}
    for element in elements(package, part):
        name = element.get("PartName", "").lstrip("/") or f".{element.get('Extension', '')}"
        if kind := element.get("ContentType"):
            types[name.lower()] = kind.lower()
    return types


def office_kind(types: dict[str, str], names: dict[str, zipfile.ZipInfo]) -> str:
    """Return docx, xlsx or pptx, by the declared type of the main part, else by its usual name."""
    for name, declared in types.items():
        if declared.endswith(".main+xml") and name in names:
            for family, code in MAIN_TYPES.items():
                if family in declared:
                    return code
    for main, code in MAIN_PARTS.items():
        if main in names:
            return code
    if any(found in one for one in types.values() for found in RUNNING_TYPES):
        refuse(MACROS)
    raise NotAllowed(ARCHIVE)


def check_office(package: zipfile.ZipFile, parts: list[zipfile.ZipInfo], types: dict[str, str]) -> None:
    """Refuse an Office document that runs or fetches, whatever its parts are called."""
    if any(found in one for one in types.values() for found in RUNNING_TYPES):
        refuse(MACROS)
    if any(found in one for one in types.values() for found in FETCHING_TYPES):
        refuse(REMOTE)
    for part in parts:
        name = part.filename.lower()
        if name.endswith("vbaproject.bin"):
            refuse(MACROS)
        if name.endswith(".rels"):
            check_relations(package, part)
        elif "wordprocessingml" in types.get(name, "") or (
            name.startswith("word/") and name.endswith(".xml")
        ):
            check_fields(package, part)


def check_relations(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Refuse relations to what runs, to what is fetched, and to places on other machines that open by themselves."""
    for element in elements(package, part):
        kind = element.get("Type", "").rstrip("/").rpartition("/")[2].lower()
        if kind in RUNNING:
            refuse(MACROS)
        if kind in FETCHING:
            refuse(REMOTE)
        outside = element.get("TargetMode", "").lower() == "external"
        if outside and kind != "hyperlink" and is_elsewhere(element.get("Target", "")):
            refuse(REMOTE)
        if kind == "oleobject":
            refuse(EMBEDDED)


def check_fields(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Refuse fields of Word that fetch, link or run; an instruction may be spread over runs, or made by a field."""
    open_fields: list[list[str]] = []
    for element in elements(package, part):
        name = tag(element)
        if name == "fldSimple":
            check_field(next((value for key, value in element.items() if key.endswith("}instr")), ""))
        elif name == "instrText" and open_fields:
            open_fields[-1].append(element.text or "")
        elif name == "fldChar":
            step = next((value for key, value in element.items() if key.endswith("}fldCharType")), "")
            if step == "begin":
                if open_fields and not "".join(open_fields[-1]).strip():
                    refuse(REMOTE)  # the name of a field is made by another field: only to hide it
                open_fields.append([])
            elif step == "separate" and open_fields:
                check_field("".join(open_fields[-1]))
                open_fields[-1] = [" result"]
            elif step == "end" and open_fields:
                check_field("".join(open_fields.pop()))


def check_open_document(package: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    """Refuse an OpenDocument file that runs or fetches."""
    for part in parts:
        name = part.filename.lower()
        if name.startswith(("basic/", "scripts/")) and not name.endswith("/"):
            refuse(MACROS)
        if not name.endswith(("content.xml", "styles.xml", "meta.xml", "settings.xml", MANIFEST)):
            continue
        for element in elements(package, part):
            check_element(element)


def check_element(element: etree._Element) -> None:
    """Refuse an element of OpenDocument that runs, links or fetches; links that a reader follows are fine."""
    name = tag(element)
    if (str(element.tag).startswith(SCRIPT) and name == "event-listener") or name == "script":
        refuse(MACROS)
    if name in {"dde-source", "dde-connection-decl", "dde-link"}:
        refuse(REMOTE)
    if name == "encryption-data":
        refuse(LOCKED)
    if name == "object-ole":
        refuse(EMBEDDED)
    if name != "a" and is_elsewhere(element.get(HREF, "")):
        refuse(REMOTE)


def check_inside(package: zipfile.ZipFile, part: zipfile.ZipInfo, depth: int) -> None:
    """Refuse programs and old Office objects among the parts; look into documents that stand in the document."""
    with package.open(part) as file:
        start = file.read(8)
    if start.startswith(PROGRAM) or start == COMPOUND:
        refuse(EMBEDDED)
    if start.startswith(ZIPPED):
        if depth == DEEPEST:
            refuse(EMBEDDED)
        with package.open(part) as file:
            package_kind(file, depth + 1)


def elements(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[etree._Element]:
    """Yield the elements of a part as they end, and forget each afterwards."""
    if part.file_size > MOST_XML:
        refuse(TOO_MUCH)
    with package.open(part) as file:
        for _, element in etree.iterparse(file, resolve_entities=False, no_network=True, load_dtd=False):
            yield element
            element.clear(keep_tail=False)
            while element.getprevious() is not None and (parent := element.getparent()) is not None:
                del parent[0]


def tag(element: etree._Element) -> str:
    """Return an element's name without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
