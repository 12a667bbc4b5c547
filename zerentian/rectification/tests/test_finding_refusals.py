"""What may not be done with a finding: each refusal with its words, and nothing changed by it."""

import io
from datetime import date, timedelta

import pytest
from django.urls import reverse

from zerentian.evidence.actions import receive
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden
from zerentian.organization.models import Account
from zerentian.rectification.actions import assigning, deeds, measures, mending, opening
from zerentian.rectification.models import Finding, FindingStep, MoreTime, RectificationTerm
from zerentian.rectification.rules.findings import Class, Level, Method, Result, Source, State
from zerentian.rectification.rules.terms import Term

DUE = date(2026, 3, 10)
DAY = timedelta(days=1)
INSPECTED = {"source_document": "县督查1号", "source_number": "3"}


def refused(match, act, *args, **said):
    """Let an action be refused; nothing of it stands in the story or in the ledger."""
    before = FindingStep.objects.count(), Entry.objects.count()
    with pytest.raises(NotAllowed, match=match):
        act(*args, **said)
    assert (FindingStep.objects.count(), Entry.objects.count()) == before


def paper():
    return receive(io.BytesIO("证明".encode()), name="证明.txt")


@pytest.fixture
def opened(village, clerk, now):
    """Open a finding in the village that says some things otherwise."""

    def open_one(**said):
        said = {
            "title": "护栏缺失",
            "unit": village,
            "source": Source.INSPECTION,
            "by": clerk,
            "now": now,
        } | said
        return opening.open_finding(**{"found_on": now.date()} | said)

    return open_one


def assign(finding, post, by, now, **said):
    said = {"kind": Class.BY_DATE, "standard": "装好", "due": DUE, "responsible": post} | said
    return assigning.assign_finding(finding, **said, by=by, now=now)


def test_a_number_is_refused_in_the_same_document_at_the_same_unit_alone(opened, neighbour_village):
    opened(**INSPECTED)
    opened(**INSPECTED | {"source_number": "4"})
    opened(**INSPECTED | {"source_document": "县督查2号"})
    opened(**INSPECTED, unit=neighbour_village)
    opened(source_document="县督查1号")
    opened(source_document="县督查1号")
    refused("“县督查1号”的第 3 号问题已登记", opened, **INSPECTED)
    assert Finding.objects.count() == 6


def test_a_finding_is_about_something(opened):
    refused("请写明问题是什么", opened, title="  ")
    assert not Finding.objects.exists()


def test_the_recurrence_of_an_earlier_one_says_so(opened, finding, leader, client_of):
    again = opened(recurs_from=finding)
    assert again.came_back
    assert Entry.objects.filter(verb="finding.opened").latest("id").fact["recurs"] is True
    beside = (
        client_of(leader).get(reverse("rectification:finding-detail", args=[finding.pk])).content.decode()
    )
    assert reverse("rectification:finding-detail", args=[again.pk]) in beside


def test_what_is_put_in_charge_lies_within_reach_of_who_does_it(finding, leader, outsider, inspector, now):
    foreign = outsider.posts_on(now.date())[0]
    with pytest.raises(Forbidden):
        assign(finding, foreign, leader, now)
    with pytest.raises(Forbidden):
        assign(finding, leader.posts_on(now.date())[0], inspector, now)
    assert Finding.objects.get().responsible is None


@pytest.mark.parametrize("kind", list(Class))
def test_the_term_of_its_own_class_bounds_the_due_day(finding, village_post, leader, township, kind, now):
    said = {"unit": township, "since": now.date(), "basis": "办法", "by": leader, "now": now}
    for days, term in ((3, Term.AT_ONCE), (5, Term.BY_DATE), (7, Term.LASTING), (1, Term.POSTING)):
        assigning.set_term(term=term, days=days, **said)
    most = {Class.AT_ONCE: 3, Class.BY_DATE: 5, Class.LASTING: 7}[kind]
    late = now.date() + (most + 1) * DAY
    refused(f"本地规定{most}天", assign, finding, village_post, leader, now, kind=kind, due=late)
    assert assign(finding, village_post, leader, now, kind=kind, due=late - DAY).kind == kind


