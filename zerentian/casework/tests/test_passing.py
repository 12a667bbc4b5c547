"""Whoever is merged, closed, moved or leaves: nothing open stays with nobody, in any room."""

from datetime import date, timedelta

import pytest
from django.apps import apps

from zerentian.casework import actions
from zerentian.casework.models import Accusation, Assistance, Concern
from zerentian.casework.rules.concerns import OPEN_STATES, Kind, State
from zerentian.duties.actions import assign_task
from zerentian.duties.models import Task
from zerentian.ledger.actions import seal
from zerentian.ledger.figures import compute
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import Period
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.verification import verify_log
from zerentian.organization.access import Forbidden
from zerentian.organization.actions.accounts import close_account
from zerentian.organization.actions.areas import charge, open_area
from zerentian.organization.actions.posts import appoint, close_post, create_post, end_appointment
from zerentian.organization.actions.units import close_unit, merge_unit, move_unit
from zerentian.organization.handover import open_at
from zerentian.organization.models import Account, Appointment, AreaCharge, Post, Unit

TODAY = date(2026, 3, 2)
YESTERDAY = TODAY - timedelta(days=1)


def people():
    """Return everybody who may sign in, as the program sees them on the next request."""
    return list(Account.objects.people().filter(is_active=True))


def owners(concern):
    """Return who may take the next step on a concern today, and may see it."""
    concern = Concern.objects.get(pk=concern.pk)
    right = "concern.handle" if concern.lead else "concern.triage"
    place = concern.place_in_hand if concern.lead else concern.unit
    able = [one for one in people() if one.may(right, place)]
    return [one.username for one in able if Concern.objects.visible_to(one).filter(pk=concern.pk).exists()]


@pytest.fixture
def received(concern):
    """A concern that nobody has looked at yet."""
    return concern


@pytest.fixture
def objected(dispatched, neighbour_clerk, now):
    """A concern whose dispatch was objected to."""
    actions.object_to_dispatch(dispatched, reason="示例：属他办职责。", by=neighbour_clerk, now=now)
    return dispatched


def test_a_matter_in_hand_is_passed_to_another_office_of_the_township_and_back(
    accepted,
    concern,
    office,
    neighbour_office,
    village,
    township,
    unit_of,
    receptionist,
    neighbour_clerk,
    now,
):
    def passed(to, reason="示例：职责在那边", by=receptionist):
        return actions.move_concern(
            Concern.objects.get(pk=accepted.pk), unit=to, reason=reason, by=by, now=now
        )

    with pytest.raises(NotAllowed, match="没有转办过"):
        actions.move_concern_back(accepted, reason="示例", by=receptionist, now=now)
    for to, words in (
        (neighbour_office, "就是主办单位"),
        (unit_of("990102-DZ"), "本乡镇现有"),
        (township, "本乡镇现有"),
        (village, "基本履职事项"),
    ):
        with pytest.raises(NotAllowed, match=words):
            passed(to)
    with pytest.raises(NotAllowed, match="转办理由"):
        passed(office, reason=" ")
    with pytest.raises(Forbidden):
        passed(office, by=neighbour_clerk)
    moved = passed(office)
    assert (moved.lead, moved.path, moved.handler, moved.due) == (office, office.path, None, accepted.due)
    entry = Entry.objects.get(subject=moved.ref, verb="concern.passed_on")
    assert (entry.fact["from"], entry.fact["to"]) == (neighbour_office.path, office.path)
    back = actions.move_concern_back(moved, reason="示例：仍归综治办", by=receptionist, now=now)
    assert back.lead == neighbour_office


def test_a_matter_is_handed_to_a_colleague_of_the_office_alone(
    accepted, neighbour_office, neighbour_clerk, clerk, cadre, administrator, client_of, now
):
    post = create_post(
        unit=neighbour_office, title="综治办副主任", role="clerk", first=TODAY, by=administrator, now=now
    )
    appoint(clerk, post=post, first=TODAY, by=administrator, now=now)
    browser, where = client_of(neighbour_clerk), f"/concerns/{accepted.key}/do/hand-over/"
    assert list(browser.get(where).context["form"].fields["to"].queryset) == [clerk]
    assert browser.post(where, {"to": cadre.pk}).status_code == 422
    assert browser.post(where, {"to": clerk.pk}).status_code == 302
    assert Concern.objects.get(pk=accepted.pk).handler == clerk


def test_what_is_not_in_an_offices_hands_is_not_passed_on(triaged, drafted, office, receptionist, now):
    with pytest.raises(NotAllowed, match="待签收、办理中"):
        actions.move_concern(drafted, unit=office, reason="示例", by=receptionist, now=now)


