"""What a form's headings seem to ask for: a map to be confirmed by a person. Nothing is filled by a guess."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from zerentian.exchange.rules.form_looks import SheetLook
from zerentian.exchange.rules.form_maps import (
    BY_HAND,
    COUNT,
    KEPT,
    PERSONAL,
    Kind,
    Part,
    Region,
    Said,
    Span,
    area_of,
    in_order,
)
from zerentian.exchange.rules.form_words import FOOT, RUNNING, TOTALS, bare, divisor_of, spoken_span
from zerentian.exchange.rules.form_words import PERSONAL as PERSONS
from zerentian.organization.rules.tables.cells import Merge, letter
from zerentian.organization.rules.tables.headings import BETWEEN, SEARCHED_ROWS, Headings, find_headings
from zerentian.organization.rules.unasked import unasked

UNITS = "unit"
MOST_SUGGESTED_ROWS = 400
MONTH = re.compile(r"([（(])[\s_\dN×xX]*月[\s_]*([)）])")
YEAR_MONTH = re.compile(
    r"(?:\d{4}|[N×xX]{1,4}|[\s_]+)年(?:\d{1,2}|[N×xX]{1,2}|[\s_]+)月(?!\s*(?:\d{1,2}|[N×xX]{1,2}|[\s_]+)日)"
)
# Up to when the figures count, whatever day stands there from last time.
UP_TO = re.compile(r"(截[至止]到?[:：]?)[\s_]*(?:\d{4}|[N×xX]{1,4})?[\s_]*年[\s_\dN×xX]*月[\s_\dN×xX]*日")
TOTAL_IN_TEXT = re.compile(r"(.+?)[（(]\s*共计\s*[:：]?[\s\d_]*(件|次|个|起)\s*[)）]")
# What a heading under another only says of it: in what it is counted.
MEASURES = ("件数", "数", "数量", "总数", "件次", "起数", "个数", "次数")
DATES = "填报日期|上报日期|填表日期|报送日期|制表日期|填报时间|报送时间"
# A day that is left open; behind such a label it is the day on which the form is filled, not one of its period.
DAY_GAP = re.compile(r"[\s_]*年[\s_]*月[\s_]*日\s*")
DATED = re.compile(rf"((?:{DATES})[:：])[\s_]*年[\s_]*月[\s_]*日")
OWN_LABELS: tuple[tuple[str, str], ...] = (
    ("填报单位|上报单位|报送单位|单位（盖章）|单位名称|编制单位", "{organ}"),
    (DATES, "{day}"),
    ("统计时间|统计期间|报表期|所属期|报告期", "{period}"),
)


@dataclass(frozen=True, slots=True)
class Match:
    """What a heading seems to be: a figure with its days and divisor."""

    figure: str
    part: Part = Part.VALUE
    span: Span = Span.ASKED
    divisor: int = 1

    def said(self) -> Said:
        """Return what a cell under the heading says."""
        in_per_cent = self.part is Part.VALUE and self.figure.endswith("_share")
        places = 1 if self.divisor > 1 or in_per_cent or self.part is Part.REST_SHARE else 0
        return Said(figure=self.figure, part=self.part, span=self.span, divisor=self.divisor, places=places)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words by which headings are known: of figures, of the fields of lists, of lists, of units (name → code)."""

    figures: Mapping[str, tuple[str, Part]] = field(default_factory=dict)
    fields: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    titles: Mapping[str, Sequence[str]] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)

    def figure(self, heading: str) -> Match | None:
        """Return the figure that a heading such as 总计/按时办结数 names, the whole of it or its end.

        An end under a heading that names a figure of its own counts less than that figure: it is not suggested, unless
        it says that figure's words again (按时办结/按时办结率).
        """
        parts = [bare(one) for one in heading.split(BETWEEN)]
        for start in range(len(parts)):
            words = "".join(parts[start:])
            if any(part in self.figures and not words.startswith(part) for part in parts[:start]):
                return None
            span, rest = spoken_span(words)
            for said in (words, rest, *without_measure(parts[start:])):
                if found := self.figures.get(said):
                    return Match(*found, span if said == rest else Span.ASKED, divisor_of(heading))
        return None

    def unit_column(self, heading: str) -> bool:
        """Tell whether a column names units."""
        return bare(heading.split(BETWEEN)[-1]) in self.fields.get(UNITS, {})

    def knows(self, heading: str) -> bool:
        """Tell whether a heading is known in any way."""
        words = bare(heading)
        known = any(words in fields for fields in self.fields.values())
        return known or words in RUNNING or is_personal(heading) or self.figure(heading) is not None


