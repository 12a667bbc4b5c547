"""What is not done and why, what comes next, what is typical, who: told from sealed records, causes as recorded."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from zerentian.duties import actions as duties
from zerentian.duties.rules.cadences import Cadence, DueRule
from zerentian.duties.rules.functions import Level
from zerentian.ledger.actions import seal
from zerentian.ledger.rules.periods import Period, local_day
from zerentian.organization.models import Area
from zerentian.rectification.actions import assigning, measures, mending, opening
from zerentian.rectification.rules.findings import Class, Source
from zerentian.reports.actions import matters
from zerentian.reports.actions.composing import Composition, Scope
from zerentian.reports.actions.outlines import read
from zerentian.reports.actions.prose import Teller, alike, entries_mark, named_of
from zerentian.reports.rules.document import Table, text_of, without_references

FIRST_HALF = Period.parse("2026H1")


@pytest.fixture
def village_post(cadre, now):
    return cadre.posts_on(now.date())[0]


@pytest.fixture
def task(village_post, leader, now):
    def assigned(title: str, due: date):
        return duties.assign_task(title=title, post=village_post, due=due, by=leader, now=now)

    return assigned


@pytest.fixture
def finding(village, village_post, clerk, leader, cadre, now):
    def mended(title: str, due: date, cause: str = ""):
        found = opening.open_finding(
            title=title, unit=village, source=Source.SELF_CHECK, found_on=now.date(), by=clerk, now=now
        )
        found = assigning.assign_finding(
            found,
            responsible=village_post,
            kind=Class.BY_DATE,
            standard="见硬底",
            due=due,
            by=leader,
            now=now,
        )
        found = assigning.accept_finding(found, by=cadre, now=now)
        return mending.note_finding(found, immediate="", cause=cause, by=cadre, now=now) if cause else found

    return mended


def plain(runs) -> str:
    """Return runs as they read without the marks for who verifies."""
    return text_of(tuple(run for run in runs if not run.aside))


@pytest.fixture
def told(township, now):
    """Tell the lines of an outline as of the first half of the year."""

    def lines(text: str, days: int = 150, unit=township) -> list[str]:
        moment = now + timedelta(days=days)
        size = seal(now=moment).size
        path = unit.path_on(local_day(moment))
        composition = Composition(Scope(unit, path, FIRST_HALF, size, local_day(moment)))
        parsed = read(f"# 题\n\n{text}")
        assert not parsed.refused
        return [
            "|".join(map(plain, row)) if isinstance(block, Table) else plain(block.runs)
            for block in map(without_references, composition.blocks(parsed))
            for row in (block.rows if isinstance(block, Table) else [()])
        ]

    return lines


def test_what_is_late_is_told_with_whose_it_is_how_late_and_the_recorded_cause(
    task, finding, first, told, now
):
    road = task("修复机耕路", date(2026, 3, 10))
    duties.extend_task(road, due=date(2026, 3, 20), reason="连日降雨。", by=first, now=now)
    task("清点水泵", date(2026, 4, 1))
    task("清点水泵", date(2026, 5, 1))
    finding("后沟排洪沟淤堵", date(2026, 6, 10), cause="沟口没有拦挡")
    assert told("未按期完成的：\n\n{{ matters tasks.overdue findings.overdue }}") == [
        "未按期完成的：",
        "一是修复机耕路，由上坪村办理，3月20日到期，逾期102天尚未办结；因连日降雨延期至3月20日。",
        "二是“清点水泵”2件，由上坪村办理，分别于4月1日、5月1日到期，分别逾期90天、60天，尚未办结。",
        "三是后沟排洪沟淤堵，由上坪村整改，6月10日到期，逾期20天尚未整改到位；原因是沟口没有拦挡。",
        "以上4件中，2件没有登记未按期完成的原因。",
    ]


def test_a_late_measure_is_told_with_its_late_finding(finding, village_post, cadre, told, now):
    ditch = finding("后沟排洪沟淤堵", date(2026, 6, 10))
    measures.plan_measure(
        ditch, text="沟口砌拦挡坎", responsible=village_post, due=date(2026, 5, 20), by=cadre, now=now
    )
    assert told("{{ matters findings.overdue measures.overdue }}", 170) == [
        "后沟排洪沟淤堵，由上坪村整改，6月10日到期，逾期20天尚未整改到位；"
        "整改措施“沟口砌拦挡坎”5月20日到期，尚未落实。",
        "未按期完成的原因没有登记。",
    ]


def test_what_was_extended_after_the_period_is_late_as_it_then_was(task, first, told, now):
    road = task("修复机耕路", date(2026, 6, 20))
    later = now + timedelta(days=130)
    duties.extend_task(road, due=date(2026, 9, 30), reason="连日降雨", by=first, now=later)
    assert told("{{ matters tasks.overdue }}", 150) == [
        "修复机耕路，由上坪村办理，6月20日到期，逾期10天尚未办结。",
        "未按期完成的原因没有登记。",
    ]


def test_what_is_left_over_is_counted(task, told):
    for day in range(1, 5):
        task(f"清点第{day}处水泵", date(2026, 4, day))
    lines = told("{{ matters tasks.overdue limit=2 }}")
    assert lines[2:] == ["以上各件均没有登记未按期完成的原因。另有2件从略。"]


def test_the_next_steps_come_from_open_measures_findings_and_tasks_with_their_days(
    task, finding, village_post, cadre, told, now
):
    ditch = finding("后沟排洪沟淤堵", date(2026, 8, 10))
    measures.plan_measure(
        ditch, text="沟口砌拦挡坎", responsible=village_post, due=date(2026, 7, 20), by=cadre, now=now
    )
    finding("村口路灯不亮", date(2026, 7, 10))
    task("检查山塘", date(2026, 7, 5))
    task("清点水泵", date(2026, 4, 1))
    assert told("{{ ahead measures.open findings.open tasks.open }}", 125) == [
        "一是7月5日前，上坪村检查山塘。",
        "二是7月10日前，上坪村完成“村口路灯不亮”问题的整改。",
        "三是7月20日前，上坪村沟口砌拦挡坎，8月10日前完成“后沟排洪沟淤堵”问题的整改。",
        "四是已经逾期的1件事项，由上坪村尽快办结。",
    ]


def test_steps_beyond_the_limit_are_counted_and_so_is_what_is_overdue(task, told):
    for day in (5, 6, 7):
        task(f"检查{day}号山塘", date(2026, 7, day))
    for month in (4, 5):
        task(f"清点{month}号水泵", date(2026, month, 1))
    assert told("{{ ahead tasks.open limit=1 }}", 125) == [
        "7月5日前，上坪村检查5号山塘。",
        "另有2件从略。",
        "已经逾期的2件事项，由上坪村尽快办结。",
    ]


def test_of_more_than_are_opened_the_longest_late_is_told_and_all_are_counted(task, told, monkeypatch):
    monkeypatch.setattr(matters, "CONSIDERED", 2)
    monkeypatch.setattr(matters, "ASKED_AT_ONCE", 2)
    for month in (5, 4, 6, 3):
        task(f"清点{month}月水泵", date(2026, month, 28))
    for day in (7, 5, 6):
        task(f"检查{day}号山塘", date(2026, 7, day))
    assert told("{{ matters tasks.overdue limit=1 }}", 125) == [
        "清点3月水泵，由上坪村办理，3月28日到期，逾期94天尚未办结。",
        "未按期完成的原因没有登记。另有3件从略。",
    ]
    assert told("{{ ahead tasks.open limit=1 }}", 125) == [
        "7月5日前，上坪村检查5号山塘。",
        "另有2件从略。",
        "已经逾期的4件事项，由各责任单位尽快办结。",
    ]


def test_a_mark_names_some_entries_of_many():
    [mark] = [run.text for run in [entries_mark(SimpleNamespace(index=at) for at in range(500))]]
    assert mark == f"〔台账{'、'.join(map(str, range(20)))}等500条〕"


def test_a_day_that_is_past_when_the_paper_is_made_is_no_promise_and_what_is_done_no_next_step(
    task, village_post, cadre, leader, told, now
):
    later = now + timedelta(days=125)  # the fifth of July
    done = task("检查山塘", date(2026, 7, 3))
    task("修复机耕路", date(2026, 7, 2))
    task("清点水泵", date(2026, 7, 20))
    duties.accept_task(done, by=cadre, now=later)
    duties.report_task(done, words="已查", by=cadre, now=later)
    duties.verify_task(done, by=leader, now=later)
    duties.close_task(done, by=leader, now=later)
    assert told("{{ ahead tasks.open }}", 126) == [
        "一是尽快（原定7月2日前），上坪村修复机耕路。",
        "二是7月20日前，上坪村清点水泵。",
    ]


@pytest.fixture
def deed(village_post, leader, first, now):
    """Record deeds of a duty of the village, or of the township itself."""
    forest = Area.objects.create(code="fire", name="森林防火")

    def adopted(post):
        return duties.adopt_duty(
            title="巡山", area=forest, post=post, rule=DueRule(Cadence.WEEKLY, day=5), by=leader, now=now,
            demanded_by=Level.COUNTY,
        )  # fmt: skip

    own = {True: adopted(village_post), False: adopted(first.posts_on(now.date())[0])}

    def done(what: str, unit, by, day: int, people: int | None = None):
        return duties.record_deed(
            what=what, occurred_on=date(2026, 2, day), serves=[own[unit.code.endswith("V01")]], unit=unit, by=by,
            now=now, people=people,
        )  # fmt: skip

    return done


def test_a_number_spreads_over_units_and_areas_and_adds_up(deed, village, township, cadre, leader, told):
    for day in (10, 11, 12):
        deed("巡山", village, cadre, day)
    deed("巡山", township, leader, 13)
    lines = told("{{ spread deeds.count by=unit }}\n\n{{ table deeds.count by=unit }}")
    assert lines == ["按单位看，开展的4件工作中，上坪村3件、本级1件。", "上坪村|3件", "本级|1件", "合计|4件"]
    assert told("{{ spread deeds.count by=area }}") == ["按工作领域看，开展的4件工作均属森林防火。"]


def test_what_is_counted_at_the_unit_itself_stands_in_its_own_row_of_a_share_as_well(
    deed, village, township, cadre, leader, first, told, now
):
    deed("巡山", village, cadre, 10)
    duties.verify_deed(deed("查库房", township, leader, 11), by=first, now=now)
    assert told("{{ table deeds.count deeds.verified_share by=unit }}") == [
        "上坪村|1件|0.0%（0/1）",
        "本级|1件|100.0%（1/1）",
        "合计|2件|50.0%（1/2）",
    ]


@pytest.mark.parametrize(
    ("sizes", "named", "rest"),
    [
        ((3, 1), 2, ""),
        ((2, 1, 1, 1, 1, 1, 1), 1, "6个单位各1"),
        ((2, 2, 2, 2, 2, 1, 1, 1), 5, "3个单位各1"),
        ((5, 4, 3, 2, 2, 1), 3, ""),
        ((1,) * 9, 9, ""),
    ],
)
def test_of_equals_all_are_named_or_none(sizes, named, rest):
    found = named_of(sizes, 4)
    assert found == named
    assert alike(sizes[found:], sum(sizes[found:]), "个单位各") == rest


def test_duties_that_are_called_the_same_are_told_as_one():
    entries = [
        SimpleNamespace(fact={"duty": f"duty:{key}"}, subject=f"occurrence:{at}")
        for at, key in enumerate("1123")
    ]
    names = {"duty:1": "“防汛巡查”", "duty:2": "“防汛巡查”", "duty:3": "“环境整治”"}
    teller = SimpleNamespace(behind=lambda code, length: entries, name_of_fact=lambda by, key: names[key])
    found = Teller.by_fact(teller, "occurrences.overdue", 4, "duty")
    assert [(name, size) for name, size, _ in found] == [("“防汛巡查”", 3), ("“环境整治”", 1)]


def test_where_nothing_was_done_nothing_is_spread(told):
    assert told("{{ spread tasks.overdue by=unit }}\n\n{{ spread tasks.overdue by=duty }}") == []


def test_typical_work_says_nothing_twice_and_that_it_is_verified_once(
    deed, village, cadre, leader, told, now
):
    for day, what in ((10, "巡山"), (11, "巡山"), (12, "清沟")):
        duties.verify_deed(deed(what, village, cadre, day, people=day), by=leader, now=now)
    assert told("{{ typical deeds.count }}") == [
        "经他人核实的主要有：",
        "一是2月11日，上坪村巡山，参加11人次。",
        "二是2月12日，上坪村清沟，参加12人次。",
    ]


def test_what_cannot_be_compared_is_said_at_the_head(told):
    assert told("情况如下{{ comparable }}。") == ["情况如下；此前没有完整记录，不作比较。"]
