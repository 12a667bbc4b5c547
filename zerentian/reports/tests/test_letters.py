"""The decision letter and the case file: what the law wants in them, who printed them, and what never is."""

import json
import zipfile
from datetime import timedelta
from hashlib import sha256
from io import BytesIO

import pytest
from django.urls import reverse

from zerentian.casework import actions
from zerentian.casework.models import Concern
from zerentian.casework.rules.clocks import Purpose
from zerentian.casework.rules.concerns import Kind
from zerentian.casework.rules.replies import Decision, Told
from zerentian.casework.rules.reviews import Level, Outcome
from zerentian.casework.tests.conftest import *  # noqa: F403
from zerentian.casework.tests.conftest import PARTS
from zerentian.organization.actions.units import keep_organ
from zerentian.reports.archive import case_file, cover
from zerentian.reports.letters import ALONE, DEMO, PLAINLY, decision_letter, ended, reached_within
from zerentian.reports.notices import notices_of
from zerentian.reports.offline.verify import verify_bytes
from zerentian.reports.render.html import unbroken
from zerentian.reports.rules.document import Paragraph, plain_paragraphs

pytestmark = pytest.mark.django_db


def text(document) -> str:
    return "\n".join(line.text for line in plain_paragraphs(document))


def at(concern, form: str, number: int = 1) -> str:
    return reverse("reports:letter", args=[concern.key, number, form])


def test_the_letter_holds_what_the_law_wants(answered, leader, now):
    letter = decision_letter(answered, answered.replies.get(), viewer=leader, now=now)
    said = text(letter)
    for wanted in (
        "求助事项",
        "查明的事实",
        "法律法规依据",
        "处理意见和理由",
        "予以支持",
        "复查权利",
        "申请复查",
    ):
        assert wanted in said
    assert letter.mark == DEMO
    assert letter.printed == f"{leader.name} 2026-03-02 09:00 打印"
    assert "13900000000" not in said
    assert "示例群众" not in said


def test_a_reply_released_alone_says_so(drafted, neighbour_clerk, now):
    reply = actions.release_reply(drafted, told=Told.PHONE, by=neighbour_clerk, now=now)
    assert decision_letter(drafted, reply, viewer=neighbour_clerk, now=now).mark == f"{DEMO}；{ALONE}"


def test_the_letter_comes_as_word_pdf_and_page(client_of, leader, answered):
    browser = client_of(leader)
    word = browser.get(at(answered, "docx"))
    with zipfile.ZipFile(BytesIO(word.content)) as archive:
        body = archive.read("word/document.xml").decode()
    for control in ("发文字号", "印章", "打印"):
        assert f'w:val="{control}"' in body
    for never in ("签发人", "印发机关", "文件</w:t>"):
        assert never not in body
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
    data = got.getvalue()
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert sorted(archive.namelist()) == [
            "README.txt", "case.docx", "case.pdf", "contents.csv", "entries.json", "sha256.txt",
        ]  # fmt: skip
        hashes = archive.read("sha256.txt").decode()
        assert sha256(archive.read("case.pdf")).hexdigest() in hashes
        contents = archive.read("contents.csv").decode("utf-8-sig")
        packed = archive.read("entries.json").decode()
    verbs = [json.loads(entry["text"])["verb"] for entry in json.loads(packed)["entries"]]
    assert verbs[0] == "concern.received"
    assert "concern.answered" in verbs
    assert "contact.revealed" not in verbs
    assert "13900000000" not in packed
    for wanted in ("全宗单位", "起止日期", "保管期限,10年（建议", "卷内文件", "1,诉求,"):
        assert wanted in contents
    assert verify_bytes(data, "case.zip").holds


def test_the_letter_says_it_plainly_first_and_names_days_and_whom_to_ask(
    answered, township, administrator, leader, now
):
    county = township.parent_on(now.date())
    keep_organ(
        county, government="示例县人民政府", party="", address="示例县城中路1号", telephone="0000-12345", hours="",
        by=administrator, now=now,
    )  # fmt: skip
    letter = decision_letter(answered, answered.replies.get(), viewer=leader, now=now)
    lines = text(letter).split("\n")
    plain = next(line for line in lines if line.startswith(PLAINLY))
    assert lines.index(plain) < lines.index("一、求助事项")
    until = "收到之日起三十日内（2026年3月2日收到的，到2026年4月1日为止，含当天）"
    assert f"{until}可以向示例县人民政府申请复查" in plain
    assert "复查机关：示例县人民政府，地址：示例县城中路1号，电话：0000-12345。" in lines
    assert letter.form == "letter"
    assert not [line for line in lines if "今天" in line or "文件" in line]