def test_a_term_of_the_village_goes_before_that_of_the_township(township, village, leader, demo, now):
    for unit, days in ((township, 20), (village, 5)):
        assigning.set_term(
            unit=unit, term=Term.BY_DATE, days=days, since=now.date(), basis="办法", by=demo, now=now
        )
    at = RectificationTerm.objects.at
    assert at(village, now.date()) == {Term.BY_DATE: 5}
    assert at(township.path, now.date()) == {Term.BY_DATE: 20}
    assert at(village, now.date() - DAY) == {}


def test_a_term_needs_its_document_and_the_right_to_set_it(township, leader, clerk, now):
    said = {"unit": township, "term": Term.BY_DATE, "since": now.date(), "now": now}
    refused("请写明依据文件", assigning.set_term, **said, days=5, basis=" ", by=leader)
    refused("天数须在", assigning.set_term, **said, days=0, basis="办法", by=leader)
    with pytest.raises(Forbidden):
        assigning.set_term(**said, days=5, basis="办法", by=clerk)
    assert not RectificationTerm.objects.exists()


def test_without_a_term_no_day_is_set_by_which_it_is_taken_on(assigned):
    assert assigned.accept_due is None


def test_nobody_hands_over_what_nobody_is_in_charge_of(finding, village_post, leader, now):
    refused("尚未定责", assigning.hand_over_finding, finding, to=village_post, by=leader, now=now)


def test_what_is_being_mended_is_handed_over_as_it_stands_and_counts_where_it_goes(
    mending_now, neighbour_cadre, leader, now
):
    to = neighbour_cadre.posts_on(now.date())[0]
    moved = assigning.hand_over_finding(mending_now, to=to, reason=" 换人 ", by=leader, now=now)
    assert (moved.state, moved.unit, moved.responsible) == (State.MENDING, to.unit, to)
    said = Entry.objects.get(verb="finding.moved").fact
    assert (said["owed"], said["ownerless"], "reported" in said) == (True, False, False)


def test_a_finding_is_passed_back_to_the_post_that_had_it_last(
    mending_now, village_post, neighbour_cadre, clerk, leader, now
):
    refused("没有移交过", assigning.hand_back_finding, mending_now, reason="错", by=leader, now=now)
    other, third = (one.posts_on(now.date())[0] for one in (neighbour_cadre, clerk))
    for to in (other, third):
        assigning.hand_over_finding(mending_now, to=to, by=leader, now=now)
    back = assigning.hand_back_finding(mending_now, reason="误转", by=leader, now=now)
    assert back.responsible == other
    assert back.responsible != village_post


def test_what_is_over_is_handed_over_to_nobody(closed, neighbour_cadre, leader, now):
    to = neighbour_cadre.posts_on(now.date())[0]
    refused("已经办结", assigning.hand_over_finding, closed, to=to, by=leader, now=now + 7 * DAY)


@pytest.mark.parametrize(
    ("act", "match"),
    [
        (lambda f, who, now: assigning.object_to_finding(f, reason=" ", by=who, now=now), "异议理由"),
        (lambda f, who, now: opening.join_finding(f, into=f, reason="x", by=who, now=now), "并入自己"),
    ],
)
def test_no_step_is_taken_without_its_reason(assigned, leader, demo, now, act, match):
    refused(match, act, assigned, demo, now)
    assert Finding.objects.get().state == State.ASSIGNED


def test_a_charge_is_upheld_with_a_reason_and_goes_back_to_whom_it_was_given(assigned, cadre, leader, now):
    assigning.object_to_finding(assigned, reason="不是我村", by=cadre, now=now)
    refused("维持定责的理由", assigning.uphold_finding, assigned, reason=" ", by=leader, now=now)
    upheld = assigning.uphold_finding(assigned, reason="界桩在此", by=leader, now=now)
    assert (upheld.state, Finding.objects.get().state) == (State.ASSIGNED, State.ASSIGNED)


