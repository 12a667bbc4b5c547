"""Warnings and calls step by step: what is refused, what each entry says, and what stands on desk and page."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from zerentian.community.actions.warnings import (
    confirm_own,
    contact_next,
    contacts_of,
    earlier,
    read_warning,
    relay_warning,
    set_call_term,
    term_of,
    to_end,
    try_village,
)
from zerentian.community.models import CallTerm, CallTry, RelayedWarning
from zerentian.community.rules.warnings import Alert, Called, Channel, Colour, Form, Message, State
from zerentian.community.shown.warnings import calls_waiting, warning_of_call, warning_text
from zerentian.community.tests.conftest import TODAY
from zerentian.community.tests.written import entry_of
from zerentian.community.views.warnings import card, tally
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import LOCAL
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden
from zerentian.organization.models import Account

pytestmark = pytest.mark.django_db
SENT = datetime(2026, 3, 2, 8, 40, tzinfo=LOCAL)
MINUTE = timedelta(minutes=1)
STORM = Alert(
    form=Form.TEXT,
    identifier="w-1",
    issuer="示例县气象台",
    hazard="暴雨",
    colour=Colour.ORANGE,
    sent_at=SENT,
    expires_at=SENT + timedelta(hours=12),
    headline="暴雨橙色预警",
    text="预计未来6小时有暴雨",
)


@pytest.fixture
def relay(township, village, neighbour_village, leader, now):
    """Relay the storm, changed as said, to two villages."""

    def do(**said):
        changed = {name: said.pop(name) for name in list(said) if name in Alert.__slots__}
        known = {
            "original": "原文",
            "unit": township,
            "villages": [village, neighbour_village],
            "minutes": 15,
            "retry_minutes": 5,
            "by": leader,
            "now": now,
        }
        return relay_warning(replace(STORM, **changed), **known | said)

    return do


@pytest.fixture
def call(relay, village):
    """The call of the first village."""
    return relay().calls.get(unit=village)


class TestRelaying:
    @pytest.mark.parametrize(
        ("said", "words"),
        [
            ({"sent_at": None}, "请填写发布时间和失效时间"),
            ({"expires_at": None}, "请填写发布时间和失效时间"),
            ({"identifier": " "}, "请填写标识"),
            ({"hazard": ""}, "请填写预警类型"),
            ({"issuer": ""}, "没有写明发布单位"),
            ({"issuer": "云岭乡人民政府"}, "是本乡镇的单位"),
            ({"issuer": "示例县综治办公室云岭乡"}, "是本乡镇的单位"),
            ({"minutes": 1441}, "确认时限须在1到1440"),
            ({"retry_minutes": 0}, "重拨间隔须在1到1440"),
            ({"villages": []}, "请选择要叫应的村"),
            ({"message": Message.UPDATE}, "请选择它针对的是哪一条"),
        ],
    )
    def test_what_it_cannot_be_without_is_asked_for_and_nothing_is_kept(self, relay, said, words):
        with pytest.raises(NotAllowed, match=words):
            relay(**said)
        assert not RelayedWarning.objects.exists()
        assert not Entry.objects.filter(verb="warning.relayed").exists()

    def test_only_a_township_relays(self, relay, village, first):
        with pytest.raises(NotAllowed, match="预警由乡镇转发"):
            relay(unit=village, by=Account.objects.system("demo"))

    def test_its_entry_says_what_it_is_to_how_many_and_how_late(self, relay, township, village, leader, now):
        warning = relay(colour=Colour.UNKNOWN, headline="题" * 201, drill=True)
        entry = entry_of("warning.relayed")
        assert entry.fact == {
            "colour": "unknown",
            "message": "alert",
            "form": "text",
            "drill": True,
            "villages": 2,
            "delay": 20,
        }
        assert (entry.unit, warning.path) == (township.path, township.path)
        assert (len(warning.headline), warning.original, warning.state) == (200, "原文", State.STANDING)
        assert (warning.relayed_by, warning.relayed_at) == (leader, now)
        asked = Entry.objects.filter(verb="call.asked")
        assert {(one.because, one.fact["drill"], one.fact["asked"]) for one in asked} == {
            (entry.uuid, True, "2026-03-02")
        }
        one = warning.calls.get(unit=village)
        assert (one.asked_at, one.next_at, one.due_at) == (now, now, now + 15 * MINUTE)

    def test_a_village_of_elsewhere_is_left_out(self, relay, village, other_township):
        assert [one.unit for one in relay(villages=[other_township, village]).calls.all()] == [village]

    @pytest.mark.parametrize(
        ("message", "state"), [(Message.CANCEL, State.LIFTED), (Message.UPDATE, State.REPLACED)]
    )
    def test_a_change_and_a_lifting_end_the_one_before_and_its_open_calls(
        self, relay, call, cadre, message, state, now
    ):
        confirm_own(call, by=cadre, now=now)
        later = relay(identifier="w-2", message=message)
        first = RelayedWarning.objects.get(identifier="w-1")
        assert (first.state, later.replaces, later.state) == (state, first, State.STANDING)
        ended, dropped = entry_of("warning.ended"), entry_of("call.dropped")
        assert ended.fact == {"message": message.value, "drill": False}
        assert ended.because == dropped.because
        assert dropped.fact == {"asked": "2026-03-02", "drill": False, "overdue": False}
        assert {one.state for one in first.calls.all()} == {Called.CONFIRMED, Called.DROPPED}

    @pytest.mark.parametrize(("minutes", "overdue"), [(15, False), (16, True)])
    def test_a_call_that_is_dropped_says_whether_its_minutes_were_over(self, relay, minutes, overdue, now):
        relay()
        relay(identifier="w-2", message=Message.CANCEL, now=now + minutes * MINUTE)
        assert {one.fact["overdue"] for one in Entry.objects.filter(verb="call.dropped")} == {overdue}

    def test_a_message_finds_the_one_it_changes_by_reference_else_by_issuer_and_type(
        self, relay, township, now
    ):
        first = relay()
        other = relay(identifier="w-2", hazard="大风")
        lifting = replace(STORM, message=Message.CANCEL)
        assert earlier(lifting, township, now) == first
        assert earlier(replace(lifting, hazard="大雾"), township, now) is None
        assert earlier(replace(lifting, issuer="示例市气象台"), township, now) is None
        assert earlier(replace(lifting, references=("w-2",)), township, now) == other
        assert earlier(replace(lifting, references=("w-9",)), township, now) is None
        assert earlier(STORM, township, now) is None
        assert earlier(lifting, township, first.expires_at - MINUTE) == first
        assert earlier(lifting, township, first.expires_at) is None
        assert set(to_end(township, drill=False)) == {first, other}
        assert not to_end(township, drill=True).exists()

    def test_the_newest_of_the_same_is_changed_and_a_lifting_is_not_lifted(self, relay, township, now):
        relay()
        newer = relay(identifier="w-2", sent_at=SENT + MINUTE)
        lifting = replace(STORM, message=Message.CANCEL)
        assert earlier(lifting, township, now) == newer
        relay(identifier="w-3", message=Message.CANCEL, replaces=newer, sent_at=SENT + 2 * MINUTE)
        assert earlier(lifting, township, now).identifier == "w-1"

    def test_what_stands_is_public_until_it_ends_and_a_drill_never(self, relay, now):
        real = relay()
        drill = relay(identifier="w-2", drill=True)
        seen = RelayedWarning.objects
        assert set(seen.current(now)) == {real, drill}
        assert list(seen.public(now)) == [real]
        assert list(seen.public(real.expires_at - MINUTE)) == [real]
        assert not seen.current(real.expires_at).exists()


class TestCalling:
    def test_own_posts_are_called_before_those_who_lead_the_township(
        self, call, village, cadre, leader, first
    ):
        posts = contacts_of(village, TODAY)
        holders = [Account.objects.get(username=name) for name in ("cadre", "leader", "first")]
        assert posts == [one.posts_on(TODAY)[0] for one in holders]
        assert contact_next(call, TODAY) == posts[0]

    def test_no_answer_says_whom_and_how_and_waits_the_minutes_set(self, call, village, leader, now):
        post = contacts_of(village, TODAY)[0]
        tried = try_village(
            call, post=post, channel=Channel.RADIO, answered=False, by=leader, now=now + MINUTE
        )
        call.refresh_from_db()
        assert (call.state, call.next_at) == (Called.OPEN, now + 6 * MINUTE)
        entry = entry_of("call.tried")
        assert entry.fact == {"asked": "2026-03-02", "drill": False, "post": post.code, "channel": "radio"}
        assert (tried.answered, tried.at, tried.by) == (False, now + MINUTE, leader)
        assert contact_next(call, TODAY) == contacts_of(village, TODAY)[1]

    @pytest.mark.parametrize(
        ("seconds", "minutes", "in_time"), [(0, 0, True), (61, 2, True), (900, 15, True), (901, 16, False)]
    )
    def test_an_answer_says_after_how_many_minutes_and_tries(
        self, call, village, leader, now, seconds, minutes, in_time
    ):
        post = contacts_of(village, TODAY)[0]
        try_village(call, post=post, channel=Channel.PHONE, answered=False, by=leader, now=now)
        at = now + timedelta(seconds=seconds)
        try_village(call, post=post, channel=Channel.DOOR, answered=True, by=leader, now=at)
        call.refresh_from_db()
        assert (call.state, call.confirmed_at) == (Called.CONFIRMED, at)
        assert entry_of("call.confirmed").fact == {
            "asked": "2026-03-02",
            "drill": False,
            "post": post.code,
            "channel": "door",
            "minutes": minutes,
            "in_time": in_time,
            "tries": 2,
        }

    def test_who_is_no_contact_is_not_called_and_nobody_twice(self, call, village, leader, clerk, now):
        said = {"channel": Channel.PHONE, "answered": True, "by": leader, "now": now}
        with pytest.raises(NotAllowed, match="不是该村的联系岗位"):
            try_village(call, post=clerk.posts_on(TODAY)[0], **said)
        assert not CallTry.objects.exists()
        post = contacts_of(village, TODAY)[0]
        try_village(call, post=post, **said)
        with pytest.raises(NotAllowed, match="这个村已确认"):
            try_village(call, post=post, **said)

    def test_a_village_confirms_by_its_own_post_and_calls_no_other(
        self, relay, call, cadre, neighbour_cadre, clerk, now
    ):
        with pytest.raises(NotAllowed, match="只有本村岗位"):
            confirm_own(call, by=neighbour_cadre, now=now)
        assert confirm_own(call, by=cadre, now=now).channel == Channel.PAGE
        other = call.warning.calls.open().get()
        post = contacts_of(other.unit, TODAY)[0]
        for by in (cadre, clerk):
            with pytest.raises(Forbidden):
                try_village(other, post=post, channel=Channel.PHONE, answered=True, by=by, now=now)
        assert tally(call.warning) == (1, 2)

    def test_minutes_hold_from_their_day_by_a_document(self, township, first, now):
        said = {"unit": township, "by": first, "now": now, "since": TODAY}
        with pytest.raises(NotAllowed, match="请填写依据"):
            set_call_term(minutes=15, retry_minutes=5, basis=" ", **said)
        with pytest.raises(NotAllowed, match="重拨间隔"):
            set_call_term(minutes=15, retry_minutes=1441, basis="预案", **said)
        assert not CallTerm.objects.exists()
        term = set_call_term(minutes=15, retry_minutes=5, basis=" 预案 ", **said)
        assert term.basis == "预案"
        entry = entry_of("call_term.set")
        assert entry.fact == {"minutes": 15, "retry": 5, "since": "2026-03-02"}
        assert entry.unit == township.path
        assert term_of(township, TODAY) == term
        assert term_of(township, TODAY - timedelta(days=1)) is None


class TestShown:
    def test_the_desk_shows_ones_own_village_before_those_one_calls_until_the_warning_ends(
        self, relay, call, cadre, leader, clerk, now
    ):
        def lines(account, at=now):
            with translation.override("en"):
                return [
                    (line.what, line.note, line.light)
                    for group in calls_waiting(account, at, 5)
                    for line in group.lines
                ]

        assert lines(cadre) == [("暴雨橙色预警", "上坪村", "amber")]
        assert [note for _, note, _ in lines(leader)] == ["上坪村", "下坪村"]
        assert lines(cadre, call.due_at)[0][2] == "amber"
        assert lines(cadre, call.due_at + MINUTE)[0][2] == "red"
        assert lines(cadre, call.warning.expires_at) == []
        confirm_own(call, by=cadre, now=now)
        assert lines(cadre) == []

    def test_a_card_says_whom_to_call_when_and_what_may_be_pressed(self, call, village, cadre, leader, now):
        post = contacts_of(village, TODAY)[0]
        fresh = card(call, leader, now)
        assert (fresh["contact"], fresh["late"], fresh["wait"]) == (post, False, False)
        assert (fresh["may_call"], fresh["may_confirm"]) == (True, False)
        own = card(call, cadre, now)
        assert (own["may_call"], own["may_confirm"]) == (False, True)
        try_village(call, post=post, channel=Channel.PHONE, answered=False, by=leader, now=now)
        call.refresh_from_db()
        assert card(call, leader, now)["wait"] is True
        assert card(call, leader, call.next_at)["wait"] is False
        assert card(call, leader, call.due_at)["late"] is False
        assert card(call, leader, call.due_at + MINUTE)["late"] is True
        confirm_own(call, by=cadre, now=now)
        call.refresh_from_db()
        done = card(call, cadre, call.due_at + MINUTE)
        assert [done[name] for name in ("contact", "late", "wait", "may_call", "may_confirm")] == [
            None,
            False,
            False,
            False,
            False,
        ]

    def test_the_page_puts_open_calls_first_and_the_list_what_ends_last(
        self, relay, call, cadre, leader, client_of, now
    ):
        confirm_own(call, by=cadre, now=now)
        browser = client_of(leader)
        context = browser.get(reverse("community:calls", args=[call.warning_id])).context
        assert [one["call"].state for one in context["cards"]] == [Called.OPEN, Called.CONFIRMED]
        assert context["tally"] == (1, 2)
        longer = relay(identifier="w-2", expires_at=SENT + timedelta(hours=13))
        old = relay(identifier="w-3")
        RelayedWarning.objects.filter(pk=old.pk).update(expires_at=SENT + timedelta(minutes=20))
        rows = browser.get(reverse("community:warning-list")).context["rows"]
        assert [(one.pk, current, counted) for one, current, counted in rows] == [
            (longer.pk, True, (0, 2)),
            (call.warning_id, True, (1, 2)),
            (old.pk, False, (0, 2)),
        ]

    def test_a_call_leads_to_its_warning_and_is_found_by_all_words_of_it(self, call):
        assert warning_of_call(str(call.pk)) == reverse("community:warning-detail", args=[call.warning_id])
        assert warning_of_call("0") == ""
        text = warning_text(call.warning)
        assert (text.title, text.unit, text.day) == ("暴雨橙色预警", call.warning.path, TODAY)
        for word in ("暴雨橙色预警", "示例县气象台", "预计未来6小时", "w-1"):
            assert word in text.body

    def test_a_message_is_read_in_the_year_of_the_day(self, now):
        found = read_warning("示例县气象台3月2日8时40分发布暴雨橙色预警", now=now)
        assert found.sent_at == SENT
