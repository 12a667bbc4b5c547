"""Lists in forms, row by row, and what else is kept of forms, figures and answers that came from elsewhere."""

from datetime import date

import pytest

from zerentian.casework.models import Happening
from zerentian.exchange.actions import form_values
from zerentian.exchange.actions.county_forms import keep_form, map_form
from zerentian.exchange.actions.fillings import differences, earlier, typed_before
from zerentian.exchange.actions.form_values import Gathering
from zerentian.exchange.actions.opened import SHOWN, half_years
from zerentian.exchange.forms.regions import columns_of, rows_of
from zerentian.exchange.rules.form_maps import BY_HAND, COUNT, KEPT, PERSONAL, Kind, Region, Said
from zerentian.exchange.rules.form_puts import Value
from zerentian.exchange.tests.monthly import MONTH, SHEET, filled
from zerentian.exchange.tests.test_imports import OPEN, sheet
from zerentian.ledger.figures import compute_all
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.subjects import SUBJECTS

WIDE = "各村月报,,,,,,\n序号,村,类型,人数,电话,备注,件数\n,,,,,,\n,,,,,,\n".encode()
LISTED = Region(
    SHEET,
    Kind.ROWS,
    "A3:G4",
    records="unit",
    columns={"A": COUNT, "B": "name", "C": "kind", "D": BY_HAND, "E": PERSONAL, "F": KEPT},
    across={"G": Said("concerns.received")},
    filters={"kind": ("village",)},
)


@pytest.fixture
def wide(township, clerk, now):
    """A form with a list of the villages."""
    kept = keep_form(
        unit=township,
        name="各村月报",
        asked_by="县局",
        file_name="长" * 300 + ".csv",
        content=WIDE,
        by=clerk,
        now=now,
    )
    map_form(kept, regions=[LISTED], by=clerk, now=now)
    return kept


def gathered(form, by, unit, now):
    return Gathering(form.map, unit, MONTH, by, now)


@pytest.mark.django_db
def test_a_row_of_a_list_says_what_each_of_its_cells_rests_on(wide, township, village, clerk, now):
    found = gathered(wide, clerk, township, now).run({})
    (block,), (origins,) = found.blocks, found.block_origins
    row = next(place for place, one in enumerate(block.rows) if one[1].text == village.name)
    kinds = {column: origin["kind"] for column, origin in origins[row].items()}
    assert kinds == {0: "count", 1: "field", 2: "field", 3: "hand_open", 6: "figure"}
    assert (block.sheet, block.area) == (SHEET, "A3:G4")
    assert set(block.rows[row]) == {0, 1, 2, 6}, "what is typed, left or about persons has no value"
    assert block.rows[row][0] == Value("number", str(row + 1))
    assert block.rows[row][6] == Value("number", "0")
    assert (origins[row][1]["code"], origins[row][1]["ref"]) == ("unit.name", village.ref)
    assert origins[row][6]["path"] == village.path
    assert found.needs == {SUBJECTS["unit"].records.right}


@pytest.mark.django_db
def test_figures_of_one_unit_and_the_same_days_are_reckoned_together(monthly, clerk, now, monkeypatch):
    asked = []

    def watched(codes, **said):
        asked.append((set(codes), said["unit"], said["period"].code))
        return compute_all(codes, **said)

    monkeypatch.setattr(form_values, "compute_all", watched)
    filled(monthly, clerk, now)
    wanted = {"concerns.received", "answers.on_time_share", "concerns.open"}
    assert asked == [(wanted, monthly.unit.path, MONTH.code)]


@pytest.mark.django_db
def test_a_list_is_narrowed_by_the_codes_that_are_chosen(wide, township, village, clerk, now):
    def named(**filters):
        region = Region(SHEET, Kind.ROWS, "A3:B4", records="unit", columns={"B": "name"}, filters=filters)
        gathering = gathered(wide, clerk, township, now)
        return {row.code for row in gathering.rows_of(SUBJECTS["unit"].records, region)}

    villages, offices = named(kind=("village",)), named(kind=("office",))
    assert village.code in villages
    assert not villages & offices
    assert named() >= villages | offices


