"""The few drawings of the pages, as SVG: labelled directly, readable at 390 px, with words for who cannot see."""

from collections.abc import Sequence
from datetime import date
from html import escape

from zerentian.organization.punctuation import COMMA, labelled, sign

WIDTH, HEIGHT, BASE, TOP = 480, 170, 140, 110


def bars(rows: Sequence[tuple[date, int]], title: str) -> str:
    """Return the bar chart of monthly values with the values written on the bars and a text alternative."""
    top = max((value for _, value in rows), default=0) or 1
    step = WIDTH / max(len(rows), 1)
    drawn = "".join(bar(place, month, value, top, step) for place, (month, value) in enumerate(rows))
    words = sign(COMMA).join(f"{month:%Y-%m} {value}" for month, value in rows)
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(labelled(title, words))}"'
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


def pairs(rows: Sequence[tuple[date, int, int]], title: str, names: tuple[str, str]) -> str:
    """Return months with two bars each, the second one hatched, so that they differ without colour."""
    top = max((max(one, other) for _, one, other in rows), default=0) or 1
    step = WIDTH / max(len(rows), 1)
    drawn = "".join(
        pair(place, month, one, other, top, step) for place, (month, one, other) in enumerate(rows)
    )
    words = sign(COMMA).join(
        f"{month:%Y-%m} {names[0]} {one} {names[1]} {other}" for month, one, other in rows
    )
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT + 22}" role="img" aria-label="{escape(labelled(title, words))}"'
        ' xmlns="http://www.w3.org/2000/svg"><defs><pattern id="hatch" width="5" height="5"'
        ' patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="5" height="5"'
        ' fill="var(--paper)"/><line x1="0" y1="0" x2="0" y2="5" stroke="var(--jade)" stroke-width="3"/>'
        "</pattern></defs>"
        f'{drawn}<line x1="0" x2="{WIDTH}" y1="{BASE}" y2="{BASE}" stroke="currentColor" stroke-width="1"/>'
        f"{legend(names)}</svg>"
    )


def pair(place: int, month: date, one: int, other: int, top: int, step: float) -> str:
    """Return one month's two bars with their values above and the month below."""
    left, width, middle = place * step + step * 0.1, step * 0.38, place * step + step / 2
    year = label(middle, BASE + 28, 11, f"{month.year}") if place == 0 or month.month == 1 else ""
    bars_drawn = ""
    for offset, value, fill in ((0.0, one, "var(--jade)"), (width + step * 0.04, other, "url(#hatch)")):
        height = max(value, 0) / top * TOP
        bars_drawn += (
            f'<rect x="{left + offset:.1f}" y="{BASE - height:.1f}" width="{width:.1f}" height="{height:.1f}"'
            f' fill="{fill}" stroke="var(--jade)"/>'
        )
        bars_drawn += label(left + offset + width / 2, BASE - height - 4, 10, str(value)) if value else ""
    return f"{bars_drawn}{label(middle, BASE + 15, 12, str(month.month))}{year}"


def legend(names: tuple[str, str]) -> str:
    """Return what the two kinds of bar mean, below the months."""
    y = BASE + 38
    return (
        f'<rect x="0" y="{y}" width="12" height="12" fill="var(--jade)"/>'
        f'<text x="18" y="{y + 11}" font-size="12" fill="currentColor">{escape(names[0])}</text>'
        f'<rect x="90" y="{y}" width="12" height="12" fill="url(#hatch)" stroke="var(--jade)"/>'
        f'<text x="108" y="{y + 11}" font-size="12" fill="currentColor">{escape(names[1])}</text>'
    )
