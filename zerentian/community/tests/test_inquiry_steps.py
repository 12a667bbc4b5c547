"""Each step on a request: what its entry says, which rows it vouches for, on which days it may be taken."""

from datetime import date, timedelta

import pytest

from zerentian.community.actions import inquiries as acts
from zerentian.community.actions import inquiry_ends as ends
from zerentian.community.actions.inquiry_public import reckon_inquiries, reveal_applicant, tell_all
from zerentian.community.models import Inquiry, InquiryAnswer, InquiryContact
from zerentian.community.models.inquiries import Told
from zerentian.community.rules.fees import Measure
from zerentian.community.rules.inquiries import Applicant, Channel, Heard, Outcome, State, Whom
from zerentian.community.rules.remedies import Ruling, Way
from zerentian.community.tests.conftest import ASKED, SAID, TODAY
from zerentian.community.tests.written import entry_of
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.models import Account

pytestmark = pytest.mark.django_db
DUE_ON = date(2026, 3, 30)


def rows_of(entry):
    """Return of which tables an entry vouches for rows."""
    return sorted(
        name.split(":")[1].split(".")[1] for name in entry.commitment if name.startswith(("row:", "file:"))
    )


def told(inquiry):
    """Return the steps taken with the words on each."""
    return [(one.step, one.words) for one in inquiry.steps_taken.all()]


@pytest.fixture
def ask(inquiry, receptionist, now):
    """Take a step on the request as the receptionist."""

    def step(action, *, days=0, **said):
        return action(inquiry, **said, by=receptionist, now=now + timedelta(days=days))

    return step


