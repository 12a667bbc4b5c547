"""Zipped documents part by part: what kind they are, and whatever of them runs, fetches, hides or is too much."""

import io
import zipfile

import pytest

from zerentian.evidence.rules import packages
from zerentian.evidence.rules.harmful import ARCHIVE, DAMAGED, EMBEDDED, LOCKED, MACROS, REMOTE, TOO_MUCH
from zerentian.evidence.tests import files
from zerentian.ledger.rules.refusals import NotAllowed

R, F = files.relation, files.field
OFFICE = "application/vnd.openxmlformats-officedocument"


def kind(content):
    return packages.package_kind(io.BytesIO(content))


def refused(content):
    """Return the words with which a package is refused."""
    with pytest.raises(NotAllowed) as refusal:
        kind(content)
    return refusal.value.words


def declared(types, *parts):
    """Return a package that declares these types and has these parts."""
    said = f'<Types xmlns="{files.TYPES}">{types}</Types>'
    return files.zipped({"[Content_Types].xml": said} | dict.fromkeys(parts, "<x/>"))


def part_of(name, kind):
    return f'<Override PartName="/{name}" ContentType="{OFFICE}.{kind}"/>'


@pytest.mark.parametrize(
    ("family", "code"),
    [
        ("wordprocessingml.document", "docx"),
        ("spreadsheetml.sheet", "xlsx"),
        ("presentationml.presentation", "pptx"),
    ],
)
def test_the_declared_main_part_says_what_it_is_whatever_it_is_called(family, code):
    content = declared(part_of("A/Main.XML", f"{family}.main+xml"), "A/Main.XML")
    assert kind(content) == code


def test_a_type_whose_part_is_not_there_says_nothing_and_the_usual_name_does():
    lacking = part_of("word/other.xml", "wordprocessingml.document.main+xml")
    assert kind(declared(lacking, "xl/workbook.xml")) == "xlsx"
    other = part_of("word/styles.xml", "wordprocessingml.styles+xml")
    assert kind(declared(other, "word/styles.xml", "ppt/presentation.xml")) == "pptx"


def test_a_package_without_a_main_part_is_an_archive_or_carries_macros():
    assert refused(declared("", "a.txt")) == ARCHIVE
    assert refused(files.zipped({"a.txt": "x"})) == ARCHIVE
    running = '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
    assert refused(declared(running, "a.txt")) == MACROS


@pytest.mark.parametrize("code", ["text", "spreadsheet", "presentation"])
def test_an_open_document_says_in_its_first_part_what_it_is(code):
    wanted = {"text": "odt", "spreadsheet": "ods", "presentation": "odp"}[code]
    assert kind(files.open_document(code)) == wanted
    assert refused(files.zipped({"mimetype": "application/zip"})) == ARCHIVE


def test_an_ofd_is_told_by_its_part_in_any_letters():
    assert kind(files.zipped({"ofd.XML": "<x/>"})) == "ofd"


def listed(*sizes, flags=0):
    """Return the list of a package whose parts are said to unpack to so many bytes."""
    found = []
    for number, size in enumerate(sizes):
        part = zipfile.ZipInfo(f"{number}.xml")
        part.file_size, part.flag_bits = size, flags
        found.append(part)
    return found


def refused_list(parts):
    with pytest.raises(NotAllowed) as refusal:
        packages.check_size(parts)
    return refusal.value.words


def test_a_package_unpacks_to_so_much_in_so_many_parts_and_no_more(monkeypatch):
    monkeypatch.setattr(packages, "MOST_UNPACKED", 10)
    monkeypatch.setattr(packages, "MOST_PARTS", 3)
    packages.check_size(listed(5, 5))
    packages.check_size(listed(0, 0, 0))
    packages.check_size([])
    assert refused_list(listed(5, 6)) == TOO_MUCH
    assert refused_list(listed(0, 0, 0, 0)) == TOO_MUCH


@pytest.mark.parametrize(("flags", "locked"), [(0x1, True), (0x801, True), (0x800, False), (0x8, False)])
def test_a_part_that_asks_for_a_password_is_refused(flags, locked):
    if locked:
        assert refused_list(listed(1, flags=flags)) == LOCKED
    else:
        packages.check_size(listed(1, flags=flags))


