"""What a meeting's steps write into their entries and onto its rows: days, counts, numbers, drafts, issues."""

from datetime import timedelta

import pytest
from django.db import transaction

from conftest import NOW
from zerentian.duties.actions import meetings, minutes
from zerentian.duties.models import Meeting
from zerentian.duties.tests.meetings import PASSWORD, a_kind
from zerentian.duties.tests.standing import COUNTS, S, by, meetings_in_each_state, newest, paper, prepared
from zerentian.duties.tests.world import TODAY, day, people, post_of, unit
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("beginning")]


@pytest.fixture(scope="module")
def kind(beginning):
    return a_kind(unit(""), unit("DZ"), people().first, NOW, checks={})


@pytest.fixture(scope="module")
def standing(kind):
    """The keys of meetings in every state."""
    return meetings_in_each_state(kind)


def test_what_is_prepared_says_its_day_and_is_kept_where_the_rule_says(kind):
    one = meetings.prepare_meeting(
        kind=kind,
        held_on=day(20),
        chair=post_of("first"),
        recorder=post_of("clerk"),
        starts="09:00",
        place=" 会议室 ",
        **by("clerk"),
    )
    assert (one.unit, one.keeper, one.name, one.path) == (unit(""), unit("DZ"), "党委会", unit("").path)
    assert (one.starts, one.place, one.opened_by.username) == ("09:00", "会议室", "clerk")
    entry = Entry.objects.latest("id")
    assert (entry.verb, entry.fact, one.story.get().step) == (
        "meeting.drafted",
        {"day": day(20).isoformat()},
        "open",
    )
    assert str(one) == "党委会（2026年3月22日）"


@pytest.mark.parametrize(("days", "late"), [(0, True), (1, True), (2, False), (3, False)])
def test_a_call_says_how_many_matters_how_early_and_whether_too_late(kind, days, late):
    one = meetings.call_meeting(prepared(kind, "甲", "乙", days=days), **by("clerk"))
    assert one.called_on == TODAY
    assert Entry.objects.latest("id").fact == {
        "day": day(days).isoformat(),
        "items": 2,
        "notice_days": days,
        "called_late": late,
    }
    assert one.was_called_late == late


def test_a_call_after_the_day_gives_no_days_of_notice(kind):
    one = prepared(kind, "甲")
    Meeting.objects.filter(pk=one.pk).update(held_on=day(-3))
    meetings.call_meeting(one, **by("clerk"))
    assert Entry.objects.latest("id").fact["notice_days"] == 0


def test_without_a_rule_on_notice_no_call_is_late(kind):
    kind.notice_days = None
    kind.save()
    one = meetings.call_meeting(prepared(kind, "甲"), **by("clerk"))
    assert not one.was_called_late
    kind.notice_days = 2


@pytest.mark.parametrize(("present", "quorate"), [(4, False), (5, True)])
def test_a_held_meeting_says_its_counts_and_whether_a_quorum_was_there(standing, present, quorate):
    one = Meeting.objects.get(pk=standing[S.CALLED])
    held = meetings.hold_meeting(one, **(COUNTS | {"present": present}), number=30, **by("clerk"))
    held.refresh_from_db()
    assert (held.year, held.number, held.present, held.minutes_due) == (2026, 30, present, day(5))
    told = Entry.objects.latest("id").fact
    assert {name: told[name] for name in ("number", "members", "present", "excused", "attending")} == {
        "number": 30,
        "members": 9,
        "present": present,
        "excused": 1,
        "attending": 2,
    }
    assert told["quorate"] is quorate


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"held_on": day(1)}, "不能晚于今天"),
        ({"members": 0}, "请填写应到"),
        ({"present": 9}, "多于应到"),
        ({"attendance": "出席：\n请假："}, "出席、请假、列席人员"),
        ({"number": 367}, "第367次"),
        ({"number": -1}, "第-1次"),
    ],
)
def test_a_meeting_is_held_by_today_with_counts_names_and_a_number_that_can_be(standing, wrong, words):
    one = Meeting.objects.get(pk=standing[S.CALLED])
    with pytest.raises(NotAllowed, match=words), transaction.atomic():
        meetings.hold_meeting(one, **(COUNTS | wrong), **by("clerk"))
    assert Meeting.objects.get(pk=one.pk).state == S.CALLED


