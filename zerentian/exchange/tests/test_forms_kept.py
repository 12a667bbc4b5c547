"""Forms kept, mapped and filled from a text: what each step writes, what every cell rests on, what a filling counts."""

import io
from hashlib import sha256

import pytest
from openpyxl import load_workbook

from zerentian.exchange.actions import county_forms, form_values
from zerentian.exchange.actions.county_forms import clear_region, keep_form, map_form, map_region, retire_form
from zerentian.exchange.actions.fillings import (
    CHECKED,
    HAND,
    KIND_WORDS,
    KNOWN,
    UNKNOWN,
    check_period,
    check_sheet,
    checked_row,
    differences,
    differing_words,
    earlier,
    fill_form,
    newest_of,
    typed_before,
)
from zerentian.exchange.models import CountyForm, FormFilling
from zerentian.exchange.rules.form_maps import Kind, Region, Said
from zerentian.exchange.rules.form_puts import Differing
from zerentian.exchange.tests.monthly import CONTENT, MONTH, REGIONS, SHEET, cells, filled
from zerentian.exchange.views.county_forms import KINDS
from zerentian.ledger.actions import seal
from zerentian.ledger.models import Entry
from zerentian.ledger.registry import FIGURES
from zerentian.ledger.rules.periods import Period, local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden

pytestmark = pytest.mark.django_db


def test_a_form_is_kept_with_its_file_and_both_entries(monthly, clerk, township, now):
    file = monthly.newest
    assert (monthly.name, monthly.asked_by, monthly.unit, monthly.path) == (
        "月报",
        "县统计局",
        township,
        township.path,
    )
    assert (file.number, file.name, bytes(file.content), file.at) == (1, "月报.csv", CONTENT, now)
    assert (file.digest, file.filled_digest, file.sheet) == (sha256(CONTENT).hexdigest(), "", CONTENT)
    kept = Entry.objects.get(verb="form.kept")
    assert (kept.subject, kept.fact) == (monthly.ref, {"template": file.digest, "number": 1})
    mapped = Entry.objects.get(verb="form.mapped")
    assert mapped.fact == {"version": 1, "map": monthly.map.digest, "regions": len(REGIONS)}
    assert monthly.map.listed == tuple(REGIONS)


def test_a_new_file_takes_over_what_its_sheets_still_hold(monthly, clerk, township, now):
    other = CONTENT + b"x,y,z\n"
    said = {
        "unit": township,
        "name": "月报",
        "asked_by": "县局",
        "file_name": "二.csv",
        "by": clerk,
        "now": now,
    }
    assert retire_form(monthly, by=clerk, now=now) == monthly
    again = keep_form(content=other, **said)
    assert (again.pk, again.retired_on, again.asked_by, again.newest.number) == (monthly.pk, None, "县局", 2)
    assert (again.map.version, again.map.file, again.map.listed) == (2, again.newest, tuple(REGIONS))


def test_a_form_of_just_the_size_is_kept_and_a_larger_one_is_not(township, clerk, now, monkeypatch):
    said = {"unit": township, "asked_by": "县", "file_name": "a.csv", "by": clerk, "now": now}
    monkeypatch.setattr(county_forms, "MOST_BYTES", len(CONTENT))
    assert keep_form(name="甲", content=CONTENT, **said).pk
    with pytest.raises(NotAllowed, match="超过 5 MB"):
        keep_form(name="乙", content=CONTENT + b"\n", **said)
    assert not CountyForm.objects.filter(name="乙").exists()


def test_a_map_is_the_same_version_until_a_filling_was_made_by_it(monthly, clerk, now):
    first = monthly.map
    assert map_form(monthly, regions=REGIONS[:2], by=clerk, now=now).version == first.version
    filled(monthly, clerk, now)
    later = map_region(monthly, region=Region(SHEET, Kind.KEEP, "C6"), by=clerk, now=now)
    assert (later.version, len(later.listed)) == (first.version + 1, 3)
    left = clear_region(monthly, sheet=SHEET, area="C6", by=clerk, now=now)
    assert (left.version, len(left.listed)) == (later.version, 2)
    with pytest.raises(NotAllowed, match="这一处没有标注"):
        clear_region(monthly, sheet=SHEET, area="C6", by=clerk, now=now)


