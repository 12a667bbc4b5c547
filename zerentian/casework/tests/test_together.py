"""Work on a concern together: assistance, visits, tasks, hand-over and links, each with its refusals."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from zerentian.casework import actions
from zerentian.casework.models import Concern
from zerentian.casework.rules.concerns import Channel, Exit, Kind
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden

VISIT = date(2026, 3, 4)
REFUSED = (Forbidden, NotAllowed)


def entry_of(concern, verb):
    return Entry.objects.filter(subject=concern.ref, verb=verb).latest("id")


@pytest.fixture
def visit(accepted, neighbour_clerk, now):
    return actions.call_to_visit(
        accepted, called=" 示例县水务局 ", matter="排水口归属", visit_on=VISIT, by=neighbour_clerk, now=now
    )


def test_an_office_that_assists_sees_the_concern_until_it_ends(accepted, office, clerk, neighbour_clerk, now):
    assert not Concern.objects.visible_to(clerk).filter(pk=accepted.pk).exists()
    said = {"unit": office, "by": neighbour_clerk, "now": now}
    with pytest.raises(NotAllowed):
        actions.ask_assistance(accepted, words=" ", **said)
    made = actions.ask_assistance(accepted, words="请提供图纸", **said)
    assert not made.ended
    assert Concern.objects.visible_to(clerk).filter(pk=accepted.pk).exists()
    with pytest.raises(NotAllowed, match="已经请该单位协办"):
        actions.ask_assistance(accepted, words="再请", **said)
    actions.end_assistance(accepted, **said)
    assert not Concern.objects.visible_to(clerk).filter(pk=accepted.pk).exists()
    assert entry_of(accepted, "assistance.ended").fact["by_unit"] == office.path
    again = actions.ask_assistance(accepted, words="再请", **said)
    assert (again.pk, again.ended) == (made.pk, False)


def test_the_unit_in_the_lead_does_not_assist_itself_and_others_ask_nobody(
    accepted, neighbour_office, office, clerk, neighbour_clerk, now
):
    with pytest.raises(NotAllowed, match="主办单位"):
        actions.ask_assistance(accepted, unit=neighbour_office, words="请", by=neighbour_clerk, now=now)
    with pytest.raises(REFUSED):
        actions.ask_assistance(accepted, unit=office, words="请", by=clerk, now=now)


def test_a_visit_names_whom_for_what_and_on_no_past_day(visit, accepted, neighbour_clerk, clerk, now):
    assert (visit.called, visit.visit_on, visit.came) == ("示例县水务局", VISIT, None)
    assert entry_of(accepted, "visit.called").fact["visit_on"] == VISIT.isoformat()
    said = {"called": "县局", "matter": "归属", "visit_on": now.date()}
    assert actions.call_to_visit(accepted, **said, by=neighbour_clerk, now=now)
    for wrong in ({"called": " "}, {"matter": " "}, {"visit_on": now.date() - timedelta(days=1)}):
        with pytest.raises(NotAllowed):
            actions.call_to_visit(accepted, **(said | wrong), by=neighbour_clerk, now=now)
    with pytest.raises(REFUSED):
        actions.call_to_visit(accepted, **said, by=clerk, now=now)


@pytest.mark.parametrize("came", [True, False])
def test_a_visit_is_recorded_from_its_day_on_once(visit, accepted, neighbour_clerk, clerk, came, now):
    with pytest.raises(NotAllowed, match="还没到"):
        actions.record_visit(visit, came=came, by=neighbour_clerk, now=now + timedelta(days=1))
    day = now + timedelta(days=2)
    with pytest.raises(REFUSED):
        actions.record_visit(visit, came=came, by=clerk, now=day)
    held = actions.record_visit(
        visit, came=came, promise=" 三日内清掏 ", promised_by=date(2026, 3, 7), by=neighbour_clerk, now=day
    )
    held.refresh_from_db()
    assert (held.came, held.promise, held.promised_by) == (came, "三日内清掏", date(2026, 3, 7))
    entry = entry_of(accepted, "visit.held")
    assert (entry.fact["came"], entry.fact["called"]) == (came, now.date().isoformat())
    assert accepted.happenings.get(entry=entry.uuid).words == "示例县水务局：三日内清掏"
    with pytest.raises(NotAllowed, match="已经登记"):
        actions.record_visit(visit, came=not came, by=neighbour_clerk, now=day)


def test_a_part_of_the_work_is_a_task_of_its_post(accepted, neighbour_clerk, clerk, leader, cadre, now):
    post = cadre.posts_on(now.date())[0]
    given = {"title": "清点灯杆", "post": post, "due": date(2026, 3, 6), "now": now}
    made = actions.give_subtask(accepted, **given, by=leader)
    assert (made.task.post, made.task.due, made.concern) == (post, date(2026, 3, 6), accepted)
    assert entry_of(accepted, "subtask.given").fact["due"] == "2026-03-06"
    with pytest.raises(NotAllowed):
        actions.give_subtask(accepted, **(given | {"due": date(2026, 3, 1)}), by=leader)
    with pytest.raises(REFUSED):
        actions.give_subtask(accepted, **given, by=clerk)


def test_a_complaint_is_not_split_into_tasks(
    said, township, resident, conduct, receptionist, leader, cadre, now
):
    receipt = actions.receive_concern(said, unit=township, channel=Channel.FORM, by=resident, now=now)
    concern = actions.triage_concern(
        receipt.concern, kind=Kind.COMPLAINT, category=conduct, by=receptionist, now=now
    )
    with pytest.raises(NotAllowed, match="不拆成任务"):
        actions.give_subtask(
            concern, title="核查", post=cadre.posts_on(now.date())[0], due=now.date(), by=leader, now=now
        )


def test_a_concern_in_hand_passes_to_a_colleague_who_may_handle_it_alone(
    accepted, triaged, neighbour_clerk, clerk, cadre, leader, now
):
    for other in (clerk, cadre):
        with pytest.raises(NotAllowed, match="只能移交"):
            actions.hand_over_concern(accepted, to=other, by=neighbour_clerk, now=now)
    passed = actions.hand_over_concern(accepted, to=leader, by=neighbour_clerk, now=now)
    passed.refresh_from_db()
    assert passed.handler == leader
    with pytest.raises(REFUSED):
        actions.hand_over_concern(accepted, to=neighbour_clerk, by=clerk, now=now)


@pytest.fixture
def second(said, township, resident, now):
    return actions.receive_concern(said, unit=township, channel=Channel.FORM, by=resident, now=now).concern


def test_a_concern_is_linked_to_a_lead_case_and_its_link_undone_with_a_reason(
    concern, second, receptionist, clerk, now
):
    with pytest.raises(REFUSED):
        actions.link_concern(second, lead=concern, by=clerk, now=now)
    linked = actions.link_concern(second, lead=concern, by=receptionist, now=now)
    assert (linked.linked_to, entry_of(second, "concern.linked").fact["lead"]) == (concern, concern.ref)
    with pytest.raises(NotAllowed):
        actions.unlink_concern(linked, reason=" ", by=receptionist, now=now)
    freed = actions.unlink_concern(linked, reason="不是同一盏灯", by=receptionist, now=now)
    assert (freed.linked_to, entry_of(second, "concern.unlinked").fact["lead"]) == (None, concern.ref)
    with pytest.raises(NotAllowed, match="没有关联"):
        actions.unlink_concern(freed, reason="再解", by=receptionist, now=now)


def test_links_make_no_chain_no_ring_and_hold_no_report_of_wrongdoing(
    concern, second, said, township, resident, category, receptionist, supervisor, now
):
    third = actions.receive_concern(said, unit=township, channel=Channel.FORM, by=resident, now=now).concern
    actions.link_concern(second, lead=concern, by=receptionist, now=now)
    for one, lead in ((concern, concern), (third, second), (concern, third)):
        with pytest.raises(NotAllowed, match="牵头件"):
            actions.link_concern(one, lead=lead, by=receptionist, now=now)
    with pytest.raises(NotAllowed, match="已经关联"):
        actions.link_concern(second, lead=third, by=receptionist, now=now)
    actions.triage_concern(third, kind=Kind.WRONGDOING, category=category, by=supervisor, now=now)
    with pytest.raises(REFUSED):
        actions.link_concern(third, lead=concern, by=supervisor, now=now)


@pytest.mark.parametrize("wrong", [{"reason": " "}, {"where": " "}])
def test_nobody_is_sent_elsewhere_without_reason_and_place(triaged, receptionist, clerk, wrong, now):
    said = {"exit": next(iter(Exit)), "reason": "属法院受理", "where": "示例县法院立案庭", "now": now}
    with pytest.raises(NotAllowed):
        actions.show_another_way(triaged, **(said | wrong), by=receptionist)
    with pytest.raises(REFUSED):
        actions.show_another_way(triaged, **said, by=clerk)
    gone = actions.show_another_way(triaged, **said, by=receptionist)
    gone.refresh_from_db()
    assert (gone.state, gone.answered_on, gone.closed_on) == ("exited", now.date(), now.date())
    assert entry_of(gone, "concern.exited").fact["on_time"] is True
    assert not gone.clocks.filter(stopped_on=None, purpose="answer").exists()


def test_several_are_linked_to_one_lead_in_one_go_and_parted_again(
    client_of, receptionist, clerk, category, township, now
):
    one, two, lead = (
        actions.receive_concern(
            actions.Said(text=text, category=category),
            unit=township,
            channel="call",
            by=receptionist,
            now=now,
        ).concern
        for text in ("路灯不亮甲", "路灯不亮乙", "路灯不亮丙")
    )
    browser, address = client_of(receptionist), reverse("list-many", args=["concerns", "link"])
    chosen = {"row": [one.key, two.key, lead.key]}
    asked = browser.post(address, chosen).content.decode()
    assert one.number in asked, "the oldest stands there first"
    before, chosen = Entry.objects.count(), chosen | {"number": lead.number}
    looked = browser.post(address, chosen | {"look": "yes"}).content.decode()
    assert "将处理2件" in looked
    assert "这一件就是牵头件" in looked
    assert looked.count("已关联") >= 2, "what it is and what it will be"
    assert Entry.objects.count() == before
    assert browser.post(address, chosen | {"look": "yes", "number": "2026-9"}).status_code == 422
    assert "2件已关联" in browser.post(address, chosen | {"confirm": "yes"}).content.decode()
    assert set(lead.linked.all()) == {one, two}
    back = {"row": [one.key, two.key], "back": "yes", "reason": "不是同一处"}
    assert "已退回2件" in browser.post(address, back).content.decode()
    assert not lead.linked.exists()
    verbs = Entry.objects.filter(subject=one.ref).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["concern.received", "concern.linked", "concern.unlinked"]
    assert client_of(clerk).post(address, chosen | {"confirm": "yes"}).status_code == 403
