"""Findings: nobody judges the own work, the standard stands before the work, and every step has a way back."""

import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from zerentian.casework.actions import Said, receive_concern
from zerentian.casework.rules.concerns import Channel, Kind
from zerentian.duties.actions import set_threshold
from zerentian.evidence.actions import receive
from zerentian.ledger.actions import seal
from zerentian.ledger.figures import compute
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import Period
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden
from zerentian.organization.actions.posts import close_post
from zerentian.organization.actions.units import merge_unit
from zerentian.organization.models import Account
from zerentian.rectification.actions import assigning, measures, mending, opening
from zerentian.rectification.models import Finding, Measure
from zerentian.rectification.rules.findings import Class, Level, Method, Result, Source, State
from zerentian.rectification.rules.terms import Term

TOWN = "990100/990101"
# After every due day of these tests: what is not due yet is in no share.
ONCE_DUE = timedelta(days=61)
SPRING = Period.parse("2026-01-01..2026-06-30")


def value(code, now, period=SPRING, unit=TOWN):
    """Return a figure as of a day, which has its seal whatever happened on it."""
    set_threshold(kind="task", amber_days=3, by=Account.objects.system("demo"), now=now)
    seal(now=now)
    return compute(code, unit=unit, period=period)


def concern(township, kind, by, now):
    said = Said(title="路灯不亮", text="村口路灯不亮", kind=kind)
    return receive_concern(said, unit=township, channel=Channel.CALL, by=by, now=now).concern


def paper(text="证明材料"):
    return receive(io.BytesIO(text.encode()), name="证明.txt")


def test_a_finding_goes_from_opened_to_closed_out(closed, now):
    later = now + timedelta(days=6)
    assert closed.state == State.CLOSED
    assert value("findings.open", later).value == 0
    assert value("findings.opened", later).value == 1
    assert value("findings.closed", later).value == 1
    assert value("findings.verified_share", later).text == "100.0%（1/1）"
    assert value("findings.first_time_share", later).text == "100.0%（1/1）"
    assert value("findings.median_days", later).value == 7
    assert value("findings.on_time_share", now + ONCE_DUE).text == "100.0%（1/1）"


