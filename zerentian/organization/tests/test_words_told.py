"""Entries in words: clauses of days, facts of every kind, names of their day, and codes that nobody knows."""

import json
from datetime import date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from conftest import NOW
from zerentian.ledger.models import Entry
from zerentian.organization import subjects
from zerentian.organization.actions.areas import open_area
from zerentian.organization.punctuation import bracketed, clauses, labelled, listed, sentences
from zerentian.organization.subjects import (
    SAID,
    SUBJECTS,
    DeclaredTwice,
    Fact,
    Sentence,
    Subject,
    daily_verbs,
    fact_of,
    page_of,
    register,
    share,
    telling_verbs,
)
from zerentian.organization.telling import (
    Telling,
    area_names,
    day_words,
    exactly,
    in_time,
    numbers,
    period_words,
    post_titles,
    titled,
    titles_of,
    unit_names,
    until,
    verb_words,
)

DAY = date(2026, 3, 2)


def entry(verb="unit.opened", *, on=DAY, unit="", subject="unit:990101", **facts):
    return Entry(verb=verb, subject=subject, unit=unit, occurred_on=on, facts=json.dumps(facts))


# -- days and clauses ------------------------------------------------------------------------------------


def test_a_day_is_written_out_as_its_language_writes_it_in_local_time():
    late = datetime(2026, 3, 1, 17, 0, tzinfo=ZoneInfo("UTC"))
    assert day_words(DAY) == day_words(late) == "2026年3月2日"
    with translation.override("en"):
        assert day_words(DAY) == day_words(late) == "2 March 2026"


@pytest.mark.parametrize(
    ("on_time", "due", "chinese", "english"),
    [
        (True, "2026-03-05", "提前3天", "3 days early"),
        (True, "2026-03-03", "提前1天", "1 day early"),
        (True, "2026-03-02", "当日到期", "on the last day"),
        (True, "2026-03-01", "按期", "in time"),
        (False, "2026-03-01", "逾期1天", "1 day late"),
        (False, "2026-02-20", "逾期10天", "10 days late"),
        (False, "2026-03-02", "未按期", "not in time"),
        (False, "2026-03-09", "未按期", "not in time"),
    ],
)
def test_how_far_before_or_after_its_day_a_matter_ended_is_said(on_time, due, chinese, english):
    with translation.override("en"):
        assert in_time(entry(on_time=on_time, due=due)) == english
    assert in_time(entry(on_time=on_time, due=due)) == chinese


def test_without_a_day_or_an_end_nothing_is_said_of_time():
    assert in_time(entry()) == in_time(entry(due="2026-03-02")) == in_time(entry(on_time=True)) == ""
    assert until(entry()) == ""
    with translation.override("en"):
        assert until(entry(due="2026-03-05")) == "due on 5 March 2026"


# -- what the words of a code are --------------------------------------------------------------------------


def test_a_verb_is_said_in_the_language_of_the_page_and_an_unknown_one_as_it_is():
    assert (verb_words("unit.opened"), verb_words("wolf.seen")) == ("设立单位", "wolf.seen")
    with translation.override("en"):
        assert (verb_words("unit.opened"), verb_words("wolf.seen")) == ("unit opened", "wolf.seen")


@pytest.mark.parametrize(
    ("code", "english"),
    [
        ("2026Q1", "first quarter of 2026"),
        ("2026Q3", "third quarter of 2026"),
        ("2026H2", "second half of 2026"),
        ("2026-12", "December 2026"),
        ("2026-12-01..2026-12-31", "1 December 2026 – 31 December 2026"),
        ("x", "x"),
    ],
)
def test_a_period_is_named_in_english(code, english):
    with translation.override("en"):
        assert period_words(code) == english


@pytest.mark.django_db
def test_units_posts_and_areas_are_named_as_they_were_and_others_are_left_out(
    township, village, area_of_flood
):
    known, gone = (township.path, DAY), ("990100/nowhere", DAY)
    assert unit_names({known, gone, ("", DAY)}) == {known: "云岭乡"}
    post, none = ("990101-V01-01", DAY), ("P", DAY)
    assert post_titles({post, none}) == {post: "上坪村村干部"}
    assert area_names({("flood", DAY), ("x", DAY)}) == {("flood", DAY): "防汛抗旱"}
    assert exactly({("ab12", DAY)}) == {("ab12", DAY): "ab12"}
    assert titled([village], "code") == {village.code: village.code}


@pytest.fixture
def area_of_flood(administrator):
    return open_area(code="flood", name="防汛抗旱", by=administrator, now=NOW)


def test_keys_that_are_no_numbers_are_no_rows():
    assert numbers(["7", "x", "", "-1", "1.5", "12"]) == ["7", "12"]


