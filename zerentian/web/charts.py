"""The few drawings of the pages, as SVG: labelled directly, readable at 390 px, with words for who cannot see."""

from collections.abc import Sequence
from datetime import date
from html import escape

WIDTH, HEIGHT, BASE, TOP = 480, 170, 140, 110


def bars(rows: Sequence[tuple[date, int]], title: str) -> str:
    """Return the bar chart of monthly values with the values written on the bars and a text alternative."""
    top = max((value for _, value in rows), default=0) or 1
    step = WIDTH / max(len(rows), 1)
    drawn = "".join(bar(place, month, value, top, step) for place, (month, value) in enumerate(rows))
    words = "，".join(f"{month:%Y-%m} {value}" for month, value in rows)
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}：{escape(words)}"'
        f' xmlns="http://www.w3.org/2000/svg">{drawn}'
        f'<line x1="0" x2="{WIDTH}" y1="{BASE}" y2="{BASE}" stroke="currentColor" stroke-width="1"/></svg>'
    )


def bar(place: int, month: date, value: int, top: int, step: float) -> str:
    """Return one month's bar with its value above and its month below; the year under its first month shown."""
    height = max(value, 0) / top * TOP
    left, middle = place * step + step * 0.18, place * step + step / 2
    year = label(middle, BASE + 28, 11, f"{month.year}") if place == 0 or month.month == 1 else ""
    return (
        f'<rect x="{left:.1f}" y="{BASE - height:.1f}" width="{step * 0.64:.1f}" height="{height:.1f}"'
        ' fill="var(--jade)"/>'
        f"{label(middle, BASE - height - 5, 13, str(value))}{label(middle, BASE + 15, 12, str(month.month))}{year}"
    )


def label(middle: float, baseline: float, size: int, words: str) -> str:
    """Return words centred on a point."""
    return (
        f'<text x="{middle:.1f}" y="{baseline:.1f}" text-anchor="middle" font-size="{size}"'
        f' fill="currentColor">{escape(words)}</text>'
    )
