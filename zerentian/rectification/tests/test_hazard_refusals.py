"""Households, readings, shifts and transfers of geological hazard points: what is refused, kept and left."""

from datetime import date, timedelta

import pytest

from zerentian.ledger.models import Entry
from zerentian.organization.access import Forbidden
from zerentian.rectification.actions import hazards, households, risks
from zerentian.rectification.models import (
    DutyShift,
    HazardSheet,
    Household,
    RainTable,
    Reading,
    RiskKind,
    Transfer,
)
from zerentian.rectification.models.hazards import Told, households_on, on_duty, rain_rows
from zerentian.rectification.rules.hazards import Card, Counted, ReadingKind
from zerentian.rectification.tests.points import SINCE, proof
from zerentian.rectification.tests.telling import refused

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TOLD = Told("示例户主甲", "示例成员乙", "13900001111", "", "", "")
TABLE = {"hours": 24, "blue": 50, "yellow": 100, "orange": 150, "red": 200}


@pytest.fixture
def pond(kind, village, clerk, now):
    """A pond in the village: no geological hazard."""
    water = RiskKind.objects.get(code="water")
    rating = risks.Rating(1, 1, "浅")
    return risks.register_point(title="山塘", unit=village, kind=water, rating=rating, by=clerk, now=now)


@pytest.fixture
def kept(point, cadre, now):
    """Write a household down, or anew."""

    def keep(told=TOLD, size=3, **said):
        return households.keep_household(point, told=told, size=size, **{"by": cadre, "now": now} | said)

    return keep


@pytest.fixture
def ordered(point, leader, now):
    """Order a transfer of the point's people."""

    def order(**said):
        said = {
            "households": 1,
            "people": 3,
            "shelter": "村小学",
            "ordered_at": now,
            "by": leader,
            "now": now,
        } | said
        return hazards.order_transfer(point, ordered_by_post=leader.posts_on(now.date())[0], **said)

    return order


def test_what_belongs_to_hazards_is_refused_elsewhere_and_on_what_is_written_off(
    pond, point, first, cadre, leader, now
):
    act, words = {"by": cadre, "now": now}, "只有地质灾害隐患点"
    refused(words, households.keep_household, pond, told=TOLD, size=1, **act)
    refused(words, households.reveal_households, pond, purpose="call", reason="x", **act)
    refused(words, households.print_cards, pond, card=Card.WORK, reason="x", **act)
    refused(words, hazards.keep_sheet, pond, values={}, by=leader, now=now)
    gone = risks.write_off(point, proof="x", uploads=proof(), by=first, now=now)
    refused("已核销，请先恢复", households.keep_household, gone, told=TOLD, size=1, **act)
    refused("已核销，请先恢复", hazards.keep_sheet, gone, values={}, by=leader, now=now)
    assert not HazardSheet.objects.exists()


@pytest.mark.parametrize(("size", "allowed"), [(0, False), (1, True), (60, True), (61, False)])
def test_a_household_has_a_head_and_one_to_sixty_people(kept, size, allowed):
    refused("户主", kept, TOLD._replace(head=" "))
    if allowed:
        assert kept(size=size).size == size
    else:
        refused("1 到 60 之间", kept, size=size)


def test_a_household_is_kept_without_blanks_by_who_may_and_only_at_its_own_point(
    kept, pond, point, clerk, now
):
    row = kept(TOLD._replace(head=" 示例户主甲 ", notes=" 夜间 "))
    assert (row.told.head, row.told.notes, row.changed_on, row.changed_at) == (
        "示例户主甲",
        "夜间",
        now.date(),
        now,
    )
    with pytest.raises(Forbidden):
        kept(by=clerk)
    other = Household(point=pond, size=1, changed_on=now.date())
    refused("信息已删除", kept, household=other)
    assert kept(household=row, size=5).pk == row.pk
    assert households_on(point) == (1, 5)


