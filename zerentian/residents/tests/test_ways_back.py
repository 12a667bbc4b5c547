"""No resident stands before a shut door: every code is looked up in one place, and no press takes away by mistake."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from zerentian.casework.codes import spelled
from zerentian.community.actions import inquiries as acts
from zerentian.community.actions import signups
from zerentian.community.models import Inquiry
from zerentian.community.models.activities import Reached
from zerentian.community.rules.activities import Door, Standing
from zerentian.community.rules.inquiries import Whom
from zerentian.community.tests.conftest import *  # noqa: F403
from zerentian.organization.models import Account
from zerentian.residents.tests.test_activities import announce, lecture  # noqa: F401
from zerentian.residents.tests.test_requests import sent, url  # noqa: F401
from zerentian.residents.views.activities import TRIES_BY_ONE

pytestmark = pytest.mark.django_db
FIND = reverse("residents:find")
UNKNOWN = "ZZZZZZZZZZ"
WIDE = str.maketrans({chr(one): chr(one + 0xFEE0) for one in range(0x21, 0x7F)})


@pytest.fixture
def party(lecture, now):  # noqa: F811
    """A party that signed up by telephone, and was told its code."""
    told, resident = Reached("某家", "13900001111", ""), Account.objects.system("public")
    return signups.sign_up(lecture, told=told, size=2, door=Door.PHONE, by=resident, now=now)


def looked_up(client, code):
    return client.get(FIND, {"code": code})


# -- one door for every code ----------------------------------------------------------------------------------------


def test_a_code_of_a_request_or_of_a_sign_up_is_found_where_every_code_is(client, sent, party):  # noqa: F811
    inquiry, _secret = sent
    assert looked_up(client, inquiry.spelled)["Location"] == url("request", inquiry.code)
    assert looked_up(client, party.spelled)["Location"] == url("party", party.code)


def test_a_code_of_a_concern_is_found_where_requests_are_followed(client, concern):
    found = client.get(url("request-find"), {"code": concern.code})
    assert found["Location"] == url("progress", concern.code)


@pytest.mark.parametrize("name", ["progress", "request"])
def test_an_address_with_a_wrong_code_asks_for_the_code_again(client, name):
    page = client.get(url(name, UNKNOWN))
    assert page.status_code == 404
    assert f'action="{FIND}"' in page.content.decode()
    assert "没有这个查询码" in page.content.decode()


@pytest.mark.parametrize("name", ["progress", "request"])
def test_an_address_with_a_code_of_another_sort_leads_to_its_page(client, party, name):
    assert client.get(url(name, party.code))["Location"] == url("party", party.code)


def test_who_tried_many_wrong_codes_finds_no_sign_up_for_some_minutes_but_their_concern(
    client, party, concern
):
    for _ in range(TRIES_BY_ONE):
        assert looked_up(client, UNKNOWN).status_code == 404
    assert looked_up(client, party.code).status_code == 429
    assert looked_up(client, UNKNOWN).status_code == 429
    assert looked_up(client, concern.code)["Location"] == url("progress", concern.code)
    assert Client().get(FIND, {"code": party.code}, REMOTE_ADDR="203.0.113.9").status_code == 302


def test_the_page_of_activities_leads_to_where_a_sign_up_is_followed(client):
    page = client.get(reverse("residents:activities")).content.decode()
    assert re.search(rf'href="{FIND}">\s*已经报了名', page)


def test_a_code_is_read_from_a_chinese_keyboard(client, concern, receipt):
    shown = spelled(concern.code)
    for typed in (shown.translate(WIDE), shown.replace("-", "—"), f"查询码：{shown}"):
        assert looked_up(client, typed)["Location"] == url("progress", concern.code), typed
    secret = receipt.secret.lower().translate(WIDE)
    assert client.post(url("open", receipt.concern.code), {"secret": secret}).status_code == 302


# -- nobody is sent to the desk of the staff ------------------------------------------------------------------------


def test_an_address_that_is_none_leads_a_visitor_to_the_first_page_and_the_staff_to_their_desk(
    client, client_of, clerk
):
    page = client.get("/notices/999/").content.decode()
    assert "返回首页" in page
    assert "工作台" not in page
    assert "返回工作台" in client_of(clerk).get("/notices/999/").content.decode()


# -- a place is given up on purpose ---------------------------------------------------------------------------------


def test_a_place_is_given_up_by_a_second_press_after_what_follows_was_read(client, party):
    page = client.get(url("party", party.code)).content.decode()
    unfolded = page[page.index("<details><summary>我来不了") :]
    assert "名额按先后留给候补的人" in unfolded
    assert unfolded.index("<summary>") < unfolded.index('name="leave"') < unfolded.index("</details>")
    assert 'name="leave"' not in page[: page.index("<details><summary>我来不了")]
    client.post(url("party", party.code), {"leave": "1"})
    party.refresh_from_db()
    assert party.standing == Standing.LEFT


# -- a late answer, and a day that moves ----------------------------------------------------------------------------


def test_whoever_waits_for_a_late_answer_reads_what_may_be_done(client, sent, monkeypatch, now):  # noqa: F811
    inquiry, _secret = sent
    assert "投诉、举报" not in client.get(url("request", inquiry.code)).content.decode()
    monkeypatch.setattr("zerentian.residents.views.requests.now", lambda: now + timedelta(days=40))
    page = client.get(url("request", inquiry.code)).content.decode()
    assert "也可以依法申请行政复议" in page
    assert "第五十一条" in page


def test_while_an_opinion_is_asked_for_the_applicant_reads_why_the_day_moved(
    client,
    sent,  # noqa: F811
    receptionist,
    now,
):
    inquiry, secret = sent
    said = "正在征求第三方或者其他机关的意见"
    assert said not in client.post(url("request", inquiry.code), {"secret": secret}).content.decode()
    acts.consult(Inquiry.objects.get(), whom=Whom.THIRD, words="能否公开", by=receptionist, now=now)
    assert said in client.post(url("request", inquiry.code), {"secret": secret}).content.decode()
    assert said not in client.get(url("request", inquiry.code)).content.decode()


# -- what a form says of a mistake ----------------------------------------------------------------------------------


def test_a_mistake_in_a_form_is_told_in_words_that_anybody_understands(client, lecture, township):  # noqa: F811
    wrong = {"name": "", "phone": "1" * 30, "size": "99"}
    page = client.post(reverse("residents:activity", args=[lecture.pk]), wrong).content.decode()
    for said in ("请填写这一项。", "最多20个字，现在有30个。", "不能大于20。"):
        assert said in page
    asked = client.post(url("request-new", township.code), {"applicant": "nobody"}).content.decode()
    assert "“nobody”不在列出的选项中，请重新选择。" in asked
    assert "字段" not in page + asked
    assert "确保该" not in page + asked
