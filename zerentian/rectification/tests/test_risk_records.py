"""What is recorded of places holds: abnormal items once, steps in their turn, sheets whole, words committed to."""

import io
import json
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.rectification.actions import (
    hazards,
    households,
    land,
    patrols,
    risk_controls,
    risk_passing,
    risks,
)
from zerentian.rectification.models import Finding, LandMatter, Patrol, RiskPoint, RiskScale, RiskStep
from zerentian.rectification.models.hazards import Told
from zerentian.rectification.rules.land import LandKind, LandStage
from zerentian.rectification.shown.risk_records import PATROL_RECORDS, RISK_RECORDS, TRANSFER_RECORDS
from zerentian.rectification.shown.risks import page_of_control
from zerentian.rectification.tests.points import patrolled, proof


def test_an_abnormal_item_is_one_finding_also_after_the_place_passed_on(
    client_of, cadre, leader, neighbour_cadre, point, now
):
    patrol = patrolled(point, ("abnormal", "裂缝变宽"), ("abnormal", "沟堵了"), by=cadre, now=now)
    opened = patrols.open_from_patrol(patrol, item=1, by=cadre, now=now)
    to = neighbour_cadre.posts_on(now.date())[0]
    risk_passing.hand_over_point(point, to=to, reason="调整", by=leader, now=now)
    with pytest.raises(NotAllowed, match=opened.number):
        patrols.open_from_patrol(patrol, item=1, by=leader, now=now)
    assert Finding.objects.count() == 1
    patrol.refresh_from_db()
    assert patrol.unfollowed == 1
    assert "有异常，尚未转为问题" in client_of(neighbour_cadre).get("/").content.decode()
    patrols.open_from_patrol(patrol, item=2, by=leader, now=now)
    assert "有异常，尚未转为问题" not in client_of(neighbour_cadre).get("/").content.decode()


def test_the_desk_names_an_unfollowed_patrol_however_many_were_followed_since(client_of, cadre, point, now):
    first = patrolled(point, ("abnormal", "裂缝变宽"), ("normal", ""), by=cadre, now=now)
    rows = [
        Patrol(
            unit=point.unit,
            path=point.path,
            point=point,
            patrolled_on=now.date(),
            result="abnormal",
            answers=first.answers,
            patrolled_by=cadre,
            recorded_at=now,
        )
        for _ in range(60)
    ]
    Patrol.objects.bulk_create(rows)
    assert first.number in client_of(cadre).get("/").content.decode()


def test_a_step_is_not_met_on_a_day_before_those_it_needs(leader, village, now):
    post = leader.posts_on(now.date())[0]
    matter = land.open_land(
        kind=LandKind.COLLECTIVE, title="连接线", responsible=post, unit=village, by=leader, now=now
    )
    said = {"first": now.date(), "last": now.date() + timedelta(days=20), "where": "公开栏"}
    land.post_stage(matter, stage=LandStage.PRE, **said, by=leader, now=now)
    later = now + timedelta(days=21)
    act = {"words": "已办", "by": leader, "now": later}
    land.meet_stage(matter, stage=LandStage.PRE, met_on=later.date(), **act)
    with pytest.raises(NotAllowed, match=str(later.date())):
        land.meet_stage(matter, stage=LandStage.ASSESS, met_on=now.date(), **act)
    for stage in (LandStage.ASSESS, LandStage.SURVEY):
        land.meet_stage(matter, stage=stage, met_on=later.date(), **act)
    with pytest.raises(NotAllowed, match=str(later.date())):
        land.post_stage(
            matter,
            stage=LandStage.PLAN,
            first=now.date(),
            last=now.date() + timedelta(days=60),
            where="公开栏",
            by=leader,
            now=later,
        )


def test_land_matters_under_way_stand_before_those_that_are_over(leader, village, now):
    post = leader.posts_on(now.date())[0]
    made = [
        land.open_land(kind=LandKind.HOUSES, title=f"{n}", responsible=post, unit=village, by=leader, now=now)
        for n in range(3)
    ]
    land.stop_land(made[2], reason="不征了", by=leader, now=now)
    assert [one.title for one in LandMatter.objects.open_first()] == ["1", "0", "2"]


