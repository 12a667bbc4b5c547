"""What a unit that ends had under way: what of it is open, until when, and what its entry says when it passes on."""

from datetime import date, timedelta

import pytest

from zerentian.community import handover
from zerentian.community.actions import activities, items, notices, venues
from zerentian.community.actions.disputes import receive_dispute
from zerentian.community.actions.inquiries import ask_correction, withdraw_inquiry
from zerentian.community.actions.passing import free_name, pass_on, twin_of
from zerentian.community.actions.questions import drop_question
from zerentian.community.actions.tellings import tell_village
from zerentian.community.actions.warnings import confirm_own, relay_warning
from zerentian.community.models import Call, Notice, Question, RelayedWarning, Telling, Venue
from zerentian.community.rules.lending import Sort as Thing
from zerentian.community.rules.notices import Sort
from zerentian.community.rules.questions import Channel
from zerentian.community.rules.tellings import Told, Way
from zerentian.community.rules.warnings import Alert, Colour, Form
from zerentian.community.tests.conftest import ANSWER, BEGIN, HOURS, NOTICE, TODAY, but
from zerentian.ledger.models import Entry
from zerentian.organization.models import Account

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def hand_on(administrator, now):
    """Let another unit hold a row, and return what its entry says."""

    def handed(row, to):
        because = Entry.objects.order_by("pk").last()
        pass_on(row, to=to, by=administrator, now=now, because=because)
        entry = Entry.objects.order_by("pk").last()
        assert entry.because == because.uuid
        row.refresh_from_db()
        return entry.verb, entry.fact

    return handed


@pytest.fixture
def storm(township, village, neighbour_village, leader, now):
    """A warning on which two villages are called."""
    alert = Alert(
        form=Form.TEXT,
        identifier="w-1",
        issuer="示例县气象台",
        hazard="暴雨",
        colour=Colour.ORANGE,
        sent_at=now - timedelta(minutes=20),
        expires_at=now + timedelta(hours=12),
    )
    return relay_warning(
        alert,
        original="原文",
        unit=township,
        villages=[village, neighbour_village],
        minutes=15,
        retry_minutes=5,
        by=leader,
        now=now,
    )


def opened(work, unit):
    """Return what is open at a unit: its titles with the day each is due."""
    return [(one.title, one.due) for one in work.open_at(unit)]


class TestOpen:
    def test_texts_are_open_until_they_are_withdrawn(
        self, wrote, released, office, neighbour_office, office_head, now
    ):
        draft, public, gone = wrote(), released(), released()
        notices.withdraw_notice(gone, reason="错", by=office_head, now=now)
        assert list(handover.NOTICES.rows(office)) == [draft, public]
        assert opened(handover.NOTICES, neighbour_office) == []

    def test_questions_are_open_until_answered_and_longer_where_more_was_promised(
        self, question, released, office, office_head, now
    ):
        assert opened(handover.QUESTIONS, office) == [(question.title, date(2026, 3, 4))]
        released(ANSWER, Sort.ANSWER, question=question)
        assert opened(handover.QUESTIONS, office) == [(question.title, date(2026, 3, 9))]
        released(but(ANSWER, next_update_on=None), Sort.ANSWER, question=question)
        assert opened(handover.QUESTIONS, office) == []

    def test_a_question_that_needs_no_answer_is_not_open(self, question, office, office_head, now):
        drop_question(question, reason="当面说清", by=office_head, now=now)
        assert opened(handover.QUESTIONS, office) == []

    def test_tellings_and_disputes_are_open_until_told_and_answered(
        self, released, village, office, cadre, clerk, now
    ):
        notice = released(but(NOTICE, villages=[village]))
        assert opened(handover.TELLINGS, village) == [(NOTICE.title, date(2026, 3, 4))]
        tell_village(Telling.objects.get(), way=Way.DOOR, told_on=TODAY, by=cadre, now=now)
        assert opened(handover.TELLINGS, village) == []
        receive_dispute(notice, claim="不对", channel=Channel.PHONE, by=clerk, now=now)
        assert opened(handover.DISPUTES, office) == [(NOTICE.title, None)]

    def test_warnings_and_calls_are_open_while_they_run(self, storm, township, village, cadre, now):
        assert [due for _title, due in opened(handover.WARNINGS, township)] == [None]
        assert [due for _title, due in opened(handover.CALLS, village)] == [TODAY]
        confirm_own(storm.calls.get(unit=village), by=cadre, now=now)
        assert opened(handover.CALLS, village) == []
        RelayedWarning.objects.update(expires_at=now)
        assert opened(handover.WARNINGS, township) == []
        assert not handover.CALLS.rows(Call.objects.exclude(unit=village).get().unit).exists()

    def test_venues_activities_and_things_are_open_while_they_are_kept(self, venue, plan, office, clerk, now):
        lecture = activities.announce_activity(plan(), unit=office, by=clerk, now=now)[0]
        thing = items.add_item(unit=office, title="帐篷", sort=Thing.TOOL, shelf="库房", by=clerk, now=now)
        assert opened(handover.VENUES, office) == [("文化站", None)]
        assert opened(handover.ACTIVITIES, office) == [("急救讲座", date(2026, 3, 7))]
        assert opened(handover.ITEMS, office) == [("帐篷", None)]
        activities.cancel_activity(lecture, reason="下雨", by=clerk, now=now)
        items.end_item(thing, by=clerk, now=now)
        venues.end_venue(venue, by=clerk, now=now)
        for sort in (handover.VENUES, handover.ACTIVITIES, handover.ITEMS):
            assert opened(sort, office) == []

    def test_requests_are_open_until_they_end(self, inquiry, receptionist, township, now):
        assert [due for _title, due in opened(handover.INQUIRIES, township)] == [date(2026, 3, 30)]
        withdraw_inquiry(inquiry, words="", by=receptionist, now=now)
        assert opened(handover.INQUIRIES, township) == []


