"""A concern's page asks once which parts there are: what is marked as empty is empty, and the rest is what there is."""

import pytest

from zerentian.casework.models import Concern
from zerentian.casework.models.parts import PARTS, gather, parts_held, whose
from zerentian.casework.views.concerns import BESIDE

pytestmark = pytest.mark.django_db


def really_held(concern) -> set[str]:
    """Return the parts that a concern has, each asked of the database by itself."""
    return {
        part
        for part in PARTS
        if any(getattr(row, name).exists() for row, name in rows_of(Concern.objects.get(pk=concern.pk), part))
    }


def rows_of(concern, part):
    rows, name = whose(concern, part)
    return [(row, name) for row in rows]


@pytest.mark.parametrize("stage", ["concern", "triaged", "dispatched", "accepted", "drafted", "answered"])
def test_what_is_said_to_be_there_is_there_and_nothing_else(stage, request) -> None:
    concern = request.getfixturevalue(stage)
    assert parts_held(concern) == really_held(concern)


def test_parts_that_are_gathered_need_no_question_more(answered, django_assert_num_queries) -> None:
    concern = Concern.objects.get(pk=answered.pk)
    gather(concern, BESIDE)
    with django_assert_num_queries(0):
        for part in PARTS:
            for row, name in rows_of(concern, part):
                list(getattr(row, name).all())


def test_an_accusation_made_a_moment_ago_is_among_the_parts(
    triaged, neighbour_office, receptionist, now
) -> None:
    assert "accusations" not in parts_held(triaged)
    triaged.accusations.create(unit=neighbour_office)
    concern = Concern.objects.get(pk=triaged.pk)
    gather(concern, BESIDE)
    assert [one.unit for one in concern.accusations.all()] == [neighbour_office]
