"""What each step on a risk point writes down: facts, words, files, where it counts, and what it leaves as it was.

One geological point is lived through once, with everything that belongs to it; each test reads one of its pages.
"""

from datetime import date, timedelta

import pytest

from conftest import NOW
from zerentian.ledger.models import Entry
from zerentian.organization.models import Area, Unit
from zerentian.rectification import models
from zerentian.rectification.actions import (
    county_signals,
    hazards,
    households,
    patrols,
    risk_controls,
    risk_passing,
    risk_terms,
    risks,
)
from zerentian.rectification.actions.county_signals import Issued
from zerentian.rectification.models.hazards import Told
from zerentian.rectification.rules.hazards import Card, Counted, ReadingKind
from zerentian.rectification.rules.risks import Colour, Family, RiskStepCode
from zerentian.rectification.tests.telling import after, day, paper

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("beginning")]

TOWN, DAY = "990100/990101", timedelta(days=1)
VILLAGE, NEIGHBOUR = f"{TOWN}/990101-V01", f"{TOWN}/990101-V02"
SINCE = date(2026, 1, 1)


@pytest.fixture(scope="module")
def laid(who):
    """What the township lays down: kinds, a checklist, a weekly patrol, a scale, rain, a duty shift."""
    town, act = Unit.objects.get(code="990101"), {"by": who.first, "now": NOW}
    kind = risk_terms.keep_kind(
        unit=town, code=" slide ", title=" 滑坡 ", family=Family.GEOLOGY, is_open=True, **act
    )
    set_so = {"since": SINCE, "basis": " 方案 "}
    risk_terms.set_checklist(kind=kind, items=[" 裂缝 ", "排水", ""], **set_so, **act)
    risk_terms.set_patrol_rule(unit=town, when=risk_terms.When(), hours=168, **set_so, **act)
    risk_terms.set_patrol_rule(
        unit=town, when=risk_terms.When(level="major", signal="red", first=" 04-15 ", last="09-30"), hours=24,
        **set_so, **act,
    )  # fmt: skip
    risk_terms.set_scale(unit=town, general=4, greater=10, major=16, **set_so, **act)
    hazards.set_rain_table(unit=town, hours=24, blue=50, yellow=100, orange=150, red=200, **set_so, **act)
    days = {"first": NOW.date(), "last": after(2).date(), "duty_phone": " 0000-110 "}
    posts = {"responsible": who.cadre_post, "responsible_leader": who.leader_post}
    hazards.drop_shift(hazards.set_shift(unit=town, **days, **posts, **act), **act)
    return kind


