"""What is told when several work on one matter: assistance, visits, tasks, comments, links, answers given along."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from zerentian.casework import actions
from zerentian.casework.actions.clocks import reckon_again
from zerentian.casework.actions.comments import MOST_MENTIONED
from zerentian.casework.actions.dispatches import accused_paths
from zerentian.casework.actions.replies import answered_along, begun, known_words
from zerentian.casework.actions.steps import rulebook
from zerentian.casework.models import ClockRun, Concern, Mention, Reply
from zerentian.casework.rules.clocks import Purpose
from zerentian.casework.rules.concerns import OPEN_STATES, Channel, Kind, State
from zerentian.casework.rules.replies import ANSWERED_ON, REVIEW_UNTIL, REVIEWER, Decision, fingerprint
from zerentian.casework.tests.conftest import PARTS
from zerentian.casework.tests.told import OWN, heard, rows, told
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import LOCAL
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden

pytestmark = pytest.mark.django_db

AT_OFFICE = "/990101-ZF"


@pytest.fixture
def second(said, township, resident, receptionist, category, now):
    """Another concern about the same lamp, triaged."""
    how = {"unit": township, "channel": Channel.CALL, "by": resident, "now": now}
    made = actions.receive_concern(said, **how).concern
    return actions.triage_concern(made, kind=Kind.HELP, category=category, by=receptionist, now=now)


def test_of_assistance_which_unit_and_what_with(accepted, office, neighbour_clerk, now):
    actions.ask_assistance(accepted, unit=office, words=" 提供图纸 ", by=neighbour_clerk, now=now)
    assert told(accepted, "assistance.asked") == (AT_OFFICE, {"by_unit": office.path})
    assert heard(accepted, "assistance.asked") == ("assist", "提供图纸", False, "neighbour_clerk")
    assert rows(accepted, "assistance.asked") == sorted([*OWN, "assistance"])
    actions.end_assistance(accepted, unit=office, words="已提供", by=neighbour_clerk, now=now)
    assert heard(accepted, "assistance.ended") == ("assist", "已提供", False, "neighbour_clerk")


def test_whom_a_matter_accuses_does_not_assist_with_it(accepted, office, clerk, neighbour_clerk, now):
    accepted.accusations.create(account=clerk)
    assert accused_paths(accepted) == [office.path]
    with pytest.raises(NotAllowed, match="第三十条"):
        actions.ask_assistance(accepted, unit=office, words="请", by=neighbour_clerk, now=now)


def test_the_township_as_a_whole_may_handle_what_accuses_one_of_its_leaders(accepted, leader, office):
    accepted.accusations.create(account=leader)
    assert accused_paths(accepted) == []
    accepted.accusations.create(unit=office, lifted=True)
    assert accused_paths(accepted) == []


@pytest.mark.parametrize("promise", [" 三日内修好 ", ""])
def test_of_a_visit_whom_for_what_and_of_its_record_what_was_promised(
    accepted, neighbour_clerk, promise, now
):
    by = {"by": neighbour_clerk, "now": now}
    how = {"called": " 水务局 ", "matter": " 归属 ", "visit_on": now.date()}
    visit = actions.call_to_visit(accepted, **how, **by)
    assert told(accepted, "visit.called") == (AT_OFFICE, {"visit_on": "2026-03-02"})
    assert heard(accepted, "visit.called") == ("call", "水务局：归属", False, "neighbour_clerk")
    actions.record_visit(visit, came=bool(promise), promise=promise, promised_by=date(2026, 3, 5), **by)
    assert told(accepted, "visit.held") == (AT_OFFICE, {"came": bool(promise), "called": "2026-03-02"})
    words = "水务局：三日内修好" if promise else "水务局"
    assert heard(accepted, "visit.held") == ("attend", words, False, "neighbour_clerk")
    assert rows(accepted, "visit.held") == sorted([*OWN, "jointvisit"])
    if promise:
        actions.check_promise(visit, kept=False, words=" 没修 ", **by)
        facts = {"kept": False, "promised_by": "2026-03-05"}
        assert told(accepted, "visit.checked") == (AT_OFFICE, facts)
        assert heard(accepted, "visit.checked") == ("promise", "水务局：没修", False, "neighbour_clerk")


def test_of_a_task_its_title_and_day(accepted, cadre, leader, now):
    (post,) = cadre.posts_on(now.date())
    how = {"title": "清点灯杆", "detail": "逐根", "post": post, "due": date(2026, 3, 6)}
    made = actions.give_subtask(accepted, **how, by=leader, now=now)
    assert told(accepted, "subtask.given") == (AT_OFFICE, {"due": "2026-03-06"})
    assert heard(accepted, "subtask.given") == ("task", "清点灯杆", False, "leader")
    assert (made.task.detail, made.task.post, made.concern) == ("逐根", post, accepted)


@pytest.mark.parametrize("state", [State.HANDLING, State.DRAFTED, State.ANSWERED, State.DISPATCHED])
def test_it_is_handed_over_while_it_is_in_hand_to_who_may(
    accepted, neighbour_clerk, leader, clerk, state, now
):
    Concern.objects.filter(pk=accepted.pk).update(state=state)
    by = {"by": neighbour_clerk, "now": now}
    if state not in (State.HANDLING, State.DRAFTED):
        with pytest.raises(NotAllowed, match="只能移交"):
            actions.hand_over_concern(accepted, to=leader, **by)
        return
    passed = actions.hand_over_concern(accepted, to=leader, **by)
    assert passed.handler == leader
    assert heard(accepted, "concern.noted")[1] == f"移交：{leader.name}"
    with pytest.raises(NotAllowed, match="只能移交"):
        actions.hand_over_concern(accepted, to=clerk, **by)


def test_of_a_comment_how_many_posts_it_mentions_each_once(accepted, neighbour_clerk, leader, first, now):
    posts = [one.posts_on(now.date())[0] for one in (leader, first, leader)]
    how = {"words": " 请定夺 ", "posts": posts}
    actions.note_concern(accepted, **how, by=neighbour_clerk, now=now)
    assert heard(accepted, "concern.noted") == ("note", "请定夺", False, "neighbour_clerk")
    assert told(accepted, "comment.addressed") == (AT_OFFICE, {"posts": 2})
    assert rows(accepted, "comment.addressed") == ["mention", "mention"]
    assert actions.read_mentions(accepted, by=leader, now=now) == 1
    assert told(accepted, "comment.read") == (AT_OFFICE, {"posts": 1})
    assert actions.read_mentions(accepted, by=leader, now=now) == 0
    assert {one.read_on for one in Mention.objects.all()} == {now.date(), None}
    waiting = Mention.objects.waiting_for(first)
    assert [one.post for one in waiting] == [posts[1]]


def test_twenty_posts_are_mentioned_at_most_and_none_in_which_nobody_reads(
    accepted, neighbour_clerk, leader, cadre, now
):
    post = leader.posts_on(now.date())[0]
    by = {"by": neighbour_clerk, "now": now}
    with pytest.raises(NotAllowed, match="最多提到20个"):
        actions.note_concern(accepted, words="请看", posts=[post] * (MOST_MENTIONED + 1), **by)
    assert actions.note_concern(accepted, words="请看", posts=[post] * MOST_MENTIONED, **by)
    with pytest.raises(NotAllowed, match="“上坪村村干部”"):
        actions.note_concern(accepted, words="请看", posts=list(cadre.posts_on(now.date())), **by)
    with pytest.raises(NotAllowed, match="留言内容"):
        actions.note_concern(accepted, words=" ", **by)


def test_of_a_link_to_which_lead_and_of_its_end_why(second, concern, receptionist, now):
    actions.link_concern(second, lead=concern, by=receptionist, now=now)
    assert told(second, "concern.linked") == ("", {"lead": concern.ref})
    assert heard(second, "concern.linked") == ("link", "", False, "receptionist")
    actions.unlink_concern(second, reason=" 另一盏 ", by=receptionist, now=now)
    assert told(second, "concern.unlinked") == ("", {"lead": concern.ref})
    assert heard(second, "concern.unlinked") == ("unlink", "另一盏", False, "receptionist")


# -- answers given along --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", list(State))
def test_an_answer_goes_along_to_what_is_linked_and_open(drafted, second, receptionist, leader, state, now):
    actions.link_concern(second, lead=drafted, by=receptionist, now=now)
    Concern.objects.filter(pk=second.pk).update(state=state)
    assert list(answered_along(drafted, leader)) == ([second] if state in OPEN_STATES else [])


def test_nobody_answers_along_what_accuses_them(
    drafted, second, receptionist, leader, first, neighbour_office, township, office, neighbour_clerk, now
):
    actions.link_concern(second, lead=drafted, by=receptionist, now=now)

    def along(by=leader, **accused):
        accusation = second.accusations.create(**accused) if accused else None
        found = answered_along(drafted, by).exists()
        if accusation:
            accusation.delete()
        return found

    assert along()
    assert along(account=first), "somebody else is accused"
    assert along(unit=office), "another office is"
    assert along(unit=neighbour_office, lifted=True)
    assert not along(account=leader), "who releases"
    assert not along(account=neighbour_clerk), "who drafted"
    assert not along(unit=neighbour_office), "the office that answers"
    assert not along(unit=township), "the township it belongs to"
    Reply.objects.filter(concern=drafted).delete()
    assert along(account=neighbour_clerk), "nobody has drafted anything"
    Concern.objects.filter(pk=second.pk).update(kind=Kind.WRONGDOING, text="")
    assert not along()


def test_what_is_answered_along_has_its_own_reply_entry_and_clocks(
    drafted, second, receptionist, leader, now
):
    actions.link_concern(second, lead=drafted, by=receptionist, now=now)
    actions.release_reply(drafted, told="phone", by=leader, now=now)
    along, lead = Reply.objects.get(concern=second), Reply.objects.get(concern=drafted)
    assert (along.reasons, along.decision, along.unit) == (lead.reasons, lead.decision, lead.unit)
    assert (along.released, along.released_by, along.told, along.round) == (True, leader, "phone", 1)
    one = Concern.objects.get(pk=second.pk)
    assert (one.state, one.handler, one.answered_on) == (State.ANSWERED, lead.drafted_by, now.date())
    assert told(second, "concern.answered")[1]["decision"] == "supported"
    running = one.clocks.filter(stopped_on=None).values_list("purpose", flat=True)
    assert list(running) == ["ask_review"]


def test_a_letter_that_answers_along_says_what_its_own_reader_asked_for(
    drafted, second, receptionist, leader, now
):
    Concern.objects.filter(pk=second.pk).update(title="路口那盏灯也不亮")
    actions.link_concern(second, lead=drafted, by=receptionist, now=now)
    lead = actions.release_reply(drafted, told="phone", by=leader, now=now)
    along = Reply.objects.get(concern=second)
    assert (along.request, along.facts_found) == ("路口那盏灯也不亮", lead.facts_found)
    assert lead.request == PARTS["request"]


# -- drafts ---------------------------------------------------------------------------------------------------------


def test_what_the_program_knows_of_a_reply_that_goes_out_today(accepted, county, township, now):
    assert known_words(accepted, now) == {
        REVIEW_UNTIL: "2026年4月1日",
        ANSWERED_ON: "2026年3月2日",
        REVIEWER: county.organ_on(now.date()),
    }
    township.periods.update(parent=None)
    assert REVIEWER not in known_words(Concern.objects.get(pk=accepted.pk), now)


def test_after_a_first_answer_the_day_to_ask_for_a_review_is_the_one_that_runs(answered, now):
    later = now + timedelta(days=5)
    assert known_words(answered, later)[REVIEW_UNTIL] == "2026年4月1日"
    assert known_words(answered, later)[ANSWERED_ON] == "2026年3月7日"


def test_a_draft_is_changed_by_who_read_it_and_a_later_round_begins_anew(
    accepted, neighbour_clerk, leader, receptionist, now
):
    assert begun(accepted).pk is None
    how = {"decision": Decision.SUPPORTED, "parts": PARTS, "by": neighbour_clerk, "now": now}
    first = actions.draft_reply(accepted, **how, expected="")
    assert begun(accepted) == first
    with pytest.raises(NotAllowed, match="同事改过"):
        actions.draft_reply(accepted, **how, expected="")
    changed = {"parts": PARTS | {"reasons": " 另写 "}, "expected": fingerprint(first.parts)}
    assert actions.draft_reply(accepted, **(how | changed)).reasons == "另写"
    actions.release_reply(accepted, told="phone", by=leader, now=now)
    actions.reopen_concern(accepted, reason="未解决", by=receptionist, now=now)
    again = actions.draft_reply(Concern.objects.get(pk=accepted.pk), **how)
    assert (again.round, again.pk == first.pk) == (2, False)


def test_the_desk_drafts_what_nobody_leads_and_the_draft_goes_back_to_the_desk(
    triaged, receptionist, neighbour_clerk, leader, now
):
    how = {"decision": Decision.EXPLAINED, "parts": PARTS, "now": now}
    with pytest.raises(Forbidden):
        actions.draft_reply(triaged, **how, by=neighbour_clerk)
    actions.draft_reply(triaged, **how, by=receptionist)
    assert told(triaged, "reply.drafted") == ("", {"decision": "explained", "round": 1})
    assert Concern.objects.get(pk=triaged.pk).handler == receptionist
    back = actions.return_draft(triaged, reason="写明", by=leader, now=now)
    assert back.state == Concern.objects.get(pk=triaged.pk).state == State.TRIAGED


# -- estimated clocks -----------------------------------------------------------------------------------------------


def test_a_clock_without_a_holiday_notice_is_reckoned_again_and_never_later(
    said, township, resident, demo, now
):
    how = {"unit": township, "channel": Channel.CALL, "by": resident, "now": now}
    received = datetime(2025, 12, 30, 9, 0, tzinfo=LOCAL)
    one = actions.receive_concern(replace(said), **how, received_at=received).concern
    run = ClockRun.objects.get(concern=one, purpose=Purpose.ANSWER)
    because = Entry.objects.latest("id")
    assert reckon_again(by=demo, now=now, because=because) == 0, "its year is known"
    right = run.due
    ClockRun.objects.filter(pk=run.pk).update(estimated=True, due=right + timedelta(days=2))
    assert reckon_again(by=demo, now=now, because=because) == 1
    run.refresh_from_db()
    assert (run.due, run.estimated, Concern.objects.get(pk=one.pk).due) == (right, False, right)
    facts = {"purpose": "answer", "rule": "hotline.handle", "due": right.isoformat()}
    assert told(one, "clock.due_moved")[1] == facts | {"old_due": (right + timedelta(days=2)).isoformat()}
    assert Entry.objects.get(verb="clock.due_moved").because == because.uuid
    ClockRun.objects.filter(pk=run.pk).update(estimated=True, due=right - timedelta(days=2), stopped_on=right)
    assert reckon_again(by=demo, now=now, because=because) == 0, "what has stopped stays"
    assert rulebook().due("hotline.handle", received).day == right
