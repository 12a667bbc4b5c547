"""One sheet's tree: cells made in their place, styles, rows that are shown or like another, areas that reach."""

import pytest
from lxml import etree

from zerentian.exchange.rules.sheet_xml import (
    LARGE,
    LEAST_HEIGHT,
    NORMAL_WIDTH,
    SheetXml,
    covers,
    measure,
    places_of,
    reaching,
    whole,
    wrapping_styles,
)
from zerentian.organization.rules.tables.cells import Merge, Unreadable

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def sheet(rows="", before="", after=""):
    """Return a sheet of rows as they are written."""
    text = f"<worksheet {MAIN}>{before}<sheetData>{rows}</sheetData>{after}</worksheet>"
    return SheetXml(etree.fromstring(text.encode()))


def written(made):
    """Return what stands in a sheet's rows, without the words that are the same everywhere."""
    text = made.content().decode()
    return text[text.index("<sheetData") :].replace(f" {MAIN}", "").removesuffix("</worksheet>")


def test_a_sheet_without_data_is_damaged():
    with pytest.raises(Unreadable, match="sheetData"):
        SheetXml(etree.fromstring(f"<worksheet {MAIN}/>".encode()))


def test_rows_and_cells_that_name_no_place_follow_the_one_before():
    made = sheet('<row><c/><c r="D1"/><c/></row><row r="5"><c/></row><row><c/></row>')
    assert sorted(made.cells) == [(1, 0), (1, 3), (1, 4), (5, 0), (6, 0)]
    assert (sorted(made.rows), made.last) == ([1, 5, 6], 6)
    assert [made.cells[place].get("r") for place in sorted(made.cells)] == ["A1", "D1", "E1", "A5", "A6"]
    assert sheet().last == 0


@pytest.mark.parametrize(
    ("place", "cells"),
    [
        ((2, 0), ["A2", "B2", "D2"]),
        ((2, 2), ["B2", "C2", "D2"]),
        ((2, 4), ["B2", "D2", "E2"]),
        ((2, 1), ["B2", "D2"]),
    ],
)
def test_a_cell_is_made_between_its_neighbours_and_once(place, cells):
    made = sheet('<row r="2" spans="2:4"><c r="B2"/><c r="D2"/><extLst/></row>')
    assert made.cell(*place) is made.cell(*place)
    assert [one.get("r") for one in made.rows[2] if one.get("r")] == cells
    assert made.rows[2][-1].tag.endswith("extLst")


def test_the_first_cell_of_a_row_stands_before_what_extends_it():
    made = sheet('<row r="2"><extLst/></row>')
    made.cell(2, 3)
    assert [one.tag.rpartition("}")[2] for one in made.rows[2]] == ["c", "extLst"]


def test_a_row_that_gets_a_cell_says_no_longer_how_wide_it_is():
    made = sheet('<row r="2" spans="2:4"><c r="B2"/></row><row r="3" spans="1:1"/>')
    made.cell(2, 5)
    assert (made.rows[2].get("spans"), made.rows[3].get("spans")) == (None, "1:1")


@pytest.mark.parametrize(
    ("number", "rows", "last"), [(1, [1, 2, 5], 5), (3, [2, 3, 5], 5), (9, [2, 5, 9], 9), (5, [2, 5], 5)]
)
def test_a_row_is_made_between_its_neighbours(number, rows, last):
    made = sheet('<row r="2"/><row r="5"/>')
    made.row(number)
    assert [int(one.get("r")) for one in made.data] == rows
    assert made.last == last


@pytest.mark.parametrize(
    ("inside", "empty", "reckoned"),
    [
        ("", True, False),
        ("<v>1</v>", False, False),
        ("<is><t>甲</t></is>", False, False),
        ("<f>A1</f>", False, True),
        ("<extLst/>", True, False),
    ],
)
def test_a_cell_is_empty_without_value_text_or_formula(inside, empty, reckoned):
    made = sheet(f'<row r="1"><c r="A1">{inside}</c></row>')
    assert (made.is_empty(1, 0), made.is_formula(1, 0)) == (empty, reckoned)
    assert (made.is_empty(1, 1), made.is_formula(1, 1)) == (True, False)


