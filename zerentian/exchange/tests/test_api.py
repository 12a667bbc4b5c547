"""Concerns for programs: a key instead of a person, the same eyes, the same actions, always JSON."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from zerentian.casework import actions
from zerentian.casework.models import Concern, RefusedLook
from zerentian.casework.rules.concerns import Channel, Kind
from zerentian.exchange.tests.test_import_pages import upload
from zerentian.exchange.tests.test_imports import DONE, OPEN, sheet
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.actions.keys import make_key

pytestmark = pytest.mark.django_db

LIST, IMPORT = reverse("exchange-api:concerns"), reverse("exchange-api:import")


def one(concern):
    return reverse("exchange-api:concern", args=[concern.key])


@pytest.fixture
def program(now):
    """Return what a program's requests look like that acts for an account."""

    def of(account, *, writes=False):
        last = local_day(now) + timedelta(days=30)
        made = make_key(
            password="Zuoye-2026-tian", label="对接", writes=writes, last=last, by=account, now=now
        )
        return Client(headers={"Authorization": f"Bearer {made.token}"}, enforce_csrf_checks=True)

    return of


def test_without_a_key_in_use_nothing_opens(client, client_of, receptionist, concern):
    for asking in (client, client_of(receptionist), Client(headers={"Authorization": "Bearer ztk_guess"})):
        for where in (LIST, one(concern)):
            answer = asking.get(where)
            assert answer.status_code == 401
            assert answer["WWW-Authenticate"] == "Bearer"
            assert "访问密钥" in answer.json()["error"]


def test_a_program_lists_what_its_account_sees(program, receptionist, supervisor, dispatched):
    (listed,) = program(receptionist).get(LIST).json()["concerns"]
    assert listed["number"] == dispatched.number
    assert listed["state"] == "dispatched"
    assert listed["lead"] == dispatched.lead.code
    assert listed["received_at"].endswith("Z")
    assert program(supervisor).get(LIST, {"state": "answered"}).json() == {"concerns": [], "next": None}


def test_a_wrong_filter_is_named(program, receptionist):
    answer = program(receptionist).get(LIST, {"first": "gestern"})
    assert answer.status_code == 422
    assert answer.json()["error"].startswith("first:")
    refused = program(receptionist).get(LIST, {"q": "13800000000"})
    assert refused.status_code == 409
    assert refused.json()["error"]


def test_a_long_list_goes_on_at_the_next_address(program, receptionist, said, township, resident, now):
    for minute in range(53):
        actions.receive_concern(
            said,
            unit=township,
            channel=Channel.FORM,
            by=resident,
            now=now,
            received_at=now - timedelta(minutes=minute),
        )
    asking = program(receptionist)
    page = asking.get(LIST, {"state": "open"}).json()
    rest = asking.get(page["next"]).json()
    assert (len(page["concerns"]), len(rest["concerns"]), rest["next"]) == (50, 3, None)
    assert len({concern["key"] for concern in page["concerns"] + rest["concerns"]}) == 53


def test_a_reply_is_read_with_its_reasons_and_entries_and_without_people(program, receptionist, answered):
    data = program(receptionist).get(one(answered)).json()
    assert data["text"] == answered.text
    assert [reply["reasons"] for reply in data["replies"]] == [answered.replies.get(released=True).reasons]
    subjects = Entry.objects.filter(subject=answered.ref).exclude(verb__startswith="contact.")
    assert {entry["uuid"] for entry in data["entries"]} <= {str(one.uuid) for one in subjects}
    assert data["clocks"]
    told = str(data)
    for hidden in ("张", "13900000000", receptionist.name, answered.code, answered.secret_digest):
        assert hidden not in told or hidden in answered.text


def test_a_draft_does_not_leave_the_office(program, receptionist, drafted):
    assert program(receptionist).get(one(drafted)).json()["replies"] == []


def test_a_report_of_wrongdoing_is_for_no_program(program, supervisor, township, resident, now):
    said = actions.Said(text="反映工程款。", title="工程款", kind=Kind.WRONGDOING)
    report = actions.receive_concern(said, unit=township, channel=Channel.FORM, by=resident, now=now).concern
    assert Concern.objects.visible_to(supervisor).filter(pk=report.pk).exists()
    asking = program(supervisor)
    assert asking.get(LIST).json()["concerns"] == []
    assert asking.get(one(report)).status_code == 404


def test_who_is_accused_finds_nothing_by_program_either(
    program, first, receptionist, township, resident, conduct, now
):
    said = actions.Said(text="反映没有回执。", title="没有回执", category=conduct)
    complaint = actions.receive_concern(
        said, unit=township, channel=Channel.FORM, by=resident, now=now
    ).concern
    asking = program(first)
    actions.triage_concern(
        complaint, kind=Kind.COMPLAINT, category=conduct, accused_accounts=[first], by=receptionist, now=now
    )
    assert asking.get(LIST).json()["concerns"] == []
    answer = asking.get(one(complaint))
    assert (answer.status_code, "没有" in answer.json()["error"]) == (404, True)
    assert RefusedLook.objects.filter(key=complaint.key).count() == 1


def test_a_program_brings_a_table_in_once(program, receptionist):
    asking = program(receptionist, writes=True)

    def send(**more):
        return asking.post(IMPORT, {"file": upload(sheet(OPEN, DONE)), "source": "县热线", **more})

    looked = send(dry_run="1").json()
    assert (looked["created"], looked["written"]) == (2, False)
    assert not Concern.objects.exists()
    first, again = send(dry_run="0").json(), send().json()
    assert (first["created"], first["errors"], first["written"]) == (2, [], True)
    assert (again["created"], again["unchanged"]) == (0, 2)
    assert Concern.objects.count() == 2


def test_a_row_with_an_error_is_named_and_nothing_comes_in(program, receptionist):
    asking = program(receptionist, writes=True)
    bad = sheet(DONE, [*OPEN[:3], "前天", *OPEN[4:]])
    answer = asking.post(IMPORT, {"file": upload(bad), "source": "县热线"})
    assert answer.status_code == 422
    assert [(one["row"], one["column"]) for one in answer.json()["errors"]] == [(3, "受理时间")]
    assert not Concern.objects.exists()


def test_what_is_no_table_or_no_map_is_refused_with_the_reason(program, receptionist):
    asking = program(receptionist, writes=True)
    assert asking.post(IMPORT).json()["error"].startswith("file:")
    broken = upload(sheet(OPEN), "热线.xlsx")
    assert asking.post(IMPORT, {"file": broken}).status_code == 422
    table_map = upload(sheet(OPEN), "map.toml")
    answer = asking.post(IMPORT, {"file": upload(sheet(OPEN)), "map": table_map})
    assert (answer.status_code, "映射" in answer.json()["error"]) == (409, True)
    unknown = asking.post(IMPORT, {"file": upload(sheet(OPEN)), "unit": "990199"})
    assert (unknown.status_code, "乡镇" in unknown.json()["error"]) == (409, True)


def test_a_key_that_only_reads_and_a_post_that_may_not_import_are_refused(program, receptionist, first):
    for asking in (program(receptionist), program(first, writes=True)):
        answer = asking.post(IMPORT, {"file": upload(sheet(OPEN))})
        assert (answer.status_code, bool(answer.json()["error"])) == (403, True)
    assert not Concern.objects.exists()


def test_a_key_of_a_closed_account_opens_nothing(program, receptionist):
    asking = program(receptionist)
    receptionist.is_active = False
    receptionist.save(update_fields=["is_active"])
    assert asking.get(LIST).status_code == 401
