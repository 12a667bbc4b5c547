"""Requests on the desk, in forms and on pages: what stands there, in which order, and what may be done by whom."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import translation

from zerentian.community.actions import inquiries as acts
from zerentian.community.actions import inquiry_ends as ends
from zerentian.community.forms.inquiries import AnswerForm, LogForm, TellForm, begun, grouped
from zerentian.community.models import Inquiry
from zerentian.community.models.inquiries import Told
from zerentian.community.rules.fees import Measure
from zerentian.community.rules.inquiries import Applicant, Channel, Outcome, Whom
from zerentian.community.rules.remedies import Ruling, Way
from zerentian.community.shown.inquiries import DUE, RECORDS, light_on, waiting
from zerentian.community.tests.conftest import ASKED, SAID, TODAY
from zerentian.community.views import inquiries as pages
from zerentian.community.views import inquiry_years
from zerentian.organization.models import Account

pytestmark = pytest.mark.django_db
DUE_ON = date(2026, 3, 30)


@pytest.fixture
def ask(inquiry, receptionist, now):
    """Take a step on the request as the receptionist."""

    def step(action, **said):
        return action(inquiry, **said, by=receptionist, now=now)

    return step


def offered(account):
    """Return the steps on the only request that stand on somebody's page."""
    fresh = Account.objects.get(pk=account.pk)
    return [code for code, _move in pages.moves_of(Inquiry.objects.get(), fresh)]


class TestStanding:
    @pytest.mark.parametrize(
        ("state", "due", "closed", "overdue"),
        [
            ("handling", DUE_ON, None, False),
            ("handling", TODAY, None, False),
            ("handling", TODAY - timedelta(days=1), None, True),
            ("correcting", None, None, False),
            ("answered", TODAY - timedelta(days=5), TODAY - timedelta(days=5), False),
            ("answered", TODAY - timedelta(days=5), TODAY - timedelta(days=4), True),
            ("withdrawn", TODAY - timedelta(days=5), TODAY, False),
        ],
    )
    def test_a_request_is_overdue_from_the_day_after_its_last(self, state, due, closed, overdue):
        assert Inquiry(state=state, due=due, closed_on=closed).is_overdue(TODAY) is overdue

    def test_open_ones_stand_by_their_day_and_what_waits_for_its_applicant_last(
        self, receive, receptionist, now
    ):
        late, soon, waits = (receive().inquiry for _ in range(3))
        Inquiry.objects.filter(pk=soon.pk).update(due=DUE_ON - timedelta(days=5))
        acts.ask_correction(waits, words="年度", until=date(2026, 3, 9), by=receptionist, now=now)
        assert list(Inquiry.objects.open()) == [soon, late, waits]

    def test_a_light_is_amber_five_days_before_and_red_after_and_none_without_a_day(self):
        days = (-1, 0, 5, 6)
        found = [light_on(Inquiry(due=TODAY + timedelta(days=one)), TODAY) for one in days]
        assert found == ["red", "amber", "amber", "green"]
        assert light_on(Inquiry(due=None), TODAY) == ""

    def test_the_desk_names_each_with_its_number_day_and_button(
        self, inquiry, receptionist, leader, cadre, now
    ):
        with translation.override("en"):
            (group,) = [one for one in waiting(receptionist, now, 5) if one.lines]
            (line,) = group.lines
            assert (line.what, line.note, line.due) == (ASKED.title, inquiry.number, DUE_ON)
            assert (str(line.button), line.light) == ("Answer", "green")
        assert line.url == reverse("community:inquiry-detail", args=[inquiry.pk])
        assert list(waiting(cadre, now, 5)) == []

    def test_what_lapsed_waits_on_the_desk_from_the_day_after(self, inquiry, receptionist, ask, now):
        ask(acts.ask_correction, words="年度", until=date(2026, 3, 9))

        def lines(days):
            with translation.override("en"):
                groups = waiting(receptionist, now + timedelta(days=days), 5)
                return [str(one.title) for one in groups if one.lines]

        assert lines(7) == []
        assert lines(8) == ["Requests that were not completed, or paid for, in time"]

    def test_days_to_keep_are_of_those_who_handle_them(
        self, inquiry, answered, receptionist, leader, outsider
    ):
        look = SimpleNamespace(account=receptionist, today=TODAY)
        rows = DUE.rows(receptionist)
        assert list(DUE.mine(rows, look)) == [inquiry]
        assert list(DUE.mine(rows, SimpleNamespace(account=leader, today=TODAY))) == []
        assert list(DUE.rows(outsider)) == []
        assert (DUE.number(inquiry), DUE.title(inquiry)) == (inquiry.number, inquiry.title)
        assert DUE.where(inquiry) == "云岭乡"
        answered(inquiry)
        assert list(DUE.rows(receptionist)) == []

    def test_forms_hold_requests_of_their_days_in_order_with_the_answer_that_went_out(
        self, receive, answered, receptionist, leader, township, now
    ):
        old = receive(received_on=date(2026, 2, 27)).inquiry
        new = receive().inquiry
        assert list(RECORDS.rows(receptionist, township, date(2026, 2, 27), TODAY)) == [old, new]
        assert list(RECORDS.rows(receptionist, township, TODAY, TODAY)) == [new]
        assert list(RECORDS.rows(receptionist, township, date(2026, 2, 27), date(2026, 2, 27))) == [old]
        acts.draft_answer(new, outcome=Outcome.GIVEN, **SAID, by=receptionist, now=now)

        def read(name):
            return RECORDS.fields[name].read(RECORDS.rows(receptionist, township, TODAY, TODAY).get())

        assert (read("outcome"), read("answered_on")) == (None, None)
        acts.release_answer(new, by=leader, now=now)
        assert (read("outcome"), read("answered_on")) == ("予以公开", TODAY)
        acts.withdraw_inquiry(old, words="", by=receptionist, now=now)
        row = RECORDS.rows(receptionist, township, date(2026, 2, 27), date(2026, 2, 27)).get()
        assert RECORDS.fields["answered_on"].read(row) is None


