"""Figures: any history of records, corrections and voids adds up to a recount, at every seal."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zerentian.ledger.actions import record, seal
from zerentian.ledger.actions.posting import rebuild_postings, recount
from zerentian.ledger.figures import changed_since, compute, compute_all, entries_behind, page_behind, trend
from zerentian.ledger.models import Entry, MonthTotal, Posting, Seal
from zerentian.ledger.rules.figures import Figure, FigureValue, median_of, permille
from zerentian.ledger.rules.periods import Period
from zerentian.ledger.rules.refusals import NotAllowed

from .conftest import NEIGHBOUR, NOW, VILLAGE

TOWNSHIP = "990100/990101"
YEAR = Period.parse("2026")
TRIAL = ("trial.done", "trial.opened", "trial.closed", "trial.counted")

days = st.dates(date(2026, 1, 1), date(2026, 3, 2))
facts = st.fixed_dictionaries(
    {"kind": st.sampled_from(["patrol", "visit"])},
    optional={"people": st.integers(0, 50), "days": st.integers(0, 9), "evidence": st.integers(1, 3)},
)
steps = st.lists(
    st.tuples(
        st.sampled_from(["new", "corrected", "voided", "verified", "evidence_withdrawn", "carried", "seal"]),
        st.integers(0, 30),
        days,
        facts,
        st.sampled_from([VILLAGE, NEIGHBOUR]),
    ),
    max_size=25,
)


def play(history, writer, about: str = "trial") -> None:
    """Play a history: each step adds, replaces a standing entry, or seals."""
    heads: list[Entry] = []
    for number, (step, which, day, stated, unit) in enumerate(history):
        if step == "seal":
            seal(now=NOW)
            continue
        standing = [entry for entry in heads if entry.change != "voided"]
        old = standing[which % len(standing)] if standing and step != "new" else None
        stated = {name: value for name, value in stated.items() if name != "evidence"}
        entry = record(
            "trial.done",
            subject=old.subject if old else f"{about}:{number}",
            unit=unit,
            by=writer,
            now=NOW,
            occurred_on=day,
            facts=stated,
            files=[writer] if which % 3 == 0 else [],
            replaces=old,
            change=step if old else "",
        )
        heads = [head for head in heads if old is None or head.pk != old.pk] + [entry]
    seal(now=NOW)


def posted(size: int) -> Counter:
    """Return what the postings under a seal add up to, as a recount would say it."""
    total: Counter = Counter()
    rows = Posting.objects.filter(index__lt=size, component__code__startswith="trial")
    for code, place, day, state, amount in rows.values_list(
        "component__code", "place__path", "day", "state", "amount"
    ):
        total[code, place, day, state] += amount
    return Counter({key: amount for key, amount in total.items() if amount})


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_postings_equal_a_recount_at_every_seal(trial_room, writer, history) -> None:
    with transaction.atomic():
        play(history, writer)
        for size in Seal.objects.values_list("size", flat=True):
            effective = Entry.objects.effective(size).filter(verb__in=TRIAL)
            assert posted(size) == recount(effective)
        last = Seal.objects.latest("number").size
        months: Counter = Counter()
        for (code, place, day, state), amount in posted(last).items():
            months[code, place, day.replace(day=1), state] += amount
        stored = {
            (total.component.code, total.place.path, total.month, total.state): total.amount
            for total in MonthTotal.objects.select_related("component", "place").filter(
                component__code__startswith="trial", place__path__in=[VILLAGE, NEIGHBOUR]
            )
            if total.amount
        }
        assert stored == {key: amount for key, amount in months.items() if amount}
        transaction.set_rollback(True)


def test_a_rebuild_changes_nothing(note_down, seal_now) -> None:
    first = note_down(facts={"kind": "patrol", "people": 4})
    seal_now()
    note_down(facts={"kind": "visit", "people": 5}, replaces=first, change="corrected")
    size = seal_now().size
    before, months = posted(size), sorted(MonthTotal.objects.values_list("place", "month", "state", "amount"))
    rebuild_postings()
    assert posted(size) == before
    assert [
        m for m in sorted(MonthTotal.objects.values_list("place", "month", "state", "amount")) if m[3]
    ] == [m for m in months if m[3]]


def test_a_correction_changes_the_figure_now_but_not_as_of_the_seal_before(note_down, seal_now) -> None:
    first = note_down(facts={"kind": "patrol", "people": 4})
    before = seal_now().size
    second = note_down(facts={"kind": "patrol", "people": 7}, replaces=first, change="corrected")
    seal_now()
    assert compute("trial.people", unit=TOWNSHIP, period=YEAR).value == 7
    assert compute("trial.people", unit=TOWNSHIP, period=YEAR, size=before).value == 4
    assert list(changed_since("trial.people", unit=TOWNSHIP, period=YEAR, size=before)) == [second]
    assert list(entries_behind("trial.people", unit=TOWNSHIP, period=YEAR, size=before)) == [first]
    assert compute("trial.people", unit=TOWNSHIP, period=YEAR).corrected == 7


def test_a_county_adds_up_its_villages_and_a_village_sees_only_itself(note_down, seal_now) -> None:
    note_down()
    note_down(subject="trial:2", unit=NEIGHBOUR)
    seal_now()
    values = [compute("trial.count", unit=unit, period=YEAR).value for unit in ("990100", TOWNSHIP, VILLAGE)]
    assert values == [2, 2, 1]


def test_what_is_pending_counts_only_once_it_is_sealed(note_down, seal_now) -> None:
    note_down()
    seal_now()
    note_down(subject="trial:2")
    assert compute("trial.count", unit=TOWNSHIP, period=YEAR).value == 1


def test_overdue_is_a_stock_from_the_day_after_it_was_due(note_down, seal_now) -> None:
    due = date(2026, 2, 10)
    note_down("trial.opened", occurred_on=date(2026, 2, 1), facts={"due": due})
    seal_now()
    on_day = [
        compute("trial.overdue", unit=TOWNSHIP, period=Period(due, day, f"2026-02-10..{day}")).value
        for day in (due, due + timedelta(days=1))
    ]
    assert on_day == [0, 1]
    assert entries_behind("trial.overdue", unit=TOWNSHIP, period=YEAR).count() == 1
    note_down("trial.closed", occurred_on=date(2026, 2, 20), facts={"due": due, "in_time": 0})
    seal_now()
    assert compute("trial.overdue", unit=TOWNSHIP, period=YEAR).value == 0
    assert entries_behind("trial.overdue", unit=TOWNSHIP, period=YEAR).count() == 0


def test_a_ratio_prints_what_it_is_made_of_and_is_unknown_without_a_base(note_down, seal_now) -> None:
    seal_now()
    assert compute("trial.on_time", unit=TOWNSHIP, period=YEAR).text == "未知（0/0）"
    for number, in_time in enumerate((1, 1, 0)):
        fact = {"due": date(2026, 2, 1), "in_time": in_time}
        note_down("trial.closed", subject=f"trial:{number}", occurred_on=date(2026, 2, 2), facts=fact)
    seal_now()
    assert compute("trial.on_time", unit=TOWNSHIP, period=YEAR).text == "66.7%（2/3）"


def test_the_median_is_exact(note_down, seal_now) -> None:
    for number, taken in enumerate((1, 9, 3)):
        note_down(subject=f"trial:{number}", facts={"kind": "visit", "days": taken})
    seal_now()
    assert compute("trial.median_days", unit=TOWNSHIP, period=YEAR).value == 3


def test_a_level_is_the_latest_stated_value_of_each_unit(note_down, seal_now) -> None:
    seal_now()
    assert compute("trial.households", unit=TOWNSHIP, period=YEAR).text == "未知"
    for unit, day, households in ((VILLAGE, 1, 80), (VILLAGE, 9, 82), (NEIGHBOUR, 3, 40)):
        note_down(
            "trial.counted",
            subject=f"count:{unit[-3:]}{day}",
            unit=unit,
            occurred_on=date(2026, 2, day),
            facts={"households": households},
        )
    seal_now()
    assert compute("trial.households", unit=TOWNSHIP, period=YEAR).value == 122


def test_subjects_are_counted_once(note_down, seal_now) -> None:
    first = note_down()
    note_down(replaces=first, change="corrected")
    note_down(subject="trial:2")
    seal_now()
    assert compute("trial.subjects", unit=TOWNSHIP, period=YEAR).value == 2


def test_a_trend_has_every_month(note_down, seal_now) -> None:
    note_down(occurred_on=date(2026, 1, 5))
    seal_now()
    assert trend("trial.count", unit=TOWNSHIP, months=3, until=date(2026, 3, 2)) == [
        (date(2026, 1, 1), 1),
        (date(2026, 2, 1), 0),
        (date(2026, 3, 1), 0),
    ]


def test_small_cells_are_suppressed_in_public(note_down, seal_now) -> None:
    note_down()
    seal_now()
    assert compute("trial.count", unit=TOWNSHIP, period=YEAR).public_text == "少于3"


@pytest.mark.parametrize(
    ("value", "known", "whole", "shown"),
    [(40, 22, 24, False), (40, 20, 24, True), (40, 2, 24, False), (40, 24, 24, True), (2, 24, 24, False)],
)
def test_what_words_of_how_much_is_known_would_tell_is_suppressed_as_well(value, known, whole, shown) -> None:
    figure = Figure("t.s", "和", "Sum", "sum", "t_s", "人", "期内合计。", "A sum.", "t_all", known="t_known")
    told = FigureValue(figure, TOWNSHIP, "2026", 9, value, known, whole)
    assert (told.public_text == told.text) is shown
    assert shown or told.public_text == "少于3"


def test_an_unknown_figure_is_refused_with_a_remedy() -> None:
    with pytest.raises(NotAllowed, match="指标目录"):
        compute("trial.none", unit=TOWNSHIP, period=YEAR)


@given(st.dictionaries(st.integers(0, 99), st.integers(1, 9), max_size=12))
def test_the_median_of_a_histogram_is_that_of_the_list(histogram) -> None:
    values = sorted(value for value, times in histogram.items() for _ in range(times))
    assert median_of(histogram) == (values[(len(values) - 1) // 2] if values else None)


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_permille_rounds_half_up(part, whole) -> None:
    assert (
        permille(part, whole) == int(part * 1000 / whole + 0.5) or abs((part * 2000) % (2 * whole)) == whole
    )


def test_pages_of_the_entries_behind_a_figure_make_up_the_whole(note_down, seal_now) -> None:
    entries = [
        note_down(subject=f"trial:{number}", unit=(VILLAGE, NEIGHBOUR)[number % 2], occurred_on=day)
        for number, day in enumerate(NOW.date() - timedelta(days=age) for age in (0, 0, 1, 7, 30, 31, 58))
    ]
    note_down(subject="trial:2", occurred_on=entries[2].occurred_on, replaces=entries[2], change="voided")
    seal_now()
    asked = {"unit": TOWNSHIP, "period": YEAR}
    whole = list(entries_behind("trial.count", **asked))
    assert len(whole) == 6
    assert [
        e for start in range(0, 8, 2) for e in page_behind("trial.count", **asked, start=start, length=2)
    ] == whole


def test_a_page_of_figures_asks_as_often_for_one_as_for_many(
    note_down, seal_now, django_assert_num_queries
) -> None:
    note_down()
    seal_now()
    # The seal, the components, the places; then month totals and the postings of the month that runs, together.
    with django_assert_num_queries(4):
        compute_all(["trial.count", "trial.patrols", "trial.people"], unit=TOWNSHIP, period=YEAR)


@pytest.mark.parametrize("period", ["2026", "2026-01-10..2026-03-02"])
def test_what_is_left_out_twice_below_another_or_elsewhere_is_taken_away_once(db, writer, period) -> None:
    for number, unit in enumerate((VILLAGE, f"{VILLAGE}/G1", NEIGHBOUR)):
        with transaction.atomic():
            record(
                "trial.done",
                subject=f"trial:{number}",
                unit=unit,
                by=writer,
                now=NOW,
                occurred_on=date(2026, 2, 1),
                facts={"kind": "patrol"},
            )
    seal(now=NOW)
    of = {"unit": TOWNSHIP, "period": Period.parse(period)}
    left_out = [f"{VILLAGE}/G1", VILLAGE, VILLAGE, TOWNSHIP, "990100/990199"]
    rest = compute("trial.patrols", **of, without=left_out)
    assert (rest.value, rest.without) == (1, (VILLAGE,))
    assert compute("trial.patrols", **of, without=["990100/990199"]).without == ()
