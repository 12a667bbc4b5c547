"""Outlines: Markdown with placeholders, read by a grammar of its own; nothing in a text is ever executed.

``{{ period }}``, ``{{ unit }}`` and ``{{ day }}`` name what the report is about; ``{{ figure deeds.count }}`` is a
number with its entries. On a line of their own: ``{{ list deeds.count limit=8 }}``, ``{{ table deeds.count
deeds.people }}``, ``{{ table deeds.count by=unit }}``, ``{{ chart trend deeds.count }}``, ``{{ chart states
deeds.count }}``, ``{{ chart lights tasks.open tasks.overdue }}`` (all open matters, those near their due day if
there is such a figure, the overdue) and ``{{ waiting 事项 }}`` for something whose evidence is still to come: it
keeps an outline from being issued. ``{{ say concerns }}`` writes the sentences of that name (``rules/prose``);
``{{ typical deeds.count limit=5 }}`` tells the deeds best proved, ``pick=deed:12,deed:31`` those the author names;
``{{ balance concerns.open }}`` shows how a stock came from its opening to its closing;
``{{ matters tasks.overdue }}`` names what is late, whose it is and since when,
``{{ ahead tasks.open }}`` what is due next; ``{{ spread tasks.overdue by=unit limit=4 }}`` tells of which units (or
areas of work, or duties) a number is made up; ``{{ scored scorecards.published }}`` tells what units were given by
scorecards, in the order of their codes. ``{{ comparable }}`` says, within a sentence, what cannot be compared.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate

from markdown_it import MarkdownIt

from zerentian.ledger.registry import BALANCES
from zerentian.ledger.rules.words import Words
from zerentian.reports.rules.claims import CLAIM, clauses, typed
from zerentian.reports.rules.sentences import SENTENCES

PLACEHOLDER = re.compile(r"\{\{\s*(.*?)\s*\}\}")
OPTION = re.compile(r"^([a-z]+)=(\S+)$")
LIMIT = re.compile(r"[1-9]\d?")
# Which options each placeholder knows, and how their values look.
OPTIONS: dict[str, dict[str, re.Pattern[str]]] = {
    "figure": {"with": re.compile("states")},
    "list": {"limit": LIMIT},
    "table": {"by": re.compile("unit")},
    "balance": {},
    "typical": {"limit": LIMIT, "pick": re.compile(r"[a-z]+:[\w-]+(?:,[a-z]+:[\w-]+)*")},
    "matters": {"limit": LIMIT},
    "ahead": {"limit": LIMIT},
    "scored": {"limit": LIMIT},
    "spread": {"by": re.compile("unit|area|duty"), "limit": LIMIT},
}
SCOPE_WORDS = ("period", "unit", "day", "comparable")
DRAWINGS = {"trend": 1, "states": 1, "lights": 2}  # how many figures each needs
BLOCKS = (
    "list",
    "table",
    "balance",
    "chart",
    "waiting",
    "say",
    "typical",
    "matters",
    "ahead",
    "spread",
    "scored",
)


@dataclass(frozen=True, slots=True)
class Slot:
    """A placeholder: its kind, the figures it names, its options, and the line it stands on."""

    kind: str
    figures: tuple[str, ...] = ()
    words: str = ""
    options: tuple[tuple[str, str], ...] = ()
    line: int = 0

    def option(self, name: str, default: str = "") -> str:
        """Return an option's value."""
        return dict(self.options).get(name, default)


@dataclass(frozen=True, slots=True)
class Part:
    """One block of an outline: ``heading`` (1-4), ``paragraph`` or a block placeholder; pieces in order."""

    kind: str
    pieces: tuple[str | Slot, ...]
    line: int
    level: int = 0

    @property
    def is_free_text(self) -> bool:
        """Tell whether a paragraph is somebody's own words, without any figure."""
        return self.kind == "paragraph" and not any(
            isinstance(piece, Slot) and piece.kind == "figure" for piece in self.pieces
        )


