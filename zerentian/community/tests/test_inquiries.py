"""Requests for information: the law's clocks and kinds, two persons on each answer, nobody named, nobody asked why."""

import io
import re
from datetime import date, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from zerentian.casework.actions.rotation import rotate_contact_key
from zerentian.community.actions import contacts
from zerentian.community.actions import inquiries as acts
from zerentian.community.actions.inquiry_public import reckon_inquiries, reveal_applicant, tell_all
from zerentian.community.forms.inquiries import AskedForm
from zerentian.community.models import Inquiry, InquiryAnswer, InquiryContact, Notice
from zerentian.community.models.inquiries import Told
from zerentian.community.rules.inquiries import (
    KINDS,
    REFUSALS,
    Applicant,
    Channel,
    Heard,
    Outcome,
    Row,
    State,
    Whom,
    check_answer,
)
from zerentian.community.rules.remedies import remedy
from zerentian.community.shown.inquiries import RECORDS, waiting
from zerentian.community.tests.conftest import ASKED, SAID
from zerentian.community.views.inquiries import may_tell_all, narrowed
from zerentian.community.yearly import (
    BROUGHT,
    CARRIED,
    LINES,
    RECEIVED,
    RESULT,
    TOTAL,
    joined,
    table_of,
)
from zerentian.ledger.actions import seal
from zerentian.ledger.figures import compute
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import Period
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.verification import verify_log
from zerentian.organization.access import Forbidden
from zerentian.organization.actions.units import merge_unit
from zerentian.organization.models import Account

TODAY = date(2026, 3, 2)
DUE = date(2026, 3, 30)
TOWN = "990100/990101"


def waiting_for(account, now):
    """Return what kinds of steps on requests wait on somebody's desk."""
    with translation.override("en"):
        return {
            str(group.title) for group in waiting(Account.objects.get(pk=account.pk), now, 5) if group.lines
        }


def figure(code, period="2026-03"):
    """Return what a figure comes to for the township, sealed now."""
    return compute(code, unit=TOWN, period=Period.parse(period)).value


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_kind_of_answer_says_what_the_law_wants_of_it(outcome):
    check_answer(outcome, reason="理由", where="途径")
    kind = KINDS[outcome]
    if kind.reason:
        with pytest.raises(NotAllowed, match="理由"):
            check_answer(outcome, reason=" ", where="途径")
    if kind.where:
        with pytest.raises(NotAllowed, match="途径"):
            check_answer(outcome, reason="理由", where="")
    clause = remedy(outcome, organ="示例县人民政府", court="示例县人民法院")
    assert "示例县人民政府" in clause
    assert "示例县人民法院" in clause
    assert "六十日" in clause
    assert ("先申请" in clause.replace("\n", "")) == (outcome in REFUSALS)


def test_every_kind_stands_in_one_line_of_the_yearly_table():
    listed = [one for _, row, outcomes in LINES for one in outcomes if KINDS[one].row is row]
    assert sorted(listed) == sorted(Outcome)


def test_the_form_asks_for_no_purpose_and_for_a_way_to_answer():
    assert set(AskedForm.base_fields) == {"title", "text", "way", "applicant", "name", "phone", "address"}
    said = {"title": "补贴", "text": "明细", "applicant": "person", "name": "某人"}
    assert "phone" in AskedForm(said).errors
    assert AskedForm(said | {"address": "示例街9号"}).is_valid()


