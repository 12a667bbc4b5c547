"""Lone pages and PDF files: whatever a stranger does to them or to their proof, none is ever said to be genuine."""

import base64
import io
import json
import re
import zlib
from collections.abc import Callable

import pytest
from pypdf import PdfReader, PdfWriter

from zerentian.reports.checking import check_report
from zerentian.reports.offline.verify import (
    DAMAGED,
    HTML_AFTER,
    HTML_BEFORE,
    HTML_DEFLATED,
    PDF_DEFLATED,
    NotOurs,
    canonical,
    in_html,
    in_pdf,
    main,
    out_of_html,
    out_of_pdf,
    verify_bytes,
    with_stream,
)

pytestmark = pytest.mark.usefixtures("issued_once")
WORDS = "16人次".encode()
FALSE = "61人次".encode()


def verdict(data: bytes, name: str, vkey: str) -> str:
    """Return the verdict of the file that stands alone: the damaged could not be verified, the foreign is not ours."""
    try:
        return str(verify_bytes(data, name, vkey).verdict)
    except NotOurs:
        return "foreign"
    except DAMAGED:
        return "unproved"


def verdict_here(data: bytes, name: str, vkey: str) -> str:
    """Return the verdict of the program, which reads a file in a child process."""
    try:
        return str(check_report(data, name, vkey).verdict)
    except NotOurs:
        return "foreign"
    except DAMAGED:
        return "unproved"


def vkey_of(folder) -> str:
    return str(json.loads((folder / "manifest.json").read_bytes())["vkey"])


def before(mark: bytes, new: bytes) -> Callable[[bytes], bytes]:
    """Return what puts words before the first mark of a page."""
    return lambda page: page.replace(mark, new + mark, 1)