@pytest.fixture(scope="module")
def lived(laid, who):
    """A slope from its registration to its restoration, on whose way everything happens once."""
    village = Unit.objects.get(code="990101-V01")
    point = risks.register_point(
        title=" 屋后滑坡 ", unit=village, kind=laid, rating=risks.Rating(3, 4, " 坡面有裂缝 "),
        responsible=who.cadre_post, described={"place": " 屋后 ", "households": 0, "people": None, "cause": ""},
        area=Area.objects.create(code="geo", name="地灾"), uploads=[paper("照片")] * 2, by=who.clerk, now=NOW,
    )  # fmt: skip
    described = {"place": "东屋后", "people": 7, "threatens": " 两栋房屋 "}
    risks.describe_point(point, reason=" 写错了 ", described=described, kind=laid, by=who.clerk, now=after(1))
    risks.rate_point(point, rating=risks.Rating(5, 5, " 雨后加宽 "), by=who.clerk, now=after(1))
    risks.set_standing(
        point,
        move=RiskStepCode.TREAT,
        words=" 挡墙开工 ",
        uploads=[paper("开工")],
        by=who.clerk,
        now=after(2),
    )
    seen = patrols.Seen(
        point, [("abnormal", " 新裂缝 "), ("normal", " ")], models.Checklist.objects.get(), [paper("裂缝")]
    )
    act = {"by": who.cadre, "now": after(3)}
    patrol = patrols.record_patrol(
        seen, patrolled_on=after(2).date(), clock=" 08:30 ", weather=" 小雨 ", **act
    )
    patrols.open_from_patrol(patrol, item=1, **act)
    plan = {"responsible": who.cadre_post, "due": after(5).date(), "by": who.clerk, "now": after(4)}
    done = risk_controls.plan_control(point, text=" 拉警戒线 ", **plan)
    dropped = risk_controls.plan_control(point, text="设警示牌", **plan)
    risk_controls.finish_control(
        done,
        done_on=after(6).date(),
        result=" 已拉好 ",
        uploads=[paper("警戒线")],
        by=who.cadre,
        now=after(6),
    )
    risk_controls.drop_control(dropped, reason=" 不需要 ", by=who.clerk, now=after(6))
    sheet = {"warning_sign": "锣声三响", "route": "沿村道", "shelter": "村小学", "duty_phone": "0000-110"}
    hazards.keep_sheet(point, values=sheet | {"town_post": who.leader_post}, by=who.clerk, now=after(7))
    told = Told(" 示例户主甲 ", "示例成员乙", "", "", "", "")
    households.keep_household(point, told=told, size=2, by=who.cadre, now=after(7))
    gone = households.keep_household(point, told=told, size=1, by=who.cadre, now=after(7))
    households.remove_household(gone, by=who.cadre, now=after(8))
    households.reveal_households(point, purpose="call", reason=" 暴雨通知 ", by=who.cadre, now=after(8))
    households.print_cards(point, card=Card.WORK, reason=" 发卡 ", by=who.cadre, now=after(8))
    read = {"read_on": after(7).date(), "clock": "07:00", "by": who.cadre, "now": after(8)}
    hazards.take_reading(point, kind=ReadingKind.RAIN, tenths=1500, hours=24, **read)
    crack = hazards.take_reading(point, kind=ReadingKind.CRACK, tenths=35, hours=24, **read)
    assert hazards.void_reading(crack, by=who.cadre, now=after(8)) == crack
    issued = Issued(" 县气象台 ", " 12 ", Colour.ORANGE, after(8), " 暴雨橙色预警 ")
    signal = county_signals.relay_signal(issued, unit=village, by=who.first, now=after(9))
    order = {
        "ordered_by_post": who.leader_post,
        "households": 1,
        "people": 4,
        "shelter": " 村小学 ",
        "by": who.leader,
    }
    wrong = hazards.order_transfer(point, ordered_at=after(9), **order, now=after(9))
    hazards.call_off_transfer(wrong, reason=" 误登 ", by=who.leader, now=after(9))
    moved = hazards.order_transfer(point, ordered_at=after(8), **order, signal=signal, now=after(9))
    count = {"checked_empty": True, "words": " 一人留守，干部陪同 ", "by": who.leader}
    hazards.count_transfer(moved, counted=Counted(1, 2, 1, 1), counted_at=after(9), **count, now=after(10))
    county_signals.lift_signal(signal, lifted_at=after(9), number=" 12-1 ", by=who.first, now=after(10))
    hazards.return_transfer(moved, returned_at=after(10), by=who.leader, now=after(11))
    to = {"to": who.neighbour_cadre_post, "by": who.leader}
    risk_passing.hand_over_point(point, **to, reason=" 片区调整 ", now=after(20))
    models.Finding.objects.update(state="dismissed")
    risks.write_off(point, proof=" 竣工验收 ", uploads=[paper("验收")], by=who.first, now=after(21))
    risks.restore_point(point, proof=" 复发 ", uploads=[paper("复发")], by=who.leader, now=after(40))
    return models.RiskPoint.objects.get(pk=point.pk)


def told(verb, which=0):
    """Return one of the entries that a verb has."""
    return list(Entry.objects.filter(verb=verb).order_by("id"))[which]