@pytest.mark.django_db
class TestReceiving:
    def test_a_request_is_due_in_twenty_working_days_and_its_applicant_stands_in_no_entry(self, receive):
        receipt = receive()
        inquiry = receipt.inquiry
        assert (inquiry.due, inquiry.state) == (DUE, State.HANDLING)
        assert re.fullmatch(r"990101-YSQ-2026-[1-9]\d{7}", inquiry.number), "no gap tells of other requests"
        kept = InquiryContact.objects.get()
        assert "某申请人" not in f"{kept.name}{kept.phone}{kept.address}"
        assert kept.told == ASKED.told
        entry = Entry.objects.get(verb="inquiry.received")
        assert entry.fact == {"channel": "counter", "applicant": "person", "due": "2026-03-30"}

    def test_who_holds_no_right_registers_nothing(self, receive, cadre, outsider):
        for by in (cadre, outsider):
            with pytest.raises(Forbidden):
                receive(by=by)
        assert not Inquiry.objects.exists()

    def test_it_begins_on_the_day_of_receipt_never_in_the_future(self, receive):
        assert receive(received_on=date(2026, 2, 27), channel=Channel.POST).inquiry.due < DUE
        with pytest.raises(NotAllowed, match="今天之后"):
            receive(received_on=date(2026, 3, 3))

    @pytest.mark.parametrize("lacks", [{"title": " "}, {"text": ""}, {"told": Told("", "1", "")}])
    def test_it_says_what_is_asked_for_and_how_to_answer(self, receive, lacks):
        asked = acts.Asked(**{name: getattr(ASKED, name) for name in ASKED.__slots__} | lacks)
        with pytest.raises(NotAllowed):
            receive(asked)
        with pytest.raises(NotAllowed, match="联系方式"):
            receive(acts.Asked(title="t", text="t", applicant=Applicant.BODY, told=Told("某公司", "", "")))

    def test_the_same_form_twice_is_one_request_with_one_secret(self, receive):
        mark = uuid4()
        first, second = receive(submission=mark), receive(submission=mark)
        assert (first.inquiry.pk, first.secret) == (second.inquiry.pk, second.secret)


