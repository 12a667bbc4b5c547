"""Sentences of figures: subject, number, comparison; nought unsaid; the same records, the same text."""

from types import SimpleNamespace

import pytest

from zerentian.ledger.rules.periods import Period
from zerentian.reports.actions.prose import before
from zerentian.reports.rules.claims import marked
from zerentian.reports.rules.document import AUTHOR_MARK, Heading, Paragraph, Run, text_of, without_empty
from zerentian.reports.rules.outline import parse
from zerentian.reports.rules.prose import SENTENCES, Number, Subject, figures_of, paragraph

SUBJECT = Subject("全乡", "2026年上半年", "截至2026年6月30日", "2025年下半年")


def figure(value, measure="count", unit="件"):
    return SimpleNamespace(
        value=value, text=f"{value}{unit}", figure=SimpleNamespace(measure=measure, unit_of_measure=unit)
    )


def told(name, values, *, opens=True):
    """Return the paragraph as text; ``values`` are by (code, when)."""
    pieces = paragraph(name, SUBJECT, lambda code, when: values.get((code, when)), opens=opens)
    return "".join(values[one.code, one.when].text if isinstance(one, Number) else one for one in pieces)


def test_a_total_has_its_subject_and_its_change_against_last_year_and_the_last_period():
    values = {
        ("concerns.received", "now"): figure(40),
        ("concerns.received", "a year ago"): figure(35),
        ("concerns.received", "before"): figure(44),
        ("concerns.answered", "now"): figure(38),
    }
    assert told("concerns", values) == (
        "2026年上半年，全乡收到群众诉求40件，比上年同期的35件增加5件，比2025年下半年的44件减少4件；答复38件。"
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
    assert "提高6.1个百分点；答复用时中位数5天，比2025年下半年的7天缩短2天。" in text


def test_nought_and_unknown_are_unsaid_and_an_empty_set_says_what_it_is():
    values = {("concerns.received", "now"): figure(3), ("concerns.exited", "now"): figure(0)}
    assert told("concerns", values) == "2026年上半年，全乡收到群众诉求3件。"
    assert (
        told("concerns", {("concerns.received", "now"): figure(0)}) == "2026年上半年，全乡没有收到群众诉求。"
    )
    assert told("personal", {}) == ""


def test_how_things_stand_is_said_as_of_the_last_day_and_the_subject_once_a_part():
    values = {
        ("duties.open", "now"): figure(44, unit="项"),
        ("occurrences.due", "now"): figure(208, unit="期"),
    }
    assert told("duties", values) == (
        "截至2026年6月30日，全乡在册责任44项。2026年上半年，到期应完成的责任208期。"
    )
    assert told("tasks", {("tasks.assigned", "now"): figure(18)}, opens=False) == "交办事项18件。"


@pytest.mark.parametrize("name", SENTENCES)
def test_every_sentence_names_figures_that_exist(name):
    from_text = parse(f"# 题\n\n{{{{ say {name} }}}}", frozenset())
    assert not from_text.refused
    assert figures_of(name)


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
    assert [text_of(one.runs) for one in without_empty(blocks)] == ["一", "（二）", "有。", "三", "完。"]
