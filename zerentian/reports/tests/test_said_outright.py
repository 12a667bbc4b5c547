"""What a wording says outright, in which part of which paper; elsewhere it is left to the rules and what was learnt."""

import pytest

from zerentian.reports.rules.audit.genres import Genre
from zerentian.reports.rules.audit.kinds import Kind, _said_outright
from zerentian.reports.rules.audit.signs import Signs


@pytest.mark.parametrize("text", ["近日，镇里开展了消防检查。", "收到来信9件，逐件答复。"])
@pytest.mark.parametrize(
    ("part", "genre", "said"),
    [
        ("work", "", True),
        ("work", Genre.REPORT, True),
        ("problem", "", True),
        ("plan", "", False),
        ("work", Genre.PLAN, False),
        ("work", Genre.NOTICE, False),
    ],
)
def test_what_was_done_of_late_or_one_by_one_is_done_but_for_papers_on_what_is_to_come(
    text, part, genre, said
):
    assert (_said_outright(text, Signs(text), part, genre) is Kind.ACT) is said


@pytest.mark.parametrize("sign", ["ahead", "admits"])
@pytest.mark.parametrize("text", ["近日，镇里开展了消防检查。", "收到来信9件，逐件答复。"])
def test_nor_where_the_sentence_looks_ahead_or_admits_something(text, sign):
    signs = Signs(text)
    assert (signs.ahead, signs.admits) == (False, False)
    vars(signs)[sign] = True
    assert _said_outright(text, signs, "work", "") is None
