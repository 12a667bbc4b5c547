"""A Word file is read in one way: what one program would take from another part, place or spelling never passes."""

import io
import re
import struct
import zipfile
import zlib

import pytest

from zerentian.reports.offline.verify import verify_bytes

from .test_forgeries import WORD, repacked
from .test_issued_files import problems

pytestmark = pytest.mark.files
RELATIONS, STYLES, SETTINGS = "word/_rels/document.xml.rels", "word/styles.xml", "word/settings.xml"
FOOTER, CORE = "word/footer1.xml", "docProps/core.xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
HIDDEN = b"<w:vanish/>"
HIDES, MORE = "<w:rPr><w:vanish/></w:rPr>", "<w:r><w:t>又45人次</w:t></w:r>"
WIDE = '<w:pPr><w:spacing w:before="14000"/></w:pPr>'
Parts = dict[str, bytes]


@pytest.fixture(scope="module")
def made() -> list[bytes]:
    return []


@pytest.fixture
def word(request, db, made: list[bytes]) -> bytes:
    """A genuine Word file with one of every block; issued once for all tests here."""
    if not made:
        made.append((request.getfixturevalue("folder") / "report.docx").read_bytes())
    return made[0]


def swap(part: str, old: str, new: str):
    """Return a change that puts something into the place of the first text that a pattern finds."""

    def change(parts: Parts) -> None:
        text, count = re.subn(old, lambda found: found.expand(new), parts[part].decode(), count=1)
        assert count, (part, old)
        parts[part] = text.encode()

    return change


def both(*changes):
    return lambda parts: [change(parts) for change in changes]


def hiding(parts: Parts) -> bytes:
    """Return the styles with all usual text hidden."""
    return re.sub(rb'(w:default="1".*?<w:rPr>)', rb"\1" + HIDDEN, parts[STYLES], count=1, flags=re.DOTALL)


def led_to(name: str, kind: str, target: str, make):
    """Return a change after which a relation leads to another part, made from what was there."""

    def change(parts: Parts) -> None:
        parts[name] = make(parts)
        swap(RELATIONS, f'(/{kind}" Target=")[^"]*', rf"\g<1>{target}")(parts)

    return change


def renamed_styles(parts: Parts) -> None:
    parts["word/Styles.xml"] = hiding(parts)
    del parts[STYLES]
    swap(RELATIONS, '"styles.xml"', '"Styles.xml"')(parts)


def put(name: str, data: str):
    return lambda parts: parts.update({name: data.encode()})


def relation(kind: str, target: str, name: str, mode: str = "") -> str:
    return f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{target}"{mode}/>'


def relations(kind: str, target: str, mode: str = "") -> str:
    return f'<Relationships xmlns="{PACKAGE}">{relation(kind, target, "rId1", mode)}</Relationships>'


def in_another_encoding(parts: Parts) -> None:
    text = re.sub(r"<\?.*?\?>", "", parts[WORD].decode()).encode("ascii", "xmlcharrefreplace")
    parts[WORD] = b'<?xml version="1.0" encoding="koi8-r"?>' + text


def numbering(parts: Parts) -> None:
    """Let the file know a numbering whose numbers are words."""
    words = '<w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="实为六十一件"/></w:lvl>'
    swap(
        "word/numbering.xml", "<w:num ", rf'<w:abstractNum w:abstractNumId="77">{words}</w:abstractNum>\g<0>'
    )(parts)
    one = '<w:num w:numId="77"><w:abstractNumId w:val="77"/></w:num>'
    swap("word/numbering.xml", "</w:numbering>", rf"{one}\g<0>")(parts)


NUMBERED = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="77"/></w:numPr></w:pPr>'
NUMBER, FIRST = "<w:t>16人次</w:t>", r"<w:p><w:pPr><w:keepNext/>"
SPACES = "\u3000 " * 400


def before_a_paragraph(xml: str):
    return swap(WORD, FIRST, rf"{xml}\g<0>")


def behind_the_number(xml: str):
    return swap(WORD, rf"({NUMBER}</w:r>)", rf"\g<1>{xml}")


