"""What is asked of meetings: which rule holds, whose turn it is, what is late, what desks, archive and texts say."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from conftest import NOW
from zerentian.duties import told
from zerentian.duties.actions import agenda
from zerentian.duties.actions.agenda import Settled
from zerentian.duties.listed.due import MEETINGS_HELD
from zerentian.duties.models import Meeting, MeetingItem, MeetingKind
from zerentian.duties.rules.lights import Light
from zerentian.duties.rules.meetings import Result, Share
from zerentian.duties.shown.filed import minuted, told_of_meeting
from zerentian.duties.shown.meeting_desk import meetings_waiting
from zerentian.duties.shown.meetings import item_text, meeting_text, put_off_before
from zerentian.duties.tabling import page_for, suggestions, title_of
from zerentian.duties.tests.meetings import a_kind
from zerentian.duties.tests.standing import S, by, meetings_in_each_state
from zerentian.duties.tests.world import TODAY, day, people, post_of, unit
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden
from zerentian.organization.lists import Look
from zerentian.organization.rules.retention import Retention

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("beginning")]
RULE = {"checks": {}}


@pytest.fixture(scope="module")
def kind(beginning):
    return a_kind(unit(""), unit("DZ"), people().first, NOW, **RULE)


@pytest.fixture(scope="module")
def standing(kind):
    """The keys of meetings in every state, and the state of each key."""
    keys = meetings_in_each_state(kind)
    return keys | {pk: state for state, pk in keys.items()}


def states(standing, rows):
    return [standing[pk] for pk in rows.values_list("pk", flat=True) if pk in standing]


# -- rules of kinds ------------------------------------------------------------------------------------


def another(kind, since, **more):
    """Set another rule of the same kind of meeting."""
    return a_kind(kind.unit, kind.keeper, people().first, NOW, **RULE | {"since": since} | more)


def in_force(day):
    return list(MeetingKind.objects.in_force(day).filter(name="党委会"))


def test_of_a_kind_the_newest_rule_begun_by_a_day_holds(kind):
    newer, coming = another(kind, day(-5)), another(kind, day(5))
    assert in_force(day(-6)) == [kind]
    assert in_force(day(-5)) == in_force(day(4)) == [newer]
    assert in_force(day(5)) == [coming]
    assert in_force(date(2024, 12, 31)) == []


def test_of_two_rules_from_one_day_the_later_said_holds_and_one_that_ended_does_not(kind):
    again = another(kind, kind.since)
    assert in_force(TODAY) == [again]
    again.ended_on = TODAY
    again.save()
    assert in_force(TODAY) == []


def test_rules_of_other_names_and_units_hold_beside_it(kind):
    other = another(kind, day(-5), name="乡长办公会")
    assert list(MeetingKind.objects.in_force(TODAY).order_by("name")) == sorted([other, kind], key=str)


def test_a_rule_says_from_when_it_holds_and_how_many_decide():
    a_kind(unit(""), unit("DZ"), people().first, NOW, name=" 村民会 ", basis=" 示例 ", passing=Share.ALL,
           checks={"funds": ["risk", "legal"], "project": []})  # fmt: skip
    rule = MeetingKind.objects.get(name="村民会")
    assert (rule.basis, rule.checks, rule.set_by.username) == ("示例", {"funds": ["legal", "risk"]}, "first")
    entry = Entry.objects.latest("id")
    assert (entry.verb, entry.unit) == ("meeting_kind.set", unit("").path)
    assert entry.fact == {
        "quorum": "over_1_2", "weighty_quorum": "least_2_3", "passing": "all", "since": "2025-01-01",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["notice_days", "minutes_days", "accept_days"])
def test_days_of_a_rule_are_between_one_and_a_year(name):
    for days in (1, 366, None):
        assert getattr(a_kind(unit(""), unit("DZ"), people().first, NOW, **RULE | {name: days}), name) == days
    for days in (0, 367):
        with pytest.raises(NotAllowed, match="天数须在 1 到 366 之间"):
            a_kind(unit(""), unit("DZ"), people().first, NOW, **RULE | {name: days})


@pytest.mark.parametrize(("wrong", "words"), [({"name": " "}, "会议名称"), ({"basis": " "}, "依据文件")])
def test_a_rule_has_a_name_and_a_document_and_is_set_by_who_keeps_duties(wrong, words):
    with pytest.raises(NotAllowed, match=f"请写明{words}"):
        a_kind(unit(""), unit("DZ"), people().first, NOW, **RULE | wrong)
    with pytest.raises(Forbidden):
        a_kind(unit(""), unit("DZ"), people().clerk, NOW, **RULE)


# -- whose turn, what is late --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kept"),
    [("clerk", True), ("office_head", True), ("first", True), ("neighbour_clerk", False), ("cadre", False)],
)
def test_meetings_and_rules_are_kept_by_who_manages_the_office_that_keeps_them(standing, kind, name, kept):
    account = getattr(people(), name)
    assert bool(states(standing, Meeting.objects.kept_by(account))) == kept
    assert MeetingKind.objects.kept_by(account).filter(pk=kind.pk).exists() == kept


def test_drafted_minutes_wait_for_who_may_agree_and_did_not_draft_them(standing):
    who = people()
    for name in ("office_head", "leader", "first"):
        assert states(standing, Meeting.objects.to_agree_by(getattr(who, name))) == [S.MINUTED]
    for name in ("clerk", "cadre", "inspector"):
        assert not Meeting.objects.to_agree_by(getattr(who, name)).exists()
    Meeting.objects.filter(pk=standing[S.MINUTED]).update(drafted_by=who.leader)
    assert not Meeting.objects.to_agree_by(who.leader).exists()


def test_agreed_minutes_wait_for_the_chair_unless_they_drafted_them(standing):
    who = people()
    assert states(standing, Meeting.objects.to_sign_by(who.first)) == [S.AGREED]
    assert not Meeting.objects.to_sign_by(who.leader).exists()
    Meeting.objects.filter(pk=standing[S.AGREED]).update(drafted_by=who.first)
    assert not Meeting.objects.to_sign_by(who.first).exists()


def test_meetings_of_some_states_come_by_their_day(standing):
    Meeting.objects.filter(pk=standing[S.HELD]).update(held_on=day(-3))
    rows = Meeting.objects.in_state(S.CALLED, S.HELD)
    assert states(standing, rows) == [S.HELD, S.CALLED]


@pytest.mark.parametrize("state", list(S))
def test_minutes_are_overdue_the_day_after_theirs_while_they_are_owed(standing, state):
    one = Meeting.objects.get(pk=standing[state])
    owed = state in (S.HELD, S.MINUTED, S.AGREED)
    assert not one.minutes_overdue(NOW + timedelta(days=5))
    assert one.minutes_overdue(NOW + timedelta(days=6)) == owed
    one.minutes_due = None
    assert not one.minutes_overdue(NOW + timedelta(days=99))
    assert one.is_open == (state not in (S.SIGNED, S.CANCELLED))


@pytest.mark.parametrize(
    ("name", "whole"),
    [
        ("clerk", True),
        ("office_head", True),
        ("leader", True),
        ("first", True),
        ("neighbour_clerk", False),
        ("inspector", False),
        ("cadre", False),
    ],
)
def test_the_whole_minutes_are_read_by_who_keeps_agrees_to_or_signs_them(standing, name, whole):
    assert Meeting.objects.get(pk=standing[S.SIGNED]).is_read_whole_by(getattr(people(), name)) == whole


def test_a_meeting_is_called_by_its_day_and_when_held_by_its_number(standing):
    assert str(Meeting.objects.get(pk=standing[S.CALLED])) == "党委会（2026年3月2日）"
    held = Meeting.objects.get(pk=standing[S.HELD])
    assert str(held) == f"党委会〔2026〕第{held.number}次"


# -- desks, days, search, archive ----------------------------------------------------------------------


def desk(name, now=NOW):
    return {
        str(group.title): sorted(line.url.rstrip("/").rpartition("/")[2] for line in group.lines)
        for group in meetings_waiting(getattr(people(), name), now, 9)
        if group.lines
    }


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("clerk", {"待拟纪要的会议": S.HELD, "待登记到会情况的会议": S.CALLED}),
        (
            "office_head",
            {"待拟纪要的会议": S.HELD, "待登记到会情况的会议": S.CALLED, "待核对的纪要": S.MINUTED},
        ),
        (
            "first",
            {
                "待拟纪要的会议": S.HELD,
                "待登记到会情况的会议": S.CALLED,
                "待核对的纪要": S.MINUTED,
                "待签发的纪要": S.AGREED,
            },
        ),
        ("neighbour_clerk", {}),
        ("cadre", {}),
    ],
)
def test_each_desk_has_the_meetings_whose_next_step_is_theirs(standing, name, expected):
    MeetingItem.objects.waiting().update(state="withdrawn")
    assert desk(name) == {title: [str(standing[state])] for title, state in expected.items()}


def test_a_meeting_to_come_is_not_yet_recorded_and_minutes_past_their_day_stand_under_that(standing):
    Meeting.objects.filter(pk=standing[S.CALLED]).update(held_on=day(1))
    assert "待登记到会情况的会议" not in desk("clerk")
    late = desk("clerk", NOW + timedelta(days=6))
    assert late["纪要逾期未签发"] == [str(standing[S.HELD])]
    assert "待拟纪要的会议" not in late


def test_what_waits_for_a_meeting_waits_on_the_desk_of_who_keeps_it(standing, kind):
    MeetingItem.objects.waiting().update(state="withdrawn")
    item = agenda.put_item(kind=kind, title="修路", **by("neighbour_clerk"))
    assert desk("clerk")["待上会的议题"] == [str(item.pk)]
    assert "待上会的议题" not in desk("neighbour_clerk")
    MeetingItem.objects.filter(pk=item.pk).update(state="withdrawn")
    assert "待上会的议题" not in desk("clerk")


def test_days_of_meetings_are_those_to_come_of_who_keeps_chairs_or_records_them(standing):
    rows = MEETINGS_HELD.rows(people().first)
    assert set(states(standing, rows)) == {S.DRAFTED, S.CALLED}
    for name, mine in (("clerk", True), ("first", True), ("neighbour_clerk", False), ("inspector", False)):
        look = Look(getattr(people(), name), NOW)
        assert bool(states(standing, MEETINGS_HELD.mine(MEETINGS_HELD.rows(look.account), look))) == mine, (
            name
        )
    one = Meeting.objects.get(pk=standing[S.CALLED])
    one.starts = "09:30"
    assert (MEETINGS_HELD.title(one), MEETINGS_HELD.where(one)) == ("党委会 09:30", "云岭乡")
    look = Look(people().clerk, NOW + timedelta(days=1))
    assert MEETINGS_HELD.light(one, look) == Light.RED
    one.starts = ""
    assert MEETINGS_HELD.title(one) == "党委会"


def test_a_meeting_is_found_by_number_and_place_and_an_inner_matter_not_at_all(standing):
    one = Meeting.objects.get(pk=standing[S.SIGNED])
    one.place = "三楼会议室"
    text = meeting_text(one)
    assert (text.title, text.body, text.day) == (str(one), f"{one} 三楼会议室", TODAY)
    item = one.items.get()
    item.detail = "三公里"
    assert (item_text(item).title, item_text(item).body) == ("防汛", "防汛 三公里")
    item.inner = True
    assert item_text(item) is None


@pytest.mark.parametrize(
    ("first", "last", "there"), [(0, 0, True), (-9, 0, True), (-9, -1, False), (1, 9, False)]
)
def test_signed_minutes_are_filed_by_the_day_of_their_signature(standing, first, last, there):
    rows = minuted(people().first, unit(""), day(first), day(last))
    assert states(standing, rows) == ([S.SIGNED] if there else [])


def test_the_catalogue_names_number_organ_day_and_keeps_an_organs_own_minutes_for_good(standing):
    one = Meeting.objects.get(pk=standing[S.SIGNED])
    line = told_of_meeting(one)
    assert (line.number, line.organ, line.day, line.retention) == (
        one.label,
        one.organ,
        TODAY,
        Retention.PERMANENT,
    )
    assert line.title == f"云岭乡党委会〔2026〕第{one.number}次会议纪要"
    one.unit = unit("DZ")
    assert told_of_meeting(one).retention == Retention.LONG


# -- texts told and matters suggested ------------------------------------------------------------------


def test_minutes_are_told_signed_to_who_reads_meetings_and_newest_to_who_works_on_them(standing):
    keys = [standing[state] for state in (S.SIGNED, S.MINUTED, S.HELD)]
    told_to = {
        name: told.minutes_told(getattr(people(), name), keys) for name in ("clerk", "inspector", "cadre")
    }
    assert set(told_to["clerk"]) == {standing[S.SIGNED], standing[S.MINUTED]}
    assert set(told_to["inspector"]) == {standing[S.SIGNED]}
    assert told_to["cadre"] == {}
    one = told_to["inspector"][standing[S.SIGNED]]
    meeting = Meeting.objects.get(pk=standing[S.SIGNED])
    assert (one.ref, one.title, one.text, one.path) == (
        meeting.ref, f"{meeting}纪要", "同意。", unit("").path,
    )  # fmt: skip
    assert one.since == meeting.minutes.get().drafted_at


def test_whose_minutes_are_ones_own_is_who_drafted_any(standing):
    assert standing[S.MINUTED] in set(told.own_minutes(people().clerk).values_list("pk", flat=True))
    assert not told.own_minutes(people().office_head).exists()


def test_what_was_put_off_suggests_itself_until_it_is_put_before_a_meeting_again(standing, kind):
    item = Meeting.objects.get(pk=standing[S.HELD]).items.get()
    agenda.settle_item(item, Settled(result=Result.PUT_OFF), **by("clerk"))
    clerk = people().clerk
    (one,) = put_off_before(clerk, unit(""), NOW)
    assert (one.ref, one.title, one.due) == (item.ref, "防汛", None)
    assert [each.ref for each in suggestions(clerk, unit(""), NOW)] == [item.ref]
    assert list(put_off_before(clerk, unit("DZ"), NOW)) == []
    again = agenda.put_item(kind=kind, title="防汛", about=item.ref, **by("clerk"))
    assert list(put_off_before(clerk, unit(""), NOW)) == []
    agenda.withdraw_item(again, reason="不议", **by("clerk"))
    assert [each.ref for each in put_off_before(clerk, unit(""), NOW)] == [item.ref]


def test_what_may_go_before_a_meeting_has_its_title_and_page_for_who_may_see_it(standing):
    item = Meeting.objects.get(pk=standing[S.HELD]).items.get()
    clerk, outsider = people().clerk, people().outsider
    assert title_of(item.ref, clerk) == "防汛"
    assert page_for(item.ref, clerk) == reverse("duties:item-detail", args=[item.pk])
    assert page_for(item.ref, outsider) == page_for("meeting_item:1", clerk) == page_for("", clerk) == ""
    for ref, account in (
        (item.ref, outsider),
        ("meeting_item:x", clerk),
        (Meeting.objects.first().ref, clerk),
    ):
        with pytest.raises(NotAllowed, match="没有这件事"):
            title_of(ref, account)


def test_matters_wait_the_oldest_first_and_are_presented_at_meetings_that_were_called(standing, kind):
    new = agenda.put_item(kind=kind, title="新", **by("clerk"))
    old = agenda.put_item(kind=kind, title="旧", **by("clerk"))
    MeetingItem.objects.filter(pk=old.pk).update(put_on=day(-9))
    assert [one.title for one in MeetingItem.objects.waiting().filter(pk__in=(new.pk, old.pk))] == [
        "旧",
        "新",
    ]
    MeetingItem.objects.exclude(meeting=None).update(presenter=post_of("leader"))
    rows = MeetingItem.objects.to_present_by(people().leader)
    assert [standing[one.meeting_id] for one in rows] == [S.CALLED]
    assert not MeetingItem.objects.to_present_by(people().first).exists()
    assert MeetingItem.objects.of_kind(kind.unit_id, "党委会").filter(pk=new.pk).exists()
    assert not MeetingItem.objects.of_kind(kind.unit_id, "别的会").exists()
