"""Meetings and decisions on the screen: each actor's own steps, what is not for everybody, and wrong forms."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from zerentian.duties.actions import agenda, minutes
from zerentian.duties.actions import decisions as deciding
from zerentian.duties.actions.agenda import Settled
from zerentian.duties.listed import DECISIONS
from zerentian.duties.models import Decision, Meeting, MeetingItem, MeetingKind
from zerentian.duties.rules.decisions import DecisionState
from zerentian.duties.rules.meetings import MeetingState, Result
from zerentian.duties.shown import meeting_desk
from zerentian.duties.shown.records import DECISION_RECORDS
from zerentian.duties.tabling import agenda_title
from zerentian.duties.tests.meetings import PASSWORD, a_kind, a_meeting, agree, decided, hold, signed
from zerentian.organization.telling import day_words


@pytest.fixture
def kind(township, office, first, now):
    return a_kind(township, office, first, now)


@pytest.fixture
def posts(first, clerk, cadre, now):
    return [one.posts_on(now.date())[0] for one in (first, clerk, cadre)]


@pytest.fixture
def meeting(kind, posts, clerk, now):
    return a_meeting(kind, posts[0], posts[1], clerk, now, "春季防汛")


@pytest.fixture
def minuted(meeting, posts, clerk, now):
    """A meeting with a decision and drafted minutes."""
    item = hold(meeting, clerk, now).items.get()
    agree(item, clerk, now)
    decided(item, clerk, now, posts[2])
    minutes.draft_minutes(meeting, text=minutes.proposed_minutes(meeting), by=clerk, now=now)
    return Meeting.objects.get(pk=meeting.pk)


def page(client, name, *args):
    """Return a page's words; it must be there."""
    answer = client.get(reverse(f"duties:{name}", args=args))
    assert answer.status_code == 200, (name, answer.status_code)
    return answer.content.decode()


def step(client, noun, pk, code, **said):
    """Take a step by its form, as its page sends it."""
    address = reverse(f"duties:{noun}-step", args=[pk, code])
    shown = client.get(address).content.decode()
    hidden = dict(re.findall(r'type="hidden" name="(seen|digest)" value="([^"]*)"', shown))
    return client.post(address, hidden | said)


def test_a_rule_is_set_a_meeting_prepared_called_held_minuted_and_signed_on_the_pages(
    township, office, posts, first, clerk, office_head, cadre, client_of, now
):
    chief, secretary, village = client_of(first), client_of(clerk), client_of(cadre)
    rule = {
        "name": "党委会",
        "unit": township.pk,
        "keeper": office.pk,
        "members": 9,
        "quorum": "over_1_2",
        "weighty_quorum": "least_2_3",
        "passing": "none",
        "checks_decision": ["legal"],
        "since": "2026-01-01",
        "basis": "《议事规则（示例）》",
    }
    assert chief.post(reverse("duties:meeting-kinds"), rule | {"basis": ""}).status_code == 422
    assert chief.post(reverse("duties:meeting-kinds"), rule).status_code == 302
    kind = MeetingKind.objects.get()
    assert kind.checks == {"decision": ["legal"]}
    asked = {"kind": kind.pk, "held_on": "2026-03-02", "chair": posts[0].pk, "recorder": posts[1].pk}
    assert secretary.post(reverse("duties:meeting-new"), asked | {"starts": "09:30"}).status_code == 302
    meeting = Meeting.objects.get()
    put = f"{reverse('duties:item-new')}?meeting={meeting.pk}"
    assert secretary.post(put, {"kind": kind.pk, "title": "春季防汛"}).status_code == 302
    item = MeetingItem.objects.get()
    assert step(secretary, "meeting", meeting.pk, "call").status_code == 302
    counts = {"members": 9, "present": 7, "excused": 1, "attending": 0, "held_on": "2026-03-02"}
    there = step(secretary, "meeting", meeting.pk, "hold", attendance="出席：示例庚等", **counts)
    assert there.status_code == 302
    assert (
        step(secretary, "item", item.pk, "settle", result="agreed", unanimous="on", recused=0).status_code
        == 302
    )
    decide = {"text": "清理排洪沟", "kind": "required", "parts": 1, "lead1": posts[2].pk, "rhythm1": "weekly"}
    more = secretary.post(reverse("duties:item-decide", args=[item.pk]), decide | {"more": "1"})
    assert b'name="lead2"' in more.content
    assert "清理排洪沟" in more.content.decode()
    assert secretary.post(reverse("duties:item-decide", args=[item.pk]), decide).status_code == 302
    assert step(secretary, "meeting", meeting.pk, "minute", text="一、春季防汛\n会议同意").status_code == 302
    assert step(secretary, "meeting", meeting.pk, "agree").status_code == 302  # led back: not by who drafted
    assert Meeting.objects.get().state == MeetingState.MINUTED
    assert step(client_of(office_head), "meeting", meeting.pk, "agree").status_code == 302
    assert step(chief, "meeting", meeting.pk, "sign", password="错").status_code == 422
    assert step(chief, "meeting", meeting.pk, "sign", password=PASSWORD).status_code == 302
    assert Meeting.objects.get().state == MeetingState.SIGNED
    decision = Decision.objects.get()
    assert step(village, "decision", decision.pk, "accept", due="2026-03-20").status_code == 302
    assert Decision.objects.get().due.isoformat() == "2026-03-20"


