"""A text is written, reviewed by another, released, told, amended, withdrawn; each with its refusal."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from zerentian.community.actions import notices
from zerentian.community.actions.disputes import answer_dispute, receive_dispute
from zerentian.community.actions.questions import drop_question, log_question
from zerentian.community.actions.tellings import tell_village
from zerentian.community.models import Dispute, Notice, Question, Telling
from zerentian.community.rules.notices import Part, Sort, State
from zerentian.community.rules.questions import Channel, Origin, Outcome, Urgency
from zerentian.community.rules.tellings import Told, Way
from zerentian.community.tests.conftest import ANSWER, CORRECTION, NOTICE, TODAY, but
from zerentian.ledger.actions import seal
from zerentian.ledger.figures import compute
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import Period
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.verification import verify_log
from zerentian.organization.access import Forbidden
from zerentian.organization.actions.units import merge_unit

pytestmark = pytest.mark.django_db


def counted(code, moment):
    """Return a figure of the township for March, sealed at a moment; a ratio as numerator and denominator."""
    seal(now=moment)
    found = compute(code, unit="990100/990101", period=Period.parse("2026-03"), size=None)
    return found.value if found.figure.measure != "ratio" else (found.numerator, found.denominator)


def test_whoever_wrote_at_a_text_does_not_review_it(wrote, clerk, office_head, leader, now):
    notice = notices.submit_notice(wrote(), by=clerk, now=now)
    notice = notices.return_notice(notice, reason="写明几点停水", by=leader, now=now)
    notice = notices.edit_notice(notice, NOTICE, by=office_head, now=now)
    notice = notices.submit_notice(notice, by=clerk, now=now)
    with pytest.raises(NotAllowed, match="另一人"):
        notices.clear_notice(notice, words="可以", by=office_head, now=now)
    with pytest.raises(Forbidden):
        notices.clear_notice(notice, words="可以", by=clerk, now=now)
    assert list(Notice.objects.to_review_by(leader)) == [notice]
    assert not Notice.objects.to_review_by(office_head).exists()
    assert notices.clear_notice(notice, words="可以公开", by=leader, now=now).state == State.CLEARED


def test_nothing_is_released_without_a_review(wrote, clerk, office_head, now):
    notice = wrote()
    with pytest.raises(NotAllowed):
        notices.release_notice(notice, by=office_head, now=now)
    version = notice.newest
    version.released_at, version.released_by = now, office_head
    with pytest.raises(IntegrityError), transaction.atomic():
        version.save()
    version.refresh_from_db()
    version.reviewed_by = clerk
    with pytest.raises(IntegrityError), transaction.atomic():
        version.save()


@pytest.mark.parametrize(
    ("sort", "text", "part"),
    [
        (Sort.NOTICE, NOTICE, Part.WHAT),
        (Sort.ANSWER, ANSWER, Part.SOURCE),
        (Sort.CORRECTION, CORRECTION, Part.CHECKED),
        (Sort.CORRECTION, CORRECTION, Part.DISPUTE),
    ],
)
def test_a_text_says_what_its_sort_needs(wrote, sort, text, part):
    assert wrote(text, sort).sort == sort
    with pytest.raises(NotAllowed, match="请填写"):
        wrote(but(text, said={**text.said, part: "　"}), sort)


def test_a_text_is_for_villages_of_its_own_township_only(wrote, township, village, other_township):
    assert list(wrote(but(NOTICE, villages=[village])).villages.all()) == [village]
    with pytest.raises(NotAllowed, match="范围"):
        wrote(but(NOTICE, villages=[other_township]))


def test_villages_are_asked_to_tell_and_confirm_in_time(
    released, village, neighbour_village, cadre, neighbour_cadre, outsider, now
):
    notice = released(but(NOTICE, villages=[village, neighbour_village]))
    mine = Telling.objects.get(unit=village)
    assert mine.due == date(2026, 3, 4)
    assert list(Telling.objects.to_tell_by(cadre)) == [mine]
    later = now + timedelta(days=1)
    with pytest.raises(Forbidden):
        tell_village(mine, way=Way.BOARD, told_on=TODAY, by=neighbour_cadre, now=later)
    with pytest.raises(NotAllowed, match="早于"):
        tell_village(mine, way=Way.BOARD, told_on=date(2026, 3, 1), by=cadre, now=later)
    with pytest.raises(NotAllowed, match="次数"):
        tell_village(mine, way=Way.LOUDSPEAKER, told_on=TODAY, times=0, by=cadre, now=later)
    tell_village(
        mine, way=Way.LOUDSPEAKER, told_on=later.date(), times=3, place="上广场", by=cadre, now=later
    )
    tell_village(mine, way=Way.DOOR, told_on=later.date(), by=cadre, now=later)
    mine.refresh_from_db()
    assert (mine.state, mine.told_on) == (Told.TOLD, later.date())
    assert [one.way for one in mine.receipts.all()] == [Way.LOUDSPEAKER, Way.DOOR]
    assert counted("tellings.in_time_share", now + timedelta(days=8)) == (1, 2)
    assert counted("tellings.overdue", now + timedelta(days=8)) == 1
    assert notice.tellings.count() == 2


def test_another_version_stands_beside_the_first_and_asks_anew(
    released, clerk, office_head, village, cadre, now
):
    notice = released(but(NOTICE, villages=[village]))
    told = Telling.objects.get()
    later = now + timedelta(days=1)
    changed = but(NOTICE, title="3月6日停水检修", villages=[village])
    with pytest.raises(NotAllowed, match="改了什么"):
        notices.amend_notice(notice, changed, changed=" ", by=clerk, now=later)
    notice = notices.amend_notice(notice, changed, changed="改到3月6日", by=clerk, now=later)
    assert notice.published.title == "3月5日停水检修"
    notice = notices.submit_notice(notice, by=clerk, now=later)
    notice = notices.clear_notice(notice, words="可以公开", by=office_head, now=later)
    notice = notices.release_notice(notice, by=office_head, now=later)
    assert [one.title for one in notice.versions.all()] == ["3月5日停水检修", "3月6日停水检修"]
    told.refresh_from_db()
    assert told.state == Told.DROPPED
    assert Telling.objects.open().get().version == 2
    with pytest.raises(NotAllowed, match="不需要告知"):
        tell_village(told, way=Way.BOARD, told_on=later.date(), by=cadre, now=later)


def test_the_title_of_a_draft_is_nobodys_to_read_before_its_release(released, clerk, office_head, now):
    notice = notices.amend_notice(released(), NOTICE, changed="标题", by=clerk, now=now)
    notice = notices.edit_notice(notice, but(NOTICE, title="还没审的标题"), by=clerk, now=now)
    assert Notice.objects.get(pk=notice.pk).title == "3月5日停水检修"
    notice = notices.submit_notice(notice, by=clerk, now=now)
    notice = notices.clear_notice(notice, words="可以公开", by=office_head, now=now)
    assert notices.release_notice(notice, by=office_head, now=now).title == "还没审的标题"


def test_a_version_that_is_given_up_leaves_what_is_public(released, clerk, now):
    notice = released()
    notice = notices.amend_notice(notice, but(NOTICE, title="另一个标题"), changed="标题", by=clerk, now=now)
    notice = notices.drop_notice(notice, reason="不改了", by=clerk, now=now)
    assert (notice.state, notice.title, notice.version) == (State.RELEASED, "3月5日停水检修", 1)
    again = notices.amend_notice(notice, NOTICE, changed="补充电话", by=clerk, now=now)
    assert again.newest.number == 3
    with pytest.raises(NotAllowed):
        notices.drop_notice(
            notices.drop_notice(again, reason="不改了", by=clerk, now=now), reason="再", by=clerk, now=now
        )


def test_what_is_withdrawn_keeps_its_reason_and_versions(released, clerk, office_head, now):
    notice = released()
    with pytest.raises(Forbidden):
        notices.withdraw_notice(notice, reason="日期写错", by=clerk, now=now)
    notice = notices.withdraw_notice(notice, reason="日期写错", by=office_head, now=now)
    assert not notice.is_public
    assert notice.versions.count() == 1
    assert not Telling.objects.open().exists()
    assert not Notice.objects.public().exists()


def test_hours_run_by_class_and_the_first_answer_stops_them(released, question, office_head, clerk, now):
    assert question.due_at - question.heard_at == timedelta(hours=48)
    answer = released(ANSWER, Sort.ANSWER, question=question)
    question.refresh_from_db()
    assert (question.state, question.next_update_on) == ("answered", date(2026, 3, 9))
    assert counted("questions.median_hours", now + timedelta(hours=1)) == 2
    assert counted("questions.open", now + timedelta(hours=1)) == 0
    later = now + timedelta(days=7)
    notices.amend_notice(answer, but(ANSWER, next_update_on=None), changed="滤料已换", by=clerk, now=later)
    assert Question.objects.update_owed(later).get() == question
    assert not Entry.objects.filter(verb="question.updated").exists()


def test_an_answer_that_is_withdrawn_lets_the_question_wait_again(
    released, question, office, office_head, clerk, village, administrator, now
):
    answer = released(ANSWER, Sort.ANSWER, question=question)
    correction = released(CORRECTION, Sort.CORRECTION, question=question)
    question.refresh_from_db()
    assert question.next_update_on == ANSWER.next_update_on
    notices.withdraw_notice(correction, reason="写错", by=office_head, now=now)
    question.refresh_from_db()
    assert question.state == "answered"
    notices.withdraw_notice(answer, reason="写错", by=office_head, now=now)
    question.refresh_from_db()
    assert (question.state, question.next_update_on, question.answered_at) == ("open", None, None)
    assert list(Question.objects.to_answer_by(clerk)) == [question]
    said = [one.verb for one in Entry.objects.filter(subject=question.ref).order_by("id")]
    assert said[-1] == "question.reopened"
    released(ANSWER, Sort.ANSWER, question=question, now=now)
    question.refresh_from_db()
    assert question.state == "answered"
    assert counted("questions.in_time_share", now + timedelta(days=8)) == (1, 1)
    assert counted("questions.open", now + timedelta(days=8)) == 0


def test_a_promised_update_passes_to_the_unit_that_takes_over(
    released, question, office, neighbour_office, administrator, now
):
    released(ANSWER, Sort.ANSWER, question=question)
    merge_unit(office, into=neighbour_office, first=TODAY, by=administrator, now=now)
    question.refresh_from_db()
    assert question.unit == neighbour_office
    assert Entry.objects.filter(verb="question.promise_moved").count() == 1
    assert counted("questions.open", now + timedelta(hours=1)) == 0


def test_a_question_that_waits_again_waits_where_its_unit_went(
    released, question, office, neighbour_office, leader, administrator, now
):
    answer = released(but(ANSWER, next_update_on=None), Sort.ANSWER, question=question)
    merge_unit(office, into=neighbour_office, first=TODAY, by=administrator, now=now)
    question.refresh_from_db()
    assert question.unit == office, "what was answered is counted where it was answered"
    notices.withdraw_notice(answer, reason="写错", by=leader, now=now)
    question.refresh_from_db()
    assert (question.state, question.unit) == ("open", neighbour_office)
    said = [one.verb for one in Entry.objects.filter(subject=question.ref).order_by("id")]
    assert said[-2:] == ["question.reopened", "question.moved"]
    assert counted("questions.open", now + timedelta(hours=1)) == 1


def test_days_that_passed_during_the_review_are_asked_again_at_the_release(
    reviewed, question, office_head, now
):
    late = now + timedelta(days=3)
    with pytest.raises(NotAllowed, match="告知期限"):
        notices.release_notice(reviewed(), by=office_head, now=late)
    answer = reviewed(ANSWER, Sort.ANSWER, question=question)
    with pytest.raises(NotAllowed, match="下次更新"):
        notices.release_notice(answer, by=office_head, now=now + timedelta(days=8))


def test_whoever_wrote_at_any_version_answers_no_dispute_of_it(
    released, clerk, office_head, leader, client_of, now
):
    notice = notices.amend_notice(released(), NOTICE, changed="电话", by=office_head, now=now)
    notice = notices.submit_notice(notice, by=clerk, now=now)
    notice = notices.clear_notice(notice, words="可以公开", by=leader, now=now)
    notice = notices.release_notice(notice, by=leader, now=now)
    dispute = receive_dispute(notice, claim="青檀家水没停", channel=Channel.PAGE, by=clerk, now=now)
    said = {"shown": "有住户说没有停水", "answer": "那一户用井水", "outcome": Outcome.STANDS, "now": now}
    with pytest.raises(NotAllowed, match="任何一版"):
        answer_dispute(dispute, **said, by=office_head)
    assert not Dispute.objects.to_answer_by(office_head).exists()
    page = reverse("community:notice-detail", args=[notice.pk])
    assert "青檀" not in client_of(office_head).get(page).content.decode()
    assert "青檀" not in client_of(clerk).get(page).content.decode()
    assert "青檀" in client_of(leader).get(page).content.decode()
    answer = reverse("community:dispute-answer", args=[dispute.pk])
    assert client_of(office_head).get(answer).status_code == 302
    answered = answer_dispute(dispute, **said, by=leader)
    assert answered.claim == ""
    assert "有住户说没有停水" in client_of(clerk).get(page).content.decode()
    seal(now=now)
    assert verify_log().problems == []


def test_a_matter_is_logged_once_and_never_from_the_future(office, clerk, office_head, outsider, now):
    said = {
        "title": "桥能不能走",
        "unit": office,
        "origin": Origin.NOTICE,
        "urgency": Urgency.GRAVE,
        "now": now,
    }
    first = log_question(**said, heard_at=now, origin_ref="notice:7", by=clerk)
    assert first.due_at - now == timedelta(hours=5)
    with pytest.raises(NotAllowed, match="已在等待"):
        log_question(**said, heard_at=now, origin_ref="notice:7", by=clerk)
    with pytest.raises(NotAllowed, match="之后"):
        log_question(**said, heard_at=now + timedelta(hours=1), by=clerk)
    with pytest.raises(Forbidden):
        log_question(**said, heard_at=now, by=outsider)
    assert drop_question(first, reason="当面已说清", by=office_head, now=now).state == "dropped"
    with pytest.raises(NotAllowed):
        drop_question(first, reason="再说一次", by=office_head, now=now)


def test_an_office_answers_what_its_township_logged_and_no_other(
    released, wrote, township, other_township, receptionist, office, outsider, now
):
    said = {
        "title": "井水发黄",
        "origin": Origin.SUPERIOR,
        "urgency": Urgency.SERIOUS,
        "heard_at": now,
        "now": now,
    }
    question = log_question(**said, unit=township, by=receptionist)
    elsewhere = Question.objects.create(
        unit=other_township,
        path=other_township.path,
        title="别处的事",
        origin=Origin.ASKED,
        urgency=Urgency.ORDINARY,
        heard_at=now,
        due_at=now,
        due=TODAY,
        logged_by=outsider,
    )
    with pytest.raises(NotAllowed, match="本乡镇"):
        wrote(ANSWER, Sort.ANSWER, question=elsewhere)
    released(ANSWER, Sort.ANSWER, question=question)
    question.refresh_from_db()
    assert question.state == "answered"


def test_a_dispute_has_no_author_and_is_answered_by_who_did_not_write(
    released, clerk, office_head, leader, now
):
    notice = released(CORRECTION, Sort.CORRECTION)
    dispute = receive_dispute(notice, claim="邻村已经停发", channel=Channel.COUNTER, by=clerk, now=now)
    assert not {one.name for one in Dispute._meta.get_fields()} & {"author", "name", "phone", "contact", "by"}
    said = {
        "shown": "有人说邻村停发",
        "answer": "核对到账清单，邻村同样照发",
        "outcome": Outcome.STANDS,
        "now": now,
    }
    with pytest.raises(Forbidden):
        answer_dispute(dispute, **said, by=clerk)
    with pytest.raises(NotAllowed, match="请填写"):
        answer_dispute(dispute, **said | {"shown": ""}, by=leader)
    assert not answer_dispute(dispute, **said, by=leader).is_open
    with pytest.raises(NotAllowed):
        answer_dispute(dispute, **said, by=office_head)
    withdrawn = notices.withdraw_notice(notice, reason="重写", by=office_head, now=now)
    with pytest.raises(NotAllowed, match="撤回"):
        receive_dispute(withdrawn, claim="不对", channel=Channel.PHONE, by=clerk, now=now)


def test_texts_of_another_township_are_not_seen(released, outsider, cadre):
    released()
    assert not Notice.objects.visible_to(outsider).exists()
    assert Notice.objects.visible_to(cadre).exists()
