"""Who may do what, how far it reaches, and who is told no."""

from datetime import date

import pytest

from zerentian.organization.access import Forbidden, require
from zerentian.organization.models import Account, Unit
from zerentian.organization.permissions import permissions_page
from zerentian.organization.rules.named_rights import RIGHTS
from zerentian.organization.rules.rights import KEEPERS, ROLES, SYSTEM

pytestmark = pytest.mark.django_db


def test_every_right_in_the_table_exists_and_somebody_holds_it():
    granted = set().union(*(role.rights for table in (ROLES, KEEPERS, SYSTEM) for role in table.values()))
    assert granted == set(RIGHTS)


def test_a_clerk_records_for_the_own_office_and_not_for_the_next(clerk, office, neighbour_office, now):
    require(clerk, "deed.record", office, now=now)
    with pytest.raises(Forbidden, match="登记"):
        require(clerk, "deed.record", neighbour_office, now=now)


def test_a_cadre_verifies_for_a_neighbour_village_but_records_only_at_home(cadre, neighbour_village):
    require(cadre, "deed.verify", neighbour_village)
    assert not cadre.may("deed.record", neighbour_village)


def test_a_leader_acts_for_the_whole_township_and_for_no_other(leader, village, other_township):
    assert leader.may("task.assign", village)
    assert not leader.may("task.assign", other_township)


def test_a_path_serves_as_well_as_a_unit(inspector, clerk):
    assert inspector.may("report.view", "990100/990101/990101-V01")
    assert not clerk.may("report.view", "990100/9901011")


def test_people_of_another_township_see_nothing_of_this_one(outsider):
    assert set(Unit.objects.visible_to(outsider).values_list("code", flat=True)) == {"990102", "990102-DZ"}


def test_the_county_sees_every_unit_below_it(inspector):
    assert Unit.objects.visible_to(inspector).count() == Unit.objects.count()


@pytest.mark.parametrize("keeper", sorted(KEEPERS))
def test_keepers_of_the_system_read_no_business_content(keeper, account_of):
    account = account_of(keeper)
    for right in ("deed.view", "report.view", "task.view", "evidence.view", "figure.view", "desk.view"):
        assert not account.may(right)


def test_the_three_keepers_share_no_power_but_what_takes_two_of_them_and_the_look_at_the_machine():
    everybodys = {"account.own", "account.view", "calendar.view", "organization.view", "status.view"}
    everybodys |= {"reset.ask", "reset.confirm"}
    powers = [right for role in KEEPERS.values() for right in role.rights - everybodys]
    assert len(powers) == len(set(powers))


def test_without_a_post_only_the_own_account_is_left(now):
    account = Account.objects.create(username="newcomer", name="示例新人")
    assert account.may("account.own")
    assert not account.may("desk.view")
    assert Unit.objects.visible_to(account).count() == 0


def test_a_closed_account_may_do_nothing(clerk):
    clerk.is_active = False
    assert not clerk.may("account.own")
    assert not clerk.may("deed.record")


def test_rights_are_those_of_the_day(clerk, office):
    assert not clerk.may("deed.record", office, date(2023, 12, 31))
    assert clerk.may("deed.record", office, date(2024, 1, 1))


def test_an_unknown_right_is_a_mistake_not_a_refusal(clerk):
    with pytest.raises(LookupError):
        require(clerk, "deed.recrod")


def test_the_page_of_permissions_is_the_table_of_rights(settings):
    page = (settings.BASE_DIR / "docs" / "permissions.md").read_text(encoding="utf-8")
    assert page == permissions_page(), "run: zerentian permissions > docs/permissions.md"
    assert all(f"`{code}`" in page for code in RIGHTS)
