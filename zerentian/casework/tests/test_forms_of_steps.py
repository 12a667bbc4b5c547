"""The forms of steps: among what each lets choose, with what it begins, what it says where something is missing."""

from datetime import date, timedelta

import pytest
from django.http import QueryDict

from zerentian.casework import actions
from zerentian.casework.forms import clocks, steps
from zerentian.casework.models import Concern
from zerentian.casework.rules.clocks import Purpose
from zerentian.casework.tests.choices import asked, offered, values
from zerentian.duties.models import FunctionItem
from zerentian.duties.rules.functions import FunctionKind
from zerentian.organization.actions.posts import appoint, create_post

pytestmark = pytest.mark.django_db


OFFICES = {"党政办公室", "综治办公室", "上坪村", "下坪村", "石桥村"}


def test_a_dispatch_goes_to_an_office_or_village_of_the_township_on_its_own_function_list(
    triaged, receptionist, function, other_township
):
    elsewhere = {"number": "8", "kind": FunctionKind.BASIC, "category": "民生", "name": "他乡事项"}
    FunctionItem.objects.create(unit=other_township, path=other_township.path, **elsewhere)
    form = asked(steps.DispatchForm, triaged, receptionist)
    assert offered(form, "unit") == OFFICES
    assert [one.split()[-1] for one in offered(form, "function")] == [str(function).split()[-1]]
    assert form.initial == {"function": None}


def test_a_dispatch_begins_with_the_function_of_the_category_and_the_office_that_a_rule_proposes(
    triaged, category, function, township, neighbour_office, receptionist, now
):
    category.function = function
    category.save()
    triaged.refresh_from_db()
    rule = {"unit": township, "category": category, "place_unit": None, "office": neighbour_office}
    actions.keep_routing(**rule, by=receptionist, now=now)
    form = asked(steps.DispatchForm, triaged, receptionist)
    assert form.initial == {"function": function, "unit": neighbour_office.pk}
    chosen = asked(steps.DispatchForm, triaged, receptionist, initial={"unit": "7"})
    assert chosen.initial["unit"] == "7", "what an address fills in goes before the rule"


def test_an_objection_is_sustained_only_where_it_says_so(dispatched, receptionist):
    for said, sustained in (("yes", True), ("no", False)):
        form = asked(steps.RulingForm, dispatched, receptionist, {"sustained": said, "reason": "属实"})
        assert form.is_valid()
        assert form.cleaned_data["sustained"] is sustained
    form = asked(steps.RulingForm, dispatched, receptionist, {"sustained": "", "reason": "属实"})
    assert set(form.errors) == {"sustained"}


def test_assistance_is_asked_of_the_units_of_the_township_and_ended_of_those_that_assist(
    accepted, office, village, neighbour_clerk, now
):
    assert offered(asked(steps.AssistForm, accepted, neighbour_clerk), "unit") == OFFICES
    for unit in (office, village):
        actions.ask_assistance(accepted, unit=unit, words="请", by=neighbour_clerk, now=now)
    actions.end_assistance(accepted, unit=village, by=neighbour_clerk, now=now)
    assert offered(asked(steps.EndAssistForm, accepted, neighbour_clerk), "unit") == {"党政办公室"}


@pytest.fixture
def visits(accepted, neighbour_clerk, now):
    """Three visits that were called: one not recorded, one with a promise, one that promised nothing."""
    by = {"by": neighbour_clerk, "now": now}
    made = [
        actions.call_to_visit(accepted, called=name, matter="归属", visit_on=now.date(), **by)
        for name in ("水务局", "电力公司", "交通局")
    ]
    actions.record_visit(made[1], came=True, promise="三日内修好", promised_by=date(2026, 3, 5), **by)
    actions.record_visit(made[2], came=False, **by)
    return made


def test_a_visit_is_recorded_of_those_not_recorded_and_a_promise_checked_where_one_was_made(
    visits, accepted, neighbour_clerk, now
):
    assert offered(asked(steps.VisitForm, accepted, neighbour_clerk), "visit") == {"水务局，2026-03-02"}
    assert offered(asked(steps.PromiseForm, accepted, neighbour_clerk), "visit") == {"电力公司，2026-03-02"}
    actions.check_promise(visits[1], kept=True, words="修好", by=neighbour_clerk, now=now)
    assert offered(asked(steps.PromiseForm, accepted, neighbour_clerk), "visit") == set()


@pytest.mark.parametrize(("came", "is_so"), [("yes", True), ("no", False)])
def test_who_came_is_yes_or_no_and_nothing_else(visits, accepted, neighbour_clerk, came, is_so):
    sent = {"visit": visits[0].pk, "came": came}
    form = asked(steps.VisitForm, accepted, neighbour_clerk, sent)
    assert form.is_valid()
    assert (form.cleaned_data["came"], form.cleaned_data["promised_by"]) == (is_so, None)
    assert "came" in asked(steps.VisitForm, accepted, neighbour_clerk, sent | {"came": ""}).errors
    kept = {"visit": visits[1].pk, "kept": came, "words": "修好"}
    promise = asked(steps.PromiseForm, accepted, neighbour_clerk, kept)
    assert promise.is_valid()
    assert promise.cleaned_data["kept"] is is_so


