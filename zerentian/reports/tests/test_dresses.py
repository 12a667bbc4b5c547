"""The two dresses of one sealed paper: the same words, one with marks and one without, each proved by itself."""

import io
import json
import re
from types import SimpleNamespace

import docx
import pytest
from django.urls import reverse
from docx.oxml.ns import qn
from pypdf import PdfReader

from zerentian.reports.actions.issuing import report_folder
from zerentian.reports.checking import check_here
from zerentian.reports.models import Report
from zerentian.reports.offline.verify import expanded, verify_bytes
from zerentian.reports.papers import told
from zerentian.reports.rules.document import AUTHOR_MARK
from zerentian.reports.rules.dresses import PROOF_PAGE

from .test_forgeries import WORD_FORGERIES, repacked
from .test_issued_files import problems
from .test_word_forgeries import EDITS, WORD, altered

FORMS = ("report.docx", "report.pdf", "report.html", "manifest.json", "proof.zip")


@pytest.fixture(scope="module")
def made() -> dict[str, dict[str, bytes]]:
    return {}


@pytest.fixture
def files(request, db, made):
    """The files of both dresses, by dress and name; issued once for all tests here."""
    if not made:
        folder = report_folder(request.getfixturevalue("report"))
        for dress, place in (("checked", folder), ("submitted", folder / "submitted")):
            made[dress] = {path.name: path.read_bytes() for path in place.iterdir() if path.is_file()}
    return SimpleNamespace(**made)


def words_of(manifest: bytes) -> list[str]:
    return [one["text"] for one in json.loads(manifest)["paragraphs"]]


@pytest.mark.parametrize("name", FORMS)
def test_what_is_handed_in_is_proved_alone(files, name):
    result = verify_bytes(files.submitted[name], name)
    assert problems(result) == []
    assert result.bound


def test_what_is_handed_in_is_compared_with_its_issue_where_it_was_issued(report, client_of, first):
    folder = report_folder(report) / "submitted"
    for name in FORMS[:3]:
        result = check_here((folder / name).read_bytes(), name)
        assert problems(result) == []
        assert any("逐字节相同" in line["message"] for line in result.lines), name
    browser = client_of(first)
    page = browser.get(reverse("reports:report-detail", args=[report.number])).content.decode()
    addresses = re.findall(r'href="(/reports/[^"]+/submitted/[^"]+)"', page)
    assert {one.rpartition("/")[2] for one in addresses} == {*FORMS[:3], "proof.zip"}
    for address in addresses:
        answer = browser.get(address)
        assert b"".join(answer.streaming_content)
    assert Report.objects.count() == 1


def test_the_words_are_the_same_and_bear_no_mark(files):
    checked, submitted = (words_of(one["manifest.json"]) for one in (files.checked, files.submitted))
    text = "\n".join(submitted[: submitted.index(PROOF_PAGE)])
    assert "〔" not in text
    assert "附件" not in text
    assert "满意率全县第一" in text
    body = re.sub(r"〔证\d+〕|（○[^）]+）", "", "\n".join(told(checked))).replace(AUTHOR_MARK, "")
    captions = ("巡山（近十二个月", "巡山（证明状态")
    assert all(line in body or line.startswith(captions) for line in told(submitted))


def test_what_an_author_claims_stands_on_the_proof_page(files):
    submitted = words_of(files.submitted["manifest.json"])
    assert "“满意率全县第一”没有记录支撑" in submitted[submitted.index(PROOF_PAGE) :]


def test_each_number_silently_bears_its_bookmark_and_leads_to_the_proof_page(files):
    body = docx.Document(io.BytesIO(files.submitted["report.docx"])).element.body
    marks = [one.get(qn("w:name")) for one in body.iter(qn("w:bookmarkStart"))]
    identities = [one["id"] for one in expanded(json.loads(files.submitted["manifest.json"]))["statements"]]
    assert sorted(marks) == sorted([*identities, "proof"])
    assert {one.get(qn("w:anchor")) for one in body.iter(qn("w:hyperlink"))} == {"proof"}
    assert not list(body.iter(qn("w:u")))
    links = [
        note.get_object()
        for page in PdfReader(io.BytesIO(files.submitted["report.pdf"])).pages
        for note in page.get("/Annots", [])
    ]
    assert len(links) >= len(identities)


def test_both_dresses_state_the_same_statements_on_the_same_entries(files):
    checked, submitted = (json.loads(one["manifest.json"]) for one in (files.checked, files.submitted))
    for name in ("statements", "entries", "nodes", "openings", "figures", "report", "size"):
        assert checked[name] == submitted[name], name


def test_one_dress_does_not_pass_for_the_other(files):
    manifest = json.loads(files.submitted["manifest.json"])
    manifest["rendition"]["dress"] = "checked"
    assert not verify_bytes(json.dumps(manifest).encode(), "manifest.json").holds
    swapped = repacked(
        files.submitted["proof.zip"],
        lambda parts: parts.update({"report.docx": files.checked["report.docx"]}),
    )
    assert not verify_bytes(swapped, "proof.zip").holds


@pytest.mark.parametrize("kind", [kind for kind in EDITS if "reference" not in kind])
def test_no_edit_of_what_is_handed_in_passes(files, kind):
    word = files.submitted["report.docx"]
    assert not verify_bytes(altered(word, EDITS[kind], 7), "report.docx").holds


@pytest.mark.parametrize("kind", WORD_FORGERIES)
def test_a_change_in_what_is_handed_in_is_named(files, kind):
    change, word = WORD_FORGERIES[kind]
    data = repacked(
        files.submitted["report.docx"],
        lambda parts: parts.update({WORD: change(parts[WORD].decode()).encode()}),
    )
    assert any(word in one for one in problems(verify_bytes(data, "report.docx")))


@pytest.mark.parametrize("name", ["report.pdf", "report.html"])
def test_no_byte_of_the_pages_handed_in_can_be_altered(files, name):
    data = files.submitted[name]
    for place in (200, len(data) // 3):
        forged = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        try:
            holds = verify_bytes(forged, name).holds
        except ValueError:
            holds = False
        assert not holds
