"""Meetings: called, held with a quorum, their outcomes, minutes signed by another, taken up again as an event."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from zerentian.duties.actions import agenda, decision_moves, meetings, minutes
from zerentian.duties.actions import decisions as deciding
from zerentian.duties.actions.agenda import Settled
from zerentian.duties.actions.decisions import Part
from zerentian.duties.models import Decision, Meeting, MeetingItem, Minutes
from zerentian.duties.rules.decisions import DecisionKind, DecisionState
from zerentian.duties.rules.meetings import (
    Check,
    ItemState,
    MeetingState,
    Result,
    Share,
    Weight,
    check_attendance,
    check_votes,
    missing,
    needed,
)
from zerentian.duties.rules.minutes import Outcome, digest, drafted, for_everybody
from zerentian.duties.tests.meetings import (
    PASSWORD,
    a_kind,
    a_meeting,
    agree,
    decided,
    hold,
    signed,
)
from zerentian.ledger.models import Entry
from zerentian.ledger.registry import FIGURES, VERBS
from zerentian.ledger.rules.periods import chinese_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden
from zerentian.organization.actions.factors import begin_factor, confirm_factor
from zerentian.organization.rules.totp import code_at, step_at


@pytest.fixture
def kind(township, office, first, now):
    return a_kind(township, office, first, now)


@pytest.fixture
def chair(first, now):
    return first.posts_on(now.date())[0]


@pytest.fixture
def recorder(clerk, now):
    return clerk.posts_on(now.date())[0]


@pytest.fixture
def meeting(kind, chair, recorder, clerk, now):
    """A meeting called for today with two matters on its agenda."""
    return a_meeting(kind, chair, recorder, clerk, now, "春季防汛", "春季防火")


@pytest.fixture
def held(meeting, clerk, now):
    return hold(meeting, clerk, now)


# -- rules ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("share", "members", "least"),
    [
        (Share.NONE, 9, 0),
        (Share.OVER_HALF, 9, 5),
        (Share.OVER_HALF, 8, 5),
        (Share.HALF, 8, 4),
        (Share.TWO_THIRDS, 9, 6),
        (Share.TWO_THIRDS, 8, 6),
        (Share.THREE_QUARTERS, 7, 6),
        (Share.FOUR_FIFTHS, 5, 4),
        (Share.ALL, 5, 5),
    ],
)
def test_a_share_is_the_smallest_whole_number_of_members(share, members, least):
    assert needed(share, members) == least


def test_attendance_and_votes_must_add_up():
    check_attendance(9, 7, 2, 30)
    with pytest.raises(NotAllowed, match="多于应到"):
        check_attendance(9, 8, 2, 0)
    with pytest.raises(NotAllowed, match="应到"):
        check_attendance(0, 0, 0, 0)
    check_votes(7, 1, (5, 1, 0), unanimous=False)
    check_votes(7, 1, (None, None, None), unanimous=True)
    for votes, unanimous, words in (
        ((5, 1, 1), False, "不符"),
        ((5, None, None), False, "填全"),
        ((6, 0, 0), True, "不必再填"),
    ):
        with pytest.raises(NotAllowed, match=words):
            check_votes(7, 1, votes, unanimous)
    with pytest.raises(NotAllowed, match="回避人数"):
        check_votes(7, 8, (None, None, None), unanimous=False)


def test_which_checks_a_weighty_matter_lacks_is_the_places_own_rule():
    asked = {"decision": ["legal", "risk"], "funds": []}
    assert missing(Weight.DECISION, asked, ["risk"]) == [Check.LEGAL]
    assert missing(Weight.FUNDS, asked, []) == missing(None, asked, []) == []


def test_inner_matters_are_left_out_of_what_is_handed_round_and_that_is_said():
    outcomes = [
        Outcome("防汛", "会议同意该议题", decisions=("议定事项1：清沟。",)),
        Outcome(
            "人选", "会议同意该议题", words="拟任示例某", inner=True, decisions=("议定事项2：办理任免。",)
        ),
        Outcome("防火", "会议听取了情况"),
    ]
    whole = drafted("纪要如下：", outcomes, "出席：示例甲\n请假：示例乙", "应到2人，实到1人。")
    round_copy = for_everybody(whole)
    assert "拟任示例某" in whole
    for hidden in ("人选", "拟任示例某", "办理任免"):
        assert hidden not in round_copy
    assert "二、内部议题\n（本项按规定不印发。）\n三、防火" in round_copy
    assert round_copy.splitlines()[-3:] == ["应到2人，实到1人。", "出席：示例甲", "请假：示例乙"]
    # The last matter on the agenda may be the inner one: who was there is not hidden with it.
    assert "出席：示例甲" in for_everybody(drafted("纪要：", outcomes[1:2], "出席：示例甲", "应到2人。"))


SAID = st.lists(
    st.sampled_from(
        [
            "密甲",
            "一、拟任密乙",
            "十二、密丙（内部）",
            "主持：密丁",
            "应到密戊",
            "  出席：密己",
            "　二、密庚",
            "记录：密",
        ]
    ),
    max_size=4,
).map("\n".join)
MATTER = st.builds(
    Outcome,
    title=st.text(alphabet="密题、（）内部一 ", min_size=1, max_size=120).map("密{}".format),
    result=st.just("密果"),
    words=SAID,
    checks=SAID,
    recusal=SAID,
    dissent=SAID,
    decisions=st.lists(SAID, max_size=2).map(tuple),
    inner=st.booleans(),
)


@given(st.lists(MATTER, min_size=1, max_size=4))
def test_whatever_is_said_on_an_inner_matter_nothing_of_it_is_handed_round(outcomes):
    told = [
        one if one.inner else Outcome(title=f"公{n}", result=f"公果{n}", words=one.words.replace("密", "公"))
        for n, one in enumerate(outcomes)
    ]
    handed = for_everybody(drafted("纪要：", told, "一、公到\n出席：公席", "应到2人。"))
    assert "密" not in handed
    shown = [n for n, one in enumerate(told) if not one.inner]
    assert all(f"公{n}" in handed and f"公果{n}" in handed for n in shown)
    assert handed.splitlines()[-3:] == ["应到2人。", "　一、公到", "出席：公席"]
    assert handed.count("、内部议题\n") == len(told) - len(shown)


# -- from the call to the record -----------------------------------------------------------------------


def test_a_meeting_is_prepared_by_the_office_that_keeps_it_and_by_nobody_else(
    kind, chair, recorder, clerk, neighbour_clerk, cadre, now
):
    asked = {"kind": kind, "held_on": now.date(), "chair": chair, "recorder": recorder, "now": now}
    for stranger in (neighbour_clerk, cadre):
        with pytest.raises(Forbidden):
            meetings.prepare_meeting(by=stranger, **asked)
    assert meetings.prepare_meeting(by=clerk, **asked).state == MeetingState.DRAFTED


def test_an_empty_agenda_calls_nobody_and_a_late_call_is_shown_not_refused(kind, chair, recorder, clerk, now):
    bare = meetings.prepare_meeting(
        kind=kind, held_on=now.date(), chair=chair, recorder=recorder, by=clerk, now=now
    )
    with pytest.raises(NotAllowed, match="议程还是空的"):
        meetings.call_meeting(bare, by=clerk, now=now)
    assert a_meeting(kind, chair, recorder, clerk, now, "防汛", days=1).was_called_late
    assert not a_meeting(kind, chair, recorder, clerk, now, "防汛", days=2).was_called_late


def test_what_comes_onto_the_agenda_after_the_call_says_so(kind, meeting, clerk, now):
    late = agenda.put_item(kind=kind, title="临时动议", by=clerk, now=now)
    assert agenda.table_item(late, meeting=meeting, by=clerk, now=now).late
    assert [one.late for one in meeting.items.all()] == [False, False, True]


def test_meetings_of_a_kind_are_numbered_through_the_year_whichever_rule_is_in_force(
    township, office, kind, chair, recorder, clerk, first, now
):
    one = hold(a_meeting(kind, chair, recorder, clerk, now, "防汛"), clerk, now, number=7)
    newer = a_kind(township, office, first, now, since=now.date())
    two = hold(a_meeting(newer, chair, recorder, clerk, now, "防火"), clerk, now)
    assert (str(one), str(two)) == ("党委会〔2026〕第7次", "党委会〔2026〕第8次")
    three = a_meeting(newer, chair, recorder, clerk, now, "防旱")
    with pytest.raises(NotAllowed, match="第7次已经登记过"):
        hold(three, clerk, now, number=7)


def test_a_cancelled_meeting_gives_its_matters_back(meeting, clerk, now):
    meetings.cancel_meeting(meeting, reason="防汛值守", by=clerk, now=now)
    assert set(MeetingItem.objects.values_list("state", "meeting")) == {(ItemState.WAITING, None)}
    with pytest.raises(NotAllowed, match="已取消"):
        hold(meeting, clerk, now)


def test_who_attended_is_words_of_the_minutes_and_stands_in_no_entry(held, clerk, now):
    entry = Entry.objects.get(verb="meeting.held")
    assert {name: entry.fact[name] for name in ("members", "present", "excused", "attending", "quorate")} == {
        "members": 9,
        "present": 7,
        "excused": 1,
        "attending": 2,
        "quorate": True,
    }
    assert "示例" not in entry.facts
    corrected = hold(held, clerk, now, present=6)
    assert Entry.objects.filter(verb="meeting.held", change="corrected").count() == 1
    assert corrected.number == held.number


# -- outcomes ------------------------------------------------------------------------------------------


def test_without_a_quorum_a_matter_is_put_off_but_not_decided(meeting, clerk, now):
    few = hold(meeting, clerk, now, present=4)
    item = few.items.first()
    with pytest.raises(NotAllowed, match="须有 5 人到会"):
        agree(item, clerk, now)
    put_off = agenda.settle_item(item, Settled(result=Result.PUT_OFF), by=clerk, now=now)
    assert (put_off.state, put_off.result) == (ItemState.SETTLED, Result.PUT_OFF)


def test_a_weighty_matter_asks_for_more_members_and_for_its_checks(kind, chair, recorder, clerk, now):
    meeting = a_meeting(kind, chair, recorder, clerk, now, "移民安置方案", weight=Weight.DECISION)
    item = hold(meeting, clerk, now, present=5).items.get()
    done = (Check.LEGAL, Check.RISK)
    with pytest.raises(NotAllowed, match="须有 6 人到会"):
        agree(item, clerk, now, checks=done)
    hold(meeting, clerk, now, present=6)
    with pytest.raises(NotAllowed, match="还缺规定的会前程序"):
        agree(item, clerk, now, checks=[Check.RISK])
    waived = agree(item, clerk, now, checks=[Check.RISK], waived="汛情紧急，会后三日内补审")
    assert waived.waived
    assert Entry.objects.get(verb="meeting_item.settled").fact["lacking"] == 1
    assert agree(item, clerk, now, checks=done).waived == ""


def test_votes_and_recusals_are_counts_and_their_names_are_the_minutes_words(
    township, office, chair, recorder, clerk, first, now
):
    kind = a_kind(township, office, first, now, name="乡长办公会", passing=Share.OVER_HALF)
    meeting = hold(a_meeting(kind, chair, recorder, clerk, now, "道路养护"), clerk, now)
    item = meeting.items.get()
    with pytest.raises(NotAllowed, match="请登记票数"):
        agenda.settle_item(item, Settled(result=Result.AGREED), by=clerk, now=now)
    split = {"recused": 1, "recusal": "示例乙系施工方亲属，回避", "dissent": "示例丙认为应先招标"}
    with pytest.raises(NotAllowed, match="未达到规定的 5 人"):
        agenda.settle_item(item, Settled(result=Result.AGREED, votes=(4, 1, 1), **split), by=clerk, now=now)
    agenda.settle_item(item, Settled(result=Result.AGREED, votes=(5, 1, 0), **split), by=clerk, now=now)
    entry = Entry.objects.get(verb="meeting_item.settled")
    told = {name: entry.fact[name] for name in ("votes_for", "votes_against", "recused", "dissent")}
    assert told == {"votes_for": 5, "votes_against": 1, "recused": 1, "dissent": True}
    assert "示例" not in entry.facts
    text = minutes.proposed_minutes(meeting)
    assert "示例丙认为应先招标" in text
    assert "赞成5票、反对1票、弃权0票" in text
    with pytest.raises(NotAllowed, match="写明回避情况"):
        agenda.settle_item(item, Settled(result=Result.AGREED, votes=(5, 1, 0), recused=1), by=clerk, now=now)


def test_an_agreement_on_which_decisions_rest_is_not_taken_back(held, village_post, clerk, now):
    item = held.items.first()
    with pytest.raises(NotAllowed, match="先登记这个议题的结果"):
        decided(item, clerk, now, village_post)
    agree(item, clerk, now)
    one = decided(item, clerk, now, village_post)[0]
    refused = Settled(result=Result.REFUSED, unanimous=True)
    with pytest.raises(NotAllowed, match="先撤销或替代"):
        agenda.settle_item(item, refused, by=clerk, now=now)
    decision_moves.withdraw_decision(one, reason="记错了", by=clerk, now=now)
    agenda.settle_item(item, refused, by=clerk, now=now)


# -- minutes -------------------------------------------------------------------------------------------


def all_settled(held, clerk, now):
    """Settle both matters: the one agreed to, the other put off."""
    one, two = held.items.all()
    agree(one, clerk, now)
    agenda.settle_item(two, Settled(result=Result.PUT_OFF), by=clerk, now=now)
    return one


def test_minutes_ask_first_for_the_outcome_of_every_matter(held, clerk, now):
    agree(held.items.first(), clerk, now)
    with pytest.raises(NotAllowed, match="“春季防火”还没有登记结果"):
        minutes.draft_minutes(held, text="纪要", by=clerk, now=now)


def test_minutes_are_drafted_from_the_outcomes_agreed_by_another_signed_by_password_and_sealed(
    held, village_post, clerk, office_head, leader, first, now
):
    item = all_settled(held, clerk, now)
    decision = decided(item, clerk, now, village_post)[0]
    text = minutes.proposed_minutes(held)
    assert "一、春季防汛" in text
    assert "议定事项1：清理排洪沟。上坪村（上坪村村干部）牵头，2026年3月12日前办结。" in text
    draft = minutes.draft_minutes(held, text=text, by=clerk, now=now)
    with pytest.raises(Forbidden):
        minutes.agree_minutes(held, digest=draft.digest, by=clerk, now=now)
    with pytest.raises(NotAllowed, match="不是最新一稿"):
        minutes.agree_minutes(held, digest=digest("另一稿"), by=office_head, now=now)
    minutes.agree_minutes(held, digest=draft.digest, by=office_head, now=now)
    signing = {"digest": draft.digest, "now": now, "machine_now": now}
    with pytest.raises(NotAllowed, match="主持岗位"):
        minutes.sign_minutes(held, password=PASSWORD, by=leader, **signing)
    with pytest.raises(NotAllowed, match="密码不正确"):
        minutes.sign_minutes(held, password="错的密码", by=first, **signing)
    minutes.sign_minutes(held, password=PASSWORD, by=first, **signing)
    entry = Entry.objects.get(verb="meeting.signed")
    assert entry.fact["digest"] == digest(text)
    decision.refresh_from_db()
    assert decision.state == DecisionState.ASSIGNED
    assert Entry.objects.get(verb="decision.assigned").because == entry.uuid
    with pytest.raises(NotAllowed, match="纪要已拟出"):
        decided(item, clerk, now, village_post)


def test_who_signs_in_with_a_code_signs_minutes_with_one(held, village_post, clerk, office_head, first, now):
    secret = begin_factor(first, now=now).secret
    confirm_factor(first, code=code_at(secret, step_at(now.timestamp())), now=now, machine_now=now)
    decided(all_settled(held, clerk, now), clerk, now, village_post)
    draft = minutes.draft_minutes(held, text=minutes.proposed_minutes(held), by=clerk, now=now)
    minutes.agree_minutes(held, digest=draft.digest, by=office_head, now=now)
    later = now + timedelta(minutes=2)
    signing = {"digest": draft.digest, "password": PASSWORD, "by": first, "now": later, "machine_now": later}
    for code in ("", "000000"):
        with pytest.raises(NotAllowed, match="动态验证码"):
            minutes.sign_minutes(held, code=code, **signing)
    minutes.sign_minutes(held, code=code_at(secret, step_at(later.timestamp())), **signing)
    held.refresh_from_db()
    assert held.state == MeetingState.SIGNED


def test_minutes_whose_copy_for_everybody_tells_of_an_inner_matter_are_refused(
    kind, chair, recorder, village_post, clerk, now
):
    meeting = a_meeting(kind, chair, recorder, clerk, now, "人选酝酿", inner=True)
    item = hold(meeting, clerk, now).items.get()
    agree(item, clerk, now, words="一、拟任示例辛\n应到岗位三个", dissent="示例壬认为过早")
    decided(item, clerk, now, village_post, text="办理任免手续")
    meeting.refresh_from_db()
    text = minutes.proposed_minutes(meeting)
    for line in ("一、拟任示例辛", "人选酝酿", "示例壬认为过早", "办理任免手续", "拟任 示例辛。"):
        with pytest.raises(NotAllowed, match="印发稿会露出内部议题"):
            minutes.draft_minutes(meeting, text=f"{text}\n{line}", by=clerk, now=now)
    with pytest.raises(NotAllowed, match="印发稿会露出内部议题"):
        minutes.draft_minutes(meeting, text=text.replace("（内部）", ""), by=clerk, now=now)
    minutes.draft_minutes(meeting, text=text, by=clerk, now=now)


def test_an_outcome_that_no_longer_holds_by_who_was_there_is_not_minuted(held, clerk, now):
    one = all_settled(held, clerk, now)
    fewer = hold(held, clerk, now, present=4)
    with pytest.raises(NotAllowed, match=f"议题“{one.title}”的结果不再成立.*须有 5 人到会"):
        minutes.draft_minutes(fewer, text="纪要", by=clerk, now=now)
    agenda.settle_item(one, Settled(result=Result.PUT_OFF), by=clerk, now=now)
    minutes.draft_minutes(fewer, text="纪要", by=clerk, now=now)


def test_what_was_only_heard_brings_a_decision_by_no_easier_way_than_an_agreement(
    township, office, kind, chair, recorder, village_post, clerk, first, now
):
    heard = Settled(result=Result.HEARD)
    few = hold(a_meeting(kind, chair, recorder, clerk, now, "防汛"), clerk, now, present=4)
    with pytest.raises(NotAllowed, match="须有 5 人到会"):
        decided(agenda.settle_item(few.items.get(), heard, by=clerk, now=now), clerk, now, village_post)
    weighty = hold(a_meeting(kind, chair, recorder, clerk, now, "购车", weight=Weight.FUNDS), clerk, now)
    with pytest.raises(NotAllowed, match="三重一大"):
        decided(agenda.settle_item(weighty.items.get(), heard, by=clerk, now=now), clerk, now, village_post)
    voting = a_kind(township, office, first, now, name="乡长办公会", passing=Share.OVER_HALF)
    item = hold(a_meeting(voting, chair, recorder, clerk, now, "修路"), clerk, now).items.get()
    with pytest.raises(NotAllowed, match="请登记票数"):
        decided(agenda.settle_item(item, heard, by=clerk, now=now), clerk, now, village_post)
    agreed = Settled(result=Result.HEARD, unanimous=True)
    assert decided(agenda.settle_item(item, agreed, by=clerk, now=now), clerk, now, village_post)


def test_who_drafted_neither_agrees_nor_signs_even_past_the_action(held, clerk, first, now):
    all_settled(held, clerk, now)
    draft = minutes.draft_minutes(held, text="纪要", by=first, now=now)
    with pytest.raises(NotAllowed, match="拟稿人以外"):
        minutes.agree_minutes(held, digest=draft.digest, by=first, now=now)
    for change in ({"agreed_by": first}, {"signed_by": first}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Minutes.objects.filter(pk=draft.pk).update(**change)


def test_a_signed_meeting_is_taken_up_again_only_as_an_event_and_what_was_signed_stays(
    held, village_post, clerk, office_head, first, now
):
    item = all_settled(held, clerk, now)
    old = decided(item, clerk, now, village_post)[0]
    sealed = signed(held, clerk, office_head, first, now)
    with pytest.raises(Forbidden):
        minutes.reopen_meeting(held, reason="漏记", by=clerk, now=now)
    minutes.reopen_meeting(held, reason="漏记一项", by=first, now=now)
    item.refresh_from_db()
    new = decision_moves.replace_decision(
        old, item=item, text="清理两条沟", part=deciding.Part(lead=village_post), by=clerk, now=now
    )
    old.refresh_from_db()
    assert (old.state, old.replaced_by, old.text) == (DecisionState.REPLACED, new, "清理排洪沟")
    again = signed(held, clerk, office_head, first, now)
    assert [again.version, sealed.version] == [2, 1]
    assert Minutes.objects.get(pk=sealed.pk).digest == digest(sealed.text)
    told = Entry.objects.about(held.ref).values_list("verb", flat=True)
    assert list(told).count("meeting.signed") == 2
    assert "meeting.reopened" in told


# -- decisions -----------------------------------------------------------------------------------------


def test_a_decision_for_several_units_has_one_number_with_letters_each_with_its_own_state(
    held, village_post, neighbour_cadre, clerk, office_head, cadre, first, now
):
    item = all_settled(held, clerk, now)
    other = neighbour_cadre.posts_on(now.date())[0]
    parts = decided(item, clerk, now, village_post, other)
    signed(held, clerk, office_head, first, now)
    assert [one.number for one in parts] == ["党委会〔2026〕1-1A", "党委会〔2026〕1-1B"]
    deciding.accept_decision(parts[0], by=cadre, now=now)
    states = Decision.objects.order_by("letter").values_list("state", flat=True)
    assert list(states) == [DecisionState.ACCEPTED, DecisionState.ASSIGNED]
    with pytest.raises(Forbidden):
        deciding.accept_decision(parts[1], by=cadre, now=now)


def test_the_lead_sets_the_due_day_that_the_meeting_did_not(
    held, village_post, clerk, office_head, cadre, first, now
):
    one = decided(all_settled(held, clerk, now), clerk, now, village_post, due=0)[0]
    signed(held, clerk, office_head, first, now)
    with pytest.raises(NotAllowed, match="会议没有定期限"):
        deciding.accept_decision(one, by=cadre, now=now)
    due = now.date() + timedelta(days=20)
    assert deciding.accept_decision(one, due=due, by=cadre, now=now).due == due


def test_a_decision_for_note_is_noted_and_asks_for_nothing_more(
    held, village_post, clerk, office_head, cadre, first, now
):
    item = all_settled(held, clerk, now)
    part = deciding.Part(lead=village_post, due=now.date())
    one = deciding.decide(
        item, text="传达会议精神", parts=[part], kind=DecisionKind.FOR_NOTE, by=clerk, now=now
    )[0]
    signed(held, clerk, office_head, first, now)
    assert (one.due, deciding.accept_decision(one, by=cadre, now=now).state) == (None, DecisionState.NOTED)
    with pytest.raises(NotAllowed):
        deciding.report_decision(one, done_on=now.date(), words="好", by=cadre, now=now)


@pytest.fixture
def in_force(held, village_post, clerk, office_head, first, cadre, now):
    """A decision taken on by the village's cadre."""
    one = decided(all_settled(held, clerk, now), clerk, now, village_post)[0]
    signed(held, clerk, office_head, first, now)
    return deciding.accept_decision(one, by=cadre, now=now)