def test_a_page_offers_each_actor_only_their_own_steps(
    minuted, clerk, office_head, first, cadre, neighbour_clerk, client_of
):
    at = ("meeting-detail", minuted.pk)
    assert "核对纪要</a>" in page(client_of(office_head), *at)
    for other in (clerk, neighbour_clerk):
        assert "核对纪要</a>" not in page(client_of(other), *at)
    assert "签发纪要</a>" not in page(client_of(first), *at)
    for name in ("meeting-list", "meeting-detail", "meeting-new", "minutes-detail", "meeting-kinds"):
        args = {"meeting-detail": [minuted.pk], "minutes-detail": [minuted.pk, 1]}.get(name, [])
        assert client_of(cadre).get(reverse(f"duties:{name}", args=args)).status_code in (403, 404)


def test_the_agenda_is_filled_from_what_waits_and_from_what_suggests_itself(
    kind, posts, meeting, clerk, first, leader, cadre, client_of, now
):
    hold(meeting, clerk, now)
    item = meeting.items.get()
    agree(item, clerk, now)
    one = decided(item, clerk, now, posts[2], due=1)[0]
    deciding.assign_decision(one, by=leader, now=now)
    put_off = agenda.put_item(kind=kind, title="路灯改造", by=clerk, now=now)
    put_off = agenda.table_item(put_off, meeting=meeting, by=clerk, now=now)
    agenda.settle_item(put_off, Settled(result=Result.PUT_OFF), by=clerk, now=now)
    agenda.put_item(kind=kind, title="提请研究敬老院维修", by=clerk, now=now)
    next_one = a_meeting(kind, posts[0], posts[1], clerk, now, "防火")
    browser = client_of(clerk)
    words = page(browser, "meeting-detail", next_one.pk)
    for said in ("提请研究敬老院维修", "清理排洪沟", "路灯改造"):
        assert said in words
    about = f"?meeting={next_one.pk}&about={one.ref}"
    assert "清理排洪沟" in browser.get(reverse("duties:item-new") + about).content.decode()
    waiting = MeetingItem.objects.get(title="提请研究敬老院维修")
    browser.post(reverse("duties:item-table", args=[waiting.pk, next_one.pk]))
    assert list(next_one.items.values_list("title", flat=True)) == ["防火", "提请研究敬老院维修"]


