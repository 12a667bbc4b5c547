"""Text read out of files: encodings, lines broken at a width, numbers that Word prints, lines of a page."""

from types import SimpleNamespace

import pytest

from zerentian.reports.reading import lines, numbering, pages, plain, word
from zerentian.reports.reading.unreadable import Unreadable

FULL = "字" * 20


# -- Plain text ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("召开会议。".encode(), "召开会议。"),
        (b"\xef\xbb\xbf" + "召开。".encode(), "召开。"),
        ("召开。".encode("gb18030"), "召开。"),
        (b"\xff\xfe" + "召开。".encode("utf-16-le"), "召开。"),
        (b"\xfe\xff" + "召开。".encode("utf-16-be"), "召开。"),
        ("召开。".encode("utf-16-le"), "召开。"),
        ("召开。".encode("utf-16-be"), "召开。"),
    ],
)
def test_a_text_is_read_in_its_encoding(tmp_path, raw, text):
    (tmp_path / "x.txt").write_bytes(raw)
    assert plain.read_text(tmp_path / "x.txt") == text


def test_what_is_no_text_is_named_with_the_remedy(tmp_path):
    (tmp_path / "x.txt").write_bytes(b"\xff\xff\xff")
    with pytest.raises(Unreadable, match=r"x\.txt：不是 UTF-8"):
        plain.read_text(tmp_path / "x.txt")


@pytest.mark.parametrize(
    ("raw", "aligned"),
    [
        (b"\x02\x30", True),
        (b"a\x02\x30b", False),
        (b"ab\x02\x30", True),
        (b"\x02\x30a", False),
        (b"", False),
        (b"\x02\x30ab", True),
    ],
)
def test_a_stop_stands_at_an_even_place(raw, aligned):
    assert plain._aligned(raw, b"\x02\x30") is aligned


def broken(*texts: str) -> str:
    return "\n".join(texts)


def test_lines_that_were_broken_at_one_width_are_joined_and_others_stay():
    assert plain.unwrapped(broken(*[FULL] * 6, "完。")) == FULL * 6 + "完。"
    assert plain.unwrapped(broken(*[FULL] * 5, "完。")) == broken(*[FULL] * 5, "完。"), (
        "five long lines are few"
    )
    ended = ["字" * 19 + "。"] * 4 + [FULL] * 2
    assert plain.unwrapped(broken(*ended)) == broken(*ended), "most lines end where a sentence does"
    wide = ["字" * 61] * 6
    assert plain.unwrapped(broken(*wide)) == broken(*wide), "no page prints such lines"
    assert plain.unwrapped(broken(*["字" * 60] * 6)) == "字" * 360


@pytest.mark.parametrize("begins", ["一、甲", "（一）甲", "1.甲", "①甲", "\u3000\u3000甲"])
def test_what_begins_anew_is_joined_to_nothing(begins):
    text = broken(*[FULL] * 6, begins)
    assert plain.unwrapped(text) == f"{FULL * 6}\n{begins}"


def test_a_line_is_full_by_its_width_or_by_its_count_of_signs():
    assert plain.unwrapped(broken(*[FULL] * 6, "a" * 19, "乙")).endswith(f"{'a' * 19}乙")
    assert plain.unwrapped(broken(*[FULL] * 6, "a" * 18, "乙")).endswith(f"{'a' * 18}\n乙")
    assert plain.unwrapped(broken(*[FULL] * 6, "字" * 18, "乙")).endswith(f"{'字' * 18}乙")
    assert plain.unwrapped(broken(*[FULL] * 6, "字" * 17, "乙")).endswith(f"{'字' * 17}\n乙")


def test_a_blank_or_short_line_ends_a_paragraph_and_every_break_is_one():
    assert plain.unwrapped(broken(*[FULL] * 6, "", "乙")) == f"{FULL * 6}\n\n乙"
    assert plain.unwrapped(broken(*[FULL] * 6, "短", "乙")) == f"{FULL * 6}短\n乙"
    assert plain.unwrapped("a\r\nb\rc\vd\u2028e") == "a\nb\nc\nd\ne"
    assert plain.unwrapped("a  \nb") == "a\nb"