@pytest.mark.django_db
class TestTime:
    def test_completing_begins_the_time_anew_once(self, inquiry, receptionist, now):
        until = TODAY + timedelta(days=14)
        said = {"words": "请写明年度", "until": until, "by": receptionist}
        waits = acts.ask_correction(inquiry, **said, now=now)
        assert (waits.state, waits.due) == (State.CORRECTING, None)
        later = now + timedelta(days=7)
        fresh = acts.correct_inquiry(inquiry, words="2025年度", by=receptionist, now=later)
        assert (fresh.state, fresh.clock_from) == (State.HANDLING, date(2026, 3, 9))
        assert fresh.due > DUE
        with pytest.raises(NotAllowed, match="只告知一次"):
            acts.ask_correction(inquiry, **said, now=later)

    def test_after_seven_working_days_nothing_is_asked_to_be_completed(self, inquiry, receptionist, now):
        late = now + timedelta(days=10)
        with pytest.raises(NotAllowed, match="7个工作日"):
            acts.ask_correction(
                inquiry, words="请写明年度", until=date(2026, 3, 20), by=receptionist, now=late
            )
        inquiry.refresh_from_db()
        assert inquiry.due == DUE

    def test_only_after_its_last_day_it_ends_as_not_completed(self, inquiry, answered, receptionist, now):
        until = TODAY + timedelta(days=7)
        acts.ask_correction(inquiry, words="请写明年度", until=until, by=receptionist, now=now)
        for outcome in (Outcome.UNCORRECTED, Outcome.GIVEN):
            with pytest.raises(NotAllowed, match="补正"):
                answered(inquiry, outcome)
        closed = answered(inquiry, Outcome.UNCORRECTED, at=now + timedelta(days=8))
        assert closed.state == State.ANSWERED
        assert "on_time" not in Entry.objects.get(verb="inquiry.answered").fact

    def test_an_opinion_is_waited_for_without_counting_and_silence_only_after_its_day(
        self, inquiry, receptionist, answered, now
    ):
        row = acts.consult(inquiry, whom=Whom.THIRD, words="是否同意公开", by=receptionist, now=now)
        inquiry.refresh_from_db()
        assert (row.until, inquiry.due) == (date(2026, 3, 23), date(2026, 4, 21))
        with pytest.raises(NotAllowed, match="认定逾期"):
            acts.hear(inquiry, result=Heard.SILENT, words="", by=receptionist, now=now)
        with pytest.raises(NotAllowed, match="正在征求意见"):
            answered(inquiry)
        soon = now + timedelta(days=3)
        heard = acts.hear(inquiry, result=Heard.AGREED, words="同意公开", by=receptionist, now=soon)
        assert heard.due == date(2026, 4, 1)
        assert Entry.objects.get(verb="inquiry.heard").fact["result"] == Heard.AGREED
        assert heard.steps_taken.get(step="hear").words == "同意公开"

    def test_more_time_is_granted_by_another_at_most_twenty_days_and_only_before_it_is_overdue(
        self, inquiry, receptionist, supervisor, leader, now
    ):
        with pytest.raises(NotAllowed, match="20"):
            acts.ask_time(inquiry, days=21, reason="需查档", by=receptionist, now=now)
        late = now + timedelta(days=60)
        with pytest.raises(NotAllowed, match="逾期"):
            acts.ask_time(inquiry, days=5, reason="需查档", by=receptionist, now=late)
        acts.ask_time(inquiry, days=20, reason="需查档", by=supervisor, now=now)
        with pytest.raises(NotAllowed, match="另一人"):
            acts.decide_time(inquiry, grant=True, words="", by=supervisor, now=now)
        with pytest.raises(Forbidden):
            acts.decide_time(inquiry, grant=True, words="", by=receptionist, now=now)
        granted = acts.decide_time(inquiry, grant=True, words="", by=leader, now=now)
        assert granted.due == date(2026, 4, 28)
        with pytest.raises(NotAllowed, match="20"):
            acts.ask_time(inquiry, days=1, reason="再查", by=receptionist, now=now)

    def test_more_time_is_refused_with_the_reason(self, inquiry, receptionist, leader, now):
        acts.ask_time(inquiry, days=5, reason="需查档", by=receptionist, now=now)
        with pytest.raises(NotAllowed, match="理由"):
            acts.decide_time(inquiry, grant=False, words="", by=leader, now=now)
        assert acts.decide_time(inquiry, grant=False, words="档案在本站", by=leader, now=now).due == DUE

    def test_a_holiday_notice_never_puts_the_answer_off(self, inquiry, now):
        Inquiry.objects.update(estimated=True, due=DUE + timedelta(days=3))
        said = {"by": Account.objects.system("clock"), "now": now, "because": Entry.objects.last()}
        assert reckon_inquiries(**said) == 1
        inquiry.refresh_from_db()
        assert inquiry.due == DUE
        Inquiry.objects.update(estimated=True, due=DUE - timedelta(days=3))
        reckon_inquiries(**said)
        inquiry.refresh_from_db()
        assert inquiry.due == DUE - timedelta(days=3)


