"""What is behind a figure, entry by entry; ages, levels, trends, movements and what is hidden or left out."""

from datetime import date, timedelta

import pytest
from django.db.models import Q

from zerentian.ledger.actions import seal
from zerentian.ledger.figures import (
    NOTHING,
    ORDERS,
    Ask,
    Hidden,
    as_of,
    changed_counts,
    changed_since,
    compute,
    compute_table,
    entries_behind,
    latest_size,
    movement_asked,
    movement_of,
    page_behind,
    read_off,
    shares_behind,
    subtree_paths,
    trend,
)
from zerentian.ledger.figures.asked import outermost, sealed_day, within_any
from zerentian.ledger.figures.sums import shorter_way
from zerentian.ledger.figures.trends import Trend, month_before
from zerentian.ledger.models import Entry
from zerentian.ledger.registry import BALANCES, FIGURES
from zerentian.ledger.rules.figures import Figure
from zerentian.ledger.rules.periods import Period
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.sums import Balance

from .conftest import NEIGHBOUR, NOW, VILLAGE, figure

pytestmark = pytest.mark.django_db
TOWNSHIP = "990100/990101"
YEAR = Period.parse("2026")
OF = {"unit": TOWNSHIP, "period": YEAR}
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def more_figures(trial_room, monkeypatch):
    """An age, a sum that says of how many records it knows, and a stock that has a balance."""
    known = Figure(
        "trial.known",
        "和",
        "Sum",
        "sum",
        "trial_people",
        "人",
        "和。",
        "Sum.",
        "trials",
        known="trial_patrols",
    )
    for one in (known, figure("trial.age", "age", "trial_open")):
        monkeypatch.setitem(FIGURES, one.code, one)
    balance = Balance("trial.open", ("trial.count",), ("trial.patrols",))
    monkeypatch.setitem(BALANCES, "trial.open", balance)


def patrol(note_down, number, day, people=None, unit=VILLAGE, kind="patrol", **said):
    """Record a patrol, or another sort of trial, on a day of 2026."""
    facts = {"kind": kind} | ({} if people is None else {"people": people})
    on = date.fromisoformat(f"2026-{day}")
    return note_down(subject=f"trial:{number}", unit=unit, occurred_on=on, facts=facts, **said)


def opened(note_down, number, day, due="2026-02-20", **said):
    """Open a matter on a day of 2026."""
    on = date.fromisoformat(f"2026-{day}")
    return note_down("trial.opened", subject=f"trial:{number}", occurred_on=on, facts={"due": due}, **said)


def closed(note_down, number, day, due="2026-02-20"):
    """Close a matter on a day of 2026."""
    on, facts = date.fromisoformat(f"2026-{day}"), {"due": due, "in_time": 1}
    return note_down("trial.closed", subject=f"trial:{number}", occurred_on=on, facts=facts)