# -- Lines of pages ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "anew"),
    [
        ("一、甲", True), ("十二．甲", True), ("（三）甲", True), ("(12)甲", True), ("12、甲", True), ("1.甲", True),
        ("1.5米", False), ("第二章", True), ("第二次", False), ("●甲", True), ("甲", False), ("123、甲", False),
    ],
)  # fmt: skip
def test_a_number_sign_begins_a_paragraph(text, anew):
    assert bool(lines.STARTS_ANEW.match(text)) is anew


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3", True), ("— 3 —", True), ("第3页", True), ("第 3 页 共 12 页", True), ("3/12", True), ("iv", True),
        ("3 / 12", True), ("共12页", False), ("第3页，共12页", True),
        ("1234", False), ("202612", False), ("3件", False), ("第3章", False), ("", False),
    ],
)  # fmt: skip
def test_the_number_of_a_page_is_told_from_words(text, number):
    assert bool(lines.PAGE_NUMBER.match(text)) is number


@pytest.mark.parametrize(
    ("before", "after", "whole"),
    [
        ("上坪", "村", "上坪村"),
        ("mend-", "ing", "mending"),
        ("mend-", "Ing", "mend-Ing"),
        ("the", "road", "the road"),
        ("the.", "road", "the.road"),
        ("村", "road", "村road"),
        ("road", "村", "road村"),
        ("12", "km", "12 km"),
        ("12", "34", "1234"),
        ("", "村", "村"),
        ("村d", "road", "村d road"),
        ("road", "a村", "road a村"),
        ("路-", "ing", "路-ing"),
    ],
)
def test_two_printed_lines_are_one_text(before, after, whole):
    assert lines.joined(before, after) == whole


def test_running_heads_of_two_pages_are_the_same():
    assert lines.as_running("第 3 页") == lines.as_running("第12页") == "第#页"


def sign(text, left, *, bottom=100.0, size=16.0, wide=None):
    right = left + (size if wide is None else wide)
    return pages._Sign(text, left, right, bottom, bottom + size, size)


def row(*signs):
    return [(line.text, line.left, line.right, line.size) for line in pages._lines(signs, 0)]


def test_signs_of_one_height_are_a_line_from_left_to_right():
    assert row(sign("乙", 116), sign("甲", 100)) == [("甲乙", 100, 132, 16)]
    assert [one[0] for one in row(sign("下", 100, bottom=80), sign("上", 100))] == ["上", "下"]
    assert len(row(sign("甲", 100), sign("乙", 116, bottom=107))) == 1
    assert len(row(sign("甲", 100), sign("乙", 116, bottom=107.3))) == 2
    assert row(sign("\u3000", 100)) == []
    assert row(sign("\u3000", 84), sign("甲", 100)) == [("甲", 100, 116, 16)]


@pytest.mark.parametrize(("gap", "text"), [(0, "甲乙"), (24, "甲乙"), (24.1, "甲\t乙")])
def test_a_wide_gap_parts_cells(gap, text):
    assert [one[0] for one in row(sign("甲", 100), sign("乙", 116 + gap))] == [text]


@pytest.mark.parametrize(("gap", "text"), [(4, "ab"), (4.1, "a b"), (24.1, "a\tb")])
def test_a_smaller_gap_parts_words_of_letters(gap, text):
    assert [one[0] for one in row(sign("a", 100), sign("b", 116 + gap))] == [text]
    assert [one[0] for one in row(sign("甲", 100), sign("b", 116 + 4.1))] == ["甲b"]


def line(text, *, page=0, left=72.0, right=500.0, bottom=400.0, size=16.0):
    return pages._Line(text, page, left, right, bottom, size)


def body(page, *texts, size=16.0):
    return [line(text, page=page, bottom=600 - 28 * at, size=size) for at, text in enumerate(texts)]


def kept(*printed, height=842):
    return [one.text for one in pages._without_running(list(printed), [height] * len(printed))]


def test_page_numbers_and_heads_of_several_pages_are_left_out():
    head = [line("云岭乡", page=0, bottom=700), *body(0, *"甲乙丙丁"), line("— 1 —", bottom=300)]
    second = [line("云岭乡", page=1, bottom=700), *body(1, *"戊己庚辛"), line("— 2 —", page=1, bottom=300)]
    assert "".join(kept(head, second)) == "甲乙丙丁戊己庚辛"
    assert kept(head[:-1]) == ["云岭乡", *"甲乙丙丁"], "on one page alone it may be a title"
    inner = [*body(0, *"甲乙"), line("3", bottom=500), *body(0, *"丙丁")]
    assert "3" in kept(inner), "a number within the page is no page's"