class TestEntries:
    def test_receiving_counts_on_the_day_it_came_with_its_contact_and_only_what_was_asked(
        self, receive, township
    ):
        asked = acts.Asked(
            title=" 低保名单 ",
            text=" 2025年 ",
            applicant=Applicant.LEGAL,
            told=Told("某所", "", "示例街"),
            way=" 邮寄 ",
        )
        inquiry = receive(asked, received_on=date(2026, 2, 27), channel=Channel.POST).inquiry
        entry = entry_of("inquiry.received")
        assert entry.fact == {"channel": "post", "applicant": "legal", "due": inquiry.due.isoformat()}
        assert (entry.occurred_on, entry.unit) == (date(2026, 2, 27), township.path)
        assert rows_of(entry) == ["inquiry", "inquirycontact", "inquirystep"]
        assert (inquiry.title, inquiry.text, inquiry.way) == ("低保名单", "2025年", "邮寄")
        assert (inquiry.clock_from, inquiry.proof_seen, inquiry.extension) == (date(2026, 2, 27), False, 0)
        assert told(inquiry) == [("receive", "")]
        assert inquiry.number.startswith("990101-YSQ-2026-")

    def test_who_applies_is_reached_by_telephone_or_address(self, receive):
        for reached in (Told("甲", "139", ""), Told("甲", "", "示例街")):
            assert receive(
                acts.Asked(title="t", text="t", applicant=Applicant.PERSON, told=reached)
            ).inquiry.pk
        kept = [one.told for one in InquiryContact.objects.order_by("pk")]
        assert kept == [Told("甲", "139", ""), Told("甲", "", "示例街")]
        with pytest.raises(NotAllowed, match="请填写联系方式 · fill in how the applicant is reached"):
            receive(acts.Asked(title="t", text="t", applicant=Applicant.PERSON, told=Told("甲", " ", "")))

    def test_what_is_to_be_completed_says_until_when_and_when_it_was_due(self, inquiry, ask):
        ask(acts.ask_correction, words=" 请写明年度 ", until=date(2026, 3, 3))
        entry = entry_of("inquiry.correction_asked")
        assert entry.fact == {"until": "2026-03-03", "old_due": "2026-03-30"}
        assert rows_of(entry) == ["inquiry", "inquirystep"]
        assert told(inquiry)[-1] == ("ask-correction", "请写明年度")
        ask(acts.correct_inquiry, days=1, words=" 2025年度 ")
        assert entry_of("inquiry.corrected").fact == {"due": "2026-03-31"}
        fresh = Inquiry.objects.get()
        assert (fresh.corrected_on, fresh.correct_by) == (date(2026, 3, 3), date(2026, 3, 3))
        assert told(inquiry)[-1] == ("correct", "2025年度")

    def test_an_opinion_says_whose_until_when_and_how_the_day_moved(self, inquiry, ask):
        row = ask(acts.consult, whom=Whom.ORGAN, words=" 是否属于你单位 ")
        assert (row.first, row.last, row.result) == (date(2026, 3, 3), None, "")
        entry = entry_of("inquiry.consulted")
        assert entry.fact == {
            "whom": "organ",
            "until": "2026-03-23",
            "due": "2026-04-21",
            "old_due": "2026-03-30",
        }
        assert rows_of(entry) == ["consultation", "inquiry", "inquirystep"]
        ask(acts.hear, days=1, result=Heard.AGAINST, words=" 不同意 ")
        row.refresh_from_db()
        assert (row.last, row.result) == (TODAY, "against")
        assert entry_of("inquiry.heard").fact == {
            "result": "against",
            "due": "2026-03-30",
            "old_due": "2026-04-21",
        }
        assert told(inquiry)[-2:] == [("consult", "是否属于你单位"), ("hear", "不同意")]

    def test_an_opinion_that_came_after_its_day_took_no_longer_than_that(self, ask):
        row = ask(acts.consult, whom=Whom.THIRD, words="是否同意")
        ask(acts.hear, days=30, result=Heard.SILENT, words="")
        row.refresh_from_db()
        assert row.last == row.until

    def test_silence_is_found_on_the_day_after_the_last_and_not_on_it(self, ask):
        row = ask(acts.consult, whom=Whom.THIRD, words="是否同意")
        left = (row.until - TODAY).days
        with pytest.raises(NotAllowed, match="2026年3月23日之后"):
            ask(acts.hear, days=left, result=Heard.SILENT, words="")
        assert ask(acts.hear, days=left + 1, result=Heard.SILENT, words="").consultation is None
        with pytest.raises(NotAllowed, match="没有在征求意见"):
            ask(acts.hear, days=left + 1, result=Heard.AGREED, words="")

    def test_the_days_for_an_opinion_begin_when_the_letter_arrived(self, inquiry, ask):
        row = ask(acts.consult, whom=Whom.THIRD, words="是否同意")
        row = ask(ends.consult_reached, days=9, reached_on=date(2026, 3, 6))
        assert (row.first, row.until) == (date(2026, 3, 3), date(2026, 3, 27))
        entry = entry_of("inquiry.consult_reached")
        assert entry.occurred_on == date(2026, 3, 6)
        said = {name: entry.fact[name] for name in ("until", "old_until", "due", "old_due")}
        assert said == {
            "until": "2026-03-27",
            "old_until": "2026-03-23",
            "due": "2026-04-27",
            "old_due": "2026-04-21",
        }
        assert told(inquiry)[-1] == ("consult-reached", "")
        with pytest.raises(NotAllowed, match="2026年3月27日之后"):
            ask(acts.hear, days=(date(2026, 3, 27) - TODAY).days, result=Heard.SILENT, words="")
        assert ask(
            acts.hear, days=(date(2026, 3, 28) - TODAY).days, result=Heard.SILENT, words=""
        ).due == date(2026, 4, 27)

    def test_a_letter_arrives_from_the_day_it_was_asked_for_to_today_and_only_while_it_is_waited_for(
        self, ask
    ):
        with pytest.raises(NotAllowed, match="没有在征求意见"):
            ask(ends.consult_reached, reached_on=TODAY)
        row = ask(acts.consult, whom=Whom.ORGAN, words="是否同意")
        for wrong in (date(2026, 3, 1), date(2026, 3, 6)):
            with pytest.raises(NotAllowed, match="送达日期"):
                ask(ends.consult_reached, days=3, reached_on=wrong)
        assert ask(ends.consult_reached, days=3, reached_on=date(2026, 3, 4)).until == date(2026, 3, 25)
        assert ask(ends.consult_reached, days=3, reached_on=TODAY).until == row.until

    def test_time_says_how_much_was_asked_granted_and_refused(self, inquiry, receptionist, leader, now):
        row = acts.ask_time(inquiry, days=3, reason=" 需查档 ", by=receptionist, now=now)
        assert (row.reason, row.granted) == ("需查档", None)
        assert entry_of("inquiry.time_asked").fact == {"days": 3}
        assert rows_of(entry_of("inquiry.time_asked")) == ["inquiry", "inquirystep", "inquirytime"]
        acts.decide_time(inquiry, grant=True, words="", by=leader, now=now)
        row.refresh_from_db()
        assert (row.granted, row.decided_by, row.decided_on) == (True, leader, TODAY)
        assert entry_of("inquiry.time_granted").fact == {
            "days": 3,
            "due": "2026-04-02",
            "old_due": "2026-03-30",
        }
        assert Inquiry.objects.get().extension == 3
        acts.ask_time(inquiry, days=17, reason="再查", by=receptionist, now=now)
        with pytest.raises(NotAllowed, match="已有一份延期申请"):
            acts.ask_time(inquiry, days=1, reason="再查", by=receptionist, now=now)
        acts.decide_time(inquiry, grant=False, words=" 档案在本站 ", by=leader, now=now)
        assert entry_of("inquiry.time_refused").fact == {}
        assert told(inquiry)[-1] == ("refuse-time", "档案在本站")
        assert Inquiry.objects.get().extension == 3
        with pytest.raises(NotAllowed, match="没有待批的延期申请"):
            acts.decide_time(inquiry, grant=True, words="", by=leader, now=now)
        with pytest.raises(NotAllowed, match="合计不超过20个工作日"):
            acts.ask_time(inquiry, days=18, reason="再查", by=receptionist, now=now)

    def test_more_time_is_asked_for_on_the_last_day_and_not_after_it(self, inquiry, receptionist, now):
        on = now + (DUE_ON - TODAY)
        with pytest.raises(NotAllowed, match="已经逾期"):
            acts.ask_time(inquiry, days=1, reason="需查档", by=receptionist, now=on + timedelta(days=1))
        for wrong in (0, 21):
            with pytest.raises(NotAllowed, match="合计不超过20"):
                acts.ask_time(inquiry, days=wrong, reason="需查档", by=receptionist, now=on)
        assert acts.ask_time(inquiry, days=1, reason="需查档", by=receptionist, now=on).pk

    def test_an_answer_says_its_kind_twice_and_whether_it_was_in_time(
        self, inquiry, answered, leader, receptionist, settings, now
    ):
        on = now + (DUE_ON - TODAY)
        answered(inquiry, at=on)
        assert entry_of("inquiry.drafted").fact == {"outcome": "given"}
        assert rows_of(entry_of("inquiry.drafted")) == ["inquiry", "inquiryanswer", "inquirystep"]
        assert entry_of("inquiry.answered").fact == {
            "outcome": "given",
            "applicant": "person",
            "due": "2026-03-30",
            "on_time": True,
        }
        answer = InquiryAnswer.objects.get()
        assert (answer.drafted_by, answer.released_by, answer.released_on) == (receptionist, leader, DUE_ON)
        assert (answer.text, answer.where) == (SAID["text"], SAID["where"])
        assert InquiryContact.objects.get().erase_on == DUE_ON + timedelta(days=settings.CONTACT_DAYS)

    def test_an_answer_of_the_day_after_is_late(self, inquiry, answered, now):
        answered(inquiry, at=now + (DUE_ON - TODAY) + timedelta(days=1))
        assert entry_of("inquiry.answered").fact["on_time"] is False

    def test_what_is_withdrawn_says_when_it_was_due_and_the_remark(self, inquiry, ask, settings):
        ask(acts.withdraw_inquiry, words=" 不需要了 ")
        assert entry_of("inquiry.withdrawn").fact == {"due": "2026-03-30"}
        assert told(inquiry)[-1] == ("withdraw", "不需要了")
        assert (Inquiry.objects.get().state, InquiryContact.objects.get().erase_on) == (
            State.WITHDRAWN,
            TODAY + timedelta(days=settings.CONTACT_DAYS),
        )

    def test_a_request_that_waits_for_its_applicant_says_no_day_when_it_is_withdrawn(self, ask):
        ask(acts.ask_correction, words="请写明年度", until=date(2026, 3, 9))
        ask(acts.withdraw_inquiry, words="")
        assert entry_of("inquiry.withdrawn").fact == {}

    def test_fee_review_and_ruling_say_what_was_asked_and_decided(self, inquiry, ask):
        fee = ask(ends.ask_fee, measure=Measure.PAGES, number=31, how=" 窗口缴纳 ")
        assert (fee.yuan, fee.how, fee.asked_on, fee.until) == (10, "窗口缴纳", TODAY, DUE_ON)
        assert entry_of("inquiry.fee_asked").fact == {
            "yuan": 10,
            "until": "2026-03-30",
            "old_due": "2026-03-30",
        }
        assert rows_of(entry_of("inquiry.fee_asked")) == ["inquiry", "inquiryfee", "inquirystep"]
        ask(ends.fee_reached, days=3, reached_on=TODAY)
        assert entry_of("inquiry.fee_reached").occurred_on == TODAY
        ask(ends.fee_paid, days=3, paid_on=date(2026, 3, 4))
        entry = entry_of("inquiry.fee_paid")
        assert (entry.fact, entry.occurred_on) == (
            {"yuan": 10, "due": "2026-04-01", "late_days": 1, "late_limit": 7},
            date(2026, 3, 4),
        )
        assert Inquiry.objects.get().clock_from == date(2026, 3, 4)
        case = ask(ends.record_challenge, days=3, way=Way.COURT, opened_on=date(2026, 3, 3))
        entry = entry_of("inquiry.challenged")
        assert (entry.fact["way"], entry.occurred_on) == ("court", date(2026, 3, 3))
        ask(ends.record_ruling, days=9, challenge=case, ruling=Ruling.UPHELD, closed_on=date(2026, 3, 10))
        entry = entry_of("inquiry.judged")
        assert (entry.fact["ruling"], entry.occurred_on) == ("upheld", date(2026, 3, 10))
        assert entry.fact["way"] == "court"
        assert rows_of(entry) == ["inquiry", "inquirychallenge", "inquirystep"]

    def test_days_of_the_fee_lie_from_its_notice_to_today(self, ask):
        ask(ends.ask_fee, measure=Measure.PAGES, number=31, how="窗口", days=2)
        for action, name, words in (
            (ends.fee_reached, "reached_on", "送达日期"),
            (ends.fee_paid, "paid_on", "缴费日期"),
        ):
            for wrong in (date(2026, 3, 3), date(2026, 3, 8)):
                with pytest.raises(NotAllowed, match=words):
                    ask(action, days=5, **{name: wrong})
        assert ask(ends.fee_reached, days=5, reached_on=date(2026, 3, 4)).until > DUE_ON
        assert ask(ends.fee_paid, days=5, paid_on=date(2026, 3, 7)).state == State.HANDLING

    def test_a_look_at_who_applied_is_an_entry_with_its_reason_in_no_fact(self, inquiry, receptionist, now):
        assert reveal_applicant(inquiry, reason=" 寄送 ", by=receptionist, now=now) == ASKED.told
        entry = entry_of("inquiry.contact_revealed")
        assert (entry.fact, rows_of(entry)) == ({}, ["inquiry", "inquirylook"])
        look = inquiry.looks.get()
        assert (look.reason, look.by, look.at) == ("寄送", receptionist, now)

    def test_what_is_told_to_all_is_a_draft_answer_of_its_own_words(
        self, inquiry, answered, receptionist, township, now
    ):
        answered(inquiry)
        said = {"title": "补贴情况", "question": "发了多少", "facts": "1200亩", "source": "发放表"}
        notice = tell_all(inquiry, **said, unit=township, by=receptionist, now=now)
        assert (notice.sort, notice.title) == ("answer", "补贴情况")
        assert {name: text for name, text in notice.newest.said.items() if text} == {
            "question": "发了多少",
            "facts": "1200亩",
            "source": "发放表",
        }
        assert notice.newest.formed_on == TODAY
        assert Inquiry.objects.get().notice == notice
        assert told(inquiry)[-1] == ("publish", "")
        assert entry_of("inquiry.notice_begun").fact == {}


