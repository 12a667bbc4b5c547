"""Forms of the matters of meetings and of decisions: what each offers, begins with, and hands to its action."""

import pytest

from conftest import NOW
from zerentian.duties.actions import agenda
from zerentian.duties.forms import agenda as forms
from zerentian.duties.forms import decisions as steps
from zerentian.duties.forms.agenda import DecideForm, SettleForm, StandingForm, TableForm, how_many_decide
from zerentian.duties.models import Meeting, MeetingItem, MeetingKind
from zerentian.duties.rules.decisions import DecisionKind, DecisionState, Rhythm
from zerentian.duties.rules.meetings import Check, Result, Share, Weight
from zerentian.duties.tests.meetings import a_kind, a_meeting, hold
from zerentian.duties.tests.standing import S, by, meetings_in_each_state
from zerentian.duties.tests.world import DUE, TODAY, a_decision, bring, day, people, post_of, unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("beginning")]


@pytest.fixture(scope="module")
def kind(beginning):
    return a_kind(unit(""), unit("DZ"), people().first, NOW)


@pytest.fixture(scope="module")
def standing(kind):
    """The keys of meetings in every state."""
    return meetings_in_each_state(a_kind(unit(""), unit("DZ"), people().first, NOW, name="办公会", checks={}))


@pytest.fixture
def held(kind):
    """A meeting with a plain matter and a weighty one, held by seven of nine."""
    meeting = a_meeting(kind, post_of("first"), post_of("clerk"), people().clerk, NOW, "防汛")
    weighty = agenda.put_item(kind=kind, title="大额支出", weight=Weight.DECISION, **by("clerk"))
    agenda.table_item(weighty, meeting=meeting, **by("clerk"))
    hold(meeting, people().clerk, NOW)
    return Meeting.objects.get(pk=meeting.pk)


def item_of(meeting, title="防汛"):
    return MeetingItem.objects.get(meeting=meeting, title=title)


def at(rule, present, *, weight=None, members=9):
    """Return in a sentence how many decide, under a rule of the kind, with so many there."""
    usual = {"quorum": Share.OVER_HALF, "weighty_quorum": Share.TWO_THIRDS, "passing": Share.NONE}
    meeting = Meeting(members=members, present=present, kind=MeetingKind(**usual | rule))
    item = MeetingItem(weight=weight or "")
    item.meeting = meeting
    return how_many_decide(item)


# -- how many decide ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "present", "weight", "words"),
    [
        ({}, 5, None, "到会5人"),
        ({}, 4, None, "5"),
        ({}, 5, Weight.FUNDS, "6"),
        ({"passing": Share.OVER_HALF}, 7, None, "5"),
    ],
)
def test_how_many_decide_is_reckoned_by_all_members_and_the_weight_of_the_matter(
    kind, rule, present, weight, words
):
    said = at(rule, present, weight=weight)
    assert words.removeprefix("到会").removesuffix("人") in said
    assert "9" in said
    assert str(present) in said


def test_too_few_to_decide_enough_and_enough_in_favour_are_three_sentences(kind):
    plain, few = at({}, 5), at({}, 4)
    asked = at({"passing": Share.OVER_HALF}, 5)
    assert len({plain, few, asked}) == 3
    assert at({}, 6, weight=Weight.FUNDS).replace("6", "5") == plain, "two thirds of nine are six"
    assert at({}, 5, weight=Weight.FUNDS) != plain
    assert at({}, None) == few.replace("4", "None")
    assert at({}, 5, members=None) == ""
    assert how_many_decide(MeetingItem()) == "", "it stands on no agenda"


# -- a matter is put, and dealt with ---------------------------------------------------------------------


def test_a_matter_is_put_with_its_weight_or_none_and_by_a_post_of_the_township(kind):
    kinds = MeetingKind.objects.filter(pk=kind.pk)

    def form(data=None, **more):
        return forms.ItemForm(data, account=people().clerk, kinds=kinds, **more)

    free = form()
    assert free.fields["kind"].initial == kind
    assert form(initial={"kind": 7}).fields["kind"].initial == 7
    offered = free.fields["presenter"].queryset
    assert post_of("cadre") in offered
    assert post_of("outsider") not in offered
    sent = form({"kind": kind.pk, "title": "防汛"})
    assert sent.is_valid(), sent.errors
    said = sent.said()
    assert (said["weight"], said["uploads"], said["inner"]) == (None, [], False)
    assert "evidence" not in said
    weighty = form({"kind": kind.pk, "title": "防汛", "weight": "funds", "inner": "on"})
    assert weighty.is_valid(), weighty.errors
    assert (weighty.said()["weight"], weighty.said()["inner"]) == (Weight.FUNDS, True)
    nothing = forms.ItemForm(account=people().clerk, kinds=MeetingKind.objects.none())
    assert not nothing.fields["presenter"].queryset.exists()
    assert nothing.fields["kind"].initial is None


