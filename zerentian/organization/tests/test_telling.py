"""Entries, verbs and periods in the words of the page's language."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils.translation import override

from zerentian.ledger.models import Entry
from zerentian.organization.telling import Telling, filled, period_words, tell


@pytest.mark.parametrize(
    ("code", "chinese", "english"),
    [
        ("2026", "2026年", "2026"),
        ("2026H1", "2026年上半年", "first half of 2026"),
        ("2026Q4", "2026年第四季度", "fourth quarter of 2026"),
        ("2026-07", "2026年7月", "July 2026"),
        ("2026-03-02..2026-03-08", "2026年3月2日至2026年3月8日", "2 March 2026 – 8 March 2026"),
        ("the year of the rat", "the year of the rat", "the year of the rat"),
    ],
)
def test_a_period_is_told_in_the_language_of_the_page(code, chinese, english):
    assert period_words(code) == chinese
    with override("en"):
        assert period_words(code) == english


def test_a_sentence_has_spaces_only_where_its_language_has_them():
    words = {"unit": "云岭乡", "what": "2026-000143 路灯不亮"}
    assert filled("%(unit)s答复了 %(what)s", words) == "云岭乡答复了 2026-000143 路灯不亮"
    assert filled("%(what)s 由%(unit)s转出", words) == "2026-000143 路灯不亮由云岭乡转出"
    assert filled("删除了 %(what)s", {"what": "一件诉求"}) == "删除了一件诉求"
    with override("en"):
        assert filled("%(unit)s answered %(what)s", words) == "云岭乡 answered 2026-000143 路灯不亮"


def test_a_title_with_a_percent_sign_is_told_as_it_is():
    assert filled("答复了 %(what)s", {"what": "涨价100%(unit)s的事"}) == "答复了涨价100%(unit)s的事"


def test_names_are_those_of_the_day(township, administrator, now):
    entry = Entry.objects.filter(verb="unit.opened", subject=township.ref).get()
    with override("en"):
        assert tell([entry], administrator)[0].sentence.endswith(" was set up")
    facts = dict(Telling([entry], administrator).facts(entry))
    assert facts["上级单位"] == "示例县"


def test_an_entry_that_no_room_declares_any_more_is_told_by_what_it_is(leader, now, monkeypatch):
    entry = Entry(
        verb="wolf.seen", subject="wolf:1", unit="", occurred_on=date(2026, 3, 2), facts='{"teeth":42}'
    )
    telling = Telling([entry], leader)
    assert telling.sentence(entry) == "wolf.seen"
    assert telling.title(entry.subject) == "wolf:1"
    assert telling.facts(entry) == [("teeth", "42")]


def test_what_one_entered_reads_as_sentences_without_codes(client_of, leader, receptionist):
    page = client_of(leader).get(reverse("my-entries")).content.decode()
    assert "account:" not in page
