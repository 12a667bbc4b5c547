"""What a document fetches or runs when it is opened: places elsewhere, fields of Word, streams of old files."""

import struct

import pytest

from zerentian.evidence.rules import compound, rich
from zerentian.evidence.rules.harmful import EMBEDDED, MACROS, REMOTE, check_field, is_elsewhere
from zerentian.evidence.tests import files
from zerentian.ledger.rules.refusals import NotAllowed


@pytest.mark.parametrize(
    ("place", "elsewhere"),
    [
        ("https://a.example/t.dotm", True),
        ("HTTP://a.example", True),
        ("ftp:x", True),
        ("//server/share", True),
        ("\\\\server\\share", True),
        ("file://server/share/t.dotm", True),
        (" https://a.example", True),
        ("%68ttps://a.example", True),
        ("%5C%5Cserver%5Cshare", True),
        ("C:\\Templates\\a.dot", False),
        ("c:/a.dot", False),
        ("file:///C:/a.dot", False),
        ("file:/c:\\a.dot", False),
        ("media/image1.png", False),
        ("../a.xml", False),
        ("#bookmark", False),
        ("", False),
    ],
)
def test_a_place_lies_elsewhere_or_beside_the_file(place, elsewhere):
    assert is_elsewhere(place) is elsewhere


@pytest.mark.parametrize(
    "instruction",
    [
        "DDE Excel a b",
        " DDEAUTO c:\\\\cmd",
        "link Excel.Sheet a",
        'INCLUDETEXT "a.docx"',
        "INCLUDE a",
        "IMPORT a",
        "DATABASE \\d a",
        '"\\ LINK a',
        'INCLUDEPICTURE "http://a.example/p.png"',
        "INCLUDEPICTURE //server/p.png",
        'INCLUDEPICTURE "\\\\\\\\server\\\\p.png"',
    ],
)
def test_a_field_that_fetches_links_or_runs_is_refused(instruction):
    with pytest.raises(NotAllowed) as refused:
        check_field(instruction)
    assert refused.value.words == REMOTE


@pytest.mark.parametrize(
    "instruction",
    [
        "",
        "PAGE",
        "LINKED a",
        "MYLINK a",
        'HYPERLINK "https://a.example"',
        'INCLUDEPICTURE "C:\\\\Bilder\\\\p.png"',
        "INCLUDEPICTURE media/p.png",
        "INCLUDEPICTURE",
        "TOC \\o",
    ],
)
def test_a_field_that_stays_within_the_file_is_kept(instruction):
    check_field(instruction)


def refused_rich(content):
    with pytest.raises(NotAllowed) as refused:
        rich.check_rich(content)
    return refused.value.words


FIELD = rb"{\rtf1{\field{\*\fldinst %s}{\fldrslt 1}}%s}"


@pytest.mark.parametrize("word", sorted(rich.OBJECTS))
def test_rich_text_with_an_object_of_any_kind_is_refused(word):
    assert refused_rich(rb"{\rtf1{\%s x}}" % word) == EMBEDDED
    assert refused_rich(rb"{\rtf1{\%s x}}" % word.upper()) == EMBEDDED


def test_rich_text_is_asked_for_the_instruction_of_each_of_its_fields_wherever_it_ends():
    assert refused_rich(FIELD % (b"LINK a", b"")) == REMOTE
    assert refused_rich(FIELD % (b"PAGE", rb"{\*\fldinst DDE a b}")) == REMOTE
    assert refused_rich(rb"{\rtf1{\field{\*\fldinst {\b LI}{NK a}") == REMOTE
    assert refused_rich(rb"{\rtf1 \template a}") == REMOTE
    assert refused_rich(FIELD % (b"PAGE {x}", rb"{\field{\*\fldinst LINK a}}")) == REMOTE
    rich.check_rich(FIELD % (b"PAGE", b"LINK a"))
    rich.check_rich(FIELD % (b"PAGE {x}", b" LINK a {LINK b}"))
    rich.check_rich(rb"{\rtf1 LINK a}")


@pytest.mark.parametrize("code", [76, 76 + 0x10000, 76 - 0x10000])
def test_a_letter_written_by_its_number_is_that_letter_whatever_stands_in_its_place(code):
    assert refused_rich(FIELD % (rb"\u%d?INK a" % code, b"")) == REMOTE
    with_two = rb"\uc2 \u%d ??INK a" % code
    assert refused_rich(FIELD % (with_two, b"")) == REMOTE


def test_binary_data_is_stepped_over_whatever_it_holds():
    rich.check_rich(rb"{\rtf1{\pict\bin13 \object{LINK}}}")
    assert refused_rich(rb"{\rtf1{\pict\bin2 ab\object x}}") == EMBEDDED
    assert refused_rich(rb"{\rtf1\bin-5 \object x}") == EMBEDDED


