"""What parts of an outline become: statements made once, lists opened against the log, tables that add up, drawings."""

from collections import Counter
from datetime import date
from types import SimpleNamespace
from urllib.parse import parse_qs

import pytest

from zerentian.ledger.actions import seal
from zerentian.ledger.rules.periods import Period, local_day
from zerentian.reports.actions.composing import LIGHTS, Composition, Scope
from zerentian.reports.actions.outlines import read
from zerentian.reports.actions.statements import states_in_words
from zerentian.reports.actions.tables import balance_table, left, table_by_unit
from zerentian.reports.rules.document import Chart, Heading, Paragraph, Run, Table

from .conftest import PERIOD, VILLAGE

DAYS = ((date(2026, 1, 10), 3), (date(2026, 2, 20), 5), (date(2026, 2, 27), 8))
TOWNSHIP = "990100/990101"


@pytest.fixture
def composed(walk, township, now):
    """Compose an outline's text on the township after three walks; the composition comes with its blocks."""
    for day, people in DAYS:
        walk(day, people)

    def compose(text: str, period=PERIOD):
        size = seal(now=now).size if not compose.size else compose.size
        compose.size = size
        made = Composition(Scope(township, TOWNSHIP, period, size, local_day(now)))
        parsed = read(f"# 题\n\n{text}")
        assert not parsed.refused
        return made, list(made.blocks(parsed))

    compose.size = 0
    return compose


def texts(block) -> list[str]:
    return [run.text for run in block.runs]


# -- Sentences and statements --------------------------------------------------------------------------


def test_headings_and_paragraphs_name_what_the_report_is_about(composed):
    _, [one, two] = composed("## 一、{{ unit }}\n\n{{ unit }}{{ period }}，{{ day }}{{ comparable }}。")
    assert (type(one), one.level, "".join(texts(one))) == (Heading, 1, "一、云岭乡")
    assert (type(two), two.kind) == (Paragraph, "generated")
    assert "".join(texts(two)) == f"云岭乡{PERIOD.label}，2026年3月2日；此前没有完整记录，不作比较。"
    assert [block.level for block in composed("## 一\n\n### 二\n\n#### 三\n\n甲。")[1][:3]] == [1, 2, 3]


def test_a_number_is_stated_once_and_leads_to_its_entries(composed):
    made, [one] = composed(
        "{{ figure walks.count with=states }}，{{ figure walks.people }}，{{ figure walks.count }}"
    )
    assert [(one["id"], one["figure"], one["text"]) for one in made.statements] == [
        ("s001", "walks.count", "3次"),
        ("s002", "walks.people", "16人次"),
    ]
    number, states, _, people, _, again = one.runs
    assert (number.text, number.statement, again.statement, people.statement) == (
        "3次",
        "s001",
        "s001",
        "s002",
    )
    assert (states.text, states.aside) == ("（○仅有记录3，〔补录1〕）", True)
    path, _, query = number.href.partition("?")
    assert (path, parse_qs(query)) == (
        "/figures/walks.count/",
        {"unit": [TOWNSHIP], "period": [PERIOD.code], "size": [str(made.scope.size)]},
    )
    assert number.hint == "期内巡山次数。 ○仅有记录3，〔补录1〕"
    told = made.statements[0]
    assert (told["first"], told["last"], told["entries"], told["value"]) == (
        "2026-01-01",
        "2026-03-02",
        [],
        3,
    )


def test_a_number_of_another_time_or_without_some_units_says_so_in_its_address(composed):
    made, _ = composed("甲。")
    other = made.statement("walks.count", VILLAGE, Period.parse("2026-02"))
    assert (other["text"], other["unit"], other["id"]) == ("2次", VILLAGE, "s001")
    assert "period=2026-02-01..2026-02-28" in made.run(other).href
    left_out = made.statement("walks.count", TOWNSHIP, without=(VILLAGE,))
    assert (left_out["text"], left_out["without"]) == ("0次", [VILLAGE])
    assert f"without={VILLAGE.replace('/', '%2F')}" in made.run(left_out).href
    assert "without" not in made.statement("walks.count", TOWNSHIP)
    assert made.statement("walks.count", VILLAGE, Period.parse("2026-02")) is other


