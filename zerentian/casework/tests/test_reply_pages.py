"""The composer: what it begins with, what it notices, what it refuses, and who may send a reply out."""

from dataclasses import replace

import pytest
from django.urls import reverse

from zerentian.casework import actions
from zerentian.casework.models import RefusedLook, Reply
from zerentian.casework.rules.concerns import Channel, Kind, State
from zerentian.casework.rules.replies import Decision, Told, fingerprint
from zerentian.casework.tests.conftest import PARTS
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.actions.units import keep_organ

pytestmark = pytest.mark.django_db


def at(name: str, concern, *more: object) -> str:
    return reverse(f"casework:{name}", args=[concern.key, *more])


def typed(**more: str) -> dict[str, str]:
    return PARTS | {"decision": "supported", "expected": ""} | more


def test_the_composer_begins_with_who_reviews_and_until_when(client_of, neighbour_clerk, accepted):
    page = client_of(neighbour_clerk).get(at("reply", accepted))
    notice = page.context["form"]["review_notice"].value()
    assert "三十日内向示例县人民政府申请复查" in notice
    shown = page.content.decode()
    assert "2026年4月1日" in shown
    assert 'class="bad"' not in shown


def test_a_draft_is_of_the_office_in_the_lead_or_of_the_township_where_there_is_none(
    drafted, neighbour_office, neighbour_clerk, said, township, category, receptionist, now
):
    def of(concern):
        reply = Reply.objects.get(concern=concern)
        return reply.unit, reply.drafted_by

    assert of(drafted) == (neighbour_office, neighbour_clerk)
    act = {"by": receptionist, "now": now}
    other = actions.receive_concern(said, unit=township, channel=Channel.CALL, **act).concern
    actions.triage_concern(other, kind=Kind.CONSULT, category=category, **act)
    actions.draft_reply(other, decision=Decision.SUPPORTED, parts=PARTS, **act)
    assert of(other) == (township, receptionist)


def test_a_draft_is_saved_and_released_with_the_date_of_that_day(
    client_of, neighbour_clerk, leader, accepted
):
    notice = "三十日内可以向{复查单位}申请复查，截止日为{复查截止日}。"
    answer = client_of(neighbour_clerk).post(at("reply", accepted), typed(review_notice=notice), follow=True)
    assert answer.status_code == 200
    draft = Reply.objects.get()
    assert draft.review_notice == notice
    browser = client_of(leader)
    page = browser.get(at("reply-release", accepted))
    answer = browser.post(
        at("reply-release", accepted), {"told": "phone", "expected": page.context["expected"]}
    )
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert draft.review_notice == "三十日内可以向示例县人民政府申请复查，截止日为2026年4月1日。"
    assert not draft.alone


def test_what_is_worth_a_second_look_is_said_beside_its_part(client_of, neighbour_clerk, accepted):
    said = typed(
        reasons="已收悉", facts_found="电话 13900000000 已核实", next_steps="{日期}前修好", do="check"
    )
    page = client_of(neighbour_clerk).post(at("reply", accepted), said).content.decode()
    assert "空泛" in page
    assert "手机号码" in page
    assert "<mark>{日期}</mark>" in page
    assert not Reply.objects.exists()


def test_the_text_is_looked_over_while_it_is_typed(client_of, neighbour_clerk, accepted):
    page = client_of(neighbour_clerk).post(at("reply-check", accepted), typed(reasons="请耐心等待"))
    shown = page.content.decode()
    assert 'id="noticed-reasons" class="noticed" hx-swap-oob="true"' in shown
    assert "请耐心等待" in shown
    assert "<html" not in shown


