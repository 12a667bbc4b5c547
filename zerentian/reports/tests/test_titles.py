"""Titles in lines: words whole, and in a shape an office would set."""

from hypothesis import given
from hypothesis import strategies as st

from zerentian.reports.rules.titles import FULL_LINE, title_lines, unstopped, width


def test_a_title_is_broken_between_words() -> None:
    assert title_lines("云岭乡关于2026年上半年责任落实情况的报告") == [
        "云岭乡关于2026年上半年",
        "责任落实情况的报告",
    ]


def test_a_short_title_stays_on_one_line() -> None:
    assert title_lines("云岭乡工作报告") == ["云岭乡工作报告"]


def test_a_title_of_three_lines_is_no_hourglass() -> None:
    lines = title_lines(
        "云岭乡人民政府关于2026年第三季度森林防火和道路交通安全专项整治工作责任落实情况的报告"
    )
    assert len(lines) == 3
    assert width(lines[1]) >= min(width(lines[0]), width(lines[2]))


@given(st.text(alphabet="云岭乡关于的和2026年月报告，《》x ", max_size=90))
def test_no_character_is_lost_and_no_line_too_long(title: str) -> None:
    lines = title_lines(title)
    assert "".join(lines) == title
    assert len(lines) == 1 or max(map(width, lines)) <= FULL_LINE


def test_a_title_within_a_sentence_leaves_its_own_stop_out() -> None:
    assert unstopped("水沟堵了，请来清。") == "水沟堵了，请来清"
    assert unstopped("路灯什么时候修？") == "路灯什么时候修？"
    assert unstopped("反映“路灯”\n不亮。") == "反映‘路灯’ 不亮"
    assert unstopped("。") == "。"
