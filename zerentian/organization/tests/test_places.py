"""What an address names: the key of a row, in digits that everybody reads alike."""

import pytest

from zerentian.organization.rules.places import row_key


def test_a_key_is_read_as_far_as_a_column_counts() -> None:
    assert [row_key(text) for text in ("7", "007", "9" * 18)] == [7, 7, 10**18 - 1]


@pytest.mark.parametrize(
    "text", ["", "0", "-1", "+1", " 1", "1.0", "²", "٣", "１２", "1_0", "9" * 19, "9" * 5000, "x"]
)
def test_what_names_no_row_is_no_key(text: str) -> None:
    assert row_key(text) == 0
