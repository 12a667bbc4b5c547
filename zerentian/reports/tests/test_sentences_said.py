"""Sentences put together from figures: what is said, unsaid and compared, case by case."""

from datetime import date
from types import SimpleNamespace

import pytest

from zerentian.ledger.rules.periods import Period
from zerentian.reports.rules.claims import marked
from zerentian.reports.rules.document import AUTHOR_MARK
from zerentian.reports.rules.periods import before, short, short_day
from zerentian.reports.rules.prose import (
    AsOf,
    Before,
    Breakdown,
    Clause,
    Naming,
    Number,
    Sentence,
    Subject,
    compared,
    figures_of,
    ordinal,
    paragraph,
    parted,
    spoken,
)

SUBJECT = Subject("全乡", "上半年")


def figure(value, measure="count", unit="件", label="", known=False, of=100):
    told = SimpleNamespace(measure=measure, unit_of_measure=unit, label=label)
    return SimpleNamespace(value=value, denominator=of, is_partly_known=known, figure=told)


def told(sentences, values, *, opens=True):
    """Return a paragraph as text: numbers by their codes, a day as …."""
    found = paragraph(sentences, SUBJECT, lambda code, when: values.get((code, when)), opens=opens)
    return "".join(
        f"<{one.code}>" if isinstance(one, Number) else one if isinstance(one, str) else "…" for one in found
    )


def now(**values):
    return {(code.replace("_", "."), "now"): figure(value) for code, value in values.items()}


ONE = Sentence((Clause("甲{a.b}"), Clause("乙{a.c}"), Clause("丙{a.d}")), "没有甲")


# -- What is said --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (now(a_b=1, a_c=2, a_d=3), "上半年，全乡甲<a.b>，乙<a.c>，丙<a.d>。"),
        (now(a_b=1, a_c=0, a_d=3), "上半年，全乡甲<a.b>，丙<a.d>。"),
        (now(a_b=1, a_c=None, a_d=0), "上半年，全乡甲<a.b>。"),
        (now(a_b=0, a_c=0), "上半年，全乡没有甲。"),
        ({}, "上半年，全乡没有甲。"),
    ],
)
def test_nought_and_unknown_are_left_unsaid(values, words):
    assert told([ONE], values) == words


def test_without_other_words_the_first_clause_that_counts_is_said():
    sentence = Sentence(ONE.clauses)
    assert told([sentence], now(a_c=2)) == "上半年，全乡乙<a.c>。"
    assert told([sentence], {}) == ""


SHARE = Sentence((Clause("应做{a.b}"), Clause("按时做{a.c}")), "没有应做的", others="此前的")


@pytest.mark.parametrize(
    ("sentence", "values", "words"),
    [
        (ONE, now(a_b=0, a_c=2, a_d=3), "上半年，全乡没有甲；乙<a.c>，丙<a.d>。"),
        (ONE, now(a_b=0, a_d=3), "上半年，全乡没有甲；丙<a.d>。"),
        (SHARE, now(a_b=0, a_c=2), "上半年，全乡没有应做的；此前的按时做<a.c>。"),
        (Sentence(SHARE.clauses, others="此前的"), now(a_c=2), "上半年，全乡此前的按时做<a.c>。"),
        (Sentence(SHARE.clauses, others="此前的"), now(a_b=1, a_c=2), "上半年，全乡应做<a.b>，按时做<a.c>。"),
    ],
)
def test_where_the_first_counts_nothing_the_others_are_told_all_the_same(sentence, values, words):
    assert told([sentence], values) == words


def test_a_share_of_nought_is_said_and_one_of_nothing_is_not():
    values = now(a_b=3) | {("a.c", "now"): figure(0, "ratio", of=3)}
    assert told([SHARE], values) == "上半年，全乡应做<a.b>，按时做<a.c>。"
    values["a.c", "now"] = figure(None, "ratio", of=0)
    assert told([SHARE], values) == "上半年，全乡应做<a.b>。"


