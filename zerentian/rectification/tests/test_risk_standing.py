"""Who may decide on a risk point, where it stands when others look after it, and what may bring one up."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from zerentian.casework.actions import Said, receive_concern
from zerentian.casework.models import Accusation
from zerentian.casework.rules.concerns import Channel, Kind
from zerentian.ledger.actions import seal
from zerentian.ledger.figures import compute_table
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import Period
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden
from zerentian.organization.actions.units import merge_unit
from zerentian.rectification.actions import (
    county_signals,
    hazards,
    households,
    land,
    opening,
    risk_links,
    risk_passing,
    risks,
)
from zerentian.rectification.actions.county_signals import Issued
from zerentian.rectification.models import CountySignal, RiskKind
from zerentian.rectification.models.hazards import Told
from zerentian.rectification.models.risk_terms import signal_at
from zerentian.rectification.rules.land import LandKind
from zerentian.rectification.rules.risks import Colour, RiskStepCode
from zerentian.rectification.tests.points import proof


def test_who_wrote_a_point_off_may_treat_it_once_it_is_back(leader, first, point, now):
    gone = risks.write_off(point, proof="竣工验收", uploads=proof(), by=first, now=now)
    back = risks.restore_point(gone, proof="复发", uploads=proof(), by=leader, now=now)
    treated = risks.set_standing(back, move=RiskStepCode.TREAT, words="再次治理", by=first, now=now)
    assert treated.treated_by == first


def test_nobody_who_ever_treated_a_point_writes_it_off(leader, first, point, now):
    for by in (leader, first):
        risks.set_standing(point, move=RiskStepCode.TREAT, words="治理", by=by, now=now)
        risks.set_standing(point, move=RiskStepCode.LIST_AGAIN, words="停工", by=by, now=now)
    for by in (leader, first):
        with pytest.raises(NotAllowed, match="另一人"):
            risks.write_off(point, proof="已治理", uploads=proof(), by=by, now=now)


def test_a_place_stays_where_it_lies_when_the_township_looks_after_it(leader, point, village, first, now):
    post = leader.posts_on(now.date())[0]
    moved = risk_passing.hand_over_point(point, to=post, reason="乡里包保", by=first, now=now)
    assert (moved.responsible, moved.unit, moved.path) == (post, village, point.path)


def test_a_geological_hazard_is_not_made_another_place(point, clerk, now):
    pond = RiskKind.objects.get(code="water")
    with pytest.raises(NotAllowed, match="另行登记"):
        risks.describe_point(point, reason="登记错", described={}, kind=pond, by=clerk, now=now)
    slope = RiskKind.objects.get(code="slope")
    RiskKind.objects.filter(pk=slope.pk).update(path="990100/990102")
    elsewhere = RiskKind.objects.get(pk=slope.pk)
    with pytest.raises(NotAllowed, match="不使用"):
        risks.describe_point(point, reason="登记错", described={}, kind=elsewhere, by=clerk, now=now)
    RiskKind.objects.filter(pk=slope.pk).update(path=slope.path)
    assert risks.describe_point(point, reason="登记错", described={}, kind=slope, by=clerk, now=now)


def test_a_kind_of_a_township_whose_code_begins_alike_is_not_in_use_here(point, village):
    kind = point.kind
    kind.path = village.path_on(date(2026, 3, 2))[:-1]
    with pytest.raises(NotAllowed, match="不使用"):
        risks.check_kind(kind, village, village.path_on(date(2026, 3, 2)))


def test_households_pass_to_another_village_only_with_the_right_over_both(
    point, cadre, neighbour_cadre, leader, clerk, now
):
    """The clerk keeps risk points, but no households."""
    households.keep_household(point, told=Told("示例户主甲", "", "", "", "", ""), size=3, by=cadre, now=now)
    transfer = hazards.order_transfer(
        point,
        ordered_by_post=leader.posts_on(now.date())[0],
        ordered_at=now,
        households=1,
        people=3,
        shelter="村小学",
        by=leader,
        now=now,
    )
    to = neighbour_cadre.posts_on(now.date())[0]
    with pytest.raises(Forbidden):
        risk_passing.hand_over_point(point, to=to, reason="调整", by=clerk, now=now)
    moved = risk_passing.hand_over_point(point, to=to, reason="调整", by=leader, now=now)
    transfer.refresh_from_db()
    assert (moved.unit, transfer.unit, transfer.path) == (to.unit, to.unit, moved.path)


def test_what_lies_in_a_village_that_ends_passes_whoever_looks_after_it(
    point, village, neighbour_village, cadre, leader, first, demo, now
):
    post = leader.posts_on(now.date())[0]
    risk_passing.hand_over_point(point, to=post, reason="乡里包保", by=first, now=now)
    matter = land.open_land(
        kind=LandKind.COLLECTIVE, title="连接线用地", responsible=post, unit=village, by=leader, now=now
    )
    later = now + timedelta(days=10)
    merge_unit(village, into=neighbour_village, first=later.date(), by=demo, now=later)
    point.refresh_from_db()
    assert (point.unit, point.responsible) == (neighbour_village, post)
    matter.refresh_from_db()
    assert (matter.unit, matter.responsible) == (neighbour_village, post)
    assert {one.verb for one in Entry.objects.filter(verb__in=["land.moved", "risk.moved"])} == {
        "land.moved",
        "risk.moved",
    }


def test_a_signal_over_a_village_that_ends_goes_on_standing_over_its_places(
    point, village, neighbour_village, first, demo, now
):
    """Of two signals the other village has one already: that one goes on, and nothing stands over a village gone."""
    orange = Issued("县气象台", "12", Colour.ORANGE, now, "暴雨橙色预警")
    yellow = Issued("县气象台", "11", Colour.YELLOW, now, "大风黄色预警")
    alone, twice = (
        county_signals.relay_signal(one, unit=village, by=first, now=now) for one in (orange, yellow)
    )
    goes_on = county_signals.relay_signal(yellow, unit=neighbour_village, by=first, now=now)
    later = now + timedelta(days=1)
    merge_unit(village, into=neighbour_village, first=later.date(), by=demo, now=later)
    point.refresh_from_db()
    assert signal_at(point.path) == Colour.ORANGE
    standing = CountySignal.objects.standing()
    assert {(one.pk, one.unit, one.path) for one in standing} == {
        (one.pk, neighbour_village, point.path) for one in (alone, goes_on)
    }
    assert Entry.objects.filter(subject=twice.ref, verb="signal.lifted").count() == 1
    seal(now=later)
    ever = Period.parse("2026-01-01..2026-12-31")
    units = tuple(f"{point.path.rpartition('/')[0]}/{code}" for code in ("990101-V01", "990101-V02"))
    table = compute_table(("signals.standing",), units=units, period=ever, size=None)
    assert [one.value for one in table.values()] == [0, 2]


@pytest.fixture
def lamp(township, receptionist, now):
    """A concern about a lamp, told by telephone."""
    said = Said(title="路灯不亮", text="村口路灯不亮", kind=Kind.HELP)
    return receive_concern(said, unit=township, channel=Channel.CALL, by=receptionist, now=now).concern


def brought_up(concern, unit, kind, by, now):
    """Yield everything that a concern can bring up."""
    post = by.posts_on(now.date())[0]
    act = {"unit": unit, "by": by, "now": now}
    rating = risks.Rating(2, 2, "暗")
    yield lambda: risks.register_point(title="暗处", kind=kind, rating=rating, concern=concern, **act)
    yield lambda: land.open_land(kind=LandKind.HOUSES, title="x", responsible=post, concern=concern, **act)
    yield lambda: opening.open_from_concern(concern, title="x", found_on=now.date(), **act)


def test_a_concern_that_accuses_somebody_brings_nothing_up(lamp, point, village, office, leader, now):
    Accusation.objects.create(concern=lamp, unit=office)
    for act in brought_up(lamp, village, point.kind, leader, now):
        with pytest.raises(NotAllowed, match="只针对事和地方"):
            act()
    with pytest.raises(NotAllowed, match="只针对事和地方"):
        risk_links.link_matter(point, ref=lamp.ref, by=leader, now=now)


def test_who_may_not_read_a_concern_brings_nothing_up_from_it(lamp, point, village, outsider, cadre, now):
    for act in brought_up(lamp, village, point.kind, cadre, now):
        with pytest.raises(NotAllowed, match="没有这件诉求"):
            act()


def test_an_accusation_made_later_takes_the_concern_off_every_page(
    client_of, lamp, point, village, office, leader, now
):
    made = [act() for act in brought_up(lamp, village, point.kind, leader, now)]
    risk_links.link_matter(point, ref=lamp.ref, by=leader, now=now)
    client = client_of(leader)
    pages = [reverse("risks:risk-detail", args=[one.pk]) for one in (point, made[0])]
    pages.append(reverse("rectification:finding-detail", args=[made[2].pk]))
    begun = [reverse(name) + f"?concern={lamp.key}" for name in ("risks:risk-new", "risks:land-new")]
    for where in pages:
        assert lamp.number in client.get(where).content.decode()
    Accusation.objects.create(concern=lamp, unit=office)
    for where in pages:
        assert lamp.number not in client.get(where).content.decode()
    assert [client.get(where).status_code for where in begun] == [404, 404]
    beside = client.get(reverse("casework:concern-detail", args=[lamp.key])).content.decode()
    assert begun[0] not in beside
    assert str(made[0]) not in beside


@pytest.mark.parametrize("of", ["concern", "finding"])
def test_a_matter_is_linked_by_the_number_that_stands_on_it(client_of, leader, lamp, finding, point, of):
    number = {"concern": lamp, "finding": finding}[of].number
    address = reverse("risks:risk-step", args=[point.pk, "link"])
    answer = client_of(leader).post(address, {"number": number})
    assert answer.status_code == 302
    assert number in client_of(leader).get(answer["Location"]).content.decode()


@pytest.mark.parametrize("number", ["0000-1", "99999-1", "9" * 19 + "-1", "2026-" + "9" * 20, "²-1", "示例"])
def test_what_is_no_number_of_anything_is_said_on_the_form_and_found_by_no_search(
    client_of, leader, point, number
):
    client = client_of(leader)
    answer = client.post(reverse("risks:risk-step", args=[point.pk, "link"]), {"number": number})
    assert answer.status_code == 422
    assert client.get(reverse("rectification:finding-list"), {"q": number}).status_code == 200
