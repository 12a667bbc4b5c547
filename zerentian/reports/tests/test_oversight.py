"""The inspector's desk: overdue by township, reports since the last sign-in, reviews that run; nobody else's."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from zerentian.casework import actions
from zerentian.casework.rules.concerns import Channel
from zerentian.ledger.actions import seal
from zerentian.organization.models import SignIn
from zerentian.reports.shown import oversight
from zerentian.reports.shown.oversight import overseen

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ledger_open")]


def groups(account, now) -> dict[str, list[tuple[str, str]]]:
    return {
        str(one.title): [(line.what, line.note) for line in one.lines] for one in overseen(account, now, 5)
    }


@pytest.fixture
def late(other_township, township, receptionist, now):
    """A concern of one township that nobody answered by its day, three weeks later; what was sealed by then."""
    said = actions.Said(text="桥栏松动，手能摇动。")
    actions.receive_concern(said, unit=township, channel=Channel.CALL, by=receptionist, now=now)
    later = now + timedelta(days=120)
    seal(now=later)
    return later


def test_what_is_overdue_stands_by_township_and_not_where_nothing_is(late, township, inspector, client_of):
    ((what, note),) = groups(inspector, late)["各乡镇逾期事项"]
    assert what == township.name
    assert note.endswith(" 1")


def test_reports_since_the_sitting_before_this_one_are_told(report, inspector, now):
    title = "上次登录以来的新报告"
    assert [note for _, note in groups(inspector, now + timedelta(days=1))[title]] == [report.number]
    for at in (report.issued_at + timedelta(hours=1), report.issued_at + timedelta(hours=2)):
        SignIn.objects.create(at=at, username=inspector.username, account=inspector, outcome="signed_in")
    assert groups(inspector, now + timedelta(days=1))[title] == []


@pytest.mark.parametrize(
    ("day", "quarter"),
    [("2026-01-01", "2026Q1"), ("2026-03-31", "2026Q1"), ("2026-04-01", "2026Q2"), ("2026-12-31", "2026Q4")],
)
def test_what_is_overdue_is_that_of_the_quarter_of_the_day(inspector, monkeypatch, day, quarter):
    asked = []
    monkeypatch.setattr(
        oversight, "townships", lambda account, period, today: asked.append(period.code) or []
    )
    oversight.overdue_lines(inspector, datetime.fromisoformat(f"{day}T09:00:00+08:00"))
    assert asked == [quarter]


def test_nobody_else_has_it(late, leader, receptionist, clerk, inspector, client_of, now):
    for account in (leader, receptionist, clerk):
        assert groups(account, late) == {}
    assert "正在复查的诉求" in groups(inspector, late)
    assert client_of(inspector).get(reverse("desk")).status_code == 200