def test_nobody_is_in_charge_of_a_new_finding_and_no_work_begins_without_a_standard(
    finding, village_post, leader, now
):
    assert value("findings.ownerless", now).value == 1
    with pytest.raises(NotAllowed, match="销号标准"):
        assigning.assign_finding(
            finding,
            responsible=village_post,
            kind=Class.BY_DATE,
            standard="  ",
            due=date(2026, 3, 10),
            by=leader,
            now=now,
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.filter(pk=finding.pk).update(state="mending")


@pytest.mark.parametrize("who", ["cadre"])
def test_who_mended_or_took_it_on_verifies_nothing(reported, who, request, now):
    later = now + timedelta(days=5)
    with pytest.raises((NotAllowed, Forbidden)):
        mending.verify_finding(
            reported,
            observed_on=later.date(),
            method=Method.ON_SITE,
            words="好了",
            by=request.getfixturevalue(who),
            now=later,
        )


def test_a_leader_who_mended_it_verifies_nothing_and_the_database_says_so_too(mending_now, leader, now):
    later = now + timedelta(days=2)
    done = mending.report_mended(mending_now, mended_on=now.date(), words="已清", by=leader, now=later)
    with pytest.raises(NotAllowed, match="另一人"):
        mending.verify_finding(
            done, observed_on=later.date(), method=Method.ON_SITE, words="好", by=leader, now=later
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.filter(pk=done.pk).update(verified_by=leader, observed_on=later.date())


def test_who_carried_out_a_measure_does_not_verify(mending_now, village_post, cadre, leader, now):
    planned = measures.plan_measure(
        mending_now, text="清淤", responsible=village_post, due=date(2026, 3, 8), by=cadre, now=now
    )
    measures.carry_out(planned, done_on=now.date(), result="已清", by=leader, now=now)
    later = now + timedelta(days=2)
    done = mending.report_mended(mending_now, mended_on=now.date(), words="已清", by=cadre, now=later)
    with pytest.raises(NotAllowed, match="另一人"):
        mending.verify_finding(
            done, observed_on=later.date(), method=Method.ON_SITE, words="好", by=leader, now=later
        )


def test_it_is_seen_after_the_mending(reported, leader, now):
    later = now + timedelta(days=5)
    with pytest.raises(NotAllowed, match="整改之后"):
        mending.verify_finding(
            reported,
            observed_on=reported.mended_on,
            method=Method.ON_SITE,
            words="好",
            by=leader,
            now=later,
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.filter(pk=reported.pk).update(
            verified_by=leader, observed_on=reported.mended_on, method="on_site"
        )


def test_what_is_mended_at_once_may_be_seen_on_the_same_day_and_its_time_is_a_figure(
    finding, village_post, cadre, leader, now
):
    assigning.assign_finding(
        finding,
        responsible=village_post,
        kind=Class.AT_ONCE,
        standard="沟内无垃圾",
        due=now.date(),
        by=leader,
        now=now,
    )
    assigning.accept_finding(finding, by=cadre, now=now)
    mending.report_mended(finding, mended_on=now.date(), words="当场清完", by=cadre, now=now)
    mending.verify_finding(
        finding, observed_on=now.date(), method=Method.ON_SITE, words="已清", by=leader, now=now
    )
    assert value("findings.at_once_days", now).value == 1


def test_a_return_goes_back_to_mending_and_counts_against_the_first_time(reported, cadre, leader, first, now):
    later = now + timedelta(days=5)
    finding = mending.return_finding(reported, reason="下游未清", by=leader, now=later)
    assert (finding.state, finding.mended_on) == (State.MENDING, None)
    finding = mending.report_mended(finding, mended_on=later.date(), words="下游已清", by=cadre, now=later)
    after = later + timedelta(days=1)
    finding = mending.verify_finding(
        finding, observed_on=after.date(), method=Method.ON_SITE, words="已清", by=leader, now=after
    )
    assert value("findings.returned", after).value == 1
    assert value("findings.first_time_share", after).text == "0.0%（0/1）"
    assert value("findings.verified_share", after).text == "50.0%（1/2）"
    finding = mending.return_finding(finding, reason="公示期间又堵", by=first, now=after)
    assert value("findings.verified_share", after).text == "0.0%（0/2）"


def test_the_unit_in_charge_of_a_measure_does_not_assist_itself(mending_now, village_post, cadre, now):
    given = {"text": "更换软管", "responsible": village_post, "due": now.date(), "by": cadre, "now": now}
    with pytest.raises(NotAllowed, match="不必再列为配合单位"):
        measures.plan_measure(mending_now, **given, assisting=[village_post.unit])
    assert not mending_now.measures.exists()
    assert measures.plan_measure(mending_now, **given).assisting.count() == 0


def test_measures_are_carried_out_or_dropped_before_the_report(mending_now, village_post, cadre, now):
    planned = measures.plan_measure(
        mending_now, text="清淤", responsible=village_post, due=date(2026, 3, 5), by=cadre, now=now
    )
    later = now + timedelta(days=7)
    assert value("measures.overdue", later).value == 1
    with pytest.raises(NotAllowed, match="1 条措施"):
        mending.report_mended(mending_now, mended_on=later.date(), words="已清", by=cadre, now=later)
    measures.drop_measure(planned, reason="改用机械", by=cadre, now=later)
    assert value("measures.overdue", later).value == 0
    assert value("measures.due", later).value == 0
    mending.report_mended(mending_now, mended_on=later.date(), words="已清", by=cadre, now=later)


def test_unknown_money_is_not_nothing(mending_now, village_post, cadre, now):
    planned = measures.plan_measure(
        mending_now, text="清淤", responsible=village_post, due=date(2026, 3, 8), by=cadre, now=now
    )
    assert planned.money is None
    paid = measures.plan_measure(
        mending_now,
        text="运土",
        responsible=village_post,
        due=date(2026, 3, 8),
        money=Decimal("8600.50"),
        by=cadre,
        now=now,
    )
    paid.refresh_from_db()
    assert paid.money == Decimal("8600.50")
    done = measures.carry_out(
        paid, done_on=now.date(), result="已运", spent=Decimal("0.00"), by=cadre, now=now
    )
    assert (done.spent, Measure.objects.get(pk=planned.pk).spent) == (Decimal(0), None)
    assert Entry.objects.get(subject=planned.ref).fact["money_known"] is False


def test_more_time_is_granted_by_another_and_asked_late_it_stays_overdue(
    mending_now, cadre, leader, first, now
):
    in_time = assigning.ask_time(mending_now, due=date(2026, 3, 15), reason="连日降雨", by=leader, now=now)
    with pytest.raises(NotAllowed, match="另一人"):
        assigning.grant_time(in_time, answer="同意", by=leader, now=now)
    assigning.grant_time(in_time, answer="同意", by=first, now=now)
    late = now + timedelta(days=20)
    assert value("findings.overdue", late).value == 1
    asked = assigning.ask_time(mending_now, due=date(2026, 4, 15), reason="设备未到", by=cadre, now=late)
    assert asked.late
    assigning.grant_time(asked, answer="同意", by=leader, now=late)
    finding = Finding.objects.get(pk=mending_now.pk)
    assert finding.missed
    assert finding.light(late.date()) == "red"
    assert value("findings.overdue", late).value == 1
    done = mending.report_mended(finding, mended_on=late.date(), words="已清", by=cadre, now=late)
    assert value("findings.overdue", late).value == 0
    after = late + timedelta(days=2)
    done = mending.verify_finding(
        done, observed_on=after.date(), method=Method.ON_SITE, words="已清", by=leader, now=after
    )
    mending.close_finding(done, look_back_due=date(2026, 6, 1), by=first, now=after)
    assert value("findings.on_time_share", now + ONCE_DUE).text == "0.0%（0/1）"


def test_more_time_that_is_refused_changes_nothing(mending_now, cadre, leader, now):
    asked = assigning.ask_time(mending_now, due=date(2026, 3, 15), reason="降雨", by=cadre, now=now)
    with pytest.raises(NotAllowed, match="不同意"):
        assigning.refuse_time(asked, answer=" ", by=leader, now=now)
    assigning.refuse_time(asked, answer="可以先人工清", by=leader, now=now)
    assert Finding.objects.get(pk=mending_now.pk).due == date(2026, 3, 10)
    assigning.ask_time(mending_now, due=date(2026, 3, 16), reason="再申请", by=cadre, now=now)
    with pytest.raises(NotAllowed, match="已有一次"):
        assigning.ask_time(mending_now, due=date(2026, 3, 17), reason="又申请", by=cadre, now=now)


def test_unfounded_only_by_another_and_with_proof(finding, clerk, leader, first, now):
    with pytest.raises((NotAllowed, Forbidden)):
        opening.dismiss_finding(finding, proof="没有淤堵", uploads=[paper()], by=clerk, now=now)
    with pytest.raises(NotAllowed, match="证据"):
        opening.dismiss_finding(finding, proof="没有淤堵", uploads=[], by=leader, now=now)
    done = opening.dismiss_finding(finding, proof="现场复测水流通畅", uploads=[paper()], by=leader, now=now)
    assert done.state == State.DISMISSED
    assert value("findings.open", now).value == 0
    assert value("findings.ownerless", now).value == 0
    assert value("findings.dismissed", now).value == 1


def test_dismissing_drops_the_measures(mending_now, village_post, cadre, leader, now):
    measures.plan_measure(
        mending_now, text="清淤", responsible=village_post, due=date(2026, 3, 8), by=cadre, now=now
    )
    opening.dismiss_finding(mending_now, proof="不是我乡地界", uploads=[paper()], by=leader, now=now)
    assert value("measures.open", now).value == 0
    assert value("findings.due", now).value == 0


def test_a_duplicate_joins_the_first_and_stays_listed(finding, village, clerk, leader, now):
    again = opening.open_finding(
        title="后沟又堵", unit=village, source=Source.SELF_CHECK, found_on=now.date(), by=clerk, now=now
    )
    with pytest.raises(NotAllowed, match="自己"):
        opening.join_finding(again, into=again, reason="同一处", by=leader, now=now)
    joined = opening.join_finding(again, into=finding, reason="同一处", by=leader, now=now)
    assert (joined.state, joined.joined_to) == (State.JOINED, finding)
    assert value("findings.open", now).value == 1
    assert Finding.objects.visible_to(leader).count() == 2


def test_posting_hangs_to_its_end_and_its_objections_are_answered(verified, first, now):
    later = now + timedelta(days=6)
    assigning.set_term(
        unit=first.units_on(now.date())[0],
        term=Term.POSTING,
        days=5,
        since=now.date(),
        basis="示例县整改销号办法",
        by=first,
        now=now,
    )
    with pytest.raises(NotAllowed, match="不得少于 5 天"):
        mending.post_finding(
            verified,
            first=later.date(),
            last=later.date() + timedelta(days=2),
            where="村务公开栏",
            by=first,
            now=later,
        )
    last = later.date() + timedelta(days=6)
    posted = mending.post_finding(
        verified, first=later.date(), last=last, where="村务公开栏", by=first, now=later
    )
    with pytest.raises(NotAllowed, match="公示到"):
        mending.close_finding(posted, look_back_due=date(2026, 6, 1), by=first, now=later)
    after = later + timedelta(days=8)
    with pytest.raises(NotAllowed, match="异议件数"):
        mending.close_finding(posted, look_back_due=date(2026, 6, 1), by=first, now=after)
    with pytest.raises(NotAllowed, match="如何核实"):
        mending.close_finding(posted, look_back_due=date(2026, 6, 1), objections=1, by=first, now=after)
    done = mending.close_finding(posted, look_back_due=date(2026, 6, 1), objections=0, by=first, now=after)
    assert done.state == State.CLOSED


def test_what_has_come_back_is_taken_up_again_and_linked(closed, leader, first, now):
    later = now + timedelta(days=40)
    assert value("findings.look_back_overdue", later).value == 1
    with pytest.raises(NotAllowed, match="新的整改期限"):
        mending.look_back(closed, result=Result.REBOUNDED, words="又淤", by=leader, now=later)
    again = mending.look_back(
        closed, result=Result.REBOUNDED, words="雨后又淤", due=date(2026, 4, 30), by=leader, now=later
    )
    assert (again.state, again.round, again.result) == (State.MENDING, 2, Result.REBOUNDED)
    assert value("findings.look_back_overdue", later).value == 0
    assert value("findings.recurred", later).value == 1
    assert value("findings.open", later).value == 1
    assert value("findings.firm_share", later).text == "0.0%（0/1）"
    assert value("findings.on_time_share", now + ONCE_DUE).text == "0.0%（0/1）"


def test_what_holds_stays_closed_and_is_looked_back_at_once(closed, leader, now):
    later = now + timedelta(days=30)
    done = mending.look_back(closed, result=Result.FIRM, words="水流通畅", by=leader, now=later)
    assert (done.state, done.looked_on) == (State.CLOSED, later.date())
    with pytest.raises(NotAllowed, match="已经回头看过"):
        mending.look_back(closed, result=Result.FIRM, words="通畅", by=leader, now=later)
    again = mending.reopen_finding(done, reason="群众反映又堵", due=date(2026, 5, 1), by=leader, now=later)
    assert again.state == State.MENDING
    assert value("findings.reopened", later).value == 1


def test_a_rule_of_the_place_is_the_longest_time(finding, village_post, leader, township, now):
    assigning.set_term(
        unit=township,
        term=Term.BY_DATE,
        days=30,
        since=date(2026, 1, 1),
        basis="示例县整改办法第八条",
        by=leader,
        now=now,
    )
    values = {
        "responsible": village_post,
        "kind": Class.BY_DATE,
        "standard": "通畅",
        "by": leader,
        "now": now,
    }
    with pytest.raises(NotAllowed, match="本地规定30天"):
        assigning.assign_finding(finding, due=now.date() + timedelta(days=31), **values)
    assigning.assign_finding(finding, due=now.date() + timedelta(days=30), **values)


def test_a_correction_states_again_and_keeps_what_was_said(finding, clerk, leader, now):
    opening.correct_finding(
        finding,
        reason="地名写错",
        title="前沟排洪沟淤堵",
        found_on=date(2026, 2, 28),
        level=Level.SERIOUS,
        by=clerk,
        now=now,
    )
    story = list(finding.story.values_list("step", "before__title"))
    assert story[-1] == ("correct", "后沟排洪沟淤堵")
    assert Entry.objects.filter(subject=finding.ref, verb="finding.opened").count() == 2
    assert value("findings.opened", now).value == 1
    assert value("findings.open", now, Period.parse("2026-02-01..2026-02-28")).value == 1


def test_an_objection_is_upheld_or_the_finding_handed_over(assigned, cadre, leader, neighbour_cadre, now):
    assigning.object_to_finding(assigned, reason="沟在下坪村", by=cadre, now=now)
    other = neighbour_cadre.posts_on(now.date())[0]
    moved = assigning.hand_over_finding(assigned, to=other, reason="确在下坪", by=leader, now=now)
    assert (moved.state, moved.unit) == (State.ASSIGNED, other.unit)
    assert value("findings.open", now, unit=f"{TOWN}/990101-V01").value == 0
    assert value("findings.open", now, unit=f"{TOWN}/990101-V02").value == 1
    assert value("findings.due", now + ONCE_DUE, unit=f"{TOWN}/990101-V02").value == 1


def test_what_was_reported_and_verified_counts_where_the_finding_counts_after_a_hand_over(
    reported, village_post, neighbour_cadre, leader, now
):
    other, later = neighbour_cadre.posts_on(now.date())[0], now + timedelta(days=5)
    assigning.hand_over_finding(reported, to=other, reason="换", by=leader, now=later)
    mending.verify_finding(
        reported, observed_on=later.date(), method=Method.ON_SITE, words="看了", by=leader, now=later
    )
    for to in (village_post, other):
        assigning.hand_over_finding(reported, to=to, reason="再换", by=leader, now=later)
    shares = [
        value("findings.verified_share", later, unit=f"{TOWN}/{code}")
        for code in ("990101-V01", "990101-V02")
    ]
    assert [(one.numerator, one.denominator) for one in shares] == [(0, 0), (1, 1)]
    mending.return_finding(reported, reason="又堵了", by=leader, now=later)
    back = value("findings.verified_share", later, unit=f"{TOWN}/990101-V02")
    assert (back.numerator, back.denominator) == (0, 1)


def test_a_post_that_ends_leaves_no_finding_behind(assigned, village_post, neighbour_cadre, demo, cadre, now):
    measures.plan_measure(
        assigned, text="清淤", responsible=village_post, due=date(2026, 3, 8), by=cadre, now=now
    )
    other = neighbour_cadre.posts_on(now.date())[0]
    close_post(village_post, last=now.date(), to=other, by=demo, now=now)
    assigned.refresh_from_db()
    assert assigned.responsible == other
    assert assigned.measures.get().responsible == other


def test_another_township_sees_no_finding_and_an_outsider_opens_none(finding, village, outsider, now):
    assert not Finding.objects.visible_to(outsider).exists()
    with pytest.raises(Forbidden):
        opening.open_finding(
            title="x", unit=village, source=Source.SELF_CHECK, found_on=now.date(), by=outsider, now=now
        )


def test_a_number_of_a_list_comes_once(village, clerk, now):
    values = {
        "title": "灭火器过期",
        "unit": village,
        "source": Source.INSPECTION,
        "found_on": now.date(),
        "source_document": "县安委办〔2026〕2号",
        "source_number": "3",
        "by": clerk,
        "now": now,
    }
    opening.open_finding(**values)
    with pytest.raises(NotAllowed, match="已登记"):
        opening.open_finding(**values)


def test_every_step_asks_for_its_right_over_the_finding(mending_now, village_post, cadre, outsider, now):
    measure = measures.plan_measure(
        mending_now, text="清淤", responsible=village_post, due=date(2026, 3, 8), by=cadre, now=now
    )
    asked = assigning.ask_time(mending_now, due=date(2026, 3, 20), reason="雨", by=cadre, now=now)
    day, who = now.date(), {"by": outsider, "now": now}
    for step in (
        lambda: opening.correct_finding(mending_now, reason="x", title="x", found_on=day, **who),
        lambda: opening.dismiss_finding(mending_now, proof="x", uploads=[], **who),
        lambda: opening.join_finding(mending_now, into=mending_now, reason="x", **who),
        lambda: assigning.hand_over_finding(mending_now, to=village_post, **who),
        lambda: assigning.ask_time(mending_now, due=date(2026, 3, 20), reason="x", **who),
        lambda: assigning.grant_time(asked, answer="x", **who),
        lambda: assigning.refuse_time(asked, answer="x", **who),
        lambda: measures.plan_measure(mending_now, text="x", responsible=village_post, due=day, **who),
        lambda: measures.carry_out(measure, done_on=day, result="x", **who),
        lambda: measures.drop_measure(measure, reason="x", **who),
        lambda: measures.hand_over_measure(measure, to=village_post, **who),
        lambda: mending.note_finding(mending_now, immediate="x", cause="", **who),
        lambda: mending.report_mended(mending_now, mended_on=day, words="x", **who),
        lambda: mending.verify_finding(mending_now, observed_on=day, method=Method.ON_SITE, words="x", **who),
        lambda: mending.reopen_finding(mending_now, reason="x", due=day, **who),
    ):
        with pytest.raises(Forbidden):
            step()


def test_a_complaint_opens_no_finding_and_a_concern_is_not_told_to_who_may_not_read_it(
    village, township, clerk, receptionist, now
):
    brought = concern(township, Kind.HELP, receptionist, now)
    opened = opening.open_from_concern(
        brought, title="路灯不亮", unit=village, found_on=now.date(), by=receptionist, now=now
    )
    assert (opened.source, opened.source_ref) == (Source.CONCERN, brought.ref)
    with pytest.raises(NotAllowed, match="没有这件诉求"):
        opening.open_from_concern(brought, title="x", unit=village, found_on=now.date(), by=clerk, now=now)
    complaint = concern(township, Kind.COMPLAINT, receptionist, now)
    with pytest.raises(NotAllowed):
        opening.open_from_concern(
            complaint, title="x", unit=village, found_on=now.date(), by=receptionist, now=now
        )


def test_a_unit_that_ends_leaves_no_finding_behind(finding, village, neighbour_village, cadre, demo, now):
    later = now + timedelta(days=10)
    merge_unit(village, into=neighbour_village, first=later.date(), by=demo, now=later)
    finding.refresh_from_db()
    assert finding.unit == neighbour_village
    assert value("findings.ownerless", later, unit=f"{TOWN}/990101-V02").value == 1
    assert value("findings.ownerless", later, unit=f"{TOWN}/990101-V01").value == 0
