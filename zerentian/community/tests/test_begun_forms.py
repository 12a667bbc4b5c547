"""With what forms begin and what they make of what was said; and pages for the loudspeaker, calls and pasting."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from zerentian.community.actions import activities, openings, signups, venues
from zerentian.community.actions.warnings import set_call_term
from zerentian.community.forms.learning import LessonForm, MaterialForm, role_choices
from zerentian.community.forms.venues import CallOffForm, VenueForm
from zerentian.community.forms.warnings import MessageForm, RelayForm, TermForm, recognised_in
from zerentian.community.models import Booking, Closure, Item, Loan, Need, SignUp, Venue
from zerentian.community.models.activities import Reached
from zerentian.community.models.reachable import Caller
from zerentian.community.rules.activities import Door
from zerentian.community.rules.lending import Sort as Thing
from zerentian.community.rules.notices import Part
from zerentian.community.rules.warnings import Alert, Colour, Form, Message
from zerentian.community.tests.conftest import BEGIN, HOURS, NOTICE, TODAY, but
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import LOCAL
from zerentian.organization.models import Account
from zerentian.organization.rules.rights import ROLES

pytestmark = pytest.mark.django_db
SENT = datetime(2026, 3, 2, 8, 40, tzinfo=LOCAL)
DAY = timedelta(days=1)
STORM = Alert(
    form=Form.TEXT, issuer="示例县气象台", hazard="暴雨", colour=Colour.RED, sent_at=SENT, text="上坪有雨"
)


class TestVenues:
    def test_a_venue_begins_with_its_hours_and_what_it_says_is_a_list_of_seven(self, venue, clerk):
        form = VenueForm(account=clerk, venue=venue)
        assert [form.initial[f"day{at}"] for at in range(7)] == HOURS
        assert (form.initial["name"], form.initial["holidays"]) == ("文化站", "")
        assert "unit" not in form.fields
        said = {"name": "站", "place": "街", "day0": "9:00-10:00", "holidays": "闭馆", "equipment": "琴"}
        form = VenueForm(said, account=clerk, venue=venue)
        assert form.is_valid(), form.errors
        assert form.said == {
            "name": "站",
            "place": "街",
            "phone": "",
            "equipment": "琴",
            "holidays": "闭馆",
            "hours": ["9:00-10:00", *[""] * 6],
        }

    @pytest.mark.parametrize(
        ("holidays", "begins"), [("闭馆", "闭馆"), ("10:00-11:00", "10:00-11:00"), ("", "")]
    )
    def test_holidays_begin_as_they_were_said(self, office, clerk, now, holidays, begins):
        venue = venues.open_venue(
            unit=office, name="书屋", place="街", hours=HOURS, holidays=holidays, by=clerk, now=now
        )
        initial = VenueForm(account=clerk, venue=venue).initial["holidays"]
        assert initial == ("不开放" if begins == "闭馆" else begins)

    def test_a_closure_is_called_off_from_today_or_its_first_day(self, venue, clerk, now):
        said = {"reason": "维修", "urgent": True, "by": clerk, "now": now}
        for first, last, begins in (
            (TODAY, TODAY + 3 * DAY, TODAY + DAY),
            (TODAY + 9 * DAY, TODAY + 9 * DAY, None),
        ):
            told = openings.tell_closure(venue, first=first, last=last, **said)
            form = CallOffForm(told=told, today=TODAY + DAY)
            assert form.fields["first"].initial == (begins or first)

    def test_a_venue_is_closed_opened_otherwise_and_called_off_on_its_pages(self, venue, clerk, client_of):
        browser, key = client_of(clerk), [venue.pk]
        closed = {"first": "2026-03-20", "last": "2026-03-20", "reason": "维修"}
        assert browser.post(reverse("community:venue-closure", args=key), closed).status_code == 302
        closure = Closure.objects.get()
        hours = {"first": "2026-03-24", "last": "2026-03-24", "hours": "9:00-20:00", "reason": "汇演"}
        assert browser.post(reverse("community:venue-hours", args=key), hours).status_code == 302
        context = browser.get(reverse("community:venue-detail", args=key)).context
        assert [one.first.day for one in context["told"]] == [20, 24]
        off = reverse("community:venue-closure-off", args=[venue.pk, closure.pk])
        assert "urgent" not in browser.get(off).context["form"].fields
        assert browser.post(off, {"first": "2026-03-20", "reason": "修好"}).status_code == 302
        context = browser.get(reverse("community:venue-detail", args=key)).context
        assert [one.first.day for one in context["told"]] == [24]
        other = reverse("community:venue-hours-off", args=[venue.pk, context["told"][0].pk])
        assert "urgent" in browser.get(other).context["form"].fields
        assert browser.post(other, {"first": "2026-03-24", "reason": "取消"}).status_code == 302
        assert browser.post(reverse("community:venue-end", args=key)).status_code == 302
        assert browser.get(reverse("community:venue-detail", args=key)).context["may_keep"] is False
        assert Venue.objects.get().ended_on == TODAY


class TestLearning:
    def test_questions_that_cannot_be_read_are_refused_on_the_form_by_their_number(self):
        form = MaterialForm({"text": "文", "questions": "题\n*A. 一"})
        assert "第1题" in str(form.errors["questions"])
        assert MaterialForm({"text": "文", "questions": ""}).is_valid()

    def test_a_lesson_is_required_at_a_township_of_posts_in_the_pages_language(self, first, township, office):
        form = LessonForm(account=first)
        assert list(form.fields["unit"].queryset) == [township]
        assert dict(role_choices())["clerk"] == ROLES["clerk"].label
        with translation.override("en"):
            assert dict(role_choices())["clerk"] == ROLES["clerk"].label_en
        said = {
            "title": "t",
            "basis": "b",
            "unit": township.pk,
            "roles": ["clerk"],
            "cycle": "12",
            "text": "x",
        }
        form = LessonForm(said, account=first)
        assert form.is_valid(), form.errors
        assert form.cleaned_data["cycle"] == 12


class TestWarnings:
    def test_what_was_recognised_begins_the_form_with_a_day_where_no_end_is_named(
        self, township, village, now
    ):
        told = recognised_in(STORM, township, now)
        assert (told["issuer"], told["hazard"], told["colour"]) == ("示例县气象台", "暴雨", Colour.RED)
        assert (told["sent_at"], told["expires_at"]) == (SENT, SENT + DAY)
        assert (told["villages"], told["minutes"], told["replaces"]) == ([village], None, None)
        ends = SENT + timedelta(hours=3)
        assert recognised_in(replace(STORM, expires_at=ends), township, now)["expires_at"] == ends
        bare = recognised_in(replace(STORM, sent_at=None), township, now)
        assert (bare["sent_at"], bare["expires_at"]) == (None, None)

    def test_the_minutes_in_force_begin_the_form(self, township, first, now):
        said = {"unit": township, "basis": "预案", "by": first, "now": now}
        set_call_term(minutes=15, retry_minutes=5, since=TODAY, **said)
        told = recognised_in(STORM, township, now)
        assert (told["minutes"], told["retry_minutes"]) == (15, 5)

    def test_all_villages_may_be_chosen_whatever_was_named(self, township, now):
        form = RelayForm(None, alert=STORM, unit=township, now=now)
        assert form.fields["villages"].queryset.count() == 3
        assert form.initial["message"] == Message.ALERT

    @pytest.mark.parametrize(
        ("content", "pasted", "original", "is_valid"),
        [
            ("暴雨".encode(), "", "暴雨", True),
            ("暴雨".encode("gb18030"), "别的", "暴雨", True),
            (None, "大风", "大风", True),
            (None, " ", "", False),
            (b"\xff\xfe\x00\x81", "", "", False),
            (b"x" * 800_001, "", "", False),
            (b"x" * 800_000, "", "x", True),
        ],
    )
    def test_a_message_is_what_was_pasted_or_its_file(
        self, leader, township, content, pasted, original, is_valid
    ):
        sent = {"file": SimpleUploadedFile("a.txt", content)} if content is not None else {}
        form = MessageForm({"original": pasted, "unit": township.pk}, sent, account=leader)
        assert form.is_valid() is is_valid
        if is_valid:
            assert form.cleaned_data["original"].startswith(original)

    def test_minutes_are_set_for_a_township_from_today(self, first, township):
        form = TermForm(account=first)
        assert (form.fields["unit"].initial, form.fields["since"].initial) == (township, TODAY)


class TestOutputs:
    def test_the_loudspeaker_says_blanks_and_length(self, wrote, clerk, client_of):
        browser = client_of(clerk)

        def context(text):
            return browser.get(reverse("community:loudspeaker", args=[wrote(text).pk])).context

        whole = context(NOTICE)
        assert whole["has_blanks"] is False
        assert whole["length"] == sum(len(line) for line in whole["lines"])
        assert list(whole["times"]) == [1, 2]
        assert context(but(NOTICE, said={Part.WHAT: "停水"}))["has_blanks"] is True

    def test_the_sheet_of_calls_names_posts_of_the_villages_it_is_for(
        self, wrote, village, clerk, cadre, client_of
    ):
        browser = client_of(clerk)

        def rows(text):
            return browser.get(reverse("community:call-sheet", args=[wrote(text).pk])).context["rows"]

        assert rows(but(NOTICE, villages=[village])) == [(village, cadre.posts_on(TODAY))]
        assert [unit.code for unit, _posts in rows(NOTICE)] == ["990101-V01", "990101-V02", "990101-V03"]

    def test_what_is_pasted_says_title_and_parts_each_on_a_line(self, released, clerk, client_of):
        context = client_of(clerk).get(reverse("community:copy-block", args=[released().pk])).context
        lines = context["plain"].splitlines()
        assert lines[0] == NOTICE.title
        assert len(lines) == 1 + len(NOTICE.said)
        assert context["issuer"] == "云岭乡党政办公室"


class TestCounter:
    """What is done for somebody who stands there or telephones."""

    def test_a_thing_is_lent_kept_longer_and_brought_back_on_its_pages(self, office, clerk, client_of):
        browser = client_of(clerk)
        new = {"title": "帐篷", "sort": "tool", "copies": 2, "shelf": "库房", "days": 5, "kept_days": 30}
        page = reverse("community:item-new")
        assert browser.post(page, new | {"unit": office.pk}).status_code == 302
        item = Item.objects.get()
        assert item.sort == Thing.TOOL
        lend = reverse("community:item-lend", args=[item.pk])
        assert browser.get(lend).context["form"].initial["due"] == TODAY + 5 * DAY
        said = {"name": "青檀", "phone": "139", "due": "2026-03-07"}
        assert browser.post(lend, said).status_code == 302
        loan = Loan.objects.get()
        assert (loan.told, loan.due) == (Caller("青檀", "139"), date(2026, 3, 7))
        longer = reverse("community:loan-longer", args=[item.pk, loan.mark])
        assert browser.post(longer, {"due": "2026-03-07"}).status_code == 422
        assert browser.post(longer, {"due": "2026-03-09"}).status_code == 302
        caller = reverse("community:loan-caller", args=[item.pk, loan.mark])
        answer = browser.post(caller, {"reason": "打电话"})
        assert (answer.context["told"], answer.headers["Cache-Control"]) == (
            Caller("青檀", "139"),
            "no-store",
        )
        assert browser.post(caller, {"reason": ""}).status_code == 422
        back = reverse("community:loan-back", args=[item.pk, loan.mark])
        assert browser.post(back, {"condition": "lost"}).status_code == 302
        assert Item.objects.get().copies == 1
        context = browser.get(reverse("community:item-detail", args=[item.pk])).context
        assert (context["out"], context["may_keep"]) == ([], True)

    def test_a_venue_is_booked_and_the_booking_cancelled_on_its_pages(self, venue, clerk, client_of):
        browser = client_of(clerk)
        said = {"purpose": "排练", "name": "青檀", "phone": "139"}
        said |= {"begins_at": "2026-03-07T14:00", "ends_at": "2026-03-07T16:00"}
        assert browser.post(reverse("community:booking-new", args=[venue.pk]), said).status_code == 302
        booking = Booking.objects.get()
        assert (booking.begins_at, booking.told.name) == (BEGIN, "青檀")
        page = reverse("community:venue-detail", args=[venue.pk])
        assert list(browser.get(page).context["bookings"]) == [booking]
        cancel = reverse("community:booking-cancel", args=[venue.pk, booking.mark])
        assert browser.post(cancel, {"reason": "改期"}).status_code == 302
        assert list(browser.get(page).context["bookings"]) == []

    def test_a_party_signs_up_at_the_counter_takes_its_offer_and_leaves(
        self, plan, office, clerk, client_of, now
    ):
        lecture = activities.announce_activity(plan(capacity=2), unit=office, by=clerk, now=now)[0]
        browser = client_of(clerk)
        page = reverse("community:activity-sign-up", args=[lecture.pk])
        for name in ("甲家", "乙家"):
            assert browser.post(page, {"door": "counter", "name": name, "size": 2}).status_code == 302
        first, second = SignUp.objects.all()
        assert (first.standing, second.standing, first.door) == ("in", "waiting", Door.COUNTER)
        detail = reverse("community:activity-detail", args=[lecture.pk])
        context = browser.get(detail).context
        assert (len(context["parties"]), context["waiting"]) == (2, 2)

        def step(party, name):
            return browser.post(reverse("community:party-step", args=[lecture.pk, party.pk, name]))

        step(first, "leave")
        assert SignUp.objects.get(pk=second.pk).standing == "offered"
        step(second, "take")
        assert SignUp.objects.get(pk=second.pk).standing == "in"
        context = browser.get(detail).context
        assert ([one.pk for one in context["parties"]], context["waiting"]) == ([second.pk], 0)
        names = browser.post(reverse("community:activity-names", args=[lecture.pk]), {"reason": "打电话"})
        assert [told for _row, told in names.context["rows"]] == [Reached("乙家", "", "")]

    def test_volunteers_are_sought_with_risks_and_insurance(self, venue, duty, office, clerk, client_of):
        assert not Need.objects.exists()
        context = client_of(clerk).get(reverse("community:volunteers-new")).context
        assert {"task", "risks", "insured_by", "dangerous"} <= set(context["form"].fields)


def test_files_of_a_text_are_sent_to_who_reads_it_and_to_nobody_else(wrote, clerk, outsider, client_of):
    page = client_of(clerk)
    content = SimpleUploadedFile("a.csv", b"a,b\n1,2\n", content_type="text/csv")
    new = reverse("community:notice-new", args=["notice"])
    form = page.get(new).context["form"]
    said = {name: str(field.initial.pk) for name, field in form.fields.items() if name == "unit"}
    said |= {
        "title": "停水",
        "summary": "停水",
        "what": "检修",
        "formed_on": "2026-03-02",
        "evidence": content,
    }
    assert page.post(new, said).status_code == 302
    entry = Entry.objects.filter(verb="notice.written").latest("pk")
    assert entry.fact["evidence"] == 1
    key = entry.subject.partition(":")[2]
    context = page.get(reverse("community:notice-detail", args=[key])).context
    use = context["version"].files.get()
    address = reverse("community:notice-file", args=[key, use.file.sha256])
    assert b"".join(page.get(address).streaming_content) == b"a,b\n1,2\n"
    assert client_of(outsider).get(address).status_code == 404
    assert page.get(reverse("community:notice-file", args=[key, "0" * 64])).status_code == 404


def test_who_waits_longest_is_asked_first(plan, office, clerk, now):
    lecture = activities.announce_activity(plan(capacity=1), unit=office, by=clerk, now=now)[0]
    resident = Account.objects.system("public")
    parties = [
        signups.sign_up(lecture, told=Reached(name, "139", ""), size=1, door=Door.PAGE, by=resident, now=now)
        for name in ("甲", "乙", "丙")
    ]
    signups.leave(parties[0], by=resident, now=now)
    assert [SignUp.objects.get(pk=one.pk).standing for one in parties] == ["left", "offered", "waiting"]