@pytest.mark.django_db
def test_who_may_not_read_a_list_fills_no_form_with_it_and_the_system_may(
    wide, township, clerk, resident, now, monkeypatch
):
    records = SUBJECTS["unit"].records
    monkeypatch.setattr(type(clerk), "may", lambda *_said, **_more: False)
    with pytest.raises(NotAllowed, match="您不能查看"):
        gathered(wide, clerk, township, now).rows_of(records, LISTED)
    assert gathered(wide, resident, township, now).rows_of(records, LISTED) is not None


@pytest.mark.django_db
def test_a_list_that_is_declared_no_more_is_told(wide, township, clerk, now):
    gone = Region(SHEET, Kind.ROWS, "A3:B4", records="nothing.here", columns={"B": "name"})
    with pytest.raises(NotAllowed):
        gathered(wide, clerk, township, now).gather_rows(gone)


@pytest.mark.django_db
def test_a_long_name_of_a_file_is_kept_by_its_end(wide):
    assert wide.newest.name == "长" * 196 + ".csv"


@pytest.mark.django_db
def test_of_two_fillings_what_was_typed_and_what_differs_is_told(monthly, township, clerk, now):
    assert typed_before(monthly, unit=township.pk, account=clerk) == {}
    first = filled(monthly, clerk, now, hand={"CSV!B4": "7"})
    assert (earlier(first, clerk), differences(first, clerk)) == (None, [])
    second = filled(monthly, clerk, now, hand={"CSV!B4": "8", "CSV!C4": "备注"})
    assert earlier(second, clerk) == first
    assert differences(second, clerk) == [("CSV", "B4", "7", "8"), ("CSV", "C4", "", "备注")]
    assert typed_before(monthly, unit=township.pk, account=clerk) == {"CSV!B4": "8", "CSV!C4": "备注"}
    third = filled(monthly, clerk, now)
    assert differences(third, clerk) == [("CSV", "B4", "8", ""), ("CSV", "C4", "备注", "")]
    assert typed_before(monthly, unit=township.pk, account=clerk) == {}


def test_a_form_asks_about_so_many_columns_and_rows_as_it_holds():
    large = Region(SHEET, Kind.MATRIX, "C5:ZZ500")
    assert (columns_of(large)[0], len(columns_of(large))) == ("C", 61)
    assert list(rows_of(large)) == list(range(5, 66))
    small = Region(SHEET, Kind.MATRIX, "C5:D6")
    assert (columns_of(small), list(rows_of(small))) == (["C", "D"], [5, 6])


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        (date(2026, 6, 30), ["2025H2", "2025H1", "2024H2", "2024H1"]),
        (date(2026, 7, 1), ["2026H1", "2025H2", "2025H1", "2024H2"]),
        (date(2026, 12, 31), ["2026H1", "2025H2", "2025H1", "2024H2"]),
        (date(2027, 1, 1), ["2026H2", "2026H1", "2025H2", "2025H1"]),
    ],
)
def test_a_half_year_stands_open_from_the_day_after_its_last(day, codes):
    assert [one.code for one in half_years(day)] == codes
    assert len(codes) == SHOWN


@pytest.mark.django_db
def test_an_answer_that_came_with_a_table_is_told_to_the_resident_and_the_call_back_is_not(bring):
    bring(sheet(OPEN))
    bring(sheet([*OPEN[:7], "示例：已修好。", "2026-02-28 09:00", "满意"]))
    told = dict(Happening.objects.values_list("step", "public"))
    assert (told["release"], told["call_back"]) == (True, False)
    for verb in ("concern.answered", "concern.called_back"):
        assert Entry.objects.get(verb=verb).occurred_on == date(2026, 2, 28)