MOVED = {"households": 1, "people": 4}
RELAYED, READ = {"colour": "orange"}, {"kind": "rain", "proposed": "orange"}
SHIFT = {"first": day(0), "last": day(2)}
FACTS = [
    ("risk_kind.kept", 0, {"family": "geology", "open": True}),
    ("checklist.set", 0, {"version": 1, "items": 2, "since": "2026-01-01"}),
    ("patrol_rule.set", 0, {"hours": 168, "since": "2026-01-01", "single": False}),
    ("patrol_rule.set", 1, {
        "hours": 24, "since": "2026-01-01", "single": False, "level": "major", "signal": "red",
    }),
    ("risk_scale.set", 0, {"general": 4, "greater": 10, "major": 16, "since": "2026-01-01"}),
    ("rain_table.set", 0, {"hours": 24, "since": "2026-01-01"}),
    ("duty_shift.set", 0, SHIFT | {"dropped": False}),
    ("duty_shift.set", 1, SHIFT | {"dropped": True}),
    ("risk.registered", 0, {
        "kind": "slide", "family": "geology", "level": "greater", "next_due": day(7), "owed_next": day(7),
        "evidence": 1,
    }),
    ("risk.described", 0, {"kind": "slide"}),
    ("risk.rated", 0, {"likelihood": 5, "impact": 5, "level": "major", "old_level": "greater"}),
    ("risk.stood", 0, {"state": "treated", "old_state": "listed", "evidence": 1}),
    ("patrol.done", 0, {
        "result": "abnormal", "items": 2, "abnormal": 1, "kept": day(7), "next_due": day(9), "owed_since": day(7),
        "owed_next": day(9), "evidence": 1,
    }),
    ("risk_control.planned", 0, {"due": day(5)}),
    ("risk_control.done", 0, {"due": day(5), "on_time": False, "evidence": 1}),
    ("risk_control.dropped", 0, {"due": day(5)}),
    ("risk.sheet_kept", 0, {"missing": 2}),
    ("risk.household_kept", 0, {"people": 2}),
    ("risk.household_erased", 0, {"households": 1}),
    ("risk.household_revealed", 0, {"purpose": "call", "households": 1}),
    ("risk.cards_printed", 0, {"card": "work", "households": 0}),
    ("reading.taken", 0, READ),
    ("reading.taken", 1, {"kind": "crack"}),
    ("reading.taken", 2, {"kind": "crack"}),
    ("signal.relayed", 0, RELAYED | {"issued": day(8)}),
    ("transfer.ordered", 0, MOVED | {"signal": False}),
    ("transfer.ordered", 1, MOVED | {"signal": False}),
    ("transfer.ordered", 2, MOVED | {"signal": True}),
    ("transfer.counted", 0, {
        "moved_households": 1, "moved_people": 2, "refused_people": 1, "away_people": 1, "checked_empty": True,
    }),
    ("signal.lifted", 0, RELAYED | {"lifted": day(9)}),
    ("transfer.returned", 0, {}),
    ("risk.missed", 0, {"missed": day(9), "next_due": day(16)}),
    ("risk.missed", 1, {"missed": day(16), "next_due": day(23)}),
    ("risk.moved", 0, {
        "level": "major", "kept": True, "from": VILLAGE, "to": NEIGHBOUR, "from_post": "cadre",
        "to_post": "neighbour_cadre", "due": day(23), "owed_since": day(9),
    }),
    ("risk.written_off", 0, {"level": "major", "due": day(23), "owed_since": day(9), "evidence": 1}),
    ("risk.household_erased", 1, {"households": 1}),
    ("risk.restored", 0, {"level": "major", "next_due": day(47), "owed_next": day(47), "evidence": 1}),
]  # fmt: skip
OF_POSTS = ("from_post", "to_post")
# What the ledger itself says of an entry.
OWN = {"late_days", "late_limit", "late", "corrected", "voided"}


@pytest.mark.parametrize(("verb", "which", "facts"), FACTS, ids=[f"{one[0]}-{one[1]}" for one in FACTS])
def test_a_step_states_so_much_and_no_more(lived, who, verb, which, facts):
    wanted = {
        name: getattr(who, f"{value}_post").code if name in OF_POSTS else value
        for name, value in facts.items()
    }
    said = told(verb, which).fact
    assert {name: value for name, value in said.items() if name not in OWN} == wanted


