"""A report as plain data: what the renderers turn into Word, PDF and HTML, and what a manifest describes."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from zerentian.ledger.rules.periods import chinese_day
from zerentian.ledger.rules.texts import plain
from zerentian.reports.rules.titles import title_lines


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text. ``statement`` is the id of the statement it prints, ``href`` leads to its entries and
    ``hint`` tells definition and states. ``listed`` marks the place in the annex of statements to which every
    reference to the statement leads; ``refers`` marks such a reference. A ``silent`` statement bears no mark: it is
    itself the place that is named after it, where it is ``listed``, and leads to the proof page. An ``aside`` is a
    mark on what stands before it, for who verifies the paper."""

    text: str
    statement: str = ""
    href: str = ""
    hint: str = ""
    listed: bool = False
    refers: str = ""
    silent: bool = False
    aside: bool = False

    def __post_init__(self) -> None:
        """Leave out what no paper can carry: records made before texts had a rule may hold it."""
        object.__setattr__(self, "text", plain(self.text))


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
    """A drawing: ``trend`` (label, value over time), ``states`` (state of proof, count), ``lights`` (light, count)
    or ``code`` (words that a camera reads). A value of None is one that no record tells. ``moments`` are (label of
    the series, what happened)."""

    kind: Literal["trend", "states", "lights", "code"]
    title: str
    series: tuple[tuple[str, int | None], ...]
    moments: tuple[tuple[str, str], ...] = ()

    @property
    def text_alternative(self) -> str:
        """Return the drawing in words."""
        if self.kind == "code":
            return f"{self.title}：{'；'.join(label for label, _ in self.series)}"
        values = "，".join(f"{label} {NO_RECORD if value is None else value}" for label, value in self.series)
        moments = "，".join(f"{label} {words}" for label, words in self.moments)
        return f"{self.title}：{values}" + (f"；{moments}" if moments else "")


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex: its title, without 附件 and number, and its blocks."""

    title: str
    blocks: tuple["Block", ...]


Block = Heading | Paragraph | Table | Chart


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report. 发文机关标志, 文号, 签发人, 印章, 抄送 and 印发 are a person's and no part of its text.

    ``printed`` names, on a paper about a resident's concern, who printed it and when. ``note`` (附注) stands in
    brackets under the date; ``proof`` is the page at the end of a paper without marks that says how it is verified.
    ``form``: a ``report`` bears a red head with number and signatory and 版记; a ``letter`` (信函格式, GB/T 9704 10.1)
    the organ's name over a double line; a ``file`` (案卷) neither, and its annexes are what lies in it. A ``briefing``
    (简报) has 期号, who compiled it and the day over its red rule; 版记 says whom it goes to.
    ``signatory`` is who signed it off, filled in for the person who fills in the rest; that it is so a note states.
    ``copies`` is what 版记 proposes for whom the paper goes to besides (抄送; of minutes 分送).
    ``minutes_of`` names whose minutes (纪要) they are: these bear no 签发人 and no seal (GB/T 9704-2012 §10.3).
    """

    number: str
    title: str
    unit_name: str
    recipient: str
    closing_day: date
    blocks: tuple[Block, ...]
    annexes: tuple[Annex, ...] = ()
    mark: str = ""
    printed: str = ""
    note: str = ""
    proof: Annex | None = None
    form: Literal["report", "letter", "file", "briefing"] = "report"
    minutes_of: str = ""
    signatory: str = ""
    copies: str = ""

    @property
    def signer(self) -> str:
        """Return what stands before the name of 签发人, nothing where none is named."""
        return "" if self.minutes_of or self.form == "briefing" else SIGNER

    @property
    def imprinted(self) -> bool:
        """Tell whether 版记 stands at its end: on what goes to offices, not on a letter or a file."""
        return self.form in ("report", "briefing")


AUTHOR_MARK = "〔作者陈述，无记录支撑〕"
NO_RECORD = "无记录"
CLOSINGS = ("特此报告。", "专此报告。")
DIGITS = "一二三四五六七八九"
NUMBERED = re.compile(r"[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）")
SIGNER = "签发人："
CONTENTS = "卷内文件目录"  # the caption of the list of what is bound in a file


@dataclass(frozen=True, slots=True)
class GeneratedParagraph:
    """A paragraph's exact text as every rendition prints it, with the statements in it.

    ``at`` is the (row, column) of a table's cell, rows counted from 1, the header first. ``chart`` is the drawing that
    stands in the paragraph's stead. ``controls`` are the content controls of the Word file in it, which a person fills
    in: (place in the text, name).
    """

    text: str
    statements: tuple[str, ...] = field(default=())
    kind: str = "generated"
    at: tuple[int, int] | None = None
    chart: Chart | None = None
    controls: tuple[tuple[int, str], ...] = ()


