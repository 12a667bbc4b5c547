"""Letters of responsibility (责任书): their states, which figures may be targets, their text, how they are signed.

A letter names duties that exist, each with its item of the function list or marked as off it: a letter may not push new
duties down. Its targets are figures of units; what only counts effort is none, and nothing marks a person.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256

from zerentian.duties.rules.functions import FunctionKind, Level
from zerentian.ledger.rules.figures import Figure
from zerentian.ledger.rules.periods import chinese_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.steps import Steps
from zerentian.ledger.rules.words import Words

LONGEST_TERM = 1100
MOST_VALUE = 1_000_000
SIGNED_HOW = "经本人口令复核的电子签收，非电子印章"
# What a signer agrees to; another wording is another version, and the entry says which one it was.
CONSENT_VERSION = 1
CONSENT = Words(
    "我已阅读上列全文，同意以口令复核的方式电子签收本责任书。这种签收不是电子印章。",
    "I have read the whole text above and sign it by entering my password again. This is no electronic seal.",
)


class LetterState(StrEnum):
    """How a letter stands; that its term is over is a matter of the day, not of a step."""

    DRAFTED = "drafted"
    SENT = "sent"
    PARTLY = "partly"
    SIGNED = "signed"
    RENEWED = "renewed"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


class LetterStep(StrEnum):
    """What may be done with a letter."""

    CHANGE = "change"
    SEND = "send"
    SIGN = "sign"
    DECLINE = "decline"
    SCAN = "scan"
    RENEW = "renew"
    END = "end"
    WITHDRAW = "withdraw"


class Direction(StrEnum):
    """From which side a target bounds its figure."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"


S, L = LetterState, LetterStep
OPEN_STATES = (S.DRAFTED, S.SENT, S.PARTLY)
WAITING_STATES = (S.SENT, S.PARTLY)
STANDING_STATES = (*OPEN_STATES, S.SIGNED)
STEPS: dict[tuple[LetterState, LetterStep], LetterState] = {
    (S.DRAFTED, L.CHANGE): S.DRAFTED,
    (S.SENT, L.CHANGE): S.DRAFTED,
    (S.PARTLY, L.CHANGE): S.DRAFTED,
    (S.DRAFTED, L.SEND): S.SENT,
    (S.SENT, L.SIGN): S.PARTLY,
    (S.PARTLY, L.SIGN): S.PARTLY,
    (S.SENT, L.DECLINE): S.DRAFTED,
    (S.PARTLY, L.DECLINE): S.DRAFTED,
    (S.SENT, L.SCAN): S.SENT,
    (S.PARTLY, L.SCAN): S.PARTLY,
    (S.SIGNED, L.SCAN): S.SIGNED,
    (S.SIGNED, L.RENEW): S.RENEWED,
    (S.SIGNED, L.END): S.ENDED,
    (S.DRAFTED, L.WITHDRAW): S.WITHDRAWN,
    (S.SENT, L.WITHDRAW): S.WITHDRAWN,
    (S.PARTLY, L.WITHDRAW): S.WITHDRAWN,
}
STATE_WORDS = {
    S.DRAFTED: Words("草拟", "drafted"),
    S.SENT: Words("送签", "sent for signature"),
    S.PARTLY: Words("部分签署", "partly signed"),
    S.SIGNED: Words("已签署", "signed"),
    S.RENEWED: Words("已换签", "renewed"),
    S.ENDED: Words("已终止", "ended"),
    S.WITHDRAWN: Words("已撤回", "withdrawn"),
}
# A letter is written in Chinese, whoever reads the program in another language.
KIND_WORDS = {
    FunctionKind.BASIC: "基本履职",
    FunctionKind.JOINT: "配合履职",
    FunctionKind.WITHDRAWN: "上级收回",
}
LEVEL_WORDS = {
    Level.STATE: "国家级",
    Level.PROVINCE: "省级",
    Level.CITY: "市级",
    Level.COUNTY: "县级",
    Level.TOWNSHIP: "乡镇",
}


MOVES = Steps(STEPS, STATE_WORDS, "责任书")
step, steps_from = MOVES.after, MOVES.of


def good_side(figure: Figure) -> Direction:
    """Return the side from which a target bounds a figure: nobody aims at answering late, or at taking longer."""
    return Direction.AT_LEAST if figure.measure == "ratio" else Direction.AT_MOST


