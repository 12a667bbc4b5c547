"""Tables of figures: for any history, period and seal they say what the single figures say."""

from datetime import timedelta

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zerentian.ledger.figures import (
    NOTHING,
    Ask,
    Trend,
    changed_counts,
    changed_since,
    compute,
    compute_all,
    compute_table,
    movement_asked,
    read_off,
    trend,
)
from zerentian.ledger.models import Seal
from zerentian.ledger.rules.periods import Period

from .conftest import NEIGHBOUR, NOW, VILLAGE
from .test_figures import TOWNSHIP, play, steps
from .test_hidden import HIDDEN

PERIODS = ("2026", "2026-02", "2026-02-10..2026-02-12", "2026-01-15..2026-03-01")
CODES = [
    f"trial.{name}"
    for name in ("patrols", "people", "overdue", "open", "on_time", "median_days", "households")
]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=steps, period=st.sampled_from(PERIODS), old=st.booleans())
def test_a_table_says_what_its_cells_say_alone(history, period, old, trial_room, writer):
    with transaction.atomic():
        play(history, writer)
        seal = Seal.objects.order_by("number" if old else "-number")[0]
        when, units = Period.parse(period), [TOWNSHIP, VILLAGE, NEIGHBOUR]
        table = compute_table(CODES, units=units, period=when, size=seal.size)
        for (code, unit), value in table.items():
            assert value == compute(code, unit=unit, period=when, size=seal.size), (code, unit)
        counts = changed_counts(CODES, unit=TOWNSHIP, period=when, size=seal.size)
        for code in CODES:
            changes = changed_since(code, unit=TOWNSHIP, period=when, size=seal.size)
            assert counts[code] == changes.count(), code
        transaction.set_rollback(True)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=steps, period=st.sampled_from(PERIODS), days=st.integers(0, 90))
def test_a_page_that_asks_for_everything_at_once_says_what_each_says_alone(
    history, period, days, trial_room, writer
):
    with transaction.atomic():
        play(history, writer)
        play(history[::2], writer, "hidden")
        when, until = Period.parse(period), NOW.date() - timedelta(days=days)
        asks = [
            Ask(CODES, TOWNSHIP, when),
            Ask(CODES[:3], VILLAGE, when),
            Ask(CODES[:3], TOWNSHIP, when, (VILLAGE, NEIGHBOUR)),
            # The month that the picture shows as well: it is not added twice.
            Ask(CODES, TOWNSHIP, Period.parse(f"{until:%Y-%m}")),
            Ask(["trial.open"], TOWNSHIP, when.eve),
        ]
        trends = [Trend(code, TOWNSHIP, 12, until) for code in ("trial.patrols", "trial.people")]
        for hidden in (NOTHING, HIDDEN):
            read = read_off(asks, trends, hidden=hidden)
            for ask, values in zip(asks, read.values, strict=True):
                alone = compute_all(
                    ask.codes, unit=ask.unit, period=ask.period, without=ask.without, hidden=hidden
                )
                assert values == alone, ask
            for one, months in zip(trends, read.months, strict=True):
                assert months == trend(one.code, unit=TOWNSHIP, months=12, until=until, hidden=hidden)
        transaction.set_rollback(True)


def test_however_much_a_page_asks_of_figures_it_asks_each_table_once(
    note_down, seal_now, django_assert_num_queries
):
    note_down()
    note_down(subject="hidden:1")
    seal_now()
    when = Period.parse("2026")
    asks = [Ask(CODES[:6], unit, when) for unit in (TOWNSHIP, VILLAGE, NEIGHBOUR)]
    # The seal, the components, the places, all sums, and all sums of what is hidden.
    with django_assert_num_queries(5):
        read_off(asks, [Trend("trial.people", TOWNSHIP, 12, NOW.date())], hidden=HIDDEN)


def test_a_stock_without_a_balance_asks_for_no_movement():
    assert movement_asked("trial.open", unit=TOWNSHIP, period=Period.parse("2026")) == []
