"""PDFs that run something when they are opened are refused with the way out; what only says the words is kept."""

import contextlib
import io
import random
import zlib

import pypdf
import pytest

from zerentian.evidence.actions.deposits import receive
from zerentian.evidence.rules.portable import hides_signs, runs_something, unpacked
from zerentian.evidence.rules.sniffing import sniff
from zerentian.evidence.tests.files import PDF
from zerentian.ledger.rules.refusals import NotAllowed


def pdf(*objects: str, trailer: str = "") -> bytes:
    """Return a PDF of these objects, numbered from 1; the first is its catalogue, ``PAGES`` its one empty page."""
    body, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{one}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer<</Root 1 0 R/Size {size}{trailer}>>"
    return body + end.encode() + f"\nstartxref\n{len(body)}\n%%EOF\n".encode()


PAGES = ("<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>")


def catalogue(more: str, *objects: str) -> bytes:
    """Return a PDF whose catalogue says more; further objects are numbered from 4."""
    return pdf(f"<</Type/Catalog/Pages 2 0 R{more}>>", *PAGES, *objects)


def packed(said: str, *, dictionary: str = "/Filter/FlateDecode", twice: bool = False) -> bytes:
    """Return a PDF whose catalogue stands in a compressed object stream, found by a cross-reference stream."""
    inner = f"1 0 <</Type/Catalog/Pages 2 0 R{said}>>".encode()
    data = zlib.compress(inner)
    if twice:
        data = zlib.compress(data.hex().encode() + b">")
    body = b"%PDF-1.7\n"
    places = {2: len(body)}
    body += b"2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n"
    places[3] = len(body)
    stream = f"<</Type/ObjStm/N 1/First 4/Length {len(data)}{dictionary}>>".encode()
    body += b"3 0 obj\n" + stream + b"\nstream\n" + data + b"\nendstream\nendobj\n"
    places[4] = len(body)
    rows = bytes([0, 0, 0, 0, 2, 0, 3, 0])
    for number in (2, 3, 4):
        rows += b"\x01" + places[number].to_bytes(2, "big") + b"\0"
    table = f"4 0 obj\n<</Type/XRef/Size 5/W[1 2 1]/Root 1 0 R/Length {len(rows)}>>\nstream\n".encode()
    return body + table + rows + f"\nendstream\nendobj\nstartxref\n{places[4]}\n%%EOF\n".encode()


