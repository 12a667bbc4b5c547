"""Activities and who signs up: which entries their steps write, and which half hours and places they take."""

from datetime import date, timedelta

import pytest

from zerentian.community.actions import activities, signups
from zerentian.community.models import Activity, SignUp, Slot
from zerentian.community.models.activities import Reached
from zerentian.community.models.reachable import Caller
from zerentian.community.rules.activities import Counted, Door, Kind, Standing, State
from zerentian.community.tests.conftest import BEGIN
from zerentian.community.tests.written import entry_of
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.models import Account

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TOLD = Caller("青檀", "13900001111")
TUESDAY = date(2026, 3, 17)


@pytest.fixture
def join(lecture, now):
    """Sign a party up on the page."""

    def sign(size=1, at=now, door=Door.PAGE, told=("某家", "13900001111", "")):
        resident = Account.objects.system("public")
        return signups.sign_up(lecture, told=Reached(*told), size=size, door=door, by=resident, now=at)

    return sign


@pytest.mark.django_db
class TestActivities:
    def test_its_entry_says_what_when_and_for_how_many_and_it_takes_its_half_hours(self, lecture, venue):
        assert entry_of("activity.announced").fact == {"kind": "lecture", "day": "2026-03-07", "capacity": 6}
        slots = Slot.objects.order_by("minute")
        assert [(one.day, one.minute, one.title) for one in slots] == [
            (date(2026, 3, 7), minute, "急救讲座") for minute in (840, 870, 900, 930)
        ]

    def test_a_series_stands_week_by_week_and_one_alone_is_none(self, plan, office, clerk, now):
        one = activities.announce_activity(plan(capacity=None), unit=office, by=clerk, now=now)
        assert [row.series for row in one] == [""]
        assert "capacity" not in entry_of("activity.announced").fact
        later = plan(begins_at=BEGIN + 10 * DAY, ends_at=BEGIN + 10 * DAY + HOUR)
        rows = activities.announce_activity(later, unit=office, by=clerk, now=now, weeks=3)
        assert [(row.day - rows[0].day).days for row in rows] == [0, 7, 14]
        assert len({row.series for row in rows}) == 1
        assert rows[0].series
        for weeks in (0, 27):
            with pytest.raises(NotAllowed, match="系列最多26场"):
                activities.announce_activity(later, unit=office, by=clerk, now=now, weeks=weeks)

    def test_what_is_coming_soon_and_what_nobody_said_anything_of(self, lecture, clerk, now):
        rows = Activity.objects
        assert list(rows.coming(lecture.ends_at - HOUR)) == [lecture]
        assert list(rows.soon(BEGIN - 3 * DAY, 3)) == [lecture]
        assert not rows.soon(BEGIN - 3 * DAY - HOUR, 3).exists()
        assert not rows.coming(lecture.ends_at).exists()
        assert list(rows.unsaid(lecture.ends_at)) == [lecture]
        assert not rows.unsaid(lecture.ends_at - HOUR).exists()
        activities.cancel_activity(lecture, reason=" 下雨 ", by=clerk, now=now)
        assert not rows.unsaid(lecture.ends_at).exists()
        assert not rows.coming(now).exists()
        assert entry_of("activity.cancelled").fact == {"kind": "lecture", "day": "2026-03-07"}
        assert not Slot.objects.exists()
        assert Activity.objects.get().reason == "下雨"

    @pytest.mark.parametrize(("offset", "is_held"), [(-HOUR, False), (timedelta(), True)])
    def test_it_is_held_from_when_it_began(self, lecture, clerk, offset, is_held):
        said = {"attended": None, "counted": "", "by": clerk, "now": BEGIN + offset}
        if is_held:
            assert activities.hold_activity(lecture, **said).state == State.HELD
            assert entry_of("activity.held").fact["kind"] == "lecture"
            assert "people" not in entry_of("activity.held").fact
        else:
            with pytest.raises(NotAllowed, match="还没有开始"):
                activities.hold_activity(lecture, **said)

    def test_hands_and_heads_stand_in_entry_and_deed(self, lecture, clerk):
        counts = {"attended": 5, "counted": Counted.TICKED, "liked": 4, "so_so": 1, "disliked": 0}
        held = activities.hold_activity(lecture, **counts, by=clerk, now=BEGIN + 3 * HOUR)
        fact = entry_of("activity.held").fact
        assert {name: fact.get(name) for name in ("people", "counted", "liked", "so_so", "disliked")} == {
            "people": 5,
            "counted": "ticked",
            "liked": 4,
            "so_so": 1,
            "disliked": 0,
        }
        assert (held.deed.people, held.deed.place, held.deed.kind) == (5, "文化站", "publicity")
        assert held.deed.what == "举办“急救讲座”"
        assert held.deed.occurred_on == date(2026, 3, 7)
        with pytest.raises(NotAllowed, match="已取消或已举办"):
            activities.hold_activity(lecture, **counts, by=clerk, now=BEGIN + 3 * HOUR)

    def test_it_is_moved_with_both_days_and_its_parties_stay_known_longer(
        self, lecture, venue, join, clerk, now
    ):
        party = join()
        assert party.erase_on == date(2026, 4, 6)
        later = BEGIN + 7 * DAY
        activities.move_activity(
            lecture, venue=venue, begins_at=later, ends_at=later + HOUR, by=clerk, now=now
        )
        assert entry_of("activity.rescheduled").fact == {"before": "2026-03-07", "day": "2026-03-14"}
        assert SignUp.objects.get().erase_on == date(2026, 4, 13)
        assert {one.day for one in Slot.objects.all()} == {date(2026, 3, 14)}