@pytest.mark.parametrize("kind", sorted(packages.RUNNING))
def test_a_relation_to_what_runs_is_refused_whatever_the_part_is_called(kind):
    assert refused(files.office_with(relations=R(kind, "media/a.png", outside=False))) == MACROS
    assert refused(files.office_with(relations=R(f"{kind.upper()}/", "a", outside=False))) == MACROS


@pytest.mark.parametrize("kind", sorted(packages.FETCHING))
def test_a_relation_to_what_is_fetched_is_refused_also_within_the_file(kind):
    assert refused(files.office_with(relations=R(kind, "a.xml", outside=False))) == REMOTE


@pytest.mark.parametrize(
    ("relations", "words"),
    [
        (R("image", "https://a.example/i.png"), REMOTE),
        (R("hyperlink", "https://a.example"), None),
        (R("image", "https://a.example/i.png", outside=False), None),
        (R("image", "file:///C:/i.png"), None),
        (R("image", "media/i.png"), None),
        (R("oleObject", "embeddings/a.bin", outside=False), EMBEDDED),
        (R("oleObject", "https://a.example/a.bin"), REMOTE),
        (R("styles", "styles.xml", outside=False), None),
    ],
)
def test_a_relation_outwards_is_refused_unless_a_reader_follows_it(relations, words):
    content = files.office_with(relations=relations)
    if words is None:
        assert kind(content) == "docx"
    else:
        assert refused(content) == words


@pytest.mark.parametrize(
    ("declared_type", "words"),
    [
        ("application/vnd.ms-word.document.macroEnabled.main+xml", MACROS),
        ("application/vnd.ms-excel.macrosheet+xml", MACROS),
        ("application/vnd.ms-office.activeX+xml", MACROS),
        ("application/vnd.ms-office.webextension+xml", MACROS),
        (f"{OFFICE}.spreadsheetml.externalLink+xml", REMOTE),
        (f"{OFFICE}.spreadsheetml.connections+xml", REMOTE),
        (f"{OFFICE}.spreadsheetml.queryTable+xml", REMOTE),
    ],
)
def test_a_declared_type_of_what_runs_or_fetches_is_enough(declared_type, words):
    types = f'<Default Extension="dat" ContentType="{declared_type}"/>'
    assert refused(files.office_with(types=types)) == words


def test_a_project_of_macros_is_known_by_its_name_too():
    assert refused(files.office_with(parts={"word/VbaProject.bin": b"x"})) == MACROS
    assert kind(files.office_with(parts={"word/vbaProject.bin.txt": b"x"})) == "docx"


def test_fields_are_looked_for_in_parts_of_word_and_in_what_is_declared_as_such():
    bad = f'<w:x xmlns:w="{files.WORD}">{F("LINK a")}</w:x>'
    assert refused(files.office_with(parts={"word/footer1.xml": bad})) == REMOTE
    types = part_of("x/y.dat", "wordprocessingml.footer+xml")
    assert refused(files.office_with(types=types, parts={"x/y.dat": bad})) == REMOTE
    assert kind(files.office_with(parts={"custom/item1.xml": bad})) == "docx"


def instruction(step):
    return f'<w:r><w:fldChar w:fldCharType="{step}"/></w:r>'


def text(words):
    return f"<w:r><w:instrText>{words}</w:instrText></w:r>"


BEGIN, SEPARATE, END = instruction("begin"), instruction("separate"), instruction("end")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (BEGIN + text("LI") + text("NK a") + SEPARATE + END, REMOTE),
        (BEGIN + text("PAGE") + SEPARATE + text("LINK a") + END, None),
        (BEGIN + text("IF ") + BEGIN + text("PAGE") + END + text("LINK") + END, None),
        (BEGIN + text(" IF ") + BEGIN + text("DDE a b") + END + END, REMOTE),
        (BEGIN + BEGIN + text("QUOTE 76") + END + END, REMOTE),
        (BEGIN + text(" ") + BEGIN + text("PAGE") + END + END, REMOTE),
        (text("LINK a"), None),
        (SEPARATE + END + text("LINK a"), None),
        (BEGIN + END + BEGIN + text("INCLUDETEXT a") + END, REMOTE),
        ('<w:fldSimple w:instr="PAGE"/>', None),
        ('<w:fldSimple w:instr=" DDEAUTO a"/>', REMOTE),
        ("<w:fldSimple/>", None),
    ],
)
def test_the_instruction_of_a_field_is_read_over_its_runs_and_the_fields_in_it(body, words):
    content = files.office_with(body=f"<w:p>{body}</w:p>")
    if words is None:
        assert kind(content) == "docx"
    else:
        assert refused(content) == words


