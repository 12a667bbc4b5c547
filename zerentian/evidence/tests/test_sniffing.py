"""What a file is, told from its content."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zerentian.evidence.rules.sniffing import KINDS, sniff
from zerentian.evidence.tests import files
from zerentian.ledger.rules.refusals import NotAllowed

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
KNOWN = (
    ("jpeg", "a.JPG", files.plain_jpeg()),
    ("png", "a.png", files.png()),
    ("webp", "a.webp", files.webp()),
    ("pdf", "会议记录.pdf", files.PDF),
    ("docx", "a.docx", files.office()),
    ("xlsx", "a.xlsx", files.office("xl/workbook.xml")),
    ("pptx", "a.pptx", files.office("ppt/presentation.xml")),
    ("doc", "a.doc", OLE + "WordDocument".encode("utf-16-le")),
    ("xls", "a.xls", OLE + "Workbook".encode("utf-16-le")),
    ("text", "a.txt", "巡查记录".encode()),
    ("text", "a.csv", "村名,户数\n上坪村,12\n".encode("gb18030")),
    ("mp4", "a.mp4", files.mp4()),
    ("m4a", "a.m4a", files.box(b"ftyp", b"M4A \x00\x00\x00\x00")),
    ("mp3", "a.mp3", b"ID3\x04\x00" + bytes(40)),
    ("mp3", "a.mp3", b"\xff\xfb\x90\x00" + bytes(400)),
)
REFUSED = (
    ("a.exe", b"MZ" + bytes(100), "程序"),
    ("run.txt", b"#!/bin/sh\nrm -rf /\n", "程序"),
    ("a.txt", b"<!DOCTYPE html><script>alert(1)</script>", "网页"),
    ("a.jpg", b"\xef\xbb\xbf  <svg xmlns='http://www.w3.org/2000/svg'/>", "网页"),
    ("a.zip", files.office("plan.txt").replace(b"[Content_Types].xml", b"content_types.text1"), "压缩包"),
    ("a.docx", b"PK\x03\x04 cut off", "已损坏"),
    ("a.docx", files.office("word/document.xml", "word/vbaProject.bin"), "宏"),
    ("a.doc", OLE + "WordDocument".encode("utf-16-le") + "_VBA_PROJECT".encode("utf-16-le"), "宏"),
    ("a.heic", files.box(b"ftyp", b"heic\x00\x00\x00\x00"), "HEIC"),
    ("a.mov", files.box(b"ftyp", b"qt  \x00\x00\x00\x00"), "MP4"),
    ("a.rar", b"Rar!\x1a\x07\x00", "压缩包"),
    ("a.txt", b"a\x00b", "不能识别"),
    ("a.txt", b"", "空文件"),
)


@pytest.mark.parametrize(("code", "name", "data"), KNOWN)
def test_a_kind_that_is_kept_is_told_by_its_content(tmp_path, code, name, data):
    (path := tmp_path / "upload").write_bytes(data)
    assert sniff(path, name) == KINDS[code]


@pytest.mark.parametrize(("name", "data", "reason"), REFUSED)
def test_what_could_do_harm_is_refused_with_its_remedy(tmp_path, name, data, reason):
    (path := tmp_path / "upload").write_bytes(data)
    with pytest.raises(NotAllowed, match=reason):
        sniff(path, name)


@pytest.mark.parametrize("name", ["a.pdf", "a.jpg.exe", "a", "a.txt"])
def test_a_name_that_says_another_kind_is_refused_and_told_what_it_is(tmp_path, name):
    (path := tmp_path / "upload").write_bytes(files.plain_jpeg())
    with pytest.raises(NotAllowed, match="内容却是照片"):
        sniff(path, name)


def test_a_package_that_unpacks_to_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("zerentian.evidence.rules.sniffing.OFFICE_UNPACKED_BYTES", 3)
    (path := tmp_path / "upload").write_bytes(files.office())
    with pytest.raises(NotAllowed, match="解开后过大"):
        sniff(path, "a.docx")


@given(data=st.binary(max_size=400), ending=st.sampled_from(["jpg", "pdf", "docx", "txt", "mp4", ""]))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_a_known_kind_or_refused(tmp_path, data, ending):
    (path := tmp_path / "upload").write_bytes(data)
    try:
        kind = sniff(path, f"a.{ending}")
    except NotAllowed:
        return
    assert ending in kind.endings
