"""The sentences a report says of its figures: subject, number, comparison; what is nought is left unsaid.

A sentence is a row of clauses, a clause some words with figures in braces. The first figure of a clause decides whether
it is said at all: nought and unknown are not. Sentences vary by these rules and never
by chance: the same records give the same text.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from zerentian.ledger.rules.figures import FigureValue

FIGURE = re.compile(r"\{([a-z_.]+)\}")
When = Literal["now", "a year ago", "before"]
Values = Callable[[str, When], FigureValue | None]  # None where the records of that time are not whole


@dataclass(frozen=True, slots=True)
class Number:
    """A figure in a sentence, of the report's period or of one it is compared with."""

    code: str
    when: When = "now"


Piece = str | Number


@dataclass(frozen=True, slots=True)
class Clause:
    """Words with figures; ``compared`` adds what the first figure was before."""

    words: str
    compared: bool = False

    @property
    def first(self) -> str:
        """Return the figure that decides whether the clause is said."""
        found = FIGURE.search(self.words)
        assert found is not None, self.words
        return found[1]


@dataclass(frozen=True, slots=True)
class Sentence:
    """Clauses; the first carries the subject. ``otherwise`` is said when the first clause is not."""

    clauses: tuple[Clause, ...]
    otherwise: str = ""
    at_the_end: bool = False  # tells how things stand when the period ends