@pytest.mark.parametrize(
    ("of", "then", "words"),
    [
        (10, 10, "，比上年同期的<a year ago>提高50.0个百分点"),
        (9, 10, "，上年同期为<a year ago>"),
        (10, 9, "，上年同期为<a year ago>"),
        (1, 1, "，上年同期为<a year ago>"),
    ],
)
def test_a_share_of_a_few_is_set_beside_what_it_was_and_not_reckoned_in_points(of, then, words):
    own, other = figure(500, "ratio", of=of), figure(0, "ratio", of=then)
    found = compared("a.b", own, lambda code, at: {"a year ago": other}.get(at))
    assert "".join(f"<{one.when}>" if isinstance(one, Number) else one for one in found) == words


def test_that_there_was_nothing_is_said_only_where_nothing_was_said_before():
    assert told([ONE, ONE], {}) == "上半年，全乡没有甲。"
    other = Sentence((Clause("丁{a.x}"),))
    assert told([other, ONE], now(a_x=1)) == "上半年，全乡丁<a.x>。"
    assert told([other, ONE], now(a_x=1, a_c=2)) == "上半年，全乡丁<a.x>。乙<a.c>。"


def test_the_subject_is_named_where_a_part_opens_and_where_the_time_changes():
    stands = Sentence((Clause("在办{a.d}"),), at_the_end=True)
    happened = Sentence((Clause("收到{a.b}"),))
    values = now(a_b=1, a_d=2)
    assert (
        told([happened, stands, happened], values)
        == "上半年，全乡收到<a.b>。…，全乡在办<a.d>。上半年，收到<a.b>。"
    )
    assert told([stands, stands], values) == "…，全乡在办<a.d>。在办<a.d>。"
    assert told([happened], values, opens=False) == "收到<a.b>。"
    assert told([stands], values, opens=False) == "…，全乡在办<a.d>。"


def test_the_first_part_of_a_whole_is_said_to_be_one():
    sentence = Sentence(
        (Clause("共{a.b}"), Clause("甲{a.c}", within=True), Clause("乙{a.d}", within=True), Clause("丙{a.e}"))
    )
    assert (
        told([sentence], now(a_b=9, a_c=1, a_d=1, a_e=1))
        == "上半年，全乡共<a.b>，其中甲<a.c>，乙<a.d>，丙<a.e>。"
    )
    assert told([sentence], now(a_b=9, a_d=1)) == "上半年，全乡共<a.b>，其中乙<a.d>。"


def test_after_a_comparison_the_next_clause_stands_behind_a_semicolon():
    sentence = Sentence((Clause("收到{a.b}", compared=True), Clause("办结{a.c}")))
    values = now(a_b=3, a_c=2) | {("a.b", "before"): figure(2)}
    assert told([sentence], values) == "上半年，全乡收到<a.b>，比…的<a.b>增加1件；办结<a.c>。"
    assert told([sentence], now(a_b=3, a_c=2)) == "上半年，全乡收到<a.b>，办结<a.c>。"


def test_words_stay_around_several_numbers_of_a_clause():
    sentence = Sentence((Clause("从{a.b}到{a.c}为止"),))
    assert told([sentence], now(a_b=1)) == "上半年，全乡从<a.b>到<a.c>为止。"
    assert figures_of([sentence, ONE, Breakdown("其中", "a.x", ("a.y",))]) == (
        "a.b",
        "a.c",
        "a.d",
        "a.x",
        "a.y",
    )
    assert Clause("从{a.b}到{a.c}").first == "a.b"


# -- Comparisons ---------------------------------------------------------------------------------------


def change(value, then, measure="count", unit="件", *, at_the_end=False, when="a year ago", partly=""):
    """Return how a value is compared with the one of another time; ``partly`` says which of both is known in part."""
    other, own = (
        figure(one, measure, unit, known=partly == name) for one, name in ((then, "then"), (value, "now"))
    )
    found = compared("a.b", own, lambda code, at: {when: other}.get(at), at_the_end)
    names = {Number: lambda one: f"<{one.when}>", Before: lambda one: f"[{one.end}]", str: str}
    return "".join(names[type(one)](one) for one in found)


