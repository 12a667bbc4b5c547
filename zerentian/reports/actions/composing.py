"""Composing: an outline, a unit, a period and a seal become a document and the manifest that proves it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial
from typing import Any
from urllib.parse import urlencode

from zerentian.ledger.figures import NOTHING, Hidden, compute, trend
from zerentian.ledger.figures.asked import AsOf, as_of
from zerentian.ledger.figures.balances import movement_asked
from zerentian.ledger.figures.reading import Ask, read_off
from zerentian.ledger.models import Committed, Entry
from zerentian.ledger.registry import FIGURES
from zerentian.ledger.rules.commitments import committed, opening_key
from zerentian.ledger.rules.figures import FigureValue
from zerentian.ledger.rules.periods import Period, chinese_day, local_day, month_end
from zerentian.organization.models import Unit
from zerentian.organization.rules.rights import Kind
from zerentian.reports.actions.matters import ahead, matters
from zerentian.reports.actions.prose import Teller
from zerentian.reports.actions.scored import scored
from zerentian.reports.actions.statements import (
    SIGNS,
    as_data,
    rows_named,
    states_in_words,
)
from zerentian.reports.actions.tables import balance_table, table_by_unit
from zerentian.reports.actions.typical import typical
from zerentian.reports.models import Report
from zerentian.reports.rules.claims import marked
from zerentian.reports.rules.document import (
    Block,
    Chart,
    Heading,
    Paragraph,
    Run,
    Table,
    without_empty,
)
from zerentian.reports.rules.outline import Parsed, Part, Slot
from zerentian.reports.rules.periods import before
from zerentian.reports.rules.prose import figures_of
from zerentian.reports.rules.sentences import SENTENCES

PART = 2  # level of the headings that open a part
Paths = tuple[str, ...]
LIGHTS = ("绿灯·期限未到", "黄灯·临近期限", "红灯·逾期")


@dataclass(frozen=True, slots=True)
class Scope:
    """What a report is about: a unit, a period, and the seal it stands on."""

    unit: Unit
    path: str
    period: Period
    size: int
    day: date


@dataclass
class Composition:
    """Collects statements, the entries they rest on and the texts they disclose, while blocks are made.

    What is ``hidden`` from its readers is in no value, list, text or drawing, and takes no place among the entries.
    """

    scope: Scope
    hidden: Hidden = NOTHING
    statements: list[dict[str, Any]] = field(default_factory=list)
    entries: dict[int, Entry] = field(default_factory=dict)
    openings: list[dict[str, Any]] = field(default_factory=list)
    known: dict[tuple[str, str, Period, Paths], dict[str, Any]] = field(default_factory=dict)
    computed: dict[tuple[str, str, Period, Paths], FigureValue] = field(default_factory=dict)
    rows: dict[str, Committed | None] = field(default_factory=dict)
    proving: dict[str, Any] | None = None

    def blocks(self, parsed: Parsed) -> Iterator[Block]:
        """Yield the blocks of the document; the figures its parts name are computed at once."""
        self.compute(parsed)
        yield from without_empty(self.every_block(parsed))

    def every_block(self, parsed: Parsed) -> Iterator[Block]:
        """Yield what every part becomes, headings of empty parts among it."""
        opens = True
        for part in parsed.parts:
            opens = opens or (part.kind == "heading" and part.level <= PART)
            yield from self.block(part, opens=opens)
            opens = opens and part.kind != "say"

    def compute(self, parsed: Parsed) -> None:
        """Compute what the whole document names, by unit, of earlier periods and of balances too, at once."""
        asks = list(self.asked(parsed))
        read = read_off(asks, size=self.seal, hidden=self.hidden)
        self.computed |= {
            (value.figure.code, ask.unit, ask.period, ()): value
            for ask, values in zip(asks, read.values, strict=True)
            for value in values
        }

    def asked(self, parsed: Parsed) -> Iterator[Ask]:
        """Yield the figures that a document names."""
        slots = [piece for part in parsed.parts for piece in part.pieces if isinstance(piece, Slot)]
        path, period = self.scope.path, self.scope.period
        by_unit = [code for slot in slots if slot.option("by") == "unit" for code in slot.figures]
        own = [code for slot in slots if slot.option("by") != "unit" for code in slot.figures]
        said = [code for slot in slots if slot.kind == "say" for code in figures_of(SENTENCES[slot.words])]
        yield Ask(list(dict.fromkeys([*own, *said])), path, period)
        if by_unit:
            for unit in self.below:
                yield Ask(list(dict.fromkeys(by_unit)), unit.path_on(period.last), period)
        if said:
            for earlier in {period.previous(), before(period)}:
                if self.teller.covers(earlier.first):
                    yield Ask(list(dict.fromkeys(said)), path, earlier)
        for slot in slots:
            if slot.kind == "balance":
                for code in slot.figures:
                    yield from movement_asked(code, unit=path, period=period)

    @cached_property
    def seal(self) -> AsOf:
        """Return the seal that all of it stands on, looked up once."""
        return as_of(self.scope.size)

    @cached_property
    def below(self) -> list[Unit]:
        """Return the units right below the report's at the period's end: offices first, then by code."""
        day = self.scope.period.last
        units = Unit.objects.under(self.scope.unit, day).prefetch_related("periods")
        path = self.scope.unit.path_on(day)
        return sorted(
            (unit for unit in units if unit.path_on(day).rpartition("/")[0] == path),
            key=lambda unit: (list(Kind).index(Kind(unit.kind)), unit.code),
        )

    @cached_property
    def teller(self) -> Teller:
        """Return what tells in sentences."""
        scope = self.scope
        return Teller(
            scope.unit,
            scope.path,
            scope.period,
            self.seal,
            self.hidden,
            below=lambda: self.below,
            value=lambda code, period, path="": self.value(code, path or scope.path, period),
            run=lambda code, period, path="": self.run(self.statement(code, path or scope.path, period)),
            opened=self.opened,
            fetch=self.fetch,
        )

    def block(self, part: Part, *, opens: bool = False) -> Iterator[Block]:
        """Yield what one part of an outline becomes."""
        if part.kind == "heading":
            yield Heading(max(part.level - 1, 1), tuple(self.runs(part)))
        elif part.kind == "paragraph":
            yield Paragraph(tuple(self.runs(part)))
        else:
            slot = part.pieces[0]
            assert isinstance(slot, Slot)
            makers: dict[str, Callable[[Slot], Iterator[Block]]] = {
                "list": self.listed,
                "table": self.table,
                "balance": self.balance,
                "chart": self.chart,
                "waiting": self.waiting,
                "say": partial(self.teller.say, opens=opens),
                "spread": self.teller.spread,
                "typical": partial(typical, self.teller),
                "matters": partial(matters, self.teller),
                "ahead": partial(ahead, self.teller),
                "scored": partial(scored, self.teller),
            }
            yield from makers[slot.kind](slot)

    def runs(self, part: Part) -> Iterator[Run]:
        """Yield the runs of a heading or paragraph."""
        words = {
            "period": self.scope.period.label,
            "unit": self.teller.name_at(self.scope.path, self.scope.period.last),
            "day": chinese_day(self.scope.day),
            "comparable": self.teller.comparable,
        }
        for piece in part.pieces:
            if isinstance(piece, str):
                claims = marked(piece) if part.kind == "paragraph" else [(piece, False)]
                yield from (Run(words, aside=is_mark) for words, is_mark in claims)
            elif piece.kind == "figure":
                yield from self.figure_runs(piece)
            else:
                yield Run(words.get(piece.kind, ""))

    def figure_runs(self, slot: Slot) -> Iterator[Run]:
        """Yield a figure's value, with its states where the outline asks for them."""
        for code in slot.figures:
            statement = self.statement(code, self.scope.path)
            yield self.run(statement)
            if slot.option("with") == "states" and (words := states_in_words(statement)):
                yield Run(f"（{words}）", aside=True)

    def run(self, statement: dict[str, Any]) -> Run:
        """Return the run that prints a statement."""
        first, last = statement["first"], statement["last"]
        scope = self.scope
        own = first == scope.period.first.isoformat() and last <= scope.period.last.isoformat()
        period = scope.period.code if own else f"{first}..{last}"
        address = {"unit": statement["unit"], "period": period, "size": scope.size}
        query = urlencode({**address, "without": statement.get("without", [])}, doseq=True)
        hint = f"{statement['definition']} {states_in_words(statement)}".strip()
        return Run(statement["text"], statement["id"], f"/figures/{statement['figure']}/?{query}", hint)

    def value(self, code: str, path: str, period: Period, without: Paths = ()) -> FigureValue:
        """Return a figure's value for a unit and a period, some units below left out; computed once."""
        key = (code, path, period, without)
        if key not in self.computed:
            of: dict[str, Any] = {"unit": path, "period": period, "size": self.seal, "without": without}
            self.computed[key] = compute(code, **of, hidden=self.hidden)
        return self.computed[key]

    def statement(
        self, code: str, path: str, period: Period | None = None, without: Paths = ()
    ) -> dict[str, Any]:
        """Return the statement of a figure for a unit, of the report's period unless another is named; made once."""
        period = period or self.scope.period
        if (key := (code, path, period, without)) in self.known:
            return self.known[key]
        value = self.value(code, path, period, without)
        statement = {**as_data(value), "id": f"s{len(self.statements) + 1:03}", "entries": []}
        statement |= {"first": period.first.isoformat(), "last": (value.last or period.last).isoformat()}
        self.statements.append(statement)
        self.known[key] = statement
        return statement

    def listed(self, slot: Slot) -> Iterator[Block]:
        """Yield the texts of the entries behind a figure, newest first, each opened against its commitment."""
        code, limit = slot.figures[0], int(slot.option("limit", "10"))
        shown = self.teller.behind(code, limit)
        self.fetch(shown)
        if not shown:
            yield Paragraph((Run(f"{FIGURES[code].label}：本期没有记录。"),), "note")
        for number, entry in enumerate(shown, 1):
            yield Paragraph((Run(f"{number}．{chinese_day(entry.occurred_on)}，{self.opened(entry)}"),))

    def opened(self, entry: Entry, model: str = "", field: str = "") -> str:
        """Return the text an entry committed to, and note what opens it; what was erased is said to be.

        It is the first text of what the entry is about, or the ``field`` of a row of ``model`` where these are named;
        then empty where there is none.
        """
        kind = f"text:{model}:" if model else "text:"
        texts = [name for name in entry.commitment if name.startswith(kind)]
        own = texts if model else [name for name in texts if f".{entry.subject}:" in name] or texts
        row = self.row(own[-1 if model else 0]) if own else None
        unsaid = "" if model else entry.declared.label
        if row is None or entry.index is None:
            return unsaid
        field = field or row.OPENABLE[0]
        name = f"text:{row.row_key}:{field}"
        value = str(getattr(row, field))
        key = opening_key(bytes(row.salt), entry.uuid, name)
        if committed(key, value) != entry.commitment.get(name):
            return unsaid if bytes(row.salt) or model else "依法删除"
        self.entries[entry.index] = entry
        opening = {"entry": entry.index, "name": name, "key": key.hex(), "value": value}
        if opening not in self.openings:
            self.openings.append(opening)
        return value

    def fetch(self, entries: Iterable[Entry]) -> None:
        """Read the rows whose texts some entries commit to, all at once."""
        names = {name for entry in entries for name in entry.commitment if name.startswith("text:")}
        self.rows |= rows_named(names - self.rows.keys())

    def row(self, name: str) -> Committed | None:
        """Return the row that a commitment to a text speaks of; read once."""
        if name not in self.rows:
            self.rows |= rows_named([name])
        return self.rows[name]

    def table(self, slot: Slot) -> Iterator[Block]:
        """Yield a table of figures, one a row, or one figure by the units right below."""
        if slot.option("by") == "unit":
            scope = self.scope
            made = table_by_unit(slot.figures, scope.path, scope.period, self.below, self.cell, self.value)
            if self.below and made.rows:
                yield made
            return
        rows = []
        for code in slot.figures:
            statement = self.statement(code, self.scope.path)
            states = states_in_words(statement)
            rows.append(
                ((Run(FIGURES[code].label),), (self.run(statement),), (Run(states or "—", aside=True),))
            )
        yield Table("主要指标", ("指标", "数值", "证明状态"), tuple(rows))

    def cell(self, code: str, path: str, without: Paths = ()) -> Run:
        """Return a figure of a unit as a table prints it."""
        return self.run(self.statement(code, path, without=without))

    def balance(self, slot: Slot) -> Iterator[Block]:
        """Yield how stocks came from their opening to their closing."""
        of = partial(self.statement, path=self.scope.path)
        for code in slot.figures:
            yield from balance_table(code, self.scope.period, of, self.run)

    def chart(self, slot: Slot) -> Iterator[Block]:
        """Yield the drawing of figures' months, of their states, or of the lights they make together.

        Months in which there was nothing are not drawn: the sentences have said it.
        """
        if slot.words == "lights":
            yield self.lights(slot.figures)
            return
        for code in slot.figures:
            label = FIGURES[code].label
            if slot.words == "states":
                states = self.statement(code, self.scope.path)["states"]
                series = tuple((SIGNS[state], count) for state, count in states.items())
                yield Chart("states", f"{label}（证明状态）", series)
                continue
            months = self.months(code)
            if any(value for _, value in months):
                yield Chart("trend", f"{label}（近十二个月，仅供参照，不在证明之列）", months, self.moments())

    def months(self, code: str) -> tuple[tuple[str, int | None], ...]:
        """Return a figure's values over the twelve months up to the period's end; None where no record tells."""
        scope = self.scope
        rows = trend(code, unit=scope.path, months=12, until=scope.period.last, hidden=self.hidden)
        labels = [f"{month:%Y-%m}" for month, _ in rows]
        began = self.teller.began
        rows = [(month, None if not value and month_end(month) < began else value) for month, value in rows]
        if FIGURES[code].measure in ("count", "sum"):
            return tuple((label, value) for label, (_, value) in zip(labels, rows, strict=True))
        values = (
            compute(code, unit=scope.path, period=Period.parse(label), size=self.seal, hidden=self.hidden)
            if value is not None
            else None
            for label, (_, value) in zip(labels, rows, strict=True)
        )
        return tuple(
            (label, None if value is None else value.value)
            for label, value in zip(labels, values, strict=True)
        )

    def moments(self) -> tuple[tuple[str, str], ...]:
        """Return the months in which reports on the same unit were issued, with their numbers."""
        issued = Report.objects.filter(unit=self.scope.path, size__lt=self.scope.size).order_by("number")
        return tuple((f"{local_day(one.issued_at):%Y-%m}", one.number) for one in issued)

    def lights(self, codes: tuple[str, ...]) -> Chart:
        """Return the drawing of open matters by light: all open first, the overdue last, those near between."""
        whole, *rest = (self.statement(code, self.scope.path)["value"] for code in codes)
        told = None not in (whole, *rest)
        green = whole - sum(rest) if told else None
        names = LIGHTS if rest[1:] else (LIGHTS[0], LIGHTS[-1])
        title = f"{FIGURES[codes[0]].label}（红黄绿灯）"
        return Chart("lights", title, tuple(zip(names, (green, *rest), strict=False)))

    def waiting(self, slot: Slot) -> Iterator[Block]:
        """Yield, in a preview, what stands where evidence is still to come; no report is issued with it."""
        yield Paragraph((Run(f"待补佐证：{slot.words}"),), "note")
