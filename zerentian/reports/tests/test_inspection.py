"""The inspector's page: townships in the order of their codes, samples, objections, and what is new in this browser."""

from datetime import date, datetime

import pytest
from django.urls import reverse

from zerentian.ledger.actions import seal
from zerentian.ledger.rules.periods import LOCAL
from zerentian.reports.inspection import CODES, quarters
from zerentian.reports.models import Report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ledger_open")]
PAGE = "/reports/inspection/"


def test_townships_stand_in_the_order_of_their_codes_and_every_number_opens(
    client_of, inspector, county, township, other_township, now
) -> None:
    seal(now=now)
    response = client_of(inspector).get(PAGE)
    assert [row.unit.code for row in response.context["rows"]] == ["990101", "990102"]
    page = response.content.decode()
    assert "按代码排列，不是排名" in page
    assert page.count("/figures/") >= 2 * len(CODES)
    assert [one.code for one in response.context["columns"]] == list(CODES)


def test_no_wish_in_the_address_puts_them_in_another_order_or_period(
    client_of, inspector, township, other_township
) -> None:
    client = client_of(inspector)
    first = client.get(PAGE)
    asked = client.get(PAGE, {"sort": "concerns.overdue", "period": "1999Q1"})
    assert asked.status_code == 200
    assert [row.unit.code for row in asked.context["rows"]] == [
        row.unit.code for row in first.context["rows"]
    ]
    assert asked.context["period"] == first.context["period"]


@pytest.mark.parametrize(
    ("day", "codes"),
    [(date(2026, 1, 1), ["2026Q1", "2025Q4"]), (date(2026, 12, 31), ["2026Q4", "2026Q3"])],
)
def test_this_quarter_and_the_one_before_are_offered(day, codes) -> None:
    assert [one.code for one in quarters(day)] == codes


def test_who_inspects_nothing_has_no_such_page(client_of, first, clerk) -> None:
    assert client_of(first).get(PAGE).status_code == 403
    assert client_of(clerk).get(PAGE).status_code == 403


def test_reports_since_the_last_visit_are_told_by_this_browser_alone(
    client_of, inspector, supervisor, report, now
) -> None:
    client = client_of(inspector)
    page = client.get(PAGE)
    assert [one.number for one, _ in page.context["reports"]] == [report.number]
    again = client.get(PAGE)
    assert again.context["since"] == page.context["since"], "a second look on the same day takes nothing away"
    Report.objects.update(issued_at=datetime(2026, 1, 5, 9, tzinfo=LOCAL))
    assert client.get(PAGE).context["reports"] == []
    other = client_of(supervisor)
    other.cookies["inspected"] = client.cookies["inspected"].value
    assert other.get(PAGE).context["since"] == page.context["since"], "another account's day is not taken"


@pytest.mark.parametrize("told", ["", "x", "2026-13-01 x", "\x00"])
def test_a_cookie_nobody_signed_is_none(client_of, inspector, told) -> None:
    client = client_of(inspector)
    client.cookies["inspected"] = told
    assert client.get(PAGE).status_code == 200


def test_samples_and_the_way_to_draw_stand_on_it(client_of, inspector) -> None:
    page = client_of(inspector).get(PAGE).content.decode()
    assert reverse("reports:sample-new") in page
    assert "没有等待答复的异议" in page
