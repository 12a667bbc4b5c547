"""What a scorecard shows: sums and marks by unit in the order of codes, what changed since, and its paper."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import override

from zerentian.ledger.figures import latest_size
from zerentian.ledger.rules.periods import Period, chinese_day, local_day
from zerentian.organization.desk import url_of
from zerentian.organization.models import Account, Post
from zerentian.organization.rules.protected import WITHOUT
from zerentian.reports.actions.scorecard_marks import has_part, is_of, values_of
from zerentian.reports.actions.scorecards import definition_of
from zerentian.reports.letters import print_line
from zerentian.reports.models import Scorecard, ScoredUnit, ScoreItem, ScoreMark, ScoreObjection
from zerentian.reports.models.scorecards import MARK_RULES, NO_MARKS
from zerentian.reports.rules.document import Block, Document, Heading, Paragraph, Run, Table
from zerentian.reports.rules.scorecards import MarkRule, ScoreState, Sum, points, summed

PAPERS = {
    ScoreState.INITIAL: "考核初评",
    ScoreState.FINAL: "考核定稿（尚未公布）",
    ScoreState.PUBLISHED: "考核结果",
    ScoreState.WITHDRAWN: "考核细则（已撤回）",
}
ROUNDED = "比例先四舍五入到千分之一，与印出的数一致，再按规则计分；得分四舍五入到0.01分。"
NO_RANKS = "各单位按代码排列，不排名次；得分只对已能考核的项目计算，未能考核的权重单独列出，不作零分。"


@dataclass(frozen=True, slots=True)
class MarkLine:
    """One mark as the page shows it, with what may be done about it."""

    item: ScoreItem
    mark: ScoreMark | None
    objection: ScoreObjection | None = None
    behind: str = ""  # the address of the entries that the figure rests on, as of the card's seal
    may_object: bool = False
    may_answer: bool = False
    may_mark: bool = False

    @property
    def initial(self) -> str:
        """Return the initial mark in points, nothing where there is none."""
        return "" if self.mark is None or self.mark.mark is None else points(self.mark.mark)

    @property
    def final(self) -> str:
        """Return the mark after objections in points, nothing where there is none."""
        return "" if self.mark is None or self.mark.final is None else points(self.mark.final)


@dataclass(frozen=True, slots=True)
class UnitLines:
    """A unit with its marks."""

    scored: ScoredUnit
    lines: list[MarkLine] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SumRow:
    """What a unit's final marks come to, in words for a page."""

    scored: ScoredUnit
    sum: Sum

    @property
    def earned(self) -> str:
        """Return the points earned."""
        return points(self.sum.earned)


def scored_units(card: Scorecard) -> list[ScoredUnit]:
    """Return the units of a card in the order of their codes."""
    return list(card.scored.select_related("unit").prefetch_related("unit__periods"))


def sums_of(card: Scorecard) -> list[SumRow]:
    """Return what each unit's marks come to, by code."""
    found: dict[int, list[tuple[int, int | None]]] = {}
    for mark in ScoreMark.objects.filter(item__card=card).select_related("item"):
        found.setdefault(mark.scored_id, []).append((mark.item.weight, mark.final))
    return [SumRow(one, summed(found.get(one.pk, []))) for one in scored_units(card)]


def lines_of(card: Scorecard, account: Account) -> list[UnitLines]:
    """Return every unit's marks with what the account may do; before marks are frozen, those by hand alone.

    None before the period is over: there is nothing yet to mark.
    """
    if card.state == ScoreState.DRAFT or (not card.has_marks and account.today <= card.last):
        return []
    rows = (
        ScoreMark.objects.filter(item__card=card)
        .select_related("item")
        .prefetch_related("objections__files__file", "files__file")
    )
    marks = {(mark.scored_id, mark.item_id): mark for mark in rows}
    items = [item for item in card.items.standing() if card.has_marks or item.by_hand]
    if not items:
        return []
    posts = list(account.posts_on(account.today))
    return [
        UnitLines(
            one, [line_of(card, one, item, marks.get((one.pk, item.pk)), account, posts) for item in items]
        )
        for one in scored_units(card)
    ]


def line_of(
    card: Scorecard,
    scored: ScoredUnit,
    item: ScoreItem,
    mark: ScoreMark | None,
    account: Account,
    posts: Sequence[Post],
) -> MarkLine:
    """Return one mark with what the account, which holds some posts, may do about it."""
    objection = next(iter(mark.objections.all()), None) if mark else None
    is_open = card.state == ScoreState.INITIAL
    in_time = card.objections_until is not None and account.today <= card.objections_until
    over = account.today > card.last
    return MarkLine(
        item,
        mark,
        objection,
        behind_of(card, scored, item),
        may_object=bool(
            mark
            and is_open
            and in_time
            and objection is None
            and account.may("scorecard.object", scored.path)
        ),
        may_answer=bool(
            objection
            and is_open
            and not objection.answered_on
            and account.may("scorecard.decide", card.path)
            and not has_part(card, objection, account, posts)
        ),
        may_mark=(
            item.by_hand
            and over
            and card.state == ScoreState.RULES
            and account.may("scorecard.keep", card.path)
            and not is_of(posts, scored)
        ),
    )


def behind_of(card: Scorecard, scored: ScoredUnit, item: ScoreItem) -> str:
    """Return the address at which a mark's figure opens to its entries, as of the seal; none for a hand mark."""
    where = url_of("figure", item.figure) if item.figure else ""
    asked = {"unit": scored.path, "period": card.period, "size": card.size}
    return f"{where}?{urlencode(asked)}" if where else ""