def test_what_an_author_claims_in_a_paragraph_bears_the_mark_and_in_a_heading_none(composed):
    _, [head, one] = composed("## 一、全县第一\n\n我们全县第一。")
    assert texts(head) == ["一、全县第一"]
    assert [(run.text, run.aside) for run in one.runs] == [
        ("我们全县第一", False),
        ("〔作者陈述，无记录支撑〕", True),
        ("。", False),
    ]


def test_what_waits_for_evidence_stands_as_a_note(composed):
    _, [one] = composed("{{ waiting 会议记录 }}")
    assert (one.kind, texts(one)) == ("note", ["待补佐证：会议记录"])


# -- Lists ---------------------------------------------------------------------------------------------


def test_the_entries_behind_a_figure_are_listed_newest_first_and_opened(composed, outline):
    made, found = composed("{{ list walks.count limit=2 }}")
    assert [text.partition("，")[0] for one in found for text in texts(one)] == [
        "1．2026年2月27日",
        "2．2026年2月20日",
    ]
    assert len(made.entries) == 2
    assert {one["entry"] for one in made.openings} == set(made.entries)
    assert {one["value"] for one in made.openings} == {texts(found[0])[0].partition("，")[2]}
    assert len(composed("{{ list walks.count }}")[1]) == 3


def test_where_nothing_is_behind_a_figure_that_is_said(composed):
    made, [one] = composed("{{ list walks.met }}", Period.parse("2025"))
    assert (one.kind, texts(one)) == ("note", ["有会合：本期没有记录。"])
    assert made.entries == {}


def test_an_entry_whose_text_is_another_by_now_is_told_by_its_verb_alone(composed, outline):
    type(outline).objects.filter(pk=outline.pk).update(title="别的题", text="别的")
    made, found = composed("{{ list walks.count limit=1 }}")
    assert (texts(found[0]), made.openings) == (["1．2026年2月27日，巡山"], [])
    type(outline).objects.filter(pk=outline.pk).update(salt=b"")
    assert texts(composed("{{ list walks.count limit=1 }}")[1][0]) == ["1．2026年2月27日，依法删除"]


# -- Tables --------------------------------------------------------------------------------------------


def rows(table: Table) -> list[list[str]]:
    return [["".join(run.text for run in cell) for cell in row] for row in table.rows]


def test_a_table_tells_each_figure_with_its_states(composed):
    _, [one] = composed("{{ table walks.count walks.people walks.met }}")
    assert (one.caption, one.header) == ("主要指标", ("指标", "数值", "证明状态"))
    assert rows(one) == [
        ["巡山", "3次", "○仅有记录3，〔补录1〕"],
        ["巡山人次", "16人次", "○仅有记录16，〔补录3〕"],
        ["有会合", "66.7%（2/3）", "○仅有记录2"],
    ]
    assert [row[2][0].aside for row in one.rows] == [True] * 3
    _, [none] = composed("{{ table walks.count }}", Period.parse("2025"))
    assert rows(none) == [["巡山", "0次", "—"]]


def test_a_table_by_unit_names_the_units_that_have_any_by_kind_and_in_the_order_of_codes(composed):
    made, [one] = composed("{{ table walks.count by=unit }}")
    assert (one.header, rows(one)) == (("单位", "巡山"), [["上坪村", "3次"]])
    kinds = [unit.kind for unit in made.below]
    assert kinds == sorted(kinds), "offices first"
    for kind in ("office", "village"):
        codes = [unit.code for unit in made.below if unit.kind == kind]
        assert codes == sorted(codes)
    assert all(unit.path_on(PERIOD.last).rpartition("/")[0] == TOWNSHIP for unit in made.below)
    assert composed("{{ table walks.count by=unit }}", Period.parse("2025"))[1] == []