@pytest.mark.django_db
class TestAnswering:
    def test_whoever_drafted_the_answer_does_not_release_it(self, inquiry, supervisor, leader, now):
        acts.draft_answer(inquiry, outcome=Outcome.GIVEN, **SAID, by=supervisor, now=now)
        with pytest.raises(NotAllowed, match="另一人"):
            acts.release_answer(inquiry, by=supervisor, now=now)
        assert acts.release_answer(inquiry, by=leader, now=now).state == State.ANSWERED
        with pytest.raises(NotAllowed):
            acts.release_answer(inquiry, by=leader, now=now)
        with pytest.raises(IntegrityError), transaction.atomic():
            InquiryAnswer.objects.update(released_by=supervisor)

    def test_an_answer_goes_back_with_the_reason_and_is_drafted_again(
        self, inquiry, receptionist, leader, now
    ):
        acts.draft_answer(inquiry, outcome=Outcome.GIVEN, **SAID, by=receptionist, now=now)
        with pytest.raises(Forbidden):
            acts.return_answer(inquiry, reason="数字有误", by=receptionist, now=now)
        assert acts.return_answer(inquiry, reason="数字有误", by=leader, now=now).state == State.HANDLING
        acts.draft_answer(inquiry, outcome=Outcome.GIVEN, **SAID, by=receptionist, now=now)
        acts.release_answer(inquiry, by=leader, now=now)
        assert inquiry.answers.count() == 2

    def test_another_ones_answer_and_time_wait_for_who_drafted_or_asked_before(
        self, inquiry, receptionist, leader, supervisor, now
    ):
        acts.ask_time(inquiry, days=3, reason="数据量大", by=supervisor, now=now)
        assert waiting_for(supervisor, now) == {"Requests for information to answer"}
        acts.decide_time(inquiry, grant=True, words="", by=leader, now=now)
        acts.ask_time(inquiry, days=3, reason="还要核对", by=receptionist, now=now)
        assert "More time asked for requests for information" in waiting_for(supervisor, now)
        acts.decide_time(inquiry, grant=True, words="", by=supervisor, now=now)
        acts.draft_answer(inquiry, outcome=Outcome.GIVEN, **SAID, by=supervisor, now=now)
        assert waiting_for(supervisor, now) == set()
        acts.return_answer(inquiry, reason="数字有误", by=leader, now=now)
        acts.draft_answer(inquiry, outcome=Outcome.GIVEN, **SAID, by=receptionist, now=now)
        assert waiting_for(supervisor, now) == {"Answers to requests for information to release"}

    def test_an_answer_lacks_neither_reason_nor_authorities(self, inquiry, receptionist, now):
        for lacks in ({"where": ""}, {"text": ""}, {"organ": ""}, {"court": " "}):
            with pytest.raises(NotAllowed):
                acts.draft_answer(inquiry, outcome=Outcome.GIVEN, **SAID | lacks, by=receptionist, now=now)
        with pytest.raises(NotAllowed, match="补正"):
            acts.draft_answer(
                inquiry, outcome=Outcome.UNCLEAR, **SAID | {"reason": "不明"}, by=receptionist, now=now
            )
        assert not InquiryAnswer.objects.exists()

    def test_it_is_withdrawn_by_its_applicant_without_a_reason(self, inquiry, receptionist, cadre, now):
        with pytest.raises(Forbidden):
            acts.withdraw_inquiry(inquiry, words="", by=cadre, now=now)
        assert acts.withdraw_inquiry(inquiry, words="", by=receptionist, now=now).closed_on == TODAY
        with pytest.raises(NotAllowed):
            acts.withdraw_inquiry(inquiry, words="", by=receptionist, now=now)

    def test_what_was_given_is_told_to_all_through_the_review_and_nothing_else_is(
        self, receive, answered, receptionist, township, now
    ):
        said = {
            "title": "2025年耕地补贴发放情况",
            "question": "2025年耕地补贴发了多少",
            "facts": "1200亩，12.6万元",
            "source": "2025年补贴发放表",
            "unit": township,
            "by": receptionist,
            "now": now,
        }
        refused = answered(receive().inquiry, Outcome.THIRD, reason="涉及商业秘密")
        with pytest.raises(NotAllowed, match="予以公开"):
            tell_all(refused, **said)
        given_one = answered(receive().inquiry)
        notice = tell_all(given_one, **said)
        assert notice.state == "draft"
        assert not Inquiry.objects.told_to_all().exists()
        with pytest.raises(NotAllowed, match="已经在公布"):
            tell_all(given_one, **said)
        assert "某申请人" not in str(Notice.objects.values()) + str(notice.newest.said)

    def test_the_applicant_is_looked_at_for_a_reason_and_erased_after_the_days(
        self, inquiry, answered, receptionist, leader, now, settings
    ):
        with pytest.raises(NotAllowed):
            reveal_applicant(inquiry, reason="", by=receptionist, now=now)
        with pytest.raises(Forbidden):
            reveal_applicant(inquiry, reason="好奇", by=leader, now=now)
        assert reveal_applicant(inquiry, reason="寄送答复书", by=receptionist, now=now).phone == "13900001111"
        rotate_contact_key(by=Account.objects.system("cli"), now=now)
        assert InquiryContact.objects.get().told == ASKED.told
        answered(inquiry)
        by = Account.objects.system("clock")
        assert contacts.erase_past(by=by, now=now) == 0
        assert contacts.erase_past(by=by, now=now + timedelta(days=settings.CONTACT_DAYS)) == 1
        assert InquiryContact.objects.get().told == Told("", "", "")

    def test_it_is_visible_where_the_right_reaches(self, inquiry, receptionist, leader, outsider, cadre):
        seen = {one.username for one in (receptionist, leader) if Inquiry.objects.visible_to(one).exists()}
        assert seen == {"receptionist", "leader"}
        assert not Inquiry.objects.visible_to(outsider).exists()
        assert not Inquiry.objects.visible_to(cadre).exists()

    def test_what_is_open_passes_on_with_a_township_that_merges(
        self, inquiry, township, other_township, administrator, now
    ):
        merge_unit(township, into=other_township, first=TODAY, by=administrator, now=now)
        inquiry.refresh_from_db()
        assert inquiry.unit == other_township
        seal(now=now)
        assert compute("inquiries.open", unit=inquiry.path, period=Period.parse("2026-03")).value == 1


