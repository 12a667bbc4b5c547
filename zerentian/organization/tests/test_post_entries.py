"""What is written when posts are created, filled, charged with areas, handed over and closed, and what is refused."""

from datetime import date

import pytest

from conftest import NOW
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden
from zerentian.organization.actions.accounts import create_account
from zerentian.organization.actions.areas import (
    adopt_areas,
    charge,
    close_area,
    discharge,
    open_area,
    rename_area,
)
from zerentian.organization.actions.posts import (
    appoint,
    close_post,
    create_post,
    end_appointment,
    hand_over,
    next_code,
    rename_post,
    succeed_post,
)
from zerentian.organization.models import Appointment, Area, AreaCharge, Post
from zerentian.organization.rules.usual_areas import USUAL_AREAS
from zerentian.organization.tests.written import day, newest

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def newcomer(act):
    return create_account(username="newcomer", name="示例新人", **act).account


@pytest.fixture
def post(village, act):
    """An empty post of the village, since ten days ago."""
    return create_post(unit=village, title=" 文书 ", role="cadre", first=day(-10), **act)


@pytest.fixture
def area(act):
    return open_area(code="lamps", name=" 路灯 ", **act)


# -- posts -----------------------------------------------------------------------------------------------


def test_a_post_says_its_role_and_first_day_under_its_unit(post, village):
    entry = newest("post.created")
    assert entry.fact == {"role": "cadre", "first": day(-10).isoformat()}
    assert (entry.subject, entry.unit, entry.occurred_on) == (post.ref, village.path, day(-10))
    assert (post.title, post.code, post.ref) == ("文书", "990101-V01-02", "post:990101-V01-02")


def test_codes_go_on_where_a_number_is_free(post, village, act):
    assert next_code(village) == "990101-V01-03"
    create_post(unit=village, title="x", role="cadre", first=TODAY, code="990101-V01-04", **act)
    assert next_code(village) == "990101-V01-03"
    create_post(unit=village, title="x", role="cadre", first=TODAY, **act)
    assert next_code(village) == "990101-V01-05"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": " "}, "请填写岗位名称"),
        ({"code": "990101-V01-02"}, "岗位代码“990101-V01-02”已被使用"),
        ({"code": "有 空"}, "不能用的字符"),
        ({"code": "A" * 41}, "请换一个"),
        ({"role": "clerk"}, "该单位的岗位角色只能是：村（社区）干部"),
        ({"role": "nonsense"}, "角色只能是"),
        ({"first": date(2023, 12, 31)}, "上坪村在2023年12月31日尚未设立"),
    ],
)
def test_a_post_needs_a_title_a_code_a_role_of_its_unit_and_a_day_of_it(post, village, act, wrong, words):
    said = {"title": "组长", "role": "cadre", "first": TODAY} | wrong
    with pytest.raises(NotAllowed, match=words):
        create_post(unit=village, **said, **act)


def test_a_post_is_renamed_today_whatever_it_is_called(post, act):
    assert rename_post(post, title=" 文书员 ", **act).title == "文书员"
    assert (newest("post.renamed").fact, newest("post.renamed").occurred_on) == ({}, TODAY)
    with pytest.raises(NotAllowed, match="请填写岗位名称"):
        rename_post(post, title=" ", **act)


@pytest.mark.parametrize("ahead", [-10, -11])
def test_a_post_is_filled_from_a_day_on_which_it_exists(post, newcomer, act, ahead):
    if ahead == -11:
        with pytest.raises(NotAllowed, match="岗位“文书”在2026年2月19日不存在"):
            appoint(newcomer, post=post, first=day(ahead), **act)
        return
    made = appoint(newcomer, post=post, first=day(ahead), **act)
    entry = newest("appointment.made")
    assert entry.fact == {"post": post.code, "role": "cadre", "first": day(ahead).isoformat()}
    assert (entry.subject, entry.occurred_on) == (made.ref, day(ahead))
    assert newcomer.posts_on(TODAY) == [post], "what was remembered of the account is dropped"


def test_an_appointment_to_come_is_stated_today(post, newcomer, act):
    appoint(newcomer, post=post, first=day(5), **act)
    assert newest("appointment.made").occurred_on == TODAY
    assert newcomer.posts_on(TODAY) == []
    assert newcomer.posts_on(day(5)) == [post]