# 版记, which a person fills in: the rows of a table at the foot of the last page.
IMPRINT = [
    GeneratedParagraph("", kind="frame", at=at, controls=((0, name),))
    for name, at in (("抄送", (1, 0)), ("印发机关", (2, 0)), ("印发日期", (2, 1)))
]


# Who printed a letter or file, and when: no part of what it states, so that another print-out states the same.
PRINTED = GeneratedParagraph("", kind="frame", controls=((0, "打印"),))


def text_of(runs: tuple[Run, ...]) -> str:
    """Return the joined text of runs, references to statements among it."""
    return "".join(run.text for run in with_references(runs))


def statements_of(runs: tuple[Run, ...]) -> tuple[str, ...]:
    """Return the ids of the statements in runs."""
    return tuple(run.statement for run in runs if run.statement)


def with_references(runs: tuple[Run, ...]) -> Iterator[Run]:
    """Yield runs, each printed statement followed by the reference to where the annex lists it."""
    for run in runs:
        yield run
        if run.statement and not run.listed and not run.silent:
            yield Run(f"〔{reference(run.statement)}〕", refers=run.statement)


def without_references(block: Block) -> Block:
    """Return a block as it reads where no annex lists its statements, as in a preview."""
    if isinstance(block, Chart):
        return block
    if isinstance(block, Table):
        return replace(block, rows=tuple(tuple(unmarked(cell) for cell in row) for row in block.rows))
    return replace(block, runs=unmarked(block.runs))


