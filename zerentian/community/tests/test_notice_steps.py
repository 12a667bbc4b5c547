"""Each step on a text: its entry, its rows, what stays as it was; and what the tables of texts are asked."""

from datetime import date, timedelta
from io import BytesIO

import pytest

from zerentian.community.actions import notices
from zerentian.community.actions.notices import writers
from zerentian.community.actions.steps import by_post, issuer_of, villages_under
from zerentian.community.models import Notice, NoticeStep, Question, Telling
from zerentian.community.rules.notices import Interest, Part, Sort, State
from zerentian.community.tests.conftest import ANSWER, NOTICE, TODAY, but
from zerentian.community.tests.written import entry_of, rows_of
from zerentian.evidence.actions import receive as receive_file
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.models import Account

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def told(notice):
    """Return the steps taken with number and words of each."""
    return [(one.step, one.number, one.words) for one in notice.steps_taken.all()]


def amended(notice, text, by, now, changed="改了"):
    """Return a notice with another version under way."""
    return notices.amend_notice(notice, text, changed=changed, by=by, now=now)


class TestTexts:
    def test_a_draft_keeps_what_it_says_for_whom_and_until_when(self, wrote, office, village, clerk):
        text = but(
            NOTICE,
            title=" 停水 ",
            summary=" 一天 ",
            villages=[village],
            interests=["water", "away", "nothing"],
        )
        notice = wrote(text)
        version = notice.newest
        assert (notice.title, version.title, version.summary) == ("停水", "停水", "一天")
        assert (notice.interests, version.interests) == ("away,water", "away,water")
        assert (version.until, version.tell_by, version.formed_on) == (NOTICE.until, NOTICE.tell_by, TODAY)
        assert (notice.until, notice.version, notice.state, notice.opened_on) == (None, 0, State.DRAFT, TODAY)
        assert list(notice.villages.all()) == list(version.villages.all()) == [village]
        assert notice.number.startswith(f"{office.code}-2026-")
        entry = entry_of("notice.written")
        assert (entry.fact, entry.unit) == ({"sort": "notice", "version": 1}, office.path)
        assert rows_of(entry) == ["notice", "noticestep", "noticeversion"]
        assert told(notice) == [("write", 1, "")]

    @pytest.mark.parametrize(
        ("said", "words"),
        [
            ({"title": " "}, "请填写标题"),
            ({"summary": ""}, "请填写内容概述"),
            ({"formed_on": TODAY + DAY}, "生成日期在今天之后"),
            ({"until": TODAY - DAY}, "有效期已过"),
            ({"tell_by": TODAY - DAY}, "告知期限已过"),
            ({"next_update_on": TODAY - DAY}, "下次更新日期已过"),
        ],
    )
    def test_a_text_is_refused_with_what_it_lacks_and_nothing_is_kept(self, wrote, said, words):
        assert wrote(but(NOTICE, until=TODAY, tell_by=TODAY, next_update_on=TODAY)).pk
        with pytest.raises(NotAllowed, match=words):
            wrote(but(NOTICE, **said))
        assert Notice.objects.count() == 1

    def test_a_draft_says_anew_what_it_says_and_for_whom(self, wrote, village, clerk, now):
        notice = wrote()
        again = but(NOTICE, title="改了", villages=[village], interests=["road"], until=None)
        notices.edit_notice(notice, again, by=clerk, now=now)
        notice = Notice.objects.get()
        assert (notice.title, notice.interests, list(notice.villages.all())) == ("改了", "road", [village])
        assert notice.newest.until is None
        assert entry_of("notice.edited").fact == {"sort": "notice", "version": 1}

    def test_review_and_release_say_by_which_post_and_how_old_it_is(
        self, wrote, clerk, office_head, office, now
    ):
        notice = wrote(but(NOTICE, formed_on=TODAY - 3 * DAY))
        notices.submit_notice(notice, by=clerk, now=now)
        assert entry_of("notice.submitted").fact == {"sort": "notice", "version": 1}
        notices.clear_notice(notice, words=" 不涉密 ", by=office_head, now=now)
        post = office_head.posts_on(TODAY)[0].code
        assert entry_of("notice.cleared").fact == {"sort": "notice", "version": 1, "by_post": post}
        version = Notice.objects.get().newest
        assert (version.reviewed_by, version.reviewed_on, version.review_words) == (
            office_head,
            TODAY,
            "不涉密",
        )
        notice = notices.release_notice(notice, by=office_head, now=now)
        assert entry_of("notice.released").fact == {
            "sort": "notice",
            "version": 1,
            "first": True,
            "days": 3,
            "by_post": post,
        }
        version = notice.published
        assert (version.released_by, version.released_at) == (office_head, now)
        assert version.issuer == "云岭乡党政办公室"
        assert (notice.version, notice.until, notice.first_released_at) == (1, NOTICE.until, now)
        assert told(notice)[1:] == [("submit", 1, ""), ("clear", 1, "不涉密"), ("release", 1, "")]

    def test_what_goes_back_was_not_reviewed(self, reviewed, leader, now):
        notice = notices.return_notice(reviewed(), reason=" 写明几点 ", by=leader, now=now)
        version = notice.newest
        assert (notice.state, version.reviewed_by, version.reviewed_on, version.review_words) == (
            State.DRAFT,
            None,
            None,
            "",
        )
        assert told(notice)[-1] == ("return", 1, "写明几点")
        with pytest.raises(NotAllowed, match="刷新页面"):
            notices.return_notice(notice, reason="再", by=leader, now=now)

    def test_another_version_counts_on_and_only_its_release_changes_what_is_public(
        self, released, village, clerk, office_head, now
    ):
        notice = released()
        first_at = notice.first_released_at
        later = now + DAY
        text = but(
            NOTICE, title="改期", until=TODAY + 9 * DAY, interests=["road"], villages=[village], tell_by=None
        )
        notice = amended(notice, text, clerk, later, " 改到6日 ")
        assert entry_of("notice.amended").fact == {"sort": "notice", "version": 2}
        assert told(notice)[-1] == ("amend", 2, "改到6日")
        stands = Notice.objects.get()
        assert (stands.title, stands.until, stands.interests, stands.version) == (
            NOTICE.title,
            NOTICE.until,
            "",
            1,
        )
        assert stands.is_public
        assert not stands.villages.exists()
        assert Telling.objects.open().exists()
        notices.submit_notice(notice, by=clerk, now=later)
        notices.clear_notice(notice, words="可以", by=office_head, now=later)
        notice = notices.release_notice(notice, by=office_head, now=later)
        said = Entry.objects.filter(verb="notice.released").latest("pk").fact
        assert (said["version"], said["first"]) == (2, False)
        assert (notice.title, notice.until, notice.interests) == ("改期", TODAY + 9 * DAY, "road")
        assert list(notice.villages.all()) == [village]
        assert notice.first_released_at == first_at
        assert not Telling.objects.open().exists()

    def test_a_draft_that_never_was_public_ends_as_withdrawn_with_its_reason(self, wrote, clerk, now):
        notice = notices.drop_notice(wrote(), reason=" 不需要 ", by=clerk, now=now)
        assert (notice.state, notice.withdrawn_reason, notice.withdrawn_on) == (
            State.WITHDRAWN,
            "不需要",
            TODAY,
        )
        assert notice.withdrawn_at == now
        assert notice.versions.get().dropped_on == TODAY
        assert entry_of("notice.dropped").fact == {"sort": "notice", "version": 1}
        assert told(notice)[-1] == ("drop", 1, "不需要")
        with pytest.raises(NotAllowed, match="没有起草中的版本"):
            notices.drop_notice(notice, reason="再", by=clerk, now=now)

    def test_nothing_is_given_up_where_nothing_is_prepared_or_no_reason_is_said(
        self, released, wrote, clerk, now
    ):
        with pytest.raises(NotAllowed, match="没有起草中的版本"):
            notices.drop_notice(released(), reason="不要", by=clerk, now=now)
        with pytest.raises(NotAllowed, match="请填写理由"):
            notices.drop_notice(wrote(), reason=" ", by=clerk, now=now)

    def test_what_is_withdrawn_asks_no_village_any_more(self, released, office_head, now):
        notice = released()
        open_before = Telling.objects.open().count()
        with pytest.raises(NotAllowed, match="请填写撤回理由"):
            notices.withdraw_notice(notice, reason="", by=office_head, now=now)
        notice = notices.withdraw_notice(notice, reason=" 写错 ", by=office_head, now=now)
        assert (notice.withdrawn_reason, notice.withdrawn_on, notice.withdrawn_at) == ("写错", TODAY, now)
        entry = entry_of("notice.withdrawn")
        assert entry.fact == {"sort": "notice", "version": 1}
        dropped = Entry.objects.filter(verb="telling.dropped")
        assert dropped.count() == open_before > 0
        assert {one.because for one in dropped} == {entry.uuid}

    def test_the_same_file_twice_is_one_and_stands_in_the_entry(self, wrote, clerk, now):
        sheet = [receive_file(BytesIO(b"a,b\n1,2\n"), name="a.csv") for _ in range(2)]
        notice = wrote(but(NOTICE, uploads=sheet))
        assert notice.newest.files.count() == 1
        entry = entry_of("notice.written")
        assert entry.fact["evidence"] == 1
        assert rows_of(entry) == ["file", "notice", "noticefile", "noticestep", "noticeversion"]

    def test_who_wrote_at_which_version_is_known(self, released, clerk, office_head, now):
        notice = amended(released(), NOTICE, office_head, now)
        assert (writers(notice, 1), writers(notice, 2)) == ({clerk.pk}, {office_head.pk})
        assert (
            list(Notice.objects.written_by(clerk)) == list(Notice.objects.written_by(office_head)) == [notice]
        )

    def test_whom_a_text_speaks_for_and_which_villages_are_its_own(
        self, township, office, village, county, clerk, now
    ):
        assert issuer_of(office, now) == "云岭乡党政办公室"
        assert issuer_of(village, now) == "云岭乡上坪村"
        assert issuer_of(township, now) == township.organ_on(TODAY) != "云岭乡"
        under = [one.code for one in villages_under(office, now)]
        assert under == ["990101-V01", "990101-V02", "990101-V03"]
        assert [one.code for one in villages_under(township, now)] == under
        assert villages_under(village, now) == [village]
        assert by_post(clerk, now) == clerk.posts_on(TODAY)[0].code
        assert by_post(Account.objects.system("cli"), now) is None


