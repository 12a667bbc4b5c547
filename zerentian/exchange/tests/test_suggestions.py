"""What a form's headings seem to ask for: figures, lists, rows of units, free cells beside labels, words with a gap."""

import pytest

from zerentian.exchange.rules import form_suggestions
from zerentian.exchange.rules.form_looks import SheetLook
from zerentian.exchange.rules.form_maps import BY_HAND, COUNT, KEPT, PERSONAL, Kind, Part, Said, Span
from zerentian.exchange.rules.form_suggestions import (
    Match,
    Suggesting,
    Vocabulary,
    counts_columns,
    near_heading,
    own_hole,
    spoken_text,
    suggest,
)
from zerentian.organization.rules.tables.cells import Merge
from zerentian.organization.rules.tables.headings import BETWEEN

WORDS = Vocabulary(
    figures={
        "受理件数": ("c.received", Part.VALUE),
        "办结件数": ("c.closed", Part.VALUE),
        "按期办结率": ("c.on_time_share", Part.VALUE),
        "按期办结数": ("c.on_time_share", Part.NUMERATOR),
        "不满意率": ("c.satisfied_share", Part.REST_SHARE),
        "热线": ("c.hotline", Part.VALUE),
    },
    fields={
        "unit": {"单位": "name", "村名": "name"},
        "deed": {"事项": "what", "时间": "occurred_on", "地点": "place"},
        "finding": {"事项": "title", "时间": "found_on"},
    },
    titles={"finding": ("问题",), "deed": ("落实",)},
    units={"上坪村": "V1", "下坪村": "V2"},
)


def look(*rows, name="表", merges=(), formulas=(), hidden=False):
    """Return a sheet of rows of texts; None is a cell with nothing in it."""
    texts = {
        (row, column): text
        for row, line in enumerate(rows, 1)
        for column, text in enumerate(line)
        if text is not None
    }
    width = max(len(line) for line in rows)
    return SheetLook(
        name,
        hidden,
        {place: text for place, text in texts.items() if place not in dict(formulas)},
        dict(formulas),
        list(merges),
        rows=len(rows),
        columns=width,
    )


def suggested(sheet, words=WORDS):
    """Return what is suggested for a sheet, by its area."""
    return {one.area: one for one in suggest([sheet], words)}


@pytest.mark.parametrize(
    ("heading", "match"),
    [
        ("受理件数", Match("c.received")),
        ("受理 件数（千件）", Match("c.received", divisor=1000)),
        ("本年累计受理件数", Match("c.received", span=Span.YEAR)),
        ("上月受理件数", Match("c.received", span=Span.BEFORE)),
        (f"情况{BETWEEN}受理{BETWEEN}件数", Match("c.received")),
        (f"总计{BETWEEN}按期办结数", Match("c.on_time_share", Part.NUMERATOR)),
        (f"热线{BETWEEN}受理件数", None),
        ("天气", None),
        ("累计", None),
    ],
)
def test_a_heading_names_a_figure_wholly_or_by_its_end(heading, match):
    assert WORDS.figure(heading) == match


@pytest.mark.parametrize(
    ("match", "places"),
    [
        (Match("c.received"), 0),
        (Match("c.received", divisor=1000), 1),
        (Match("c.on_time_share"), 1),
        (Match("c.on_time_share", Part.NUMERATOR), 0),
        (Match("c.on_time_share", Part.REST_SHARE), 1),
    ],
)
def test_shares_and_thousands_are_written_to_one_place(match, places):
    assert match.said().places == places
    assert (match.said().figure, match.said().part) == (match.figure, match.part)


@pytest.mark.parametrize(
    ("heading", "known"),
    [("受理件数", True), ("事项", True), ("序号", True), ("联系电话", True), ("单位", True), ("天气", False)],
)
def test_a_heading_is_known_as_a_figure_field_number_or_person(heading, known):
    assert WORDS.knows(heading) is known


