"""A file belongs to the matter it was filed with: whoever reads that sees it, and nobody else learns of it."""

from importlib import import_module
from io import BytesIO

import pytest
from django.apps import apps
from django.urls import reverse

from zerentian.casework import actions
from zerentian.casework.rules.concerns import Channel, Kind
from zerentian.duties.models import Task
from zerentian.evidence.actions import ask_erasure, deposit, erase, receive
from zerentian.evidence.models import Deposit, File
from zerentian.evidence.tests.files import plain_jpeg
from zerentian.ledger.actions import seal
from zerentian.ledger.models import Entry
from zerentian.ledger.verification import verify_log
from zerentian.organization.models import Post

READERS = {"receptionist", "clerk", "office_head", "leader", "first", "inspector", "supervisor"}
STAFF = (*READERS, "neighbour_clerk", "cadre", "outsider", "auditor", "administrator")


@pytest.fixture
def complaint(township, resident, conduct, office, neighbour_office, receptionist, clerk, now):
    """A complaint about an office, in the hands of another."""
    said = actions.Said(text="综治办的人收了材料不给回执。", title="收材料不给回执", category=conduct)
    made = actions.receive_concern(said, unit=township, channel=Channel.FORM, by=resident, now=now).concern
    actions.triage_concern(
        made,
        kind=Kind.COMPLAINT,
        category=conduct,
        accused_units=[neighbour_office],
        by=receptionist,
        now=now,
    )
    actions.dispatch_concern(made, unit=office, by=receptionist, now=now)
    return actions.accept_concern(made, by=clerk, now=now)


def picture():
    return receive(BytesIO(plain_jpeg(9)), name="取证照片.jpg")


@pytest.fixture
def noted(complaint, clerk, now):
    """The file that the handling office added with a note."""
    actions.note_concern(complaint, words="已到窗口取证", files=[picture()], by=clerk, now=now)
    seal(now=now)
    return complaint.files.get().file


def surfaces_of(file):
    for name in ("file-detail", "file", "picture", "thumbnail"):
        yield reverse(f"evidence:{name}", args=[file.sha256])


def test_a_handlers_file_is_seen_by_who_reads_the_matter_alone(noted, account_of, client_of):
    for username in STAFF:
        browser = client_of(account_of(username))
        expected = {200} if username in READERS else {403, 404}
        for where in surfaces_of(noted):
            answer = browser.get(where)
            assert b"".join(answer) or answer.status_code != 200
            assert answer.status_code in expected, (username, where)
        listed = browser.get(reverse("evidence:file-list"))
        assert (noted.sha256 in listed.content.decode()) is (username in READERS), username
        trail = browser.get(reverse("trail"), {"subject": noted.ref})
        if username not in READERS | {"outsider"}:
            assert not any(str(one.uuid) in trail.content.decode() for one in Entry.objects.about(noted.ref))


def test_the_accused_who_deposits_the_same_content_learns_nothing(noted, neighbour_clerk, client_of, now):
    browser = client_of(neighbour_clerk)
    sent = BytesIO(plain_jpeg(9))
    sent.name = "我的照片.jpg"
    page = browser.post(reverse("evidence:deposit"), {"evidence": sent}, follow=True)
    assert page.status_code == 200
    assert "同一个文件" not in page.content.decode()
    assert "取证照片" not in page.content.decode()
    own = File.objects.get(sha256=noted.sha256, belongs_to="")
    (entry,) = Entry.objects.about(own.ref)
    assert entry.fact["seen_before"] is False
    assert own.deposits.count() == 1


def test_what_is_erased_in_one_place_stands_in_the_other(noted, neighbour_clerk, first, office_head, now):
    own = deposit(picture(), by=neighbour_clerk, now=now)
    asked = ask_erasure(noted, ground="pipl-47-1", reason="无关人员", by=office_head, now=now)
    erase(asked, by=first, now=now)
    assert own.path.is_file()
    assert not File.objects.standing().filter(pk=noted.pk).exists()


def test_content_erased_elsewhere_is_no_bar_and_nothing_is_said(noted, office_head, first, now):
    erase(
        ask_erasure(noted, ground="pipl-47-1", reason="无关人员", by=office_head, now=now), by=first, now=now
    )
    assert deposit(picture(), by=first, now=now).path.is_file()


def test_a_task_given_for_a_matter_goes_behind_the_shield_with_it(
    accepted, receptionist, cadre, village, client_of, now, account_of
):
    post = Post.objects.get(unit=village)
    title = "到现场核实路灯"
    actions.give_subtask(
        accepted, title=title, post=post, due=now.date(), by=account_of("supervisor"), now=now
    )
    seal(now=now)
    task = Task.objects.get()
    places = [
        lambda browser: browser.get(reverse("duties:task-list")),
        lambda browser: browser.get(reverse("duties:task-detail", args=[task.pk])),
        lambda browser: browser.get(reverse("trail"), {"subject": task.ref}),
        lambda browser: browser.get(reverse("desk")),
    ]
    assert any(title in place(client_of(cadre)).content.decode() for place in places)
    actions.name_accused(accepted, units=[village], accounts=[], by=receptionist, now=now)
    for place in places:
        content = place(client_of(cadre)).content.decode()
        assert title not in content
        assert not any(str(one.uuid) in content for one in Entry.objects.about(task.ref))


def test_rows_of_matters_are_named_by_marks_and_old_names_stay_valid(noted, complaint, now):
    """A leaf names no row number of a matter: numbers would show gap and order."""
    named = [
        name.rpartition(":")[2]
        for entry in Entry.objects.about(complaint.ref)
        for name in entry.commitment
        if name.startswith("row:")
    ]
    assert named
    assert all(int(name) >= 2**62 for name in named)
    assert int(noted.ref.partition(":")[2]) >= 2**62
    assert verify_log().hold


def test_files_that_are_there_already_are_given_to_their_matters(noted, complaint, cadre, now):
    """An upgrade: a note's file goes to its matter, one that an office deposited for itself stays open."""
    own = deposit(receive(BytesIO(plain_jpeg(3)), name="a.jpg"), by=cadre, now=now)
    File.objects.update(belongs_to="")
    upgrade = import_module("zerentian.casework.migrations.0008_files_filed_with_concerns").belong
    upgrade(apps, None)
    noted.refresh_from_db()
    own.refresh_from_db()
    assert (noted.belongs_to, own.belongs_to) == (complaint.ref, "")
    Deposit.objects.filter(file=noted).update(deposited_at=now.replace(year=2025))
    File.objects.update(belongs_to="")
    upgrade(apps, None)
    noted.refresh_from_db()
    assert noted.belongs_to == ""
