"""What other sheets of a workbook reckon from the one that is filled, and the file put together again.

A result that stands in the file is taken for true by the program that wrote the file; what was reckoned from a filled
sheet must go with it, by whatever way it is read: by the sheet's name, by an area's name, by a formatted table, over
several sheets at once, or by an address that is itself put together.
"""

import io
import re
import struct
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from zipfile import ZipFile

from zerentian.exchange.rules.references import names_sheet
from zerentian.exchange.rules.sheet_xml import without_results
from zerentian.ledger.rules.words import Words
from zerentian.organization.rules.tables.xlsx import Workbook

CALCULATION = re.compile(rb"<(?:\w+:)?calcPr\b")
ON_LOAD = re.compile(rb"""(?<=fullCalcOnLoad=)(["'])[^"']*\1""")
# SUM(一月:三月!B2) reads every sheet between the two; what INDIRECT reads is known to nobody before it is reckoned.
OVER_SHEETS = re.compile(r":[^!:,;()\s]+!|:[^'!]*'!|INDIRECT\s*\(", re.IGNORECASE)
PIVOT_CACHE, SIGNATURES = "pivotCacheDefinition", "_xmlsignatures/"
PIVOT_SOURCE = re.compile(r'<(?:\w+:)?worksheetSource\b[^>]*?\b(?:sheet|name)="([^"]+)"')
TABLE_NAME = re.compile(r'\b(?:displayName|name)="([^"]+)"')
# An extra field of sizes beyond 4 GB: it tells of the file as it was, not as it is written.
LARGE_SIZES = 1


def is_read_elsewhere(workbook: Workbook, part: str, sheet: str) -> bool:
    """Tell whether a formula on another sheet may read this one."""
    names = list(names_reaching(workbook, part, sheet))
    return any(
        reads(formula.text or "", sheet, names)
        for _, name, _ in workbook.sheets()
        if name != part
        for formula in workbook.package.each(name, "f")
    )


def reads(formula: str, sheet: str, names: list[str]) -> bool:
    """Tell whether a formula may read a sheet, by its name or by names that reach into it."""
    said = formula.casefold()
    return (
        names_sheet(formula, sheet)
        or any(name in said for name in names)
        or OVER_SHEETS.search(formula) is not None
    )


def names_reaching(workbook: Workbook, part: str, sheet: str) -> Iterator[str]:
    """Yield the names, in small letters, by which a formula reaches the sheet: its tables, areas, names of these."""
    found = [
        said.casefold()
        for kind, table in workbook.relations_of(part).values()
        if kind == "table" and table in workbook.package
        for said in TABLE_NAME.findall(workbook.package.checked(table).decode("utf-8", "replace"))
    ]
    named = {one.get("name", "").casefold(): one.text or "" for one in workbook.root.iter("{*}definedName")}
    while reached := [
        name for name, said in named.items() if name and name not in found and reads(said, sheet, found)
    ]:
        found += reached
    yield from found


def outdated(workbook: Workbook, sheets: Iterable[str]) -> Iterator[Words]:
    """Yield what a person has to do after these sheets were filled: what no program brings up to date by itself."""
    package = workbook.package
    parts = {name: part for name, part, _ in workbook.sheets()}
    for sheet in sheets:
        names = [sheet.casefold(), *names_reaching(workbook, parts[sheet], sheet)]
        sources = (
            unescape(said).casefold()
            for part in package.infos
            if PIVOT_CACHE in part and part.endswith(".xml")
            for said in PIVOT_SOURCE.findall(package.checked(part).decode("utf-8", "replace"))
        )
        if any(said in names for said in sources):
            yield Words(
                f"有数据透视表取自“{sheet}”，仍是填写前的数：请在表格软件中打开，刷新后再报送",
                f"a pivot table draws on {sheet} and shows the numbers of before: open the file and refresh it",
            )
    if any(part.startswith(SIGNATURES) for part in package.infos):
        yield Words(
            "原表带有数字签名，填写后签名不再有效：需要签名的，请由索表部门或报送人重新签名",
            "the form carries a digital signature, which no longer holds once it is filled: have it signed anew",
        )


def reckoned_anew(workbook: Workbook, part: str, changed: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the other sheets without what their formulas gave before."""
    others = (name for _, name, _ in workbook.sheets() if name != part)
    return {name: without_results(changed.get(name) or workbook.package.read(name)) for name in others}


def asking_anew(book: bytes) -> bytes:
    """Return the workbook's part asking the next program to reckon everything when it opens the file."""
    if ON_LOAD.search(book):
        return ON_LOAD.sub(b'"1"', book)
    return CALCULATION.sub(lambda found: found[0] + b' fullCalcOnLoad="1"', book)


def packed_again(workbook: Workbook, changed: Mapping[str, bytes]) -> bytes:
    """Return the file with some parts changed; all others as they were, byte for byte and in their order."""
    package, buffer = workbook.package, io.BytesIO()
    with ZipFile(buffer, "w") as file:
        for info in package.zip.infolist():
            content = changed.get(info.filename)
            before = package.read(info.filename) if content is None else content
            info.extra = without_sizes(info.extra)
            file.writestr(info, before)
    return buffer.getvalue()


def without_sizes(extra: bytes) -> bytes:
    """Return the extra fields of a zipped part without that of its size: it is another one now."""
    kept, rest = b"", extra
    while len(rest) >= 4:
        kind, length = struct.unpack("<HH", rest[:4])
        kept += b"" if kind == LARGE_SIZES else rest[: 4 + length]
        rest = rest[4 + length :]
    return kept
