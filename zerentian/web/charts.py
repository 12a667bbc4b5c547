"""The few drawings of the pages, as SVG."""

from collections.abc import Sequence
from html import escape

WIDTH, HEIGHT, BASE = 720, 180, 150


def bars(rows: Sequence[tuple[str, int]], title: str) -> str:
    """Return a bar chart of (label, value) with the values written on the bars and a text alternative."""
    top = max((value for _, value in rows), default=0) or 1
    step = WIDTH / max(len(rows), 1)
    drawn = "".join(bar(place, label, value, top, step) for place, (label, value) in enumerate(rows))
    words = "，".join(f"{label} {value}" for label, value in rows)
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}：{escape(words)}"'
        f' xmlns="http://www.w3.org/2000/svg">{drawn}'
        f'<line x1="0" x2="{WIDTH}" y1="{BASE}" y2="{BASE}" stroke="currentColor" stroke-width="1"/></svg>'
    )


def bar(place: int, label: str, value: int, top: int, step: float) -> str:
    """Return one bar with its value above and its label below."""
    height = max(value, 0) / top * (BASE - 30)
    left, middle = place * step + step * 0.18, place * step + step / 2
    return (
        f'<rect x="{left:.1f}" y="{BASE - height:.1f}" width="{step * 0.64:.1f}" height="{height:.1f}"'
        f' fill="var(--jade)"/>'
        f'<text x="{middle:.1f}" y="{BASE - height - 6:.1f}" text-anchor="middle" font-size="13"'
        f' fill="currentColor">{value}</text>'
        f'<text x="{middle:.1f}" y="{BASE + 18}" text-anchor="middle" font-size="12"'
        f' fill="currentColor">{escape(label[2:])}</text>'
    )
