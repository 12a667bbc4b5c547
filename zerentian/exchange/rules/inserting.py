"""Rows inserted into somebody's spreadsheet: what stands below moves down, and whatever speaks of it keeps meaning it.

The sheet's tree is changed in place; of the other parts only the numbers of rows change that speak of this sheet:
formulas and charts elsewhere, named areas, pictures, the order of calculation. What can't be kept right is refused.
"""

import re
from collections.abc import Iterator
from html import unescape

from lxml import etree

from zerentian.exchange.rules.formulas import UnreadFormula, at_place
from zerentian.exchange.rules.references import (
    MOST_ROWS,
    Extension,
    Insertion,
    area_after,
    escaped,
    formula_after,
    names_sheet,
)
from zerentian.exchange.rules.sheet_xml import SheetXml, whole
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.rules.tables.parts import local
from zerentian.organization.rules.tables.xlsx import Workbook, merge_of

# Attributes that name cells, wherever they stand outside the cells themselves (ECMA-376 part 1, 18.3.1).
AREA_ATTRIBUTES = ("ref", "sqref", "activeCell", "topLeftCell")
FORMULAS = {"formula", "formula1", "formula2", "f"}
WRITTEN_FORMULA = re.compile(
    r"(?P<tag><(?:\w+:)?(?:f|formula|formula1|formula2|definedName)\b(?P<said>[^<>]*)(?<!/)>)(?P<text>[^<]+)"
)
ANCHOR = re.compile(r"<(?:\w+:)?(two|one)CellAnchor\b([^>]*)>.*?</(?:\w+:)?\1CellAnchor>", re.DOTALL)
ANCHOR_ROW = re.compile(r"(<(?:\w+:)?row>)(\d+)(?=<)")
CHAIN = re.compile(r"<c\b[^>]*>")
CHAIN_CELL = re.compile(r'(\br=")([A-Z]+)(\d+)"')
CHAIN_SHEET = re.compile(r'\bi="(\d+)"')
# Parts beside a sheet that name its rows in ways which only a spreadsheet program keeps right.
TIED = {
    "comments": ("批注", "comments"),
    "threadedComment": ("批注", "comments"),
    "table": ("“套用表格格式”的区域", "a formatted table"),
    "pivotTable": ("数据透视表", "a pivot table"),
    "vmlDrawing": ("按钮或批注框", "buttons or notes"),
}
TIED_PLACE = re.compile(r'\bref="(?:[A-Z]+\d+:)?[A-Z]+(\d+)"|<(?:\w+:)?Row>(\d+)<')
VML_ANCHOR = re.compile(r"<(?:\w+:)?Anchor>([^<]*)<")


def insert_rows(
    workbook: Workbook, part: str, sheet: SheetXml, insertion: Insertion
) -> tuple[SheetXml, dict[str, bytes]]:
    """Insert empty rows into a sheet; return it read anew, and the other parts that changed, by name.

    Raises NotAllowed, with the remedy, for what would come out wrong.
    """
    for kind, beside in workbook.relations_of(part).values():
        if kind in TIED and beside in workbook.package and reaches_below(workbook, kind, beside, insertion):
            zh, en = TIED[kind]
            raise insertion.refused(f"那里有{zh}", f"{en} stand there")
    refuse_inside(sheet.root, insertion)
    spread_shared(sheet, insertion)
    move_formulas(sheet, insertion)
    move_rows(sheet, insertion)
    move_areas(sheet.root, insertion)
    return SheetXml(sheet.root), dict(parts_after(workbook, part, insertion))


def extend_rows(
    workbook: Workbook, part: str, sheet: SheetXml, extension: Extension
) -> tuple[SheetXml, dict[str, bytes]]:
    """Let what speaks of the rows under the headings mean those that are written below them as well.

    Raises NotAllowed, with the remedy, for what would come out wrong.
    """
    spread_shared(sheet, extension)
    move_formulas(sheet, extension)
    beside = {name: kind for kind, name in workbook.relations_of(part).values() if kind == "table"}
    changed = dict(parts_after(workbook, part, extension))
    for name in beside:
        text = workbook.package.checked(name).decode("utf-8")
        if (after := table_after(text, extension)) != text:
            changed[name] = after.encode("utf-8")
    return SheetXml(sheet.root), changed


def table_after(text: str, extension: Extension) -> str:
    """Return a formatted table that reaches the last row; one with a row of totals has no room for more."""
    areas = [merge_of(one) for one in re.findall(r'\bref="([^"]*)"', text)]
    reaches = any(one and extension.rows(one.first_row, one.last_row)[1] != one.last_row for one in areas)
    if reaches and re.search(r'\btotalsRowCount="[1-9]', text):
        raise extension.refused(
            "那里有带汇总行的“套用表格格式”的区域", "a formatted table with totals stands there"
        )
    return re.sub(r'\bref="([^"]*)"', lambda found: f'ref="{area_after(found[1], extension)}"', text)


