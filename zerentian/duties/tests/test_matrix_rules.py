"""What is amiss in who answers for what: each fault with the row that has it and the one that just has not."""

from datetime import date, timedelta

import pytest

from zerentian.duties.rules.matrix import (
    ASSISTS,
    CHOICES_OF_DAYS,
    HANDLES,
    LEADS,
    USUAL_DAYS,
    Borne,
    Charge,
    Day,
    Fault,
    Found,
    by_cell,
    faults,
    spoken,
    twice,
)

ON = date(2026, 3, 2)
FLOOD, FIRE = 10, 20
LEADER, CADRE, OTHER = 1, 2, 3


def borne(key=100, title="巡查", item=None, area=FLOOD, post=CADRE, unit=7, days=0):
    return Borne(key, title, item, area, post, unit, ON - timedelta(days=days))


def a_day(charges=(), duties=(), held=(LEADER, CADRE, OTHER), areas=(FLOOD,), posts=(LEADER, CADRE, OTHER)):
    return Day(areas, posts, frozenset(held), list(charges), list(duties), ON)


SOUND = (Charge(FLOOD, LEADER, LEADS), Charge(FLOOD, CADRE, HANDLES), Charge(FLOOD, OTHER, ASSISTS))


def found(day, **how):
    return {one.fault: one for one in faults(day, **how)}


def test_where_one_leads_one_handles_and_something_is_owed_nothing_is_amiss():
    assert faults(a_day(SOUND, [borne()])) == []


@pytest.mark.parametrize(
    ("charges", "fault", "posts"),
    [
        (SOUND[1:], Fault.UNLED, ()),
        ((SOUND[0], SOUND[2]), Fault.UNHANDLED, ()),
        ((*SOUND, Charge(FLOOD, 4, LEADS)), Fault.LED_TWICE, (LEADER, 4)),
    ],
)
def test_an_area_is_led_by_one_post_and_handled_by_some(charges, fault, posts):
    told = found(a_day(charges, [borne(post=charges[0].post)], held=(charges[0].post,)))
    assert told[fault] == Found(fault, FLOOD, posts)
    assert not {Fault.UNLED, Fault.UNHANDLED, Fault.LED_TWICE} - {fault} & told.keys()


def test_an_area_that_is_not_in_use_is_not_asked_about():
    told = faults(a_day([*SOUND, Charge(FIRE, OTHER, ASSISTS)], [borne(), borne(200, "扑火", area=FIRE)]))
    assert told == []


def test_an_area_in_which_nothing_is_owed_is_told():
    told = found(a_day(SOUND))
    assert told == {Fault.WITHOUT_DUTY: Found(Fault.WITHOUT_DUTY, FLOOD)}


def test_a_duty_of_a_post_that_nobody_holds_is_told_by_post_and_duty():
    told = found(a_day(SOUND, [borne()], held=(LEADER, OTHER)))
    assert told == {Fault.OWNERLESS: Found(Fault.OWNERLESS, FLOOD, (CADRE,), (100,))}


def test_stray_duties_of_one_post_in_one_area_are_told_together():
    duties = [borne(1, "甲", post=9), borne(2, "乙", post=9), borne(3, "丙", post=8), borne(4, "丁")]
    told = faults(a_day(SOUND, duties, held=(LEADER, CADRE, OTHER, 8, 9)))
    assert told == [
        Found(Fault.STRAY, FLOOD, (9,), (1, 2)),
        Found(Fault.STRAY, FLOOD, (8,), (3,)),
    ]


@pytest.mark.parametrize(("days", "told"), [(89, False), (90, True), (91, True)])
def test_a_duty_is_untouched_after_so_many_days_ninety_where_nothing_is_said(days, told):
    assert USUAL_DAYS == 90
    assert USUAL_DAYS in CHOICES_OF_DAYS
    day = a_day(SOUND, [borne(days=days)])
    one = found(day).get(Fault.UNTOUCHED)
    assert one == (Found(Fault.UNTOUCHED, FLOOD, (CADRE,), (100,), days) if told else None)
    assert (Fault.UNTOUCHED in found(day, untouched=91)) == (days >= 91)


@pytest.mark.parametrize(
    ("one", "other", "posts"),
    [
        ({"title": "林区 巡查！"}, {"title": "林区巡查"}, (CADRE,)),
        ({"title": "VPN检查"}, {"title": "vpn_检查"}, (CADRE,)),
        ({"title": "甲", "item": 5}, {"title": "乙", "item": 5, "post": OTHER}, (CADRE, OTHER)),
    ],
)
def test_a_unit_bears_a_duty_twice_by_its_title_or_by_one_item_at_several_posts(one, other, posts):
    pair = [borne(2, **one), borne(1, **other)]
    assert list(twice(pair)) == [Found(Fault.TWICE, FLOOD, posts, (1, 2))]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"title": "巡查"}, {"title": "巡逻"}),
        ({"title": "巡查"}, {"title": "巡查", "unit": 8}),
        ({"title": "甲", "item": 5}, {"title": "乙", "item": 5}),
        ({"title": "甲", "item": 5}, {"title": "乙", "item": 6, "post": OTHER}),
        ({"title": "甲", "item": 5}, {"title": "乙", "item": 5, "post": OTHER, "unit": 8}),
        ({"title": "甲"}, {"title": "乙", "post": OTHER}),
    ],
)
def test_alike_in_another_unit_or_two_parts_of_one_item_at_one_post_are_no_double(one, other):
    assert list(twice([borne(1, **one), borne(2, **other)])) == []


def test_what_is_double_by_title_and_by_item_is_told_once():
    pair = [borne(1, "巡查", item=5), borne(2, "巡查", item=5, post=OTHER)]
    assert list(twice(pair)) == [Found(Fault.TWICE, FLOOD, (CADRE, OTHER), (1, 2))]


def test_a_post_that_somebody_holds_answers_for_some_area():
    told = faults(a_day(SOUND[:2], [borne()], held=(LEADER, CADRE, OTHER), posts=(LEADER, CADRE, OTHER, 4)))
    assert told == [Found(Fault.WITHOUT_AREA, posts=(OTHER,))], "nobody holds post 4"


def test_the_gravest_is_told_first_and_of_one_kind_the_longest_untouched():
    duties = [borne(1, "甲", days=95), borne(2, "乙", days=200), borne(3, "丙", post=OTHER)]
    day = a_day([SOUND[1]], duties, held=(CADRE,))
    told = [(one.fault, one.days) for one in faults(day)]
    assert told == [
        (Fault.UNLED, 0),
        (Fault.OWNERLESS, 0),
        (Fault.STRAY, 0),
        (Fault.UNTOUCHED, 200),
        (Fault.UNTOUCHED, 95),
    ]


def test_titles_are_compared_without_blanks_signs_and_case():
    assert spoken(" 林区_巡查（A） ") == "林区巡查a"
    assert spoken("——") == ""


def test_a_cell_says_the_part_and_how_many_duties_are_borne_there():
    day = a_day(SOUND[:2], [borne(1), borne(2), borne(3, area=FIRE, post=OTHER)])
    assert by_cell(day) == {
        (FLOOD, LEADER): (LEADS, 0),
        (FLOOD, CADRE): (HANDLES, 2),
        (FIRE, OTHER): ("", 1),
    }
    assert by_cell(a_day()) == {}
