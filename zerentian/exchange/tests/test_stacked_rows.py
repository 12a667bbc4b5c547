"""Villages' files as plain rules: which rows are totals, where rows end, which cells of a total are filled."""

from decimal import Decimal
from time import perf_counter
from types import SimpleNamespace

import pytest

from zerentian.exchange.actions.stacks import MOST_FILES, check_stack, stacks_in, village_of
from zerentian.exchange.rules.form_looks import SheetLook
from zerentian.exchange.rules.form_maps import COUNT, KEPT, PERSONAL, TAKEN, VILLAGE, Kind, Region
from zerentian.exchange.rules.form_puts import written_number
from zerentian.exchange.rules.stacking import (
    LONGEST_TOTAL,
    MOST_TOLD,
    NotStacked,
    Stack,
    VillageFile,
    VillageRow,
    heading_of,
    is_total,
    is_total_row,
    over,
    stack,
    suggested_columns,
    summed_columns,
    sums_of,
    taken_columns,
    totals_rows,
)
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.words import Words
from zerentian.organization.rules.tables.cells import Merge

HEADS = ["村", "地点", "户数", "面积", "姓名"]
REGION = Region(
    "表",
    Kind.STACK,
    "A3:E4",
    columns={"A": VILLAGE, "B": TAKEN, "C": TAKEN, "D": TAKEN, "E": PERSONAL},
)


def look(*rows, formulas=(), merges=(), broken=(), name="表", hidden=False):
    """Return a sheet of rows of texts; None is a cell with nothing in it."""
    texts = {
        (row, column): text
        for row, line in enumerate(rows, 1)
        for column, text in enumerate(line)
        if text is not None
    }
    made = SheetLook(name, hidden, texts, dict(formulas), list(merges), dict(broken))
    made.rows, made.columns = len(rows), max(map(len, rows))
    return made


OWN = look(["危房"], HEADS, [None], [None], ["合计"], ["填报人："], formulas=[((5, 2), "SUM(C3:C4)")])


def sent(*rows, name="甲.xlsx", **said):
    """Return a village's file with rows under the same headings."""
    return VillageFile(name, "0" * 64, "V1", "上坪村", [look(["危房"], HEADS, *rows, **said)])


def cells(found):
    """Return what was taken, row by row."""
    return [(line.row, *line.cells.values()) for line in found.rows]


def unit(name):
    return SimpleNamespace(name=name)


UNITS = [unit(name) for name in ("上坪村", "上坪社区", "大上坪村民委员会", "下坪村", "村")]


@pytest.mark.parametrize(
    ("name", "above", "village"),
    [
        ("上坪.xlsx", "", None),
        ("下坪村2月.xlsx", "", "下坪村"),
        ("下坪.xlsx", "", "下坪村"),
        ("大上坪.xlsx", "", "大上坪村民委员会"),
        ("报表.xlsx", "填报单位：下坪村", "下坪村"),
        ("报表.xlsx", "", None),
        ("下坪和大上坪.xlsx", "下坪", "下坪村"),
        ("下坪和大上坪.xlsx", "", None),
    ],
    ids=[
        "two are called so",
        "whole",
        "short",
        "the longer name",
        "above the rows",
        "none",
        "told above",
        "two",
    ],
)
def test_whose_file_it_is_is_told_where_its_name_or_what_stands_above_names_one(name, above, village):
    sheets = [look([above or None], ["下坪村"])] if above else [look([None], ["下坪村"])]
    found = village_of(name, sheets, UNITS[:4], 2)
    assert (found and found.name) == village


def mapped(*kinds):
    """Return a map of regions of these kinds, which was never filled."""
    return SimpleNamespace(listed=[Region("表", kind, "A1") for kind in kinds], form_id=0)


