"""Where a concern counts, and what is told when it passes from one to another: triage, accusation, merger, review."""

from datetime import date, datetime, timedelta

import pytest

from zerentian.casework import actions
from zerentian.casework.actions.passing import (
    assisted_by,
    check_movable,
    pass_assistance,
    pass_concern,
    standing_at,
)
from zerentian.casework.actions.standing import brought_home, count_at, home_of, own
from zerentian.casework.actions.triage import carries
from zerentian.casework.handover import LastHandler, UnitConcerns, may_handle
from zerentian.casework.models import Accusation, Assistance, ClockRun, Concern
from zerentian.casework.models.concerns import near
from zerentian.casework.models.dispatches import handled_by, helping_at, led_by
from zerentian.casework.rules.clocks import Purpose, Urgency
from zerentian.casework.rules.concerns import OPEN_STATES, Channel, Group, Kind, Route, State
from zerentian.casework.rules.reviews import Level, Outcome
from zerentian.casework.tests.told import DUE, OFFICE, OWN, TOWNSHIP, heard, last, rows, told
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import LOCAL
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.actions.posts import appoint, create_post
from zerentian.organization.rules.clocks import CLOCKS

pytestmark = pytest.mark.django_db


def fresh(concern):
    return Concern.objects.get(pk=concern.pk)


def test_a_matter_is_handled_where_it_stands_by_who_leads_or_above_whom_it_accuses(
    accepted, neighbour_office, county, neighbour_clerk
):
    assert fresh(accepted).place_in_hand == neighbour_office
    Concern.objects.filter(pk=accepted.pk).update(path=county.path)
    assert fresh(accepted).place_in_hand == county.path, "lifted above whom it accuses"
    assert not neighbour_clerk.may("concern.handle", fresh(accepted).place_in_hand)
    Concern.objects.filter(pk=accepted.pk).update(lead=None)
    assert fresh(accepted).place_in_hand == county.path


@pytest.mark.parametrize(
    ("who", "is_asked"),
    [("clerk", True), ("cadre", True), ("receptionist", False), ("leader", False), ("supervisor", False)],
)
def test_for_who_reads_in_an_office_alone_it_is_said_where_to_begin(concern, account_of, who, is_asked):
    """What it says meets each row that one reads; for who reads all of a township it says nothing."""
    account = account_of(who)
    condition = near(account)
    assert bool(condition) is is_asked
    assert Concern.objects.filter(condition).exists() is not is_asked


# -- triage ----------------------------------------------------------------------------------------------------------


def triage(concern, category, by, now, **how):
    how = {"kind": Kind.HELP, "category": category} | how
    return actions.triage_concern(concern, by=by, now=now, **how)


@pytest.mark.parametrize(("kind", "route"), [(Kind.PETITION, None), (Kind.HELP, Route.COURT)])
def test_a_petition_takes_a_way_and_nothing_else_does(concern, category, receptionist, kind, route, now):
    with pytest.raises(NotAllowed, match="途径"):
        triage(concern, category, receptionist, now, kind=kind, route=route)
    assert fresh(concern).state == State.RECEIVED


def test_of_a_first_triage_what_it_is_and_when_it_came_and_of_a_second_the_first_days_again(
    concern, category, conduct, receptionist, now
):
    triage(concern, category, receptionist, now + timedelta(days=1), urgency=Urgency.COMPLEX)
    due = fresh(concern).due.isoformat()
    first = {"group": "building", "received": "2026-03-02", "due": due, "old_due": DUE}
    assert told(concern, "concern.triaged") == ("", first | {"kind": "help"})
    assert rows(concern, "concern.triaged") == sorted([*OWN, "clockrun"])
    before = last(concern, "concern.triaged")
    again = triage(concern, conduct, receptionist, now + timedelta(days=1), kind=Kind.COMPLAINT)
    entry = last(concern, "concern.triaged")
    assert (entry.replaces, entry.change, entry.unit) == (before.uuid, "corrected", before.unit)
    assert own(entry) == first | {"kind": "complaint", "group": "conduct"}
    assert (again.kind, again.category, again.urgency) == (Kind.COMPLAINT, conduct, Urgency.ORDINARY)


