"""Envelopes of a paper, byte by byte: archives, pages and PDF files say what their parts say and no more."""

import io
import json
import struct
import zipfile
import zlib
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zerentian.reports.offline import verify
from zerentian.reports.offline.verify import NotOurs

MORE, AS_PDF = "压缩包里另有不属于任何文件的内容", "压缩包又可当作 PDF 打开"


def archive(parts, packing=zipfile.ZIP_DEFLATED, comment=b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as made:
        for name, data in parts.items():
            info = name if isinstance(name, zipfile.ZipInfo) else zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = packing
            made.writestr(info, data)
        made.comment = comment
    return out.getvalue()


def result(**more):
    told = SimpleNamespace(said=[], notes=[], **more)
    told.say = lambda holds, place, words: told.said.append((holds, place, words.partition(" · ")[0]))
    return told


def faults(data: bytes) -> list[str]:
    told = result()
    verify.say_bytes_of_no_part(told, data, "x.zip")
    assert all((holds, place) == (False, "x.zip") for holds, place, _ in told.said)
    return [words for _, _, words in told.said]


def info(name: str, mode: int = 0, **more) -> zipfile.ZipInfo:
    one = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    one.external_attr = mode << 16
    for key, value in more.items():
        setattr(one, key, value)
    return one


PLAIN = archive({"a.txt": b"words" * 20, "b.txt": b""})
END = PLAIN.index(b"PK\x01\x02")


# -- What an archive holds beside its parts ------------------------------------------------------------


@pytest.mark.parametrize("packing", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_an_archive_of_parts_alone_holds_nothing_more(packing):
    assert faults(archive({"a.txt": b"words" * 20, "目录/b.txt": b"", "c/": b""}, packing)) == []
    timed = info("b.txt", extra=struct.pack("<HHBI", 0x5455, 5, 1, 9))
    assert faults(archive({timed: b"words", "c.txt": b"more"}, packing)) == []


@pytest.mark.parametrize(
    "data",
    [
        archive({"a.txt": b"words"}, comment=b"c"),
        archive({info("a.txt", comment=b"c"): b"words"}),
        archive({info("a.txt", extra=struct.pack("<HH3s", 0x7075, 3, b"abc")): b"words"}),
        archive({info("a.txt", 0o120777): b"b.txt"}),
        archive({info("a.txt", 0o040000): b"words"}),
        archive({info("a.txt", 0o010644): b"words"}),
        archive({info("a.txt"): b"words"}).replace(b"a.txt", b"b.txt", 1),
        PLAIN[:END] + b"more" + PLAIN[END:],
        PLAIN + b"more",
        archive({"a.txt": b"words"}, zipfile.ZIP_BZIP2),
    ],
)
def test_whatever_else_stands_in_an_archive_is_named(data):
    assert faults(data) == [MORE]


def test_an_archive_that_also_opens_as_a_pdf_is_named():
    assert faults(archive({"a.txt": b"%PDF-1.7"}, zipfile.ZIP_STORED)) == [AS_PDF]
    assert faults(archive({"a.txt": b"x" * 2000 + b"%PDF-1.7"}, zipfile.ZIP_STORED)) == []


@pytest.mark.parametrize(
    ("name", "mode", "size", "dos", "plain"),
    [
        ("a.txt", 0, 3, 0, True),
        ("a.txt", 0o100644, 3, 0, True),
        ("a.txt", 0o100644, 3, 0x10, False),
        ("a.txt", 0o040755, 0, 0, False),
        ("a.txt", 0o120777, 3, 0, False),
        ("a/", 0o040755, 0, 0x10, True),
        ("a/", 0, 0, 0x10, True),
        ("a/", 0, 1, 0, False),
        ("a/", 0o100644, 0, 0, False),
    ],
)
def test_a_part_unpacks_to_a_file_or_an_empty_folder(name, mode, size, dos, plain):
    one = SimpleNamespace(filename=name, external_attr=mode << 16 | dos, file_size=size)
    assert verify.is_plain_file(one) is plain


def field(kind: int, held: bytes) -> bytes:
    return struct.pack("<HH", kind, len(held)) + held


@pytest.mark.parametrize(
    ("extra", "usual"),
    [
        (b"", True),
        *[(field(kind, b"12345678"), True) for kind in sorted(verify.EXTRAS)],
        (field(0x5455, b"1") + field(0x7875, b"2"), True),
        (field(0x7075, b"name"), False),
        (field(0x5455, b"1") + field(0x7075, b"2"), False),
        (field(0x5455, b"x" * 64), True),
        (field(0x5455, b"x" * 65), False),
        (field(0xA220, b"\x14\xa0\0\0" + b"\0" * 90), True),
        (field(0xA220, b"\x14\xa0\0\0words"), False),
        (field(0x5455, b"12345678")[:-1], False),
        (b"\x55", False),
    ],
)
def test_extra_fields_are_of_the_usual_kinds_and_hold_no_words(extra, usual):
    assert verify.only_known_extras(extra) is usual


@given(st.binary(max_size=60), st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))
def test_every_byte_that_a_part_takes_is_needed(data, packing):
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(data) + packer.flush() if packing == zipfile.ZIP_DEFLATED else data
    part = SimpleNamespace(compress_type=packing, compress_size=len(packed), file_size=len(data))
    assert verify.is_all_packed(packed, part)
    part.compress_size += 1
    assert not verify.is_all_packed(packed + b"x", part)
    part.compress_type = zipfile.ZIP_BZIP2
    assert not verify.is_all_packed(packed, part)


def test_a_part_that_is_cut_off_or_of_another_size_is_not_all_packed():
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(b"words" * 9) + packer.flush()
    part = SimpleNamespace(compress_type=zipfile.ZIP_DEFLATED, compress_size=len(packed), file_size=45)
    assert verify.is_all_packed(packed, part)
    assert not verify.is_all_packed(packed[:-1], part)
    part.file_size = 44
    assert not verify.is_all_packed(packed, part)


def descriptor(mark=b"PK\x07\x08", width=4, check=7, packed=3, size=5) -> bytes:
    return mark + struct.pack("<I", check) + b"".join(one.to_bytes(width, "little") for one in (packed, size))


@pytest.mark.parametrize(
    ("behind", "flags", "length"),
    [
        (descriptor(), 8, 16),
        (descriptor(width=8), 8, 24),
        (descriptor(b""), 8, 12),
        (descriptor(b"", 8), 8, 20),
        (descriptor(), 0, 0),
        (descriptor(check=8), 8, 0),
        (descriptor(size=6), 8, 0),
        (descriptor(packed=6), 8, 0),
        (b"", 8, 0),
    ],
)
def test_behind_a_part_its_checksum_and_sizes_may_stand_once_more(behind, flags, length):
    part = SimpleNamespace(flag_bits=flags, CRC=7, compress_size=3, file_size=5)
    assert verify.length_of_descriptor(behind + b"rest", part) == length


def test_sizes_beyond_four_bytes_are_sought_in_eight():
    part = SimpleNamespace(flag_bits=8, CRC=7, compress_size=3, file_size=1 << 32)
    assert verify.length_of_descriptor(descriptor(width=8, size=1 << 32), part) == 24
    assert verify.length_of_descriptor(descriptor(b"", width=8, size=1 << 32), part) == 20


def test_the_end_of_an_archive_counts_its_parts():
    assert verify.counts_alike(PLAIN, 2)
    assert not verify.counts_alike(PLAIN, 1)
    for place in (14, 12):
        wrong = PLAIN[:-place] + b"\3\0" + PLAIN[len(PLAIN) - place + 2 :]
        assert not verify.counts_alike(wrong, 2)


# -- Which archives are opened at all ------------------------------------------------------------------


def test_an_archive_that_would_unpack_to_too_much_is_not_opened(monkeypatch):
    monkeypatch.setattr(verify, "MOST_UNPACKED", 100)
    assert verify.opened(archive({"a": b"x" * 100})).namelist() == ["a"]
    with pytest.raises(ValueError, match="解开后过大"):
        verify.opened(archive({"a": b"x" * 101}))
    with pytest.raises(ValueError, match="解开后过大"):
        verify.opened(archive({"a": b"x" * 60, "b": b"x" * 41}))
    kept = archive({"files/abc": b"x" * 101, "a": b"x" * 100}, zipfile.ZIP_STORED)
    assert verify.opened(kept).namelist() == ["files/abc", "a"]
    with pytest.raises(ValueError, match="解开后过大"):
        verify.opened(archive({"files/abc": b"x" * 101}))


def test_an_archive_of_too_many_parts_is_not_opened(monkeypatch):
    monkeypatch.setattr(verify, "MOST_PARTS", 2)
    assert verify.opened(PLAIN)
    with pytest.raises(ValueError, match="解开后过大"):
        verify.opened(archive({"a": b"", "b": b"", "c": b""}))


@pytest.mark.parametrize(
    ("name", "packing", "kept"),
    [
        ("files/abc", zipfile.ZIP_STORED, True),
        ("files/abc", zipfile.ZIP_DEFLATED, False),
        ("YJ2026-001/data/cases/0001_1/files/abc", zipfile.ZIP_STORED, True),
        ("YJ2026-001/data/papers/0001_1/files/abc", zipfile.ZIP_STORED, True),
        ("data/other/0001_1/files/abc", zipfile.ZIP_STORED, False),
        ("word/files/abc", zipfile.ZIP_STORED, False),
        ("case.pdf", zipfile.ZIP_STORED, False),
    ],
)
def test_only_a_file_of_a_case_that_lies_in_it_as_it_is_may_be_large(name, packing, kept):
    [part] = zipfile.ZipFile(io.BytesIO(archive({name: b"words" * 9}, packing))).infolist()
    assert verify.is_kept_file(part) is kept
    part.compress_size -= 1
    assert not verify.is_kept_file(part)


@pytest.mark.parametrize(
    ("names", "bag"),
    [
        (["YJ-1/bagit.txt", "YJ-1/data/a"], True),
        (["bagit.txt"], False),
        (["a/b/bagit.txt"], False),
        (["a/bagit.txt", "b/bagit.txt"], False),
        (["a/other.txt"], False),
    ],
)
def test_a_package_is_told_by_its_mark(names, bag):
    assert verify.is_bag(SimpleNamespace(namelist=lambda: names)) is bag


# -- What a file is said to be -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "error", "words"),
    [
        (b"words", NotOurs, "不是报告"),
        (b"[]", NotOurs, "不是报告"),
        (json.dumps({"format": "other-1"}).encode(), NotOurs, "不是报告"),
        (json.dumps({"format": "zerentian-manifest-9"}).encode(), ValueError, "较新"),
        (b'{"checkpoint":', ValueError, "不完整或已损坏"),
        (b"PK\x03\x04words", ValueError, "压缩包不完整"),
        (b"%PDF-1.7 (manifest.json)", ValueError, "另存过"),
        (b"%PDF-1.7", NotOurs, "PDF 中没有"),
        (b"\xef\xbb\xbf \n<!DOCTYPE html>", NotOurs, "网页中没有"),
        (b"<HTML></HTML>", NotOurs, "网页中没有"),
        (archive({"a.txt": b""}), NotOurs, "不是证明包"),
        (archive({"manifest.json": b"{}"}), NotOurs, "不是证明包"),
        (archive({"xl/workbook.xml": b""}), NotOurs, "没有证明清单"),
        (archive({"word/document.xml": b""}), NotOurs, "没有证明清单"),
    ],
)
def test_a_file_that_is_none_of_ours_is_told_from_one_that_is_damaged(data, error, words):
    with pytest.raises(ValueError, match=words) as caught:
        verify.verify_bytes(data, "x")
    assert type(caught.value) is error
