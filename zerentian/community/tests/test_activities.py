"""Venues, activities, sign-up by every door, the waiting list, and what is left when it was held."""

import json
from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from zerentian.casework.actions.rotation import rotate_contact_key
from zerentian.community.actions import activities, contacts, openings, signups
from zerentian.community.forms.activities import CounterForm, PartyForm
from zerentian.community.models import Activity, ListLook, SignUp, Slot, Venue
from zerentian.community.models.activities import Reached
from zerentian.community.rules.activities import (
    Counted,
    Door,
    Kind,
    Party,
    Standing,
    offers,
    standing_on_arrival,
)
from zerentian.community.rules.venues import slots_between, spans_of, week_of, written
from zerentian.community.shown.activities import RECORDS, VENUE_RECORDS
from zerentian.community.tests.conftest import BEGIN, HOURS
from zerentian.duties.models import Deed
from zerentian.ledger import clock
from zerentian.ledger.actions import seal
from zerentian.ledger.figures import compute
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import LOCAL, Period
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.verification import verify_log
from zerentian.organization.access import Forbidden
from zerentian.organization.actions.units import merge_unit
from zerentian.organization.models import Account

TODAY = date(2026, 3, 2)


@pytest.fixture
def join(lecture, now):
    """Sign a party up on the page."""

    def sign(size, at=now, name="某家"):
        resident = Account.objects.system("public")
        told = Reached(name, "13900001111", "")
        return signups.sign_up(lecture, told=told, size=size, door=Door.PAGE, by=resident, now=at)

    return sign


def standing(party):
    return SignUp.objects.get(pk=party.pk).standing


def test_hours_are_read_as_they_stand_on_the_door():
    assert spans_of("8:30-12:00，14:30至17:30", "周一", "Monday") == [(510, 720), (870, 1050)]
    assert written(spans_of("8：30—12：00", "周一", "Monday")) == "8:30-12:00"
    assert week_of(HOURS)["6"] == []


@pytest.mark.parametrize("wrong", ["上午", "8:30", "12:00-8:30", "8:00-12:00, 11:00-13:00", "8:00-25:00"])
def test_hours_that_are_none_are_refused_with_their_day(wrong):
    with pytest.raises(NotAllowed, match="周三"):
        week_of(["", "", wrong, "", "", "", ""])


@given(st.integers(0, 1439), st.integers(1, 1440))
def test_every_minute_lies_in_one_of_the_half_hours(begin, length):
    start = datetime(2026, 3, 7, tzinfo=LOCAL) + timedelta(minutes=begin)
    found = slots_between(start, start + timedelta(minutes=length))
    assert len(set(found)) == len(found)
    at = {
        datetime.combine(day, datetime.min.time(), LOCAL) + timedelta(minutes=minute) for day, minute in found
    }
    for minute in range(0, length, 7):
        moment = start + timedelta(minutes=minute)
        assert sum(one <= moment < one + timedelta(minutes=30) for one in at) == 1


@given(st.integers(0, 30), st.lists(st.integers(1, 8), max_size=12))
def test_places_are_offered_in_the_order_of_arrival_and_a_larger_party_is_passed_only_where_it_does_not_fit(
    free, sizes
):
    waiting = [Party(key, size) for key, size in enumerate(sizes)]
    offered = offers(free, waiting)
    left = free
    for party in waiting:
        if party.key in offered:
            left -= party.size
            assert left >= 0
        else:
            assert party.size > left
    rest = [one for one in waiting if one.key not in offered]
    assert offers(left, rest) == []


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 6)), max_size=40), st.integers(1, 12))
def test_there_are_never_more_people_than_places_whoever_comes_and_goes(events, capacity):
    taken: dict[int, int] = {}
    waiting: list[Party] = []
    for at, (comes, size) in enumerate(events):
        if comes and size <= capacity:
            free = capacity - sum(taken.values())
            if standing_on_arrival(free, size, waiting) is Standing.IN:
                taken[at] = size
            else:
                waiting.append(Party(at, size))
        elif taken:
            del taken[min(taken)]
        for key in offers(capacity - sum(taken.values()), waiting):
            party = next(one for one in waiting if one.key == key)
            waiting.remove(party)
            taken[key] = party.size
        assert sum(taken.values()) <= capacity
        assert all(one.size > capacity - sum(taken.values()) for one in waiting)


