"""Category and village propose who leads, by rules the township keeps; a person still dispatches."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from zerentian.casework import actions
from zerentian.casework.models import Accusation, Concern, Routing
from zerentian.casework.models.routing import proposed
from zerentian.casework.rules.concerns import Group, Kind
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden
from zerentian.organization.actions.posts import appoint, create_post
from zerentian.organization.actions.units import merge_unit
from zerentian.organization.models import Unit

LIST = reverse("casework:routing-list")


@pytest.fixture
def road(township, receptionist, now):
    named = {"code": "road", "name": "道路", "group": Group.BUILDING}
    return actions.keep_category(unit=township, **named, by=receptionist, now=now)


@pytest.fixture
def rule(township, receptionist, now):
    """Keep a rule of dispatch."""

    def keep(office, category=None, village=None, **how) -> Routing:
        by = {"by": receptionist, "now": now} | how
        return actions.keep_routing(unit=township, category=category, place_unit=village, office=office, **by)

    return keep


def test_the_closest_rule_proposes(
    concern, category, road, rule, office, neighbour_office, village, neighbour_village
) -> None:
    Concern.objects.filter(pk=concern.pk).update(place_unit=village)
    concern.refresh_from_db()
    assert proposed(concern, category) is None
    rule(neighbour_office, village=village)
    assert proposed(concern, category).office == neighbour_office
    rule(office, category=category)
    assert proposed(concern, category).office == office
    rule(village, category=category, village=village)
    assert proposed(concern, category).office == village
    assert proposed(concern, road).office == neighbour_office
    assert proposed(concern, None).office == neighbour_office
    Concern.objects.filter(pk=concern.pk).update(place_unit=neighbour_village)
    concern.refresh_from_db()
    assert proposed(concern, road) is None


def test_a_later_rule_takes_the_place_of_the_one_before_and_one_ends(
    concern, category, rule, office, neighbour_office, receptionist, now
) -> None:
    old, fresh = rule(office, category=category), rule(neighbour_office, category=category)
    assert list(Routing.objects.in_use()) == [fresh]
    assert proposed(concern, category) == fresh
    assert actions.end_routing(fresh, by=receptionist, now=now).retired
    with pytest.raises(NotAllowed, match="已经停用"):
        actions.end_routing(old, by=receptionist, now=now)
    assert proposed(concern, category) is None
    said = Entry.objects.filter(verb="routing.kept").order_by("id")
    assert [(one.subject, one.fact["retired"]) for one in said] == [
        (old.ref, False), (old.ref, True), (fresh.ref, False), (fresh.ref, True),
    ]  # fmt: skip


def test_nothing_is_proposed_where_somebody_is_accused(concern, category, rule, office) -> None:
    rule(office, category=category)
    Accusation.objects.create(concern=concern, unit=office)
    assert proposed(concern, category) is None
    Accusation.objects.all().delete()
    concern.kind = Kind.WRONGDOING
    assert proposed(concern, category) is None


def test_a_rule_follows_an_office_that_merges(
    concern, category, rule, office, neighbour_office, demo, now
) -> None:
    kept = rule(neighbour_office, category=category)
    merge_unit(neighbour_office, into=office, first=now.date(), by=demo, now=now)
    kept.refresh_from_db()
    assert kept.stands_for == office


def test_a_rule_follows_a_village_that_merges_behind_the_other_s_own(
    concern, rule, office, neighbour_office, village, neighbour_village, demo, now
) -> None:
    rule(office, village=village)
    merge_unit(village, into=neighbour_village, first=now.date(), by=demo, now=now)
    for place in (village, neighbour_village):
        concern.place_unit = place
        assert proposed(concern, None).office == office
    rule(neighbour_office, village=neighbour_village)
    assert proposed(concern, None).office == neighbour_office


def test_a_rule_is_refused_without_a_condition_right_or_place(
    category, rule, township, office, other_township, clerk, concern
) -> None:
    with pytest.raises(NotAllowed, match="两样都选"):
        rule(office)
    with pytest.raises(NotAllowed, match="本乡镇现有的单位"):
        rule(other_township, category=category)
    with pytest.raises(Forbidden):
        rule(office, category=category, by=clerk)
    fields = {"unit": township, "path": township.path, "office": office}
    with pytest.raises(IntegrityError), transaction.atomic():
        Routing.objects.create(**fields)
    Routing.objects.create(**fields, category=category)
    with pytest.raises(IntegrityError), transaction.atomic():
        Routing.objects.create(**fields, category=category)


def test_rules_are_kept_on_a_page_and_fill_in_the_dispatch(
    client_of, receptionist, clerk, outsider, concern, category, neighbour_office, now
) -> None:
    browser = client_of(receptionist)
    assert "还没有规则" in browser.get(LIST).content.decode()
    assert browser.post(LIST, {"office": neighbour_office.pk}).status_code == 422
    assert browser.post(LIST, {"office": neighbour_office.pk, "category": category.pk}).status_code == 302
    assert category.name in browser.get(LIST).content.decode()
    triage = reverse("casework:concern-step", args=[concern.key, "triage"])
    page = browser.get(triage).content.decode()
    assert "按本乡镇规则" in page
    assert f"?unit={neighbour_office.pk}" in page
    actions.triage_concern(concern, kind=Kind.HELP, category=category, by=receptionist, now=now)
    dispatch = browser.get(reverse("casework:concern-step", args=[concern.key, "dispatch"]))
    assert dispatch.context["form"]["unit"].value() == neighbour_office.pk
    end = reverse("casework:routing-end", args=[Routing.objects.get().pk])
    assert client_of(clerk).post(end).status_code == 403
    assert browser.get(end).status_code == 405
    assert browser.post(end).status_code == 302
    assert not Routing.objects.in_use().exists()


def test_who_works_in_two_townships_keeps_the_rules_where_that_is_their_task(
    client_of, neighbour_clerk, other_township, category, demo, now
) -> None:
    desk = create_post(
        unit=other_township, title="受理员", role="reception", first=now.date(), by=demo, now=now
    )
    appoint(neighbour_clerk, post=desk, first=now.date(), by=demo, now=now)
    browser = client_of(neighbour_clerk)
    assert browser.get(LIST).context["unit"] == other_township
    assert browser.get(f"{LIST}?unit={category.unit.code}").context["unit"] == other_township
    office = Unit.objects.get(code="990102-DZ")
    fields = {"code": "road", "name": "道路", "group": Group.BUILDING}
    road = actions.keep_category(unit=other_township, **fields, by=neighbour_clerk, now=now)
    assert browser.post(LIST, {"office": office.pk, "category": road.pk}).status_code == 302
    assert Routing.objects.get().unit == other_township
    assert browser.get(reverse("casework:category-new")).status_code == 200


def test_the_county_keeps_the_rules_of_each_township(
    client_of, supervisor, other_township, category, neighbour_office
) -> None:
    browser = client_of(supervisor)
    page = browser.get(f"{LIST}?unit={category.unit.code}")
    assert {one.code for one in page.context["units"]} >= {category.unit.code, other_township.code}
    said = {"office": neighbour_office.pk, "category": category.pk}
    kept = browser.post(f"{LIST}?unit={category.unit.code}", said)
    assert kept.headers["Location"] == f"{LIST}?unit={category.unit.code}"
    end = reverse("casework:routing-end", args=[Routing.objects.get().pk])
    assert browser.post(end).headers["Location"] == f"{LIST}?unit={category.unit.code}"
    assert category.name in page.content.decode()
    other = browser.get(f"{LIST}?unit={other_township.code}")
    assert category.name not in other.content.decode()
