"""The pages of reports, outlines and public verification."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from zerentian.reports.actions.issuing import report_folder
from zerentian.reports.actions.outlines import SHIPPED, read
from zerentian.reports.models import Outline

from .conftest import TEXT
from .test_issued_files import rewritten

pytestmark = pytest.mark.usefixtures("issued_once")


def upload(data: bytes, name: str = "proof.zip") -> dict:
    return {"file": SimpleUploadedFile(name, data)}


def test_the_list_shows_the_reports_of_ones_township(client_of, clerk, outsider, report) -> None:
    assert report.title in client_of(clerk).get("/reports/").content.decode()
    assert report.title not in client_of(outsider).get("/reports/").content.decode()


def test_a_report_shows_its_statements_and_where_they_lead(client_of, clerk, report) -> None:
    page = client_of(clerk).get(f"/reports/{report.number}/").content.decode()
    assert "16人次" in page
    assert (
        f"/figures/walks.people/?unit=990100/990101&amp;period={report.period}&amp;size={report.size}" in page
    )


def test_a_report_of_another_township_is_not_found(client_of, outsider, report) -> None:
    assert client_of(outsider).get(f"/reports/{report.number}/").status_code == 404
    assert client_of(outsider).get(f"/reports/{report.number}/files/proof.zip").status_code == 404


@pytest.mark.parametrize("name", ["report.docx", "report.pdf", "report.html", "manifest.json", "proof.zip"])
def test_every_file_can_be_downloaded(client_of, clerk, report, name) -> None:
    response = client_of(clerk).get(f"/reports/{report.number}/files/{name}")
    assert b"".join(response.streaming_content) == (report_folder(report) / name).read_bytes()
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_nothing_else_of_the_folder_can_be(client_of, clerk, report) -> None:
    assert client_of(clerk).get(f"/reports/{report.number}/files/render.log").status_code == 404


def test_a_proof_that_was_lost_is_written_again(client_of, clerk, report) -> None:
    (report_folder(report) / "proof.zip").unlink()
    response = client_of(clerk).get(f"/reports/{report.number}/files/proof.zip")
    assert b"".join(response.streaming_content)[:2] == b"PK"


def test_a_report_is_checked_on_its_page(client_of, clerk, report) -> None:
    page = client_of(clerk).get(f"/reports/{report.number}/check/").content.decode()
    assert 'class="verdict holds"' in page
    assert "✓ 属实" in page


def test_a_cadre_may_not_issue(client_of, cadre) -> None:
    assert client_of(cadre).get("/reports/new/").status_code == 403


def test_anyone_verifies_a_report_without_signing_in(report) -> None:
    proof = (report_folder(report) / "proof.zip").read_bytes()
    assert 'class="verdict holds"' in Client().post("/reports/verify/", upload(proof)).content.decode()


@pytest.mark.parametrize("name", ["report.docx", "report.pdf", "report.html", "manifest.json"])
def test_a_lone_file_of_a_report_is_said_to_be_genuine_where_it_was_issued(report, name) -> None:
    data = (report_folder(report) / name).read_bytes()
    assert 'class="verdict holds"' in Client().post("/reports/verify/", upload(data)).content.decode()


def test_what_differs_is_marked_in_the_papers_own_text(report) -> None:
    data = (report_folder(report) / "report.docx").read_bytes()
    forged = rewritten(data, "word/document.xml", "16人次", "61人次")
    page = Client().post("/reports/verify/", upload(forged)).content.decode()
    assert 'class="verdict differs"' in page
    assert "✗ 不符" in page
    assert "<del>16</del><mark>61</mark>人次" in page
    assert " · the text" not in page, "one language at a time"


def test_what_was_filled_in_by_hand_stands_beside_the_verdict(report) -> None:
    data = (report_folder(report) / "report.docx").read_bytes()
    filled = rewritten(data, "word/document.xml", "〔姓名〕", "张三")
    page = Client().post("/reports/verify/", upload(filled)).content.decode()
    assert 'class="verdict holds"' in page
    assert "张三" in page.partition("</section>")[0]
    assert "〔请填写文号〕" not in page.partition("</section>")[0]


def test_the_english_page_speaks_english(report) -> None:
    data = (report_folder(report) / "report.docx").read_bytes()
    forged = rewritten(data, "word/document.xml", "16人次", "61人次")
    page = Client(headers={"accept-language": "en"}).post("/reports/verify/", upload(forged)).content.decode()
    assert "It differs" in page
    assert "the text was changed" in page
    assert "paragraph " in page


FOREIGN = [b"x", b"{}", b"[]", b"null", b"<!doctype html><p>x", b"PK\x05\x06" + b"\0" * 18]


@pytest.mark.parametrize("data", FOREIGN)
def test_what_is_no_paper_of_ours_is_said_to_be_none(db, data) -> None:
    page = Client().post("/reports/verify/", upload(data)).content.decode()
    assert 'class="verdict foreign"' in page
    assert "Error" not in page


@pytest.mark.parametrize("cut", [20, 2000, -100])
@pytest.mark.parametrize("name", ["proof.zip", "report.docx", "report.pdf"])
def test_a_damaged_file_is_told_from_one_that_differs_and_from_one_that_is_not_ours(
    report, name, cut
) -> None:
    data = (report_folder(report) / name).read_bytes()[:cut]
    page = Client().post("/reports/verify/", upload(data)).content.decode()
    assert 'class="verdict unproved"' in page
    assert not re.search("Error|expected|codec|Traceback", page)


def test_an_outline_is_revised_and_its_versions_stay(client_of, clerk, outline) -> None:
    client = client_of(clerk)
    assert client.get("/reports/outlines/walks/").status_code == 200
    client.post("/reports/outlines/walks/", {"text": TEXT + "\n\n又一段。\n", "base": 1})
    assert Outline.objects.get(code="walks", current=True).version == 2
    assert client.get("/reports/outlines/walks/versions/1/").status_code == 200


def test_a_revision_of_an_older_version_is_refused_on_the_form(client_of, clerk, outline) -> None:
    client = client_of(clerk)
    client.post("/reports/outlines/walks/", {"text": TEXT + "\n\n又一段。\n", "base": 1})
    assert client.post("/reports/outlines/walks/", {"text": TEXT, "base": 1}).status_code == 422


def test_a_new_outline_needs_a_code_of_its_own(client_of, clerk, outline) -> None:
    client = client_of(clerk)
    assert client.post("/reports/outlines/new/", {"code": "walks", "text": TEXT}).status_code == 422
    assert client.post("/reports/outlines/new/", {"code": "ours", "text": TEXT}).status_code == 302


def test_the_preview_reads_as_the_report_will_and_escapes_words(client_of, clerk, report) -> None:
    text = "# 题\n\n<b>粗</b>{{ figure walks.people }}，三次。"
    page = client_of(clerk).post("/reports/outlines/preview/", {"text": text}).content.decode()
    assert "16人次" in page
    assert "&lt;b&gt;" in page
    assert "手写" in page
    assert "〔证" not in page, "a reference would lead to an annex that a preview does not have"


def test_the_editor_has_its_preview_beside_the_text_and_what_may_be_written_below_it(
    client_of, clerk, outline
) -> None:
    page = client_of(clerk).get(f"/reports/outlines/{outline.code}/").content.decode()
    text, _, beside = page.partition('<div class="beside writing">')[2].partition('id="preview"')
    assert '<textarea name="text"' in text
    assert "{{ ahead tasks.open }}" in text
    assert beside
    assert "with-side" not in page


def test_a_preview_without_javascript_keeps_nothing(client_of, clerk, outline) -> None:
    sent = {"text": "# 新题", "base": 1, "preview": "1"}
    assert client_of(clerk).post("/reports/outlines/walks/", sent).status_code == 200
    assert Outline.objects.filter(code="walks").count() == 1


def test_a_reader_sees_outlines_and_cannot_write_them(client_of, cadre, outline) -> None:
    client = client_of(cadre)
    assert "walks" in client.get("/reports/outlines/").content.decode()
    assert client.get("/reports/outlines/walks/").status_code == 403


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.md")), ids=lambda path: path.stem)
def test_nothing_speaks_against_a_shipped_outline(path) -> None:
    assert read(path.read_text("utf-8")).objections == ()


def test_a_shipped_outline_opens_in_the_editor_with_its_preview(client_of, clerk, report) -> None:
    page = client_of(clerk).get("/reports/outlines/half-year/").content.decode()
    assert 'class="sheet"' in page


def test_a_preview_asks_for_all_its_figures_at_once(
    client_of, clerk, report, django_assert_max_num_queries
) -> None:
    browser = client_of(clerk)
    browser.get("/reports/outlines/half-year/")
    with django_assert_max_num_queries(50):
        browser.get("/reports/outlines/half-year/")
