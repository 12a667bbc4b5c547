"""Requests for information by anybody: made without an account, opened with the secret, told to all without a name."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse

from zerentian.community.actions import inquiries as acts
from zerentian.community.actions import notices
from zerentian.community.actions.inquiry_public import tell_all
from zerentian.community.models import Inquiry
from zerentian.community.rules.inquiries import Outcome, State
from zerentian.evidence.actions import receive
from zerentian.residents.views.requests import MOST_AT_ONCE, TRIES

pytestmark = pytest.mark.django_db
SAID = {
    "title": "2025年耕地补贴发放明细",
    "text": "下坪村2025年的发放面积和金额",
    "applicant": "person",
    "name": "某申请人",
    "phone": "13900001111",
}
ANSWER = {
    "text": "发放面积1200亩",
    "where": "便民服务中心窗口领取",
    "reason": "",
    "organ": "示例县人民政府",
    "court": "示例县人民法院",
}


def url(name, *args):
    return reverse(f"residents:{name}", args=args)


@pytest.fixture
def sent(client, township):
    """Send the form in, and return the request with its secret."""
    page = client.post(url("request-new", township.code), SAID).content.decode()
    codes = re.findall(r'class="code">([0-9A-Z-]+)<', page)
    return Inquiry.objects.get(), codes[-1]


def test_anybody_asks_without_an_account_and_a_wrong_form_keeps_what_was_typed(client, township):
    page = client.get(url("request-new", township.code)).content.decode()
    assert "用途" not in page.replace("不问用途", "")
    wrong = client.post(url("request-new", township.code), SAID | {"phone": ""})
    assert wrong.status_code == 422
    assert SAID["text"] in wrong.content.decode()
    assert not Inquiry.objects.exists()
    trapped = client.post(url("request-new", township.code), SAID | {"homepage": "http://example.org"})
    assert trapped.status_code == 422
    assert not Inquiry.objects.exists()


def test_the_same_form_sent_twice_is_one_request(client, township):
    page = client.get(url("request-new", township.code)).content.decode()
    stamp = re.search(r'name="stamp" value="([^"]+)"', page)[1]
    first = client.post(url("request-new", township.code), SAID | {"stamp": stamp})
    again = client.post(url("request-new", township.code), SAID | {"stamp": stamp})
    assert Inquiry.objects.count() == 1
    found = [re.findall(r'class="code">([0-9A-Z-]+)<', one.content.decode()) for one in (first, again)]
    assert found[0] == found[1]


def test_the_code_shows_where_it_stands_and_the_secret_alone_what_it_says(client, sent):
    inquiry, secret = sent
    bare = client.get(url("request", inquiry.code)).content.decode()
    assert inquiry.title not in bare
    assert "2026年3月30日" in bare
    wrong = client.post(url("request", inquiry.code), {"secret": "00000000"})
    assert wrong.status_code == 422
    assert inquiry.title not in wrong.content.decode()
    opened = client.post(url("request", inquiry.code), {"secret": secret}).content.decode()
    assert inquiry.title in opened
    assert "某申请人" not in opened
    assert client.get(url("request", "0000000000")).status_code == 404
    assert client.get(url("request-find"), {"code": inquiry.spelled}).status_code == 302
    assert client.get(url("request-find"), {"code": "0000"}).status_code == 404


def test_after_many_wrong_secrets_the_right_one_opens_nothing_for_some_minutes(client, sent):
    inquiry, secret = sent
    for _ in range(10):
        client.post(url("request", inquiry.code), {"secret": "00000000"})
    assert inquiry.title not in client.post(url("request", inquiry.code), {"secret": secret}).content.decode()


def test_its_applicant_completes_it_and_withdraws_it(client, sent, receptionist, now):
    inquiry, secret = sent
    until = now.date() + timedelta(days=9)
    acts.ask_correction(inquiry, words="请写明是哪个组", until=until, by=receptionist, now=now)
    opened = client.post(url("request", inquiry.code), {"secret": secret}).content.decode()
    assert "请写明是哪个组" in opened
    empty = client.post(url("request", inquiry.code), {"secret": secret, "do": "complete", "words": ""})
    assert empty.status_code == 422
    client.post(url("request", inquiry.code), {"secret": "0", "do": "withdraw"})
    inquiry.refresh_from_db()
    assert inquiry.state == State.CORRECTING
    client.post(url("request", inquiry.code), {"secret": secret, "do": "complete", "words": "三组"})
    inquiry.refresh_from_db()
    assert inquiry.state == State.HANDLING
    assert client.post(url("request", inquiry.code), {"secret": secret}).context["may_withdraw"]
    client.post(url("request", inquiry.code), {"secret": secret, "do": "withdraw"})
    inquiry.refresh_from_db()
    assert inquiry.state == State.WITHDRAWN
    over = client.post(url("request", inquiry.code), {"secret": secret})
    assert (over.context["may_withdraw"], over.context["overdue"]) == (False, False)


def test_the_answer_is_read_with_the_secret_and_once_released_by_all(
    client, sent, receptionist, leader, office_head, township, now
):
    inquiry, secret = sent
    acts.draft_answer(inquiry, outcome=Outcome.GIVEN, **ANSWER, by=receptionist, now=now)
    drafted = client.post(url("request", inquiry.code), {"secret": secret}).content.decode()
    assert "1200亩" not in drafted
    acts.release_answer(inquiry, by=leader, now=now)
    opened = client.post(url("request", inquiry.code), {"secret": secret}).content.decode()
    assert "1200亩" in opened
    assert "示例县人民法院" in opened
    told = {"title": "2025年补贴发放情况", "question": "补贴发了多少", "facts": "1200亩", "source": "发放表"}
    notice = tell_all(inquiry, **told, unit=township, by=receptionist, now=now)
    assert told["title"] not in client.get(url("requests")).content.decode()
    notices.submit_notice(notice, by=receptionist, now=now)
    notices.clear_notice(notice, words="没有个人信息", by=office_head, now=now)
    notices.release_notice(notice, by=leader, now=now)
    page = client.get(url("requests"), {"q": "补贴"}).content.decode()
    assert told["title"] in page
    assert "某申请人" not in page
    assert told["title"] not in client.get(url("requests"), {"q": "道路"}).content.decode()
    Inquiry.objects.update(title="某申请人家的补贴")
    for own in ("某申请人", "家的"):
        found = client.get(url("requests"), {"q": own}).content.decode()
        assert told["title"] not in found, "the applicant's own words find nothing in public"


def test_so_many_requests_are_taken_from_one_sender_and_the_next_has_to_wait(client, township):
    asked = [SAID | {"title": f"第{number}件"} for number in range(MOST_AT_ONCE + 1)]
    answers = [client.post(url("request-new", township.code), said).status_code for said in asked]
    assert answers == [200] * MOST_AT_ONCE + [422]
    assert Inquiry.objects.count() == MOST_AT_ONCE


def test_more_time_is_told_to_the_applicant_once_it_is_granted(client, sent, receptionist, leader, now):
    inquiry, secret = sent
    by = {"asked_by": receptionist, "days": 5}
    inquiry.times.create(reason="要问None", **by)
    for granted in (False, True):
        decided = {"decided_by": leader, "decided_on": now.date(), "granted": granted}
        inquiry.times.create(reason=f"要问{granted}", **by, **decided)
    opened = client.post(url("request", inquiry.code), {"secret": secret})
    assert [one.reason for one in opened.context["times"]] == ["要问True"]
    assert client.get(url("request", inquiry.code)).context["times"] == []


def test_who_tried_too_many_secrets_is_told_to_wait_or_come(client, sent):
    inquiry, secret = sent
    for _ in range(TRIES):
        client.post(url("request", inquiry.code), {"secret": "00000000"})
    waits = client.post(url("request", inquiry.code), {"secret": secret})
    assert waits.status_code == 422
    assert "十分钟" in waits.content.decode()


def test_the_receipt_has_a_code_to_scan_that_leads_to_its_page(client, township):
    page = client.post(url("request-new", township.code), SAID).content.decode()
    inquiry = Inquiry.objects.get()
    assert f"http://testserver{url('request', inquiry.code)}" in page
    assert '<div class="qr"><svg' in page
    assert SAID["text"] not in page


def test_a_file_is_fetched_with_the_secret_alone_and_after_release_alone(
    client, sent, receptionist, leader, now
):
    inquiry, secret = sent
    sheet = receive(BytesIO("上坪 1200亩".encode()), name="发放汇总.txt")
    address = url("request-file", inquiry.code, sheet.sha256)
    given = {"outcome": Outcome.GIVEN, "uploads": [sheet]}
    acts.draft_answer(inquiry, **ANSWER, **given, by=receptionist, now=now)
    assert client.post(address, {"secret": secret}).status_code == 404
    acts.release_answer(inquiry, by=leader, now=now)
    assert client.get(address).status_code == 405
    assert client.post(address, {"secret": "0000-0000-0000"}).status_code == 302
    assert "发放汇总.txt" not in client.get(url("request", inquiry.code)).content.decode()
    opened = client.post(url("request", inquiry.code), {"secret": secret}).content.decode()
    assert "发放汇总.txt" in opened
    fetched = client.post(address, {"secret": secret})
    assert "1200亩" in b"".join(fetched.streaming_content).decode()
    assert "no-store" in fetched["Cache-Control"]
    assert client.post(url("request-file", inquiry.code, "0" * 64), {"secret": secret}).status_code == 404
