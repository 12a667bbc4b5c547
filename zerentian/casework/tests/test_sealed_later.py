"""What turns out to be a report of wrongdoing, or came before the county had a key, is sealed with all it brought."""

from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from django.core.files.uploadedfile import SimpleUploadedFile

from conftest import COUNTY_PRIVATE
from zerentian.casework import actions, county, search
from zerentian.casework.cipher import key_files
from zerentian.casework.models import Concern, CountyKey, PublicAnswer
from zerentian.casework.rules.concerns import Channel, Kind, State
from zerentian.evidence.actions import receive
from zerentian.evidence.models import File
from zerentian.evidence.tests.files import plain_jpeg
from zerentian.ledger.actions import seal
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.verification import verify_log
from zerentian.organization.access import Forbidden

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(township, resident, category, now):
    """Receive a concern with a photo and something added: nobody knows yet what it is."""
    photo = SimpleUploadedFile("青檀工程.jpg", plain_jpeg(9), content_type="image/jpeg")
    said = actions.Said(text="青檀工程的事。", title="青檀工程", category=category)
    concern = actions.receive_concern(
        said,
        unit=township,
        channel=Channel.FORM,
        by=resident,
        now=now,
        files=[receive(photo, name=photo.name)],
    ).concern
    return actions.supplement_concern(concern, words="青檀转账记录。", by=resident, now=now)


def opened(concern):
    """Return all that is sealed of a matter, as the county reads it."""
    lines = concern.sealed_text.splitlines()
    return [county.open_text(line, matter=concern.key, private=COUNTY_PRIVATE) for line in lines]


def test_a_matter_that_turns_out_to_be_a_report_takes_all_it_brought_along(
    told, category, supervisor, leader, clerk, home, now, django_capture_on_commit_callbacks
):
    kept = told.files.get().file
    clear = kept.path.read_bytes()
    assert Concern.objects.visible_to(leader).filter(pk=told.pk).exists()
    PublicAnswer.objects.create(
        concern=told,
        version=1,
        title="青檀",
        question="问",
        answer="答",
        published_at=now,
        published_by=clerk,
    )
    with django_capture_on_commit_callbacks(execute=True):
        actions.triage_concern(told, kind=Kind.WRONGDOING, category=category, by=supervisor, now=now)
    told.refresh_from_db()
    kept.refresh_from_db()
    rows = [told, *told.happenings.all(), kept, *kept.deposits.all()]
    assert not any("青檀" in str(vars(row)) for row in rows)
    assert [set(one) for one in opened(told)] == [
        {"title", "text", "answers"} & set(opened(told)[0]),
        {"added"},
    ]
    assert opened(told)[1] == {"added": "青檀转账记录。"}
    sealed = kept.path.read_bytes()
    assert county.open_file(sealed, matter=told.key, private=COUNTY_PRIVATE) == ("青檀工程.jpg", clear)
    for path in home.rglob("*"):
        assert not path.is_file() or clear[200:400] not in path.read_bytes(), path
    assert not File.objects.visible_to(leader).filter(pk=kept.pk).exists()
    assert not Concern.objects.visible_to(leader).filter(pk=told.pk).exists()
    assert not PublicAnswer.objects.standing().filter(concern=told).exists()
    seal(now=now)
    search.catch_up_wholly()
    assert not search.look_alikes(Concern.objects.all(), "青檀工程的事")
    assert verify_log().problems == []


def test_what_was_asked_back_and_said_on_reopening_is_sealed_with_it(
    accepted, neighbour_clerk, category, supervisor, receptionist, resident, now
):
    asked = actions.ask_resident(
        accepted,
        words="青檀工程是哪一处？",
        until=local_day(now) + timedelta(days=5),
        by=neighbour_clerk,
        now=now,
    )
    assert asked.pause
    actions.record_answer(accepted, words="青檀工程在村口。", by=receptionist, now=now)
    Concern.objects.filter(pk=accepted.pk).update(state=State.CLOSED, closed_on=local_day(now))
    actions.reopen_at_request(accepted, reason="青檀工程没有查。", by=resident, now=now)
    Concern.objects.filter(pk=accepted.pk).update(state=State.TRIAGED)
    actions.triage_concern(accepted, kind=Kind.WRONGDOING, category=category, by=supervisor, now=now)
    accepted.refresh_from_db()
    asked.refresh_from_db()
    asked.pause.refresh_from_db()
    rows = [accepted, *accepted.happenings.all(), asked, asked.pause]
    assert not any("青檀" in str(vars(row)) for row in rows)
    said = {one.get("added") for one in opened(accepted)}
    assert {"青檀工程是哪一处？", "青檀工程在村口。", "青檀工程没有查。"} <= said
    assert (asked.words, asked.pause.reason) == ("请补充情况", "请补充情况")
    seal(now=now)
    assert verify_log().problems == []


def earlier(concern):
    """Let a report stand as before the county had a key: its text under the contact key, its file in the clear."""
    token = Fernet(key_files()[0].read_bytes()).encrypt("以前的检举。".encode()).decode()
    Concern.objects.filter(pk=concern.pk).update(
        kind=Kind.WRONGDOING, text="", title="检举控告材料", sealed_text=token
    )
    concern.refresh_from_db()
    return concern


def test_earlier_reports_are_sealed_to_the_countys_key_once_it_is_declared(
    told, supervisor, receptionist, now, django_capture_on_commit_callbacks
):
    report = earlier(told)
    assert "以前的检举" in report.words
    with pytest.raises(Forbidden):
        actions.seal_earlier_reports(by=receptionist, now=now)
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.seal_earlier_reports(by=supervisor, now=now) == [report.number]
    report.refresh_from_db()
    assert opened(report) == [{"text": "以前的检举。"}, {"added": "青檀转账记录。"}]
    assert report.files.get().file.kind == "sealed"
    assert "以前的检举" not in report.words
    assert actions.seal_earlier_reports(by=supervisor, now=now) == []
    assert Entry.objects.filter(verb="concern.sealed", subject=report.ref).count() == 1


def test_without_a_county_key_earlier_reports_stay_as_they_are(told, supervisor, now):
    report = earlier(told)
    CountyKey.objects.all().delete()
    with pytest.raises(NotAllowed, match="12388"):
        actions.seal_earlier_reports(by=supervisor, now=now)
    report.refresh_from_db()
    assert "以前的检举" in report.words
