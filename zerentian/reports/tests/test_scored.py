"""Scorecards in a report's sentences and in other offices' forms: units by code, no rank, nobody named."""

from datetime import timedelta

import pytest

from zerentian.ledger.actions import seal
from zerentian.ledger.figures import latest_size
from zerentian.ledger.registry import FIGURES
from zerentian.ledger.rules.periods import Period, local_day
from zerentian.organization.models import Account
from zerentian.organization.subjects import SUBJECTS
from zerentian.reports.actions import scorecard_marks as marks
from zerentian.reports.actions import scored
from zerentian.reports.actions.composing import Composition, Scope
from zerentian.reports.models import ScoreMark
from zerentian.reports.rules.outline import parse
from zerentian.reports.rules.scorecards import Sum
from zerentian.reports.tests.scorecards import AFTER

pytestmark = pytest.mark.django_db
LATER = AFTER + timedelta(days=8)
OUTLINE = "# 报告\n\n{{ say scorecards }}\n\n{{ scored scorecards.published }}\n"


@pytest.fixture
def published(frozen, first):
    """The card with its result published."""
    return marks.publish_result(marks.settle_scorecard(frozen, by=first, now=LATER), by=first, now=LATER)


def told(unit, period="2026H2"):
    """Return what a report on a unit says of scorecards."""
    seal(now=LATER)
    parsed = parse(OUTLINE, frozenset(FIGURES))
    assert not parsed.objections
    scope = Scope(unit, unit.path, Period.parse(period), latest_size(), local_day(LATER))
    blocks = Composition(scope).blocks(parsed)
    return "\n".join("".join(run.text for run in one.runs) for one in blocks)


def test_a_report_tells_units_by_code_with_what_could_not_be_assessed(published, township):
    said = told(township)
    assert "公布考核结果1份" in said
    assert "“2026年第二季度考核”（K2026-" in said
    assert "7月11日公布结果，按单位代码排列：党政办公室可考核的60分中得60分，另有40分未能考核；" in said
    assert "综治办公室可考核的100分中得95.5分〔台账" in said
    assert not [one.name for one in Account.objects.all() if one.name in said]
    assert "抽查属实" not in said
    assert "得分相同的合写" not in said
    assert "第一" not in said.replace("第一责任人", "")


def test_units_with_the_same_sum_are_told_together_where_the_first_of_them_stands(
    published, township, monkeypatch
):
    sums = [
        ("甲", Sum(3300, 35, 65)),
        ("乙", Sum(3500, 35, 65)),
        ("丙", Sum(0, 0, 100)),
        ("丁", Sum(3500, 35, 65)),
    ]
    monkeypatch.setattr(scored, "_sums", lambda _card: iter(sums))
    assert (
        "按单位代码排列，得分相同的合写：甲可考核的35分中得33分，另有65分未能考核；"
        "乙、丁可考核的35分中各得35分，另有65分未能考核；丙各项均未能考核"
    ) in told(township)


def test_before_it_is_published_and_in_other_periods_nothing_is_said(frozen, township):
    assert "考核" not in told(township)


def test_a_period_in_which_nothing_was_published_says_nothing(published, township):
    assert "考核" not in told(township, "2026H1")


def test_marks_that_are_not_those_that_were_sealed_are_not_told(published, township):
    ScoreMark.objects.filter(item__card=published, scored__unit__code="990101-ZF", item__number=1).update(
        final=1
    )
    said = told(township)
    assert "公布考核结果1份" in said
    assert "公布结果，按单位代码" not in said


def test_forms_are_filled_with_published_cards_without_marks_and_names(published, first, clerk, township):
    records = SUBJECTS["scorecard"].records
    days = (local_day(LATER), local_day(LATER))
    (row,) = records.rows(first, township, *days)
    said = {name: str(one.read(row)) for name, one in records.fields.items()}
    assert said["units"] == "党政办公室、综治办公室"
    assert (said["title"], said["items"], said["published_on"]) == ("2026年第二季度考核", "2", str(days[0]))
    assert said["period"] == "2026年第二季度"
    assert not records.rows(first, township, local_day(AFTER), local_day(AFTER))