def test_it_is_handed_over_to_another_person_of_the_unit_in_the_lead(
    accepted, neighbour_office, neighbour_clerk, clerk, demo, now
):
    assert offered(asked(steps.HandOverForm, accepted, neighbour_clerk), "to") == set()
    given = {"title": "综治办副主任", "role": "office_head", "first": now.date(), "by": demo, "now": now}
    appoint(clerk, post=create_post(unit=neighbour_office, **given), first=now.date(), by=demo, now=now)
    form = asked(steps.HandOverForm, accepted, neighbour_clerk)
    assert values(form, "to") == [str(clerk.pk)]
    clerk.is_active = False
    clerk.save()
    assert values(asked(steps.HandOverForm, accepted, neighbour_clerk), "to") == []


def test_a_matter_may_accuse_the_township_itself_its_units_and_its_people_but_nobody_oneself(
    concern, receptionist, leader, outsider
):
    form = asked(steps.ShieldForm, concern, receptionist)
    assert offered(form, "units") == OFFICES | {"云岭乡"}
    people = values(form, "accounts")
    assert str(leader.pk) in people
    assert not {str(receptionist.pk), str(outsider.pk)} & set(people)
    assert len(people) == len(set(people))
    nobody = asked(steps.ShieldForm, concern, receptionist, QueryDict("seen=1"))
    assert list(nobody.errors) == ["__all__"]
    named = asked(steps.ShieldForm, concern, receptionist, QueryDict(f"accounts={leader.pk}"))
    assert named.is_valid()


def note(concern, account, words, posts=()):
    """Return a comment as it was sent."""
    sent = QueryDict(mutable=True)
    sent["words"] = words
    sent.setlist("posts", [str(one.pk) for one in posts])
    return asked(steps.NoteForm, concern, account, sent)


def test_a_comment_mentions_posts_by_their_titles_once_and_says_what_is_none(
    accepted, neighbour_clerk, leader, first, now
):
    (post,) = leader.posts_on(now.date())
    (other,) = first.posts_on(now.date())
    form = note(accepted, neighbour_clerk, "@分管副乡长 请定夺", [other])
    assert form.is_valid(), form.errors
    assert set(form.cleaned_data["posts"]) == {post, other}
    unknown = note(accepted, neighbour_clerk, "@会计 请看")
    assert "@会计" in str(unknown.errors["words"])
    assert "综治办经办人 · 综治办公室" not in offered(form, "posts"), "not one's own"


def test_of_several_posts_of_one_title_the_one_meant_is_ticked(
    accepted, neighbour_clerk, township, office, first, leader, demo, now
):
    twin = {"title": "分管副乡长", "role": "leader", "first": now.date(), "by": demo, "now": now}
    second = create_post(unit=township, **twin)
    appoint(first, post=second, first=now.date(), by=demo, now=now)
    form = note(accepted, neighbour_clerk, "@分管副乡长 请定夺")
    assert "分管副乡长" in str(form.errors["words"])
    ticked = note(accepted, neighbour_clerk, "@分管副乡长 请定夺", [second])
    assert ticked.is_valid(), ticked.errors
    assert list(ticked.cleaned_data["posts"]) == [second]


def test_a_clock_form_offers_the_clocks_that_run(accepted, neighbour_clerk):
    form = asked(clocks.PauseForm, accepted, neighbour_clerk)
    assert values(form, "purpose") == ["answer", "notice"]
    assert list(form.fields) == ["purpose", "until", "reason"]
    assert list(asked(clocks.ResumeForm, accepted, neighbour_clerk).fields) == ["purpose"]


def test_whether_the_person_was_told_is_asked_where_a_day_has_passed(accepted, neighbour_clerk):
    form = asked(clocks.ExtendForm, accepted, neighbour_clerk)
    assert list(form.fields) == ["purpose", "days", "reason"]
    today = neighbour_clerk.today
    accepted.clocks.filter(purpose=Purpose.ANSWER).update(due=today)
    assert "told_on" not in asked(clocks.ExtendForm, accepted, neighbour_clerk).fields
    accepted.clocks.filter(purpose=Purpose.ANSWER).update(due=today - timedelta(days=1))
    late = asked(clocks.ExtendForm, Concern.objects.get(pk=accepted.pk), neighbour_clerk)
    assert list(late.fields) == ["purpose", "days", "reason", "told_on"]
    assert late.initial["told_on"] == today


@pytest.mark.parametrize(("days", "is_right"), [(0, False), (1, True), (60, True), (61, False)])
def test_one_to_sixty_days_are_asked_for(accepted, neighbour_clerk, days, is_right):
    sent = {"purpose": "answer", "days": days, "reason": "等配件"}
    assert asked(clocks.ExtendForm, accepted, neighbour_clerk, sent).is_valid() is is_right


def test_who_decides_on_more_time_reads_who_asks_how_much_and_why(accepted, neighbour_clerk, leader, now):
    def shown():
        return str(asked(clocks.DecideTimeForm, accepted, leader).fields["granted"].help_text)

    assert shown() == ""
    ask = {"purpose": Purpose.ANSWER, "days": 4, "reason": "等配件"}
    made = actions.ask_extension(accepted, **ask, by=neighbour_clerk, now=now)
    for said in (neighbour_clerk.name, "4", "等配件"):
        assert said in shown()
    made.days = 0
    made.save()
    assert "4" not in shown()
    assert "等配件" in shown()
    actions.decide_on_time(accepted, granted=False, reason="不属实", by=leader, now=now)
    assert shown() == ""