def test_who_may_not_fill_keeps_maps_and_retires_nothing(monthly, inspector, township, now):
    said = {"by": inspector, "now": now}
    kept = {"unit": township, "name": "甲", "asked_by": "县", "file_name": "a.csv", "content": CONTENT}
    for action in (
        lambda: keep_form(**kept, **said),
        lambda: map_form(monthly, regions=[], **said),
        lambda: map_region(monthly, region=REGIONS[0], **said),
        lambda: clear_region(monthly, sheet=SHEET, area="B2", **said),
        lambda: retire_form(monthly, **said),
        lambda: fill_form(monthly, period=MONTH, **said),
    ):
        with pytest.raises(Forbidden):
            action()


def test_every_cell_says_what_it_rests_on_and_the_filling_counts_them(monthly, concern, clerk, township, now):
    sealed = seal(now=now)
    filling = filled(monthly, clerk, now, period=Period.parse("2026-03"), hand={"CSV!B4": " 7 "})
    told = {one["at"]: one for one in filling.listed}
    assert cells(filling) == {
        "A1": "text",
        "B2": "figure",
        "B3": "unknown",
        "B4": "hand",
        "C4": "hand_open",
        "B6": "figure",
        "B5": "keep",
    }
    assert (filling.known, filling.unknown, filling.by_hand, filling.total) == (3, 1, 2, 6)
    assert (told["A1"]["shown"], told["B4"]["shown"]) == ("3月月报，受理1件", "7")
    figure = told["B2"]
    assert {name: figure[name] for name in ("code", "unit", "path", "period", "value", "divisor")} == {
        "code": "concerns.received",
        "unit": "990101",
        "path": township.path,
        "period": "2026-03",
        "value": 1,
        "divisor": 1,
    }
    assert (figure["first"], figure["last"]) == ("2026-03-01", "2026-03-02")
    assert (told["B6"]["formula"], "formula" in figure) == (True, False)
    text = bytes(filling.content).decode()
    assert text == "3月月报，受理1件,,\n受理件数,1,\n按期率,,\n机构数,7,\n说明,,\n,=B2*2,\n"
    assert (filling.size, filling.digest) == (sealed.size, sha256(bytes(filling.content)).hexdigest())
    assert (filling.unit, filling.path, filling.period, filling.by, filling.at) == (
        *(township, township.path, "2026-03"),
        *(clerk, now),
    )


def test_the_entry_of_a_filling_says_its_map_seal_counts_and_whether_it_is_the_first(monthly, clerk, now):
    first = filled(monthly, clerk, now)
    facts = Entry.objects.get(verb="form.filled").fact
    assert facts == {
        "template": monthly.newest.digest,
        "version": 1,
        "map": monthly.map.digest,
        "period": "2026-02",
        "size": first.size,
        "first": True,
        "cells": first.total,
        "known": first.known,
        "unknown": first.unknown,
        "by_hand": first.by_hand,
        "output": first.digest,
    }
    filled(monthly, clerk, now)
    filled(monthly, clerk, now, period=Period.parse("2026-01"))
    told = Entry.objects.filter(verb="form.filled").order_by("id")
    assert [one.fact["first"] for one in told] == [True, False, True]
    assert newest_of(monthly) == FormFilling.objects.latest("pk").pk


def test_a_village_is_filled_apart_from_its_township(monthly, village, clerk, now):
    filling = filled(monthly, clerk, now, unit=village)
    told = next(one for one in filling.listed if one["at"] == "B2")
    assert (filling.unit, told["unit"], told["path"]) == (village, village.code, village.path)


