"""The yearly tables: what is received, brought over, ended and carried over, by whom, and on which side of New Year."""

from datetime import date, datetime

import pytest
from django.utils import translation

from zerentian.community import yearly
from zerentian.community.actions import inquiries as acts
from zerentian.community.actions import inquiry_ends as ends
from zerentian.community.models import Inquiry
from zerentian.community.models.inquiries import Told
from zerentian.community.rules.fees import Measure
from zerentian.community.rules.inquiries import Applicant, Outcome, Row
from zerentian.community.rules.remedies import Ruling, Way
from zerentian.community.tests.conftest import SAID
from zerentian.ledger.rules.periods import LOCAL

pytestmark = pytest.mark.django_db
OUTCOMES = [Outcome.GIVEN, Outcome.SECRET, Outcome.ABSENT, Outcome.OTHER]


@pytest.fixture
def came(receive, now):
    """Receive a request of somebody's on a day."""

    def on(day, applicant=Applicant.PERSON):
        asked = acts.Asked(title="t", text="t", applicant=applicant, told=Told("某", "139", ""))
        inquiry = receive(asked).inquiry
        Inquiry.objects.filter(pk=inquiry.pk).update(received_on=day)
        return inquiry

    return on


@pytest.fixture
def ended(answered, receptionist):
    """Answer a request on a day, or let its applicant withdraw it."""

    def on(inquiry, day, outcome=Outcome.GIVEN):
        at = datetime(day.year, day.month, day.day, 10, 0, tzinfo=LOCAL)
        if outcome is None:
            acts.withdraw_inquiry(inquiry, words="", by=receptionist, now=at)
        else:
            answered(inquiry, outcome, at=at, **{"reason": "理由"} if outcome != Outcome.GIVEN else {})

    return on


def totals(year):
    """Return the total of each line that has one, by its part or its place in the table."""
    lines = yearly.table_of(Inquiry.objects.all(), year)
    first, second, *results, whole, last = [one.counts[-1] for one in lines]
    kinds = {}
    for (_name, row, outcomes), count in zip(yearly.LINES, results, strict=True):
        if count:
            kinds[row, outcomes[0]] = count
    return {"received": first, "brought": second, "ended": whole, "carried": last}, kinds


def test_a_year_begins_on_its_first_day_and_ends_on_its_last(came, ended):
    before, first = came(date(2025, 12, 31)), came(date(2026, 1, 1))
    assert totals(2025)[0] == {"received": 1, "brought": 0, "ended": 0, "carried": 1}
    assert totals(2026)[0] == {"received": 1, "brought": 1, "ended": 0, "carried": 2}
    ended(before, date(2026, 3, 10))
    assert totals(2026)[0] == {"received": 1, "brought": 1, "ended": 1, "carried": 1}
    Inquiry.objects.filter(pk=before.pk).update(closed_on=date(2025, 12, 31))
    assert totals(2026)[0] == {"received": 1, "brought": 0, "ended": 0, "carried": 1}
    assert totals(2025)[0] == {"received": 1, "brought": 0, "ended": 1, "carried": 0}
    Inquiry.objects.filter(pk=first.pk).update(received_on=date(2026, 12, 31))
    assert totals(2027)[0] == {"received": 0, "brought": 1, "ended": 0, "carried": 1}


def test_each_result_stands_in_its_own_line_and_what_was_withdrawn_in_the_last(came, ended):
    for outcome in (*OUTCOMES, None):
        ended(came(date(2026, 3, 2)), date(2026, 3, 3), outcome)
    whole, kinds = totals(2026)
    assert whole["ended"] == 5
    assert kinds == {
        (Row.GIVEN, Outcome.PUBLIC): 1,
        (Row.REFUSED, Outcome.SECRET): 1,
        (Row.UNABLE, Outcome.ABSENT): 1,
        (Row.OTHER, Outcome.OTHER): 2,
    }


def test_each_applicant_has_a_column_and_all_together_the_last(came):
    for applicant in (Applicant.PERSON, Applicant.PERSON, Applicant.LEGAL):
        came(date(2026, 3, 2), applicant)
    line = yearly.table_of(Inquiry.objects.all(), 2026)[0]
    wanted = {Applicant.PERSON: 2, Applicant.LEGAL: 1}
    assert line.counts == (*(wanted.get(one, 0) for one in Applicant), 3)
    assert [count for _name, count in line.cells] == list(line.counts)
    assert len(line.columns) == len(Applicant) + 1


def test_a_draft_is_no_result(inquiry, receptionist, now):
    acts.draft_answer(inquiry, outcome=Outcome.GIVEN, **SAID, by=receptionist, now=now)
    assert totals(2026)[0] == {"received": 1, "brought": 0, "ended": 0, "carried": 1}


def test_headings_say_the_part_and_the_group(db):
    with translation.override("en"):
        lines = yearly.table_of(Inquiry.objects.all(), 2026)
        assert str(lines[0].group) == "I. Received this year"
        assert str(lines[2].group) == "III. Results this year (1) Given"
        assert (str(lines[4].name), str(lines[-1].group)) == (
            "1. State secret",
            "IV. Carried over to next year",
        )
    assert len(lines) == len(yearly.LINES) + 4


@pytest.mark.parametrize(
    ("closed_on", "last_year", "this_year"),
    [
        (date(2025, 12, 31), (1, 0, 0, 0, 1), (0, 0, 0, 0, 0)),
        (date(2026, 1, 1), (0, 0, 0, 1, 1), (1, 0, 0, 0, 1)),
        (None, (0, 0, 0, 1, 1), (0, 0, 0, 1, 1)),
    ],
)
def test_a_case_stands_as_decided_in_its_year_and_as_open_in_those_before(
    inquiry, receptionist, closed_on, last_year, this_year
):
    inquiry.challenges.create(
        way=Way.COURT,
        opened_on=date(2025, 12, 1),
        closed_on=closed_on,
        ruling=Ruling.UPHELD if closed_on else "",
        recorded_by=receptionist,
    )
    rows = Inquiry.objects.all()
    assert yearly.cases_of(rows, 2025)[1].counts == last_year
    assert yearly.cases_of(rows, 2026)[1].counts == this_year
    assert yearly.cases_of(rows, 2024)[1].counts == (0, 0, 0, 0, 0)
    assert [str(one.group) for one in yearly.cases_of(rows, 2025)] == [
        str(name) for name in yearly.WAY_NAMES.values()
    ]
    assert yearly.cases_of(Inquiry.objects.none(), 2025)[1].counts == (0, 0, 0, 0, 0)


def test_fees_count_in_the_year_they_were_asked_for_and_paid(receive, receptionist, now):
    for number, paid in ((31, None), (41, date(2026, 3, 3))):
        inquiry = receive().inquiry
        said = {"measure": Measure.PAGES, "number": number, "how": "窗口"}
        fee = ends.ask_fee(inquiry, **said, by=receptionist, now=now)
        type(fee).objects.filter(pk=fee.pk).update(paid_on=paid)
    rows = Inquiry.objects.all()
    assert [number for _name, number in yearly.fees_of(rows, 2026)] == [2, 120, 110]
    assert [number for _name, number in yearly.fees_of(rows, 2025)] == [0, 0, 0]
    assert [number for _name, number in yearly.fees_of(Inquiry.objects.none(), 2026)] == [0, 0, 0]
