"""Scorecards (考核表): how a unit's mark follows from a verified outcome, by a closed set of rules.

Marks are whole hundredths of a point; shares of ratio figures are per mille. What is not known, or rests on too few
cases, gets no mark: it is neither full nor nothing, and its weight leaves the sum.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256
from itertools import pairwise

from zerentian.ledger.rules.canonical import canonical_bytes
from zerentian.ledger.rules.figures import Figure
from zerentian.ledger.rules.periods import chinese_day
from zerentian.ledger.rules.refusals import NotAllowed

WHOLE = 100  # points that the weights of all items add up to
POINT = 100  # hundredths in a point
FEW = 5  # a share of fewer cases than this says nothing
MOST_BY_HAND = 40
OBJECTION_DAYS = (5, 30)
MOST_REACHED = 1_000_000  # a target beyond it is a slip of the pen
MEASURES = ("count", "stock", "ratio")


class ScoreState(StrEnum):
    """Where a scorecard stands."""

    DRAFT = "draft"
    RULES = "rules"
    INITIAL = "initial"
    FINAL = "final"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class MarkRule(StrEnum):
    """The closed set of rules by which a figure becomes a mark."""

    SHARE = "share"
    TARGET = "target"
    STEPS = "steps"
    THRESHOLD = "threshold"
    DEDUCT = "deduct"
    HAND = "hand"


class NoMark(StrEnum):
    """Why an item has no mark."""

    UNKNOWN = "unknown"
    FEW = "few"
    UNMARKED = "unmarked"
    REDEFINED = "redefined"


@dataclass(frozen=True, slots=True)
class ItemRule:
    """One item: its weight in points and its rule. Bounds of ratio figures are whole percents.

    ``target`` serves ``target`` and ``threshold``, ``steps`` pairs of (at least, percent of the weight), ``deduct``
    hundredths of a point for each case; ``at_most``: the threshold is not to be passed.
    """

    rule: MarkRule
    weight: int
    target: int | None = None
    steps: tuple[tuple[int, int], ...] = ()
    deduct: int | None = None
    at_most: bool = False


@dataclass(frozen=True, slots=True)
class Reached:
    """What a figure came to: its value (per mille for a ratio), and of a ratio how many cases it rests on."""

    value: int | None
    cases: int | None = None
    is_ratio: bool = False


@dataclass(frozen=True, slots=True)
class Marked:
    """A mark in hundredths of a point, or why there is none."""

    mark: int | None
    why: NoMark | None = None


@dataclass(frozen=True, slots=True)
class Sum:
    """What a unit's marks come to: hundredths earned, points that could be earned, points without a mark."""

    earned: int
    assessed: int
    left_out: int


def mark_of(item: ItemRule, reached: Reached) -> Marked:
    """Return the mark that an item's rule gives for what was reached; unknown and too few cases give none."""
    if reached.value is None:
        return Marked(None, NoMark.UNKNOWN)
    if reached.is_ratio and (reached.cases or 0) < FEW:
        return Marked(None, NoMark.FEW)
    full, scale = item.weight * POINT, 10 if reached.is_ratio else 1
    if item.rule is MarkRule.SHARE:
        return Marked(within(part(full, reached.value, 1000), full))
    if item.rule is MarkRule.DEDUCT:
        return Marked(within(full - reached.value * (item.deduct or 0), full))
    if item.rule is MarkRule.STEPS:
        percents = [percent for bound, percent in item.steps if reached.value >= bound * scale]
        return Marked(part(full, max(percents, default=0), 100))
    bound = (item.target or 0) * scale
    if item.rule is MarkRule.TARGET:
        return Marked(within(part(full, reached.value, bound), full))
    if item.rule is MarkRule.THRESHOLD:
        met = reached.value <= bound if item.at_most else reached.value >= bound
        return Marked(full if met else 0)
    raise LookupError(f"{item.rule} is no rule for a figure")


def within(mark: int, full: int) -> int:
    """Return a mark that is never under nothing nor over the item's weight, whatever was reached."""
    return min(max(mark, 0), full)


def part(full: int, amount: int, of: int) -> int:
    """Return a part of a full mark, rounded half up in whole numbers."""
    return (2 * full * amount + of) // (2 * of)