def dressed(properties: str):
    """Return a change that gives the number's run properties of its own."""
    return swap(
        WORD,
        rf"<w:r>(<w:rPr>(?:(?!</w:rPr>).)*</w:rPr>)?{NUMBER}",
        f"<w:r><w:rPr>{properties}</w:rPr>{NUMBER}",
    )


def one_digit(properties: str):
    return swap(
        WORD,
        NUMBER,
        f"<w:t>1</w:t></w:r><w:r><w:rPr>{properties}</w:rPr><w:t>6</w:t></w:r><w:r><w:t>人次</w:t>",
    )


def style(kind: str, inner: str, name: str = "Own9") -> str:
    return f'<w:style w:type="{kind}" w:styleId="{name}"><w:name w:val="{name}"/>{inner}</w:style>'


def add_style(kind: str, inner: str, name: str = "Own9"):
    return swap(STYLES, "</w:styles>", rf"{style(kind, inner, name)}\g<0>")


def on_styles(*bases: str):
    """Return a change after which the usual style stands on others, given by their ids."""
    stands = "".join(f'<w:basedOn w:val="{base}"/>' for base in bases)
    return swap(STYLES, '<w:name w:val="Normal"/>', rf"\g<0>{stands}")


def on_a_chain(length: int):
    """Return a change after which the usual style stands on one that stands on another, and the last of them hides."""
    links = [f'<w:basedOn w:val="Own{number + 1}"/>' for number in range(100, 100 + length)]
    made = [add_style("paragraph", one, f"Own{number}") for number, one in enumerate([*links, HIDES], 100)]
    return both(on_styles("Own100"), *made)