def test_cells_into_which_a_formula_spills_are_reckoned():
    made = sheet('<row r="2"><c r="B2"><f t="array" ref="B2:C3">A1:B2</f></c></row>')
    assert [made.is_formula(*place) for place in ((2, 1), (3, 2), (3, 3), (4, 1), (1, 1))] == [
        *(True, True),
        *(False, False, False),
    ]
    plain = sheet('<row r="2"><c r="B2"><f t="shared" ref="B2:B3" si="0">A1</f></c></row>')
    assert (plain.is_formula(2, 1), plain.is_formula(3, 1)) == (True, False)


STYLED = sheet(
    '<row r="1" s="7" customFormat="1"><c r="A1" s="3"/><c r="B1"/></row><row r="2" s="8"/><row r="3" s="9" '
    'customFormat="true"/>',
    before='<cols><col min="2" max="3" style="5"/><col min="5" max="5"/></cols>',
)


@pytest.mark.parametrize(
    ("place", "style"),
    [
        ((1, 0), 3),
        ((1, 1), 7),
        ((1, 9), 7),
        ((2, 0), 0),
        ((2, 1), 5),
        ((2, 2), 5),
        ((2, 3), 0),
        ((2, 4), 0),
        ((3, 2), 9),
        ((9, 1), 5),
    ],
)
def test_a_cell_has_its_own_style_else_its_rows_else_its_columns(place, style):
    assert STYLED.style(*place) == style


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("甲 乙", '<c r="A1" s="4" t="inlineStr"><is><t xml:space="preserve">甲 乙</t></is><extLst/></c>'),
        ("", '<c r="A1" s="4"><extLst/></c>'),
    ],
)
def test_a_text_takes_the_place_of_all_that_stood_there_but_for_its_extensions(text, cell):
    made = sheet('<row r="1"><c r="A1" s="1" t="s" cm="1" vm="2"><v>3</v><extLst/></c></row>')
    made.write(1, 0, text, 4)
    assert written(made) == f'<sheetData><row r="1">{cell}</row></sheetData>'


def test_a_number_is_written_by_its_digits():
    made = sheet('<row r="1"><c r="A1" t="s"><v>3</v></c></row>')
    made.write_number(1, 0, "12.50", 2)
    made.write_number(2, 1, "-1", 0)
    assert written(made) == (
        '<sheetData><row r="1"><c r="A1" s="2"><v>12.50</v></c></row>'
        '<row r="2"><c r="B2" s="0"><v>-1</v></c></row></sheetData>'
    )


@pytest.mark.parametrize(
    ("said", "hidden", "left"),
    [
        ("", False, {}),
        ('hidden="1"', True, {}),
        ('hidden="true" ht="20" customHeight="1"', True, {"ht": "20", "customHeight": "1"}),
        ('hidden="0"', False, {"hidden": "0"}),
        (f'ht="{LEAST_HEIGHT - 0.1}" customHeight="1"', True, {}),
        (f'ht="{LEAST_HEIGHT}" customHeight="1"', False, {"ht": "5", "customHeight": "1"}),
        ('ht="1"', False, {"ht": "1"}),
        ('customHeight="1"', False, {"customHeight": "1"}),
        ('hidden="1" ht="1" customHeight="1"', True, {}),
    ],
)
def test_a_row_that_is_hidden_or_flat_is_shown(said, hidden, left):
    made = sheet(f'<row r="1" {said}/>')
    assert made.show(1) is hidden
    assert {name: value for name, value in made.rows[1].items() if name != "r"} == left
    assert made.show(9) is False


