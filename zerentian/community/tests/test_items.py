"""Things are lent and come back, venues are booked: no copy and no hour twice, nobody named, nobody graded."""

import json
from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from zerentian.casework.actions.rotation import rotate_contact_key
from zerentian.community.actions import activities, bookings, contacts, items, openings, venues
from zerentian.community.models import Booking, ContactLook, Item, Loan
from zerentian.community.models.reachable import Caller
from zerentian.community.rules.lending import Condition, Sort, check_due, check_remaining, free_copy
from zerentian.community.shown.items import RECORDS
from zerentian.community.tests.conftest import BEGIN
from zerentian.ledger import clock
from zerentian.ledger.actions import seal
from zerentian.ledger.figures import compute
from zerentian.ledger.models import Entry
from zerentian.ledger.registry import FIGURES, VERBS
from zerentian.ledger.rules.periods import LOCAL, Period
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.verification import verify_log
from zerentian.organization.access import Forbidden
from zerentian.organization.actions.units import merge_unit
from zerentian.organization.models import Account

TODAY = date(2026, 3, 2)
TOLD = Caller("某人", "13900001111")
TOWN = "990100/990101"


@pytest.fixture
def projector(office, clerk, now):
    """Two projectors, lent for a week."""
    return items.add_item(
        unit=office,
        title="投影仪",
        sort=Sort.SOUND,
        shelf="文化站器材室",
        copies=2,
        days=7,
        by=clerk,
        now=now,
    )


@pytest.fixture
def loan(projector, clerk, now):
    """One of them is out."""
    return items.lend(projector, told=TOLD, by=clerk, now=now)


@given(st.integers(1, 20), st.sets(st.integers(1, 30)))
def test_a_copy_that_can_be_had_is_not_out_and_there_are_never_more_out_than_there_are(copies, out):
    if len(out) >= copies:
        with pytest.raises(NotAllowed, match="全部借出"):
            free_copy(copies, out)
    else:
        assert free_copy(copies, out) in set(range(1, copies + 1)) - out


@pytest.mark.parametrize("due", [date(2026, 3, 1), date(2026, 12, 1), date.max])
def test_a_day_that_cannot_be_is_refused(due):
    with pytest.raises(NotAllowed):
        check_due(due, TODAY)


