"""Where things stand on the page of GB/T 9704-2012, and what a drawing shows of its values."""

import re
from datetime import date

import pytest

from zerentian.reports.render import charts, page
from zerentian.reports.rules.document import Chart, Document, Heading, Paragraph, Run, Table


def document(form="report", blocks=(), **more):
    return Document(
        "BG-1", "报告", "云岭乡人民政府", "县", date(2026, 3, 2), tuple(blocks), form=form, **more
    )


def words(text: str) -> Paragraph:
    return Paragraph((Run(text),))


def table(*rows: tuple[str, ...], header=("单位", "件数")) -> Table:
    return Table("表", header, tuple(tuple((Run(cell),) for cell in row) for row in rows))


# -- Head and foot -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "head"),
    [
        (document(), "云岭乡人民政府文件"),
        (document("letter"), "云岭乡人民政府"),
        (document("file"), "云岭乡人民政府"),
        (document(minutes_of="云岭乡党委会议"), "云岭乡党委会议纪要"),
    ],
)
def test_over_a_paper_stands_whose_it_is(one, head):
    assert page.masthead(one) == head


@pytest.mark.parametrize(
    ("name", "points"), [("云岭乡", 54.0), ("云" * 5, 54.0), ("云" * 6, 49), ("云" * 18, 19), ("", 54.0)]
)
def test_a_long_name_is_set_smaller_so_that_it_fills_nine_tenths_of_the_line(name, points):
    one = Document("", "", name, "", date(2026, 3, 2), ())
    assert page.masthead_size(one) == points


@pytest.mark.parametrize(("name", "indent"), [("云岭乡", 5.5), ("云岭乡人民政府", 3.5), ("云" * 20, 0)])
def test_the_name_stands_over_the_middle_of_the_day(name, indent):
    one = Document("", "", name, "", date(2026, 3, 2), ())
    assert page.closing_indents(one) == (indent, 4.0)


@pytest.mark.parametrize(
    ("place", "count", "indents"), [(0, 1, (5, 3)), (0, 2, (6, 4)), (1, 2, (6, 1)), (2, 3, (6, 1))]
)
def test_lines_of_annexes_stand_under_each_other(place, count, indents):
    assert page.list_indents(place, count) == indents


@pytest.mark.parametrize(
    ("blocks", "count"),
    [
        ([], 0),
        ([words("字" * 224)], 1),
        ([words("字" * 225)], 0),
        ([words("短。"), Heading(1, (Run("一、"),))], 0),
        ([Heading(1, (Run("一、"),)), words("短。")], 1),
        ([words("字" * 308), words("特此报告。")], 2),
        ([words("字" * 309), words("特此报告。")], 1),
        ([Heading(1, (Run("一、"),)), words("特此报告。")], 1),
        ([words("特此报告。")], 1),
        ([words("短。"), words("短。")], 1),
    ],
)
def test_the_name_is_never_alone_on_a_page_where_the_last_paragraph_is_short(blocks, count):
    assert page.last_words(document(blocks=blocks)) == count


def test_a_name_stays_on_one_line_where_all_have_room():
    long = "人工评定：抽查三处，一处护栏松动，当场重修。" * 3
    names = table(("应急管理办公室", long, long), ("党政办公室", long, long), header=("单位", "初评", "理由"))
    assert page.column_shares(names)[0] * page.FULL_WIDTH / page.table_size(names) >= 7 + page.PADDING
    crowded = table(("应急管理办公室",) * 20, header=("单位",) * 20)
    assert page.column_shares(crowded) == pytest.approx([1 / 20] * 20)


def test_who_printed_it_and_whom_copies_go_to():
    assert page.imprint(document()) == ("云岭乡人民政府", "2026年3月2日印发")
    assert page.copies_asked(document()) == "抄送：〔请填写抄送机关，没有则删去本行〕"
    assert page.copies_asked(document(minutes_of="会议")) == "分送：〔请填写分送单位，没有则删去本行〕"


# -- Tables --------------------------------------------------------------------------------------------


