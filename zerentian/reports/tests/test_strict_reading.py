"""One strict reading: what a proof says can be written in one way only, and every other way is named."""

import base64
import itertools
import json
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from zerentian.ledger.rules import merkle, note
from zerentian.reports.offline import verify

ROOT = sha256(b"root").digest()
KEY, OTHER = (
    Ed25519PrivateKey.from_private_bytes(b"\1" * 32),
    Ed25519PrivateKey.from_private_bytes(b"\2" * 32),
)
VKEY, OTHER_VKEY = (note.verifier_key(key, "demo-x").text() for key in (KEY, OTHER))
SIGNED = note.sign(note.Checkpoint("demo-x", 7, ROOT), [KEY])
LONG = "长" * 50
SETS = st.lists(st.lists(st.integers(0, 500), unique=True, max_size=6).map(sorted), min_size=1, max_size=5)


# -- JSON ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value", "fault"),
    [
        ('{"a":1,"b":2}', {"a": 1, "b": 2}, ""),
        ('{"a":1,"b":2,"a":3}', {"a": 3, "b": 2}, "键“a”重复"),
        ('{"a":{"c":1,"c":1}}', {"a": {"c": 1}}, "键“c”重复"),
        ("[1.5]", [0], "1.5 不是整数"),
        ("[1e3]", [0], "1e3 不是整数"),
        ("[NaN]", [0], "NaN 不是整数"),
        ("[-0]", [0], "-0 不是规范的整数"),
        (f"[{2**53}]", [2**53], f"{2**53} 不是规范的整数"),
        (f"[-{2**53}]", [-(2**53)], f"-{2**53} 不是规范的整数"),
        (f"[{2**53 - 1},-{2**53 - 1}]", [2**53 - 1, 1 - 2**53], ""),
    ],
)
def test_what_json_says_and_what_is_wrong_with_how_it_says_it(text, value, fault):
    said, faults = verify.spelled(text)
    assert said == value
    assert [one.partition(" · ")[0] for one in faults] == ([fault] if fault else [])


def test_long_words_are_shortened_where_they_are_named():
    _, faults = verify.spelled("{" + ",".join([f'"{LONG}":1'] * 2) + "}")
    assert faults == [f"键“{LONG[:40]}”重复 · a key given twice"]
    _, faults = verify.spelled(f"[0.{'1' * 60}]")
    assert faults == [f"0.{'1' * 38} 不是整数 · not a whole number"]


@given(
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(1 - 2**53, 2**53 - 1), st.text(max_size=5)),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    )
)
def test_canonical_json_alone_is_read(value):
    written = verify.canonical(value)
    assert verify.strict_json(written) == value
    with pytest.raises(ValueError, match="写法不规范"):
        verify.strict_json(written + b" ")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b'{"b":1,"a":2}', "写法不规范"),
        (b'{"a":1,"a":1}', "重复"),
        (b"[1.0]", "不是整数"),
        (b'["\\u4e00"]', "写法不规范"),
    ],
)
def test_json_that_is_written_otherwise_is_refused_with_why(data, words):
    with pytest.raises(ValueError, match=words):
        verify.strict_json(data)


def test_json_that_would_fill_the_memory_is_not_read(monkeypatch):
    monkeypatch.setattr(verify, "MOST_ITEMS", 10)
    for fitting in (b"[[]]", b"[1,2,3,4,5,6,7,8,9,10]", b'["a","b","c","d"]'):
        assert verify.read_json(fitting) == (json.loads(fitting), [])
    assert verify.read_json(b'{"a":"b","c":"d"}')[0] == {"a": "b", "c": "d"}
    for beyond in (b"[[[]]]", b"[{},{}]", b"[1,2,3,4,5,6,7,8,9,10,11,12]", b'["a","b","c","d","e","f"]'):
        with pytest.raises(ValueError, match="清单过大"):
            verify.read_json(beyond)
    monkeypatch.setattr(verify, "MOST_UNPACKED", 4)
    assert verify.read_json(b"1234")[0] == 1234
    with pytest.raises(ValueError, match="清单过大"):
        verify.read_json(b"12345")


# -- Sets of positions ---------------------------------------------------------------------------------