def sheet_of(*points, **answers):
    return {"point": [one.pk for one in points], "patrolled_on": "2026-03-02"} | answers


def test_a_place_that_left_the_register_is_named_and_the_rest_is_not_recorded_without_it(
    client_of, cadre, first, point, kind, village, clerk, now
):
    other = risks.register_point(
        title="路边边坡", unit=village, kind=kind, rating=risks.Rating(1, 2, "稳定"), by=clerk, now=now
    )
    address = reverse("risks:patrol-sheet")
    sent = sheet_of(point, other)
    version = patrols.checklist_of(point, now.date()).pk
    for one in (point, other):
        sent |= {f"point-{one.pk}-{version}-answer-{item}": "normal" for item in (1, 2)}
    risks.write_off(other, proof="已治理", uploads=proof(), by=first, now=now)
    answer = client_of(cadre).post(address, sent)
    assert answer.status_code == 422
    assert "路边边坡" in answer.content.decode()
    assert not Patrol.objects.exists()
    asked = client_of(cadre).get(f"{address}?point={point.pk}&point={other.pk}").content.decode()
    assert "路边边坡" in asked


def test_more_places_than_a_sheet_holds_are_named(client_of, cadre, kind, village, clerk, now):
    made = [
        risks.register_point(
            title=f"第{n}处边坡",
            unit=village,
            kind=kind,
            rating=risks.Rating(1, 2, "稳定"),
            by=clerk,
            now=now,
        )
        for n in range(31)
    ]
    query = "&".join(f"point={one.pk}" for one in made)
    asked = client_of(cadre).get(f"{reverse('risks:patrol-sheet')}?{query}").content.decode()
    assert made[30].title in asked


