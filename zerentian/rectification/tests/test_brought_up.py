"""A finding that a concern, a hot matter, a decision or an audited report brought up, and what the page begins with."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from zerentian.casework.actions import Said, confirm_topic, receive_concern
from zerentian.casework.rules.concerns import Channel, Kind
from zerentian.duties.actions import adopt_duty, decision_moves
from zerentian.duties.models import Decision
from zerentian.duties.rules.cadences import Cadence, DueRule
from zerentian.duties.rules.decisions import DecisionState
from zerentian.duties.rules.functions import Level
from zerentian.duties.tests.world import a_decision, a_held_meeting, bring
from zerentian.organization.models import Area
from zerentian.rectification.actions import assigning, land, opening
from zerentian.rectification.forms.findings import OpenForm, TermForm
from zerentian.rectification.forms.importing import CheckedForm, ListForm
from zerentian.rectification.forms.steps import DeedOfMeasureForm, HandOverManyForm
from zerentian.rectification.handover import FINDINGS, LAND_MATTERS, OWNERLESS_FINDINGS
from zerentian.rectification.models import Finding, MoreTime
from zerentian.rectification.models.measures import Measure
from zerentian.rectification.rules.findings import Class, Source
from zerentian.rectification.rules.land import LandKind
from zerentian.rectification.shields import readable, readable_land, readable_points
from zerentian.rectification.shown import from_decision
from zerentian.rectification.shown.desk import finding_text
from zerentian.rectification.shown.risks import point_text
from zerentian.rectification.views.findings import decision_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NEW = "rectification:finding-new"


@pytest.fixture
def told(township, receptionist, now):
    """Receive concerns about a place."""

    def receive(title="路灯不亮", **said):
        said = Said(title=title, text=f"{title}，请修", kind=Kind.HELP, **said)
        return receive_concern(said, unit=township, channel=Channel.CALL, by=receptionist, now=now).concern

    return receive


@pytest.fixture
def decision(db):
    return a_decision(a_held_meeting("春季防汛").items.get())


SENT = {"title": "路灯坏了", "found_on": "2026-03-01", "level": "ordinary", "place": "村口"}


def test_a_finding_of_a_concern_says_nothing_of_the_list_it_might_stand_in(
    client_of, told, leader, village, township
):
    concern = told(place="村口")
    client, where = client_of(leader), f"{reverse(NEW)}?concern={concern.key}"
    form = client.get(where).context["form"]
    assert not {"source", "source_document", "source_number", "source_level"} & set(form.fields)
    begun = (form.initial["title"], form.initial["place"], form.initial["unit"])
    assert begun == (concern.title, concern.place[:120], township.pk)
    assert client.post(where, SENT | {"unit": village.pk}).status_code == 302
    finding = Finding.objects.get()
    assert (finding.source, finding.source_ref, finding.place) == (Source.CONCERN, concern.ref, "村口")


@pytest.mark.parametrize("name", ["risks:risk-new", "risks:land-new"])
def test_a_long_title_is_cut_to_what_a_place_or_a_land_matter_holds(client_of, told, leader, name):
    concern = told("长" * 121, place="村口")
    initial = client_of(leader).get(f"{reverse(name)}?concern={concern.key}").context["form"].initial
    assert (initial["title"], initial["place"]) == ("长" * 120, "村口")
    assert client_of(leader).get(reverse(name)).context["form"].initial == {}


def test_a_finding_of_a_hot_matter_or_of_a_decision_is_of_it_only_while_its_source_says_so(
    client_of, told, township, receptionist, leader, village, decision, now
):
    topic = confirm_topic(
        title="路灯", unit=township, concerns=[told(), told("路灯又坏")], by=receptionist, now=now
    )
    client, sent = client_of(leader), SENT | {"unit": village.pk}
    for name, cause, source in (("topic", topic, Source.TOPIC), ("decision", decision, Source.MEETING)):
        where = f"{reverse(NEW)}?{name}={cause.pk}"
        assert client.get(where).context["form"].initial["source"] == source
        for chosen, ref in ((source, cause.ref), (Source.SELF_CHECK, "")):
            assert client.post(where, sent | {"source": chosen}).status_code == 302
            assert Finding.objects.latest("pk").source_ref == ref
    begun = client.get(f"{reverse(NEW)}?decision={decision.pk}").context["form"].initial
    assert begun["title"] == decision.what[:200]
    assert begun["source_number"] == f"{decision.serial}{decision.letter}"
    assert begun["source_document"] == str(decision.meeting)


@pytest.mark.parametrize("name", ["concern", "topic", "decision"])
def test_what_one_may_not_see_brings_nothing_up(client_of, told, leader, outsider, decision, name):
    asked = {"concern": told().key, "topic": "99", "decision": str(decision.pk)}[name]
    assert client_of(outsider).get(f"{reverse(NEW)}?{name}={asked}").status_code == 404
    nothing = {"concern": "none", "topic": "99", "decision": "9"}[name]
    assert client_of(leader).get(f"{reverse(NEW)}?{name}={nothing}").status_code == 404
    assert client_of(leader).get(f"{reverse(NEW)}?{name}=").status_code == 200


def test_an_inner_decision_brings_nothing_up(client_of, decision, leader):
    Decision.objects.update(inner=True)
    assert client_of(leader).get(f"{reverse(NEW)}?decision={decision.pk}").status_code == 404
    assert list(from_decision(Decision.objects.get(), leader)) == []


def test_a_decision_leads_to_a_finding_while_it_is_in_force_and_to_those_it_brought(
    decision, village, leader, first, now
):
    assert list(from_decision(decision, leader)) == []
    bring(decision, DecisionState.ASSIGNED)
    decision.refresh_from_db()
    (link,) = from_decision(decision, leader)
    assert link.url == f"{reverse(NEW)}?decision={decision.pk}"
    assert list(from_decision(decision, None)) == []
    said = {"title": "沟堵", "unit": village, "source": Source.MEETING, "source_ref": decision.ref}
    finding = opening.open_finding(**said, found_on=now.date(), by=leader, now=now)
    assert decision_of(finding, leader) == decision
    assert decision_of(Finding(source_ref=f"topic:{decision.pk}"), leader) is None
    decision_moves.withdraw_decision(decision, reason="重复", by=first, now=now)
    (link,) = from_decision(Decision.objects.get(), leader)
    assert link.url == reverse("rectification:finding-detail", args=[finding.pk])


def test_an_audited_report_begins_a_finding_with_its_sentence(client_of, leader):
    asked = "?title=已全部整改&source=audit&source_document=半年报告"
    initial = client_of(leader).get(reverse(NEW) + asked).context["form"].initial
    assert initial == {"title": "已全部整改", "source": "audit", "source_document": "半年报告"}
    long = client_of(leader).get(f"{reverse(NEW)}?title={'长' * 300}").context["form"].initial
    assert long == {"title": "长" * 200}


def test_an_earlier_finding_is_named_by_a_number_that_one_may_see(finding, clerk, outsider, village):
    def form(number, account):
        sent = SENT | {"unit": village.pk, "source": "self_check", "earlier": number}
        return OpenForm(sent, {}, account=account)

    assert form(f" {finding.number} ", clerk).is_valid()
    opened = form(finding.number, clerk)
    assert opened.is_valid()
    assert opened.cleaned_data["earlier"] == finding
    for number, account in (("2026-1", clerk), ("x", clerk), (finding.number, outsider)):
        assert "earlier" in form(number, account).errors
    none = form("", clerk)
    assert none.is_valid()
    assert none.cleaned_data["earlier"] is None


def test_a_finding_begins_at_ones_own_unit_today(
    clerk, office, leader, county, other_township, township, now
):
    fields = OpenForm(account=clerk).fields
    assert (fields["unit"].initial, fields["found_on"].initial) == (office, now.date())
    assert fields["found_on"].widget.attrs["max"] == "2026-03-02"
    offered = list(fields["unit"].queryset)
    assert [one.code for one in offered] == sorted(one.code for one in offered)
    assert not {county, other_township} & set(offered)
    assert "concern" not in dict(fields["source"].choices)
    terms = TermForm(account=leader).fields
    assert (terms["unit"].initial, list(terms["unit"].queryset), terms["since"].initial) == (
        township,
        [township],
        now.date(),
    )
    lists = ListForm(account=clerk).fields
    assert (lists["unit"].initial, lists["found_on"].initial) == (township, now.date())
    assert [code for code, _label in lists["source"].choices] == ["inspection", "self_check", "audit"]


@pytest.mark.parametrize(
    ("content", "sound"), [("YWJj", True), ("", False), ("YWJ", False), ("no base64!", False)]
)
def test_a_list_on_its_way_back_is_whole_or_chosen_again(clerk, township, content, sound):
    sent = {"unit": township.pk, "document": "清单", "found_on": "2026-03-01", "source": "inspection"}
    form = CheckedForm(sent | {"filename": "a.csv", "content": content}, account=clerk)
    assert form.is_valid() is sound
    if sound:
        assert form.cleaned_data["content"] == b"abc"


def test_many_findings_go_to_a_post_within_reach(leader, village_post, outsider, now):
    posts = HandOverManyForm(account=leader).fields["to"].queryset
    assert village_post in posts
    assert outsider.posts_on(now.date())[0] not in posts
    assert [one.unit.code for one in posts] == sorted(one.unit.code for one in posts)


def test_more_time_that_is_decided_on_comes_back_as_it_was_decided(mending_now, cadre, leader, now):
    ask = {"reason": "雨", "by": cadre, "now": now}
    one = assigning.ask_time(mending_now, due=date(2026, 3, 15), **ask)
    assert (one.granted, one.reason) == (None, "雨")
    assert assigning.refuse_time(one, answer="人工清", by=leader, now=now).granted is False
    two = assigning.ask_time(mending_now, due=date(2026, 3, 16), **ask)
    assert assigning.grant_time(two, answer="", by=leader, now=now).granted is True
    assert MoreTime.objects.undecided().count() == 0


def test_what_is_searched_of_a_finding_and_of_a_point(assigned, point):
    text = finding_text(assigned)
    assert (text.title, text.unit, text.day) == (assigned.title, assigned.path, assigned.found_on)
    for words in (assigned.number, "后沟", "水流通畅"):
        assert words in text.body
    point.threatens, point.cause = "小学", "暴雨"
    text = point_text(point)
    assert (text.title, text.unit, text.day) == (point.title, point.path, point.registered_on)
    for words in (point.number, "小学", "暴雨"):
        assert words in text.body


def test_what_may_be_read_is_named_as_entries_name_it(finding, point, village, leader, outsider, now):
    said = {"kind": LandKind.HOUSES, "responsible": leader.posts_on(now.date())[0], "unit": village}
    matter = land.open_land(title="房屋", **said, by=leader, now=now)
    for read, noun in ((readable, finding), (readable_points, point), (readable_land, matter)):
        assert [next(iter(row.values())) for row in read(leader)] == [noun.ref]
        assert list(read(outsider)) == []


def test_what_is_open_for_a_post_or_a_unit_is_told_the_soonest_first(
    assigned, finding, village, village_post, clerk, leader, now
):
    said = {"title": "另一处", "unit": village, "source": Source.SELF_CHECK, "by": clerk, "now": now}
    other = opening.open_finding(**said, found_on=now.date() - 9 * DAY)
    (matter,) = OWNERLESS_FINDINGS.open_at(village)
    assert (matter.ref, matter.due) == (other.ref, None)
    act = {"responsible": village_post, "kind": Class.BY_DATE, "standard": "好", "by": leader, "now": now}
    assigning.assign_finding(other, due=date(2026, 3, 5), **act)
    assert [one.due for one in FINDINGS.open_for(village_post)] == [date(2026, 3, 5), date(2026, 3, 10)]
    assert OWNERLESS_FINDINGS.open_at(village) == LAND_MATTERS.open_for(village_post) == []


def test_a_measure_is_a_deed_for_a_duty_of_its_post_first_and_of_its_area_before_all(
    mending_now, village_post, cadre, leader, now
):
    flood, fire = (Area.objects.create(code=code, name=code) for code in ("flood", "fire"))
    measure = Measure(finding=mending_now, responsible=village_post)

    def begun():
        return DeedOfMeasureForm(measure=measure, account=cadre).fields["duty"].initial

    assert begun() is None
    said = {"post": village_post, "rule": DueRule(Cadence.WEEKLY, day=5), "demanded_by": Level.COUNTY}
    first, second = (
        adopt_duty(title=area.name, area=area, **said, by=leader, now=now) for area in (fire, flood)
    )
    assert begun() in (first, second)
    mending_now.area = flood
    assert begun() == second
