"""The forms in which a form is mapped: what they begin with, what they return, what they had no room for."""

from types import SimpleNamespace

import pytest

from zerentian.exchange.forms.form_maps import (
    REGION_FORMS,
    CellForm,
    MatrixForm,
    PlaceForm,
    RowsForm,
    StackForm,
)
from zerentian.exchange.forms.regions import SPECIALS, STACKS, RegionForm, columns_of, figure_choices
from zerentian.exchange.rules.form_maps import (
    BY_HAND,
    COUNT,
    KEPT,
    MOST_DIVISOR,
    PERSONAL,
    SPECIAL,
    STACKED,
    TAKEN,
    VILLAGE,
    Kind,
    Part,
    Region,
    Said,
    Span,
)
from zerentian.ledger.registry import FIGURES

UNITS = [SimpleNamespace(code="V1", name="上坪村"), SimpleNamespace(code="V2", name="下坪村")]
RECEIVED, OPEN = "concerns.received", "concerns.open"


def form(made, start, data=None, area="", **named):
    """Return a form of a region, sent with words or not."""
    return made(
        data, sheet="表", kind=start.kind, area=area or start.area, start=start, units=UNITS, named=named
    )


def described(made, start, data, area=""):
    """Return the region that a form describes."""
    filled = form(made, start, data, area)
    assert filled.is_valid(), filled.errors
    return filled.region()


CELL = Region("表", Kind.CELL, "B2", Said(RECEIVED, unit="V2", span=Span.YEAR, divisor=1000, places=1))


def test_every_kind_with_details_has_its_form_and_the_others_only_their_place():
    assert set(REGION_FORMS) == {Kind.CELL, Kind.ROWS, Kind.MATRIX, Kind.STACK}
    for kind in (Kind.HAND, Kind.NEVER, Kind.KEEP):
        assert described(RegionForm, Region("表", kind, "A1:B2"), {}) == Region("表", kind, "A1:B2")


def test_a_cell_begins_with_what_is_mapped_and_returns_what_is_chosen():
    shown = form(CellForm, CELL)
    assert {name: field.initial for name, field in shown.fields.items()} == {
        "figure": RECEIVED,
        "text": "",
        "part": Part.VALUE,
        "span": Span.YEAR,
        "unit": "V2",
        "divisor": 1000,
        "places": 1,
    }
    sent = {"figure": OPEN, "part": "rest", "span": "before", "unit": "V1", "divisor": 10, "places": 2}
    assert described(CellForm, CELL, sent, "C3") == Region(
        "表", Kind.CELL, "C3", Said(OPEN, Part.REST, "V1", Span.BEFORE, 10, 2)
    )


@pytest.mark.parametrize(
    ("sent", "taken"),
    [
        ({"figure": RECEIVED}, True),
        ({"text": "{month}月"}, True),
        ({}, False),
        ({"figure": RECEIVED, "text": "甲"}, False),
        ({"figure": "no.such"}, False),
        ({"figure": RECEIVED, "unit": "V9"}, False),
        ({"figure": RECEIVED, "divisor": 0}, False),
        ({"figure": RECEIVED, "divisor": MOST_DIVISOR}, True),
        ({"figure": RECEIVED, "divisor": MOST_DIVISOR + 1}, False),
        ({"figure": RECEIVED, "places": 4}, True),
        ({"figure": RECEIVED, "places": 5}, False),
        ({"figure": RECEIVED, "places": -1}, False),
        ({"text": "长" * 300}, True),
        ({"text": "长" * 301}, False),
    ],
)
def test_a_cell_says_a_figure_or_a_text_within_reason(sent, taken):
    assert form(CellForm, CELL, {"divisor": 1, "places": 0} | sent).is_valid() is taken


def test_figures_are_offered_by_their_labels_in_the_language_of_the_page():
    chinese = dict(figure_choices("—"))
    assert chinese[""] == "—"
    assert chinese[RECEIVED] == FIGURES[RECEIVED].label
    assert set(chinese) == {"", *FIGURES}
    codes = [code.split(".")[0] for code, _ in figure_choices("—")][1:]
    assert codes == sorted(codes)