@pytest.mark.parametrize(
    ("kinds", "files", "why"),
    [
        ((Kind.STACK,), 0, "请先上传各村交来的表"),
        ((Kind.CELL,), 1, "请先标注各村的行从哪里开始"),
        ((Kind.STACK,), MOST_FILES + 1, f"一次最多叠加 {MOST_FILES} 份表"),
    ],
)
def test_files_come_where_they_are_asked_for_and_not_too_many(kinds, files, why):
    some = [sent(name=f"{number}.xlsx") for number in range(files)]
    with pytest.raises(NotAllowed, match=why):
        check_stack(mapped(*kinds), None, None, some, again=True)


def test_as_many_files_as_there_may_be_are_stacked_and_none_where_none_are_asked_for():
    check_stack(mapped(Kind.STACK), None, None, [sent()] * MOST_FILES, again=True)
    check_stack(mapped(Kind.CELL, Kind.ROWS), None, None, [], again=False)
    assert [one.kind for one in stacks_in(mapped(Kind.CELL, Kind.STACK))] == [Kind.STACK]
    assert stacks_in(None) == []


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("合计", True),
        ("全 乡 合计：", True),
        ("小计（户）", True),
        ("总计", True),
        ("合计" + "村" * (LONGEST_TOTAL - 2), True),
        ("合计" + "村" * (LONGEST_TOTAL - 1), False),
        ("合计3户", False),
        ("上坪村", False),
        ("", False),
    ],
)
def test_a_short_label_without_a_number_is_a_total(text, total):
    assert is_total(text) is total


@pytest.mark.parametrize(
    ("line", "total"),
    [
        (["合计", None, "12"], True),
        ([None, "合计", "12"], True),
        (["1", "合计"], True),
        (["1", "2", "合计"], False),
        (["合计", "见附件"], False),
        (["合计", "3,4", "—"], True),
        (["上坪村", "3"], False),
        ([None, None], False),
    ],
)
def test_a_row_of_totals_is_labelled_at_its_left_and_holds_no_other_word(line, total):
    assert is_total_row(look(line), 1) is total


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        ("1,234.5", Decimal("1234.5")),
        ("1，234", 1234),
        (" -3 ", -3),
        ("１２", 12),
        ("3，5", None),
        ("1,2,3", None),
        ("1e5", None),
        ("0", 0),
        ("3户", None),
        ("", None),
        ("NaN", None),
        ("Infinity", None),
    ],
)
def test_a_number_is_read_with_its_commas_and_a_text_is_none(text, number):
    assert written_number(text) == number


def test_totals_stand_right_above_or_below_the_prepared_rows():
    assert totals_rows(REGION, OWN) == [5]
    above = look(["危房"], ["合计", None, "9"], [None], [None], ["填报人："])
    assert totals_rows(REGION, above) == [2]
    both = look(["危房"], ["合计"], [None], [None], ["总计"])
    assert totals_rows(REGION, both) == [2, 5]
    assert totals_rows(REGION, look(["合计"], HEADS, [None], [None], [None], ["合计"])) == []


def test_columns_that_the_form_adds_up_are_those_with_a_formula_in_a_total():
    assert taken_columns(REGION) == ["B", "C", "D"]
    assert summed_columns(REGION, OWN) == ["C"]
    assert summed_columns(REGION, look(["危房"], HEADS, [None], [None], ["填报人："])) == []


def test_a_heading_is_what_stands_over_a_column_up_to_its_first_word():
    sheet = look(["别的"], ["面积"], ["（亩）"], ["1"], ["合计"], [None])
    assert over(sheet, 6, 0) == ["1", "面积"]
    assert heading_of(sheet, 6, 0) == "面积"
    assert heading_of(look([None], [None]), 2, 0) == ""


def test_rows_are_taken_up_to_the_total_with_the_columns_that_are_asked_for():
    found = stack(
        [
            sent(
                ["上坪村", "后沟", "3", "1.5", "示例"],
                [None, None, None, None, "示例"],
                [None, " 河边 "],
                ["合计", None, "3"],
            )
        ],
        REGION,
        OWN,
    )
    assert cells(found) == [(3, "后沟", "3", "1.5"), (5, "河边", "", "")]
    assert found.notes == []
    assert {line.file.unit for line in found.rows} == {"V1"}