def test_small_print_in_the_margin_is_a_head_or_a_foot():
    small = line("县级文件", bottom=790, size=9)
    assert kept([small, *body(0, *"甲乙丙丁")]) == list("甲乙丙丁")
    assert kept([line("县级文件", bottom=790, size=16), *body(0, *"甲乙丙丁")])[0] == "县级文件"
    assert kept([line("县级文件", bottom=700, size=9), *body(0, *"甲乙丙丁")])[0] == "县级文件"
    foot = [*body(0, *"甲乙丙丁"), line("注", bottom=57, size=9)]
    assert kept(foot) == list("甲乙丙丁")
    assert kept([*body(0, *"甲乙丙丁"), line("注", bottom=57.1, size=9)])[-1] == "注"
    assert kept() == []


def paragraphs(*printed):
    return list(pages._paragraphs(list(printed)))


def full(at, text="字" * 26, **more):
    return line(text, bottom=600 - 28 * at, **more)


def test_a_line_goes_on_where_the_one_before_was_full():
    assert paragraphs(full(0), full(1), full(2, "完。", right=120)) == ["字" * 52 + "完。"]
    assert paragraphs(full(0), full(1, "短。", right=120), full(2), full(3)) == [
        "字" * 26 + "短。",
        "字" * 52,
    ]
    assert paragraphs() == []


@pytest.mark.parametrize(
    ("following", "anew"),
    [
        ({"text": "乙" * 26}, False),
        ({"text": "乙" * 26, "left": 104.0}, True),
        ({"text": "一\t二"}, True),
        ({"text": "乙" * 26, "size": 20.0}, True),
        ({"text": "乙" * 26, "size": 17.0}, False),
    ],
)
def test_an_indent_a_table_and_another_size_begin_anew(following, anew):
    printed = [full(0), full(1), full(2), line(**{"bottom": 516.0} | following), full(4)]
    assert (len(paragraphs(*printed)) > 1) is anew


def test_a_gap_between_lines_begins_anew_and_a_turned_page_does_not():
    assert len(paragraphs(full(0), full(1), full(2), full(4))) == 2
    assert len(paragraphs(full(0), full(1), full(2), line("字" * 26, page=1, bottom=600))) == 1


def test_a_number_sign_begins_anew_after_a_stop_and_a_long_word_after_a_short_line():
    ended = full(1, "字" * 25 + "。")
    assert len(paragraphs(full(0), ended, full(2, "一、乙" + "字" * 23), full(3))) == 2
    assert len(paragraphs(full(0), full(1), full(2, "1.5米" + "字" * 23), full(3))) == 1
    short = full(1, right=470.0)
    assert len(paragraphs(full(0), short, full(2, "中" + "字" * 25), full(3))) == 2
    assert len(paragraphs(full(0), short, full(2, "Responsibility" + "字" * 19), full(3))) == 1


def test_lines_of_a_title_are_one():
    title = [
        line("云岭乡关于", left=200, right=372, bottom=700, size=22),
        line("防汛的报告", left=200, right=372, bottom=665, size=22),
    ]
    assert paragraphs(*title, *(full(at) for at in range(4)))[0] == "云岭乡关于防汛的报告"
    other = [title[0], line("一、防汛的报告", left=200, right=372, bottom=665, size=22)]
    assert paragraphs(*other, *(full(at) for at in range(4)))[0] == "云岭乡关于"


# -- Numbers that Word prints --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ("chineseCounting", {1: "一", 10: "十", 20: "二十", 99: "九十九", 100: "100"}),
        ("decimalEnclosedCircle", {0: "0", 1: "①", 20: "⑳", 21: "21"}),
        ("decimalEnclosedCircleChinese", {0: "0", 1: "①", 20: "⑳", 21: "21"}),
        ("upperLetter", {0: "0", 1: "A", 26: "Z", 27: "27"}),
        ("lowerLetter", {0: "0", 1: "a", 26: "z", 27: "27"}),
        ("bullet", {1: ""}),
        ("none", {1: ""}),
    ],
)
def test_a_number_is_printed_in_the_form_of_its_list(form, told):
    assert {number: numbering._FORMATS[form](number) for number in told} == told


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def element(xml: str):
    return numbering.etree.fromstring(f'<w:x xmlns:w="{W}">{xml}</w:x>')[0]


def level(depth: int, text: str, form="decimal", start=1) -> str:
    inner = f'<w:start w:val="{start}"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>'
    return f'<w:lvl w:ilvl="{depth}">{inner}</w:lvl>'


