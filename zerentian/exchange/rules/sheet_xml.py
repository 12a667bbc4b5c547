"""One sheet of somebody's spreadsheet as XML: cells written in place, everything else left as it is.

Only what a written cell needs is touched (ECMA-376 part 1, 18.3.1): its row and cell, the cached results of the
sheet's formulas, and, where rows are added under the last prepared one, the areas that were meant for them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from math import ceil

from lxml import etree

from zerentian.exchange.rules.formulas import UnreadFormula, at_place
from zerentian.organization.rules.tables.cells import Merge, letter
from zerentian.organization.rules.tables.leaving import BY_NUMBER
from zerentian.organization.rules.tables.parts import damaged, local
from zerentian.organization.rules.tables.xlsx import column_of, merge_of, row_number

AREA = re.compile(r"(\$?[A-Z]{1,3}\$?)(\d+):(\$?[A-Z]{1,3}\$?)(\d+)")
# Elements whose areas say for which cells something holds: drop-downs and colours, those of Excel 2010 as well.
AREAS = ("dataValidation", "conditionalFormatting", "ignoredError", "protectedRange")
EXTENDED_AREAS = "sqref"
# A row of 11 points, and a column that nobody has set.
LINE_POINTS = 14
MEASURE = re.compile(r"\d{1,6}(?:\.\d{1,20})?")
NORMAL_WIDTH = 8.43
LARGE = 1000
# A cell with a formula as it is written: its own words, and what stands in it.
RECKONED = re.compile(
    rb"(<(?:\w+:)?c\b[^>]*(?<!/)>)((?:\s*<(?:\w+:)?f\b[^>]*/>|\s*<((?:\w+:)?f)\b[^>]*(?<!/)>[^<]*</\3>)"
    rb"\s*<(?:\w+:)?v\b[^<]*</(?:\w+:)?v>)"
)
KIND, RESULT = re.compile(rb"""\st=(?:"\w*"|'\w*')"""), re.compile(rb"<(?:\w+:)?v\b[^<]*</(?:\w+:)?v>")
# What a row under the prepared ones has of them; a row lower than this shows no words.
LINE_SAYS = ("s", "customFormat", "ht", "customHeight", "thickTop", "thickBot")
LEAST_HEIGHT = 5
SPACE = "{http://www.w3.org/XML/1998/namespace}space"


class SheetXml:
    """A sheet's tree with its cells by place; rows count from 1, columns from 0."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self.space = root.tag.rpartition("}")[0] + "}" if "}" in root.tag else ""
        data = next((one for one in root if local(one) == "sheetData"), None)
        if data is None:
            raise damaged("sheetData")
        self.data = data
        self.rows: dict[int, etree._Element] = {}
        self.cells: dict[tuple[int, int], etree._Element] = {}
        before = 0
        for row in self.data:
            if local(row) == "row":
                before = row_number(row, before)
                row.set("r", str(before))
                self.rows[before] = row
                self.index(before, row)
        self.last = max(self.rows, default=0)
        self.columns = list(root.iter("{*}col"))
        self.merge_lists = list(root.iter("{*}mergeCells"))
        self.merges = [found for one in root.iter("{*}mergeCell") if (found := merge_of(one.get("ref", "")))]
        # Areas of a few cells by each of their cells; the others are looked through one by one.
        self.merged = {place: one for one in self.merges for place in places_of(one)}
        self.tall = [one for one in self.merges if not places_of(one)]
        self.spilled = [
            found
            for one in self.data.iter("{*}f")
            if one.get("t") in {"array", "dataTable"} and (found := merge_of(one.get("ref", "")))
        ]

    def index(self, number: int, row: etree._Element) -> None:
        """Note the cells of a row by their places; one that names none follows the one before."""
        column = -1
        for cell in row:
            if local(cell) == "c":
                column = column_of(cell.get("r", "")) if cell.get("r") else column + 1
                cell.set("r", f"{letter(column)}{number}")
                self.cells[number, column] = cell

    def area_at(self, row: int, column: int) -> Merge | None:
        """Return the merged area a cell lies in."""
        found = self.merged.get((row, column))
        return found or next((one for one in self.tall if covers(one, row, column)), None)

    def shown_at(self, row: int, column: int) -> tuple[int, int]:
        """Return the cell that is seen at a place: the first one of a merged area, else itself."""
        area = self.area_at(row, column)
        return (area.first_row, area.first_column) if area else (row, column)

    def is_formula(self, row: int, column: int) -> bool:
        """Tell whether a cell is reckoned by the sheet itself."""
        cell = self.cells.get((row, column))
        if cell is not None and any(local(one) == "f" for one in cell):
            return True
        return any(covers(one, row, column) for one in self.spilled)

    def is_empty(self, row: int, column: int) -> bool:
        """Tell whether a cell holds nothing."""
        cell = self.cells.get((row, column))
        return cell is None or not any(local(one) in {"f", "v", "is"} for one in cell)

    def style(self, row: int, column: int) -> int:
        """Return the style of a cell: its own, else its row's, else its column's."""
        cell, line = self.cells.get((row, column)), self.rows.get(row)
        if cell is not None and cell.get("s"):
            return whole(cell.get("s"))
        if line is not None and line.get("s") and line.get("customFormat") in {"1", "true"}:
            return whole(line.get("s"))
        return next(
            (
                whole(one.get("style"))
                for one in self.columns
                if whole(one.get("min")) <= column + 1 <= whole(one.get("max"))
            ),
            0,
        )

    def emptied(self, row: int, column: int, style: int) -> etree._Element:
        """Return a cell with nothing in it but its style."""
        cell = self.cell(row, column)
        for one in list(cell):
            if local(one) != "extLst":
                cell.remove(one)
        for name in ("cm", "vm", "t"):
            cell.attrib.pop(name, None)
        cell.set("s", str(style))
        return cell

    def write_number(self, row: int, column: int, digits: str, style: int) -> None:
        """Write a number into a cell, by its digits, so that the sheet's formulas reckon with it."""
        held = etree.Element(f"{self.space}v")
        held.text = digits
        self.emptied(row, column, style).insert(0, held)

    def write(self, row: int, column: int, text: str, style: int) -> None:
        """Write a text into a cell as a string of its own, in a style; the shared strings stay as they are."""
        cell = self.emptied(row, column, style)
        if not text:
            return
        cell.set("t", "inlineStr")
        held = etree.Element(f"{self.space}is")
        said = etree.SubElement(held, f"{self.space}t")
        said.set(SPACE, "preserve")
        said.text = BY_NUMBER.sub("_x005F_", text)
        cell.insert(0, held)

    def cell(self, row: int, column: int) -> etree._Element:
        """Return the element of a cell, made in its place where there was none."""
        if (row, column) in self.cells:
            return self.cells[row, column]
        line = self.row(row)
        cell = etree.Element(f"{self.space}c", r=f"{letter(column)}{row}")
        after = [one for one in line if local(one) == "c" and column_of(one.get("r", "")) > column]
        if after:
            after[0].addprevious(cell)
        else:
            last = [one for one in line if local(one) == "c"]
            line.insert(line.index(last[-1]) + 1 if last else 0, cell)
        self.cells[row, column] = cell
        return cell

    def row(self, number: int) -> etree._Element:
        """Return the element of a row, made in its place where there was none."""
        if number in self.rows:
            self.rows[number].attrib.pop("spans", None)
            return self.rows[number]
        line = etree.Element(f"{self.space}row", r=str(number))
        if number > self.last:
            self.data.append(line)
        else:
            self.rows[min(one for one in self.rows if one > number)].addprevious(line)
        self.rows[number], self.last = line, max(self.last, number)
        return line

    def make_room(self, row: int, column: int, text: str) -> None:
        """Let a row of a fixed height grow with a text that wraps, where it would be cut off."""
        line, area = self.row(row), self.area_at(row, column)
        fixed = measure(line.get("ht")) if line.get("customHeight") in {"1", "true"} else 0
        width = sum(self.width(one) for one in (columns_of(area) if area else [column]))
        wide = [sum(1 if sign.isascii() else 2 for sign in part) for part in text.split("\n")]
        if fixed and sum(max(ceil(one / width), 1) for one in wide) * LINE_POINTS > fixed:
            del line.attrib["ht"], line.attrib["customHeight"]

    def width(self, column: int) -> float:
        """Return how many signs a column is wide."""
        found = (
            measure(one.get("width")) or NORMAL_WIDTH
            for one in self.columns
            if whole(one.get("min")) <= column + 1 <= whole(one.get("max"))
        )
        return max(next(found, NORMAL_WIDTH), 1.0)

    def model_row(self, number: int) -> tuple[list[tuple[int, etree._Element]], list[Merge]]:
        """Return the cells of a row by their columns, and the areas merged across it: what new rows are made like."""
        cells = [(column, cell) for (row, column), cell in self.cells.items() if row == number]
        return cells, [one for one in self.merges if one.first_row == one.last_row == number]

    def make_like(self, model: tuple[list[tuple[int, etree._Element]], list[Merge]], number: int) -> None:
        """Make a row like a model: styles, formulas moved along, cells merged across; what stands there stays."""
        cells, areas = model
        if number not in self.rows and cells:
            self.line_like(cells[0][1].getparent(), number)
        for column, cell in cells:
            if not self.is_empty(number, column):
                continue
            if (number, column) not in self.cells:
                self.cell(number, column).set("s", cell.get("s", "0"))
            formula = next((one for one in cell if local(one) == "f"), None)
            if formula is not None and formula.text and formula.get("t", "normal") == "normal":
                target = f"{letter(column)}{number}"
                self.cell(number, column).insert(0, moved(formula, cell.get("r"), target))
        for area in areas:
            if not any(self.area_at(number, column) for column in columns_of(area)):
                self.merge(Merge(number, number, area.first_column, area.last_column))

    def line_like(self, model: etree._Element, number: int) -> None:
        """Make a row as high as a model, and with its style."""
        line = self.row(number)
        for name in LINE_SAYS:
            if model.get(name):
                line.set(name, model.get(name, ""))

    def show(self, number: int) -> bool:
        """Let a row be seen; return whether it was hidden, folded away or without height."""
        line = self.rows.get(number)
        if line is None:
            return False
        flat = line.get("customHeight") in {"1", "true"} and measure(line.get("ht")) < LEAST_HEIGHT
        hidden = line.get("hidden") in {"1", "true"} or (flat and line.get("ht") is not None)
        if hidden:
            for name in ("hidden", "ht", "customHeight") if flat else ("hidden",):
                line.attrib.pop(name, None)
        return hidden

    def merge(self, area: Merge) -> None:
        """Merge an area of the sheet, which has merged ones already."""
        ref = f"{letter(area.first_column)}{area.first_row}:{letter(area.last_column)}{area.last_row}"
        held = self.merge_lists[0]
        etree.SubElement(held, f"{self.space}mergeCell", ref=ref)
        if held.get("count"):
            held.set("count", str(len(held)))
        self.merges.append(area)
        self.merged |= dict.fromkeys(places_of(area), area)

    def reach(self, model: int, last: int) -> None:
        """Let what holds for the model row, drop-downs and colours, hold down to the last row written."""
        for element in self.root.iter():
            if local(element) in AREAS and element.get("sqref"):
                element.set("sqref", reaching(element.get("sqref", ""), model, last))
            elif local(element) == EXTENDED_AREAS and element.text:
                element.text = reaching(element.text, model, last)
            elif local(element) in ("dimension", "autoFilter") and element.get("ref"):
                element.set("ref", reaching(element.get("ref", ""), model, last))

    def forget_results(self) -> None:
        """Drop what formulas gave before the sheet was filled: the next program to open it reckons anew."""
        for formula in self.data.iter("{*}f"):
            cell = formula.getparent()
            for one in [one for one in cell if local(one) == "v"]:
                cell.remove(one)
            cell.attrib.pop("t", None)

    def formulas(self) -> Iterator[str]:
        """Yield the sheet's formulas."""
        yield from (one.text or "" for one in self.data.iter("{*}f"))

    def content(self) -> bytes:
        """Return the sheet's part."""
        content: bytes = etree.tostring(self.root, xml_declaration=True, encoding="UTF-8", standalone=True)
        return content


