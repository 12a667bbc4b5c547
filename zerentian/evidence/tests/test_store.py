"""The store on disk and what the program says of it: limits to the byte, ages to the second, nothing half kept."""

import os
import stat
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from django.test import override_settings

from zerentian.evidence import store
from zerentian.evidence.checks import limits_hold
from zerentian.evidence.rules.sniffing import ACCEPT, ENDINGS, KINDS, NOT_KEPT, check_name, is_late_pdf, sniff
from zerentian.ledger.rules.refusals import NotAllowed

HASH = "ab" + "cd" * 31
NOW = datetime(2026, 3, 2, tzinfo=UTC)


def put(content=b"kept"):
    """Put a file into the store as an upload does; return its hash."""
    with store.received(BytesIO(content), max_bytes=100) as path:
        store.secure(path)
        sha256 = store.digest(path)
        store.keep(path, sha256)
    return sha256


def aged(path, seconds):
    os.utime(path, (NOW.timestamp() - seconds,) * 2)
    return path


def test_a_file_stands_under_the_first_signs_of_its_hash():
    assert store.path_of(HASH) == store.root() / "ab" / "cd" / HASH
    assert store.copy_path(HASH, "page") == store.copies() / "ab" / f"{HASH}-page.jpg"


@pytest.mark.parametrize("wrong", ["", "../../etc/passwd", HASH[:-1], HASH + "0", HASH.upper(), "g" * 64])
def test_what_is_no_hash_names_no_place(wrong):
    with pytest.raises(ValueError, match="is no SHA-256"):
        store.path_of(wrong)


@pytest.mark.parametrize(("most", "kept"), [(4, True), (5, True), (3, False), (0, False)])
def test_a_stream_is_received_to_the_last_byte_that_is_allowed(most, kept):
    if kept:
        with store.received(BytesIO(b"abcd"), max_bytes=most) as path:
            assert path.read_bytes() == b"abcd"
    else:
        with (
            pytest.raises(NotAllowed, match="文件超过 0 MB"),
            store.received(BytesIO(b"abcd"), max_bytes=most),
        ):
            pass
    assert list(store.incoming().iterdir()) == []


def test_a_limit_is_said_in_whole_megabytes():
    words = store.too_large(25_999_999).words
    assert (words.zh, words.en) == (
        "文件超过 25 MB，请压缩或分开后再传",
        "over 25 MB: make the file smaller or split it",
    )


def test_what_is_kept_is_read_only_and_kept_once():
    sha256 = put()
    path = store.path_of(sha256)
    assert stat.S_IMODE(path.stat().st_mode) == 0o440
    aged(path, 10**6)
    assert put() == sha256
    assert path.stat().st_mtime > NOW.timestamp() - 10**6
    assert list(store.incoming().iterdir()) == []


def test_a_damaged_file_gives_way_to_the_whole_one_and_a_sound_one_stays():
    path = store.path_of(put())
    sound = path.stat().st_ino
    put()
    assert path.stat().st_ino == sound
    path.chmod(0o640)
    path.write_bytes(b"other")
    put()
    assert path.read_bytes() == b"kept"


def test_a_file_leaves_with_its_copies_and_no_other(tmp_path):
    sha256, other = put(), put(b"other")
    for size in ("page", "thumbnail"):
        store.copy_path(sha256, size).parent.mkdir(parents=True, exist_ok=True)
        store.copy_path(sha256, size).write_bytes(b"copy")
    stays = store.copies() / sha256[:2] / f"{other}-page.jpg"
    stays.write_bytes(b"copy")
    store.remove(sha256)
    store.remove(sha256)
    assert not store.path_of(sha256).exists()
    assert [one.name for one in (store.copies() / sha256[:2]).iterdir()] == [stays.name]
    assert store.path_of(other).exists()


@pytest.mark.parametrize(("seconds", "old"), [(0, False), (86_400, False), (86_401, True)])
def test_an_upload_is_over_after_a_day(seconds, old):
    path = aged(store.path_of(put()), seconds)
    assert store.is_old(path, NOW) is old
    assert list(store.settled(NOW)) == ([path.name] if old else [])
    half = store.incoming() / ".upload-x"
    half.write_bytes(b"half")
    aged(half, seconds)
    assert store.abandoned(NOW) == ([half] if old else [])


