"""Land matters: each step in its turn, no posting met early, objections as counts, a hearing raised."""

from contextlib import nullcontext
from datetime import date, timedelta
from hashlib import sha256
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from zerentian.evidence.actions import receive
from zerentian.evidence.tests import files
from zerentian.ledger.actions import seal
from zerentian.ledger.figures import compute_all
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import Period, chinese_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.rules.calendar import WorkCalendar
from zerentian.rectification.actions import land, land_back
from zerentian.rectification.models import LandMatter, LandStep
from zerentian.rectification.rules.land import (
    ORDERS,
    STAGES,
    LandKind,
    LandStage,
    LandState,
    check_objections,
    earliest_end,
    hearing_is_due,
    open_stages,
)

G = LandStage
BEGIN = date(2026, 3, 2)


@pytest.fixture
def matter(leader, village, now):
    return land.open_land(
        kind=LandKind.COLLECTIVE,
        title="高速公路连接线用地",
        responsible=leader.posts_on(now.date())[0],
        unit=village,
        by=leader,
        now=now,
    )


def posted(matter, stage, leader, now, days):
    first = now.date()
    said = {"first": first, "last": first + timedelta(days=days), "where": "村务公开栏"}
    return land.post_stage(matter, stage=stage, **said, by=leader, now=now)


def met(matter, stage, leader, now):
    return land.meet_stage(matter, stage=stage, met_on=now.date(), words="已办", by=leader, now=now)


def through_to_objections(matter, leader, now):
    """Lead a matter up to the counting of objections; return the moment then."""
    posted(matter, G.PRE, leader, now, 20)
    now += timedelta(days=21)
    for stage in (G.PRE, G.ASSESS, G.SURVEY):
        met(matter, stage, leader, now)
    posted(matter, G.PLAN, leader, now, 30)
    now += timedelta(days=31)
    met(matter, G.PLAN, leader, now)
    return now


def test_a_posting_shorter_than_the_law_asks_is_refused_with_its_earliest_end(matter, leader, now):
    with pytest.raises(NotAllowed, match="2026年3月16日"):
        posted(matter, G.PRE, leader, now, 13)
    posted(matter, G.PRE, leader, now, 14)


def test_the_page_of_a_posting_says_until_which_day_it_hangs_at_least(matter, leader, client_of):
    shown = client_of(leader).get(reverse("risks:land-stage", args=[matter.pk, "pre"])).content.decode()
    assert "最早到2026年3月16日期满" in shown
    assert "张贴地点" in shown


def test_a_posting_is_not_met_before_its_last_day_is_over(matter, leader, now):
    posted(matter, G.PRE, leader, now, 14)
    with pytest.raises(NotAllowed, match="期满"):
        met(matter, G.PRE, leader, now + timedelta(days=14))
    met(matter, G.PRE, leader, now + timedelta(days=15))
    step = LandStep.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        LandStep.objects.filter(pk=step.pk).update(met_on=step.last)


def test_no_step_goes_before_its_turn(matter, leader, now):
    for stage in (G.SURVEY, G.PLAN, G.APPLY, G.PAID):
        with pytest.raises(NotAllowed, match="征收土地预公告"):
            met(matter, stage, leader, now)


def test_most_members_against_it_raise_a_hearing_and_nothing_goes_on_without(matter, leader, now):
    now = through_to_objections(matter, leader, now)
    said = {"objections": 12, "objectors": 51, "members": 100, "words": ""}
    assert land.count_objections(matter, **said, by=leader, now=now) == matter
    matter.refresh_from_db()
    assert matter.hearing_due
    assert matter.next_stages == [G.HEARING]
    with pytest.raises(NotAllowed, match="听证"):
        met(matter, G.AGREEMENTS, leader, now)


def test_without_a_hearing_it_runs_to_the_money_and_the_announcement_is_due_after_the_approval(
    matter, leader, now
):
    now = through_to_objections(matter, leader, now)
    land.count_objections(matter, objections=2, objectors=3, members=100, words="已说明", by=leader, now=now)
    for stage in (G.AGREEMENTS, G.APPLY, G.APPROVED):
        met(matter, stage, leader, now)
    matter.refresh_from_db()
    assert matter.final_due > now.date() + timedelta(days=15)
    late = now + timedelta(days=40)
    seal(now=late)
    assert figures(late)["land.final_overdue"] == 1
    posted(matter, G.FINAL, leader, late, 7)
    end = late + timedelta(days=8)
    met(matter, G.FINAL, leader, end)
    met(matter, G.PAID, leader, end)
    seal(now=end)
    assert LandMatter.objects.get().state == LandState.DONE
    assert figures(end) == {"land.final_overdue": 0, "land.objected": 2, "land.open": 0, "land.posted": 3}