def without_results(part: bytes) -> bytes:
    """Return a sheet as it was written, without what its formulas gave before: what they read has changed.

    A program that wrote the file itself takes such results for true, whatever the workbook asks for on opening.
    """
    return RECKONED.sub(lambda found: KIND.sub(b"", found[1]) + RESULT.sub(b"", found[2]), part)


def moved(formula: etree._Element, origin: str, target: str) -> etree._Element:
    """Return a formula as it stands in another cell; one that can't be moved is copied as it is."""
    copied = deepcopy(formula)
    try:
        copied.text = at_place(formula.text or "", origin, target)
    except UnreadFormula:
        copied.text = formula.text
    return copied


def whole(said: str | None) -> int:
    """Return a count that an attribute states; 0 for none, or for what is no count."""
    return int(said) if said and said.isdecimal() and len(said) < 8 else 0


def measure(said: str | None) -> float:
    """Return a measure that an attribute states; 0 for none, or for what is no measure."""
    return float(said) if said and MEASURE.fullmatch(said) else 0.0


def covers(area: Merge, row: int, column: int) -> bool:
    """Tell whether a cell lies in an area."""
    return area.first_row <= row <= area.last_row and area.first_column <= column <= area.last_column


def places_of(area: Merge) -> list[tuple[int, int]]:
    """Return the cells of an area; none of one so large that it is no table's cell."""
    rows, columns = area.last_row - area.first_row + 1, area.last_column - area.first_column + 1
    if rows * columns > LARGE:
        return []
    return [(area.first_row + row, column) for row in range(rows) for column in columns_of(area)]


