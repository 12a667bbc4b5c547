"""Open figures: who opens them, what everybody reads, and that no small number can be read or worked out."""

from datetime import timedelta
from itertools import product

import pytest
from django.core.cache import cache
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from zerentian.exchange.actions.opened import OWN, close_figure, half_years, open_figure, told_of
from zerentian.exchange.models import OpenedFigure
from zerentian.exchange.rules.opened import NEVER, Cell, left_out, may_be_open, table_of
from zerentian.ledger.actions import seal
from zerentian.ledger.models import Entry
from zerentian.ledger.registry import FIGURES
from zerentian.ledger.rules.periods import Period
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden

COUNT, RATIO = FIGURES["concerns.received"], next(one for one in FIGURES.values() if one.measure == "ratio")
CELLS = st.lists(st.integers(0, 9), min_size=1, max_size=5)


def counts(*numbers: int) -> dict[str, Cell]:
    return {str(place): Cell((number,)) for place, number in enumerate(numbers)}


def possible(told: dict[str, str], whole: str) -> list[set[int]]:
    """Return, for each hidden cell, every number that whoever knows the sum and the others must think possible."""
    rest = int(whole.removesuffix("件")) - sum(int(one.removesuffix("件")) for one in told.values() if one)
    gaps = sum(not one for one in told.values())
    ways = [way for way in product(range(1, rest + 1), repeat=gaps) if sum(way) == rest]
    return [set(column) for column in zip(*ways, strict=True)]


@given(CELLS)
def test_no_small_number_is_told_nor_worked_out_from_the_sum(numbers):
    whole, told = table_of(COUNT, counts(*numbers))
    assert not {"1件", "2件"} & {*told.values(), whole}
    if not whole:
        assert not any(told.values())
        return
    for one in possible(told, whole):
        assert len(one) > 2, (numbers, told)
        assert max(one) > 2, (numbers, told)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=5))
def test_neither_part_of_a_ratio_is_small_where_it_is_told(parts):
    whole, told = table_of(RATIO, {str(place): Cell(one) for place, one in enumerate(parts)})
    shown = [parts[int(name)] for name, text in told.items() if text]
    assert not [one for pair in shown for one in pair if one in (1, 2)]
    hidden = [parts[int(name)] for name, text in told.items() if not text]
    if whole and hidden:
        assert len(hidden) > 1
        assert not {sum(one) for one in zip(*hidden, strict=True)} & {1, 2}


@pytest.mark.parametrize(
    ("numbers", "out"),
    [
        ([0, 0, 0], set()),
        ([5, 7, 0], set()),
        ([1, 7, 5], {0, 2}),
        ([1, 1, 1, 8], {0, 1, 2, 3}),
        ([2, 2], {0, 1}),
        ([1, 1], None),
        ([2], None),
        ([-1, 5], None),
    ],
)
def test_the_smallest_others_go_with_a_small_one(numbers, out):
    assert left_out(list(counts(*numbers).values())) == out


def test_what_leaders_do_in_person_medians_and_complaints_are_never_open():
    open_ones = {code for code, one in FIGURES.items() if may_be_open(one)}
    assert "concerns.received" in open_ones
    assert not [code for code in open_ones if code.startswith("personal.")]
    assert {FIGURES[code].measure for code in open_ones} <= {"count", "sum", "stock", "ratio"}
    assert set(NEVER) <= FIGURES.keys()
    assert not open_ones & set(NEVER)


def test_half_years_are_over_and_do_not_nest(now):
    assert [one.code for one in half_years(now.date())] == ["2025H2", "2025H1", "2024H2", "2024H1"]


@pytest.fixture
def opened(township, leader, now):
    cache.clear()
    return open_figure(township, code="concerns.received", by=leader, now=now)


