"""Each step of a scorecard: what it writes, what it leaves as it was, on which day it is open, and to whom."""

from datetime import date, datetime, timedelta

import pytest

from zerentian.ledger.models import Entry
from zerentian.ledger.registry import FIGURES, definition_digest
from zerentian.ledger.rules.periods import LOCAL
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden
from zerentian.reports.actions import scorecard_marks as marks
from zerentian.reports.actions.scorecards import (
    MOST_ITEMS,
    add_item,
    draft_scorecard,
    publish_rules,
    remove_item,
    rules_stand,
    withdraw_scorecard,
)
from zerentian.reports.models import Scorecard, ScoreItem
from zerentian.reports.rules.scorecards import MarkRule, ScoreState
from zerentian.reports.scorecards import sums_of

from .scorecards import AFTER, PERIOD, mark_at, said

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def facts(verb: str) -> dict:
    return Entry.objects.get(verb=verb).fact


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, 0, tzinfo=LOCAL)


def refused(words, call, /, *args, **more):
    with pytest.raises(NotAllowed, match=words):
        call(*args, **more)


# -- Drafting ------------------------------------------------------------------------------------------


def drafted(township, office, by, now, **more):
    given = {"title": " 考核 ", "basis": " 文件 ", "period": PERIOD, "units": [office], "objection_days": 7}
    return draft_scorecard(unit=township, by=by, now=now, **given | more)


def test_a_card_is_drafted_with_its_period_its_units_and_its_words_trimmed(township, office, first, now):
    made = drafted(township, office, first, now)
    assert (made.title, made.basis, made.period, made.objection_days) == ("考核", "文件", "2026Q2", 7)
    assert (made.first, made.last) == (date(2026, 4, 1), date(2026, 6, 30))
    assert (made.state, made.kept_by, made.path) == (ScoreState.DRAFT, first, "990100/990101")
    assert [(one.unit, one.path) for one in made.scored.all()] == [(office, "990100/990101/990101-DZ")]
    assert made.number == f"K2026-{made.serial:03}"
    entry = Entry.objects.get(verb="scorecard.drafted")
    assert entry.fact == {"period": "2026Q2", "first": "2026-04-01", "last": "2026-06-30", "units": 1}
    assert (entry.subject, entry.unit) == (made.ref, "990100/990101")


@pytest.mark.parametrize(("more", "words"), [({"title": " "}, "考核表名称"), ({"basis": " "}, "依据文件")])
def test_a_card_without_a_name_or_a_basis_is_refused(township, office, first, now, more, words):
    refused(words, drafted, township, office, first, now, **more)
    assert not Scorecard.objects.exists()


def test_only_units_below_its_own_are_assessed(township, other_township, village, first, now):
    for unit in (township, other_township):
        refused(f"“{unit.name}”不是下级单位", drafted, township, unit, first, now)
    assert drafted(township, village, first, now).scored.count() == 1


def test_the_items_of_an_earlier_card_are_taken_over(card, township, office, first, now):
    remove_item(card, number=2, by=first, now=now)
    ScoreItem.objects.filter(card=card, number=1).update(definition="old", standard="按台账")
    copied = drafted(township, office, first, now, copied=card)
    [item] = copied.items.all()
    kept = card.items.get(number=1)
    for name in (
        "number",
        "title",
        "standard",
        "weight",
        "rule",
        "figure",
        "target",
        "at_most",
        "steps",
        "deduct",
    ):
        assert getattr(item, name) == getattr(kept, name), name
    assert item.definition == definition_digest(FIGURES["tasks.overdue"])


# -- Items ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "figure", "kept"),
    [
        (MarkRule.SHARE, "tasks.on_time_share", (None, False, "", None)),
        (MarkRule.TARGET, "tasks.on_time_share", (90, False, "", None)),
        (MarkRule.THRESHOLD, "tasks.overdue", (90, True, "", None)),
        (MarkRule.STEPS, "tasks.on_time_share", (None, False, "95=100", None)),
        (MarkRule.DEDUCT, "tasks.overdue", (None, False, "", 150)),
        (MarkRule.HAND, "", (None, False, "", None)),
    ],
)
def test_an_item_keeps_the_numbers_that_its_rule_reads(card, first, now, rule, figure, kept):
    told = {"target": 90, "at_most": True, "steps": " 95=100 ", "deduct": 150, "standard": " 按台账 "}
    item = add_item(card, said(" 新的一项 ", 5, rule, figure, **told), by=first, now=now)
    assert (item.target, item.at_most, item.steps, item.deduct) == kept
    assert (item.title, item.standard, item.number, item.dropped) == ("新的一项", "按台账", 3, False)
    assert bool(item.definition) == bool(figure)
    assert item.as_rule.rule is rule
    assert item.by_hand == (rule is MarkRule.HAND)


