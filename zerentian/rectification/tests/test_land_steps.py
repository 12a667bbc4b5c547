"""Land matters step by step: what each entry states, what is refused with which words, what is taken back and stays."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse

from zerentian.casework.actions import Said, receive_concern
from zerentian.casework.models import Accusation
from zerentian.casework.rules.concerns import Channel, Kind
from zerentian.ledger import clock
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden
from zerentian.rectification.actions import land, land_back
from zerentian.rectification.forms import land as forms
from zerentian.rectification.models import LandFile, LandMatter, LandStep
from zerentian.rectification.rules.land import LandKind, LandState
from zerentian.rectification.rules.land import LandStage as G
from zerentian.rectification.shown import from_concern as findings_from
from zerentian.rectification.shown.land import from_concern, land_named, land_text
from zerentian.rectification.shown.risks import from_concern as points_from
from zerentian.rectification.tests.points import proof
from zerentian.rectification.views.land import hangs, may_be_corrected

DAY = timedelta(days=1)
TODAY = date(2026, 3, 2)
# What the ledger itself says of an entry.
OWN = {"late_days", "late_limit", "late", "corrected", "voided"}


def refused(match, act, *args, **said):
    """Let an action be refused; nothing of it stands in the ledger."""
    before = Entry.objects.count()
    with pytest.raises(NotAllowed, match=match):
        act(*args, **said)
    assert Entry.objects.count() == before


@pytest.fixture
def opened(village, leader, now):
    """Open a matter at the village, in the leader's charge."""

    def open_one(kind=LandKind.COLLECTIVE, **said):
        said = {"title": "连接线用地", "unit": village, "by": leader, "now": now} | said
        return land.open_land(kind=kind, responsible=leader.posts_on(now.date())[0], **said)

    return open_one


@pytest.fixture
def matter(opened):
    return opened()


@pytest.fixture
def steps(leader, now):
    """Post papers and meet steps of a matter, each on the day that is given by its number from today."""

    def at(days):
        return {"by": leader, "now": now + days * DAY}

    def post(matter, stage, day=0, last=40, **said):
        days = {"first": TODAY + day * DAY, "last": TODAY + last * DAY, "where": " 公开栏 "} | said
        return land.post_stage(matter, stage=stage, **days, **at(day))

    def meet(matter, stage, day=0, on=None, words=" 已办 ", **said):
        met_on = TODAY + (day if on is None else on) * DAY
        return land.meet_stage(matter, stage=stage, met_on=met_on, words=words, **said, **at(day))

    def to_objections(matter):
        post(matter, G.PRE, last=20)
        for stage in (G.PRE, G.SURVEY, G.ASSESS):
            meet(matter, stage, 21)
        post(matter, G.PLAN, 21, 60)
        meet(matter, G.PLAN, 61)

    def to_approval(matter):
        to_objections(matter)
        land.count_objections(matter, objections=0, objectors=0, members=9, words="", **at(61))
        for stage in (G.AGREEMENTS, G.APPLY, G.APPROVED):
            meet(matter, stage, 61)

    return SimpleNamespace(at=at, post=post, meet=meet, to_objections=to_objections, to_approval=to_approval)


def told(verb, which=-1):
    return list(Entry.objects.filter(verb=verb).order_by("id"))[which]


def test_a_matter_is_opened_with_a_title_by_who_may(opened, inspector):
    refused("事项名称", opened, title=" ")
    with pytest.raises(Forbidden):
        opened(by=inspector)
    matter = opened(kind=LandKind.HOUSES)
    assert told("land.opened").fact == {"kind": "houses"}
    assert (matter.state, matter.source_ref, matter.opened_on) == ("open", "", TODAY)


def test_a_posting_states_its_days_and_whether_the_board_was_photographed(matter, steps, leader):
    step = steps.post(matter, G.PRE, uploads=proof() * 2)
    entry = told("land.posted")
    facts = {"stage": "pre", "first": "2026-03-02", "last": "2026-04-11", "photo": True, "evidence": 1}
    assert {name: value for name, value in entry.fact.items() if name not in OWN} == facts
    assert (step.where, step.by, entry.occurred_on) == ("公开栏", leader, TODAY)
    use = LandFile.objects.get()
    assert (use.stage, use.file.belongs_to) == ("pre", matter.ref)
    assert {f"row:rectification.landstep:{step.pk}", f"row:rectification.landfile:{use.pk}"} < set(
        entry.commitment
    )


