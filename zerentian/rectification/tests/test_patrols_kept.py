"""Which due day a patrol keeps, which it makes good, and which were missed; what several places share in one round."""

from datetime import date, timedelta

import pytest

from zerentian.evidence.models import File
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden
from zerentian.rectification.actions import patrols, risk_terms, risks
from zerentian.rectification.actions.patrols import Seen, open_from_patrol, reckon_all
from zerentian.rectification.models import Finding, MissedPatrol, Patrol, RiskKind, RiskPoint
from zerentian.rectification.rules.risks import RiskLevel
from zerentian.rectification.tests.points import GOOD, SINCE, patrolled, proof

DAY = timedelta(days=1)
# The point of these tests is patrolled once a week and was registered on 2 March.
DUE = date(2026, 3, 9)


def fresh(point):
    return RiskPoint.objects.get(pk=point.pk)


def weekly(town, first, now, **when):
    """Set another frequency for points that fit."""
    said = {"unit": town, "since": SINCE, "basis": "x", "by": first, "now": now}
    return risk_terms.set_patrol_rule(when=risk_terms.When(**when), hours=24, **said)


@pytest.mark.parametrize(
    ("days", "due", "kept"),
    [(0, 9, None), (1, 8, "2026-03-09"), (7, 14, "2026-03-09")],
)
def test_a_patrol_keeps_the_due_day_of_its_own_week_and_the_next_counts_from_it(
    point, cadre, now, days, due, kept
):
    """On the day of the registration nothing is owed yet: the first week begins on the next."""
    patrolled(point, *GOOD, by=cadre, now=now + days * DAY)
    after = fresh(point)
    wanted = now.date() + due * DAY if kept else DUE
    assert (after.patrol_due, after.last_patrolled_on) == (wanted, now.date() + days * DAY)
    assert Entry.objects.get(verb="patrol.done").fact.get("kept") == kept


def test_an_earlier_look_written_down_later_does_not_become_the_last(point, cadre, now):
    patrolled(point, *GOOD, by=cadre, now=now + 5 * DAY)
    patrolled(point, *GOOD, by=cadre, now=now + 5 * DAY, day=now.date() + 3 * DAY)
    assert fresh(point).last_patrolled_on == now.date() + 5 * DAY


def test_several_missed_days_are_told_each_and_the_first_is_behind(point, clerk, now):
    assert reckon_all(now + 7 * DAY, by=clerk) == 0
    assert reckon_all(now + 8 * DAY, by=clerk) == 1
    assert list(MissedPatrol.objects.values_list("due", "hours")) == [(DUE, 168)]
    assert reckon_all(now + 22 * DAY, by=clerk) == 1
    after = fresh(point)
    assert (after.behind_since, after.patrol_due) == (DUE, DUE + 21 * DAY)
    assert [one.due for one in after.missed.all()] == [DUE, DUE + 7 * DAY, DUE + 14 * DAY]
    assert reckon_all(now + 22 * DAY, by=clerk) == 0


def test_a_patrol_for_the_second_missed_week_leaves_the_first_missed_and_nothing_behind_before_it(
    point, cadre, now
):
    patrolled(point, *GOOD, by=cadre, now=now + 22 * DAY, day=DUE + 6 * DAY)
    after = fresh(point)
    left = after.missed.filter(made_good_by=None).values_list("due", flat=True)
    assert list(left) == [DUE, DUE + 14 * DAY]
    assert after.behind_since == DUE + 14 * DAY
    said = Entry.objects.get(verb="patrol.done").fact
    assert said["made_good"] == str(DUE + 7 * DAY)
    assert "kept" not in said
    assert (said["owed_since"], said["owed_next"]) == (str(DUE), str(DUE + 14 * DAY))


def test_one_missed_day_is_made_good_once(point, cadre, now):
    late = {"by": cadre, "now": now + 8 * DAY, "day": DUE - DAY}
    first = patrolled(point, *GOOD, **late)
    patrolled(point, *GOOD, **late)
    assert point.missed.get().made_good_by == first
    assert "made_good" not in Entry.objects.filter(verb="patrol.done").latest("id").fact


