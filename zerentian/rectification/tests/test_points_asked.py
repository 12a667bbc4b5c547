"""What people ask of risk points, signals and land matters: which are due, behind or kept, each bound on both sides."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from zerentian.duties.rules.lights import Light
from zerentian.rectification import handover
from zerentian.rectification.actions import land, risk_controls, risks
from zerentian.rectification.models import LandMatter, RiskControl, RiskPoint
from zerentian.rectification.models.findings import AMBER_DAYS
from zerentian.rectification.models.risk_terms import above
from zerentian.rectification.rules.land import LandKind, LandStage
from zerentian.rectification.rules.risks import Family, RiskState
from zerentian.rectification.tests.points import proof
from zerentian.rectification.views import patrols

DAY = timedelta(days=1)


@pytest.fixture
def made(village, kind, cadre, clerk, now):
    """Register points in the village by their titles; the village's post patrols them, due on a day."""

    def make(**dues):
        post = cadre.posts_on(now.date())[0]
        said = {"unit": village, "kind": kind, "rating": risks.Rating(2, 2, "x"), "responsible": post}
        points = [risks.register_point(title=title, **said, by=clerk, now=now) for title in dues]
        for point, due in zip(points, dues.values(), strict=True):
            RiskPoint.objects.filter(pk=point.pk).update(patrol_due=due)
        return points

    return make


def titles(rows):
    return [one.title for one in rows]


def test_a_point_is_behind_the_day_after_its_due_day_or_once_it_was_missed_the_longest_first(made, now):
    today = now.date()
    points = made(甲=today, 乙=today - DAY, 丙=today + 9 * DAY, 丁=today - 5 * DAY, 戊=None)
    RiskPoint.objects.filter(pk=points[2].pk).update(behind_since=today - 2 * DAY)
    RiskPoint.objects.filter(pk=points[3].pk).update(behind_since=today - 9 * DAY)
    assert titles(RiskPoint.objects.behind(now)) == ["丁", "丙", "乙"]
    assert titles(RiskPoint.objects.behind(now + DAY)) == ["丁", "丙", "乙", "甲"]


def test_what_passes_on_with_a_post_is_told_the_soonest_due_first_and_what_is_never_due_last(
    made, cadre, now
):
    today = now.date()
    made(甲=None, 乙=today + DAY, 丙=today)
    told = handover.RISK_POINTS.open_for(cadre.posts_on(today)[0])
    assert [one.due for one in told] == [today, today + DAY, None]


def test_places_that_are_due_are_offered_before_those_that_never_are(
    made, client_of, cadre, now, monkeypatch
):
    monkeypatch.setattr(patrols, "CHOICES", 2)
    today = now.date()
    _never, later, due = made(甲=None, 乙=today + DAY, 丙=today)
    offered = client_of(cadre).get(reverse("risks:patrol-sheet")).context["points"]
    assert [(point, is_due) for point, _light, is_due in offered] == [(due, True), (later, False)]


def test_what_is_due_today_or_missed_is_to_be_patrolled_by_its_post_alone(made, cadre, leader, now):
    today = now.date()
    points = made(甲=today, 乙=today + DAY, 丙=today + 9 * DAY, 丁=today - DAY)
    RiskPoint.objects.filter(pk=points[2].pk).update(behind_since=today)
    assert titles(RiskPoint.objects.to_patrol_by(cadre, now)) == ["丁", "甲", "丙"]
    assert not RiskPoint.objects.to_patrol_by(leader, now).exists()
    assert RiskPoint.objects.of_posts_of(cadre).count() == 4


def test_what_is_written_off_is_neither_kept_nor_behind(point, first, cadre, now):
    later = now + 60 * DAY
    assert RiskPoint.objects.kept().exists()
    risks.write_off(point, proof="x", uploads=proof(), by=first, now=now)
    rows = RiskPoint.objects
    assert not rows.kept().exists()
    assert not rows.behind(later).exists()
    assert not rows.to_patrol_by(cadre, later).exists()
    fresh = rows.get()
    assert (fresh.is_kept, fresh.light(later.date())) == (False, Light.NONE)


def test_the_light_of_a_patrol_turns_amber_a_day_before_and_red_once_missed(point):
    due = point.patrol_due
    assert [point.light(due - n * DAY) for n in (2, 1, 0, -1)] == [
        Light.GREEN,
        Light.AMBER,
        Light.AMBER,
        Light.RED,
    ]
    point.behind_since = due - 7 * DAY
    assert (point.light(due - 5 * DAY), point.owed_since) == (Light.RED, due - 7 * DAY)
    point.patrol_due = None
    assert point.light(due) == Light.NONE