def unmarked(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """Return runs that print their statements without naming them."""
    return tuple(replace(run, statement="") for run in runs)


def reference(statement: str) -> str:
    """Return how a statement is referred to: ``s012`` as 证12."""
    return f"证{int(statement[1:])}"


def plain_paragraphs(document: Document) -> list[GeneratedParagraph]:
    """Return every paragraph's text in document order; what stands in content controls is no part of it.

    The lines of a broken title are joined by a space, as a reader of the Word file joins them.
    """
    lines = [GeneratedParagraph(document.mark, kind="mark")] if document.mark else []
    lines += heads(document)
    lines.append(GeneratedParagraph(" ".join(title_lines(document.title)), kind="title"))
    if document.recipient:
        lines.append(GeneratedParagraph(f"{document.recipient}："))
    for block in document.blocks:
        lines += block_paragraphs(block)
    lines += [GeneratedParagraph(text, kind="frame") for text in annex_list(document)]
    if document.form != "file":
        lines += closing(document)
    if document.note:
        lines.append(GeneratedParagraph(f"（{document.note}）", kind="note"))
    for label, annex in labelled(document):
        lines.append(GeneratedParagraph(label, kind="heading"))
        lines += block_paragraphs(annex)
    if document.proof:
        lines += block_paragraphs(document.proof)
    return lines + (IMPRINT if document.imprinted else [PRINTED])


def heads(document: Document) -> list[GeneratedParagraph]:
    """Return what stands over the title: places that a person fills in, or mends."""
    if document.form == "file":
        return []
    masthead = GeneratedParagraph("", kind="frame", controls=((0, "发文机关标志"),))
    number = GeneratedParagraph("", kind="frame", controls=((0, "发文字号"),))
    if document.form == "briefing":
        return [masthead, number, GeneratedParagraph(" ".join(compiled_line(document)))]
    signed = ((len(SIGNER), "签发人"),) if document.signer else ()
    signer = GeneratedParagraph(document.signer, kind="frame", controls=((0, "发文字号"), *signed))
    return [masthead, number if document.form == "letter" else signer]


def compiled_line(document: Document) -> tuple[str, str]:
    """Return what stands at the left and right over the rule of a briefing: who compiled it, and the day."""
    return f"{document.unit_name}编", chinese_day(document.closing_day)


def closing(document: Document) -> list[GeneratedParagraph]:
    """Return 署名, with the place of the seal where there is one, and 成文日期; a briefing says both in its head."""
    if document.form == "briefing":
        return []
    name = document.unit_name
    sealed = () if document.minutes_of else ((len(name), "印章"),)
    return [
        GeneratedParagraph(name, controls=sealed),
        GeneratedParagraph(chinese_day(document.closing_day)),
    ]


def without_empty(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield the blocks without headings that nothing stands under, and without a “：” that nothing follows.

    What only closes a report is nothing that stands under a heading. Headings that are left are numbered anew.
    """
    counts: dict[int, int] = {}
    for block in kept(blocks):
        yield numbered_anew(block, counts) if isinstance(block, Heading) else block


def kept(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield the blocks but for headings and announcements that nothing follows."""
    held: list[Block] = []
    for block in blocks:
        if is_closing(block):
            held = []
        if isinstance(block, Heading):
            held = [one for one in held if isinstance(one, Heading) and one.level < block.level]
            held.append(block)
        elif announces(block):
            held = [one for one in held if isinstance(one, Heading)] + [block]
        else:
            yield from held
            held = []
            yield block


def numbered_anew(heading: Heading, counts: dict[int, int]) -> Heading:
    """Return a heading with the number that follows the last of its level: 一、 and （一） are."""
    for deeper in [level for level in counts if level > heading.level]:
        del counts[deeper]
    first, *others = heading.runs or (Run(""),)
    found = NUMBERED.match(first.text)
    if found is None:
        return heading
    counts[heading.level] = counts.get(heading.level, 0) + 1
    number = numeral(counts[heading.level])
    again = f"（{number}）" if found[0].startswith("（") else f"{number}、"
    return replace(heading, runs=(replace(first, text=again + first.text[found.end() :]), *others))


def numeral(number: int) -> str:
    """Return 1 to 99 as 一 to 九十九."""
    tens, ones = divmod(number, 10)
    return (
        ("" if tens < 2 else DIGITS[tens - 1]) + ("十" if tens else "") + (DIGITS[ones - 1] if ones else "")
    )


def is_closing(block: Block) -> bool:
    """Tell whether a paragraph only closes a report."""
    return isinstance(block, Paragraph) and text_of(block.runs) in CLOSINGS


def announces(block: Block) -> bool:
    """Tell whether a paragraph only announces what follows it."""
    return isinstance(block, Paragraph) and text_of(block.runs).endswith("：")


def labelled(document: Document) -> list[tuple[str, Annex]]:
    """Return the annexes with what stands over each: 附件, numbered when there are several.

    What is bound behind a list of contents bears its number there, 第1件 and on: it is no annex of anything.
    """
    if any(isinstance(block, Table) and block.caption == CONTENTS for block in document.blocks):
        return [(f"第{number}件", annex) for number, annex in enumerate(document.annexes, 1)]
    numbers = range(1, len(document.annexes) + 1) if len(document.annexes) > 1 else [""]
    return [(f"附件{number}", annex) for number, annex in zip(numbers, document.annexes, strict=False)]


def every_block(document: Document) -> Iterator[Block]:
    """Yield the document's blocks, those of its annexes last."""
    yield from document.blocks
    for annex in (*document.annexes, *([document.proof] if document.proof else [])):
        yield from annex.blocks


def every_run(document: Document) -> Iterator[Run]:
    """Yield every run of the document, those of tables row by row."""
    for block in every_block(document):
        if isinstance(block, Heading | Paragraph):
            yield from block.runs
        elif isinstance(block, Table):
            yield from (run for row in block.rows for cell in row for run in cell)


def annex_list(document: Document) -> list[str]:
    """Return the lines of 附件说明, which stand between the text and 署名."""
    if document.form == "file":
        return []
    many = len(document.annexes) > 1
    titles = [f"{place}.{one.title}" if many else one.title for place, one in enumerate(document.annexes, 1)]
    return [f"附件：{title}" if place == 0 else title for place, title in enumerate(titles)]


def block_paragraphs(block: Block | Annex) -> Iterator[GeneratedParagraph]:
    """Yield the paragraphs of a block; a chart is a drawing with its title as caption."""
    if isinstance(block, Heading):
        yield GeneratedParagraph(text_of(block.runs), statements_of(block.runs), "heading")
    elif isinstance(block, Paragraph):
        mark = AUTHOR_MARK if block.kind == "author" else ""
        yield GeneratedParagraph(text_of(block.runs) + mark, statements_of(block.runs), block.kind)
    elif isinstance(block, Table):
        yield GeneratedParagraph(block.caption, kind="caption")
        for column, words in enumerate(block.header):
            yield GeneratedParagraph(words, kind="cell", at=(1, column))
        for number, row in enumerate(block.rows, 2):
            for column, cell in enumerate(row):
                yield GeneratedParagraph(text_of(cell), statements_of(cell), "cell", at=(number, column))
    elif isinstance(block, Chart):
        yield GeneratedParagraph("", kind="picture", chart=block)
        yield GeneratedParagraph(block.title, kind="caption")
    else:
        yield GeneratedParagraph(" ".join(title_lines(block.title)), kind="heading")
        for inner in block.blocks:
            yield from block_paragraphs(inner)