def test_a_decision_is_verified_by_another_and_closed_by_a_leaders_word(
    in_force, cadre, leader, clerk, office_head, first, now
):
    deciding.report_decision(in_force, done_on=now.date(), words="已清", by=cadre, now=now)
    for stranger in (cadre, clerk, office_head):  # the heads of other offices judge their own units' alone
        with pytest.raises(Forbidden):
            deciding.verify_decision(in_force, words="看过", by=stranger, now=now)
    deciding.verify_decision(in_force, words="沟底见石", by=leader, now=now)
    with pytest.raises(Forbidden):
        deciding.close_decision(in_force, words="同意", by=cadre, now=now)
    closed = deciding.close_decision(in_force, words="同意办结", by=first, now=now)
    assert closed.state == DecisionState.CLOSED
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=closed.pk).update(verified_by=cadre)


def test_who_reported_it_for_the_lead_judges_nothing(in_force, leader, first, now):
    deciding.report_decision(in_force, done_on=now.date(), words="已清", by=leader, now=now)
    with pytest.raises(NotAllowed, match="另一人"):
        deciding.verify_decision(in_force, words="看过", by=leader, now=now)
    deciding.verify_decision(in_force, words="看过", by=first, now=now)
    with pytest.raises(NotAllowed, match="另一人"):
        deciding.close_decision(in_force, words="好", by=leader, now=now)