def changed_since(card: Scorecard) -> list[tuple[ScoredUnit, ScoreItem, str, str]]:
    """Return where the figures of a card are another by now than when they were frozen: then and now."""
    items = [
        item
        for item in card.items.standing()
        if item.counted and item.definition == definition_of(item.figure)
    ]
    rows = ScoreMark.objects.filter(item__in=items)
    then = {(mark.scored_id, mark.item_id): mark.said for mark in rows}
    size, found = latest_size(), []
    for scored in scored_units(card):
        for item, value in zip(items, values_of(card, scored, items, size), strict=True):
            if (before := then.get((scored.pk, item.pk), "")) != value.text[:80]:
                found.append((scored, item, before, value.text))
    return found


def scorecard_paper(card: Scorecard, *, viewer: Account, now: datetime) -> Document:
    """Return the published rules as a paper, or what each unit has once there are marks; in Chinese."""
    name = PAPERS.get(ScoreState(card.state), "考核细则")
    with override("zh-hans"):
        blocks = (*rule_blocks(card), *(mark_blocks(card) if card.has_marks else ()))
    day = card.published_on or local_day(now)
    return Document(
        number=card.number,
        title=f"{card.title.removesuffix('考核')}{name}",
        unit_name=card.unit.organ_on(day),
        recipient="",
        closing_day=day,
        blocks=blocks,
        printed=print_line(viewer, now),
        note=WITHOUT,
        form="file",
    )


def rule_blocks(card: Scorecard) -> Iterator[Block]:
    """Yield what is judged, by which rule, with the digest of the rules."""
    period = Period(card.first, card.last, card.period)
    if card.state == ScoreState.WITHDRAWN:
        yield said(f"本考核表已经撤回，不再适用。撤回理由：{card.withdrawn_for}")
    yield said(
        f"考核期：{period.label}（{chinese_day(card.first)}至{chinese_day(card.last)}）。依据：{card.basis}。"
    )
    yield said(f"细则在考核期开始前公布，SHA-256：{card.rules}。异议期{card.objection_days}天。{ROUNDED}")
    rows = tuple(
        cells(
            item.number,
            item.title,
            f"{item.weight}分",
            item.counted.label if item.counted else "人工评定",
            rule_words(item),
            item.standard,
        )
        for item in card.items.standing()
    )
    yield Table("考核项目", ("序号", "考核项", "权重", "指标", "得分规则", "评分标准"), rows)


def rule_words(item: ScoreItem) -> str:
    """Return an item's rule with its numbers."""
    ratio = bool(item.counted and item.counted.measure == "ratio")
    unit = "%" if ratio else item.counted.unit_of_measure if item.counted else ""
    by_rule = {
        MarkRule.TARGET: f"目标{item.target}{unit}，按达到的份额得分",
        MarkRule.STEPS: f"分档：{item.steps}（达到%＝权重的%）" if ratio else f"分档：{item.steps}",
        MarkRule.THRESHOLD: f"{'不超过' if item.at_most else '达到'}{item.target}{unit}得满分，否则不得分",
        MarkRule.DEDUCT: f"每{unit}扣{points(item.deduct or 0)}分，扣完为止",
    }
    return by_rule.get(MarkRule(item.rule), str(MARK_RULES[MarkRule(item.rule)]))


def mark_blocks(card: Scorecard) -> Iterator[Block]:
    """Yield sums by unit in the order of codes, then every mark with its numbers and objection."""
    yield Heading(1, (Run("一、各单位合计"),))
    yield said(NO_RANKS)
    rows = tuple(
        cells(row.scored.unit.code, row.scored.unit.name, row.earned, row.sum.assessed, row.sum.left_out)
        for row in sums_of(card)
    )
    yield Table("合计", ("单位代码", "单位", "得分", "可考核分值", "未能考核分值"), rows)
    yield Heading(1, (Run("二、各项得分"),))
    marks = ScoreMark.objects.filter(item__card=card).select_related("item", "scored__unit")
    ordered = marks.order_by("scored__unit__code", "item__number").prefetch_related(
        "objections", "scored__unit__periods"
    )
    yield Table(
        "各项",
        ("单位", "考核项", "指标或评定理由", "初评", "定分", "异议"),
        tuple(mark_cells(mark) for mark in ordered),
    )


def mark_cells(mark: ScoreMark) -> tuple[tuple[Run, ...], ...]:
    """Return the cells of one mark."""
    objection = next(iter(mark.objections.all()), None)
    contested = (objection.answer or "待答复") if objection else ""
    return cells(
        mark.scored.unit.name,
        f"{mark.item.title}（{mark.item.weight}分）",
        mark.said or (f"人工评定：{mark.reason}" if mark.reason else "人工评定"),
        why_or(mark, mark.mark),
        why_or(mark, mark.final),
        contested,
    )


def why_or(mark: ScoreMark, hundredths: int | None) -> str:
    """Return a mark in points, or why there is none."""
    return points(hundredths) if hundredths is not None else str(NO_MARKS.get(mark.why, ""))  # type: ignore[call-overload]


def said(text: str) -> Paragraph:
    """Return a paragraph."""
    return Paragraph((Run(text),))


def cells(*values: Any) -> tuple[tuple[Run, ...], ...]:
    """Return a row of cells."""
    return tuple((Run(str(value)),) for value in values)
