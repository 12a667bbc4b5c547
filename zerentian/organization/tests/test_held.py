"""The posts somebody holds on a day are the same as Django finds them, and take one question."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import LONG_AGO, NOW
from zerentian.ledger.models.written import Question
from zerentian.organization.actions.posts import appoint, create_post
from zerentian.organization.actions.units import rename_unit
from zerentian.organization.models import Account, Appointment, Post, Unit
from zerentian.organization.models.held import HELD, held_by
from zerentian.organization.models.units import covering

TODAY = NOW.date()
DAYS = st.integers(-400, 400).map(lambda days: TODAY + timedelta(days=days))


def by_django(account: Account, day: date) -> list[tuple]:
    """Return what is known of the posts held on a day, asked in the plain way."""
    held = Appointment.objects.filter(
        covering(day), Q(post__last=None) | Q(post__last__gte=day), account=account
    )
    found = held.select_related("post__unit").prefetch_related("post__unit__periods")
    return [told(one.post) for one in found]


def told(post) -> tuple:
    """Return every column of a post, of its unit, and of the unit's periods in their order."""
    rows = [post, post.unit, *post.unit.periods.all()]
    return tuple(tuple(getattr(row, field.attname) for field in row._meta.concrete_fields) for row in rows)


@pytest.mark.django_db
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(DAYS, st.none() | DAYS, st.sampled_from(["990101-DZ", "990101-V01"])), max_size=4),
    DAYS,
)
def test_whatever_was_held_when_the_answer_is_the_plain_one(outsider, spans, day):
    with transaction.atomic():
        for place, (first, last, code) in enumerate(spans):
            post = Post.objects.create(
                unit=Unit.objects.get(code=code),
                code=f"P-{place}",
                title="岗位",
                role="clerk",
                first=min(first, TODAY),
                last=last if last and last >= max(first, TODAY) else None,
            )
            ends = last if last and last >= first else None
            Appointment.objects.create(account=outsider, post=post, first=first, last=ends)
        assert [told(post) for post in held_by(outsider.pk, day)] == by_django(outsider, day)
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_posts_that_were_closed_and_units_that_were_renamed_are_answered_alike(
    clerk, administrator, office, django_assert_num_queries
):
    rename_unit(office, name="党政综合办公室", first=TODAY, by=administrator, now=NOW)
    post = create_post(unit=office, title="值班员", role="clerk", first=LONG_AGO, by=administrator, now=NOW)
    appoint(clerk, post=post, first=date(2026, 1, 5), by=administrator, now=NOW)
    for day in (date(2023, 12, 31), date(2026, 1, 4), date(2026, 1, 5), TODAY):
        with django_assert_num_queries(1):
            found = [told(one) for one in held_by(clerk.pk, day)]
        assert found == by_django(clerk, day)
    assert [one.title for one in held_by(clerk.pk, TODAY)] == ["党政办经办人", "值班员"]
    assert held_by(clerk.pk, TODAY)[0].unit.name_on(date(2026, 1, 31)) == "党政办公室"
    assert held_by(clerk.pk, TODAY)[0].unit.periods.filter(first=TODAY).count() == 1


@pytest.mark.django_db
def test_the_statement_is_written_out_once(clerk, monkeypatch):
    HELD.ask(account=clerk.pk, day=TODAY)
    monkeypatch.setattr(HELD, "make", None)
    assert len(HELD.ask(account=clerk.pk, day=TODAY)) == 1
    assert HELD.ask(account=clerk.pk, day=date(2020, 1, 1)) == []


@pytest.mark.django_db
def test_a_question_without_a_gap_for_its_values_is_refused(clerk):
    blind = Question(lambda account: Account.objects.values_list("pk"), account=-1)
    with pytest.raises(ValueError, match="no gap for account"):
        blind.ask(account=clerk.pk)
