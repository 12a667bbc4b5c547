"""The tree against RFC 6962/9162 known answers and an independent implementation."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree, verify_consistency, verify_inclusion

from zerentian.ledger.rules import merkle

# The eight leaves of the Certificate Transparency reference test vectors.
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def hashes(count: int) -> list[bytes]:
    return [merkle.leaf_hash(str(n).encode()) for n in range(count)]


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_equal_the_known_answers(size: int) -> None:
    assert merkle.tree_root([merkle.leaf_hash(leaf) for leaf in LEAVES[:size]]).hex() == ROOTS[size - 1]


def test_the_empty_tree_has_the_hash_of_nothing() -> None:
    assert merkle.tree_root([]) == sha256(b"").digest()


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 9, 255, 256, 257, 511, 513])
def test_roots_and_proofs_equal_an_independent_implementation(size: int) -> None:
    oracle = InmemoryTree(algorithm="sha256")
    oracle.append_entries([str(n).encode() for n in range(size)])
    leaves = hashes(size)
    assert merkle.tree_root(leaves) == oracle.get_root(size)
    subtree = merkle.subtree_of(leaves)
    for index in {0, size // 2, size - 1}:
        path = merkle.inclusion_proof(index, size, subtree)
        theirs = oracle.prove_inclusion(index + 1, size)
        verify_inclusion(leaves[index], oracle.get_root(size), theirs)
        assert path == theirs.path[1:]
    for old in {1, size // 2 or 1, size}:
        path = merkle.consistency_proof(old, size, subtree)
        theirs = oracle.prove_consistency(old, size)
        verify_consistency(oracle.get_root(old), oracle.get_root(size), theirs)
        assert merkle.consistency_holds(
            old, size, merkle.tree_root(leaves[:old]), oracle.get_root(size), path
        )


@given(st.integers(1, 300), st.data())
def test_every_inclusion_proof_holds_and_no_other_leaf_does(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    leaves = hashes(size)
    path, root = merkle.inclusion_proof(index, size, merkle.subtree_of(leaves)), merkle.tree_root(leaves)
    assert merkle.inclusion_holds(leaves[index], index, size, path, root)
    assert not merkle.inclusion_holds(merkle.leaf_hash(b"other"), index, size, path, root)
    assert not merkle.inclusion_holds(leaves[index], index, size, [*path, root], root)
    if size > 1:
        assert not merkle.inclusion_holds(leaves[index], (index + 1) % size, size, path, root)
        assert not merkle.inclusion_holds(leaves[index], index, size, path[:-1], root)


@given(st.integers(1, 300), st.data())
def test_consistency_holds_for_a_prefix_and_for_no_altered_one(size: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, size))
    leaves = hashes(size)
    old_root, root = merkle.tree_root(leaves[:old]), merkle.tree_root(leaves)
    path = merkle.consistency_proof(old, size, merkle.subtree_of(leaves))
    assert merkle.consistency_holds(old, size, old_root, root, path)
    assert not merkle.consistency_holds(old, size, merkle.leaf_hash(b"x"), root, path)
    if old < size:
        assert not merkle.consistency_holds(old, size, old_root, merkle.leaf_hash(b"x"), path)


@given(st.integers(0, 700))
def test_a_frontier_resumed_anywhere_grows_to_the_same_root(size: int) -> None:
    leaves = hashes(size)
    first = merkle.Frontier()
    for leaf in leaves[: size // 3]:
        first.append(leaf)
    resumed = merkle.Frontier(first.size, first.hashes)
    for leaf in leaves[size // 3 :]:
        resumed.append(leaf)
    assert resumed.root() == merkle.tree_root(leaves)


def test_a_frontier_of_the_wrong_width_is_refused() -> None:
    with pytest.raises(ValueError, match="3 leaves has 2 hashes"):
        merkle.Frontier(3, [merkle.leaf_hash(b"")])


@pytest.mark.parametrize(("index", "size"), [(3, 3), (-1, 3), (0, 0)])
def test_there_is_no_proof_for_a_leaf_outside_the_tree(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="not in a tree"):
        merkle.inclusion_proof(index, size, merkle.subtree_of(hashes(3)))


class TestWhatIsNoProof:
    """A proof that is malformed, or of a place or size that there is not, proves nothing; so says every early end."""

    LEAVES_OF_SEVEN = hashes(7)

    @pytest.mark.parametrize(("index", "size"), [(-1, 7), (7, 7), (0, 0), (1, 1)])
    def test_no_entry_stands_beyond_the_tree(self, index, size):
        leaf = self.LEAVES_OF_SEVEN[0]
        assert not merkle.inclusion_holds(leaf, index, size, [], leaf)

    def test_the_only_entry_needs_no_path_and_takes_none(self):
        leaf, other = self.LEAVES_OF_SEVEN[:2]
        assert merkle.inclusion_holds(leaf, 0, 1, [], leaf)
        assert not merkle.inclusion_holds(leaf, 0, 1, [other], leaf)
        assert not merkle.inclusion_holds(leaf, 0, 1, [other], merkle.node_hash(leaf, other))

    @pytest.mark.parametrize(("old", "new"), [(0, 7), (-1, 7), (8, 7)])
    def test_no_tree_is_older_than_the_first_entry_or_newer_than_the_newest(self, old, new):
        root = merkle.tree_root(self.LEAVES_OF_SEVEN)
        assert not merkle.consistency_holds(old, new, root, root, [])
        assert not merkle.consistency_holds(old, new, root, root, [root])

    @pytest.mark.parametrize("size", [1, 3, 7])
    def test_a_tree_is_its_own_beginning_without_any_path(self, size):
        root, other = (merkle.tree_root(self.LEAVES_OF_SEVEN[at:size]) for at in (0, 1))
        assert merkle.consistency_holds(size, size, root, root, [])
        assert not merkle.consistency_holds(size, size, root, root, [root])
        assert not merkle.consistency_holds(size, size, root, other, [])

    @pytest.mark.parametrize("old", [1, 2, 3, 4, 5, 6])
    def test_a_path_that_is_cut_off_or_too_long_proves_no_beginning(self, old):
        before, root = (merkle.tree_root(self.LEAVES_OF_SEVEN[:size]) for size in (old, 7))
        path = merkle.consistency_proof(old, 7, merkle.subtree_of(self.LEAVES_OF_SEVEN))
        assert merkle.consistency_holds(old, 7, before, root, path)
        for wrong in ([], path[:-1], [*path, root], [*path, root, root], [*path, *path]):
            assert not merkle.consistency_holds(old, 7, before, root, wrong)