@dataclass(frozen=True, slots=True)
class Objection:
    """Something in an outline that is wrong (``refused``) or should be looked at."""

    line: int
    message: Words
    refused: bool = True

    @property
    def placed(self) -> Words:
        """Return what is wrong with its line."""
        return Words(f"第{self.line}行：{self.message.zh}", f"line {self.line}: {self.message.en}")


@dataclass(frozen=True, slots=True)
class Parsed:
    """An outline as parts, with what speaks against it."""

    title: str
    parts: tuple[Part, ...]
    objections: tuple[Objection, ...] = field(default=())

    @property
    def refused(self) -> list[Objection]:
        """Return the objections that forbid issuing."""
        return [objection for objection in self.objections if objection.refused]

    @property
    def waiting(self) -> list[Objection]:
        """Return the lines whose evidence is still to come: an outline with any can be kept, and not issued."""
        return [
            Objection(
                part.line,
                Words(
                    f"“{piece.words}”还在等佐证；请补记后改用指标，或删去这一行",
                    f"“{piece.words}” waits for its evidence: record it and use a figure, or leave the line out",
                ),
            )
            for part in self.parts
            for piece in part.pieces
            if isinstance(piece, Slot) and piece.kind == "waiting"
        ]


def parse(text: str, known_figures: frozenset[str]) -> Parsed:
    """Read an outline; every mistake is named with its line and remedy."""
    objections: list[Objection] = []
    parts = list(blocks(text, objections))
    title = next((part for part in parts if part.kind == "heading" and part.level == 1), None)
    if title is None:
        objections.append(
            Objection(1, Words("缺少标题：第一行请写“# 标题”", "no title: begin with “# title”"))
        )
    for part in parts:
        objections += check(part, known_figures)
    words = (
        "".join(piece if isinstance(piece, str) else f"{{{{ {piece.kind} }}}}" for piece in title.pieces)
        if title
        else ""
    )
    rest = tuple(part for part in parts if part is not title)
    return Parsed(words, rest, tuple(sorted(objections, key=lambda objection: objection.line)))


def blocks(text: str, objections: list[Objection]) -> Iterator[Part]:
    """Yield the outline's blocks in order, with their lines."""
    tokens = MarkdownIt("zero").enable(["heading", "list", "paragraph"]).parse(text)
    for place, token in enumerate(tokens):
        if token.type != "inline":
            continue
        opener = tokens[place - 1]
        line = (token.map or [0])[0] + 1
        if opener.type == "heading_open":
            yield Part("heading", pieces_of([token.content], line, objections), line, int(opener.tag[1:]))
        else:
            yield from paragraph(token.content, line, objections)


def paragraph(content: str, line: int, objections: list[Objection]) -> Iterator[Part]:
    """Yield a paragraph, or the block placeholders that stand on lines of their own."""
    kept: list[str] = []
    for number, text in enumerate(map(str.strip, content.split("\n")), line):
        pieces = pieces_of([text], number, objections)
        alone = pieces[0] if len(pieces) == 1 and isinstance(pieces[0], Slot) else None
        if alone is not None and alone.kind in BLOCKS:
            yield from written(kept, number - len(kept))
            kept = []
            yield Part(alone.kind, (alone,), number)
        else:
            kept.append(text)
    yield from written(kept, line + content.count("\n") + 1 - len(kept))


def written(lines: list[str], first: int) -> Iterator[Part]:
    """Yield lines that follow each other as one paragraph, if there are any."""
    if lines:
        yield Part("paragraph", pieces_of(lines, first, []), first)


def pieces_of(lines: list[str], first: int, objections: list[Objection]) -> tuple[str | Slot, ...]:
    """Return lines as one text cut at its placeholders, each of which knows the line on which it begins."""
    text, ends = "".join(lines), list(accumulate(map(len, lines)))
    pieces: list[str | Slot] = []
    place = 0
    for found in PLACEHOLDER.finditer(text):
        if found.start() > place:
            pieces.append(text[place : found.start()])
        pieces.append(slot(found[1], first + bisect_right(ends, found.start()), objections))
        place = found.end()
    if place < len(text):
        pieces.append(text[place:])
    return tuple(pieces)