def check_target(figure: Figure, direction: Direction, value: int) -> None:
    """Refuse a target that its figure was not declared for, or from the wrong side, and a value that can't be."""
    if not figure.may_be_target:
        raise NotAllowed(
            "会议、简报、宣传、照片、学时、次数等计数，以及诉求、复查、异议、发现问题的多少，不能作为责任书的目标，"
            "请改用比率、时长或逾期数",
            "counts are no targets, of meetings, reports, media, photos, hours or acts as little as of concerns,"
            " reviews, objections or findings: choose a share, a length of time or what is overdue",
        )
    if direction is not good_side(figure):
        raise NotAllowed(
            f"“{figure.label}”是越高越好的比率，只能设“不低于”的目标"
            if figure.measure == "ratio"
            else f"“{figure.label}”是越少越好的时长或逾期数，只能设“不高于”的目标",
            f"“{figure.label_en}” is bounded from the other side: shares from below, lengths of time and what is"
            " overdue from above",
        )
    if not 0 <= value <= (100 if figure.measure == "ratio" else MOST_VALUE):
        raise NotAllowed(
            "目标值超出范围，百分比须在0到100之间", "the value is out of range; per cent: 0 to 100"
        )


def check_term(first: date, last: date) -> None:
    """Refuse a term that ends before it begins, or lasts longer than any such letter does."""
    if not 0 <= (last - first).days <= LONGEST_TERM:
        raise NotAllowed(
            f"期限的结束日期须在开始日期之后，且不超过{LONGEST_TERM}天",
            f"the term ends after it begins, and lasts {LONGEST_TERM} days at most",
        )


def check_signers(posts: Sequence[int], own: Collection[int]) -> None:
    """Refuse a letter that only one post signs, twice the same, or none of those who take it on (``own``)."""
    if len(set(posts)) != len(posts):
        raise NotAllowed("同一岗位只签一次，请核对签署次序", "a post signs once: check the order")
    if len(posts) < 2 or not set(posts) & set(own):
        raise NotAllowed(
            "请至少列出交责、承责双方各一个签署岗位",
            "name at least one post of each side that signs: who gives it and who takes it on",
        )


@dataclass(frozen=True, slots=True)
class ItemText:
    """What a letter says of one duty: its title, where it stands on the list, its target in words (empty: none)."""

    title: str
    place: str
    target: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that a letter's text says."""

    title: str
    giver: str
    taker: str
    first: date
    last: date
    basis: str
    items: Sequence[ItemText]
    terms: str
    signers: Sequence[str]


def letter_text(said: Content) -> str:
    """Return the text of a letter: the very words that are read, signed and sealed. Chinese, whoever reads it."""
    lines = [
        one_line(said.title),
        f"交责方：{said.giver}",
        f"承责方：{said.taker}",
        f"期限：{chinese_day(said.first)}至{chinese_day(said.last)}",
        f"依据：{one_line(said.basis)}",
        "一、责任事项",
    ]
    for number, item in enumerate(said.items, 1):
        lines.append(f"{number}. {one_line(item.title)}（{item.place}）")
        lines.append(f"　目标：{item.target}" if item.target else "　目标：按责任要求落实，不设指标。")
    lines += ["二、约定", *(one_line(line) for line in said.terms.splitlines() if line.strip())]
    lines.append("期满时，各事项与其指标并列提供给双方，不评分、不排名。")
    lines += ["三、签署", "下列岗位按次序签署："]
    lines += [f"{number}. {name}" for number, name in enumerate(said.signers, 1)]
    return "\n".join(lines)


def one_line(text: str) -> str:
    """Return a text as one line, with single blanks."""
    return " ".join(text.split())


def target_words(label: str, direction: Direction, value: int, unit: str, of: str) -> str:
    """Return a target in words: 责任按期落实率不低于95%（按上坪村统计）。"""
    bound = "不低于" if direction is Direction.AT_LEAST else "不高于"
    return f"{label}{bound}{value}{unit}（按{of}统计）。"


def place_words(kind: FunctionKind, number: str, name: str) -> str:
    """Return where on the function list a duty stands."""
    return f"清单内，{KIND_WORDS[kind]}第{number}项：{one_line(name)}"


def off_list_words(level: Level) -> str:
    """Return that a duty is off the function list, and which level demanded it."""
    return f"清单外，{LEVEL_WORDS[level]}提出"


def digest(text: str) -> str:
    """Return the SHA-256 of the text's UTF-8 bytes, in hexadecimal: what is shown, signed and sealed."""
    return sha256(text.encode()).hexdigest()
