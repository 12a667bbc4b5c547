"""Pages of geological hazard points and of what a place lays down: who is offered what, what each form does."""

from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from zerentian.ledger.rules.periods import LOCAL
from zerentian.rectification.actions import county_signals, hazards, households, risk_terms, risks
from zerentian.rectification.actions.county_signals import Issued
from zerentian.rectification.forms import hazards as forms
from zerentian.rectification.forms.patrols import SeenForm, version_of
from zerentian.rectification.models import (
    Checklist,
    CountySignal,
    DutyShift,
    HazardSheet,
    Household,
    PatrolRule,
    RainTable,
    Reading,
    RiskKind,
    RiskPoint,
    RiskScale,
    Transfer,
)
from zerentian.rectification.models.hazards import Told
from zerentian.rectification.rules.risks import Colour
from zerentian.rectification.tests.points import SINCE, proof
from zerentian.rectification.views.hazards import intro_of, is_open, missing_of
from zerentian.rectification.views.risk_terms import relayed

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TOLD = Told("示例户主甲", "示例成员乙", "13900001111", "砖混", "坡下", "")


def enter(point, what):
    return reverse("risks:hazard-enter", args=[point.pk, what])


@pytest.fixture
def kept(point, cadre, now):
    return households.keep_household(point, told=TOLD, size=3, by=cadre, now=now)


@pytest.fixture
def ordered(point, leader, now):
    said = {"households": 1, "people": 3, "shelter": "村小学", "ordered_at": now, "by": leader, "now": now}
    return hazards.order_transfer(point, ordered_by_post=leader.posts_on(now.date())[0], **said)


@pytest.mark.parametrize(
    ("who", "keep", "patrol", "names"),
    [
        ("leader", True, True, True),
        ("clerk", True, True, False),
        ("cadre", True, True, True),
        ("inspector", False, False, False),
    ],
)
def test_the_page_of_a_hazard_offers_what_each_may_do(
    client_of, point, kept, account_of, who, keep, patrol, names
):
    context = client_of(account_of(who)).get(reverse("risks:hazard", args=[point.pk])).context
    offered = (context["may_keep"], context["may_patrol"], context["may_names"])
    assert offered == (keep, patrol, names)
    assert context["threatened"] == ([kept] if names else [])
    assert (context["households"], context["people"], context["stale"]) == (1, 3, 1)


def test_the_page_of_what_is_written_off_offers_nothing(client_of, point, kept, leader, first, now):
    risks.write_off(point, proof="x", uploads=proof(), by=first, now=now)
    context = client_of(leader).get(reverse("risks:hazard", args=[point.pk])).context
    assert (context["may_keep"], context["may_patrol"], context["may_names"]) == (False, False, False)
    assert client_of(leader).get(enter(point, "reading")).status_code == 302


def test_what_is_nothing_may_not_be_entered_and_what_is_not_mine_leads_back(client_of, point, clerk, leader):
    assert client_of(leader).get(enter(point, "fly")).status_code == 404
    assert client_of(clerk).get(enter(point, "household"))["Location"] == reverse(
        "risks:hazard", args=[point.pk]
    )


def test_what_the_cards_lack_is_named_as_on_the_form(point):
    assert missing_of(None) == ""
    assert missing_of(HazardSheet(point=point, warning_sign="锣", route="路", duty_phone="1")) != ""
    with translation.override("en"):
        told = missing_of(HazardSheet(point=point, shelter="x", route="x", duty_phone="1"))
    assert told.startswith("Sign of warning, Post in charge at the township")


@pytest.mark.parametrize(
    ("state", "open_ones"),
    [
        (None, {"sheet", "household", "reading", "transfer"}),
        ("ordered", {"sheet", "household", "reading", "count", "call-off"}),
        ("counted", {"sheet", "household", "reading", "count", "return"}),
        ("returned", {"sheet", "household", "reading", "transfer"}),
    ],
)
def test_what_may_be_entered_follows_from_the_transfer_under_way(point, ordered, now, state, open_ones):
    if state is None:
        Transfer.objects.all().delete()
    elif state != "ordered":
        counts = {
            "moved_people": 3,
            "refused_people": 0,
            "away_people": 0,
            "counted_at": now,
            "returned_at": now,
        }
        Transfer.objects.update(state=state, **counts)
    every = ("sheet", "household", "reading", "transfer", "count", "call-off", "return")
    assert {what for what in every if is_open(what, point)} == open_ones


