"""The drawings of the pages: as tall as what they show, labelled where a reader looks, and told in words."""

import re
from datetime import date

import pytest

from zerentian.web.charts import BASE, HEIGHT, TOP, WIDTH, bars, pairs

MONTHS = [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]


def boxes(drawing: str) -> list[dict[str, float]]:
    """Return the place and size of every bar above the line, in the order drawn."""
    found = [dict(re.findall(r'(\w+)="(-?[\d.]+)"', one)) for one in re.findall(r"<rect [^>]*/>", drawing)]
    sizes = [{key: float(value) for key, value in one.items()} for one in found]
    return [one for one in sizes if one.get("y", BASE) + one["height"] == pytest.approx(BASE, abs=0.11)]


def labels(drawing: str) -> list[tuple[str, float, float]]:
    """Return every word of a drawing with the middle and the base line it stands on."""
    found = re.findall(r'<text x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)</text>', drawing)
    return [(words, float(x), float(y)) for x, y, words in found]


def test_the_tallest_bar_fills_the_height_and_others_are_in_proportion():
    drawn = boxes(bars(list(zip(MONTHS, (10, 5, 0, 1), strict=True)), "收到"))
    assert [one["height"] for one in drawn] == pytest.approx([TOP, TOP / 2, 0, TOP / 10], abs=0.06)
    assert all(one["x"] >= 0 and one["x"] + one["width"] <= WIDTH for one in drawn)
    middles = [one["x"] + one["width"] / 2 for one in drawn]
    assert middles == pytest.approx([60, 180, 300, 420], abs=0.2)


def test_bars_of_a_single_item_are_told_from_none():
    assert boxes(bars([(MONTHS[0], 1)], "收到"))[0]["height"] == TOP
    assert boxes(bars([(MONTHS[0], 0)], "收到"))[0]["height"] == 0
    assert boxes(bars([(MONTHS[0], -3)], "收到"))[0]["height"] == 0
    assert "<svg" in bars([], "收到")
    assert "<svg" in pairs([], "来去", ("收到", "办结"))


def test_each_value_stands_above_its_bar_and_its_month_below():
    said = labels(bars(list(zip(MONTHS, (10, 5, 3, 1), strict=True)), "收到"))
    places = {words: (x, y) for words, x, y in said}
    assert places["10"][0] == places["11"][0] == 60
    assert places["10"][1] < BASE - TOP < BASE < places["11"][1]


@pytest.mark.parametrize("draw", ["bars", "pairs"])
def test_a_year_stands_under_the_first_month_and_under_each_january(draw):
    rows = [(month, 2) for month in MONTHS]
    drawing = (
        bars(rows, "收到") if draw == "bars" else pairs([(*row, 1) for row in rows], "来去", ("收到", "办结"))
    )
    said = labels(drawing)
    years = [(words, x) for words, x, _ in said if words in {"2025", "2026"}]
    assert years == [("2025", 60.0), ("2026", 300.0)]
    lowest = max(y for words, _, y in said if words in {"11", "12"})
    assert min(y for words, _, y in said if words in {"2025", "2026"}) >= lowest + 11


def test_two_bars_of_a_month_stand_side_by_side_each_as_tall_as_its_number():
    drawing = pairs([(MONTHS[0], 8, 4), (MONTHS[1], 0, 2)], "来去", ("收到", "办结"))
    drawn = [one for one in boxes(drawing) if one["width"] > 20]
    assert [one["height"] for one in drawn] == pytest.approx([TOP, TOP / 2, 0, TOP / 4], abs=0.06)
    assert drawn[0]["x"] + drawn[0]["width"] <= drawn[1]["x"]
    assert drawn[1]["x"] + drawn[1]["width"] <= WIDTH / 2 <= drawn[2]["x"]
    above = {words: (x, y) for words, x, y in labels(drawing)}
    assert "0" not in above
    for number, bar in (("8", drawn[0]), ("4", drawn[1]), ("2", drawn[3])):
        x, y = above[number]
        assert x == pytest.approx(bar["x"] + bar["width"] / 2, abs=0.2)
        assert bar["y"] - 10 < y < bar["y"]
    assert above["11"] == pytest.approx((120, BASE + 15), abs=2)
    assert above["12"][1] == above["11"][1]


