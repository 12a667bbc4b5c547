"""Reports of a township that has hardly any records, or none of the kind asked for: true, and readable all the same."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zerentian.casework import actions as casework
from zerentian.casework.rules.concerns import Channel
from zerentian.casework.tests.conftest import *  # noqa: F403
from zerentian.duties import actions as duties
from zerentian.duties.rules.cadences import Cadence, DueRule
from zerentian.duties.rules.functions import Level
from zerentian.ledger.actions import seal
from zerentian.ledger.rules.periods import Period, local_day
from zerentian.organization.actions.units import open_unit
from zerentian.organization.models import Area, Unit
from zerentian.organization.rules.rights import Kind
from zerentian.reports.actions.composing import Composition, Scope
from zerentian.reports.actions.outlines import SHIPPED, read
from zerentian.reports.rules.document import Chart, Table, text_of, without_references
from zerentian.reports.rules.periods import so_far

pytestmark = pytest.mark.django_db
HALF, QUARTER = "2026H1", "2026Q1"
LONG_AGO = date(2024, 1, 1)


def plain(runs) -> str:
    """Return runs as they read without the marks for who verifies."""
    return text_of(tuple(run for run in runs if not run.aside))


def report(unit: Unit, period: str, moment, text: str = "half-year") -> list[str]:
    """Return the lines of a report as of a moment: of an outline that ships with the program, or of a text."""
    size, day = seal(now=moment).size, local_day(moment)
    if not text.startswith("#"):
        text = (SHIPPED / f"{text}.md").read_text("utf-8")
    made = Composition(Scope(unit, unit.path_on(day), Period.parse(period), size, day))
    return [line for block in made.blocks(read(text)) for line in told(without_references(block))]


def told(block) -> list[str]:
    if isinstance(block, Table):
        return ["|".join(map(plain, row)) for row in block.rows]
    return ["图：" + block.title] if isinstance(block, Chart) else [plain(block.runs)]


@pytest.fixture
def patrol(cadre, leader, now):
    """A weekly patrol of the village, which nobody has done yet."""
    area = Area.objects.create(code="fire", name="森林防火")
    return duties.adopt_duty(
        title="林区巡查",
        area=area,
        post=cadre.posts_on(now.date())[0],
        rule=DueRule(Cadence.WEEKLY, day=5),
        demanded_by=Level.COUNTY,
        by=leader,
        now=now,
    )


@pytest.fixture
def walked(patrol, village, cadre, now):
    def walk(what: str, day: date, unit=village, by=cadre, people=None):
        return duties.record_deed(
            what=what, occurred_on=day, serves=[patrol], unit=unit, by=by, now=now, people=people
        )

    return walk


@pytest.fixture
def task(cadre, leader, now):
    def assigned(title: str, due: date):
        post = cadre.posts_on(now.date())[0]
        return duties.assign_task(title=title, post=post, due=due, by=leader, now=now)

    return assigned


@pytest.mark.parametrize("name", ["half-year", "year", "quarter", "special"])
def test_where_nothing_is_recorded_that_is_said_and_nothing_drawn_or_left_hanging(township, now, name):
    lines = report(township, "2025", now, name)
    assert not [line for line in lines if line.startswith("图：") or line.endswith("：") or "|" in line]
    for heading, following in zip(lines, [*lines[1:], ""], strict=True):
        if heading[:2] in ("一、", "二、", "三、", "四、"):
            assert following[-1:] == "。" or following.startswith("（一）"), heading
    said = "".join(lines)
    assert not [word for word in ("None", "未知", "0件", "0次", "比上", "；。", "，。") if word in said]


def test_one_village_with_three_records_is_told_without_its_name_in_every_line(walked, village, now):
    walked("清理排水沟；", date(2026, 2, 28), people=3)
    for day in (1, 2):
        walked("巡查防火道。", date(2026, 3, day))
    lines = report(village, QUARTER, now)
    assert (
        "1月1日至3月2日，全村开展各项工作3件，参加3人次（3件中1件有记录）。"
        "附有证据的占0.0%（0/3），经他人核实的占0.0%（0/3）。"
    ) in lines
    assert "按工作领域看，开展的3件工作均属森林防火。" in lines
    at = lines.index("（一）主要工作")
    assert lines[at + 1 : at + 3] == ["一是2月28日，清理排水沟，参加3人次。", "二是3月2日，巡查防火道。"]


def test_one_record_alone_is_not_counted_as_the_first_of_several(walked, township, now):
    walked("巡查防火道。", date(2026, 3, 2))
    lines = report(township, QUARTER, now)
    assert "3月2日，上坪村巡查防火道。" in lines
    assert not [line for line in lines if line.startswith("一是")]


def test_what_was_withdrawn_is_not_told(walked, township, cadre, now):
    for day in (1, 2):
        duties.withdraw_deed(walked("巡查防火道。", date(2026, 3, day)), reason="重复登记", by=cadre, now=now)
    lines = report(township, QUARTER, now)
    assert "1月1日至3月2日，全乡没有登记落实记录。" in lines
    assert "巡查防火道" not in "".join(lines)


def test_where_nothing_was_done_in_time_the_share_says_so(patrol, task, township, leader, now):
    duties.open_occurrences(until=date(2026, 6, 30), by=leader, now=now)
    for place in (1, 2):
        task(f"核实{place}号隐患", date(2026, 3, 3))
    lines = report(township, HALF, now + timedelta(days=150))
    assert lines[2].endswith("上半年，到期应完成的责任17期，按期完成0.0%（0/17）。")
    assert "交办事项2件。到期的交办事项按期办结0.0%（0/2）。" in lines
    assert "按单位看，逾期未完成的17期责任均在上坪村；逾期未办结的2件交办事项均在上坪村。" in lines
    at = lines.index("下一步，抓紧落实下列事项：")
    assert lines[at + 1] == "已经逾期的2件事项，由上坪村尽快办结。"


def test_what_is_late_of_one_kind_is_told_where_nothing_is_late_of_the_first(task, township, now):
    task("核实隐患", date(2026, 3, 3))
    lines = report(township, HALF, now + timedelta(days=150))
    assert "截至2026年6月30日，全乡没有逾期未完成的责任；逾期未办结的交办事项1件。" in lines


def test_a_period_that_still_runs_names_its_days_and_is_compared_with_no_whole_one(
    walked, said, township, resident, now
):
    casework.receive_concern(said, unit=township, channel=Channel.FORM, by=resident, now=now)
    walked("巡查防火道。", date(2026, 2, 3))
    walked("清沟。", date(2026, 3, 1))
    lines = report(township, "2026-03", now)
    assert lines[0].endswith("；2026年3月尚未结束，不与以前的整期比较。")
    assert "3月1日至2日，全乡开展各项工作1件。附有证据的占0.0%（0/1），经他人核实的占0.0%（0/1）。" in lines
    assert not [line for line in lines if "比2" in line or "比上" in line]


def test_records_that_begin_within_the_period_are_said_to(walked, township, now):
    walked("巡山。", date(2026, 2, 20))
    [head, *_] = report(township, HALF, now + timedelta(days=150))
    assert head.endswith("；最早的落实记录为2026年2月20日，此前没有登记，不作比较。")


def test_units_that_are_called_the_same_bear_their_codes(walked, township, village, demo, now):
    twin = open_unit(
        code="990101-V09", kind=Kind.VILLAGE, name="上坪村", parent=township, first=LONG_AGO, by=demo, now=now
    )
    for day, what in ((1, "查山塘。"), (2, "查河道。")):
        walked(what, date(2026, 3, day), unit=twin, by=demo)
    walked("巡山。", date(2026, 3, 1))
    walked("清沟。", date(2026, 2, 27))
    text = "# 题\n\n{{ table deeds.count by=unit }}\n\n{{ typical deeds.count }}"
    lines = report(township, QUARTER, now, text)
    assert lines[:2] == ["上坪村（990101-V01）|2件", "上坪村（990101-V09）|2件"]
    assert "四是3月2日，上坪村（990101-V09）查河道。" in lines


def test_a_report_on_the_county_names_the_township_of_a_village(walked, county, now):
    walked("巡山。", date(2026, 3, 1))
    assert report(county, QUARTER, now, "# 题\n\n{{ typical deeds.count }}") == ["3月1日，云岭乡上坪村巡山。"]


def test_a_long_name_is_not_said_over_and_over(walked, township, demo, now):
    name = "云岭乡石桥片区易地扶贫搬迁集中安置点便民服务站"
    station = open_unit(
        code="990101-FW", kind=Kind.OFFICE, name=name, parent=township, first=LONG_AGO, by=demo, now=now
    )
    walked("巡山。", date(2026, 3, 1), unit=station, by=demo)
    lines = report(station, QUARTER, now)
    assert "".join(lines).count(name) == 1, "at the head"
    assert any(line.startswith("1月1日至3月2日，本单位开展各项工作1件") for line in lines)


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(0, 300))
def test_the_days_of_a_period_that_runs_name_both_ends(first, length):
    last = first + timedelta(days=length)
    words = so_far(first, last)
    assert words.startswith(f"{first.month}月{first.day}日")
    assert words.endswith(f"{last.day}日")
    assert ("至" in words) == (first != last)