OTHER_READINGS = {
    # Another part is read than the one that is compared.
    "styles in another part": led_to("word/people.xml", "styles", "people.xml", hiding),
    "styles of another spelling": renamed_styles,
    "a second relation to styles": both(
        lambda parts: parts.update({"word/people.xml": hiding(parts)}),
        swap(RELATIONS, "</Relationships>", rf'{relation("styles", "people.xml", "r77")}\g<0>'),
    ),
    "styles for Word 2010": both(
        lambda parts: parts.update({"word/stylesWithEffects.xml": parts[STYLES]}),
        swap("word/stylesWithEffects.xml", r"<w:rPrDefault>\s*<w:rPr>", r"\g<0><w:vanish/>"),
    ),
    "settings in another part": led_to("word/people.xml", "settings", "people.xml", lambda parts: parts[SETTINGS]),
    "two relations of one id": swap(
        RELATIONS, "</Relationships>", rf'{relation("footer", "footer1.xml", "rId9")}\g<0>'
    ),
    "a typeface put in under another spelling": both(
        put("word/_rels/FontTable.xml.rels", relations("font", "media/f.odttf")), put("word/media/f.odttf", "x")
    ),
    "frames of other documents": both(
        swap("word/webSettings.xml", "</w:webSettings>", r"<w:frameset><w:frame/></w:frameset>\g<0>"),
        put("word/_rels/webSettings.xml.rels", relations("frame", "http://x/y.docx", ' TargetMode="External"')),
    ),
    "a footer that fetches": put(
        "word/_rels/footer1.xml.rels", relations("image", "http://x/y.png", ' TargetMode="External"')
    ),
    # A style that is another one to another program.
    "a style given twice": add_style("paragraph", HIDES, "Normal"),
    "two usual styles": swap(
        STYLES, "</w:styles>", rf'<w:style w:default="1" w:styleId="N2">{HIDES}</w:style>\g<0>'
    ),
    "defaults given twice": swap(
        STYLES, "</w:styles>", rf"<w:docDefaults><w:rPrDefault>{HIDES}</w:rPrDefault></w:docDefaults>\g<0>"
    ),
    "a style on a chain of styles": on_a_chain(3),
    "a style on a chain too long to follow": on_a_chain(40),
    "a style on itself": on_styles("Normal"),
    "styles in a ring": both(
        on_styles("Own9"), add_style("paragraph", '<w:basedOn w:val="Normal"/>')
    ),
    "a style on one of another spelling": both(on_styles("own9"), add_style("paragraph", HIDES)),
    "a style on two": both(on_styles("Heading1", "Own9"), add_style("paragraph", HIDES)),
    "a style that is not there": swap(WORD, FIRST, r'<w:p><w:pPr><w:pStyle w:val="Gone"/><w:keepNext/>'),
    "a style of another kind": both(
        add_style("character", ""), swap(WORD, FIRST, r'<w:p><w:pPr><w:pStyle w:val="Own9"/><w:keepNext/>')
    ),
    "a style of runs that is none": dressed('<w:rStyle w:val="TableGrid"/>'),
    # Numbers, colours and text in another spelling.
    "a size in other digits": dressed('<w:sz w:val="３２"/>'),
    "a size with a line in it": dressed('<w:sz w:val="3_2"/>'),
    "a size with a sign": dressed('<w:sz w:val="+32"/>'),
    "a colour that is too long": dressed('<w:color w:val="000000FFFFFF"/>'),
    "a colour with spaces": dressed('<w:color w:val=" 0 0 0"/>'),
    "another encoding": in_another_encoding,
    "an element within text": swap(WORD, NUMBER, "<w:t>16人次<w:proofErr/>又45人次</w:t>"),
    "text beside its element": swap(WORD, NUMBER, rf"{NUMBER}又45人次"),
    "text of another namespace": behind_the_number(f'<q:proofErr xmlns:q="urn:q">{MORE}</q:proofErr>'),
    "text in a mark": behind_the_number(f'<w:bookmarkStart w:id="9" w:name="q">{MORE}</w:bookmarkStart>'),
    "processed content": both(
        swap(WORD, 'mc:Ignorable="', 'xmlns:q="urn:q" mc:ProcessContent="q:x" mc:Ignorable="q '),
        behind_the_number(f"<q:x>{MORE}</q:x>"),
    ),
    "properties behind the words": swap(WORD, NUMBER, rf'{NUMBER}<w:rPr><w:vanish w:val="0"/></w:rPr>'),
    "two contents of a control": swap(
        WORD, "</w:sdtContent>", r"\g<0><w:sdtContent><w:r><w:t>61</w:t></w:r></w:sdtContent>"
    ),
    "words in a control beside its content": swap(WORD, "</w:sdtContent>", r"\g<0><w:r><w:t>61</w:t></w:r>"),
    "a control of another title": swap(WORD, r'<w:alias w:val="[^"]*"', '<w:alias w:val="已由上级核定"'),
    # Words without a text, and words out of place.
    "numbers that are words": both(numbering, before_a_paragraph(f"<w:p>{NUMBERED}</w:p>")),
    "numbers of a style": both(
        numbering,
        add_style("paragraph", NUMBERED.replace('<w:ilvl w:val="0"/>', "")),
        before_a_paragraph('<w:p><w:pPr><w:pStyle w:val="Own9"/></w:pPr></w:p>'),
    ),
    "numbers in a footer": both(numbering, swap(FOOTER, "<w:pPr>", NUMBERED.removesuffix("</w:pPr>"))),
    "a date in a footer": swap(FOOTER, "</w:ftr>", r"<w:p><w:r><w:yearLong/></w:r></w:p>\g<0>"),
    "a footer of many lines": swap(FOOTER, "</w:ftr>", rf"{'<w:p/>' * 20}\g<0>"),
    "a footer of many breaks": swap(FOOTER, "</w:ftr>", rf"<w:p><w:r>{'<w:br/>' * 90}</w:r></w:p>\g<0>"),
    "a footer of wide spacing": swap(FOOTER, "</w:ftr>", rf"<w:p>{WIDE}</w:p>\g<0>"),
    "a hidden page number": swap(FOOTER, '<w:sz w:val="28"/>', r"<w:vanish/>\g<0>"),
    "a digit raised": one_digit('<w:vertAlign w:val="superscript"/>'),
    "a digit lifted": one_digit('<w:position w:val="10"/><w:sz w:val="16"/>'),
    "a digit raised by a style": both(
        add_style("character", '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'),
        one_digit('<w:rStyle w:val="Own9"/>'),
    ),
    "letters far apart": dressed('<w:spacing w:val="180"/>'),
    "spaces before": swap(WORD, NUMBER, f'<w:t xml:space="preserve">{SPACES}</w:t>{NUMBER}'),
    "a blank line of spaces": before_a_paragraph(f'<w:p><w:r><w:t xml:space="preserve">{SPACES}</w:t></w:r></w:p>'),
    "a blank line of page breaks": before_a_paragraph(f"<w:p><w:r>{'<w:br/>' * 90}</w:r></w:p>"),
    "a blank line of wide spacing": before_a_paragraph(f"<w:p>{WIDE}</w:p>"),
    "a tab that leaves the page": swap(
        WORD, FIRST, r'<w:p><w:pPr><w:tabs><w:tab w:val="left" w:pos="20000"/></w:tabs><w:keepNext/>'
    ),
    "every tab leaves the page": swap(SETTINGS, 'defaultTabStop w:val="720"', 'defaultTabStop w:val="15000"'),
    "columns too narrow": swap(WORD, r"(<w:docGrid)", r'<w:cols w:equalWidth="0"><w:col w:w="40"/></w:cols>\g<1>'),
    "letters upon each other": swap(
        WORD, r"<w:docGrid [^>]*/>", '<w:docGrid w:type="linesAndChars" w:linePitch="579" w:charSpace="-65000"/>'
    ),
    "cells that are margins": swap(
        WORD, r"<w:tcW [^>]*/>", '<w:tcW w:w="400" w:type="dxa"/><w:tcMar><w:left w:w="390" w:type="dxa"/></w:tcMar>'
    ),
    "a table of cells that are margins": swap(
        WORD,
        r"(</w:tblPr>)(.*?)<w:tcW [^>]*/>",
        r'<w:tblCellMar><w:left w:w="399" w:type="dxa"/><w:right w:w="399" w:type="dxa"/></w:tblCellMar>\1\2'
        '<w:tcW w:w="800" w:type="dxa"/>',
    ),
    "a table of no width": swap(WORD, r"<w:tblW [^>]*/>", '<w:tblW w:w="1" w:type="pct"/>'),
    "a column of no width": swap(WORD, r'<w:gridCol w:w="\d+"', '<w:gridCol w:w="0"'),
    "rows of empty cells": swap(WORD, "</w:tbl>", rf"{'<w:tr><w:tc><w:p/></w:tc></w:tr>' * 9}\g<0>"),
    "a symbol font under a usual name": swap(
        "word/fontTable.xml", "</w:fonts>", r'<w:font w:name="黑体"><w:charset w:val="02"/></w:font>\g<0>'
    ),
    "another font under another spelling": swap(
        "word/fontTable.xml", "</w:fonts>", r'<w:font w:name="仿宋_gb2312"><w:altName w:val="Wingdings"/></w:font>\g<0>'
    ),
    "a font for other scripts": dressed('<w:rFonts w:hint="cs" w:cs="Wingdings"/>'),
    "a link with a place": swap(WORD, r'<w:hyperlink w:anchor="', r'<w:hyperlink w:docLocation="x" w:anchor="'),
    "another order of pages": swap(SETTINGS, "<w:zoom", r"<w:bookFoldPrinting/>\g<0>"),
    "only forms are printed": swap(SETTINGS, "<w:zoom", r"<w:printFormsData/>\g<0>"),
    "another title of the file": swap(CORE, "<dc:title>[^<]*", "<dc:title>关于虚假之事的报告"),
    "another number of the file": swap(CORE, r"<dc:description>[^<]*", "<dc:description>报告编号 2026-9999"),
    "another author of the file": swap(CORE, "<dc:creator>[^<]*", "<dc:creator>另一机关"),
    "words about the file": swap(CORE, "<cp:keywords/>", "<cp:keywords>已由上级核定</cp:keywords>"),
}  # fmt: skip