class TestShares:
    def test_what_makes_up_a_figure_stands_in_each_order_with_what_it_adds(self, note_down, seal_now):
        early = patrol(note_down, 1, "01-05", 4)
        late = patrol(note_down, 2, "02-05", 9, NEIGHBOUR)
        none = patrol(note_down, 3, "02-10")
        seal_now()
        wanted = {
            "newest": [(late, 9), (early, 4)],
            "oldest": [(early, 4), (late, 9)],
            "unit": [(early, 4), (late, 9)],
            "most": [(late, 9), (early, 4)],
        }
        assert set(wanted) == set(ORDERS)
        for order, rows in wanted.items():
            found = shares_behind("trial.people", **OF, order=order, length=9)
            assert [(one.entry, one.amount) for one in found] == rows, order
            cut = shares_behind("trial.people", **OF, order=order, start=1, length=1)
            assert [(one.entry, one.amount) for one in cut] == rows[1:], order
        counted = shares_behind("trial.count", **OF, length=9)
        assert [(one.entry, one.amount, one.base, one.late) for one in counted] == [
            (none, 1, 0, 0),
            (late, 1, 0, 0),
            (early, 1, 0, 0),
        ]

    def test_a_record_that_states_nothing_is_none_and_not_nought(self, note_down, seal_now):
        patrol(note_down, 1, "02-01", 4)
        patrol(note_down, 2, "02-02", kind="visit")
        seal_now()
        found = shares_behind("trial.known", **OF, length=9)
        assert [(one.amount, one.base) for one in found] == [(None, 1), (4, 1)]
        value = compute("trial.known", **OF)
        assert (value.value, value.numerator, value.denominator) == (4, 1, 2)

    def test_of_a_ratio_each_says_its_part_and_whether_it_is_of_the_whole(self, note_down, seal_now):
        closed(note_down, 1, "02-01")
        note_down(
            "trial.closed",
            subject="trial:2",
            occurred_on=date(2026, 2, 2),
            facts={"due": date(2026, 2, 1), "in_time": 0},
        )
        seal_now()
        found = shares_behind("trial.on_time", **OF, order="oldest", length=9)
        assert [(one.amount, one.base) for one in found] == [(1, 1), (0, 1)]

    def test_of_a_median_each_says_its_number(self, note_down, seal_now):
        note_down(facts={"kind": "visit", "days": 7})
        seal_now()
        (one,) = shares_behind("trial.median_days", **OF, length=9)
        assert one.amount == 7

    def test_a_stock_is_made_of_matters_by_their_latest_entry_with_how_late_they_are(
        self, note_down, seal_now
    ):
        opened(note_down, 1, "01-10", "2026-02-20")
        opened(note_down, 2, "01-11", "2026-03-01")
        opened(note_down, 3, "01-12", "2026-02-01")
        closed(note_down, 3, "02-11", "2026-02-01")
        seal_now()
        found = shares_behind("trial.open", **OF, order="oldest", length=9)
        assert [(one.entry.subject, one.amount, one.late) for one in found] == [
            ("trial:1", 1, 0),
            ("trial:2", 1, 0),
        ]
        overdue = shares_behind("trial.overdue", **OF, order="oldest", length=9)
        assert [one.entry.subject for one in overdue] == ["trial:1", "trial:2"]
        assert compute("trial.overdue", **OF).value == 2

    def test_an_age_is_how_long_what_stands_there_stood_there(self, note_down, seal_now):
        opened(note_down, 1, "02-20")
        opened(note_down, 2, "02-25")
        opened(note_down, 3, "01-01")
        closed(note_down, 3, "02-26")
        seal_now()
        assert compute("trial.age", **OF).value == 5
        found = shares_behind("trial.age", **OF, order="oldest", length=9)
        assert [(one.entry.subject, one.amount) for one in found] == [("trial:1", 10), ("trial:2", 5)]
        assert compute("trial.age", unit=NEIGHBOUR, period=YEAR).value is None
        until = Period.parse("2026-01-01..2026-02-22")
        assert compute("trial.age", unit=TOWNSHIP, period=until).value == 2

    def test_pages_are_cut_where_they_are_asked_for(self, note_down, seal_now):
        rows = [patrol(note_down, number, f"02-{number:02}") for number in range(1, 6)]
        seal_now()
        newest = rows[::-1]
        for start, length in ((0, 2), (2, 2), (4, 2), (5, 2), (0, 9)):
            assert (
                page_behind("trial.count", **OF, start=start, length=length) == newest[start : start + length]
            )

    def test_an_entry_of_before_the_period_or_of_another_unit_is_behind_nothing(self, note_down, seal_now):
        patrol(note_down, 1, "01-31")
        here = patrol(note_down, 2, "02-01")
        patrol(note_down, 3, "02-28", unit=NEIGHBOUR)
        seal_now()
        february = Period.parse("2026-02")
        assert list(entries_behind("trial.count", unit=VILLAGE, period=february)) == [here]
        assert compute("trial.count", unit=VILLAGE, period=february).value == 1
        assert compute("trial.count", unit=TOWNSHIP, period=february).value == 2
        assert compute("trial.count", unit="990100/9901", period=YEAR).value == 0, (
            "no path, but how one begins"
        )


