"""The lists of deeds and tasks: narrowed by what is asked, page by page; refusals stand on their form."""

import pytest
from django.urls import reverse

from zerentian.duties import actions
from zerentian.duties.models import Deed

pytestmark = pytest.mark.django_db


def at(name, *args):
    return reverse(f"duties:{name}", args=args)


@pytest.fixture
def recorded(duty, village, cadre, now):
    """Record a deed of the village."""

    def record(what, **given):
        return actions.record_deed(
            what=what, occurred_on=now.date(), serves=[duty], unit=village, by=cadre, now=now, **given
        )

    return record


@pytest.fixture
def four(recorded, photo, cadre, neighbour_cadre, now):
    """Four deeds: verified, with a file, withdrawn, and a plain one of another kind."""
    verified, filed, gone = recorded("核验过的"), recorded("有照片的", files=[photo]), recorded("撤回的")
    plain = recorded("平常的", kind="meeting")
    actions.verify_deed(verified, by=neighbour_cadre, now=now)
    actions.withdraw_deed(gone, reason="误登", by=cadre, now=now)
    return {"verified": verified, "evidenced": filed, "withdrawn": gone, "plain": plain}


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({"state": "verified"}, {"核验过的"}),
        ({"state": "unverified"}, {"有照片的", "平常的"}),
        ({"state": "evidenced"}, {"有照片的"}),
        ({"state": "withdrawn"}, {"撤回的"}),
        ({"kind": "meeting"}, {"平常的"}),
    ],
)
def test_deeds_are_narrowed_by_what_is_asked(four, client_of, clerk, asked, shown):
    page = client_of(clerk).get(at("deed-list"), asked)
    assert {deed.what for deed in page.context["page"]} == shown


def test_deeds_of_a_duty_no_longer_served_are_not_among_its_deeds(four, duty, client_of, clerk):
    page = client_of(clerk).get(at("deed-list"), {"duty": duty.pk})
    assert len(page.context["rows"]) == 4
    Deed.objects.get(what="平常的").services.update(dropped=True)
    assert len(client_of(clerk).get(at("deed-list"), {"duty": duty.pk}).context["rows"]) == 3


def test_a_long_list_goes_page_by_page_and_keeps_what_was_asked(four, client_of, clerk, monkeypatch):
    monkeypatch.setattr("zerentian.organization.listing.asked.PAGE", 2)
    first = client_of(clerk).get(at("deed-list"), {"state": ""})
    assert (len(first.context["rows"]), first.context["newer"]) == (2, "")
    assert first.context["older"] == "?page=2"
    second = client_of(clerk).get(at("deed-list"), {"page": "2", "kind": "meeting"})
    assert second.context["newer"] == "?kind=meeting&page=1"
    assert second.context["older"] == ""


def test_refusals_are_said_on_the_form_they_belong_to(
    occurrence, deed, duty, photo, client_of, leader, cadre, now
):
    page = client_of(leader).post(at("occurrence-excuse", occurrence.pk), {"reason": "封山"})
    assert (page.status_code, "已经办结" in page.content.decode()) == (422, True)
    actions.retire_duty(duty, reason="调整", by=leader, now=now)
    page = client_of(leader).post(at("duty-retire", duty.pk), {"reason": "再一次"})
    assert (page.status_code, "终止" in page.content.decode()) == (422, True)
    actions.withdraw_deed(deed, reason="误登", by=cadre, now=now)
    page = client_of(cadre).post(at("deed-withdraw", deed.pk), {"reason": "再撤"})
    assert page.status_code == 422


def test_tasks_are_narrowed_by_state_and_open_ones_are_shown_first(village_post, leader, client_of, now):
    for title in ("甲事", "乙事"):
        task = actions.assign_task(title=title, post=village_post, due=now.date(), by=leader, now=now)
    actions.withdraw_task(task, reason="改派", by=leader, now=now)
    browser = client_of(leader)
    assert "乙事" not in browser.get(at("task-list")).content.decode()
    withdrawn = browser.get(at("task-list"), {"state": "withdrawn"}).content.decode()
    assert ("乙事" in withdrawn, "甲事" in withdrawn) == (True, False)
