"""What the law asks of concerns, each rule as a test that names it."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from zerentian.casework import actions
from zerentian.casework.models import Concern, PublicAnswer, RefusedLook
from zerentian.casework.rules.clocks import Purpose
from zerentian.casework.rules.concerns import Kind, Route, State
from zerentian.casework.rules.replies import Decision, Told
from zerentian.casework.tests.conftest import PARTS
from zerentian.ledger.actions import seal
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import LOCAL
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.actions.clocks import set_local_clock
from zerentian.organization.rules.clocks import Measure

pytestmark = pytest.mark.django_db


# -- 1. 信访工作条例 art. 30, 46(5): never passed to whom it accuses, and every refused attempt is logged ------


@pytest.fixture
def reported(said, category, township, resident, supervisor, neighbour_office, leader, now):
    """A report of wrongdoing against the office and a leader, triaged by the county's desk."""
    concern = actions.receive_concern(
        replace(said, kind=Kind.WRONGDOING), unit=township, channel="form", by=resident, now=now
    ).concern
    actions.name_accused(concern, units=[neighbour_office], accounts=[leader], by=supervisor, now=now)
    actions.triage_concern(concern, kind=Kind.WRONGDOING, category=category, by=supervisor, now=now)
    concern.refresh_from_db()
    return concern


def test_art_30_a_report_is_not_assigned_to_whom_it_names(reported, neighbour_office, supervisor, now):
    with pytest.raises(NotAllowed, match="第三十条"):
        actions.dispatch_concern(reported, unit=neighbour_office, by=supervisor, now=now)


@pytest.mark.parametrize("name", ["concern-detail", "reply", "contact", "review-ask", "publish"])
def test_art_30_whom_it_names_reads_no_page_of_it_and_each_attempt_is_logged(
    client_of, reported, leader, neighbour_clerk, name
):
    for account in (leader, neighbour_clerk):
        before = RefusedLook.objects.filter(key=reported.key, by=account).count()
        answer = client_of(account).get(reverse(f"casework:{name}", args=[reported.key]))
        assert answer.status_code in (403, 404)
        if answer.status_code == 404:
            assert RefusedLook.objects.filter(key=reported.key, by=account).count() == before + 1


def test_art_30_nor_its_print_outs(client_of, reported, leader):
    for where in (
        reverse("reports:case", args=[reported.key]),
        reverse("reports:letter", args=[reported.key, 1, "docx"]),
    ):
        assert client_of(leader).get(where).status_code == 404


def test_art_30_the_refused_attempt_is_not_told_to_the_township(client_of, reported, leader, first):
    client_of(leader).get(reverse("casework:concern-detail", args=[reported.key]))
    assert not Entry.objects.filter(verb="concern.refused").exists()
    assert client_of(first).get("/concerns/looks/").status_code == 403


# -- 2. 信访工作条例 art. 32, 35: no decision letter without its contents and the way to a review ----------------


@pytest.mark.parametrize("part", ["request", "facts_found", "reasons", "next_steps", "review_notice"])
def test_art_32_no_reply_goes_out_without(part, accepted, neighbour_clerk, leader, now):
    actions.draft_reply(
        accepted, decision=Decision.EXPLAINED, parts=PARTS | {part: ""}, by=neighbour_clerk, now=now
    )
    with pytest.raises(NotAllowed, match="还缺"):
        actions.release_reply(accepted, told=Told.LETTER, by=leader, now=now)
    accepted.refresh_from_db()
    assert accepted.state == State.DRAFTED


def test_art_32_nothing_is_refused_without_the_rule_it_rests_on(accepted, neighbour_clerk, leader, now):
    actions.draft_reply(
        accepted,
        decision=Decision.NOT_SUPPORTED,
        parts=PARTS | {"rule_cited": ""},
        by=neighbour_clerk,
        now=now,
    )
    with pytest.raises(NotAllowed, match="法律法规"):
        actions.release_reply(accepted, told=Told.LETTER, by=leader, now=now)


def test_art_32_nothing_closes_before_it_is_answered(drafted, receptionist, now):
    with pytest.raises(NotAllowed):
        actions.close_concern(drafted, reason="已经处理", by=receptionist, now=now)


def test_art_35_the_answer_says_who_reviews_and_until_when(answered, now):
    clock = answered.clock(Purpose.ASK_REVIEW)
    assert (clock.rule_id, clock.due) == ("xf.review.ask", date(2026, 4, 1))


# -- 3. 信访工作条例 art. 34: an extension has 30 days at most, an approver, a reason and a day told --------------


