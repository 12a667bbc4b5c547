"""What goes into the cells of a form: figures as of a seal, fields of records, texts; each with what it rests on."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any

from zerentian.exchange.models import FormMap
from zerentian.exchange.rules.form_looks import SheetLook, look_at
from zerentian.exchange.rules.form_maps import (
    BY_HAND,
    COUNT,
    KEPT,
    OWN_HOLES,
    PERSONAL,
    TAKEN,
    VILLAGE,
    YES_NO,
    Kind,
    Part,
    Region,
    Said,
    holes_in,
    own_holes,
    period_of,
    touch,
)
from zerentian.exchange.rules.form_puts import Block, Put, Value, written_number
from zerentian.exchange.rules.stacking import VillageFile, VillageRow, stack, sums_of
from zerentian.ledger.figures import compute_all, latest_size
from zerentian.ledger.registry import FIGURES
from zerentian.ledger.rules.figures import FigureValue
from zerentian.ledger.rules.periods import Period, local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.words import Words
from zerentian.organization.models import Account, Unit
from zerentian.organization.records import Field, Records
from zerentian.organization.records import Value as Read
from zerentian.organization.rules.tables.cells import Merge, letter
from zerentian.organization.rules.tables.xlsx import column_index
from zerentian.organization.shields import hidden_from, hidden_from_nobody
from zerentian.organization.subjects import SUBJECTS

MOST_ROWS = 2000
# A spreadsheet keeps fifteen digits of a number, and makes noughts of the rest.
MOST_DIGITS = 16
NOTHING = Value("none")
# A day as a village's file is read: what its cell's format shows as one.
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
UNKNOWN_IN_TEXT = "—"


@dataclass(slots=True)
class Gathered:
    """What is to be written, and for each cell what it rests on, in the same order; which rights the lists need."""

    puts: list[Put] = field(default_factory=list)
    origins: list[dict[str, Any]] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    block_origins: list[list[dict[int, dict[str, Any]]]] = field(default_factory=list)
    beside: list[dict[str, Any]] = field(default_factory=list)
    needs: set[str] = field(default_factory=set)

    def put(self, sheet: str, row: int, column: int, value: Value, origin: Mapping[str, Any]) -> None:
        """Note one value."""
        self.puts.append(Put(sheet, row, column, value))
        self.origins.append({"sheet": sheet, "shown": value.text, **origin})


class Gathering:
    """Gathers the values of one form for a unit and a period, as of the latest seal."""

    def __init__(
        self,
        mapped: FormMap,
        unit: Unit,
        period: Period,
        by: Account,
        now: datetime,
        villages: Sequence[VillageFile] = (),
    ) -> None:
        self.villages, self.notes = villages, list[Words]()
        self.mapped, self.unit, self.period, self.by = mapped, unit, period, by
        self.size, self.today = latest_size(), local_day(now)
        self.hidden = hidden_from(None)
        self.found = Gathered()
        self.known: dict[tuple[str, str], dict[str, FigureValue]] = {}

    def run(self, hand: Mapping[str, str]) -> Gathered:
        """Gather every region; ``hand`` has what was typed, by ``sheet!A1``."""
        regions = self.mapped.listed
        self.look_up(regions)
        for region in regions:
            if region.kind in (Kind.CELL, Kind.MATRIX):
                for row, column, said in region.cells():
                    value, origin = self.value(said, self.unit_of(said.unit))
                    self.found.put(region.sheet, row, column, value, origin)
            elif region.kind is Kind.ROWS:
                self.gather_rows(region)
            elif region.kind is Kind.HAND:
                self.gather_hand(region, hand)
            elif region.kind is Kind.STACK:
                self.gather_stack(region)
            else:
                self.found.beside.append(
                    {"sheet": region.sheet, "at": region.area, "kind": str(region.kind), "shown": ""}
                )
        return self.found

    @cached_property
    def units(self) -> Mapping[str, Unit]:
        """Return the units that the map names, by their codes."""
        regions = self.mapped.listed
        codes = {
            said.unit for one in regions for said in (one.said, *one.across.values(), *one.down.values())
        }
        return {unit.code: unit for unit in Unit.objects.filter(code__in=codes).prefetch_related("periods")}

    def unit_of(self, code: str) -> Unit:
        """Return the unit of a code, by default the form's own."""
        if not code:
            return self.unit
        if code not in self.units:
            raise NotAllowed(f"没有单位 {code}，请重新标注", f"there is no unit {code}: map the form anew")
        return self.units[code]

    def path_of(self, unit: Unit) -> str:
        """Return where a unit stood at the end of the period, or now where it is later than that."""
        return unit.path_on(min(self.period.last, self.today)) or unit.path

    def look_up(self, regions: Iterable[Region]) -> None:
        """Reckon all figures of single cells: those of one unit and the same days together."""
        wanted: dict[tuple[str, str], set[str]] = {}
        for region in regions:
            if region.kind in (Kind.CELL, Kind.MATRIX):
                for _row, _column, said in region.cells():
                    key = self.path_of(self.unit_of(said.unit)), period_of(self.period, said.span).code
                    wanted.setdefault(key, set()).update(codes_of(said))
        for (path, days), codes in wanted.items():
            self.reckon(path, days, codes)

    def reckon(self, path: str, days: str, codes: Iterable[str]) -> Mapping[str, FigureValue]:
        """Return figures of a unit and some days, each reckoned once."""
        known = self.known.setdefault((path, days), {})
        missing = sorted(set(codes) - known.keys())
        if missing:
            values = compute_all(
                missing, unit=path, period=Period.parse(days), size=self.size, hidden=self.hidden
            )
            known.update({one.figure.code: one for one in values})
        return known

    def value(self, said: Said, unit: Unit) -> tuple[Value, dict[str, Any]]:
        """Return what a cell says, and what that rests on."""
        path, days = self.path_of(unit), period_of(self.period, said.span)
        known = self.reckon(path, days.code, codes_of(said))
        if said.text:
            return self.text(said, unit, known)
        figure = known[said.figure]
        value = figure_value(figure, said)
        origin = {
            "kind": "figure" if value.kind != "none" else "unknown",
            "code": said.figure,
            "part": str(said.part),
            "version": FIGURES[said.figure].version,
            "unit": unit.code,
            "path": path,
            "period": days.code,
            "first": days.first.isoformat(),
            "last": min(figure.last or days.last, days.last).isoformat(),
            "value": figure.value,
            "divisor": said.divisor,
        }
        return value, origin

    def text(self, said: Said, unit: Unit, known: Mapping[str, FigureValue]) -> tuple[Value, dict[str, Any]]:
        """Return a text with its holes filled; a figure that is unknown stands as a dash, and is told."""
        day = min(self.period.last, self.today)
        texts = own_holes(unit.name_on(day), unit.organ_on(day) or unit.name_on(day), self.period, self.today)
        unknown = False
        for code in codes_of(said):
            value = known[code].value
            unknown |= value is None
            texts[code] = UNKNOWN_IN_TEXT if value is None else str(value)
        text = said.text
        for hole, words in texts.items():
            text = text.replace(f"{{{hole}}}", words)
        kind = "unknown" if unknown else "text"
        return Value("text", text), {"kind": kind, "code": " ".join(codes_of(said)), "unit": unit.code}

    def gather_rows(self, region: Region) -> None:
        """Gather a list: a row for each record, with figures beside it where its rows are units."""
        records = (found := SUBJECTS.get(region.records)) and found.records
        if not records:
            raise NotAllowed(f"没有清单 {region.records}", f"there is no list {region.records}")
        rows = self.rows_of(records, region)
        self.found.needs.add(records.right)
        values: list[dict[int, Value]] = []
        origins: list[dict[int, dict[str, Any]]] = []
        for number, row in enumerate(rows, 1):
            cells = dict(self.cells_of(region, records, row, number))
            values.append({column: value for column, (value, _) in cells.items() if value is not None})
            origins.append({column: origin for column, (_, origin) in cells.items()})
        self.found.blocks.append(Block(region.sheet, region.area, values))
        self.found.block_origins.append(origins)

    def rows_of(self, records: Records, region: Region) -> Sequence[Any]:
        """Return the records of a list, narrowed as the region says; refused where they are too many."""
        if not self.by.is_system and not self.by.may(records.right, self.unit):
            raise NotAllowed(
                f"您不能查看“{records.label}”，不能用它填表",
                f"you may not read {records.label}: the form can't be filled with it by you",
            )
        found = records.rows(self.by, self.unit, self.period.first, self.period.last)
        # Whoever asked for the form reads it too: what a shielded matter brought stays out, whoever fills it in.
        found = hidden_from_nobody(found, region.records)
        for name, codes in region.filters.items():
            found = found.filter(**{f"{name}__in": codes})
        rows = list(found[: MOST_ROWS + 1])
        if len(rows) > MOST_ROWS:
            raise NotAllowed(
                f"“{records.label}”超过 {MOST_ROWS} 行，请缩短期间或筛选",
                f"more than {MOST_ROWS} rows of {records.label}: shorten the period, or narrow the list",
            )
        return rows

    def cells_of(
        self, region: Region, records: Records, row: Any, number: int
    ) -> Iterable[tuple[int, tuple[Value | None, dict[str, Any]]]]:
        """Yield the cells of one row by their columns; what is typed in the file itself has no value, and is open."""
        ref = str(row.ref)
        for letters, name in region.columns.items():
            column = column_index(letters)
            if name == COUNT:
                yield column, (Value("number", str(number)), {"kind": "count"})
            elif name == BY_HAND:
                yield column, (None, {"kind": "hand_open"})
            elif name in (PERSONAL, KEPT):
                continue
            else:
                value = written(records.fields[name], row, region)
                kind = "field" if value.kind != "none" else "empty"
                yield column, (value, {"kind": kind, "code": f"{region.records}.{name}", "ref": ref})
        for letters, said in region.across.items():
            yield column_index(letters), self.value(said, row)

    def gather_hand(self, region: Region, hand: Mapping[str, str]) -> None:
        """Gather what was typed into the cells of a region; what was left empty empties the cell."""
        for key, row, column in hand_cells(region):
            typed = hand.get(key, "").strip()
            kind = "hand" if typed else "hand_open"
            self.found.put(region.sheet, row, column, typed_value(typed), {"kind": kind, "key": key})

    def gather_stack(self, region: Region) -> None:
        """Gather the rows of the villages' files, and the totals that the form leaves to be filled."""
        stacked = stack(self.villages, region, self.sheets[region.sheet])
        self.notes += stacked.notes
        if len(stacked.rows) > MOST_ROWS:
            raise NotAllowed(
                f"各村的表合起来超过 {MOST_ROWS} 行，请分批叠加",
                f"the villages' files have more than {MOST_ROWS} rows together: stack them in parts",
            )
        values, origins = [], []
        for number, row in enumerate(stacked.rows, 1):
            cells = dict(village_cells(region, row, number))
            values.append({column: value for column, (value, _) in cells.items()})
            origins.append({column: origin for column, (_, origin) in cells.items()})
        self.found.blocks.append(Block(region.sheet, region.area, values))
        self.found.block_origins.append(origins)
        taken = [one.box for one in self.mapped.listed if one.sheet == region.sheet]
        for at, letters, total in sums_of(stacked, region, self.sheets[region.sheet]):
            column = column_index(letters)
            if not any(touch(one, Merge(at, at, column, column)) for one in taken):
                self.found.put(region.sheet, at, column, Value("number", f"{total:f}"), {"kind": "sum"})

    @cached_property
    def sheets(self) -> Mapping[str, SheetLook]:
        """Return the sheets of the form by their names."""
        return {one.name: one for one in look_at(self.mapped.file.sheet)}