def slot(content: str, line: int, objections: list[Objection]) -> Slot:
    """Return a placeholder's meaning; one that has none becomes an objection."""
    kind, _, rest = content.partition(" ")
    words = rest.split()
    if kind in SCOPE_WORDS and not words:
        return Slot(kind, line=line)
    if kind == "waiting" and words:
        return Slot(kind, words=rest.strip().strip('"“”'), line=line)
    options = tuple((found[1], found[2]) for word in words if (found := OPTION.match(word)))
    names = tuple(word for word in words if not OPTION.match(word))
    if kind == "chart" and names and len(names) > DRAWINGS.get(names[0], len(names)):
        return Slot(kind, names[1:], names[0], options, line)
    if kind in OPTIONS and names:
        return Slot(kind, names, "", options, line)
    if kind == "say" and len(words) == 1 and words[0] in SENTENCES:
        return Slot(kind, words=words[0], line=line)
    objections.append(
        Objection(
            line,
            Words(
                f"不认识占位符 {{{{ {content} }}}}，见提纲说明",
                "unknown placeholder: see the guide to outlines",
            ),
        )
    )
    return Slot("waiting", words=content, line=line)


def check(part: Part, known_figures: frozenset[str]) -> Iterator[Objection]:
    """Yield what speaks against a part: unknown figures, blocks within sentences, quantities typed by hand."""
    for piece in part.pieces:
        if isinstance(piece, Slot):
            yield from wrong_figures(piece, known_figures)
            yield from wrong_options(piece)
            if part.kind == "paragraph" and piece.kind in BLOCKS:
                yield Objection(
                    piece.line, Words(f"{piece.kind} 须独占一行", f"{piece.kind} stands on a line of its own")
                )
        elif part.kind == "paragraph":
            yield from (Objection(part.line, words, refused=False) for words in claimed(piece))


def claimed(text: str) -> Iterator[Words]:
    """Yield what should be looked at in free words, a clause each: a quantity typed by hand, or another claim."""
    for clause in clauses(text):
        if number := typed(clause):
            yield Words(
                f"“{number}”是手写的数量，没有记录支撑；请改用指标",
                f"“{number}” was typed by hand: use a figure",
            )
        elif said := CLAIM.search(clause):
            yield Words(
                f"“{said[0]}”的说法没有记录支撑，印出时标为作者陈述；请改用指标，或删去",
                f"“{said[0]}” claims what no record tells, and is printed as yours: use a figure, or leave it out",
            )


def wrong_figures(slot: Slot, known_figures: frozenset[str]) -> Iterator[Objection]:
    """Yield what is wrong with the figures a placeholder names."""
    for code in slot.figures:
        if code not in known_figures:
            yield Objection(slot.line, Words(f"没有指标 {code}，见指标目录", f"there is no figure {code}"))
        elif slot.kind == "balance" and code not in BALANCES:
            stocks = "、".join(sorted(BALANCES))
            yield Objection(
                slot.line,
                Words(f"{code} 没有增减表，可用：{stocks}", f"{code} has no balance; there is: {stocks}"),
            )


def wrong_options(slot: Slot) -> Iterator[Objection]:
    """Yield what is wrong with a placeholder's options: one it does not know, or a value it cannot have."""
    known = OPTIONS.get(slot.kind, {})
    for name, value in slot.options:
        if name not in known:
            offered = "、".join(f"{one}=" for one in known) or "没有选项"
            yield Objection(
                slot.line,
                Words(
                    f"{slot.kind} 没有选项“{name}=”；可用：{offered}",
                    f"{slot.kind} has no option “{name}=”; it has: {', '.join(known) or 'none'}",
                ),
            )
        elif not known[name].fullmatch(value):
            yield Objection(
                slot.line,
                Words(
                    f"选项 {name}={value} 不能这样写；limit 是1到99，by 是 unit"
                    "（spread 还可用 area、duty），with 是 states，pick 写 deed:编号",
                    f"{name}={value} is no value: limit is 1 to 99, by is unit (of spread also area, duty), with is"
                    " states, pick names deed:key",
                ),
            )
