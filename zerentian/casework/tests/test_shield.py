"""Who may read what: the one visibility function, asked for every member of the cast."""

from datetime import timedelta

import pytest

from conftest import COUNTY_PRIVATE
from zerentian.casework import actions
from zerentian.casework.county import open_text
from zerentian.casework.models import Concern, RefusedLook, SubTask
from zerentian.casework.rules.concerns import Channel, Kind
from zerentian.duties.models import Task
from zerentian.duties.rules.tasks import TaskState
from zerentian.duties.shown import meetings
from zerentian.duties.shown.records import TASK_RECORDS
from zerentian.ledger.actions import seal
from zerentian.ledger.figures import compute
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import Period
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.verification import verify_log
from zerentian.organization.access import Forbidden
from zerentian.organization.shields import hidden_from_nobody

EVERYONE = [
    "clerk",
    "office_head",
    "neighbour_clerk",
    "cadre",
    "neighbour_cadre",
    "leader",
    "first",
    "receptionist",
    "inspector",
    "supervisor",
    "outsider",
    "administrator",
    "auditor",
    "security",
]


@pytest.fixture
def readers(account_of):
    """Return the members of the cast who may read a concern."""

    def of(concern):
        return {
            name
            for name in EVERYONE
            if Concern.objects.visible_to(account_of(name)).filter(pk=concern.pk).exists()
        }

    return of


@pytest.fixture
def complaint(township, resident, conduct, now):
    said = actions.Said(text="综治办的人收了材料不给回执。", title="收材料不给回执", category=conduct)
    return actions.receive_concern(said, unit=township, channel=Channel.FORM, by=resident, now=now).concern


@pytest.fixture
def report(township, resident, now):
    said = actions.Said(text="反映村里工程款去向不明。", title="工程款去向", kind=Kind.WRONGDOING)
    return actions.receive_concern(said, unit=township, channel=Channel.FORM, by=resident, now=now).concern


def test_a_new_concern_is_for_the_case_desk_the_leaders_and_the_county(concern, readers):
    assert readers(concern) == {"receptionist", "leader", "first", "inspector", "supervisor"}


def test_a_dispatched_concern_is_also_for_the_office_in_the_lead(dispatched, readers):
    assert readers(dispatched) - readers_of_the_desk() == {"neighbour_clerk"}


def readers_of_the_desk():
    return {"receptionist", "leader", "first", "inspector", "supervisor"}


def test_an_assisting_office_reads_it_until_its_help_ends(accepted, office, neighbour_clerk, readers, now):
    actions.ask_assistance(accepted, unit=office, words="请提供预算情况", by=neighbour_clerk, now=now)
    assert {"clerk", "office_head"} <= readers(accepted)
    actions.end_assistance(accepted, unit=office, by=neighbour_clerk, now=now)
    assert not {"clerk", "office_head"} & readers(accepted)


def test_a_complaint_not_yet_triaged_is_for_those_who_may_triage_complaints(complaint, readers):
    assert readers(complaint) == {"receptionist", "first", "supervisor"}


def test_the_accused_unit_neither_reads_nor_is_given_a_complaint(
    complaint, conduct, neighbour_office, neighbour_clerk, office, receptionist, readers, now
):
    actions.triage_concern(
        complaint,
        kind=Kind.COMPLAINT,
        category=conduct,
        accused_units=[neighbour_office],
        by=receptionist,
        now=now,
    )
    with pytest.raises(NotAllowed, match="第三十条"):
        actions.dispatch_concern(complaint, unit=neighbour_office, by=receptionist, now=now)
    assert RefusedLook.objects.filter(key=complaint.key, by=receptionist).count() == 1
    actions.dispatch_concern(complaint, unit=office, by=receptionist, now=now)
    assert "neighbour_clerk" not in readers(complaint)
    assert {"clerk", "office_head"} <= readers(complaint)


def test_an_accused_person_reads_nothing_whatever_the_post(
    complaint, conduct, leader, receptionist, readers, now
):
    actions.triage_concern(
        complaint, kind=Kind.COMPLAINT, category=conduct, accused_accounts=[leader], by=receptionist, now=now
    )
    assert "leader" not in readers(complaint)
    assert "first" in readers(complaint)


