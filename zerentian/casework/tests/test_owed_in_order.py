"""In which order matters stand on a desk, and from which day on those with a day of their own do."""

from datetime import datetime, timedelta

import pytest

from conftest import NOW
from zerentian.casework import actions
from zerentian.casework.models import ClockRun, Concern, JointVisit, PromiseCheck, Reminder, owed
from zerentian.casework.rules.clocks import SOON_DAYS, Purpose
from zerentian.casework.rules.concerns import Channel, Group, Kind, State
from zerentian.ledger.rules.periods import LOCAL, local_day
from zerentian.organization.models import Account, Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("beginning")]

TODAY = local_day(NOW)


def as_(name):
    return Account.objects.get(username=name)


@pytest.fixture(scope="module")
def three(beginning):
    """Three concerns in hand at an office: the answer to the first is due last."""
    township, office = Unit.objects.get(code="990101"), Unit.objects.get(code="990101-ZF")
    desk, clerk = {"by": as_("receptionist"), "now": NOW}, {"by": as_("neighbour_clerk"), "now": NOW}
    lamp = actions.keep_category(unit=township, code="lamp", name="路灯", group=Group.BUILDING, **desk)
    made = []
    for number in range(3):
        said = actions.Said(text="示例", title=f"第{number}件", category=lamp)
        resident = {"by": Account.objects.system("public"), "now": NOW}
        concern = actions.receive_concern(said, unit=township, channel=Channel.FORM, **resident).concern
        actions.triage_concern(concern, kind=Kind.HELP, category=lamp, **desk)
        actions.dispatch_concern(concern, unit=office, **desk)
        actions.accept_concern(concern, **clerk)
        Concern.objects.filter(pk=concern.pk).update(due=TODAY + timedelta(days=(9, 5, 5)[number]))
        made.append(concern)
    return made


def titles(rows):
    return [one.title for one in rows]


def set_all(three, **values):
    Concern.objects.filter(pk__in=[one.pk for one in three]).update(**values)


BY_DUE = ["第1件", "第2件", "第0件"]


@pytest.mark.parametrize(
    ("state", "who", "asked"),
    [
        (State.HANDLING, "neighbour_clerk", lambda by: owed.in_hand(by, NOW)),
        (State.DISPATCHED, "neighbour_clerk", lambda by: owed.to_accept(by, NOW)),
        (State.DRAFTED, "leader", owed.to_release),
        (State.TRIAGED, "receptionist", lambda by: owed.to_dispatch(by, NOW)),
        (State.OBJECTED, "receptionist", lambda by: owed.to_dispatch(by, NOW)),
        (State.HANDLING, "receptionist", owed.at_offices),
    ],
)
def test_what_is_due_first_stands_first_and_of_one_day_the_first_that_came(three, state, who, asked):
    set_all(three, state=state)
    assert titles(asked(as_(who))) == BY_DUE


@pytest.mark.parametrize(
    ("state", "asked"), [(State.QUEUED, owed.suspected), (State.RECEIVED, owed.to_triage)]
)
def test_what_nobody_has_looked_at_stands_the_oldest_first(three, state, asked):
    set_all(three, state=state, lead=None, path="990100/990101")
    Concern.objects.filter(pk=three[2].pk).update(received_at=datetime(2026, 3, 1, 9, 0, tzinfo=LOCAL))
    assert titles(asked(as_("receptionist"))) == ["第2件", "第0件", "第1件"]


@pytest.mark.parametrize("asked", [owed.to_call_back, owed.unsolved, owed.to_close])
def test_what_was_answered_first_is_called_back_on_first(three, asked):
    set_all(three, state=State.ANSWERED, answered_here=True, answered_on=TODAY)
    Concern.objects.filter(pk=three[1].pk).update(answered_on=TODAY - timedelta(days=1))
    if asked is not owed.to_call_back:
        set_all(three, called_back=True)
        for one in three:
            reply = one.replies.create(
                decision="supported", unit=one.unit, drafted_by=as_("clerk"), drafted_at=NOW
            )
            yes = "no" if asked is owed.unsolved else "yes"
            for solved in ("partly" if asked is owed.to_close else "yes", yes):
                one.callbacks.create(reply=reply, contacted="yes", solved=solved, satisfied="no", at=NOW)
    assert titles(asked(as_("receptionist"))) == ["第1件", "第0件", "第2件"]