@pytest.mark.parametrize(
    ("foot", "taken"),
    [
        (["填报人：示例"], 1),
        (["注：含空户"], 1),
        (["备注：无"], 1),
        (["另一户", "岭上", "2"], 3),
        ([None, "填报人：", "2"], 1),
        (["合计", "见附件", "2"], 3),
    ],
)
def test_rows_end_at_the_foot(foot, taken):
    found = stack([sent([None, "后沟", "3"], foot, [None, "河边", "4"])], REGION, OWN)
    assert len(found.rows) == taken


def test_the_label_below_the_prepared_rows_of_the_form_is_a_foot_in_the_files_too():
    own = look(["危房"], HEADS, [None], [None], ["送达单位：", None])
    found = stack([sent([None, "后沟", "3"], ["送达单位：上坪村", "x", "4"])], REGION, own)
    assert len(found.rows) == 1


def test_a_file_without_rows_and_a_total_that_differs_are_told_and_nothing_is_refused():
    found = stack(
        [sent(["合计", None, None]), sent([None, "后沟", "3"], ["合计", None, "4"], name="乙.xlsx")],
        REGION,
        OWN,
    )
    assert [note.zh for note in found.notes] == [
        "甲.xlsx 表 没有数据行",
        "乙.xlsx 表 第 4 行 C 列合计写的是 4，逐行相加是 3，已按逐行的数",
    ]
    assert "row 4 says 4 as the total of column C; its rows come to 3" in found.notes[1].en


def test_a_total_that_is_right_or_not_said_is_not_told():
    found = stack([sent([None, "后沟", "3", "1"], [None, "河边", "4"], ["合计", None, "7"])], REGION, OWN)
    assert found.notes == []


def test_texts_are_refused_only_in_columns_that_are_added_up():
    found = stack([sent([None, "后沟", "3", "一亩"])], REGION, OWN)
    assert cells(found) == [(3, "后沟", "3", "一亩")]
    with pytest.raises(NotStacked, match=r"甲\.xlsx 表 第 3 行：C 列要合计，“三户”不是数字，请只写数字"):
        stack([sent([None, "后沟", "三户", "1"])], REGION, OWN)
    long = "很" * 30
    with pytest.raises(NotStacked, match="“" + "很" * 20 + "”"):
        stack([sent([None, "后沟", long])], REGION, OWN)


def test_what_can_not_be_read_is_told_with_its_column_also_where_nothing_else_stands():
    why = Words("公式没有计算结果", "a formula without a result")
    with pytest.raises(NotStacked, match="第 4 行：D 列：公式没有计算结果") as refused:
        stack([sent([None, "后沟", "3"], [None], broken=[((4, 3), why)])], REGION, OWN)
    assert "row 4: column D: a formula without a result" in refused.value.words.en


def test_another_heading_is_told_by_column_with_both_headings():
    other = VillageFile(
        "丙.xlsx", "0" * 64, "V3", "丙村", [look(["危房"], ["村", "地点", "人数", None], [None, "a", "1"])]
    )
    with pytest.raises(NotStacked) as refused:
        stack([other], REGION, OWN)
    assert [one.zh.partition("：")[2].partition("：")[0] for one in refused.value.wrong] == [
        "C 列表头是“人数”，乡镇的表是“户数”",
        "D 列表头是“”，乡镇的表是“面积”",
    ]
    assert "column D is headed nothing, in the township's form 面积" in refused.value.wrong[1].en


@pytest.mark.parametrize(
    ("sheets", "taken"),
    [
        ([("别的", False), ("表", False)], True),
        ([("别的", False)], True),
        ([("别的", False), ("藏", True)], True),
        ([("别的", False), ("另", False)], False),
        ([("藏", True)], False),
    ],
)
def test_the_sheet_of_the_same_name_is_meant_or_the_only_one_that_is_seen(sheets, taken):
    rows = (["危房"], HEADS, [None, "后沟", "3"])
    file = VillageFile(
        "甲.xlsx", "0", "V1", "甲村", [look(*rows, name=name, hidden=hidden) for name, hidden in sheets]
    )
    if taken:
        assert len(stack([file], REGION, OWN).rows) == 1
        return
    with pytest.raises(NotStacked, match=r"甲\.xlsx：没有工作表“表”，请按乡镇的表填写"):
        stack([file], REGION, OWN)