def test_nobody_returns_while_a_signal_stands(point, ordered, town, first, now):
    Transfer.objects.update(state="counted", moved_people=3, refused_people=0, away_people=0, counted_at=now)
    assert is_open("return", point)
    issued = Issued("县局", "7", Colour.RED, now, "红色")
    signal = county_signals.relay_signal(issued, unit=town, by=first, now=now)
    assert not is_open("return", point)
    county_signals.lift_signal(signal, lifted_at=now, number="7-1", by=first, now=now)
    assert is_open("return", point)


def test_above_a_form_it_is_said_what_it_means(point, ordered):
    assert "加密" in intro_of("household", point)
    assert intro_of("call-off", point) != ""
    assert ("1" in intro_of("count", point), "3" in intro_of("count", point)) == (True, True)
    assert intro_of("reading", point) == ""
    Transfer.objects.all().delete()
    assert intro_of("count", point) == ""


def test_a_reading_on_the_page_is_kept_in_tenths_and_told_when_the_table_is_reached(
    client_of, point, cadre, first, town, now
):
    table = {"hours": 24, "blue": 50, "yellow": 100, "orange": 150, "red": 200}
    hazards.set_rain_table(unit=town, **table, since=SINCE, basis="x", by=first, now=now)
    sent = {"kind": "rain", "amount": "99.9", "hours": "24", "read_on": "2026-03-02", "clock": "07:05"}
    answer = client_of(cadre).post(enter(point, "reading"), sent, follow=True)
    reading = Reading.objects.get()
    assert (reading.tenths, reading.clock, reading.hours, reading.proposed) == (999, "07:05", 24, "blue")
    assert any("蓝色" in str(one) for one in answer.context["messages"])
    answer = client_of(cadre).post(enter(point, "reading"), sent | {"amount": "1", "clock": ""}, follow=True)
    assert not any("蓝色" in str(one) for one in answer.context["messages"])
    assert Reading.objects.order_by("pk").last().clock == ""


def test_a_transfer_is_ordered_counted_and_ended_on_its_pages(client_of, point, leader, now):
    client, post = client_of(leader), leader.posts_on(now.date())[0]
    order = {"ordered_by_post": post.pk, "ordered_at": "2026-03-02T08:00", "households": 1, "people": 3}
    client.post(enter(point, "transfer"), order | {"shelter": "村小学"})
    moved = Transfer.objects.get()
    assert (moved.ordered_at, moved.signal) == (datetime(2026, 3, 2, 8, tzinfo=LOCAL), None)
    counts = {"moved_households": 1, "moved_people": 3, "refused_people": 0, "away_people": 0}
    client.post(enter(point, "count"), counts | {"counted_at": "2026-03-02T08:30", "checked_empty": "on"})
    moved.refresh_from_db()
    assert (moved.checked_empty, moved.counted_at) == (True, datetime(2026, 3, 2, 8, 30, tzinfo=LOCAL))
    assert client.post(enter(point, "return"), {"returned_at": "2026-03-02T08:45"}).status_code == 302
    assert Transfer.objects.get().state == "returned"


def test_a_transfer_begins_with_what_is_written_down_else_with_what_the_register_says(
    point, kept, leader, town, first, now
):
    def initial():
        fields = forms.TransferForm(point=RiskPoint.objects.get(), account=leader).fields
        return [fields[name].initial for name in ("households", "people", "shelter", "signal", "ordered_at")]

    assert initial() == [1, 3, "", None, now]
    hazards.keep_sheet(point, values={"shelter": "村小学"}, by=leader, now=now)
    issued = Issued("县局", "7", Colour.RED, now, "红色")
    signal = county_signals.relay_signal(issued, unit=town, by=first, now=now)
    assert initial()[2:4] == ["村小学", signal]
    Household.objects.all().delete()
    RiskPoint.objects.update(households=5, people=None)
    assert initial()[:2] == [5, None]
    choice = forms.TransferForm(point=point, account=leader).fields["signal"]
    assert choice.label_from_instance(signal) == "县局 7 · 红色"