@pytest.mark.django_db
def test_two_activities_never_take_the_same_half_hour(venue, plan, lecture, office, clerk, now):
    late = plan(title="合唱", begins_at=BEGIN + timedelta(minutes=110), ends_at=BEGIN + timedelta(hours=4))
    with pytest.raises(NotAllowed, match="已安排“急救讲座”"):
        activities.announce_activity(late, unit=office, by=clerk, now=now)
    assert Activity.objects.count() == 1
    slot = Slot.objects.filter(activity=lecture).first()
    with pytest.raises(IntegrityError), transaction.atomic():
        Slot.objects.create(venue=venue, activity=lecture, day=slot.day, minute=slot.minute)
    after = plan(title="合唱", begins_at=BEGIN + timedelta(hours=2), ends_at=BEGIN + timedelta(hours=4))
    activities.announce_activity(after, unit=office, by=clerk, now=now)
    activities.cancel_activity(lecture, reason="讲师生病", by=clerk, now=now)
    activities.announce_activity(plan(title="补办"), unit=office, by=clerk, now=now)


@pytest.mark.django_db
def test_a_series_is_announced_whole_or_not_at_all(venue, plan, office, clerk, now):
    blocked = plan(begins_at=BEGIN + timedelta(days=14), ends_at=BEGIN + timedelta(days=14, hours=1))
    activities.announce_activity(blocked, unit=office, by=clerk, now=now)
    with pytest.raises(NotAllowed):
        activities.announce_activity(plan(), unit=office, weeks=4, by=clerk, now=now)
    assert Activity.objects.count() == 1
    made = activities.announce_activity(plan(), unit=office, weeks=2, by=clerk, now=now)
    assert [one.day for one in made] == [date(2026, 3, 7), date(2026, 3, 14)]
    assert len({one.series for one in made}) == 1


@pytest.mark.django_db
def test_a_closure_is_told_seven_days_before_unless_something_sudden_forces_it(venue, lecture, clerk, now):
    said = {"reason": "屋顶漏水", "by": clerk, "now": now}
    with pytest.raises(NotAllowed, match="提前7日"):
        openings.tell_closure(venue, first=date(2026, 3, 4), last=date(2026, 3, 5), urgent=False, **said)
    with pytest.raises(NotAllowed, match="急救讲座"):
        openings.tell_closure(venue, first=date(2026, 3, 6), last=date(2026, 3, 8), urgent=True, **said)
    openings.tell_closure(venue, first=date(2026, 3, 4), last=date(2026, 3, 5), urgent=True, **said)
    openings.tell_closure(venue, first=date(2026, 3, 9), last=date(2026, 3, 11), urgent=False, **said)
    moved = BEGIN + timedelta(days=3)
    with pytest.raises(NotAllowed, match="闭馆"):
        activities.move_activity(
            lecture, venue=venue, begins_at=moved, ends_at=moved + timedelta(hours=1), by=clerk, now=now
        )
    assert venue.closures.holding(date(2026, 3, 10), date(2026, 3, 10)).get().reason == "屋顶漏水"


