"""Lessons: required of posts, learned by one's own word, for as long as they hold; gaps for few, figures for all."""

from datetime import date, datetime, timedelta

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from zerentian.community.actions import learning
from zerentian.community.actions.learning import (
    end_lesson,
    hold_session,
    open_lesson,
    reckon_lessons,
    renew_material,
    tick_lesson,
)
from zerentian.community.models import Lesson, Requirement
from zerentian.community.rules.learning import CYCLES, holds_until, marked, read_questions
from zerentian.community.shown.learning import RECORDS, lessons_waiting
from zerentian.ledger.actions import seal
from zerentian.ledger.figures import compute
from zerentian.ledger.models import Entry
from zerentian.ledger.registry import FIGURES
from zerentian.ledger.rules.periods import LOCAL, Period
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden
from zerentian.organization.actions.posts import appoint, create_post, end_appointment
from zerentian.organization.models import Account, Appointment

TOWN = "990100/990101"
QUIZ = """巡查发现裂缝应当？
A. 等下次再看
*B. 立即报告
*C. 设警示标志
解析：先报告并设警示，再组织撤离。

雨量达到什么时候加密巡查？
*A. 黄色预警及以上
B. 雨停以后"""


@pytest.fixture
def lesson(township, first, now):
    """A yearly lesson of clerks and cadres of the township."""
    return open_lesson(
        unit=township,
        title="防汛巡查要领",
        basis="云政发〔2026〕3号",
        cycle=12,
        roles=["clerk", "cadre"],
        text="汛期每日两查。\n\n发现异常立即报告。",
        questions=QUIZ,
        by=first,
        now=now,
    )


def required(lesson, account) -> Requirement:
    """Return what the lesson requires of somebody."""
    return Requirement.objects.of(account).get(lesson=lesson)


def stock(code: str, unit: str = TOWN, year: str = "2026") -> int | None:
    """Return a figure as of the latest seal."""
    return compute(code, unit=unit, period=Period.parse(year)).value


# -- rules ---------------------------------------------------------------------------------------------


def test_what_is_learned_holds_to_the_day_before_its_day_comes_again():
    assert holds_until(date(2026, 3, 2), 12) == date(2027, 3, 1)
    assert holds_until(date(2026, 8, 31), 6) == date(2027, 2, 27)
    assert holds_until(date(2026, 3, 2), 0) is None


@given(
    done=st.dates(date(2000, 1, 1), date(2090, 12, 31)),
    months=st.sampled_from([one for one in CYCLES if one]),
)
def test_it_never_holds_longer_than_its_cycle_nor_shorter_by_more_than_a_few_days(done, months):
    until = holds_until(done, months)
    assert until is not None
    assert timedelta(days=28 * months - 4) <= until - done <= timedelta(days=31 * months)


def test_a_self_check_is_read_as_it_is_typed_and_marked_by_exactly_the_right_options():
    questions = read_questions(QUIZ)
    assert [question.letters for question in questions] == ["BC", "A"]
    assert questions[0].why.startswith("先报告")
    assert marked(questions, {0: [1, 2], 1: [0]}) == [True, True]
    assert marked(questions, {0: [1], 1: [0, 1]}) == [False, False]
    assert marked(questions, {}) == [False, False]


@pytest.mark.parametrize(
    "wrong", ["题目", "题目\nA. 一\nB. 二", "*A. 一\nB. 二", "题目\n*A. 一", "题目\n*A. 一\nB. 二\n乱写"]
)
def test_a_question_that_cannot_be_read_is_named_by_its_number(wrong):
    with pytest.raises(NotAllowed, match="第2题"):
        read_questions(f"{QUIZ.split(chr(10) * 2)[0]}\n\n{wrong}")


# -- required, learned, lapsed -------------------------------------------------------------------------


def test_a_lesson_is_required_of_the_posts_of_its_roles_villages_included(
    lesson, clerk, cadre, leader, outsider
):
    held = {one.holder for one in lesson.requirements.standing()}
    assert {clerk, cadre} <= held
    assert not held & {leader, outsider}
    seal(now=datetime(2026, 3, 2, 10, 0, tzinfo=LOCAL))
    assert stock("learning.required") == len(held)
    assert stock("learning.required", f"{TOWN}/990101-V01") == 1
    assert stock("learning.covered") == 0


