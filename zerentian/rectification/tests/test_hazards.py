"""Geological hazard points: cards, households that nobody reads without a reason, readings, transfers that leave nobody
out."""

import io
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from zerentian.casework.actions.rotation import rotate_contact_key
from zerentian.casework.cipher import keys
from zerentian.casework.tokens import closed_to, tokens
from zerentian.evidence.actions import receive
from zerentian.ledger.actions import seal
from zerentian.ledger.figures import compute
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import Period
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden
from zerentian.organization.models import Account
from zerentian.rectification.actions import county_signals, hazards, households, risk_terms, risks
from zerentian.rectification.cards import escape_cards, plan_table, work_card
from zerentian.rectification.models import DutyShift, Household, RiskKind, RiskStep, Transfer
from zerentian.rectification.models.hazards import Told
from zerentian.rectification.rules.hazards import Card, Counted, RainRow, ReadingKind, check_counted, proposed

SINCE = date(2026, 1, 1)
HEAD, PHONE = "示例户主甲", "13900001111"


@pytest.fixture
def town(leader, now):
    return leader.posts_on(now.date())[0].unit


@pytest.fixture
def point(town, village, cadre, first, now):
    risk_terms.take_usual_kinds(unit=town, by=first, now=now)
    return risks.register_point(
        title="危岩体",
        unit=village,
        kind=RiskKind.objects.get(code="rockfall"),
        rating=risks.Rating(4, 5, "岩体松动", risks.RiskLevel.MAJOR),
        responsible=cadre.posts_on(now.date())[0],
        by=first,
        now=now,
    )


@pytest.fixture
def household(point, cadre, now):
    told = Told(HEAD, "示例成员乙", PHONE, "砖混两层", "岩体下方二十米", "夜间留意声响")
    return households.keep_household(point, told=told, size=4, by=cadre, now=now)


def transfer(point, leader, now, **more):
    said = {"households": 1, "people": 4, "shelter": "村小学", "ordered_at": now} | more
    return hazards.order_transfer(
        point, ordered_by_post=leader.posts_on(now.date())[0], **said, by=leader, now=now
    )


def test_a_household_is_nowhere_in_the_clear_but_to_a_stated_reason(household, point, cadre, now):
    with connection.cursor() as cursor:
        cursor.execute("select head, members, phone, house, position, notes from rectification_household")
        assert HEAD not in str(cursor.fetchall())
    assert not [entry for entry in Entry.objects.all() if HEAD in entry.facts or PHONE in entry.facts]
    with pytest.raises(NotAllowed, match="理由"):
        households.reveal_households(point, purpose="call", reason=" ", by=cadre, now=now)
    ((_, told),) = households.reveal_households(point, purpose="call", reason="暴雨通知", by=cadre, now=now)
    assert told.head == HEAD
    entry = Entry.objects.get(verb="risk.household_revealed")
    look = RiskStep.objects.get(step="look")
    assert (look.words, look.entry) == ("暴雨通知", entry.uuid)
    assert f"text:rectification.riskstep:{look.pk}:words" in entry.commitment
    households.print_cards(point, card=Card.ESCAPE, reason="汛前发卡", by=cadre, now=now)
    assert RiskStep.objects.filter(step="look").last().words == "汛前发卡"


def test_why_households_were_looked_at_is_read_by_who_may_look(
    client_of, household, point, cadre, clerk, now
):
    households.reveal_households(point, purpose="call", reason="暴雨通知转移", by=cadre, now=now)
    households.print_cards(point, card=Card.WORK, reason="汛前发工作卡", by=cadre, now=now)
    address = reverse("risks:risk-detail", args=[point.pk])
    assert "暴雨通知转移" in client_of(cadre).get(address).content.decode()
    shown = client_of(clerk).get(address).content.decode()
    assert "暴雨通知转移" not in shown
    assert "汛前发工作卡" in shown


@pytest.mark.parametrize("what", ["household", "look", "print"])
def test_no_draft_of_a_household_stays_in_the_browser(client_of, point, cadre, what):
    where = {
        "household": reverse("risks:hazard-enter", args=[point.pk, "household"]),
        "look": reverse("risks:households", args=[point.pk]),
        "print": reverse("risks:cards", args=[point.pk, "escape"]),
    }
    form = client_of(cadre).get(where[what]).context["form"]
    assert all('data-draft-never=""' in str(field) for field in form)


