"""How far a PDF and the pictures of an office are looked through: each bound on both sides, each turn told."""

import zlib
from io import BytesIO

import pypdf
import pytest
from click.testing import CliRunner
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from zerentian.evidence.actions import check_files, compare_pictures, deposit, recheck
from zerentian.evidence.cli import evidence
from zerentian.evidence.models import File, Sketch
from zerentian.evidence.rules import portable
from zerentian.evidence.rules.harmful import DAMAGED, LOCKED, TOO_MUCH
from zerentian.evidence.tests import files
from zerentian.evidence.tests.test_portable import catalogue, locked, packed
from zerentian.ledger.rules.refusals import NotAllowed

SAID = b"1 0 <</Type/Catalog>>"


def stream(text=SAID, *, dictionary=b"/Filter/FlateDecode", far=0, data=None):
    """Return an object stream of a PDF."""
    content = zlib.compress(text) if data is None else data
    head = b"3 0 obj\n<</Type/ObjStm" + dictionary + b" " * far + b">>\nstream\n"
    return head + content + b"\nendstream\nendobj\n"


@pytest.mark.parametrize(
    ("content", "hides"),
    [
        (b"nothing of the kind", False),
        (stream(), False),
        (stream(dictionary=b"/Filter[/FlateDecode]"), False),
        (stream(dictionary=b"/Filter [ /FlateDecode ]/Length 9"), False),
        (stream(b"<</S/JavaScript>>"), True),
        (stream(b"<</S/J#61vaScript>>"), True),
        (stream(b"<</S/JavaScripts>>"), False),
        (stream(b"<</S/javascript>>"), False),
        (stream(dictionary=b""), True),
        (stream(dictionary=b"/Filter/LZWDecode"), True),
        (stream(dictionary=b"/Filter[/FlateDecode/ASCIIHexDecode]"), True),
        (stream(dictionary=b"/Filter/FlateDecode/DecodeParms<<>>"), True),
        (stream(dictionary=b"/Filter/FlateDecode/DP 5"), True),
        (stream(dictionary=b"/Filter/FlateDecode/F(a)"), True),
        (stream(data=b"no deflated data"), True),
        (b"/ObjStm", True),
        (b"<</Type/ObjStm/Filter/FlateDecode>>\nstream\n" + zlib.compress(SAID), True),
        (stream(far=4000), False),
        (stream(far=4200), True),
        (stream() + stream(b"<</S/Launch>>"), True),
    ],
    ids=range(20),
)
def test_an_object_stream_that_holds_a_sign_or_cannot_be_looked_into_hides_one(content, hides):
    assert portable.hides_signs(content) is hides


@pytest.mark.parametrize(
    ("streams", "most", "hides"), [(1, 0, False), (1, -1, True), (2, 0, False), (2, -1, True)]
)
def test_object_streams_are_looked_through_up_to_so_much_in_all(monkeypatch, streams, most, hides):
    monkeypatch.setattr(portable, "MOST_INFLATED", len(SAID) * streams + most)
    assert portable.hides_signs(stream() * streams) is hides


@pytest.mark.parametrize(
    ("said", "runs"),
    [
        ({"/S": "/JavaScript"}, True),
        ({"/S": "/Launch"}, True),
        ({"/S": "/ImportData"}, True),
        ({"/S": "/RichMediaExecute"}, True),
        ({"/S": "/URI"}, False),
        ({"/S": "/GoTo"}, False),
        ({"/JS": "x"}, True),
        ({"/XFA": "x"}, True),
        ({"/Subtype": "/RichMedia"}, True),
        ({"/Subtype": "/3D"}, True),
        ({"/Subtype": "/Link"}, False),
        ({"/T": "/JavaScript"}, False),
        ({}, False),
    ],
    ids=str,
)
def test_a_dictionary_runs_something_by_what_it_does_holds_or_is(said, runs):
    one = DictionaryObject()
    for name, value in said.items():
        one[NameObject(name)] = NameObject(value) if value.startswith("/") else TextStringObject(value)
    assert portable.is_running(one) is runs


def refused(path):
    with pytest.raises(NotAllowed) as refusal:
        portable.runs_something(path)
    return refusal.value.words