def test_more_time_after_the_due_day_stays_printed_overdue(in_force, leader, now):
    late = now + timedelta(days=11)
    due = late.date() + timedelta(days=5)
    extended = decision_moves.extend_decision(in_force, due=due, reason="连日降雨", by=leader, now=late)
    assert extended.missed
    assert Decision.objects.overdue(late).get() == in_force


def test_a_later_meeting_carries_a_decision_over(in_force, kind, chair, recorder, clerk, now):
    week = now + timedelta(days=7)
    item = hold(a_meeting(kind, chair, recorder, clerk, week, "上次议定事项"), clerk, week).items.get()
    agenda.settle_item(item, Settled(result=Result.HEARD), by=clerk, now=week)
    due = week.date() + timedelta(days=14)
    said = {"due": due, "words": "继续清理下段", "by": clerk, "now": week}
    with pytest.raises(NotAllowed, match="之后召开"):
        decision_moves.carry_decision(in_force, item=in_force.item, **said)
    carried = decision_moves.carry_decision(in_force, item=item, **said)
    assert (carried.due, carried.missed) == (due, False)
    assert Entry.objects.get(verb="decision.carried").fact["meeting"] == item.meeting.ref


def test_the_minutes_say_which_earlier_decisions_were_carried_over_and_which_replaced(
    in_force, kind, chair, recorder, clerk, leader, client_of, now
):
    week = now + timedelta(days=7)
    item = hold(a_meeting(kind, chair, recorder, clerk, week, "上次议定事项"), clerk, week).items.get()
    agenda.settle_item(item, Settled(result=Result.HEARD), by=clerk, now=week)
    for days, words in ((14, "继续清理"), (20, "先清下段")):
        due = week.date() + timedelta(days=days)
        decision_moves.carry_decision(in_force, item=item, due=due, words=words, by=clerk, now=week)
    text = minutes.proposed_minutes(item.meeting)
    last = f"延续办理{in_force.number}“{in_force.what}”，期限延至{chinese_day(due)}。先清下段。"
    assert [line for line in text.splitlines() if "延续办理" in line] == [last]
    page = client_of(leader).get(reverse("duties:meeting-detail", args=[item.meeting_id])).content.decode()
    assert in_force.number in page
    made = decision_moves.replace_decision(
        in_force, item=item, text="改为整段清理", part=Part(lead=in_force.lead), by=clerk, now=week
    )
    assert f"议定事项{made.serial}（替代{in_force.number}）：改为整段清理" in minutes.proposed_minutes(
        item.meeting
    )