def test_a_sheet_begins_with_what_is_set(point, leader, now):
    hazards.keep_sheet(point, values={"shelter": "村小学"}, by=leader, now=now)
    fields = forms.SheetOfHazardForm(point=point, account=leader).fields
    assert (fields["shelter"].initial, fields["route"].initial) == ("村小学", "")
    counted = forms.CountForm(point=point, account=leader).fields
    assert (counted["counted_at"].initial, counted["refused_people"].initial) == (now, 0)


def test_a_household_is_erased_after_a_question_and_called_by_its_number(
    client_of, point, kept, cadre, clerk, now
):
    second = households.keep_household(point, told=TOLD, size=1, by=cadre, now=now)
    where = reverse("risks:household-remove", args=[point.pk, second.pk])
    assert client_of(clerk).get(where).status_code in (403, 404)
    assert "第 2 户" in client_of(cadre).get(where).content.decode()
    change = reverse("risks:household-change", args=[point.pk, second.pk])
    shown = client_of(cadre).post(change, {"reason": "核对"}).content.decode()
    assert str(second.pk) not in shown.split("</h1>")[0].split("<h1")[-1]
    client_of(cadre).post(where, {})
    assert [row.erased for row in Household.objects.order_by("pk")] == [False, True]
    assert client_of(cadre).get(where).status_code == 404


def test_cards_are_of_two_sorts_and_for_who_may_print_them(client_of, point, kept, clerk, cadre):
    cards = {name: reverse("risks:cards", args=[point.pk, name]) for name in ("work", "escape", "other")}
    assert [client_of(cadre).get(cards[name]).status_code for name in cards] == [200, 200, 404]
    assert [client_of(clerk).get(cards[name]).status_code for name in cards] == [200, 404, 404]


def test_cards_of_nobody_are_said_to_be_none(client_of, point, cadre):
    answer = client_of(cadre).post(reverse("risks:cards", args=[point.pk, "escape"]), {"reason": "发卡"})
    assert answer.status_code == 422
    assert "还没有登记受威胁户" in answer.content.decode()


def test_the_roll_call_is_of_the_transfer_under_way(client_of, point, kept, ordered, cadre):
    where = reverse("risks:households", args=[point.pk])
    sent = {"purpose": "roll_call", "reason": "转移"}
    assert "村小学" in client_of(cadre).post(where, sent).context["paper"].under
    Transfer.objects.update(state="called_off")
    assert "村小学" not in client_of(cadre).post(where, sent).context["paper"].under
    assert client_of(cadre).post(where, sent | {"reason": ""}).status_code == 422


def test_who_may_not_keep_places_puts_nobody_on_duty(client_of, inspector, leader, town, now):
    post = leader.posts_on(now.date())[0]
    sent = {"unit": town.pk, "first": "2026-03-03", "last": "2026-03-02", "duty_phone": "0000-110"}
    sent |= {"responsible": post.pk, "responsible_leader": post.pk}
    where = reverse("risks:duty-roster")
    client_of(inspector).post(where, sent | {"last": "2026-03-04"})
    assert not DutyShift.objects.exists()
    answer = client_of(leader).post(where, sent)
    assert answer.status_code == 422
    assert "止日不能早于起日" in answer.content.decode()


@pytest.mark.parametrize(
    ("what", "sent", "model"),
    [
        ("kind", {"code": "ice", "title": "凌冻路段", "family": "place", "is_open": "on"}, RiskKind),
        (
            "scale",
            {"general": 3, "greater": 9, "major": 15, "since": "2026-03-01", "basis": "办法"},
            RiskScale,
        ),
        ("frequency", {"hours": 48, "level": "major", "since": "2026-03-01", "basis": "办法"}, PatrolRule),
        (
            "rain",
            {"hours": 3, "blue": 1, "yellow": 2, "orange": 3, "red": 4, "since": "2026-03-01", "basis": "x"},
            RainTable,
        ),
        (
            "signal",
            {"issuer": "县局", "number": "9", "colour": "red", "issued_at": "2026-03-02T08:00", "text": "红"},
            CountySignal,
        ),
    ],
)
def test_each_thing_is_laid_down_by_its_form_at_the_township(
    client_of, kind, town, leader, clerk, outsider, what, sent, model
):
    where, before = reverse("risks:rule-new", args=[what]), model.objects.count()
    sent = sent | {"unit": town.pk}
    assert client_of(outsider).post(where, sent).status_code in (403, 404, 422)
    assert model.objects.count() == before
    assert client_of(leader).post(where, sent)["Location"] == reverse("risks:rules")
    assert model.objects.count() == before + 1
    assert client_of(clerk).get(where).status_code == (200 if what == "signal" else 404)
    assert client_of(leader).get(reverse("risks:rule-new", args=["fly"])).status_code == 404


