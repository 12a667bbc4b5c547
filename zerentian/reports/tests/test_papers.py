"""Every paper that the program prints about a concern verifies: offline, here, and not after any change."""

import io
import json
import zipfile
from contextlib import suppress

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from zerentian.casework.models import Concern
from zerentian.casework.tests.conftest import *  # noqa: F403
from zerentian.exchange.actions.exports import export_concerns
from zerentian.ledger.actions import seal
from zerentian.ledger.models import Entry, Instance
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.reports.actions.printing import print_paper
from zerentian.reports.checking import check_here, outcome_of
from zerentian.reports.letters import case_archive, decision_letter
from zerentian.reports.offline.verify import DAMAGED, out_of_pdf, verify_bytes

from .test_forgeries import repacked
from .test_issue import problems, rewritten

pytestmark = pytest.mark.django_db
FORMS = ("docx", "pdf", "html")


@pytest.fixture
def letter(answered, leader, now) -> dict[str, bytes]:
    """The decision letter of an answered concern, in every form."""
    document = decision_letter(answered, answered.replies.get(), viewer=leader, now=now)
    return print_paper(answered, document, kind="letter", forms=FORMS, by=leader, now=now)


@pytest.mark.parametrize("form", FORMS)
def test_a_genuine_letter_is_proved_here_and_elsewhere(letter, form) -> None:
    vkey = json.loads(out_of_pdf(letter["pdf"])[1])["vkey"]
    offline = verify_bytes(letter[form], f"letter.{form}", vkey)
    assert problems(offline) == []
    assert offline.verdict == "holds"
    here = outcome_of(letter[form], f"letter.{form}")
    assert (here.verdict, here.notes) == ("holds", here.notes)
    assert here.paper["title"].endswith("答复意见书")


def test_a_letter_that_a_resident_uploads_is_said_to_be_genuine(letter) -> None:
    for form in FORMS:
        sent = {"file": SimpleUploadedFile(f"letter.{form}", letter[form])}
        page = Client().post("/reports/verify/", sent).content.decode()
        assert 'class="verdict holds"' in page
        assert "KeyError" not in page


def test_a_letter_whose_reasons_were_altered_is_refused_with_the_place(letter, answered) -> None:
    reasons = answered.replies.get().reasons
    forged = rewritten(letter["docx"], "word/document.xml", reasons[:4], "另有缘由")
    found = outcome_of(forged, "letter.docx")
    assert found.verdict == "differs"
    assert any("另有缘由" in line["message"] for line in found.problems)
    assert any(
        "另有缘由" in line["text"] and reasons[:4] in line["was"] for line in found.shown if "was" in line
    )


@pytest.mark.parametrize("form", ["pdf", "html"])
def test_no_byte_of_a_letters_pages_can_be_altered(letter, form) -> None:
    data = letter[form]
    for place in range(0, len(data), 997):
        with suppress(DAMAGED):
            forged = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
            assert not verify_bytes(forged, form).holds


def test_a_letter_may_not_state_other_words_than_were_sealed(letter) -> None:
    envelope = json.loads(out_of_pdf(letter["pdf"])[1])
    envelope["stated"]["paragraphs"][-5]["text"] = "同意补偿九万元。"
    found = verify_bytes(json.dumps(envelope).encode(), "envelope")
    assert any(one.startswith("stated ") for one in problems(found))


@pytest.mark.parametrize("index", [-1, 10**6, "0", True])
def test_a_letters_entry_has_to_be_a_place_of_the_tree(letter, index) -> None:
    envelope = json.loads(out_of_pdf(letter["pdf"])[1]) | {"index": index}
    assert not verify_bytes(json.dumps(envelope).encode(), "envelope").holds


def test_the_same_letter_printed_again_needs_no_second_entry(letter, answered, leader, now) -> None:
    document = decision_letter(answered, answered.replies.get(), viewer=leader, now=now)
    again = print_paper(answered, document, kind="letter", forms=FORMS, by=leader, now=now)
    assert again == letter
    assert Entry.objects.filter(verb="paper.printed").count() == 1


def test_who_may_not_read_a_concern_prints_no_paper_about_it(answered, leader, outsider, now) -> None:
    document = decision_letter(answered, answered.replies.get(), viewer=leader, now=now)
    with pytest.raises(NotAllowed):
        print_paper(answered, document, kind="letter", forms=("docx",), by=outsider, now=now)
    assert not Entry.objects.filter(verb="paper.printed").exists()


def test_a_letter_tells_a_resident_nothing_of_the_offices_steps(letter) -> None:
    envelope = out_of_pdf(letter["pdf"])[1].decode()
    for verb in ("concern.received", "concern.dispatched", "concern.answered"):
        assert verb not in envelope


def test_a_letter_of_another_offices_log_could_not_be_verified_here(letter, monkeypatch) -> None:
    monkeypatch.setattr("zerentian.reports.checking.sealed_here", lambda head: False)
    Instance.objects.update(origin="demo-elsewhere")
    found = outcome_of(letter["docx"], "letter.docx")
    assert found.verdict == "unproved"
    assert found.why


def test_the_case_for_the_archive_is_proved(answered, receptionist, now) -> None:
    data = case_archive(answered, by=receptionist, now=now)
    result = check_here(data, "case.zip")
    assert problems(result) == []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name in ("case.docx", "case.pdf"):
        assert check_here(parts[name], name).verdict == "holds"
    for change in (
        {"case.pdf": parts["case.pdf"] + b"%"},
        {"more.txt": b"x"},
        {"case.docx": rewritten(parts["case.docx"], "word/document.xml", "半个月", "一个月")},
    ):
        assert not check_here(repacked(data, lambda own, change=change: own.update(change)), "case.zip").holds


def test_a_table_that_was_exported_is_known_again(answered, township, receptionist, now) -> None:
    rows = Concern.objects.all()
    made = export_concerns(rows, unit=township, form="xlsx", by=receptionist, now=now)
    assert outcome_of(made.content, "list.xlsx").verdict == "unproved"
    seal(now=now)
    assert outcome_of(made.content, "list.xlsx").verdict == "holds"
    altered = made.content[:-30] + b"x" + made.content[-29:]
    assert outcome_of(altered, "list.xlsx").verdict in ("foreign", "unproved")


def test_the_letter_is_printed_from_the_page(client_of, leader, answered) -> None:
    browser = client_of(leader)
    for form in FORMS:
        got = browser.get(reverse("reports:letter", args=[answered.key, 1, form]))
        assert outcome_of(got.content, f"letter.{form}").verdict == "holds"