def village_cells(
    region: Region, row: VillageRow, number: int
) -> Iterable[tuple[int, tuple[Value, dict[str, Any]]]]:
    """Yield the cells of one row of a village's file by their columns, each with the file and cell it came from."""
    own = {"unit": row.file.unit, "file": row.file.digest}
    for letters, what in region.columns.items():
        column = column_index(letters)
        if what == COUNT:
            yield column, (Value("number", str(number)), {"kind": "count"})
        elif what == VILLAGE:
            yield column, (Value("text", row.file.village), {"kind": "text", **own})
        elif what == TAKEN:
            value = village_value(row.cells[letters], region)
            kind = "empty" if value.kind == "none" else "village"
            yield (
                column,
                (value, {"kind": kind, "from": f"{row.file.name} {row.sheet}!{letters}{row.row}", **own}),
            )


def village_value(text: str, region: Region) -> Value:
    """Return what stands in a village's cell as it is written: a day, a number, a text."""
    try:
        if DAY.fullmatch(text):
            return Value("day", date.fromisoformat(text).isoformat(), region.days)
    except ValueError:
        # 2026-02-30: somebody typed it as a text, and as one it is passed on.
        return Value("text", text)
    return typed_value(text)


def hand_cells(region: Region) -> Iterable[tuple[str, int, int]]:
    """Yield key, row and column of the cells that are typed."""
    box = region.box
    for row in range(box.first_row, box.last_row + 1):
        for column in range(box.first_column, box.last_column + 1):
            yield f"{region.sheet}!{letter(column)}{row}", row, column


