"""What follows from a text: villages tell it, questions are answered by it, it is disputed, it stands on top."""

from datetime import date, timedelta

import pytest

from zerentian.community.actions import banners, notices
from zerentian.community.actions.disputes import answer_dispute, receive_dispute
from zerentian.community.actions.questions import drop_question, log_question
from zerentian.community.actions.tellings import tell_village
from zerentian.community.models import Banner, Dispute, Telling
from zerentian.community.rules.notices import Sort
from zerentian.community.rules.questions import Channel, Origin, Outcome, Urgency
from zerentian.community.rules.tellings import Told, Way
from zerentian.community.tests.conftest import ANSWER, CORRECTION, NOTICE, TODAY, but
from zerentian.community.tests.written import entry_of, rows_of
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


class TestTellings:
    def test_villages_are_asked_by_the_release_each_with_its_day(self, released):
        notice = released()
        asked = Entry.objects.filter(verb="telling.asked")
        release = entry_of("notice.released")
        assert {(one.fact["due"], one.because) for one in asked} == {("2026-03-04", release.uuid)}
        assert sorted(one.unit.code for one in notice.tellings.all()) == [
            "990101-V01",
            "990101-V02",
            "990101-V03",
        ]

    def test_no_receipts_are_asked_for_without_a_day(self, released):
        assert not released(but(NOTICE, tell_by=None)).tellings.exists()

    @pytest.mark.parametrize(("days", "in_time"), [(0, True), (2, True), (3, False)])
    def test_the_first_receipt_says_that_it_was_told_and_whether_in_time(
        self, released, village, cadre, now, days, in_time
    ):
        released(but(NOTICE, villages=[village]))
        telling, at = Telling.objects.get(), now + days * DAY
        receipt = tell_village(telling, way=Way.PHONE, told_on=at.date(), by=cadre, now=at, place=" 二组 ")
        assert (receipt.times, receipt.place, receipt.by, receipt.at) == (1, "二组", cadre, at)
        entry = entry_of("telling.told")
        assert entry.fact["in_time"] is in_time
        assert {name: entry.fact[name] for name in ("way", "times", "first", "due", "asked")} == {
            "way": "phone",
            "times": 1,
            "first": True,
            "due": "2026-03-04",
            "asked": "2026-03-02",
        }
        assert rows_of(entry) == ["receipt", "telling"]
        tell_village(telling, way=Way.BOARD, told_on=at.date(), by=cadre, now=at, times=2)
        again = Entry.objects.filter(verb="telling.told").latest("pk").fact
        assert (again["first"], again["times"]) == (False, 2)
        telling.refresh_from_db()
        assert (telling.state, telling.told_on) == (Told.TOLD, at.date())
        with pytest.raises(NotAllowed, match="今天之后"):
            tell_village(telling, way=Way.BOARD, told_on=at.date() + DAY, by=cadre, now=at)

    def test_it_is_late_from_the_day_after_until_it_is_told(self, released, village, cadre, now):
        released(but(NOTICE, villages=[village]))
        telling = Telling.objects.get()
        assert [telling.is_late(telling.due + one * DAY) for one in (0, 1)] == [False, True]
        tell_village(telling, way=Way.DOOR, told_on=TODAY, by=cadre, now=now)
        telling.refresh_from_db()
        assert not telling.is_late(telling.due + DAY)

    def test_who_holds_the_right_over_the_text_tells_for_its_villages(
        self, released, village, clerk, outsider, now
    ):
        released(but(NOTICE, villages=[village]))
        said = {"way": Way.MEETING, "told_on": TODAY, "now": now}
        with pytest.raises(Forbidden):
            tell_village(Telling.objects.get(), **said, by=outsider)


class TestQuestions:
    def test_its_entry_says_where_it_came_from_and_by_when_on_the_day_it_was_heard_of(
        self, office, clerk, now
    ):
        heard = now - 2 * DAY
        question = log_question(
            title=" 桥能不能走 ",
            unit=office,
            origin=Origin.SUPERIOR,
            urgency=Urgency.SERIOUS,
            heard_at=heard,
            by=clerk,
            now=now,
        )
        assert (question.title, question.due_at, question.due) == (
            "桥能不能走",
            heard + DAY,
            date(2026, 3, 1),
        )
        entry = entry_of("question.logged")
        assert entry.occurred_on == date(2026, 2, 28)
        assert (entry.fact["origin"], entry.fact["urgency"], entry.fact["due"]) == (
            "superior",
            "serious",
            "2026-03-01",
        )
        with pytest.raises(NotAllowed, match="请填写大家问的是什么"):
            log_question(
                title=" ",
                unit=office,
                origin=Origin.ASKED,
                urgency=Urgency.GRAVE,
                heard_at=now,
                by=clerk,
                now=now,
            )

    def test_the_first_answer_says_its_hours_and_a_further_one_that_it_is_one(self, question, released, now):
        released(ANSWER, Sort.ANSWER, question=question)
        first = entry_of("question.answered")
        assert first.fact == {"due": "2026-03-04", "was_open": True, "in_time": True, "hours": 2}
        assert first.because == entry_of("notice.released").uuid
        released(but(ANSWER, next_update_on=None), Sort.ANSWER, question=question)
        assert entry_of("question.updated").fact == {}
        question.refresh_from_db()
        assert question.next_update_on is None

    def test_an_answer_after_its_hours_is_late(self, question, reviewed, office_head):
        notice = reviewed(but(ANSWER, next_update_on=None), Sort.ANSWER, question=question)
        notices.release_notice(notice, by=office_head, now=question.due_at + timedelta(minutes=1))
        fact = entry_of("question.answered").fact
        assert (fact["in_time"], fact["hours"]) == (False, 49)

    def test_what_needs_no_answer_says_why_and_may_be_answered_after_all(
        self, question, released, office_head, clerk, now
    ):
        with pytest.raises(Forbidden):
            drop_question(question, reason="当面说清", by=clerk, now=now)
        with pytest.raises(NotAllowed, match="请填写不需要公开回应的理由"):
            drop_question(question, reason=" ", by=office_head, now=now)
        drop_question(question, reason=" 当面说清 ", by=office_head, now=now)
        question.refresh_from_db()
        assert (question.state, question.reason) == ("dropped", "当面说清")
        assert entry_of("question.dropped").fact == {"due": "2026-03-04"}
        released(ANSWER, Sort.ANSWER, question=question)
        question.refresh_from_db()
        assert (question.state, question.reason) == ("answered", "")
        assert entry_of("question.answered").fact["was_open"] is False