def locked(content: bytes, password: str) -> bytes:
    """Return a PDF encrypted, to be opened with a password."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(content))
    writer.encrypt(password, "owner", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


SCRIPT = "/S/JavaScript/JS(app.alert\\(1\\))"
AT_OPENING = f"/OpenAction<<{SCRIPT}>>"
RUNNING = {
    "a script when it is opened": catalogue(AT_OPENING),
    "a script by reference": catalogue("/OpenAction 4 0 R", f"<<{SCRIPT}>>"),
    "scripts by name": catalogue("/Names<</JavaScript<</Names[(a) 4 0 R]>>>>", f"<<{SCRIPT}>>"),
    "a script when a page is left": catalogue("/AA<</WC 4 0 R>>", f"<<{SCRIPT}>>"),
    "a script whose name is escaped": catalogue("/OpenAction<</S/J#61va#53cript/#4A#53 4 0 R>>", "(x)"),
    "a program that is started": catalogue("/OpenAction<</S/Launch/F(cmd.exe)>>"),
    "a program behind another action": catalogue(
        "/OpenAction<</S/GoTo/D[3 0 R/Fit]/Next 4 0 R>>", "<</S/Launch/Win<</F(a.bat)>>>>"
    ),
    "a form of scripts": catalogue(
        "/AcroForm<</XFA 4 0 R/Fields[]>>", "<</Length 3>>\nstream\n<x>\nendstream"
    ),
    "data brought in": catalogue("/OpenAction<</S/ImportData/F(a.fdf)>>"),
    "media that plays": catalogue("", "<</Type/Annot/Subtype/RichMedia/Rect[0 0 1 1]>>").replace(
        b"/MediaBox", b"/Annots[4 0 R]/MediaBox"
    ),
    "a script in a compressed object stream": packed(AT_OPENING),
    "a script in one that is packed twice": packed(
        AT_OPENING, dictionary="/Filter[/FlateDecode/ASCIIHexDecode/FlateDecode]", twice=True
    ),
    "a script in one whose filter is escaped": packed(AT_OPENING, dictionary="/Filter/Fl#61teDecode"),
    "a script in an encrypted file that opens without a password": locked(catalogue(AT_OPENING), ""),
    "a script behind junk": b"\xef\xbb\xbf" + catalogue(AT_OPENING),
}
KEPT = {
    "an empty one": catalogue(""),
    "one that says the words in a text": catalogue("", "(about /JavaScript and /Launch )"),
    "one that says them in its title": pdf(
        "<</Type/Catalog/Pages 2 0 R>>", *PAGES, "<</Title(/JavaScript )>>", trailer="/Info 4 0 R"
    ),
    "a link that a reader follows": catalogue("/OpenAction<</S/URI/URI(https://a.example)>>"),
    "a form to fill in": catalogue("/AcroForm<</Fields[4 0 R]>>", "<</FT/Tx/T(a)/V(b)>>"),
    "a compressed object stream": packed(""),
    "one that forbids printing and opens without a password": locked(catalogue(""), ""),
    "one that nobody can read as a whole": PDF,
}


@pytest.mark.parametrize("what", RUNNING)
def test_a_pdf_that_runs_something_is_refused_with_the_way_out(tmp_path, what):
    (path := tmp_path / "upload").write_bytes(RUNNING[what])
    with pytest.raises(NotAllowed, match="打印—另存为 PDF"):
        sniff(path, "a.pdf")


@pytest.mark.parametrize("what", KEPT)
def test_a_pdf_that_runs_nothing_is_kept(tmp_path, what):
    (path := tmp_path / "upload").write_bytes(KEPT[what])
    assert sniff(path, "a.pdf").code == "pdf"


def test_a_pdf_that_asks_for_a_password_is_refused_for_nobody_can_look_into_it(tmp_path):
    (path := tmp_path / "upload").write_bytes(locked(catalogue(""), "secret"))
    with pytest.raises(NotAllowed, match="打开密码"):
        sniff(path, "a.pdf")


def test_it_is_looked_for_in_the_child_process(db, monkeypatch):
    monkeypatch.setattr("zerentian.evidence.rules.sniffing.check_portable", None)
    with pytest.raises(NotAllowed, match="打印—另存为 PDF"):
        receive(io.BytesIO(RUNNING["a script when it is opened"]), name="a.pdf")
    assert receive(io.BytesIO(KEPT["an empty one"]), name="a.pdf").kind.code == "pdf"


def broken(chance, content):
    """Return a PDF with some bytes changed, lost, doubled, or replaced by what a reader takes for a sign."""
    content = bytearray(content)
    for _ in range(chance.randrange(1, 8)):
        at = chance.randrange(len(content))
        signs = [b"<<", b">>", b"[", b"R", b"/", b"-1 ", b"99999999999 ", b" 0 R"]
        kind = chance.randrange(4)
        if kind == 0:
            content[at] = chance.randrange(256)
        elif kind == 1:
            del content[at : at + chance.randrange(1, 20)]
        elif kind == 2:
            content[at:at] = content[chance.randrange(len(content)) :][: chance.randrange(1, 30)]
        else:
            content[at:at] = chance.choice(signs)
    return bytes(content)


@pytest.mark.parametrize("seed", range(4))
def test_a_broken_pdf_is_looked_through_or_refused_and_nothing_else(tmp_path, seed):
    chance, path = random.Random(seed), tmp_path / "broken.pdf"
    whole = [catalogue("/OpenAction<</S/JavaScript/JS(x)>>"), packed("/OpenAction<</S/JavaScript/JS(x)>>")]
    for _ in range(40):
        path.write_bytes(broken(chance, chance.choice(whole)))
        with contextlib.suppress(NotAllowed):
            runs_something(path)


def test_a_filter_that_the_library_does_not_know_is_a_refusal(tmp_path):
    path = tmp_path / "unknown.pdf"
    path.write_bytes(packed("/OpenAction<</S/JavaScript/JS(x)>>", dictionary="/Filter/Unknown"))
    with pytest.raises(NotAllowed):
        runs_something(path)


class Counted(bytes):
    """Bytes that count how many of them were copied."""

    copied = 0

    def __getitem__(self, key):
        part = super().__getitem__(key)
        if isinstance(key, slice):
            Counted.copied += len(part)
        return part


def test_many_small_streams_in_a_large_file_are_not_copied_whole_for_each(monkeypatch):
    monkeypatch.setattr(Counted, "copied", 0)
    data = zlib.compress(b"1 0 <</Type/Catalog>>")
    small = b"3 0 obj\n<</Type/ObjStm/Filter/FlateDecode>>\nstream\n" + data + b"\nendstream\nendobj\n"
    assert not hides_signs(Counted(small * 100 + b"%" * 2_000_000))
    assert Counted.copied < 10_000_000


def test_what_unpacks_to_more_than_is_looked_through_is_taken_as_hiding_something():
    bomb = zlib.compress(b" " * 300_000)
    assert len(unpacked(bomb, 0, 1000)) == 1000
    assert unpacked(zlib.compress(b"short"), 0, 1000) == b"short"


@pytest.mark.parametrize("most", [1, 10, 255, 256, 300])
def test_never_more_is_unpacked_than_asked_for_however_small_the_pieces(monkeypatch, most):
    monkeypatch.setattr("zerentian.evidence.rules.portable.PIECE", 16)
    said = bytes(range(256))
    assert unpacked(b"%%" + zlib.compress(said, 0), 2, most) == said[:most]
