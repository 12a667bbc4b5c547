"""Unknown is never 0: what nobody stated is not counted as nothing, on any surface."""

import pytest

from zerentian.duties.actions import adopt_duty, record_deed
from zerentian.duties.rules.cadences import Cadence, DueRule
from zerentian.duties.rules.deeds import DeedKind
from zerentian.duties.rules.functions import Level
from zerentian.ledger.actions import seal
from zerentian.ledger.figures import compute, page_behind, trend
from zerentian.ledger.registry import FIGURES, condition
from zerentian.ledger.rules.figures import FigureValue
from zerentian.ledger.rules.periods import Period, local_day
from zerentian.organization.models import Area
from zerentian.reports.offline import verify

YEAR = Period.parse("2026")
TOWN = "990100/990101"


@pytest.fixture
def duty(cadre, leader, now):
    """A weekly check of the village."""
    area = Area.objects.create(code="fire", name="森林防火")
    rule, post = DueRule(Cadence.WEEKLY, day=5), cadre.posts_on(now.date())[0]
    return adopt_duty(
        title="示例", area=area, post=post, rule=rule, demanded_by=Level.COUNTY, by=leader, now=now
    )


@pytest.fixture
def told(duty, cadre, village, now):
    """Record a deed for each head count given, None for unknown, and seal."""

    def tell(*counts, kind=DeedKind.INSPECTION):
        given = {"what": "示例：检查", "occurred_on": local_day(now), "serves": [duty], "unit": village}
        for people in counts:
            record_deed(**given, kind=kind, people=people, by=cadre, now=now)
        seal(now=now)
        return compute("deeds.people", unit=TOWN, period=YEAR)

    return tell


def test_no_head_count_at_all_is_unknown(told, now) -> None:
    value = told(None, None)
    assert (value.value, value.text, value.denominator) == (None, "未知", 2)
    assert trend("deeds.people", unit=TOWN, months=1, until=local_day(now))[0][1] is None


def test_a_sum_says_of_how_many_records_it_knows(told) -> None:
    value = told(20, None, 0)
    assert (value.value, value.text) == (20, "20人次（3件中2件有记录）")


def test_a_nought_that_was_stated_is_known(told) -> None:
    assert told(0).text == "0人次"


def test_a_sum_of_which_all_is_known_says_no_more(told) -> None:
    assert told(3, 4).text == "7人次"


def test_no_record_is_nought_and_not_unknown(told) -> None:
    assert told().text == "0人次"


def test_only_deeds_that_tell_people_count_among_those_told(told) -> None:
    told(5, None)
    assert compute("deeds.people_told", unit=TOWN, period=YEAR).text == "0人次"
    told(None, kind=DeedKind.PUBLICITY)
    assert compute("deeds.people_told", unit=TOWN, period=YEAR).text == "未知"


@pytest.mark.parametrize("counts", [(None, None), (20, None, 0), (3, 4)])
def test_the_verifier_outside_comes_to_the_same(told, counts) -> None:
    value = told(*counts)
    figure = {**FIGURES["deeds.people"].as_data(), "condition": condition(FIGURES["deeds.people"])}
    statement = {"first": "2026-01-01", "last": "2026-12-31", "unit": TOWN}
    behind = page_behind("deeds.people", unit=TOWN, period=YEAR, length=10)
    entries = [(entry.index, plain(entry)) for entry in behind]
    assert verify.population(figure, statement, entries) == sorted(index for index, _ in entries)
    found = verify.recomputed(figure, statement, entries)
    assert found[:3] == (value.value, value.numerator, value.denominator)
    numbers = {"value": value.value, "numerator": value.numerator, "denominator": value.denominator}
    assert value.text in verify.printed(figure, numbers)
    assert value.text.replace("人次", "人") not in verify.printed(figure, numbers) or value.value is None


@pytest.mark.parametrize(
    ("code", "words"), [("activities.people", "8场中7场"), ("measures.money", "8条中7条")]
)
def test_of_how_many_a_sum_knows_is_said_with_the_measure_word_of_its_records(code, words) -> None:
    figure, numbers = FIGURES[code], {"value": 448, "numerator": 7, "denominator": 8}
    value = FigureValue(figure, TOWN, "2026", 1, **numbers)
    assert value.text == f"448{figure.unit_of_measure}（{words}有记录）"
    printed = verify.printed(figure.as_data(), numbers)
    assert value.text in printed
    assert f"448{figure.unit_of_measure}（8件中7件有记录）" in printed  # as papers said it before
    assert f"448{figure.unit_of_measure}（8场中7条有记录）" not in printed


def plain(entry) -> dict:
    """Return an entry as the verifier reads it."""
    return {
        "verb": entry.verb,
        "unit": entry.unit,
        "occurred_on": entry.occurred_on.isoformat(),
        "facts": entry.fact,
        "change": entry.change,
        "subject": entry.subject,
    }
