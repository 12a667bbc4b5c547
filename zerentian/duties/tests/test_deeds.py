"""Deeds: recorded once for all their duties, corrected and verified without losing what they were."""

from datetime import date, timedelta

import pytest

from zerentian.duties import actions
from zerentian.ledger.actions import seal
from zerentian.ledger.figures import compute
from zerentian.ledger.rules.periods import Period
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden
from zerentian.organization.models import Account, Post

MARCH = Period.parse("2026-03")
TOWN = "990100/990101"


def value(code, now, period=MARCH, unit=TOWN):
    """Return a figure as of a day, which has its seal whatever happened on it."""
    actions.set_threshold(kind="task", amber_days=3, by=Account.objects.system("demo"), now=now)
    seal(now=now)
    return compute(code, unit=unit, period=period)


def test_a_deed_fulfils_the_occurrence_its_day_falls_to(deed, occurrence, now):
    occurrence.refresh_from_db()
    assert (occurrence.outcome, occurrence.closed_on) == ("fulfilled", date(2026, 3, 2))
    assert value("deeds.people", now).value == 4
    assert value("occurrences.on_time_share", now).text == "未知（0/0）"  # it is due on Friday only
    assert value("occurrences.on_time_share", now + timedelta(days=5)).text == "100.0%（1/1）"


def test_a_deed_needs_a_duty_a_text_and_a_day_that_has_come(duty, cadre, village, now):
    known = {"unit": village, "by": cadre, "now": now}
    for wrong in (
        {"what": " ", "serves": [duty], "occurred_on": now.date()},
        {"what": "巡查", "serves": [], "occurred_on": now.date()},
        {"what": "巡查", "serves": [duty], "occurred_on": now.date() + timedelta(days=1)},
    ):
        with pytest.raises(NotAllowed):
            actions.record_deed(**wrong, **known)


def test_an_outsider_records_nothing_here(duty, outsider, village, now):
    with pytest.raises(Forbidden):
        actions.record_deed(
            what="巡查", occurred_on=now.date(), serves=[duty], unit=village, by=outsider, now=now
        )


def test_a_withdrawn_deed_leaves_no_count_and_its_occurrence_is_open_again(deed, occurrence, cadre, now):
    actions.withdraw_deed(deed, reason="登记到了别的村", by=cadre, now=now)
    occurrence.refresh_from_db()
    assert occurrence.outcome == "open"
    assert value("deeds.count", now).value == 0
    assert value("occurrences.open", now).value == 1
    with pytest.raises(NotAllowed):
        actions.withdraw_deed(deed, reason="再撤一次", by=cadre, now=now)


def test_a_correction_moves_the_fulfilment_with_the_day(deed, duty, occurrence, cadre, now):
    later = now + timedelta(days=7)
    actions.correct_deed(
        deed,
        reason="日期写错",
        what=deed.what,
        occurred_on=date(2026, 3, 7),
        serves=[duty],
        by=cadre,
        now=later,
    )
    assert value("occurrences.fulfilled_share", later).numerator == 1
    assert value("occurrences.on_time_share", later).numerator == 0
    assert value("deeds.corrected", later).value == 1


def test_a_correction_from_an_old_page_is_refused(deed, duty, cadre, now):
    seen = deed.head_uuid
    words = {"what": "改过", "occurred_on": deed.occurred_on, "serves": [duty], "by": cadre, "now": now}
    actions.correct_deed(deed, reason="补充", expected=seen, **words)
    with pytest.raises(NotAllowed):
        actions.correct_deed(deed, reason="再补充", expected=seen, **words)


def test_nobody_verifies_their_own_deed(deed, cadre, neighbour_cadre, now):
    with pytest.raises(NotAllowed):
        actions.verify_deed(deed, by=cadre, now=now)
    actions.verify_deed(deed, by=neighbour_cadre, now=now)
    assert value("deeds.verified_share", now).text == "100.0%（1/1）"


def test_withdrawn_evidence_leaves_the_count_and_takes_the_state(deed, photo, cadre, neighbour_cadre, now):
    actions.add_evidence(deed, files=[photo], by=cadre, now=now)
    actions.verify_deed(deed, by=neighbour_cadre, now=now)
    assert value("deeds.count", now).states["verified"] == 1
    actions.withdraw_evidence(photo, reason="照片不是当天拍的", by=cadre, now=now)
    count = value("deeds.count", now)
    assert (count.value, count.states["recorded"]) == (1, 1)


def test_a_deed_recorded_after_the_limit_shows_late(duty, cadre, village, now):
    late = now + timedelta(days=40)
    actions.record_deed(
        what="巡查水库", occurred_on=now.date(), serves=[duty], unit=village, by=cadre, now=late
    )
    assert value("deeds.late", late).value == value("deeds.count", late).late == 1


def test_an_occurrence_done_before_it_was_handed_over_never_counts_below_nothing(
    duty, occurrence, office, village, leader, cadre, now
):
    later = now + timedelta(days=3)
    heir = Post.objects.filter(unit=office)[0]
    actions.hand_over_duty(duty, to=heir, by=leader, now=later)
    duty.refresh_from_db()
    done = {"what": "巡查", "occurred_on": now.date(), "serves": [duty], "unit": village, "by": cadre}
    actions.record_deed(**done, now=later)
    seal(now=later)
    day = Period.parse(f"{now.date()}..{now.date()}")
    stock = [compute("occurrences.open", unit=unit.path, period=day).value for unit in (office, village)]
    assert stock == [0, 1]
    occurrence.refresh_from_db()
    assert occurrence.closed_on == now.date()
