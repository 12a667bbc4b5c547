"""Sentences of figures: subject, number, comparison; nought unsaid; the same records, the same text."""

import re
from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zerentian.ledger.registry import FIGURES
from zerentian.ledger.rules.periods import Period
from zerentian.reports.rules.claims import marked
from zerentian.reports.rules.document import AUTHOR_MARK, Heading, Paragraph, Run, text_of, without_empty
from zerentian.reports.rules.outline import parse
from zerentian.reports.rules.periods import before, short, short_day
from zerentian.reports.rules.prose import (
    AsOf,
    Before,
    Breakdown,
    Naming,
    Number,
    Subject,
    figures_of,
    paragraph,
    parted,
    spoken,
)
from zerentian.reports.rules.sentences import SENTENCES

REST = re.compile(r"其他(\d+)")
SUBJECT = Subject("全乡", "上半年")


def figure(value, measure="count", unit="件", label="", of=100):
    told = SimpleNamespace(measure=measure, unit_of_measure=unit, label=label)
    return SimpleNamespace(
        value=value, denominator=of, is_partly_known=False, text=f"{value}{unit}", figure=told
    )


def naming():
    """Return how times are named in the report on the first half of 2026."""
    return Naming(("2025年下半年（以下称上期）", "上期"), ("截至2026年6月30日", "截至6月底"))


def told(name, values, *, opens=True):
    """Return the paragraph as text; ``values`` are by (code, when)."""
    found = paragraph(SENTENCES[name], SUBJECT, lambda code, when: values.get((code, when)), opens=opens)
    pieces = spoken(found, naming())
    return "".join(values[one.code, one.when].text if isinstance(one, Number) else one for one in pieces)


def test_a_total_has_its_subject_and_its_change_against_last_year_and_the_last_period():
    values = {
        ("concerns.received", "now"): figure(40),
        ("concerns.received", "a year ago"): figure(35),
        ("concerns.received", "before"): figure(44),
        ("concerns.answered", "now"): figure(38),
    }
    assert told("concerns", values) == (
        "上半年，全乡收到群众诉求40件，比上年同期的35件增加5件，比2025年下半年（以下称上期）的44件减少4件；答复38件。"
    )


def test_a_share_changes_by_points_and_a_time_grows_shorter():
    values = {
        ("concerns.received", "now"): figure(1),
        ("answers.on_time_share", "now"): figure(632, "ratio", ""),
        ("answers.on_time_share", "before"): figure(571, "ratio", ""),
        ("answers.median_days", "now"): figure(5, "median", "天"),
        ("answers.median_days", "before"): figure(7, "median", "天"),
    }
    text = told("concerns", values)
    assert "提高6.1个百分点；答复用时中位数5天，比上期的7天缩短2天。" in text


def test_nought_and_unknown_are_unsaid_and_an_empty_set_says_what_it_is():
    values = {("concerns.received", "now"): figure(3), ("concerns.exited", "now"): figure(0)}
    assert told("concerns", values) == "上半年，全乡收到群众诉求3件。"
    assert told("concerns", {("concerns.received", "now"): figure(0)}) == "上半年，全乡没有收到群众诉求。"
    assert told("personal", {}) == ""


def test_how_things_stand_is_said_as_of_the_last_day_and_the_subject_once_a_part():
    values = {
        ("duties.open", "now"): figure(44, unit="项"),
        ("occurrences.due", "now"): figure(208, unit="期"),
    }
    assert told("duties", values) == ("截至2026年6月30日，全乡在册责任44项。上半年，到期应完成的责任208期。")
    assert told("tasks", {("tasks.assigned", "now"): figure(18)}, opens=False) == "交办事项18件。"


def test_a_part_is_named_as_one_wherever_the_first_of_them_is_unsaid():
    values = {
        ("risks.kept", "now"): figure(7, "stock", "处"),
        ("risks.kept", "before"): figure(8, "stock", "处"),
        ("risks.major", "now"): figure(0, "stock", "处"),
        ("risks.greater", "now"): figure(2, "stock", "处"),
        ("patrols.overdue", "now"): figure(1, "stock", "处"),
    }
    assert told("risks", values).startswith(
        "截至2026年6月30日，全乡在册风险点7处，比2025年下半年（以下称上期）末的8处减少1处；其中较大风险2处，逾期未巡查1处。"
    )


def test_where_there_was_nothing_before_that_is_said_in_words():
    values = {
        ("concerns.overdue", "now"): figure(1, "stock"),
        ("concerns.overdue", "before"): figure(0, "stock"),
    }
    assert told("unanswered", values) == (
        "截至2026年6月30日，全乡逾期未答复的群众诉求1件，2025年下半年（以下称上期）末没有。"
    )


@given(st.lists(st.integers(0, 9), min_size=2, max_size=9), st.integers(0, 9), st.integers(1, 4))
def test_the_parts_of_a_whole_and_the_rest_add_up_to_it(sizes, others, most):
    values = {f"part.p{place}": figure(size, unit="次", label="部：某") for place, size in enumerate(sizes)}
    values["a.whole"] = figure(sum(sizes) + others)
    one = Breakdown("其中，", "a.whole", tuple(code for code in values if code != "a.whole"), most)
    pieces = parted(one, lambda code, when: values[code])
    named = sum(values[piece.code].value for piece in pieces if isinstance(piece, Number))
    rest = [int(found[1]) for piece in pieces if isinstance(piece, str) and (found := REST.search(piece))]
    assert not pieces or named + sum(rest) == sum(sizes) + others
    assert bool(pieces) == (sum(size > 0 for size in sizes) > 1)