def test_the_entry_says_how_many_items_there_are_and_what_they_weigh(card, first, now):
    item = add_item(card, said("再一项", 5), by=first, now=now)
    remove_item(card, number=item.number, by=first, now=now)
    told = [entry.fact for entry in Entry.objects.filter(verb="scorecard.changed").order_by("pk")]
    assert [(one["items"], one["weight"]) for one in told] == [(1, 60), (2, 100), (3, 105), (2, 100)]
    assert ScoreItem.objects.get(pk=item.pk).dropped
    refused("没有这一项", remove_item, card, number=item.number, by=first, now=now)


def test_an_item_without_a_title_or_of_no_figure_is_refused(card, clerk, first, now):
    refused("考核项", add_item, card, said(" "), by=first, now=now)
    refused("没有指标 x.y", add_item, card, said(figure="x.y"), by=first, now=now)
    with pytest.raises(Forbidden):
        add_item(card, said(), by=clerk, now=now)
    assert card.items.count() == 2


def test_a_card_has_at_most_thirty_items(card, first, now):
    rows = [ScoreItem(card=card, number=at, title="项", weight=1, rule="hand") for at in range(3, MOST_ITEMS)]
    ScoreItem.objects.bulk_create(rows)
    add_item(card, said("第三十项", 1), by=first, now=now)
    refused("最多30项", add_item, card, said("第三十一项", 1), by=first, now=now)


# -- Publishing the rules ------------------------------------------------------------------------------


def test_rules_are_published_with_a_digest_of_all_that_they_say(card, first, now):
    card = publish_rules(card, by=first, now=now)
    assert (card.state, len(card.rules)) == (ScoreState.RULES, 64)
    assert facts("scorecard.ruled") == {"rules": card.rules, "first": "2026-04-01", "items": 2, "units": 2}
    assert rules_stand(card)
    for change in ({"title": "另名"}, {"basis": "另文"}, {"objection_days": 8}):
        before = {name: getattr(card, name) for name in change}
        for name, value in change.items():
            setattr(card, name, value)
        assert not rules_stand(card), change
        for name, value in before.items():
            setattr(card, name, value)
    card.scored.filter(unit__code="990101-DZ").delete()
    assert not rules_stand(card)


def test_no_step_is_taken_twice_or_out_of_turn(card, first, now):
    refused("不能做这一步", marks.freeze_marks, card, by=first, now=AFTER)
    card = publish_rules(card, by=first, now=now)
    for step in (publish_rules, marks.settle_scorecard, marks.publish_result):
        refused("不能做这一步", step, card, by=first, now=now)
    refused("不能做这一步", remove_item, card, number=1, by=first, now=now)


OPEN = (ScoreState.DRAFT, ScoreState.RULES, ScoreState.INITIAL, ScoreState.FINAL)


@pytest.mark.parametrize("state", OPEN)
def test_a_card_is_withdrawn_with_a_reason_until_it_is_published(frozen, first, state):
    Scorecard.objects.filter(pk=frozen.pk).update(state=state)
    refused("撤回理由", withdraw_scorecard, frozen, reason=" ", by=first, now=AFTER)
    card = withdraw_scorecard(frozen, reason=" 换了办法 ", by=first, now=AFTER)
    assert (card.state, card.withdrawn_for) == (ScoreState.WITHDRAWN, "换了办法")
    assert facts("scorecard.withdrawn") == {"objections": 0}


# -- Marks ---------------------------------------------------------------------------------------------


def by_hand(card, by, **more):
    given = {
        "item": card.items.get(number=2),
        "scored": card.scored.get(unit__code="990101-ZF"),
        "mark": 3000,
        "reason": " 属实 ",
        "now": AFTER,
    }
    return marks.mark_by_hand(card, by=by, **given | more)


def test_a_mark_by_hand_says_who_gave_it_and_why(card, first, office_head, now):
    card = publish_rules(card, by=first, now=now)
    mark = by_hand(card, office_head)
    assert (mark.mark, mark.reason, mark.by, mark.why, mark.final) == (3000, "属实", office_head, "", None)
    assert mark.by_post.title == "党政办主任"
    assert facts("scorecard.marked") == {"item": 2, "scored": "990101-ZF", "mark": 3000}
    again = by_hand(card, office_head, mark=0, reason="查无")
    assert (again.pk, again.mark, again.reason) == (mark.pk, 0, "查无")


