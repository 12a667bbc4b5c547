"""Every heading under which a room says that it knows a column is known when it stands in a table."""

import pytest

from zerentian.duties.rules import functions
from zerentian.organization.rules.tables.headings import plain
from zerentian.rectification.rules import risk_sheets, sheets

ROOMS = (functions, sheets, risk_sheets)
SAID = [(room, name, word) for room in ROOMS for name, words in room.HEADINGS.items() for word in words]


@pytest.mark.parametrize(
    ("room", "name", "word"), SAID, ids=[f"{room.__name__.split('.')[1]}-{word}" for room, _, word in SAID]
)
def test_a_heading_is_known_as_it_is_written_with_blanks_in_capitals_and_below_another(room, name, word):
    for heading in (word, word.upper(), f" {'  '.join(word.split())} ", f"基本情况/{word}"):
        assert room.COLUMNS.among(["备用", heading]).get(name) == heading


def test_headings_are_compared_by_what_stands_lowest_without_blanks_and_case():
    assert plain(" Found  On ") == plain("检查/found on") == "foundon"
    assert plain("诉求人/电 话") == "电话"
    assert plain("") == ""