def test_a_matter_is_put_on_a_meeting_of_its_kind_whose_agenda_may_still_grow(standing):
    item = agenda.put_item(kind=MeetingKind.objects.get(name="办公会"), title="另一件事", **by("clerk"))
    form = TableForm(noun=item, account=people().clerk)
    offered = form.fields["meeting"].queryset
    states = {one.state for one in offered}
    assert states == {S.DRAFTED, S.CALLED, S.HELD}
    assert {one.name for one in offered} == {"办公会"}
    assert form.fields["meeting"].initial == offered.first()


def test_checks_are_asked_for_only_of_a_weighty_matter(held):
    plain = SettleForm(noun=item_of(held), account=people().clerk)
    assert not {"checks", "waived"} & plain.fields.keys()
    weighty = SettleForm(noun=item_of(held, "大额支出"), account=people().clerk)
    assert {"checks", "waived"} <= weighty.fields.keys()
    hint = str(weighty.fields["checks"].help_text)
    assert "合法性审查" in hint
    assert "风险评估" in hint
    assert "廉洁性审查" not in hint
    assert weighty.fields["result"].help_text == how_many_decide(item_of(held, "大额支出")) != ""


def test_the_rule_of_a_kind_without_checks_asks_for_none(standing):
    kind = MeetingKind.objects.get(name="办公会")
    item = agenda.put_item(kind=kind, title="支出", weight=Weight.FUNDS, **by("clerk"))
    agenda.table_item(item, meeting=Meeting.objects.get(pk=standing[S.HELD]), **by("clerk"))
    assert SettleForm(noun=item, account=people().clerk).fields["checks"].help_text == ""


def test_an_outcome_is_handed_on_with_every_count_and_word(held):
    data = {
        "result": "agreed",
        "words": "同意。",
        "checks": ["legal", "risk"],
        "waived": "",
        "votes_for": "6",
        "votes_against": "1",
        "votes_abstained": "0",
        "recused": "0",
        "recusal": "",
        "dissent": "一人另有意见",
    }
    form = SettleForm(data, noun=item_of(held, "大额支出"), account=people().clerk)
    assert form.is_valid(), form.errors
    said = form.settled()
    assert (said.result, said.words, said.votes) == (Result.AGREED, "同意。", (6, 1, 0))
    assert (list(said.checks), said.waived, said.unanimous) == ([Check.LEGAL, Check.RISK], "", False)
    assert (said.recused, said.recusal, said.dissent) == (0, "", "一人另有意见")
    plain = SettleForm(
        {"result": "heard", "recused": "0", "unanimous": "on"}, noun=item_of(held), account=people().clerk
    )
    assert plain.is_valid(), plain.errors
    said = plain.settled()
    assert (said.votes, list(said.checks), said.waived) == ((None, None, None), [], "")
    assert said.unanimous is True
    for name in ("votes_for", "votes_against", "votes_abstained", "recused"):
        for number, right in (("0", True), ("1000", True), ("-1", False), ("1001", False)):
            wrong = SettleForm(data | {name: number}, noun=item_of(held, "大额支出"), account=people().clerk)
            assert wrong.is_valid() is right, (name, number)


# -- decisions -----------------------------------------------------------------------------------------------


@pytest.fixture
def agreed(held):
    """A matter to which all agreed."""
    item = item_of(held)
    return agenda.settle_item(item, agenda.Settled(result=Result.AGREED, unanimous=True), **by("clerk"))


@pytest.mark.parametrize(("asked", "parts"), [(0, 1), (1, 1), (2, 2), (26, 26), (27, 26), (-3, 1)])
def test_a_decision_has_from_one_part_to_as_many_as_there_are_letters(agreed, asked, parts):
    form = DecideForm(noun=agreed, account=people().clerk, parts=asked)
    assert sum(name.startswith("lead") for name in form.fields) == parts
    assert ("share1" in form.fields) is (parts > 1), "one part has no share of its own"
    assert [form.fields[f"lead{number}"].required for number in range(1, parts + 1)] == [
        number == 1 for number in range(1, parts + 1)
    ]