def test_only_oneself_says_that_one_has_learned(lesson, clerk, cadre, office_head, outsider, now):
    own = required(lesson, clerk)
    for other in (office_head, cadre):
        with pytest.raises(NotAllowed, match="本人登记"):
            tick_lesson(own, done_on=now.date(), by=other, now=now)
    with pytest.raises(Forbidden):
        tick_lesson(own, done_on=now.date(), by=outsider, now=now)
    with pytest.raises(NotAllowed, match="不能晚于今天"):
        tick_lesson(own, done_on=date(2026, 3, 3), by=clerk, now=now)
    with pytest.raises(NotAllowed, match="现行学习材料"):
        tick_lesson(own, done_on=date(2026, 3, 1), by=clerk, now=now)
    assert tick_lesson(own, done_on=date(2026, 3, 2), by=clerk, now=now).until == date(2027, 3, 1)


def test_learning_lapses_the_day_after_it_held_and_is_counted_once_when_renewed(lesson, clerk, now):
    tick_lesson(required(lesson, clerk), done_on=date(2026, 3, 2), by=clerk, now=now)
    tick_lesson(required(lesson, clerk), done_on=date(2026, 3, 2), by=clerk, now=now)
    system = Account.objects.system("clock")
    reckon_lessons(by=system, now=datetime(2027, 3, 1, 9, 0, tzinfo=LOCAL))
    assert required(lesson, clerk).covered
    late = datetime(2027, 3, 2, 9, 0, tzinfo=LOCAL)
    reckon_lessons(by=system, now=late)
    reckon_lessons(by=system, now=late)
    assert not required(lesson, clerk).covered
    seal(now=late)
    assert (stock("learning.covered"), stock("learning.covered", year="2027")) == (1, 0)


@pytest.mark.parametrize(
    ("covered", "until", "said"),
    [
        (False, None, "未学"),
        (False, date(2026, 3, 1), "已到期，请重新学习"),
        (False, date(2026, 9, 1), "未学"),
        (True, date(2026, 9, 1), "已学"),
    ],
)
def test_what_holds_no_more_is_told_apart_from_what_was_never_learned(covered, until, said):
    one = Requirement(covered=covered, until=until, done_on=until and date(2025, 9, 2))
    drawn = render_to_string("community/parts/lesson_state.html", {"one": one, "today": date(2026, 3, 2)})
    assert said in drawn
    assert ("2026年3月1日" in drawn) == (said == "已到期，请重新学习")


def test_who_takes_over_a_post_learns_it_anew_and_who_leaves_is_no_longer_counted(lesson, clerk, first, now):
    tick_lesson(required(lesson, clerk), done_on=date(2026, 3, 2), by=clerk, now=now)
    end_appointment(Appointment.objects.get(account=clerk), last=date(2026, 3, 4), by=first_keeper(), now=now)
    later = datetime(2026, 3, 5, 9, 0, tzinfo=LOCAL)
    reckon_lessons(by=Account.objects.system("clock"), now=later)
    assert not Requirement.objects.of(clerk).exists()
    seal(now=later)
    assert stock("learning.covered") == 0


def first_keeper() -> Account:
    """Return who keeps posts."""
    return Account.objects.get(username="administrator")


def test_new_material_may_ask_everybody_to_learn_anew_and_old_versions_stay(
    lesson, clerk, first, client_of, now
):
    tick_lesson(required(lesson, clerk), done_on=date(2026, 3, 2), by=clerk, now=now)
    renew_material(lesson, text="更正一处错字。", again=False, by=first, now=now)
    assert required(lesson, clerk).covered
    renew_material(lesson, text="改为每日三查。", again=True, by=first, now=now)
    assert not required(lesson, clerk).covered
    page = reverse("community:lesson-detail", args=[lesson.pk])
    assert "汛期每日两查" in client_of(clerk).get(f"{page}?version=1").content.decode()
    assert client_of(clerk).get(f"{page}?version=9").status_code == 404