def test_a_column_needs_its_longest_word_and_wants_its_longest_cell():
    assert page.column_widths(table(("上坪村", "3件"), ("乡", "2026-03"))) == [
        (1 + 1.1, 3 + 2.1),
        (3.5 + 1.1, 3.5 + 2.1),
    ]
    [(_, wanted), _] = page.column_widths(table(("字" * 30, "")))
    assert wanted == 14 + 2.1
    assert page.cells_of(table(("上坪村", "3件"))) == [["单位", "件数"], ["上坪村", "3件"]]


def test_a_crowded_table_is_set_smaller():
    wide = tuple("字" * 14 for _ in range(3))
    assert page.table_size(table(("上坪村", "3件"))) == 12.0
    assert page.table_size(table(wide[:2])) == 12.0
    assert page.table_size(table(wide, header=("一", "二", "三"))) == 10.5


def test_shares_fill_the_width_and_the_longest_cell_gets_what_is_over():
    for one in (
        table(("上坪村", "3件")),
        table(("字" * 40, "3件")),
        table(*[("字" * 14,) * 5], header=("题",) * 5),
    ):
        assert sum(page.column_shares(one)) == pytest.approx(1)
    even = page.column_shares(table(("甲", "乙"), header=("一", "二")))
    assert even == pytest.approx([0.5, 0.5])
    first, second = page.column_shares(table(("字" * 40, "3件")))
    assert first > 0.85 > second
    crowded = page.column_shares(table(("字" * 14,) * 5, header=("题",) * 5))
    assert crowded == pytest.approx([0.2] * 5)


def test_what_is_over_is_shared_by_what_cells_lack_and_no_more_than_they_lack():
    assert page.widened([5, 5], [5, 5], 10) == [5, 5]
    assert page.widened([5, 5], [8, 6], 2) == [6.5, 5.5]
    assert page.widened([5, 5], [8, 6], 100) == [8, 6]
    assert page.widened([5, 5], [3, 6], 100) == [5, 6]


@pytest.mark.parametrize(
    ("rows", "high", "short", "at_end"),
    [
        (12, 1, True, 0),
        (13, 1, False, 3),
        (2, 14, False, 0),
        (2, 12, True, 0),
        (13, 7, False, 0),
        (13, 6, False, 3),
    ],
)
def test_a_short_table_is_not_torn_and_of_a_long_one_no_row_stands_alone(rows, high, short, at_end):
    one = table(*[("字" * 35 * high,)] * rows, header=("题",))
    assert page.lines_in(one) == 1 + rows * high
    assert page.lines_in(one, 2) == 2 * high
    assert page.is_short(one) is short
    assert page.kept_at_end(one) == at_end


def test_which_rows_stay_on_the_page_of_the_next():
    assert page.stays_with_next(table(("甲", "1"), ("乙", "2"))) == [True, True, False]
    long = table(*[("甲", "1")] * 13)
    assert page.stays_with_next(long) == [True] * 3 + [False] * 8 + [True] * 2 + [False]


# -- Drawings ------------------------------------------------------------------------------------------


def bars(drawn: str) -> list[tuple[float, float]]:
    """Return top and height of every bar that is drawn for a value."""
    found = re.findall(r'y="([\d.]+)" width="[\d.]+" height="([\d.]+)" fill="#1e6b4f"', drawn)
    return [(float(top), float(height)) for top, height in found]


def test_the_highest_value_fills_the_room_and_the_others_their_part_of_it():
    drawn, _ = charts.trend(Chart("trend", "题", (("2026-01", 4), ("2026-02", 2), ("2026-03", 0))))
    assert bars(drawn) == [(56.0, 104.0), (108.0, 52.0), (160.0, 0.0)]
    assert re.findall(r">(\d+)</text>", drawn) == ["4", "2", "0"]


def test_where_nothing_is_told_or_all_is_nought_nothing_is_divided_by_nought():
    assert bars(charts.trend(Chart("trend", "题", (("2026-01", 0),)))[0]) == [(160.0, 0.0)]
    drawn, _ = charts.trend(Chart("trend", "题", (("2026-01", None),)))
    assert bars(drawn) == []
    assert "无记录" in drawn