MODEL = (
    '<row r="2" ht="30" customHeight="1" s="4" customFormat="1" spans="1:3" hidden="1"><c r="A2" s="2"><v>1</v></c>'
    '<c r="B2" s="3"><f>A2*2+A$1</f><v>9</v></c><c r="C2"><f t="array" ref="C2">A2</f></c></row>'
)
MERGED = '<mergeCells count="1"><mergeCell ref="D2:E2"/></mergeCells>'


def test_a_row_made_like_a_model_has_its_height_styles_formulas_and_merged_cells():
    made = sheet(MODEL, after=MERGED)
    made.make_like(made.model_row(2), 4)
    assert dict(made.rows[4].items()) == {
        "r": "4",
        "ht": "30",
        "customHeight": "1",
        "s": "4",
        "customFormat": "1",
    }
    assert [(one.get("r"), one.get("s"), "".join(one.itertext())) for one in made.rows[4]] == [
        ("A4", "2", ""),
        ("B4", "3", "A4*2+A$1"),
        ("C4", "0", ""),
    ]
    assert [(one.first_row, one.first_column, one.last_column) for one in made.merges] == [
        (2, 3, 4),
        (4, 3, 4),
    ]
    assert '<mergeCells count="2">' in made.content().decode()
    assert made.area_at(4, 4) == Merge(4, 4, 3, 4)


def test_what_stands_in_a_row_already_is_not_made_like_the_model():
    made = sheet(MODEL + '<row r="4"><c r="A4" s="9"/><c r="B4"><v>5</v></c><c r="D4"/></row>', after=MERGED)
    made.make_like(made.model_row(2), 4)
    assert (made.style(4, 0), made.is_formula(4, 1), made.rows[4].get("ht")) == (9, False, None)
    again = len(made.merges)
    made.make_like(made.model_row(2), 4)
    assert len(made.merges) == again


def test_a_cell_is_seen_at_the_first_of_its_merged_area_however_large():
    large = f"A10:A{10 + LARGE}"
    made = sheet(after=f'<mergeCells><mergeCell ref="B2:C3"/><mergeCell ref="{large}"/></mergeCells>')
    seen = [made.shown_at(*place) for place in ((3, 2), (2, 1), (4, 1), (10 + LARGE, 0), (11 + LARGE, 0))]
    assert seen == [(2, 1), (2, 1), (4, 1), (10, 0), (11 + LARGE, 0)]
    assert (len(made.merged), len(made.tall)) == (4, 1)


@pytest.mark.parametrize(("rows", "cells"), [(LARGE, LARGE), (LARGE + 1, 0)])
def test_an_area_is_known_by_its_cells_up_to_a_size(rows, cells):
    assert len(places_of(Merge(1, rows, 0, 0))) == cells


def test_the_cells_of_an_area_are_all_there_are():
    area = Merge(2, 3, 1, 2)
    assert places_of(area) == [(2, 1), (2, 2), (3, 1), (3, 2)]
    outside = [(1, 1), (4, 1), (2, 0), (2, 3)]
    assert [covers(area, *place) for place in (*places_of(area), *outside)] == [True] * 4 + [False] * 4


@pytest.mark.parametrize(
    ("areas", "after"),
    [
        ("G5:G9 A1", "G5:G12 A1"),
        ("G5:G6", "G5:G12"),
        ("$G$5:$H$7", "$G$5:$H$12"),
        ("G6:G9", "G6:G12"),
        ("G7:G9", "G7:G9"),
        ("G1:G5", "G1:G5"),
        ("G6", "G6:G12"),
        ("G5", "G5"),
        ("G5:G12", "G5:G12"),
        ("G5:G20", "G5:G20"),
        ("G:G", "G:G"),
        ("", ""),
    ],
)
def test_an_area_over_the_model_row_reaches_the_last_row(areas, after):
    assert reaching(areas, 6, 12) == after


