"""Drafts of reports: submitted, returned with comments, signed off by another, issued as they were read."""

import io
import json
from dataclasses import replace
from datetime import date, timedelta

import docx
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from zerentian.ledger.models import Entry
from zerentian.ledger.registry import FIGURES
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden
from zerentian.organization.actions.factors import begin_factor, confirm_factor
from zerentian.organization.actions.posts import appoint, create_post
from zerentian.organization.rules.totp import code_at, step_at
from zerentian.reports.actions import issue_report, write_outline
from zerentian.reports.actions.issuing import report_folder
from zerentian.reports.actions.signers import is_asked
from zerentian.reports.actions.signing import (
    issue_draft,
    post_of,
    return_draft,
    scope_of,
    set_sign_off,
    sign_draft,
    submit_again,
    submit_report,
    withdraw_draft,
)
from zerentian.reports.checking import check_here
from zerentian.reports.forms.drafts import ReviewForm
from zerentian.reports.models import Report, ReportDraft
from zerentian.reports.rules.signing import Asked, DraftState

from .conftest import PERIOD
from .test_issued_files import problems

PASSWORD = "Zuoye-2026-tian"


@pytest.fixture
def draft(walk, outline, township, clerk, now) -> ReportDraft:
    walk(date(2026, 1, 10), 3)
    walk(date(2026, 2, 20), 5)
    return submit_report(outline, unit=township, period=PERIOD, by=clerk, now=now, recipient="示例县人民政府")


@pytest.fixture
def signed(draft, first, now) -> ReportDraft:
    return sign_draft(draft, seen=1, comments={}, password=PASSWORD, by=first, now=now, machine_now=now)


def words_of(report: Report) -> str:
    manifest = json.loads((report_folder(report) / "submitted" / "manifest.json").read_bytes())
    return "\n".join(one["text"] for one in manifest["paragraphs"])


def test_what_was_signed_off_is_issued_as_it_was_read_and_says_by_whom(signed, walk, clerk, now) -> None:
    walk(date(2026, 2, 27), 8)
    later = now + timedelta(days=1)
    report = issue_draft(signed, by=clerk, now=later)
    words = words_of(report)
    assert "本期巡山2次" in words
    assert "本报告由乡党委书记示例庚于2026年3月2日经本人口令复核签发，非电子印章。" in words
    assert report.size == signed.size
    signed.refresh_from_db()
    assert (signed.state, signed.report) == (DraftState.ISSUED, report)
    told = Entry.objects.filter(subject=signed.ref).order_by("id").values_list("verb", flat=True)
    assert list(told) == ["draft.submitted", "draft.signed", "draft.issued"]
    assert Entry.objects.get(verb="draft.issued").fact == {"number": report.number}
    file = docx.Document(io.BytesIO((report_folder(report) / "submitted" / "report.docx").read_bytes()))
    assert "签发人：示例庚" in "".join(file.element.body.itertext())
    for name in ("report.docx", "report.pdf", "report.html", "proof.zip"):
        for place in ("submitted", "."):
            data = (report_folder(report) / place / name).read_bytes()
            assert problems(check_here(data, name)) == []


def test_the_writer_is_told_part_by_part_and_submits_again(draft, outline, walk, clerk, first, now) -> None:
    said = {"一、总体情况": "第二段与上次重复", "": "  ", "二、别的": ""}
    returned = return_draft(draft, seen=1, comments=said, by=first, now=now)
    assert [(one.part, one.text) for one in returned.comments.all()] == [("一、总体情况", "第二段与上次重复")]
    walk(date(2026, 2, 27), 8)
    mended = write_outline(code="walks", text=outline.text.replace("全体", "大家"), by=clerk, now=now)
    again = submit_again(returned, outline=mended, words="已改", by=clerk, now=now)
    assert (again.round, again.outline, again.state) == (2, mended, DraftState.SUBMITTED)
    assert again.size > draft.size
    with pytest.raises(NotAllowed, match="第1次送审"):
        sign_draft(again, seen=1, comments={}, password=PASSWORD, by=first, now=now, machine_now=now)
    with pytest.raises(NotAllowed, match="重新送审或撤回"):
        withdraw_draft(again, by=first, now=now)


def test_comments_are_words_and_stand_in_no_fact(draft, first, now) -> None:
    return_draft(draft, seen=1, comments={"": "语气再平实些"}, by=first, now=now)
    entry = Entry.objects.get(verb="draft.returned")
    assert entry.fact == {"comments": 1, "round": 1}
    assert "语气" not in entry.facts


