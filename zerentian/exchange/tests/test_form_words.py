"""The words of other offices' headings: what is for the eye alone, what is counted in, which days are meant."""

import pytest

from zerentian.exchange.rules.form_maps import Part, Span
from zerentian.exchange.rules.form_words import (
    DIVISORS,
    FIGURE_WORDS,
    FOOT,
    PERSONAL,
    RUNNING,
    SPANS,
    TOTALS,
    VILLAGES,
    bare,
    divisor_of,
    spoken_span,
)
from zerentian.ledger.registry import FIGURES


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ("培训人次（千人次）", "培训人次"),
        ("面积(亩)", "面积"),
        ("金额[万元]", "金额"),
        ("满 意 率 %", "满意率"),
        ("办结数：", "办结数"),
        ("受理/件数*", "受理件数"),
        ("１２３４５热线", "12345热线"),
        ("发现_隐患-数", "发现隐患数"),
        ("", ""),
        ("（件）", ""),
    ],
)
def test_a_heading_is_known_without_brackets_blanks_and_signs(heading, words):
    assert bare(heading) == words


@pytest.mark.parametrize(
    ("heading", "divisor"),
    [
        ("培训人次（千人次）", 1000),
        ("金额(万元)", 10_000),
        ("金额[亿元]", 100_000_000),
        ("人数（百人）", 100),
        ("人次（人次）", 1),
        ("金额（万）", 1),
        ("人次", 1),
        ("甲（件）乙（千人）", 1000),
        ("万元", 1),
    ],
)
def test_what_a_heading_is_counted_in_divides_the_number(heading, divisor):
    assert divisor_of(heading) == divisor


def test_the_divisors_are_what_their_signs_say():
    assert dict(DIVISORS) == {"百": 10**2, "千": 10**3, "万": 10**4, "亿": 10**8}


@pytest.mark.parametrize(
    ("heading", "span", "rest"),
    [
        ("本年累计受理数", Span.YEAR, "受理数"),
        ("今年以来受理数", Span.YEAR, "受理数"),
        ("上年同期受理数", Span.LAST_YEAR, "受理数"),
        ("去年同期受理数", Span.LAST_YEAR, "受理数"),
        ("上月受理数", Span.BEFORE, "受理数"),
        ("上季度受理数", Span.BEFORE, "受理数"),
        ("本月受理数", Span.ASKED, "受理数"),
        ("受理数", Span.ASKED, "受理数"),
        ("累计", Span.ASKED, "累计"),
        ("受理数累计", Span.ASKED, "受理数累计"),
    ],
)
def test_a_heading_speaks_of_the_days_with_which_it_begins(heading, span, rest):
    assert spoken_span(heading) == (span, rest)


def test_the_longer_word_for_days_is_heard_before_the_shorter():
    for words in SPANS.values():
        listed = words.split()
        for place, word in enumerate(listed):
            assert not [one for one in listed[:place] if word.startswith(one)], word


def test_every_word_is_bare_names_a_figure_that_there_is_and_only_one():
    words = [(word, code, part) for (code, part), said in FIGURE_WORDS.items() for word in said.split()]
    assert [word for word, _, _ in words if bare(word) != word] == []
    assert [code for _, code, _ in words if code not in FIGURES] == []
    assert len({word for word, _, _ in words}) == len(words)


def test_parts_are_asked_of_ratios_alone():
    asked = {code for code, part in FIGURE_WORDS if part is not Part.VALUE}
    assert asked
    assert {FIGURES[code].measure for code in asked} == {"ratio"}


@pytest.mark.parametrize("label", ["合计", "全乡合计", "总计", "小计", "全县", "汇总"])
def test_totals_are_known(label):
    assert TOTALS.search(label)


@pytest.mark.parametrize("label", ["上坪村", "计划", "总书记"])
def test_other_rows_are_no_totals(label):
    assert not TOTALS.search(label)


@pytest.mark.parametrize(
    "text", ["填报人：", "审核人", "负责人签字", "联系电话：", "制表：", "注：含空户", "说明", "备注：无"]
)
def test_the_foot_of_a_form_is_known(text):
    assert FOOT.search(text)


@pytest.mark.parametrize("text", ["备注", "批注：", "地点", "填写说明"])
def test_a_heading_or_a_word_within_is_no_foot(text):
    assert not FOOT.search(text)


def test_headings_of_villages_and_running_numbers_are_bare_and_of_no_person():
    for word in (*VILLAGES, *RUNNING):
        assert bare(word) == word
        assert not PERSONAL.search(word)