def test_a_place_without_a_rule_owes_no_patrol_and_takes_one(point, first, town, cadre, now):
    said = {"unit": town, "since": SINCE, "basis": "x", "by": first, "now": now}
    risk_terms.set_patrol_rule(when=risk_terms.When(), hours=0, **said)
    after = fresh(point)
    assert (after.patrol_hours, after.patrol_due) == (None, None)
    reckoned = Entry.objects.get(verb="risk.reckoned").fact
    assert reckoned == {"due": str(DUE), "owed_since": str(DUE)}
    patrolled(point, *GOOD, by=cadre, now=now + 30 * DAY)
    assert fresh(point).last_patrolled_on == now.date() + 30 * DAY
    assert not MissedPatrol.objects.exists()


def test_a_stricter_rule_is_due_from_the_last_look_and_today_at_the_earliest(point, first, town, cadre, now):
    later = now + 5 * DAY
    weekly(town, first, later)
    assert (fresh(point).patrol_hours, fresh(point).patrol_due) == (24, later.date())
    reckoned = Entry.objects.get(verb="risk.reckoned").fact
    assert (reckoned["hours"], reckoned["next_due"], reckoned["owed_next"]) == (24, *[str(later.date())] * 2)
    patrolled(point, *GOOD, by=cadre, now=later)
    said = {"unit": town, "since": SINCE, "basis": "x", "by": first, "now": later}
    risk_terms.set_patrol_rule(when=risk_terms.When(), hours=240, **said)
    assert fresh(point).patrol_due == later.date() + 10 * DAY


def test_a_rule_for_one_point_or_another_unit_leaves_the_others(
    point, village, neighbour_village, kind, first, town, clerk, demo, now
):
    said = {"kind": kind, "rating": risks.Rating(1, 2, "稳定"), "by": clerk, "now": now}
    other = risks.register_point(title="路边边坡", unit=village, **said)
    away = risks.register_point(title="东坡", unit=neighbour_village, **said)
    weekly(town, first, now, point=other)
    assert [fresh(one).patrol_hours for one in (point, other, away)] == [168, 24, 168]
    act = {"since": SINCE, "basis": "x", "now": now, "by": demo}
    risk_terms.set_patrol_rule(unit=neighbour_village, when=risk_terms.When(), hours=48, **act)
    assert [fresh(one).patrol_hours for one in (point, other, away)] == [168, 24, 48]
    assert reckon_all(now + 3 * DAY, by=clerk, unit=neighbour_village) == 1
    assert {one.point for one in MissedPatrol.objects.all()} == {away}


def test_a_rule_follows_the_level_and_the_state_at_once(point, first, town, clerk, now):
    weekly(town, first, now, level=RiskLevel.MAJOR)
    assert fresh(point).patrol_hours == 168
    risks.rate_point(point, rating=risks.Rating(5, 5, "x"), by=clerk, now=now)
    assert fresh(point).patrol_hours == 24
    reckoned = Entry.objects.get(verb="risk.reckoned")
    assert reckoned.because == Entry.objects.get(verb="risk.rated").uuid


def test_a_patrol_is_of_today_or_of_days_since_the_registration_and_each_item_is_answered(point, cadre, now):
    for day in (now.date() - DAY, now.date() + DAY):
        with pytest.raises(NotAllowed, match="登记之日2026年3月2日与今天之间"):
            patrolled(point, *GOOD, by=cadre, now=now, day=day)
    with pytest.raises(NotAllowed, match="每一项"):
        patrolled(point, GOOD[0], by=cadre, now=now)
    assert not Patrol.objects.exists()


def test_a_place_without_a_checklist_is_looked_at_as_a_whole(village, kind, clerk, cadre, now):
    water = RiskKind.objects.get(code="water")
    pond = risks.register_point(
        title="山塘", unit=village, kind=water, rating=risks.Rating(1, 1, "x"), by=clerk, now=now
    )
    assert patrols.checklist_of(pond, now.date()) is None
    patrol = patrols.record_patrol(
        Seen(pond, [("normal", "")]), patrolled_on=now.date(), clock="", weather="", by=cadre, now=now
    )
    assert (patrol.checklist, [one["item"] for one in patrol.answers]) == (None, ["整体情况"])