@pytest.fixture
def verbs(neighbour_office, office, other_township, township, administrator, now, neighbour_clerk):
    """Everything that ends an office, a post or somebody's time in one."""
    act = {"by": administrator, "now": now}
    post = Post.objects.get(unit=neighbour_office)
    held = Appointment.objects.get(post=post)
    return {
        "merge": lambda: merge_unit(neighbour_office, into=office, first=TODAY, **act),
        "merge_township": lambda: merge_unit(township, into=other_township, first=TODAY, **act),
        "close": lambda: close_unit(neighbour_office, last=YESTERDAY, **act),
        "close_to": lambda: close_unit(neighbour_office, last=YESTERDAY, to=office, **act),
        "move": lambda: move_unit(neighbour_office, parent=other_township, first=TODAY, **act),
        "close_post": lambda: close_post(post, last=YESTERDAY, **act),
        "end": lambda: end_appointment(held, last=YESTERDAY, **act),
        "close_account": lambda: close_account(neighbour_clerk, **act),
    }


VERBS = ("merge", "merge_township", "close", "close_to", "move", "close_post", "end", "close_account")


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("noun", ["received", "triaged", "dispatched", "objected", "accepted", "drafted"])
def test_every_open_concern_keeps_an_owner_whatever_ends(verb, noun, verbs, request):
    concern = request.getfixturevalue(noun)
    assert owners(concern)
    try:
        verbs[verb]()
    except NotAllowed as refusal:
        assert str(refusal)  # noqa: PT017
    assert owners(concern)
    kept = Concern.objects.get(pk=concern.pk)
    assert kept.unit.path_on(TODAY)
    assert kept.lead is None or kept.lead.path_on(TODAY)


@pytest.mark.parametrize("verb", VERBS)
def test_every_open_task_keeps_a_post_that_exists(verb, verbs, neighbour_office, leader, now):
    post = Post.objects.get(unit=neighbour_office)
    task = assign_task(title="示例交办", post=post, due=date(2026, 3, 9), by=leader, now=now)
    try:
        verbs[verb]()
    except NotAllowed as refusal:
        assert str(refusal)  # noqa: PT017
    kept = Task.objects.get(pk=task.pk)
    assert kept.post.exists_on(TODAY)
    assert Account.objects.holding(kept.post, TODAY) or verb in {"close_account", "end"}


def test_a_merged_units_concerns_are_led_by_the_other_and_count_there(
    accepted, neighbour_office, office, verbs, now
):
    verbs["merge"]()
    concern = Concern.objects.get(pk=accepted.pk)
    assert (concern.lead, concern.path, concern.state) == (office, office.path, State.HANDLING)
    assert Entry.objects.filter(verb="concern.passed_on", subject=concern.ref).count() == 1
    assert open_at(neighbour_office) == []
    seal(now=now)
    for unit, count in ((neighbour_office.path, 0), (office.path, 1)):
        assert compute("concerns.open", unit=unit, period=Period.parse("2026")).value == count
    assert verify_log().problems == []


def test_closing_a_unit_names_what_is_open_and_passes_it_on(
    accepted, neighbour_office, office, verbs, administrator, now
):
    post = Post.objects.get(unit=neighbour_office)
    with pytest.raises(NotAllowed, match="还有 1 件未办结"):
        close_post(post, last=YESTERDAY, by=administrator, now=now)
    heir = Post.objects.filter(unit=office)[0]
    close_post(post, last=YESTERDAY, to=heir, by=administrator, now=now)
    assert Concern.objects.get(pk=accepted.pk).lead == office


def test_a_unit_that_leads_is_not_closed_with_its_matters(dispatched, neighbour_office, office, verbs, now):
    Post.objects.filter(unit=neighbour_office).update(last=date(2026, 2, 1))
    with pytest.raises(NotAllowed, match="还有 1 件未办结"):
        verbs["close"]()
    verbs["close_to"]()
    assert Concern.objects.get(pk=dispatched.pk).lead == office


def test_an_office_that_assists_is_replaced(accepted, office, village, administrator, neighbour_clerk, now):
    actions.ask_assistance(accepted, unit=village, words="示例", by=neighbour_clerk, now=now)
    other = Unit.objects.get(code="990101-V02")
    merge_unit(village, into=other, first=TODAY, by=administrator, now=now)
    assert [one.unit for one in Assistance.objects.filter(ended=False)] == [other]


def test_a_matter_never_passes_to_whom_it_accuses(dispatched, office, verbs):
    Accusation.objects.create(concern=dispatched, unit=office)
    verbs["merge"]()
    concern = Concern.objects.get(pk=dispatched.pk)
    assert (concern.lead, concern.state) == (None, State.TRIAGED)
    assert not concern.dispatches.filter(ended=False).exists()


def test_an_area_is_not_left_to_a_post_that_is_gone(neighbour_office, office, administrator, verbs, now):
    post = Post.objects.get(unit=neighbour_office)
    area = open_area(code="demo", name="示例领域", by=administrator, now=now)
    charge(area, post=post, part="leads", first=YESTERDAY, by=administrator, now=now)
    verbs["merge"]()
    assert [one.post.unit for one in AreaCharge.objects.filter(last=None)] == [office]


