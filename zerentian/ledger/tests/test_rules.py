"""Rules of the ledger at their bounds: periods, days, facts, tiles, states and the words in which they are said."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zerentian.ledger.rules import days, states, texts, tiles
from zerentian.ledger.rules.findings import Findings
from zerentian.ledger.rules.periods import (
    LOCAL,
    BadPeriod,
    Period,
    chinese_day,
    chinese_moment,
    in_whole_months,
    local_day,
    month_end,
    year_before,
)
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.sums import Balance
from zerentian.ledger.rules.verbs import BrokenSchema, Code, Count, Day, Flag, Post, Verb
from zerentian.ledger.rules.words import Refusal, Words, joined, speaking

TODAY = date(2026, 3, 2)


class TestPeriods:
    @pytest.mark.parametrize(
        ("text", "first", "last", "label"),
        [
            ("2026", "2026-01-01", "2026-12-31", "2026年"),
            ("2026H1", "2026-01-01", "2026-06-30", "2026年上半年"),
            ("2026h2", "2026-07-01", "2026-12-31", "2026年下半年"),
            ("2026Q1", "2026-01-01", "2026-03-31", "2026年第一季度"),
            (" 2026Q3 ", "2026-07-01", "2026-09-30", "2026年第三季度"),
            ("2026Q4", "2026-10-01", "2026-12-31", "2026年第四季度"),
            ("2024-02", "2024-02-01", "2024-02-29", "2024年2月"),
            ("2026-12", "2026-12-01", "2026-12-31", "2026年12月"),
            ("2026-01-05..2026-01-05", "2026-01-05", "2026-01-05", "2026年1月5日至2026年1月5日"),
            ("2025-12-31..2026-01-01", "2025-12-31", "2026-01-01", "2025年12月31日至2026年1月1日"),
        ],
    )
    def test_a_period_is_read_as_people_name_it_and_named_in_chinese(self, text, first, last, label):
        period = Period.parse(text)
        assert (period.first.isoformat(), period.last.isoformat(), period.label) == (first, last, label)
        assert period.code == text.strip().upper()

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "26",
            "2026H3",
            "2026Q0",
            "2026Q5",
            "2026-13",
            "2026-1",
            "2026-01-02..2026-01-01",
            "0000",
            "x2026",
        ],
    )
    def test_what_is_no_period_is_refused_with_the_forms_that_can_be_read(self, text):
        with pytest.raises(BadPeriod, match="不是期间；请写 2026H1、2026Q3、2026-07"):
            Period.parse(text)

    @pytest.mark.parametrize(
        ("text", "before", "eve"),
        [
            ("2026", "2025", "2025-12-31..2025-12-31"),
            ("2026H2", "2025H2", "2026-06-30..2026-06-30"),
            ("2026Q2", "2025Q2", "2026-03-31..2026-03-31"),
            ("2026-03", "2025-03", "2026-02-28..2026-02-28"),
            ("2024-02-29..2024-03-10", "2023-02-28..2023-03-10", "2024-02-28..2024-02-28"),
        ],
    )
    def test_a_period_has_one_a_year_before_and_an_eve(self, text, before, eve):
        period = Period.parse(text)
        assert period.previous().code == before
        assert (period.eve.code, period.eve.first) == (eve, period.eve.last)

    def test_a_day_a_year_before_is_the_same_but_for_the_leap_day(self):
        assert year_before(date(2024, 2, 29)) == date(2023, 2, 28)
        assert year_before(date(2024, 2, 28)) == date(2023, 2, 28)
        assert year_before(date(2025, 3, 29)) == date(2024, 3, 29)

    @pytest.mark.parametrize(
        ("first", "last", "whole", "rest"),
        [
            ("2026-01-01", "2026-01-31", ("2026-01-01", "2026-01-01"), []),
            ("2026-01-01", "2026-03-30", ("2026-01-01", "2026-02-01"), [("2026-03-01", "2026-03-30")]),
            ("2026-01-02", "2026-02-28", ("2026-02-01", "2026-02-01"), [("2026-01-02", "2026-01-31")]),
            ("2026-01-02", "2026-02-27", None, [("2026-01-02", "2026-02-27")]),
            ("2026-01-05", "2026-01-05", None, [("2026-01-05", "2026-01-05")]),
        ],
    )
    def test_days_are_whole_months_and_what_is_left_over(self, first, last, whole, rest):
        def day(text):
            return date.fromisoformat(text)

        found = in_whole_months(day(first), day(last))
        assert found == (
            whole and tuple(map(day, whole)),
            [(day(begin), day(end)) for begin, end in rest],
        )

    def test_a_day_is_that_of_the_place(self):
        assert local_day(datetime(2026, 3, 1, 15, 59, tzinfo=UTC)) == date(2026, 3, 1)
        assert local_day(datetime(2026, 3, 1, 16, 0, tzinfo=UTC)) == TODAY
        assert chinese_moment(datetime(2026, 3, 1, 16, 5, tzinfo=UTC)) == "2026年3月2日00:05"
        assert chinese_day(date(2026, 12, 31)) == "2026年12月31日"
        assert [month_end(date(year, 2, 5)).day for year in (2024, 2026)] == [29, 28]


class TestDays:
    def test_a_day_lies_between_the_founding_and_some_years_ahead(self):
        assert days.last_day(TODAY, 20) == date(2046, 3, 2)
        assert days.last_day(date(2024, 2, 29), 1) == date(2025, 2, 28)
        assert days.last_day(date(2024, 2, 28), 0) == date(2024, 2, 28)
        found = [days.in_range(one, TODAY, 1) for one in (date(1949, 9, 30), date(1949, 10, 1))]
        assert found == [False, True]
        assert [days.in_range(one, TODAY, 1) for one in (date(2027, 3, 2), date(2027, 3, 3))] == [True, False]
        assert days.in_range(date(2046, 3, 2), TODAY)
        assert not days.in_range(date(2046, 3, 3), TODAY)

    def test_a_period_lies_within_the_same_days(self):
        assert days.period_within("1949-10-01..2046-03-02", TODAY).code == "1949-10-01..2046-03-02"
        for wrong in ("1949-09-30..2026-01-01", "2026-01-01..2046-03-03", "9999"):
            with pytest.raises(BadPeriod, match="期间须在1949-10-01至2046-03-02之间"):
                days.period_within(wrong, TODAY)

    def test_stray_days_are_told_with_the_years_that_their_fact_may_lie_ahead(self):
        schema = {"due": Day(), "until": Day(years=100, optional=True), "kind": Code()}
        facts = {"due": "2046-03-03", "until": date(2126, 3, 2), "kind": "9999-12-31"}
        assert days.stray_days(facts, schema, TODAY) == [("due", date(2046, 3, 3), 20)]
        assert days.stray_days({"until": date(2126, 3, 3)}, schema, TODAY) == [
            ("until", date(2126, 3, 3), 100)
        ]
        assert days.stray_days({"due": None}, schema, TODAY) == []

    def test_a_stray_day_is_named_by_what_its_field_is_called(self):
        with pytest.raises(
            NotAllowed, match=r"期限 2046-03-03 不在 1949-10-01 至 2046-03-02 之间.* the due day is"
        ):
            days.refuse_stray("due", date(2046, 3, 3), TODAY)
        assert days.refuse_stray("due", None, TODAY) is None
        words = days.out_of_range("no_such", TODAY, TODAY, TODAY)
        assert words.zh.startswith("no_such 2026-03-02 不在")


class TestFacts:
    @pytest.mark.parametrize(
        ("kind", "right", "wrong"),
        [
            (Code(), ["a", "A-1.b:c/d=e", "x" * 200], ["", "a b", "汉", "x" * 201, 1, None]),
            (Code(("a", "b")), ["a"], ["c", ""]),
            (Count(), [0, 2**53 - 1], [-1, 2**53, True, 1.0, "1", None]),
            (Flag(), [True, False], [0, 1, "true", None]),
            (
                Day(),
                [TODAY, "2026-03-02"],
                ["2026-3-2", "20260302", "2026-02-30", datetime(2026, 3, 2, tzinfo=UTC), 20260302, None],
            ),
        ],
    )
    def test_a_fact_is_of_its_kind(self, kind, right, wrong):
        assert [kind.accepts(one) for one in right] == [True] * len(right)
        assert [kind.accepts(one) for one in wrong] == [False] * len(wrong)

    def test_a_verb_takes_what_it_declares_and_what_the_ledger_adds(self):
        verb = Verb("a.b", "试", {"kind": Code(), "people": Count(optional=True)})
        assert verb.check({"kind": "x"}) is None
        assert verb.check({"kind": "x", "people": 1, "evidence": 2, "late": True}) is None
        for facts, words in (
            ({}, "a.b needs the fact kind"),
            ({"kind": "x", "who": "y", "why": "z"}, "declares no fact who, why"),
            ({"kind": "x", "people": -1}, "a.b.people: -1 is no count"),
            ({"kind": "x", "late": 1}, "is no flag"),
        ):
            with pytest.raises(BrokenSchema, match=words):
                verb.check(facts)

    def test_a_post_is_plain_data_and_says_what_it_is_given_only_where_it_is(self):
        post = Post("c", "people", -1, {"kind": ("a", "b"), "drill": False}, (("due", 1),), "to", "days")
        assert post.as_data() == {
            "component": "c",
            "amount": "people",
            "sign": -1,
            "when": {"kind": ["a", "b"], "drill": False},
            "day": [["due", 1]],
            "unit": "to",
            "bucket": "days",
        }
        assert Post("c", given="people").as_data()["given"] == "people"
        assert Post("c").as_data()["day"] == [["occurred_on", 0]]


class TestStates:
    @pytest.mark.parametrize(
        ("facts", "change", "proof", "time", "corrected"),
        [
            ({}, "", "recorded", "in_time", False),
            ({"evidence": 1}, "", "evidenced", "in_time", False),
            ({"evidence": 1, "verified": True}, "verified", "verified", "in_time", False),
            ({"late_days": 15, "late_limit": 15}, "", "recorded", "in_time", False),
            ({"late_days": 16, "late_limit": 15}, "corrected", "recorded", "late", True),
            ({"late_days": 16}, "", "recorded", "in_time", False),
            ({"late_days": 16, "late_limit": 15, "imported": True}, "voided", "recorded", "imported", False),
        ],
    )
    def test_an_entry_has_a_state_of_proof_and_of_time(self, facts, change, proof, time, corrected):
        state = states.state_of(facts, change)
        assert (states.proof_word(state), states.time_word(state)) == (proof, time)
        assert bool(state & states.CORRECTED) is corrected

    def test_a_balance_closes_with_what_came_less_what_went(self):
        balance = Balance("s", ("a", "b"), ("c",))
        assert balance.codes == ("s", "a", "b", "c")
        assert balance.closing(10, [5, 2, 4]) == 13
        with pytest.raises(ValueError, match="shorter"):
            balance.closing(10, [5, 2])

    def test_findings_hold_while_nothing_is_wrong_and_name_kind_and_place(self):
        found = Findings(origin="demo", size=7)
        assert found.hold
        found.add("root", "seal 3", "another root")
        assert not found.hold
        data = found.as_data()
        assert (data["holds"], data["origin"], data["size"]) == (False, "demo", 7)
        assert data["problems"] == [{"kind": "root", "place": "seal 3", "message": "another root"}]


class TestTiles:
    @pytest.mark.parametrize(
        ("number", "path"),
        [(0, "000"), (999, "999"), (1000, "x001/000"), (1234067, "x001/x234/067")],
    )
    def test_a_tile_is_numbered_in_threes(self, number, path):
        assert tiles.tile_number(number) == path

    def test_a_tile_that_is_not_full_says_how_wide_it_is(self):
        assert tiles.tile_path(0, 5) == "tile/0/005"
        assert tiles.tile_path("entries", 1000, 255) == "tile/entries/x001/000.p/255"

    @pytest.mark.parametrize(
        ("count", "first", "found"),
        [
            (0, 0, []),
            (1, 0, [(0, 1)]),
            (256, 0, [(0, 256)]),
            (257, 0, [(0, 256), (1, 1)]),
            (600, 255, [(0, 256), (1, 256), (2, 88)]),
            (600, 256, [(1, 256), (2, 88)]),
            (600, 600, [(2, 88)]),
        ],
    )
    def test_tiles_cover_what_is_asked_for(self, count, first, found):
        assert list(tiles.tiles_of(count, first)) == found

    @given(st.lists(st.binary(max_size=300), max_size=5))
    def test_a_bundle_is_read_back_and_refused_when_it_is_cut_off(self, entries):
        data = tiles.bundle(entries)
        assert tiles.unbundle(data) == entries
        if entries and entries[-1]:
            with pytest.raises(ValueError, match="within an entry"):
                tiles.unbundle(data[:-1])


class TestWords:
    def test_a_sentence_is_said_in_the_language_of_the_page_and_both_at_the_console(self):
        words = Words("不行", "no")
        assert str(words) == "不行 · no"
        for language, said in (
            ("zh-hans", "不行"),
            ("zh", "不行"),
            ("en", "no"),
            ("fr", "no"),
            ("", "不行 · no"),
        ):
            assert words.said(language) == said
            with speaking(language):
                assert str(words) == said
        assert str(words) == "不行 · no"

    def test_several_are_one_sentence_in_each_language(self):
        assert joined([Words("甲", "a"), Words("乙", "b")]) == Words("甲；乙", "a; b")
        assert joined([]) == Words("", "")

    @pytest.mark.parametrize(
        ("said", "words"),
        [
            (("不行", "no"), Words("不行", "no")),
            (("不行 · no",), Words("不行", "no")),
            (("不行",), Words("不行", "不行")),
            ((Words("不行", "no"),), Words("不行", "no")),
            (("a · b", "c"), Words("a · b", "c")),
        ],
    )
    def test_a_refusal_states_both_languages_however_it_is_told(self, said, words):
        assert Refusal(*said).words == words


class TestTexts:
    @pytest.mark.parametrize(
        ("text", "sign"),
        [
            ("plain", ""),
            ("汉字\t空格\r\n", ""),
            ("零\u200b宽", "U+200B"),
            ("a\x07b", "U+0007"),
            ("行\u2028尾", "U+2028"),
            ("连\u200d字", "U+200D"),
            ("\U000e0041", "U+E0041"),
            ("👨\u200d👩", ""),
        ],
    )
    def test_the_first_sign_that_may_not_stand_is_named(self, text, sign):
        assert texts.unseen_in(text) == sign

    @pytest.mark.parametrize(
        ("category", "seen"),
        [("Lo", True), ("Nd", True), ("Po", True), ("Sm", True), ("Co", True), ("Cn", True)],
    )
    def test_letters_digits_and_signs_are_seen(self, category, seen):
        assert texts.is_seen(category) is seen
        assert not any(texts.is_seen(one) for one in ("Zs", "Mn", "Cf", "Cc"))

    def test_blanks_of_any_kind_are_one_and_lines_are_kept_unless_there_is_one(self):
        assert texts.plain("a\u3164b\xa0c\td") == "a b c d"
        assert texts.plain("a\r\nb\vc\u2029d") == "a\nb\nc\nd"
        assert texts.plain("a\nb", lines=False) == "a b"
        assert texts.plain("e\u0301") == "é"


def test_midnight_of_the_place_is_no_day_of_another():
    moment = datetime(2026, 3, 2, 0, 0, tzinfo=LOCAL)
    assert local_day(moment) == TODAY
    assert local_day(moment - timedelta(microseconds=1)) == TODAY - timedelta(days=1)