def test_a_point_is_owed_since_the_day_it_was_missed_else_until_its_next(point):
    assert point.owed_since == point.patrol_due
    point.patrol_due = point.behind_since = None
    assert point.owed_since is None


def test_a_point_is_called_by_the_office_s_code_else_by_a_number_of_ours():
    assert RiskPoint(code="县-7", serial=12).number == "县-7"
    assert RiskPoint(serial=12).number == "F0012"


@pytest.mark.parametrize(("family", "geological"), [(Family.GEOLOGY, True), (Family.PLACE, False)])
def test_only_the_geological_family_is_geological(point, family, geological):
    point.kind.family = family
    assert point.is_geological is geological


@pytest.mark.parametrize(
    ("state", "count"), [(one, n) for one, n in zip(RiskState, (3, 3, 3, 1), strict=True)]
)
def test_each_state_has_its_ways_on(state, count):
    assert len(RiskPoint(state=state).steps) == count


def test_references_of_points_and_matters_are_those_that_entries_name(point, village, leader, now):
    post = leader.posts_on(now.date())[0]
    said = {"kind": LandKind.HOUSES, "responsible": post, "unit": village, "by": leader, "now": now}
    matter = land.open_land(title="房屋", **said)
    assert list(RiskPoint.objects.refs().values_list("ref_text", flat=True)) == [point.ref]
    assert list(LandMatter.objects.refs().values_list("ref_text", flat=True)) == [matter.ref]


def test_a_path_has_itself_and_everything_above_it():
    assert above("990100/990101/990101-V01") == ["990100", "990100/990101", "990100/990101/990101-V01"]
    assert above("990100") == ["990100"]


def test_control_measures_turn_amber_and_red_by_their_day_while_they_are_open(point, cadre, clerk, now):
    plan = {
        "responsible": cadre.posts_on(now.date())[0],
        "due": now.date() + 9 * DAY,
        "by": clerk,
        "now": now,
    }
    control = risk_controls.plan_control(point, text="很长" * 40, **plan)
    lights = [control.light(control.due - n * DAY) for n in (AMBER_DAYS + 1, AMBER_DAYS, 0, -1)]
    assert lights == [Light.GREEN, Light.AMBER, Light.AMBER, Light.RED]
    assert len(str(control)) == 60
    dropped = risk_controls.drop_control(control, reason="x", by=clerk, now=now)
    assert (dropped.is_open, dropped.light(control.due + DAY)) == (False, Light.NONE)
    assert not RiskControl.objects.open().exists()


def test_what_belongs_to_a_point_is_read_by_who_reads_the_point(
    point, cadre, clerk, outsider, inspector, now
):
    plan = {"responsible": cadre.posts_on(now.date())[0], "due": now.date(), "by": clerk, "now": now}
    risk_controls.plan_control(point, text="警戒线", **plan)
    seen = [RiskControl.objects.visible_to(one).count() for one in (clerk, inspector, outsider)]
    assert seen == [1, 1, 0]


@pytest.fixture
def matter(village, leader, now):
    post = leader.posts_on(now.date())[0]
    said = {"kind": LandKind.COLLECTIVE, "responsible": post, "unit": village, "by": leader, "now": now}
    return land.open_land(title=" 连接线 ", place=" 村口 ", project=" 县道 ", **said)


def test_a_matter_is_numbered_by_its_year_and_kept_without_blanks(matter):
    assert matter.number == f"T2026-{matter.serial:03}"
    assert (matter.title, matter.place, matter.project, matter.met) == ("连接线", "村口", "县道", [])
    assert str(matter) == f"{matter.number} 连接线"


def test_a_matter_waits_on_nobody_while_its_only_paper_hangs(matter, leader, now):
    today = now.date()
    assert matter.waits_on(today)
    days = {"first": today, "last": date(2026, 3, 20), "where": "公开栏"}
    land.post_stage(matter, stage=LandStage.PRE, **days, by=leader, now=now)
    fresh = LandMatter.objects.get()
    assert [fresh.waits_on(day) for day in (today, date(2026, 3, 20), date(2026, 3, 21))] == [
        False,
        False,
        True,
    ]
    later = now + 19 * DAY
    land.meet_stage(matter, stage=LandStage.PRE, met_on=later.date(), words="已满", by=leader, now=later)
    assert LandMatter.objects.get().waits_on(date(2026, 3, 10))
    land.stop_land(matter, reason="不征", by=leader, now=later)
    stopped = LandMatter.objects.get()
    assert (stopped.next_stages, stopped.waits_on(later.date())) == ([], False)
    assert not LandMatter.objects.open().exists()
