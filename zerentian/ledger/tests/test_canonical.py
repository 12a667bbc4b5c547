"""Canonical bytes: golden vectors that never change, and what has no canonical form."""

import hmac
import json
from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zerentian.ledger.rules import canonical
from zerentian.ledger.rules.canonical import Leaf, canonical_bytes, canonical_text, utc_text
from zerentian.ledger.rules.commitments import authenticated, commit, committed, opening_key
from zerentian.ledger.rules.merkle import leaf_hash

UUID_A = UUID("00000000-0000-4000-8000-00000000000a")
UUID_B = UUID("00000000-0000-4000-8000-00000000000b")


def leaf(**changes: object) -> Leaf:
    values: dict[str, object] = {
        "uuid": UUID_A,
        "verb": "deed.recorded",
        "subject": "deed:1",
        "unit": "990100/990101/V03",
        "occurred_on": date(2026, 3, 2),
        "recorded_at": datetime(2026, 3, 2, 1, 0, tzinfo=UTC),
        "facts": canonical_text({"people": 12, "kind": "patrol"}),
        "commitments": canonical_text({"actor": "ab" * 32}),
        "replaces": None,
        "change": "",
        "because": None,
    }
    return Leaf(**{**values, **changes})  # type: ignore[arg-type]


def test_the_golden_vector_of_an_entry_never_changes() -> None:
    data = leaf().canonical()
    assert data == (
        b'{"because":null,"change":"","commitments":{"actor":"' + b"ab" * 32 + b'"},'
        b'"facts":{"kind":"patrol","people":12},"occurred_on":"2026-03-02",'
        b'"recorded_at":"2026-03-02T01:00:00.000000Z","replaces":null,"subject":"deed:1",'
        b'"unit":"990100/990101/V03","uuid":"0000000000004000800000000000000a","v":1,"verb":"deed.recorded"}'
    )
    assert leaf_hash(data).hex() == "4ff0c4ba04d28f525d916f661ff75ba4f55f330603d80c1c1f92b76a88433196"


def test_the_golden_vector_of_a_replacement_never_changes() -> None:
    data = leaf(uuid=UUID_B, replaces=UUID_A, change="corrected", because=UUID_A).canonical()
    assert leaf_hash(data).hex() == "90299492653b4b7dbc406342f3d58ea1c2a2bb76627889eda3ebac45f0769f6a"


def test_the_bytes_put_together_by_hand_are_the_canonical_json() -> None:
    data = leaf(replaces=UUID_B, change="voided").canonical()
    assert canonical_bytes(json.loads(data)) == data


def test_text_is_normalised_so_that_two_spellings_are_one() -> None:
    assert canonical_text({"a": "e\u0301"}) == canonical_text({"a": "\u00e9"})


def test_a_commitment_never_changes_and_opens_only_itself() -> None:
    salt = bytes(16)
    assert (
        commit(salt, UUID_A, "actor", "account:7")
        == "d08b5c74c12570517208b06187c63cff9b015d89c9d927d9f71f7a0361cdc5e6"
    )
    key = opening_key(salt, UUID_A, "text:duties.deed:1:what")
    assert committed(key, "清理排水沟") == commit(salt, UUID_A, "text:duties.deed:1:what", "清理排水沟")
    assert committed(key, "账户") != commit(salt, UUID_A, "actor", "账户")


def test_times_are_utc_whatever_zone_they_were_given_in() -> None:
    shanghai = datetime(2026, 3, 2, 9, 0, tzinfo=timezone(timedelta(hours=8)))
    assert utc_text(shanghai) == "2026-03-02T01:00:00.000000Z"


@pytest.mark.parametrize("value", [1.5, object(), {"a": {1, 2}}])
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="no canonical form"):
        canonical_text(value)


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        canonical_text(datetime(2026, 3, 2, 9, 0))  # noqa: DTZ001


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(plain)
def test_canonical_text_reads_back_to_itself(value: object) -> None:
    text = canonical_text(value)
    assert canonical_text(json.loads(text)) == text


# Letters with and without their marks, escapes, and marks that compose with the letter of an escape.
LETTERS = st.text(alphabet='aen\n\t"\\\u0301\u0303\u0338=<e\u0308乡\u1100\u1161\u11a8')
PLAIN = st.none() | st.booleans() | st.integers() | LETTERS
VALUES = PLAIN | st.dictionaries(LETTERS, PLAIN | st.lists(LETTERS) | st.dictionaries(LETTERS, LETTERS))


@given(VALUES)
def test_the_short_way_writes_what_the_long_way_writes(value: object) -> None:
    long_way = json.dumps(canonical.plain(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert canonical_text(value) == long_way


@given(st.binary(max_size=130), st.binary(max_size=300))
def test_the_short_way_to_an_hmac_is_the_hmac(key: bytes, message: bytes) -> None:
    assert authenticated(key, message) == hmac.digest(key, message, "sha256")


@pytest.mark.parametrize("length", [0, 1, 63, 64, 65, 128, 1000])
def test_a_key_longer_than_a_block_is_taken_as_every_hmac_takes_it(length: int) -> None:
    key = bytes(at % 251 for at in range(length))
    assert authenticated(key, b"said") == hmac.digest(key, b"said", "sha256")


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(PLAIN)
def test_both_encoders_write_the_same_characters(value: object) -> None:
    assert canonical_text(value) == canonical.ENCODE(canonical.plain(value))


@pytest.mark.parametrize("value", [1.5, {"a": [0.0]}, float("nan"), {1, 2}, object()])
def test_what_has_no_canonical_form_reaches_no_encoder(value: object) -> None:
    with pytest.raises(TypeError, match="no canonical form"):
        canonical_text(value)


@pytest.mark.parametrize("value", [2**64, -(2**70), {"n": [10**30]}])
def test_integers_of_any_size_are_written_in_full(value: object) -> None:
    assert json.loads(canonical_text(value)) == value


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-(2**70), 2**70)
        | st.text()
        | st.uuids()
        | st.dates()
        | st.binary(),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.tuples(inner, inner)
            | st.dictionaries(st.text(), inner, max_size=4)
        ),
        max_leaves=12,
    )
)
def test_the_quick_way_writes_what_the_long_way_writes(value: object) -> None:
    assert canonical_text(value) == canonical.ENCODE(canonical.plain(value))


def test_a_float_deep_inside_is_refused() -> None:
    for value in ([1, [2, 0.5]], {"a": {"b": [1, 2.5]}}, {"a": [{"b": 1.5}]}):
        with pytest.raises(TypeError, match="float"):
            canonical_text(value)