def test_a_lesson_that_ends_asks_nothing_more(lesson, clerk, first, now):
    own = required(lesson, clerk)
    end_lesson(lesson, reason="并入新科目", by=first, now=now)
    with pytest.raises(NotAllowed, match="不再需要"):
        tick_lesson(own, done_on=now.date(), by=clerk, now=now)
    with pytest.raises(NotAllowed, match="已停止"):
        renew_material(lesson, text="再写", again=False, by=first, now=now)
    seal(now=now)
    assert stock("learning.required") == 0


def test_only_who_keeps_lessons_requires_them(township, office, clerk, first, now):
    said = {"title": "课", "basis": "文件", "cycle": 0, "roles": ["clerk"], "text": "文", "now": now}
    with pytest.raises(Forbidden):
        open_lesson(unit=township, by=clerk, **said)
    with pytest.raises(NotAllowed, match="乡镇或县"):
        open_lesson(unit=office, by=first, **said)
    with pytest.raises(NotAllowed, match="周期"):
        open_lesson(unit=township, by=first, **said | {"cycle": 5})


# -- boundaries ----------------------------------------------------------------------------------------


def test_entries_speak_of_units_and_counts_never_of_a_post_or_who(lesson, clerk, first, now):
    tick_lesson(required(lesson, clerk), done_on=now.date(), by=clerk, now=now)
    for entry in Entry.objects.filter(verb__startswith="lesson."):
        assert entry.subject == lesson.ref
        assert set(entry.fact) <= {"months", "version", "again", "posts", "covered", "renewed", "attended"}


def test_nothing_of_learning_is_merit_and_a_session_covers_nobody(lesson, clerk, first, now):
    hold_session(lesson, held_on=now.date(), attended=12, by=first, now=now)
    assert not required(lesson, clerk).covered
    ours = [figure for code, figure in FIGURES.items() if code.startswith("learning.")]
    assert len(ours) == 2
    assert not any(figure.gives_marks for figure in ours), "no scorecard takes them"
    fields = {field.name for field in Requirement._meta.fields}
    assert not fields & {"hours", "minutes", "points", "score", "result", "answers", "tries"}


def test_gaps_are_for_the_person_and_the_head_of_the_office_alone(
    lesson, clerk, neighbour_clerk, cadre, office_head, leader, first, inspector
):
    def seen(account):
        return {one.holder for one in Requirement.objects.gaps_for(account)}

    assert seen(clerk) == {clerk}
    assert clerk in seen(office_head)
    assert neighbour_clerk not in seen(office_head)
    for other in (leader, first, inspector):
        assert seen(other) == set(), "whoever leads or inspects sees counts by unit alone"


# -- pages ---------------------------------------------------------------------------------------------


def test_a_self_check_is_answered_at_once_and_leaves_nothing_behind(lesson, clerk, client_of):
    browser, page = client_of(clerk), reverse("community:lesson-check", args=[lesson.pk])
    before = Entry.objects.count()
    text = browser.post(page, {"q0": ["1", "2"], "q1": ["1"]}).content.decode()
    assert "1/2" in text or "2 题中对 1" in text
    assert "先报告并设警示" in text
    assert Entry.objects.count() == before
    assert not required(lesson, clerk).covered


def test_the_reading_page_holds_all_it_needs(lesson, clerk, client_of):
    sent = client_of(clerk).get(reverse("community:lesson-offline", args=[lesson.pk]))
    text = sent.content.decode()
    assert "attachment" in sent["Content-Disposition"]
    assert "汛期每日两查" in text
    assert "设警示标志" in text
    for outside in ("src=", "href=", "<script", "http://", "https://", "url("):
        assert outside not in text


