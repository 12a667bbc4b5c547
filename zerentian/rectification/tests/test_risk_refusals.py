"""What may not be done with a risk point and what is laid down about it: each refusal with its words."""

from datetime import timedelta

import pytest

from zerentian.ledger.models import Entry
from zerentian.organization.access import Forbidden
from zerentian.organization.actions.posts import appoint, create_post
from zerentian.organization.models import Account
from zerentian.rectification.actions import (
    county_signals,
    households,
    risk_controls,
    risk_links,
    risk_passing,
    risk_terms,
    risks,
)
from zerentian.rectification.actions.county_signals import Issued
from zerentian.rectification.models import (
    Checklist,
    CountySignal,
    PatrolRule,
    RiskControl,
    RiskKind,
    RiskPoint,
    RiskScale,
)
from zerentian.rectification.models.hazards import Told
from zerentian.rectification.models.risk_terms import month_day, scale_at, signal_at
from zerentian.rectification.rules.risks import USUAL_KINDS, Colour, Family, RiskLevel, RiskStepCode
from zerentian.rectification.tests.points import SINCE, proof
from zerentian.rectification.tests.telling import refused

DAY = timedelta(days=1)
RATING = risks.Rating(2, 3, "看过现场")


@pytest.fixture
def registered(village, kind, clerk, now):
    """Register a point in the village that says some things otherwise."""

    def register(**said):
        said = {"title": "路边边坡", "unit": village, "kind": kind, "rating": RATING} | said
        return risks.register_point(**{"by": clerk, "now": now} | said)

    return register


def test_a_point_has_a_name_a_reason_for_its_level_and_marks_that_there_are(registered, inspector):
    refused("风险点名称", registered, title=" ")
    refused("评定理由", registered, rating=risks.Rating(2, 3, " "))
    refused("1 到 5", registered, rating=risks.Rating(0, 3, "x"))
    with pytest.raises(Forbidden):
        registered(by=inspector)
    assert not RiskPoint.objects.exists()


def test_a_code_is_taken_once_a_kind_and_a_point_keeps_its_own(registered, kind, clerk, now):
    other = RiskKind.objects.get(code="slope")
    one = registered(described={"code": "P1"})
    registered(described={"code": ""})
    registered(described={"code": ""})
    registered(described={"code": "P1"}, kind=other)
    refused("编号“P1”已有风险点使用", registered, described={"code": " P1 "})
    describe = {"reason": "写错", "kind": kind, "by": clerk, "now": now}
    assert risks.describe_point(one, described={"title": "新名"}, **describe).code == "P1"
    last = registered(described={"code": "P2"})
    refused("编号“P1”已有", risks.describe_point, last, described={"code": "P1"}, **describe)


def test_a_kind_out_of_use_takes_no_new_point_and_loses_none(registered, point, kind, first, clerk, now):
    said = {"unit": kind.unit, "code": kind.code, "title": kind.title, "family": kind.family}
    closed = risk_terms.keep_kind(**said, is_open=False, by=first, now=now)
    refused("类型“滑坡”在这里不使用", registered, kind=closed)
    refused("不使用", risks.describe_point, point, reason="x", described={}, kind=closed, by=clerk, now=now)
    assert RiskPoint.objects.kept().get() == point


def test_what_is_unknown_stays_unknown_and_zero_stays_zero(registered, clerk, now, kind):
    one = registered(described={"households": 0, "people": None, "property_yuan": 5, "cause": None})
    assert (one.households, one.people, one.property_yuan, one.cause) == (0, None, 5, "")
    again = {"households": None, "people": 3}
    risks.describe_point(one, reason="x", described=again, kind=kind, by=clerk, now=now)
    one.refresh_from_db()
    assert (one.households, one.people, one.property_yuan) == (None, 3, 5)


def test_a_description_gives_its_reason_and_leaves_a_name(point, kind, clerk, now):
    act = {"kind": kind, "by": clerk, "now": now}
    refused("更正理由", risks.describe_point, point, reason=" ", described={}, **act)
    refused("风险点名称", risks.describe_point, point, reason="x", described={"title": " "}, **act)
    assert RiskPoint.objects.get().title == "屋后滑坡"


