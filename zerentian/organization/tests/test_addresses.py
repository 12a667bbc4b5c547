"""Whose address a request has, behind proxies of ours and behind what a client makes up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zerentian.organization.rules.addresses import client_address, counted_as


@pytest.mark.parametrize(
    ("peer", "forwarded", "hops", "seen"),
    [
        ("203.0.113.9", "", 0, "203.0.113.9"),
        ("203.0.113.9", "192.0.2.1", 0, "203.0.113.9"),
        ("127.0.0.1", "192.0.2.1", 1, "192.0.2.1"),
        ("127.0.0.1", "10.9.9.9, 192.0.2.1", 1, "192.0.2.1"),
        ("127.0.0.1", "10.9.9.9, 192.0.2.1, 198.51.100.7", 2, "192.0.2.1"),
        ("127.0.0.1", "192.0.2.1", 2, "127.0.0.1"),
        ("127.0.0.1", "nonsense", 1, "127.0.0.1"),
        ("127.0.0.1", "192.0.2.1:4711", 1, "192.0.2.1"),
        ("127.0.0.1", "[2001:db8::5]:4711", 1, "2001:db8::5"),
        ("::ffff:192.0.2.8", "", 0, "192.0.2.8"),
        ("", "", 0, None),
        (None, "", 1, None),
    ],
)
def test_only_what_our_own_proxies_wrote_is_believed(peer, forwarded, hops, seen):
    assert client_address(peer, forwarded, hops) == seen


def test_an_ipv6_household_counts_as_one():
    assert counted_as("2001:db8:1:2:3:4:5:6") == counted_as("2001:db8:1:2::1") == "2001:db8:1:2::"
    assert counted_as("192.0.2.1") == "192.0.2.1"
    assert counted_as(None) == ""


@given(st.text(max_size=60), st.integers(0, 4))
def test_any_header_is_survived(forwarded, hops):
    client_address("192.0.2.1", forwarded, hops)