def test_a_matter_that_becomes_a_petition_promises_no_day_until_it_is_accepted(
    triaged, category, receptionist, now
):
    triage(triaged, category, receptionist, now, kind=Kind.PETITION, route=Route.COURT)
    one = fresh(triaged)
    assert (one.due, one.due_at, one.route) == (None, None, "court")
    run = ClockRun.objects.get(concern=triaged, purpose=Purpose.ANSWER)
    assert run.stopped_on == now.date()
    assert told(triaged, "clock.reruled")[1] == {
        "purpose": "answer",
        "rule": "hotline.handle",
        "old_due": DUE,
    }
    triage(triaged, category, receptionist, now)
    back = ClockRun.objects.get(concern=triaged, purpose=Purpose.ANSWER, stopped_on=None)
    assert (back.rule_id, back.start, fresh(triaged).due) == (
        "hotline.handle",
        one.received_at,
        date(2026, 3, 9),
    )


@pytest.mark.parametrize(
    ("rule", "extension", "paused", "may"),
    [
        ("hotline.consult", 5, False, True),
        ("hotline.urgent", 5, False, False),
        ("hotline.urgent", 0, False, True),
        ("hotline.consult", 0, True, CLOCKS["hotline.consult"].leaves_out),
        ("xf.handle", 0, True, CLOCKS["xf.handle"].leaves_out),
    ],
)
def test_another_rule_carries_what_was_granted_if_it_measures_alike_and_knows_pauses(
    accepted, neighbour_clerk, rule, extension, paused, may, now
):
    run = ClockRun.objects.get(concern=accepted, purpose=Purpose.ANSWER)
    run.extension = extension
    if paused:
        run.pauses.create(first=now.date(), until=now.date(), reason="等", by=neighbour_clerk)
    assert carries(CLOCKS[rule], run) is bool(may)


def test_a_category_is_corrected_within_the_township_and_told_with_its_reason(
    dispatched, category, conduct, township, other_township, receptionist, now
):
    kept = {"group": Group.WELFARE, "by": receptionist, "now": now}
    other = actions.keep_category(unit=township, code="aid", name="救助", **kept)
    gone = actions.keep_category(unit=township, code="gone", name="停用", retired=True, **kept)
    for wrong in (category, gone):
        with pytest.raises(NotAllowed, match="另一个类别"):
            actions.correct_category(dispatched, category=wrong, reason="错", by=receptionist, now=now)
    with pytest.raises(NotAllowed, match="更正理由"):
        actions.correct_category(dispatched, category=other, reason=" ", by=receptionist, now=now)
    day = now + timedelta(days=3)
    actions.correct_category(dispatched, category=other, reason=" 属救助 ", by=receptionist, now=day)
    assert heard(dispatched, "concern.triaged") == ("recategory", "属救助", False, "receptionist")
    entry = last(dispatched, "concern.triaged")
    assert (entry.unit, own(entry)["group"], own(entry)["kind"]) == (TOWNSHIP, "welfare", "help")
    one = fresh(dispatched)
    assert (one.category, one.state, one.due) == (other, State.DISPATCHED, date(2026, 3, 9))


# -- whom it accuses -------------------------------------------------------------------------------------------------


def test_of_an_accusation_how_many_units_and_persons_and_nobody_twice(
    concern, neighbour_office, village, leader, receptionist, now
):
    named = {"units": [neighbour_office], "accounts": [leader]}
    actions.name_accused(concern, **named, by=receptionist, now=now)
    assert told(concern, "concern.shielded") == ("", {"units": 1, "accounts": 1})
    assert rows(concern, "concern.shielded") == sorted([*OWN, "accusation", "accusation"])
    named = {"units": [neighbour_office, village], "accounts": [leader]}
    actions.name_accused(concern, **named, by=receptionist, now=now)
    assert told(concern, "concern.shielded")[1] == {"units": 2, "accounts": 1}
    assert rows(concern, "concern.shielded") == sorted([*OWN, "accusation"])
    concern.accusations.filter(unit=village).update(lifted=True)
    actions.name_accused(concern, units=[village], accounts=[], by=receptionist, now=now)
    assert Accusation.objects.filter(concern=concern, lifted=False).count() == 3