def test_what_this_meeting_heard_does_not_suggest_itself_to_it_again_and_saying_so_is_plain(
    kind, posts, meeting, clerk, leader, client_of, now
):
    hold(meeting, clerk, now)
    item = meeting.items.get()
    agree(item, clerk, now)
    one = decided(item, clerk, now, posts[2], due=1)[0]
    deciding.assign_decision(one, by=leader, now=now)
    later = a_meeting(kind, posts[0], posts[1], clerk, now, "防火")
    browser = client_of(clerk)
    put = f"{reverse('duties:item-new')}?meeting={later.pk}&about={one.ref}"
    told = browser.post(put, {"kind": kind.pk, "title": "听取清理情况"}, follow=True).content.decode()
    assert "已列入议程。" in told
    assert "等待上会" not in told
    hold(later, clerk, now)
    for matter in later.items.all():
        agenda.settle_item(matter, Settled(result=Result.PUT_OFF), by=clerk, now=now)
    words = page(browser, "meeting-detail", later.pk)
    assert f"about={one.ref}" not in words
    assert not re.search("about=meeting_item:", words)
    assert "更正到会情况" in words
    assert "更正结果" in page(browser, "item-detail", later.items.first().pk)


def test_what_was_put_off_after_its_day_is_not_called_overdue_by_a_day_to_come(
    kind, posts, meeting, clerk, leader, client_of, now
):
    hold(meeting, clerk, now)
    item = meeting.items.get()
    agree(item, clerk, now)
    one = decided(item, clerk, now, posts[2], due=1)[0]
    deciding.assign_decision(one, by=leader, now=now)
    Decision.objects.filter(pk=one.pk).update(missed=True, due=now.date() + timedelta(days=30))
    later = a_meeting(kind, posts[0], posts[1], clerk, now, "防火")
    words = page(client_of(clerk), "meeting-detail", later.pk)
    assert f"逾期后延期 · {day_words(now.date() + timedelta(days=30))}" in words
    assert "已逾期" not in words


def test_the_form_of_an_outcome_says_how_many_may_decide(meeting, clerk, client_of, now):
    hold(meeting, clerk, now)
    item = meeting.items.get()
    browser = client_of(clerk)
    shown = page(browser, "item-step", item.pk, "settle")
    assert re.search(r"应到\d+人，实到\d+人", shown)
    Meeting.objects.filter(pk=meeting.pk).update(present=1)
    assert "本次只能缓议或听取" in page(browser, "item-step", item.pk, "settle")


def test_votes_stand_beside_the_outcome(meeting, clerk, client_of, now):
    hold(meeting, clerk, now)
    voted = Settled(result=Result.AGREED, votes=(6, 0, 1))
    agenda.settle_item(meeting.items.get(), voted, by=clerk, now=now)
    assert "赞成6、反对0、弃权1" in page(client_of(clerk), "meeting-detail", meeting.pk)


def test_a_matter_comes_before_a_meeting_without_the_number_of_our_registers():
    assert agenda_title("2026-0021 经营点煤气瓶与灶台同室") == "经营点煤气瓶与灶台同室"
    assert agenda_title("党委会〔2026〕5-1C 清理排洪沟") == "党委会〔2026〕5-1C 清理排洪沟"
    assert agenda_title("2026年度预算") == "2026年度预算"


def test_what_may_not_be_seen_is_not_put_before_a_meeting(kind, clerk, outsider, client_of):
    browser = client_of(clerk)
    for about in ("task:999", "deed:1", "nonsense", "concern:QQQQ"):
        answer = browser.get(reverse("duties:item-new"), {"about": about})
        assert answer.status_code == 302, about
    assert client_of(outsider).get(reverse("duties:meeting-detail", args=[1])).status_code == 404