def test_rows_that_name_units_and_a_total_make_a_matrix():
    sheet = look(
        ["情况统计表"],
        ["单位", "受理件数", "按期办结率", "备注"],
        ["上坪村", None, None, None],
        ["别处", None, None, None],
        ["下坪村", None, None, None],
        ["合计", None, None, None],
        ["填报人：", None, None, None],
    )
    found = suggested(sheet)["B3:C6"]
    assert found.kind is Kind.MATRIX
    assert dict(found.across) == {"B": Said("c.received"), "C": Said("c.on_time_share", places=1)}
    assert dict(found.down) == {"3": Said(unit="V1"), "5": Said(unit="V2"), "6": Said()}


def test_free_rows_under_a_heading_of_units_get_one_for_each_unit():
    sheet = look(["序号", "单位", "受理件数"], [None, None, None], [None, None, None], ["注：", None, None])
    found = suggested(sheet)["A2:C3"]
    assert (found.kind, found.records) == (Kind.ROWS, "unit")
    assert dict(found.columns) == {"B": "name", "A": COUNT}
    assert dict(found.across) == {"C": Said("c.received")}


def test_one_row_of_figures_without_units_is_the_units_own():
    found = suggested(look(["受理件数", "办结件数"], [None, None]))["A2:B2"]
    assert found.kind is Kind.MATRIX
    assert dict(found.down) == {"2": Said()}
    assert set(found.across) == {"A", "B"}


def test_a_label_that_stands_over_two_rows_is_of_both():
    sheet = look(
        ["项目", "受理件数", "办结件数"],
        ["合计", None, None],
        [None, None, None],
        ["别的", None, None],
        merges=[Merge(2, 3, 0, 0)],
    )
    assert dict(suggested(sheet)["B2:C3"].down) == {"2": Said(), "3": Said()}


def test_a_list_is_the_one_most_of_whose_fields_stand_there():
    sheet = look(
        ["序号", "时间", "地点", "事项", "联系电话", "天数", "天气"],
        [None] * 7,
        [None] * 7,
        ["合计", None, None, None, None, None, None],
        formulas={(2, 5): "A2"}.items(),
    )
    found = suggested(sheet)["A2:G3"]
    assert (found.kind, found.records) == (Kind.ROWS, "deed")
    assert dict(found.columns) == {
        "A": COUNT,
        "B": "occurred_on",
        "C": "place",
        "D": "what",
        "E": PERSONAL,
        "F": KEPT,
        "G": BY_HAND,
    }


@pytest.mark.parametrize(
    ("title", "name", "kind"),
    [
        ("问题台账", "表", "finding"),
        ("落实台账", "表", "deed"),
        ("台账", "问题", "finding"),
        ("台账", "表", "deed"),
    ],
)
def test_the_title_or_the_sheets_name_settles_which_list_is_meant(title, name, kind):
    sheet = look([title, None], ["事项", "时间"], [None, None], name=name)
    assert suggested(sheet)["A3:B3"].records == kind


def test_a_row_that_counts_the_columns_is_no_row_of_a_list():
    sheet = look(
        ["事项", "时间", "天数"], ["1", "2", "3"], [None] * 3, [None] * 3, formulas={(3, 2): "B3"}.items()
    )
    listed = suggested(sheet)["A3:C4"]
    assert (listed.kind, listed.columns["C"]) == (Kind.ROWS, KEPT), "what the first row reckons is left"


def test_a_line_across_the_table_ends_its_rows():
    lines = [["事项", "时间", "地点", "备注"], [None] * 4, ["说什么", None, None, None], [None] * 4]
    whole = suggested(look(*lines, merges=[Merge(3, 3, 0, 2)]))
    assert "A2:D2" in whole
    narrow = suggested(look(*lines, merges=[Merge(3, 3, 0, 1)]))
    assert "A2:D4" in narrow


def test_headings_of_which_fewer_than_two_are_known_ask_for_nothing():
    assert suggested(look(["事项", "天气"], [None, None])) == {}
    assert suggested(look(["事项", "时间"], [None, None]))
    assert suggested(look(["事项", "时间"], [None, None], hidden=True)) == {}