LIST = Region(
    "表",
    Kind.ROWS,
    "A4:C5",
    records="unit",
    columns={"A": COUNT, "B": "name", "Z": KEPT},
    across={"C": Said(RECEIVED, places=1), "Y": Said(OPEN)},
    days="dot",
    yes_no="tick",
)


def test_a_list_begins_with_what_is_mapped_under_its_headings():
    shown = form(RowsForm, LIST, A="序号", B="单位")
    assert [shown[f"column_{one}"].initial for one in "ABC"] == [COUNT, "name", f"={RECEIVED}"]
    assert [str(shown.fields[f"column_{one}"].label) for one in "ABC"] == ["A 序号", "B 单位", "C"]
    assert (shown.fields["days"].initial, shown.fields["yes_no"].initial) == ("dot", "tick")
    offered = dict(shown.fields["column_A"].choices)
    assert {"", *SPECIAL, "name", f"={OPEN}"} <= set(offered)


def test_a_list_keeps_what_was_said_of_a_figure_and_what_it_had_no_room_for():
    sent = {"column_A": BY_HAND, "column_B": f"={OPEN}", "column_C": f"={RECEIVED}", "days": "", "yes_no": ""}
    made = described(RowsForm, LIST, sent, "A4:C9")
    assert (made.area, made.records, made.days, made.yes_no) == ("A4:C9", "unit", "", "")
    assert dict(made.columns) == {"Z": KEPT, "A": BY_HAND}
    assert dict(made.across) == {"Y": Said(OPEN), "B": Said(OPEN), "C": Said(RECEIVED, places=1)}


def test_an_emptied_column_of_a_list_holds_nothing():
    made = described(RowsForm, LIST, {"column_A": "", "column_B": "name", "column_C": ""})
    assert (dict(made.columns), dict(made.across)) == ({"Z": KEPT, "B": "name"}, {"Y": Said(OPEN)})


def test_only_rows_of_units_have_figures_beside_them_and_a_list_is_narrowed_by_its_own_codes():
    deeds = Region(
        "表", Kind.ROWS, "A4:B5", records="deed", columns={"A": "what"}, filters={"kind": ("visit",)}
    )
    shown = form(RowsForm, deeds)
    assert not [code for code, _ in shown.fields["column_A"].choices if code.startswith("=")]
    narrowed = [name for name in shown.fields if name.startswith("filter_")]
    assert "filter_kind" in narrowed
    assert shown.fields["filter_kind"].initial == ("visit",)
    made = described(RowsForm, deeds, {"column_A": "what", "filter_kind": ["visit", "meeting"]})
    assert dict(made.filters) == {"kind": ("visit", "meeting")}
    assert not described(RowsForm, deeds, {"column_A": "what"}).filters
    assert not form(RowsForm, deeds, {"column_A": "what", "filter_kind": ["nothing"]}).is_valid()
    assert not form(RowsForm, deeds, {"column_A": f"={RECEIVED}"}).is_valid()


def test_a_stack_asks_of_every_column_and_keeps_those_beyond():
    start = Region("表", Kind.STACK, "A4:B5", columns={"A": VILLAGE, "B": TAKEN, "Z": KEPT}, days="dot")
    shown = form(StackForm, start, A="村")
    assert [shown[f"column_{one}"].initial for one in "AB"] == [VILLAGE, TAKEN]
    assert shown.fields["days"].initial == "dot"
    made = described(StackForm, start, {"column_A": COUNT, "column_B": "", "days": "short"})
    assert (dict(made.columns), made.days) == ({"Z": KEPT, "A": COUNT}, "short")
    assert not form(StackForm, start, {"column_A": BY_HAND}).is_valid()
    assert set(STACKS) == {"", *STACKED}
    assert set(SPECIALS) == {"", COUNT, BY_HAND, PERSONAL, KEPT}


MATRIX = Region(
    "表",
    Kind.MATRIX,
    "B4:C5",
    across={"B": Said(RECEIVED, places=1), "Z": Said(OPEN)},
    down={"4": Said(unit="V1", span=Span.YEAR), "5": Said(), "99": Said(unit="V2")},
)