def test_who_may_not_keep_households_sees_how_many_and_no_more(
    client_of, household, point, clerk, inspector, now
):
    for account in (clerk, inspector):
        with pytest.raises(Forbidden):
            households.reveal_households(point, purpose="call", reason="看", by=account, now=now)
        shown = client_of(account).get(reverse("risks:hazard", args=[point.pk])).content.decode()
        assert "1 户 4 人" in shown
        assert HEAD not in shown
        assert client_of(account).get(reverse("risks:cards", args=[point.pk, "escape"])).status_code in (
            403,
            404,
        )


def test_a_token_moved_to_another_household_does_not_open(household, point, cadre, now):
    other = households.keep_household(
        point, told=Told("示例户主丙", "", "", "", "", ""), size=2, by=cadre, now=now
    )
    Household.objects.filter(pk=other.pk).update(phone=household.phone)
    with pytest.raises(NotAllowed, match="挪来"):
        _ = Household.objects.get(pk=other.pk).told


def test_a_new_contact_key_opens_the_households_too(household, now):
    rotate_contact_key(by=Account.objects.system("cli"), now=now)
    assert closed_to(keys()[:1]) == 0
    assert any(place.startswith("rectification.household") for _token, place in tokens())
    assert Household.objects.get().told.head == HEAD


def test_households_are_erased_when_the_danger_is_lifted(household, point, leader, now):
    proof = [receive(io.BytesIO(b"done"), name="验收.txt")]
    risks.write_off(point, proof="已清除", uploads=proof, by=leader, now=now)
    row = Household.objects.get()
    assert (row.erased, row.head, row.phone) == (True, "", "")
    with pytest.raises(IntegrityError), transaction.atomic():
        Household.objects.update(head="x")


def test_cards_print_three_copies_and_blanks_stay_blank(client_of, household, point, cadre):
    client = client_of(cadre)
    address = reverse("risks:cards", args=[point.pk, "escape"])
    assert HEAD not in client.get(address).content.decode()
    assert client.post(address, {}).status_code == 422
    shown = client.post(address, {"reason": "汛前发卡"})
    assert shown.content.decode().count("避险明白卡</h1>") == 3
    assert "no-store" in shown["Cache-Control"]
    assert "________" in shown.content.decode()
    work = client.post(reverse("risks:cards", args=[point.pk, "work"]), {"reason": "发卡"})
    assert work.content.decode().count("防灾工作明白卡</h1>") == 3


def test_cards_of_many_households_are_several_entries_and_count_each_household_once(
    household, point, cadre, now, monkeypatch
):
    monkeypatch.setattr(households, "ROWS", 1)
    other = Told("示例户主丙", "", "", "", "", "")
    households.keep_household(point, told=other, size=2, by=cadre, now=now)
    shown = households.print_cards(point, card=Card.ESCAPE, reason="发卡", by=cadre, now=now)
    assert [told.head for _row, told in shown] == [HEAD, "示例户主丙"]
    told = Entry.objects.filter(verb="risk.cards_printed").order_by("id")
    assert [entry.fact["households"] for entry in told] == [2, 0]
    assert Household.objects.filter(card_on=now.date()).count() == 2


def test_a_changed_telephone_makes_the_card_stale_and_stands_on_the_desk(
    client_of, household, point, cadre, now
):
    households.print_cards(point, card=Card.ESCAPE, reason="发卡", by=cadre, now=now)
    assert not Household.objects.stale().exists()
    later = now + timedelta(days=1)
    told = household.told._replace(phone="13900002222")
    row = Household.objects.get()
    households.keep_household(point, told=told, size=4, household=row, by=cadre, now=later)
    assert Household.objects.stale().count() == 1
    assert "明白卡待更新" in client_of(cadre).get("/").content.decode()