class TestSeals:
    def test_what_changed_since_a_seal_is_what_was_sealed_after_it(self, note_down, seal_now):
        first = patrol(note_down, 1, "02-01", 4)
        before = seal_now().size
        second = patrol(note_down, 1, "02-01", 6, replaces=first, change="corrected")
        third = patrol(note_down, 2, "02-02", unit=NEIGHBOUR)
        patrol(note_down, 3, "02-03")
        after = seal_now().size
        assert list(changed_since("trial.people", **OF, size=before)) == [second]
        assert third in changed_since("trial.count", **OF, size=before)
        assert not changed_since("trial.count", **OF, size=after).exists()
        counts = changed_counts(["trial.people", "trial.count"], **OF, size=before)
        assert (counts["trial.people"], counts["trial.count"]) == (1, 3)
        assert not sum(changed_counts(["trial.count"], **OF, size=after).values())
        other = changed_counts(["trial.count"], unit=NEIGHBOUR, period=YEAR, size=before)
        assert other["trial.count"] == 1

    def test_a_seal_is_known_by_its_size_and_its_day(self, note_down, db):
        note_down()
        first = seal(now=NOW)
        note_down(subject="trial:2")
        later = seal(now=NOW + 2 * DAY)
        assert latest_size() == later.size
        assert sealed_day(first.size) == date(2026, 3, 2)
        assert sealed_day(first.size + 1) == sealed_day(later.size) == date(2026, 3, 4)
        assert sealed_day(later.size + 1) == date.max
        found = as_of()
        assert (found.size, found.latest, found.today) == (later.size, later.size, date(2026, 3, 4))
        old = as_of(first.size)
        assert (old.size, old.latest, old.today) == (first.size, later.size, date(2026, 3, 2))
        assert as_of(old) is old

    def test_what_falls_due_later_than_the_seal_does_not_count_yet(self, note_down, seal_now):
        opened(note_down, 1, "02-01", "2026-03-02")
        seal_now()
        assert compute("trial.overdue", **OF).value == 0
        value = compute("trial.count", **OF)
        assert value.last == date(2026, 3, 2)
        assert compute("trial.count", unit=TOWNSHIP, period=Period.parse("2026-02")).last == date(2026, 2, 28)

    def test_a_level_is_what_was_stated_last_on_or_before_the_day(self, note_down, seal_now):
        for number, (day, households) in enumerate(((1, 80), (9, 82), (20, 79))):
            note_down(
                "trial.counted",
                subject=f"count:{number}",
                occurred_on=date(2026, 2, day),
                facts={"households": households},
            )
        seal_now()
        values = [
            compute(
                "trial.households", unit=TOWNSHIP, period=Period.parse(f"2026-01-01..2026-02-{day:02}")
            ).value
            for day in (8, 9, 19, 20)
        ]
        assert values == [80, 82, 82, 79]
        before = Period.parse("2026-01")
        assert compute("trial.households", unit=TOWNSHIP, period=before).value is None

    def test_states_tell_how_much_is_proved_and_late(self, note_down, seal_now, writer):
        patrol(note_down, 1, "02-27", 1, files=[writer])
        patrol(note_down, 2, "01-01", 2)
        seal_now()
        value = compute("trial.people", **OF)
        assert value.states == {"verified": 0, "evidenced": 1, "recorded": 2}
        assert (value.late, value.imported, value.corrected) == (2, 0, 0)


