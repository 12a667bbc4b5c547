"""What is asked of an account once, what is kept of the answers and for how long, and what is hidden from everybody."""

from types import SimpleNamespace

import pytest
from django.db.models import Q

from conftest import LONG_AGO, NOW
from zerentian.organization import shields
from zerentian.organization.models import Account, Post, Unit
from zerentian.organization.models.grounds import AsksTheDatabase, Grounds, KeptAnswers, asking_nothing
from zerentian.organization.tests.written import day

TODAY = NOW.date()
NOBODY = Grounds(0, TODAY, (), (), ())


@pytest.mark.django_db
def test_the_units_over_which_a_right_is_held_are_asked_once(
    administrator, leader, clerk, django_assert_num_queries
):
    every = set(Unit.objects.values_list("pk", flat=True))
    assert set(administrator.unit_keys("organization.manage")) == every
    with django_assert_num_queries(0):
        administrator.unit_keys("organization.manage")
    assert administrator.unit_keys("duty.view") == []
    below = {one.pk for one in Unit.objects.all() if one.path.startswith("990100/990101")}
    assert set(leader.unit_keys("organization.view")) == below
    assert leader.unit_keys("account.manage") == []
    assert clerk.unit_keys("wolf.hunt") == []


@pytest.mark.django_db
def test_a_closed_account_a_keeper_and_a_system_actor_hold_no_post(clerk, auditor, cli):
    assert len(clerk.posts_on(TODAY)) == 1
    clerk.is_active = False
    assert [one.posts_on(TODAY) for one in (clerk, auditor, cli)] == [[], [], []]
    assert [one.seats_on(TODAY) for one in (clerk, auditor, cli)] == [[], [], []]


@pytest.mark.django_db
def test_of_all_accounts_those_of_people_are_spoken_of(clerk, cli):
    spoken = Account.spoken_of()
    assert clerk in spoken
    assert cli not in spoken


def test_the_answers_of_the_accounts_that_asked_last_are_kept():
    answers = KeptAnswers(2)
    grounds = [NOBODY._replace(account=at) for at in range(3)]
    first, second = (answers.of(one) for one in grounds[:2])
    first["x"] = 1
    assert answers.of(grounds[0]) is first, "it asked last now"
    answers.of(grounds[2])
    assert list(answers.found) == [grounds[0], grounds[2]]
    assert answers.of(grounds[1]) is not second


def test_grounds_say_which_units_they_reach_and_where_they_stand_today():
    seats = (SimpleNamespace(own="a/b", wide="a"),)
    spans = (
        ("a", 1, LONG_AGO, None),
        ("a/b", 2, LONG_AGO, TODAY),
        ("a/b", 3, LONG_AGO, day(-1)),
        ("a/b", 4, day(1), None),
        ("a/b/c", 5, LONG_AGO, None),
        ("a/bc", 6, LONG_AGO, None),
    )
    grounds = NOBODY._replace(seats=seats, periods=spans)
    assert grounds.standing() == {"a": 1, "a/b": 2}
    assert grounds._replace(today=day(1)).standing() == {"a": 1, "a/b": 4}
    assert grounds.units_in(["a/b"]) == [2, 3, 4, 5]
    assert grounds.units_in(["a"]) == [1, 2, 3, 4, 5, 6]
    assert grounds.units_in([]) == []


@pytest.mark.django_db
def test_a_condition_that_is_kept_asks_the_database_nothing(clerk, auditor):
    with asking_nothing(), pytest.raises(AsksTheDatabase, match="SELECT"):
        Post.objects.count()
    assert Post.objects.count() > 0, "afterwards it may be asked"

    def counted(account):
        return Post.objects.count()

    with pytest.raises(AsksTheDatabase):
        clerk.kept(counted)
    assert auditor.kept(counted) == Post.objects.count(), "of a keeper nothing is kept"


@pytest.mark.django_db
def test_an_appointment_that_changed_is_asked_anew(clerk):
    assert clerk.post_keys() == [post.pk for post in clerk.posts_on(TODAY)] != []
    clerk.appointments.update(last=day(-1))
    assert clerk.post_keys() != []
    clerk.forget_seats()
    assert (clerk.post_keys(), clerk.seats_on(TODAY), clerk.unit_keys("duty.view")) == ([], [], [])


@pytest.mark.django_db
def test_rows_that_a_shielded_matter_brought_are_left_out_for_what_many_read(village, office, monkeypatch):
    def hides(account, column):
        return [Q(**{column: f"unit:{village.pk}"})] if account is None else []

    monkeypatch.setattr(shields, "SHIELDS", {})
    assert village in shields.hidden_from_nobody(Unit.objects.all(), "unit")
    shield = shields.Shield("lamp", readable=print, hidden=print, hides=hides)
    monkeypatch.setattr(shields, "SHIELDS", {"lamp": shield})
    found = shields.hidden_from_nobody(Unit.objects.all(), "unit")
    assert (village in found, office in found) == (False, True)
    assert village in shields.hidden_from_nobody(Unit.objects.all(), "post")
