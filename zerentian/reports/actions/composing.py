"""Composing: an outline, a unit, a period and a seal become a document and the manifest that proves it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from zerentian.ledger.figures import NOTHING, Hidden, compute, compute_table, page_behind, trend
from zerentian.ledger.models import Committed, Entry
from zerentian.ledger.models.entries import committed_model
from zerentian.ledger.proofs import StoredTree
from zerentian.ledger.registry import FIGURES, condition, definition_digest
from zerentian.ledger.rules.canonical import plain
from zerentian.ledger.rules.commitments import committed, opening_key
from zerentian.ledger.rules.figures import FigureValue
from zerentian.ledger.rules.note import read_note
from zerentian.ledger.rules.periods import Period, chinese_day, local_day
from zerentian.organization.models import Unit
from zerentian.reports.actions.binding import Rendition
from zerentian.reports.behind import Request, populations
from zerentian.reports.leftout import LeftOut
from zerentian.reports.models import Report
from zerentian.reports.offline.verify import FORMAT_3, SAMPLE, SAMPLE_ABOVE, compacted, draw
from zerentian.reports.render.stated import stated
from zerentian.reports.rules.document import (
    Block,
    Chart,
    Document,
    Heading,
    Paragraph,
    Run,
    Table,
)
from zerentian.reports.rules.multiproof import multiproof
from zerentian.reports.rules.outline import Parsed, Part, Slot

SIGNS = {"verified": "◉已核实", "evidenced": "●有证据", "recorded": "○仅有记录", "unknown": "？未知"}
LIGHTS = ("绿灯·期限未到", "黄灯·临近期限", "红灯·逾期")
MISSING_ROOMS = "本部分所需的记录尚未建立，暂无可据以陈述的内容。"


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
    known: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    values: dict[tuple[str, str], FigureValue] = field(default_factory=dict)

    def blocks(self, parsed: Parsed) -> Iterator[Block]:
        """Yield the blocks of the document; the figures its parts name are computed at once."""
        self.compute(parsed)
        for part in parsed.parts:
            yield from self.block(part)

    def compute(self, parsed: Parsed) -> None:
        """Compute the figures of the whole document, and those by unit, each in a few queries."""
        slots = [piece for part in parsed.parts for piece in part.pieces if isinstance(piece, Slot)]
        by_unit = [slot for slot in slots if slot.option("by") == "unit"]
        day = self.scope.period.last
        for group, units in (
            ([slot for slot in slots if slot not in by_unit], [self.scope.path]),
            (by_unit, [unit.path_on(day) for unit in self.below] if by_unit else []),
        ):
            codes = [code for slot in group for code in slot.figures]
            self.values |= compute_table(
                codes, units=units, period=self.scope.period, size=self.scope.size, hidden=self.hidden
            )

    @cached_property
    def below(self) -> list[Unit]:
        """Return the units right below the report's at the period's end, in the order of their codes."""
        day = self.scope.period.last
        units = Unit.objects.under(self.scope.unit, day).prefetch_related("periods")
        path = self.scope.unit.path_on(day)
        return sorted(
            (unit for unit in units if unit.path_on(day).rpartition("/")[0] == path),
            key=lambda unit: unit.code,
        )

    def block(self, part: Part) -> Iterator[Block]:
        """Yield what one part of an outline becomes."""
        if part.kind == "heading":
            yield Heading(max(part.level - 1, 1), tuple(self.runs(part)))
        elif part.kind == "paragraph":
            yield Paragraph(tuple(self.runs(part)), "author" if part.is_free_text else "generated")
        else:
            slot = part.pieces[0]
            assert isinstance(slot, Slot)
            yield from {
                "list": self.listed,
                "table": self.table,
                "chart": self.chart,
                "waiting": self.waiting,
            }[slot.kind](slot)

    def runs(self, part: Part) -> Iterator[Run]:
        """Yield the runs of a heading or paragraph."""
        words = {
            "period": self.scope.period.label,
            "unit": self.scope.unit.name_on(self.scope.period.last),
            "day": chinese_day(self.scope.day),
        }
        for piece in part.pieces:
            if isinstance(piece, str):
                yield Run(piece)
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
                yield Run(f"（{words}）")

    def run(self, statement: dict[str, Any]) -> Run:
        """Return the run that prints a statement."""
        query = urlencode(
            {"unit": statement["unit"], "period": self.scope.period.code, "size": self.scope.size}
        )
        hint = f"{statement['definition']} {states_in_words(statement)}".strip()
        return Run(statement["text"], statement["id"], f"/figures/{statement['figure']}/?{query}", hint)

    def statement(self, code: str, path: str) -> dict[str, Any]:
        """Return the statement of a figure for a unit, made once."""
        if (code, path) in self.known:
            return self.known[code, path]
        scope = self.scope
        value = self.values.get((code, path)) or compute(
            code, unit=path, period=scope.period, size=scope.size, hidden=self.hidden
        )
        statement = {**as_data(value), "id": f"s{len(self.statements) + 1:03}", "entries": []}
        statement |= {"first": scope.period.first.isoformat(), "last": scope.period.last.isoformat()}
        self.statements.append(statement)
        self.known[code, path] = statement
        return statement

    def listed(self, slot: Slot) -> Iterator[Block]:
        """Yield the texts of the entries behind a figure, newest first, each opened against its commitment."""
        code, limit = slot.figures[0], int(slot.option("limit", "10"))
        scope = self.scope
        shown = page_behind(
            code, unit=scope.path, period=scope.period, size=scope.size, length=limit, hidden=self.hidden
        )
        if not shown:
            yield Paragraph((Run(f"{FIGURES[code].label}：本期没有记录。"),), "note")
        for number, entry in enumerate(shown, 1):
            yield Paragraph((Run(f"{number}．{chinese_day(entry.occurred_on)}，{self.opened(entry)}"),))

    def opened(self, entry: Entry) -> str:
        """Return the text an entry committed to, and note what opens it; what was erased is said to be."""
        texts = [name for name in entry.commitment if name.startswith("text:")]
        own = [name for name in texts if f".{entry.subject}:" in name] or texts
        row = row_named(own[0]) if own else None
        if row is None or entry.index is None:
            return entry.declared.label
        name = f"text:{row.row_key}:{row.OPENABLE[0]}"
        value = str(getattr(row, row.OPENABLE[0]))
        key = opening_key(bytes(row.salt), entry.uuid, name)
        if committed(key, value) != entry.commitment[name]:
            return "依法删除" if not bytes(row.salt) else entry.declared.label
        self.entries[entry.index] = entry
        self.openings.append({"entry": entry.index, "name": name, "key": key.hex(), "value": value})
        return value

    def table(self, slot: Slot) -> Iterator[Block]:
        """Yield a table of figures, one a row, or one figure by the units right below."""
        if slot.option("by") == "unit":
            yield self.table_by_unit(slot.figures)
            return
        rows = []
        for code in slot.figures:
            statement = self.statement(code, self.scope.path)
            states = states_in_words(statement)
            rows.append(((Run(FIGURES[code].label),), (self.run(statement),), (Run(states or "—"),)))
        yield Table("主要指标", ("指标", "数值", "证明状态"), tuple(rows))

    def table_by_unit(self, codes: tuple[str, ...]) -> Table:
        """Return a table with a row for each unit right below the report's, in the order of their codes."""
        day = self.scope.period.last
        rows = [
            (
                (Run(unit.name_on(day)),),
                *((self.run(self.statement(code, unit.path_on(day))),) for code in codes),
            )
            for unit in self.below
        ]
        return Table("分单位情况", ("单位", *(FIGURES[code].label for code in codes)), tuple(rows))

    def chart(self, slot: Slot) -> Iterator[Block]:
        """Yield the drawing of figures' months, of their states, or of the lights they make together."""
        if slot.words == "lights":
            yield self.lights(slot.figures)
            return
        for code in slot.figures:
            figure = FIGURES[code]
            if slot.words == "states":
                states = self.statement(code, self.scope.path)["states"]
                series = tuple((SIGNS[state], count) for state, count in states.items())
                yield Chart("states", f"{figure.label}（证明状态）", series)
            else:
                yield Chart(
                    "trend",
                    f"{figure.label}（近十二个月，仅供参照，不在证明之列）",
                    self.months(code),
                    self.moments(),
                )

    def months(self, code: str) -> tuple[tuple[str, int | None], ...]:
        """Return a figure's values over the twelve months up to the period's end; None where no record tells."""
        scope = self.scope
        rows = trend(code, unit=scope.path, months=12, until=scope.period.last, hidden=self.hidden)
        labels = [f"{month:%Y-%m}" for month, _ in rows]
        if FIGURES[code].measure in ("count", "sum"):
            return tuple((label, value) for label, (_, value) in zip(labels, rows, strict=True))
        values = (
            compute(code, unit=scope.path, period=Period.parse(label), size=scope.size, hidden=self.hidden)
            for label in labels
        )
        return tuple((label, value.value) for label, value in zip(labels, values, strict=True))

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
        """Yield what stands where evidence is still to come."""
        yield Paragraph((Run(f"待补：{slot.words}" if slot.words else MISSING_ROOMS),), "note")

    def stated(
        self,
        document: Document,
        seal_note: str,
        vkey: str,
        report: dict[str, Any],
        outside: dict[str, str],
        rendition: Rendition,
        left_out: LeftOut,
    ) -> dict[str, Any]:
        """Return all that a rendition of the document states, to be bound before it is rendered.

        ``find_entries`` has run. ``outside`` are the SHA-256 of the page and PDF without a manifest, so that a lone
        file of them is proved.
        """
        indexes = self.proved_indexes(seal_note)
        missing = [index for index in indexes if index not in self.entries]
        for start in range(0, len(missing), 500):
            for entry in Entry.objects.filter(index__in=missing[start : start + 500]):
                assert entry.index is not None
                self.entries[entry.index] = entry
        for index in indexes:
            self.open_files(self.entries[index])
        content = {
            "format": FORMAT_3,
            "left_out": left_out.commitment,
            "rendition": {"audience": rendition.audience, "dress": rendition.dress},
            "report": report,
            "size": self.scope.size,
            "checkpoint": seal_note,
            "vkey": vkey,
            "figures": {code: figure_data(code) for code in sorted({s["figure"] for s in self.statements})},
            "statements": self.statements,
            "entries": {str(index): entry_data(self.entries[index]) for index in indexes},
            "nodes": multiproof(self.scope.size, indexes, StoredTree().subtree),
            "openings": self.openings,
            "paragraphs": stated(document),
            "outside": outside,
        }
        return compacted(content)

    def find_entries(self) -> None:
        """Give every statement the positions of its entries, for all statements at once."""
        requests = [Request(one["figure"], one["unit"], self.scope.period) for one in self.statements]
        found = populations(requests, self.scope.size, self.hidden)
        for request, statement in zip(requests, self.statements, strict=True):
            statement["entries"] = found[request]

    def open_files(self, entry: Entry) -> None:
        """Disclose which files (by hash, size and kind) an entry rests on, so that they can be compared."""
        for name in entry.commitment:
            row = row_named(name) if name.startswith("file:") else None
            if row is None:
                continue
            key = opening_key(bytes(row.salt), entry.uuid, name)
            value = plain(row.projection())
            if committed(key, value) == entry.commitment[name]:
                self.openings.append({"entry": entry.index, "name": name, "key": key.hex(), "value": value})

    def proved_indexes(self, seal_note: str) -> list[int]:
        """Return the entries the manifest proves; of very many, the sample of each statement its seed draws."""
        root = seal_root(seal_note)
        wanted = {opening["entry"] for opening in self.openings} | self.definitions()
        spoken_of = {index for statement in self.statements for index in statement["entries"]}
        if len(spoken_of) <= SAMPLE_ABOVE:
            return sorted(wanted | spoken_of)
        for statement in self.statements:
            if len(statement["entries"]) > SAMPLE:
                statement["sample"] = draw(root, statement["entries"])
            wanted |= set(statement.get("sample") or statement["entries"])
        return sorted(wanted)

    def definitions(self) -> set[int]:
        """Return the positions of the entries that sealed the definitions in use."""
        subjects = {f"figure:{statement['figure']}" for statement in self.statements}
        sealed = Entry.objects.filter(
            verb="ledger.figure_defined", subject__in=subjects, index__lt=self.scope.size
        )
        latest = dict(sealed.order_by("index").values_list("subject", "index"))
        return {index for index in latest.values() if index is not None}