@pytest.mark.parametrize(
    ("kind", "heading", "decided"),
    [
        ("consult", "一、咨询事项", "现就您咨询的事项答复如下。"),
        ("suggestion", "一、意见建议", "经研究，对您的建议予以采纳。"),
        ("complaint", "一、投诉请求", "经研究，对您的请求予以支持。"),
    ],
)
def test_a_letter_calls_what_it_answers_by_its_kind(answered, leader, now, kind, heading, decided):
    answered.kind = kind
    lines = text(decision_letter(answered, answered.replies.get(), viewer=leader, now=now)).split("\n")
    assert heading in lines
    assert decided in lines


@pytest.mark.parametrize("route", ["reconsideration", "enforcement", "petition"])
def test_a_petition_decided_by_an_administrative_act_is_told_of_reconsideration(answered, leader, now, route):
    answered.kind, answered.route = Kind.PETITION, route
    said = text(decision_letter(answered, answered.replies.get(), viewer=leader, now=now))
    review = route == "petition"
    assert ("收到之日起六十日内可以向示例县人民政府申请行政复议，或者六个月内向法院起诉。" in said) != review
    assert ("复议机关：示例县人民政府" in said, "救济途径" in said) == (not review, not review)
    assert ("复查机关：" in said, "到2026年4月1日为止，含当天）可以向示例县人民政府申请复查" in said) == (
        review,
        review,
    )


@pytest.mark.parametrize(
    ("kind", "decision", "decided", "plainly"),
    [
        ("consult", "explained", "现就您咨询的事项说明如下。", "信里有具体的说明"),
        ("consult", "not_supported", "您咨询的事项，按现行规定不能办理，说明如下。", "按现行规定办不了"),
        ("suggestion", "not_supported", "经研究，对您的建议不予采纳。", "您的建议没有采纳"),
        ("petition", "not_supported", "经研究，对您的请求不予支持。", "您的请求没有得到支持"),
    ],
)
def test_a_question_is_answered_and_a_suggestion_adopted_or_not(
    answered, leader, now, kind, decision, decided, plainly
):
    reply = answered.replies.get()
    answered.kind, reply.decision = kind, decision
    said = text(decision_letter(answered, reply, viewer=leader, now=now))
    assert decided in said
    assert plainly in said
    assert ("支持" in said) == (kind == "petition")


@pytest.mark.parametrize(
    ("typed", "printed"),
    [("灯不亮", "灯不亮。"), ("灯不亮！", "灯不亮！"), ("汇总表.txt", "汇总表.txt"), ("", "")],
)
def test_a_sentence_ends_with_its_point_and_a_file_stands_as_it_is_called(typed, printed):
    assert ended(typed) == printed


def test_whom_to_ask_stands_in_brackets_within_a_sentence(township, administrator, now):
    keep_organ(
        township, government="云岭乡人民政府", party="", address="正街20号", telephone="0000-8800110", hours="",
        by=administrator, now=now,
    )  # fmt: skip
    assert reached_within(township, now.date()) == "云岭乡人民政府（地址：正街20号，电话：0000-8800110）"


def test_a_letter_in_large_print_is_proved_and_begins_with_its_headings(client_of, leader, answered):
    page = client_of(leader).get(at(answered, "large"))
    assert '<body class="large">' in page.content.decode()
    assert f'<span class="whole">{answered.number}</span>' in page.content.decode()
    assert verify_bytes(page.content, "letter.html").holds


@pytest.mark.parametrize(
    ("words", "page"),
    [
        ("（编号26-000143）", '（编号<span class="whole">26-000143</span>）'),
        ("查询码K1JF-67KW-2T：", '查询码<span class="whole">K1JF-67KW-2T</span>：'),
        ("电话0000-8800110", '电话<span class="whole">0000-8800110</span>'),
        ("一字-两字、-5、a--b", "一字-两字、-5、a--b"),
        (
            "<b>A-1&B-2</b>",
            '&lt;b&gt;<span class="whole">A-1</span>&amp;<span class="whole">B-2</span>&lt;/b&gt;',
        ),
    ],
)
def test_no_number_or_code_on_a_page_is_broken_at_its_hyphen(words, page):
    assert unbroken(words) == page


def test_notices_are_drawn_up_from_what_happened_each_on_its_day(client_of, answered, leader, now):
    notices = {one.code: one for one in notices_of(answered, viewer=leader, now=now)}
    assert {"receipt", "accepted"} <= notices.keys()
    said = text(notices["receipt"].compose())
    assert answered.number in said
    assert "答复您" in said
    browser = client_of(leader)
    for form in ("docx", "pdf", "html", "large"):
        got = browser.get(reverse("reports:notice", args=[answered.key, "receipt", form]))
        assert verify_bytes(got.content, f"notice.{form}").holds, form
    assert (
        browser.get(reverse("reports:notice", args=[answered.key, "opinion-review", "pdf"])).status_code
        == 404
    )
    again = {one.code: one for one in notices_of(answered, viewer=leader, now=now + timedelta(days=9))}
    assert text(again["receipt"].compose()) == said


def sentences(notice) -> list[str]:
    """Return the sentences of a notice, the plain one first."""
    return [run.text for block in notice.blocks if isinstance(block, Paragraph) for run in block.runs]