@pytest.mark.parametrize(
    ("value", "then", "measure", "unit", "words"),
    [
        (5, 3, "count", "件", "，比上年同期的<a year ago>增加2件"),
        (3, 5, "count", "件", "，比上年同期的<a year ago>减少2件"),
        (3, 3, "count", "件", "，与上年同期的<a year ago>持平"),
        (3, 0, "count", "件", "，上年同期没有"),
        (3, 0, "sum", "人次", "，上年同期没有"),
        (3, 0, "stock", "件", "，上年同期没有"),
        (630, 0, "ratio", "", "，比上年同期的<a year ago>提高63.0个百分点"),
        (571, 632, "ratio", "", "，比上年同期的<a year ago>下降6.1个百分点"),
        (7, 5, "median", "天", "，比上年同期的<a year ago>延长2天"),
        (5, 7, "age", "天", "，比上年同期的<a year ago>缩短2天"),
        (5, None, "count", "件", ""),
        (None, 5, "count", "件", ""),
    ],
)
def test_a_change_is_said_in_the_words_of_its_measure(value, then, measure, unit, words):
    assert change(value, then, measure, unit) == words


def test_how_things_stood_is_compared_with_the_end_of_the_other_time():
    assert change(5, 3, at_the_end=True) == "，比上年同期末的<a year ago>增加2件"
    assert change(5, 3, when="before") == "，比[False]的<before>增加2件"
    assert change(5, 3, when="before", at_the_end=True) == "，比[True]的<before>增加2件"


def test_what_is_partly_known_is_not_compared():
    assert change(5, 3, partly="now") == change(5, 3, partly="then") == ""


def test_the_year_before_comes_first():
    values = {"a year ago": figure(1), "before": figure(2)}
    found = [
        one for one in compared("a.b", figure(3), lambda code, at: values[at]) if isinstance(one, Number)
    ]
    assert [one.when for one in found] == ["a year ago", "before"]


@pytest.mark.parametrize(
    ("first", "again"),
    [
        (Before(), ("下半年（以下称上期）", "上期")),
        (Before(end=True), ("下半年（以下称上期）末", "上期末")),
        (AsOf(), ("截至6月30日", "截至6月底")),
    ],
)
def test_a_time_is_named_in_full_once(first, again):
    said = Naming(("下半年（以下称上期）", "上期"), ("截至6月30日", "截至6月底"))
    assert (said.name(first), said.name(first)) == again


def test_what_is_spoken_names_its_times_and_keeps_the_rest():
    said = Naming(("下半年（以下称上期）", "上期"), ("截至6月30日", "截至6月底"))
    number = Number("a.b")
    assert spoken(["甲", number, AsOf(), AsOf()], said) == ["甲", number, "截至6月30日", "截至6月底"]


@pytest.mark.parametrize(
    ("number", "words"), [(0, "一是"), (9, "十是"), (10, "十一是"), (98, "九十九是"), (99, "另有")]
)
def test_points_are_counted_as_far_as_an_outline_may_ask_for(number, words):
    assert ordinal(number) == words


# -- Parts of a whole ----------------------------------------------------------------------------------


def parts(sizes, whole, most=2):
    values = {f"p.{at}": figure(size, unit="次", label=f"部{at}：名{at}") for at, size in enumerate(sizes)}
    values["w"] = figure(whole, unit="次")
    found = parted(Breakdown("其中，", "w", tuple(values)[:-1], most), lambda code, when: values.get(code))
    return "".join(f"<{one.code}>" if isinstance(one, Number) else one for one in found)


