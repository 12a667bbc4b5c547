"""What the verbs of this room share: how a concern is put into the stocks and cohorts it counts in.

A concern counts where it is owed: at the unit that received it, then at the unit in the lead. Whatever moves it,
or moves the day it is due, takes it out of the stock and the cohort it stood in and puts it into the new ones.
"""

from collections.abc import Mapping

from zerentian.casework.rules.clocks import Purpose
from zerentian.ledger.rules.figures import Figure, Measure
from zerentian.ledger.rules.verbs import Code, Day, Fact, Post

ANSWER = {"purpose": Purpose.ANSWER.value}
REVIEWS = {"purpose": (Purpose.REVIEW.value, Purpose.RECHECK.value)}
DUE: dict[str, Fact] = {"due": Day(optional=True)}
MOVE: dict[str, Fact] = {"from": Code(), "to": Code(), **DUE}
PURPOSE = {"purpose": Code(tuple(Purpose)), "rule": Code()}


def past(day: str) -> tuple[tuple[str, int], ...]:
    """Return the day from which something counts as overdue: when it happened, at the earliest the day after."""
    return (("occurred_on", 0), (day, 1))


def owed(sign: int, unit: str = "unit") -> tuple[Post, ...]:
    """Return the posts that put a concern into the open and overdue stocks, or take it out."""
    return (
        Post("concerns.open", sign=sign, unit=unit),
        Post("concerns.overdue", sign=sign, unit=unit, day=past("due")),
    )


def promised(sign: int, day: str = "due", unit: str = "unit") -> Post:
    """Return the post that puts a concern into the cohort of the day its answer is due, or takes it out."""
    return Post("answers.due", sign=sign, unit=unit, day=((day, 0),))


KEPT = Post("answers.on_time", day=(("due", 0),), when={"on_time": True})


def repromised(when: Mapping[str, object] | None = None) -> tuple[Post, ...]:
    """Return the posts of an answer's due day that moved from ``old_due`` to ``due``."""
    condition = when or {}
    return (
        Post("concerns.overdue", sign=-1, day=past("old_due"), when=condition),
        Post("concerns.overdue", day=past("due"), when=condition),
        Post("answers.due", sign=-1, day=(("old_due", 0),), when=condition),
        Post("answers.due", day=(("due", 0),), when=condition),
    )


def count(
    code: str, label: str, label_en: str, definition: str, definition_en: str, unit: str = "件"
) -> Figure:
    """Return a figure that counts one component of its own name."""
    return figure(code, label, label_en, "count", code, unit, definition, definition_en)


def figure(
    code: str,
    label: str,
    label_en: str,
    measure: Measure,
    component: str,
    unit: str,
    definition: str,
    definition_en: str,
    base: str = "",
) -> Figure:
    """Return a figure."""
    return Figure(code, label, label_en, measure, component, unit, definition, definition_en, base=base)
