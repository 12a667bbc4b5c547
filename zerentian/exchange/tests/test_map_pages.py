"""The page on which a form is mapped: what a region begins with, what is marked, suggested, taken out."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import translation

from zerentian.exchange.actions.county_forms import keep_form, map_form
from zerentian.exchange.forms.form_maps import CellForm, RowsForm, StackForm
from zerentian.exchange.models import CountyForm
from zerentian.exchange.rules.form_looks import SheetLook
from zerentian.exchange.rules.form_maps import TAKEN, Kind, Region, Said, Span
from zerentian.exchange.tests.layouts import book_of, saved
from zerentian.exchange.views.form_maps import marks_of, said_words
from zerentian.ledger.registry import FIGURES

pytestmark = pytest.mark.django_db
RECEIVED = FIGURES["concerns.received"]


def book():
    """Return a form of two sheets: a list under headings, and notes."""
    made, _page = book_of(
        "落实台账",
        [["落实台账"], ["工作内容", "开展时间", "气味"], [None, None, None], [None, None, None]],
        [],
        sheet="台账",
    )
    made.create_sheet("说明")["A1"] = "填表说明"
    return saved(made)


@pytest.fixture
def form(township, clerk, now):
    return keep_form(
        unit=township,
        name="台账",
        asked_by="县局",
        file_name="台账.xlsx",
        content=book(),
        by=clerk,
        now=now,
    )


@pytest.fixture
def browser(client_of, clerk):
    return client_of(clerk)


def page(browser, form, **asked):
    """Return what the page of the map shows."""
    found = browser.get(reverse("exchange:form-map", args=[form.pk]), asked)
    assert found.status_code == 200
    return found.context


def told(answer):
    """Return what is said on the page after a step."""
    return [str(one) for one in get_messages(answer.wsgi_request)]


def test_the_first_sheet_is_shown_or_the_one_that_is_named(form, browser):
    first = page(browser, form)
    assert (first["sheet"].name, [(one.name, own) for one, own in first["sheets"]]) == (
        "台账",
        [("台账", True), ("说明", False)],
    )
    assert first["letters"] == ["A", "B", "C"]
    other = page(browser, form, sheet="说明")
    assert (other["sheet"].name, [own for _, own in other["sheets"]]) == ("说明", [False, True])
    assert page(browser, form, sheet="没有")["sheet"].name == "台账"


def test_what_is_mapped_is_marked_and_named_on_its_own_sheet(form, browser, clerk, now):
    regions = [Region("台账", Kind.CELL, "C3", Said(RECEIVED.code)), Region("说明", Kind.KEEP, "A1")]
    map_form(form, regions=regions, by=clerk, now=now)
    shown = page(browser, form)
    assert [(one.area, words) for one, _kind, words in shown["regions"]] == [("C3", RECEIVED.label)]
    marked = {cell.at: (cell.kind, cell.said) for row in shown["table"] for cell in row if cell.kind}
    assert marked == {"C3": ("cell", RECEIVED.label)}


@pytest.mark.parametrize(
    ("asked", "made"),
    [
        ({"area": "C3", "kind": "cell"}, CellForm),
        ({"area": "A3:C4", "kind": "rows", "records": "deed"}, RowsForm),
        ({"area": "A3:C4", "kind": "stack"}, StackForm),
    ],
)
def test_a_place_and_a_kind_ask_for_the_details(form, browser, asked, made):
    chosen = page(browser, form, **asked)["region_form"]
    assert isinstance(chosen, made)
    assert (chosen.sheet, str(chosen.kind), chosen.area) == ("台账", asked["kind"], asked["area"])


def test_without_a_place_nothing_is_asked_and_a_cell_that_was_pressed_is_named(form, browser):
    assert page(browser, form)["region_form"] is None
    pressed = page(browser, form, at="B3")
    assert (pressed["form"].initial, pressed["region_form"]) == ({"area": "B3", "kind": Kind.CELL}, None)


def test_a_region_begins_with_what_is_mapped_there_else_with_what_is_suggested(form, browser, clerk, now):
    suggested = page(browser, form, area="A3:C4", kind="rows")["region_form"].start
    assert (suggested.records, suggested.columns["B"], suggested.area) == ("deed", "occurred_on", "A3:C4")
    assert page(browser, form, area="A3:C4", kind="rows", records="task")["region_form"].start.columns == {}
    mapped = Region("台账", Kind.ROWS, "A3:C4", records="deed", columns={"C": "place"})
    map_form(form, regions=[mapped], by=clerk, now=now)
    assert page(browser, form, area="A3:C3", kind="rows")["region_form"].start.columns == {"C": "place"}
    headed = page(browser, form, area="A3:C3", kind="rows")["region_form"]
    assert [str(headed.fields[f"column_{one}"].label) for one in "ABC"] == [
        "A 工作内容",
        "B 开展时间",
        "C 气味",
    ]


def test_a_cell_is_mapped_or_the_refusal_stands_on_the_page(form, browser):
    where = f"{reverse('exchange:form-map', args=[form.pk])}?sheet=台账&area=C3&kind=cell"
    said = {"figure": RECEIVED.code, "divisor": 1, "places": 0}
    done = browser.post(where, said)
    assert done.status_code == 302
    assert CountyForm.objects.get().map.listed == (Region("台账", Kind.CELL, "C3", Said(RECEIVED.code)),)
    wide = where.replace("area=C3", "area=C3:C4")
    refused = browser.post(wide, said)
    assert (refused.status_code, "只填一格" in refused.context["refused"]) == (422, True)
    none = browser.post(where.replace("area=C3", "area=海"), said)
    assert "不是单元格" in none.context["refused"]


def test_what_the_headings_suggest_is_taken_once_and_said(form, browser):
    suggest = reverse("exchange:form-suggest", args=[form.pk])
    with translation.override("en"):
        browser.cookies["django_language"] = "en"
        first, again = browser.post(suggest), browser.post(suggest)
    mapped = CountyForm.objects.get().map.listed
    assert [one.kind for one in mapped] == [Kind.ROWS]
    assert told(first)[-1].startswith("1 ")
    assert not told(again)[-1].startswith("1 ")
    assert CountyForm.objects.get().map.listed == mapped


def test_a_region_is_taken_out_and_what_is_not_there_is_said(form, browser, clerk, now):
    map_form(form, regions=[Region("台账", Kind.KEEP, "C3")], by=clerk, now=now)
    unmap = reverse("exchange:form-unmap", args=[form.pk])
    assert browser.post(unmap, {"sheet": "台账", "area": "C3"}).url.endswith("sheet=%E5%8F%B0%E8%B4%A6")
    assert CountyForm.objects.get().map.listed == ()
    again = browser.post(unmap, {"sheet": "台账", "area": "C3"}, follow=True)
    assert "没有标注" in again.content.decode()


@pytest.mark.parametrize(
    ("region", "words"),
    [
        (Region("表", Kind.CELL, "A1", Said(text="甲")), "甲"),
        (Region("表", Kind.CELL, "A1", Said(RECEIVED.code)), RECEIVED.label),
        (Region("表", Kind.STACK, "A1:B1", columns={"A": TAKEN, "B": "#count", "C": TAKEN}), "A、C"),
        (Region("表", Kind.KEEP, "A1"), ""),
        (Region("表", Kind.CELL, "A1", Said("no.such")), ""),
    ],
)
def test_a_region_is_named_by_what_goes_there(region, words):
    assert said_words(region) == words


def test_a_list_is_named_by_its_records_and_a_matrix_by_its_first_figures():
    assert said_words(Region("表", Kind.ROWS, "A1", records="deed")) != ""
    codes = list(FIGURES)[:6]
    across = {letter: Said(code) for letter, code in zip("ABCDEF", codes, strict=True)}
    named = said_words(Region("表", Kind.MATRIX, "A1:F1", across=across))
    assert [FIGURES[code].label in named for code in codes] == [True] * 4 + [False] * 2
    assert "6" in named
    year = said_words(Region("表", Kind.CELL, "A1", Said(codes[0], span=Span.YEAR, divisor=1000)))
    assert year.startswith(FIGURES[codes[0]].label)
    assert "÷1000" in year
    assert len(year) > len(FIGURES[codes[0]].label) + 8


def test_marks_end_where_the_sheet_does():
    sheet = SheetLook("表", hidden=False)
    sheet.rows, sheet.columns = 3, 2
    marked = marks_of(Region("表", Kind.KEEP, "B2:Z99"), sheet)
    assert set(marked) == {(row, column) for row in (2, 3, 4) for column in (1, 2)}