def test_more_time_is_asked_for_while_the_mending_is_owed(finding, leader, now, request):
    ask = {"due": DUE + 5 * DAY, "reason": "降雨", "by": leader}
    refused("整改期间才能申请延期", assigning.ask_time, finding, **ask, now=now)
    reported = request.getfixturevalue("reported")
    refused("整改期间才能申请延期", assigning.ask_time, reported, **ask, now=now + 3 * DAY)
    assert not MoreTime.objects.exists()


def test_a_request_that_no_longer_fits_is_decided_on_by_nobody(mending_now, cadre, leader, first, now):
    asked = assigning.ask_time(mending_now, due=DUE + 5 * DAY, reason="降雨", by=cadre, now=now)
    Finding.objects.update(due=DUE + DAY)
    refused("已不待批准", assigning.grant_time, asked, answer="", by=leader, now=now)
    Finding.objects.update(due=DUE)
    assigning.grant_time(asked, answer="", by=leader, now=now)
    for decide in (assigning.grant_time, assigning.refuse_time):
        refused("已不待批准", decide, asked, answer="再想想", by=first, now=now)
    assert Finding.objects.get().due == DUE + 5 * DAY


def test_more_time_asked_for_in_time_leaves_nothing_missed_and_once_missed_it_stays_so(
    mending_now, cadre, leader, now
):
    asked = assigning.ask_time(mending_now, due=DUE + 5 * DAY, reason="降雨", by=cadre, now=now + 8 * DAY)
    assigning.grant_time(asked, answer="", by=leader, now=now + 12 * DAY)
    assert not Finding.objects.get().missed
    Finding.objects.update(missed=True)
    asked = assigning.ask_time(mending_now, due=DUE + 9 * DAY, reason="降雨", by=cadre, now=now + 12 * DAY)
    assigning.grant_time(asked, answer="", by=leader, now=now + 12 * DAY)
    assert Finding.objects.get().missed


def test_a_note_says_something_and_leaves_what_it_does_not_speak_of(mending_now, cadre, now):
    note = {"by": cadre, "now": now}
    refused("先行措施或原因", mending.note_finding, mending_now, immediate=" ", cause="", **note)
    mending.note_finding(mending_now, immediate=" 围挡 ", cause=" 淤泥 ", **note)
    mending.note_finding(mending_now, immediate="加围挡", cause="", **note)
    fresh = Finding.objects.get()
    assert (fresh.immediate, fresh.cause) == ("加围挡", "淤泥")
    assert FindingStep.objects.filter(step="note").last().before == {"immediate": "围挡", "cause": "淤泥"}
    assert FindingStep.objects.filter(step="note").first().words == "围挡\n淤泥"


def test_a_report_says_what_was_mended_and_not_before_it_was_found(mending_now, cadre, now):
    report = {"by": cadre, "now": now}
    early = mending_now.found_on - DAY
    refused(
        "整改完成日期须在发现日期", mending.report_mended, mending_now, mended_on=early, words="x", **report
    )
    refused("整改结果", mending.report_mended, mending_now, mended_on=now.date(), words=" ", **report)
    assert Finding.objects.get().reported_on is None


def test_a_verification_says_what_was_seen_and_a_return_why(reported, leader, now):
    later = now + 5 * DAY
    seen = {"observed_on": later.date(), "method": Method.PAPERS, "by": leader, "now": later}
    refused("核查看到了什么", mending.verify_finding, reported, words="", **seen)
    refused("退回理由", mending.return_finding, reported, reason="", by=leader, now=later)
    assert Finding.objects.get().state == State.REPORTED