def test_a_pdf_of_just_so_many_objects_is_looked_through_and_one_more_is_too_much(tmp_path, monkeypatch):
    """Catalogue, pages and page, each named by another."""
    (path := tmp_path / "a.pdf").write_bytes(catalogue(""))
    monkeypatch.setattr(portable, "MOST_OBJECTS", 3)
    assert portable.runs_something(path) is False
    monkeypatch.setattr(portable, "MOST_OBJECTS", 2)
    assert refused(path) == TOO_MUCH


def test_each_object_is_looked_at_once_however_often_it_is_named(tmp_path):
    """The page names its parent, which names it among its children."""
    (path := tmp_path / "a.pdf").write_bytes(catalogue("/A 3 0 R/B 3 0 R/C[2 0 R 3 0 R]"))
    reader = pypdf.PdfReader(path)
    kinds = [str(one.get("/Type")) for one in portable.dictionaries(reader)]
    assert sorted(kind for kind in kinds if kind != "None") == ["/Catalog", "/Page", "/Pages"]


def test_what_is_locked_and_what_is_no_pdf_are_told_apart(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(locked(catalogue(""), "secret"))
    assert refused(path) == LOCKED
    path.write_bytes(locked(catalogue(""), ""))
    assert portable.runs_something(path) is False
    path.write_bytes(b"%PDF-1.7 nothing")
    assert refused(path) == DAMAGED


def test_a_pdf_that_shows_no_sign_is_not_read_as_a_whole(tmp_path, monkeypatch):
    read = []
    monkeypatch.setattr(portable, "runs_something", lambda path: bool(read.append(path)))
    path = tmp_path / "a.pdf"
    for content, count in ((catalogue(""), 0), (packed(""), 0), (catalogue("", "(x /JS y)"), 1)):
        path.write_bytes(content)
        portable.check_portable(path)
        assert len(read) == count
    path.write_bytes(locked(catalogue(""), ""))
    portable.check_portable(path)
    assert len(read) == 2


@pytest.mark.parametrize(
    "sign", ["JavaScript", "JS", "Launch", "ImportData", "RichMediaExecute", "XFA", "RichMedia", "3D"]
)
def test_a_sign_is_found_escaped_and_ended_and_in_no_longer_name(sign):
    escaped = "".join(f"#{ord(one):02X}" for one in sign)
    for said in (f"/{sign} ", f"/{sign}(", f"/{sign}", f"/{escaped}/"):
        assert portable.SIGNS.search(said.encode())
    for said in (f"/{sign}x ", f"{sign} ", f"/x{sign} "):
        assert not portable.SIGNS.search(said.encode())


@pytest.fixture
def pictures(clerk, cadre, now):
    """Two pictures of one scene, which an office and a village deposited."""
    return [
        deposit(BytesIO(files.plain_jpeg(size=size)), name="a.jpg", by=by, now=now)
        for size, by in (((160, 120), clerk), ((200, 150), cadre))
    ]


@pytest.mark.django_db
def test_each_picture_that_was_compared_is_told_and_the_oldest_is_first(pictures, now):
    turns = []
    compare_pictures(now, 1, turns.append)
    assert (turns, [one.file for one in Sketch.objects.all()]) == ([1], [pictures[0]])
    compare_pictures(now, None, turns.append)
    assert (turns, Sketch.objects.count()) == ([1, 1], 2)
    assert compare_pictures(now, None, turns.append) == 0
    assert turns == [1, 1]


@pytest.mark.django_db
def test_each_file_that_was_checked_is_told(pictures, cli, now):
    turns = []
    recheck(1, now, by=cli, progress=turns.append)
    assert turns == [1, 1]
    assert list(check_files(turns.append, pictures[:1])) == []
    assert turns == [1, 1, 1]


@pytest.mark.django_db
def test_the_console_says_in_both_languages_what_it_rechecked_and_compared(pictures, cli):
    told = CliRunner().invoke(evidence, ["recheck"])
    assert "复验 1 件，受损 0 件，缺失 0 件 · 1 re-checked, 0 damaged, 0 missing" in told.output
    told = CliRunner().invoke(evidence, ["recheck", "--share", "1"])
    assert "复验 2 件" in told.output
    told = CliRunner().invoke(evidence, ["compare"])
    assert "比对照片 2 张，新列出 0 对 · 2 pictures compared, 0 new pairs" in told.output
    File.objects.get(pk=pictures[0].pk).path.unlink()
    told = CliRunner().invoke(evidence, ["recheck", "--all"])
    assert (told.exit_code, "复验 2 件，受损 0 件，缺失 1 件" in told.output) == (1, True)
