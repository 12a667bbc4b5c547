"""A package for the archive, read as one file: on the page, by the verifier alone, with the four verdicts."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from zerentian.rectification.tests.conftest import *  # noqa: F403
from zerentian.reports.actions.transfers import package_of
from zerentian.reports.checking import outcome_of
from zerentian.reports.offline.verify import NO_SLIP, UNKNOWN_KEY, BagVerification, main, verify_bytes
from zerentian.reports.packing import slip

from .test_archived_papers import later, minutes, packed, photographed  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def package(packed) -> bytes:  # noqa: F811
    return package_of(packed).read_bytes()


def changed(package: bytes, change) -> bytes:
    """Pack a package anew after a change of its parts, name by content."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def named(parts, end):
    return next(name for name in parts if name.endswith(end))


FORGED = {
    "a paper altered": lambda parts: parts.update({named(parts, "paper.pdf"): b"%PDF-1.7 other"}),
    "a file more": lambda parts: parts.update({f"{next(iter(parts)).split('/')[0]}/data/more.txt": b"more"}),
    "a file gone": lambda parts: parts.pop(named(parts, "catalogue.xml")),
    "a second folder": lambda parts: parts.update({"beside/note.txt": b"approved"}),
    "a list with other lines": lambda parts: parts.update(
        {named(parts, "/manifest-sha256.txt"): parts[named(parts, "/manifest-sha256.txt")] + b"approved\n"}
    ),
    "another declaration": lambda parts: parts.update({named(parts, "bagit.txt"): b"BagIt-Version: 0.97\n"}),
    "another size": lambda parts: parts.update(
        {named(parts, "bag-info.txt"): parts[named(parts, "bag-info.txt")].replace(b"Oxum: ", b"Oxum: 1")}
    ),
}


def test_the_page_says_genuine_differs_unproved_and_foreign(
    package,
    packed,  # noqa: F811
    client_of,
    first,
    later,  # noqa: F811
    tmp_path,
    capsys,
):
    browser, page = client_of(first), reverse("reports:verify")

    def sent(data):
        answer = browser.post(
            page, {"file": SimpleUploadedFile("YJ.zip", data), "vkey": "", "checkpoint": ""}
        )
        return answer.content.decode()

    assert "属实" in (shown := sent(package)), outcome_of(package, "p.zip")
    assert packed.number in shown
    for name, change in FORGED.items():
        found = outcome_of(changed(package, change), "p.zip")
        assert found.verdict == "differs", name
    assert outcome_of(package + b"approved", "p.zip").verdict in ("differs", "unproved")
    assert "不符" in sent(changed(package, FORGED["a file gone"]))
    # Elsewhere: neither its log nor its key are known.
    alone = verify_bytes(package, "p.zip")
    assert isinstance(alone, BagVerification)
    assert (alone.verdict, alone.limits[0]) == ("unproved", NO_SLIP)
    (tmp_path / "p.zip").write_bytes(package)
    assert main([str(tmp_path / "p.zip")]) == 3
    made = slip(packed, forms=("docx",), by=first, now=later)["docx"]
    beside = tmp_path / f"{packed.number}-slip.docx"
    beside.write_bytes(made)
    capsys.readouterr()
    assert main([str(tmp_path / "p.zip"), "--json"]) == 0, capsys.readouterr().out
    assert UNKNOWN_KEY in capsys.readouterr().out
    beside.write_bytes(made[:-40])
    assert main([str(tmp_path / "p.zip")]) == 1


def test_a_package_in_a_package_is_no_paper_and_is_not_opened(db):
    """A package that holds itself would be opened for ever."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("YJ2026-001/bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
        archive.writestr("YJ2026-001/bag-info.txt", "External-Identifier: YJ2026-001\n")
    outer = inner.getvalue()
    for _ in range(3):
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            archive.writestr(
                "YJ2026-001/bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
            )
            archive.writestr("YJ2026-001/data/papers/0001_x/paper.docx", outer)
        outer = made.getvalue()
    found = verify_bytes(outer, "p.zip")
    assert found.verdict == "differs"
    places = [line["place"] for line in found.lines if not line["holds"]]
    assert any("0001_x/" in place for place in places)
    assert not any("papers/0001_x/paper.docx data/papers" in place for place in places)
