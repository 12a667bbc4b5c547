"""The clocks of reviews: paused, resumed, reckoned by a notice, passed on; what is overdue follows each move."""

from datetime import date, datetime, timedelta

from zerentian.casework import actions
from zerentian.casework.models import ClockRun, Concern
from zerentian.casework.rules.clocks import Purpose
from zerentian.casework.rules.reviews import Level, Outcome
from zerentian.ledger.actions import record, seal
from zerentian.ledger.figures import compute
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import LOCAL, Period
from zerentian.organization.actions.calendar import load_year
from zerentian.organization.models import Account
from zerentian.organization.rules.calendar import DayKind

RECHECK = {"purpose": Purpose.RECHECK}


def at(month: int, day: int, year: int = 2026) -> datetime:
    """Return nine in the morning of a day."""
    return datetime(year, month, day, 9, 0, tzinfo=LOCAL)


def overdue(day: date, unit: str = "990100", sealed: datetime | None = None) -> int | None:
    """Return how many reviews the sealed figure says were overdue at the end of a day; that day has its seal."""
    moment = sealed or at(12, 31)
    actions.seal_looks(by=Account.objects.system("clock"), now=moment)
    seal(now=moment)
    return compute("reviews.overdue", unit=unit, period=Period(day, day, f"{day}..{day}")).value


def of(concern: Concern) -> Concern:
    """Return the concern as it is kept now."""
    found: Concern = Concern.objects.get(pk=concern.pk)
    return found


def hearing(concern, demo, first, until):
    """Pause a recheck for a hearing."""
    actions.pause_clock(concern, **RECHECK, until=until, reason="示例：听证", by=demo, now=first)


def test_a_recheck_paused_for_a_hearing_is_overdue_from_its_new_day_only(rechecked, demo):
    hearing(rechecked, demo, at(3, 20), date(2026, 4, 10))
    run = actions.resume_clock(rechecked, **RECHECK, by=demo, now=at(4, 11))
    assert run.due > date(2026, 4, 11)
    days = [date(2026, 4, 1) + timedelta(days=count) for count in range(60)]
    assert [overdue(day) for day in days] == [int(day > run.due) for day in days]


def test_a_recheck_is_not_overdue_while_the_hearing_goes_on(rechecked, demo):
    hearing(rechecked, demo, at(3, 20), date(2026, 4, 10))
    run = ClockRun.objects.get(purpose=Purpose.RECHECK)
    assert run.due > date(2026, 4, 10)
    assert not run.is_overdue(at(4, 5))
    assert overdue(date(2026, 4, 5), sealed=at(4, 5)) == 0


def test_a_hearing_that_ends_early_moves_the_day_back(rechecked, demo):
    hearing(rechecked, demo, at(3, 20), date(2026, 4, 10))
    announced = ClockRun.objects.get(purpose=Purpose.RECHECK).due
    run = actions.resume_clock(rechecked, **RECHECK, by=demo, now=at(3, 23))
    assert date(2026, 4, 1) < run.due < announced
    assert overdue(run.due) == 0
    assert overdue(run.due + timedelta(days=1)) == 1


def test_a_decided_recheck_leaves_the_stock_it_stood_in(rechecked, demo):
    hearing(rechecked, demo, at(3, 20), date(2026, 4, 10))
    actions.resume_clock(rechecked, **RECHECK, by=demo, now=at(4, 11))
    recheck = rechecked.reviews.get(level=Level.RECHECK)
    actions.decide_review(recheck, outcome=Outcome.UPHELD, reasons="示例", by=demo, now=at(5, 20))
    assert overdue(date(2026, 5, 19)) == 1
    assert overdue(date(2026, 5, 20)) == 0
    assert overdue(date(2026, 12, 1)) == 0


def test_a_recheck_reckoned_by_a_notice_is_overdue_from_its_new_day_only(answered, county, demo):
    """The notice of the year after makes a day that was put off to January a working day again."""
    asked = {"request": "示例：请求复查", "unit": county, "by": demo}
    review = actions.ask_review(answered, level=Level.REVIEW, **asked, now=at(12, 4))
    run = ClockRun.objects.get(purpose=Purpose.REVIEW)
    assert (run.due, run.estimated) == (date(2027, 1, 4), True)
    days = {date(2027, 1, 3): (DayKind.WORKDAY, "示例：调休上班")}
    notice = {"notice": "示例〔2026〕1号", "issued_on": None, "source": ""}
    load_year(year=2027, days=days, **notice, by=demo, now=at(12, 10))
    run.refresh_from_db()
    assert run.due == date(2027, 1, 3)
    assert overdue(date(2027, 1, 3)) == 0
    assert overdue(date(2027, 1, 4), sealed=at(1, 4, 2027)) == 1
    actions.decide_review(review, outcome=Outcome.UPHELD, reasons="示例", by=demo, now=at(1, 8, 2027))
    assert overdue(date(2027, 1, 8), sealed=at(1, 8, 2027)) == 0


def test_a_review_counts_where_its_concern_is_passed_on_to(rechecked, office, neighbour_office, demo):
    actions.reopen_concern(rechecked, reason="示例：有新情况", by=demo, now=at(3, 5))
    actions.refer_to_county(rechecked, to="示例县局", reason="示例", by=demo, now=at(3, 5))
    actions.take_back(rechecked, reason="示例", by=demo, now=at(3, 6))
    actions.dispatch_concern(rechecked, unit=office, by=demo, now=at(3, 6))
    assert of(rechecked).path == office.path
    late = date(2026, 4, 2)
    assert [overdue(late, unit) for unit in (neighbour_office.path, office.path, "990100")] == [0, 1, 1]


def test_a_review_stays_owed_whatever_becomes_of_its_concern(rechecked, demo):
    actions.reopen_concern(rechecked, reason="示例：有新情况", by=demo, now=at(3, 5))
    actions.withdraw_concern(rechecked, by=demo, now=at(3, 6))
    assert overdue(date(2026, 4, 2), sealed=at(4, 2)) == 1
    recheck = rechecked.reviews.get(level=Level.RECHECK)
    actions.decide_review(recheck, outcome=Outcome.UPHELD, reasons="示例", by=demo, now=at(4, 8))
    assert overdue(date(2026, 4, 8)) == 0


def test_what_was_sealed_with_the_old_verbs_keeps_its_meaning(rechecked, demo):
    """A recheck resumed by an earlier version counts as overdue from its old day on: that is what was sealed."""
    facts = {
        "purpose": "recheck",
        "rule": "xf.recheck",
        "due": date(2026, 4, 23),
        "old_due": date(2026, 4, 1),
    }
    record("clock.resumed", subject=rechecked.ref, unit=rechecked.path, by=demo, now=at(4, 11), facts=facts)
    assert overdue(date(2026, 4, 2)) == 1
    assert not Entry.objects.filter(verb="clock.ran_on").exists()