def instead(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    return lambda page: page.replace(old, new, 1)


# What is done to the bytes outside the envelope.
TO_THE_PAGE: dict[str, Callable[[bytes], bytes]] = {
    "another number": instead(WORDS, FALSE),
    "a number as an entity": instead(WORDS, b"&#54;&#49;" + "人次".encode()),
    "the same number as an entity": instead(WORDS, b"&#49;6" + "人次".encode()),
    "a number of full width": instead(WORDS, "１６人次".encode()),
    "a zero-width sign in the number": instead(WORDS, b"1\xe2\x80\x8b6" + "人次".encode()),
    "a soft hyphen in the number": instead(WORDS, b"1&shy;6" + "人次".encode()),
    "the number turned round": instead(WORDS, b"\xe2\x80\xae16\xe2\x80\xac" + "人次".encode()),
    "the number turned round by an element": instead(WORDS, b"<bdo dir=rtl>16</bdo>" + "人次".encode()),
    "the number in a comment": instead(WORDS, FALSE + b"<!--16-->"),
    "the number in a template": instead(WORDS, FALSE + b"<template>16</template>"),
    "the number in noscript": instead(WORDS, b"<noscript>16</noscript>" + FALSE),
    "the number folded away": instead(WORDS, FALSE + b"<details><p>16</p></details>"),
    "the number hidden": instead(WORDS, FALSE + b"<span hidden>16</span>"),
    "a style of its own": instead(WORDS, b'<span style="display:none">' + WORDS + b"</span>"),
    "two styles, of which a reader takes the first": instead(
        WORDS, b'<b style="" style="display:none">16</b>' + WORDS
    ),
    "a ruby over the number": instead(WORDS, b"<ruby>16<rt>61</rt></ruby>"),
    "a picture of another number": instead(WORDS, b"<svg><text>61</text></svg>"),
    "a field with another number": instead(WORDS, b'<input value="61">'),
    "a frame with another page": before(b"</head>", b"</head><iframe srcdoc='61'></iframe>"),
    "an object with another page": before(b"</head>", b"</head><object data='data:text/html,61'></object>"),
    "a script": before(b"</head>", b"<script>document.body.innerText='61'</script>"),
    "an act when it is opened": instead(b"<body", b"<body onload=\"document.title='61'\""),
    "words by a style": before(b"</head>", b"<style>p::after{content:'61'}</style>"),
    "counters by a style": before(b"</head>", b"<style>p::before{content:counter(x)}</style>"),
    "white words": before(b"</head>", b"<style>p{color:#fff}</style>"),
    "no size": before(b"</head>", b"<style>p{font-size:0}</style>"),
    "moved off the page": before(b"</head>", b"<style>table{position:absolute;left:-9999px}</style>"),
    "a sheet of styles from elsewhere": before(b"</head>", b'<link rel=stylesheet href="//elsewhere/a.css">'),
    "another base": before(b"</head>", b'<base href="https://elsewhere.example/">'),
    "another encoding": before(b"</head>", b'<meta charset="gbk">'),
    "led elsewhere": before(b"</head>", b'<meta http-equiv=refresh content="0;url=//elsewhere.example">'),
    "another title": instead(b"<title>", "<title>更正".encode()),
    "another language": instead(b"<html", b'<html dir="rtl"'),
    "a second body": lambda page: page + "<body><p>另有九件</p>".encode(),
    "a second page before it": lambda page: b"<!doctype html><p>61</p>" + page,
    "a byte-order mark": lambda page: b"\xef\xbb\xbf" + page,
    "a byte-order mark within": before(b"</head>", b"\xef\xbb\xbf"),
    "a comment before all": lambda page: b"<!doctype html><!--61-->" + page,
    "a NUL": before(b"</head>", b"\0"),
    "lines ended otherwise": lambda page: page.replace(b"\n", b"\r\n"),
    "spelled in capitals": instead(b"<title>", b"<TITLE>"),
    "a blank at its end": lambda page: page + b" ",
    "nothing at all": lambda page: b"<!doctype html>",
}
# What is done to the envelope, given the page outside it and the packed manifest.
TO_THE_ENVELOPE: dict[str, Callable[[bytes, bytes], bytes]] = {
    "words behind all": lambda page, packed: page + HTML_DEFLATED + packed + HTML_AFTER + b"<p>61</p>",
    "a blank behind all": lambda page, packed: page + HTML_DEFLATED + packed + HTML_AFTER + b"\n",
    "a comment behind all": lambda page, packed: page + HTML_DEFLATED + packed + HTML_AFTER + b"<!--61-->",
    "words before its end": lambda page, packed: (
        page + HTML_DEFLATED + packed + b"</script><p>61</p><script>" + HTML_AFTER
    ),
    "its element shut otherwise": lambda page, packed: (
        page + HTML_DEFLATED + packed + b"</script ></body></html>"
    ),
    "a line broken": lambda page, packed: (
        page + HTML_DEFLATED + packed[:60] + b"\n" + packed[60:] + HTML_AFTER
    ),
    "other signs of base64": lambda page, packed: page + HTML_DEFLATED + packed + b"====" + HTML_AFTER,
    "bytes behind what is packed": lambda page, packed: (
        page + HTML_DEFLATED + base64.b64encode(base64.b64decode(packed) + b"61") + HTML_AFTER
    ),
    "cut off while packed": lambda page, packed: page + HTML_DEFLATED + packed[:-40] + HTML_AFTER,
    "two of them": lambda page, packed: (
        page + HTML_DEFLATED + packed + HTML_AFTER + page + HTML_DEFLATED + packed + HTML_AFTER
    ),
    "an old one around another page": lambda page, packed: (
        (page + b"<p>61</p>" + HTML_BEFORE + base64.b64encode(zlib.decompress(base64.b64decode(packed))))
        + HTML_AFTER
    ),
    "an attribute more": lambda page, packed: (
        page + HTML_DEFLATED.replace(b">", b" src=x>") + packed + HTML_AFTER
    ),
}


@pytest.fixture
def page(folder) -> tuple[bytes, bytes]:
    return out_of_html((folder / "report.html").read_bytes())


@pytest.mark.parametrize("kind", TO_THE_PAGE)
def test_a_page_altered_outside_its_envelope_is_never_genuine(folder, page, kind) -> None:
    altered = TO_THE_PAGE[kind](page[0])
    assert altered != page[0]
    assert verdict(in_html(altered, page[1]), "report.html", vkey_of(folder)) in ("differs", "foreign")


@pytest.mark.parametrize("kind", TO_THE_ENVELOPE)
def test_an_envelope_with_anything_else_in_it_is_never_genuine(folder, page, kind) -> None:
    packed = base64.b64encode(zlib.compress(page[1], 6))
    forged = TO_THE_ENVELOPE[kind](page[0], packed)
    assert verdict(forged, "report.html", vkey_of(folder)) in ("differs", "unproved", "foreign")


def updated(data: bytes, objects: dict[int, bytes], trailer: bytes = b"") -> bytes:
    """Return a PDF with an incremental update of a stranger's behind it: what every reader takes for the newest."""
    last = re.findall(rb"startxref\s+(\d+)", data)[-1]
    root = re.findall(rb"/Root (\d+) 0 R", data)[-1]
    tail, table = b"\n", b"xref\n"
    for number, body in objects.items():
        table += b"%d 1\n%010d 00000 n\r\n" % (number, len(data) + len(tail))
        tail += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    at = len(data) + len(tail)
    told = b"<</Size 9000/Root %s 0 R/Prev %s%s>>" % (root, last, trailer)
    return data + tail + table + b"trailer\n" + told + b"\nstartxref\n%d\n%%%%EOF\n" % at


def numbers_in(data: bytes) -> dict[str, int]:
    """Return the numbers of the objects that a stranger would write anew."""
    reader = PdfReader(io.BytesIO(data))
    first = reader.pages[0]
    return {
        "root": reader.trailer.raw_get("/Root").idnum,
        "pages": reader.root_object.raw_get("/Pages").idnum,
        "page": first.indirect_reference.idnum,
        "content": first.raw_get("/Contents").idnum,
        "font": next(iter(first["/Resources"]["/Font"].values())).indirect_reference.idnum,
    }


def stream(words: bytes, more: bytes = b"") -> bytes:
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(words), more, words)