@pytest.mark.django_db
class TestFigures:
    def test_the_figures_add_up_to_the_yearly_table(self, receive, answered, receptionist, now):
        carried = receive(received_on=date(2026, 2, 27)).inquiry
        answered(carried, at=now + timedelta(days=60))
        answered(receive().inquiry, Outcome.ABSENT, reason="经检索没有")
        acts.withdraw_inquiry(receive().inquiry, words="", by=receptionist, now=now)
        body = acts.Asked(title="t", text="t", applicant=Applicant.BUSINESS, told=ASKED.told)
        receive(body)
        seal(now=now + timedelta(days=61))
        later = "2026-05"
        assert figure("inquiries.received") == 3
        assert figure("inquiries.by_persons") == 2
        assert [figure("inquiries.open", one) for one in ("2026-02", "2026-03", later)] == [1, 2, 1]
        assert figure("inquiries.answered", "2026") == 2
        assert [figure(f"inquiries.{row}", "2026") for row in Row] == [1, 0, 0, 1, 0, 1]
        assert figure("inquiries.overdue", later) == 1
        ratio = compute("inquiries.in_time", unit=TOWN, period=Period.parse("2026-03"))
        assert (ratio.numerator, ratio.denominator) == (1, 3)
        lines = table_of(Inquiry.objects.all(), 2026)
        totals = {f"{one.group}{one.name}": one.counts[-1] for one in lines}
        came = totals[str(RECEIVED)] + totals[str(BROUGHT)]
        ended = totals[joined(RESULT, TOTAL)]
        assert (came, ended, totals[str(CARRIED)]) == (4, 3, 1)
        assert sum(one.counts[-1] for one in lines[2:-2]) == ended
        assert verify_log().problems == []

    @given(st.lists(st.sampled_from(list(Outcome)), max_size=6))
    def test_each_kind_counts_in_one_row(self, kinds):
        rows = [KINDS[one].row for one in kinds]
        assert sum(rows.count(row) for row in Row) == len(kinds)

    def test_its_rows_fill_a_form_without_who_asks(self, inquiry, answered, receptionist, township):
        answered(inquiry)
        row = RECORDS.rows(receptionist, township, TODAY, TODAY).get()
        told = {name: field.read(row) for name, field in RECORDS.fields.items()}
        assert told["outcome"] == "予以公开"
        assert told["title"] == ASKED.title
        assert "某申请人" not in str(told)


