"""Importing concerns: a whole file or nothing of it, and the same file again changes nothing."""

import gc
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from itertools import islice
from typing import BinaryIO

from django.db import IntegrityError, transaction

from zerentian.casework.actions.arrivals import Answer, Arrival, Reachable, Said, described
from zerentian.casework.actions.batches import receive_many
from zerentian.casework.actions.steps import rulebook
from zerentian.casework.cipher import row_digest
from zerentian.casework.models import Category, Concern
from zerentian.casework.rules.concerns import UNNUMBERED, Kind, State
from zerentian.exchange.actions.imported import Changed, Imported, Known, SameRows, Seen
from zerentian.exchange.actions.reimports import Contacts, correct_imported, correct_reachable
from zerentian.exchange.models import ImportRun, ImportSource
from zerentian.exchange.rules.lines import Line, Reader
from zerentian.exchange.rules.mapping import ColumnMap, fitted, left_out, wanted_of
from zerentian.ledger.actions import record
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.words import Words
from zerentian.organization.access import require
from zerentian.organization.models import Account, Unit
from zerentian.organization.rules.sheets import Problem
from zerentian.organization.rules.tables.layout import Row, Table, read_table

BATCH = 2_000
# So many notes on rows are told one by one.
NOTES = 30
SOURCE_LENGTH = 60


