"""Signed notes: written in one way, read in no other, and held by the key that signed."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from zerentian.ledger.rules.note import (
    BadNote,
    Checkpoint,
    VerifierKey,
    note_signed_by,
    read_note,
    read_verifier_key,
    sign,
    verifier_key,
)

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))
ROOT = bytes(range(32))
HEAD = Checkpoint("demo-yunling", 12, ROOT)
NOTE = sign(HEAD, [KEY])


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def test_a_note_has_three_lines_a_blank_one_and_its_signatures():
    head, blank, line, end = (
        NOTE.rpartition("\n\n")[0],
        *NOTE.partition("\n\n")[1:2],
        *NOTE.splitlines()[4:5],
        NOTE[-1],
    )
    assert head == f"demo-yunling\n12\n{b64(ROOT)}"
    assert (blank, end) == ("\n\n", "\n")
    assert line.startswith("— demo-yunling ")
    read, signatures = read_note(NOTE)
    assert read == HEAD
    ((name, key_id, signature),) = signatures
    assert (name, key_id, len(signature)) == ("demo-yunling", verifier_key(KEY, "demo-yunling").key_id, 64)


def test_a_note_of_two_keys_holds_by_either_and_by_no_third():
    both = sign(HEAD, [KEY, OTHER])
    third = Ed25519PrivateKey.from_private_bytes(b"3" * 32)
    assert len(read_note(both)[1]) == 2
    found = [note_signed_by(both, verifier_key(key, HEAD.origin)) for key in (KEY, OTHER, third)]
    assert found == [True, True, False]


def test_a_key_of_another_name_signs_nothing():
    assert not note_signed_by(NOTE, verifier_key(KEY, "elsewhere"))


@pytest.mark.parametrize(
    ("old", "new"),
    [("\n12\n", "\n13\n"), ("demo-yunling\n12", "demo-yunlinG\n12"), (b64(ROOT), b64(ROOT[::-1]))],
)
def test_a_note_of_which_a_sign_changed_holds_no_more(old, new):
    assert not note_signed_by(NOTE.replace(old, new, 1), verifier_key(KEY, HEAD.origin))


@pytest.mark.parametrize(
    "note",
    [
        "",
        NOTE.replace("\n\n", "\n"),
        NOTE.rstrip("\n"),
        NOTE + "\n",
        NOTE.replace("\n12\n", "\n012\n"),
        NOTE.replace("\n12\n", "\n-1\n"),
        NOTE.replace("\n12\n", "\n1000000000000000\n"),
        NOTE.replace("demo-yunling\n12", "demo yunling\n12"),
        NOTE.replace(b64(ROOT), b64(ROOT[:31])),
        NOTE.replace(b64(ROOT), b64(ROOT) + " "),
        NOTE.replace(b64(ROOT), b64(ROOT).rstrip("=")),
        NOTE.replace("— ", "- "),
        NOTE + NOTE.splitlines()[-1] + "\n",
        NOTE.replace("\n\n", "\nmore\n\n"),
        f"demo\n1\n{b64(ROOT)}\n\n",
        f"demo\n1\n{b64(ROOT)}\n\n— demo {b64(b'abcd')}\n",
        f"demo\n1\n{b64(ROOT)}\n\n— de+mo {b64(b'abcde')}\n",
    ],
)
def test_what_is_not_written_as_a_note_is_none(note):
    with pytest.raises(BadNote):
        read_note(note)


def test_the_largest_size_and_the_shortest_signature_are_read():
    text = f"demo\n999999999999999\n{b64(ROOT)}\n\n— demo {b64(b'abcde')}\n"
    assert read_note(text) == (Checkpoint("demo", 999999999999999, ROOT), [("demo", b"abcd", b"e")])
    assert read_note(text.replace("999999999999999", "0"))[0].size == 0


def test_a_verifier_key_is_one_line_and_read_back():
    key = verifier_key(KEY, "demo-yunling")
    assert read_verifier_key(f" {key.text()}\n") == key
    assert key.text().startswith(f"demo-yunling+{key.key_id.hex()}+")
    assert key.signed(b"x", KEY.sign(b"x"))
    assert not key.signed(b"x", KEY.sign(b"y"))


@pytest.mark.parametrize("name", ["", "a b", "a+b", "乡", "x" * 121])
def test_a_name_is_visible_ascii_without_blank_and_plus(name):
    with pytest.raises(BadNote, match="visible ASCII"):
        verifier_key(KEY, name)
    assert verifier_key(KEY, "x" * 120).name == "x" * 120


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("demo", "one line"),
        ("demo+00000000", "one line"),
        ("demo+00000000+!!", "one line"),
        (f"demo+00000000+{b64(bytes([1]) + ROOT)}", "does not fit"),
        (f"demo+{VerifierKey('demo', ROOT[:31]).key_id.hex()}+{b64(bytes([1]) + ROOT[:31])}", "does not fit"),
        (f"demo+{VerifierKey('demo', ROOT).key_id.hex()}+{b64(bytes([2]) + ROOT)}", "does not fit"),
        (f"de mo+{VerifierKey('de mo', ROOT).key_id.hex()}+{b64(bytes([1]) + ROOT)}", "does not fit"),
    ],
)
def test_a_verifier_key_that_does_not_fit_is_refused(line, words):
    with pytest.raises(BadNote, match=words):
        read_verifier_key(line)