def test_the_version_in_force_is_the_latest_that_has_begun(point, kind, first, now):
    act = {"kind": kind, "basis": "", "by": first, "now": now}
    later = risk_terms.set_checklist(items=["以后"], since=now.date() + DAY, **act)
    again = risk_terms.set_checklist(items=["再版"], since=SINCE, **act)
    assert patrols.checklist_of(point, now.date()) == again
    assert patrols.checklist_of(point, now.date() + DAY) == later
    assert patrols.checklist_of(point, SINCE - DAY) is None


def test_a_round_is_recorded_whole_or_not_at_all(point, village, kind, clerk, cadre, now):
    other = risks.register_point(
        title="路边边坡", unit=village, kind=kind, rating=risks.Rating(1, 2, "稳定"), by=clerk, now=now
    )
    checklist = patrols.checklist_of(point, now.date())
    round_ = {"patrolled_on": now.date(), "clock": "", "weather": "", "by": cadre, "now": now}
    with pytest.raises(NotAllowed, match="至少选择一处"):
        patrols.record_patrols([], **round_)
    bad = Seen(other, [("abnormal", ""), ("normal", "")], checklist)
    with pytest.raises(NotAllowed, match="请写明异常"):
        patrols.record_patrols([Seen(point, GOOD, checklist), bad], **round_)
    assert not Patrol.objects.exists()
    made = patrols.record_patrols([Seen(one, GOOD, checklist) for one in (other, point)], **round_)
    assert [one.point for one in made] == [other, point]


def test_files_of_a_patrol_are_its_own(point, cadre, now):
    seen = Seen(point, GOOD, patrols.checklist_of(point, now.date()), proof() * 2)
    patrol = patrols.record_patrol(seen, patrolled_on=now.date(), clock="", weather="", by=cadre, now=now)
    assert [one.file for one in patrol.files.all()] == [File.objects.get()]


@pytest.mark.parametrize(
    ("marks", "level"), [((1, 1), "ordinary"), ((2, 2), "ordinary"), ((3, 4), "serious"), ((5, 5), "grave")]
)
def test_a_finding_is_as_grave_as_its_place(point, cadre, clerk, now, marks, level):
    risks.rate_point(point, rating=risks.Rating(*marks, "x"), by=clerk, now=now)
    patrol = patrolled(point, ("abnormal", "裂缝"), ("normal", ""), by=cadre, now=now)
    assert open_from_patrol(patrol, item=1, by=cadre, now=now).level == level


def test_only_what_was_abnormal_becomes_a_finding_and_by_who_may(point, cadre, outsider, now):
    patrol = patrolled(point, ("unable", "路断"), ("abnormal", "沟堵"), by=cadre, now=now)
    for item in (0, 1, 3):
        with pytest.raises(NotAllowed, match="没有登记异常"):
            open_from_patrol(patrol, item=item, by=cadre, now=now)
    with pytest.raises(Forbidden):
        open_from_patrol(patrol, item=2, by=outsider, now=now)
    finding = open_from_patrol(patrol, item=2, by=cadre, now=now)
    assert (finding.title, finding.place, finding.source_number) == ("屋后滑坡：沟堵", "屋后滑坡", "2")
    with pytest.raises(NotAllowed, match=f"已转为问题 {finding.number}"):
        open_from_patrol(patrol, item=2, by=cadre, now=now)
    assert (Finding.objects.count(), Patrol.objects.get().unfollowed) == (1, 0)


def test_long_words_are_cut_to_what_a_finding_holds(point, cadre, now):
    RiskPoint.objects.update(place="后" * 150)
    patrol = patrolled(point, ("abnormal", "裂" * 300), ("normal", ""), by=cadre, now=now)
    finding = open_from_patrol(patrol, item=1, by=cadre, now=now)
    assert (len(finding.title), len(finding.place), finding.title[:6]) == (200, 120, "屋后滑坡：裂")
    assert finding.detail.endswith("裂" * 300)


def test_a_patrol_is_numbered_by_its_year_and_names_its_place(point, cadre, now):
    patrol = patrolled(point, *GOOD, by=cadre, now=now)
    assert patrol.number == f"X2026-{patrol.serial:05}"
    assert patrol.abnormal == []
    assert "屋后滑坡" in str(patrol)
