"""The first page of residents: whoever has no account is led to it, and finds the doors, the news and the telephone."""

import pytest
from django.urls import reverse

from zerentian.community.tests.conftest import *  # noqa: F403
from zerentian.organization.actions.units import keep_organ

pytestmark = pytest.mark.django_db
REACHED = {"government": "", "party": "", "address": "正街20号", "telephone": "0000-8800110"}


def test_who_has_no_account_is_led_from_the_first_page_to_the_residents_own(client) -> None:
    assert client.get("/")["Location"] == reverse("residents:front")
    assert client.get(reverse("trail"))["Location"].startswith(reverse("sign-in"))


def test_who_is_signed_in_stays_on_the_desk(client_of, cadre) -> None:
    assert client_of(cadre).get("/").status_code == 200


def test_the_page_names_the_three_doors_and_how_the_office_is_reached(
    client, township, administrator, now
) -> None:
    keep_organ(township, **REACHED, hours="工作日 8:30–17:30", by=administrator, now=now)
    page = client.get(reverse("residents:front")).content.decode()
    for name in ("ask", "find", "answers"):
        assert f'href="{reverse(f"residents:{name}")}"' in page
    for words in ("0000-8800110", "工作日 8:30–17:30", "正街20号", reverse("sign-in")):
        assert words in page


def test_what_nobody_stored_is_left_out(client, township) -> None:
    page = client.get(reverse("residents:front")).content.decode()
    assert "接待时间" not in page
    assert "12345" in page


def test_hours_are_kept_with_the_organ_and_the_form_shows_them_again(
    client_of, administrator, township, now
) -> None:
    browser, page = (
        client_of(administrator),
        reverse("organization:unit-change", args=[township.code, "organ"]),
    )
    assert browser.post(page, REACHED | {"hours": "工作日上午"}).status_code == 302
    assert "工作日上午" in browser.get(page).content.decode()
    assert "工作日上午" in browser.get(reverse("organization:unit", args=[township.code])).content.decode()