def test_a_colleagues_change_is_not_overwritten_and_nothing_typed_is_lost(
    client_of, neighbour_clerk, drafted, now
):
    browser = client_of(neighbour_clerk)
    opened = browser.get(at("reply", drafted)).context["expected"]
    parts = PARTS | {"reasons": "同事改写过的理由，说明了管护范围。"}
    actions.draft_reply(drafted, decision=Decision.SUPPORTED, parts=parts, by=neighbour_clerk, now=now)
    mine = typed(reasons="我写的理由，同样说明了管护范围。", expected=opened)
    page = browser.post(at("reply", drafted), mine)
    assert page.status_code == 422
    shown = page.content.decode()
    assert "同事改写过的理由" in shown
    assert "我写的理由" in shown
    assert drafted.replies.get().reasons.startswith("同事")
    again = browser.post(at("reply", drafted), mine | {"expected": page.context["expected"]})
    assert again.status_code == 302
    assert drafted.replies.get().reasons.startswith("我写")


def test_nobody_releases_what_they_have_not_read(client_of, leader, neighbour_clerk, drafted, now):
    browser = client_of(leader)
    read = browser.get(at("reply-release", drafted)).context["expected"]
    parts = PARTS | {"reasons": "签发前又改了一句，说明了管护范围。"}
    actions.draft_reply(drafted, decision=Decision.SUPPORTED, parts=parts, by=neighbour_clerk, now=now)
    page = browser.post(at("reply-release", drafted), {"told": "phone", "expected": read})
    assert page.status_code == 422
    drafted.refresh_from_db()
    assert drafted.state == State.DRAFTED


def test_an_unfinished_reply_shows_what_it_lacks_instead_of_the_button(
    client_of, neighbour_clerk, leader, accepted, now
):
    parts = PARTS | {"facts_found": "", "next_steps": "{日期}前修好"}
    actions.draft_reply(accepted, decision=Decision.SUPPORTED, parts=parts, by=neighbour_clerk, now=now)
    browser = client_of(leader)
    page = browser.get(at("reply-release", accepted))
    assert [one.part for one in page.context["missing"]] == ["facts_found", "next_steps"]
    refused = browser.post(
        at("reply-release", accepted), {"told": "phone", "expected": page.context["expected"]}
    )
    assert refused.status_code == 422
    assert not Reply.objects.get().released


def test_releasing_ones_own_draft_is_said_and_a_complaints_needs_another(client_of, neighbour_clerk, drafted):
    browser = client_of(neighbour_clerk)
    page = browser.get(at("reply-release", drafted))
    assert page.context["alone"]
    assert not page.context["needs_another"]
    drafted.kind = Kind.COMPLAINT
    drafted.save()
    page = browser.get(at("reply-release", drafted))
    assert page.context["needs_another"]
    said = {"told": "phone", "expected": page.context["expected"]}
    assert browser.post(at("reply-release", drafted), said).status_code == 422


def test_a_draft_comes_back_with_words(client_of, leader, neighbour_clerk, drafted):
    browser = client_of(leader)
    assert browser.post(at("reply-return", drafted), {"reason": " "}).status_code == 422
    browser.post(at("reply-return", drafted), {"reason": "请写明谁在夜间复查"})
    drafted.refresh_from_db()
    assert drafted.state == State.HANDLING
    assert "请写明谁在夜间复查" in client_of(neighbour_clerk).get(at("reply", drafted)).content.decode()


def test_linked_concerns_answered_along_are_told_beforehand(
    client_of, leader, drafted, said, township, receptionist, now
):
    other = actions.receive_concern(
        said, unit=township, channel=Channel.CALL, by=receptionist, now=now
    ).concern
    actions.link_concern(other, lead=drafted, by=receptionist, now=now)
    assert client_of(leader).get(at("reply-release", drafted)).context["along"] == 1


def test_another_office_finds_no_reply_and_a_reader_no_composer(
    client_of, clerk, inspector, outsider, drafted
):
    assert client_of(outsider).get(at("reply", drafted)).status_code == 404
    assert client_of(clerk).get(at("reply", drafted)).status_code == 404
    page = client_of(inspector).get(at("reply", drafted))
    assert page.status_code == 200
    assert "form" not in page.context
    assert client_of(inspector).post(at("reply", drafted), typed()).status_code == 409
    assert fingerprint(drafted.replies.get().parts) == fingerprint(Reply.objects.get().parts)


