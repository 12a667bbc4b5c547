"""Importing concerns: a whole file or nothing of it, and the same file again changes nothing."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from itertools import islice
from typing import BinaryIO

from django.db import IntegrityError, transaction

from zerentian.casework.actions.arrivals import Answer, Arrival, Reachable, Said, described
from zerentian.casework.actions.batches import receive_many
from zerentian.casework.actions.steps import rulebook
from zerentian.casework.models import Category, Concern
from zerentian.casework.rules.concerns import State
from zerentian.exchange.actions.reimports import correct_imported
from zerentian.exchange.models import ImportRun, ImportSource
from zerentian.exchange.rules.lines import Line, Reader
from zerentian.exchange.rules.mapping import ColumnMap, fitted, left_out
from zerentian.exchange.rules.sheets import Table, read_table
from zerentian.ledger.actions import record
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import require
from zerentian.organization.models import Account, Unit
from zerentian.organization.rules.sheets import Problem, Row

BATCH = 2_000
SOURCE_LENGTH = 60


@dataclass(slots=True)
class Imported:
    """What an import did, or (dry, or with errors) would do; ``errors`` name row and column.

    ``kept``: rows that differ from what is here and were left, because it is being handled or was answered.
    """

    source: str
    columns: ColumnMap
    refused: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: int = 0
    undated: int = 0
    errors: list[Problem] = field(default_factory=list)
    sample: list[Line] = field(default_factory=list)
    written: bool = False

    def as_data(self) -> dict[str, object]:
        """Return the result as it stands in JSON."""
        return {
            "rows": self.rows,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "errors": [{"row": one.row, "column": one.column, "message": one.message} for one in self.errors],
            "source": self.source,
            "written": self.written,
            "columns": dict(self.columns.columns),
            "refused_columns": self.refused,
            "ignored_columns": self.left_out,
            "kept": self.kept,
            "undated_replies": self.undated,
        }


class Nothing(Exception):
    """Rolls the transaction back: nothing of the file stays."""


@dataclass(frozen=True, slots=True)
class Known:
    """A concern that came from the same source under the same number before."""

    pk: int
    unit_id: int
    digest: str
    state: str


def import_concerns(
    stream: BinaryIO,
    *,
    name: str,
    unit: Unit,
    by: Account,
    now: datetime,
    columns: ColumnMap | None = None,
    source: str = "",
    dry_run: bool = False,
    skip_bad: bool = False,
    begin: Callable[[int], Callable[[int], object]] = lambda total: lambda done: None,
) -> Imported:
    """Import the concerns of a table into a township: one transaction, so that a crash leaves nothing half.

    ``source`` is given, or the map's, or the file's name without its ending; ``by`` attests where the file comes
    from. With an error nothing is written, unless ``skip_bad`` leaves out the rows that have one. What is here
    already by (source, number) and is being handled is never overwritten. ``begin`` is told how many rows there
    are and returns what is told of every batch. Raises NotAllowed for a map that doesn't fit, Unreadable for
    what is no table.
    """
    require(by, "concern.import", unit, now=now)
    stem = name.rpartition("/")[2].rpartition(".")[0] or name
    source = (source or (columns.source if columns else "") or stem).strip()[:SOURCE_LENGTH]
    table = read_table(stream, name)
    kept = ImportSource.objects.filter(unit=unit, name=source).first()
    chosen = fitted(columns or (kept.map if kept else None), table.headings)
    result = Imported(source, chosen, *left_out(chosen, table.headings))
    importer = Importer(result, unit, by, now, skip_bad)
    advance = begin(table.total)
    if dry_run:
        importer.run(table, advance, write=False)
        return result
    try:
        with transaction.atomic():
            importer.run(table, advance, write=True)
            if result.errors and not skip_bad:
                raise Nothing
            attest(result, unit, name, stream, by, now)
    except Nothing:
        result.created = result.updated = 0
        return result
    except IntegrityError as error:
        raise NotAllowed(
            "同一来源正在另一次导入，请稍后再试 · the same source is being imported: try again later"
        ) from error
    result.written = True
    return result


def attest(
    result: Imported, unit: Unit, name: str, stream: BinaryIO, by: Account, now: datetime
) -> ImportRun | None:
    """Record an import that changed something: which file of which source; whoever acts attests its origin."""
    if not result.created + result.updated:
        return None
    stream.seek(0)
    digest = sha256()
    while part := stream.read(1 << 20):
        digest.update(part)
    counts = {"rows": result.rows, "created": result.created, "updated": result.updated}
    counts["unchanged"] = result.unchanged
    run = ImportRun.objects.create(
        unit=unit,
        path=unit.path,
        source=result.source,
        file_name=name[:200],
        file_digest=digest.hexdigest(),
        left_out="、".join([*result.refused, *result.left_out]),
        by=by,
        at=now,
        **counts,
    )
    record("concerns.imported", subject=run.ref, unit=unit.path, by=by, now=now, facts=counts, rows=[run])
    return run


class Importer:
    """One run over a table: reads each row, compares it with what is here, and receives what is new in batches."""

    def __init__(self, result: Imported, unit: Unit, by: Account, now: datetime, skip_bad: bool) -> None:
        self.result, self.by, self.now, self.skip_bad = result, by, now, skip_bad
        self.unit = Unit.objects.prefetch_related("periods").get(pk=unit.pk)
        self.reader = Reader(result.columns, now)
        self.book = rulebook()
        self.seen: dict[int, int] = {}
        today = local_day(now)
        below = Unit.objects.under(unit, today).prefetch_related("periods")
        self.units = {key: one for one in below for key in (one.code, one.name_on(today))}
        categories = Category.objects.filter(unit=unit).in_use()
        self.categories = {key: one for one in categories for key in (one.code, one.name)}

    def run(self, table: Table, advance: Callable[[int], object], *, write: bool) -> None:
        """Go over the rows, batch by batch; after an error (unless bad rows are skipped) only check on."""
        for rows in batches(table.rows):
            self.result.rows += len(rows)
            lines = self.read(rows)
            self.result.sample += lines[: 5 - len(self.result.sample)]
            fresh, changed = self.compared(lines)
            if write and (self.skip_bad or not self.result.errors):
                receive_many(fresh, by=self.by, now=self.now, book=self.book)
                for known, arrival in changed:
                    correct_imported(known.pk, arrival, by=self.by, now=self.now, book=self.book)
            self.result.created += len(fresh)
            self.result.updated += len(changed)
            advance(len(rows))

    def read(self, rows: Sequence[Row]) -> list[Line]:
        """Read rows as lines; what is wrong is named, and a row that stands in the file twice is taken once."""
        lines = []
        for row in rows:
            line = self.reader.line(row)
            if isinstance(line, Problem):
                self.result.errors.append(line)
            elif self.is_new(line):
                lines.append(line)
        return lines

    def is_new(self, line: Line) -> bool:
        """Tell whether the number has not come in this file yet; another matter under it is an error."""
        key, content = hash(line.key), hash(line.digest)
        if (before := self.seen.setdefault(key, content)) is not content:
            if before == content:
                self.result.unchanged += 1
            else:
                self.wrong(line, "number", f"编号 {line.key} 在文件中重复，内容不同 · the number comes twice")
            return False
        return True

    def compared(self, lines: Sequence[Line]) -> tuple[list[Arrival], list[tuple[Known, Arrival]]]:
        """Return what is new, and what changed at its source while nobody here has taken it up."""
        known = self.known([line.key for line in lines])
        fresh: list[Arrival] = []
        changed: list[tuple[Known, Arrival]] = []
        for line in lines:
            before = known.get(line.key)
            if before is None:
                fresh += self.arrivals(line)
            elif before.unit_id != self.unit.pk:
                self.wrong(line, "number", f"编号 {line.key} 已在另一单位登记 · registered at another unit")
            elif before.digest == line.digest:
                self.result.unchanged += 1
            elif before.state == State.RECEIVED:
                changed += [(before, arrival) for arrival in self.arrivals(line)]
            else:
                self.result.unchanged += 1
                self.result.kept += 1
        return fresh, changed

    def known(self, numbers: Sequence[str]) -> dict[str, Known]:
        """Return what came from this source under these numbers before."""
        found = Concern.objects.filter(source=self.result.source, source_number__in=numbers)
        columns = found.values_list("source_number", "pk", "unit_id", "source_digest", "state")
        return {number: Known(*rest) for number, *rest in columns}

    def arrivals(self, line: Line) -> Iterator[Arrival]:
        """Yield the concern of a line; nothing, and the error named, when it is refused."""
        try:
            yield self.arrival(line)
        except NotAllowed as refusal:
            self.wrong(line, "", str(refusal))

    def arrival(self, line: Line) -> Arrival:
        """Return the concern of a line, with its answer; what has no place of its own is kept in the words."""
        category, unit = self.categories.get(line.category), self.units.get(line.answered_by)
        said = Said(
            text=line.text,
            title=line.title,
            category=category,
            kind=line.kind,
            place=line.place,
            happened=line.happened,
            contact=Reachable(line.contact_name, line.contact_phone),
            confidential=line.confidential,
        )
        concern = described(said, self.unit, line.channel, line.received_at, self.by)
        concern.source, concern.source_number = self.result.source, line.key
        concern.source_digest = line.digest
        unplaced = (("来源分类", line.category, category), ("承办单位", line.answered_by, unit))
        words = "；".join(f"{label}：{word}" for label, word, placed in unplaced if word and not placed)
        self.result.undated += bool(line.reply and not line.replied_at)
        return Arrival(concern, said, words, self.answer(line, unit), imported=True)

    def answer(self, line: Line, unit: Unit | None) -> Answer | None:
        """Return how a line was answered where it came from; None when it was not."""
        if not line.reply:
            return None
        return Answer(
            text=line.reply,
            at=line.replied_at,
            decision=line.decision,
            unit=unit or self.unit,
            satisfied=line.satisfied,
        )

    def wrong(self, line: Line, key: str, message: str) -> None:
        """Name what is wrong in a row."""
        self.result.errors.append(Problem("", line.row, self.result.columns.columns.get(key, key), message))


def batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    """Yield the rows by so many at a time."""
    while batch := list(islice(rows, BATCH)):
        yield batch


@transaction.atomic
def keep_source(*, unit: Unit, name: str, columns: ColumnMap, by: Account, now: datetime) -> ImportSource:
    """Keep the map of a source's columns, so that its next file is read without asking."""
    require(by, "concern.import", unit, now=now)
    source = ImportSource.objects.filter(unit=unit, name=name).first() or ImportSource(unit=unit, name=name)
    source.path = unit.path
    source.columns = json.dumps(columns.as_data(), ensure_ascii=False, sort_keys=True)
    source.save()
    record("import_source.kept", subject=source.ref, unit=unit.path, by=by, now=now, rows=[source])
    return source
