"""Conditions written out once give the same rows as those that Django builds anew, however deep they stand."""

from datetime import timedelta

import pytest
from django.db.models import Exists, OuterRef

from zerentian.casework.models import Concern
from zerentian.casework.models.concerns import seen_by
from zerentian.casework.models.shield import Accusation, accusing
from zerentian.casework.rules.concerns import Kind
from zerentian.ledger.actions import seal
from zerentian.ledger.figures import compute
from zerentian.ledger.models import Entry
from zerentian.ledger.models.written import INNER, condition_of
from zerentian.ledger.rules.periods import Period
from zerentian.organization.actions.posts import appoint, create_post
from zerentian.organization.models import Account, Unit
from zerentian.organization.models.grounds import KEPT, asking_nothing
from zerentian.organization.shields import hidden_from

CAST = ["clerk", "leader", "first", "receptionist", "supervisor", "cadre", "neighbour_clerk", "outsider"]


@pytest.fixture
def accused(dispatched, account_of):
    """Return a concern that accuses the clerk, as after triage."""
    Accusation.objects.create(concern=dispatched, account=account_of("neighbour_clerk"))
    Concern.objects.filter(pk=dispatched.pk).update(kind=Kind.COMPLAINT)
    return dispatched


def built(account):
    """Return what an account may read by the condition as Django builds it."""
    return Concern.objects.filter(Concern.objects.readable(account)).exclude(accusing(account))


@pytest.mark.parametrize("username", CAST)
def test_what_is_written_out_finds_the_same_rows(username, accused, account_of):
    account = account_of(username)
    found = set(Concern.objects.filter(seen_by(account)).values_list("pk", flat=True))
    assert found == set(built(account).values_list("pk", flat=True))


@pytest.mark.parametrize("username", CAST)
def test_within_queries_within_queries_no_row_is_asked_about_another(username, accused, account_of):
    account = account_of(username)
    inner = Concern.objects.filter(account.kept(seen_by), pk=OuterRef("pk"))
    middle = Concern.objects.filter(Exists(inner), pk=OuterRef("pk"))
    found = Concern.objects.filter(Exists(middle), pk__in=Concern.objects.visible_to(account).values("pk"))
    assert set(found) == set(built(account))
    assert (accused in found) is (accused in built(account))


def test_the_accused_finds_nothing_where_others_find_the_matter(accused, account_of):
    assert not Concern.objects.visible_to(account_of("neighbour_clerk")).filter(pk=accused.pk).exists()
    assert Concern.objects.visible_to(account_of("first")).filter(pk=accused.pk).exists()


def test_the_names_inside_are_the_conditions_own(account_of):
    (written,) = seen_by(account_of("clerk")).children
    text = "row.".join(written.parts)
    assert "EXISTS" in text
    assert not INNER.findall(text)
    (twice,) = condition_of(
        Concern.objects.filter(
            Exists(Concern.objects.filter(seen_by(account_of("clerk")), pk=OuterRef("pk")))
        )
    ).children
    assert not INNER.findall("row.".join(twice.parts))
    assert "U0_2" in "row.".join(twice.parts)


def test_a_condition_that_joins_is_refused():
    with pytest.raises(ValueError, match="joins"):
        condition_of(Concern.objects.filter(unit__code="990101"))


def test_nothing_and_everything_can_be_written_out(accused):
    assert not Concern.objects.filter(condition_of(Concern.objects.none())).exists()
    assert Concern.objects.filter(condition_of(Concern.objects.all())).count() == Concern.objects.count()


def test_what_is_kept_asks_the_database_nothing(db):
    with pytest.raises(RuntimeError, match="must not ask"), asking_nothing():
        Concern.objects.exists()


def test_a_second_request_finds_what_was_written_out(account_of):
    first, second = account_of("clerk"), Account.objects.get(pk=account_of("clerk").pk)
    assert first is not second
    assert first.kept(seen_by) is second.kept(seen_by)


def test_a_new_post_a_new_day_and_a_new_unit_are_other_grounds(account_of, township, demo, now):
    before = Account.objects.get(pk=account_of("clerk").pk)
    kept, grounds = before.kept(seen_by), before.grounds
    post = create_post(unit=township, title="书记", role="first", first=before.today, by=demo, now=now)
    appoint(before, post=post, first=before.today, by=demo, now=now)
    after = Account.objects.get(pk=before.pk)
    assert after.kept(seen_by) is not kept
    assert before.kept(seen_by) is after.kept(seen_by)
    assert after.grounds != grounds
    other = after.grounds._replace(today=after.today + timedelta(days=1))
    assert KEPT.of(other) is not KEPT.of(after.grounds)


@pytest.mark.parametrize("username", CAST)
@pytest.mark.parametrize("right", ["concern.view", "concern.handle", "concern.triage", "evidence.view"])
def test_the_grounds_name_the_same_units_as_the_tree(username, right, account_of):
    account = account_of(username)
    reached = set(Unit.objects.reached(account.reach(right)).values_list("pk", flat=True))
    assert set(account.unit_keys(right)) == (reached if account.reach(right) else set())


def test_what_accuses_somebody_from_now_on_is_hidden_in_their_next_request(dispatched, account_of, now):
    seal(now=now)
    before = Account.objects.get(pk=account_of("neighbour_clerk").pk)
    assert dispatched in Concern.objects.visible_to(before)
    told = hidden_from(before).shown(Entry.objects.all())
    assert told.filter(subject=dispatched.ref).exists()
    Accusation.objects.create(concern=dispatched, account=before)
    Concern.objects.filter(pk=dispatched.pk).update(kind=Kind.COMPLAINT)
    after = Account.objects.get(pk=before.pk)
    assert after.kept(seen_by) is before.kept(seen_by), "the conditions are those that were kept"
    assert hidden_from(after) is hidden_from(before)
    assert dispatched not in Concern.objects.visible_to(after)
    assert not hidden_from(after).shown(Entry.objects.all()).filter(subject=dispatched.ref).exists()
    figure = "concerns.received"
    counted = [
        compute(
            figure, unit=dispatched.unit.path, period=Period.parse("2026"), hidden=hidden_from(account)
        ).value
        for account in (account_of("supervisor"), after)
    ]
    assert counted == [1, 0]
