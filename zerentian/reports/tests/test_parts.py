"""Two reports beside each other: part by part, and what was taken over."""

from datetime import date

from django.urls import reverse

from zerentian.reports.actions import issue_report
from zerentian.reports.rules.parts import parts_of, side_by_side

from .conftest import PERIOD

LAST = [
    ("heading", "一、责任安排"),
    ("generated", "在册责任44项〔证1〕。"),
    ("generated", "全乡上下同心协力抓落实。"),
    ("heading", "二、存在问题"),
    ("generated", "没有逾期。"),
]
THIS = [
    ("heading", "一、责任安排"),
    ("generated", "在册责任45项〔证7〕。"),
    ("generated", "全乡上下同心协力抓落实。"),
    ("generated", "新立责任1项。"),
    ("heading", "二、工作措施"),
    ("generated", "巡山9次。"),
]


def test_parts_stand_beside_each_other_by_their_headings_and_what_was_taken_over_is_marked():
    pairs = side_by_side(parts_of(LAST), parts_of(THIS))
    assert [pair.title for pair in pairs] == ["责任安排", "工作措施", "存在问题"]
    assert pairs[0].earlier[0] == "在册责任44项。"
    assert pairs[0].later[1:] == (("全乡上下同心协力抓落实。", "same"), ("新立责任1项。", ""))
    assert pairs[1].earlier == ()
    assert pairs[2].later == ()


def test_a_report_is_compared_with_the_last_one_that_the_reader_may_see(
    report, outline, walk, township, first, outsider, client_of, now
):
    browser, where = client_of(first), reverse("reports:report-compare", args=[report.number])
    assert browser.get(where).status_code == 404
    walk(date(2026, 3, 1), 6)
    later = issue_report(outline, unit=township, period=PERIOD, by=first, now=now)
    where = reverse("reports:report-compare", args=[later.number])
    page = browser.get(where).content.decode()
    assert "总体情况" in page
    assert "只换了数字" in page
    assert client_of(outsider).get(where).status_code in (403, 404)
