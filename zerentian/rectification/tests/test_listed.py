"""The lists of findings, measures and risk points: each tab, filter and word with a row in it and rows left out."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import translation

from conftest import CAST, NOW
from zerentian.duties.rules.lights import Light
from zerentian.organization.lists import Look
from zerentian.organization.models import Account, Unit
from zerentian.rectification.actions import assigning, measures, mending, opening, risk_terms, risks
from zerentian.rectification.listed import FINDINGS, MEASURES, RISKS
from zerentian.rectification.models import Finding, Measure, RiskKind, RiskPoint
from zerentian.rectification.rules.findings import Class, Level, Method, Source
from zerentian.rectification.tests.points import SINCE, proof

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("beginning")]

DAY, TODAY = timedelta(days=1), NOW.date()


@pytest.fixture(scope="module")
def who(beginning):
    return SimpleNamespace(**{row[0]: Account.objects.get(username=row[0]) for row in CAST})


@pytest.fixture(scope="module")
def findings(who):
    """Findings by name, one in each place a list tells apart; they were found on different days."""
    village, office = Unit.objects.get(code="990101-V01"), Unit.objects.get(code="990101-ZF")
    post, other = who.cadre.posts_on(TODAY)[0], who.neighbour_clerk.posts_on(TODAY)[0]
    made = {}

    def opened(name, days, unit=village, **said):
        said = {
            "source": Source.SELF_CHECK,
            "found_on": TODAY - days * DAY,
            "by": who.clerk,
            "now": NOW,
        } | said
        made[name] = opening.open_finding(title=name, unit=unit, **said)
        return made[name]

    def charged(name, days, due, kind=Class.BY_DATE, to=post, **said):
        act = {"standard": f"{name}装好", "by": who.leader, "now": NOW - 20 * DAY}
        assigning.assign_finding(opened(name, days, **said), responsible=to, kind=kind, due=due, **act)
        return made[name]

    opened("无主", 1, detail="井盖松动", level=Level.GRAVE)
    charged("今天到期", 21, TODAY, source=Source.INSPECTION, source_document="县督查1号", source_number="77")
    charged("逾期", 22, TODAY - DAY, kind=Class.AT_ONCE, violated="消防条例")
    charged("综治的", 23, TODAY + 9 * DAY, to=other, unit=office, place="桥头")
    objected = charged("有异议", 24, TODAY + 8 * DAY)
    assigning.object_to_finding(objected, reason="不是", by=who.cadre, now=NOW)
    mending_now = charged("整改中", 25, TODAY + 7 * DAY, kind=Class.LASTING)
    assigning.accept_finding(mending_now, by=who.cadre, now=NOW)
    plan = {"responsible": post, "by": who.cadre}
    for text, due in (("清淤", TODAY), ("围挡", TODAY + DAY), ("换管", TODAY - DAY)):
        measures.plan_measure(mending_now, text=text, due=due, **plan, now=NOW - 5 * DAY)
    measures.carry_out(Measure.objects.get(text="围挡"), done_on=TODAY, result="围好", by=who.cadre, now=NOW)
    for name, days in (("待核查", 26), ("已核查", 27), ("已销号", 28)):
        one = charged(name, days, TODAY + 6 * DAY)
        assigning.accept_finding(one, by=who.cadre, now=NOW - 6 * DAY)
        mending.report_mended(one, mended_on=TODAY - 5 * DAY, words="好了", by=who.cadre, now=NOW - 5 * DAY)
        if days > 26:
            seen = {"observed_on": TODAY - 3 * DAY, "method": Method.ON_SITE, "words": "看了"}
            mending.verify_finding(one, **seen, by=who.leader, now=NOW - 3 * DAY)
        if days > 27:
            mending.close_finding(one, look_back_due=TODAY - DAY, by=who.first, now=NOW - 2 * DAY)
    opened("复发的", 29, recurs_from=made["已销号"])
    return made


def asked(client, listed, **query):
    """Return the titles on the page of a list."""
    page = client.get(reverse(listed.page), query)
    assert page.context["errors"] == []
    return [str(getattr(one, "title", one)) for one in page.context["page"]]


OPEN = ["逾期", "今天到期", "待核查", "已核查", "整改中", "有异议", "综治的", "复发的", "无主"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"tab": "today"}, ["今天到期"]),
        ({"tab": "overdue"}, ["逾期"]),
        ({"tab": "to-assign"}, ["无主", "有异议", "复发的"]),
        ({"tab": "to-verify"}, ["待核查"]),
        ({"tab": "back"}, ["复发的"]),
        (
            {"tab": "all"},
            [
                "无主",
                "今天到期",
                "逾期",
                "综治的",
                "有异议",
                "整改中",
                "待核查",
                "已核查",
                "已销号",
                "复发的",
            ],
        ),
        ({"state": "overdue"}, ["逾期"]),
        ({"state": "closed"}, ["已销号"]),
        ({"state": "mending"}, ["整改中"]),
        ({"tab": "all", "kind": "at_once"}, ["逾期"]),
        ({"tab": "all", "source": "inspection"}, ["今天到期"]),
        ({"tab": "all", "level": "grave"}, ["无主"]),
        ({"tab": "all", "q": "井盖"}, ["无主"]),
        ({"tab": "all", "q": "消防 逾期"}, ["逾期"]),
        ({"tab": "all", "q": "消防 桥头"}, []),
        ({"tab": "all", "q": "桥头"}, ["综治的"]),
        ({"tab": "all", "q": "77"}, ["今天到期"]),
        ({"tab": "all", "q": "督查1"}, ["今天到期"]),
        ({"tab": "all", "q": "整改中装好"}, ["整改中"]),
    ],
    ids=str,
)
def test_findings_are_narrowed_as_a_tab_a_filter_or_words_say(findings, client_of, who, query, found):
    assert asked(client_of(who.leader), FINDINGS, **query) == found


def test_open_findings_stand_the_soonest_due_first_and_those_without_a_day_last(findings, client_of, who):
    found = asked(client_of(who.leader), FINDINGS, tab="open")
    assert found[:2] == OPEN[:2]
    assert set(found[2:4]) == set(OPEN[2:4])
    assert found[4:7] == OPEN[4:7]
    assert set(found[7:]) == set(OPEN[7:])


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("cadre", {"今天到期", "逾期", "整改中"}),
        ("neighbour_clerk", {"综治的"}),
        ("leader", {"无主", "有异议", "复发的", "待核查", "已核查", "已销号"}),
        ("inspector", set()),
    ],
)
def test_mine_are_those_whose_next_step_is_mine(findings, client_of, who, name, found):
    client = client_of(getattr(who, name))
    for query in ({"tab": "mine"}, {"state": "mine"}):
        assert set(asked(client, FINDINGS, **query)) >= found
    mine = set(asked(client, FINDINGS, tab="mine"))
    if name != "inspector":
        assert mine == found


def test_a_unit_and_days_narrow_on_both_sides(findings, client_of, who):
    client = client_of(who.leader)
    office = Unit.objects.get(code="990101-ZF")
    assert asked(client, FINDINGS, tab="all", unit=office.pk) == ["综治的"]
    within = {"tab": "all", "first": str(TODAY - 23 * DAY), "last": str(TODAY - 22 * DAY)}
    assert asked(client, FINDINGS, **within) == ["逾期", "综治的"]


def test_six_words_are_looked_for_and_no_more(findings, client_of, who):
    client = client_of(who.leader)
    assert asked(client, FINDINGS, tab="all", q="井盖 " * 6 + "没有这个词") == ["无主"]
    assert asked(client, FINDINGS, tab="all", q="井盖 " * 5 + "没有这个词") == []


def cell(listed, key, one, account):
    return listed.column(key).cell(one, Look(account, NOW))


def test_a_line_says_what_is_wrong_with_number_source_day_and_place(findings, who):
    one = Finding.objects.get(title="综治的")
    said = cell(FINDINGS, "finding", one, who.leader)
    assert said.words == "综治的"
    assert said.note == f"{one.number} · 自查 · 2026年2月7日 · 桥头"
    assert said.url == reverse("rectification:finding-detail", args=[one.pk])
    assert said.tags == ()
    assert len(cell(FINDINGS, "finding", findings["复发的"], who.leader).tags) == 1
    assert cell(FINDINGS, "finding", findings["复发的"], who.leader).note.count(" · ") == 2


def test_a_line_says_who_is_in_charge_or_that_nobody_is(findings, who):
    post = who.neighbour_clerk.posts_on(TODAY)[0]
    charged = cell(FINDINGS, "unit", Finding.objects.get(title="综治的"), who.leader)
    assert charged.words == f"综治办公室 · {post.title}"
    nobody = cell(FINDINGS, "unit", findings["无主"], who.leader)
    assert "上坪村" in nobody.words
    with translation.override("en"):
        assert cell(FINDINGS, "unit", findings["无主"], who.leader).words == "nobody yet (上坪村)"


@pytest.mark.parametrize(
    ("name", "light", "tagged"),
    [("逾期", Light.RED, False), ("今天到期", Light.AMBER, False), ("待核查", Light.NONE, False)],
)
def test_a_line_says_by_when_with_its_light(findings, who, name, light, tagged):
    one = Finding.objects.get(title=name)
    said = cell(FINDINGS, "due", one, who.leader)
    assert (said.light, said.due, bool(said.tags)) == (light, one.due, tagged)
    one.missed = True
    said = cell(FINDINGS, "due", one, who.leader)
    assert bool(said.tags) is (said.light != Light.RED)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["换管", "清淤"]),
        ({"tab": "today"}, ["清淤"]),
        ({"tab": "overdue"}, ["换管"]),
        ({"tab": "all"}, ["围挡", "清淤", "换管"]),
        ({"state": "done"}, ["围挡"]),
        ({"q": "淤"}, ["清淤"]),
        ({"q": "整改中"}, ["换管", "清淤", "围挡"]),
        ({"q": "没有"}, []),
    ],
    ids=str,
)
def test_measures_are_narrowed_as_a_tab_a_filter_or_words_say(findings, client_of, who, query, found):
    assert asked(client_of(who.leader), MEASURES, **query) == found
    mine = asked(client_of(who.cadre), MEASURES, tab="mine")
    assert mine == ["换管", "清淤"]
    assert asked(client_of(who.leader), MEASURES, tab="mine") == []


def test_a_line_of_a_measure_leads_to_its_finding(findings, who):
    one = Measure.objects.get(text="清淤")
    said = cell(MEASURES, "measure", one, who.leader)
    assert (said.value, said.note) == ("清淤", str(one.finding))
    assert said.url == reverse("rectification:finding-detail", args=[one.finding_id])
    post = cell(MEASURES, "post", one, who.leader).words
    assert post == f"上坪村 · {one.responsible.title}"


@pytest.fixture(scope="module")
def points(who):
    """Risk points by name, one in each place a list tells apart."""
    town, village = Unit.objects.get(code="990101"), Unit.objects.get(code="990101-V01")
    risk_terms.take_usual_kinds(unit=town, by=who.first, now=NOW)
    slide, water = (RiskKind.objects.get(code=code) for code in ("landslide", "water"))
    terms = {"unit": town, "since": SINCE, "basis": "x", "by": who.first, "now": NOW}
    risk_terms.set_scale(**terms, general=4, greater=10, major=16)
    made = {}

    def registered(name, marks=(1, 1), kind=slide, days=0, **said):
        said = {"responsible": who.cadre.posts_on(TODAY)[0], "unit": village} | said
        rating, at = risks.Rating(*marks, "x"), NOW - days * DAY
        made[name] = risks.register_point(title=name, kind=kind, rating=rating, **said, by=who.clerk, now=at)
        return made[name]

    registered("重大", (5, 5), described={"place": "后山", "code": "县-9"})
    registered("水塘", kind=water, described={"threatens": "小学"})
    registered("没人管", responsible=None, described={"extent": "二十米"})
    registered("今天巡", described={"cause": "暴雨"})
    registered("落后的")
    registered("核销的")
    RiskPoint.objects.filter(title="今天巡").update(patrol_due=TODAY, patrol_hours=168)
    RiskPoint.objects.filter(title="落后的").update(
        patrol_due=TODAY + DAY, behind_since=TODAY - DAY, patrol_hours=168
    )
    risks.write_off(made["核销的"], proof="x", uploads=proof(), by=who.first, now=NOW)
    return made


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"tab": "mine"}, ["重大", "水塘", "今天巡", "落后的"]),
        ({"tab": "today"}, ["今天巡"]),
        ({"tab": "overdue"}, ["落后的"]),
        ({"tab": "nobody"}, ["没人管"]),
        ({"state": "all"}, ["重大", "水塘", "没人管", "今天巡", "落后的", "核销的"]),
        ({"state": "mine"}, ["今天巡", "落后的"]),
        ({"state": "behind"}, ["落后的"]),
        ({"state": "written_off"}, ["核销的"]),
        ({"state": "listed"}, ["重大", "水塘", "没人管", "今天巡", "落后的"]),
        ({"level": "major"}, ["重大"]),
        ({"q": "后山"}, ["重大"]),
        ({"q": "县-9"}, ["重大"]),
        ({"q": "小学"}, ["水塘"]),
        ({"q": "二十米 没人"}, ["没人管"]),
        ({"q": "二十米 后山"}, []),
        ({"q": "暴雨"}, ["今天巡"]),
    ],
    ids=str,
)
def test_points_are_narrowed_as_a_tab_a_filter_or_words_say(points, client_of, who, query, found):
    assert set(asked(client_of(who.cadre), RISKS, **query)) == set(found)


def test_a_point_is_found_by_its_number_with_its_letter_alone(points, client_of, who):
    client, serial = client_of(who.cadre), points["水塘"].serial
    for words in (f"F{serial}", f"f{serial}"):
        assert asked(client, RISKS, q=words) == ["水塘"]
    for words in (str(serial), f"F{serial}x", "F" + "9" * 19, "F"):
        assert asked(client, RISKS, q=words) == []


def test_a_kind_narrows_and_is_offered_by_its_name(points, client_of, who):
    water = RiskKind.objects.get(code="water")
    assert asked(client_of(who.cadre), RISKS, kind=water.pk) == ["水塘"]


def test_a_line_says_unknown_nobody_and_nothing_where_it_is_so(points, who):
    one = RiskPoint.objects.get(title="没人管")
    assert cell(RISKS, "post", one, who.cadre).words == "尚未确定"
    assert cell(RISKS, "due", one, who.cadre).words == "—"
    behind = cell(RISKS, "due", RiskPoint.objects.get(title="落后的"), who.cadre)
    assert (behind.light, behind.due) == (Light.RED, TODAY - DAY)
    assert cell(RISKS, "point", points["重大"], who.cadre).note == "县-9 · 滑坡 · 上坪村 · 后山"
