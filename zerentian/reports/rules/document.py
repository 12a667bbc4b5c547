"""A report as plain data: what the renderers turn into Word, PDF and HTML, and what a manifest describes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text. ``statement`` is the id of the statement it prints, ``href`` leads to its entries and
    ``hint`` tells definition and states."""

    text: str
    statement: str = ""
    href: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: level 1 一、 (黑体), 2 （一） (楷体), 3 1. and 4 （1） (仿宋)."""

    level: int
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: ``generated`` from records, ``author`` (free text without records) or a ``note``."""

    runs: tuple[Run, ...]
    kind: Literal["generated", "author", "note"] = "generated"


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption, a header and rows of cells, each cell a tuple of runs."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[tuple[Run, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing: ``trend`` (label, value over time) or ``states`` (state of proof, count)."""

    kind: Literal["trend", "states"]
    title: str
    series: tuple[tuple[str, int], ...]

    @property
    def text_alternative(self) -> str:
        """Return the drawing in words."""
        return f"{self.title}：" + "，".join(f"{label} {value}" for label, value in self.series)


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex: its title and blocks."""

    title: str
    blocks: tuple["Block", ...]


Block = Heading | Paragraph | Table | Chart


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report. 文号, 签发人 and 印章 are left to a person and therefore no fields of it."""

    number: str
    title: str
    unit_name: str
    recipient: str
    closing_day: date
    blocks: tuple[Block, ...]
    annexes: tuple[Annex, ...] = ()
    mark: str = ""


AUTHOR_MARK = "〔作者陈述，无记录支撑〕"


@dataclass(frozen=True, slots=True)
class GeneratedParagraph:
    """A paragraph's exact text as every rendition prints it, with the statements in it."""

    text: str
    statements: tuple[str, ...] = field(default=())
    kind: str = "generated"


def text_of(runs: tuple[Run, ...]) -> str:
    """Return the joined text of runs."""
    return "".join(run.text for run in runs)


def statements_of(runs: tuple[Run, ...]) -> tuple[str, ...]:
    """Return the ids of the statements in runs."""
    return tuple(run.statement for run in runs if run.statement)


def plain_paragraphs(document: Document) -> list[GeneratedParagraph]:
    """Return every paragraph's text in document order, content controls left out."""
    lines = [GeneratedParagraph(document.mark, kind="mark")] if document.mark else []
    lines += [GeneratedParagraph(document.title, kind="title")]
    if document.recipient:
        lines.append(GeneratedParagraph(f"{document.recipient}："))
    for block in document.blocks:
        lines += block_paragraphs(block)
    lines += closing(document)
    for annex in document.annexes:
        lines += block_paragraphs(annex)
    return lines


def closing(document: Document) -> list[GeneratedParagraph]:
    """Return signature and day, and the line that names the report's number and its proof."""
    day = document.closing_day
    return [
        GeneratedParagraph(document.unit_name),
        GeneratedParagraph(f"{day.year}年{day.month}月{day.day}日"),
    ]


def block_paragraphs(block: Block | Annex) -> Iterator[GeneratedParagraph]:
    """Yield the paragraphs of a block; a chart is a drawing with its title as caption."""
    if isinstance(block, Heading):
        yield GeneratedParagraph(text_of(block.runs), statements_of(block.runs), "heading")
    elif isinstance(block, Paragraph):
        mark = AUTHOR_MARK if block.kind == "author" else ""
        yield GeneratedParagraph(text_of(block.runs) + mark, statements_of(block.runs), block.kind)
    elif isinstance(block, Table):
        yield GeneratedParagraph(block.caption, kind="caption")
        yield from (GeneratedParagraph(cell, kind="cell") for cell in block.header)
        for row in block.rows:
            yield from (GeneratedParagraph(text_of(cell), statements_of(cell), "cell") for cell in row)
    elif isinstance(block, Chart):
        yield GeneratedParagraph(block.title, kind="caption")
    else:
        yield GeneratedParagraph(block.title, kind="heading")
        for inner in block.blocks:
            yield from block_paragraphs(inner)
