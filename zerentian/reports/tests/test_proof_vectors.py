"""Proofs that are none are refused by both readers: the ledger's and the one that stands alone."""

from base64 import b64encode

import pytest

from zerentian.ledger.rules import merkle
from zerentian.reports.offline import verify

LEAVES = [merkle.leaf_hash(bytes([number])) for number in range(13)]
OTHER = merkle.leaf_hash(b"other")
SIZES = (1, 2, 3, 4, 7, 8, 13)


def root(size):
    return merkle.tree_root(LEAVES[:size])


def included(index, size, path, leaf=None, head=None):
    """Return what both readers say of an inclusion proof."""
    leaf, head = leaf or LEAVES[index % 13], head or root(size)
    return (
        merkle.inclusion_holds(leaf, index, size, path, head),
        verify.path_root(leaf, index, size, path) == head,
    )


def grown(old, new, path, first=None, second=None):
    """Return what both readers say of a consistency proof."""
    first, second = first or root(old), second or root(new)
    return (
        merkle.consistency_holds(old, new, first, second, path),
        verify.consistent(old, new, first, second, path),
    )


def spoiled(path):
    """Yield (what was done, a path that is none) for a genuine path."""
    yield "a node more at its end", [*path, OTHER]
    yield "a node more at its beginning", [OTHER, *path]
    if path:
        yield "its last node missing", path[:-1]
        yield "its first node missing", path[1:]
        yield "nothing", []
        yield "its first node twice", [path[0], *path]
        yield "its last node twice", [*path, path[-1]]
        yield "a bit turned", [bytes([path[0][0] ^ 1]) + path[0][1:], *path[1:]]
        yield "a short node", [path[0][:31], *path[1:]]
        yield "a long node", [path[0] + b"\0", *path[1:]]
    if len(path) > 1 and path[0] != path[1]:
        yield "two nodes exchanged", [path[1], path[0], *path[2:]]
        yield "turned around", path[::-1]


INCLUSION = [
    (f"{what}, {index} of {size}", index, size, bent)
    for size in SIZES
    for index in range(size)
    for what, bent in spoiled(merkle.inclusion_proof(index, size, merkle.subtree_of(LEAVES)))
    if bent != merkle.inclusion_proof(index, size, merkle.subtree_of(LEAVES))
]
CONSISTENCY = [
    (f"{what}, {old} to {new}", old, new, bent)
    for new in SIZES
    for old in range(1, new + 1)
    for what, bent in spoiled(merkle.consistency_proof(old, new, merkle.subtree_of(LEAVES)))
    if bent != merkle.consistency_proof(old, new, merkle.subtree_of(LEAVES))
]


def test_genuine_proofs_hold_by_both():
    subtree = merkle.subtree_of(LEAVES)
    for size in SIZES:
        for index in range(size):
            assert included(index, size, merkle.inclusion_proof(index, size, subtree)) == (True, True)
            assert grown(index + 1, size, merkle.consistency_proof(index + 1, size, subtree)) == (True, True)


def test_no_spoiled_path_proves_that_an_entry_is_in_the_tree():
    assert len(INCLUSION) > 200
    assert not [what for what, index, size, path in INCLUSION if any(included(index, size, path))]


def test_no_spoiled_path_proves_that_a_log_only_grew():
    assert len(CONSISTENCY) > 200
    assert not [what for what, old, new, path in CONSISTENCY if any(grown(old, new, path))]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("index", [-1, -13, "size", "beyond", 2**63, 2**70])
def test_an_index_outside_the_tree_is_in_no_tree(size, index):
    at = {"size": size, "beyond": size + 1}.get(index, index)
    for path in ([], [OTHER], merkle.inclusion_proof(0, size, merkle.subtree_of(LEAVES))):
        assert included(at, size, path, leaf=LEAVES[0]) == (False, False)


@pytest.mark.parametrize("wrong", [True, 0.0, "0", None, [0], "00", 0.5])
def test_a_position_that_is_no_whole_number_is_no_position(wrong):
    assert verify.path_root(LEAVES[0], wrong, 1, []) is None
    assert verify.index_of(wrong if isinstance(wrong, str) and wrong != "0" else "x", 13) is None


@pytest.mark.parametrize(
    "key", ["-1", "+1", "01", " 1", "1 ", "１", "1_0", "1e1", "13", "9" * 30, "", "0x1", "1.0"]
)
def test_an_index_has_one_spelling(key):
    assert verify.index_of(key, 13) is None


@pytest.mark.parametrize(("old", "new"), [(0, 4), (-1, 4), (4, 3), (8, 7), (13, 1), (0, -1)])
def test_sizes_out_of_order_are_consistent_with_nothing(old, new):
    for path in ([], [root(3)], [OTHER, OTHER]):
        assert grown(old, new, path, first=root(3), second=root(3)) == (False, False)


@pytest.mark.parametrize("size", SIZES)
def test_two_roots_of_one_size_are_two_logs(size):
    for path in ([], [OTHER], [root(size)]):
        assert grown(size, size, path, second=OTHER) == (False, False)
    assert grown(size, size, [root(size)]) == (False, False), "equal heads need no proof, and take none"


def test_an_empty_tree_holds_nothing():
    empty = merkle.tree_root([])
    for path in ([], [empty], [LEAVES[0]]):
        assert included(0, 0, path, leaf=LEAVES[0], head=empty) == (False, False)


HEX = "0a" * 32


@pytest.mark.parametrize(
    "said",
    [HEX[:-1], HEX + "0", HEX.upper(), f" {HEX}", f"{HEX}\n", "0x" + HEX[2:], "", None, 10, "ａ" * 64, [HEX]],
)
def test_a_digest_has_one_spelling(said):
    assert verify.digest_of(HEX) == bytes.fromhex(HEX)
    with pytest.raises(ValueError, match="不是哈希"):
        verify.digest_of(said)


WHOLE = b64encode(b"\xfb" * 32).decode()


@pytest.mark.parametrize(
    "said",
    [
        WHOLE[:-1],
        WHOLE.replace("+", "-"),
        WHOLE[:-2] + chr(ord(WHOLE[-2]) + 1) + "=",
        f"{WHOLE}\n",
        f" {WHOLE}",
        WHOLE[:8] + "\n" + WHOLE[8:],
        WHOLE + "=",
        WHOLE + WHOLE,
    ],
)
def test_base64_has_one_spelling(said):
    assert verify.decoded(WHOLE) == b"\xfb" * 32
    with pytest.raises(ValueError, match=r"(?i)base64|padding|data|symbol"):
        verify.decoded(said)