@given(SETS, st.booleans())
def test_lists_of_positions_are_written_once_and_found_again(lists, sampled):
    statements = [{"id": f"s{at}", "entries": one} for at, one in enumerate(lists)]
    if sampled:
        statements[0] |= {"sample": lists[0][:1]}
    manifest = {"format": verify.FORMAT_2, "statements": statements}
    compact = verify.compacted(manifest)
    again = verify.expanded(compact)
    assert again["statements"] == statements
    assert len(compact["sets"]) == len(
        {tuple(one[name]) for one in statements for name in ("entries", "sample") if name in one}
    )
    assert [one["id"] for one in compact["statements"]] == [one["id"] for one in statements]


def test_a_set_is_its_first_position_and_the_steps_from_one_to_the_next():
    manifest = {
        "format": verify.FORMAT_3,
        "statements": [{"sample": [3], "entries": [3, 7, 8]}, {"entries": [3]}],
    }
    compact = verify.compacted(manifest)
    assert compact["sets"] == [[3, 4, 1], [3]]
    assert compact["statements"] == [{"entries": 0, "sample": 1}, {"entries": 1}]


@pytest.mark.parametrize(
    "wrong",
    [
        {"sets": [[1, "2"]], "statements": [{"entries": 0}]},
        {"sets": [[1, True]], "statements": [{"entries": 0}]},
        {"sets": [[1]], "statements": [{"entries": 1}]},
        {"sets": [[1]], "statements": [{"entries": -1}]},
        {"sets": [[1]], "statements": [{"entries": 0, "sample": 1}]},
        {"sets": [[1]], "statements": [{"entries": True}]},
    ],
)
def test_lists_that_are_no_lists_of_positions_are_refused(wrong):
    with pytest.raises(ValueError, match="条目列表不合格式"):
        verify.expanded({"format": verify.FORMAT_2, **wrong})


def test_a_manifest_of_format_1_holds_its_lists_as_they_are():
    content = {"format": verify.FORMAT_1, "statements": [{"entries": [1, 2]}]}
    assert verify.expanded(content) is content


def test_a_position_is_a_whole_number_below_the_size():
    assert [verify.is_index(at, 3) for at in (-1, 0, 2, 3)] == [False, True, True, False]
    assert not verify.is_index(True, 3)
    assert [verify.index_of(key, 12) for key in ("0", "11", "12", "011", "-1", 3)] == [
        0,
        11,
        None,
        None,
        None,
        None,
    ]


# -- Checkpoints and keys ------------------------------------------------------------------------------


def test_a_checkpoint_is_an_origin_a_size_and_a_root_and_then_signatures():
    origin, size, root, message, signatures = verify.read_note(SIGNED)
    assert (origin, size, root) == ("demo-x", 7, ROOT)
    assert message == f"demo-x\n7\n{base64.b64encode(ROOT).decode()}\n".encode()
    [(name, key_id, signature)] = signatures
    assert (name, len(key_id), len(signature)) == ("demo-x", 4, 64)
    assert verify.public_of(VKEY) == ("demo-x", key_id, KEY.public_key().public_bytes_raw())


def lines(*, origin="demo-x", size="7", root=ROOT, signed="— demo-x AAAAAAA=\n"):
    return f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n\n{signed}"


@pytest.mark.parametrize(
    "wrong",
    [
        lines(origin="demo x"),
        lines(origin="demo+x"),
        lines(origin="d" * 121),
        lines(size="07"),
        lines(size="-1"),
        lines(root=ROOT[:31]),
        lines(root=ROOT + b"x"),
        lines(signed="— demo-x AAAAAAA="),
        lines(signed="— demo-x AAAAAAA=\n— demo-x AAAAAAA=\n"),
        lines(signed="- demo-x AAAAAAA=\n"),
        lines(signed="— demo+x AAAAAAA=\n"),
        lines(signed="— demo-x AAAAAA==\n"),
        lines().replace("\n\n", "\nmore\n\n"),
        lines().replace("\n\n", "\n"),
        SIGNED + "\n",
        "",
    ],
)
def test_what_is_no_checkpoint_is_refused(wrong):
    with pytest.raises(ValueError, match=r"封存单|签名行|base64|padding|values to unpack"):
        verify.read_note(wrong)


def test_the_longest_origin_and_the_shortest_signature_are_read():
    assert verify.read_note(lines(origin="d" * 120))[0] == "d" * 120
    assert verify.read_note(lines())[4] == [("demo-x", b"\0\0\0\0", b"\0")]


