"""The pages on which a scorecard's items are added, taken out and marked by hand, its figures since, and its paper."""

import pytest
from django.urls import reverse

from zerentian.reports.actions.scorecards import publish_rules
from zerentian.reports.models import ScoreMark
from zerentian.reports.scorecards import changed_since
from zerentian.reports.views import scorecards as pages

from .scorecards import AFTER, mark_at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def after_the_period(monkeypatch):
    """It is a day after the period of the cards."""
    monkeypatch.setattr(pages, "now", lambda: AFTER)


def page(name, card, *more) -> str:
    return reverse(f"reports:{name}", args=[card.pk, *more])


def test_an_item_is_added_and_taken_out_on_its_own_page(card, first, client_of):
    browser = client_of(first)
    said = {"title": "逾期办结", "weight": 0, "rule": "deduct", "figure": "tasks.overdue", "deduct": "2.5"}
    before = card.items.standing().count()
    refused = browser.post(page("score-item-new", card), said)
    assert (refused.status_code, card.items.standing().count()) == (422, before)
    done = browser.post(page("score-item-new", card), said | {"weight": 10})
    assert done.url == page("scorecard-detail", card)
    item = card.items.standing().get(title="逾期办结")
    assert (item.weight, item.rule, item.figure, item.deduct) == (10, "deduct", "tasks.overdue", 250)
    asked = browser.get(page("score-item-drop", card, item.number)).content.decode()
    assert "逾期办结" in asked
    assert card.items.standing().filter(pk=item.pk).exists()
    browser.post(page("score-item-drop", card, item.number))
    assert not card.items.standing().filter(pk=item.pk).exists()
    assert browser.get(page("score-item-drop", card, item.number)).status_code == 404


class TestMarkingByHand:
    @pytest.fixture
    def ruled(self, card, first, now):
        """The card whose rules stand."""
        return publish_rules(card, by=first, now=now)

    def test_a_mark_is_given_with_its_reason_and_stands_there_when_it_is_given_anew(
        self, ruled, first, client_of
    ):
        browser, where = client_of(first), page("score-mark", ruled, 2, "990101-DZ")
        new = browser.get(where)
        assert new.context["form"].initial == {}
        assert "群众评价核查" in new.content.decode()
        assert "党政办公室" in new.content.decode()
        refused = browser.post(where, {"mark": "40.01", "reason": "抽查属实"})
        assert "0到40分" in refused.content.decode()
        assert not ScoreMark.objects.filter(item__card=ruled).exists()
        assert browser.post(where, {"mark": "0", "reason": "抽查属实"}).url == page("scorecard-detail", ruled)
        mark = mark_at(ruled, "990101-DZ", 2)
        assert (mark.mark, mark.reason, mark.by) == (0, "抽查属实", first)
        assert browser.get(where).context["form"].initial == {"mark": "0", "reason": "抽查属实"}

    @pytest.mark.parametrize(("number", "code"), [(1, "990101-DZ"), (3, "990101-DZ"), (2, "990101-V01")])
    def test_what_is_no_item_by_hand_or_no_unit_of_the_card_is_not_there(
        self, ruled, first, client_of, number, code
    ):
        assert client_of(first).get(page("score-mark", ruled, number, code)).status_code == 404


class TestSince:
    def test_what_figures_come_to_by_now_stands_beside_what_was_frozen(self, frozen, clerk, client_of):
        assert changed_since(frozen) == []
        ScoreMark.objects.filter(item__card=frozen, item__number=1, scored__unit__code="990101-DZ").update(
            said="3件"
        )
        ((scored, item, before, by_now),) = changed_since(frozen)
        assert (scored.unit.code, item.number, before, by_now) == ("990101-DZ", 1, "3件", "0件")
        shown = client_of(clerk).get(page("scorecard-since", frozen)).content.decode()
        assert "3件" in shown
        assert "党政办公室" in shown

    def test_an_item_by_hand_and_one_that_was_defined_anew_have_no_figure_to_compare(self, frozen):
        ScoreMark.objects.filter(item__card=frozen).update(said="3件")
        assert {item.number for _, item, _, _ in changed_since(frozen)} == {1}
        frozen.items.filter(number=1).update(definition="another")
        assert changed_since(frozen) == []

    def test_before_there_are_marks_there_is_nothing_to_compare(self, card, first, client_of, now):
        publish_rules(card, by=first, now=now)
        assert client_of(first).get(page("scorecard-since", card)).status_code == 404


class TestPaper:
    def test_published_rules_are_a_paper_in_each_form_and_no_other(self, card, first, client_of, now):
        browser = client_of(first)
        assert browser.get(page("scorecard-paper", card, "html")).status_code == 404
        card = publish_rules(card, by=first, now=now)
        html = browser.get(page("scorecard-paper", card, "html"))
        assert "Content-Disposition" not in html.headers or "attachment" not in html["Content-Disposition"]
        assert "2026年第二季度考核细则" in html.content.decode()
        word = browser.get(page("scorecard-paper", card, "docx"))
        assert f"scorecard-{card.number}.docx" in word["Content-Disposition"]
        assert word.content[:2] == b"PK"
        assert browser.get(page("scorecard-paper", card, "exe")).status_code == 404
