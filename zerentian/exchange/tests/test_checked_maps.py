"""What a map may not ask for: sheets and figures that are not there, more than any form has, columns about persons."""

from dataclasses import replace

import pytest

from zerentian.exchange.actions import county_forms
from zerentian.exchange.actions.county_forms import check_map, personal_heading
from zerentian.exchange.rules.form_looks import SheetLook
from zerentian.exchange.rules.form_maps import (
    COUNT,
    KEPT,
    MOST_CELLS,
    PERSONAL,
    TAKEN,
    VILLAGE,
    Kind,
    Region,
    Said,
)
from zerentian.ledger.rules.refusals import NotAllowed

RECEIVED = "concerns.received"
SHEET = SheetLook(
    "表",
    hidden=False,
    texts={
        (1, 0): "序号",
        (1, 1): "联系电话",
        (1, 2): "户数",
        (5, 0): "姓名",
        (14, 3): "住址",
        (30, 0): "地点",
    },
)


def refused(words, *regions):
    """Tell that a map is refused with words, in both languages."""
    with pytest.raises(NotAllowed, match=words) as refusal:
        check_map(regions, [SHEET])
    assert refusal.value.words.en


def cell(area="C2", **said):
    return Region("表", Kind.CELL, area, Said(**said))


@pytest.mark.parametrize(
    "region",
    [
        cell(figure=RECEIVED),
        cell(text="{month}月{concerns.received}件"),
        cell("B2", text="见附件"),
        Region("表", Kind.KEEP, "A1:Z99"),
        Region("表", Kind.NEVER, "B2:B9"),
        Region("表", Kind.HAND, "C2:C9"),
        Region("表", Kind.ROWS, "A2:C3", records="deed", columns={"A": COUNT, "B": PERSONAL, "C": "what"}),
        Region("表", Kind.ROWS, "A2:C3", records="unit", columns={"A": "name"}, across={"C": Said(RECEIVED)}),
        Region("表", Kind.ROWS, "A2:C3", records="deed", filters={"kind": ("visit",)}),
        Region("表", Kind.MATRIX, "C2:C3", across={"C": Said(RECEIVED)}, down={"2": Said()}),
        Region("表", Kind.STACK, "A2:C3", columns={"A": VILLAGE, "B": PERSONAL, "C": TAKEN}),
    ],
)
def test_a_map_of_what_is_there_is_taken(region):
    check_map([region], [SHEET])


@pytest.mark.parametrize(
    ("region", "words"),
    [
        (replace(cell(figure=RECEIVED), sheet="别"), "没有工作表“别”"),
        (cell(figure="no.such"), "表!C2：没有指标 no.such"),
        (cell(text="{no.such}件"), "表!C2：没有指标 no.such"),
        (cell("C2:C3", figure=RECEIVED), "表!C2:C3：一个指标或一段文字只填一格"),
        (cell("B2", figure=RECEIVED), "表!B2 在“联系电话”之下，涉及个人信息"),
        (Region("表", Kind.HAND, "B2:C2"), "在“联系电话”之下"),
        (Region("表", Kind.HAND, "B5"), "在“姓名”之下"),
        (Region("表", Kind.MATRIX, "B2:C2", across={"C": Said(RECEIVED)}), "在“联系电话”之下"),
        (Region("表", Kind.MATRIX, "C2", across={"C": Said("no.such")}), "没有指标 no.such"),
        (Region("表", Kind.MATRIX, "C2", down={"2": Said("no.such")}), "没有指标 no.such"),
        (Region("表", Kind.ROWS, "A2", records="nothing"), "没有清单 nothing"),
        (Region("表", Kind.ROWS, "A2", records="deed", columns={"A": "smell"}), "清单里没有字段 smell"),
        (Region("表", Kind.ROWS, "A2", records="deed", columns={"A": TAKEN}), "清单里没有字段 #taken"),
        (Region("表", Kind.ROWS, "A2", records="deed", filters={"smell": ("x",)}), "不能按 smell 筛选"),
        (
            Region("表", Kind.ROWS, "A2", records="deed", across={"A": Said(RECEIVED)}),
            "只有分单位的清单可以带指标",
        ),
        (Region("表", Kind.STACK, "A2:C3", columns={"A": "what", "C": TAKEN}), "各村的表不能填“what”"),
        (Region("表", Kind.STACK, "A2:C3", columns={"A": VILLAGE}), "至少选一列“照各村的表”"),
        (Region("表", Kind.STACK, "A2:C3", columns={"B": TAKEN}), "表!B2 在“联系电话”之下"),
    ],
)
def test_a_map_of_what_is_not_there_or_not_allowed_is_refused_in_its_place(region, words):
    refused(words, region)


@pytest.mark.parametrize(("rows", "taken"), [(MOST_CELLS, True), (MOST_CELLS + 1, False)])
@pytest.mark.parametrize("kind", [Kind.MATRIX, Kind.ROWS, Kind.STACK])
def test_an_area_of_as_many_cells_as_any_form_has_is_taken_and_no_more(kind, rows, taken):
    columns = {"C": KEPT} if kind is Kind.ROWS else {"C": TAKEN}
    region = Region("表", kind, f"C40:C{39 + rows}", records="deed", columns=columns)
    if taken:
        check_map([region], [SHEET])
    else:
        refused(f"超过 {MOST_CELLS} 格", region)


def test_so_many_regions_and_cells_by_hand_are_taken_and_one_more_is_not(monkeypatch):
    monkeypatch.setattr(county_forms, "MOST_REGIONS", 2)
    monkeypatch.setattr(county_forms, "MOST_HAND", 3)
    two = [Region("表", Kind.HAND, "C2:C3"), Region("表", Kind.HAND, "D2")]
    check_map(two, [SHEET])
    refused("手工填写的格子超过 3 个", two[0], Region("表", Kind.HAND, "D2:D3"))
    refused("标注超过 2 处", *two, Region("表", Kind.KEEP, "E1"))


@pytest.mark.parametrize(
    ("area", "heading"),
    [
        ("B2", "联系电话"),
        ("B13", "联系电话"),
        ("B14", "联系电话"),
        ("C2", ""),
        ("B5", "姓名"),
        ("C5", ""),
        ("D26", "住址"),
        ("D27", ""),
        ("A2:C2", "联系电话"),
    ],
)
def test_what_stands_over_a_cell_or_just_left_of_it_tells_of_persons(area, heading):
    assert personal_heading(Region("表", Kind.HAND, area), SHEET) == heading


def test_a_long_text_above_is_no_heading():
    long = replace(SHEET, texts={(1, 0): "联系电话等个人信息一律不要填写在本表内谢谢大家"}, firsts={})
    assert personal_heading(Region("表", Kind.HAND, "A2"), long) == ""


@pytest.mark.parametrize(
    ("between", "heading"),
    [({}, "姓  名"), ({(9, 0): "1", (9, 1): "某某"}, "姓  名"), ({(9, 0): "村", (9, 1): "户数"}, "")],
    ids=["free rows", "rows that are filled", "another table"],
)
def test_far_down_in_a_long_list_its_heading_still_says_what_stands_there(between, heading):
    sheet = SheetLook(
        "表", False, {(1, 0): "名册", (2, 0): "序号", (2, 1): "姓  名"} | between, rows=60, columns=2
    )
    assert personal_heading(Region("表", Kind.HAND, "B40:B44"), sheet) == heading
