"""Every action asks for its right before it does anything: called for an account without any, it refuses."""

import inspect
from collections.abc import Callable, Iterator
from datetime import date, datetime
from enum import Enum
from importlib import import_module
from pathlib import Path
from types import ModuleType
from unittest.mock import MagicMock

import pytest
from django.db.models import QuerySet

from zerentian.organization.access import Forbidden
from zerentian.organization.models import Account

ROOT = Path(__file__).resolve().parent.parent
VALUES: dict[object, object] = {
    str: "一句话",
    bool: False,
    int: 1,
    date: date(2026, 3, 2),
    bytes: b"1",
}
ROOMS = (
    "organization",
    "evidence",
    "duties",
    "casework",
    "rectification",
    "community",
    "exchange",
    "reports",
)


def modules() -> Iterator[ModuleType]:
    """Yield the modules that hold a room's actions."""
    for room in ROOMS:
        for path in sorted((ROOT / "zerentian" / room / "actions").glob("*.py")):
            if path.stem != "__init__":
                yield import_module(f"zerentian.{room}.actions.{path.stem}")


def actions() -> dict[str, Callable[..., object]]:
    """Return every public function that is told who acts, by its place."""
    found = {}
    for module in modules():
        for name, function in vars(module).items():
            if inspect.isfunction(function) and function.__module__ == module.__name__ and name[0] != "_":
                parameters = inspect.signature(inspect.unwrap(function)).parameters
                if (
                    "by" in parameters
                    and "now" in parameters
                    and parameters["by"].kind is inspect.Parameter.KEYWORD_ONLY
                ):
                    found[f"{module.__name__.removeprefix('zerentian.')}.{name}"] = function
    return found


ACTIONS = actions()


@pytest.fixture
def rows_stand(monkeypatch):
    """A row that an action looks up is there, whatever it is asked for."""
    monkeypatch.setattr(QuerySet, "get", lambda self, *args, **kwargs: row())
    monkeypatch.setattr(QuerySet, "first", lambda self: row())


def row() -> MagicMock:
    """Return something that stands for any row."""
    stand_in = MagicMock(pk=1, id=1, path="990100/990101", right="concern.view")
    stand_in.unit.path = "990100/990101"
    return stand_in


def given(parameter: inspect.Parameter) -> object:
    """Return a value of a parameter's type."""
    if (kind := parameter.annotation) in VALUES:
        return VALUES[kind]
    if inspect.isclass(kind) and issubclass(kind, Enum):
        return next(iter(kind))
    return row()


def asks_in_its_own_words(function: Callable[..., object]) -> bool:
    """Tell whether an action itself asks for a right, or takes up its concern by the word that asks for one."""
    source = inspect.getsource(inspect.unwrap(function))
    return "require(" in source or "locked(" in source


ASKING = [place for place, function in ACTIONS.items() if asks_in_its_own_words(function)]
# They look at the row before they ask for the right over its unit, further than a stand-in carries them: the tests of
# their rooms try them with real rows.
LOOK_FIRST = {
    "casework.actions.shield.reveal_contact",
    "casework.actions.steps.locked",
    "casework.actions.steps.moved",
    "community.actions.notices.moved",
    "community.actions.activities.locked",
    "community.actions.inquiries.locked",
    "community.actions.questions.locked",
    "community.actions.steps.locked",
    "duties.actions.decision_passing.hand_over_decision",
    "duties.actions.decision_steps.locked",
    "duties.actions.decision_steps.moved",
    "duties.actions.duties.hand_over_duty",
    "duties.actions.letters.locked",
    "duties.actions.meetings.locked",
    "duties.actions.meetings.moved",
    "duties.actions.tasks.hand_over_task",
    "rectification.actions.assigning.hand_over_finding",
    "rectification.actions.assigning.locked_for",
    "rectification.actions.measures.taken",
    "rectification.actions.risk_steps.locked",
    "rectification.actions.risk_passing.hand_over_point",
    "rectification.actions.steps.locked",
    "reports.actions.scorecards.locked",
    "rectification.actions.steps.moved",
    "reports.actions.issuing.issue_report",
    "reports.actions.signing.submit_report",
    "reports.actions.sampling.draw_sample",
}


def test_there_are_actions_to_try():
    assert len(ASKING) > 80
    assert set(ASKING) >= LOOK_FIRST


@pytest.mark.parametrize("place", sorted(set(ASKING) - LOOK_FIRST))
def test_an_account_without_rights_is_refused(place, clerk, now, rows_stand):
    with pytest.raises(Forbidden):
        tried(place, clerk, now)


def tried(place: str, by: Account, now: datetime) -> None:
    """Call an action for an account that holds no right any more."""
    by.is_active = False
    function = inspect.unwrap(ACTIONS[place])
    parameters = inspect.signature(function, eval_str=True).parameters
    values = {name: given(one) for name, one in parameters.items() if one.kind is not one.VAR_KEYWORD}
    function(**values | {"by": by, "now": now})
