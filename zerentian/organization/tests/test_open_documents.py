"""OpenDocument spreadsheets: what a cell says, its breaks and notes, what is repeated, merged and hidden."""

import pytest

from zerentian.organization.rules.tables import ods
from zerentian.organization.rules.tables.cells import Broken, Merge, Unreadable
from zerentian.organization.tests.test_tables import ods_of


def shown(inner):
    """Return what a cell of an open document says."""
    (grid,) = ods.read_ods(ods_of(f"<t:table-row>{inner}</t:table-row>")).grids
    return [dict(cells) for _, cells in grid.rows]


@pytest.mark.parametrize(
    ("paragraph", "text"),
    [
        ("甲<x:tab/>乙", "甲\t乙"),
        ("甲<x:line-break/>乙", "甲\n乙"),
        ("甲<x:s/>乙", "甲 乙"),
        ('甲<x:s x:c="3"/>乙', "甲   乙"),
        ("<x:span>甲<x:span>乙</x:span>丙</x:span>丁", "甲乙丙丁"),
        ("甲<o:annotation><x:p>批注</x:p></o:annotation>乙", "甲乙"),
        ("<x:ruby><x:ruby-base>甲</x:ruby-base><x:ruby-text>jia</x:ruby-text></x:ruby>乙", "甲乙"),
    ],
)
def test_breaks_and_blanks_of_a_paragraph_are_kept_and_notes_and_readings_are_not(paragraph, text):
    cell = f"<t:table-cell><x:p>{paragraph}</x:p></t:table-cell>"
    assert shown(cell) == [{0: text}]


def test_a_long_run_of_blanks_is_cut():
    (cells,) = shown('<t:table-cell><x:p>a<x:s x:c="5000"/>b</x:p></t:table-cell>')
    assert len(cells[0]) == 1002


def test_paragraphs_of_a_cell_stand_below_each_other():
    assert shown("<t:table-cell><x:p>甲</x:p><x:p>乙</x:p></t:table-cell>") == [{0: "甲\n乙"}]


@pytest.mark.parametrize(
    ("attributes", "words", "said"),
    [
        ('o:value-type="float" o:value="1.50"', "1.5元", "1.5"),
        ('o:value-type="float" o:value="42"', "000042", "000042"),
        ('o:value-type="currency" o:value="3"', "￥3.00", "3"),
        ('o:value-type="float"', "7.5", "7.5"),
        ('o:value-type="percentage" o:value="0.5"', "50%", "50%"),
        ('o:value-type="date" o:date-value="2026-03-01"', "3月1日", "2026-03-01"),
        ('o:value-type="date" o:date-value="2026-03-01T00:00:00"', "3月1日", "2026-03-01"),
        ('o:value-type="string"', "甲", "甲"),
    ],
)
def test_a_cell_of_an_open_document_says_its_value(attributes, words, said):
    assert shown(f"<t:table-cell {attributes}><x:p>{words}</x:p></t:table-cell>") == [{0: said}]


@pytest.mark.parametrize(
    ("attributes", "words", "broken"),
    [
        ('t:formula="of:=NA()"', "#N/A", "错误值 #N/A"),
        ('t:formula="of:=1/0"', "Err:502", "错误值 Err:502"),
        ('t:formula="of:=A1"', "", "没有计算结果"),
        ("", "#N/A", None),
        ('t:formula="of:=A1"', "甲", None),
    ],
)
def test_a_formula_of_an_open_document_that_failed_is_no_value(attributes, words, broken):
    (cells,) = shown(f"<t:table-cell {attributes}><x:p>{words}</x:p></t:table-cell>")
    assert (broken in cells[0].why.zh) if broken else not isinstance(cells[0], Broken)


def test_cells_that_are_repeated_or_covered_have_their_places():
    found = shown(
        '<t:table-cell t:number-columns-repeated="2"><x:p>甲</x:p></t:table-cell>'
        '<t:table-cell t:number-columns-repeated="3"/><t:covered-table-cell><x:p>乙</x:p></t:covered-table-cell>'
        "<t:table-cell><x:p>丙</x:p></t:table-cell><o:other/>"
    )
    assert found == [{0: "甲", 1: "甲", 6: "丙"}]


def test_areas_of_an_open_document_are_merged_as_far_as_they_span():
    (grid,) = ods.read_ods(
        ods_of(
            '<t:table-row t:number-rows-repeated="2"/><t:table-row><t:table-cell><x:p>a</x:p></t:table-cell>'
            '<t:table-cell t:number-columns-spanned="2" t:number-rows-spanned="3"><x:p>b</x:p></t:table-cell>'
            '<t:covered-table-cell/><t:table-cell t:number-rows-spanned="2"><x:p>c</x:p></t:table-cell></t:table-row>'
        )
    ).grids
    assert grid.merges == [Merge(3, 5, 1, 2), Merge(3, 4, 3, 3)]
    assert [at for at, _ in grid.rows] == [3]


@pytest.mark.parametrize(("said", "hidden"), [("collapse", 2), ("filter", 2), ("visible", 0)])
def test_hidden_rows_of_an_open_document_are_counted(said, hidden):
    row = '<t:table-row t:visibility="{}" t:number-rows-repeated="2">{}</t:table-row>'
    filled = row.format(said, "<t:table-cell><x:p>甲</x:p></t:table-cell>")
    (grid,) = ods.read_ods(ods_of(filled + row.format("collapse", ""))).grids
    assert (grid.hidden_rows, grid.total) == (hidden, 2)


def test_a_row_or_cell_repeated_beyond_the_paper_is_refused(monkeypatch):
    monkeypatch.setattr(ods, "REPEATED", 3)
    cell = '<t:table-cell t:number-columns-repeated="{}"><x:p>甲</x:p></t:table-cell>'
    row = '<t:table-row t:number-rows-repeated="{}"><t:table-cell><x:p>甲</x:p></t:table-cell></t:table-row>'
    assert len(shown(cell.format(3))[0]) == 3
    with pytest.raises(Unreadable, match="第 1 行过宽"):
        shown(cell.format(4))
    assert ods.read_ods(ods_of(row.format(3))).grids[0].total == 3
    with pytest.raises(Unreadable, match="请拆分"):
        ods.read_ods(ods_of(row.format(4)))
