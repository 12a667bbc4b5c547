"""Plays two scorecards of the demo township: one contested and published, one whose rules stand; made up.

Times are fixed, not drawn: the rest of the story stays what it is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from zerentian.ledger.rules.periods import Period
from zerentian.reports.actions import scorecard_marks as marks
from zerentian.reports.actions.scorecards import ItemSaid, add_item, draft_scorecard, publish_rules
from zerentian.reports.models import Scorecard, ScoreMark
from zerentian.reports.rules.scorecards import MarkRule
from zerentian.web.demo.founding import Story, at

BASIS = "云政发〔2025〕38号（示例）"
ITEMS = (
    ItemSaid(
        title="群众诉求按期答复", weight=30, rule=MarkRule.STEPS, figure="answers.on_time_share",
        steps="95=100；85=80；70=50", standard="延期经批准并告知的按新期限计。",
    ),
    ItemSaid(title="群众认为已解决", weight=15, rule=MarkRule.SHARE, figure="callbacks.solved_share"),
    ItemSaid(title="交办事项按期办结", weight=20, rule=MarkRule.SHARE, figure="tasks.on_time_share"),
    ItemSaid(title="问题逾期未整改", weight=20, rule=MarkRule.DEDUCT, figure="findings.overdue", deduct=500),
    ItemSaid(
        title="安全隐患整改质量", weight=15, rule=MarkRule.HAND,
        standard="现场抽查三处已销号问题，全部稳固得满分，每处不实扣5分。",
    ),
)  # fmt: skip


@dataclass
class Cards:
    """The scorecards while they are told."""

    story: Story
    card: int = 0

    def later(self, day: date, hour: int, act: Callable[[datetime], object]) -> None:
        """Let something happen at a fixed minute of an hour."""
        self.story.later(at(day, hour, 50), act)

    @property
    def first(self) -> Scorecard:
        """Return the card of the first quarter as it stands."""
        found: Scorecard = Scorecard.objects.get(pk=self.card)
        return found


def schedule_scorecards(story: Story) -> None:
    """Put both cards into the queue."""
    told = Cards(story)
    told.later(date(2025, 12, 22), 10, partial(write, told, "2026Q1", None))
    told.later(date(2026, 4, 7), 15, partial(freeze, told))
    told.later(date(2026, 4, 9), 9, partial(contest, told))
    told.later(date(2026, 4, 10), 11, partial(answer, told))
    told.later(date(2026, 4, 16), 10, partial(publish, told))
    told.later(date(2026, 6, 22), 10, partial(write, told, "2026Q3", "copied"))


def write(told: Cards, period: str, copied: str | None, now: datetime) -> None:
    """Write and publish the rules over every office, before the period."""
    story, first = told.story, told.story.people["first"]
    span = Period.parse(period)
    offices = [
        unit
        for unit in story.units.values()
        if unit.kind == "office" and unit.path.startswith("990100/990101")
    ]
    card = draft_scorecard(
        unit=story.units["990101"],
        title=f"{span.label}站所办工作考核",
        basis=BASIS,
        period=span,
        units=offices,
        objection_days=7,
        by=first,
        now=now,
        copied=told.first if copied else None,
    )
    for item in () if copied else ITEMS:
        add_item(card, item, by=first, now=now)
    publish_rules(card, by=first, now=now)
    told.card = told.card or card.pk


def freeze(told: Cards, now: datetime) -> None:
    """Mark by hand all offices but one, which nobody could look at; then freeze."""
    first, card = told.story.people["first"], told.first
    item = card.items.get(number=5)
    for number, scored in enumerate(list(card.scored.select_related("unit"))[:-1]):
        reason = "现场抽查三处，均稳固" if number % 3 else "抽查三处，一处护栏松动，当场重修"
        mark = 1500 if number % 3 else 1000
        marks.mark_by_hand(card, item=item, scored=scored, mark=mark, reason=reason, by=first, now=now)
    marks.freeze_marks(card, by=first, now=now)


def contested(told: Cards) -> ScoreMark:
    """Return the first office's mark by hand, which it contests."""
    rows = ScoreMark.objects.filter(item__card=told.first, item__number=5)
    found: ScoreMark = rows.order_by("scored__unit__code")[0]
    return found


def contest(told: Cards, now: datetime) -> None:
    """Let the head of the office object to it."""
    mark, story = contested(told), told.story
    head = story.people[f"head-{mark.scored.unit.code.rpartition('-')[2].lower()}"]
    marks.object_to_mark(mark, reason="护栏已于抽查前报修，维修单在案，请按稳固计。", by=head, now=now)


def answer(told: Cards, now: datetime) -> None:
    """Let a leader who did not mark answer: part of it holds."""
    objection = contested(told).objections.get()
    marks.answer_objection(
        objection,
        answer="维修单属实，但抽查时仍松动，酌减2分。",
        after=1300,
        by=told.story.people["leader2"],
        now=now,
    )


def publish(told: Cards, now: datetime) -> None:
    """Make the card final and publish it."""
    first = told.story.people["first"]
    marks.publish_result(marks.settle_scorecard(told.first, by=first, now=now), by=first, now=now)
