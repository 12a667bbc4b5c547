"""Each step of a draft and of a transfer: from which states, what it writes, whose it is, what a page offers whom."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import Period
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden
from zerentian.reports.actions import signing
from zerentian.reports.actions.signers import asked_now, check_signed_off, is_asked
from zerentian.reports.actions.transfers import (
    ask_transfer,
    fail_transfer,
    package_of,
    receive_transfer,
    withdraw_transfer,
)
from zerentian.reports.models import DraftComment, ReportDraft, SignOff, Transfer
from zerentian.reports.rules.signing import Asked, DraftState
from zerentian.reports.rules.transfers import TransferState

from .conftest import PERIOD

pytestmark = pytest.mark.django_db
TOWNSHIP = "990100/990101"
ONE = timedelta(days=1)


def facts(verb: str) -> dict:
    return Entry.objects.filter(verb=verb).order_by("pk").last().fact


def refused(words, call, /, *args, **more):
    with pytest.raises(NotAllowed, match=words):
        call(*args, **more)


# -- Drafts --------------------------------------------------------------------------------------------


@pytest.fixture
def draft(walk, outline, township, clerk, now) -> ReportDraft:
    walk(date(2026, 1, 10), 3)
    said = {"recipient": "示例县人民政府", "party": True}
    return signing.submit_report(outline, unit=township, period=PERIOD, by=clerk, now=now, **said)


def put(draft, state, **more):
    ReportDraft.objects.filter(pk=draft.pk).update(state=state, **more)
    draft.refresh_from_db()


def test_what_is_submitted_says_its_outline_its_seal_and_its_round(draft, outline, clerk, now):
    assert (draft.outline, draft.unit, draft.period, draft.party) == (outline, TOWNSHIP, PERIOD.code, True)
    assert (draft.recipient, draft.round, draft.state) == ("示例县人民政府", 1, DraftState.SUBMITTED)
    assert (draft.written_by, draft.submitted_at, draft.day) == (clerk, now, now.date())
    assert facts("draft.submitted") == {
        **{"outline": "walks", "version": 1, "period": PERIOD.code, "size": draft.size, "round": 1}
    }
    assert draft.title == f"{PERIOD.label}巡山情况报告"
    assert signing.scope_of(draft).day == draft.day


def test_it_is_submitted_again_by_its_writer_with_a_word_and_a_new_seal(draft, outline, first, clerk, now):
    put(draft, DraftState.RETURNED)
    refused("只有拟稿人", signing.submit_again, draft, outline=outline, words="", by=first, now=now)
    later = now + ONE
    again = signing.submit_again(draft, outline=outline, words=" 改了 ", by=clerk, now=later)
    assert (again.round, again.state, again.day, again.submitted_at) == (2, "submitted", later.date(), later)
    assert again.size > draft.size
    assert [(one.round, one.part, one.text, one.by) for one in again.comments.all()] == [
        (2, "", " 改了 ", clerk)
    ]
    assert facts("draft.submitted")["round"] == 2
    put(draft, DraftState.WITHDRAWN)
    signing.submit_again(draft, outline=outline, words=" ", by=clerk, now=later)
    assert DraftComment.objects.count() == 1


def test_returning_takes_a_signature_back_and_says_how_many_comments(draft, first, now):
    post = first.posts_on(now.date())[0]
    put(draft, DraftState.SIGNED, signed_by=first, signed_post=post, signed_on=now.date())
    refused("要写明改什么", signing.return_draft, draft, seen=1, comments={"一": " "}, by=first, now=now)
    refused("第2次", signing.return_draft, draft, seen=2, comments={"": "改"}, by=first, now=now)
    back = signing.return_draft(draft, seen=1, comments={"": " 改 ", "一": "补", "二": ""}, by=first, now=now)
    assert (back.state, back.signed_by, back.signed_post, back.signed_on) == (
        DraftState.RETURNED,
        None,
        None,
        None,
    )
    assert facts("draft.returned") == {"round": 1, "comments": 2}
    assert sorted((one.part, one.text) for one in back.comments.all()) == [("", "改"), ("一", "补")]


def test_a_signature_says_who_from_which_post_and_when(draft, first, clerk, now):
    done = signing.signed(draft, 1, {"": "同意"}, first, now)
    assert (done.state, done.signed_by, done.signed_on) == (DraftState.SIGNED, first, now.date())
    assert done.signed_post.title == "乡党委书记"
    assert facts("draft.signed") == {
        **{"round": 1, "comments": 1, "size": draft.size, "by_post": done.signed_post.code}
    }
    refused("已签发", signing.signed, draft, 1, {}, first, now)
    with pytest.raises(Forbidden):
        signing.signed(draft, 1, {}, clerk, now)


def test_a_draft_is_withdrawn_by_its_writer_alone(draft, first, clerk, now):
    refused("只有拟稿人", signing.withdraw_draft, draft, by=first, now=now)
    gone = signing.withdraw_draft(draft, by=clerk, now=now)
    assert (gone.state, facts("draft.withdrawn")) == (DraftState.WITHDRAWN, {"round": 1})
    refused("已撤回", signing.withdraw_draft, draft, by=clerk, now=now)


def test_only_what_is_signed_is_issued(draft, clerk, cadre, now):
    refused("送审中", signing.issue_draft, draft, by=clerk, now=now)
    with pytest.raises(Forbidden):
        signing.issue_draft(draft, by=cadre, now=now)


@pytest.mark.parametrize("state", [one for one in DraftState if one != DraftState.ISSUED])
def test_a_draft_waits_with_who_signs_or_with_its_writer(draft, clerk, first, outsider, state):
    put(draft, state, signed_by=first, signed_on=draft.day)
    rows = ReportDraft.objects
    assert rows.to_sign_by(first).exists() is (state == DraftState.SUBMITTED)
    assert not rows.to_sign_by(clerk).exists()
    assert rows.with_writer(clerk, state).exists()
    assert not rows.with_writer(first, state).exists()
    assert rows.open().exists() is (state in ("submitted", "returned", "signed"))
    assert rows.visible_to(clerk).exists()
    assert rows.visible_to(first).exists()
    assert not rows.visible_to(outsider).exists()


def test_who_may_sign_does_not_sign_their_own(draft, first):
    ReportDraft.objects.filter(pk=draft.pk).update(written_by=first)
    assert not ReportDraft.objects.to_sign_by(first).exists()


@pytest.mark.parametrize(
    ("asked", "clerks", "leaders"),
    [(Asked.IF_POSSIBLE, True, False), (Asked.ALWAYS, True, False), (Asked.NEVER, False, False)],
)
def test_whether_a_signature_is_asked_for_is_the_offices_setting(
    clerk, first, demo, now, asked, clerks, leaders
):
    assert asked_now() == Asked.IF_POSSIBLE
    signing.set_sign_off(asked=asked, by=first, now=now)
    assert asked_now() == asked
    signing.set_sign_off(asked=asked, by=first, now=now)
    assert [(one.pk, one.asked) for one in SignOff.objects.all()] == [(1, asked)]
    assert facts("signing.set") == {"asked": asked.value}
    assert [is_asked(TOWNSHIP, one, now) for one in (clerk, first, demo)] == [clerks, leaders, False]
    if clerks:
        refused("须先送审", check_signed_off, TOWNSHIP, by=clerk, now=now)
    else:
        assert check_signed_off(TOWNSHIP, by=clerk, now=now) is None


def test_where_nobody_may_sign_it_is_asked_for_only_where_it_always_is(clerk, first, leader, now):
    other = "990100/990102"
    assert not is_asked(other, clerk, now)
    signing.set_sign_off(asked=Asked.ALWAYS, by=first, now=now)
    assert is_asked(other, clerk, now)
    assert not is_asked(TOWNSHIP, first, now)


STEPS = ("may_return", "may_sign", "may_issue", "may_again", "may_withdraw")


@pytest.mark.parametrize(
    ("state", "writer", "signer"),
    [
        (DraftState.SUBMITTED, {"may_withdraw"}, {"may_return", "may_sign"}),
        (DraftState.RETURNED, {"may_again", "may_withdraw"}, set()),
        (DraftState.SIGNED, {"may_issue", "may_withdraw"}, {"may_return", "may_issue"}),
        (DraftState.WITHDRAWN, {"may_again"}, set()),
    ],
)
def test_a_page_of_a_draft_offers_the_steps_that_are_open(
    draft, clerk, first, client_of, state, writer, signer
):
    put(draft, state, signed_by=first, signed_on=draft.day)
    where = reverse("reports:draft-detail", args=[draft.pk])
    for account, steps in ((clerk, writer), (first, signer)):
        context = client_of(account).get(where).context
        assert {name for name in STEPS if context[name]} == steps
        assert context["is_signed"] is (state == DraftState.SIGNED)
        assert context["own"] is (account == clerk)


def test_whoever_signs_reads_the_title_and_whom_it_goes_to(draft, first, client_of):
    ReportDraft.objects.filter(pk=draft.pk).update(recipient="示例县人民政府")
    page = client_of(first).get(reverse("reports:draft-detail", args=[draft.pk])).content.decode()
    title = f"中共云岭乡委员会{PERIOD.label}巡山情况报告"
    assert title in page.partition("</title>")[0]
    assert f'<h2 class="title">{title}</h2>' in page
    assert "示例县人民政府：" in " ".join(page.split())


def test_a_draft_is_called_as_its_title_reads(draft):
    draft.outline.title = "{{ unit }}关于{{ period }}巡山情况的报告"
    assert draft.title == f"关于{PERIOD.label}巡山情况的报告"
    draft.outline.title = "{{ unit }}巡山情况的报告"
    assert draft.title == f"{PERIOD.label}巡山情况的报告"


def test_comments_stand_at_their_part_and_those_of_no_part_elsewhere(draft, first, client_of, now):
    comments = {"一、总体情况": "补数", "没有这一部分": "旧", "": "整体可以"}
    signing.return_draft(draft, seen=1, comments=comments, by=first, now=now)
    context = client_of(first).get(reverse("reports:draft-detail", args=[draft.pk])).context
    assert {part.title: [one.text for one in part.comments] for part in context["parts"]} == {
        "一、总体情况": ["补数"]
    }
    assert sorted(one.text for one in context["elsewhere"]) == ["整体可以", "旧"]


# -- Transfers -----------------------------------------------------------------------------------------


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    return django_capture_on_commit_callbacks


@pytest.fixture
def transfer(township, receptionist, now):
    """Make a transfer in a state, with its package where there is one."""

    def made(state: TransferState) -> Transfer:
        span = {"period": "2026-01", "first": date(2026, 1, 1), "last": date(2026, 1, 31)}
        by = {"unit": township, "path": TOWNSHIP, "asked_by": receptionist, "asked_at": now}
        packed = (
            {}
            if state == TransferState.ASKED
            else {"package": "p" * 64, "manifest": "m" * 64, "packed_at": now}
        )
        done = {"received_on": now.date()} if state == TransferState.RECEIVED else {}
        row = Transfer.objects.create(number="YJ2026-00000001", state=state, **span, **by, **packed, **done)
        package_of(row).parent.mkdir(exist_ok=True)
        package_of(row).write_bytes(b"zip")
        return row

    return made


@pytest.mark.parametrize("state", list(TransferState))
def test_a_transfer_is_received_once_it_is_packed(transfer, receptionist, now, state, committed):
    row = transfer(state)
    said = {"received_on": now.date(), "received_by": " 县档案馆 某人 ", "remark": f" {'好' * 301} "}
    if state != TransferState.PACKED:
        refused("不能登记接收", receive_transfer, row, by=receptionist, now=now, **said)
        return
    with committed(execute=True):
        done = receive_transfer(row, by=receptionist, now=now, **said)
    assert (done.state, done.received_on, done.received_by) == ("received", now.date(), "县档案馆 某人")
    assert done.remark == "好" * 300
    assert facts("archive.received") == {"number": row.number, "received": "2026-03-02"}
    assert not package_of(row).exists()


def test_it_is_not_received_before_it_was_packed_nor_tomorrow(transfer, receptionist, now):
    row = transfer(TransferState.PACKED)
    for day in (now.date() - ONE, now.date() + ONE):
        refused(
            "接收日期应在",
            receive_transfer,
            row,
            received_on=day,
            received_by="某馆",
            by=receptionist,
            now=now,
        )
    refused(
        "接收单位", receive_transfer, row, received_on=now.date(), received_by=" ", by=receptionist, now=now
    )
    assert package_of(row).exists()


@pytest.mark.parametrize("state", list(TransferState))
def test_a_transfer_is_withdrawn_as_long_as_it_is_ours(transfer, receptionist, clerk, now, state, committed):
    row = transfer(state)
    if state in (TransferState.RECEIVED, TransferState.WITHDRAWN):
        refused("不能撤回", withdraw_transfer, row, reason="错", by=receptionist, now=now)
        return
    refused("撤回的理由", withdraw_transfer, row, reason=" ", by=receptionist, now=now)
    with pytest.raises(Forbidden):
        withdraw_transfer(row, reason="错", by=clerk, now=now)
    with committed(execute=True):
        done = withdraw_transfer(row, reason=" 装错了 ", by=receptionist, now=now)
    assert (done.state, done.remark, package_of(row).exists()) == ("withdrawn", "装错了", False)
    assert facts("archive.withdrawn") == {"number": row.number}


@pytest.mark.parametrize("state", list(TransferState))
def test_only_what_was_asked_for_fails(transfer, receptionist, now, state):
    row = transfer(state)
    if state != TransferState.ASKED:
        refused("不能标为未能成包", fail_transfer, row, "缺字", by=receptionist, now=now)
        return
    done = fail_transfer(row, "缺" * 401, by=receptionist, now=now)
    assert (done.state, done.problem, facts("archive.failed")) == (
        "failed",
        "缺" * 400,
        {"number": row.number},
    )


def test_nothing_is_asked_for_that_is_not_there_or_not_yet(township, receptionist, clerk, now):
    said = {"unit": township, "now": now}
    refused("没有可移交", ask_transfer, period=Period.parse("2026-01"), by=receptionist, **said)
    refused("还没有开始", ask_transfer, period=Period.parse("2026-04"), by=receptionist, **said)
    refused("哪些种类", ask_transfer, period=Period.parse("2026-01"), kinds=[], by=receptionist, **said)
    refused("哪些种类", ask_transfer, period=Period.parse("2026-01"), kinds=["x"], by=receptionist, **said)
    with pytest.raises(Forbidden):
        ask_transfer(period=Period.parse("2026-01"), by=clerk, **said)


def test_where_what_was_closed_waits_in_a_package_that_is_said(transfer, township, receptionist, now):
    row = transfer(TransferState.PACKED)
    said = {"unit": township, "by": receptionist, "now": now}
    refused(row.number, ask_transfer, period=Period.parse("2026-01"), **said)
    refused("没有可移交", ask_transfer, period=Period.parse("2026-02"), **said)
    Transfer.objects.filter(pk=row.pk).update(kinds="nothing")
    refused("没有可移交", ask_transfer, period=Period.parse("2026-01"), **said)