def test_an_erased_household_is_written_down_no_more_and_keeps_its_number(kept, point, cadre, now):
    one, two = kept(), kept(size=4)
    assert (one.number, two.number) == (1, 2)
    households.remove_household(one, by=cadre, now=now)
    one.refresh_from_db()
    assert (one.erased, one.head, one.phone, one.size) == (True, "", "", 3)
    refused("信息已删除", kept, household=one)
    assert (two.number, kept().number, households_on(point)) == (2, 3, (2, 7))


def test_a_look_has_a_purpose_and_a_reason_and_shows_what_is_asked_for_alone(kept, point, cadre, clerk, now):
    one, two = kept(), kept(TOLD._replace(head="示例户主丙"))
    act = {"by": cadre, "now": now}
    refused("请选择用途", households.reveal_households, point, purpose="", reason="x", **act)
    refused("请选择用途", households.reveal_households, point, purpose="fun", reason="x", **act)
    refused("查看理由", households.reveal_households, point, purpose="call", reason=" ", **act)
    with pytest.raises(Forbidden):
        households.reveal_households(point, purpose="call", reason="x", by=clerk, now=now)
    ((row, told),) = households.reveal_households(point, purpose="check", reason="x", **act, only=two)
    assert (row, told.head) == (two, "示例户主丙")
    households.remove_household(one, **act)
    shown = households.reveal_households(point, purpose="call", reason="x", **act)
    assert [row for row, _told in shown] == [two]


@pytest.mark.parametrize("purpose", ["cards", "roll_call", "call", "check"])
def test_every_purpose_there_is_may_be_given(kept, point, cadre, now, purpose):
    kept()
    assert len(households.reveal_households(point, purpose=purpose, reason="x", by=cadre, now=now)) == 1


def test_cards_are_printed_for_a_reason_and_for_somebody(kept, point, cadre, clerk, now):
    act = {"by": cadre, "now": now}
    refused("还没有登记受威胁户", households.print_cards, point, card=Card.ESCAPE, reason="x", **act)
    refused("打印理由", households.print_cards, point, card=Card.WORK, reason=" ", **act)
    row = kept()
    assert households.print_cards(point, card=Card.WORK, reason="x", **act) == []
    row.refresh_from_db()
    assert (row.card_on, row.printed_at) == (None, None)
    with pytest.raises(Forbidden):
        households.print_cards(point, card=Card.ESCAPE, reason="x", by=clerk, now=now)
    households.print_cards(point, card=Card.ESCAPE, reason="x", **act)
    row.refresh_from_db()
    assert (row.card_on, row.printed_at) == (now.date(), now)


def test_a_card_is_stale_until_it_is_printed_and_from_the_day_something_changed(kept, point, now):
    row = kept()
    stale, rows = Household.objects.stale, Household.objects
    assert stale().exists()
    rows.update(card_on=now.date(), printed_at=now)
    assert not stale().exists()
    rows.update(changed_on=now.date() + DAY)
    assert stale().exists()
    rows.update(changed_on=now.date(), changed_at=now + HOUR)
    assert stale().exists()
    rows.update(changed_at=now)
    HazardSheet.objects.create(point=point, changed_on=now.date() + DAY)
    assert stale().exists()
    HazardSheet.objects.update(changed_on=now.date())
    assert not stale().exists()
    HazardSheet.objects.update(changed_at=now + HOUR)
    assert stale().exists()
    row.erase()
    row.save()
    assert not stale().exists()


def test_what_a_card_still_lacks_is_named(point, leader, now):
    sheet = hazards.keep_sheet(point, values={"shelter": "村小学"}, by=leader, now=now)
    assert sheet.missing == [
        "warning_sign",
        "route",
        "duty_phone",
        "town_post",
        "warning_post",
        "shelter_post",
    ]
    again = hazards.keep_sheet(point, values={"route": "沿村道"}, by=leader, now=now + DAY)
    assert (again.pk, again.shelter, again.changed_on, again.changed_at) == (
        sheet.pk,
        "村小学",
        now.date() + DAY,
        now + DAY,
    )