def test_what_each_kind_of_bar_means_stands_below_the_years_and_inside_the_drawing():
    drawing = pairs([(MONTHS[0], 8, 4)], "来去", ("收到", "办结"))
    (height,) = re.findall(r'viewBox="0 0 \d+ (\d+)"', drawing)
    assert int(height) > HEIGHT
    said = {words: (x, y) for words, x, y in labels(drawing)}
    signs = [dict(re.findall(r'([\w-]+)="([^"]+)"', one)) for one in re.findall(r"<rect [^>]*/>", drawing)][
        -2:
    ]
    assert [one["fill"] for one in signs] == ["var(--jade)", "url(#hatch)"]
    for sign, words in zip(signs, ("收到", "办结"), strict=True):
        left, top, size = float(sign["x"]), float(sign["y"]), float(sign["height"])
        assert said["2025"][1] < top < top + size <= int(height)
        assert top < said[words][1] <= top + size
        assert left + float(sign["width"]) < said[words][0]
    assert said["收到"][0] < float(signs[1]["x"])


def test_who_cannot_see_a_drawing_is_told_its_numbers():
    assert 'aria-label="收到：2025-11 3"' in bars([(MONTHS[0], 3)], "收到")
    both = pairs([(MONTHS[0], 3, 2)], "来去", ("收到", "办结"))
    assert 'aria-label="来去：2025-11 收到 3 办结 2"' in both
    assert [words for words, *_ in labels(both) if words in {"收到", "办结"}] == ["收到", "办结"]


def test_words_of_a_drawing_cannot_write_into_the_page():
    assert "<b>" not in bars([(MONTHS[0], 3)], '"><b>')
    assert "<b>" not in pairs([(MONTHS[0], 3, 2)], '"><b>', ("<b>", "<b>"))


def test_a_single_month_stands_in_the_middle_and_takes_the_whole_width():
    for drawing in (bars([(MONTHS[0], 3)], "收到"), pairs([(MONTHS[0], 3, 2)], "来去", ("收到", "办结"))):
        drawn = [one for one in boxes(drawing) if one["width"] > 20]
        assert drawn[0]["x"] + drawn[-1]["x"] + drawn[-1]["width"] == pytest.approx(WIDTH, abs=0.2)
        assert drawn[-1]["x"] > WIDTH / 2 or drawn[-1]["width"] > WIDTH / 2


def test_what_is_written_stands_clear_of_its_bar_and_of_the_line():
    said = {words: y for words, _, y in labels(bars([(MONTHS[0], 10)], "收到"))}
    assert said["10"] == BASE - TOP - 5
    assert BASE + 13 <= said["11"] <= BASE + 15


def written(drawing: str) -> list[tuple[str, float, float, int]]:
    """Return every word of a drawing with its middle, its base line and its size."""
    found = re.findall(
        r'<text x="([\d.]+)" y="([\d.]+)" text-anchor="middle" font-size="(\d+)"[^>]*>([^<]*)<', drawing
    )
    return [(words, float(x), float(y), int(size)) for x, y, size, words in found]


def test_all_that_is_written_at_bars_stands_on_three_lines_and_in_three_sizes():
    said = written(bars([(MONTHS[0], 4), (date(2026, 1, 1), 2)], "收到"))
    assert said == [
        *(("4", 120, BASE - TOP - 5, 13), ("11", 120, BASE + 15, 12), ("2025", 120, BASE + 28, 11)),
        *(("2", 360, BASE - TOP / 2 - 5, 13), ("1", 360, BASE + 15, 12), ("2026", 360, BASE + 28, 11)),
    ]
    assert max(y for _words, _x, y, _size in said) < HEIGHT


def test_all_that_is_written_at_two_bars_stands_on_three_lines_and_in_three_sizes():
    said = written(pairs([(MONTHS[0], 4, 2), (MONTHS[1], 1, 0)], "来去", ("收到", "办结")))
    assert said == [
        *(("4", 69.6, BASE - TOP - 4, 10), ("2", 170.4, BASE - TOP / 2 - 4, 10)),
        *(("11", 120, BASE + 15, 12), ("2025", 120, BASE + 28, 11)),
        *(("1", 309.6, BASE - TOP / 4 - 4, 10), ("12", 360, BASE + 15, 12)),
    ]


def test_bars_leave_the_same_room_between_them_on_both_sides():
    step = WIDTH / 2
    one, other = boxes(bars([(MONTHS[0], 4), (MONTHS[1], 2)], "收到"))
    assert (one["x"], one["width"]) == pytest.approx((step * 0.18, step * 0.64), abs=0.06)
    assert other["x"] - one["x"] == pytest.approx(step, abs=0.06)
    first, second, *_ = boxes(pairs([(MONTHS[0], 4, 2), (MONTHS[1], 2, 1)], "来去", ("收到", "办结")))
    assert first["x"] == pytest.approx(step - second["x"] - second["width"], abs=0.06)
    assert second["x"] - first["x"] - first["width"] == pytest.approx(step * 0.04, abs=0.06)