WORDS = [
    ("register", "屋后滑坡", "risk.registered"),
    ("correct", "写错了", "risk.described"),
    ("rate", "雨后加宽", "risk.rated"),
    ("treat", "挡墙开工", "risk.stood"),
    ("control", "拉警戒线", "risk_control.planned"),
    ("control_done", "已拉好", "risk_control.done"),
    ("control_dropped", "不需要", "risk_control.dropped"),
    ("look", "暴雨通知", "risk.household_revealed"),
    ("cards", "发卡", "risk.cards_printed"),
    ("hand_over", "片区调整", "risk.moved"),
    ("write_off", "竣工验收", "risk.written_off"),
    ("restore", "复发", "risk.restored"),
]


@pytest.mark.parametrize(("code", "words", "verb"), WORDS, ids=[one[0] for one in WORDS])
def test_what_was_said_stands_in_the_story_and_is_committed_to_by_its_entry(lived, code, words, verb):
    said, entry = models.RiskStep.objects.filter(point=lived, step=code).order_by("pk")[0], told(verb)
    assert (said.words, said.entry) == (words, entry.uuid)
    assert f"row:rectification.riskstep:{said.pk}" in entry.commitment
    assert f"text:rectification.riskstep:{said.pk}:words" in entry.commitment


@pytest.mark.parametrize(
    ("verb", "name", "step"),
    [
        ("risk.registered", "照片.txt", "register"),
        ("risk.stood", "开工.txt", "treat"),
        ("patrol.done", "裂缝.txt", "patrol"),
        ("risk_control.done", "警戒线.txt", "control_done"),
        ("risk.written_off", "验收.txt", "write_off"),
        ("risk.restored", "复发.txt", "restore"),
    ],
)
def test_files_that_came_with_a_step_are_committed_to_once_and_belong_to_the_point(lived, verb, name, step):
    use = lived.files.get(file__name=name)
    assert (use.file.belongs_to, use.step, use.patrol is None) == (lived.ref, step, step != "patrol")
    entry = told(verb)
    assert f"row:rectification.riskfile:{use.pk}" in entry.commitment
    files = [one for one in entry.commitment if one.startswith("file:")]
    assert files == [f"file:evidence.file:{use.file.mark}"]


def test_an_entry_lies_on_its_day_and_where_the_point_counted_then(lived):
    for verb, which, days, unit in (
        ("patrol.done", 0, 2, VILLAGE),
        ("transfer.ordered", 2, 8, VILLAGE),
        ("transfer.counted", 0, 9, VILLAGE),
        ("signal.lifted", 0, 9, VILLAGE),
        ("transfer.returned", 0, 10, VILLAGE),
        ("risk.moved", 0, 20, NEIGHBOUR),
        ("risk.restored", 0, 40, NEIGHBOUR),
        ("risk_scale.set", 0, 0, TOWN),
    ):
        entry = told(verb, which)
        assert (entry.occurred_on, entry.unit) == (after(days).date(), unit), verb


def test_what_follows_by_itself_names_what_it_follows(lived):
    off, erased = told("risk.written_off"), told("risk.household_erased", 1)
    assert erased.because == off.uuid
    assert told("risk.household_erased").because is None
    void, taken = told("reading.taken", 2), told("reading.taken", 1)
    assert (void.replaces, void.change) == (taken.uuid, "voided")
    void, ordered = told("transfer.ordered", 1), told("transfer.ordered")
    assert (void.replaces, void.change) == (ordered.uuid, "voided")
    assert (told("transfer.counted").replaces, told("transfer.counted").change) == (None, "")


def test_a_description_keeps_what_stood_there_before_and_what_nobody_named(lived):
    before = models.RiskStep.objects.get(step="correct").before
    assert (before["place"], before["people"], before["kind"], before["title"]) == (
        "屋后",
        "",
        "滑坡",
        "屋后滑坡",
    )
    assert (lived.title, lived.place, lived.threatens, lived.households, lived.people) == (
        "屋后滑坡",
        "东屋后",
        "两栋房屋",
        0,
        7,
    )


def test_every_rating_stays_with_its_level_and_reason(lived, who):
    found = [(one.likelihood, one.impact, one.level, one.reason, one.rated_on) for one in lived.ratings.all()]
    assert found == [
        (5, 5, "major", "雨后加宽", after(1).date()),
        (3, 4, "greater", "坡面有裂缝", NOW.date()),
    ]
    assert {one.by for one in lived.ratings.all()} == {who.clerk}