def test_without_a_scale_a_level_is_chosen_and_with_one_it_follows(village, kind, registered):
    chosen = risks.Rating(1, 1, "x", RiskLevel.MAJOR)
    assert registered(rating=chosen).level == RiskLevel.LOW
    RiskScale.objects.all().delete()
    assert registered(rating=chosen).level == RiskLevel.MAJOR
    refused("请直接选择等级", registered)
    refused("1 到 5", registered, rating=risks.Rating(6, 1, "x", RiskLevel.MAJOR))
    refused("1 到 5", registered, rating=risks.Rating(1, 0, "x", RiskLevel.MAJOR))


def test_the_scale_of_the_nearest_unit_holds_and_of_its_rows_the_latest_that_has_begun(
    town, village, kind, demo, now
):
    def scale(unit, general, since):
        said = {"general": general, "greater": 20, "major": 25, "since": since, "basis": "x"}
        risk_terms.set_scale(unit=unit, **said, by=demo, now=now)

    today, path = now.date(), village.path_on(now.date())
    assert scale_at(path, today) == (4, 10, 16)
    assert scale_at(path, SINCE) == (4, 10, 16)
    assert scale_at(path, SINCE - DAY) is None
    scale(town, 5, today)
    scale(town, 6, today + DAY)
    assert scale_at(path, today) == (5, 20, 25)
    scale(village, 7, SINCE)
    scale(village, 8, SINCE)
    assert scale_at(path, today + DAY) == (8, 20, 25)
    assert scale_at(town.path, today + DAY) == (6, 20, 25)


def test_a_scale_a_rule_and_a_table_need_their_document(town, first, clerk, now):
    act = {"unit": town, "since": SINCE, "now": now}
    scale = {"general": 4, "greater": 10, "major": 16}
    refused("依据文件", risk_terms.set_scale, **act, **scale, basis=" ", by=first)
    refused("从小到大", risk_terms.set_scale, **act, **scale | {"major": 10}, basis="x", by=first)
    when = risk_terms.When()
    refused("依据文件", risk_terms.set_patrol_rule, **act, when=when, hours=24, basis="", by=first)
    refused("间隔须在", risk_terms.set_patrol_rule, **act, when=when, hours=-1, basis="x", by=first)
    with pytest.raises(Forbidden):
        risk_terms.set_scale(**act, **scale, basis="x", by=clerk)
    with pytest.raises(Forbidden):
        risk_terms.set_patrol_rule(**act, when=when, hours=24, basis="x", by=clerk)
    assert not PatrolRule.objects.exists()


@pytest.mark.parametrize(
    ("first_day", "last_day", "match"),
    [
        ("4月15", "09-30", "“4月15”请写作 04-15"),
        ("04-15", "x", "“x”请写作 04-15"),
        ("04-31", "09-30", "没有 4 月 31 日"),
        ("04-15", "", "起止两天"),
        ("", "09-30", "起止两天"),
    ],
)
def test_a_season_is_written_as_month_and_day(town, first, now, first_day, last_day, match):
    when = risk_terms.When(first=first_day, last=last_day)
    said = {"unit": town, "hours": 24, "since": SINCE, "basis": "x", "by": first, "now": now}
    refused(match, risk_terms.set_patrol_rule, when=when, **said)


def test_a_day_of_a_season_is_read_as_numbers_and_nothing_as_none():
    assert (month_day("04-15"), month_day("12-01"), month_day("")) == ((4, 15), (12, 1), None)


def test_a_frequency_as_plain_values_says_whether_it_is_for_one_point(town, point, kind, first, now):
    when = risk_terms.When(
        kind=kind, level="major", state="listed", first="04-15", last="09-30", signal="red"
    )
    said = {"unit": town, "hours": 24, "since": SINCE, "basis": "x", "by": first, "now": now}
    general = risk_terms.set_patrol_rule(when=when, **said).frequency
    assert (general.kind, general.first, general.last, general.own) == (str(kind.pk), (4, 15), (9, 30), False)
    own = risk_terms.set_patrol_rule(when=risk_terms.When(point=point), **said)
    assert (own.frequency.kind, own.frequency.own) == ("", True)
    assert Entry.objects.filter(subject=own.ref).get().fact["single"] is True