@pytest.fixture
def petition(concern, category, receptionist, neighbour_office, neighbour_clerk, now):
    actions.triage_concern(
        concern, kind=Kind.PETITION, route=Route.PETITION, category=category, by=receptionist, now=now
    )
    actions.dispatch_concern(concern, unit=neighbour_office, by=receptionist, now=now)
    return actions.accept_concern(concern, by=neighbour_clerk, now=now)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"days": 31}, "最多延长"),
        ({"reason": " "}, "理由"),
        ({"told_on": date(2026, 3, 3)}, "告知"),
    ],
)
def test_art_34_an_extension_is_refused_with(wrong, words, petition, neighbour_clerk, leader, now):
    given = {"days": 30, "reason": "情况复杂", "told_on": now.date(), "approved_by": leader}
    with pytest.raises(NotAllowed, match=words):
        actions.extend_clock(petition, purpose=Purpose.ANSWER, by=neighbour_clerk, now=now, **given | wrong)
    due = petition.clock(Purpose.ANSWER).due
    assert actions.extend_clock(petition, purpose=Purpose.ANSWER, by=neighbour_clerk, now=now, **given)
    assert petition.clock(Purpose.ANSWER).due > due


def test_art_34_who_asks_does_not_approve(petition, neighbour_clerk, now):
    with pytest.raises(NotAllowed, match="批准"):
        actions.extend_clock(
            petition,
            purpose=Purpose.ANSWER,
            days=30,
            reason="情况复杂",
            told_on=now.date(),
            approved_by=neighbour_clerk,
            by=neighbour_clerk,
            now=now,
        )


# -- 4. PIPL art. 25, 政府信息公开条例 art. 15: nobody's data on a public page -------------------------------------


@pytest.mark.parametrize(
    "words", ["13900000000", "示例群众", "11010519491231002X", "6222 0200 0000 0000 000"], ids=str
)
@pytest.mark.parametrize("field", ["title", "question", "answer"])
def test_pipl_25_no_name_phone_or_number_is_published(answered, receptionist, now, words, field):
    copy = {"title": "路灯", "question": "路灯不亮", "answer": "已经修好"} | {field: f"已告知{words}"}
    with pytest.raises(NotAllowed):
        actions.publish_answer(answered, by=receptionist, now=now, **copy)
    assert not PublicAnswer.objects.exists()


def test_pipl_25_nothing_personal_stands_on_any_public_page(client, answered, receptionist, now):
    actions.publish_answer(
        answered, title="村口路灯", question="路灯不亮", answer="已经修好", by=receptionist, now=now
    )
    published = PublicAnswer.objects.get()
    for where in ("/answers/", f"/answers/{published.pk}/", f"/c/{answered.code}/"):
        page = client.get(where)
        assert page.status_code == 200
        shown = page.content.decode()
        assert "13900000000" not in shown
        assert "示例群众" not in shown
        assert receptionist.name not in shown
        assert answered.key not in shown


def test_pipl_25_an_unpublished_concern_is_on_no_list(client, answered):
    assert Concern.objects.count() == 1
    assert "路灯" not in client.get("/answers/").content.decode()


# -- local clocks: the county's own hotline rules date what comes in from then on -----------------------------


def test_the_countys_own_clock_dates_what_comes_in_and_is_named_beside_it(
    said, township, resident, administrator, receptionist, client_of, now
):
    def received():
        return actions.receive_concern(said, unit=township, channel="form", by=resident, now=now).concern

    before = received()
    set_local_clock(
        rule_id="hotline.handle",
        length=2,
        measure=Measure.WORKING_DAYS,
        extension=0,
        law="《示例县12345热线办理规程》第十条",
        since=now.date(),
        by=administrator,
        now=now,
    )
    after = received()
    before.refresh_from_db()
    assert after.due < before.due, "what was promised stays"
    page = client_of(receptionist).get(reverse("casework:concern-detail", args=[after.key])).content.decode()
    assert "《示例县12345热线办理规程》第十条" in page


# -- 等级保护 level 2 and 国办函〔2026〕12号: the log can't be edited, nobody is ranked or counted -------------------


def test_no_address_of_the_program_changes_or_deletes_an_entry(accepted):
    entry = Entry.objects.filter(subject=accepted.ref).first()
    with pytest.raises(DatabaseError), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(facts="{}")
    with pytest.raises(DatabaseError), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).delete()


def test_no_page_of_numbers_names_a_member_of_staff(client_of, answered, first, neighbour_clerk, leader, now):
    seal(now=now)
    client = client_of(first)
    for address in (reverse("overview", args=["concerns"]), reverse("figures")):
        page = client.get(address, {"unit": answered.unit.path}).content.decode().partition("<main")[2]
        assert not [one.name for one in (neighbour_clerk, leader) if one.name in page]


def test_a_deadline_into_a_year_without_a_notice_is_marked_estimated(said, township, resident):
    late = datetime(2026, 12, 30, 9, tzinfo=LOCAL)
    concern = actions.receive_concern(said, unit=township, channel="form", by=resident, now=late).concern
    assert concern.due.year == 2027
    assert concern.due_estimated