def reaches_below(workbook: Workbook, kind: str, part: str, insertion: Insertion) -> bool:
    """Tell whether a part beside the sheet names a row from the last prepared one on."""
    text = workbook.package.checked(part).decode("utf-8", "replace")
    # A VML row counts from 0, and a note's frame may reach further down than its cell.
    found = [int(one[1] or int(one[2]) + 1) for one in TIED_PLACE.finditer(text)]
    frames = [one[1].split(",") for one in VML_ANCHOR.finditer(text)] if kind == "vmlDrawing" else []
    found += [whole(frame[place].strip()) + 1 for frame in frames if len(frame) > 6 for place in (2, 6)]
    least = insertion.last if kind in {"table", "pivotTable"} else insertion.last + 1
    return any(row >= least for row in found)


def refuse_inside(root: etree._Element, insertion: Insertion) -> None:
    """Refuse what stands in the sheet itself and can't be moved: embedded objects, controls, arrays across."""
    for element in root.iter():
        if local(element) in {"control", "oleObject"}:
            raise insertion.refused("那里有控件或嵌入的对象", "controls or embedded objects stand there")
        if local(element) == "f" and element.get("t") == "dataTable":
            raise insertion.refused("表中有模拟运算表", "the sheet has a data table of what-if analysis")
        area = merge_of(element.get("ref", "")) if element.get("t") == "array" else None
        if area and area.first_row <= insertion.last and area.last_row > insertion.first:
            raise insertion.refused("那里有数组公式", "an array formula lies across")
    bottom = max((whole(row.get("r")) for row in root.iter("{*}row")), default=0)
    if bottom > insertion.last and bottom + insertion.count > MOST_ROWS:
        raise NotAllowed(
            f"“{insertion.sheet}”要插入 {insertion.count} 行，但工作表第 {bottom} 行还有单元格，再插就超出了表格："
            "请先在表格软件中删除末尾用不到的行（右键“删除”，不是清除内容），再重新上传、填写",
            f"{insertion.count} rows would have to be inserted into {insertion.sheet}, but row {bottom} still holds"
            " cells and would be pushed off the sheet: delete the rows at its end that nobody needs, and send it again",
        )


def spread_shared(sheet: SheetXml, insertion: Insertion) -> None:
    """Write formulas that cells share into each of them: afterwards they are no longer the same ones, moved along."""
    masters: dict[str, tuple[str, str]] = {}
    for cell in sheet.cells.values():
        for formula in (one for one in cell if local(one) == "f" and one.get("t") == "shared"):
            key, place = formula.get("si", ""), cell.get("r", "")
            if formula.text:
                masters[key] = formula.text, place
            for name in ("t", "si", "ref"):
                formula.attrib.pop(name, None)
            formula.text = translated(masters, key, place, insertion)


def translated(masters: dict[str, tuple[str, str]], key: str, place: str, insertion: Insertion) -> str:
    """Return a shared formula as it stands in one cell."""
    try:
        text, origin = masters[key]
        return at_place(text, origin, place)
    except (KeyError, UnreadFormula) as error:
        raise insertion.refused(f"{place} 的公式读不懂", f"the formula in {place} can't be read") from error


def move_formulas(sheet: SheetXml, insertion: Insertion) -> None:
    """Let the cells' formulas refer to where things stand afterwards."""
    for (row, _), cell in sheet.cells.items():
        for formula in (one for one in cell if local(one) == "f" and one.text):
            formula.text = formula_after(formula.text, insertion, own=True, within=insertion.holds(row))
            if formula.get("ref"):
                formula.set("ref", area_after(formula.get("ref", ""), insertion))


def move_rows(sheet: SheetXml, insertion: Insertion) -> None:
    """Move the rows below, with their cells, heights and styles."""
    for number, line in sheet.rows.items():
        line.set("r", str(insertion.row(number)))
    for (row, _), cell in sheet.cells.items():
        cell.set("r", f"{cell.get('r', '').rstrip('0123456789')}{insertion.row(row)}")


def move_areas(root: etree._Element, insertion: Insertion) -> None:
    """Move what the sheet says of areas beside its cells: merged ones, drop-downs, colours, filters, page breaks."""
    for element in (one for top in root if local(top) != "sheetData" for one in top.iter()):
        for name in AREA_ATTRIBUTES:
            if element.get(name):
                element.set(name, area_after(element.get(name, ""), insertion))
        kind = local(element)
        if kind == "sqref" and element.text:
            element.text = area_after(element.text, insertion)
        elif kind in FORMULAS and element.text:
            element.text = formula_after(
                element.text, insertion, own=True, within=stands_within(element, insertion)
            )
        elif kind == "hyperlink" and element.get("location"):
            element.set("location", formula_after(element.get("location", ""), insertion, own=False))
        elif kind == "rowBreaks":
            move_breaks(element, insertion)