def test_a_kind_has_a_code_and_a_name_and_its_family_stays_once_points_have_it(town, point, first, now):
    said = {"unit": town, "is_open": True, "by": first, "now": now}
    keep = {"code": "landslide", "title": "山体滑坡"}
    refused("类型代码", risk_terms.keep_kind, **said, **keep | {"code": " "}, family=Family.GEOLOGY)
    refused("类型名称", risk_terms.keep_kind, **said, **keep | {"title": ""}, family=Family.GEOLOGY)
    refused("不能改变类别", risk_terms.keep_kind, **said, **keep, family=Family.PLACE)
    assert risk_terms.keep_kind(**said, **keep, family=Family.GEOLOGY).title == "山体滑坡"
    fire = {"code": "fire", "title": "火点"}
    assert risk_terms.keep_kind(**said, **fire, family=Family.GEOLOGY).family == Family.GEOLOGY


def test_usual_kinds_are_taken_over_once_and_what_was_changed_stays(town, first, now):
    risk_terms.keep_kind(
        unit=town, code="fire", title="火点", family=Family.PLACE, is_open=False, by=first, now=now
    )
    taken = risk_terms.take_usual_kinds(unit=town, by=first, now=now)
    assert [one.code for one in taken] == [code for code, *_ in USUAL_KINDS if code != "fire"]
    assert all(one.is_open for one in taken)
    assert RiskKind.objects.get(code="fire").title == "火点"
    assert risk_terms.take_usual_kinds(unit=town, by=first, now=now) == []


def test_a_checklist_has_versions_one_after_the_other_and_items_to_look_at(kind, first, clerk, now):
    said = {"kind": kind, "since": SINCE, "basis": " 方案 ", "now": now}
    made = risk_terms.set_checklist(**said, items=["甲", "甲"], by=first)
    assert (made.version, made.items, made.basis) == (2, ["甲"], "方案")
    refused("1 到 40 条", risk_terms.set_checklist, **said, items=[" "], by=first)
    with pytest.raises(Forbidden):
        risk_terms.set_checklist(**said, items=["乙"], by=clerk)
    assert Checklist.objects.filter(kind=kind).count() == 2


def test_what_is_written_off_is_worked_on_no_more(point, kind, first, clerk, cadre, neighbour_cadre, now):
    planned = {"responsible": cadre.posts_on(now.date())[0], "due": now.date(), "by": clerk, "now": now}
    gone = risks.write_off(point, proof="已治理", uploads=proof(), by=first, now=now)
    act = {"by": clerk, "now": now}
    refused("已核销，请先恢复", risks.rate_point, gone, rating=RATING, **act)
    refused("已核销", risks.describe_point, gone, reason="x", described={}, kind=kind, **act)
    refused("已核销", risk_controls.plan_control, gone, text="x", **planned)
    refused("目前为“已核销”", risks.set_standing, gone, move=RiskStepCode.TREAT, words="x", **act)
    refused("目前为“已核销”", risks.write_off, gone, proof="x", uploads=proof(), by=first, now=now)
    fresh = RiskPoint.objects.get()
    assert (fresh.patrol_hours, fresh.patrol_due, fresh.behind_since) == (None, None, None)


@pytest.mark.parametrize("move", [RiskStepCode.WRITE_OFF, RiskStepCode.RESTORE])
def test_the_register_is_left_and_joined_only_with_proof(point, clerk, now, move):
    refused("须由另一人凭依据", risks.set_standing, point, move=move, words="x", by=clerk, now=now)


@pytest.mark.parametrize(
    ("move", "state", "treated"), [("treat", "treated", True), ("steady", "steady", False)]
)
def test_only_who_treats_a_point_is_noted_as_having_treated_it(point, clerk, now, move, state, treated):
    done = risks.set_standing(point, move=RiskStepCode(move), words=" 现场 ", by=clerk, now=now)
    assert (done.state, done.treated_by) == (state, clerk if treated else None)
    refused(
        "依据和情况", risks.set_standing, point, move=RiskStepCode.LIST_AGAIN, words="", by=clerk, now=now
    )