def test_what_changes_later_on_the_day_of_printing_makes_the_card_stale(household, point, cadre, first, now):
    soon = now + timedelta(hours=1)
    households.print_cards(point, card=Card.ESCAPE, reason="发卡", by=cadre, now=now)
    row = Household.objects.get()
    households.keep_household(point, told=household.told, size=4, household=row, by=cadre, now=soon)
    assert Household.objects.stale().exists()
    soon += timedelta(hours=1)
    households.print_cards(point, card=Card.ESCAPE, reason="再发", by=cadre, now=soon)
    assert not Household.objects.stale().exists()
    hazards.keep_sheet(point, values={"shelter": "村小学"}, by=first, now=soon + timedelta(hours=1))
    assert Household.objects.stale().exists()


def test_a_card_names_all_members(client_of, point, cadre, now):
    members = "\n".join(f"成员{n:02}" for n in range(1, 12))
    told = Told(HEAD, members, "", "", "", "")
    households.keep_household(point, told=told, size=12, by=cadre, now=now)
    shown = client_of(cadre).post(reverse("risks:cards", args=[point.pk, "escape"]), {"reason": "发卡"})
    assert "成员11" in shown.content.decode()


def test_the_roll_call_leaves_nobody_out_and_people_return_after_the_lifting(point, town, leader, first, now):
    issued = county_signals.Issued("县局", "7", "red", now, "红色预警")
    signal = county_signals.relay_signal(issued, unit=town, by=first, now=now)
    moved = transfer(point, leader, now, signal=signal)
    with pytest.raises(NotAllowed, match="尚未返回"):
        transfer(point, leader, now)
    with pytest.raises(NotAllowed, match="一个不漏"):
        count(moved, Counted(1, 3, 0, 0), leader, now)
    with pytest.raises(NotAllowed, match="未转移"):
        count(moved, Counted(1, 3, 1, 0), leader, now)
    count(moved, Counted(1, 3, 0, 1), leader, now)
    with pytest.raises(NotAllowed, match="尚未解除"):
        hazards.return_transfer(moved, returned_at=now, by=leader, now=now)
    county_signals.lift_signal(signal, lifted_at=now, number="7-1", by=first, now=now + timedelta(days=1))
    later = now + timedelta(days=2)
    assert hazards.return_transfer(moved, returned_at=now, by=leader, now=later).state == "returned"
    for verb in ("transfer.returned", "signal.lifted"):
        assert Entry.objects.get(verb=verb).occurred_on == now.date()


def count(moved, counted, by, now):
    return hazards.count_transfer(moved, counted=counted, checked_empty=True, words="", by=by, now=now)


def test_the_database_refuses_a_roll_call_that_leaves_somebody_out(point, leader, now):
    moved = count(transfer(point, leader, now), Counted(1, 4, 0, 0), leader, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Transfer.objects.filter(pk=moved.pk).update(moved_people=3)


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50), st.integers(0, 150))
def test_a_roll_call_holds_when_everybody_is_counted(moved, stays, away, people):
    counted = Counted(0, moved, stays, away)
    if moved + stays + away == people:
        check_counted(counted, 0, people)
    else:
        with pytest.raises(NotAllowed):
            check_counted(counted, 0, people)


@given(st.integers(0, 3000), st.sampled_from([1, 3, 24]))
def test_the_rain_table_proposes_the_gravest_colour_that_is_reached(tenths, hours):
    rows = [RainRow(1, 35, 45, 60, 80, SINCE), RainRow(24, 100, 130, 160, 200, SINCE)]
    colour = proposed(rows, hours, tenths, date(2026, 6, 1))
    begins = {1: (35, 45, 60, 80), 24: (100, 130, 160, 200)}.get(hours, ())
    reached = [
        name
        for name, mm in zip(("blue", "yellow", "orange", "red"), begins, strict=False)
        if tenths >= mm * 10
    ]
    assert colour == (reached[-1] if reached else None)


def test_a_reading_proposes_to_ask_the_county_and_does_nothing_else(point, town, first, cadre, now):
    row = {"unit": town, "hours": 24, "blue": 100, "yellow": 130, "orange": 160, "red": 200}
    hazards.set_rain_table(**row, since=SINCE, basis="预案", by=first, now=now)
    said = {"kind": ReadingKind.RAIN, "hours": 24, "read_on": now.date(), "clock": ""}
    reading = hazards.take_reading(point, tenths=1655, **said, by=cadre, now=now)
    assert reading.proposed == "orange"
    assert not Transfer.objects.exists()
    assert not Entry.objects.filter(verb__startswith="signal.").exists()