@pytest.mark.django_db
class TestPages:
    def test_a_request_goes_from_the_counter_to_the_answer(
        self, client_of, receptionist, leader, township, now
    ):
        browser = client_of(receptionist)
        said = {
            "unit": township.pk,
            "channel": "oral",
            "received_on": "2026-03-02",
            "title": ASKED.title,
            "text": ASKED.text,
            "applicant": "person",
            "name": "某申请人",
            "phone": "13900001111",
        }
        new = reverse("community:inquiry-new")
        assert browser.post(new, said | {"phone": ""}).status_code == 422
        page = browser.post(new, said).content.decode()
        inquiry = Inquiry.objects.get()
        assert inquiry.spelled in page

        def step(name):
            return reverse("community:inquiry-step", args=[inquiry.pk, name])

        detail = reverse("community:inquiry-detail", args=[inquiry.pk])
        assert "某申请人" not in browser.get(detail).content.decode()
        assert ASKED.title in browser.get(reverse("community:inquiry-list")).content.decode()
        assert browser.get(step("release")).status_code == 302
        wrong = browser.post(step("draft"), SAID | {"outcome": "given", "where": ""})
        assert wrong.status_code == 422
        assert "1200亩" in wrong.content.decode()
        assert browser.post(step("draft"), SAID | {"outcome": "given"}).status_code == 302
        head = client_of(leader)
        assert ASKED.title in head.get("/").content.decode()
        assert head.post(step("release")).status_code == 302
        assert "示例县人民法院" in head.get(detail).content.decode()
        assert head.get(reverse("community:inquiry-applicant", args=[inquiry.pk])).status_code == 403
        looked = browser.post(
            reverse("community:inquiry-applicant", args=[inquiry.pk]), {"reason": "寄送答复书"}
        )
        assert "某申请人" in looked.content.decode()
        assert "予以公开" in browser.get(reverse("community:inquiry-year")).content.decode()
        assert browser.get(step("nothing")).status_code == 404
        sheet = browser.post(reverse("community:inquiry-year-file", args=["csv"])).content.decode("utf-8-sig")
        given = next(line for line in sheet.splitlines() if "予以公开" in line and "部分" not in line)
        assert given.split(",")[-1] == "1"
        book = browser.post(reverse("community:inquiry-year-file", args=["xlsx"]) + "?year=2008")
        assert load_workbook(io.BytesIO(book.content)).active["A1"].value == "办理情况"
        assert browser.post(reverse("community:inquiry-year-file", args=["pdf"])).status_code == 404

    def test_nobody_without_the_right_opens_a_page(self, client_of, inquiry, cadre, outsider):
        for who in (cadre, outsider):
            browser = client_of(who)
            page = browser.get(reverse("community:inquiry-detail", args=[inquiry.pk]))
            assert page.status_code in (403, 404)


@pytest.mark.django_db
class TestTheList:
    """What is asked for on the page of requests."""

    def test_open_requests_stand_first_and_what_is_over_is_asked_for(self, receive, answered, clerk, now):
        waits, over = receive().inquiry, receive().inquiry
        answered(over)
        late = receive().inquiry
        Inquiry.objects.filter(pk=late.pk).update(due=now.date() - timedelta(days=1))

        def listed(**wanted):
            return set(narrowed(Inquiry.objects.all(), wanted, clerk))

        assert listed() == listed(state="open") == {waits, late}
        assert listed(state="all") == {waits, over, late}
        assert listed(state="late") == {late}
        assert listed(q=waits.number) == {waits}
        assert listed(q="没有这句") == set()

    def test_an_answer_can_be_told_to_all_once_it_gave_something_and_again_after_it_was_withdrawn(
        self, inquiry, answered, clerk, now
    ):
        assert not may_tell_all(inquiry, clerk)
        answered(inquiry)
        told = Inquiry.objects.get(pk=inquiry.pk)
        assert may_tell_all(told, clerk)
        for withdrawn_on, again in ((None, False), (now.date(), True)):
            notice = SimpleNamespace(withdrawn_on=withdrawn_on)
            seen = SimpleNamespace(notice=notice, released_answer=told.released_answer)
            assert may_tell_all(seen, clerk) is again