def a_page(more: bytes) -> bytes:
    return b"<</Type/Page/MediaBox[0 0 595 842]" + more + b">>"


SHOWN = stream(b"BT /F1 12 Tf 1 0 0 1 72 700 Tm (61) Tj ET")
# What a stranger writes behind the file: the objects that are new or anew, and words of the trailer.
TO_A_PDF: dict[str, Callable[[dict[str, int]], tuple[dict[int, bytes], bytes]]] = {
    "another content of a page": lambda n: ({n["content"]: SHOWN}, b""),
    "a second tree of pages": lambda n: (
        {8000: b"<</Type/Pages/Kids[8001 0 R]/Count 1>>", 8001: a_page(b"/Parent 8000 0 R")},
        b"",
    ),
    "another tree of pages": lambda n: ({n["pages"]: b"<</Type/Pages/Kids[]/Count 0>>"}, b""),
    "another catalogue": lambda n: ({n["root"]: b"<</Type/Catalog/Pages 8000 0 R>>"}, b""),
    "words of a layer that is off": lambda n: (
        {n["root"]: b"<</Type/Catalog/OCProperties<</OCGs[8000 0 R]/D<</OFF[8000 0 R]>>>>>>"},
        b"",
    ),
    "a note on a page": lambda n: (
        {8000: b"<</Type/Annot/Subtype/FreeText/Contents(61)/Rect[0 0 99 99]>>"},
        b"",
    ),
    "a stamp over a page": lambda n: ({n["page"]: a_page(b"/Annots[8000 0 R]"), 8000: SHOWN}, b""),
    "a field over a page": lambda n: (
        {8000: b"<</Type/Annot/Subtype/Widget/FT/Tx/T(x)/V(61)/Rect[0 0 99 99]>>"},
        b"",
    ),
    "an overlay": lambda n: ({n["page"]: a_page(b"/Contents[%d 0 R 8000 0 R]" % n["content"])}, b""),
    "white words": lambda n: ({n["content"]: stream(b"1 g BT (16) Tj ET")}, b""),
    "other words to be read aloud": lambda n: (
        {n["content"]: stream(b"/Span<</ActualText(61)>>BDC BT (16) Tj ET EMC")},
        b"",
    ),
    "another typeface": lambda n: ({n["font"]: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"}, b""),
    "letters that are read otherwise": lambda n: ({8000: stream(b"1 beginbfchar <0001> <0039>")}, b""),
    "a smaller page": lambda n: ({n["page"]: a_page(b"/CropBox[0 0 10 10]")}, b""),
    "a turned page": lambda n: ({n["page"]: a_page(b"/Rotate 180")}, b""),
    "another attachment": lambda n: ({8000: stream(b"{}", b"/Type/EmbeddedFile")}, b""),
    "something that runs": lambda n: (
        {n["root"]: b"<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(61))>>>>"},
        b"",
    ),
    "a lock": lambda n: ({8000: b"<</Filter/Standard/V 1/R 2/P -4>>"}, b"/Encrypt 8000 0 R"),
    "another title": lambda n: ({8000: b"<</Title(61)>>"}, b"/Info 8000 0 R"),
    "nothing": lambda n: ({8000: b"null"}, b""),
}
AROUND_A_PDF: dict[str, Callable[[bytes], bytes]] = {
    "bytes behind it": lambda data: data + b"%61\n",
    "a line end behind it": lambda data: data + b"\n",
    "another file behind it": lambda data: data + data,
    "a zip behind it": lambda data: data + b"PK\x05\x06" + bytes(18),
    "bytes before it": lambda data: b"%!\n" + data,
    "a byte-order mark before it": lambda data: b"\xef\xbb\xbf" + data,
    "another version": lambda data: data.replace(b"%PDF-1.7", b"%PDF-1.4", 1),
    "cut off": lambda data: data[:-9],
    "another first table": lambda data: re.sub(rb"/Prev (\d+)", b"/Prev 1", data),
    "a name of its own": lambda data: data.replace(b"(manifest.json)", b"(manifest.jsox)"),
    "another day": lambda data: data.replace(b"/ModDate", b"/ModDatf"),
    "saved by another program": lambda data: saved_again(data),
}


def saved_again(data: bytes) -> bytes:
    """Return a PDF as another program saves it, which keeps what is attached to it."""
    writer, saved = PdfWriter(clone_from=io.BytesIO(data)), io.BytesIO()
    writer.write(saved)
    return saved.getvalue()


@pytest.mark.parametrize("place", ["behind its proof", "before its proof"])
@pytest.mark.parametrize("kind", TO_A_PDF)
def test_a_pdf_with_an_update_is_never_genuine(folder, kind, place) -> None:
    whole = (folder / "report.pdf").read_bytes()
    objects, trailer = TO_A_PDF[kind](numbers_in(whole))
    if place == "behind its proof":
        forged = updated(whole, objects, trailer)
    else:
        base, manifest = out_of_pdf(whole)
        try:
            forged = in_pdf(updated(base, objects, trailer), manifest)
        except ValueError:
            return  # It does not even end as files of the program do.
    assert verdict(forged, "report.pdf", vkey_of(folder)) in ("differs", "unproved")


@pytest.mark.parametrize("kind", AROUND_A_PDF)
def test_a_pdf_altered_anywhere_else_is_never_genuine(folder, kind) -> None:
    whole = (folder / "report.pdf").read_bytes()
    forged = AROUND_A_PDF[kind](whole)
    assert forged != whole
    assert verdict(forged, "report.pdf", vkey_of(folder)) in ("differs", "unproved", "foreign")


def of_an_earlier_version(whole: bytes) -> bytes:
    """Return a PDF as it was made before the manifest was deflated."""
    base, manifest = out_of_pdf(whole)
    return with_stream(base, manifest, b"", len(manifest))


def test_a_pdf_of_an_earlier_version_that_holds_its_manifest_as_it_is_proves_as_much(folder) -> None:
    whole = (folder / "report.pdf").read_bytes()
    earlier, vkey = of_an_earlier_version(whole), vkey_of(folder)
    assert out_of_pdf(earlier) == out_of_pdf(whole)
    assert len(whole) < len(earlier)
    assert verdict(earlier, "report.pdf", vkey) == verdict(whole, "report.pdf", vkey) == "holds"
    assert PdfReader(io.BytesIO(whole)).attachments == PdfReader(io.BytesIO(earlier)).attachments
    manifest = out_of_pdf(whole)[1]
    altered = earlier.replace(manifest, manifest.replace("巡山".encode(), "巡河".encode(), 1))
    assert altered != earlier
    assert verdict(altered, "report.pdf", vkey) == "differs"


def test_a_manifest_that_another_program_deflated_is_the_same_and_nothing_stands_behind_it(folder) -> None:
    whole, vkey = (folder / "report.pdf").read_bytes(), vkey_of(folder)
    base, manifest = out_of_pdf(whole)

    def with_packed(stream: bytes, size: int = len(manifest)) -> bytes:
        return with_stream(base, stream, PDF_DEFLATED, size)

    otherwise = zlib.compress(manifest, 1)
    assert verdict(with_packed(otherwise), "report.pdf", vkey) == "holds"
    assert verdict(with_packed(otherwise + b"61"), "report.pdf", vkey) == "unproved"
    assert verdict(with_packed(otherwise[:-9]), "report.pdf", vkey) == "unproved"
    assert verdict(with_packed(otherwise, len(manifest) + 1), "report.pdf", vkey) == "differs"


def put(**told: object) -> Callable[[dict], object]:
    """Return what puts words into the envelope of a manifest."""
    return lambda manifest: manifest["envelope"].update(told)


def signed_by(name: str, signature: bytes) -> Callable[[dict], object]:
    """Return what writes a line more under the later checkpoint, as if somebody had signed it."""

    def add(manifest: dict) -> None:
        line = base64.b64encode(b"keys" + signature).decode()
        manifest["envelope"]["checkpoint"] += f"— {name} {line}\n"

    return add


BESIDE_THE_PROOF: dict[str, Callable[[dict], object]] = {
    "a word": put(note="实为61人次"),
    "a word about the rendition": lambda m: m["envelope"]["rendition"].update(note="实为61人次"),
    "a line of somebody else's name": signed_by("sixty-one", bytes(64)),
    "a line of words": signed_by("demo-tests", "实为61人次".encode()),
    "lines without end": lambda m: [signed_by("demo-tests", bytes([n]) * 64)(m) for n in range(9)],
    "no list of keys": put(rotations=""),
    "a dict of keys": put(rotations={}),
    "a key that follows none": put(rotations=[{"vkeys": ["a", "b"], "signatures": []}]),
    "words beside a key": put(rotations=[{"vkeys": [], "note": "61"}]),
}


@pytest.mark.parametrize("kind", BESIDE_THE_PROOF)
def test_what_stands_in_an_envelope_and_proves_nothing_is_refused(folder, page, kind) -> None:
    manifest = json.loads(page[1])
    BESIDE_THE_PROOF[kind](manifest)
    said, vkey = canonical(manifest), vkey_of(folder)
    base = out_of_pdf((folder / "report.pdf").read_bytes())[0]
    for data, name in (
        (said, "manifest.json"),
        (in_html(page[0], said), "report.html"),
        (in_pdf(base, said), "report.pdf"),
    ):
        assert verdict(data, name, vkey) == "differs", name


def test_both_verifiers_come_to_one_verdict(folder, page, tmp_path, capsys) -> None:
    """The program in its child process, the function, and the file as it is run at a console."""
    vkey = vkey_of(folder)
    (tmp_path / "key").write_text(vkey)
    pdf = (folder / "report.pdf").read_bytes()
    files = {
        "genuine.html": ((folder / "report.html").read_bytes(), "holds"),
        "genuine.pdf": (pdf, "holds"),
        "words.html": (in_html(TO_THE_PAGE["another number"](page[0]), page[1]), "differs"),
        "behind.html": ((folder / "report.html").read_bytes() + b"61", "unproved"),
        "none.html": (b"<!doctype html><p>61</p>", "foreign"),
        "update.pdf": (updated(pdf, {8000: b"null"}), "differs"),
        "cut.pdf": (pdf[:-9], "unproved"),
        "saved.pdf": (saved_again(pdf), "unproved"),
    }
    for name, (data, wanted) in files.items():
        (tmp_path / name).write_bytes(data)
        main([str(tmp_path / name), "--vkey", str(tmp_path / "key"), "--json"])
        told = json.loads(capsys.readouterr().out)["verdict"]
        assert (told, verdict(data, name, vkey), verdict_here(data, name, vkey)) == (wanted,) * 3, name
