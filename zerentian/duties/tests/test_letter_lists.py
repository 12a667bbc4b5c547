"""Where letters of responsibility stand: in the list, on desks and in calendars, in the archive, beside figures."""

from datetime import date

import pytest
from django.urls import reverse

from conftest import NOW
from zerentian.duties.listed.due import LETTERS_END
from zerentian.duties.listed.letter_years import behind, year_of
from zerentian.duties.listed.letters import LETTERS
from zerentian.duties.models import Letter
from zerentian.duties.rules.letters import LetterState
from zerentian.duties.rules.lights import Light
from zerentian.duties.shown.filed import fulfilled, told_of_letter
from zerentian.duties.shown.letters import letter_text, letters_waiting
from zerentian.duties.shown.records import LETTER_RECORDS
from zerentian.duties.tests.letters import (
    SHARE,
    letters_in_each_state,
    sign,
    states,
)
from zerentian.duties.tests.world import TODAY, day, people, unit
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import Period
from zerentian.organization import handover
from zerentian.organization.lists import Look
from zerentian.organization.rules.retention import Retention

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("beginning")]
S = LetterState


@pytest.fixture(scope="module")
def standing(beginning):
    """Letters of a unit in the states through which they are signed, and one of a post."""
    return letters_in_each_state()


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("all", {S.DRAFTED, S.SENT, S.PARTLY, S.SIGNED}),
        ("open", {S.DRAFTED, S.SENT, S.PARTLY}),
        ("holding", {S.SIGNED}),
        ("to_sign", {S.SENT}),
    ],
)
def test_the_list_shows_letters_of_units_by_tab(standing, code, expected):
    look = Look(people().leader, NOW)
    (tab,) = [one for one in LETTERS.tabs if one.code == code]
    assert states(standing, tab.narrow(LETTERS.rows(look.account), look)) == expected


def test_a_letter_whose_term_is_over_holds_no_more_and_says_so(standing):
    look = Look(people().leader, NOW.replace(year=2027))
    (tab,) = [one for one in LETTERS.tabs if one.code == "holding"]
    assert not states(standing, tab.narrow(LETTERS.rows(look.account), look))
    (one,) = LETTERS.fetch(Letter.objects.filter(pk=standing[S.SIGNED]))
    LETTERS.finish([one], look)
    cell = LETTERS.columns[0].cell(one, look)
    assert [str(tag) for tag in cell.tags] == ["已到期"]
    assert LETTERS.columns[1].cell(one, look).words == "上坪村"
    LETTERS.finish([one], Look(look.account, NOW))
    assert LETTERS.columns[0].cell(one, look).tags == ()


def waiting(name, now=NOW):
    return {
        str(group.title): (len(group.lines), group.more)
        for group in letters_waiting(getattr(people(), name), now, 9)
        if group.lines
    }


def test_on_a_desk_stands_one_letter_of_a_sort_and_how_many_more(standing):
    assert waiting("leader") == {"待签署的责任书": (1, 1), "待送签的责任书": (1, 0)}
    assert waiting("cadre") == {"待签署的责任书": (1, 0)}
    assert waiting("first") == waiting("administrator") == {}
    late = waiting("first", NOW.replace(month=12, day=10))
    assert late == {"即将期满的责任书": (1, 0)}


def test_letters_of_posts_are_searched_by_nobody_and_those_of_units_by_title(standing):
    one = Letter.objects.get(pk=standing[S.SIGNED])
    text = letter_text(one)
    assert (text.title, text.body, text.unit, text.day) == (one.title, one.title, one.path, one.first)
    assert letter_text(Letter.objects.get(pk=standing["post"])) is None


def test_the_day_a_term_ends_stands_in_the_calendar_of_whom_it_concerns(standing):
    asked = {name: Look(getattr(people(), name), NOW) for name in ("leader", "cadre", "neighbour_cadre")}
    for name, look in asked.items():
        assert states(standing, LETTERS_END.rows(look.account)) == {S.SIGNED}
        mine = states(standing, LETTERS_END.mine(LETTERS_END.rows(look.account), look))
        assert mine == ({S.SIGNED} if name == "cadre" else set()), name
    (one,) = LETTERS_END.fetch(Letter.objects.filter(pk=standing[S.SIGNED]))
    assert (LETTERS_END.title(one), LETTERS_END.where(one)) == (one.title, "上坪村")
    lights = [
        LETTERS_END.light(one, Look(people().leader, NOW.replace(year=year, month=month, day=10)))
        for year, month in ((2026, 11), (2026, 12), (2027, 1))
    ]
    assert lights == [Light.GREEN, Light.AMBER, Light.RED]