class TestTogether:
    def test_a_table_has_a_value_for_each_unit_and_each_code_once(self, note_down, seal_now):
        patrol(note_down, 1, "02-01")
        patrol(note_down, 2, "02-02", unit=NEIGHBOUR, kind="visit")
        seal_now()
        codes = ["trial.count", "trial.patrols", "trial.count"]
        table = compute_table(codes, units=[TOWNSHIP, VILLAGE, NEIGHBOUR], period=YEAR)
        assert {key: value.value for key, value in table.items()} == {
            ("trial.count", TOWNSHIP): 2,
            ("trial.patrols", TOWNSHIP): 1,
            ("trial.count", VILLAGE): 1,
            ("trial.patrols", VILLAGE): 1,
            ("trial.count", NEIGHBOUR): 1,
            ("trial.patrols", NEIGHBOUR): 0,
        }

    def test_what_is_asked_of_nothing_is_answered_with_nothing(self, db):
        read = read_off([Ask([], TOWNSHIP, YEAR)])
        assert (read.values, read.months) == ([[]], [])
        with pytest.raises(NotAllowed, match=r"没有指标 trial\.none"):
            read_off([Ask(["trial.none"], TOWNSHIP, YEAR)])

    def test_a_trend_knows_nothing_of_months_to_come_nor_of_what_no_record_states(self, note_down, seal_now):
        patrol(note_down, 1, "01-31", kind="visit")
        patrol(note_down, 2, "02-01", 3)
        patrol(note_down, 3, "03-01", 5)
        seal_now()
        until = date(2026, 4, 20)
        counted = trend("trial.count", unit=TOWNSHIP, months=5, until=until)
        assert counted == [
            (date(2025, 12, 1), 0),
            (date(2026, 1, 1), 1),
            (date(2026, 2, 1), 1),
            (date(2026, 3, 1), 1),
            (date(2026, 4, 1), None),
        ]
        known = trend("trial.known", unit=TOWNSHIP, months=4, until=until)
        assert [value for _month, value in known] == [None, 3, 5, None]

    @pytest.mark.parametrize(
        ("month", "count", "before"),
        [("2026-03-01", 0, "2026-03-01"), ("2026-03-01", 3, "2025-12-01"), ("2026-12-01", 12, "2025-12-01")],
    )
    def test_a_month_some_months_before(self, month, count, before):
        assert month_before(date.fromisoformat(month), count) == date.fromisoformat(before)

    def test_the_month_that_runs_ends_with_the_day_of_the_seal(self):
        drawn = Trend("trial.count", TOWNSHIP, 2, date(2026, 3, 31))
        assert list(drawn.spans(date(2026, 3, 2))) == [
            (date(2026, 2, 1), (date(2026, 2, 1), date(2026, 2, 28))),
            (date(2026, 3, 1), (date(2026, 3, 1), date(2026, 3, 2))),
        ]
        assert len(list(drawn.wanted(date(2026, 2, 28)))) == 1

    def test_a_stock_moves_from_its_eve_by_what_came_and_went(self, note_down, seal_now):
        opened(note_down, 1, "01-10")
        opened(note_down, 2, "02-10")
        patrol(note_down, 3, "02-11", kind="visit")
        seal_now()
        moved = movement_of("trial.open", unit=TOWNSHIP, period=Period.parse("2026-02"))
        assert (moved.opening.value, moved.closing.value) == (1, 2)
        assert ([one.value for one in moved.came], [one.value for one in moved.went]) == ([1], [0])
        assert not moved.is_empty
        assert movement_of("trial.open", unit="990100/990102", period=YEAR).is_empty
        assert movement_asked("trial.count", **OF) == []

    def test_what_is_hidden_counts_in_nothing_and_is_behind_nothing(self, note_down, seal_now):
        patrol(note_down, 1, "02-01", 4)
        secret = patrol(note_down, 2, "02-02", 9)
        size = seal_now().size
        hidden = Hidden((Q(subject="trial:2"),))
        assert compute("trial.people", **OF).value == 13
        assert compute("trial.people", **OF, hidden=hidden).value == 4
        assert secret not in page_behind("trial.count", **OF, length=9, hidden=hidden)
        assert secret not in hidden.shown(Entry.objects.all())
        assert NOTHING.shown(Entry.objects.all()).filter(pk=secret.pk).exists()
        patrol(note_down, 2, "02-02", 8, replaces=secret, change="corrected")
        seal_now()
        assert changed_counts(["trial.people"], **OF, size=size)["trial.people"] == 1
        assert changed_counts(["trial.people"], **OF, size=size, hidden=hidden)["trial.people"] == 0


class TestPaths:
    def test_what_is_left_out_lies_below_and_none_below_another(self):
        paths = ["a/b/c", "a/b", "a/b-1", "a", "x/y", "a/b"]
        assert outermost("a", paths) == ("a/b", "a/b-1")
        assert outermost("x", paths) == ("x/y",)
        assert outermost("a", []) == ()

    def test_a_path_is_within_itself_and_what_stands_above_it(self):
        found = [within_any(path, ("a/b", "c")) for path in ("a/b", "a/b/x", "c", "a", "a/bc", "cc")]
        assert found == [True, True, True, False, False, False]

    def test_places_at_and_under_a_unit(self, note_down, seal_now):
        patrol(note_down, 1, "02-01")
        patrol(note_down, 2, "02-02", unit=NEIGHBOUR)
        seal_now()
        assert len(subtree_paths(TOWNSHIP)) >= len(subtree_paths(VILLAGE)) + len(subtree_paths(NEIGHBOUR))
        assert subtree_paths("990100/99010") == []

    @pytest.mark.parametrize(
        ("first", "last", "month", "rest"),
        [
            ("03-01", "03-02", None, ("03-01", "03-02")),
            ("03-01", "03-16", None, ("03-01", "03-16")),
            ("03-01", "03-17", "03-01", ("03-18", "03-31")),
            ("03-01", "03-31", "03-01", None),
            ("03-02", "03-31", "03-01", ("03-01", "03-01")),
            ("03-16", "03-31", "03-01", ("03-01", "03-15")),
            ("03-17", "03-31", None, ("03-17", "03-31")),
            ("03-02", "03-30", None, ("03-02", "03-30")),
        ],
    )
    def test_days_of_a_month_are_summed_the_shorter_way(self, first, last, month, rest):
        def day(text):
            return date.fromisoformat(f"2026-{text}")

        assert shorter_way(day(first), day(last)) == (month and day(month), rest and tuple(map(day, rest)))