SENTENCES: dict[str, tuple[Sentence, ...]] = {
    "duties": (
        Sentence(
            (Clause("在册责任{duties.open}"), Clause("其中清单外事项{duties.off_list}")), at_the_end=True
        ),
        Sentence(
            (
                Clause("到期应完成的责任{occurrences.due}"),
                Clause("按期完成{occurrences.on_time_share}", compared=True),
            ),
            "没有到期的责任。",
        ),
    ),
    "tasks": (
        Sentence(
            (
                Clause("交办事项{tasks.assigned}", compared=True),
                Clause("办结销号{tasks.closed}"),
                Clause("退回重办{tasks.returned}"),
            ),
            "没有新交办的事项。",
        ),
        Sentence(
            (
                Clause("到期的交办事项按期办结{tasks.on_time_share}", compared=True),
                Clause("办理用时中位数{tasks.median_days}"),
            )
        ),
    ),
    "deeds": (
        Sentence(
            (Clause("开展各项工作{deeds.count}", compared=True), Clause("参加{deeds.people}")),
            "没有登记落实记录。",
        ),
        Sentence(
            (Clause("其中有证据的占{deeds.evidenced_share}"), Clause("经他人核实的占{deeds.verified_share}"))
        ),
    ),
    "concerns": (
        Sentence(
            (
                Clause("收到群众诉求{concerns.received}", compared=True),
                Clause("答复{concerns.answered}"),
                Clause("告知其他途径{concerns.exited}"),
                Clause("转县级办理{concerns.referred}"),
                Clause("办结{concerns.closed}"),
            ),
            "没有收到群众诉求。",
        ),
        Sentence(
            (
                Clause("到期诉求按期答复{answers.on_time_share}", compared=True),
                Clause("答复用时中位数{answers.median_days}", compared=True),
            )
        ),
        Sentence(
            (
                Clause("回访{callbacks.made}"),
                Clause("群众认为已经解决的占{callbacks.solved_share}"),
                Clause("对办理表示满意的占{callbacks.satisfied_share}"),
            )
        ),
    ),
    "overdue": (
        Sentence(
            (
                Clause("逾期未完成的责任{occurrences.overdue}", compared=True),
                Clause("逾期未办结的交办事项{tasks.overdue}", compared=True),
                Clause("逾期未答复的群众诉求{concerns.overdue}", compared=True),
            ),
            "没有逾期未完成的责任。",
            at_the_end=True,
        ),
        Sentence(
            (Clause("群众诉求重新办理{concerns.reopened}"), Clause("复查复核改变原意见{reviews.changed}"))
        ),
        Sentence((Clause("逾期补录的落实记录{deeds.late}"), Clause("更正{deeds.corrected}"))),
    ),
    "findings": (
        Sentence(
            (
                Clause("发现问题{findings.opened}", compared=True),
                Clause("其中反弹和重复发生{findings.recurred}"),
                Clause("认定不成立{findings.dismissed}"),
            ),
            "没有登记需要整改的问题。",
        ),
        Sentence(
            (
                Clause("尚未销号的问题{findings.open}", compared=True),
                Clause("其中逾期未整改{findings.overdue}"),
                Clause("待定责{findings.ownerless}"),
            ),
            at_the_end=True,
        ),
    ),
    "mended": (
        Sentence(
            (
                Clause("销号问题{findings.closed}", compared=True),
                Clause("到期问题按期整改{findings.on_time_share}"),
                Clause("销号用时中位数{findings.median_days}"),
            ),
            "没有问题销号。",
        ),
        Sentence(
            (
                Clause("经他人核实后销号的占{findings.verified_share}"),
                Clause("首次核查合格的占{findings.first_time_share}"),
                Clause("退回整改{findings.returned}"),
            )
        ),
        Sentence((Clause("制定整改措施{measures.planned}"), Clause("按期落实{measures.on_time_share}"))),
        Sentence((Clause("回头看{findings.looked_back}"), Clause("整改稳固的占{findings.firm_share}"))),
    ),
    "personal": (
        Sentence(
            (
                Clause("第一责任人亲自部署{personal.deployed}"),
                Clause("亲自过问{personal.inquired}"),
                Clause("亲自处理{personal.handled}"),
                Clause("由他人代录{personal.by_proxy}"),
            )
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Subject:
    """Who and when, as the first sentence of a part names them: 2026年上半年，全乡 and 截至2026年6月30日，全乡."""

    whose: str
    during: str
    at_the_end: str
    before: str  # the period before, by name

    def of(self, sentence: Sentence) -> str:
        """Return the words before a sentence."""
        return f"{self.at_the_end if sentence.at_the_end else self.during}，{self.whose}"


def figures_of(name: str) -> tuple[str, ...]:
    """Return the figures that a set of sentences may say."""
    return tuple(
        dict.fromkeys(
            code
            for sentence in SENTENCES[name]
            for clause in sentence.clauses
            for code in FIGURE.findall(clause.words)
        )
    )


def paragraph(name: str, subject: Subject, values: Values, *, opens: bool) -> list[Piece]:
    """Return one paragraph: the sentences of a set in order; empty if none is said.

    The subject stands before the first sentence where it ``opens`` a part, and wherever the time changes between
    what happened and how things stand.
    """
    pieces: list[Piece] = []
    last: bool | None = None if opens else False
    for sentence in SENTENCES[name]:
        said = list(_said(sentence, subject, values))
        if not said and sentence.otherwise and not pieces:
            said = [sentence.otherwise]
        elif said:
            said.append("。")
        if said and sentence.at_the_end != last:
            said.insert(
                0, subject.of(sentence) if last is None or sentence.at_the_end else f"{subject.during}，"
            )
            last = sentence.at_the_end
        pieces += [piece for piece in said if piece]
    return pieces


def _said(sentence: Sentence, subject: Subject, values: Values) -> Iterator[Piece]:
    """Yield the clauses that are said; nothing when the first is not and something else is said for it."""
    between = ""
    for clause in sentence.clauses:
        value = values(clause.first, "now")
        if value is None or not value.value:
            if not between and sentence.otherwise:
                return
            continue
        change = (
            list(compared(clause.first, value, subject, values, sentence.at_the_end))
            if clause.compared
            else []
        )
        yield between
        yield from _pieces(clause.words)
        yield from change
        between = "；" if change else "，"


def _pieces(words: str) -> Iterator[Piece]:
    """Yield words and the numbers among them."""
    place = 0
    for found in FIGURE.finditer(words):
        if found.start() > place:
            yield words[place : found.start()]
        yield Number(found[1])
        place = found.end()
    if place < len(words):
        yield words[place:]


def compared(
    code: str, now: FigureValue, subject: Subject, values: Values, at_the_end: bool = False
) -> Iterator[Piece]:
    """Yield the change against the same period last year and against the period before, where they are whole."""
    end = "末" if at_the_end else ""
    labels: tuple[tuple[When, str], ...] = (
        ("a year ago", f"上年同期{end}"),
        ("before", f"{subject.before}{end}"),
    )
    for when, label in labels:
        then = values(code, when)
        if then is None or then.value is None or now.value is None:
            continue
        change = now.value - then.value
        if change == 0:
            yield from (f"，与{label}的", Number(code, when), "持平")
        else:
            yield from (
                f"，比{label}的",
                Number(code, when),
                f"{_direction(now, change)}{_amount(now, change)}",
            )


def _direction(value: FigureValue, change: int) -> str:
    """Return the verb of a change: a share rises, a time grows longer, a count grows."""
    up, down = {"ratio": ("提高", "下降"), "median": ("延长", "缩短")}.get(
        value.figure.measure, ("增加", "减少")
    )
    return up if change > 0 else down


def _amount(value: FigureValue, change: int) -> str:
    """Return how large a change is, in the figure's unit; of a share in points."""
    if value.figure.measure == "ratio":
        return f"{abs(change) / 10:.1f}个百分点"
    return f"{abs(change)}{value.figure.unit_of_measure}"
