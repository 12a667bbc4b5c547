"""Tables on their way out: no cell is run, every word is in sight, and what the table states of itself."""

import io
import zipfile

import pytest
from openpyxl import load_workbook

from zerentian.organization.rules.tables.leaving import (
    IN_LISTS,
    Leaving,
    csv_table,
    foot_of,
    lines_of,
    neutral,
    signs,
    stated_of_file,
    widths_of,
    xlsx_table,
)


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        (" =1", "' =1"),
        ("+86", "'+86"),
        ("-3", "'-3"),
        ("@x", "'@x"),
        ("＝1", "'＝1"),
        ("3-2", "3-2"),
        ("云岭乡", "云岭乡"),
        ("", ""),
    ],
)
def test_no_cell_that_leaves_is_run_as_a_formula(text, cell):
    assert neutral(text) == cell


def test_a_cell_is_cut_where_a_spreadsheet_takes_no_more():
    assert len(neutral("字" * 32_001)) == 32_000
    assert len(neutral("=" + "字" * 40_000)) == 32_001


@pytest.mark.parametrize(("text", "wide"), [("", 0), ("abc", 3), ("云岭", 4), ("a云", 3), ("ａ", 2)])
def test_a_chinese_sign_is_two_wide(text, wide):
    assert signs(text) == wide


def test_columns_are_as_wide_as_their_longest_line_within_bounds():
    assert widths_of([]) == []
    assert widths_of([["x", "字" * 10], ["只有一格" * 20]]) == [18, 22]
    assert widths_of([["字" * 19], ["x"]]) == [40]
    assert widths_of([["a\n" + "b" * 25, "字" * 99]]) == [27, 40]


def test_a_text_takes_a_line_for_each_break_and_more_where_it_is_wider_than_its_column():
    assert [lines_of(text, 10) for text in ("", "abc", "a\nb", "a" * 9, "字" * 10)] == [1, 1, 2, 2, 3]


def test_the_foot_says_who_took_it_and_runs_no_code():
    assert foot_of("示例甲&乙 3月2日") == f"示例甲＆乙 3月2日　{IN_LISTS.partition('；')[0]}"


def test_a_csv_says_below_who_took_it_and_what_is_not_in_it():
    text = csv_table([["编号", "内容"], ["1", "=x"]], taken="示例甲").decode("utf-8-sig")
    assert text.splitlines()[:3] == ["编号,内容", "1,'=x", "示例甲"]
    assert text.splitlines()[3].strip('"') == IN_LISTS


ROWS = [["编号", "内容", ""], ["1", "路灯", ""]]


def test_a_table_states_its_rows_and_every_change_is_another_statement():
    one = Leaving(ROWS, "xlsx", "示例甲")
    assert one.told == [["编号", "内容"], ["1", "路灯"], ["示例甲"]]
    assert Leaving(ROWS, "csv", "示例甲").told[-1] == [IN_LISTS]
    assert (one.stated["kind"], one.stated["rows"]) == ("table", 3)
    assert (one.stated["foot"], Leaving(ROWS, "csv", "示例甲").stated["foot"]) == (foot_of("示例甲"), "")
    others = [
        Leaving([ROWS[0], ["1", "路灯。", ""]], "xlsx", "示例甲"),
        Leaving(ROWS, "xlsx", "示例乙"),
        Leaving(ROWS[::-1], "xlsx", "示例甲"),
        Leaving(ROWS, "csv", "示例甲"),
    ]
    assert len({one.digest, *(other.digest for other in others)}) == 5
    assert Leaving([row[:2] for row in ROWS], "xlsx", "示例甲").digest == one.digest, (
        "blank cells say nothing"
    )


def test_a_spreadsheet_that_leaves_has_bold_headings_its_foot_and_carries_its_proof():
    content = Leaving(ROWS, "xlsx", "示例甲").file({"entry": {"id": 7}})
    sheet = load_workbook(io.BytesIO(content)).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows()][:2] == [
        ["编号", "内容", None],
        ["1", "路灯", None],
    ]
    assert (sheet["A1"].font.bold, bool(sheet["A2"].font.bold), sheet.freeze_panes) == (True, False, "A2")
    assert foot_of("示例甲") in sheet.oddFooter.left.text
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert "customXml/item1.xml" in file.namelist()


def test_rows_of_several_lines_are_as_high_as_they_need_and_no_higher_than_there_is():
    sheet = load_workbook(io.BytesIO(xlsx_table([["a"], ["a\nb\nc"], ["a\n" * 99]], taken=""))).active
    heights = [sheet.row_dimensions[at].height for at in (1, 2, 3)]
    assert heights == [None, 45, 405]


def test_a_file_without_a_place_for_a_proof_is_named_by_its_bytes():
    assert stated_of_file(b"a") != stated_of_file(b"b")
    assert len(stated_of_file(b"")) == 64