def refused_old(content):
    with pytest.raises(NotAllowed) as refused:
        compound.compound_kind(content)
    return refused.value.words


@pytest.mark.parametrize(
    ("streams", "kind"),
    [({"Workbook": b""}, "xls"), ({"Book": b""}, "xls"), ({"PowerPoint Document": b""}, "ppt")],
)
def test_an_old_file_is_what_its_main_stream_says(streams, kind):
    assert compound.compound_kind(files.compound(streams)) == kind


@pytest.mark.parametrize("name", ["_VBA_PROJECT_CUR", "VBA", "Macros"])
def test_an_old_file_with_macros_is_refused_wherever_they_stand(name):
    assert refused_old(files.compound({"Workbook": b"", name: b""})) == MACROS


@pytest.mark.parametrize("name", ["MBD0123ABCD", "LNK00000000", "\x01Ole10Native"])
def test_an_old_file_with_another_in_it_is_refused(name):
    assert refused_old(files.compound({"Workbook": b"", name: b""})) == EMBEDDED


@pytest.mark.parametrize("name", ["MBD0123ABC", "MBD0123ABCDE", "XMBD0123ABCD", "MBD0123ABCX", "Pictures"])
def test_a_stream_that_is_only_called_alike_is_none(name):
    assert compound.compound_kind(files.compound({"Workbook": b"", name: b""})) == "xls"


def sheet(*records):
    return files.workbook(*records)


@pytest.mark.parametrize(
    ("record", "words"),
    [
        ((compound.SHEET, bytes(5) + b"\x01\x00"), MACROS),
        ((compound.LINKED, b"\x01\x00\x05\x00"), REMOTE),
        ((compound.LINKED, b""), REMOTE),
    ],
)
def test_a_record_of_an_old_sheet_that_runs_or_links_is_refused(record, words):
    assert refused_old(sheet(record)) == words


@pytest.mark.parametrize(
    "record",
    [
        (compound.SHEET, bytes(5) + b"\x00\x01"),
        (compound.SHEET, bytes(5)),
        (compound.LINKED, b"\x01\x00\x01\x04"),
        (compound.LINKED, b"\x01\x00\x01\x3a"),
        (0x0086, bytes(5) + b"\x01"),
        (0x01AF, b"\x01\x00\x05\x00"),
    ],
)
def test_a_record_of_an_old_sheet_that_does_neither_is_kept(record):
    assert compound.compound_kind(sheet(record)) == "xls"


def test_records_end_where_the_bytes_do():
    whole = struct.pack("<HH", 7, 3) + b"abc"
    assert list(compound.records(whole + b"\x01\x02\x03")) == [(7, b"abc")]
    assert list(compound.records(struct.pack("<HH", 7, 9) + b"abc")) == [(7, b"abc")]
    assert list(compound.records(struct.pack("<HH", 8, 0))) == [(8, b"")]


def test_strings_end_where_the_bytes_do():
    head = bytes(6)
    assert list(compound.associated(head + b"\x00\x00")) == [""]
    assert list(compound.associated(head + b"\x02\x00a\x00b\x00\x01\x00c")) == ["ab", "\ufffd"]
    assert list(compound.associated(head + b"\x01")) == []


@pytest.mark.parametrize(
    ("last", "refused"),
    [(b"\x01\x00\x00\x00", True), (b"\x00\x00\x00\x00", False), (b"\x02\x00\x00\x00", False)],
)
def test_slides_say_by_a_number_whether_they_have_macros(last, refused):
    atom = b"\x1f\x00\xff\x03\x14\x00\x00\x00\x02\x00\x00\x04\x0c\x00\x00\x00abcd" + last
    content = files.compound({"PowerPoint Document": b"xx" + atom})
    if refused:
        assert refused_old(content) == MACROS
    else:
        assert compound.compound_kind(content) == "ppt"


def test_an_old_text_whose_template_lies_on_this_machine_is_kept():
    assert compound.compound_kind(files.word(template="D:\\a.dot")) == "doc"
    assert compound.compound_kind(files.word(template="")) == "doc"
    assert refused_old(files.word(template="http://a.example/a.dot")) == REMOTE


@pytest.mark.parametrize("shift", [0, 1])
def test_a_field_of_an_old_text_is_found_at_even_and_odd_places(shift):
    text = "字" * 3 + "\x13 LINK a \x14\x15"
    word = files.word(text=text) if shift == 0 else files.word(text="x" + text)
    assert refused_old(word) == REMOTE