@pytest.mark.parametrize(
    ("label", "kind", "said"),
    [
        ("填报单位", Kind.CELL, Said(text="{organ}")),
        ("上报单位", Kind.CELL, Said(text="{organ}")),
        ("填表日期", Kind.CELL, Said(text="{day}")),
        ("统计时间", Kind.CELL, Said(text="{period}")),
        ("受理件数", Kind.CELL, Said("c.received")),
        ("按期办结率：", Kind.CELL, Said("c.on_time_share", places=1)),
        ("联系电话：", Kind.NEVER, Said()),
    ],
)
def test_the_free_cell_beside_a_label_is_what_the_label_asks(label, kind, said):
    found = suggested(look([label, None]))
    assert [(one.area, one.kind, one.said) for one in found.values()] == [("B1", kind, said)]


def test_a_label_that_ends_with_a_colon_is_filled_itself():
    found = suggested(look(["填报单位：", None]))
    assert [(one.area, one.said) for one in found.values()] == [("A1", Said(text="填报单位：{organ}"))]


def test_beside_a_label_that_is_merged_the_cell_behind_it_is_meant():
    found = suggested(look(["填报单位", None, None, None], merges=[Merge(1, 1, 0, 1)]))
    assert list(found) == ["C1"]


@pytest.mark.parametrize(
    "line",
    [
        ["天气", None],
        ["填报单位", "云岭乡"],
        ["填报单位"],
        ["本表联系电话一栏不必填写但请留好", None],
    ],
    ids=["unknown", "filled", "at the edge", "a long text"],
)
def test_beside_other_cells_nothing_is_suggested(line):
    assert suggested(look(line)) == {}


def test_a_cell_with_a_formula_is_nobodys():
    assert suggested(look(["填报单位", None], formulas={(1, 1): "A9"}.items())) == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026年（  ）月统计表", "2026年（  ）月统计表"),
        ("2026年（  月）统计表", "2026年（{month}月）统计表"),
        ("统计表（ 3月 ）", "统计表（{month}月）"),
        ("2025年12月统计表", "{year}年{month}月统计表"),
        ("XX年X月统计表", "{year}年{month}月统计表"),
        ("____年__月", "{year}年{month}月"),
        ("填报单位：", "填报单位：{organ}"),
        ("填报单位：____ 填报日期：", "填报单位：{organ}　填报日期：{day}"),
        ("填报单位（盖章）：", "填报单位（盖章）：{organ}"),
        ("受理件数（共计：件）", "受理件数（共计：{c.received}件）"),
        ("受理件数( 共计 12 起 )", "受理件数（共计：{c.received}起）"),
        ("天气（共计：件）", "天气（共计：件）"),
        ("填报日期：    年  月  日", "填报日期：{day}"),
        ("填报单位（盖章）：      填报日期：   年 月 日", "填报单位（盖章）：{organ}　填报日期：{day}"),
        ("     年   月   日", "{day}"),
        ("截至2026年5月31日", "截至{last}"),
        ("（截止   年  月  日）", "（截止{last}）"),
        ("2026年5月1日印发", "2026年5月1日印发"),
        ("统计表", "统计表"),
        ("填报单位：云岭乡人民政府", "填报单位：云岭乡人民政府"),
    ],
)
def test_a_text_says_with_holes_what_it_leaves_open(text, said):
    assert spoken_text(text, WORDS) == said


@pytest.mark.parametrize(
    ("label", "hole"),
    [("填报单位", "{organ}"), ("填报单位名", ""), ("报送时间", "{day}"), ("报告期", "{period}"), ("", "")],
)
def test_a_label_asks_of_the_form_itself_by_its_whole_word(label, hole):
    assert own_hole(label) == hole


def test_a_text_with_a_gap_is_suggested_once_and_none_where_a_formula_stands():
    sheet = look(["统计表（ 月）", None], ["填报单位：", None])
    assert suggested(sheet)["A1"].said == Said(text="统计表（{month}月）")
    hidden = look(["统计表（ 月）", None], formulas={(1, 0): "B9"}.items())
    assert suggested(hidden) == {}


def test_who_types_a_number_reads_what_stands_over_it_else_left_of_it():
    sheet = look(["标题"], ["地点", "户数"], ["村口", None], [None, "12"], ["小计", "3.5"])
    assert near_heading(sheet, 3, 1) == "户数"
    assert near_heading(sheet, 5, 1) == "户数"
    assert near_heading(look(["户数", None]), 1, 1) == "户数"
    assert near_heading(look([None, None]), 1, 1) == ""
    assert near_heading(look(["长" * 50, None]), 1, 1) == "长" * 40