def test_months_stand_under_their_bars_and_years_under_their_months():
    drawn, height = charts.trend(Chart("trend", "题", (("2025-12", 1), ("2026-01", 1), ("2026-02", 1))))
    assert [drawn.count(f">{one}</text>") for one in ("12月", "1月", "2月", "2025年", "2026年")] == [1] * 5
    spans = re.findall(r'<line x1="([\d.]+)" x2="([\d.]+)" y1="185"', drawn)
    assert spans == [("6.0", "234.0"), ("246.0", "714.0")]
    assert height == 160 + 24 + 22 + 6
    plain, low = charts.trend(Chart("trend", "题", (("其他", 1), ("2026-02", 1))))
    assert ("2026年" in plain, low) == (False, 160 + 24 + 6)
    assert charts.trend(Chart("trend", "题", ())) == (
        '<line x1="0" x2="720" y1="160" y2="160" stroke="#1f1d1a"/>',
        190,
    )


def test_reports_of_one_month_stand_under_each_other():
    moments = (("2026-01", "甲"), ("2026-01", "乙"), ("2026-02", "丙"), ("2026-09", "丁"))
    drawn, height = charts.trend(Chart("trend", "题", (("2026-01", 1), ("2026-02", 1)), moments))
    lines = re.findall(r'x="([\d.]+)" y="([\d.]+)"[^>]*>▲(.)<', drawn)
    assert lines == [("180.0", "221.0", "甲"), ("180.0", "236.0", "乙"), ("540.0", "221.0", "丙")]
    assert height == 206 + 2 * 15 + 6


def test_a_bar_is_parted_by_its_values_and_each_part_has_its_key():
    drawn, height = charts.parted([("甲", 3, "#1"), ("乙", None, "#2"), ("丙", 1, "#3")])
    parts = re.findall(r'<rect x="([\d.]+)" y="8" width="([\d.]+)" height="26" fill="#', drawn)
    assert parts == [("1.0", "538.5"), ("539.5", "0.0"), ("539.5", "179.5")]
    assert re.findall(r'<rect x="([\d.]+)" y="48"', drawn) == ["1.0", "241.0", "481.0"]
    assert re.findall(r">([^<]+)</text>", drawn) == ["甲 3", "乙 无记录", "丙 1"]
    assert height == 74
    assert 'width="0.0"' in charts.parted([("甲", 0, "#1")])[0]


def test_lights_bear_their_own_shape_and_states_their_own_pattern():
    drawn, _ = charts.lights(Chart("lights", "题", (("红灯", 1), ("绿灯", 2), ("黄灯", 3))))
    assert re.findall(r">([^<]+)</text>", drawn) == ["■红灯 1", "●绿灯 2", "▲黄灯 3"]
    drawn, _ = charts.states(Chart("states", "题", (("甲", 1), ("乙", 1), ("丙", 1), ("丁", 1))))
    assert re.findall(r'y="48" width="16" height="16" fill="([^"]+)"', drawn) == list(charts.STATE_FILLS)


def test_a_code_is_drawn_for_a_camera_and_told_in_signs_beside_it():
    content = "12 " + "0123456789abcdef" * 2
    drawn, height = charts.code(Chart("code", "封存码", ((content, None),)))
    assert re.findall(r">([^<]+)</text>", drawn) == ["12", "01234567 89abcdef", "01234567 89abcdef"]
    assert re.findall(r'<text x="(\d+)" y="(\d+)"', drawn) == [("168", "36"), ("168", "61"), ("168", "86")]
    assert height == 152
    places = [float(one) for one in re.findall(r"M([\d.]+),", drawn)]
    assert min(places) == 0
    assert 120 < max(places) < 132
    assert charts.batched_words("abcdefg", each=2, together=2) == [["ab", "cd"], ["ef", "g"]]
    assert charts.batched_words("") == []


def test_words_are_escaped_and_a_drawing_says_itself():
    drawn = charts.svg(Chart("states", "<甲>", (("&", 1),)))
    assert 'aria-label="&lt;甲&gt;：&amp; 1"' in drawn
    assert ">&amp; 1</text>" in drawn
    assert 'viewBox="0 0 720 74"' in drawn