def test_a_look_back_is_made_by_another_with_words_and_a_new_due_day_within_the_rule(
    closed, leader, cadre, township, now
):
    later = now + 40 * DAY
    look = {"now": later, "result": Result.REBOUNDED}
    refused("请写明回头看", mending.look_back, closed, words=" ", due=later.date(), by=leader, **look)
    refused("早于今天", mending.look_back, closed, words="又淤", due=later.date() - DAY, by=leader, **look)
    assigning.set_term(
        unit=township, term=Term.BY_DATE, days=5, since=now.date(), basis="办法", by=leader, now=now
    )
    far = later.date() + 6 * DAY
    refused("本地规定5天", mending.look_back, closed, words="又淤", due=far, by=leader, **look)
    Finding.objects.update(mended_by=leader, verified_by=cadre, accepted_by=None, reported_by=None)
    refused("另一人", mending.look_back, closed, words="又淤", due=far - DAY, by=leader, **look)
    refused("另一人", mending.close_finding, verified_again(closed), look_back_due=far, by=leader, now=later)


def verified_again(finding):
    """Return the finding as it stands when it is verified."""
    Finding.objects.filter(pk=finding.pk).update(state=State.VERIFIED, closed_on=None)
    return finding


def test_it_is_reopened_with_a_reason_and_once_more_owed(closed, leader, now):
    later = now + 10 * DAY
    due = later.date() + DAY
    refused("重新整改的理由", mending.reopen_finding, closed, reason=" ", due=due, by=leader, now=later)
    again = mending.reopen_finding(closed, reason="又堵", due=due, by=leader, now=later)
    assert (again.round, again.due, again.looked_on, again.missed) == (2, due, None, False)
    said = Entry.objects.get(verb="finding.reopened")
    assert (said.fact["look_back"], said.fact["rebounded"], said.because) == ("2026-04-01", False, None)
    assert said.fact["was_on_time"] is True


def test_a_finding_is_joined_to_an_open_one_with_a_reason(finding, opened, closed, leader, now, village_post):
    other = opened(title="又堵")
    later = {"by": leader, "now": now + 7 * DAY}
    refused("已经办结", opening.join_finding, other, into=closed, reason="同一处", **later)
    third = opened(title="再堵")
    refused("并案理由", opening.join_finding, other, into=third, reason=" ", **later)
    joined = opening.join_finding(other, into=third, reason=" 同一处 ", **later)
    said = Entry.objects.get(verb="finding.joined").fact
    assert (said["into"], said["ownerless"], said["owed"]) == (third.ref, True, False)
    assert FindingStep.objects.get(step="join").words == "同一处"
    assert joined.joined_to == third


@pytest.mark.parametrize("how", ["dismiss", "join"])
def test_what_ends_a_finding_drops_its_open_measures_and_says_because_of_what(
    mending_now, opened, village_post, cadre, leader, first, now, how
):
    plan = {"responsible": village_post, "due": DUE, "by": cadre, "now": now}
    open_one = measures.plan_measure(mending_now, text="清淤", **plan)
    done = measures.plan_measure(mending_now, text="围挡", **plan)
    measures.carry_out(done, done_on=now.date(), result="已围", by=cadre, now=now)
    if how == "dismiss":
        refused(
            "不成立的依据",
            opening.dismiss_finding,
            mending_now,
            proof=" ",
            uploads=[paper()],
            by=first,
            now=now,
        )
        refused("附证据材料", opening.dismiss_finding, mending_now, proof="x", uploads=[], by=first, now=now)
        opening.dismiss_finding(mending_now, proof="不在界内", uploads=[paper()], by=first, now=now)
    else:
        opening.join_finding(mending_now, into=opened(title="同一处"), reason="同一处", by=leader, now=now)
    entry = Entry.objects.get(verb="measure.dropped")
    assert (entry.subject, entry.because) == (
        open_one.ref,
        Entry.objects.get(verb="finding.dismissed" if how == "dismiss" else "finding.joined").uuid,
    )
    done.refresh_from_db()
    assert done.state == "done"


