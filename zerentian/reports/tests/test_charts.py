"""Drawings: never by colour alone, and nothing drawn that no record tells."""

import re

import pytest

from zerentian.reports.render.charts import svg
from zerentian.reports.rules.document import Chart
from zerentian.reports.rules.moments import axis_label

STATES = (("◉已核实", 3), ("●有证据", 2), ("○仅有记录", 1), ("？未知", 1))
LIGHTS = (("绿灯·期限未到", 5), ("黄灯·临近期限", 2), ("红灯·逾期", 1))


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("2026-07", ("7月", "2026年")),
        ("2026Q3", ("三季度", "2026年")),
        ("2026H1", ("上半年", "2026年")),
        ("2026", ("2026年", "")),
        ("其他", ("其他", "")),
    ],
)
def test_a_span_of_time_stands_on_the_axis_as_people_say_it(label, said) -> None:
    assert axis_label(label) == said


def test_a_month_without_record_is_a_gap_and_a_zero_is_a_zero() -> None:
    chart = Chart("trend", "水位", (("2026-01", 0), ("2026-02", None)))
    drawn = svg(chart)
    assert drawn.count("无记录</text>") == 1
    assert ">0</text>" in drawn
    assert "stroke-dasharray" in drawn
    assert "2026-01 0，2026-02 无记录" in chart.text_alternative


def test_a_trend_shows_when_reports_were_issued_in_picture_and_words() -> None:
    chart = Chart("trend", "落实记录", (("2026-01", 4), ("2026-02", 5)), (("2026-02", "2026-0001"),))
    assert "▲2026-0001" in svg(chart)
    assert "2026-02 2026-0001" in chart.text_alternative
    assert svg(chart).index('aria-label="落实记录') > 0


@pytest.mark.parametrize("chart", [Chart("states", "状态", STATES), Chart("lights", "灯", LIGHTS)])
def test_no_part_is_told_by_its_colour_alone(chart) -> None:
    drawn = svg(chart)
    fills = re.findall(r'height="26" fill="([^"]+)"', drawn)[1:]
    assert len(set(fills)) == len(fills) == len(chart.series)
    for label, value in chart.series:
        assert f"{label} {value}</text>" in drawn


def test_patterns_of_two_drawings_bear_different_ids() -> None:
    ids = [set(re.findall(r'id="([^"]+)"', svg(Chart("lights", name, LIGHTS)))) for name in "甲乙"]
    assert ids[0].isdisjoint(ids[1])


def test_nothing_at_all_can_be_drawn() -> None:
    for kind in ("trend", "states", "lights"):
        assert svg(Chart(kind, "空", ())).startswith("<svg")