@pytest.mark.django_db
class TestParties:
    def test_a_party_says_how_many_by_which_door_and_whether_it_waits(self, join):
        join(5)
        assert entry_of("activity.signed_up").fact == {"people": 5, "door": "page", "waits": False}
        assert join(2).standing == Standing.WAITING
        assert Entry.objects.filter(verb="activity.signed_up").latest("pk").fact["waits"] is True

    def test_only_at_the_counter_no_telephone_is_needed_and_a_name_always(self, join):
        assert join(door=Door.COUNTER, told=("某家", "", "")).door == "counter"
        for door, told, words in (
            (Door.PHONE, ("某家", " ", ""), "请填写电话"),
            (Door.PAGE, ("某家", "", ""), "请填写电话"),
            (Door.COUNTER, (" ", "", ""), "请填写怎么称呼"),
        ):
            with pytest.raises(NotAllowed, match=words):
                join(door=door, told=told)

    def test_an_offer_holds_its_hours_and_not_beyond_the_beginning(self, lecture, join, clerk, now):
        first, second = join(6), join(3)
        signups.leave(first, by=Account.objects.system("public"), now=now)
        offered = SignUp.objects.get(pk=second.pk)
        assert (offered.standing, offered.offered_until) == (Standing.OFFERED, now + DAY)
        assert (entry_of("activity.left").fact, entry_of("activity.offered").fact) == (
            {"people": 6},
            {"people": 3},
        )
        with pytest.raises(NotAllowed, match="保留时间已过"):
            signups.take_offer(second, by=Account.objects.system("public"), now=now + DAY)
        just_before = now + DAY - timedelta(seconds=1)
        taken = signups.take_offer(second, by=Account.objects.system("public"), now=just_before)
        assert (taken.standing, taken.offered_until) == (Standing.IN, None)
        assert Activity.objects.get().taken == 3
        last = join(5, at=BEGIN - HOUR)
        signups.leave(taken, by=Account.objects.system("public"), now=BEGIN - HOUR)
        assert SignUp.objects.get(pk=last.pk).offered_until == BEGIN

    def test_an_offer_lapses_at_its_end_and_goes_on_to_the_next(self, join, now):
        first, second, third = join(6), join(6), join(6)
        resident, clock = Account.objects.system("public"), Account.objects.system("clock")
        signups.leave(first, by=resident, now=now)
        assert signups.lapse_offers(by=clock, now=now + DAY - timedelta(seconds=1)) == 0
        assert signups.lapse_offers(by=clock, now=now + DAY) == 1
        assert [SignUp.objects.get(pk=one.pk).standing for one in (second, third)] == ["lapsed", "offered"]
        assert entry_of("activity.offer_lapsed").fact == {"people": 6}

    def test_places_are_only_added_where_they_are_counted(self, lecture, clerk, now):
        for wrong in (5, 6):
            with pytest.raises(NotAllowed, match="名额只能增加"):
                signups.widen(lecture, capacity=wrong, by=clerk, now=now)
        assert signups.widen(lecture, capacity=7, by=clerk, now=now).capacity == 7
        assert entry_of("activity.widened").fact == {"capacity": 7}

    def test_the_list_is_read_of_those_who_are_there_for_a_reason(self, lecture, join, clerk, now):
        stays, leaves = join(1, told=("白杨", "139", "轮椅")), join(1)
        signups.leave(leaves, by=Account.objects.system("public"), now=now)
        rows = signups.reveal_list(lecture, reason=" 打电话 ", by=clerk, now=now)
        assert rows == [(stays, Reached("白杨", "139", "轮椅"))]
        assert entry_of("activity.list_revealed").fact == {"parties": 1}
        assert lecture.looks.get().reason == "打电话"


@pytest.mark.parametrize("kind", list(Kind))
def test_an_activity_is_a_deed_of_its_kind(kind):
    wanted = {"lecture": "publicity", "training": "training", "reading": "study"}
    assert activities.DEEDS.get(kind, "service") == wanted.get(kind.value, "service")
