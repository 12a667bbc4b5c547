"""The decision letter and the case file: what the law wants in them, who printed them, and what never is."""

import json
import zipfile
from io import BytesIO

import pytest
from django.urls import reverse

from zerentian.casework import actions
from zerentian.casework.rules.concerns import Kind
from zerentian.casework.rules.replies import Told
from zerentian.casework.tests.conftest import *  # noqa: F403
from zerentian.reports.letters import ALONE, case_file, decision_letter
from zerentian.reports.rules.document import plain_paragraphs

pytestmark = pytest.mark.django_db


def text(document) -> str:
    return "\n".join(line.text for line in plain_paragraphs(document))


def at(concern, form: str, number: int = 1) -> str:
    return reverse("reports:letter", args=[concern.key, number, form])


def test_the_letter_holds_what_the_law_wants(answered, leader, now):
    letter = decision_letter(answered, answered.replies.get(), viewer=leader, now=now)
    said = text(letter)
    for wanted in (
        "投诉请求",
        "查明的事实",
        "法律法规依据",
        "处理意见和理由",
        "予以支持",
        "复查权利",
        "申请复查",
    ):
        assert wanted in said
    assert letter.mark == ""
    assert letter.printed == f"{leader.name} 2026-03-02 09:00 打印"
    assert "13900000000" not in said
    assert "示例群众" not in said


def test_a_reply_released_alone_says_so(drafted, neighbour_clerk, now):
    reply = actions.release_reply(drafted, told=Told.PHONE, by=neighbour_clerk, now=now)
    assert decision_letter(drafted, reply, viewer=neighbour_clerk, now=now).mark == ALONE


def test_the_letter_comes_as_word_pdf_and_page(client_of, leader, answered):
    browser = client_of(leader)
    word = browser.get(at(answered, "docx"))
    with zipfile.ZipFile(BytesIO(word.content)) as archive:
        body = archive.read("word/document.xml").decode()
    for control in ("发文字号", "签发人", "印章"):
        assert f'w:val="{control}"' in body
    assert "打印" in body
    assert browser.get(at(answered, "pdf")).content.startswith(b"%PDF-")
    page = browser.get(at(answered, "html"))
    assert "sandbox" in page.headers["Content-Security-Policy"]
    assert leader.name in page.content.decode()
    assert browser.get(at(answered, "exe")).status_code == 404


def test_nobody_prints_what_they_may_not_read_nor_what_is_not_released(
    client_of, leader, outsider, clerk, drafted, answered
):
    assert client_of(outsider).get(at(answered, "docx")).status_code == 404
    assert client_of(clerk).get(at(answered, "docx")).status_code == 404
    assert client_of(leader).get(at(answered, "docx", 2)).status_code == 404
    answered.kind = Kind.COMPLAINT
    answered.save()
    answered.accusations.create(account=leader)
    assert client_of(leader).get(at(answered, "docx")).status_code == 404
    assert client_of(leader).get(reverse("reports:case", args=[answered.key])).status_code == 404


def test_the_case_is_one_file_with_its_entries_and_without_the_shield(client_of, receptionist, answered, now):
    actions.reveal_contact(
        answered, purpose="call_back", reason="回访时需要核对门牌", by=receptionist, now=now
    )
    said = text(case_file(answered, viewer=receptionist, now=now))
    assert "半个月" in said
    assert "核对门牌" not in said
    got = client_of(receptionist).get(reverse("reports:case", args=[answered.key]))
    assert got.headers["Content-Disposition"] == f'attachment; filename="{answered.number}.zip"'
    with zipfile.ZipFile(BytesIO(got.content)) as archive:
        assert sorted(archive.namelist()) == ["case.docx", "case.pdf", "entries.json"]
        packed = archive.read("entries.json").decode()
    verbs = [json.loads(entry["text"])["verb"] for entry in json.loads(packed)["entries"]]
    assert verbs[0] == "concern.received"
    assert "concern.answered" in verbs
    assert "contact.revealed" not in verbs
    assert "13900000000" not in packed