class TestWaiting:
    """What is waited for ends first."""

    def test_nothing_else_begins_while_an_opinion_or_time_is_waited_for(self, receive, receptionist, now):
        said = {"by": receptionist, "now": now}
        for begin in (
            lambda one: acts.consult(one, whom=Whom.THIRD, words="同意吗", **said),
            lambda one: acts.ask_time(one, days=2, reason="查档", **said),
        ):
            one = receive().inquiry
            begin(one)
            with pytest.raises(NotAllowed, match="请先办完"):
                acts.ask_correction(one, words="年度", until=date(2026, 3, 9), **said)
            with pytest.raises(NotAllowed, match="请先办完"):
                ends.ask_fee(one, measure=Measure.PAGES, number=31, how="窗口", **said)
            with pytest.raises(NotAllowed, match="正在征求意见或申请延期"):
                acts.draft_answer(one, outcome=Outcome.GIVEN, **SAID, **said)

    def test_one_opinion_at_a_time_and_none_once_it_is_overdue(self, inquiry, ask):
        with pytest.raises(NotAllowed, match="已经逾期"):
            ask(acts.consult, days=29, whom=Whom.THIRD, words="同意吗")
        ask(acts.consult, days=28, whom=Whom.THIRD, words="同意吗")
        with pytest.raises(NotAllowed, match="正在等另一份意见"):
            ask(acts.consult, days=28, whom=Whom.ORGAN, words="同意吗")

    @pytest.mark.parametrize(("days", "is_allowed"), [(9, True), (10, False)])
    def test_completing_is_asked_for_within_seven_working_days(self, ask, days, is_allowed):
        said = {"words": "请写明年度", "until": date(2026, 3, 20), "days": days}
        if is_allowed:
            assert ask(acts.ask_correction, **said).state == State.CORRECTING
        else:
            with pytest.raises(NotAllowed, match="2026年3月11日以前"):
                ask(acts.ask_correction, **said)

    def test_the_applicant_has_a_day_after_today(self, ask):
        with pytest.raises(NotAllowed, match="补正期限应在今天之后"):
            ask(acts.ask_correction, words="请写明年度", until=TODAY)

    def test_the_days_are_not_over_on_the_last_of_them(self, inquiry, answered, ask, now):
        ask(acts.ask_correction, words="请写明年度", until=date(2026, 3, 9))
        with pytest.raises(NotAllowed, match="期限还没有过"):
            answered(inquiry, Outcome.UNCORRECTED, at=now + timedelta(days=7))
        assert answered(inquiry, Outcome.UNCORRECTED, at=now + timedelta(days=8)).state == State.ANSWERED

    @pytest.mark.parametrize("outcome", [Outcome.UNCORRECTED, Outcome.UNPAID])
    def test_nobody_lapses_who_was_not_waited_for(self, inquiry, answered, outcome):
        with pytest.raises(NotAllowed, match="逾期未补正"):
            answered(inquiry, outcome)

    def test_unclear_is_what_was_completed_before(self, inquiry, answered, ask, now):
        with pytest.raises(NotAllowed, match="没有经过补正"):
            answered(inquiry, Outcome.UNCLEAR, reason="仍不明确")
        ask(acts.ask_correction, words="请写明年度", until=date(2026, 3, 9))
        ask(acts.correct_inquiry, words="2025")
        assert answered(inquiry, Outcome.UNCLEAR, reason="仍不明确").state == State.ANSWERED

    def test_a_calendar_brings_an_estimated_day_forward_once_and_says_so(self, receive, inquiry, now):
        fixed, estimated = receive().inquiry, inquiry
        Inquiry.objects.filter(pk=estimated.pk).update(estimated=True, due=DUE_ON + timedelta(days=3))
        Inquiry.objects.filter(pk=fixed.pk).update(due=DUE_ON + timedelta(days=3))
        because = Entry.objects.last()
        said = {"by": Account.objects.system("clock"), "now": now, "because": because}
        assert reckon_inquiries(**said) == 1
        entry = entry_of("inquiry.due_moved")
        assert entry.fact == {"due": "2026-03-30", "old_due": "2026-04-02"}
        assert (entry.subject, entry.because) == (estimated.ref, because.uuid)
        estimated.refresh_from_db()
        assert (estimated.due, estimated.estimated) == (DUE_ON, False)
        assert reckon_inquiries(**said) == 0