@pytest.mark.parametrize(("row", "suggested_there"), [(4, True), (5, False)])
def test_of_a_long_sheet_so_many_rows_are_looked_at(monkeypatch, row, suggested_there):
    monkeypatch.setattr(form_suggestions, "MOST_SUGGESTED_ROWS", 4)
    sheet = look(*[[None, None]] * (row - 1), ["填报单位", None])
    assert (f"B{row}" in suggested(sheet)) is suggested_there
    assert list(suggested(look(["事项", "时间"], *[[None, None]] * 6))) == ["A2:B4"]


def test_as_many_figures_as_fields_make_no_list():
    figures = suggested(look(["事项", "时间", "受理件数", "办结件数"], [None] * 4))
    assert [one.kind for one in figures.values()] == [Kind.MATRIX]
    fields = suggested(look(["事项", "时间", "地点", "受理件数", "办结件数"], [None] * 5))
    assert [one.kind for one in fields.values()] == [Kind.ROWS]


def test_one_known_field_makes_no_list_whatever_the_title():
    assert suggested(look(["落实台账", None], ["序号", "事项"], [None, None])) == {}


@pytest.mark.parametrize(
    ("headings", "title", "kind"),
    [
        ("甲乙丙丁", "问题台账", "long"),
        ("甲乙丙天", "问题台账", "short"),
        ("甲乙丙天", "台账", "long"),
    ],
)
def test_a_title_weighs_as_much_as_two_fields(headings, title, kind):
    words = Vocabulary(
        fields={"long": {"甲": "a", "乙": "b", "丙": "c", "丁": "d"}, "short": {"甲": "e", "乙": "f"}},
        titles={"short": ("问题",)},
    )
    found = suggested(look([title], list(headings), [None] * 4), words)["A3:D3"]
    assert found.records == kind


def test_only_what_stands_over_the_headings_is_a_title():
    there = look(["事项", "时间", "问题描述"], [None] * 3)
    below = look(["事项", "时间"], ["问题", None])
    assert (suggested(there)["A2:C2"].records, suggested(below)["A2:B2"].records) == ("deed", "deed")


def test_a_field_that_two_columns_name_goes_into_the_first():
    found = suggested(look(["事项", "时间", f"再次{BETWEEN}事项"], [None] * 3))["A2:C2"]
    assert dict(found.columns) == {"A": "what", "B": "occurred_on", "C": BY_HAND}


@pytest.mark.parametrize(
    ("width", "across", "ends"),
    [(2, 2, False), (4, 2, False), (4, 3, True), (6, 3, False), (6, 4, True)],
)
def test_a_line_is_one_over_more_than_half_of_the_table(width, across, ends):
    headings = ["事项", "时间", "地点", "天气", "备注", "其他"][:width]
    lines = [headings, [None] * width, ["说什么", *[None] * (width - 1)], [None] * width, [None] * width]
    found = suggested(look(*lines, merges=[Merge(3, 4, 0, across - 1)]))
    last = "ABCDEF"[width - 1]
    assert next(iter(found)) == (f"A2:{last}2" if ends else f"A2:{last}5")


def test_a_list_that_begins_with_its_total_has_that_row():
    assert "A2:B2" in suggested(look(["事项", "时间"], ["合计", None], [None, None]))


def test_a_total_is_a_label_only_where_the_rows_are_labelled():
    sheet = look(
        ["天气", "单位", "受理件数"], [None, "上坪村", None], [None, "别处", "合计"], [None, "合计", None]
    )
    assert dict(suggested(sheet)["C2:C4"].down) == {"2": Said(unit="V1"), "4": Said()}


def test_beside_what_stands_in_the_headings_nothing_is_suggested():
    sheet = look(["事项", "时间", "填报单位", None], [None] * 4)
    assert list(suggested(sheet)) == ["A2:C2"]