# -- an entry as a whole -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_facts_are_told_as_yes_and_no_days_codes_and_names(leader, village):
    told = entry("unit.organ_kept", named=True, reached=False, subject=village.ref)
    assert [value for _, value in Telling([told], leader).facts(told)] == ["是", "否"]
    with translation.override("en"):
        assert [value for _, value in Telling([told], leader).facts(told)] == ["yes", "no"]
    opened = entry("unit.opened", kind="village", parent="990101", first="2026-03-05", subject=village.ref)
    values = [value for _, value in Telling([opened], leader).facts(opened)]
    assert values == ["村（社区）", "云岭乡", "2026年3月5日"]


@pytest.mark.django_db
def test_a_subject_is_called_by_its_title_where_it_was_looked_up_else_by_what_it_is(leader, village):
    told = entry("unit.opened", kind="village", first="2026-03-05", subject=village.ref)
    assert Telling([told], leader).title(village.ref) == "上坪村"
    kind = str(SUBJECTS["unit"].one)
    assert Telling([], leader).title(village.ref) == kind, "it was not looked up"
    assert Telling([], leader).title("wolf:1") == "wolf:1"
    assert titles_of("wolf", leader, ["1"]) == {}


@pytest.mark.django_db
def test_the_unit_of_an_entry_bears_its_name_of_the_day_and_an_unknown_one_its_path(leader, village):
    known, unknown = entry(unit=village.path), entry(unit="990100/x")
    telling = Telling([known, unknown], leader)
    assert (telling.unit(known), telling.unit(unknown)) == ("上坪村", "990100/x")
    assert [one.unit for one in telling.told()] == ["上坪村", "990100/x"]


# -- declarations ----------------------------------------------------------------------------------------------


def test_a_fact_is_told_as_its_sentence_its_noun_or_all_say(monkeypatch):
    own, noun, shared = Fact("own"), Fact("noun"), Fact("shared")
    subject = Subject(
        kind="lamp",
        one="a lamp",
        page=None,
        titles=None,
        hand_over=None,
        facts={"a": noun, "b": noun},
        said={"lamp.lit": Sentence("x", facts={"a": own}, daily=True, tells="lamp.see")},
    )
    for name, value in (("SUBJECTS", {}), ("SAID", {}), ("SHARED", {"b": shared, "c": shared})):
        monkeypatch.setattr(subjects, name, value)
    register(subject)
    found = [fact_of("lamp.lit", name) for name in "abcd"]
    assert found == [own, noun, shared, None]
    assert fact_of("wolf.seen", "c") is shared
    assert (daily_verbs(), telling_verbs()) == (["lamp.lit"], {"lamp.see": ["lamp.lit"]})
    with pytest.raises(DeclaredTwice, match="fact c"):
        share({"c": Fact("another")})
    share({"c": shared, "e": own})
    assert fact_of("wolf.seen", "e") is own
    other = Subject(
        kind="torch", one="x", page=None, titles=None, hand_over=None, said={"lamp.lit": Sentence("y")}
    )
    with pytest.raises(DeclaredTwice, match=r"the verb lamp.lit is told by lamp and by torch"):
        register(other)


def test_a_verb_that_tells_somebody_names_a_right_and_a_daily_one_a_sentence():
    for right, verbs in telling_verbs().items():
        assert verbs == sorted(verbs)
        assert all(SAID[verb].said[verb].tells == right for verb in verbs)
    assert daily_verbs() == sorted(verb for verb, subject in SAID.items() if subject.said[verb].daily)


@pytest.mark.django_db
def test_a_subjects_page_is_found_by_its_reference(village):
    assert page_of(village.ref).endswith(f"/{village.code}/")
    for ref in ("wolf:1", "personal:1", "deed:x", "nonsense", ""):
        assert page_of(ref) == ""


def test_a_page_may_be_reckoned_from_the_key(monkeypatch):
    reckoned = SimpleNamespace(page=lambda key: f"/lamp/{key}/")
    monkeypatch.setattr(subjects, "SUBJECTS", {"lamp": reckoned})
    assert page_of("lamp:7") == "/lamp/7/"


# -- signs between words -----------------------------------------------------------------------------------------


def test_signs_are_those_of_the_language():
    words = ["甲", 2]
    assert (listed(words), clauses(words)) == ("甲、2", "甲；2")
    assert (bracketed("x"), labelled("标签", "x")) == ("（x）", "标签：x")
    with translation.override("en"):
        assert (listed(words), clauses(words)) == ("甲, 2", "甲; 2")
        assert (bracketed("x"), labelled("Label", "x")) == (" (x)", "Label: x")
        assert sentences("One.", "", "Two.") == "One. Two."
    assert sentences("一。", "二。") == "一。二。"
    assert sentences("一。", "") == "一。"
    assert bracketed("") == bracketed(None) == ""
    assert bracketed(0) == "（0）"