def test_who_held_a_post_comes_back_the_day_after(post, newcomer, act):
    held = appoint(newcomer, post=post, first=day(-5), **act)
    end_appointment(held, last=day(-1), **act)
    with pytest.raises(NotAllowed, match="示例新人在该日已任此岗位"):
        appoint(newcomer, post=post, first=day(-1), **act)
    assert appoint(newcomer, post=post, first=TODAY, **act)
    entry = newest("appointment.ended")
    assert entry.fact == {"post": post.code, "last": day(-1).isoformat(), "open_work": 0}


@pytest.mark.parametrize("ahead", [-6, -5])
def test_an_appointment_ends_on_its_first_day_at_the_earliest_and_once(post, newcomer, act, ahead):
    held = appoint(newcomer, post=post, first=day(-5), **act)
    if ahead == -6:
        with pytest.raises(NotAllowed, match="早于任职日期2026年2月25日"):
            end_appointment(held, last=day(ahead), **act)
        return
    end_appointment(held, last=day(ahead), **act)
    with pytest.raises(NotAllowed, match="该任职已结束"):
        end_appointment(Appointment.objects.get(pk=held.pk), last=day(ahead), **act)
    assert held.covers(day(-5))
    assert not held.covers(day(-4))


def test_a_successor_follows_the_day_after(post, newcomer, cadre, act):
    held = appoint(newcomer, post=post, first=day(-5), **act)
    end_appointment(held, last=TODAY, successor=cadre, **act)
    assert Appointment.objects.get(post=post, account=cadre).first == day(1)
    assert [one.username for one in type(cadre).objects.holding(post, TODAY)] == ["newcomer"]
    assert [one.username for one in type(cadre).objects.holding(post, day(1))] == ["cadre"]


def test_a_post_closes_with_its_holders_and_says_who_takes_over(post, newcomer, cadre, act):
    appoint(newcomer, post=post, first=day(-5), **act)
    coming = appoint(cadre, post=post, first=day(3), **act)
    to = cadre.posts_on(TODAY)[0]
    closed = close_post(post, last=TODAY, to=to, **act)
    assert (closed.last, closed.successor) == (TODAY, to)
    assert newest("post.closed").fact == {"last": TODAY.isoformat(), "successor": to.code}
    assert Appointment.objects.get(post=post, account=newcomer).last == TODAY
    coming.refresh_from_db()
    assert coming.last == coming.first, "who was to come never came"
    with pytest.raises(NotAllowed, match="不存在"):
        close_post(post, last=day(1), **act)


def test_a_post_that_nobody_follows_says_no_successor(post, act):
    close_post(post, last=TODAY, **act)
    assert newest("post.closed").fact == {"last": TODAY.isoformat()}


def test_work_passes_to_another_post_of_the_day_after(post, village, act):
    later = create_post(unit=village, title="新岗", role="cadre", first=day(2), **act)
    for to in (post, later):
        with pytest.raises(NotAllowed, match="接办岗位须是2026年3月3日存在的另一个岗位"):
            close_post(post, last=TODAY, to=to, **act)
    assert hand_over(post, to=later, **act) is None, "nothing is open"


def test_a_post_lives_on_elsewhere_with_its_holders(post, newcomer, neighbour_village, act):
    appoint(newcomer, post=post, first=day(-5), **act)
    heir = succeed_post(post, unit=neighbour_village, last=TODAY, **act)
    assert (heir.unit, heir.title, heir.role, heir.first) == (neighbour_village, "文书", "cadre", day(1))
    post.refresh_from_db()
    assert (post.last, post.successor) == (TODAY, heir)


def test_a_post_is_vacant_on_a_day_on_which_nobody_holds_it(post, newcomer, act):
    held = appoint(newcomer, post=post, first=day(-5), **act)
    end_appointment(held, last=day(-3), **act)
    vacant = [post in Post.objects.vacant(day(at)) for at in (-11, -10, -5, -3, -2)]
    assert vacant == [False, True, False, False, True]


# -- areas -----------------------------------------------------------------------------------------------


def test_an_area_is_opened_renamed_and_closed_with_its_entries(area, act):
    assert (area.name, area.is_open, area.ref) == ("路灯", True, "area:lamps")
    assert (newest("area.opened").subject, newest("area.opened").fact) == (area.ref, {})
    rename_area(area, name=" 照明 ", **act)
    closed = close_area(area, **act)
    assert (closed.is_open, newest("area.closed").subject, newest("area.renamed").subject) == (
        False,
        area.ref,
        area.ref,
    )
    with pytest.raises(NotAllowed, match="该领域已停用"):
        close_area(area, **act)


