"""What an entry adds up to: which post applies, how much, where, on which day, and what cannot be posted."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zerentian.ledger.rules.contributions import (
    MAX_AMOUNT,
    Contribution,
    Posts,
    Unpostable,
    contributions,
    facts_of,
    matches,
    stated_day,
)
from zerentian.ledger.rules.figures import Figure, FigureValue, by_due_day, median_of, permille, ratio_text
from zerentian.ledger.rules.periods import Period
from zerentian.ledger.rules.verbs import Post
from zerentian.ledger.rules.words import Words

HERE, ON = "990100/990101", date(2026, 3, 2)
DAY = timedelta(days=1)


def added(*posts, change="", **facts):
    """Return what posts add with these facts: component, unit, day and amount of each."""
    return [tuple(one) for one in contributions(posts, unit=HERE, occurred_on=ON, facts=facts, change=change)]


def figure(measure="count", **said):
    """Return a made-up figure."""
    known = {"unit_of_measure": "件", "definition": "试。", "definition_en": "Trial."}
    return Figure("t.x", "试", "Trial", measure, "t", **known | said)


class TestPosts:
    def test_a_post_adds_one_here_on_the_day_it_happened(self):
        assert added(Post("c")) == [("c", HERE, ON, 1)]
        assert added(Post("c", sign=-1)) == [("c", HERE, ON, -1)]
        assert added(Post("c", 5)) == [("c", HERE, ON, 5)]
        assert added(Post("c", 0)) == []
        assert added(Post("c"), change="voided") == []
        assert added(Post("c"), change="corrected") == [("c", HERE, ON, 1)]

    @pytest.mark.parametrize(
        ("when", "facts", "applies"),
        [
            ({}, {}, True),
            ({"a": 1}, {"a": 1}, True),
            ({"a": 1}, {"a": 2}, False),
            ({"a": 1}, {}, False),
            ({"a": False}, {"a": False}, True),
            ({"a": ("x", "y")}, {"a": "y"}, True),
            ({"a": ["x", "y"]}, {"a": "z"}, False),
            ({"a": 1, "b": 2}, {"a": 1, "b": 3}, False),
            ({"a": 1, "b": 2}, {"a": 1, "b": 2, "c": 3}, True),
        ],
    )
    def test_a_post_applies_where_every_fact_it_names_has_its_value(self, when, facts, applies):
        assert matches(when, facts) is applies
        assert bool(added(Post("c", when=when), **facts)) is applies

    def test_what_is_remembered_of_conditions_tells_one_from_true_and_absent_from_none(self):
        posts = Posts([Post("one", when={"a": 1}), Post("any")])
        codes = [
            [one.component for one in posts.contributions(HERE, ON, facts)]
            for facts in ({"a": 1}, {}, {"a": 2}, {"a": 1})
        ]
        assert codes == [["one", "any"], ["any"], ["any"], ["one", "any"]]

    def test_an_amount_that_a_fact_states_is_signed_and_left_out_where_none_is(self):
        post = Post("c", "people", -1)
        assert added(post, people=4) == [("c", HERE, ON, -4)]
        assert added(post, people=0) == added(post) == added(post, people="4") == []
        assert added(post, people=MAX_AMOUNT) == [("c", HERE, ON, -MAX_AMOUNT)]
        with pytest.raises(Unpostable, match="amount"):
            added(post, people=MAX_AMOUNT + 1)

    def test_a_bucket_is_a_part_of_the_component(self):
        post = Post("c", bucket="days")
        assert added(post, days=3) == [("c#3", HERE, ON, 1)]
        assert added(post, days=0) == [("c#0", HERE, ON, 1)]
        assert added(post) == []
        for wrong in ("3", MAX_AMOUNT + 1):
            with pytest.raises(Unpostable, match="amount"):
                added(post, days=wrong)

    def test_what_must_be_given_is_given_whatever_it_says(self):
        post = Post("c", given="people")
        assert added(post, people=0) == [("c", HERE, ON, 1)]
        assert added(post) == []

    def test_a_unit_that_a_fact_states_is_a_path(self):
        post = Post("c", unit="to")
        assert added(post, to="990100/990102") == [("c", "990100/990102", ON, 1)]
        assert added(post) == added(post, to=5) == []
        with pytest.raises(Unpostable, match="unit"):
            added(post, to="某乡")

    @pytest.mark.parametrize(
        ("parts", "facts", "day"),
        [
            ((("due", 0),), {"due": "2026-03-09"}, date(2026, 3, 9)),
            ((("due", 1),), {"due": "2026-03-09"}, date(2026, 3, 10)),
            ((("occurred_on", 2),), {}, date(2026, 3, 4)),
            ((("occurred_on", 0), ("due", 1)), {"due": "2026-03-01"}, ON),
            ((("occurred_on", 0), ("due", 1)), {"due": "2026-03-02"}, date(2026, 3, 3)),
            ((("due", 1), ("occurred_on", 0)), {"due": "2026-02-01"}, ON),
            ((("due", 0),), {}, None),
            ((("occurred_on", 0), ("due", 0)), {}, None),
        ],
    )
    def test_a_post_counts_on_the_latest_of_its_days_and_not_where_one_is_missing(self, parts, facts, day):
        assert added(Post("c", day=parts), **facts) == ([("c", HERE, day, 1)] if day else [])

    def test_a_day_is_one_of_the_calendar(self):
        assert stated_day(None, 1) is None
        assert stated_day(ON, 0) == ON
        assert stated_day("2026-03-02", -1) == date(2026, 3, 1)
        for wrong in ("2026-02-30", 5, ["x"]):
            with pytest.raises(Unpostable, match="day"):
                stated_day(wrong, 0)
        with pytest.raises(Unpostable, match="day"):
            stated_day(date.max, 1)

    def test_posts_of_one_component_unit_and_day_are_one_row_and_none_that_cancels_out(self):
        assert added(Post("c", 2), Post("c", 3), Post("d")) == [("c", HERE, ON, 5), ("d", HERE, ON, 1)]
        assert added(Post("c", 2), Post("c", 2, -1)) == []
        assert added(Post("c"), Post("c", day=(("due", 0),)), due="2026-03-03") == [
            ("c", HERE, ON, 1),
            ("c", HERE, ON + DAY, 1),
        ]

    @given(st.lists(st.integers(-5, 5), max_size=5))
    def test_one_row_holds_what_all_posts_of_a_component_add(self, amounts):
        rows = added(*(Post("c", one) for one in amounts))
        assert sum(row[3] for row in rows) == sum(amounts)
        assert len(rows) <= 1
        assert all(Contribution(*row).amount for row in rows)

    @pytest.mark.parametrize(
        "text", ["", "[]", "1", '{"a": null}', '{"a": [1]}', '{"a": 1.5}', "{", "[" * 99999]
    )
    def test_facts_are_one_flat_object_of_texts_numbers_and_flags(self, text):
        with pytest.raises(Unpostable, match="facts"):
            facts_of(text)
        assert facts_of('{"a":1,"b":"x","c":true}') == {"a": 1, "b": "x", "c": True}


class TestFigures:
    @pytest.mark.parametrize(
        ("kind", "target", "marks"),
        [(None, False, False), ("doing", False, False), ("course", True, False), ("outcome", True, True)],
    )
    def test_how_far_a_figure_may_be_aimed_at(self, kind, target, marks):
        one = figure("ratio", kind=kind)
        assert (one.may_be_target, one.gives_marks) == (target, marks)
        for measure in ("count", "sum", "level", "distinct"):
            if target:
                with pytest.raises(ValueError, match="may not be aimed at"):
                    figure(measure, kind=kind)
            else:
                assert figure(measure, kind=kind).measure == measure

    def test_a_version_says_what_it_changed(self):
        one = figure(changed=(Words("二", "two"), Words("三", "three")))
        assert one.version == 3
        assert [one.change(number) for number in (1, 2, 3, 4)] == [
            None,
            Words("二", "two"),
            Words("三", "three"),
            None,
        ]
        assert figure().version == 1

    @pytest.mark.parametrize(
        ("measure", "first"),
        [("count", "2026-03-01"), ("ratio", "2026-03-01"), ("stock", None), ("level", None), ("age", None)],
    )
    def test_days_end_with_the_period_or_the_day_of_the_seal(self, measure, first):
        first = date.fromisoformat(first) if first else date.min
        march = Period.parse("2026-03")
        assert figure(measure).days(march, date(2026, 5, 1)) == (first, date(2026, 3, 31))
        assert figure(measure).days(march, date(2026, 3, 10)) == (first, date(2026, 3, 10))
        due = by_due_day(figure(measure), Words("改", "changed"))
        assert due.days(march, date(2026, 3, 10)) == (first, date(2026, 3, 9))
        assert due.days(march, date(2026, 4, 1)) == (first, date(2026, 3, 31))
        assert (due.version, due.by_due_day) == (2, True)
        assert due.definition.endswith("只计期限早于封存当日的。")
        assert due.definition_en.startswith("Trial. Of a period still running")

    def test_what_is_sealed_of_a_definition_holds_later_words_only_where_they_are_said(self):
        plain = figure().as_data()
        assert next(iter(plain)) == "code"
        assert not {"by_due_day", "known", "kind", "each"} & set(plain)
        known = figure("sum", base="all", known="some").as_data()
        assert (known["known"], known["base"]) == ("some", "all")
        assert figure("sum", base="all", known="some").components == {"t", "all", "some"}
        assert figure().components == {"t"}
        assert figure().digest([]) != figure().digest([{"verb": "a"}])
        assert figure(kind="doing").digest([]) == figure().digest([])

    @pytest.mark.parametrize(
        ("value", "text", "public"),
        [
            (None, "未知", "未知"),
            (0, "0件", "0件"),
            (1, "1件", "少于3"),
            (2, "2件", "少于3"),
            (3, "3件", "3件"),
        ],
    )
    def test_a_value_has_its_unit_and_small_ones_are_not_public(self, value, text, public):
        told = FigureValue(figure(), HERE, "2026", 9, value)
        assert (told.text, told.public_text) == (text, public)

    @pytest.mark.parametrize(
        ("part", "whole", "text", "public"),
        [
            (None, 5, "未知（0/5）", "未知（0/5）"),
            (3, 0, "未知（3/0）", "未知（3/0）"),
            (3, 6, "50.0%（3/6）", "50.0%（3/6）"),
            (1, 6, "16.7%（1/6）", "少于3"),
            (5, 6, "83.3%（5/6）", "少于3"),
            (6, 6, "100.0%（6/6）", "100.0%（6/6）"),
            (0, 6, "0.0%（0/6）", "0.0%（0/6）"),
        ],
    )
    def test_a_ratio_says_what_it_is_made_of(self, part, whole, text, public):
        told = FigureValue(figure("ratio"), HERE, "2026", 9, None, part, whole)
        assert told.text == text == ratio_text(part, whole)
        if part is not None and whole:
            assert told.public_text == public

    @pytest.mark.parametrize(
        ("numerator", "denominator", "text"),
        [(0, 4, "7件"), (3, 4, "7件（4场中3场有记录）"), (4, 4, "7件"), (None, None, "7件")],
    )
    def test_a_sum_says_of_how_many_records_it_knows_where_it_knows_some(self, numerator, denominator, text):
        one = figure("sum", base="all", known="some", each="场")
        assert FigureValue(one, HERE, "2026", 9, 7, numerator, denominator).text == text
        without = FigureValue(figure("sum"), HERE, "2026", 9, 7, numerator, denominator)
        assert without.text == "7件"

    def test_a_value_is_plain_data_for_programs(self):
        told = FigureValue(figure(), HERE, "2026", 9, 4, late=1, imported=2, corrected=3, last=ON)
        data = told.as_data()
        assert (data["figure"], data["unit"], data["period"], data["as_of"]) == ("t.x", HERE, "2026", 9)
        assert (data["value"], data["text"], data["last"]) == (4, "4件", "2026-03-02")
        assert (data["late"], data["imported"], data["corrected"]) == (1, 2, 3)
        assert FigureValue(figure(), HERE, "2026", 9, 4).as_data()["last"] is None

    @pytest.mark.parametrize(
        ("part", "whole", "thousandths"), [(1, 3, 333), (2, 3, 667), (1, 2000, 1), (1, 2001, 0)]
    )
    def test_a_share_is_rounded_half_up(self, part, whole, thousandths):
        assert permille(part, whole) == thousandths

    @pytest.mark.parametrize(
        ("histogram", "median"),
        [
            ({}, None),
            ({5: 0}, None),
            ({5: 1}, 5),
            ({1: 1, 9: 1}, 1),
            ({1: 1, 2: 1, 9: 1}, 2),
            ({1: 1, 9: 2}, 9),
        ],
    )
    def test_the_lower_median(self, histogram, median):
        assert median_of(histogram) == median