def test_parts_that_come_to_more_than_the_whole_are_not_said():
    values = {"a.whole": figure(3), "a.one": figure(2), "a.two": figure(2)}
    assert parted(Breakdown("其中，", "a.whole", ("a.one", "a.two")), lambda code, when: values[code]) == []


@pytest.mark.parametrize(
    ("code", "words"),
    [("2026H1", "上半年"), ("2026Q3", "第三季度"), ("2026", "全年"), ("2026-07", "2026年7月")],
)
def test_the_title_has_said_the_year(code, words):
    assert short(Period.parse(code)) == words


@pytest.mark.parametrize("name", SENTENCES)
def test_every_sentence_names_figures_that_exist(name):
    from_text = parse(f"# 题\n\n{{{{ say {name} }}}}", frozenset())
    assert not from_text.refused
    assert set(figures_of(SENTENCES[name])) <= set(FIGURES)
    assert figures_of(SENTENCES[name])


@pytest.mark.parametrize(
    ("code", "earlier"),
    [
        ("2026H1", "2025H2"),
        ("2026H2", "2026H1"),
        ("2026Q1", "2025Q4"),
        ("2026", "2025"),
        ("2026-01", "2025-12"),
        ("2026-03-11..2026-03-20", "2026-03-01..2026-03-10"),
    ],
)
def test_the_period_before_is_as_long(code, earlier):
    assert before(Period.parse(code)) == Period.parse(earlier)


def test_each_clause_that_claims_something_bears_the_mark_and_no_other():
    words = "".join(text for text, _ in marked("全乡上下齐心，满意率全县第一，全年零事故；今后继续努力。"))
    assert words == f"全乡上下齐心，满意率全县第一{AUTHOR_MARK}，全年零事故{AUTHOR_MARK}；今后继续努力。"


@pytest.mark.parametrize("text", ["一是压实责任，", "第一责任人亲自过问。", "现将有关情况报告如下。"])
def test_what_claims_nothing_bears_no_mark(text):
    assert "".join(words for words, _ in marked(text)) == text


@pytest.mark.parametrize(
    ("placeholder", "words"),
    [
        ("table a.b by=duty", "by"),
        ("list a.b limit=abc", "limit"),
        ("list a.b limit=0", "limit"),
        ("table a.b sort=desc", "sort"),
        ("figure a.b with=all", "with"),
        ("say nothing_of_it", "不认识"),
        ("typical a.b pick=12", "pick"),
        ("spread a.b by=person", "by"),
        ("spread a.b top=3", "top"),
    ],
)
def test_an_option_that_nothing_knows_is_refused_with_its_line(placeholder, words):
    refused = parse(f"# 题\n\n正文。\n\n{{{{ {placeholder} }}}}", frozenset({"a.b"})).refused
    assert [words in one.placed.zh and one.line == 5 for one in refused] == [True]


def test_what_waits_for_evidence_is_named_with_its_line():
    parsed = parse("# 题\n\n{{ waiting 召开会议五次。 }}", frozenset())
    assert not parsed.refused
    assert [one.placed.zh for one in parsed.waiting] == [
        "第3行：“召开会议五次。”还在等佐证；请补记后改用指标，或删去这一行"
    ]


def test_an_empty_part_leaves_no_heading_and_no_colon_behind():
    def heading(level, words):
        return Heading(level, (Run(words),))

    def words(text):
        return Paragraph((Run(text),))

    blocks = [
        heading(1, "一"), heading(2, "（一）"), heading(2, "（二）"), words("有。"),
        heading(1, "二"), words("如下："), heading(1, "三"), words("完。"), heading(1, "四"),
    ]  # fmt: skip
    assert [text_of(one.runs) for one in without_empty(blocks)] == ["一", "（一）", "有。", "三", "完。"]


def test_headings_are_numbered_anew_and_nothing_stands_over_the_closing_alone():
    def blocks(*texts):
        levels = {"一": 1, "二": 1, "三": 1, "（": 2}
        return [
            Heading(levels[text[0]], (Run(text),)) if text[0] in levels else Paragraph((Run(text),))
            for text in texts
        ]

    given = blocks(
        "一、安排",
        "二、措施",
        "（一）甲",
        "（二）乙",
        "做了。",
        "（三）丙",
        "也做了。",
        "三、责任",
        "特此报告。",
    )
    assert [text_of(one.runs) for one in without_empty(given)] == [
        "一、措施", "（一）乙", "做了。", "（二）丙", "也做了。", "特此报告。",
    ]  # fmt: skip


def test_a_time_is_named_in_full_once_and_in_short_in_every_later_paragraph():
    said = naming()
    assert spoken([AsOf(), "，全乡在办5件，比", Before(end=True)], said) == [
        "截至2026年6月30日",
        "，全乡在办5件，比",
        "2025年下半年（以下称上期）末",
    ]
    assert spoken([AsOf(), "，比", Before()], said) == ["截至6月底", "，比", "上期"]


@pytest.mark.parametrize(
    ("day", "words"),
    [(date(2026, 6, 30), "6月底"), (date(2024, 2, 29), "2月底"), (date(2026, 7, 5), "7月5日")],
)
def test_a_day_whose_year_was_said_is_the_end_of_its_month_or_itself(day, words):
    assert short_day(day) == words