def test_a_patrol_keeps_each_answer_and_its_finding_what_was_wrong(lived, who):
    patrol, finding = models.Patrol.objects.get(), models.Finding.objects.get()
    assert patrol.answers == [
        {"item": "裂缝", "answer": "abnormal", "note": "新裂缝"},
        {"item": "排水", "answer": "normal", "note": ""},
    ]
    assert (patrol.clock, patrol.weather, patrol.unfollowed) == ("08:30", "小雨", 0)
    assert (patrol.patrolled_by, patrol.recorded_at) == (who.cadre, after(3))
    assert (finding.title, finding.detail, finding.place) == ("屋后滑坡：新裂缝", "裂缝：新裂缝", "东屋后")
    assert (finding.level, finding.source, finding.source_ref) == ("grave", "risk", patrol.ref)
    assert (finding.source_document, finding.source_number) == (f"巡查记录 {patrol.number}", "1")
    assert (finding.area, finding.found_on) == (lived.area, after(2).date())
    followed = told("patrol.followed")
    assert followed.fact == {"patrolled": day(2), "finding": finding.ref}


def test_a_restored_point_begins_anew_and_nobody_treated_it(lived, who):
    assert (lived.state, lived.registered_on) == ("listed", after(40).date())
    assert (lived.treated_by, lived.written_off_by, lived.written_off_on) == (None, None, None)
    assert (lived.patrol_hours, lived.patrol_due, lived.behind_since) == (168, after(47).date(), None)
    assert lived.responsible == who.neighbour_cadre_post


def test_control_measures_keep_who_did_them_and_how_they_ended(lived, who):
    done, dropped = models.RiskControl.objects.order_by("pk")
    assert (done.state, done.done_on, done.done_by, done.result) == (
        "done",
        after(6).date(),
        who.cadre,
        "已拉好",
    )
    assert (dropped.state, dropped.done_on, dropped.result) == ("dropped", None, "不需要")
    assert (done.unit, done.path, done.text) == (who.cadre_post.unit, VILLAGE, "拉警戒线")


def test_a_reading_of_rain_keeps_its_hours_and_another_none(lived, who):
    rain, crack = models.Reading.objects.order_by("pk")
    assert (rain.hours, rain.tenths, rain.amount, rain.proposed, rain.voided) == (
        24,
        1500,
        150.0,
        "orange",
        False,
    )
    assert (crack.hours, crack.proposed, crack.voided, crack.clock) == (0, "", True, "07:00")
    assert {rain.read_by, crack.read_by} == {who.cadre}


def test_a_signal_and_a_transfer_keep_their_words_without_blanks(lived, who):
    signal, transfer = models.CountySignal.objects.get(), models.Transfer.objects.stood().get()
    assert (signal.issuer, signal.number, signal.text, signal.lifted_number) == (
        "县气象台",
        "12",
        "暴雨橙色预警",
        "12-1",
    )
    assert (signal.relayed_at, signal.relayed_by, signal.expires_at) == (after(9), who.first, None)
    assert (transfer.shelter, transfer.words, transfer.signal) == ("村小学", "一人留守，干部陪同", signal)
    assert (transfer.checked_empty, transfer.returned_at) == (True, after(10))
    assert models.Transfer.objects.get(state="called_off").words == "误登"


def test_what_is_laid_down_is_kept_without_blanks_and_no_household_of_a_point_written_off(lived):
    kind, checklist = models.RiskKind.objects.get(), models.Checklist.objects.get()
    assert (kind.code, kind.title, kind.path) == ("slide", "滑坡", TOWN)
    assert (checklist.items, checklist.basis, checklist.path) == (["裂缝", "排水"], "方案", TOWN)
    seasonal = models.PatrolRule.objects.get(level="major")
    assert (seasonal.first, seasonal.last, seasonal.basis) == ("04-15", "09-30", "方案")
    assert models.DutyShift.objects.get().duty_phone == "0000-110"
    assert [(one.erased, one.head) for one in models.Household.objects.all()] == [(True, "")] * 2