@pytest.mark.parametrize(
    ("code", "name"), [("lamps", "x"), ("", "x"), ("a_b", "x"), ("a" * 41, "x"), ("ok", " ")]
)
def test_an_area_has_a_name_and_a_code_of_its_own(area, act, code, name):
    with pytest.raises(NotAllowed, match="请填写名称，并换一个未用过的代码"):
        open_area(code=code, name=name, **act)


def test_the_usual_areas_are_opened_once_and_none_twice_by_code_or_name(act):
    open_area(code="fire", name="防火", **act)
    open_area(code="own", name="防汛抗旱", **act)
    assert adopt_areas(**act) == len(USUAL_AREAS) - 2
    assert adopt_areas(**act) == 0
    assert Area.objects.get(code="party").name == "党的建设"
    assert not Area.objects.filter(code="flood").exists()


def test_a_charge_says_post_part_and_day_under_the_posts_unit(area, post, leader, village):
    made = charge(area, post=post, part="leads", first=day(-3), by=leader, now=NOW)
    entry = newest("area.charged")
    assert entry.fact == {"post": post.code, "part": "leads", "first": day(-3).isoformat()}
    assert (entry.unit, entry.occurred_on, entry.subject) == (village.path, day(-3), area.ref)
    ended = discharge(made, last=day(3), by=leader, now=NOW)
    entry = newest("area.discharged")
    assert (ended.last, entry.occurred_on) == (day(3), TODAY)
    assert entry.fact == {"post": post.code, "part": "leads", "last": day(3).isoformat()}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [({"part": "owns"}, "请选择在用的领域"), ({"first": date(2026, 2, 19)}, "该日存在的岗位")],
)
def test_a_charge_needs_a_part_there_is_and_a_day_of_its_post(area, post, leader, wrong, words):
    said = {"part": "leads", "first": TODAY} | wrong
    with pytest.raises(NotAllowed, match=words):
        charge(area, post=post, **said, by=leader, now=NOW)


def test_a_post_answers_for_an_area_once_and_from_the_day_after_it_was_released(area, post, leader, act):
    by = {"by": leader, "now": NOW}
    held = charge(area, post=post, part="leads", first=day(-5), **by)
    with pytest.raises(NotAllowed, match="请先解除再改分工"):
        charge(area, post=post, part="assists", first=TODAY, **by)
    with pytest.raises(NotAllowed, match="早于2026年2月25日"):
        discharge(held, last=day(-6), **by)
    with pytest.raises(NotAllowed, match="还有岗位负责"):
        close_area(area, **act)
    discharge(held, last=TODAY, **by)
    with pytest.raises(NotAllowed, match="已经解除"):
        discharge(held, last=TODAY, **by)
    with pytest.raises(NotAllowed, match="到2026年3月2日为止负责此领域"):
        charge(area, post=post, part="assists", first=TODAY, **by)
    charge(area, post=post, part="assists", first=day(1), **by)


def test_areas_are_charged_by_who_divides_the_work_and_kept_by_the_administrator(area, post, leader, clerk):
    with pytest.raises(Forbidden):
        charge(area, post=post, part="leads", first=TODAY, by=clerk, now=NOW)
    for act in (
        lambda: rename_area(area, name="x", by=leader, now=NOW),
        lambda: close_area(area, by=leader, now=NOW),
    ):
        with pytest.raises(Forbidden):
            act()


def test_with_a_post_its_charges_pass_to_who_takes_over_in_the_same_part(area, post, cadre, leader, act):
    other = open_area(code="roads", name="道路", **act)
    to = cadre.posts_on(TODAY)[0]
    charge(area, post=post, part="leads", first=day(-5), by=leader, now=NOW)
    charge(other, post=post, part="handles", first=day(-5), by=leader, now=NOW)
    charge(other, post=to, part="assists", first=day(-5), by=leader, now=NOW)
    close_post(post, last=TODAY, to=to, **act)
    assert not AreaCharge.objects.filter(post=post, last=None).exists()
    told = sorted(AreaCharge.objects.filter(post=to, last=None).values_list("area__code", "part", "first"))
    assert told == [("lamps", "leads", day(1)), ("roads", "assists", day(-5))], (
        "it answers for the roads already"
    )