def test_a_paper_is_posted_once_in_its_turn_and_only_where_one_is_asked_for(matter, steps, inspector):
    refused("张贴在哪里", steps.post, matter, G.PRE, where=" ")
    refused("须先完成“征收土地预公告”", steps.post, matter, G.PLAN)
    steps.post(matter, G.PRE, last=20)
    refused("已登记张贴", steps.post, matter, G.PRE)
    steps.meet(matter, G.PRE, 21)
    refused("不需要张贴公告", steps.post, matter, G.SURVEY, 21)


def test_a_step_is_met_by_today_with_words_and_a_paper_only_once_it_hung(matter, steps):
    refused("请先登记张贴公告", steps.meet, matter, G.PRE)
    steps.post(matter, G.PRE, last=20)
    refused("期满后才算完成", steps.meet, matter, G.PRE, 20)
    refused("完成情况", steps.meet, matter, G.PRE, 21, words="")
    refused("完成日期不能晚于今天", steps.meet, matter, G.PRE, 21, on=22)
    steps.meet(matter, G.PRE, 30, on=21, uploads=proof())
    step = LandStep.objects.get()
    assert (step.met_on, step.words) == (TODAY + 21 * DAY, "已办")
    entry = told("land.met")
    said = {name: value for name, value in entry.fact.items() if name not in OWN}
    assert said == {"stage": "pre", "all": False, "evidence": 1}
    assert entry.occurred_on == TODAY + 21 * DAY


def test_objections_are_counted_before_they_are_met_and_once(matter, steps):
    steps.to_objections(matter)
    refused("请先登记异议件数", steps.meet, matter, G.OBJECTIONS, 61)
    count = {"objections": 3, "objectors": 5, "members": 9, "words": ""} | steps.at(61)
    refused("不能多于集体成员总数", land.count_objections, matter, **count | {"objectors": 10})
    land.count_objections(matter, **count)
    facts = {"objections": 3, "objectors": 5, "members": 9, "hearing": True}
    assert {name: told("land.objections").fact[name] for name in facts} == facts
    assert LandStep.objects.get(stage=G.OBJECTIONS).words == "异议3件"
    refused("已完成或不适用", land.count_objections, matter, **count)
    fresh = LandMatter.objects.get()
    assert (fresh.hearing_due, fresh.next_stages) == (True, [G.HEARING])


def test_the_announcement_is_due_so_many_workdays_after_the_approval_and_the_last_step_ends_it(matter, steps):
    steps.to_approval(matter)
    fresh = LandMatter.objects.get()
    assert fresh.final_due == date(2026, 5, 25)
    assert told("land.met").fact["due"] == "2026-05-25"
    steps.post(matter, G.FINAL, 62, 70)
    assert told("land.posted").fact["due"] == "2026-05-25"
    steps.meet(matter, G.FINAL, 71)
    assert LandMatter.objects.get().state == LandState.OPEN
    steps.meet(matter, G.PAID, 71)
    assert LandMatter.objects.get().state == LandState.DONE
    assert (told("land.met").fact["all"], told("land.met", -2).fact["all"]) == (True, False)
    refused("已办结", steps.meet, matter, G.PAID, 71)


def test_houses_go_another_way_and_end_with_the_announcement(opened, steps):
    matter = opened(kind=LandKind.HOUSES)
    refused("不适用", steps.post, matter, G.PRE)
    steps.post(matter, G.PLAN, last=30)
    steps.meet(matter, G.PLAN, 31)
    land.count_objections(matter, objections=0, objectors=0, members=1, words=" 无 ", **steps.at(31))
    for stage in (G.ASSESS, G.PAID):
        steps.meet(matter, stage, 31)
    steps.post(matter, G.FINAL, 31, 31)
    assert "due" not in told("land.posted").fact
    steps.meet(matter, G.FINAL, 32)
    assert LandMatter.objects.get().state == LandState.DONE


@pytest.mark.parametrize("posted", [False, True])
def test_a_stopped_matter_owes_no_announcement_that_hangs_already(matter, steps, posted):
    steps.to_approval(matter)
    refused("终止理由", land.stop_land, matter, reason=" ", **steps.at(62))
    if posted:
        steps.post(matter, G.FINAL, 62, 70)
    stopped = land.stop_land(matter, reason=" 项目取消 ", **steps.at(62))
    assert (stopped.state, stopped.stopped_for) == ("stopped", "项目取消")
    assert told("land.stopped").fact == ({} if posted else {"due": "2026-05-25"})


