"""What the accused see in figures: what the list behind a number shows, and not one more."""

import re

import pytest
from django.urls import reverse

from zerentian.casework import actions
from zerentian.casework.rules.concerns import Channel, Group, Kind
from zerentian.ledger.actions import seal
from zerentian.organization.models import Account

TOWNSHIP = "990100/990101"


@pytest.fixture
def resident(db):
    return Account.objects.system("public")


@pytest.fixture
def received(township, neighbour_office, receptionist, now):
    """A request for help, and a complaint that accuses an office: both sealed."""
    for code, group, kind, accused in (
        ("lamp", Group.BUILDING, Kind.HELP, []),
        ("conduct", Group.CONDUCT, Kind.COMPLAINT, [neighbour_office]),
    ):
        category = actions.keep_category(
            unit=township, code=code, name=code, group=group, kind=kind, by=receptionist, now=now
        )
        said = actions.Said(text=f"{code}的事", category=category)
        concern = actions.receive_concern(
            said, unit=township, channel=Channel.CALL, by=receptionist, now=now
        ).concern
        actions.triage_concern(
            concern, kind=kind, category=category, accused_units=accused, by=receptionist, now=now
        )
    seal(now=now)


def value_and_entries(browser, code):
    asked = {"unit": TOWNSHIP, "period": "2026"}
    page = browser.get(reverse("figure", args=[code]), asked).content.decode()
    listed = set(re.findall(r'href="/trail/([0-9a-f-]{36})/', page))
    value = re.search(
        rf'href="/figures/{re.escape(code)}/[^"]*"[^>]*>\s*(\d+)',
        browser.get(reverse("figures"), asked).content.decode(),
    )
    return int(value[1]), len(listed)


@pytest.mark.parametrize("code", ["concerns.received", "concerns.open"])
def test_a_value_counts_what_its_reader_may_open(received, client_of, neighbour_clerk, receptionist, code):
    assert value_and_entries(client_of(receptionist), code) == (2, 2)
    assert value_and_entries(client_of(neighbour_clerk), code) == (1, 1)


def test_sheets_charts_and_the_data_for_programs_say_the_same(
    received, client_of, neighbour_clerk, receptionist
):
    asked = {"unit": TOWNSHIP, "period": "2026"}
    for who, complaints in ((receptionist, "1件"), (neighbour_clerk, None)):
        html = client_of(who).get(reverse("overview", args=["concerns"]), asked).content.decode()
        found = re.search(r'href="/figures/concerns.kind.complaint/[^"]*"[^>]*>(\S*?)<', html)
        assert (found and found[1]) == complaints, who


def test_entries_that_wait_to_be_sealed_are_counted_as_far_as_one_may_see_them(
    received, township, resident, client_of, neighbour_clerk, supervisor, now
):
    said = actions.Said(text="反映村里工程款去向不明。", title="工程款", kind=Kind.WRONGDOING)
    actions.receive_concern(said, unit=township, channel=Channel.FORM, by=resident, now=now)
    assert client_of(neighbour_clerk).get(reverse("desk")).context["pending"] == 0
    assert client_of(supervisor).get(reverse("desk")).context["pending"] > 0