def value(amount, measure="count", denominator=None):
    figure = SimpleNamespace(measure=measure, unit_of_measure="件")
    return SimpleNamespace(value=amount, denominator=denominator, figure=figure)


@pytest.mark.parametrize(
    ("whole", "parts", "rest"),
    [
        (value(5), [value(2), value(3)], ""),
        (value(6), [value(2), value(3)], "1件"),
        (value(0), [], ""),
        (value(4), [], "4件"),
        (value(None), [value(1)], ""),
        (value(5), [value(None)], ""),
        (value(5, "median"), [value(1, "median")], ""),
        (value(5, "sum"), [value(1, "sum")], "4件"),
        (value(5, "stock"), [value(1, "stock")], "4件"),
        (value(500, "ratio", 10), [value(0, "ratio", 4), value(0, "ratio", None)], "6"),
        (value(500, "ratio", 10), [value(0, "ratio", 10)], ""),
        (value(500, "ratio", None), [], ""),
    ],
)
def test_what_none_of_the_units_below_accounts_for_is_left(whole, parts, rest):
    assert left(whole, parts) == rest


def by_unit(values: dict[str, int], *units: str):
    """Return the table of a figure of ``c`` by some units, each cell told with what is left out."""
    below = [
        SimpleNamespace(
            code=one, path_on=lambda day, at=one: f"c/{at}", name_on=lambda day, at=one: at.lower()
        )
        for one in units
    ]
    cell = lambda code, path, without: Run(f"{path}-{len(without)}")  # noqa: E731
    told = table_by_unit(
        ["tasks.open"], "c", PERIOD, below, cell, lambda code, path, period: value(values.get(path, 0))
    )
    return rows(told)


@pytest.mark.parametrize(
    ("values", "units", "found"),
    [
        ({"c": 3, "c/a": 3}, "a", [["a", "c/a-0"]]),
        ({"c": 5, "c/a": 3, "c/b": 2}, "ab", [["a", "c/a-0"], ["b", "c/b-0"], ["合计", "c-0"]]),
        (
            {"c": 6, "c/a": 3, "c/b": 2},
            "ab",
            [["a", "c/a-0"], ["b", "c/b-0"], ["本级", "c-2"], ["合计", "c-0"]],
        ),
        ({"c": 4, "c/a": 3}, "ab", [["a", "c/a-0"], ["本级", "c-2"], ["合计", "c-0"]]),
        ({"c": 4}, "ab", [["本级", "c-0"]]),
        (
            {"c": 3, "c/a": 1, "c/A": 2},
            "aA",
            [["a（a）", "c/a-0"], ["a（A）", "c/A-0"], ["合计", "c-0"]],
        ),
        ({}, "ab", []),
    ],
)
def test_a_table_by_unit_adds_up_to_the_whole(values, units, found):
    assert by_unit(values, *units) == found


def balanced(**amounts: int):
    def of(code, period=None):
        return {"figure": code, "value": amounts.get("eve" if period else code.replace(".", "_"), 0)}

    return [
        rows(one)
        for one in balance_table("tasks.open", PERIOD, of, lambda statement: Run(str(statement["value"])))
    ]


def test_how_a_stock_came_to_its_closing_leaves_out_what_nothing_moved_by():
    assert balanced() == []
    [told] = balanced(eve=2, tasks_open=3, tasks_assigned=4)
    assert told[0][0].startswith("期初")
    assert "（2025年12月31日）" in told[0][0]
    assert [row[1] for row in told] == ["2", "4", "3"]
    assert told[1][0].startswith("加：")
    assert told[2][0].startswith("期末")
    [closed] = balanced(tasks_closed=1)
    assert [row[0][:2] for row in closed] == ["期初", "减：", "期末"]
    assert len(balanced(eve=1)) == len(balanced(tasks_open=1)) == 1