def without_measure(parts: Sequence[str]) -> Iterator[str]:
    """Yield what stands above a heading that only says what is counted: 按时办结/件数 → 按时办结."""
    if len(parts) > 1 and parts[-1] in MEASURES:
        yield "".join(parts[:-1])


def closed(text: str) -> str:
    """Return a text without the blanks by which labels are set wide: 合    计, 填 报 人："""
    return "".join(unicodedata.normalize("NFKC", text).split())


def is_personal(heading: str) -> bool:
    """Tell whether a column is about persons, by its meaning: never filled by the program, never kept by it."""
    return bool(PERSONS.search(closed(heading))) or bool(unasked(heading))


def suggest(sheets: Sequence[SheetLook], words: Vocabulary) -> tuple[Region, ...]:
    """Return the map that the headings of the visible sheets suggest."""
    found: list[Region] = []
    for sheet in sheets:
        if not sheet.hidden and sheet.texts:
            found += Suggesting(sheet, words).regions()
    return in_order(found)


class Suggesting:
    """The suggestions of one sheet."""

    def __init__(self, sheet: SheetLook, words: Vocabulary) -> None:
        self.sheet, self.words = sheet, words
        self.said = {place: text for place, text in sheet.texts.items() if place[0] <= MOST_SUGGESTED_ROWS}
        self.ends = {(one.first_row, one.first_column): one.last_column for one in sheet.merges}
        self.lines: dict[int, dict[int, str]] = {}
        for (row, column), text in self.said.items():
            if (row, column) not in sheet.formulas:
                self.lines.setdefault(row, {})[column] = text
        self.headings = headings_of(sheet, words)
        self.columns: Mapping[int, str] = self.headings.columns if self.headings else {}
        self.taken: list[Merge] = []

    def regions(self) -> list[Region]:
        """Return the block under the headings, then texts and pairs of label and cell around it."""
        found = list(self.block()) if self.headings else []
        self.taken = [one.box for one in found]
        return [*found, *self.texts(), *self.pairs()]

    def block(self) -> Iterator[Region]:
        """Yield what the rows under the headings are."""
        kind, fields = self.best_list()
        figures = {
            column: match for column, name in self.columns.items() if (match := self.words.figure(name))
        }
        rows = self.rows_under()
        if not rows:
            return
        if kind and len(fields) > len(figures):
            yield self.list_of(kind, fields, rows)
        elif figures:
            yield from self.figures_in(figures, rows)

    def best_list(self) -> tuple[str, dict[int, str]]:
        """Return the list most of whose fields the headings name, with field by column; nothing for fewer than two."""
        title = "".join(text for (row, _), text in self.said.items() if row < self.first_row)
        title += self.sheet.name
        best: tuple[float, str, dict[int, str]] = (0, "", {})
        for kind, fields in self.words.fields.items():
            if kind == UNITS:
                continue
            found: dict[int, str] = {}
            for column, heading in sorted(self.columns.items()):
                name = fields.get(bare(heading)) or fields.get(bare(heading.split(BETWEEN)[-1]))
                if name and name not in found.values():
                    found[column] = name
            bonus = 2 if any(word in title for word in self.words.titles.get(kind, ())) else 0
            if len(found) > 1:
                best = max(best, (len(found) + bonus, kind, found), key=lambda one: one[0])
        return best[1], best[2]

    @property
    def first_row(self) -> int:
        """Return the first row of the headings."""
        return self.headings.first if self.headings else 1

    def rows_under(self) -> list[int]:
        """Return the rows under the headings down to the foot, without a row that counts the columns."""
        assert self.headings is not None
        found = []
        for row in range(self.headings.last + 1, min(self.sheet.rows, MOST_SUGGESTED_ROWS) + 1):
            texts = self.texts_in(row)
            if counts_columns(texts):
                continue
            if any(FOOT.search(closed(text)) for text in texts.values()) or self.is_line_across(row):
                break
            found.append(row)
        return found or [self.headings.last + 1]

    def texts_in(self, row: int) -> dict[int, str]:
        """Return the texts of a row that stand there themselves, not computed."""
        return self.lines.get(row, {})

    def is_line_across(self, row: int) -> bool:
        """Tell whether a row is one line over more than half of the table."""
        width = len(self.columns)
        return any(
            one.first_row <= row <= one.last_row
            and one.last_column - one.first_column + 1 > max(width // 2, 2)
            for one in self.sheet.merges
        )

    def list_of(self, kind: str, fields: Mapping[int, str], rows: Sequence[int]) -> Region:
        """Return a list that begins in the first of the rows and ends before totals."""
        block = []
        for row in rows:
            if any(TOTALS.search(closed(text)) for text in self.texts_in(row).values()):
                break
            block.append(row)
        block = block or list(rows[:1])
        columns = {
            letter(column): self.column_of(column, name, fields, block[0])
            for column, name in self.columns.items()
        }
        first, last = min(self.columns), max(self.columns)
        area = area_of(Merge(block[0], block[-1], first, last))
        return Region(self.sheet.name, Kind.ROWS, area, records=kind, columns=columns)

    def column_of(self, column: int, heading: str, fields: Mapping[int, str], first: int) -> str:
        """Return what goes into a column of a list, of which the first row is the model."""
        if column in fields:
            return fields[column]
        if bare(heading) in RUNNING:
            return COUNT
        if is_personal(heading):
            return PERSONAL
        return KEPT if (first, column) in self.sheet.formulas else BY_HAND

    def figures_in(self, figures: Mapping[int, Match], rows: Sequence[int]) -> Iterator[Region]:
        """Yield a matrix over the rows that name units or a total; else a row for each unit, or one single row."""
        across = {letter(column): match.said() for column, match in figures.items()}
        units = [column for column, name in self.columns.items() if self.words.unit_column(name)]
        down = {str(row): said for row in rows if (said := self.row_said(row, units)) is not None}
        if not down and units:
            columns = {letter(units[0]): "name"}
            columns |= {
                letter(column): COUNT for column, name in self.columns.items() if bare(name) in RUNNING
            }
            area = area_of(Merge(rows[0], rows[-1], min(self.columns), max(self.columns)))
            yield Region(self.sheet.name, Kind.ROWS, area, records=UNITS, columns=columns, across=across)
            return
        down = down or {str(rows[0]): Said()}
        numbers = [int(row) for row in down]
        area = area_of(Merge(min(numbers), max(numbers), min(figures), max(figures)))
        yield Region(self.sheet.name, Kind.MATRIX, area, across=across, down=down)

    def row_said(self, row: int, units: Sequence[int]) -> Said | None:
        """Return whose row it is: a unit's by its name, the form's own where it says a total; None for neither."""
        labels = [self.sheet.text(row, column).strip() for column in units or [0]]
        labels += [text for column, text in self.texts_in(row).items() if column <= max([0, *units])]
        for label in labels:
            if label in self.words.units:
                return Said(unit=self.words.units[label])
            if label and TOTALS.search(closed(label)):
                return Said()
        return None

    def is_taken(self, row: int, column: int) -> bool:
        """Tell whether a suggestion covers a cell already."""
        return any(
            one.first_row <= row <= one.last_row and one.first_column <= column <= one.last_column
            for one in self.taken
        )

    def texts(self) -> Iterator[Region]:
        """Yield the cells whose text says a month, the unit, or a total in words."""
        for (row, column), text in self.said.items():
            if self.is_taken(row, column) or (row, column) in self.sheet.formulas:
                continue
            said = spoken_text(text, self.words)
            if said != text:
                self.taken.append(Merge(row, row, column, column))
                yield Region(self.sheet.name, Kind.CELL, f"{letter(column)}{row}", Said(text=said))

    def pairs(self) -> Iterator[Region]:
        """Yield the free cells right of a label: of the form itself, of a figure, of a person."""
        inside = range(self.headings.first, self.headings.last + 1) if self.headings else range(0)
        for (row, column), text in self.said.items():
            beside = self.right_of(row, column)
            if row in inside or self.is_taken(row, column) or not self.sheet.is_free(row, beside):
                continue
            if self.is_taken(row, beside) or beside >= self.sheet.columns:
                continue
            at, label = f"{letter(beside)}{row}", text.strip().rstrip(":：")
            if hole := own_hole(label):
                yield Region(self.sheet.name, Kind.CELL, at, Said(text=hole))
            elif match := self.words.figure(label):
                yield Region(self.sheet.name, Kind.CELL, at, match.said())
            elif is_personal(label) and len(label) < 12:
                yield Region(self.sheet.name, Kind.NEVER, at)

    def right_of(self, row: int, column: int) -> int:
        """Return the column right of a cell, beyond what is merged with it."""
        return self.ends.get((row, column), column) + 1


def headings_of(sheet: SheetLook, words: Vocabulary) -> Headings | None:
    """Return the headings of a sheet; None where fewer than two are known."""
    rows: dict[int, dict[int, str]] = {}
    for (row, column), text in sorted(sheet.texts.items()):
        rows.setdefault(row, {})[column] = text
    top = list(rows.items())[:SEARCHED_ROWS]
    found = find_headings(top, sheet.merges, lambda names: sum(map(words.knows, names)))
    known = found and sum(map(words.knows, found.columns.values()))
    return found if found and known and known > 1 else None


def counts_columns(texts: Mapping[int, str]) -> bool:
    """Tell whether a row only counts the columns: 1, 2, 3 …"""
    numbers = [text.strip("（）()") for _, text in sorted(texts.items())]
    return len(numbers) > 2 and numbers == [str(one) for one in range(1, len(numbers) + 1)]


def own_hole(label: str) -> str:
    """Return what a label asks of the form itself, as a hole; empty for none."""
    return next((hole for pattern, hole in OWN_LABELS if re.fullmatch(pattern, label)), "")


def spoken_text(text: str, words: Vocabulary) -> str:
    """Return a text with holes where it leaves a month, the unit or a total open; else the same text."""
    said = "{day}" if DAY_GAP.fullmatch(text) else DATED.sub(r"\1{day}", text)
    said = YEAR_MONTH.sub("{year}年{month}月", UP_TO.sub(r"\1{last}", said))
    said = MONTH.sub(r"\1{month}月\2", said) if said == text else said
    for pattern, hole in OWN_LABELS:
        said = re.sub(
            rf"((?:{pattern})(?:（盖章）)?[:：])[\s_]*(?=\s|$|[\u4e00-\u9fff]{{2,6}}[:：])",
            rf"\1{hole}　",
            said,
        )
    if (found := TOTAL_IN_TEXT.fullmatch(said)) and (match := words.figure(found[1])):
        said = f"{found[1]}（共计：{{{match.figure}}}{found[2]}）"
    return said.rstrip("　") if said != text else text


def near_heading(sheet: SheetLook, row: int, column: int) -> str:
    """Return what stands over a cell, else what stands left of it: how a person knows what to type there."""
    over = (sheet.text(one, column).strip() for one in range(row - 1, max(row - 12, 0), -1))
    left = (sheet.text(row, one).strip() for one in range(column - 1, -1, -1))
    return next((text for text in (*over, *left) if text and not text.replace(".", "").isdigit()), "")[:40]