def test_a_reading_is_of_today_at_the_latest_and_within_what_a_gauge_shows(point, cadre, inspector, now):
    said = {"kind": ReadingKind.WATER, "clock": "", "now": now}
    day = now.date()
    refused("不能晚于今天", hazards.take_reading, point, tenths=1, read_on=day + DAY, **said, by=cadre)
    for tenths in (-1, 100_001):
        refused("0 到 10000", hazards.take_reading, point, tenths=tenths, read_on=day, **said, by=cadre)
    with pytest.raises(Forbidden):
        hazards.take_reading(point, tenths=1, read_on=day, **said, by=inspector)
    assert hazards.take_reading(point, tenths=0, read_on=day, **said, by=cadre).tenths == 0


def test_the_table_over_a_place_proposes_for_rain_alone(point, town, first, cadre, other_township, demo, now):
    table = {"since": SINCE, "basis": "预案", "now": now}
    hazards.set_rain_table(unit=other_township, **TABLE | {"blue": 1}, **table, by=demo)
    said = {"tenths": 600, "hours": 24, "read_on": now.date(), "clock": "", "by": cadre, "now": now}
    rain = {"kind": ReadingKind.RAIN}
    assert hazards.take_reading(point, **rain, **said).proposed == ""
    hazards.set_rain_table(unit=town, **TABLE, **table, by=first)
    assert [one.blue for one in rain_rows(point.path)] == [50]
    assert hazards.take_reading(point, **rain, **said).proposed == "blue"
    assert hazards.take_reading(point, **rain, **said | {"hours": 1}).proposed == ""
    assert hazards.take_reading(point, kind=ReadingKind.CRACK, **said).proposed == ""
    assert Reading.objects.filter(hours=0).count() == 1


def test_a_rain_table_rises_has_its_document_and_is_set_by_who_leads(town, first, clerk, now):
    said = {"unit": town, "since": SINCE, "now": now}
    refused("从小到大", hazards.set_rain_table, **said, **TABLE | {"yellow": 50}, basis="x", by=first)
    refused("依据文件", hazards.set_rain_table, **said, **TABLE, basis=" ", by=first)
    with pytest.raises(Forbidden):
        hazards.set_rain_table(**said, **TABLE, basis="x", by=clerk)
    assert not RainTable.objects.exists()


def test_a_shift_runs_forward_with_a_telephone_and_is_dropped_once(
    town, leader, cadre, first, inspector, now
):
    posts = {
        "responsible": cadre.posts_on(now.date())[0],
        "responsible_leader": leader.posts_on(now.date())[0],
    }
    said = {
        "unit": town,
        "first": now.date(),
        "last": now.date(),
        "duty_phone": "0000-110",
        "now": now,
    } | posts
    refused("止日不能早于起日", hazards.set_shift, **said | {"last": now.date() - DAY}, by=first)
    refused("值班电话", hazards.set_shift, **said | {"duty_phone": " "}, by=first)
    with pytest.raises(Forbidden):
        hazards.set_shift(**said, by=inspector)
    shift = hazards.set_shift(**said, by=first)
    with pytest.raises(Forbidden):
        hazards.drop_shift(shift, by=inspector, now=now)
    assert hazards.drop_shift(shift, by=first, now=now) == shift
    refused("已经撤销", hazards.drop_shift, shift, by=first, now=now)


