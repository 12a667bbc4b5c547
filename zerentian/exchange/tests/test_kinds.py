"""What a stranger's file is: told by its bytes, refused with what to do instead."""

import io
import zipfile

import pytest

from zerentian.exchange.rules import form_kinds
from zerentian.exchange.rules.form_kinds import (
    BEGINS,
    BEGINS_LENGTH,
    BINARY_PART,
    CONTENT_TYPES,
    ENCIPHERED,
    MANIFEST,
    MOST_OF_MANIFEST,
    MOST_OF_TYPES,
    MOST_OPENED,
    SLIDES_PART,
    WORD_PART,
    WORD_STREAM,
    Sent,
    check_suffix,
    kind_in,
    sent_as,
    suffix_of,
)
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.rules.tables.ods import CONTENT
from zerentian.organization.rules.tables.xls import ENCRYPTED_PACKAGE, MAGIC

RECORD = BEGINS + b"\0" * (BEGINS_LENGTH - len(BEGINS))


def zipped(**parts):
    """Return a zipped file of parts; a name's dots and slashes are written with underscores."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        for name, content in parts.items():
            file.writestr(NAMES.get(name, name), content)
    return stream.getvalue()


XML_2003 = b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
NAMES = {
    "binary": BINARY_PART,
    "types": CONTENT_TYPES,
    "content": CONTENT,
    "manifest": MANIFEST,
    "word": WORD_PART,
    "slides": SLIDES_PART,
}


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", Sent.AS_IT_IS),
        ("a,b\n甲,乙".encode(), Sent.AS_IT_IS),
        (b"a,<html>", Sent.AS_IT_IS),
        (MAGIC + b"\0" * 64, Sent.OLDER),
        (MAGIC + RECORD + b"\x0a\0", Sent.OLDER),
        (zipped(workbook="x"), Sent.AS_IT_IS),
        (b"PK\x03\x04 torn", Sent.AS_IT_IS),
        (zipped(content="<x/>"), Sent.OPEN_DOCUMENT),
        (
            zipped(content="<x/>", manifest="<application/vnd.oasis.opendocument.spreadsheet/>"),
            Sent.OPEN_DOCUMENT,
        ),
        (zipped(content="<x/>", manifest="x" * (MOST_OF_MANIFEST + 1)), Sent.OPEN_DOCUMENT),
        (zipped(workbook="x", manifest="encryption-data"), Sent.AS_IT_IS),
        (zipped(binary=b"\x83\x01"), Sent.BINARY),
        (b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>' + XML_2003, Sent.XML),
        (b"\xef\xbb\xbf<?xml version='1.0'?>" + XML_2003, Sent.XML),
    ],
)
def test_a_table_is_taken_as_it_is_or_converted(content, kind):
    assert kind_in(content) == kind.value


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"%PDF-1.7", "PDF、图片或演示文稿"),
        (b"\x89PNG\r\n", "PDF、图片或演示文稿"),
        (b"\xff\xd8\xff\xe0", "PDF、图片或演示文稿"),
        (b"GIF89a", "PDF、图片或演示文稿"),
        (b"RIFF....WEBP", "PDF、图片或演示文稿"),
        (b"<HTML><table>", "其实是网页"),
        (b"\xef\xbb\xbf \r\n\t<!DOCTYPE html>", "其实是网页"),
        (b"<table><tr>", "其实是网页"),
        (b"<?xml version='1.0'?>", "其实是网页"),
        (b"<style>", "其实是网页"),
        (b"<head>", "其实是网页"),
        (b"<meta charset=gbk>", "其实是网页"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related; a,b", "其实是网页"),
        (b"From: <Saved by WPS>\r\nSubject: a,b", "其实是网页"),
        (b"{\\rtf1\\ansi a;b,c}", "文字文档"),
        (b"Rar!\x1a\x07\x00", "压缩包"),
        (b"7z\xbc\xaf\x27\x1c", "压缩包"),
        (zipped(**{"报表/1月.XLSX": "x"}), "压缩包"),
        (MAGIC + WORD_STREAM, "文字文档"),
        (MAGIC + ENCRYPTED_PACKAGE, "密码"),
        (MAGIC + RECORD + ENCIPHERED, "密码"),
        (zipped(word="<x/>"), "文字文档"),
        (zipped(content="<x/>", manifest="opendocument.text"), "文字文档"),
        (zipped(slides="<x/>"), "PDF、图片或演示文稿"),
        (zipped(content="<x/>", manifest="opendocument.presentation"), "PDF、图片或演示文稿"),
        (zipped(content="<x/>", manifest="<encryption-data/>"), "密码"),
    ],
)
def test_what_is_no_table_says_what_it_is(content, why):
    with pytest.raises(NotAllowed, match=why) as refused:
        kind_in(content)
    assert refused.value.words.en


def of_type(kind):
    """Return a workbook whose main part is of a kind."""
    return zipped(
        types=f'<Override PartName="/xl/workbook.xml" ContentType="application/vnd.{kind}.main+xml"/>'
    )


@pytest.mark.parametrize(
    ("content", "suffix"),
    [
        (of_type("openxmlformats-officedocument.spreadsheetml.sheet"), "xlsx"),
        (of_type("ms-excel.sheet.macroEnabled"), "xlsm"),
        (of_type("openxmlformats-officedocument.spreadsheetml.template"), "xltx"),
        (of_type("ms-excel.template.macroEnabled"), "xltm"),
        (zipped(types="ms-excel.sheet.macroEnabled.main+xml".ljust(MOST_OF_TYPES + 1)), "xlsx"),
        ("村,件数\n上坪村,3".encode(), "csv"),
        (b"PK\x03\x04 torn", "xlsx"),
    ],
)
def test_a_form_is_called_by_what_it_is(content, suffix):
    assert suffix_of(content) == suffix


@pytest.mark.parametrize("name", ["月报.xlsx", "月报.CSV", "月报.xls"])
def test_a_table_is_not_written_under_a_name_by_which_no_program_opens_it(name):
    content = of_type("ms-excel.sheet.macroEnabled")
    with pytest.raises(NotAllowed, match=r"以 \.xlsm 结尾"):
        check_suffix(name, content)
    for other in ("月报.xlsm", "月报", "stdout", "月报.2026"):
        check_suffix(other, content)


@pytest.mark.parametrize(("more", "read"), [(0, True), (1, False)])
def test_a_manifest_is_read_up_to_a_size(more, read):
    content = zipped(content="<x/>", manifest="opendocument.text".ljust(MOST_OF_MANIFEST + more))
    if not read:
        assert kind_in(content) == "ods"
        return
    with pytest.raises(NotAllowed, match="文字文档"):
        kind_in(content)


def test_a_record_enciphered_further_down_is_no_password():
    assert kind_in(MAGIC + RECORD + b"\x0a\0" + ENCIPHERED) == "xls"
    assert kind_in(MAGIC + ENCIPHERED) == "xls"


@pytest.mark.parametrize(("most", "taken"), [(6, True), (5, False)])
def test_what_unpacks_beyond_measure_is_refused_by_the_sum_of_its_parts(monkeypatch, most, taken):
    monkeypatch.setattr(form_kinds, "MOST_OPENED", most)
    content = zipped(content="<x/>", other="12")
    if taken:
        assert kind_in(content) == "ods"
        return
    with pytest.raises(NotAllowed, match="超过 80 MB"):
        kind_in(content)


def test_the_measure_is_what_its_words_say():
    assert MOST_OPENED == 80 * 1024**2


def test_a_strangers_file_is_told_in_a_process_of_its_own():
    assert sent_as(b"a,b") is Sent.AS_IT_IS
    with pytest.raises(NotAllowed, match="文字文档"):
        sent_as(zipped(word="<x/>"))