def test_who_leads_is_not_accused_before_it_is_taken_back(dispatched, neighbour_office, receptionist, now):
    with pytest.raises(NotAllowed, match="先收回派单"):
        actions.name_accused(dispatched, units=[neighbour_office], accounts=[], by=receptionist, now=now)
    assert not dispatched.accusations.exists()


def test_what_accuses_the_unit_at_which_it_counts_is_told_again_at_the_unit_above(
    concern, township, county, receptionist, now
):
    before = last(concern, "concern.received")
    actions.name_accused(concern, units=[township], accounts=[], by=receptionist, now=now)
    assert fresh(concern).path == county.path
    entry = last(concern, "concern.received")
    assert (entry.unit, entry.replaces, entry.change) == (county.path, before.uuid, "carried")
    assert (own(entry), entry.occurred_on) == (own(before), before.occurred_on)
    assert last(concern, "concern.shielded").unit == county.path


def test_to_count_elsewhere_moves_what_adds_up_and_names_the_new_unit(dispatched, office, receptionist, now):
    one = fresh(dispatched)
    many = Entry.objects.count()
    count_at(one, one.path, receptionist, now)
    count_at(one, "", receptionist, now)
    assert Entry.objects.count() == many
    count_at(one, office.path, receptionist, now)
    assert fresh(one).path == office.path
    moved = own(last(one, "concern.dispatched"))
    assert (moved["from"], moved["to"]) == (TOWNSHIP, office.path)
    assert last(one, "concern.dispatched").unit == office.path
    assert last(one, "concern.received").unit == TOWNSHIP, "it was received where it was received"


# -- home, reviews ---------------------------------------------------------------------------------------------------


def test_a_concern_stands_with_who_leads_else_with_who_received_it_unless_it_was_lifted(
    dispatched, concern, office, now
):
    assert (home_of(dispatched, now), home_of(concern, now)) == (OFFICE, TOWNSHIP)
    dispatched.path = office.path
    accusation = dispatched.accusations.create(unit=office)
    assert home_of(dispatched, now) == office.path
    accusation.lifted = True
    accusation.save()
    assert home_of(dispatched, now) == OFFICE
    dispatched.kind = Kind.WRONGDOING
    assert home_of(dispatched, now) == office.path


def test_what_is_taken_up_again_comes_home_with_its_entry(dispatched, office, receptionist, now):
    one = fresh(dispatched)
    many = Entry.objects.count()
    brought_home(one, by=receptionist, now=now)
    assert Entry.objects.count() == many
    one.path = office.path
    one.save()
    brought_home(one, by=receptionist, now=now)
    assert told(one, "concern.passed_on") == (
        "/990101-ZF",
        {"from": office.path, "to": OFFICE, "due": DUE},
    )
    assert fresh(one).path == OFFICE


def test_a_review_that_runs_passes_on_with_a_sustained_objection(
    answered, county, demo, receptionist, neighbour_office, neighbour_clerk, now
):
    review = actions.ask_review(answered, level=Level.REVIEW, request="不服", unit=county, by=demo, now=now)
    actions.decide_review(review, outcome=Outcome.REDO, reasons="重办", by=demo, now=now)
    one = fresh(answered)
    ClockRun.objects.filter(concern=one, purpose=Purpose.REVIEW).update(stopped_on=None)
    one.dispatches.update(accepted_at=None)
    Concern.objects.filter(pk=one.pk).update(state=State.DISPATCHED)
    actions.object_to_dispatch(one, reason="不归我们", by=neighbour_clerk, now=now)
    actions.rule_on_objection(one, sustained=True, reason="属实", by=receptionist, now=now)
    assert told(one, "clock.passed_on") == (
        "",
        {"purpose": "review", "rule": "xf.review", "due": "2026-04-01", "from": OFFICE, "to": TOWNSHIP},
    )
    actions.dispatch_concern(one, unit=neighbour_office, by=receptionist, now=now)
    assert told(one, "clock.passed_on")[1]["to"] == OFFICE


