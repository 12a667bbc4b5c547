"""A map that nests without end is refused as one that is damaged."""

import pytest

from zerentian.exchange.rules.mapping import read_map
from zerentian.ledger.rules.refusals import NotAllowed


def test_a_map_of_ten_thousand_brackets_is_refused_in_a_sentence() -> None:
    with pytest.raises(NotAllowed, match="the map can't be read"):
        read_map("source = " + "[" * 10_000)