class TestForms:
    def test_an_answer_begins_with_the_one_that_came_back_else_with_who_reviewed_the_last(
        self, receive, answered, receptionist, leader, now
    ):
        first = receive().inquiry
        assert begun(first, receptionist) == {"organ": "示例县人民政府", "court": ""}
        acts.draft_answer(first, outcome=Outcome.GIVEN, **SAID | {"organ": "甲府"}, by=receptionist, now=now)
        acts.return_answer(first, reason="数字有误", by=leader, now=now)
        back = begun(first, receptionist)
        assert (back["outcome"], back["text"], back["organ"]) == ("given", SAID["text"], "甲府")
        other = receive().inquiry
        assert begun(other, receptionist) == {"organ": "甲府", "court": "示例县人民法院"}
        form = AnswerForm(None, inquiry=first, account=receptionist)
        assert form.fields["where"].initial == SAID["where"]
        assert "without" not in form.fields

    def test_kinds_of_answer_stand_under_the_rows_of_the_table_each_once(self):
        groups = grouped()
        assert [len(kinds) for _, kinds in groups] == [2, 1, 8, 4, 5, 3]
        assert [code for code, _ in groups[1][1]] == ["part"]
        assert sorted(code for _, kinds in groups for code, _ in kinds) == sorted(Outcome)

    def test_the_text_for_all_begins_with_what_was_asked_and_answered(self, inquiry, answered, receptionist):
        answered(inquiry)
        form = TellForm(None, inquiry=inquiry, account=receptionist)
        assert form.fields["title"].initial == form.fields["question"].initial == ASKED.title
        assert form.fields["facts"].initial == f"{SAID['text']}\n{SAID['where']}"
        assert form.fields["unit"].initial == inquiry.unit_id

    def test_a_request_is_registered_for_a_township_today_unless_said_otherwise(
        self, receptionist, township, office
    ):
        form = LogForm(None, account=receptionist)
        assert form.fields["received_on"].initial == TODAY
        assert form.fields["unit"].initial == township
        assert office not in form.fields["unit"].queryset
        said = {"unit": township.pk, "channel": "fax", "received_on": "2026-03-01", "title": "t", "text": "x"}
        said |= {"applicant": "research", "name": "某校", "address": "示例街", "way": "邮寄"}
        form = LogForm(said, account=receptionist)
        assert form.is_valid(), form.errors
        assert form.cleaned_data["channel"] is Channel.FAX
        asked = form.asked(proof_seen=True)
        assert (asked.applicant, asked.told, asked.way) == (
            Applicant.RESEARCH,
            Told("某校", "", "示例街"),
            "邮寄",
        )
        assert asked.proof_seen is True