def test_a_cell_of_another_unit_rests_on_that_and_one_of_none_is_told(monthly, village, clerk, now):
    said = [Region(SHEET, Kind.CELL, "B2", Said("concerns.received", unit=village.code))]
    map_form(monthly, regions=said, by=clerk, now=now)
    (told,) = filled(monthly, clerk, now).listed
    assert (told["unit"], told["path"]) == (village.code, village.path)
    gone = [Region(SHEET, Kind.CELL, "B2", Said("concerns.received", unit="990199"))]
    map_form(monthly, regions=gone, by=clerk, now=now)
    with pytest.raises(NotAllowed, match="没有单位 990199，请重新标注"):
        filled(monthly, clerk, now)


def test_a_list_of_as_many_rows_as_there_may_be_is_filled_and_no_more(monthly, clerk, now, monkeypatch):
    listed = Region(SHEET, Kind.ROWS, "A7:B9", records="unit", columns={"A": "name", "B": "#count"})
    map_form(monthly, regions=[listed], by=clerk, now=now)
    rows = [one for one in filled(monthly, clerk, now).listed if one["kind"] == "count"]
    assert [one["shown"] for one in rows] == [str(number) for number in range(1, len(rows) + 1)]
    monkeypatch.setattr(form_values, "MOST_ROWS", len(rows))
    assert filled(monthly, clerk, now).known == 2 * len(rows)
    monkeypatch.setattr(form_values, "MOST_ROWS", len(rows) - 1)
    with pytest.raises(NotAllowed, match=f"超过 {len(rows) - 1} 行，请缩短期间或筛选"):
        filled(monthly, clerk, now)


@pytest.mark.parametrize(
    ("period", "why"),
    [
        ("2026-03", ""),
        ("2026", ""),
        ("2026-04", "期间还没有开始"),
        ("2026-03-02..2026-03-02", ""),
        ("2026-03-03..2026-03-09", "期间还没有开始"),
        ("0001", "核对年份"),
        ("2026-01-01..2099-12-31", "核对年份"),
    ],
)
def test_a_period_has_begun_and_can_be_meant(now, period, why):
    if not why:
        check_period(Period.parse(period), local_day(now))
        return
    with pytest.raises(NotAllowed, match=why):
        check_period(Period.parse(period), local_day(now))


def test_a_form_that_is_not_mapped_is_not_filled(township, clerk, now):
    said = {"unit": township, "name": "甲", "asked_by": "县", "file_name": "a.csv", "by": clerk, "now": now}
    bare = keep_form(content=CONTENT, **said)
    with pytest.raises(NotAllowed, match="还没有标注"):
        filled(bare, clerk, now)
    map_form(bare, regions=[], by=clerk, now=now)
    with pytest.raises(NotAllowed, match="还没有标注"):
        filled(bare, clerk, now)


def test_what_was_typed_last_and_what_differs_is_told_of_the_same_unit_and_period(
    monthly, clerk, village, now
):
    one = filled(monthly, clerk, now, hand={"CSV!B4": "7", "CSV!C4": "x"})
    assert (earlier(one, clerk), differences(one, clerk)) == (None, [])
    assert typed_before(monthly, unit=monthly.unit_id, account=clerk) == {"CSV!B4": "7", "CSV!C4": "x"}
    assert typed_before(monthly, unit=village.pk, account=clerk) == {}
    filled(monthly, clerk, now, unit=village, hand={"CSV!B4": "9"})
    filled(monthly, clerk, now, period=Period.parse("2026-01"), hand={"CSV!B4": "1"})
    two = filled(monthly, clerk, now, hand={"CSV!B4": "8"})
    assert earlier(two, clerk) == one
    assert differences(two, clerk) == [(SHEET, "B4", "7", "8"), (SHEET, "C4", "x", "")]
    assert typed_before(monthly, unit=monthly.unit_id, account=clerk) == {"CSV!B4": "8"}


def test_a_cell_with_its_own_formula_is_never_said_to_hold_our_figure(
    monthly, clerk, client_of, concern, now
):
    march = Period.parse("2026-03")
    filled(monthly, clerk, now, period=march)
    seal(now=now)
    two = filled(monthly, clerk, now, period=march)
    said = {one["at"]: one["shown"] for one in two.listed if one.get("formula")}
    assert said == {"B6": "1"}
    assert [at for _, at, _, _ in differences(two, clerk)] == ["A1", "B2"]
    page = client_of(clerk).get(f"/forms/filled/{two.pk}/").content.decode()
    assert "表内公式；本系统为 1" in page