def test_only_a_standing_item_by_hand_of_this_card_is_marked_by_hand(
    card, township, office, first, office_head, now
):
    other = drafted(township, office, first, now, copied=card)
    card = publish_rules(card, by=first, now=now)
    words = "这一项不是人工评定"
    refused(words, by_hand, card, office_head, item=card.items.get(number=1))
    refused(words, by_hand, card, office_head, item=other.items.get(number=2))
    refused(words, by_hand, card, office_head, scored=other.scored.get())
    dropped = card.items.get(number=2)
    dropped.dropped = True
    refused(words, by_hand, card, office_head, item=dropped)
    refused("评分理由", by_hand, card, office_head, reason=" ")
    refused("才结束", by_hand, card, office_head, now=at(card.last))
    assert by_hand(card, office_head, now=at(card.last + DAY)).mark == 3000


def test_frozen_marks_tell_the_figure_its_number_and_who_froze_them(frozen, first):
    mark = mark_at(frozen, "990101-DZ", 1)
    assert (mark.said, mark.value, mark.cases, mark.mark, mark.final, mark.why) == (
        "0件",
        0,
        None,
        6000,
        6000,
        "",
    )
    assert (mark.by, frozen.frozen_by, frozen.state) == (first, first, ScoreState.INITIAL)
    hand = mark_at(frozen, "990101-ZF", 2)
    assert (hand.mark, hand.final) == (3550, 3550)
    assert facts("scorecard.frozen")["until"] == "2026-07-10"
    totals = {
        row.scored.unit.code: (row.earned, row.sum.assessed, row.sum.left_out) for row in sums_of(frozen)
    }
    assert totals == {"990101-DZ": ("60", 60, 40), "990101-ZF": ("95.5", 100, 0)}


def test_objections_are_open_until_their_last_day_and_settled_from_the_next(frozen, office_head, first):
    mark, last = mark_at(frozen, "990101-DZ", 1), frozen.objections_until
    refused("2026年7月10日", marks.object_to_mark, mark, reason="晚", by=office_head, now=at(last + DAY))
    refused("期满后再定稿", marks.settle_scorecard, frozen, by=first, now=at(last))
    made = marks.object_to_mark(mark, reason=" 有误 ", by=office_head, now=at(last))
    assert (made.reason, made.raised_on, made.raised_by) == ("有误", last, office_head)
    assert made.by_raising_post.title == "党政办主任"
    assert facts("scorecard.objected") == {"item": 1, "scored": "990101-DZ"}
    refused("已提过异议", marks.object_to_mark, mark, reason="再", by=office_head, now=at(last))
    refused("还有1件异议没有答复", marks.settle_scorecard, frozen, by=first, now=at(last + DAY))


@pytest.mark.parametrize(
    ("after", "final", "outcome"),
    [(None, 6000, "kept"), (6000, 6000, "kept"), (5000, 5000, "changed"), (0, 0, "changed")],
)
def test_an_answer_keeps_or_changes_the_final_mark_and_never_the_first(
    frozen, office_head, first, leader, after, final, outcome
):
    mark = mark_at(frozen, "990101-DZ", 1)
    made = marks.object_to_mark(mark, reason="有误", by=office_head, now=AFTER)
    refused("答复理由", marks.answer_objection, made, answer=" ", after=None, by=leader, now=AFTER)
    refused("0到60分", marks.answer_objection, made, answer="改", after=6001, by=leader, now=AFTER)
    told = marks.answer_objection(made, answer=" 核过 ", after=after, by=leader, now=AFTER)
    mark.refresh_from_db()
    assert (mark.mark, mark.final) == (6000, final)
    assert (told.answer, told.before, told.after, told.answered_by) == ("核过", 6000, final, leader)
    assert (told.answered_on, told.by_answering_post.title) == (AFTER.date(), "分管副乡长")
    assert facts("scorecard.answered") == {
        **{"item": 1, "scored": "990101-DZ", "outcome": outcome, "before": 6000, "after": final}
    }
    later = at(frozen.objections_until + DAY)
    card = marks.settle_scorecard(frozen, by=first, now=later)
    assert (card.state, facts("scorecard.settled")) == (
        ScoreState.FINAL,
        {"changed": int(outcome == "changed")},
    )
    card = marks.publish_result(card, by=first, now=later)
    assert (card.state, card.published_on, len(card.result)) == (ScoreState.PUBLISHED, later.date(), 64)


def test_where_there_was_no_mark_the_entry_tells_none_before(frozen, office_head, leader):
    made = marks.object_to_mark(mark_at(frozen, "990101-DZ", 2), reason="漏评", by=office_head, now=AFTER)
    marks.answer_objection(made, answer="仍不评", after=None, by=leader, now=AFTER)
    assert facts("scorecard.answered") == {"item": 2, "scored": "990101-DZ", "outcome": "kept"}
