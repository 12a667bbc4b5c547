"""Whose turn it is: each step of a scorecard is refused in every state but its own, and to who holds no right to it."""

import pytest

from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden
from zerentian.reports.actions import scorecard_marks as marks
from zerentian.reports.actions import scorecards as cards
from zerentian.reports.models import Scorecard, ScoreMark, ScoreObjection
from zerentian.reports.rules.scorecards import ScoreState

from .scorecards import AFTER, mark_at, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def objected(frozen, office_head):
    """The card whose first mark was objected to."""
    marks.object_to_mark(mark_at(frozen, "990101-DZ", 1), reason="有误", by=office_head, now=AFTER)
    return frozen


def by_hand(card, **who):
    item, scored = card.items.get(number=2), card.scored.get(unit__code="990101-ZF")
    marks.mark_by_hand(card, item=item, scored=scored, mark=0, reason="查过", **who)


def object_to(card, **who):
    marks.object_to_mark(mark_at(card, "990101-DZ", 2), reason="有误", **who)


def answer(card, **who):
    objection = ScoreObjection.objects.get(mark__item__card=card)
    marks.answer_objection(objection, answer="核过", after=None, **who)


def put_in(card: Scorecard, state: str) -> Scorecard:
    """Return the card in another state, with all that a card in that state has."""
    whole = {
        "published": {"published_on": AFTER.date(), "result": "0" * 64},
        "withdrawn": {"withdrawn_for": "另定"},
    }
    Scorecard.objects.filter(pk=card.pk).update(state=state, **whole.get(state, {}))
    return Scorecard.objects.get(pk=card.pk)


# Each step with the states in which it is taken and who takes it.
STEPS = {
    "add": (lambda card, **who: cards.add_item(card, said(), **who), ["draft"], "first"),
    "remove": (lambda card, **who: cards.remove_item(card, number=1, **who), ["draft"], "first"),
    "publish rules": (cards.publish_rules, ["draft"], "first"),
    "mark": (by_hand, ["rules"], "office_head"),
    "freeze": (marks.freeze_marks, ["rules"], "first"),
    "object": (object_to, ["initial"], "office_head"),
    "answer": (answer, ["initial"], "leader"),
    "settle": (marks.settle_scorecard, ["initial"], "first"),
    "publish": (marks.publish_result, ["final"], "first"),
    "withdraw": (
        lambda card, **who: cards.withdraw_scorecard(card, reason="换了办法", **who),
        ["draft", "rules", "initial", "final"],
        "first",
    ),
}


@pytest.mark.parametrize("name", STEPS)
def test_a_step_is_taken_in_its_own_state_alone_and_else_leaves_no_trace(
    objected, account_of, monkeypatch, name
):
    step, allowed, who = STEPS[name]
    # Nothing is sealed for a step that is refused.
    monkeypatch.setattr(marks, "sealed_surely", None)
    by, entries = account_of(who), Entry.objects.count()
    kept = list(ScoreMark.objects.order_by("pk").values())
    for state in ScoreState:
        if state not in allowed:
            card = put_in(objected, state)
            with pytest.raises(NotAllowed, match=f"考核表现在是“{card.get_state_display()}”，不能做这一步"):
                step(card, by=by, now=AFTER)
    assert Entry.objects.count() == entries
    assert list(ScoreMark.objects.order_by("pk").values()) == kept


@pytest.mark.parametrize("name", STEPS)
def test_a_step_is_not_taken_by_who_holds_no_right_over_the_unit(objected, outsider, auditor, name):
    step, allowed, _ = STEPS[name]
    card = put_in(objected, allowed[0])
    for by in (outsider, auditor):
        with pytest.raises(Forbidden):
            step(card, by=by, now=AFTER)