@pytest.mark.django_db
def test_who_comes_when_it_is_full_waits_and_freed_places_are_offered_in_order(join, lecture, clerk, now):
    first, second = join(4), join(2)
    large, small = join(3), join(1)
    assert [standing(one) for one in (first, second, large, small)] == ["in", "in", "waiting", "waiting"]
    resident = Account.objects.system("public")
    signups.leave(second, by=resident, now=now)
    # The larger party does not fit into two places: the smaller one passes, as its page says.
    assert (standing(large), standing(small)) == ("waiting", "offered")
    signups.take_offer(small, by=resident, now=now)
    signups.leave(first, by=clerk, now=now)
    assert standing(large) == "offered"
    with pytest.raises(NotAllowed):
        signups.take_offer(large, by=resident, now=now + timedelta(hours=24))
    last = join(4)
    assert standing(last) == "waiting"
    assert signups.lapse_offers(by=Account.objects.system("clock"), now=now + timedelta(hours=24)) == 1
    assert (standing(large), standing(last)) == ("lapsed", "offered")
    with pytest.raises(NotAllowed, match="不必再退"):
        signups.leave(large, by=resident, now=now)


@pytest.mark.django_db
def test_more_places_go_to_those_who_wait(join, lecture, clerk, now):
    join(6)
    waits = join(2)
    with pytest.raises(NotAllowed, match="只能增加"):
        signups.widen(lecture, capacity=6, by=clerk, now=now)
    signups.widen(lecture, capacity=8, by=clerk, now=now)
    assert standing(waits) == "offered"


@pytest.mark.django_db
def test_what_cannot_be_is_refused(join, plan, lecture, office, clerk, outsider, now):
    with pytest.raises(NotAllowed, match="1到6"):
        join(7)
    with pytest.raises(NotAllowed, match="称呼"):
        join(1, name=" ")
    with pytest.raises(NotAllowed, match="已经开始"):
        join(1, at=BEGIN)
    with pytest.raises(NotAllowed, match="还没有开始"):
        activities.hold_activity(lecture, attended=3, counted="heads", by=clerk, now=now)
    with pytest.raises(NotAllowed, match="已过"):
        activities.announce_activity(plan(), unit=office, by=clerk, now=BEGIN + timedelta(days=1))
    with pytest.raises(Forbidden):
        activities.cancel_activity(lecture, reason="不行", by=outsider, now=now)


@pytest.mark.django_db
def test_held_is_a_deed_by_one_press_with_one_count_and_it_can_be_corrected(join, lecture, clerk, now):
    join(2)
    after = BEGIN + timedelta(hours=3)
    with pytest.raises(NotAllowed, match="怎么数"):
        activities.hold_activity(lecture, attended=30, counted="", by=clerk, now=after)
    held = activities.hold_activity(
        lecture, attended=30, counted=Counted.HEADS, liked=25, so_so=3, disliked=1, by=clerk, now=after
    )
    deed = Deed.objects.get()
    assert (held.deed, deed.people, deed.place, deed.occurred_on) == (deed, 30, "文化站", BEGIN.date())
    activities.recount_activity(
        lecture, attended=32, counted=Counted.TICKED, reason="漏数", by=clerk, now=after
    )
    assert Deed.objects.get().people == 32
    seal(now=after)
    period = Period.parse("2026-03")
    assert compute("activities.held", unit="990100/990101", period=period).value == 1
    assert compute("activities.taught", unit="990100/990101", period=period).value == 1
    assert compute("activities.people", unit="990100/990101", period=period).value == 32
    assert verify_log().problems == []


@pytest.mark.django_db
def test_contact_data_moves_to_another_key_with_all_other(join, now):
    one = join(1, name="青檀家")
    before = one.name
    rotate_contact_key(by=Account.objects.system("cli"), now=now)
    one.refresh_from_db()
    assert one.name != before
    assert one.told == Reached("青檀家", "13900001111", "")


