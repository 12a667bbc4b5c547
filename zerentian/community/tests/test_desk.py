"""What waits on desks, what lists and pages hold, and with what forms begin."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from zerentian.community.actions import activities, items, notices, venues
from zerentian.community.actions.disputes import receive_dispute
from zerentian.community.forms.activities import ActivityForm, CounterForm, HeldForm
from zerentian.community.forms.handling import DisputeForm, QuestionForm, TellForm
from zerentian.community.forms.items import ItemForm
from zerentian.community.forms.notices import TextForm, TopForm
from zerentian.community.forms.warnings import decoded
from zerentian.community.models import Notice, Telling
from zerentian.community.models.reachable import Caller
from zerentian.community.rules.activities import Counted
from zerentian.community.rules.lending import Sort as Thing
from zerentian.community.rules.notices import Sort
from zerentian.community.rules.questions import Channel
from zerentian.community.shown import activities as shown_activities
from zerentian.community.shown import desk
from zerentian.community.shown import items as shown_items
from zerentian.community.shown.filed import INQUIRIES_FILED, told_of_inquiry
from zerentian.community.tests.conftest import ANSWER, BEGIN, HOURS, NOTICE, TODAY, but
from zerentian.community.views.notices import narrowed, page_number
from zerentian.organization.models import Account

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def lines(waiting, account, now):
    """Return what waits: the heading of each line with what it says."""
    with translation.override("en"):
        fresh = Account.objects.get(pk=account.pk)
        return [
            (str(group.title), line.what, line.light, line.due)
            for group in waiting(fresh, now, 5)
            for line in group.lines
        ]


@pytest.fixture
def projector(office, clerk, now):
    """A projector, lent for a week."""
    said = {"title": "投影仪", "sort": Thing.TOOL, "shelf": "二楼", "days": 7}
    return items.add_item(unit=office, **said, by=clerk, now=now)


class TestWaiting:
    def test_a_text_waits_with_who_takes_its_next_step(self, wrote, clerk, office_head, cadre, now):
        notice = wrote()
        assert lines(desk.notices_waiting, clerk, now) == [("Drafts to go on with", NOTICE.title, "", None)]
        notices.submit_notice(notice, by=clerk, now=now)
        assert lines(desk.notices_waiting, clerk, now) == []
        assert lines(desk.notices_waiting, office_head, now) == [
            ("To review before release", NOTICE.title, "", None)
        ]
        notices.clear_notice(notice, words="可以", by=office_head, now=now)
        assert lines(desk.notices_waiting, office_head, now) == [("To release", NOTICE.title, "", None)]
        assert lines(desk.notices_waiting, cadre, now) == []

    def test_villages_find_what_they_are_to_tell_with_a_light_a_day_before(
        self, released, village, cadre, now
    ):
        released(but(NOTICE, villages=[village]))
        due = date(2026, 3, 4)
        found = [lines(desk.tellings_waiting, cadre, now + one * DAY)[0][2:] for one in range(4)]
        assert found == [("green", due), ("amber", due), ("amber", due), ("red", due)]

    def test_a_question_waits_until_it_is_answered_and_again_for_its_update(
        self, question, released, clerk, now
    ):
        (line,) = lines(desk.questions_waiting, clerk, now)
        assert line[:2] == ("To answer in public", question.title)
        assert line[3] == date(2026, 3, 4)
        released(ANSWER, Sort.ANSWER, question=question)
        assert lines(desk.questions_waiting, clerk, now) == []
        (line,) = lines(desk.questions_waiting, clerk, now + 7 * DAY)
        assert line == ("Updates that were promised", question.title, "amber", date(2026, 3, 9))

    def test_a_dispute_waits_with_who_did_not_write(self, released, clerk, leader, now):
        receive_dispute(released(), claim="不对", channel=Channel.PHONE, by=clerk, now=now)
        assert lines(desk.disputes_waiting, leader, now) == [
            ("Disputes of what we published", NOTICE.title, "", None)
        ]
        assert lines(desk.disputes_waiting, clerk, now) == []

    def test_an_activity_waits_three_days_before_it_and_once_it_is_over(self, lecture, clerk, cadre):
        waiting = shown_activities.activities_waiting
        assert lines(waiting, clerk, BEGIN - 3 * DAY - HOUR) == []
        soon = ("Activities that begin soon", "急救讲座", "", date(2026, 3, 7))
        assert lines(waiting, clerk, BEGIN - 3 * DAY) == lines(waiting, clerk, BEGIN + HOUR) == [soon]
        assert lines(waiting, clerk, lecture.ends_at) == [
            ("Activities to report", "急救讲座", "amber", date(2026, 3, 7))
        ]
        assert lines(waiting, cadre, lecture.ends_at) == []

    def test_a_thing_should_be_back_on_the_day_after(self, projector, clerk, outsider, now):
        items.lend(projector, told=Caller("青檀", "139"), by=clerk, now=now)
        due, waiting = TODAY + 7 * DAY, shown_items.overdue_waiting
        assert lines(waiting, clerk, now + 7 * DAY) == []
        assert lines(waiting, clerk, now + 8 * DAY) == [
            ("Things that should be back", "投影仪", "amber", due)
        ]
        assert lines(waiting, outsider, now + 8 * DAY) == []


class TestSearched:
    def test_what_is_over_is_found_no_more_and_what_stands_by_all_its_words(
        self, venue, lecture, projector, clerk, now
    ):
        for text, words in (
            (shown_activities.venue_text(venue), ("文化站", "示例街1号", "舞台")),
            (shown_activities.activity_text(lecture), ("急救讲座",)),
            (shown_items.item_text(projector), ("投影仪", "二楼")),
        ):
            assert all(word in text.body for word in words)
        assert shown_activities.activity_text(lecture).day == date(2026, 3, 7)
        items.end_item(projector, by=clerk, now=now)
        projector.refresh_from_db()
        assert shown_items.item_text(projector) is None
        activities.cancel_activity(lecture, reason="下雨", by=clerk, now=now)
        venues.end_venue(venue, by=clerk, now=now)
        venue.refresh_from_db()
        assert shown_activities.venue_text(venue) is None

    def test_a_text_is_found_by_its_number_and_what_its_newest_version_says(self, wrote):
        notice = wrote()
        text = desk.notice_text(notice)
        for word in (notice.number, NOTICE.title, NOTICE.summary, "检修主管道", "0731-87654321"):
            assert word in text.body


class TestFilled:
    """What forms of higher offices are filled with."""

    def test_activities_of_their_days_but_none_that_was_cancelled(self, plan, office, clerk, township, now):
        rows = activities.announce_activity(plan(), unit=office, by=clerk, now=now, weeks=3)
        first, last = date(2026, 3, 7), date(2026, 3, 14)
        found = shown_activities.held
        assert list(found(clerk, township, first, last)) == rows[:2]
        assert list(found(clerk, township, first + DAY, last)) == rows[1:2]
        assert list(found(clerk, township, first, last - DAY)) == rows[:1]
        activities.cancel_activity(rows[0], reason="下雨", by=clerk, now=now)
        assert list(found(clerk, township, first, last)) == rows[1:2]
        read = shown_activities.RECORDS.fields
        assert (read["people"].read(rows[1]), read["venue"].read(rows[1])) == (None, "文化站")

    def test_venues_and_things_that_were_there_on_one_of_the_days(
        self, venue, projector, clerk, township, now
    ):
        for found, row in ((shown_activities.kept, venue), (shown_items.listed, projector)):
            assert list(found(clerk, township, TODAY, TODAY)) == [row]
            assert list(found(clerk, township, TODAY - DAY, TODAY - DAY)) == []
        venues.end_venue(venue, by=clerk, now=now)
        items.end_item(projector, by=clerk, now=now)
        for found in (shown_activities.kept, shown_items.listed):
            assert found(clerk, township, TODAY, TODAY + DAY).exists()
            assert not found(clerk, township, TODAY + DAY, TODAY + DAY).exists()
        hours = shown_activities.VENUE_RECORDS.fields["hours"].read(venue)
        assert str(hours) == "40.5"

    def test_the_archive_takes_requests_on_the_day_they_were_answered(
        self, inquiry, answered, receptionist, township
    ):
        find = INQUIRIES_FILED.rows
        answered(inquiry)
        inquiry.refresh_from_db()
        told = told_of_inquiry(inquiry)
        assert (told.day, inquiry.title in told.title) == (TODAY, True)
        assert list(find(receptionist, township, TODAY, TODAY)) == [inquiry]
        assert not find(receptionist, township, TODAY + DAY, TODAY + DAY).exists()


class TestLists:
    def test_texts_are_narrowed_by_state_sort_words_and_the_end_of_their_number(
        self, wrote, released, clerk, office_head, now
    ):
        draft, public = wrote(but(NOTICE, title="修路")), released(but(NOTICE, until=TODAY))
        old = released(but(NOTICE, until=TODAY))
        Notice.objects.filter(pk=old.pk).update(until=TODAY - DAY)
        answer = wrote(ANSWER, Sort.ANSWER)
        gone = notices.withdraw_notice(released(), reason="错", by=office_head, now=now)

        def found(**wanted):
            return set(narrowed(Notice.objects.all(), wanted, clerk))

        assert found() == {draft, public, answer}
        assert found(state="all") == {draft, public, old, answer, gone}
        assert found(state="withdrawn") == {gone}
        assert found(sort="answer") == {answer}
        assert found(q="修 路") == {draft}
        assert found(q="修 桥") == set()
        assert found(q=draft.number.rpartition("-")[2]) == found(q=draft.number) == {draft}

    @pytest.mark.parametrize(
        ("wanted", "page"),
        [("", 1), ("0", 1), ("2", 2), ("-1", 1), ("10001", 10_000), ("9" * 30, 1), ("²", 1)],
    )
    def test_a_page_is_a_number_within_reason(self, rf, wanted, page):
        assert page_number(rf.get("/", {"page": wanted})) == page

    def test_the_list_of_activities_shows_what_is_open_the_next_first(
        self, plan, office, clerk, client_of, now
    ):
        rows = activities.announce_activity(plan(), unit=office, by=clerk, now=now, weeks=2)
        other = activities.announce_activity(
            plan(title="读书会", begins_at=BEGIN - DAY, ends_at=BEGIN - DAY + HOUR),
            unit=office,
            by=clerk,
            now=now,
        )[0]
        activities.cancel_activity(rows[1], reason="下雨", by=clerk, now=now)
        browser, page = client_of(clerk), reverse("community:activity-list")

        def shown(**wanted):
            return [one for one, _over in browser.get(page, wanted).context["rows"]]

        assert shown() == shown(state="open") == [other, rows[0]]
        assert shown(q="读书") == [other]
        assert shown(state="cancelled") == [rows[1]]
        assert shown(state="all") == [rows[1], rows[0], other]

    def test_the_list_of_things_shows_what_is_late_alone_where_asked(
        self, projector, office, clerk, client_of, now
    ):
        said = {"title": "帐篷", "sort": Thing.TOOL, "shelf": "库房", "days": 7}
        tent = items.add_item(unit=office, **said, by=clerk, now=now)
        loan = items.lend(tent, told=Caller("青檀", "139"), by=clerk, now=now)
        type(loan).objects.update(lent_on=TODAY - 9 * DAY, due=TODAY - DAY)
        browser, page = client_of(clerk), reverse("community:item-list")
        assert set(browser.get(page).context["rows"]) == {projector, tent}
        late = browser.get(page, {"late": "1"}).context
        assert (late["rows"], late["only"]) == ([tent], True)

    def test_questions_stand_open_first_by_their_hour(
        self, question, released, office, clerk, client_of, now
    ):
        released(ANSWER, Sort.ANSWER, question=question)
        browser, page = client_of(clerk), reverse("community:question-list")
        rows = browser.get(page).context["rows"]
        assert [(one.pk, late) for one, late in rows] == [(question.pk, False)]
        assert browser.get(page, {"state": "open"}).context["rows"] == []
        assert len(browser.get(page, {"state": "answered"}).context["rows"]) == 1

    def test_the_page_of_a_text_says_what_may_be_done_with_it(
        self, released, wrote, clerk, office_head, client_of, now
    ):
        notice, draft = released(), wrote()

        def context(account, row, **wanted):
            return client_of(account).get(reverse("community:notice-detail", args=[row.pk]), wanted).context

        public = context(clerk, notice)
        assert (public["may_edit"], public["may_amend"], public["is_newest"]) == (False, True, True)
        assert (public["expired"], public["may_dispute"], public["banner"]) == (False, True, None)
        assert len(public["tellings"]) == 3
        prepared = context(clerk, draft)
        assert (prepared["may_edit"], prepared["may_amend"], prepared["may_dispute"]) == (True, False, False)
        notices.amend_notice(notice, but(NOTICE, title="切实停水"), changed="改", by=clerk, now=now)
        old = context(clerk, notice, version="1")
        assert (old["is_newest"], old["moves"], old["advice"], old["may_edit"]) == (False, [], [], False)
        new = context(clerk, notice)
        assert new["version"].number == 2
        assert [code for code, _move in new["moves"]] == ["submit", "drop"]
        assert ["“切实”" in one for one in new["advice"]] == [True]

    def test_the_page_of_an_activity_counts_places_and_offers_until_it_begins(
        self, lecture, clerk, client_of
    ):
        context = client_of(clerk).get(reverse("community:activity-detail", args=[lecture.pk])).context
        assert (context["begun"], context["is_open"], context["may_sign_up"]) == (False, True, True)
        assert (context["waiting"], list(context["parties"]), list(context["others"])) == (0, [], [])


class TestForms:
    def test_a_new_version_begins_with_the_old_words_and_no_old_days(self, released, clerk):
        notice = released()
        for amends, formed, tell_by in ((False, TODAY, NOTICE.tell_by), (True, None, None)):
            form = TextForm(account=clerk, sort=Sort.NOTICE, notice=notice, amends=amends)
            assert form.initial["title"] == NOTICE.title
            assert form.initial["until"] == NOTICE.until
            assert (form.initial["formed_on"], form.initial["tell_by"]) == (formed, tell_by)
            assert ("changed" in form.fields) is amends
            assert "unit" not in form.fields

    @pytest.mark.parametrize("sort", list(Sort))
    def test_a_text_asks_for_the_parts_of_its_sort_and_only_an_answer_for_an_update(
        self, clerk, office, sort
    ):
        form = TextForm(account=clerk, sort=sort)
        assert ("next_update_on" in form.fields) is (sort is Sort.ANSWER)
        assert form.fields["unit"].initial == office
        assert form.fields["formed_on"].initial == TODAY
        assert form.fields["until"].widget.attrs["min"] == "2026-03-02"
        assert [one.code for one in form.fields["villages"].queryset] == [
            "990101-V01",
            "990101-V02",
            "990101-V03",
        ]

    def test_a_text_stands_on_top_as_long_as_it_holds_else_a_week(self, released, clerk):
        for until, last in ((NOTICE.until, NOTICE.until), (None, TODAY + 7 * DAY)):
            form = TopForm(notice=released(but(NOTICE, until=until)), account=clerk)
            assert (form.fields["first"].initial, form.fields["last"].initial) == (TODAY, last)

    def test_what_the_office_writes_down_did_not_come_from_the_page(self, clerk, office):
        assert set(dict(DisputeForm().fields["channel"].choices)) == {"phone", "counter", "meeting"}
        assert set(dict(CounterForm().fields["door"].choices)) == {"phone", "counter"}
        assert CounterForm().fields["phone"].required is False
        form = QuestionForm(account=clerk)
        assert "topic" not in dict(form.fields["origin"].choices)
        assert form.fields["unit"].initial == office
        assert set(QuestionForm(account=clerk, from_topic=True).fields) == {"urgency", "heard_at"}

    def test_a_village_tells_between_the_release_and_today(self, released, cadre):
        released()
        form = TellForm(telling=Telling.objects.first(), account=cadre)
        assert form.fields["told_on"].initial == TODAY
        attributes = form.fields["told_on"].widget.attrs
        assert (attributes["min"], attributes["max"]) == ("2026-03-02", "2026-03-02")

    def test_a_count_is_corrected_with_a_reason_once_it_was_held(self, lecture, clerk):
        assert "reason" not in HeldForm(activity=lecture).fields
        counts = {"attended": 5, "counted": Counted.HEADS}
        held = activities.hold_activity(lecture, **counts, by=clerk, now=BEGIN + 3 * HOUR)
        form = HeldForm(activity=held)
        assert "reason" in form.fields
        assert (form.initial["attended"], form.initial["counted"], form.initial["liked"]) == (
            5,
            "heads",
            None,
        )

    def test_forms_choose_among_ones_own(self, clerk, office, venue, other_township, county, projector):
        form = ActivityForm(account=clerk)
        assert form.fields["unit"].initial == office
        assert list(form.fields["venue"].queryset) == [venue]
        assert not {county, other_township} & set(form.fields["unit"].queryset)
        assert ItemForm(account=clerk).fields["unit"].initial == office
        again = ItemForm(account=clerk, item=projector)
        assert "unit" not in again.fields
        assert (again.initial["title"], again.initial["days"], again.initial["copies"]) == ("投影仪", 7, 1)

    def test_a_file_is_read_in_either_usual_encoding_without_its_mark(self):
        assert decoded("暴雨".encode("utf-8-sig")) == decoded("暴雨".encode("gb18030")) == "暴雨"


def test_hours_of_the_week_are_those_of_the_door(venue, clerk, client_of):
    page = reverse("community:venue-detail", args=[venue.pk])
    context = client_of(clerk).get(page).context
    assert [hours for _label, hours in context["week"]] == HOURS
    assert context["may_keep"] is True
