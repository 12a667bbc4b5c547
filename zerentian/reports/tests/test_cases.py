"""The archive of a case: its parts hold each other, and every entry on which it rests stands in the log."""

import json
import zipfile
from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from tempfile import TemporaryFile
from typing import IO

import pytest
from django.urls import reverse

from zerentian.casework.tests.conftest import *  # noqa: F403
from zerentian.evidence.models import File
from zerentian.evidence.store import path_of
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.reports.actions.printing import print_paper
from zerentian.reports.archive import case_archive
from zerentian.reports.letters import decision_letter
from zerentian.reports.offline.verify import canonical, out_of_pdf, verify_bytes

from .test_forgeries import repacked

pytestmark = pytest.mark.django_db


def with_photo(concern, photo: bytes, now) -> str:
    """Put a file of evidence with a concern and return its digest."""
    name = sha256(photo).hexdigest()
    path_of(name).parent.mkdir(parents=True, exist_ok=True)
    path_of(name).write_bytes(photo)
    file = File.objects.create(sha256=name, size=len(photo), kind="jpeg", name="a.jpg")
    concern.files.create(file=file, from_resident=True, added_at=now)
    return name


def listing(parts: dict[str, bytes]) -> None:
    """Make the list of digests of a case fit its parts again, as whoever forges one would."""
    own = {name: data for name, data in parts.items() if name != "sha256.txt"}
    lines = [f"{sha256(data).hexdigest()}  {name}\n" for name, data in sorted(own.items())]
    parts["sha256.txt"] = "".join(lines).encode()


def test_a_file_of_a_case_that_is_swapped_is_found(client_of, receptionist, answered, now):
    name = with_photo(answered, b"a photo, as it was sent", now)
    data = client_of(receptionist).get(reverse("reports:case", args=[answered.key])).getvalue()
    assert verify_bytes(data, "case.zip").holds
    swapped = repacked(data, lambda parts: parts.update({f"files/{name}": b"another photo"}))
    assert not verify_bytes(swapped, "case.zip").holds
    added = repacked(data, lambda parts: parts.update({"files/" + "0" * 64: b"more"}))
    assert not verify_bytes(added, "case.zip").holds


@pytest.fixture
def case(answered, receptionist, now) -> bytes:
    """The case of an answered concern with a photo, whose title is the digest of another photo."""
    answered.title = sha256(b"another").hexdigest()
    with_photo(answered, b"a photo, as it was sent", now)
    with case_archive(answered, by=receptionist, now=now) as packed:
        return packed.read()


def told_of(data: bytes) -> list[str]:
    """Return what is wrong with a case."""
    found = verify_bytes(data, "case.zip")
    return [f"{line['place']} {line['message']}" for line in found.lines if not line["holds"]]


CASE_FORGERIES = {
    "a row of the contents altered": (
        "contents.csv",
        lambda parts: parts.update({"contents.csv": parts["contents.csv"].replace("10年".encode(), b"1", 1)}),
    ),
    "a row of the contents more": (
        "contents.csv",
        lambda parts: parts.update({"contents.csv": parts["contents.csv"] + b"9,x,x,x\r\n"}),
    ),
    "contents that are no text": ("contents.csv", lambda parts: parts.update({"contents.csv": b"\xff\xfe"})),
    "other words on how to verify": ("README.txt", lambda parts: parts.update({"README.txt": b"trust me"})),
    "a file that only the title names": (
        f"files/{sha256(b'another').hexdigest()}",
        lambda parts: parts.update({f"files/{sha256(b'another').hexdigest()}": b"another"}),
    ),
}


@pytest.mark.parametrize("kind", CASE_FORGERIES)
def test_a_part_of_a_case_that_is_forged_is_named_though_the_digests_were_made_to_fit(case, kind) -> None:
    place, change = CASE_FORGERIES[kind]
    assert told_of(case) == []

    def forge(parts: dict[str, bytes]) -> None:
        change(parts)
        listing(parts)

    assert [one.split()[0] for one in told_of(repacked(case, forge))] == [place]


def parts_of(data: bytes) -> dict[str, bytes]:
    """Return the parts of a zip by name."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed_again(parts: dict[str, bytes]) -> bytes:
    """Return a zip of parts."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def retold(change) -> Callable[[dict[str, bytes]], None]:
    """Return a forgery of the entries of a case, written as canonical JSON is."""

    def forge(parts: dict[str, bytes]) -> None:
        told = json.loads(parts["entries.json"])
        change(told)
        parts["entries.json"] = canonical(told)

    return forge