class TestMoves:
    """Which steps stand on the page, and for whom."""

    def test_who_handles_it_is_led_on_first_and_who_decides_finds_nothing_yet(
        self, inquiry, receptionist, leader, now
    ):
        assert offered(receptionist) == [
            "draft",
            "ask-correction",
            "ask-fee",
            "consult",
            "ask-time",
            "withdraw",
            "challenge",
        ]
        assert offered(leader) == []

    def test_while_an_opinion_is_waited_for_only_that_leads_on(self, inquiry, receptionist, ask, now):
        ask(acts.consult, whom=Whom.THIRD, words="同意吗")
        assert offered(receptionist) == ["hear", "consult-reached", "ask-time", "withdraw", "challenge"]

    def test_more_time_is_decided_by_another_and_holds_the_answer_up(
        self, inquiry, receptionist, leader, supervisor, ask, now
    ):
        acts.ask_time(inquiry, days=3, reason="查档", by=supervisor, now=now)
        assert offered(leader) == ["grant-time", "refuse-time"]
        assert "draft" not in offered(receptionist)
        assert not {"grant-time", "refuse-time"} & set(offered(supervisor))

    def test_a_draft_is_released_by_another_and_returned(
        self, inquiry, receptionist, leader, supervisor, now
    ):
        acts.draft_answer(inquiry, outcome=Outcome.GIVEN, **SAID, by=supervisor, now=now)
        assert offered(leader) == ["release", "return"]
        assert "release" not in offered(supervisor)
        assert offered(receptionist) == ["withdraw", "challenge"]

    def test_an_answer_that_gave_something_is_told_and_a_case_is_ruled_on_while_it_runs(
        self, inquiry, answered, receptionist, ask, now
    ):
        answered(inquiry)
        assert offered(receptionist) == ["publish", "challenge"]
        case = ask(ends.record_challenge, way=Way.REVIEW, opened_on=TODAY)
        assert offered(receptionist) == ["publish", "challenge", "judge"]
        ask(ends.record_ruling, challenge=case, ruling=Ruling.UPHELD, closed_on=TODAY)
        assert offered(receptionist) == ["publish", "challenge"]

    def test_a_fee_is_asked_for_once(self, inquiry, receptionist, ask, now):
        ask(ends.ask_fee, measure=Measure.PAGES, number=31, how="窗口")
        assert offered(receptionist)[:2] == ["draft", "paid"]
        ask(ends.fee_paid, paid_on=TODAY)
        assert "ask-fee" not in offered(receptionist)
        assert "ask-correction" in offered(receptionist)


class TestYears:
    @pytest.mark.parametrize(
        ("wanted", "year"),
        [
            ("2025", 2025),
            ("2008", 2008),
            ("2007", 2008),
            ("2027", 2026),
            ("", 2026),
            ("25", 2026),
            ("²²²²", 2026),
        ],
    )
    def test_a_year_lies_between_the_rules_first_and_this_one(self, receptionist, wanted, year):
        assert inquiry_years.year_in(SimpleNamespace(GET={"year": wanted}), receptionist) == year

    def test_the_page_leads_to_the_years_beside_it(self, client_of, receptionist):
        browser = client_of(receptionist)
        for year, before, after in (("2026", 2025, None), ("2008", None, 2009), ("2020", 2019, 2021)):
            context = browser.get(f"{reverse('community:inquiry-year')}?year={year}").context
            assert (context["year"], context["before"], context["after"]) == (int(year), before, after)