class TestDisputes:
    def test_its_entries_say_how_it_came_what_came_of_it_and_after_how_many_days(
        self, released, clerk, office_head, leader, now
    ):
        notice = released(CORRECTION, Sort.CORRECTION)
        dispute = receive_dispute(notice, claim=" 不是这样 ", channel=Channel.MEETING, by=clerk, now=now)
        assert (dispute.claim, dispute.version, dispute.unit) == ("不是这样", 1, notice.unit)
        assert entry_of("dispute.received").fact == {"sort": "correction", "channel": "meeting"}
        salt = bytes(dispute.salt)
        said = {"outcome": Outcome.PARTLY, "by": leader, "now": now + 3 * DAY}
        with pytest.raises(NotAllowed, match="请填写核实情况和答复"):
            answer_dispute(dispute, shown="有人说不对", answer=" ", **said)
        answer_dispute(dispute, shown=" 有人说不对 ", answer=" 部分属实 ", **said)
        kept = Dispute.objects.get()
        assert (kept.shown, kept.answer, kept.outcome, kept.claim) == ("有人说不对", "部分属实", "partly", "")
        assert (kept.answered_by, kept.answered_at) == (leader, now + 3 * DAY)
        assert bytes(kept.salt) != salt
        assert entry_of("dispute.answered").fact == {"sort": "correction", "outcome": "partly", "days": 3}
        with pytest.raises(NotAllowed, match="请填写哪里不对"):
            receive_dispute(notice, claim=" ", channel=Channel.PHONE, by=clerk, now=now)

    def test_who_answers_finds_the_oldest_first(self, released, clerk, leader, now):
        notice = released()
        late = receive_dispute(notice, claim="二", channel=Channel.PHONE, by=clerk, now=now + DAY)
        early = receive_dispute(notice, claim="一", channel=Channel.PHONE, by=clerk, now=now)
        assert list(Dispute.objects.to_answer_by(leader)) == [early, late]
        assert not Dispute.objects.to_answer_by(clerk).exists()


class TestBanners:
    def test_a_text_stands_on_top_from_its_first_to_its_last_day(self, released, office_head, clerk, now):
        notice = released()
        days = {"first": TODAY + DAY, "last": TODAY + 3 * DAY}
        with pytest.raises(Forbidden):
            banners.put_on_top(notice, **days, by=clerk, now=now)
        banner = banners.put_on_top(notice, **days, by=office_head, now=now)
        entry = entry_of("notice.put_on_top")
        assert entry.fact == {"first": "2026-03-03", "last": "2026-03-05"}
        assert rows_of(entry) == ["banner", "notice"]
        standing = [list(Banner.objects.standing(TODAY + one * DAY)) == [banner] for one in range(5)]
        assert standing == [False, True, True, True, False]
        assert not Banner.objects.standing(TODAY).exists()

    def test_other_days_take_their_place_and_it_is_taken_off_once(self, released, wrote, office_head, now):
        notice = released()
        said = {"by": office_head, "now": now}
        banners.put_on_top(notice, first=TODAY, last=TODAY + DAY, **said)
        banners.put_on_top(notice, first=TODAY, last=TODAY + 2 * DAY, **said)
        assert Banner.objects.get().last == TODAY + 2 * DAY
        off = banners.take_off_top(notice, **said)
        assert off.taken_off_on == TODAY
        assert entry_of("notice.taken_off_top").fact == {"last": "2026-03-04"}
        assert not Banner.objects.standing(TODAY).exists()
        with pytest.raises(NotAllowed, match="它没有置顶"):
            banners.take_off_top(notice, **said)
        banners.put_on_top(notice, first=TODAY, last=TODAY, **said)
        assert Banner.objects.standing(TODAY).exists()
        with pytest.raises(NotAllowed, match="它没有置顶"):
            banners.take_off_top(notice, by=office_head, now=now + DAY)
        with pytest.raises(NotAllowed, match="发布以后才能置顶"):
            banners.put_on_top(wrote(), first=TODAY, last=TODAY, **said)