ENTRY_FORGERIES = {
    "one left out": lambda told: told["entries"].pop(),
    "one twice": lambda told: told["entries"].append(told["entries"][-1]),
    "another order": lambda told: told["entries"].reverse(),
    "other words": lambda told: told["entries"][0].update(
        text=told["entries"][0]["text"].replace("received", "refused")
    ),
    "another place": lambda told: told["entries"][0].update(index=told["entries"][0]["index"] + 1),
    "a place that is a fraction": lambda told: told["entries"][0].update(index=True),
    "another path": lambda told: told["entries"][0]["path"].reverse(),
    "a path with a step more": lambda told: told["entries"][0]["path"].append("0" * 64),
    "a remark on one": lambda told: told["entries"][0].update(remark="无误"),
    "a remark on all": lambda told: told.update(remark="无误"),
    "another number": lambda told: told.update(number="2026-00000001"),
    "another checkpoint": lambda told: told.update(checkpoint="demo-elsewhere"),
    "none at all": lambda told: told.pop("entries"),
    "no list": lambda told: told.update(entries={}),
}


def test_entries_of_a_case_are_those_on_which_it_rests_in_the_log(case) -> None:
    places = {}
    for kind, change in ENTRY_FORGERIES.items():
        parts = parts_of(case)
        retold(change)(parts)
        listing(parts)
        places[kind] = [one.split()[0] for one in told_of(packed_again(parts))]
    assert places == {kind: ["entries.json"] for kind in ENTRY_FORGERIES}


def test_entries_of_a_case_are_written_in_one_way(case) -> None:
    def forge(parts: dict[str, bytes]) -> None:
        parts["entries.json"] = parts["entries.json"].replace(b'"entries":', b'"entries": ', 1)
        listing(parts)

    assert [one.split()[0] for one in told_of(repacked(case, forge))] == ["entries.json"]


def test_a_case_printed_again_rests_on_the_same_entries_and_needs_no_second_record(
    answered, receptionist, now
) -> None:
    made = []
    for _ in range(2):
        with case_archive(answered, by=receptionist, now=now) as packed:
            made.append(packed.read())
    assert made[0] == made[1]
    assert Entry.objects.filter(verb="paper.printed").count() == 1


def with_bytes_before(data: bytes) -> bytes:
    """Return a zip behind other bytes, all its places moved, as self-unpacking archives have it."""
    return b"#!/bin/sh\n" + data


def with_a_comment(data: bytes) -> bytes:
    """Return a zip with words at its end that no program lists as a file."""
    changed = BytesIO(data)
    with zipfile.ZipFile(changed, "a") as archive:
        archive.comment = b"approved"
    return changed.getvalue()


def with_a_comment_on_a_part(data: bytes) -> bytes:
    """Return a zip with words beside a part."""
    changed = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(changed, "w") as target:
        for part in source.infolist():
            part.comment = b"approved"
            target.writestr(part, source.read(part.filename))
    return changed.getvalue()


def with_bytes_between(data: bytes) -> bytes:
    """Return a zip with bytes between its parts and its directory, whose place is told anew."""
    begin = int.from_bytes(data[-6:-2], "little")
    moved = (begin + 8).to_bytes(4, "little")
    return data[:begin] + b"approved" + data[begin:-6] + moved + data[-2:]


def with_bytes_behind(data: bytes) -> bytes:
    """Return a zip that other bytes follow."""
    return data + b"approved"


MORE_THAN_PARTS = (
    with_bytes_before, with_bytes_behind, with_a_comment, with_a_comment_on_a_part, with_bytes_between,
)  # fmt: skip


@pytest.mark.parametrize("kind", ["case.zip", "case.docx"])
def test_an_archive_that_says_more_than_its_parts_differs(case, kind) -> None:
    data = case if kind == "case.zip" else parts_of(case)[kind]
    assert verify_bytes(data, kind).holds
    found = {more.__name__: verify_bytes(more(data), kind) for more in MORE_THAN_PARTS}
    places = {name: [line["place"] for line in one.lines if not line["holds"]] for name, one in found.items()}
    assert places == {more.__name__: [kind] for more in MORE_THAN_PARTS}