class TestWords:
    """What the tables are asked."""

    def test_what_is_public_current_and_was_released_once(self, released, wrote, office_head, now):
        draft, lasting = wrote(), released(but(NOTICE, until=None, tell_by=None))
        until = released(but(NOTICE, until=TODAY + DAY, tell_by=None))
        gone = notices.withdraw_notice(released(), reason="写错", by=office_head, now=now)
        rows = Notice.objects
        assert set(rows.public()) == {lasting, until}
        assert set(rows.current(TODAY + DAY)) == {lasting, until}
        assert set(rows.current(TODAY + 2 * DAY)) == {lasting}
        assert set(rows.released_once()) == {lasting, until, gone}
        assert draft not in rows.released_once()
        assert until.has_expired(TODAY + 2 * DAY)
        assert not until.has_expired(TODAY + DAY)
        assert not lasting.has_expired(date.max)

    def test_a_village_reads_what_is_for_it_and_for_all_of_its_township(
        self, wrote, village, neighbour_village, other_township
    ):
        own, all_of_us = wrote(but(NOTICE, villages=[village])), wrote()
        both = wrote(but(NOTICE, villages=[village, neighbour_village]))
        assert set(Notice.objects.for_place(village)) == {own, all_of_us, both}
        assert Notice.objects.for_place(village).count() == 3
        assert set(Notice.objects.for_place(neighbour_village)) == {all_of_us, both}
        assert not Notice.objects.for_place(other_township).exists()

    def test_an_interest_finds_its_own_and_what_is_for_everybody(self, wrote):
        road, shop, everybody = (
            wrote(but(NOTICE, interests=some)) for some in (["road", "away"], ["shop"], [])
        )
        assert set(Notice.objects.of_interest(Interest.ROAD)) == {road, everybody}
        assert set(Notice.objects.of_interest(Interest.SHOP)) == {shop, everybody}
        assert road.newest.interested == [Interest.AWAY, Interest.ROAD]
        assert [str(one) for one in everybody.newest.interest_labels] == []

    def test_the_newest_release_stands_first_whenever_it_was_begun(self, reviewed, office_head, now):
        first, second = reviewed(), reviewed()
        notices.release_notice(second, by=office_head, now=now)
        notices.release_notice(first, by=office_head, now=now + DAY)
        assert list(Notice.objects.newest_first()) == [first, second]

    def test_who_goes_on_with_what(self, wrote, reviewed, clerk, office_head, leader, cadre, now):
        draft, waits, cleared = wrote(), notices.submit_notice(wrote(), by=clerk, now=now), reviewed()
        rows = Notice.objects
        assert list(rows.to_write_by(clerk)) == [draft]
        assert list(rows.to_review_by(leader)) == [waits]
        assert not rows.to_review_by(clerk).exists()
        assert list(rows.to_release_by(office_head)) == [cleared]
        assert not rows.to_release_by(cadre).exists()

    def test_questions_by_what_they_wait_for(self, question, released, clerk, cadre, now):
        rows = Question.objects
        assert list(rows.to_answer_by(clerk)) == [question]
        assert not rows.overdue(question.due_at).exists()
        assert list(rows.overdue(question.due_at + timedelta(seconds=1))) == [question]
        released(ANSWER, Sort.ANSWER, question=question)
        assert not rows.update_owed(now + 6 * DAY).exists()
        assert list(rows.update_owed(now + 7 * DAY)) == [question]
        assert not rows.overdue(now + 60 * DAY).exists()


def test_steps_are_kept_with_who_took_them_and_when(wrote, clerk, now):
    step = NoticeStep.objects.get(notice=wrote())
    assert (step.by, step.at) == (clerk, now)


def test_parts_that_say_something_stand_in_reading_order(wrote):
    version = wrote().newest
    assert [part for part, _label, _text in version.parts] == [
        "who",
        "what",
        "where",
        "times",
        "to_do",
        "ask",
    ]
    assert version.by_part[Part.MORE] == ""
    assert version.issued_by == "党政办公室"