@pytest.mark.django_db
def test_contact_data_is_encrypted_bound_to_its_row_and_goes_when_its_days_are_over(
    join, lecture, clerk, now
):
    one, other = join(1, name="青檀家"), join(1, name="白杨家")
    assert "青檀" not in one.name
    assert one.told == Reached("青檀家", "13900001111", "")
    other.name = one.name
    with pytest.raises(NotAllowed):
        _ = other.told
    shown = signups.reveal_list(lecture, reason="通知改期", by=clerk, now=now)
    assert [told.name for _row, told in shown] == ["青檀家", "白杨家"]
    clock = Account.objects.system("clock")
    assert contacts.erase_past(by=clock, now=BEGIN + timedelta(days=29)) == 0
    assert contacts.erase_past(by=clock, now=BEGIN + timedelta(days=30)) == 2
    kept = SignUp.objects.get(pk=one.pk)
    assert (kept.name, kept.phone, kept.erased, kept.size) == ("", "", True, 1)
    said = json.dumps(
        [entry.facts for entry in Entry.objects.filter(subject=lecture.ref)], ensure_ascii=False
    )
    assert "青檀" not in said
    assert "1390" not in said
    seal(now=BEGIN + timedelta(days=31))
    assert verify_log().problems == []


@pytest.mark.django_db
def test_venues_and_activities_pass_to_the_unit_that_takes_over(
    venue, lecture, office, neighbour_office, administrator, now
):
    merge_unit(office, into=neighbour_office, first=TODAY, by=administrator, now=now)
    assert Venue.objects.get().unit == neighbour_office
    assert Activity.objects.get().unit == neighbour_office


@pytest.mark.django_db
def test_the_office_works_through_an_activity_on_its_pages(
    venue, duty, office, clerk, client_of, client, now
):
    browser = client_of(clerk)
    said = {
        "title": "少儿绘画",
        "kind": "training",
        "venue": venue.pk,
        "begins_at": "2026-03-07T14:00",
        "ends_at": "2026-03-07T16:00",
        "capacity": 2,
        "weeks": 1,
        "duty": duty.pk,
        "unit": office.pk,
        "offer_hours": 24,
        "kept_days": 30,
    }
    wrong = browser.post(reverse("community:activity-new"), said | {"ends_at": "2026-03-07T13:00"})
    assert wrong.status_code == 422
    assert browser.post(reverse("community:activity-new"), said).status_code == 302
    one = Activity.objects.get()
    page = client.get(reverse("residents:activity", args=[one.pk]))
    assert "少儿绘画" in page.content.decode()
    party = {"name": "青檀家", "phone": "13900001111", "size": 2, "needs": "轮椅位"}
    joined = client.post(reverse("residents:activity", args=[one.pk]), party)
    assert "有名额" in client.get(joined["Location"]).content.decode()
    counter = party | {"door": "counter", "phone": "", "size": 1}
    assert browser.post(reverse("community:activity-sign-up", args=[one.pk]), counter).status_code == 302
    detail = browser.get(reverse("community:activity-detail", args=[one.pk])).content.decode()
    assert "青檀" not in detail
    names = reverse("community:activity-names", args=[one.pk])
    assert browser.post(names, {"reason": ""}).status_code == 422
    assert "轮椅位" in browser.post(names, {"reason": "通知"}).content.decode()
    client.post(joined["Location"], {"leave": "1"})
    waits = SignUp.objects.get(door="counter")
    step = reverse("community:party-step", args=[one.pk, waits.pk, "take"])
    assert browser.post(step).status_code == 302
    assert standing(waits) == "in"
    lost = client.get(reverse("residents:party", args=["0000000000"]))
    assert lost.status_code == 404
    feed = client.get(reverse("residents:activities-calendar")).content.decode()
    assert "少儿绘画" in feed
    assert "BEGIN:VEVENT" in feed
    assert "文化站" in client.get(reverse("residents:activities")).content.decode()


@pytest.mark.django_db
def test_ones_own_calendar_reminds_a_day_before_and_of_nothing_that_is_cancelled(lecture, clerk, client, now):
    address = reverse("residents:activity-calendar", args=[lecture.pk])
    assert address in client.get(reverse("residents:activity", args=[lecture.pk])).content.decode()
    sent = client.get(address)
    (event,) = Calendar.from_ical(sent.content).walk("VEVENT")
    (alarm,) = event.walk("VALARM")
    assert (str(event["SUMMARY"]), alarm.TRIGGER) == (lecture.title, timedelta(days=-1))
    activities.cancel_activity(lecture, reason="大雨", by=clerk, now=now)
    (event,) = Calendar.from_ical(client.get(address).content).walk("VEVENT")
    assert event["STATUS"] == "CANCELLED"
    assert event.walk("VALARM") == []
    assert address not in client.get(reverse("residents:activity", args=[lecture.pk])).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["venue-list", "venue-new", "activity-list", "activity-new"])