def test_what_holds_for_the_model_row_holds_down_to_the_last():
    after = (
        '<autoFilter ref="A1:C2"/><conditionalFormatting sqref="A2:C2"/><dataValidations>'
        '<dataValidation sqref="B2"/></dataValidations><ignoredErrors><ignoredError sqref="C2 E9"/></ignoredErrors>'
        '<protectedRanges><protectedRange sqref="A2"/></protectedRanges><x xmlns:e="e"><e:sqref>A2:A2</e:sqref></x>'
        '<hyperlinks><hyperlink ref="A2"/></hyperlinks>'
    )
    made = sheet('<row r="2"/>', before='<dimension ref="A1:C2"/>', after=after)
    made.reach(2, 5)
    text = made.content().decode()
    for said in (
        '<dimension ref="A1:C5"/>',
        '<autoFilter ref="A1:C5"/>',
        '<conditionalFormatting sqref="A2:C5"/>',
        '<dataValidation sqref="B2:B5"/>',
        '<ignoredError sqref="C2:C5 E9"/>',
        '<protectedRange sqref="A2:A5"/>',
        ">A2:A5</e:sqref>",
        '<hyperlink ref="A2"/>',
    ):
        assert said in text, said


def test_what_formulas_gave_is_forgotten_and_values_are_kept():
    made = sheet('<row r="1"><c r="A1" t="str"><f>B1</f><v>甲</v></c><c r="B1" t="s"><v>3</v></c></row>')
    made.forget_results()
    assert written(made) == (
        '<sheetData><row r="1"><c r="A1"><f>B1</f></c><c r="B1" t="s"><v>3</v></c></row></sheetData>'
    )
    assert list(made.formulas()) == ["B1"]


@pytest.mark.parametrize(
    ("said", "count", "length"),
    [
        (None, 0, 0.0),
        ("", 0, 0.0),
        ("12", 12, 12.0),
        ("1234567", 1234567, 0.0),
        ("12345678", 0, 0.0),
        ("12.5", 0, 12.5),
        ("-3", 0, 0.0),
        ("1e9", 0, 0.0),
        ("²", 0, 0.0),
    ],
)
def test_a_count_or_a_measure_is_read_and_what_is_none_is_nought(said, count, length):
    assert (whole(said), measure(said)) == (count, length)


def test_a_column_is_as_wide_as_it_says_and_never_narrower_than_a_sign():
    made = sheet(before='<cols><col min="1" max="2" width="20"/><col min="3" max="3" width="0.2"/></cols>')
    assert [made.width(column) for column in (0, 1, 2, 3)] == [20, 20, 1.0, NORMAL_WIDTH]


def styles(*formats):
    """Return the styles of a workbook with these cell formats."""
    text = f"<styleSheet {MAIN}><cellXfs>{''.join(formats)}</cellXfs></styleSheet>"
    return etree.fromstring(text.encode())


PLAIN, WRAP = '<xf fontId="1"{0}/>', '<xf fontId="{0}" applyAlignment="1"><alignment {1}wrapText="1"/></xf>'


@pytest.mark.parametrize(
    ("formats", "wraps", "alike"),
    [
        ((PLAIN.format(""), WRAP.format(1, "")), [False, True], {0: 1}),
        ((PLAIN.format(""), WRAP.format(2, "")), [False, True], {}),
        ((PLAIN.format(""), WRAP.format(1, 'horizontal="center" ')), [False, True], {}),
        ((WRAP.format(1, ""), PLAIN.format(""), WRAP.format(1, "")), [True, False, True], {1: 0}),
        ((PLAIN.format(' applyAlignment="0"'), WRAP.format(1, "")), [False, True], {0: 1}),
        ((PLAIN.format(""), PLAIN.format("")), [False, False], {}),
    ],
)
def test_a_style_that_wraps_is_found_for_one_that_is_alike_otherwise(formats, wraps, alike):
    assert wrapping_styles(styles(*formats)) == (wraps, alike)