@pytest.mark.parametrize("kind", OTHER_READINGS)
def test_no_file_that_can_be_read_in_two_ways_passes(word: bytes, kind: str) -> None:
    data = repacked(word, OTHER_READINGS[kind])
    assert verify_bytes(data, "report.docx").verdict == "differs"


def zipped(parts: Parts, alter=None, stored: tuple[str, ...] = ()) -> bytearray:
    """Return an archive of parts, the record of each altered before it is written."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            record = zipfile.ZipInfo(name)
            record.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            if alter and name == UNREAD:
                alter(record)
            archive.writestr(record, content)
    return bytearray(buffer.getvalue())


UNREAD = "docProps/app.xml"  # a part that is compared with nothing


def extra(kind: int, held: bytes):
    return lambda record: setattr(record, "extra", struct.pack("<HH", kind, len(held)) + held)


def header_altered(at: int, value: bytes):
    """Return a change of a part's own header; ``at`` is the place in it (APPNOTE 4.3.7)."""

    def change(parts: Parts) -> bytearray:
        data = zipped(parts)
        begin = data.index(UNREAD.encode()) - 30 + at
        data[begin : begin + len(value)] = value
        return data

    return change


def words_behind_what_is_packed(parts: Parts) -> bytearray:
    """Let a part take more bytes than are needed to unpack it, every length made to fit."""
    behind = b"x" * 40
    data = zipped(parts)
    begin = data.index(UNREAD.encode())
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        packed = archive.getinfo(UNREAD).compress_size
    end = begin + len(UNREAD) + packed
    data[end:end] = behind
    data[begin - 12 : begin - 8] = struct.pack("<I", packed + len(behind))
    place = data.index(b"PK\x01\x02")
    while place >= 0:
        name = data[place + 46 : place + 46 + int.from_bytes(data[place + 28 : place + 30], "little")]
        offset = int.from_bytes(data[place + 42 : place + 46], "little")
        if name == UNREAD.encode():
            data[place + 20 : place + 24] = struct.pack("<I", packed + len(behind))
        elif offset > begin:
            data[place + 42 : place + 46] = struct.pack("<I", offset + len(behind))
        place = data.find(b"PK\x01\x02", place + 46)
    start = int.from_bytes(data[-6:-2], "little")
    data[-6:-2] = struct.pack("<I", start + len(behind))
    return data