def test_lists_and_forms_open(venue, lecture, clerk, client_of, page):
    assert client_of(clerk).get(reverse(f"community:{page}")).status_code == 200


@pytest.mark.django_db
def test_pages_of_one_venue_and_activity_open_and_are_not_another_townships(
    venue, lecture, clerk, outsider, client_of
):
    for page, pk in (
        ("venue-detail", venue.pk),
        ("venue-change", venue.pk),
        ("venue-closure", venue.pk),
        ("venue-end", venue.pk),
        ("activity-detail", lecture.pk),
        ("activity-move", lecture.pk),
        ("activity-cancel", lecture.pk),
        ("activity-held", lecture.pk),
        ("activity-widen", lecture.pk),
    ):
        address = reverse(f"community:{page}", args=[pk])
        assert client_of(clerk).get(address).status_code == 200, page
        assert client_of(outsider).get(address).status_code == 404, page


@pytest.mark.django_db
def test_nothing_is_offered_at_an_activity_that_was_cancelled(join, lecture, clerk, now):
    join(6)
    first, second = join(4), join(2)
    clock = Account.objects.system("clock")
    activities.move_activity(
        lecture,
        venue=lecture.venue,
        begins_at=BEGIN + timedelta(days=7),
        ends_at=BEGIN + timedelta(days=7, hours=2),
        by=clerk,
        now=now,
    )
    signups.widen(lecture, capacity=10, by=clerk, now=now)
    assert (standing(first), standing(second)) == ("offered", "waiting")
    activities.cancel_activity(lecture, reason="讲师生病", by=clerk, now=now)
    assert signups.lapse_offers(by=clock, now=now + timedelta(hours=25)) == 1
    assert standing(second) == "waiting"
    with pytest.raises(NotAllowed, match="不必再退"):
        signups.leave(second, by=clock_of_residents(), now=now)
    assert contacts.erase_past(by=clock, now=BEGIN + timedelta(days=38)) == 3
    assert not SignUp.objects.exclude(name="", phone="", needs="").exists()


@pytest.mark.django_db
def test_a_party_reads_how_many_wait_before_it_and_may_leave_until_it_is_over_or_called_off(
    join, lecture, clerk, client, monkeypatch, now
):
    def page(party):
        return client.get(reverse("residents:party", args=[party.code])).context

    came, first, second = join(6), join(4), join(2)
    signups.leave(join(1), by=clock_of_residents(), now=now)
    third = join(3)
    assert [page(one)["ahead"] for one in (first, second, third)] == [0, 1, 2]
    assert [page(one)["may_leave"] for one in (came, third)] == [True, True]
    monkeypatch.setattr(clock, "timezone", SimpleNamespace(now=lambda: BEGIN))
    assert not page(came)["may_leave"]
    monkeypatch.setattr(clock, "timezone", SimpleNamespace(now=lambda: now))
    activities.cancel_activity(lecture, reason="讲师生病", by=clerk, now=now)
    assert not page(came)["may_leave"]


@pytest.mark.django_db
def test_the_public_calendar_says_what_was_called_off_and_why_and_of_the_others_what_they_are(
    lecture, plan, office, clerk, client, now
):
    other = plan(
        title="剪纸课", begins_at=BEGIN + timedelta(days=1), ends_at=BEGIN + timedelta(days=1, hours=1)
    )
    activities.announce_activity(other, unit=office, by=clerk, now=now)
    activities.cancel_activity(lecture, reason="讲师生病", by=clerk, now=now)
    feed = client.get(reverse("residents:activities-calendar")).content.decode()
    events = {part.split("SUMMARY:")[1].split()[0]: part for part in feed.split("BEGIN:VEVENT")[1:]}
    assert "STATUS:CANCELLED" in events["急救讲座"]
    assert "DESCRIPTION:讲师生病" in events["急救讲座"]
    assert "STATUS:CONFIRMED" in events["剪纸课"]
    assert "讲师生病" not in events["剪纸课"]


