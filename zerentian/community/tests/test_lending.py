"""Things that are lent and venues that are booked: how long, by whom, and until when that is known."""

from datetime import date, datetime, timedelta

import pytest

from zerentian.community.actions import bookings, items
from zerentian.community.actions.contacts import erase_past, reveal_caller
from zerentian.community.models import Booking, Item, Loan
from zerentian.community.models.reachable import Caller
from zerentian.community.rules.lending import Condition, Sort
from zerentian.community.tests.conftest import BEGIN, TODAY
from zerentian.community.tests.written import entry_of
from zerentian.ledger.rules.periods import LOCAL
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden
from zerentian.organization.models import Account

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TOLD = Caller("青檀", "13900001111")
TUESDAY = date(2026, 3, 17)


@pytest.fixture
def projector(office, clerk, now):
    """Two projectors, lent for a week."""
    said = {"title": "投影仪", "sort": Sort.TOOL, "shelf": "二楼", "copies": 2, "days": 7}
    return items.add_item(unit=office, **said, by=clerk, now=now)


@pytest.mark.django_db
class TestLending:
    def test_a_thing_has_usual_days_and_says_how_many_there_are(self, office, clerk, now):
        one = items.add_item(unit=office, title=" 书 ", sort=Sort.BOOK, shelf=" 架 ", by=clerk, now=now)
        assert (one.title, one.shelf, one.copies, one.days, one.kept_days) == ("书", "架", 1, 30, 30)
        assert entry_of("item.added").fact == {"copies": 1}
        for wrong, words in (
            ({"title": " "}, "请填写物品名称"),
            ({"shelf": ""}, "请填写存放地点"),
            ({"copies": 0}, "数量须在"),
            ({"days": 181}, "借期须在1到180天"),
            ({"kept_days": 0}, "联系方式保留天数须在1到180天"),
        ):
            said = {"title": "书", "sort": Sort.BOOK, "shelf": "架"} | wrong
            with pytest.raises(NotAllowed, match=words):
                items.add_item(unit=office, **said, by=clerk, now=now)

    def test_a_loan_is_back_on_the_day_said_else_after_its_days(self, projector, clerk, now):
        usual = items.lend(projector, told=TOLD, by=clerk, now=now)
        assert entry_of("item.lent").fact == {"due": "2026-03-09"}
        other = items.lend(projector, told=TOLD, by=clerk, now=now, due=TODAY)
        assert (usual.due, other.due, other.copy) == (TODAY + 7 * DAY, TODAY, 2)
        fresh = Item.objects.get()
        assert (fresh.out, fresh.free) == ([other, usual], 0)
        assert not Item.objects.overdue(TODAY).exists()
        assert list(Item.objects.overdue(TODAY + DAY)) == [projector]
        for told, words in ((Caller(" ", "139"), "怎么称呼"), (Caller("甲", " "), "电话")):
            with pytest.raises(NotAllowed, match=words):
                items.lend(projector, told=told, by=clerk, now=now)

    def test_it_is_kept_longer_only_to_a_later_day(self, projector, clerk, now):
        loan = items.lend(projector, told=TOLD, by=clerk, now=now)
        with pytest.raises(NotAllowed, match="晚于原来的应还日期"):
            items.prolong_loan(loan, due=loan.due, by=clerk, now=now)
        items.prolong_loan(loan, due=loan.due + DAY, by=clerk, now=now)
        assert entry_of("item.prolonged").fact == {"before": "2026-03-09", "due": "2026-03-10"}

    @pytest.mark.parametrize(("condition", "copies"), [("whole", 2), ("damaged", 2), ("lost", 1)])
    def test_what_is_lost_is_one_less_and_what_came_back_is_not(
        self, projector, clerk, now, condition, copies
    ):
        loan = items.lend(projector, told=TOLD, by=clerk, now=now)
        items.take_back(loan, condition=Condition(condition), by=clerk, now=now + DAY)
        kept = Loan.objects.get()
        assert (kept.returned_on, kept.condition) == (TODAY + DAY, condition)
        assert kept.erase_on == TODAY + 31 * DAY
        assert entry_of("item.returned").fact == {"condition": condition}
        assert (Item.objects.get().copies, Item.objects.get().free) == (copies, copies)
        with pytest.raises(NotAllowed, match="已经登记归还"):
            items.take_back(loan, condition=Condition.WHOLE, by=clerk, now=now + DAY)

    def test_the_only_one_that_is_lost_is_lent_no_more(self, projector, clerk, now):
        items.describe_item(
            projector, title="投影仪", sort=Sort.TOOL, shelf="二楼", copies=1, days=7, by=clerk, now=now
        )
        loan = items.lend(projector, told=TOLD, by=clerk, now=now)
        with pytest.raises(NotAllowed, match="还有借出未还"):
            items.end_item(projector, by=clerk, now=now)
        items.take_back(loan, condition=Condition.LOST, by=clerk, now=now)
        assert (Item.objects.get().ended_on, Item.objects.get().copies) == (TODAY, 1)
        assert entry_of("item.ended").subject == projector.ref
        assert not Item.objects.kept().exists()
        with pytest.raises(NotAllowed, match="已不再外借"):
            items.lend(projector, told=TOLD, by=clerk, now=now)

    def test_a_booking_begins_later_than_now_and_is_free_again_when_cancelled(self, venue, clerk, now):
        said = {"purpose": " 排练 ", "told": TOLD, "by": clerk, "now": now}
        with pytest.raises(NotAllowed, match="开始时间已过"):
            bookings.book_venue(venue, begins_at=now, ends_at=now + HOUR, **said)
        booking = bookings.book_venue(venue, begins_at=BEGIN, ends_at=BEGIN + HOUR, **said)
        assert (booking.purpose, booking.erase_on, booking.day) == (
            "排练",
            date(2026, 4, 6),
            date(2026, 3, 7),
        )
        assert entry_of("venue.booked").fact == {"day": "2026-03-07"}
        with pytest.raises(NotAllowed, match="已安排“排练”"):
            bookings.book_venue(venue, begins_at=BEGIN + HOUR / 2, ends_at=BEGIN + 2 * HOUR, **said)
        assert list(Booking.objects.coming(BEGIN)) == [booking]
        assert not Booking.objects.coming(booking.ends_at).exists()
        with pytest.raises(NotAllowed, match="请填写取消原因"):
            bookings.cancel_booking(booking, reason=" ", by=clerk, now=now)
        with pytest.raises(NotAllowed, match="已取消或已结束"):
            bookings.cancel_booking(booking, reason="改期", by=clerk, now=booking.ends_at)
        bookings.cancel_booking(booking, reason=" 改期 ", by=clerk, now=now)
        assert Booking.objects.get(pk=booking.pk).reason == "改期"
        assert entry_of("venue.booking_cancelled").fact == {"day": "2026-03-07"}
        assert not Booking.objects.coming(now).exists()
        with pytest.raises(NotAllowed, match="已取消或已结束"):
            bookings.cancel_booking(booking, reason="再", by=clerk, now=now)
        assert bookings.book_venue(venue, begins_at=BEGIN, ends_at=BEGIN + HOUR, **said).pk

    def test_a_refusal_says_until_when_the_half_hour_is_taken(self, venue, clerk, now):
        said = {"purpose": "排练", "told": TOLD, "by": clerk, "now": now}
        bookings.book_venue(venue, begins_at=BEGIN, ends_at=BEGIN + HOUR * 2 / 3, **said)
        with pytest.raises(NotAllowed, match="2026年3月7日14:00-15:00已安排“排练”（场所按半小时占用）"):
            bookings.book_venue(venue, begins_at=BEGIN + HOUR * 2 / 3, ends_at=BEGIN + 2 * HOUR, **said)
        assert bookings.book_venue(venue, begins_at=BEGIN + HOUR, ends_at=BEGIN + 2 * HOUR, **said).pk

    def test_who_has_it_is_looked_at_and_forgotten_on_the_day(self, projector, venue, clerk, outsider, now):
        loan = items.lend(projector, told=TOLD, by=clerk, now=now)
        hours = {"begins_at": BEGIN, "ends_at": BEGIN + HOUR}
        booking = bookings.book_venue(venue, purpose="排练", told=TOLD, by=clerk, now=now, **hours)
        for row in (loan, booking):
            with pytest.raises(Forbidden):
                reveal_caller(row, reason="看看", by=outsider, now=now)
            with pytest.raises(NotAllowed, match="请填写查看理由"):
                reveal_caller(row, reason=" ", by=clerk, now=now)
            assert reveal_caller(row, reason="打电话", by=clerk, now=now) == TOLD
        assert entry_of("item.contact_revealed").subject == projector.ref
        assert entry_of("venue.contact_revealed").subject == venue.ref
        clock = Account.objects.system("clock")
        when = datetime(2026, 4, 5, 9, 0, tzinfo=LOCAL)
        assert erase_past(by=clock, now=when) == 0
        assert erase_past(by=clock, now=when + DAY) == 1
        assert entry_of("venue.contacts_erased").fact == {"parties": 1}
        assert erase_past(by=clock, now=when + DAY) == 0
        items.take_back(loan, condition=Condition.WHOLE, by=clerk, now=now)
        assert erase_past(by=clock, now=when) == 1
