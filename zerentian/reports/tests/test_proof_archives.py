"""A proof.zip is one list of plain files: doubled, packed otherwise, led elsewhere or added to, it is not genuine."""

import io
import json
import zipfile
from collections.abc import Callable

import pytest

from zerentian.reports.offline.verify import DAMAGED, verify_bytes

from .test_forgeries import repacked

pytestmark = [
    pytest.mark.usefixtures("issued_once"),
    pytest.mark.filterwarnings("ignore:Duplicate name"),
]
Parts = list[tuple[str, bytes]]
NAMES = ("report.docx", "manifest.json", "issued.json", "README.txt", "report.pdf", "report.html")
ADDED: dict[str, Callable[[str], str]] = {
    "twice": str,
    "in capitals": str.upper,
    "by another way": lambda name: f"./{name}",
    "by a way of Windows": lambda name: f".\\{name}",
    "with an end that some do not read": lambda name: f"{name}\0.txt",
    "as a folder": lambda name: f"{name}/",
    "upwards": lambda name: f"../{name}",
}


def parts_of(data: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def zipped(parts: Parts, *, method: int = zipfile.ZIP_DEFLATED, modes: dict[str, int] | None = None) -> bytes:
    """Return an archive of parts, some of them said to be other than plain files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts:
            told = zipfile.ZipInfo(name)
            told.compress_type, told.external_attr = method, (modes or {}).get(name, 0o100644 << 16)
            archive.writestr(told, content)
    return buffer.getvalue()


def holds(data: bytes, folder) -> bool:
    vkey = json.loads((folder / "manifest.json").read_bytes())["vkey"]
    try:
        return verify_bytes(data, "proof.zip", vkey).verdict == "holds"
    except DAMAGED:
        return False


@pytest.fixture
def proof(folder) -> bytes:
    return (folder / "proof.zip").read_bytes()


def test_the_same_parts_packed_anew_are_genuine(folder, proof) -> None:
    assert holds(proof, folder)
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        assert holds(zipped(parts_of(proof), method=method), folder)


@pytest.mark.parametrize("place", ["first", "last"])
@pytest.mark.parametrize("how", ADDED)
def test_no_part_may_be_there_a_second_time(folder, proof, how, place) -> None:
    parts = parts_of(proof)
    for name in NAMES:
        more: Parts = [(ADDED[how](name), b"" if how == "as a folder" else b"61")]
        forged = zipped(more + parts if place == "first" else parts + more)
        assert not holds(forged, folder), name


KINDS = {
    "a link": 0o120777 << 16,
    "a folder": 0o040755 << 16 | 0x10,
    "a folder of DOS": 0x10,
    "a pipe": 0o010644 << 16,
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_part_that_unpacks_to_something_else_than_a_file_is_refused(folder, proof, kind) -> None:
    for name in ("README.txt", "report.html", "verify.py"):
        assert not holds(zipped(parts_of(proof), modes={name: KINDS[kind]}), folder), name


AROUND: dict[str, Callable[[bytes], bytes]] = {
    "bytes before it": lambda data: b"MZ" + data,
    "bytes behind it": lambda data: data + b"61",
    "a comment on it": lambda data: data[:-2] + b"\x02\x0061",
    "a PDF before it": lambda data: b"%PDF-1.7\n" + data,
    "a page before it": lambda data: b"<!doctype html><p>61</p>" + data,
    "packed by other means": lambda data: zipped(parts_of(data), method=zipfile.ZIP_BZIP2),
    "packed by means that few know": lambda data: zipped(parts_of(data), method=zipfile.ZIP_LZMA),
    "in a folder": lambda data: zipped([(f"proof/{name}", part) for name, part in parts_of(data)]),
    "in itself": lambda data: zipped([*parts_of(data), ("proof.zip", data)]),
    "in another": lambda data: zipped([("proof.zip", data)]),
    "a folder more": lambda data: zipped([*parts_of(data), ("more/", b"")]),
    "a file more": lambda data: zipped([*parts_of(data), ("more.txt", b"61")]),
    "said to be locked": lambda data: data.replace(
        data[data.index(b"PK\x01\x02") :][:10], data[data.index(b"PK\x01\x02") :][:8] + b"\x01\x00", 1
    ),
}


@pytest.mark.parametrize("kind", AROUND)
def test_an_archive_with_anything_around_it_is_never_genuine(folder, proof, kind) -> None:
    forged = AROUND[kind](proof)
    assert forged != proof
    assert not holds(forged, folder)


IN_THE_ISSUE: dict[str, Callable[[dict], object]] = {
    "a word more": lambda told: told.update(note="实为61人次"),
    "a line under its checkpoint": lambda told: told.update(checkpoint=told["checkpoint"] + "— x a2V5czYx\n"),
    "no list of keys": lambda told: told.update(rotations={}),
    "a key that follows none": lambda told: told.update(rotations=[{"vkeys": ["a", "b"], "signatures": []}]),
    "a position of its own": lambda told: told.update(index=-1),
    "a position that is true": lambda told: told.update(index=True),
    "no path": lambda told: told.pop("path"),
}
SPELLINGS: dict[str, Callable[[bytes], bytes]] = {
    "on one line": lambda text: json.dumps(json.loads(text)).encode(),
    "with a mark before it": lambda text: b"\xef\xbb\xbf" + text,
    "with a line behind it": lambda text: text + b"\n",
    "in UTF-16": lambda text: text.decode().encode("utf-16"),
    "a key twice": lambda text: text.replace(b'"index"', b'"index": 0,\n "index"', 1),
    "a position as a fraction": lambda text: text.replace(b'"index": ', b'"index": 0.0e', 1),
    "a sign that is none": lambda text: text.replace(b'"path"', b'"\\ud800": 0, "path"', 1),
}


def reissued(proof: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """Return a proof whose record of the issue was written anew."""
    return repacked(proof, lambda parts: parts.update({"issued.json": change(parts["issued.json"])}))


@pytest.mark.parametrize("kind", IN_THE_ISSUE)
def test_a_record_of_the_issue_that_says_anything_else_is_refused(folder, proof, kind) -> None:
    def written(text: bytes) -> bytes:
        told = json.loads(text)
        IN_THE_ISSUE[kind](told)
        return json.dumps(told, ensure_ascii=False, indent=1).encode()

    assert not holds(reissued(proof, written), folder)


@pytest.mark.parametrize("kind", SPELLINGS)
def test_a_record_of_the_issue_has_one_spelling(folder, proof, kind) -> None:
    assert holds(reissued(proof, bytes), folder)
    assert not holds(reissued(proof, SPELLINGS[kind]), folder)


BESIDE_A_MANIFEST = {
    "signs that are none of it": (b"</manifest>", b"!!!</manifest>"),
    "an element": (b"</manifest>", b"<x>61</x></manifest>"),
    "an attribute": (b"<manifest ", b'<manifest x="61" '),
    "what is packed twice": (b"</manifest>", b"eJwDAAAAAAE=</manifest>"),
}


@pytest.mark.parametrize("kind", BESIDE_A_MANIFEST)
def test_a_word_file_holds_its_manifest_and_nothing_beside_it(folder, kind) -> None:
    old, new = BESIDE_A_MANIFEST[kind]
    name = "customXml/item9.xml"
    data = (folder / "report.docx").read_bytes()
    forged = repacked(data, lambda parts: parts.update({name: parts[name].replace(old, new)}))
    assert not holds(forged, folder)
    lines = repacked(data, lambda parts: parts.update({name: parts[name].replace(b"</m", b"\n  </m")}))
    assert holds(lines, folder)