@pytest.mark.parametrize("days", [-1, 0, SOON_DAYS, SOON_DAYS + 1])
def test_a_notice_is_owed_from_three_days_before_its_day(three, days):
    runs = ClockRun.objects.filter(concern=three[0], purpose=Purpose.NOTICE)
    runs.update(due=TODAY + timedelta(days=days))
    ClockRun.objects.filter(concern__in=three[1:], purpose=Purpose.NOTICE).update(stopped_on=TODAY)
    found = list(owed.notices_owed(as_("receptionist"), NOW))
    assert titles(found) == (["第0件"] if days <= SOON_DAYS else [])
    assert [one.step_due for one in found] == [TODAY + timedelta(days=days)] * len(found)
    runs.update(stopped_on=TODAY)
    assert not owed.notices_owed(as_("receptionist"), NOW).exists()


@pytest.mark.parametrize("days", [0, SOON_DAYS, SOON_DAYS + 1, None])
def test_the_county_is_asked_from_three_days_before_the_day_or_where_none_is_kept(three, days):
    set_all(three[:1], state=State.REFERRED)
    reminders = Reminder.objects.filter(concern=three[0])
    if days is not None:
        day = TODAY + timedelta(days=days)
        Reminder.objects.create(concern=three[0], to="县局", began_on=TODAY, day=day)
    found = titles(owed.with_the_county(as_("receptionist"), NOW))
    assert found == (["第0件"] if days is None or days <= SOON_DAYS else [])
    reminders.update(ended_on=TODAY)
    assert titles(owed.with_the_county(as_("receptionist"), NOW)) == ["第0件"]


def visit(concern, on, **how):
    """Call a visit on a day."""
    how = {"called": "县局", "called_by": as_("clerk"), "called_at": NOW} | how
    return JointVisit.objects.create(concern=concern, visit_on=on, **how)


def test_a_visit_is_recorded_from_its_day_on_the_earliest_first(three):
    visit(three[0], TODAY)
    visit(three[1], TODAY + timedelta(days=1))
    visit(three[2], TODAY - timedelta(days=1))
    visit(three[2], TODAY - timedelta(days=1), came=True)
    found = list(owed.visits_to_record(as_("neighbour_clerk"), NOW))
    assert [(one.title, one.step_due) for one in found] == [
        ("第2件", TODAY - timedelta(days=1)),
        ("第0件", TODAY),
    ]
    assert len(owed.visits_to_record(as_("neighbour_clerk"), NOW + timedelta(days=1))) == 3
    assert not owed.visits_to_record(as_("clerk"), NOW).exists()
    set_all(three, state=State.WITHDRAWN)
    assert not owed.visits_to_record(as_("neighbour_clerk"), NOW).exists()


@pytest.mark.parametrize("days", [0, SOON_DAYS, SOON_DAYS + 1, None])
def test_a_promise_is_checked_from_three_days_before_its_day_until_it_was(three, days):
    by = None if days is None else TODAY + timedelta(days=days)
    made = visit(three[0], TODAY, came=True, promise="修好", promised_by=by)
    visit(three[1], TODAY, came=True)
    found = titles(owed.promises_to_check(as_("neighbour_clerk"), NOW))
    assert found == (["第0件"] if days is None or days <= SOON_DAYS else [])
    assert list(owed.open_promises()) == [made]
    PromiseCheck.objects.create(visit=made, kept=True, words="好", checked_on=TODAY, checked_by=as_("clerk"))
    assert not owed.promises_to_check(as_("neighbour_clerk"), NOW).exists()
    assert not owed.open_promises().exists()


@pytest.mark.parametrize(
    ("days", "late", "soon"),
    [(-1, True, False), (0, False, True), (SOON_DAYS, False, True), (SOON_DAYS + 1, False, False)],
)
def test_at_an_office_it_is_late_from_the_day_after_and_soon_for_three_days(three, days, late, soon):
    set_all(three[:1], due=TODAY + timedelta(days=days))
    set_all(three[1:], due=TODAY + timedelta(days=30))
    desk, clerk = as_("receptionist"), as_("neighbour_clerk")
    assert owed.late_at_offices(desk, NOW).exists() is late
    assert owed.soon_at_offices(desk, NOW).exists() is soon
    assert owed.overdue_here(clerk, NOW).exists() is late
    assert ("第0件" in titles(owed.in_hand(clerk, NOW))) is not late
    assert not owed.at_offices(clerk).exists(), "what one's own office has is in hand, not away"


def test_a_question_is_waited_for_to_the_end_of_its_day(three):
    until = {
        "words": "哪一盏？",
        "asked_by": as_("clerk"),
        "asked_on": TODAY - timedelta(days=1),
        "until": TODAY,
    }
    question = three[0].questions.create(**until)
    clerk = as_("neighbour_clerk")
    assert "第0件" not in titles(owed.in_hand(clerk, NOW))
    assert "第0件" in titles(owed.in_hand(clerk, NOW + timedelta(days=1)))
    question.ended, question.ended_on = "answered", TODAY
    question.save()
    assert "第0件" in titles(owed.in_hand(clerk, NOW))