def test_a_key_signs_under_the_name_of_the_log_alone():
    assert verify.note_signed(SIGNED, VKEY)
    assert verify.note_signed(SIGNED, f" {VKEY}\n")
    assert not verify.note_signed(SIGNED, OTHER_VKEY)
    assert not verify.note_signed(SIGNED, note.verifier_key(KEY, "demo-y").text())
    both = note.sign(note.Checkpoint("demo-x", 7, ROOT), [OTHER, KEY])
    assert verify.note_signed(both, VKEY)
    assert verify.note_signed(both, OTHER_VKEY)


def vkey_of(data: bytes, name="demo-x", key_id=None):
    told = sha256(name.encode() + b"\n" + data).digest()[:4].hex()
    return f"{name}+{key_id or told}+{base64.b64encode(data).decode()}"


@pytest.mark.parametrize(
    "wrong",
    [
        vkey_of(b"\x01" + b"k" * 32, key_id="00000000"),
        vkey_of(b"\x02" + b"k" * 32),
        vkey_of(b"\x01" + b"k" * 31),
        vkey_of(b"\x01" + b"k" * 33),
        vkey_of(b"\x01" + b"k" * 32, name="demo x"),
        "demo-x",
    ],
)
def test_what_is_no_key_is_refused(wrong):
    with pytest.raises(ValueError, match=r"does not fit|values to unpack"):
        verify.public_of(wrong)


def test_a_signature_or_key_of_another_length_never_holds():
    public, signature = KEY.public_key().public_bytes_raw(), KEY.sign(b"words")
    assert verify.ed25519_holds(public, b"words", signature)
    for wrong_key, wrong in (
        (public[:31], signature),
        (public + b"x", signature),
        (public, signature + b"x"),
    ):
        assert not verify.ed25519_holds(wrong_key, b"words", wrong)
    assert not verify.ed25519_holds(public, b"words", b"\xff" * 32 + signature[32:])


