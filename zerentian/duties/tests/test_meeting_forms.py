"""Forms of meetings and of their rules: what each offers, what it begins with, what it hands to its action."""

import pytest

from conftest import NOW
from zerentian.duties.actions import minutes
from zerentian.duties.forms.choices import posts_under, township_of
from zerentian.duties.forms.meetings import (
    ChangeForm,
    HoldForm,
    KindForm,
    MeetingFilter,
    MinuteForm,
    PlaceForm,
    PrepareForm,
    ReadForm,
    SignForm,
    usual_round,
)
from zerentian.duties.models import Meeting, MeetingKind
from zerentian.duties.rules.meetings import Share, Weight
from zerentian.duties.tests.meetings import a_kind
from zerentian.duties.tests.standing import S, by, meetings_in_each_state, newest
from zerentian.duties.tests.world import TODAY, people, post_of, unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("beginning")]


@pytest.fixture(scope="module")
def kind(beginning):
    return a_kind(unit(""), unit("DZ"), people().first, NOW)


@pytest.fixture(scope="module")
def standing(kind):
    """The keys of meetings in every state."""
    return meetings_in_each_state(a_kind(unit(""), unit("DZ"), people().first, NOW, name="办公会", checks={}))


# -- meetings ------------------------------------------------------------------------------------------------


def test_the_rule_of_a_kind_is_handed_on_with_its_shares_and_its_checks():
    form = KindForm(account=people().first)
    assert form.fields["unit"].initial == unit("")
    assert form.fields["since"].initial == TODAY
    assert unit("DZ") in form.fields["keeper"].queryset
    assert unit("").__class__.objects.filter(code="990102-DZ").first() not in form.fields["keeper"].queryset
    data = {
        "name": "党委会",
        "unit": unit("").pk,
        "keeper": unit("DZ").pk,
        "quorum": Share.HALF,
        "weighty_quorum": Share.FOUR_FIFTHS,
        "passing": Share.OVER_HALF,
        "since": "2026-01-01",
        "basis": "规则",
        "checks_funds": ["integrity"],
        "notice_days": "2",
    }
    sent = KindForm(data, account=people().first)
    assert sent.is_valid(), sent.errors
    said = sent.said()
    assert (said["quorum"], said["weighty_quorum"], said["passing"]) == (
        Share.HALF,
        Share.FOUR_FIFTHS,
        Share.OVER_HALF,
    )
    assert {weight: list(asked) for weight, asked in said["checks"].items() if asked} == {
        Weight.FUNDS: ["integrity"]
    }
    assert set(said["checks"]) == set(Weight)
    assert not [name for name in said if name.startswith("checks_")]
    assert (said["notice_days"], said["minutes_days"]) == (2, None)
    for number, right in (("1", True), ("366", True), ("0", False), ("367", False)):
        assert KindForm(data | {"accept_days": number}, account=people().first).is_valid() is right, number


@pytest.mark.parametrize(
    ("typed", "starts", "right"),
    [("14:30", "14:30", True), ("09:05", "09:05", True), ("", "", True), ("25:00", None, False)],
)
def test_when_a_meeting_begins_is_kept_as_it_is_written(typed, starts, right):
    form = PlaceForm({"held_on": "2026-03-02", "starts": typed})
    form.is_valid()
    assert ("starts" not in form.errors) is right
    assert form.cleaned_data.get("starts") == starts


def test_a_meeting_is_prepared_for_today_and_recorded_by_who_prepares_it(kind):
    form = PrepareForm(account=people().clerk, kinds=MeetingKind.objects.filter(pk=kind.pk))
    assert next(iter(form.fields)) == "kind"
    assert form.fields["kind"].initial == kind
    assert (form.fields["recorder"].initial, form.fields["held_on"].initial) == (post_of("clerk"), TODAY)
    assert post_of("first") in form.fields["chair"].queryset
    assert post_of("outsider") not in form.fields["chair"].queryset
    assert (
        not PrepareForm(account=people().clerk, kinds=MeetingKind.objects.none())
        .fields["chair"]
        .queryset.exists()
    )


def test_a_change_begins_with_what_holds_now(standing):
    meeting = Meeting.objects.get(pk=standing[S.CALLED])
    form = ChangeForm(noun=meeting, account=people().clerk)
    assert [form.fields[name].initial for name in ("held_on", "starts", "place", "chair", "recorder")] == [
        meeting.held_on,
        meeting.starts,
        meeting.place,
        post_of("first"),
        post_of("clerk"),
    ]


