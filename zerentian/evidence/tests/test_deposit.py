"""A file is deposited: limited, sniffed, freed of places, hashed, kept once, recorded."""

import os
import stat
import subprocess
import sys
import tracemalloc
from hashlib import sha256
from io import BytesIO, RawIOBase

import pytest
from django.db import transaction

from zerentian.evidence import store
from zerentian.evidence.actions import deposit, receive
from zerentian.evidence.models import Deposit, File
from zerentian.evidence.rules.metadata import jpeg
from zerentian.evidence.tests import files
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.verification import row_problem
from zerentian.organization.access import Forbidden

pytestmark = pytest.mark.django_db


def left_on_disk() -> list[str]:
    """Return the names of all files in the store, received ones too."""
    return [path.name for path in store.root().rglob("*") if path.is_file()]


def test_a_photo_is_kept_without_its_place_under_its_hash_and_recorded(clerk, now, office):
    file = deposit(BytesIO(files.jpeg()), name="防汛巡查.jpg", by=clerk, now=now)
    content = file.path.read_bytes()
    assert content == jpeg.clean(files.jpeg())[0]
    assert file.sha256 == sha256(content).hexdigest()
    assert file.path == store.root() / file.sha256[:2] / file.sha256[2:4] / file.sha256
    assert (file.name, file.size, file.media_type) == ("防汛巡查.jpg", len(content), "image/jpeg")
    assert file.captured_at.isoformat() == "2026-03-01T10:20:30+08:00"
    assert len(file.fingerprint) == 16
    entry = Entry.objects.get(verb="evidence.deposited")
    assert (entry.subject, entry.unit) == (file.ref, office.path_on(file.deposits.get().deposited_at.date()))
    assert entry.fact["seen_before"] is False
    assert entry.fact["evidence"] == 1
    assert file.sha256 not in entry.facts + entry.commitments


def test_a_kept_file_is_read_only_and_not_executable(clerk, now):
    file = deposit(BytesIO(files.PDF), name="a.pdf", by=clerk, now=now)
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o440
    assert left_on_disk() == [file.sha256]


def test_rows_of_a_deposit_are_as_the_ledger_committed(clerk, now):
    file = deposit(BytesIO(files.PDF), name="a.pdf", by=clerk, now=now)
    entry = Entry.objects.get(verb="evidence.deposited")
    file.refresh_from_db()
    assert [row_problem(row, entry) for row in (file, file.deposits.get())] == ["", ""]
    File.objects.filter(pk=file.pk).update(size=1)
    file.refresh_from_db()
    assert "绕过程序改动过" in row_problem(file, entry)


def test_the_same_content_is_kept_once_and_its_earlier_deposit_is_told(clerk, cadre, now, office):
    one = deposit(BytesIO(files.jpeg()), name="a.jpg", by=clerk, now=now)
    other = deposit(BytesIO(files.jpeg()), name="b.jpg", by=cadre, now=now.replace(hour=10))
    assert one == other
    assert File.objects.count() == 1
    assert [earlier.unit for earlier in other.deposits_before(now.replace(hour=10))] == [office]
    assert [e.fact["seen_before"] for e in Entry.objects.filter(verb="evidence.deposited")] == [False, True]


def test_a_unit_that_deposits_the_same_again_changes_nothing(clerk, now):
    deposit(BytesIO(files.PDF), name="a.pdf", by=clerk, now=now)
    file = deposit(BytesIO(files.PDF), name="b.pdf", by=clerk, now=now.replace(hour=10))
    assert file.name == "a.pdf"
    assert Deposit.objects.count() == Entry.objects.filter(verb="evidence.deposited").count() == 1


def test_a_received_file_is_deposited_inside_a_transaction(clerk, now):
    received = receive(BytesIO(files.PDF), name="a.pdf")
    with transaction.atomic():
        assert deposit(received, by=clerk, now=now).sha256 == received.sha256


@pytest.mark.parametrize("who", ["security", "auditor", "administrator"])
def test_who_may_not_deposit_leaves_nothing(account_of, now, who):
    with pytest.raises(Forbidden):
        deposit(BytesIO(files.PDF), name="a.pdf", by=account_of(who), now=now)
    assert left_on_disk() == []


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.pdf", files.plain_jpeg(), "内容却是照片"),
        ("a.jpg", files.plain_jpeg()[:-40], "损坏"),
        ("a.jpg", b"\xff\xd8\xff\xd9", "损坏"),
        ("a.png", b"\x89PNG\r\n\x1a\n", "损坏"),
        ("a.mp4", files.mp4(handler=b"camm"), "附加轨道"),
    ],
)
def test_a_refused_file_leaves_nothing_behind(clerk, now, name, data, reason):
    with pytest.raises(NotAllowed, match=reason):
        deposit(BytesIO(data), name=name, by=clerk, now=now)
    assert left_on_disk() == []
    assert not File.objects.exists()


@pytest.mark.parametrize(("name", "limit"), [("a.jpg", "picture"), ("a.pdf", "document")])
def test_a_file_over_the_limit_of_its_family_is_refused(clerk, now, settings, name, limit):
    settings.EVIDENCE_MAX_BYTES = {**settings.EVIDENCE_MAX_BYTES, limit: 10}
    data = files.plain_jpeg() if limit == "picture" else files.PDF
    with pytest.raises(NotAllowed, match="超过"):
        deposit(BytesIO(data), name=name, by=clerk, now=now)
    assert left_on_disk() == []


