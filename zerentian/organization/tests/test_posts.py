"""People in posts: appointed, handed over, leaving; nothing open is left with nobody."""

from datetime import date

import pytest

from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization import handover
from zerentian.organization.access import Forbidden
from zerentian.organization.actions.accounts import close_account, create_account
from zerentian.organization.actions.posts import (
    appoint,
    close_post,
    create_post,
    end_appointment,
    rename_post,
)
from zerentian.organization.handover import Matter
from zerentian.organization.models import Account, Appointment, Post

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)


@pytest.fixture
def act(administrator, now):
    """Who does it, and when."""
    return {"by": administrator, "now": now}


@pytest.fixture
def post(clerk):
    """The clerk's post."""
    return clerk.appointments.get().post


class Errands:
    """Open work of a higher room, as the hand-over sees it."""

    label = "差事"

    def __init__(self):
        self.of = {}

    def open_for(self, post):
        return [Matter(f"errand:{n}", "差事", None) for n in range(self.of.get(post.code, 0))]

    def pass_on(self, post, *, to, by, now, because):
        count = self.of.pop(post.code, 0)
        self.of[to.code] = self.of.get(to.code, 0) + count
        return count


@pytest.fixture
def errands(monkeypatch):
    """A room that keeps work open for posts."""
    errands = Errands()
    monkeypatch.setattr(handover, "OPEN_WORK", [errands])
    monkeypatch.setattr("zerentian.organization.actions.posts.OPEN_WORK", [errands])
    return errands


def test_a_new_post_gets_the_units_next_code(office, act):
    post = create_post(unit=office, title="信访专干", role="clerk", first=TODAY, **act)
    assert post.code == "990101-DZ-04"
    assert Post.objects.vacant(TODAY).get() == post


def test_a_post_is_renamed_not_recoded(post, act):
    rename_post(post, title="综合经办人", **act)
    assert Post.objects.get(code=post.code).title == "综合经办人"


def test_an_appointment_begins_on_its_day(office, act):
    account = create_account(username="newcomer", name="示例新人", **act).account
    post = create_post(unit=office, title="信访专干", role="clerk", first=TODAY, **act)
    appoint(account, post=post, first=date(2026, 3, 9), **act)
    assert account.posts_on(TODAY) == []
    assert account.posts_on(date(2026, 3, 9)) == [post]
    assert not account.may("deed.record", office)


def test_nobody_appoints_themselves_and_keepers_hold_no_post(post, auditor, demo, administrator, now):
    with pytest.raises(NotAllowed, match="三员"):
        appoint(auditor, post=post, first=TODAY, by=administrator, now=now)
    with pytest.raises(NotAllowed):
        appoint(demo, post=post, first=TODAY, by=demo, now=now)


def test_a_leader_appoints_nobody(post, cadre, leader, now):
    with pytest.raises(Forbidden):
        appoint(cadre, post=post, first=TODAY, by=leader, now=now)


def test_nobody_is_appointed_twice_to_the_same_post(clerk, post, act):
    with pytest.raises(NotAllowed, match="已任此岗位"):
        appoint(clerk, post=post, first=TODAY, **act)


def test_who_leaves_with_open_work_must_name_who_takes_it(clerk, post, errands, act):
    errands.of[post.code] = 3
    with pytest.raises(NotAllowed, match="3 件"):
        end_appointment(clerk.appointments.get(), last=TODAY, **act)
    assert Appointment.objects.get(account=clerk).last is None


def test_open_work_stays_with_the_post_when_a_successor_comes(clerk, neighbour_clerk, post, errands, act):
    errands.of[post.code] = 3
    end_appointment(clerk.appointments.get(), last=TODAY, successor=neighbour_clerk, **act)
    assert errands.of == {post.code: 3}
    assert neighbour_clerk in Account.objects.holding(post, date(2026, 3, 3))
    assert Entry.objects.filter(verb="appointment.ended").get().fact["open_work"] == 3


def test_open_work_passes_to_another_post(clerk, office_head, post, errands, act):
    errands.of[post.code] = 2
    other = office_head.appointments.get().post
    end_appointment(clerk.appointments.get(), last=TODAY, to=other, **act)
    assert errands.of == {other.code: 2}
    handed = Entry.objects.get(verb="work.handed_over")
    assert handed.fact["count"] == 2
    assert handed.fact["to"] == other.code


def test_open_work_stays_while_another_holder_goes_on(clerk, neighbour_clerk, post, errands, act):
    errands.of[post.code] = 1
    appoint(neighbour_clerk, post=post, first=TODAY, **act)
    end_appointment(clerk.appointments.get(), last=TODAY, **act)
    assert errands.of == {post.code: 1}


def test_a_post_with_open_work_closes_only_into_another(post, office_head, errands, act):
    errands.of[post.code] = 1
    with pytest.raises(NotAllowed, match="接办岗位"):
        close_post(post, last=TODAY, **act)
    close_post(post, last=TODAY, to=office_head.appointments.get().post, **act)
    assert post.appointments.get().last == TODAY


def test_work_does_not_pass_to_a_post_that_is_gone(post, office_head, act):
    other = office_head.appointments.get().post
    close_post(other, last=date(2026, 2, 1), **act)
    with pytest.raises(NotAllowed, match="另一个岗位"):
        close_post(post, last=TODAY, to=other, **act)


def test_an_account_closes_only_after_the_hand_over(clerk, act):
    with pytest.raises(NotAllowed, match="离岗交接"):
        close_account(clerk, **act)
    end_appointment(clerk.appointments.get(), last=date(2026, 3, 1), **act)
    assert not close_account(clerk, **act).is_active
    assert not clerk.may("account.own")


def test_an_appointment_does_not_end_before_it_began_nor_twice(clerk, act):
    held = clerk.appointments.get()
    with pytest.raises(NotAllowed):
        end_appointment(held, last=date(2020, 1, 1), **act)
    end_appointment(held, last=TODAY, **act)
    with pytest.raises(NotAllowed):
        end_appointment(held, last=TODAY, **act)