def test_parts_are_handed_on_in_their_order_and_those_without_a_lead_left_out(agreed):
    village, office = unit("V01"), unit("DZ")
    data = {
        "text": "清理排洪沟",
        "kind": "required",
        "lead1": post_of("cadre").pk,
        "due1": day(5).isoformat(),
        "rhythm1": "none",
        "share1": "上坪段",
        "lead2": "",
        "rhythm2": "none",
        "share2": "没有人的一段",
        "lead3": post_of("neighbour_cadre").pk,
        "rhythm3": "weekly",
        "assisting": [village.pk, office.pk],
    }
    form = DecideForm(data, noun=agreed, account=people().clerk, parts=3)
    assert form.is_valid(), form.errors
    first, second = form.said()
    assert (first.lead, first.due, first.share) == (post_of("cadre"), day(5), "上坪段")
    assert (second.lead, second.due, second.share) == (post_of("neighbour_cadre"), None, "")
    assert (first.rhythm, second.rhythm) == (Rhythm.NONE, Rhythm.WEEKLY)
    assert set(first.assisting) == set(second.assisting) == {village, office}
    assert form.fields["due1"].widget.attrs["min"] == TODAY.isoformat()
    elsewhere = DecideForm(
        data | {"lead1": post_of("outsider").pk}, noun=agreed, account=people().clerk, parts=3
    )
    assert "lead1" in elsewhere.errors


def test_a_meeting_hears_of_what_earlier_meetings_left_owed(agreed, kind):
    owed = bring(a_decision(agreed, "清理排洪沟"), DecisionState.ASSIGNED)
    note = a_decision(agreed, "通报情况", kind=DecisionKind.FOR_NOTE)
    later = a_meeting(kind, post_of("first"), post_of("clerk"), people().clerk, NOW, "上次议定事项")
    item = item_of(later, "上次议定事项")
    form = StandingForm(noun=item, account=people().clerk)
    assert set(form.fields["decision"].queryset) == {owed}
    assert note not in form.fields["decision"].queryset
    assert form.fields["decision"].initial is None
    assert not StandingForm(noun=agreed, account=people().clerk).fields["decision"].queryset.exists(), (
        "its own meeting's are none of an earlier one"
    )
    item.ref_of = owed.ref
    assert str(StandingForm(noun=item, account=people().clerk).fields["decision"].initial) == str(owed.pk)
    item.ref_of = f"task:{owed.pk}"
    assert StandingForm(noun=item, account=people().clerk).fields["decision"].initial is None


def test_what_takes_a_decisions_place_has_a_lead_of_the_township_and_perhaps_a_day(agreed, kind):
    owed = bring(a_decision(agreed, "清理排洪沟"), DecisionState.ASSIGNED)
    later = a_meeting(kind, post_of("first"), post_of("clerk"), people().clerk, NOW, "上次议定事项")
    data = {"decision": owed.pk, "text": "整段清理", "lead": post_of("cadre").pk, "rhythm": "monthly"}
    item = item_of(later, "上次议定事项")
    form = forms.ReplaceForm(data, noun=item, account=people().clerk)
    assert form.is_valid(), form.errors
    part = form.part()
    assert (part.lead, part.due, part.rhythm) == (post_of("cadre"), None, Rhythm.MONTHLY)
    outside = forms.ReplaceForm(data | {"lead": post_of("outsider").pk}, noun=item, account=people().clerk)
    assert "lead" in outside.errors


def test_a_day_is_asked_of_who_takes_a_decision_on_only_where_none_was_set(agreed):
    assigned = DecisionState.ASSIGNED
    dated, undated = (
        bring(a_decision(agreed, text, due=due), assigned) for text, due in (("一", DUE), ("二", None))
    )
    note = bring(a_decision(agreed, "三", kind=DecisionKind.FOR_NOTE, due=None), assigned)

    def asks(one):
        return "due" in steps.AcceptForm(noun=one, account=people().cadre).fields

    assert (asks(dated), asks(undated), asks(note)) == (False, True, False)
    assert steps.ReportForm(noun=dated, account=people().cadre).fields["done_on"].initial == TODAY
    offered = steps.HandOverForm(noun=dated, account=people().leader).fields["to"].queryset
    assert post_of("cadre") not in offered, "it is in the lead already"
    assert post_of("neighbour_cadre") in offered
    assert post_of("outsider") not in offered
    assert list(steps.DueForm(noun=dated, account=people().leader).fields) == ["due", "reason"]
    assert list(steps.HandOverForm(noun=dated, account=people().leader).fields) == ["to", "reason"]
