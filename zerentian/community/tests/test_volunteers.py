"""Volunteers are told the risks, sign up as anybody does, and are given a certificate when they ask; nothing more."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from zerentian.community.actions import activities, contacts, signups, volunteers
from zerentian.community.models import Activity, Certificate, Need, SignUp
from zerentian.community.models.activities import Reached
from zerentian.community.rules.activities import Counted, Door
from zerentian.community.rules.volunteers import Sought, check_minutes, spoken
from zerentian.community.tests.conftest import BEGIN
from zerentian.ledger import clock
from zerentian.ledger.actions import seal
from zerentian.ledger.figures import compute
from zerentian.ledger.models import Entry
from zerentian.ledger.registry import VERBS
from zerentian.ledger.rules.periods import Period
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.verification import verify_log
from zerentian.organization.access import Forbidden
from zerentian.organization.models import Account

SOUGHT = Sought(task="清理河道垃圾", risks="河边路滑", dangerous=True, insured_by="某保险公司")
AFTER = BEGIN + timedelta(hours=3)


@pytest.fixture
def seek(plan, office, clerk, now):
    """Seek two volunteers for the river."""

    def sought(said=SOUGHT, **otherwise):
        one = plan(**{"title": "清河行动", "capacity": 2} | otherwise)
        return volunteers.seek_volunteers(one, said, unit=office, by=clerk, now=now)

    return sought


@pytest.fixture
def come(now):
    """Sign a volunteer up on the page."""

    def sign(activity, name="青檀", size=1):
        resident, told = Account.objects.system("public"), Reached(name, "13900001111", "")
        return signups.sign_up(activity, told=told, size=size, door=Door.PAGE, by=resident, now=now)

    return sign


@pytest.fixture
def held(seek, come, clerk):
    """It was held; one came, one waited in vain."""
    activity = seek()
    parties = [come(activity, name) for name in ("青檀", "白杨", "丹桂")]
    activities.hold_activity(activity, attended=2, counted=Counted.HEADS, by=clerk, now=AFTER)
    return parties


@given(st.integers(1, 1440))
def test_a_length_of_time_is_read_back_as_it_was(minutes):
    said = spoken(minutes)
    hours, _, rest = said.partition("小时") if "小时" in said else ("0", "", said)
    assert int(hours) * 60 + int(rest.removesuffix("分钟") or 0) == minutes


@pytest.mark.parametrize("minutes", [0, -1, 121, 10**30])
def test_nobody_served_longer_than_it_lasted(minutes):
    with pytest.raises(NotAllowed, match="120"):
        check_minutes(minutes, BEGIN, BEGIN + timedelta(hours=2))


@pytest.mark.django_db
def test_what_volunteers_are_to_know_is_told_whole(seek, clerk, outsider, plan, office, now):
    for said, place in (
        (Sought(task=" ", risks="无"), "服务内容"),
        (Sought(task="清理", risks=""), "风险"),
        (Sought(task="清理", risks="落水", dangerous=True, insured_by=" "), "第十七条"),
    ):
        with pytest.raises(NotAllowed, match=place):
            seek(said)
    with pytest.raises(NotAllowed, match="多少人"):
        seek(capacity=None)
    with pytest.raises(Forbidden):
        volunteers.seek_volunteers(plan(), SOUGHT, unit=office, by=outsider, now=now)
    assert not Activity.objects.exists()
    need = seek().need
    need.insured_by = ""
    with pytest.raises(IntegrityError), transaction.atomic():
        need.save()


@pytest.mark.django_db
def test_they_sign_up_as_anybody_does_each_alone(seek, come):
    activity = seek()
    with pytest.raises(NotAllowed, match="1到1"):
        come(activity, size=2)
    standing = [come(activity).standing for _ in range(3)]
    assert standing == ["in", "in", "waiting"]


@pytest.mark.django_db
def test_a_certificate_is_given_to_who_asks_and_served_and_to_nobody_else(held, clerk, inspector):
    first, second, waited = held
    with pytest.raises(NotAllowed, match="本人要求"):
        volunteers.certify(first, minutes=90, asked=False, by=clerk, now=AFTER)
    with pytest.raises(NotAllowed, match="没有参加"):
        volunteers.certify(waited, minutes=90, asked=True, by=clerk, now=AFTER)
    with pytest.raises(Forbidden):
        volunteers.certify(first, minutes=90, asked=True, by=inspector, now=AFTER)
    volunteers.certify(first, minutes=90, asked=True, by=clerk, now=AFTER)
    volunteers.certify(first, minutes=100, asked=True, by=clerk, now=AFTER)
    assert Certificate.objects.get().minutes == 100
    contacts.erase_past(by=Account.objects.system("clock"), now=AFTER + timedelta(days=31))
    with pytest.raises(NotAllowed, match="按期删除"):
        volunteers.certify(second, minutes=90, asked=True, by=clerk, now=AFTER + timedelta(days=31))
    seal(now=AFTER)
    assert verify_log().problems == []
    period = Period(date(2026, 3, 1), date(2026, 3, 31), "2026年3月")
    codes = ("volunteers.sought", "volunteers.wanted", "volunteers.certificates")
    values = [compute(code, unit="990100/990101", period=period).value for code in codes]
    assert values == [1, 2, 1]


@pytest.mark.django_db
def test_no_certificate_before_it_was_held_or_where_no_volunteers_were_sought(
    seek, come, plan, office, clerk, now
):
    party = come(seek())
    with pytest.raises(NotAllowed, match="举办情况"):
        volunteers.certify(party, minutes=90, asked=True, by=clerk, now=now)
    later = {"begins_at": BEGIN + timedelta(days=1), "ends_at": BEGIN + timedelta(days=1, hours=1)}
    other = come(activities.announce_activity(plan(**later), unit=office, by=clerk, now=now)[0])
    with pytest.raises(NotAllowed, match="没有招募"):
        volunteers.certify(other, minutes=30, asked=True, by=clerk, now=now)


@pytest.mark.django_db
def test_hours_are_in_no_fact_and_names_on_no_page(held, clerk, client, client_of):
    volunteers.certify(held[0], minutes=97, asked=True, by=clerk, now=AFTER)
    assert set(VERBS["activity.certified"].facts) == {"again"}
    assert "97" not in str([entry.facts for entry in Entry.objects.filter(verb="activity.certified")])
    activity = held[0].activity
    for page in (
        client_of(clerk).get(reverse("community:activity-detail", args=[activity.pk])),
        client.get(reverse("residents:activity", args=[activity.pk])),
    ):
        assert "清理河道垃圾" in page.content.decode()
        assert "青檀" not in page.content.decode()


@pytest.mark.django_db
def test_volunteers_are_sought_and_given_their_certificate_on_pages(
    venue, duty, office, clerk, outsider, client, client_of, monkeypatch
):
    browser, new = client_of(clerk), reverse("community:volunteers-new")
    said = {
        **{"title": "敬老送餐", "task": "送餐上门", "risks": "无", "venue": venue.pk, "duty": duty.pk},
        **{"begins_at": "2026-03-07T14:00", "ends_at": "2026-03-07T16:00", "unit": office.pk},
        **{"offer_hours": 24, "kept_days": 30},
    }
    assert browser.get(new).status_code == 200
    assert browser.post(new, said).status_code == 422
    assert browser.post(new, said | {"capacity": 3, "dangerous": "on"}).status_code == 422
    assert browser.post(new, said | {"capacity": 3}).status_code == 302
    need = Need.objects.get()
    listed = client.get(reverse("residents:activities")).content.decode()
    assert "招募志愿者" in listed
    page = reverse("residents:activity", args=[need.activity_id])
    assert client.post(page, {"name": "青檀", "phone": "139", "size": 1}).status_code == 302
    party = SignUp.objects.get()
    monkeypatch.setattr(clock, "timezone", SimpleNamespace(now=lambda: AFTER))
    activities.hold_activity(need.activity, attended=1, counted=Counted.HEADS, by=clerk, now=AFTER)
    address = reverse("community:volunteer-certificate", args=[need.activity_id, party.pk])
    assert client_of(outsider).post(address, {"minutes": 120, "asked": "on"}).status_code == 404
    assert browser.post(address, {"minutes": 120}).status_code == 422
    assert browser.post(address, {"minutes": 121, "asked": "on"}).status_code == 422
    paper = browser.post(address, {"minutes": 120, "asked": "on"})
    text = paper.content.decode()
    assert ("兹证明青檀" in text, "服务时长：2小时" in text, paper["Cache-Control"]) == (
        True,
        True,
        "no-store",
    )
    own = client.get(reverse("residents:party", args=[party.code])).content.decode()
    assert "120" in own