def test_an_inner_matter_is_seen_by_who_keeps_or_signs_and_found_by_nobody(
    kind, posts, clerk, office_head, first, neighbour_clerk, inspector, client_of, now
):
    meeting = a_meeting(kind, posts[0], posts[1], clerk, now, "人选研究", inner=True)
    item = hold(meeting, clerk, now).items.get()
    agree(item, clerk, now, words="拟任示例某")
    decided(item, clerk, now, posts[1], text="办理任免手续")
    signed(meeting, clerk, office_head, first, now)
    at = ("meeting-detail", meeting.pk)
    assert "人选研究" in page(client_of(first), *at)
    for other in (neighbour_clerk, inspector):
        browser = client_of(other)
        for words in (page(browser, *at), page(browser, "minutes-detail", meeting.pk, 1)):
            assert not [hidden for hidden in ("人选研究", "拟任示例某", "办理任免") if hidden in words]
        assert "本项按规定不印发" in page(browser, "minutes-detail", meeting.pk, 1)
    hidden = reverse("duties:decision-detail", args=[Decision.objects.get().pk])
    assert client_of(neighbour_clerk).get(hidden).status_code == 404
    assert client_of(clerk).get(hidden).status_code == 200


def test_what_is_inner_stays_so_on_the_desk_in_a_file_and_before_the_next_meeting(
    township, neighbour_office, posts, neighbour_clerk, office_head, first, now
):
    kind = a_kind(township, neighbour_office, first, now)
    meeting = a_meeting(kind, posts[0], posts[1], neighbour_clerk, now, "人选研究", inner=True)
    item = hold(meeting, neighbour_clerk, now).items.get()
    agree(item, neighbour_clerk, now)
    one = decided(item, neighbour_clerk, now, posts[1], text="办理任免手续")[0]
    again = agenda.put_item(kind=kind, title="任免落实情况", about=one.ref, by=neighbour_clerk, now=now)
    once_more = agenda.put_item(kind=kind, title="再议", about=again.ref, by=neighbour_clerk, now=now)
    assert (again.inner, once_more.inner) == (True, True)
    Decision.objects.filter(pk=one.pk).update(state=DecisionState.REPORTED)

    def waits_for(account):
        groups = meeting_desk.decisions_waiting(account, now, 9)
        return [line.what for group in groups for line in group.lines]

    assert waits_for(first) == ["办理任免手续"]
    # The head of the lead's office verifies what it may read, and reads nothing inner of another office's meetings.
    assert one in Decision.objects.to_verify_by(office_head)
    assert waits_for(office_head) == []
    assert not DECISIONS.leaves(Decision.objects.all()).exists()
    listed = DECISION_RECORDS.rows(first, township, now.date(), now.date())
    assert not listed.exists()
    Decision.objects.filter(pk=one.pk).update(inner=False)
    assert [DECISION_RECORDS.fields["what"].read(row) for row in listed.all()] == ["办理任免手续"]
    Decision.objects.filter(pk=one.pk).update(state=DecisionState.OPENED)  # not given out: of no force yet
    assert not listed.all().exists()


def test_what_fails_to_come_onto_the_agenda_is_not_put_before_a_meeting_either(
    kind, minuted, clerk, client_of
):
    said = {"kind": kind.pk, "title": "路灯改造"}
    client_of(clerk).post(f"{reverse('duties:item-new')}?meeting={minuted.pk}", said)
    assert not MeetingItem.objects.filter(title="路灯改造").exists()


def test_minutes_that_grew_old_are_not_agreed_to(minuted, clerk, office_head, client_of, now):
    browser = client_of(office_head)
    address = reverse("duties:meeting-step", args=[minuted.pk, "agree"])
    shown = browser.get(address).content.decode()
    hidden = dict(re.findall(r'type="hidden" name="(seen|digest)" value="([^"]*)"', shown))
    minutes.draft_minutes(minuted, text="另一稿", by=clerk, now=now)
    answer = browser.post(address, hidden)
    assert answer.status_code == 422
    assert Meeting.objects.get().state == MeetingState.MINUTED


