"""A later key is believed where the earlier one signed that it follows, not because both stand on one checkpoint."""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from zerentian.ledger.rules import note
from zerentian.reports.offline import verify

DATA = Path(__file__).with_name("data") / "format3"
KEY = (DATA / "key.vkey").read_text("utf-8").strip()
ORIGIN = KEY.split("+")[0]


def signed_again(text: str, *keys: Ed25519PrivateKey, kept: bool = False) -> str:
    """Return a genuine checkpoint signed by other keys, its own signature kept beside them or not."""
    head, _ = note.read_note(text)
    own = text.partition("\n\n")[2] if kept else ""
    return f"{head.text()}\n{own}" + note.sign(head, keys).partition("\n\n")[2]


def statement(old: str, new: str, origin: str = ORIGIN) -> bytes:
    first, second = (verify.public_of(one)[2].hex() for one in (old, new))
    return f"{origin}\n{first}\n{second}\n".encode()


def taken_over(rotation) -> tuple[bytes, str]:
    """Return a genuine manifest whose two checkpoints a stranger's key signed instead, and that key."""
    manifest = json.loads((DATA / "manifest.json").read_text("utf-8"))
    stranger = Ed25519PrivateKey.generate()
    own = note.verifier_key(stranger, ORIGIN).text()
    both = signed_again(manifest["checkpoint"], stranger, kept=True)
    for held in (manifest, manifest["envelope"]):
        held["checkpoint"] = signed_again(held["checkpoint"], stranger)
    manifest["envelope"]["rotations"] = [{"checkpoint": both, **rotation(stranger, own)}]
    return verify.canonical(manifest), own


TAKING_OVER = {
    "both on one checkpoint": lambda key, own: {"vkeys": [KEY, own]},
    "its own signature twice": lambda key, own: {
        "vkeys": [KEY, own],
        "signatures": [key.sign(statement(KEY, own)).hex()] * 2,
    },
    "the checkpoint's signature": lambda key, own: {
        "vkeys": [KEY, own],
        "signatures": ["00" * 64, key.sign(statement(KEY, own)).hex()],
    },
    "from itself": lambda key, own: {
        "vkeys": [own, own],
        "signatures": [key.sign(statement(own, own)).hex()] * 2,
    },
    "no signatures": lambda key, own: {"vkeys": [KEY, own], "signatures": []},
}


@pytest.mark.parametrize("kind", TAKING_OVER)
def test_no_stranger_makes_a_key_of_his_own_the_logs(kind) -> None:
    forged, _ = taken_over(TAKING_OVER[kind])
    result = verify.verify_bytes(forged, "manifest.json", KEY)
    assert result.verdict == "differs"
    assert any(not line["holds"] and "checkpoint" in line["place"] for line in result.lines)


def test_a_key_that_the_one_before_named_is_believed_under_its_own_log_alone() -> None:
    keys = [Ed25519PrivateKey.generate() for _ in range(3)]
    named = [note.verifier_key(key, "log").text() for key in keys]

    def handed(first: int, second: int, origin: str = "log"):
        told = statement(named[first], named[second], origin)
        return {
            "vkeys": [named[first], named[second]],
            "signatures": [keys[n].sign(told).hex() for n in (first, second)],
        }

    assert verify.signers_after(named[0], [handed(0, 1), handed(1, 2)]) == named
    assert verify.signers_after(named[0], [handed(1, 2), handed(0, 1)]) == named[:2]
    assert verify.signers_after(named[0], [handed(0, 1, "other")]) == named[:1]
    turned = {**handed(0, 1), "vkeys": [named[0], named[2]]}
    assert verify.signers_after(named[0], [turned]) == named[:1]


def test_a_rotation_as_earlier_versions_told_of_it_proves_nothing_and_accuses_nobody() -> None:
    manifest = json.loads((DATA / "manifest.json").read_text("utf-8"))
    later = Ed25519PrivateKey.generate()
    named = note.verifier_key(later, ORIGIN).text()
    envelope = manifest["envelope"]
    both = signed_again(envelope["checkpoint"], later, kept=True)
    envelope |= {
        "checkpoint": signed_again(envelope["checkpoint"], later),
        "rotations": [{"vkeys": [KEY, named], "checkpoint": both}],
    }
    result = verify.verify_bytes(verify.canonical(manifest), "manifest.json", KEY)
    assert (result.verdict, result.exit_code) == ("unproved", 3)
    assert verify.UNPROVED_ROTATION in result.limits
