"""The pages of evidence: who sees what, and that nothing uploaded is served as a page."""

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from zerentian.evidence import store
from zerentian.evidence.actions import ask_erasure, deposit, erase, receive
from zerentian.evidence.forms import slip_of
from zerentian.evidence.models import Erasure, File
from zerentian.evidence.tests import files

pytestmark = pytest.mark.django_db


def at(name: str, *args: object) -> str:
    return reverse(f"evidence:{name}", args=args)


def body(answer) -> bytes:
    """Return what an answer streams; read to its end, its file is closed."""
    return b"".join(answer.streaming_content)


def upload(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def test_a_download_is_saved_never_shown(client_of, clerk, photo):
    answer = client_of(clerk).get(at("file", photo.sha256))
    assert body(answer) == photo.path.read_bytes()
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Content-Type"] == "image/jpeg"


def test_a_picture_is_a_new_upright_copy_without_metadata(client_of, clerk, photo):
    answer = client_of(clerk).get(at("picture", photo.sha256))
    content = body(answer)
    assert content != photo.path.read_bytes()
    with Image.open(BytesIO(content)) as image:
        assert image.size == (120, 160)
        assert not image.getexif()
    assert "max-age" in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"]


def test_a_browser_that_has_the_picture_is_told_so(client_of, clerk, photo):
    browser = client_of(clerk)
    body(answer := browser.get(at("thumbnail", photo.sha256)))
    tag = answer["ETag"]
    assert browser.get(at("thumbnail", photo.sha256), headers={"If-None-Match": tag}).status_code == 304


def test_a_lost_copy_is_made_again(client_of, clerk, photo):
    browser = client_of(clerk)
    first = body(browser.get(at("thumbnail", photo.sha256)))
    store.copy_path(photo.sha256, "thumbnail").unlink()
    assert body(browser.get(at("thumbnail", photo.sha256))) == first


def test_a_document_has_no_picture(client_of, clerk, now):
    file = deposit(BytesIO(files.PDF), name="a.pdf", by=clerk, now=now)
    assert client_of(clerk).get(at("picture", file.sha256)).status_code == 404


@pytest.mark.parametrize("page", ["file", "picture", "thumbnail", "file-detail"])
@pytest.mark.parametrize(("who", "status"), [("outsider", 404), ("administrator", 403), ("security", 403)])
def test_who_may_not_see_a_file_does_not_learn_of_it(client_of, account_of, photo, page, who, status):
    assert client_of(account_of(who)).get(at(page, photo.sha256)).status_code == status


def test_nobody_signed_in_sees_nothing(client, photo):
    assert client.get(at("file", photo.sha256)).status_code == 302


def test_the_list_shows_what_may_be_seen(client_of, clerk, outsider, photo):
    assert photo.name in client_of(clerk).get(at("file-list")).content.decode()
    assert photo.name not in client_of(outsider).get(at("file-list")).content.decode()
    assert photo.name not in client_of(clerk).get(at("file-list"), {"family": "document"}).content.decode()


def test_the_page_of_a_file_tells_hash_time_and_story(client_of, inspector, photo):
    page = client_of(inspector).get(at("file-detail", photo.sha256)).content.decode()
    assert photo.sha256 in page
    assert "2026年3月1日 10:20" in page
    assert "存入佐证" in page


def test_a_file_is_found_by_the_mark_that_entries_name_it_by(client_of, clerk, photo):
    assert photo.sha256 in client_of(clerk).get(at("file-detail", photo.mark)).content.decode()
    assert client_of(clerk).get(at("file-detail", photo.pk + 1)).status_code == 404


def test_several_files_are_deposited_at_once(client_of, clerk):
    sent = {"evidence": [upload("a.jpg", files.jpeg()), upload("b.pdf", files.PDF)]}
    answer = client_of(clerk).post(at("deposit"), sent, follow=True)
    assert answer.redirect_chain[0][0] == at("file-list")
    assert File.objects.count() == 2


def test_a_refused_file_is_named_and_nothing_is_recorded(client_of, clerk):
    sent = {"evidence": [upload("a.jpg", files.jpeg()), upload("假的.pdf", files.plain_jpeg())]}
    page = client_of(clerk).post(at("deposit"), sent).content.decode()
    assert "假的.pdf：" in page
    assert "内容却是照片" in page
    assert not File.objects.exists()


def test_sound_files_need_not_be_sent_again(client_of, clerk):
    browser = client_of(clerk)
    sent = {"evidence": [upload("a.pdf", files.PDF), upload("假的.pdf", files.plain_jpeg())]}
    page = browser.post(at("deposit"), sent).content.decode()
    slips = re.findall(r'name="evidence-kept" value="([^"]+)" checked', page)
    assert len(slips) == 1
    browser.post(at("deposit"), {"evidence-kept": slips})
    assert [file.name for file in File.objects.all()] == ["a.pdf"]


def test_a_forged_slip_and_a_file_that_has_gone_are_refused(client_of, clerk):
    received = receive(BytesIO(files.PDF), name="a.pdf")
    slip = slip_of(received)
    received_path = store.path_of(received.sha256)
    received_path.unlink()
    for bad in (slip, slip[:-1] + "!"):
        assert "重新选择" in client_of(clerk).post(at("deposit"), {"evidence-kept": bad}).content.decode()
    assert not File.objects.exists()


def test_no_file_chosen_is_said(client_of, clerk):
    answer = client_of(clerk).post(at("deposit"))
    assert answer.context["form"].errors["evidence"]


def test_the_same_file_from_elsewhere_is_shown_with_day_and_unit(client_of, cadre, photo, monkeypatch, now):
    monkeypatch.setattr("zerentian.evidence.views.files.now", lambda: now.replace(hour=10))
    page = client_of(cadre).post(at("deposit"), {"evidence": upload("x.jpg", files.jpeg())}, follow=True)
    done, seen = (str(one) for one in page.context["messages"])
    assert "1" in done
    assert [words in seen for words in ("x.jpg", "2026-03-02", "党政办公室")] == [True] * 3


def test_a_unit_out_of_sight_is_not_named(client_of, outsider, photo, monkeypatch, now):
    monkeypatch.setattr("zerentian.evidence.views.files.now", lambda: now.replace(hour=10))
    page = client_of(outsider).post(at("deposit"), {"evidence": upload("x.jpg", files.jpeg())}, follow=True)
    _, seen = (str(one) for one in page.context["messages"])
    assert "2026-03-02" in seen
    assert "党政办公室" not in seen
    assert "云岭乡" not in page.content.decode()
    assert "防汛巡查" not in page.content.decode()


def test_an_erasure_goes_its_way_over_the_pages(client_of, office_head, first, clerk, photo):
    asking, deciding = client_of(office_head), client_of(first)
    asking.post(at("erasure-ask", photo.sha256), {"ground": "pipl-47-1", "reason": "拍到无关人员"})
    erasure = Erasure.objects.get()
    assert "防汛巡查" in deciding.get(at("erasure-list")).content.decode()
    assert 'value="approve"' in deciding.get(at("erasure", erasure.mark)).content.decode()
    assert 'value="approve"' not in asking.get(at("erasure", erasure.mark)).content.decode()
    deciding.post(at("erasure", erasure.mark), {"decision": "approve"})
    page = client_of(clerk).get(at("file-detail", photo.sha256)).content.decode()
    assert "依法删除" in page
    assert photo.sha256 in page
    assert "防汛巡查" not in page
    assert client_of(clerk).get(at("file", photo.sha256)).status_code == 410
    assert client_of(clerk).get(at("picture", photo.sha256)).status_code == 410


def test_a_refusal_without_reason_is_sent_back(client_of, office_head, first, photo, now):
    erasure = ask_erasure(photo, ground="pipl-47-1", reason="不再需要", by=office_head, now=now)
    page = client_of(first).post(at("erasure", erasure.mark), {"decision": "refuse"}).content.decode()
    assert "理由" in page
    client_of(first).post(at("erasure", erasure.mark), {"decision": "refuse", "answer": "保存期限未满"})
    erasure.refresh_from_db()
    assert erasure.state == "refused"


def test_a_clerk_sees_no_way_to_erase(client_of, clerk, photo):
    assert (
        at("erasure-ask", photo.sha256)
        not in client_of(clerk).get(at("file-detail", photo.sha256)).content.decode()
    )
    assert client_of(clerk).get(at("erasure-list")).status_code == 403


def test_a_missing_file_is_said_with_the_remedy(client_of, clerk, photo):
    photo.path.unlink()
    answer = client_of(clerk).get(at("file", photo.sha256))
    assert answer.status_code == 409
    assert "备份" in answer.content.decode()


def test_the_rechecks_name_what_does_not_hold(client_of, inspector, photo):
    File.objects.update(condition="missing")
    page = client_of(inspector).get(at("recheck-list")).content.decode()
    assert photo.name in page


def queries(browser, page: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        browser.get(at(page))
    return len(asked)


@pytest.mark.parametrize("page", ["file-list", "recheck-list"])
def test_a_page_asks_the_database_the_same_however_many_files(client_of, clerk, now, page):
    deposit(BytesIO(files.PDF), name="a.pdf", by=clerk, now=now)
    File.objects.update(condition="missing")
    browser = client_of(clerk)
    browser.get(at(page))  # the first page of a session writes the time it was last used
    few = queries(browser, page)
    for n in range(6):
        deposit(BytesIO(files.PDF + bytes(n)), name="a.pdf", by=clerk, now=now)
    File.objects.update(condition="missing")
    assert queries(browser, page) == few


def test_an_erased_file_has_left_every_page_with_its_name(client_of, clerk, office_head, first, photo, now):
    erase(ask_erasure(photo, ground="pipl-47-1", reason="x", by=office_head, now=now), by=first, now=now)
    assert "依法删除" in client_of(clerk).get(at("file-list")).content.decode()
