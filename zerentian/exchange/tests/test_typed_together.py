"""Several people at one form: nothing typed is lost unseen, and nobody reads by the way what is not for them."""

from urllib.parse import quote

import pytest
from django.urls import reverse

from conftest import NOW
from zerentian.exchange.actions.county_forms import keep_form, map_region
from zerentian.exchange.actions.fillings import check_sheet, differences, earlier, fill_form
from zerentian.exchange.models import FormFilling
from zerentian.exchange.rules.form_maps import Kind, Region
from zerentian.exchange.tests.layouts import book_of, saved
from zerentian.ledger.rules.periods import Period
from zerentian.ledger.rules.refusals import NotAllowed

pytestmark = pytest.mark.django_db
MONTH = Period.parse("2026-02")


@pytest.fixture
def form(township, clerk, now):
    """A form with a cell that is typed, on a sheet whose name ends with a blank."""
    book, _page = book_of("机构情况", [["机构情况"], ["机构数"], [""]], [], sheet="年报 ")
    kept = keep_form(
        unit=township,
        name="机构年报",
        asked_by="县文旅局",
        file_name="年报.xlsx",
        content=saved(book),
        by=clerk,
        now=now,
    )
    map_region(kept, region=Region("年报 ", Kind.HAND, "A3"), by=clerk, now=now)
    return kept


def test_who_types_while_another_fills_is_told_once_and_loses_nothing(
    form, clerk, leader, township, client_of
):
    address, browser = reverse("exchange:form-fill", args=[form.pk]), client_of(clerk)
    opened = browser.get(address).context["form"]["seen"].value()
    said = {"period": "2026-02", "unit": township.pk, "seen": opened}
    client_of(leader).post(address, said | {"hand_0": "5"})
    refused = browser.post(address, said | {"hand_0": "6"})
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "已有别人填报了这一期" in page
    assert "上次填：5" in page
    assert 'name="hand_0" value="6"' in page
    assert 'name="period" value="2026-02"' in page
    again = said | {"hand_0": "6", "seen": refused.context["form"]["seen"].value()}
    assert browser.post(address, again).status_code == 302
    assert [one.by for one in form.fillings.order_by("pk")] == [leader, clerk]


def test_filling_again_oneself_or_another_period_needs_no_second_press(form, clerk, leader, now):
    first = fill_form(form, period=MONTH, hand={"年报 !A3": "5"}, seen=0, by=clerk, now=now)
    assert fill_form(form, period=MONTH, hand={"年报 !A3": "6"}, seen=0, by=clerk, now=now).pk > first.pk
    other = Period.parse("2026-01")
    assert fill_form(form, period=other, hand={"年报 !A3": "6"}, seen=0, by=leader, now=now).by == leader
    with pytest.raises(NotAllowed, match="上次填"):
        fill_form(form, period=MONTH, hand={"年报 !A3": "7"}, seen=0, by=leader, now=now)


def test_what_an_earlier_filling_said_is_told_only_to_those_who_may_see_that_filling(
    form, clerk, leader, now
):
    first = fill_form(form, period=MONTH, hand={"年报 !A3": "5"}, by=clerk, now=now)
    second = fill_form(form, period=MONTH, hand={"年报 !A3": "6"}, by=clerk, now=now)
    assert differences(second, clerk) == [("年报 ", "A3", "5", "6")]
    FormFilling.objects.filter(pk=first.pk).update(needs="concern.receive")
    assert not clerk.may("concern.receive", form.unit)
    assert earlier(second, clerk) is None
    assert differences(second, clerk) == []
    assert check_sheet(second, by=clerk, now=NOW)


def test_a_sheet_whose_name_ends_with_a_blank_is_mapped_and_unmapped_on_the_page(form, clerk, client_of):
    browser = client_of(clerk)
    assert (
        browser.get(f"{reverse('exchange:form-map', args=[form.pk])}?sheet={quote('年报 ')}").status_code
        == 200
    )
    browser.post(reverse("exchange:form-unmap", args=[form.pk]), {"sheet": "年报 ", "area": "A3"})
    assert form.map.listed == ()
