"""Periods: read as people name them, and cut into whole months and the days left over."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from zerentian.ledger.rules.periods import in_whole_months, month_end


@given(
    first=st.dates(date(2024, 1, 1), date(2027, 12, 31)),
    length=st.integers(min_value=0, max_value=900),
)
def test_days_are_cut_into_whole_months_and_the_rest_without_gap(first, length):
    last = first + timedelta(days=length)
    whole, rest = in_whole_months(first, last)
    spans = [*rest, (whole[0], month_end(whole[1]))] if whole else rest
    days = [start + timedelta(days=n) for start, end in spans for n in range((end - start).days + 1)]
    assert sorted(days) == [first + timedelta(days=n) for n in range(length + 1)]
