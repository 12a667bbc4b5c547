"""The offline verifier agrees with published vectors, with the ledger's own rules, and with Ed25519 elsewhere."""

import json
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from zerentian.ledger.rules import contributions as ledger_rules
from zerentian.ledger.rules import merkle, note
from zerentian.ledger.rules.canonical import canonical_bytes
from zerentian.ledger.rules.verbs import Post
from zerentian.reports.offline import verify
from zerentian.reports.rules.multiproof import multiproof

# RFC 8032, section 7.1: public key, message, signature.
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
        "d25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
        "387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
        "4a7c15e9716ed28dc027beceea1ec40a",
    ),
]


@pytest.mark.parametrize(("public", "message", "signature"), VECTORS)
def test_ed25519_accepts_the_vectors_of_rfc_8032(public, message, signature):
    args = [bytes.fromhex(part) for part in (public, message, signature)]
    assert verify.ed25519_holds(*args)
    assert not verify.ed25519_holds(args[0], args[1] + b"x", args[2])
    assert not verify.ed25519_holds(args[0], args[1], args[2][:-1] + bytes([args[2][-1] ^ 1]))


def test_ed25519_refuses_what_is_no_key_and_a_signature_grown_by_the_order():
    public, _, signature = (bytes.fromhex(part) for part in VECTORS[0])
    s = int.from_bytes(signature[32:], "little") + verify.L
    assert not verify.ed25519_holds(public, b"", signature[:32] + s.to_bytes(32, "little"))
    assert not verify.ed25519_holds(b"\xff" * 32, b"", signature)
    assert not verify.ed25519_holds(public, b"", signature[:63])


@given(st.binary(max_size=80))
def test_a_checkpoint_signed_here_is_read_there(data):
    key = Ed25519PrivateKey.generate()
    head = note.Checkpoint("demo-x", 7, merkle.leaf_hash(data))
    signed, vkey = note.sign(head, [key]), note.verifier_key(key, "demo-x").text()
    assert verify.note_signed(signed, vkey)
    assert verify.read_note(signed)[:3] == ("demo-x", 7, head.root)
    assert not verify.note_signed(signed.replace("\n7\n", "\n8\n"), vkey)


@given(st.data(), st.integers(1, 300))
def test_one_proof_for_many_entries_leads_to_the_root(data, size):
    leaves = [merkle.leaf_hash(bytes([n % 256, n // 256])) for n in range(size)]
    chosen = sorted(data.draw(st.sets(st.integers(0, size - 1), min_size=1, max_size=12)))
    nodes = multiproof(size, chosen, merkle.subtree_of(leaves))
    known = {n: leaves[n] for n in chosen}
    root = merkle.tree_root(leaves)
    assert verify.root_from(known, nodes, 0, size, chosen) == root
    known[chosen[0]] = merkle.leaf_hash(b"forged")
    assert verify.root_from(known, nodes, 0, size, chosen) != root


@given(st.data(), st.integers(2, 200))
def test_inclusion_and_consistency_agree_with_the_ledger(data, size):
    leaves = [merkle.leaf_hash(bytes([n % 256])) for n in range(size)]
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    subtree, root = merkle.subtree_of(leaves), merkle.tree_root(leaves)
    path = merkle.inclusion_proof(index, size, subtree)
    assert verify.path_root(leaves[index], index, size, path) == root
    assert verify.path_root(leaves[index], (index + 1) % size, size, path) != root
    steps = merkle.consistency_proof(old, size, subtree)
    first = merkle.tree_root(leaves[:old])
    assert verify.consistent(old, size, first, root, steps)
    assert not verify.consistent(old, size, first, merkle.leaf_hash(root), steps)


DAYS = st.dates(date(2025, 1, 1), date(2027, 1, 1))
NAMES = st.sampled_from(["kind", "people", "due", "place", "ok"])
VALUES = st.one_of(st.sampled_from(["a", "b", "x/y"]), st.integers(0, 9), st.booleans())
FACTS = st.fixed_dictionaries(
    {},
    optional={
        "kind": st.sampled_from(["a", "b"]),
        "people": st.integers(0, 50),
        "due": DAYS.map(date.isoformat),
        "place": st.sampled_from(["c/d", "c/e"]),
        "ok": st.booleans(),
    },
)
POSTS = st.builds(
    Post,
    component=st.sampled_from(["one", "two"]),
    amount=st.one_of(st.integers(1, 3), st.just("people")),
    sign=st.sampled_from([1, -1]),
    when=st.dictionaries(NAMES, st.one_of(VALUES, st.tuples(VALUES, VALUES)), max_size=2),
    day=st.lists(
        st.tuples(st.sampled_from(["occurred_on", "due"]), st.integers(0, 3)), min_size=1, max_size=2
    ).map(tuple),
    unit=st.sampled_from(["unit", "place"]),
    bucket=st.sampled_from(["", "people"]),
)


@given(st.lists(POSTS, max_size=4), FACTS, DAYS, st.sampled_from(["", "voided", "corrected"]))
def test_contributions_are_those_of_the_ledger(posts, facts, day, change):
    data = [{"verb": "a.b", **post.as_data()} for post in posts]
    data += [{"verb": "c.d", **post.as_data()} for post in posts]
    entry = {"verb": "a.b", "unit": "c", "occurred_on": day.isoformat(), "facts": facts, "change": change}
    ours = ledger_rules.contributions(posts, unit="c", occurred_on=day, facts=facts, change=change)
    assert sorted(verify.contributions(json.loads(json.dumps(data)), entry)) == sorted(map(tuple, ours))


@given(st.recursive(VALUES, lambda inner: st.lists(inner, max_size=3)))
def test_disclosed_values_have_the_ledgers_canonical_bytes(value):
    assert verify.canonical(value) == canonical_bytes(value)


def test_a_sample_is_the_same_whoever_draws_it():
    entries = list(range(0, 30_000, 3))
    sample = verify.draw(b"\x01" * 32, entries)
    assert sample == verify.draw(b"\x01" * 32, entries[::-1])
    assert len(sample) == verify.SAMPLE
    assert sample != verify.draw(b"\x02" * 32, entries)


def test_entities_in_a_word_file_are_refused():
    with pytest.raises(ValueError, match="实体"):
        verify.parsed(b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')


def test_the_age_of_what_stands_is_reckoned_from_when_it_first_came_in():
    day = date(2026, 3, 1)

    def row(subject, came, amount):
        return ("findings.open", "x", came, amount, 1, {"subject": subject})

    rows = [
        *(row("a", day, 1), row("a", date(2026, 3, 5), -1), row("a", date(2026, 3, 9), 1)),
        *(row("b", date(2026, 3, 7), 1), row("c", day, 1), row("c", date(2026, 3, 8), -1)),
        row("d", date(2026, 3, 10), 1),
    ]
    assert verify.age(rows, date(2026, 3, 11)) == 4
    assert verify.age(rows[:1], day) == 0
    assert verify.age([], day) is None