def counted(levels: str, *asked: tuple[int, str]) -> list[str]:
    """Return the numbers of paragraphs of one list, each (its level, the name of its list)."""
    found = numbering.etree.fromstring(
        f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="7">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="9"/></w:num>'
        "</w:numbering>"
    )
    styles = SimpleNamespace(element=numbering.etree.fromstring(f'<w:styles xmlns:w="{W}"/>'))
    part = SimpleNamespace(target_part=SimpleNamespace(element=found), reltype="x/numbering")
    made = numbering.Numbering(SimpleNamespace(styles=styles, part=SimpleNamespace(rels={"r": part})))
    dressed = '<w:p><w:pPr><w:numPr><w:ilvl w:val="{}"/><w:numId w:val="{}"/></w:numPr></w:pPr></w:p>'
    return [made.next(element(dressed.format(*one))) for one in asked]


def test_paragraphs_are_counted_by_their_level_and_deeper_ones_begin_anew():
    levels = level(0, "%1、", "chineseCounting") + level(1, "（%2）") + level(2, "%1.%2.%3")
    asked = [(0, "1"), (1, "1"), (1, "1"), (2, "1"), (0, "1"), (1, "1"), (2, "1")]
    assert counted(levels, *asked) == ["一、", "（1）", "（2）", "一.2.1", "二、", "（1）", "二.1.1"]


def test_a_list_begins_where_it_says_and_one_that_is_not_there_prints_nothing():
    assert counted(level(0, "%1.", start=5), (0, "1"), (0, "1")) == ["5.", "6."]
    assert counted(level(0, "%1."), (0, "2"), (0, "9"), (3, "1")) == ["", "", ""]
    assert counted(level(0, "●", "bullet"), (0, "1")) == [""]


def test_a_level_or_paragraph_that_says_no_depth_is_of_the_first():
    bare = '<w:lvl><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
    assert counted(bare, (0, "1"), (0, "1"), (1, "1")) == ["1.", "2.", ""]


# -- Word files ----------------------------------------------------------------------------------------

SILENT = word._Beside(SimpleNamespace(next=lambda paragraph: ""))


def read_word(xml: str) -> list[str]:
    return list(word._lines(numbering.etree.fromstring(f'<w:body xmlns:w="{W}">{xml}</w:body>'), SILENT))


def par(text: str, more="") -> str:
    return f"<w:p>{more}<w:r><w:t>{text}</w:t></w:r></w:p>"


def grid(*rows: tuple[str, ...]) -> str:
    inner = "".join(f"<w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in row)}</w:tr>" for row in rows)
    return f"<w:tbl>{inner}</w:tbl>"


MERGED = '<w:tcPr><w:vMerge w:val="{}"/></w:tcPr>'


@pytest.mark.parametrize(
    ("xml", "read"),
    [
        (par("甲") + par("乙"), ["甲", "乙"]),
        (
            "<w:p><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t><w:noBreakHyphen/></w:r></w:p>",
            ["甲 乙", "丙-"],
        ),
        (
            par("甲<w:br/>", '<w:pPr><w:jc w:val="left"/></w:pPr>').replace("<w:br/></w:t>", "</w:t><w:cr/>"),
            ["甲", ""],
        ),
        (
            par("甲", '<w:pPr><w:jc w:val="center"/></w:pPr>').replace(
                "</w:t>", "</w:t><w:br/><w:t>乙</w:t>"
            ),
            ["甲乙"],
        ),
        (f"<w:sdt><w:sdtContent>{par('甲')}</w:sdtContent></w:sdt>", ["甲"]),
        (f"<w:ins>{par('甲')}</w:ins><w:customXml>{par('乙')}</w:customXml>", ["甲", "乙"]),
        (
            "<w:p><w:del><w:r><w:t>甲</w:t></w:r></w:del><w:moveFrom><w:r><w:t>乙</w:t></w:r></w:moveFrom></w:p>",
            [""],
        ),
        (grid((par("甲"), par("乙")), (par("丙"), par("丁"))), ["甲\t乙", "丙\t丁"]),
        (grid((par("甲") + par("乙"), par("丙"))), ["甲 乙\t丙"]),
        (grid((par("甲") + par("乙"),)), ["甲", "乙"]),
        (
            grid(
                (MERGED.format("restart") + par("甲"), par("乙")),
                (MERGED.format("continue") + par("丙"), par("丁")),
            ),
            ["甲\t乙", "丁"],
        ),
        (grid((par("甲"), grid((par("乙"), par("丙"))))), ["甲\t乙 丙"]),
    ],
)
def test_a_word_file_is_read_in_its_order(xml, read):
    assert read_word(xml) == read