class Nothing(Exception):
    """Rolls the transaction back: nothing of the file stays."""


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
    sheet: str = "",
    same_rows: SameRows = SameRows.ASK,
    most_rows: int = 0,
    begin: Callable[[int], Callable[[int], object]] = lambda total: lambda done: None,
) -> Imported:
    """Import the concerns of a table into a township: one transaction, so that a crash leaves nothing half.

    ``source`` is given, or the map's, or the file's name without its ending; ``by`` attests where the file comes
    from. With an error nothing is written, unless ``skip_bad`` leaves out the rows that have one. What is here
    already by (source, number) and is being handled is never overwritten, only its contact data. ``sheet`` names
    the sheet where several could be meant; ``same_rows`` says what rows without a number are that are equal cell
    for cell; ``most_rows`` refuses a longer table (0: none is too long). ``begin`` is told how many rows there are
    and returns what is told of every batch. Raises NotAllowed for a map that doesn't fit, Unreadable for what is no
    table.
    """
    require(by, "concern.import", unit, now=now)
    stem = name.rpartition("/")[2].rpartition(".")[0] or name
    source = (source or (columns.source if columns else "") or stem).strip()[:SOURCE_LENGTH]
    kept = ImportSource.objects.filter(unit=unit, name=source).first()
    wanted = columns or (kept.map if kept else None)
    table = read_table(stream, name, wanted_of(wanted), sheet=sheet)
    if most_rows and table.total > most_rows:
        raise NotAllowed(
            f"超过 {most_rows} 行，请分几次，或用命令 zerentian import concerns 导入",
            f"more than {most_rows} rows: import it in parts, or with zerentian import concerns",
        )
    chosen = fitted(wanted, table.headings)
    result = Imported(source, table.sheet, chosen, *left_out(chosen, table.headings))
    result.notes, result.sheets = table.notes, table.others
    importer = Importer(result, unit, by, now, skip_bad, same_rows, zero_1904=table.zero_1904)
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
            "同一来源正在另一次导入，请稍后再试", "the same source is being imported: try again later"
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

    def __init__(
        self,
        result: Imported,
        unit: Unit,
        by: Account,
        now: datetime,
        skip_bad: bool,
        same_rows: SameRows,
        *,
        zero_1904: bool,
    ) -> None:
        self.result, self.by, self.now, self.skip_bad, self.same_rows = result, by, now, skip_bad, same_rows
        self.unit = Unit.objects.prefetch_related("periods").get(pk=unit.pk)
        self.reader = Reader(result.columns, now, row_digest, zero_1904)
        self.book = rulebook()
        self.seen: dict[int, Seen] = {}
        self.times: Counter[str] = Counter()
        self.settled: set[str] = set()
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
                with uncollected():
                    receive_many(fresh, by=self.by, now=self.now, book=self.book)
                for change in changed:
                    self.apply(change)
            self.result.created += len(fresh)
            self.result.updated += len(changed)
            advance(len(rows))

    def apply(self, change: Changed) -> None:
        """Take over what changed at its source."""
        if change.arrival:
            correct_imported(change.known.pk, change.arrival, by=self.by, now=self.now, book=self.book)
        if change.contact:
            correct_reachable(change.known.pk, change.contact, by=self.by, now=self.now)

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
        """Tell whether a row is a matter of its own; one that may be another's is named, never dropped unsaid."""
        content = hash((line.digest, *line.contact))
        before = self.seen.setdefault(hash(line.key), Seen(line.row, content))
        if before.row == line.row:
            return True
        if line.number:
            self.repeats_number(line, before, content)
            return False
        if self.same_rows is SameRows.EACH:
            return True
        if self.same_rows is SameRows.ONCE:
            self.result.unchanged += 1
            return False
        self.result.repeated += 1
        self.wrong(line, "text", same_in_every_cell(before.row))
        return False

    def repeats_number(self, line: Line, before: Seen, content: int) -> None:
        """Tell of a number that stands in the file before: the same matter again, or an error."""
        if before.content != content:
            message = f"编号 {line.key} 与第 {before.row} 行重复，内容不同，请改正其一"
            english = f"the number stands in row {before.row} too, with other content: mend one"
            self.wrong(line, "number", Words(message, english))
            return
        self.result.unchanged += 1
        if len(self.result.notes) < NOTES:
            zh = f"第 {line.row} 行与第 {before.row} 行编号、内容都相同，按一件登记"
            en = f"rows {line.row} and {before.row} have one number and content: they are one matter"
            self.result.notes.append(Words(zh, en))

    def compared(self, lines: Sequence[Line]) -> tuple[list[Arrival], list[Changed]]:
        """Return what is new, and what changed at its source while nobody here has taken it up."""
        numbered = [(line, self.number_of(line)) for line in lines]
        known = self.known(numbered)
        contacts = Contacts(
            [one.pk for one in known.values()], asked=any(any(line.contact) for line in lines)
        )
        fresh: list[Arrival] = []
        changed: list[Changed] = []
        for line, number in numbered:
            before = known.get(number) or self.before_numbering(line, known, contacts)
            if before is None:
                fresh += self.arrivals(line, number)
            elif before.unit_id != self.unit.pk:
                self.wrong(line, "number", f"编号 {line.key} 已在另一单位登记 · registered at another unit")
            else:
                changed += self.changes(line, before, contacts)
        return fresh, changed

    def number_of(self, line: Line) -> str:
        """Return the number under which a line is kept; of rows without one, equal in all cells, each gets its own."""
        if line.number:
            return line.number
        self.times[line.key] += 1
        place = self.times[line.key]
        return line.key if place == 1 else f"{line.key}-{place}"

    def known(self, numbered: Sequence[tuple[Line, str]]) -> dict[str, Known]:
        """Return what came from this source before under these numbers, by number."""
        numbers = {number for _, number in numbered} | {earlier_key(line) for line, _ in numbered}
        found = Concern.objects.filter(source=self.result.source, source_number__in=numbers)
        columns = found.values_list("source_number", "pk", "unit_id", "source_digest", "state")
        return {number: Known(number, *rest) for number, *rest in columns}

    def before_numbering(self, line: Line, known: Mapping[str, Known], contacts: Contacts) -> Known | None:
        """Return the matter a row without a number became before rows were told apart by all their cells.

        Then one matter stood for all rows of one text and day: the contact tells whose it is.
        """
        key = earlier_key(line)
        before = known.get(key)
        if line.number or before is None or key in self.settled or line.kind is Kind.WRONGDOING:
            return None
        if contacts.changed(before.pk, line) is not None:
            return None
        self.settled.add(key)
        return before

    def changes(self, line: Line, before: Known, contacts: Contacts) -> Iterator[Changed]:
        """Yield what a row changes in the matter that is here; what is handled here keeps its words."""
        contact = contacts.changed(before.pk, line) if line.number else None
        arrival = None
        if before.digest != line.digest and line.number:
            if before.state == State.RECEIVED:
                arrival = next(self.arrivals(line, before.number), None)
            else:
                self.result.kept += 1
        self.result.contacts += bool(contact)
        if arrival or contact:
            yield Changed(before, arrival, contact)
        else:
            self.result.unchanged += 1

    def arrivals(self, line: Line, number: str) -> Iterator[Arrival]:
        """Yield the concern of a line; nothing, and the error named, when it is refused."""
        try:
            yield self.arrival(line, number)
        except NotAllowed as refusal:
            self.wrong(line, "", refusal.words)

    def arrival(self, line: Line, number: str) -> Arrival:
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
        concern.source, concern.source_number = self.result.source, number
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

    def wrong(self, line: Line, key: str, message: str | Words) -> None:
        """Name what is wrong in a row."""
        self.result.errors.append(Problem("", line.row, self.result.columns.columns.get(key, key), message))


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep Python from looking for circular garbage while a batch of rows is made: there is none, and looking through
    them again and again takes a sixth of the time. What a batch took is given back when it ends."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def same_in_every_cell(row: int) -> Words:
    """Return the question what two equal rows without a number are."""
    return Words(
        f"与第 {row} 行完全相同，又没有编号：若是不同群众各自反映，请选“各登记一件”；若是重复，请选“只登记一件”",
        f"the same as row {row} in every cell, without a number: say whether each is a matter of its own or both one",
    )


def earlier_key(line: Line) -> str:
    """Return the key that a row without a number had before it was made of all its cells."""
    return f"{UNNUMBERED}{line.digest[:20]}"


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