def move_breaks(breaks: etree._Element, insertion: Insertion) -> None:
    """Move the page breaks that come after the last prepared row or below; each names the row before it."""
    for one in breaks:
        if (row := whole(one.get("id"))) >= insertion.last:
            one.set("id", str(row + insertion.count))


def stands_within(element: etree._Element, insertion: Insertion) -> bool:
    """Tell whether a rule's formula is said of the prepared rows: such as holds for each of them by itself."""
    while element is not None:
        areas = element.get("sqref") or next((one.text for one in element if local(one) == "sqref"), None)
        if areas:
            top = "".join(sign for sign in areas.split()[0].partition(":")[0] if sign.isdigit())
            return insertion.holds(whole(top))
        element = element.getparent()
    return False


def parts_after(workbook: Workbook, part: str, insertion: Insertion) -> Iterator[tuple[str, bytes]]:
    """Yield the other parts that speak of the sheet, changed in the numbers of rows alone."""
    kinds = {
        name: kind for kind, name in (*workbook.relations.values(), *workbook.relations_of(part).values())
    }
    place = sheet_id(workbook, insertion.sheet)
    for name in workbook.package.infos:
        if name == part or not name.endswith(".xml"):
            continue
        before = workbook.package.read(name)
        try:
            text = before.decode("utf-8")
        except UnicodeDecodeError as error:
            raise insertion.refused(
                f"文件中的 {name} 编码特殊", f"{name} has an encoding of its own"
            ) from error
        if kinds.get(name) == "drawing":
            # Also where no cell stands below, a picture does not cover what is written.
            after = drawing_after(
                text, Insertion(insertion.sheet, insertion.first, insertion.last, insertion.count)
            )
        elif kinds.get(name) == "calcChain":
            after = chain_after(text, place, insertion)
        else:
            after = formulas_after(text, name, insertion)
        if after != text:
            yield name, after.encode("utf-8")


def formulas_after(text: str, name: str, insertion: Insertion) -> str:
    """Return a part with the formulas that name the sheet as they are afterwards."""
    if not names_sheet(unescape(text), insertion.sheet):
        return text
    if "<worksheetSource" in text and f'sheet="{escaped(insertion.sheet)}"' in text:
        raise insertion.refused("有数据透视表取自该表", "a pivot table draws on the sheet")

    def one(found: re.Match[str]) -> str:
        said = unescape(found["text"])
        after = formula_after(said, insertion, own=False)
        if after != said and 't="shared"' in found["said"]:
            raise insertion.refused(f"{name} 中的几个公式共用一个写法", f"formulas in {name} share one text")
        return found[0] if after == said else found["tag"] + escaped(after)

    return WRITTEN_FORMULA.sub(one, text)


def drawing_after(text: str, insertion: Insertion) -> str:
    """Return the drawings of the sheet with their anchors moved; in a drawing rows count from 0."""

    if re.search(r'\btextlink="[^"]', text):
        raise insertion.refused("那里有随单元格变的图形", "shapes there show what cells say")

    def one(found: re.Match[str]) -> str:
        if 'editAs="absolute"' in found[2]:
            return found[0]
        rows = [int(row[2]) for row in ANCHOR_ROW.finditer(found[0])]
        stays_whole = found[1] == "one" or 'editAs="oneCell"' in found[2]
        if stays_whole and rows and rows[0] < insertion.last:
            return found[0]
        return ANCHOR_ROW.sub(lambda row: f"{row[1]}{insertion.row(int(row[2]) + 1) - 1}", found[0])

    return ANCHOR.sub(one, text)


def sheet_id(workbook: Workbook, sheet: str) -> str:
    """Return the number by which the order of calculation knows a sheet."""
    return next(
        (one.get("sheetId", "") for one in workbook.root.iter("{*}sheet") if one.get("name") == sheet), ""
    )


def chain_after(text: str, place: str, insertion: Insertion) -> str:
    """Return the order of calculation with the sheet's cells moved; a cell without a sheet follows the one before."""
    current = ""

    def one(found: re.Match[str]) -> str:
        nonlocal current
        said = CHAIN_SHEET.search(found[0])
        current = said[1] if said else current
        if current != place:
            return found[0]
        return CHAIN_CELL.sub(lambda cell: f'{cell[1]}{cell[2]}{insertion.row(int(cell[3]))}"', found[0])

    return CHAIN.sub(one, text)
