"""What leaves on paper: the three lists, the register, cards, tables and the file for the archive, cell by cell."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import translation

from conftest import NOW
from zerentian.evidence.models import File
from zerentian.organization.rules.retention import Retention
from zerentian.rectification import lists
from zerentian.rectification.actions import assigning, hazards, measures, mending, opening
from zerentian.rectification.cards import (
    BLANK,
    CardPaper,
    lines_of_escape,
    lines_of_household,
    lines_of_point,
    members_of,
    plan_table,
    post_named,
    route_sheet,
    said,
    threatened,
    way_back,
    work_card,
)
from zerentian.rectification.hazard_tables import SPARE, TICK, TablePaper, days, moment, roll_call, roster
from zerentian.rectification.models import Finding, HazardSheet, Household, RiskPoint, Transfer
from zerentian.rectification.models.hazards import Told
from zerentian.rectification.rules.findings import Class, Level, Result, Source
from zerentian.rectification.shown.filed import FINDINGS_FILED, closed_out, facts_of, told_of_finding
from zerentian.rectification.shown.filed import lines as lines_in
from zerentian.rectification.tests.points import proof

DAY = timedelta(days=1)


def row_of(code):
    """Return the only row of a list, by the headings of its columns."""
    sheet = lists.list_of(code, Finding.objects.all())
    (row,) = sheet.rows
    return dict(zip(sheet.headings, row, strict=True))


def test_the_list_of_findings_says_everything_of_one_that_is_closed_out(closed):
    Finding.objects.update(
        source=Source.INSPECTION, source_document="县督查1号", source_number="7", source_level="较大",
        level=Level.SERIOUS, violated="第三条",
    )  # fmt: skip
    assert list(row_of("findings").values()) == [
        closed.number, "上级检查", "县督查1号 7", "2026-03-01", "后沟", "后沟排洪沟淤堵", "较大 / 较大", "第三条",
        "上坪村", "限期整改", "2026-03-10", "已销号", "2026-03-08", "应于 2026-04-01",
    ]  # fmt: skip


def test_a_finding_that_nobody_has_leaves_blanks_where_nothing_is_known(finding):
    row = list(row_of("findings").values())
    assert row[2] == ""
    assert row[8:11] == ["", "", ""]
    assert row[12:] == ["", ""]


def test_a_day_missed_before_more_time_was_asked_for_is_said_beside_the_new_one(assigned):
    assert lists.due_of(assigned) == "2026-03-10"
    assigned.missed = True
    assert lists.due_of(assigned) == "2026-03-10 · 逾期后延期"
    with translation.override("en"):
        assert lists.due_of(assigned) == "2026-03-10 · extended after it was overdue"


def test_the_list_of_measures_says_money_only_where_it_is_known_and_nothing_of_what_was_dropped(
    mending_now, village_post, neighbour_office, cadre, now
):
    plan = {"responsible": village_post, "due": date(2026, 3, 9), "by": cadre, "now": now}
    done = measures.plan_measure(
        mending_now, text="清淤", **plan, money=Decimal("1200.5"), assisting=[neighbour_office]
    )
    measures.carry_out(done, done_on=now.date(), result="已清", uploads=proof(), by=cadre, now=now)
    dropped = measures.plan_measure(mending_now, text="围挡", **plan)
    measures.drop_measure(dropped, reason="x", by=cadre, now=now)
    assert list(row_of("tasks").values()) == [
        mending_now.number, "后沟排洪沟淤堵", "清淤", "上坪村", village_post.title, "综治办公室", "2026-03-09",
        "1200.50", "未知", "2026-03-02", "已清", "1",
    ]  # fmt: skip


def test_money_spent_is_not_asked_for_before_a_measure_is_carried_out(mending_now, village_post, cadre, now):
    plan = {"responsible": village_post, "due": date(2026, 3, 9), "by": cadre, "now": now}
    measures.plan_measure(mending_now, text="清淤", **plan)
    assert list(row_of("tasks").values())[7:] == ["未知", "", "", "", "0"]
    assert [lists.amount(one) for one in (None, Decimal(0), Decimal("8.5"))] == ["未知", "0.00", "8.50"]


def test_measures_stand_the_soonest_due_first(mending_now, village_post, cadre, now):
    plan = {"responsible": village_post, "by": cadre, "now": now}
    for text, after in (("后", 9), ("先", 1), ("中", 5)):
        measures.plan_measure(mending_now, text=text, due=now.date() + after * DAY, **plan)
    sheet = lists.list_of("tasks", Finding.objects.all())
    assert [row[2] for row in sheet.rows] == ["先", "中", "后"]
    assert (sheet.code, sheet.title) == ("tasks", "任务清单")


@pytest.mark.parametrize(("most", "shown", "more"), [(0, 0, 1), (1, 1, 1), (2, 2, 1), (3, 3, 0), (4, 3, 0)])
def test_a_list_of_measures_looks_for_one_more_than_it_shows(
    mending_now, village_post, cadre, now, monkeypatch, most, shown, more
):
    plan = {"responsible": village_post, "due": now.date(), "by": cadre, "now": now}
    for text in "甲乙丙":
        measures.plan_measure(mending_now, text=text, **plan)
    monkeypatch.setattr(lists, "MOST", most)
    sheet = lists.list_of("tasks", Finding.objects.all())
    assert (len(sheet.rows), sheet.more) == (shown, more)


def test_a_list_of_charges_looks_for_one_more_than_it_shows(
    village, village_post, clerk, leader, now, monkeypatch
):
    said = {"unit": village, "source": Source.SELF_CHECK, "found_on": now.date(), "by": clerk, "now": now}
    charge = {"responsible": village_post, "kind": Class.BY_DATE, "standard": "好", "by": leader, "now": now}
    for n, title in enumerate("丙甲乙"):
        one = opening.open_finding(title=title, **said)
        assigning.assign_finding(one, due=now.date() + (9, 1, 5)[n] * DAY, **charge)
    sheet = lists.list_of("duties", Finding.objects.all())
    assert ([row[3] for row in sheet.rows], sheet.more) == (["甲", "乙", "丙"], 0)
    monkeypatch.setattr(lists, "MOST", 1)
    sheet = lists.list_of("duties", Finding.objects.all())
    assert ([row[3] for row in sheet.rows], sheet.more) == (["甲"], 1)


def test_the_list_of_charges_says_how_it_was_seen_and_whether_in_time(closed, village_post):
    assert list(row_of("duties").values()) == [
        "上坪村", village_post.title, closed.number, "后沟排洪沟淤堵", "沟底见硬底，水流通畅", "2026-03-10",
        "2026-03-05", "2026-03-07", "现场核查", "是", "2026-03-08",
    ]  # fmt: skip


def test_nobody_stands_on_the_list_of_charges_who_has_none(finding):
    assert lists.list_of("duties", Finding.objects.all()).rows == ()


def test_a_look_back_is_said_once_it_was_made_else_until_when(closed, leader, now):
    assert lists.look_back_of(Finding()) == ""
    later = now + 40 * DAY
    mending.look_back(closed, result=Result.FIRM, words="好", by=leader, now=later)
    fresh = Finding.objects.get()
    assert lists.look_back_of(fresh).startswith("2026-04-11 ")
    with translation.override("en"):
        assert lists.look_back_of(fresh) == "2026-04-11 It holds"
        assert lists.look_back_of(Finding(look_back_due=date(2026, 5, 1))) == "due 2026-05-01"


def test_the_register_says_unknown_and_never_zero_where_nobody_counted(point, village_post):
    RiskPoint.objects.update(people=0, place="屋后", threatens="两栋", extent="宽三米", control="警示牌")
    sheet = lists.register_of(RiskPoint.objects.all())
    assert sheet.rows == (
        (
            point.number, "屋后滑坡", "滑坡", "上坪村", "屋后", "宽三米", "两栋", "未知", "0", "较大", "3×4", "在册",
            village_post.title, "警示牌", "2026-03-09", "",
        ),
    )  # fmt: skip
    assert (sheet.code, sheet.title, sheet.more) == ("risks", "风险点台账", 0)
    RiskPoint.objects.update(responsible=None)
    assert lists.register_of(RiskPoint.objects.all()).rows[0][12] == ""


def test_a_register_shows_so_many_rows_and_says_that_there_are_more(point, monkeypatch):
    for most, shown, more in ((0, 0, 1), (1, 1, 0)):
        monkeypatch.setattr(lists, "MOST", most)
        sheet = lists.register_of(RiskPoint.objects.all())
        assert (len(sheet.rows), sheet.more) == (shown, more)


@pytest.mark.parametrize(
    ("parts", "line"),
    [
        (("甲", "乙"), "甲 · 乙"),
        (("", "乙", None), "乙"),
        (("", None), BLANK),
        ((), BLANK),
        ((0, "乙"), "乙"),
    ],
)
def test_a_line_of_a_card_joins_what_is_known_and_is_a_blank_where_nothing_is(parts, line):
    assert said(*parts) == line


@pytest.mark.parametrize(
    ("members", "size", "lines"),
    [
        ("甲、乙；丙;丁\n戊", 5, ["甲", "乙", "丙", "丁", "戊"]),
        (" 甲 、、乙 ", 3, ["甲", "乙", BLANK]),
        ("甲、乙、丙", 2, ["甲", "乙", "丙"]),
        ("", 2, [BLANK, BLANK]),
        ("", 0, []),
    ],
)
def test_members_stand_one_a_line_with_a_blank_for_each_who_is_not_named(members, size, lines):
    assert members_of(members, size) == lines


def test_a_copy_is_numbered_and_says_for_whom_it_is():
    paper = CardPaper("卡", "F1-1", (), "云岭乡人民政府", "交住户")
    assert [one.split(" · ")[:2] for one in paper.copies] == [
        ["F1-1", "一式三份之 1"], ["F1-1", "一式三份之 2"], ["F1-1", "一式三份之 3"],
    ]  # fmt: skip
    assert paper.copies[0].endswith("交住户")
    assert "云岭乡人民政府" in paper.signed
    assert paper.signed.count(BLANK) == 2


@pytest.fixture
def sheet(point, leader, cadre, now):
    posts = {"town_post": leader.posts_on(now.date())[0], "shelter_post": cadre.posts_on(now.date())[0]}
    words = {"warning_sign": "锣声三响", "route": "沿村道", "shelter": "村小学", "medical": "卫生院"}
    more = {"duty_phone": "0000-110", "county_post": "县自然资源局值班岗"}
    return hazards.keep_sheet(point, values=words | posts | more, by=leader, now=now)


def test_how_people_are_led_away_stands_line_by_line(sheet, point, village_post):
    fresh = HazardSheet.objects.select_related("shelter_post__unit").get()
    texts = [text for _label, text in lines_of_escape(fresh)]
    assert texts == ["锣声三响", "沿村道", f"村小学 · 上坪村 {village_post.title}", "卫生院", "0000-110"]
    assert [text for _label, text in lines_of_escape(None)] == [BLANK] * 5
    assert post_named(None) == ""


def test_the_plan_of_a_point_names_each_post_in_charge_and_a_blank_where_there_is_none(
    sheet, point, leader, now
):
    lines = dict(plan_table(point).lines)
    post = leader.posts_on(now.date())[0]
    values = list(lines.values())
    assert "县自然资源局值班岗" in values
    assert f"云岭乡 {post.title}" in values
    HazardSheet.objects.all().delete()
    assert list(dict(plan_table(point).lines).values()).count(BLANK) >= 7
    assert plan_table(point).holder == ""


def test_a_route_sheet_names_nobody(sheet, point, village_post):
    paper = route_sheet(point)
    assert [text for _label, text in paper.lines] == ["锣声三响", "沿村道", "村小学", "卫生院", "0000-110"]
    assert "屋后滑坡" in paper.title
    assert paper.number.startswith(f"{point.number} · 上坪村")
    assert village_post.title not in str(paper)
    assert "县级解除" in way_back()


def test_what_is_counted_at_a_point_is_what_the_register_says_else_what_is_written_down(point, now):
    def threatened_line():
        return list(lines_of_point(point))[3][1]

    assert threatened_line() == "未知"
    Household.objects.create(point=point, size=4, changed_on=now.date())
    assert threatened_line() == "1户4人"
    point.households, point.people = 3, None
    assert threatened_line() == "3户4人"
    point.threatens = "公路"
    assert threatened_line() == "公路 · 3户4人"
    with translation.override("en"):
        assert threatened(1, None) == "1 households, people unknown"


def test_the_card_for_who_watches_says_what_and_how_often(point, village_post):
    lines = [text for _label, text in lines_of_point(point)]
    assert lines[0] == "屋后滑坡"
    assert lines[4] == f"上坪村 {village_post.title} · 至少每 7 天一次"
    assert work_card(point).number == point.number


def test_the_card_of_a_household_says_who_lives_there(point, now):
    row = Household(point=point, size=2, changed_on=now.date())
    told = Told("示例户主甲", "示例成员乙", "", "砖混", "", "腿脚不便")
    texts = [text for _label, text in lines_of_household(point, row, told)]
    assert texts[:4] == ["示例户主甲 · 2 人", "砖混", BLANK, f"示例成员乙\n{BLANK}"]
    assert texts[5:7] == [BLANK, "腿脚不便"]


def shift(first, last, phone="0000-110"):
    post = SimpleNamespace(unit=SimpleNamespace(name="上坪村"), title="村干部")
    one = SimpleNamespace(first=first, last=last, unit=post.unit, duty_phone=phone)
    return SimpleNamespace(**vars(one), responsible=post, responsible_leader=post)


def test_a_roster_says_one_day_or_from_and_to_and_where_to_call():
    one, many = shift(date(2026, 3, 2), date(2026, 3, 2)), shift(date(2026, 3, 2), date(2026, 3, 4), "")
    assert days(one) == "2026年3月2日"
    assert days(many) == "2026年3月2日 — 2026年3月4日"
    paper = roster([one, many], "云岭乡人民政府")
    assert paper.rows[0] == ("2026年3月2日", "上坪村", "上坪村 村干部", "上坪村 村干部", "0000-110")
    assert paper.rows[1][4] == "—"
    assert (paper.under, paper.foot, paper.printed) == ("云岭乡人民政府", "", paper.rows)


def test_a_roll_call_counts_who_is_on_it_and_leaves_room_for_who_was_forgotten():
    point = RiskPoint(code="P1", title="屋后滑坡")
    told = [
        (Household(size=2), Told("示例户主甲", "成员", "139", "砖混", "", "")),
        (Household(size=3), Told("示例户主乙", "", "", "", "", "")),
    ]
    paper = roll_call(point, told, None)
    assert paper.under.replace(" ", "") == "P1·屋后滑坡·2户5人"
    assert paper.rows[0] == ("示例户主甲", "2", "砖混", "139", "成员", TICK, TICK, TICK, TICK)
    assert paper.rows[1][2:5] == ("—", "—", "")
    assert (len(paper.printed), paper.printed[-1][:5]) == (2 + SPARE, ("",) * 5)
    assert {len(row) for row in paper.printed} == {len(paper.columns)}
    moved = Transfer(ordered_at=NOW, shelter="村小学")
    assert f"{moment(NOW)} · 村小学" in roll_call(point, told, moved).under
    assert moment(NOW) == "2026年3月2日 09:00"


def test_a_row_of_a_table_is_shown_with_the_heading_of_each_of_its_cells():
    paper = TablePaper("表", "", (("甲", 1.0), ("乙", 2.0)), (("1", "2"), ("3", "4")), "", (("", ""),))
    assert list(paper.labelled) == [[("甲", "1"), ("乙", "2")], [("甲", "3"), ("乙", "4")]]


def test_the_file_for_the_archive_holds_what_was_found_its_measures_and_what_was_done(
    closed, village_post, leader, village
):
    leaves = FINDINGS_FILED.leaves(closed)
    assert [one.title for one in leaves] == ["问题登记", "整改经过"]
    facts = dict(facts_of(closed))
    assert (facts["责任岗位"], facts["整改期限"], facts["销号日期"]) == (
        f"上坪村　{village_post.title}",
        "2026年3月10日",
        "2026年3月8日",
    )
    assert (facts["来源文件"], facts["领域"], facts["原因"]) == ("", "", "")
    blank = dict(facts_of(Finding(found_on=date(2026, 3, 1), serial=5, title="x")))
    assert (blank["责任岗位"], blank["整改期限"], blank["销号日期"]) == ("", "", "")


@pytest.mark.parametrize(
    ("level", "keep"),
    [(Level.ORDINARY, Retention.SHORT), (Level.SERIOUS, Retention.LONG), (Level.GRAVE, Retention.LONG)],
)
def test_a_grave_finding_is_kept_longer(closed, level, keep):
    closed.level = level
    told = told_of_finding(closed)
    assert (told.retention, told.day, told.number) == (keep, closed.closed_on, closed.number)
    assert told.title == "关于“后沟排洪沟淤堵”问题的整改案卷"


def test_findings_go_to_the_archive_by_the_day_of_their_close_out(closed, leader, outsider, village, now):
    day = closed.closed_on
    found = [
        closed_out(leader, village, *span).exists()
        for span in ((day, day), (day + DAY, day + DAY), (day - DAY, day - DAY))
    ]
    assert found == [True, False, False]
    assert not closed_out(outsider, village, day, day).exists()
    Finding.objects.update(state="dismissed", joined_to=None)
    assert not closed_out(leader, village, day, day).exists()


def test_a_text_is_filed_line_by_line_without_those_that_say_nothing():
    assert lines_in(" 甲 \n\n 乙\r\n \n") == ("甲", "乙")
    assert lines_in("") == ()


def test_measures_and_files_of_a_finding_go_along_each_once(mending_now, village_post, cadre, now):
    plan = {"responsible": village_post, "due": now.date(), "by": cadre, "now": now}
    one = measures.plan_measure(mending_now, text="清淤", **plan)
    measures.plan_measure(mending_now, text="围挡", **plan)
    measures.carry_out(one, done_on=now.date(), result="已清", uploads=proof(), by=cadre, now=now)
    leaves = {leaf.title: leaf for leaf in FINDINGS_FILED.leaves(mending_now)}
    rows = leaves["整改措施"].rows
    assert [(row[0], row[3], row[4]) for row in rows] == [
        ("清淤", "2026年3月2日", "已清"),
        ("围挡", "在办", ""),
    ]
    assert list(FINDINGS_FILED.files(mending_now)) == [File.objects.get().sha256]