NAMES = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("<script:event-listener/>", MACROS),
        ("<office:event-listener/>", None),
        ("<office:script/>", MACROS),
        ("<office:dde-source/>", REMOTE),
        ("<text:dde-connection-decl/>", REMOTE),
        ("<text:dde-link/>", REMOTE),
        ("<draw:object-ole/>", EMBEDDED),
        ('<text:a xlink:href="https://a.example"/>', None),
        ('<draw:image xlink:href="https://a.example/i.png"/>', REMOTE),
        ('<draw:image xlink:href="Pictures/i.png"/>', None),
        ("<draw:frame/>", None),
    ],
)
def test_an_element_of_an_open_document_runs_links_or_stays(content, words):
    made = files.open_document(content=content)
    if words is None:
        assert kind(made) == "odt"
    else:
        assert refused(made) == words


@pytest.mark.parametrize("name", ["styles.xml", "meta.xml", "settings.xml", "Object 1/content.xml"])
def test_every_part_that_says_something_is_looked_through(name):
    bad = f"<a {NAMES}><office:dde-source/></a>"
    assert refused(files.open_document(parts={name: bad})) == REMOTE
    assert kind(files.open_document(parts={"Thumbnails/t.xml": bad})) == "odt"


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("Basic/Standard/script-lb.xml", MACROS),
        ("Scripts/python/a.py", MACROS),
        ("Basic/", None),
        ("Xbasic/a", None),
    ],
)
def test_a_folder_of_scripts_may_be_there_and_be_empty(name, refusal):
    made = files.open_document(parts={name: "<x/>"} if not name.endswith("/") else {name: b""})
    assert refused(made) == refusal if refusal else kind(made) == "odt"


def test_an_encrypted_document_is_told_so_before_its_unreadable_parts_are_called_damaged():
    locked = {"content.xml": b"\x00\x01\x02", "META-INF/manifest.xml": "<m><encryption-data/></m>"}
    assert refused(files.open_document(parts=locked)) == LOCKED
    assert refused(files.open_document(parts={"content.xml": b"\x00\x01"})) == DAMAGED


@pytest.mark.parametrize("start", [b"MZ\x90", b"\x7fELF", packages.COMPOUND])
def test_programs_and_old_objects_among_the_parts_are_refused(start):
    assert refused(files.office_with(parts={"word/media/i.png": start + bytes(60)})) == EMBEDDED
    assert kind(files.office_with(parts={"word/media/i.png": b"x" + start + bytes(60)})) == "docx"


def test_documents_within_documents_are_looked_into_so_deep_and_no_deeper():
    inner = files.office_with("xlsx")
    two = files.office_with(parts={"word/embeddings/a.xlsx": inner})
    three = files.office_with(parts={"word/embeddings/b.docx": two})
    four = files.office_with(parts={"word/embeddings/c.docx": three})
    assert (kind(two), kind(three)) == ("docx", "docx")
    assert refused(four) == EMBEDDED
    bad = files.office_with(relations=R("control", "a", outside=False))
    assert refused(files.office_with(parts={"word/x.dat": bad})) == MACROS


def test_a_part_of_xml_is_so_long_at_most_and_no_place_of_it_is_resolved(monkeypatch):
    body = "<w:p/>" * 50
    content = files.office_with(body=body)
    part = zipfile.ZipFile(io.BytesIO(content)).getinfo("word/document.xml")
    monkeypatch.setattr(packages, "MOST_XML", part.file_size)
    assert kind(content) == "docx"
    monkeypatch.setattr(packages, "MOST_XML", part.file_size - 1)
    assert refused(content) == TOO_MUCH


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"", b"no zip at all"])
def test_what_cannot_be_read_is_damaged(content):
    assert refused(content) == DAMAGED