def test_a_matter_passes_with_what_is_still_due_of_it(matter, steps, neighbour_cadre, leader, cadre, now):
    steps.to_approval(matter)
    why, to = Entry.objects.latest("id"), neighbour_cadre.posts_on(now.date())[0]
    moved = land.hand_over_land(matter, to=to, because=why, **steps.at(62))
    assert (moved.responsible, moved.unit, moved.path) == (to, to.unit, to.unit.path)
    said = told("land.moved")
    old = leader.posts_on(now.date())[0].code
    assert (said.fact["from_post"], said.fact["to_post"], said.fact["due"]) == (old, to.code, "2026-05-25")
    assert (said.fact["from"], said.fact["to"], said.because) == (matter.path, to.unit.path, why.uuid)


def test_an_approval_that_is_taken_back_makes_no_announcement_due(matter, steps):
    steps.to_approval(matter)
    refused("请写明理由", land_back.take_back, matter, stage=G.APPROVED, reason=" ", **steps.at(62))
    land_back.take_back(matter, stage=G.APPROVED, reason="误登", **steps.at(62))
    fresh = LandMatter.objects.get()
    assert (fresh.final_due, fresh.next_stages) == (None, [G.APPROVED])
    void = told("land.met")
    assert (void.change, void.replaces) == ("voided", told("land.met", -2).uuid)
    assert (void.fact["stage"], void.fact["due"]) == ("approved", "2026-05-25")
    step = LandStep.objects.get(stage=G.APPROVED)
    assert (step.met_on, step.words, step.replaced[0]["words"]) == (None, "", "已办")
    assert step.replaced[0]["met_on"] == TODAY + 61 * DAY
    assert step.replaced[0]["title"] == "收到批准文件"
    refused("还没有登记", land_back.take_back, matter, stage=G.APPROVED, reason="x", **steps.at(62))
    refused("还没有登记", land_back.take_back, matter, stage=G.PAID, reason="x", **steps.at(62))


def test_both_entries_of_a_count_are_voided_when_it_is_taken_back(matter, steps):
    steps.to_objections(matter)
    land.count_objections(matter, objections=3, objectors=5, members=9, words="已说明", **steps.at(61))
    land_back.take_back(matter, stage=G.OBJECTIONS, reason="误登", **steps.at(62))
    assert [told(verb).change for verb in ("land.met", "land.objections")] == ["voided", "voided"]
    fresh = LandMatter.objects.get()
    assert (fresh.objections, fresh.objectors, fresh.members, fresh.hearing_due) == (None, None, None, False)
    was = LandStep.objects.get(stage=G.OBJECTIONS).replaced[0]
    assert was["words"] == "已说明；异议3件，9人中5人认为不符合"


def test_a_posting_is_corrected_before_its_step_is_met_and_keeps_what_it_said(matter, steps):
    steps.post(matter, G.PRE, last=20)
    said = {"first": TODAY, "last": TODAY + 30 * DAY, "where": " 村口 ", "reason": "误登"}
    correct = {"stage": G.PRE} | said
    refused("张贴在哪里", land_back.correct_posting, matter, **correct | {"where": ""}, **steps.at(1))
    refused(
        "不得少于10个工作日", land_back.correct_posting, matter, **correct | {"last": TODAY}, **steps.at(1)
    )
    assert land_back.correct_posting(matter, **correct, **steps.at(1)) == matter
    step, entry = LandStep.objects.get(), told("land.posted")
    assert (step.last, step.where, step.replaced[0]["last"]) == (TODAY + 30 * DAY, "村口", TODAY + 20 * DAY)
    assert (entry.change, entry.replaces, entry.fact["last"]) == (
        "corrected",
        told("land.posted", 0).uuid,
        "2026-04-01",
    )
    steps.meet(matter, G.PRE, 31)
    refused("请先撤回", land_back.correct_posting, matter, **correct, **steps.at(31))