def test_who_was_there_begins_with_the_rule_and_afterwards_with_what_was_recorded(standing):
    called = HoldForm(noun=Meeting.objects.get(pk=standing[S.CALLED]), account=people().clerk)
    begun = {name: field.initial for name, field in called.fields.items()}
    assert (begun["members"], begun["present"], begun["excused"], begun["attending"]) == (9, None, 0, 0)
    assert begun["attendance"].splitlines() == ["出席：", "请假：", "列席："]
    assert called.fields["held_on"].widget.attrs["max"] == TODAY.isoformat()
    held = HoldForm(noun=Meeting.objects.get(pk=standing[S.HELD]), account=people().clerk)
    begun = {name: field.initial for name, field in held.fields.items()}
    assert (begun["members"], begun["present"], begun["excused"], begun["attending"]) == (9, 7, 1, 2)
    assert (begun["attendance"], begun["held_on"]) == ("出席：甲", TODAY)


def test_minutes_begin_with_what_was_recorded_and_with_who_got_the_last_ones(standing):
    meeting = Meeting.objects.get(pk=standing[S.HELD])
    form = MinuteForm(noun=meeting, account=people().clerk)
    assert form.fields["text"].initial == minutes.proposed_minutes(meeting)
    assert "防汛" in form.fields["text"].initial
    assert form.fields["handed_to"].initial == ""
    minutes.draft_minutes(meeting, text="一、防汛\n同意。", handed_to="各村", **by("clerk"))
    minutes.draft_minutes(meeting, text="一、防汛\n都同意。", handed_to="各村、各办", **by("clerk"))
    assert usual_round(meeting) == "各村、各办", "its own newest draft"


def test_the_round_is_that_of_the_last_signed_minutes_of_the_kind(standing):
    other = Meeting.objects.get(pk=standing[S.HELD])
    unsigned = Meeting.objects.get(pk=standing[S.MINUTED])
    minutes.draft_minutes(unsigned, text="一、防汛\n同意。", handed_to="没有签发的", **by("clerk"))
    assert usual_round(other) == "", "what was not signed was handed to nobody"
    agreed = Meeting.objects.get(pk=standing[S.MINUTED])
    minutes.agree_minutes(agreed, digest=newest(agreed), **by("office_head"))
    minutes.sign_minutes(
        agreed, digest=newest(agreed), password="Zuoye-2026-tian", machine_now=NOW, **by("first")
    )
    assert usual_round(other) == "没有签发的"


def test_the_text_that_is_read_is_the_newest_and_a_code_is_asked_only_where_there_is_a_factor(standing):
    drafted = Meeting.objects.get(pk=standing[S.MINUTED])
    assert ReadForm(noun=drafted, account=people().office_head).fields["digest"].initial == newest(drafted)
    plain = Meeting.objects.get(pk=standing[S.DRAFTED])
    assert ReadForm(noun=plain, account=people().office_head).fields["digest"].initial == ""
    sign = SignForm(noun=drafted, account=people().first)
    assert "password" in sign.fields
    assert "code" not in sign.fields


def test_meetings_are_filtered_by_the_names_there_are():
    form = MeetingFilter({"name": "办公会"}, names=["党委会", "办公会"])
    assert [code for code, _ in form.fields["name"].choices] == ["", "党委会", "办公会"]
    assert form.is_valid()
    assert not MeetingFilter({"name": "别的会"}, names=["党委会"]).is_valid()
    assert [code for code, _ in form.fields["state"].choices][:2] == ["", "open"]


# -- what several of them share ------------------------------------------------------------------------------


def test_posts_are_those_of_a_unit_and_below_it_today():
    found = posts_under(unit(""), people().clerk)
    assert post_of("cadre") in found
    assert post_of("leader") in found
    assert post_of("outsider") not in found
    assert post_of("inspector") not in found
    assert list(found) == sorted(found, key=lambda one: (one.unit.code, one.code))
    assert set(posts_under(unit("V01"), people().clerk)) <= {post_of("cadre"), *found}
    assert post_of("leader") not in posts_under(unit("V01"), people().clerk)


def test_rules_are_set_over_townships_alone():
    assert list(township_of(people().first)) == [unit("")]
    assert list(township_of(people().cadre)) == []