def test_a_letter_of_a_post_that_is_signed_stands_in_the_calendar_of_that_post_alone(standing):
    letter = Letter.objects.get(pk=standing["post"])
    for name in ("leader", "cadre"):
        sign(letter, getattr(people(), name), NOW)
    for name, there in (("cadre", True), ("leader", False), ("neighbour_cadre", False)):
        assert ("post" in states(standing, LETTERS_END.rows(getattr(people(), name)))) == there


@pytest.mark.parametrize(
    ("first", "last", "year", "there"),
    [
        ((2026, 1, 1), (2026, 12, 31), 2027, True),
        ((2026, 12, 31), (2027, 6, 1), 2027, True),
        ((2026, 1, 1), (2026, 12, 30), 2027, False),
        ((2027, 1, 1), (2027, 12, 31), 2027, False),
        ((2026, 1, 1), (2026, 12, 31), 2026, False),
    ],
)
def test_letters_are_filed_when_their_term_is_over(standing, monkeypatch, first, last, year, there):
    account = people().leader
    monkeypatch.setattr(type(account), "today", date(year, 1, 1) if year == 2027 else date(2026, 12, 31))
    rows = fulfilled(account, unit(""), date(*first), date(*last))
    assert states(standing, rows) == ({S.SIGNED} if there else set())


def test_the_catalogue_keeps_a_letter_for_a_short_time_under_its_number_and_text(standing):
    letter = Letter.objects.get(pk=standing[S.SIGNED])
    line = told_of_letter(letter)
    assert (line.number, line.title, line.day) == (f"{letter.number}-1", letter.title, letter.last)
    assert (line.retention, line.named) == (Retention.SHORT, True)


def test_the_records_are_letters_of_units_that_hold_in_some_days(standing):
    def held(first, last):
        return states(standing, LETTER_RECORDS.rows(people().leader, unit(""), first, last))

    every = {S.DRAFTED, S.SENT, S.PARTLY, S.SIGNED}
    assert held(date(2026, 12, 31), date(2027, 5, 1)) == held(date(2025, 1, 1), date(2026, 1, 1)) == every
    assert held(date(2027, 1, 1), date(2027, 5, 1)) == held(date(2025, 1, 1), date(2025, 12, 31)) == set()
    (one,) = LETTER_RECORDS.rows(people().leader, unit(""), TODAY, TODAY).filter(pk=standing[S.SIGNED])
    read = {name: field.read(one) for name, field in LETTER_RECORDS.fields.items()}
    assert read == {
        "title": one.title,
        "taker": "上坪村",
        "giver": "云岭乡",
        "first": date(2026, 1, 1),
        "last": date(2026, 12, 31),
        "state": "已签署",
    }


def test_a_year_stands_beside_its_figures_and_before_it_begins_without_them(standing):
    letter = Letter.objects.get(pk=standing[S.SIGNED])
    year = year_of(letter, people().leader)
    (row,) = year.rows
    assert (year.unit, year.first, year.last) == ("上坪村", letter.first, letter.last)
    assert (row.figure.code, row.value.figure.code) == (SHARE, SHARE)
    assert row.url.startswith(reverse("figure", args=[SHARE]))
    letter.first, letter.last = day(1), day(30)
    assert [one.value for one in year_of(letter, people().leader).rows] == [None]
    assert behind("", "990100", Period.parse("2026")) == behind("no/such", "x", Period.parse("2026")) == ""


def test_with_a_unit_or_a_post_its_letters_end_and_their_titles_are_not_told(standing):
    told = [one for one in handover.open_at(unit("V01")) if one.ref.startswith("letter:")]
    assert {int(one.ref.partition(":")[2]) for one in told} == {
        standing[state] for state in (S.DRAFTED, S.SENT, S.PARTLY, S.SIGNED)
    }
    assert not [one for one in told if "防汛" in one.title]
    because = Entry.objects.latest("id")
    handover.pass_on_all(unit("V01"), into=unit("V02"), by=people().administrator, now=NOW, because=because)
    after = dict(
        Letter.objects.filter(pk__in=[standing[S.SENT], standing[S.SIGNED]]).values_list("pk", "state")
    )
    assert after == {standing[S.SENT]: S.WITHDRAWN, standing[S.SIGNED]: S.ENDED}
    assert Letter.objects.get(pk=standing[S.SENT]).reason == "单位撤并，另行签订"
