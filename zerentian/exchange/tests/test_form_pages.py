"""Forms and fillings on their pages: listed, sent, filled, shown with what is open, handed out as files."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from zerentian.exchange.actions.county_forms import retire_form
from zerentian.exchange.forms.county_forms import FillForm
from zerentian.exchange.models import CountyForm, FormFilling
from zerentian.exchange.shown.forms import fillings_named, form_text, forms_named
from zerentian.exchange.tests.monthly import CONTENT, cells, filled
from zerentian.exchange.views.county_forms import source_of
from zerentian.ledger.models import Entry
from zerentian.ledger.registry import FIGURES
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed

pytestmark = pytest.mark.django_db


def test_a_form_is_retired_once_and_leaves_the_list(monthly, clerk, client_of, now):
    browser, listed = client_of(clerk), reverse("exchange:form-list")
    assert [one.pk for one, _ in browser.get(listed).context["rows"]] == [monthly.pk]
    browser.post(reverse("exchange:form-retire", args=[monthly.pk]))
    monthly.refresh_from_db()
    assert (monthly.retired_on, Entry.objects.filter(verb="form.retired").count()) == (local_day(now), 1)
    assert browser.get(listed).context["rows"] == []
    assert [one.pk for one, _ in browser.get(listed, {"state": "retired"}).context["rows"]] == [monthly.pk]
    with pytest.raises(NotAllowed, match="已经停用"):
        retire_form(monthly, by=clerk, now=now)


def test_the_page_of_a_filling_shows_what_is_open_and_leads_to_figures_and_records(
    monthly, clerk, client_of, now
):
    filling = filled(monthly, clerk, now)
    page = client_of(clerk).get(reverse("exchange:filling", args=[filling.pk]))
    assert [one["at"] for one in page.context["open"]] == ["B3", "B4", "C4"]
    assert (page.context["more"], page.context["may_fill"], page.context["earlier"]) == (0, True, None)
    label, where = source_of({"kind": "figure", "code": "concerns.received", "path": "a/b", "period": "2026"})
    assert label == FIGURES["concerns.received"].label
    assert where.endswith("?unit=a%2Fb&period=2026")
    assert source_of({"kind": "text", "code": "concerns.received"})[1] == ""
    assert source_of({"kind": "village", "from": "甲"}) == ("甲", "")
    assert source_of({"kind": "hand"}) == ("", "")


def test_a_file_is_sent_under_the_name_of_the_form_and_its_period(monthly, clerk, client_of, now):
    filling = filled(monthly, clerk, now)
    browser = client_of(clerk)
    sent = browser.get(reverse("exchange:filling-file", args=[filling.pk]))
    assert "2026-02.csv" in sent["Content-Disposition"]
    assert sent.content == bytes(filling.content)
    assert browser.get(reverse("exchange:form-file", args=[monthly.pk, 2])).status_code == 404
    checked = browser.post(reverse("exchange:filling-check", args=[filling.pk]))
    assert checked.content.startswith(b"PK")


def test_names_are_told_to_who_may_see_them_and_search_finds_name_and_asker(monthly, clerk, outsider, now):
    filling = filled(monthly, clerk, now)
    assert forms_named(clerk, [str(monthly.pk), "x"]) == {str(monthly.pk): "月报"}
    assert forms_named(outsider, [str(monthly.pk)]) == {}
    assert fillings_named(clerk, [str(filling.pk)])[str(filling.pk)].startswith("月报")
    assert fillings_named(outsider, [str(filling.pk)]) == {}
    text = form_text(monthly)
    assert (text.title, text.body, text.unit, text.day) == (
        "月报",
        "月报\n县统计局",
        monthly.path,
        local_day(now),
    )


def test_the_page_asks_for_a_period_and_offers_what_was_typed(monthly, clerk, client_of, now):
    browser, address = client_of(clerk), reverse("exchange:form-fill", args=[monthly.pk])
    shown = browser.get(address, {"period": "2026-02"}).context["form"]
    assert (shown["period"].value(), shown.keys) == ("2026-02", {"hand_0": "CSV!B4", "hand_1": "CSV!C4"})
    assert browser.post(address, {"period": "x", "unit": monthly.unit_id}).status_code == 422
    done = browser.post(address, {"period": "2026-02", "unit": monthly.unit_id, "seen": 0, "hand_0": "7"})
    filling = FormFilling.objects.get()
    assert done.url == reverse("exchange:filling", args=[filling.pk])
    assert cells(filling)["B4"] == "hand"
    again = browser.get(address).context["form"]
    assert "7" in str(again.fields["hand_0"].help_text)
    assert again["seen"].value() == filling.pk
    assert isinstance(again, FillForm)


def test_a_form_is_sent_on_its_page_or_said_why_not(township, clerk, client_of):
    browser, address = client_of(clerk), reverse("exchange:form-new")
    said = {"unit": township.pk, "name": "甲", "asked_by": "县"}
    refused = browser.post(address, said | {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.7")})
    assert (refused.status_code, "PDF" in refused.content.decode()) == (422, True)
    assert browser.post(address, said).status_code == 422
    kept = browser.post(address, said | {"file": SimpleUploadedFile("a.csv", CONTENT)})
    assert kept.url == reverse("exchange:form-map", args=[CountyForm.objects.get().pk])


def test_so_many_cells_of_a_filling_are_shown_and_the_rest_counted(
    monthly, clerk, client_of, now, monkeypatch
):
    filling = filled(monthly, clerk, now)
    monkeypatch.setattr("zerentian.exchange.views.county_forms.MOST_CELLS_SHOWN", 2)
    page = client_of(clerk).get(reverse("exchange:filling", args=[filling.pk]))
    assert (len(page.context["cells"]), page.context["more"]) == (2, len(filling.listed) - 2)
    assert json.loads(filling.told) == []