def test_the_desk_tells_each_what_is_theirs_next(
    meeting, posts, clerk, office_head, first, leader, cadre, client_of, now
):
    item = hold(meeting, clerk, now).items.get()
    agree(item, clerk, now)
    one = decided(item, clerk, now, posts[2])[0]
    desk = lambda who: client_of(who).get(reverse("desk")).content.decode()  # noqa: E731
    assert "待拟纪要的会议" in desk(clerk)
    minutes.draft_minutes(meeting, text="纪要", by=clerk, now=now)
    assert "待核对的纪要" in desk(office_head)
    assert "待核对的纪要" not in desk(clerk)
    newest = meeting.minutes.get()
    minutes.agree_minutes(meeting, digest=newest.digest, by=office_head, now=now)
    assert "待签发的纪要" in desk(first)
    minutes.sign_minutes(meeting, digest=newest.digest, password=PASSWORD, by=first, now=now, machine_now=now)
    assert "待签收的议定事项" in desk(cadre)
    deciding.accept_decision(one, by=cadre, now=now)
    deciding.report_decision(one, done_on=now.date(), words="已清", by=cadre, now=now)
    assert "待核查的议定事项" in desk(leader)
    deciding.verify_decision(one, words="见底", by=leader, now=now)
    assert "待办结的议定事项" in desk(first)


def test_who_presents_a_matter_is_told_of_the_meeting_until_it_was_held(
    kind, posts, clerk, office_head, leader, client_of, now
):
    presenter = office_head.posts_on(now.date())[0]
    meeting = a_meeting(kind, posts[0], posts[1], clerk, now, "排洪沟清淤情况", presenter=presenter)
    desk = lambda who: client_of(who).get(reverse("desk")).content.decode()  # noqa: E731
    told = desk(office_head)
    assert "待汇报的议题" in told
    assert "排洪沟清淤情况" in told
    assert str(meeting) in told
    assert "待汇报的议题" not in desk(leader)
    hold(meeting, clerk, now)
    assert "待汇报的议题" not in desk(office_head)


def test_a_decision_becomes_a_task_and_a_basis_by_one_press(
    minuted, clerk, office_head, first, leader, cadre, client_of, now
):
    newest = minuted.minutes.get()
    minutes.agree_minutes(minuted, digest=newest.digest, by=office_head, now=now)
    minutes.sign_minutes(minuted, digest=newest.digest, password=PASSWORD, by=first, now=now, machine_now=now)
    one = Decision.objects.get()
    browser = client_of(leader)
    assert "转为交办事项" in page(browser, "decision-detail", one.pk)
    made = browser.post(reverse("duties:decision-task", args=[one.pk]), follow=True).content.decode()
    assert "清理排洪沟" in made
    made = browser.post(reverse("duties:decision-basis", args=[one.pk]), follow=True).content.decode()
    assert "党委会〔2026〕1-1" in made
    assert client_of(cadre).post(reverse("duties:decision-task", args=[one.pk])).status_code == 403


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({}, True),
        ({"tab": "mine"}, False),
        ({"tab": "assisting"}, False),
        ({"tab": "overdue"}, False),
        ({"state": "assigned"}, True),
        ({"state": "closed"}, False),
    ],
)
def test_decisions_are_listed_by_tab_and_state(minuted, leader, client_of, asked, shown, now):
    deciding.assign_decision(Decision.objects.get(), by=leader, now=now)
    words = client_of(leader).get(reverse("duties:decision-list"), asked | {"q": "排洪沟 党委会"})
    assert words.status_code == 200
    assert ("清理排洪沟" in words.content.decode()) == shown


def test_words_on_a_decision_under_way_are_owed_by_its_rhythm(
    meeting, posts, clerk, leader, cadre, client_of, now
):
    item = hold(meeting, clerk, now).items.get()
    agree(item, clerk, now)
    one = decided(item, clerk, now, posts[2], rhythm="weekly")[0]
    deciding.assign_decision(one, by=leader, now=now)
    one = deciding.accept_decision(one, by=cadre, now=now)
    assert (one.next_report - now.date()).days == 7
    week = now.date() + timedelta(days=7)
    assert list(Decision.objects.to_report_by(cadre, week)) == [one]
    assert step(client_of(cadre), "decision", one.pk, "progress", words="清了一半").status_code == 302
    assert "清了一半" in page(client_of(cadre), "decision-detail", one.pk)
    assert Decision.objects.get().state == DecisionState.ACCEPTED
