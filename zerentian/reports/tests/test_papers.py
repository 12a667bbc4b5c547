"""Every paper that the program prints about a concern verifies: offline, here, and not after any change."""

import io
import json
import shutil
import subprocess
import zipfile
from contextlib import suppress

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from zerentian.casework.tests.conftest import *  # noqa: F403
from zerentian.ledger.models import Entry, Instance, Seal
from zerentian.ledger.rules.note import Checkpoint, sign
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.reports.actions.printing import print_paper
from zerentian.reports.archive import case_archive
from zerentian.reports.checking import check_here, outcome_of
from zerentian.reports.letters import decision_letter
from zerentian.reports.offline.verify import DAMAGED, canonical, out_of_pdf, verify_bytes
from zerentian.reports.slips import outcome_of_slip

from .test_forgeries import repacked
from .test_issued_files import problems, rewritten
from .test_lone_pages import saved_again

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


@pytest.mark.parametrize("form", ["pdf", "html"])
def test_a_paper_that_is_cut_off_is_damaged_and_no_strangers(letter, form) -> None:
    data = letter[form]
    begin = data.rindex({"pdf": b"\nstream\n", "html": b"<script"}[form]) + 80
    for cut in (begin, (begin + len(data)) // 2, len(data) - 3):
        found = outcome_of(data[:cut], f"letter.{form}")
        assert (found.verdict, "不完整" in found.why) == ("unproved", True), cut
    assert outcome_of(out_of_pdf(letter["pdf"])[1][:-9], "manifest.json").verdict == "unproved"


def test_a_page_with_words_behind_its_end_is_not_said_to_be_somebody_elses(letter) -> None:
    assert outcome_of(letter["html"] + "<p>另有九件</p>".encode(), "letter.html").verdict == "unproved"


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


@pytest.mark.parametrize("told", [{"note": "同意"}, {"vkey": "\n"}, {"checkpoint": "— x a2V5czYx\n"}])
def test_nothing_stands_beside_what_proves_a_letter(letter, told) -> None:
    """As ``test_what_stands_in_an_envelope_and_proves_nothing_is_refused``, of papers."""
    envelope = json.loads(out_of_pdf(letter["pdf"])[1])
    vkey = envelope["vkey"]
    for name, more in told.items():
        envelope[name] = envelope.get(name, "") + more
    assert verify_bytes(canonical(envelope), "envelope", vkey).verdict == "differs"


def test_a_letter_that_another_program_saved_as_pdf_is_not_said_to_be_forged(letter) -> None:
    saved = saved_again(letter["pdf"])
    found = outcome_of(saved, "letter.pdf")
    assert (found.verdict, found.problems) == ("unproved", [])
    with pytest.raises(ValueError, match="另存"):
        verify_bytes(saved, "letter.pdf")


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
    with case_archive(answered, by=receptionist, now=now) as packed:
        data = packed.read()
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


def test_the_letter_is_printed_from_the_page(client_of, leader, answered) -> None:
    browser = client_of(leader)
    for form in FORMS:
        got = browser.get(reverse("reports:letter", args=[answered.key, 1, form]))
        assert outcome_of(got.content, f"letter.{form}").verdict == "holds"


def rooted(seal) -> str:
    return f"{seal.size} " + " ".join(seal.root_hex[place : place + 4] for place in range(0, 64, 4))


def test_a_receipts_root_and_a_whole_checkpoint_are_compared_with_the_log(letter) -> None:
    sealed = Seal.objects.order_by("number").first()
    for text in (rooted(sealed), rooted(sealed).upper(), rooted(sealed).replace(" ", "\n", 1), sealed.note):
        page = Client().post("/reports/verify/", {"checkpoint": text}).content.decode()
        assert 'class="verdict holds"' in page, text
        assert f"前 {sealed.size} 条" in page


def test_a_receipt_that_the_log_does_not_continue_differs(letter) -> None:
    sealed = Seal.objects.order_by("number").first()
    copied = rooted(sealed)[:-1] + ("0" if rooted(sealed)[-1] != "0" else "1")
    key = Ed25519PrivateKey.generate()
    forged = [
        copied,
        rooted(sealed).replace(str(sealed.size), str(sealed.size + 1), 1),
        sign(Checkpoint(sealed.checkpoint.origin, sealed.size, b"\1" * 32), [key]),
        sign(Checkpoint(sealed.checkpoint.origin, sealed.size, bytes(sealed.root)), [key]),
    ]
    for text in forged:
        assert outcome_of_slip(text).verdict == "differs", text


@pytest.mark.parametrize("text", ["x", "12", "7 " + "0" * 63, "²" + " " + "0" * 64, "a\n\nb", "1\n\n— x"])
def test_what_is_no_checkpoint_is_said_to_be_none(letter, text) -> None:
    found = outcome_of_slip(text)
    assert found.verdict == "unproved"
    assert "这不是封存单" in found.why


def test_a_checkpoint_of_another_log_could_not_be_verified(letter) -> None:
    note = sign(Checkpoint("elsewhere", 3, b"\1" * 32), [Ed25519PrivateKey.generate()])
    assert outcome_of_slip(note).verdict == "unproved"


def test_neither_file_nor_checkpoint_is_asked_for_again(db) -> None:
    assert "请选择文件，或填入封存单" in Client().post("/reports/verify/", {}).content.decode()


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_a_letter_that_libreoffice_saved_again_is_still_proved(letter, tmp_path) -> None:
    (tmp_path / "letter.docx").write_bytes(letter["docx"])
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "docx", "--outdir", str(tmp_path / "again")]
    subprocess.run([*command, str(tmp_path / "letter.docx")], check=True, capture_output=True, timeout=120)
    saved = (tmp_path / "again" / "letter.docx").read_bytes()
    assert saved != letter["docx"]
    assert outcome_of(saved, "letter.docx").verdict == "holds"
