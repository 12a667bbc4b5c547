"""A report as plain data: its paragraphs in their order, its frame, its annexes, its headings numbered anew."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zerentian.reports.rules.document import (
    AUTHOR_MARK,
    CONTENTS,
    IMPRINT,
    PRINTED,
    Annex,
    Chart,
    Document,
    Heading,
    Paragraph,
    Run,
    Table,
    annex_list,
    announces,
    block_paragraphs,
    every_run,
    labelled,
    numeral,
    plain_paragraphs,
    statements_of,
    text_of,
    with_references,
    without_empty,
    without_references,
)

TABLE = Table("近况", ("单位", "件数"), (((Run("上坪村"),), (Run("3件", statement="s001"),)),))
CHART = Chart("trend", "走势", (("1月", 3), ("2月", None), ("3月", 0)), (("3月", "公布报告"),))
ONE, TWO = Annex("数据来源", (Paragraph((Run("附一"),)),)), Annex("证明", (Paragraph((Run("附二"),)),))


def words(text: str, kind="generated") -> Paragraph:
    return Paragraph((Run(text),), kind)


def heading(text: str, level: int = 1) -> Heading:
    return Heading(level, (Run(text),))


def document(**more) -> Document:
    said = {
        "number": "BG-2026-001",
        "title": "云岭乡报告",
        "unit_name": "云岭乡人民政府",
        "recipient": "示例县人民政府",
        "closing_day": date(2026, 3, 2),
        "blocks": (heading("一、情况"), words("有。")),
    }
    return Document(**said | more)


def told(one: Document) -> list[tuple[str, str]]:
    return [(line.kind, line.text) for line in plain_paragraphs(one)]


HEAD = [("frame", ""), ("frame", "签发人："), ("title", "云岭乡报告"), ("generated", "示例县人民政府：")]
BODY = [("heading", "一、情况"), ("generated", "有。")]
CLOSING = [("generated", "云岭乡人民政府"), ("generated", "2026年3月2日")]
FOOT = [("frame", "")] * 3


# -- What a reader sees, in its order ------------------------------------------------------------------


def test_a_report_has_its_head_its_words_its_closing_and_its_imprint():
    assert told(document()) == [*HEAD, *BODY, *CLOSING, *FOOT]
    assert plain_paragraphs(document())[-3:] == IMPRINT


def test_mark_note_annexes_and_proof_stand_in_their_places():
    one = document(mark="演示", note="联系人见后", annexes=(ONE,), proof=TWO)
    assert told(one) == [
        ("mark", "演示"),
        *HEAD,
        *BODY,
        ("frame", "附件：数据来源"),
        *CLOSING,
        ("note", "（联系人见后）"),
        ("heading", "附件"),
        ("heading", "数据来源"),
        ("generated", "附一"),
        ("heading", "证明"),
        ("generated", "附二"),
        *FOOT,
    ]


def test_a_letter_has_no_signer_and_ends_with_who_printed_it():
    lines = plain_paragraphs(document(form="letter"))
    assert [(line.text, line.controls) for line in lines[:2]] == [
        ("", ((0, "发文机关标志"),)),
        ("", ((0, "发文字号"),)),
    ]
    assert lines[-1] == PRINTED
    assert [line.text for line in lines[-3:-1]] == ["云岭乡人民政府", "2026年3月2日"]


def test_a_file_bears_no_head_no_closing_and_no_list_of_annexes():
    assert told(document(form="file", annexes=(ONE,), recipient="")) == [
        ("title", "云岭乡报告"),
        *BODY,
        ("heading", "附件"),
        ("heading", "数据来源"),
        ("generated", "附一"),
        ("frame", ""),
    ]


def test_a_person_fills_in_number_signer_and_seal_and_minutes_have_neither_signer_nor_seal():
    lines = plain_paragraphs(document())
    assert lines[1].controls == ((0, "发文字号"), (4, "签发人"))
    assert lines[6].controls == ((7, "印章"),)
    minutes = plain_paragraphs(document(minutes_of="云岭乡党委会议"))
    assert (minutes[1].text, minutes[1].controls) == ("", ((0, "发文字号"),))
    assert minutes[6].controls == ()


@pytest.mark.parametrize(
    ("annexes", "labels", "listed"),
    [
        ((), [], []),
        ((ONE,), ["附件"], ["附件：数据来源"]),
        ((ONE, TWO), ["附件1", "附件2"], ["附件：1.数据来源", "2.证明"]),
    ],
)
def test_annexes_are_numbered_where_there_are_several(annexes, labels, listed):
    one = document(annexes=annexes)
    assert [label for label, _ in labelled(one)] == labels
    assert [annex for _, annex in labelled(one)] == list(annexes)
    assert annex_list(one) == listed


def test_what_is_bound_behind_a_list_of_contents_bears_its_number_there():
    one = document(annexes=(ONE, TWO), blocks=(Table(CONTENTS, ("序号",), ()),))
    assert [label for label, _ in labelled(one)] == ["第1件", "第2件"]
    other = document(annexes=(ONE,), blocks=(Table("别的表", ("序号",), ()), words(CONTENTS)))
    assert [label for label, _ in labelled(other)] == ["附件"]


# -- Blocks --------------------------------------------------------------------------------------------


def test_a_table_is_its_caption_its_header_and_its_cells_row_by_row():
    assert [(one.text, one.kind, one.at, one.statements) for one in block_paragraphs(TABLE)] == [
        ("近况", "caption", None, ()),
        ("单位", "cell", (1, 0), ()),
        ("件数", "cell", (1, 1), ()),
        ("上坪村", "cell", (2, 0), ()),
        ("3件〔证1〕", "cell", (2, 1), ("s001",)),
    ]


def test_a_drawing_stands_in_a_paragraph_of_its_own_over_its_title():
    picture, caption = block_paragraphs(CHART)
    assert (picture.text, picture.kind, picture.chart) == ("", "picture", CHART)
    assert (caption.text, caption.kind, caption.chart) == ("走势", "caption", None)


def test_a_drawing_is_told_in_words_and_what_no_record_tells_is_not_nought():
    assert CHART.text_alternative == "走势：1月 3，2月 无记录，3月 0；3月 公布报告"
    assert replace(CHART, moments=()).text_alternative == "走势：1月 3，2月 无记录，3月 0"
    code = Chart("code", "封存码", (("7 abc", None), ("再", None)))
    assert code.text_alternative == "封存码：7 abc；再"


def test_an_authors_own_words_bear_the_mark_and_no_others():
    [own] = block_paragraphs(words("我们很努力。", "author"))
    assert (own.text, own.kind) == (f"我们很努力。{AUTHOR_MARK}", "author")
    [note] = block_paragraphs(words("说明。", "note"))
    assert (note.text, note.kind) == ("说明。", "note")


@pytest.mark.parametrize(
    ("run", "text"),
    [
        (Run("3件"), "3件"),
        (Run("3件", statement="s012"), "3件〔证12〕"),
        (Run("3件", statement="s012", listed=True), "3件"),
        (Run("3件", statement="s012", silent=True), "3件"),
    ],
)
def test_a_printed_statement_is_followed_by_where_it_is_listed(run, text):
    assert text_of((run,)) == text
    assert statements_of((run, Run("。"))) == ((run.statement,) if run.statement else ())


def test_a_reference_leads_to_its_statement():
    first, reference, last = with_references((Run("3件", statement="s100"), Run("。")))
    assert (first.text, last.text) == ("3件", "。")
    assert (reference.text, reference.refers, reference.statement) == ("〔证100〕", "s100", "")


def test_in_a_preview_no_statement_is_named():
    run = Run("3件", statement="s001", href="/x")
    for block in (Heading(1, (run,)), Paragraph((run,), "note"), TABLE):
        plain = without_references(block)
        assert type(plain) is type(block)
        assert "〔" not in "".join(one.text for one in block_paragraphs(plain))
        assert "3件" in "".join(one.text for one in block_paragraphs(plain))
    assert without_references(Paragraph((run,), "note")).runs[0].href == "/x"
    assert without_references(CHART) is CHART


def test_what_no_paper_can_carry_is_left_out_of_a_run():
    assert Run("上\x00坪\ufffe村").text == "上坪村"


def test_every_run_is_walked_those_of_annexes_and_of_the_proof_last():
    one = document(blocks=(heading("一"), CHART, TABLE), annexes=(ONE,), proof=TWO)
    assert [run.text for run in every_run(one)] == ["一", "上坪村", "3件", "附一", "附二"]
    assert [run.text for run in every_run(replace(one, proof=None))][-1] == "附一"


# -- Headings ------------------------------------------------------------------------------------------


def left(*blocks) -> list[str]:
    return [text_of(one.runs) for one in without_empty(blocks)]


def test_a_heading_stays_where_anything_stands_under_it_or_under_one_below_it():
    assert left(heading("一、甲"), heading("（一）乙", 2), words("有。")) == ["一、甲", "（一）乙", "有。"]
    assert left(heading("一、甲"), heading("二、乙"), words("有。")) == ["一、乙", "有。"]
    assert left(heading("（一）甲", 2), heading("一、乙"), words("有。")) == ["一、乙", "有。"]
    assert left(heading("一、甲")) == []


def test_an_announcement_stays_where_anything_follows_it():
    assert left(words("如下："), words("有。")) == ["如下：", "有。"]
    assert left(words("如下："), words("又如下："), words("有。")) == ["又如下：", "有。"]
    assert left(heading("一、甲"), words("如下："), heading("二、乙"), words("有。")) == ["一、乙", "有。"]
    assert left(heading("一、甲"), words("如下："), words("有。")) == ["一、甲", "如下：", "有。"]
    assert announces(words("如下："))
    assert not announces(words("如下。"))
    assert not announces(heading("如下："))


@pytest.mark.parametrize("closing", ["特此报告。", "专此报告。"])
def test_the_closing_is_nothing_that_stands_under_a_heading(closing):
    assert left(heading("一、甲"), words(closing)) == [closing]
    assert left(heading("一、甲"), words("有。"), words(closing)) == ["一、甲", "有。", closing]


def test_headings_of_each_level_are_counted_under_the_one_above():
    given_blocks = [
        heading("三、甲"),
        heading("（四）乙", 2),
        words("1"),
        heading("（五）丙", 2),
        words("2"),
        heading("五、丁"),
        heading("（二）戊", 2),
        words("3"),
        heading("附则"),
        words("4"),
        heading("九、己"),
        words("5"),
    ]
    found = [text for text in left(*given_blocks) if not text.isdigit()]
    assert found == ["一、甲", "（一）乙", "（二）丙", "二、丁", "（一）戊", "附则", "三、己"]


def test_what_follows_the_number_of_a_heading_stays_as_it_is():
    one = Heading(1, (Run("二、共", href="/a"), Run("3件", statement="s001")))
    [again, _] = without_empty([one, words("有。")])
    assert [(run.text, run.href, run.statement) for run in again.runs] == [
        ("一、共", "/a", ""),
        ("3件", "", "s001"),
    ]
    [empty, _] = without_empty([Heading(1, ()), words("有。")])
    assert empty.runs == ()


@given(st.integers(1, 99))
def test_a_number_in_chinese_numerals_reads_back(number):
    digits = {sign: place for place, sign in enumerate("一二三四五六七八九", 1)}
    tens, found, ones = numeral(number).partition("十")
    value = digits.get(ones, 0) + 10 * digits.get(tens, 1) if found else digits[tens]
    assert value == number
    assert numeral(number).startswith("十") == (10 <= number < 20)
