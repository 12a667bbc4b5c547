"""Concerns in sentences: with their title for who may read them, as one concern for who may not."""

from datetime import timedelta

import pytest
from django.utils.translation import override

from zerentian.casework import actions
from zerentian.ledger.models import Entry
from zerentian.organization.telling import Telling, tell


def sentence(subject: str, verb: str, account) -> str:
    """Return what the newest entry of a verb says to an account."""
    return tell(Entry.objects.filter(subject=subject, verb=verb).order_by("-id")[:1], account)[0].sentence


def test_an_answer_is_a_sentence_with_how_early_it_came(answered, leader):
    days = (answered.due - answered.answered_on).days
    number = answered.number
    assert days > 1
    said = sentence(answered.ref, "concern.answered", leader)
    assert said == f"综治办公室答复了 {number} 村口路灯不亮，提前{days}天"
    with override("en"):
        assert sentence(answered.ref, "concern.answered", leader).endswith(
            f" answered {number} 村口路灯不亮, {days} days early"
        )


@pytest.mark.parametrize(("after", "words"), [(0, "，当日到期"), (-3, "，提前3天"), (1, "，逾期1天")])
def test_how_late_an_answer_came_is_reckoned_from_its_due_day(
    drafted, leader, now, after, words, monkeypatch
):
    days = (drafted.due - now.date()).days + after
    actions.release_reply(drafted, told="code_page", by=leader, now=now + timedelta(days=days))
    assert sentence(drafted.ref, "concern.answered", leader).endswith(words)


def test_who_may_not_read_the_matter_learns_no_title(answered, outsider, leader):
    assert "村口路灯不亮" in sentence(answered.ref, "concern.answered", leader)
    assert sentence(answered.ref, "concern.answered", outsider).startswith("综治办公室答复了一件诉求，")


def test_a_dispatch_names_units_and_no_code(dispatched, receptionist):
    said = sentence(dispatched.ref, "concern.dispatched", receptionist)
    assert "990100" not in said
    assert said.startswith(f"云岭乡把 {dispatched.number} 村口路灯不亮派给了综治办公室，期限")


def test_a_page_of_sentences_asks_as_often_for_one_as_for_many(
    answered, leader, django_assert_max_num_queries
):
    entries = list(Entry.objects.all())
    assert len(entries) > 30
    with django_assert_max_num_queries(40):
        told = Telling(entries, leader).told()
    assert all(one.sentence and "None" not in one.sentence for one in told)


def test_facts_are_told_in_words(answered, leader):
    entry = Entry.objects.get(subject=answered.ref, verb="concern.answered")
    facts = dict(Telling([entry], leader).facts(entry))
    assert facts["处理意见"] == "支持"
    assert facts["告知方式"]
    assert "code_page" not in facts.values()
