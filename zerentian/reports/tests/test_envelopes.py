"""The envelope in a page, a PDF and a Word file: the manifest comes out as it went in, and the bytes around it stay."""

import base64
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zerentian.reports.offline import verify
from zerentian.reports.offline.verify import NotOurs

from .test_archive_bytes import archive, result

# -- The manifest in a page, a PDF, a Word file --------------------------------------------------------


@given(st.binary(min_size=1, max_size=80), st.binary(max_size=40))
def test_a_manifest_comes_out_of_a_page_as_it_went_in(manifest, page):
    whole = verify.in_html(page, manifest)
    assert verify.out_of_html(whole) == (page, manifest)
    with pytest.raises(ValueError, match="末尾另有内容"):
        verify.out_of_html(whole + b" ")


def test_a_page_of_an_earlier_version_holds_its_manifest_as_it_is():
    packed = base64.b64encode(b'{"a":1}')
    assert verify.out_of_html(b"page" + verify.HTML_BEFORE + packed + verify.HTML_AFTER) == (
        b"page",
        b'{"a":1}',
    )
    with pytest.raises(NotOurs, match="网页中没有"):
        verify.out_of_html(b"<html></html>")
    with pytest.raises(ValueError, match="padding"):
        verify.out_of_html(verify.HTML_BEFORE + packed[:-1] + verify.HTML_AFTER)
    with pytest.raises(ValueError, match="写法不规范"):
        verify.out_of_html(verify.HTML_BEFORE + b"AAB=" + verify.HTML_AFTER)


def test_what_was_deflated_is_whole_and_nothing_stands_behind_it(monkeypatch):
    packed = zlib.compress(b"words" * 10)
    assert verify.inflated(packed) == b"words" * 10
    for wrong in (packed[:-1], packed + b"x"):
        with pytest.raises(ValueError, match="不完整"):
            verify.inflated(wrong)
    monkeypatch.setattr(verify, "MOST_UNPACKED", 49)
    with pytest.raises(ValueError, match="过大"):
        verify.inflated(packed)
    monkeypatch.setattr(verify, "MOST_UNPACKED", 50)
    assert verify.inflated(packed)


def item(inner: str, tag='manifest xmlns="urn:zerentian:manifest"') -> bytes:
    return f"<{tag}>{inner}</{tag.split()[0]}>".encode()


PACKED = base64.b64encode(zlib.compress(b"{}")).decode()


def test_a_manifest_stands_once_in_a_word_file_and_nothing_beside_it():
    def read(**items: bytes) -> bytes:
        return verify.manifest_inside(
            archive({f"customXml/{name}.xml": data for name, data in items.items()})
        )

    assert read(item1=item(PACKED), item2=item("", "other")) == b"{}"
    assert read(item1=item(f" {PACKED[:4]}\n{PACKED[4:]} ")) == b"{}"
    with pytest.raises(NotOurs, match="没有证明清单"):
        read(item1=item(PACKED, "manifest"))
    with pytest.raises(NotOurs, match="没有证明清单"):
        verify.manifest_inside(
            archive({"word/item1.xml": item(PACKED), "customXml/item1.rels": item(PACKED)})
        )
    with pytest.raises(ValueError, match="不止一份"):
        read(item1=item(PACKED), item2=item(PACKED))
    with pytest.raises(ValueError, match="写法不规范"):
        read(item1=item(f"{PACKED}<more/>"))
    with pytest.raises(ValueError, match="写法不规范"):
        read(item1=item(PACKED).replace(b"<manifest ", b'<manifest a="1" '))


BASE = (
    b"%PDF-1.7\n/CreationDate (D:20260302090000)\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
    b"trailer\n<</Size 9/Root 1 0 R>>\nstartxref\n7\n%%EOF\n"
)


@pytest.mark.parametrize("catalog", [b"/Type/Catalog", b"/Type/Catalog/Names<</Dests 3 0 R>>"])
def test_a_manifest_is_attached_to_a_pdf_whose_own_bytes_stay(catalog):
    base = BASE.replace(b"/Type/Catalog", catalog)
    whole = verify.in_pdf(base, b'{"a":1}')
    assert whole.startswith(base)
    assert verify.out_of_pdf(whole) == (base, b'{"a":1}')
    assert verify.attached_anew(whole, b'{"a":1}') == whole
    assert whole.count(b"/EmbeddedFiles<</Names[(manifest.json)10 0 R]>>") == 1
    assert b"/Size 11" in whole
    assert b"/Params<</Size 7/ModDate(D:20260302090000)>>" in whole
    assert b"/AF[10 0 R]" in whole


def test_every_object_that_is_attached_stands_where_the_list_says():
    whole = verify.in_pdf(BASE, b'{"a":1}')
    table = int(whole.rpartition(b"startxref\n")[2].split()[0])
    lines = whole[table:].splitlines()
    places = {1: lines[2], 9: lines[4], 10: lines[5]}
    for number, line in places.items():
        assert whole[int(line.split()[0]) :].startswith(b"%d 0 obj\n" % number)
    assert (lines[0], lines[1], lines[3]) == (b"xref", b"1 1", b"9 2")
    assert b"/Prev 7>>" in whole


NO_SIZE, NO_CATALOG = BASE.replace(b"/Size 9", b""), BASE.replace(b"1 0 obj", b"3 0 obj")


@pytest.mark.parametrize("wrong", [b"", b"%PDF-1.7\n", BASE[:-8], NO_SIZE, NO_CATALOG])
def test_a_pdf_that_does_not_end_as_ours_do_takes_no_manifest(wrong):
    with pytest.raises(ValueError, match="结尾不合格式"):
        verify.in_pdf(wrong, b"{}")


def test_a_pdf_that_is_cut_off_or_holds_nothing_is_told_from_one_that_holds():
    whole = verify.in_pdf(BASE, b'{"a":1}')
    with pytest.raises(NotOurs, match="PDF 中没有"):
        verify.out_of_pdf(BASE)
    with pytest.raises(NotOurs, match="PDF 中没有"):
        verify.out_of_pdf(b"x" + whole)
    begin = verify.PDF_STREAM.search(whole).end()
    with pytest.raises(ValueError, match="PDF 不完整"):
        verify.out_of_pdf(whole[: begin + 3])


@pytest.mark.parametrize(
    ("outside", "said", "notes"),
    [
        ({"pdf": "match"}, [(True, "r.pdf", "页面与所封存的逐字节相同")], []),
        ({"pdf": "0" * 64}, [(False, "r.pdf", "页面与所封存的不同")], []),
        ({"html": "0" * 64}, [], [verify.PAGE_TEXT]),
        (None, [], [verify.PAGE_TEXT]),
    ],
)
def test_the_bytes_outside_an_envelope_are_those_that_are_stated(outside, said, notes):
    if outside == {"pdf": "match"}:
        outside = {"pdf": verify.sha256(b"pages").hexdigest()}
    told = result(stated={} if outside is None else {"outside": outside})
    verify.compare_outside(told, "pdf", b"pages", "r.pdf")
    assert (told.said, told.notes) == (said, notes)


def test_the_word_file_of_a_proof_carries_its_manifest():
    def said(manifest: bytes):
        told = result()
        parts = {"report.docx": archive({"customXml/item1.xml": item(PACKED)}), "manifest.json": manifest}
        verify.check_same_manifest(told, parts)
        return told.said

    assert said(b"{}") == []
    assert said(b"[]") == [(False, "report.docx", "Word 内的清单与证明包不同")]