def test_a_word_file_whose_sizes_stand_behind_its_parts_says_no_more_than_they_do(case) -> None:
    data, streamed = zipfile.ZipFile(BytesIO(case)).read("case.docx"), Streamed()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(streamed, "w") as target:
        for part in source.infolist():
            target.writestr(part.filename, source.read(part.filename))
    assert verify_bytes(streamed.getvalue(), "case.docx").holds


class Streamed(BytesIO):
    """A file that cannot be gone back in: a zip then says the sizes of its parts behind them."""

    def seekable(self) -> bool:
        return False

    def tell(self) -> int:
        raise OSError

    def seek(self, offset: int, whence: int = 0) -> int:
        raise OSError


@pytest.mark.parametrize("written", [b"no list at all", b"\xff", b"", b"one two  three\n"])
def test_a_list_of_digests_that_is_none_differs(case, written) -> None:
    forged = repacked(case, lambda parts: parts.update({"sha256.txt": written}))
    assert [one.split()[0] for one in told_of(forged)] == ["sha256.txt"]


@pytest.mark.parametrize("part", ["contents.csv", "README.txt", "case.pdf", "entries.json", "files/"])
def test_a_case_from_which_a_part_was_taken_is_not_said_to_be_whole(case, part) -> None:
    def take(parts: dict[str, bytes]) -> None:
        name = next(name for name in parts if name.startswith(part))
        del parts[name]
        listing(parts)

    vkey = json.loads(out_of_pdf(zipfile.ZipFile(BytesIO(case)).read("case.pdf"))[1])["vkey"]
    assert verify_bytes(case, "case.zip", vkey).verdict == "holds"
    found = verify_bytes(repacked(case, take), "case.zip", vkey)
    assert found.verdict == "unproved"
    assert any(f"没有 {part}" in note for note in found.notes)


def test_large_files_of_a_case_lie_in_it_as_they_are_and_verify(
    answered, receptionist, now, monkeypatch
) -> None:
    name = with_photo(answered, b"film" * 500_000, now)
    with case_archive(answered, by=receptionist, now=now) as packed:
        data = packed.read()
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert archive.getinfo(f"files/{name}").compress_type == zipfile.ZIP_STORED
    monkeypatch.setattr("zerentian.reports.offline.verify.MOST_UNPACKED", 1_900_000)
    assert verify_bytes(data, "case.zip").holds
    with pytest.raises(ValueError, match="解开后过大"):
        verify_bytes(repacked(data, lambda parts: None), "case.zip")


def test_a_case_printed_by_an_earlier_version_holds_and_says_that_its_entries_were_not_compared(
    answered, receptionist, now, monkeypatch
) -> None:
    def as_before(*given, rests_on, **more):
        return print_paper(*given, **more)

    monkeypatch.setattr("zerentian.reports.archive.print_paper", as_before)
    with case_archive(answered, by=receptionist, now=now) as packed:
        found = verify_bytes(packed.read(), "case.zip")
    assert found.holds
    assert found.verdict == "unproved", "an archive with what nothing vouches for is not genuine as a whole"
    assert [note for note in found.limits if note.startswith("entries.json")]


def test_a_genuine_paper_of_another_kind_is_no_case(case, answered, receptionist, now) -> None:
    document = decision_letter(answered, answered.replies.get(), viewer=receptionist, now=now)
    letter = print_paper(answered, document, kind="letter", forms=("docx",), by=receptionist, now=now)["docx"]

    def forge(parts: dict[str, bytes]) -> None:
        parts["case.docx"] = letter
        for name in ("case.pdf", "contents.csv", "sha256.txt"):
            parts.pop(name)

    assert "case.docx 不是案卷，是别的文书 · another paper than a case" in told_of(repacked(case, forge))


def test_a_case_that_cannot_be_packed_leaves_no_file_open(answered, receptionist, now, monkeypatch) -> None:
    opened: list[IO[bytes]] = []

    def noted() -> IO[bytes]:
        opened.append(TemporaryFile())  # noqa: SIM115 - whether it is closed is what is asked
        return opened[-1]

    def refuse(*given, **more):
        raise NotAllowed("不能打印", "it cannot be printed")

    monkeypatch.setattr("zerentian.reports.archive.TemporaryFile", noted)
    monkeypatch.setattr("zerentian.reports.archive.print_paper", refuse)
    with pytest.raises(NotAllowed):
        case_archive(answered, by=receptionist, now=now)
    assert [file.closed for file in opened] == [True]