def test_a_checklist_on_the_page_has_one_item_a_line(client_of, kind, leader):
    sent = {"kind": kind.pk, "items": "裂缝\n\n 排水 \n裂缝", "since": "2026-03-01"}
    assert client_of(leader).post(reverse("risks:rule-new", args=["checklist"]), sent).status_code == 302
    assert Checklist.objects.get(version=2).items == ["裂缝", "排水"]


def test_a_signal_is_lifted_on_its_page_once(client_of, town, first, leader, cadre, now):
    signal = county_signals.relay_signal(
        Issued("县局", "7", Colour.RED, now - HOUR, "红"), unit=town, by=first, now=now
    )
    where, sent = (
        reverse("risks:signal-lift", args=[signal.pk]),
        {"lifted_at": "2026-03-02T08:30", "number": "7-1"},
    )
    assert client_of(leader).post(where, sent).status_code == 302
    assert CountySignal.objects.get().lifted_number == "7-1"
    assert client_of(leader).get(where).status_code == 404


def test_signals_stand_the_newest_first_each_once_with_all_units(town, village, first, leader, now):
    for number, unit, hours in (("1", town, 2), ("2", town, 1), ("2", village, 1)):
        issued = Issued("县局", number, Colour.BLUE, now - hours * HOUR, "蓝")
        county_signals.relay_signal(issued, unit=unit, by=first, now=now)
    assert [(row.number, sorted(units)) for row, units in relayed(leader)] == [
        ("2", ["上坪村", "云岭乡"]),
        ("1", ["云岭乡"]),
    ]


def test_the_version_that_a_page_was_made_with_is_kept_if_it_is_of_the_kind_and_has_begun(
    point, kind, first, cadre, now
):
    act = {"kind": kind, "basis": "", "by": first, "now": now}
    old = Checklist.objects.get()
    new = risk_terms.set_checklist(items=["新"], since=SINCE, **act)
    later = risk_terms.set_checklist(items=["以后"], since=now.date() + DAY, **act)
    name = f"point-{point.pk}-checklist"
    for asked, found in ((old.pk, old), (new.pk, new), (later.pk, new), ("x", new), ("", new), (0, new)):
        assert version_of({name: str(asked)}, point, cadre) == found
    assert version_of(None, point, cadre) == new


def test_what_was_not_normal_wants_its_words_on_the_sheet(point, cadre):
    def form(**said):
        prefix = f"point-{point.pk}-{Checklist.objects.get().pk}-"
        return SeenForm(
            {f"{prefix}{name}": value for name, value in said.items()}, {}, point=point, account=cadre
        )

    def named(one):
        return {name.replace("_", "-"): value for name, value in one.items()}

    sound = form(**named({"answer_1": "normal", "answer_2": "unable", "note_2": "路断"}))
    assert sound.is_valid()
    assert sound.seen().answers == [("normal", ""), ("unable", "路断")]
    for wrong, field in ((("abnormal", ""), "note-1"), (("", "x"), "answer-1"), (("fine", "x"), "answer-1")):
        said = {"answer_1": wrong[0], "note_1": wrong[1], "answer_2": "normal"}
        assert list(form(**named(said)).errors) == [field]


def test_a_register_too_large_or_damaged_on_its_way_is_sent_back(client_of, clerk, town, kind, monkeypatch):
    where = reverse("risks:risk-import")
    monkeypatch.setattr("zerentian.rectification.forms.risk_bulk.MAX_BYTES", 20)
    small = SimpleUploadedFile("a.csv", b"x" * 20)
    large = SimpleUploadedFile("a.csv", b"x" * 21)
    sent = {"unit": town.pk, "document": "台账"}
    assert "1 MB" in client_of(clerk).post(where, sent | {"file": large}).content.decode()
    assert "大于 1 MB" not in client_of(clerk).post(where, sent | {"file": small}).content.decode()
    answer = client_of(clerk).post(where, sent | {"filename": "a.csv", "content": "no base64!"})
    assert answer.status_code in (200, 422)
    assert not RiskPoint.objects.exists()
