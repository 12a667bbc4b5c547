"""The annex on what changed since the report before: which entries it lists, and how many."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.db import transaction

from zerentian.ledger.actions import record, seal
from zerentian.ledger.figures import NOTHING
from zerentian.reports.actions import annex as annexes
from zerentian.reports.actions.annex import annex
from zerentian.reports.rules.document import Table

pytestmark = pytest.mark.django_db
HERE = "990100/990101"


@pytest.fixture
def dropped(clerk, now):
    """Record something at a unit, on a day."""

    def noted(number, unit, day="2026-03-01"):
        with transaction.atomic():
            record(
                "question.dropped",
                subject=f"question:{number}",
                unit=unit,
                by=clerk,
                now=now,
                occurred_on=date.fromisoformat(day),
                facts={"due": date(2026, 3, 9)},
            )

    return noted


@pytest.fixture
def listed(now):
    """Seal, and return how many entries the annex lists, with the words beside its table."""

    def of(since):
        size = seal(now=now).size
        before = SimpleNamespace(
            number="1", period="2026", unit=HERE, size=since, first=date(2026, 2, 1), last=date(2026, 3, 1)
        )
        blocks = annex(before, size, NOTHING).blocks
        rows = sum(len(one.rows) for one in blocks if isinstance(one, Table))
        words = "".join(run.text for one in blocks if not isinstance(one, Table) for run in one.runs)
        return rows, words.removesuffix("指标定义没有变化。")

    return of


def test_it_lists_what_stands_in_the_unit_and_under_it_and_not_where_a_code_begins_alike(
    dropped, listed, now
):
    since = seal(now=now).size
    for number, unit in enumerate((HERE, f"{HERE}/V1", f"{HERE}1", "990100", "990100/990102")):
        dropped(number, unit)
    assert listed(since)[0] == 2


def test_it_lists_what_happened_in_the_period_both_days_included_and_says_when_there_is_nothing(
    dropped, listed, now
):
    since = seal(now=now).size
    assert listed(since) == (0, "上期报告所涉期间的记录没有变动。")
    for number, day in enumerate(("2026-01-31", "2026-02-01", "2026-03-01", "2026-03-02")):
        dropped(number, HERE, day)
    assert listed(since) == (2, "")
    assert listed(seal(now=now).size)[0] == 0


@pytest.mark.parametrize(("count", "rows", "words"), [(2, 2, ""), (3, 2, "仅列前2条，其余见台账。")])
def test_of_very_many_it_lists_the_first_and_says_so(dropped, listed, now, monkeypatch, count, rows, words):
    monkeypatch.setattr(annexes, "SHOWN", 2)
    since = seal(now=now).size
    for number in range(count):
        dropped(number, HERE)
    assert listed(since) == (rows, words)