def test_a_draft_goes_back_with_a_reason_only(draft, first, now) -> None:
    with pytest.raises(NotAllowed, match="写明改什么"):
        return_draft(draft, seen=1, comments={"": " "}, by=first, now=now)
    draft.refresh_from_db()
    assert draft.state == DraftState.SUBMITTED


def test_who_signs_may_think_again_until_the_issue(signed, first, clerk, now) -> None:
    back = return_draft(signed, seen=1, comments={"": "数字再核"}, by=first, now=now)
    assert (back.signed_by, back.signed_on) == (None, None)
    with pytest.raises(NotAllowed, match="退回修改"):
        issue_draft(back, by=clerk, now=now)
    assert not Report.objects.exists()


def test_only_another_who_may_signs_and_by_the_own_password(draft, cadre, leader, first, walk, now) -> None:
    with pytest.raises(Forbidden):
        sign_draft(draft, seen=1, comments={}, password=PASSWORD, by=cadre, now=now, machine_now=now)
    with pytest.raises(NotAllowed, match="密码不正确"):
        sign_draft(draft, seen=1, comments={}, password="别的", by=first, now=now, machine_now=now)
    own = submit_report(draft.outline, unit=scope_of(draft).unit, period=PERIOD, by=leader, now=now)
    with pytest.raises(NotAllowed, match="拟稿人以外"):
        sign_draft(own, seen=1, comments={}, password=PASSWORD, by=leader, now=now, machine_now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportDraft.objects.filter(pk=own.pk).update(signed_by=leader)


def test_who_signs_in_with_a_code_signs_off_with_one(draft, first, client_of, now) -> None:
    page = reverse("reports:draft-detail", args=[draft.pk])
    browser = client_of(first)
    assert 'name="code"' not in browser.get(page).content.decode()
    secret = begin_factor(first, now=now).secret
    confirm_factor(first, code=code_at(secret, step_at(now.timestamp())), now=now, machine_now=now)
    assert 'name="code"' in browser.get(page).content.decode()
    assert browser.post(page, {"seen": 1, "sign": 1, "password": PASSWORD}).status_code == 422
    later = now + timedelta(minutes=2)
    said = {"seen": 1, "comments": {}, "password": PASSWORD, "by": first, "now": later, "machine_now": later}
    with pytest.raises(NotAllowed, match="动态验证码"):
        sign_draft(draft, code="000000", **said)
    signed = sign_draft(draft, code=code_at(secret, step_at(later.timestamp())), **said)
    assert signed.state == DraftState.SIGNED


def test_a_figure_that_a_new_version_defines_anew_stops_what_was_signed_by_the_old(
    signed, clerk, now, monkeypatch
) -> None:
    monkeypatch.setitem(FIGURES, "walks.count", replace(FIGURES["walks.count"], definition="另一种算法。"))
    with pytest.raises(NotAllowed, match="改了定义"):
        issue_draft(signed, by=clerk, now=now)
    assert not Report.objects.exists()


def test_what_is_issued_is_the_round_signed_last_however_old_the_page(
    signed, outline, walk, clerk, first, now
) -> None:
    page = ReportDraft.objects.get(pk=signed.pk)
    withdraw_draft(signed, by=clerk, now=now)
    walk(date(2026, 2, 27), 8)
    again = submit_again(signed, outline=outline, words="", by=clerk, now=now)
    sign_draft(again, seen=2, comments={}, password=PASSWORD, by=first, now=now, machine_now=now)
    report = issue_draft(page, by=clerk, now=now)
    assert report.size == again.size > page.size
    assert "本期巡山3次" in words_of(report)


def test_the_paper_names_the_post_over_the_unit_not_one_in_another_township(
    first, unit_of, demo, now
) -> None:
    day = date(2026, 2, 1)
    elsewhere = create_post(
        unit=unit_of("990102"), title="邻乡书记", role="first", first=day, by=demo, now=now
    )
    appoint(first, post=elsewhere, first=day, by=demo, now=now)
    signer = type(first).objects.get(pk=first.pk)
    for code in ("990101", "990102"):
        assert post_of(signer, f"990100/{code}", now).unit.code == code
    with pytest.raises(NotAllowed, match="有签发权限"):
        post_of(signer, "990100", now)


def test_comments_on_two_parts_of_one_heading_are_both_kept(first) -> None:
    sent = {"seen": 1, "part-0": "数字再核", "part-1": "", "part-2": "语气平实些"}
    form = ReviewForm(sent, parts=["一、工作", "一、工作", "一、工作"], account=first)
    assert form.is_valid()
    assert form.comments == {"": "", "一、工作": "数字再核\n语气平实些"}


def test_a_withdrawn_draft_can_be_submitted_again(signed, outline, clerk, first, now) -> None:
    gone = withdraw_draft(signed, by=clerk, now=now)
    assert (gone.state, gone.signed_by) == (DraftState.WITHDRAWN, None)
    with pytest.raises(NotAllowed, match="已撤回"):
        sign_draft(gone, seen=1, comments={}, password=PASSWORD, by=first, now=now, machine_now=now)
    assert submit_again(gone, outline=outline, words="", by=clerk, now=now).state == DraftState.SUBMITTED


def test_nothing_is_issued_unsigned_where_that_is_asked(
    outline, township, office, supervisor, clerk, first, now
) -> None:
    def issue(by, unit=township):
        return issue_report(outline, unit=unit, period=PERIOD, by=by, now=now)

    with pytest.raises(NotAllowed, match="先送审"):
        issue(supervisor)
    with pytest.raises(NotAllowed, match="先送审"):
        issue(clerk, office)
    assert issue(first).number == "2026-0001"
    set_sign_off(asked=Asked.NEVER, by=first, now=now)
    assert issue(clerk, office).number == "2026-0002"
    assert is_asked("990100", supervisor, now) is False
    set_sign_off(asked=Asked.ALWAYS, by=first, now=now)
    assert is_asked("990100", supervisor, now) is True
    with pytest.raises(Forbidden):
        set_sign_off(asked=Asked.ALWAYS, by=clerk, now=now)


def test_what_could_not_be_issued_is_not_submitted(township, clerk, now) -> None:
    waiting = write_outline(code="w", text="# 甲\n\n## 一、乙\n\n{{ waiting 照片 }}\n", by=clerk, now=now)
    with pytest.raises(NotAllowed, match="照片"):
        submit_report(waiting, unit=township, period=PERIOD, by=clerk, now=now)
    assert not ReportDraft.objects.exists()


def test_on_the_pages_a_draft_goes_from_desk_to_desk(draft, client_of, clerk, first, outsider) -> None:
    writer, signer = client_of(clerk), client_of(first)
    page = reverse("reports:draft-detail", args=[draft.pk])
    assert page in signer.get("/").content.decode()
    shown = signer.get(page).content.decode()
    assert "本期巡山" in shown
    assert 'name="part-0"' in shown
    assert "对“”的意见" not in shown
    assert 'name="sign"' not in writer.get(page).content.decode()
    assert client_of(outsider).get(page).status_code == 404
    wrong = signer.post(page, {"seen": 1, "sign": 1, "password": "别的", "part-0": "请核"})
    assert wrong.status_code == 422
    assert "请核" in wrong.content.decode()
    assert signer.post(page, {"seen": 1, "return": 1, "part-0": "请核对人次"}).status_code == 302
    assert page in writer.get("/").content.decode()
    assert "请核对人次" in writer.get(page).content.decode()
    again = reverse("reports:draft-again", args=[draft.pk])
    assert writer.post(again, {"words": "已核对"}).status_code == 302
    assert "已核对" in signer.get(page).content.decode()
    assert signer.post(page, {"seen": 2, "sign": 1, "password": PASSWORD}).status_code == 302
    answer = writer.post(reverse("reports:draft-issue", args=[draft.pk]))
    assert answer.headers["Location"].startswith("/reports/2026-")
    assert writer.post(reverse("reports:draft-withdraw", args=[draft.pk])).status_code == 409


def test_a_report_is_submitted_from_the_page_of_issue(outline, client_of, clerk, first, now) -> None:
    writer = client_of(clerk)
    sent = {"outline": "walks", "unit": "990101", "period": PERIOD.code, "organ": "", "recipient": ""}
    assert "submit" in writer.get(reverse("reports:report-new")).content.decode()
    answer = writer.post(reverse("reports:report-new"), {**sent, "submit": "1"})
    draft = ReportDraft.objects.get()
    assert answer.headers["Location"] == reverse("reports:draft-detail", args=[draft.pk])
    assert reverse("reports:draft-detail", args=[draft.pk]) in writer.get("/reports/").content.decode()
    assert writer.post(reverse("reports:report-new"), sent).status_code == 422
    asked = client_of(first).post(reverse("reports:signing"), {"asked": "never"})
    assert asked.status_code == 302