def test_whom_it_accuses_finds_nothing_and_the_attempt_is_logged(
    client_of, leader, drafted, receptionist, township, now
):
    drafted.kind = Kind.COMPLAINT
    drafted.save()
    drafted.accusations.create(account=leader)
    before = RefusedLook.objects.count()
    assert client_of(leader).get(at("reply", drafted)).status_code == 404
    assert RefusedLook.objects.count() == before + 1


def test_what_is_kept_in_the_browser_belongs_to_one_wording_of_the_draft(client_of, neighbour_clerk, drafted):
    """Else a week-old text would come back over what a colleague wrote since."""
    browser = client_of(neighbour_clerk)
    opened = browser.get(at("reply", drafted))
    shown = opened.content.decode()
    assert f'data-draft="reply-{opened.context["expected"]}"' in shown
    assert " data-draft-fresh" not in shown
    looked = browser.post(at("reply", drafted), typed(do="check", expected=opened.context["expected"]))
    assert " data-draft-fresh" in looked.content.decode()


@pytest.fixture
def linked_complaint(drafted, said, conduct, township, receptionist, now):
    """A complaint about the same matter, linked to the drafted concern."""
    other = actions.receive_concern(
        replace(said, category=conduct), unit=township, channel=Channel.CALL, by=receptionist, now=now
    ).concern
    actions.triage_concern(other, kind=Kind.COMPLAINT, category=conduct, by=receptionist, now=now)
    actions.link_concern(other, lead=drafted, by=receptionist, now=now)
    return other


def test_a_linked_complaint_is_not_answered_by_whom_it_accuses(
    drafted, linked_complaint, neighbour_office, receptionist, leader, now
):
    actions.name_accused(linked_complaint, units=[neighbour_office], accounts=[], by=receptionist, now=now)
    actions.release_reply(drafted, told=Told.PHONE, by=leader, now=now)
    linked_complaint.refresh_from_db()
    assert linked_complaint.state == State.TRIAGED
    assert not linked_complaint.replies.exists()


def test_a_linked_complaint_is_not_answered_along_by_who_drafted_alone(
    client_of, drafted, linked_complaint, neighbour_clerk, leader, now
):
    assert client_of(neighbour_clerk).get(at("reply-release", drafted)).context["needs_another"]
    with pytest.raises(NotAllowed, match="拟稿人以外"):
        actions.release_reply(drafted, told=Told.PHONE, by=neighbour_clerk, now=now)
    actions.release_reply(drafted, told=Told.PHONE, by=leader, now=now)
    linked_complaint.refresh_from_db()
    assert linked_complaint.state == State.ANSWERED


@pytest.mark.parametrize("route", ["enforcement", "petition"])
def test_the_composer_begins_with_what_is_open_on_the_matters_route(
    client_of, neighbour_clerk, accepted, route
):
    accepted.kind, accepted.route = Kind.PETITION, route
    accepted.save()
    page = client_of(neighbour_clerk).get(at("reply", accepted))
    notice = page.context["form"]["review_notice"].value()
    assert ("六十日内向示例县人民政府申请行政复议" in notice) == (route == "enforcement")
    assert ("三十日内向示例县人民政府申请复查" in notice) == (route == "petition")


def test_who_releases_is_told_where_the_letter_cannot_say_how_a_review_is_asked_for(
    client_of, drafted, county, leader, administrator, now
):
    browser = client_of(leader)
    assert "写不出示例县人民政府的地址或电话" in browser.get(at("reply-release", drafted)).content.decode()
    stored = {"government": "", "party": "", "address": "城中路1号", "hours": ""}
    keep_organ(county, **stored, telephone="", by=administrator, now=now)
    assert "写不出" in browser.get(at("reply-release", drafted)).content.decode()
    keep_organ(county, **stored, telephone="0000-12345", by=administrator, now=now)
    assert "写不出" not in browser.get(at("reply-release", drafted)).content.decode()
