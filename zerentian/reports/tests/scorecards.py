"""What tests of scorecards share: a period, a day after it, what an item says, one mark."""

from datetime import datetime

from zerentian.ledger.rules.periods import LOCAL, Period
from zerentian.reports.actions.scorecards import ItemSaid
from zerentian.reports.models import ScoreMark
from zerentian.reports.rules.scorecards import MarkRule

PERIOD = Period.parse("2026Q2")
AFTER = datetime(2026, 7, 3, 9, 0, tzinfo=LOCAL)


def said(title="办理质量", weight=60, rule=MarkRule.THRESHOLD, figure="tasks.overdue", **more):
    """Return what an item says, by default that no task is overdue."""
    more = {"target": 0, "at_most": True} | more if rule is MarkRule.THRESHOLD else more
    return ItemSaid(title=title, weight=weight, rule=rule, figure=figure, **more)


def mark_at(card, code, number) -> ScoreMark:
    """Return one mark."""
    return ScoreMark.objects.get(item__card=card, item__number=number, scored__unit__code=code)