class TestPassing:
    def test_a_text_says_from_where_to_where_and_keeps_its_number(
        self, released, office, neighbour_office, hand_on
    ):
        notice = released()
        number = notice.number
        verb, fact = hand_on(notice, neighbour_office)
        assert (verb, fact) == ("notice.moved", {"from": office.path, "to": neighbour_office.path})
        assert (notice.unit, notice.path, notice.number) == (neighbour_office, neighbour_office.path, number)

    def test_an_open_question_says_when_it_is_due_and_an_answered_one_only_that_it_promised(
        self, question, released, neighbour_office, office, hand_on
    ):
        verb, fact = hand_on(question, neighbour_office)
        assert (verb, fact["due"]) == ("question.moved", "2026-03-04")
        hand_on(question, office)
        released(ANSWER, Sort.ANSWER, question=question)
        question.refresh_from_db()
        verb, fact = hand_on(question, neighbour_office)
        assert (verb, set(fact)) == ("question.promise_moved", {"from", "to"})

    def test_a_call_says_on_which_day_it_was_asked_and_whether_it_is_a_drill(
        self, storm, village, hand_on, township
    ):
        other = Account.objects.get(username="cadre").units_on(TODAY)[0]
        assert other == village
        third = type(village).objects.get(code="990101-V03")
        verb, fact = hand_on(storm.calls.get(unit=village), third)
        assert (verb, fact["asked"], fact["drill"]) == ("call.moved", "2026-03-02", False)

    def test_a_request_says_its_day_where_it_has_one(
        self, receive, receptionist, other_township, hand_on, now
    ):
        runs, waits = receive().inquiry, receive().inquiry
        ask_correction(waits, words="年度", until=TODAY + 7 * DAY, by=receptionist, now=now)
        waits.refresh_from_db()
        assert hand_on(runs, other_township)[1]["due"] == "2026-03-30"
        assert "due" not in hand_on(waits, other_township)[1]

    def test_a_village_that_was_asked_already_is_not_asked_twice(
        self, released, village, neighbour_village, hand_on, administrator, now
    ):
        released(but(NOTICE, villages=[village, neighbour_village]))
        mine, twin = (Telling.objects.get(unit=one) for one in (village, neighbour_village))
        assert twin_of(mine, neighbour_village) == twin
        assert twin_of(mine, type(village).objects.get(code="990101-V03")) is None
        verb, _fact = hand_on(mine, neighbour_village)
        assert (verb, mine.state, mine.unit) == ("telling.dropped", Told.DROPPED, village)
        twin.refresh_from_db()
        assert twin.state == Told.ASKED

    def test_a_telling_that_passes_says_when_it_is_due(self, released, village, neighbour_village, hand_on):
        released(but(NOTICE, villages=[village]))
        verb, fact = hand_on(Telling.objects.get(), neighbour_village)
        assert (verb, fact["due"]) == ("telling.moved", "2026-03-04")

    def test_of_most_nouns_there_is_no_very_same(self, released, question, venue, neighbour_office):
        for row in (released(), question, venue):
            assert twin_of(row, neighbour_office) is None

    def test_a_warning_is_the_same_by_its_identifier(self, storm, township, other_township):
        assert twin_of(storm, township) == storm
        assert twin_of(storm, other_township) is None

    def test_a_venue_has_its_old_units_name_where_its_own_is_taken(
        self, venue, office, neighbour_office, hand_on, now
    ):
        demo = Account.objects.system("demo")
        said = {"place": "街", "hours": HOURS, "by": demo, "now": now}
        venues.open_venue(unit=neighbour_office, name="文化站", **said)
        assert hand_on(venue, neighbour_office)[0] == "venue.moved"
        assert venue.name == "文化站（党政办公室）"
        free = venues.open_venue(unit=office, name="书屋", **said)
        assert free_name(free, office) == "书屋"
        hand_on(free, neighbour_office)
        assert free.name == "书屋"

    def test_a_name_stays_within_its_column_and_goes_on_to_the_code(
        self, office, neighbour_office, hand_on, now
    ):
        demo = Account.objects.system("demo")
        said = {"place": "街", "hours": HOURS, "by": demo, "now": now}
        long = "长" * 80
        for name in (long, f"{'长' * 73}（党政办公室）"):
            venues.open_venue(unit=neighbour_office, name=name, **said)
        mine = venues.open_venue(unit=office, name=long, **said)
        hand_on(mine, neighbour_office)
        assert mine.name == f"{'长' * 69}（990101-DZ）"
        assert len(mine.name) == 80

    def test_all_that_is_open_passes_and_what_is_over_stays(
        self, wrote, released, office, neighbour_office, office_head, administrator, now
    ):
        draft, gone = wrote(), released()
        notices.withdraw_notice(gone, reason="错", by=office_head, now=now)
        because = Entry.objects.order_by("pk").last()
        said = {"into": neighbour_office, "by": administrator, "now": now, "because": because}
        assert handover.NOTICES.pass_on(office, **said) == 1
        assert Notice.objects.get(pk=draft.pk).unit == neighbour_office
        assert Notice.objects.get(pk=gone.pk).unit == office
        assert handover.NOTICES.pass_on(office, **said) == 0


def test_what_was_booked_stays_with_its_venue(venue, plan, office, clerk, neighbour_office, hand_on, now):
    activity = activities.announce_activity(plan(begins_at=BEGIN), unit=office, by=clerk, now=now)[0]
    hand_on(venue, neighbour_office)
    assert Venue.objects.get().slots.count() == 4
    assert activity.venue == venue
    assert not Question.objects.exists()