def test_a_proof_has_a_paper_and_words(point, first, leader, now):
    refused("须附依据材料", risks.write_off, point, proof="x", uploads=[], by=first, now=now)
    refused("依据是什么", risks.write_off, point, proof=" ", uploads=proof(), by=first, now=now)
    gone = risks.write_off(point, proof="x", uploads=proof(), by=first, now=now)
    assert (gone.written_off_by, gone.written_off_on) == (first, now.date())
    refused("须附依据材料", risks.restore_point, gone, proof="x", uploads=[], by=leader, now=now)
    refused("依据是什么", risks.restore_point, gone, proof="", uploads=proof(), by=leader, now=now)


def test_nothing_is_written_off_while_something_is_open_there(
    point, finding, cadre, clerk, leader, first, now
):
    off = {"proof": "x", "uploads": proof(), "by": first, "now": now}
    plan = {"responsible": cadre.posts_on(now.date())[0], "due": now.date(), "by": clerk, "now": now}
    control = risk_controls.plan_control(point, text="警戒线", **plan)
    refused("在办的管控措施", risks.write_off, point, **off)
    risk_controls.drop_control(control, reason="不用", by=clerk, now=now)
    risk_links.link_matter(point, ref=finding.ref, by=leader, now=now)
    refused("未销号的问题", risks.write_off, point, **off)
    finding.state = "dismissed"
    finding.save()
    assert risks.write_off(point, **off).state == "written_off"


def test_a_control_measure_has_a_text_and_a_day_that_has_not_passed(point, cadre, clerk, now):
    plan = {"responsible": cadre.posts_on(now.date())[0], "by": clerk, "now": now}
    refused("期限不能早于今天", risk_controls.plan_control, point, text="x", due=now.date() - DAY, **plan)
    refused("采取什么措施", risk_controls.plan_control, point, text=" ", due=now.date(), **plan)
    assert not RiskControl.objects.exists()


def test_a_control_measure_is_finished_by_today_with_words_and_once(point, cadre, clerk, outsider, now):
    plan = {"responsible": cadre.posts_on(now.date())[0], "due": now.date(), "by": clerk, "now": now}
    control = risk_controls.plan_control(point, text="警戒线", **plan)
    done = {"result": "已拉", "by": cadre, "now": now}
    refused("不能晚于今天", risk_controls.finish_control, control, done_on=now.date() + DAY, **done)
    refused("做了什么", risk_controls.finish_control, control, done_on=now.date(), **done | {"result": ""})
    refused("撤销理由", risk_controls.drop_control, control, reason=" ", by=clerk, now=now)
    with pytest.raises(Forbidden):
        risk_controls.drop_control(control, reason="x", by=outsider, now=now)
    risk_controls.finish_control(control, done_on=now.date(), **done)
    assert Entry.objects.get(verb="risk_control.done").fact["on_time"] is True
    refused("已经办结", risk_controls.finish_control, control, done_on=now.date(), **done)
    refused("已经办结", risk_controls.drop_control, control, reason="x", by=clerk, now=now)


def test_a_point_passes_to_another_post_and_not_to_the_one_that_has_it(
    point, cadre, outsider, clerk, leader, now
):
    own = cadre.posts_on(now.date())[0]
    refused("已由该岗位巡查", risk_passing.hand_over_point, point, to=own, by=leader, now=now)
    with pytest.raises(Forbidden):
        risk_passing.hand_over_point(point, to=outsider.posts_on(now.date())[0], by=leader, now=now)
    moved = risk_passing.hand_over_point(point, to=clerk.posts_on(now.date())[0], by=leader, now=now)
    assert (moved.unit, moved.path) == (point.unit, point.path)


def test_households_leave_a_village_only_with_the_right_over_those_of_that_village_too(
    point, clerk, cadre, neighbour_cadre, neighbour_village, demo, now
):
    """The clerk keeps the township's places, and the other village's households."""
    to = neighbour_cadre.posts_on(now.date())[0]
    told = Told("示例户主甲", "", "", "", "", "")
    households.keep_household(point, told=told, size=3, by=cadre, now=now)
    second = create_post(
        unit=neighbour_village, title="驻村干部", role="cadre", first=SINCE, by=demo, now=now
    )
    appoint(clerk, post=second, first=SINCE, by=demo, now=now)
    person = Account.objects.get(pk=clerk.pk)
    assert person.may("household.keep", neighbour_village)
    with pytest.raises(Forbidden):
        risk_passing.hand_over_point(point, to=to, by=person, now=now)
    assert RiskPoint.objects.get().unit == point.unit


