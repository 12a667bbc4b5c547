"""What is offered and taught in a report's sentences; what is nought is unsaid."""

from datetime import timedelta

import pytest

from zerentian.ledger.actions import seal
from zerentian.ledger.figures import latest_size
from zerentian.ledger.registry import FIGURES
from zerentian.ledger.rules.periods import Period
from zerentian.reports.actions.composing import Composition, Scope
from zerentian.reports.rules.outline import parse
from zerentian.reports.rules.prose import figures_of
from zerentian.reports.rules.sentences import SENTENCES
from zerentian.reports.tests.test_prose import figure, told

OUTLINE = "# 报告\n\n{{ say offered }}\n"


def test_activities_volunteers_loans_and_lessons_are_told_in_sentences():
    units = {"activities.held": "场次", "activities.taught": "场次", "activities.people": "人次"}
    units |= {"volunteers.sought": "次", "volunteers.wanted": "人次", "items.lent": "件次"}
    values = {(code, "now"): figure(4, unit=unit) for code, unit in units.items()}
    values["activities.held", "before"] = figure(8, unit="场次")
    values["learning.required", "now"] = figure(70, "stock", "岗次")
    values["learning.covered", "now"] = figure(58, "stock", "岗次")
    assert told("offered", values) == (
        "上半年，全乡举办活动4场次，比2025年下半年（以下称上期）的8场次减少4场次；到场4人次，活动中有讲座和培训4场次。"
        "招募志愿者4次，共需4人次。外借图书和器材4件次。"
        "截至2026年6月30日，全乡在任岗位应学科目合计70岗次，已学完并在有效期内58岗次。"
    )


def test_what_nobody_offered_is_not_told_as_nought():
    assert told("offered", {(code, "now"): figure(0) for code in figures_of(SENTENCES["offered"])}) == ""


def test_how_long_villages_took_to_confirm_a_warning_is_told():
    values = {
        ("warnings.relayed", "now"): figure(2, unit="条"),
        ("calls.median_minutes", "now"): figure(4, "median", "分钟"),
    }
    assert told("told", values) == "上半年，全乡转发预警2条，应答用时中位数4分钟。"


@pytest.mark.django_db
def test_a_report_of_a_township_that_offers_nothing_has_no_such_part(township, clerk, now):
    seal(now=now)
    parsed = parse(OUTLINE, frozenset(FIGURES))
    assert not parsed.objections
    at = now + timedelta(days=1)
    scope = Scope(township, township.path, Period.parse("2026H1"), latest_size(), at.date())
    blocks = Composition(scope).blocks(parsed)
    assert "活动" not in "".join(run.text for one in blocks for run in one.runs)
