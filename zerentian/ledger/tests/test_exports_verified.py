"""An exported log without its database: whatever of it is missing, altered or another's is named by its place."""

from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from zerentian.ledger import export
from zerentian.ledger.exported import verify_export
from zerentian.ledger.rules.merkle import LEAF_PREFIX, perfect_root, tree_root
from zerentian.ledger.rules.note import Checkpoint, sign, verifier_key
from zerentian.ledger.rules.refusals import Fork, NotAllowed
from zerentian.ledger.rules.tiles import WIDTH, bundle, tile_path, tiles_of

SIZE = 2 * WIDTH + 3
ENTRIES = [b'{"n":%d}' % number for number in range(SIZE)]
LEAVES = [sha256(LEAF_PREFIX + entry).digest() for entry in ENTRIES]
KEY, OTHER = (Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32) for number in (1, 2))
ORIGIN = "demo-tests"


def head(size: int = SIZE, root: bytes | None = None, origin: str = ORIGIN) -> Checkpoint:
    return Checkpoint(origin, size, tree_root(LEAVES[:size]) if root is None else root)


def put(folder: Path, place: str, data: bytes) -> None:
    (folder / place).parent.mkdir(parents=True, exist_ok=True)
    (folder / place).write_bytes(data)


@pytest.fixture
def log(tmp_path) -> Path:
    """A log of two full bundles and a partial one, with the tiles above them."""
    for number, width in tiles_of(SIZE):
        first = number * WIDTH
        put(tmp_path, tile_path("entries", number, width), bundle(ENTRIES[first : first + width]))
        put(tmp_path, tile_path(0, number, width), b"".join(LEAVES[first : first + width]))
    upper = [perfect_root(LEAVES[at : at + WIDTH]) for at in (0, WIDTH)]
    put(tmp_path, tile_path(1, 0, 2), b"".join(upper))
    put(tmp_path, "checkpoint", sign(head(), [KEY]).encode())
    put(tmp_path, "vkey", verifier_key(KEY, ORIGIN).text().encode())
    return tmp_path


def told(findings) -> list[tuple[str, str]]:
    return [(one.kind, one.place) for one in findings.problems]


def test_a_whole_log_holds_and_is_counted(log):
    steps: list[int] = []
    found = verify_export(log, progress=steps.append)
    assert (told(found), found.size, found.root) == ([], SIZE, tree_root(LEAVES).hex())
    assert (found.origin, found.seals, steps) == (ORIGIN, 1, [WIDTH, WIDTH, 3])
    assert found.notes == ["签名密钥来源未核对（用的是导出目录中的 vkey） · the key came with the export"]


def test_a_key_that_is_given_is_the_one_that_counts(log):
    given = verifier_key(KEY, ORIGIN)
    (log / "vkey").unlink()
    found = verify_export(log, key=given)
    assert (told(found), found.notes) == ([], [])
    assert told(verify_export(log, key=verifier_key(OTHER, ORIGIN))) == [("seal", "checkpoint")]
    # What the key is called elsewhere says nothing.
    assert told(verify_export(log, key=verifier_key(KEY, "elsewhere"))) == []


@pytest.mark.parametrize(
    ("place", "word"), [("checkpoint", "这不是完整的台账导出"), ("vkey", "或用 --vkey 给出公钥")]
)
@pytest.mark.parametrize("content", [None, b"nonsense", b"\xff\xfe"])
def test_without_a_head_or_a_key_there_is_no_log_to_verify(log, place, word, content):
    (log / place).unlink()
    if content is not None:
        (log / place).write_bytes(content)
    with pytest.raises(NotAllowed, match=word):
        verify_export(log)


def test_a_head_of_another_root_or_size_is_not_that_of_the_entries(log):
    put(log, "checkpoint", sign(head(root=bytes(32)), [KEY]).encode())
    assert told(verify_export(log)) == [("seal", "checkpoint")]


@pytest.mark.parametrize("index", [0, WIDTH - 1, WIDTH, SIZE - 1])
def test_an_altered_entry_is_named_and_the_tree_is_another(log, index):
    number = index // WIDTH
    altered = [*ENTRIES[number * WIDTH : (number + 1) * WIDTH]]
    altered[index % WIDTH] = b'{"n":"x"}'
    put(log, tile_path("entries", number, len(altered)), bundle(altered))
    wanted = [("entry", f"index {index}"), ("seal", "checkpoint")]
    # Where the tile is full, the one above it is not what it gives either.
    above = [("file", tile_path(1, 0, 2))] if number < 2 else []
    assert told(verify_export(log)) == [wanted[0], *above, wanted[1]]


def test_a_bundle_that_is_too_short_is_named_with_the_first_entry_that_lacks(log):
    put(log, tile_path("entries", 2, 3), bundle(ENTRIES[2 * WIDTH : 2 * WIDTH + 2]))
    assert told(verify_export(log)) == [("entry", f"index {2 * WIDTH + 2}"), ("seal", "checkpoint")]


@pytest.mark.parametrize("level", ["entries", 0])
def test_a_tile_that_is_gone_ends_the_reading_and_is_named(log, level):
    (log / tile_path(level, 1, WIDTH)).unlink()
    found = verify_export(log)
    assert told(found) == [
        ("file", tile_path("entries", 1, WIDTH)),
        ("file", tile_path(1, 0, 1)),
        ("seal", "checkpoint"),
    ]
    assert found.size == WIDTH


@pytest.mark.parametrize("content", [None, b"", bytes(64)])
def test_an_upper_tile_that_is_gone_or_altered_is_named(log, content):
    (log / tile_path(1, 0, 2)).unlink()
    if content is not None:
        put(log, tile_path(1, 0, 2), content)
    assert told(verify_export(log)) == [("file", tile_path(1, 0, 2))]


@pytest.mark.parametrize("size", [1, WIDTH, SIZE - 1, SIZE])
def test_a_checkpoint_that_was_kept_is_a_beginning_of_the_log(log, size):
    assert told(verify_export(log, old=head(size))) == []
    assert told(verify_export(log, old=head(size, bytes(32)))) == [("checkpoint", f"size {size}")]


def test_one_of_a_longer_log_is_none(log):
    assert told(verify_export(log, old=head(SIZE + 1, bytes(32)))) == [("checkpoint", f"size {SIZE + 1}")]


class TestWritingOver:
    """Over which exports this log may be written."""

    @pytest.fixture
    def last(self, monkeypatch):
        """The last seal of a log of seven entries."""
        monkeypatch.setattr(export, "StoredTree", lambda: SimpleNamespace(subtree=subtree))
        return SimpleNamespace(size=7, checkpoint=head(7))

    @pytest.mark.parametrize("size", [1, 2, 6, 7])
    def test_one_that_begins_like_this_log(self, last, size):
        assert export.refuse_other_log(head(size), last, Path("x")) is None

    @pytest.mark.parametrize(
        "old", [head(1, bytes(32)), head(7, bytes(32)), head(8), head(0, bytes(32)), head(0)], ids=str
    )
    def test_not_one_that_is_no_beginning_of_it(self, last, old):
        with pytest.raises(Fork, match="不是本台账的前段"):
            export.refuse_other_log(old, last, Path("x"))

    def test_not_one_of_another_name(self, last):
        with pytest.raises(NotAllowed, match="另一台账 demo-others"):
            export.refuse_other_log(head(1, origin="demo-others"), last, Path("x"))


def subtree(start: int, height: int) -> bytes:
    return perfect_root(LEAVES[start : start + (1 << height)])