def figures(now):
    codes = ["land.final_overdue", "land.objected", "land.open", "land.posted"]
    period = Period.parse(f"2026-01-01..{now.date()}")
    return {
        one.figure.code: one.value or 0 for one in compute_all(codes, unit="990100/990101", period=period)
    }


def test_more_objectors_than_members_are_refused(matter, leader, now):
    now = through_to_objections(matter, leader, now)
    with pytest.raises(NotAllowed, match="总数"):
        land.count_objections(matter, objections=1, objectors=9, members=8, words="", by=leader, now=now)


@pytest.mark.parametrize(
    ("objections", "objectors", "members", "refused"),
    [
        (0, 0, 1, False),
        (3, 1, 1, False),
        (-1, 0, 1, True),
        (0, -1, 1, True),
        (0, 0, 0, True),
        (0, 2, 1, True),
    ],
)
def test_counts_of_objections_are_none_or_more_and_of_a_member_at_least(
    objections, objectors, members, refused
):
    with pytest.raises(NotAllowed) if refused else nullcontext():
        check_objections(objections, objectors, members)


@given(st.integers(1, 5000), st.integers(0, 5000))
def test_a_hearing_is_due_when_more_than_half_object(members, objectors):
    assert hearing_is_due(objectors, members) == (objectors > members - objectors)


@given(st.sampled_from(list(LandKind)), st.data(), st.booleans())
def test_whatever_order_people_choose_every_step_comes_after_those_before_it(kind, data, hearing):
    met_ones: list[str] = []
    while choices := open_stages(kind, met_ones, hearing):
        met_ones.append(data.draw(st.sampled_from(choices)))
    wanted = [stage for stage in ORDERS[kind] if stage != G.HEARING or hearing]
    assert set(met_ones) == set(wanted)
    pairs = {G.SURVEY, G.ASSESS}
    assert [one for one in met_ones if one not in pairs] == [one for one in wanted if one not in pairs]


@given(st.dates(date(2026, 1, 1), date(2026, 12, 1)), st.sampled_from([G.PRE, G.PLAN]))
def test_a_paper_hangs_as_many_days_as_the_law_counts_without_the_first(first, stage):
    calendar, rule = WorkCalendar({}, (2026, 2027)), STAGES[stage]
    end = earliest_end(stage, first, calendar)
    counted = calendar.workdays_between(first, end) if rule.workdays else (end - first).days
    assert counted == (rule.workdays or rule.days)


def test_the_page_offers_what_may_be_done_and_another_township_sees_nothing(
    client_of, matter, leader, outsider
):
    address = reverse("risks:land-detail", args=[matter.pk])
    shown = client_of(leader).get(address).content.decode()
    assert reverse("risks:land-stage", args=[matter.pk, "pre"]) in shown
    assert reverse("risks:land-stage", args=[matter.pk, "plan"]) not in shown
    assert client_of(outsider).get(address).status_code == 404
    stage = reverse("risks:land-stage", args=[matter.pk, "pre"])
    assert client_of(leader).get(stage).status_code == 200
    sent = {"first": "2026-03-02", "last": "2026-03-05", "where": "公开栏"}
    short = client_of(leader).post(stage, sent)
    assert short.status_code == 422
    client_of(leader).post(stage, sent | {"last": "2026-03-20"})
    assert LandStep.objects.get().last == date(2026, 3, 20)


@pytest.mark.parametrize("code", ["objections", "stop", "survey"])
def test_every_step_has_its_form(client_of, matter, leader, code):
    assert client_of(leader).get(reverse("risks:land-stage", args=[matter.pk, code])).status_code == 200


def test_it_is_opened_and_listed(client_of, leader, village, now):
    post = leader.posts_on(now.date())[0]
    sent = {"kind": "collective", "title": "安置房用地", "unit": village.pk, "responsible": post.pk}
    client_of(leader).post(reverse("risks:land-new"), sent)
    assert "安置房用地" in client_of(leader).get(reverse("risks:land-list")).content.decode()
    assert "征收事项下一步" in client_of(leader).get("/").content.decode()