def test_the_accused_stay_blind_when_their_office_merges(
    conduct, township, receptionist, resident, neighbour_office, office, verbs, now
):
    complaint = actions.receive_concern(
        actions.Said(
            text="示例：办事推诿。", category=conduct, contact=actions.Reachable("甲", "13900000000")
        ),
        unit=township,
        channel="form",
        by=resident,
        now=now,
    ).concern
    actions.triage_concern(
        complaint,
        kind=Kind.COMPLAINT,
        category=conduct,
        accused_units=[neighbour_office],
        by=receptionist,
        now=now,
    )
    verbs["merge"]()
    assert Accusation.objects.filter(concern=complaint, unit=office, lifted=False).exists()
    inside = [one for one in people() if any(unit == office for unit in one.units_on(TODAY))]
    assert inside
    assert not any(Concern.objects.visible_to(one).filter(pk=complaint.pk).exists() for one in inside)


# Where a row names a unit or a post that may end: how its open work passes on, or why none is open.
NOUNS = {
    "casework.Concern.unit": "handover.UnitConcerns",
    "casework.Concern.lead": "handover.UnitConcerns, handover.LastHandler",
    "casework.Concern.place_unit": "where it is about: no owner",
    "casework.Assistance.unit": "handover.UnitConcerns",
    "casework.Review.unit": "handover.UnitConcerns",
    "casework.Accusation.unit": "handover.UnitConcerns",
    "casework.Topic.unit": "handover.UnitTopics",
    "casework.Dispatch.unit": "history: whom it was given to; the concern's lead owns it",
    "casework.Reply.unit": "history: who answered",
    "casework.Mention.post": "read by the post that succeeds; a note, nobody's step, where none does",
    "casework.Routing.office": "a rule as data: it follows the office that took this one in",
    "casework.Routing.place_unit": "a rule as data: the place it is about",
    "duties.Duty.post": "handover.DUTIES",
    "duties.Task.post": "handover.TASKS",
    "duties.Task.assigner": "history: who assigned",
    "duties.PersonalAct.post": "history: who acted",
    "duties.Decision.lead": "handover.DECISIONS",
    "duties.Meeting.chair": "handover.Meetings",
    "duties.Meeting.keeper": "handover.KeptMeetings",
    "duties.Meeting.recorder": "handover.Meetings",
    "duties.MeetingItem.presenter": "history: who presented it",
    "duties.MeetingKind.keeper": "a rule as data: replaced by the next",
    "duties.Minutes.post": "history: who signed",
    "community.CallTry.post": "history: whom was tried",
    "community.Requirement.post": "closed when nobody holds the post any more: a successor learns anew",
    "duties.Acknowledgement.post": "history: in which post an edition was acknowledged",
    "duties.Letter.of_post": "handover.Letters",
    "duties.Letter.of_unit": "handover.UnitLetters",
    "duties.LetterSigner.post": "handover.Letters",
    "exchange.Demand.post": "handover.DEMANDS",
    "exchange.DemandSeries.post": "handover.SERIES",
    "rectification.RiskPoint.responsible": "handover.RISK_POINTS, handover.RISK_CONTROLS",
    "rectification.RiskControl.responsible": "handover.RISK_POINTS, handover.RISK_CONTROLS",
    "rectification.LandMatter.responsible": "handover.LAND_MATTERS",
    "rectification.DutyShift.responsible": "a shift of one day: another roster replaces it",
    "rectification.DutyShift.responsible_leader": "a shift of one day: another roster replaces it",
    "rectification.HazardSheet.shelter_post": "a card of a version: the next names another",
    "rectification.HazardSheet.town_post": "a card of a version: the next names another",
    "rectification.HazardSheet.warning_post": "a card of a version: the next names another",
    "rectification.Transfer.ordered_by_post": "history: who ordered",
    "rectification.Finding.responsible": "handover.FINDINGS",
    "rectification.Measure.responsible": "handover.MEASURES",
    "rectification.Finding.opened_at_unit": "history: where it was opened",
    "rectification.Finding.place_unit": "the place it is about",
    "reports.ReportDraft.signed_post": "history: who signed off",
    "reports.ScoreMark.by_post": "history: who marked",
    "reports.ScoreObjection.by_raising_post": "history: who objected",
    "reports.ScoreObjection.by_answering_post": "history: who answered",
    "organization.AreaCharge.post": "ends with its post",
    "organization.ProposedAppointment.post": "a proposal between keepers: nobody's open work",
    "organization.Post.unit": "merged and closed with the unit",
    "organization.Appointment.post": "ends with its post",
    "organization.UnitPeriod.unit": "the unit itself",
    "organization.UnitPeriod.parent": "moved with the unit",
    "organization.Unit.merged_into": "the unit itself",
    "organization.Post.successor": "history",
}


def test_every_noun_that_names_a_unit_or_post_says_how_it_passes_on():
    named = {
        f"{model._meta.app_label}.{model.__name__}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if getattr(field, "many_to_one", False) and field.related_model in (Unit, Post)
    }
    located = {one for one in named if one.endswith(".unit")} - NOUNS.keys()
    # Rows of a place (Located) state where something was done or is kept: nobody's open work but their post's.
    assert {one.partition(".")[0] for one in located} <= {
        "community",
        "duties",
        "exchange",
        "evidence",
        "reports",
        "casework",
        "rectification",
    }
    assert named - located == NOUNS.keys(), sorted((named - located) ^ NOUNS.keys())
    assert OPEN_STATES
