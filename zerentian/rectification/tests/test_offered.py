"""What waits on desks, what stands on the pages of others, what is found, filed and brought in by lists."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.urls import reverse

from zerentian.casework.actions import Said, confirm_topic, receive_concern
from zerentian.casework.rules.concerns import Channel, Kind
from zerentian.duties.models import Basis
from zerentian.evidence.models import File
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.words import Words
from zerentian.organization.access import Forbidden
from zerentian.organization.rules.sheets import Problem
from zerentian.rectification.actions import (
    assigning,
    hazards,
    importing,
    land,
    opening,
    patrols,
    risk_bulk,
    risk_links,
)
from zerentian.rectification.actions import households as households_of
from zerentian.rectification.actions.importing import Brought, ListOf
from zerentian.rectification.cli import findings_import
from zerentian.rectification.cli.imports import SHOWN, as_data, as_text
from zerentian.rectification.models import Finding, RiskPoint
from zerentian.rectification.models.hazards import Told
from zerentian.rectification.rules.findings import Level, Source
from zerentian.rectification.rules.hazards import Counted
from zerentian.rectification.rules.land import LandKind
from zerentian.rectification.shown import findings_suggested, from_topic, of_basis
from zerentian.rectification.shown.desk import findings_waiting, lights_over_findings
from zerentian.rectification.shown.hazards import hazards_waiting, page_of_reading, page_of_transfer
from zerentian.rectification.shown.land import land_waiting
from zerentian.rectification.shown.risk_desk import lights_over_points, patrols_waiting
from zerentian.rectification.shown.risks import from_finding, is_new_day, kinds_read
from zerentian.rectification.shown.uses import findings_on, points_on
from zerentian.rectification.tests.points import patrolled, proof

DAY = timedelta(days=1)


def waiting(groups):
    """Return the titles that wait, group by group; groups without one are left out."""
    return {str(group.title): [line.what for line in group.lines] for group in groups if group.lines}


def test_a_finding_waits_once_under_the_first_sort_that_holds_it(assigned, cadre, leader, outsider, now):
    assert waiting(findings_waiting(cadre, now, 9)) == {"待签收的问题": [assigned.title]}
    assert waiting(findings_waiting(cadre, now + 9 * DAY, 9)) == {"逾期未整改的问题": [assigned.title]}
    assert waiting(findings_waiting(leader, now, 9)) == {}
    assert waiting(findings_waiting(outsider, now, 9)) == {}


def test_who_leads_sees_how_the_findings_of_their_units_stand(assigned, leader, cadre, now):
    assert lights_over_findings(cadre, now) == []
    assert [(one.red, one.amber, one.green) for one in lights_over_findings(leader, now)] == [(0, 0, 1)]
    assert [(one.red, one.amber, one.green) for one in lights_over_findings(leader, now + 9 * DAY)] == [
        (1, 0, 0)
    ]


def test_patrols_wait_when_they_are_due_or_missed_and_what_was_wrong_until_it_is_a_finding(
    point, cadre, leader, now
):
    assert waiting(patrols_waiting(cadre, now, 9)) == {}
    assert waiting(patrols_waiting(cadre, now + 7 * DAY, 9)) == {"待巡查": [point.title]}
    assert waiting(patrols_waiting(cadre, now + 8 * DAY, 9)) == {"逾期未巡查": [point.title]}
    patrol = patrolled(point, ("abnormal", "裂缝"), ("normal", ""), by=cadre, now=now)
    assert waiting(patrols_waiting(leader, now, 9)) == {"有异常，尚未转为问题": [str(point)]}
    patrols.open_from_patrol(patrol, item=1, by=cadre, now=now)
    assert waiting(patrols_waiting(leader, now, 9)) == {}


def test_who_leads_sees_which_places_are_behind_or_due_today(point, leader, cadre, now):
    assert lights_over_points(cadre, now) == []
    told = [lights_over_points(leader, now + n * DAY)[0] for n in (0, 7, 8)]
    assert [(one.red, one.amber, one.green) for one in told] == [(0, 0, 1), (0, 1, 0), (1, 0, 0)]


def test_people_who_are_away_and_cards_that_are_stale_wait(point, cadre, leader, clerk, inspector, now):
    order = {"households": 1, "people": 2, "shelter": "村小学", "ordered_at": now, "by": leader, "now": now}
    moved = hazards.order_transfer(point, ordered_by_post=leader.posts_on(now.date())[0], **order)
    assert waiting(hazards_waiting(cadre, now, 9)) == {"待清点的转移": [point.title]}
    hazards.count_transfer(
        moved, counted=Counted(1, 2, 0, 0), checked_empty=True, words="", by=leader, now=now
    )
    assert waiting(hazards_waiting(cadre, now, 9)) == {"尚未返回的转移": [point.title]}
    told = Told("示例户主甲", "", "", "", "", "")
    households_of.keep_household(point, told=told, size=1, by=cadre, now=now)
    assert list(waiting(hazards_waiting(cadre, now, 9))) == ["尚未返回的转移", "明白卡待更新"]
    assert list(waiting(hazards_waiting(clerk, now, 9))) == ["尚未返回的转移"]
    assert waiting(hazards_waiting(inspector, now, 9)) == {}
    assert page_of_transfer(str(moved.pk)) == reverse("risks:hazard", args=[point.pk])
    assert page_of_transfer("0") == page_of_reading("x") == ""


def test_a_land_matter_waits_for_its_post_with_its_next_step(village, leader, first, now):
    post = leader.posts_on(now.date())[0]
    said = {"kind": LandKind.HOUSES, "responsible": post, "unit": village, "by": leader, "now": now}
    made = [land.open_land(title=f"房屋{n}", **said) for n in range(3)]
    (group,) = land_waiting(leader, now, 2)
    assert [line.what for line in group.lines] == ["房屋0", "房屋1"]
    assert {line.note for line in group.lines} == {"补偿安置方案公告"}
    assert (len(group.lines), group.more) == (2, 1)
    land.stop_land(made[0], reason="x", by=leader, now=now)
    (group,) = land_waiting(leader, now, 9)
    assert [line.what for line in group.lines] == ["房屋1", "房屋2"]
    assert list(waiting(land_waiting(first, now, 9))) == []


def test_a_finding_and_a_point_stand_on_the_page_of_a_file_that_shows_them(
    village, clerk, point, outsider, now
):
    said = {"title": "护栏", "unit": village, "source": Source.SELF_CHECK, "by": clerk, "now": now}
    finding = opening.open_finding(**said, found_on=now.date(), uploads=proof())
    file = File.objects.get()
    assert [one.label for one in findings_on(file, clerk)] == [str(finding)]
    assert (
        list(findings_on(file, outsider))
        == list(findings_on(file, None))
        == list(points_on(file, clerk))
        == []
    )
    patrols.record_patrol(
        patrols.Seen(point, [("normal", "")] * 2, patrols.checklist_of(point, now.date()), proof()),
        patrolled_on=now.date(), clock="", weather="", by=clerk, now=now,
    )  # fmt: skip
    file = File.objects.get(belongs_to=point.ref)
    assert [one.url for one in points_on(file, clerk)] == [reverse("risks:risk-detail", args=[point.pk])]
    assert list(points_on(file, None)) == list(points_on(file, outsider)) == []


def test_a_point_stands_beside_the_findings_it_brought_or_is_linked_with(
    finding, point, cadre, leader, outsider, now
):
    assert list(from_finding(finding, leader)) == []
    risk_links.link_matter(point, ref=finding.ref, by=leader, now=now)
    patrol = patrolled(point, ("abnormal", "裂缝"), ("normal", ""), by=cadre, now=now)
    brought = patrols.open_from_patrol(patrol, item=1, by=cadre, now=now)
    for one in (finding, brought):
        assert [link.label for link in from_finding(one, leader)] == [str(point)]
        assert list(from_finding(one, outsider)) == list(from_finding(one, None)) == []


def test_a_meeting_is_suggested_what_is_overdue_or_objected_to(
    assigned, leader, cadre, village, township, now
):
    assert list(findings_suggested(leader, township, now)) == []
    (late,) = findings_suggested(leader, township, now + 9 * DAY)
    assert (late.ref, late.due) == (assigned.ref, assigned.due)
    assigning.object_to_finding(assigned, reason="x", by=cadre, now=now)
    (objected,) = findings_suggested(leader, village, now)
    assert objected.ref == assigned.ref
    assert list(findings_suggested(cadre, township, now + 9 * DAY)) != []


@pytest.fixture
def lamp(township, receptionist, now):
    said = Said(title="路灯不亮", text="村口路灯不亮", kind=Kind.HELP)
    return receive_concern(said, unit=township, channel=Channel.CALL, by=receptionist, now=now).concern


def test_a_hot_matter_leads_to_a_finding_and_to_those_it_brought(
    lamp, township, receptionist, leader, village, now
):
    said = Said(title="路灯又坏", text="村尾路灯不亮", kind=Kind.HELP)
    other = receive_concern(said, unit=township, channel=Channel.CALL, by=receptionist, now=now).concern
    topic = confirm_topic(title="路灯", unit=township, concerns=[lamp, other], by=receptionist, now=now)
    links = list(from_topic(topic, leader))
    assert [f"topic={topic.pk}" in one.url for one in links] == [True]
    said = {"title": "路灯坏了", "unit": village, "source": Source.TOPIC, "source_ref": topic.ref}
    opening.open_finding(**said, found_on=now.date(), by=leader, now=now)
    assert len(list(from_topic(topic, leader))) == 2
    assert list(from_topic(topic, None)) == []


def test_a_document_leads_to_a_finding_until_it_is_repealed_and_to_those_that_came_of_it(
    village, leader, now
):
    document = Basis(pk=7, number="县发1号")
    assert [("source_document" in one.url) for one in of_basis(document, leader)] == [True]
    said = {
        "title": "护栏",
        "unit": village,
        "source": Source.INSPECTION,
        "found_on": now.date(),
        "by": leader,
    }
    opening.open_finding(**said, source_document="县发1号", now=now)
    assert len(list(of_basis(document, leader))) == 2
    document.repealed_on = now.date()
    assert len(list(of_basis(document, leader))) == 1
    assert list(of_basis(document, None)) == []


def test_a_kind_is_read_by_its_code_and_an_unknown_one_is_left_out(kind):
    asked = {("landslide", date(2026, 3, 2)), ("none", date(2026, 3, 2))}
    assert kinds_read(asked) == {("landslide", date(2026, 3, 2)): "滑坡"}


def test_patrols_are_reckoned_once_a_day(now, db):
    assert is_new_day(now, None)
    assert not is_new_day(now, now.replace(hour=0))
    assert is_new_day(now, now - DAY)


def listed(
    township, *lines, name="清单.csv", document=" 县督查1号 ", heading="序号,存在问题,责任单位,地点", **said
):
    content = "\n".join((heading, *lines)).encode("utf-8-sig")
    return ListOf(content, name, township, document, date(2026, 3, 1), **said)


def test_a_row_came_before_by_its_number_in_the_document_else_by_its_words_place_and_day(
    township, clerk, now
):
    rows = ("1,护栏缺失,上坪村,桥头", ",路灯不亮,,村口")
    act = {"by": clerk, "now": now}
    assert len(importing.import_findings(listed(township, *rows), **act).opened) == 2
    assert importing.look_over(listed(township, *rows), **act).known == 2
    others = ("1,另一处,,", "1,护栏缺失,下坪村,桥头", ",路灯不亮,,村尾", ",路灯不亮,上坪村,村口")
    looked = importing.look_over(listed(township, others[0]), **act)
    assert (looked.known, len(looked.new)) == (0, 1)
    for row in others[1:]:
        assert importing.look_over(listed(township, row), **act).known == 0
    again = listed(township, *rows, document="县督查2号")
    assert importing.look_over(again, **act).known == 0
    assert Finding.objects.filter(source_document="县督查1号").count() == 2


def test_units_of_a_list_are_known_by_code_and_name_within_its_own_unit(
    township, office, village, other_township, now
):
    known = importing.units_in(township, now.date())
    assert known["上坪村"] == known["990101-V01"] == village
    assert known["云岭乡"] == township
    assert "雾溪乡" not in known
    assert "990102" not in known


def test_a_list_is_brought_in_whole_under_its_document_or_not_at_all(
    township, clerk, inspector, outsider, now
):
    act = {"by": clerk, "now": now}
    with pytest.raises(NotAllowed, match="哪份文件的问题清单"):
        importing.import_findings(listed(township, "1,护栏,,", document=" "), **act)
    with pytest.raises(NotAllowed, match="有 2 处需要改正，未导入：清单 第 3 行"):
        importing.import_findings(listed(township, "1,护栏,,", "2,,,", "3,路灯,天上村,"), **act)
    with pytest.raises(Forbidden):
        importing.look_over(listed(township, "1,护栏,,"), by=outsider, now=now)
    assert not Finding.objects.exists()


def test_a_row_says_its_unit_day_and_level_else_those_of_the_list_hold(township, village, clerk, now):
    heading = "存在问题,责任单位,检查日期,等级,违反条款"
    rows = ("护栏缺失,上坪村,2026-02-18,重大,第三条", "路灯不亮,,,,")
    handed = listed(township, *rows, heading=heading, source=Source.AUDIT)
    one, two = importing.import_findings(handed, by=clerk, now=now).opened
    assert (one.unit, one.found_on, one.level, one.source_level) == (
        village,
        date(2026, 2, 18),
        Level.GRAVE,
        "重大",
    )
    assert (two.unit, two.found_on, two.level, two.source) == (
        township,
        date(2026, 3, 1),
        Level.ORDINARY,
        "audit",
    )
    assert (one.violated, one.source_document) == ("第三条", "县督查1号")
    assert Entry.objects.filter(verb="finding.opened").count() == 2


def problem(n):
    return Problem("清单", n, "存在问题", Words("不能为空", "must not be empty"))


@pytest.mark.parametrize(("count", "said"), [(SHOWN, 0), (SHOWN + 1, 1), (SHOWN + 9, 9)])
def test_the_console_names_so_many_problems_and_how_many_more(count, said):
    text = as_text(Brought(problems=[problem(n) for n in range(count)], known=3), False)
    assert text.count("不能为空") == SHOWN
    assert ("……另有" in text) is bool(said)
    assert f"另有 {said} 处 · and {said} more" in text or not said
    assert (
        text.splitlines()[-1]
        == f"未写入 · nothing written：新问题 0 new，已有 3 known，需改正 {count} to mend"
    )


def test_the_console_says_whether_it_was_tried_or_written(finding):
    brought = Brought(opened=[finding], notes=[Words("读的是第一张表", "the first sheet is read")])
    assert "已导入 · brought in" in as_text(brought, False)
    assert as_text(brought, True).splitlines()[-1].startswith("试运行 · dry run")
    data = as_data(Brought(problems=[problem(3)], opened=[finding], known=1))
    assert (data["opened"], data["known"], data["new"]) == ([finding.number], 1, 0)
    assert data["problems"][0] | {"message": ""} == {
        "sheet": "清单",
        "row": 3,
        "column": "存在问题",
        "message": "",
    }


def test_the_console_brings_in_with_today_and_as_an_inspection_unless_it_says_so(tmp_path: Path, leader, now):
    path = tmp_path / "清单.csv"
    path.write_text("存在问题\n护栏缺失\n", "utf-8-sig")
    options = ["--document", "县督查1号", "--unit", "990101", "--by", leader.username]
    done = CliRunner().invoke(findings_import, [str(path), *options])
    assert done.exit_code == 0, done.output
    finding = Finding.objects.get()
    assert (finding.found_on, finding.source) == (now.date(), Source.INSPECTION)
    path.write_text("无关\n甲\n", "utf-8-sig")
    assert CliRunner().invoke(findings_import, [str(path), *options]).exit_code == 1


def register(township, *lines, document="县台账", heading="编号,名称,所在村,类型,等级,威胁户数"):
    return risk_bulk.Register(
        "\n".join((heading, *lines)).encode("utf-8-sig"), "台账.csv", township, document
    )


def test_a_point_came_before_by_its_code_else_by_its_name_at_the_unit(town, kind, clerk, outsider, now):
    act = {"by": clerk, "now": now}
    rows = ("P1,东坡,上坪村,滑坡,较大,3", ",西坡,上坪村,滑坡,低,")
    made = risk_bulk.import_points(register(town, *rows), **act).registered
    assert [(one.code, one.households, one.level) for one in made] == [
        ("P1", 3, "greater"),
        ("", None, "low"),
    ]
    assert made[0].ratings.get().reason == "按《县台账》所列等级"
    assert risk_bulk.look_over_register(register(town, *rows), **act).known == 2
    for row, known in (
        ("P1,别处,下坪村,滑坡,低,", 1),
        ("P1,东坡,上坪村,崩塌,低,", 0),
        (",西坡,下坪村,滑坡,低,", 0),
    ):
        assert risk_bulk.look_over_register(register(town, row), **act).known == known
    with pytest.raises(NotAllowed, match="是哪份文件的台账"):
        risk_bulk.import_points(register(town, *rows, document=" "), **act)
    with pytest.raises(NotAllowed, match="有 1 处需要改正，未导入：台账 第 2 行“类型”列：没有类型“台风”"):
        risk_bulk.import_points(register(town, "P2,坡,上坪村,台风,低,"), **act)
    with pytest.raises(Forbidden):
        risk_bulk.look_over_register(register(town, *rows), by=outsider, now=now)
    assert RiskPoint.objects.count() == 2


def test_kinds_of_a_register_are_known_by_code_name_and_the_beginning_of_a_name(town, kind, now):
    known = risk_bulk.kinds_in(town, town.path_on(now.date()))
    assert known["landslide"] == known["滑坡"] == kind
    assert known["崩塌"] == known["崩塌（危岩）"]
    kind.is_open = False
    kind.save()
    assert "滑坡" not in risk_bulk.kinds_in(town, town.path_on(now.date()))