def test_the_roster_shows_who_is_on_duty_from_today_on_the_first_day_first(
    town, village, leader, cadre, outsider, first, now
):
    posts = {
        "responsible": cadre.posts_on(now.date())[0],
        "responsible_leader": leader.posts_on(now.date())[0],
    }

    def shift(unit, begin, end, phone):
        days = {"first": now.date() + begin * DAY, "last": now.date() + end * DAY}
        return hazards.set_shift(unit=unit, **days, **posts, duty_phone=phone, by=first, now=now)

    shift(town, 2, 3, "third")
    shift(village, 0, 5, "second")
    shift(town, -5, -1, "over")
    shift(town, -3, 0, "first")
    hazards.drop_shift(shift(town, 0, 9, "dropped"), by=first, now=now)
    assert [one.duty_phone for one in on_duty(leader)] == ["first", "second", "third"]
    assert not on_duty(outsider)
    assert DutyShift.objects.count() == 5


def test_a_transfer_is_ordered_to_a_shelter_by_now_and_one_at_a_time(ordered, now, inspector):
    refused("不能晚于现在", ordered, ordered_at=now + HOUR)
    refused("安置地点", ordered, shelter=" ")
    with pytest.raises(Forbidden):
        ordered(by=inspector)
    ordered()
    refused("已有一次转移尚未返回", ordered)
    assert Transfer.objects.get().state == "ordered"


def count(transfer, counted, by, now, **said):
    return hazards.count_transfer(
        transfer, counted=counted, **{"checked_empty": True, "words": ""} | said, by=by, now=now
    )


def test_steps_of_a_transfer_come_in_their_turn(ordered, leader, now):
    moved = ordered()
    everybody, later = Counted(1, 3, 0, 0), {"by": leader, "now": now + HOUR}
    refused("目前是“已组织，待清点”", hazards.return_transfer, moved, returned_at=now, **later)
    count(moved, everybody, **later)
    refused("目前是“已清点，未返回”", hazards.call_off_transfer, moved, reason="x", **later)
    for at in (now, now + 2 * HOUR):
        refused("返回时间须在清点", hazards.return_transfer, moved, returned_at=at, **later)
    back = hazards.return_transfer(moved, returned_at=now + HOUR, **later)
    assert (back.state, back.returned_at) == ("returned", now + HOUR)
    refused("目前是“已返回”", count, moved, everybody, **later)
    assert ordered(now=now + HOUR).pk != moved.pk


def test_a_roll_call_is_now_unless_it_says_when_and_after_the_order(ordered, leader, now):
    moved, everybody = ordered(), Counted(0, 2, 0, 1)
    later = {"by": leader, "now": now + 2 * HOUR}
    for at in (now - HOUR, now + 3 * HOUR):
        refused("清点时间须在组织转移", count, moved, everybody, **later, counted_at=at)
    refused("超过应转移的 1 户", count, moved, Counted(2, 3, 0, 0), **later)
    refused("做了什么工作", count, moved, Counted(1, 2, 1, 0), **later, words=" ")
    assert count(moved, everybody, **later).counted_at == now + 2 * HOUR
    assert count(moved, everybody, **later, counted_at=now).counted_at == now


def test_a_second_roll_call_takes_the_place_of_the_first_on_its_day(ordered, leader, now):
    moved = ordered()
    count(moved, Counted(1, 2, 1, 0), leader, now + HOUR, words="劝导", checked_empty=False)
    later = count(moved, Counted(1, 3, 0, 0), leader, now + 2 * DAY, words=" 全部转移 ")
    assert (later.checked_empty, later.words, later.refused_people) == (True, "全部转移", 0)
    first, second = Entry.objects.filter(verb="transfer.counted").order_by("id")
    assert (second.replaces, second.change, second.occurred_on) == (
        first.uuid,
        "corrected",
        date(2026, 3, 2),
    )


def test_a_transfer_called_off_says_why_and_leaves_room_for_another(ordered, leader, now):
    wrong = ordered()
    refused("取消理由", hazards.call_off_transfer, wrong, reason=" ", by=leader, now=now)
    assert hazards.call_off_transfer(wrong, reason="误登", by=leader, now=now) == wrong
    ordered()
    assert Transfer.objects.under_way().count() == 1
    assert Transfer.objects.stood().count() == 1