def clock_of_residents():
    return Account.objects.system("public")


@pytest.mark.django_db
def test_places_that_freed_up_too_late_are_offered_when_it_is_moved(join, lecture, clerk, now):
    gone, waits, next_one = join(6), join(6), join(1)
    signups.leave(gone, by=clock_of_residents(), now=BEGIN - timedelta(hours=1))
    signups.lapse_offers(by=Account.objects.system("clock"), now=BEGIN)
    assert (standing(waits), standing(next_one)) == ("lapsed", "waiting")
    with pytest.raises(NotAllowed, match="已开始"):
        signups.leave(next_one, by=clock_of_residents(), now=BEGIN)
    later = {"begins_at": BEGIN + timedelta(days=7), "ends_at": BEGIN + timedelta(days=7, hours=1)}
    activities.move_activity(lecture, venue=lecture.venue, by=clerk, now=BEGIN + timedelta(hours=1), **later)
    assert standing(next_one) == "offered"


@pytest.mark.django_db
def test_an_evening_past_midnight_is_closed_by_either_day_and_counts_on_the_one_it_begins(
    venue, plan, office, township, clerk, now
):
    late = datetime(2026, 3, 31, 23, 0, tzinfo=LOCAL)
    evening = plan(begins_at=late, ends_at=late + timedelta(hours=2))
    one = activities.announce_activity(evening, unit=office, by=clerk, now=now)[0]
    days = {"march": (date(2026, 3, 1), date(2026, 3, 31)), "april": (date(2026, 4, 1), date(2026, 4, 30))}
    found = {name: list(RECORDS.rows(clerk, township, *span)) for name, span in days.items()}
    assert found == {"march": [one], "april": []}
    activities.cancel_activity(one, reason="下雨", by=clerk, now=now)
    assert list(RECORDS.rows(clerk, township, *days["march"])) == []
    first = date(2026, 4, 1)
    openings.tell_closure(venue, first=first, last=first, reason="检修", urgent=False, by=clerk, now=now)
    with pytest.raises(NotAllowed, match="检修"):
        activities.announce_activity(evening, unit=office, by=clerk, now=now)


@pytest.mark.django_db
def test_numbers_that_nobody_counts_are_refused_where_they_stand(lecture, clerk, client_of, monkeypatch):
    after = BEGIN + timedelta(hours=3)
    known = {"attended": 3, "counted": Counted.HEADS, "by": clerk, "now": after}
    with pytest.raises(NotAllowed, match="1000000"):
        activities.hold_activity(lecture, disliked=10**30, **known)
    monkeypatch.setattr(clock, "timezone", SimpleNamespace(now=lambda: after))
    said = {"attended": 3, "counted": "heads", "liked": "9" * 30}
    answer = client_of(clerk).post(reverse("community:activity-held", args=[lecture.pk]), said)
    assert answer.status_code == 422
    assert not Deed.objects.exists()


@pytest.mark.django_db
def test_forms_are_filled_with_the_venues_of_their_days(venue, township, clerk, outsider):
    assert list(VENUE_RECORDS.rows(clerk, township, TODAY, TODAY)) == [venue]
    assert list(VENUE_RECORDS.rows(outsider, township, TODAY, TODAY)) == []
    assert VENUE_RECORDS.fields["hours"].read(venue) == 40.5
    assert VENUE_RECORDS.fields["equipment"].read(venue) == "舞台、椅子80把"


