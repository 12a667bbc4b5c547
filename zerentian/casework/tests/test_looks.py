"""Refused looks: as if there were nothing, kept in the access log, whose digest is sealed every day."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zerentian.casework import actions
from zerentian.casework.models import LookDay, RefusedLook
from zerentian.casework.models.looks import digest_of
from zerentian.casework.rules.concerns import Channel, Kind
from zerentian.ledger.actions import record, seal
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.verification import verify_log
from zerentian.organization.models import Account

# What is made anew for every form.
TOKENS = re.compile(r'[0-9A-Za-z]{64}|(?<=name="once" value=")[0-9a-f]{32}')


@pytest.fixture
def complaint(township, resident, conduct, neighbour_office, receptionist, now):
    said = actions.Said(text="综治办的人收了材料不给回执。", category=conduct)
    made = actions.receive_concern(said, unit=township, channel=Channel.FORM, by=resident, now=now).concern
    return actions.triage_concern(
        made,
        kind=Kind.COMPLAINT,
        category=conduct,
        accused_units=[neighbour_office],
        by=receptionist,
        now=now,
    )


@pytest.fixture
def clock(db):
    return Account.objects.system("clock")


def asked(browser, key):
    """Return the queries and the answer of asking for a concern, without the key."""
    where = reverse("casework:concern-detail", args=[key])
    with CaptureQueriesContext(connection) as captured:
        answer = browser.get(where)
    queries = [re.sub(r"'[^']*'|\d+", "?", query["sql"]) for query in captured]
    content = TOKENS.sub("TOKEN", answer.content.decode().replace(key, "KEY"))
    return [*queries, answer.status_code, *content.splitlines()]


def test_what_is_refused_and_what_is_not_there_are_one(complaint, neighbour_clerk, client_of):
    browser = client_of(neighbour_clerk)
    asked(browser, "fedcba9876543210")  # what is asked once for all requests
    assert asked(browser, complaint.key) == asked(browser, "0123456789abcdef")


def test_a_refused_look_makes_no_entry_and_stands_for_the_supervisor_alone(
    complaint, neighbour_clerk, supervisor, receptionist, client_of
):
    before = Entry.objects.count()
    asked(client_of(neighbour_clerk), complaint.key)
    asked(client_of(neighbour_clerk), "0123456789abcdef")
    assert Entry.objects.count() == before
    (look,) = client_of(supervisor).get(reverse("casework:looks")).context["looks"]
    assert (look.who, look.number, look.entry) == (neighbour_clerk.name, complaint.number, None)
    assert client_of(receptionist).get(reverse("casework:looks")).status_code == 403


def test_own_entries_name_nothing_that_accuses_who_reads(complaint, neighbour_clerk, auditor, client_of, now):
    """Entries of refused looks from before, and steps taken before the matter was shielded, are not shown."""
    record("concern.refused", subject=complaint.ref, unit="990100", by=neighbour_clerk, now=now)
    record(
        "concern.noted",
        subject=complaint.ref,
        unit="990101",
        by=neighbour_clerk,
        now=now,
        facts={"by_code": False},
    )
    own = client_of(neighbour_clerk).get("/account/entries/").content.decode()
    assert complaint.key not in own
    assert "补充记录" not in own
    assert "的查看" not in own
    complaint.accusations.update(lifted=True)
    own = client_of(neighbour_clerk).get("/account/entries/").content.decode()
    assert "的查看" not in own
    searched = client_of(auditor).get(reverse("organization:actors"), {"username": neighbour_clerk.username})
    page = searched.content.decode()
    assert "拒绝了对一件诉求的查看" in page, "who could read the old entries still can"
    assert complaint.title not in page


def test_the_log_is_sealed_once_a_day_empty_or_not(complaint, neighbour_clerk, client_of, clock, now):
    today = local_day(now)
    asked(client_of(neighbour_clerk), complaint.key)
    for days in (0, 0, 1, 1, 3):
        actions.seal_looks(by=clock, now=now + timedelta(days=days))
    assert [one.day for one in LookDay.objects.order_by("day")] == [
        today + timedelta(days=n) for n in (-1, 0, 1, 2)
    ]
    entries = Entry.objects.filter(verb="looks.sealed")
    assert [(entry.facts, entry.unit) for entry in entries] == [("{}", "")] * 4
    seal(now=now + timedelta(days=3))
    assert verify_log().hold
    kept = LookDay.objects.get(day=today)
    assert kept.digest == digest_of(today) != LookDay.objects.get(day=today + timedelta(days=1)).digest
    RefusedLook.objects.all().delete()
    assert kept.digest != digest_of(today), "a line that is taken out is found"


def test_whoever_oversees_looks_sees_none_at_a_matter_that_accuses_them(
    township, resident, conduct, receptionist, first, supervisor, client_of, now
):
    reachable = actions.Reachable(name="示例群众", phone="13900000000")
    said = actions.Said(text="县里有人收了材料不给回执。", category=conduct, contact=reachable)
    made = actions.receive_concern(said, unit=township, channel=Channel.FORM, by=resident, now=now).concern
    actions.triage_concern(made, kind=Kind.COMPLAINT, category=conduct, by=receptionist, now=now)
    actions.reveal_contact(made, purpose="call_back", reason="回访", by=receptionist, now=now)
    looks = reverse("casework:looks")
    assert made.number in client_of(supervisor).get(looks).content.decode()
    actions.name_accused(made, units=[], accounts=[supervisor], by=first, now=now)
    page = client_of(supervisor).get(looks).content.decode()
    assert made.number not in page
    assert "回访" not in page.partition("<main")[2].partition("<table")[2]