def test_a_measure_is_planned_while_it_is_owed_and_not_into_the_past(
    finding, village_post, leader, now, request
):
    plan = {"text": "清淤", "responsible": village_post, "by": leader}
    refused("定责之后", measures.plan_measure, finding, due=DUE, **plan, now=now)
    mending_now = request.getfixturevalue("mending_now")
    refused("早于今天", measures.plan_measure, mending_now, due=now.date() - DAY, **plan, now=now)
    refused(
        "请写明采取什么措施", measures.plan_measure, mending_now, due=DUE, **plan | {"text": " "}, now=now
    )
    assert measures.plan_measure(mending_now, due=now.date(), **plan, now=now).due == now.date()
    measures.drop_measure(mending_now.measures.get(), reason="不做了", by=leader, now=now)
    reported = request.getfixturevalue("reported")
    refused("申请销号之前", measures.plan_measure, reported, due=DUE, **plan, now=now + 3 * DAY)


def test_a_measure_that_is_over_is_neither_carried_out_nor_dropped_nor_passed_on(
    mending_now, village_post, neighbour_cadre, cadre, leader, now
):
    measure = measures.plan_measure(
        mending_now, text="清淤", responsible=village_post, due=DUE, by=cadre, now=now
    )
    early = mending_now.found_on - DAY
    done = {"result": "已清", "by": cadre, "now": now}
    refused("整改完成日期", measures.carry_out, measure, done_on=early, **done)
    refused("落实情况", measures.carry_out, measure, done_on=now.date(), **done | {"result": " "})
    refused("撤销理由", measures.drop_measure, measure, reason="", by=cadre, now=now)
    to = neighbour_cadre.posts_on(now.date())[0]
    moved = measures.hand_over_measure(measure, to=to, by=leader, now=now)
    assert (moved.responsible, moved.unit, moved.path) == (to, to.unit, to.unit.path)
    said = Entry.objects.get(verb="measure.moved").fact
    assert (said["from_post"], said["to_post"], said["to"]) == (village_post.code, to.code, to.unit.path)
    measures.carry_out(measure, done_on=now.date(), **done)
    for act in (
        lambda: measures.carry_out(measure, done_on=now.date(), **done),
        lambda: measures.drop_measure(measure, reason="x", by=cadre, now=now),
        lambda: measures.hand_over_measure(measure, to=village_post, by=leader, now=now),
    ):
        refused("已经办结", act)


def test_a_measure_at_another_unit_is_that_units_and_the_findings(
    mending_now, neighbour_cadre, cadre, neighbour_clerk, now
):
    to = neighbour_cadre.posts_on(now.date())[0]
    measure = measures.plan_measure(mending_now, text="清淤", responsible=to, due=DUE, by=cadre, now=now)
    with pytest.raises(Forbidden):
        measures.drop_measure(measure, reason="x", by=neighbour_clerk, now=now)
    measures.carry_out(measure, done_on=now.date(), result="已清", by=neighbour_cadre, now=now)
    assert measure.finding.measures.get().done_by == neighbour_cadre


def test_what_was_not_carried_out_is_no_deed_and_what_nobody_may_see_neither(
    mending_now, village_post, cadre, outsider, now
):
    measure = measures.plan_measure(
        mending_now, text="清淤", responsible=village_post, due=DUE, by=cadre, now=now
    )
    refused("措施落实之后", deeds.record_as_deed, measure, serves=[], by=cadre, now=now)
    with pytest.raises(Forbidden):
        deeds.record_as_deed(measure, serves=[], by=outsider, now=now)


def test_the_level_of_a_finding_is_the_office_s_own(opened):
    assert opened().level == Level.ORDINARY
    assert opened(level=Level.GRAVE, source_level=" 较大 ").source_level == "较大"


def test_a_system_actor_has_no_post_and_reads_every_finding(finding, village_post, now):
    narrator = Account.objects.system("demo")
    assign(finding, village_post, narrator, now)
    assert "by_post" not in Entry.objects.get(verb="finding.assigned").fact