def test_steps_on_which_none_rests_may_be_corrected_while_it_is_under_way(matter, steps):
    assert may_be_corrected(matter) == set()
    steps.post(matter, G.PRE, last=20)
    assert may_be_corrected(LandMatter.objects.get()) == {"pre"}
    steps.meet(matter, G.PRE, 21)
    steps.meet(matter, G.SURVEY, 21)
    assert may_be_corrected(LandMatter.objects.get()) == {"survey"}
    steps.meet(matter, G.ASSESS, 21)
    assert may_be_corrected(LandMatter.objects.get()) == {"survey", "assess"}
    land.stop_land(matter, reason="x", **steps.at(21))
    assert may_be_corrected(LandMatter.objects.get()) == set()


@pytest.mark.parametrize(
    ("last", "met_on", "waits"),
    [(TODAY, None, True), (TODAY - DAY, None, False), (TODAY, TODAY, False), (None, None, False)],
)
def test_a_paper_hangs_on_through_its_last_day(last, met_on, waits):
    assert hangs(LandStep(last=last, met_on=met_on), TODAY) is waits
    assert hangs(None, TODAY) is False


def test_forms_of_land_begin_with_today_and_the_shortest_posting(leader, matter):
    fields = forms.PostStageForm(stage=G.PRE, account=leader).fields
    assert (fields["first"].initial, fields["last"].initial) == (TODAY, date(2026, 3, 16))
    for form in (forms.MeetStageForm, forms.ObjectionsForm):
        assert form(stage=G.PLAN, account=leader).fields["met_on"].initial == TODAY
    assert "evidence" not in forms.CorrectPostingForm(stage=G.PRE, account=leader).fields


def stage_page(matter, stage):
    return reverse("risks:land-stage", args=[matter.pk, stage])


def test_a_step_on_the_page_asks_for_the_posting_first_and_then_whether_it_is_met(
    client_of, matter, leader, outsider, inspector, monkeypatch, now
):
    client = client_of(leader)
    assert "first" in client.get(stage_page(matter, "pre")).context["form"].fields
    sent = {"first": "2026-03-02", "last": "2026-03-20", "where": "公开栏"}
    assert client.post(stage_page(matter, "pre"), sent).status_code == 302
    assert "met_on" in client.get(stage_page(matter, "pre")).context["form"].fields
    monkeypatch.setattr(clock, "timezone", SimpleNamespace(now=lambda: now + 20 * DAY))
    met = {"met_on": "2026-03-21", "words": "已满"}
    assert client.post(stage_page(matter, "pre"), met).status_code == 302
    assert LandMatter.objects.get().met == ["pre"]
    assert client.get(stage_page(matter, "fly")).status_code == 404
    assert client_of(outsider).get(stage_page(matter, "survey")).status_code == 404
    back = reverse("risks:land-correct", args=[matter.pk, "survey"])
    assert client.get(back).status_code == 404
    back = reverse("risks:land-correct", args=[matter.pk, "pre"])
    assert client_of(inspector).get(back).status_code in (403, 404)
    assert client.post(back, {"reason": "误登"}).status_code == 302
    assert LandMatter.objects.get().met == []


@pytest.fixture
def lamp(township, receptionist, now):
    said = Said(title="征地补偿", text="想了解补偿", kind=Kind.HELP)
    return receive_concern(said, unit=township, channel=Channel.CALL, by=receptionist, now=now).concern


def test_a_concern_leads_to_what_may_be_opened_of_it_and_to_what_was(lamp, opened, leader, office, cadre):
    for offered, begun in ((from_concern, "land"), (points_from, "risks"), (findings_from, "findings")):
        links = list(offered(lamp, leader))
        assert [f"concern={lamp.key}" in one.url for one in links] == [True], begun
        assert list(offered(lamp, None)) == []
    matter = opened(concern=lamp)
    assert matter.source_ref == lamp.ref
    assert str(list(from_concern(lamp, leader))[1].label) == str(matter)
    Accusation.objects.create(concern=lamp, unit=office)
    for offered in (from_concern, points_from, findings_from):
        assert list(offered(lamp, leader)) == []


def test_a_matter_is_named_and_found_by_who_may_read_it(matter, leader, outsider):
    key = str(matter.pk)
    assert land_named(leader, [key, "x"]) == {key: str(matter)}
    assert land_named(outsider, [key]) == {}
    text = land_text(matter)
    assert (text.title, matter.number in text.words if hasattr(text, "words") else True) == (
        "连接线用地",
        True,
    )
