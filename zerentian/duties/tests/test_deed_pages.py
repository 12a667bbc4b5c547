"""Recording a deed on the page: few fields, one record, and nothing lost."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from zerentian.duties.forms.deeds import DeedForm
from zerentian.duties.models import Deed
from zerentian.evidence.actions import deposit
from zerentian.evidence.tests import files
from zerentian.ledger.models import Entry

pytestmark = pytest.mark.django_db


def at(name: str, *args: object) -> str:
    return reverse(f"duties:{name}", args=args)


def said(duty, village, **more):
    return {
        "what": "巡查后山防火道",
        "occurred_on": "2026-03-02",
        "duty": duty.pk,
        "unit": village.pk,
        "kind": "inspection",
    } | more


def test_a_deed_with_a_photo_is_recorded_in_one_go(client_of, cadre, duty, occurrence, village):
    photo = SimpleUploadedFile("防火道.jpg", files.jpeg())
    answer = client_of(cadre).post(at("deed-new"), said(duty, village, evidence=photo), follow=True)
    deed = Deed.objects.get()
    assert answer.redirect_chain == [(at("deed-detail", deed.pk), 302)]
    page = answer.content.decode()
    assert "巡查后山防火道" in page
    assert "防火道.jpg" in page
    entry = deed.head
    assert entry.proof_state == "evidenced"
    occurrence.refresh_from_db()
    assert occurrence.outcome == "fulfilled"


def test_at_most_four_fields_are_required_and_all_but_one_filled_in_from_the_desk(
    client_of, cadre, duty, occurrence
):
    form = (
        client_of(cadre).get(at("deed-new"), {"duty": duty.pk, "occurrence": occurrence.pk}).context["form"]
    )
    assert isinstance(form, DeedForm)
    asked = [field for field in form if field.field.required and not field.is_hidden]
    assert len(asked) <= 4
    assert [field.name for field in asked if not field.value()] == ["what"]


def test_a_copy_takes_duty_place_and_kind_and_nothing_else(client_of, cadre, deed):
    form = client_of(cadre).get(at("deed-new"), {"copy": deed.pk}).context["form"]
    assert form["duty"].value() == deed.services.get().duty_id
    assert form["kind"].value() == deed.kind
    assert not form["what"].value()
    assert form["people"].value() is None
    assert form["occurred_on"].value() == form.fields["occurred_on"].initial


def test_a_day_in_the_future_is_refused_and_what_was_typed_stays(client_of, cadre, duty, village):
    answer = client_of(cadre).post(at("deed-new"), said(duty, village, occurred_on="2026-03-09"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "晚于今天" in page
    assert "巡查后山防火道" in page
    assert not Deed.objects.exists()


def test_a_refused_deed_leaves_no_deposit(client_of, cadre, duty, village):
    photo = SimpleUploadedFile("a.jpg", files.jpeg())
    client_of(cadre).post(at("deed-new"), said(duty, village, occurred_on="2026-03-09", evidence=photo))
    assert not Entry.objects.filter(verb="evidence.deposited").exists()


def test_a_photo_used_before_is_said_with_its_day(client_of, cadre, duty, village, now):
    deposit(BytesIO(files.jpeg()), name="a.jpg", by=cadre, now=now.replace(hour=8))
    photo = SimpleUploadedFile("b.jpg", files.jpeg())
    page = client_of(cadre).post(at("deed-new"), said(duty, village, evidence=photo), follow=True)
    assert "2026-03-02" in page.content.decode()
    assert "上坪村" in page.content.decode()


def test_another_person_verifies_and_the_doer_has_no_button(client_of, cadre, leader, neighbour_cadre, deed):
    button = at("deed-verify", deed.pk)
    assert button not in client_of(cadre).get(at("deed-detail", deed.pk)).content.decode()
    assert client_of(cadre).post(button).status_code == 409
    assert button in client_of(neighbour_cadre).get(at("deed-detail", deed.pk)).content.decode()
    client_of(neighbour_cadre).post(button)
    deed.refresh_from_db()
    assert deed.verified_by == neighbour_cadre


def test_a_correction_needs_a_reason_and_shows_it(client_of, cadre, deed, duty):
    browser = client_of(cadre)
    begun = browser.get(at("deed-correct", deed.pk)).context["form"]
    values = {"what": "巡查前山", "occurred_on": "2026-03-01", "duty": duty.pk, "kind": "inspection"}
    values["expected"] = begun["expected"].value()
    assert browser.post(at("deed-correct", deed.pk), values).status_code == 422
    page = browser.post(
        at("deed-correct", deed.pk), values | {"reason": "地点写错"}, follow=True
    ).content.decode()
    assert "巡查前山" in page
    assert "地点写错" in page


def test_a_page_that_grew_old_is_told_so(client_of, cadre, deed, duty):
    browser = client_of(cadre)
    values = {"what": "巡查前山", "occurred_on": "2026-03-01", "duty": duty.pk, "kind": "inspection"}
    values |= {"reason": "地点写错", "expected": str(deed.head_uuid)}
    browser.post(at("deed-correct", deed.pk), values)
    assert "已被别人改过" in browser.post(at("deed-correct", deed.pk), values).content.decode()


def test_a_withdrawn_deed_stays_readable_and_offers_no_change(client_of, cadre, deed):
    browser = client_of(cadre)
    browser.post(at("deed-withdraw", deed.pk), {"reason": "登记重复"})
    page = browser.get(at("deed-detail", deed.pk)).content.decode()
    assert "登记重复" in page
    assert at("deed-correct", deed.pk) not in page


def test_evidence_is_added_later(client_of, cadre, deed):
    sent = {"evidence": SimpleUploadedFile("a.pdf", files.PDF)}
    client_of(cadre).post(at("deed-evidence", deed.pk), sent)
    assert deed.head.change == "evidence_added"


def test_the_list_shows_the_township_and_no_other(client_of, clerk, outsider, deed):
    assert "巡查后山防火道" in client_of(clerk).get(at("deed-list")).content.decode()
    assert (
        "巡查后山防火道" not in client_of(clerk).get(at("deed-list"), {"state": "verified"}).content.decode()
    )
    assert "巡查后山防火道" not in client_of(outsider).get(at("deed-list")).content.decode()
    assert client_of(outsider).get(at("deed-detail", deed.pk)).status_code == 404