def test_as_many_faults_are_told_as_a_person_can_read():
    rows = [[None, "x", "三户"]] * (MOST_TOLD + 5)
    with pytest.raises(NotStacked) as refused:
        stack([sent(*rows)], REGION, OWN)
    assert len(refused.value.wrong) == MOST_TOLD
    assert refused.value.words.zh.count("；") == MOST_TOLD - 1


def stacked(*lines):
    """Return rows as they were taken."""
    file = VillageFile("甲.xlsx", "0", "V1", "甲村", [])
    return Stack(
        [
            VillageRow(file, "表", row, dict(zip("BCD", line, strict=True)))
            for row, line in enumerate(lines, 3)
        ]
    )


def test_a_total_is_summed_where_every_row_has_a_number_or_nothing():
    own = look(["危房"], HEADS, [None], [None], ["合计"], formulas=[])
    found = stacked(("后沟", "3", ""), ("河边", "1,000", ""), ("", "", ""))
    assert list(sums_of(found, REGION, own)) == [(5, "C", Decimal(1003))]
    assert list(sums_of(stacked(("", "3户", "1")), REGION, own)) == [(5, "D", Decimal(1))]
    assert list(sums_of(Stack(), REGION, own)) == []


def test_a_total_that_reckons_itself_holds_words_or_is_covered_is_left():
    assert [one for _, one, _ in sums_of(stacked(("", "3", "2")), REGION, OWN)] == ["D"]
    worded = look(["危房"], HEADS, [None], [None], ["合计", None, "—", "0"])
    assert [one for _, one, _ in sums_of(stacked(("", "3", "2")), REGION, worded)] == ["D"]
    covered = look(["危房"], HEADS, [None], [None], ["合计"], merges=[Merge(5, 5, 2, 3)])
    assert [one for _, one, _ in sums_of(stacked(("", "3", "2")), REGION, covered)] == ["C"]


def test_columns_are_suggested_by_heading_and_formula():
    own = look(
        ["危房"], ["序号", "行政村", "地点", "联系电话", "合格率", None], [None], formulas=[((3, 4), "C3/2")]
    )
    assert suggested_columns(Region("表", Kind.STACK, "A3:F3"), own) == {
        "A": COUNT,
        "B": VILLAGE,
        "C": TAKEN,
        "D": PERSONAL,
        "E": KEPT,
        "F": TAKEN,
    }


def test_a_stray_cell_at_the_end_of_the_sheet_costs_nothing():
    file = sent(["上坪村", "桥头", "3", "8", None], formulas=[((1_048_576, 16_383), "1")])
    sheet = file.sheets[0]
    sheet.rows, sheet.columns = 1_048_576, 16_384
    began = perf_counter()
    assert cells(stack([file], REGION, OWN)) == [(3, "桥头", "3", "8")]
    assert perf_counter() - began < 1


def test_rows_merged_from_above_are_rows_and_empty_ones_are_none():
    merged = [Merge(3, 4, 1, 1)]
    file = sent(["上坪村", "桥头", "3", "8"], [None], [None], ["上坪村", "坡脚", "1", "2"], merges=merged)
    assert cells(stack([file], REGION, OWN)) == [
        (3, "桥头", "3", "8"),
        (4, "桥头", "", ""),
        (6, "坡脚", "1", "2"),
    ]


def test_a_foot_set_wide_ends_the_rows_of_a_file_too():
    file = sent(["上坪村", "桥头", "3", "8"], ["填 表 人：", "某", None, None])
    assert cells(stack([file], REGION, look(["危房"], HEADS, [None], [None]))) == [(3, "桥头", "3", "8")]