def columns_of(area: Merge) -> range:
    """Return the columns of an area."""
    return range(area.first_column, area.last_column + 1)


def reaching(areas: str, model: int, last: int) -> str:
    """Return areas, those that cover the model row reaching down to a last row: ``G5:G9 A1`` → ``G5:G12 A1``."""
    return " ".join(reaching_one(one, model, last) for one in areas.split())


def reaching_one(area: str, model: int, last: int) -> str:
    """Return one area, reaching down to a last row where it covers the model row."""
    whole = area if ":" in area else f"{area}:{area}"
    found = AREA.fullmatch(whole)
    if found is None or not int(found[2]) <= model <= int(found[4]) < last:
        return area
    return f"{found[1]}{found[2]}:{found[3]}{last}"


def wrapping_styles(styles: etree._Element) -> tuple[Sequence[bool], Mapping[int, int]]:
    """Return which cell styles wrap their text, and for those that don't one alike that does, where there is one."""
    formats = [xf for held in styles.iter("{*}cellXfs") for xf in held if local(xf) == "xf"]
    wraps = [any(one.get("wrapText") in {"1", "true"} for one in xf) for xf in formats]
    alike = {shape(xf): place for place, xf in reversed(list(enumerate(formats))) if wraps[place]}
    return wraps, {
        place: alike[shape(xf)] for place, xf in enumerate(formats) if not wraps[place] and shape(xf) in alike
    }


def shape(xf: etree._Element) -> tuple[object, ...]:
    """Return what a style is apart from wrapping."""
    own = sorted((name, value) for name, value in xf.items() if name != "applyAlignment")
    inner = [
        (local(one), sorted(pair for pair in one.items() if pair[0] != "wrapText"))
        for one in xf
        if local(one) != "alignment" or set(one.attrib) - {"wrapText"}
    ]
    return (str(own), str(inner))