def codes_of(said: Said) -> list[str]:
    """Return the figures that a cell says."""
    return [said.figure] if said.figure else [one for one in holes_in(said.text) if one not in OWN_HOLES]


def typed_value(text: str) -> Value:
    """Return what was typed: a number where it is one, else a text."""
    number = written_number(text)
    # A code such as 012 is no number, nor are more digits than a spreadsheet keeps.
    coded = re.match(r"[+-]?[0０][0-9０-９]", text)
    if number is not None and not coded and len(number.as_tuple().digits) < MOST_DIGITS:
        return Value("number", f"{number:f}")
    return Value("text", text) if text else NOTHING


def written(one: Field, row: Any, region: Region) -> Value:
    """Return a field as it is written into a cell."""
    return value_of(one.read(row), region)


def value_of(read: Read, region: Region) -> Value:
    """Return a value as it is written: yes or no, a day, a number, a text; None empties the cell."""
    if read is None or read == "":
        return NOTHING
    if isinstance(read, bool):
        return Value("text", YES_NO[region.yes_no][0 if read else 1])
    if isinstance(read, date):
        return Value("day", read.isoformat(), region.days)
    if isinstance(read, int | Decimal):
        return Value("number", f"{read:f}" if isinstance(read, Decimal) else str(read))
    return Value("text", read)


def figure_value(figure: FigureValue, said: Said) -> Value:
    """Return a figure as it is written, divided and rounded half up; unknown is none, never 0."""
    part, whole = figure.numerator, figure.denominator
    if figure.figure.measure != "ratio":
        return number_of(figure.value, said)
    if said.part in (Part.NUMERATOR, Part.DENOMINATOR):
        return number_of(part if said.part is Part.NUMERATOR else whole, said)
    if part is None or not whole:
        return NOTHING
    if said.part is Part.REST:
        return number_of(whole - part, said)
    share = Decimal(whole - part if said.part is Part.REST_SHARE else part) * 100 / whole
    return Value("share", f"{rounded(share, said.places):f}")


def number_of(value: int | None, said: Said) -> Value:
    """Return a whole number as it is written, divided and rounded."""
    if value is None:
        return NOTHING
    if said.divisor == 1:
        return Value("number", str(value))
    return Value("number", f"{rounded(Decimal(value) / said.divisor, said.places):f}")


def rounded(value: Decimal, places: int) -> Decimal:
    """Return a number rounded half up to so many places."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