def row_named(name: str) -> Committed | None:
    """Return the row that ``text:<model>:<key>:<field>`` or ``file:<model>:<key>`` speaks of."""
    _, label, key, *_ = name.split(":")
    return committed_model(label).named(key)


def states_in_words(statement: dict[str, Any]) -> str:
    """Return a statement's states and marks in words, empty when it has none."""
    words = [f"{SIGNS[state]}{count}" for state, count in statement["states"].items() if count]
    for name, label in (("late", "补录"), ("imported", "历史导入"), ("corrected", "更正")):
        if statement[name]:
            words.append(f"〔{label}{statement[name]}〕")
    return "，".join(words)


def as_data(value: FigureValue) -> dict[str, Any]:
    """Return a value as a statement's data."""
    return {
        "figure": value.figure.code,
        "definition": value.figure.definition,
        "text": value.text,
        "unit": value.unit,
        "value": value.value,
        "numerator": value.numerator,
        "denominator": value.denominator,
        "states": dict(value.states),
        "late": value.late,
        "imported": value.imported,
        "corrected": value.corrected,
    }


def figure_data(code: str) -> dict[str, Any]:
    """Return a definition with its condition and digest, so that its values can be recomputed."""
    figure = FIGURES[code]
    return {**figure.as_data(), "condition": condition(figure), "digest": definition_digest(figure)}


def entry_data(entry: Entry) -> dict[str, str]:
    """Return an entry's canonical text and leaf hash."""
    return {"text": entry.leaf_content().canonical().decode(), "leaf": bytes(entry.leaf).hex()}


def seal_root(note: str) -> bytes:
    """Return the root a checkpoint signs."""
    return read_note(note)[0].root
