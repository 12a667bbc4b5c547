"""What passes when a unit ends or its last handler leaves: accusations, topics, matters; and what is refused."""

from datetime import timedelta

import pytest
from django.urls import reverse

from zerentian.casework import actions, shown
from zerentian.casework.actions.passing import pass_accusation
from zerentian.casework.handover import LastHandler, UnitConcerns, UnitTopics
from zerentian.casework.models import Accusation, Concern, Topic
from zerentian.casework.rules.concerns import Channel, State
from zerentian.casework.tests.told import OFFICE, OWN, heard, rows, told
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.actions.posts import create_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def because():
    """The entry of the merger."""
    return Entry(verb="unit.merged")


def test_an_accusation_passes_to_the_unit_into_which_the_accused_one_merged(
    accepted, office, village, administrator, now
):
    accusation = accepted.accusations.create(unit=village)
    pass_accusation(accusation, to=office, by=administrator, now=now)
    assert set(accepted.accusations.values_list("unit__code", flat=True)) == {"990101-V01", "990101-DZ"}
    assert told(accepted, "concern.shielded")[1] == {"units": 2, "accounts": 0}
    assert rows(accepted, "concern.shielded") == sorted([*OWN, "accusation"])
    many = Entry.objects.count()
    pass_accusation(accusation, to=office, by=administrator, now=now)
    assert Entry.objects.count() == many, "it is accused already"
    assert Concern.objects.get(pk=accepted.pk).state == State.HANDLING


def test_a_matter_led_by_the_unit_that_becomes_accused_goes_back_to_the_desk(
    accepted, neighbour_office, village, administrator, now
):
    accusation = accepted.accusations.create(unit=village)
    pass_accusation(accusation, to=neighbour_office, by=administrator, now=now)
    one = Concern.objects.get(pk=accepted.pk)
    assert (one.lead, one.handler, one.state) == (None, None, State.TRIAGED)
    assert one.dispatches.get().ended is True
    assert rows(accepted, "concern.shielded") == sorted([*OWN, "accusation", "dispatch"])
    assert one.path == "990100/990101", "counted at the nearest unit that is not accused"


@pytest.mark.parametrize("verb", ["unit.merged", "unit.closed"])
def test_accusations_pass_in_a_merger_alone(accepted, office, village, administrator, verb, now):
    accepted.accusations.create(unit=village)
    accepted.accusations.create(unit=village, lifted=True)
    because = Entry(verb=verb)
    passed = UnitConcerns().pass_on(village, into=office, by=administrator, now=now, because=because)
    assert passed == 0
    found = Accusation.objects.filter(concern=accepted, unit=office)
    assert found.count() == (1 if verb == "unit.merged" else 0)


def test_as_many_are_told_as_passed_on_led_and_assisted(
    accepted, triaged, office, village, neighbour_office, neighbour_clerk, administrator, because, now
):
    actions.ask_assistance(accepted, unit=village, words="请", by=neighbour_clerk, now=now)
    how = {"by": administrator, "now": now, "because": because}
    assert UnitConcerns().pass_on(neighbour_office, into=office, **how) == 1
    assert UnitConcerns().pass_on(village, into=office, **how) == 1
    assert UnitConcerns().open_at(village) == []
    assert heard(accepted, "concern.passed_on")[1] == "综治办公室不再办理，转由党政办公室接办"
    assert told(accepted, "concern.passed_on")[1]["from"] == OFFICE


def test_topics_are_named_in_their_order_and_pass_whether_open_or_not(
    said, township, other_township, resident, receptionist, administrator, because, now
):
    how = {"unit": township, "channel": Channel.FORM, "by": resident, "now": now}
    messages = [actions.receive_concern(said, **how).concern for _ in range(4)]
    by = {"unit": township, "by": receptionist}
    later = actions.confirm_topic(title="后", concerns=messages[:2], now=now, **by)
    first = actions.confirm_topic(title="先", concerns=messages[2:], now=now - timedelta(days=1), **by)
    assert [one.title for one in UnitTopics().open_at(township)] == ["先", "后"]
    actions.close_topic(first, standing="修好", by=receptionist, now=now)
    assert [one.ref for one in UnitTopics().open_at(township)] == [later.ref]
    passed = UnitTopics().pass_on(township, into=other_township, by=administrator, now=now, because=because)
    assert passed == 2
    assert {(one.unit, one.path) for one in Topic.objects.all()} == {(other_township, other_township.path)}
    facts = Entry.objects.filter(verb="topic.passed_on")[0].fact
    assert (facts["from"], facts["to"]) == (township.path, other_township.path)


def test_what_the_last_handler_leads_passes_to_a_post_of_another_unit_that_may_handle(
    accepted, neighbour_clerk, clerk, inspector, neighbour_office, administrator, demo, because, now
):
    (post,) = neighbour_clerk.posts_on(now.date())
    (other,) = clerk.posts_on(now.date())
    how = {"by": administrator, "now": now, "because": because}
    new = {"first": now.date(), "by": demo, "now": now}
    beside = create_post(unit=neighbour_office, title="综治办副主任", role="office_head", **new)
    (reader,) = inspector.posts_on(now.date())
    for wrong in (beside, reader):
        with pytest.raises(NotAllowed, match="“综治办公室”主办着 1 件诉求"):
            LastHandler().pass_on(post, to=wrong, **how)
    assert LastHandler().pass_on(post, to=other, **how) == 1
    assert Concern.objects.get(pk=accepted.pk).lead == other.unit
    assert LastHandler().pass_on(post, to=beside, **how) == 0, "nothing is left to pass"


def test_names_of_templates_rules_and_topics_are_told_by_their_keys(
    township, category, office, receptionist, outsider, said, resident, now
):
    by = {"by": receptionist, "now": now}
    how = {"unit": township, "category": category, "place_unit": None, "office": office}
    rule = actions.keep_routing(**how, **by)
    template = actions.keep_template(unit=township, name="路灯", decision="supported", parts={}, **by)
    asked = {"unit": township, "channel": Channel.FORM, "by": resident, "now": now}
    messages = [actions.receive_concern(said, **asked).concern for _ in range(2)]
    topic = actions.confirm_topic(unit=township, title="路灯不亮", concerns=messages, place="村口", **by)
    assert shown.routings_named(receptionist, [str(rule.pk)]) == {str(rule.pk): "路灯照明 → 党政办公室"}
    assert shown.templates_named(receptionist, [str(template.pk)]) == {str(template.pk): "路灯"}
    assert shown.topics_named(receptionist, [str(topic.pk)]) == {str(topic.pk): "路灯不亮"}
    assert shown.topics_named(outsider, [str(topic.pk)]) == {}
    assert shown.page_of_routings("7") == reverse("casework:routing-list")
    text = shown.topic_text(topic)
    assert (text.title, text.body.split()) == ("路灯不亮", ["路灯不亮", "村口"])


def test_the_clock_seals_looks_wakes_who_waits_and_brings_up_what_is_late(accepted, neighbour_clerk, now):
    until = now.date() + timedelta(days=5)
    actions.ask_resident(accepted, words="哪一盏？", until=until, by=neighbour_clerk, now=now)
    later = now + timedelta(days=40)
    shown.seal_looks_once(later)
    shown.wake(later)
    shown.bring_up(later)
    assert accepted.questions.get().ended == "expired"
    assert set(accepted.escalations.values_list("above", flat=True)) == {"leaders", "county"}
    verbs = set(Entry.objects.filter(actor__username="clock").values_list("verb", flat=True))
    assert {"looks.sealed", "asking.ended", "concern.escalated"} <= verbs
