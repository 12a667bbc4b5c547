"""Contact data go by rule: listed first, then erased; what is open keeps its contact."""

from datetime import timedelta
from importlib import import_module

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from zerentian.casework import actions
from zerentian.casework.actions.shield import contacts_past
from zerentian.casework.checks import contact_days_hold
from zerentian.casework.cli import contacts
from zerentian.casework.models import Contact
from zerentian.casework.rules.callbacks import Satisfied, Solved
from zerentian.evidence.actions import receive
from zerentian.ledger.actions import seal
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.verification import verify_log


@pytest.fixture
def closed(answered, resident, now):
    actions.answer_back(answered, solved=Solved.YES, satisfied=Satisfied.YES, words="", by=resident, now=now)
    answered.refresh_from_db()
    return answered


def past(now, days):
    return [concern.pk for concern in contacts_past(local_day(now + timedelta(days=days)), 365)]


def test_a_closed_concern_keeps_its_contact_for_the_year(closed, now):
    assert past(now, 365) == []
    assert past(now, 366) == [closed.pk]


def test_a_withdrawn_one_ends_with_its_last_step(concern, resident, now):
    assert past(now, 999) == []
    actions.withdraw_concern(concern, by=resident, now=now)
    assert past(now, 365) == []
    assert past(now, 366) == [concern.pk]


def test_listed_first_then_erased_and_the_ledger_still_verifies(closed, cli, now, settings, monkeypatch):
    later = now + timedelta(days=400)
    monkeypatch.setattr(import_module("zerentian.casework.cli.contacts"), "now", lambda: later)
    listed = CliRunner().invoke(contacts, ["erase", "--dry-run"])
    assert closed.number in listed.output
    assert not Contact.objects.get().erased
    assert closed.number in CliRunner().invoke(contacts, ["erase"]).output
    assert (Contact.objects.get().erased, Contact.objects.get().phone) == (True, "")
    seal(now=later)
    assert verify_log().problems == []


def test_another_time_of_keeping_may_be_tried(closed, cli, now, monkeypatch):
    later = now + timedelta(days=40)
    monkeypatch.setattr(import_module("zerentian.casework.cli.contacts"), "now", lambda: later)
    assert closed.number not in CliRunner().invoke(contacts, ["erase", "--dry-run"]).output
    assert closed.number in CliRunner().invoke(contacts, ["erase", "--dry-run", "--days", "30"]).output
    assert CliRunner().invoke(contacts, ["erase", "--days", "1"]).exit_code == 2


@pytest.mark.parametrize(("days", "errors"), [(365, 0), (29, 1), (4000, 1)])
def test_a_time_of_keeping_that_cannot_be_is_said_at_start(settings, days, errors):
    settings.CONTACT_DAYS = days
    assert len(contact_days_hold(None)) == errors


def test_a_residents_file_is_read_by_who_reads_the_concern_alone(
    concern, resident, receptionist, outsider, client_of, now
):
    file = receive(SimpleUploadedFile("note.txt", b"lamp"), name="note.txt")
    actions.supplement_concern(concern, words="见附件", files=[file], by=resident, now=now)
    where = reverse("casework:concern-file", args=[concern.key, file.sha256])
    assert b"".join(client_of(receptionist).get(where).streaming_content) == b"lamp"
    assert client_of(outsider).get(where).status_code == 404
    assert (
        "note.txt"
        in client_of(receptionist)
        .get(reverse("casework:concern-detail", args=[concern.key]))
        .content.decode()
    )