@pytest.mark.parametrize(("signs", "known"), [(11, True), (12, False)])
def test_a_label_about_persons_is_a_short_one(signs, known):
    label = "联系电话" + "甲" * (signs - 4)
    assert bool(suggested(look([label, None]))) is known


@pytest.mark.parametrize(
    ("texts", "counts"),
    [
        ({0: "1", 1: "2", 2: "3"}, True),
        ({0: "（1）", 2: "(2)", 5: "（3）"}, True),
        ({0: "1", 1: "2"}, False),
        ({0: "1", 1: "3", 2: "2"}, False),
        ({0: "0", 1: "1", 2: "2"}, False),
        ({0: "1", 1: "2", 2: "3", 3: "备注"}, False),
    ],
)
def test_a_row_counts_the_columns_from_one_on(texts, counts):
    assert counts_columns(texts) is counts


@pytest.mark.parametrize(("before", "found"), [(1, True), (2, False)])
def test_headings_are_looked_for_among_the_first_rows_that_say_anything(monkeypatch, before, found):
    monkeypatch.setattr(form_suggestions, "SEARCHED_ROWS", 2)
    sheet = look([None, None], *[["说明", None]] * before, ["事项", "时间"], [None, None])
    assert bool(suggested(sheet)) is found


def test_a_cell_that_a_suggestion_covers_is_suggested_nothing_else():
    sheet = look(["事项", "时间"], [None, None], [None, None], ["填报单位", None])
    assert list(suggested(sheet)) == ["A2:B4"], "no foot ends the list"
    ended = look(["事项", "时间"], [None, None], ["填报人：", None], ["填报单位", None])
    assert set(suggested(ended)) == {"A2:B2", "B3", "B4"}


@pytest.mark.parametrize(("rows", "seen"), [(11, "户数"), (12, "")])
def test_a_heading_is_looked_for_a_few_rows_up(rows, seen):
    sheet = look(["户数"], *([[None]] * rows))
    assert near_heading(sheet, rows + 1, 0) == seen


@pytest.mark.parametrize(
    ("heading", "figure", "part"),
    [
        ("办理情况/办结件数/件数", "c.closed", Part.VALUE),
        ("办理情况/办结/件数", "c.closed", Part.VALUE),
        ("按期办结/按期办结率", "c.on_time_share", Part.VALUE),
        ("按期办结/数", "c.on_time_share", Part.NUMERATOR),
    ],
)
def test_a_heading_that_says_its_figure_again_or_only_how_it_is_counted_is_the_one_above(
    heading, figure, part
):
    more = {"按期办结": ("c.on_time_share", Part.NUMERATOR), "办结": ("c.closed", Part.VALUE)}
    found = Vocabulary(WORDS.figures | more).figure(heading)
    assert (found.figure, found.part) == (figure, part)


def test_a_total_set_wide_is_a_total_and_a_foot_set_wide_ends_the_rows():
    rows = [
        ["单位", "受理件数"],
        ["上坪村", None],
        ["合    计", None],
        ["填 报 人：", None],
        ["下坪村", None],
    ]
    region = suggested(look(*rows))["B2:B3"]
    assert {row: said.unit for row, said in region.down.items()} == {"2": "V1", "3": ""}


def test_a_wide_line_above_the_table_is_no_heading_of_it():
    rows = [
        ["填报单位：      联系电话：", None, "单位：件"],
        ["单位", "办理情况", None],
        [None, "受理件数", "办结件数"],
        ["上坪村", None, None],
    ]
    merges = [Merge(1, 1, 0, 1), Merge(2, 3, 0, 0), Merge(2, 2, 1, 2)]
    found = Suggesting(look(*rows, merges=merges), WORDS)
    assert found.headings.first == 2
    assert dict(found.columns) == {0: "单位", 1: "办理情况/受理件数", 2: "办理情况/办结件数"}


def test_a_wide_heading_that_ends_with_a_colon_is_one():
    rows = [["单位", "其中：", None], [None, "受理件数", "办结件数"], ["上坪村", None, None]]
    found = Suggesting(look(*rows, merges=[Merge(1, 2, 0, 0), Merge(1, 1, 1, 2)]), WORDS)
    assert found.columns[1] == "其中：/受理件数"
