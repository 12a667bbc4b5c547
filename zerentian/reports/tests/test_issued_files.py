"""The files of an issued report: what they state, that each verifies, and that what was changed in them is named."""

import base64
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
import zlib
from contextlib import suppress
from hashlib import sha256

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from zerentian.ledger.actions import seal
from zerentian.ledger.models import Entry
from zerentian.reports.checking import check_report
from zerentian.reports.offline.verify import DAMAGED, canonical, compacted, expanded, verify_bytes

pytestmark = pytest.mark.usefixtures("issued_once")
many = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def manifest_of(folder) -> dict:
    """Return what the manifest says, the entries of every list in their place."""
    return expanded(json.loads((folder / "manifest.json").read_bytes()))


def packed(manifest: dict) -> bytes:
    """Return a manifest as the program writes one, whatever it says."""
    return canonical(compacted(manifest))


def problems(result) -> list[str]:
    return [f"{line['place']} {line['message']}" for line in result.lines if not line["holds"]]


def rewritten(data: bytes, name: str, old: str, new: str) -> bytes:
    """Return a zip in which one part's text was changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w") as target:
        for part in source.namelist():
            content = source.read(part)
            if part == name:
                assert old.encode() in content
                content = content.replace(old.encode(), new.encode(), 1)
            target.writestr(part, content)
    return buffer.getvalue()


def test_the_report_states_what_was_recorded(folder) -> None:
    # What no unit below holds is a statement of its own, of the same figure.
    whole = [one for one in manifest_of(folder)["statements"] if "without" not in one]
    statements = {one["figure"]: one for one in whole if one["unit"] == "990100/990101"}
    assert statements["walks.people"]["value"] == 16
    assert statements["walks.met"]["text"] == "66.7%（2/3）"
    assert statements["walks.count"]["late"] == 1


def test_every_file_stands_in_its_numbered_folder(folder) -> None:
    assert folder.name == "2026-0001"
    assert {path.name for path in folder.iterdir()} == {
        "cleared",
        "left-out.json",
        "manifest.json",
        "proof.zip",
        "render.log",
        "report.docx",
        "report.html",
        "report.pdf",
        "submitted",
    }


def test_the_sealed_entry_carries_the_hashes_of_the_files(folder, report) -> None:
    entry = Entry.objects.get(verb="report.issued")
    for kind in ("docx", "pdf", "html"):
        assert entry.fact[kind] == sha256((folder / f"report.{kind}").read_bytes()).hexdigest()


@pytest.mark.parametrize("name", ["report.docx", "report.pdf", "manifest.json", "proof.zip"])
def test_each_rendition_verifies(folder, name) -> None:
    result = check_report((folder / name).read_bytes(), name)
    assert problems(result) == []
    assert any("密钥来源未核对" in note for note in result.notes)


@pytest.mark.parametrize("name", ["report.pdf", "report.html"])
def test_a_lone_file_is_compared_outside_its_envelope_byte_for_byte(folder, name) -> None:
    result = check_report((folder / name).read_bytes(), name)
    assert problems(result) == []
    assert any("逐字节相同" in line["message"] for line in result.lines)
    assert not any("未比对" in note for note in result.notes)


@pytest.mark.files
@many
@given(st.sampled_from(["report.pdf", "report.html"]), st.data())
def test_no_byte_of_a_lone_file_outside_its_envelope_can_be_altered(folder, name, data) -> None:
    whole = (folder / name).read_bytes()
    manifest = (folder / "manifest.json").read_bytes()
    packed = zlib.compress(manifest, 6)
    packed = base64.b64encode(packed) if name == "report.html" else packed
    inside = range(whole.index(packed), whole.index(packed) + len(packed))
    place = data.draw(st.integers(0, len(whole) - 1).filter(lambda at: at not in inside))
    kind = data.draw(st.sampled_from(["changed", "dropped", "added"]))
    byte = bytes([whole[place] ^ data.draw(st.integers(1, 255))])
    forged = {
        "changed": whole[:place] + byte + whole[place + 1 :],
        "dropped": whole[:place] + whole[place + 1 :],
        "added": whole[:place] + byte + whole[place:],
    }[kind]
    if forged == whole:
        return
    with suppress(DAMAGED):
        assert not verify_bytes(forged, name).holds


def test_words_put_into_the_envelope_of_a_page_are_found(folder) -> None:
    whole = (folder / "report.html").read_bytes()
    for words in (b"<p>61</p>", b"</script><p>61</p><script>", b" ", b"===="):
        for forged in (whole.replace(b"</script></body>", words + b"</script></body>"), whole + words):
            with suppress(DAMAGED):
                assert not verify_bytes(forged, "report.html").holds


def test_a_pdf_that_another_program_saved_again_says_that_its_pages_were_not_compared(folder) -> None:
    writer, saved = PdfWriter(clone_from=io.BytesIO((folder / "report.pdf").read_bytes())), io.BytesIO()
    writer.write(saved)
    result = check_report(saved.getvalue(), "report.pdf")
    assert any("页面文字未比对" in note for note in result.notes)


def test_a_known_key_is_taken_at_its_word(folder) -> None:
    vkey = manifest_of(folder)["vkey"]
    assert not any(
        "密钥" in note for note in check_report((folder / "proof.zip").read_bytes(), "x", vkey).notes
    )


def test_a_changed_digit_in_word_is_named_with_its_statement(folder) -> None:
    forged = rewritten((folder / "report.docx").read_bytes(), "word/document.xml", "16人次", "61人次")
    found = problems(check_report(forged, "report.docx"))
    assert len(found) == 1
    assert "s002" in found[0]
    assert "61人次" in found[0]


def test_content_controls_are_reported_as_filled_in_by_hand(folder) -> None:
    filled = rewritten(
        (folder / "report.docx").read_bytes(), "word/document.xml", "〔请填写文号〕", "云府发〔2026〕1号"
    )
    result = check_report(filled, "report.docx")
    assert result.holds
    assert any("云府发〔2026〕1号" in note for note in result.notes)


@pytest.mark.files
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_a_libreoffice_re_save_still_passes_and_a_change_in_it_does_not(folder, tmp_path) -> None:
    command = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "docx",
    ]
    subprocess.run(
        [*command, "--outdir", str(tmp_path), str(folder / "report.docx")],
        check=True,
        capture_output=True,
        timeout=120,
    )
    saved = (tmp_path / "report.docx").read_bytes()
    assert saved != (folder / "report.docx").read_bytes()
    assert problems(check_report(saved, "report.docx")) == []
    forged = rewritten(saved, "word/document.xml", "高度重视", "高度关注")
    assert len(problems(check_report(forged, "report.docx"))) == 1


def test_a_changed_entry_is_named(folder) -> None:
    data = (folder / "manifest.json").read_bytes().replace(b'\\"people\\":8', b'\\"people\\":9')
    found = problems(check_report(data, "manifest.json"))
    assert any("被改动" in problem for problem in found)


def test_a_changed_value_is_named_with_its_statement(folder) -> None:
    manifest = manifest_of(folder)
    manifest["statements"][1] |= {"value": 17, "text": "17人次"}
    found = problems(check_report(packed(manifest), "manifest.json"))
    assert found[0] == "s002 s002（巡山人次） 应为 16，报告写作 17 · recomputed as 16"


def test_a_forged_text_is_found_by_its_commitment(folder) -> None:
    manifest = manifest_of(folder)
    manifest["openings"][0]["value"] = "另一段文字"
    assert any("文字" in problem for problem in problems(check_report(packed(manifest), "m")))


@pytest.mark.files
def test_no_flipped_byte_of_the_manifest_passes(folder) -> None:
    data = (folder / "manifest.json").read_bytes()
    with zipfile.ZipFile(folder / "proof.zip") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for place in range(0, len(data), max(len(data) // 50, 1)):
        parts["manifest.json"] = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as target:
            for name, content in parts.items():
                target.writestr(name, content)
        try:
            assert not verify_bytes(buffer.getvalue(), "proof.zip").holds, place
        except (ValueError, KeyError, TypeError, IndexError, AttributeError):
            continue


def test_the_proof_verifies_on_a_machine_without_the_program(folder, tmp_path) -> None:
    with zipfile.ZipFile(folder / "proof.zip") as archive:
        archive.extract("verify.py", tmp_path)
    shutil.copy(folder / "proof.zip", tmp_path)
    run = subprocess.run(
        [sys.executable, "-I", "-S", "verify.py", "proof.zip"],
        cwd=tmp_path,
        env={**os.environ, "LC_ALL": "zh_CN.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout.splitlines()[1].strip() == "无法核对（签名人未核对）"


def test_a_swapped_pdf_is_found_in_the_proof(folder) -> None:
    forged = rewritten((folder / "proof.zip").read_bytes(), "report.pdf", "%PDF-1.7", "%PDF-1.6")
    assert any("report.pdf" in problem for problem in problems(check_report(forged, "proof.zip")))


def test_the_pdf_is_an_archive_file_with_the_manifest_attached(folder) -> None:
    pdf = PdfReader(folder / "report.pdf")
    assert bytes(pdf.attachments["manifest.json"][0]) == (folder / "manifest.json").read_bytes()
    assert "pdfaid" in str(pdf.xmp_metadata.stream.get_data())


def test_the_log_holds_after_issuing(report, now) -> None:
    sealed = seal(now=now)
    assert sealed is not None
    assert Entry.objects.pending().count() == 0


def test_an_entry_cannot_be_counted_twice(folder) -> None:
    manifest = manifest_of(folder)
    statement = manifest["statements"][0]
    statement["entries"].append(statement["entries"][0])
    statement |= {"value": 4, "text": "4次"}
    assert any("重复" in problem for problem in problems(check_report(packed(manifest), "m")))


def test_a_figure_defined_otherwise_than_sealed_is_named(folder) -> None:
    manifest = manifest_of(folder)
    manifest["figures"]["walks.count"]["label"] = "大会战"
    found = problems(check_report(packed(manifest), "m"))
    assert any(problem.startswith("walks.count") for problem in found)


def test_a_paragraph_that_prints_another_value_than_its_statement_is_named(folder) -> None:
    manifest = manifest_of(folder)
    paragraph = next(one for one in manifest["paragraphs"] if "s002" in one["statements"])
    paragraph["text"] = paragraph["text"].replace("16人次", "61人次")
    found = problems(check_report(packed(manifest), "m"))
    assert any("s002" in problem for problem in found)


def test_a_lone_file_says_what_it_cannot_prove(folder) -> None:
    for name, alone in (("report.docx", True), ("report.pdf", True), ("proof.zip", False)):
        notes = check_report((folder / name).read_bytes(), name).notes
        assert any("proof.zip" in note for note in notes) is alone
