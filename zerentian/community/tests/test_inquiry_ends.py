"""What a request for information comes to beside its answer: files given, the fee, reviews and suits."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from zerentian.community.actions import inquiries as acts
from zerentian.community.actions import inquiry_ends as ends
from zerentian.community.models import Inquiry, InquiryChallenge, InquiryFile
from zerentian.community.rules.fees import Measure, fee_of
from zerentian.community.rules.inquiries import Outcome, State
from zerentian.community.rules.remedies import Ruling, Way
from zerentian.community.tests.conftest import SAID, TODAY
from zerentian.community.tests.test_inquiries import DUE, figure, waiting_for
from zerentian.community.yearly import cases_of, fees_of, table_of
from zerentian.evidence.actions import receive as receive_file
from zerentian.evidence.models import File
from zerentian.ledger.actions import seal
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.verification import verify_log
from zerentian.organization.access import Forbidden

PAID = {"measure": Measure.PAGES, "number": 64, "how": "财政所窗口缴入国库"}


@pytest.mark.parametrize(
    ("measure", "number", "yuan"),
    [
        (Measure.REQUESTS, 11, 100),
        (Measure.REQUESTS, 30, 100),
        (Measure.REQUESTS, 31, 200),
        (Measure.REQUESTS, 41, 300),
        (Measure.PAGES, 31, 10),
        (Measure.PAGES, 100, 700),
        (Measure.PAGES, 101, 720),
        (Measure.PAGES, 200, 2700),
        (Measure.PAGES, 201, 2740),
    ],
)
def test_the_fee_rises_by_the_published_steps(measure, number, yuan):
    assert fee_of(measure, number) == yuan


@pytest.mark.parametrize(
    ("measure", "number"), [(Measure.REQUESTS, 10), (Measure.PAGES, 30), (Measure.PAGES, 0)]
)
def test_nothing_is_asked_below_the_first_step(measure, number):
    with pytest.raises(NotAllowed):
        fee_of(measure, number)


@pytest.mark.django_db
class TestFees:
    def test_while_the_fee_is_waited_for_nothing_is_due_and_the_days_begin_anew(
        self, inquiry, answered, receptionist, leader, now
    ):
        with pytest.raises(Forbidden):
            ends.ask_fee(inquiry, **PAID, by=leader, now=now)
        fee = ends.ask_fee(inquiry, **PAID, by=receptionist, now=now)
        assert (fee.yuan, fee.until) == (340, DUE)
        inquiry.refresh_from_db()
        assert (inquiry.state, inquiry.due) == (State.PAYING, None)
        with pytest.raises(NotAllowed):
            ends.ask_fee(inquiry, **PAID, by=receptionist, now=now)
        with pytest.raises(NotAllowed, match="期限还没有过"):
            answered(inquiry, Outcome.UNPAID)
        with pytest.raises(NotAllowed, match="登记补正、缴费"):
            answered(inquiry)
        later = now + timedelta(days=7)
        with pytest.raises(NotAllowed, match="缴费日期"):
            ends.fee_paid(inquiry, paid_on=date(2026, 2, 28), by=receptionist, now=later)
        ends.fee_paid(inquiry, paid_on=date(2026, 3, 9), by=receptionist, now=later)
        inquiry.refresh_from_db()
        assert (inquiry.state, inquiry.due) == (State.HANDLING, date(2026, 4, 7))
        with pytest.raises(NotAllowed, match="逾期未缴费"):
            answered(inquiry, Outcome.UNPAID, at=later)
        assert answered(inquiry, at=later).state == State.ANSWERED
        seal(now=later)
        assert [
            figure(f"inquiries.{name}") for name in ("fees_asked", "fees_asked_yuan", "fees_paid_yuan")
        ] == [
            1,
            340,
            340,
        ]
        assert [number for _, number in fees_of(Inquiry.objects.all(), 2026)] == [1, 340, 340]
        assert verify_log().problems == []

    def test_the_days_to_pay_begin_on_the_day_after_the_notice_arrived(
        self, inquiry, answered, receptionist, leader, now
    ):
        ends.ask_fee(inquiry, **PAID, by=receptionist, now=now)
        week = now + timedelta(days=7)
        with pytest.raises(Forbidden):
            ends.fee_reached(inquiry, reached_on=date(2026, 3, 6), by=leader, now=week)
        for day in (date(2026, 2, 28), date(2026, 3, 10)):
            with pytest.raises(NotAllowed, match="送达日期"):
                ends.fee_reached(inquiry, reached_on=day, by=receptionist, now=week)
        ends.fee_reached(inquiry, reached_on=date(2026, 3, 9), by=receptionist, now=week)
        fee = ends.fee_reached(inquiry, reached_on=date(2026, 3, 6), by=receptionist, now=week)
        assert fee.until == date(2026, 4, 3), "20 working days after the 6th, the last word on it"
        with pytest.raises(NotAllowed, match="期限还没有过"):
            answered(inquiry, Outcome.UNPAID, at=now + timedelta(days=32))
        ends.fee_paid(inquiry, paid_on=date(2026, 3, 9), by=receptionist, now=week)
        with pytest.raises(NotAllowed):
            ends.fee_reached(inquiry, reached_on=date(2026, 3, 9), by=receptionist, now=week)
        told = Entry.objects.filter(verb="inquiry.fee_reached").latest("pk").fact
        assert (told["until"], told["old_until"]) == ("2026-04-03", "2026-04-07")
        seal(now=week)
        assert verify_log().problems == []

    def test_what_is_not_paid_in_time_waits_on_the_desk_and_ends_as_that(
        self, inquiry, answered, receptionist, now
    ):
        ends.ask_fee(inquiry, **PAID, by=receptionist, now=now)
        late = now + timedelta(days=29)
        assert "Requests that were not completed, or paid for, in time" not in waiting_for(receptionist, now)
        assert "Requests that were not completed, or paid for, in time" in waiting_for(receptionist, late)
        answered(inquiry, Outcome.UNPAID, at=late)
        lines = table_of(Inquiry.objects.all(), 2026)
        with translation.override("zh-hans"):
            totals = {str(one.name): one.counts[-1] for one in lines}
        assert totals["2.申请人逾期未按收费通知要求缴纳费用"] == 1

    def test_a_returned_draft_goes_back_to_waiting_for_the_fee(self, inquiry, receptionist, leader, now):
        ends.ask_fee(inquiry, **PAID, by=receptionist, now=now)
        late = now + timedelta(days=29)
        acts.draft_answer(inquiry, outcome=Outcome.UNPAID, **SAID, by=receptionist, now=late)
        returned = acts.return_answer(inquiry, reason="今天到账了", by=leader, now=late)
        assert returned.state == State.PAYING
        assert ends.fee_paid(inquiry, paid_on=late.date(), by=receptionist, now=late).state == State.HANDLING


@pytest.mark.django_db
class TestCases:
    def test_a_review_and_a_suit_stand_in_part_four_of_the_year(
        self, inquiry, answered, receptionist, leader, now
    ):
        answered(inquiry, Outcome.THIRD, reason="涉及商业秘密")
        said = {"by": receptionist, "now": now}
        with pytest.raises(Forbidden):
            ends.record_challenge(inquiry, way=Way.REVIEW, opened_on=TODAY, by=leader, now=now)
        with pytest.raises(NotAllowed, match="受理日期"):
            ends.record_challenge(inquiry, way=Way.REVIEW, opened_on=date(2026, 2, 1), **said)
        review = ends.record_challenge(inquiry, way=Way.REVIEW, opened_on=TODAY, **said)
        with pytest.raises(NotAllowed, match="尚未审结"):
            ends.record_challenge(inquiry, way=Way.REVIEW, opened_on=TODAY, **said)
        later = now + timedelta(days=40)
        ruling = {"ruling": Ruling.CORRECTED, "by": receptionist, "now": later}
        with pytest.raises(NotAllowed, match="审结日期"):
            ends.record_ruling(inquiry, challenge=review, closed_on=date(2026, 3, 1), **ruling)
        ends.record_ruling(inquiry, challenge=review, closed_on=date(2026, 4, 1), **ruling)
        with pytest.raises(NotAllowed, match="已经审结"):
            ends.record_ruling(inquiry, challenge=review, closed_on=date(2026, 4, 1), **ruling)
        ends.record_challenge(
            inquiry, way=Way.AFTER_REVIEW, opened_on=date(2026, 4, 5), by=receptionist, now=later
        )
        assert [one.counts for one in cases_of(Inquiry.objects.all(), 2026)] == [
            (0, 1, 0, 0, 1),
            (0, 0, 0, 0, 0),
            (0, 0, 0, 1, 1),
        ]
        assert [one.counts[-1] for one in cases_of(Inquiry.objects.all(), 2027)] == [0, 0, 1]
        assert [one.counts[-1] for one in cases_of(Inquiry.objects.all(), 2025)] == [0, 0, 0]
        seal(now=later)
        assert (figure("inquiries.reviews"), figure("inquiries.rulings_corrected", "2026-04")) == (1, 1)
        assert figure("inquiries.suits", "2026") == 1

    def test_a_ruling_without_its_day_is_no_row(self, inquiry, receptionist):
        with pytest.raises(IntegrityError), transaction.atomic():
            InquiryChallenge.objects.create(
                inquiry=inquiry,
                way=Way.REVIEW,
                opened_on=TODAY,
                ruling=Ruling.UPHELD,
                recorded_by=receptionist,
            )


@pytest.fixture
def sheet(db):
    """A file as it was uploaded."""
    return receive_file(BytesIO("上坪 1200亩\n下坪 900亩\n".encode()), name="发放汇总.txt")


@pytest.mark.django_db
class TestFiles:
    def test_what_is_given_is_listed_and_read_by_who_reads_the_request(
        self, inquiry, answered, sheet, receptionist, leader, outsider, cadre, client_of
    ):
        answered(inquiry, uploads=[sheet])
        address = reverse("community:inquiry-file", args=[inquiry.pk, sheet.sha256])
        page = reverse("community:inquiry-detail", args=[inquiry.pk])
        assert "发放汇总.txt" in client_of(receptionist).get(page).content.decode()
        sent = client_of(leader).get(address)
        assert "1200亩" in b"".join(sent.streaming_content).decode()
        for other in (outsider, cadre):
            assert client_of(other).get(address).status_code in (403, 404)
            assert not File.objects.visible_to(other).filter(sha256=sheet.sha256).exists()
        assert File.objects.visible_to(leader).filter(sha256=sheet.sha256).exists()
        assert "发放汇总" not in str(list(Entry.objects.values()))

    def test_an_answer_that_came_back_brings_its_files_but_those_left_out(
        self, inquiry, sheet, receptionist, leader, now
    ):
        acts.draft_answer(inquiry, outcome=Outcome.GIVEN, **SAID, uploads=[sheet], by=receptionist, now=now)
        acts.return_answer(inquiry, reason="请核对", by=leader, now=now)
        again = acts.draft_answer(inquiry, outcome=Outcome.GIVEN, **SAID, by=receptionist, now=now)
        assert [use.file.name for use in again.files.all()] == ["发放汇总.txt"]
        acts.return_answer(inquiry, reason="不用附", by=leader, now=now)
        bare = acts.draft_answer(
            inquiry, outcome=Outcome.GIVEN, **SAID, without=[sheet.sha256], by=receptionist, now=now
        )
        assert not bare.files.exists()

    def test_a_refusal_brings_no_file(self, inquiry, answered, sheet):
        with pytest.raises(NotAllowed, match="附文件"):
            answered(inquiry, Outcome.THIRD, reason="涉及商业秘密", uploads=[sheet])
        assert not InquiryFile.objects.exists()


@pytest.mark.django_db
class TestPages:
    def test_when_the_letter_asking_for_an_opinion_arrived_is_recorded_on_its_page(
        self, inquiry, receptionist, client_of
    ):
        desk = client_of(receptionist)

        def step(name, **said):
            return desk.post(reverse("community:inquiry-step", args=[inquiry.pk, name]), said)

        assert step("consult", whom="third", words="是否同意公开").status_code == 302
        page = desk.get(
            reverse("community:inquiry-step", args=[inquiry.pk, "consult-reached"])
        ).content.decode()
        assert "自收到之日起15个工作日内反馈" in page
        assert step("consult-reached", reached_on="2026-02-27").status_code == 422
        assert step("consult-reached", reached_on="2026-03-02").status_code == 302

    def test_fee_file_and_review_are_recorded_on_the_pages(self, inquiry, receptionist, leader, client_of):
        desk = client_of(receptionist)

        def step(name, browser=desk, **said):
            return browser.post(reverse("community:inquiry-step", args=[inquiry.pk, name]), said)

        assert step("ask-fee", measure="pages", number="12", how="窗口").status_code == 422
        assert step("ask-fee", measure="pages", number="64", how="财政所窗口").status_code == 302
        detail = reverse("community:inquiry-detail", args=[inquiry.pk])
        assert "340" in desk.get(detail).content.decode()
        assert step("fee-reached", reached_on="2026-02-27").status_code == 422
        assert step("fee-reached", reached_on="2026-03-02").status_code == 302
        assert step("paid", paid_on="2026-03-02").status_code == 302
        file = BytesIO("上坪 1200亩".encode())
        file.name = "发放汇总.txt"
        given = SAID | {"outcome": "given", "uploads": file}
        assert step("draft", **given).status_code == 302
        assert step("release", client_of(leader)).status_code == 302
        assert step("challenge", way="review", opened_on="2026-03-02").status_code == 302
        running = str(InquiryChallenge.objects.get().pk)
        assert step("judge", challenge=running, ruling="upheld", closed_on="2026-03-02").status_code == 302
        text = desk.get(detail).content.decode()
        for said in ("发放汇总.txt", "结果维持", "已发出收费通知", "答复已签发"):
            assert said in text
        year = desk.get(reverse("community:inquiry-year")).content.decode()
        assert 'data-label="自然人"' in year
        assert "未经复议直接起诉" in year
        sheet = desk.post(reverse("community:inquiry-year-file", args=["csv"])).content.decode("utf-8-sig")
        assert "实际收取总金额（元）,340" in sheet

    def test_english_pages_say_rows_remedies_and_what_was_done_in_english(
        self, inquiry, answered, receptionist, client_of
    ):
        answered(inquiry, Outcome.THIRD, reason="涉及商业秘密")
        desk = client_of(receptionist)
        desk.cookies["django_language"] = "en"
        year = desk.get(reverse("community:inquiry-year"), headers={"accept-language": "en"}).content.decode()
        assert "4. Protects somebody else&#x27;s rights" in year
        assert "不予公开" not in year
        page = desk.get(
            reverse("community:inquiry-detail", args=[inquiry.pk]), headers={"accept-language": "en"}
        ).content.decode()
        assert "review comes first" in page
        assert "the answer was released" in page
