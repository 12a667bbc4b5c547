"""A ledger of its own for these tests: two verbs of a made-up room, a demo log, and who writes it."""

import socket
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from zerentian.ledger import kept
from zerentian.ledger.actions import record, seal, sealing
from zerentian.ledger.backup.generations import Generation
from zerentian.ledger.keys import high_water_path
from zerentian.ledger.models import Entry, Seal
from zerentian.ledger.registry import FIGURES, VERBS, register
from zerentian.ledger.rules.figures import Figure
from zerentian.ledger.rules.verbs import Code, Count, Day, Post, Verb
from zerentian.ledger.tests.kept_generation import kept_in

VILLAGE = "990100/990101/V01"
NEIGHBOUR = "990100/990101/V02"
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)

TRIAL_VERBS = [
    Verb(
        "trial.done",
        "试做",
        {"kind": Code(("patrol", "visit")), "people": Count(optional=True), "days": Count(optional=True)},
        posts=(
            Post("trials"),
            Post("trial_patrols", when={"kind": "patrol"}),
            Post("trial_people", "people"),
            Post("trial_days", bucket="days"),
        ),
        late_days=15,
    ),
    Verb(
        "trial.opened",
        "开",
        {"due": Day()},
        posts=(Post("trial_overdue", day=(("due", 1),)), Post("trial_open")),
    ),
    Verb(
        "trial.closed",
        "结",
        {"due": Day(), "in_time": Count()},
        posts=(
            Post("trial_overdue", sign=-1, day=(("occurred_on", 0), ("due", 1))),
            Post("trial_open", sign=-1),
            Post("trial_in_time", "in_time", day=(("due", 0),)),
            Post("trial_due", day=(("due", 0),)),
        ),
    ),
    Verb("trial.counted", "户数", {"households": Count()}, posts=(Post("trial_households", "households"),)),
]


def figure(code: str, measure: Any, component: str, base: str = "") -> Figure:
    return Figure(code, "试", "trial", measure, component, "件", "试。", "Trial.", base)


TRIAL_FIGURES = [
    figure("trial.count", "count", "trials"),
    figure("trial.patrols", "count", "trial_patrols"),
    figure("trial.people", "sum", "trial_people"),
    figure("trial.overdue", "stock", "trial_overdue"),
    figure("trial.open", "stock", "trial_open"),
    figure("trial.on_time", "ratio", "trial_in_time", "trial_due"),
    figure("trial.median_days", "median", "trial_days"),
    figure("trial.households", "level", "trial_households"),
    figure("trial.subjects", "distinct", "trials"),
]


@pytest.fixture(autouse=True)
def trial_room(monkeypatch: Any) -> Any:
    """Declare the made-up room for a test and take it back afterwards.

    It comes after the journal of the cast was begun, which the sealer would refuse: see ``test_seal`` for that.
    """
    monkeypatch.setattr(sealing, "refuse_other_posts", lambda: None)
    register(verbs=TRIAL_VERBS, figures=TRIAL_FIGURES)
    yield
    for verb in TRIAL_VERBS:
        VERBS.pop(verb.code)
    for made_up in TRIAL_FIGURES:
        FIGURES.pop(made_up.code)


@pytest.fixture
def writer(clerk: Any) -> Any:
    """Whoever writes in these tests."""
    return clerk


@pytest.fixture
def note_down(writer: Any) -> Callable[..., Entry]:
    """Record something in a transaction of its own."""

    def note(verb: str = "trial.done", **given: Any) -> Entry:
        values: dict[str, Any] = {
            "subject": "trial:1",
            "unit": VILLAGE,
            "by": writer,
            "now": NOW,
            "occurred_on": date(2026, 3, 1),
        }
        if verb == "trial.done":
            values["facts"] = {"kind": "patrol"}
        with transaction.atomic():
            return record(verb, **{**values, **given})

    return note


@pytest.fixture
def seal_now(db: None) -> Callable[[], Seal]:
    """Seal what is pending."""

    def sealed() -> Seal:
        made = seal(now=NOW)
        assert made is not None
        return made

    return sealed


@pytest.fixture
def line() -> Iterator[tuple[socket.socket, socket.socket]]:
    """The two ends of a line."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


@pytest.fixture
def made(tmp_path: Path) -> Generation:
    """A generation made by hand."""
    return kept_in(tmp_path / "kept")


@pytest.fixture
def emptied(home: Path, monkeypatch: Any) -> Path:
    """A home and a database in which there is nothing yet; pictures belong into a backup."""
    monkeypatch.setattr(connection.introspection, "table_names", list)
    monkeypatch.setattr(kept, "FOLDERS", {"pictures": kept.Folder("pictures", dict)})
    high_water_path().unlink(missing_ok=True)
    return home