def test_what_is_not_for_everybody_is_carried_over_under_such_a_matter_alone(
    kind, chair, recorder, clerk, office_head, first, village_post, now
):
    earlier = hold(a_meeting(kind, chair, recorder, clerk, now, "人选研究", inner=True), clerk, now)
    agree(earlier.items.get(), clerk, now)
    secret = decided(earlier.items.get(), clerk, now, village_post, text="办理任免手续")[0]
    signed(earlier, clerk, office_head, first, now)
    secret.refresh_from_db()
    week = now + timedelta(days=7)
    later = a_meeting(kind, chair, recorder, clerk, week, "上次议定事项")
    hidden = agenda.put_item(kind=kind, title="上次人选", inner=True, by=clerk, now=week)
    agenda.table_item(hidden, meeting=later, by=clerk, now=week)
    later = hold(later, clerk, week)
    for item in later.items.all():
        agenda.settle_item(item, Settled(result=Result.HEARD), by=clerk, now=week)
    open_item, inner_item = later.items.order_by("position")
    said = {"due": week.date() + timedelta(days=9), "words": "任免文件待印", "by": clerk, "now": week}
    with pytest.raises(NotAllowed, match="内部议题"):
        decision_moves.carry_decision(secret, item=open_item, **said)
    decision_moves.carry_decision(secret, item=inner_item, **said)
    later.refresh_from_db()
    text = minutes.proposed_minutes(later)
    assert "任免文件待印" in text
    assert "任免文件待印" not in for_everybody(text)
    with pytest.raises(NotAllowed, match="任免文件待印"):
        minutes.draft_minutes(
            later,
            text=text.replace("一、上次议定事项", "一、上次议定事项\n任免文件待印。"),
            by=clerk,
            now=week,
        )