def test_objections_bear_the_day_on_which_they_were_counted(matter, leader, now):
    counted = through_to_objections(matter, leader, now)
    later = counted + timedelta(days=20)
    said = {"objections": 2, "objectors": 1, "members": 9, "words": ""}
    land.count_objections(matter, **said, met_on=counted.date(), by=leader, now=later)
    with pytest.raises(NotAllowed, match=chinese_day(counted.date())):
        land.meet_stage(
            matter,
            stage=G.AGREEMENTS,
            met_on=counted.date() - timedelta(days=1),
            words="已签",
            by=leader,
            now=later,
        )
    land.meet_stage(matter, stage=G.AGREEMENTS, met_on=counted.date(), words="已签", by=leader, now=later)
    assert LandStep.objects.get(stage=G.OBJECTIONS).met_on == counted.date()


def test_a_count_entered_wrongly_is_taken_back_and_no_hearing_stays(client_of, matter, leader, now):
    now = through_to_objections(matter, leader, now)
    said = {"objections": 7, "objectors": 70, "members": 100, "words": ""}
    land.count_objections(matter, **said, by=leader, now=now)
    client, page = client_of(leader), reverse("risks:land-detail", args=[matter.pk])
    mend = reverse("risks:land-correct", args=[matter.pk, "objections"])
    assert mend in client.get(page).content.decode()
    assert client.post(mend, {"reason": " "}).status_code == 422
    assert (
        land_back.take_back(matter, stage=G.OBJECTIONS, reason="七人误登为七十人", by=leader, now=now)
        == matter
    )
    fresh = LandMatter.objects.get()
    assert (fresh.hearing_due, fresh.objections, fresh.next_stages) == (False, None, [G.OBJECTIONS])
    shown = client.get(page).content.decode()
    assert "100人中70人认为不符合（七人误登为七十人）" in shown
    seal(now=now)
    assert figures(now)["land.objected"] == 0
    land.count_objections(fresh, **said | {"objectors": 7}, by=leader, now=now)
    assert LandMatter.objects.get().next_stages == [G.AGREEMENTS]
    seal(now=now)
    assert figures(now)["land.objected"] == 7


def test_what_a_later_step_rests_on_is_taken_back_after_that(client_of, matter, leader, now):
    posted(matter, G.PRE, leader, now, 20)
    later = now + timedelta(days=21)
    for stage in (G.PRE, G.SURVEY, G.ASSESS):
        met(matter, stage, leader, later)
    shown = client_of(leader).get(reverse("risks:land-detail", args=[matter.pk])).content.decode()
    for stage, offered in ((G.PRE, False), (G.SURVEY, True), (G.ASSESS, True)):
        assert (reverse("risks:land-correct", args=[matter.pk, stage]) in shown) is offered
    with pytest.raises(NotAllowed, match="请先撤回后面的步骤"):
        land_back.take_back(matter, stage=G.PRE, reason="误登", by=leader, now=later)
    for stage in (G.SURVEY, G.ASSESS, G.PRE):
        land_back.take_back(matter, stage=stage, reason="误登", by=leader, now=later)
    assert LandMatter.objects.get().met == []
    for stage in (G.PRE, G.SURVEY):
        met(matter, stage, leader, later)
    assert LandMatter.objects.get().met == [G.PRE, G.SURVEY]


def test_a_posting_is_corrected_before_it_is_met_and_by_the_same_rule(client_of, matter, leader, now):
    posted(matter, G.PRE, leader, now, 20)
    client = client_of(leader)
    mend = reverse("risks:land-correct", args=[matter.pk, "pre"])
    first = now.date() - timedelta(days=2)
    said = {
        "first": str(first),
        "last": str(first + timedelta(days=3)),
        "where": "村口",
        "reason": "日期误登",
    }
    assert client.post(mend, said).status_code == 422
    said["last"] = str(first + timedelta(days=30))
    assert client.post(mend, said).status_code == 302
    step = LandStep.objects.get()
    assert (step.first, step.where, step.earlier[0]["where"]) == (first, "村口", "村务公开栏")
    with pytest.raises(NotAllowed, match="还没有登记完成"):
        land_back.take_back(matter, stage=G.PRE, reason="误登", by=leader, now=now)
    seal(now=now)
    assert figures(now)["land.posted"] == 1


