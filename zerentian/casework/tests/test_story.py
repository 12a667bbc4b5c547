"""A concern from the public form to its end, each step by who may take it, refusals beside it."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from zerentian.casework import actions
from zerentian.casework.models import Concern
from zerentian.casework.rules.callbacks import Contacted, Satisfied, Solved
from zerentian.casework.rules.clocks import Purpose
from zerentian.casework.rules.concerns import Channel, Exit, Kind, State
from zerentian.casework.rules.replies import Told
from zerentian.casework.rules.reviews import Level, Outcome
from zerentian.casework.tests.conftest import PARTS
from zerentian.ledger.actions import seal
from zerentian.ledger.figures import compute
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import Period
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.verification import verify_log
from zerentian.organization.access import Forbidden

YEAR = Period.parse("2026")


def value(code, unit, now):
    seal(now=now)
    return compute(code, unit=unit.path, period=YEAR).value


def test_a_concern_is_received_with_its_clocks_and_one_entry(concern):
    entry = Entry.objects.get(subject=concern.ref)
    assert entry.verb == "concern.received"
    # Five working days for a request for help: 9 March 2026; fifteen calendar days for the written notice.
    assert concern.due == date(2026, 3, 9)
    assert entry.fact["due"] == "2026-03-09"
    assert entry.fact["notice_due"] == "2026-03-17"


def test_neither_name_nor_words_nor_phone_stand_in_the_entry(concern):
    entry = Entry.objects.get(subject=concern.ref)
    for words in ("示例群众", "13900000000", "路灯"):
        assert words not in entry.facts + entry.commitments


def test_the_same_form_twice_makes_one_concern(said, township, resident, now):
    once = uuid4()
    first = actions.receive_concern(
        said, unit=township, channel=Channel.FORM, by=resident, now=now, submission=once
    )
    again = actions.receive_concern(
        said, unit=township, channel=Channel.FORM, by=resident, now=now, submission=once
    )
    assert (first.created, again.created) == (True, False)
    assert first.concern.pk == again.concern.pk
    assert first.secret == again.secret


def test_a_concern_moves_to_who_leads_it_and_counts_there(dispatched, township, neighbour_office, now):
    assert value("concerns.open", neighbour_office, now) == 1
    assert compute("concerns.received", unit=township.path, period=YEAR).value == 1
    assert dispatched.path == neighbour_office.path


def test_a_village_is_not_given_what_is_not_on_the_list(triaged, village, function, receptionist, now):
    with pytest.raises(NotAllowed, match="清单"):
        actions.dispatch_concern(triaged, unit=village, by=receptionist, now=now)
    assert actions.dispatch_concern(triaged, unit=village, function=function, by=receptionist, now=now)


def test_a_sustained_objection_sends_it_back_and_the_residents_clock_runs_on(
    dispatched, neighbour_clerk, receptionist, township, now
):
    due = dispatched.due
    actions.object_to_dispatch(
        dispatched, reason="路灯属于村级管护，不属于综治办职责。", by=neighbour_clerk, now=now
    )
    actions.rule_on_objection(dispatched, sustained=True, reason="情况属实，改派。", by=receptionist, now=now)
    dispatched.refresh_from_db()
    assert (dispatched.state, dispatched.lead, dispatched.due) == (State.TRIAGED, None, due)
    assert value("concerns.open", township, now) == 1


def test_an_overruled_unit_can_not_object_again(dispatched, neighbour_clerk, receptionist, now):
    actions.object_to_dispatch(dispatched, reason="不属于本办职责。", by=neighbour_clerk, now=now)
    actions.rule_on_objection(dispatched, sustained=False, reason="首接负责。", by=receptionist, now=now)
    with pytest.raises(NotAllowed, match="裁定维持"):
        actions.object_to_dispatch(dispatched, reason="还是不归我们。", by=neighbour_clerk, now=now)


def test_a_third_return_is_refused(triaged, neighbour_office, neighbour_clerk, receptionist, now):
    for _ in range(2):
        actions.dispatch_concern(triaged, unit=neighbour_office, by=receptionist, now=now)
        actions.object_to_dispatch(triaged, reason="不属于本办职责。", by=neighbour_clerk, now=now)
        actions.rule_on_objection(triaged, sustained=True, reason="改派。", by=receptionist, now=now)
    actions.dispatch_concern(triaged, unit=neighbour_office, by=receptionist, now=now)
    with pytest.raises(NotAllowed, match="第三次"):
        actions.object_to_dispatch(triaged, reason="不属于本办职责。", by=neighbour_clerk, now=now)


def test_the_time_to_object_ends_the_day_after_its_last(dispatched, neighbour_clerk, now):
    late = now + timedelta(days=3)
    assert dispatched.clock(Purpose.OBJECTION).due == date(2026, 3, 4)
    with pytest.raises(NotAllowed, match="届满"):
        actions.object_to_dispatch(dispatched, reason="不属于本办职责。", by=neighbour_clerk, now=late)


def test_a_reply_is_released_by_a_second_person(answered, neighbour_office, now):
    reply = answered.replies.get()
    assert not reply.alone
    assert value("concerns.answered", neighbour_office, now) == 1
    assert compute("concerns.open", unit=neighbour_office.path, period=YEAR).value == 0
    assert answered.clock(Purpose.ASK_REVIEW).due == date(2026, 4, 1)


def test_releasing_alone_is_allowed_and_said(drafted, neighbour_clerk, now):
    assert actions.release_reply(drafted, told=Told.PHONE, by=neighbour_clerk, now=now).alone


@pytest.mark.parametrize("part", ["request", "facts_found", "reasons", "next_steps", "review_notice"])
def test_a_reply_does_not_go_out_without(part, accepted, neighbour_clerk, leader, now):
    actions.draft_reply(
        accepted, decision="supported", parts=PARTS | {part: " "}, by=neighbour_clerk, now=now
    )
    with pytest.raises(NotAllowed, match="还缺"):
        actions.release_reply(accepted, told=Told.PHONE, by=leader, now=now)


def test_a_placeholder_left_in_a_reply_is_named(accepted, neighbour_clerk, leader, now):
    parts = PARTS | {"facts_found": "经{调查人}查看，情况属实。"}
    actions.draft_reply(accepted, decision="supported", parts=parts, by=neighbour_clerk, now=now)
    with pytest.raises(NotAllowed, match="调查人"):
        actions.release_reply(accepted, told=Told.PHONE, by=leader, now=now)


def test_an_unsolved_call_back_reopens_and_a_solved_one_closes(
    answered, receptionist, neighbour_clerk, leader, neighbour_office, now
):
    actions.call_back(
        answered,
        contacted=Contacted.YES,
        solved=Solved.NO,
        satisfied=Satisfied.NO,
        words="还是不亮",
        by=receptionist,
        now=now,
    )
    actions.reopen_concern(answered, reason="回访未解决", by=receptionist, now=now)
    answered.refresh_from_db()
    assert answered.state == State.HANDLING
    assert value("concerns.open", neighbour_office, now) == 1
    actions.draft_reply(answered, decision="supported", parts=PARTS, by=neighbour_clerk, now=now)
    actions.release_reply(answered, told=Told.PHONE, by=leader, now=now)
    actions.call_back(
        answered,
        contacted=Contacted.YES,
        solved=Solved.YES,
        satisfied=Satisfied.YES,
        words="修好了",
        by=receptionist,
        now=now,
    )
    answered.refresh_from_db()
    assert answered.state == State.CLOSED
    assert value("callbacks.solved_share", neighbour_office, now) == 500
    # It was answered before its day: it counts when that day has passed.
    assert compute("answers.on_time_share", unit=neighbour_office.path, period=YEAR).value is None


def test_the_handler_does_not_call_back(answered, supervisor, receptionist, now):
    answered.handler = receptionist
    answered.save()
    with pytest.raises(NotAllowed, match="他人回访"):
        actions.call_back(answered, contacted=Contacted.NO_ANSWER, by=receptionist, now=now)


def test_words_against_the_boxes_block_the_closing(answered, receptionist, now):
    with pytest.raises(NotAllowed, match="不一致"):
        actions.call_back(
            answered,
            contacted=Contacted.YES,
            solved=Solved.YES,
            satisfied=Satisfied.YES,
            words="路灯还是没修好",
            by=receptionist,
            now=now,
        )


def test_no_answer_is_a_value_and_leaves_the_rates_alone(answered, receptionist, neighbour_office, now):
    actions.call_back(answered, contacted=Contacted.NO_ANSWER, by=receptionist, now=now)
    assert value("callbacks.contacted.no_answer", neighbour_office, now) == 1
    assert compute("callbacks.solved_share", unit=neighbour_office.path, period=YEAR).value is None


def test_a_review_goes_to_the_superior_and_a_recheck_ends_it(answered, receptionist, county, supervisor, now):
    review = actions.ask_review(
        answered, level=Level.REVIEW, request="不服答复", unit=county, by=receptionist, now=now
    )
    assert answered.clock(Purpose.REVIEW).due == date(2026, 4, 1)
    actions.decide_review(
        review, outcome=Outcome.UPHELD, reasons="答复适当，予以维持。", by=supervisor, now=now
    )
    recheck = actions.ask_review(
        answered,
        level=Level.RECHECK,
        request="不服复查",
        unit=county,
        organ="示例市人民政府",
        by=receptionist,
        now=now,
    )
    actions.decide_review(recheck, outcome=Outcome.UPHELD, reasons="维持复查意见。", by=supervisor, now=now)
    with pytest.raises(NotAllowed, match="复核终结"):
        actions.ask_review(
            answered, level=Level.REVIEW, request="再查", unit=county, by=receptionist, now=now
        )


def test_a_unit_does_not_review_itself(answered, receptionist, neighbour_office, now):
    with pytest.raises(NotAllowed, match="上一级"):
        actions.ask_review(
            answered, level=Level.REVIEW, request="不服答复", unit=neighbour_office, by=receptionist, now=now
        )


def test_an_extension_over_thirty_days_or_untold_is_refused(
    concern, category, receptionist, neighbour_office, neighbour_clerk, leader, now
):
    actions.triage_concern(
        concern, kind=Kind.PETITION, route="petition", category=category, by=receptionist, now=now
    )
    actions.dispatch_concern(concern, unit=neighbour_office, by=receptionist, now=now)
    actions.accept_concern(concern, by=neighbour_clerk, now=now)
    extend = {
        "purpose": Purpose.ANSWER,
        "reason": "情况复杂",
        "by": neighbour_clerk,
        "now": now,
        "told_on": now.date(),
    }
    with pytest.raises(NotAllowed, match="最多延长"):
        actions.extend_clock(concern, days=31, approved_by=leader, **extend)
    with pytest.raises(NotAllowed, match="批准"):
        actions.extend_clock(concern, days=30, approved_by=neighbour_clerk, **extend)
    with pytest.raises(NotAllowed, match="告知"):
        actions.extend_clock(concern, days=30, approved_by=leader, **extend | {"told_on": date(2026, 3, 3)})
    before = concern.clock(Purpose.ANSWER).due
    extended = actions.extend_clock(concern, days=30, approved_by=leader, **extend)
    assert (before, extended.due) == (date(2026, 5, 6), date(2026, 6, 1))


def test_an_exit_says_where_to_go(triaged, receptionist, now):
    with pytest.raises(NotAllowed, match="去处"):
        actions.show_another_way(
            triaged, exit=Exit.LEGAL, reason="劳动争议应先仲裁", where=" ", by=receptionist, now=now
        )
    actions.show_another_way(
        triaged,
        exit=Exit.LEGAL,
        reason="劳动争议应先仲裁",
        where="县劳动人事争议仲裁委员会",
        by=receptionist,
        now=now,
    )
    triaged.refresh_from_db()
    assert triaged.state == State.EXITED


def test_a_linked_concern_is_answered_with_its_lead_and_counted_itself(
    drafted, said, township, resident, receptionist, leader, now, category
):
    other = actions.receive_concern(
        said, unit=township, channel=Channel.CALL, by=receptionist, now=now
    ).concern
    actions.link_concern(other, lead=drafted, by=receptionist, now=now)
    actions.release_reply(drafted, told=Told.PHONE, by=leader, now=now)
    other.refresh_from_db()
    assert other.state == State.ANSWERED
    assert value("concerns.answered", township, now) == 2


def test_suspected_spam_waits_visibly_and_can_be_admitted(said, township, resident, receptionist, clerk, now):
    concern = actions.receive_concern(
        said, unit=township, channel=Channel.FORM, by=resident, now=now, suspected=True
    ).concern
    assert value("concerns.queued", township, now) == 1
    assert compute("concerns.received", unit=township.path, period=YEAR).value == 0
    with pytest.raises(Forbidden):
        actions.admit_concern(concern, by=clerk, now=now)
    actions.admit_concern(concern, by=receptionist, now=now)
    assert value("concerns.received", township, now) == 1
    assert compute("concerns.queued", unit=township.path, period=YEAR).value == 0


def test_the_ledger_agrees_with_every_row_of_the_story(answered, receptionist, now):
    actions.call_back(
        answered,
        contacted=Contacted.YES,
        solved=Solved.YES,
        satisfied=Satisfied.YES,
        by=receptionist,
        now=now,
    )
    seal(now=now)
    assert verify_log().problems == []


def test_an_answer_is_overdue_from_the_next_day(concern, now):
    due_day = now.replace(day=9, hour=23)
    assert not concern.is_overdue(due_day)
    assert concern.is_overdue(now.replace(day=10, hour=0))
    assert not Concern.objects.overdue(due_day).exists()
    assert Concern.objects.overdue(now.replace(day=10, hour=0)).exists()