def test_a_matrix_begins_with_the_figures_of_columns_and_the_units_of_rows():
    shown = form(MatrixForm, MATRIX, B="受理")
    assert [shown[name].initial for name in ("across_B", "across_C", "down_4", "down_5")] == [
        *(RECEIVED, ""),
        *("V1", "own"),
    ]
    assert str(shown.fields["across_B"].label) == "B 受理"
    assert "4" in str(shown.fields["down_4"].label)
    assert [code for code, _ in shown.fields["down_4"].choices] == ["", "own", "V1", "V2"]


def test_a_matrix_keeps_what_was_said_where_figure_and_unit_are_the_same():
    sent = {"across_B": RECEIVED, "across_C": OPEN, "down_4": "V1", "down_5": "V2"}
    made = described(MatrixForm, MATRIX, sent)
    assert dict(made.across) == {"B": Said(RECEIVED, places=1), "C": Said(OPEN)}
    assert dict(made.down) == {"4": Said(unit="V1", span=Span.YEAR), "5": Said(unit="V2")}
    other = described(MatrixForm, MATRIX, {"across_B": OPEN, "down_4": "own", "down_5": ""})
    assert (dict(other.across), dict(other.down)) == ({"B": Said(OPEN)}, {"4": Said()})


def test_what_is_said_of_a_columns_figure_is_seen_and_changed_beside_it():
    share = "answers.on_time_share"
    start = Region("表", Kind.MATRIX, "B4:C5", across={"B": Said(share, Part.NUMERATOR, span=Span.YEAR)})
    shown = form(MatrixForm, start, B="按时办结/件数", **{"4": "上坪村"})
    (heading, fields), (_, others) = shown.lines()
    assert heading == "B 按时办结/件数"
    assert [field.name for _, field in fields] == ["across_B", "part_B", "span_B", "divisor_B", "places_B"]
    assert [field.initial for _, field in fields] == [share, Part.NUMERATOR, Span.YEAR, 1, 0]
    assert [field.initial for _, field in others] == ["", Part.VALUE, Span.ASKED, 1, 0]
    assert [field.name for field in shown.rest()] == ["down_4", "down_5"]
    assert str(shown.fields["down_4"].label).endswith(" 上坪村")
    sent = {
        "across_B": share,
        "part_B": "",
        "span_B": "before",
        "divisor_B": 1000,
        "places_B": "2",
        "down_4": "own",
    }
    assert described(MatrixForm, start, sent).across["B"] == Said(
        share, span=Span.BEFORE, divisor=1000, places=2
    )
    assert described(MatrixForm, start, sent | {"divisor_B": "", "places_B": ""}).across["B"].divisor == 1
    assert not form(MatrixForm, start, sent | {"divisor_B": "0"}).is_valid()
    assert not form(MatrixForm, start, sent | {"places_B": "5"}).is_valid()


def test_figures_beside_units_say_the_same_and_other_lists_ask_nothing_of_the_kind():
    sent = {"column_C": f"={RECEIVED}", "part_C": "", "span_C": "year", "divisor_C": "1", "places_C": "0"}
    assert described(RowsForm, LIST, sent).across["C"] == Said(RECEIVED, span=Span.YEAR)
    deeds = form(RowsForm, Region("表", Kind.ROWS, "A4:B5", records="deed"))
    assert deeds.lines() == []
    assert not [name for name in deeds.fields if name.startswith("part_")]


@pytest.mark.parametrize(("area", "columns"), [("A1:A9", 1), ("A1:BI1", 61), ("A1:BJ1", 61), ("A1:XFD1", 61)])
def test_as_many_columns_are_asked_about_as_a_person_can_answer(area, columns):
    assert len(columns_of(Region("表", Kind.ROWS, area))) == columns


def test_the_place_of_a_region_is_any_kind_and_any_declared_list():
    shown = PlaceForm()
    assert [code for code, _ in shown.fields["kind"].choices] == [
        *("cell", "rows", "matrix", "stack"),
        *("hand", "never", "keep"),
    ]
    assert {"deed", "unit", "finding"} <= {code for code, _ in shown.fields["records"].choices}
    assert PlaceForm({"area": "B5", "kind": "cell"}).is_valid()
    assert not PlaceForm({"area": "B5", "kind": "all"}).is_valid()
    assert not PlaceForm({"kind": "cell"}).is_valid()
