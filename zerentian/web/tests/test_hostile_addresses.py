"""No address, however it is bent, is an error of the program."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zerentian.organization.rules.places import place


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/search/?q=a%00b", 400),
        ("/concerns/a%00b/", 400),
        ("/search/?q=水渠&kind=deed&from=²", 200),
        ("/search/?q=水渠&kind=deed&from=" + "9" * 20, 200),
        ("/figures/deeds.count/?from=²", 200),
        ("/figures/deeds.count/?from=" + "9" * 20, 200),
        ("/duties/deeds/?page=0", 200),
        ("/duties/deeds/?page=" + "9" * 20, 200),
        ("/organization/calendar/0/", 404),
        ("/organization/calendar/9999/", 404),
        ("/organization/calendar/10000/", 404),
    ],
)
def test_a_bent_address_is_answered(client_of, account_of, address, status):
    assert client_of(account_of("inspector")).get(address).status_code == status


@given(st.text(max_size=25))
def test_a_place_is_a_number_a_database_can_count_to(text):
    assert 1 <= place(text, 1) < 10**9