def register(client, town, *rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    out = io.BytesIO()
    book.save(out)
    sent = {"unit": town.pk, "document": "县台账", "file": SimpleUploadedFile("台账.xlsx", out.getvalue())}
    return client.post(reverse("risks:risk-import"), sent)


HEADING = ("名称", "所在村", "类型", "等级", "可能性", "影响程度")


def problems_of(answer):
    return [(one.row, one.words.zh) for one in answer.context["brought"].problems]


@pytest.mark.parametrize("level", ["", "特大", "3级"])
def test_a_level_that_a_row_does_not_state_is_asked_for_by_its_row_never_guessed(
    client_of, clerk, town, kind, level
):
    rows = [("甲坡", "上坪村", "滑坡", "较大"), (), ("乙坡", "上坪村", "滑坡", level)]
    [(row, words)] = problems_of(register(client_of(clerk), town, HEADING, *rows))
    assert (row, "等级" in words) == (4, True)


def test_a_list_without_levels_and_marks_says_which_columns_it_lacks(client_of, clerk, town, kind):
    answer = register(client_of(clerk), town, HEADING[:3], ("甲坡", "上坪村", "滑坡"))
    assert "等级不能由系统猜测" in problems_of(answer)[0][1]


def test_marks_stand_for_a_level_where_a_scale_is_set_and_are_asked_for_a_level_elsewhere(
    client_of, clerk, town, kind
):
    row = ("甲坡", "上坪村", "滑坡", "", 4, 5)
    answer = register(client_of(clerk), town, HEADING, row)
    assert not problems_of(answer)
    client_of(clerk).post(
        reverse("risks:risk-import"),
        {"unit": town.pk, "document": "县台账"} | dict(answer.context["kept"]),
    )
    assert RiskPoint.objects.get().level == "major"
    RiskPoint.objects.update(title="别处")
    RiskScale.objects.all().delete()
    [(number, _words)] = problems_of(register(client_of(clerk), town, HEADING, row))
    assert number == 2


def test_what_is_said_of_a_control_measure_is_committed_to_by_its_entry(cadre, clerk, point, now):
    post = cadre.posts_on(now.date())[0]
    plan = {"text": "拉警戒线", "responsible": post, "due": now.date(), "by": clerk, "now": now}
    one = risk_controls.plan_control(point, **plan)
    risk_controls.finish_control(one, done_on=now.date(), result="已拉好", uploads=[], by=cadre, now=now)
    two = risk_controls.plan_control(point, **plan)
    risk_controls.drop_control(two, reason="不需要了", by=clerk, now=now)
    steps = RiskStep.objects.filter(step__startswith="control")
    assert {step.words for step in steps} >= {"已拉好", "不需要了"}
    for step in steps:
        entry = Entry.objects.get(uuid=step.entry)
        assert entry.verb.startswith("risk_control.")
        assert f"rectification.riskstep:{step.pk}" in entry.commitments


def test_a_control_measure_under_way_passes_on_with_its_post_and_stands_on_the_page_of_its_place(
    cadre, neighbour_cadre, clerk, leader, point, now
):
    post, to = cadre.posts_on(now.date())[0], neighbour_cadre.posts_on(now.date())[0]
    plan = {"text": "拉警戒线", "responsible": post, "due": now.date(), "by": clerk, "now": now}
    control, why = risk_controls.plan_control(point, **plan), Entry.objects.latest("id")
    moved = risk_controls.hand_over_control(control, to=to, by=leader, now=now, because=why)
    assert (moved.responsible, moved.unit, moved.path) == (to, to.unit, to.unit.path)
    entry = Entry.objects.get(verb="risk_control.moved")
    assert (entry.fact["from_post"], entry.fact["to_post"], entry.because) == (post.code, to.code, why.uuid)
    assert page_of_control(str(control.pk)) == reverse("risks:risk-detail", args=[point.pk])
    assert page_of_control("0") == page_of_control("x") == ""


def test_a_household_is_written_down_anew_after_a_look_with_a_reason(client_of, cadre, clerk, point, now):
    told = Told("示例户主甲", "示例成员乙", "坡下第一户", "13900000001", "", "")
    kept = households.keep_household(point, told=told, size=2, by=cadre, now=now)
    households.keep_household(point, told=told._replace(head="示例户主丙"), size=1, by=cadre, now=now)
    address = reverse("risks:household-change", args=[point.pk, kept.pk])
    client = client_of(cadre)
    assert "示例户主甲" not in client.get(address).content.decode()
    assert client.post(address, {"reason": ""}).status_code == 422
    shown = client.post(address, {"reason": "换了电话"}).content.decode()
    assert "13900000001" in shown
    assert "示例户主丙" not in shown
    assert RiskStep.objects.get(step="look").words == "换了电话"
    assert json.loads(Entry.objects.get(verb="risk.household_revealed").facts)["households"] == 1
    sent = told._replace(phone="13900000002")._asdict() | {"size": "3"}
    assert client.post(address, sent | {"size": "0"}).status_code == 422
    client.post(address, sent)
    kept.refresh_from_db()
    assert (kept.told.phone, kept.size, point.threatened.count()) == ("13900000002", 3, 2)
    assert client_of(clerk).post(address, {"reason": "看看"}).status_code in (403, 404)


def read(records, account, unit, first, last):
    return [
        {name: field.read(row) for name, field in records.fields.items()}
        for row in records.rows(account, unit, first, last)
    ]


def test_forms_are_filled_from_points_patrols_and_transfers(
    cadre, leader, first, outsider, point, village, now
):
    patrolled(point, ("abnormal", "裂缝变宽"), ("normal", ""), by=cadre, now=now)
    said = {"households": 1, "people": 3, "shelter": "村小学", "ordered_at": now, "by": leader, "now": now}
    hazards.order_transfer(point, ordered_by_post=leader.posts_on(now.date())[0], **said)
    today, before = now.date(), now.date() - timedelta(days=1)
    [row] = read(RISK_RECORDS, leader, village, today, today)
    assert (row["title"], row["unit"], row["households"]) == ("屋后滑坡", village.name, None)
    [row] = read(PATROL_RECORDS, leader, village, today, today)
    assert (row["point"], row["wrong"], row["found"]) == ("屋后滑坡", "坡面有无裂缝：裂缝变宽", True)
    [row] = read(TRANSFER_RECORDS, leader, village, today, today)
    assert (row["ordered_on"], row["people"], row["moved_people"]) == (today, 3, None)
    for records in (RISK_RECORDS, PATROL_RECORDS, TRANSFER_RECORDS):
        assert read(records, leader, village, before, before) == []
        assert read(records, outsider, village, today, today) == []