def test_a_number_is_the_next_of_its_kind_and_year_and_no_other_meetings(standing, kind):
    taken = set(Meeting.objects.filter(name="党委会", year=2026).values_list("number", flat=True))
    one = meetings.hold_meeting(Meeting.objects.get(pk=standing[S.CALLED]), **COUNTS, **by("clerk"))
    assert one.number == max(taken - {None}) + 1
    other = a_kind(unit(""), unit("DZ"), people().first, NOW, name="乡长办公会", checks={})
    two = meetings.call_meeting(prepared(other, "甲"), **by("clerk"))
    assert meetings.hold_meeting(two, **COUNTS, **by("clerk")).number == 1
    three = meetings.call_meeting(prepared(kind, "甲"), **by("clerk"))
    back = meetings.hold_meeting(three, **(COUNTS | {"held_on": day(-300)}), **by("clerk"))
    assert (back.year, back.number) == (2025, 1)


def test_a_cancelled_meeting_says_why_and_its_matters_say_so_too(standing):
    one = Meeting.objects.get(pk=standing[S.CALLED])
    item = one.items.get()
    gone = meetings.cancel_meeting(one, reason=" 防汛值守 ", **by("clerk"))
    assert gone.reason == "防汛值守"
    item.refresh_from_db()
    assert (item.meeting, item.state, item.late, item.position) == (None, "waiting", False, 0)
    told = Entry.objects.get(subject=item.ref, verb="meeting_item.untabled")
    assert told.fact == {"meeting": one.ref}
    assert told.because == Entry.objects.get(subject=one.ref, verb="meeting.cancelled").uuid


# -- minutes -------------------------------------------------------------------------------------------


def test_drafts_are_counted_and_named_by_their_digest(standing):
    one = Meeting.objects.get(pk=standing[S.MINUTED])
    again = minutes.draft_minutes(one, text=" 二稿 ", **by("office_head"))
    assert (again.version, again.text, again.drafted_by.username) == (2, "二稿", "office_head")
    assert Entry.objects.latest("id").fact == {"version": 2, "digest": again.digest}
    one.refresh_from_db()
    assert one.drafted_by.username == "office_head"
    assert [each.version for each in one.minutes.all()] == [2, 1]


def test_who_agrees_is_kept_with_the_draft(standing):
    one = Meeting.objects.get(pk=standing[S.AGREED])
    draft = one.minutes.get()
    assert (draft.agreed_by.username, draft.agreed_at) == ("office_head", NOW)
    assert Entry.objects.filter(verb="meeting.agreed", subject=one.ref).get().fact["version"] == 1


def test_who_signs_is_kept_with_the_post_and_the_entry_says_which_issue(standing):
    one = Meeting.objects.get(pk=standing[S.SIGNED])
    draft = one.minutes.get()
    signing = (draft.signed_by.username, draft.signed_on, draft.signed_at, draft.post)
    assert signing == ("first", TODAY, NOW, post_of("first"))
    assert Entry.objects.get(verb="meeting.signed", subject=one.ref).fact == {
        "version": 1,
        "edition": 1,
        "digest": draft.digest,
        "by_post": post_of("first").code,
        "decisions": 0,
    }
    assert (one.edition, one.signed_minutes) == (1, draft)


def test_only_the_chair_signs_and_not_who_drafted(standing):
    one = Meeting.objects.get(pk=standing[S.AGREED])
    signing = {"digest": newest(one), "password": PASSWORD, "machine_now": NOW}
    with pytest.raises(NotAllowed, match="主持岗位（乡党委书记）签发"):
        minutes.sign_minutes(one, **signing, **by("leader"))
    with pytest.raises(Forbidden):
        minutes.sign_minutes(one, **signing, **by("office_head"))
    Meeting.objects.filter(pk=one.pk).update(chair=post_of("clerk"))
    with pytest.raises(Forbidden):
        minutes.sign_minutes(one, **signing, **by("clerk"))
    assert Meeting.objects.get(pk=one.pk).state == S.AGREED


def test_a_meeting_taken_up_again_owes_its_minutes_anew(standing):
    one = Meeting.objects.get(pk=standing[S.SIGNED])
    again = minutes.reopen_meeting(one, reason="漏记", **by("first", NOW + timedelta(days=30)))
    again.refresh_from_db()
    assert (again.minutes_due, again.edition) == (day(35), 1)
    assert Entry.objects.latest("id").fact == {"edition": 1}


def test_a_scan_stands_beside_the_issue_that_was_signed_last(standing):
    one = Meeting.objects.get(pk=standing[S.SIGNED])
    with pytest.raises(NotAllowed, match="请选择扫描件"):
        minutes.add_minutes_scans(one, uploads=[], **by("clerk"))
    (scan,) = minutes.add_minutes_scans(one, uploads=[paper(), paper()], **by("clerk"))
    assert scan.minutes == one.signed_minutes
    told = Entry.objects.latest("id").fact
    assert (told["version"], told["edition"], told["files"]) == (1, 1, 1)
