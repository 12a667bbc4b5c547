"""A made-up verb with texts, an outline over it, and a report issued from both."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.db import transaction

from conftest import NOW
from zerentian.ledger.actions import record, sealing
from zerentian.ledger.registry import FIGURES, VERBS, register
from zerentian.ledger.rules.figures import Figure
from zerentian.ledger.rules.periods import Period
from zerentian.ledger.rules.verbs import Count, Flag, Post, Verb
from zerentian.organization.models import Account, Unit
from zerentian.reports.actions import issue_report, write_outline
from zerentian.reports.actions import scorecard_marks as marks
from zerentian.reports.actions.issuing import report_folder
from zerentian.reports.actions.scorecards import add_item, draft_scorecard, publish_rules
from zerentian.reports.models import Outline, Report
from zerentian.reports.rules.scorecards import MarkRule

from . import scorecards

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
def outline(request, clerk, now) -> Outline:
    if "issued_once" in request.fixturenames:
        return Outline.objects.get(code="walks")
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


def issued(outline: Outline) -> Report:
    """Record three walks and issue the report on them."""
    for day, people in ((date(2026, 1, 10), 3), (date(2026, 2, 20), 5), (date(2026, 2, 27), 8)):
        walked(outline, day, people)
    township, first = Unit.objects.get(code="990101"), Account.objects.get(username="first")
    return issue_report(outline, unit=township, period=PERIOD, by=first, now=NOW, recipient="示例县人民政府")


@pytest.fixture(scope="module")
def issued_once(beginning) -> Report:
    """The report of a module all of whose tests begin after it was issued: a second and more for each of them.

    The module asks for it as a whole (``pytestmark = pytest.mark.usefixtures("issued_once")``).
    """
    with walks_told():
        return issued(
            write_outline(code="walks", text=TEXT, by=Account.objects.get(username="clerk"), now=NOW)
        )


@pytest.fixture
def report(request, db, outline) -> Report:
    if "issued_once" in request.fixturenames:
        caches["verified"].clear()  # What one test had checked, the next one has checked again.
        return Report.objects.get(pk=request.getfixturevalue("issued_once").pk)
    return issued(outline)


@pytest.fixture
def folder(report) -> Path:
    return report_folder(report)


@pytest.fixture
def card(township, office, neighbour_office, first, now):
    """A card over two offices, its rules being written: a figure of 60 points and 40 by hand."""
    made = draft_scorecard(
        unit=township,
        title="2026年第二季度考核",
        basis="云政发〔2026〕9号",
        period=scorecards.PERIOD,
        units=[neighbour_office, office],
        objection_days=7,
        by=first,
        now=now,
    )
    add_item(made, scorecards.said(), by=first, now=now)
    add_item(made, scorecards.said("群众评价核查", 40, MarkRule.HAND, ""), by=first, now=now)
    return made


@pytest.fixture
def frozen(card, first, office_head, now):
    """The card after its period: the neighbour has a hand mark, our office has none; initial marks frozen."""
    card = publish_rules(card, by=first, now=now)
    item = card.items.get(number=2)
    scored = card.scored.get(unit__code="990101-ZF")
    marks.mark_by_hand(
        card, item=item, scored=scored, mark=3550, reason="抽查属实", by=office_head, now=scorecards.AFTER
    )
    return marks.freeze_marks(card, by=first, now=scorecards.AFTER)
