"""Letters about a request for information: kind and article, reason, remedies by name, verified like every paper."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from zerentian.community.actions import inquiries as acts
from zerentian.community.actions.inquiry_ends import ask_fee
from zerentian.community.models.inquiries import Told
from zerentian.community.rules.fees import Measure
from zerentian.community.rules.inquiries import Applicant, Channel, Outcome
from zerentian.ledger.models import Entry
from zerentian.reports.checking import outcome_of
from zerentian.reports.inquiry_letters import inquiry_letter, letters_of
from zerentian.reports.rules.document import plain_paragraphs

pytestmark = pytest.mark.django_db


@pytest.fixture
def inquiry(township, receptionist, leader, now):
    """A request that was completed, given more time and refused."""
    asked = acts.Asked(
        title="某项目成交合同",
        text="2025年道路项目的合同",
        applicant=Applicant.PERSON,
        told=Told("某申请人", "13900001111", ""),
    )
    day = {"received_on": date(2026, 3, 2), "by": receptionist, "now": now}
    one = acts.receive_inquiry(asked, unit=township, channel=Channel.POST, **day).inquiry
    by = {"by": receptionist, "now": now}
    acts.ask_correction(one, words="请写明项目名称", until=date(2026, 3, 12), **by)
    acts.correct_inquiry(one, words="通村道路", by=receptionist, now=now + timedelta(days=1))
    acts.ask_time(one, days=10, reason="需征求档案部门", **by)
    acts.decide_time(one, grant=True, words="", by=leader, now=now)
    said = {"text": "", "where": "", "organ": "示例县人民政府", "court": "示例县人民法院"}
    acts.draft_answer(one, outcome=Outcome.THIRD, reason="含中标单位报价明细", **said, **by)
    return acts.release_answer(one, by=leader, now=now + timedelta(days=2))


def test_the_answer_names_its_article_its_reason_and_who_reviews_it_never_who_asked(
    inquiry, receptionist, now
):
    assert [code for code, _ in letters_of(inquiry)] == ["correction", "extension", "answer"]
    texts = {
        code: "\n".join(
            one.text for one in plain_paragraphs(inquiry_letter(inquiry, code, viewer=receptionist, now=now))
        )
        for code, _ in letters_of(inquiry)
    }
    for words in ("第十五条", "含中标单位报价明细", "示例县人民政府", "先申请行政复议", "示例县人民法院"):
        assert words in texts["answer"]
    assert "请写明项目名称" in texts["correction"]
    assert "延长10个工作日" in texts["extension"]
    assert "某申请人" not in "".join(texts.values())


def test_a_letter_is_printed_for_who_may_read_it_and_verifies(client_of, inquiry, receptionist, cadre):
    address = reverse("reports:inquiry-letter", args=[inquiry.pk, "answer", "html"])
    page = client_of(receptionist).get(address)
    assert page.status_code == 200
    assert Entry.objects.get(verb="paper.printed").fact["kind"] == "inquiry"
    assert outcome_of(page.content, "answer.html").verdict == "holds"
    altered = page.content.replace("报价明细".encode(), "报价总额".encode())
    assert outcome_of(altered, "answer.html").verdict == "differs"
    assert client_of(cadre).get(address).status_code in (403, 404)
    wrong = reverse("reports:inquiry-letter", args=[inquiry.pk, "nothing", "html"])
    assert client_of(receptionist).get(wrong).status_code == 404


def test_the_notice_of_a_fee_says_that_the_days_begin_after_it_arrives(township, receptionist, now):
    asked = acts.Asked(
        title="某合同", text="合同", applicant=Applicant.PERSON, told=Told("某申请人", "13900001111", "")
    )
    day = {"received_on": date(2026, 3, 2), "by": receptionist, "now": now}
    one = acts.receive_inquiry(asked, unit=township, channel=Channel.POST, **day).inquiry
    ask_fee(one, measure=Measure.PAGES, number=64, how="财政所窗口", by=receptionist, now=now)
    letter = inquiry_letter(one, "fee", viewer=receptionist, now=now)
    text = "\n".join(paragraph.text for paragraph in plain_paragraphs(letter))
    for words in ("340元", "2026年3月30日以前", "自收到次日起算", "自缴费次日起重新计算"):
        assert words in text