@given(st.binary(max_size=40), st.integers(0, 255))
def test_a_signature_holds_over_its_own_words_alone(words, place):
    signature = KEY.sign(words)
    public = KEY.public_key().public_bytes_raw()
    assert verify.ed25519_holds(public, words, signature)
    spoiled = bytearray(signature)
    spoiled[place // 8 % 64] ^= 1 << place % 8
    assert not verify.ed25519_holds(public, words, bytes(spoiled))


# -- A key that follows another ------------------------------------------------------------------------


def rotation(old=KEY, new=OTHER, signers=(KEY, OTHER), name="demo-x"):
    first, second = (key.public_key().public_bytes_raw().hex() for key in (old, new))
    statement = f"{name}\n{first}\n{second}\n".encode()
    vkeys = [note.verifier_key(key, name).text() for key in (old, new)]
    return {"vkeys": vkeys, "signatures": [key.sign(statement).hex() for key in signers]}


def test_a_rotation_is_signed_by_both_keys():
    assert verify.hands_over(VKEY, OTHER_VKEY, rotation()["signatures"])
    for signers in ((KEY, KEY), (OTHER, OTHER), (OTHER, KEY)):
        assert not verify.hands_over(VKEY, OTHER_VKEY, rotation(signers=signers)["signatures"])
    elsewhere = note.verifier_key(OTHER, "demo-y").text()
    assert not verify.hands_over(VKEY, elsewhere, rotation()["signatures"])
    with pytest.raises(ValueError, match="shorter"):
        verify.hands_over(VKEY, OTHER_VKEY, rotation()["signatures"][:1])


def test_rotations_lead_from_the_key_that_is_known_to_those_that_follow_it():
    told = rotation()
    assert verify.signers_after(f"{VKEY}\n", [told]) == [VKEY, OTHER_VKEY]
    assert verify.signers_after(VKEY, [told, told]) == [VKEY, OTHER_VKEY]
    assert verify.signers_after(OTHER_VKEY, [told]) == [OTHER_VKEY]
    assert verify.signers_after(VKEY, [{"vkeys": told["vkeys"]}]) == [VKEY]
    assert verify.signers_after(VKEY, [rotation(signers=(OTHER, OTHER))]) == [VKEY]
    assert verify.signers_after(VKEY, []) == [VKEY]


def test_a_rotation_says_no_more_than_that_two_keys_of_the_log_followed_each_other():
    told = rotation()
    assert verify.is_rotation(told, "demo-x")
    assert verify.is_rotation({"vkeys": told["vkeys"], "checkpoint": SIGNED}, "demo-x")
    assert not verify.is_rotation(told, "demo-y")
    assert not verify.is_rotation({**told, "words": "更多"}, "demo-x")
    assert not verify.is_rotation(rotation(signers=(KEY, KEY)), "demo-x")
    mixed = [VKEY, note.verifier_key(OTHER, "demo-y").text()]
    assert not verify.is_rotation({"vkeys": mixed}, "demo-x")


def test_only_signatures_of_the_logs_own_keys_stand_on_a_checkpoint():
    head = note.Checkpoint("demo-x", 7, ROOT)
    third = Ed25519PrivateKey.from_private_bytes(b"\3" * 32)
    assert verify.is_signed_by_log(SIGNED, "demo-x")
    assert verify.is_signed_by_log(note.sign(head, [KEY, OTHER]), "demo-x")
    assert not verify.is_signed_by_log(note.sign(head, [KEY, OTHER, third]), "demo-x")
    assert not verify.is_signed_by_log(SIGNED, "demo-y")
    assert not verify.is_signed_by_log(lines(), "demo-x")


# -- The tree ------------------------------------------------------------------------------------------

LEAVES = [merkle.leaf_hash(bytes([at])) for at in range(20)]


@pytest.mark.parametrize("size", range(21))
def test_the_root_over_leaves_is_the_ledgers(size):
    assert verify.root_of(iter(LEAVES[:size])) == merkle.tree_root(LEAVES[:size])


@pytest.mark.parametrize(("count", "half"), [(2, 1), (3, 2), (4, 2), (5, 4), (8, 4), (9, 8)])
def test_a_tree_is_split_at_the_largest_power_of_two_below_its_size(count, half):
    assert verify.split(count) == half


@pytest.mark.parametrize(
    ("size", "index"), [(size, index) for size in (1, 2, 3, 7, 8) for index in range(size)]
)
def test_an_audit_path_leads_to_the_root_and_to_no_other_place(size, index):
    path = verify.audit_path(LEAVES[:size], index)
    root = merkle.tree_root(LEAVES[:size])
    assert verify.path_root(LEAVES[index], index, size, path) == root
    others = [at for at in range(size) if at != index]
    assert root not in [verify.path_root(LEAVES[index], at, size, path) for at in others]
    assert verify.path_root(LEAVES[index], index, size, [*path, ROOT]) is None


@pytest.mark.parametrize(
    ("size", "known", "ranges"),
    [
        (4, [], ["0-4"]),
        (4, [0], ["1-2", "2-4"]),
        (4, [3], ["0-2", "2-3"]),
        (5, [4], ["0-4"]),
        (5, [1, 2], ["0-1", "3-4", "4-5"]),
        (3, [0, 1, 2], []),
    ],
)
def test_only_ranges_that_hold_no_known_entry_are_taken_from_the_nodes(size, known, ranges):
    assert list(verify.ranges_without(0, size, known)) == ranges
    subtree = merkle.subtree_of(LEAVES[:size])
    nodes = {
        f"{a}-{b}": merkle.range_root(a, b, subtree).hex()
        for a, b in (map(int, one.split("-")) for one in ranges)
    }
    found = verify.root_from({at: LEAVES[at] for at in known}, nodes, 0, size, known)
    assert found == merkle.tree_root(LEAVES[:size])


@pytest.mark.parametrize(("old", "new"), list(itertools.combinations_with_replacement(range(1, 10), 2)))
def test_a_log_grew_by_its_own_proof_and_by_no_longer_or_shorter_one(old, new):
    subtree = merkle.subtree_of(LEAVES[:new])
    first, second = merkle.tree_root(LEAVES[:old]), merkle.tree_root(LEAVES[:new])
    steps = merkle.consistency_proof(old, new, subtree)
    assert verify.consistent(old, new, first, second, steps)
    assert not verify.consistent(old, new, first, second, [*steps, ROOT])
    assert not verify.consistent(old, new, ROOT, second, steps)
    assert not verify.consistent(old, new, first, ROOT, steps)
    if steps:
        assert not verify.consistent(old, new, first, second, steps[:-1])
        assert not verify.consistent(old, new, first, second, [])
