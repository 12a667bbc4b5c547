"""Who sees a scorecard and what they may do on which day, and how its rules and marks are told."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse

from zerentian.reports.actions import scorecard_marks as marks
from zerentian.reports.actions.scorecards import publish_rules
from zerentian.reports.models import Scorecard, ScoreItem
from zerentian.reports.rules.scorecards import ScoreState
from zerentian.reports.scorecards import MarkLine, lines_of, mark_cells, rule_words, scorecard_paper
from zerentian.reports.shown.scorecards import card_line, published_cards
from zerentian.reports.views import score_objections

from .scorecards import AFTER, mark_at

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


# -- Who sees what, and when ---------------------------------------------------------------------------


def test_a_draft_is_seen_by_who_keeps_it_alone_and_what_follows_by_all_of_the_township(
    card, first, clerk, outsider, now
):
    def seen(account):
        return list(Scorecard.objects.visible_to(account))

    assert (seen(first), seen(clerk), seen(outsider)) == ([card], [], [])
    publish_rules(card, by=first, now=now)
    assert (seen(first), seen(clerk), seen(outsider)) == ([card], [card], [])


@pytest.mark.parametrize(
    ("state", "day", "waits"),
    [
        (ScoreState.DRAFT, date(2026, 3, 31), True),
        (ScoreState.DRAFT, date(2026, 4, 1), False),
        (ScoreState.RULES, date(2026, 6, 30), False),
        (ScoreState.RULES, date(2026, 7, 1), True),
        (ScoreState.INITIAL, date(2026, 7, 10), False),
        (ScoreState.INITIAL, date(2026, 7, 11), True),
        (ScoreState.FINAL, date(2026, 7, 3), True),
        (ScoreState.PUBLISHED, date(2026, 7, 20), False),
        (ScoreState.WITHDRAWN, date(2026, 7, 20), False),
    ],
)
def test_the_next_step_waits_from_its_day_on_for_who_keeps_the_card(frozen, first, clerk, state, day, waits):
    Scorecard.objects.filter(pk=frozen.pk).update(state=state, result="0" * 64)
    assert Scorecard.objects.all().to_go_on_by(first, day).exists() is waits
    assert not Scorecard.objects.all().to_go_on_by(clerk, day).exists()


def test_initial_marks_are_looked_at_by_the_units_own_until_objections_end(
    frozen, office_head, neighbour_clerk, first, cadre
):
    def waits(account, day=date(2026, 7, 10)):
        return Scorecard.objects.all().to_look_at_by(account, day).exists()

    assert waits(office_head)
    assert not waits(office_head, date(2026, 7, 11))
    assert not waits(first), "the township's own post is of no unit that is judged"
    assert not waits(cadre)
    marks.object_to_mark(mark_at(frozen, "990101-DZ", 1), reason="有误", by=office_head, now=AFTER)
    assert waits(office_head)
    Scorecard.objects.filter(pk=frozen.pk).update(state=ScoreState.FINAL)
    assert not waits(office_head)


TODAY = AFTER.date()


def offered(card, account, day=TODAY):
    account.__dict__["today"] = day
    rows = lines_of(card, account)
    return {
        (row.scored.unit.code, line.item.number): (line.may_object, line.may_answer, line.may_mark)
        for row in rows
        for line in row.lines
    }


NOTHING = (False, False, False)


def test_before_marks_are_frozen_only_those_by_hand_are_offered_and_to_others_than_the_unit(
    card, first, office_head, clerk, now
):
    assert offered(card, first) == {}
    card = publish_rules(card, by=first, now=now)
    assert offered(card, first, card.last) == {}
    may = (False, False, True)
    assert offered(card, first, card.last + DAY) == {("990101-DZ", 2): may, ("990101-ZF", 2): may}
    assert offered(card, office_head) == {("990101-DZ", 2): NOTHING, ("990101-ZF", 2): may}
    assert set(offered(card, clerk).values()) == {NOTHING}


def test_an_objection_is_offered_for_ones_own_unit_in_time_and_once(frozen, office_head):
    last = frozen.objections_until
    own = {key: value[0] for key, value in offered(frozen, office_head, last).items()}
    assert own == {
        ("990101-DZ", 1): True,
        ("990101-DZ", 2): True,
        ("990101-ZF", 1): False,
        ("990101-ZF", 2): False,
    }
    assert not any(value[0] for value in offered(frozen, office_head, last + DAY).values())
    marks.object_to_mark(mark_at(frozen, "990101-DZ", 1), reason="有误", by=office_head, now=AFTER)
    assert [offered(frozen, office_head)["990101-DZ", at][0] for at in (1, 2)] == [False, True]


# -- Words ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"rule": "target", "figure": "tasks.on_time_share", "target": 90}, "目标90%，按达到的份额得分"),
        ({"rule": "target", "figure": "tasks.overdue", "target": 4}, "目标4件，按达到的份额得分"),
        (
            {"rule": "steps", "figure": "tasks.on_time_share", "steps": "95=100"},
            "分档：95=100（达到%＝权重的%）",
        ),
        ({"rule": "steps", "figure": "tasks.overdue", "steps": "95=100"}, "分档：95=100"),
        (
            {"rule": "threshold", "figure": "tasks.overdue", "target": 0, "at_most": True},
            "不超过0件得满分，否则不得分",
        ),
        ({"rule": "threshold", "figure": "tasks.overdue", "target": 3}, "达到3件得满分，否则不得分"),
        ({"rule": "deduct", "figure": "tasks.overdue", "deduct": 150}, "每件扣1.5分，扣完为止"),
        ({"rule": "deduct", "figure": "gone.figure"}, "每扣0分，扣完为止"),
    ],
)
def test_a_rule_is_told_with_its_numbers(more, words):
    assert rule_words(ScoreItem(**more)) == words


def test_a_mark_is_told_in_points_or_why_there_is_none(frozen, office_head, leader):
    def told(code, number):
        return [cell[0].text for cell in mark_cells(mark_at(frozen, code, number))]

    assert told("990101-DZ", 1) == ["党政办公室", "办理质量（60分）", "0件", "60", "60", ""]
    assert told("990101-ZF", 2) == [
        "综治办公室",
        "群众评价核查（40分）",
        "人工评定：抽查属实",
        "35.5",
        "35.5",
        "",
    ]
    missing = told("990101-DZ", 2)
    assert missing[2] == "人工评定"
    assert missing[3] == missing[4] != ""
    made = marks.object_to_mark(mark_at(frozen, "990101-DZ", 1), reason="有误", by=office_head, now=AFTER)
    assert told("990101-DZ", 1)[5] == "待答复"
    marks.answer_objection(made, answer="核过", after=5000, by=leader, now=AFTER)
    assert told("990101-DZ", 1)[3:] == ["60", "50", "核过"]


def test_a_line_without_a_mark_says_nothing_and_nought_is_nought():
    assert (MarkLine(None, None).initial, MarkLine(None, None).final) == ("", "")
    none, zero = SimpleNamespace(mark=None, final=None), SimpleNamespace(mark=0, final=50)
    assert (MarkLine(None, none).initial, MarkLine(None, none).final) == ("", "")
    assert (MarkLine(None, zero).initial, MarkLine(None, zero).final) == ("0", "0.5")


@pytest.mark.parametrize(
    ("state", "title"),
    [
        (ScoreState.RULES, "2026年第二季度考核细则"),
        (ScoreState.INITIAL, "2026年第二季度考核初评"),
        (ScoreState.FINAL, "2026年第二季度考核定稿（尚未公布）"),
        (ScoreState.PUBLISHED, "2026年第二季度考核结果"),
        (ScoreState.WITHDRAWN, "2026年第二季度考核细则（已撤回）"),
    ],
)
def test_a_paper_is_called_by_where_the_card_stands(frozen, first, state, title):
    frozen.state = state
    paper = scorecard_paper(frozen, viewer=first, now=AFTER)
    assert (paper.title, paper.number, paper.form, paper.closing_day) == (
        title,
        frozen.number,
        "file",
        AFTER.date(),
    )
    captions = [block.caption for block in paper.blocks if hasattr(block, "caption")]
    marked = state in (ScoreState.INITIAL, ScoreState.FINAL, ScoreState.PUBLISHED)
    assert captions == (["考核项目", "合计", "各项"] if marked else ["考核项目"])


def test_the_last_day_of_objections_is_lit_while_it_is_to_come(frozen):
    def line(day):
        found = card_line("看", day)(frozen)
        return bool(found.light), found.due

    assert line(frozen.objections_until) == (True, frozen.objections_until)
    assert line(frozen.objections_until + DAY) == (False, None)


def test_published_cards_are_those_of_the_days_and_of_the_unit(frozen, first, township, office):
    def listed(unit=township, start=date(2026, 7, 1), end=date(2026, 7, 31)):
        return list(published_cards(first, unit, start, end))

    assert listed() == []
    Scorecard.objects.filter(pk=frozen.pk).update(
        state="published", result="0" * 64, published_on=date(2026, 7, 20)
    )
    assert listed() == [frozen]
    assert listed(end=date(2026, 7, 19)) == listed(start=date(2026, 7, 21)) == listed(unit=office) == []


def test_a_page_of_a_card_offers_what_the_account_may_do(frozen, first, clerk, outsider, client_of):
    where = reverse("reports:scorecard-detail", args=[frozen.pk])
    assert client_of(outsider).get(where).status_code == 404
    page = client_of(clerk).get(where)
    assert page.context["weight"] == 100
    assert [row.earned for row in page.context["rows"]] == ["60", "95.5"]
    assert (page.context["may_keep"], page.context["steps"], page.context["stands"]) == (False, [], True)
    own = client_of(first).get(where).context
    assert ([code for code, _ in own["steps"]], own["under_way"]) == (["withdraw"], False)


def test_an_objection_is_raised_and_answered_on_pages_that_say_what_it_is_about(
    frozen, office_head, leader, client_of, monkeypatch
):
    monkeypatch.setattr(score_objections, "now", lambda: AFTER)
    monkeypatch.setattr(type(office_head), "today", AFTER.date())
    mark = mark_at(frozen, "990101-DZ", 1)
    raising = reverse("reports:score-object", args=[frozen.pk, mark.pk])
    page = client_of(office_head).get(raising)
    assert (page.status_code, "办理质量 · 党政办公室" in page.content.decode()) == (200, True)
    assert client_of(office_head).post(raising, {"reason": ""}).status_code == 422
    assert client_of(office_head).post(raising, {"reason": "有误"}).status_code == 302
    made = mark.objections.get()
    answering = reverse("reports:score-answer", args=[frozen.pk, made.pk])
    assert "有误" in client_of(leader).get(answering).content.decode()
    assert client_of(leader).post(answering, {"answer": "核过", "after": "50"}).status_code == 302
    mark.refresh_from_db()
    assert mark.final == 5000