# -- Drawings ------------------------------------------------------------------------------------------


def test_a_trend_shows_twelve_months_and_the_states_of_a_number_their_signs(composed):
    made, [trend, states] = composed("{{ chart trend walks.count }}\n{{ chart states walks.count }}")
    assert (trend.kind, trend.title, trend.moments) == (
        "trend",
        "巡山（近十二个月，仅供参照，不在证明之列）",
        (),
    )
    assert [label for label, _ in trend.series][::11] == ["2025-04", "2026-03"]
    assert dict(trend.series)["2026-02"] == 2
    assert dict(trend.series)["2026-01"] == 1
    assert (states.title, states.series) == (
        "巡山（证明状态）",
        (("◉已核实", 0), ("●有证据", 0), ("○仅有记录", 3)),
    )
    assert [one["figure"] for one in made.statements] == ["walks.count"]


def test_a_share_is_drawn_month_by_month_and_is_unknown_where_there_was_nothing(composed):
    _, [trend] = composed("{{ chart trend walks.met }}")
    months = dict(trend.series)
    assert (months["2026-01"], months["2026-02"], months["2025-12"]) == (0, 1000, None)


def test_months_before_the_first_deed_tell_nothing(composed, monkeypatch):
    made, _ = composed("甲。")
    monkeypatch.setattr(type(made.teller), "began", date(2026, 1, 20))
    assert dict(made.months("walks.count")) | {"2025-04": None} == dict(made.months("walks.count"))
    assert [dict(made.months("walks.count"))[month] for month in ("2025-12", "2026-01", "2026-03")] == [
        None,
        1,
        0,
    ]
    monkeypatch.setattr(type(made.teller), "began", date(2026, 3, 2))
    assert [dict(made.months("walks.count"))[month] for month in ("2026-01", "2026-02", "2026-03")] == [
        1,
        2,
        0,
    ]


@pytest.mark.parametrize(
    ("values", "series"),
    [
        ((9, 2), ((LIGHTS[0], 7), (LIGHTS[2], 2))),
        ((9, 3, 2), ((LIGHTS[0], 4), (LIGHTS[1], 3), (LIGHTS[2], 2))),
        ((None, 2), ((LIGHTS[0], None), (LIGHTS[2], 2))),
        ((9, None), ((LIGHTS[0], None), (LIGHTS[2], None))),
        ((0, 0), ((LIGHTS[0], 0), (LIGHTS[2], 0))),
    ],
)
def test_lights_part_all_that_is_open(township, now, monkeypatch, values, series):
    codes = ("tasks.open", "tasks.overdue", "findings.overdue")[: len(values)]
    told = dict(zip(codes, values, strict=True))
    made = Composition(Scope(township, TOWNSHIP, PERIOD, 1, local_day(now)))
    monkeypatch.setattr(made, "statement", lambda code, path: {"value": told[code]})
    drawn = made.lights(codes)
    assert isinstance(drawn, Chart)
    assert (drawn.kind, drawn.series) == ("lights", series)
    assert drawn.title.endswith("（红黄绿灯）")


@pytest.mark.parametrize(
    ("states", "marks", "words"),
    [
        ({}, {}, ""),
        ({"verified": 0, "recorded": 2}, {}, "○仅有记录2"),
        (
            {"verified": 1, "evidenced": 2, "recorded": 3, "unknown": 4},
            {},
            "◉已核实1，●有证据2，○仅有记录3，？未知4",
        ),
        (
            {"recorded": 2},
            {"late": 1, "imported": 2, "corrected": 3},
            "○仅有记录2，〔补录1〕，〔历史导入2〕，〔更正3〕",
        ),
    ],
)
def test_states_and_marks_are_told_where_there_are_any(states, marks, words):
    assert states_in_words({"states": states} | Counter(late=0, imported=0, corrected=0) | marks) == words