def test_what_is_not_called_by_a_hash_is_none_of_the_store():
    path = store.path_of(put())
    stray = path.with_name("note.txt")
    stray.write_bytes(b"x")
    for one in (path, stray):
        aged(one, 10**6)
    assert list(store.settled(NOW)) == [path.name]
    assert timedelta(days=1) == store.LEFT_BEHIND


SIZES = {"picture": 20_000_000, "document": 50_000_000, "recording": 500_000_000}


@pytest.mark.parametrize(
    ("family", "size", "wrong"),
    [
        ("picture", 1_000_000, ""),
        ("picture", 999_999, "EVIDENCE_MAX_PICTURE_MB is 0, outside 1–500"),
        ("picture", 500_000_000, ""),
        ("picture", 501_000_000, "EVIDENCE_MAX_PICTURE_MB is 501, outside 1–500"),
        ("document", 10_000_000_000, ""),
        ("document", 10_001_000_000, "EVIDENCE_MAX_DOCUMENT_MB is 10001, outside 1–10000"),
        ("recording", 100_000_000_000, ""),
        ("recording", 0, "EVIDENCE_MAX_RECORDING_MB is 0, outside 1–100000"),
    ],
)
def test_a_limit_that_lets_nothing_in_or_too_much_is_told(family, size, wrong):
    with override_settings(EVIDENCE_MAX_BYTES=SIZES | {family: size}, EVIDENCE_MAX_PIXELS=50_000_000):
        found = limits_hold(None)
    assert [one.msg for one in found] == ([wrong] if wrong else [])
    assert {one.id for one in found} <= {"evidence.E001"}


@pytest.mark.parametrize(("pixels", "sound"), [(170_000_000, True), (171_000_000, False), (999_999, False)])
def test_pictures_of_too_many_pixels_are_never_decoded(pixels, sound):
    with override_settings(EVIDENCE_MAX_BYTES=SIZES, EVIDENCE_MAX_PIXELS=pixels):
        found = limits_hold(None)
    assert (found == []) is sound
    assert all("EVIDENCE_MAX_MEGAPIXELS" in one.hint for one in found)


@pytest.mark.parametrize("kind", [one for one in KINDS.values() if one.endings], ids=lambda one: one.code)
def test_a_kind_may_be_called_by_each_of_its_endings_in_any_letters(kind):
    for ending in (*kind.endings, *kind.renamed):
        check_name(kind, f"一.{ending.upper()}")
    with pytest.raises(NotAllowed) as refused:
        check_name(kind, "一.exe")
    words = refused.value.words
    assert f"以“.exe”结尾，内容却是{kind.label}" in words.zh
    assert f"（.{kind.endings[0]}）" in words.zh
    assert f"the content is {kind.label_en}" in words.en


def test_every_ending_is_of_one_kind_and_offered():
    endings = [ending for kind in KINDS.values() for ending in kind.endings]
    assert len(endings) == len(set(endings)) == len(ENDINGS)
    assert ACCEPT.split(",") == [f".{one}" for one in endings]


@pytest.mark.parametrize(
    ("head", "tail", "late"),
    [
        (b"junk %PDF-1.4", b"startxref\n", True),
        (b"junk %PDF-1.4", b"%%EOF", True),
        (b"junk %PDF-1.4", b"nothing", False),
        (b"junk", b"startxref %%EOF", False),
        (b"x" * 1019 + b"%PDF-", b"%%EOF", True),
        (b"x" * 1020 + b"%PDF-", b"%%EOF", False),
    ],
)
def test_a_pdf_may_begin_after_some_junk_and_ends_as_one_does(tmp_path, head, tail, late):
    (path := tmp_path / "a").write_bytes(head + tail)
    assert is_late_pdf(head, path) is late


@pytest.mark.parametrize(("between", "late"), [(2038, True), (2044, False)])
def test_the_end_of_a_pdf_is_looked_for_in_its_last_bytes(tmp_path, between, late):
    (path := tmp_path / "a").write_bytes(b"%PDF-startxref" + b" " * between)
    assert is_late_pdf(b"%PDF-", path) is late


def test_what_nobody_knows_is_told_what_is_kept(tmp_path):
    (path := tmp_path / "a").write_bytes(b"\x00\x01\x02")
    with pytest.raises(NotAllowed) as refused:
        sniff(path, "a.txt")
    assert refused.value.words == NOT_KEPT