def test_a_lesson_is_required_learned_and_ticked_on_its_pages(
    township, first, clerk, outsider, client_of, now
):
    sent = {
        "title": "信访条例",
        "basis": "信访工作条例",
        "unit": township.pk,
        "roles": ["clerk"],
        "cycle": "0",
        "text": "十五日内告知。",
        "questions": "乱写",
    }
    keeper = client_of(first)
    assert keeper.post(reverse("community:lesson-new"), sent).status_code == 422
    assert keeper.post(reverse("community:lesson-new"), sent | {"questions": ""}).status_code == 302
    lesson = Lesson.objects.get(title="信访条例")
    assert "信访条例" in [line.what for group in lessons_waiting(clerk, now, 5) for line in group.lines]
    page = reverse("community:lesson-detail", args=[lesson.pk])
    assert client_of(outsider).get(page).status_code == 404
    assert "我已学完" in client_of(clerk).get(page).content.decode()
    assert (
        client_of(clerk)
        .post(reverse("community:lesson-tick", args=[lesson.pk]), {"done_on": "2026-03-02"})
        .status_code
        == 302
    )
    assert required(lesson, clerk).covered
    assert "已学" in client_of(clerk).get(reverse("community:lesson-list")).content.decode()
    assert (
        client_of(first)
        .post(reverse("community:lesson-tick", args=[lesson.pk]), {"done_on": "2026-03-02"})
        .status_code
        == 404
    )


@pytest.mark.django_db
def test_one_word_covers_all_ones_posts(lesson, clerk, client_of, village, administrator, now):
    post = create_post(
        unit=village, title="驻村干部", role="cadre", first=now.date(), by=administrator, now=now
    )
    held = appoint(clerk, post=post, first=now.date(), by=administrator, now=now)
    reckon_lessons(by=Account.objects.system("clock"), now=now)
    mine = Requirement.objects.of(clerk).filter(lesson=lesson)
    assert {one.post for one in mine} == {clerk.posts_on(now.date())[0], held.post}
    tick_lesson(mine[0], done_on=now.date(), by=clerk, now=now)
    assert [one.covered for one in mine.all()] == [True, True]
    seal(now=now)
    assert stock("learning.covered") == 2


@pytest.mark.django_db
def test_nothing_is_required_by_a_lesson_that_ended_while_others_were_reckoned(
    lesson, township, first, now, monkeypatch
):
    other = open_lesson(
        unit=township, title="另一科", basis="示例", cycle=0, roles=["clerk"], text="示例", by=first, now=now
    )
    real = learning.reckon

    def slowly(one, **said):
        real(one, **said)
        if one == lesson:
            end_lesson(other, reason="并入防汛", by=first, now=now)

    monkeypatch.setattr(learning, "reckon", slowly)
    reckon_lessons(by=Account.objects.system("clock"), now=now)
    assert not other.requirements.standing().exists()


@pytest.mark.django_db
def test_answers_and_versions_that_are_none_are_no_fault_of_the_page(lesson, clerk, client_of):
    browser = client_of(clerk)
    check = reverse("community:lesson-check", args=[lesson.pk])
    for sent in ("", "12", "²", "8", "-1", "9" * 5000):
        assert browser.post(check, {"q0": sent}).status_code == 200, sent
    for version in ("²", "0", "9" * 5000, "-1", ""):
        for name in ("lesson-check", "lesson-detail", "lesson-offline"):
            address = reverse(f"community:{name}", args=[lesson.pk])
            assert browser.get(address, {"version": version}).status_code == 404, (name, version)


@pytest.mark.django_db
def test_forms_are_filled_with_what_is_required_and_never_with_who_has_learned_it(
    lesson, clerk, outsider, township, first, now
):
    def found(account, *days):
        return list(RECORDS.rows(account, township, *days))

    today = now.date()
    assert found(clerk, today, today) == [lesson]
    assert found(outsider, today, today) == []
    assert found(clerk, date(2026, 1, 1), date(2026, 2, 1)) == []
    end_lesson(lesson, reason="并入防汛", by=first, now=now)
    assert found(clerk, today, today) == [lesson]
    assert found(clerk, date(2026, 4, 1), date(2026, 5, 1)) == []
    values = {name: field.read(lesson) for name, field in RECORDS.fields.items()}
    assert values["title"] == lesson.title
    assert set(values) == {"title", "basis", "roles", "cycle", "opened_on", "unit"}


def test_a_question_has_no_more_options_than_letters():
    with pytest.raises(NotAllowed, match="第1题最多8个"):
        read_questions("选哪个？\n" + "A. 一\n" * 8 + "*A. 九")
