"""What areas and formulas refer to after rows came in: below the prepared rows, among them, beside them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zerentian.exchange.rules.references import (
    MOST_ROWS,
    Extension,
    Insertion,
    area_after,
    at_row,
    escaped,
    formula_after,
    named,
    reference_after,
)
from zerentian.ledger.rules.refusals import NotAllowed

# Prepared rows 3 to 5: two more after row 5, or two more under it where nothing stands below.
IN, UNDER = Insertion("表", 3, 5, 2), Extension("表", 3, 5, 2)
ONE_ROW = Insertion("表", 4, 4, 3)
ROWS = st.integers(1, 40)


@pytest.mark.parametrize(("row", "after"), [(1, 1), (3, 3), (5, 5), (6, 8), (40, 42)])
def test_what_stands_below_the_prepared_rows_moves_down(row, after):
    assert IN.row(row) == after
    assert UNDER.row(row) == row


@pytest.mark.parametrize(("row", "held"), [(2, False), (3, True), (5, True), (6, False)])
def test_the_prepared_rows_are_held_from_the_first_to_the_last(row, held):
    assert (IN.holds(row), UNDER.holds(row)) == (held, held)


@pytest.mark.parametrize(
    ("rows", "inserted", "extended"),
    [
        ((3, 5), (3, 7), (3, 7)),
        ((1, 5), (1, 7), (1, 7)),
        ((4, 5), (4, 7), (4, 5)),
        ((5, 5), (5, 5), (5, 5)),
        ((3, 4), (3, 4), (3, 4)),
        ((3, 6), (3, 8), (3, 7)),
        ((3, 7), (3, 9), (3, 7)),
        ((6, 9), (8, 11), (6, 9)),
        ((1, 2), (1, 2), (1, 2)),
    ],
)
def test_an_area_that_ends_where_the_prepared_rows_do_covers_the_new_ones(rows, inserted, extended):
    assert IN.rows(*rows) == inserted
    assert UNDER.rows(*rows) == extended


def test_an_area_that_ends_at_its_own_row_on_purpose_covers_no_new_one():
    assert IN.rows(3, 5, reaches=False) == (3, 5)
    assert UNDER.rows(3, 5, reaches=False) == (3, 5)


def test_a_single_prepared_row_is_the_whole_of_them():
    assert ONE_ROW.rows(4, 4) == (4, 7)
    assert ONE_ROW.rows(2, 4) == (2, 7)


def test_no_area_reaches_beyond_the_last_row_of_a_sheet():
    assert IN.rows(3, MOST_ROWS) == (3, MOST_ROWS)
    assert IN.rows(3, MOST_ROWS - 1) == (3, MOST_ROWS)
    assert IN.rows(3, MOST_ROWS - 2) == (3, MOST_ROWS)


@given(ROWS, ROWS, st.booleans())
def test_no_area_shrinks_and_none_is_turned_round(one, two, reaches):
    first, last = sorted((one, two))
    for put_in in (IN, UNDER, ONE_ROW):
        after = put_in.rows(first, last, reaches=reaches)
        assert after[0] <= after[1]
        assert after[1] - after[0] >= last - first


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("G3:G5", "G3:G7"),
        ("G3:G5 A1", "G3:G7 A1"),
        ("$G$3:$H$5", "$G$3:$H$7"),
        ("A6", "A8"),
        ("$A$6#", "$A$8#"),
        ("3:5", "3:7"),
        ("$3:$5", "$3:$7"),
        ("A:C", "A:C"),
        ("总数", "总数"),
        ("诉求[字数]", "诉求[字数]"),
        ("ABCD6", "ABCD6"),
        ("", ""),
    ],
)
def test_areas_are_said_as_they_were_with_other_rows(before, after):
    assert area_after(before, IN) == after


@pytest.mark.parametrize(
    ("before", "within", "after"),
    [
        ("B3:B5", False, "B3:B7"),
        ("B3:B5", True, "B3:B5"),
        ("B3:B$5", True, "B3:B$7"),
        ("B$3:B5", True, "B$3:B5"),
        ("b3:b5", False, "b3:b7"),
    ],
)
def test_within_a_prepared_row_only_a_fixed_end_reaches_the_new_rows(before, within, after):
    assert reference_after(before, IN, within=within) == after


def test_a_reference_gets_another_row_and_keeps_its_signs():
    assert [at_row(one, 12) for one in ("B3", "$B$3", "B3#", "$3", "3")] == [
        "B12",
        "$B$12",
        "B12#",
        "$12",
        "12",
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("A6+表!A6+别!A6", "A8+表!A8+别!A6"),
        ("'表'!A6", "'表'!A8"),
        ("LOG10(A6)", "LOG10(A8)"),
        ('"A6"&A6', '"A6"&A8'),
        ("TODAY()", "TODAY()"),
        ("SUM(A3:A5)/2", "SUM(A3:A7)/2"),
        ("A:A", "A:A"),
    ],
)
def test_a_formula_names_afterwards_the_cells_that_it_named(before, after):
    assert formula_after(before, IN, own=True) == after


def test_a_sheet_is_known_by_its_name_however_it_is_written():
    put_in = Insertion("Sheet1", 3, 5, 2)
    assert formula_after("SHEET1!A6+sheet1!A6", put_in, own=False) == "SHEET1!A8+sheet1!A8"
    assert formula_after("Sheet11!A6", put_in, own=False) == "Sheet11!A6"


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("表", ["表"]),
        ("'表 一'", ["表 一"]),
        ("'O''Brien'", ["O'Brien"]),
        ("甲:乙", ["甲", "乙"]),
        ("'甲:乙'", ["甲", "乙"]),
    ],
)
def test_what_stands_before_a_reference_names_one_sheet_or_several(said, names):
    assert named(said) == names


@pytest.mark.parametrize(
    ("formula", "why"),
    [
        ("SUM(甲:表!A6)", "跨几个工作表"),
        ("A1:INDEX(A:A,5)", "区域由函数算出"),
        ('A6&"', "读不懂"),
    ],
)
def test_what_can_not_be_kept_right_is_refused_with_rows_and_remedy(formula, why):
    with pytest.raises(NotAllowed, match=f"“表”要在第 5 行之后插入 2 行，但.*{why}.*插入 2 行，再填写"):
        formula_after(formula, IN, own=True)


def test_sheets_of_another_span_are_none_of_ours():
    assert formula_after("SUM(甲:乙!A6)", IN, own=True) == "SUM(甲:乙!A6)"


def test_the_refusal_says_the_same_in_english():
    said = IN.refused("那里有批注", "comments stand there").words.en
    assert said == (
        "2 rows would have to be inserted after row 5 of 表, but comments stand there: insert 2 rows into the"
        " template in a spreadsheet program first"
    )


@given(st.text(alphabet="<>&ab", max_size=8))
def test_a_formula_stands_between_tags_as_it_is_meant(text):
    said = escaped(text)
    assert not {"<", ">"} & set(said)
    assert said.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == text
