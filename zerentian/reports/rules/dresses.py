"""The two dresses of one sealed paper: 核验稿 with marks and annexes, 报送稿 without, its proof on a last page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from zerentian.ledger.rules.periods import chinese_day
from zerentian.reports.rules.document import (
    AUTHOR_MARK,
    Annex,
    Block,
    Chart,
    Document,
    Paragraph,
    Run,
    Table,
)

CHECKED, SUBMITTED = "checked", "submitted"
PROOF_PAGE = "核验页"
GROUP = 8  # signs of a root that stand together
HOW = (
    "本件为报送稿，正文不加标记；同一份报告另有核验稿，逐一列明数字所据条目。核验办法：把本件原文件交给“核验报告”网页、"
    "zerentian verify 命令或证明包中的 verify.py。只有纸件的，把下面的封存码输入网页，核对台账是否仍与封存时一致。"
    "图仅供参照，不在证明之列。"
)


@dataclass(frozen=True, slots=True)
class Sealing:
    """What a proof page says of the seal on which a paper stands: how many entries, the root over them in hex, when."""

    size: int
    root: str
    day: date

    @property
    def code(self) -> str:
        """Return the code that a reader enters to be told whether the log is still as it was."""
        return f"{self.size} {self.root}"


@dataclass
class _Seen:
    """The statements that have been printed: the first place of each bears its name."""

    names: set[str] = field(default_factory=set)

    def runs(self, runs: Iterable[Run]) -> Iterator[Run]:
        """Yield runs without marks."""
        for run in runs:
            if run.aside:
                continue
            if not run.statement:
                yield run
                continue
            yield replace(run, silent=True, listed=run.statement not in self.names)
            self.names.add(run.statement)


def submitted(document: Document, sealing: Sealing) -> Document:
    """Return the 报送稿 of a paper: the same words without marks and annexes, and a proof page at its end."""
    seen = _Seen()
    blocks = tuple(_unmarked(block, seen) for block in document.blocks)
    claims = list(claimed(document.blocks))
    proof = _proof_page(document, sealing, len(seen.names), claims)
    return replace(document, blocks=blocks, annexes=(), proof=proof)


def claimed(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield what an author claims in free words, a clause each."""
    for block in blocks:
        if isinstance(block, Paragraph):
            for run, after in zip(block.runs, block.runs[1:], strict=False):
                if after.text == AUTHOR_MARK:
                    yield run.text.strip("，。；、 ")
            if block.kind == "author":
                yield "".join(run.text for run in block.runs)


def _unmarked(block: Block, seen: _Seen) -> Block:
    """Return a block without its marks; a drawing without the reports that stand in it."""
    if isinstance(block, Chart):
        return replace(block, title=block.title.partition("（")[0], moments=())
    if isinstance(block, Table):
        kept = [place for place, _ in enumerate(block.header) if not _is_aside(block, place)]
        rows = tuple(tuple(tuple(seen.runs(row[place])) for place in kept) for row in block.rows)
        return replace(block, header=tuple(block.header[place] for place in kept), rows=rows)
    if isinstance(block, Paragraph) and block.kind == "author":
        return Paragraph(tuple(seen.runs(block.runs)))
    return replace(block, runs=tuple(seen.runs(block.runs)))


def _is_aside(table: Table, column: int) -> bool:
    """Tell whether a column of a table is nothing but marks."""
    return bool(table.rows) and all(run.aside for row in table.rows for run in row[column])


def _proof_page(document: Document, sealing: Sealing, numbers: int, claims: list[str]) -> Annex:
    """Return the page that says on what a paper rests and how it is verified."""
    root = " ".join(sealing.root[place : place + GROUP] for place in range(0, len(sealing.root), GROUP))
    told = [
        ("编号", document.number),
        ("数字", f"正文{numbers}个数字，各带书签，均由台账条目算出" if numbers else "正文没有数字"),
        ("依据", f"台账前{sealing.size}条，截至{chinese_day(sealing.day)}封存"),
        ("树根", root),
    ]
    told += [("作者陈述", f"“{words}”没有记录支撑") for words in claims]
    rows = tuple(((Run(name),), (Run(words),)) for name, words in told)
    return Annex(
        PROOF_PAGE,
        (
            Table("本件所依据的记录", ("项目", "内容"), rows),
            Paragraph((Run(HOW),), "note"),
            Chart("code", "封存码", ((sealing.code, None),)),
        ),
    )