def test_a_matter_is_linked_once_and_only_one_that_there_is(point, finding, leader, now):
    link = {"by": leader, "now": now}
    for ref in (
        "finding:0",
        "finding:x",
        "task:1",
        "concern:none",
        finding.ref.replace("finding", "concern"),
    ):
        refused("没有这件诉求或问题", risk_links.link_matter, point, ref=ref, **link)
    risk_links.link_matter(point, ref=finding.ref, **link)
    refused("已经关联过了", risk_links.link_matter, point, ref=finding.ref, **link)
    assert Entry.objects.get(verb="risk.linked").fact == {"matter": "finding"}
    assert list(risk_links.findings_of(point)) == [finding]


def issued(now, **said):
    return Issued(
        **{"issuer": "县局", "number": "7", "colour": Colour.RED, "issued_at": now, "text": "红色"} | said
    )


@pytest.mark.parametrize("name", ["issuer", "number", "text"])
def test_a_signal_is_relayed_with_all_that_it_says(town, first, now, name):
    refused("请写明", county_signals.relay_signal, issued(now, **{name: " "}), unit=town, by=first, now=now)
    assert not CountySignal.objects.exists()


def test_a_signal_is_not_of_the_future_and_is_lifted_after_it_was_issued_once(town, first, cadre, now):
    minute = timedelta(minutes=1)
    relay = {"unit": town, "now": now}
    refused("不能晚于现在", county_signals.relay_signal, issued(now + minute), by=first, **relay)
    with pytest.raises(Forbidden):
        county_signals.relay_signal(issued(now), by=cadre, **relay)
    signal = county_signals.relay_signal(issued(now), by=first, **relay)
    lift = {"number": "7-1", "by": first, "now": now + minute}
    for at in (now - minute, now + 2 * minute):
        refused("发布之后、现在之前", county_signals.lift_signal, signal, lifted_at=at, **lift)
    refused("解除信号的编号", county_signals.lift_signal, signal, lifted_at=now, **lift | {"number": ""})
    assert county_signals.lift_signal(signal, lifted_at=now, **lift).lifted_at == now
    refused("已经解除", county_signals.lift_signal, signal, lifted_at=now, **lift)


def test_the_gravest_of_the_signals_over_a_place_counts(town, village, neighbour_village, first, now):
    path = village.path_on(now.date())
    assert signal_at(path) == ""
    for unit, colour in ((town, Colour.YELLOW), (village, Colour.BLUE), (neighbour_village, Colour.RED)):
        county_signals.relay_signal(issued(now, colour=colour, number=colour), unit=unit, by=first, now=now)
    assert signal_at(path) == Colour.YELLOW
    assert signal_at(neighbour_village.path_on(now.date())) == Colour.RED


def test_a_signal_ends_by_its_time_at_the_moment_until_which_it_held(town, village, first, now):
    hour = timedelta(hours=1)
    for number, expires in (("1", now + hour), ("2", now + 2 * hour), ("3", None)):
        said = issued(now, number=number, expires_at=expires)
        county_signals.relay_signal(said, unit=town, by=first, now=now)
    clock = Account.objects.system("clock")
    assert county_signals.end_expired(now + hour - timedelta(minutes=1), by=clock) == 0
    assert county_signals.end_expired(now + hour, by=clock) == 1
    ended = CountySignal.objects.get(number="1")
    assert (ended.lifted_at, ended.lifted_number) == (now + hour, "有效期满")
    assert county_signals.end_expired(now + 3 * hour, by=clock) == 1
    assert CountySignal.objects.standing().get().number == "3"


def test_a_number_of_our_own_mark_is_shown_to_nobody():
    marked = CountySignal(issuer="县局", number="text-a1", lifted_number="text-b2")
    assert (str(marked), marked.lifted_by_number) == ("县局", "")
    numbered = CountySignal(issuer="县局", number="7号text-", lifted_number="8")
    assert (str(numbered), numbered.lifted_by_number) == ("县局 7号text-", "8")