def summed(marks: Iterable[tuple[int, int | None]]) -> Sum:
    """Return what marks come to, each with the weight of its item; one without a mark counts on neither side."""
    rows = list(marks)
    return Sum(
        sum(mark for _, mark in rows if mark is not None),
        sum(weight for weight, mark in rows if mark is not None),
        sum(weight for weight, mark in rows if mark is None),
    )


def points(hundredths: int) -> str:
    """Return hundredths of a point as points: 7.5, 10, 0.25."""
    whole, rest = divmod(hundredths, POINT)
    return f"{whole}.{rest:02}".rstrip("0").rstrip(".")


STEP = re.compile(r"(\d{1,4})\s*%?\s*[=＝:：]\s*(\d{1,3})\s*%?")


def read_steps(text: str) -> tuple[tuple[int, int], ...]:
    """Read steps as they are typed, ``95=100；85=80``: at least so much gives so many percent of the weight.

    NotAllowed names the step that cannot be read, one that comes twice and one that gives more for less.
    """
    found: list[tuple[int, int]] = []
    for step in re.split(r"[;；,，\n]", text):
        if not step.strip():
            continue
        if not (read := STEP.fullmatch(step.strip())) or int(read[2]) > 100:
            raise NotAllowed(
                f"看不懂分档“{step.strip()}”，请写成 95=100；85=80（达到多少=得权重的百分之几）",
                f"can't read the step “{step.strip()}”: write 95=100; 85=80 (at least = percent of the weight)",
            )
        found.append((int(read[1]), int(read[2])))
    found.sort(reverse=True)
    if not found or any(upper[0] == lower[0] or upper[1] < lower[1] for upper, lower in pairwise(found)):
        raise NotAllowed(
            "分档至少一档，界限不能重复，达到得多的得分不能反而少",
            "there is at least one step, no bound twice, and more reached never gives less",
        )
    return tuple(found)


# What may not be earned, whoever marks it: 国办函〔2026〕12号, and the ban on counting traces of work.
COUNTED_TRACES = re.compile(
    r"会议[次场]?数|召开会议|开会|简报|信息报送|稿件|投稿|报道|媒体|照片|图片|视频|截图|打卡|签到|积分|学时|时长"
    r"|工时|点赞|转发量|浏览量|关注量|下载量|笔记|心得|台账数|填报|报表"
)


def check_title(title: str, standard: str) -> None:
    """Refuse an item that says in words what no figure may count: meetings, reports, media, photos, hours."""
    if found := COUNTED_TRACES.search(f"{title}\n{standard}"):
        raise NotAllowed(
            f"“{found[0]}”数的是过程和留痕，不能作为考核项；请改为办成了什么。县里自己的表有这样的格子，在“报表”里填",
            f"“{found[0]}” counts traces of work, not what came of it, and is no item of a scorecard; "
            "a sheet of the county's with such cells is a form",
        )


def check_figure(figure: Figure) -> None:
    """Refuse, by its type, a figure that counts what was done, not what came of it."""
    if not figure.gives_marks:
        raise NotAllowed(
            f"指标“{figure.label}”数的是做了多少（会议、材料、照片、时长、来件一类），不是经核实的结果，不能计分",
            f"“{figure.label_en}” counts what was done or came in, not a verified outcome, and gives no marks",
        )
    if figure.measure not in MEASURES:
        raise NotAllowed(
            f"指标“{figure.label}”不是件数或比例，不能计分", f"“{figure.label_en}” is no count or share"
        )


def check_item(item: ItemRule, figure: Figure | None) -> None:
    """Refuse an item whose weight or numbers do not fit its rule."""
    if not 1 <= item.weight <= WHOLE:
        raise NotAllowed("权重须为1到100分", "an item weighs 1 to 100 points")
    if (item.rule is MarkRule.HAND) != (figure is None):
        raise NotAllowed(
            "人工评定不选指标，其他规则须选一个指标",
            "a hand mark has no figure, every other rule has one",
        )
    if figure is None:
        return
    check_figure(figure)
    ratio = figure.measure == "ratio"
    if (item.rule is MarkRule.SHARE and not ratio) or (item.rule is MarkRule.DEDUCT and ratio):
        raise NotAllowed(
            "“按比例得分”用于比例指标，“每件扣分”用于件数指标",
            "a share is taken of ratio figures, and deducted is by case, of figures that count",
        )
    if item.rule is MarkRule.DEDUCT and not item.deduct:
        raise NotAllowed("请填每件扣多少分", "say how much is taken off for each case")
    if item.rule is MarkRule.STEPS and not item.steps:
        raise NotAllowed("请填分档，如 95=100；85=80", "write the steps, such as 95=100; 85=80")
    check_side(item, figure)
    check_target(item, ratio)