@pytest.mark.django_db
def test_a_venue_keeps_a_name_of_its_own_where_another_has_it_already(
    venue, office, neighbour_office, clerk, administrator, now
):
    Venue.objects.create(
        unit=neighbour_office,
        path=neighbour_office.path,
        name=venue.name,
        place="示例街2号",
        week={"0": [[480, 720]]},
        opened_on=TODAY,
    )
    merge_unit(office, into=neighbour_office, first=TODAY, by=administrator, now=now)
    names = Venue.objects.filter(unit=neighbour_office).values_list("name", flat=True)
    assert sorted(names) == ["文化站", f"文化站（{office.name}）"]


@pytest.mark.django_db
def test_why_the_names_were_looked_at_is_kept_and_read_by_who_keeps_the_list(
    join, lecture, clerk, inspector, client_of, now
):
    join(2)
    signups.reveal_list(lecture, reason=" 通知改期 ", by=clerk, now=now)
    assert ListLook.objects.get().reason == "通知改期"
    seal(now=now)
    assert verify_log().problems == []
    detail = reverse("community:activity-detail", args=[lecture.pk])
    code = SignUp.objects.get().spelled
    for account, readable in ((clerk, True), (inspector, False)):
        page = client_of(account).get(detail).content.decode()
        assert ("通知改期" in page, code in page) == (readable, readable)


def test_no_draft_in_a_browser_keeps_who_signs_up():
    for form in (PartyForm(), CounterForm()):
        kept = [name for name in form.fields if "data-draft-never" not in str(form[name])]
        assert sorted(kept) == sorted({"size", "door"} & set(form.fields))


@pytest.mark.django_db
def test_who_tries_many_codes_opens_none_for_some_minutes(join, client):
    party = join(1)
    address = reverse("residents:party", args=[party.code])
    for at in range(20):
        assert client.get(address).status_code == 200
        assert client.get(reverse("residents:party", args=[f"{at:010}"])).status_code == 404
    answer = client.post(address, {"leave": "1"})
    assert answer.status_code == 429
    assert standing(party) == "in"
    assert client.get(address, REMOTE_ADDR="203.0.113.9").status_code == 200


@pytest.mark.django_db
def test_residents_see_whose_activities_these_are_and_may_choose_their_township(
    lecture, township, other_township, client
):
    Activity.objects.create(
        unit=other_township,
        path=other_township.path,
        title="邻乡诗会",
        kind=Kind.FESTIVAL,
        venue=lecture.venue,
        begins_at=BEGIN,
        ends_at=BEGIN + timedelta(hours=1),
        duty=lecture.duty,
        offer_hours=24,
        kept_days=30,
        announced_by=lecture.announced_by,
    )
    address = reverse("residents:activities")
    seen = {
        code: client.get(address, {"town": code, "page": "1"}).content.decode()
        for code in ("", township.code, other_township.code, "²")
    }
    assert {code: ("急救讲座" in page, "邻乡诗会" in page) for code, page in seen.items()} == {
        "": (True, True),
        township.code: (True, False),
        other_township.code: (False, True),
        "²": (True, True),
    }
    assert f"{township.name}{lecture.unit.name}" in seen[township.code]
    later = client.get(address, {"page": "9" * 30})
    assert later.status_code == 200


@pytest.mark.django_db
def test_no_activity_is_left_off_the_public_list(lecture, client, monkeypatch):
    monkeypatch.setattr("zerentian.residents.views.activities.SHOWN", 1)
    lecture.pk, lecture.title = None, "第二场"
    lecture._state.adding = True
    lecture.begins_at += timedelta(days=1)
    lecture.ends_at += timedelta(days=1)
    lecture.save()
    address = reverse("residents:activities")
    pages = [client.get(address, {"page": page}).content.decode() for page in (1, 2)]
    assert [("急救讲座" in page, "第二场" in page) for page in pages] == [(True, False), (False, True)]
    assert 'href="?page=2"' in pages[0]


@pytest.mark.django_db
def test_a_township_is_to_be_chosen_only_where_there_are_several(lecture, other_township, client):
    address = reverse("residents:activities")
    assert client.get(address).context["form"]
    other_township.periods.update(last=TODAY - timedelta(days=1))
    assert client.get(address).context["form"] is None