def test_a_picture_that_would_unpack_to_too_many_pixels_is_refused(clerk, now, settings):
    settings.EVIDENCE_MAX_PIXELS = 100
    with pytest.raises(NotAllowed, match="百万像素"):
        deposit(BytesIO(files.plain_jpeg()), name="a.jpg", by=clerk, now=now)


def test_an_upload_that_cannot_be_hashed_is_refused_and_leaves_nothing(clerk, now, monkeypatch):
    def fails(path):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(store, "digest", fails)
    with pytest.raises(NotAllowed, match="未存入"):
        deposit(BytesIO(files.PDF), name="a.pdf", by=clerk, now=now)
    assert left_on_disk() == []
    assert not File.objects.exists()


def test_a_stream_that_breaks_off_is_refused_and_leaves_nothing(clerk, now):
    class Broken(RawIOBase):
        def read(self, size=-1):
            raise OSError("connection lost")

    with pytest.raises(NotAllowed, match="未存入"):
        deposit(Broken(), name="a.pdf", by=clerk, now=now)
    assert left_on_disk() == []


def test_a_damaged_file_on_disk_is_made_whole_by_the_next_deposit(clerk, now):
    file = deposit(BytesIO(files.PDF), name="a.pdf", by=clerk, now=now)
    os.chmod(file.path, 0o640)
    file.path.write_bytes(b"altered")
    deposit(BytesIO(files.PDF), name="a.pdf", by=clerk, now=now)
    assert file.path.read_bytes() == files.PDF
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o440


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("C:\\Users\\示例\\桌面\\a.pdf", "a.pdf"),
        ("../../etc/a.pdf", "a.pdf"),
        ("a\u202egnp\x00.pdf", "agnp.pdf"),
        ("长" * 300 + ".pdf", "长" * 116 + ".pdf"),
    ],
)
def test_of_a_name_its_last_part_is_kept(clerk, now, name, kept):
    assert deposit(BytesIO(files.PDF), name=name, by=clerk, now=now).name == kept


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("clerk", True),
        ("neighbour_clerk", True),
        ("cadre", True),
        ("first", True),
        ("inspector", True),
        ("outsider", False),
        ("administrator", False),
        ("security", False),
    ],
)
def test_a_file_is_visible_in_its_township_and_county_only(clerk, now, account_of, who, sees):
    file = deposit(BytesIO(files.PDF), name="a.pdf", by=clerk, now=now)
    assert File.objects.visible_to(account_of(who)).filter(pk=file.pk).exists() is sees


class Generated(RawIOBase):
    """A stream of a given size that never exists as a whole: a video's header, then zeros."""

    def __init__(self, size: int) -> None:
        self.head = files.box(b"ftyp", b"isom\x00\x00\x02\x00isomiso2mp41") + b"\x00\x00\x00\x00mdat"
        self.left = size

    def read(self, size: int = -1) -> bytes:
        chunk = self.head.ljust(min(size, self.left), b"\x00") if self.head else bytes(min(size, self.left))
        self.head, self.left = b"", self.left - len(chunk)
        return chunk


def test_a_large_recording_is_never_held_in_memory(clerk, now):
    tracemalloc.start()
    try:
        file = deposit(Generated(64 * 1024**2), name="会议.mp4", by=clerk, now=now)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert file.size == 64 * 1024**2
    assert peak < 8 * 1024**2


KILLED = """
import io, os, sys, signal
import django
django.setup()
from zerentian.evidence import store
from zerentian.evidence.actions import receive
step = sys.argv[1]
real = getattr(store, step)
def dies(*args, **kwargs):
    if sys.argv[2] == "after":
        real(*args, **kwargs)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(store, step, dies)
receive(io.BytesIO(b"%PDF-1.4 whole"), name="a.pdf")
"""


@pytest.mark.processes
@pytest.mark.parametrize("step", ["copy", "secure", "digest", "keep"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_program_killed_at_any_step_leaves_no_half_file(home, step, when):
    environment = {**os.environ, "ZERENTIAN_HOME": str(home), "DJANGO_SETTINGS_MODULE": "zerentian.settings"}
    ended = subprocess.run([sys.executable, "-c", KILLED, step, when], env=environment, check=False)
    assert ended.returncode == -9
    kept = [path for path in store.root().glob("??/??/*") if store.SHA256.match(path.name)]
    assert len(kept) == (1 if (step, when) == ("keep", "after") else 0)
    assert all(store.digest(path) == path.name for path in kept)


@pytest.mark.processes
def test_a_gigabyte_is_deposited_within_a_hundred_megabytes_of_memory(home):
    program = """
import resource, sys
import django
django.setup()
from zerentian.evidence.actions import receive
from zerentian.evidence.tests.test_deposit import Generated
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
received = receive(Generated(2**30), name="a.mp4")
grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
assert received.size == 2**30, received.size
assert grown < 100_000, grown
"""
    environment = {**os.environ, "ZERENTIAN_HOME": str(home), "DJANGO_SETTINGS_MODULE": "zerentian.settings"}
    subprocess.run([sys.executable, "-c", program], env=environment, check=True)
