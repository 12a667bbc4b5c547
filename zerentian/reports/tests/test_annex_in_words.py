"""What the annexes say of days, of definitions that changed, and of entries by their positions."""

from datetime import date
from types import SimpleNamespace

import pytest

from zerentian.ledger.rules.periods import Period
from zerentian.ledger.rules.words import Words
from zerentian.reports.actions import annex as annexes
from zerentian.reports.rules.document import Table, text_of

HALF = Period.parse("2026H1")


@pytest.fixture(autouse=True)
def declared(monkeypatch):
    """A flow, a standing number with a story, and nothing else."""
    changes = {2: Words("不再计入撤销的", "without those voided")}
    figures = {
        "walks": SimpleNamespace(label="巡山", measure="count", change=lambda version: None),
        "open": SimpleNamespace(label="在办", measure="stock", change=changes.get),
    }
    monkeypatch.setattr(annexes, "FIGURES", figures)
    monkeypatch.setattr(annexes, "CUMULATIVE", ("stock",))


@pytest.mark.parametrize(
    ("figure", "first", "last", "said"),
    [
        ("walks", "2026-01-01", "2026-06-30", ""),
        ("walks", "2026-01-01", "2026-05-31", ""),
        ("walks", "2026-01-01", "2026-07-01", "（2026年1月至2026年7月）"),
        ("walks", "2025-01-01", "2025-06-30", "（2025年1月至2025年6月）"),
        ("open", "2026-01-01", "2026-06-30", ""),
        ("open", "2025-01-01", "2025-12-31", "（截至2025年12月31日）"),
    ],
)
def test_days_are_named_where_they_are_not_the_reports(figure, first, last, said):
    assert annexes.of_other_days({"figure": figure, "first": first, "last": last}, HALF) == said


@pytest.mark.parametrize(
    ("code", "version", "said"),
    [
        ("open", 2, "不再计入撤销的"),
        ("open", 3, "见指标目录。"),
        ("walks", 1, "首次使用的指标。"),
        ("walks", 2, "见指标目录。"),
        ("gone", 1, "首次使用的指标。"),
        ("gone", 2, "见指标目录。"),
    ],
)
def test_what_a_version_changed_is_said_or_where_it_stands(code, version, said):
    assert annexes.change_of(code, version) == said


def defined(*told):
    """Return entries that define figures, as a queryset answers with them."""
    rows = [SimpleNamespace(fact={"figure": code, "version": version}) for code, version in told]
    asked = SimpleNamespace(order_by=lambda name: rows)
    return SimpleNamespace(
        filter=lambda **wanted: asked if wanted == {"verb": "ledger.figure_defined"} else None
    )


def test_figures_that_were_defined_anew_are_listed_once_with_their_last_version():
    lead, table = annexes.redefined(defined(("walks", 1), ("open", 2), ("gone", 3), ("walks", 2)))
    assert text_of(lead.runs).startswith("以下指标的定义已改变")
    assert isinstance(table, Table)
    assert table.header == ("指标", "版本", "改变了什么")
    assert [[text_of(cell) for cell in row] for row in table.rows] == [
        ["gone", "第3版", "见指标目录。"],
        ["在办", "第2版", "不再计入撤销的"],
        ["巡山", "第2版", "见指标目录。"],
    ]


def test_where_none_was_that_is_said():
    (said,) = annexes.redefined(defined())
    assert (text_of(said.runs), said.kind) == ("指标定义没有变化。", "note")


@pytest.mark.parametrize(("indexes", "said"), [([], "—"), ([7], "7"), ([7, 9], "7 9"), ([7, 9, 12], "7 9")])
def test_the_first_two_entries_are_named(indexes, said):
    assert annexes.first_entries(indexes) == said


@pytest.mark.parametrize(
    ("change", "state", "said"),
    [
        ("", "in_time", "新增补录"),
        ("", "late", "新增补录〔补录，迟37天〕"),
        ("corrected", "in_time", "更正"),
        ("voided", "imported", "撤销"),
    ],
)
def test_a_change_is_said_with_how_late_it_was(change, state, said):
    assert annexes.change_words(SimpleNamespace(change=change, time_state=state, late_days=37)) == said


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("unit", "name"), [("990100/990101", "云岭乡"), ("990100/990101/gone", "990100/990101/gone")]
)
def test_a_unit_has_the_name_of_the_day_or_its_path_where_it_is_gone(ledger_open, unit, name):
    assert annexes.unit_name(SimpleNamespace(unit=unit, occurred_on=date(2026, 3, 2))) == name


@pytest.mark.django_db
def test_numbers_stand_with_their_unit_what_they_leave_out_and_how_many_entries(ledger_open):
    def stated(number, unit, entries, **more):
        days = {"first": "2026-01-01", "last": "2026-06-30"}
        return (
            {"id": f"s00{number}", "figure": "walks", "unit": unit, "text": f"{number}次", "entries": entries}
            | days
            | more
        )

    made = annexes.statements_annex(
        [
            stated(1, "990100/990101", [4, 7, 9]),
            stated(2, "990100/990101", [], without=["990100/990101/x"]),
            stated(3, "990100/gone", [4], without=[]),
        ],
        "2026-0001",
        HALF,
        375,
    )
    note, table = made.blocks
    assert "报告编号2026-0001" in text_of(note.runs)
    assert "台账前375条之中" in text_of(note.runs)
    assert [[text_of(cell) for cell in row] for row in table.rows] == [
        ["证1", "巡山", "云岭乡", "1次", "3", "4 7"],
        ["证2", "巡山", "云岭乡（不含表列下级）", "2次", "0", "—"],
        ["证3", "巡山", "gone", "3次", "1", "4"],
    ]
    assert [row[3][0].listed for row in table.rows] == [True] * 3
