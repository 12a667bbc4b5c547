"""What stands beside minutes: to whom they are handed round, and scans of the paper that was signed."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from zerentian.duties.actions import minutes as actions
from zerentian.duties.models import MinutesRound, MinutesScan
from zerentian.duties.tests.meetings import a_kind, a_meeting, agree, hold, signed
from zerentian.evidence.actions import receive
from zerentian.evidence.models import File
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden

PAPER = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


@pytest.fixture
def kind(township, office, first, now):
    return a_kind(township, office, first, now)


@pytest.fixture
def held(kind, first, clerk, now):
    """Return what makes a held meeting whose one matter was agreed to."""

    def make(**item):
        chair, recorder = (one.posts_on(now.date())[0] for one in (first, clerk))
        meeting = a_meeting(kind, chair, recorder, clerk, now, "汛前准备", **item)
        hold(meeting, clerk, now)
        agree(meeting.items.get(), clerk, now)
        meeting.refresh_from_db()
        return meeting

    return make


def scanned(meeting, by, now):
    return actions.add_minutes_scans(
        meeting, uploads=[receive(io.BytesIO(PAPER), name="签发件.pdf")], by=by, now=now
    )


def test_who_gets_the_minutes_is_kept_with_the_draft_and_proposed_again(
    held, clerk, office_head, first, client_of, now
):
    meeting = held()
    text = actions.proposed_minutes(meeting)
    draft = actions.draft_minutes(meeting, text=text, handed_to="分送：各村。\n", by=clerk, now=now)
    assert draft.round.words == "各村"
    step = reverse("duties:meeting-step", args=[meeting.pk, "agree"])
    assert "分送：各村" in client_of(office_head).get(step).content.decode()
    again = held()
    page = client_of(clerk).get(reverse("duties:meeting-step", args=[again.pk, "minute"])).content.decode()
    assert "各村</textarea>" not in page, "a draft that was never signed is no custom"
    actions.agree_minutes(meeting, digest=draft.digest, by=office_head, now=now)
    actions.sign_minutes(
        meeting, digest=draft.digest, password="Zuoye-2026-tian", by=first, now=now, machine_now=now
    )
    page = client_of(clerk).get(reverse("duties:meeting-step", args=[again.pk, "minute"])).content.decode()
    assert "各村</textarea>" in page


def test_a_list_that_no_line_holds_is_refused(held, clerk, now):
    meeting = held()
    text = actions.proposed_minutes(meeting)
    with pytest.raises(NotAllowed, match="分送"):
        actions.draft_minutes(meeting, text=text, handed_to="村" * 201, by=clerk, now=now)
    actions.draft_minutes(meeting, text=text, by=clerk, now=now)
    assert not MinutesRound.objects.exists()


def test_a_scan_is_put_beside_signed_minutes_alone_by_who_keeps_the_meeting(
    held, clerk, cadre, office_head, first, now
):
    meeting = held()
    with pytest.raises(NotAllowed, match="现在不能做"):
        scanned(meeting, clerk, now)
    minutes = signed(meeting, clerk, office_head, first, now)
    with pytest.raises(Forbidden):
        scanned(meeting, cadre, now)
    [scan] = scanned(meeting, clerk, now)
    assert scan.minutes == minutes
    entry = Entry.objects.get(verb="meeting.scanned")
    assert (entry.fact["files"], entry.fact["evidence"], entry.fact["edition"]) == (1, 1, 1)
    with pytest.raises(NotAllowed, match="已经存过"):
        scanned(meeting, clerk, now)
    assert MinutesScan.objects.count() == 1


@pytest.mark.parametrize("inner", [False, True])
def test_a_scan_of_what_is_not_for_everybody_is_seen_by_who_reads_it(
    held, clerk, office_head, first, neighbour_clerk, client_of, now, inner
):
    meeting = held(inner=inner)
    minutes = signed(meeting, clerk, office_head, first, now)
    step = reverse("duties:meeting-step", args=[meeting.pk, "scan"])
    browser = client_of(clerk)
    upload = SimpleUploadedFile("签发件.pdf", PAPER, "application/pdf")
    answer = browser.post(step, {"evidence": upload}, follow=True)
    assert answer.status_code == 200
    file = MinutesScan.objects.get().file
    address = reverse("duties:minutes-detail", args=[meeting.pk, minutes.version])
    assert file.sha256 in browser.get(address).content.decode()
    other = client_of(neighbour_clerk).get(address).content.decode()
    assert (file.sha256 in other) == (not inner)
    assert File.objects.visible_to(neighbour_clerk).filter(pk=file.pk).exists() == (not inner)
