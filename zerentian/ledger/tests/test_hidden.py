"""What is hidden from a reader leaves no trace in a figure: all is as if it had never been recorded."""

from dataclasses import replace
from datetime import date

from django.db import transaction
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zerentian.ledger.actions import post_set_aside
from zerentian.ledger.figures import (
    Hidden,
    changed_counts,
    changed_since,
    compute_all,
    compute_table,
    entries_behind,
    page_behind,
    trend,
)
from zerentian.ledger.models import Entry, Seal
from zerentian.ledger.registry import VERBS
from zerentian.ledger.rules.periods import Period

from .conftest import NEIGHBOUR, NOW, TRIAL_FIGURES, VILLAGE
from .test_figures import TOWNSHIP, YEAR, play, steps

CODES = [figure.code for figure in TRIAL_FIGURES]
UNITS = [TOWNSHIP, VILLAGE, NEIGHBOUR]
PERIODS = ("2026", "2026-02", "2026-01-15..2026-03-01")
HIDDEN = Hidden((Q(subject__startswith="hidden:"),))


def seen(period: Period, old: bool) -> dict[str, object]:
    """Return all that a reader learns of the figures: at the first seal or the last, with what changed since."""
    first, last = (Seal.objects.order_by(order)[0].size for order in ("number", "-number"))
    size = first if old else last
    asked = {"unit": TOWNSHIP, "period": period, "hidden": HIDDEN}
    values = compute_all(CODES, **asked, size=size)
    table = compute_table(CODES, units=UNITS, period=period, size=size, hidden=HIDDEN)
    return {
        "values": [replace(value, size=0) for value in values],
        "table": {key: replace(value, size=0) for key, value in table.items()},
        "changed": changed_counts(CODES, **asked, size=size),
        "changes": {code: told(changed_since(code, **asked, size=size)) for code in CODES},
        "behind": {code: told(entries_behind(code, **asked, size=size)) for code in CODES},
        "pages": {
            code: [told(page_behind(code, **asked, size=size, start=at, length=3)) for at in (0, 3, 6)]
            for code in CODES
        },
        "months": trend("trial.people", unit=TOWNSHIP, months=4, until=period.last, hidden=HIDDEN),
        "trail": told(HIDDEN.shown(Entry.objects.exclude(verb__startswith="ledger.").order_by("id"))),
    }


def told(entries) -> list[tuple[str, date, str]]:
    return sorted((entry.subject, entry.occurred_on, entry.facts) for entry in entries)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=steps, hidden=steps, second=steps, period=st.sampled_from(PERIODS), old=st.booleans())
def test_a_reader_learns_the_same_with_and_without_what_is_hidden(
    first, hidden, second, period, old, trial_room, writer
) -> None:
    learnt = []
    for between in ([], hidden):
        with transaction.atomic():
            play(first, writer)
            play(between, writer, "hidden")
            play(second, writer)
            learnt.append(seen(Period.parse(period), old))
            transaction.set_rollback(True)
    assert learnt[0] == learnt[1]


def test_open_matters_that_are_hidden_are_in_no_stock(note_down, seal_now) -> None:
    for subject in ("trial:1", "hidden:1"):
        note_down("trial.opened", subject=subject, facts={"due": date(2026, 2, 1)})
    seal_now()
    (value,) = compute_all(["trial.open"], unit=TOWNSHIP, period=YEAR, hidden=HIDDEN)
    behind = entries_behind("trial.open", unit=TOWNSHIP, period=YEAR, hidden=HIDDEN)
    assert (value.value, [entry.subject for entry in behind]) == (1, ["trial:1"])


def test_what_was_posted_later_stays_hidden_with_the_entry_that_tells_of_it(
    note_down, seal_now, writer
) -> None:
    declared = VERBS["trial.done"]
    for subject in ("trial:1", "hidden:1"):
        note_down(subject=subject)
    VERBS.pop("trial.done")
    seal_now()
    VERBS["trial.done"] = declared
    post_set_aside(by=writer, now=NOW)
    seal_now()
    (value,) = compute_all(["trial.count"], unit=TOWNSHIP, period=YEAR, hidden=HIDDEN)
    page = page_behind("trial.count", unit=TOWNSHIP, period=YEAR, length=9, hidden=HIDDEN)
    posted = HIDDEN.shown(Entry.objects.filter(verb="ledger.posted"))
    assert (value.value, [entry.subject for entry in page], posted.count()) == (1, ["trial:1"], 1)