# -- passed on -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", list(State))
def test_what_a_unit_has_to_do_with_is_what_it_leads_received_or_reviews(
    dispatched, neighbour_office, township, county, state
):
    Concern.objects.filter(pk=dispatched.pk).update(state=state)
    mine = Concern.objects.filter(pk=dispatched.pk)
    over = ("closed", "exited", "withdrawn", "set_aside")
    assert mine.filter(standing_at(neighbour_office)).exists() is (state in OPEN_STATES)
    assert mine.filter(standing_at(township)).exists() is (state not in over)
    assert not mine.filter(standing_at(county)).exists()
    dispatched.reviews.create(level="review", unit=county, request="不服", asked_on=date(2026, 3, 2))
    assert mine.filter(standing_at(county)).exists()
    dispatched.reviews.update(outcome="upheld", reasons="属实", decided_on=date(2026, 3, 2))
    assert not mine.filter(standing_at(county)).exists()


def test_of_what_passes_to_another_unit_from_where_to_where_in_whose_name(
    accepted, neighbour_office, office, administrator, now
):
    passed = pass_concern(accepted, neighbour_office, to=office, by=administrator, now=now)
    assert told(passed, "concern.passed_on") == (
        "/990101-DZ",
        {"from": OFFICE, "to": office.path, "due": DUE},
    )
    words = "综治办公室不再办理，转由党政办公室接办"
    assert heard(passed, "concern.passed_on") == ("dispatch", words, False, "administrator")
    one = fresh(passed)
    assert (one.lead, one.handler, one.unit.code) == (office, None, "990101")


def test_what_is_over_is_noted_and_stays_where_it_was_counted(
    answered, neighbour_office, office, administrator, now
):
    Concern.objects.filter(pk=answered.pk).update(state=State.CLOSED)
    passed = pass_concern(answered, neighbour_office, to=office, by=administrator, now=now)
    assert told(passed, "concern.noted") == ("/990101-ZF", {"by_code": False})
    assert (fresh(passed).path, fresh(passed).lead) == (OFFICE, office)


def test_a_review_passes_to_the_unit_in_the_place_of_the_one_above(answered, county, office, demo, now):
    review = actions.ask_review(answered, level=Level.REVIEW, request="不服", unit=county, by=demo, now=now)
    passed = pass_concern(answered, county, to=office, by=demo, now=now)
    review.refresh_from_db()
    assert review.unit == office
    assert rows(passed, "concern.noted") == sorted([*OWN, "review"])
    actions.decide_review(review, outcome=Outcome.UPHELD, reasons="属实", by=demo, now=now)
    pass_concern(answered, office, to=county, by=demo, now=now)
    review.refresh_from_db()
    assert review.unit == office, "what was decided stays as it was"