def test_who_was_there_is_said_by_name_and_lines_without_one_are_left_out(meeting, clerk, now):
    counts = {"members": 9, "present": 7, "excused": 0, "attending": 0, "held_on": now.date()}
    with pytest.raises(NotAllowed, match="出席、请假、列席人员"):
        meetings.hold_meeting(meeting, attendance="出席：\n请假：\n列席：", by=clerk, now=now, **counts)
    held = meetings.hold_meeting(
        meeting, attendance="出席：示例庚\n请假：\n列席：", by=clerk, now=now, **counts
    )
    assert held.attendance == "出席：示例庚"


def test_a_decision_becomes_a_task_or_a_basis_once_and_waits_for_its_task(
    in_force, leader, first, cadre, now
):
    task = decision_moves.task_of_decision(in_force, by=leader, now=now)
    assert (task.post, task.due) == (in_force.lead, in_force.due)
    in_force.refresh_from_db()
    with pytest.raises(NotAllowed, match="已经立过"):
        decision_moves.task_of_decision(in_force, by=leader, now=now)
    assert not Decision.objects.waiting_for(cadre).exists()
    with pytest.raises(NotAllowed, match="还没有销号"):
        deciding.report_decision(in_force, done_on=now.date(), words="已清", by=cadre, now=now)
    basis = decision_moves.basis_of_decision(in_force, by=first, now=now)
    assert basis.number == "党委会〔2026〕1-1"


# -- boundaries ----------------------------------------------------------------------------------------


def test_no_figure_counts_meetings_or_who_attended():
    spoken = ("meeting.", "meeting_item.", "meeting_kind.")
    assert not [code for code, verb in VERBS.items() if code.startswith(spoken) and verb.posts]
    assert not [code for code in FIGURES if code.startswith("meeting")]


def test_no_table_joins_a_person_to_a_meeting():
    """Accounts stand there for what they did to the record (prepared, drafted, signed), never for being present."""
    acted = {"opened_by", "drafted_by", "put_by", "agreed_by", "signed_by", "by", "set_by"}
    for model in (Meeting, MeetingItem, Minutes):
        people = {
            field.name
            for field in model._meta.get_fields()
            if field.is_relation and getattr(field.related_model, "__name__", "") == "Account"
        }
        assert people <= acted
