"""Tables of figures: for any history, period and seal they say what the single figures say."""

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zerentian.ledger.figures import changed_counts, changed_since, compute, compute_table
from zerentian.ledger.models import Seal
from zerentian.ledger.rules.periods import Period

from .conftest import NEIGHBOUR, VILLAGE
from .test_figures import TOWNSHIP, play, steps

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