def test_another_assists_in_the_place_of_one_unless_it_leads_or_is_accused(
    accepted, office, village, neighbour_village, neighbour_office, neighbour_clerk, administrator, now
):
    how = {"by": administrator, "now": now}
    for unit in (office, village, neighbour_village):
        actions.ask_assistance(accepted, unit=unit, words="请", by=neighbour_clerk, now=now)
    accepted.accusations.create(unit=neighbour_village)

    def pass_to(unit, to):
        pass_assistance(Assistance.objects.get(concern=accepted, unit=unit), to=to, **how)
        return set(accepted.assistances.filter(ended=False).values_list("unit__code", flat=True))

    assert pass_to(office, neighbour_office) == {"990101-V01", "990101-V02"}
    assert told(accepted, "assistance.ended") == ("/990101-ZF", {"by_unit": office.path})
    assert heard(accepted, "assistance.ended")[1] == "党政办公室不再协办"
    assert pass_to(village, neighbour_village) == {"990101-V02"}
    Accusation.objects.all().delete()
    assert pass_to(neighbour_village, office) == {"990101-DZ"}
    assert told(accepted, "assistance.asked") == ("/990101-ZF", {"by_unit": office.path})
    assert heard(accepted, "assistance.asked")[1] == "党政办公室接替协办"
    assert list(Assistance.objects.filter(assisted_by(office))) == [
        Assistance.objects.get(concern=accepted, unit=office)
    ]
    Concern.objects.filter(pk=accepted.pk).update(state=State.CLOSED)
    assert not Assistance.objects.filter(assisted_by(office)).exists()


@pytest.mark.parametrize("state", list(State))
def test_what_is_dispatched_or_in_hand_is_passed_to_another_office(accepted, office, state):
    accepted.state = state
    if state in (State.DISPATCHED, State.HANDLING):
        check_movable(accepted, office, office.path)
        accepted.kind = Kind.COMPLAINT
        with pytest.raises(NotAllowed, match="逐件"):
            check_movable(accepted, office, office.path)
        return
    with pytest.raises(NotAllowed, match="待签收、办理中"):
        check_movable(accepted, office, office.path)


# -- open work -------------------------------------------------------------------------------------------------------


def test_the_open_work_of_a_unit_is_named_soonest_first_and_what_is_shielded_by_its_number(
    said, township, neighbour_office, accepted, resident, now
):
    how = {"unit": township, "channel": Channel.FORM, "by": resident, "now": now}
    early = datetime(2026, 2, 27, 9, 0, tzinfo=LOCAL)
    sooner = actions.receive_concern(said, **how, received_at=early).concern
    open_work = UnitConcerns().open_at(township)
    assert [one.ref for one in open_work] == [sooner.ref, accepted.ref]
    assert [one.title for one in open_work] == [str(sooner), str(accepted)]
    assert [one.due for one in open_work] == [sooner.due, accepted.due]
    Concern.objects.filter(pk=sooner.pk).update(kind=Kind.COMPLAINT)
    assert UnitConcerns().open_at(township)[0].title == sooner.number
    assert [one.ref for one in UnitConcerns().open_at(neighbour_office)] == [accepted.ref]


def test_the_last_who_may_handle_keeps_open_what_the_unit_leads(
    accepted, neighbour_clerk, office_head, demo, now
):
    (post,) = neighbour_clerk.posts_on(now.date())
    assert may_handle(post)
    assert [one.ref for one in LastHandler().open_for(post)] == [accepted.ref]
    how = {"first": now.date(), "by": demo, "now": now}
    second = create_post(unit=post.unit, title="综治办副主任", role="office_head", **how)
    assert LastHandler().open_for(post), "a post that nobody holds handles nothing"
    appoint(office_head, post=second, **how)
    assert LastHandler().open_for(post) == []


def test_who_leads_and_who_assists_handle_it(accepted, office, clerk, neighbour_clerk, cadre, now):
    def handles(account):
        mine = Concern.objects.filter(pk=accepted.pk)
        return mine.filter(led_by(account)).exists(), mine.filter(handled_by(account)).exists()

    assert (handles(neighbour_clerk), handles(clerk)) == ((True, True), (False, False))
    actions.ask_assistance(accepted, unit=office, words="请", by=neighbour_clerk, now=now)
    assert (handles(clerk), helping_at(accepted, clerk)) == ((False, True), office.path)
    assert helping_at(accepted, cadre) == ""
    actions.end_assistance(accepted, unit=office, by=neighbour_clerk, now=now)
    assert (handles(clerk), helping_at(accepted, clerk)) == ((False, False), "")