def test_a_posting_is_not_corrected_to_a_day_before_the_step_it_follows(matter, leader, now):
    posted(matter, G.PRE, leader, now, 20)
    begun = now + timedelta(days=21)
    for stage in (G.PRE, G.ASSESS, G.SURVEY):
        met(matter, stage, leader, begun)
    posted(matter, G.PLAN, leader, begun + timedelta(days=2), 30)

    def corrected(first):
        land_back.correct_posting(
            matter,
            stage=G.PLAN,
            first=first,
            last=first + timedelta(days=31),
            where="村口",
            reason="日期误登",
            by=leader,
            now=begun + timedelta(days=3),
        )

    with pytest.raises(NotAllowed, match=chinese_day(begun.date())):
        corrected(begun.date() - timedelta(days=1))
    corrected(begun.date())
    assert LandStep.objects.get(stage=G.PLAN).first == begun.date()


def test_what_was_recorded_before_a_matter_passed_to_another_unit_is_not_taken_back_there(
    matter, neighbour_village, leader, now
):
    posted(matter, G.PRE, leader, now, 14)
    later = now + timedelta(days=15)
    met(matter, G.PRE, leader, later)
    why = Entry.objects.about(matter.ref).first()
    passed = land.pass_land(matter, to=neighbour_village, by=leader, now=later, because=why)
    assert (passed.unit, passed.path) == (neighbour_village, neighbour_village.path)
    with pytest.raises(NotAllowed, match="已转到其他单位"):
        land_back.take_back(matter, stage=G.PRE, reason="误登", by=leader, now=later)
    met(matter, G.SURVEY, leader, later)
    land_back.take_back(matter, stage=G.SURVEY, reason="误登", by=leader, now=later)
    assert LandMatter.objects.get().met == [G.PRE]


def test_a_file_of_a_matter_is_sent_to_who_may_see_the_matter_and_small_if_it_is_a_picture(
    matter, leader, outsider, client_of, now
):
    photo = receive(BytesIO(files.jpeg()), name="公告栏.jpg")
    paper = receive(BytesIO(files.PDF), name="公告.pdf")
    said = {"first": BEGIN, "last": BEGIN + timedelta(days=20), "where": "公开栏"}
    step = land.post_stage(matter, stage=G.PRE, **said, uploads=[photo, paper], by=leader, now=now)
    assert (step.stage, step.first) == (G.PRE, BEGIN)
    page = client_of(leader).get(reverse("risks:land-detail", args=[matter.pk])).content.decode()
    for kept, name in ((photo, "公告栏.jpg"), (paper, "公告.pdf")):
        address = reverse("risks:land-file", args=[matter.pk, kept.sha256])
        assert address in page
        assert name in page
        answer = client_of(leader).get(address)
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert sha256(answer.getvalue()).hexdigest() == kept.sha256
        assert client_of(outsider).get(address).status_code == 404
    small = reverse("risks:land-picture", args=[matter.pk, photo.sha256])
    answer = client_of(leader).get(small)
    assert (answer.headers["Content-Type"], answer.getvalue()[:2]) == ("image/jpeg", b"\xff\xd8")
    assert client_of(outsider).get(small).status_code == 404
    for other in (paper.sha256, "0" * 64):
        address = reverse("risks:land-picture", args=[matter.pk, other])
        assert client_of(leader).get(address).status_code == 404


def test_who_may_see_a_matter_and_not_keep_it_is_offered_nothing_and_a_stopped_one_offers_nothing(
    matter, leader, inspector, client_of, now
):
    page, step = (
        reverse("risks:land-detail", args=[matter.pk]),
        reverse("risks:land-stage", args=[matter.pk, "pre"]),
    )
    stop = reverse("risks:land-stage", args=[matter.pk, "stop"])
    assert step in (shown := client_of(leader).get(page).content.decode())
    assert stop in shown
    seen = client_of(inspector).get(page)
    assert seen.status_code == 200
    assert stop not in seen.content.decode()
    assert step not in seen.content.decode()
    asked = client_of(leader).get(stop).content.decode()
    assert "终止" in asked
    assert client_of(leader).post(stop, {"reason": "项目取消"}).status_code == 302
    assert LandMatter.objects.get().state == LandState.STOPPED
    assert stop not in client_of(leader).get(page).content.decode()
    with pytest.raises(NotAllowed, match="已办结"):
        posted(matter, G.PRE, leader, now, 20)