def test_who_is_accused_does_not_triage_it(complaint, conduct, receptionist, now):
    with pytest.raises(NotAllowed, match="本人"):
        actions.triage_concern(
            complaint,
            kind=Kind.COMPLAINT,
            category=conduct,
            accused_accounts=[receptionist],
            by=receptionist,
            now=now,
        )


def test_a_complaint_about_the_whole_township_is_read_and_counted_by_the_county_alone(
    complaint, conduct, township, county, receptionist, readers, now
):
    actions.triage_concern(
        complaint, kind=Kind.COMPLAINT, category=conduct, accused_units=[township], by=receptionist, now=now
    )
    assert readers(complaint) == {"inspector", "supervisor"}
    seal(now=now)
    year = Period.parse("2026")
    for code in ("concerns.received", "concerns.open", "concerns.kind.complaint"):
        assert not compute(code, unit=township.path, period=year).value, code
        assert compute(code, unit=county.path, period=year).value == 1, code


def test_a_report_of_wrongdoing_lies_encrypted_with_the_superior_alone(report, readers, township, now):
    assert readers(report) == {"supervisor"}
    row = Concern.objects.filter(pk=report.pk).values().get()
    assert "工程款" not in str(row)
    opened = open_text(report.sealed_text, matter=report.key, private=COUNTY_PRIVATE)
    assert opened["title"] == "工程款去向"
    seal(now=now)
    assert not compute("concerns.received", unit=township.path, period=Period.parse("2026")).value


def test_what_turns_out_to_be_a_report_leaves_the_township(
    concern, category, supervisor, receptionist, readers, now
):
    with pytest.raises(Forbidden):
        actions.triage_concern(concern, kind=Kind.WRONGDOING, category=category, by=receptionist, now=now)
    actions.triage_concern(concern, kind=Kind.WRONGDOING, category=category, by=supervisor, now=now)
    assert readers(concern) == {"supervisor"}


def test_the_handling_office_can_not_reveal_who_reported(accepted, neighbour_clerk, receptionist, now):
    with pytest.raises(Forbidden):
        actions.reveal_contact(accepted, purpose="verify_facts", reason="核实", by=neighbour_clerk, now=now)
    with pytest.raises(NotAllowed, match="理由"):
        actions.reveal_contact(accepted, purpose="call_back", reason=" ", by=receptionist, now=now)
    assert actions.reveal_contact(accepted, purpose="call_back", reason="回访", by=receptionist, now=now) == (
        "示例群众",
        "13900000000",
        "",
    )
    assert Entry.objects.filter(verb="contact.revealed", subject=accepted.ref).count() == 1


def test_contact_data_lies_encrypted_and_is_erased_with_a_ledger_that_still_verifies(answered, first, now):
    stored = str(type(answered.contact).objects.filter(concern=answered).values().get())
    assert "13900000000" not in stored
    actions.erase_contact(answered, ground="request", by=first, now=now)
    seal(now=now)
    assert verify_log().problems == []


def test_a_task_that_a_complaint_brought_goes_into_no_form_and_before_no_meeting(
    complaint, township, office, clerk, leader, now
):
    task = Task.objects.create(
        unit=office,
        path=office.path,
        title="核查收件回执",
        post=clerk.posts_on(now.date())[0],
        due=now.date() - timedelta(days=1),
        assigned_on=now.date(),
        state=TaskState.ASSIGNED,
    )
    rows = TASK_RECORDS.rows(leader, township, now.date(), now.date())
    assert [one.ref for one in meetings.red_tasks(leader, township, now)] == [task.ref]
    assert meetings.task_may_go_before_a_meeting(leader, str(task.pk))
    SubTask.objects.create(concern=complaint, task=task)
    assert not hidden_from_nobody(rows, "task").exists()
    assert not [one for one in meetings.red_tasks(leader, township, now) if one.ref == task.ref]
    assert not meetings.task_may_go_before_a_meeting(leader, str(task.pk))