def test_no_part_of_a_notice_repeats_its_plain_sentence_and_a_quoted_title_leaves_its_stop_out(
    answered, leader, now
):
    Concern.objects.filter(pk=answered.pk).update(title="水沟堵了，请来清。")
    answered.refresh_from_db()
    notices = notices_of(answered, viewer=leader, now=now)
    assert {one.code for one in notices} >= {"receipt", "accepted"}
    for notice in notices:
        plain, *parts = sentences(notice)
        told = plain.removeprefix("简单说：").rstrip("。")
        assert not [part for part in parts if told in part or part.rstrip("。") in told]
        assert any("“水沟堵了，请来清”" in part for part in parts)


def test_a_notice_says_the_same_after_an_extension_and_a_passing_on(
    accepted, office, leader, neighbour_clerk, receptionist, now
):
    def told() -> dict[str, str]:
        accepted.refresh_from_db()
        found = notices_of(accepted, viewer=leader, now=now)
        return {one.code: text(one.compose()) for one in found}

    before = told()
    assert "2026年3月9日" in before["receipt"]
    assert accepted.lead.organ_on(now.date()) in before["accepted"]
    actions.extend_clock(
        accepted, purpose=Purpose.ANSWER, days=2, reason="需要到现场测量", approved_by=leader,
        told_on=now.date(), by=neighbour_clerk, now=now + timedelta(hours=1),
    )  # fmt: skip
    actions.move_concern(
        accepted, unit=office, reason="职责在那边", by=receptionist, now=now + timedelta(hours=2)
    )
    after = told()
    assert accepted.lead == office
    assert {code: after[code] for code in before} == before
    assert "不同意怎么办" in before["accepted"]
    assert f"不同意延期的，可以向{accepted.unit.organ_on(now.date())}" in after["extended-1"]
    assert "上级机关：" in after["extended-1"]


def test_the_letter_of_an_answer_names_the_day_of_its_own_review_clock(answered, leader, now):
    reply = answered.replies.get()
    before = text(decision_letter(answered, reply, viewer=leader, now=now))
    first = answered.clocks.get(purpose=Purpose.ASK_REVIEW)
    first.stopped_on = now.date()
    first.save()
    later = now + timedelta(days=20)
    answered.clocks.create(
        purpose=Purpose.ASK_REVIEW, rule_id=first.rule_id, start=later, due=later.date(), raw=later.date()
    )
    assert text(decision_letter(answered, reply, viewer=leader, now=now)) == before


def test_the_cover_of_a_case_ends_with_what_it_tells_not_with_a_look_at_the_contact(
    answered, receptionist, now
):
    before = dict(cover(answered, "单位", 1, now))["起止日期"]
    actions.reveal_contact(
        answered, purpose="call_back", reason="回访时核对", by=receptionist, now=now + timedelta(days=30)
    )
    assert dict(cover(answered, "单位", 1, now))["起止日期"] == before


def answered_anew(concern, handler, leader, now):
    """Answer a matter that was taken up again; return the letter and its text."""
    concern.refresh_from_db()
    parts = PARTS | {"facts_found": "复查时仍有积水"}
    actions.draft_reply(concern, decision=Decision.SUPPORTED, parts=parts, by=handler, now=now)
    reply = actions.release_reply(concern, told=Told.PHONE, by=leader, now=now)
    return text(decision_letter(concern, reply, viewer=leader, now=now))


def test_a_second_answer_says_which_it_follows_and_why_the_matter_was_taken_up_again(
    answered, receptionist, neighbour_clerk, leader, now
):
    first = answered.replies.get()
    assert "重新办理" not in text(decision_letter(answered, first, viewer=leader, now=now))
    again, later = now + timedelta(days=3), now + timedelta(days=6)
    actions.reopen_concern(answered, reason="雨后又积水。", by=receptionist, now=again)
    said = answered_anew(answered, neighbour_clerk, leader, later)
    assert "”重新办理后有了新的答复，您的请求得到支持。" in said
    assert "本机关曾于2026年3月2日作出答复。" in said
    assert "2026年3月5日，因“雨后又积水”重新办理。现重新答复，以本次答复为准。" in said
    assert "重新办理" not in text(decision_letter(answered, first, viewer=leader, now=later))


def test_a_second_answer_after_a_review_names_who_reviewed(
    answered, county, demo, neighbour_clerk, leader, now
):
    asked = {"request": "示例：请求复查", "unit": county, "by": demo}
    review = actions.ask_review(answered, level=Level.REVIEW, now=now, **asked)
    again = now + timedelta(days=3)
    actions.decide_review(review, outcome=Outcome.REDO, reasons="没有核对底图", by=demo, now=again)
    said = answered_anew(answered, neighbour_clerk, leader, now + timedelta(days=6))
    organ = review.organ or county.organ_on(again.date())
    assert f"2026年3月5日，{organ}复查后要求重新办理：没有核对底图。现重新答复" in said