@pytest.mark.parametrize("what", ["sheet", "household", "reading", "transfer"])
def test_every_thing_at_a_hazard_point_has_its_form(client_of, household, point, leader, what):
    client = client_of(leader)
    assert client.get(reverse("risks:hazard-enter", args=[point.pk, what])).status_code == 200


def entered(client, point, what):
    """Tell whether something may be entered at a point now, as its page answers."""
    return client.get(reverse("risks:hazard-enter", args=[point.pk, what])).status_code == 200


def test_only_what_can_be_done_now_is_offered(client_of, household, point, town, leader, first, now):
    client, page = client_of(leader), reverse("risks:hazard", args=[point.pk])
    steps = ("transfer", "count", "call-off", "return")
    assert [what for what in steps if entered(client, point, what)] == ["transfer"]
    issued = county_signals.Issued("县局", "7", "red", now, "红色预警")
    signal = county_signals.relay_signal(issued, unit=town, by=first, now=now)
    moved = transfer(point, leader, now, signal=signal)
    assert [what for what in steps if entered(client, point, what)] == ["count", "call-off"]
    count(moved, Counted(1, 3, 0, 1), leader, now)
    assert [what for what in steps if entered(client, point, what)] == ["count"]
    shown = client.get(page).content.decode()
    assert "县级解除预警信号后，方可组织返回" in shown
    assert reverse("risks:hazard-enter", args=[point.pk, "return"]) not in shown
    county_signals.lift_signal(signal, lifted_at=now, number="7-1", by=first, now=now)
    assert [what for what in steps if entered(client, point, what)] == ["count", "return"]


def test_who_stayed_is_counted_again_and_the_last_roll_call_holds(point, leader, now):
    moved = transfer(point, leader, now - timedelta(hours=3))
    first_count = {"counted": Counted(1, 3, 1, 0), "checked_empty": False, "words": "一人留守，干部陪同"}
    hazards.count_transfer(
        moved, **first_count, counted_at=now - timedelta(hours=2), by=leader, now=now - timedelta(hours=1)
    )
    with pytest.raises(NotAllowed, match="清点时间"):
        hazards.count_transfer(moved, **first_count, counted_at=now - timedelta(days=2), by=leader, now=now)
    count(moved, Counted(1, 4, 0, 0), leader, now)
    fresh = Transfer.objects.get()
    assert (fresh.moved_people, fresh.refused_people, fresh.counted_at) == (4, 0, now)
    before, after = Entry.objects.filter(verb="transfer.counted").order_by("id")
    assert (after.replaces, after.change) == (before.uuid, "corrected")
    seal(now=now)
    year = Period.parse(str(now.year))
    assert compute("transfers.moved", unit="990100/990101", period=year, size=None).value == 4
    assert compute("transfers.uncounted", unit="990100/990101", period=year, size=None).value == 0


def test_a_roll_call_written_down_the_next_morning_keeps_its_hour(point, leader, now):
    morning = now + timedelta(hours=9)
    moved = transfer(point, leader, now)
    said = {"counted": Counted(1, 4, 0, 0), "checked_empty": True, "words": ""}
    hazards.count_transfer(moved, **said, counted_at=now + timedelta(hours=1), by=leader, now=morning)
    hazards.return_transfer(moved, returned_at=now + timedelta(hours=7), by=leader, now=morning)
    assert Transfer.objects.get().state == "returned"


def test_a_transfer_ordered_by_mistake_is_called_off_and_counts_no_more(client_of, point, leader, cadre, now):
    moved = transfer(point, leader, now)
    assert "待清点的转移" in client_of(cadre).get("/").content.decode()
    with pytest.raises(NotAllowed, match="取消理由"):
        hazards.call_off_transfer(moved, reason=" ", by=leader, now=now)
    client_of(leader).post(
        reverse("risks:hazard-enter", args=[point.pk, "call-off"]), {"reason": "误登在这一处"}
    )
    assert Transfer.objects.get().state == "called_off"
    assert "待清点的转移" not in client_of(cadre).get("/").content.decode()
    seal(now=now)
    year = Period.parse(str(now.year))
    for figure in ("transfers.ordered", "transfers.under_way", "transfers.uncounted"):
        assert compute(figure, unit="990100/990101", period=year, size=None).value == 0
    counted = transfer(point, leader, now)
    count(counted, Counted(1, 4, 0, 0), leader, now)
    with pytest.raises(NotAllowed, match="已清点"):
        hazards.call_off_transfer(counted, reason="误登", by=leader, now=now)