@pytest.mark.django_db
def test_who_releases_notices_opens_and_closes(opened, township, village, leader, clerk, now):
    with pytest.raises(NotAllowed, match="已经公开"):
        open_figure(township, code="concerns.received", by=leader, now=now)
    for code in ("personal.deployed", "concerns.kind.complaint", "nothing.here"):
        with pytest.raises(NotAllowed, match="不能对公众公开"):
            open_figure(township, code=code, by=leader, now=now)
    with pytest.raises(NotAllowed):
        open_figure(village, code="concerns.open", by=leader, now=now)
    with pytest.raises(Forbidden):
        close_figure(opened, by=clerk, now=now)
    close_figure(opened, by=leader, now=now)
    with pytest.raises(NotAllowed, match="已经停止"):
        close_figure(opened, by=leader, now=now)
    verbs = Entry.objects.filter(subject=opened.ref).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["figure.opened", "figure.closed"]


@pytest.mark.django_db
def test_cells_are_those_of_the_units_and_all_there_are(opened, concern, township, now):
    seal(now=now)
    (one,) = told_of(township, Period.parse("2026H1"))
    assert {"990101-V01", "990101-DZ", OWN} <= one.units.keys()
    assert (one.whole, set(one.units.values())) == ("", {""})


@pytest.mark.django_db
def test_everybody_reads_it_as_page_csv_and_json(opened, township, client, leader, client_of, now):
    seal(now=now)
    page = client.get(reverse("exchange:open-figures"))
    assert reverse("exchange:open-figures") in client.get(reverse("residents:notices")).content.decode()
    assert page.status_code == 200
    assert COUNT.label in page.content.decode()
    table = client.get(reverse("exchange:open-figures-file", args=["csv"]), {"period": "2025H2"})
    assert (
        table.content.decode("utf-8-sig").splitlines()[0] == "figure,label,definition,unit,name,period,value"
    )
    rows = client.get(reverse("exchange:open-figures-file", args=["json"])).json()["figures"]
    assert {row["period"] for row in rows} == {"2025H2"}
    assert rows[0] | {"definition": ""} == {
        "figure": "concerns.received",
        "label": COUNT.label,
        "definition": "",
        "unit": "990101",
        "name": township.name,
        "period": "2025H2",
        "value": "0件",
    }
    for wrong in ({"period": "2026H1"}, {"period": "x\x00"}, {"unit": "990102"}):
        assert client.get(reverse("exchange:open-figures"), wrong).status_code in (400, 404)
    assert client.get(reverse("exchange:open-figures-file", args=["xml"])).status_code == 404
    browser = client_of(leader)
    done = browser.post(reverse("exchange:opened-close", args=[opened.pk]), follow=True)
    assert "还没有公开的指标" in done.content.decode()
    assert "还没有公开的指标" in client.get(reverse("exchange:open-figures")).content.decode()
    said = {"unit": township.pk, "code": "concerns.open"}
    assert browser.post(reverse("exchange:opened-new"), said).status_code == 302
    assert browser.post(reverse("exchange:opened-new"), said).status_code == 422
    assert OpenedFigure.objects.standing().get().code == "concerns.open"


@pytest.mark.django_db
def test_of_many_figures_the_one_that_is_closed_is_told_no_more_at_once(opened, township, leader, now):
    codes = [code for code, one in sorted(FIGURES.items()) if may_be_open(one) and code > opened.code][:20]
    others = [open_figure(township, code=code, by=leader, now=now) for code in codes]
    seal(now=now)
    period = Period.parse("2025H2")
    assert len(told_of(township, period)) == 21
    close_figure(others[-1], by=leader, now=now)
    assert codes[-1] not in {one.figure.code for one in told_of(township, period)}


@pytest.mark.django_db
def test_a_period_that_runs_is_not_told_before_it_is_over(opened, client, now):
    assert "2026H1" not in client.get(reverse("exchange:open-figures")).content.decode()
    assert half_years((now + timedelta(days=130)).date())[0].code == "2026H1"


@pytest.mark.django_db
def test_what_may_not_be_open_any_more_or_is_no_figure_is_told_to_nobody(opened, township, leader, now):
    said = {"unit": township, "path": township.path, "opened_on": now.date(), "by": leader}
    for code in ("concerns.kind.complaint", "no.such"):
        OpenedFigure.objects.create(code=code, **said)
    seal(now=now)
    assert [one.figure.code for one in told_of(township, Period.parse("2025H2"))] == ["concerns.received"]
