"""Awkward spreadsheets made by code, for tests of what reads them."""

import io
import zipfile
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
# The least that makes a style sheet one.
LOOKS = (
    "<fonts><font/></fonts><fills><fill><patternFill/></fill></fills><borders><border/></borders>"
    '<cellStyleXfs><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
)


def cell(address, value, extra=""):
    """Return a cell's XML: a text inline; a tuple (attributes, inner XML) as it stands."""
    if isinstance(value, tuple):
        return f'<c r="{address}" {value[0]}>{value[1]}</c>'
    return f'<c r="{address}" t="inlineStr" {extra}><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def number(stored, style=0):
    """Return a stored number, digit for digit."""
    return f's="{style}"', f"<v>{stored}</v>"


def rows_xml(cells):
    """Return sheet data from address → value, as they come."""
    rows = {}
    for address, value in cells.items():
        rows.setdefault(int(address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")), []).append(cell(address, value))
    return "".join(f'<row r="{row}">{"".join(one)}</row>' for row, one in rows.items())


def shared(place):
    """Return a cell that refers to a shared string."""
    return 't="s"', f"<v>{place}</v>"


def xlsx(sheets, *, formats=(), date1904=False, strings=(), parts=None):
    """Return an .xlsx as a stream: name → (cells, {"merges", "state", "after"}); formats are styles 1, 2, …;
    strings are the inner XML of shared ones."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        listed, related, overrides = "", "", ""
        for place, (name, (cells, options)) in enumerate(sheets.items(), 1):
            state = f' state="{options["state"]}"' if "state" in options else ""
            listed += f'<sheet name="{escape(name)}" sheetId="{place}"{state} r:id="rId{place}"/>'
            related += f'<Relationship Id="rId{place}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{place}.xml"/>'
            overrides += (
                f'<Override PartName="/xl/worksheets/sheet{place}.xml" ContentType="{KIND}.worksheet+xml"/>'
            )
            merges = "".join(f'<mergeCell ref="{one}"/>' for one in options.get("merges", ()))
            merges = f"<mergeCells>{merges}</mergeCells>" if merges else ""
            data = cells if isinstance(cells, str) else rows_xml(cells)
            file.writestr(
                f"xl/worksheets/sheet{place}.xml",
                f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheetData>{data}</sheetData>{merges}'
                f"{options.get('after', '')}</worksheet>",
            )
        codes = "".join(
            f'<numFmt numFmtId="{163 + place}" formatCode="{escape(code, {chr(34): "&quot;"})}"/>'
            for place, code in enumerate(formats, 1)
        )
        styles = "".join(f'<xf numFmtId="{163 + place}"/>' for place in range(1, len(formats) + 1))
        file.writestr(
            "xl/styles.xml",
            f'<styleSheet xmlns="{MAIN}"><numFmts>{codes}</numFmts>{LOOKS}<cellXfs>'
            f'<xf numFmtId="0" xfId="0"/>{styles}</cellXfs>'
            '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
        )
        file.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr date1904="{int(date1904)}"/>'
            f"<sheets>{listed}</sheets></workbook>",
        )
        file.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{PACKAGE}">{related}'
            f'<Relationship Id="rIdT" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
            f'<Relationship Id="rIdS" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
        )
        file.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument"'
            ' Target="xl/workbook.xml"/></Relationships>',
        )
        file.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="rels"'
            ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>{overrides}'
            f'<Override PartName="/xl/sharedStrings.xml" ContentType="{KIND}.sharedStrings+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{KIND}.styles+xml"/></Types>',
        )
        items = "".join(f"<si>{one}</si>" for one in strings)
        file.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{items}</sst>')
        for part, content in (parts or {}).items():
            file.writestr(part, content)
    stream.seek(0)
    return stream
