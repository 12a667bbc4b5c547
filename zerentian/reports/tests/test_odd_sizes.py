"""An exported log of every size at which tiles begin, end or fill: by Go's own packages, and by verify.py."""

import os
import shutil
import subprocess
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import zerentian.ledger.tests
from zerentian.ledger import export
from zerentian.ledger.rules.merkle import leaf_hash, node_hash, tree_root
from zerentian.ledger.rules.note import Checkpoint, note_signed_by, sign, verifier_key
from zerentian.ledger.rules.tiles import tile_path
from zerentian.reports.offline.verify import exported_entries, link_of_export

SIZES = (1, 2, 255, 256, 257, 511, 512, 513, 65535, 65536, 65537)
PROGRAM = Path(zerentian.ledger.tests.__file__).with_name("check_log.go")
OLD, NEW = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
ROTATED_AT = 512  # here both keys sign, before it the old one, behind it the new one
TEXTS = [b'{"place":%d}' % place for place in range(SIZES[-1])]


@pytest.fixture(scope="module")
def levels() -> list[list[bytes]]:
    """The stored hashes of a log: its leaves, and the roots of 256 and of 65,536 of them."""
    found, hashes = [[leaf_hash(text) for text in TEXTS]], []
    for _ in range(2):
        hashes = found[-1]
        for _ in range(8):
            hashes = [node_hash(a, b) for a, b in zip(hashes[::2], hashes[1::2], strict=False)]
        found.append(hashes)
    return found


def head_of(size: int, levels) -> Checkpoint:
    return Checkpoint("demo-tests", size, tree_root(levels[0][:size]))


@pytest.fixture(scope="module")
def folders(levels, tmp_path_factory) -> dict[int, Path]:
    """The export of a log as it grows, one folder written on and on, and a copy of it at each size."""

    class Log:
        """Stands for the entries of a database: those of a range of positions."""

        def filter(self, *, index__gte: int, index__lt: int) -> "Log":
            self.wanted = [
                SimpleNamespace(leaf_content=lambda t=t: SimpleNamespace(canonical=lambda: t))
                for t in TEXTS[index__gte:index__lt]
            ]
            return self

        def order_by(self, name: str):
            return self.wanted

    own, found, present = tmp_path_factory.mktemp("growing"), {}, 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(export, "tile_hashes", lambda level, first, end: levels[level][first:end])
        patch.setattr(export, "Entry", SimpleNamespace(objects=Log()))
        for size in SIZES:
            export.write_tiles(own, present, size)
            export.write_bundles(own, present, size, None)
            keys = {True: [OLD], False: [NEW]}[size < ROTATED_AT] if size != ROTATED_AT else [OLD, NEW]
            (own / "checkpoint").write_text(sign(head_of(size, levels), keys))
            (own / "vkey").write_text("".join(verifier_key(key, "demo-tests").text() + "\n" for key in keys))
            found[size], present = tmp_path_factory.mktemp("log") / str(size), size
            shutil.copytree(own, found[size])
    return found


@pytest.mark.skipif(
    not shutil.which("go") or not Path("/usr/share/gocode/src/golang.org/x/mod").exists(),
    reason="Go and golang-golang-x-mod-dev are not installed",
)
def test_gos_packages_open_a_log_at_every_size_and_see_that_it_only_grew(folders, tmp_path) -> None:
    settings = {"GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOCACHE": str(tmp_path / "go")}
    subprocess.run(
        ["go", "build", "-o", str(tmp_path / "check"), str(PROGRAM)], env=os.environ | settings, check=True
    )
    for size, later in pairwise((*SIZES, SIZES[-1])):
        command = [str(tmp_path / "check"), str(folders[size]), str(folders[later])]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        assert run.stdout.strip() == f"{size} entries, root and every proof hold", (size, run.stderr)


def test_a_folder_written_on_and_on_holds_what_one_written_at_once_holds(folders) -> None:
    for size in SIZES:
        assert len(exported_entries(folders[size])) == size
    first = folders[SIZES[-1]]
    assert (first / tile_path("entries", 0)).is_file()
    assert not (first / f"{tile_path('entries', 0)}.p").exists()
    assert (first / tile_path(2, 0, 1)).read_bytes() == (folders[65536] / tile_path(2, 0, 1)).read_bytes()


def test_verify_py_links_any_two_heads_of_the_log_and_no_others(folders, levels) -> None:
    heads = {size: (size, head_of(size, levels).root) for size in SIZES}
    small = [size for size in SIZES if size < 1000]
    links = {size: link_of_export(folders[size]) for size in (513, 65537)}
    for old in small:
        for new in small:
            if old <= new:
                assert links[513](heads[old], heads[new]) is True, (old, new)
        strange = (old, sha256(b"other").digest())
        assert links[513](strange, heads[513]) is False
        assert links[513](heads[old], heads[65535]) is None, "the folder does not reach that far"
    assert links[65537](heads[65535], heads[65537]) is True
    assert links[65537]((65536, heads[65535][1]), heads[65537]) is False


def test_where_keys_changed_either_one_vouches_for_the_head(folders) -> None:
    note = (folders[ROTATED_AT] / "checkpoint").read_text()
    for key in (OLD, NEW):
        assert note_signed_by(note, verifier_key(key, "demo-tests"))
        assert not note_signed_by(note, verifier_key(key, "demo-others"))
    assert not note_signed_by((folders[511] / "checkpoint").read_text(), verifier_key(NEW, "demo-tests"))
    assert not note_signed_by((folders[513] / "checkpoint").read_text(), verifier_key(OLD, "demo-tests"))


DAMAGED: dict[str, tuple[str, bytes | None]] = {
    "a tile cut off": (tile_path(0, 0), b"\0" * 33),
    "a tile of no width": (tile_path(0, 2, 0), b""),
    "a tile beyond the last": (tile_path(0, 2, 999), b"\0" * 32 * 256),
    "a width of its own spelling": (tile_path(0, 2).replace("002", "002.p/01"), b"\0" * 32),
    "no tiles": (tile_path(0, 0), None),
}


@pytest.mark.parametrize("kind", DAMAGED)
def test_a_damaged_folder_links_nothing_that_it_does_not_hold(folders, levels, tmp_path, kind) -> None:
    shutil.copytree(folders[513], tmp_path / "log")
    name, content = DAMAGED[kind]
    path = tmp_path / "log" / name
    path.parent.mkdir(exist_ok=True, parents=True)
    path.unlink(missing_ok=True)
    if content is not None:
        path.write_bytes(content)
    told = link_of_export(tmp_path / "log")((2, sha256(b"a").digest()), (513, sha256(b"b").digest()))
    assert told is not True