def test_the_check_sheet_has_a_row_for_each_cell_and_what_changed(monthly, clerk, now):
    filled(monthly, clerk, now, hand={"CSV!B4": "7"})
    filling = filled(monthly, clerk, now, hand={"CSV!B4": "8"})
    book = load_workbook(io.BytesIO(check_sheet(filling, by=clerk, now=now))).worksheets[0]
    rows = [[cell.value for cell in row][: len(CHECKED)] for row in book.iter_rows()]
    start = rows.index(list(CHECKED))
    assert [row[1] for row in rows[start + 1 : start + 8]] == ["A1", "B2", "B3", "B4", "C4", "B6", "B5"]
    assert ["CSV!B4：上次填“7”，这次填“8”"] in [[cell for cell in row if cell] for row in rows]
    assert Entry.objects.filter(verb="list.exported", subject=filling.ref).count() == 1


@pytest.mark.parametrize(
    ("cell", "row"),
    [
        (
            {
                "kind": "figure",
                "code": "concerns.received",
                "version": 2,
                "unit": "V1",
                "first": "a",
                "last": "b",
            },
            ["指标", FIGURES["concerns.received"].label, "2", "V1", "a", "b", "12", ""],
        ),
        (
            {"kind": "figure", "code": "concerns.received", "formula": True},
            ["指标", FIGURES["concerns.received"].label, "", "", "", "", "12", "表内公式，未改动"],
        ),
        ({"kind": "village", "from": "甲.xlsx 表!B2"}, ["各村的表", "", "", "", "", "", "", "甲.xlsx 表!B2"]),
        (
            {"kind": "field", "code": "deed.nothing", "ref": "deed:1"},
            ["记录", "deed.nothing", "", "", "", "", "", "deed:1"],
        ),
        ({"kind": "hand", "key": "x"}, ["手工填写", "", "", "", "", "", "", ""]),
        ({"kind": "smell"}, ["smell", "", "", "", "", "", "", ""]),
    ],
)
def test_a_row_of_the_check_sheet_says_where_a_cell_comes_from(cell, row):
    shown = "（表内公式，本系统为 3）" if "formula" in cell else "3"
    assert checked_row({"sheet": "表", "at": "B2", "shown": "3"} | cell, 12) == ["表", "B2", shown, *row]


def test_a_field_of_a_record_is_named_by_its_list():
    label = checked_row({"sheet": "表", "at": "B2", "shown": "x", "kind": "field", "code": "deed.what"}, 1)[4]
    assert "：" in label
    assert "deed" not in label


def test_every_kind_of_cell_has_words_and_counts_once():
    counted = [KNOWN, UNKNOWN, HAND]
    assert sum(map(len, counted)) == len(set.union(*counted))
    assert set(KINDS) == set(KIND_WORDS)
    assert set.union(*counted) - set(KIND_WORDS) == {"kept"}


def test_a_formula_that_comes_to_something_else_is_told_in_both_languages():
    zh, en = differing_words(Differing("表", "B4", "13", "12"))
    assert zh == "表!B4：表内公式算得 12，本系统指标为 13，公式未改动，请核对"
    assert en.startswith("表!B4: the form's own formula gives 12, our figure is 13")


def test_a_filling_that_needs_a_list_is_for_those_who_may_read_it(monthly, clerk, receptionist, now):
    filling = filled(monthly, clerk, now)
    assert FormFilling.objects.visible_to(clerk).filter(pk=filling.pk).exists()
    FormFilling.objects.filter(pk=filling.pk).update(needs="concern.import form.view")
    assert not FormFilling.objects.visible_to(clerk).filter(pk=filling.pk).exists()
    assert FormFilling.objects.visible_to(receptionist).filter(pk=filling.pk).exists()
