"""What was lawfully erased is offered nowhere in public, though its bytes may still lie there for a while."""

import io

import pytest
from django.urls import reverse

from zerentian.casework.models import ConcernFile, PublicAnswer
from zerentian.community.actions import inquiries as acts
from zerentian.community.rules.inquiries import Outcome
from zerentian.community.tests.conftest import *  # noqa: F403
from zerentian.community.tests.conftest import NOTICE, but
from zerentian.evidence.actions import deposit
from zerentian.evidence.actions import receive as received
from zerentian.evidence.models import File
from zerentian.residents.bulletin import build
from zerentian.residents.site import Addresses, export_answers
from zerentian.residents.tests.test_asking import PIXEL
from zerentian.residents.tests.test_progress import at
from zerentian.residents.tests.test_requests import ANSWER as ANSWERED
from zerentian.residents.tests.test_requests import sent, url  # noqa: F401

pytestmark = pytest.mark.django_db


def erase(sha256: str, now) -> None:
    """Leave a file as a crash in the middle of its erasure leaves it: erased, and still on the disk."""
    File.objects.filter(sha256=sha256).update(erased_at=now)
    assert File.objects.get(sha256=sha256).path.is_file()


def status(answer) -> int:
    """Return the status of an answer, and read the file that it holds to its end, which closes it."""
    assert not answer.streaming or b"".join(answer.streaming_content)
    return int(answer.status_code)


def test_an_erased_attachment_stands_on_no_page_and_in_no_folder(client, released, tmp_path, now) -> None:
    gone, kept = (received(io.BytesIO(words.encode()), name=f"{words}.txt") for words in ("旧表", "新表"))
    notice = released(but(NOTICE, uploads=[gone, kept]))
    own_page = reverse("residents:notice", args=[notice.pk])
    file_page = reverse("residents:notice-file", args=[notice.pk, gone.sha256])

    def offered(folder) -> list[tuple[bool, bool]]:
        build(folder, Addresses(), now)
        pages = (client.get(own_page).content.decode(), (folder / f"notice-{notice.pk}.html").read_text())
        found = [(gone.sha256 in page, kept.sha256 in page) for page in pages]
        files = {one.name.partition(".")[0] for one in (folder / "files").iterdir()}
        return [*found, (gone.sha256 in files, kept.sha256 in files)]

    assert offered(tmp_path / "before") == [(True, True)] * 3
    assert status(client.get(file_page)) == 200
    erase(gone.sha256, now)
    assert offered(tmp_path / "after") == [(False, True)] * 3
    assert status(client.get(file_page)) == 404


def test_an_erased_file_of_a_request_is_offered_to_its_applicant_no_more(
    client,
    sent,  # noqa: F811
    receptionist,
    leader,
    now,
) -> None:
    inquiry, secret = sent
    gone, kept = (received(io.BytesIO(words.encode()), name=f"{words}.txt") for words in ("旧表", "新表"))
    given = {"outcome": Outcome.GIVEN, "uploads": [gone, kept]}
    acts.draft_answer(inquiry, **ANSWERED, **given, by=receptionist, now=now)
    acts.release_answer(inquiry, by=leader, now=now)
    erase(gone.sha256, now)
    opened = client.post(url("request", inquiry.code), {"secret": secret})
    assert [one.sha256 for one in opened.context["files"]] == [kept.sha256]
    answers = [
        status(client.post(url("request-file", inquiry.code, one.sha256), {"secret": secret}))
        for one in (gone, kept)
    ]
    assert answers == [404, 200]


def test_an_erased_file_of_a_concern_is_sent_back_no_more(opened, concern, clerk, now) -> None:
    mine = deposit(io.BytesIO(PIXEL), name="我的.png", by=clerk, now=now)
    ConcernFile.objects.create(concern=concern, file=mine, from_resident=True, added_at=now)
    assert status(opened.get(at("file", concern, mine.sha256))) == 200
    erase(mine.sha256, now)
    assert status(opened.get(at("file", concern, mine.sha256))) == 404


def test_an_erased_photo_of_a_published_answer_is_neither_sent_nor_written(
    client, answered_with_photo, tmp_path, now
) -> None:
    answer = answered_with_photo
    where, name = reverse("residents:photo", args=[answer.pk]), f"{answer.pk}.jpg"
    export_answers(tmp_path / "site", Addresses())
    assert status(client.get(where)) == 200
    assert (tmp_path / "site" / name).is_file()
    erase(answer.photo.sha256, now)
    export_answers(tmp_path / "site", Addresses())
    assert status(client.get(where)) == 404
    assert not (tmp_path / "site" / name).exists()
    assert name not in (tmp_path / "site" / f"{answer.pk}.html").read_text()


@pytest.fixture
def answered_with_photo(concern, clerk, receptionist, now):
    """A published answer with a photo."""
    photo = deposit(io.BytesIO(PIXEL), name="路灯.png", by=clerk, now=now)
    words = {"title": "修好了", "question": "路灯不亮。", "answer": "已修。"}
    return PublicAnswer.objects.create(
        concern=concern, photo=photo, version=1, published_at=now, published_by=receptionist, **words
    )


def test_what_is_no_picture_is_written_into_no_folder_and_stops_no_export(
    answered_with_photo, clerk, tmp_path, now
) -> None:
    words = deposit(io.BytesIO("说明".encode()), name="说明.txt", by=clerk, now=now)
    PublicAnswer.objects.filter(pk=answered_with_photo.pk).update(photo=words)
    assert export_answers(tmp_path / "site", Addresses()).answers == 1
    assert not list((tmp_path / "site").glob("*.jpg"))
