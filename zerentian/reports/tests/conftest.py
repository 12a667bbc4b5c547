"""A made-up verb with texts, an outline over it, and a report issued from both."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from conftest import NOW
from zerentian.ledger.actions import record, sealing
from zerentian.ledger.registry import FIGURES, VERBS, register
from zerentian.ledger.rules.figures import Figure
from zerentian.ledger.rules.periods import Period
from zerentian.ledger.rules.verbs import Count, Flag, Post, Verb
from zerentian.organization.models import Account
from zerentian.reports.actions import issue_report, write_outline
from zerentian.reports.actions.issuing import report_folder
from zerentian.reports.models import Outline, Report

VILLAGE = "990100/990101/990101-V01"
PERIOD = Period.parse("2026-01-01..2026-03-02")

VERB = Verb(
    "trial.walked",
    "巡山",
    {"people": Count(), "met": Flag()},
    posts=(Post("walks"), Post("walk_people", "people"), Post("walks_met", when={"met": True})),
    late_days=15,
)
TRIAL = [
    Figure("walks.count", "巡山", "Walks", "count", "walks", "次", "期内巡山次数。", "Walks."),
    Figure("walks.people", "巡山人次", "People", "sum", "walk_people", "人次", "期内人次。", "People."),
    Figure("walks.met", "有会合", "Met", "ratio", "walks_met", "", "有会合的占比。", "Met.", "walks"),
]
TEXT = """# {{ unit }}{{ period }}巡山情况报告

## 一、总体情况

本期巡山{{ figure walks.count with=states }}，{{ figure walks.people }}，有会合的{{ figure walks.met }}。

全体人员高度重视，满意率全县第一。

{{ chart trend walks.count }}

{{ chart states walks.count }}

{{ table walks.count walks.people }}

{{ table walks.count by=unit }}

{{ list walks.count limit=3 }}
"""


@contextmanager
def walks_told() -> Iterator[None]:
    """Let the made-up verb and its figures be known while the block runs."""
    with pytest.MonkeyPatch.context() as patch:
        # It comes after the journal of the cast was begun, which the sealer would refuse.
        patch.setattr(sealing, "refuse_other_posts", lambda: None)
        register(verbs=[VERB], figures=TRIAL)
        yield
        VERBS.pop(VERB.code)
        for figure in TRIAL:
            FIGURES.pop(figure.code)


@pytest.fixture(autouse=True)
def trial_room() -> Iterator[None]:
    with walks_told():
        yield


@pytest.fixture
def outline(clerk, now) -> Outline:
    return write_outline(code="walks", text=TEXT, by=clerk, now=now)


def walked(outline: Outline, day: date, people: int, **given: Any):
    """Record a walk; its text is the outline's, which has one."""
    with transaction.atomic():
        return record(
            "trial.walked",
            subject=f"walk:{day:%m%d}",
            unit=VILLAGE,
            by=Account.objects.get(username="clerk"),
            now=NOW,
            occurred_on=day,
            facts={"people": people, "met": people > 3},
            rows=[outline],
            **given,
        )


@pytest.fixture
def walk(outline) -> Callable[..., Any]:
    return partial(walked, outline)


@pytest.fixture
def report(walk, outline, township, first, now) -> Report:
    walk(date(2026, 1, 10), 3)
    walk(date(2026, 2, 20), 5)
    walk(date(2026, 2, 27), 8)
    return issue_report(outline, unit=township, period=PERIOD, by=first, now=now, recipient="示例县人民政府")


@pytest.fixture
def folder(report) -> Path:
    return report_folder(report)