@pytest.mark.parametrize(
    ("sizes", "whole", "words"),
    [
        ((1, 3), 4, "其中，名1<p.1>、名0<p.0>。"),
        ((1, 3), 6, "其中，名1<p.1>、名0<p.0>，其他2次。"),
        ((2, 2), 4, "其中，名0<p.0>、名1<p.1>。"),
        ((3, 2, 1), 6, "其中，名0<p.0>、名1<p.1>、名2<p.2>。"),
        ((4, 3, 2, 1), 10, "其中，名0<p.0>、名1<p.1>，其他3次。"),
        ((4, 3, 2, 1), 12, "其中，名0<p.0>、名1<p.1>、名2<p.2>、名3<p.3>，其他2次。"),
        ((9, 3, 2, 2, 1), 17, "其中，名0<p.0>、名1<p.1>，其他5次。"),
        ((3, 2, 2, 2), 9, "其中，名0<p.0>、名1<p.1>、名2<p.2>、名3<p.3>。"),
        ((4, 2, 2, 2, 1), 11, "其中，名0<p.0>、名1<p.1>、名2<p.2>、名3<p.3>、名4<p.4>。"),
        ((4, 0), 4, ""),
        ((4, None), 4, ""),
        ((3, 2), 4, ""),
        ((3, 2), None, ""),
    ],
)
def test_the_largest_parts_are_named_and_the_rest_is_one_number_no_larger_than_they(sizes, whole, words):
    assert parts(sizes, whole) == words


# -- Times ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("2026H2", "下半年"), ("2026Q1", "第一季度"), ("2026Q2", "第二季度"), ("2026Q4", "第四季度"), ("2026", "全年"),
        ("2026-01-01..2026-03-02", Period.parse("2026-01-01..2026-03-02").label),
    ],
)  # fmt: skip
def test_a_span_is_named_without_its_year(code, words):
    assert short(Period.parse(code)) == words


@pytest.mark.parametrize(
    ("code", "earlier"),
    [
        ("2026Q2", "2026Q1"), ("2026Q3", "2026Q2"), ("2026Q4", "2026Q3"), ("2026-02", "2026-01"),
        ("2026-12", "2026-11"),
        ("2026-01-01..2026-01-01", "2025-12-31..2025-12-31"), ("2026-03-01..2026-03-02", "2026-02-27..2026-02-28"),
    ],
)  # fmt: skip
def test_the_span_before_ends_the_day_before(code, earlier):
    assert before(Period.parse(code)) == Period.parse(earlier)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ((2026, 2, 28), "2月底"),
        ((2024, 2, 28), "2月28日"),
        ((2026, 12, 31), "12月底"),
        ((2026, 1, 1), "1月1日"),
    ],
)
def test_the_last_day_of_a_month_is_its_end(day, words):
    assert short_day(date(*day)) == words


# -- What an author claims -----------------------------------------------------------------------------

MARK = AUTHOR_MARK


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ""),
        ("做了。", "做了。"),
        ("做了12次。", f"做了12次{MARK}。"),
        ("做了12次", f"做了12次{MARK}"),
        ("完成98%，做了。", f"完成98%{MARK}，做了。"),
        (
            "2026年3月2日召开，12月10日验收，2026年12月完成。",
            "2026年3月2日召开，12月10日验收，2026年12月完成。",
        ),
        ("１２月３１日前完成，文号为15号。", "１２月３１日前完成，文号为15号。"),
        ("3月12日至15日召开，20日验收。", "3月12日至15日召开，20日验收。"),
        ("工期缩短12日，提前了5日。", f"工期缩短12日{MARK}，提前了5日{MARK}。"),
        ("15日内办结，3日以内答复。", f"15日内办结{MARK}，3日以内答复{MARK}。"),
        ("坚持10年，走了13月，等了40日。", f"坚持10年{MARK}，走了13月{MARK}，等了40日{MARK}。"),
        ("用时１２日，１２日验收。", f"用时１２日{MARK}，１２日验收。"),
        ("2026年办结12件。", f"2026年办结12件{MARK}。"),
        ("召开五次；走访三十余户！", f"召开五次{MARK}；走访三十余户{MARK}！"),
        ("第一时间到场，全部完成。", f"第一时间到场，全部完成{MARK}。"),
        ("成效显著、全县第一：无一上访？", f"成效显著{MARK}、全县第一{MARK}：无一上访{MARK}？"),
    ],
)
def test_the_mark_stands_before_the_stop_of_what_is_claimed(text, words):
    found = list(marked(text))
    assert "".join(one for one, _ in found) == words
    assert [one for one, is_mark in found if is_mark] == [MARK] * words.count(MARK)