def test_a_reading_entered_wrongly_is_voided_and_stays_to_be_seen(client_of, point, cadre, now):
    said = {"kind": ReadingKind.CRACK, "hours": 0, "read_on": now.date(), "clock": ""}
    reading = hazards.take_reading(point, tenths=2000, **said, by=cadre, now=now)
    client = client_of(cadre)
    address = reverse("risks:reading-void", args=[point.pk, reading.pk])
    assert "200.0" in client.get(address).content.decode()
    client.post(address)
    assert "已作废" in client.get(reverse("risks:hazard", args=[point.pk])).content.decode()
    with pytest.raises(NotAllowed, match="已经作废"):
        hazards.void_reading(reading, by=cadre, now=now)
    seal(now=now)
    year = Period.parse(str(now.year))
    assert compute("readings.taken", unit="990100/990101", period=year, size=None).value == 0


def test_papers_are_issued_by_the_township_and_name_who_lives_there(household, point, cadre, now):
    second = Told("示例户主丁", "示例成员戊、示例成员己", "", "", "", "")
    other = households.keep_household(point, told=second, size=3, by=cadre, now=now)
    _, card = escape_cards(point, [(household, household.told), (other, other.told)])
    assert card.number == f"{point.number}-2"
    assert "云岭乡人民政府" in card.signed
    assert dict(card.lines)["家庭成员"].split("\n") == ["示例成员戊", "示例成员己", "________"]
    assert {paper.issuer for paper in (work_card(point), plan_table(point))} == {"云岭乡人民政府"}


def test_the_page_names_what_the_cards_still_lack(client_of, point, first, leader, now):
    hazards.keep_sheet(point, values={"shelter": "村小学", "route": "沿村道"}, by=first, now=now)
    shown = client_of(leader).get(reverse("risks:hazard", args=[point.pk])).content.decode()
    assert "预警信号、值班电话" in shown or "预警信号" in shown.split("明白卡上会留空的")[1][:60]


def test_roster_route_and_roll_call_are_pages_of_their_own(
    client_of, household, point, leader, outsider, town, now
):
    client = client_of(leader)
    post = leader.posts_on(now.date())[0]
    sent = {"unit": town.pk, "first": "2026-03-02", "last": "2026-03-03", "duty_phone": "0000-110"}
    client.post(reverse("risks:duty-roster"), sent | {"responsible": post.pk, "responsible_leader": post.pk})
    assert "0000-110" in client.get(reverse("risks:duty-roster")).content.decode()
    drop = reverse("risks:shift-drop", args=[DutyShift.objects.get().pk])
    assert client_of(outsider).post(drop).status_code in (403, 404)
    assert not DutyShift.objects.get().dropped
    assert client.post(drop).headers["Location"] == reverse("risks:duty-roster")
    assert DutyShift.objects.get().dropped
    assert "0000-110" not in client.get(reverse("risks:duty-roster")).content.decode()
    assert client.post(drop).status_code == 404
    assert client.get(reverse("risks:route-sheet", args=[point.pk])).status_code == 200
    look = client.post(
        reverse("risks:households", args=[point.pk]), {"purpose": "roll_call", "reason": "演练"}
    )
    assert HEAD in look.content.decode()


def test_what_is_no_geological_hazard_has_no_cards(client_of, point, village, first, leader, now):
    pond = risks.register_point(
        title="山塘",
        unit=village,
        kind=RiskKind.objects.get(code="water"),
        rating=risks.Rating(1, 1, "无", risks.RiskLevel.LOW),
        by=first,
        now=now,
    )
    assert client_of(leader).get(reverse("risks:hazard", args=[pond.pk])).status_code == 404
    with pytest.raises(NotAllowed, match="地质灾害"):
        transfer(pond, leader, now)