@pytest.mark.django_db
def test_no_more_are_lent_than_there_are_and_the_table_holds_it(projector, loan, clerk, now):
    assert (loan.due, loan.copy) == (TODAY + timedelta(days=7), 1)
    assert items.lend(projector, told=TOLD, by=clerk, now=now).copy == 2
    with pytest.raises(NotAllowed, match="全部借出"):
        items.lend(projector, told=TOLD, by=clerk, now=now)
    with pytest.raises(NotAllowed, match="不能更少"):
        items.describe_item(
            projector, title="投影仪", sort=Sort.SOUND, shelf="甲", copies=1, days=7, by=clerk, now=now
        )
    with pytest.raises(NotAllowed, match="借出未还"):
        items.end_item(projector, by=clerk, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Loan.objects.create(item=projector, copy=1, lent_on=TODAY, due=TODAY, lent_by=clerk)


@pytest.mark.django_db
def test_it_is_kept_longer_comes_back_and_a_lost_one_is_there_no_more(projector, loan, clerk, now):
    with pytest.raises(NotAllowed, match="晚于"):
        items.prolong_loan(loan, due=loan.due, by=clerk, now=now)
    items.prolong_loan(loan, due=date(2026, 3, 20), by=clerk, now=now)
    items.take_back(loan, condition=Condition.LOST, by=clerk, now=now)
    with pytest.raises(NotAllowed, match="已经登记归还"):
        items.take_back(loan, condition=Condition.WHOLE, by=clerk, now=now)
    assert Item.objects.get().copies == 1
    last = items.lend(projector, told=TOLD, by=clerk, now=now)
    items.take_back(last, condition=Condition.LOST, by=clerk, now=now)
    assert Item.objects.get().ended_on == TODAY
    seal(now=now)
    day = Period(TODAY, TODAY, "第几日")
    values = [compute(code, unit=TOWN, period=day).value for code in ("items.lent", "items.lost")]
    assert values == [2, 2]
    assert verify_log().problems == []


@pytest.mark.django_db
def test_who_borrowed_is_encrypted_looked_at_for_a_reason_and_forgotten_after_it_is_back(
    projector, loan, clerk, inspector, client_of, now
):
    system = Account.objects.system("clock")
    row = str(Loan.objects.values().get())
    assert "某人" not in row
    assert "13900001111" not in row
    with pytest.raises(Forbidden):
        contacts.reveal_caller(loan, reason="看看", by=inspector, now=now)
    address = reverse("community:loan-caller", args=[projector.pk, loan.mark])
    assert client_of(clerk).post(address, {"reason": ""}).status_code == 422
    assert not ContactLook.objects.exists()
    page = client_of(clerk).post(address, {"reason": "到期未还，打电话"})
    assert ("13900001111" in page.content.decode(), page["Cache-Control"]) == (True, "no-store")
    assert contacts.erase_past(by=system, now=now + timedelta(days=900)) == 0
    items.take_back(loan, condition=Condition.WHOLE, by=clerk, now=now)
    assert contacts.erase_past(by=system, now=now + timedelta(days=29)) == 0
    assert contacts.erase_past(by=system, now=now + timedelta(days=30)) == 1
    loan.refresh_from_db()
    assert (loan.name, loan.phone, loan.erased) == ("", "", True)
    seal(now=now)
    assert verify_log().problems == []
    said = "".join(json.dumps(entry.facts, ensure_ascii=False) for entry in Entry.objects.all())
    assert "某人" not in said


@pytest.mark.django_db
def test_who_borrowed_and_who_booked_move_to_another_key(loan, booking, now):
    rotate_contact_key(by=Account.objects.system("cli"), now=now)
    for row in (loan, booking):
        before = row.name
        row.refresh_from_db()
        assert row.name != before
        assert row.told == TOLD


@pytest.mark.django_db
def test_what_should_be_back_stands_on_the_desk_without_a_name(
    projector, loan, clerk, outsider, client_of, monkeypatch
):
    later = datetime(2026, 3, 10, 9, 0, tzinfo=LOCAL)
    monkeypatch.setattr(clock, "timezone", SimpleNamespace(now=lambda: later))
    pages = {
        account: client_of(account).get(reverse("desk")).content.decode() for account in (clerk, outsider)
    }
    assert ["投影仪" in page for page in pages.values()] == [True, False]
    assert "某人" not in pages[clerk]
    late = client_of(clerk).get(reverse("community:item-list"), {"late": "1"}).content.decode()
    assert "投影仪" in late


def test_lateness_is_neither_a_fact_nor_a_figure():
    told = {name for code, verb in VERBS.items() if code.startswith("item.") for name in verb.facts}
    assert told == {"copies", "due", "before", "condition", "from", "to", "parties"}
    assert [code for code in FIGURES if code.startswith("items.")] == ["items.lent", "items.lost"]


@pytest.mark.django_db
def test_things_pass_on_with_their_unit_and_come_back_there(
    projector, loan, office, neighbour_office, clerk, administrator, now
):
    merge_unit(office, into=neighbour_office, first=TODAY, by=administrator, now=now)
    found = Item.objects.get()
    assert (found.unit, [one.due for one in found.out]) == (neighbour_office, [loan.due])


@pytest.mark.django_db
def test_a_thing_goes_through_its_pages(office, township, clerk, outsider, client, client_of, now):
    browser = client_of(clerk)
    new = {"title": "茶艺入门", "sort": "book", "copies": 1, "shelf": "农家书屋", "days": 30, "kept_days": 30}
    assert browser.post(reverse("community:item-new"), new).status_code == 422
    assert browser.post(reverse("community:item-new"), new | {"unit": office.pk}).status_code == 302
    item = Item.objects.get()
    lend = reverse("community:item-lend", args=[item.pk])
    assert browser.post(lend, {"name": "某人", "phone": "1", "due": "9999-12-31"}).status_code == 422
    assert browser.post(lend, {"name": "某人", "phone": "139", "due": "2026-04-01"}).status_code == 302
    assert browser.post(lend, {"name": "某人", "phone": "139", "due": "2026-04-01"}).status_code == 422
    loan = Loan.objects.get()
    public = client.get(reverse("residents:activities")).content.decode()
    assert ("茶艺入门" in public, "某人" in public) == (True, False)
    steps = {"longer": {"due": "2026-05-01"}, "back": {"condition": "whole"}}
    for step, said in steps.items():
        address = reverse(f"community:loan-{step}", args=[item.pk, loan.mark])
        assert client_of(outsider).post(address, said).status_code == 404
        assert browser.get(address).status_code == 200
        assert browser.post(address, said).status_code == 302
    change = reverse("community:item-change", args=[item.pk])
    assert browser.post(change, new | {"copies": 3}).status_code == 302
    assert browser.post(reverse("community:item-end", args=[item.pk])).status_code == 302
    assert browser.get(reverse("community:item-detail", args=[item.pk])).status_code == 200
    assert list(RECORDS.rows(clerk, township, TODAY, TODAY)) == [item]


@pytest.fixture
def booking(venue, clerk, now):
    """A rehearsal at the station, in the hours of the lecture."""
    ends = BEGIN + timedelta(hours=2)
    return bookings.book_venue(
        venue, purpose="舞龙队排练", begins_at=BEGIN, ends_at=ends, told=TOLD, by=clerk, now=now
    )


@pytest.mark.django_db
def test_a_booking_and_an_activity_never_take_the_same_hour(booking, venue, plan, office, clerk, now):
    with pytest.raises(NotAllowed, match="舞龙队排练"):
        activities.announce_activity(plan(), unit=office, by=clerk, now=now)
    with pytest.raises(NotAllowed, match="舞龙队排练"):
        openings.tell_closure(
            venue, first=BEGIN.date(), last=BEGIN.date(), reason="检修", urgent=True, by=clerk, now=now
        )
    with pytest.raises(NotAllowed, match="预订"):
        venues.end_venue(venue, by=clerk, now=now)
    slot = booking.slots.first()
    slot.booking = None
    with pytest.raises(IntegrityError), transaction.atomic():
        slot.save()
    bookings.cancel_booking(booking, reason="改在别处", by=clerk, now=now)
    with pytest.raises(NotAllowed, match="已取消"):
        bookings.cancel_booking(booking, reason="再来", by=clerk, now=now)
    lecture = activities.announce_activity(plan(), unit=office, by=clerk, now=now)[0]
    with pytest.raises(NotAllowed, match="急救讲座"):
        bookings.book_venue(
            venue,
            purpose="排练",
            begins_at=lecture.begins_at + timedelta(minutes=119),
            ends_at=lecture.ends_at + timedelta(hours=1),
            told=TOLD,
            by=clerk,
            now=now,
        )
    assert Booking.objects.filter(cancelled=False).count() == 0


@pytest.mark.django_db
def test_residents_see_that_it_is_taken_and_neither_by_whom_nor_what_for(booking, venue, client):
    shown = client.get(reverse("residents:activities"))
    page = shown.content.decode()
    assert "14:00" in page
    assert "舞龙队" not in page
    assert "某人" not in page
    assert list(shown.context["venues"][0]["bookings"]) == [booking]


@pytest.mark.django_db
def test_the_public_page_does_not_even_fetch_what_is_over(loan, booking, client, clerk, now):
    items.take_back(loan, condition=Condition.WHOLE, by=clerk, now=now)
    bookings.cancel_booking(booking, reason="改在别处", by=clerk, now=now)
    context = client.get(reverse("residents:activities")).context
    assert list(context["venues"][0]["bookings"]) == []
    assert list(context["items"][0][0].loans.all()) == []
    assert context["items"][0][0].free == 2


@pytest.mark.django_db
def test_a_booking_goes_through_its_pages_and_is_forgotten(venue, clerk, outsider, client_of, now):
    browser, system = client_of(clerk), Account.objects.system("clock")
    address = reverse("community:booking-new", args=[venue.pk])
    said = {"purpose": "村民议事", "name": "某人", "phone": "139", "begins_at": "2026-03-09T14:00"}
    assert browser.post(address, said | {"ends_at": "2026-03-09T13:00"}).status_code == 422
    assert browser.post(address, said | {"ends_at": "2026-03-09T16:00"}).status_code == 302
    booking = Booking.objects.get()
    assert "村民议事" in browser.get(reverse("community:venue-detail", args=[venue.pk])).content.decode()
    caller = reverse("community:booking-caller", args=[venue.pk, booking.mark])
    assert client_of(outsider).post(caller, {"reason": "看"}).status_code == 404
    assert "139" in browser.post(caller, {"reason": "通知改期"}).content.decode()
    cancel = reverse("community:booking-cancel", args=[venue.pk, booking.mark])
    assert browser.post(cancel, {"reason": "停电"}).status_code == 302
    assert contacts.erase_past(by=system, now=now + timedelta(days=40)) == 1
    assert Booking.objects.get().name == ""
    seal(now=now)
    assert verify_log().problems == []


@pytest.mark.django_db
@pytest.mark.parametrize("hours", [-1, 0, 25, 24 * 400])
def test_hours_that_cannot_be_are_not_booked(venue, clerk, now, hours):
    with pytest.raises(NotAllowed):
        bookings.book_venue(
            venue,
            purpose="排练",
            begins_at=BEGIN,
            ends_at=BEGIN + timedelta(hours=hours),
            told=TOLD,
            by=clerk,
            now=now,
        )


def test_as_many_copies_as_are_out_may_remain_and_no_fewer():
    assert [check_remaining(copies, 2) for copies in (2, 3)] == [2, 3]
    with pytest.raises(NotAllowed, match="2件借出在外"):
        check_remaining(1, 2)


def test_a_thing_offers_its_steps_while_it_is_kept_and_to_who_keeps_it(
    projector, clerk, leader, client_of, now
):
    def offered(account):
        return (
            client_of(account).get(reverse("community:item-detail", args=[projector.pk])).context["may_keep"]
        )

    assert offered(clerk)
    items.end_item(projector, by=clerk, now=now)
    assert not offered(clerk)