def check_side(item: ItemRule, figure: Figure) -> None:
    """Refuse a rule that gives more for what should be less, or holds a share down: being late earns nothing."""
    bounded = item.rule is MarkRule.THRESHOLD and item.at_most
    if figure.measure == "stock" and item.rule is not MarkRule.DEDUCT and not bounded:
        raise NotAllowed(
            f"“{figure.label}”越少越好，请改用每件扣分，或选“达到界限得满分”并勾选“不得超过界限”",
            f"of “{figure.label_en}” less is better: deduct by case, or set a bound that must not be passed",
        )
    if figure.measure == "ratio" and bounded:
        raise NotAllowed(
            f"“{figure.label}”越高越好，不能勾选“不得超过界限”",
            f"of “{figure.label_en}” more is better: its bound is to be reached, not to stay under",
        )


def check_target(item: ItemRule, ratio: bool) -> None:
    """Refuse a target that is missing, cannot be reached or is nothing to be reached."""
    if item.rule not in (MarkRule.TARGET, MarkRule.THRESHOLD):
        return
    if item.target is None:
        raise NotAllowed("请填目标值", "say what is to be reached")
    if not 0 <= item.target <= MOST_REACHED:
        raise NotAllowed(
            f"目标值须在0到{MOST_REACHED}之间", f"what is to be reached lies between 0 and {MOST_REACHED}"
        )
    if ratio and item.target > 100:
        raise NotAllowed("比例的目标值不超过100", "a share is at most 100")
    if item.rule is MarkRule.TARGET and item.target < 1:
        raise NotAllowed("目标值至少为1", "a target is at least 1")


def check_publishable(
    items: Sequence[ItemRule], units: int, first: date, today: date, objection_days: int
) -> None:
    """Refuse to publish rules that are late, do not add up, are mostly by hand or judge nobody."""
    if today >= first:
        raise NotAllowed(
            f"细则须在考核期开始（{chinese_day(first)}）前公布；现在改的从下一期起用",
            f"rules are published before the period begins ({first}): changed now they hold from the next",
        )
    if (weights := sum(item.weight for item in items)) != WHOLE:
        raise NotAllowed(
            f"各项权重合计须为100分，现为{weights}分", f"the weights add up to 100 points, not {weights}"
        )
    by_hand = sum(item.weight for item in items if item.rule is MarkRule.HAND)
    if by_hand > MOST_BY_HAND:
        raise NotAllowed(
            f"人工评定合计不得超过{MOST_BY_HAND}分，现为{by_hand}分",
            f"hand marks weigh at most {MOST_BY_HAND} points together, not {by_hand}",
        )
    if units < 1:
        raise NotAllowed("请选被考核的单位", "choose the units that are assessed")
    if not OBJECTION_DAYS[0] <= objection_days <= OBJECTION_DAYS[1]:
        raise NotAllowed("异议期为5到30天", "objections are open for 5 to 30 days")


def check_over(last: date, today: date) -> None:
    """Refuse to freeze marks before the period is over."""
    if today <= last:
        raise NotAllowed(
            f"考核期到{chinese_day(last)}才结束，结束后再初评",
            f"the period lasts until {last}: marks follow afterwards",
        )


def check_hand(mark: int, weight: int) -> None:
    """Refuse a hand mark beyond the item's weight."""
    if not 0 <= mark <= weight * POINT:
        raise NotAllowed(f"得分须在0到{weight}分之间", f"the mark lies between 0 and {weight} points")


def until(day: date, days: int) -> date:
    """Return the last day of objections: so many calendar days after a day, which is not counted."""
    return day + timedelta(days=days)


def rules_digest(content: Mapping[str, object]) -> str:
    """Return the SHA-256 of rules as they are published, in canonical form."""
    return sha256(canonical_bytes(content)).hexdigest()
