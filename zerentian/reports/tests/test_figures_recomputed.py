"""What a verifier adds up from entries: states, populations, measures, and how a value may be printed."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zerentian.reports.offline import verify

VILLAGE = "c/t/v1"
POST = {
    "verb": "walk.done",
    "component": "walks",
    "amount": 1,
    "sign": 1,
    "when": {},
    "day": [["occurred_on", 0]],
    "unit": "unit",
    "bucket": "",
}
MET = {**POST, "component": "met", "when": {"met": True}}


def entry(day="2026-02-10", unit=VILLAGE, *, subject="walk:1", verb="walk.done", change="", **facts):
    return {
        "verb": verb,
        "subject": subject,
        "unit": unit,
        "occurred_on": day,
        "facts": facts,
        "change": change,
        "uuid": subject,
        "replaces": None,
    }


def figure(measure="count", component="walks", base="", condition=(POST, MET), **more):
    told = {"measure": measure, "component": component, "base": base, "condition": list(condition)}
    return {**told, "label": "巡山", "unit_of_measure": "次", "definition": "期内次数。"} | more


def statement(first="2026-01-01", last="2026-03-31", unit="c/t", **more):
    return {"figure": "walks", "first": first, "last": last, "unit": unit} | more


def came_to(told, *entries, **more):
    """Return value, numerator and denominator of a figure over entries."""
    return verify.recomputed(told, statement(**more), list(enumerate(entries)))[:3]


# -- What an entry says --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({}, "recorded"),
        ({"evidence": 0}, "recorded"),
        ({"evidence": 2}, "evidenced"),
        ({"evidence": 2, "verified": True}, "verified"),
        ({"verified": False}, "recorded"),
        ({"verified": True}, "verified"),
    ],
)
def test_an_entry_has_one_state_of_proof(facts, state):
    assert verify.proof_state(entry(**facts)) == state


@pytest.mark.parametrize(
    ("facts", "change", "marks"),
    [
        ({}, "", []),
        ({"late_days": 15, "late_limit": 15}, "", []),
        ({"late_days": 16, "late_limit": 15}, "", ["late"]),
        ({"late_days": 16}, "", []),
        ({"late_limit": 15}, "", []),
        ({"late_days": 400, "late_limit": 15, "imported": True}, "", ["imported"]),
        ({}, "corrected", ["corrected"]),
        ({"late_days": 16, "late_limit": 15}, "corrected", ["late", "corrected"]),
        ({}, "verified", []),
    ],
)
def test_what_was_late_imported_or_corrected_bears_its_mark(facts, change, marks):
    assert list(verify.states_of(entry(change=change, **facts))) == ["recorded", *marks]


@pytest.mark.parametrize(
    ("when", "met"),
    [
        ({}, True),
        ({"kind": "a"}, True),
        ({"kind": "b"}, False),
        ({"kind": ["a", "b"]}, True),
        ({"kind": ["b", "c"]}, False),
        ({"kind": "a", "people": 3}, True),
        ({"kind": "a", "people": 4}, False),
        ({"absent": None}, False),
    ],
)
def test_a_condition_wants_every_fact_to_be_there_with_its_value(when, met):
    assert verify.matches(when, {"kind": "a", "people": 3}) is met


def posted(post, **facts):
    return list(verify.contributions([{**POST, **post}], entry(**facts)))


def test_an_entry_contributes_under_the_posts_of_its_own_verb_and_none_once_it_is_voided():
    assert posted({}) == [("walks", VILLAGE, date(2026, 2, 10), 1)]
    assert posted({"verb": "other.done"}) == []
    assert list(verify.contributions([POST], entry(change="voided"))) == []
    assert list(verify.contributions([POST], entry(change="corrected")))


@pytest.mark.parametrize(
    ("post", "facts", "found"),
    [
        ({"amount": "people"}, {"people": 7}, [("walks", VILLAGE, date(2026, 2, 10), 7)]),
        ({"amount": "people"}, {}, []),
        ({"amount": "people"}, {"people": 0}, []),
        ({"sign": -1}, {}, [("walks", VILLAGE, date(2026, 2, 10), -1)]),
        ({"unit": "place"}, {"place": "c/t/v2"}, [("walks", "c/t/v2", date(2026, 2, 10), 1)]),
        ({"unit": "place"}, {}, []),
        ({"day": [["due", 1]]}, {"due": "2026-02-28"}, [("walks", VILLAGE, date(2026, 3, 1), 1)]),
        ({"day": [["due", 1]]}, {}, []),
        (
            {"day": [["due", 1], ["occurred_on", 0]]},
            {"due": "2026-02-01"},
            [("walks", VILLAGE, date(2026, 2, 10), 1)],
        ),
        ({"bucket": "days"}, {"days": 4}, [("walks#4", VILLAGE, date(2026, 2, 10), 1)]),
        ({"bucket": "days"}, {}, []),
        ({"given": "stated"}, {"stated": False}, [("walks", VILLAGE, date(2026, 2, 10), 1)]),
        ({"given": "stated"}, {}, []),
        ({"given": ""}, {}, [("walks", VILLAGE, date(2026, 2, 10), 1)]),
    ],
)
def test_amount_place_day_and_bucket_are_read_from_the_facts(post, facts, found):
    assert posted(post, **facts) == found


def test_posts_that_cancel_out_leave_nothing():
    assert list(verify.contributions([POST, {**POST, "sign": -1}], entry())) == []
    assert [one[3] for one in verify.contributions([POST, POST], entry())] == [2]


# -- What a statement speaks of ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "without", "inside"),
    [
        ("c/t", [], True),
        ("c/t/v1", [], True),
        ("c/t2", [], False),
        ("c", [], False),
        ("c/t/v1", ["c/t/v1"], False),
        ("c/t/v1/x", ["c/t/v1"], False),
        ("c/t/v10", ["c/t/v1"], True),
        ("c/t/v3", ["c/t/v1", "c/t/v3"], False),
    ],
)
def test_a_statement_speaks_of_its_unit_and_those_below_but_for_those_it_leaves_out(unit, without, inside):
    assert verify.within(unit, statement(without=without)) is inside
    if not without:
        assert verify.within(unit, statement()) is inside


@pytest.mark.parametrize(
    ("measure", "day", "counted"),
    [
        *[
            ("count", day, counted)
            for day, counted in (("2025-12-31", 0), ("2026-01-01", 1), ("2026-03-31", 1), ("2026-04-01", 0))
        ],
        *[(ever, "2025-12-31", 1) for ever in ("stock", "level", "age")],
        *[(ever, "2026-04-01", 0) for ever in ("stock", "level", "age")],
        ("sum", "2025-12-31", 0),
        ("distinct", "2025-12-31", 0),
    ],
)
def test_what_stands_is_counted_since_ever_and_what_happened_within_the_days(measure, day, counted):
    assert len(verify.rows_of(figure(measure), statement(), [(3, entry(day))])) == counted


def test_rows_tell_component_unit_day_amount_place_and_entry():
    one = entry(met=True)
    assert verify.rows_of(figure(), statement(), [(3, one)]) == [
        ("walks", VILLAGE, date(2026, 2, 10), 1, 3, one),
        ("met", VILLAGE, date(2026, 2, 10), 1, 3, one),
    ]
    assert verify.rows_of(figure(), statement(unit="c/t/v2"), [(3, one)]) == []


def test_the_whole_is_of_one_figure_unit_and_span_of_days():
    told = statement(without=["c/t/v1"])
    assert (
        verify.whole_of(told) == ("walks", "c/t", "2026-01-01", "2026-03-31") == verify.whole_of(statement())
    )


# -- Which entries must be listed ----------------------------------------------------------------------

OUT = {**POST, "verb": "walk.left", "sign": -1}
BY_DAYS = {**POST, "bucket": "days"}


def listed(told, *entries):
    return verify.population(told, statement(), list(enumerate(entries))[::-1])


def test_everything_that_counts_must_be_listed_and_in_ascending_order():
    met, alone = entry(met=True), entry()
    assert listed(figure(), met, alone) == [0, 1]
    assert listed(figure(component="met"), alone, met) == [1]
    assert listed(figure("ratio", component="met", base="walks"), alone, met) == [0, 1]
    assert listed(figure(component="met", known="walks"), alone, met) == [0, 1]
    assert listed(figure("median", condition=(BY_DAYS,)), entry(days=3)) == [0]


@pytest.mark.parametrize(
    ("measure", "both"), [("count", [0, 1, 2]), ("stock", [2]), ("age", [2]), ("level", [0, 1, 2])]
)
def test_of_what_stands_only_subjects_that_are_not_gone_again_are_listed(measure, both):
    came, left, stays = entry(), entry(verb="walk.left"), entry(subject="walk:2")
    assert listed(figure(measure, condition=(POST, OUT)), came, left, stays) == both


# -- Measures ------------------------------------------------------------------------------------------


def test_counts_sums_and_stocks_add_up():
    people = {**POST, "amount": "people"}
    assert came_to(figure("sum", condition=(people,)), entry(people=3), entry(people=4)) == (7, None, None)
    assert came_to(figure("count"), entry(), entry(), entry("2026-04-01")) == (2, None, None)
    assert came_to(figure("count")) == (0, None, None)
    stock = figure("stock", condition=(POST, OUT))
    assert came_to(stock, entry("2025-01-01"), entry(subject="walk:2"), entry(verb="walk.left")) == (
        1,
        None,
        None,
    )


@pytest.mark.parametrize(
    ("met", "all_of_them", "value"),
    [(0, 0, None), (0, 3, 0), (1, 3, 333), (2, 3, 667), (1, 2, 500), (3, 3, 1000), (1, 16, 63)],
)
def test_a_ratio_is_per_mille_rounded_half_up_and_unknown_of_nothing(met, all_of_them, value):
    entries = [entry(subject=f"walk:{at}", met=at < met) for at in range(all_of_them)]
    told = figure("ratio", component="met", base="walks")
    assert came_to(told, *entries) == (value, met, all_of_them)


def test_the_states_are_those_of_what_counts_itself_not_of_what_it_is_a_part_of():
    told = figure("ratio", component="met", base="walks")
    entries = list(
        enumerate([entry(met=True, evidence=1), entry(met=False), entry(met=True, change="corrected")])
    )
    assert verify.recomputed(told, statement(), entries)[3] == Counter(evidenced=1, recorded=1, corrected=1)


def test_a_sum_that_not_every_record_tells_says_of_how_many_it_knows():
    people = {**POST, "component": "people", "amount": "people"}
    knows = {**POST, "component": "told", "given": "people"}
    told = figure("sum", component="people", base="walks", known="told", condition=(POST, people, knows))
    assert came_to(told, entry(people=5), entry()) == (5, 1, 2)
    assert came_to(told, entry(), entry()) == (None, 0, 2)
    assert came_to(told) == (0, 0, 0)
    assert came_to(told, entry(people=0)) == (0, 1, 1)


@pytest.mark.parametrize(
    ("days", "middle"),
    [([], None), ([4], 4), ([4, 9], 4), ([9, 4, 5], 5), ([1, 2, 3, 4], 2), ([3, 3, 9], 3), ([20, 9], 9)],
)
def test_a_median_is_the_lower_of_the_two_in_the_middle(days, middle):
    entries = [entry(subject=f"walk:{at}", days=day) for at, day in enumerate(days)]
    assert came_to(figure("median", condition=(BY_DAYS,)), *entries) == (middle, None, None)


def test_what_was_taken_back_is_in_no_median():
    rows = [("walks#4", VILLAGE, None, amount, 0, None) for amount in (1, -1)]
    assert verify.median(rows) is None
    assert verify.median([*rows, ("walks#7", VILLAGE, None, 1, 0, None)]) == 7


def test_a_level_is_the_sum_over_units_of_what_each_stated_last():
    stated = {**POST, "amount": "people"}
    told = figure("level", condition=(stated,))
    told_twice = [entry("2026-02-01", people=3), entry("2026-03-01", people=5), entry("2026-02-05", people=9)]
    assert came_to(told, *told_twice) == (5, None, None)
    assert came_to(told, *told_twice, entry("2025-06-01", "c/t/v2", people=2)) == (7, None, None)
    assert came_to(told, entry(people=3), entry(people=4)) == (4, None, None), "of one day the later entry"
    assert came_to(told) == (None, None, None)


def test_subjects_are_counted_once_each():
    told = figure("distinct")
    assert came_to(told, entry(), entry("2026-02-11"), entry(subject="walk:2")) == (2, None, None)
    assert came_to(told) == (0, None, None)


@pytest.mark.parametrize(
    ("came", "ages"),
    [
        (["2026-03-31"], 0),
        (["2026-03-01"], 30),
        (["2026-03-01", "2026-03-11"], 20),
        (["2026-03-01", "2026-03-11", "2026-03-21"], 20),
        ([], None),
    ],
)
def test_how_long_what_stands_has_stood_is_the_lower_median_of_days(came, ages):
    entries = [entry(day, subject=f"walk:{at}") for at, day in enumerate(came)]
    assert came_to(figure("age"), *entries) == (ages, None, None)


# -- What a statement prints ---------------------------------------------------------------------------


def value(number, part=None, whole=None):
    return {"value": number, "numerator": part, "denominator": whole}


@pytest.mark.parametrize(
    ("told", "given", "printed"),
    [
        (figure(), value(3), ("3次",)),
        (figure(), value(0), ("0次",)),
        (figure(), value(None), ("未知",)),
        (figure("ratio"), value(667, 2, 3), ("66.7%（2/3）",)),
        (figure("ratio"), value(0, 0, 3), ("0.0%（0/3）",)),
        (figure("ratio"), value(63, 1, 16), ("6.3%（1/16）",)),
        (figure("ratio"), value(None, 0, 0), ("未知（0/0）",)),
        (figure("ratio"), value(None, None, None), ("未知（0/0）",)),
        (figure("ratio", known="told"), value(500, 1, 2), ("50.0%（1/2）",)),
        (figure("sum", known="told"), value(5, 2, 2), ("5次",)),
        (figure("sum", known="told"), value(None, 0, 2), ("未知",)),
        (
            figure("sum", known="told"),
            value(5, 1, 2),
            ("5次（2件中1件有记录）", "5次（2场中1场有记录）", "5次（2条中1条有记录）"),
        ),
        (figure("sum"), value(5, 1, 2), ("5次",)),
    ],
)
def test_a_value_is_printed_in_the_ways_of_its_measure(told, given, printed):
    assert verify.printed(told, given) == printed


def test_an_entry_counts_where_it_makes_a_difference_alone():
    assert verify.counts(figure(), statement(), 0, entry())
    assert not verify.counts(figure(), statement(), 0, entry("2026-04-01"))
    ratio = figure("ratio", component="met", base="walks")
    assert verify.counts(ratio, statement(), 0, entry(met=False))
    assert not verify.counts(ratio, statement(), 0, entry("2026-04-01", met=True))
    level = figure("level", condition=({**POST, "amount": "people"},))
    assert not verify.counts(level, statement(), 0, entry(people=0))
    assert verify.counts(figure("median", condition=(BY_DAYS,)), statement(), 0, entry(days=0))
    assert verify.counts(figure("age"), statement(), 0, entry("2026-03-31"))
    assert not verify.counts(figure("stock"), statement(), 0, entry("2026-04-01"))
    assert not verify.counts(figure("age"), statement(), 0, entry("2026-04-01"))


@given(st.sets(st.integers(0, 10**6), min_size=1, max_size=40), st.integers(1, 10))
def test_the_lots_that_are_least_are_drawn(entries, count):
    seed = b"seed"
    drawn = verify.drawn(seed, sorted(entries), count)
    assert drawn == sorted(drawn)
    assert len(drawn) == min(count, len(entries))
    others = [verify.lot(seed, at) for at in entries - set(drawn)]
    assert not others or max(verify.lot(seed, at) for at in drawn) < min(others)