def a_pdf_in_front(parts: Parts) -> bytearray:
    thumb = "docProps/thumbnail.jpeg"
    return zipped({thumb: b"%PDF-1.4\n%%EOF", **parts}, stored=(thumb,))


def fewer_counted(parts: Parts) -> bytearray:
    data = zipped(parts)
    data[-14:-10] = struct.pack("<HH", 3, 3)
    return data


NAMED_ANEW = b"\1" + struct.pack("<I", zlib.crc32(UNREAD.encode())) + WORD.encode()
OTHER_ARCHIVES = {
    "a part's own header has another name": header_altered(30, b"docProps/zpp.xml"),
    "another checksum": header_altered(14, b"abcd"),
    "another way of packing": header_altered(8, b"\0\0"),
    "another length": header_altered(22, b"\1\0\0\0"),
    "a second name of a part": lambda parts: zipped(parts, extra(0x7075, NAMED_ANEW)),
    "words beside a part": lambda parts: zipped(parts, extra(0xBEEF, "又45人次".encode())),
    "words in the padding": lambda parts: zipped(parts, extra(0xA220, b"\x28\xa0\0\0" + "又45人次".encode())),
    "words behind what is packed": words_behind_what_is_packed,
    "fewer parts counted": fewer_counted,
    "a PDF in front": a_pdf_in_front,
}


def parts_of(data: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("kind", OTHER_ARCHIVES)
def test_no_archive_that_lists_its_parts_in_two_ways_passes(word: bytes, kind: str) -> None:
    data = bytes(OTHER_ARCHIVES[kind](parts_of(word)))
    assert zipfile.is_zipfile(io.BytesIO(data))
    assert verify_bytes(data, "report.docx").verdict == "differs"


class Stream(io.RawIOBase):
    """A file in which nobody can go back."""

    def __init__(self) -> None:
        self.data = b""

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:  # type: ignore[no-untyped-def]
        self.data += bytes(data)
        return len(data)


def test_archives_as_usual_programs_write_them_pass(word: bytes) -> None:
    parts, stream = parts_of(word), Stream()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    times = extra(0x5455, b"\3" + b"\1" * 8)
    for data in (zipped(parts), zipped(parts, times), stream.data, zipped(parts, stored=tuple(parts))):
        assert problems(verify_bytes(bytes(data), "report.docx")) == []
    growing = zipped(parts, extra(0xA220, struct.pack("<HH", 0xA028, 200) + b"\0" * 200))
    assert problems(verify_bytes(bytes(growing), "report.docx")) == []
