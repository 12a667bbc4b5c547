"""Lessons step by step: what is refused, what each entry counts, who sees which gap, and how a check is marked."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from zerentian.community.actions import learning as acts
from zerentian.community.models import Lesson, Requirement
from zerentian.community.rules import learning as rules
from zerentian.community.shown.learning import HOLDS_UNTIL, RECORDS, is_new_day, lessons_waiting
from zerentian.community.tests.conftest import TODAY
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import LOCAL
from zerentian.ledger.rules.refusals import NotAllowed

DAY = timedelta(days=1)
QUIZ = "一加一？\n*A. 二\nB. 三\n\n哪些是\n偶数？\n＊a、二\nb．三\n√c) 四\n解析： 能被二整除"


def entries(verb):
    """Return what the entries of a verb say, with where."""
    return [
        (one.unit.rpartition("/")[2], one.fact) for one in Entry.objects.filter(verb=verb).order_by("unit")
    ]


def required(lesson, account) -> Requirement:
    """Return what the lesson requires of somebody."""
    return Requirement.objects.of(account).get(lesson=lesson)


@pytest.fixture
def lesson(township, first, now):
    """A lesson of every six months for clerks and cadres."""
    said = {
        "title": " 防汛 ",
        "basis": " 3号文 ",
        "cycle": 6,
        "roles": ["cadre", "clerk"],
        "text": " 每日两查 ",
    }
    return acts.open_lesson(unit=township, **said, questions=QUIZ, by=first, now=now)


class TestRules:
    @pytest.mark.parametrize(
        ("done", "months", "until"),
        [
            (date(2026, 1, 31), 3, date(2026, 4, 29)),
            (date(2026, 12, 15), 3, date(2027, 3, 14)),
            (date(2023, 2, 28), 12, date(2024, 2, 27)),
            (date(2024, 2, 29), 12, date(2025, 2, 27)),
            (date(2026, 3, 1), 36, date(2029, 2, 28)),
        ],
    )
    def test_what_was_learned_holds_to_the_eve_of_its_day(self, done, months, until):
        assert rules.holds_until(done, months) == until

    def test_a_cycle_is_one_of_the_usual_ones(self):
        assert [rules.check_cycle(one) for one in (0, 3, 6, 12, 24, 36)] == [0, 3, 6, 12, 24, 36]
        for wrong in (1, 48, -3):
            with pytest.raises(NotAllowed, match="周期只能是一次"):
                rules.check_cycle(wrong)

    def test_a_day_of_learning_lies_between_the_material_and_today(self):
        for right in (TODAY - DAY, TODAY):
            assert rules.check_done_on(right, TODAY - DAY, TODAY) == right
        with pytest.raises(NotAllowed, match="2026年3月1日才启用"):
            rules.check_done_on(TODAY - 2 * DAY, TODAY - DAY, TODAY)
        with pytest.raises(NotAllowed, match="不能晚于今天"):
            rules.check_done_on(TODAY + DAY, TODAY, TODAY)

    def test_a_check_is_read_with_any_of_the_usual_signs(self):
        one, other = rules.read_questions(QUIZ)
        assert (one.text, one.options, one.right, one.why) == ("一加一？", ("二", "三"), {0}, "")
        assert (other.text, other.options, other.letters) == ("哪些是 偶数？", ("二", "三", "四"), "AC")
        assert other.why == "能被二整除"
        assert rules.read_questions(" \n\n ") == ()

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("题\n*A. 一", "第1题要有题目、至少两个选项"),
            ("*A. 一\nB. 二", "第1题要有题目"),
            ("题\nA. 一\nB. 二", "在正确的选项前加"),
            ("题\n*A. 一\nB. 二\n乱写", "第1题看不懂这一行：“乱写”"),
            ("解析：先\n*A. 一\nB. 二\nI. 九", "第1题看不懂这一行：“I. 九”"),
        ],
    )
    def test_what_cannot_be_read_is_named_with_what_it_lacks(self, text, words):
        with pytest.raises(NotAllowed, match=words):
            rules.read_questions(text)

    def test_thirty_questions_and_eight_options_are_the_most(self):
        question = "题\n*A. 一\nB. 二"
        assert len(rules.read_questions("\n\n".join([question] * 30))) == 30
        with pytest.raises(NotAllowed, match="自测题最多30道"):
            rules.read_questions("\n\n".join([question] * 31))
        eight = "\n".join(["题", "*A. 一", *[f"{letter}. 项" for letter in "BCDEFGH"]])
        assert len(rules.read_questions(eight)[0].options) == 8

    def test_a_question_is_right_by_exactly_its_options(self):
        questions = rules.read_questions(QUIZ)
        for given, right in (
            ({0: [0], 1: [2, 0]}, [True, True]),
            ({0: [0, 0], 1: [0]}, [True, False]),
            ({0: [1], 1: [0, 1, 2]}, [False, False]),
            ({1: []}, [False, False]),
        ):
            assert rules.marked(questions, given) == right


@pytest.mark.django_db
class TestSteps:
    def test_a_lesson_keeps_its_roles_in_one_order_and_is_counted_where_its_posts_are(self, lesson, first):
        kept = Lesson.objects.get()
        assert (kept.title, kept.basis, kept.cycle) == ("防汛", "3号文", 6)
        assert set(kept.role_codes) == {"clerk", "cadre"}
        assert (kept.opened_on, kept.opened_by, kept.material.text) == (TODAY, first, "每日两查")
        assert entries("lesson.opened") == [("990101", {"months": 6})]
        assert entries("lesson.revised") == [("990101", {"version": 1, "again": False})]
        assert entries("lesson.required") == [
            (unit, {"posts": 1}) for unit in ("990101-DZ", "990101-V01", "990101-V02", "990101-ZF")
        ]

    @pytest.mark.parametrize(
        ("said", "words"),
        [
            ({"title": " "}, "请填写科目名称 · write what the lesson is called"),
            ({"basis": ""}, "请填写依据文件"),
            ({"text": " "}, "请填写学习材料"),
            ({"cycle": 5}, "周期只能是"),
            ({"roles": []}, "应学的岗位类别"),
            ({"roles": ["clerk", "nobody"]}, "应学的岗位类别"),
            ({"questions": "题"}, "第1题"),
        ],
    )
    def test_a_lesson_lacks_nothing(self, township, first, now, said, words):
        known = {"title": "课", "basis": "文件", "cycle": 0, "roles": ["clerk"], "text": "文"}
        with pytest.raises(NotAllowed, match=words):
            acts.open_lesson(unit=township, **known | said, by=first, now=now)
        assert not Lesson.objects.exists()

    def test_learning_says_whether_it_was_anew_and_by_which_material(self, lesson, clerk, now):
        own = acts.tick_lesson(required(lesson, clerk), done_on=TODAY, by=clerk, now=now)
        assert (own.covered, own.done_on, own.until) == (True, TODAY, date(2026, 9, 1))
        assert own.material == lesson.material
        later = now + 20 * DAY
        again = acts.tick_lesson(own, done_on=later.date(), by=clerk, now=later)
        assert again.until == date(2026, 9, 21)
        said = [one.fact["renewed"] for one in Entry.objects.filter(verb="lesson.done").order_by("pk")]
        assert said == [False, True]

    def test_what_holds_no_more_today_is_not_learned_and_what_holds_today_is(self, lesson, clerk, now):
        last = now + (date(2026, 9, 1) - TODAY)
        with pytest.raises(NotAllowed, match="已过有效期"):
            acts.tick_lesson(required(lesson, clerk), done_on=TODAY, by=clerk, now=last + DAY)
        assert acts.tick_lesson(required(lesson, clerk), done_on=TODAY, by=clerk, now=last).covered

    def test_after_a_renewal_what_was_learned_before_it_is_not_enough(self, lesson, clerk, first, now):
        acts.tick_lesson(required(lesson, clerk), done_on=TODAY, by=clerk, now=now)
        later = now + 5 * DAY
        acts.renew_material(lesson, text="三查", again=True, by=first, now=later)
        assert lesson.material.number == 2
        assert entries("lesson.lapsed") == [("990101-DZ", {"posts": 1})]
        own = required(lesson, clerk)
        with pytest.raises(NotAllowed, match="2026年3月7日才启用"):
            acts.tick_lesson(own, done_on=later.date() - DAY, by=clerk, now=later)
        acts.renew_material(lesson, text="错字", again=False, by=first, now=later + DAY)
        assert acts.tick_lesson(own, done_on=later.date(), by=clerk, now=later + DAY).covered

    def test_a_session_says_how_many_were_there_where_somebody_counted(self, lesson, first, now):
        with pytest.raises(NotAllowed, match="学习之后再登记"):
            acts.hold_session(lesson, held_on=TODAY + DAY, attended=3, by=first, now=now)
        acts.hold_session(lesson, held_on=TODAY, attended=0, by=first, now=now)
        acts.hold_session(lesson, held_on=TODAY, attended=None, by=first, now=now)
        facts = [one.fact for one in Entry.objects.filter(verb="lesson.held").order_by("pk")]
        assert [fact.get("attended") for fact in facts] == [0, None]

    def test_a_lesson_that_ends_releases_its_posts_with_how_many_had_learned_it(
        self, lesson, clerk, first, now
    ):
        acts.tick_lesson(required(lesson, clerk), done_on=TODAY, by=clerk, now=now)
        with pytest.raises(NotAllowed, match="请填写停止理由"):
            acts.end_lesson(lesson, reason="", by=first, now=now)
        acts.end_lesson(lesson, reason=" 并入 ", by=first, now=now)
        assert (Lesson.objects.get().ended_on, Lesson.objects.get().ended_for) == (TODAY, "并入")
        assert entries("lesson.released") == [
            ("990101-DZ", {"posts": 1, "covered": 1}),
            *[(unit, {"posts": 1, "covered": 0}) for unit in ("990101-V01", "990101-V02", "990101-ZF")],
        ]
        assert {one.closed_on for one in Requirement.objects.all()} == {TODAY}

    def test_what_is_soon_over_is_to_be_learned_thirty_days_before(self, lesson, clerk, now):
        own = acts.tick_lesson(required(lesson, clerk), done_on=TODAY, by=clerk, now=now)
        rows = Requirement.objects.of(clerk)
        assert not rows.to_learn(own.until - 31 * DAY).exists()
        assert list(rows.to_learn(own.until - 30 * DAY)) == [own]

    def test_gaps_are_ones_own_and_as_head_those_of_the_office(
        self, lesson, clerk, office_head, neighbour_clerk, cadre
    ):
        seen = {
            one: {gap.holder.username for gap in Requirement.objects.gaps_for(account)}
            for one, account in (("head", office_head), ("clerk", clerk), ("cadre", cadre))
        }
        assert seen == {"head": {"clerk"}, "clerk": {"clerk"}, "cadre": {"cadre"}}


@pytest.mark.django_db
class TestShown:
    def test_the_desk_names_what_oneself_has_to_learn_with_its_light(
        self, lesson, clerk, office_head, outsider, now
    ):
        def lines(account, at=now):
            with translation.override("en"):
                return [
                    (line.what, line.note, line.light, line.due)
                    for group in lessons_waiting(account, at, 5)
                    for line in group.lines
                ]

        assert lines(clerk) == [("防汛", "3号文", "", None)]
        assert lines(office_head) == lines(outsider) == []
        own = acts.tick_lesson(required(lesson, clerk), done_on=TODAY, by=clerk, now=now)
        assert lines(clerk) == []
        soon = now + (own.until - TODAY) - 30 * DAY
        assert lines(clerk, soon) == [("防汛", "3号文", "amber", own.until)]

    def test_days_of_learning_are_ones_own_and_only_of_what_was_learned(self, lesson, clerk, cadre, now):
        assert not HOLDS_UNTIL.rows(clerk).exists()
        own = acts.tick_lesson(required(lesson, clerk), done_on=TODAY, by=clerk, now=now)
        assert list(HOLDS_UNTIL.rows(clerk)) == [own]
        assert not HOLDS_UNTIL.rows(cadre).exists()
        assert HOLDS_UNTIL.title(own) == "防汛"

    def test_it_is_reckoned_once_a_day(self, now):
        midnight = datetime(2026, 3, 2, 0, 0, tzinfo=LOCAL)
        assert is_new_day(now, None)
        assert is_new_day(midnight, midnight - timedelta(minutes=1))
        assert not is_new_day(now, midnight)

    def test_a_form_reads_roles_and_cycle_in_words(self, lesson):
        values = {name: field.read(lesson) for name, field in RECORDS.fields.items()}
        assert (values["cycle"], values["unit"], values["opened_on"]) == ("每半年", "云岭乡", TODAY)
        assert values["roles"].count("、") == 1

    def test_a_check_marks_what_was_sent_and_counts_what_is_right(self, lesson, clerk, client_of):
        browser, page = client_of(clerk), reverse("community:lesson-check", args=[lesson.pk])
        asked = browser.get(page).context
        assert (asked["checked"], asked["right"]) == (False, 0)
        assert [row["many"] for row in asked["rows"]] == [False, True]
        done = browser.post(page, {"q0": "0", "q1": ["0", "1"]}).context
        assert (done["checked"], done["right"]) == (True, 1)
        assert [row["result"] for row in done["rows"]] == [True, False]
        options = done["rows"][1]["options"]
        assert [(one["letter"], one["given"], one["right"]) for one in options] == [
            ("A", True, True),
            ("B", True, False),
            ("C", False, True),
        ]

    def test_the_list_puts_what_is_not_learned_first_and_shows_gaps_of_others_to_the_head(
        self, lesson, township, clerk, office_head, first, client_of, now
    ):
        said = {"title": "保密", "basis": "文件", "cycle": 0, "roles": ["clerk"], "text": "文", "by": first}
        other = acts.open_lesson(unit=township, **said, now=now)
        acts.tick_lesson(required(lesson, clerk), done_on=TODAY, by=clerk, now=now)
        page = reverse("community:lesson-list")
        context = client_of(clerk).get(page).context
        assert [one.lesson for one in context["own"]] == [other, lesson]
        assert (list(context["gaps"]), context["may_keep"]) == ([], False)
        head = client_of(office_head).get(page).context
        assert [(one.lesson, one.holder) for one in head["gaps"]] == [(other, clerk)]
        assert set(head["lessons"]) == {lesson, other}

    def test_who_keeps_it_may_until_it_ends_and_a_version_is_named_by_its_number(
        self, lesson, clerk, first, client_of, now
    ):
        page = reverse("community:lesson-detail", args=[lesson.pk])
        assert client_of(first).get(page).context["may_keep"] is True
        assert client_of(clerk).get(page).context["may_keep"] is False
        acts.renew_material(lesson, text="三查", again=False, by=first, now=now)
        context = client_of(clerk).get(page).context
        assert context["material"].number == 2
        assert [one.number for one in context["versions"]] == [2, 1]
        renew = client_of(first).get(reverse("community:lesson-renew", args=[lesson.pk]))
        assert renew.context["form"].initial["text"] == "三查"
        acts.end_lesson(lesson, reason="并入", by=first, now=now)
        assert not client_of(first).get(page).context["may_keep"]
